package main

import (
	"time"

	"claimcheck/decoder/mint"
)

// goodCases are accepted, some with something to tell.
func goodCases() []vector {
	accepted := func(name, comment string, capture string, expect ...string) vector {
		return vector{name: "good-" + name, comment: comment, capture: capture, verdict: "accepted", cause: "none", expect: expect}
	}
	noIdentifiers := accepted("nothing-entered", "neither Identifier nor Reply URL is entered: not compared, and said so", signed(nil),
		"not-checked audience.match", "not-checked response.destination", "not-checked subject.recipient", "not-checked application.identifiers")
	noIdentifiers.noSP = true
	learnt := accepted("learnt", "Identifier and Reply URL are learnt from the request of the same capture", har(flow(signed(nil), mint.AuthnRequest().XML())...),
		"pass audience.match", "pass response.destination", "info application.identifiers")
	learnt.noSP, learnt.ext = true, "har"
	several := accepted("several-keys", "the key that signed is the second of the metadata", signed(nil), "pass signature.trusted", "info signature.keys")
	several.metadata = [][]byte{announcing(mint.Next(), mint.Active(), mint.Expired())}
	files := accepted("several-files", "the metadata of another tenant is imported as well", signed(nil), "pass entra.tenant", "pass assertion.issuer")
	files.metadata = [][]byte{of("https://sts.windows.net/77777777-1111-2222-3333-444444444444/"), usual()}
	cert := accepted("certificate-only", "a certificate is trusted and no metadata is imported", signed(nil), "pass signature.trusted", "not-checked assertion.issuer", "not-checked entra.tenant")
	cert.noMetadata, cert.files = true, []file{{"active.pem", mint.Active().CertPEM()}}
	later := accepted("expired-by-now", "it was in time when it was captured and has expired since", signed(nil), "pass time.expired", "info time.now", "info time.judged")
	later.now = mint.Now.Add(3 * day).Format(time.RFC3339)
	whole := accepted("application-file", "the metadata as it is downloaded: signed, with a byte order mark", signed(nil), "pass signature.trusted")
	whole.metadata = [][]byte{mint.AppMetadata().XML()}

	return []vector{
		accepted("assertion-signed", "Entra's default: the assertion is signed", signed(nil), everythingFine...),
		accepted("response-signed", "the response is signed, the assertion is not", signed(func(r *mint.Response) { r.Part = mint.SignResponse }), "pass signature.covers", "info signature.scope"),
		accepted("both-signed", "response and assertion are signed", signed(func(r *mint.Response) { r.Part = mint.SignBoth }), "pass signature.trusted Response", "pass signature.trusted Assertion"),
		accepted("idp-initiated", "started at My Apps: it answers no request", signed(func(r *mint.Response) { r.Unsolicited() }), "info response.in-response-to", "info subject.in-response-to"),
		accepted("no-key-info", "the message names no certificate", signed(func(r *mint.Response) { r.Signing.NoKeyInfo = true }), "absent signature.embedded", "pass signature.trusted"),
		noIdentifiers, learnt, several, files, cert, later, whole,
	}
}

// everythingFine holds what a good message must not trip over.
var everythingFine = []string{
	"pass input.doctype", "pass input.well-formed", "pass input.encoding", "pass input.limits", "pass input.wrapping", "pass message.kind",
	"absent input.deflate", "absent input.parameter", "absent input.relay-state", "absent input.url-length", "absent input.recognised",
	"pass structure.ids", "pass structure.stray", "pass structure.single", "pass structure.text", "pass structure.once", "pass structure.schema", "absent structure.agree",
	"absent status.aadsts", "pass status.success", "pass status.code", "absent status.no-assertion",
	"pass response.assertion", "pass response.version", "pass response.id", "pass response.destination", "pass response.issuer", "pass response.issuer-form",
	"pass assertion.version", "pass assertion.id", "pass assertion.issuer", "pass assertion.conditions",
	"absent signature.misplaced", "pass signature.reference", "pass signature.present", "absent signature.unsupported", "pass signature.transforms",
	"absent signature.malformed", "absent signature.altered", "absent signature.damaged", "pass signature.trusted", "pass signature.covers",
	"pass signature.sha1", "pass signature.key-size", "pass signature.key-dates", "pass signature.embedded", "pass encryption.readable", "absent encryption.strength", "absent encryption.signature",
	"pass entra.tenant", "pass entra.application-id", "pass entra.issuer", "pass entra.guest", "pass entra.onmicrosoft", "pass entra.cloud", "pass entra.window", "pass entra.groups",
	"pass time.date", "pass time.window", "pass time.early", "pass time.expired", "pass time.confirmation", "absent time.session", "pass time.issued",
	"pass audience.present", "pass audience.match", "pass audience.spn",
	"pass subject.bearer", "pass subject.recipient", "pass subject.not-before", "pass subject.address",
	"pass name-id.present", "pass name-id.format", "pass name-id.length", "pass name-id.stable",
	"pass authn.statement", "pass authn.session", "pass authn.context",
	"pass claim.none", "pass claim.missing", "pass claim.misnamed", "pass claim.empty", "pass claim.duplicated", "pass claim.multiple",
	"pass claim.malformed", "pass claim.friendly-name", "pass claim.name-length", "info claim.extra",
	"pass claim.whitespace", "pass claim.invisible", "pass claim.homoglyph", "pass claim.value-length",
	"pass application.identifiers", "not-checked application.sign-on-url", "not-checked application.instance",
	"not-checked application.metadata-upload", "not-checked application.country-notation", "not-checked response.binding", "not-checked response.in-response-to", "info assertion.replay",
}

// encryptionCases show what can be said of what is encrypted.
func encryptionCases() []vector {
	sealed := func(edit func(*mint.Response)) string {
		return signed(func(r *mint.Response) {
			r.Encrypt = mint.SP()
			if edit != nil {
				edit(r)
			}
		})
	}
	whole := element(signed(nil), "<Assertion ", "</Assertion>")
	ours := []file{{"sp.key", mint.SP().PrivatePEM()}}
	theirs := []file{{"other.key", mint.Foreign().PrivatePEM()}}
	return []vector{
		{
			name: "encryption-opened", comment: "encrypted, and opened with the application's key", capture: sealed(nil), files: ours,
			verdict: "accepted", cause: "none", expect: []string{"info encryption.readable", "info encryption.strength", "info encryption.signature", "pass signature.covers", "pass claim.missing"},
		},
		{
			name: "encryption-opened-response-signed", comment: "encrypted, opened, and signed around the encryption only",
			capture: sealed(func(r *mint.Response) { r.Part = mint.SignResponse }), files: ours,
			verdict: "accepted", cause: "none", expect: []string{"info encryption.readable", "pass encryption.signature", "pass signature.covers"},
		},
		{
			name: "encryption-opened-missing", comment: "encrypted, opened, and Country is missing inside",
			capture: sealed(func(r *mint.Response) { r.Remove("Country") }), files: ours,
			verdict: "refused", cause: "claim.missing", expect: []string{"fail claim.missing Country"},
		},
		{
			name: "encryption-opened-unsigned", comment: "whoever has the application's certificate can encrypt: nothing is signed",
			capture: sealed(func(r *mint.Response) { r.Part = mint.SignNone }), files: ours,
			verdict: "refused", cause: "signature.present", expect: []string{"fail signature.present"},
		},
		{
			name: "encryption-wrapped", comment: "the key opens it, and what is inside is no assertion but a message around one",
			capture: swap(signed(nil), whole, mint.Encrypt(`<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Body>`+whole+`</Body></Envelope>`, mint.SP())), files: ours,
			verdict: "refused", cause: "encryption.readable", expect: []string{"fail encryption.readable", "absent signature.trusted"},
		},
		{
			name: "encryption-no-key", comment: "encrypted, and no key was given", capture: sealed(nil),
			verdict: "undetermined", cause: "encryption.readable",
			expect: []string{"not-checked encryption.readable", "info encryption.signature", "not-checked claim.missing", "not-checked signature.present"},
		},
		{
			name: "encryption-no-key-response-signed", comment: "encrypted; the response around it is signed well",
			capture: sealed(func(r *mint.Response) { r.Part = mint.SignResponse }),
			verdict: "undetermined", cause: "encryption.readable", expect: []string{"pass signature.trusted Response", "not-checked signature.covers"},
		},
		{
			name: "encryption-other-key", comment: "the key that was given is another one", capture: sealed(nil), files: theirs,
			verdict: "undetermined", cause: "encryption.readable", expect: []string{"not-checked encryption.readable"},
		},
	}
}
