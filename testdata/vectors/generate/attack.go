package main

import (
	"log"
	"strings"

	"claimcheck/decoder/mint"
)

// The forger's person and the ID that forged elements carry.
const (
	eve   = "eve@example.com"
	evilR = "_evil0000-0000-4000-8000-00000000000r"
	evilA = "_evil0000-0000-4000-8000-00000000000a"
)

// attackCases are forged messages: each holds something genuine and signed, and shows something else.
// The eight wrappings are those of Somorovsky et al., USENIX Security 2012, as SAML Raider numbers them.
func attackCases() []vector {
	whole := signed(func(r *mint.Response) { r.Part = mint.SignResponse })
	inner := signed(nil)
	genuine := element(inner, "<Assertion ", "</Assertion>")
	bare := unsigned(genuine)
	forged := swap(strings.ReplaceAll(bare, mint.User, eve), mint.AssertionID, evilA)
	sig := element(inner, "<Signature ", "</Signature>")
	wholeSig := element(whole, "<Signature ", "</Signature>")
	clone := unsigned(whole)
	evil := strings.ReplaceAll(swap(clone, mint.ResponseID, evilR), mint.User, eve)

	attack := func(name, comment, capture, cause string, expect ...string) vector {
		return vector{name: "attack-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	return []vector{
		attack("xsw1", "the signed response stands inside its own signature, a forged one around it",
			swap(evil, "</Issuer>", "</Issuer>"+swap(wholeSig, "</Signature>", clone+"</Signature>")), "structure.ids", "fail structure.stray Response"),
		attack("xsw2", "the signed response stands beside its signature, a forged one around both",
			swap(evil, "</Issuer>", "</Issuer>"+clone+wholeSig), "structure.ids", "fail structure.stray Response"),
		attack("xsw3", "a forged assertion before the signed one", swap(inner, genuine, forged+genuine), "structure.single", "fail structure.agree Subject"),
		attack("xsw4", "a forged assertion around the signed one", swap(inner, genuine, swap(forged, "</Assertion>", genuine+"</Assertion>")), "structure.stray"),
		attack("xsw5", "the signature is on the forged assertion, the signed one stands behind",
			swap(inner, genuine, swap(forged, "</Issuer>", "</Issuer>"+sig)+bare), "structure.single", "fail signature.reference"),
		attack("xsw6", "the signed assertion stands inside the signature of the forged one",
			swap(inner, genuine, swap(forged, "</Issuer>", "</Issuer>"+swap(sig, "</Signature>", bare+"</Signature>"))), "structure.stray"),
		attack("xsw7", "a forged assertion in Extensions",
			swap(inner, "<samlp:Status>", "<samlp:Extensions>"+forged+"</samlp:Extensions><samlp:Status>"), "structure.stray"),
		attack("xsw8", "the signed assertion stands in an Object of the signature of the forged one",
			swap(inner, genuine, swap(forged, "</Issuer>", "</Issuer>"+swap(sig, "</Signature>", "<Object>"+bare+"</Object></Signature>"))), "structure.stray"),
		attack("unsigned-behind", "an unsigned assertion behind the signed one", swap(inner, genuine, genuine+forged), "structure.single"),
		attack("same-id", "two assertions of one ID", swap(inner, genuine, swap(forged, evilA, mint.AssertionID)+genuine), "structure.ids"),
		attack("signature-moved", "the assertion's signature stands in the status",
			swap(swap(inner, sig, ""), "<samlp:Status>", "<samlp:Status>"+sig), "signature.misplaced"),
		attack("own-key", "signed with a stranger's key, whose certificate is in the message",
			signed(func(r *mint.Response) { r.Signing.Key = mint.Foreign(); r.Assertion.NameID = eve }), "signature.trusted", "info signature.embedded"),
		attack("comment", "a comment in the NameID, put in after signing: careless readers cut the name there",
			swap(inner, mint.User+"</NameID>", "b.simon@example.com<!---->.evil.example.com</NameID>"), "structure.text", "fail structure.text NameID"),
		attack("comment-signed", "a comment in the NameID of a signature that is good all the same",
			swap(inner, mint.User+"</NameID>", "b.simon<!-- -->@example.com</NameID>"), "structure.text", "pass signature.trusted"),
		attack("processing-instruction", "a processing instruction in a wanted claim",
			signedText("<AttributeValue>United States", "<AttributeValue>United<?x?> States"), "structure.text", "fail structure.text Country"),
		attack("doctype", "a document type that declares an entity",
			`<!DOCTYPE r [<!ENTITY who "`+eve+`">]>`+inner, "input.doctype"),
		attack("two-references", "a second reference in the signature",
			swap(inner, "</Reference>", "</Reference>"+swap(element(sig, "<Reference ", "</Reference>"), mint.AssertionID, mint.ResponseID)), "signature.reference"),
		attack("second-name-id", "two names, both signed: readers may take either",
			signedText("</NameID>", "</NameID><NameID>"+eve+"</NameID>"), "structure.once", "fail structure.once NameID", "pass signature.trusted"),
		{
			name: "structure-unknown-element", comment: "an element that the schema does not know, signed by the sender",
			capture: signedText("<AttributeStatement>", `<Note xmlns="urn:example:note">x</Note><AttributeStatement>`),
			verdict: "accepted", cause: "none", expect: []string{"warn structure.schema"},
		},
		attack("other-namespace", "a forged assertion of another namespace: who searches by local name reads it",
			swap(inner, genuine, swap(forged, "urn:oasis:names:tc:SAML:2.0:assertion", "urn:example:assertion")+genuine), "structure.stray", "pass signature.trusted"),
		attack("hidden-in-key-info", "a forged assertion in the KeyInfo of a good signature, which does not cover itself",
			swap(inner, "</KeyInfo>", forged+"</KeyInfo>"), "structure.stray", "pass signature.trusted"),
		attack("hidden-in-advice", "a second assertion in Advice",
			signedText("<AttributeStatement>", "<Advice>"+forged+"</Advice><AttributeStatement>"), "structure.stray"),
		lentName("assertion", "the forger's own tenant is imported: it names itself in the response, and signs an encrypted assertion of another", mint.SignAssertion, "Assertion"),
		lentName("response", "the forger's own tenant is imported: it signs its response around an encrypted assertion of another", mint.SignResponse, "Response"),
		inherited(),
	}
}

// lentName is a response of another tenant, signed with that one's key, around an encrypted assertion that
// names the issuer.
func lentName(name, comment string, part mint.Part, carrier string) vector {
	return vector{
		name: "attack-encrypted-other-issuer-" + name, comment: comment, verdict: "refused", cause: "response.issuer",
		capture: signed(func(r *mint.Response) {
			r.Issuer, r.Encrypt, r.Part, r.Assertion.NameID = otherTenant, mint.SP(), part, eve
		}),
		expect:   []string{"fail response.issuer", "fail signature.trusted " + carrier, "not-checked signature.covers"},
		metadata: [][]byte{of(otherTenant), announcing(mint.Old())},
		files:    []file{{"sp.key", mint.SP().PrivatePEM()}},
	}
}

// inherited is a correct message: the default namespace that SignedInfo inherits is listed, and nothing in it
// uses that namespace.
func inherited() vector {
	const method = `<ds:CanonicalizationMethod Algorithm="` + mint.Exclusive + `"`
	x := signed(func(r *mint.Response) { r.Signing.Prefix = "ds" })
	return vector{
		name: "signature-default-inherited", comment: "#default in the PrefixList of the CanonicalizationMethod",
		capture: resealed(swap(x, method+"/>", method+`><InclusiveNamespaces xmlns="`+mint.Exclusive+`" PrefixList="#default"/></ds:CanonicalizationMethod>`),
			octets{info: func(x string) string {
				return swap(x, `<ds:SignedInfo `, `<ds:SignedInfo xmlns="urn:oasis:names:tc:SAML:2.0:assertion" `)
			}}, nil),
		verdict: "accepted", cause: "none",
		expect: []string{"info signature.disputed Assertion", "pass signature.trusted Assertion"},
	}
}

// element cuts the first element that begins with start and ends with end.
func element(x, start, end string) string {
	from := strings.Index(x, start)
	to := strings.Index(x, end)
	if from < 0 || to < from {
		log.Fatalf("no element %s", start)
	}
	return x[from : to+len(end)]
}

// unsigned takes the first signature out.
func unsigned(x string) string { return swap(x, element(x, "<Signature ", "</Signature>"), "") }
