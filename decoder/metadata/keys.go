package metadata

import (
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// keys reads a KeyDescriptor: its certificates, and a bare key that none of them holds.
func (r reader) keys(n *tree.Node) []Key {
	use, _ := n.Attr("use")
	var keys, bare []Key
	for _, info := range n.Elements(saml.NSSignature, "KeyInfo") {
		for _, data := range info.Elements(saml.NSSignature, "X509Data") {
			for _, c := range data.Elements(saml.NSSignature, "X509Certificate") {
				keys = append(keys, r.certificate(c, use))
			}
		}
		for _, c := range info.Elements(saml.NSSignature, "KeyValue") {
			bare = append(bare, readKeyValue(c, use))
		}
	}
	held := map[string]bool{}
	for _, k := range keys {
		held[k.mark] = true
	}
	for _, k := range bare {
		if k.mark = fingerprint(k); k.Public == nil || !held[k.mark] {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		found := "neither"
		if names := n.All(saml.NSSignature, "KeyName"); len(names) > 0 {
			found = fmt.Sprintf("the name of a key only, %q", clip(strings.TrimSpace(names[0].Text())))
		}
		keys = []Key{{Use: use, Node: n, Problem: fmt.Errorf("expected a certificate or a key value in KeyInfo, found %s", found)}}
	}
	return keys
}

// certificate reads an X509Certificate: Base64 of DER, white space anywhere in it (XMLDSig 4.5.4).
func (r reader) certificate(n *tree.Node, use string) Key {
	text := n.Text()
	k, known := r.certificates[text]
	if !known {
		if der, err := decode(text); err != nil {
			k.Problem = fmt.Errorf("expected a certificate as Base64: %w", err)
		} else if read, err := signature.Certificate(der); err != nil {
			k.Problem = err
		} else {
			k.Public, k.Cert = read.Public, read.Cert
			k.mark = fingerprint(k)
		}
		r.certificates[text] = k
	}
	k.Use, k.Node = use, n
	return k
}

// readKeyValue reads a bare key (XMLDSig 1.1, 4.5.2).
func readKeyValue(n *tree.Node, use string) Key {
	k := Key{Use: use, Node: n}
	if public := signature.KeyValue(n); public != nil {
		k.Public = public
		return k
	}
	found := "nothing"
	if c := n.Elements("", ""); len(c) > 0 {
		found = clip(c[0].Local)
	}
	k.Problem = fmt.Errorf("expected an RSA or elliptic curve key value, found %s that could not be read", found)
	return k
}

// decode reads Base64 with XML white space in it.
func decode(s string) ([]byte, error) {
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '\t' || r == '\r' || r == '\n' {
			return -1
		}
		return r
	}, s)
	if s == "" {
		return nil, errors.New("found nothing")
	}
	if strings.HasPrefix(s, "-----BEGIN") {
		return nil, errors.New("found the lines of a PEM file as well")
	}
	return base64.StdEncoding.DecodeString(s)
}

// Secret says whether a private key or a key store stands where a certificate belongs.
func (k Key) Secret() bool {
	if k.Problem == nil || !k.Node.Is(saml.NSSignature, "X509Certificate") {
		return false
	}
	text := k.Node.Text()
	if b, err := decode(text); err == nil {
		text = string(b)
	}
	w := instead([]byte(text))
	return w != nil && (w.Kind == PrivateKey || w.Kind == PFX)
}

// SameKey is equal for two keys whose public keys are equal, whatever their certificates; empty when there
// is none to compare.
func (k Key) SameKey() string {
	switch {
	case k.Public == nil:
		return ""
	case k.mark == "": // not read from a file
		return fingerprint(k)
	}
	return k.mark
}

// fingerprint tells public keys apart; a key that has no common form is like no other.
func fingerprint(k Key) string {
	der, err := x509.MarshalPKIXPublicKey(crypto.PublicKey(k.Public))
	switch {
	case err == nil:
		return string(der)
	case k.Cert != nil: // DSA and others that have no use here
		return string(k.Cert.RawSubjectPublicKeyInfo)
	}
	return fmt.Sprintf("%p", k.Node)
}
