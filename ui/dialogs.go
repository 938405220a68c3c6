package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/library"
)

// examples offers the practice cases.
func (w *window) examples() {
	cases, err := decoder.PracticeCases()
	if err != nil {
		w.notice.show(lang.L("notice.examples", fill{"Reason": report.Clean(err.Error())}))
		return
	}
	var d *dialog.CustomDialog
	list := vertical(2)
	for i, c := range cases {
		title := strong(c.Title)
		number := container.New(fixedWidth(24), newText(natural, theme.SizeNameText, span{text: ordinal(i + 1), color: colorMuted}))
		row := newPressable(inset(7, 10, beside(8, number, vertical(1, title,
			newText(wrap, theme.SizeNameCaptionText, span{text: c.Comment, color: colorMuted})))), func() {
			d.Hide()
			w.notice.hide()
			w.session.look(fromExample(c.Scenario))
		})
		list.Add(row)
	}
	d = dialog.NewCustom(lang.L("examples.title"), lang.L("dialog.close"), container.NewVScroll(list), w.win)
	size := w.win.Canvas().Size()
	d.Resize(fyne.NewSize(fyne.Min(620, size.Width-60), fyne.Min(640, size.Height-60)))
	d.Show()
}

// application lets the identifiers of the application be entered.
func (w *window) application() {
	p := w.session.profile()
	if p == nil {
		return
	}
	id := w.session.identifiers()
	entityID, acs := newField(id.EntityID, w.session.look), newField(id.ACS, w.session.look)
	entityID.SetPlaceHolder(lang.L("application.entity-id-hint"))
	acs.SetPlaceHolder(lang.L("application.acs-hint"))
	label := func(s, second string) fyne.CanvasObject {
		return newText(wrap, theme.SizeNameText, span{text: s, style: fyne.TextStyle{Bold: true}}, span{text: "  " + second, color: colorMuted})
	}
	form := vertical(6, body(lang.L("application.about", fill{"Application": p.Title})), muted(lang.L("application.where", fill{"Application": p.Title})),
		inset(6, 0, widget.NewSeparator()),
		label(lang.L("application.entity-id"), lang.L("application.entity-id-name")), entityID,
		label(lang.L("application.acs"), lang.L("application.acs-name")), acs)
	d := dialog.NewCustomConfirm(lang.L("application.title", fill{"Application": p.Title}), lang.L("dialog.save"), lang.L("dialog.cancel"), form, func(ok bool) {
		if ok {
			w.session.enter(strings.TrimSpace(entityID.Text), strings.TrimSpace(acs.Text))
		}
	}, w.win)
	d.Resize(fyne.NewSize(fyne.Min(640, w.win.Canvas().Size().Width-60), 0))
	d.Show()
	w.win.Canvas().Focus(entityID)
}

// field is a text field for an address. A document that is pasted into it is looked at instead: the
// toolkit's field would need minutes to lay it out.
type field struct {
	widget.Entry
	onDocument func(source)
}

func newField(s string, onDocument func(source)) *field {
	f := &field{onDocument: onDocument}
	f.Wrapping, f.Scroll = fyne.TextWrapOff, fyne.ScrollHorizontalOnly
	f.ExtendBaseWidget(f)
	f.SetText(s)
	return f
}

// TypedShortcut implements fyne.Shortcutable.
func (f *field) TypedShortcut(s fyne.Shortcut) {
	if p, ok := s.(*fyne.ShortcutPaste); ok && p.Clipboard != nil {
		if c := p.Clipboard.Content(); !forField(f, c) {
			f.onDocument(fromText(c))
			return
		}
	}
	f.Entry.TypedShortcut(s)
}

// listing is a dialog of what the user handed in, with a way to add to it.
type listing struct {
	title, about string
	none         string // stands there when there are no rows
	rows         []fyne.CanvasObject
	add          string
	onAdd        func()
}

func (w *window) listDialog(l listing) *dialog.CustomDialog {
	list := vertical(8, l.rows...)
	if len(l.rows) == 0 {
		list.Add(quietNotice(l.none))
	}
	var d *dialog.CustomDialog
	add := widget.NewButtonWithIcon(l.add, theme.ContentAddIcon(), func() {
		d.Hide()
		l.onAdd()
	})
	add.Importance = widget.HighImportance
	box := container.NewBorder(inset(0, 4, muted(l.about)), inset(6, 0, atLeft(add)), nil, nil, container.NewVScroll(inset(8, 4, list)))
	d = dialog.NewCustom(l.title, lang.L("dialog.close"), box, w.win)
	size := w.win.Canvas().Size()
	d.Resize(fyne.NewSize(fyne.Min(680, size.Width-60), fyne.Min(480, size.Height-60)))
	d.Show()
	return d
}

// listRow is one thing that was handed in, with the button that takes it away.
func listRow(text fyne.CanvasObject, remove string, onRemove func()) fyne.CanvasObject {
	button := widget.NewButtonWithIcon(remove, theme.DeleteIcon(), onRemove)
	return card(inset(10, 12, container.New(columns{gap: 10, weights: []float32{1, 0}, middle: true}, text, button)))
}

func libraryText(e library.Entry) fyne.CanvasObject {
	text := vertical(2, strong(shown(e.Name)))
	if e.Trouble != nil {
		text.Add(newText(wrap, theme.SizeNameCaptionText, span{text: lang.L("library.unreadable", fill{"Reason": shown(e.Trouble.Actual)}), color: toneBad.strong()}))
	} else {
		ids := e.EntityIDs()
		for i, id := range ids {
			if i == 3 {
				text.Add(caption(lang.N("library.more", len(ids)-i, fill{"Count": count(len(ids) - i)})))
				break
			}
			text.Add(newText(wrap, theme.SizeNameCaptionText, span{text: shown(id), color: colorMuted}))
		}
		n := len(metadata.AllSigningKeys([]*metadata.File{e.File}))
		text.Add(caption(lang.N("library.keys", n, fill{"Count": count(n)})))
	}
	return text
}
