package ui

import (
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

// lifeline is the head of one vertical line of the drawing.
type lifeline struct {
	Name string `json:"name"`
	Host string `json:"host,omitempty"` // the first, with the number of the others
}

// rowKind says how a row of the drawing looks.
type rowKind string

// The kinds of row.
const (
	rowTitle rowKind = "title" // begins a sign-in
	rowStep  rowKind = "step"  // an arrow
	rowNote  rowKind = "note"
)

// flowRow is one row of the drawing.
type flowRow struct {
	Kind    rowKind `json:"kind"`
	When    string  `json:"when,omitempty"` // hour, minute and second in the reader's zone
	Word    string  `json:"word,omitempty"` // the state; empty: there is none to tell
	Text    string  `json:"text"`
	From    int     `json:"from"` // index of the lifeline
	To      int     `json:"to"`
	Message int     `json:"message"` // index into the report's messages; -1: it carries none
	tone    tone
	glyph   glyph
}

// mostFlowRows bounds the drawing, whose rows are laid out one by one: a thousand take some 4 milliseconds
// (BenchmarkFlow). No sign-in comes near it.
const mostFlowRows = 2000

// flowRows gives the lifelines, the zone that the times are in, and the rows.
func flowRows(f *report.Flow, zone *time.Location) (lines []lifeline, zoneName string, rows []flowRow) {
	if f == nil {
		return nil, "", nil
	}
	lane := map[report.Lane]int{}
	for i, p := range f.Parties {
		lane[p.Lane] = i
		l := lifeline{Name: shown(p.Name)}
		if len(p.Hosts) > 0 {
			l.Host = shown(p.Hosts[0])
			if n := len(p.Hosts) - 1; n > 0 {
				l.Host = lang.N("flow.hosts", n, fill{"Host": l.Host, "Count": count(n)})
			}
		}
		lines = append(lines, l)
	}
	note := func(s string) {
		if s != "" {
			rows = append(rows, flowRow{Kind: rowNote, Text: shown(s), Message: -1})
		}
	}
	for _, s := range f.Notes {
		note(s)
	}
	for i, s := range f.SignIns {
		title := flowRow{Kind: rowTitle, Text: titleOf(s, i, len(f.SignIns), zone), Message: -1}
		title.Word, title.tone, title.glyph = stateOf(s.Verdict)
		rows = append(rows, title)
		note(relayWords(s.RelayState))
		for _, words := range s.Notes {
			note(words)
		}
		for _, step := range s.Steps {
			rows = append(rows, stepRow(step, lane, zone))
			if zoneName == "" && !step.Time.IsZero() {
				zoneName = step.Time.In(zone).Format("MST")
			}
		}
		note(s.Reached)
		if s.Correlated != "" {
			note(lang.L("flow.correlated", fill{"ID": s.Correlated}))
		}
	}
	if n := len(rows) - mostFlowRows; n > 0 {
		rows = append(rows[:mostFlowRows], flowRow{Kind: rowNote, Text: lang.N("flow.more", n, fill{"Count": count(n)}), Message: -1})
	}
	return lines, zoneName, rows
}

func titleOf(s report.SignIn, index, all int, zone *time.Location) string {
	words := lang.L("flow.sign-in")
	if s.Kind == report.SigningOut {
		words = lang.L("flow.sign-out")
	}
	if all > 1 {
		words = lang.L("flow.numbered", fill{"Kind": words, "Number": count(index + 1), "Count": count(all)})
	}
	began := ""
	switch s.Initiated {
	case report.BySP:
		began = lang.L("flow.by-sp")
	case report.ByIdP:
		began = lang.L("flow.by-idp")
	}
	when := ""
	if !s.Started.IsZero() {
		when = clock(s.Started, zone)
	}
	return joined("  ·  ", words, began, when)
}

func relayWords(r report.Relay) string {
	switch r {
	case report.RelayKept:
		return lang.L("flow.relay-kept")
	case report.RelayChanged:
		return lang.L("flow.relay-changed")
	case report.RelayLost:
		return lang.L("flow.relay-lost")
	case report.RelayAdded:
		return lang.L("flow.relay-added")
	}
	return ""
}

func stepRow(s report.Step, lane map[report.Lane]int, zone *time.Location) flowRow {
	r := flowRow{Kind: rowStep, Text: shown(s.Text), From: lane[s.From], To: lane[s.To], Message: -1, tone: toneQuiet}
	if s.Message != nil {
		r.Message = *s.Message
	}
	if !s.Time.IsZero() {
		r.When = s.Time.In(zone).Format("15:04:05")
	}
	switch {
	case s.Verdict != "":
		r.Word, r.tone, r.glyph = stateOf(s.Verdict)
	case s.Status >= 400: // of HTTP: the answer is an error (RFC 9110, 15.5 and 15.6)
		r.Word, r.tone, r.glyph = lang.L("flow.failed"), toneWarn, iconWarning
	}
	return r
}

// stateOf gives the word, colour and icon of a verdict in the drawing.
func stateOf(v report.Verdict) (string, tone, glyph) {
	switch v {
	case report.Accepted:
		return lang.L("flow.accepted"), toneGood, iconAccepted
	case report.Refused:
		return lang.L("flow.refused"), toneBad, iconRefused
	case report.Undetermined:
		return lang.L("flow.undetermined"), toneWarn, iconUnknown
	}
	return "", toneQuiet, ""
}

// words is what stands in the row: for the search of a reader's eye the state first.
func (r flowRow) spans(picked bool) []span {
	var all []span
	bold := r.Kind == rowTitle || picked
	text := span{text: strings.TrimSpace(r.Text)}
	text.style.Bold = bold
	if r.Kind == rowNote {
		text.color = colorMuted
	}
	if r.Word != "" {
		state := span{text: r.Word + "  ", color: r.tone.strong()}
		state.style.Bold = true
		all = append(all, state)
	}
	return append(all, text)
}
