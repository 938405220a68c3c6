package signature

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"claimcheck/decoder/tree"
)

// What the second witness says of a signature that the first finds good.
const (
	agrees      = "agrees"
	cannotJudge = "cannot judge: "
)

// witness is asked for the octets of a reading that verified; an error disputes it.
type witness func(*signed, reading) (said string, err error)

// errTooMuch is a document that goxmldsig would take too long for.
var errTooMuch = errors.New("the document is too large or too deep for it")

// second asks goxmldsig's canonicalizer for the octets that were digested, of SignedInfo and of the
// content. It has the first witness's tree, no parser of its own. err is nil unless the two disagree where
// goxmldsig is not known to be wrong.
func (s *signed) second(v reading) (said string, err error) {
	for _, part := range []struct {
		c    c14n
		form form
		want []byte
	}{
		{s.infoC14N, form{apex: s.info}, v.info},
		{s.contentC14N, form{apex: s.parent, leave: s.node}, v.content},
	} {
		have, err := part.c.goxmldsig(part.form, s.work)
		if err == nil && bytes.Equal(have, part.want) {
			continue
		}
		if errors.Is(err, errTooMuch) {
			return cannotJudge + err.Error(), nil
		}
		if known := part.c.wrong(part.form); known != "" {
			return cannotJudge + known, nil
		}
		if err == nil {
			err = fmt.Errorf("another canonical form of %s", name(part.form.apex))
		}
		return "disagrees: " + err.Error(), err
	}
	return agrees, nil
}

// fault is what goxmldsig v1.6.1 is known to get wrong in a correct message, and how it shows.
type fault struct {
	what      string
	exclusive bool // only in exclusive canonicalization
	in        func(c c14n, n *tree.Node) bool
}

var faults = []fault{
	{"it sorts the attributes of several namespaces by their local names", false, func(_ c14n, n *tree.Node) bool {
		return misordered(n.Attrs)
	}},
	{"it does not know #default in PrefixList", true, func(c c14n, n *tree.Node) bool {
		return c.listed[""] && slices.ContainsFunc(n.Decls, isDefault)
	}},
	{"it takes back a default namespace that was not written", true, func(_ c14n, n *tree.Node) bool {
		return n.Prefix == "" && n.Space == ""
	}},
}

// wrong names the fault that explains why goxmldsig has other octets; empty when none is known.
func (c c14n) wrong(f form) string {
	found := ""
	f.apex.Walk(func(n *tree.Node) {
		for _, k := range faults {
			if found == "" && n.Kind == tree.Element && (!k.exclusive || !c.inclusive) && k.in(c, n) {
				found = k.what
			}
		}
	})
	return found
}

func isDefault(d tree.Decl) bool { return d.Prefix == "" }

// misordered says whether prefixed attributes have another order by namespace than by local name, or share
// a local name: goxmldsig orders these by the declarations that happen to be written beside them.
func misordered(attrs []tree.Attr) bool {
	for i, a := range attrs {
		for _, b := range attrs[:i] {
			if a.Prefix != "" && b.Prefix != "" && a.Space != b.Space && (a.Local == b.Local || (a.Space < b.Space) != (a.Local < b.Local)) {
				return true
			}
		}
	}
	return false
}

// maxWork bounds what goxmldsig is asked to do for one document: it copies the prefixes in scope for every
// element, and with inclusive canonicalization every subtree once a level, about 120 bytes each time. The
// work is counted before it is asked, since nothing stops it once it runs.
const maxWork = 3_000_000

// goxmldsig canonicalizes with goxmldsig. A panic of the library is an error.
func (c c14n) goxmldsig(f form, work *int) (octets []byte, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("it broke: %v", p)
		}
	}()
	b := builder{c: c, form: f, work: work}
	e, err := b.element(f.apex, c.attrs(f.apex, nil), f.apex.InScope(), 0, 0)
	if err != nil {
		return nil, err
	}
	var library dsig.Canonicalizer
	switch {
	case c.inclusive && c.comments:
		library = dsig.MakeC14N10WithCommentsCanonicalizer()
	case c.inclusive: // 1.1 differs in the xml:* attributes of ancestors, which stand at the apex already
		library = dsig.MakeC14N10RecCanonicalizer()
	case c.comments:
		library = dsig.MakeC14N10ExclusiveWithCommentsCanonicalizerWithPrefixList(c.list)
	default:
		library = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList(c.list)
	}
	return library.Canonicalize(e)
}

// builder makes the element that goxmldsig canonicalizes.
type builder struct {
	c c14n
	form
	work *int // done so far for the document
}

func (b *builder) element(n *tree.Node, attrs []tree.Attr, decls []tree.Decl, depth, prefixes int) (*etree.Element, error) {
	e := &etree.Element{Space: n.Prefix, Tag: n.Local, Attr: make([]etree.Attr, 0, len(attrs)+len(decls))}
	for _, d := range decls {
		switch d.Prefix {
		case "xml": // always in force, never written
		case "":
			e.Attr = append(e.Attr, etree.Attr{Key: "xmlns", Value: d.URI})
		default:
			e.Attr = append(e.Attr, etree.Attr{Space: "xmlns", Key: d.Prefix, Value: d.URI})
			prefixes++
		}
	}
	for _, a := range attrs {
		e.Attr = append(e.Attr, etree.Attr{Space: a.Prefix, Key: a.Local, Value: a.Value})
	}
	copies := 1
	depth++
	if b.c.inclusive {
		copies = depth
	}
	if *b.work += prefixes + copies*(1+len(attrs)+len(n.Children)); *b.work > maxWork {
		return nil, errTooMuch
	}
	for _, c := range n.Children {
		switch {
		case c == b.leave:
		case c.Kind == tree.Element:
			inner, err := b.element(c, c.Attrs, c.Decls, depth, prefixes)
			if err != nil {
				return nil, err
			}
			e.AddChild(inner)
		case c.Kind == tree.Text:
			e.AddChild(etree.NewText(c.Data))
		case c.Kind == tree.Comment && b.c.comments: // where they are dropped it takes quadratic time for them
			e.AddChild(etree.NewComment(c.Data))
		case c.Kind == tree.ProcInst:
			e.AddChild(etree.NewProcInst(c.Local, c.Data))
		}
	}
	return e, nil
}
