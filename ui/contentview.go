package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"

	"claimcheck/decoder/report"
)

// contents shows what a metadata file announces: its entities, their roles and addresses. Of a file of several
// entities one is chosen here.
type contents struct {
	onCopy   func(s string)
	onChoose func(entityID string)
	several  []string
	search   *field
	found    *fyne.Container // entities that fit the search
	chooser  *fyne.Container
	list     *fyne.Container
	scroll   *container.Scroll
}

// newContents makes the view; onDocument is handed what is pasted into its search and is no entityID.
func newContents(onCopy, onChoose func(s string), onDocument func(source)) *contents {
	c := &contents{onCopy: onCopy, onChoose: onChoose, search: newField("", onDocument), found: vertical(4), chooser: vertical(8), list: vertical(12)}
	c.search.SetPlaceHolder(lang.L("contents.search"))
	c.search.OnChanged = func(string) { c.find() }
	c.scroll = container.NewVScroll(inset(10, 4, vertical(12, c.chooser, c.list)))
	return c
}

func (c *contents) content() fyne.CanvasObject { return c.scroll }

// show lists the contents; several are the entityIDs of a file that has more than one.
func (c *contents) show(md *report.Metadata, several []string) {
	c.several = several
	c.chooser.Hide()
	if len(several) > 0 {
		c.chooser.Objects = []fyne.CanvasObject{strong(lang.N("contents.several", len(several), fill{"Count": count(len(several))})), c.search, c.found}
		c.search.SetText("")
		c.find()
		c.chooser.Show()
	}
	rows, more := contentRows(md)
	c.list.Objects = nil
	for _, e := range rows {
		c.list.Add(c.entity(e))
	}
	if more > 0 {
		c.list.Add(quietNotice(lang.N("library.more", more, fill{"Count": count(more)})))
	}
	if len(rows)+len(several) == 0 {
		c.list.Add(quietNotice(lang.L("contents.none")))
	}
	c.list.Refresh()
	c.scroll.ScrollToTop()
}

// find lists the entities whose ID holds what is searched for.
func (c *contents) find() {
	var fit []string
	for _, id := range c.several {
		if strings.Contains(strings.ToLower(id), strings.ToLower(strings.TrimSpace(c.search.Text))) {
			fit = append(fit, id)
		}
	}
	c.found.Objects = nil
	shownIDs, more := few(fit)
	for _, id := range shownIDs {
		c.found.Add(newPressable(inset(5, 8, container.New(columns{gap: 8, weights: []float32{0, 1}, middle: true}, icon(iconNext, colorMuted, 16),
			newText(wrap, theme.SizeNameText, span{text: shown(id), style: fyne.TextStyle{Monospace: true}}))), func() { c.onChoose(id) }))
	}
	switch {
	case len(fit) == 0:
		c.found.Add(muted(lang.L("contents.not-found")))
	case more > 0:
		c.found.Add(muted(lang.N("library.more", more, fill{"Count": count(more)})))
	}
	c.found.Refresh()
	c.chooser.Refresh()
}

func (c *contents) entity(e entityRow) fyne.CanvasObject {
	box := vertical(10, vertical(2, caption(lang.L("contents.entity")), copyable(e.id, c.onCopy)))
	for _, r := range e.roles {
		box.Add(c.role(r))
	}
	if e.more > 0 {
		box.Add(muted(lang.N("contents.roles", e.more, fill{"Count": count(e.more)})))
	}
	return card(inset(12, 14, box))
}

func (c *contents) role(r roleRow) fyne.CanvasObject {
	box := vertical(4, strong(r.title))
	for _, p := range r.endpoints {
		box.Add(inset(0, 12, vertical(0, newText(wrap, theme.SizeNameCaptionText, span{text: p.service, color: colorMuted}), copyable(p.location, c.onCopy))))
	}
	if r.more > 0 {
		box.Add(inset(0, 12, muted(lang.N("contents.addresses", r.more, fill{"Count": count(r.more)}))))
	}
	return box
}
