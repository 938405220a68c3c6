package main

import (
	"encoding/base64"
	"strings"

	"claimcheck/decoder/mint"
)

// railCases stand on both sides of a rail: what it refuses, and the nearest correct message, which it
// must let pass. The numbers are those of the design's list; rails that other themes show have none here.
func railCases() []vector {
	x := signed(nil)
	refused := func(name, comment, capture, cause string, expect ...string) vector {
		return vector{name: "rail-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	passes := func(name, comment, capture string, expect ...string) vector {
		return vector{name: "rail-" + name, comment: comment, capture: capture, verdict: "accepted", cause: "none", expect: expect}
	}
	told := func(metadata string, v vector) vector { v.metadata = [][]byte{[]byte(metadata)}; return v }
	until := func(t string) string {
		return signedText(`NotOnOrAfter="`+mint.Stamp(mint.EntraResponse().Assertion.NotOnOrAfter)+`"><AudienceRestriction>`, `NotOnOrAfter="`+t+`"><AudienceRestriction>`)
	}
	value := func(claim, v string) string { return signed(func(r *mint.Response) { r.Set(claim, v) }) }

	genuine := element(x, "<Assertion ", "</Assertion>")
	sealed := mint.Encrypt(strings.ReplaceAll(unsigned(genuine), mint.AssertionID, evilA), mint.SP())
	country := element(x, `<Attribute Name="Country">`, "United States</AttributeValue></Attribute>")

	key := element(string(usual()), "<IDPSSODescriptor", "</IDPSSODescriptor>")
	signing := element(key, `<KeyDescriptor use="signing">`, "</KeyDescriptor>")
	application := swap(string(usual()), key, swap(key, signing, "")+`<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`+signing+
		`<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="`+mint.ACS+`" index="0"/></SPSSODescriptor>`)
	entity := func(file []byte) string { return element(string(file), "<EntityDescriptor ", "</EntityDescriptor>") }
	federation := func(issuer string, keys ...*mint.Key) string {
		other := mint.Metadata{EntityID: otherTenant, Keys: []*mint.Key{mint.Active()}}.XML()
		ours := mint.Metadata{EntityID: issuer, Keys: keys}.XML()
		return `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + swap(entity(other), mint.MetadataID, "_other") + entity(ours) + `</EntitiesDescriptor>`
	}
	return []vector{
		refused("05-encrypted-beside", "an encrypted assertion beside the signed one", swap(x, genuine, genuine+sealed), "structure.single"),
		refused("05-response-inside", "a whole signed response in the Extensions of another", swap(x, "<samlp:Status>",
			"<samlp:Extensions>"+strings.ReplaceAll(strings.ReplaceAll(unsigned(x), mint.ResponseID, evilR), mint.AssertionID, evilA)+"</samlp:Extensions><samlp:Status>"), "structure.stray", "fail structure.stray Response"),
		passes("05-extensions", "Extensions that hold nothing of SAML", swap(x, "<samlp:Status>", `<samlp:Extensions><x xmlns="urn:example:x">y</x></samlp:Extensions><samlp:Status>`), "pass structure.stray", "pass structure.single"),
		passes("05-advice", "Advice that names another assertion and holds none", signedText("<AttributeStatement>", "<Advice><AssertionIDRef>_other</AssertionIDRef></Advice><AttributeStatement>"), "pass structure.stray"),

		refused("06-small-letters", "the assertion's ID once more, in an attribute id of another element", swap(x, "<samlp:Status>", `<samlp:Status id="`+mint.AssertionID+`">`), "structure.ids"),
		refused("06-namespace", "the assertion's ID once more, in an attribute of another namespace", swap(x, "<samlp:Status>", `<samlp:Status xmlns:x="urn:example:x" x:Id="`+mint.AssertionID+`">`), "structure.ids"),
		refused("06-two-ids", "an element with two IDs", swap(x, "<samlp:Status>", `<samlp:Status ID="_one" xml:id="_two">`), "structure.ids"),
		passes("06-own-id", "an ID of its own on another element", swap(x, "<samlp:Status>", `<samlp:Status ID="_one">`), "pass structure.ids"),
		passes("06-same-value", "the assertion's ID in an attribute that is no ID", swap(x, "<samlp:Status>", `<samlp:Status Ident="`+mint.AssertionID+`">`), "pass structure.ids"),

		told(application, vector{
			name: "rail-10-application-key", comment: "the key stands in the metadata as the application's, not as the identity provider's", capture: x,
			verdict: "undetermined", cause: "signature.trusted", expect: []string{"not-checked signature.trusted"},
		}),
		told(federation(mint.Issuer, mint.Old()), refused("10-other-entity", "the key that signed is that of another entity of the same file", x, "signature.trusted", "pass assertion.issuer")),
		told(federation(mint.Issuer, mint.Active()), passes("10-own-entity", "two entities, each with its own key", x, "pass signature.trusted", "pass assertion.issuer")),
		told(strings.ReplaceAll(string(usual()), ` use="signing"`, ""), passes("10-no-use", "a key for any use", x, "pass signature.trusted")),
		told(swap(string(usual()), signing, strings.Replace(signing, mint.Active().Base64(), "AAAA", 1)+signing), passes("10-broken-certificate", "a certificate that cannot be read before the one that signed", x, "pass signature.trusted")),

		refused("16-claim-outside", "the missing claim stands outside the signed assertion", swap(signed(func(r *mint.Response) { r.Remove("Country") }), "</Assertion>",
			`</Assertion><AttributeStatement xmlns="urn:oasis:names:tc:SAML:2.0:assertion">`+country+"</AttributeStatement>"), "claim.missing", "fail claim.missing Country", "pass signature.covers"),
		passes("16-consent", "an attribute of the response, which nobody signed and nobody reads", swap(x, ` Version="2.0" IssueInstant`, ` Consent="urn:oasis:names:tc:SAML:2.0:consent:unspecified" Version="2.0" IssueInstant`), "pass signature.covers"),

		refused("17-response-issuer", "the response, which nobody signed, names another issuer than the signed assertion",
			signed(func(r *mint.Response) { r.Issuer = otherTenant }), "response.issuer", "pass assertion.issuer", "pass signature.trusted"),
		refused("17-response-issuer-slash", "a slash is missing in the response's issuer", signed(func(r *mint.Response) { r.Issuer = strings.TrimSuffix(mint.Issuer, "/") }), "response.issuer"),
		passes("17-assertion-issuer-only", "the response names no issuer, which it need not: it is not signed", signed(func(r *mint.Response) { r.Issuer = "" }), "info response.issuer-form", "absent response.issuer"),

		{
			name: "rail-19-doctype", comment: "metadata with a document type: it is read like a message, and refused",
			capture: swap(string(usual()), `<EntityDescriptor `, `<!DOCTYPE EntityDescriptor [<!ENTITY who "x">]><EntityDescriptor `),
			verdict: "refused", cause: "input.doctype", expect: []string{"fail input.doctype"},
		},
		{
			name: "rail-19-utf-16", comment: "metadata in UTF-16, as a text editor saved it", capture: x, noMetadata: true,
			files:   []file{{"metadata.xml.b64", []byte(base64.StdEncoding.EncodeToString(sixteen(strings.Replace(string(usual()), `encoding="utf-8"`, `encoding="utf-16"`, 1))))}},
			verdict: "accepted", cause: "none", expect: []string{"pass signature.trusted", "pass assertion.issuer"},
		},

		refused("21-month", "a thirteenth month is no date", until("2026-13-02T04:04:05Z"), "time.date", "fail time.date Conditions NotOnOrAfter", "absent time.expired"),
		refused("21-february", "a thirtieth of February is no date", until("2026-02-30T04:04:05Z"), "time.date", "absent time.expired"),
		refused("21-day-only", "a day without a time of day is no instant", until("2026-01-03"), "time.date", "absent time.expired"),
		passes("21-midnight", "24:00:00 is the start of the next day", until("2026-01-02T24:00:00Z"), "pass time.date", "pass time.expired"),
		passes("21-fraction", "twelve digits of a second", until("2026-01-02T04:04:05.123456789012Z"), "pass time.date", "pass time.expired"),
		passes("21-offset", "an offset of five and a half hours", until("2026-01-02T09:34:05+05:30"), "pass time.date", "pass time.expired"),
		refused("21-offset-over", "an end that only looks later: with its offset it is over", until("2026-01-02T07:30:00+05:30"), "time.window"),

		refused("22-control", "a control character of the second block in the country", value("Country", "United\u009bStates"), "claim.invisible", "fail claim.invisible Country"),
		refused("22-decomposed", "a look-alike name: the letters of another alphabet", value("LastName", "\u0405imon"), "claim.homoglyph"),
		passes("22-accents", "letters with accents, and a name of another script whole", signed(func(r *mint.Response) {
			r.Set("FirstName", "José")
			r.Set("LastName", "Иванов")
			r.Set("Country", "日本")
		}),
			"pass claim.invisible", "pass claim.homoglyph", "pass claim.whitespace"),

		railTwo("23-two", "two responses in one paste, and Country is missing in one: both are shown, and the one that fails is explained",
			twice(x, signed(func(r *mint.Response) { r.Remove("Country"); r.ID, r.Assertion.ID = evilR, evilA })), "refused", "claim.missing", "fail claim.missing Country"),
		railTwo("23-two-good", "two responses of one person in one paste, both good", twice(x, signed(func(r *mint.Response) {
			r.ID, r.Assertion.ID = evilR, evilA
		})), "accepted", "none", "pass signature.trusted Assertion"),
	}
}

// twice is a paste of two form bodies.
func twice(a, b string) string {
	return mint.Post("SAMLResponse", []byte(a), "") + "\n\n" + mint.Post("SAMLResponse", []byte(b), "") + "\n"
}

func railTwo(name, comment, capture, verdict, cause string, expect ...string) vector {
	return vector{name: "rail-" + name, comment: comment, capture: capture, ext: "txt", verdict: verdict, cause: cause, expect: expect}
}
