package encryption

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// Keys reads private keys: PEM (PKCS#1, PKCS#8, EC) or DER. Certificates beside them are skipped. name
// is for the words of the error.
func Keys(name string, b []byte) ([]crypto.PrivateKey, error) {
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if !bytes.Contains(b, []byte("-----BEGIN ")) {
		k, err := parse(b)
		if err != nil {
			return nil, fmt.Errorf("%s: expected a private key as PEM or DER, found something else (a .pfx or .p12 file is converted with \"openssl pkcs12 -nodes\")", name)
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
		switch {
		case block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
			return nil, fmt.Errorf("%s: expected a private key without a password, found an encrypted one", name)
		case !strings.HasSuffix(block.Type, "PRIVATE KEY"):
			others = append(others, block.Type)
			continue
		}
		k, err := parse(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s: expected a private key, found %s", name, strings.Join(append(others, "no complete PEM block")[:1], ""))
	}
	return keys, nil
}

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
