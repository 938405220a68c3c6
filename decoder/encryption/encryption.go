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
	Err     *Error     // why it could not be opened
}

// Cause says what kept an element shut.
type Cause string

// The causes.
const (
	NoKey       Cause = "no-key"      // there was none to open it with
	OtherKey    Cause = "other-key"   // none of those given is the one that it was encrypted to
	Unsupported Cause = "unsupported" // an algorithm that is not opened here, whatever the key
	Damaged     Cause = "damaged"     // incomplete or changed on the way: no key opens it
	Unfit       Cause = "unfit"       // a key opens it, and what is in it cannot stand there
)

// Error says why an element was not opened. That its words tell a wrong key from a changed value helps
// nobody to guess the content: whoever may ask this program holds the key.
type Error struct {
	Cause Cause
	Msg   string
}

func (e *Error) Error() string { return e.Msg }

// Shut makes an Error.
func Shut(cause Cause, format string, args ...any) *Error {
	return &Error{Cause: cause, Msg: fmt.Sprintf(format, args...)}
}

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
			o.Err = Shut(Damaged, "expected EncryptedData in %s, found none", n.Local)
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

func open(n, data *tree.Node, sealed []*tree.Node, keys []crypto.PrivateKey) ([]byte, *tree.Doc, *Error) {
	c, known := contents[algorithm(data)]
	if !known {
		return nil, nil, Shut(Unsupported, "expected content encrypted by AES in CBC or GCM mode or Triple DES, found %q", clip(algorithm(data)))
	}
	if len(sealed) == 0 {
		return nil, nil, insteadOfKey(data)
	}
	octets, err := cipherValue(data)
	if err != nil {
		return nil, nil, err
	}
	if err := c.fits(octets); err != nil {
		return nil, nil, err
	}
	var why, inside *Error
	for _, e := range sealed {
		secrets, shut := unseal(e, keys)
		for _, secret := range secrets {
			var plain []byte
			var doc *tree.Doc
			if plain, doc, inside = c.read(secret, octets, n); inside == nil {
				return plain, doc, nil
			}
		}
		// The first reason stays, unless it was one of that recipient alone.
		if shut != nil && (why == nil || shut.ofKeys() && !why.ofKeys()) {
			why = shut
		}
	}
	if inside != nil {
		return nil, nil, inside // a key fits: what befell the other recipients does not matter
	}
	return nil, nil, why
}

// ofKeys says whether other keys might open it.
func (e *Error) ofKeys() bool { return e.Cause == NoKey || e.Cause == OtherKey }

// read decrypts content with its own key and reads it in the place of n.
func (c content) read(secret, octets []byte, n *tree.Node) ([]byte, *tree.Doc, *Error) {
	if len(secret) != c.key {
		return nil, nil, Shut(Damaged, "expected a content key of %d octets in EncryptedKey, found %d", c.key, len(secret))
	}
	plain, err := c.open(secret, octets)
	if err != nil {
		return nil, nil, Shut(Damaged, "expected content that its key opens, found other octets: it was changed or cut on the way")
	}
	plain, doc, err := inContext(plain, n)
	switch {
	case err == nil:
		return plain, doc, nil
	case c.sealed || !garbled(err):
		return nil, nil, Shut(Unfit, "expected XML in it that can be read: %v", err)
	}
	return nil, nil, Shut(Damaged, "expected XML in it, found what is none: it was changed on the way, or encrypted so (%v)", err)
}

// garbled says whether an error is what the reader says of noise: a cipher that does not notice changes
// gives it for octets that were changed, now and then with a good padding.
func garbled(refused error) bool {
	var e *tree.Error
	if !errors.As(refused, &e) {
		return true
	}
	switch e.Code {
	case tree.DocType, tree.TooLarge, tree.TooDeep, tree.TooMany, tree.Trailing:
		return false
	}
	return true
}

// insteadOfKey tells what a KeyInfo holds when it holds no EncryptedKey: another way to the key, or none.
func insteadOfKey(data *tree.Node) *Error {
	cause, found := Damaged, "none"
	if info := data.Child(nsDsig, "KeyInfo"); info != nil {
		found = "an empty KeyInfo"
		if inside := info.Elements("", ""); len(inside) > 0 {
			cause, found = Unsupported, clip(inside[0].Local)
			if uri, ok := inside[0].Attr("Algorithm"); ok {
				found += fmt.Sprintf(" with %q", clip(uri))
			}
			if inside[0].Is(nsDsig, "RetrievalMethod") {
				cause, found = Damaged, "a RetrievalMethod that leads to none in this message"
			}
		}
	}
	return Shut(cause, "expected an EncryptedKey in or beside EncryptedData, found %s", found)
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
func cipherValue(n *tree.Node) ([]byte, *Error) {
	var parts []*tree.Node
	if data := n.Child(nsEnc, "CipherData"); data != nil {
		parts = data.Elements("", "")
	}
	if len(parts) != 1 || !parts[0].Is(nsEnc, "CipherValue") {
		cause, found := Damaged, "none"
		switch {
		case len(parts) > 1:
			found = fmt.Sprintf("%d elements", len(parts))
		case len(parts) == 1 && parts[0].Is(nsEnc, "CipherReference"):
			cause, found = Unsupported, "a CipherReference, which is not followed"
		}
		return nil, Shut(cause, "expected CipherData with one CipherValue in %s, found %s", n.Local, found)
	}
	b, err := unbase64(parts[0])
	if err != nil {
		return nil, Shut(Damaged, "expected the CipherValue of %s to be Base64: %v", n.Local, err)
	}
	return b, nil
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
