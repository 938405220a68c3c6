package codeview

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// at is the point in the content where the cell of a row begins.
func (v *View) at(row, column int) fyne.Position {
	return fyne.NewPos((float32(column)+0.1)*v.cell.Width, (float32(row)+0.5)*v.cell.Height)
}

func (v *View) press(row, column int, m fyne.KeyModifier) {
	v.content.MouseDown(&desktop.MouseEvent{
		PointEvent: fyne.PointEvent{Position: v.at(row, column)}, Button: desktop.MouseButtonPrimary, Modifier: m,
	})
	v.content.MouseUp(nil)
}

func (v *View) drag(row, column int) {
	v.content.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: v.at(row, column)}})
}

func TestMouseSelection(t *testing.T) {
	newApp(t, theme.VariantLight)
	text := "<a b='c d'>\n国家x\nend"
	v, w := newView(t, text, 300, 200)
	tests := []struct {
		name string
		do   func()
		want string
	}{
		{"press", func() { v.press(0, 3, 0) }, ""},
		{"drag in a row", func() { v.press(0, 1, 0); v.drag(0, 4) }, "a b"},
		{"drag backwards over rows", func() { v.press(2, 1, 0); v.drag(1, 2) }, "家x\ne"},
		{"drag below the text", func() { v.press(1, 4, 0); v.drag(99, 0) }, "x\nend"},
		{"drag above the text", func() { v.press(0, 2, 0); v.drag(-2, 50) }, "<a"},
		{"shift-click", func() { v.press(0, 1, 0); v.press(1, 0, fyne.KeyModifierShift) }, "a b='c d'>\n"},
		{"shift-click the other way", func() { v.press(0, 3, 0); v.press(0, 0, fyne.KeyModifierShift) }, "<a "},
	}
	for _, tt := range tests {
		if tt.do(); v.Selected() != tt.want {
			t.Errorf("%s: %q is selected, want %q", tt.name, v.Selected(), tt.want)
		}
	}
	if w.Canvas().Focused() != v.content {
		t.Error("a click does not focus the view")
	}
	v.press(0, 0, 0)
	v.drag(0, 2)
	v.content.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonSecondary})
	if v.Selected() != "<a" {
		t.Errorf("the right button changed the selection to %q", v.Selected())
	}
	for _, tt := range []struct {
		row, column int
		want        string
	}{{0, 1, "a"}, {0, 3, "b"}, {0, 7, "c d"}, {1, 0, "国家x"}, {2, 1, "end"}} {
		v.content.DoubleTapped(&fyne.PointEvent{Position: v.at(tt.row, tt.column)})
		if v.Selected() != tt.want {
			t.Errorf("double click at %d, %d selects %q, want %q", tt.row, tt.column, v.Selected(), tt.want)
		}
	}
	v.content.DoubleTapped(&fyne.PointEvent{Position: v.at(9, 0)})
	if v.Selected() != "end" {
		t.Errorf("double click below the text selects %q", v.Selected())
	}
}

func TestDragScrolls(t *testing.T) {
	newApp(t, theme.VariantLight)
	v, _ := newView(t, strings.Repeat("line\n", 500), 300, 200)
	v.press(0, 0, 0)
	v.drag(40, 0)
	if top := v.TopLine(); top < 20 {
		t.Errorf("top line is %d after a drag to line 41", top)
	}
	if want := 40 * 5; len(v.Selected()) != want {
		t.Errorf("%d bytes selected, want %d", len(v.Selected()), want)
	}
}

func TestKeys(t *testing.T) {
	newApp(t, theme.VariantLight)
	v, w := newView(t, strings.Repeat("line\n", 500), 300, 200)
	w.Canvas().Focus(v.content)
	page := int(v.scroll.Size().Height/v.cell.Height) - 1
	last := 501 - int(v.scroll.Size().Height/v.cell.Height)
	for _, tt := range []struct {
		key fyne.KeyName
		top int
	}{
		{fyne.KeyUp, 1},
		{fyne.KeyDown, 2},
		{fyne.KeyDown, 3},
		{fyne.KeyUp, 2},
		{fyne.KeyPageDown, 2 + page},
		{fyne.KeyPageUp, 2},
		{fyne.KeyPageUp, 1},
		{fyne.KeyEnd, last},
		{fyne.KeyDown, last},
		{fyne.KeyHome, 1},
		{fyne.KeyA, 1},
	} {
		v.content.TypedKey(&fyne.KeyEvent{Name: tt.key})
		if got := v.TopLine(); got != tt.top {
			t.Errorf("%s: top line is %d, want %d", tt.key, got, tt.top)
		}
	}
}

func TestShiftKeysSelect(t *testing.T) {
	newApp(t, theme.VariantLight)
	text := "ab\n" + strings.Repeat("x", 600) + "\ne\u0301f"
	v, _ := newView(t, text, 300, 200)
	v.content.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	for _, tt := range []struct {
		key  fyne.KeyName
		want int // head
	}{
		{fyne.KeyLeft, 0},
		{fyne.KeyRight, 1},
		{fyne.KeyRight, 2},
		{fyne.KeyRight, 3},
		{fyne.KeyLeft, 2},
		{fyne.KeyDown, 5},
		{fyne.KeyDown, 3 + 512 + 2},
		{fyne.KeyDown, 604 + 4},
		{fyne.KeyLeft, 604 + 3},
		{fyne.KeyLeft, 604},
		{fyne.KeyLeft, 603},
		{fyne.KeyHome, 0},
		{fyne.KeyEnd, len(text)},
		{fyne.KeyRight, len(text)},
		{fyne.KeyPageUp, 0},
	} {
		v.content.TypedKey(&fyne.KeyEvent{Name: tt.key})
		if v.selection.head != tt.want {
			t.Fatalf("%s: head is at %d, want %d", tt.key, v.selection.head, tt.want)
		}
		if got := v.Selected(); got != text[:tt.want] {
			t.Fatalf("%s: selected %.20q, want %.20q", tt.key, got, text[:tt.want])
		}
	}
	d := v.doc
	if got := d.moved(3+512, 0, -1); got != 3+511 {
		t.Errorf("left of a continuation row is %d, want %d", got, 3+511)
	}
	v.content.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	v.content.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	if v.selection.head != 0 {
		t.Error("an arrow without shift moved the selection")
	}
}

func TestFocus(t *testing.T) {
	newApp(t, theme.VariantLight)
	v, w := newView(t, sample, 300, 200)
	if v.ring.Visible() {
		t.Error("focus ring without the focus")
	}
	v.Focus()
	v.content.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftRight})
	if !v.ring.Visible() || w.Canvas().Focused() != v.content {
		t.Error("no focus ring")
	}
	test.Type(v.content, "typed")
	if v.Doc().Text() != sample {
		t.Error("typing changed the text")
	}
	w.Canvas().Unfocus()
	if v.ring.Visible() || v.content.shift {
		t.Error("the focus went, ring or shift stayed")
	}
}

func TestCopy(t *testing.T) {
	app := newApp(t, theme.VariantLight)
	var refused []int
	v := New(func(int) {}, func(s string) { refused = append(refused, len(s)) })
	test.NewTempWindow(t, v)
	app.Clipboard().SetContent("before")
	v.SetDoc(NewDoc(sample))
	v.content.TypedShortcut(&fyne.ShortcutCopy{})
	if got := app.Clipboard().Content(); got != "before" {
		t.Errorf("copying nothing put %q on the clipboard", got)
	}
	v.content.TypedShortcut(&fyne.ShortcutSelectAll{})
	v.content.TypedShortcut(&fyne.ShortcutCopy{})
	if got := app.Clipboard().Content(); got != sample {
		t.Errorf("copied %q", got)
	}
	v.SetDoc(NewDoc(strings.Repeat("x", copyLimit+1)))
	v.SelectAll()
	v.Copy()
	if got := app.Clipboard().Content(); got != sample || len(refused) != 1 || refused[0] != copyLimit+1 {
		t.Errorf("%d bytes on the clipboard, refused %v", len(got), refused)
	}
	v.Select(Range{0, copyLimit})
	v.Copy()
	if got := app.Clipboard().Content(); len(got) != copyLimit {
		t.Errorf("%d bytes copied, want %d", len(got), copyLimit)
	}
}
