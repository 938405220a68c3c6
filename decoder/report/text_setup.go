package report

import (
	"fmt"
	"slices"
	"strings"
)

// mostRows bounds the rows of a comparison, a set-up sheet and a hand-off that are shown to people; a value of a
// set-up field counts as one.
const mostRows = 100

// sourceWords names what a set-up was read from.
var sourceWords = map[string]string{
	"portal-text": "text of the portal's pages", "service-principal": "servicePrincipal of Microsoft Graph",
	"application": "application of Microsoft Graph", "claims-policy": "claims mapping policy", "entered": "entered by hand",
}

// SourceWords says what the set-up was read from.
func (s *Setup) SourceWords() string {
	var words []string
	for _, from := range s.Sources {
		w, known := sourceWords[from]
		if !known {
			w = value(from)
		}
		words = append(words, w)
	}
	return strings.Join(words, ", ")
}

// Words says the values of a field, or why there are none.
func (f SetupField) Words() string {
	switch f.State {
	case "empty":
		return "(empty)"
	case "missing":
		return "(not among what was given)"
	}
	return values(f.Values, value)
}

// Title is the claim as tokens name it, with its namespace.
func (c SetupClaim) Title() string {
	if c.Namespace == "" {
		return c.Name
	}
	return strings.TrimSuffix(c.Namespace, "/") + "/" + c.Name
}

// right says whether nothing is wrong with a claim.
func (c SetupClaim) right() bool { return c.State == Present || c.State == Extra }

// Mark stands before a claim.
func (c SetupClaim) Mark() string {
	if c.right() {
		return "✓"
	}
	return "✗"
}

// card is one card of the portal's page.
type card struct {
	Title string
	Rows  []row
}

// cards are the fields that are shown, by card, in their order.
func (s *Setup) cards() []card {
	var list []card
	fields, _ := firstOf(s.Fields, mostRows)
	for _, f := range fields {
		i := slices.IndexFunc(list, func(c card) bool { return c.Title == f.Section })
		if i < 0 {
			i, list = len(list), append(list, card{Title: f.Section})
		}
		list[i].Rows = append(list[i].Rows, row{value(f.Name), f.Words()})
	}
	return list
}

// setup writes the application as its admin set it up.
func (p *page) setup(s *Setup) {
	if s == nil {
		return
	}
	p.heading("Set-up sheet")
	p.labelled(2, "read from:", s.SourceWords())
	for _, c := range s.cards() {
		p.line(2, 4, strong, value(c.Title))
		for _, r := range c.Rows {
			p.line(4, 8, plain, r.Label+": "+r.Text)
		}
	}
	p.more(4, len(s.Fields)-mostRows)
	if len(s.Claims) == 0 {
		return
	}
	p.line(2, 4, strong, fmt.Sprintf("Claims (%s)", thousands(len(s.Claims))))
	claims, more := firstOf(s.Claims, mostRows)
	for _, c := range claims {
		text, st := c.Mark()+" "+value(c.Title()), plain
		if c.Source != "" {
			text += " from " + value(c.Source)
		}
		if !c.right() {
			st = bad
		}
		p.line(4, 8, st, text+": "+c.State.Words())
		if c.Why != "" {
			p.line(8, 8, plain, prose(c.Why))
		}
	}
	p.more(4, more)
}

// Title is what a comparison comes to, as its banner says it.
func (c *Comparison) Title() string {
	switch {
	case c.Unrelated != "":
		return "✗ THE FILES CANNOT BE COMPARED"
	case c.Identical:
		return "✓ THE SAME FILE"
	case c.Swapped:
		return "! THE FRESH FILE SEEMS TO BE THE OLDER ONE"
	case c.Resend && c.Unfit:
		return "✗ THE FRESH FILE IS NOT FIT TO SEND"
	case c.Resend:
		return "! THE VENDOR NEEDS THE FRESH FILE"
	}
	return "✓ NOTHING THAT THE VENDOR NEEDS HAS CHANGED"
}

func (c *Comparison) tone() string {
	switch {
	case c.Unrelated != "", c.Resend && c.Unfit:
		return "bad"
	case c.Resend, c.Swapped:
		return "unsure"
	}
	return "good"
}

// Mark stands before a change.
func (c Change) Mark() string {
	if c.Matters {
		return "!"
	}
	return "-"
}

// comparison writes what changed between the file that was sent and the fresh one.
func (p *page) comparison(c *Comparison) {
	if c == nil {
		return
	}
	p.line(0, 2, tones[c.tone()], c.Title())
	p.line(0, 2, strong, prose(c.Sentence))
	p.blank()
	p.labelled(0, "sent:", value(c.Sent))
	p.labelled(0, "fresh:", value(c.Fresh))
	if len(c.Changes) > 0 {
		p.heading(fmt.Sprintf("Changes (%s); ! marks what a sign-in depends on", thousands(len(c.Changes)+c.More)))
	}
	changes, more := firstOf(c.Changes, mostRows)
	for _, d := range changes {
		p.line(2, 4, plain, d.Mark()+" "+prose(d.Text))
		for _, r := range d.facts() {
			p.labelled(4, r.Label, r.Text)
		}
	}
	p.more(2, more+c.More)
	p.plan(c.Plan)
	p.heading("The fresh file by itself")
}

// facts are what a change says beside its sentence.
func (c Change) facts() []row {
	list := []row{{"where:", value(c.Where)}, {"before:", value(c.Before)}, {"after:", value(c.After)}}
	if c.Key != nil && c.Key.SHA1 != c.Before && c.Key.SHA1 != c.After {
		list = append(list, row{"thumbprint:", value(c.Key.SHA1)})
	}
	return list
}

// formWords names the forms of a hand-off.
var formWords = map[string]string{"mail": "a mail draft; nothing was sent", "folder": "a folder", "zip": "a ZIP file"}

// facts say what was made for the vendor, and where.
func (h *Handoff) facts() []row {
	form, known := formWords[h.Form]
	if !known {
		form = value(h.Form)
	}
	anyway := ""
	if h.Anyway {
		anyway = "the file is not fit to send; the hand-off was made all the same, and says so"
	}
	return []row{{"made:", form}, {"written to:", value(h.To)}, {"but:", anyway}}
}

// handoff writes what was made for the vendor.
func (p *page) handoff(h *Handoff) {
	if h == nil {
		return
	}
	p.heading("Hand-off")
	for _, r := range h.facts() {
		p.labelled(2, r.Label, r.Text)
	}
	files, more := firstOf(h.Files, mostRows)
	for _, f := range files {
		p.line(2, 4, plain, f.Label()+", "+thousands(f.Size)+" bytes")
		p.labelled(4, "sha-256:", value(f.SHA256))
	}
	p.more(2, more)
	for _, n := range h.Notes {
		p.line(2, 4, plain, "! "+prose(n))
	}
	if len(h.Next) > 0 {
		p.heading("What to do now")
		p.numbered(2, h.Next)
	}
}

// Label names a file, and what holds it.
func (f HandoffFile) Label() string {
	if f.In == "" {
		return value(f.Name)
	}
	return value(f.Name) + " (in " + value(f.In) + ")"
}
