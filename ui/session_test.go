package ui

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// finish waits for the job under way and shows its answer.
func finish(w *window, q *queue) {
	w.session.work.finished.Wait()
	q.drain()
}

func pasteText(w *window, q *queue, s string) {
	w.app.Clipboard().SetContent(s)
	w.paste()
	finish(w, q)
}

func response() string { return base64.StdEncoding.EncodeToString(mint.EntraResponse().Signed()) }

func writeFile(t *testing.T, name string, b []byte) fyne.URI {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return storage.NewFileURI(path)
}

func TestPasteIsJudged(t *testing.T) {
	w, q := newTestWindow(t, light)
	if w.state.View != "welcome" {
		t.Fatalf("found %q at the start", w.state.View)
	}
	pasteText(w, q, response())
	if w.state.View != "report" || w.state.Verdict == nil || w.state.Verdict.Verdict != report.Undetermined {
		t.Fatalf("found %+v, expected a report that cannot tell: no metadata is imported", w.state)
	}
	if len(w.state.Wanted) != 4 || !strings.Contains(w.state.Recognised, "Base64 → Response") || w.state.Verdict.Sentence != w.report.Messages[0].Sentence {
		t.Errorf("found %+v", w.state)
	}
	w.copyNote()
	if note := w.app.Clipboard().Content(); !strings.Contains(note, "cannot tell") || strings.Contains(note, mint.User) {
		t.Errorf("found note %q, expected the verdict and nothing of the person", note)
	}
	w.clear()
	if w.state.View != "welcome" || w.session.current != nil || len(w.report.Messages) != 0 {
		t.Errorf("something is left after clearing: %+v", w.state)
	}
	w.clear() // twice does no harm
	w.copyNote()
}

func TestProblemKeepsTheFormerResult(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, response())
	former := *w.state.Verdict
	pasteText(w, q, "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJleGFtcGxlIn0.c2lnbmF0dXJl")
	if w.state.View != "problem" || w.state.Problem.Sentence == "" || len(w.state.Problem.Steps) == 0 {
		t.Fatalf("found %+v, expected a problem with something to do", w.state)
	}
	w.back()
	if w.state.View != "report" || w.state.Verdict.Sentence != former.Sentence {
		t.Errorf("found %+v, expected the former result", w.state)
	}
	w.session.look(fromFile(filepath.Join(t.TempDir(), "gone.har")))
	finish(w, q)
	if w.state.View != "problem" || !strings.Contains(w.state.Problem.Sentence, "gone.har") {
		t.Errorf("found %+v, expected that the file could not be read", w.state.Problem)
	}
}

func TestEmptyClipboard(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, " \r\n ")
	if w.notice.words == "" || w.state.View != "welcome" || w.session.work.busy() {
		t.Errorf("found %q and %q, expected a notice alone", w.notice.words, w.state.View)
	}
}

func TestForField(t *testing.T) {
	newTestWindow(t, light)
	entry, button := widget.NewEntry(), newPressable(body("x"), func() {})
	own := newField("", func(source) {})
	for _, c := range []struct {
		name    string
		focused fyne.Focusable
		s       string
		want    bool
	}{
		{"nothing has the focus", nil, "x", false},
		{"something else has the focus", button, "x", false},
		{"a short value", entry, "https://sp.example.com/acs", true},
		{"a field of our own", own, "x", true},
		{"a line break at the end", entry, "x\r\n", true},
		{"several lines", entry, "a\nb", false},
		{"a document", entry, strings.Repeat("a", smallPaste+1), false},
		{"nothing", entry, "", true},
	} {
		if got := forField(c.focused, c.s); got != c.want {
			t.Errorf("%s: found %v, expected %v", c.name, got, c.want)
		}
	}
}

func TestPasteIntoAField(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, response())
	w.find()
	w.app.Clipboard().SetContent("country")
	w.paste()
	if w.tabs.SelectedIndex() != tabChecks || w.checks.search.Text != "country" || w.session.work.busy() {
		t.Errorf("found %q in the field, expected the paste", w.checks.search.Text)
	}
	pasteText(w, q, response())
	if w.state.View != "report" || strings.Contains(w.checks.search.Text, "PHNhbWxw") {
		t.Errorf("found %q, expected the document to be looked at", w.state.View)
	}
}

func TestFieldHandsDocumentsOn(t *testing.T) {
	w, _ := newTestWindow(t, light)
	var got []source
	f := newField("", func(s source) { got = append(got, s) })
	w.app.Clipboard().SetContent(response())
	f.TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	if len(got) != 1 || f.Text != "" {
		t.Errorf("found %d documents and %q in the field, expected one and nothing", len(got), f.Text)
	}
	w.app.Clipboard().SetContent("https://sp.example.com/acs")
	f.TypedShortcut(&fyne.ShortcutPaste{Clipboard: w.app.Clipboard()})
	if f.Text != "https://sp.example.com/acs" {
		t.Errorf("found %q in the field", f.Text)
	}
}

func TestDrops(t *testing.T) {
	w, q := newTestWindow(t, light)
	w.dropped(nil)
	if w.session.work.busy() {
		t.Error("a drop of nothing began to work")
	}
	a, b := writeFile(t, "a ü.txt", []byte(response())), writeFile(t, "b.txt", []byte("x"))
	w.dropped([]fyne.URI{a, b})
	finish(w, q) // which is metadata
	finish(w, q) // the response
	if w.state.View != "report" || !strings.HasPrefix(w.state.Recognised, "2 files") || len(w.report.Messages) != 1 || w.report.Messages[0].Member != "a ü.txt" {
		t.Errorf("found %q", w.state.Recognised)
	}
	folder := filepath.Dir(a.Path())
	w.dropped([]fyne.URI{storage.NewFileURI(folder)})
	finish(w, q)
	if w.state.View != "report" || len(w.report.Messages) != 1 || w.report.Messages[0].Member != "a ü.txt" || !strings.HasPrefix(w.state.Recognised, filepath.Base(folder)) {
		t.Errorf("a folder: found %q", w.state.Recognised)
	}
	w.dropped([]fyne.URI{storage.NewFileURI(folder), writeFile(t, "c.txt", []byte(mint.AuthnRequest().XML())), writeFile(t, "c.txt", []byte("x"))})
	finish(w, q)
	finish(w, q)
	rows := messageRows(w.report, time.UTC)
	if len(rows) != 2 || !strings.HasSuffix(rows[1].Where, "c.txt") || !strings.HasSuffix(rows[0].Where, "/a ü.txt") {
		t.Errorf("a folder and two files of one name: found %+v", rows)
	}
}

func TestWhatWasLeftOutIsTold(t *testing.T) {
	w, q := newTestWindow(t, light)
	entry := `{"startedDateTime":"2026-01-02T03:04:06Z","request":{"method":"POST","url":"https://sp.example.com/acs","postData":{"text":"` +
		mint.Post("SAMLResponse", mint.EntraResponse().Signed(), "") + `"}}}`
	w.dropped([]fyne.URI{writeFile(t, "cut.har", []byte(`{"log":{"entries":[`+entry+`,{"startedDate`))})
	finish(w, q)
	if w.state.View != "report" || !strings.Contains(w.notice.words, "ends in the middle") {
		t.Errorf("found view %s, notice %q; expected the report and that the file ends in the middle", w.state.View, w.notice.words)
	}
}

func TestMetadataAmongDroppedFilesIsImported(t *testing.T) {
	w, q := newTestWindow(t, light)
	w.dropped([]fyne.URI{
		writeFile(t, "app.xml", mint.AppMetadata().XML()), writeFile(t, "response.txt", []byte(response())),
		writeFile(t, "tenant.xml", mint.TenantMetadata().XML()),
	})
	finish(w, q) // which is metadata
	finish(w, q) // the response
	if n := len(w.session.library.list()); n != 2 {
		t.Errorf("found %d files in the library, expected 2", n)
	}
	if v := w.state.Verdict; v == nil || v.Verdict != report.Accepted {
		t.Errorf("found %+v, expected the response to be judged with them", v)
	}
	if !strings.Contains(w.notice.words, "2 metadata files") || strings.Contains(w.notice.words, "left out") {
		t.Errorf("found notice %q, expected that two were imported", w.notice.words)
	}
}

func TestSettingIsRemembered(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, response())
	w.session.enter("https://other.example.com/saml", mint.ACS)
	finish(w, q)
	saved, err := w.store.settings()
	if err != nil || saved.Applications[w.session.profile().Name].EntityID != "https://other.example.com/saml" {
		t.Errorf("found %+v, %v", saved, err)
	}
	found := false
	for _, c := range w.state.Checks {
		found = found || c.Level == report.Fail && strings.Contains(c.Expected+c.Detail, "https://other.example.com/saml")
	}
	if !found {
		t.Error("the entered Identifier is not held against the audience")
	}
	w.setLook(dark)
	if saved, _ := w.store.settings(); saved.Look != dark {
		t.Errorf("found look %q, expected dark", saved.Look)
	}
	w.session.choose("nobody") // an application that is gone: the default stands in
	if w.session.profile() == nil {
		t.Error("there is no application")
	}
}

func TestPracticeCases(t *testing.T) {
	cases, err := decoder.PracticeCases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 12 {
		t.Fatalf("found %d practice cases, expected 12 at least", len(cases))
	}
	w, q := newTestWindow(t, light)
	// The user's own setting has no say in a practice case.
	w.session.settings.Applications = map[string]application{w.session.profile().Name: {EntityID: "https://mine.example.com"}}
	for _, c := range cases {
		w.session.look(fromExample(c.Scenario))
		finish(w, q)
		if w.state.View != "report" || c.Title == "" || c.Comment == "" {
			t.Errorf("%s: found %q", c.Name, w.state.View)
			continue
		}
		m := w.report.Messages[w.report.Chosen]
		if c.Verdict != "" && string(w.state.Verdict.Verdict) != c.Verdict {
			t.Errorf("%s: found %s, expected %s", c.Name, w.state.Verdict.Verdict, c.Verdict)
		}
		if c.Cause != "" && c.Cause != "none" && (m.Cause == nil || m.Cause.Check != c.Cause) {
			t.Errorf("%s: found cause %+v, expected %s", c.Name, m.Cause, c.Cause)
		}
	}
}

func TestProgressIsShownAfterAWhile(t *testing.T) {
	w, q := newTestWindow(t, light)
	s := w.status
	s.begin("x", 100)
	if s.work.Visible() {
		t.Error("the bar flashes up at once")
	}
	q.elapse()
	s.point(50)
	if !s.work.Visible() || s.bar.Value != 0.5 || s.words.Visible() {
		t.Errorf("found bar %v at %.2f", s.work.Visible(), s.bar.Value)
	}
	s.end()
	if s.work.Visible() || !s.words.Visible() {
		t.Error("the bar stays after the end")
	}
	s.begin("y", 0)
	s.end()
	q.elapse() // too late: the job is done
	if s.work.Visible() {
		t.Error("a finished job shows its bar")
	}
	s.begin("z", 0)
	q.elapse()
	if !s.blind.Visible() || s.bar.Visible() {
		t.Error("a size that is not known has no bar of its own")
	}
	s.end()
}

func TestCancelKeepsTheFormerResult(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, response())
	former := w.state.Recognised
	w.app.Clipboard().SetContent(response() + "AAAA")
	w.paste()
	w.session.work.stop()
	finish(w, q)
	if w.state.View != "report" || w.state.Recognised != former {
		t.Errorf("found %+v, expected the former result", w.state.View)
	}
}
