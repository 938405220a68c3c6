package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"claimcheck/decoder/report"
)

// planRow is a plan as the window shows it.
type planRow struct {
	Sentence string        `json:"sentence"`
	Steps    []planStepRow `json:"steps"`
}

// planStepRow is one step of a plan.
type planStepRow struct {
	Text string `json:"text"`
	When string `json:"when"` // who does it, and from when to when
	Done bool   `json:"done,omitempty"`
}

func planOf(p *report.Plan) *planRow {
	if p == nil {
		return nil
	}
	row := planRow{Sentence: report.Clean(p.Sentence), Steps: []planStepRow{}}
	for _, s := range p.Steps {
		row.Steps = append(row.Steps, planStepRow{Text: report.Clean(s.Text), When: s.When(), Done: s.Done})
	}
	return &row
}

// planText is a plan as a list of steps in their order, each with its dates; what is done is marked.
func planText(p planRow) *fyne.Container {
	list := vertical(10, newText(wrap, theme.SizeNameSubHeadingText, span{text: p.Sentence, style: fyne.TextStyle{Bold: true}}))
	for i, s := range p.Steps {
		n := newText(natural, theme.SizeNameText, span{text: ordinal(i + 1), color: toneNote.strong(), style: fyne.TextStyle{Bold: true}})
		n.align = fyne.TextAlignTrailing
		lead, color := fyne.CanvasObject(n), theme.ColorNameForeground
		if s.Done {
			lead, color = icon(iconAccepted, toneGood.strong(), 18), colorMuted
		}
		list.Add(beside(8, container.New(fixedWidth(26), lead), vertical(1,
			newText(wrap, theme.SizeNameText, span{text: s.Text, color: color}),
			newText(wrap, theme.SizeNameCaptionText, span{text: s.When, color: colorMuted}))))
	}
	return list
}
