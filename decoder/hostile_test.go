package decoder_test

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/url"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// hostile is a capture made to cost time or memory, as large as the limits let it be.
type hostile struct {
	name   string
	body   func() string
	with   func(testing.TB, *decoder.Options) // nil: the setting of a minted message
	signed bool                               // by a key of the metadata, as it stands
}

// Sizes just within the limits: 16 MiB of text, 400,000 nodes.
const (
	hostileBytes = 15<<20 + 900<<10
	hostileNodes = 398_000
)

// hostileShare is the part of the limits that the shapes are made up to: all of it for benchmarks.
var hostileShare = 1

// many writes n times what the format gives for 0, 1, 2 …, named as %[1]d in it, and stops at the most bytes
// of a message.
func many(n int, format string) string {
	var b strings.Builder
	n, most := max(n/hostileShare, 1), hostileBytes/hostileShare-len(format)-100
	for i := 0; i < n && b.Len() < most; i++ {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// fill writes so many bytes of text over and over.
func fill(text string, bytes int) string { return strings.Repeat(text, bytes/hostileShare/len(text)) }

// again is n times the text.
func again(text string, n int) string { return strings.Repeat(text, max(n/hostileShare, 1)) }

// edit is text that stands before a mark of the minted response.
type edit struct {
	name, mark string
	what       func() string
}

// alsoSigned are the edits that are made before signing too: minting all of them takes minutes.
var alsoSigned = []string{
	"attributes", "wanted claim", "near-names", "near-names, other script", "values", "value", "value of invisibles",
	"audiences", "conditions", "confirmations, late", "sign-ins, over", "XML attributes",
}

const (
	inStatement = "</AttributeStatement>"
	inCondition = "</Conditions>"
	inSubject   = "</Subject>"
	inAssertion = "<AttributeStatement>"
	inFirstName = `B.</AttributeValue></Attribute><Attribute Name="LastName">`
	inMessage   = "<samlp:Status>"
	inStatus    = "</samlp:Status>"
)

func claims(n int, name string) func() string {
	return func() string {
		return many(n, `<Attribute Name="`+name+`"><AttributeValue>value %[1]d</AttributeValue></Attribute>`)
	}
}

func repeated(n int, format string) func() string { return func() string { return many(n, format) } }

func filled(text string) func() string { return func() string { return fill(text, hostileBytes) } }

var edits = []edit{
	{"attributes", inStatement, claims(hostileNodes/3, "Claim%[1]d")},
	{"attributes, empty", inStatement, repeated(hostileNodes, `<Attribute Name="C%[1]d"></Attribute>`)},
	{"attributes of one name", inStatement, claims(hostileNodes/3, "Extra")},
	{"wanted claim", inStatement, claims(hostileNodes/3, "FirstName")},
	{"wanted claim, each odd", inStatement, func() string {
		return again("<Attribute Name=\"FirstName\"><AttributeValue>\u200b<b></b>B.\u0430n \u0430</AttributeValue></Attribute>", hostileNodes/5)
	}},
	{"near-names", inStatement, claims(hostileNodes/3, "FirstNam%[1]d")},
	{"near-names, other script", inStatement, claims(hostileNodes/3, "F\u0456rstN\u0430me/Last\u00adNam/\uff2c\uff41\uff53\uff54Nmae%[1]d")},
	{"near-names, long", inStatement, claims(16000, strings.Repeat("http://LastNmae#", 15)+"Countri%[1]d")},
	{"friendly names", inStatement, repeated(hostileNodes/3, `<Attribute FriendlyName="FirstName" Name="x%[1]d"><AttributeValue>B.</AttributeValue></Attribute>`)},
	{"values", inFirstName, repeated(hostileNodes/2, "</AttributeValue><AttributeValue>%[1]d")},
	{"values, long", inFirstName, func() string {
		return again("</AttributeValue><AttributeValue>"+strings.Repeat("x", 300), 48_000)
	}},
	{"values of an extra", inStatement, func() string {
		return `<Attribute Name="Extra">` + many(hostileNodes/2, "<AttributeValue>%[1]d</AttributeValue>") + `</Attribute>`
	}},
	{"value", inFirstName, filled("x")},
	{"value of lines", inFirstName, filled("x\n")},
	{"value of homoglyphs", inFirstName, filled("a\u0430")},
	{"value of invisibles", inFirstName, filled("\u200b")},
	{"value of escapes", inFirstName, filled("&lt;")},
	{"value of tags", inFirstName, filled("\U000e0041")},
	{"value, cut by comments", inFirstName, repeated(hostileNodes/2, "<!--%[1]d-->x")},
	{"audiences", "</AudienceRestriction>", repeated(hostileNodes/2, "<Audience>https://sp.example.com/%[1]d</Audience>")},
	{"audience restrictions", inCondition, repeated(hostileNodes/3, "<AudienceRestriction><Audience>https://sp.example.com/%[1]d</Audience></AudienceRestriction>")},
	{"conditions", inCondition, repeated(hostileNodes, `<Condition%[1]d></Condition%[1]d>`)},
	{"conditions elements", inAssertion, repeated(hostileNodes, "<Conditions></Conditions>")},
	{"confirmations", inSubject, repeated(120_000, `<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData NotOnOrAfter="x" Recipient="%[1]d"></SubjectConfirmationData></SubjectConfirmation>`)},
	{"confirmations, late", inSubject, repeated(90_000, `<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData NotOnOrAfter="2020-01-01T00:00:00Z" Recipient="%[1]d"></SubjectConfirmationData></SubjectConfirmation>`)},
	{"sign-ins", inAssertion, repeated(hostileNodes/4, `<AuthnStatement AuthnInstant="x" SessionNotOnOrAfter="y"><AuthnContext><AuthnContextClassRef>%[1]d</AuthnContextClassRef></AuthnContext></AuthnStatement>`)},
	{"sign-ins, over", inAssertion, repeated(hostileNodes/4, `<AuthnStatement SessionNotOnOrAfter="2020-01-01T00:00:00Z"></AuthnStatement>`)},
	{"statements", inAssertion, repeated(hostileNodes, "<AttributeStatement></AttributeStatement>")},
	{"issuers", inAssertion, repeated(hostileNodes/2, "<Issuer>%[1]d</Issuer>")},
	{"namespaces", inStatement, repeated(hostileNodes, `<x`+many(63, ` xmlns:n%[1]d-%%[1]d="u:%[1]d"`)+`></x>`)},
	{"namespaces, hidden", inStatement, func() string {
		return again(many(90, `<x`+many(60, ` xmlns:n%[1]d="u:%%[1]d"`)+`>`)+again("</x>", 90), 180)
	}},
	{"prefixes", inStatement, repeated(hostileNodes/3, `<p%[1]d:Attribute Name="x" xmlns:p%[1]d="urn:oasis:names:tc:SAML:2.0:assertion"></p%[1]d:Attribute>`)},
	{"XML attributes", inStatement, repeated(hostileNodes, `<Attribute Name="x"`+many(290, ` a%[1]d="%%[1]d"`)+`></Attribute>`)},
	{"IDs", inStatement, repeated(hostileNodes, `<x ID="_%[1]d"></x>`)},
	{"IDs, all the same", inStatement, repeated(hostileNodes, `<x ID="`+mint.AssertionID+`"></x>`)},
	{"comments", inStatement, repeated(hostileNodes, "<!--%[1]d-->")},
	{"instructions", inStatement, repeated(hostileNodes, "<?x %[1]d?>")},
	{"depth", inStatement, func() string {
		return again(strings.Repeat("<x>", 96)+strings.Repeat("</x>", 96), hostileNodes/96)
	}},
	{"depth, named", inStatement, func() string {
		long := strings.Repeat("x", 200)
		return again(strings.Repeat("<"+long+">", 96)+strings.Repeat("</"+long+">", 96), 400)
	}},
	{"strays", inStatement, repeated(hostileNodes, "<Assertion></Assertion>")},
	{"strays beside signatures", inStatement, repeated(hostileNodes/2, "<Assertion></Assertion><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'></Signature>")},
	{"strays, signed", inStatement, repeated(hostileNodes/2, "<Assertion><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'></Signature></Assertion>")},
	{"strays with claims", inStatement, repeated(60, "<Assertion>"+many(2_000, "<Attribute Name='%[1]d'></Attribute>")+"</Assertion>")},
	{"strays, encrypted", inStatement, repeated(hostileNodes, "<EncryptedAssertion></EncryptedAssertion>")},
	{"encrypted attributes", inStatement, func() string {
		sealed := mint.Encrypt("<Attribute xmlns='urn:oasis:names:tc:SAML:2.0:assertion' Name='x'/>", mint.SP())
		return again(strings.ReplaceAll(sealed, "EncryptedAssertion", "EncryptedAttribute"), 5_000)
	}},
	{"encrypted names", inSubject, func() string {
		return again("<EncryptedID><EncryptedData xmlns='http://www.w3.org/2001/04/xmlenc#'><CipherReference URI='x'></CipherReference></EncryptedData></EncryptedID>", hostileNodes/4)
	}},
	{"signatures", inStatement, repeated(hostileNodes, "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'></Signature>")},
	{"signatures at their place", inAssertion, repeated(hostileNodes, "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'></Signature>")},
	{"unknown elements", inAssertion, repeated(hostileNodes, "<x%[1]d></x%[1]d>")},
	{"codes", inStatus, func() string {
		return "<samlp:StatusMessage>" + many(hostileBytes/20, "AADSTS%[1]d ") + "</samlp:StatusMessage>"
	}},
	{"codes, none known", inStatus, func() string {
		return "<samlp:StatusDetail>" + many(hostileBytes/20, "AADSTS%09[1]d ") + "</samlp:StatusDetail>"
	}},
	{"status codes", inStatus, repeated(hostileNodes, "<samlp:StatusCode Value='x%[1]d'></samlp:StatusCode>")},
	{"status codes, deep", inStatus, func() string {
		return again("<samlp:StatusCode Value='"+strings.Repeat("x", 100_000)+"'>", 90) + again("</samlp:StatusCode>", 90)
	}},
	{"status message", inStatus, func() string { return "<samlp:StatusMessage>" + fill("no\n", hostileBytes) + "</samlp:StatusMessage>" }},
}

// signedBy is the minted response with an edit that was made before it was signed, whole.
func (e edit) signed() string {
	r := mint.EntraResponse()
	r.Part = mint.SignResponse
	return r.Finish(strings.Replace(r.XML(), e.mark, e.what()+e.mark, 1))
}

func (e edit) altered() string {
	return strings.Replace(string(mint.EntraResponse().Signed()), e.mark, e.what()+e.mark, 1)
}

// assertion is the signed assertion of the minted response.
func assertion() string {
	good := string(mint.EntraResponse().Signed())
	return good[strings.Index(good, "<Assertion "):strings.Index(good, "</samlp:Response>")]
}

// swapped is the signed response with another text in the place of one.
func swapped(old string, what func() string) func() string {
	return func() string { return strings.Replace(string(mint.EntraResponse().Signed()), old, what(), 1) }
}

var wholes = []hostile{
	{name: "assertions", body: func() string {
		a := assertion()
		return strings.Replace(string(mint.EntraResponse().Signed()), a, strings.Repeat(a, hostileBytes/len(a)), 1)
	}},
	{name: "assertions, small", body: swapped("<samlp:Status>", repeated(hostileNodes/3, "<Assertion xmlns='urn:oasis:names:tc:SAML:2.0:assertion'><Issuer>%[1]d</Issuer></Assertion>"))},
	{name: "assertions, encrypted", body: func() string {
		sealed := mint.EncryptAssertion(string(mint.EntraResponse().Signed()), mint.AssertionID, mint.SP())
		from, to := strings.Index(sealed, "<EncryptedAssertion"), strings.Index(sealed, "</samlp:Response>")
		return sealed[:from] + strings.Repeat(sealed[from:to], 4_000) + sealed[to:]
	}, with: opensSealed},
	{name: "assertion, encrypted and large", body: func() string {
		r := mint.EntraResponse()
		r.Encrypt = mint.SP()
		return r.Finish(strings.Replace(r.XML(), inStatement, many(80_000, `<Attribute Name="C%[1]d"><AttributeValue>%[1]d</AttributeValue></Attribute>`)+inStatement, 1))
	}, with: opensSealed, signed: true},
	{name: "prefix list", body: func() string {
		r := mint.EntraResponse()
		r.Signing.PrefixList = many(1<<17, "p%[1]d ")
		return string(r.Signed())
	}, signed: true},
	{name: "prefix list and claims", body: func() string {
		r := mint.EntraResponse()
		r.Signing.PrefixList = many(1<<17, "p%[1]d ")
		return r.Finish(strings.Replace(r.XML(), inStatement, claims(60_000, "C%[1]d")()+inStatement, 1))
	}, signed: true},
	{name: "inclusive", body: func() string {
		r := mint.EntraResponse()
		r.Signing.C14N = mint.Inclusive
		return r.Finish(strings.Replace(r.XML(), inStatement, claims(100_000, "C%[1]d")()+inStatement, 1))
	}, signed: true},
	{name: "certificates", body: swapped("<X509Data>", func() string {
		return again("<X509Data><X509Certificate>"+mint.Foreign().Base64()+"</X509Certificate></X509Data>", 12_000) + "<X509Data>"
	}), signed: true},
	{name: "certificates, damaged", body: swapped("<X509Data>", func() string {
		return again("<X509Data><X509Certificate>MIIC</X509Certificate></X509Data>", hostileNodes/3) + "<X509Data>"
	}), signed: true},
	{name: "certificate", body: swapped("<X509Certificate>", func() string { return "<X509Certificate>" + fill("MIIC", hostileBytes) }), signed: true},
	{name: "key values", body: swapped("<X509Data>", func() string {
		n := base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{0xff}, 2048))
		return again("<KeyValue><RSAKeyValue><Modulus>"+n+"</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>", 5_000) + "<X509Data>"
	}), signed: true},
	{name: "key value", body: swapped("<X509Data>", func() string {
		return "<KeyValue><RSAKeyValue><Modulus>" + fill("////", hostileBytes) + "</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue><X509Data>"
	}), signed: true},
	{name: "key name", body: swapped("<X509Data>", func() string { return "<KeyName>" + fill("x", hostileBytes) + "</KeyName><X509Data>" }), signed: true},
	{name: "digest", body: swapped("<DigestValue>", func() string { return "<DigestValue>" + fill("AAAA", hostileBytes) })},
	{name: "signature value", body: swapped("<SignatureValue>", func() string { return "<SignatureValue>" + fill("AAAA", hostileBytes) })},
	{name: "references", body: swapped("</SignedInfo>", func() string {
		return many(hostileNodes, "<Reference URI='#%[1]d'></Reference>") + "</SignedInfo>"
	})},
	{name: "transforms", body: swapped("</Transforms>", func() string {
		return many(hostileNodes, "<Transform Algorithm='x%[1]d'></Transform>") + "</Transforms>"
	})},
	{name: "algorithm", body: swapped("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", func() string { return fill("x", hostileBytes) })},
	{name: "keys of 16,384 bits", body: func() string {
		return strings.Replace(string(mint.EntraResponse().Signed()), "<SignatureValue>", "<SignatureValue>"+strings.Repeat("A", 2*1336), 1)
	}, with: func(_ testing.TB, o *decoder.Options) {
		o.Metadata = nil
		for range 200 {
			n := new(big.Int).Lsh(big.NewInt(1), 16383)
			o.Certs = append(o.Certs, signature.Key{Public: &rsa.PublicKey{N: n.Add(n, big.NewInt(1)), E: 65537}})
		}
	}},
	{name: "200 keys and 10 signatures", body: func() string {
		a := assertion()
		var b strings.Builder
		for i := range 10 {
			b.WriteString(strings.ReplaceAll(a, mint.AssertionID, fmt.Sprintf("%s-%d", mint.AssertionID, i)))
		}
		return strings.Replace(string(mint.EntraResponse().Signed()), a, b.String(), 1)
	}, with: func(t testing.TB, o *decoder.Options) {
		m := mint.AppMetadata()
		for len(m.Keys) < 200 {
			m.Keys = append([]*mint.Key{mint.Foreign()}, m.Keys...)
		}
		f, err := metadata.Read("metadata.xml", m.XML())
		if err != nil {
			t.Fatal(err)
		}
		o.Metadata = []*metadata.File{f}
	}},
	{name: "request", body: func() string {
		return strings.Replace(mint.AuthnRequest().XML(), "</samlp:AuthnRequest>", many(hostileNodes/2, "<samlp:x>%[1]d</samlp:x>")+"</samlp:AuthnRequest>", 1)
	}},
	{name: "sign-out", body: func() string {
		return strings.Replace(mint.LogoutRequest(), "</samlp:LogoutRequest>", many(hostileNodes/2, "<samlp:SessionIndex>%[1]d</samlp:SessionIndex>")+"</samlp:LogoutRequest>", 1)
	}},
	{name: "token", body: func() string {
		a := mint.EntraResponse().Assertion.XML()
		return "<t:RequestSecurityTokenResponse xmlns:t='http://schemas.xmlsoap.org/ws/2005/02/trust'><t:RequestedSecurityToken>" +
			strings.Repeat(a, hostileBytes/len(a)) + "</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>"
	}},
	{name: "SAML 1.1", body: func() string {
		return "<Assertion xmlns='urn:oasis:names:tc:SAML:1.0:assertion' AssertionID='_a' MajorVersion='1' MinorVersion='1'><AttributeStatement>" +
			many(hostileNodes/3, "<Attribute AttributeName='FirstName%[1]d' AttributeNamespace='u:%[1]d'><AttributeValue>%[1]d</AttributeValue></Attribute>") +
			"</AttributeStatement></Assertion>"
	}},
	{name: "metadata", body: func() string {
		return "<EntityDescriptor xmlns='urn:oasis:names:tc:SAML:2.0:metadata' entityID='https://idp.example.com'>" + many(hostileNodes, "<x ID='%[1]d'></x>") + "</EntityDescriptor>"
	}},
	{name: "other XML", body: func() string { return "<x>" + many(hostileNodes, "<Assertion ID='%[1]d'></Assertion>") + "</x>" }},
	{name: "500 messages", body: func() string {
		var b strings.Builder
		for i := range 500 {
			b.WriteString("SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(strings.ReplaceAll(string(mint.EntraResponse().Signed()), mint.ResponseID, fmt.Sprint(mint.ResponseID, i))))) + "\n\n")
		}
		return b.String()
	}, signed: true},
	{name: "500 messages, large", body: func() string {
		var b strings.Builder
		for i := range 500 {
			x := strings.Replace(edit{"", inStatement, claims(700, "C%[1]d")}.altered(), mint.ResponseID, fmt.Sprint(mint.ResponseID, i), 1)
			b.WriteString(`<form method="post" action="https://sp.example.com/acs"><input name="SAMLResponse" value="` + base64.StdEncoding.EncodeToString([]byte(x)) + `"></form>` + "\n")
		}
		return b.String()
	}},
	{name: "500 requests and responses", body: func() string {
		var b strings.Builder
		for i := range 250 {
			q := mint.AuthnRequest()
			q.ID = fmt.Sprint("id", i)
			b.WriteString(mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(q.XML()), "", nil) + "\n")
			b.WriteString(mint.Post("SAMLResponse", []byte(strings.ReplaceAll(string(mint.EntraResponse().Signed()), mint.ResponseID, fmt.Sprint(mint.ResponseID, i))), "") + "\n")
		}
		return b.String()
	}, signed: true},
	{name: "500 forms", body: func() string {
		return "<html><body>" + many(500, `<form action="https://sp.example.com/%[1]d"><input name="SAMLResponse" value="PHg+%[1]d"></form>`) + fill("<input name=a value=b>", hostileBytes) + "</body></html>"
	}},
	{name: "error page", body: func() string { return many(hostileBytes/30, "AADSTS%[1]d: Sorry. Request Id: ") }},
	{name: "error page, HTML", body: func() string {
		return "<html>" + many(hostileBytes/50, "<div>AADSTS%[1]d: Sorry &amp; goodbye</div>") + "</html>"
	}},
	{name: "redirect URL", body: func() string {
		return mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), fill("%25", 4<<20), &mint.Signing{})
	}},
	{name: "redirect of a bomb", body: func() string {
		return mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(strings.Replace(mint.AuthnRequest().XML(), "</samlp:AuthnRequest>", fill(" ", hostileBytes)+"</samlp:AuthnRequest>", 1)), "", nil)
	}},
	{name: "relay state", body: func() string { return mint.Post("SAMLResponse", mint.EntraResponse().Signed(), fill("\u200b", 4<<20)) }, signed: true},
	{name: "nothing", body: func() string { return fill("x ", 60<<20) }},
	{name: "nothing, Base64", body: func() string { return fill("eHh4", 60<<20) }},
	{name: "nothing, angle brackets", body: func() string { return fill("<", 60<<20) }},
}

func opensSealed(_ testing.TB, o *decoder.Options) { o.SPKeys = append(o.SPKeys, mint.SP().Private) }

// battery is all of them. An edit that stands in the signed assertion leaves its signature broken; one in the
// response around it does not, nor do comments, which are not signed.
func battery() []hostile {
	all := slices.Clone(wholes)
	for _, e := range edits {
		all = append(all, hostile{name: e.name, body: e.altered, signed: e.mark == inStatus || e.name == "comments"})
		if slices.Contains(alsoSigned, e.name) {
			all = append(all, hostile{name: e.name + ", signed", body: e.signed, signed: true})
		}
	}
	return all
}

func (h hostile) inspect(t testing.TB, body string) (report.Report, error) {
	f, err := metadata.Read("metadata.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	o := decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew, Metadata: []*metadata.File{f}, EntityID: mint.EntityID, ACS: mint.ACS}
	if h.with != nil {
		h.with(t, &o)
	}
	return decoder.Inspect(context.Background(), wire.Capture{Name: "capture", Origin: wire.Paste, Body: strings.NewReader(body)}, o)
}

// What is made to cost time or memory gets a lawful answer of bounded length in every form, which tells what
// it does not list, and hides no wanted claim.
func TestHostile(t *testing.T) {
	defer func() { hostileShare = 1 }()
	hostileShare = 16
	if testing.Short() {
		hostileShare = 64
	}
	for _, h := range battery() {
		t.Run(h.name, func(t *testing.T) {
			r, err := h.inspect(t, h.body())
			if err := lawful(r, err); err != nil {
				t.Fatal(err)
			}
			for _, m := range r.Messages {
				if m.Verdict == report.Accepted && !h.signed {
					t.Errorf("accepted: %s", m.Sentence)
				}
				if err := short(m); err != nil {
					t.Error(err)
				}
			}
			var b bytes.Buffer
			if err := report.WriteJSON(&b, r); err != nil || !json.Valid(b.Bytes()) {
				t.Errorf("the JSON report is none: %v", err)
			}
			b.Reset()
			if err := report.WriteText(&b, r, report.TextOptions{}); err != nil || b.Len() > 1<<20 {
				t.Errorf("a text of %d bytes: %v", b.Len(), err)
			}
			if note := report.Note(r); len(note) > 64<<10 {
				t.Errorf("a note of %d bytes", len(note))
			}
		})
	}
}

// short holds the bounds of what is listed, and that what is left out is told.
func short(m report.Message) error {
	const wanted, extra, values, outcomes, signatures = 4, 500, 500, 100, 100 // as CONTRIBUTING.md has them
	seen := 0
	for _, c := range m.Claims {
		if c.State != report.Extra {
			seen++
		}
		if len(c.Values) > values || len(c.Values) == values && len(m.Notes) == 0 {
			return fmt.Errorf("%d values of %s, notes %q", len(c.Values), c.Name, m.Notes)
		}
	}
	checks := map[string]int{}
	for _, f := range m.Findings {
		if checks[f.Check]++; checks[f.Check] > outcomes {
			return fmt.Errorf("more than %d findings of %s", outcomes, f.Check)
		}
	}
	more := len(m.Claims)-seen == extra || len(m.Signatures) == signatures
	switch {
	case len(m.Claims) > 0 && seen != wanted:
		return fmt.Errorf("%d wanted claims of %d are listed", seen, wanted)
	case len(m.Claims)-seen > extra, len(m.Signatures) > signatures, len(m.Coverage) > 20_000:
		return fmt.Errorf("%d claims, %d signatures, %d fields", len(m.Claims), len(m.Signatures), len(m.Coverage))
	case more && len(m.Notes) == 0:
		return errors.New("what is left out is not told")
	}
	return nil
}
