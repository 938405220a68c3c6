package metadata

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/mint"
)

// issued is a certificate for that key and that life, signed by a test key.
func issued(t testing.TB, public crypto.PublicKey, from, to time.Time) []byte {
	t.Helper()
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "sso.example.com"}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, template, template, public, mint.Active().Private)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// rekeyed puts another SubjectPublicKeyInfo into a certificate; its signature is then wrong, which nobody asks.
func rekeyed(t testing.TB, algorithm asn1.ObjectIdentifier, key []byte) []byte {
	t.Helper()
	var shell struct {
		TBS struct {
			Version                                   int `asn1:"optional,explicit,default:0,tag:0"`
			Serial                                    *big.Int
			Algorithm, Issuer, Validity, Subject, Key asn1.RawValue
			Extensions                                asn1.RawValue `asn1:"optional,explicit,tag:3"`
		}
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	if _, err := asn1.Unmarshal(mint.Active().Cert.Raw, &shell); err != nil {
		t.Fatal(err)
	}
	der, err := asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Key       asn1.BitString
	}{pkix.AlgorithmIdentifier{Algorithm: algorithm, Parameters: asn1.NullRawValue}, asn1.BitString{Bytes: key, BitLength: 8 * len(key)}})
	if err != nil {
		t.Fatal(err)
	}
	shell.TBS.Key = asn1.RawValue{FullBytes: der}
	if der, err = asn1.Marshal(shell); err != nil {
		t.Fatal(err)
	}
	return der
}

// A certificate with dates or a key that no application takes is read, or is told as one that cannot be read.
func TestAbsurdCertificates(t *testing.T) {
	year := func(y int) time.Time { return time.Date(y, 12, 31, 23, 59, 59, 0, time.UTC) }
	active := mint.Active().Private.Public()
	p224, err := ecdsa.GenerateKey(elliptic.P224(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	edwards, _, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey := func(bits, e int) []byte {
		n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
		der, err := asn1.Marshal(struct {
			N *big.Int
			E int
		}{n.Add(n, big.NewInt(1)), e})
		if err != nil {
			t.Fatal(err)
		}
		return rekeyed(t, asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}, der)
	}
	for _, c := range []struct {
		name string
		der  []byte
		read bool
	}{
		{"year 9999", issued(t, active, year(2026), year(9999)), true},
		{"year 1", issued(t, active, year(1), year(2)), true},
		{"year 0", issued(t, active, year(0), year(2026)), true},
		{"ends before it begins", issued(t, active, year(2027), year(2025)), true},
		{"512 bits", rsaKey(512, 65537), true},
		{"65,536 bits", rsaKey(65536, 65537), true},
		{"exponent 1", rsaKey(2048, 1), true},
		{"exponent 0", rsaKey(2048, 0), false},
		{"exponent below 0", rsaKey(2048, -3), false},
		{"P-224", issued(t, p224.Public(), year(2025), year(2030)), true},
		{"Ed25519", issued(t, edwards, year(2025), year(2030)), true},
		{"DSA", rekeyed(t, asn1.ObjectIdentifier{1, 2, 840, 10040, 4, 1}, []byte{2, 1, 5}), false},
		{"an algorithm nobody knows", rekeyed(t, asn1.ObjectIdentifier{1, 2, 3}, []byte{2, 1, 5}), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			x := descriptor("signing", `<ds:X509Data><ds:X509Certificate>`+base64.StdEncoding.EncodeToString(c.der)+`</ds:X509Certificate></ds:X509Data>`)
			f := read(t, []byte(entity("e", role(idp, x))))
			k := f.Entities[0].Roles[0].Keys[0]
			if (k.Public != nil) != c.read || (k.Problem == nil) != c.read {
				t.Errorf("read %v: %v", k.Public != nil, k.Problem)
			}
			if got := len(SigningKeys([]*File{f}, "e")); got != 0 != c.read {
				t.Errorf("%d signing keys", got)
			}
			if c.read && (k.SameKey() == "" || k.SameKey() == (Key{Public: mint.Next().Private.Public()}).SameKey()) {
				t.Error("the key is told apart from no other")
			}
		})
	}
	if _, ok := active.(*rsa.PublicKey); !ok {
		t.Fatal("the test key is of another kind")
	}
}

// What an entityID holds is kept as it stands: check judges it.
func TestAbsurdEntityIDs(t *testing.T) {
	long := "https://idp.example.com/" + strings.Repeat("x", 5000)
	for name, id := range map[string]string{
		"control": "a\tb\u0085c", "right to left": "https://idp.example.com/\u202emoc", "nothing": "", "long": long, "space": " a ", "zero width": "a\u200bb",
	} {
		written := strings.NewReplacer("\t", "&#9;").Replace(id)
		if got := read(t, []byte(entity(written, role(idp)))).Entities[0].ID; got != id {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// Ten thousand certificates in one entity, and an entityID of ten thousand entities, are read in linear time: the work
// is held by the tests of the limits, this holds that nothing gets lost.
func TestMany(t *testing.T) {
	template := mint.Active().Cert.Raw
	var b strings.Builder
	for i := range 10_000 {
		der := append([]byte{}, template...)
		der[len(der)-1], der[len(der)-2] = byte(i), byte(i>>8) // in the signature, so each is a certificate of its own
		b.WriteString(descriptor("signing", `<ds:X509Data><ds:X509Certificate>`+base64.StdEncoding.EncodeToString(der)+`</ds:X509Certificate></ds:X509Data>`))
	}
	f := read(t, []byte(entity("e", role(idp, b.String()))))
	if keys := f.Entities[0].Roles[0].Keys; len(keys) != 10_000 || keys[9_999].Cert == nil || keys[0].Cert.Equal(keys[9_999].Cert) {
		t.Errorf("%d certificates", len(keys))
	}
	if got := len(SigningKeys([]*File{f}, "e")); got != 1 {
		t.Errorf("%d signing keys, expected the one of all certificates", got)
	}
	if faults := f.Faults(); len(faults) != 1 { // no SingleSignOnService
		t.Errorf("faults %+v", faults)
	}
	same := read(t, []byte(entities(strings.Repeat(fmt.Sprintf(`<md:EntityDescriptor entityID=%q/>`, "e"), 10_000))))
	if got := len(Entities([]*File{same}, "e")); got != 10_000 {
		t.Errorf("%d entities", got)
	}
}
