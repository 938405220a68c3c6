package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"

	"claimcheck/decoder/report"
	"claimcheck/ui/codeview"
)

// xmlView shows the XML of a message: as sent, which is what was verified, or as a pretty copy.
type xmlView struct {
	ui      Dispatcher
	view    *codeview.View
	search  *codeview.SearchBar
	asSent  *pressable
	pretty  *pressable
	legend  *text
	modes   *fyne.Container
	tools   *fyne.Container
	none    fyne.CanvasObject // stands here when a message has no XML
	box     *fyne.Container
	message report.Message
	copied  prettyXML // of message; made when it is first asked for
	made    bool      // copied and shown hold message
	isCopy  bool      // the pretty copy is on display
	due     bool      // the message is not in the view yet: its tab was not open
	jump    int       // raw offset to go to when it is; -1: none
}

// newXML makes the view. onMark is told the raw offset's line of a mark in the margin that was clicked;
// onTooLarge that a copied selection was larger than a clipboard takes.
func newXML(ui Dispatcher, onMark func(line int), onTooLarge func()) *xmlView {
	x := &xmlView{ui: ui, jump: -1}
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
	x.box = container.NewBorder(x.tools, nil, nil, nil, container.NewStack(x.view, x.none))
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
	x.message, x.made, x.isCopy, x.due, x.jump = m, false, false, true, -1
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
	}
	if x.jump >= 0 {
		offset := x.jump
		x.jump = -1
		x.view.ShowOffset(x.place(offset))
	}
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

func (x *xmlView) display() {
	textShown := x.message.XML
	if x.isCopy {
		if !x.made {
			x.copied, x.made = prettyPrint(x.message.XML), true
		}
		textShown = x.copied.text
	}
	x.view.SetDoc(codeview.NewDoc(textShown))
	signed := make([]codeview.Range, 0, len(x.message.Covered))
	for _, c := range x.message.Covered {
		signed = append(signed, codeview.Range{Start: x.place(c.Start), End: x.place(c.End)})
	}
	x.view.SetSigned(signed)
	x.view.SetFindings(x.findings())
	x.head()
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
	top := x.view.Doc().LineRange(x.view.TopLine()).Start
	if x.isCopy {
		top = x.copied.toRaw(top)
	}
	x.isCopy = isCopy
	x.display()
	if top > 0 {
		x.view.ShowOffset(x.place(top))
	}
}

// focusSearch puts the keyboard into the search field.
func (x *xmlView) focusSearch() { x.search.Focus() }
