package encryption

import (
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	_ "crypto/sha1" // for crypto.Hash
	_ "crypto/sha256"
	_ "crypto/sha3"
	_ "crypto/sha512"
	"encoding/base64"
	"fmt"
	"strings"

	"claimcheck/decoder/tree"
)

const (
	nsMore  = "http://www.w3.org/2001/04/xmldsig-more#"
	nsMore7 = "http://www.w3.org/2007/05/xmldsig-more#"

	rsa15     = nsEnc + "rsa-1_5"
	rsaOAEP1p = nsEnc + "rsa-oaep-mgf1p"
	rsaOAEP   = nsEnc1 + "rsa-oaep"
)

// transports are the key encryptions of the allow-list, with what is weak about them (XML Encryption
// 1.1, 5.5).
var transports = map[string]string{
	rsaOAEP1p: "",
	rsaOAEP:   "",
	rsa15:     "its key is encrypted by RSA with the padding of PKCS#1 1.5 (rsa-1_5), which leaks the key to whoever can watch a reader fail; RSA-OAEP took its place",
}

// digests of RSA-OAEP (XML Encryption 1.1, 5.5.2; RFC 9231, 2.1).
var digests = map[string]crypto.Hash{
	nsDsig + "sha1":      crypto.SHA1,
	nsMore + "sha224":    crypto.SHA224,
	nsEnc + "sha256":     crypto.SHA256,
	nsMore + "sha384":    crypto.SHA384,
	nsEnc + "sha384":     crypto.SHA384, // as XML Encryption 1.1 spells it
	nsEnc + "sha512":     crypto.SHA512,
	nsMore7 + "sha3-224": crypto.SHA3_224,
	nsMore7 + "sha3-256": crypto.SHA3_256,
	nsMore7 + "sha3-384": crypto.SHA3_384,
	nsMore7 + "sha3-512": crypto.SHA3_512,
}

// masks are the mask generation functions (XML Encryption 1.1, 5.5.2).
var masks = map[string]crypto.Hash{
	nsEnc1 + "mgf1sha1":   crypto.SHA1,
	nsEnc1 + "mgf1sha224": crypto.SHA224,
	nsEnc1 + "mgf1sha256": crypto.SHA256,
	nsEnc1 + "mgf1sha384": crypto.SHA384,
	nsEnc1 + "mgf1sha512": crypto.SHA512,
}

// transport is how a content key was encrypted.
type transport struct {
	oaep  bool
	hash  crypto.Hash
	mask  crypto.Hash // of MGF1
	label []byte
}

// readTransport reads the EncryptionMethod of an EncryptedKey.
func readTransport(e *tree.Node) (transport, *Error) {
	uri := algorithm(e)
	t := transport{oaep: uri != rsa15, hash: crypto.SHA1, mask: crypto.SHA1}
	if _, known := transports[uri]; !known {
		return t, Shut(Unsupported, "expected a key encrypted by RSA-OAEP or RSA PKCS#1 1.5, found %q", clip(uri))
	}
	if !t.oaep {
		return t, nil
	}
	method := e.Child(nsEnc, "EncryptionMethod")
	if d := method.Child(nsDsig, "DigestMethod"); d != nil {
		digest, _ := d.Attr("Algorithm")
		if t.hash = digests[digest]; t.hash == 0 {
			return t, Shut(Unsupported, "expected a known digest for RSA-OAEP, found %q", clip(digest))
		}
	}
	if m := method.Child(nsEnc1, "MGF"); m != nil && uri == rsaOAEP {
		mask, _ := m.Attr("Algorithm")
		if t.mask = masks[mask]; t.mask == 0 {
			return t, Shut(Unsupported, "expected a known mask function for RSA-OAEP, found %q", clip(mask))
		}
	}
	if p := method.Child(nsEnc, "OAEPparams"); p != nil {
		var err error
		if t.label, err = unbase64(p); err != nil {
			return t, Shut(Damaged, "expected OAEPparams to be Base64: %v", err)
		}
	}
	return t, nil
}

// open decrypts a content key.
func (t transport) open(k *rsa.PrivateKey, octets []byte) ([]byte, error) {
	if !t.oaep {
		//lint:ignore SA1019 senders still use it, and nobody can ask this program again and again
		return k.Decrypt(nil, octets, &rsa.PKCS1v15DecryptOptions{})
	}
	secret, err := k.Decrypt(nil, octets, &rsa.OAEPOptions{Hash: t.hash, MGFHash: t.mask, Label: t.label})
	if err != nil && t.mask != t.hash {
		// Some senders use the digest for the mask as well, against the fixed or default SHA-1.
		return k.Decrypt(nil, octets, &rsa.OAEPOptions{Hash: t.hash, MGFHash: t.hash, Label: t.label})
	}
	return secret, err
}

// unseal opens an EncryptedKey with each key that can. The error says why none does.
func unseal(e *tree.Node, keys []crypto.PrivateKey) ([][]byte, *Error) {
	t, shut := readTransport(e)
	if shut != nil {
		return nil, shut
	}
	octets, shut := cipherValue(e)
	if shut != nil {
		return nil, shut
	}
	if 8*len(octets) < minRSA {
		return nil, Shut(Damaged, "expected an encrypted key of at least %d octets in EncryptedKey, found %d", minRSA/8, len(octets))
	}
	if len(keys) == 0 {
		return nil, Shut(NoKey, "expected a private key of the application to open it with, found none")
	}
	to := recipient(e)
	var secrets [][]byte
	var named *rsa.PrivateKey // by the message
	fitting := false
	var kinds []string
	for _, k := range keys {
		private, ok := k.(*rsa.PrivateKey)
		if !ok {
			kinds = append(kinds, kindOf(k)+", which decrypts nothing")
			continue
		}
		kinds = append(kinds, kindOf(k))
		if to.cert != nil && private.PublicKey.Equal(to.cert.PublicKey) {
			named = private
		}
		if private.Size() != len(octets) {
			continue
		}
		fitting = true
		if secret, err := t.open(private, octets); err == nil {
			secrets = append(secrets, secret)
		}
	}
	found := strings.Join(kinds, "; ")
	switch {
	case len(secrets) > 0:
		return secrets, nil
	case named != nil && named.Size() != len(octets):
		return nil, Shut(Damaged, "expected an encrypted key of %d octets in EncryptedKey, found %d: it is cut short or damaged", named.Size(), len(octets))
	case named != nil:
		return nil, Shut(Damaged, "expected the private key of %s to open the EncryptedKey, found that it does not: it was changed on the way, or is not encrypted as it says", to.words()[0])
	case to.cert != nil:
		return nil, Shut(OtherKey, "expected the private key of %s, which it was encrypted to, found another: %s", to.words()[0], found)
	case !fitting:
		return nil, Shut(OtherKey, "expected an RSA private key of %d bits, found %s", 8*len(octets), found)
	}
	return nil, Shut(OtherKey, "expected a key that opens the EncryptedKey, found %s, which does not: it was encrypted to another key, or changed on the way", found)
}

// kindOf names a key's algorithm and size.
func kindOf(k crypto.PrivateKey) string {
	switch k := k.(type) {
	case *rsa.PrivateKey:
		return fmt.Sprintf("an RSA key of %d bits", k.N.BitLen())
	case *ecdsa.PrivateKey:
		return "an ECDSA key of " + k.Curve.Params().Name
	case ed25519.PrivateKey:
		return "an Ed25519 key"
	case *ecdh.PrivateKey:
		return fmt.Sprintf("an ECDH key of %s", k.Curve())
	}
	return fmt.Sprintf("a key of the type %T", k)
}

// unbase64 reads the text of n (XML white space dropped, then strict: threats.md, rail 12).
func unbase64(n *tree.Node) ([]byte, error) {
	return base64.StdEncoding.Strict().DecodeString(strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace(n.Text()))
}
