package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// welcome is the window with nothing in it: three ways in.
type welcome struct {
	onImport, onManage func()
	metadata           *fyne.Container
	box                fyne.CanvasObject
}

func newWelcome(onPaste, onOpen, onCapture, onExample, onCheck, onSetup, onImport, onManage func()) *welcome {
	w := &welcome{onImport: onImport, onManage: onManage, metadata: container.NewStack()}
	title := newText(wrap, sizeHero, span{text: lang.L("welcome.title"), style: fyne.TextStyle{Bold: true}})
	title.align = fyne.TextAlignCenter
	what := newText(wrap, theme.SizeNameText, span{text: lang.L("welcome.what"), color: colorMuted})
	what.align = fyne.TextAlignCenter
	ways := container.New(columns{gap: 16, weights: []float32{1, 1, 1}, fill: true},
		way(iconPaste, lang.L("welcome.paste"), lang.L("welcome.paste-hint"), onPaste),
		way(iconOpen, lang.L("welcome.open"), lang.L("welcome.open-hint"), onOpen),
		way(iconRecord, lang.L("welcome.capture"), lang.L("welcome.capture-hint"), onCapture))
	check := card(inset(7, 14, container.New(columns{gap: 10, weights: []float32{0, 1, 0}, middle: true},
		icon(iconSend, colorMuted, 20), muted(lang.L("welcome.check-hint")),
		container.NewHBox(widget.NewButton(lang.L("welcome.setup"), onSetup), widget.NewButton(lang.L("welcome.check"), onCheck)))))
	example := line(iconExample, lang.L("welcome.example-hint"), lang.L("welcome.example"), onExample)
	privacy := container.NewCenter(container.New(columns{gap: 6, weights: []float32{0, 0}, middle: true},
		icon(iconShield, toneGood.strong(), 16), newText(natural, theme.SizeNameText, span{text: lang.L("welcome.privacy"), color: colorMuted})))
	page := vertical(0, title, inset(8, 40, what), inset(14, 0, ways), check, inset(6, 0, w.metadata), example, inset(12, 0, privacy))
	w.box = container.NewVScroll(container.New(narrow{860}, inset(16, 24, page)))
	return w
}

func (w *welcome) content() fyne.CanvasObject { return w.box }

// show tells how many metadata files are imported.
func (w *welcome) show(files int) {
	words, label, do := lang.L("welcome.no-metadata"), lang.L("metadata.import"), w.onImport
	if files > 0 {
		words, label, do = lang.N("welcome.metadata", files, fill{"Count": count(files)}), lang.L("metadata.manage"), w.onManage
	}
	w.metadata.Objects = []fyne.CanvasObject{line(iconKey, words, label, do)}
	w.metadata.Refresh()
}

// line is a quieter way, in one line.
func line(g glyph, words, label string, do func()) fyne.CanvasObject {
	return card(inset(7, 14, container.New(columns{gap: 10, weights: []float32{0, 1, 0}, middle: true},
		icon(g, colorMuted, 20), newText(wrap, theme.SizeNameText, span{text: words, color: colorMuted}), widget.NewButton(label, do))))
}

// way is one large way in.
func way(g glyph, title, hint string, do func()) fyne.CanvasObject {
	t := newText(wrap, theme.SizeNameSubHeadingText, span{text: title, style: fyne.TextStyle{Bold: true}})
	t.align = fyne.TextAlignCenter
	h := newText(wrap, theme.SizeNameText, span{text: hint, color: colorMuted})
	h.align = fyne.TextAlignCenter
	p := newPressable(inset(18, 18, vertical(8, icon(g, theme.ColorNamePrimary, 40), t, h)), do)
	p.fill, p.line, p.radius = colorSurface, colorLine, 10
	return p
}
