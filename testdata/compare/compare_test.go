// Package compare runs other Go libraries over the documents of our own benchmarks. It is a module of
// its own: the product does not depend on them. tools/bench runs it.
package compare

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/crewjam/saml"
	saml2 "github.com/russellhaering/gosaml2"
	dsig "github.com/russellhaering/goxmldsig"
)

// document is one of our own benchmarks' and what a library is to be told to accept it.
type document struct {
	name, xml, issuer, acs, audience, request string
	cert                                      *x509.Certificate
	now                                       time.Time
}

func documents(b *testing.B) []document {
	dir := os.Getenv("CLAIMCHECK_BENCH_DOCUMENTS")
	names, err := filepath.Glob(filepath.Join(dir, "*B.xml"))
	if dir == "" || err != nil || len(names) == 0 {
		b.Skip("the documents are made by tools/bench")
	}
	text, err := os.ReadFile(filepath.Join(dir, "cert.pem"))
	if err != nil {
		b.Fatal(err)
	}
	block, _ := pem.Decode(text)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		b.Fatal(err)
	}
	var all []document
	for _, name := range names {
		xml, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		first := func(pattern string) string {
			found := regexp.MustCompile(pattern).FindSubmatch(xml)
			if found == nil {
				b.Fatalf("%s: no %s", name, pattern)
			}
			return string(found[1])
		}
		now, err := time.Parse(time.RFC3339Nano, first(`IssueInstant="([^"]*)"`))
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, document{
			name: strings.TrimSuffix(filepath.Base(name), ".xml"), xml: string(xml), cert: cert, now: now,
			issuer: first(`Issuer[^>]*>([^<]*)<`), acs: first(`Destination="([^"]*)"`),
			audience: first(`Audience>([^<]*)<`), request: first(`InResponseTo="([^"]*)"`),
		})
	}
	return all
}

// BenchmarkGosaml2 is Base64 to a response with its signature verified.
func BenchmarkGosaml2(b *testing.B) {
	for _, d := range documents(b) {
		b.Run(d.name, func(b *testing.B) {
			sp := &saml2.SAMLServiceProvider{
				IdentityProviderIssuer: d.issuer, AssertionConsumerServiceURL: d.acs, AudienceURI: d.audience,
				IDPCertificateStore: &dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{d.cert}},
				Clock:               dsig.NewFakeClockAt(d.now),
			}
			capture := base64.StdEncoding.EncodeToString([]byte(d.xml))
			b.SetBytes(int64(len(d.xml)))
			b.ReportAllocs()
			for b.Loop() {
				r, err := sp.ValidateEncodedResponse(capture)
				if err != nil || len(r.Assertions) != 1 || !r.Assertions[0].SignatureValidated {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkCrewjam is XML to an assertion with its signature verified.
func BenchmarkCrewjam(b *testing.B) {
	for _, d := range documents(b) {
		b.Run(d.name, func(b *testing.B) {
			acs, err := url.Parse(d.acs)
			if err != nil {
				b.Fatal(err)
			}
			saml.TimeNow, saml.Clock = func() time.Time { return d.now }, dsig.NewFakeClockAt(d.now)
			key := base64.StdEncoding.EncodeToString(d.cert.Raw)
			sp := &saml.ServiceProvider{
				EntityID: d.audience, AcsURL: *acs, IDPCertificate: &key, IDPMetadata: &saml.EntityDescriptor{EntityID: d.issuer},
			}
			xml := []byte(d.xml)
			b.SetBytes(int64(len(xml)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sp.ParseXMLResponse(xml, []string{d.request}, *acs); err != nil {
					b.Fatal(err.(*saml.InvalidResponseError).PrivateErr)
				}
			}
		})
	}
}
