package mint

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"math/big"
	"strings"
)

// EncryptAssertion puts the assertion of that ID into an EncryptedAssertion.
func EncryptAssertion(doc, id string, to *Key) string {
	start := strings.LastIndex(doc[:strings.Index(doc, `ID="`+id+`"`)], "<")
	const end = "</Assertion>"
	stop := start + strings.Index(doc[start:], end) + len(end)
	return doc[:start] + Encrypt(doc[start:stop], to) + doc[stop:]
}

// Encrypt makes an EncryptedAssertion of any text, as Entra does: AES-256-CBC, its key by RSA-OAEP with
// SHA-1 (XML Encryption 5.2.2, 5.5.2). Key, seed and IV are fixed.
func Encrypt(text string, to *Key) string {
	secret := sha256.Sum256([]byte("mint: content key"))
	iv := sha1.Sum([]byte("mint: initialisation vector"))
	plain := []byte(text)
	pad := aes.BlockSize - len(plain)%aes.BlockSize
	for i := 1; i < pad; i++ {
		plain = append(plain, 0)
	}
	plain = append(plain, byte(pad))
	content := make([]byte, aes.BlockSize+len(plain))
	copy(content, iv[:aes.BlockSize])
	cipher.NewCBCEncrypter(must(aes.NewCipher(secret[:])), content[:aes.BlockSize]).CryptBlocks(content[aes.BlockSize:], plain)

	const nsEnc = "http://www.w3.org/2001/04/xmlenc#"
	return `<EncryptedAssertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><xenc:EncryptedData Type="` + nsEnc +
		`Element" xmlns:xenc="` + nsEnc + `"><xenc:EncryptionMethod Algorithm="` + nsEnc + `aes256-cbc"/><KeyInfo xmlns="` + nsDsig +
		`"><e:EncryptedKey xmlns:e="` + nsEnc + `"><e:EncryptionMethod Algorithm="` + nsEnc + `rsa-oaep-mgf1p"><DigestMethod Algorithm="` +
		nsDsig + `sha1"/></e:EncryptionMethod><KeyInfo><X509Data><X509Certificate>` + to.Base64() +
		`</X509Certificate></X509Data></KeyInfo><e:CipherData><e:CipherValue>` +
		base64.StdEncoding.EncodeToString(oaep(to.Private.Public().(*rsa.PublicKey), secret[:])) +
		`</e:CipherValue></e:CipherData></e:EncryptedKey></KeyInfo><xenc:CipherData><xenc:CipherValue>` +
		base64.StdEncoding.EncodeToString(content) + `</xenc:CipherValue></xenc:CipherData></xenc:EncryptedData></EncryptedAssertion>`
}

// oaep is RSAES-OAEP with SHA-1 and a fixed seed (RFC 8017, 7.1.1): the standard library's takes its
// seed from randomness, and the output here has to be the same each time.
func oaep(to *rsa.PublicKey, secret []byte) []byte {
	k := to.Size()
	label, seed := sha1.Sum(nil), sha1.Sum([]byte("mint: seed"))
	em := make([]byte, k)
	db := em[1+sha1.Size:]
	copy(db, label[:])
	db[len(db)-len(secret)-1] = 1
	copy(db[len(db)-len(secret):], secret)
	mask(db, seed[:])
	copy(em[1:], seed[:])
	mask(em[1:1+sha1.Size], db)
	c := new(big.Int).Exp(new(big.Int).SetBytes(em), big.NewInt(int64(to.E)), to.N)
	return c.FillBytes(em)
}

// mask applies MGF1 with SHA-1 (RFC 8017, B.2.1).
func mask(out, seed []byte) {
	for i := 0; i*sha1.Size < len(out); i++ {
		h := sha1.Sum(binary.BigEndian.AppendUint32(append([]byte{}, seed...), uint32(i)))
		for j, b := range h {
			if at := i*sha1.Size + j; at < len(out) {
				out[at] ^= b
			}
		}
	}
}
