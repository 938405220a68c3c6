package ui

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"claimcheck/capture"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// staged is a capture that a test plays.
type staged struct {
	mu      sync.Mutex
	rec     capture.Recording
	observe func()
	ctx     context.Context
	over    chan struct{}
	options capture.Options
}

func (s *staged) Recording() capture.Recording {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rec
}

func (s *staged) Wait() capture.Recording {
	select {
	case <-s.over:
	case <-s.ctx.Done():
		s.mu.Lock()
		s.rec.Reason = capture.Cancelled
		s.mu.Unlock()
	}
	return s.Recording()
}

// sees plays an exchange.
func (s *staged) sees(x capture.Exchange) {
	s.mu.Lock()
	s.rec.Exchanges = append(s.rec.Exchanges[:len(s.rec.Exchanges):len(s.rec.Exchanges)], x)
	s.mu.Unlock()
	if x.Param != "" {
		s.observe()
	}
}

// ends plays the end.
func (s *staged) ends(why capture.Reason) {
	s.mu.Lock()
	s.rec.Reason = why
	s.mu.Unlock()
	close(s.over)
}

var theBrowser = capture.Browser{Name: "Chromium", Path: "/usr/bin/chromium"}

// stage gives a window whose captures are played; each of them comes out of the channel.
func stage(t testing.TB) (*window, *queue, chan *staged) {
	t.Helper()
	w, q := newTestWindow(t, light)
	plays := make(chan *staged, 4)
	w.session.recorder = recorder{
		browsers: func() []capture.Browser { return []capture.Browser{theBrowser} },
		start: func(ctx context.Context, o capture.Options) (live, error) {
			s := &staged{rec: capture.Recording{Origin: wire.Browser}, observe: func() { o.Observe(capture.Exchange{}) }, ctx: ctx, over: make(chan struct{}), options: o}
			plays <- s
			return s, nil
		},
		listen: func(ctx context.Context, port int, told func()) (live, error) {
			s := &staged{rec: capture.Recording{Origin: wire.Listener, End: capture.Page{URL: fmt.Sprintf("http://localhost:%d/acs", port)}}, observe: told, ctx: ctx, over: make(chan struct{})}
			plays <- s
			return s, nil
		},
	}
	settleWindow(w, fyne.NewSize(900, 600))
	return w, q, plays
}

// until empties the queue until something is so; a minute is for a machine that stands still.
func until(t testing.TB, q *queue, what string, so func() bool) {
	t.Helper()
	for limit := time.After(time.Minute); ; {
		q.drain()
		if so() {
			return
		}
		select {
		case <-limit:
			t.Fatalf("waited in vain until %s", what)
		case <-time.After(time.Millisecond):
		}
	}
}

var capturedAt = time.Date(2026, 1, 2, 3, 0, 10, 0, time.UTC)

func requestExchange() capture.Exchange {
	return capture.Exchange{Time: capturedAt, Method: "GET", URL: "https://login.microsoftonline.com/common/saml2?SAMLRequest=x", Param: "SAMLRequest", Status: 200}
}

func responseExchange() capture.Exchange {
	form := url.Values{"SAMLResponse": {base64.StdEncoding.EncodeToString(mint.EntraResponse().Signed())}}
	return capture.Exchange{Time: capturedAt.Add(time.Second), Method: "POST", URL: mint.ACS, Param: "SAMLResponse", Body: []byte(form.Encode())}
}

func TestCaptureShowsTheResponseAsItIsSent(t *testing.T) {
	w, q, plays := stage(t)
	w.capture()
	if w.state.View != "capture" || w.recorder.url.Text != w.session.profile().SignOnURL || w.recorder.url.Text == "" {
		t.Fatalf("found %q and the address %q, expected the form with the address that is published", w.state.View, w.recorder.url.Text)
	}
	press(t, w.recorder.form, "Open the browser")
	play := <-plays
	if play.options.URL != w.session.profile().SignOnURL || play.options.Browser != theBrowser || play.options.Hold {
		t.Errorf("started with %+v, expected what the form says", play.options)
	}
	play.sees(capture.Exchange{Time: capturedAt, Method: "GET", URL: "https://sp.example.com/jobs", Status: 302})
	play.sees(requestExchange())
	until(t, q, "the request is listed", func() bool { return len(w.state.Seen) == 2 })
	if w.state.View != "capturing" || w.state.Seen[1].Text != "sign-in request to login.microsoftonline.com, answered 200" || !w.state.Seen[1].Message || w.state.Seen[0].Message {
		t.Errorf("found %+v", w.state)
	}
	play.sees(responseExchange())
	until(t, q, "the response is looked at", func() bool { return w.state.View == "report" })
	if f := w.win.Canvas().Focused(); f != nil {
		t.Errorf("found the keyboard in %T, which is out of sight", f)
	}
	if !w.session.recording.busy() || w.state.Verdict == nil || !strings.Contains(w.state.Recognised, "Captured sign-in") {
		t.Errorf("found %+v, expected a verdict while the capture goes on", w.state)
	}

	// The end is looked at as well, where the reader is.
	w.tabs.SelectIndex(tabChecks)
	first := w.source
	play.ends(capture.Answered)
	until(t, q, "the capture has ended", func() bool { return !w.session.recording.busy() && !w.session.work.busy() })
	if w.tabs.SelectedIndex() != tabChecks || w.source.recording != first.recording || w.state.View != "report" {
		t.Errorf("found tab %d and %q, expected the reader where they were", w.tabs.SelectedIndex(), w.state.View)
	}
}

func TestHoldIsAskedFor(t *testing.T) {
	w, q, plays := stage(t)
	w.capture()
	w.recorder.mode.SetSelected("Hold")
	w.recorder.url.SetText("  https://myapps.example.com/signin/upwork ")
	w.recorder.url.OnSubmitted("")
	play := <-plays
	if !play.options.Hold || play.options.URL != "https://myapps.example.com/signin/upwork" {
		t.Errorf("started with %+v", play.options)
	}
	held := responseExchange()
	held.Held = true
	play.sees(held)
	play.ends(capture.Held)
	until(t, q, "it is over", func() bool { return w.state.View == "report" && !w.session.recording.busy() && !w.session.work.busy() })

	// The address that was entered is there again; the one that is published is not kept.
	w.capture()
	if got := w.recorder.url.Text; got != "https://myapps.example.com/signin/upwork" || w.recorder.mode.Selected != "Hold" {
		t.Errorf("found %q and %q, expected them as they were entered", got, w.recorder.mode.Selected)
	}
	saved, err := w.store.settings()
	if err != nil || saved.Applications[w.session.profile().Name].SignOnURL != "https://myapps.example.com/signin/upwork" {
		t.Errorf("found %+v, %v in the settings", saved, err)
	}
	w.session.enter("https://sp.example.com", "")
	if got := w.session.identifiers(); got.SignOnURL == "" || got.EntityID == "" {
		t.Errorf("found %+v, expected the address beside the identifier", got)
	}
	w.session.rememberURL(w.session.profile().SignOnURL)
	if got := w.session.identifiers().SignOnURL; got != "" {
		t.Errorf("found %q, expected nothing kept of what is published", got)
	}
}

func TestCaptureThatGivesNothing(t *testing.T) {
	for why, words := range map[capture.Reason]string{
		capture.Closed: "closed", capture.TimedOut: "time", capture.Cancelled: "stopped", capture.Broken: "crashed",
	} {
		w, q, plays := stage(t)
		w.capture()
		w.recorder.begin()
		play := <-plays
		play.sees(capture.Exchange{Time: capturedAt, Method: "GET", URL: "https://sp.example.com/jobs"})
		if why == capture.Cancelled {
			until(t, q, "the page is listed", func() bool { return len(w.state.Seen) == 1 })
			press(t, w.recorder.running, "Stop")
		} else {
			play.ends(why)
		}
		until(t, q, "the problem is told", func() bool { return w.state.View == "problem" })
		if p := w.state.Problem; !strings.Contains(p.Actual, words) || len(p.Steps) != 2+len(capture.ByHand) || !strings.Contains(strings.Join(p.Steps, "\n"), "Firefox") {
			t.Errorf("%s: found %+v, expected the reason and the other ways", why, p)
		}
	}
}

// A page with an error and no message is looked at.
func TestCapturedErrorPage(t *testing.T) {
	w, q, plays := stage(t)
	w.capture()
	w.recorder.begin()
	play := <-plays
	play.sees(capture.Exchange{
		Time: capturedAt, Method: "GET", URL: "https://login.microsoftonline.com/common/saml2", Status: 400,
		Text: "Sorry, but we're having trouble signing you in. AADSTS50105: Your administrator has configured the application to block users unless they are specifically granted.",
	})
	play.ends(capture.Closed)
	until(t, q, "the error page is explained", func() bool { return w.state.View == "report" })
	if m := w.report.Messages[0]; m.Kind != "ErrorPage" {
		t.Errorf("found %s, expected the error page", m.Kind)
	}
}

func TestCaptureThatCannotStart(t *testing.T) {
	w, q, _ := stage(t)
	trouble := &capture.Trouble{Cause: capture.Forbidden, Problem: report.Problem{Sentence: "A policy forbids it.", Steps: []string{"Try another browser (--browser PATH): press F12 in Firefox (there)."}}}
	for want, err := range map[string]error{"A policy forbids it.": fmt.Errorf("starting: %w", trouble), "The sign-in could not be captured.": errors.New("disk full")} {
		w.session.recorder.start = func(context.Context, capture.Options) (live, error) { return nil, err }
		w.capture()
		w.recorder.begin()
		until(t, q, "it is told", func() bool { return !w.session.recording.busy() })
		if w.state.View != "problem" || w.state.Problem.Sentence != want || !strings.Contains(strings.Join(w.state.Problem.Steps, "\n"), "Firefox") {
			t.Errorf("found %+v, expected %q and other ways", w.state.Problem, want)
		}
		if strings.Contains(strings.Join(w.state.Problem.Steps, "\n"), "--") || want[0] == 'A' && w.state.Problem.Steps[0] != "Try another browser: press F12 in Firefox (there)." {
			t.Errorf("found the steps %q, expected them without flags of the terminal program", w.state.Problem.Steps)
		}
	}

	// Stopped before the browser was there: back to the form.
	started := make(chan struct{})
	w.session.recorder.start = func(ctx context.Context, _ capture.Options) (live, error) {
		close(started)
		<-ctx.Done()
		return nil, ctx.Err()
	}
	w.capture()
	w.recorder.begin()
	<-started
	press(t, w.recorder.running, "Stop")
	until(t, q, "the form is back", func() bool { return w.state.View == "capture" })
}

func TestCaptureWithoutBrowser(t *testing.T) {
	w, _, plays := stage(t)
	w.session.recorder.browsers = func() []capture.Browser { return nil }
	w.capture()
	w.recorder.begin()
	if !w.recorder.none.Visible() || !w.recorder.start.Disabled() || len(plays) != 0 {
		t.Error("expected words in place of a browser, and nothing to start")
	}
	before := len(w.win.Canvas().Overlays().List())
	press(t, w.recorder.form, "Record it by hand…")
	if got := len(w.win.Canvas().Overlays().List()); got != before+1 {
		t.Errorf("found %d dialogs, expected the steps", got-before)
	}
	press(t, w.recorder.form, "Back")
	if f := w.win.Canvas().Focused(); f == w.recorder.url {
		t.Error("the field has the keyboard and is out of sight")
	}
	if w.state.View != "welcome" {
		t.Errorf("found %q, expected the start", w.state.View)
	}
}

// Clearing, another document and the end of the window each end what they should.
func TestCaptureEndsWithTheWindow(t *testing.T) {
	w, q, plays := stage(t)
	w.capture()
	w.recorder.begin()
	play := <-plays
	w.capture() // again: shows the one under way
	if !w.session.recording.busy() || len(plays) != 0 {
		t.Error("a second capture was started")
	}
	w.clear()
	w.session.recording.finished.Wait()
	if play.ctx.Err() == nil || w.state.View != "welcome" {
		t.Error("the capture goes on after everything was cleared")
	}

	w.capture()
	w.recorder.begin()
	play = <-plays
	play.sees(responseExchange())
	until(t, q, "the response is looked at", func() bool { return w.state.View == "report" })
	pasteText(w, q, response())
	play.ends(capture.Answered)
	until(t, q, "the capture has ended", func() bool { return !w.session.recording.busy() })
	if !strings.Contains(w.state.Recognised, "Pasted text") || w.session.work.busy() {
		t.Errorf("found %q, expected what was pasted to stay", w.state.Recognised)
	}

	w.capture()
	w.recorder.begin()
	play = <-plays
	w.session.close()
	if play.ctx.Err() == nil {
		t.Error("the browser outlives the window")
	}
}

func TestListenerShowsTheResponse(t *testing.T) {
	w, q, plays := stage(t)
	w.capture()
	for _, port := range []string{"", "0", "65536", "acs"} {
		w.recorder.port.SetText(port)
		press(t, w.recorder.form, "Wait for a response")
		if !strings.Contains(w.notice.words, "65535") || w.session.recording.busy() {
			t.Errorf("port %q: found notice %q", port, w.notice.words)
		}
	}
	w.recorder.port.SetText(" 8642 ")
	press(t, w.recorder.form, "Wait for a response")
	play := <-plays
	until(t, q, "the Reply URL is told", func() bool { return w.recorder.replyURL != "" })
	press(t, w.recorder.running, "Copy the Reply URL")
	if got := w.app.Clipboard().Content(); got != "http://localhost:8642/acs" {
		t.Errorf("found %q on the clipboard, expected the Reply URL", got)
	}
	play.sees(responseExchange())
	play.ends(capture.Answered)
	until(t, q, "the response is looked at", func() bool { return w.state.View == "report" && !w.session.recording.busy() && !w.session.work.busy() })
	if got := w.report.Input.Origin; got != string(wire.Listener) {
		t.Errorf("found the origin %q", got)
	}

	w.capture()
	press(t, w.recorder.form, "Wait for a response")
	(<-plays).ends(capture.TimedOut)
	until(t, q, "it is told that nobody came", func() bool { return w.state.View == "problem" })
	if p := w.state.Problem; !strings.Contains(p.Sentence, "http://localhost:8642/acs") || !strings.Contains(p.Actual, "half an hour") {
		t.Errorf("found %+v", p)
	}
}

// The program's own listener, on a port that is free.
func TestListener(t *testing.T) {
	newTestWindow(t, light)
	told := make(chan struct{}, 1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	l, err := listen(ctx, 0, func() { told <- struct{}{} })
	if err != nil {
		t.Fatal(err)
	}
	at := l.Recording().End.URL
	answer, err := http.PostForm(at, url.Values{"SAMLResponse": {response()}})
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(b), "ClaimCheck has taken the response") {
		t.Errorf("found %s, %q, %v", answer.Status, b, err)
	}
	<-told
	if got := l.Recording(); responses(got) != 1 || got.Origin != wire.Listener {
		t.Errorf("found %d responses", responses(got))
	}
	if got := l.Wait(); got.Reason != capture.Answered {
		t.Errorf("ended as %q", got.Reason)
	}
}

func TestSeenRowsAreBounded(t *testing.T) {
	newTestWindow(t, light)
	var r capture.Recording
	for range mostSeen + 7 {
		r.Exchanges = append(r.Exchanges, requestExchange())
	}
	r.Exchanges[len(r.Exchanges)-1] = capture.Exchange{Time: capturedAt, URL: mint.ACS, Param: "SAMLResponse", Held: true, Failed: "net::ERR_\u202eABORTED"}
	rows, before := seenRows(r, time.UTC)
	if len(rows) != mostSeen || before != 7 || rows[mostSeen-1].Text != `response to sp.example.com, held, failed: net::ERR_\u202eABORTED` {
		t.Errorf("found %d rows after %d others, the last %q", len(rows), before, rows[len(rows)-1].Text)
	}
}

// What the request says is offered for keeping where the user has entered nothing, and never without asking.
func TestWhatTheRequestSaysIsOffered(t *testing.T) {
	w, _ := newTestWindow(t, light)
	r := readReport(t, "several")
	r.Flow = sampleFlow(2)
	r.Flow.SignIns[0].Asked = &report.Asked{EntityID: "https://sp.example.com/saml", ACS: mint.ACS}
	r.Chosen = 1
	w.session.offer(r, "Upwork")
	if !strings.Contains(w.notice.words, "https://sp.example.com/saml, "+mint.ACS) || w.session.identifiers() != (application{}) {
		t.Fatalf("found notice %q and %+v", w.notice.words, w.session.identifiers())
	}
	press(t, w.notice.content(), "Keep")
	if got := w.session.identifiers(); got.EntityID != "https://sp.example.com/saml" || got.ACS != mint.ACS {
		t.Errorf("found %+v, expected both kept", got)
	}
	for name, has := range map[string][2]string{"both are there": {"https://sp.example.com/saml", mint.ACS}, "one says otherwise": {"https://other.example.com", ""}} {
		w.session.enter(has[0], has[1])
		w.notice.hide()
		w.session.offer(r, "Upwork")
		if w.notice.words != "" {
			t.Errorf("%s: found notice %q, expected none", name, w.notice.words)
		}
	}
	w.session.enter("", mint.ACS)
	w.session.offer(r, "Upwork")
	press(t, w.notice.content(), "Keep")
	if got := w.session.identifiers(); got.EntityID != "https://sp.example.com/saml" || got.ACS != mint.ACS {
		t.Errorf("found %+v, expected the missing one added", got)
	}
	if askedOf(report.Report{}) != (report.Asked{}) {
		t.Error("found something without a flow")
	}
}
