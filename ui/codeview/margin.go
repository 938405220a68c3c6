package codeview

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

const (
	markCells = 3 // room for a mark, in cells
	barWidth  = 4 // of the bar beside signed rows
)

// signs tell the levels apart without colour.
var signs = [...]string{Info: "i", Warn: "!", Fail: "×"}

// margin shows line numbers, the marks of findings and the bar of signed rows beside the content.
type margin struct {
	widget.BaseWidget
	v        *View
	renderer *marginRenderer
	pointing bool // the mouse is over a mark
}

func newMargin(v *View) *margin {
	m := &margin{v: v}
	m.ExtendBaseWidget(m)
	return m
}

func (m *margin) draw() {
	if m.renderer != nil {
		m.renderer.draw()
	}
}

// CreateRenderer is called by Fyne.
func (m *margin) CreateRenderer() fyne.WidgetRenderer {
	m.renderer = &marginRenderer{v: m.v, ground: &canvas.Rectangle{}}
	m.renderer.draw()
	return m.renderer
}

// markedLine is the line at height y, if it has a mark.
func (m *margin) markedLine(y float32) (line int, ok bool) {
	r := int((m.v.scroll.Offset.Y + y) / m.v.cell.Height)
	if r < 0 || r >= len(m.v.doc.rows) {
		return 0, false
	}
	line, _ = m.v.doc.rowLine(r)
	_, ok = m.v.layers.marks[line]
	return line, ok
}

// Tapped reports a tap on a line with a mark.
func (m *margin) Tapped(e *fyne.PointEvent) {
	if line, ok := m.markedLine(e.Position.Y); ok {
		m.v.onMark(line)
	}
}

// Scrolled lets the wheel scroll the text from here, too.
func (m *margin) Scrolled(e *fyne.ScrollEvent) { m.v.scroll.Scrolled(e) }

// Cursor is a hand over a mark.
func (m *margin) Cursor() desktop.Cursor {
	if m.pointing {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// MouseIn, MouseMoved and MouseOut follow the mouse for the cursor's sake.
func (m *margin) MouseIn(e *desktop.MouseEvent)    { _, m.pointing = m.markedLine(e.Position.Y) }
func (m *margin) MouseMoved(e *desktop.MouseEvent) { _, m.pointing = m.markedLine(e.Position.Y) }
func (m *margin) MouseOut()                        { m.pointing = false }

// marginRenderer has one set of objects for each row in sight and moves them as the text scrolls.
type marginRenderer struct {
	v       *View
	ground  *canvas.Rectangle
	slots   []*marginRow
	objects []fyne.CanvasObject
}

type marginRow struct {
	number, sign *canvas.Text
	mark, bar    *canvas.Rectangle
}

func newMarginRow() *marginRow {
	s := &marginRow{
		number: canvas.NewText("", nil), sign: canvas.NewText("", nil),
		mark: canvas.NewRectangle(nil), bar: canvas.NewRectangle(nil),
	}
	s.number.TextStyle.Monospace, s.sign.TextStyle.Monospace = true, true
	s.number.Alignment, s.sign.Alignment = fyne.TextAlignTrailing, fyne.TextAlignCenter
	return s
}

func (r *marginRenderer) Destroy()                     {}
func (r *marginRenderer) Layout(fyne.Size)             {}
func (r *marginRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *marginRenderer) Refresh()                     { r.draw() }
func (r *marginRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *marginRenderer) draw() {
	v := r.v
	size := fyne.NewSize(v.marginWidth(), v.scroll.Size().Height)
	r.ground.FillColor = v.colors.margin
	r.ground.Resize(size)
	r.objects = append(r.objects[:0], r.ground)
	first := v.topRow()
	last := min(int((v.scroll.Offset.Y+size.Height)/v.cell.Height), len(v.doc.rows)-1)
	for i := first; i <= last; i++ {
		if i-first == len(r.slots) {
			r.slots = append(r.slots, newMarginRow())
		}
		r.place(r.slots[i-first], i)
	}
	canvas.Refresh(v.margin)
}

func (r *marginRenderer) place(s *marginRow, i int) {
	v := r.v
	y := float32(i)*v.cell.Height - v.scroll.Offset.Y
	line, starts := v.doc.rowLine(i)
	s.number.Text = "·"
	if starts {
		s.number.Text = strconv.Itoa(line)
	}
	s.number.Color, s.number.TextSize = v.colors.number, v.textSize
	s.number.Move(fyne.NewPos(0, y))
	s.number.Resize(fyne.NewSize(v.marginWidth()-barWidth-v.cell.Width/2, v.cell.Height))
	r.objects = append(r.objects, s.number)

	start, end := v.doc.rowSpan(i)
	if from, to := within(v.layers.signed, start, end); to > from {
		s.bar.FillColor = v.colors.bar
		s.bar.Move(fyne.NewPos(v.marginWidth()-barWidth, y))
		s.bar.Resize(fyne.NewSize(barWidth-1, v.cell.Height))
		r.objects = append(r.objects, s.bar)
	}
	if level, ok := v.layers.marks[line]; ok && starts {
		side := v.cell.Height - 4
		at := fyne.NewPos(v.cell.Width/2, y+2)
		s.mark.FillColor, s.mark.CornerRadius = v.colors.line[level], markRadius(level, side)
		s.mark.Move(at)
		s.mark.Resize(fyne.NewSize(side, side))
		s.sign.Text, s.sign.Color, s.sign.TextSize = signs[level], v.colors.glyph, v.textSize
		s.sign.Move(fyne.NewPos(at.X, y))
		s.sign.Resize(fyne.NewSize(side, v.cell.Height))
		r.objects = append(r.objects, s.mark, s.sign)
	}
}

// markRadius makes a fail a square, a warning a rounded square and an information a disc.
func markRadius(level Level, side float32) float32 {
	switch level {
	case Fail:
		return 1
	case Warn:
		return side / 4
	}
	return side / 2
}
