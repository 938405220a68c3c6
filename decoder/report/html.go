package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"reflect"
	"slices"
	"strings"
	"time"
)

// HTMLOptions are the manners of the HTML report.
type HTMLOptions struct {
	Location *time.Location // times are shown in it beside UTC; nil: UTC alone
	Now      time.Time      // marked on the time bars of certificates; zero: not marked
}

//go:embed html.css
var styleSheet string

//go:embed html.tmpl
var pageSource string

// pageTemplate escapes what is put into it by where it stands. The page has no script and asks nobody
// for anything, and its policy lets it do neither: its one style sheet is allowed by its hash.
var pageTemplate = template.Must(template.New("page").Funcs(template.FuncMap{
	"value": value, "prose": prose, "subject": subject, "clean": func(s string) string { return Clean(s) },
	"tone": tone, "filled": filled, "thousands": thousands,
	"few": func(list any) any { return head(list, mostEntities) }, "fewer": func(list any) string { return beyond(list, mostEntities) },
	"rows": func(list any) any { return head(list, mostRows) }, "beyond": func(list any) string { return beyond(list, mostRows) },
}).Parse(pageSource))

// WriteHTML writes the report as one page that stands by itself: the same words, in the same order and
// with the same values left out or cut, as WriteText, for a browser, a screen reader or a printer. The
// error is that of w.
func WriteHTML(w io.Writer, r Report, o HTMLOptions) error {
	sum := sha256.Sum256([]byte(styleSheet))
	s := sheet{
		page: page{zone: o.Location}, Report: r, now: o.Now, Style: template.CSS(styleSheet),
		Policy: "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'",
	}
	var b bytes.Buffer
	if err := pageTemplate.Execute(&b, &s); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// sheet is what the template asks: a report, and the words for what is in it.
type sheet struct {
	page
	Report
	Style  template.CSS
	Policy string
	now    time.Time
}

// head is the beginning of a list, and beyond says how many are left out of it.
func head(list any, most int) any {
	v := reflect.ValueOf(list)
	return v.Slice(0, min(v.Len(), most)).Interface()
}

func beyond(list any, most int) string { return moreWords(reflect.ValueOf(list).Len() - most) }

// Title names the page by its verdict.
func (s *sheet) Title() string {
	if m := s.Main(); m != nil {
		return "ClaimCheck: " + m.VerdictWords()
	}
	return "ClaimCheck: nothing to look at"
}

// Main is the message that is shown whole, or nil.
func (s *sheet) Main() *Message { return s.main() }

// Banner is the verdict as the page shows it.
func (s *sheet) Banner(m Message) string { return m.Verdict.Mark() + " " + m.title() }

// Personal says whether a value on the page may be about a person: no metadata file names one.
func (s *sheet) Personal() bool {
	return len(s.Messages) == 0 || slices.ContainsFunc(s.Messages, func(m Message) bool { return m.Kind != "Metadata" })
}

// Facts say what was given and when it was judged.
func (s *sheet) Facts(m Message) []row {
	name := m.Input
	if name == "" {
		name = s.Input.Name
	}
	list := []row{{"input", value(name)}, {"file sha-256", fileHash(s.Report, m)}}
	for _, n := range notesOf(s.Report, m) {
		list = append(list, row{"left out", prose(n)})
	}
	recognised := m.Recognised()
	if t := m.when(); !t.IsZero() {
		recognised += ", " + s.instant(t)
	}
	list = append(list, row{"recognised", recognised})
	if !m.JudgedAt.IsZero() {
		list = append(list, row{"judged at", s.instant(m.JudgedAt) + ", " + m.JudgedBy.Words()})
	}
	return list
}

// ProblemFacts say what was given where there was nothing to look at.
func (s *sheet) ProblemFacts() []row {
	return []row{{"input", value(s.Input.Name)}, {"expected", prose(s.Problem.Expected)}, {"found", prose(s.Problem.Actual)}}
}

// ErrorFacts are what Microsoft's support asks for.
func (s *sheet) ErrorFacts(e *ErrorPage) []row {
	var list []row
	for _, c := range e.Codes {
		list = append(list, row{"code", "AADSTS" + value(c)})
	}
	return append(list, row{"text", value(e.Text)}, row{"request", value(e.RequestID)}, row{"correlation", value(e.CorrelationID)}, row{"timestamp", s.instant(e.Timestamp)})
}

// claimRow is one row of the table of claims.
type claimRow struct {
	Mark, Class, Name, State, Values string
	About                            []row
}

// marks are what stands before a claim or a check, and what it is called where marks are not seen.
var marks = map[Level]struct{ mark, class string }{
	Fail: {"✗", "bad"}, Warn: {"!", "unsure"}, Pass: {"✓", "good"},
}

// Claims gives the rows of the claims that are wanted, or of the others.
func (s *sheet) Claims(m Message, extra bool) []claimRow {
	var list []claimRow
	for _, c := range m.Claims {
		if (c.State == Extra) != extra {
			continue
		}
		r := claimRow{Name: value(c.Name), State: c.State.Words(), Values: shownValues(c)}
		if !extra {
			k := marks[m.ClaimLevel(c)]
			r.Mark, r.Class, r.About = k.mark, k.class, aboutClaim(c)
		}
		list = append(list, r)
	}
	return list
}

// Unverified says whether a claim is shown that no good signature covers.
func (s *sheet) Unverified(m Message) bool {
	for _, c := range m.Claims {
		if !c.Verified && c.State != Missing {
			return true
		}
	}
	return false
}

// group is the findings of one level.
type group struct {
	Title, Mark, Class string
	Whole              bool // each is shown with everything that it says
	Findings           []Finding
	Under              map[string][]Finding
}

// Groups gives the findings as the text report has them, and those that passed at the end.
func (s *sheet) Groups(m Message) []group {
	of, under := m.grouped()
	var list []group
	for _, g := range []struct {
		level Level
		title string
	}{{Fail, "Failed checks"}, {Warn, "Warnings"}, {Info, "For information"}, {NotChecked, "Not checked"}, {Pass, "Passed checks"}} {
		if n := len(of[g.level]); n > 0 {
			k := marks[g.level]
			whole := g.level == Fail || g.level == Warn
			list = append(list, group{Title: fmt.Sprintf("%s (%d)", g.title, n), Mark: k.mark, Class: k.class, Whole: whole, Findings: of[g.level], Under: under})
		}
	}
	return list
}

// Consequences gives what failed only because of a finding's check; a check that failed for several
// subjects gives them once.
func (g group) Consequences(f Finding) []Finding {
	list := g.Under[f.Check]
	delete(g.Under, f.Check)
	return list
}

// FindingFacts are what a finding says beside its detail.
func (s *sheet) FindingFacts(f Finding) []row {
	list := []row{{"rule", prose(f.Title)}, {"expected", value(f.Expected)}, {"found", value(f.Actual)}}
	if f.Place != nil && f.Place.Line > 0 {
		list = append(list, row{"where", fmt.Sprintf("line %d, column %d, %s", f.Place.Line, f.Place.Column, value(f.Place.Path))})
	}
	if f.Owner != "" {
		list = append(list, row{"who", f.Owner.Words()})
	}
	return append(list, row{"source", prose(f.Spec)})
}

// Steps gives the way out of a finding, unless the banner shows it already.
func (s *sheet) Steps(m Message, f Finding) []string {
	if sameSteps(m, f.Steps) {
		return nil
	}
	return f.Steps
}

// SignedFacts are the particulars of a signature.
func (s *sheet) SignedFacts(g Signed) []row {
	list := []row{{"id", value(g.ID)}, {"detail", prose(g.Detail)}, {"algorithm", value(g.Algorithm)}, {"digest", value(g.Digest)}}
	if g.Key == nil {
		return list
	}
	in := "no"
	if g.Key.InMetadata {
		in = "yes"
	}
	return append(append(list, s.particulars(*g.Key)...), row{"in metadata", in})
}

// Covered says which fields a good signature covers.
func (s *sheet) Covered(m Message) []string {
	if len(m.Signatures) == 0 {
		return nil
	}
	var list []string
	for _, r := range coverageRemarks(m.Coverage) {
		list = append(list, r.text)
	}
	return list
}

// Fields are the message's own.
func (s *sheet) Fields(m Message) []row { return s.fields(m) }

// KeyFacts are the particulars of a key in metadata; of one that is told among the certificates the thumbprint alone.
func (s *sheet) KeyFacts(md *Metadata, k Key) []row {
	list := []row{{"for", useWords(k.Use)}}
	if k.SHA1 != "" && len(md.Certificates) > 0 {
		return append(list, row{"thumbprint", value(k.SHA1)})
	}
	return append(list, s.particulars(k)...)
}

// At shows a time.
func (s *sheet) At(t time.Time) string { return s.instant(t) }

// When is the time of a message, as a list of them shows it.
func (s *sheet) When(m Message) string { return s.instant(m.when()) }

// KindOf names a message.
func (s *sheet) KindOf(m Message) string { return m.kind() }

// filled gives the rows that have a text, their labels without the colon of the text report.
func filled(rows []row) []row {
	var list []row
	for _, r := range rows {
		if r.Text != "" {
			list = append(list, row{strings.TrimSuffix(r.Label, ":"), r.Text})
		}
	}
	return list
}
