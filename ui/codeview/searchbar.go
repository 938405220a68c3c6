package codeview

import (
	"context"
	"sort"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

const (
	matchLimit = 100_000
	queryLimit = 1000 // bytes; Fyne's Entry takes minutes for a pasted document
)

// SearchBar looks for text in the document of a View and leads from match to match. It looks while the user types;
// a new query ends the search before. Enter goes to the next match, shift-Enter to the one before, Escape clears.
type SearchBar struct {
	widget.BaseWidget

	view   *View
	run    func(work, done func())
	cancel context.CancelFunc // of the search that runs, or has run

	matches []Range
	more    bool // there are more than matches
	current int

	entry     *searchEntry
	matchCase *widget.Check
	pattern   *widget.Check
	count     *widget.Label
	fault     *widget.Label // why there was no search
	previous  *widget.Button
	next      *widget.Button
	line      *lineEntry
	content   fyne.CanvasObject
}

// NewSearchBar makes a bar for view. run must call work away from the UI goroutine and then done on it.
func NewSearchBar(view *View, run func(work, done func())) *SearchBar {
	b := &SearchBar{view: view, run: run, cancel: func() {}, current: -1}
	b.entry = newSearchEntry(b)
	b.matchCase = widget.NewCheck(lang.X("codeview.case", "Match case"), func(bool) { b.Search() })
	b.pattern = widget.NewCheck(lang.X("codeview.regexp", "Regular expression"), func(bool) { b.Search() })
	b.count = widget.NewLabel("")
	b.count.Truncation = fyne.TextTruncateEllipsis
	b.previous = widget.NewButtonWithIcon("", theme.MoveUpIcon(), b.Previous)
	b.next = widget.NewButtonWithIcon("", theme.MoveDownIcon(), b.Next)
	b.line = newLineEntry(view)
	b.fault = widget.NewLabel("")
	b.fault.Importance = widget.DangerImportance
	b.fault.Hide()
	// the count has a room of fixed width, or the buttons would move under the mouse
	b.content = container.NewVBox(container.New(oneLine{}, b.entry, container.New(ems(9), b.count), b.previous, b.next, b.matchCase, b.pattern,
		container.New(ems(7), b.line)), b.fault)
	b.ExtendBaseWidget(b)
	b.show()
	view.onDoc = b.Search
	return b
}

// CreateRenderer is called by Fyne.
func (b *SearchBar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(b.content) }

// Focus puts the keyboard into the search field and selects what stands there.
func (b *SearchBar) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(b.entry); c != nil {
		c.Focus(b.entry)
		b.entry.TypedShortcut(&fyne.ShortcutSelectAll{})
	}
}

// SetQuery sets the query and looks for it.
func (b *SearchBar) SetQuery(q Query) {
	b.matchCase.Checked, b.pattern.Checked = q.MatchCase, q.Regexp
	b.matchCase.Refresh()
	b.pattern.Refresh()
	if b.entry.Text == q.Text {
		b.Search()
		return
	}
	b.entry.SetText(q.Text) // looks
}

// Search looks for the query in the view's document, and ends a search that still runs.
func (b *SearchBar) Search() {
	b.cancel()
	ctx, cancel := context.WithCancel(context.Background())
	b.cancel = cancel
	q := Query{b.entry.Text, b.matchCase.Checked, b.pattern.Checked}
	b.found(nil, false)
	b.fault.Hide()
	switch {
	case q.Text == "":
		return
	case len(q.Text) > queryLimit:
		b.refuse(tooLong())
		return
	}
	b.count.SetText(lang.X("codeview.searching", "Searching…"))
	text := b.view.doc.text
	var (
		matches []Range
		more    bool
		err     error
	)
	b.run(func() {
		matches, more, err = Find(ctx, text, q, matchLimit)
	}, func() {
		switch {
		case ctx.Err() != nil: // another search has taken its place
		case err != nil:
			b.refuse(err.Error())
		default:
			b.found(matches, more)
		}
	})
}

// found shows matches, beginning with the first one that is not above the rows wholly in sight.
func (b *SearchBar) found(matches []Range, more bool) {
	b.matches, b.more, b.current = matches, more, -1
	if len(matches) > 0 {
		top := b.view.topOffset()
		b.current = sort.Search(len(matches), func(i int) bool { return matches[i].Start >= top }) % len(matches)
	}
	b.show()
}

// Next goes to the next match, from the last to the first.
func (b *SearchBar) Next() { b.step(1) }

// Previous goes to the match before, from the first to the last.
func (b *SearchBar) Previous() { b.step(-1) }

func (b *SearchBar) step(by int) {
	if n := len(b.matches); n > 0 {
		b.current = (b.current + by + n) % n
		b.show()
	}
}

func (b *SearchBar) show() {
	b.view.SetMatches(b.matches, b.current)
	b.count.SetText(b.countText())
	if len(b.matches) == 0 {
		b.previous.Disable()
		b.next.Disable()
		return
	}
	b.previous.Enable()
	b.next.Enable()
}

func (b *SearchBar) countText() string {
	switch data := map[string]any{"Index": b.current + 1, "Count": len(b.matches)}; {
	case b.entry.Text == "":
		return ""
	case len(b.matches) == 0:
		return lang.X("codeview.none", "Not found")
	case b.more:
		return lang.X("codeview.more", "{{.Index}} of more than {{.Count}}", data)
	default:
		return lang.X("codeview.count", "{{.Index}} of {{.Count}}", data)
	}
}

// refuse says why there is no search.
func (b *SearchBar) refuse(why string) {
	b.count.SetText("")
	b.fault.SetText(why)
	b.fault.Show()
	b.Refresh()
}

func tooLong() string { return lang.X("codeview.long", "This is too long to look for.") }

// oneLine is a layout of one line, in which the first object takes what the others leave. Where that is too little,
// the first takes a line by itself and the others follow below it.
type oneLine struct{}

func (oneLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	gap, rest := theme.Padding(), size.Width
	for _, o := range objects[1:] {
		rest -= o.MinSize().Width + gap
	}
	first, x, y, line := objects[0], rest+gap, float32(0), tallest(objects)
	if rest < 10*theme.TextSize() {
		rest, x, y = size.Width, 0, line+gap
	}
	first.Move(fyne.Position{})
	first.Resize(fyne.NewSize(rest, line))
	for _, o := range objects[1:] {
		width := o.MinSize().Width
		if x > 0 && x+width > size.Width+1 {
			x, y = 0, y+line+gap
		}
		o.Move(fyne.NewPos(x, y))
		o.Resize(fyne.NewSize(width, line))
		x += width + gap
	}
}

// MinSize tells the height as it was last laid out.
func (oneLine) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min, line := fyne.Size{}, tallest(objects)
	for _, o := range objects {
		min = min.Max(fyne.NewSize(o.MinSize().Width, o.Position().Y+line))
	}
	return min
}

func tallest(objects []fyne.CanvasObject) float32 {
	h := float32(0)
	for _, o := range objects {
		h = fyne.Max(h, o.MinSize().Height)
	}
	return h
}

// ems is a layout that gives its one object a least width of so many text sizes.
type ems float32

func (e ems) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(e)*theme.TextSize(), objects[0].MinSize().Height)
}

func (e ems) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }

// searchEntry is an Entry that knows Enter with shift and Escape, and takes no long paste.
type searchEntry struct {
	widget.Entry
	bar   *SearchBar
	shift bool
}

func newSearchEntry(b *SearchBar) *searchEntry {
	e := &searchEntry{bar: b}
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(lang.X("codeview.find", "Find in the text"))
	e.OnChanged = func(string) { b.Search() }
	return e
}

func (e *searchEntry) KeyDown(k *fyne.KeyEvent) { e.shifted(k, true); e.Entry.KeyDown(k) }
func (e *searchEntry) KeyUp(k *fyne.KeyEvent)   { e.shifted(k, false); e.Entry.KeyUp(k) }
func (e *searchEntry) FocusLost()               { e.shift = false; e.Entry.FocusLost() }

func (e *searchEntry) shifted(k *fyne.KeyEvent, down bool) {
	if k.Name == desktop.KeyShiftLeft || k.Name == desktop.KeyShiftRight {
		e.shift = down
	}
}

func (e *searchEntry) TypedKey(k *fyne.KeyEvent) {
	switch {
	case k.Name == fyne.KeyEscape:
		e.SetText("")
		e.bar.view.Focus()
	case k.Name != fyne.KeyReturn && k.Name != fyne.KeyEnter:
		e.Entry.TypedKey(k)
	case e.shift:
		e.bar.Previous()
	default:
		e.bar.Next()
	}
}

// TypedShortcut keeps a long text out: the Entry would lay all of it out, for minutes.
func (e *searchEntry) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && len(p.Clipboard.Content()) > queryLimit {
		e.bar.refuse(tooLong())
		return
	}
	e.Entry.TypedShortcut(s)
}

// lineEntry takes a line number and jumps to it on Enter.
type lineEntry struct {
	widget.Entry
}

func newLineEntry(v *View) *lineEntry {
	e := &lineEntry{}
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(lang.X("codeview.line", "Go to line"))
	e.OnSubmitted = func(s string) {
		if line, err := strconv.Atoi(s); err == nil {
			v.ShowLine(line)
		}
	}
	return e
}

// TypedRune takes digits only, and no more of them than a line number has.
func (e *lineEntry) TypedRune(r rune) {
	if r >= '0' && r <= '9' && len(e.Text) < 9 {
		e.Entry.TypedRune(r)
	}
}

// TypedShortcut takes no paste that is no line number.
func (e *lineEntry) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok {
		content := p.Clipboard.Content()
		if _, err := strconv.Atoi(content[:min(len(content), 10)]); err != nil || len(content) > 9 {
			return
		}
	}
	e.Entry.TypedShortcut(s)
}
