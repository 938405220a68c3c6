package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// TextOptions are the manners of the text report.
type TextOptions struct {
	Colour   bool           // ANSI colours; words and marks say the same without them
	Width    int            // columns; 0 means 100, fewer than 40 count as 40
	Location *time.Location // times are shown in it beside UTC; nil: UTC alone
	Flow     bool           // the lifelines are drawn and every step is told, not only what stands out
}

// WriteText writes the report for a person at a terminal: the verdict and who can mend it first, then
// the evidence. Of several messages the chosen one is shown whole, the others in one line each. Every
// value is cleaned; a long one is cut and its length told.
func WriteText(w io.Writer, r Report, o TextOptions) error {
	p := &page{width: o.Width, colour: o.Colour, zone: o.Location}
	if p.width == 0 {
		p.width = 100
	}
	p.width = max(p.width, 40)
	p.report(r, o.Flow)
	_, err := w.Write(p.Bytes())
	return err
}

func (p *page) report(r Report, flow bool) {
	if r.Problem != nil {
		p.problem(r)
	}
	p.comparison(r.Comparison)
	if m := r.main(); m != nil {
		p.message(r, *m)
	}
	p.flow(r, flow)
	p.others(r)
	for _, in := range r.Inputs {
		if in.Problem != nil && r.Problem == nil {
			p.heading("! Nothing to look at in " + value(in.Name))
			p.line(2, 2, plain, prose(in.Problem.Sentence))
			p.numbered(2, in.Problem.Steps)
		}
	}
}

// main is the message that is shown whole, or nil. The plan of a comparison stands for that of its fresh file.
func (r Report) main() *Message {
	if r.Chosen < 0 || r.Chosen >= len(r.Messages) {
		return nil
	}
	m := r.Messages[r.Chosen]
	if m.Metadata != nil && r.Comparison != nil && r.Comparison.Plan != nil {
		md := *m.Metadata
		md.Plan, m.Metadata = nil, &md
	}
	return &m
}

// problem is the banner of a run that found nothing to look at.
func (p *page) problem(r Report) {
	p.line(0, 2, unsure, "! NOTHING TO LOOK AT")
	p.line(0, 2, strong, prose(r.Problem.Sentence))
	p.who(r.Problem.Owner, r.Problem.Steps)
	p.blank()
	p.labelled(0, "input:", value(r.Input.Name))
	p.labelled(0, "expected:", prose(r.Problem.Expected))
	p.labelled(0, "found:", prose(r.Problem.Actual))
}

// who says who can mend something, and how.
func (p *page) who(o Owner, steps []string) {
	if o == "" && len(steps) == 0 {
		return
	}
	p.blank()
	if o != "" {
		p.line(0, 2, plain, "Who can mend it: "+o.Words())
	}
	p.numbered(2, steps)
}

// message writes one message whole.
func (p *page) message(r Report, m Message) {
	p.banner(m)
	p.blank()
	name := m.Input
	if name == "" {
		name = r.Input.Name
	}
	p.labelled(0, "input:", value(name))
	p.labelled(0, "found in:", value(m.Member))
	p.labelled(0, "file sha-256:", fileHash(r, m))
	for _, n := range notesOf(r, m) {
		p.labelled(0, "left out:", prose(n))
	}
	recognised := m.Recognised()
	if t := m.when(); !t.IsZero() {
		recognised += ", " + p.instant(t)
	}
	p.labelled(0, "recognised:", recognised)
	if !m.JudgedAt.IsZero() {
		p.labelled(0, "judged at:", p.instant(m.JudgedAt)+", "+m.JudgedBy.Words())
	}
	p.handoff(r.Handoff)
	p.errorPage(m.ErrorPage)
	p.claims(m)
	p.findings(m)
	p.metadata(m)
	p.setup(m.Setup)
	p.signatures(m)
	p.summary(m)
}

// notesOf are the notes on the input that m came from, and on m itself.
func notesOf(r Report, m Message) []string {
	for _, in := range r.Inputs {
		if in.Name == m.Input {
			return slices.Concat(in.Notes, m.Notes)
		}
	}
	return slices.Concat(r.Input.Notes, m.Notes)
}

// fileHash is the hash of a metadata file as it was given, for whoever receives it to compare; empty for a message.
func fileHash(r Report, m Message) string {
	if m.Metadata == nil {
		return ""
	}
	for _, in := range r.Inputs {
		if in.Name == m.Input {
			return value(in.SHA256)
		}
	}
	return value(r.Input.SHA256)
}

// xmlHash is the hash of a message's XML. A metadata file has that of its bytes instead: two would be mistaken for
// each other.
func xmlHash(m Message) string {
	if m.Metadata != nil {
		return ""
	}
	return value(m.XMLSHA256)
}

// banner says the verdict, the one sentence and who can mend it.
func (p *page) banner(m Message) {
	p.line(0, 2, tones[tone(m.Verdict)], m.Verdict.Mark()+" "+m.title())
	p.line(0, 2, strong, prose(m.Sentence))
	if m.Cause != nil {
		p.who(m.Cause.Owner, m.Cause.Steps)
	}
}

// title is the verdict as the banner says it.
func (m Message) title() string {
	title := strings.ToUpper(m.VerdictWords())
	if m.Verdict == Undetermined {
		title += " (undetermined)"
	}
	return title
}

// others lists the messages beside the chosen one, one line each.
func (p *page) others(r Report) {
	const most = 100
	n := 0
	for i, m := range r.Messages {
		if i == r.Chosen {
			continue
		}
		if n++; n == 1 {
			p.heading(fmt.Sprintf("Other messages (%d of %d)", len(r.Messages)-min(1, r.Chosen+1), len(r.Messages)))
		}
		if n > most {
			continue
		}
		text := fmt.Sprintf("%s %-12s %s", m.Verdict.Mark(), m.VerdictWords(), m.kind())
		if in := slices.DeleteFunc([]string{value(m.Input), value(m.Member)}, func(s string) bool { return s == "" }); len(in) > 0 {
			text += " in " + strings.Join(in, ": ")
		}
		if t := m.when(); !t.IsZero() {
			text += ", " + t.UTC().Format("2006-01-02 15:04:05 UTC")
		}
		p.line(2, 2, plain, oneLine(text+": "+prose(m.Sentence), p.width-2))
	}
	if n > most {
		p.line(2, 2, quiet, fmt.Sprintf("… and %s more", thousands(n-most)))
	}
}

// errorPage shows the codes and IDs that Microsoft's support asks for.
func (p *page) errorPage(e *ErrorPage) {
	if e == nil {
		return
	}
	p.heading("Error page")
	for _, c := range e.Codes {
		p.labelled(2, "code:", "AADSTS"+value(c))
	}
	p.labelled(2, "text:", value(e.Text))
	p.labelled(2, "request:", value(e.RequestID))
	p.labelled(2, "correlation:", value(e.CorrelationID))
	p.labelled(2, "timestamp:", p.instant(e.Timestamp))
}

// sameSteps tells whether a finding's way out is the one the banner shows already.
func sameSteps(m Message, steps []string) bool {
	return m.Cause != nil && slices.Equal(m.Cause.Steps, steps)
}

// row is a label and a text of one line; one without text is not shown.
type row struct{ Label, Text string }

// fields gives the message's own fields.
func (p *page) fields(m Message) []row {
	s := m.Summary
	return []row{
		{"issuer:", value(s.Issuer)},
		{"name ID:", nameID(s)},
		{"audience:", values(s.Audience, value)},
		{"destination:", value(s.Destination)},
		{"recipient:", values(s.Recipient, value)},
		{"acs:", value(s.ACS)},
		{"sent to:", value(m.SentTo)},
		{"binding:", value(m.Binding)},
		{"relay state:", value(m.RelayState)},
		{"id:", value(s.ID)},
		{"in reply to:", value(s.InResponseTo)},
		{"issued:", p.instant(s.Issued)},
		{"valid from:", p.instant(s.NotBefore)},
		{"valid until:", p.instant(s.NotOnOrAfter)},
		{"status:", values(s.Status, value)},
		{"status text:", value(s.StatusMsg)},
		{"session:", value(s.SessionIndex)},
		{"signed in by:", value(s.AuthnContext)},
		{"xml sha-256:", xmlHash(m)},
	}
}

// summary shows the message's own fields.
func (p *page) summary(m Message) {
	headed := false
	for _, r := range p.fields(m) {
		if r.Text == "" {
			continue
		}
		if !headed {
			p.heading("Message")
			headed = true
		}
		p.labelled(2, r.Label, r.Text)
	}
}

func nameID(s Summary) string {
	if s.NameID == "" || s.NameIDFormat == "" {
		return value(s.NameID)
	}
	return value(s.NameID) + " (" + value(s.NameIDFormat) + ")"
}
