package decoder

import (
	"slices"

	"claimcheck/decoder/check"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
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

// missing says why requests alone were captured: what wire says of it, else a form that was posted to the
// application and is not in the file.
func missing(opened wire.Opened, cases []*check.Case, o Options) *wire.Nothing {
	acs := []string{o.ACS, o.Profile.ACS}
	for _, on := range cases {
		if kindOf(on) != string(saml.AuthnRequest) {
			return nil
		}
		if on.Sent != nil && on.Sent.Request != nil {
			acs = append(acs, on.Sent.Request.ACS.Text)
		}
	}
	if opened.Missing != nil {
		return opened.Missing
	}
	for _, h := range opened.Hops {
		if h.Method == "POST" && h.URL != "" && len(h.Sent) == 0 && slices.ContainsFunc(acs, func(a string) bool { return withoutQuery(a) == h.URL }) {
			return &wire.Nothing{
				What: "har-without-saml", Found: "the capture has the POST to " + h.URL + " without what was posted", Expected: "the form data of that request",
				Hint: "Some exports leave out what is posted. Record the sign-in again in Firefox, or with Capture a sign-in in this program, and open that.",
			}
		}
	}
	return nil
}

// unread words what of a capture was left unread. Of the values that are no message only those are told
// that were cut off or taken out: the rest (a certificate, a token) stands beside a sign-in by right.
func unread(opened wire.Opened) []string {
	var notes []string
	for _, n := range opened.Notes {
		switch n.Code {
		case "truncated-export", "damaged-export", "skipped-values", "left-out", "truncated", "masked", "too-many-messages", "too-many-layers", "too-many-candidates", "too-many-values":
			notes = append(notes, n.Detail)
		}
	}
	return notes
}
