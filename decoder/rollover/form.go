package rollover

import (
	"crypto/sha256"
	"hash"
	"slices"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// told are the attributes and elements that are compared one by one; ID names the file and no more, and is another
// in each download.
var (
	toldAttributes = []string{"ID", "entityID", "protocolSupportEnumeration", "WantAuthnRequestsSigned", "validUntil", "cacheDuration", "type"}
	toldElements   = []string{
		"EntityDescriptor", "EntitiesDescriptor", "KeyDescriptor", "NameIDFormat", "RoleDescriptor", idp, "SPSSODescriptor",
		"AuthnAuthorityDescriptor", "AttributeAuthorityDescriptor", "PDPDescriptor",
	}
)

// told says whether a child of an element of metadata is compared by itself: a key, an address, a role, the signature.
func told(n *tree.Node) bool {
	switch n.Space {
	case saml.NSSignature:
		return n.Local == "Signature"
	case saml.NSMetadata:
		_, address := n.Attr("Location")
		return slices.Contains(toldElements, n.Local) || address && n.Local != "AdditionalMetadataLocation"
	}
	return strings.HasSuffix(n.Local, "Endpoint") // of WS-Federation
}

// changedParts names the attributes and children of an element that are not compared by themselves and differ, each
// name once, in the order of the fresh element.
func changedParts(a, b *tree.Node) []string {
	before, order := parts(a)
	after, all := parts(b)
	for _, name := range order {
		if _, still := after[name]; !still {
			all = append(all, name)
		}
	}
	const most = 5
	var names []string
	for _, name := range all {
		if before[name] == after[name] {
			continue
		}
		if len(names) == most {
			return append(names, "and more")
		}
		names = append(names, clip(name))
	}
	return names
}

// parts digests what is not compared by itself, by name.
func parts(n *tree.Node) (of map[string]string, order []string) {
	sums := map[string]hash.Hash{}
	sum := func(name string) hash.Hash {
		if sums[name] == nil {
			sums[name], order = sha256.New(), append(order, name)
		}
		return sums[name]
	}
	for _, at := range n.Attrs {
		if !slices.Contains(toldAttributes, at.Local) {
			write(sum(at.Local), at.Value)
		}
	}
	for _, child := range n.Children {
		if child.Kind == tree.Element && !told(child) {
			content(sum(child.Local), child, nil)
		}
	}
	of = make(map[string]string, len(sums))
	for name, h := range sums {
		of[name] = string(h.Sum(nil))
	}
	return of, order
}

// content writes what an element says: names, attributes whatever their order, and text without the white space
// around it; no comments, no prefixes, and no element or attribute of an element that skip says.
func content(h hash.Hash, n *tree.Node, skip func(of *tree.Node, attribute string) bool) {
	write(h, "<", n.Space, n.Local)
	attributes := make([]string, 0, len(n.Attrs))
	for _, at := range n.Attrs {
		if skip == nil || !skip(n, at.Local) {
			attributes = append(attributes, at.Space+" "+at.Local+"="+at.Value)
		}
	}
	slices.Sort(attributes)
	write(h, attributes...)
	var text strings.Builder
	for _, child := range n.Children {
		switch child.Kind {
		case tree.Text:
			text.WriteString(child.Data)
		case tree.Element:
			if skip != nil && skip(child, "") {
				continue
			}
			write(h, strings.TrimSpace(text.String()))
			text.Reset()
			content(h, child, skip)
		}
	}
	write(h, strings.TrimSpace(text.String()), ">")
}

// write writes values with an end that stands in no XML.
func write(h hash.Hash, values ...string) {
	for _, s := range values {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
}

// said digests what a document says, with the ID and the signatures that name and seal it or without.
func said(root *tree.Node, sealed bool) string {
	h := sha256.New()
	content(h, root, func(n *tree.Node, attribute string) bool {
		return !sealed && (attribute == "ID" && n == root || attribute == "" && n.Is(saml.NSSignature, "Signature"))
	})
	return string(h.Sum(nil))
}

// files compares what a file is beside its entities: the signature it has, and what stands around the entities.
func (c *comparison) files() {
	if c.several && c.sent.whole() && c.fresh.whole() {
		c.dates(c.sent.Doc.Root, c.fresh.Doc.Root, "")
		c.rest(c.sent.Doc.Root, c.fresh.Doc.Root, "")
	}
	if from, to := c.sent.Signature, c.fresh.Signature; from != to {
		c.add(report.Change{What: "signature", Kind: "changed", Before: string(from), After: string(to), Text: signatureWords[to]})
	}
}

var signatureWords = map[report.Signature]string{
	report.Valid:        "The fresh file's own signature is good; that of the file that was sent was not.",
	report.Invalid:      "The fresh file's own signature is broken: it was changed after it was downloaded. Download it again before you send it.",
	report.Unsigned:     "The fresh file is not signed; the one that was sent is.",
	report.Unverifiable: "The fresh file's own signature cannot be verified; that of the file that was sent can.",
}

// whole says whether all entities of the document are compared; one of several may have been picked.
func (s Side) whole() bool {
	root := s.Doc.Root
	return root.Is(saml.NSMetadata, "EntityDescriptor") || len(root.All(saml.NSMetadata, "EntityDescriptor")) == len(s.Entities)
}

// form adds how the files differ in form, and when nothing else was found, which of the two it is: form or a detail.
func (c *comparison) form() {
	if !c.sent.whole() || !c.fresh.whole() {
		return
	}
	var how []string
	if a, b := c.sent.Encoding, c.fresh.Encoding; a != b {
		how = append(how, "the encoding is "+b+", and was "+a)
	}
	a, b := c.sent.Doc, c.fresh.Doc
	quiet := !slices.ContainsFunc(c.changes, func(ch report.Change) bool { return ch.What != "signature" })
	was, is := indented(a.Root), indented(b.Root)
	switch {
	case a.Source == b.Source:
	case strings.ReplaceAll(a.Source, "\r\n", "\n") == strings.ReplaceAll(b.Source, "\r\n", "\n"):
		how = append(how, "the lines end in another way")
	case quiet && said(a.Root, false) != said(b.Root, false):
		c.add(report.Change{What: "other", Kind: "changed", Text: "Details changed, such as the index of an address, white space in one, or the order of entities. No sign-in depends on them."})
	case is && !was:
		how = append(how, "it was re-indented")
	case was && !is:
		how = append(how, "its indentation was taken away")
	case quiet && said(a.Root, true) != said(b.Root, true):
		how = append(how, "it has another ID or another signature, as every download has")
	case quiet:
		how = append(how, "white space, quotation marks, prefixes or comments are written in another way")
	}
	if len(how) > 0 {
		c.add(report.Change{What: "form", Kind: "changed", Text: "The bytes differ in form: " + strings.Join(how, "; ") + "."})
	}
}

// indented says whether lines begin between the elements of a file: what Entra gives is one line.
func indented(root *tree.Node) bool {
	return slices.ContainsFunc(root.Children, func(n *tree.Node) bool {
		return n.Kind == tree.Text && strings.Contains(n.Data, "\n") && strings.TrimSpace(n.Data) == ""
	})
}
