package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"claimcheck/capture"
	"claimcheck/decoder/report"
)

// BenchmarkChecks lists as many findings as are ever listed and lays them out, as a new search does.
func BenchmarkChecks(b *testing.B) {
	loadOnce.Do(func() {
		if err := loadWords("en"); err != nil {
			b.Fatal(err)
		}
	})
	test.NewTempApp(b).Settings().SetTheme(newLook(light))
	var m report.Message
	for i := range mostRows {
		m.Findings = append(m.Findings, report.Finding{Check: fmt.Sprintf("theme.fact-%d", i), Level: levels[i%len(levels)], Title: "A check with a title of usual length", Detail: "The reason in a sentence."})
	}
	c := newChecks(func(int) {})
	w := test.NewTempWindow(b, c.content())
	w.Resize(fyne.NewSize(1280, 600))
	for b.Loop() {
		c.show(checkRows(m, "Upwork"))
		w.Resize(fyne.NewSize(1279, 600))
		w.Resize(fyne.NewSize(1280, 600))
	}
}

// BenchmarkCapture takes a response from the moment it is seen to its sentence in the window: the message is
// opened and judged, and all views are filled and laid out.
func BenchmarkCapture(b *testing.B) {
	w, q, plays := stage(b)
	w.capture()
	for b.Loop() {
		b.StopTimer()
		w.clear()
		w.capture()
		w.recorder.begin()
		play := <-plays
		b.StartTimer()
		play.sees(responseExchange())
		until(b, q, "the response is looked at", func() bool { return w.state.View == "report" })
		b.StopTimer()
		play.ends(capture.Held)
		w.session.recording.finished.Wait()
		b.StartTimer()
	}
}
