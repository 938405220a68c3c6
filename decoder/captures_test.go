package decoder

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// Two tries of one sign-in, as a browser recorded them: requests and answers are paired, times and
// addresses come from the recording, and the last answer is the one shown.
func TestBrowserRecordings(t *testing.T) {
	app, err := metadata.Read("contoso.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	for name, layers := range map[string][]string{
		"chromium.har":            {"har", "form", "percent", "base64"},
		"chromium-no-content.har": {"har", "form", "base64"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile("../testdata/captures/" + name)
			if err != nil {
				t.Fatal(err)
			}
			now := time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
			r := inspected(t, wire.Capture{Name: name, Origin: wire.File, Body: bytes.NewReader(b)}, Options{Now: now, Skew: DefaultSkew, Metadata: []*metadata.File{app}})
			if r.JudgedBy != "capture" || r.JudgedAt.Year() != 2026 || r.JudgedAt.Month() != time.November {
				t.Errorf("judged at %v by %s, want the day of the recording by capture", r.JudgedAt, r.JudgedBy)
			}
			if len(r.Messages) != 4 || r.Chosen != 3 {
				t.Fatalf("%d messages, number %d chosen; want 4, and the last", len(r.Messages), r.Chosen)
			}
			for i, want := range []struct{ kind, cause string }{
				{"AuthnRequest", "message.kind"},
				{"Response", "claim.misnamed"},
				{"AuthnRequest", "message.kind"},
				{"Response", "claim.missing"},
			} {
				m := r.Messages[i]
				if string(m.Kind) != want.kind || m.Cause == nil || m.Cause.Check != want.cause {
					t.Fatalf("message %d: %s, cause %+v; want %s, cause %s", i, m.Kind, m.Cause, want.kind, want.cause)
				}
				if m.RelayState != "https://sp.example.com/jobs?a=1&b=ü" {
					t.Errorf("message %d: RelayState %q", i, m.RelayState)
				}
				if m.Kind != "Response" {
					continue
				}
				if !slices.Equal(m.Layers, layers) {
					t.Errorf("message %d: layers %s, want %s", i, m.Layers, layers)
				}
				if m.Signature != "valid" {
					t.Errorf("message %d: signature %s, want valid", i, m.Signature)
				}
				for _, check := range []string{
					"response.in-response-to", "subject.in-response-to", "response.destination", "subject.recipient", "audience.present",
					"response.binding", "input.relay-state", "time.expired", "assertion.replay",
				} {
					at := slices.IndexFunc(m.Findings, func(f report.Finding) bool { return f.Check == check })
					if at < 0 || m.Findings[at].Level != report.Pass && m.Findings[at].Level != report.Info {
						t.Errorf("message %d: %s did not pass", i, check)
					}
				}
				learnt := slices.ContainsFunc(m.Findings, func(f report.Finding) bool {
					return f.Check == "application.identifiers" && strings.Contains(f.Detail, "learnt")
				})
				if !learnt {
					t.Errorf("message %d: the application's identifiers were not learnt from the request", i)
				}
			}
		})
	}
}
