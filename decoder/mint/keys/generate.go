//go:build ignore

// Generate makes the test keys of decoder/mint anew: go run decoder/mint/keys/generate.go DIR.
// Every signed vector and practice case has to be made anew afterwards.
package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

const entra = "Microsoft Azure Federated SSO Certificate"

var keys = []struct {
	name, subject string
	bits          int // RSA; 0 for ECDSA P-256
	from, to      int // years
}{
	{"active", entra, 2048, 2025, 2035},
	{"next", entra, 2048, 2025, 2035},
	{"old", entra, 2048, 2025, 2035},
	{"foreign", entra, 2048, 2025, 2035},
	{"weak", entra, 1024, 2025, 2035},
	{"expired", entra, 2048, 2021, 2024},
	{"ecdsa", entra, 0, 2025, 2035},
	{"tenant", "accounts.accesscontrol.windows.net", 2048, 2025, 2035},
	{"sp", "sp.example.com", 2048, 2025, 2035},
}

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run generate.go DIR")
	}
	for i, k := range keys {
		if err := write(filepath.Join(os.Args[1], k.name+".pem"), k.subject, k.bits, int64(i+1), k.from, k.to); err != nil {
			log.Fatal(err)
		}
	}
}

func write(path, subject string, bits int, serial int64, from, to int) error {
	var key crypto.Signer
	var err error
	if bits == 0 {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	} else {
		key, err = rsa.GenerateKey(rand.Reader, bits)
	}
	if err != nil {
		return err
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(serial),
		Subject:      pkix.Name{CommonName: subject},
		NotBefore:    time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(to, 1, 1, 0, 0, 0, 0, time.UTC),
	}
	cert, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert})
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})...)
	return os.WriteFile(path, text, 0o644)
}
