package ui

import (
	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

// changeRow is one difference between two metadata files.
type changeRow struct {
	Kind    string `json:"kind"`
	Text    string `json:"text"`
	Where   string `json:"where,omitempty"`
	Before  string `json:"before,omitempty"`
	After   string `json:"after,omitempty"`
	Matters bool   `json:"matters"`
	tone    tone
	glyph   glyph
}

// comparisonRow is what the comparison says.
type comparisonRow struct {
	Sent     string      `json:"sent"`
	Fresh    string      `json:"fresh"`
	Sentence string      `json:"sentence"`
	Resend   bool        `json:"resend"`
	Changes  []changeRow `json:"changes"`
	More     int         `json:"more,omitempty"`
	Plan     *planRow    `json:"plan,omitempty"`
	tone     tone
	glyph    glyph
}

func comparisonOf(c report.Comparison) comparisonRow {
	row := comparisonRow{
		Sent: shown(c.Sent), Fresh: shown(c.Fresh), Sentence: report.Clean(c.Sentence), Resend: c.Resend, Changes: []changeRow{}, More: c.More,
		Plan: planOf(c.Plan), tone: toneGood, glyph: iconAccepted,
	}
	switch {
	case c.Unrelated != "" || c.Swapped:
		row.tone, row.glyph = toneWarn, iconUnknown
	case c.Resend && c.Unfit:
		row.tone, row.glyph = toneBad, iconRefused
	case c.Resend:
		row.tone, row.glyph = toneWarn, iconWarning
	}
	for _, ch := range c.Changes {
		r := changeRow{
			Kind: changeWord(ch.Kind), Text: report.Clean(ch.Text), Where: shown(ch.Where), Before: shown(ch.Before), After: shown(ch.After),
			Matters: ch.Matters, tone: toneQuiet, glyph: iconInfo,
		}
		if ch.Matters {
			r.tone, r.glyph = toneWarn, iconWarning
		}
		row.Changes = append(row.Changes, r)
	}
	return row
}

func changeWord(kind string) string {
	switch kind {
	case "added":
		return lang.L("change.added")
	case "removed":
		return lang.L("change.removed")
	case "changed":
		return lang.L("change.changed")
	}
	return report.Clean(kind)
}
