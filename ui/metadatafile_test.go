package ui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// announcing is a metadata file of the issuer with those keys, the first of which signs it.
func announcing(keys ...*mint.Key) []byte {
	return mint.Metadata{EntityID: mint.Issuer, Keys: keys, Signing: &mint.Signing{Key: keys[0]}, BOM: true}.XML()
}

func kept(t *testing.T, w *window) [][]byte {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(w.store.dir, "metadata", "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	var all [][]byte
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

func TestDroppedMetadataIsJudgedAndNotBelieved(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, response())
	b := mint.AppMetadata().XML()
	w.dropped([]fyne.URI{writeFile(t, "Upwork Enterprise.xml", b)})
	finish(w, q)
	s := w.state
	if s.View != "metadata" || s.Verdict == nil || s.Verdict.Verdict != report.Accepted || s.Verdict.Word != "FIT TO SEND" || len(s.Certificates) != 1 || len(s.Checks) == 0 {
		t.Fatalf("found %+v, expected the pre-flight of the file", s)
	}
	if s.File == nil || s.File.Standing != notKept || len(kept(t, w)) != 0 || len(w.session.library.list()) != 0 {
		t.Fatalf("found %+v, expected that nothing was kept unasked", s.File)
	}

	press(t, w.banner.content(), "Keep in library")
	finish(w, q)
	if all := kept(t, w); len(all) != 1 || !bytes.Equal(all[0], b) {
		t.Fatalf("found %d files in the library, expected the one, byte for byte", len(all))
	}
	if !strings.Contains(w.notice.words, "Upwork Enterprise") || w.fileRow().Standing != isKept {
		t.Errorf("found %q and %+v, expected that it is told", w.notice.words, w.fileRow())
	}
	if words := shownText(w.banner.content()); !strings.Contains(words, `In the library as "Upwork Enterprise"`) {
		t.Errorf("found %q, expected the banner to say so", words)
	}
	press(t, w.notice.content(), "Back to the last result")
	finish(w, q)
	if v := w.state.Verdict; w.state.View != "report" || v.Verdict != report.Accepted {
		t.Fatalf("found %s, %+v; expected the response to be judged again and accepted", w.state.View, v)
	}

	// A new start finds it again.
	next := openShelf(w.store.dir, q, func() {})
	if files := next.files(); len(files) != 1 || files[0].Name != "Upwork Enterprise.xml" {
		t.Errorf("found %v after a restart", files)
	}
	q.drain()

	w.session.remove(w.session.library.list()[0])
	finish(w, q) // the library
	finish(w, q) // the report
	if v := w.state.Verdict; v.Verdict != report.Undetermined {
		t.Errorf("found %s after the metadata was removed, expected that it cannot tell", v.Verdict)
	}
}

func TestPastedMetadataIsJudged(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, string(mint.TenantMetadata().XML()))
	if s := w.state; s.View != "metadata" || s.Verdict.Verdict != report.Refused || s.Verdict.Word != "DO NOT SEND" || w.opened() != tabChecks {
		t.Fatalf("found %+v, expected that it must not be sent, and why", s)
	}
	w.keepFile()
	finish(w, q)
	if e := w.session.library.list(); len(e) != 1 || e[0].Name != "Upwork Enterprise" {
		t.Errorf("found %+v, expected a name for what was pasted", e)
	}
	press(t, w.notice.content(), "Undo")
	finish(w, q)
	if len(kept(t, w)) != 0 || w.fileRow().Standing != notKept {
		t.Errorf("found %+v after undoing", w.fileRow())
	}
	finish(w, q)
	w.clear()
	w.keepFile()
	w.compareWith()
	w.saveReminder()
	w.saveTimeBar()
	if w.state.View != "welcome" || !strings.Contains(w.notice.words, "Open a metadata file first") || onTop(w) != nil {
		t.Errorf("found %q, expected to be told that there is no file", w.notice.words)
	}
}

func TestAFileOutOfSightIsNotKept(t *testing.T) {
	w, q := newTestWindow(t, light)
	w.dropped([]fyne.URI{writeFile(t, "Upwork.xml", mint.AppMetadata().XML())})
	finish(w, q)
	w.capture()
	w.keepFile()
	finish(w, q)
	if len(kept(t, w)) != 0 || !strings.Contains(w.notice.words, "Open a metadata file first") {
		t.Errorf("found %q, expected that nothing is kept that is not seen", w.notice.words)
	}
}

func TestWhatIsKeptIsWhatWasJudged(t *testing.T) {
	w, q := newTestWindow(t, light)
	b := mint.AppMetadata().XML()
	uri := writeFile(t, "Upwork.xml", b)
	w.dropped([]fyne.URI{uri})
	finish(w, q)
	if err := os.WriteFile(uri.Path(), mint.TenantMetadata().XML(), 0o600); err != nil {
		t.Fatal(err)
	}
	w.keepFile()
	finish(w, q)
	if all := kept(t, w); len(all) != 1 || !bytes.Equal(all[0], b) {
		t.Errorf("found %d files, expected the bytes that were judged", len(all))
	}
}

func TestImportKeepsAndShows(t *testing.T) {
	w, q := newTestWindow(t, light)
	imported := func(name string, b []byte) {
		src := fromFile(writeFile(t, name, b).Path())
		src.file, src.keep = true, true
		w.session.look(src)
		finish(w, q)
	}
	imported("Upwork.xml", mint.AppMetadata().XML())
	if w.state.View != "metadata" || w.state.File.Standing != isKept || len(kept(t, w)) != 1 || !strings.Contains(w.notice.words, "is in the library") {
		t.Fatalf("found %+v and %q, expected the file to be kept and shown", w.state.File, w.notice.words)
	}
	w.session.again() // judging again imports nothing
	finish(w, q)
	imported("Upwork.xml", announcing(mint.Active(), mint.Next()))
	if w.state.File.Standing != otherKept || len(kept(t, w)) != 1 || !strings.Contains(w.notice.words, "It was not imported") {
		t.Errorf("found %+v and %q, expected that nothing is replaced without a comparison", w.state.File, w.notice.words)
	}
	imported("message.xml", mint.EntraResponse().Signed())
	if w.state.View != "problem" || !strings.HasPrefix(w.state.Problem.Sentence, "Do not send") {
		t.Errorf("found %+v, expected that a message is no metadata", w.state)
	}
}

func TestReplacingIsComparedFirst(t *testing.T) {
	w, q := newTestWindow(t, light)
	old, fresh := announcing(mint.Active()), announcing(mint.Active(), mint.Next())
	if _, err := w.session.library.add("Upwork.xml", old); err != nil {
		t.Fatal(err)
	}
	open := func() {
		w.dropped([]fyne.URI{writeFile(t, "fresh.xml", fresh)})
		finish(w, q)
		press(t, w.banner.content(), "Compare and replace…")
		finish(w, q)
	}
	open()
	c := w.state.Comparison
	if w.state.View != "comparison" || c == nil || c.Sentence == "" || len(c.Changes) == 0 || !c.Changes[0].Matters || c.Sent != "Upwork.xml" {
		t.Fatalf("found %+v, expected the new certificate to be told", w.state)
	}
	if all := kept(t, w); len(all) != 1 || !bytes.Equal(all[0], old) {
		t.Fatal("the library was changed before the comparison was read")
	}
	press(t, w.compare.content(), "Replace in library")
	finish(w, q)
	if all := kept(t, w); len(all) != 1 || !bytes.Equal(all[0], fresh) || w.state.View != "metadata" || w.fileRow().Standing != isKept {
		t.Fatalf("found %d files and %+v, expected the fresh one in the place of the old", len(all), w.fileRow())
	}
	press(t, w.notice.content(), "Undo")
	finish(w, q)
	if all := kept(t, w); len(all) != 1 || !bytes.Equal(all[0], old) {
		t.Fatal("undoing did not bring the old file back")
	}
	open()
	press(t, w.compare.content(), "Keep both")
	finish(w, q)
	if all := kept(t, w); len(all) != 2 || w.fileRow().Standing != isKept {
		t.Errorf("found %d files, expected both", len(all))
	}
}

func TestCompareWith(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	if _, err := w.session.library.add("Sent.xml", announcing(mint.Active())); err != nil {
		t.Fatal(err)
	}
	w.dropped([]fyne.URI{writeFile(t, "fresh.xml", announcing(mint.Next()))})
	finish(w, q)
	press(t, w.banner.content(), "Compare with…")
	if words := shownText(onTop(w)); !strings.Contains(words, "Sent") {
		t.Fatalf("found %q, expected the library to choose from", words)
	}
	w.win.Canvas().Overlays().Remove(onTop(w))
	w.session.compare(fromEntry(w.session.library.list()[0]), w.source, nil)
	finish(w, q)
	first := w.state.Comparison
	press(t, w.compare.content(), "Swap the two")
	finish(w, q)
	if c := w.state.Comparison; c.Sent != "fresh.xml" || c.Fresh != "Sent.xml" || c.Sentence == first.Sentence {
		t.Errorf("found %+v, expected the two the other way round", c)
	}
	press(t, w.compare.content(), "Back")
	if w.state.View != "metadata" {
		t.Errorf("found %q, expected the file again", w.state.View)
	}
	w.session.compare(fromFile(writeFile(t, "x.txt", []byte("nothing")).Path()), w.source, nil)
	finish(w, q)
	if w.state.View != "problem" || w.state.Problem.Sentence == "" {
		t.Errorf("found %+v, expected what the other file is", w.state)
	}
}

func TestSeveralMetadataFiles(t *testing.T) {
	w, q := newTestWindow(t, light)
	old, later := mint.Active().Dated(testNow.AddDate(-2, 0, 0), testNow.AddDate(1, 0, 0), ""), mint.Next().Dated(testNow.AddDate(0, 0, -3), testNow.AddDate(3, 0, 0), "")
	a, b, c := writeFile(t, "a.xml", announcing(old)), writeFile(t, "b.xml", announcing(mint.Next())), writeFile(t, "c.xml", mint.TenantMetadata().XML())
	fresh := writeFile(t, "fresh.xml", announcing(old, later))
	w.dropped([]fyne.URI{a, b})
	finish(w, q) // which is metadata
	finish(w, q) // the comparison
	if w.state.View != "comparison" || len(kept(t, w)) != 0 {
		t.Fatalf("found %q, expected two files to be compared and none to be kept", w.state.View)
	}
	for _, both := range [][]fyne.URI{{a, fresh}, {fresh, a}} { // in whatever order
		w.dropped(both)
		finish(w, q)
		finish(w, q)
		if c := w.state.Comparison; c.Sent != "a.xml" || !c.Resend {
			t.Errorf("found %+v, expected the one with the new certificate to be the fresh one", c)
		}
	}
	w.dropped([]fyne.URI{a, b})
	finish(w, q)
	finish(w, q)
	press(t, w.compare.content(), "Back")
	finish(w, q)
	if w.state.View != "metadata" || !strings.HasPrefix(w.state.Recognised, "b.xml") {
		t.Errorf("found %q, expected the second file", w.state.Recognised)
	}
	w.dropped([]fyne.URI{a, b, c})
	finish(w, q)
	if len(kept(t, w)) != 0 || !strings.Contains(w.notice.words, "3 metadata files") {
		t.Fatalf("found %q, expected that none of three is kept unasked", w.notice.words)
	}
	press(t, w.notice.content(), "Keep all in library")
	finish(w, q)
	finish(w, q)
	if n := len(kept(t, w)); n != 3 {
		t.Errorf("found %d files in the library, expected all three", n)
	}
}

// A file that was taken for metadata is told as what it is, however it was given.
func TestSpoiledFilesAreNamed(t *testing.T) {
	w, q := newTestWindow(t, light)
	for name, want := range map[string]string{
		"cut-off-in-certificate": "metadata", "browser-view-chrome": "problem", "browser-view-with-marks": "problem", "base64": "problem", "certificate-der": "problem",
		"pfx": "problem", "openid-configuration": "problem", "role-alone": "problem", "sp-metadata": "metadata", "saml-response": "report",
	} {
		w.clear()
		w.session.look(fromFile(writeFile(t, name+".txt", mint.SpoiledAs(name)).Path()))
		finish(w, q)
		sentence := ""
		switch s := w.state; s.View {
		case "problem":
			sentence = s.Problem.Sentence
		case "metadata", "report":
			sentence = s.Verdict.Sentence
		}
		if w.state.View != want || strings.HasPrefix(sentence, "Do not send: ") != (want != "report") {
			t.Errorf("%s: found %s, %q", name, w.state.View, sentence)
		}
	}
	w.clear()
	src := fromFile(writeFile(t, "page.html", mint.SpoiledAs("html-sign-in-page")).Path())
	src.file = true
	w.session.look(src)
	finish(w, q)
	if w.state.View != "problem" || !strings.HasPrefix(w.state.Problem.Sentence, "Do not send: ") {
		t.Errorf("found %+v, expected a page to be told as such where metadata was to be checked", w.state)
	}
	w.session.look(fromFile(writeFile(t, "cut.xml", mint.SpoiledAs("cut-off-in-certificate")).Path()))
	finish(w, q)
	if st := w.fileRow().Standing; st != cannotBe {
		t.Errorf("found %q, expected that it cannot be kept", st)
	}
	w.keepFile()
	if len(kept(t, w)) != 0 || !strings.Contains(w.notice.words, "cannot be kept") {
		t.Errorf("found %q, expected that it is not kept", w.notice.words)
	}
}

// What lies below a notice makes room for it at once, whatever else changes at the time.
func TestNoticeMakesRoom(t *testing.T) {
	w, _ := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	below := w.notice.within.Objects[1]
	before := below.Position().Y
	w.notice.show("A notice.")
	if got := below.Position().Y; got < before+20 || w.notice.box.Size().Height < 20 {
		t.Errorf("found what is below at %.0f, expected it further down than %.0f", got, before)
	}
	w.notice.hide()
	if got := below.Position().Y; got != before {
		t.Errorf("found what is below at %.0f after the notice is gone, expected %.0f", got, before)
	}
}

func TestReminderAndTimeBarAreOffered(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	dialogs := func() int { return len(w.win.Canvas().Overlays().List()) }
	w.dropped([]fyne.URI{writeFile(t, "fit.xml", mint.AppMetadata().XML())})
	finish(w, q)
	for i, words := range []string{"Save reminder (.ics)…", "Save time bar (.svg)…"} {
		press(t, w.banner.content(), words)
		if dialogs() != i+1 {
			t.Errorf("%s: found %d dialogs, expected one that asks for a name", words, dialogs())
		}
	}
	ended := announcing(mint.Expired())
	w.dropped([]fyne.URI{writeFile(t, "ended.xml", ended)})
	finish(w, q)
	before := dialogs()
	w.saveReminder()
	if dialogs() != before || !strings.Contains(w.notice.words, "nothing to be reminded of") || w.fileRow().Reminder {
		t.Errorf("found %q, expected that there is nothing to be reminded of", w.notice.words)
	}
}

// Of a federation's file one entity is chosen, which is judged and kept as a file of its own.
func TestOneOfSeveralEntitiesIsChosen(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	b := mint.SpoiledAs("several-entities")
	ids, err := metadata.EntityIDs(b)
	if err != nil || len(ids) < 2 {
		t.Fatalf("found %q, %v", ids, err)
	}
	w.dropped([]fyne.URI{writeFile(t, "federation.xml", b)})
	finish(w, q)
	if w.opened() != tabContents || w.state.File.Several != len(ids) || w.state.Verdict.Verdict != report.Refused {
		t.Fatalf("found %+v in tab %d, expected to be asked for the entity", w.state.File, w.opened())
	}
	press(t, w.banner.content(), "Choose an entity…")
	if w.win.Canvas().Focused() != w.contents.search {
		t.Errorf("found the focus on %T, expected the search", w.win.Canvas().Focused())
	}
	w.contents.search.SetText("nobody has this")
	if words := shownText(w.contents.content()); !strings.Contains(words, "No entity of this file") {
		t.Errorf("found %q, expected that none fits", words)
	}
	w.contents.search.SetText(" " + strings.ToUpper(ids[1]))
	w.contents.found.Objects[0].(*pressable).onTap()
	finish(w, q)
	if len(w.report.Messages[0].Metadata.Entities) != 1 || w.report.Messages[0].Metadata.Entities[0].ID != ids[1] || !strings.Contains(w.state.Recognised, "federation.xml") {
		t.Fatalf("found %+v, expected the entity alone", w.state)
	}
	w.keepFile()
	finish(w, q)
	picked, _, err := metadata.Pick(b, ids[1])
	if all := kept(t, w); err != nil || len(all) != 1 || !bytes.Equal(all[0], picked) || w.fileRow().Standing != isKept {
		t.Errorf("found %d files and %+v, expected the entity to be kept", len(all), w.fileRow())
	}
	press(t, w.banner.content(), "Back to the whole file")
	finish(w, q)
	if w.state.File.Several != len(ids) {
		t.Errorf("found %+v, expected the whole file", w.state.File)
	}
}

// Only the rows in sight are widgets.
func TestTenThousandCertificates(t *testing.T) {
	w, q := newTestWindow(t, light)
	r := readReport(t, "expiring")
	md := r.Messages[0].Metadata
	for i := range 10_000 {
		c := md.Certificates[i%2]
		c.SHA1 = fmt.Sprintf("%040X", i)
		md.Certificates = append(md.Certificates, c)
	}
	w.showReport(r, source{title: "federation.xml", held: []byte{}}, "Upwork")
	q.drain()
	settleWindow(w, fyne.NewSize(900, 600))
	rows := func() (n int, words string) {
		words = shownText(w.certs.content())
		return strings.Count(words, "RSA 2048"), words
	}
	if n, _ := rows(); n == 0 || n > 20 {
		t.Errorf("found %d rows that are widgets, expected those in sight", n)
	}
	w.certs.list.ScrollTo(9_000)
	w.certs.toggle(9_000)
	if n, words := rows(); n > 20 || !strings.Contains(words, fmt.Sprintf("%040X", 8_998)) || !strings.Contains(words, "Serial number") {
		t.Errorf("found %d rows and %q, expected the 9,000th, open", n, words)
	}
	w.certs.toggle(9_000)
	if _, words := rows(); strings.Contains(words, "Serial number") {
		t.Error("a second press does not close the row")
	}
	lit := func() bool {
		return slices.ContainsFunc(test.LaidOutObjects(w.certs.list), func(o fyne.CanvasObject) bool {
			i, ok := o.(*certItem)
			return ok && i.panel.line == theme.ColorNamePrimary
		})
	}
	if lit() {
		t.Error("a row is lit before the keyboard is there")
	}
	w.certs.list.ScrollToTop()
	w.win.Canvas().Focus(w.certs.list)
	if !lit() {
		t.Error("no row shows that the keyboard is at it")
	}
	for _, want := range []bool{true, false} { // by keyboard
		w.certs.list.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
		if w.certs.open[0] != want {
			t.Errorf("after a press of the space bar the first row is open: %v, expected %v", w.certs.open[0], want)
		}
	}
	w.win.Canvas().Unfocus()
	if lit() {
		t.Error("a row is lit after the keyboard has left")
	}
}

func TestTermsAreToldApart(t *testing.T) {
	newTestWindow(t, light)
	now := testNow
	looks := map[string]bool{}
	for _, days := range []int{-400, -1, 3, 20, 50, 400} {
		c := report.Certificate{Key: report.Key{NotBefore: now.AddDate(-3, 0, 0), NotAfter: now.AddDate(0, 0, days)}}
		c.Term = report.TermOf(c.NotBefore, c.NotAfter, now)
		left := report.DaysLeft(c.NotAfter, now)
		c.DaysLeft = &left
		row := certRows(report.Message{Metadata: &report.Metadata{Certificates: []report.Certificate{c}}}, time.UTC)[0]
		if row.Left == "" || row.glyph == "" || looks[row.Left] {
			t.Errorf("%d days: found %+v, expected words of its own and an icon", days, row)
		}
		looks[row.Left] = true
		if good := row.tone == toneGood; good != (days > 60) {
			t.Errorf("%d days: found the look %s", days, row.tone)
		}
	}
	if tone, _ := termLook(report.Certificate{Term: report.Current, Unreadable: "cut short"}); tone != toneBad {
		t.Errorf("unreadable: found the look %s", tone)
	}
}
