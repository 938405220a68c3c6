package metadata

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"regexp"
	"strings"

	"claimcheck/decoder/signature"
)

// This file knows certificates and keys that are sent in place of metadata.

// armour is the line before what PEM holds (RFC 7468).
var armour = regexp.MustCompile(`-----BEGIN ([A-Z0-9 ]{1,40})-----`)

// armoured names what stands first in a PEM file.
func armoured(b []byte) *Wrong {
	m := armour.FindSubmatch(head(b))
	if m == nil {
		return nil
	}
	switch label := string(m[1]); {
	case strings.HasSuffix(label, "REQUEST"):
		return foundRequest()
	case strings.HasSuffix(label, "CERTIFICATE"):
		keys, err := signature.Certificates("", b)
		if err != nil || len(keys) == 0 {
			return &Wrong{Kind: Certificate, What: "a certificate that is damaged"}
		}
		return foundCertificate(keys[0])
	case label == "PKCS7", label == "CMS":
		return foundPKCS7()
	case strings.HasSuffix(label, "PUBLIC KEY"):
		return &Wrong{Kind: PublicKey, What: "a public key without a certificate"}
	default:
		return &Wrong{Kind: Text, What: "a PEM file (" + strings.ToLower(label) + ")"}
	}
}

func foundCertificate(k signature.Key) *Wrong {
	w := &Wrong{Kind: Certificate, What: "a certificate"}
	if k.Cert != nil && k.Cert.Subject.String() != "" {
		w.What += " (" + clip(k.Cert.Subject.String()) + ")"
	}
	return w
}

func foundRequest() *Wrong {
	return &Wrong{Kind: Request, What: "a request for a certificate (.csr)"}
}

func foundPKCS7() *Wrong {
	return &Wrong{Kind: PKCS7, What: "a PKCS #7 file of certificates (.p7b)"}
}

// The algorithms and contents by which DER is told apart (RFC 8018, RFC 5652).
var (
	oidPBES2      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidSignedData = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
)

// der names a certificate, a request, a key or a key store in DER.
func der(b []byte) *Wrong {
	const most = 1 << 20
	if len(b) < 16 || len(b) > most || b[0] != 0x30 {
		return nil
	}
	if signature.IsPFX(b) {
		return &Wrong{Kind: PFX, What: "a PKCS #12 file (.pfx), which holds a private key and must not leave its owner"}
	}
	if k, err := signature.Certificate(b); err == nil {
		return foundCertificate(k)
	}
	if _, err := x509.ParseCertificateRequest(b); err == nil {
		return foundRequest()
	}
	var content struct {
		Type asn1.ObjectIdentifier
		Rest asn1.RawValue `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(b, &content); err == nil && content.Type.Equal(oidSignedData) {
		return foundPKCS7()
	}
	var sealed struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}
	_, err := asn1.Unmarshal(b, &sealed)
	secret := err == nil && sealed.Algorithm.Algorithm.Equal(oidPBES2)
	for _, parse := range []func([]byte) error{
		func(b []byte) error { _, err := x509.ParsePKCS8PrivateKey(b); return err },
		func(b []byte) error { _, err := x509.ParsePKCS1PrivateKey(b); return err },
		func(b []byte) error { _, err := x509.ParseECPrivateKey(b); return err },
	} {
		secret = secret || parse(b) == nil
	}
	if secret {
		return &Wrong{Kind: PrivateKey, What: "a private key" + keptSecret}
	}
	if _, err := x509.ParsePKIXPublicKey(b); err == nil {
		return &Wrong{Kind: PublicKey, What: "a public key without a certificate"}
	}
	return nil
}
