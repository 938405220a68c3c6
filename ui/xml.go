package ui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"

	"claimcheck/decoder/report"
	"claimcheck/ui/codeview"
)

// xmlView shows the XML of a message: as sent, which is what was verified, or as a pretty copy.
type xmlView struct {
	work    *work // lays out texts that are large
	view    *codeview.View
	search  *codeview.SearchBar
	asSent  *pressable
	pretty  *pressable
	legend  *text
	modes   *fyne.Container
	tools   *fyne.Container
	none    fyne.CanvasObject // stands here when a message has no XML
	wait    *text             // stands here while a large one is laid out
	box     *fyne.Container
	message report.Message
	copied  prettyXML // the laid-out copy of message, while it is on display
	isCopy  bool      // the pretty copy is on display
	due     bool      // the message is not in the view yet: its tab was not open
	jump    int       // raw offset to go to when the text is in the view; -1: none
}

// newXML makes the view. onMark is told the raw offset's line of a mark in the margin that was clicked;
// onTooLarge that a copied selection was larger than a clipboard takes.
func newXML(ui Dispatcher, onMark func(line int), onTooLarge func()) *xmlView {
	x := &xmlView{jump: -1}
	x.work = newWork(ui, func(string, int64) { x.waiting(true) }, func(int64) {}, func() { x.waiting(false) })
	x.view = codeview.New(func(line int) {
		if !x.isCopy {
			onMark(line)
			return
		}
		start := x.view.Doc().LineRange(line).Start
		onMark(1 + countLines(x.message.XML[:min(len(x.message.XML), x.copied.toRaw(start))]))
	}, func(string) { onTooLarge() })
	x.search = codeview.NewSearchBar(x.view, func(work, done func()) {
		go func() {
			work()
			ui.Do(done)
		}()
	})
	x.legend = newText(wrap, theme.SizeNameCaptionText)
	x.modes = container.New(columns{gap: 0, weights: []float32{0, 0}})
	bar := container.New(columns{gap: 12, weights: []float32{0, 1}, middle: true}, x.modes, x.legend)
	x.tools = vertical(4, inset(8, 4, bar), x.search)
	x.none = quietNotice(lang.L("xml.none"))
	x.wait = muted("")
	x.box = container.New(frame{4}, x.tools, container.NewStack(x.view, x.none, inset(24, 24, x.wait)))
	return x
}

func countLines(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] == '\n' {
			n++
		}
	}
	return n
}

func (x *xmlView) content() fyne.CanvasObject { return x.box }

// show takes a message; it is laid out when the tab is opened.
func (x *xmlView) show(m report.Message) {
	x.work.stop()
	x.wait.set()
	x.message, x.isCopy, x.due, x.jump = m, false, true, -1
	x.copied = prettyXML{}
	for o, shown := range map[fyne.CanvasObject]bool{x.tools: m.XML != "", x.view: m.XML != "", x.none: m.XML == ""} {
		if shown {
			o.Show()
		} else {
			o.Hide()
		}
	}
}

// opened lays the message out; to be called whenever the tab is shown.
func (x *xmlView) opened() {
	if x.due {
		x.due = false
		x.display()
		return
	}
	x.land()
}

// land goes to the place that is asked for, once its text is in the view.
func (x *xmlView) land() {
	if x.jump < 0 || x.work.busy() {
		return
	}
	x.view.ShowOffset(x.place(x.jump))
	x.jump = -1
}

// jumpTo shows the place of a finding; offset is in the message as sent.
func (x *xmlView) jumpTo(offset int) { x.jump = offset }

// place maps an offset in the message to the text on display.
func (x *xmlView) place(raw int) int {
	if x.isCopy {
		return x.copied.fromRaw(raw)
	}
	return raw
}

// atOnce is the most bytes that are laid out on the goroutine of the widgets: some milliseconds.
const atOnce = 256 << 10

// laidOut is a text that is ready for the view.
type laidOut struct {
	doc    *codeview.Doc
	copied prettyXML // empty for the text as sent
}

func layOut(s string, pretty bool) laidOut {
	if !pretty {
		return laidOut{doc: codeview.NewDoc(s)}
	}
	p := prettyPrint(s)
	return laidOut{codeview.NewDoc(p.text), p}
}

// display lays out the text that is chosen and puts it into the view; a large one when it is ready.
func (x *xmlView) display() {
	x.head()
	s, pretty := x.message.XML, x.isCopy
	if len(s) <= atOnce {
		x.put(layOut(s, pretty))
		return
	}
	begin(x.work, "", 0, func(context.Context, func(int64)) (laidOut, error) { return layOut(s, pretty), nil }, func(l laidOut, err error) {
		if err != nil {
			x.view.Hide()
			x.wait.set(span{text: report.Clean(err.Error()), color: colorMuted})
			return
		}
		x.put(l)
	})
}

// waiting shows that a large text is being laid out, in the place where it will stand.
func (x *xmlView) waiting(yes bool) {
	x.wait.set()
	x.view.Show()
	if yes {
		x.wait.set(span{text: lang.L("xml.laying-out", fill{"Size": bytesOf(int64(len(x.message.XML)))}), color: colorMuted})
		x.view.Hide()
	}
}

func (x *xmlView) put(l laidOut) {
	x.copied = l.copied
	x.view.SetDoc(l.doc)
	signed := make([]codeview.Range, 0, len(x.message.Covered))
	for _, c := range x.message.Covered {
		signed = append(signed, codeview.Range{Start: x.place(c.Start), End: x.place(c.End)})
	}
	x.view.SetSigned(signed)
	x.view.SetFindings(x.findings())
	x.land()
}

func (x *xmlView) findings() []codeview.Finding {
	var out []codeview.Finding
	for _, f := range x.message.Findings {
		if f.Place == nil || f.Place.Line == 0 {
			continue
		}
		level, marked := codeview.Info, true
		switch f.Level {
		case report.Fail:
			level = codeview.Fail
		case report.Warn:
			level = codeview.Warn
		case report.Info:
		default:
			marked = false
		}
		if marked {
			start := x.place(f.Place.Offset)
			out = append(out, codeview.Finding{Range: codeview.Range{Start: start, End: start + markLength(x.view.Doc().Text(), start)}, Level: level})
		}
	}
	return out
}

// markLength is how much is underlined for a finding at start: a tag's name, or one character.
func markLength(s string, start int) int {
	if start < 0 || start >= len(s) || s[start] != '<' {
		return 1
	}
	for i := start + 1; i < len(s) && i < start+80; i++ {
		switch s[i] {
		case ' ', '\t', '\r', '\n', '>', '/':
			return i - start
		}
	}
	return 1
}

// head draws the choice between the two texts and says what the shading means.
func (x *xmlView) head() {
	mode := func(words string, isCopy bool) *pressable {
		s := span{text: words, style: fyne.TextStyle{Bold: x.isCopy == isCopy}}
		p := newPressable(inset(5, 12, newText(natural, theme.SizeNameText, s)), func() { x.toggle(isCopy) })
		p.line, p.radius = colorLine, 4
		if x.isCopy == isCopy {
			p.fill = toneNote.soft()
			p.line = toneNote.strong()
		}
		return p
	}
	x.asSent, x.pretty = mode(lang.L("xml.as-sent"), false), mode(lang.L("xml.pretty"), true)
	x.modes.Objects = []fyne.CanvasObject{x.asSent, x.pretty}
	x.modes.Refresh()
	words := lang.L("xml.about-sent")
	if len(x.message.Covered) > 0 {
		words = lang.L("xml.about-signed")
	}
	if x.isCopy {
		words = lang.L("xml.about-pretty")
	}
	x.legend.set(span{text: words, color: colorMuted})
}

// toggle changes between the two texts and stays at the same place.
func (x *xmlView) toggle(isCopy bool) {
	if x.isCopy == isCopy {
		return
	}
	if x.jump < 0 && !x.work.busy() {
		top := x.view.Doc().LineRange(x.view.TopLine()).Start
		if x.isCopy {
			top = x.copied.toRaw(top)
		}
		if top > 0 {
			x.jump = top
		}
	}
	x.isCopy = isCopy
	x.display()
}

// focusSearch puts the keyboard into the search field.
func (x *xmlView) focusSearch() { x.search.Focus() }
