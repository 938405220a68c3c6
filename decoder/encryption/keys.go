package encryption

import (
	"bytes"
	"crypto"
	"crypto/x509"
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

// largestFile is more than any key file has, its chain of certificates included.
const largestFile = 1 << 20

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
	if len(b) > largestFile {
		return nil, fmt.Errorf("expected a key file of at most %d octets, found %d", largestFile, len(b))
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !bytes.Contains(b, []byte("-----BEGIN ")) {
		k, err := f.binary(b)
		if err != nil {
			return nil, err
		}
		return []crypto.PrivateKey{k}, nil
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
	return parse(block.Bytes)
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

// binary reads a key that is no PEM.
func (f *keyFile) binary(b []byte) (crypto.PrivateKey, error) {
	k, err := parse(b)
	switch {
	case err == nil:
		return k, nil
	case isPFX(b):
		return f.pfx(b)
	case isEncrypted(b):
		return f.pkcs8(b)
	}
	return nil, errors.New("expected a private key as PEM, DER or PFX (PKCS#12), found something else")
}

// pfx opens a PKCS#12 file. Many have no passphrase: the empty one is tried before anybody is asked.
func (f *keyFile) pfx(b []byte) (crypto.PrivateKey, error) {
	if err := fewRounds(b); err != nil {
		return nil, err
	}
	k, _, _, err := pkcs12.DecodeChain(b, "")
	if err != nil && encryptedPFX(b) {
		given, asking := f.passphrase()
		if asking != nil {
			return nil, asking
		}
		k, _, _, err = pkcs12.DecodeChain(b, string(given))
	}
	switch {
	case err == nil:
		return k, nil
	case errors.Is(err, pkcs12.ErrIncorrectPassword), errors.Is(err, pkcs12.ErrDecryption):
		return nil, ErrPassphrase
	}
	return nil, fmt.Errorf("expected a PFX file (PKCS#12) with one private key and its certificate: %w", err)
}

// parse reads a key that is not encrypted.
func parse(der []byte) (crypto.PrivateKey, error) {
	if k, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return k, nil
	}
	if k, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return k, nil
	}
	if k, err := x509.ParseECPrivateKey(der); err == nil {
		return k, nil
	}
	return nil, errors.New("expected a private key as PKCS#1, PKCS#8 or SEC 1, found something else")
}
