package report

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	entraLogin = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/saml2"
	longHost   = "anmeldung.personalverwaltung-und-bezuegeabrechnung.landesverwaltung.example.com"
)

func at(i int) *int { return &i }

// tried is the flow of refused(): a sign-in that failed, and one that another host stood in the way of.
func tried() Report {
	r := refused()
	r.Messages = append(r.Messages, Message{Kind: "ErrorPage", Verdict: Refused, Sentence: "Entra refused this sign-in: b.simon@example.com is not assigned to Upwork.", ErrorPage: &ErrorPage{Codes: []string{"50105"}}})
	r.Messages[0].Findings = append(r.Messages[0].Findings, Finding{Check: "application.identifiers", Level: Info, Title: "Known", Detail: "Learnt."})
	step := func(second int, kind string, from, to Lane, method, url string, status int, text string) Step {
		return Step{Kind: kind, From: from, To: to, Time: noon.Add(time.Duration(second) * time.Second), Method: method, URL: url, Status: status, Text: text}
	}
	first := SignIn{
		Kind: SigningIn, Initiated: BySP, RelayState: RelayLost, Started: noon, Message: 0, Verdict: Refused, Loops: 1,
		Asked:   &Asked{EntityID: "https://www.example.com/sp", ACS: "https://www.example.com/acs", Sent: entraLogin},
		Reached: "The browser ended at https://www.example.com/acs (Upwork), which answered 403.",
		Steps: []Step{
			step(0, StepRedirect, AtBrowser, AtApplication, "GET", "https://www.example.com/login", 302, "Upwork sends the browser on to Entra, answered 302"),
			step(1, "AuthnRequest", AtBrowser, AtIdP, "GET", entraLogin, 200, "Upwork asks Entra to sign the user in (Redirect), answered 200"),
			step(9, StepPage, AtBrowser, AtIdP, "POST", "https://login.microsoftonline.com/common/login", 200, "The browser asks Entra for a page, answered 200"),
			step(10, "Response", AtBrowser, AtApplication, "POST", "https://www.example.com/acs", 403, "Entra sends Upwork the response (POST), answered 403"),
		},
		Notes: []string{"RelayState was lost: the request had one and the response has none, so Upwork may not know which page to go on to."},
	}
	first.Steps[1].Message, first.Steps[1].Binding = at(1), "redirect"
	first.Steps[3].Message, first.Steps[3].Answers, first.Steps[3].Verdict = at(0), at(1), Refused
	second := SignIn{
		Kind: SigningIn, Started: noon.Add(time.Minute), Message: 2, Verdict: Refused, Correlated: "bbbbbbbb-1111-2222-3333-444444444444",
		Steps: []Step{
			step(60, StepPage, AtBrowser, AtOther, "GET", "https://"+longHost+"/anmeldung/startseite/mitarbeiterinnen-und-mitarbeiter", 0, "The browser asks another host for a page"),
			step(61, "ErrorPage", AtIdP, AtBrowser, "", entraLogin, 0, "Entra shows an error page, AADSTS50105"),
			{Kind: "LogoutRequest", From: AtIdP, To: AtApplication, Message: at(1), Text: "A request to sign the user out goes to Upwork"},
		},
	}
	second.Steps[1].Message, second.Steps[1].Verdict, second.Steps[1].Code = at(2), Refused, "AADSTS50105"
	r.Flow = &Flow{
		Parties: []Party{
			{AtApplication, "Upwork", []string{"www.example.com"}},
			{AtBrowser, "browser", nil},
			{AtIdP, "Entra", []string{"login.microsoftonline.com"}},
			{AtOther, "other hosts", []string{longHost}},
		},
		SignIns: []SignIn{first, second},
		Notes:   []string{"The capture holds 2 sign-ins: numbers 1, 2 failed."},
	}
	return r
}

// many is a sign-in of 30 steps.
func many() Report {
	r := tried()
	s := r.Flow.SignIns[0]
	r.Flow.Notes, r.Flow.SignIns = nil, []SignIn{s}
	for len(s.Steps) < 30 {
		s.Steps = append(s.Steps, s.Steps[len(s.Steps)%4])
	}
	r.Flow.SignIns[0].Steps = s.Steps
	return r
}

func drawn(t *testing.T, r Report, zone *time.Location) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteFlowSVG(&b, r, zone); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the output differs from %s (go test -update writes it anew):\n%s", name, got)
	}
}

// section cuts the flow out of a text report.
func section(text string) string {
	i := strings.Index(text, "\nFlow\n")
	if i < 0 {
		return ""
	}
	text = text[i+1:]
	if end := strings.Index(text, "\nOther messages"); end > 0 {
		text = text[:end]
	}
	return text
}

func TestFlowGoldens(t *testing.T) {
	cet := time.FixedZone("CET", 3600)
	golden(t, "flow.txt", section(text(t, tried(), TextOptions{Flow: true, Width: 80})))
	golden(t, "flow-brief.txt", section(text(t, tried(), TextOptions{Width: 80})))
	golden(t, "flow-narrow.txt", section(text(t, tried(), TextOptions{Flow: true, Width: 50, Location: cet})))
	golden(t, "flow-30.txt", section(text(t, many(), TextOptions{Flow: true, Width: 80, Location: cet})))
	golden(t, "flow.svg", drawn(t, tried(), nil))
	golden(t, "flow-30.svg", drawn(t, many(), cet))
}

func TestFlowTextKeepsItsWidth(t *testing.T) {
	for name, r := range map[string]Report{"tried": tried(), "many": many()} {
		for _, width := range []int{40, 50, 60, 80, 120} {
			plain := text(t, r, TextOptions{Flow: true, Width: width})
			for line := range strings.Lines(plain) {
				if w := cells.StringWidth(strings.TrimSuffix(line, "\n")); w > width {
					t.Errorf("%s: a line of %d columns, %d were asked for: %q", name, w, width, line)
				}
			}
			coloured := text(t, r, TextOptions{Flow: true, Width: width, Colour: true})
			for _, s := range []style{strong, quiet, bad, good, unsure, "0"} {
				coloured = strings.ReplaceAll(coloured, "\x1b["+string(s)+"m", "")
			}
			if coloured != plain {
				t.Errorf("%s, %d columns: with colours the text says something else", name, width)
			}
		}
	}
}

// parts parses a drawing to its end, and gives the names of its elements and all attribute values.
func parts(t *testing.T, drawing string) (names map[string]bool, values []string) {
	t.Helper()
	names = map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(drawing))
	d.Strict = true
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return names, values
		}
		if err != nil {
			t.Fatalf("the drawing is not well-formed: %v\n%s", err, drawing)
		}
		if e, ok := token.(xml.StartElement); ok {
			names[e.Name.Local] = true
			for _, a := range e.Attr {
				if a.Name.Local != "xmlns" {
					values = append(values, a.Value)
				}
			}
		}
	}
}

var drawingElements = map[string]bool{
	"svg": true, "title": true, "desc": true, "style": true, "rect": true, "text": true, "g": true, "line": true, "path": true, "circle": true,
}

// The drawing runs nothing, asks nobody, names no person and holds no more than it should.
func TestDrawingIsHarmless(t *testing.T) {
	attacks := []string{
		`</text><script>alert(1)</script>`, `"><image href="https://evil.example/x"/>`, "a\n\x00\x1b[2J\u202e]]>&#x0;&xx;\xff\ufffe",
		strings.Repeat("ä", 5000), "", "<!--", `' onload='alert(1)`,
	}
	for _, attack := range attacks {
		r := tried()
		r.Input.Name, r.Messages[0].Sentence, r.Flow.Notes = attack, attack, []string{attack}
		for i := range r.Flow.Parties {
			r.Flow.Parties[i].Name, r.Flow.Parties[i].Hosts = attack, []string{attack, attack}
		}
		for i := range r.Flow.SignIns {
			s := &r.Flow.SignIns[i]
			s.Reached, s.Correlated, s.Notes = attack, attack, []string{attack}
			s.Asked = &Asked{EntityID: attack, ACS: attack}
			for k := range s.Steps {
				step := &s.Steps[k]
				step.Kind, step.Method, step.URL, step.Text, step.Code = attack, attack, attack, attack, attack
			}
		}
		names, values := parts(t, drawn(t, r, nil))
		for n := range names {
			if !drawingElements[n] {
				t.Errorf("%.40q: an element %s in the drawing", attack, n)
			}
		}
		for _, v := range values {
			if strings.Contains(v, ":") || strings.Contains(v, "alert") {
				t.Errorf("%.40q: an attribute %q", attack, v)
			}
		}
		out := text(t, r, TextOptions{Flow: true, Width: 400})
		for _, c := range out {
			if c != '\n' && !shown(c) {
				t.Errorf("%.40q: %q in the text", attack, c)
				break
			}
		}
	}
	for _, drawing := range []string{drawn(t, tried(), nil), drawn(t, many(), nil)} {
		for _, secret := range []string{"b.simon", "B. Simon", "token-of", "?SAML", "url(", "@import", "href"} {
			if strings.Contains(drawing, secret) {
				t.Errorf("%q is in the drawing", secret)
			}
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	if err := WriteFlowSVG(io.Discard, nothing(), nil); err == nil {
		t.Error("a report without a flow was drawn")
	}
}

// What a request teaches is offered as flags only where a shell takes it as it stands.
func TestLearntFlags(t *testing.T) {
	for entityID, want := range map[string]string{
		"https://www.example.com/sp": "--sp-entity-id https://www.example.com/sp --acs https://www.example.com/acs",
		"urn:example:sp":             "--sp-entity-id urn:example:sp --acs https://www.example.com/acs",
		"$(reboot)":                  "", "a b": "", "a;b": "", "'": "", "--metadata": "", "": "", "a\n": "",
	} {
		r := tried()
		r.Flow.SignIns[0].Asked.EntityID = entityID
		if got := learnt(r); got != want {
			t.Errorf("%q: %q, want %q", entityID, got, want)
		}
	}
	r := tried()
	r.Messages[0].Findings[len(r.Messages[0].Findings)-1].Level = Pass // entered already
	if got := learnt(r); got != "" {
		t.Errorf("%q is offered although it was entered", got)
	}
}

func TestMergeOfFlows(t *testing.T) {
	one, two := tried(), tried()
	one.Input.Name, two.Input.Name = "one.har", "two.har"
	two.Flow.Parties = two.Flow.Parties[1:]
	r := Merge([]Report{one, accepted(), two})
	if got := len(r.Flow.SignIns); got != 4 {
		t.Fatalf("%d sign-ins, want 4", got)
	}
	last := r.Flow.SignIns[2]
	if behind := len(one.Messages) + 1; last.Message != behind || *last.Steps[3].Message != behind || *last.Steps[3].Answers != behind+1 {
		t.Errorf("message %d, step %d answers %d", last.Message, *last.Steps[3].Message, *last.Steps[3].Answers)
	}
	if *two.Flow.SignIns[0].Steps[3].Message != 0 || *one.Flow.SignIns[0].Steps[3].Message != 0 {
		t.Error("the reports that were merged are changed")
	}
	if got := fmt.Sprint(len(r.Flow.Parties), r.Flow.Notes); got != "4 [one.har: The capture holds 2 sign-ins: numbers 1, 2 failed. two.har: The capture holds 2 sign-ins: numbers 1, 2 failed.]" {
		t.Error(got)
	}
	if Merge([]Report{accepted(), accepted()}).Flow != nil {
		t.Error("a flow came of nothing")
	}
}
