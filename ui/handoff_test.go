package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"claimcheck/decoder/handoff"
	"claimcheck/decoder/mint"
)

// check gives the box of those words on an object.
func check(t *testing.T, on fyne.CanvasObject, words string) *widget.Check {
	t.Helper()
	for _, o := range test.LaidOutObjects(on) {
		if c, ok := o.(*widget.Check); ok && c.Text == words {
			return c
		}
	}
	t.Fatalf("found no box %q", words)
	return nil
}

func TestHandOff(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 700))
	w.handOff()
	if onTop(w) != nil || !strings.Contains(w.notice.words, "Open a metadata file first") {
		t.Fatalf("found %q", w.notice.words)
	}
	pasteText(w, q, portalText(t))
	b := mint.AppMetadata().XML()
	w.dropped([]fyne.URI{writeFile(t, "Upwork Enterprise.xml", b)})
	finish(w, q)
	press(t, w.banner.content(), "Hand-off…")
	words := shownText(onTop(w))
	if !strings.Contains(words, "Fit to send") || !check(t, onTop(w), "Include the set-up that was checked last").Checked {
		t.Fatalf("found %q, expected the pre-flight and the set-up that was checked", words)
	}
	w.win.Canvas().Overlays().Remove(onTop(w))

	made := madeKit{}
	w.session.handOff(w.source, handoffChoice{form: 1, setup: true}, func(m madeKit, err error) {
		if err != nil {
			t.Error(err)
		}
		made = m
	})
	finish(w, q)
	if made.kit.Form != handoff.Folder || len(made.report.Messages) != 2 {
		t.Fatalf("found %+v, expected a folder with the set-up", made.kit.Form)
	}
	parent := t.TempDir()
	for _, want := range []string{made.kit.Name, made.kit.Name + "-2"} { // nothing is written over
		w.writeHandOff(made, parent)
		finish(w, q)
		s := w.state
		if s.View != "handed-off" || s.Handoff.To != filepath.Join(parent, want) || len(s.Handoff.Next) == 0 || len(s.Handoff.Files) != len(made.kit.Files) {
			t.Fatalf("found %+v", s.Handoff)
		}
		if got, err := os.ReadFile(filepath.Join(s.Handoff.To, "federation-metadata.xml")); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%v: expected the metadata byte for byte", err)
		}
		if words := shownText(onTop(w)); !strings.Contains(words, s.Handoff.Files[0].SHA256) || len(s.Handoff.Files[0].SHA256) != 64 {
			t.Errorf("found %q, expected the hashes", words)
		}
		press(t, onTop(w), "Close")
		if w.state.View != "metadata" {
			t.Errorf("found %q after closing", w.state.View)
		}
	}
	w.writeHandOff(made, filepath.Join(parent, "gone"))
	finish(w, q)
	if !strings.Contains(w.notice.words, "gone") || w.state.View != "metadata" {
		t.Errorf("found %q, expected why it was not written", w.notice.words)
	}
}

// What is not fit is handed off only when that is wanted.
func TestHandOffAnyway(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 700))
	w.dropped([]fyne.URI{writeFile(t, "tenant.xml", mint.TenantMetadata().XML())})
	finish(w, q)
	w.handOff()
	button := func() *widget.Button {
		for _, o := range test.LaidOutObjects(onTop(w)) {
			if b, ok := o.(*widget.Button); ok && strings.HasPrefix(b.Text, "Make it") {
				return b
			}
		}
		t.Fatal("found no button")
		return nil
	}
	anyway := check(t, onTop(w), "Make it anyway, though it is not fit to send")
	if !button().Disabled() || anyway.Checked || !strings.Contains(shownText(onTop(w)), "Do not send") {
		t.Fatal("expected that it is not made unasked")
	}
	test.Tap(anyway)
	if button().Disabled() {
		t.Error("expected that it can be made when it is wanted")
	}
	w.win.Canvas().Overlays().Remove(onTop(w))
	w.makeHandOff(w.source, handoffChoice{}) // as when a part of the file is fit, and the whole is not
	finish(w, q)
	if !strings.Contains(shownText(onTop(w)), "Do not send") {
		t.Error("expected to be asked again with what is wrong with the file")
	}
	w.win.Canvas().Overlays().Remove(onTop(w))
	w.session.handOff(w.source, handoffChoice{anyway: true}, func(m madeKit, err error) {
		if err != nil || len(m.kit.Files) != 1 {
			t.Errorf("found %v, %d files; expected a draft", err, len(m.kit.Files))
			return
		}
		w.handedOff(m, filepath.Join(t.TempDir(), "my.eml"))
	})
	finish(w, q)
	if s := w.state; s.View != "handed-off" || !s.Handoff.Anyway || s.Handoff.Files[0].Name != "my.eml" || !strings.Contains(shownText(onTop(w)), "not fit to send") {
		t.Errorf("found %+v, expected it to be told", s.Handoff)
	}
}

// Of a federation's file the whole is handed on, whatever entity of it is looked at.
func TestHandOffOfAPart(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 700))
	one := mint.Metadata{EntityID: mint.Issuer, Keys: []*mint.Key{mint.Active()}}.XML()
	other := mint.Metadata{EntityID: "https://b.example.com/", Keys: []*mint.Key{mint.Next()}}.XML()
	entity := func(b []byte) string { return string(b[bytes.Index(b, []byte("<EntityDescriptor")):]) }
	all := `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + entity(one) + entity(other) + `</EntitiesDescriptor>`
	w.dropped([]fyne.URI{writeFile(t, "federation.xml", []byte(all))})
	finish(w, q)
	w.session.lookAtEntity(w.source, mint.Issuer)
	finish(w, q)
	if w.state.View != "metadata" || w.source.whole == nil {
		t.Fatalf("found %s, expected one entity of the file", w.state.View)
	}
	w.handOff()
	if box := onTop(w); strings.Contains(shownText(box), "Fit to send") {
		press(t, box, "Make it and choose where…")
		finish(w, q)
	}
	if check(t, onTop(w), "Make it anyway, though it is not fit to send").Checked || strings.Contains(shownText(onTop(w)), "Fit to send") {
		t.Errorf("found %q, expected what is wrong with the whole file", shownText(onTop(w)))
	}
}
