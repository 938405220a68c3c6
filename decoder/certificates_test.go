package decoder

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// issued makes a certificate for one key of all tests, as DER.
func issued(t testing.TB, serial int64, from, to time.Time) []byte {
	t.Helper()
	k := mint.ECDSA().Private
	template := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: "Contoso"}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// described is a KeyDescriptor with a certificate for signing.
func described(der []byte) string {
	return `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>` +
		base64.StdEncoding.EncodeToString(der) + `</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
}

// announcing is an entity with these KeyDescriptors in its identity provider's role.
func announcing(id string, keys ...string) string {
	return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="` + id + `"><IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
		strings.Join(keys, "") + `</IDPSSODescriptor></EntityDescriptor>`
}

func certificatesOf(t testing.TB, b []byte, at time.Time) ([]report.Certificate, []string) {
	t.Helper()
	f, err := metadata.Read("contoso.xml", b)
	if err != nil {
		t.Fatal(err)
	}
	return certificates(f, f.Verify(context.Background(), nil), at)
}

// An application's file announces one certificate in three roles: it is told once, with its places and that it made
// the file's signature.
func TestCertificateOfAnApplication(t *testing.T) {
	list, notes := certificatesOf(t, mint.AppMetadata().XML(), mint.Now)
	if len(list) != 1 || len(notes) != 0 {
		t.Fatalf("%d certificates, notes %q", len(list), notes)
	}
	c, cert := list[0], mint.Active().Cert
	if c.Serial != "01" || c.Subject != cert.Subject.String() || len(c.SHA1) != 40 || c.SHA1 != strings.ToUpper(c.SHA1) || len(c.SHA256) != 64 || c.Bits != 2048 || c.Algorithm != "RSA" ||
		!c.NotAfter.Equal(cert.NotAfter) || !c.InMetadata || c.Source != "contoso.xml" {
		t.Errorf("the key is %+v", c.Key)
	}
	if !c.SignedFile || c.Places != 3 || c.Unreadable != "" || c.SameKeyAs != "" || *c.DaysLeft != int(cert.NotAfter.Sub(mint.Now).Hours()/24) || c.Term != report.Current {
		t.Errorf("the certificate is %+v", c)
	}
	var roles []string
	for _, u := range c.Uses {
		roles = append(roles, u.Role)
		if u.EntityID != mint.Issuer || u.Use != "signing" || u.Place == nil || u.Place.Line < 1 || !strings.HasSuffix(u.Place.Path, "X509Certificate") {
			t.Errorf("use %+v", u)
		}
	}
	if got := strings.Join(roles, " "); got != "SecurityTokenServiceType ApplicationServiceType IDPSSODescriptor" {
		t.Errorf("roles %s", got)
	}
	if list, _ := certificatesOf(t, []byte(strings.Replace(string(mint.AppMetadata().XML()), "entityID=\"", "entityID=\"x", 1)), mint.Now); list[0].SignedFile {
		t.Error("the certificate of an altered file is told as its signer")
	}
}

// Certificates that differ may be for one key; a bare key stands for the certificate that holds it, wherever that is.
func TestCertificatesOfOneKey(t *testing.T) {
	one, two := issued(t, 0x0a0b, mint.Now.AddDate(-3, 0, 0), mint.Now.AddDate(0, 0, -1)), issued(t, 0, mint.Now.AddDate(0, 0, -1), mint.Now.AddDate(3, 0, 0))
	public := mint.ECDSA().Cert.PublicKey.(*ecdsa.PublicKey)
	point, err := public.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	bare := `<KeyDescriptor><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><KeyValue><ECKeyValue xmlns="http://www.w3.org/2009/xmldsig11#"><NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/><PublicKey>` +
		base64.StdEncoding.EncodeToString(point) + `</PublicKey></ECKeyValue></KeyValue></KeyInfo></KeyDescriptor>`
	broken := described([]byte("not a certificate"))
	list, _ := certificatesOf(t, []byte(announcing(mint.Issuer, bare, described(one), described(two), broken, described(one), broken)), mint.Now)
	if len(list) != 3 {
		t.Fatalf("%d certificates: %+v", len(list), list)
	}
	a, b, c := list[0], list[1], list[2]
	if a.Serial != "0A0B" || a.Places != 3 || a.Uses[0].Use != "" || a.SameKeyAs != "" || a.Term != report.ExpiredKey || *a.DaysLeft != -1 {
		t.Errorf("the first is %+v", a)
	}
	if b.Serial != "00" || b.Places != 1 || b.SameKeyAs != a.SHA1 || b.Term != report.Current {
		t.Errorf("the second is %+v", b)
	}
	if c.Unreadable == "" || c.Places != 2 || c.SHA1 != "" || c.Term != report.Undated || c.DaysLeft != nil || c.SameKeyAs != "" {
		t.Errorf("the third is %+v", c)
	}
	if !strings.Contains(a.Words, "Entra signs with the one in date") || !strings.Contains(b.Words, "Entra signs with this one") {
		t.Errorf("%s\n%s", a.Words, b.Words)
	}
	list, _ = certificatesOf(t, []byte(announcing("urn:example", bare)), mint.Now)
	if len(list) != 1 || list[0].Term != report.Undated || list[0].Unreadable != "" || list[0].SHA1 != "" || list[0].Algorithm != "ECDSA P-256" {
		t.Errorf("a bare key alone is %+v", list)
	}
}

// What stands in another entity or is not for signing sign-ins says nothing about a certificate.
func TestBesideIsOfTheSameEntity(t *testing.T) {
	old, fresh := issued(t, 1, mint.Now.AddDate(-3, 0, 0), mint.Now.AddDate(0, 0, -1)), issued(t, 2, mint.Now, mint.Now.AddDate(3, 0, 0))
	encryption := strings.Replace(described(fresh), "signing", "encryption", 1)
	file := `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + announcing("urn:a", described(old), encryption) + announcing("urn:b", described(fresh)) + `</EntitiesDescriptor>`
	list, _ := certificatesOf(t, []byte(file), mint.Now)
	if len(list) != 2 || list[1].Places != 2 {
		t.Fatalf("%+v", list)
	}
	for _, c := range list {
		if strings.Contains(c.Words, "as well") || strings.Contains(c.Words, "another one") {
			t.Errorf("%s: %s", c.Serial, c.Words)
		}
	}
}

// A huge file is told in part, and the notes say what is not.
func TestMostCertificates(t *testing.T) {
	var keys, entities []string
	for i := range mostCertificates + 7 {
		keys = append(keys, described([]byte(fmt.Sprintf("not a certificate, number %d", i))))
	}
	list, notes := certificatesOf(t, []byte(announcing("urn:example", keys...)), mint.Now)
	if len(list) != mostCertificates || len(notes) != 1 || notes[0] != "7 of 1007 certificates: the first 1000 are listed" {
		t.Errorf("%d certificates, notes %q", len(list), notes)
	}
	for i := range mostUses + 1 {
		entities = append(entities, announcing(fmt.Sprintf("urn:%d:%s", i, strings.Repeat("ä", maxEntityID)), keys[0]))
	}
	list, notes = certificatesOf(t, []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`+strings.Join(entities, "")+`</EntitiesDescriptor>`), mint.Now)
	if len(list) != 1 || list[0].Places != mostUses+1 || len(list[0].Uses) != mostUses || len(notes) != 1 || notes[0] != "further places of the certificates, in number 1: of each certificate the first 50 are listed" {
		t.Errorf("%d certificates, notes %q", len(list), notes)
	}
	if id := list[0].Uses[9].EntityID; len(id) > maxEntityID+len("…") || !strings.HasSuffix(id, "…") {
		t.Errorf("an entity ID of %d bytes", len(id))
	}
}

// BenchmarkCertificates shows whether the work grows with the file: 10,000 certificates of one entity, or two each of
// 5,000 entities.
func BenchmarkCertificates(b *testing.B) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	for _, n := range []int{1_000, 10_000} {
		keys := make([]string, n)
		for i := range keys {
			template := &x509.Certificate{SerialNumber: big.NewInt(int64(i)), NotBefore: mint.Now, NotAfter: mint.Now.AddDate(3, 0, 0)}
			der, err := x509.CreateCertificate(rand.Reader, template, template, k.Public(), k)
			if err != nil {
				b.Fatal(err)
			}
			keys[i] = described(der)
		}
		var entities strings.Builder
		for i := 0; i < n; i += 2 {
			entities.WriteString(announcing(fmt.Sprint("urn:", i), keys[i:i+2]...))
		}
		for name, text := range map[string]string{
			"one entity":    announcing("urn:example", keys...),
			"many entities": `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + entities.String() + `</EntitiesDescriptor>`,
		} {
			f, err := metadata.Read("contoso.xml", []byte(text))
			if err != nil {
				b.Fatal(err)
			}
			b.Run(fmt.Sprintf("%d of %s", n, name), func(b *testing.B) {
				for b.Loop() {
					certificates(f, nil, mint.Now)
				}
			})
		}
	}
}

// The report on a file tells its certificates.
func TestMetadataReportTellsCertificates(t *testing.T) {
	r, err := InspectMetadata(context.Background(), "contoso.xml", wire.File, mint.AppMetadata().XML(), Options{Now: mint.Now, At: mint.Active().Cert.NotAfter.AddDate(0, 0, -30)})
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Messages[0].Metadata.Certificates; len(c) != 1 || c[0].Term != report.Within30 || *c[0].DaysLeft != 30 {
		t.Errorf("%+v", c)
	}
}
