package decoder

import (
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// problem puts into the report's words why there was nothing to look at.
func problem(n *wire.Nothing) *report.Problem {
	p := &report.Problem{
		Check:    "input.recognised",
		Sentence: "There is no SAML message in this: " + n.Found + ".",
		Expected: n.Expected,
		Actual:   n.Found,
		Owner:    report.Helpdesk,
		Steps:    []string{},
	}
	if n.Hint != "" {
		p.Steps = append(p.Steps, n.Hint)
	}
	return p
}

// unread words what of a capture was left unread. Of the values that are no message only those are told
// that were cut off: the rest (a certificate, a token) stands beside a sign-in by right.
func unread(opened wire.Opened) []string {
	var notes []string
	for _, n := range opened.Notes {
		switch n.Code {
		case "truncated-export", "damaged-export", "skipped-values", "left-out", "truncated", "too-many-messages", "too-many-layers", "too-many-candidates", "too-many-values":
			notes = append(notes, n.Detail)
		}
	}
	return notes
}
