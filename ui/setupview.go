package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"

	"claimcheck/decoder/report"
	entra "claimcheck/decoder/setup"
)

// setupColumns are the widths of a field's or claim's name, its value and its state.
var setupColumns = cells{columns{gap: 16, weights: []float32{34, 40, 26}}, 560}

// setupView shows the set-up sheet: the cards of the portal's page, and the claims.
type setupView struct {
	list   *fyne.Container
	scroll *container.Scroll
}

func newSetupView() *setupView {
	v := &setupView{list: vertical(10)}
	v.scroll = container.NewVScroll(inset(10, 4, v.list))
	return v
}

func (v *setupView) content() fyne.CanvasObject { return v.scroll }

func (v *setupView) show(r setupRow) {
	v.list.Objects = []fyne.CanvasObject{inset(0, 4, muted(lang.L("setup.from", fill{"Sources": r.From})))}
	at := slices.IndexFunc(r.Cards, func(c setupCard) bool { return c.Section == entra.SectionCertificates })
	for i, c := range r.Cards {
		if i == at {
			v.claims(r.Claims)
		}
		rows := vertical(6, strong(c.Section))
		for _, f := range c.Fields {
			value := vertical(2)
			for _, s := range f.Values {
				value.Add(newText(wrap, theme.SizeNameText, span{text: s, style: fyne.TextStyle{Monospace: true}}))
			}
			rows.Add(setupLine(f.Name, value, f.State, f.Why, f.tone, f.glyph))
		}
		v.list.Add(card(inset(10, 14, rows)))
	}
	if at < 0 {
		v.claims(r.Claims)
	}
	v.list.Refresh()
	v.scroll.ScrollToTop()
}

// mostSetupClaims is how many claims are listed.
const mostSetupClaims = 100

func (v *setupView) claims(all []setupClaimRow) {
	if len(all) == 0 {
		return
	}
	rows := vertical(6, strong(entra.SectionClaims))
	for i, c := range all {
		if i == mostSetupClaims {
			rows.Add(muted(lang.N("claims.more", len(all)-i, fill{"Count": count(len(all) - i)})))
			break
		}
		rows.Add(setupLine(c.Name, newText(wrap, theme.SizeNameText, span{text: c.Source, style: fyne.TextStyle{Monospace: true}}), c.State, c.Why, c.tone, c.glyph))
	}
	v.list.Add(card(inset(10, 14, rows)))
}

func setupLine(name string, value fyne.CanvasObject, state, why string, t tone, g glyph) fyne.CanvasObject {
	words := vertical(3, container.New(snug{}, chip(t, g, state)))
	line := container.New(setupColumns, body(name), value, words)
	if why == "" {
		return line
	}
	c := colorMuted
	if t == toneBad || t == toneWarn {
		c = t.strong()
	}
	return vertical(2, line, newText(wrap, theme.SizeNameCaptionText, span{text: why, color: c}))
}

// pickSetup shows an application as its admin set it up.
func (w *window) pickSetup(m report.Message) {
	w.offer(setupTabs)
	verdict, found, row, recognised := verdictOf(m, w.judgedFor), checkRows(m, w.judgedFor), setupRowOf(m), recognisedOf(m, w.source, w.zone)
	for i := range found {
		found[i].offscreen = true
	}
	w.banner.show(verdict, changeButton(w.enterSetup), nil)
	w.checks.show(found)
	w.setUpSheet.show(row)
	w.status.show(recognised)
	w.items[tabChecks].Text = checksTab(found)
	w.tabs.Refresh()
	w.evidence.Refresh()
	w.page.ScrollToTop()
	w.tell(state{View: "setup", Recognised: recognised, Verdict: &verdict, Checks: found, Setup: &row, Picked: w.picked})
}
