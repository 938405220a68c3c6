package decoder

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// Sign-ins that a real browser made at a real identity provider: the way of each, step by step.
func TestFlowOfRecordings(t *testing.T) {
	b, err := os.ReadFile("../testdata/captures/lab.xml")
	if err != nil {
		t.Fatal(err)
	}
	lab, err := metadata.Read("lab.xml", b)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct {
		signIn, steps, reached string
		notes                  []string
	}{
		"lab-good.har": {
			"sp kept 0 accepted",
			"Redirect>application 302, AuthnRequest>idp 302, Page>idp 200, Page>idp 200, Response>application 302, Page>application 200",
			"/landing (Upwork), which answered 200.", nil,
		},
		"lab-misnamed.har": {
			"sp kept 0 refused", "Page>application 200, AuthnRequest>idp 303, Page>idp 200, Page>idp 200, Response>application 500",
			"/misnamed/acs (Upwork), which answered 500.",
			[]string{"Upwork answered the response with an error, 500."},
		},
		"lab-no-session.har": {
			"sp kept 0 refused", "Redirect>application 302, AuthnRequest>idp 200, Response>application 500",
			"/plain/acs (Upwork), which answered 500.",
			[]string{"Upwork answered the response with an error, 500."},
		},
		"lab-held.har": {
			"idp  0 accepted", "Redirect>idp 302, Page>idp 200, Page>idp 200, Response>application 0",
			"/signed-response/acs (Upwork); the capture has no answer of it.", nil,
		},
		"lab-entra-error.har": {
			"sp  0 refused", "Page>application 200, AuthnRequest>idp 200, ErrorPage>browser 0",
			"/simplesaml/saml2/idp/SSOService.php (Entra), which answered 200.", nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := os.Open("../testdata/captures/" + name)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			now := time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC)
			r := inspected(t, wire.Capture{Name: name, Origin: wire.File, Body: f}, Options{Now: now, Skew: DefaultSkew, Metadata: []*metadata.File{lab}})
			if r.Flow == nil || len(r.Flow.SignIns) != 1 {
				t.Fatalf("flow %+v, want one sign-in", r.Flow)
			}
			s := r.Flow.SignIns[0]
			if got := fmt.Sprintf("%s %s %d %s", s.Initiated, s.RelayState, s.Loops, s.Verdict); got != want.signIn {
				t.Errorf("got %q, want %q", got, want.signIn)
			}
			var steps []string
			for _, step := range s.Steps {
				steps = append(steps, fmt.Sprintf("%s>%s %d", step.Kind, step.To, step.Status))
			}
			if got := strings.Join(steps, ", "); got != want.steps {
				t.Errorf("got  %s\nwant %s", got, want.steps)
			}
			if !strings.HasSuffix(s.Reached, want.reached) || !slices.Equal(s.Notes, want.notes) {
				t.Errorf("got %q, %q", s.Reached, s.Notes)
			}
			if s.Message != r.Chosen {
				t.Errorf("message %d of the sign-in explains it, %d was chosen", s.Message, r.Chosen)
			}
			if name == "lab-entra-error.har" && (s.Steps[2].Code != "AADSTS50105" || s.Correlated == "") {
				t.Errorf("code %q, correlation %q", s.Steps[2].Code, s.Correlated)
			}
		})
	}
}

// Every message of every report but metadata and set-ups has a step, whatever the capture; the steps are in order.
func TestFlowOfEveryReport(t *testing.T) {
	for name, r := range reports(t) {
		var told, want int
		for _, m := range r.Messages {
			if m.Kind != "Metadata" && m.Kind != "Setup" {
				want++
			}
		}
		if (r.Flow == nil) != (want == 0) {
			t.Errorf("%s: %d messages, flow %v", name, want, r.Flow)
		}
		if r.Flow == nil {
			continue
		}
		seen := map[int]bool{}
		chosen := false
		for _, s := range r.Flow.SignIns {
			chosen = chosen || s.Message == r.Chosen
			last := time.Time{}
			for _, step := range s.Steps {
				if step.Message != nil && !seen[*step.Message] {
					seen[*step.Message] = true
					told++
				}
				if step.Message != nil && r.Messages[*step.Message].Kind != step.Kind {
					t.Errorf("%s: a step %s of a %s", name, step.Kind, r.Messages[*step.Message].Kind)
				}
				if step.Verdict == report.Accepted && r.Messages[*step.Message].Verdict != report.Accepted {
					t.Errorf("%s: a step is accepted and its message is not", name)
				}
				if !step.Time.IsZero() && step.Time.Before(last) {
					t.Errorf("%s: %v after %v", name, step.Time, last)
				}
				last = step.Time
				if strings.ContainsAny(step.URL, "?#") {
					t.Errorf("%s: a query in %s", name, step.URL)
				}
			}
		}
		if told != want || !chosen {
			t.Errorf("%s: %d of %d messages in a step; the chosen one ends a sign-in: %t", name, told, want, chosen)
		}
	}
}
