package signature_test

import (
	"context"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// FuzzVerify holds that no input panics in the library, and that a good signature holds the text that
// stands in the element, whatever else the document is.
func FuzzVerify(f *testing.F) {
	both := minted(mint.SignBoth, mint.Signing{Prefix: "ds", C14N: mint.Inclusive})
	for _, x := range []string{
		minted(mint.SignAssertion, mint.Signing{}),
		minted(mint.SignResponse, mint.Signing{Key: mint.ECDSA()}),
		minted(mint.SignAssertion, mint.Signing{PrefixList: "samlp #default", NoKeyInfo: true}),
		both,
		strings.Replace(both, "</NameID>", "<!--x--></NameID>", 1),
		strings.ReplaceAll(both, "><", ">\n<"),
		strings.Replace(both, "Simon<", "<a xmlns='' xmlns:b='urn:b' b:c='' xml:lang='en'><?x y?></a><", 1),
		string(mint.AppMetadata().XML()[3:]),
		`<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>`,
	} {
		f.Add(x)
	}
	keys := trust(mint.Active(), mint.ECDSA())
	f.Fuzz(func(t *testing.T, x string) {
		d, err := tree.Parse([]byte(x), tree.MessageLimits)
		if err != nil {
			return
		}
		for _, r := range signature.Verify(context.Background(), d, keys) {
			if strings.Contains(r.Detail, "could not be processed") {
				t.Error("the library panicked")
			}
			if (r.Cause == signature.Good) != (r.Verified != nil) {
				t.Errorf("%s, verified copy %v", r.Cause, r.Verified != nil)
			}
			if r.Verified == nil {
				continue
			}
			sent := strings.Replace(text(r.Parent), text(r.Node), "", 1)
			if got := text(r.Verified); got != sent {
				t.Errorf("verified %q, sent %q", got, sent)
			}
		}
	})
}
