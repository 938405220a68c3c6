package ui

import (
	"bytes"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"claimcheck/decoder/report"
)

// sampleFlow is a sign-in of four steps whose messages are the first of a report's.
func sampleFlow(messages int) *report.Flow {
	at := time.Date(2026, 1, 2, 13, 3, 20, 0, time.UTC)
	message := func(i int) *int { i = min(i, messages-1); return &i }
	return &report.Flow{
		Parties: []report.Party{
			{Lane: report.AtApplication, Name: "Upwork", Hosts: []string{"a-very-long-name-of-a-host-that-does-not-fit.sp.example.com"}},
			{Lane: report.AtBrowser, Name: "browser"},
			{Lane: report.AtIdP, Name: "Entra", Hosts: []string{"login.microsoftonline.com", "sts.example.com"}},
		},
		Notes: []string{"One sign-in is shown."},
		SignIns: []report.SignIn{{
			Kind: report.SigningIn, Initiated: report.BySP, RelayState: report.RelayLost, Started: at, Message: *message(1), Verdict: report.Refused,
			Reached: "The browser ended at https://sp.example.com/error (application), which answered 500.", Correlated: "22222222-2222-2222-2222-222222222222",
			Steps: []report.Step{
				{Kind: report.StepPage, From: report.AtBrowser, To: report.AtApplication, Time: at, Status: 200, Text: "The browser opens https://sp.example.com/jobs"},
				{Kind: "AuthnRequest", From: report.AtApplication, To: report.AtIdP, Time: at.Add(time.Second), Message: message(0), Text: "Upwork asks Entra for a sign-in (Redirect)"},
				{Kind: "Response", From: report.AtIdP, To: report.AtApplication, Message: message(1), Verdict: report.Refused, Text: "Entra sends the response to Upwork (POST), answered 500"},
				{Kind: report.StepPage, From: report.AtApplication, To: report.AtApplication, Time: at.Add(2 * time.Second), Status: 500, Text: "Upwork shows its own error page\u202e"},
			},
		}},
	}
}

// longFlow has as many steps as asked for.
func longFlow(steps int) *report.Flow {
	f := sampleFlow(2)
	s := &f.SignIns[0]
	for len(s.Steps) < steps {
		s.Steps = append(s.Steps, s.Steps[1], s.Steps[2])
	}
	return f
}

func TestFlowRows(t *testing.T) {
	newTestWindow(t, light)
	lines, zone, rows := flowRows(sampleFlow(2), time.FixedZone("CET", 3600))
	if len(lines) != 3 || lines[2].Host != "login.microsoftonline.com and 1 more" || zone != "CET" {
		t.Errorf("found lifelines %+v in zone %q", lines, zone)
	}
	var got []string
	for _, r := range rows {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s|%d>%d|%d", r.Kind, r.When, r.Word, r.Text, r.From, r.To, r.Message))
	}
	want := []string{
		"note|||One sign-in is shown.|0>0|-1",
		"title||refused|Sign-in  ·  begun by the application  ·  2 Jan 2026, 14:03:20 CET (13:03:20 UTC)|0>0|-1",
		"note|||RelayState was sent and did not come back.|0>0|-1",
		"step|14:03:20||The browser opens https://sp.example.com/jobs|1>0|-1",
		"step|14:03:21||Upwork asks Entra for a sign-in (Redirect)|0>2|0",
		"step||refused|Entra sends the response to Upwork (POST), answered 500|2>0|1",
		`step|14:03:22|failed|Upwork shows its own error page\u202e|0>0|-1`,
		"note|||The browser ended at https://sp.example.com/error (application), which answered 500.|0>0|-1",
		"note|||Correlation ID, for Microsoft's support: 22222222-2222-2222-2222-222222222222|0>0|-1",
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("found\n%s\nexpected\n%s", g, w)
	}
	if _, _, rows := flowRows(longFlow(mostFlowRows+100), time.UTC); len(rows) != mostFlowRows+1 || !strings.Contains(rows[mostFlowRows].Text, "more rows are not drawn") {
		t.Errorf("found %d rows, the last %q, expected the number of those left out", len(rows), rows[len(rows)-1].Text)
	}
	if _, _, rows := flowRows(nil, time.UTC); rows != nil {
		t.Errorf("found %v without a flow", rows)
	}
	many := sampleFlow(2)
	many.SignIns = append(many.SignIns, report.SignIn{Kind: report.SigningOut, Initiated: report.ByIdP, RelayState: report.RelayKept, Verdict: report.Undetermined})
	_, _, rows = flowRows(many, time.UTC)
	if last := rows[len(rows)-2]; last.Text != "Sign-out 2 of 2  ·  begun at the identity provider" || last.Word != "cannot tell" {
		t.Errorf("found %+v", last)
	}
}

func showFlow(t *testing.T, f *report.Flow) (*window, *queue) {
	t.Helper()
	w, q := newTestWindow(t, light)
	r := readReport(t, "several")
	r.Flow = f
	w.showReport(r, source{title: "Pasted text"}, "Upwork")
	w.tabs.SelectIndex(tabFlow)
	q.drain()
	settleWindow(w, fyne.NewSize(900, 600))
	return w, q
}

// A step that is tapped, or chosen by the keyboard, shows its message, and its row is marked.
func TestFlowStepShowsItsMessage(t *testing.T) {
	w, _ := showFlow(t, sampleFlow(2))
	d := w.flow.draw
	if d.picked != w.report.Chosen {
		t.Errorf("the mark is at %d, expected the chosen message %d", d.picked, w.report.Chosen)
	}
	for _, message := range []int{0, 1} {
		row := d.firstOf(message)
		d.reveal(row)
		d.Tapped(&fyne.PointEvent{Position: fyne.NewPos(300, d.tops[row]+4)})
		if w.picked != message || d.picked != message || w.messages.picked != message || w.tabs.SelectedIndex() != tabFlow {
			t.Errorf("tapped %d: message %d is shown, %d is marked, %d in the list", message, w.picked, d.picked, w.messages.picked)
		}
	}
	d.Tapped(&fyne.PointEvent{Position: fyne.NewPos(10, 2)}) // the head
	d.Tapped(&fyne.PointEvent{Position: fyne.NewPos(10, d.MinSize().Height+50)})
	if w.picked != 1 {
		t.Errorf("a tap beside the rows shows message %d", w.picked)
	}
	w.win.Canvas().Focus(d)
	for _, key := range []fyne.KeyName{fyne.KeyHome, fyne.KeyUp, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyDown, fyne.KeyReturn} {
		d.TypedKey(&fyne.KeyEvent{Name: key})
	}
	if w.picked != 0 || d.cursor != d.firstOf(0) {
		t.Errorf("the keyboard is at row %d and shows message %d, expected the request", d.cursor, w.picked)
	}
}

func TestFlowIsDrawnWhereItIsInSight(t *testing.T) {
	w, _ := showFlow(t, longFlow(1000))
	d := w.flow.draw
	r := test.WidgetRenderer(d)
	if n := len(r.Objects()); n == 0 || n > 400 {
		t.Errorf("%d objects are drawn for 1,000 steps, expected those in sight", n)
	}
	w.win.Canvas().Focus(d)
	d.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	last := d.rows[len(d.rows)-1].Text
	if !drawn(r, last[:20]) {
		t.Errorf("the last row is not drawn after the End key; the offset is %v of %v", d.view.Offset, d.MinSize())
	}
	if !drawn(r, "Upwork") || drawn(r, "One sign-in is shown.") {
		t.Error("expected the names of the lifelines to stay and the first row to be gone")
	}
	for range 1000 {
		d.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageUp})
	}
	if d.view.Offset.Y > d.headHeight() || !drawn(r, "One sign-in is shown.") {
		t.Errorf("the offset is %v after paging up", d.view.Offset)
	}
	if n := len(d.drawn); n > 400 {
		t.Errorf("%d rows are held, expected those near sight", n)
	}
}

func drawn(r fyne.WidgetRenderer, words string) bool {
	for _, o := range r.Objects() {
		if t, ok := o.(*canvas.Text); ok && strings.Contains(t.Text, words) {
			return true
		}
	}
	return false
}

func TestFlowZoom(t *testing.T) {
	w, _ := showFlow(t, sampleFlow(2))
	d := w.flow.draw
	one := d.MinSize()
	w.flow.zoom(1)
	if d.zoom != 1.25 || d.MinSize().Height <= one.Height || w.flow.size.Text != "125 %" {
		t.Errorf("found a zoom of %v, height %v and the word %q", d.zoom, d.MinSize().Height, w.flow.size.Text)
	}
	for range 20 {
		w.flow.zoom(1)
	}
	if d.zoom != 3 {
		t.Errorf("found a zoom of %v, expected the largest", d.zoom)
	}
	w.flow.fit()
	if room := d.view.Size(); d.zoom > 1 || d.zoom > 0.5 && d.MinSize().Height > room.Height {
		t.Errorf("fitted to %v: %v needs more than %v", d.zoom, d.MinSize(), room)
	}
	for range 20 {
		w.flow.zoom(-1)
	}
	w.flow.set(1)
	if d.MinSize() != one {
		t.Errorf("found %v, expected %v as before", d.MinSize(), one)
	}
}

func TestFlowIsSavedAsPicture(t *testing.T) {
	w, _ := showFlow(t, sampleFlow(2))
	b, err := w.flow.picture()
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil || img.Bounds().Dx() != 2*int(flowPictureWidth) || img.Bounds().Dy() < 400 {
		t.Fatalf("found %v, %v, expected a picture twice as wide as %v", img.Bounds(), err, flowPictureWidth)
	}
	colours := map[any]bool{}
	for x := range img.Bounds().Dx() {
		for y := range img.Bounds().Dy() {
			colours[img.At(x, y)] = true
		}
	}
	if len(colours) < 20 {
		t.Errorf("found %d colours, expected a drawing", len(colours))
	}
	before := len(w.win.Canvas().Overlays().List())
	w.saveFlowPNG()
	if got := len(w.win.Canvas().Overlays().List()); got != before+1 {
		t.Errorf("found %d dialogs, expected one that asks for a name", got-before)
	}
	w.saveFlowSVG()
	if got := len(w.win.Canvas().Overlays().List()); got != before+2 {
		t.Errorf("found %d dialogs, expected one for the SVG", got-before)
	}

	w.flow.show(longFlow(1500), 0)
	if b, err := w.flow.picture(); b != nil || err != nil {
		t.Errorf("found %d bytes, %v, expected no picture of so much", len(b), err)
	}
	w.saveFlowPNG()
	if !strings.Contains(w.notice.words, "SVG") {
		t.Errorf("found notice %q, expected the way to go on", w.notice.words)
	}
	w.flow.show(nil, -1)
	if !w.flow.none.Visible() || w.flow.shown.Visible() {
		t.Error("expected words in place of a drawing where there is no flow")
	}
}

// Of a response that was pasted alone, what is known is drawn, and it is said that there is no more.
func TestFlowOfOneResponse(t *testing.T) {
	w, q := newTestWindow(t, light)
	pasteText(w, q, response())
	steps, notes := 0, 0
	for _, r := range w.state.Flow {
		switch r.Kind {
		case rowStep:
			steps++
		case rowNote:
			notes++
		}
	}
	if steps != 1 || notes == 0 || !w.flow.shown.Visible() {
		t.Errorf("found %+v, expected one step and a note", w.state.Flow)
	}
}

// BenchmarkFlow lays 1,000 steps out, and scrolls through them.
func BenchmarkFlow(b *testing.B) {
	loadOnce.Do(func() {
		if err := loadWords("en"); err != nil {
			b.Fatal(err)
		}
	})
	test.NewTempApp(b).Settings().SetTheme(newLook(light))
	v := newFlowView(time.UTC, func(int) {}, func() {}, func() {})
	w := test.NewTempWindow(b, v.content())
	w.Resize(fyne.NewSize(1280, 600))
	f := longFlow(1000)
	b.Run("lay out", func(b *testing.B) {
		for b.Loop() {
			v.show(f, 0)
		}
	})
	v.show(f, 0)
	b.Run("scroll", func(b *testing.B) {
		y := float32(0)
		for b.Loop() {
			y += 40
			if y > v.draw.MinSize().Height {
				y = 0
			}
			v.draw.view.ScrollToOffset(fyne.NewPos(0, y))
			v.draw.Refresh() // as the wheel does
		}
	})
}
