package signature

import (
	"strings"

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
	list      string          // PrefixList of InclusiveNamespaces, as written
	listed    map[string]bool // its prefixes; "#default" is the empty one
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
	c.setList(list)
	return c, nil
}

func (c *c14n) setList(list string) {
	c.list, c.listed = list, map[string]bool{}
	for p := range strings.FieldsSeq(list) {
		if p == "#default" {
			p = ""
		}
		c.listed[p] = true
	}
}
