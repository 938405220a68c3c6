package report

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"fmt"
)

// KeyOf describes a public key and its certificate, which may be nil. Thumbprints are of the whole
// certificate, as the Entra portal shows them.
func KeyOf(public any, cert *x509.Certificate) Key {
	var k Key
	switch p := public.(type) {
	case *rsa.PublicKey:
		k.Algorithm, k.Bits = "RSA", p.N.BitLen()
	case *ecdsa.PublicKey:
		k.Algorithm, k.Bits = "ECDSA "+p.Curve.Params().Name, p.Curve.Params().BitSize
	case ed25519.PublicKey:
		k.Algorithm, k.Bits = "Ed25519", 256
	}
	if cert != nil {
		one, two := sha1.Sum(cert.Raw), sha256.Sum256(cert.Raw)
		k.SHA1 = fmt.Sprintf("%X", one)
		k.SHA256 = fmt.Sprintf("%X", two)
		n := cert.SerialNumber
		k.Subject, k.Serial = cert.Subject.String(), fmt.Sprintf("%X", n.FillBytes(make([]byte, max(1, (n.BitLen()+7)/8))))
		k.NotBefore, k.NotAfter = cert.NotBefore.UTC(), cert.NotAfter.UTC()
	}
	return k
}
