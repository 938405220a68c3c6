package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
)

// certificates lists every certificate of a metadata file with its life on one line of time for all. Only the rows
// in sight are widgets, so that a federation's thousands scroll as one does.
type certificates struct {
	onCopy func(s string)
	onJump func(offset int)
	zone   *time.Location
	rows   []certRow
	open   map[int]bool // rows whose particulars are shown
	scale  lifeScale
	axis   *lifeAxis
	list   *rowList
	place  *fyne.Container // of the list: a new one for each file
	width  float32
	box    fyne.CanvasObject
}

func newCertificates(zone *time.Location, onCopy func(s string), onJump func(offset int)) *certificates {
	c := &certificates{onCopy: onCopy, onJump: onJump, zone: zone, axis: newLifeAxis(zone)}
	c.place = container.New(watched{func(width float32) {
		if width != c.width {
			c.width = width
			c.measure()
		}
	}})
	c.box = container.New(frame{4}, inset(0, certSide+certInner, c.axis), c.place)
	return c
}

// certSide is the space left and right of a row's card, certInner that inside of it: the axis stands above the bars.
const certSide, certInner float32 = 4, 14

func (c *certificates) content() fyne.CanvasObject { return c.box }

// show lists the certificates; a single one is open at once.
func (c *certificates) show(m report.Message, rows []certRow, now time.Time) {
	c.rows, c.open = rows, map[int]bool{}
	c.list = nil
	if len(rows) == 0 {
		c.axis.Hide()
		c.place.Objects = []fyne.CanvasObject{quietNotice(lang.L("certificates.none"))}
		c.place.Refresh()
		return
	}
	c.axis.Show()
	c.scale = newLifeScale(m.Metadata.Certificates, m.JudgedAt, now)
	c.axis.set(c.scale)
	c.list = newRowList(func() int { return len(c.rows) }, func() fyne.CanvasObject { return newCertItem(c) },
		func(id int, o fyne.CanvasObject, lit bool) { o.(*certItem).set(c.rows[id], c.open[id], lit) })
	c.list.HideSeparators = true
	c.list.OnSelected = func(id widget.ListItemID) {
		c.list.Unselect(id) // so that the same row can be pressed again
		c.toggle(id)
	}
	c.place.Objects = []fyne.CanvasObject{c.list}
	c.place.Refresh()
	if len(rows) == 1 {
		c.toggle(0)
	}
}

func (c *certificates) toggle(id int) {
	c.open[id] = !c.open[id]
	c.list.SetItemHeight(id, c.height(id))
	c.list.RefreshItem(id)
}

// height is that of a row at the present width.
func (c *certificates) height(id int) float32 {
	i := newCertItem(c)
	i.set(c.rows[id], c.open[id], false)
	i.Resize(i.MinSize()) // which makes it draw, as it is in no window
	return settle(i.box, fyne.Max(c.width, 200))
}

// measure gives the open rows the height they want at the present width.
func (c *certificates) measure() {
	for id, open := range c.open {
		if open {
			c.list.SetItemHeight(id, c.height(id))
		}
	}
}

// certItem is a row of the list, used again for other certificates.
type certItem struct {
	widget.BaseWidget
	of     *certificates
	name   *text
	sign   *widget.Icon // of the term, with its words and the ground under both
	left   *text
	state  *panel
	arrow  *widget.Icon
	bar    *lifeBar
	second *text
	detail *fyne.Container
	panel  *panel
	box    *fyne.Container
}

func newCertItem(of *certificates) *certItem {
	i := &certItem{
		of: of, name: newText(cut, theme.SizeNameText), sign: widget.NewIcon(iconUnknown.in(colorMuted)), left: newText(natural, theme.SizeNameCaptionText),
		arrow: widget.NewIcon(iconNext.in(colorMuted)), bar: newLifeBar(), second: newText(cut, theme.SizeNameCaptionText), detail: vertical(6),
	}
	i.state = newPanel(toneQuiet.soft(), 10, inset(3, 8, container.New(columns{gap: 4, weights: []float32{0, 0}, middle: true},
		container.New(fixed{fyne.NewSize(14, 14)}, i.sign), i.left)))
	head := container.New(columns{gap: 8, weights: []float32{0, 1, 0}, middle: true}, container.New(fixed{fyne.NewSize(16, 16)}, i.arrow), i.name, i.state)
	i.panel = card(inset(8, certInner, vertical(3, head, i.bar, i.second, i.detail)))
	i.detail.Hide()
	i.box = inset(2, certSide, i.panel)
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *certItem) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(i.box) }

// set shows a row; lit tells that the keyboard is at it.
func (i *certItem) set(r certRow, open, lit bool) {
	i.name.set(span{text: r.Name, style: fyne.TextStyle{Bold: true}})
	i.sign.SetResource(r.glyph.in(r.tone.strong()))
	i.left.set(span{text: r.Left, color: r.tone.strong(), style: fyne.TextStyle{Bold: true}})
	i.state.fill = r.tone.soft()
	i.bar.set(i.of.scale, r)
	i.second.set(span{text: r.second(), color: colorMuted})
	i.panel.edge, i.panel.line, i.panel.fill = r.tone.strong(), colorLine, colorSurface
	if lit {
		i.panel.line, i.panel.fill = theme.ColorNamePrimary, toneNote.soft()
	}
	g := iconNext
	i.detail.Objects = nil
	if open {
		g = iconDown
		i.particulars(r)
		i.detail.Show()
	} else {
		i.detail.Hide()
	}
	i.arrow.SetResource(g.in(colorMuted))
	i.state.Refresh()
	i.panel.Refresh()
	i.box.Refresh()
}

func (i *certItem) particulars(r certRow) {
	i.detail.Add(inset(4, 0, body(r.Words)))
	fact := func(name string, o fyne.CanvasObject) {
		label := newText(wrap, theme.SizeNameText, span{text: name, color: colorMuted})
		_, words := o.(*text)
		i.detail.Add(container.New(columns{gap: 10, weights: []float32{0, 1}, middle: !words}, container.New(fixedWidth(158), label), o))
	}
	value := func(name, v string) {
		if v != "" {
			fact(name, body(v))
		}
	}
	copied := func(name, v string) {
		if v != "" {
			fact(name, copyable(v, i.of.onCopy))
		}
	}
	value(lang.L("certificate.problem"), r.Unreadable)
	copied(lang.L("signature.thumbprint"), r.SHA1)
	copied(lang.L("certificate.sha256"), r.SHA256)
	copied(lang.L("certificate.serial"), r.Serial)
	value(lang.L("certificate.key"), r.Kind)
	value(lang.L("certificate.valid"), r.Valid)
	value(lang.L("certificate.for"), r.For)
	if r.SameKeyAs != "" {
		fact(lang.L("certificate.same"), copyable(r.SameKeyAs, i.of.onCopy))
	}
	if r.Signed {
		value(lang.L("certificate.signed"), lang.L("certificate.signed-words"))
	}
	if r.offset >= 0 {
		i.detail.Add(inset(4, 0, atLeft(widget.NewButtonWithIcon(lang.L("jump.xml"), theme.NavigateNextIcon(), func() { i.of.onJump(r.offset) }))))
	}
}

// watched is a layout that gives its child all there is, and tells the width.
type watched struct{ onWidth func(width float32) }

func (w watched) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.Position{})
		o.Resize(size)
	}
	w.onWidth(size.Width)
}

func (watched) MinSize(objects []fyne.CanvasObject) fyne.Size {
	min := fyne.Size{}
	for _, o := range objects {
		min = min.Max(o.MinSize())
	}
	return min
}
