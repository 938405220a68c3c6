package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
)

// claimColumns are the widths of name, value, state and what to do.
var claimColumns = cells{columns{gap: 16, weights: []float32{29, 26, 17, 28}}, 560}

// mostExtra is how many claims that nobody asked for are shown.
const mostExtra = 200

// claims shows each wanted claim as it arrived, then the others, quieter.
type claims struct {
	onJump func(offset int)
	rows   *fyne.Container
	scroll *container.Scroll
}

func newClaims(onJump func(offset int)) *claims {
	c := &claims{onJump: onJump, rows: vertical(6)}
	c.scroll = container.NewVScroll(inset(10, 4, c.rows))
	return c
}

func (c *claims) content() fyne.CanvasObject { return c.scroll }

// show lists the rows. signed tells whether they were read from under a good signature, short is the
// application's name in sentences, and said are the steps that the banner shows already; locked
// tells that claims may stand in a part that is encrypted.
func (c *claims) show(wanted, extra []claimRow, signed report.Signature, short string, said []string, locked bool) {
	rows, toMend := []fyne.CanvasObject{}, 0
	if len(wanted)+len(extra) == 0 {
		words := lang.L("claims.none")
		if locked {
			words = lang.L("keys.sealed")
		}
		rows = append(rows, quietNotice(words))
	}
	some := slices.ContainsFunc(append(wanted[:len(wanted):len(wanted)], extra...), func(r claimRow) bool { return r.Signed })
	if signed != report.Valid && len(wanted)+len(extra) > 0 {
		words := lang.L("claims.unverified")
		if some {
			words = lang.L("claims.partly")
		}
		rows = append(rows, inset(2, 16, container.New(columns{gap: 6, weights: []float32{0, 1}, middle: true},
			icon(iconWarning, toneWarn.strong(), 16), newText(wrap, theme.SizeNameText, span{text: words, color: toneWarn.strong()}))))
	}
	if len(wanted) > 0 {
		rows = append(rows, c.head())
	}
	var mend *claimItem // the one claim to mend, if it is one
	for _, r := range wanted {
		i := newClaimItem(r, some, c.onJump)
		rows = append(rows, i)
		if len(r.Steps) > 0 {
			toMend++
			mend = i
		}
	}
	if toMend == 1 && !slices.Equal(mend.row.Steps, said) {
		mend.toggle()
	}
	if len(extra) > 0 {
		title := lang.N("claims.extra", len(extra), fill{"Count": count(len(extra)), "Application": short})
		list := vertical(8)
		for i, r := range extra {
			if i == mostExtra {
				list.Add(muted(lang.N("claims.more", len(extra)-i, fill{"Count": count(len(extra) - i)})))
				break
			}
			list.Add(c.quietRow(r))
		}
		rows = append(rows, inset(6, 0, newText(wrap, theme.SizeNameText, span{text: title, color: colorMuted, style: fyne.TextStyle{Bold: true}})),
			card(inset(10, 14, list)))
	}
	c.rows.Objects = rows
	c.rows.Refresh()
	c.scroll.ScrollToTop()
}

func (c *claims) head() fyne.CanvasObject {
	h := func(s string) fyne.CanvasObject {
		return newText(cut, theme.SizeNameCaptionText, span{text: s, color: colorMuted, style: fyne.TextStyle{Bold: true}})
	}
	return container.New(layout.NewCustomPaddedLayout(0, 0, 16, 34), container.New(wideOnly{claimColumns},
		h(lang.L("claims.head-name")), h(lang.L("claims.head-value")), h(lang.L("claims.head-state")), h(lang.L("claims.head-do"))))
}

// claimItem is one wanted claim and, when it is open, what to do about it.
type claimItem struct {
	widget.BaseWidget
	row    claimRow
	onJump func(offset int)
	arrow  *widget.Icon
	box    *fyne.Container
	detail fyne.CanvasObject // made when it is first opened
}

// newClaimItem makes the row; some tells that a good signature covers claims of the message.
func newClaimItem(r claimRow, some bool, onJump func(offset int)) *claimItem {
	i := &claimItem{row: r, onJump: onJump}
	i.box = vertical(0, i.head(some))
	i.ExtendBaseWidget(i)
	return i
}

// CreateRenderer implements fyne.Widget.
func (i *claimItem) CreateRenderer() fyne.WidgetRenderer {
	p := card(i.box)
	if i.row.tone != toneGood {
		p.edge = i.row.tone.strong()
	}
	return widget.NewSimpleRenderer(p)
}

func (i *claimItem) opens() bool { return len(i.row.Steps) > 0 || i.row.offset >= 0 }

func (i *claimItem) head(some bool) fyne.CanvasObject {
	r := i.row
	second := func(s string) *text {
		return newText(wrap, theme.SizeNameCaptionText, span{text: s, color: colorMuted})
	}
	name := vertical(3, strong(r.Name))
	if len(r.Sent) > 0 {
		name.Add(newText(wrap, theme.SizeNameCaptionText, append([]span{{text: lang.L("claims.sent-as") + " ", color: colorMuted}}, sentSpans(r)...)...))
	}
	if r.Why != "" {
		name.Add(second(r.Why))
	}
	value := vertical(2)
	for _, v := range r.Values {
		value.Add(valueText(v))
	}
	if len(r.Values) == 0 {
		value.Add(muted(lang.L("claims.no-value")))
	}
	for _, v := range r.Forged {
		value.Add(forgedText(v))
	}
	state := vertical(4, container.New(snug{}, chip(r.tone, r.glyph, r.State)))
	for _, f := range r.Flags {
		state.Add(second(f))
	}
	switch {
	case len(r.Values) == 0:
	case r.Signed:
		state.Add(second(lang.L("claims.signed")))
	case some:
		state.Add(newText(wrap, theme.SizeNameCaptionText, span{text: lang.L("claims.unsigned"), color: toneWarn.strong()}))
	}
	do := vertical(2)
	if len(r.Steps) > 0 {
		do.Add(strong(r.Owner))
		do.Add(second(lang.N("claims.steps", len(r.Steps), fill{"Count": count(len(r.Steps))})))
	}
	line := container.New(claimColumns, name, value, state, do)
	pad := layout.NewCustomPaddedLayout(8, 8, 16, 10)
	if !i.opens() {
		return container.New(pad, container.New(columns{gap: 8, weights: []float32{1, 0}}, line, container.New(fixedWidth(16))))
	}
	i.arrow = widget.NewIcon(iconNext.in(colorMuted))
	return newPressable(container.New(pad, container.New(columns{gap: 8, weights: []float32{1, 0}},
		line, inset(1, 0, container.New(fixed{fyne.NewSize(16, 16)}, i.arrow)))), i.toggle)
}

func (i *claimItem) toggle() { i.detail = toggled(i.box, i.arrow, i.detail, i.steps) }

func (i *claimItem) steps() fyne.CanvasObject {
	rows := vertical(8)
	if len(i.row.Steps) > 0 {
		rows.Add(numbered(i.row.Steps, i.row.tone.strong()))
	}
	if i.row.offset >= 0 {
		rows.Add(atLeft(widget.NewButtonWithIcon(lang.L("jump.xml"), theme.NavigateNextIcon(), func() { i.onJump(i.row.offset) })))
	}
	return container.New(layout.NewCustomPaddedLayout(2, 12, 10, 14), rows)
}

// quietRow is an extra claim: its name with the namespace dimmed, and its value.
func (c *claims) quietRow(r claimRow) fyne.CanvasObject {
	space, own := lastName(r.Name)
	name := newText(wrap, theme.SizeNameText, span{text: space, color: colorMuted}, span{text: own})
	value := vertical(2)
	for _, v := range r.Values {
		value.Add(valueText(v))
	}
	for _, v := range r.Forged {
		value.Add(forgedText(v))
	}
	return container.New(columns{gap: 16, weights: []float32{50, 50}}, name, value)
}

// forgedText is a value that a claim was also sent with, outside of the good signature.
func forgedText(v string) fyne.CanvasObject {
	return newText(wrap, theme.SizeNameCaptionText, span{text: lang.L("claims.forged") + " ", color: toneBad.strong()},
		span{text: v, color: toneBad.strong(), style: fyne.TextStyle{Monospace: true}})
}

func valueText(v string) fyne.CanvasObject {
	if v == "" {
		return muted(lang.L("claims.empty-value"))
	}
	return newText(wrap, theme.SizeNameText, span{text: v, style: fyne.TextStyle{Monospace: true}})
}

// sentSpans marks the part of a sent name that is not as wanted: bold and underlined as well as
// coloured.
func sentSpans(r claimRow) []span {
	spans := make([]span, 0, len(r.Sent))
	for _, p := range r.Sent {
		s := span{text: p.Text, style: fyne.TextStyle{Monospace: true}}
		if p.Differs {
			s.style = fyne.TextStyle{Monospace: true, Bold: true}
			s.color, s.under = r.tone.strong(), r.tone.soft()
		}
		spans = append(spans, s)
	}
	return spans
}

// quietNotice is a sentence where a view has nothing to list.
func quietNotice(s string) fyne.CanvasObject {
	t := newText(wrap, theme.SizeNameText, span{text: s, color: colorMuted})
	t.align = fyne.TextAlignCenter
	return inset(24, 24, t)
}
