package encryption

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"errors"
	"fmt"
)

// content is one content encryption of the allow-list.
type content struct {
	key    int // length in octets
	least  int // octets of the shortest value: the initialisation vector or nonce, and what must follow it
	block  int // the length is a multiple of it
	sealed bool
	open   func(key, octets []byte) ([]byte, error)
	weak   string
}

// contents are the content encryptions (XML Encryption 1.1, 5.2). Only GCM notices that a value was
// changed.
var contents = map[string]content{
	nsEnc + "aes128-cbc":  {key: 16, least: 32, block: 16, open: openCBC(aes.NewCipher)},
	nsEnc + "aes192-cbc":  {key: 24, least: 32, block: 16, open: openCBC(aes.NewCipher)},
	nsEnc + "aes256-cbc":  {key: 32, least: 32, block: 16, open: openCBC(aes.NewCipher)},
	nsEnc1 + "aes128-gcm": {key: 16, least: 28, block: 1, sealed: true, open: openGCM},
	nsEnc1 + "aes192-gcm": {key: 24, least: 28, block: 1, sealed: true, open: openGCM},
	nsEnc1 + "aes256-gcm": {key: 32, least: 28, block: 1, sealed: true, open: openGCM},
	nsEnc + "tripledes-cbc": {
		key: 24, least: 16, block: 8, open: openCBC(des.NewTripleDESCipher),
		weak: "its content is encrypted by Triple DES, whose blocks of 64 bits are too short; NIST disallows it since 2024",
	},
}

// fits checks the length of a value before anything is cut out of it (threats.md, rail 18).
func (c content) fits(octets []byte) *Error {
	if len(octets) < c.least || len(octets)%c.block != 0 {
		whole := ""
		if c.block > 1 {
			whole = fmt.Sprintf(" and a multiple of %d", c.block)
		}
		return Shut(Damaged, "expected an encrypted value of at least %d octets%s, found %d: it is cut short or damaged", c.least, whole, len(octets))
	}
	return nil
}

// openCBC takes the initialisation vector and at least one block; the last octet says how much of the
// last block is padding (XML Encryption 1.1, 5.2).
func openCBC(block func([]byte) (cipher.Block, error)) func(key, octets []byte) ([]byte, error) {
	return func(key, octets []byte) ([]byte, error) {
		b, err := block(key)
		if err != nil {
			return nil, err
		}
		size := b.BlockSize()
		plain := make([]byte, len(octets)-size)
		cipher.NewCBCDecrypter(b, octets[:size]).CryptBlocks(plain, octets[size:])
		pad := int(plain[len(plain)-1])
		if pad < 1 || pad > size {
			return nil, errPadding
		}
		return plain[:len(plain)-pad], nil
	}
}

var errPadding = errors.New("expected padding of at most one block, found other octets")

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
	return g.Open(nil, octets[:g.NonceSize()], octets[g.NonceSize():], nil)
}
