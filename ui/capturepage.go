package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/capture"
	"claimcheck/decoder/wire"
)

// captureActions are what the page has others do.
type captureActions struct {
	start                     func(o capture.Options)
	listen                    func(port string)
	stop, back, byHand, other func()
	copy                      func(s string)
	document                  func(source) // that was pasted into the field of the address
}

// capturePage asks what to capture, and shows what is seen while it goes on.
type capturePage struct {
	onStart  func(o capture.Options)
	zone     *time.Location
	url      *field
	browser  *widget.Select
	mode     *widget.RadioGroup
	start    *widget.Button
	none     fyne.CanvasObject // words where there is no browser
	port     *widget.Entry     // of the listener
	copyURL  *widget.Button
	replyURL string // of the listener under way
	browsers []capture.Browser
	held     bool // the capture under way holds the response
	rows     []seenRow
	told     int // rows of it in all
	seen     *fyne.Container
	form     fyne.CanvasObject
	running  fyne.CanvasObject
	box      *fyne.Container
}

func newCapturePage(zone *time.Location, a captureActions) *capturePage {
	p := &capturePage{onStart: a.start, zone: zone, url: newField("", a.document), seen: vertical(6)}
	p.url.SetPlaceHolder(lang.L("capture.url-hint"))
	p.url.OnSubmitted = func(string) { p.begin() }
	p.browser = widget.NewSelect(nil, func(string) {})
	p.mode = widget.NewRadioGroup([]string{lang.L("capture.watch"), lang.L("capture.hold")}, func(string) {})
	p.mode.Required = true
	p.start = widget.NewButtonWithIcon(lang.L("capture.start"), iconRecord.in(theme.ColorNameForegroundOnPrimary), p.begin)
	p.start.Importance = widget.HighImportance
	p.none = body(lang.L("capture.no-browser"))
	p.port = widget.NewEntry()
	p.port.SetText(strconv.Itoa(capture.UsualPort))
	p.port.OnSubmitted = a.listen
	p.copyURL = widget.NewButtonWithIcon(lang.L("listen.copy"), theme.ContentCopyIcon(), func() { a.copy(p.replyURL) })
	other := widget.NewButton(lang.L("capture.other-browser"), a.other)

	title := func(s string) fyne.CanvasObject {
		return newText(wrap, theme.SizeNameHeadingText, span{text: s, style: fyne.TextStyle{Bold: true}})
	}
	p.form = page(
		title(lang.L("capture.title")), muted(lang.L("capture.about")),
		inset(4, 0, strong(lang.L("capture.url"))), p.url, muted(lang.L("capture.url-where")),
		inset(4, 0, strong(lang.L("capture.browser"))), p.none, container.New(flow{8}, container.New(fixedWidth(220), p.browser), other),
		inset(4, 0, strong(lang.L("capture.mode"))), p.mode, muted(lang.L("capture.modes")),
		caution(),
		container.New(flow{8}, p.start, widget.NewButton(lang.L("capture.back"), a.back), widget.NewButton(lang.L("capture.by-hand"), a.byHand)),
		inset(6, 0, widget.NewSeparator()), strong(lang.L("listen.title")), muted(lang.L("listen.about")),
		container.New(flow{8}, inset(8, 0, newText(natural, theme.SizeNameText, span{text: lang.L("listen.port")})),
			container.New(fixedWidth(90), p.port), widget.NewButton(lang.L("listen.start"), func() { a.listen(p.port.Text) })))
	stop := widget.NewButtonWithIcon(lang.L("capture.stop"), theme.MediaStopIcon(), a.stop)
	stop.Importance = widget.HighImportance
	p.running = page(title(lang.L("capture.running")), p.seen, caution(), atLeft(stop))
	p.box = container.NewStack(p.form)
	return p
}

// page is a card of rows in the middle, to be scrolled where there is less room than it needs.
func page(rows ...fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVScroll(container.New(narrow{720}, inset(12, 16, card(inset(18, 22, vertical(8, rows...))))))
}

// caution says what a captured response is.
func caution() fyne.CanvasObject {
	line := container.New(columns{gap: 8, weights: []float32{0, 1}}, icon(iconWarning, toneWarn.strong(), 18), body(lang.L("capture.caution")))
	return newPanel(toneWarn.soft(), 6, inset(8, 10, line))
}

func (p *capturePage) content() fyne.CanvasObject { return p.box }

// ask shows the form. The choices made before stay.
func (p *capturePage) ask(url string, browsers []capture.Browser) {
	p.url.SetText(url)
	p.offer(browsers)
	if p.mode.Selected == "" {
		p.mode.SetSelected(lang.L("capture.watch"))
	}
	p.box.Objects = []fyne.CanvasObject{p.form}
	p.box.Refresh()
}

// offer lists browsers, of which the last chosen stays chosen.
func (p *capturePage) offer(browsers []capture.Browser) {
	p.browsers = browsers
	var names []string
	for _, b := range browsers {
		names = append(names, shown(b.Name))
	}
	p.browser.Options = names
	if !slices.Contains(names, p.browser.Selected) {
		p.browser.ClearSelected()
		if len(names) > 0 {
			p.browser.SetSelectedIndex(0)
		}
	}
	if len(names) == 0 {
		p.none.Show()
		p.start.Disable()
	} else {
		p.none.Hide()
		p.start.Enable()
	}
	p.browser.Refresh()
}

// begin starts what the form says.
func (p *capturePage) begin() {
	i := p.browser.SelectedIndex()
	if i < 0 || i >= len(p.browsers) {
		return
	}
	p.held = p.mode.Selected == lang.L("capture.hold")
	p.onStart(capture.Options{URL: strings.TrimSpace(p.url.Text), Browser: p.browsers[i], Hold: p.held})
}

// show lists what was seen so far.
func (p *capturePage) show(rows []seenRow, before int) {
	p.rows, p.told = rows, before+len(rows)
	words := lang.L("capture.wait-watch")
	if p.held {
		words = lang.L("capture.wait-hold")
	}
	p.seen.Objects = []fyne.CanvasObject{body(words)}
	if p.replyURL != "" {
		p.seen.Objects = []fyne.CanvasObject{body(lang.L("listen.wait", fill{"URL": p.replyURL})), atLeft(p.copyURL)}
	}
	if before > 0 {
		p.seen.Add(caption(lang.N("seen.before", before, fill{"Count": count(before)})))
	}
	for _, r := range rows {
		g, t := iconNext, toneQuiet
		if r.Message {
			g, t = iconInfo, toneNote
		}
		p.seen.Add(container.New(columns{gap: 8, weights: []float32{0, 0, 1}}, icon(g, t.strong(), 18), caption(r.When), body(r.Text)))
	}
	p.seen.Refresh()
	p.box.Objects = []fyne.CanvasObject{p.running}
	p.box.Refresh()
}

// capture shows the form, or what is seen while a capture goes on.
func (w *window) capture() {
	if w.session.recording.busy() {
		w.put(w.recorder.content())
		return
	}
	w.notice.hide()
	w.recorder.ask(w.session.signOnURL(), w.session.recorder.browsers())
	w.put(w.recorder.content())
	w.tell(state{View: "capture"})
	w.win.Canvas().Focus(w.recorder.url)
}

// startCapture begins what the form says.
func (w *window) startCapture(o capture.Options) {
	w.notice.hide()
	w.win.Canvas().Unfocus()
	w.session.rememberURL(o.URL)
	w.session.record(o)
	w.showSeen(capture.Recording{}, true)
}

// leaveCapture goes back to what was there before.
func (w *window) leaveCapture() {
	if w.picked >= 0 {
		w.back()
	} else {
		w.clear()
	}
}

// showSeen implements screen.
func (w *window) showSeen(r capture.Recording, goesOn bool) {
	if !goesOn {
		w.capture()
		return
	}
	w.recorder.replyURL = ""
	if r.Origin == wire.Listener {
		w.recorder.replyURL = r.End.URL
	}
	rows, before := seenRows(r, w.zone)
	if len(r.Exchanges) > 0 && before+len(rows) == w.recorder.told && slices.Equal(rows, w.recorder.rows) {
		return
	}
	w.recorder.show(rows, before)
	if w.stage.Objects[0] == w.recorder.content() { // something else may be looked at meanwhile
		w.tell(state{View: "capturing", Seen: rows, Picked: w.picked})
	}
}

// otherBrowser takes a browser at a place of its own.
func (w *window) otherBrowser() {
	w.chooseFile(lang.L("capture.other-browser"), nil, func(path string) {
		b, err := capture.At(path)
		if err != nil {
			w.notice.show(shown(err.Error()))
			return
		}
		w.recorder.offer(append([]capture.Browser{b}, w.recorder.browsers...))
		w.recorder.browser.SetSelectedIndex(0)
	})
}

// byHand shows how to record a sign-in in each browser, step by step.
func (w *window) byHand() {
	list := vertical(12)
	for _, way := range capture.ByHand {
		list.Add(vertical(4, strong(way.Browsers), numbered(orders(way.Steps), colorMuted)))
	}
	d := dialog.NewCustom(lang.L("by-hand.title"), lang.L("dialog.close"), container.NewVScroll(inset(4, 8, list)), w.win)
	size := w.win.Canvas().Size()
	d.Resize(fyne.NewSize(fyne.Min(620, size.Width-60), fyne.Min(560, size.Height-60)))
	d.Show()
}

// orders makes sentences of steps.
func orders(steps []string) []string {
	var all []string
	for _, s := range steps {
		all = append(all, strings.ToUpper(s[:1])+s[1:]+".")
	}
	return all
}
