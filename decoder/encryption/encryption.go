// Package encryption opens EncryptedAssertion, EncryptedID and EncryptedAttribute with a private key of
// the application.
//
// Encryption says nothing about who sent a message: what is opened here is verified like anything else.
// The structure is checked here and the ciphers are the standard library's; no key, cipher or address
// in the message is used beyond the allow-list, and nothing is fetched.
package encryption

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"

	"claimcheck/decoder/tree"
)

// Opened is one encrypted element and what was in it.
type Opened struct {
	Node    *tree.Node // the EncryptedAssertion, EncryptedID or EncryptedAttribute
	Plain   []byte     // XML as UTF-8; nil when it could not be opened
	Doc     *tree.Doc  // Plain, read by the reader that reads messages; nil when it could not be opened
	Key     string     // key transport algorithm URI, of the first EncryptedKey
	Content string     // content encryption algorithm URI
	To      []string   // whom it says it was encrypted to: certificates, names and entity IDs, in words
	Weak    []string   // what is weak about its algorithms, in words, as seen from outside
	Err     error      // why it could not be opened
}

// ErrNoKey is the Err when there is no key to open it with.
var ErrNoKey = errors.New("expected a private key of the application to open it with, found none")

// errShut is the one answer to every value that a key does not open, whichever step found that out:
// answers that differ would help whoever tries to guess the content by changing it.
var errShut = errors.New("expected a key that opens it, found none among those given: it was encrypted to another key, or changed on the way")

const (
	nsEnc  = "http://www.w3.org/2001/04/xmlenc#"
	nsEnc1 = "http://www.w3.org/2009/xmlenc11#"
	nsDsig = "http://www.w3.org/2000/09/xmldsig#"

	maxKeys = 10 // EncryptedKey elements that are tried
)

// Open decrypts one encrypted element with the first key that fits (Core 6, XML Encryption 1.1) and
// reads it. The prefixes that the plain text takes from its surroundings are declared in it. Without
// keys it says what can be known from outside.
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
	o.describe(sealed)
	o.Plain, o.Doc, o.Err = open(n, data, sealed, keys)
	return o
}

// describe notes what the outside of an encrypted element says.
func (o *Opened) describe(sealed []*tree.Node) {
	if weak := contents[o.Content].weak; weak != "" {
		o.Weak = append(o.Weak, weak)
	}
	told := map[string]bool{}
	for i, e := range sealed {
		uri := algorithm(e)
		if i == 0 {
			o.Key = uri
		}
		for _, to := range recipient(e).words() {
			if !told[to] {
				told[to] = true
				o.To = append(o.To, to)
			}
		}
		if weak := transports[uri]; weak != "" && !told[uri] {
			told[uri] = true
			o.Weak = append(o.Weak, weak)
		}
	}
}

func open(n, data *tree.Node, sealed []*tree.Node, keys []crypto.PrivateKey) ([]byte, *tree.Doc, error) {
	c, known := contents[algorithm(data)]
	if !known {
		return nil, nil, fmt.Errorf("expected content encrypted by AES in CBC or GCM mode or Triple DES, found %q", clip(algorithm(data)))
	}
	if len(sealed) == 0 {
		return nil, nil, fmt.Errorf("expected an EncryptedKey in or beside EncryptedData, found %s", insteadOfKey(data))
	}
	octets, err := cipherValue(data)
	if err != nil {
		return nil, nil, err
	}
	if err := c.fits(octets); err != nil {
		return nil, nil, err
	}
	if len(keys) == 0 {
		return nil, nil, ErrNoKey
	}
	var why error
	for _, e := range sealed {
		secrets, err := unseal(e, keys)
		for _, secret := range secrets {
			if len(secret) != c.key {
				err = errShut
				continue
			}
			plain, shut := c.open(secret, octets)
			if shut != nil {
				err = errShut
				continue
			}
			plain, doc, refused := inContext(plain, n)
			if refused == nil {
				return plain, doc, nil
			}
			if err = errShut; c.sealed || !garbled(refused) {
				err = fmt.Errorf("expected XML in it that can be read: %w", refused)
			}
		}
		// The first reason stays, unless it was a mere algorithm: several recipients have a key each.
		if why == nil || errors.Is(err, errShut) && !errors.Is(why, errShut) {
			why = err
		}
	}
	return nil, nil, why
}

// garbled says whether an error is what the reader says of noise. A cipher that does not notice changes
// gives noise for a wrong key, now and then with a good padding: that is told in the words of errShut.
func garbled(refused error) bool {
	var e *tree.Error
	return !errors.As(refused, &e) || e.Code != tree.DocType && e.Code != tree.TooLarge && e.Code != tree.TooDeep && e.Code != tree.TooMany
}

// insteadOfKey names what a KeyInfo holds when it holds no EncryptedKey.
func insteadOfKey(data *tree.Node) string {
	info := data.Child(nsDsig, "KeyInfo")
	if info == nil {
		return "none"
	}
	inside := info.Elements("", "")
	if len(inside) == 0 {
		return "an empty KeyInfo"
	}
	if uri, ok := inside[0].Attr("Algorithm"); ok {
		return fmt.Sprintf("%s with %q", clip(inside[0].Local), clip(uri))
	}
	return clip(inside[0].Local)
}

// encryptedKeys finds the EncryptedKey elements for data: in its KeyInfo, named there by a
// RetrievalMethod, and beside it (Core 6.2; all three places are in use).
func encryptedKeys(n, data *tree.Node) []*tree.Node {
	var found []*tree.Node
	seen := map[*tree.Node]bool{}
	add := func(nodes []*tree.Node) {
		for _, k := range nodes {
			if !seen[k] && len(found) < maxKeys {
				seen[k], found = true, append(found, k)
			}
		}
	}
	if info := data.Child(nsDsig, "KeyInfo"); info != nil {
		add(info.Elements(nsEnc, "EncryptedKey"))
		wanted := map[string]bool{}
		for _, r := range info.Elements(nsDsig, "RetrievalMethod") {
			if uri, _ := r.Attr("URI"); strings.HasPrefix(uri, "#") {
				wanted[uri[1:]] = true
			}
		}
		if len(wanted) > 0 {
			var named []*tree.Node
			for _, k := range top(n).All(nsEnc, "EncryptedKey") {
				if id, ok := k.Attr("Id"); ok && wanted[id] {
					named = append(named, k)
				}
			}
			add(named)
		}
	}
	if n != data {
		add(n.Elements(nsEnc, "EncryptedKey"))
	}
	return found
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
		found := "none"
		if data != nil && data.Child(nsEnc, "CipherReference") != nil {
			found = "a CipherReference, which is not followed"
		}
		return nil, fmt.Errorf("expected CipherData with a CipherValue in %s, found %s", n.Local, found)
	}
	b, err := unbase64(data.Child(nsEnc, "CipherValue"))
	if err != nil {
		return nil, fmt.Errorf("expected the CipherValue of %s to be Base64: %w", n.Local, err)
	}
	return b, nil
}

// unseal opens an EncryptedKey with each key that can. The error says why none does; what it says of the
// keys follows from what anybody can see, and not from how opening failed.
func unseal(e *tree.Node, keys []crypto.PrivateKey) ([][]byte, error) {
	t, err := readTransport(e)
	if err != nil {
		return nil, err
	}
	octets, err := cipherValue(e)
	if err != nil {
		return nil, err
	}
	to := recipient(e)
	var secrets [][]byte
	var fitting, named bool
	var kinds []string
	for _, k := range keys {
		kinds = append(kinds, kindOf(k))
		private, ok := k.(*rsa.PrivateKey)
		if !ok || private.Size() != len(octets) {
			continue
		}
		fitting = true
		named = named || to.cert != nil && private.PublicKey.Equal(to.cert.PublicKey)
		if secret, err := t.open(private, octets); err == nil {
			secrets = append(secrets, secret)
		}
	}
	switch {
	case len(secrets) > 0:
		return secrets, nil
	case to.cert != nil && !named:
		return nil, fmt.Errorf("expected the private key of %s, which it was encrypted to, found another: %s", to.words()[0], strings.Join(kinds, ", "))
	case !fitting:
		return nil, fmt.Errorf("expected an RSA private key of %d bits, found %s", 8*len(octets), strings.Join(kinds, ", "))
	}
	return nil, errShut
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
	}
	return fmt.Sprintf("a key of the type %T", k)
}

// inContext reads what was decrypted in the place of what was encrypted (XML Encryption 1.1, 4.4): where
// it uses namespaces that it does not declare, they are declared on its root.
func inContext(plain []byte, n *tree.Node) ([]byte, *tree.Doc, error) {
	plain = bytes.TrimPrefix(plain, []byte("\xef\xbb\xbf"))
	d, err := tree.Parse(plain, tree.MessageLimits)
	if err == nil && (d.Root.Space != "" || declares(d.Root)) {
		return plain, d, nil
	}
	var refused *tree.Error
	if err != nil && (!errors.As(err, &refused) || refused.Code != tree.Namespace) {
		return plain, nil, err
	}
	at := bytes.IndexByte(plain, '<') + 1
	tag, _, _ := bytes.Cut(plain[at:], []byte(">"))
	end := at + len(tag)
	if i := bytes.IndexAny(tag, " \t\r\n/"); i >= 0 {
		end = at + i
	}
	var decls strings.Builder
	for _, d := range n.InScope() {
		name := "xmlns"
		if d.Prefix != "" {
			name += ":" + d.Prefix
		}
		if (d.Prefix == "" || refused != nil) && !bytes.Contains(tag, []byte(name+"=")) {
			fmt.Fprintf(&decls, ` %s="%s"`, name, escaper.Replace(d.URI))
		}
	}
	if decls.Len() == 0 {
		return plain, d, err
	}
	plain = bytes.Join([][]byte{plain[:end], []byte(decls.String()), plain[end:]}, nil)
	d, err = tree.Parse(plain, tree.MessageLimits)
	return plain, d, err
}

// declares says whether an element declares a default namespace, or takes it back.
func declares(n *tree.Node) bool {
	for _, d := range n.Decls {
		if d.Prefix == "" {
			return true
		}
	}
	return false
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")
