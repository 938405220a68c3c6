package signature

import (
	"fmt"
	"strings"

	"claimcheck/decoder/tree"
)

// place walks what was signed beside what was sent and gives its nodes the places of the sent ones.
// The two must be the same but for comments and the signature, which are left out: any other
// difference means that the library and the reader see two documents, and is an error. attrs are those of
// the element that was sent, with what canonicalization brings in.
func place(signed, sent, leave *tree.Node, attrs []tree.Attr) error {
	if signed.Local != sent.Local || signed.Space != sent.Space || signed.Prefix != sent.Prefix {
		return fmt.Errorf("what was signed and what was sent differ: element %s and element %s", name(signed), name(sent))
	}
	signed.Start, signed.End = sent.Start, sent.End
	if err := placeAttrs(signed, sent, attrs); err != nil {
		return err
	}
	rest := sent.Children
	for _, c := range signed.Children {
		var part []*tree.Node
		part, rest = next(rest, leave)
		if len(part) == 0 || part[0].Kind != c.Kind {
			return differ(signed)
		}
		c.Start, c.End = part[0].Start, part[len(part)-1].End
		switch c.Kind {
		case tree.Element:
			if err := place(c, part[0], leave, part[0].Attrs); err != nil {
				return err
			}
		case tree.Text:
			if c.Data != join(part) {
				return differ(signed)
			}
		default:
			if c.Local != part[0].Local || c.Data != part[0].Data {
				return differ(signed)
			}
		}
	}
	if part, _ := next(rest, leave); len(part) > 0 {
		return differ(signed)
	}
	return nil
}

func differ(n *tree.Node) error {
	return fmt.Errorf("what was signed and what was sent differ: content of %s", name(n))
}

// next takes one node off, or a run of texts that stand together once comments and the signature are gone.
func next(nodes []*tree.Node, leave *tree.Node) (part, rest []*tree.Node) {
	for i, n := range nodes {
		switch {
		case n == leave || n.Kind == tree.Comment || n.Kind == tree.Text && n.Data == "":
		case n.Kind == tree.Text:
			part = append(part, n)
		case len(part) > 0:
			return part, nodes[i:]
		default:
			return nodes[i : i+1], nodes[i+1:]
		}
	}
	return part, nil
}

func join(texts []*tree.Node) string {
	if len(texts) == 1 {
		return texts[0].Data
	}
	var b strings.Builder
	for _, t := range texts {
		b.WriteString(t.Data)
	}
	return b.String()
}

// placeAttrs compares the attributes. What canonicalization brought in from outside the element takes the
// place of its start.
func placeAttrs(signed, sent *tree.Node, attrs []tree.Attr) error {
	find := finder(attrs)
	for i := range signed.Attrs {
		a := &signed.Attrs[i]
		was := find(a)
		if was == nil || was.Value != a.Value {
			return fmt.Errorf("what was signed and what was sent differ: attribute %s of %s", show(a.Local), name(sent))
		}
		if a.Start, a.End = was.Start, was.End; a.Start < sent.Start {
			a.Start, a.End = sent.Start, sent.Start
		}
	}
	if len(signed.Attrs) != len(attrs) {
		return fmt.Errorf("what was signed and what was sent differ: expected %d attributes of %s, found %d", len(attrs), name(sent), len(signed.Attrs))
	}
	return nil
}

// finder looks attributes up by namespace and local name: one by one where they are few.
func finder(attrs []tree.Attr) func(*tree.Attr) *tree.Attr {
	const few = 16
	if len(attrs) <= few {
		return func(a *tree.Attr) *tree.Attr {
			for i := range attrs {
				if attrs[i].Local == a.Local && attrs[i].Space == a.Space {
					return &attrs[i]
				}
			}
			return nil
		}
	}
	type key struct{ space, local string }
	have := make(map[key]*tree.Attr, len(attrs))
	for i := range attrs {
		have[key{attrs[i].Space, attrs[i].Local}] = &attrs[i]
	}
	return func(a *tree.Attr) *tree.Attr { return have[key{a.Space, a.Local}] }
}
