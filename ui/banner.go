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

// verdictRow is what the banner says about one message.
type verdictRow struct {
	Verdict  report.Verdict `json:"verdict"`
	Word     string         `json:"word"`
	Sentence string         `json:"sentence"`
	Owner    string         `json:"owner"`
	Steps    []string       `json:"steps"`
	tone     tone
	glyph    glyph
	sealed   bool // it is about what an application's key would open
}

// verdictOf makes the banner's words. Anything that is not plainly accepted or refused is "cannot tell".
func verdictOf(m report.Message, vendor string) verdictRow {
	v := verdictRow{Verdict: m.Verdict, Sentence: report.Clean(m.Sentence), Steps: []string{}}
	switch {
	case m.Verdict == report.Accepted && isFile(m):
		v.Word, v.tone, v.glyph = lang.L("verdict.fit"), toneGood, iconAccepted
	case m.Verdict == report.Refused && isFile(m):
		v.Word, v.tone, v.glyph = lang.L("verdict.unfit"), toneBad, iconRefused
	case m.Verdict == report.Accepted && m.Setup != nil:
		v.Word, v.tone, v.glyph = lang.L("verdict.set-up"), toneGood, iconAccepted
	case m.Verdict == report.Refused && m.Setup != nil:
		v.Word, v.tone, v.glyph = lang.L("verdict.not-set-up"), toneBad, iconRefused
	case m.Verdict == report.Accepted:
		v.Word, v.tone, v.glyph = lang.L("verdict.accepted"), toneGood, iconAccepted
	case m.Verdict == report.Refused:
		v.Word, v.tone, v.glyph = lang.L("verdict.refused"), toneBad, iconRefused
	default:
		v.Word, v.tone, v.glyph = lang.L("verdict.undetermined"), toneWarn, iconUnknown
	}
	v.sealed = sealed(m)
	if m.Cause != nil {
		v.Owner = ownerLine(m.Cause.Owner, vendor)
		for _, s := range m.Cause.Steps {
			v.Steps = append(v.Steps, report.Clean(s))
		}
	}
	return v
}

// banner says the verdict, who can mend it and how.
type banner struct {
	onCopy, onClear, onKeys func()
	shown                   *fyne.Container
	scroll                  *container.Scroll
}

func newBanner(onCopy, onClear, onKeys func()) *banner {
	b := &banner{onCopy: onCopy, onClear: onClear, onKeys: onKeys, shown: container.NewStack()}
	b.scroll = container.NewVScroll(b.shown)
	return b
}

func (b *banner) content() fyne.CanvasObject { return b.scroll }

// height is what the banner wants at a width.
func (b *banner) height(width float32) float32 { return settle(b.shown, width) }

// show says the verdict. With a metadata file the act that makes it trusted stands at the top, and strip, what else
// can be done with it, at the end; act is nil where there is none, strip with a message.
func (b *banner) show(v verdictRow, act *widget.Button, strip fyne.CanvasObject) {
	word := newText(natural, theme.SizeNameText, span{text: v.Word, color: v.tone.strong(), style: fyne.TextStyle{Bold: true}})
	sentence := newText(wrap, theme.SizeNameHeadingText, span{text: v.Sentence, style: fyne.TextStyle{Bold: true}})
	copyNote := widget.NewButtonWithIcon(lang.L("banner.copy"), iconNote.in(theme.ColorNameForeground), b.onCopy)
	if act == nil && strip == nil {
		copyNote.Icon, copyNote.Importance = iconNote.in(theme.ColorNameForegroundOnPrimary), widget.HighImportance
	}
	clear := widget.NewButtonWithIcon(lang.L("banner.clear"), theme.ContentClearIcon(), b.onClear)

	key := keyButton(b.onKeys)
	if !v.sealed {
		key.Hide()
	}
	head := container.New(apart{flow: flow{6}}, word, key, copyNote, clear)
	if act != nil {
		head.Objects = []fyne.CanvasObject{word, act, copyNote, clear}
	}
	text := vertical(6, head, sentence)
	if v.Owner != "" {
		owner := strong(v.Owner)
		text.Add(inset(2, 0, container.New(columns{gap: 6, weights: []float32{0, 1}, middle: true},
			icon(iconPerson, v.tone.strong(), 18), owner)))
	}
	if len(v.Steps) > 0 {
		text.Add(numbered(v.Steps, v.tone.strong()))
	}
	if strip != nil {
		text.Add(inset(4, 0, strip))
	}
	p := newPanel(v.tone.soft(), 8, container.New(layout.NewCustomPaddedLayout(10, 12, 16, 12),
		beside(12, inset(4, 0, icon(v.glyph, v.tone.strong(), 36)), text)))
	p.edge = v.tone.strong()
	b.shown.Objects = []fyne.CanvasObject{p}
	b.shown.Refresh()
	b.scroll.ScrollToTop()
}
