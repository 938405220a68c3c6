package saml

import (
	"strings"

	"claimcheck/decoder/tree"
)

func (r *reader) assertion(n *tree.Node) *Assertion {
	if n.Space == NSSAML11 {
		return r.assertion11(n)
	}
	r.parts(n, assertionParts)
	a := &Assertion{Node: n, Issuer: r.issuer(n), IssueInstant: r.instant(n, "IssueInstant")}
	a.ID, _ = n.Attr("ID")
	a.Version, _ = n.Attr("Version")
	if c := n.Child(NSAssertion, "Subject"); c != nil {
		a.Subject = r.subject(a, c)
	}
	if c := n.Child(NSAssertion, "Conditions"); c != nil {
		a.Conditions = r.conditions(c)
	}
	for _, c := range n.Elements(NSAssertion, "") {
		switch c.Local {
		case "AuthnStatement":
			a.Authn = append(a.Authn, r.authn(c))
		case "AttributeStatement":
			a.Statements++
			r.parts(c, attributesParts)
			a.EncryptedIDs = append(a.EncryptedIDs, c.Elements(NSAssertion, "EncryptedAttribute")...)
			for _, at := range c.Elements(NSAssertion, "Attribute") {
				a.Attributes = append(a.Attributes, r.attribute(at))
			}
		}
	}
	return a
}

func (r *reader) subject(a *Assertion, n *tree.Node) *Subject {
	r.parts(n, subjectParts)
	s := &Subject{Node: n}
	if c := n.Child(NSAssertion, "NameID"); c != nil {
		s.NameID = r.name(c)
	}
	s.EncryptedID = n.Child(NSAssertion, "EncryptedID")
	a.EncryptedIDs = append(a.EncryptedIDs, n.Elements(NSAssertion, "EncryptedID")...)
	for _, c := range n.Elements(NSAssertion, "SubjectConfirmation") {
		r.parts(c, confirmationParts)
		a.EncryptedIDs = append(a.EncryptedIDs, c.Elements(NSAssertion, "EncryptedID")...)
		s.Confirmations = append(s.Confirmations, r.confirmation(c))
	}
	return s
}

func (r *reader) confirmation(n *tree.Node) Confirmation {
	c := Confirmation{Method: r.uri(n, "Method").Text, Node: n}
	data := n.Child(NSAssertion, "SubjectConfirmationData")
	if data == nil {
		return c
	}
	c.HasData = true
	c.Recipient = r.uri(data, "Recipient")
	c.InResponseTo = value(data, "InResponseTo")
	c.NotBefore = r.instant(data, "NotBefore")
	c.NotOnOrAfter = r.instant(data, "NotOnOrAfter")
	c.Address = value(data, "Address")
	return c
}

// Bearer says whether the method is bearer.
func (c Confirmation) Bearer() bool { return c.Method == bearer || c.Method == bearer11 }

func (r *reader) conditions(n *tree.Node) *Conditions {
	v := &Conditions{NotBefore: r.instant(n, "NotBefore"), NotOnOrAfter: r.instant(n, "NotOnOrAfter"), Node: n}
	for _, c := range n.Elements("", "") {
		switch {
		case c.Is(NSAssertion, "AudienceRestriction"):
			r.parts(c, audienceParts)
			v.Audiences = append(v.Audiences, r.audiences(c))
		case c.Is(NSAssertion, "OneTimeUse"):
			v.OneTimeUse++
		case c.Is(NSAssertion, "ProxyRestriction"):
			v.Proxy++
		default:
			v.Unknown = append(v.Unknown, c.Local)
		}
	}
	return v
}

func (r *reader) audiences(n *tree.Node) []Value {
	var all []Value
	for _, c := range n.Elements(n.Space, "Audience") {
		all = append(all, r.uriText(c))
	}
	return all
}

func (r *reader) authn(n *tree.Node) AuthnStatement {
	r.parts(n, authnStatementParts)
	s := AuthnStatement{
		Instant:             r.instant(n, "AuthnInstant"),
		SessionIndex:        value(n, "SessionIndex"),
		SessionNotOnOrAfter: r.instant(n, "SessionNotOnOrAfter"),
		Node:                n,
	}
	if c := n.Child(NSAssertion, "AuthnContext"); c != nil {
		for _, ref := range c.Elements(NSAssertion, "AuthnContextClassRef") {
			s.Contexts = append(s.Contexts, r.uriText(ref).Text)
		}
	}
	return s
}

func (r *reader) attribute(n *tree.Node) Attribute {
	r.parts(n, attributeParts)
	a := Attribute{NameFormat: r.uri(n, "NameFormat").Text, Values: r.values(n), Node: n}
	a.Name, _ = n.Attr("Name")
	a.FriendlyName, _ = n.Attr("FriendlyName")
	return a
}

// values reads the AttributeValue elements of an attribute. An element inside a value is read with the
// rest, as text; it is noted, since programs read it differently.
func (r *reader) values(n *tree.Node) []AttributeValue {
	elements := n.Elements(n.Space, "AttributeValue")
	if len(elements) == 0 {
		return nil
	}
	all := make([]AttributeValue, 0, len(elements))
	for _, c := range elements {
		v := AttributeValue{Text: c.AllText(), Node: c}
		switch {
		case c.Odd():
			r.text(c)
		case len(c.Elements("", "")) > 0:
			r.odd("structured-value", c, "a value of %s holds elements", c.Local)
		}
		for i := range c.Attrs {
			if at := &c.Attrs[i]; at.Space == nsInstance && at.Local == "nil" {
				is := strings.Trim(at.Value, space)
				v.Nil = is == "true" || is == "1"
			}
		}
		all = append(all, v)
	}
	return all
}
