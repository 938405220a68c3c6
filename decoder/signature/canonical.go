package signature

import (
	"errors"
	"slices"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"

	"claimcheck/decoder/tree"
)

const (
	enveloped       = nsDsig + "enveloped-signature"
	excC14N         = "http://www.w3.org/2001/10/xml-exc-c14n#"
	inclusiveC14N   = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	inclusiveC14N11 = "http://www.w3.org/2006/12/xml-c14n11"
	withComments    = "#WithComments"
)

// c14n is a canonicalization and its parameters.
type c14n struct {
	uri       string // without comments
	inclusive bool
	comments  bool
	prefixes  []string // InclusiveNamespaces, without "#default"
	byDefault bool     // "#default" is among them
}

// c14ns is the allow-list of canonicalizations.
var c14ns = map[string]c14n{
	excC14N:                        {uri: excC14N},
	excC14N + "WithComments":       {uri: excC14N, comments: true},
	inclusiveC14N:                  {uri: inclusiveC14N, inclusive: true},
	inclusiveC14N + withComments:   {uri: inclusiveC14N, inclusive: true, comments: true},
	inclusiveC14N11:                {uri: inclusiveC14N11, inclusive: true},
	inclusiveC14N11 + withComments: {uri: inclusiveC14N11, inclusive: true, comments: true},
}

// readC14N reads a CanonicalizationMethod or a Transform.
func readC14N(n *tree.Node) (c14n, *refusal) {
	uri, _ := n.Attr("Algorithm")
	c, ok := c14ns[uri]
	switch {
	case uri == "":
		return c, refuse(Malformed, "expected a canonicalization, found none")
	case !ok:
		return c, refuse(Unsupported, "expected a known canonicalization, found %s", show(uri))
	}
	if stray := strayText(n); stray != "" {
		return c, refuse(Malformed, "expected no text in %s, found %s", n.Local, show(stray))
	}
	inside := n.Elements("", "")
	if len(inside) == 0 {
		return c, nil
	}
	if len(inside) > 1 || !inside[0].Is(excC14N, "InclusiveNamespaces") || c.inclusive ||
		len(inside[0].Elements("", "")) > 0 || strayText(inside[0]) != "" {
		return c, refuse(Malformed, "expected at most one InclusiveNamespaces, for exclusive canonicalization, in %s, found %s", n.Local, name(inside[0]))
	}
	list, _ := inside[0].Attr("PrefixList")
	for _, p := range strings.Fields(list) {
		if p == "#default" {
			c.byDefault = true
		} else {
			c.prefixes = append(c.prefixes, p)
		}
	}
	return c, nil
}

// maxNodes bounds one canonicalization, maxWork all of one document: goxmldsig copies the prefixes in
// scope for every element, and with inclusive canonicalization every subtree once a level. The work is
// counted before it is asked, since nothing stops it once it runs.
const (
	maxNodes = 1_000_000
	maxWork  = 20_000_000
)

// errLimit is a correct document that goxmldsig would get wrong, or would take too long for.
type errLimit struct{ what string }

func (e errLimit) Error() string { return ours(e.what) }

// spacing is what is done about white space that a pretty-printer may have added.
type spacing uint8

const (
	asSent  spacing = iota
	tight           // without white space between elements
	trimmed         // and without white space around text
)

// form says what is canonicalized: apex without the element leave.
type form struct {
	apex, leave *tree.Node
	spacing     spacing
	work        *int // done so far for the document
}

// octets canonicalizes. The error is an errLimit, or the canonicalizer's.
func (c c14n) octets(f form) ([]byte, error) {
	b := builder{c: c, form: f}
	e, err := b.apexElement()
	if err != nil {
		return nil, err
	}
	var out []byte
	switch {
	case !c.inclusive:
		out, err = b.exclusive(e)
	case c.comments:
		out, err = dsig.MakeC14N10WithCommentsCanonicalizer().Canonicalize(e)
	default:
		// 1.1 differs in the xml:* attributes of ancestors, which builder sees to
		out, err = dsig.MakeC14N10RecCanonicalizer().Canonicalize(e)
	}
	if err == nil && len(out) == 0 {
		err = errors.New("canonicalization gave nothing")
	}
	return out, err
}

// exclusive is goxmldsig's exclusive canonicalizer taken apart, to mend the order of attributes before
// they are written.
func (b *builder) exclusive(e *etree.Element) ([]byte, error) {
	if err := etreeutils.TransformExcC14n(e, strings.Join(b.c.prefixes, " "), b.c.comments); err != nil {
		return nil, err
	}
	for e, sorted := range b.misordered {
		first := slices.IndexFunc(e.Attr, func(a etree.Attr) bool { return a.Space != "" && a.Space != "xmlns" })
		for i, a := range sorted {
			e.Attr[first+i] = etree.Attr{Space: a.Prefix, Key: a.Local, Value: a.Value}
		}
	}
	doc := etree.NewDocument()
	doc.WriteSettings = etree.WriteSettings{CanonicalAttrVal: true, CanonicalEndTags: true, CanonicalText: true}
	doc.SetRoot(e)
	return doc.WriteToBytes()
}

// builder makes the element that goxmldsig canonicalizes straight from the tree: no second XML parser
// with a mind of its own reads the message.
type builder struct {
	c c14n
	form
	nodes      int
	misordered map[*etree.Element][]tree.Attr // prefixed attributes in their right order, where goxmldsig has another
}

// state is what holds at an element, handed down.
type state struct {
	depth, prefixes int
	fallback        string // default namespace in force, empty for none
	declared        bool   // a default namespace was declared at or above, and goxmldsig knows
	rendered        bool   // exclusive: a default namespace was written out
}

func (b *builder) apexElement() (*etree.Element, error) {
	inherited := b.apex.InScope()
	own := make(map[string]bool, len(b.apex.Decls))
	for _, d := range b.apex.Decls {
		own[d.Prefix] = true
	}
	decls := slices.Clone(b.apex.Decls)
	for _, d := range inherited {
		if !own[d.Prefix] {
			decls = append(decls, d)
		}
	}
	attrs := b.apex.Attrs
	if b.c.inclusive {
		var err error
		if attrs, err = b.xmlAttrs(); err != nil {
			return nil, err
		}
	}
	return b.element(b.apex, attrs, decls, state{})
}

// xmlAttrs gives the attributes of the apex together with the xml:* ones of its ancestors, which
// inclusive canonicalization brings in (C14N 1.0, 2.4). C14N 1.1 leaves xml:id out and joins xml:base.
func (b *builder) xmlAttrs() ([]tree.Attr, error) {
	attrs := slices.Clone(b.apex.Attrs)
	for n := b.apex.Parent; n != nil; n = n.Parent {
		for _, a := range n.Attrs {
			if a.Prefix != "xml" || b.c.uri == inclusiveC14N11 && a.Local == "id" {
				continue
			}
			if b.c.uri == inclusiveC14N11 && a.Local == "base" {
				return nil, errLimit{"xml:base above the signed element is not joined"}
			}
			if !slices.ContainsFunc(attrs, func(have tree.Attr) bool { return have.Prefix == "xml" && have.Local == a.Local }) {
				attrs = append(attrs, a)
			}
		}
	}
	return attrs, nil
}

func (b *builder) element(n *tree.Node, attrs []tree.Attr, decls []tree.Decl, s state) (*etree.Element, error) {
	e := &etree.Element{Space: n.Prefix, Tag: n.Local}
	e.Attr = make([]etree.Attr, 0, len(attrs)+len(decls))
	if err := b.declare(e, n, decls, &s); err != nil {
		return nil, err
	}
	for _, a := range attrs {
		e.Attr = append(e.Attr, etree.Attr{Space: a.Prefix, Key: a.Local, Value: a.Value})
	}
	if sorted := misordered(attrs); sorted != nil {
		if b.c.inclusive {
			return nil, errLimit{"attributes of several namespaces in " + n.Local + " would be put in the wrong order"}
		}
		if b.misordered == nil {
			b.misordered = map[*etree.Element][]tree.Attr{}
		}
		b.misordered[e] = sorted
	}
	s.depth++
	copies := 1
	if b.c.inclusive {
		copies = s.depth
	}
	if *b.work += s.prefixes + copies*(1+len(attrs)+len(n.Children)); *b.work > maxWork {
		return nil, errLimit{"the document is too large or too deep to verify"}
	}
	parent := b.spacing != asSent && slices.ContainsFunc(n.Children, func(c *tree.Node) bool { return c.Kind == tree.Element })
	for _, c := range n.Children {
		if c == b.leave {
			continue
		}
		if b.nodes++; b.nodes > maxNodes {
			return nil, errLimit{"the document has too many nodes to verify"}
		}
		switch c.Kind {
		case tree.Element:
			inner, err := b.element(c, c.Attrs, c.Decls, s)
			if err != nil {
				return nil, err
			}
			e.AddChild(inner)
		case tree.Text:
			text := c.Data
			if b.spacing == trimmed || parent && strings.Trim(text, space) == "" {
				text = strings.Trim(text, space)
			}
			if text != "" {
				e.AddChild(etree.NewText(text))
			}
		case tree.Comment:
			if b.c.comments {
				e.AddChild(etree.NewComment(c.Data))
			}
		case tree.ProcInst:
			e.AddChild(etree.NewProcInst(c.Local, c.Data))
		}
	}
	return e, nil
}

// declare adds the namespace declarations of n, and refuses where goxmldsig is known to go wrong.
func (b *builder) declare(e *etree.Element, n *tree.Node, decls []tree.Decl, s *state) error {
	if b.c.byDefault && n == b.apex && n.Prefix != "" && slices.ContainsFunc(decls, isDefault) {
		return errLimit{"#default in PrefixList, with a default namespace that is not used at once"}
	}
	for _, d := range decls {
		switch {
		case d.Prefix == "xml":
			continue // always in force, never written
		case d.Prefix != "":
			s.prefixes++
			e.Attr = append(e.Attr, etree.Attr{Space: "xmlns", Key: d.Prefix, Value: d.URI})
			continue
		case d.URI == "" && s.fallback == "":
			continue // takes back what is not there; goxmldsig would write it out
		case b.c.byDefault && n.Prefix != "":
			return errLimit{"#default in PrefixList, with a default namespace that is not used at once"}
		}
		s.fallback, s.declared = d.URI, true
		e.Attr = append(e.Attr, etree.Attr{Key: "xmlns", Value: d.URI})
	}
	if n.Prefix == "" && !b.c.inclusive {
		if n.Space == "" && s.declared && !s.rendered {
			return errLimit{"an element without a namespace where one was taken back"}
		}
		s.rendered = s.rendered || n.Space != ""
	}
	return nil
}

func isDefault(d tree.Decl) bool { return d.Prefix == "" }

// misordered gives the prefixed attributes in the order of C14N 1.0 (2.2), by namespace first, where
// goxmldsig, which sorts them by local name first, would depart from it; else nil.
func misordered(attrs []tree.Attr) []tree.Attr {
	prefixed := 0
	for i := range attrs {
		if attrs[i].Prefix != "" {
			prefixed++
		}
	}
	if prefixed < 2 {
		return nil
	}
	sorted := make([]tree.Attr, 0, prefixed)
	for _, a := range attrs {
		if a.Prefix != "" {
			sorted = append(sorted, a)
		}
	}
	slices.SortFunc(sorted, func(a, b tree.Attr) int {
		if c := strings.Compare(a.Space, b.Space); c != 0 {
			return c
		}
		return strings.Compare(a.Local, b.Local)
	})
	for i := 1; i < len(sorted); i++ {
		if sorted[i-1].Local >= sorted[i].Local {
			return sorted
		}
	}
	return nil
}
