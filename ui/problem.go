package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
)

// problemRow is what the window says when there was nothing to look at.
type problemRow struct {
	Sentence string   `json:"sentence"`
	Expected string   `json:"expected,omitempty"`
	Actual   string   `json:"actual,omitempty"`
	Steps    []string `json:"steps"`
}

func problemOf(p report.Problem) problemRow {
	r := problemRow{Sentence: report.Clean(p.Sentence), Expected: shown(p.Expected), Actual: shown(p.Actual), Steps: []string{}}
	for _, s := range p.Steps {
		r.Steps = append(r.Steps, report.Clean(s))
	}
	return r
}

// problem shows a calm page in place of a report.
type problem struct {
	onBack, onClear func()
	box             *fyne.Container
}

func newProblem(onBack, onClear func()) *problem {
	return &problem{onBack: onBack, onClear: onClear, box: container.NewStack()}
}

func (p *problem) content() fyne.CanvasObject { return p.box }

// show says what was found, what was expected and what to do; former tells whether an earlier result
// is still there.
func (p *problem) show(r problemRow, former bool) {
	title := newText(wrap, theme.SizeNameHeadingText, span{text: r.Sentence, style: fyne.TextStyle{Bold: true}})
	rows := vertical(10, container.New(columns{gap: 12, weights: []float32{0, 1}}, icon(iconUnknown, toneWarn.strong(), 28), title))
	fact := func(name, v string) {
		if v != "" {
			rows.Add(beside(12, container.New(fixedWidth(90), newText(wrap, theme.SizeNameText, span{text: name, color: colorMuted})), body(v)))
		}
	}
	fact(lang.L("problem.found"), r.Actual)
	fact(lang.L("problem.expected"), r.Expected)
	if len(r.Steps) > 0 {
		rows.Add(strong(lang.L("problem.do")))
		rows.Add(numbered(r.Steps, toneWarn.strong()))
	}
	buttons := container.New(columns{gap: 8, weights: []float32{0, 0}})
	if former {
		back := widget.NewButtonWithIcon(lang.L("problem.back"), theme.NavigateBackIcon(), p.onBack)
		back.Importance = widget.HighImportance
		buttons.Objects = []fyne.CanvasObject{back, widget.NewButton(lang.L("banner.clear"), p.onClear)}
	} else {
		start := widget.NewButton(lang.L("problem.start"), p.onClear)
		start.Importance = widget.HighImportance
		buttons = container.New(columns{weights: []float32{0}}, start)
	}
	rows.Add(inset(6, 0, buttons))
	c := card(inset(22, 24, rows))
	c.edge = toneWarn.strong()
	p.box.Objects = []fyne.CanvasObject{container.NewVScroll(container.New(narrow{720}, inset(16, 24, c)))}
	p.box.Refresh()
}
