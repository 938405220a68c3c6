package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/encryption"
	"claimcheck/decoder/report"
)

// heldKey is a file with private keys of the application, read. It is held in memory and ends with the
// program: the store and --dump-state know nothing of it.
type heldKey struct {
	path  string
	name  string // the file's, as it may be shown
	keys  encryption.PrivateKeys
	notes []string // how weakly the file protects its keys
}

// mostKeyFile is read of a key file; encryption.Keys refuses what is that long.
const mostKeyFile = 1<<20 + 1

// readKeyFile reads a file of private keys; ask is as for encryption.Keys.
func readKeyFile(path string, ask encryption.Passphrase) (heldKey, error) {
	k := heldKey{path: path, name: shown(filepath.Base(path))}
	f, err := os.Open(path)
	if err != nil {
		return k, err
	}
	defer func() { _ = f.Close() }() // only read
	b, err := io.ReadAll(io.LimitReader(f, mostKeyFile))
	if err != nil {
		return k, err
	}
	k.keys, k.notes, err = encryption.Keys(filepath.Base(path), b, ask)
	return k, err
}

// addKey takes the private keys of a file for this run and judges anew what is on screen. A passphrase
// is asked for when the file needs one, and again when it was another.
func (s *session) addKey(path string) { s.readKey(path, nil) }

func (s *session) readKey(path string, ask encryption.Passphrase) {
	name := shown(filepath.Base(path))
	begin(s.work, name, 0, func(context.Context, func(int64)) (heldKey, error) { return readKeyFile(path, ask) }, func(k heldKey, err error) {
		wrong := errors.Is(err, encryption.ErrPassphrase)
		switch {
		case wrong || errors.Is(err, encryption.ErrEncrypted):
			s.screen.askPassphrase(name, wrong, func(given string) {
				s.readKey(path, func(string) ([]byte, error) { return []byte(given), nil })
			})
		case err != nil:
			s.screen.showNotice(lang.L("notice.no-key", fill{"Reason": report.Clean(err.Error())}))
		default:
			s.hold(k)
		}
	})
}

func (s *session) hold(k heldKey) {
	s.keys = slices.DeleteFunc(s.keys, func(other heldKey) bool { return other.path == k.path })
	s.keys = append(s.keys, k)
	words := lang.L("notice.key-held", fill{"Name": k.name})
	for _, n := range k.notes {
		words += " " + report.Clean(n)
	}
	s.screen.showNotice(words)
	s.again()
}

// forgetKey drops the keys of a file and judges anew without them.
func (s *session) forgetKey(path string) {
	s.keys = slices.DeleteFunc(s.keys, func(k heldKey) bool { return k.path == path })
	s.again()
}

// privateKeys are all that are held.
func (s *session) privateKeys() encryption.PrivateKeys {
	var all encryption.PrivateKeys
	for _, k := range s.keys {
		all = append(all, k.keys...)
	}
	return all
}

// sealed tells whether a part of a message is encrypted and was not opened.
func sealed(m report.Message) bool {
	return slices.ContainsFunc(m.Findings, func(f report.Finding) bool {
		return f.Check == "encryption.readable" && f.Level == report.NotChecked
	})
}

// keyButton leads to the keys of the application from where one is missing.
func keyButton(onKeys func()) *widget.Button {
	return widget.NewButtonWithIcon(lang.L("keys.open"), iconKey.in(theme.ColorNameForeground), onKeys)
}

// surelyKeys are the endings of files that hold nothing but keys with their certificates; keyEndings
// are all that key files have.
var (
	surelyKeys = []string{".key", ".pfx", ".p12", ".p8"}
	keyEndings = append([]string{".pem", ".der"}, surelyKeys...)
)

// lastFolder is where the toolkit's file dialog keeps the folder that it was in, in the preferences on disk.
const lastFolder = "fyne:fileDialogLastFolder"

// addKey asks for a key file. Where it lies is not kept either: what the dialog remembered before is put
// back when it closes.
func (w *window) addKey() {
	kept := w.app.Preferences()
	before := kept.String(lastFolder)
	w.chooseFile(lang.L("keys.choose"), keyEndings, w.session.addKey).SetOnClosed(func() {
		if before == "" {
			kept.RemoveValue(lastFolder)
		} else {
			kept.SetString(lastFolder, before)
		}
	})
}

// keys lists the private keys that are held.
func (w *window) keys() {
	var rows []fyne.CanvasObject
	var d *dialog.CustomDialog
	for _, k := range w.session.keys {
		text := vertical(2, strong(k.name))
		for _, words := range k.keys.Words() {
			text.Add(newText(wrap, theme.SizeNameCaptionText, span{text: words, color: colorMuted}))
		}
		rows = append(rows, listRow(text, lang.L("keys.forget"), func() {
			d.Hide()
			w.session.forgetKey(k.path)
			w.keys()
		}))
	}
	d = w.listDialog(listing{
		title: lang.L("keys.title"), about: lang.L("keys.about"), none: lang.L("keys.none"), rows: rows,
		add: lang.L("keys.add"), onAdd: w.addKey,
	})
}

// askPassphrase implements screen.
func (w *window) askPassphrase(name string, wrong bool, given func(string)) {
	entry := newField("", w.session.look)
	entry.Password = true
	form := vertical(8, body(lang.L("passphrase.about", fill{"Name": name})))
	if wrong {
		form.Add(newText(wrap, theme.SizeNameText, span{text: lang.L("passphrase.wrong"), color: toneBad.strong()}))
	}
	form.Add(entry)
	form.Add(muted(lang.L("passphrase.memory")))
	d := dialog.NewCustomConfirm(lang.L("passphrase.title"), lang.L("passphrase.open"), lang.L("dialog.cancel"), form, func(ok bool) {
		if ok {
			given(entry.Text)
		}
		entry.SetText("")
	}, w.win)
	entry.OnSubmitted = func(string) { d.Confirm() }
	d.Resize(fyne.NewSize(fyne.Min(520, w.win.Canvas().Size().Width-60), 0))
	d.Show()
	w.win.Canvas().Focus(entry)
}
