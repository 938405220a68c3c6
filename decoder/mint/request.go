package mint

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"net/url"
	"strings"
	"time"
)

// Request is an AuthnRequest of the application. Empty fields leave their attribute or element out.
type Request struct {
	ID           string
	IssueInstant time.Time
	Destination  string
	ACS          string
	Issuer       string
	NameIDFormat string
}

// AuthnRequest is the request that EntraResponse answers.
func AuthnRequest() Request {
	return Request{
		ID: RequestID, IssueInstant: Now.Add(-30 * time.Second), Destination: LoginURL, ACS: ACS, Issuer: EntityID,
		NameIDFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
	}
}

// XML is the request's unsigned text; Sign(x, r.ID, …) signs it for the POST binding.
func (r Request) XML() string {
	var b strings.Builder
	b.WriteString("<samlp:AuthnRequest")
	attrs(&b, "xmlns:samlp", "urn:oasis:names:tc:SAML:2.0:protocol", "ID", r.ID, "Version", "2.0", "IssueInstant", stamp(r.IssueInstant),
		"Destination", r.Destination, "AssertionConsumerServiceURL", r.ACS)
	b.WriteString(">")
	issuer(&b, r.Issuer, true)
	if r.NameIDFormat != "" {
		b.WriteString("<samlp:NameIDPolicy")
		attrs(&b, "Format", r.NameIDFormat)
		b.WriteString("/>")
	}
	b.WriteString("</samlp:AuthnRequest>")
	return b.String()
}

// LogoutRequest is Entra's request to end the session of EntraResponse, unsigned.
func LogoutRequest() string {
	var b strings.Builder
	b.WriteString("<samlp:LogoutRequest")
	attrs(&b, "xmlns:samlp", "urn:oasis:names:tc:SAML:2.0:protocol", "ID", "_9c4e1b7a-5d20-4f3e-8b61-0a7d3c2e4f05", "Version", "2.0",
		"IssueInstant", Stamp(Now), "Destination", "https://sp.example.com/logout")
	b.WriteString(">")
	issuer(&b, Issuer, true)
	b.WriteString(`<NameID xmlns="urn:oasis:names:tc:SAML:2.0:assertion">` + User + `</NameID><samlp:SessionIndex>` + AssertionID +
		`</samlp:SessionIndex></samlp:LogoutRequest>`)
	return b.String()
}

// LogoutResponse is Entra's answer to the application's LogoutRequest, unsigned. Its issuer is the
// login host, not sts.windows.net.
func LogoutResponse() string {
	var b strings.Builder
	b.WriteString("<samlp:LogoutResponse")
	attrs(&b, "xmlns:samlp", "urn:oasis:names:tc:SAML:2.0:protocol", "ID", "_2e6f8d30-7a14-4c9b-b5d2-6f1e9a0c3d06", "Version", "2.0",
		"IssueInstant", Stamp(Now), "Destination", "https://sp.example.com/logout", "InResponseTo", RequestID)
	b.WriteString(">")
	issuer(&b, "https://login.microsoftonline.com/"+Tenant+"/", true)
	b.WriteString(`<samlp:Status><samlp:StatusCode Value="` + statusPrefix + `Success"/></samlp:Status></samlp:LogoutResponse>`)
	return b.String()
}

// Post is the form body of the POST binding: name is SAMLResponse or SAMLRequest (Bindings 3.5.4).
func Post(name string, xml []byte, relayState string) string {
	body := name + "=" + url.QueryEscape(base64.StdEncoding.EncodeToString(xml))
	if relayState != "" {
		body += "&RelayState=" + url.QueryEscape(relayState)
	}
	return body
}

// Redirect is the URL of the Redirect binding (Bindings 3.4.4). With a key in s the URL is signed: the
// signature covers the octets of the query as they stand.
func Redirect(endpoint, name string, xml []byte, relayState string, s *Signing) string {
	var deflated bytes.Buffer
	w := must(flate.NewWriter(&deflated, flate.BestCompression))
	must(w.Write(xml))
	if err := w.Close(); err != nil {
		panic(err)
	}
	query := name + "=" + url.QueryEscape(base64.StdEncoding.EncodeToString(deflated.Bytes()))
	if relayState != "" {
		query += "&RelayState=" + url.QueryEscape(relayState)
	}
	if s != nil {
		query += "&SigAlg=" + url.QueryEscape(string(s.filled().Algorithm))
		query += "&Signature=" + SignQuery(query, *s)
	}
	return endpoint + "?" + query
}

// SignQuery signs the octets of a query and gives the value of its parameter Signature.
func SignQuery(query string, s Signing) string {
	return url.QueryEscape(base64.StdEncoding.EncodeToString(s.filled().sign([]byte(query))))
}
