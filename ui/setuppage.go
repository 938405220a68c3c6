package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// mostTyped is the most bytes that stand in the text field; what is larger is kept beside it, as the toolkit's field
// would need long to lay it out.
const mostTyped = 16 << 10

// setupActions are what the page has others do.
type setupActions struct {
	check      func([]decoder.SetupInput)
	open, back func()
}

// setupPage takes what an admin has of an application's set-up: text of the portal, JSON of Graph, and values that are
// typed. All of it stays until it is taken away.
type setupPage struct {
	do      setupActions
	title   *text
	text    *setupText
	pieces  []decoder.SetupInput
	list    *fyne.Container
	form    *setupForm
	folded  *fyne.Container
	arrow   *widget.Icon
	detail  fyne.CanvasObject
	problem *fyne.Container
	box     *container.Scroll
}

// setupText is the text field for text of the portal and JSON. What is too large for it goes to onLarge.
type setupText struct {
	widget.Entry
	onLarge func(string)
}

// TypedShortcut implements fyne.Shortcutable.
func (t *setupText) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && p.Clipboard != nil {
		if c := p.Clipboard.Content(); len(t.Text)+len(c) > mostTyped {
			t.onLarge(c)
			return
		}
	}
	t.Entry.TypedShortcut(s)
}

func newSetupPage(do setupActions) *setupPage {
	p := &setupPage{do: do, list: vertical(6), problem: vertical(0), title: newText(wrap, theme.SizeNameHeadingText)}
	p.text = &setupText{onLarge: func(s string) { p.add(pastedPiece(s)) }}
	p.text.MultiLine, p.text.Wrapping = true, fyne.TextWrapOff
	p.text.ExtendBaseWidget(p.text)
	p.text.SetPlaceHolder(lang.L("setup.text-hint"))
	p.text.SetMinRowsVisible(7)
	p.form = newSetupForm(func(src source) {
		if b, err := readAll(src, largestSetup); err == nil { // of the clipboard
			p.paste(string(b))
		}
	})
	check := widget.NewButtonWithIcon(lang.L("setup.check"), theme.ConfirmIcon(), p.check)
	check.Importance = widget.HighImportance
	buttons := func() fyne.CanvasObject {
		return container.New(flow{8}, check, widget.NewButtonWithIcon(lang.L("setup.open"), theme.FolderOpenIcon(), do.open),
			widget.NewButton(lang.L("setup.clear"), p.clear), widget.NewButton(lang.L("capture.back"), do.back))
	}
	p.arrow = widget.NewIcon(iconNext.in(colorMuted))
	head := newPressable(inset(6, 4, container.New(columns{gap: 8, weights: []float32{0, 1}, middle: true},
		container.New(fixed{fyne.NewSize(16, 16)}, p.arrow), strong(lang.L("setup.form")))), p.unfold)
	p.folded = vertical(0, head)
	p.box = page(p.title, muted(lang.L("setup.about")), p.problem, p.text, p.list, buttons(), inset(6, 0, widget.NewSeparator()), p.folded).(*container.Scroll)
	return p
}

func (p *setupPage) content() fyne.CanvasObject { return p.box }

// unfold opens or closes the fields.
func (p *setupPage) unfold() {
	p.detail = toggled(p.folded, p.arrow, p.detail, func() fyne.CanvasObject { return inset(4, 6, p.form.box) })
}

// offer names the application.
func (p *setupPage) offer(of *profile.Profile) {
	name := ""
	if of != nil {
		name = of.Title
	}
	p.title.set(span{text: lang.L("setup.title", fill{"Application": name}), style: fyne.TextStyle{Bold: true}})
	p.form.offer(of)
}

// paste takes the clipboard: into the text field, or beside it where it is large.
func (p *setupPage) paste(s string) {
	if len(p.text.Text)+len(s) > mostTyped {
		p.add(pastedPiece(s))
		return
	}
	before := p.text.Text
	if before != "" && !strings.HasSuffix(before, "\n") {
		before += "\n"
	}
	p.text.SetText(before + s)
}

func pastedPiece(s string) decoder.SetupInput {
	return decoder.SetupInput{Name: lang.L("source.paste"), Origin: wire.Paste, Bytes: []byte(s)}
}

// add keeps one more piece. The same one is not kept twice.
func (p *setupPage) add(in decoder.SetupInput) {
	p.drop(in)
	p.pieces = append(p.pieces, in)
	p.fill()
}

func (p *setupPage) drop(in decoder.SetupInput) {
	var kept []decoder.SetupInput
	for _, o := range p.pieces {
		if o.Name != in.Name || string(o.Bytes) != string(in.Bytes) {
			kept = append(kept, o)
		}
	}
	p.pieces = kept
	p.fill()
}

func (p *setupPage) fill() {
	p.list.Objects = nil
	for _, in := range p.pieces {
		p.list.Add(listRow(vertical(1, strong(brief(shown(in.Name))), caption(bytesOf(int64(len(in.Bytes))))), lang.L("setup.drop"), func() { p.drop(in) }))
	}
	p.list.Refresh()
}

// take keeps what was looked at from elsewhere, so that more can be given beside it.
func (p *setupPage) take(inputs []decoder.SetupInput) {
	for _, in := range inputs {
		switch {
		case in.Typed != nil || strings.TrimSpace(string(in.Bytes)) == strings.TrimSpace(p.text.Text):
		case p.text.Text == "" && in.Origin == wire.Paste && len(in.Bytes) <= mostTyped:
			p.text.SetText(string(in.Bytes))
		default:
			p.add(in)
		}
	}
}

// clear takes everything away.
func (p *setupPage) clear() {
	p.text.SetText("")
	p.pieces = nil
	p.form.clear()
	p.fill()
	p.tell(nil)
}

// check hands over all that was given.
func (p *setupPage) check() {
	var inputs []decoder.SetupInput
	if strings.TrimSpace(p.text.Text) != "" {
		inputs = append(inputs, pastedPiece(p.text.Text))
	}
	inputs = append(inputs, p.pieces...)
	sheet, wrong := p.form.sheet()
	switch {
	case wrong != "":
		p.tell(&report.Problem{Sentence: wrong})
		return
	case sheet != nil:
		inputs = append(inputs, decoder.SetupInput{Name: lang.L("setup.entered"), Origin: wire.Paste, Typed: sheet})
	case len(inputs) == 0:
		p.tell(&report.Problem{Sentence: lang.L("setup.nothing")})
		return
	}
	p.tell(nil)
	p.do.check(inputs)
}

// tell says why what was given cannot be checked; nil: it can.
func (p *setupPage) tell(problem *report.Problem) {
	p.problem.Objects = nil
	if problem != nil {
		p.problem.Add(troubleCard(toneWarn, iconWarning, report.Clean(problem.Sentence), cleaned(problem.Steps)))
		p.box.ScrollToTop()
	}
	p.problem.Refresh()
	p.box.Content.Refresh()
}

// changeButton leads from a set-up sheet to what it was read from.
func changeButton(do func()) *widget.Button {
	return widget.NewButtonWithIcon(lang.L("setup.change"), theme.DocumentCreateIcon(), do)
}

// enterSetup shows the set-up page, with all that was given before.
func (w *window) enterSetup() {
	w.notice.hide()
	w.setUp.offer(w.session.profile())
	if !w.source.entered {
		w.setUp.take(w.source.setup)
	}
	w.put(w.setUp.content())
	w.tell(state{View: "setting-up", Picked: w.picked})
	w.win.Canvas().Focus(w.setUp.text)
}

// checkSetup judges what the set-up page has.
func (w *window) checkSetup(inputs []decoder.SetupInput) {
	w.session.checkSetup(inputs, func(p report.Problem) {
		w.setUp.tell(&p)
		row := problemOf(p)
		w.tell(state{View: "setting-up", Problem: &row, Picked: w.picked})
	})
}

// openPiece asks for a file of the set-up.
func (w *window) openPiece() {
	w.chooseFile(lang.L("setup.open"), nil, func(path string) {
		w.session.readPiece(path, func(in decoder.SetupInput, err error) {
			if err != nil {
				w.setUp.tell(&report.Problem{Sentence: lang.L("notice.open", fill{"Reason": err.Error()})})
				return
			}
			w.setUp.add(in)
		})
	})
}

// settingUp tells whether the set-up page is on display.
func (w *window) settingUp() bool {
	return len(w.stage.Objects) > 0 && w.stage.Objects[0] == w.setUp.content()
}
