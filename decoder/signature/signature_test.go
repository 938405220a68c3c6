package signature_test

import (
	"context"
	"regexp"
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
		re   bool // indented
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
		{"pretty-printed, text on lines of its own", plain, func(x string) string {
			return strings.ReplaceAll(regexp.MustCompile(`>([^<>]+)</`).ReplaceAllString(x, ">\n    $1\n  </"), "><", ">\n<")
		}, trust(mint.Active()), signature.Altered, false, true},
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
		{
			"RSA key for ECDSA",
			mint.Signing{Key: mint.ECDSA(), KeyInfo: "<X509Data><X509Certificate>" + mint.Active().Base64() + "</X509Certificate></X509Data>"},
			same,
			trust(mint.Active()), signature.Unsupported, false, false,
		},
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
			if r.Cause != c.want || r.SelfConsistent != c.self || (r.Accident == signature.Indented) != c.re {
				t.Errorf("expected %s (self-consistent %v, indented %v), got %s (%v, %v): %s",
					c.want, c.self, c.re, r.Cause, r.SelfConsistent, (r.Accident == signature.Indented), r.Detail)
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

// TestWholeDocument takes an empty reference where it means the element that carries the signature.

// TestWrapping builds the eight wrapping attacks of Somorovsky et al. by hand: what is good is the

// genuine element, and never the forged one that stands where a reader looks.

// text joins all text below n.

// TestVerified holds that the copy is what was signed, with the places of what was sent.

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

// TestQuirks holds that what goxmldsig canonicalizes wrongly is either right here or said to be a limit

// of this program. The signatures are made with goxmldsig, and so are right only where it is.

// TestXmlsec1 holds the verdict against xmlsec1's on minted and edited messages.

// TestRefusedCertificate holds that a key counts although crypto/x509 refuses its certificate.

// TestReadAhead holds that what was read ahead counts for its own octets only, and that nothing is good
// before it was read.
func TestReadAhead(t *testing.T) {
	x := minted(mint.SignAssertion, mint.Signing{})
	d, ended := parse(t, x), func() context.Context { ctx, end := context.WithCancel(t.Context()); end(); return ctx }()
	for _, c := range []struct {
		name  string
		ahead *signature.Ahead
		want  signature.Cause
	}{
		{"not read", nil, signature.Good},
		{"its octets", signature.ReadAhead(t.Context(), x), signature.Good},
		{"other octets", signature.ReadAhead(t.Context(), replace("B.Simon", "M.Mallory")(x)), signature.Good},
		{"ended before its end", signature.ReadAhead(ended, x), signature.Unsupported},
	} {
		for range 2 { // it may be asked again
			got := signature.VerifyOneOf(t.Context(), d, trust(mint.Active()), 1, c.ahead)[0]
			if got.Cause != c.want || (got.Verified != nil) != (c.want == signature.Good) {
				t.Errorf("%s: expected %s, got %s: %s", c.name, c.want, got.Cause, got.Detail)
			}
		}
	}
}
