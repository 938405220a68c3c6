package tree

import (
	"slices"
	"strconv"
	"strings"
)

// The namespaces of SAML 1.x, whose IDs have names of their own.
const (
	saml11  = "urn:oasis:names:tc:SAML:1.0:assertion"
	saml11P = "urn:oasis:names:tc:SAML:1.0:protocol"
)

// Place says where n stands. The Path of a text, comment or processing instruction is that of the
// element that holds it.
func (d *Doc) Place(n *Node) Place {
	line, column := d.At(n.Start)
	return Place{Line: line, Column: column, Offset: n.Start, Path: d.path(n)}
}

// path names the elements down to n, with their places where siblings share the name.
func (d *Doc) path(n *Node) string {
	down := make([]*Node, 0, 16)
	for ; n != nil; n = n.Parent {
		if n.Kind == Element {
			down = append(down, n)
		}
	}
	path := make([]byte, 0, 256)
	for _, n := range slices.Backward(down) {
		path = append(append(path, '/'), n.Local...)
		if n.Parent == nil {
			continue
		}
		if r := d.rank(n); r.of > 1 {
			path = append(strconv.AppendInt(append(path, '['), int64(r.nth), 10), ']')
		}
	}
	return string(path)
}

// rank is the place of an element among the siblings of its name: nth, from 1, of as many.
type rank struct{ nth, of int }

// manySiblings is from where on the ranks of siblings are kept: to count them anew for each would be
// quadratic.
const manySiblings = 64

func (d *Doc) rank(n *Node) rank {
	siblings := n.Parent.Children
	if len(siblings) < manySiblings {
		var r rank
		for _, c := range siblings {
			if c.Kind == Element && c.Local == n.Local {
				r.of++
			}
			if c == n {
				r.nth = r.of
			}
		}
		return r
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if r, known := d.ranks[n]; known {
		return r
	}
	if d.ranks == nil {
		d.ranks = map[*Node]rank{}
	}
	count := map[string]int{}
	for _, c := range siblings {
		if c.Kind == Element {
			count[c.Local]++
			d.ranks[c] = rank{nth: count[c.Local]}
		}
	}
	for _, c := range siblings {
		if c.Kind == Element {
			d.ranks[c] = rank{nth: d.ranks[c].nth, of: count[c.Local]}
		}
	}
	return d.ranks[n]
}

// At turns a byte offset into line and column. Lines end with LF.
func (d *Doc) At(offset int) (line, column int) {
	d.once.Do(func() {
		d.lines = make([]int, 1, 1+strings.Count(d.Source, "\n"))
		for at := 0; ; {
			n := strings.IndexByte(d.Source[at:], '\n')
			if n < 0 {
				return
			}
			at += n + 1
			d.lines = append(d.lines, at)
		}
	})
	offset = min(max(offset, 0), len(d.Source))
	line, exact := slices.BinarySearch(d.lines, offset)
	if exact {
		line++
	}
	return line, offset - d.lines[line-1] + 1
}

// DuplicateIDs lists, in document order, the elements that share the value of an ID with another
// element, and those with more than one ID (Core 1.3.4). An ID is an attribute whose local name is
// "id" in any case and any namespace, and in SAML 1.x also AssertionID, RequestID and ResponseID.
func (d *Doc) DuplicateIDs() []*Node {
	d.counted.Do(d.countIDs)
	return d.shared
}

// HasID says whether an element of the document has that ID.
func (d *Doc) HasID(id string) bool {
	d.counted.Do(d.countIDs)
	return d.ids[id] > 0
}

// countIDs counts the holders of every ID, in one walk: a message may have hundreds of thousands.
func (d *Doc) countIDs() {
	type holder struct {
		node *Node
		id   string
	}
	var holders []holder
	d.Root.Walk(func(n *Node) {
		for i := range n.Attrs {
			if n.isID(&n.Attrs[i]) {
				holders = append(holders, holder{n, trim(n.Attrs[i].Value)})
			}
		}
	})
	d.ids = make(map[string]int, len(holders))
	for _, h := range holders {
		d.ids[h.id]++
	}
	for i, h := range holders {
		several := i > 0 && holders[i-1].node == h.node || i+1 < len(holders) && holders[i+1].node == h.node
		if several || d.ids[h.id] > 1 {
			if last := len(d.shared) - 1; last < 0 || d.shared[last] != h.node {
				d.shared = append(d.shared, h.node)
			}
		}
	}
}

// IDs are the values of the IDs in n and below it, as DuplicateIDs counts them.
func (n *Node) IDs() map[string]bool {
	ids := map[string]bool{}
	n.Walk(func(c *Node) {
		for i := range c.Attrs {
			if c.isID(&c.Attrs[i]) {
				ids[trim(c.Attrs[i].Value)] = true
			}
		}
	})
	return ids
}

func (n *Node) isID(a *Attr) bool {
	switch a.Local {
	case "AssertionID", "RequestID", "ResponseID":
		return a.Space == "" && (n.Space == saml11 || n.Space == saml11P)
	default:
		return strings.EqualFold(a.Local, "id")
	}
}

// trim takes the white space off that a reader with a schema would collapse.
func trim(s string) string { return strings.Trim(s, " \t\r\n") }

// Walk visits n and its descendants of every kind in document order, without recursion.
func (n *Node) Walk(visit func(*Node)) {
	stack := [][]*Node{{n}}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		if len(top) == 0 {
			stack = stack[:len(stack)-1]
			continue
		}
		stack[len(stack)-1] = top[1:]
		visit(top[0])
		if kids := top[0].Children; len(kids) > 0 {
			stack = append(stack, kids)
		}
	}
}

// Is says whether n is an element of that namespace and local name.
func (n *Node) Is(space, local string) bool {
	return n != nil && n.Kind == Element && n.Local == local && n.Space == space
}

// matches is Is with the wild cards of Elements.
func (n *Node) matches(space, local string) bool {
	return n.Kind == Element && (n.Local == local || local == "") && (n.Space == space || space == "" && local == "")
}

// Child gives the first child element of that name, or nil.
func (n *Node) Child(space, local string) *Node {
	for _, c := range n.Children {
		if c.Is(space, local) {
			return c
		}
	}
	return nil
}

// Elements gives the child elements of that name; an empty local takes every child element of the
// namespace, and both empty every child element.
func (n *Node) Elements(space, local string) []*Node {
	var found []*Node
	for _, c := range n.Children {
		if c.matches(space, local) {
			found = append(found, c)
		}
	}
	return found
}

// All gives n and its descendants of that name in document order, with the wild cards of Elements.
func (n *Node) All(space, local string) []*Node {
	var found []*Node
	n.Walk(func(c *Node) {
		if c.matches(space, local) {
			found = append(found, c)
		}
	})
	return found
}

// Attr gives the value of an attribute without a namespace.
func (n *Node) Attr(local string) (value string, ok bool) {
	for i := range n.Attrs {
		if a := &n.Attrs[i]; a.Local == local && a.Space == "" {
			return a.Value, true
		}
	}
	return "", false
}

// Text joins all character data that stands directly in n, across comments and processing
// instructions, and leaves out what stands in child elements.
func (n *Node) Text() string {
	first, several := "", false
	for _, c := range n.Children {
		if c.Kind != Text || c.Data == "" {
			continue
		}
		if several = first != ""; several {
			break
		}
		first = c.Data
	}
	if !several {
		return first
	}
	var b strings.Builder
	for _, c := range n.Children {
		if c.Kind == Text {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// AllText joins all character data in n and its descendants, as XPath's string() does.
func (n *Node) AllText() string {
	if len(n.Children) == 1 && n.Children[0].Kind == Text {
		return n.Children[0].Data
	}
	var b strings.Builder
	n.Walk(func(c *Node) {
		if c.Kind == Text {
			b.WriteString(c.Data)
		}
	})
	return b.String()
}

// Odd says whether readers may disagree about the character data of n, white space aside: some of it
// follows a comment, a processing instruction or a child element, where a careless reader stops
// (CVE-2017-11427), or it stands beside a child element.
func (n *Node) Odd() bool {
	broken, child, data := false, false, false
	for _, c := range n.Children {
		switch {
		case c.Kind != Text:
			broken = true
			child = child || c.Kind == Element
		case trim(c.Data) != "":
			if broken {
				return true
			}
			data = true
		}
	}
	return child && data
}

// InScope gives the namespace declarations in force at n, the nearest first; "xml" is left out, and so
// is a default namespace that was taken back.
func (n *Node) InScope() []Decl {
	var force []Decl
	known := map[string]bool{"xml": true}
	for ; n != nil; n = n.Parent {
		for _, d := range n.Decls {
			if known[d.Prefix] {
				continue
			}
			known[d.Prefix] = true
			if d.URI != "" {
				force = append(force, d)
			}
		}
	}
	return force
}
