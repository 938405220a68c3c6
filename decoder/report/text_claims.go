package report

import (
	"fmt"
	"slices"
	"strings"
)

// claims writes the table of wanted claims, then, quieter, what else was sent.
func (p *page) claims(m Message) {
	var wanted, extra []Claim
	unverified := false
	for _, c := range m.Claims {
		if c.State == Extra {
			extra = append(extra, c)
		} else {
			wanted = append(wanted, c)
		}
		unverified = unverified || !c.Verified && c.State != Missing
	}
	if len(wanted) > 0 {
		p.heading("Claims the application wants")
		if unverified {
			p.line(2, 2, unsure, "Values marked (unverified) were not read from under a good signature: they prove nothing.")
		}
		name, state := cells.StringWidth("CLAIM"), cells.StringWidth("STATE")
		for _, c := range wanted {
			name = max(name, min(24, cells.StringWidth(Clean(c.Name))))
			state = max(state, cells.StringWidth(c.State.Words()))
		}
		p.line(4, 4, quiet, pad("CLAIM", name+2)+pad("STATE", state+2)+"VALUE")
		for _, c := range wanted {
			p.claim(c, m.ClaimLevel(c), name+2, state+2)
		}
	}
	if len(extra) == 0 {
		return
	}
	const most = 60
	p.heading(fmt.Sprintf("Also sent (%d)", len(extra)))
	for i, c := range extra {
		if i == most {
			p.line(2, 2, quiet, fmt.Sprintf("… and %s more", thousands(len(extra)-most)))
			break
		}
		p.line(2, 6, quiet, value(c.Name)+": "+shownValues(c))
	}
}

// claim writes one wanted claim: its row, and under it what is wrong. What to do stands with the failed
// check.
func (p *page) claim(c Claim, level Level, name, state int) {
	mark, s := "✗", bad
	switch level {
	case Warn:
		mark, s = "!", unsure
	case Pass:
		mark, s = "✓", good
	}
	row := mark + " " + pad(value(c.Name), name) + pad(c.State.Words(), state) + shownValues(c)
	p.line(2, 4+name+state, s, row)
	for _, r := range aboutClaim(c) {
		p.labelled(4, r.Label, r.Text)
	}
}

// aboutClaim says what is wrong with a claim.
func aboutClaim(c Claim) []row {
	var list []row
	if c.SentAs != "" {
		list = append(list, row{"sent as:", marked(c)})
	}
	list = append(list, row{"why:", prose(c.Why)})
	if len(c.Flags) > 0 {
		flags := make([]string, len(c.Flags))
		for i, f := range c.Flags {
			flags[i] = flagWords(f)
		}
		list = append(list, row{"note:", strings.Join(flags, "; ")})
	}
	if c.Friendly != "" && c.State != Present {
		list = append(list, row{"friendly name:", value(c.Friendly) + " (applications match the name, not this)"})
	}
	return list
}

// ClaimLevel is the outcome of the checks of one wanted claim: Fail, Warn (odd, and no reason to refuse
// it) or Pass.
func (m Message) ClaimLevel(c Claim) Level {
	told := func(l Level) bool {
		return slices.ContainsFunc(m.Findings, func(f Finding) bool { return f.Level == l && f.Subject == c.Name })
	}
	switch {
	case told(Fail) || c.State != Present && c.State != Malformed:
		return Fail
	case told(Warn) || c.State == Malformed || len(c.Flags) > 0:
		return Warn
	}
	return Pass
}

func shownValues(c Claim) string {
	if len(c.Values) == 0 {
		return "–"
	}
	s := values(c.Values, quoted)
	if !c.Verified {
		s += " (unverified)"
	}
	return s
}

// marked shows the name a claim was sent under with the differing parts between ‹ and ›.
func marked(c Claim) string {
	if len(c.SentAs) > 4*longest {
		return value(c.SentAs)
	}
	var b strings.Builder
	at := 0
	for _, d := range c.Differs {
		if d.Start < at || d.End < d.Start || d.End > len(c.SentAs) {
			return value(c.SentAs) // ranges that are not of this name
		}
		b.WriteString(Clean(c.SentAs[at:d.Start]))
		b.WriteString("‹" + Clean(c.SentAs[d.Start:d.End]) + "›")
		at = d.End
	}
	b.WriteString(Clean(c.SentAs[at:]))
	if len(c.Differs) > 0 {
		b.WriteString("   (‹ › marks what differs)")
	}
	return b.String()
}

func flagWords(flag string) string {
	switch flag {
	case "whitespace":
		return "white space around the value, or line feeds in it"
	case "invisible":
		return "invisible or control characters in the value or the name"
	case "homoglyph":
		return "letters of different scripts that look alike, in the value or the name"
	case "guest":
		return "#EXT#: a guest's internal name, not an address"
	case "onmicrosoft":
		return "onmicrosoft.com: rarely the mailbox address"
	}
	return Clean(flag)
}
