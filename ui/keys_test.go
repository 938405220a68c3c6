package ui

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// keyFile is a file of the application's test key, as OpenSSL wrote it.
func keyFile(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "decoder", "encryption", "testdata", "keys", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

const passphrase = "correct horse"

// encryptedResponse puts a response on display whose assertion only the application's key opens.
func encryptedResponse(t *testing.T) (*window, *queue) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	r := mint.EntraResponse()
	r.Encrypt = mint.SP()
	if _, err := w.session.library.add("app.xml", mint.AppMetadata().XML()); err != nil {
		t.Fatal(err)
	}
	finish(w, q)
	pasteText(w, q, string(r.Signed()))
	if v := w.state.Verdict; v == nil || v.Verdict != report.Undetermined || !v.sealed {
		t.Fatalf("found %+v, expected that nobody can tell without the key", v)
	}
	return w, q
}

// shownText is every word of a tree of objects.
func shownText(o fyne.CanvasObject) string {
	var words strings.Builder
	for _, o := range test.LaidOutObjects(o) {
		if t, ok := o.(*text); ok {
			words.WriteString(t.String() + "\n")
		}
	}
	return words.String()
}

// enterPassphrase types into the dialog on top and presses Enter.
func enterPassphrase(t *testing.T, w *window, q *queue, s string) {
	t.Helper()
	f, ok := w.win.Canvas().Focused().(*field)
	if !ok || !f.Password {
		t.Fatalf("found the focus on %T, expected the hidden field of a passphrase", w.win.Canvas().Focused())
	}
	f.SetText(s)
	f.OnSubmitted(s)
	if f.Text != "" {
		t.Error("the passphrase stays in its field")
	}
	finish(w, q)
}

func TestKeyOpensTheMessageOnDisplay(t *testing.T) {
	w, q := encryptedResponse(t)
	if words := shownText(w.claims.content()); !strings.Contains(words, "is encrypted") || strings.Contains(words, "no claims") {
		t.Errorf("found %q, expected that nobody can tell what claims there are", words)
	}
	w.tabs.SelectIndex(tabSignature)
	press(t, w.signs.content(), "Application key…")
	if onTop(w) == nil || !strings.Contains(shownText(onTop(w)), "in memory until ClaimCheck is closed") {
		t.Fatalf("expected the dialog to say how long a key is held")
	}
	w.win.Canvas().Overlays().Remove(onTop(w))
	press(t, w.banner.content(), "Application key…")
	w.win.Canvas().Overlays().Remove(onTop(w))

	w.session.addKey(keyFile(t, "open.pfx"))
	finish(w, q) // the file
	finish(w, q) // the response, judged again
	if v := w.state.Verdict; v.Verdict != report.Accepted || v.sealed || len(w.state.Wanted) != 4 {
		t.Fatalf("found %+v, expected the opened response to be accepted", v)
	}
	if !strings.Contains(w.notice.words, "open.pfx") {
		t.Errorf("found notice %q", w.notice.words)
	}

	w.keys()
	if words := shownText(onTop(w)); !strings.Contains(words, "open.pfx") || !strings.Contains(words, "an RSA key of 2048 bits") {
		t.Errorf("found %q, expected the key by name and size", words)
	}
	press(t, onTop(w), "Forget")
	finish(w, q)
	if v := w.state.Verdict; v.Verdict != report.Undetermined || len(w.session.keys) != 0 {
		t.Errorf("found %+v and %d keys after forgetting", v, len(w.session.keys))
	}
}

func TestPassphraseIsAskedForOnlyWhenNeeded(t *testing.T) {
	w, q := encryptedResponse(t)
	w.dump = filepath.Join(t.TempDir(), "state.json")
	w.dropped([]fyne.URI{storage.NewFileURI(keyFile(t, "aes256.pfx"))})
	finish(w, q)
	if words := shownText(onTop(w)); !strings.Contains(words, "aes256.pfx") || strings.Contains(words, "That is not") {
		t.Fatalf("found %q, expected to be asked for the passphrase", words)
	}
	enterPassphrase(t, w, q, "wrong horse")
	if words := shownText(onTop(w)); !strings.Contains(words, "That is not the passphrase") || len(w.session.keys) != 0 {
		t.Fatalf("found %q, expected to be told and asked again", words)
	}
	enterPassphrase(t, w, q, passphrase)
	finish(w, q)
	if v := w.state.Verdict; v.Verdict != report.Accepted || onTop(w) != nil {
		t.Fatalf("found %+v, expected the response to be accepted and no question", v)
	}
	// The same file again takes its own place, another stands beside it.
	for _, name := range []string{"aes256.pfx", "old-aes256.pem"} {
		w.session.addKey(keyFile(t, name))
		finish(w, q)
		enterPassphrase(t, w, q, passphrase)
		finish(w, q)
	}
	if len(w.session.keys) != 2 || len(w.session.privateKeys()) != 2 {
		t.Errorf("found %d keys, expected 2", len(w.session.keys))
	}
	if !strings.Contains(w.notice.words, "OpenSSL's old way") {
		t.Errorf("found notice %q, expected to be told how weakly that file protects its key", w.notice.words)
	}

	// Nothing of it is written: neither key nor passphrase nor the name of the file.
	der, err := x509.MarshalPKCS8PrivateKey(mint.SP().Private)
	if err != nil {
		t.Fatal(err)
	}
	secrets := [][]byte{der, []byte("PRIVATE KEY"), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})[40:80], []byte(passphrase), []byte("aes256.pfx")}
	files := 0
	for _, root := range []string{w.store.dir, filepath.Dir(w.dump)} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			b, err := os.ReadFile(path)
			for _, s := range secrets {
				if bytes.Contains(b, s) {
					t.Errorf("%s holds %q", path, s)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 2 {
		t.Errorf("found %d files, expected the state and the metadata at least", files)
	}
}

func TestPassphraseCanBeLeftOut(t *testing.T) {
	w, q := encryptedResponse(t)
	w.session.addKey(keyFile(t, "aes256.pfx"))
	finish(w, q)
	press(t, onTop(w), "Cancel")
	if w.session.work.busy() || len(w.session.keys) != 0 || onTop(w) != nil || w.state.View != "report" {
		t.Errorf("found %d keys and %q after cancelling", len(w.session.keys), w.state.View)
	}
}

// TestFolderOfAKeyIsNotKept holds that the toolkit's file dialog forgets where a key was looked for, and nothing
// else that it remembered.
func TestFolderOfAKeyIsNotKept(t *testing.T) {
	w, _ := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	for _, before := range []string{"", "file:///tmp"} {
		w.app.Preferences().SetString(lastFolder, before)
		w.addKey()
		w.app.Preferences().SetString(lastFolder, "file:///secret") // as the dialog does, wherever it goes
		press(t, onTop(w), "Cancel")
		if got := w.app.Preferences().String(lastFolder); got != before {
			t.Errorf("found %q kept, expected %q", got, before)
		}
	}
	w.open()
	if w.app.Preferences().String(lastFolder) == "" {
		t.Errorf("the toolkit keeps the folder under another name than %s", lastFolder)
	}
}

func TestNoKeyIsTold(t *testing.T) {
	w, q := newTestWindow(t, light)
	for name, b := range map[string][]byte{"note.key": []byte("nothing"), "big.key": make([]byte, 2<<20), "cert.key": []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")} {
		w.notice.hide()
		w.dropped([]fyne.URI{writeFile(t, name, b)})
		finish(w, q)
		if !strings.HasPrefix(w.notice.words, "No key was taken. "+name) || len(w.session.keys) != 0 || w.state.View != "welcome" {
			t.Errorf("%s: found notice %q", name, w.notice.words)
		}
	}
	w.session.addKey(filepath.Join(t.TempDir(), "gone.key"))
	finish(w, q)
	if !strings.Contains(w.notice.words, "gone.key") {
		t.Errorf("found notice %q, expected that the file is not there", w.notice.words)
	}
}
