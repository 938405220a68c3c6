package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
)

// standing says how a metadata file stands to the library.
type standing string

const (
	notKept   standing = "not-kept"  // the library knows nothing of its entity
	isKept    standing = "kept"      // the same bytes are there
	otherKept standing = "other"     // there are other bytes of the same entity
	cannotBe  standing = "cannot-be" // it is no metadata that can be read
)

// fileRow is what the page of a metadata file offers.
type fileRow struct {
	Standing     standing `json:"standing"`
	Name         string   `json:"name,omitempty"` // of the entry in the library
	Words        string   `json:"words"`
	Certificates bool     `json:"-"`                  // there are some, so that their end can be drawn
	Reminder     bool     `json:"-"`                  // one of them ends on a day that can be reminded of
	Several      int      `json:"entities,omitempty"` // entities to choose from, where there is more than one
	Part         bool     `json:"-"`                  // it is one entity of a larger file
	Former       bool     `json:"-"`                  // something else was looked at before, which can be gone back to
}

func fileRowOf(m report.Message, src source, st standing, name string, former bool) fileRow {
	r := fileRow{Standing: st, Name: shown(name), Several: len(src.several), Part: src.whole != nil, Former: former}
	switch st {
	case notKept:
		r.Words = lang.L("file.not-kept")
	case isKept:
		r.Words = lang.L("file.kept", fill{"Name": r.Name})
	case otherKept:
		r.Words = lang.L("file.other", fill{"Name": r.Name})
	case cannotBe:
		r.Words = lang.L("file.cannot-be")
		if r.Several > 0 {
			r.Words = lang.L("file.too-many")
		}
	}
	if m.Metadata != nil {
		for _, c := range m.Metadata.Certificates {
			r.Certificates = true
			r.Reminder = r.Reminder || !c.NotAfter.IsZero() && c.Term != report.ExpiredKey
		}
	}
	return r
}

// fileActions are what can be done with a metadata file that is looked at.
type fileActions struct {
	keep, replace, choose, whole, compare, handOff, reminder, timeBar, back func()
}

// main is the button for the act that makes a file trusted; nil where there is none.
func (a fileActions) main(r fileRow, fit bool) *widget.Button {
	var b *widget.Button
	switch r.Standing {
	case notKept:
		b = widget.NewButtonWithIcon(lang.L("file.keep"), theme.ContentAddIcon(), a.keep)
	case otherKept:
		b = widget.NewButtonWithIcon(lang.L("file.replace"), theme.ViewRefreshIcon(), a.replace)
	default:
		return nil
	}
	if fit {
		b.Importance = widget.HighImportance
	}
	return b
}

// strip says how the file stands to the library, with the other things to do under it.
func (a fileActions) strip(r fileRow) fyne.CanvasObject {
	t, g := toneQuiet, iconKey
	if r.Standing == isKept {
		t, g = toneGood, iconAccepted
	}
	words := container.New(columns{gap: 6, weights: []float32{0, 1}, middle: true}, icon(g, t.strong(), 18), body(r.Words))
	buttons := container.New(flow{gap: 6})
	add := func(yes bool, words string, do func()) {
		if yes {
			buttons.Add(widget.NewButton(words, do))
		}
	}
	add(r.Several > 0, lang.L("file.choose"), a.choose)
	add(r.Part, lang.L("file.whole"), a.whole)
	add(r.Standing != cannotBe, lang.L("file.compare"), a.compare)
	add(r.Standing != cannotBe, lang.L("file.handoff"), a.handOff)
	add(r.Reminder, lang.L("file.reminder"), a.reminder)
	add(r.Certificates, lang.L("file.time-bar"), a.timeBar)
	add(r.Former, lang.L("problem.back"), a.back)
	if len(buttons.Objects) == 0 {
		return words
	}
	return vertical(6, words, buttons)
}
