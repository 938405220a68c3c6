package handoff

import (
	"strings"
	"testing"

	"claimcheck/decoder/report"
)

const (
	tenantID = "00000000-1111-2222-3333-444444444444"
	appID    = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	someID   = "99999999-8888-7777-6666-555555555555"
)

// facts are of a file whose every text names a person.
func facts() Facts {
	named := "b.simon@example.com, bärbel@exämple.com and " + someID + " of " + tenantID
	return Facts{
		App:  App{Name: "app", Title: "App", Short: "App", MostBytes: 2_000_000, Upload: []string{"Attach the file."}},
		File: []byte("<a/>"), Anyway: true,
		Metadata: report.Message{
			Verdict: report.Refused, Sentence: "Do not send: it names " + named,
			Metadata: &report.Metadata{
				Entities: []report.Entity{{ID: "https://sts.windows.net/" + tenantID + "/"}},
				Plan:     &report.Plan{Sentence: named, Steps: []report.PlanStep{{Text: "done", Done: true}, {Text: named, Owner: report.EntraAdmin}}},
			},
		},
		Setup: &report.Message{Verdict: report.Accepted, Setup: &report.Setup{
			Fields: []report.SetupField{
				{Name: metadataURL, Values: []string{"https://example.com/" + tenantID + "?appid=" + appID}},
				{Name: "Identifier (Entity ID)", Values: []string{"https://b.simon@example.com/sp"}},
				{Name: "Reply URL (Assertion Consumer Service URL)", Values: []string{"https://sp.example.com/acs"}},
				{Name: "Notification Email", Values: []string{"b.simon@example.com"}},
			},
			Claims: []report.SetupClaim{
				{Name: named, Source: `"Britta Simon"`}, {Name: "Upn", Namespace: "https://b.simon@example.com", Source: `Join("b.simon@example.com")`}, {Name: "None", State: report.Missing},
			},
		}},
	}
}

func TestTextsAreMasked(t *testing.T) {
	for _, form := range []Form{Mail, Folder} {
		l := letter{Facts: facts(), form: form, entity: entityOf(facts().Metadata)}
		l.known = []string{tenantID, l.application()}
		text := l.subject() + l.text() + l.page(l.claims()) + l.page(l.urls()) + l.name()
		for _, person := range []string{"b.simon", "bärbel", "Britta", someID, "None"} {
			if strings.Contains(text, person) {
				t.Errorf("%s: found %q in\n%s", form, person, text)
			}
		}
		flat := strings.Join(strings.Fields(text), " ")
		for _, want := range []string{
			"Do not send: it names (address left out), (address left out) and (ID left out) of " + tenantID, "?appid=" + appID, "ACS URL: https://sp.example.com/acs",
			"from a fixed value", "from a value that Entra computes", "Next step, an Entra admin: (address left out)",
		} {
			if !strings.Contains(flat, want) {
				t.Errorf("%s: found no %q in\n%s", form, want, text)
			}
		}
	}
}

// A file that is too large for the upload form goes by ticket, and both readers are told.
func TestTooLargeForTheForm(t *testing.T) {
	f := facts()
	f.File = make([]byte, f.App.MostBytes+1)
	for _, form := range []Form{Mail, Folder, Zip} {
		kit, told, err := Make(f, form)
		if err != nil || len(kit.Files) == 0 {
			t.Fatal(err)
		}
		if notes := strings.Join(told.Notes, "\n"); !strings.Contains(notes, "upload form does not take the file") {
			t.Errorf("%s: found the notes %s", form, notes)
		}
		if next := strings.Join(told.Next, "\n"); strings.Contains(next, "Upload ") || strings.Contains(next, f.App.Upload[0]) {
			t.Errorf("%s: found the steps %s", form, next)
		}
	}
	l := letter{Facts: f, form: Mail}
	if text := l.text(); !strings.Contains(text, "upload form does not") || strings.Contains(text, "Attach the file.") {
		t.Errorf("found\n%s", text)
	}
}

func TestFormsAreKnown(t *testing.T) {
	if kit, told, err := Make(facts(), "fax"); err == nil || told != nil || kit.Files != nil {
		t.Errorf("found %v, %v", kit, err)
	}
}

// Of very many certificates the first are listed, and the text says that there are more.
func TestManyCertificates(t *testing.T) {
	f := facts()
	for range 51 {
		f.Metadata.Metadata.Certificates = append(f.Metadata.Metadata.Certificates, report.Certificate{
			Key: report.Key{SHA1: "AB"}, Uses: []report.KeyUse{{Role: idp, Use: "signing"}},
		})
	}
	l := letter{Facts: f, form: Mail}
	if text := l.text(); strings.Count(text, "as Entra shows it: AB") != 50 || !strings.Contains(text, "… and more") || !strings.Contains(text, "Are all 51 certificates taken in") {
		t.Errorf("found\n%s", text)
	}
}
