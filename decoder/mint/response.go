package mint

import (
	"strings"
	"time"
)

// Part says which element of a response is signed.
type Part string

// The parts, named as the portal's signing option.
const (
	SignAssertion Part = "assertion"
	SignResponse  Part = "response"
	SignBoth      Part = "both"
	SignNone      Part = "none"
)

// Response is one samlp:Response. Empty fields leave their attribute or element out.
type Response struct {
	ID            string
	Issuer        string
	IssueInstant  time.Time
	Destination   string
	InResponseTo  string
	Status        []string // codes, outermost first
	StatusMessage string
	Assertion     *Assertion // nil: none, as with an error
	Part          Part
	Signing       Signing
	Encrypt       *Key // the application's key that the assertion is encrypted to, after it was signed
}

// Assertion is the assertion of a response.
type Assertion struct {
	ID           string
	Issuer       string
	IssueInstant time.Time
	NameID       string
	NameIDFormat string
	Recipient    string
	InResponseTo string
	ConfirmUntil time.Time // NotOnOrAfter of SubjectConfirmationData
	NotBefore    time.Time
	NotOnOrAfter time.Time
	Audience     string
	Attributes   []Attribute
	AuthnInstant time.Time
	AuthnContext string
}

// Attribute is one attribute with its values; Format and Friendly are left out when empty.
type Attribute struct {
	Name     string
	Values   []string
	Format   string
	Friendly string
}

// Names of claims that Entra sends by default.
const (
	ClaimTenant      = "http://schemas.microsoft.com/identity/claims/tenantid"
	ClaimObject      = "http://schemas.microsoft.com/identity/claims/objectidentifier"
	ClaimDisplayName = "http://schemas.microsoft.com/identity/claims/displayname"
	ClaimProvider    = "http://schemas.microsoft.com/identity/claims/identityprovider"
	ClaimMethods     = "http://schemas.microsoft.com/claims/authnmethodsreferences"
	ClaimNamespace   = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
	ClaimGivenName   = ClaimNamespace + "/givenname"
	ClaimSurname     = ClaimNamespace + "/surname"
	ClaimEmail       = ClaimNamespace + "/emailaddress"
	ClaimName        = ClaimNamespace + "/name"
	ClaimGroups      = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups"
)

const statusPrefix = "urn:oasis:names:tc:SAML:2.0:status:"

// EntraResponse is a good response to a request of the application, for B.Simon, with Entra's default
// claims and the four of Upwork Enterprise; the assertion is to be signed.
func EntraResponse() *Response {
	return &Response{
		ID: ResponseID, Issuer: Issuer, IssueInstant: Now, Destination: ACS, InResponseTo: RequestID,
		Status: []string{statusPrefix + "Success"},
		Part:   SignAssertion,
		Assertion: &Assertion{
			ID: AssertionID, Issuer: Issuer, IssueInstant: Now,
			NameID: User, NameIDFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
			Recipient: ACS, InResponseTo: RequestID, ConfirmUntil: Now.Add(time.Hour),
			NotBefore: Now.Add(-5 * time.Minute), NotOnOrAfter: Now.Add(time.Hour),
			Audience: EntityID,
			Attributes: []Attribute{
				{Name: ClaimTenant, Values: []string{Tenant}},
				{Name: ClaimObject, Values: []string{"11112222-bbbb-3333-cccc-4444dddd5555"}},
				{Name: ClaimDisplayName, Values: []string{"B.Simon"}},
				{Name: ClaimProvider, Values: []string{Issuer}},
				{Name: ClaimMethods, Values: []string{
					"http://schemas.microsoft.com/ws/2008/06/identity/authenticationmethod/password",
					"http://schemas.microsoft.com/claims/multipleauthn",
				}},
				{Name: ClaimGivenName, Values: []string{"B."}},
				{Name: ClaimSurname, Values: []string{"Simon"}},
				{Name: ClaimEmail, Values: []string{User}},
				{Name: ClaimName, Values: []string{User}},
				{Name: "FirstName", Values: []string{"B."}},
				{Name: "LastName", Values: []string{"Simon"}},
				{Name: "Country", Values: []string{"United States"}},
				{Name: "Email", Values: []string{User}},
			},
			AuthnInstant: Now.Add(-time.Minute),
			AuthnContext: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
		},
	}
}

// ErrorResponse is Entra's answer when it refuses a request: status Requester and a second code
// (RequestUnsupported, RequestDenied …), with a message of AADSTS codes; no assertion, no signature.
func ErrorResponse(second, message string) *Response {
	r := EntraResponse()
	r.Status = []string{statusPrefix + "Requester", statusPrefix + second}
	r.StatusMessage = message + "\r\nTrace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333\r\nCorrelation ID: aaaa0000-bb11-2222-33cc-444444dddddd\r\nTimestamp: " +
		r.IssueInstant.Format("2006-01-02 15:04:05Z")
	r.Assertion, r.Part = nil, SignNone
	return r
}

// Unsolicited makes it the answer to no request, as a start from My Apps gives.
func (r *Response) Unsolicited() *Response {
	r.InResponseTo = ""
	if r.Assertion != nil {
		r.Assertion.InResponseTo = ""
	}
	return r
}

// Set gives the attribute of that name other values; it adds the attribute at the end when there is none.
func (r *Response) Set(name string, values ...string) *Response {
	for i := range r.Assertion.Attributes {
		if a := &r.Assertion.Attributes[i]; a.Name == name {
			a.Values = values
			return r
		}
	}
	r.Assertion.Attributes = append(r.Assertion.Attributes, Attribute{Name: name, Values: values})
	return r
}

// Rename gives the attribute of that name another one.
func (r *Response) Rename(from, to string) *Response {
	for i := range r.Assertion.Attributes {
		if a := &r.Assertion.Attributes[i]; a.Name == from {
			a.Name = to
			return r
		}
	}
	panic("mint: no attribute " + from)
}

// Remove takes attributes away.
func (r *Response) Remove(names ...string) *Response {
	kept := r.Assertion.Attributes[:0:0]
	for _, a := range r.Assertion.Attributes {
		gone := false
		for _, n := range names {
			gone = gone || a.Name == n
		}
		if !gone {
			kept = append(kept, a)
		}
	}
	r.Assertion.Attributes = kept
	return r
}

// Shift moves every instant of the response by d.
func (r *Response) Shift(d time.Duration) *Response {
	r.IssueInstant = r.IssueInstant.Add(d)
	if a := r.Assertion; a != nil {
		for _, t := range []*time.Time{&a.IssueInstant, &a.ConfirmUntil, &a.NotBefore, &a.NotOnOrAfter, &a.AuthnInstant} {
			*t = t.Add(d)
		}
	}
	return r
}

// Signed is the response signed as Part and Signing say, and encrypted when Encrypt is set.
func (r *Response) Signed() []byte { return []byte(r.Finish(r.XML())) }

// Finish signs text that XML gave, perhaps edited since.
func (r *Response) Finish(x string) string {
	if r.Part == SignAssertion || r.Part == SignBoth {
		x = Sign(x, r.Assertion.ID, r.Signing)
	}
	if r.Encrypt != nil {
		x = EncryptAssertion(x, r.Assertion.ID, r.Encrypt)
	}
	if r.Part == SignResponse || r.Part == SignBoth {
		x = Sign(x, r.ID, r.Signing)
	}
	return x
}

// XML is the unsigned text.
func (r *Response) XML() string {
	var b strings.Builder
	b.WriteString("<samlp:Response")
	attrs(&b, "ID", r.ID, "Version", "2.0", "IssueInstant", stamp(r.IssueInstant), "Destination", r.Destination,
		"InResponseTo", r.InResponseTo, "xmlns:samlp", "urn:oasis:names:tc:SAML:2.0:protocol")
	b.WriteString(">")
	issuer(&b, r.Issuer, true)
	b.WriteString("<samlp:Status>")
	for i, code := range r.Status {
		b.WriteString(`<samlp:StatusCode Value="` + escape(code) + `"`)
		if i == len(r.Status)-1 {
			b.WriteString("/>")
		} else {
			b.WriteString(">")
		}
	}
	for range max(len(r.Status)-1, 0) {
		b.WriteString("</samlp:StatusCode>")
	}
	if r.StatusMessage != "" {
		b.WriteString("<samlp:StatusMessage>" + escape(r.StatusMessage) + "</samlp:StatusMessage>")
	}
	b.WriteString("</samlp:Status>")
	if r.Assertion != nil {
		r.Assertion.write(&b)
	}
	b.WriteString("</samlp:Response>")
	return b.String()
}

// XML is the assertion alone, unsigned.
func (a *Assertion) XML() string {
	var b strings.Builder
	a.write(&b)
	return b.String()
}

func (a *Assertion) write(b *strings.Builder) {
	b.WriteString("<Assertion")
	attrs(b, "ID", a.ID, "IssueInstant", stamp(a.IssueInstant), "Version", "2.0", "xmlns", "urn:oasis:names:tc:SAML:2.0:assertion")
	b.WriteString(">")
	issuer(b, a.Issuer, false)
	b.WriteString("<Subject>")
	if a.NameID != "" {
		b.WriteString("<NameID")
		attrs(b, "Format", a.NameIDFormat)
		b.WriteString(">" + escape(a.NameID) + "</NameID>")
	}
	b.WriteString(`<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData`)
	attrs(b, "InResponseTo", a.InResponseTo, "NotOnOrAfter", stamp(a.ConfirmUntil), "Recipient", a.Recipient)
	b.WriteString("/></SubjectConfirmation></Subject><Conditions")
	attrs(b, "NotBefore", stamp(a.NotBefore), "NotOnOrAfter", stamp(a.NotOnOrAfter))
	b.WriteString(">")
	if a.Audience != "" {
		b.WriteString("<AudienceRestriction><Audience>" + escape(a.Audience) + "</Audience></AudienceRestriction>")
	}
	b.WriteString("</Conditions>")
	if len(a.Attributes) > 0 {
		b.WriteString("<AttributeStatement>")
		for _, at := range a.Attributes {
			b.WriteString("<Attribute")
			attrs(b, "Name", at.Name, "NameFormat", at.Format, "FriendlyName", at.Friendly)
			b.WriteString(">")
			for _, v := range at.Values {
				b.WriteString("<AttributeValue>" + escape(v) + "</AttributeValue>")
			}
			b.WriteString("</Attribute>")
		}
		b.WriteString("</AttributeStatement>")
	}
	if !a.AuthnInstant.IsZero() {
		b.WriteString("<AuthnStatement")
		attrs(b, "AuthnInstant", stamp(a.AuthnInstant), "SessionIndex", a.ID)
		b.WriteString("><AuthnContext><AuthnContextClassRef>" + escape(a.AuthnContext) + "</AuthnContextClassRef></AuthnContext></AuthnStatement>")
	}
	b.WriteString("</Assertion>")
}

func issuer(b *strings.Builder, text string, declare bool) {
	if text == "" {
		return
	}
	b.WriteString("<Issuer")
	if declare {
		attrs(b, "xmlns", "urn:oasis:names:tc:SAML:2.0:assertion")
	}
	b.WriteString(">" + escape(text) + "</Issuer>")
}

// attrs writes names and values in pairs and leaves out those without a value.
func attrs(b *strings.Builder, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			b.WriteString(" " + pairs[i] + `="` + escape(pairs[i+1]) + `"`)
		}
	}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Stamp(t)
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\r", "&#xD;")

func escape(s string) string { return escaper.Replace(s) }
