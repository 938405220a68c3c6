package signature

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"strings"

	"claimcheck/decoder/tree"
)

// maxEmbedded bounds the keys that are read from one KeyInfo.
const maxEmbedded = 20

// readKeyInfo reads what the message says about its key: certificates, bare keys, a name. All of it is
// a hint; what cannot be read is left out.
func readKeyInfo(r *Result) (keys []crypto.PublicKey) {
	info := r.Node.Child(nsDsig, "KeyInfo")
	if info == nil {
		return nil
	}
	if n := info.Child(nsDsig, "KeyName"); n != nil {
		r.KeyName = strings.Trim(n.Text(), space)
	}
	for _, n := range info.All("", "") {
		if len(keys) == maxEmbedded {
			break
		}
		switch {
		case n.Is(nsDsig, "X509Certificate"):
			der, err := base64.StdEncoding.DecodeString(squeeze(n.Text()))
			if err != nil {
				continue
			}
			if k, err := Certificate(der); err == nil {
				keys = append(keys, k.Public)
				if k.Cert != nil {
					r.Embedded = append(r.Embedded, k.Cert)
				}
			}
		case n.Is(nsDsig, "KeyValue"):
			if k := KeyValue(n); k != nil {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

// KeyValue reads a ds:KeyValue with an RSA or elliptic curve key (XMLDSig 1.1, 4.5.2). It gives nil for
// any other kind and for one that cannot be read.
func KeyValue(n *tree.Node) crypto.PublicKey {
	if c := n.Child(nsDsig, "RSAKeyValue"); c != nil {
		return rsaKeyValue(c)
	}
	if c := n.Child(nsDsig11, "ECKeyValue"); c != nil {
		return ecKeyValue(c)
	}
	return nil
}

// rsaKeyValue reads a bare RSA key (XMLDSig 1.1, 4.5.2.2), or gives nil.
func rsaKeyValue(n *tree.Node) crypto.PublicKey {
	number := func(local string) *big.Int {
		c := n.Child(nsDsig, local)
		if c == nil {
			return new(big.Int)
		}
		b, err := base64.StdEncoding.DecodeString(squeeze(c.Text()))
		if err != nil {
			return new(big.Int)
		}
		return new(big.Int).SetBytes(b)
	}
	modulus, exponent := number("Modulus"), number("Exponent")
	if modulus.Sign() == 0 || !exponent.IsInt64() || exponent.Int64() < 2 || exponent.Int64() > 1<<31-1 {
		return nil
	}
	return &rsa.PublicKey{N: modulus, E: int(exponent.Int64())}
}

// ecKeyValue reads a bare elliptic curve key (XMLDSig 1.1, 4.5.2.3), or gives nil.
func ecKeyValue(n *tree.Node) crypto.PublicKey {
	curve, point := n.Child(nsDsig11, "NamedCurve"), n.Child(nsDsig11, "PublicKey")
	if curve == nil || point == nil {
		return nil
	}
	uri, _ := curve.Attr("URI")
	c := map[string]elliptic.Curve{
		"urn:oid:1.2.840.10045.3.1.7": elliptic.P256(),
		"urn:oid:1.3.132.0.34":        elliptic.P384(),
		"urn:oid:1.3.132.0.35":        elliptic.P521(),
	}[uri]
	b, err := base64.StdEncoding.DecodeString(squeeze(point.Text()))
	if c == nil || err != nil {
		return nil
	}
	k, err := ecdsa.ParseUncompressedPublicKey(c, b)
	if err != nil {
		return nil
	}
	return k
}

// length is the size of a signature value that k makes, in octets.
func length(k crypto.PublicKey) int {
	switch k := k.(type) {
	case *rsa.PublicKey:
		return k.Size()
	case *ecdsa.PublicKey:
		return 2 * ((k.Curve.Params().BitSize + 7) / 8)
	}
	return 0
}

// ErrKeyKind says that a certificate is whole and its key of a kind that nothing is verified with here.
var ErrKeyKind = errors.New("a key of another kind")

// Certificate reads one certificate in DER. Where crypto/x509 refuses the certificate (old identity
// providers give negative serial numbers and the like) the key in it still counts: Cert is then nil.
func Certificate(der []byte) (Key, error) {
	cert, err := x509.ParseCertificate(der)
	if err == nil {
		if cert.PublicKey == nil {
			return Key{}, fmt.Errorf("expected an RSA or ECDSA key in the certificate, found %w (%s)", ErrKeyKind, cert.PublicKeyAlgorithm)
		}
		return Key{Public: cert.PublicKey, Cert: cert}, nil
	}
	// RFC 5280, 4.1, as far as the key
	var shell struct {
		TBS struct {
			Version    int `asn1:"optional,explicit,default:0,tag:0"`
			Serial     *big.Int
			Algorithm  asn1.RawValue
			Issuer     asn1.RawValue
			Validity   asn1.RawValue
			Subject    asn1.RawValue
			Key        asn1.RawValue
			Extensions []asn1.RawValue `asn1:"optional,explicit,tag:3"`
		}
		Algorithm asn1.RawValue
		Signature asn1.BitString
	}
	if rest, shellErr := asn1.Unmarshal(der, &shell); shellErr != nil || len(rest) > 0 {
		return Key{}, fmt.Errorf("expected a certificate: %w", err)
	}
	public, keyErr := x509.ParsePKIXPublicKey(shell.TBS.Key.FullBytes)
	if keyErr != nil && strings.Contains(keyErr.Error(), "unsupported elliptic curve") { // crypto/x509 has no name for it
		return Key{}, fmt.Errorf("expected an RSA or ECDSA key in the certificate, found %w (an unsupported elliptic curve)", ErrKeyKind)
	}
	if keyErr != nil {
		return Key{}, fmt.Errorf("expected a certificate: %w", err)
	}
	return Key{Public: public}, nil
}

// Certificates reads PEM (one or more certificates or public keys, line breaks or none), DER, or the
// bare Base64 of one certificate. name becomes the Source of the keys.
func Certificates(name string, b []byte) ([]Key, error) {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
	var keys []Key
	var err error
	switch {
	case len(b) == 0:
		err = errors.New("expected a certificate, found nothing")
	case bytes.Contains(b, []byte("-----BEGIN ")):
		keys, err = fromPEM(string(b))
	case IsPFX(b):
		err = errors.New("expected a certificate, found a PKCS #12 file (.pfx), which holds a private key: export the certificate alone")
	case b[0] == '<':
		err = errors.New("expected a certificate as PEM, DER or Base64, found XML; metadata is given as metadata")
	case b[0] == 0x30 && !isBase64(b):
		keys, err = fromDER(b)
	default:
		text := squeeze(string(b))
		der, decodeErr := base64.StdEncoding.DecodeString(text)
		if decodeErr != nil {
			der, decodeErr = base64.RawStdEncoding.DecodeString(text)
		}
		if decodeErr != nil {
			err = errors.New("expected a certificate as PEM, DER or Base64, found something else")
		} else {
			keys, err = fromDER(der)
		}
	}
	if err != nil {
		return nil, err
	}
	for i := range keys {
		keys[i].Source = name
	}
	return keys, nil
}

// pfxContent is the content type of a PKCS #12 file (RFC 7292, section 4): id-data of PKCS #7.
var pfxContent = []byte("\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01")

// IsPFX says whether b begins as a PKCS #12 file does: version 3, then content of the type id-data.
func IsPFX(b []byte) bool {
	head := b[:min(len(b), 40)]
	return len(head) > 0 && head[0] == 0x30 && bytes.Contains(head, []byte("\x02\x01\x03\x30")) && bytes.Contains(head, pfxContent)
}

// isBase64 tells the text "0…" from DER, which begins with the same byte.
func isBase64(b []byte) bool {
	for _, c := range b[:min(len(b), 64)] {
		switch {
		case 'A' <= c && c <= 'Z', 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '+', c == '/', c == '=', strings.IndexByte(space, c) >= 0:
		default:
			return false
		}
	}
	return true
}

func fromDER(der []byte) ([]Key, error) {
	k, err := Certificate(der)
	if err != nil {
		return nil, err
	}
	return []Key{k}, nil
}

// fromPEM is looser than encoding/pem: it takes blocks that lost their line breaks in a text field or
// hold "\n" in two characters, as JSON strings do.
func fromPEM(text string) ([]Key, error) {
	text = strings.NewReplacer(`\r`, "", `\n`, "").Replace(text)
	var keys []Key
	var others []string
	for {
		_, after, ok := strings.Cut(text, "-----BEGIN ")
		if !ok {
			break
		}
		label, after, ok := strings.Cut(after, "-----")
		if !ok {
			break
		}
		body, rest, ok := strings.Cut(after, "-----END "+label+"-----")
		if !ok {
			return nil, fmt.Errorf("expected -----END %s-----, found the end of the text", label)
		}
		text = rest
		switch label {
		case "CERTIFICATE", "X509 CERTIFICATE", "PUBLIC KEY":
		default:
			others = append(others, label)
			continue
		}
		der, err := base64.StdEncoding.DecodeString(squeeze(body))
		if err != nil {
			return nil, fmt.Errorf("expected Base64 between the lines of %s: %w", label, err)
		}
		if label == "PUBLIC KEY" {
			public, err := x509.ParsePKIXPublicKey(der)
			if err != nil {
				return nil, fmt.Errorf("expected a public key: %w", err)
			}
			keys = append(keys, Key{Public: public})
			continue
		}
		k, err := Certificate(der)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("expected a certificate, found %s", strings.Join(append(others, "no complete PEM block")[:1], ", "))
	}
	return keys, nil
}
