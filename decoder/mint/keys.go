package mint

import (
	"crypto"
	"crypto/x509"
	"embed"
	"encoding/base64"
	"encoding/pem"
	"sync"
)

//go:embed keys/*.pem
var keyFiles embed.FS

// Key is a private key and its self-signed certificate.
type Key struct {
	Name    string
	Private crypto.Signer
	Cert    *x509.Certificate
}

// The keys; keys/README.md says what each stands for.
func Active() *Key  { return key("active") }
func Next() *Key    { return key("next") }
func Old() *Key     { return key("old") }
func Foreign() *Key { return key("foreign") }
func Weak() *Key    { return key("weak") }
func Expired() *Key { return key("expired") }
func ECDSA() *Key   { return key("ecdsa") }
func Wide() *Key    { return key("tenant") }
func SP() *Key      { return key("sp") }

var (
	keysMu sync.Mutex
	keys   = map[string]*Key{}
)

func key(name string) *Key {
	keysMu.Lock()
	defer keysMu.Unlock()
	if k := keys[name]; k != nil {
		return k
	}
	text := must(keyFiles.ReadFile("keys/" + name + ".pem"))
	certBlock, rest := pem.Decode(text)
	keyBlock, _ := pem.Decode(rest)
	k := &Key{
		Name:    name,
		Private: must(x509.ParsePKCS8PrivateKey(keyBlock.Bytes)).(crypto.Signer),
		Cert:    must(x509.ParseCertificate(certBlock.Bytes)),
	}
	keys[name] = k
	return k
}

// Base64 is the certificate as it stands in X509Certificate.
func (k *Key) Base64() string { return base64.StdEncoding.EncodeToString(k.Cert.Raw) }

// CertPEM is the certificate as the portal's "Certificate (Base64)" download gives it.
func (k *Key) CertPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.Cert.Raw})
}

// PrivatePEM is the private key as PKCS#8.
func (k *Key) PrivatePEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: must(x509.MarshalPKCS8PrivateKey(k.Private))})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
