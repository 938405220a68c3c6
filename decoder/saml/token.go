package saml

import "claimcheck/decoder/tree"

// token reads an answer of WS-Federation or WS-Trust, whose assertions are of SAML 2.0 or 1.1, and the
// messages of SAML 1.1 itself.
func (r *reader) token(m *Message) {
	n := m.Node
	switch {
	case n.Is(NSSAML11P, "Response"):
		r.response11(m)
	case n.Is(NSSAML11, "Assertion"):
		m.SAML11 = true
		a := r.assertion(n)
		m.Assertions = []*Assertion{a}
		m.ID, m.Version, m.IssueInstant, m.Issuer = a.ID, a.Version, a.IssueInstant, a.Issuer
	case isToken(n):
		r.requested(m, n)
	default:
		for _, c := range n.Elements(n.Space, "RequestSecurityTokenResponse") {
			r.requested(m, c)
		}
	}
}

// requested reads the token of a RequestSecurityTokenResponse (WS-Trust 1.3, 4.4).
func (r *reader) requested(m *Message, response *tree.Node) {
	token := response.Child(response.Space, "RequestedSecurityToken")
	if token == nil {
		return
	}
	for _, c := range token.Elements("", "") {
		switch {
		case c.Is(NSAssertion, "Assertion"), c.Is(NSSAML11, "Assertion"):
			a := r.assertion(c)
			m.Assertions = append(m.Assertions, a)
			m.SAML11 = m.SAML11 || a.SAML11
		case c.Is(NSAssertion, "EncryptedAssertion"), c.Is(NSEncrypted, "EncryptedData"):
			m.Encrypted = append(m.Encrypted, c)
		}
	}
}

// response11 reads a Response of SAML 1.1 (SAML 1.1 Core, 3.4). Its Recipient is what 2.0 calls Destination.
func (r *reader) response11(m *Message) {
	n := m.Node
	m.SAML11 = true
	m.ID, _ = n.Attr("ResponseID")
	m.Version = version11(n)
	m.IssueInstant = r.instant(n, "IssueInstant")
	m.Destination = r.uri(n, "Recipient")
	m.InResponseTo = value(n, "InResponseTo")
	m.Status = r.status(n, NSSAML11P)
	for _, c := range n.Elements(NSSAML11, "Assertion") {
		m.Assertions = append(m.Assertions, r.assertion(c))
	}
}

// version11 joins the two numbers of a version, empty when both are absent.
func version11(n *tree.Node) string {
	major, ok1 := n.Attr("MajorVersion")
	minor, ok2 := n.Attr("MinorVersion")
	if !ok1 && !ok2 {
		return ""
	}
	return major + "." + minor
}

// assertion11 reads an assertion of SAML 1.1 into the model of 2.0 (SAML 1.1 Core, 2.3.2): the issuer is
// an attribute, the subject stands in the statements, and an attribute's name is its namespace and name
// with a slash between, as Microsoft writes claims.
func (r *reader) assertion11(n *tree.Node) *Assertion {
	a := &Assertion{Node: n, SAML11: true, Version: version11(n), IssueInstant: r.instant(n, "IssueInstant")}
	a.ID, _ = n.Attr("AssertionID")
	if issuer := r.uri(n, "Issuer"); issuer.Set {
		a.Issuer = &Name{Text: issuer.Text, Node: n}
	}
	if c := n.Child(NSSAML11, "Conditions"); c != nil {
		a.Conditions = r.conditions11(c)
	}
	for _, c := range n.Elements(NSSAML11, "") {
		if s := c.Child(NSSAML11, "Subject"); s != nil && a.Subject == nil {
			a.Subject = r.subject11(s)
		}
		switch c.Local {
		case "AuthenticationStatement":
			s := AuthnStatement{Instant: r.instant(c, "AuthenticationInstant"), Node: c}
			if method := r.uri(c, "AuthenticationMethod"); method.Set {
				s.Contexts = []string{method.Text}
			}
			a.Authn = append(a.Authn, s)
		case "AttributeStatement":
			a.Statements++
			for _, at := range c.Elements(NSSAML11, "Attribute") {
				a.Attributes = append(a.Attributes, r.attribute11(at))
			}
		}
	}
	return a
}

func (r *reader) attribute11(n *tree.Node) Attribute {
	a := Attribute{Values: r.values(n), Node: n}
	a.Name, _ = n.Attr("AttributeName")
	if namespace, _ := n.Attr("AttributeNamespace"); namespace != "" {
		a.Name = namespace + "/" + a.Name
	}
	return a
}

func (r *reader) subject11(n *tree.Node) *Subject {
	s := &Subject{Node: n}
	if c := n.Child(NSSAML11, "NameIdentifier"); c != nil {
		s.NameID = r.name(c)
	}
	for _, c := range n.Elements(NSSAML11, "SubjectConfirmation") {
		for _, method := range c.Elements(NSSAML11, "ConfirmationMethod") {
			s.Confirmations = append(s.Confirmations, Confirmation{
				Method: r.uriText(method).Text, HasData: c.Child(NSSAML11, "SubjectConfirmationData") != nil, Node: c,
			})
		}
	}
	return s
}

func (r *reader) conditions11(n *tree.Node) *Conditions {
	v := &Conditions{NotBefore: r.instant(n, "NotBefore"), NotOnOrAfter: r.instant(n, "NotOnOrAfter"), Node: n}
	for _, c := range n.Elements("", "") {
		switch {
		case c.Is(NSSAML11, "AudienceRestrictionCondition"):
			v.Audiences = append(v.Audiences, r.audiences(c))
		case c.Is(NSSAML11, "DoNotCacheCondition"):
			v.OneTimeUse++ // its name since 2.0
		default:
			v.Unknown = append(v.Unknown, c.Local)
		}
	}
	return v
}
