package signature_test

import (
	"context"
	"slices"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

// TestTrace holds that a key which is not trusted explains a signature and makes none good, and that no more
// of them are tried than the limit.
func TestTrace(t *testing.T) {
	same := func(x string) string { return x }
	pad := func(n int) []signature.Key {
		return append(slices.Repeat(trust(mint.Old()), n), trust(mint.Active())...)
	}
	bare := mint.Signing{NoKeyInfo: true}
	others := mint.Signing{KeyInfo: "<X509Data><X509Certificate>" + mint.Foreign().Base64() + "</X509Certificate></X509Data>"}
	for name, c := range map[string]struct {
		s       mint.Signing
		edit    func(string) string
		keys    []signature.Key
		among   []signature.Key
		cause   signature.Cause
		strange bool
	}{
		"no KeyInfo":                 {bare, same, trust(mint.Next()), pad(1), signature.UnknownKey, true},
		"no KeyInfo, content edited": {bare, replace("Simon", "Simom"), trust(mint.Next()), pad(1), signature.UnknownKey, true},
		"no KeyInfo, no key":         {bare, same, nil, pad(1), signature.NoTrust, true},
		"another's KeyInfo":          {others, same, trust(mint.Next()), pad(1), signature.UnknownKey, true},
		"nobody's":                   {bare, same, trust(mint.Next()), trust(mint.Old()), signature.UnknownKey, false},
		"nobody's, another KeyInfo":  {others, same, trust(mint.Next()), trust(mint.Old()), signature.Damaged, false},
		"its own KeyInfo":            {mint.Signing{}, same, trust(mint.Next()), pad(1), signature.UnknownKey, false},
		"a trusted key":              {bare, same, trust(mint.Active()), pad(1), signature.Good, false},
		"within the limit":           {bare, same, trust(mint.Next()), pad(199), signature.UnknownKey, true},
		"beyond the limit":           {bare, same, trust(mint.Next()), pad(200), signature.UnknownKey, false},
	} {
		d := parse(t, c.edit(minted(mint.SignAssertion, c.s)))
		rs := signature.Verify(context.Background(), d, c.keys)
		signature.Trace(context.Background(), d, rs, slices.Values(c.among))
		r := rs[0]
		if r.Cause != c.cause || (r.Stranger != nil) != c.strange || (r.Verified != nil) != (c.cause == signature.Good) {
			t.Errorf("%s: %s, stranger %v: %s", name, r.Cause, r.Stranger != nil, r.Detail)
		}
		if c.strange && r.Key != nil {
			t.Errorf("%s: trusted", name)
		}
	}
}
