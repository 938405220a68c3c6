package metadata

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"strings"

	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

const (
	nsXSI        = "http://www.w3.org/2001/XMLSchema-instance"
	nsAddressing = "http://www.w3.org/2005/08/addressing"
)

// Read reads a metadata file; b may have a byte order mark and any encoding of wire.UTF8. The error
// tells what the file is instead: an HTML page, a certificate, a SAML response, not XML. A *tree.Error
// is within it when the XML was refused.
func Read(name string, b []byte) (*File, error) {
	text, encoding, err := wire.UTF8(b)
	if err != nil {
		if what := instead(b); what != "" {
			return nil, notMetadata(what)
		}
		return nil, fmt.Errorf("expected federation metadata: %w", err)
	}
	doc, err := tree.Parse(text, tree.MetadataLimits)
	if err != nil {
		if what := instead(text); what != "" {
			return nil, notMetadata(what)
		}
		return nil, fmt.Errorf("expected federation metadata: %w", err)
	}
	f := &File{Name: name, SHA256: sha256.Sum256(b), Doc: doc, Encoding: encoding}
	switch {
	case doc.Root.Is(saml.NSMetadata, "EntityDescriptor"):
		f.Entities = []Entity{readEntity(doc.Root)}
	case doc.Root.Is(saml.NSMetadata, "EntitiesDescriptor"):
		f.readEntities(doc.Root)
	default:
		return nil, notMetadata(rootWords(doc.Root))
	}
	return f, nil
}

func notMetadata(what string) error {
	return fmt.Errorf("expected federation metadata, found %s", what)
}

// readEntities flattens an EntitiesDescriptor (Metadata 2.3.1). Only its children count: an
// EntityDescriptor inside an extension is not part of the federation.
func (f *File) readEntities(n *tree.Node) {
	for _, c := range n.Children {
		switch {
		case c.Is(saml.NSMetadata, "EntityDescriptor"):
			f.Entities = append(f.Entities, readEntity(c))
		case c.Is(saml.NSMetadata, "EntitiesDescriptor"):
			f.readEntities(c)
		}
	}
}

func readEntity(n *tree.Node) Entity {
	e := Entity{Node: n}
	e.ID, _ = n.Attr("entityID")
	for _, c := range n.Children {
		if kind := roleKind(c); kind != "" {
			e.Roles = append(e.Roles, readRole(c, kind))
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

func readRole(n *tree.Node, kind string) Role {
	r := Role{Kind: kind, Node: n}
	protocols, _ := n.Attr("protocolSupportEnumeration")
	r.Protocols = strings.Fields(protocols)
	for _, c := range n.Children {
		switch {
		case c.Is(saml.NSMetadata, "KeyDescriptor"):
			r.Keys = append(r.Keys, readKeys(c)...)
		case c.Kind == tree.Element:
			if e, ok := readEndpoint(c); ok {
				r.Endpoints = append(r.Endpoints, e)
			}
		}
	}
	return r
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

// rootWords says what an XML document is that is no metadata.
func rootWords(n *tree.Node) string {
	switch n.Space {
	case saml.NSProtocol, saml.NSAssertion:
		switch n.Local {
		case "Response", "Assertion", "AuthnRequest", "LogoutRequest", "LogoutResponse":
			return "a SAML message (" + n.Local + ")"
		}
	case saml.NSMetadata:
		return "a part of metadata (" + n.Local + ") without the EntityDescriptor around it"
	}
	switch {
	case strings.EqualFold(n.Local, "html"):
		return "an HTML page"
	case n.Local == "EntityDescriptor", n.Local == "EntitiesDescriptor":
		return fmt.Sprintf("%s in another namespace, %q", n.Local, clip(n.Space))
	case n.Space == "":
		return fmt.Sprintf("XML of another kind (%s)", clip(n.Local))
	}
	return fmt.Sprintf("XML of another kind (%s, namespace %q)", clip(n.Local), clip(n.Space))
}

func clip(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// forms are what people send in place of metadata, by a sign of it near the beginning, in small letters.
var forms = []struct{ sign, what string }{
	{"this xml file does not appear to have any style information", "the text of a browser's XML view, not the file itself"},
	{"private key-----", "a private key, which must not leave its owner"},
	{"-----begin certificate-----", "a certificate"},
	{"<!doctype html", "an HTML page"},
	{"<html", "an HTML page"},
	{"samlresponse=", "a SAML response"},
	{"samlrequest=", "a SAML request"},
	{"pk\x03\x04", "a ZIP archive"},
	{"%pdf", "a PDF file"},
}

// instead says what b is, which could not be read as XML; empty when nothing is known of it.
func instead(b []byte) string {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	head := bytes.ToLower(b[:min(len(b), 4096)])
	trimmed := bytes.TrimSpace(head)
	if len(trimmed) == 0 && len(bytes.TrimSpace(b)) == 0 {
		return "nothing: the file is empty"
	}
	if bytes.HasPrefix(trimmed, []byte("{")) && bytes.Contains(head, []byte(`"log"`)) && bytes.Contains(b, []byte(`"entries"`)) {
		return "a HAR file, a recording of a sign-in"
	}
	for _, f := range forms {
		if bytes.Contains(head, []byte(f.sign)) {
			return f.what
		}
	}
	switch {
	case len(b) <= 64<<10 && isCertificate(b):
		return "a certificate"
	case signature.IsPFX(b):
		return "a PKCS #12 file (.pfx), which holds a private key and must not leave its owner"
	case bytes.HasPrefix(trimmed, []byte("https://")), bytes.HasPrefix(trimmed, []byte("http://")):
		return "a web address, not the file that it leads to"
	case bytes.HasPrefix(trimmed, []byte("{")):
		return "JSON"
	case bytes.HasPrefix(trimmed, []byte("phnhbw")), bytes.HasPrefix(trimmed, []byte("pd94")):
		return "Base64 text, perhaps of a SAML message"
	case bytes.IndexByte(b, '<') < 0:
		return "no XML at all"
	}
	return ""
}

func isCertificate(b []byte) bool {
	keys, err := signature.Certificates("", b)
	return err == nil && len(keys) > 0
}
