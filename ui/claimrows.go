package ui

import (
	"cmp"
	"slices"
	"strings"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

// part is a piece of a name; Differs marks what is not as wanted.
type part struct {
	Text    string `json:"text"`
	Differs bool   `json:"differs,omitempty"`
}

// claimRow is what the claims view says about one claim.
type claimRow struct {
	Name   string   `json:"name"`
	Sent   []part   `json:"sent,omitempty"` // the name it was sent under, when that is another
	Why    string   `json:"why,omitempty"`
	Values []string `json:"values"`
	State  string   `json:"state"`
	Flags  []string `json:"flags,omitempty"`
	Owner  string   `json:"owner,omitempty"`
	Steps  []string `json:"steps,omitempty"`
	Extra  bool     `json:"extra,omitempty"`
	Signed bool     `json:"signed"`
	Forged []string `json:"unsigned_values,omitempty"` // sent outside of the good signature, and other than what it covers
	tone   tone
	glyph  glyph
	offset int // place in the XML; -1: none
}

// claimRows makes the rows of a message: the wanted claims, those that need mending first, and the
// extra ones; otherwise in the report's order.
func claimRows(m report.Message, vendor string) (wanted, extra []claimRow) {
	for _, c := range m.Claims {
		r := claimRow{
			Name: shown(c.Name), Why: report.Clean(c.Why), Values: values(c.Values), Owner: ownerLine(c.Owner, vendor),
			Extra: c.State == report.Extra, Signed: c.Verified, offset: offsetOf(c.Place),
		}
		for _, s := range c.Steps {
			r.Steps = append(r.Steps, report.Clean(s))
		}
		if c.SentAs != "" && c.SentAs != c.Name {
			r.Sent = parts(c.SentAs, c.Differs)
		}
		r.Forged = unsignedValues(m, cmp.Or(c.SentAs, c.Name))
		r.State = claimState(c.State)
		for _, f := range c.Flags {
			if w := flagWord(f); w != "" {
				r.Flags = append(r.Flags, w)
			}
		}
		if r.Extra {
			r.tone, r.glyph = toneQuiet, iconInfo
			extra = append(extra, r)
			continue
		}
		switch m.ClaimLevel(c) {
		case report.Pass:
			r.tone, r.glyph = toneGood, iconAccepted
		case report.Warn:
			r.tone, r.glyph = toneWarn, iconWarning
			if c.State == report.Present {
				r.State = lang.L("claim-state.doubtful")
			}
		default:
			r.tone, r.glyph = toneBad, iconRefused
		}
		wanted = append(wanted, r)
	}
	slices.SortStableFunc(wanted, func(a, b claimRow) int { return cmp.Compare(urgency(a.tone), urgency(b.tone)) })
	return wanted, extra
}

// urgency sorts bad before doubtful before the rest.
func urgency(t tone) int {
	switch t {
	case toneBad:
		return 0
	case toneWarn:
		return 1
	}
	return 2
}

func claimState(s report.ClaimState) string {
	switch s {
	case report.Present:
		return lang.L("claim-state.present")
	case report.Missing:
		return lang.L("claim-state.missing")
	case report.Misnamed:
		return lang.L("claim-state.misnamed")
	case report.Empty:
		return lang.L("claim-state.empty")
	case report.Duplicated:
		return lang.L("claim-state.duplicated")
	case report.Multiple:
		return lang.L("claim-state.multiple")
	case report.Malformed:
		return lang.L("claim-state.malformed")
	case report.Extra:
		return lang.L("claim-state.extra")
	}
	return report.Clean(string(s))
}

// flagWord says what is odd about a value; empty for a flag that this version does not know.
func flagWord(f string) string {
	switch f {
	case "whitespace":
		return lang.L("flag.whitespace")
	case "invisible":
		return lang.L("flag.invisible")
	case "homoglyph":
		return lang.L("flag.homoglyph")
	case "guest":
		return lang.L("flag.guest")
	case "onmicrosoft":
		return lang.L("flag.onmicrosoft")
	}
	return ""
}

// mostValues is how many values of one claim are shown; a user can be in a thousand groups.
const mostValues = 6

func values(all []string) []string {
	out := make([]string, 0, min(len(all), mostValues+1))
	for i, v := range all {
		if i == mostValues {
			out = append(out, lang.N("value.more", len(all)-i, fill{"Count": count(len(all) - i)}))
			break
		}
		out = append(out, shown(v))
	}
	return out
}

// parts cuts a name at the spans that differ. A span that does not fit the name is passed over.
func parts(name string, differs []report.Span) []part {
	var out []part
	add := func(s string, d bool) {
		if s != "" {
			out = append(out, part{Text: shown(s), Differs: d})
		}
	}
	at := 0
	for _, d := range differs {
		if d.Start < at || d.End <= d.Start || d.End > len(name) {
			continue
		}
		add(name[at:d.Start], false)
		add(name[d.Start:d.End], true)
		at = d.End
	}
	add(name[at:], false)
	return out
}

// lastName splits a claim's name before its last segment, which is what people know it by.
func lastName(name string) (space, own string) {
	i := strings.LastIndexByte(strings.TrimRight(name, "/"), '/')
	return name[:i+1], name[i+1:]
}

func offsetOf(p *report.Place) int {
	if p == nil || p.Line == 0 {
		return -1
	}
	return p.Offset
}
