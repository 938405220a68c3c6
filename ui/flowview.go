package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
)

// flowZooms are the sizes the drawing is shown in.
var flowZooms = []float32{0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 3}

// flowView shows how the messages of a capture went between application, browser and identity provider.
type flowView struct {
	zone  *time.Location
	draw  *drawing
	size  *widget.Button // the zoom, and the way back to 1
	none  fyne.CanvasObject
	shown *fyne.Container
	box   fyne.CanvasObject
}

func newFlowView(zone *time.Location, onTap func(message int), onSVG, onPNG func()) *flowView {
	v := &flowView{zone: zone, draw: newDrawing(onTap)}
	scroll := container.NewScroll(v.draw)
	scroll.OnScrolled = func(fyne.Position) { v.draw.Refresh() }
	v.draw.view = scroll
	v.size = widget.NewButton("", func() { v.set(1) })
	bar := container.New(flow{6},
		widget.NewButtonWithIcon("", theme.ZoomOutIcon(), func() { v.zoom(-1) }), v.size,
		widget.NewButtonWithIcon("", theme.ZoomInIcon(), func() { v.zoom(1) }),
		widget.NewButtonWithIcon(lang.L("flow.fit"), theme.ZoomFitIcon(), v.fit),
		widget.NewButtonWithIcon(lang.L("flow.save-svg"), theme.DocumentSaveIcon(), onSVG),
		widget.NewButtonWithIcon(lang.L("flow.save-png"), theme.DocumentSaveIcon(), onPNG))
	v.none = quietNotice(lang.L("flow.none"))
	v.shown = container.New(frame{4}, inset(6, 4, bar), container.New(laidFirst{v.draw}, scroll))
	v.box = container.NewStack(v.shown, v.none)
	v.label()
	return v
}

func (v *flowView) content() fyne.CanvasObject { return v.box }

// show draws the flow and gives its rows.
func (v *flowView) show(f *report.Flow, picked int) []flowRow {
	lines, zone, rows := flowRows(f, v.zone)
	if len(rows) == 0 {
		v.shown.Hide()
		v.none.Show()
	} else {
		v.none.Hide()
		v.shown.Show()
	}
	v.draw.show(lines, zone, rows, picked)
	v.renew()
	v.draw.view.ScrollToTop()
	return rows
}

// opened brings the message on display into sight.
func (v *flowView) opened() { v.draw.reveal(v.draw.firstOf(v.draw.picked)) }

// renew shows the drawing after its size changed.
func (v *flowView) renew() {
	v.draw.view.Refresh()
	v.draw.Refresh()
}

// mark tells which message is on display.
func (v *flowView) mark(message int) { v.draw.mark(message) }

func (v *flowView) label() {
	v.size.SetText(lang.L("flow.zoom", fill{"Percent": count(int(v.draw.zoom*100 + 0.5))}))
}

// set draws in another size; what was in the middle stays there.
func (v *flowView) set(zoom float32) {
	scroll := v.draw.view
	middle := fyne.Position{}
	if total := v.draw.MinSize(); total.Width > 0 && total.Height > 0 {
		middle = fyne.NewPos((scroll.Offset.X+scroll.Size().Width/2)/total.Width, (scroll.Offset.Y+scroll.Size().Height/2)/total.Height)
	}
	v.draw.zoom = zoom
	v.draw.lay(scroll.Size().Width)
	v.label()
	v.renew()
	total := v.draw.MinSize()
	scroll.ScrollToOffset(fyne.NewPos(
		fyne.Max(0, middle.X*total.Width-scroll.Size().Width/2), fyne.Max(0, middle.Y*total.Height-scroll.Size().Height/2)))
	v.draw.Refresh()
}

// zoom goes some steps up or down.
func (v *flowView) zoom(steps int) {
	i, _ := slices.BinarySearch(flowZooms, v.draw.zoom)
	v.set(flowZooms[max(0, min(len(flowZooms)-1, i+steps))])
}

// fit takes the largest size, up to 1, in which everything is in sight, else the smallest there is.
func (v *flowView) fit() {
	for i := slices.Index(flowZooms, 1); ; i-- {
		v.set(flowZooms[i])
		if need, room := v.draw.MinSize(), v.draw.view.Size(); i == 0 || need.Width <= room.Width && need.Height <= room.Height {
			return
		}
	}
}

// laidFirst is a layout of the scroll that lays the drawing in it out before it is asked how high it is.
type laidFirst struct{ d *drawing }

func (l laidFirst) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if l.d.tops == nil || fyne.Max(size.Width, l.d.least()) != l.d.width {
		l.d.lay(size.Width)
	}
	objects[0].Resize(size)
	objects[0].Refresh()
}

func (laidFirst) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(120, 60) }
