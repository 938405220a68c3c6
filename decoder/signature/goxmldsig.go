package signature

import (
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// maxWork bounds what is asked of the second witness for one document, in steps: a tag, an attribute, eight
// octets of text. A response with 10,000 groups takes 400,000. Reading is linear, but goxmldsig copies the
// prefixes in scope for every element, and with inclusive canonicalization every subtree once a level, about
// 120 bytes each time. The work is counted before it is asked, since nothing stops it once it runs.
const maxWork = 800_000

var errTooMuch = errors.New("the document is too large or too deep for it")

// canonicalizer is a CanonicalizationMethod or a Transform as the second witness reads it.
type canonicalizer struct {
	uri, list string
	comments  bool
}

func readCanonicalizer(e *etree.Element) canonicalizer {
	c := canonicalizer{uri: e.SelectAttrValue("Algorithm", "")}
	c.comments = strings.HasSuffix(c.uri, "WithComments")
	if n := e.SelectElement("InclusiveNamespaces"); n != nil {
		c.list = n.SelectAttrValue("PrefixList", "")
	}
	return c
}

// canonicalizers are goxmldsig's. Those of C14N 1.1 differ from 1.0 in what the apex inherits, which detach
// adds.
var canonicalizers = map[string]func(list string) dsig.Canonicalizer{
	excC14N:                        dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList,
	excC14N + "WithComments":       dsig.MakeC14N10ExclusiveWithCommentsCanonicalizerWithPrefixList,
	inclusiveC14N:                  func(string) dsig.Canonicalizer { return dsig.MakeC14N10RecCanonicalizer() },
	inclusiveC14N + withComments:   func(string) dsig.Canonicalizer { return dsig.MakeC14N10WithCommentsCanonicalizer() },
	inclusiveC14N11:                func(string) dsig.Canonicalizer { return dsig.MakeC14N11Canonicalizer() },
	inclusiveC14N11 + withComments: func(string) dsig.Canonicalizer { return dsig.MakeC14N11WithCommentsCanonicalizer() },
}

// octets has goxmldsig write the canonical form of apex without the element leave.
func (o *second) octets(apex, leave *etree.Element, c canonicalizer) ([]byte, error) {
	library := canonicalizers[c.uri]
	if library == nil {
		return nil, fmt.Errorf("it reads the canonicalization %s", show(c.uri))
	}
	d := detacher{o: o, leave: leave, inclusive: !strings.HasPrefix(c.uri, excC14N), comments: c.comments}
	e, err := d.copy(apex, d.inherited(apex, c.uri), 0, 0)
	if err != nil {
		return nil, err
	}
	return library(c.list).Canonicalize(e)
}

// detacher copies an element out of its document, with what it inherits. (etreeutils.NSDetatch stops at
// 1,000 elements and leaves xml:* out.)
type detacher struct {
	o         *second
	leave     *etree.Element
	inclusive bool
	comments  bool // kept; goxmldsig takes quadratic time to drop them
}

// inherited gives the attributes of apex with the declarations in force there, and with the xml:* attributes
// that inclusive canonicalization brings in.
func (d *detacher) inherited(apex *etree.Element, uri string) []etree.Attr {
	var attrs []etree.Attr
	have := map[string]bool{}
	for e := apex; e != nil; e = e.Parent() {
		for _, a := range e.Attr {
			name := a.FullKey()
			declares := a.Space == "xmlns" || name == "xmlns"
			brought := declares || a.Space == "xml" && d.inclusive && (strings.HasPrefix(uri, inclusiveC14N) || a.Key == "lang" || a.Key == "space")
			if e == apex || brought && !have[name] {
				if e == apex || !declares || a.Value != "" {
					attrs = append(attrs, a)
				}
				have[name] = true
			}
		}
	}
	return attrs
}

// copy copies e with those attributes; its character data and the like stay with the original as well, for
// goxmldsig does not change them. Depth and prefixes count what is above e.
func (d *detacher) copy(e *etree.Element, attrs []etree.Attr, depth, prefixes int) (*etree.Element, error) {
	out := &etree.Element{Space: e.Space, Tag: e.Tag, Attr: attrs}
	for i, a := range attrs {
		if a.Space == "xmlns" {
			if prefixes++; a.Key == "xml" { // always in force, never written
				out.Attr = append(append([]etree.Attr{}, attrs[:i]...), attrs[i+1:]...)
			}
		}
	}
	copies := 1
	depth++
	if d.inclusive {
		copies = depth
	}
	if d.o.work += prefixes + copies*(1+len(attrs)+len(e.Child)); d.o.work > maxWork {
		return nil, errTooMuch
	}
	out.Child = make([]etree.Token, 0, len(e.Child))
	for _, t := range e.Child {
		switch t := t.(type) {
		case *etree.Element:
			if t == d.leave {
				continue
			}
			inner, err := d.copy(t, t.Attr, depth, prefixes)
			if err != nil {
				return nil, err
			}
			out.Child = append(out.Child, inner)
		case *etree.Comment:
			if d.comments {
				out.Child = append(out.Child, t)
			}
		case *etree.Directive:
			return nil, errors.New("it reads a document type declaration")
		default:
			out.Child = append(out.Child, t)
		}
	}
	return out, nil
}
