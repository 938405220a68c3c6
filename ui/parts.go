package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// panel is a rounded surface under its content, in colours of the theme.
type panel struct {
	widget.BaseWidget
	content fyne.CanvasObject
	fill    fyne.ThemeColorName
	line    fyne.ThemeColorName // border; empty: none
	edge    fyne.ThemeColorName // stripe along the left side; empty: none
	radius  float32
}

func newPanel(fill fyne.ThemeColorName, radius float32, content fyne.CanvasObject) *panel {
	p := &panel{content: content, fill: fill, radius: radius}
	p.ExtendBaseWidget(p)
	return p
}

// card is a panel on the surface colour with a hair line round it.
func card(content fyne.CanvasObject) *panel {
	p := newPanel(colorSurface, 8, content)
	p.line = colorLine
	return p
}

// MinSize implements fyne.CanvasObject.
func (p *panel) MinSize() fyne.Size { return p.content.MinSize() }

// CreateRenderer implements fyne.Widget.
func (p *panel) CreateRenderer() fyne.WidgetRenderer {
	r := &panelRenderer{p: p, ground: canvas.NewRectangle(nil), edge: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type panelRenderer struct {
	p            *panel
	ground, edge *canvas.Rectangle
}

func (r *panelRenderer) Destroy()           {}
func (r *panelRenderer) MinSize() fyne.Size { return r.p.MinSize() }

func (r *panelRenderer) Objects() []fyne.CanvasObject {
	if r.p.edge == "" {
		return []fyne.CanvasObject{r.ground, r.p.content}
	}
	return []fyne.CanvasObject{r.ground, r.edge, r.p.content}
}

func (r *panelRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.edge.Resize(fyne.NewSize(4, size.Height))
	r.p.content.Resize(size)
}

func (r *panelRenderer) Refresh() {
	th, v := r.p.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.ground.FillColor, r.ground.CornerRadius = th.Color(r.p.fill, v), r.p.radius
	r.ground.StrokeWidth = 0
	if r.p.line != "" {
		r.ground.StrokeColor, r.ground.StrokeWidth = th.Color(r.p.line, v), 1
	}
	if r.p.edge != "" {
		r.edge.FillColor = th.Color(r.p.edge, v)
		r.edge.TopLeftCornerRadius, r.edge.BottomLeftCornerRadius = r.p.radius, r.p.radius
	}
	r.ground.Refresh()
	r.edge.Refresh()
	canvas.Refresh(r.p)
}

// pressable is content that can be clicked, and reached and pressed by the keyboard.
type pressable struct {
	widget.BaseWidget
	content        fyne.CanvasObject
	fill           fyne.ThemeColorName // empty: none
	line           fyne.ThemeColorName // empty: none
	radius         float32
	onTap          func()
	hover, focused bool
}

func newPressable(content fyne.CanvasObject, onTap func()) *pressable {
	p := &pressable{content: content, onTap: onTap, radius: 6}
	p.ExtendBaseWidget(p)
	return p
}

// Tapped implements fyne.Tappable.
func (p *pressable) Tapped(*fyne.PointEvent) { p.onTap() }

// MouseIn implements desktop.Hoverable.
func (p *pressable) MouseIn(*desktop.MouseEvent) { p.hover = true; p.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (p *pressable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (p *pressable) MouseOut() { p.hover = false; p.Refresh() }

// Cursor implements desktop.Cursorable.
func (p *pressable) Cursor() desktop.Cursor { return desktop.PointerCursor }

// FocusGained implements fyne.Focusable.
func (p *pressable) FocusGained() { p.focused = true; p.Refresh() }

// FocusLost implements fyne.Focusable.
func (p *pressable) FocusLost() { p.focused = false; p.Refresh() }

// TypedRune implements fyne.Focusable.
func (p *pressable) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (p *pressable) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		p.onTap()
	}
}

// MinSize implements fyne.CanvasObject.
func (p *pressable) MinSize() fyne.Size { return p.content.MinSize() }

// CreateRenderer implements fyne.Widget.
func (p *pressable) CreateRenderer() fyne.WidgetRenderer {
	r := &pressableRenderer{p: p, ground: canvas.NewRectangle(nil), glow: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type pressableRenderer struct {
	p            *pressable
	ground, glow *canvas.Rectangle // glow shows the pointer above it and the focus
}

func (r *pressableRenderer) Destroy()           {}
func (r *pressableRenderer) MinSize() fyne.Size { return r.p.MinSize() }

func (r *pressableRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.glow, r.p.content}
}

func (r *pressableRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	r.glow.Resize(size)
	r.p.content.Resize(size)
}

func (r *pressableRenderer) Refresh() {
	th, v := r.p.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	paint := func(o *canvas.Rectangle, fill, line fyne.ThemeColorName, width float32) {
		o.FillColor, o.StrokeColor, o.StrokeWidth, o.CornerRadius = nil, nil, 0, r.p.radius
		if fill != "" {
			o.FillColor = th.Color(fill, v)
		}
		if line != "" {
			o.StrokeColor, o.StrokeWidth = th.Color(line, v), width
		}
		o.Refresh()
	}
	paint(r.ground, r.p.fill, r.p.line, 1)
	var fill, line fyne.ThemeColorName
	if r.p.hover {
		fill = theme.ColorNameHover
	}
	if r.p.focused {
		line = theme.ColorNamePrimary
	}
	paint(r.glow, fill, line, 2)
	canvas.Refresh(r.p)
}

// chip is a word with its icon on a tinted ground: a state that can be told without its colour.
func chip(t tone, g glyph, word string) *panel {
	label := newText(supple, theme.SizeNameCaptionText, span{text: word, color: t.strong(), style: fyne.TextStyle{Bold: true}})
	row := container.New(columns{gap: 4, weights: []float32{0, 1}, middle: true}, icon(g, t.strong(), 14), label)
	return newPanel(t.soft(), 10, inset(3, 8, row))
}

// inset puts space above and below, and left and right of content.
func inset(v, h float32, content fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(v, v, h, h), content)
}

func vertical(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(stack{gap}, objects...)
}

// beside puts a lead of fixed width left of content that wraps.
func beside(gap float32, lead, content fyne.CanvasObject) *fyne.Container {
	return container.New(columns{gap: gap, weights: []float32{0, 1}}, lead, content)
}

// atLeft keeps content at the width it asks for.
func atLeft(content fyne.CanvasObject) *fyne.Container {
	return container.New(columns{weights: []float32{0}}, content)
}

// numbered is a list of steps.
func numbered(steps []string, c fyne.ThemeColorName) *fyne.Container {
	list := vertical(4)
	for i, s := range steps {
		n := newText(natural, theme.SizeNameText, span{text: ordinal(i + 1), color: c, style: fyne.TextStyle{Bold: true}})
		n.align = fyne.TextAlignTrailing
		slot := container.New(fixedWidth(18), n)
		list.Add(beside(6, slot, newText(wrap, theme.SizeNameText, span{text: s})))
	}
	return list
}

// fixedWidth is a layout that gives its child a width and all the height there is.
type fixedWidth float32

func (f fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Resize(fyne.NewSize(float32(f), size.Height))
	}
}

func (f fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min := fyne.NewSize(float32(f), 0)
	for _, o := range objects {
		min.Height = fyne.Max(min.Height, o.MinSize().Height)
	}
	return min
}

// toggled opens or closes what lies folded in box, turns its arrow, and gives it back; nil is built first.
func toggled(box *fyne.Container, arrow *widget.Icon, detail fyne.CanvasObject, build func() fyne.CanvasObject) fyne.CanvasObject {
	switch {
	case detail == nil:
		detail = build()
		box.Add(detail)
	case detail.Visible():
		detail.Hide()
	default:
		detail.Show()
	}
	g := iconNext
	if detail.Visible() {
		g = iconDown
	}
	arrow.SetResource(g.in(colorMuted))
	box.Refresh()
	return detail
}
