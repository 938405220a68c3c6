package tree

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	byteOrder = "\ufeff"
	slabSize  = 1024 // most items of a slab
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
	count  int // nodes so far, without those that each dropped
	each   func(*Node) bool

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
	slabs     int // how many slabs of nodes there were before this one
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
	count int    // how many nodes there were before it
	slab  int    // the slab of its node, and its place in there
	at    int
}

// name is a qualified name (Namespaces in XML 1.0, production 7).
type name struct{ full, prefix, local string }

// Parse reads one document. The error is always an *Error.
//
// A byte order mark at the start is passed over; offsets count it.
func Parse(source []byte, l Limits) (*Doc, error) { return readDocument(source, l, nil) }

// Scan reads one document as Parse does and hands each element to the function given when its end has
// come. Where that says drop the document goes on without the element and what is in it, so that a
// document is read that is too large to be held as a whole: dropped nodes do not count, and are empty from then on.
func Scan(source []byte, l Limits, each func(n *Node) (drop bool)) (*Doc, error) {
	return readDocument(source, l, each)
}

func readDocument(source []byte, l Limits, each func(*Node) bool) (*Doc, error) {
	if len(source) > l.Bytes {
		return nil, &Error{Code: TooLarge, Line: 1, Column: 1, Msg: fmt.Sprintf("the document has %d bytes, the limit is %d", len(source), l.Bytes)}
	}
	p := &parser{src: string(source), limits: l, each: each, bound: map[string]int{}, uris: map[string]int{"": 0}}
	// Nodes come about as many as '<': two for an element, which mostly has a text.
	nodes := min(max(strings.Count(p.src, "<"), 8), slabSize)
	p.nodeSlab, p.childSlab = make([]Node, 0, nodes), make([]*Node, 0, nodes)
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
		p.slabs++
	}
	p.nodeSlab = append(p.nodeSlab, Node{Kind: k, Start: p.pos, End: end})
	n := &p.nodeSlab[len(p.nodeSlab)-1]
	if len(p.open) > 0 {
		n.Parent = p.open[len(p.open)-1].node
		p.pending = append(p.pending, n)
	}
	return n, nil
}

// drop gives the room of an element back. Its nodes let go of each other first: a slab lives as long as any node
// in it, and would keep by them the slabs of all that was dropped.
func (p *parser) drop(f frame) {
	unlink(f.node)
	from := 0 // an element of several slabs has the last one to itself
	if f.slab == p.slabs {
		from = f.at
	}
	p.nodeSlab = p.nodeSlab[:from]
	p.count = f.count
}

func unlink(n *Node) {
	for _, c := range n.Children {
		unlink(c)
	}
	*n = Node{}
}

// grown is the size of the slab after one of that size.
func grown(size int) int { return min(max(2*size, 16), slabSize) }

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
