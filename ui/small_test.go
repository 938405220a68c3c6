package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"claimcheck/capture"
	"claimcheck/library"
)

// In a window of 800 by 600, and where everything is half as large again in it, no part asks for more width
// than there is, so that nothing is cut off at the right.
func TestSmallWindow(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(800, 600), fyne.NewSize(533, 400)} {
		for _, name := range []string{"missing-country", "misnamed", "attack", "accepted", "error-page", "several"} {
			w, q := newTestWindow(t, light)
			r := readReport(t, name)
			r.Flow = sampleFlow(len(r.Messages))
			w.showReport(r, source{title: "Pasted text"}, "Upwork")
			q.drain()
			for _, tab := range []int{tabClaims, tabChecks, tabSignature, tabFlow, tabXML} {
				w.tabs.SelectIndex(tab)
				settleWindow(w, size)
				if got := w.win.Content().MinSize(); got.Width > size.Width || got.Height > size.Height {
					t.Errorf("%s, tab %d: the window needs %v, expected no more than %v", name, tab, got, size)
				}
				if got, room := w.tabs.Items[tab].Content.MinSize().Width, w.tabs.Size().Width; got > room {
					t.Errorf("%s, tab %d: it needs a width of %.0f, expected no more than %.0f", name, tab, got, room)
				}
				if got := w.tabs.Items[tab].Content.Size().Height; got < 80 {
					t.Errorf("%s, tab %d: it has a height of %.0f, expected enough for some lines", name, tab, got)
				}
			}
		}
	}
}

// The same holds for metadata files, of which some have names and addresses as long as there are.
func TestSmallFilePage(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(800, 600), fyne.NewSize(533, 400)} {
		for _, name := range []string{"fit", "unfit", "expiring"} {
			w, q := newTestWindow(t, light)
			r := readReport(t, name)
			long := strings.Repeat("Bundesdruckereizertifikatsverwaltung", 20)
			md := r.Messages[0].Metadata
			md.Entities[0].ID += long
			md.Entities[0].Roles[0].Endpoints[0].Location += long
			md.Certificates[0].Subject, md.Certificates[0].Serial, md.Certificates[0].Unreadable = long, strings.Repeat("AB", 200), long
			r.Messages[0].Sentence += long
			w.showReport(r, source{title: long, held: []byte{}}, "Upwork")
			q.drain()
			for _, tab := range []int{tabCertificates, tabChecks, tabPlan, tabContents, tabXML} {
				w.openTab(tab)
				if tab == tabCertificates && !w.certs.open[0] {
					w.certs.toggle(0)
				}
				settleWindow(w, size)
				if got := w.win.Content().MinSize(); got.Width > size.Width || got.Height > size.Height {
					t.Errorf("%s, tab %d: the window needs %v, expected no more than %v", name, tab, got, size)
				}
				if got, room := w.items[tab].Content.MinSize().Width, w.tabs.Size().Width; got > room {
					t.Errorf("%s, tab %d: it needs a width of %.0f, expected no more than %.0f", name, tab, got, room)
				}
				if got := w.items[tab].Content.Size().Height; got < 80 {
					t.Errorf("%s, tab %d: it has a height of %.0f, expected enough for some lines", name, tab, got)
				}
			}
			c := readReport(t, "compared")
			c.Comparison.Changes[0].After, c.Comparison.Fresh = long, long
			w.showComparison(comparing{report: c, was: &library.Entry{}})
			settleWindow(w, size)
			if got := w.win.Content().MinSize(); got.Width > size.Width || got.Height > size.Height {
				t.Errorf("comparison: the window needs %v, expected no more than %v", got, size)
			}
		}
	}
}

// A chip whose word is too long for its place, as a translation may be, takes more lines.
func TestChipWraps(t *testing.T) {
	test.NewTempApp(t)
	word := "Namensraum wurde mitgesendet"
	box := container.New(snug{}, chip(toneBad, iconRefused, word))
	one := settle(box, 400)
	wide := box.Objects[0].Size().Width
	if wide >= 400 || wide < 100 {
		t.Errorf("found a width of %.0f, expected that of the word", wide)
	}
	if h := settle(box, 100); h < 1.5*one || box.Objects[0].Size().Width > 100 {
		t.Errorf("found %v, expected two lines within 100", box.Objects[0].Size())
	}
	if h := settle(box, 400); h != one || box.Objects[0].Size().Width != wide {
		t.Errorf("found %v, expected the chip as it was before", box.Objects[0].Size())
	}
}

func TestApartGoesWithoutTheSpareOne(t *testing.T) {
	test.NewTempApp(t)
	left, spare, right := caption("left"), caption("a label that is spare"), caption("right")
	box := container.New(apart{flow{8}, spare}, left, spare, right)
	all := 16 + left.MinSize().Width + spare.MinSize().Width + right.MinSize().Width
	for _, c := range []struct {
		width float32
		shown bool
		lines bool
	}{{all + 50, true, false}, {all - 5, false, false}, {left.MinSize().Width + 1, false, true}, {all + 50, true, false}} {
		settle(box, c.width)
		if spare.Visible() != c.shown || right.Position().Y > 0 != c.lines {
			t.Errorf("at %.0f: the spare one shows: %v, the last stands at %v", c.width, spare.Visible(), right.Position())
		}
		if end := right.Position().X + right.Size().Width; !c.lines && (end < c.width-1 || end > c.width+1) {
			t.Errorf("at %.0f: the last ends at %.0f", c.width, end)
		}
	}
}

// The pages of a capture scroll where there is less room than they need.
func TestSmallCapturePage(t *testing.T) {
	for _, size := range []fyne.Size{fyne.NewSize(800, 600), fyne.NewSize(533, 400)} {
		w, _ := newTestWindow(t, light)
		w.session.recorder.browsers = func() []capture.Browser { return []capture.Browser{theBrowser} }
		w.capture()
		for _, page := range []fyne.CanvasObject{w.recorder.form, w.recorder.running} {
			w.recorder.box.Objects = []fyne.CanvasObject{page}
			settleWindow(w, size)
			if got := w.win.Content().MinSize(); got.Width > size.Width || got.Height > size.Height {
				t.Errorf("the window needs %v, expected no more than %v", got, size)
			}
		}
	}
}
