package ui

import (
	"slices"
	"sort"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// The measures of the drawing at a zoom of 1.
const (
	flowPad    float32 = 8   // round a row's text
	flowArrow  float32 = 12  // height for the arrow below it
	flowLane   float32 = 92  // least width for a lifeline
	flowText   float32 = 210 // least width for a row's text
	flowBarb   float32 = 6   // of an arrow's head
	flowMargin float32 = 14  // at the right, where the scroll bar is
)

// drawing is the lifelines with an arrow for each step. In a scroll it holds objects for the rows in sight
// only; its head stays at the top.
type drawing struct {
	widget.BaseWidget
	onTap func(message int)
	view  *container.Scroll // that it lies in; nil: all of it is in sight

	lines  []lifeline
	zone   string
	rows   []flowRow
	zoom   float32
	picked int // message on display
	cursor int // row that the keyboard is at; -1: none yet
	hover  int // row under the pointer; -1: none
	focus  bool

	width float32     // that the rows are laid out for; 0: not yet
	laid  [][][]piece // the lines of each row
	tops  []float32   // of each row, and the end of the last
	drawn map[int][]fyne.CanvasObject
}

func newDrawing(onTap func(message int)) *drawing {
	d := &drawing{onTap: onTap, zoom: 1, picked: -1, cursor: -1, hover: -1}
	d.ExtendBaseWidget(d)
	return d
}

// show draws other rows.
func (d *drawing) show(lines []lifeline, zone string, rows []flowRow, picked int) {
	d.lines, d.zone, d.rows, d.picked, d.cursor, d.hover = lines, zone, rows, picked, -1, -1
	d.lay(d.width)
}

func (d *drawing) textSize() float32 { return d.Theme().Size(theme.SizeNameText) * d.zoom }

func (d *drawing) lineHeight() float32 {
	return fyne.MeasureText("Mg", d.textSize(), fyne.TextStyle{}).Height
}

// timeWidth is that of the column with the times.
func (d *drawing) timeWidth() float32 {
	return fyne.MeasureText("00:00:00", d.textSize(), fyne.TextStyle{}).Width + 2*flowPad*d.zoom
}

func (d *drawing) headHeight() float32 { return 2*d.lineHeight() + flowPad*d.zoom }

// least is the width below which the drawing is scrolled sideways.
func (d *drawing) least() float32 {
	return d.timeWidth() + fyne.Max(flowLane*float32(len(d.lines)), flowText+2*flowPad)*d.zoom + flowMargin
}

// x is where a lifeline stands.
func (d *drawing) x(line int) float32 {
	left := d.timeWidth()
	return left + (d.width-flowMargin-left)*(float32(line)+0.5)/float32(max(1, len(d.lines)))
}

// place gives the left edge and the width of a row's text.
func (d *drawing) place(r flowRow) (left, width float32) {
	pad := flowPad * d.zoom
	left = pad
	if r.Kind == rowStep {
		least := fyne.Min(flowText*d.zoom, d.width-flowMargin-d.timeWidth()-pad)
		left = fyne.Min(d.x(min(r.From, r.To))+pad, d.width-flowMargin-pad-least)
	}
	if r.glyph != "" {
		left += d.lineHeight()
	}
	return left, d.width - flowMargin - pad - left
}

// lay breaks every row into lines for a width.
func (d *drawing) lay(width float32) {
	d.width = fyne.Max(width, d.least())
	d.laid, d.tops = make([][][]piece, len(d.rows)), make([]float32, len(d.rows)+1)
	d.drawn = map[int][]fyne.CanvasObject{}
	size, high, y := d.textSize(), d.lineHeight(), d.headHeight()
	for i, r := range d.rows {
		_, room := d.place(r)
		// Bold is the wider one: a row keeps its lines when it is picked.
		d.laid[i] = breakLines(r.spans(true), size, room, wrap)
		d.tops[i] = y
		y += high*float32(len(d.laid[i])) + flowPad*d.zoom
		switch r.Kind {
		case rowStep:
			y += flowArrow * d.zoom
		case rowTitle:
			y += flowPad * d.zoom
		}
	}
	d.tops[len(d.rows)] = y
}

// MinSize implements fyne.CanvasObject.
func (d *drawing) MinSize() fyne.Size {
	if d.tops == nil {
		return fyne.NewSize(0, 0)
	}
	return fyne.NewSize(d.least(), d.tops[len(d.rows)]+flowPad)
}

// inSight is the part of the drawing that is looked at.
func (d *drawing) inSight() (at fyne.Position, size fyne.Size) {
	if d.view == nil {
		return fyne.Position{}, d.Size()
	}
	return d.view.Offset, d.view.Size()
}

// rowAt is the row at a height; -1 when there is none.
func (d *drawing) rowAt(y float32) int {
	at, _ := d.inSight()
	if y < at.Y+d.headHeight() || d.tops == nil {
		return -1
	}
	i := sort.Search(len(d.rows), func(i int) bool { return d.tops[i+1] > y })
	if i == len(d.rows) {
		return -1
	}
	return i
}

// mark tells which message is on display.
func (d *drawing) mark(message int) {
	d.picked = message
	d.drawn = map[int][]fyne.CanvasObject{}
	d.Refresh()
}

// firstOf is the first row of a message; -1 when there is none.
func (d *drawing) firstOf(message int) int {
	return slices.IndexFunc(d.rows, func(r flowRow) bool { return r.Message >= 0 && r.Message == message })
}

// reveal scrolls until a row is in sight.
func (d *drawing) reveal(row int) {
	if d.view == nil || row < 0 || row >= len(d.rows) {
		return
	}
	top, end := d.tops[row]-d.headHeight(), d.tops[row+1]
	at := d.view.Offset
	switch {
	case top < at.Y:
		at.Y = top
	case end > at.Y+d.view.Size().Height:
		at.Y = fyne.Min(top, end-d.view.Size().Height)
	default:
		return
	}
	d.view.ScrollToOffset(at)
	d.Refresh()
}

// Tapped implements fyne.Tappable.
func (d *drawing) Tapped(e *fyne.PointEvent) {
	if row := d.rowAt(e.Position.Y); row >= 0 {
		d.press(row)
	}
}

// press shows the message of a row.
func (d *drawing) press(row int) {
	d.cursor = row
	if m := d.rows[row].Message; m >= 0 {
		d.onTap(m)
	}
	d.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (d *drawing) MouseIn(e *desktop.MouseEvent) { d.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (d *drawing) MouseMoved(e *desktop.MouseEvent) { d.hover = d.rowAt(e.Position.Y) }

// MouseOut implements desktop.Hoverable.
func (d *drawing) MouseOut() { d.hover = -1 }

// Cursor implements desktop.Cursorable.
func (d *drawing) Cursor() desktop.Cursor {
	if d.hover >= 0 && d.hover < len(d.rows) && d.rows[d.hover].Message >= 0 {
		return desktop.PointerCursor
	}
	return desktop.DefaultCursor
}

// FocusGained implements fyne.Focusable.
func (d *drawing) FocusGained() {
	d.focus = true
	if d.cursor < 0 {
		d.cursor = max(0, d.firstOf(d.picked))
	}
	d.Refresh()
}

// FocusLost implements fyne.Focusable.
func (d *drawing) FocusLost() { d.focus = false; d.Refresh() }

// TypedRune implements fyne.Focusable.
func (d *drawing) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (d *drawing) TypedKey(e *fyne.KeyEvent) {
	if len(d.rows) == 0 {
		return
	}
	to := d.cursor
	switch e.Name {
	case fyne.KeyDown:
		to++
	case fyne.KeyUp:
		to--
	case fyne.KeyPageDown, fyne.KeyPageUp:
		_, size := d.inSight()
		step := size.Height - d.headHeight()
		if e.Name == fyne.KeyPageUp {
			step = -step
		}
		y := fyne.Max(0, d.tops[max(0, to)]+step)
		to = min(len(d.rows)-1, sort.Search(len(d.rows), func(i int) bool { return d.tops[i+1] > y }))
	case fyne.KeyHome:
		to = 0
	case fyne.KeyEnd:
		to = len(d.rows) - 1
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if to >= 0 {
			d.press(to)
		}
		return
	}
	d.cursor = max(0, min(len(d.rows)-1, to))
	d.Refresh()
	d.reveal(d.cursor)
}

// CreateRenderer implements fyne.Widget.
func (d *drawing) CreateRenderer() fyne.WidgetRenderer {
	r := &drawingRenderer{d: d}
	r.draw()
	return r
}

type drawingRenderer struct {
	d       *drawing
	objects []fyne.CanvasObject
}

func (r *drawingRenderer) Destroy()                     {}
func (r *drawingRenderer) MinSize() fyne.Size           { return r.d.MinSize() }
func (r *drawingRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *drawingRenderer) Layout(fyne.Size)             { r.draw() }
func (r *drawingRenderer) Refresh()                     { r.draw(); canvas.Refresh(r.d) }

// pen draws in the colours of the theme.
type pen struct {
	th      fyne.Theme
	v       fyne.ThemeVariant
	objects []fyne.CanvasObject
}

func newPen(th fyne.Theme) *pen { return &pen{th: th, v: fyne.CurrentApp().Settings().ThemeVariant()} }

func (p *pen) rect(fill, line fyne.ThemeColorName, x, y, width, height float32) {
	o := canvas.NewRectangle(nil)
	if fill != "" {
		o.FillColor = p.th.Color(fill, p.v)
	}
	if line != "" {
		o.StrokeColor, o.StrokeWidth = p.th.Color(line, p.v), 2
	}
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height))
	p.objects = append(p.objects, o)
}

func (p *pen) line(c fyne.ThemeColorName, stroke, x1, y1, x2, y2 float32) {
	o := canvas.NewLine(p.th.Color(c, p.v))
	o.StrokeWidth = stroke
	o.Position1, o.Position2 = fyne.NewPos(x1, y1), fyne.NewPos(x2, y2)
	p.objects = append(p.objects, o)
}

func (p *pen) text(s string, c fyne.ThemeColorName, size float32, style fyne.TextStyle, x, y, width, height float32) {
	if c == "" {
		c = theme.ColorNameForeground
	}
	o := canvas.NewText(s, p.th.Color(c, p.v))
	o.TextSize, o.TextStyle = size, style
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(width, height)) // the driver culls by size
	p.objects = append(p.objects, o)
}

// draw puts together what is in sight.
func (r *drawingRenderer) draw() {
	d := r.d
	r.objects = r.objects[:0]
	if len(d.rows) == 0 || d.tops == nil {
		return
	}
	at, size := d.inSight()
	first := sort.Search(len(d.rows), func(i int) bool { return d.tops[i+1] > at.Y })
	last := sort.Search(len(d.rows), func(i int) bool { return d.tops[i] > at.Y+size.Height })
	p := newPen(d.Theme())
	end := fyne.Min(at.Y+size.Height, d.tops[len(d.rows)])
	for i := range d.lines {
		p.line(colorMuted, 1, d.x(i), at.Y, d.x(i), end)
	}
	r.objects = append(r.objects, p.objects...)
	if len(d.drawn) > 200 { // rows far from sight
		for i := range d.drawn {
			if i < first || i >= last {
				delete(d.drawn, i)
			}
		}
	}
	for i := first; i < last; i++ {
		if d.drawn[i] == nil {
			d.drawn[i] = d.drawRow(i)
		}
		r.objects = append(r.objects, d.drawn[i]...)
	}
	p = newPen(d.Theme())
	if d.focus && d.cursor >= first && d.cursor < last {
		p.rect("", theme.ColorNamePrimary, 1, d.tops[d.cursor], d.width-flowMargin, d.tops[d.cursor+1]-d.tops[d.cursor])
	}
	d.drawHead(p, at.Y)
	r.objects = append(r.objects, p.objects...)
}

// drawHead draws the names of the lifelines, which stay at the top.
func (d *drawing) drawHead(p *pen, y float32) {
	high, size := d.lineHeight(), d.textSize()
	p.rect(theme.ColorNameBackground, "", 0, y, d.width, d.headHeight())
	p.line(colorLine, 1, 0, y+d.headHeight(), d.width-flowMargin, y+d.headHeight())
	p.text(d.zone, colorMuted, size, fyne.TextStyle{}, flowPad*d.zoom, y+high/2, d.timeWidth(), high)
	room := (d.width - flowMargin - d.timeWidth()) / float32(max(1, len(d.lines)))
	room -= flowPad * d.zoom
	for i, l := range d.lines {
		for n, s := range []span{{text: l.Name, style: fyne.TextStyle{Bold: true}}, {text: l.Host, color: colorMuted}} {
			if s.text == "" {
				continue
			}
			line := breakLines([]span{s}, size, room, cut)[0]
			wide := line[len(line)-1].x + line[len(line)-1].w
			for _, w := range line {
				p.text(w.text, s.color, size, s.style, d.x(i)-wide/2+w.x, y+high*float32(n)+2, w.w, high)
			}
		}
	}
}

// drawRow draws one row at its place.
func (d *drawing) drawRow(i int) []fyne.CanvasObject {
	r, p := d.rows[i], newPen(d.Theme())
	top, end := d.tops[i], d.tops[i+1]
	high, size, pad := d.lineHeight(), d.textSize(), flowPad*d.zoom
	left, _ := d.place(r)
	picked := r.Message >= 0 && r.Message == d.picked
	y := top + pad/2
	ground := theme.ColorNameBackground
	switch {
	case picked:
		ground = toneNote.soft()
		p.rect(ground, "", 0, top, d.width-flowMargin, end-top)
		p.rect(theme.ColorNamePrimary, "", 0, top, 4, end-top)
		for n := range d.lines {
			p.line(colorMuted, 1, d.x(n), top, d.x(n), end)
		}
	case r.Kind == rowTitle:
		p.rect(theme.ColorNameBackground, "", 0, top, d.width-flowMargin, end-top)
		if i > 0 {
			p.line(colorLine, 1, 0, top+pad/2, d.width-flowMargin, top+pad/2)
		}
		y += pad
	}
	if r.When != "" {
		p.text(r.When, "", size, fyne.TextStyle{}, pad, y, d.timeWidth(), high)
	}
	spans := r.spans(picked || r.Kind == rowTitle)
	for n, line := range d.laid[i] {
		if len(line) == 0 {
			continue
		}
		lineTop, from := y+high*float32(n), left
		if n == 0 && r.glyph != "" {
			from -= high
		}
		p.rect(ground, "", from-2, lineTop, left+line[len(line)-1].x+line[len(line)-1].w-from+4, high)
		for _, w := range line {
			style := spans[w.span].style
			p.text(w.text, spans[w.span].color, size, style, left+w.x, lineTop, w.w, high)
		}
	}
	if r.glyph != "" {
		o := widget.NewIcon(r.glyph.in(r.tone.strong()))
		o.Move(fyne.NewPos(left-high, y+high*0.1))
		o.Resize(fyne.NewSize(high*0.8, high*0.8))
		p.objects = append(p.objects, o)
	}
	if r.Kind == rowStep {
		d.drawArrow(p, r, end-flowArrow*d.zoom*0.6)
	}
	return p.objects
}

// drawArrow draws a step from lifeline to lifeline.
func (d *drawing) drawArrow(p *pen, r flowRow, y float32) {
	c, stroke, barb := r.tone.strong(), 1.6*d.zoom, flowBarb*d.zoom
	from, to := d.x(r.From), d.x(r.To)
	if r.From == r.To { // within one party: out and back
		out := from + 4*barb
		p.line(c, stroke, from, y-barb, out, y-barb)
		p.line(c, stroke, out, y-barb, out, y)
		from = out
	}
	back := barb
	if to < from {
		back = -barb
	}
	p.line(c, stroke, from, y, to, y)
	p.line(c, stroke, to-back, y-barb*0.7, to, y)
	p.line(c, stroke, to-back, y+barb*0.7, to, y)
}
