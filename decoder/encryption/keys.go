package encryption

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"software.sslmate.com/src/go-pkcs12"
)

// PrivateKeys are private keys of the application, as Keys gives them.
type PrivateKeys []crypto.PrivateKey

// Words names each key by its algorithm and size, such as "an RSA key of 2048 bits".
func (p PrivateKeys) Words() []string {
	words := make([]string, 0, len(p))
	for _, k := range p {
		words = append(words, kindOf(k))
	}
	return words
}

// Passphrase gives the passphrase of the key file of that name. Its error ends the reading of the file.
type Passphrase func(name string) ([]byte, error)

var (
	// ErrPassphrase is the error of a passphrase that does not open the key file; asking again may help.
	ErrPassphrase = errors.New("expected the passphrase that opens it, found another")
	// ErrEncrypted is the error of an encrypted key file when there is nobody to ask for its passphrase.
	ErrEncrypted = errors.New("expected a private key without a passphrase, found an encrypted one")
)

// What is read as a key: more than any key has, and little enough that reading it takes no time. A
// certificate beside a key counts to the file alone.
const (
	maxFile = 1 << 20   // octets of a file
	maxPFX  = 128 << 10 // octets of a PFX, whose keys are only seen once it is open
	maxKey  = 16 << 10  // octets of one key as DER
	minRSA  = 1024      // bits; shorter ones are nobody's any more
	maxRSA  = 16384     // bits
)

// Keys reads the private keys of a file: PEM or DER of PKCS#1, PKCS#8 or SEC 1, PKCS#8 encrypted by
// PBES2 (RFC 8018), PEM encrypted in OpenSSL's old way, or PFX (PKCS#12, RFC 7292). Certificates beside
// them are skipped. The passphrase is asked for once a file, and only when something in it is encrypted;
// ask may be nil. name is for the words. The notes are sentences on how weakly the file protects its key.
func Keys(name string, b []byte, ask Passphrase) (keys []crypto.PrivateKey, notes []string, err error) {
	f := keyFile{name: name, ask: ask}
	if keys, err = f.read(b); err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return keys, f.notes, nil
}

// keyFile is one file while it is read.
type keyFile struct {
	name  string
	ask   Passphrase
	asked bool
	given []byte
	steps int // of key derivation, for all that is in it
	notes []string
}

func (f *keyFile) passphrase() ([]byte, error) {
	if f.asked {
		return f.given, nil
	}
	if f.ask == nil {
		return nil, ErrEncrypted
	}
	given, err := f.ask(f.name)
	if err != nil {
		return nil, err
	}
	f.asked, f.given = true, given
	return given, nil
}

func (f *keyFile) read(b []byte) ([]crypto.PrivateKey, error) {
	if len(b) > maxFile {
		return nil, fmt.Errorf("expected a key file of at most %d octets, found %d", maxFile, len(b))
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !bytes.Contains(b, []byte("-----BEGIN ")) {
		return f.binary(b)
	}
	var keys []crypto.PrivateKey
	var others []string
	for rest := b; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if !strings.HasSuffix(block.Type, "PRIVATE KEY") {
			others = append(others, block.Type)
			continue
		}
		k, err := f.block(block)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("expected a private key, found %s", append(others, "no complete PEM block")[0])
	}
	return keys, nil
}

func (f *keyFile) block(block *pem.Block) (crypto.PrivateKey, error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		return f.pkcs8(block.Bytes)
	case strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return f.oldPEM(block)
	}
	k, err := parse(block.Bytes)
	if err != nil && block.Type == "OPENSSH PRIVATE KEY" {
		err = errors.New(`expected a private key as PKCS#1, PKCS#8 or SEC 1, found one as OpenSSH writes it ("ssh-keygen -p -m PKCS8 -f FILE" writes PKCS#8)`)
	}
	return k, err
}

// oldPEM opens a key that is encrypted by PEM headers (RFC 1421).
func (f *keyFile) oldPEM(block *pem.Block) (crypto.PrivateKey, error) {
	given, err := f.passphrase()
	if err != nil {
		return nil, err
	}
	//lint:ignore SA1019 such files are about, and the weakness is told
	der, err := x509.DecryptPEMBlock(block, given)
	if errors.Is(err, x509.IncorrectPasswordError) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("expected a PEM key encrypted by AES, DES or Triple DES in CBC mode: %w", err)
	}
	k, err := parse(der)
	if err != nil {
		return nil, ErrPassphrase // one in 256 wrong passphrases leaves what looks like padding
	}
	f.notes = append(f.notes, f.name+" protects its key in OpenSSL's old way: one round of MD5 is all that stands between a guess and the key. "+
		`"openssl pkcs8 -topk8 -in OLD -out NEW" writes it in the way of today.`)
	return k, nil
}

// binary reads what is no PEM.
func (f *keyFile) binary(b []byte) ([]crypto.PrivateKey, error) {
	if isPFX(b) {
		return f.pfx(b)
	}
	k, err := parse(b)
	if err != nil && isEncrypted(b) {
		k, err = f.pkcs8(b)
	} else if err != nil {
		for _, i := range instead {
			if i.is(b) {
				return nil, errors.New("expected a private key as PEM, DER or PFX (PKCS#12), found " + i.what)
			}
		}
	}
	if err != nil {
		return nil, err
	}
	return []crypto.PrivateKey{k}, nil
}

// instead is what is given for a key file and is none.
var instead = []struct {
	what string
	is   func(b []byte) bool
}{
	{"an empty file", func(b []byte) bool { return len(b) == 0 }},
	{"a certificate: the private key belongs to it and is a file of its own", func(b []byte) bool {
		_, err := x509.ParseCertificate(b)
		return err == nil
	}},
	{"a public key: the private key belongs to it and is a file of its own", func(b []byte) bool {
		_, err := x509.ParsePKIXPublicKey(b)
		_, old := x509.ParsePKCS1PublicKey(b)
		return err == nil || old == nil
	}},
	{"text in UTF-16: save it as UTF-8", func(b []byte) bool {
		return bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
	}},
	{"JSON, such as a JSON Web Key", json.Valid},
	{"a key as PuTTY writes it: export it there as OpenSSL or PEM", func(b []byte) bool { return bytes.HasPrefix(b, []byte("PuTTY-User-Key-File")) }},
	{`Base64 without the lines "-----BEGIN PRIVATE KEY-----" and "-----END PRIVATE KEY-----" around it`, func(b []byte) bool {
		_, err := base64.StdEncoding.DecodeString(string(b))
		return err == nil
	}},
}

// pfx opens a PKCS#12 file. Many have no passphrase: the empty one is tried before anybody is asked.
func (f *keyFile) pfx(b []byte) ([]crypto.PrivateKey, error) {
	if len(b) > maxPFX {
		return nil, fmt.Errorf("expected a PFX file of at most %d octets, found %d", maxPFX, len(b))
	}
	if err := count(b, &f.steps, 0); err != nil {
		return nil, err
	}
	keys, err := decodePFX(b, "")
	if err != nil && encryptedPFX(b) {
		given, asking := f.passphrase()
		if asking != nil {
			return nil, asking
		}
		keys, err = decodePFX(b, string(given))
	}
	switch {
	case err == nil:
		for _, k := range keys {
			if err := usable(k); err != nil {
				return nil, err
			}
		}
		return keys, nil
	case wrongPassphrase(err):
		return nil, ErrPassphrase
	}
	return nil, fmt.Errorf(`expected a PFX file (PKCS#12) with a private key and its certificate: %w ("openssl pkcs12 -in FILE -out KEY.pem" takes the keys out)`, err)
}

// decodePFX gives the key of a PFX with its certificates, or the keys of one with several.
func decodePFX(b []byte, passphrase string) ([]crypto.PrivateKey, error) {
	k, _, _, err := pkcs12.DecodeChain(b, passphrase)
	if err == nil {
		return []crypto.PrivateKey{k}, nil
	}
	if wrongPassphrase(err) {
		return nil, err
	}
	//lint:ignore SA1019 nothing else of the library takes several keys; what it writes is read here and nowhere else
	blocks, several := pkcs12.ToPEM(b, passphrase)
	var keys []crypto.PrivateKey
	for _, block := range blocks {
		if k, unread := parse(block.Bytes); unread == nil {
			keys = append(keys, k)
		}
	}
	if several != nil || len(keys) == 0 {
		return nil, err
	}
	return keys, nil
}

func wrongPassphrase(err error) bool {
	return errors.Is(err, pkcs12.ErrIncorrectPassword) || errors.Is(err, pkcs12.ErrDecryption)
}

// parse reads a key that is not encrypted.
func parse(der []byte) (crypto.PrivateKey, error) {
	if len(der) > maxKey {
		return nil, fmt.Errorf("expected a private key of at most %d octets, found %d", maxKey, len(der))
	}
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return k, usable(k)
	}
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k, usable(k)
	}
	if k, err := x509.ParseECPrivateKey(der); err == nil {
		return k, nil
	}
	var info struct { // PKCS#8 (RFC 5208, 5)
		Version   int
		Algorithm pkix.AlgorithmIdentifier
		Key       []byte
	}
	if _, err := asn1.Unmarshal(der, &info); err == nil {
		return nil, fmt.Errorf("expected a key of RSA, found a PKCS#8 key of the algorithm %s that cannot be read", info.Algorithm.Algorithm)
	}
	return nil, errors.New("expected a private key as PKCS#1, PKCS#8 or SEC 1, found something else")
}

// usable refuses an RSA key of a size that decrypts nothing here, or only after a long time.
func usable(k crypto.PrivateKey) error {
	if r, ok := k.(*rsa.PrivateKey); ok && (r.N.BitLen() < minRSA || r.N.BitLen() > maxRSA) {
		return fmt.Errorf("expected an RSA key of %d to %d bits, found one of %d", minRSA, maxRSA, r.N.BitLen())
	}
	return nil
}
