package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/test"

	"claimcheck/decoder/report"
)

func TestVerdictOf(t *testing.T) {
	newTestWindow(t, light)
	for _, c := range []struct {
		name  string
		m     report.Message
		word  string
		tone  tone
		glyph glyph
		owner string
		steps int
	}{
		{"accepted", report.Message{Verdict: report.Accepted, Sentence: "Upwork should accept it."}, "ACCEPTED", toneGood, iconAccepted, "", 0},
		{"refused", report.Message{Verdict: report.Refused, Cause: &report.Cause{Owner: report.EntraAdmin, Steps: []string{"a", "b"}}}, "REFUSED", toneBad, iconRefused, "An Entra admin can mend it", 2},
		{"undetermined", report.Message{Verdict: report.Undetermined, Cause: &report.Cause{Owner: report.Vendor}}, "CANNOT TELL", toneWarn, iconUnknown, "Upwork can mend it", 0},
		{"a verdict of another version is never accepted", report.Message{Verdict: "fine"}, "CANNOT TELL", toneWarn, iconUnknown, "", 0},
	} {
		v := verdictOf(c.m, "Upwork")
		if v.Word != c.word || v.tone != c.tone || v.glyph != c.glyph || v.Owner != c.owner || len(v.Steps) != c.steps {
			t.Errorf("%s: found %+v", c.name, v)
		}
	}
	if v := verdictOf(report.Message{Sentence: "a\u202eb\nc"}, ""); v.Sentence != `a\u202eb\nc` {
		t.Errorf("found %q, expected no character that turns or breaks the line", v.Sentence)
	}
}

func TestClaimRows(t *testing.T) {
	newTestWindow(t, light)
	wanted, extra := claimRows(report.Message{Claims: []report.Claim{
		{Name: "FirstName", State: report.Present, Values: []string{"B."}, Verified: true},
		{Name: "LastName", State: report.Present, Values: []string{"\u200bSimon"}, Flags: []string{"invisible", "of-another-version"}},
		{Name: "Country", State: report.Missing, Owner: report.EntraAdmin, Steps: []string{"fill it"}},
		{Name: "Email", State: report.Misnamed, SentAs: "x/Email", Differs: []report.Span{{Start: 0, End: 2}}, Why: "a namespace was left on", Values: []string{"b@example.com"}, Place: &report.Place{Line: 3, Offset: 70}},
		{Name: "http://schemas.example.com/claims/groups", State: report.Extra, Values: []string{"1", "2", "3", "4", "5", "6", "7", "8"}},
	}}, "Upwork")
	if len(wanted) != 4 || len(extra) != 1 {
		t.Fatalf("found %d wanted and %d extra", len(wanted), len(extra))
	}
	var names []string
	for _, r := range wanted {
		names = append(names, r.Name)
	}
	if want := []string{"Country", "Email", "LastName", "FirstName"}; !slices.Equal(names, want) {
		t.Errorf("found order %v, expected %v: what needs mending comes first", names, want)
	}
	country, email, last, first := wanted[0], wanted[1], wanted[2], wanted[3]
	if first.State != "as wanted" || first.tone != toneGood || !first.Signed || first.offset != -1 {
		t.Errorf("present: found %+v", first)
	}
	if last.tone != toneWarn || !slices.Equal(last.Flags, []string{"invisible characters"}) || last.Values[0] != `\u200bSimon` {
		t.Errorf("flagged: found %+v", last)
	}
	if country.State != "missing" || country.tone != toneBad || country.Owner != "An Entra admin can mend it" || len(country.Values) != 0 {
		t.Errorf("missing: found %+v", country)
	}
	if want := []part{{"x/", true}, {"Email", false}}; !slices.Equal(email.Sent, want) || email.offset != 70 {
		t.Errorf("misnamed: found %+v, expected the name in parts %v", email, want)
	}
	if got := extra[0].Values; len(got) != mostValues+1 || got[mostValues] != "and 2 more values" {
		t.Errorf("many values: found %q", got)
	}
}

func TestParts(t *testing.T) {
	for _, c := range []struct {
		name    string
		differs []report.Span
		want    []part
	}{
		{"country", []report.Span{{Start: 0, End: 1}}, []part{{"c", true}, {"ountry", false}}},
		{"abc", nil, []part{{"abc", false}}},
		{"abc", []report.Span{{Start: 0, End: 3}}, []part{{"abc", true}}},
		{"a b c", []report.Span{{Start: 1, End: 2}, {Start: 3, End: 4}}, []part{{"a", false}, {" ", true}, {"b", false}, {" ", true}, {"c", false}}},
		{"abc", []report.Span{{Start: 2, End: 9}, {Start: -1, End: 1}, {Start: 2, End: 2}}, []part{{"abc", false}}}, // spans that do not fit
		{"", nil, nil},
	} {
		if got := parts(c.name, c.differs); !slices.Equal(got, c.want) {
			t.Errorf("parts(%q, %v): found %v, expected %v", c.name, c.differs, got, c.want)
		}
	}
}

func TestLastName(t *testing.T) {
	for in, want := range map[string][2]string{
		"http://schemas.example.com/claims/groups": {"http://schemas.example.com/claims/", "groups"},
		"Email": {"", "Email"}, "": {"", ""}, "x/": {"", "x/"},
	} {
		if space, own := lastName(in); space != want[0] || own != want[1] {
			t.Errorf("lastName(%q): found %q and %q, expected %q", in, space, own, want)
		}
	}
}

func checkNames(rows []checkRow) string {
	var out []string
	for _, r := range rows {
		out = append(out, r.Check)
	}
	return strings.Join(out, " ")
}

func TestCheckRows(t *testing.T) {
	newTestWindow(t, light)
	rows := checkRows(report.Message{Findings: []report.Finding{
		{Check: "a.pass", Level: report.Pass, Title: "Passed"},
		{Check: "b.info", Level: report.Info},
		{Check: "c.follows", Level: report.Fail, BecauseOf: "f.fail"},
		{Check: "d.warn", Level: report.Warn, Detail: "Straße"},
		{Check: "e.not", Level: report.NotChecked, BecauseOf: "f.fail"},
		{Check: "f.fail", Level: report.Fail, Title: "The cause", Actual: "ACTUAL"},
		{Check: "f.fail", Level: report.Fail, Title: "The cause", Subject: "again"},
		{Check: "g.orphan", Level: report.Fail, BecauseOf: "nobody"},
		{Check: "h.not", Level: report.NotChecked},
	}}, "Upwork")
	if got, want := checkNames(rows), "f.fail c.follows e.not f.fail g.orphan d.warn h.not b.info a.pass"; got != want {
		t.Errorf("found order %s\nexpected    %s", got, want)
	}
	if rows[1].Because != "The cause" || rows[4].Because != "" {
		t.Errorf("found causes %q and %q, expected that of c.follows alone", rows[1].Because, rows[4].Because)
	}
	for _, c := range []struct {
		levels []report.Level
		search string
		want   string
	}{
		{nil, "", checkNames(rows)},
		{[]report.Level{report.Warn}, "", "d.warn"},
		{[]report.Level{report.Warn, report.Pass}, "", "d.warn a.pass"},
		{nil, "  ACTUAL the ", "f.fail"},
		{nil, "strasse", ""},
		{nil, "STRAßE", "d.warn"},
		{[]report.Level{report.Pass}, "warn", ""},
	} {
		wanted := map[report.Level]bool{}
		for _, l := range c.levels {
			wanted[l] = true
		}
		if got := checkNames(matching(rows, wanted, c.search)); got != c.want {
			t.Errorf("levels %v, search %q: found %q, expected %q", c.levels, c.search, got, c.want)
		}
	}
	if n := tally(rows); n[report.Fail] != 4 || n[report.NotChecked] != 2 {
		t.Errorf("found tally %v", n)
	}
}

func TestEveryLevelHasItsOwnLookAndWords(t *testing.T) {
	newTestWindow(t, light)
	icons, words := map[glyph]bool{}, map[string]bool{}
	for _, l := range levels {
		_, g := levelLook(l)
		icons[g], words[levelCount(l, 3)] = true, true
	}
	if len(icons) != len(levels) || len(words) != len(levels) {
		t.Errorf("found %d icons and %d words for %d levels: a level is never told by its colour alone", len(icons), len(words), len(levels))
	}
	if levelCount(report.Warn, 1) != "1 warning" || levelCount(report.Warn, 2) != "2 warnings" {
		t.Errorf("found %q and %q", levelCount(report.Warn, 1), levelCount(report.Warn, 2))
	}
}

func TestSignatureRows(t *testing.T) {
	newTestWindow(t, light)
	words := map[string]bool{}
	causes := []string{"good", "no-trust", "unknown-key", "altered", "damaged", "unsupported", "malformed", "misplaced"}
	for _, c := range causes {
		rows := signatureRows(report.Message{Signatures: []report.Signed{{Element: "Assertion", Cause: c, Algorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", Key: &report.Key{SHA1: "AB12", InMetadata: c == "good"}}}})
		r := rows[0]
		words[r.Words] = true
		if (r.tone == toneGood) != (c == "good") || r.Key.Good != (c == "good") || r.Algorithm != "RSA-SHA256" || causeChip(c) == "" {
			t.Errorf("%s: found %+v", c, r)
		}
	}
	if len(words) != len(causes) {
		t.Errorf("found %d sentences for %d causes", len(words), len(causes))
	}
	if r := signatureRows(report.Message{Signatures: []report.Signed{{Cause: "new", Algorithm: "urn:x"}}})[0]; r.tone == toneGood || r.Algorithm != "urn:x" || r.Key != nil {
		t.Errorf("a cause of another version: found %+v", r)
	}
}

func TestTimeScale(t *testing.T) {
	from, to := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	before, after := from.AddDate(-1, 0, 0), to.AddDate(3, 0, 0)
	s := newTimeScale(from, to, []timeMark{{"judged", before}, {"now", after}})
	order := []time.Time{before, from, to, after}
	last := float32(0)
	for _, at := range order {
		p := s.place(at)
		if p <= last || p >= 1 {
			t.Errorf("%s is at %.3f, expected between %.3f and 1", at, p, last)
		}
		last = p
	}
	if p := newTimeScale(from, from, nil).place(from); p != 0.5 {
		t.Errorf("no time at all: found %.3f, expected the middle", p)
	}
	if p := s.place(from.AddDate(-100, 0, 0)); p != 0 {
		t.Errorf("far outside: found %.3f, expected 0", p)
	}
}

func TestMessageRows(t *testing.T) {
	newTestWindow(t, light)
	rows := messageRows(readReport(t, "several"), time.UTC)
	if len(rows) != 3 || rows[0].Kind != "AuthnRequest" || rows[0].Where != "13:03:02 · login.microsoftonline.com" || rows[2].tone != toneGood {
		t.Errorf("found %+v", rows)
	}
	for in, want := range map[string]string{"https://sp.example.com/saml/acs": "sp.example.com", "sp.example.com": "sp.example.com", "https://x": "x", "": ""} {
		if got := host(in); got != want {
			t.Errorf("host(%q): found %q, expected %q", in, got, want)
		}
	}
}

func TestCoverageRows(t *testing.T) {
	newTestWindow(t, light)
	m := readReport(t, "attack").Messages[0]
	rows := coverageRows(m)
	if len(rows) != len(m.Coverage) {
		t.Fatalf("found %d rows, expected %d", len(rows), len(m.Coverage))
	}
	// What contradicts the signed part is on top, and nothing of it can turn the direction of the text.
	if r := rows[0]; r.Field != "Name ID" || r.Values[0] != "admin@example.com" || r.Covered || r.tone != toneBad || !strings.HasPrefix(r.State, "forged") {
		t.Errorf("found %+v, expected the forged name ID first", r)
	}
	if r := rows[1]; r.Field != "LastName" || r.Values[0] != `Root\u202e` {
		t.Errorf("found %+v, expected the forged claim next", r)
	}
	if r := rows[2]; r.tone != toneBad || len(r.Values) != 0 || strings.HasPrefix(r.State, "forged") {
		t.Errorf("found %+v, expected the claim that says something else", r)
	}
	words := map[string]bool{}
	for _, r := range rows {
		words[r.State] = true
		if r.Covered != (r.tone == toneGood) {
			t.Errorf("found %+v, expected only what is covered to look good", r)
		}
	}
	if len(words) != 5 {
		t.Errorf("found the states %v, expected one for each kind", words)
	}
	for _, field := range []string{"issuer", "destination", "in_response_to", "status", "name_id", "recipient", "conditions", "audience", "authn"} {
		if w := fieldName(report.Coverage{Field: field}); w == "" || strings.ContainsAny(w, "._") || w == field {
			t.Errorf("%s: found the words %q", field, w)
		}
	}

	wanted, _ := claimRows(m, "Upwork")
	forged := map[string][]string{}
	for _, r := range wanted {
		forged[r.Name] = r.Forged
	}
	if len(forged["LastName"]) != 1 || forged["LastName"][0] != `Root\u202e` || forged["FirstName"] != nil {
		t.Errorf("found %v, expected the forged value beside the signed one", forged)
	}
	if coverageRows(report.Message{}) == nil {
		t.Error("found null, expected an empty list")
	}
}

// A message with a good signature that does not cover all of it is not called one whose signature is bad.
func TestSignatureThatDoesNotCoverAll(t *testing.T) {
	w, q := newTestWindow(t, light)
	q.drain()
	m := report.Message{XML: sampleXML, Signature: report.Invalid, Signatures: []report.Signed{{Element: "Assertion", Cause: "good"}}}
	for cause, want := range map[string]string{"good": lang.L("signature.partly"), "altered": lang.L("signature.invalid")} {
		m.Signatures[0].Cause = cause
		w.signs.show(signatureRows(m), nil, m, testNow, 1)
		var found []string
		for _, o := range test.LaidOutObjects(w.signs.content()) {
			if words, ok := o.(*text); ok {
				found = append(found, words.String())
			}
		}
		if !slices.Contains(found, want) {
			t.Errorf("%s: expected %q, found %q", cause, want, found)
		}
	}
}
