package decoder

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	gomessage "github.com/emersion/go-message"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"claimcheck/decoder/handoff"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

const appID = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"

func page(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile("setup/testdata/page.txt")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sheet(t *testing.T, edits ...string) []SetupInput {
	t.Helper()
	text := strings.NewReplacer(edits...).Replace(string(page(t)))
	return []SetupInput{{Name: "B.Simon's page.txt", Origin: wire.File, Bytes: []byte(text)}}
}

var forms = []handoff.Form{handoff.Mail, handoff.Folder, handoff.Zip}

// handedOff makes a kit and gives what the vendor reads: every file by its name, and the text of a draft with its
// subject as "text".
func handedOff(t *testing.T, name string, b []byte, h HandoffOptions) (map[string][]byte, report.Report, error) {
	t.Helper()
	o := Options{Now: mint.Now}
	kit, r, err := Handoff(context.Background(), name, wire.File, b, o, h)
	if err != nil {
		if kit.Files != nil || r.Handoff != nil {
			t.Errorf("%s: a hand-off was made beside the error %v", name, err)
		}
		return nil, r, err
	}
	again, _, err := Handoff(context.Background(), name, wire.File, b, o, h)
	if err != nil || again.Name != kit.Name || !slices.EqualFunc(again.Files, kit.Files, func(a, b handoff.File) bool { return a.Name == b.Name && bytes.Equal(a.Bytes, b.Bytes) }) {
		t.Errorf("%s: the same file makes another hand-off", name)
	}
	found := map[string][]byte{}
	switch h.Form {
	case handoff.Mail:
		readDraft(t, kit.Files[0].Bytes, found)
	case handoff.Zip:
		z, err := zip.NewReader(bytes.NewReader(kit.Files[0].Bytes), int64(len(kit.Files[0].Bytes)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			in, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if found[f.Name], err = io.ReadAll(in); err != nil {
				t.Fatal(err)
			}
		}
	default:
		for _, f := range kit.Files {
			found[f.Name] = f.Bytes
		}
	}
	if !bytes.Equal(found["federation-metadata.xml"], b) {
		t.Errorf("%s: the metadata is not handed on byte for byte", name)
	}
	if text, ok := found["SUMMARY.txt"]; ok {
		found["text"] = text
	}
	for _, f := range r.Handoff.Files {
		if content, ok := found[f.Name]; ok && (f.Size != len(content) || f.SHA256 != sum(content)) {
			t.Errorf("%s: %s is told wrongly", name, f.Name)
		}
	}
	return found, r, nil
}

func readDraft(t *testing.T, b []byte, found map[string][]byte) {
	t.Helper()
	e, err := gomessage.Read(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(e.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	parts := e.MultipartReader()
	for i := range 2 {
		p, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			found["text"] = slices.Concat([]byte(subject+"\n"), bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")))
			continue
		}
		_, with, err := p.Header.ContentDisposition()
		if err != nil {
			t.Fatal(err)
		}
		found[with["filename"]] = body
	}
}

func has(t *testing.T, what string, text []byte, wants ...string) {
	t.Helper()
	flat := strings.Join(strings.Fields(string(text)), " ") // lines break anywhere
	for _, w := range wants {
		if !strings.Contains(flat, w) {
			t.Errorf("%s: found no %q in\n%s", what, w, text)
		}
	}
}

// What a support agent needs stands in every form.
func TestHandoffTells(t *testing.T) {
	b, key := mint.AppMetadata().XML(), report.KeyOf(mint.Active().Private.Public(), mint.Active().Cert)
	for _, form := range forms {
		found, r, err := handedOff(t, "contoso.xml", b, HandoffOptions{Form: form})
		if err != nil {
			t.Fatal(err)
		}
		has(t, string(form), found["text"], key.SHA1, key.SHA256, "Valid from 2025-01-01 to 2035-01-01", mint.Issuer, mint.LoginURL, "Logout URL", mint.Tenant,
			sum(b), "[FILL-IN]", "2 MB at most", "https://support.upwork.com/hc/", "What are your entity ID", "Is single sign-on active",
			"FirstName from user.givenname", "Email from user.userprincipalname", "as Upwork Enterprise wants them", "Next step, an Entra admin")
		if r.Handoff.Form != string(form) || r.Handoff.Anyway || len(r.Handoff.Next) < 3 || len(r.Handoff.Notes) != 1 || r.Messages[0].Verdict != report.Accepted {
			t.Errorf("%s: found %+v", form, r.Handoff)
		}
		if form == handoff.Mail {
			continue
		}
		for _, name := range []string{"URLS.txt", "CLAIMS.txt", "CERTIFICATES.txt", "certificates.svg", "certificates.ics", "SHA256SUMS"} {
			if len(found[name]) == 0 {
				t.Errorf("%s: found no %s", form, name)
			}
		}
		has(t, "URLS.txt", found["URLS.txt"], mint.Issuer, mint.LoginURL)
		for line := range strings.Lines(string(found["SHA256SUMS"])) {
			if of, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  "); !ok || sum(found[name]) != of {
				t.Errorf("%s: found %q", form, line)
			}
		}
	}
}

// The set-up gives the claims, the vendor's values and the application as they are configured.
func TestHandoffWithSetup(t *testing.T) {
	setup := sheet(t, "FirstName	user.givenname", "FirstName	user.preferredlanguage", "A7D3C4626B8A84FDA868CCC67D274D402FFD0A10", report.KeyOf(mint.Active().Private.Public(), mint.Active().Cert).SHA1,
		"Country	user.country", `Country	"Britta's own country"`)
	for _, form := range forms {
		found, r, err := handedOff(t, "contoso.xml", mint.AppMetadata().XML(), HandoffOptions{Form: form, Setup: setup})
		if err != nil {
			t.Fatal(err)
		}
		has(t, string(form), found["text"], "CLAIMS WE SEND (as configured in our Entra)", "FirstName from user.preferredlanguage", "Country from a fixed value", appID,
			"Are these two values of Upwork right?", "Entity ID: https://sp.example.com/saml", "ACS URL: https://sp.example.com/acs", "Active: it signs now", "App Federation Metadata Url")
		if len(r.Messages) != 2 || r.Messages[1].Kind != "Setup" || r.Chosen != 0 || r.Input.Name != "contoso.xml" || len(r.Inputs) != 2 {
			t.Errorf("%s: found %d messages, chosen %d, input %+v", form, len(r.Messages), r.Chosen, r.Input)
		}
	}
	for what, text := range map[string]string{
		"no claims": "Basic SAML Configuration\nIdentifier (Entity ID)\tRequired\nReply URL\tRequired\n",
		"one claim": "Manage claim\nName\nDepartment\nNamespace\n\nSource attribute\nuser.department\nIdentifier (Entity ID)\tRequired\nReply URL\tRequired\n",
	} {
		found, r, err := handedOff(t, "contoso.xml", mint.AppMetadata().XML(), HandoffOptions{Form: handoff.Mail, Setup: []SetupInput{{Name: "x", Bytes: []byte(text)}}})
		if err != nil {
			t.Fatal(err)
		}
		has(t, what, found["text"], "CLAIMS WE SEND (as Upwork Enterprise wants them; not read from our Entra)", "Country from user.country")
		has(t, what, []byte(strings.Join(r.Handoff.Notes, "\n")), "The claims as configured were not given", "The set-up: A sign-in would fail: Basic SAML Configuration was not saved")
	}
	_, r, err := handedOff(t, "contoso.xml", mint.AppMetadata().XML(), HandoffOptions{Form: handoff.Mail, Setup: []SetupInput{{Name: "x", Bytes: []byte("nothing of the kind")}}})
	if err == nil || r.Problem == nil {
		t.Errorf("found %v, expected the problem of what is no set-up", err)
	}
}

// What is not fit is refused; told otherwise, every text says so at its top.
func TestHandoffOfWhatIsNotFit(t *testing.T) {
	b := bytes.Replace(mint.AppMetadata().XML(), []byte("/saml2"), []byte("/saml3"), 1)
	for _, form := range forms {
		if _, r, err := handedOff(t, "contoso.xml", b, HandoffOptions{Form: form}); !errors.Is(err, ErrUnfit) || r.Messages[0].Verdict != report.Refused {
			t.Errorf("%s: found %v", form, err)
		}
		found, r, err := handedOff(t, "contoso.xml", b, HandoffOptions{Form: form, Anyway: true})
		if err != nil {
			t.Fatal(err)
		}
		top := found["text"][:400]
		has(t, string(form), top, "*** NOT FIT TO SEND ***", r.Messages[0].Sentence)
		if form == handoff.Mail {
			has(t, "the subject", top[:30], "DO NOT SEND AS IT IS: ")
		}
		if !r.Handoff.Anyway || !strings.Contains(r.Handoff.Notes[0], "advises against") {
			t.Errorf("%s: found %+v", form, r.Handoff)
		}
	}
}

// Every spoiled file is handed on with a warning, refused for good, or no metadata at all; nothing but a good one
// goes out by itself.
func TestHandoffOfSpoiledFiles(t *testing.T) {
	secrets := 0
	for _, s := range mint.SpoiledMetadata() {
		if len(s.File) > 4<<20 {
			continue
		}
		for _, form := range []handoff.Form{handoff.Mail, handoff.Folder} {
			found, r, err := handedOff(t, s.Name, s.File, HandoffOptions{Form: form})
			fit := r.Problem == nil && r.Messages[0].Verdict == report.Accepted
			if (err == nil) != fit {
				t.Errorf("%s: found %v, and fit is %v", s.Name, err, fit)
			}
			if err == nil && bytes.Contains(found["text"], []byte("NOT FIT")) {
				t.Errorf("%s: a fit file is called unfit", s.Name)
			}
			if !errors.Is(err, ErrUnfit) {
				if errors.Is(err, ErrSecret) {
					secrets++
				}
				continue
			}
			found, r, err = handedOff(t, s.Name, s.File, HandoffOptions{Form: form, Anyway: true})
			if err != nil {
				t.Errorf("%s: %v", s.Name, err)
				continue
			}
			has(t, s.Name, found["text"], "*** NOT FIT TO SEND *** The check of the metadata file says: ")
			for line := range strings.Lines(string(found["text"])) {
				if line = strings.TrimSuffix(line, "\n"); report.Clean(line) != line {
					t.Errorf("%s: a line is not clean: %q", s.Name, line)
				}
			}
		}
	}
	if secrets == 0 {
		t.Error("no file with a private key was refused")
	}
}

// Neither a person nor an identifier other than those of the tenant and the application is in what goes out, whatever
// went in. What the metadata file itself holds is told before.
func TestHandoffNamesNobody(t *testing.T) {
	address := regexp.MustCompile(`[\pL\pN._%+-]+@[\pL\pN-]+\.[\pL\pN.-]+`)
	calendar := regexp.MustCompile(`(?m)^UID:[0-9a-f]{64}-[0-9]+@claimcheck\r?$`) // of an event, no address
	guid := regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
	named := mint.AppMetadata()
	named.Keys = []*mint.Key{mint.Active().Dated(mint.Now.AddDate(-1, 0, 0), mint.Now.AddDate(0, 0, 20), "B.Simon b.simon@example.com")}
	named.Signing = &mint.Signing{Key: named.Keys[0]}
	contact := bytes.Replace(mint.AppMetadata().XML(), []byte("</EntityDescriptor>"),
		[]byte(`<!-- Britta --><ContactPerson contactType="technical"><EmailAddress>b.simon@example.com</EmailAddress></ContactPerson></EntityDescriptor>`), 1)
	entity := bytes.Replace(bytes.ReplaceAll(mint.AppMetadata().XML(), []byte(mint.LoginURL), []byte("https://idp.example.com/?of=b.simon@example.com")),
		[]byte(`entityID="`+mint.Issuer), []byte(`entityID="https://idp.example.com/b.simon@example.com`), 1)
	other := "99999999-8888-7777-6666-555555555555"
	setup := sheet(t, "Country	user.country", `Country	"United States"`, "LastName	user.surname", `LastName	Join("b.simon@example.com", "`+other+`")`,
		"FirstName	user.givenname", "b.simon@example.com	user.givenname")
	for what, in := range map[string]struct {
		file  []byte
		setup []SetupInput
		note  string
	}{
		"plain": {mint.AppMetadata().XML(), nil, ""}, "set-up": {mint.AppMetadata().XML(), setup, ""},
		"subject": {named.XML(), setup, "a certificate with an e-mail address"}, "contact": {contact, setup, "a contact person (line 1), a comment (line 1)"},
		"entity": {entity, nil, "an e-mail address (line 1)"},
	} {
		for _, form := range forms {
			found, r, err := handedOff(t, "Britta \u202e\"Simon\" b.simon@example.com.xml", in.file, HandoffOptions{Form: form, Setup: in.setup, Anyway: true})
			if err != nil {
				t.Fatal(err)
			}
			if told := strings.Join(r.Handoff.Notes, "\n"); in.note != "" && !strings.Contains(told, in.note) || in.note == "" && strings.Contains(told, "itself holds") {
				t.Errorf("%s: found the notes %s", what, told)
			}
			delete(found, "federation-metadata.xml") // byte for byte, as the note says
			for name, b := range found {
				text := calendar.ReplaceAllString(string(b), "")
				for _, p := range people {
					if strings.Contains(strings.ToLower(text), p) {
						t.Errorf("%s, %s, %s: found %q", what, form, name, p)
					}
				}
				if at := address.FindString(text); at != "" {
					t.Errorf("%s, %s, %s: found the address %s", what, form, name, at)
				}
				for _, id := range guid.FindAllString(text, -1) {
					if id != mint.Tenant && id != appID {
						t.Errorf("%s, %s, %s: found the identifier %s", what, form, name, id)
					}
				}
			}
		}
	}
}

// The name of a kit is safe on every system, whatever the entity is called.
func TestNameOfAHandoff(t *testing.T) {
	safe := regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,79}\.eml$`)
	for _, id := range []string{mint.Issuer, "https://idp.example.com/saml", "../../etc/passwd", "urn:x:\u202eexe.lmx", "CON", strings.Repeat("a/", 600), "https://b.simon@example.com/", "C:\\x"} {
		m := mint.AppMetadata()
		m.EntityID = id
		kit, _, err := Handoff(context.Background(), "x", wire.File, m.XML(), Options{Now: mint.Now}, HandoffOptions{Form: handoff.Mail, Anyway: true})
		if err != nil {
			t.Fatal(err)
		}
		if !safe.MatchString(kit.Name) || strings.Contains(kit.Name, "simon") {
			t.Errorf("%q: found the name %q", id, kit.Name)
		}
	}
}

// An application whose vendor is unknown but for its name still gets its kit, and the upload form is not invented.
func TestHandoffOfAnotherApplication(t *testing.T) {
	p, err := profile.Read([]byte(`{"name": "wingtip", "title": "Wingtip Toys ` + strings.Repeat("ä", 300) + `", "claims": [{"name": "mail", "source": "user.mail"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	kit, r, err := Handoff(context.Background(), "x.xml", wire.File, mint.AppMetadata().XML(), Options{Now: mint.Now, Profile: p}, HandoffOptions{Form: handoff.Mail})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]byte{}
	readDraft(t, kit.Files[0].Bytes, found)
	if text := string(found["text"]); strings.Contains(text, "Upwork") || strings.Contains(text, "MB") || !strings.Contains(text, "mail   from user.mail") {
		t.Errorf("found\n%s", text)
	}
	c := jsonschema.NewCompiler()
	schema, err := c.Compile("../assets/report-v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := report.WriteJSON(&b, r); err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(b.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	if err := schema.Validate(doc); err != nil {
		t.Error(err)
	}
}
