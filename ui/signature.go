package ui

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
)

// signatures shows every signature of a message, whose key it names and when that key is valid.
type signatures struct {
	onCopy   func(s string)
	onImport func()
	onKeys   func()
	onJump   func(offset int)
	zone     *time.Location
	rows     *fyne.Container
	scroll   *container.Scroll
}

func newSignatures(zone *time.Location, onCopy func(s string), onImport, onKeys func(), onJump func(offset int)) *signatures {
	s := &signatures{onCopy: onCopy, onImport: onImport, onKeys: onKeys, onJump: onJump, zone: zone, rows: vertical(10)}
	s.scroll = container.NewVScroll(inset(10, 4, s.rows))
	return s
}

func (s *signatures) content() fyne.CanvasObject { return s.scroll }

// show lists the rows and the fields that they cover. files is how many metadata files are imported.
func (s *signatures) show(rows []signatureRow, covered []coverageRow, m report.Message, now time.Time, files int) {
	objects := []fyne.CanvasObject{}
	if m.XML == "" {
		objects = append(objects, quietNotice(lang.L("signature.no-message")))
	} else {
		objects = append(objects, s.summary(m, files))
	}
	if sealed(m) {
		objects = append(objects, inset(2, 12, vertical(6, muted(lang.L("keys.sealed")), atLeft(keyButton(s.onKeys)))))
	}
	for _, r := range rows {
		objects = append(objects, s.row(r, m.JudgedAt, now))
	}
	if len(covered) > 0 {
		objects = append(objects, coverageList(covered, s.onJump))
	}
	s.rows.Objects = objects
	s.rows.Refresh()
	s.scroll.ScrollToTop()
}

func (s *signatures) summary(m report.Message, files int) fyne.CanvasObject {
	t, g, words := toneWarn, iconUnknown, lang.L("signature.unverifiable")
	switch m.Signature {
	case report.Valid:
		t, g, words = toneGood, iconAccepted, lang.L("signature.valid")
	case report.Invalid:
		t, g, words = toneBad, iconRefused, lang.L("signature.invalid")
		if !slices.ContainsFunc(m.Signatures, func(r report.Signed) bool { return r.Cause != "good" }) {
			words = lang.L("signature.partly")
		}
	case report.Unsigned:
		t, g, words = toneBad, iconRefused, lang.L("signature.unsigned")
	}
	text := vertical(4, newText(wrap, theme.SizeNameSubHeadingText, span{text: words, style: fyne.TextStyle{Bold: true}}))
	if files == 0 && m.Signature == report.Unverifiable {
		button := widget.NewButtonWithIcon(lang.L("metadata.import"), theme.ContentAddIcon(), s.onImport)
		text.Add(muted(lang.L("signature.no-metadata")))
		text.Add(atLeft(button))
	}
	return inset(2, 12, container.New(columns{gap: 10, weights: []float32{0, 1}}, icon(g, t.strong(), 22), text))
}

func (s *signatures) row(r signatureRow, judged, now time.Time) fyne.CanvasObject {
	title := newText(wrap, theme.SizeNameSubHeadingText, span{text: lang.L("signature.over", fill{"Element": r.Element}), style: fyne.TextStyle{Bold: true}})
	head := container.New(columns{gap: 12, weights: []float32{1, 0}, middle: true}, title, chip(r.tone, r.glyph, causeChip(r.Cause)))
	rows := vertical(8, head, body(r.Words))
	if r.Detail != "" {
		rows.Add(muted(r.Detail))
	}
	fact := func(name string, o fyne.CanvasObject) {
		_, words := o.(*text)
		rows.Add(container.New(columns{gap: 12, weights: []float32{0, 1}, middle: !words},
			container.New(fixedWidth(136), newText(wrap, theme.SizeNameText, span{text: name, color: colorMuted})), o))
	}
	rows.Add(widget.NewSeparator())
	fact(lang.L("signature.algorithm"), body(joined(" · ", r.Algorithm, r.Digest, r.Canonical)))
	if r.ID != "" {
		fact(lang.L("signature.id"), newText(wrap, theme.SizeNameText, span{text: r.ID, style: fyne.TextStyle{Monospace: true}}))
	}
	if k := r.Key; k != nil {
		s.key(fact, rows, *k, judged, now)
	}
	p := card(container.New(layout.NewCustomPaddedLayout(12, 12, 16, 14), rows))
	p.edge = r.tone.strong()
	return p
}

func (s *signatures) key(fact func(string, fyne.CanvasObject), rows *fyne.Container, k keyRow, judged, now time.Time) {
	owner := lang.L("signature.key-hint")
	if k.Good {
		owner = lang.L("signature.key")
	}
	fact(owner, body(joined(" · ", k.Subject, k.Kind)))
	known := chip(toneBad, iconRefused, lang.L("signature.not-in-metadata"))
	if k.Known {
		known = chip(toneGood, iconAccepted, lang.L("signature.in-metadata"))
	}
	where := container.New(columns{gap: 8, weights: []float32{0, 1}, middle: true}, known, muted(k.KnownIn))
	fact(lang.L("signature.metadata"), where)
	if k.SHA1 != "" {
		fact(lang.L("signature.thumbprint"), copyable(k.SHA1, s.onCopy))
	}
	if !k.notAfter.IsZero() {
		rows.Add(inset(6, 0, newTimeBar(k.notBefore, k.notAfter, s.zone,
			timeMark{lang.L("time.judged"), judged}, timeMark{lang.L("time.now"), now})))
	}
}

// copyable is a value in a fixed-width face with a button that copies it.
func copyable(v string, onCopy func(s string)) fyne.CanvasObject {
	value := newText(wrap, theme.SizeNameText, span{text: v, style: fyne.TextStyle{Monospace: true}})
	button := widget.NewButtonWithIcon("", theme.ContentCopyIcon(), func() { onCopy(v) })
	button.Importance = widget.LowImportance
	return container.New(columns{gap: 4, weights: []float32{0, 1}, middle: true}, button, value)
}

// causeChip is a signature's cause in one or two words.
func causeChip(cause string) string {
	switch cause {
	case "good":
		return lang.L("cause-word.good")
	case "no-trust":
		return lang.L("cause-word.no-trust")
	case "unknown-key":
		return lang.L("cause-word.unknown-key")
	case "altered":
		return lang.L("cause-word.altered")
	case "damaged":
		return lang.L("cause-word.damaged")
	case "unsupported":
		return lang.L("cause-word.unsupported")
	case "malformed":
		return lang.L("cause-word.malformed")
	case "misplaced":
		return lang.L("cause-word.misplaced")
	}
	return report.Clean(cause)
}

// joined joins what is not empty.
func joined(sep string, all ...string) string {
	out := ""
	for _, s := range all {
		if s == "" {
			continue
		}
		if out != "" {
			out += sep
		}
		out += s
	}
	return out
}
