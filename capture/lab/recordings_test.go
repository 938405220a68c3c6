package lab

import (
	"bytes"
	"context"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"claimcheck/capture"
	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

var update = flag.Bool("update", false, "write testdata/captures/lab-*.har and lab.xml anew")

const captures = "../../testdata/captures/"

// recordings are the sign-ins that testdata/captures holds, and what is to be said of each.
var recordings = []struct {
	name, application string
	from              func(Application) string
	behaviour         Behaviour
	hold              bool
	delivered         int // responses that reached the application
	kind              string
	verdict           report.Verdict
	cause             string
}{
	{"good", Plain, func(a Application) string { return a.ByRedirect }, Behaviour{Status: http.StatusFound}, false, 1, "Response", report.Accepted, ""},
	{"held", SignedResponse, func(a Application) string { return a.Unasked }, Behaviour{}, true, 0, "Response", report.Accepted, ""},
	{"misnamed", Misnamed, func(a Application) string { return a.ByPost }, Behaviour{Status: http.StatusInternalServerError}, false, 1, "Response", report.Refused, "claim.misnamed"},
	{"no-session", Plain, func(a Application) string { return a.Passive }, Behaviour{Status: http.StatusInternalServerError}, false, 1, "Response", report.Refused, "status.success"},
	{"entra-error", Plain, func(a Application) string { return a.ByPost }, Behaviour{EntraError: true}, false, 0, "ErrorPage", report.Refused, "status.aadsts"},
}

// What the browser records today is judged as the files that it wrote before, and says no word of the password.
func TestRecordings(t *testing.T) {
	t.Run("today", func(t *testing.T) {
		if testing.Short() {
			t.Skip("starts a browser")
		}
		if len(capture.Find()) == 0 {
			t.Skip("no browser was found; on Debian tools/install lab installs Chromium")
		}
		l := Start(t)
		if *update {
			if err := os.WriteFile(captures+"lab.xml", l.Metadata, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range recordings {
			t.Run(c.name, func(t *testing.T) {
				c.behaviour.FillForm = true
				l.Behave(c.behaviour)
				before := len(delivered(l, c.application))
				har := recorded(t, c.from(l.Application(c.application)), c.hold)
				if n := len(delivered(l, c.application)) - before; n != c.delivered {
					t.Errorf("%d responses reached the application, expected %d", n, c.delivered)
				}
				judge(t, har, l.Metadata, c.kind, c.verdict, c.cause)
				if *update {
					if err := os.WriteFile(captures+"lab-"+c.name+".har", har, 0o644); err != nil {
						t.Fatal(err)
					}
				}
			})
		}
	})
	t.Run("kept", func(t *testing.T) {
		idp, err := os.ReadFile(captures + "lab.xml")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range recordings {
			t.Run(c.name, func(t *testing.T) {
				har, err := os.ReadFile(captures + "lab-" + c.name + ".har")
				if err != nil {
					t.Fatal(err)
				}
				judge(t, har, idp, c.kind, c.verdict, c.cause)
			})
		}
		files, err := filepath.Glob(captures + "lab-*.har")
		if err != nil || len(files) != len(recordings) {
			t.Errorf("found the files %s (%v), expected one for each of %d recordings", files, err, len(recordings))
		}
	})
}

// recorded gives the HAR of one sign-in. One that ends on an error page is stopped there, as a person would.
func recorded(t *testing.T, from string, hold bool) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := capture.Start(ctx, capture.Options{URL: from, Hold: hold, Headless: true})
	if err != nil {
		t.Fatal(err)
	}
	isError := func(x capture.Exchange) bool { return x.Text != "" && x.Param != "SAMLResponse" }
	for s.Recording().Reason == "" {
		if slices.ContainsFunc(s.Recording().Exchanges, isError) {
			s.Stop()
		}
		time.Sleep(10 * time.Millisecond)
	}
	var har bytes.Buffer
	if err := s.Wait().HAR(&har, "test"); err != nil {
		t.Fatal(err)
	}
	return har.Bytes()
}

// judge holds what decoder says of a recording. The application's addresses are those of the recording.
func judge(t *testing.T, har, idp []byte, kind string, verdict report.Verdict, cause string) {
	t.Helper()
	file, err := metadata.Read("lab.xml", idp)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := decoder.Inspect(context.Background(), wire.Capture{Name: "lab.har", Origin: wire.File, Body: bytes.NewReader(har)}, decoder.Options{
		Now: time.Now(), Skew: decoder.DefaultSkew, Metadata: []*metadata.File{file},
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, har)
	}
	m := rep.Messages[rep.Chosen]
	found := ""
	if m.Cause != nil {
		found = m.Cause.Check
	}
	if m.Kind != kind || m.Verdict != verdict || found != cause || rep.JudgedBy != report.ByCapture {
		t.Errorf("%s %s, cause %q, by %s: %s\nexpected %s %s, cause %q, by the capture", m.Kind, m.Verdict, found, rep.JudgedBy, m.Sentence, kind, verdict, cause)
	}
	for _, secret := range []string{Password, "IdPSession", "Set-Cookie"} {
		if bytes.Contains(har, []byte(secret)) {
			t.Errorf("the recording holds %q", secret)
		}
	}
}
