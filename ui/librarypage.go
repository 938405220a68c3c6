package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/report"
	"claimcheck/library"
)

// libraryActions are what can be done with an entry, and with the library.
type libraryActions struct {
	look, replace, rename, export, remove func(library.Entry)
	add                                   func()
}

// libraryPage is the dialog that lists the imported metadata. It shows what the folder holds for as long as it is
// open, and what is told meanwhile.
type libraryPage struct {
	do     libraryActions
	notice *notice
	list   *fyne.Container
	box    fyne.CanvasObject
	dialog *dialog.CustomDialog // nil: closed
	rows   []libraryRow
	aside  []asideRow
}

func newLibraryPage(do libraryActions) *libraryPage {
	p := &libraryPage{do: do, notice: newNotice(), list: vertical(8)}
	add := widget.NewButtonWithIcon(lang.L("metadata.import"), theme.ContentAddIcon(), do.add)
	add.Importance = widget.HighImportance
	p.notice.within = container.New(frame{4}, vertical(4, muted(lang.L("library.about")), p.notice.content()),
		container.NewVScroll(inset(4, 4, p.list)), inset(4, 0, atLeft(add)))
	p.box = p.notice.within
	return p
}

func (p *libraryPage) isOpen() bool { return p.dialog != nil }

func (p *libraryPage) hide() {
	if p.dialog != nil {
		p.dialog.Hide()
	}
}

// show lists what the library holds; err tells why its folder cannot be read.
func (p *libraryPage) show(rows []libraryRow, aside []asideRow, err error) {
	p.rows, p.aside = rows, aside
	p.list.Objects = nil
	if err != nil {
		p.list.Add(troubleCard(toneBad, iconRefused, report.Clean(err.Error()), stepsOf(err)))
	}
	for _, r := range rows {
		p.list.Add(p.card(r))
	}
	if len(rows) == 0 && err == nil {
		p.list.Add(quietNotice(lang.L("library.none")))
	}
	for _, a := range aside {
		p.list.Add(troubleCard(toneWarn, iconWarning, a.Words, a.Steps))
	}
	p.list.Refresh()
}

// card is one entry with what can be done with it.
func (p *libraryPage) card(r libraryRow) fyne.CanvasObject {
	second := func(s string) fyne.CanvasObject {
		return newText(wrap, theme.SizeNameCaptionText, span{text: s, color: colorMuted})
	}
	text := vertical(2)
	for _, id := range r.Entities {
		text.Add(newText(wrap, theme.SizeNameText, span{text: id}))
	}
	for _, s := range []string{r.Tenant, joined("  ·  ", r.Keys, r.Imported)} {
		if s != "" {
			text.Add(second(s))
		}
	}
	var head fyne.CanvasObject = strong(r.Name)
	if r.Left != "" {
		head = container.New(columns{gap: 8, weights: []float32{1, 0}}, head, chip(r.tone, r.glyph, r.Left))
	}
	rows := vertical(4, head, text)
	if r.Problem != "" {
		rows.Add(newText(wrap, theme.SizeNameText, span{text: r.Problem, color: r.tone.strong()}))
		rows.Add(numbered(r.Steps, r.tone.strong()))
	}
	buttons := container.New(flow{gap: 6})
	add := func(yes bool, words string, icon fyne.Resource, do func(library.Entry)) {
		if yes {
			buttons.Add(widget.NewButtonWithIcon(words, icon, func() { do(r.entry) }))
		}
	}
	readable := r.Problem == ""
	add(readable, lang.L("library.look"), theme.SearchIcon(), p.do.look)
	add(readable, lang.L("library.replace"), theme.ViewRefreshIcon(), p.do.replace)
	add(true, lang.L("library.rename"), theme.DocumentCreateIcon(), p.do.rename)
	add(readable, lang.L("library.export"), theme.DocumentSaveIcon(), p.do.export)
	add(true, lang.L("library.remove"), theme.DeleteIcon(), p.do.remove)
	rows.Add(inset(4, 0, buttons))
	c := card(inset(10, 14, rows))
	c.edge = r.tone.strong()
	return c
}

// troubleCard says what is wrong, with what to do.
func troubleCard(t tone, g glyph, words string, steps []string) fyne.CanvasObject {
	text := vertical(4, body(words))
	if len(steps) > 0 {
		text.Add(numbered(steps, t.strong()))
	}
	p := newPanel(t.soft(), 8, inset(8, 14, container.New(columns{gap: 8, weights: []float32{0, 1}}, icon(g, t.strong(), 18), text)))
	p.edge = t.strong()
	return p
}

// library lists the imported metadata.
func (w *window) library() {
	if w.shelf.isOpen() {
		return
	}
	w.notice.hide()
	w.shelf.notice.hide()
	before := w.state
	d := dialog.NewCustom(lang.L("library.title"), lang.L("dialog.close"), w.shelf.box, w.win)
	w.shelf.dialog = d
	d.SetOnClosed(func() {
		w.shelf.dialog = nil
		if w.state.View == "library" {
			w.tell(before)
		}
	})
	size := w.win.Canvas().Size()
	d.Resize(fyne.NewSize(fyne.Min(760, size.Width-40), fyne.Min(620, size.Height-40)))
	d.Show()
	w.showLibrary()
	w.session.library.reload(func() {})
}

// tellTroubles tells what was found wrong with the library. What keeps it from being used at all goes first, with what
// to do; what was set aside stands in the dialog.
func (w *window) tellTroubles(all []*library.Trouble) {
	for _, t := range all {
		if t.Cause != library.NotMetadata {
			w.showNotice(troubleOf(t))
			return
		}
	}
	if len(all) > 0 && !w.shelf.isOpen() {
		w.showNotice(report.Clean(all[0].Sentence), action{lang.L("menu.library"), w.library})
	}
}

// showLibrary brings the open dialog in step with what the library holds.
func (w *window) showLibrary() {
	if !w.shelf.isOpen() {
		return
	}
	contents, err := w.session.library.contents()
	rows := make([]libraryRow, 0, len(contents.Entries))
	for _, e := range contents.Entries {
		rows = append(rows, libraryRowOf(e, w.now(), w.zone))
	}
	aside := asideRows(w.session.library.setAside(), contents.Aside, w.session.library.library.Aside())
	w.shelf.show(rows, aside, err)
	w.tell(state{View: "library", Library: rows, Aside: aside, Picked: w.picked})
}

// lookAtEntry shows the page of an entry.
func (w *window) lookAtEntry(e library.Entry) {
	w.shelf.hide()
	w.session.look(fromEntry(e))
}

// replaceFrom asks for the file that is to take an entry's place; the two are compared first.
func (w *window) replaceFrom(e library.Entry) {
	w.chooseFile(lang.L("library.choose", fill{"Name": brief(shown(e.Name))}), nil, func(path string) {
		w.shelf.hide()
		w.session.compare(fromEntry(e), fromFile(path), &e)
	})
}

// exportEntry saves the bytes of an entry as they were imported.
func (w *window) exportEntry(e library.Entry) {
	w.session.export(e, func(b []byte) { w.saveFile(e.Name+".xml", b) })
}

// removeEntry asks once.
func (w *window) removeEntry(e library.Entry) {
	words := lang.L("library.remove-words")
	if e.File == nil {
		words = lang.L("library.remove-unread")
	}
	d := dialog.NewCustomConfirm(lang.L("library.remove-title", fill{"Name": brief(shown(e.Name))}), lang.L("library.remove"), lang.L("dialog.cancel"), body(words), func(ok bool) {
		if ok {
			w.session.remove(e)
		}
	}, w.win)
	d.SetConfirmImportance(widget.DangerImportance)
	d.Resize(fyne.NewSize(fyne.Min(520, w.win.Canvas().Size().Width-60), 0))
	d.Show()
}

// renameEntry asks for another name.
func (w *window) renameEntry(e library.Entry) { w.askName(e, e.Name, nil) }

// askName asks for a name; given is what stands in the field, and why says what was wrong with it.
func (w *window) askName(e library.Entry, given string, why error) {
	name := newField(given, w.session.look)
	form := vertical(8, muted(lang.L("library.name-words")), name)
	wrong := newText(wrap, theme.SizeNameText)
	say := func(err error) {
		words := ""
		if err != nil {
			words = troubleOf(err)
		}
		wrong.set(span{text: words, color: toneBad.strong()})
		settle(form, form.Size().Width)
	}
	form.Add(wrong)
	say(why)
	d := dialog.NewCustomConfirm(lang.L("library.rename-title", fill{"Name": brief(shown(e.Name))}), lang.L("library.rename-do"), lang.L("dialog.cancel"), form, func(ok bool) {
		if !ok || name.Text == e.Name {
			return
		}
		w.session.rename(e, name.Text, func(err error) { w.askName(e, name.Text, err) })
	}, w.win)
	name.OnChanged = func(s string) { say(library.CheckName(s)) }
	name.OnSubmitted = func(string) { d.Confirm() }
	d.Resize(fyne.NewSize(fyne.Min(560, w.win.Canvas().Size().Width-60), 240))
	d.Show()
	w.win.Canvas().Focus(name)
}
