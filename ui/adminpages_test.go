package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	entra "claimcheck/decoder/setup"
)

func portalText(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "decoder", "setup", "testdata", "page.txt"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// The text of the portal is known as such wherever it is pasted, and what was given is there to be changed.
func TestPastedPortalTextIsASetup(t *testing.T) {
	w, q := newTestWindow(t, light)
	page := strings.Replace(portalText(t), "Country\tuser.country", "Country\tuser.city", 1)
	pasteText(w, q, page)
	s := w.state
	if s.View != "setup" || s.Verdict == nil || s.Verdict.Verdict != report.Refused || s.Verdict.Word != "NOT SET UP RIGHT" || s.Setup == nil || len(s.Checks) == 0 {
		t.Fatalf("found %+v, expected a set-up that would fail", s)
	}
	found := ""
	for _, c := range s.Setup.Claims {
		if c.Name == "Country" {
			found = c.State + " " + c.Source
			if c.tone != toneBad || c.Why == "" {
				t.Errorf("found %+v, expected the wrong source to stand out with the reason", c)
			}
		}
	}
	if found != "wrong source user.city" {
		t.Errorf("found %q for Country", found)
	}
	press(t, w.banner.content(), "Change…")
	if w.state.View != "setting-up" || w.setUp.text.Text != page {
		t.Fatalf("found %q, expected the text that was pasted", w.state.View)
	}
	w.setUp.text.SetText(portalText(t))
	press(t, w.setUp.content(), "Check the set-up")
	finish(w, q)
	if w.state.View != "setup" || w.state.Verdict.Verdict == report.Refused {
		t.Errorf("found %+v, expected that the mended one is not refused", w.state.Verdict)
	}
	w.session.again()
	finish(w, q)
	if w.state.View != "setup" {
		t.Errorf("found %q after judging again", w.state.View)
	}
}

// Pages of the portal that are pasted one after the other are one set-up when that is wanted.
func TestSetupsTogether(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, portalText(t))
	if w.notice.content().Visible() {
		t.Errorf("found %q", w.notice.words)
	}
	pasteText(w, q, `{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity", "appId": "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee", "displayName": "Upwork Enterprise", "accountEnabled": true}`)
	press(t, w.notice.content(), "Check both together")
	finish(w, q)
	if s := w.state; s.View != "setup" || !strings.Contains(s.Setup.From, "portal") || !strings.Contains(s.Setup.From, "servicePrincipal") {
		t.Fatalf("found %s, %+v; expected both", s.View, s.Setup)
	}
	w.enterSetup()
	if w.setUp.text.Text != portalText(t) || len(w.setUp.pieces) != 1 {
		t.Errorf("found %d pieces, expected both to be there to be changed", len(w.setUp.pieces))
	}
}

func TestSetupPageKeepsWhatWasGiven(t *testing.T) {
	w, q := newTestWindow(t, light)
	w.enterSetup()
	press(t, w.setUp.content(), "Check the set-up")
	if words := shownText(w.setUp.content()); !strings.Contains(words, "Nothing was given yet") {
		t.Errorf("found %q", words)
	}
	w.app.Clipboard().SetContent("first\nline")
	w.paste()
	w.app.Clipboard().SetContent("second\nline")
	w.paste()
	if w.setUp.text.Text != "first\nline\nsecond\nline" || w.state.View != "setting-up" {
		t.Fatalf("found %q, expected both pastes", w.setUp.text.Text)
	}
	large := strings.Repeat("Sign on URL\thttps://sp.example.com/\n", mostTyped/30)
	w.app.Clipboard().SetContent(large)
	w.paste()
	if len(w.setUp.pieces) != 1 || string(w.setUp.pieces[0].Bytes) != large || len(w.setUp.text.Text) > 100 {
		t.Errorf("found %d pieces, expected the large one beside the field", len(w.setUp.pieces))
	}
	w.setUp.form.fields[entra.Identifier].SetText("https://sp.example.com/saml")
	press(t, w.setUp.content(), "Back")
	if w.state.View != "welcome" {
		t.Errorf("found %q", w.state.View)
	}
	w.enterSetup()
	if w.setUp.text.Text == "" || len(w.setUp.pieces) != 1 || w.setUp.form.fields[entra.Identifier].Text == "" {
		t.Error("something that was given is gone after leaving the page")
	}
	w.setUp.clear()
	w.setUp.text.SetText("nothing of a set-up\nin here")
	press(t, w.setUp.content(), "Check the set-up")
	finish(w, q)
	if w.state.View != "setting-up" || w.state.Problem == nil || len(w.state.Problem.Steps) == 0 || w.setUp.text.Text == "" {
		t.Errorf("found %+v, expected to be told on the page what to give instead", w.state)
	}
}

// What is entered by name is judged as what is pasted: a field left blank beside others is an empty one.
func TestEnteredSetup(t *testing.T) {
	w, q := newTestWindow(t, light)
	w.enterSetup()
	f := w.setUp.form
	if s, wrong := f.sheet(); s != nil || wrong != "" {
		t.Fatalf("found %+v, %q of an empty form", s, wrong)
	}
	f.fields[entra.Identifier].SetText("https://sp.example.com/saml")
	f.fields[entra.ReplyURL].SetText(mint.ACS)
	for i, c := range w.session.profile().Claims {
		f.claims[i].name.SetText(c.Name)
		f.claims[i].source.SetText(c.Source)
	}
	f.claims[0].name.SetText("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/" + f.claims[0].name.Text)
	f.thumbprint.SetText("A7:D3")
	press(t, w.setUp.content(), "Check the set-up")
	if words := shownText(w.setUp.content()); !strings.Contains(words, "40 characters") || w.session.work.busy() {
		t.Errorf("found %q, expected the thumbprint to be told as wrong", words)
	}
	f.thumbprint.SetText("A7D3C4626B8A84FDA868CCC67D274D402FFD0A10")
	f.expiry.SetText("31.3.2027")
	if _, wrong := f.sheet(); !strings.Contains(wrong, "expiration") {
		t.Errorf("found %q", wrong)
	}
	f.expiry.SetText("2027-03-31")
	f.status.SetSelectedIndex(1)
	press(t, w.setUp.content(), "Check the set-up")
	finish(w, q)
	s := w.state
	if s.View != "setup" || s.Verdict.Verdict != report.Refused || !strings.Contains(s.Verdict.Sentence, "namespace") {
		t.Fatalf("found %s, %+v; expected the namespace that was left in", s.View, s.Verdict)
	}
	states := map[string]setupFieldRow{}
	for _, c := range s.Setup.Cards {
		for _, f := range c.Fields {
			states[f.Name] = f
		}
	}
	if got := states["Sign on URL"]; got.State != "empty" || got.tone != toneWarn || got.Why == "" {
		t.Errorf("found %+v, expected a Sign on URL left blank to be told", got)
	}
	if got := states["Login URL"]; got.State != "not given" {
		t.Errorf("found %+v, expected a card without values not to count", got)
	}
	if got := states["Certificate"]; len(got.Values) != 3 || got.Values[0] != "Active" {
		t.Errorf("found %+v", got)
	}
}

func TestLibraryDialog(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	w.library()
	if words := shownText(onTop(w)); w.state.View != "library" || !strings.Contains(words, "Nothing is imported yet") {
		t.Fatalf("found %q", words)
	}
	w.shelf.hide()
	if w.state.View != "welcome" {
		t.Errorf("found %q after closing", w.state.View)
	}
	old, fresh := announcing(mint.Active()), announcing(mint.Active(), mint.Next())
	e, err := w.session.library.add("Contoso.xml", old)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.store.dir, "metadata", "page.xml"), []byte("<html></html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	settleShelf(w, q)
	w.library()
	rows := w.state.Library
	if len(rows) != 1 || rows[0].Name != "Contoso" || rows[0].Entities[0] != mint.Issuer || rows[0].Tenant == "" || rows[0].Left == "" || rows[0].Imported == "" {
		t.Fatalf("found %+v", rows)
	}
	if a := w.state.Aside; len(a) != 1 || !strings.Contains(a[0].Words, "an HTML page") || len(a[0].Steps) == 0 {
		t.Errorf("found %+v, expected what was set aside, with the reason", a)
	}

	w.session.rename(e, "a/b", func(err error) { w.askName(e, "a/b", err) })
	finish(w, q)
	if words := shownText(onTop(w)); !strings.Contains(words, "cannot be the name") || w.win.Canvas().Focused().(*field).Text != "a/b" {
		t.Errorf("found %q, expected what was typed, and why it cannot be", words)
	}
	w.win.Canvas().Overlays().Remove(onTop(w))
	w.session.rename(e, "Contoso, sent", func(err error) { t.Error(err) })
	finish(w, q)
	if w.state.Library[0].Name != "Contoso, sent" || !strings.Contains(w.shelf.notice.words, "is now called") {
		t.Errorf("found %+v, %q", w.state.Library, w.shelf.notice.words)
	}
	var out []byte
	w.session.export(w.state.Library[0].entry, func(b []byte) { out = b })
	finish(w, q)
	if !bytes.Equal(out, old) {
		t.Errorf("exported %d bytes, expected those that were imported", len(out))
	}

	now := w.session.library.list()[0]
	w.shelf.hide()
	w.session.compare(fromEntry(now), fromFile(writeFile(t, "fresh.xml", fresh).Path()), &now)
	finish(w, q)
	press(t, w.compare.content(), "Replace in library")
	finish(w, q)
	if all := kept(t, w); len(all) != 1 || !bytes.Equal(all[0], fresh) || w.state.View == "comparison" {
		t.Fatalf("found %d files and %s, expected the fresh one in the place of the old", len(all), w.state.View)
	}
	w.library()
	w.removeEntry(w.session.library.list()[0])
	press(t, onTop(w), "Cancel")
	if len(kept(t, w)) != 1 {
		t.Error("removed without being agreed to")
	}
	w.removeEntry(w.session.library.list()[0])
	press(t, onTop(w), "Remove")
	finish(w, q)
	if len(kept(t, w)) != 0 || len(w.state.Library) != 0 {
		t.Errorf("found %+v after removing", w.state.Library)
	}
}

// A library that cannot be used says why, and what to do.
func TestLibraryDialogTellsTroubles(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	e, err := w.session.library.add("Contoso.xml", announcing(mint.Active()))
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(w.store.dir, "metadata")
	if err := os.RemoveAll(folder); err != nil { // as when its drive is gone
		t.Fatal(err)
	}
	settleShelf(w, q)
	if words := w.notice.words; !strings.Contains(words, "is not there any more") || !strings.Contains(words, "Check that its drive is connected") {
		t.Errorf("found %q, expected what is wrong and what to do", words)
	}
	w.library()
	if err := os.WriteFile(folder, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	settleShelf(w, q)
	if words := shownText(onTop(w)); !strings.Contains(words, "cannot be read") || !strings.Contains(words, "Check that it is a folder") {
		t.Errorf("found %q, expected why nothing is listed", words)
	}
	w.session.rename(e, "Other", func(err error) { w.askName(e, "Other", err) })
	finish(w, q)
	if words := shownText(onTop(w)); !strings.Contains(words, "permission") || w.win.Canvas().Focused().(*field).Text != "Other" {
		t.Errorf("found %q, expected why it was not renamed, and the name that was typed", words)
	}
}

func TestEndsNext(t *testing.T) {
	at := func(day int, term report.Term) report.Certificate {
		return report.Certificate{Key: report.Key{NotAfter: testNow.AddDate(0, 0, day)}, Term: term}
	}
	for name, c := range map[string]struct {
		certs []report.Certificate
		want  int
	}{
		"of two that last":                 {[]report.Certificate{at(700, report.Current), at(20, report.Within30)}, 20},
		"one that ended beside one":        {[]report.Certificate{at(-3, report.ExpiredKey), at(700, report.Current)}, 700},
		"one that ended after one":         {[]report.Certificate{at(700, report.Current), at(-3, report.ExpiredKey)}, 700},
		"where all ended the last of them": {[]report.Certificate{at(-90, report.ExpiredKey), at(-3, report.ExpiredKey), at(-400, report.ExpiredKey)}, -3},
	} {
		if got := endsNext(c.certs); got == nil || !got.NotAfter.Equal(testNow.AddDate(0, 0, c.want)) {
			t.Errorf("%s: found %+v, expected %d days", name, got, c.want)
		}
	}
	if got := endsNext(nil); got != nil {
		t.Errorf("found %+v of none", got)
	}
}
