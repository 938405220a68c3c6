package signature_test

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

// sized makes a signed response of about so many bytes by the values of 150 groups at most: goxmldsig
// stops at 1,000 elements.
func sized(size int) string {
	const around = len("<AttributeValue></AttributeValue>")
	r := mint.EntraResponse()
	if missing := size - len(r.Signed()); missing > 0 {
		values := make([]string, min(150, 1+missing/70))
		for i := range values {
			values[i] = strings.Repeat("g", max(1, missing/len(values)-around))
		}
		r.Set(mint.ClaimGroups, values...)
	}
	return string(r.Signed())
}

var sizes = []struct {
	name  string
	bytes int
}{{"5KB", 5_000}, {"10KB", 10_000}, {"40KB", 40_000}, {"160KB", 160_000}, {"1MB", 1 << 20}}

func benchmark(b *testing.B, run func(b *testing.B, x string)) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			x := sized(size.bytes)
			b.SetBytes(int64(len(x)))
			b.ReportAllocs()
			run(b, x)
		})
	}
}

// BenchmarkVerify is what the program does: both witnesses, on a parsed document.
func BenchmarkVerify(b *testing.B) {
	benchmark(b, func(b *testing.B, x string) {
		d, keys := parse(b, x), trust(mint.Active())
		for b.Loop() {
			if r := signature.Verify(context.Background(), d, keys); r[0].Second != "agrees" {
				b.Fatal(r[0].Cause, r[0].Detail, r[0].Second)
			}
		}
	})
}

// BenchmarkFirst is the first witness alone.
func BenchmarkFirst(b *testing.B) {
	benchmark(b, func(b *testing.B, x string) {
		d, keys := parse(b, x), trust(mint.Active())
		for b.Loop() {
			if r := signature.First(context.Background(), d, keys, nil); r[0].Cause != signature.Good {
				b.Fatal(r[0].Detail)
			}
		}
	})
}

// BenchmarkGoxmldsig is the library's Validate alone on the same assertion, parsed before.
func BenchmarkGoxmldsig(b *testing.B) {
	benchmark(b, func(b *testing.B, x string) {
		doc := etree.NewDocument()
		if err := doc.ReadFromString(x); err != nil {
			b.Fatal(err)
		}
		e := doc.Root().SelectElement("Assertion")
		ctx := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{mint.Active().Cert}})
		ctx.Clock = dsig.NewFakeClockAt(mint.Now)
		for b.Loop() {
			if _, err := ctx.Validate(e); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkFloor is what no verifier can do without: SHA-256 over as many bytes, and one RSA operation.
func BenchmarkFloor(b *testing.B) {
	benchmark(b, func(b *testing.B, x string) {
		octets, digest := []byte(x), sha256.Sum256(nil)
		key := mint.Active().Private.(*rsa.PrivateKey)
		value, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			_ = sha256.Sum256(octets)
			if err := rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], value); err != nil {
				b.Fatal(err)
			}
		}
	})
}
