package main

import (
	"regexp"
	"strings"

	"claimcheck/decoder/mint"
)

// signatureCases are one a cause, and one a weakness.
func signatureCases() []vector {
	x := signed(nil)
	bad := func(name, comment, capture, cause string, expect ...string) vector {
		return vector{name: "signature-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	fine := func(name, comment string, edit func(*mint.Response), expect ...string) vector {
		return vector{name: "signature-" + name, comment: comment, capture: signed(edit), verdict: "accepted", cause: "none", expect: expect}
	}
	rollover := bad("rollover", "signed with the new key, the metadata has the old one", signed(func(r *mint.Response) { r.Signing.Key = mint.Next() }), "signature.trusted", "info signature.embedded")
	rollover.metadata = [][]byte{announcing(mint.Old(), mint.Active())}
	weak := fine("weak-key", "an RSA key of 1024 bits: good, and often refused", func(r *mint.Response) { r.Signing.Key = mint.Weak() }, "warn signature.key-size", "pass signature.trusted")
	weak.metadata = [][]byte{announcing(mint.Weak())}
	expired := fine("expired-key", "good, and the certificate had expired: allowed, and often refused", func(r *mint.Response) { r.Signing.Key = mint.Expired() }, "warn signature.key-dates", "pass signature.trusted")
	expired.metadata = [][]byte{announcing(mint.Expired())}
	curve := fine("ecdsa", "signed with ECDSA", func(r *mint.Response) { r.Signing.Key = mint.ECDSA() }, "pass signature.trusted", "absent signature.key-size", "pass signature.disputed")
	curve.metadata = [][]byte{announcing(mint.ECDSA())}
	nobody := vector{
		name: "signature-no-metadata", comment: "no metadata is imported: nobody vouches for the signature", capture: x, noMetadata: true,
		verdict: "undetermined", cause: "signature.trusted",
		expect: []string{"not-checked signature.trusted", "not-checked signature.covers", "not-checked assertion.issuer", "not-checked entra.tenant"},
	}
	noKey := vector{
		name: "signature-no-signing-key", comment: "the metadata announces no key for signing", capture: x,
		metadata: [][]byte{[]byte(strings.ReplaceAll(string(usual()), `use="signing"`, `use="encryption"`))},
		verdict:  "undetermined", cause: "signature.trusted", expect: []string{"not-checked signature.trusted", "pass assertion.issuer"},
	}
	spaced := bad("pretty-printed-values", "an editor put white space around every value as well: the issuer is another then, and that is not the cause",
		strings.ReplaceAll(indented(x), "</Issuer>", "\n</Issuer>"), "signature.altered", "fail assertion.issuer")
	return []vector{
		spaced, rollover, weak, expired, curve, nobody, noKey,
		bad("unsigned", "nothing is signed", signed(func(r *mint.Response) { r.Part = mint.SignNone }), "signature.present", "absent signature.scope", "absent signature.keys"),
		bad("altered", "the country was changed after signing", swap(x, "United States", "Utopia"), "signature.altered", "absent signature.damaged"),
		bad("pretty-printed", "indented by an editor after signing", indented(x), "signature.altered"),
		bad("damaged", "the signature value was changed", damaged(x), "signature.damaged", "absent signature.altered"),
		bad("hmac", "HMAC, which anybody can make with the public key", swap(x, string(mint.RSASHA256), "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"), "signature.unsupported"),
		bad("no-algorithm", "an algorithm that nobody knows", swap(x, string(mint.RSASHA256), "urn:example:none"), "signature.unsupported"),
		bad("no-value", "the signature has no value", regexp.MustCompile(`<SignatureValue>[^<]*</SignatureValue>`).ReplaceAllString(x, ""), "signature.malformed"),
		bad("xslt", "a transform that runs a program", swap(x, `<Transform Algorithm="`+mint.Exclusive+`"/>`, `<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>`), "signature.transforms"),
		bad("one-of-two", "the response's signature is good, the assertion's is broken", bothButOne(), "signature.altered", "pass signature.trusted Response"),
		fine("sha-1", "signed with SHA-1", func(r *mint.Response) { r.Signing.Algorithm = mint.RSASHA1 }, "warn signature.sha1"),
		twoNamespaces(),
		fine("inclusive", "inclusive canonicalization", func(r *mint.Response) { r.Part, r.Signing.C14N = mint.SignResponse, mint.Inclusive }, "warn signature.transforms"),
	}
}

// twoNamespaces has attributes of two namespaces, in another order than when it was signed. To XML the
// order means nothing; goxmldsig goes by it.
func twoNamespaces() vector {
	const declared, first, second = `<Attribute xmlns:a="urn:example:a" xmlns:b="urn:example:b" a:x="" b:y="" `, `a:form="1"`, `b:form="2"`
	name := `<Attribute Name="` + mint.ClaimSurname + `"><AttributeValue`
	x := signedText(name, strings.Replace(name, "<Attribute ", declared, 1)+" "+first+" "+second)
	return vector{
		name: "signature-two-namespaces", comment: "attributes of two namespaces: the second verification cannot judge them",
		capture: swap(x, first+" "+second, second+" "+first), verdict: "accepted", cause: "none", expect: []string{"info signature.disputed Assertion", "pass signature.trusted"},
	}
}

// indented puts every element on a line of its own, as a viewer does.
func indented(x string) string { return strings.ReplaceAll(x, "><", ">\n<") }

// damaged changes the signature value and leaves the rest.
func damaged(x string) string {
	const start = "<SignatureValue>"
	at := strings.Index(x, start) + len(start)
	turned := map[byte]string{'A': "B"}[x[at]]
	return x[:at] + either(turned, "A") + x[at+1:]
}

// bothButOne has its assertion changed between the two signings.
func bothButOne() string {
	r := mint.EntraResponse()
	inner := mint.Sign(r.XML(), r.Assertion.ID, mint.Signing{})
	return mint.Sign(swap(inner, "United States", "Utopia"), r.ID, mint.Signing{})
}

const otherTenant = "https://sts.windows.net/77777777-1111-2222-3333-444444444444/"

// issuerCases name somebody else than the metadata does.
func issuerCases() []vector {
	named := func(issuer string) string {
		return signed(func(r *mint.Response) { r.Issuer, r.Assertion.Issuer = issuer, issuer })
	}
	bad := func(name, comment, capture, cause string, expect ...string) vector {
		return vector{name: "issuer-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	byHand := bad("application-id-in-metadata", "someone added the application ID to the metadata by hand", signed(nil), "entra.application-id", "fail assertion.issuer")
	byHand.metadata = [][]byte{of(mint.Issuer + mint.AppID + "/")}
	common := bad("common-metadata", "the metadata for all tenants was imported", signed(nil), "entra.tenant", "fail assertion.issuer")
	common.metadata = [][]byte{of("https://sts.windows.net/{tenantid}/")}
	elsewhere := vector{
		name: "issuer-other-cloud", comment: "the metadata's addresses are those of the cloud in China, the message is of the global one", capture: signed(nil),
		metadata: [][]byte{[]byte(strings.ReplaceAll(string(usual()), "https://login.microsoftonline.com/", "https://login.partner.microsoftonline.cn/"))},
		verdict:  "accepted", cause: "none", expect: []string{"warn entra.cloud", "pass assertion.issuer"},
	}
	government := vector{
		name: "issuer-government", comment: "the cloud of the US Government, which has the issuer of the global one", capture: signed(nil),
		metadata: [][]byte{[]byte(strings.ReplaceAll(string(usual()), "https://login.microsoftonline.com/", "https://login.microsoftonline.us/"))},
		verdict:  "accepted", cause: "none", expect: []string{"pass entra.cloud"},
	}
	clouds := vector{
		name: "issuer-several-clouds", comment: "the metadata of another cloud is imported as well, for another entity", capture: signed(nil), noMetadata: true,
		files:   []file{{"metadata.xml", []byte(strings.ReplaceAll(string(of("https://sts.chinacloudapi.cn/77777777-1111-2222-3333-444444444444/")), "https://login.microsoftonline.com/", "https://login.partner.microsoftonline.cn/"))}, {"metadata-2.xml", usual()}},
		verdict: "accepted", cause: "none", expect: []string{"pass entra.cloud", "pass entra.tenant"},
	}
	okta := bad("stranger", "another identity provider than the metadata's, and not Entra", named("http://idp.example.net/exk1"), "assertion.issuer", "absent entra.tenant", "absent entra.issuer", "absent entra.application-id")
	signedResponse := func(edit func(*mint.Response)) string {
		return signed(func(r *mint.Response) { r.Part = mint.SignResponse; edit(r) })
	}
	return []vector{
		bad("wrong-tenant", "the message is of another tenant than the metadata", named(otherTenant), "entra.tenant", "fail assertion.issuer"),
		bad("application-id", "the issuer carries the application ID", named(mint.Issuer+mint.AppID), "entra.application-id", "fail assertion.issuer", "warn entra.issuer"),
		byHand, okta, common, elsewhere, government, clouds,
		bad("no-slash", "the slash at the end is missing", named(strings.TrimSuffix(mint.Issuer, "/")), "assertion.issuer", "warn entra.issuer"),
		bad("two", "response and assertion name two issuers", signedResponse(func(r *mint.Response) { r.Issuer = otherTenant }), "response.issuer"),
		bad("none", "the signed response names no issuer", signedResponse(func(r *mint.Response) { r.Issuer = "" }), "response.issuer-form", "absent response.issuer"),
		bad("format", "the issuer has the format of an e-mail address",
			finishResponse(`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">`, `<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">`),
			"response.issuer-form", "fail response.issuer-form Format", "pass response.issuer"),
		bad("assertion-none", "the assertion names no issuer", signedResponse(func(r *mint.Response) { r.Assertion.Issuer = "" }), "assertion.issuer"),
	}
}

// finishResponse edits the text of the usual response and signs the response.
func finishResponse(pairs ...string) string {
	r := mint.EntraResponse()
	r.Part = mint.SignResponse
	return r.Finish(swap(r.XML(), pairs...))
}
