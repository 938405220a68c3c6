package check

import (
	"context"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

// caseOf makes the case of a message by hand, with the application's metadata imported. Reading and
// verifying are the rooms' own, the rest is as the test sets it.
func caseOf(t testing.TB, xml string) *Case {
	t.Helper()
	d, err := tree.Parse([]byte(xml), tree.MessageLimits)
	if err != nil {
		t.Fatal(err)
	}
	file, err := metadata.Read("metadata.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	wanted, err := profile.Builtin("upwork-enterprise")
	if err != nil {
		t.Fatal(err)
	}
	c := &Case{
		Payload: wire.Payload{Kind: wire.XML, XML: []byte(xml), Layers: []string{"base64"}},
		Doc:     d, Duplicates: d.DuplicateIDs(), Sent: saml.Read(d), Profile: wanted,
		EntityID: mint.EntityID, ACS: mint.ACS, Files: []*metadata.File{file},
		At: mint.Now.Add(2 * time.Second), Now: mint.Now.Add(time.Minute), By: report.ByCapture, Skew: 3 * time.Minute,
	}
	c.Envelope = c.Sent
	if len(c.Sent.Assertions) > 0 {
		c.Assertion = c.Sent.Assertions[0]
	}
	c.Keys = metadata.SigningKeys(c.Files, c.issuer())
	c.Entities = metadata.Entities(c.Files, c.issuer())
	c.Signatures = signature.Verify(context.Background(), d, c.Keys)
	for _, r := range c.Signatures {
		if r.Cause == signature.Good && c.Assertion != nil && (r.Parent == c.Assertion.Node || r.Parent == c.Sent.Node) {
			c.AssertionVerified = true
		}
	}
	if c.Assertion != nil {
		c.Claims = profile.Match(wanted, c.Assertion.Attributes)
	}
	return c
}

func good(t testing.TB) *Case { return caseOf(t, string(mint.EntraResponse().Signed())) }

func find(j Judgement, check string) *report.Finding {
	for i := range j.Findings {
		if j.Findings[i].Check == check {
			return &j.Findings[i]
		}
	}
	return nil
}

func TestGoodIsAccepted(t *testing.T) {
	j := Judge(good(t))
	for _, f := range j.Findings {
		if f.Level == report.Fail || f.Level == report.Warn {
			t.Errorf("%s %s: %s", f.Level, f.Check, f.Detail)
		}
	}
	if j.Verdict != report.Accepted || j.Cause != nil || j.Signature != report.Valid {
		t.Errorf("got %s, signature %s, %q", j.Verdict, j.Signature, j.Sentence)
	}
	if want := "Upwork should accept this sign-in."; j.Sentence != want {
		t.Errorf("expected %q, found %q", want, j.Sentence)
	}
	if len(j.Claims) == 0 || !j.Claims[0].Verified || j.Claims[0].State != report.Present {
		t.Errorf("claims: %+v", j.Claims)
	}
}

// A message that is good is not accepted any more once one of the grounds for it is gone.
func TestAcceptedNeedsEveryGround(t *testing.T) {
	grounds := map[string]func(*Case){
		"assertion not verified": func(c *Case) { c.AssertionVerified = false },
		"no assertion":           func(c *Case) { c.Assertion = nil },
		"no signature":           func(c *Case) { c.Signatures = nil },
		"no signature, verified": func(c *Case) { c.Signatures = nil; c.AssertionVerified = true },
		"reading stopped":        func(c *Case) { c.Broken = "time" },
		"duplicate IDs":          func(c *Case) { c.Duplicates = []*tree.Node{c.Sent.Node} },
		"stray assertion":        func(c *Case) { c.Sent.Stray = []*tree.Node{c.Assertion.Node} },
		"two assertions":         func(c *Case) { c.Sent.Assertions = append(c.Sent.Assertions, c.Assertion) },
		"one more, encrypted":    func(c *Case) { c.Sent.Encrypted = []*tree.Node{c.Sent.Node} },
		"an assertion alone":     func(c *Case) { c.Sent.Kind = saml.AssertionAlone },
		"a token":                func(c *Case) { c.Sent.Kind = saml.WSFedToken },
		"a request":              func(c *Case) { c.Sent.Kind = saml.AuthnRequest },
		"a sign-out":             func(c *Case) { c.Sent.Kind = saml.LogoutResponse },
		"metadata":               func(c *Case) { c.Sent.Kind = saml.Metadata },
		"another kind":           func(c *Case) { c.Sent.Kind = saml.Other },
		"an error page":          func(c *Case) { c.Payload.Kind = wire.ErrorPage },
		"XML that was refused":   func(c *Case) { c.Doc, c.Sent = nil, nil },
		"a check that breaks":    func(c *Case) { c.Assertion.Attributes = nil; c.Sent.Status = nil; c.Envelope = nil },
	}
	for _, cause := range []signature.Cause{
		signature.NoTrust, signature.UnknownKey, signature.Altered, signature.Damaged, signature.Unsupported, signature.Malformed,
		signature.Misplaced, "",
	} {
		grounds["signature "+string(cause)] = func(c *Case) { c.Signatures[0].Cause = cause }
		grounds["a second signature "+string(cause)] = func(c *Case) {
			r := c.Signatures[0]
			r.Cause = cause
			c.Signatures = append(c.Signatures, r)
		}
	}
	for name, break1 := range grounds {
		t.Run(name, func(t *testing.T) {
			c := good(t)
			break1(c)
			j := Judge(c)
			if j.Verdict == report.Accepted {
				t.Fatalf("accepted: %s", j.Sentence)
			}
			if j.Cause == nil || j.Cause.Sentence == "" || j.Cause.Sentence != j.Sentence || j.Cause.Owner == "" {
				t.Errorf("no cause worth the name: %+v", j.Cause)
			}
			if _, known := Find(j.Cause.Check); !known {
				t.Errorf("the cause %q is no check", j.Cause.Check)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	for _, tc := range []struct {
		name, sentence, cause string
		owner                 report.Owner
		edit                  func(*mint.Response)
	}{
		{"one missing", "Upwork would refuse this sign-in: Country is missing.", "claim.missing", report.Helpdesk, func(r *mint.Response) { r.Remove("Country") }},
		{
			"three missing", "Upwork would refuse this sign-in: FirstName, LastName and Country are missing.", "claim.missing", report.EntraAdmin,
			func(r *mint.Response) { r.Remove("FirstName", "LastName", "Country") },
		},
		{"no attributes", "Upwork would refuse this sign-in: it holds no claims at all.", "claim.none", report.EntraAdmin, func(r *mint.Response) { r.Assertion.Attributes = nil }},
		{"expired", "Upwork would refuse this sign-in: it had expired when it arrived.", "time.expired", report.User, func(r *mint.Response) { r.Shift(-2 * time.Hour) }},
		{
			"audience", "Upwork would refuse this sign-in: it is made out for another audience: it has a slash too many at the end.", "audience.match", report.EntraAdmin,
			func(r *mint.Response) { r.Assertion.Audience += "/" },
		},
		{"unsigned", "Upwork would refuse this sign-in: neither the response nor the assertion is signed.", "signature.present", report.EntraAdmin, func(r *mint.Response) { r.Part = mint.SignNone }},
		{
			"namespace", "Upwork would refuse this sign-in: FirstName arrived under another name, " + mint.ClaimNamespace + "/FirstName.", "claim.misnamed", report.EntraAdmin,
			func(r *mint.Response) { r.Rename("FirstName", mint.ClaimNamespace+"/FirstName") },
		},
		{
			"blank behind the name", "Upwork would refuse this sign-in: Country arrived under a name that only looks the same: white space stands around the name.", "claim.misnamed", report.EntraAdmin,
			func(r *mint.Response) { r.Rename("Country", "Country ") },
		},
		{
			"invisible character in the name", "Upwork would refuse this sign-in: FirstName arrived under a name that only looks the same: an invisible character (U+200B) stands in the name.", "claim.misnamed", report.EntraAdmin,
			func(r *mint.Response) { r.Rename("FirstName", "\u200bFirstName") },
		},
		{
			"look-alike letter in the name", "Upwork would refuse this sign-in: FirstName arrived under a name that only looks the same: a letter of another script stands in it that looks alike (U+0456).", "claim.misnamed", report.EntraAdmin,
			func(r *mint.Response) { r.Rename("FirstName", "F\u0456rstName") },
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := mint.EntraResponse()
			tc.edit(r)
			j := Judge(caseOf(t, string(r.Signed())))
			if j.Sentence != tc.sentence || j.Verdict != report.Refused || j.Cause.Check != tc.cause || j.Cause.Owner != tc.owner {
				t.Errorf("got %s by %s (%s): %s", j.Verdict, j.Cause.Check, j.Cause.Owner, j.Sentence)
			}
		})
	}
}

func TestHiding(t *testing.T) {
	r := mint.EntraResponse()
	r.Assertion.Attributes = nil
	j := Judge(caseOf(t, string(r.Signed())))
	missing := 0
	for _, f := range j.Findings {
		if f.Check == "claim.missing" && f.Level == report.Fail {
			missing++
			if f.BecauseOf != "claim.none" {
				t.Errorf("claim.missing %s is because of %q", f.Subject, f.BecauseOf)
			}
		}
	}
	if missing != 4 {
		t.Errorf("expected four missing claims, found %d", missing)
	}

	j = Judge(caseOf(t, string(mint.ErrorResponse("RequestDenied", "AADSTS50105: The signed in user is not assigned to a role for the application.").Signed())))
	if j.Cause == nil || j.Cause.Check != "status.aadsts" || !strings.Contains(j.Sentence, "(AADSTS50105)") {
		t.Fatalf("got %+v", j.Cause)
	}
	for _, check := range []string{"status.success", "response.assertion"} {
		if f := find(j, check); f == nil || f.Level != report.Fail || f.BecauseOf != "status.aadsts" {
			t.Errorf("%s: %+v", check, f)
		}
	}
	if find(j, "claim.missing") != nil || len(j.Claims) != 0 {
		t.Error("an error answer has no claims to speak of")
	}
}

func TestDeepestCause(t *testing.T) {
	r := mint.EntraResponse().Remove("Country").Shift(-2 * time.Hour)
	r.Assertion.Audience = "https://other.example.com"
	c := caseOf(t, string(r.Signed()))
	for _, step := range []struct {
		check string
		worse func()
	}{
		{"time.expired", func() { c.Signatures[0].Cause = signature.Altered }},
		{"signature.altered", func() { c.Sent.Status.Codes = []string{"urn:oasis:names:tc:SAML:2.0:status:Responder"} }},
		{"status.success", func() { c.Duplicates = []*tree.Node{c.Sent.Node} }},
		{"structure.ids", func() {}},
	} {
		if j := Judge(c); j.Cause.Check != step.check {
			t.Errorf("expected the cause %s, found %s", step.check, j.Cause.Check)
		}
		step.worse()
	}
}

func TestErrorPage(t *testing.T) {
	c := &Case{Payload: wire.Payload{Kind: wire.ErrorPage, Error: &wire.Page{Codes: []string{"50105", "123456789"}}}, Profile: good(t).Profile, At: mint.Now, Now: mint.Now}
	j := Judge(c)
	if j.Verdict != report.Refused || !strings.HasPrefix(j.Sentence, "Microsoft Entra stopped this sign-in before Upwork saw it: ") || j.Signature != report.Unsigned {
		t.Errorf("got %s, %s: %s", j.Verdict, j.Signature, j.Sentence)
	}
	c.Payload.Error.Codes = []string{"123456789"}
	if j := Judge(c); j.Cause.Check != "status.aadsts" || !strings.Contains(j.Sentence, "AADSTS123456789") || len(j.Cause.Steps) == 0 {
		t.Errorf("a code that is not known: %+v", j.Cause)
	}
}

// Sentences and steps go into tickets: they hold no value of a person.
func TestNoPersonInSentences(t *testing.T) {
	const secret = "b.simon.secret@example.com"
	for name, edit := range map[string]func(*mint.Response){
		"malformed": func(r *mint.Response) { r.Set("Email", secret+"@") },
		"guest":     func(r *mint.Response) { r.Set("Email", "b.simon.secret_example.com#EXT#@contoso.onmicrosoft.com") },
		"multiple":  func(r *mint.Response) { r.Set("FirstName", secret, "B.") },
		"white":     func(r *mint.Response) { r.Set("LastName", " "+secret) },
		"name id":   func(r *mint.Response) { r.Assertion.NameID = secret + " x" },
	} {
		t.Run(name, func(t *testing.T) {
			r := mint.EntraResponse()
			edit(r)
			j := Judge(caseOf(t, string(r.Signed())))
			if j.Verdict != report.Refused {
				t.Fatalf("got %s: %s", j.Verdict, j.Sentence)
			}
			if s := j.Sentence + strings.Join(j.Cause.Steps, " "); strings.Contains(s, "secret") {
				t.Error(s)
			}
		})
	}
}

// Every finding that fails, warns or was not checked says who mends it; a failure also says how.
func TestOwnerAndSteps(t *testing.T) {
	for _, xml := range []string{
		string(mint.EntraResponse().Remove("Country").Signed()),
		strings.Replace(string(mint.EntraResponse().Signed()), "Simon", "Simons", 1),
		string(mint.ErrorResponse("RequestUnsupported", "AADSTS75011: x").Signed()),
	} {
		c := caseOf(t, xml)
		c.At = c.At.Add(24 * time.Hour)
		for _, f := range Judge(c).Findings {
			if f.Level == report.Fail && (f.Owner == "" || len(f.Steps) == 0) {
				t.Errorf("%s has no owner or no steps", f.Check)
			}
			if strings.ContainsAny(f.Title+strings.Join(f.Steps, "")+f.Spec, "{}") {
				t.Errorf("%s: a placeholder was left in", f.Check)
			}
		}
	}
}

func TestSkewEdges(t *testing.T) {
	start, end := mint.EntraResponse().Assertion.NotBefore, mint.EntraResponse().Assertion.NotOnOrAfter
	for _, tc := range []struct {
		at    time.Time
		check string
		level report.Level
	}{
		{end.Add(3*time.Minute - time.Millisecond), "time.expired", report.Pass},
		{end.Add(3 * time.Minute), "time.expired", report.Fail},
		{start.Add(-3 * time.Minute), "time.early", report.Pass},
		{start.Add(-3*time.Minute - time.Millisecond), "time.early", report.Fail},
	} {
		c := good(t)
		c.At = tc.at
		if f := find(Judge(c), tc.check); f == nil || f.Level != tc.level {
			t.Errorf("%s at %s: expected %s, found %+v", tc.check, tc.at, tc.level, f)
		}
	}
}

func TestBrokenCheckIsAFinding(t *testing.T) {
	out := ask(&Check{ID: "test.panic", Run: func(*Case) []Outcome { panic("oh") }}, &Case{})
	if len(out) != 1 || out[0].Level != report.NotChecked || !out[0].Open {
		t.Errorf("got %+v", out)
	}
}

// A reference to the whole document covers what is read; SAML wants the ID all the same (Core 5.4.2).
func TestWholeDocumentReference(t *testing.T) {
	c := good(t)
	c.Signatures[0].ID, c.Signatures[0].WholeDocument = "another", true
	j := Judge(c)
	if f := find(j, "signature.reference"); f == nil || f.Level != report.Fail || j.Verdict != report.Refused {
		t.Errorf("got %s, %+v", j.Verdict, f)
	}
}
