package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// The columns of the drawn lifelines: what stands before them, and the least and most between two.
const (
	beforeLanes = 13
	leanSpan    = 13
	fullSpan    = 30
)

// flow writes how the messages went. In brief that is what a reader must not miss: which of several tries
// failed, what went wrong between the messages, and what the request teaches. Whole, the lifelines are
// drawn and each step is told.
func (p *page) flow(r Report, whole bool) {
	f := r.Flow
	if f == nil {
		return
	}
	if !whole {
		p.briefFlow(r, f)
		return
	}
	p.heading("Flow")
	for _, n := range f.Notes {
		p.line(2, 4, plain, prose(n))
	}
	for i, s := range f.SignIns {
		if i > 0 || len(f.Notes) > 0 {
			p.blank()
		}
		p.signIn(r, f, i, s)
	}
}

// briefFlow tells the notes of all sign-ins, and of the one that the chosen message is of.
func (p *page) briefFlow(r Report, f *Flow) {
	lines := slices.Clone(f.Notes)
	for _, s := range f.SignIns {
		if s.Message != r.Chosen || len(s.Steps) == 1 {
			continue
		}
		lines = append(lines, s.Notes...)
		if s.Reached != "" {
			lines = append(lines, s.Reached)
		}
	}
	keep := learnt(r)
	if len(lines) == 0 && keep == "" {
		return
	}
	p.heading("Flow")
	for _, l := range lines {
		p.line(2, 4, plain, prose(l))
	}
	p.keep(keep)
}

// keep offers the flags that hold what a request teaches.
func (p *page) keep(flags string) {
	if flags != "" {
		p.line(2, 4, plain, "To check other captures of this application by what its request says, once it is compared with Basic SAML Configuration:")
		p.line(4, 6, strong, flags)
	}
}

// argument is a value that every shell takes as it stands.
var argument = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9:/._~+=,@%-]*$`)

// learnt gives the flags that keep what was learnt from the request of the chosen sign-in; "" when it was
// entered already, or is no plain address.
func learnt(r Report) string {
	if r.Chosen < 0 || r.Chosen >= len(r.Messages) || !slices.ContainsFunc(r.Messages[r.Chosen].Findings, func(f Finding) bool {
		return f.Check == "application.identifiers" && f.Level == Info
	}) {
		return ""
	}
	for _, s := range r.Flow.SignIns {
		if s.Message == r.Chosen && s.Asked != nil && argument.MatchString(s.Asked.EntityID) && argument.MatchString(s.Asked.ACS) {
			return "--sp-entity-id " + s.Asked.EntityID + " --acs " + s.Asked.ACS
		}
	}
	return ""
}

// signIn draws one sign-in and tells its steps.
func (p *page) signIn(r Report, f *Flow, index int, s SignIn) {
	title := s.Verdict.Mark() + " " + s.Title(index, len(f.SignIns)) + ": " + s.Verdict.Words()
	p.line(2, 4, verdictStyle(s.Verdict), title)
	if began := p.began(s); began != "" {
		p.line(2, 4, plain, began)
	}
	if s.Message >= 0 && s.Message < len(r.Messages) {
		p.line(2, 4, plain, prose(r.Messages[s.Message].Sentence))
	}
	p.draw(f, s)
	p.blank()
	for i, step := range s.Steps {
		p.step(r, i, step)
	}
	for _, n := range s.Notes {
		p.line(2, 4, strong, "! "+prose(n))
	}
	if s.Reached != "" {
		p.line(2, 4, plain, prose(s.Reached))
	}
	p.labelled(2, "correlation:", value(s.Correlated))
	if s.Message >= 0 && s.Message < len(r.Messages) && r.Messages[s.Message].ErrorPage != nil {
		p.labelled(2, "timestamp:", p.instant(r.Messages[s.Message].ErrorPage.Timestamp))
	}
	if a := s.Asked; a != nil {
		p.labelled(2, "asked by:", value(a.EntityID))
		p.labelled(2, "answer to:", value(a.ACS))
	}
	if s.Message == r.Chosen {
		p.keep(learnt(r))
	}
}

// Title names a sign-in among so many: "Sign-in 2 of 3".
func (s SignIn) Title(index, of int) string {
	name := "Sign-in"
	if s.Kind == SigningOut {
		name = "Sign-out"
	}
	if of > 1 {
		name += fmt.Sprintf(" %d of %d", index+1, of)
	}
	return name
}

// began says when and by whom a sign-in was begun.
func (p *page) began(s SignIn) string {
	var parts []string
	switch s.Initiated {
	case BySP:
		parts = append(parts, "started at the application (SP-initiated)")
	case ByIdP:
		parts = append(parts, "started at the identity provider (IdP-initiated)")
	}
	if !s.Started.IsZero() {
		parts = append(parts, "began "+p.instant(s.Started))
	}
	if s.RelayState != "" {
		parts = append(parts, "RelayState "+s.RelayState.Words())
	}
	return strings.Join(parts, "; ")
}

// Words says what became of a RelayState.
func (r Relay) Words() string {
	if r == RelayNone {
		return "was not used"
	}
	return Clean(string(r))
}

func verdictStyle(v Verdict) style {
	switch v {
	case Accepted:
		return good
	case Refused:
		return bad
	}
	return unsure
}

// clock is the time of a step, in the reader's zone when there is one.
func (p *page) clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	if p.zone != nil {
		return t.In(p.zone).Format("15:04:05")
	}
	return t.UTC().Format("15:04:05")
}

// step tells one step in words.
func (p *page) step(r Report, i int, s Step) {
	n := fmt.Sprintf("%3d. ", i+1)
	text := prose(s.Text)
	if s.Verdict != "" {
		text += ": " + s.Verdict.Mark() + " " + s.Verdict.Words()
	}
	p.line(2, 2+len(n), plain, n+text)
	if where := strings.TrimSpace(Clean(s.Method) + " " + value(s.URL)); where != "" {
		p.line(2+len(n), 4+len(n), quiet, where)
	}
}

// draw draws the lifelines with an arrow for every step, where the page is wide enough.
func (p *page) draw(f *Flow, s SignIn) {
	lanes := lanesOf(f, s)
	if len(lanes) < 2 {
		return
	}
	span := min((p.width-beforeLanes-leanSpan/2)/(len(lanes)-1), fullSpan)
	if span < leanSpan {
		return
	}
	at := map[Lane]int{}
	for i, lane := range lanes {
		at[lane.Lane] = i * span
	}
	p.blank()
	p.names(lanes, span)
	for i, step := range s.Steps {
		p.arrow(i, step, at, (len(lanes)-1)*span)
	}
}

// names writes the names above their lifelines, each centred on its own.
func (p *page) names(lanes []Party, span int) {
	line := strings.Repeat(" ", beforeLanes)
	used := beforeLanes
	for i, lane := range lanes {
		name := oneLine(Clean(lane.Name), span-1)
		w := cells.StringWidth(name)
		from := max(beforeLanes+i*span-w/2, used)
		line += strings.Repeat(" ", from-used) + name + " "
		used = from + w + 1
	}
	p.WriteString(p.paint(strong, strings.TrimRight(line, " ")))
	p.WriteByte('\n')
}

// arrow draws one step: its number, its time, the lifelines, and between two of them the arrow with what
// it carries.
func (p *page) arrow(i int, s Step, at map[Lane]int, width int) {
	cellsOf := []rune(strings.Repeat(" ", width+1))
	for _, x := range at {
		cellsOf[x] = '│'
	}
	from, to := at[s.From], at[s.To]
	left, right := min(from, to), max(from, to)
	label := " " + oneLine(s.Label(), right-left-7) + " "
	for x := left + 1; x < right; x++ {
		if cellsOf[x] != '│' {
			cellsOf[x] = '─'
		} else {
			cellsOf[x] = '┼'
		}
	}
	switch {
	case from == to:
		cellsOf[from] = '●'
	case from < to:
		cellsOf[left], cellsOf[right-1] = '├', '▶'
	default:
		cellsOf[right], cellsOf[left+1] = '┤', '◀'
	}
	row := string(cellsOf)
	if from != to {
		w := cells.StringWidth(label)
		start := left + 1 + (right-left-1-w)/2
		row = string(cellsOf[:start]) + label + string(cellsOf[start+w:])
	}
	head := pad(fmt.Sprintf("%3d", i+1), 4) + p.clock(s.Time)
	p.WriteString(p.paint(quiet, pad(head, beforeLanes)))
	p.WriteString(p.paint(labelStyle(s), row))
	p.WriteByte('\n')
}

func labelStyle(s Step) style {
	switch {
	case s.Verdict != "":
		return verdictStyle(s.Verdict)
	case s.Message != nil:
		return strong
	}
	return plain
}

// Label says in a word or two the mark of a step's verdict, what it carries and its status of HTTP:
// "✗ Response 403".
func (s Step) Label() string {
	parts := []string{}
	if s.Verdict != "" {
		parts = append(parts, s.Verdict.Mark()) // in front, where nothing is cut off
	}
	switch s.Kind {
	case StepPage, StepRedirect:
		parts = append(parts, Clean(s.Method))
	case "ErrorPage":
		parts = append(parts, cmp.Or(Clean(s.Code), "error page"))
	case "WSFedToken":
		parts = append(parts, "token")
	default:
		parts = append(parts, Clean(s.Kind))
	}
	if s.Status != 0 {
		parts = append(parts, fmt.Sprint(s.Status))
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
