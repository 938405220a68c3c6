package decoder

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"claimcheck/decoder/handoff"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// people are the values of minted messages that belong to a person, in lower case.
var people = []string{"simon", "britta", "11112222-bbbb-3333-cccc-4444dddd5555", "united states"}

// reports gives real reports by name: of minted messages, and of every scenario that the project has.
func reports(t *testing.T) map[string]report.Report {
	t.Helper()
	app, err := metadata.Read("contoso.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	captures := map[string][]byte{
		"good":           mint.EntraResponse().Signed(),
		"no country":     mint.EntraResponse().Remove("Country").Signed(),
		"no claims":      mint.EntraResponse().Remove("FirstName", "LastName", "Country", "Email").Signed(),
		"namespaced":     mint.EntraResponse().Rename("FirstName", mint.ClaimNamespace+"/FirstName").Signed(),
		"empty email":    mint.EntraResponse().Set("Email", "").Signed(),
		"guest":          mint.EntraResponse().Set("Email", "b.simon_example.com#EXT#@contoso.onmicrosoft.com").Signed(),
		"several emails": mint.EntraResponse().Set("Email", "b.simon@example.com", "britta@example.com").Signed(),
		"padded":         mint.EntraResponse().Set("LastName", " Simon\u200b ").Signed(),
		"altered":        bytes.Replace(mint.EntraResponse().Signed(), []byte("Simon"), []byte("Simon2"), 1),
		"error": mint.ErrorResponse("RequestDenied",
			"AADSTS50105: The signed in user 'b.simon@example.com' (B. Simon) is not assigned to a role.").Signed(),
		"error page": []byte("AADSTS50105: The signed in user 'b.simon@example.com' is not assigned to a role.\n" +
			"Request Id: aaaaaaaa-1111-2222-3333-444444444444\nCorrelation Id: bbbbbbbb-1111-2222-3333-444444444444\nTimestamp: 2026-01-02T03:04:05Z"),
		"request":         []byte(mint.AuthnRequest().XML()),
		"logout request":  []byte(mint.LogoutRequest()),
		"logout response": []byte(mint.LogoutResponse()),
		"assertion alone": []byte(mint.EntraResponse().Assertion.XML()),
		"metadata":        mint.AppMetadata().XML(),
		"other metadata":  mint.TenantMetadata().XML(),
		"empty":           nil,
		"text":            []byte("b.simon@example.com cannot sign in"),
		"cut":             mint.EntraResponse().Signed()[:3000],
		"doctype":         []byte(`<!DOCTYPE x><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>`),
		"form":            []byte(mint.Post("SAMLResponse", mint.EntraResponse().Remove("Country").Signed(), "b.simon@example.com")),
	}
	all := map[string]report.Report{}
	for name, b := range captures {
		for trust, files := range map[string][]*metadata.File{"": nil, ", metadata": {app}} {
			c := wire.Capture{Name: "capture", Origin: wire.Paste, Body: bytes.NewReader(b)}
			all[name+trust] = inspected(t, c, Options{Now: mint.Now, Skew: DefaultSkew, Metadata: files})
		}
	}
	maps.Copy(all, adminReports(t))
	for _, pattern := range []string{"../testdata/vectors/*.txtar", "../assets/examples/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s, err := scenario.Parse(b)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			c, o, err := Setting(s)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			all[name] = inspected(t, c, o)
		}
	}
	return all
}

// adminReports gives real reports of the admin's half by name: of every file that is spoiled in a known way, of pairs
// of files, and of set-ups.
func adminReports(t *testing.T) map[string]report.Report {
	t.Helper()
	ctx, all := context.Background(), map[string]report.Report{}
	o := Options{Now: mint.Now}
	add := func(name string, r report.Report, err error) {
		if err != nil && r.Problem == nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = r
	}
	app := MetadataFile{Name: "sent.xml", Origin: wire.File, Body: mint.AppMetadata().XML()}
	foreign := o
	foreign.Certs = []signature.Key{{Public: mint.Foreign().Private.Public(), Cert: mint.Foreign().Cert}}
	r, err := InspectMetadata(ctx, app.Name, app.Origin, app.Body, foreign)
	add("metadata file, signed by another", r, err)
	for _, spoiled := range append(mint.SpoiledMetadata(), mint.Spoiled{Name: "nothing spoiled", File: app.Body}) {
		for _, days := range []int{-3000, -60, -1, 1} {
			at := o
			at.At = mint.Active().Cert.NotAfter.AddDate(0, 0, days)
			r, err = InspectMetadata(ctx, "contoso.xml", wire.File, spoiled.File, at)
			add(fmt.Sprintf("metadata file, %s, %d days", spoiled.Name, days), r, err)
		}
		fresh := MetadataFile{Name: "fresh.xml", Origin: wire.File, Body: spoiled.File}
		r, err = Compare(ctx, app, fresh, o)
		add("compared, "+spoiled.Name, r, err)
	}
	for _, name := range []string{"page.txt", "servicePrincipal.json"} {
		b, err := os.ReadFile("setup/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		set := []SetupInput{{Name: name, Origin: wire.File, Bytes: b}}
		r, err := InspectSetup(ctx, set, o)
		add("set-up, "+name, r, err)
		for _, form := range []handoff.Form{handoff.Mail, handoff.Folder, handoff.Zip} {
			for made, file := range map[string][]byte{"fit": app.Body, "unfit": mint.TenantMetadata().XML()} {
				kit, r, err := Handoff(ctx, "b.simon.xml", wire.File, file, o, HandoffOptions{Form: form, Setup: set, Anyway: true})
				add(fmt.Sprintf("hand-off, %s, %s, %s", form, made, name), r, err)
				if r.Handoff == nil || len(kit.Files) == 0 {
					t.Errorf("hand-off, %s, %s, %s: nothing was made", form, made, name)
				}
			}
		}
	}
	return all
}

func inspected(t *testing.T, c wire.Capture, o Options) report.Report {
	t.Helper()
	r, err := Inspect(context.Background(), c, o)
	var nothing *wire.Nothing
	if err != nil && !errors.As(err, &nothing) {
		t.Fatalf("%s: %v", c.Name, err)
	}
	return r
}

// Every real report keeps the contract, its note names no person, and its text has no character that a
// terminal obeys.
func TestReportsKeepTheContract(t *testing.T) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile("../assets/report-v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range reports(t) {
		var b bytes.Buffer
		if err := report.WriteJSON(&b, r); err != nil {
			t.Fatal(err)
		}
		doc, err := jsonschema.UnmarshalJSON(&b)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		note := strings.ToLower(report.Note(r))
		for _, p := range people {
			if strings.Contains(note, p) {
				t.Errorf("%s: the note names %q:\n%s", name, p, note)
			}
		}
		var text strings.Builder
		if err := report.WriteText(&text, r, report.TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := report.WriteHTML(io.Discard, r, report.HTMLOptions{Now: mint.Now}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, m := range r.Messages {
			if m.Metadata != nil && len(m.Metadata.Certificates) > 0 {
				var drawing bytes.Buffer
				if err := report.WriteTimeBarSVG(&drawing, m, report.TimeBarOptions{Now: mint.Now}); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if err := xml.Unmarshal(drawing.Bytes(), new(struct{})); err != nil {
					t.Errorf("%s: the drawing of its certificates is not well-formed: %v", name, err)
				}
			}
		}
		for line := range strings.Lines(text.String()) {
			if line = strings.TrimSuffix(line, "\n"); report.Clean(line) != line {
				t.Errorf("%s: a line of the text is not clean: %q", name, line)
			}
		}
	}
}
