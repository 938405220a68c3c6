package report

import "fmt"

// findings writes the outcome of the checks: failed ones whole with their consequences quiet under
// them, warnings, information, what was not checked and why, and how many passed.
func (p *page) findings(m Message) {
	of, under := m.grouped()
	if list := of[Fail]; len(list) > 0 {
		p.heading(fmt.Sprintf("Failed checks (%d)", len(list)))
		for _, f := range list {
			p.finding(m, f, "✗", bad)
			p.consequences(under[f.Check])
			delete(under, f.Check) // a check that failed for several subjects shows them once
		}
	}
	if list := of[Warn]; len(list) > 0 {
		p.heading(fmt.Sprintf("Warnings (%d)", len(list)))
		for _, f := range list {
			p.finding(m, f, "!", unsure)
		}
	}
	if list := of[Info]; len(list) > 0 {
		p.heading(fmt.Sprintf("For information (%d)", len(list)))
		for _, f := range list {
			p.short(f)
		}
	}
	if list := of[NotChecked]; len(list) > 0 {
		p.heading(fmt.Sprintf("Not checked (%d)", len(list)))
		for _, f := range list {
			p.short(f)
		}
	}
	if n := len(of[Pass]); n > 0 {
		p.heading(fmt.Sprintf("Passed checks: %d", n))
	}
}

// grouped gives the findings that stand by themselves, by level, and under the checks that failed what is
// a mere consequence of each.
func (m Message) grouped() (of map[Level][]Finding, under map[string][]Finding) {
	of, under = map[Level][]Finding{}, map[string][]Finding{}
	failed := map[string]bool{}
	for _, f := range m.Findings {
		if f.Level == Fail && f.BecauseOf == "" {
			failed[f.Check] = true
		}
	}
	parents := map[string]string{}
	for _, f := range m.Findings {
		if f.BecauseOf != "" {
			parents[f.Check] = f.BecauseOf
		}
	}
	for _, f := range m.Findings {
		if root := rootOf(f, parents, failed); root != "" {
			under[root] = append(under[root], f)
		} else {
			of[f.Level] = append(of[f.Level], f)
		}
	}
	return of, under
}

// rootOf follows the reasons of a finding up to a failed check that stands by itself; "" when there is
// none.
func rootOf(f Finding, parents map[string]string, failed map[string]bool) string {
	reason := f.BecauseOf
	for range 16 { // deeper than any chain of reasons; stops one that goes in a circle
		if reason == "" || failed[reason] {
			return reason
		}
		reason = parents[reason]
	}
	return ""
}

func subject(f Finding) string {
	if f.Subject == "" {
		return Clean(f.Check)
	}
	return Clean(f.Check) + " " + value(f.Subject)
}

// finding writes one finding whole.
func (p *page) finding(m Message, f Finding, mark string, s style) {
	p.line(2, 6, s, mark+" "+subject(f))
	p.line(6, 6, plain, prose(f.Detail))
	p.labelled(6, "rule:", prose(f.Title))
	p.labelled(6, "expected:", value(f.Expected))
	p.labelled(6, "found:", value(f.Actual))
	if f.Place != nil && f.Place.Line > 0 {
		p.labelled(6, "where:", fmt.Sprintf("line %d, column %d, %s", f.Place.Line, f.Place.Column, value(f.Place.Path)))
	}
	if f.Owner != "" {
		p.labelled(6, "who:", f.Owner.Words())
	}
	if !sameSteps(m, f.Steps) {
		p.numbered(6, f.Steps)
	}
	if f.Spec != "" {
		p.line(6, 8, quiet, "source: "+prose(f.Spec))
	}
}

// consequences lists what failed or was not checked only because another check failed.
func (p *page) consequences(list []Finding) {
	if len(list) == 0 {
		return
	}
	p.line(6, 8, quiet, "because of it:")
	for _, f := range list {
		p.line(8, 10, quiet, "- "+subject(f)+" ("+Clean(string(f.Level))+"): "+prose(f.Detail))
	}
}

// short writes a finding that asks for nothing.
func (p *page) short(f Finding) {
	text := prose(f.Detail)
	if text == "" {
		text = prose(f.Title)
	}
	p.line(2, 6, plain, "- "+subject(f)+": "+text)
}
