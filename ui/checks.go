package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
)

// mostRows is how many findings are listed; beyond that the search narrows the list. Rows are widgets
// of their own: this many are made and laid out in some 20 milliseconds (BenchmarkChecks).
const mostRows = 400

// checks lists the findings, failed first, and opens one to its particulars.
type checks struct {
	onJump func(offset int)
	all    []checkRow
	wanted map[report.Level]bool
	filter *fyne.Container
	search *widget.Entry
	list   *fyne.Container
	scroll *container.Scroll
	box    *fyne.Container
}

func newChecks(onJump func(offset int)) *checks {
	c := &checks{onJump: onJump, wanted: map[report.Level]bool{}, list: vertical(0)}
	c.filter = container.New(flow{gap: 6})
	c.search = widget.NewEntry()
	c.search.PlaceHolder = lang.L("checks.search")
	c.search.OnChanged = func(string) { c.fill() }
	c.scroll = container.NewVScroll(inset(6, 4, c.list))
	bar := container.New(columns{gap: 12, weights: []float32{1, 0}, middle: true}, c.filter, container.New(fixedWidth(220), c.search))
	c.box = container.New(frame{4}, inset(8, 4, bar), c.scroll)
	return c
}

func (c *checks) content() fyne.CanvasObject { return c.box }

func (c *checks) show(rows []checkRow) {
	c.all, c.wanted = rows, map[report.Level]bool{}
	if c.search.Text != "" {
		c.search.SetText("") // fills the list
	}
	c.pills()
	c.fill()
}

// pills are the filters by level: pressed ones are kept, none pressed means all.
func (c *checks) pills() {
	c.filter.Objects = nil
	n := tally(c.all)
	for _, l := range levels {
		if n[l] > 0 {
			c.filter.Add(c.pill(l, n[l]))
		}
	}
	c.filter.Refresh()
}

func (c *checks) pill(l report.Level, n int) *pressable {
	t, g := levelLook(l)
	label := newText(natural, theme.SizeNameCaptionText, span{text: levelCount(l, n), style: fyne.TextStyle{Bold: true}})
	p := newPressable(inset(5, 10, container.New(columns{gap: 5, weights: []float32{0, 0}, middle: true}, icon(g, t.strong(), 14), label)), func() {
		c.wanted[l] = !c.wanted[l]
		if !c.wanted[l] {
			delete(c.wanted, l)
		}
		c.pills()
		c.fill()
	})
	p.radius, p.line = 12, colorLine
	if c.wanted[l] {
		p.fill, p.line = t.soft(), t.strong()
	}
	return p
}

func (c *checks) fill() {
	rows := matching(c.all, c.wanted, c.search.Text)
	objects := make([]fyne.CanvasObject, 0, min(len(rows), mostRows)+1)
	for i, r := range rows {
		if i == mostRows {
			objects = append(objects, quietNotice(lang.N("checks.more", len(rows)-i, fill{"Count": count(len(rows) - i)})))
			break
		}
		objects = append(objects, newCheckItem(r, c.onJump))
	}
	if len(rows) == 0 {
		objects = append(objects, quietNotice(lang.L("checks.none")))
	}
	c.list.Objects = objects
	c.list.Refresh()
	c.scroll.ScrollToTop()
}

// openLine opens the first finding that stands in a line of the message and brings it into sight.
func (c *checks) openLine(line int) {
	c.show(c.all)
	for _, o := range c.list.Objects {
		i, ok := o.(*checkItem)
		if !ok || i.row.place == nil || i.row.place.Line != line || i.row.Level == report.Pass {
			continue
		}
		i.toggle()
		c.scroll.ScrollToOffset(fyne.NewPos(0, i.Position().Y))
		return
	}
}

// checkItem is one row and, when it is open, its particulars.
type checkItem struct {
	widget.BaseWidget
	row    checkRow
	onJump func(offset int)
	arrow  *widget.Icon
	box    *fyne.Container
	detail fyne.CanvasObject // made when it is first opened
}

func newCheckItem(r checkRow, onJump func(offset int)) *checkItem {
	i := &checkItem{row: r, onJump: onJump, arrow: widget.NewIcon(iconNext.in(colorMuted))}
	t, g := levelLook(r.Level)
	title := []span{{text: r.Title}}
	if r.Subject != "" {
		title = append(title, span{text: "  " + r.Subject, color: colorMuted})
	}
	left := float32(4)
	if r.Because != "" {
		left = 28
		title[0].color = colorMuted
	} else if r.Level == report.Fail {
		title[0].style.Bold = true
	}
	if r.Because != "" {
		title = append(title, span{text: "  " + lang.L("checks.because", fill{"Cause": r.Because}), color: colorMuted})
	}
	words := vertical(1, newText(wrap, theme.SizeNameText, title...))
	if i.told() {
		words.Add(newText(wrap, theme.SizeNameCaptionText, span{text: r.Detail, color: colorMuted}))
	}
	line := container.New(columns{gap: 8, weights: []float32{0, 0, 1, 0}},
		inset(2, 0, container.New(fixed{fyne.NewSize(16, 16)}, i.arrow)), inset(1, 0, icon(g, t.strong(), 18)),
		words, newText(natural, theme.SizeNameCaptionText, span{text: r.Check, color: colorMuted}))
	head := newPressable(container.New(layout.NewCustomPaddedLayout(7, 7, left, 10), line), i.toggle)
	i.box = vertical(0, head)
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *checkItem) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(i.box) }

// told says whether the row tells its reason already while it is closed: the title names what should be
// so, and of a check that failed people want to read what is.
func (i *checkItem) told() bool {
	return i.row.Detail != "" && i.row.Level != report.Pass && i.row.Level != report.Info
}

func (i *checkItem) toggle() { i.detail = toggled(i.box, i.arrow, i.detail, i.particulars) }

func (i *checkItem) particulars() fyne.CanvasObject {
	r := i.row
	rows := vertical(8)
	fact := func(name string, o fyne.CanvasObject) {
		label := newText(wrap, theme.SizeNameText, span{text: name, color: colorMuted})
		rows.Add(beside(12, container.New(fixedWidth(112), label), o))
	}
	value := func(name, v string) {
		if v != "" {
			fact(name, newText(wrap, theme.SizeNameText, span{text: v, style: fyne.TextStyle{Monospace: true}}))
		}
	}
	if r.Detail != "" && !i.told() {
		fact(lang.L("check.why"), body(r.Detail))
	}
	value(lang.L("check.expected"), r.Expected)
	value(lang.L("check.actual"), r.Actual)
	if r.Owner != "" {
		fact(lang.L("check.who"), strong(r.Owner))
	}
	if len(r.Steps) > 0 {
		fact(lang.L("check.steps"), numbered(r.Steps, colorMuted))
	}
	if r.Spec != "" {
		fact(lang.L("check.spec"), body(r.Spec))
	}
	if p := r.place; p != nil && p.Line > 0 {
		jump := widget.NewButtonWithIcon(lang.L("jump.xml"), theme.NavigateNextIcon(), func() { i.onJump(p.Offset) })
		where := lang.L("check.place", fill{"Line": count(p.Line), "Path": shown(p.Path)})
		place := vertical(6, newText(wrap, theme.SizeNameText, span{text: where}))
		if !r.offscreen {
			place.Add(atLeft(jump))
		}
		fact(lang.L("check.where"), place)
	}
	return container.New(layout.NewCustomPaddedLayout(2, 10, 28, 10), card(inset(12, 14, rows)))
}
