package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// timeBar draws the validity of a key as a bar on a line of time, with its two dates below and the
// marks above.
type timeBar struct {
	widget.BaseWidget
	from, to time.Time
	marks    []timeMark
	zone     *time.Location
}

func newTimeBar(from, to time.Time, zone *time.Location, marks ...timeMark) *timeBar {
	b := &timeBar{from: from, to: to, marks: marks, zone: zone}
	b.ExtendBaseWidget(b)
	return b
}

const (
	barMarks  float32 = 18 // height for the names of the marks, one line each
	barHeight float32 = 10
	barDates  float32 = 20
)

// MinSize implements fyne.CanvasObject.
func (b *timeBar) MinSize() fyne.Size {
	return fyne.NewSize(260, barMarks*float32(len(b.marks))+6+barHeight+barDates)
}

// CreateRenderer implements fyne.Widget.
func (b *timeBar) CreateRenderer() fyne.WidgetRenderer {
	r := &timeBarRenderer{bar: b}
	r.Refresh()
	return r
}

type timeBarRenderer struct {
	bar     *timeBar
	objects []fyne.CanvasObject
}

func (r *timeBarRenderer) Destroy()                     {}
func (r *timeBarRenderer) MinSize() fyne.Size           { return r.bar.MinSize() }
func (r *timeBarRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *timeBarRenderer) Layout(size fyne.Size)        { r.draw(size) }
func (r *timeBarRenderer) Refresh()                     { r.draw(r.bar.Size()); canvas.Refresh(r.bar) }

func (r *timeBarRenderer) draw(size fyne.Size) {
	b := r.bar
	th, v := b.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	r.objects = r.objects[:0]
	scale := newTimeScale(b.from, b.to, b.marks)
	x := func(t time.Time) float32 { return size.Width * scale.place(t) }
	rect := func(c fyne.ThemeColorName, left, top, width, height, radius float32) {
		o := canvas.NewRectangle(th.Color(c, v))
		o.CornerRadius = radius
		o.Move(fyne.NewPos(left, top))
		o.Resize(fyne.NewSize(width, height))
		r.objects = append(r.objects, o)
	}
	// write puts text with its left edge, middle or right edge at x, inside the bar's width.
	write := func(s string, at, top, anchor float32, c fyne.ThemeColorName, bold bool) {
		o := canvas.NewText(s, th.Color(c, v))
		o.TextSize, o.TextStyle.Bold = th.Size(theme.SizeNameCaptionText), bold
		m := o.MinSize()
		left := fyne.Max(0, fyne.Min(size.Width-m.Width, at-m.Width*anchor))
		o.Move(fyne.NewPos(left, top))
		o.Resize(m)
		r.objects = append(r.objects, o)
	}

	top := barMarks*float32(len(b.marks)) + 6
	rect(toneQuiet.soft(), 0, top, size.Width, barHeight, barHeight/2)
	valid := toneGood
	for _, m := range b.marks[:min(1, len(b.marks))] { // the instant that was judged decides
		if m.at.Before(b.from) || m.at.After(b.to) {
			valid = toneBad
		}
	}
	rect(valid.strong(), x(b.from), top, x(b.to)-x(b.from), barHeight, barHeight/2)
	write(day(b.from, b.zone), x(b.from), top+barHeight+3, 0, colorMuted, false)
	write(day(b.to, b.zone), x(b.to), top+barHeight+3, 1, colorMuted, false)
	for i, m := range b.marks {
		y := barMarks * float32(i)
		rect(theme.ColorNameForeground, x(m.at)-1, y+4, 2, top-y+barHeight, 0)
		anchor, shift := float32(0), float32(6)
		if scale.place(m.at) > 0.6 {
			anchor, shift = 1, -6
		}
		write(m.name+" · "+day(m.at, b.zone), x(m.at)+shift, y, anchor, theme.ColorNameForeground, i == 0)
	}
}
