package signature_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// detached judges the signature of a query; the message that was read is the usual request.
func detached(t *testing.T, query string, keys []signature.Key) signature.Result {
	t.Helper()
	return detachedOf(t, query, mint.AuthnRequest().XML(), keys)
}

func detachedOf(t *testing.T, query, read string, keys []signature.Key) signature.Result {
	t.Helper()
	d, err := tree.Parse([]byte(read), tree.MessageLimits)
	if err != nil {
		t.Fatal(err)
	}
	return signature.Detached(context.Background(), query, []byte(read), d.Root, keys)
}

func signedQuery(s mint.Signing) string {
	_, query, _ := strings.Cut(mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "a b", &s), "?")
	return query
}

func TestDetached(t *testing.T) {
	usual := signedQuery(mint.Signing{Key: mint.SP()})
	head, value, _ := strings.Cut(usual, "&Signature=")
	message, _, _ := strings.Cut(usual, "&")
	sp := trust(mint.Foreign(), mint.SP())
	for _, c := range []struct {
		name, query string
		keys        []signature.Key
		want        signature.Cause
	}{
		{"as received", usual, sp, signature.Good},
		{"ECDSA", signedQuery(mint.Signing{Key: mint.ECDSA()}), trust(mint.ECDSA()), signature.Good},
		{"of a page's source", strings.ReplaceAll(usual, "&", "&amp;"), sp, signature.Good},
		{"with other parameters", "client=1&" + usual + "&login_hint=x", sp, signature.Good},
		{"a '+' of the signature not escaped", head + "&Signature=" + strings.ReplaceAll(value, "%2B", "+"), sp, signature.Good},
		{"no key", usual, nil, signature.NoTrust},
		{"another key", usual, trust(mint.Active()), signature.UnknownKey},
		{"escapes in small letters", strings.NewReplacer("%2F", "%2f", "%3D", "%3d", "%3A", "%3a", "%2B", "%2b").Replace(usual), sp, signature.Altered},
		{"the message twice", message + "&" + usual, sp, signature.Malformed},
		{"the message twice, its name in small letters", strings.Replace(message, "SAMLRequest", "samlrequest", 1) + "&" + usual, sp, signature.Malformed},
		{"the message twice, its name escaped", strings.Replace(message, "SAML", "%53AML", 1) + "&" + usual, sp, signature.Malformed},
		{"RelayState twice", usual + "&RelayState=b", sp, signature.Malformed},
		{"request and response", usual + "&SAMLResponse=AAAA", sp, signature.Malformed},
		{"neither", "RelayState=b&" + strings.TrimPrefix(usual, message+"&"), sp, signature.Malformed},
		{"no algorithm", message + "&Signature=" + value, sp, signature.Malformed},
		{"no signature", head, sp, signature.Malformed},
		{"no Base64", head + "&Signature=%2A%2A", sp, signature.Malformed},
		{"bits left over", head + "&Signature=AAB%3D", sp, signature.Malformed},
		{"a broken escape", message + "&SigAlg=%ZZ&Signature=" + value, sp, signature.Malformed},
		{"a digest algorithm", message + "&SigAlg=" + url.QueryEscape("http://www.w3.org/2001/04/xmlenc#sha256") + "&Signature=" + value, sp, signature.Unsupported},
		{"a forgeable algorithm", message + "&SigAlg=" + url.QueryEscape("http://www.w3.org/2000/09/xmldsig#hmac-sha1") + "&Signature=" + value, sp, signature.Unsupported},
		{"an unknown algorithm", message + "&SigAlg=rsa&Signature=" + value, sp, signature.Unsupported},
		{"ECDSA of a wrong length", message + "&SigAlg=" + url.QueryEscape("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256") + "&Signature=AAAA", trust(mint.ECDSA()), signature.Damaged},
		{"nothing", "", sp, signature.Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := detached(t, c.query, c.keys)
			if r.Cause != c.want || !r.Detached || r.Node != nil || r.Parent == nil || r.ID != mint.RequestID || r.Detail == "" {
				t.Errorf("expected %s, found %+v", c.want, r)
			}
			if good := r.Cause == signature.Good; good != (r.Verified != nil) || good && r.Key == nil {
				t.Errorf("%s: verified %v, key %v", r.Cause, r.Verified != nil, r.Key != nil)
			}
		})
	}
}

// What is signed must be what was read, to the byte.
func TestDetachedIsOfWhatIsRead(t *testing.T) {
	query := signedQuery(mint.Signing{Key: mint.SP()})
	for name, read := range map[string]string{
		"another issuer": strings.Replace(mint.AuthnRequest().XML(), mint.EntityID, "https://evil.example.com", 1),
		"a blank more":   mint.AuthnRequest().XML() + " ",
	} {
		if r := detachedOf(t, query, read, trust(mint.SP())); r.Cause != signature.Malformed || r.Verified != nil {
			t.Errorf("%s: %s: %s", name, r.Cause, r.Detail)
		}
	}
}

// The message may have been sent in another encoding than it is read in; what is signed is then as sent.
func TestDetachedInOtherEncodings(t *testing.T) {
	read := strings.Replace(mint.AuthnRequest().XML(), "<saml:Issuer", `<!--ü--><saml:Issuer`, 1)
	latin := strings.ReplaceAll(`<?xml version="1.0" encoding="ISO-8859-1"?>`+read, "ü", "\xfc")
	wide := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(read)) {
		wide = append(wide, byte(unit), byte(unit>>8))
	}
	for name, c := range map[string]struct{ sent, read string }{
		"ISO-8859-1": {latin, strings.ReplaceAll(latin, "\xfc", "ü")},
		"UTF-16":     {string(wide), read},
		"with a BOM": {"\ufeff" + read, read},
	} {
		_, query, _ := strings.Cut(mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(c.sent), "", &mint.Signing{Key: mint.SP()}), "?")
		if r := detachedOf(t, query, c.read, trust(mint.SP())); r.Cause != signature.Good {
			t.Errorf("%s: %s: %s", name, r.Cause, r.Detail)
		}
	}
}

// Every way to write a query that is known explains a signature, and none makes it good.
func TestRewrites(t *testing.T) {
	received, _, _ := strings.Cut(signedQuery(mint.Signing{Key: mint.SP()}), "&Signature=")
	value := func(name string) string {
		q, err := url.ParseQuery(received)
		if err != nil {
			t.Fatal(err)
		}
		return q.Get(name)
	}
	for i, write := range signature.Escapings() {
		signed := "SAMLRequest=" + write(value("SAMLRequest")) + "&RelayState=" + write(value("RelayState")) + "&SigAlg=" + write(value("SigAlg"))
		r := detached(t, received+"&Signature="+mint.SignQuery(signed, mint.Signing{Key: mint.SP()}), trust(mint.SP()))
		if signed == received {
			if r.Cause != signature.Good {
				t.Errorf("%d: %s: %s", i, r.Cause, r.Detail)
			}
			continue
		}
		if r.Cause != signature.Altered || !slices.Equal(r.Rewrites, []signature.Rewrite{signature.Reescaped}) || r.Verified != nil {
			t.Errorf("%d: expected other escapes, found %s, %v: %s", i, r.Cause, r.Rewrites, r.Detail)
		}
	}
	parts := strings.Split(received, "&")
	signed := strings.Join([]string{parts[2], parts[0]}, "&")
	r := detached(t, received+"&Signature="+mint.SignQuery(signed, mint.Signing{Key: mint.SP()}), trust(mint.SP()))
	if r.Cause == signature.Good {
		t.Error("a signature over less is good")
	}
}

// A query longer than any browser carries is judged, and not written anew.
func TestMaxQuery(t *testing.T) {
	relay := strings.Repeat("%2F", signature.MaxQuery/3)
	message, _, _ := strings.Cut(signedQuery(mint.Signing{Key: mint.SP()}), "&")
	of := func(relay string) string {
		return message + "&RelayState=" + relay + "&SigAlg=" + url.QueryEscape(string(mint.RSASHA256))
	}
	signed := mint.SignQuery(of(relay), mint.Signing{Key: mint.SP()})
	if r := detached(t, of(relay)+"&Signature="+signed, trust(mint.SP())); r.Cause != signature.Good {
		t.Errorf("expected good, found %s: %s", r.Cause, r.Detail)
	}
	if r := detached(t, of(strings.ToLower(relay))+"&Signature="+signed, trust(mint.SP())); r.Cause != signature.UnknownKey {
		t.Errorf("expected unknown-key, found %s: %s", r.Cause, r.Detail)
	}
}

// No octet of what is signed can be another one.
func TestEveryOctetIsSigned(t *testing.T) {
	usual := signedQuery(mint.Signing{Key: mint.SP()})
	signed := strings.Index(usual, "&Signature=")
	d, err := tree.Parse([]byte(mint.AuthnRequest().XML()), tree.MessageLimits)
	if err != nil {
		t.Fatal(err)
	}
	for i := range signed {
		for _, c := range []byte("A%+&=") {
			changed := []byte(usual)
			if changed[i] == c {
				continue
			}
			changed[i] = c
			r := signature.Detached(context.Background(), string(changed), []byte(mint.AuthnRequest().XML()), d.Root, trust(mint.SP()))
			if r.Cause == signature.Good || r.Verified != nil {
				t.Errorf("octet %d as %q: %s", i, c, r.Cause)
			}
		}
	}
}
