package signature_test

import (
	"context"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

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

// sized makes a signed response of at least so many bytes, by groups.
func sized(size int) string {
	r := mint.EntraResponse()
	if missing := size - len(r.Signed()); missing > 0 {
		ids := make([]string, missing/70)
		for i := range ids {
			ids[i] = "11112222-bbbb-3333-cccc-4444dddd5555"
		}
		r.Set(mint.ClaimGroups, ids...)
	}
	return string(r.Signed())
}

func benchmarkVerify(b *testing.B, size int) {
	x := sized(size)
	d, keys := parse(b, x), trust(mint.Old(), mint.Next(), mint.Active())
	b.SetBytes(int64(len(x)))
	b.ReportAllocs()
	for b.Loop() {
		if r := signature.Verify(context.Background(), d, keys); r[0].Cause != signature.Good {
			b.Fatal(r[0].Detail)
		}
	}
}

// benchmarkGoxmldsig is the library alone on the same assertion, parsed before.
func benchmarkGoxmldsig(b *testing.B, size int) {
	x := sized(size)
	doc := etree.NewDocument()
	if err := doc.ReadFromString(x); err != nil {
		b.Fatal(err)
	}
	e := doc.Root().SelectElement("Assertion")
	ctx := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: certs(mint.Old(), mint.Next(), mint.Active())})
	ctx.Clock = dsig.NewFakeClockAt(mint.Now)
	b.SetBytes(int64(len(x)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ctx.Validate(e); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify10KB(b *testing.B)     { benchmarkVerify(b, 10_000) }
func BenchmarkVerify200KB(b *testing.B)    { benchmarkVerify(b, 200_000) }
func BenchmarkGoxmldsig10KB(b *testing.B)  { benchmarkGoxmldsig(b, 10_000) }
func BenchmarkGoxmldsig200KB(b *testing.B) { benchmarkGoxmldsig(b, 200_000) }

func certs(ks ...*mint.Key) []*x509.Certificate {
	var out []*x509.Certificate
	for _, k := range ks {
		out = append(out, k.Cert)
	}
	return out
}
