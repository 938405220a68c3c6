package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func htmlOf(t *testing.T, r Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteHTML(&b, r, HTMLOptions{Location: time.FixedZone("CET", 3600)}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestHTMLGoldens(t *testing.T) {
	for name, r := range samples() {
		got, golden := htmlOf(t, r), filepath.Join("testdata", name+".html")
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
			t.Errorf("the page differs from %s (go test -update writes it anew):\n%s", golden, got)
		}
	}
}

// elements gives the elements of a page as a browser builds them, and the text that it shows.
func elements(t *testing.T, page string) (all []*html.Node, shown string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		switch {
		case n.Type == html.ElementNode:
			all = append(all, n)
		case n.Type == html.TextNode && n.Parent.DataAtom != atom.Style:
			shown += n.Data
		case n.Type == html.CommentNode:
			t.Errorf("the page has a comment %q, expected none", n.Data)
		}
	}
	return all, shown
}

// Whatever a value holds, a browser builds the same elements from the page as from one with a plain value,
// runs nothing and asks nobody.
func TestNoValueBecomesMarkup(t *testing.T) {
	names := func(list []*html.Node) string {
		var b strings.Builder
		for _, n := range list {
			b.WriteString(n.Data + " ")
		}
		return b.String()
	}
	plain, _ := elements(t, htmlOf(t, hostile("plain")))
	for _, attack := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</style><script>alert(1)</script>`,
		`</title><script>alert(1)</script>`, `<!--`, `-->`, `]]>`, `javascript:alert(1)`, `{{.}}`, `&lt;script&gt;`, "\u2028</main>",
		`<iframe src="https://example.com/">`, "</textarea><svg onload=alert(1)>", `<meta http-equiv="refresh" content="0;url=https://example.com/">`,
	} {
		r := hostile(attack)
		all, shown := elements(t, htmlOf(t, r))
		if names(all) != names(plain) {
			t.Errorf("%q makes the elements %s\nexpected %s", attack, names(all), names(plain))
		}
		if want := Clean(attack); !strings.Contains(shown, want) {
			t.Errorf("%q is not shown as it is", attack)
		}
		for _, n := range all {
			for _, a := range n.Attr {
				switch {
				case a.Key == "href" || a.Key == "src" || a.Key == "style" || strings.HasPrefix(a.Key, "on"):
					t.Errorf("%s has %s=%q, expected no reference and no script", n.Data, a.Key, a.Val)
				case strings.Contains(a.Val, "alert"):
					t.Errorf("%s has %s=%q, expected no value of a message in an attribute", n.Data, a.Key, a.Val)
				}
			}
		}
	}
}

// The page says what the text says: its verdict, sentence, steps, claims and failed checks.
func TestHTMLSaysWhatTheTextSays(t *testing.T) {
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for name, r := range samples() {
		_, shown := elements(t, htmlOf(t, r))
		for _, m := range r.Messages {
			want := []string{m.Sentence}
			if m.Index == r.Chosen || len(r.Messages) == 1 {
				want = append(want, m.title(), m.Recognised())
				for _, f := range m.Findings {
					want = append(want, f.Check, f.Detail)
				}
				for _, c := range m.Claims {
					want = append(want, c.Name, shownValues(c))
				}
			}
			for _, w := range want {
				if !strings.Contains(squeezed(shown), squeezed(Clean(w))) {
					t.Errorf("%s: the page does not say %q", name, w)
				}
			}
		}
	}
}

// Page, text and JSON tell of the admin's half the same.
func TestAllWritersTellTheAdminsHalf(t *testing.T) {
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for name, r := range samples() {
		var want []string
		plan := func(p *Plan) {
			if p != nil {
				want = append(want, p.Sentence)
				for _, s := range p.Steps {
					want = append(want, s.Text)
				}
			}
		}
		if m := r.main(); m != nil && m.Metadata != nil {
			plan(m.Metadata.Plan)
			for _, c := range m.Metadata.Certificates {
				want = append(want, c.Words, c.SHA1, c.SHA256, c.Serial, c.SameKeyAs, c.Unreadable)
			}
		}
		if m := r.main(); m != nil && m.Setup != nil {
			for _, f := range m.Setup.Fields {
				want = append(append(want, f.Section, f.Name), f.Values...)
			}
			for _, c := range m.Setup.Claims {
				want = append(want, c.Name, c.Source, c.Why, string(c.State))
			}
		}
		if c := r.Comparison; c != nil {
			want = append(want, c.Sent, c.Fresh, c.Sentence)
			plan(c.Plan)
			for _, d := range c.Changes {
				want = append(want, d.Text, d.Where, d.Before, d.After)
			}
		}
		if h := r.Handoff; h != nil {
			want = append(append(want, h.Notes...), h.Next...)
			for _, f := range h.Files {
				want = append(want, h.To, f.Name, f.SHA256)
			}
		}
		_, page := elements(t, htmlOf(t, r))
		for writer, said := range map[string]string{"page": page, "text": text(t, r, TextOptions{}), "JSON": string(encoded(t, r))} {
			for _, w := range want {
				if !strings.Contains(squeezed(said), squeezed(w)) {
					t.Errorf("%s: the %s does not say %q", name, writer, w)
				}
			}
		}
	}
}

// The page tells the way of the messages, step by step, with what became of each.
func TestHTMLTellsTheFlow(t *testing.T) {
	squeezed := func(s string) string { return strings.Join(strings.Fields(s), "") }
	for name, r := range map[string]Report{"two tries": tried(), "many steps": many()} {
		_, shown := elements(t, htmlOf(t, r))
		for i, s := range r.Flow.SignIns {
			want := []string{s.Title(i, len(r.Flow.SignIns)), s.Reached}
			for _, step := range s.Steps {
				want = append(want, step.Text, step.URL, step.Verdict.Words())
			}
			for _, w := range append(want, s.Notes...) {
				if !strings.Contains(squeezed(shown), squeezed(Clean(w))) {
					t.Errorf("%s: the page does not say %q", name, w)
				}
			}
		}
	}
}

// The policy of the page allows its own style sheet, by the hash of the text as it stands, and nothing else.
func TestHTMLPolicy(t *testing.T) {
	all, _ := elements(t, htmlOf(t, accepted()))
	var policy, style string
	for _, n := range all {
		switch n.DataAtom {
		case atom.Meta:
			if n.Attr[0].Val == "Content-Security-Policy" {
				policy = n.Attr[1].Val
			}
		case atom.Style:
			style = n.FirstChild.Data
		}
	}
	sum := sha256.Sum256([]byte(style))
	if !strings.HasPrefix(policy, "default-src 'none';") || !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
		t.Errorf("the policy is %q, expected that it allows the style sheet alone", policy)
	}
}

func TestMostEntities(t *testing.T) {
	r := metadataFile()
	md := r.Messages[0].Metadata
	for range mostEntities {
		md.Entities = append(md.Entities, Entity{ID: "https://idp.example.com/"})
	}
	_, shown := elements(t, htmlOf(t, r))
	if n := strings.Count(shown, "https://idp.example.com/"); n != mostEntities-1 || !strings.Contains(shown, "and 1 more") {
		t.Errorf("%d of %d further entities are shown, expected all but the last, and that there is one more", n, mostEntities)
	}
}

// Each list of a huge file, comparison, set-up and hand-off is shown in part, and the rest is counted.
func TestMostRows(t *testing.T) {
	r := setUp()
	set := r.Messages[0].Setup
	set.Fields, set.Claims = make([]SetupField, mostRows+3), make([]SetupClaim, mostRows+4)
	r.Comparison = &Comparison{Changes: make([]Change, mostRows+5), Plan: &Plan{Steps: make([]PlanStep, mostEntities+6)}}
	r.Handoff = &Handoff{Files: make([]HandoffFile, mostRows+7)}
	r.Messages[0].Metadata = &Metadata{Entities: []Entity{{Roles: make([]Role, mostEntities+8)}}}
	r.Messages[0].Metadata.Entities[0].Roles[0] = Role{Keys: make([]Key, mostEntities+9), Endpoints: make([]Endpoint, mostEntities+10)}
	_, page := elements(t, htmlOf(t, r))
	for name, shown := range map[string]string{"page": page, "text": text(t, r, TextOptions{})} {
		for n := 3; n <= 10; n++ {
			if want := fmt.Sprintf("… and %d more", n); strings.Count(shown, want) != 1 {
				t.Errorf("the %s says %d times %q, expected once", name, strings.Count(shown, want), want)
			}
		}
	}
}

// A metadata file names no person; all else may.
func TestFooter(t *testing.T) {
	for name, r := range samples() {
		_, shown := elements(t, htmlOf(t, r))
		want := name != "metadata" && name != "rollover" && name != "fit" && name != "compared"
		if got := strings.Contains(shown, "may hold values about a person"); got != want {
			t.Errorf("%s: the footer speaks of a person: %v, expected %v", name, got, want)
		}
	}
}

func TestHTMLOfAFaultyWriter(t *testing.T) {
	if err := WriteHTML(failing{}, accepted(), HTMLOptions{}); err == nil {
		t.Error("a page that cannot be written is no error, expected one")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, os.ErrClosed }
