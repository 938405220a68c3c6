package tree

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
	byteOrder  = "\ufeff"
	fewAttrs   = 16 // up to here attributes are compared pair by pair, beyond with a map
)

// parser makes one pass over the source. Names and values are substrings of it wherever no reference
// or line end forces a copy; nodes, children, attributes and declarations are cut from slabs.
//
// Work is linear in the source whatever it holds: prefixes and namespace URIs are looked up in maps,
// and namespaces of attributes are compared by number.
type parser struct {
	src    string
	pos    int
	limits Limits
	root   *Node
	count  int // nodes so far

	open    []frame
	pending []*Node // children of the open elements, so far

	scope []binding
	bound map[string]int // prefix: its nearest binding in scope
	uris  map[string]int // namespace URI: its number

	attrs  []Attr // of the start tag at hand
	spaces []int  // numbers of their namespaces
	decls  []Decl // of the start tag at hand
	seen   map[expanded]struct{}

	nodeSlab  []Node
	childSlab []*Node
	attrSlab  []Attr
	declSlab  []Decl
}

// frame is an element whose end tag has not come.
type frame struct {
	node  *Node
	name  string // as written, prefix and all
	kids  int    // where its children begin in pending
	scope int    // how many bindings were in force before it
}

type binding struct {
	prefix, uri string
	number      int // of the URI
	outer       int // the binding that this one hides, or -1
}

type expanded struct {
	space int
	local string
}

// name is a qualified name (Namespaces in XML 1.0, production 7).
type name struct{ full, prefix, local string }

// Parse reads one document. The error is always an *Error.
//
// A byte order mark at the start is passed over; offsets count it.
func Parse(source []byte, l Limits) (*Doc, error) {
	if len(source) > l.Bytes {
		return nil, &Error{Code: TooLarge, Line: 1, Column: 1, Msg: fmt.Sprintf("the document has %d bytes, the limit is %d", len(source), l.Bytes)}
	}
	p := &parser{src: string(source), limits: l, bound: map[string]int{}, uris: map[string]int{"": 0}}
	err := p.checkChars(source)
	if err == nil {
		err = p.document()
	}
	if err != nil {
		err.Line, err.Column = lineColumn(p.src, err.Offset)
		return nil, err
	}
	return &Doc{Source: p.src, Root: p.root}, nil
}

func fail(code Code, offset int, format string, args ...any) *Error {
	return &Error{Code: code, Offset: offset, Msg: fmt.Sprintf(format, args...)}
}

// lineColumn counts for an error, once; a Doc has Doc.At.
func lineColumn(s string, offset int) (line, column int) {
	before := s[:offset]
	return 1 + strings.Count(before, "\n"), offset - strings.LastIndexByte(before, '\n')
}

func (p *parser) checkChars(source []byte) *Error {
	at := badChar(source)
	if at < 0 {
		return nil
	}
	r, size := utf8.DecodeRune(source[at:])
	switch {
	case r != utf8.RuneError || size != 1:
		return fail(Encoding, at, "the character %U is not allowed in XML", r)
	case !utf8.FullRune(source[at:]):
		return fail(Truncated, at, "the text ends inside a character")
	default:
		return fail(Encoding, at, "expected UTF-8, found the byte 0x%02X", source[at])
	}
}

// ended is the refusal of a text that stops inside what.
func (p *parser) ended(what string) *Error {
	if n := len(p.open); n > 0 {
		in := p.open[n-1]
		line, _ := lineColumn(p.src, in.node.Start)
		return fail(Truncated, len(p.src), "the text ends inside %s; <%s> of line %d is still open", what, clip(in.name), line)
	}
	return fail(Truncated, len(p.src), "the text ends inside %s", what)
}

// found quotes what stands at an offset, for a message.
func (p *parser) found(at int) string {
	if at >= len(p.src) {
		return "the end of the text"
	}
	r, _ := utf8.DecodeRuneInString(p.src[at:])
	return fmt.Sprintf("%q", r)
}

// clip shortens a name for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

func (p *parser) document() *Error {
	p.bind("xml", xmlSpace)
	if strings.HasPrefix(p.src, byteOrder) {
		p.pos = len(byteOrder)
	}
	if err := p.declaration(); err != nil {
		return err
	}
	for p.pos < len(p.src) {
		if err := p.next(); err != nil {
			return err
		}
	}
	switch {
	case p.root == nil:
		return fail(NoElement, len(p.src), "expected a root element, found none")
	case len(p.open) > 0:
		in := p.open[len(p.open)-1]
		line, _ := lineColumn(p.src, in.node.Start)
		return fail(Truncated, len(p.src), "the text ends before </%s>, the end of the element of line %d", clip(in.name), line)
	}
	return nil
}

// next reads what stands at p.pos: character data up to the next '<', or one piece of markup.
func (p *parser) next() *Error {
	if p.src[p.pos] != '<' {
		return p.text()
	}
	if p.pos+1 == len(p.src) {
		return p.ended("a tag")
	}
	switch p.src[p.pos+1] {
	case '/':
		return p.endTag()
	case '?':
		return p.procInst()
	case '!':
		return p.bang()
	default:
		return p.startTag()
	}
}

func (p *parser) skipSpace(at int) int {
	for at < len(p.src) && isSpace(p.src[at]) {
		at++
	}
	return at
}

// add makes a node and hangs it into the open element; nodes outside the root are counted and dropped.
func (p *parser) add(k Kind, end int) (*Node, *Error) {
	if p.count++; p.count > p.limits.Nodes {
		return nil, fail(TooMany, p.pos, "the document has more than %d nodes, the limit", p.limits.Nodes)
	}
	if len(p.nodeSlab) == cap(p.nodeSlab) {
		p.nodeSlab = make([]Node, 0, grown(cap(p.nodeSlab)))
	}
	p.nodeSlab = append(p.nodeSlab, Node{Kind: k, Start: p.pos, End: end})
	n := &p.nodeSlab[len(p.nodeSlab)-1]
	if len(p.open) > 0 {
		n.Parent = p.open[len(p.open)-1].node
		p.pending = append(p.pending, n)
	}
	return n, nil
}

// grown is the size of the slab after one of that size.
func grown(size int) int { return min(max(2*size, 32), 1024) }

// keep copies items to a slab and gives the part that holds them.
func keep[T any](slab *[]T, items []T) []T {
	if len(items) == 0 {
		return nil
	}
	if cap(*slab)-len(*slab) < len(items) {
		*slab = make([]T, 0, max(grown(cap(*slab)), len(items)))
	}
	from := len(*slab)
	*slab = append(*slab, items...)
	return (*slab)[from:len(*slab):len(*slab)]
}

// text reads character data. Outside the root only white space may stand.
func (p *parser) text() *Error {
	end := len(p.src)
	if n := strings.IndexByte(p.src[p.pos:], '<'); n >= 0 {
		end = p.pos + n
	}
	if len(p.open) == 0 {
		at := p.skipSpace(p.pos)
		switch {
		case at >= end:
			p.pos = end
			return nil
		case p.root != nil:
			return fail(Trailing, at, "expected nothing after the root element, found %s", p.found(at))
		case strings.IndexByte(p.src[at:], '<') < 0:
			return fail(NoElement, at, "expected an XML element, found text without any")
		default:
			return fail(NotWellFormed, at, "expected '<' of the root element, found %s", p.found(at))
		}
	}
	if end == len(p.src) {
		return p.ended("character data")
	}
	raw := p.src[p.pos:end]
	if n := strings.Index(raw, "]]>"); n >= 0 {
		return fail(NotWellFormed, p.pos+n, "]]> is not allowed in character data")
	}
	n, err := p.add(Text, end)
	if err != nil {
		return err
	}
	n.Data = raw
	if strings.IndexByte(raw, '&') >= 0 || strings.IndexByte(raw, '\r') >= 0 {
		if n.Data, err = p.expand(raw, p.pos, false); err != nil {
			return err
		}
	}
	p.pos = end
	return nil
}

// bang reads a comment or a CDATA section and refuses everything else that begins with "<!".
func (p *parser) bang() *Error {
	const comment, cdata = "<!--", "<![CDATA["
	rest := p.src[p.pos:]
	switch {
	case strings.HasPrefix(rest, comment):
		return p.comment()
	case strings.HasPrefix(rest, cdata):
		if len(p.open) == 0 {
			return p.outside("a CDATA section")
		}
		from := p.pos + len(cdata)
		n := strings.Index(p.src[from:], "]]>")
		if n < 0 {
			return p.ended("a CDATA section")
		}
		end := from + n + len("]]>")
		node, err := p.add(Text, end)
		if err != nil {
			return err
		}
		node.Data = lineEnds(p.src[from : from+n])
		p.pos = end
		return nil
	case strings.HasPrefix(comment, rest), strings.HasPrefix(cdata, rest):
		return p.ended("markup")
	}
	for _, kind := range []string{"DOCTYPE", "ENTITY", "ELEMENT", "ATTLIST", "NOTATION"} {
		if word := rest[2:min(2+len(kind), len(rest))]; strings.EqualFold(word, kind) {
			return fail(DocType, p.pos, "a document type declaration is not allowed in SAML, found <!%s", word)
		} else if len(word) == len(rest)-2 && strings.EqualFold(word, kind[:len(word)]) {
			return p.ended("markup")
		}
	}
	return fail(NotWellFormed, p.pos, "expected a comment or a CDATA section after <!, found %s", p.found(p.pos+2))
}

func (p *parser) comment() *Error {
	from := p.pos + len("<!--")
	n := strings.Index(p.src[from:], "--")
	if n < 0 || from+n+2 == len(p.src) {
		return p.ended("a comment")
	}
	end := from + n + len("-->")
	if p.src[end-1] != '>' {
		return fail(NotWellFormed, from+n, "-- is not allowed inside a comment")
	}
	node, err := p.add(Comment, end)
	if err != nil {
		return err
	}
	node.Data = lineEnds(p.src[from : from+n])
	p.pos = end
	return nil
}

// procInst reads a processing instruction; Node.Local is its target, Node.Data what follows it.
func (p *parser) procInst() *Error {
	from := p.pos + len("<?")
	target, at, err := p.name(from, "the target of a processing instruction")
	switch {
	case err != nil:
		return err
	case target.prefix != "":
		return fail(Namespace, from, "the target of a processing instruction has no colon, found %s", clip(target.full))
	case strings.EqualFold(target.full, "xml"):
		return fail(NotWellFormed, p.pos, "an XML declaration stands only at the very start")
	}
	n := strings.Index(p.src[at:], "?>")
	if n < 0 {
		return p.ended("a processing instruction")
	}
	end := at + n + len("?>")
	data := p.skipSpace(at)
	if n > 0 && data == at {
		return fail(NotWellFormed, at, "expected white space or ?> after %s, found %s", clip(target.full), p.found(at))
	}
	node, err := p.add(ProcInst, end)
	if err != nil {
		return err
	}
	node.Local, node.Data = target.full, lineEnds(p.src[min(data, end-2):end-2])
	p.pos = end
	return nil
}

// outside is the refusal of markup that stands outside the root element.
func (p *parser) outside(what string) *Error {
	if p.root != nil {
		return fail(Trailing, p.pos, "expected nothing after the root element, found %s", what)
	}
	return fail(NotWellFormed, p.pos, "expected the root element, found %s", what)
}

func (p *parser) endTag() *Error {
	if len(p.open) == 0 {
		return p.outside("an end tag")
	}
	f := p.open[len(p.open)-1]
	from := p.pos + len("</")
	at := from + len(f.name)
	if at < len(p.src) && p.src[from:at] == f.name {
		if at = p.skipSpace(at); at == len(p.src) {
			return p.ended("an end tag")
		}
	}
	if at >= len(p.src) || p.src[at] != '>' || p.src[from:from+len(f.name)] != f.name {
		return p.wrongEnd(f)
	}
	p.pos = at + 1
	p.closeElement()
	return nil
}

// wrongEnd says what is wrong with an end tag that does not match.
func (p *parser) wrongEnd(f frame) *Error {
	from := p.pos + len("</")
	got, at, err := p.name(from, "the name of an end tag")
	if err != nil {
		return err
	}
	if got.full == f.name {
		return fail(NotWellFormed, at, "expected '>' at the end of </%s, found %s", clip(f.name), p.found(p.skipSpace(at)))
	}
	line, _ := lineColumn(p.src, f.node.Start)
	return fail(NotWellFormed, p.pos, "expected </%s> for the element of line %d, found </%s>", clip(f.name), line, clip(got.full))
}

// closeElement ends the innermost open element at p.pos.
func (p *parser) closeElement() {
	last := len(p.open) - 1
	f := p.open[last]
	f.node.End = p.pos
	f.node.Children = keep(&p.childSlab, p.pending[f.kids:])
	p.pending = p.pending[:f.kids]
	p.unbind(f.scope)
	p.open = p.open[:last]
}
