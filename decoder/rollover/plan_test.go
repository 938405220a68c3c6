package rollover

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// outline is what a test asks of the steps: the first word of each, "[x]" where it is done, and its dates.
func outline(p *report.Plan) string {
	day := func(t time.Time) string {
		if t.IsZero() {
			return "-"
		}
		return t.Format("01-02")
	}
	var list []string
	for _, s := range p.Steps {
		word, _, _ := strings.Cut(s.Text, " ")
		if s.Done {
			list = append(list, "[x] "+word)
		} else {
			list = append(list, word+" "+day(s.From)+" "+day(s.By))
		}
	}
	return strings.Join(list, ", ")
}

// The plan for each state that a file can be in at 2026-11-24.
func TestPlan(t *testing.T) {
	one := func(from, until int) *mint.Key { return minted(t, from, until) }
	for _, c := range []struct {
		name     string
		keys     []*mint.Key
		steps    string
		sentence []string
	}{
		{
			"far from its end",
			[]*mint.Key{one(-100, 800)},
			"Create 12-03 01-02, Send 12-03 01-02, Wait - 01-25, Make - 01-25, Test - 01-25, Remove 02-01 -",
			[]string{") ends on 2029-02-01, in 800 days: begin with a new one on 2028-12-03."},
		},
		{
			"within 60 days",
			[]*mint.Key{one(-100, 50)},
			"Create 11-14 12-14, Send 11-14 12-14, Wait - 01-06, Make - 01-06, Test - 01-06, Remove 01-13 -",
			[]string{"ends on 2027-01-13, in 50 days: create a new one now and send the new file to Upwork by 2026-12-14."},
		},
		{
			"within 30 days",
			[]*mint.Key{one(-100, 20)},
			"Create 10-15 11-24, Send 10-15 11-24, Wait - 12-07, Make - 12-07, Test - 12-07, Remove 12-14 -",
			[]string{"in 20 days: create a new one and send the new file to Upwork today."},
		},
		{
			"within 7 days",
			[]*mint.Key{one(-100, 5)},
			"Create 09-30 11-24, Send 09-30 11-24, Wait - 11-28, Make - 11-28, Test - 11-28, Remove 11-29 -",
			[]string{"in 5 days: create a new one and send the new file to Upwork today, and agree with Upwork on the hour of the change."},
		},
		{
			"on its last day",
			[]*mint.Key{one(-100, 0)},
			"Create 09-25 11-24, Send 09-25 11-24, Wait - 11-24, Make - 11-24, Test - 11-24, Remove 11-24 -",
			[]string{"in less than a day: create"},
		},
		{
			"ended",
			[]*mint.Key{one(-100, -3)},
			"Agree - 11-24, Create - -, Send - -, Wait - -, Make - -, Test - -, Remove - -",
			[]string{"The only certificate (", ") ended on 2026-11-21: agree with Upwork on an hour before you create a new one, for Entra signs with a new one at once."},
		},
		{
			"all ended",
			[]*mint.Key{one(-100, -3), one(-900, -300)},
			"Agree - 11-24, Create - -, Send - -, Wait - -, Make - -, Test - -, Remove - -",
			[]string{"No certificate of 2 is in date; the last (", ") ended on 2026-11-21: agree"},
		},
		{
			"never in date",
			[]*mint.Key{one(10, -10)},
			"Agree - 11-24, Create - -, Send - -, Wait - -, Make - -, Test - -, Remove - -",
			[]string{"is never in date (it ends on 2026-11-14, before it begins)"},
		},
		{
			"the next one beside it",
			[]*mint.Key{one(-1050, 45), one(-1, 1090)},
			"[x] Create, Send 11-09 12-09, Wait - 01-01, Make - 01-01, Test - 01-01, Remove 01-08 -",
			[]string{"ends on 2027-01-08, in 45 days;", "until 2029-11-18, is to follow it: send the file to Upwork by 2026-12-09, and make that one active once Upwork has confirmed it, by 2027-01-01.", "The file does not show which of its certificates is active"},
		},
		{
			"the next one and little time",
			[]*mint.Key{one(-1, 1090), one(-1050, 4)},
			"[x] Create, Send 09-29 11-24, Wait - 11-27, Make - 11-27, Test - 11-27, Remove 11-28 -",
			[]string{"in 4 days;", "send the file to Upwork by 2026-11-24"},
		},
		{
			"the next one begins later",
			[]*mint.Key{one(-1050, 45), one(42, 1090)},
			"[x] Create, Send 11-09 12-09, Wait - 01-01, Make 01-06 01-06, Test 01-06 01-06, Remove 01-08 -",
			nil,
		},
		{
			"the next one begins too late",
			[]*mint.Key{one(-1050, 45), one(50, 1090)},
			"Create 11-09 12-09, Send 11-09 12-09, Wait - 01-01, Make - 01-01, Test - 01-01, Remove 01-08 -",
			[]string{"The first of 2 certificates ("},
		},
		{
			"the old one has ended",
			[]*mint.Key{one(-1100, -4), one(-1, 1090)},
			"[x] Create, Send - 11-24, Wait - 11-24, Make - 11-24, Test - 11-24, Remove - -",
			[]string{"ended on 2026-11-20, and", "stands beside it: Entra signs with the one in date even while it is inactive. Send the file to Upwork today, unless that was done.", "does not show which"},
		},
		{
			"the old one has ended and the next one ends soon",
			[]*mint.Key{one(-1100, -4), one(-300, 20)},
			"Create 10-15 11-24, Send 10-15 11-24, Wait - 12-07, Make - 12-07, Test - 12-07, Remove 12-14 -",
			[]string{"ends on 2026-12-14, in 20 days: create a new one"},
		},
		{
			"several end at once",
			[]*mint.Key{one(-100, 45), one(-90, 45)},
			"Create 11-09 12-09, Send 11-09 12-09, Wait - 01-01, Make - 01-01, Test - 01-01, Remove 01-08 -",
			[]string{"Each of 2 certificates ends on 2027-01-08, in 45 days: create a new one now"},
		},
		{
			"several end soon after each other",
			[]*mint.Key{one(-100, 45), one(-90, 65)},
			"Create 11-09 12-09, Send 11-09 12-09, Wait - 01-01, Make - 01-01, Test - 01-01, Remove 01-08 -",
			[]string{"The first of 2 certificates ("},
		},
		{
			"the newer one ends first",
			[]*mint.Key{one(-100, 800), one(-1, 300)},
			"[x] Create, Send 07-22 08-21, Wait - 09-13, Make - 09-13, Test - 09-13, Remove 09-20 -",
			[]string{"The one that was made last ends first: if it was meant to follow the other, create another with a later end."},
		},
		{
			"not begun",
			[]*mint.Key{one(10, 500)},
			"Create 02-07 03-08, Send 02-07 03-08, Wait - 03-31, Make - 03-31, Test - 03-31, Remove 04-07 -",
			[]string{"begins on 2026-12-04 only and ends on 2028-04-07"},
		},
		{
			"beside a great many",
			[]*mint.Key{one(-9, -8), one(-9, -7), one(-9, -6), one(-9, -5), one(-9, 20)},
			"Create 10-15 11-24, Send 10-15 11-24, Wait - 12-07, Make - 12-07, Test - 12-07, Remove 12-14 -",
			nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := Plan(file(t, "metadata.xml", c.keys...), setting)
			if got := outline(p); got != c.steps {
				t.Errorf("the steps are\n%s, expected\n%s", got, c.steps)
			}
			for _, s := range c.sentence {
				if !strings.Contains(p.Sentence, s) {
					t.Errorf("the sentence is %q, expected %q in it", p.Sentence, s)
				}
			}
			for _, s := range p.Steps {
				if want := map[bool]report.Owner{true: report.Vendor, false: report.EntraAdmin}[strings.HasPrefix(s.Text, "Wait ")]; s.Owner != want {
					t.Errorf("the owner of %q is %s", s.Text, s.Owner)
				}
				if s.From.After(s.By) && !s.By.IsZero() {
					t.Errorf("%q begins on %s, after %s", s.Text, s.From, s.By)
				}
			}
		})
	}
}

// What the file that was sent shows to be done is done.
func TestPlanOfTwo(t *testing.T) {
	old, next, ended := minted(t, -1050, 45), minted(t, -1, 1090), minted(t, -1100, -4)
	for _, c := range []struct {
		name        string
		sent, fresh []*mint.Key
		steps       string
		sentence    string
	}{
		{"the next one was not sent", []*mint.Key{old}, []*mint.Key{old, next}, "[x] Create, Send 11-09 12-09, Wait - 01-01, Make - 01-01, Test - 01-01, Remove 01-08 -", "send the file to Upwork by 2026-12-09"},
		{"the next one was sent", []*mint.Key{old, next}, []*mint.Key{old, next}, "[x] Create, [x] Give, Wait - 01-01, Make - 01-01, Test - 01-01, Remove 01-08 -", "is to follow it: make that one active once Upwork has confirmed it, by 2027-01-01."},
		{"the old one is gone and the next one was sent", []*mint.Key{old, next}, []*mint.Key{next}, "Create 09-19 10-19, Send 09-19 10-19, Wait - 11-11, Make - 11-11, Test - 11-11, Remove 11-18 -", "begin with a new one on 2029-09-19."},
		{"the old one is gone and the next one was not sent", []*mint.Key{old}, []*mint.Key{next}, "[x] Create, [x] Make, Send - 11-24, Wait - 11-24, Test - 11-24", "Entra has none of the certificates any more that Upwork was sent: every sign-in fails"},
		{"the old one has ended and the next one was sent", []*mint.Key{ended, next}, []*mint.Key{next, ended}, "[x] Create, [x] Give, Wait - 11-24, Make - 11-24, Test - 11-24, Remove - -", "Upwork was sent it: make it active, and remove the old one."},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := compared(file(t, "sent.xml", c.sent...), file(t, "fresh.xml", c.fresh...))
			if got.Plan == nil || outline(got.Plan) != c.steps || !strings.Contains(got.Plan.Sentence, c.sentence) {
				t.Errorf("found %q, %s", got.Plan.Sentence, outline(got.Plan))
			}
		})
	}
}

// A file that does not tell when a certificate ends has no plan.
func TestNoPlan(t *testing.T) {
	x := string(mint.AppMetadata().XML())
	for name, f := range map[string]*metadata.File{
		"no identity provider":      read(t, "a", []byte(x[:strings.Index(x, "<IDPSSODescriptor")]+"</EntityDescriptor>")),
		"no certificate":            file(t, "a"),
		"certificates that encrypt": read(t, "a", []byte(strings.ReplaceAll(x, `use="signing"`, `use="encryption"`))),
		"several of them":           aggregate(t, 2, same),
		"a damaged certificate":     read(t, "a", []byte(strings.ReplaceAll(x, "MII", "AAA"))),
	} {
		if p := Plan(f, setting); p != nil {
			t.Errorf("%s: %s", name, p.Sentence)
		}
	}
	if p := Plan(aggregate(t, 1, same), setting); p == nil {
		t.Error("an aggregate of one identity provider has no plan")
	}
}

// Absurd dates and instants break nothing, and can be written.
func TestAbsurdDates(t *testing.T) {
	year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
	for _, from := range []time.Time{year(0), year(1), year(1969), year(2026), year(9999)} {
		for _, until := range []time.Time{year(0), year(1), year(1969), year(2027), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)} {
			for _, now := range []time.Time{{}, year(0), at, year(9999), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)} {
				s := setting
				s.At = now
				p := Plan(file(t, "a", certified(t, shared, from, until)), s)
				if p == nil || p.Sentence == "" || len(p.Steps) == 0 {
					t.Fatalf("%s to %s at %s: %+v", from, until, now, p)
				}
				if _, err := json.Marshal(p); err != nil {
					t.Errorf("%s to %s at %s: %v", from, until, now, err)
				}
			}
		}
	}
}

// Ten thousand certificates are planned for in few words.
func TestManyCertificates(t *testing.T) {
	var keys []*mint.Key
	for i := range 10_000 {
		c := *mint.Active().Cert
		c.Raw = fmt.Append(nil, i)
		c.NotBefore, c.NotAfter = at.AddDate(0, 0, -i), at.AddDate(0, 0, i%900-100)
		keys = append(keys, &mint.Key{Cert: &c})
	}
	f := file(t, "many.xml", mint.Active())
	idpRole := &f.Entities[0].Roles[2]
	idpRole.Keys = nil
	for _, k := range keys {
		idpRole.Keys = append(idpRole.Keys, metadata.Key{Cert: k.Cert, Public: k.Cert.PublicKey})
	}
	p := Plan(f, setting)
	size := len(p.Sentence)
	for _, s := range p.Steps {
		size += len(s.Text)
	}
	if size > 5000 || !strings.Contains(p.Steps[len(p.Steps)-1].Text, " and 9996 more) in Entra") {
		t.Errorf("%d bytes; the last step is %q", size, p.Steps[len(p.Steps)-1].Text)
	}
}
