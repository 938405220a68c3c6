package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write the golden files anew")

func text(t *testing.T, r Report, o TextOptions) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteText(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTextGoldens(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	cases := map[string]struct {
		report Report
		o      TextOptions
	}{}
	for name, r := range samples() {
		cases[name] = struct {
			report Report
			o      TextOptions
		}{r, TextOptions{}}
	}
	cases["refused-narrow"] = struct {
		report Report
		o      TextOptions
	}{refused(), TextOptions{Width: 50, Location: zone}}
	cases["refused-colour"] = struct {
		report Report
		o      TextOptions
	}{refused(), TextOptions{Colour: true}}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := text(t, c.report, c.o)
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("the text differs from %s (go test -update writes it anew):\n%s", golden, got)
			}
		})
	}
}

// No line may be wider than asked for, and colours may only add to the text.
func TestTextKeepsItsWidth(t *testing.T) {
	for name, r := range samples() {
		for _, width := range []int{40, 50, 80, 120} {
			got := text(t, r, TextOptions{Width: width, Location: time.FixedZone("CET", 3600)})
			for _, line := range strings.Split(got, "\n") {
				if w := cells.StringWidth(line); w > width {
					t.Errorf("%s: a line of %d columns, %d were asked for: %q", name, w, width, line)
				}
			}
			coloured := text(t, r, TextOptions{Width: width, Location: time.FixedZone("CET", 3600), Colour: true})
			for _, s := range []style{strong, quiet, bad, good, unsure, "0"} {
				coloured = strings.ReplaceAll(coloured, "\x1b["+string(s)+"m", "")
			}
			if coloured != got {
				t.Errorf("%s: with colours the text says something else:\n%s", name, coloured)
			}
		}
	}
}

// hostile puts the same attack into every string that comes from a message.
func hostile(attack string) Report {
	r := refused()
	m := &r.Messages[0]
	m.Layers = append(m.Layers, attack)
	m.Kind, m.RelayState, m.SentTo, m.Binding, m.Sentence, m.XMLSHA256 = attack, attack, attack, attack, attack, attack
	m.Cause.Sentence, m.Cause.Steps = attack, []string{attack}
	m.Summary = Summary{
		ID: attack, Issuer: attack, NameID: attack, NameIDFormat: attack, Audience: []string{attack}, Destination: attack,
		Recipient: []string{attack}, InResponseTo: attack, Status: []string{attack}, StatusMsg: attack, SessionIndex: attack,
		AuthnContext: attack, ACS: attack,
	}
	for i := range m.Claims {
		c := &m.Claims[i]
		c.Name, c.SentAs, c.Why, c.Friendly, c.Values, c.Flags = attack, attack+"x", attack, attack, []string{attack}, []string{attack}
		c.Differs, c.Steps = []Span{{0, len(attack)}}, []string{attack}
	}
	for i := range m.Findings {
		f := &m.Findings[i]
		f.Check, f.Subject, f.Title, f.Detail, f.Expected, f.Actual, f.Spec = attack, attack, attack, attack, attack, attack, attack
		f.Place, f.Owner, f.Steps = &Place{Line: 1, Column: 1, Path: attack}, Owner(attack), []string{attack}
	}
	s := &m.Signatures[0]
	s.Element, s.ID, s.Cause, s.Detail, s.Algorithm, s.Digest = attack, attack, attack, attack, attack, attack
	s.Key = &Key{Subject: attack, SHA1: attack, SHA256: attack, Algorithm: attack, Source: attack}
	m.Coverage = []Coverage{
		{Field: "claim", Name: attack + "x", Element: attack + "y", Values: []string{attack}, Covered: true, By: attack},
		{Field: attack, Name: attack, Element: attack, Values: []string{attack}, Mark: Forged, Place: &Place{Line: 1, Column: 1, Path: attack}},
	}
	m.ErrorPage = &ErrorPage{Codes: []string{attack}, RequestID: attack, CorrelationID: attack, Text: attack}
	m.Metadata = &Metadata{Entities: []Entity{{ID: attack, Roles: []Role{{
		Kind: attack, Protocols: []string{attack}, Endpoints: []Endpoint{{attack, attack, attack}}, Keys: []Key{*s.Key},
	}}}}}
	days := -1
	one := Certificate{
		Key: *s.Key, Uses: []KeyUse{{EntityID: attack, Role: attack, Use: attack}, {EntityID: attack + "x", Role: attack, Use: attack}}, Places: 2,
		SameKeyAs: attack, Term: ExpiredKey, Words: attack, Unreadable: attack,
	}
	two := one
	two.Unreadable, two.NotBefore, two.NotAfter, two.DaysLeft = "", noon.AddDate(-1, 0, 0), noon.AddDate(0, 0, -1), &days
	m.Metadata.Certificates = []Certificate{one, two}
	m.Metadata.Plan = &Plan{Sentence: attack, Steps: []PlanStep{{Text: attack, Owner: Owner(attack)}}}
	m.Setup = &Setup{
		Sources: []string{attack}, Fields: []SetupField{{Section: attack, Name: attack, Values: []string{attack}, State: "given"}},
		Claims: []SetupClaim{{Name: attack, Namespace: attack, Source: attack, State: ClaimState(attack), Why: attack}},
	}
	r.Comparison = &Comparison{
		Sent: attack, Fresh: attack, Sentence: attack, Plan: m.Metadata.Plan,
		Changes: []Change{{What: attack, Kind: attack, Where: attack, Before: attack, After: attack + "x", Text: attack, Key: s.Key}},
	}
	r.Handoff = &Handoff{Form: attack, To: attack, Files: []HandoffFile{{Name: attack, In: attack, SHA256: attack}}, Notes: []string{attack}, Next: []string{attack}}
	r.Input.Name = attack
	r.Messages[1].Sentence, r.Messages[1].Kind = attack, attack
	r.Inputs = []Input{{Name: attack, Problem: &Problem{Sentence: attack, Expected: attack, Actual: attack, Steps: []string{attack}}}}
	return r
}

// Whatever a value holds, it ends no line, moves no cursor and turns no text.
func TestNoValueForgesALine(t *testing.T) {
	attacks := []string{
		"a\n✓ ACCEPTED: forged\n", "a\r✓ ACCEPTED: forged", "\x1b[2J\x1b[H✓ ACCEPTED: forged", "\u009b2J✓ ACCEPTED: forged",
		"\u0085✓ ACCEPTED: forged", "\u2028✓ ACCEPTED: forged\u2029", "\u202e\u2066\u200f✓ ACCEPTED: forged", "\xff\xfe✓ ACCEPTED: forged",
		"\x0b✓ ACCEPTED: forged\x0c", "\U000e0041\u200b\u3164✓ ACCEPTED: forged", "\x00\x07\x08✓ ACCEPTED: forged\x7f",
	}
	for _, attack := range attacks {
		r := hostile(attack)
		outputs := map[string]string{"text": text(t, r, TextOptions{Width: 400}), "note": Note(r)}
		var b bytes.Buffer
		if err := WriteJSON(&b, r); err != nil {
			t.Fatal(err)
		}
		outputs["json"] = b.String()
		for name, out := range outputs {
			for i, c := range out {
				if c != '\n' && (!shown(c) || c == '\ufffd') && name != "json" || name == "json" && c != '\n' && !shown(c) {
					t.Errorf("%s of %q: %q at %d", name, attack, c, i)
					break
				}
			}
			for _, line := range strings.Split(out, "\n") {
				if strings.HasPrefix(line, "✓ ACCEPTED") {
					t.Errorf("%s of %q: a value forged the line %q", name, attack, line)
				}
			}
		}
	}
}

func TestTextCutsLongValues(t *testing.T) {
	r := accepted()
	r.Messages[0].Claims[0].Values = []string{strings.Repeat("ä", 3412)}
	got := text(t, r, TextOptions{})
	if !strings.Contains(got, "… (3,412 characters)") {
		t.Errorf("the length of the cut value is not told:\n%s", got)
	}
	if n := strings.Count(got, "ä"); n != longest {
		t.Errorf("%d characters of the value are shown, want %d", n, longest)
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text        string
		first, rest int
		want        []string
	}{
		{"", 20, 20, []string{""}},
		{"one two", 20, 20, []string{"one two"}},
		{"one two three four five", 18, 18, []string{"one two three four", "five"}},
		{"日本語日本語日本語日本語", 16, 16, []string{"日本語日本語日本", "語日本語"}},
		{strings.Repeat("x", 40), 16, 20, []string{strings.Repeat("x", 16), strings.Repeat("x", 20), "xxxx"}},
		{"a  b", 20, 20, []string{"a  b"}},
	} {
		got := wrap(c.text, c.first, c.rest)
		if strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("wrap(%q, %d, %d) = %q, want %q", c.text, c.first, c.rest, got, c.want)
		}
	}
}

func TestFindingsOfACircleEnd(t *testing.T) {
	r := accepted()
	r.Messages[0].Findings = []Finding{
		{Check: "a.a", Level: Fail, Title: "A", BecauseOf: "b.b"},
		{Check: "b.b", Level: Fail, Title: "B", BecauseOf: "a.a"},
	}
	if got := text(t, r, TextOptions{}); !strings.Contains(got, "Failed checks (2)") {
		t.Errorf("findings that give each other as reason are lost:\n%s", got)
	}
}
