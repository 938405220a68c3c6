package ui

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/library"
)

// settleShelf looks at the folder, and runs what follows from it.
func settleShelf(w *window, q *queue) {
	w.session.library.files()
	q.drain()
}

// What another window or the terminal program does is seen without a restart, and the report goes by it.
func TestTheLibraryIsSharedWithOtherPrograms(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, response())
	if v := w.state.Verdict; v.Verdict != report.Undetermined {
		t.Fatalf("found %s", v.Verdict)
	}
	other := library.In(w.store.dir)
	e, _, err := other.Add("Upwork.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	w.session.again()
	finish(w, q)
	if v := w.state.Verdict; v.Verdict != report.Accepted {
		t.Errorf("found %s, expected that the new file is used", v.Verdict)
	}
	if got := w.session.library.list(); len(got) != 1 || got[0].Name != "Upwork" {
		t.Errorf("found %+v", got)
	}
	if _, err := other.Remove(e); err != nil {
		t.Fatal(err)
	}
	settleShelf(w, q)
	if got := w.session.library.list(); len(got) != 0 {
		t.Errorf("found %+v, expected that the entry is gone", got)
	}
	// What this window showed and another removed is not removed again in silence.
	w.session.remove(e)
	finish(w, q)
	if !strings.Contains(w.notice.words, "There is no") {
		t.Errorf("found notice %q", w.notice.words)
	}
}

func TestWhatIsWrongWithTheLibraryIsTold(t *testing.T) {
	w, q := newTestWindow(t, light)
	folder := filepath.Join(w.store.dir, "metadata")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "page.xml"), []byte("<html></html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	settleShelf(w, q)
	if !strings.Contains(w.notice.words, "set aside") || !strings.Contains(w.notice.words, "an HTML page") {
		t.Errorf("found notice %q", w.notice.words)
	}
	w.notice.hide()
	settleShelf(w, q)
	if w.notice.content().Visible() {
		t.Errorf("found notice %q told twice", w.notice.words)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	settleShelf(w, q)
	if _, err := w.session.library.contents(); err == nil || !strings.Contains(w.notice.words, "cannot be read") {
		t.Errorf("found notice %q, %v", w.notice.words, err)
	}
}
