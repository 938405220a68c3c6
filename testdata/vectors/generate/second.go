package main

import (
	"crypto"
	"crypto/sha256"
	"encoding/base64"
	"log"
	"regexp"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"claimcheck/decoder/mint"
)

// secondCases are correct messages that goxmldsig by itself refuses or reads wrongly: those that it is led
// around, where it agrees, and those that it cannot judge. decoder/signature holds that its table of faults
// has a case for each row here, by name.
func secondCases() []vector {
	judges := func(name, comment string, capture any, expect ...string) vector {
		return vector{
			name: "signature-second-" + name, comment: comment, capture: capture, verdict: "accepted", cause: "none",
			expect: append([]string{"pass signature.disputed", "pass signature.trusted Assertion"}, expect...),
		}
	}
	silent := func(name, comment string, capture any, expect ...string) vector {
		v := judges(name, comment, capture, expect...)
		v.expect[0] = "info signature.disputed Assertion"
		return v
	}
	with := func(s mint.Signing) string { return signed(func(r *mint.Response) { r.Signing = s }) }
	certificates := func(of ...string) string {
		return "<X509Data><X509Certificate>" + strings.Join(of, "</X509Certificate><X509Certificate>") + "</X509Certificate></X509Data>"
	}
	usual := signed(nil)
	const country = "<AttributeValue>United States</AttributeValue>"
	value := func(v string) string { return signedText(country, v) }

	curve := judges("ecdsa", "ECDSA: it wants the value in DER, and the standard says r and s", with(mint.Signing{Key: mint.ECDSA()}))
	curve.metadata = [][]byte{announcing(mint.ECDSA())}

	response := mint.EntraResponse().XML()
	around := swap(response, "<samlp:Response ", `<samlp:Response xmlns:u="urn:example:u" `)
	based := mint.Sign(swap(response, "<Assertion ", `<Assertion xml:base="a/b/c" `), mint.AssertionID, mint.Signing{})
	based = swap(based, `<Transform Algorithm="`+mint.Exclusive, `<Transform Algorithm="`+mint.Inclusive11)
	listed := swap(response, "<AttributeStatement>", `<AttributeStatement><Attribute Name="other"><AttributeValue><z:a xmlns:z="urn:example:z" xmlns="urn:example:d"></z:a></AttributeValue></Attribute>`)
	assertion := mint.EntraResponse().Assertion.XML()
	prefixed := regexp.MustCompile(`<(/?)([A-Z])`).ReplaceAllString(strings.ReplaceAll(assertion, " xmlns=", " xmlns:saml="), "<${1}saml:${2}")
	undone := swap(prefixed, "<saml:AttributeStatement>", `<saml:AttributeStatement><saml:Attribute Name="other"><saml:AttributeValue><z:a xmlns:z="urn:example:z" xmlns="urn:example:d"><b xmlns=""></b></z:a></saml:AttributeValue></saml:Attribute>`)

	return []vector{
		curve,
		judges("no-key-info", "no KeyInfo: it wants a certificate there, unless there is but one key", with(mint.Signing{NoKeyInfo: true})),
		judges("key-name", "KeyInfo without a certificate", with(mint.Signing{KeyInfo: "<KeyName>key</KeyName>"})),
		judges("chain", "the certificate of the key is the second in KeyInfo: it looks at the first alone", with(mint.Signing{KeyInfo: certificates(mint.Foreign().Base64(), mint.Active().Base64())}), "pass signature.embedded"),
		judges("reissued", "KeyInfo has another certificate of the same key: it compares certificates", with(mint.Signing{KeyInfo: certificates(reissued(mint.Active()))}), "pass signature.embedded"),
		judges("white-space-in-values", "line breaks inside the digest and the value", resealed(usual, octets{
			info: func(x string) string { return broken(x, "DigestValue") },
		}, func(x string) string { return broken(broken(x, "DigestValue"), "SignatureValue") })),
		judges("prefix-list-of-method", "a PrefixList of the CanonicalizationMethod, which it does not look at", resealed(
			swap(usual, `<CanonicalizationMethod Algorithm="`+mint.Exclusive+`"/>`, `<CanonicalizationMethod Algorithm="`+mint.Exclusive+`"><InclusiveNamespaces xmlns="`+mint.Exclusive+`" PrefixList="samlp"/></CanonicalizationMethod>`),
			octets{info: func(x string) string {
				return swap(x, `<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#"`, `<SignedInfo xmlns="http://www.w3.org/2000/09/xmldsig#" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"`)
			}}, nil)),
		judges("comments", "a comment, and a canonicalization that keeps comments: a reference to an ID selects none", swap(resealed(
			swap(usual, `<Transform Algorithm="`+mint.Exclusive+`"/>`, `<Transform Algorithm="`+mint.Exclusive+`WithComments"/>`), octets{}, nil), "<Subject>", "<!-- c --><Subject>")),
		judges("rsa-pss", "RSA-PSS, which it does not know", resealed(swap(usual, string(mint.RSASHA256), "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1"), octets{sign: func(octets []byte) []byte { return pss(crypto.SHA256, pssSalt, octets) }}, nil)),
		judges("1000-elements", "more than 1,000 elements, as of a user in many groups: it stops there", signed(func(r *mint.Response) {
			values := make([]string, 1000)
			for i := range values {
				values[i] = "g"
			}
			r.Set(mint.ClaimGroups, values...)
		})),
		judges("inclusive", "inclusive canonicalization of an assertion that inherits declarations", mint.Sign(around, mint.AssertionID, mint.Signing{C14N: mint.Inclusive}), "warn signature.transforms"),

		silent("attribute-order", "attributes of two namespaces, sorted by their names in place of the namespaces", resealed(
			value(`<AttributeValue xmlns:a="urn:example:a" xmlns:b="urn:example:b" a:z="1" b:y="2">United States</AttributeValue>`),
			octets{content: func(x string) string { return swap(x, ` b:y="2" a:z="1"`, ` a:z="1" b:y="2"`) }}, nil)),
		silent("default-listed", "#default in the PrefixList", resealed(mint.Sign(listed, mint.AssertionID, mint.Signing{PrefixList: "#default"}), octets{
			content: func(x string) string { return swap(x, `<z:a xmlns:z=`, `<z:a xmlns="urn:example:d" xmlns:z=`) },
		}, nil)),
		silent("default-taken-back", "a default namespace that nothing used is taken back", resealed(
			mint.Sign(swap(response, assertion, undone), mint.AssertionID, mint.Signing{Prefix: "ds"}),
			octets{content: func(x string) string { return swap(x, `<b xmlns="">`, `<b>`) }}, nil)),
		silent("base-joined", "an xml:base that is joined with that of the element around it", resealed(based, octets{}, func(x string) string {
			return swap(x, "<samlp:Response ", `<samlp:Response xml:base="a/x" `, `xml:base="a/b/c"`, `xml:base="b/c"`)
		}), "warn signature.transforms"),
		silent("line-in-attribute", "a line break in an attribute, which means a blank", swap(value(`<AttributeValue a="x y">United States</AttributeValue>`), `a="x y"`, "a=\"x\ny\"")),
		silent("line-in-instruction", "CR LF in a processing instruction, which is read as LF", []byte(swap(signedText("<Subject>", "<?x y\nz?><Subject>"), "y\nz", "y\r\nz"))),
		silent("rare-name", "a letter in a name that XML has since its fifth edition", resealed(value(`<AttributeValue rare="">United States</AttributeValue>`),
			octets{content: rare}, rare)),
	}
}

// rare puts a letter in the place of a word that etree can read.
func rare(x string) string { return swap(x, "rare=", "\U00010000=") }

// octets are edits of what the library writes that mint signs with, after the standard and by hand.
type octets struct {
	content, info func(string) string        // of the canonical forms; nil leaves them
	sign          func(octets []byte) []byte // nil: RSA with SHA-256
}

// resealed makes the signature of the assertion in x sound for those octets; sent edits what is sent then.
func resealed(x string, o octets, sent func(string) string) string {
	same := func(x string) string { return x }
	for _, f := range []*func(string) string{&o.content, &o.info, &sent} {
		if *f == nil {
			*f = same
		}
	}
	if o.sign == nil {
		o.sign = byActive
	}
	put := func(x, local string, value []byte) string {
		return regexp.MustCompile(`(<(?:ds:)?`+local+`>)[^<]*`).ReplaceAllString(x, "${1}"+base64.StdEncoding.EncodeToString(value))
	}
	find := func(path string) *etree.Element {
		d := etree.NewDocument()
		if err := d.ReadFromString(x); err != nil {
			log.Fatal(err)
		}
		return d.FindElement(path)
	}
	content := detached(find("//Assertion"))
	signature := content.FindElement("./Signature")
	transform := signature.FindElement("./SignedInfo/Reference/Transforms/Transform[2]")
	content.RemoveChild(signature)
	by := dsig.MakeC14N11Canonicalizer()
	if transform.SelectAttrValue("Algorithm", "") != mint.Inclusive11 {
		list := ""
		if n := transform.SelectElement("InclusiveNamespaces"); n != nil {
			list = n.SelectAttrValue("PrefixList", "")
		}
		by = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(list)
	}
	digest := sha256.Sum256([]byte(o.content(string(must(by.Canonicalize(content))))))
	x = put(x, "DigestValue", digest[:])
	info := must(dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("").Canonicalize(detached(find("//SignedInfo"))))
	return sent(put(x, "SignatureValue", o.sign([]byte(o.info(string(info))))))
}

// detached copies e with the namespaces that are declared around it.
func detached(e *etree.Element) *etree.Element {
	out := e.Copy()
	for p := e.Parent(); p != nil; p = p.Parent() {
		for _, a := range p.Attr {
			if (a.Space == "xmlns" || a.FullKey() == "xmlns") && out.SelectAttr(a.FullKey()) == nil {
				out.CreateAttr(a.FullKey(), a.Value)
			}
		}
	}
	return out
}

// broken puts a line break into the text of an element.
func broken(x, local string) string {
	return regexp.MustCompile(`(<`+local+`>.{10})`).ReplaceAllString(x, "${1}\n")
}

func must[T any](v T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return v
}
