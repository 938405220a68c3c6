package metadata

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// Wrong is the error of Read: what the file is in place of federation metadata.
type Wrong struct {
	Kind         Kind
	What         string // the kind in words, with what is known of this file, to stand behind "found": "an HTML page (Contoso)"
	Line, Column int    // where reading stopped, from 1, the column in bytes; 0 where the file as a whole is meant
	Err          error  // a *tree.Error, or what is wrong with the encoding; nil where the file is of another kind
}

// Kind names what a file is that is not federation metadata to be read.
type Kind string

// The kinds of what was federation metadata, or is near to it.
const (
	CutOff      Kind = "cut-off"      // it begins as metadata does and ends too early, or its beginning is missing
	Damaged     Kind = "damaged"      // it begins as metadata does and is not well-formed further on
	Reencoded   Kind = "re-encoded"   // its bytes are not in the encoding that its XML declaration names
	BrowserView Kind = "browser-view" // the text of a browser's view of the XML
	Escaped     Kind = "escaped"      // its markup is written as &lt; and &gt;
	Encoded     Kind = "base64"       // Base64 of it
	Aggregate   Kind = "aggregate"    // a federation's file that is too large to be read as a whole: Pick takes one entity out of it
	TooLarge    Kind = "too-large"    // it exceeds a limit of tree.MetadataLimits
	DocType     Kind = "doctype"      // it has a document type declaration
	Namespace   Kind = "namespace"    // its elements are in another namespace than that of SAML 2.0 metadata
	Part        Kind = "part"         // a role or another part without the EntityDescriptor around it
)

// The kinds of other files.
const (
	Empty       Kind = "empty"
	SignInPage  Kind = "sign-in-page" // Microsoft's, which a download without a session gives
	HTML        Kind = "html"
	Message     Kind = "saml-message" // as XML, as Base64, in a form or in a URL
	Certificate Kind = "certificate"  // PEM, DER or bare Base64
	Request     Kind = "certificate-request"
	PKCS7       Kind = "pkcs7" // certificates in a .p7b
	PFX         Kind = "pfx"   // PKCS #12, or another key store
	PrivateKey  Kind = "private-key"
	PublicKey   Kind = "public-key"
	OpenID      Kind = "openid-configuration"
	JWKS        Kind = "jwks"
	Graph       Kind = "graph" // an application or a service principal of Microsoft Graph
	JSON        Kind = "json"
	HAR         Kind = "har"
	ZIP         Kind = "zip"    // an archive, or compressed data
	Office      Kind = "office" // Word, Excel, RTF
	PDF         Kind = "pdf"
	Mail        Kind = "mail" // .eml or .msg
	Address     Kind = "url"
	OtherXML    Kind = "xml"
	BrokenXML   Kind = "broken-xml" // not well-formed, of which kind is not known
	Encoding    Kind = "encoding"   // no text could be made of it
	Binary      Kind = "binary"
	Text        Kind = "text"
)

// Spoiled says whether the file was federation metadata until something happened to it on its way.
func (k Kind) Spoiled() bool {
	switch k {
	case CutOff, Damaged, Reencoded, BrowserView, Escaped, Encoded:
		return true
	}
	return false
}

func (w *Wrong) Error() string {
	if w.Err != nil {
		return fmt.Sprintf("expected federation metadata, found %s: %v", w.What, w.Err)
	}
	return "expected federation metadata, found " + w.What
}

func (w *Wrong) Unwrap() error { return w.Err }

// beginning is that of a metadata file: nothing but an XML declaration, comments and processing
// instructions before its root element.
var beginning = regexp.MustCompile(`^[ \t\r\n]*(?:<\?[^>]*\?>[ \t\r\n]*|<!--(?s:.*?)-->[ \t\r\n]*)*<(?:[\w.-]+:)?(?:Entit(?:y|ies)Descriptor(?:[ \t\r\n/>]|$)|Enti[A-Za-z]*$)`)

// inside is the same root element behind something else.
var inside = regexp.MustCompile(`<(?:[\w.-]+:)?Entit(?:y|ies)Descriptor[ \t\r\n/>]`)

// ending is what a metadata file ends with.
var ending = regexp.MustCompile(`</(?:[\w.-]+:)?Entit(?:y|ies)Descriptor[ \t\r\n]*>[ \t\r\n]*$`)

const headBytes = 4096 // of a file, in which its kind shows

func head(b []byte) []byte { return b[:min(len(b), headBytes)] }

func tail(b []byte) []byte { return b[max(0, len(b)-headBytes):] }

// undecoded says what b is, of which no text could be made.
func undecoded(b []byte, err error) *Wrong {
	if w := instead(b); w != nil {
		return w
	}
	plain := bytes.ReplaceAll(b, []byte{0}, nil) // UTF-16 of ASCII
	plain = bytes.TrimLeft(plain, "\xef\xbb\xbf\xfe\xff")
	switch {
	case !beginning.Match(head(plain)):
		return &Wrong{Kind: Encoding, What: "a file in an encoding that cannot be read", Err: err}
	case endsInCharacter(b):
		return cutOff(plain, errors.New("the text ends inside a character"))
	}
	return &Wrong{Kind: Reencoded, What: "federation metadata that was saved in another encoding", Err: err}
}

// endsInCharacter says whether b is cut off inside a character of UTF-8 or UTF-16.
func endsInCharacter(b []byte) bool {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return len(b)%2 != 0
	}
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if last := b[len(b)-n:]; utf8.RuneStart(last[0]) {
			return !utf8.FullRune(last) && utf8.Valid(b[:len(b)-n])
		}
	}
	return false
}

func cutOff(text []byte, err error) *Wrong {
	line := 1 + bytes.Count(text, []byte("\n"))
	return &Wrong{Kind: CutOff, What: "federation metadata that is cut off", Line: line, Column: len(text) - bytes.LastIndexByte(text, '\n'), Err: err}
}

// unparsed says what a text is that the XML reader refused.
func unparsed(text []byte, err error) *Wrong {
	w := &Wrong{Err: err}
	code := tree.NotWellFormed
	if refused := (*tree.Error)(nil); errors.As(err, &refused) {
		code, w.Line, w.Column = refused.Code, refused.Line, refused.Column
	}
	ours := beginning.Match(head(text))
	if other := instead(text); other != nil && (!ours || other.Kind == PrivateKey) {
		return other
	}
	switch code {
	case tree.TooLarge, tree.TooDeep, tree.TooMany:
		if w.Kind, w.What = TooLarge, "XML that exceeds a limit"; ours {
			w.What = "federation metadata that exceeds a limit"
		}
		return w
	case tree.DocType:
		w.Kind, w.What = DocType, "XML with a document type declaration"
		return w
	}
	switch {
	case ours && code == tree.Truncated:
		w.Kind, w.What = CutOff, "federation metadata that is cut off"
	case ours:
		w.Kind, w.What = Damaged, "federation metadata that is damaged"
	case inside.Match(head(text)) && ending.Match(tail(text)):
		w.Kind, w.What = Damaged, "federation metadata with something else before it"
	case ending.Match(tail(text)) && bytes.HasPrefix(text, []byte("<?xml")): // its first tag cannot be read
		w.Kind, w.What = Damaged, "federation metadata that is damaged"
	case ending.Match(tail(text)):
		w.Kind, w.What = CutOff, "federation metadata whose beginning is missing"
	case bytes.HasPrefix(bytes.TrimSpace(text), []byte("<")):
		w.Kind, w.What = BrokenXML, "XML that is not well-formed"
	case bytes.IndexByte(text, 0) >= 0:
		w.Kind, w.What = Binary, "binary data"
	case bytes.IndexByte(text, '<') < 0:
		w.Kind, w.What, w.Line, w.Column, w.Err = Text, "no XML at all", 0, 0, nil
	default:
		w.Kind, w.What = Text, "a text that is not XML from its beginning"
	}
	return w
}

// tooMuch says what a text is that exceeds the limits of a file that is read as a whole.
func tooMuch(text []byte, err error) *Wrong {
	w := unparsed(text, err)
	if w.Kind != TooLarge {
		return w
	}
	ids, err := EntityIDs(text)
	if other := (*Wrong)(nil); errors.As(err, &other) {
		return other
	}
	if len(ids) > 1 {
		return &Wrong{Kind: Aggregate, What: fmt.Sprintf("a federation's file of %d entities, which is too large to be read as a whole: take the entity out of it that is meant", len(ids)), Err: w.Err}
	}
	return w
}

// otherRoot says what an XML document is whose root is none of metadata.
func otherRoot(doc *tree.Doc) *Wrong {
	n := doc.Root
	at := doc.Place(n)
	w := &Wrong{Kind: OtherXML, Line: at.Line, Column: at.Column}
	switch {
	case n.Space == saml.NSProtocol, n.Space == saml.NSAssertion:
		w.Kind, w.What = Message, "a SAML message ("+clip(n.Local)+")"
	case strings.HasPrefix(n.Space, "urn:oasis:names:tc:SAML:1.0:"):
		w.Kind, w.What = Message, "a SAML 1.1 message ("+clip(n.Local)+")"
	case n.Space == saml.NSMetadata, n.Space == "" && schema[n.Local] != nil && schema[n.Local].section != "" && !namesRoot(n.Local):
		w.Kind, w.What = Part, "a part of metadata ("+clip(n.Local)+") without the EntityDescriptor around it"
	case strings.EqualFold(n.Local, "html"):
		return htmlPage([]byte(doc.Source))
	case namesRoot(n.Local):
		w.Kind, w.What = Namespace, fmt.Sprintf("%s in another namespace, %q", n.Local, clip(n.Space))
		if n.Space == "" {
			w.What = n.Local + " without a namespace"
		}
	case n.Space == "":
		w.What = fmt.Sprintf("XML of another kind (%s)", clip(n.Local))
	default:
		w.What = fmt.Sprintf("XML of another kind (%s, namespace %q)", clip(n.Local), clip(n.Space))
	}
	return w
}

// isRoot says whether a metadata file begins with n.
func isRoot(n *tree.Node) bool { return n.Space == saml.NSMetadata && namesRoot(n.Local) }

func namesRoot(local string) bool {
	return local == "EntityDescriptor" || local == "EntitiesDescriptor"
}

// collapseMarks are what browsers put before an element that can be collapsed in their view of XML.
const collapseMarks = "-–+▼▶▾▸"

// isView says whether a document is the text of a browser's view: its marks stand between the
// elements, where metadata has no text.
func isView(root *tree.Node) bool {
	for _, c := range root.Children {
		if text := strings.TrimSpace(c.Data); c.Kind == tree.Text && text != "" && strings.Trim(text, collapseMarks+" \t\r\n") == "" {
			return true
		}
	}
	return false
}

func clip(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}
