package metadata

import (
	"crypto/sha256"
	"strings"

	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

const (
	nsXSI        = "http://www.w3.org/2001/XMLSchema-instance"
	nsAddressing = "http://www.w3.org/2005/08/addressing"
)

// Read reads a metadata file; b may have a byte order mark and any encoding of wire.UTF8. The error is
// always a *Wrong: it tells what the file is instead.
func Read(name string, b []byte) (*File, error) {
	text, encoding, err := wire.UTF8(b)
	if err != nil {
		return nil, undecoded(b, err)
	}
	doc, err := tree.Parse(text, tree.MetadataLimits)
	if err != nil {
		return nil, tooMuch(text, err)
	}
	f := &File{Name: name, SHA256: sha256.Sum256(b), Doc: doc, Encoding: encoding}
	r := reader{certificates: map[string]Key{}}
	switch {
	case !isRoot(doc.Root):
		return nil, otherRoot(doc)
	case isView(doc.Root):
		return nil, foundView()
	case doc.Root.Local == "EntityDescriptor":
		f.Entities = []Entity{r.entity(doc.Root)}
	default:
		f.Entities = r.entities(doc.Root, nil)
	}
	return f, nil
}

// reader reads what a document holds.
type reader struct {
	certificates map[string]Key // by their text: each is parsed once, in however many roles it stands
}

// entities flattens an EntitiesDescriptor (Metadata 2.3.1). Only its children count: an
// EntityDescriptor inside an extension is not part of the federation.
func (r reader) entities(n *tree.Node, all []Entity) []Entity {
	for _, c := range n.Children {
		switch {
		case c.Is(saml.NSMetadata, "EntityDescriptor"):
			all = append(all, r.entity(c))
		case c.Is(saml.NSMetadata, "EntitiesDescriptor"):
			all = r.entities(c, all)
		}
	}
	return all
}

func (r reader) entity(n *tree.Node) Entity {
	e := Entity{Node: n}
	e.ID, _ = n.Attr("entityID")
	for _, c := range n.Children {
		if kind := roleKind(c); kind != "" {
			e.Roles = append(e.Roles, r.role(c, kind))
		}
	}
	return e
}

// roleKind names the role that an element describes; empty when it is none.
func roleKind(n *tree.Node) string {
	if n.Kind != tree.Element || n.Space != saml.NSMetadata {
		return ""
	}
	switch n.Local {
	case idp, "SPSSODescriptor", "AuthnAuthorityDescriptor", "AttributeAuthorityDescriptor", "PDPDescriptor":
		return n.Local
	case "RoleDescriptor":
		for _, a := range n.Attrs {
			if a.Space == nsXSI && a.Local == "type" {
				value := strings.TrimSpace(a.Value)
				return value[strings.LastIndexByte(value, ':')+1:]
			}
		}
		return n.Local
	}
	return ""
}

func (r reader) role(n *tree.Node, kind string) Role {
	role := Role{Kind: kind, Node: n}
	protocols, _ := n.Attr("protocolSupportEnumeration")
	role.Protocols = strings.Fields(protocols)
	for _, c := range n.Children {
		switch {
		case c.Is(saml.NSMetadata, "KeyDescriptor"):
			role.Keys = append(role.Keys, r.keys(c)...)
		case c.Kind == tree.Element:
			if e, ok := readEndpoint(c); ok {
				role.Endpoints = append(role.Endpoints, e)
			}
		}
	}
	return role
}

// readEndpoint reads an element of EndpointType (Metadata 2.2.2), or a WS-Federation endpoint, which
// holds the address of a WS-Addressing reference.
func readEndpoint(n *tree.Node) (e Endpoint, ok bool) {
	e.Service = n.Local
	if n.Space == saml.NSMetadata {
		e.Location, ok = n.Attr("Location")
		e.Binding, _ = n.Attr("Binding")
		e.ResponseLocation, _ = n.Attr("ResponseLocation")
		e.Index, _ = n.Attr("index")
		return e, ok
	}
	if reference := n.Child(nsAddressing, "EndpointReference"); reference != nil && strings.HasSuffix(n.Local, "Endpoint") {
		if address := reference.Child(nsAddressing, "Address"); address != nil {
			e.Location = strings.TrimSpace(address.Text())
			return e, true
		}
	}
	return Endpoint{}, false
}
