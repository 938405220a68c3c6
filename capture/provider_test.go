package capture

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/capture/lab"
	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
)

// A sign-in at a real identity provider: what was recorded verifies by its metadata, and the password is
// nowhere in it.
func TestRealProvider(t *testing.T) {
	inParallel(t)
	testBrowser(t)
	for _, c := range []struct {
		name, application string
		from              func(lab.Application) string
		behaviour         lab.Behaviour
		hold              bool
		reason            Reason
		responses         int
	}{
		{"by Redirect", lab.Plain, func(a lab.Application) string { return a.ByRedirect }, lab.Behaviour{}, false, Answered, 1},
		{"by POST, held", lab.SignedResponse, func(a lab.Application) string { return a.ByPost }, lab.Behaviour{}, true, Held, 1},
		{"unasked, 1,000 groups", lab.Groups, func(a lab.Application) string { return a.Unasked }, lab.Behaviour{Status: 302}, false, Answered, 1},
		{"no session: a failed response", lab.SignedResponse, func(a lab.Application) string { return a.Passive }, lab.Behaviour{Status: 500}, false, Answered, 1},
		{"in a pop-up, refused", lab.Plain, func(a lab.Application) string { return a.PopUp }, lab.Behaviour{Status: 500}, false, Answered, 1},
		{"in a frame, held", lab.Plain, func(a lab.Application) string { return a.Frame }, lab.Behaviour{}, true, Held, 1},
		{"twice", lab.Plain, func(a lab.Application) string { return a.ByRedirect }, lab.Behaviour{Loops: 1}, false, Answered, 2},
		{"in a circle", lab.Plain, func(a lab.Application) string { return a.ByRedirect }, lab.Behaviour{Loops: 100}, false, Answered, maxResponses},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := lab.Start(t)
			c.behaviour.FillForm = true
			l.Behave(c.behaviour)
			r := start(t, Options{URL: c.from(l.Application(c.application)), Hold: c.hold}).Wait()
			if r.Reason != c.reason {
				t.Errorf("ended as %q with notes %q, expected %s", r.Reason, r.Notes, c.reason)
			}
			responses := 0
			for _, param := range messages(r) {
				if param == "SAMLResponse" {
					responses++
				}
			}
			if responses < c.responses || responses > c.responses+1 { // one more can be on the way at the end
				t.Errorf("%d responses were recorded, expected %d", responses, c.responses)
			}
			for _, request := range l.Reached() {
				if c.hold && request.SAMLResponse != "" {
					t.Errorf("the application received a response, expected that it is held")
				}
			}
			verifies(t, l, r)
		})
	}
}

// An error page that comes first is recorded, also when browsers are slow because many are at work.
func TestErrorPageComesFirst(t *testing.T) {
	inParallel(t)
	testBrowser(t)
	l := lab.Start(t)
	l.Behave(lab.Behaviour{EntraError: true})
	for i := range 4 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			s := start(t, Options{URL: l.Application(lab.Plain).ByRedirect})
			said := func(x Exchange) bool {
				return strings.HasPrefix(x.Text, "Sign in") && strings.Contains(x.Text, "AADSTS"+lab.EntraCode)
			}
			await(t, func() bool { return slices.ContainsFunc(s.Recording().Exchanges, said) })
			s.Stop()
			if r := s.Wait(); r.End.Title != "Sign in to your account" {
				t.Errorf("ended at %+v, expected the page of the error", r.End)
			}
		})
	}
}

func verifies(t *testing.T, l *lab.Lab, r Recording) {
	t.Helper()
	var har bytes.Buffer
	if err := r.HAR(&har, "0"); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(har.String(), "battery") {
		t.Error("the password is in the recording, expected it nowhere")
	}
	c, err := r.Capture("0")
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := metadata.Read("idp.xml", l.Metadata)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := decoder.Inspect(t.Context(), c, decoder.Options{Now: time.Now(), Skew: decoder.DefaultSkew, Metadata: []*metadata.File{trusted}})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rep.Messages {
		if m.Kind == "Response" {
			if m.Signature != report.Valid {
				t.Errorf("the signature is %s, expected it to verify", m.Signature)
			}
			return
		}
	}
	t.Errorf("of %d messages none is a response, expected one", len(rep.Messages))
}
