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

// messageRow is one message of a capture in the list at the left.
type messageRow struct {
	Kind    string         `json:"kind"`
	Where   string         `json:"where,omitempty"`
	Verdict report.Verdict `json:"verdict"`
	tone    tone
	glyph   glyph
}

func messageRows(r report.Report, zone *time.Location) []messageRow {
	rows := make([]messageRow, 0, len(r.Messages))
	for _, m := range r.Messages {
		v := verdictOf(m, "")
		row := messageRow{Kind: kindWord(m.Kind), Verdict: m.Verdict, tone: v.tone, glyph: v.glyph}
		if !m.JudgedAt.IsZero() {
			row.Where = m.JudgedAt.In(zone).Format("15:04:05")
		}
		if m.SentTo != "" {
			row.Where = joined(" · ", row.Where, shown(host(m.SentTo)))
		}
		if m.Member != "" {
			row.Where = joined(" · ", row.Where, brief(shown(m.Member)))
		}
		rows = append(rows, row)
	}
	return rows
}

func kindWord(kind string) string {
	switch kind {
	case "ErrorPage":
		return lang.L("kind.error-page")
	case "WSFedToken":
		return lang.L("kind.ws-fed")
	case "Metadata":
		return lang.L("kind.metadata")
	}
	return report.Clean(kind)
}

// messages is the list of what was found in a capture of several messages.
type messages struct {
	onPick func(index int)
	rows   []messageRow
	list   *widget.List
	box    fyne.CanvasObject
	picked int
}

func newMessages(onPick func(index int)) *messages {
	m := &messages{onPick: onPick, picked: -1}
	m.list = widget.NewList(
		func() int { return len(m.rows) },
		func() fyne.CanvasObject { return newMessageItem() },
		func(id widget.ListItemID, o fyne.CanvasObject) { o.(*messageItem).set(m.rows[id]) })
	m.list.OnSelected = func(id widget.ListItemID) {
		if id != m.picked {
			m.picked = id
			m.onPick(id)
		}
	}
	head := inset(6, 8, newText(natural, theme.SizeNameCaptionText, span{text: lang.L("messages.title"), color: colorMuted, style: fyne.TextStyle{Bold: true}}))
	m.box = container.NewBorder(head, nil, nil, nil, m.list)
	return m
}

func (m *messages) content() fyne.CanvasObject { return m.box }

// show lists the rows with one of them picked.
func (m *messages) show(rows []messageRow, picked int) {
	m.rows, m.picked = rows, picked
	m.list.Refresh()
	m.list.Select(picked)
}

// messageItem is a row of the list, used again for other messages.
type messageItem struct {
	widget.BaseWidget
	icon        *widget.Icon
	kind, where *text
	box         fyne.CanvasObject
}

func newMessageItem() *messageItem {
	i := &messageItem{icon: widget.NewIcon(iconUnknown.in(toneWarn.strong())), kind: newText(cut, theme.SizeNameText), where: newText(cut, theme.SizeNameCaptionText)}
	i.box = inset(6, 8, container.New(columns{gap: 8, weights: []float32{0, 1}, middle: true},
		container.New(fixed{fyne.NewSize(18, 18)}, i.icon), vertical(0, i.kind, i.where)))
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *messageItem) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(i.box) }

func (i *messageItem) set(r messageRow) {
	i.icon.SetResource(r.glyph.in(r.tone.strong()))
	i.kind.set(span{text: r.Kind})
	i.where.set(span{text: r.Where, color: colorMuted})
}
