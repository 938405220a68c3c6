package encryption

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/rsa"
	_ "crypto/sha1" // for crypto.Hash
	_ "crypto/sha256"
	_ "crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"claimcheck/decoder/tree"
)

// content is one content encryption of the allow-list: key is its length in octets.
type content struct {
	key  int
	open func(key, octets []byte) ([]byte, error)
}

// contents are the content encryptions (XML Encryption 1.1, 5.2).
var contents = map[string]content{
	nsEnc + "aes128-cbc":    {16, openCBC(aes.NewCipher)},
	nsEnc + "aes192-cbc":    {24, openCBC(aes.NewCipher)},
	nsEnc + "aes256-cbc":    {32, openCBC(aes.NewCipher)},
	nsEnc + "tripledes-cbc": {24, openCBC(des.NewTripleDESCipher)},
	nsEnc1 + "aes128-gcm":   {16, openGCM},
	nsEnc1 + "aes192-gcm":   {24, openGCM},
	nsEnc1 + "aes256-gcm":   {32, openGCM},
}

// openCBC takes the initialisation vector and at least one block; the last octet says how much of the
// last block is padding.
func openCBC(block func([]byte) (cipher.Block, error)) func(key, octets []byte) ([]byte, error) {
	return func(key, octets []byte) ([]byte, error) {
		b, err := block(key)
		if err != nil {
			return nil, err
		}
		size := b.BlockSize()
		if len(octets) < 2*size || len(octets)%size != 0 {
			return nil, fmt.Errorf("expected at least two whole blocks of %d octets, found %d octets: the value is cut short or damaged", size, len(octets))
		}
		plain := make([]byte, len(octets)-size)
		cipher.NewCBCDecrypter(b, octets[:size]).CryptBlocks(plain, octets[size:])
		pad := int(plain[len(plain)-1])
		if pad < 1 || pad > size {
			return nil, fmt.Errorf("expected padding of 1 to %d octets, found %d: the value or its key is damaged", size, pad)
		}
		return plain[:len(plain)-pad], nil
	}
}

// openGCM takes a nonce of 12 octets, the text and a tag of 16.
func openGCM(key, octets []byte) ([]byte, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	g, err := cipher.NewGCM(b)
	if err != nil {
		return nil, err
	}
	if least := g.NonceSize() + g.Overhead(); len(octets) < least {
		return nil, fmt.Errorf("expected at least %d octets, found %d: the value is cut short", least, len(octets))
	}
	plain, err := g.Open(nil, octets[:g.NonceSize()], octets[g.NonceSize():], nil)
	if err != nil {
		return nil, errors.New("expected an intact value, found one that was changed, or another key: its authentication fails")
	}
	return plain, nil
}

// transport is how a content key was encrypted.
type transport struct {
	name  string
	oaep  bool
	hash  crypto.Hash
	mask  crypto.Hash // of MGF1
	label []byte
}

var digests = map[string]crypto.Hash{
	nsDsig + "sha1":  crypto.SHA1,
	nsEnc + "sha256": crypto.SHA256,
	nsEnc + "sha512": crypto.SHA512,
	"http://www.w3.org/2001/04/xmldsig-more#sha224": crypto.SHA224,
	"http://www.w3.org/2001/04/xmldsig-more#sha384": crypto.SHA384,
}

var masks = map[string]crypto.Hash{
	nsEnc1 + "mgf1sha1":   crypto.SHA1,
	nsEnc1 + "mgf1sha224": crypto.SHA224,
	nsEnc1 + "mgf1sha256": crypto.SHA256,
	nsEnc1 + "mgf1sha384": crypto.SHA384,
	nsEnc1 + "mgf1sha512": crypto.SHA512,
}

// readTransport reads the EncryptionMethod of an EncryptedKey (XML Encryption 1.1, 5.5).
func readTransport(e *tree.Node) (transport, error) {
	uri := algorithm(e)
	t := transport{name: uri[strings.LastIndexByte(uri, '#')+1:], oaep: true, hash: crypto.SHA1, mask: crypto.SHA1}
	method := e.Child(nsEnc, "EncryptionMethod")
	switch uri {
	case nsEnc + "rsa-1_5":
		t.oaep = false
		return t, nil
	case nsEnc + "rsa-oaep-mgf1p":
	case nsEnc1 + "rsa-oaep":
		if m := method.Child(nsEnc1, "MGF"); m != nil {
			mask, _ := m.Attr("Algorithm")
			if t.mask = masks[mask]; t.mask == 0 {
				return t, fmt.Errorf("expected a known mask function, found %q", mask)
			}
		}
	default:
		return t, fmt.Errorf("expected a known key encryption, found %q", uri)
	}
	if d := method.Child(nsDsig, "DigestMethod"); d != nil {
		digest, _ := d.Attr("Algorithm")
		if t.hash = digests[digest]; t.hash == 0 {
			return t, fmt.Errorf("expected a known digest for RSA-OAEP, found %q", digest)
		}
	}
	if p := method.Child(nsEnc, "OAEPparams"); p != nil {
		var err error
		if t.label, err = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(p.Text()), "")); err != nil {
			return t, fmt.Errorf("expected OAEPparams to be Base64: %w", err)
		}
	}
	return t, nil
}

// open decrypts a content key.
func (t transport) open(k *rsa.PrivateKey, octets []byte) ([]byte, error) {
	if len(octets) != k.Size() {
		return nil, fmt.Errorf("expected an encrypted key of %d octets, found %d", k.Size(), len(octets))
	}
	if !t.oaep {
		//lint:ignore SA1019 senders still use it, and nobody can ask this program again and again
		return k.Decrypt(nil, octets, &rsa.PKCS1v15DecryptOptions{})
	}
	secret, err := k.Decrypt(nil, octets, &rsa.OAEPOptions{Hash: t.hash, MGFHash: t.mask, Label: t.label})
	if err != nil && t.mask != t.hash {
		// Some senders use the digest for the mask as well, against rsa-oaep-mgf1p's fixed SHA-1.
		return k.Decrypt(nil, octets, &rsa.OAEPOptions{Hash: t.hash, MGFHash: t.hash, Label: t.label})
	}
	return secret, err
}
