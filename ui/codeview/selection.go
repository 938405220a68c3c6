package codeview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
)

// copyLimit is the most that is copied, in bytes: a larger selection cannot be handed over in one piece under X11,
// and trying ends the program.
const copyLimit = 8 << 20

// selection is a pair of byte offsets: where it was started, and where it has got to.
type selection struct{ anchor, head int }

func (s selection) span() Range { return Range{min(s.anchor, s.head), max(s.anchor, s.head)} }

// Selected is the selected text, byte for byte.
func (v *View) Selected() string {
	s := v.selection.span()
	return v.doc.text[s.Start:s.End]
}

// Select selects a range without scrolling to it.
func (v *View) Select(r Range) {
	r = v.doc.clamp(r)
	v.selectTo(selection{r.Start, r.End})
}

// SelectAll selects the whole text, with what is not shown.
func (v *View) SelectAll() { v.Select(Range{0, len(v.doc.text)}) }

// Copy puts the selected text on the clipboard, unless it is empty or too large.
func (v *View) Copy() {
	switch s := v.Selected(); {
	case s == "":
	case len(s) > copyLimit:
		v.onTooLarge(s)
	default:
		fyne.CurrentApp().Clipboard().SetContent(s)
	}
}

func (v *View) selectTo(s selection) {
	v.selection = s
	v.draw(true)
}

var (
	_ desktop.Mouseable   = (*content)(nil)
	_ desktop.Cursorable  = (*content)(nil)
	_ desktop.Keyable     = (*content)(nil)
	_ fyne.DoubleTappable = (*content)(nil)
	_ fyne.Draggable      = (*content)(nil)
	_ fyne.Shortcutable   = (*content)(nil)
	_ fyne.Focusable      = (*content)(nil)
	_ desktop.Hoverable   = (*margin)(nil)
	_ fyne.Scrollable     = (*margin)(nil)
	_ fyne.Tappable       = (*margin)(nil)
	_ fyne.WidgetRenderer = (*viewRenderer)(nil)
	_ fyne.WidgetRenderer = (*rowsRenderer)(nil)
	_ fyne.WidgetRenderer = (*marginRenderer)(nil)
)

// offsetAt is the offset of the character edge nearest to a point of the content.
func (c *content) offsetAt(p fyne.Position) int {
	v := c.v
	r := int(p.Y / v.cell.Height)
	switch {
	case p.Y < 0:
		return 0
	case r >= len(v.doc.rows):
		return v.doc.end
	}
	return v.doc.offsetAt(r, int(p.X/v.cell.Width+0.5))
}

// Cursor is the text cursor.
func (c *content) Cursor() desktop.Cursor { return desktop.TextCursor }

// MouseDown starts a selection, or extends it with shift.
func (c *content) MouseDown(e *desktop.MouseEvent) {
	c.v.Focus()
	if e.Button == desktop.MouseButtonSecondary {
		return
	}
	c.v.targeted = false
	s := selection{c.v.selection.anchor, c.offsetAt(e.Position)}
	if e.Modifier&fyne.KeyModifierShift == 0 {
		s.anchor = s.head
	}
	c.v.selectTo(s)
}

// MouseUp does nothing: the selection stays.
func (c *content) MouseUp(*desktop.MouseEvent) {}

// Dragged extends the selection and scrolls after it.
func (c *content) Dragged(e *fyne.DragEvent) {
	c.v.follow(c.extend(c.offsetAt(e.Position)))
}

// DragEnd does nothing: the selection stays.
func (c *content) DragEnd() {}

// DoubleTapped selects a token; of an attribute value, what is between the quotes.
func (c *content) DoubleTapped(e *fyne.PointEvent) {
	r := int(e.Position.Y / c.v.cell.Height)
	if r < 0 || r >= len(c.v.doc.rows) {
		return
	}
	t, ok := c.v.doc.tokenAt(c.v.doc.offsetAt(r, int(e.Position.X/c.v.cell.Width)))
	if !ok {
		return
	}
	if text := c.v.doc.text[t.Start:t.End]; t.Kind == Value && len(text) > 2 && text[0] == text[len(text)-1] {
		t.Start++
		t.End--
	}
	c.v.Select(t.Range)
}

func (c *content) extend(head int) int {
	c.v.selectTo(selection{c.v.selection.anchor, head})
	return head
}

// FocusGained shows the focus ring.
func (c *content) FocusGained() {
	c.v.ring.Show()
	canvas.Refresh(c.v)
}

// FocusLost hides the focus ring.
func (c *content) FocusLost() {
	c.shift = false
	c.v.ring.Hide()
	canvas.Refresh(c.v)
}

// TypedRune does nothing: the view is read-only.
func (c *content) TypedRune(rune) {}

// KeyDown and KeyUp follow the shift key, which TypedKey does not tell.
func (c *content) KeyDown(e *fyne.KeyEvent) { c.shifted(e, true) }
func (c *content) KeyUp(e *fyne.KeyEvent)   { c.shifted(e, false) }

func (c *content) shifted(e *fyne.KeyEvent, down bool) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		c.shift = down
	}
}

// TypedKey scrolls; with shift held it extends the selection.
func (c *content) TypedKey(e *fyne.KeyEvent) {
	v := c.v
	page := max(1, int(v.scroll.Size().Height/v.cell.Height)-1)
	rows, columns := 0, 0
	switch e.Name {
	case fyne.KeyUp:
		rows = -1
	case fyne.KeyDown:
		rows = 1
	case fyne.KeyPageUp:
		rows = -page
	case fyne.KeyPageDown:
		rows = page
	case fyne.KeyHome:
		rows = -len(v.doc.rows) - 1
	case fyne.KeyEnd:
		rows = len(v.doc.rows) + 1
	case fyne.KeyLeft:
		columns = -1
	case fyne.KeyRight:
		columns = 1
	default:
		return
	}
	if c.shift {
		v.follow(c.extend(v.doc.moved(v.selection.head, rows, columns)))
		return
	}
	o := v.scroll.Offset
	o.Y += float32(rows) * v.cell.Height
	o.X += float32(columns*tabCells) * v.cell.Width
	if e.Name == fyne.KeyHome {
		o.X = 0
	}
	v.scrollTo(o)
}

// moved is the offset that lies some rows or one character from offset. Beyond the first and the last row it is the
// end of the text.
func (d *Doc) moved(offset, rows, columns int) int {
	r := d.rowAt(offset)
	switch {
	case r+rows < 0:
		return 0
	case r+rows >= len(d.rows):
		return d.end
	case rows != 0:
		return d.offsetAt(r+rows, d.column(r, offset))
	}
	start, end := d.rowSpan(r)
	switch {
	case columns > 0 && offset < end:
		return offset + glyphAt(d.text[:end], offset).bytes
	case columns > 0 && r+1 < len(d.rows):
		return int(d.rows[r+1].offset)
	case columns < 0 && offset > start:
		return d.offsetAt(r, d.column(r, offset)-1)
	case columns < 0 && r > 0:
		if _, end = d.rowSpan(r - 1); end == start {
			return d.offsetAt(r-1, d.column(r-1, end)-1)
		}
		return end
	}
	return offset
}

// TypedShortcut copies and selects all.
func (c *content) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy:
		c.v.Copy()
	case *fyne.ShortcutSelectAll:
		c.v.SelectAll()
	}
}
