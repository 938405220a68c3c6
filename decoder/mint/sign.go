package mint

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1"
	_ "crypto/sha256" // for crypto.Hash
	_ "crypto/sha512"
	"encoding/asn1"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// Algorithm names a signature algorithm; the digest has the same hash.
type Algorithm string

// The algorithms. RSAPSS is with SHA-256 and a salt of 32 bytes.
const (
	RSASHA1     Algorithm = "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
	RSASHA256   Algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
	RSASHA384   Algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384"
	RSASHA512   Algorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512"
	ECDSASHA256 Algorithm = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"
)

var hashes = map[Algorithm]struct {
	hash   crypto.Hash
	digest string
}{
	RSASHA1:     {crypto.SHA1, "http://www.w3.org/2000/09/xmldsig#sha1"},
	RSASHA256:   {crypto.SHA256, "http://www.w3.org/2001/04/xmlenc#sha256"},
	RSASHA384:   {crypto.SHA384, "http://www.w3.org/2001/04/xmldsig-more#sha384"},
	RSASHA512:   {crypto.SHA512, "http://www.w3.org/2001/04/xmlenc#sha512"},
	ECDSASHA256: {crypto.SHA256, "http://www.w3.org/2001/04/xmlenc#sha256"},
}

// The canonicalizations.
const (
	Exclusive   = "http://www.w3.org/2001/10/xml-exc-c14n#"
	Inclusive   = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	Inclusive11 = "http://www.w3.org/2006/12/xml-c14n11"
)

const nsDsig = "http://www.w3.org/2000/09/xmldsig#"

// Signing says how to sign. Its zero value is Entra's default: the active key, RSA with SHA-256,
// exclusive canonicalization, the certificate in KeyInfo.
type Signing struct {
	Key        *Key      // nil: Active
	Algorithm  Algorithm // empty: RSASHA256, or ECDSASHA256 for an ECDSA key
	C14N       string    // empty: Exclusive
	PrefixList string    // InclusiveNamespaces of the transform, with Exclusive
	Prefix     string    // of the signature's elements; empty: none, as Entra does
	NoKeyInfo  bool
	KeyInfo    string // content of KeyInfo in place of the key's certificate
}

func (s Signing) filled() Signing {
	if s.Key == nil {
		s.Key = Active()
	}
	if s.Algorithm == "" {
		s.Algorithm = RSASHA256
		if _, ok := s.Key.Private.(*ecdsa.PrivateKey); ok {
			s.Algorithm = ECDSASHA256
		}
	}
	if s.C14N == "" {
		s.C14N = Exclusive
	}
	return s
}

// Sign signs the element whose ID is id. The signature goes behind the element's Issuer, and where
// there is none in front of its first child.
func Sign(doc, id string, s Signing) string {
	s = s.filled()
	at := signaturePlace(doc, id)
	h := hashes[s.Algorithm]
	digest := h.hash.New()
	digest.Write(s.canonical(element(doc, id), s.PrefixList))

	const hole = "SIGNATURE-VALUE"
	signature := s.element(id, h.digest, base64.StdEncoding.EncodeToString(digest.Sum(nil)), hole)
	signed := doc[:at] + signature + doc[at:]

	sig := child(element(signed, id), "Signature")
	value := s.sign(s.canonical(child(sig, "SignedInfo"), ""))
	return strings.Replace(signed, hole, base64.StdEncoding.EncodeToString(value), 1)
}

// element writes the Signature element.
func (s Signing) element(id, digestMethod, digest, value string) string {
	p, decl := "", ` xmlns="`+nsDsig+`"`
	if s.Prefix != "" {
		p, decl = s.Prefix+":", ` xmlns:`+s.Prefix+`="`+nsDsig+`"`
	}
	c14n := `<` + p + `Transform Algorithm="` + s.C14N + `"/>`
	if s.PrefixList != "" {
		c14n = `<` + p + `Transform Algorithm="` + s.C14N + `"><ec:InclusiveNamespaces PrefixList="` + s.PrefixList +
			`" xmlns:ec="` + Exclusive + `"/></` + p + `Transform>`
	}
	keyInfo := ""
	if !s.NoKeyInfo {
		content := s.KeyInfo
		if content == "" {
			content = `<` + p + `X509Data><` + p + `X509Certificate>` + s.Key.Base64() + `</` + p + `X509Certificate></` + p + `X509Data>`
		}
		keyInfo = `<` + p + `KeyInfo>` + content + `</` + p + `KeyInfo>`
	}
	return strings.NewReplacer("<~", "<"+p, "</~", "</"+p).Replace(
		`<~Signature`+decl+`><~SignedInfo><~CanonicalizationMethod Algorithm="`+s.C14N+`"/><~SignatureMethod Algorithm="`+string(s.Algorithm)+`"/>`+
			`<~Reference URI="#`+id+`"><~Transforms><~Transform Algorithm="`+nsDsig+`enveloped-signature"/>`) + c14n +
		strings.NewReplacer("<~", "<"+p, "</~", "</"+p).Replace(
			`</~Transforms><~DigestMethod Algorithm="`+digestMethod+`"/><~DigestValue>`+digest+`</~DigestValue></~Reference></~SignedInfo>`+
				`<~SignatureValue>`+value+`</~SignatureValue>`) + keyInfo + `</` + p + `Signature>`
}

func (s Signing) canonical(e *etree.Element, prefixList string) []byte {
	var c dsig.Canonicalizer
	switch s.C14N {
	case Exclusive:
		c = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(prefixList)
	case Inclusive:
		c = dsig.MakeC14N10RecCanonicalizer()
	case Inclusive11:
		c = dsig.MakeC14N11Canonicalizer()
	default:
		panic("mint: canonicalization " + s.C14N)
	}
	return must(c.Canonicalize(detach(e)))
}

// detach copies e and declares on it what its ancestors declare. (etreeutils.NSDetatch stops at 1,000 elements.)
func detach(e *etree.Element) *etree.Element {
	out := e.Copy()
	for p := e.Parent(); p != nil; p = p.Parent() {
		for _, a := range p.Attr {
			if (a.Space == "xmlns" || a.Space == "" && a.Key == "xmlns") && out.SelectAttr(a.FullKey()) == nil {
				out.CreateAttr(a.FullKey(), a.Value)
			}
		}
	}
	return out
}

// sign gives the signature value over the octets: RSA as PKCS#1 v1.5, ECDSA as r‖s (XMLDSig 1.1, 6.4.3).
func (s Signing) sign(octets []byte) []byte {
	h := hashes[s.Algorithm].hash
	w := h.New()
	w.Write(octets)
	switch k := s.Key.Private.(type) {
	case *rsa.PrivateKey:
		return must(rsa.SignPKCS1v15(nil, k, h, w.Sum(nil)))
	case *ecdsa.PrivateKey:
		var rs struct{ R, S *big.Int }
		// Without a source of randomness the signature is the deterministic one of RFC 6979.
		must(asn1.Unmarshal(must(k.Sign(nil, w.Sum(nil), h)), &rs))
		size := (k.Curve.Params().BitSize + 7) / 8
		out := make([]byte, 2*size)
		rs.R.FillBytes(out[:size])
		rs.S.FillBytes(out[size:])
		return out
	}
	panic(fmt.Sprintf("mint: key of type %T", s.Key.Private))
}

func element(doc, id string) *etree.Element {
	d := etree.NewDocument()
	if err := d.ReadFromString(strings.TrimPrefix(doc, BOM)); err != nil {
		panic(err)
	}
	for _, attr := range []string{"ID", "AssertionID", "ResponseID"} {
		if e := d.FindElement("//*[@" + attr + "='" + id + "']"); e != nil {
			return e
		}
	}
	panic("mint: no element with ID " + id)
}

func child(e *etree.Element, local string) *etree.Element {
	for _, c := range e.ChildElements() {
		if c.Tag == local {
			return c
		}
	}
	panic("mint: no " + local + " in " + e.Tag)
}

// signaturePlace finds where the Signature goes: a byte offset.
func signaturePlace(doc, id string) int {
	at := strings.Index(doc, `ID="`+id+`"`)
	if at < 0 {
		panic("mint: no element with ID " + id)
	}
	at += strings.IndexByte(doc[at:], '>') + 1
	rest := doc[at:]
	name, _, _ := strings.Cut(strings.TrimPrefix(rest, "<"), ">")
	name, _, _ = strings.Cut(name, " ")
	if strings.HasPrefix(rest, "<") && (name == "Issuer" || strings.HasSuffix(name, ":Issuer")) {
		end := "</" + name + ">"
		at += strings.Index(rest, end) + len(end)
	}
	return at
}

// Thumbprint is the SHA-1 of the certificate as the portal shows it.
func (k *Key) Thumbprint() string { return fmt.Sprintf("%X", sha1.Sum(k.Cert.Raw)) }
