package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"claimcheck/decoder/report"
	entra "claimcheck/decoder/setup"
)

// sampleLibrary are rows of every kind: in time, soon to end, of many entities and with a long name, and unreadable.
var sampleLibrary = []libraryRow{
	{
		Name: "Upwork Enterprise", Entities: []string{"https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/"}, Tenant: "Tenant 72f988bf-86f1-41af-91ab-2d7cd011db47",
		Imported: "imported 2 Jan 2026, 9 KB", Keys: "1 signing key", Left: "1,095 days left", tone: toneGood, glyph: iconAccepted,
	},
	{
		Name: "Verbundmetadatenveröffentlichungszwischenablage der Contoso-Gesellschaft vor dem Zertifikatswechsel", Imported: "imported 1 Jan 2026, 81.2 MB",
		Entities: []string{"https://idp.example.com/a-path-that-is-longer-than-any-line-of-a-small-window-has-room-for/saml2/idp/metadata.php", "https://b.example.com/", "https://c.example.com/", "and 4,997 more entities"},
		Keys:     "6,012 signing keys, 12 of them have ended", Left: "less than a day left", tone: toneBad, glyph: iconWarning,
	},
	{
		Name: "gone", Entities: []string{}, Problem: "\"gone\" in the library cannot be opened: permission denied. It is not used, and stays where it is.",
		Steps: []string{"Check the file and your permission to read it."}, tone: toneBad, glyph: iconRefused,
	},
}

var sampleHandoff = report.Handoff{
	Form: "mail", Anyway: true, Notes: []string{"The check advises against sending this file; the text says so at its top."}, Next: []string{"Open the draft.", "Fill in every place marked [FILL-IN]."},
	Files: []report.HandoffFile{
		{Name: "upwork.eml", Size: 12345, SHA256: "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0"},
		{Name: "federation-metadata.xml", In: "upwork.eml", Size: 9012, SHA256: "f0e1d2c3b4a5968778695a4b3c2d1e0ff0e1d2c3b4a5968778695a4b3c2d1e0f"},
	},
}

// adminViews show each of the admin's pages.
var adminViews = map[string]func(*testing.T, *window){
	"library": func(_ *testing.T, w *window) {
		w.library()
		w.shelf.show(sampleLibrary, []asideRow{{"\"page\" in the library is no metadata that can be read: found an HTML page.", []string{"Look what it is."}}}, nil)
	},
	"library-empty": func(_ *testing.T, w *window) { w.library() },
	"set-up-page": func(_ *testing.T, w *window) {
		w.enterSetup()
		w.setUp.add(pastedPiece("Sign on URL"))
		w.setUp.tell(&report.Problem{Sentence: "It shows no set-up of an application.", Steps: []string{"Press Ctrl+A and Ctrl+C."}})
		w.win.Canvas().Unfocus() // no blinking cursor
	},
	"set-up-fields": func(_ *testing.T, w *window) {
		w.enterSetup()
		w.setUp.unfold()
		w.setUp.form.fields[entra.Identifier].SetText("https://sp.example.com/saml")
		w.win.Canvas().Unfocus()
	},
	"set-up-sheet": func(t *testing.T, w *window) {
		w.showReport(readReport(t, "set-up"), source{title: "Pasted text"}, "Upwork")
	},
	"hand-off": func(t *testing.T, w *window) {
		r := readReport(t, "unfit")
		w.showReport(r, source{title: "metadata.xml", held: []byte{}}, "Upwork")
		w.session.checked = &checkedSetup{sentence: "Nothing in it keeps a sign-in from working."}
		w.askHandOff(r.Messages[0], w.source, handoffChoice{setup: true})
	},
	"handed-off": func(t *testing.T, w *window) {
		w.showReport(readReport(t, "unfit"), source{title: "metadata.xml", held: []byte{}}, "Upwork")
		h := sampleHandoff
		w.handedOff(madeKit{report: report.Report{Handoff: &h}}, "/home/b.simon/upwork.eml")
	},
}

// The admin's pages as markup, in light and dark.
func TestAdminViews(t *testing.T) {
	for name, show := range adminViews {
		for _, v := range []variant{light, dark} {
			t.Run(name+"-"+string(v), func(t *testing.T) {
				w, q := newTestWindow(t, v)
				settleWindow(w, fyne.NewSize(900, 600))
				show(t, w)
				q.drain()
				settleWindow(w, fyne.NewSize(900, 600))
				test.AssertRendersToMarkup(t, name+"-"+string(v)+".xml", w.win.Canvas())
			})
		}
	}
}

// In a small window, and where everything is half as large again in it, nothing asks for more width than there is.
func TestSmallAdminViews(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(800, 600), fyne.NewSize(533, 400)} {
		for name, show := range adminViews {
			w, q := newTestWindow(t, light)
			settleWindow(w, size)
			show(t, w)
			q.drain()
			settleWindow(w, size)
			if got := w.win.Content().MinSize(); got.Width > size.Width || got.Height > size.Height {
				t.Errorf("%s: the window needs %v, expected no more than %v", name, got, size)
			}
			if o := onTop(w); o != nil && (o.MinSize().Width > size.Width || o.MinSize().Height > size.Height) {
				t.Errorf("%s: the dialog needs %v, expected no more than %v", name, o.MinSize(), size)
			}
			if w.settingUp() && w.setUp.box.Content.MinSize().Width > size.Width {
				t.Errorf("%s: the page needs %v, expected no more than %v", name, w.setUp.box.Content.MinSize(), size)
			}
		}
	}
}
