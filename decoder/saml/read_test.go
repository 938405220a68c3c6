package saml

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/tree"
)

const (
	p2 = `xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"`
	ok = `<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>`

	entraAssertion = `<Assertion ID="_a1" IssueInstant="2026-01-02T03:04:05.123Z" Version="2.0" xmlns="urn:oasis:names:tc:SAML:2.0:assertion">` +
		`<Issuer>https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/</Issuer>` +
		`<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo/></Signature>` +
		`<Subject><NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress" NameQualifier="q" SPNameQualifier="s" SPProvidedID="p">B.Simon@example.com</NameID>` +
		`<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData InResponseTo="_q1" NotOnOrAfter="2026-01-02T04:04:05Z" Recipient="https://sp.example.com/acs" Address="192.0.2.7"/></SubjectConfirmation>` +
		`<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"/></Subject>` +
		`<Conditions NotBefore="2026-01-02T02:59:05Z" NotOnOrAfter="2026-01-02T04:04:05+01:00"><AudienceRestriction><Audience>https://sp.example.com</Audience><Audience>spn:app</Audience></AudienceRestriction>` +
		`<AudienceRestriction/><OneTimeUse/><ProxyRestriction Count="1"/><Condition/><x:Local xmlns:x="urn:example:x"/></Conditions>` +
		`<AttributeStatement><Attribute Name="http://schemas.microsoft.com/identity/claims/tenantid"><AttributeValue>aaaabbbb-0000-cccc-1111-dddd2222eeee</AttributeValue></Attribute>` +
		`<Attribute Name="Roles" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic" FriendlyName="r"><AttributeValue>one</AttributeValue><AttributeValue> two </AttributeValue><AttributeValue/>` +
		`<AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil=" true"/></Attribute><Attribute Name="None"/></AttributeStatement>` +
		`<AuthnStatement AuthnInstant="2026-01-02T03:03:05Z" SessionIndex="_a1" SessionNotOnOrAfter="2026-01-02T13:03:05Z"><AuthnContext><AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef></AuthnContext></AuthnStatement></Assertion>`

	entraResponse = `<samlp:Response ID="_r1" Version="2.0" IssueInstant="2026-01-02T03:04:05Z" Destination="https://sp.example.com/acs" InResponseTo="_q1" Consent="c" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">` +
		`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/</Issuer>` + ok + entraAssertion + `</samlp:Response>`

	entraError = `<samlp:Response ID="_r2" Version="2.0" IssueInstant="2026-01-02T03:04:05.1234567Z" Destination="https://sp.example.com/acs" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">` +
		`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/</Issuer>` +
		`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Requester"><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported"><samlp:StatusCode Value="urn:example:third"/></samlp:StatusCode></samlp:StatusCode>` +
		`<samlp:StatusMessage>AADSTS50105: not <!-- x -->assigned.` + "\r\n" + `Trace ID: 0</samlp:StatusMessage><samlp:StatusDetail><d>one</d> two</samlp:StatusDetail></samlp:Status></samlp:Response>`

	authnRequest = `<samlp:AuthnRequest ID="_q1" Version="2.0" IssueInstant="2026-01-02T03:04:05Z" Destination="https://login.example.com" AssertionConsumerServiceURL="https://sp.example.com/acs" AssertionConsumerServiceIndex="0" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" ForceAuthn="true" IsPassive="false" ` + p2 + `>` +
		`<Issuer>https://sp.example.com</Issuer><Subject/><samlp:NameIDPolicy Format="f"/><samlp:RequestedAuthnContext Comparison="exact"><AuthnContextClassRef>one</AuthnContextClassRef><AuthnContextClassRef>two</AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>`

	assertion11 = `<saml:Assertion MajorVersion="1" MinorVersion="1" AssertionID="_o1" Issuer="https://sts.example.com/" IssueInstant="2026-01-02T03:04:05Z" xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion">` +
		`<saml:Conditions NotBefore="2026-01-02T03:04:05Z" NotOnOrAfter="2026-01-02T04:04:05Z"><saml:AudienceRestrictionCondition><saml:Audience>urn:example:app</saml:Audience></saml:AudienceRestrictionCondition><saml:DoNotCacheCondition/></saml:Conditions>` +
		`<saml:AttributeStatement><saml:Subject><saml:NameIdentifier Format="f">B.Simon</saml:NameIdentifier><saml:SubjectConfirmation><saml:ConfirmationMethod>urn:oasis:names:tc:SAML:1.0:cm:bearer</saml:ConfirmationMethod></saml:SubjectConfirmation></saml:Subject>` +
		`<saml:Attribute AttributeName="givenname" AttributeNamespace="http://schemas.xmlsoap.org/ws/2005/05/identity/claims"><saml:AttributeValue>B.</saml:AttributeValue></saml:Attribute><saml:Attribute AttributeName="bare"/></saml:AttributeStatement>` +
		`<saml:AuthenticationStatement AuthenticationMethod="urn:oasis:names:tc:SAML:1.0:am:password" AuthenticationInstant="2026-01-02T03:00:00Z"/></saml:Assertion>`

	response11 = `<samlp:Response ResponseID="_o2" MajorVersion="1" MinorVersion="1" IssueInstant="2026-01-02T03:04:05Z" Recipient="https://sp.example.com/acs" InResponseTo="_q9" xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol">` +
		`<samlp:Status><samlp:StatusCode Value="samlp:Success"/></samlp:Status>` + assertion11 + `</samlp:Response>`
)

func read(t testing.TB, in string) *Message {
	t.Helper()
	d, err := tree.Parse([]byte(in), tree.MetadataLimits)
	if err != nil {
		t.Fatalf("%.200q: %v", in, err)
	}
	return Read(d)
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// equal compares and tells both.
func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %#v, want %#v", what, got, want)
	}
}

func codes(m *Message) string {
	var all []string
	for _, o := range m.Oddities {
		all = append(all, o.Code)
		if o.Node == nil || o.Text == "" {
			all = append(all, "(without place or text)")
		}
	}
	return strings.Join(all, " ")
}

func TestReadResponse(t *testing.T) {
	m := read(t, entraResponse)
	equal(t, "kind", m.Kind, Response)
	equal(t, "head", []string{m.ID, m.Version, m.Destination.Text, m.InResponseTo.Text, m.Consent, m.Issuer.Text, m.Wrapper},
		[]string{"_r1", "2.0", "https://sp.example.com/acs", "_q1", "c", "https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/", ""})
	equal(t, "issued", m.IssueInstant.Time, at("2026-01-02T03:04:05Z"))
	equal(t, "success", m.Status.Success(), true)
	equal(t, "oddities", codes(m), "")
	equal(t, "strays", len(m.Stray)+len(m.Encrypted), 0)
	if len(m.Assertions) != 1 {
		t.Fatalf("%d assertions", len(m.Assertions))
	}
	checkAssertion(t, m.Assertions[0])
	again := ReadResponse(m.Node)
	equal(t, "read from its element", again, m)
	equal(t, "assertion read from its element", ReadAssertion(m.Assertions[0].Node), m.Assertions[0])
}

func checkAssertion(t *testing.T, a *Assertion) {
	t.Helper()
	equal(t, "assertion", []string{a.ID, a.Version, a.Issuer.Text}, []string{"_a1", "2.0", "https://sts.windows.net/aaaabbbb-0000-cccc-1111-dddd2222eeee/"})
	equal(t, "issued", a.IssueInstant.Time, at("2026-01-02T03:04:05.123Z"))
	n := *a.Subject.NameID
	n.Node = nil
	equal(t, "NameID", n, Name{Text: "B.Simon@example.com", Format: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", NameQualifier: "q", SPNameQualifier: "s", SPProvidedID: "p"})
	if len(a.Subject.Confirmations) != 2 {
		t.Fatalf("%d confirmations", len(a.Subject.Confirmations))
	}
	c, other := a.Subject.Confirmations[0], a.Subject.Confirmations[1]
	equal(t, "bearer", []bool{c.Bearer(), c.HasData, c.NotBefore.Set, c.NotOnOrAfter.OK, other.Bearer(), other.HasData}, []bool{true, true, false, true, false, false})
	equal(t, "confirmation", []string{c.Recipient.Text, c.InResponseTo.Text, c.Address.Text}, []string{"https://sp.example.com/acs", "_q1", "192.0.2.7"})
	equal(t, "not on or after", a.Conditions.NotOnOrAfter.Time, at("2026-01-02T03:04:05Z"))
	equal(t, "restrictions", len(a.Conditions.Audiences), 2)
	equal(t, "audiences", []string{a.Conditions.Audiences[0][0].Text, a.Conditions.Audiences[0][1].Text}, []string{"https://sp.example.com", "spn:app"})
	equal(t, "empty restriction", len(a.Conditions.Audiences[1]), 0)
	equal(t, "conditions", fmt.Sprint(a.Conditions.OneTimeUse, a.Conditions.Proxy, a.Conditions.Unknown), "1 1 [Condition Local]")
	equal(t, "statements", []int{a.Statements, len(a.Authn), len(a.Attributes)}, []int{1, 1, 3})
	equal(t, "session", a.Authn[0].SessionIndex.Text, "_a1")
	equal(t, "contexts", a.Authn[0].Contexts, []string{"urn:oasis:names:tc:SAML:2.0:ac:classes:Password"})
	equal(t, "signed in", a.Authn[0].Instant.Time, at("2026-01-02T03:03:05Z"))
	roles := a.Attributes[1]
	equal(t, "attribute", []string{roles.Name, roles.NameFormat, roles.FriendlyName}, []string{"Roles", "urn:oasis:names:tc:SAML:2.0:attrname-format:basic", "r"})
	var values []string
	for _, v := range roles.Values {
		values = append(values, fmt.Sprintf("%s|%v", v.Text, v.Nil))
	}
	equal(t, "values", values, []string{"one|false", " two |false", "|false", "|true"})
	equal(t, "no value", len(a.Attributes[2].Values), 0)
}

func TestStatus(t *testing.T) {
	m := read(t, entraError)
	equal(t, "codes", m.Status.Codes, []string{"urn:oasis:names:tc:SAML:2.0:status:Requester", "urn:oasis:names:tc:SAML:2.0:status:RequestUnsupported", "urn:example:third"})
	equal(t, "message", m.Status.Message, "AADSTS50105: not assigned.\nTrace ID: 0")
	equal(t, "detail", m.Status.Detail, "one two")
	equal(t, "success", m.Status.Success(), false)
	equal(t, "oddities", codes(m), "odd-text")
	for code, want := range map[string]bool{
		"urn:oasis:names:tc:SAML:2.0:status:Success": true, "Success": false, "": false,
		"urn:oasis:names:tc:SAML:2.0:status:Responder": false, "urn:oasis:names:tc:SAML:2.0:status:success": false,
	} {
		m := read(t, `<samlp:Response `+p2+`><samlp:Status><samlp:StatusCode Value="`+code+`"/></samlp:Status></samlp:Response>`)
		equal(t, code, m.Status.Success(), want)
	}
	var none *Status
	equal(t, "no status", none.Success() || (&Status{}).Success(), false)
}

func TestRequest(t *testing.T) {
	m := read(t, authnRequest)
	equal(t, "kind", m.Kind, AuthnRequest)
	q := m.Request
	equal(t, "request", []string{
		m.ID, m.Issuer.Text, q.ACS.Text, q.ACSIndex.Text, q.ProtocolBinding.Text, q.ForceAuthn.Text, q.IsPassive.Text, q.NameIDFormat.Text, q.Comparison, strings.Join(q.Contexts, "+"),
	}, []string{"_q1", "https://sp.example.com", "https://sp.example.com/acs", "0", "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", "true", "false", "f", "exact", "one+two"})
	equal(t, "subject", q.Subject != nil, true)
	equal(t, "oddities", codes(m), "")
}

func TestKinds(t *testing.T) {
	const rstr = `<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"><t:RequestedSecurityToken>%s</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>`
	const soap = `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>%s</s:Body></s:Envelope>`
	const artifact = `<samlp:ArtifactResponse ` + p2 + `><Issuer>i</Issuer>` + ok + `%s</samlp:ArtifactResponse>`
	for _, c := range []struct {
		in         string
		kind       Kind
		node       string
		wrapper    string
		assertions int
		encrypted  int
		saml11     bool
	}{
		{entraResponse, Response, "Response", "", 1, 0, false},
		{entraAssertion, AssertionAlone, "Assertion", "", 1, 0, false},
		{authnRequest, AuthnRequest, "AuthnRequest", "", 0, 0, false},
		{`<samlp:LogoutRequest ` + p2 + `/>`, LogoutRequest, "LogoutRequest", "", 0, 0, false},
		{`<samlp:LogoutResponse ` + p2 + `/>`, LogoutResponse, "LogoutResponse", "", 0, 0, false},
		{`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>`, Metadata, "EntityDescriptor", "", 0, 0, false},
		{`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>`, Metadata, "EntitiesDescriptor", "", 0, 0, false},
		{`<samlp:Response ` + p2 + `><EncryptedAssertion/><EncryptedAssertion/></samlp:Response>`, Response, "Response", "", 0, 2, false},
		{fmt.Sprintf(soap, entraResponse), Response, "Response", "Envelope", 1, 0, false},
		{fmt.Sprintf(strings.ReplaceAll(soap, "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"), "<x/>"+entraResponse), Response, "Response", "Envelope", 1, 0, false},
		{fmt.Sprintf(artifact, entraResponse), Response, "Response", "ArtifactResponse", 1, 0, false},
		{fmt.Sprintf(soap, fmt.Sprintf(artifact, entraResponse)), Response, "Response", "Envelope", 1, 0, false},
		{fmt.Sprintf(artifact, ""), Other, "ArtifactResponse", "", 0, 0, false},
		{fmt.Sprintf(soap, ""), Other, "Envelope", "", 0, 0, false},
		{`<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"/>`, Other, "Envelope", "", 0, 0, false},
		{fmt.Sprintf(rstr, entraAssertion), WSFedToken, "RequestSecurityTokenResponse", "", 1, 0, false},
		{fmt.Sprintf(rstr, assertion11), WSFedToken, "RequestSecurityTokenResponse", "", 1, 0, true},
		{fmt.Sprintf(rstr, `<EncryptedData xmlns="http://www.w3.org/2001/04/xmlenc#"/>`), WSFedToken, "RequestSecurityTokenResponse", "", 0, 1, false},
		{`<t:RequestSecurityTokenResponseCollection xmlns:t="http://docs.oasis-open.org/ws-sx/ws-trust/200512">` +
			strings.ReplaceAll(fmt.Sprintf(rstr, assertion11), "http://schemas.xmlsoap.org/ws/2005/02/trust", "http://docs.oasis-open.org/ws-sx/ws-trust/200512") +
			`</t:RequestSecurityTokenResponseCollection>`, WSFedToken, "RequestSecurityTokenResponseCollection", "", 1, 0, true},
		{fmt.Sprintf(soap, fmt.Sprintf(rstr, assertion11)), WSFedToken, "RequestSecurityTokenResponse", "Envelope", 1, 0, true},
		{response11, WSFedToken, "Response", "", 1, 0, true},
		{assertion11, WSFedToken, "Assertion", "", 1, 0, true},
		{`<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"/>`, WSFedToken, "RequestSecurityTokenResponse", "", 0, 0, false},
		{`<html/>`, Other, "html", "", 0, 0, false},
	} {
		m := read(t, c.in)
		equal(t, c.in[:min(len(c.in), 80)], []any{m.Kind, m.Node.Local, m.Wrapper, len(m.Assertions), len(m.Encrypted), m.SAML11, len(m.Stray)},
			[]any{c.kind, c.node, c.wrapper, c.assertions, c.encrypted, c.saml11, 0})
	}
	m := read(t, strings.ReplaceAll(entraResponse, "urn:oasis", "URN:oasis"))
	equal(t, "foreign root", []any{m.Kind, codes(m)}, []any{Other, "foreign-namespace"})
}

func TestSAML11(t *testing.T) {
	m := read(t, response11)
	equal(t, "head", []string{m.ID, m.Version, m.Destination.Text, m.InResponseTo.Text}, []string{"_o2", "1.1", "https://sp.example.com/acs", "_q9"})
	equal(t, "success", m.Status.Success(), true)
	equal(t, "oddities", codes(m), "")
	a := m.Assertions[0]
	equal(t, "assertion", []string{a.ID, a.Version, a.Issuer.Text, a.Subject.NameID.Text}, []string{"_o1", "1.1", "https://sts.example.com/", "B.Simon"})
	equal(t, "bearer", a.Subject.Confirmations[0].Bearer(), true)
	equal(t, "audience", a.Conditions.Audiences[0][0].Text, "urn:example:app")
	equal(t, "do not cache", a.Conditions.OneTimeUse, 1)
	equal(t, "signed in", a.Authn[0].Instant.Time, at("2026-01-02T03:00:00Z"))
	equal(t, "contexts", a.Authn[0].Contexts, []string{"urn:oasis:names:tc:SAML:1.0:am:password"})
	equal(t, "names", []string{a.Attributes[0].Name, a.Attributes[1].Name}, []string{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname", "bare"})
	equal(t, "value", a.Attributes[0].Values[0].Text, "B.")
}

// Where a reader could take an assertion from, it is told, wherever it hides.
func TestStray(t *testing.T) {
	const a = `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>`
	for _, c := range []struct {
		name, in string
		want     int
	}{
		{"two assertions of the response", `<samlp:Response ` + p2 + `>` + a + a + `</samlp:Response>`, 0},
		{"in Extensions", `<samlp:Response ` + p2 + `><samlp:Extensions>` + a + `</samlp:Extensions>` + a + `</samlp:Response>`, 1},
		{"in StatusDetail", `<samlp:Response ` + p2 + `><samlp:Status><samlp:StatusDetail>` + a + `</samlp:StatusDetail></samlp:Status></samlp:Response>`, 1},
		{"in Object", `<samlp:Response ` + p2 + `><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Object>` + a + `</Object></Signature></samlp:Response>`, 1},
		{"in Advice", `<samlp:Response ` + p2 + `><Assertion><Advice>` + a + `</Advice></Assertion></samlp:Response>`, 1},
		{"inside an assertion", `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion">` + a + `</Assertion>`, 1},
		{"in an AttributeValue", `<samlp:Response ` + p2 + `><Assertion><AttributeStatement><Attribute><AttributeValue>` + a + `</AttributeValue></Attribute></AttributeStatement></Assertion></samlp:Response>`, 1},
		{"encrypted, in a wrapper", `<samlp:Response ` + p2 + `><x><EncryptedAssertion/></x></samlp:Response>`, 1},
		{"a response in a response", `<samlp:Response ` + p2 + `><samlp:Response>` + a + `</samlp:Response></samlp:Response>`, 2},
		{"a response in something else", `<x><samlp:Response ` + p2 + `>` + a + `</samlp:Response></x>`, 2},
		{"beside the message in a SOAP header", `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header>` + a + `</s:Header><s:Body>` + entraResponse + entraResponse + `</s:Body></s:Envelope>`, 3},
		{"of SAML 1.1 in a response of 2.0", `<samlp:Response ` + p2 + `>` + assertion11 + `</samlp:Response>`, 1},
		{"in a request", `<samlp:AuthnRequest ` + p2 + `>` + a + `</samlp:AuthnRequest>`, 1},
		{"in metadata", `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><Extensions>` + a + `</Extensions></EntityDescriptor>`, 0},
		{"of another namespace", `<samlp:Response ` + p2 + `><Assertion xmlns="urn:example:x"/></samlp:Response>`, 1},
	} {
		m := read(t, c.in)
		if len(m.Stray) != c.want {
			t.Errorf("%s: %d strays, want %d", c.name, len(m.Stray), c.want)
		}
		if m.Wrapper == "" && len(ReadResponse(m.Node).Stray) != c.want {
			t.Errorf("%s: other strays when read from the element", c.name)
		}
	}
}

func TestOddities(t *testing.T) {
	in := func(inside string) string {
		return `<samlp:Response ` + p2 + `>` + inside + `</samlp:Response>`
	}
	assertion := func(inside string) string { return in(`<Assertion>` + inside + `</Assertion>`) }
	value := func(inside string) string {
		return assertion(`<AttributeStatement><Attribute><AttributeValue>` + inside + `</AttributeValue></Attribute></AttributeStatement>`)
	}
	for _, c := range []struct {
		in, want string
		got      func(*Message) string
		text     string
	}{
		{in(`<Issuer>one</Issuer><Issuer>two</Issuer>`), "second-Issuer", func(m *Message) string { return m.Issuer.Text }, "one"},
		{in(ok + `<samlp:Status><samlp:StatusCode Value="x"/></samlp:Status>`), "second-Status", func(m *Message) string { return fmt.Sprint(m.Status.Success()) }, "true"},
		{assertion(`<Subject><NameID>one</NameID><NameID>two</NameID></Subject><Subject/>`), "second-Subject second-NameID", func(m *Message) string { return m.Assertions[0].Subject.NameID.Text }, "one"},
		{assertion(`<Conditions NotBefore="x"/><Conditions/>`), "second-Conditions bad-time", nil, ""},
		{assertion(`<Foo/><samlp:Status/>`), "unknown-child unknown-child", nil, ""},
		{in(`<samlp:Issuer>x</samlp:Issuer>`), "unknown-child", func(m *Message) string { return fmt.Sprint(m.Issuer) }, "<nil>"},
		{in(`<Issuer>` + "\n https://idp.example.com\n" + `</Issuer>`), "space-around", func(m *Message) string { return m.Issuer.Text }, "\n https://idp.example.com\n"},
		{assertion(`<Subject><NameID>user@example.com<!---->.evil.example.com</NameID></Subject>`), "odd-text", func(m *Message) string { return m.Assertions[0].Subject.NameID.Text }, "user@example.com.evil.example.com"},
		{assertion(`<Subject><NameID>user@example.com<?x?>.evil.example.com</NameID></Subject>`), "odd-text", func(m *Message) string { return m.Assertions[0].Subject.NameID.Text }, "user@example.com.evil.example.com"},
		{assertion(`<Conditions><AudienceRestriction><Audience> a </Audience><Foo/></AudienceRestriction></Conditions>`), "unknown-child space-around", nil, ""},
		{value(`ad<!-- -->min`), "odd-text", firstValue, "admin"},
		{value(`ad<b>x</b>min`), "odd-text", firstValue, "adxmin"},
		{value(`<NameID>x</NameID>`), "structured-value", firstValue, "x"},
		{value(`<![CDATA[ad]]>min`), "", firstValue, "admin"},
		{`<samlp:Response IssueInstant="yesterday" Destination=" https://sp.example.com" ` + p2 + `/>`, "bad-time space-around", func(m *Message) string { return m.IssueInstant.Raw }, "yesterday"},
		{in(strings.Repeat("<x/>", mostOddities-1)), strings.TrimSpace(strings.Repeat("unknown-child ", mostOddities-1)), nil, ""},
		{in(strings.Repeat("<x/>", 5000)), strings.TrimSpace(strings.Repeat("unknown-child ", mostOddities)), nil, ""},
		{in(strings.Repeat("<x/>", 5000) + "<Issuer>one</Issuer><Issuer>two</Issuer>"), strings.Repeat("unknown-child ", mostOddities-1) + "second-Issuer", nil, ""},
	} {
		m := read(t, c.in)
		if got := codes(m); got != c.want {
			t.Errorf("%.200s: %q, want %q", c.in, got, c.want)
		}
		if c.got != nil && c.got(m) != c.text {
			t.Errorf("%.200s: read %q, want %q", c.in, c.got(m), c.text)
		}
	}
}

func firstValue(m *Message) string { return m.Assertions[0].Attributes[0].Values[0].Text }

// A message with nothing in it is read like any other.
func TestEmpty(t *testing.T) {
	for _, local := range []string{"Response", "AuthnRequest", "LogoutRequest", "LogoutResponse"} {
		m := read(t, `<samlp:`+local+` `+p2+`/>`)
		if m.ID != "" || m.Issuer != nil || m.Status != nil || m.Destination.Set || m.IssueInstant.Set || m.IssueInstant.OK || len(m.Oddities) > 0 {
			t.Errorf("%s: %+v", local, m)
		}
	}
	a := read(t, `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>`).Assertions[0]
	if a.Subject != nil || a.Conditions != nil || a.Issuer != nil || a.Statements != 0 || a.Node == nil {
		t.Errorf("%+v", a)
	}
	a = read(t, `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Subject><SubjectConfirmation/></Subject><Conditions/><AuthnStatement/><AttributeStatement><Attribute/></AttributeStatement></Assertion>`).Assertions[0]
	if a.Subject.NameID != nil || a.Subject.Confirmations[0].HasData || a.Conditions.Audiences != nil || a.Authn[0].SessionIndex.Set || a.Attributes[0].Name != "" {
		t.Errorf("%+v", a)
	}
	a = read(t, `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><Subject><EncryptedID/><SubjectConfirmation><EncryptedID/></SubjectConfirmation></Subject><AttributeStatement><EncryptedAttribute/></AttributeStatement></Assertion>`).Assertions[0]
	equal(t, "encrypted", len(a.EncryptedIDs), 3)
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{entraResponse, entraError, authnRequest, assertion11, response11, entraAssertion} {
		f.Add([]byte(s))
	}
	for _, c := range corpusMessages(f) {
		if len(c.xml) < 8<<10 {
			f.Add(c.xml)
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		d, err := tree.Parse(in, tree.MessageLimits)
		if err != nil {
			return
		}
		m := Read(d)
		if m.Node == nil || len(m.Oddities) > mostOddities {
			t.Fatalf("%+v", m)
		}
		// No assertion goes unseen: it is read, kept as encrypted, or stray.
		if all := len(d.Root.All(NSAssertion, "Assertion")); m.Kind != Metadata && len(m.Assertions)+len(m.Stray) < all {
			t.Fatalf("%d assertions in the document, %d read, %d stray", all, len(m.Assertions), len(m.Stray))
		}
		for _, a := range m.Assertions {
			if !reflect.DeepEqual(ReadAssertion(a.Node), a) {
				t.Fatal("an assertion is read differently from its element")
			}
		}
	})
}

func TestLogout(t *testing.T) {
	d, err := tree.Parse([]byte(`<p:LogoutRequest xmlns:p="`+NSProtocol+`" xmlns:a="`+NSAssertion+`" ID="_1" NotOnOrAfter="2026-01-02T03:09:05Z">`+
		`<a:NameID Format="urn:f">b.simon<!-- -->@example.com</a:NameID><p:SessionIndex>_s1</p:SessionIndex><p:SessionIndex>_s2</p:SessionIndex></p:LogoutRequest>`), tree.MessageLimits)
	if err != nil {
		t.Fatal(err)
	}
	l := Read(d).Logout
	if l == nil || l.NameID == nil || l.NameID.Text != "b.simon@example.com" || l.NameID.Format != "urn:f" ||
		len(l.SessionIndex) != 2 || l.SessionIndex[1] != "_s2" || !l.Until.OK {
		t.Errorf("got %+v", l)
	}
}
