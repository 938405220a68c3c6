package report

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// mostEntities bounds what of metadata is shown to people: entities and certificates, roles of an entity, addresses
// and keys of a role. A federation has thousands of entities; the JSON report has the others.
const mostEntities = 20

// firstOf gives the beginning of a list, and how many are left out.
func firstOf[T any](list []T, most int) ([]T, int) {
	n := min(len(list), most)
	return list[:n], len(list) - n
}

// metadata writes the contents of a federation metadata file.
func (p *page) metadata(m Message) {
	md := m.Metadata
	if md == nil {
		return
	}
	p.certificates(m)
	p.plan(md.Plan)
	p.heading(fmt.Sprintf("Entities (%s)", thousands(len(md.Entities))))
	told := map[string]bool{}
	certificates, _ := firstOf(md.Certificates, mostEntities)
	for _, c := range certificates {
		told[c.SHA1] = true
	}
	entities, more := firstOf(md.Entities, mostEntities)
	for _, e := range entities {
		p.line(2, 4, strong, value(e.ID))
		roles, more := firstOf(e.Roles, mostEntities)
		for _, r := range roles {
			p.role(r, told)
		}
		p.more(4, more)
	}
	p.more(2, more)
}

// more tells how many were left out.
func (p *page) more(indent, n int) {
	if n > 0 {
		p.line(indent, indent+2, quiet, moreWords(n))
	}
}

func moreWords(n int) string {
	if n <= 0 {
		return ""
	}
	return "… and " + thousands(n) + " more"
}

// role writes one role; told holds the thumbprints of the keys that were written whole already.
func (p *page) role(r Role, told map[string]bool) {
	text := value(r.Kind)
	if len(r.Protocols) > 0 {
		text += " (" + values(r.Protocols, value) + ")"
	}
	p.line(4, 6, plain, text)
	endpoints, more := firstOf(r.Endpoints, mostEntities)
	for _, e := range endpoints {
		binding := e.Binding[strings.LastIndex(e.Binding, ":")+1:]
		p.line(6, 10, plain, strings.Join(nonEmpty(value(e.Service), value(binding), value(e.Location)), "  "))
	}
	p.more(6, more)
	keys, more := firstOf(r.Keys, mostEntities)
	for _, k := range keys {
		if k.SHA1 != "" && told[k.SHA1] {
			p.line(6, 8, plain, "key for "+useWords(k.Use)+": "+value(k.SHA1)+", as above")
			continue
		}
		told[k.SHA1] = true
		p.line(6, 8, plain, "key for "+useWords(k.Use))
		p.key(8, k)
	}
	p.more(6, more)
}

// useWords says what a key is for (Metadata 2.4.1.1: without a use it is for both).
func useWords(use string) string {
	if use == "" {
		return "signing and encryption"
	}
	return value(use)
}

// certificates writes each certificate with its time bar.
func (p *page) certificates(m Message) {
	all := m.Metadata.Certificates
	if len(all) == 0 {
		return
	}
	p.heading(fmt.Sprintf("Certificates (%s)", thousands(len(all))))
	list, more := firstOf(all, mostEntities)
	scale := ScaleOf(list, m.JudgedAt)
	p.line(2, 4, quiet, fmt.Sprintf("Time bars from %s to %s: = valid, / expired, < > goes on, | judged at %s", date(scale.From), date(scale.To), date(m.JudgedAt)))
	for _, c := range list {
		p.line(2, 4, tones[c.Term.tone()], c.Term.Mark()+" "+value(c.Name())+": "+c.Left())
		if bar := textBar(c, scale, m.JudgedAt, min(p.width-6, 64)); bar != "" {
			p.line(4, 4, plain, bar)
		}
		for _, r := range p.aboutCertificate(c) {
			p.labelled(4, r.Label, r.Text)
		}
		p.line(4, 4, plain, prose(c.Words))
	}
	p.more(2, more)
}

// Name is what a certificate is called by: the common name, or what else is known of it.
func (c Certificate) Name() string {
	switch {
	case c.Subject != "":
		return c.Subject
	case c.SHA1 != "":
		return "a certificate without a subject"
	case c.Unreadable != "":
		return "a key that could not be read"
	}
	return "a key without a certificate"
}

// aboutCertificate gives the particulars of a certificate.
func (p *page) aboutCertificate(c Certificate) []row {
	valid, same, signed := "", "", ""
	if !c.NotBefore.IsZero() || !c.NotAfter.IsZero() {
		valid = p.instant(c.NotBefore) + " to " + p.instant(c.NotAfter)
	}
	if c.SameKeyAs != "" {
		same = "as " + value(c.SameKeyAs) + ", another certificate for the same public key"
	}
	if c.SignedFile {
		signed = "this file: it is as this key signed it, which does not show where it comes from"
	}
	return []row{
		{"problem:", prose(c.Unreadable)},
		{"thumbprint:", value(c.SHA1)},
		{"sha-256:", value(c.SHA256)},
		{"serial:", value(c.Serial)},
		{"key:", keySize(c.Key)},
		{"same key:", same},
		{"valid:", valid},
		{"for:", c.UseWords()},
		{"signed:", signed},
	}
}

// UseWords says what a certificate is announced for, and in which roles.
func (c Certificate) UseWords() string {
	const few = 5
	entities := map[string]bool{}
	for _, u := range c.Uses {
		entities[u.EntityID] = true
	}
	var uses []string
	roles, all := map[string][]string{}, map[string]bool{}
	for _, u := range c.Uses {
		if !slices.Contains(uses, u.Use) {
			uses = append(uses, u.Use)
		}
		role := value(u.Role)
		if len(entities) > 1 {
			role += " of " + value(u.EntityID)
		}
		all[role] = true
		if !slices.Contains(roles[u.Use], role) {
			roles[u.Use] = append(roles[u.Use], role)
		}
	}
	shown, more := firstOf(uses, few)
	var parts []string
	for _, u := range shown {
		parts = append(parts, useWords(u)+" in "+values(roles[u], Clean))
	}
	text := strings.Join(parts, "; ")
	if more > 0 {
		text += fmt.Sprintf("; … and %d more uses", more)
	}
	switch {
	case c.Places > 1 && len(all) == c.Places:
		text += fmt.Sprintf(" (the same key in %d roles)", c.Places)
	case c.Places > 1:
		text += fmt.Sprintf(" (the same key in %s places)", thousands(c.Places))
	}
	return text
}

// Mark is a sign that goes with the words of a term.
func (t Term) Mark() string {
	switch t {
	case Current:
		return "✓"
	case ExpiredKey:
		return "✗"
	case Undated:
		return "?"
	}
	return "!"
}

// tone is the class of a term's colour.
func (t Term) tone() string {
	switch t {
	case Current:
		return "good"
	case ExpiredKey:
		return "bad"
	}
	return "unsure"
}

// tones are the styles of the classes that colours have on a page.
var tones = map[string]style{"good": good, "bad": bad, "unsure": unsure}

// textBar draws the life of a certificate in so many columns; "" when it has none.
func textBar(c Certificate, s TimeScale, judged time.Time, columns int) string {
	from, to, before, after, ok := s.Span(c)
	if !ok {
		return ""
	}
	inner := columns - 2
	column := func(share float64) int { return min(int(share*float64(inner)), inner-1) }
	bar := []byte(strings.Repeat(".", inner))
	life := byte('=')
	if c.Term == ExpiredKey {
		life = '/'
	}
	for i := column(from); i <= column(to); i++ {
		bar[i] = life
	}
	if before {
		bar[0] = '<'
	}
	if after {
		bar[inner-1] = '>'
	}
	bar[column(s.At(judged))] = '|'
	return "[" + string(bar) + "]"
}

// plan writes the steps of a roll-over with their dates.
func (p *page) plan(plan *Plan) {
	if plan == nil {
		return
	}
	p.heading("Plan: to change the certificate without a sign-in failing")
	p.line(2, 2, plain, prose(plan.Sentence))
	steps, more := firstOf(plan.Steps, mostEntities)
	for i, s := range steps {
		n := fmt.Sprintf("%d. ", i+1)
		p.line(2, 2+len(n), plain, n+prose(s.Text))
		p.line(2+len(n), 2+len(n), quiet, s.When())
	}
	p.more(2, more)
}

// When says who does a step of a plan and from when to when, or that it is done.
func (s PlanStep) When() string {
	parts := []string{s.Owner.Words()}
	switch from, by := !s.From.IsZero(), !s.By.IsZero(); {
	case s.Done:
		parts = append(parts, "done")
	case from && by:
		parts = append(parts, "from "+date(s.From)+" to "+date(s.By))
	case from:
		parts = append(parts, "not before "+date(s.From))
	case by:
		parts = append(parts, "by "+date(s.By))
	}
	return strings.Join(parts, ", ")
}
