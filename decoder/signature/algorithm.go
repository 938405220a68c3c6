package signature

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha1" // for crypto.Hash
	_ "crypto/sha256"
	_ "crypto/sha512"
	"fmt"
	"math/big"

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
}

const (
	more = "http://www.w3.org/2001/04/xmldsig-more#"
	pss  = "http://www.w3.org/2007/05/xmldsig-more#"
	enc  = "http://www.w3.org/2001/04/xmlenc#"

	sha1Why = "SHA-1 is broken: since 2017 documents can be made that share a SHA-1 digest"
	hmacWhy = "HMAC needs a shared secret: with a public key in its place anyone can sign (SAML2Int SDP-ALG01)"
	md5Why  = "MD5 is broken"
	dsaWhy  = "DSA is out of use and not verified here"
	pssWhy  = "RSA-PSS with parameters of its own is not verified by this version"
)

// methods is the allow-list, and beside it what is known and refused (XMLDSig 1.1, 6.1; RFC 9231).
var methods = []method{
	{Algorithm{more + "rsa-sha256", "rsa-sha256", Strong, ""}, rsaPKCS1, crypto.SHA256},
	{Algorithm{more + "rsa-sha224", "rsa-sha224", Strong, ""}, rsaPKCS1, crypto.SHA224},
	{Algorithm{more + "rsa-sha384", "rsa-sha384", Strong, ""}, rsaPKCS1, crypto.SHA384},
	{Algorithm{more + "rsa-sha512", "rsa-sha512", Strong, ""}, rsaPKCS1, crypto.SHA512},
	{Algorithm{nsDsig + "rsa-sha1", "rsa-sha1", Weak, sha1Why}, rsaPKCS1, crypto.SHA1},
	{Algorithm{more + "ecdsa-sha256", "ecdsa-sha256", Strong, ""}, ecdsaRS, crypto.SHA256},
	{Algorithm{more + "ecdsa-sha224", "ecdsa-sha224", Strong, ""}, ecdsaRS, crypto.SHA224},
	{Algorithm{more + "ecdsa-sha384", "ecdsa-sha384", Strong, ""}, ecdsaRS, crypto.SHA384},
	{Algorithm{more + "ecdsa-sha512", "ecdsa-sha512", Strong, ""}, ecdsaRS, crypto.SHA512},
	{Algorithm{more + "ecdsa-sha1", "ecdsa-sha1", Weak, sha1Why}, ecdsaRS, crypto.SHA1},
	{Algorithm{pss + "sha256-rsa-MGF1", "rsa-pss-sha256", Strong, ""}, rsaPSS, crypto.SHA256},
	{Algorithm{pss + "sha224-rsa-MGF1", "rsa-pss-sha224", Strong, ""}, rsaPSS, crypto.SHA224},
	{Algorithm{pss + "sha384-rsa-MGF1", "rsa-pss-sha384", Strong, ""}, rsaPSS, crypto.SHA384},
	{Algorithm{pss + "sha512-rsa-MGF1", "rsa-pss-sha512", Strong, ""}, rsaPSS, crypto.SHA512},
	{Algorithm{pss + "sha1-rsa-MGF1", "rsa-pss-sha1", Weak, sha1Why}, rsaPSS, crypto.SHA1},
	{Algorithm{pss + "rsa-pss", "rsa-pss", Refused, pssWhy}, none, 0},

	{Algorithm{enc + "sha256", "sha256", Strong, ""}, digest, crypto.SHA256},
	{Algorithm{more + "sha224", "sha224", Strong, ""}, digest, crypto.SHA224},
	{Algorithm{more + "sha384", "sha384", Strong, ""}, digest, crypto.SHA384},
	{Algorithm{enc + "sha512", "sha512", Strong, ""}, digest, crypto.SHA512},
	{Algorithm{nsDsig + "sha1", "sha1", Weak, sha1Why}, digest, crypto.SHA1},

	{Algorithm{nsDsig + "hmac-sha1", "hmac-sha1", Refused, hmacWhy}, none, 0},
	{Algorithm{more + "hmac-md5", "hmac-md5", Refused, hmacWhy}, none, 0},
	{Algorithm{more + "hmac-sha224", "hmac-sha224", Refused, hmacWhy}, none, 0},
	{Algorithm{more + "hmac-sha256", "hmac-sha256", Refused, hmacWhy}, none, 0},
	{Algorithm{more + "hmac-sha384", "hmac-sha384", Refused, hmacWhy}, none, 0},
	{Algorithm{more + "hmac-sha512", "hmac-sha512", Refused, hmacWhy}, none, 0},
	{Algorithm{more + "rsa-md5", "rsa-md5", Refused, md5Why}, none, 0},
	{Algorithm{more + "md5", "md5", Refused, md5Why}, none, 0},
	{Algorithm{nsDsig + "dsa-sha1", "dsa-sha1", Refused, dsaWhy}, none, 0},
	{Algorithm{"http://www.w3.org/2009/xmldsig11#dsa-sha256", "dsa-sha256", Refused, dsaWhy}, none, 0},
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
func readMethod(n *tree.Node) (method, *refusal) {
	m, ref := lookMethod(n, "signature")
	if ref == nil && m.family == digest {
		ref = refuse(Unsupported, "expected a signature algorithm, found the digest algorithm %s", m.Name)
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
	case len(n.Elements("", "")) > 0 || strayText(n) != "":
		// HMACOutputLength cut signatures to a bit (CVE-2009-0217); no algorithm taken here has parameters.
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
			return rsa.VerifyPSS(k, m.hash, digest, value, &rsa.PSSOptions{SaltLength: m.hash.Size(), Hash: m.hash}) == nil
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
