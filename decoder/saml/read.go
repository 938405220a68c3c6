package saml

import (
	"strings"

	"claimcheck/decoder/tree"
)

const (
	statusSuccess = "urn:oasis:names:tc:SAML:2.0:status:Success"
	bearer        = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
	bearer11      = "urn:oasis:names:tc:SAML:1.0:cm:bearer"
	soap11        = "http://schemas.xmlsoap.org/soap/envelope/"
	soap12        = "http://www.w3.org/2003/05/soap-envelope"
	nsInstance    = "http://www.w3.org/2001/XMLSchema-instance"
)

// wsTrust are the namespaces of WS-Trust, in all its versions.
var wsTrust = map[string]bool{
	"http://schemas.xmlsoap.org/ws/2004/04/trust":       true,
	"http://schemas.xmlsoap.org/ws/2005/02/trust":       true,
	"http://docs.oasis-open.org/ws-sx/ws-trust/200512":  true,
	"http://docs.oasis-open.org/ws-sx/ws-trust/200512/": true,
	"http://docs.oasis-open.org/ws-sx/ws-trust/200802":  true,
}

// Read reads the message of a document, which may stand inside a SOAP envelope or an ArtifactResponse.
func Read(d *tree.Doc) *Message {
	n := locate(d.Root)
	m := ReadResponse(n)
	if n != d.Root {
		m.Wrapper = d.Root.Local
		m.Stray = m.strays(d.Root)
	}
	return m
}

// ReadResponse reads a Response, or any other message element, from its element. Stray speaks
// of what is in n only.
func ReadResponse(n *tree.Node) *Message {
	m := &Message{Kind: kindOf(n), Node: n}
	r := &reader{}
	switch m.Kind {
	case Metadata:
		m.ID, _ = n.Attr("ID")
		return m
	case AssertionAlone:
		a := r.assertion(n)
		m.Assertions = []*Assertion{a}
		m.ID, m.Version, m.IssueInstant, m.Issuer = a.ID, a.Version, a.IssueInstant, a.Issuer
	case WSFedToken:
		r.token(m)
	case Other:
		r.foreign(n)
	default:
		r.message(m)
	}
	m.Stray = m.strays(n)
	m.Oddities = r.oddities
	return m
}

// ReadAssertion reads one assertion from its element; the verified copy of a signature is read with it.
func ReadAssertion(n *tree.Node) *Assertion { return (&reader{}).assertion(n) }

// ReadNameID reads a NameID by itself, as it comes out of an EncryptedID.
func ReadNameID(n *tree.Node) *Name { return (&reader{}).name(n) }

// ReadAttribute reads an Attribute by itself, as it comes out of an EncryptedAttribute.
func ReadAttribute(n *tree.Node) Attribute { return (&reader{}).attribute(n) }

// locate finds the message element. It does not search: a message deeper down is stray.
func locate(root *tree.Node) *tree.Node {
	n := root
	if n.Is(soap11, "Envelope") || n.Is(soap12, "Envelope") {
		body := n.Child(n.Space, "Body")
		if body == nil {
			return root
		}
		for _, c := range body.Elements("", "") {
			if kindOf(c) != Other || c.Is(NSProtocol, "ArtifactResponse") {
				n = c
				break
			}
		}
	}
	if n.Is(NSProtocol, "ArtifactResponse") {
		for _, c := range n.Elements(NSProtocol, "") {
			if kindOf(c) != Other {
				return c
			}
		}
	}
	return n
}

func kindOf(n *tree.Node) Kind {
	switch {
	case n.Is(NSProtocol, "Response"):
		return Response
	case n.Is(NSProtocol, "AuthnRequest"):
		return AuthnRequest
	case n.Is(NSProtocol, "LogoutRequest"):
		return LogoutRequest
	case n.Is(NSProtocol, "LogoutResponse"):
		return LogoutResponse
	case n.Is(NSAssertion, "Assertion"):
		return AssertionAlone
	case n.Is(NSMetadata, "EntityDescriptor"), n.Is(NSMetadata, "EntitiesDescriptor"):
		return Metadata
	case n.Is(NSSAML11P, "Response"), n.Is(NSSAML11, "Assertion"), isToken(n), isTokens(n):
		return WSFedToken
	}
	return Other
}

func isToken(n *tree.Node) bool {
	return n.Kind == tree.Element && wsTrust[n.Space] && n.Local == "RequestSecurityTokenResponse"
}

func isTokens(n *tree.Node) bool {
	return n.Kind == tree.Element && wsTrust[n.Space] && n.Local == "RequestSecurityTokenResponseCollection"
}

// isAssertion says whether n is one of what only a message may hold, and a reader could take for claims.
// Its namespace does not matter: readers that search by local name take one of any namespace.
func isAssertion(n *tree.Node) bool {
	return n.Kind == tree.Element && (n.Local == "Assertion" || n.Local == "EncryptedAssertion")
}

// strays lists what m did not read at its place, in document order (threats.md, rail 5).
func (m *Message) strays(root *tree.Node) []*tree.Node {
	if m.Kind == Metadata {
		return nil // EntityAttributes holds assertions by right
	}
	placed := map[*tree.Node]bool{m.Node: true}
	for _, a := range m.Assertions {
		placed[a.Node] = true
	}
	for _, n := range m.Encrypted {
		placed[n] = true
	}
	var found []*tree.Node
	root.Walk(func(n *tree.Node) {
		if (isAssertion(n) || n.Is(NSProtocol, "Response") || n.Is(NSSAML11P, "Response")) && !placed[n] {
			found = append(found, n)
		}
	})
	return found
}

// message reads what the messages of SAML 2.0 share (Core 3.2.1, 3.2.2), and what each holds of its own.
func (r *reader) message(m *Message) {
	n := m.Node
	r.parts(n, messageParts[m.Kind])
	m.ID, _ = n.Attr("ID")
	m.Version, _ = n.Attr("Version")
	m.Consent, _ = n.Attr("Consent")
	m.IssueInstant = r.instant(n, "IssueInstant")
	m.Destination = r.uri(n, "Destination")
	m.InResponseTo = value(n, "InResponseTo")
	m.Issuer = r.issuer(n)
	m.Status = r.status(n, NSProtocol)
	switch m.Kind {
	case AuthnRequest:
		m.Request = r.request(n)
	case LogoutRequest:
		m.Logout = r.logout(n)
	}
	if m.Kind != Response {
		return
	}
	for _, c := range n.Elements(NSAssertion, "") {
		switch c.Local {
		case "Assertion":
			m.Assertions = append(m.Assertions, r.assertion(c))
		case "EncryptedAssertion":
			m.Encrypted = append(m.Encrypted, c)
		}
	}
}

func (r *reader) status(message *tree.Node, space string) *Status {
	n := message.Child(space, "Status")
	if n == nil {
		return nil
	}
	s := &Status{Node: n}
	r.parts(n, []part{{space, "StatusCode", false}, {space, "StatusMessage", false}, {space, "StatusDetail", false}})
	for code := n.Child(space, "StatusCode"); code != nil; code = code.Child(space, "StatusCode") {
		r.parts(code, []part{{space, "StatusCode", false}})
		s.Codes = append(s.Codes, r.uri(code, "Value").Text)
	}
	if c := n.Child(space, "StatusMessage"); c != nil {
		s.Message = r.text(c)
	}
	if c := n.Child(space, "StatusDetail"); c != nil {
		s.Detail = c.AllText()
	}
	return s
}

// Success says whether the top-level code is Success.
func (s *Status) Success() bool {
	if s == nil || len(s.Codes) == 0 {
		return false
	}
	if s.Node != nil && s.Node.Space == NSSAML11P {
		// A qualified name there (SAML 1.1 Core, 3.4.3.1).
		return s.Codes[0] == "Success" || strings.HasSuffix(s.Codes[0], ":Success")
	}
	return s.Codes[0] == statusSuccess
}

func (r *reader) request(n *tree.Node) *Request {
	q := &Request{
		ACS:             r.uri(n, "AssertionConsumerServiceURL"),
		ACSIndex:        value(n, "AssertionConsumerServiceIndex"),
		ProtocolBinding: r.uri(n, "ProtocolBinding"),
		ForceAuthn:      value(n, "ForceAuthn"),
		IsPassive:       value(n, "IsPassive"),
		Subject:         n.Child(NSAssertion, "Subject"),
	}
	if p := n.Child(NSProtocol, "NameIDPolicy"); p != nil {
		q.NameIDFormat = r.uri(p, "Format")
	}
	if c := n.Child(NSProtocol, "RequestedAuthnContext"); c != nil {
		q.Comparison, _ = c.Attr("Comparison")
		for _, ref := range c.Elements(NSAssertion, "AuthnContextClassRef") {
			q.Contexts = append(q.Contexts, r.uriText(ref).Text)
		}
	}
	return q
}

func (r *reader) logout(n *tree.Node) *Logout {
	l := &Logout{Until: r.instant(n, "NotOnOrAfter")}
	if c := n.Child(NSAssertion, "NameID"); c != nil {
		l.NameID = r.name(c)
	}
	l.EncryptedID = n.Child(NSAssertion, "EncryptedID")
	for _, c := range n.Elements(NSProtocol, "SessionIndex") {
		l.SessionIndex = append(l.SessionIndex, r.text(c))
	}
	return l
}

// foreign notes a root that has the name of a SAML message in another namespace.
func (r *reader) foreign(n *tree.Node) {
	switch n.Local {
	case "Response", "Assertion", "AuthnRequest", "LogoutRequest", "LogoutResponse", "EntityDescriptor", "EntitiesDescriptor":
		r.odd("foreign-namespace", n, "%s is no message of SAML in the namespace %q", n.Local, clip(n.Space))
	}
}
