package signature_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

func parse(t testing.TB, x string) *tree.Doc {
	t.Helper()
	d, err := tree.Parse([]byte(strings.TrimPrefix(x, mint.BOM)), tree.MessageLimits)
	if err != nil {
		t.Fatalf("%v\n%s", err, x)
	}
	return d
}

func trust(ks ...*mint.Key) []signature.Key {
	var out []signature.Key
	for _, k := range ks {
		out = append(out, signature.Key{Public: k.Cert.PublicKey, Cert: k.Cert, Source: k.Name})
	}
	return out
}

func verify(t testing.TB, x string, keys []signature.Key) []signature.Result {
	t.Helper()
	return signature.Verify(context.Background(), parse(t, x), keys)
}

// one verifies a message with one signature.
func one(t testing.TB, x string, keys []signature.Key) signature.Result {
	t.Helper()
	rs := verify(t, x, keys)
	if len(rs) != 1 {
		t.Fatalf("expected one signature, found %d", len(rs))
	}
	return rs[0]
}

func minted(part mint.Part, s mint.Signing) string {
	r := mint.EntraResponse()
	r.Part, r.Signing = part, s
	return string(r.Signed())
}

func replace(old, new string) func(string) string {
	return func(x string) string {
		if !strings.Contains(x, old) {
			panic("not in the message: " + old)
		}
		return strings.Replace(x, old, new, 1)
	}
}

// TestGood takes every element, algorithm, canonicalization and key that a sender may use.
func TestGood(t *testing.T) {
	for _, part := range []mint.Part{mint.SignAssertion, mint.SignResponse, mint.SignBoth} {
		for name, s := range map[string]mint.Signing{
			"default":          {},
			"prefixed":         {Prefix: "ds"},
			"rsa-sha1":         {Algorithm: mint.RSASHA1},
			"rsa-sha384":       {Algorithm: mint.RSASHA384},
			"rsa-sha512":       {Algorithm: mint.RSASHA512},
			"ecdsa":            {Key: mint.ECDSA()},
			"1024 bits":        {Key: mint.Weak()},
			"expired":          {Key: mint.Expired()},
			"inclusive":        {C14N: mint.Inclusive},
			"inclusive 1.1":    {C14N: mint.Inclusive11},
			"prefix list":      {PrefixList: "samlp xs"},
			"#default in list": {PrefixList: "#default"},
			"no KeyInfo":       {NoKeyInfo: true},
			"key name":         {KeyInfo: "<KeyName>k1</KeyName>"},
			"foreign KeyInfo":  {KeyInfo: "<X509Data><X509Certificate>" + mint.Foreign().Base64() + "</X509Certificate></X509Data>"},
			"broken KeyInfo":   {KeyInfo: "<X509Data><X509Certificate>AAAA</X509Certificate></X509Data>"},
		} {
			t.Run(string(part)+"/"+name, func(t *testing.T) {
				key := s.Key
				if key == nil {
					key = mint.Active()
				}
				rs := verify(t, minted(part, s), trust(mint.Old(), mint.Next(), key))
				if want := map[mint.Part]int{mint.SignBoth: 2}[part]; len(rs) != max(want, 1) {
					t.Fatalf("found %d signatures", len(rs))
				}
				for _, r := range rs {
					if r.Cause != signature.Good || r.Verified == nil || r.Key == nil || r.Key.Source != key.Name {
						t.Errorf("%s: %s (%s), key %v", r.Parent.Local, r.Cause, r.Detail, r.Key)
					}
					if want := s.KeyInfo == "" && !s.NoKeyInfo; r.SelfConsistent != want {
						t.Errorf("self-consistent %v", r.SelfConsistent)
					}
				}
			})
		}
	}
}

// TestCause names the reason for every way a message goes wrong.
func TestCause(t *testing.T) {
	plain := mint.Signing{}
	content := replace("<AttributeValue>Simon<", "<AttributeValue>Smith<")
	pretty := replace("><", ">\n  <")
	prettyAll := func(x string) string { return strings.ReplaceAll(x, "><", ">\n\t<") }
	value := func(x string) string { // another value of the same length
		_, after, _ := strings.Cut(x, "<SignatureValue>")
		old := after[:20]
		return strings.Replace(x, old, strings.Repeat("A", 20), 1)
	}
	same := func(x string) string { return x }
	const redirected = `<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>`
	for _, c := range []struct {
		name string
		s    mint.Signing
		edit func(string) string
		keys []signature.Key
		want signature.Cause
		self bool // self-consistent
		re   bool // reformatted
	}{
		{"rollover", plain, same, trust(mint.Old()), signature.UnknownKey, true, false},
		{"foreign", mint.Signing{Key: mint.Foreign()}, same, trust(mint.Active(), mint.Next()), signature.UnknownKey, true, false},
		{"no key", plain, same, nil, signature.NoTrust, true, false},
		{"no key, no KeyInfo", mint.Signing{NoKeyInfo: true}, same, nil, signature.NoTrust, false, false},
		{"unknown, no KeyInfo", mint.Signing{NoKeyInfo: true}, same, trust(mint.Old()), signature.UnknownKey, false, false},
		{"content", plain, content, trust(mint.Active()), signature.Altered, false, false},
		{"content, no KeyInfo", mint.Signing{NoKeyInfo: true}, content, trust(mint.Old(), mint.Active()), signature.Altered, false, false},
		{"content, no key", plain, content, nil, signature.Altered, false, false},
		{"content, unknown key", plain, content, trust(mint.Old()), signature.UnknownKey, false, false},
		{"content, no key, no KeyInfo", mint.Signing{NoKeyInfo: true}, content, nil, signature.Altered, false, false},
		{"one line break", plain, func(x string) string {
			i := strings.Index(x, "<Subject>")
			return x[:i] + pretty(x[i:])
		}, trust(mint.Active()), signature.Altered, false, true},
		{"pretty-printed", plain, prettyAll, trust(mint.Active()), signature.Altered, false, true},
		{"pretty-printed, ecdsa", mint.Signing{Key: mint.ECDSA()}, prettyAll, trust(mint.ECDSA()), signature.Altered, false, true},
		{"pretty-printed, no key", plain, prettyAll, nil, signature.Altered, false, true},
		{"pretty-printed, unknown key", plain, prettyAll, trust(mint.Old()), signature.UnknownKey, false, false},
		{"pretty-printed and changed", plain, func(x string) string { return content(prettyAll(x)) }, trust(mint.Active()), signature.Altered, false, false},
		{"value", plain, value, trust(mint.Active()), signature.Damaged, false, false},
		{"value, no key", plain, value, nil, signature.Damaged, false, false},
		{"value cut", plain, func(x string) string {
			before, after, _ := strings.Cut(x, "<SignatureValue>")
			return before + "<SignatureValue>" + after[4:]
		}, trust(mint.Active()), signature.Damaged, false, false},
		{"value not Base64", plain, replace("<SignatureValue>", "<SignatureValue>%"), trust(mint.Active()), signature.Damaged, false, false},
		{"SignedInfo", plain, replace(redirected, strings.Replace(redirected, "256", "512", 1)), trust(mint.Active()), signature.Damaged, false, false},
		{"ECDSA value of DER's length", mint.Signing{Key: mint.ECDSA()}, replace("<SignatureValue>", "<SignatureValue>MEUC"), trust(mint.ECDSA()), signature.Damaged, false, false},
		{"RSA key for ECDSA", mint.Signing{Key: mint.ECDSA(), KeyInfo: "<X509Data><X509Certificate>" + mint.Active().Base64() + "</X509Certificate></X509Data>"}, same,
			trust(mint.Active()), signature.Unsupported, false, false},
		{"white space in the value", plain, func(x string) string {
			before, after, _ := strings.Cut(x, "<SignatureValue>")
			return before + "<SignatureValue>\n " + after[:60] + "\n" + after[60:]
		}, trust(mint.Active()), signature.Good, true, false},
		{"KeyInfo taken away", plain, func(x string) string {
			before, after, _ := strings.Cut(x, "<KeyInfo>")
			_, after, _ = strings.Cut(after, "</KeyInfo>")
			return before + after
		}, trust(mint.Active()), signature.Good, false, false},
		{"outside the assertion", plain, replace(`Destination="https://sp`, `Destination="https://evil`), trust(mint.Active()), signature.Good, true, false},
		{"duplicate keys", plain, same, append(trust(mint.Active()), trust(mint.Active())...), signature.Good, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := one(t, c.edit(minted(mint.SignAssertion, c.s)), c.keys)
			if r.Cause != c.want || r.SelfConsistent != c.self || r.Reformatted != c.re {
				t.Errorf("expected %s (self-consistent %v, reformatted %v), got %s (%v, %v): %s",
					c.want, c.self, c.re, r.Cause, r.SelfConsistent, r.Reformatted, r.Detail)
			}
			if (r.Verified != nil) != (r.Cause == signature.Good) {
				t.Error("verified copy of a signature that is not good, or none of a good one")
			}
			if r.Cause != signature.Good && r.Detail == "" {
				t.Error("no detail")
			}
		})
	}
}

// TestRails edits a signed message on each side of every structural rail. A message is signed anew where
// the rail is not about what is signed, so that nothing but the rail can refuse it.
func TestRails(t *testing.T) {
	const transforms = `<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>`
	const xpath = `<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>1</XPath></Transform>`
	ref := `<Reference URI="#` + mint.AssertionID + `">`
	twoValues := func(x string) string {
		_, after, _ := strings.Cut(x, "<DigestValue>")
		value, _, _ := strings.Cut(after, "</DigestValue>")
		return strings.Replace(x, "<DigestValue>", "<DigestValue>"+value+"</DigestValue><DigestValue>", 1)
	}
	signatureOf := func(x string) string {
		a, b := strings.Index(x, "<Signature "), strings.Index(x, "</Signature>")+len("</Signature>")
		return x[a:b]
	}
	move := func(before string) func(string) string {
		return func(x string) string {
			sig := signatureOf(x)
			return replace(before, sig+before)(strings.Replace(x, sig, "", 1))
		}
	}
	for _, c := range []struct {
		name string
		edit func(string) string
		want signature.Cause
	}{
		{"as sent", func(x string) string { return x }, signature.Good},
		{"white space around the elements of Signature", replace("</SignatureValue><", "</SignatureValue>\n<"), signature.Good},
		{"last in the assertion", move("</Assertion>"), signature.Good},
		{"comment beside the signature", replace("<Signature ", "<!-- c --><Signature "), signature.Good},

		{"in Subject", move("<NameID"), signature.Misplaced},
		{"in Status", move("<samlp:StatusCode"), signature.Misplaced},
		{"in the Response, for the Assertion", move("<samlp:Status>"), signature.Misplaced},
		{"in KeyInfo of nothing", func(x string) string {
			sig := signatureOf(x)
			return strings.Replace(x, sig, `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">`+sig+"</KeyInfo>", 1)
		}, signature.Misplaced},
		{"refers to the Response", replace(ref, `<Reference URI="#`+mint.ResponseID+`">`), signature.Misplaced},
		{"refers to nothing", replace(ref, `<Reference URI="#_0">`), signature.Malformed},
		{"empty URI in a child", replace(ref, `<Reference URI="">`), signature.Malformed},
		{"no URI", replace(ref, `<Reference>`), signature.Malformed},
		{"external URI", replace(ref, `<Reference URI="https://example.com/">`), signature.Malformed},
		{"XPointer", replace(ref, `<Reference URI="#xpointer(id('`+mint.AssertionID+`'))">`), signature.Malformed},
		{"no #", replace(ref, `<Reference URI="`+mint.AssertionID+`">`), signature.Malformed},
		{"no ID", replace(` ID="`+mint.AssertionID+`"`, ""), signature.Malformed},
		{"ID twice, other case", replace("<samlp:Status>", `<samlp:Status id="`+mint.AssertionID+`">`), signature.Malformed},
		{"two IDs", replace(` ID="`+mint.AssertionID+`"`, ` ID="`+mint.AssertionID+`" Id="x"`), signature.Malformed},

		{"two SignedInfo", func(x string) string {
			a, b := strings.Index(x, "<SignedInfo>"), strings.Index(x, "</SignedInfo>")+len("</SignedInfo>")
			return x[:b] + x[a:b] + x[b:]
		}, signature.Malformed},
		{"no SignatureValue", func(x string) string {
			before, after, _ := strings.Cut(x, "<SignatureValue>")
			_, after, _ = strings.Cut(after, "</SignatureValue>")
			return before + after
		}, signature.Malformed},
		{"empty SignatureValue", func(x string) string {
			before, after, _ := strings.Cut(x, "<SignatureValue>")
			_, after, _ = strings.Cut(after, "</SignatureValue>")
			return before + "<SignatureValue/>" + after
		}, signature.Malformed},
		{"Object", replace("</Signature>", "<Object/></Signature>"), signature.Malformed},
		{"text in Signature", replace("</SignatureValue>", "</SignatureValue>x"), signature.Malformed},
		{"foreign element in SignedInfo", replace("</Reference>", `</Reference><x xmlns="urn:x"/>`), signature.Malformed},
		{"processing instruction in SignedInfo", replace("</Reference>", `</Reference><?x y?>`), signature.Malformed},
		{"two References", replace("</Reference>", "</Reference>"+ref+"</Reference>"), signature.Malformed},
		{"no Reference", func(x string) string {
			a, b := strings.Index(x, "<Reference "), strings.Index(x, "</Reference>")+len("</Reference>")
			return x[:a] + x[b:]
		}, signature.Malformed},
		{"comment in DigestValue", replace("<DigestValue>", "<DigestValue><!--x-->"), signature.Malformed},
		{"two DigestValues", twoValues, signature.Malformed},
		{"empty DigestValue", func(x string) string {
			before, after, _ := strings.Cut(x, "<DigestValue>")
			_, after, _ = strings.Cut(after, "</DigestValue>")
			return before + "<DigestValue></DigestValue>" + after
		}, signature.Malformed},
		{"many elements in SignedInfo", replace("</Transforms>", strings.Repeat("<Transform/>", 30)+"</Transforms>"), signature.Malformed},
		{"many comments in SignedInfo", replace("<Reference ", strings.Repeat("<!---->", 30)+"<Reference "), signature.Malformed},
		{"no transform", replace("<Transforms>"+transforms+"</Transforms>", "<Transforms></Transforms>"), signature.Malformed},
		{"no Transforms", replace("<Transforms>"+transforms+"</Transforms>", ""), signature.Malformed},
		{"enveloped twice", replace(transforms, strings.Repeat(transforms[:strings.Index(transforms, "/>")+2], 2)), signature.Malformed},
		{"only c14n", replace(transforms, transforms[strings.Index(transforms, "/>")+2:]), signature.Malformed},
		{"c14n first", replace(transforms, transforms[strings.Index(transforms, "/>")+2:]+transforms[:strings.Index(transforms, "/>")+2]), signature.Malformed},
		{"XPath", replace(transforms, transforms[:strings.Index(transforms, "/>")+2]+xpath), signature.Unsupported},
		{"XPath as third", replace(transforms, transforms+xpath), signature.Malformed},
		{"content in enveloped", replace(`enveloped-signature"/>`, `enveloped-signature"><XPath/></Transform>`), signature.Malformed},
		{"unknown canonicalization", replace(`Method Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"`, `Method Algorithm="urn:x"`), signature.Unsupported},
		{"hmac", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#hmac-sha1"), signature.Unsupported},
		{"hmac with a length", replace(`xmldsig-more#rsa-sha256"/>`, `xmldsig-more#rsa-sha256"><HMACOutputLength>1</HMACOutputLength></SignatureMethod>`), signature.Malformed},
		{"md5", replace("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-md5"), signature.Unsupported},
		{"dsa", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#dsa-sha1"), signature.Unsupported},
		{"none", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "none"), signature.Unsupported},
		{"no algorithm", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", ""), signature.Malformed},
		{"digest for a signature", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"), signature.Unsupported},
		{"signature for a digest", replace("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"), signature.Unsupported},
		{"sha1 for a digest of sha256", replace("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"), signature.Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := one(t, c.edit(minted(mint.SignAssertion, mint.Signing{})), trust(mint.Active()))
			if r.Cause != c.want {
				t.Errorf("expected %s, got %s: %s", c.want, r.Cause, r.Detail)
			}
			if r.Cause != signature.Good && r.Detail == "" {
				t.Error("no detail")
			}
		})
	}
	t.Run("two signatures in one element", func(t *testing.T) {
		x := minted(mint.SignAssertion, mint.Signing{})
		x = replace("<Subject>", signatureOf(x)+"<Subject>")(x)
		rs := verify(t, x, trust(mint.Active()))
		if len(rs) != 2 || rs[0].Cause != signature.Malformed || rs[1].Cause != signature.Malformed {
			t.Error(rs)
		}
	})
	t.Run("small key", func(t *testing.T) {
		x := minted(mint.SignAssertion, mint.Signing{KeyInfo: `<KeyValue><RSAKeyValue><Modulus>` +
			strings.Repeat("7", 88) + `</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>`})
		if r := one(t, x, trust(mint.Old())); r.Cause != signature.Unsupported || !strings.Contains(r.Detail, "1024") {
			t.Error(r.Cause, r.Detail)
		}
	})
}

// TestWholeDocument takes an empty reference where it means the element that carries the signature.
func TestWholeDocument(t *testing.T) {
	const id = "_whole"
	x := mint.Sign(strings.Replace(mint.EntraResponse().Assertion.XML(), mint.AssertionID, id, 2), id, mint.Signing{})
	if r := one(t, x, trust(mint.Active())); r.Cause != signature.Good || r.WholeDocument {
		t.Fatal(r.Cause, r.Detail)
	}
	// the reference itself is signed: emptied afterwards the signature value cannot fit
	empty := strings.Replace(x, `URI="#`+id+`"`, `URI=""`, 1)
	if r := one(t, empty, trust(mint.Active())); r.Cause != signature.Damaged || !r.WholeDocument {
		t.Error(r.Cause, r.Detail)
	}
	if r := one(t, empty+"<?x y?>", trust(mint.Active())); r.Cause != signature.Malformed {
		t.Error(r.Cause, r.Detail)
	}
}

// TestWrapping builds the eight wrapping attacks of Somorovsky et al. by hand: what is good is the
// genuine element, and never the forged one that stands where a reader looks.
func TestWrapping(t *testing.T) {
	assertion := func(x string) (whole, bare, sig string) {
		a, b := strings.Index(x, "<Assertion "), strings.Index(x, "</Assertion>")+len("</Assertion>")
		whole = x[a:b]
		s, e := strings.Index(whole, "<Signature "), strings.Index(whole, "</Signature>")+len("</Signature>")
		return whole, whole[:s] + whole[e:], whole[s:e]
	}
	forge := func(x, id string) string {
		return strings.ReplaceAll(strings.ReplaceAll(x, "b.simon@", "mallory@"), mint.AssertionID, id)
	}
	byResponse, byAssertion := minted(mint.SignResponse, mint.Signing{}), minted(mint.SignAssertion, mint.Signing{})
	sigOf := func(x string) string {
		return x[strings.Index(x, "<Signature ") : strings.Index(x, "</Signature>")+len("</Signature>")]
	}
	rSig := sigOf(byResponse)
	rBare := strings.Replace(byResponse, rSig, "", 1)
	evilResponse := strings.ReplaceAll(forge(rBare, "_evil2"), mint.ResponseID, "_evil")
	object := func(sig, content string) string {
		return strings.Replace(sig, "</Signature>", "<Object>"+content+"</Object></Signature>", 1)
	}
	into := func(x, before, what string) string { return strings.Replace(x, before, what+before, 1) }
	whole, bare, sig := assertion(byAssertion)
	evil := forge(bare, "_evil")
	head, tail, _ := strings.Cut(byAssertion, whole)
	for name, x := range map[string]string{
		"1: forged Response around, the genuine in its Signature": into(evilResponse, "<samlp:Status>", object(rSig, rBare)),
		"2: forged Response around, the genuine beside":           into(evilResponse, "<samlp:Status>", rSig+rBare),
		"3: forged Assertion in front":                            head + evil + whole + tail,
		"4: the genuine inside the forged":                        head + into(evil, "</Assertion>", whole) + tail,
		"5: forged one keeps the Signature, the genuine behind":   head + into(evil, "<Subject>", sig) + bare + tail,
		"6: the genuine inside the Signature of the forged":       head + into(evil, "<Subject>", object(sig, bare)) + tail,
		"7: forged Assertion in Extensions":                       into(byAssertion, "<samlp:Status>", "<samlp:Extensions>"+evil+"</samlp:Extensions>"),
		"8: the genuine in an Object of the forged":               head + into(evil, "<Subject>", object(sig, "<x>"+bare+"</x>")) + tail,
	} {
		t.Run(name, func(t *testing.T) {
			d := parse(t, x)
			for _, r := range signature.Verify(context.Background(), d, trust(mint.Active())) {
				if r.Cause != signature.Good {
					continue
				}
				if id := r.Verified; r.ID != mint.AssertionID || strings.Contains(text(id), "mallory") {
					t.Errorf("%s %s is good and holds %q", r.Parent.Local, r.ID, text(id))
				}
			}
		})
	}
}

// text joins all text below n.
func text(n *tree.Node) string {
	var b strings.Builder
	for _, c := range n.Children {
		if c.Kind == tree.Text {
			b.WriteString(c.Data)
		} else {
			b.WriteString(text(c))
		}
	}
	return b.String()
}

// TestVerified holds that the copy is what was signed, with the places of what was sent.
func TestVerified(t *testing.T) {
	x := minted(mint.SignBoth, mint.Signing{})
	x = strings.Replace(x, ">"+mint.User+"</NameID>", ">b.simon<!-- .evil -->@example<![CDATA[.]]>com</NameID>", 1)
	rs := verify(t, x, trust(mint.Active()))
	if len(rs) != 2 {
		t.Fatal(len(rs))
	}
	for _, r := range rs {
		if r.Cause != signature.Good {
			t.Fatal(r.Cause, r.Detail)
		}
		sigs := 0
		var walk func(n *tree.Node)
		walk = func(n *tree.Node) {
			if n.Kind == tree.Element && !strings.HasPrefix(x[n.Start:], "<"+qualified(n)) {
				t.Errorf("%s stands at %q", n.Local, x[n.Start:n.Start+10])
			}
			if n.Is("http://www.w3.org/2000/09/xmldsig#", "Signature") {
				sigs++
			}
			if n.Local == "NameID" {
				if n.Text() != mint.User || n.Odd() || len(n.Children) != 1 {
					t.Errorf("NameID is %q in %d parts", n.Text(), len(n.Children))
				}
				if got := x[n.Children[0].Start:n.Children[0].End]; got != "b.simon<!-- .evil -->@example<![CDATA[.]]>com" {
					t.Errorf("its text stands at %q", got)
				}
			}
			for _, a := range n.Attrs {
				if !strings.HasPrefix(x[a.Start:a.End], a.Local+"=") {
					t.Errorf("attribute %s stands at %q", a.Local, x[a.Start:a.End])
				}
			}
			for _, c := range n.Children {
				if c.Parent != n {
					t.Error("parent lost")
				}
				walk(c)
			}
		}
		walk(r.Verified)
		if want := map[string]int{"Response": 1}[r.Parent.Local]; sigs != want {
			t.Errorf("%s: %d signatures in the copy", r.Parent.Local, sigs)
		}
	}
}

func qualified(n *tree.Node) string {
	if n.Prefix == "" {
		return n.Local
	}
	return n.Prefix + ":" + n.Local
}

// TestOtherCarriers verifies everything else that SAML signs.
func TestOtherCarriers(t *testing.T) {
	const v11 = `<Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion" AssertionID="_11" MajorVersion="1" MinorVersion="1" Issuer="i"><Conditions/></Assertion>`
	const logout = "_9c4e1b7a-5d20-4f3e-8b61-0a7d3c2e4f05"
	token := `<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"><t:RequestedSecurityToken>` +
		mint.EntraResponse().Assertion.XML() + `</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>`
	for name, x := range map[string]string{
		"AuthnRequest":   mint.Sign(mint.AuthnRequest().XML(), mint.RequestID, mint.Signing{}),
		"LogoutRequest":  mint.Sign(mint.LogoutRequest(), logout, mint.Signing{}),
		"SAML 1.1":       mint.Sign(v11, "_11", mint.Signing{}),
		"WS-Trust":       mint.Sign(token, mint.AssertionID, mint.Signing{}),
		"app metadata":   string(mint.AppMetadata().XML()),
		"SOAP":           `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>` + minted(mint.SignResponse, mint.Signing{}) + `</s:Body></s:Envelope>`,
		"inclusive SOAP": mint.Sign(`<s:Envelope xmlns:s="urn:s" xmlns:unused="urn:u"><s:Body>`+mint.EntraResponse().XML()+`</s:Body></s:Envelope>`, mint.ResponseID, mint.Signing{C14N: mint.Inclusive}),
	} {
		if r := one(t, x, trust(mint.Active())); r.Cause != signature.Good {
			t.Errorf("%s: %s: %s", name, r.Cause, r.Detail)
		}
	}
}

// TestLimits holds that large messages are judged, and that what is refused for its size says so.
func TestLimits(t *testing.T) {
	groups := mint.EntraResponse()
	var ids []string
	for i := range 5000 {
		ids = append(ids, fmt.Sprintf("%08d-0000-0000-0000-000000000000", i))
	}
	groups.Set(mint.ClaimGroups, ids...)
	x := string(groups.Signed())
	if r := one(t, x, trust(mint.Active())); r.Cause != signature.Good {
		t.Errorf("5,000 groups: %s: %s", r.Cause, r.Detail)
	}
	sig := x[strings.Index(x, "<Signature ") : strings.Index(x, "</Signature>")+len("</Signature>")]
	late := strings.Replace(strings.Replace(x, sig, "", 1), "</Assertion>", sig+"</Assertion>", 1)
	if r := one(t, late, trust(mint.Active())); r.Cause != signature.Good {
		t.Errorf("5,000 groups in front of the signature: %s: %s", r.Cause, r.Detail)
	}

	many := "<m:EntitiesDescriptor xmlns:m=\"urn:oasis:names:tc:SAML:2.0:metadata\">"
	for i := range 12 {
		id := fmt.Sprintf("_e%d", i)
		many += mint.Sign(`<m:EntityDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata" ID="`+id+`"><m:Extensions/></m:EntityDescriptor>`, id, mint.Signing{})
	}
	rs := verify(t, many+"</m:EntitiesDescriptor>", trust(mint.Active()))
	if len(rs) != 12 || rs[9].Cause != signature.Good || rs[10].Cause != signature.Unsupported || !strings.Contains(rs[10].Detail, "this program") {
		t.Error("12 signatures:", rs)
	}

	keys := make([]signature.Key, 250)
	for i := range keys {
		keys[i] = trust(mint.Old())[0]
	}
	if r := one(t, minted(mint.SignAssertion, mint.Signing{}), keys); r.Cause != signature.UnknownKey || !strings.Contains(r.Detail, "first 200 of 250") {
		t.Error(r.Cause, r.Detail)
	}

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, r := range signature.Verify(ctx, parse(t, minted(mint.SignBoth, mint.Signing{})), trust(mint.Active())) {
		if r.Cause != signature.Unsupported || !strings.Contains(r.Detail, "canceled") {
			t.Error(r.Cause, r.Detail)
		}
	}

	// every element in scope of many prefixes, deep: refused before the library is asked
	var decls strings.Builder
	for i := range 60 {
		fmt.Fprintf(&decls, ` xmlns:p%d="urn:%d"`, i, i)
	}
	deep := strings.Repeat("<x"+decls.String()+">", 80) + strings.Repeat("<y/>", 20000) + strings.Repeat("</x>", 80)
	hostile := replace("</AttributeStatement>", "<Attribute>"+deep+"</Attribute></AttributeStatement>")(minted(mint.SignAssertion, mint.Signing{}))
	if r := one(t, hostile, trust(mint.Active())); r.Cause != signature.Unsupported || !strings.Contains(r.Detail, "this program") {
		t.Error(r.Cause, r.Detail)
	}
}

// TestQuirks holds that what goxmldsig canonicalizes wrongly is either right here or said to be a limit
// of this program. The signatures are made with goxmldsig, and so are right only where it is.
func TestQuirks(t *testing.T) {
	sign := func(value string, s mint.Signing) string {
		x := mint.EntraResponse().XML()
		return mint.Sign(replace("<AttributeValue>Simon</AttributeValue>", value)(x), mint.AssertionID, s)
	}
	const xsi = ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"`
	for _, c := range []struct {
		name, value string
		s           mint.Signing
		want        signature.Cause
	}{
		{"xsi:type", `<AttributeValue` + xsi + ` xsi:type="xs:string">Simon</AttributeValue>`, mint.Signing{PrefixList: "xs"}, signature.Good},
		{"attributes in the order of both", `<AttributeValue` + xsi + ` xmlns:z="urn:z" xsi:nil="false" z:type="t">Simon</AttributeValue>`, mint.Signing{}, signature.Good},
		{"attributes of two namespaces", `<AttributeValue` + xsi + ` xmlns:z="urn:z" xsi:type="xs:string" z:a="t">Simon</AttributeValue>`, mint.Signing{}, signature.Unsupported},
		{"same name in two namespaces", `<AttributeValue` + xsi + ` xmlns:z="urn:z" xsi:type="xs:string" z:type="t">Simon</AttributeValue>`, mint.Signing{}, signature.Unsupported},
		{"#default unused", `<AttributeValue><z:a xmlns:z="urn:z" xmlns="urn:d"/></AttributeValue>`, mint.Signing{PrefixList: "#default"}, signature.Unsupported},
		{"no namespace", `<AttributeValue><a xmlns=""><b/></a></AttributeValue>`, mint.Signing{}, signature.Good},
		{"white space and references in attributes", "<AttributeValue a=\"x&#10;&#9;&quot;&lt;y\">S&amp;&lt;&gt;&#13;</AttributeValue>", mint.Signing{}, signature.Good},
		{"processing instruction", `<AttributeValue>Si<?x  y z ?>mon</AttributeValue>`, mint.Signing{}, signature.Good},
	} {
		if r := one(t, sign(c.value, c.s), trust(mint.Active())); r.Cause != c.want {
			t.Errorf("%s: expected %s, got %s: %s", c.name, c.want, r.Cause, r.Detail)
		} else if c.want == signature.Unsupported && !strings.Contains(r.Detail, "this program") {
			t.Errorf("%s: blames the message: %s", c.name, r.Detail)
		}
	}
}

// TestXmlsec1 holds the verdict against xmlsec1's on minted and edited messages.
func TestXmlsec1(t *testing.T) {
	xmlsec1, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("xmlsec1 is not installed")
	}
	dir := t.TempDir()
	cert := filepath.Join(dir, "cert.pem")
	if err := os.WriteFile(cert, mint.Active().CertPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	edits := map[string]func(string) string{
		"as sent":         func(x string) string { return x },
		"comment":         replace("b.simon@", "b.simon<!--x-->@"),
		"CDATA":           replace("<AttributeValue>Simon<", "<AttributeValue><![CDATA[Simon]]><"),
		"reference":       replace("<AttributeValue>Simon<", "<AttributeValue>&#83;imon<"),
		"attribute order": replace(`NotBefore="2026-01-02T02:59:05.000Z" NotOnOrAfter="2026-01-02T04:04:05.000Z"`, `NotOnOrAfter="2026-01-02T04:04:05.000Z"  NotBefore='2026-01-02T02:59:05.000Z' `),
		"empty element":   replace(`</AuthnContextClassRef>`, ` </AuthnContextClassRef>`),
		"unused prefix":   replace("<Conditions ", `<Conditions xmlns:unused="urn:u" `),
		"text":            replace("Simon", "Simeon"),
		"line break":      replace("<Subject>", "\n<Subject>"),
		"CR":              replace("<AttributeValue>Simon<", "<AttributeValue>Simon&#13;<"),
		"xml:lang":        replace("<Subject>", `<Subject xml:lang="en">`),
	}
	for name, s := range map[string]mint.Signing{
		"exclusive": {}, "inclusive": {C14N: mint.Inclusive}, "list": {PrefixList: "samlp unused"}, "sha1": {Algorithm: mint.RSASHA1},
	} {
		for edit, f := range edits {
			for _, part := range []mint.Part{mint.SignAssertion, mint.SignResponse} {
				x := f(minted(part, s))
				doc := filepath.Join(dir, "doc.xml")
				if err := os.WriteFile(doc, []byte(x), 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := exec.Command(xmlsec1, "--verify", "--pubkey-cert-pem", cert,
					"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
					"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response", doc).CombinedOutput()
				if r := one(t, x, trust(mint.Active())); (r.Cause == signature.Good) != (err == nil) {
					t.Errorf("%s, %s, %s: %s here (%s), xmlsec1: %v\n%s", name, edit, part, r.Cause, r.Detail, err, out)
				}
			}
		}
	}
}

func TestLook(t *testing.T) {
	for uri, want := range map[string]signature.Level{
		"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": signature.Strong,
		"http://www.w3.org/2000/09/xmldsig#rsa-sha1":        signature.Weak,
		"http://www.w3.org/2000/09/xmldsig#sha1":            signature.Weak,
		"http://www.w3.org/2000/09/xmldsig#hmac-sha1":       signature.Refused,
		"http://www.w3.org/2001/04/xmldsig-more#rsa-md5":    signature.Refused,
		"": "", "none": "",
	} {
		a, ok := signature.Look(uri)
		if a.Level != want || ok != (want != "") || ok && a.Level != signature.Strong && a.Why == "" {
			t.Errorf("%q: %+v, %v", uri, a, ok)
		}
	}
}

func TestCertificates(t *testing.T) {
	pem := string(mint.Active().CertPEM())
	noBreaks := strings.ReplaceAll(pem, "\n", "")
	for name, c := range map[string]struct {
		text string
		want int
		fail string // part of the error
	}{
		"PEM":             {pem, 1, ""},
		"PEM, CRLF":       {strings.ReplaceAll(pem, "\n", "\r\n"), 1, ""},
		"two":             {pem + string(mint.Old().CertPEM()), 2, ""},
		"with words":      {"Bag Attributes\n  friendlyName: x\n" + pem, 1, ""},
		"no line breaks":  {noBreaks, 1, ""},
		"two on one line": {noBreaks + noBreaks, 2, ""},
		"JSON":            {strings.ReplaceAll(pem, "\n", `\n`), 1, ""},
		"BOM":             {mint.BOM + pem, 1, ""},
		"DER":             {string(mint.Active().Cert.Raw), 1, ""},
		"Base64":          {mint.Active().Base64(), 1, ""},
		"Base64, wrapped": {mint.Active().Base64()[:64] + "\r\n  " + mint.Active().Base64()[64:], 1, ""},
		"key and cert":    {string(mint.Active().PrivatePEM()) + pem, 1, ""},
		"nothing":         {" \n", 0, "found nothing"},
		"private key":     {string(mint.Active().PrivatePEM()), 0, "PRIVATE KEY"},
		"cut":             {pem[:200], 0, "END CERTIFICATE"},
		"not Base64":      {"-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----", 0, "Base64"},
		"not DER":         {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", 0, "expected a certificate"},
		"metadata":        {string(mint.AppMetadata().XML()), 0, "something else"},
		"text":            {"0 is a number", 0, "expected a certificate"},
	} {
		ks, err := signature.Certificates("f.cer", []byte(c.text))
		if len(ks) != c.want || (err != nil) != (c.want == 0) || err != nil && !strings.Contains(err.Error(), c.fail) {
			t.Errorf("%s: %d keys, %v", name, len(ks), err)
		}
		for _, k := range ks {
			if k.Source != "f.cer" || k.Public == nil || k.Cert == nil {
				t.Errorf("%s: %+v", name, k)
			}
		}
	}
}

// TestRefusedCertificate holds that a key counts although crypto/x509 refuses its certificate.
func TestRefusedCertificate(t *testing.T) {
	der := append([]byte{}, mint.Active().Cert.Raw...)
	at := strings.Index(string(der), "\x02\x01\x01\x30") // serial 1
	if at < 0 {
		t.Fatal("serial not found")
	}
	der[at+2] = 0xff // -1
	if _, err := x509.ParseCertificate(der); err == nil {
		t.Skip("crypto/x509 takes a negative serial number")
	}
	k, err := signature.Certificate(der)
	if err != nil || k.Cert != nil {
		t.Fatal(k, err)
	}
	if r := one(t, minted(mint.SignAssertion, mint.Signing{}), []signature.Key{k}); r.Cause != signature.Good {
		t.Error(r.Cause, r.Detail)
	}
}
