package signature

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha1" // for crypto.Hash
	_ "crypto/sha256"
	_ "crypto/sha3"
	_ "crypto/sha512"
	"encoding/asn1"
	"fmt"
	"math/big"
	"slices"

	"claimcheck/decoder/tree"
)

// Algorithm is one row of the allow-list.
type Algorithm struct {
	URI   string
	Name  string // short: rsa-sha256
	Level Level
	Why   string
}

// Level says how far an algorithm is taken.
type Level string

// The levels.
const (
	Strong  Level = "good"
	Weak    Level = "weak"    // verified, and told
	Refused Level = "refused" // never verified
)

type family uint8

const (
	none family = iota
	rsaPKCS1
	rsaPSS
	ecdsaRS
	digest
)

// method is an Algorithm with what it takes to apply it.
type method struct {
	Algorithm
	family family
	hash   crypto.Hash
	masks  []crypto.Hash // of RSA-PSS, the digests that its mask generation function may be with
	salt   int           // of RSA-PSS, in octets, or rsa.PSSSaltLengthEqualsHash
}

const (
	more     = "http://www.w3.org/2001/04/xmldsig-more#"
	more2007 = "http://www.w3.org/2007/05/xmldsig-more#"
	more2021 = "http://www.w3.org/2021/04/xmldsig-more#"
	enc      = "http://www.w3.org/2001/04/xmlenc#"

	pssWithParameters = more2007 + "rsa-pss"

	sha1Why   = "SHA-1 is broken: since 2017 documents can be made that share a SHA-1 digest"
	hmacWhy   = "HMAC needs a shared secret: with a public key in its place anyone can sign (SAML2Int SDP-ALG01)"
	md5Why    = "MD5 is broken"
	dsaWhy    = "DSA is out of use and not verified here"
	ripemdWhy = "RIPEMD-160 is too short for today, out of use and not verified here"
	rareWhy   = "no identity provider is known to use it, and it is not verified here"
)

// good, weak and refused make rows of the allow-list.
func good(uri, name string, f family, h crypto.Hash) method {
	return method{Algorithm{uri, name, Strong, ""}, f, h, []crypto.Hash{h}, rsa.PSSSaltLengthEqualsHash}
}

func weak(uri, name string, f family, h crypto.Hash, why string) method {
	return method{Algorithm{uri, name, Weak, why}, f, h, []crypto.Hash{h}, rsa.PSSSaltLengthEqualsHash}
}

func refused(uri, name, why string) method {
	return method{Algorithm: Algorithm{uri, name, Refused, why}}
}

// methods is the allow-list, and beside it what is known and refused (XMLDSig 1.1, 6.1; RFC 9231).
var methods = []method{
	good(more+"rsa-sha256", "rsa-sha256", rsaPKCS1, crypto.SHA256),
	good(more+"rsa-sha224", "rsa-sha224", rsaPKCS1, crypto.SHA224),
	good(more+"rsa-sha384", "rsa-sha384", rsaPKCS1, crypto.SHA384),
	good(more+"rsa-sha512", "rsa-sha512", rsaPKCS1, crypto.SHA512),
	weak(nsDsig+"rsa-sha1", "rsa-sha1", rsaPKCS1, crypto.SHA1, sha1Why),
	good(more+"ecdsa-sha256", "ecdsa-sha256", ecdsaRS, crypto.SHA256),
	good(more+"ecdsa-sha224", "ecdsa-sha224", ecdsaRS, crypto.SHA224),
	good(more+"ecdsa-sha384", "ecdsa-sha384", ecdsaRS, crypto.SHA384),
	good(more+"ecdsa-sha512", "ecdsa-sha512", ecdsaRS, crypto.SHA512),
	weak(more+"ecdsa-sha1", "ecdsa-sha1", ecdsaRS, crypto.SHA1, sha1Why),
	good(more2007+"sha256-rsa-MGF1", "rsa-pss-sha256", rsaPSS, crypto.SHA256),
	good(more2007+"sha224-rsa-MGF1", "rsa-pss-sha224", rsaPSS, crypto.SHA224),
	good(more2007+"sha384-rsa-MGF1", "rsa-pss-sha384", rsaPSS, crypto.SHA384),
	good(more2007+"sha512-rsa-MGF1", "rsa-pss-sha512", rsaPSS, crypto.SHA512),
	good(more2007+"sha3-224-rsa-MGF1", "rsa-pss-sha3-224", rsaPSS, crypto.SHA3_224),
	good(more2007+"sha3-256-rsa-MGF1", "rsa-pss-sha3-256", rsaPSS, crypto.SHA3_256),
	good(more2007+"sha3-384-rsa-MGF1", "rsa-pss-sha3-384", rsaPSS, crypto.SHA3_384),
	good(more2007+"sha3-512-rsa-MGF1", "rsa-pss-sha3-512", rsaPSS, crypto.SHA3_512),
	weak(more2007+"sha1-rsa-MGF1", "rsa-pss-sha1", rsaPSS, crypto.SHA1, sha1Why),
	good(pssWithParameters, "rsa-pss", rsaPSS, crypto.SHA256), // until its parameters are read

	good(enc+"sha256", "sha256", digest, crypto.SHA256),
	good(more+"sha224", "sha224", digest, crypto.SHA224),
	good(more+"sha384", "sha384", digest, crypto.SHA384),
	good(enc+"sha512", "sha512", digest, crypto.SHA512),
	good(more2007+"sha3-224", "sha3-224", digest, crypto.SHA3_224),
	good(more2007+"sha3-256", "sha3-256", digest, crypto.SHA3_256),
	good(more2007+"sha3-384", "sha3-384", digest, crypto.SHA3_384),
	good(more2007+"sha3-512", "sha3-512", digest, crypto.SHA3_512),
	weak(nsDsig+"sha1", "sha1", digest, crypto.SHA1, sha1Why),

	refused(nsDsig+"hmac-sha1", "hmac-sha1", hmacWhy),
	refused(more+"hmac-md5", "hmac-md5", hmacWhy),
	refused(more+"hmac-sha224", "hmac-sha224", hmacWhy),
	refused(more+"hmac-sha256", "hmac-sha256", hmacWhy),
	refused(more+"hmac-sha384", "hmac-sha384", hmacWhy),
	refused(more+"hmac-sha512", "hmac-sha512", hmacWhy),
	refused(more+"hmac-ripemd160", "hmac-ripemd160", hmacWhy),
	refused(more+"rsa-md5", "rsa-md5", md5Why),
	refused(more2007+"md5-rsa-MGF1", "rsa-pss-md5", md5Why),
	refused(more+"md5", "md5", md5Why),
	refused(more+"rsa-ripemd160", "rsa-ripemd160", ripemdWhy),
	refused(more2007+"ripemd160-rsa-MGF1", "rsa-pss-ripemd160", ripemdWhy),
	refused(more2007+"ecdsa-ripemd160", "ecdsa-ripemd160", ripemdWhy),
	refused(enc+"ripemd160", "ripemd160", ripemdWhy),
	refused(nsDsig+"dsa-sha1", "dsa-sha1", dsaWhy),
	refused(nsDsig11+"dsa-sha256", "dsa-sha256", dsaWhy),
	refused(more2007+"rsa-whirlpool", "rsa-whirlpool", rareWhy),
	refused(more2007+"ecdsa-whirlpool", "ecdsa-whirlpool", rareWhy),
	refused(more2007+"whirlpool", "whirlpool", rareWhy),
	refused(more2021+"ecdsa-sha3-224", "ecdsa-sha3-224", rareWhy),
	refused(more2021+"ecdsa-sha3-256", "ecdsa-sha3-256", rareWhy),
	refused(more2021+"ecdsa-sha3-384", "ecdsa-sha3-384", rareWhy),
	refused(more2021+"ecdsa-sha3-512", "ecdsa-sha3-512", rareWhy),
	refused(more2021+"eddsa-ed25519", "eddsa-ed25519", rareWhy),
	refused(more2021+"eddsa-ed448", "eddsa-ed448", rareWhy),
}

var byURI = func() map[string]method {
	m := make(map[string]method, len(methods))
	for _, row := range methods {
		m[row.URI] = row
	}
	return m
}()

// Look finds a signature or digest algorithm; ok is false for one that is not known.
func Look(uri string) (a Algorithm, ok bool) {
	m, ok := byURI[uri]
	return m.Algorithm, ok
}

// readMethod finds the signature algorithm of a SignatureMethod.
func readMethod(n *tree.Node, r *Result) (method, *refusal) {
	m, ref := lookMethod(n, "signature")
	switch {
	case ref != nil:
		return m, ref
	case m.family == digest:
		return m, refuse(Unsupported, "expected a signature algorithm, found the digest algorithm %s", m.Name)
	case m.URI == pssWithParameters:
		ref = m.parameters(n, r)
	}
	return m, ref
}

// readDigestMethod finds the hash of a DigestMethod.
func readDigestMethod(n *tree.Node) (crypto.Hash, *refusal) {
	m, ref := lookMethod(n, "digest")
	if ref == nil && m.family != digest {
		ref = refuse(Unsupported, "expected a digest algorithm, found the signature algorithm %s", m.Name)
	}
	return m.hash, ref
}

func lookMethod(n *tree.Node, kind string) (method, *refusal) {
	uri, _ := n.Attr("Algorithm")
	m, known := byURI[uri]
	switch {
	case uri == "":
		return m, refuse(Malformed, "expected a %s algorithm, found none", kind)
	case !known:
		return m, refuse(Unsupported, "expected a known %s algorithm, found %s", kind, show(uri))
	case m.Level == Refused:
		return m, refuse(Unsupported, "the %s algorithm %s is refused: %s", kind, m.Name, m.Why)
	case strayText(n) != "" || uri != pssWithParameters && len(n.Elements("", "")) > 0:
		// HMACOutputLength cut signatures to a bit (CVE-2009-0217).
		return m, refuse(Malformed, "expected no parameters in %s, found some", n.Local)
	}
	return m, nil
}

// Sizes of RSA keys, in bits: smaller ones can be broken, larger ones only cost time.
const (
	minRSA = 1024
	maxRSA = 16384
)

// usable says why a key cannot be one of that algorithm; nil when it can.
func (m method) usable(k crypto.PublicKey) error {
	switch k := k.(type) {
	case *rsa.PublicKey:
		switch bits := k.N.BitLen(); {
		case m.family == ecdsaRS:
			return fmt.Errorf("expected an ECDSA key for %s, found an RSA key", m.Name)
		case bits < minRSA:
			return fmt.Errorf("expected an RSA key of at least %d bits, found %d: smaller ones are refused", minRSA, bits)
		case bits > maxRSA:
			return fmt.Errorf("expected an RSA key of at most %d bits, found %d", maxRSA, bits)
		}
		return nil
	case *ecdsa.PublicKey:
		if m.family != ecdsaRS {
			return fmt.Errorf("expected an RSA key for %s, found an ECDSA key", m.Name)
		}
		switch name := k.Curve.Params().Name; name {
		case "P-256", "P-384", "P-521":
			return nil
		default:
			return fmt.Errorf("expected the curve P-256, P-384 or P-521, found %s", name)
		}
	}
	return fmt.Errorf("expected an RSA or ECDSA key, found %T", k)
}

// fits says whether k made value over the octets with that digest.
func (m method) fits(k crypto.PublicKey, digest, value []byte) bool {
	if m.usable(k) != nil {
		return false
	}
	switch k := k.(type) {
	case *rsa.PublicKey:
		if m.family == rsaPSS {
			return slices.ContainsFunc(m.masks, func(mask crypto.Hash) bool { return m.fitsPSS(k, mask, digest, value) })
		}
		return rsa.VerifyPKCS1v15(k, m.hash, digest, value) == nil
	case *ecdsa.PublicKey:
		// r‖s, each of exactly the curve's size (XMLDSig 1.1, 6.4.3)
		size := (k.Curve.Params().BitSize + 7) / 8
		if len(value) != 2*size {
			return false
		}
		return ecdsa.Verify(k, digest, new(big.Int).SetBytes(value[:size]), new(big.Int).SetBytes(value[size:]))
	}
	return false
}

// misshapen says why value is no signature of that algorithm, whichever key made it; empty when it may be
// one.
func (m method) misshapen(value []byte) string {
	if m.family != ecdsaRS {
		return ""
	}
	half := len(value) / 2
	switch len(value) {
	case 56, 64, 96, 132: // P-224, which no key may be of, P-256, P-384, P-521
		if allZero(value[:half]) || allZero(value[half:]) {
			return "expected r and s above 0 in the signature value, found 0: no key makes that"
		}
		return ""
	}
	var der struct{ R, S *big.Int }
	if rest, err := asn1.Unmarshal(value, &der); err == nil && len(rest) == 0 {
		return fmt.Sprintf("expected a signature value of r and s in as many octets each as the curve has (XMLDSig 1.1, 6.4.3), found them in ASN.1 DER, %d octets", len(value))
	}
	return fmt.Sprintf("expected a signature value of 64, 96 or 132 octets (P-256, P-384, P-521), found %d", len(value))
}

func allZero(b []byte) bool { return new(big.Int).SetBytes(b).Sign() == 0 }
