package metadata

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// Fault is a place at which a file does not keep to the schema of SAML 2.0 metadata.
type Fault struct {
	Node     *tree.Node // the element; for text where none may stand, that which holds it
	Attr     string     // the attribute that is meant, with its prefix; empty for the element itself
	Place    tree.Place // of the attribute, where there is one
	Rule     string     // section of SAML Metadata 2.0: "2.3.2"
	Expected string     // in words
	Actual   string     // likewise
}

// mostFaults bounds what is told of one file.
const mostFaults = 200

// Faults holds the file against the schema of SAML 2.0 metadata (saml-schema-metadata-2.0.xsd) as far as
// readers depend on it: elements, their order and number, attributes and the form of values. What stands
// in extensions, in signatures, inside KeyInfo and in the types that other standards derive from
// RoleDescriptor is theirs, not looked at. The faults are in document order, the first 200 of them.
func (f *File) Faults() []Fault {
	c := checker{doc: f.Doc, ids: map[string]*tree.Node{}}
	c.element(f.Doc.Root, "")
	return c.faults
}

// checker walks a file.
type checker struct {
	doc    *tree.Doc
	ids    map[string]*tree.Node // values of xs:ID, with the element that has them
	faults []Fault
}

func (c *checker) full() bool { return len(c.faults) >= mostFaults }

func (c *checker) fault(n *tree.Node, at tree.Place, attr, rule, expected, actual string) {
	if !c.full() {
		c.faults = append(c.faults, Fault{Node: n, Attr: attr, Place: at, Rule: rule, Expected: expected, Actual: actual})
	}
}

// element holds n against its type, and what is below it; rule is the section that speaks of its parent.
func (c *checker) element(n *tree.Node, rule string) {
	typ, known := schema[qualified(n)]
	if !known || c.full() {
		return
	}
	if typ.section != "" {
		rule = typ.section
	}
	c.attributes(n, typ, rule)
	if typ.text != nil {
		c.simple(n, typ, rule)
		return
	}
	c.content(n, typ, rule)
}

func (c *checker) attributes(n *tree.Node, typ *elementType, rule string) {
	for _, want := range typ.attributes {
		if want.must && !slices.ContainsFunc(n.Attrs, func(a tree.Attr) bool { return attributeName(a) == want.name }) {
			c.fault(n, c.doc.Place(n), want.name, rule, "the attribute "+want.name+" on "+n.Local, "none")
		}
	}
	for i := range n.Attrs {
		a := &n.Attrs[i]
		name := attributeName(*a)
		at := slices.IndexFunc(typ.attributes, func(w attributeType) bool { return w.name == name })
		switch {
		case at >= 0:
			if expected := typ.attributes[at].form(a.Value); expected != "" {
				c.fault(n, c.attributePlace(n, a), name, rule, expected+" as "+name, quote(a.Value))
			} else if typ.attributes[at].id {
				c.id(n, a, rule)
			}
		case a.Space == nsXSI, a.Space != "" && typ.foreign, typ.extended:
		default:
			c.fault(n, c.attributePlace(n, a), name, rule, "no attribute "+clip(name)+" on "+n.Local, quote(a.Value))
		}
	}
	if typ.extended && !slices.ContainsFunc(n.Attrs, func(a tree.Attr) bool { return a.Space == nsXSI && a.Local == "type" }) {
		c.fault(n, c.doc.Place(n), "xsi:type", rule, "the attribute xsi:type on "+n.Local+", which says what role it is", "none")
	}
}

// id holds an xs:ID, which is there once, against the others.
func (c *checker) id(n *tree.Node, a *tree.Attr, rule string) {
	value := strings.TrimSpace(a.Value)
	if first := c.ids[value]; first != nil {
		line, _ := c.doc.At(first.Start)
		c.fault(n, c.attributePlace(n, a), a.Local, rule, "an ID that no other element has", fmt.Sprintf("%s, which %s of line %d has", quote(value), first.Local, line))
		return
	}
	c.ids[value] = n
}

func (c *checker) attributePlace(n *tree.Node, a *tree.Attr) tree.Place {
	at := c.doc.Place(n)
	at.Path += "/@" + a.Local
	at.Offset = a.Start
	at.Line, at.Column = c.doc.At(a.Start)
	return at
}

// simple holds an element against its type that has text and no elements.
func (c *checker) simple(n *tree.Node, typ *elementType, rule string) {
	for _, child := range n.Elements("", "") {
		c.fault(child, c.doc.Place(child), "", rule, "text only in "+n.Local, clip(child.Local))
	}
	if expected := typ.text(n.Text()); expected != "" {
		c.fault(n, c.doc.Place(n), "", rule, expected+" in "+n.Local, quote(n.Text()))
	}
}

// content holds the children of an element against its sequence.
func (c *checker) content(n *tree.Node, typ *elementType, rule string) {
	counts := make([]int, len(typ.content))
	disordered := make([]bool, len(typ.content)) // told once
	at, last := 0, ""
	for _, child := range n.Children {
		if child.Kind == tree.Text && !typ.mixed {
			c.text(n, child, rule)
		}
		if child.Kind != tree.Element {
			continue
		}
		name := qualified(child)
		k := slices.IndexFunc(typ.content, func(p particle) bool { return p.takes(child, name) })
		if k < 0 {
			c.misplaced(n, child, typ, rule)
			continue
		}
		if k >= at {
			at, last = k, child.Local
		} else if !disordered[k] {
			disordered[k] = true
			c.fault(child, c.doc.Place(child), "", rule, child.Local+" before "+last+" in "+n.Local, child.Local+" behind it")
		}
		if counts[k]++; counts[k] == 2 && !typ.content[k].many {
			c.fault(child, c.doc.Place(child), "", rule, "at most one "+child.Local+" in "+n.Local, "another")
		}
		c.element(child, rule)
		if c.full() {
			return
		}
	}
	for k, p := range typ.content {
		if p.must && counts[k] == 0 {
			c.fault(n, c.doc.Place(n), "", rule, p.words()+" in "+n.Local, "none")
		}
		if alone := n.Child(saml.NSMetadata, affiliation); alone != nil && counts[k] > 1 && slices.Contains(p.names, affiliation) {
			c.fault(alone, c.doc.Place(alone), "", rule, "either roles or one "+affiliation+" in "+n.Local, "both")
		}
	}
}

// text tells of character data between elements.
func (c *checker) text(n, text *tree.Node, rule string) {
	data := strings.TrimLeft(text.Data, space)
	if data == "" {
		return
	}
	at := c.doc.Place(n)
	source := c.doc.Source[text.Start:text.End]
	at.Offset = text.Start + len(source) - len(strings.TrimLeft(source, space))
	at.Line, at.Column = c.doc.At(at.Offset)
	c.fault(n, at, "", rule, "elements only in "+n.Local, "the text "+quote(data))
}

// misplaced tells of an element that may not stand in n.
func (c *checker) misplaced(n, child *tree.Node, typ *elementType, rule string) {
	if typ.extended {
		return
	}
	actual := clip(child.Local)
	switch _, known := schema[qualified(child)]; {
	case child.Space != saml.NSMetadata && !known:
		actual += fmt.Sprintf(" of the namespace %q, which may stand in Extensions only", clip(child.Space))
	case !known:
		actual += ", which SAML metadata does not know"
	}
	c.fault(child, c.doc.Place(child), "", rule, "only elements that belong in "+n.Local, actual)
}

const space = " \t\r\n"

// quote is a value as it is told.
func quote(s string) string { return fmt.Sprintf("%q", clip(strings.Trim(s, space))) }

// qualified names an element as the table of the schema does.
func qualified(n *tree.Node) string {
	switch n.Space {
	case saml.NSMetadata:
		return n.Local
	case saml.NSSignature:
		return "ds:" + n.Local
	case saml.NSAssertion:
		return "saml:" + n.Local
	}
	return "{" + n.Space + "}" + n.Local
}

func attributeName(a tree.Attr) string {
	if a.Space == nsXML {
		return "xml:" + a.Local
	}
	if a.Space != "" {
		return "{" + a.Space + "}" + a.Local
	}
	return a.Local
}
