package metadata

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

// EntityIDs lists the entities of a metadata file in document order, of a federation's file as well that
// is too large for Read. The error is that of Read.
func EntityIDs(b []byte) ([]string, error) {
	var ids []string
	err := scan(b, func(_ []byte, n *tree.Node) {
		id, _ := n.Attr("entityID")
		ids = append(ids, strings.Clone(id)) // not the whole file with it
	})
	return ids, err
}

// Pick takes the entity of that entityID out of a federation's file, which may be too large for Read, as a
// metadata file of its own. What the federation's elements declare for it goes with it: namespaces, and
// the end of its validity. An entity that has a signature of its own keeps it as it is; that of the federation does not
// cover it any more. A file that is that entity alone is given back byte for byte. others counts the entities that
// are left behind.
//
// The error is that of Read, or says that there is no such entity, or that there are several.
func Pick(b []byte, entityID string) (picked []byte, others int, err error) {
	found, near := 0, ""
	ids := 0
	err = scan(b, func(text []byte, n *tree.Node) {
		ids++
		id, _ := n.Attr("entityID")
		switch {
		case id == entityID && n.Parent == nil:
			picked = b
		case id == entityID && found == 0:
			picked = alone(text, n)
		case id != entityID:
			if near == "" && strings.EqualFold(strings.Trim(id, "/ "), strings.Trim(entityID, "/ ")) {
				near = strings.Clone(id)
			}
			return
		}
		found++
	})
	switch {
	case err != nil:
		return nil, 0, err
	case found > 1:
		return nil, 0, fmt.Errorf("expected one entity %q, found %d of that name", clip(entityID), found)
	case found == 1:
		return picked, ids - 1, nil
	case near != "":
		return nil, 0, fmt.Errorf("expected the entity %q, found it written as %q", clip(entityID), clip(near))
	}
	return nil, 0, fmt.Errorf("expected the entity %q, found none of that name among %d", clip(entityID), ids)
}

// scan hands over the entities of a metadata file one after the other, with its text; it holds one at a time.
func scan(b []byte, visit func(text []byte, n *tree.Node)) error {
	text, _, err := wire.UTF8(b)
	if err != nil {
		return undecoded(b, err)
	}
	doc, err := tree.Scan(text, tree.AggregateLimits, func(n *tree.Node) bool {
		if n.Is(saml.NSMetadata, "EntityDescriptor") && isFederation(n.Parent) {
			visit(text, n)
		}
		return n.Parent != nil && isFederation(n.Parent)
	})
	if err != nil {
		return unparsed(text, err)
	}
	if !isRoot(doc.Root) {
		return otherRoot(doc)
	}
	return nil
}

// isFederation says whether entities may stand in n: in EntitiesDescriptors, or alone.
func isFederation(n *tree.Node) bool {
	for ; n != nil; n = n.Parent {
		if !n.Is(saml.NSMetadata, "EntitiesDescriptor") {
			return false
		}
	}
	return true
}

// alone writes an entity of a federation as a file.
func alone(text []byte, n *tree.Node) []byte {
	source := text[n.Start:n.End]
	name := 1 + len(n.Local)
	if n.Prefix != "" {
		name += len(n.Prefix) + 1
	}
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	b.Write(source[:name])
	own := map[string]bool{}
	for _, d := range n.Decls {
		own[d.Prefix] = true
	}
	for _, d := range n.InScope() {
		switch {
		case own[d.Prefix]:
		case d.Prefix == "":
			b.WriteString(` xmlns="` + attributeText.Replace(d.URI) + `"`)
		default:
			b.WriteString(` xmlns:` + d.Prefix + `="` + attributeText.Replace(d.URI) + `"`)
		}
	}
	rest := name
	if until := end(n); until != "" && n.Child(saml.NSSignature, "Signature") == nil {
		for _, a := range n.Attrs {
			if a.Local == "validUntil" && a.Space == "" {
				b.Write(source[name : a.Start-n.Start])
				rest = a.End - n.Start
			}
		}
		if rest == name {
			b.WriteByte(' ')
		}
		b.WriteString(`validUntil="` + attributeText.Replace(until) + `"`)
	}
	b.Write(source[rest:])
	b.WriteByte('\n')
	return b.Bytes()
}

var attributeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;", "\t", "&#9;", "\n", "&#10;", "\r", "&#13;")

// end gives the validUntil of the federation that holds n, where it comes before that of n: the earlier one
// counts (Metadata 2.3.1).
func end(n *tree.Node) string {
	earliest, value := time.Time{}, ""
	for at := n; at != nil; at = at.Parent {
		v, _ := at.Attr("validUntil")
		if until, _, ok := saml.Time(v); ok && (earliest.IsZero() || until.Before(earliest)) {
			earliest = until
			if value = v; at == n {
				value = ""
			}
		}
	}
	return value
}
