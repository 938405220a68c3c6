package ui

import (
	"cmp"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"

	"claimcheck/decoder/report"
)

// coverageRow says of one field whether a good signature covers it.
type coverageRow struct {
	Field   string   `json:"field"`
	Element string   `json:"element"` // that it stands in
	Values  []string `json:"values"`
	State   string   `json:"state"`
	Covered bool     `json:"covered"`
	tone    tone
	glyph   glyph
	offset  int // place in the XML; -1: none
}

// coverageRows makes the rows of a message: what contradicts the signed part first, else in the order
// of the document.
func coverageRows(m report.Message) []coverageRow {
	rows := make([]coverageRow, 0, len(m.Coverage))
	for _, c := range m.Coverage {
		r := coverageRow{
			Field: fieldName(c), Element: shown(c.Element), Values: values(c.Values), Covered: c.Covered, offset: offsetOf(c.Place),
		}
		r.State, r.tone, r.glyph = coverageState(c)
		rows = append(rows, r)
	}
	slices.SortStableFunc(rows, func(a, b coverageRow) int { return cmp.Compare(urgency(a.tone), urgency(b.tone)) })
	return rows
}

func coverageState(c report.Coverage) (string, tone, glyph) {
	switch {
	case c.Covered:
		return lang.L("coverage.signed"), toneGood, iconAccepted
	case c.Mark == report.Forged:
		return lang.L("coverage.forged"), toneBad, iconRefused
	case c.Mark == report.Differs:
		return lang.L("coverage.differs"), toneBad, iconRefused
	case c.Mark == report.Repeats:
		return lang.L("coverage.repeats"), toneQuiet, iconSkipped
	}
	return lang.L("coverage.unsigned"), toneQuiet, iconSkipped
}

// fieldName is a field as people call it; a claim goes by its own name.
func fieldName(c report.Coverage) string {
	switch c.Field {
	case "issuer":
		return lang.L("field.issuer")
	case "destination":
		return lang.L("field.destination")
	case "in_response_to":
		return lang.L("field.in-response-to")
	case "status":
		return lang.L("field.status")
	case "name_id":
		return lang.L("field.name-id")
	case "recipient":
		return lang.L("field.recipient")
	case "conditions":
		return lang.L("field.conditions")
	case "audience":
		return lang.L("field.audience")
	case "authn":
		return lang.L("field.authn")
	case "claim":
		return shown(c.Name)
	}
	return shown(c.Field)
}

// unsignedValues are the values of a claim that stand outside of the good signature and contradict it.
func unsignedValues(m report.Message, name string) []string {
	var out []string
	for _, c := range m.Coverage {
		if c.Field == "claim" && c.Name == name && (c.Mark == report.Forged || c.Mark == report.Differs) {
			out = append(out, c.Values...)
		}
	}
	if out == nil {
		return nil
	}
	return values(out)
}

// mostCoverage is how many fields are listed.
const mostCoverage = 100

// coverageColumns are the widths of field, value and state.
var coverageColumns = columns{gap: 16, weights: []float32{30, 44, 26}}

// coverageList shows the rows, each leading to its place in the XML.
func coverageList(rows []coverageRow, onJump func(offset int)) fyne.CanvasObject {
	list, covered := vertical(0), 0
	for i, r := range rows {
		if r.Covered {
			covered++
		}
		switch {
		case i < mostCoverage:
			list.Add(coverageLine(r, onJump))
		case i == mostCoverage:
			list.Add(inset(6, 14, muted(lang.N("claims.more", len(rows)-i, fill{"Count": count(len(rows) - i)}))))
		}
	}
	title := lang.L("coverage.none")
	if covered > 0 {
		title = lang.L("coverage.title", fill{"Covered": count(covered), "Count": count(len(rows))})
	}
	return vertical(6, inset(4, 2, newText(wrap, theme.SizeNameText, span{text: title, color: colorMuted, style: fyne.TextStyle{Bold: true}})),
		card(inset(6, 4, list)))
}

func coverageLine(r coverageRow, onJump func(offset int)) fyne.CanvasObject {
	space, own := lastName(r.Field)
	field := newText(wrap, theme.SizeNameText, span{text: space, color: colorMuted}, span{text: own}, span{text: "  " + lang.L("coverage.in", fill{"Element": r.Element}), color: colorMuted})
	value := vertical(2)
	for _, v := range r.Values {
		value.Add(valueText(v))
	}
	if len(r.Values) == 0 {
		value.Add(muted(lang.L("claims.empty-value")))
	}
	state := newText(wrap, theme.SizeNameText, span{text: r.State, color: r.tone.strong(), style: fyne.TextStyle{Bold: r.tone == toneBad}})
	line := inset(4, 10, container.New(coverageColumns, field, value, beside(6, icon(r.glyph, r.tone.strong(), 16), state)))
	if r.offset < 0 {
		return line
	}
	return newPressable(line, func() { onJump(r.offset) })
}
