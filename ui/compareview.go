package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// compareActions are what can be done from a comparison.
type compareActions struct{ replace, beside, swap, back func() }

// compareView shows what is different in a fresh metadata file from the one that was sent last.
type compareView struct {
	do     compareActions
	list   *fyne.Container
	scroll *container.Scroll
}

func newCompareView(do compareActions) *compareView {
	v := &compareView{do: do, list: vertical(10)}
	v.scroll = container.NewVScroll(inset(4, 4, v.list))
	return v
}

func (v *compareView) content() fyne.CanvasObject { return v.scroll }

// show lists the changes; replacing tells that it was asked for to replace an entry of the library.
func (v *compareView) show(r comparisonRow, replacing bool) {
	v.list.Objects = []fyne.CanvasObject{v.banner(r, replacing)}
	for _, c := range r.Changes {
		v.list.Add(changeCard(c))
	}
	if r.More > 0 {
		v.list.Add(quietNotice(lang.N("compare.more", r.More, fill{"Count": count(r.More)})))
	}
	if r.Plan != nil {
		v.list.Add(card(inset(12, 16, planText(*r.Plan))))
	}
	v.list.Refresh()
	v.scroll.ScrollToTop()
}

func (v *compareView) banner(r comparisonRow, replacing bool) fyne.CanvasObject {
	word := newText(natural, theme.SizeNameText, span{text: lang.L("compare.word"), color: r.tone.strong(), style: fyne.TextStyle{Bold: true}})
	back := widget.NewButtonWithIcon(lang.L("compare.back"), theme.NavigateBackIcon(), v.do.back)
	swap := widget.NewButton(lang.L("compare.swap"), v.do.swap)
	head := container.New(apart{flow: flow{6}}, word, swap, back)
	if replacing {
		replace := widget.NewButtonWithIcon(lang.L("compare.replace"), theme.ViewRefreshIcon(), v.do.replace)
		replace.Importance = widget.HighImportance
		head = container.New(apart{flow: flow{6}}, word, replace, widget.NewButton(lang.L("compare.beside"), v.do.beside), back)
	}
	file := func(label, name string) fyne.CanvasObject {
		return newText(wrap, theme.SizeNameText, span{text: label + "  ", color: colorMuted}, span{text: name})
	}
	text := vertical(6, head, newText(wrap, theme.SizeNameHeadingText, span{text: r.Sentence, style: fyne.TextStyle{Bold: true}}),
		vertical(1, file(lang.L("compare.sent"), r.Sent), file(lang.L("compare.fresh"), r.Fresh)))
	p := newPanel(r.tone.soft(), 8, container.New(layout.NewCustomPaddedLayout(10, 12, 16, 12),
		beside(12, inset(4, 0, icon(r.glyph, r.tone.strong(), 36)), text)))
	p.edge = r.tone.strong()
	return p
}

func changeCard(r changeRow) fyne.CanvasObject {
	words := r.Kind
	if r.Matters {
		words = lang.L("change.matters", fill{"Kind": r.Kind})
	}
	rows := vertical(4, container.New(columns{gap: 12, weights: []float32{1, 0}}, newText(wrap, theme.SizeNameText, span{text: r.Text, style: fyne.TextStyle{Bold: r.Matters}}),
		chip(r.tone, r.glyph, words)))
	if r.Where != "" {
		rows.Add(newText(wrap, theme.SizeNameCaptionText, span{text: r.Where, color: colorMuted}))
	}
	side := func(name, v string) {
		if v != "" {
			rows.Add(beside(10, container.New(fixedWidth(64), newText(wrap, theme.SizeNameCaptionText, span{text: name, color: colorMuted})),
				newText(wrap, theme.SizeNameText, span{text: v, style: fyne.TextStyle{Monospace: true}})))
		}
	}
	side(lang.L("compare.before"), r.Before)
	side(lang.L("compare.after"), r.After)
	p := card(inset(10, 14, rows))
	p.edge = r.tone.strong()
	return p
}

// planView shows the plan of a metadata file.
type planView struct {
	list   *fyne.Container
	scroll *container.Scroll
}

func newPlanView() *planView {
	v := &planView{list: container.NewStack()}
	v.scroll = container.NewVScroll(inset(12, 10, v.list))
	return v
}

func (v *planView) content() fyne.CanvasObject { return v.scroll }

func (v *planView) show(p *planRow) {
	v.list.Objects = nil
	if p != nil {
		v.list.Objects = []fyne.CanvasObject{planText(*p)}
	}
	v.list.Refresh()
	v.scroll.ScrollToTop()
}
