package decoder_test

import (
	"context"
	"crypto/sha1"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/setup"
	"claimcheck/decoder/wire"
)

// ofVector gives the set-up of a vector.
func ofVector(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../testdata/vectors/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return string(s.Capture.Data)
}

// inspectSetup judges texts as one set-up, held against the application's metadata.
func inspectSetup(t *testing.T, o decoder.Options, inputs ...decoder.SetupInput) (report.Report, error) {
	t.Helper()
	f, err := metadata.Read("metadata.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	o.Now, o.Metadata = mint.Now, []*metadata.File{f}
	return decoder.InspectSetup(context.Background(), inputs, o)
}

// What holds of every set-up, whatever is wrong with it: only its own checks are asked, each says who mends it and how,
// and no address of a person stands in any form of the report.
func TestSetupVectors(t *testing.T) {
	seen := 0
	for _, v := range inspectAll(t, "../testdata/vectors/*.txtar") {
		if v.Kind != scenario.SetupSheet {
			continue
		}
		seen++
		for _, f := range v.chosen.Findings {
			if !strings.HasPrefix(f.Check, "setup.") {
				t.Errorf("%s: %s was asked of a set-up", v.file, f.Check)
			}
			if strings.ContainsAny(f.Title+strings.Join(f.Steps, "")+f.Spec, "{}") {
				t.Errorf("%s: %s: a placeholder was left in", v.file, f.Check)
			}
			if (f.Level == report.Fail || f.Level == report.NotChecked || f.Level == report.Warn) && (f.Owner == "" || len(f.Steps) == 0 || f.Detail == "") {
				t.Errorf("%s: %s, %s: no owner, no steps or no detail", v.file, f.Check, f.Level)
			}
		}
		nobody(t, v.file, v.report)
	}
	if seen < 80 {
		t.Errorf("expected at least 80 set-ups, found %d", seen)
	}
}

var anAddress = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)

// nobody holds that no address of a person stands in a report in any of its forms.
func nobody(t *testing.T, name string, r report.Report) {
	t.Helper()
	var out strings.Builder
	if err := errors.Join(report.WriteText(&out, r, report.TextOptions{}), report.WriteJSON(&out, r), report.WriteHTML(&out, r, report.HTMLOptions{})); err != nil {
		t.Fatal(err)
	}
	if found := anAddress.FindString(out.String()); found != "" {
		t.Errorf("%s: the address %s stands in the report", name, found)
	}
}

// What the report lists of a set-up: each field where it was found, what is missing, and the claims with what is wrong.
func TestSetupShown(t *testing.T) {
	const uri = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
	spoilt := ofVector(t, "sheet-good")
	for old, now := range map[string]string{
		`"name":"FirstName","namespace":null`: `"name":"FirstName","namespace":"` + uri + `"`, `"name":"Country"`: `"name":"Department"`, `"id":"surname"`: `"id":"city"`,
	} {
		if !strings.Contains(spoilt, old) {
			t.Fatalf("the set-up holds no %s", old)
		}
		spoilt = strings.Replace(spoilt, old, now, 1)
	}
	r, err := inspectSetup(t, decoder.Options{}, decoder.SetupInput{Name: "sheet.txt", Origin: wire.File, Bytes: []byte(spoilt)},
		decoder.SetupInput{Name: "entered", Origin: wire.Paste, Typed: setup.Enter(map[setup.Field]string{setup.NotificationEmail: "b.simon@example.com"}, nil, nil)})
	if err != nil {
		t.Fatal(err)
	}
	nobody(t, "shown", r)
	shown := r.Messages[0].Setup
	fields := map[string]report.SetupField{}
	for _, f := range shown.Fields {
		fields[f.Name] = f
	}
	if f := fields["Identifier (Entity ID)"]; f.State != "given" || !slices.Equal(f.Values, []string{mint.EntityID}) || f.Section != "Basic SAML Configuration" || f.Place == nil || f.Place.Line != 7 || f.Place.Path != "sheet.txt servicePrincipalNames[1]" {
		t.Errorf("Identifier: %+v", f)
	}
	if f := fields["Logout Url"]; f.State != "empty" {
		t.Errorf("Logout Url: %+v", f)
	}
	if f := fields["Notification Email"]; f.State != "given" || !slices.Equal(f.Values, []string{"given"}) {
		t.Errorf("Notification Email: %+v", f)
	}
	if f := fields["Certificate"]; len(f.Values) != 3 || f.Values[0] != "Active" || f.Values[1] != fmt.Sprintf("%X", sha1.Sum(mint.Active().Cert.Raw)) {
		t.Errorf("Certificate: %+v", f)
	}
	if !slices.Equal(shown.Sources, []string{"portal-text", "claims-policy", "service-principal", "entered"}) {
		t.Errorf("sources: %v", shown.Sources)
	}
	states := map[string]report.SetupClaim{}
	for _, c := range shown.Claims {
		states[c.Name] = c
	}
	if c := states["FirstName"]; c.State != report.Misnamed || c.Namespace != uri || c.Source != "user.givenname" || !strings.Contains(c.Why, "wanted: FirstName; a namespace was left on") {
		t.Errorf("FirstName: %+v", c)
	}
	if c := states["Country"]; c.State != report.Missing || c.Source != "" {
		t.Errorf("Country: %+v", c)
	}
	if c := states["Department"]; c.State != report.Extra {
		t.Errorf("Department: %+v", c)
	}
	if c := states["Email"]; c.State != report.Present || !strings.Contains(c.Why, "#EXT#") {
		t.Errorf("Email: %+v", c)
	}
	if c := states["LastName"]; c.State != report.Malformed || c.Why == "" || c.Place == nil {
		t.Errorf("LastName: %+v", c)
	}
	if len(r.Inputs) != 2 || r.Inputs[1].Name != "entered" || r.Inputs[1].SHA256 != "" || len(r.Inputs[0].SHA256) != 64 || r.Input.Name != "sheet.txt" {
		t.Errorf("inputs: %+v", r.Inputs)
	}
	if b, err := json.Marshal(r); err != nil || !strings.Contains(string(b), `"kind":"Setup"`) {
		t.Errorf("%v: %s", err, b)
	}
}

// What was typed is judged like what was pasted.
func TestTypedSetup(t *testing.T) {
	typed := setup.Enter(map[setup.Field]string{setup.Identifier: mint.EntityID, setup.ReplyURL: mint.ACS, setup.SignOnURL: ""}, []setup.Claim{
		{Name: "FirstName", Source: "user.givenname"},
		{Name: "LastName", Source: "user.surname"},
		{Name: "Country", Source: "user.country"},
		{Name: "Email", Namespace: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims", Source: "user.mail"},
	}, nil)
	r, err := inspectSetup(t, decoder.Options{EntityID: mint.EntityID, ACS: mint.ACS}, decoder.SetupInput{Name: "entered", Origin: wire.Paste, Typed: typed})
	if err != nil {
		t.Fatal(err)
	}
	if m := r.Messages[0]; m.Verdict != report.Refused || m.Cause.Check != "setup.claim-namespace" || !strings.Contains(m.Sentence, "Email has a namespace") {
		t.Errorf("%s: %s", m.Verdict, m.Sentence)
	}
}

// The sentence of a set-up that nothing failed in names what keeps only some sign-ins from working, and what could not be compared.
func TestSetupWelcome(t *testing.T) {
	for name, want := range map[string]string{
		"sheet-good":                "Nothing in this set-up keeps a sign-in from working. Not compared, because not given: the metadata.",
		"sheet-no-sign-on-url":      "Nothing in this set-up keeps a sign-in from working, but Sign on URL is empty, so My Apps and Test do not start the sign-in at Upwork. Not compared, because not given: the metadata.",
		"sheet-another-sign-on-url": "Nothing in this set-up keeps a sign-in from working, but Sign on URL is not that of Upwork, so My Apps and Test go elsewhere. Not compared, because not given: the metadata.",
	} {
		r, err := decoder.InspectSetup(context.Background(), []decoder.SetupInput{{Name: name, Bytes: []byte(ofVector(t, name))}}, decoder.Options{Now: mint.Now, EntityID: mint.EntityID, ACS: mint.ACS})
		if err != nil || r.Messages[0].Sentence != want {
			t.Errorf("%s: expected %q, found %q, %v", name, want, r.Messages[0].Sentence, err)
		}
	}
}

// Where something was not given, the sentence says first what there is to mend in what was, and its steps come first.
func TestSetupDoubt(t *testing.T) {
	const doubt = "it cannot be told whether a sign-in would work: the page Single sign-on does not show whether a namespace was left in the claims."
	const card = "Basic SAML Configuration\nIdentifier (Entity ID)\t" + mint.EntityID + "\nReply URL (Assertion Consumer Service URL)\t" + mint.ACS + "\nSign on URL\tOptional\n"
	const rest = "Attributes & Claims\nFirstName\tuser.givenname\nLastName\tuser.surname\nCountry\tuser.country\nEmail\tuser.userprincipalname\nUnique User Identifier\tuser.mail\n" +
		"SAML Certificates\nStatus\tActive\nThumbprint\tA7D3C4626B8A84FDA868CCC67D274D402FFD0A10\nExpiration\t2026-01-20\n"
	for name, c := range map[string]struct{ text, want, step string }{
		"page":      {card + strings.Replace(strings.Replace(rest, "user.mail", "user.userprincipalname", 1), "2026-01-20", "2029-01-20", 1), "Sign on URL is empty, so My Apps and Test do not start the sign-in at Upwork. Beyond that " + doubt, "set Sign on URL to"},
		"three":     {card + rest, "Sign on URL is empty, so My Apps and Test do not start the sign-in at Upwork; Unique User Identifier (Name ID) comes from user.mail, which may be empty; and 1 more. Beyond that " + doubt, "set Sign on URL to"},
		"no claims": {card, "Sign on URL is empty, so My Apps and Test do not start the sign-in at Upwork. Beyond that it cannot be told whether a sign-in would work: the signing certificate was not given.", "set Sign on URL to"},
		"nothing":   {strings.Replace(card, "Optional", "https://www.upwork.com/ab/account-security/login", 1), "Cannot tell whether a sign-in would work: the signing certificate was not given.", "Ctrl+A"},
	} {
		r, err := decoder.InspectSetup(context.Background(), []decoder.SetupInput{{Name: name, Bytes: []byte(c.text)}}, decoder.Options{Now: mint.Now})
		if err != nil {
			t.Fatal(err)
		}
		m := r.Messages[0]
		if m.Verdict != report.Undetermined || m.Sentence != c.want || len(m.Cause.Steps) == 0 || !strings.Contains(m.Cause.Steps[0], c.step) {
			t.Errorf("%s: expected %q and first to %s, found %q and %q", name, c.want, c.step, m.Sentence, m.Cause.Steps)
		}
	}
}

// Every warning about a set-up can be named in its sentence.
func TestSetupWarnings(t *testing.T) {
	for _, v := range inspectAll(t, "../testdata/vectors/sheet-*.txtar") {
		warnings := 0
		for _, f := range v.chosen.Findings {
			if f.Level == report.Warn && f.Check != "setup.application" {
				warnings++
			}
		}
		if v.chosen.Verdict == report.Accepted && (warnings > 0) != strings.Contains(v.chosen.Sentence, "working, but ") {
			t.Errorf("%s: %d warnings, and the sentence is %q", v.file, warnings, v.chosen.Sentence)
		}
	}
}

// What holds no set-up, or several, is told with what to do.
func TestNoSetup(t *testing.T) {
	app := func(id, name string) string {
		return `{"appId":"` + id + `","displayName":"` + name + `","replyUrls":[]}`
	}
	for text, want := range map[string]string{
		"":                               "it is nothing",
		"\x89PNG\r\n":                    "it is a picture",
		string(mint.AppMetadata().XML()): "it is federation metadata",
		"Hello":                          "shows no set-up",
		"[" + app("a", "Upwork Enterprise") + "," + app("b", "Upwork Enterprise") + "]": "The list holds 2 applications",
	} {
		r, err := decoder.InspectSetup(context.Background(), []decoder.SetupInput{{Name: "x.txt", Bytes: []byte(text)}}, decoder.Options{Now: mint.Now})
		if err == nil || r.Problem == nil || !strings.Contains(r.Problem.Sentence, want) || len(r.Problem.Steps) == 0 || r.Problem.Owner == "" || len(r.Messages) != 0 || r.Chosen != -1 {
			t.Errorf("%.20q: expected %q, found %v, %+v", text, want, err, r.Problem)
		}
	}
	if r, err := decoder.InspectSetup(context.Background(), nil, decoder.Options{Now: mint.Now}); err == nil || r.Problem == nil {
		t.Error("of no input at all there is a set-up")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := decoder.InspectSetup(ctx, []decoder.SetupInput{{Name: "x", Bytes: []byte("Reply URL: https://sp.example.com")}}, decoder.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped, and yet %v", err)
	}
}

// Where the sentence names several claims, the steps say of each how to mend it.
func TestSetupStepsOfSeveral(t *testing.T) {
	r, err := inspectSetup(t, decoder.Options{}, decoder.SetupInput{Name: "sheet.txt", Bytes: []byte(ofVector(t, "sheet-sources-swapped"))})
	if err != nil {
		t.Fatal(err)
	}
	c := r.Messages[0].Cause
	if len(c.Steps) != 2 || !strings.Contains(c.Steps[0], "set Source attribute to user.givenname") || !strings.Contains(c.Steps[1], "set Source attribute to user.surname") {
		t.Errorf("%s: %q", c.Sentence, c.Steps)
	}
}

// A claim of a claims mapping policy is mended there: the portal's page has no effect beside it.
func TestSetupStepsOfPolicy(t *testing.T) {
	const policy = `{"definition":["{\"ClaimsMappingPolicy\":{\"Version\":1,\"ClaimsSchema\":[{\"Source\":\"user\",\"ID\":\"givenname\",\"SamlClaimType\":\"FirstName\"},` +
		`{\"Source\":\"user\",\"ID\":\"surname\",\"SamlClaimType\":\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/LastName\"},{\"Source\":\"user\",\"ID\":\"country\",\"SamlClaimType\":\"Country\"},` +
		`{\"Source\":\"user\",\"ID\":\"userprincipalname\",\"SamlClaimType\":\"Email\"}]}}"]}`
	r, err := inspectSetup(t, decoder.Options{}, decoder.SetupInput{Name: "policy.json", Bytes: []byte(policy)})
	if err != nil {
		t.Fatal(err)
	}
	c := r.Messages[0].Cause
	if c.Check != "setup.claim-namespace" || !strings.Contains(c.Steps[0], "Source user, ID surname and SamlClaimType LastName") || strings.Contains(strings.Join(c.Steps, " "), "> Attributes & Claims") {
		t.Errorf("%s: %q", c.Sentence, c.Steps)
	}
}

// The page of one claim shows that claim: what it does not show is not called missing, nor right.
func TestSetupOfOneClaim(t *testing.T) {
	const page = "Manage claim\nSave\nName *\nCountry\nNamespace\n%s\nSource attribute *\nuser.country\n"
	for space, want := range map[string]struct {
		verdict report.Verdict
		words   string
	}{
		"http://schemas.xmlsoap.org/ws/2005/05/identity/claims": {report.Refused, "Country has a namespace left in"},
		"": {report.Undetermined, "was not given"},
	} {
		r, err := inspectSetup(t, decoder.Options{}, decoder.SetupInput{Name: "claim.txt", Bytes: fmt.Appendf(nil, page, space)})
		if err != nil {
			t.Fatal(err)
		}
		m := r.Messages[0]
		if m.Verdict != want.verdict || !strings.Contains(m.Sentence, want.words) || len(m.Setup.Claims) != 1 {
			t.Errorf("%q: %s: %s %+v", space, m.Verdict, m.Sentence, m.Setup.Claims)
		}
		for _, f := range m.Findings {
			if f.Check == "setup.claim" && f.Level != report.NotChecked || f.Check == "setup.claim-source" && f.Detail != "Wanted claims looked at: 1." {
				t.Errorf("%q: %s %s: %s", space, f.Check, f.Level, f.Detail)
			}
		}
	}
}

// Two pages are of two applications when their metadata addresses are.
func TestSetupOfTwoPages(t *testing.T) {
	const page = "App Federation Metadata Url\thttps://login.microsoftonline.com/" + mint.Tenant + "/federationmetadata/2007-06/federationmetadata.xml?appid=%d1112222-bbbb-3333-cccc-4444dddd5555\n"
	for second, want := range map[int]report.Verdict{1: report.Undetermined, 2: report.Refused} {
		r, err := inspectSetup(t, decoder.Options{}, decoder.SetupInput{Name: "pages.txt", Bytes: fmt.Appendf(nil, page+page, 1, second)})
		if err != nil {
			t.Fatal(err)
		}
		if m := r.Messages[0]; m.Verdict != want || (want == report.Refused) != strings.Contains(m.Sentence, "more than one application") {
			t.Errorf("%d: %s: %s", second, m.Verdict, m.Sentence)
		}
	}
}
