// Package encryption opens EncryptedAssertion and EncryptedID with a private key of the application.
//
// Encryption says nothing about who sent a message: what is opened here is verified like anything else.
// The structure is checked here and the ciphers are the standard library's; no key, cipher or address
// in the message is used beyond the allow-list, and nothing is fetched.
package encryption

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"claimcheck/decoder/tree"
)

// Opened is one encrypted element and what was in it.
type Opened struct {
	Node    *tree.Node // the EncryptedAssertion, EncryptedID or EncryptedAttribute
	Plain   []byte     // XML as UTF-8; nil when it could not be opened
	Key     string     // key transport algorithm URI
	Content string     // content encryption algorithm URI
	Err     error      // why it could not be opened
}

// ErrNoKey is the Err when there is no key to open it with.
var ErrNoKey = errors.New("expected a private key of the application to open it with, found none")

const (
	nsEnc  = "http://www.w3.org/2001/04/xmlenc#"
	nsEnc1 = "http://www.w3.org/2009/xmlenc11#"
	nsDsig = "http://www.w3.org/2000/09/xmldsig#"

	maxKeys = 20 // EncryptedKey elements that are tried
)

// Open decrypts one encrypted element with the first key that fits (Core 6, XML Encryption 1.1). The
// prefixes that the plain text takes from its surroundings are declared in it.
func Open(n *tree.Node, keys []crypto.PrivateKey) Opened {
	o := Opened{Node: n}
	data := n
	if !n.Is(nsEnc, "EncryptedData") {
		if data = n.Child(nsEnc, "EncryptedData"); data == nil {
			o.Err = fmt.Errorf("expected EncryptedData in %s, found none", n.Local)
			return o
		}
	}
	o.Content = algorithm(data)
	sealed := encryptedKeys(n, data)
	if len(sealed) > 0 {
		o.Key = algorithm(sealed[0])
	}
	if o.Plain, o.Err = open(data, o.Content, sealed, keys); o.Err == nil {
		o.Plain = inContext(o.Plain, n)
	}
	return o
}

func open(data *tree.Node, content string, sealed []*tree.Node, keys []crypto.PrivateKey) ([]byte, error) {
	c, ok := contents[content]
	if !ok {
		return nil, fmt.Errorf("expected a known content encryption, found %q", content)
	}
	if len(sealed) == 0 {
		return nil, errors.New("expected an EncryptedKey in or beside EncryptedData, found none")
	}
	octets, err := cipherValue(data)
	if err != nil {
		return nil, err
	}
	if len(keys) == 0 {
		return nil, ErrNoKey
	}
	var why error
	for _, e := range sealed {
		secrets, err := unseal(e, keys)
		if err != nil {
			why = err
		}
		for _, secret := range secrets {
			if len(secret) != c.key {
				why = fmt.Errorf("expected a content key of %d octets, found %d", c.key, len(secret))
				continue
			}
			plain, err := c.open(secret, octets)
			if err == nil && len(plain) > 0 {
				return plain, nil
			}
			if why = err; err == nil {
				why = errors.New("expected XML in it, found nothing")
			}
		}
	}
	return nil, why
}

// encryptedKeys finds the EncryptedKey elements for data: in its KeyInfo, named there by a
// RetrievalMethod, or beside it (Core 6.2; both places are in use).
func encryptedKeys(n, data *tree.Node) []*tree.Node {
	var found []*tree.Node
	if info := data.Child(nsDsig, "KeyInfo"); info != nil {
		found = info.Elements(nsEnc, "EncryptedKey")
		for _, r := range info.Elements(nsDsig, "RetrievalMethod") {
			uri, _ := r.Attr("URI")
			for _, k := range top(n).All(nsEnc, "EncryptedKey") {
				if id, ok := k.Attr("Id"); ok && uri == "#"+id {
					found = append(found, k)
				}
			}
		}
	}
	if len(found) == 0 && n != data {
		found = n.Elements(nsEnc, "EncryptedKey")
	}
	return found[:min(len(found), maxKeys)]
}

func top(n *tree.Node) *tree.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

func algorithm(n *tree.Node) string {
	m := n.Child(nsEnc, "EncryptionMethod")
	if m == nil {
		return ""
	}
	uri, _ := m.Attr("Algorithm")
	return uri
}

// cipherValue reads the octets of an EncryptedData or EncryptedKey.
func cipherValue(n *tree.Node) ([]byte, error) {
	data := n.Child(nsEnc, "CipherData")
	if data == nil || data.Child(nsEnc, "CipherValue") == nil {
		return nil, fmt.Errorf("expected CipherData with a CipherValue in %s, found none", n.Local)
	}
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data.Child(nsEnc, "CipherValue").Text()), ""))
	if err != nil {
		return nil, fmt.Errorf("expected the CipherValue of %s to be Base64: %w", n.Local, err)
	}
	return b, nil
}

// unseal opens an EncryptedKey with each key that can.
func unseal(e *tree.Node, keys []crypto.PrivateKey) ([][]byte, error) {
	t, err := readTransport(e)
	if err != nil {
		return nil, err
	}
	octets, err := cipherValue(e)
	if err != nil {
		return nil, err
	}
	cert := recipient(e)
	var secrets [][]byte
	var why error
	for _, k := range keys {
		private, ok := k.(*rsa.PrivateKey)
		if !ok {
			why = fmt.Errorf("expected an RSA private key for %s, found %T", t.name, k)
			continue
		}
		secret, err := t.open(private, octets)
		if err == nil {
			secrets = append(secrets, secret)
			continue
		}
		why = err
		if cert != nil && !private.PublicKey.Equal(cert.PublicKey) {
			why = fmt.Errorf("it was encrypted to the certificate %q, valid until %s", cert.Subject, cert.NotAfter.Format("2006-01-02"))
		}
	}
	if len(secrets) == 0 {
		return nil, fmt.Errorf("none of the %d given keys opens it: %w", len(keys), why)
	}
	return secrets, nil
}

// recipient is the certificate that an EncryptedKey says it is made for, or nil.
func recipient(e *tree.Node) *x509.Certificate {
	info := e.Child(nsDsig, "KeyInfo")
	if info == nil {
		return nil
	}
	for _, c := range info.All(nsDsig, "X509Certificate") {
		der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.Text()), ""))
		if err != nil {
			continue
		}
		if cert, err := x509.ParseCertificate(der); err == nil {
			return cert
		}
	}
	return nil
}

// inContext declares on the root of plain the prefixes that it uses and does not declare: it is read in
// the place of what was encrypted (XML Encryption 4.5.2).
func inContext(plain []byte, n *tree.Node) []byte {
	plain = bytes.TrimPrefix(plain, []byte("\xef\xbb\xbf"))
	_, err := tree.Parse(plain, tree.MessageLimits)
	var refused *tree.Error
	if !errors.As(err, &refused) || refused.Code != tree.Namespace {
		return plain
	}
	at := bytes.IndexByte(plain, '<') + 1
	tag, _, _ := bytes.Cut(plain[at:], []byte(">"))
	end := at + len(tag)
	if i := bytes.IndexAny(tag, " \t\r\n/"); i >= 0 {
		end = at + i
	}
	var decls strings.Builder
	for _, d := range n.InScope() {
		if d.Prefix != "" && !bytes.Contains(tag, []byte("xmlns:"+d.Prefix+"=")) {
			fmt.Fprintf(&decls, ` xmlns:%s="%s"`, d.Prefix, escaper.Replace(d.URI))
		}
	}
	return bytes.Join([][]byte{plain[:end], []byte(decls.String()), plain[end:]}, nil)
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;")
