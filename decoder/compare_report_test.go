package decoder

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// signedBy is the application's metadata with those keys, signed with the first.
func signedBy(keys ...*mint.Key) []byte {
	m := mint.AppMetadata()
	m.Keys, m.Signing = keys, &mint.Signing{Key: keys[0]}
	return m.XML()
}

func comparison(t *testing.T, sent, fresh []byte) (report.Report, error) {
	t.Helper()
	return Compare(context.Background(), MetadataFile{"sent.xml", wire.File, sent}, MetadataFile{"fresh.xml", wire.File, fresh},
		Options{Now: mint.Now, Skew: DefaultSkew})
}

// A comparison holds the pre-flight of both files, and its words name the application.
func TestCompare(t *testing.T) {
	old, next := mint.Active(), mint.Next()
	r, err := comparison(t, signedBy(old), signedBy(old, next))
	if err != nil {
		t.Fatal(err)
	}
	if r.Chosen != 1 || len(r.Messages) != 2 || len(r.Inputs) != 2 || r.Messages[0].Input != "sent.xml" || r.Messages[1].Input != "fresh.xml" || r.Messages[1].Index != 1 {
		t.Errorf("the messages are %+v", r.Messages)
	}
	for _, m := range r.Messages {
		if m.Kind != "Metadata" || m.Verdict != report.Accepted {
			t.Errorf("%s is %s: %s", m.Input, m.Verdict, m.Sentence)
		}
	}
	c := r.Comparison
	if c == nil || !c.Resend || c.Sent != "sent.xml" || c.Fresh != "fresh.xml" || c.Plan == nil {
		t.Fatalf("the comparison is %+v", c)
	}
	if want := "A new certificate (thumbprint " + next.Thumbprint() + ", until " + next.Cert.NotAfter.Format("2006-01-02") + ") was added; send the fresh file to Upwork before you make it active."; c.Sentence != want {
		t.Errorf("the sentence is %q, expected %q", c.Sentence, want)
	}
	if r.Input.SHA256 != r.Inputs[1].SHA256 || !r.JudgedAt.Equal(mint.Now) {
		t.Errorf("the report is of %+v at %s", r.Input, r.JudgedAt)
	}
}

// A fresh file that is not fit to send is said so where it would be asked for.
func TestCompareUnfit(t *testing.T) {
	edited := bytes.Replace(signedBy(mint.Active(), mint.Next()), []byte("/saml2"), []byte("/saml3"), 1)
	r, err := comparison(t, signedBy(mint.Active()), edited)
	if err != nil || !r.Comparison.Resend || !strings.Contains(r.Comparison.Sentence, "Do not send: ") || strings.Contains(r.Comparison.Sentence, "end the fresh file") {
		t.Errorf("%v: %+v", err, r.Comparison)
	}
}

// What is no metadata, and what is cut off, is named by its file.
func TestCompareUnreadable(t *testing.T) {
	good := signedBy(mint.Active())
	for name, b := range map[string][]byte{"a message": mint.EntraResponse().Signed(), "nothing": nil, "cut off": good[:len(good)/2], "a certificate": mint.Active().CertPEM()} {
		for i, files := range [][2][]byte{{b, good}, {good, b}} {
			r, err := comparison(t, files[0], files[1])
			var wrong *metadata.Wrong
			if !errors.As(err, &wrong) || r.Problem == nil || r.Comparison != nil || len(r.Messages) != 0 || r.Chosen != -1 || len(r.Problem.Steps) == 0 {
				t.Errorf("%s: %v, %+v", name, err, r)
				continue
			}
			if want := []string{"sent.xml", "fresh.xml"}[i]; r.Input.Name != want {
				t.Errorf("%s: the report is on %s, expected %s", name, r.Input.Name, want)
			}
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if _, err := Compare(ctx, MetadataFile{Body: good}, MetadataFile{Body: good}, Options{Now: mint.Now}); !errors.Is(err, context.Canceled) {
		t.Errorf("found %v", err)
	}
}

// The pre-flight of a file has the plan for its certificate, and none for another kind of file.
func TestPlanOfMetadata(t *testing.T) {
	plan := func(b []byte, at time.Time) *report.Plan {
		r, err := InspectMetadata(context.Background(), "metadata.xml", wire.File, b, Options{Now: mint.Now, At: at, Skew: DefaultSkew})
		if err != nil {
			t.Fatal(err)
		}
		return r.Messages[0].Metadata.Plan
	}
	end := mint.Active().Cert.NotAfter
	for days, says := range map[int]string{
		400: "begin with a new one on " + end.AddDate(0, 0, -60).Format("2006-01-02"),
		50:  "create a new one now and send the new file to Upwork by " + end.AddDate(0, 0, -30).Format("2006-01-02"),
		-1:  "agree with Upwork on an hour before you create a new one",
	} {
		if p := plan(signedBy(mint.Active()), end.AddDate(0, 0, -days)); p == nil || !strings.Contains(p.Sentence, says) || len(p.Steps) < 6 {
			t.Errorf("%d days before: %+v, expected %q", days, p, says)
		}
	}
	if p := plan(mint.TenantMetadata().XML(), mint.Now); p != nil {
		t.Errorf("tenant-wide metadata has a plan: %s", p.Sentence)
	}
}

// The reminders of a report are those of its chosen file.
func TestWriteReminders(t *testing.T) {
	o := Options{Now: mint.Now, Skew: DefaultSkew}
	r, err := comparison(t, signedBy(mint.Active()), signedBy(mint.Active(), mint.Next()))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	count, left, err := WriteReminders(&b, r, o)
	if err != nil || count != 8 || left != 0 || strings.Count(b.String(), "BEGIN:VEVENT") != 8 || !strings.Contains(b.String(), "SUMMARY:Upwork: the SAML certificate ends in 60 days") {
		t.Errorf("%d reminders, %d left out, %v:\n%s", count, left, err, b.String())
	}
	if strings.Contains(b.String(), mint.Tenant) || strings.Contains(b.String(), "mailto") || strings.Contains(b.String(), "example.com") {
		t.Errorf("the calendar names somebody:\n%s", b.String())
	}
	b.Reset()
	ended, err := InspectMetadata(context.Background(), "ended.xml", wire.File, signedBy(mint.Expired()), o)
	if count, _, again := WriteReminders(&b, ended, o); err != nil || again != nil || count != 0 || b.Len() != 0 {
		t.Errorf("%d reminders of a certificate that has ended: %v, %v", count, err, again)
	}
	if count, _, err := WriteReminders(&b, report.Report{Chosen: -1}, o); count != 0 || err != nil {
		t.Errorf("%d reminders of nothing: %v", count, err)
	}
}
