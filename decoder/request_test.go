package decoder

import (
	"strings"
	"testing"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

func inspectedText(t *testing.T, text string, o Options) report.Report {
	t.Helper()
	return inspected(t, wire.Capture{Name: "paste", Origin: wire.Paste, Body: strings.NewReader(text)}, o)
}

func levelOf(m report.Message, check string) report.Level {
	for _, f := range m.Findings {
		if f.Check == check {
			return f.Level
		}
	}
	return ""
}

// What Entra would refuse it did not refuse when the capture holds its answer to that very request.
func TestRequestThatWasAnswered(t *testing.T) {
	app, err := metadata.Read("contoso.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	o := Options{Now: mint.Now, Skew: DefaultSkew, Metadata: []*metadata.File{app}, EntityID: mint.EntityID, ACS: mint.ACS}
	asked := mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(strings.Replace(mint.AuthnRequest().XML(), mint.ACS, "https://sp.example.com/other", 1)), "", nil)
	refused := mint.ErrorResponse("RequestDenied", "AADSTS50011: no")
	for name, c := range map[string]struct {
		text    string
		level   report.Level
		verdict report.Verdict
	}{
		"alone":             {asked, report.Fail, report.Refused},
		"with its answer":   {asked + "\n" + mint.Post("SAMLResponse", mint.EntraResponse().Signed(), ""), report.Warn, report.Undetermined},
		"with another's":    {asked + "\n" + mint.Post("SAMLResponse", []byte(strings.ReplaceAll(mint.EntraResponse().XML(), mint.RequestID, "_other")), ""), report.Fail, report.Refused},
		"with a refusal":    {asked + "\n" + mint.Post("SAMLResponse", refused.Signed(), ""), report.Fail, report.Refused},
		"with no answer to": {asked + "\n" + mint.Post("SAMLResponse", mint.EntraResponse().Unsolicited().Signed(), ""), report.Fail, report.Refused},
	} {
		m := inspectedText(t, c.text, o).Messages[0]
		if m.Kind != "AuthnRequest" || levelOf(m, "request.acs") != c.level || m.Verdict != c.verdict {
			t.Errorf("%s: %s %s, request.acs %s: %s", name, m.Kind, m.Verdict, levelOf(m, "request.acs"), m.Sentence)
		}
		if c.verdict == report.Refused && !strings.HasPrefix(m.Sentence, "Microsoft Entra would refuse this sign-in: ") {
			t.Errorf("%s: %s", name, m.Sentence)
		}
	}
}

// A signature in the URL is told like any other, and one beside it in the XML does not make up for it.
func TestDetachedInReport(t *testing.T) {
	sp, err := signature.Certificates("sp.pem", mint.SP().CertPEM())
	if err != nil {
		t.Fatal(err)
	}
	by := mint.Signing{Key: mint.SP()}
	good := mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "abc", &by)
	enveloped := mint.Sign(mint.AuthnRequest().XML(), mint.RequestID, by)
	for name, c := range map[string]struct {
		text   string
		want   report.Signature
		causes string
	}{
		"good":             {good, report.Valid, "good"},
		"changed":          {strings.Replace(good, "RelayState=abc", "RelayState=abd", 1), report.Invalid, "unknown-key"},
		"beside enveloped": {mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(enveloped), "abc", &by), report.Valid, "good good"},
		"beside enveloped, changed": {
			strings.Replace(mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(enveloped), "abc", &by), "RelayState=abc", "RelayState=abd", 1),
			report.Invalid, "good unknown-key",
		},
		"beside an altered one": {mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(strings.Replace(enveloped, mint.ACS, "https://sp.example.com/other", 1)), "abc", &by), report.Invalid, "altered good"},
		"of a response":         {mint.Redirect(mint.ACS, "SAMLResponse", mint.EntraResponse().Signed(), "", &by), report.Invalid, "unknown-key"},
	} {
		r := inspectedText(t, c.text, Options{Now: mint.Now, Skew: DefaultSkew, Certs: sp})
		m := r.Messages[0]
		var causes []string
		for _, s := range m.Signatures {
			causes = append(causes, s.Cause)
			if s.Cause == "good" && (s.Key == nil || s.Element != "AuthnRequest" || s.ID != mint.RequestID || s.Algorithm == "") {
				t.Errorf("%s: %+v", name, s)
			}
		}
		if m.Signature != c.want || strings.Join(causes, " ") != c.causes || m.Verdict == report.Accepted {
			t.Errorf("%s: %s, %s, %q", name, m.Verdict, m.Signature, causes)
		}
		if c.want == report.Valid && (len(m.Covered) == 0 || m.Covered[0].Start != 0) {
			t.Errorf("%s: covered %v", name, m.Covered)
		}
	}
}
