package ui

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/storage"

	"claimcheck/decoder/report"
)

// smallPaste is the most bytes of a paste that belong into a text field.
const smallPaste = 2048

// typist is a text field, whatever it is called: the toolkit's Entry and everything built on it.
type typist interface {
	fyne.Focusable
	fyne.Shortcutable
	SetPlaceHolder(string)
}

// forField tells whether a paste belongs into the text field with the focus: a short text of one line.
// Anything else is something to look at, as is every paste while no field has the focus.
func forField(focused fyne.Focusable, s string) bool {
	_, field := focused.(typist)
	return field && len(s) <= smallPaste && !strings.ContainsAny(strings.TrimRight(s, "\r\n"), "\r\n")
}

// paste takes the clipboard, wherever the focus is.
func (w *window) paste() {
	s := w.app.Clipboard().Content()
	if f := w.win.Canvas().Focused(); forField(f, s) {
		f.(typist).TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
		return
	}
	w.notice.hide()
	switch {
	case strings.TrimSpace(s) == "":
		w.notice.show(lang.L("notice.empty-clipboard"))
		return
	case w.settingUp():
		w.setUp.paste(s)
		return
	}
	w.session.look(fromText(s))
}

// open asks for a file.
func (w *window) open() {
	w.chooseFile(lang.L("open.title"), nil, func(path string) {
		w.notice.hide()
		w.session.look(fromFile(path))
	})
}

// importMetadata asks for a metadata file, keeps it in the library and shows it.
func (w *window) importMetadata() {
	w.chooseFile(lang.L("metadata.title"), []string{".xml"}, func(path string) {
		src := fromFile(path)
		src.file, src.keep = true, true
		w.session.look(src)
	})
}

// checkMetadata asks for a file that is meant to be sent, and says whether it is fit.
func (w *window) checkMetadata() {
	w.chooseFile(lang.L("metadata.check"), nil, func(path string) {
		w.notice.hide()
		src := fromFile(path)
		src.file = true
		w.session.look(src)
	})
}

func (w *window) chooseFile(title string, endings []string, picked func(path string)) *dialog.FileDialog {
	d := dialog.NewFileOpen(func(f fyne.URIReadCloser, err error) {
		switch {
		case err != nil:
			w.notice.show(lang.L("notice.open", fill{"Reason": report.Clean(err.Error())}))
		case f != nil:
			path := f.URI().Path()
			_ = f.Close() // only its name was wanted: the file is read in the background
			picked(path)
		}
	}, w.win)
	d.SetTitleText(title)
	if endings != nil {
		d.SetFilter(storage.NewExtensionFileFilter(endings))
	}
	d.Show() // first: the toolkit's file dialog has no size before it is shown
	d.Resize(w.win.Canvas().Size().SubtractWidthHeight(80, 80))
	return d
}

// dropped takes files and folders that were dropped onto the window. A key file is held; of several files the
// metadata is imported, and the rest is looked at together.
func (w *window) dropped(uris []fyne.URI) {
	if len(uris) == 0 {
		return
	}
	w.notice.hide()
	if len(uris) == 1 && slices.Contains(surelyKeys, strings.ToLower(uris[0].Extension())) {
		w.session.addKey(uris[0].Path())
		return
	}
	srcs := make([]source, len(uris))
	for i, u := range uris {
		srcs[i] = fromFile(u.Path())
	}
	w.session.take(srcs)
}
