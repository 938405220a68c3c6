package signature_test

import (
	"bytes"
	"context"
	"math/rand/v2"
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
			if r.Disputed {
				t.Errorf("disputed: %s", r.Detail)
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

// FuzzCanonical holds that both witnesses make the same octets of any document, or goxmldsig is known to be
// wrong there, and that a canonical form is its own.
func FuzzCanonical(f *testing.F) {
	g := &generator{Rand: rand.New(rand.NewPCG(5, 6))}
	for i := range 12 {
		f.Add(g.message(""), uint8(i), prefixLists[i%len(prefixLists)])
	}
	f.Add(minted(mint.SignBoth, mint.Signing{Prefix: "ds"}), uint8(2), "")
	f.Fuzz(func(t *testing.T, x string, which uint8, list string) {
		d, err := tree.Parse([]byte(x), tree.MessageLimits)
		if err != nil {
			return
		}
		uri := allC14N[int(which)%len(allC14N)]
		if !strings.HasPrefix(uri, exclusive) {
			list = ""
		}
		apex := d.Root
		if inner := apex.Elements("", ""); len(inner) > 0 {
			apex = inner[0]
		}
		first, second, known, err := signature.CanonicalOfBoth(d, apex, nil, uri, list)
		if known == "" && (err != nil || !bytes.Equal(first, second)) {
			t.Fatalf("%s %q: %v\n%s\n%s", uri, list, err, first, second)
		}
		canonical, err := tree.Parse(first, tree.MessageLimits)
		if err != nil {
			t.Fatalf("%v\n%s", err, first)
		}
		if again := signature.Canonical(canonical.Root, nil, uri, list); !bytes.Equal(first, again) {
			t.Fatalf("not stable\n%s\n%s", first, again)
		}
	})
}
