package main

import (
	"strings"
	"time"

	"claimcheck/decoder/mint"
)

// examples are the practice cases of both programs, in the order in which they are shown.
func examples() []vector {
	file := mint.AppMetadata().XML()
	list := []vector{
		{
			name: "missing-country", title: "Country is missing", comment: "The user's Country or region is empty, so Entra leaves the claim out.",
			capture: form(signed(func(r *mint.Response) { r.Remove("Country") })), cause: "claim.missing", expect: []string{"fail claim.missing Country"},
		},
		{
			name: "namespace-on-first-name", title: "A namespace was left on FirstName", comment: "The Namespace field of the claim was not emptied, so its name is another one.",
			capture: form(signed(func(r *mint.Response) { r.Rename("FirstName", mint.ClaimNamespace+"/FirstName") })), cause: "claim.misnamed", expect: []string{"fail claim.misnamed FirstName"},
		},
		{
			name: "wrong-case", title: "The name has another case", comment: "The claim is called lastname; the application asks for LastName.",
			capture: form(signed(func(r *mint.Response) { r.Rename("LastName", "lastname") })), cause: "claim.misnamed", expect: []string{"fail claim.misnamed LastName"},
		},
		{
			name: "empty-email", title: "Email is empty", comment: "The claim arrived without a value.",
			capture: form(signed(func(r *mint.Response) { r.Set("Email", "") })), cause: "claim.empty", expect: []string{"fail claim.empty Email"},
		},
		{
			name: "expired", title: "It had expired when it arrived", comment: "The sign-in page was left open and the answer delivered two hours later.",
			at: mint.Now.Add(3 * time.Hour).Format(time.RFC3339), now: mint.Now.Add(4 * time.Hour).Format(time.RFC3339),
			capture: form(signed(nil)), cause: "time.expired", expect: []string{"fail time.expired"},
		},
		{
			name: "wrong-audience", title: "Made out for another application", comment: "Identifier (Entity ID) in Entra is not the one that the application expects.",
			capture: form(signed(func(r *mint.Response) { r.Assertion.Audience = "https://sp.example.com/saml/test" })), cause: "audience.match", expect: []string{"fail audience.match"},
		},
		{
			name: "rollover", title: "The signing certificate was changed", comment: "Entra signs with a new certificate, and the metadata that was handed over has the old one.",
			capture: form(signed(func(r *mint.Response) { r.Signing.Key = mint.Next() })), cause: "signature.trusted", expect: []string{"fail signature.trusted"},
		},
		{
			name: "altered", title: "Changed after it was signed", comment: "Somebody wrote another country into the message.",
			capture: form(swap(signed(nil), "United States", "Utopia")), cause: "signature.altered", expect: []string{"fail signature.altered"},
		},
		{
			name: "pretty-printed", title: "Pretty-printed, so the signature is dead", comment: "A viewer indented the XML; the white space breaks the signature.",
			capture: indented(signed(nil)), ext: "xml", cause: "signature.altered", expect: []string{"fail signature.altered"},
		},
		{
			name: "unsigned", title: "Nothing is signed", comment: "A tool took the signature out, or signing was switched off.",
			capture: form(signed(func(r *mint.Response) { r.Part = mint.SignNone })), cause: "signature.present", expect: []string{"fail signature.present"},
		},
		{
			name: "not-assigned", title: "Entra refused: the user is not assigned (AADSTS50105)", comment: "The user is not assigned to the application, and Entra says so in its answer.",
			capture: form(string(mint.ErrorResponse("RequestDenied", notAssigned).Signed())), cause: "status.aadsts", expect: []string{"fail status.aadsts AADSTS50105"},
		},
		{
			name: "guest", title: "A guest whose e-mail is an internal name (#EXT#)", comment: "Email is filled from the user principal name, which for a guest is no mailbox.",
			capture: form(signed(func(r *mint.Response) { r.Set("Email", guestName); r.Assertion.NameID = guestName })), cause: "claim.malformed",
			expect: []string{"fail claim.malformed Email", "warn entra.guest NameID"},
		},
		{
			name: "good", title: "A good sign-in", comment: "Everything that can be checked is as the application wants it.",
			capture: form(signed(nil)), cause: "none", verdict: "accepted", expect: []string{"pass signature.trusted", "pass claim.missing"},
		},
	}
	for i := range list {
		v := &list[i]
		v.name = number(i+1) + "-" + v.name
		v.verdict = either(v.verdict, "refused")
		v.ext = either(v.ext, "txt")
		v.metadata = [][]byte{file}
	}
	return list
}

func number(i int) string { return string(rune('0'+i/10)) + string(rune('0'+i%10)) }

// form is what a browser posts, broken into lines as a mail would.
func form(x string) string { return strings.Join(lines(b64(x), 76), "\n") }
