package main

import (
	"strings"

	"claimcheck/decoder/mint"
)

// strangerCases hold no certificate of the key that signed, or somebody else's, and are signed with a key that
// the imported metadata announces for something else.
func strangerCases() []vector {
	by := func(k *mint.Key, info string) string {
		return signed(func(r *mint.Response) {
			r.Signing = mint.Signing{Key: k, NoKeyInfo: info == "", KeyInfo: info}
		})
	}
	bad := func(name, comment, capture, says string, files ...[]byte) vector {
		return vector{
			name: "signature-stranger-" + name, comment: comment, capture: capture, metadata: files,
			verdict: "refused", cause: "signature.trusted", expect: []string{"fail signature.trusted", "absent signature.damaged"}, says: []string{"signature.trusted " + says},
		}
	}
	other := mint.Metadata{EntityID: otherTenant, Keys: []*mint.Key{mint.Next()}}.XML()
	both := announcing(mint.Active(), mint.Next())
	second := func(pairs ...string) []byte {
		x := string(both)
		at := strings.LastIndex(x, `<KeyDescriptor use="signing">`)
		return []byte(x[:at] + swap(x[at:], pairs...))
	}
	const signing, closing = `<KeyDescriptor use="signing">`, "</KeyDescriptor>"
	own := element(string(announcing(mint.Next())), signing, closing)
	application := swap(string(usual()), "<IDPSSODescriptor ", `<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`+own+
		`<AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="`+mint.ACS+`" index="0"/></SPSSODescriptor><IDPSSODescriptor `)
	nobody := bad("nothing-of-issuer", "no key of the issuer is imported, and the one that signed is another tenant's", by(mint.Next(), ""), "for another entity, "+otherTenant, other)
	nobody.cause, nobody.expect[0] = "entra.tenant", "not-checked signature.trusted"
	return []vector{
		bad("other-tenant", "no KeyInfo, and the key is another tenant's", by(mint.Next(), ""), "for another entity, "+otherTenant, usual(), other),
		bad("other-key-info", "KeyInfo names a certificate that did not sign, and the key is another tenant's",
			by(mint.Next(), "<X509Data><X509Certificate>"+mint.Foreign().Base64()+"</X509Certificate></X509Data>"), "for another entity, "+otherTenant, usual(), other),
		bad("encryption-only", "no KeyInfo, and the issuer announces the key for encryption only", by(mint.Next(), ""), "for encryption only", second(`use="signing"`, `use="encryption"`)),
		bad("other-role", "no KeyInfo, and the issuer announces the key as an application's", by(mint.Next(), ""), "SPSSODescriptor only", []byte(application)),
		bad("nowhere", "no KeyInfo, and nobody announces the key", by(mint.Foreign(), ""), "names no certificate", usual(), other),
		nobody,
	}
}

// twiceCases met two accidents on their way, one after the other.
func twiceCases() []vector {
	two := func(name, comment, country string, says []string, pairs ...string) vector {
		v := altered("accident-two-"+name, comment, swap(signedText("United States", country), pairs...))
		for _, words := range says {
			v.says = append(v.says, "signature.altered "+words)
		}
		return v
	}
	printed := two("re-encoded-indented", "UTF-8 was read as Windows-1252, and a viewer indented it", "Österreich", []string{"wrong encoding", "pretty-printed"}, "Ö", "Ã–")
	printed.capture = indented(printed.capture.(string))
	return []vector{
		printed,
		two("line-ends-byte-order-mark", "an editor wrote CR LF for LF and a byte order mark", "1 Main Street\nLima", []string{"LF and CR LF", "byte order mark"}, "1 Main Street\n", "&#xFEFF;1 Main Street&#13;\n"),
		two("byte-order-mark-re-encoded", "a byte order mark came in, and then UTF-8 was read as Windows-1252", "Österreich", []string{"wrong encoding", "byte order mark"}, "Ö", "ï»¿Ã–"),
		two("re-encoded-escaped", "UTF-8 was read as Windows-1252, and a web page escaped what was escaped", "Österreich &amp; Ungarn", []string{"wrong encoding", "escaped twice"}, "Ö", "Ã–", "&amp; U", "&amp;amp; U"),
		two("hard-blanks-typographic", "a word processor made no-break spaces and typographic quotes", "Cote d'Ivoire", []string{"no-break spaces", "typographic quotes"}, "Cote d'", "Cote\u00A0d’"),
		two("re-encoded-again", "UTF-8 was read as Windows-1252, and that once more", "Österreich", []string{"wrong encoding"}, "Ö", "Ãƒâ€“"),
	}
}
