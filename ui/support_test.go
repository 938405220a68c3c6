package ui

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"claimcheck/capture"
	"claimcheck/decoder/report"
)

// queue is the Dispatcher of tests: what other goroutines send waits until the test empties it, on the
// test's own goroutine, so that nothing happens behind its back.
type queue struct {
	mu    sync.Mutex
	calls []func()
	later []func() // handed to After: they run when the test says so
}

func (q *queue) Do(f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.calls = append(q.calls, f)
}

func (q *queue) After(_ time.Duration, f func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.later = append(q.later, f)
}

// drain runs what waits, also what is added meanwhile, and tells how much it was.
func (q *queue) drain() int {
	n := 0
	for {
		q.mu.Lock()
		if len(q.calls) == 0 {
			q.mu.Unlock()
			return n
		}
		f := q.calls[0]
		q.calls = q.calls[1:]
		q.mu.Unlock()
		f()
		n++
	}
}

// elapse runs what waits for time to pass.
func (q *queue) elapse() {
	q.mu.Lock()
	calls := q.later
	q.later = nil
	q.mu.Unlock()
	for _, f := range calls {
		f()
	}
}

var loadOnce sync.Once

var testNow = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// newTestWindow makes a window without a display, in a folder of its own.
func newTestWindow(t testing.TB, v variant) (*window, *queue) {
	t.Helper()
	loadOnce.Do(func() {
		if err := loadWords("en"); err != nil {
			t.Fatal(err)
		}
	})
	app := test.NewTempApp(t)
	q := &queue{}
	w := newWindow(setup{
		app: app, ui: q, store: store{t.TempDir()}, version: "test", now: func() time.Time { return testNow }, zone: time.UTC, look: v,
		records: recorder{
			browsers: func() []capture.Browser { return nil },
			start:    func(context.Context, capture.Options) (live, error) { panic("no test starts a browser unasked") },
			listen:   func(context.Context, int, func()) (live, error) { panic("no test listens unasked") },
			sweep:    func() error { return nil },
		},
	})
	w.sweeping.finished.Wait()
	<-w.session.library.ready
	q.drain()
	t.Cleanup(func() {
		w.session.work.stop()
		w.session.work.finished.Wait()
		w.session.close()
		w.xml.work.finished.Wait()
		w.win.Close()
	})
	return w, q
}

// press taps the button of those words on an object.
func press(t *testing.T, on fyne.CanvasObject, words string) {
	t.Helper()
	var found []string
	for _, o := range test.LaidOutObjects(on) {
		if b, ok := o.(*widget.Button); ok {
			if b.Text == words {
				test.Tap(b)
				return
			}
			found = append(found, b.Text)
		}
	}
	t.Fatalf("found the buttons %q, expected %q", found, words)
}

// onTop is the dialog on top of the window; nil when there is none.
func onTop(w *window) fyne.CanvasObject { return w.win.Canvas().Overlays().Top() }

const sampleXML = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_r"><Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a"><Issuer>https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/</Issuer><AttributeStatement><Attribute Name="FirstName"><AttributeValue>B.</AttributeValue></Attribute></AttributeStatement></Assertion></samlp:Response>`

// readReport reads a hand-made report and gives it an XML to show.
func readReport(t *testing.T, name string) report.Report {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "testdata", "reports", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var r report.Report
	if err := json.Unmarshal(b, &r); err != nil {
		t.Fatal(err)
	}
	for i := range r.Messages {
		m := &r.Messages[i]
		if m.Kind == "ErrorPage" {
			continue
		}
		m.XML = sampleXML
		if m.Signature == report.Valid {
			m.Covered = []report.ByteRange{{Start: strings.Index(sampleXML, "<Assertion"), End: strings.Index(sampleXML, "</samlp:")}}
		}
		for j := range m.Findings {
			if p := m.Findings[j].Place; p != nil {
				p.Offset = strings.Index(sampleXML, "<AttributeStatement")
			}
		}
	}
	return r
}

// settleWindow lets sizes that follow from other sizes come to rest, as the first frames do.
func settleWindow(w *window, size fyne.Size) {
	for range 3 {
		w.win.Resize(size.AddWidthHeight(1, 1))
		w.win.Resize(size)
	}
}
