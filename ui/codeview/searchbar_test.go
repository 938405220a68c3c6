package codeview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// atOnce runs a search on the test's goroutine.
func atOnce(work, done func()) {
	work()
	done()
}

func newBar(t testing.TB, text string, run func(work, done func())) (*SearchBar, *View, fyne.Window) {
	v := New(func(int) {}, func(string) {})
	b := NewSearchBar(v, run)
	w := test.NewTempWindow(t, container.NewBorder(b, nil, nil, nil, v))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(901, 300))
	w.Resize(fyne.NewSize(900, 300)) // the height of the bar follows from its width
	v.SetDoc(NewDoc(text))
	return b, v, w
}

// current is the text of the outlined match.
func current(v *View) string {
	if l := v.layers; l.current >= 0 {
		return v.doc.text[l.matches[l.current].Start:l.matches[l.current].End]
	}
	return ""
}

func TestSearchBarGolden(t *testing.T) {
	for name, variant := range map[string]fyne.ThemeVariant{"light": theme.VariantLight, "dark": theme.VariantDark} {
		newApp(t, variant)
		b, _, w := newBar(t, "<a>one</a>\n<b>One</b>\n", atOnce)
		b.SetQuery(Query{Text: "one"})
		b.Next()
		test.AssertRendersToMarkup(t, "searchbar_"+name+".xml", w.Canvas())
	}
}

func TestSearchBar(t *testing.T) {
	newApp(t, theme.VariantLight)
	b, v, w := newBar(t, "one One\ntwo\nONE", atOnce)
	type state struct {
		count, current, fault string
		index                 int
		steps                 bool
	}
	check := func(name string, want state) {
		t.Helper()
		got := state{b.count.Text, current(v), "", v.layers.current, !b.next.Disabled() && !b.previous.Disabled()}
		if b.fault.Visible() {
			got.fault = b.fault.Text
		}
		if got != want {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, want)
		}
	}
	none := state{index: -1}
	check("at first", none)
	b.Focus()
	if w.Canvas().Focused() != b.entry {
		t.Fatal("the search field has not the focus")
	}
	test.Type(b.entry, "one")
	check("typed", state{"1 of 3", "one", "", 0, true})
	b.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	check("enter", state{"2 of 3", "One", "", 1, true})
	test.Tap(b.next)
	check("next", state{"3 of 3", "ONE", "", 2, true})
	b.Next()
	check("round the end", state{"1 of 3", "one", "", 0, true})
	b.entry.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	b.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnter})
	b.entry.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	check("shift-enter, round the start", state{"3 of 3", "ONE", "", 2, true})
	test.Tap(b.previous)
	check("previous", state{"2 of 3", "One", "", 1, true})
	test.Tap(b.matchCase)
	check("match case", state{"1 of 1", "one", "", 0, true})
	b.entry.SetText("o(")
	check("no such text", state{"Not found", "", "", -1, false})
	test.Tap(b.pattern)
	check("no such pattern", state{"", "", "not a regular expression: missing closing )", -1, false})
	b.SetQuery(Query{Text: "^t.o", Regexp: true})
	check("pattern", state{"1 of 1", "two", "", 0, true})
	v.SetDoc(NewDoc("two tao\n\nTOO"))
	check("another document", state{"1 of 2", "two", "", 0, true})
	b.SetQuery(Query{Text: "^t.o", Regexp: true})
	check("asked again", state{"1 of 2", "two", "", 0, true})
	b.entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	check("escape", none)
	if w.Canvas().Focused() != v.content {
		t.Error("escape does not go back to the text")
	}
	b.SetQuery(Query{Text: strings.Repeat("x", queryLimit+1)})
	check("too long", state{"", "", "This is too long to look for.", -1, false})
}

func TestSearchBeginsInSight(t *testing.T) {
	newApp(t, theme.VariantLight)
	b, v, _ := newBar(t, strings.Repeat("line\n", 1000), atOnce)
	v.ShowLine(500)
	top := v.TopLine()
	b.SetQuery(Query{Text: "line"})
	if line := b.current + 1; line < top || line > top+1 || v.TopLine() != top {
		t.Errorf("line %d is current and line %d on top, which was line %d", line, v.TopLine(), top)
	}
}

func TestSearchStopsCounting(t *testing.T) {
	newApp(t, theme.VariantLight)
	b, _, _ := newBar(t, strings.Repeat("x", matchLimit+1), atOnce)
	b.SetQuery(Query{Text: "x"})
	if want := "1 of more than 100000"; b.count.Text != want || len(b.matches) != matchLimit {
		t.Errorf("count is %q, want %q", b.count.Text, want)
	}
}

// TestSearchInTheBackground lets searches end late and out of order.
func TestSearchInTheBackground(t *testing.T) {
	newApp(t, theme.VariantLight)
	type job struct{ work, done func() }
	var jobs []job
	b, v, _ := newBar(t, "one two", func(work, done func()) { jobs = append(jobs, job{work, done}) })
	b.SetQuery(Query{Text: "one"})
	if b.count.Text != "Searching…" {
		t.Errorf("count is %q while searching", b.count.Text)
	}
	jobs[0].work()
	b.SetQuery(Query{Text: "two"})
	jobs[1].work()
	jobs[1].done()
	jobs[0].done()
	if len(jobs) != 2 || current(v) != "two" || b.count.Text != "1 of 1" {
		t.Errorf("%d searches, current match %q, count %q", len(jobs), current(v), b.count.Text)
	}
	b.SetQuery(Query{Text: "one"})
	v.SetDoc(NewDoc("none"))
	jobs[2].work()
	jobs[2].done()
	if len(v.layers.matches) != 0 {
		t.Error("matches of the last document are shown in this one")
	}
	jobs[3].work()
	jobs[3].done()
	if current(v) != "one" || v.layers.matches[0].Start != 1 {
		t.Errorf("matches %v in the new document", v.layers.matches)
	}
	b.SetQuery(Query{})
	if len(jobs) != 4 || len(v.layers.matches) != 0 || b.count.Text != "" {
		t.Error("an empty query does not clear")
	}
}

func TestLongPasteIsRefused(t *testing.T) {
	app := newApp(t, theme.VariantLight)
	b, _, _ := newBar(t, "one", atOnce)
	paste := func(s string) {
		app.Clipboard().SetContent(s)
		b.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: app.Clipboard()})
	}
	paste(strings.Repeat("<a/>", 500_000))
	if b.entry.Text != "" || !b.fault.Visible() {
		t.Errorf("%d bytes were pasted", len(b.entry.Text))
	}
	paste("one")
	if b.entry.Text != "one" || b.fault.Visible() || b.count.Text != "1 of 1" {
		t.Errorf("pasted %q, count %q", b.entry.Text, b.count.Text)
	}
}

func TestGoToLine(t *testing.T) {
	app := newApp(t, theme.VariantLight)
	b, v, _ := newBar(t, strings.Repeat("line\n", 1000), atOnce)
	test.Type(b.line, "5x0-0123456789")
	if b.line.Text != "500123456" {
		t.Errorf("the field took %q", b.line.Text)
	}
	b.line.SetText("")
	for _, s := range []string{strings.Repeat("5", 100_000), "five", "0x1", "12\n"} {
		app.Clipboard().SetContent(s)
		b.line.TypedShortcut(&fyne.ShortcutPaste{Clipboard: app.Clipboard()})
		if b.line.Text != "" {
			t.Errorf("pasted %.20q", b.line.Text)
		}
	}
	app.Clipboard().SetContent("500")
	b.line.TypedShortcut(&fyne.ShortcutPaste{Clipboard: app.Clipboard()})
	b.line.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if top := v.TopLine(); top < 485 || top > 500 {
		t.Errorf("top line is %d, want line 500 in sight", top)
	}
	b.line.SetText("")
	b.line.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if v.TopLine() == 1 {
		t.Error("an empty line number scrolled")
	}
}

// In a narrow window the search bar takes more lines; nothing of it is cut off, and nothing overlaps.
func TestSearchBarWraps(t *testing.T) {
	newApp(t, theme.VariantLight)
	for _, width := range []float32{300, 517, 700, 900} {
		b, _, w := newBar(t, "text", atOnce)
		w.Resize(fyne.NewSize(width+1, 300))
		w.Resize(fyne.NewSize(width, 300))
		line := b.content.(*fyne.Container).Objects[0].(*fyne.Container).Objects
		for i, o := range line {
			if end := o.Position().X + o.Size().Width; end > width+1 || o.Position().Y+o.Size().Height > b.Size().Height+1 {
				t.Errorf("width %.0f: %d ends at %.0f, %.0f of %v", width, i, end, o.Position().Y+o.Size().Height, b.Size())
			}
			for k, other := range line[:i] {
				if other.Position().Y == o.Position().Y && other.Position().X+other.Size().Width > o.Position().X+1 {
					t.Errorf("width %.0f: %d and %d overlap", width, k, i)
				}
			}
		}
	}
}
