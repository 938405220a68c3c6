package wire

import (
	"bytes"
	"slices"
	"strings"
)

// This file tells where an XML text begins and ends, and no more: decoder/tree is the reader.

// rootName gives the qualified name of the first element as written, and the name of a document type
// declaration before it.
func rootName(t []byte) (root, doctype string) {
	for i := 0; ; {
		j := bytes.IndexByte(t[i:], '<')
		if j < 0 {
			return "", doctype
		}
		i += j
		rest := t[i:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			i += skipTo(rest, "-->")
		case bytes.HasPrefix(rest, []byte("<?")):
			i += skipTo(rest, "?>")
		case bytes.HasPrefix(rest, []byte("<!")):
			if f := bytes.Fields(rest[:min(len(rest), 64)]); len(f) > 1 {
				doctype = strings.TrimRight(string(f[1]), ">")
			}
			i += skipDoctype(rest)
		default:
			return string(nameAt(rest[1:])), doctype
		}
	}
}

func localName(qname string) string {
	return qname[strings.IndexByte(qname, ':')+1:]
}

// nameAt gives the XML name that b starts with.
func nameAt(b []byte) []byte {
	n := 0
	for n < len(b) && isNameByte(b[n]) && (n > 0 || isNameStart(b[0])) {
		n++
	}
	return b[:n]
}

func isNameStart(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c >= 0x80
}

func isNameByte(c byte) bool {
	return isNameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':'
}

// skipTo gives the offset after the first end in b, or len(b).
func skipTo(b []byte, end string) int {
	if i := bytes.Index(b, []byte(end)); i >= 0 {
		return i + len(end)
	}
	return len(b)
}

// skipDoctype gives the offset after a document type declaration with its internal subset.
func skipDoctype(b []byte) int {
	depth := 0
	for i, c := range b {
		switch c {
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return i + 1
			}
		}
	}
	return len(b)
}

// skipTag gives the offset after the tag that b starts with, or -1 when it does not end.
func skipTag(b []byte) int {
	for i := 1; i < len(b); i++ {
		switch c := b[i]; c {
		case '>':
			return i + 1
		case '"', '\'':
			j := bytes.IndexByte(b[i+1:], c)
			if j < 0 {
				return -1
			}
			i += j + 1
		}
	}
	return -1
}

// extent gives the offset after the root element of the XML text t. cut says that the text ends
// before the root element does, as a text does that was not copied to its end; a text that is merely
// malformed is not cut.
func extent(t []byte) (end int, cut bool) {
	depth := 0
	var root, last []byte
	for i := 0; i < len(t); {
		j := bytes.IndexByte(t[i:], '<')
		if j < 0 {
			break
		}
		i += j
		rest := t[i:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			i += skipTo(rest, "-->")
		case bytes.HasPrefix(rest, []byte("<![CDATA[")):
			i += skipTo(rest, "]]>")
		case bytes.HasPrefix(rest, []byte("<?")):
			i += skipTo(rest, "?>")
		case bytes.HasPrefix(rest, []byte("<!")):
			i += skipDoctype(rest)
		default:
			n := skipTag(rest)
			if n < 0 {
				return len(t), true
			}
			i += n
			switch {
			case rest[1] == '/':
				last = nameAt(rest[2:])
				depth--
			case rest[n-2] == '/':
				if root == nil {
					return i, false
				}
			default:
				if root == nil {
					root = nameAt(rest[1:])
				}
				depth++
			}
			if depth <= 0 {
				return i, false
			}
		}
	}
	return len(t), root == nil || !bytes.Equal(root, last)
}

// onlyMisc says whether b holds white space, comments and processing instructions only: what may
// stand around a root element.
func onlyMisc(b []byte) bool {
	for {
		b = bytes.TrimLeft(b, " \t\r\n")
		switch {
		case len(b) == 0:
			return true
		case bytes.HasPrefix(b, []byte("<!--")):
			b = b[skipTo(b, "-->"):]
		case bytes.HasPrefix(b, []byte("<?")):
			b = b[skipTo(b, "?>"):]
		default:
			return false
		}
	}
}

// htmlNames are the elements that a page or a piece of one begins with.
var htmlNames = []string{
	"html", "head", "body", "form", "input", "textarea", "meta", "title", "script", "style", "link", "base", "div", "span",
	"p", "br", "pre", "code", "table", "tr", "td", "a", "b", "i", "font", "h1", "h2", "h3", "ul", "ol", "li", "noscript", "center", "button",
}

// looksXML says whether t begins like an XML text that is no HTML page.
func looksXML(t []byte) bool {
	t = bytes.TrimLeft(t, " \t\r\n")
	if len(t) < 2 || t[0] != '<' || t[1] != '?' && t[1] != '!' && !isNameStart(t[1]) {
		return false
	}
	if !plainTag(t) {
		return false
	}
	root, doctype := rootName(t)
	if strings.EqualFold(doctype, "html") || slices.Contains(htmlNames, strings.ToLower(localName(root))) {
		return false
	}
	return root != "" || bytes.HasPrefix(t, []byte("<?xml")) || doctype != ""
}

// plainTag says whether the tag that t begins with is written plainly: no quoted-printable, no
// backslash and no quote of a word processor stands where the first quote belongs.
func plainTag(t []byte) bool {
	for i, c := range t {
		switch c {
		case '>', '"', '\'':
			return true
		case '\\':
			return false
		case '=':
			return !bytes.HasPrefix(t[i+1:], []byte("3D")) && !bytes.HasPrefix(t[i+1:], []byte(`\`)) && typographic(t[i+1:]) == 0
		}
	}
	return true
}

// messageNames are the root elements that are looked for inside running text.
var messageNames = []string{
	"Response", "Assertion", "EncryptedAssertion", "AuthnRequest", "LogoutRequest", "LogoutResponse", "ArtifactResolve",
	"ArtifactResponse", "EntityDescriptor", "EntitiesDescriptor", "RequestSecurityTokenResponse",
	"RequestSecurityTokenResponseCollection", "Envelope",
}

// openXML hands on XML. What was sent as Base64 or in a parameter stays whole, with all that stands
// around the root element; in a paste the text around it is taken off and told.
func openXML(o *opener, p part) []part {
	t := bytes.TrimLeft(p.data, " \t\r\n")
	if !looksXML(t) {
		return nil
	}
	if p.sent {
		if _, cut := extent(t); cut && p.chars > 0 {
			o.hint(truncated(p.chars))
			return []part{{stop: true}}
		}
		return o.message(p, p.data)
	}
	if !bytes.HasPrefix(t, []byte("<?xml")) {
		t = p.data // white space may stand before a document that has no XML declaration
	}
	end, _ := extent(t)
	rest := t[end:]
	switch {
	case onlyMisc(rest):
		return o.message(p, t)
	case bytes.IndexByte(rest, '<') < 0:
		p = p.odd("text-around", "text after the message was left out")
		return append(o.message(p, t[:end]), remaining(p, rest)...)
	}
	more := o.messagesIn(rest)
	if len(more) == 0 {
		return o.message(p, t) // decoder/tree says what is wrong behind the root element
	}
	return append(o.message(p, t[:end]), o.messages(p, rest, more)...)
}

// message makes the last step: the text of one message in UTF-8.
func (o *opener) message(p part, t []byte) []part {
	if len(t) > o.limits.Message {
		o.hint(tooLarge("a message of "+thousands(len(t))+" bytes", "no more than "+thousands(o.limits.Message)+" bytes"))
		return []part{{stop: true}}
	}
	if !p.decoded {
		text, encoding, err := UTF8(t)
		switch {
		case err == nil:
			t = text
			if encoding == "iso-8859-1" || encoding == "windows-1252" {
				p = p.odd("latin-1", "the message is in "+encoding+", not in UTF-8")
			}
		case !p.strict(o) && validUTF8(t) == nil:
			p = p.odd("declared-encoding", "the XML declaration names "+declaredEncoding(t)+", but the message was pasted as text")
		default:
			o.hint(badEncoding(err))
			return []part{{stop: true}}
		}
	}
	p = p.in(bytes.Clone(t))
	p.kind = XML
	return []part{p}
}

// messagesIn finds the messages that stand in a running text: begin and end of each.
func (o *opener) messagesIn(t []byte) [][2]int {
	var found [][2]int
	decl := -1 // where an XML declaration stands right before the element
	for i := 0; i < len(t); {
		j := bytes.IndexByte(t[i:], '<')
		if j < 0 {
			break
		}
		i += j
		if i+1 < len(t) && t[i+1] != '?' && !isNameStart(t[i+1]) {
			i++
			continue
		}
		if bytes.HasPrefix(t[i:], []byte("<?xml")) {
			decl = i
			i += skipTo(t[i:], "?>")
			continue
		}
		name := nameAt(t[i+1:])
		if len(name) == 0 || !slices.Contains(messageNames, localName(string(name))) || !plainTag(t[i:]) {
			if len(name) > 0 {
				decl = -1
			}
			i++
			continue
		}
		end, _ := extent(t[i:])
		begin := i
		if decl >= 0 {
			begin = decl
		}
		if o.enough(len(found)) {
			break
		}
		found = append(found, [2]int{begin, i + end})
		i += end
		decl = -1
	}
	return found
}

// openInline finds XML inside running text: a log line, a mail, what a browser shows.
func openInline(o *opener, p part) []part {
	if p.sent {
		return nil
	}
	t := withoutViewer(p.data)
	spans := o.messagesIn(t)
	if len(spans) == 0 {
		return nil
	}
	if isViewer(t[:spans[0][0]]) {
		return o.messages(p.odd("browser-viewer", "copied from what a browser shows of an XML file; white space may differ from what was sent"), t, spans)
	}
	return o.messages(p.odd("text-around", "the message stood inside other text, which was left out"), t, spans)
}

// messages hands on the messages at spans, and what stands around them to be searched further.
func (o *opener) messages(p part, t []byte, spans [][2]int) []part {
	var parts []part
	rest := make([]byte, 0, len(t))
	from := 0
	for _, m := range spans {
		if _, cut := extent(t[m[0]:m[1]]); cut && p.chars > 0 { // a piece of the Base64 of a message
			o.hint(truncated(p.chars))
			continue
		}
		parts = append(parts, o.message(p, t[m[0]:m[1]])...)
		rest = append(append(rest, t[from:m[0]]...), '\n')
		from = m[1]
	}
	return append(parts, remaining(p, append(rest, t[from:]...))...)
}

// remaining gives what is left of a text from which something was taken, if it may hold another
// message: none that was given is left out silently.
func remaining(p part, rest []byte) []part {
	rest = bytes.TrimSpace(rest)
	if len(rest) < minRun {
		return nil
	}
	p = p.in(rest)
	p.oddities = nil
	return []part{p}
}
