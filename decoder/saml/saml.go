// Package saml is the model of a message. It reads and never refuses: what it could not read is noted
// in Oddities, and what is wrong is judged in decoder/check.
package saml

import (
	"time"

	"claimcheck/decoder/tree"
)

// Namespaces of what is read here.
const (
	NSProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	NSAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	NSMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	NSSAML11    = "urn:oasis:names:tc:SAML:1.0:assertion"
	NSSAML11P   = "urn:oasis:names:tc:SAML:1.0:protocol"
	NSSignature = "http://www.w3.org/2000/09/xmldsig#"
	NSEncrypted = "http://www.w3.org/2001/04/xmlenc#"
)

// Kind is the kind of a message.
type Kind string

// The kinds; the names are those of report.md.
const (
	Response       Kind = "Response"
	AssertionAlone Kind = "Assertion"
	AuthnRequest   Kind = "AuthnRequest"
	LogoutRequest  Kind = "LogoutRequest"
	LogoutResponse Kind = "LogoutResponse"
	Metadata       Kind = "Metadata"
	WSFedToken     Kind = "WSFedToken" // WS-Federation or WS-Trust answer, or a Response or Assertion of SAML 1.1 (Message.SAML11)
	Other          Kind = ""           // XML of another kind; Message.Node says which
)

// Message is one message as it was sent.
type Message struct {
	Kind         Kind
	Node         *tree.Node // the message element itself; inside a SOAP envelope not the root
	Wrapper      string     // local name of a root around the message ("Envelope", "ArtifactResponse"), else empty
	ID           string
	Version      string
	IssueInstant Instant
	Destination  Value
	InResponseTo Value
	Consent      string
	Issuer       *Name // nil when absent

	Status     *Status      // responses; nil when absent
	Assertions []*Assertion // children of the message, or the message itself; in a token those inside it
	Encrypted  []*tree.Node // EncryptedAssertion elements; in a token also its EncryptedData
	Stray      []*tree.Node // Assertion and EncryptedAssertion elements of any namespace, and Responses, anywhere else in the document; never in metadata
	Request    *Request     // AuthnRequest; nil otherwise
	Logout     *Logout      // LogoutRequest; nil otherwise

	SAML11   bool // the message or its token is SAML 1.1
	Oddities []Oddity
}

// Value is an attribute or element value and where it stands. Set tells absent from empty.
type Value struct {
	Text string
	Set  bool
	Node *tree.Node // the element that holds it
}

// Instant is an xs:dateTime as sent. OK is false for anything that is not one (Core 1.3.3).
type Instant struct {
	Raw  string
	Time time.Time // UTC
	OK   bool
	Set  bool
	Zone bool // a zone was given; without one the time is read as UTC
	Node *tree.Node
}

// Name is an Issuer, NameID or another element of NameIDType (Core 2.2.2).
type Name struct {
	Text            string
	Format          string
	NameQualifier   string
	SPNameQualifier string
	SPProvidedID    string
	Node            *tree.Node
}

// Status is a status chain, outermost code first (Core 3.2.2.1).
type Status struct {
	Codes   []string
	Message string
	Detail  string // text of StatusDetail
	Node    *tree.Node
}

// Assertion is one assertion (Core 2.3.3).
type Assertion struct {
	Node         *tree.Node
	ID           string
	Version      string
	IssueInstant Instant
	Issuer       *Name
	Subject      *Subject
	Conditions   *Conditions
	Authn        []AuthnStatement
	Statements   int // AttributeStatement elements
	Attributes   []Attribute
	EncryptedIDs []*tree.Node // EncryptedID and EncryptedAttribute
	SAML11       bool
}

// Subject is who the assertion speaks of (Core 2.4.1).
type Subject struct {
	NameID        *Name
	EncryptedID   *tree.Node // instead of NameID; among the assertion's EncryptedIDs too
	Confirmations []Confirmation
	Node          *tree.Node
}

// Confirmation is one SubjectConfirmation with its data (Core 2.4.1.1, 2.4.1.2).
type Confirmation struct {
	Method       string
	HasData      bool
	Recipient    Value
	InResponseTo Value
	NotBefore    Instant
	NotOnOrAfter Instant
	Address      Value
	Node         *tree.Node
}

// Conditions bound the use of an assertion (Core 2.5.1).
type Conditions struct {
	NotBefore    Instant
	NotOnOrAfter Instant
	Audiences    [][]Value // one slice an AudienceRestriction: any of a slice, all slices
	OneTimeUse   int
	Proxy        int
	Unknown      []string // local names of conditions of other kinds
	Node         *tree.Node
}

// AuthnStatement says how and when the user signed in (Core 2.7.2).
type AuthnStatement struct {
	Instant             Instant
	SessionIndex        Value
	SessionNotOnOrAfter Instant
	Contexts            []string // AuthnContextClassRef
	Node                *tree.Node
}

// Attribute is one Attribute element (Core 2.7.3.1). Several elements of one name stay several.
type Attribute struct {
	Name         string // of SAML 1.1: namespace and name with a slash between
	NameFormat   string
	FriendlyName string
	Values       []AttributeValue // none: the element has no AttributeValue at all
	Node         *tree.Node
}

// AttributeValue is one value: all its character data joined, that of elements inside it too.
type AttributeValue struct {
	Text string
	Nil  bool // xsi:nil
	Node *tree.Node
}

// Request is what an AuthnRequest asks for (Core 3.4.1).
type Request struct {
	ACS             Value // AssertionConsumerServiceURL
	ACSIndex        Value
	ProtocolBinding Value
	ForceAuthn      Value
	IsPassive       Value
	NameIDFormat    Value
	Comparison      string
	Contexts        []string // requested AuthnContextClassRef
	Subject         *tree.Node
}

// Logout is whose sessions a LogoutRequest ends (Core 3.7.1).
type Logout struct {
	NameID       *Name // nil when absent or encrypted
	EncryptedID  *tree.Node
	SessionIndex []string
	Until        Instant // NotOnOrAfter
}

// Oddity is something in the message that could not be read or should not be there.
type Oddity struct {
	// Code is one of: bad-time, second-<element> (the first was read), unknown-child, odd-text (text that
	// programs read differently), structured-value (elements in an AttributeValue), space-around (white
	// space around a URI), foreign-namespace (a root that is a SAML message only by its local name).
	Code string
	Text string
	Node *tree.Node
}
