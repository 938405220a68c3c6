package codeview

import (
	"math"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// View shows a Doc, read-only. All its methods belong on the UI goroutine.
type View struct {
	widget.BaseWidget

	onMark     func(line int)
	onTooLarge func(selected string)
	onDoc      func() // the search bar looks again

	doc          *Doc
	layers       layers
	selection    selection
	target       Range // the place that was jumped to
	targeted     bool
	pending      bool          // target is to be centred once the view has a size
	centred      fyne.Position // the scroll offset that put target in the middle
	highContrast bool

	colors   *palette
	cell     fyne.Size // of one cell; the height is even
	textSize float32

	scroll  *container.Scroll
	content *content
	margin  *margin
	clip    *container.Clip
	ground  *canvas.Rectangle
	ring    *canvas.Rectangle
}

// New makes a view of an empty text. onMark is called with the line whose mark in the margin was tapped; onTooLarge
// is called, and nothing is copied, when the user copies more than 8 MiB, which no X clipboard takes. Neither may be
// nil.
func New(onMark func(line int), onTooLarge func(selected string)) *View {
	v := &View{onMark: onMark, onTooLarge: onTooLarge, onDoc: func() {}, doc: NewDoc("")}
	v.layers.current = -1
	v.content = newContent(v)
	v.margin = newMargin(v)
	v.scroll = container.NewScroll(v.content)
	v.scroll.OnScrolled = func(fyne.Position) { v.draw(false) }
	v.clip = container.NewClip(v.margin)
	v.ground = canvas.NewRectangle(nil)
	v.ring = canvas.NewRectangle(nil)
	v.ring.StrokeWidth = 2
	v.ring.Hide()
	v.ExtendBaseWidget(v)
	v.measure()
	return v
}

// Doc is the document shown.
func (v *View) Doc() *Doc { return v.doc }

// SetDoc shows another document from its start, without highlights and selection.
func (v *View) SetDoc(d *Doc) {
	v.doc = d
	v.layers = layers{current: -1}
	v.selection = selection{}
	v.targeted, v.pending = false, false
	v.scroll.Offset = fyne.Position{}
	v.Refresh()
	v.onDoc()
}

// SetSigned shades the parts of the text that are under a good signature. Ranges may come in any order and overlap.
func (v *View) SetSigned(ranges []Range) {
	v.layers.signed = merge(v.doc, ranges)
	v.draw(true)
}

// SetFindings shows findings, which may come in any order and overlap.
func (v *View) SetFindings(findings []Finding) {
	v.layers.setFindings(v.doc, findings)
	v.draw(true)
}

// SetMatches shows what a search found, in the order of the text and without overlap, as Find gives it. current is
// the index of the match to bring into sight and outline, -1 for none.
func (v *View) SetMatches(matches []Range, current int) {
	v.layers.matches, v.layers.current = matches, current
	if current >= 0 && current < len(matches) {
		v.reveal(matches[current])
	}
	v.draw(true)
}

// SetHighContrast shows the text in the theme's foreground on its background, with shapes in place of colours.
func (v *View) SetHighContrast(on bool) {
	v.highContrast = on
	v.Refresh()
}

// ShowRange jumps to a range: it comes to the middle of the view and stays outlined until the next click or jump. Of
// an empty range the character behind it is outlined.
func (v *View) ShowRange(r Range) {
	v.target, v.targeted = v.doc.clamp(r), true
	if v.target.End == v.target.Start {
		v.target.End++
	}
	v.centre()
	v.draw(true)
}

// ShowOffset jumps to the byte at offset.
func (v *View) ShowOffset(offset int) { v.ShowRange(Range{offset, offset}) }

// ShowLine jumps to a line, counted from 1. A line outside of the text shows the nearest one.
func (v *View) ShowLine(line int) { v.ShowRange(v.doc.LineRange(line)) }

// TopLine is the first line in sight.
func (v *View) TopLine() int {
	line, _ := v.doc.rowLine(v.topRow())
	return line
}

// Focus gives the view the keyboard.
func (v *View) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.content); c != nil {
		c.Focus(v.content)
	}
}

func (v *View) topRow() int {
	return max(0, min(int(v.scroll.Offset.Y/v.cell.Height), len(v.doc.rows)-1))
}

// topOffset is the offset of the first byte in the first row that is wholly in sight.
func (v *View) topOffset() int {
	r := v.topRow()
	if float32(r)*v.cell.Height < v.scroll.Offset.Y && r+1 < len(v.doc.rows) {
		r++
	}
	return int(v.doc.rows[r].offset)
}

// centre scrolls so that the target's start is in the middle. A view without a size yet does it when it gets one: a
// jump may come before the tab that holds the view was ever shown.
func (v *View) centre() {
	size := v.scroll.Size()
	v.pending = size.Height <= 0
	if v.pending {
		return
	}
	r := v.rowOf(v.target.Start)
	o := fyne.NewPos(v.scroll.Offset.X, float32(r)*v.cell.Height-(size.Height-v.cell.Height)/2)
	v.scrollTo(v.sideways(o, r, v.target.Start))
	v.centred = v.scroll.Offset
}

// reveal scrolls only if the start of r is out of sight.
func (v *View) reveal(r Range) {
	size := v.scroll.Size()
	at := v.rowOf(r.Start)
	o := v.scroll.Offset
	if y := float32(at) * v.cell.Height; y < o.Y || y+v.cell.Height > o.Y+size.Height {
		o.Y = y - (size.Height-v.cell.Height)/2
	}
	v.scrollTo(v.sideways(o, at, r.Start))
}

// follow scrolls as little as brings the byte at offset into sight.
func (v *View) follow(offset int) {
	size := v.scroll.Size()
	at := v.rowOf(offset)
	o := v.scroll.Offset
	y := float32(at) * v.cell.Height
	o.Y = max(y+v.cell.Height-size.Height, min(o.Y, y))
	v.scrollTo(v.sideways(o, at, offset))
}

// sideways moves o so that the byte at offset in row r is in sight.
func (v *View) sideways(o fyne.Position, r, offset int) fyne.Position {
	width := v.scroll.Size().Width
	var x float32
	if r < len(v.doc.rows) {
		x = float32(v.doc.column(r, offset)) * v.cell.Width
	}
	if x < o.X || x+8*v.cell.Width > o.X+width {
		o.X = x - width/3
		if x < width*2/3 {
			o.X = 0
		}
	}
	return o
}

// rowOf is the row that shows the byte at offset: the note below the last row for a byte that no row shows.
func (v *View) rowOf(offset int) int {
	if v.doc.Unshown() > 0 && offset >= v.doc.end {
		return len(v.doc.rows)
	}
	return v.doc.rowAt(offset)
}

// rowsShown is the number of rows with the note about what is not shown.
func (v *View) rowsShown() int {
	if v.doc.Unshown() > 0 {
		return len(v.doc.rows) + 1
	}
	return len(v.doc.rows)
}

func (v *View) scrollTo(o fyne.Position) {
	full, size := v.content.MinSize(), v.scroll.Size()
	o.X = max(0, min(o.X, full.Width-size.Width))
	o.Y = max(0, min(o.Y, full.Height-size.Height))
	v.scroll.ScrollToOffset(o)
	v.draw(false)
}

// draw brings the visible rows up to date; all says that rows which stand must be made anew.
func (v *View) draw(all bool) {
	v.content.draw(all)
	v.margin.draw()
}

// measure takes sizes and colours from the theme.
func (v *View) measure() {
	th := v.Theme()
	v.textSize = th.Size(theme.SizeNameText) - 1
	m := fyne.MeasureText(strings.Repeat("M", 100), v.textSize, fyne.TextStyle{Monospace: true})
	v.cell = fyne.NewSize(m.Width/100, 2*float32(math.Ceil(float64(m.Height)/2)))
	v.colors = paletteFor(th, fyne.CurrentApp().Settings().ThemeVariant(), v.highContrast)
	v.ground.FillColor = v.colors.ground
	v.ring.StrokeColor = v.colors.outline
}

// marginWidth holds a mark, the greatest line number and the bar of signed rows.
func (v *View) marginWidth() float32 {
	return float32(markCells+len(strconv.Itoa(v.doc.lines))+1)*v.cell.Width + barWidth
}

// CreateRenderer is called by Fyne.
func (v *View) CreateRenderer() fyne.WidgetRenderer {
	v.measure()
	return &viewRenderer{v: v}
}

type viewRenderer struct {
	v    *View
	size fyne.Size
}

func (r *viewRenderer) Destroy() {}

func (r *viewRenderer) MinSize() fyne.Size {
	return fyne.NewSize(r.v.marginWidth()+20*r.v.cell.Width, 4*r.v.cell.Height)
}

func (r *viewRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.v.ground, r.v.clip, r.v.scroll, r.v.ring}
}

// Layout is called for every dirty frame, so it only works when the size has changed.
func (r *viewRenderer) Layout(size fyne.Size) {
	if size == r.size {
		return
	}
	r.size = size
	r.arrange()
}

func (r *viewRenderer) arrange() {
	v := r.v
	// a target that was centred in another size, and not scrolled away from, is centred again
	still := v.targeted && v.scroll.Offset == v.centred && v.scroll.Size().Height != r.size.Height
	width := v.marginWidth()
	v.ground.Resize(r.size)
	v.ring.Move(fyne.NewPos(1, 1))
	v.ring.Resize(r.size.SubtractWidthHeight(2, 2))
	v.clip.Resize(fyne.NewSize(width, r.size.Height))
	v.margin.Resize(v.clip.Size()) // a Clip that has no renderer yet does not pass its size on
	v.scroll.Move(fyne.NewPos(width, 0))
	v.scroll.Resize(fyne.NewSize(max(0, r.size.Width-width), r.size.Height))
	if v.pending || still {
		v.centre()
	}
	v.draw(true)
}

func (r *viewRenderer) Refresh() {
	r.v.measure()
	r.arrange()
	r.v.scroll.Refresh()
	canvas.Refresh(r.v)
}
