package signature

import (
	"crypto"
	"encoding/base64"
	"fmt"
	"strings"

	"claimcheck/decoder/tree"
)

const (
	nsDsig   = "http://www.w3.org/2000/09/xmldsig#"
	nsDsig11 = "http://www.w3.org/2009/xmldsig11#"
	nsXML    = "http://www.w3.org/XML/1998/namespace"

	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsSAML11    = "urn:oasis:names:tc:SAML:1.0:assertion"
	nsSAML11P   = "urn:oasis:names:tc:SAML:1.0:protocol"

	maxSignedInfo = 20 // elements and comments
)

// signed is a signature whose structure passed.
type signed struct {
	parent, node, info *tree.Node
	method             method
	digestMethod       crypto.Hash
	digest, value      []byte
	infoC14N           c14n
	contentC14N        c14n
	embedded           []crypto.PublicKey
	number             int    // of the signature, counted from the start of the document
	spent              *int   // octets that experiments wrote so far for the document
	stopped            bool   // the experiments met their bound
	source             string // of the parent, as sent
	witness            witness
	outside            bool // a processing instruction may stand outside the root
}

// refusal is why a signature is not judged any further.
type refusal struct {
	cause  Cause
	detail string
}

func refuse(c Cause, format string, args ...any) *refusal {
	return &refusal{c, fmt.Sprintf(format, args...)}
}

// open checks the structure of the signature (Core 5.4) and fills in what the report shows of it, as
// far as it gets. shared holds the elements whose ID is not theirs alone.
func open(r *Result, d *tree.Doc, shared map[*tree.Node]bool) (*signed, *refusal) {
	s := &signed{parent: r.Parent, node: r.Node}
	head, tail := d.Source[:d.Root.Start], d.Source[d.Root.End:]
	s.outside = strings.Contains(strings.TrimPrefix(head, "<?xml "), "<?") || strings.Contains(tail, "<?")
	s.embedded = readKeyInfo(r)
	describe(r)

	idAttr, ok := carrier(r.Parent)
	if !ok {
		where := "at the root of the document"
		if r.Parent != nil {
			where = "in " + name(r.Parent)
		}
		return nil, refuse(Misplaced, "expected the signature directly in a SAML message, an assertion or metadata, found it %s", where)
	}
	r.ID, _ = r.Parent.Attr(idAttr)
	if n := len(r.Parent.Elements(nsDsig, "Signature")); n > 1 {
		return nil, refuse(Malformed, "expected at most one Signature in %s, found %d", name(r.Parent), n)
	}
	s.source = d.Source[r.Parent.Start:r.Parent.End]
	if ref := s.children(); ref != nil {
		return nil, ref
	}
	if shared[r.Parent] {
		return nil, refuse(Malformed, "expected the ID %q to be that of one element only, found it, or a second ID, elsewhere (Core 1.3.4)", r.ID)
	}
	if ref := s.signedInfo(r); ref != nil {
		return nil, ref
	}
	return s, nil
}

// describe notes the algorithms as written, wherever the structure goes wrong afterwards.
func describe(r *Result) {
	info := r.Node.Child(nsDsig, "SignedInfo")
	if info == nil {
		return
	}
	algorithm := func(n *tree.Node) string {
		if n == nil {
			return ""
		}
		uri, _ := n.Attr("Algorithm")
		return uri
	}
	r.Algorithm = algorithm(info.Child(nsDsig, "SignatureMethod"))
	r.Canonicalization = algorithm(info.Child(nsDsig, "CanonicalizationMethod"))
	ref := info.Child(nsDsig, "Reference")
	if ref == nil {
		return
	}
	r.Digest = algorithm(ref.Child(nsDsig, "DigestMethod"))
	if ts := ref.Child(nsDsig, "Transforms"); ts != nil {
		for _, t := range ts.Elements(nsDsig, "Transform") {
			uri := algorithm(t)
			r.Transforms = append(r.Transforms, uri)
			if uri != enveloped {
				r.Canonicalization = uri
			}
		}
	}
}

// carrier says whether a signature may stand in n, and the name of the ID that it then refers to: a
// message, an assertion, or metadata. An assertion may itself stand anywhere, in a WS-Trust token as
// well: whether it is the one to read is for others to say.
func carrier(n *tree.Node) (idAttr string, ok bool) {
	if n == nil {
		return "", false
	}
	switch n.Space {
	case nsProtocol:
		switch n.Local {
		case "Response", "AuthnRequest", "LogoutRequest", "LogoutResponse", "ArtifactResolve", "ArtifactResponse",
			"AssertionIDRequest", "SubjectQuery", "AuthnQuery", "AttributeQuery", "AuthzDecisionQuery",
			"ManageNameIDRequest", "ManageNameIDResponse", "NameIDMappingRequest", "NameIDMappingResponse":
			return "ID", true
		}
	case nsAssertion:
		return "ID", n.Local == "Assertion"
	case nsMetadata:
		switch n.Local {
		case "EntitiesDescriptor", "EntityDescriptor", "RoleDescriptor", "IDPSSODescriptor", "SPSSODescriptor",
			"AuthnAuthorityDescriptor", "AttributeAuthorityDescriptor", "PDPDescriptor", "AffiliationDescriptor":
			return "ID", true
		}
	case nsSAML11P:
		switch n.Local {
		case "Response":
			return "ResponseID", true
		case "Request":
			return "RequestID", true
		}
	case nsSAML11:
		return "AssertionID", n.Local == "Assertion"
	}
	return "", false
}

// children checks the outer shape: SignedInfo, SignatureValue, an optional KeyInfo, nothing else.
func (s *signed) children() *refusal {
	ref := sequence(s.node, "SignedInfo", "SignatureValue", "KeyInfo?")
	if ref != nil {
		return ref
	}
	s.info = s.node.Child(nsDsig, "SignedInfo")
	count := 0
	if ref := s.inside(s.info, &count); ref != nil {
		return ref
	}
	value := s.node.Child(nsDsig, "SignatureValue")
	if ref := leaf(value); ref != nil {
		return ref
	}
	text := squeeze(value.Text())
	if text == "" {
		return refuse(Malformed, "expected a value in SignatureValue, found none")
	}
	decoded, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return refuse(Damaged, "expected SignatureValue to be Base64, found that it is not: %v", err)
	}
	s.value = decoded
	return nil
}

// inside checks that SignedInfo holds elements of ds: alone (but for InclusiveNamespaces and the
// parameters of RSA-PSS, whose places others check), and not many.
func (s *signed) inside(n *tree.Node, count *int) *refusal {
	for _, c := range n.Children {
		if c.Kind == tree.Text {
			continue
		}
		if *count++; *count > maxSignedInfo {
			return refuse(Malformed, "expected at most %d elements and comments in SignedInfo, found more", maxSignedInfo)
		}
		switch {
		case c.Kind == tree.ProcInst:
			return refuse(Malformed, "expected no processing instruction in SignedInfo, found %s", show(c.Local))
		case c.Kind == tree.Element && c.Space != nsDsig && c.Space != more2007 && !c.Is(excC14N, "InclusiveNamespaces"):
			return refuse(Malformed, "expected only elements of the signature's namespace in SignedInfo, found %s", name(c))
		case c.Kind == tree.Element:
			if ref := s.inside(c, count); ref != nil {
				return ref
			}
		}
	}
	return nil
}

// signedInfo checks SignedInfo and its one Reference (Core 5.4.2 to 5.4.4).
func (s *signed) signedInfo(r *Result) *refusal {
	if ref := sequence(s.info, "CanonicalizationMethod", "SignatureMethod", "Reference"); ref != nil {
		return ref
	}
	reference := s.info.Child(nsDsig, "Reference")
	if ref := sequence(reference, "Transforms", "DigestMethod", "DigestValue"); ref != nil {
		return ref
	}
	if ref := s.target(reference, r); ref != nil {
		return ref
	}
	if ref := s.transforms(reference.Child(nsDsig, "Transforms")); ref != nil {
		return ref
	}
	var ref *refusal
	if s.infoC14N, ref = readC14N(s.info.Child(nsDsig, "CanonicalizationMethod")); ref != nil {
		return ref
	}
	if s.method, ref = readMethod(s.info.Child(nsDsig, "SignatureMethod"), r); ref != nil {
		return ref
	}
	if s.digestMethod, ref = readDigestMethod(reference.Child(nsDsig, "DigestMethod")); ref != nil {
		return ref
	}
	if octets := baseAbove(s.info); octets > maxBase && (s.contentC14N.uri == inclusiveC14N11 || s.infoC14N.uri == inclusiveC14N11) {
		return refuse(Unsupported, "%s", ours(fmt.Sprintf("the xml:base values above what is signed have %d octets, expected at most %d", octets, maxBase)))
	}
	return s.digestValue(reference.Child(nsDsig, "DigestValue"))
}

// target checks that the Reference means the element that carries the signature (Core 5.4.2). An empty
// or absent URI means the whole document (XMLDSig 4.4.3): that is the same where the carrier is its root.
func (s *signed) target(reference *tree.Node, r *Result) *refusal {
	uri, _ := reference.Attr("URI")
	switch {
	case uri == "" && s.parent.Parent == nil && !s.outside:
		r.WholeDocument = true
		return nil
	case uri == "":
		return refuse(Malformed, "expected the reference to name the ID %s, found that it means the whole document (Core 5.4.2)", show(r.ID))
	case r.ID == "":
		return refuse(Malformed, "expected %s to have an ID for the signature to refer to, found none", name(s.parent))
	case !strings.HasPrefix(uri, "#"):
		return refuse(Malformed, "expected a reference inside the message, #%s, found %s", r.ID, show(uri))
	case uri == "#"+r.ID:
		return nil
	}
	for root := s.parent; ; root = root.Parent {
		if root.Parent != nil {
			continue
		}
		for _, n := range root.All("", "") {
			if attr, ok := carrier(n); ok {
				if v, ok := n.Attr(attr); ok && "#"+v == uri {
					return refuse(Misplaced, "expected the signature in %s to refer to it, #%s, found that it refers to %s %s", name(s.parent), r.ID, name(n), show(uri))
				}
			}
		}
		return refuse(Malformed, "expected the reference #%s, found %s, which no SAML element of the document has", r.ID, show(uri))
	}
}

// transforms checks that the signature itself is left out first, then at most one canonicalization
// (Core 5.4.4). Without one, XMLDSig 4.4.3.2 makes octets by inclusive canonicalization.
func (s *signed) transforms(n *tree.Node) *refusal {
	list := n.Elements("", "")
	if len(list) == 0 || len(list) > 2 {
		return refuse(Malformed, "expected the enveloped-signature transform and at most one canonicalization, found %d transforms", len(list))
	}
	if stray := strayText(n); stray != "" {
		return refuse(Malformed, "expected no text in Transforms, found %s", show(stray))
	}
	for _, t := range list {
		if !t.Is(nsDsig, "Transform") {
			return refuse(Malformed, "expected Transform in Transforms, found %s", name(t))
		}
		uri, _ := t.Attr("Algorithm")
		if _, known := c14ns[uri]; !known && uri != enveloped {
			return refuse(Unsupported, "expected the transforms enveloped-signature and a canonicalization, found %s, which is refused", show(uri))
		}
	}
	if uri, _ := list[0].Attr("Algorithm"); uri != enveloped {
		return refuse(Malformed, "expected enveloped-signature as the first transform, found %s", show(uri))
	}
	if len(list[0].Elements("", "")) > 0 || strayText(list[0]) != "" {
		return refuse(Malformed, "expected nothing inside the enveloped-signature transform")
	}
	s.contentC14N = c14n{inclusive: true, uri: inclusiveC14N}
	if len(list) == 2 {
		if uri, _ := list[1].Attr("Algorithm"); uri == enveloped {
			return refuse(Malformed, "expected a canonicalization as the second transform, found enveloped-signature again")
		}
		var ref *refusal
		if s.contentC14N, ref = readC14N(list[1]); ref != nil {
			return ref
		}
		// "#id" selects no comments, whatever the canonicalization would do with them (XMLDSig 4.4.3.3).
		s.contentC14N.comments = false
	}
	return nil
}

func (s *signed) digestValue(n *tree.Node) *refusal {
	if ref := leaf(n); ref != nil {
		return ref
	}
	var err error
	if s.digest, err = base64.StdEncoding.Strict().DecodeString(squeeze(n.Text())); err != nil {
		return refuse(Malformed, "expected DigestValue to be Base64, found that it is not: %v", err)
	}
	if len(s.digest) != s.digestMethod.Size() {
		return refuse(Malformed, "expected a digest of %d octets, found %d", s.digestMethod.Size(), len(s.digest))
	}
	return nil
}

// sequence checks that n holds exactly those ds: elements in that order; "?" marks an optional one.
func sequence(n *tree.Node, want ...string) *refusal {
	if stray := strayText(n); stray != "" {
		return refuse(Malformed, "expected no text in %s, found %s", n.Local, show(stray))
	}
	have := n.Elements("", "")
	for _, w := range want {
		local, optional := strings.CutSuffix(w, "?")
		switch {
		case len(have) > 0 && have[0].Is(nsDsig, local):
			have = have[1:]
		case optional:
		case len(have) > 0:
			return refuse(Malformed, "expected %s in %s, found %s", local, n.Local, name(have[0]))
		default:
			return refuse(Malformed, "expected %s in %s, found none", local, n.Local)
		}
	}
	if len(have) > 0 {
		return refuse(Malformed, "expected nothing more in %s, found %s", n.Local, name(have[0]))
	}
	return nil
}

// leaf checks that n holds text alone. A comment in a value is how CVE-2025-29775 showed one digest to
// the verifier and another to the reader.
func leaf(n *tree.Node) *refusal {
	for _, c := range n.Children {
		if c.Kind != tree.Text {
			return refuse(Malformed, "expected only text in %s, found markup", n.Local)
		}
	}
	return nil
}

func strayText(n *tree.Node) string { return strings.Trim(n.Text(), space) }

// space is XML white space.
const space = " \t\r\n"

// squeeze takes the white space out of a Base64 value.
func squeeze(s string) string {
	if !strings.ContainsAny(s, space) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(space, r) {
			return -1
		}
		return r
	}, s)
}

func name(n *tree.Node) string {
	if n.Space == "" {
		return show(n.Local)
	}
	return n.Local
}

// show quotes text of the message and cuts it short.
func show(s string) string {
	const octets = 100
	if len(s) > octets {
		s = strings.ToValidUTF8(s[:octets], "") + "…"
	}
	return fmt.Sprintf("%q", s)
}
