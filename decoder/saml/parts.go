package saml

import (
	"fmt"
	"strings"

	"claimcheck/decoder/tree"
)

const (
	space        = " \t\r\n" // white space of XML
	mostOddities = 200       // so that a message of nothing else does not fill the report
)

// reader notes what is odd while a message is read.
type reader struct{ oddities []Oddity }

func (r *reader) odd(code string, n *tree.Node, format string, args ...any) {
	switch {
	case len(r.oddities) < mostOddities:
		r.oddities = append(r.oddities, Oddity{Code: code, Text: fmt.Sprintf(format, args...), Node: n})
	case strings.HasPrefix(code, "second-"): // a sign of forgery is not hidden by harmless ones before it
		r.oddities[mostOddities-1] = Oddity{Code: code, Text: fmt.Sprintf(format, args...), Node: n}
	}
}

// clip shortens a value for the text of an oddity.
func clip(s string) string {
	const most = 100
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "…"
}

// part is a child element that may stand in another, once or often.
type part struct {
	space, local string
	many         bool
}

var (
	issuerPart     = part{NSAssertion, "Issuer", false}
	signaturePart  = part{NSSignature, "Signature", false}
	extensionsPart = part{NSProtocol, "Extensions", false}
	statusPart     = part{NSProtocol, "Status", false}
)

// messageParts say what messages hold (Core 3.2 to 3.7).
var messageParts = map[Kind][]part{
	Response: {
		issuerPart, signaturePart, extensionsPart, statusPart,
		{NSAssertion, "Assertion", true},
		{NSAssertion, "EncryptedAssertion", true},
	},
	AuthnRequest: {
		issuerPart, signaturePart, extensionsPart,
		{NSAssertion, "Subject", false},
		{NSProtocol, "NameIDPolicy", false},
		{NSAssertion, "Conditions", false},
		{NSProtocol, "RequestedAuthnContext", false},
		{NSProtocol, "Scoping", false},
	},
	LogoutRequest: {
		issuerPart, signaturePart, extensionsPart,
		{NSAssertion, "BaseID", false},
		{NSAssertion, "NameID", false},
		{NSAssertion, "EncryptedID", false},
		{NSProtocol, "SessionIndex", true},
	},
	LogoutResponse: {issuerPart, signaturePart, extensionsPart, statusPart},
}

// What the elements of an assertion hold (Core 2.3.3, 2.4, 2.7).
var (
	assertionParts = []part{
		issuerPart, signaturePart,
		{NSAssertion, "Subject", false},
		{NSAssertion, "Conditions", false},
		{NSAssertion, "Advice", false},
		{NSAssertion, "Statement", true},
		{NSAssertion, "AuthnStatement", true},
		{NSAssertion, "AuthzDecisionStatement", true},
		{NSAssertion, "AttributeStatement", true},
	}
	subjectParts = []part{
		{NSAssertion, "BaseID", false},
		{NSAssertion, "NameID", false},
		{NSAssertion, "EncryptedID", false},
		{NSAssertion, "SubjectConfirmation", true},
	}
	confirmationParts = []part{
		{NSAssertion, "BaseID", false},
		{NSAssertion, "NameID", false},
		{NSAssertion, "EncryptedID", false},
		{NSAssertion, "SubjectConfirmationData", false},
	}
	audienceParts       = []part{{NSAssertion, "Audience", true}}
	authnStatementParts = []part{{NSAssertion, "SubjectLocality", false}, {NSAssertion, "AuthnContext", false}}
	attributesParts     = []part{{NSAssertion, "Attribute", true}, {NSAssertion, "EncryptedAttribute", true}}
	attributeParts      = []part{{NSAssertion, "AttributeValue", true}}
)

// parts notes child elements of n that should not be there, and the second of those that stand once.
// What is read is the first.
func (r *reader) parts(n *tree.Node, known []part) {
	var seen uint // a bit for each of known
	for _, c := range n.Children {
		if c.Kind != tree.Element {
			continue
		}
		at := -1
		for i, p := range known {
			if c.Local == p.local && c.Space == p.space {
				at = i
				break
			}
		}
		switch {
		case at < 0:
			r.odd("unknown-child", c, "the element %s of the namespace %q does not belong in %s", clip(c.Local), clip(c.Space), clip(n.Local))
		case known[at].many:
		case seen&(1<<at) != 0:
			r.odd("second-"+c.Local, c, "%s holds more than one %s, the first was read", clip(n.Local), c.Local)
		default:
			seen |= 1 << at
		}
	}
}

// text is the character data of an element that holds nothing else.
func (r *reader) text(n *tree.Node) string {
	if n.Odd() {
		r.odd("odd-text", n, "a comment, a processing instruction or an element stands inside the text of %s; programs read it differently", n.Local)
	}
	return n.Text()
}

// uriText is the text of an element that holds a URI.
func (r *reader) uriText(n *tree.Node) Value {
	v := Value{Text: r.text(n), Set: true, Node: n}
	r.around(v, n.Local)
	return v
}

// around notes white space around a URI.
func (r *reader) around(v Value, what string) {
	if strings.Trim(v.Text, space) != v.Text {
		r.odd("space-around", v.Node, "white space stands around the value of %s", what)
	}
}

// value is an attribute of n.
func value(n *tree.Node, local string) Value {
	text, set := n.Attr(local)
	return Value{Text: text, Set: set, Node: n}
}

// uri is an attribute of n that holds a URI.
func (r *reader) uri(n *tree.Node, local string) Value {
	v := value(n, local)
	r.around(v, local)
	return v
}

func (r *reader) instant(n *tree.Node, local string) Instant {
	raw, set := n.Attr(local)
	i := Instant{Raw: raw, Set: set, Node: n}
	if set {
		if i.Time, i.Zone, i.OK = Time(raw); !i.OK {
			r.odd("bad-time", n, "%s of %s is not a date and time: %q", local, n.Local, clip(raw))
		}
	}
	return i
}

// name reads an element of NameIDType (Core 2.2.2).
func (r *reader) name(n *tree.Node) *Name {
	v := &Name{Text: r.text(n), Format: r.uri(n, "Format").Text, Node: n}
	v.NameQualifier, _ = n.Attr("NameQualifier")
	v.SPNameQualifier, _ = n.Attr("SPNameQualifier")
	v.SPProvidedID, _ = n.Attr("SPProvidedID")
	return v
}

// issuer reads the Issuer of a message or assertion, a URI unless its Format says otherwise (Core 2.2.5).
func (r *reader) issuer(of *tree.Node) *Name {
	n := of.Child(NSAssertion, "Issuer")
	if n == nil {
		return nil
	}
	v := r.name(n)
	r.around(Value{Text: v.Text, Node: n}, "Issuer")
	return v
}
