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
