package codeview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/widget"
)

// content is the scrolled part of a view. It is as large as the whole document and draws the part in sight.
type content struct {
	widget.BaseWidget
	v        *View
	renderer *rowsRenderer
	shift    bool // held down
}

func newContent(v *View) *content {
	c := &content{v: v}
	c.ExtendBaseWidget(c)
	return c
}

func (c *content) draw(all bool) {
	if c.renderer != nil {
		c.renderer.draw(all)
	}
}

// MinSize is the size of the whole document. It is asked before there is a renderer, too.
func (c *content) MinSize() fyne.Size {
	v := c.v
	return fyne.NewSize(float32(v.doc.columns+2)*v.cell.Width, float32(v.rowsShown())*v.cell.Height)
}

// CreateRenderer is called by Fyne. Rows are drawn at once, or the first frame would be empty.
func (c *content) CreateRenderer() fyne.WidgetRenderer {
	c.renderer = &rowsRenderer{v: c.v, rows: make(map[int][]fyne.CanvasObject)}
	c.renderer.draw(true)
	return c.renderer
}

// columnStep is how many columns are drawn at a time, so that small moves sideways redraw nothing.
const columnStep = 32

// rowsRenderer keeps the objects of the rows in sight and reuses those of rows that left.
type rowsRenderer struct {
	v        *View
	rows     map[int][]fyne.CanvasObject
	objects  []fyne.CanvasObject
	from, to int // columns drawn

	texts      []*canvas.Text // to use again
	rectangles []*canvas.Rectangle
	tokens     []Token
	pieces     []piece
}

func (r *rowsRenderer) Destroy()                     {}
func (r *rowsRenderer) Layout(fyne.Size)             {}
func (r *rowsRenderer) MinSize() fyne.Size           { return r.v.content.MinSize() }
func (r *rowsRenderer) Refresh()                     { r.draw(true) }
func (r *rowsRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *rowsRenderer) draw(all bool) {
	v := r.v
	offset, size := v.scroll.Offset, v.scroll.Size()
	first := max(0, int(offset.Y/v.cell.Height))
	last := min(int((offset.Y+size.Height)/v.cell.Height), v.rowsShown()-1)
	from := int(offset.X/v.cell.Width) / columnStep * columnStep
	to := (int((offset.X+size.Width)/v.cell.Width)/columnStep + 1) * columnStep
	all = all || from != r.from || to != r.to
	r.from, r.to = from, to
	changed := all
	for i, objects := range r.rows {
		if all || i < first || i > last {
			r.recycle(objects)
			delete(r.rows, i)
			changed = true
		}
	}
	for i := first; i <= last; i++ {
		if _, ok := r.rows[i]; !ok {
			r.rows[i] = r.build(i)
			changed = true
		}
	}
	if !changed {
		return
	}
	r.objects = r.objects[:0]
	for i := first; i <= last; i++ {
		r.objects = append(r.objects, r.rows[i]...)
	}
	canvas.Refresh(v.content)
}

func (r *rowsRenderer) recycle(objects []fyne.CanvasObject) {
	for _, o := range objects {
		switch o := o.(type) {
		case *canvas.Text:
			r.texts = append(r.texts, o)
		case *canvas.Rectangle:
			r.rectangles = append(r.rectangles, o)
		}
	}
}

// build makes the objects of row i: grounds first, then lines, then texts.
func (r *rowsRenderer) build(i int) []fyne.CanvasObject {
	v := r.v
	b := &rowBuilder{r: r, row: i, y: float32(i) * v.cell.Height}
	if i == len(v.doc.rows) {
		if v.targeted && v.target.Start >= v.doc.end {
			b.band(v.colors.target)
		}
		note := lang.X("codeview.unshown", "The text goes on for {{.Bytes}} more bytes, too many lines to show.",
			map[string]any{"Bytes": v.doc.Unshown()})
		b.text(piece{0, cellsOf(note), note, false}, v.colors.mark)
		return b.objects
	}
	b.start, b.end = v.doc.rowSpan(i)
	b.highlights()
	column := 0
	r.tokens = v.doc.tokens(i, r.tokens)
	for _, t := range r.tokens {
		s := v.doc.text[t.Start:t.End]
		at := column
		column += cellsOf(s)
		if at >= r.to || column <= r.from {
			continue
		}
		r.pieces = pieces(s, at, r.from, r.to, r.pieces)
		for _, p := range r.pieces {
			if !p.mark {
				b.text(p, v.colors.text[t.Kind])
				continue
			}
			b.box(p.column, p.column+p.cells, 1, v.colors.mark)
			b.text(p, v.colors.mark)
		}
	}
	return b.objects
}

// rowBuilder gathers the objects of one row.
type rowBuilder struct {
	r          *rowsRenderer
	row        int
	start, end int // bytes of the row
	y          float32
	objects    []fyne.CanvasObject
}

func (b *rowBuilder) rectangle(x, y, width, height float32) *canvas.Rectangle {
	r := b.r
	var o *canvas.Rectangle
	if n := len(r.rectangles); n > 0 {
		o, r.rectangles = r.rectangles[n-1], r.rectangles[:n-1]
	} else {
		o = &canvas.Rectangle{}
	}
	o.FillColor, o.StrokeColor, o.StrokeWidth = nil, nil, 0
	o.Move(fyne.NewPos(x, b.y+y))
	o.Resize(fyne.NewSize(width, height))
	b.objects = append(b.objects, o)
	return o
}

// seen brings columns into what is drawn.
func (b *rowBuilder) seen(from, to int) (x, width float32, ok bool) {
	from, to = max(from, b.r.from-1), min(to, b.r.to+1)
	return float32(from) * b.r.v.cell.Width, float32(to-from) * b.r.v.cell.Width, to > from
}

func (b *rowBuilder) fill(from, to int, c color.Color) {
	if x, width, ok := b.seen(from, to); ok {
		b.rectangle(x, 0, width, b.r.v.cell.Height).FillColor = c
	}
}

func (b *rowBuilder) band(c color.Color) { b.fill(b.r.from, b.r.to, c) }

func (b *rowBuilder) underline(from, to int, c color.Color) {
	if x, width, ok := b.seen(from, to); ok {
		b.rectangle(x, b.r.v.cell.Height-2, width, 2).FillColor = c
	}
}

func (b *rowBuilder) box(from, to int, stroke float32, c color.Color) {
	if x, width, ok := b.seen(from, to); ok {
		o := b.rectangle(x, 0, width, b.r.v.cell.Height)
		o.StrokeColor, o.StrokeWidth = c, stroke
	}
}

// text draws p. It gets the size of its cells because the driver leaves out what has no size once its start is left
// of the view.
func (b *rowBuilder) text(p piece, c color.Color) {
	r := b.r
	var o *canvas.Text
	if n := len(r.texts); n > 0 {
		o, r.texts = r.texts[n-1], r.texts[:n-1]
	} else {
		o = &canvas.Text{TextStyle: fyne.TextStyle{Monospace: true}}
	}
	o.Text, o.TextSize, o.Color, o.Alignment = p.text, r.v.textSize, c, fyne.TextAlignLeading
	if p.mark {
		o.Alignment = fyne.TextAlignCenter
	}
	o.Move(fyne.NewPos(float32(p.column)*r.v.cell.Width, b.y))
	o.Resize(fyne.NewSize(float32(p.cells)*r.v.cell.Width, r.v.cell.Height))
	b.objects = append(b.objects, o)
}

// columns gives the part of a range that is in the row. A range that goes on in the next row covers one cell more,
// so that the line end is seen to belong to it.
func (b *rowBuilder) columns(g Range) (from, to int, ok bool) {
	doc := b.r.v.doc
	more := 0
	if _, starts := doc.rowLine(min(b.row+1, len(doc.rows)-1)); g.End > b.end && starts {
		more = 1
	}
	start, end := max(g.Start, b.start), min(g.End, b.end)
	if start > end || g.End <= b.start && g.End > g.Start || start == end && more == 0 {
		return 0, 0, false
	}
	from = cellsOf(doc.text[b.start:start])
	return from, from + cellsOf(doc.text[start:end]) + more, true
}

// highlights draws what lies under the text. Later ones cover earlier ones: all fills are opaque, so that every text
// colour has a known ground.
func (b *rowBuilder) highlights() {
	v := b.r.v
	p := v.colors
	if v.targeted && b.row == v.rowOf(v.target.Start) {
		b.band(p.target)
	}
	from, to := within(v.layers.signed, b.start, b.end)
	for _, g := range v.layers.signed[from:to] {
		if c0, c1, ok := b.columns(g); ok {
			if g.End > b.end {
				c1 = b.r.to
			}
			b.fill(c0, c1, p.signed)
		}
	}
	findings := v.layers.findingsIn(b.start, b.end)
	for _, f := range findings {
		if c0, c1, ok := b.columns(f.Range); ok && p.tint[f.Level].A > 0 {
			b.fill(c0, c1, p.tint[f.Level])
		}
	}
	from, to = within(v.layers.matches, b.start, b.end)
	for i := from; i < to; i++ {
		if c0, c1, ok := b.columns(v.layers.matches[i]); ok {
			ground := p.match
			if i == v.layers.current {
				ground = p.current
			}
			b.fill(c0, c1, ground)
			if p.boxes {
				b.box(c0, c1, 1, p.outline)
			}
		}
	}
	if sel := v.selection.span(); sel.End > sel.Start {
		if c0, c1, ok := b.columns(sel); ok {
			b.fill(c0, c1, p.selection)
		}
	}
	for _, f := range findings {
		if c0, c1, ok := b.columns(f.Range); ok {
			b.underline(c0, c1, p.line[f.Level])
		}
	}
	if v.layers.current >= from && v.layers.current < to {
		if c0, c1, ok := b.columns(v.layers.matches[v.layers.current]); ok {
			b.box(c0, c1, 2, p.outline)
		}
	}
	if v.targeted {
		if c0, c1, ok := b.columns(v.target); ok {
			b.box(c0, c1, 1, p.outline)
		}
	}
}
