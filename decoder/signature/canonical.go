package signature

import (
	"cmp"
	"slices"
	"strings"

	"claimcheck/decoder/tree"
)

// spacing is what is done about white space that a pretty-printer may have added.
type spacing uint8

const (
	asSent  spacing = iota
	tight           // without white space between elements
	trimmed         // and without white space around text
	printed         // with lines and indents of its own between elements
)

// form says what is canonicalized: apex without the element leave, read as the repair has it.
type form struct {
	apex, leave *tree.Node
	repair
	top  *tree.Node // nothing is inherited from outside it; nil is no bound
	most int        // octets after which no further element is written; 0 is no bound
}

// octets writes the canonical form straight from the tree (C14N 1.0 and 1.1, Exclusive C14N 1.0). It
// takes time in proportion to the apex and what is declared above it.
func (c c14n) octets(f form) []byte {
	return c.write(f, make([]byte, 0, f.apex.End-f.apex.Start+512))
}

// write is octets into the space of buffer.
func (c c14n) write(f form, buffer []byte) []byte {
	w := writer{c: c, form: f, last: map[string]int{}, out: buffer[:0]}
	w.element(f.apex, c.attrs(f.apex, f.top), c.decls(f.apex, f.top))
	return w.out
}

// decls gives the declarations that may be written at the apex: its own and those it inherits.
func (c c14n) decls(apex, top *tree.Node) []tree.Decl {
	if apex.Parent == nil || apex == top || !c.inclusive && c.listed == nil {
		return apex.Decls // unlisted prefixes are written where they are used
	}
	if top == nil {
		return apex.InScope()
	}
	var decls []tree.Decl
	have := map[string]bool{}
	for n := apex; n != top.Parent; n = n.Parent {
		for _, d := range n.Decls {
			if !have[d.Prefix] {
				have[d.Prefix] = true
				decls = append(decls, d)
			}
		}
	}
	return decls
}

// attrs gives the attributes of the apex. Inclusive canonicalization brings in the xml:* attributes of its
// ancestors, the nearest first (C14N 1.0, 2.4); C14N 1.1 (2.4) only xml:lang and xml:space, and it joins
// xml:base.
func (c c14n) attrs(apex, top *tree.Node) []tree.Attr {
	if !c.inclusive || apex.Parent == nil || apex == top {
		return apex.Attrs
	}
	attrs := slices.Clone(apex.Attrs)
	have := map[string]bool{}
	for n := apex; n != nil; n = n.Parent {
		for _, a := range n.Attrs {
			if a.Prefix != "xml" || have[a.Local] {
				continue
			}
			have[a.Local] = true
			if n != apex && (c.uri == inclusiveC14N || a.Local == "lang" || a.Local == "space") {
				attrs = append(attrs, a)
			}
		}
		if n == top {
			break
		}
	}
	if c.uri == inclusiveC14N || !have["base"] {
		return attrs
	}
	if base, joined := bases(apex, top); joined {
		attrs = slices.DeleteFunc(attrs, func(a tree.Attr) bool { return isBase(&a) })
		if base != "" {
			attrs = append(attrs, tree.Attr{Prefix: "xml", Local: "base", Space: nsXML, Value: base})
		}
	}
	return attrs
}

// writer writes one canonical form.
type writer struct {
	c c14n
	form
	out   []byte
	open  []declared     // declarations that were written by the elements that are open
	last  map[string]int // index into open of a prefix's last one
	attrs []*tree.Attr   // of the element at hand
	level int            // of the element at hand, below the apex
	seen  int            // values that were written
}

// declared is a declaration that was written.
type declared struct {
	tree.Decl
	outer int // index of the one that this one hides, or -1
}

// element writes n with those attributes and declarations. It goes as deep as the tree, which is bounded.
func (w *writer) element(n *tree.Node, attrs []tree.Attr, decls []tree.Decl) {
	if w.most > 0 && len(w.out) > w.most {
		return
	}
	outside := len(w.open)
	w.out = append(w.out, '<')
	w.name(n.Prefix, n.Local)
	w.sort(attrs)
	w.namespaces(n, decls)
	for _, a := range w.attrs {
		w.out = append(w.out, ' ')
		w.name(a.Prefix, a.Local)
		w.out = append(w.out, '=', '"')
		w.text(w.rewritten(a.Value), &inAttr)
		w.out = append(w.out, '"')
	}
	w.out = append(w.out, '>')
	w.level++
	w.children(n)
	w.level--
	w.out = append(w.out, '<', '/')
	w.name(n.Prefix, n.Local)
	w.out = append(w.out, '>')
	w.close(outside)
}

func (w *writer) children(n *tree.Node) {
	between := w.spacing != asSent && slices.ContainsFunc(n.Children, func(c *tree.Node) bool { return c.Kind == tree.Element })
	for _, c := range n.Children {
		switch {
		case c == w.leave:
			if w.line {
				w.breakLine(w.level)
			}
		case c.Kind == tree.Element:
			w.breakLine(w.level)
			w.element(c, c.Attrs, c.Decls)
		case c.Kind == tree.Text:
			text := c.Data
			if w.spacing == trimmed || between && strings.Trim(text, space) == "" {
				text = strings.Trim(text, space)
			}
			w.text(w.rewritten(text), &inText)
			if w.blank > 0 && isValue(c) {
				if w.seen++; w.seen == w.blank {
					w.out = append(w.out, ' ')
				}
			}
		case c.Kind == tree.Comment && w.c.comments:
			w.out = append(append(append(w.out, "<!--"...), c.Data...), "-->"...)
		case c.Kind == tree.ProcInst:
			w.out = append(append(w.out, "<?"...), c.Local...)
			if c.Data != "" {
				w.out = append(append(w.out, ' '), c.Data...)
			}
			w.out = append(w.out, "?>"...)
		}
	}
	if between {
		w.breakLine(w.level - 1)
	}
}

// breakLine begins a line at that level below the apex, where lines are printed.
func (w *writer) breakLine(level int) {
	if w.spacing != printed {
		return
	}
	w.text(w.newline, &inText)
	for range w.depth + level {
		w.out = append(w.out, w.indent...)
	}
}

// rewritten is a text or a value as it was before the accident.
func (w *writer) rewritten(s string) string {
	if w.rewrite == nil {
		return s
	}
	return w.rewrite(s)
}

func (w *writer) name(prefix, local string) {
	if prefix != "" {
		w.out = append(append(w.out, prefix...), ':')
	}
	w.out = append(w.out, local...)
}

// sort puts the attributes in order: by namespace, then by local name; those without a namespace come
// first (C14N 1.0, 2.2).
func (w *writer) sort(attrs []tree.Attr) {
	w.attrs = w.attrs[:0]
	for i := range attrs {
		w.attrs = append(w.attrs, &attrs[i])
	}
	if len(w.attrs) > 1 {
		slices.SortFunc(w.attrs, func(a, b *tree.Attr) int {
			return cmp.Or(strings.Compare(a.Space, b.Space), strings.Compare(a.Local, b.Local))
		})
	}
}

// namespaces writes the declarations that n needs: every one in force for inclusive canonicalization and
// for the listed prefixes, else those that n or its attributes visibly utilize (Exclusive C14N, 3); of
// these, the ones that no open element wrote with the same value.
func (w *writer) namespaces(n *tree.Node, decls []tree.Decl) {
	from := len(w.open)
	if !w.c.inclusive {
		w.declare(tree.Decl{Prefix: n.Prefix, URI: n.Space})
		for _, a := range w.attrs {
			if a.Prefix != "" {
				w.declare(tree.Decl{Prefix: a.Prefix, URI: a.Space})
			}
		}
	}
	for _, d := range decls {
		if w.c.inclusive || w.c.listed[d.Prefix] {
			w.declare(d)
		}
	}
	fresh := w.open[from:]
	if len(fresh) > 1 {
		slices.SortFunc(fresh, func(a, b declared) int { return strings.Compare(a.Prefix, b.Prefix) })
		for i := range fresh {
			w.last[fresh[i].Prefix] = from + i
		}
	}
	for _, d := range fresh {
		w.out = append(w.out, " xmlns"...)
		if d.Prefix != "" {
			w.out = append(append(w.out, ':'), d.Prefix...)
		}
		w.out = append(w.out, '=', '"')
		w.text(d.URI, &inAttr)
		w.out = append(w.out, '"')
	}
}

// declare notes a declaration to be written, unless it is in force in what was written so far. An empty
// default namespace is in force at the start.
func (w *writer) declare(d tree.Decl) {
	if d.Prefix == "xml" {
		return // always in force (C14N 1.0, 2.3)
	}
	outer, known := w.last[d.Prefix]
	switch {
	case !known && d.URI == "" || known && w.open[outer].URI == d.URI:
		return
	case !known:
		outer = -1
	}
	w.last[d.Prefix] = len(w.open)
	w.open = append(w.open, declared{d, outer})
}

// close takes the declarations of an element that ends out of force.
func (w *writer) close(outside int) {
	for _, d := range w.open[outside:] {
		if d.outer < 0 {
			delete(w.last, d.Prefix)
		} else {
			w.last[d.Prefix] = d.outer
		}
	}
	w.open = w.open[:outside]
}

// The references that stand for a character, in text and in attribute values (C14N 1.0, 2.3).
var (
	inText = [256]string{'&': "&amp;", '<': "&lt;", '>': "&gt;", '\r': "&#xD;"}
	inAttr = [256]string{'&': "&amp;", '<': "&lt;", '"': "&quot;", '\t': "&#x9;", '\n': "&#xA;", '\r': "&#xD;"}
)

func (w *writer) text(s string, references *[256]string) {
	from := 0
	for i := range len(s) {
		if r := references[s[i]]; r != "" {
			w.out = append(append(w.out, s[from:i]...), r...)
			from = i + 1
		}
	}
	w.out = append(w.out, s[from:]...)
}
