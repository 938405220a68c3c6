package rollover

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// at is the instant of the tests.
var at = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

var setting = Setting{App: "Upwork Enterprise", Short: "Upwork", At: at}

// pair of a key with several certificates is made by giving the same private key twice.
var shared, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)

// minted makes a certificate that is in date from and until so many days from at.
func minted(t testing.TB, from, until int) *mint.Key {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return certified(t, private, at.AddDate(0, 0, from), at.AddDate(0, 0, until))
}

func certified(t testing.TB, private *ecdsa.PrivateKey, from, until time.Time) *mint.Key {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Microsoft Azure Federated SSO Certificate"}, NotBefore: from, NotAfter: until,
	}, &x509.Certificate{Subject: pkix.Name{CommonName: "Microsoft Azure Federated SSO Certificate"}}, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &mint.Key{Private: private, Cert: c}
}

// file is the application's metadata with those keys.
func file(t testing.TB, name string, keys ...*mint.Key) *metadata.File {
	t.Helper()
	m := mint.AppMetadata()
	m.Keys, m.Signing = keys, nil
	return read(t, name, m.XML())
}

func read(t testing.TB, name string, b []byte) *metadata.File {
	t.Helper()
	f, err := metadata.Read(name, b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// compared compares two files as they are when each has a good signature.
func compared(sent, fresh *metadata.File) *report.Comparison {
	return Compare(Side{File: sent, Signature: report.Valid}, Side{File: fresh, Signature: report.Valid}, setting)
}
