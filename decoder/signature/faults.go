package signature

import (
	"slices"
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/tree"
)

// fault is what the second witness is known to get wrong, or not to do at all, in a correct message, and
// how it shows. Every row has a vector, signature-second-NAME.
type fault struct {
	name string
	what string
	in   func(p part, n *tree.Node) bool
}

// part is what the two witnesses have different octets of; whole is a document that the second could not
// read.
type part struct {
	c      c14n
	form   form
	source string
	whole  bool
}

// faults are those of goxmldsig v1.6.1, and of etree v1.8.1 and encoding/xml, which read for it.
var faults = []fault{
	{"attribute-order", "it sorts the attributes of several namespaces by their local names", func(p part, n *tree.Node) bool {
		return !p.whole && misordered(p.attrs(n))
	}},
	{"default-listed", "it does not know #default in PrefixList", func(p part, n *tree.Node) bool {
		inherited := n == p.form.apex && slices.ContainsFunc(n.InScope(), isDefault)
		return !p.whole && p.c.listed[""] && (inherited || slices.ContainsFunc(n.Decls, isDefault))
	}},
	{"default-taken-back", "it takes back a default namespace that was not written", func(p part, n *tree.Node) bool {
		return !p.whole && !p.c.inclusive && n.Kind == tree.Element && n.Prefix == "" && n.Space == ""
	}},
	{"base-joined", "it does not join an xml:base with those above it", func(p part, n *tree.Node) bool {
		if p.whole || p.c.uri != inclusiveC14N11 || n != p.form.apex {
			return false
		}
		_, joined := bases(n, nil)
		return joined
	}},
	{"line-in-attribute", "it does not read a line break or a tab in an attribute as a blank", func(p part, n *tree.Node) bool {
		if n == p.form.apex && n.Parent != nil && !p.whole {
			for above := n.Parent; above != nil; above = above.Parent {
				if spaced(p.source[above.Start:above.End]) {
					return true
				}
			}
		}
		return !p.whole && n.Kind == tree.Element && spaced(p.source[n.Start:n.End])
	}},
	{"line-in-instruction", "it keeps the carriage returns of processing instructions and comments", func(p part, n *tree.Node) bool {
		return !p.whole && (n.Kind == tree.ProcInst || n.Kind == tree.Comment && p.c.comments) && strings.Contains(p.source[n.Start:n.End], "\r")
	}},
	{"rare-name", "it does not know all letters of XML 1.0 (fifth edition) in names", func(p part, n *tree.Node) bool {
		return p.whole && (beyondASCII(n.Prefix) || beyondASCII(n.Local) && n.Kind != tree.Text ||
			slices.ContainsFunc(n.Attrs, func(a tree.Attr) bool { return beyondASCII(a.Prefix) || beyondASCII(a.Local) }) ||
			slices.ContainsFunc(n.Decls, func(d tree.Decl) bool { return beyondASCII(d.Prefix) }))
	}},
}

// known names the fault that explains why the second witness has other octets, or none; empty when none is
// known.
func (p part) known() string {
	found := ""
	p.form.apex.Walk(func(n *tree.Node) {
		for _, k := range faults {
			if found == "" && k.in(p, n) {
				found = k.what
			}
		}
	})
	return found
}

// attrs gives the attributes that are written for n.
func (p part) attrs(n *tree.Node) []tree.Attr {
	if n == p.form.apex {
		return p.c.attrs(n, nil)
	}
	return n.Attrs
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

// spaced says whether a value in the start tag that source begins with holds a line break or a tab.
func spaced(source string) bool {
	var quote byte
	for i := range len(source) {
		switch c := source[i]; {
		case quote != 0 && c == quote:
			quote = 0
		case quote != 0 && (c == '\n' || c == '\r' || c == '\t'):
			return true
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case quote == 0 && c == '>':
			return false
		}
	}
	return false
}

func beyondASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0
}
