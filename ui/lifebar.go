package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
)

// lifeScale is the line of time that all certificates of a file are drawn on, with the instants marked on it.
type lifeScale struct {
	report.TimeScale
	judged, now time.Time
}

// mostScaled bounds the certificates that the scale is made for. It ends ten years off in any case.
const mostScaled = 1000

func newLifeScale(list []report.Certificate, judged, now time.Time) lifeScale {
	return lifeScale{report.ScaleOf(list[:min(len(list), mostScaled)], judged, now), judged, now}
}

// marks are the instants, those on one day as one.
func (s lifeScale) marks() []timeMark {
	if s.judged.UTC().Format(time.DateOnly) == s.now.UTC().Format(time.DateOnly) {
		return []timeMark{{lang.L("time.now"), s.now}}
	}
	return []timeMark{{lang.L("time.judged"), s.judged}, {lang.L("time.now"), s.now}}
}

// brush draws simple shapes in colours of the theme for a renderer.
type brush struct {
	th      fyne.Theme
	v       fyne.ThemeVariant
	objects []fyne.CanvasObject
}

func newBrush(th fyne.Theme, reuse []fyne.CanvasObject) *brush {
	return &brush{th, fyne.CurrentApp().Settings().ThemeVariant(), reuse[:0]}
}

func (b *brush) rect(c fyne.ThemeColorName, left, top, width, height, radius float32) {
	o := canvas.NewRectangle(b.th.Color(c, b.v))
	o.CornerRadius = radius
	o.Move(fyne.NewPos(left, top))
	o.Resize(fyne.NewSize(width, height))
	b.objects = append(b.objects, o)
}

// write puts small text with its left edge, middle or right edge at x, inside the width.
func (b *brush) write(s string, at, top, anchor, width float32, c fyne.ThemeColorName, bold bool) {
	o := canvas.NewText(s, b.th.Color(c, b.v))
	o.TextSize, o.TextStyle.Bold = b.th.Size(theme.SizeNameCaptionText), bold
	m := o.MinSize()
	o.Move(fyne.NewPos(fyne.Max(0, fyne.Min(width-m.Width, at-m.Width*anchor)), top))
	o.Resize(m)
	b.objects = append(b.objects, o)
}

// lifeBar draws the life of one certificate on the scale of all: the span, thin lines 60, 30 and 7 days before its
// end, and the instants through it.
type lifeBar struct {
	widget.BaseWidget
	scale lifeScale
	row   certRow
}

func newLifeBar() *lifeBar {
	b := &lifeBar{}
	b.ExtendBaseWidget(b)
	return b
}

func (b *lifeBar) set(s lifeScale, r certRow) {
	b.scale, b.row = s, r
	b.Refresh()
}

const lifeBarHeight float32 = 18 // of which barHeight is the bar, in the middle

// MinSize implements fyne.CanvasObject.
func (b *lifeBar) MinSize() fyne.Size { return fyne.NewSize(120, lifeBarHeight) }

// CreateRenderer implements fyne.Widget.
func (b *lifeBar) CreateRenderer() fyne.WidgetRenderer {
	return &drawnRenderer{widget: b, draw: b.draw}
}

func (b *lifeBar) draw(p *brush, size fyne.Size) {
	if b.scale.From.IsZero() {
		return
	}
	const top = (lifeBarHeight - barHeight) / 2
	p.rect(toneQuiet.soft(), 0, top, size.Width, barHeight, barHeight/2)
	if from, to, before, after, ok := b.scale.Span(b.row.cert); ok {
		left, right := size.Width*float32(from), size.Width*float32(to)
		p.rect(b.row.tone.strong(), left, top, fyne.Max(3, right-left), barHeight, barHeight/2)
		for _, at := range b.scale.Marks(b.row.cert) {
			p.rect(colorSurface, size.Width*float32(at), top, 1, barHeight, 0)
		}
		if before {
			p.write("‹", 2, 0, 0, size.Width, colorSurface, true)
		}
		if after {
			p.write("›", size.Width-2, 0, 1, size.Width, colorSurface, true)
		}
	}
	for _, m := range b.scale.marks() {
		p.rect(theme.ColorNameForeground, size.Width*float32(b.scale.At(m.at))-1, 0, 2, lifeBarHeight, 0)
	}
}

// lifeAxis is the head of the bars: where the scale begins and ends, and the names of the instants.
type lifeAxis struct {
	widget.BaseWidget
	scale lifeScale
	zone  *time.Location
}

func newLifeAxis(zone *time.Location) *lifeAxis {
	a := &lifeAxis{zone: zone}
	a.ExtendBaseWidget(a)
	return a
}

func (a *lifeAxis) set(s lifeScale) {
	a.scale = s
	a.Refresh()
}

// MinSize implements fyne.CanvasObject.
func (a *lifeAxis) MinSize() fyne.Size {
	return fyne.NewSize(120, barMarks*float32(1+len(a.scale.marks())))
}

// CreateRenderer implements fyne.Widget.
func (a *lifeAxis) CreateRenderer() fyne.WidgetRenderer {
	return &drawnRenderer{widget: a, draw: a.draw}
}

func (a *lifeAxis) draw(p *brush, size fyne.Size) {
	if a.scale.From.IsZero() {
		return
	}
	p.write(day(a.scale.From, a.zone), 0, 0, 0, size.Width, colorMuted, false)
	p.write(day(a.scale.To, a.zone), size.Width, 0, 1, size.Width, colorMuted, false)
	for i, m := range a.scale.marks() {
		share := float32(a.scale.At(m.at))
		x, y := size.Width*share, barMarks*float32(i+1)
		p.rect(theme.ColorNameForeground, x-1, y+2, 2, size.Height-y-2, 0)
		anchor, shift := float32(0), float32(6)
		if share > 0.6 {
			anchor, shift = 1, -6
		}
		p.write(m.name+" · "+day(m.at, a.zone), x+shift, y, anchor, size.Width, theme.ColorNameForeground, i == 0)
	}
}

// drawnRenderer is the renderer of a widget that is drawn anew at each size.
type drawnRenderer struct {
	widget  fyne.Widget
	draw    func(p *brush, size fyne.Size)
	objects []fyne.CanvasObject
}

func (r *drawnRenderer) Destroy()                     {}
func (r *drawnRenderer) MinSize() fyne.Size           { return r.widget.MinSize() }
func (r *drawnRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *drawnRenderer) Refresh()                     { r.Layout(r.widget.Size()); canvas.Refresh(r.widget) }

func (r *drawnRenderer) Layout(size fyne.Size) {
	p := newBrush(fyne.CurrentApp().Settings().Theme(), r.objects)
	r.draw(p, size)
	r.objects = p.objects
}
