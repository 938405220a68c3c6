package ui

import (
	"bytes"
	"context"
	"errors"
	"io"
	"regexp"
	"slices"
	"time"

	"fyne.io/fyne/v2/lang"

	"claimcheck/capture"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// recorder is where captures come from; that of the program is package capture, that of a test its own.
type recorder struct {
	browsers func() []capture.Browser
	start    func(ctx context.Context, o capture.Options) (live, error)
	listen   func(ctx context.Context, port int, told func()) (live, error)
	sweep    func() error // deletes what a killed program left behind
}

// live is a capture under way.
type live interface {
	Recording() capture.Recording
	Wait() capture.Recording
}

// programRecorder is the recorder of the program.
func programRecorder() recorder {
	return recorder{
		browsers: capture.Find,
		start: func(ctx context.Context, o capture.Options) (live, error) {
			s, err := capture.Start(ctx, o)
			if err != nil {
				return nil, err
			}
			return s, nil
		},
		listen: listen,
		sweep:  capture.Sweep,
	}
}

// fromRecording is what was captured, as something to look at. It stays in memory.
func fromRecording(r capture.Recording, number int, version string) source {
	return source{
		name: "sign-in.har", title: lang.L("source.capture"), origin: r.Origin, judge: true, recording: number,
		open: func() (io.ReadCloser, error) {
			var har bytes.Buffer
			err := r.HAR(&har, version)
			return io.NopCloser(&har), err
		},
	}
}

// looking is how often the pages that were visited are asked for; a message is told of at once.
const looking = 300 * time.Millisecond

// record captures a sign-in in a browser.
func (s *session) record(o capture.Options) {
	s.capture(func(ctx context.Context, told func()) (live, error) {
		o.Observe = func(capture.Exchange) { told() }
		return s.recorder.start(ctx, o)
	})
}

// capture runs what start begins, which calls told when there is a message. The screen is told what is seen, and the response is looked at as soon as it
// is sent; at the end the whole is looked at again, with what the application answered.
func (s *session) capture(start func(ctx context.Context, told func()) (live, error)) {
	ctx, stop := context.WithCancel(context.Background())
	s.stopRecording = stop
	s.recorded++
	s.responses = 0
	s.seen.Store(&capture.Recording{})
	messages := make(chan struct{}, 1)
	told := func() {
		select {
		case messages <- struct{}{}:
		default: // it is on its way to look already
		}
	}
	begin(s.recording, "", 0, func(job context.Context, point func(int64)) (capture.Recording, error) {
		defer stop()
		defer context.AfterFunc(job, stop)()
		running, err := start(ctx, told)
		if err != nil {
			return capture.Recording{}, err
		}
		over := make(chan capture.Recording, 1)
		go func() { over <- running.Wait() }()
		tick := time.NewTicker(looking)
		defer tick.Stop()
		for {
			r := running.Recording()
			s.seen.Store(&r)
			point(int64(len(r.Exchanges)))
			select {
			case r := <-over:
				return r, nil
			case <-messages:
			case <-tick.C:
			}
		}
	}, s.ended)
}

// point is called while a capture goes on.
func (s *session) point() {
	r := *s.seen.Load()
	s.screen.showSeen(r, true)
	if n := responses(r); n > s.responses {
		s.responses = n
		s.look(fromRecording(r, s.recorded, s.version))
	}
}

// responses is how many messages were sent to the application.
func responses(r capture.Recording) int {
	n := 0
	for _, x := range r.Exchanges {
		if x.Param == "SAMLResponse" || x.Param == "wresult" {
			n++
		}
	}
	return n
}

// ended is called when a capture is over.
func (s *session) ended(r capture.Recording, err error) {
	var trouble *capture.Trouble
	switch {
	case errors.As(err, &trouble):
		s.screen.showProblem(withoutFlags(trouble.Problem), s.current != nil)
		return
	case errors.Is(err, context.Canceled): // by the user, before the browser was there
		s.screen.showSeen(r, false)
		return
	case err != nil:
		s.screen.showProblem(report.Problem{Sentence: lang.L("problem.capture"), Actual: report.Clean(err.Error()), Steps: byHand()}, s.current != nil)
		return
	}
	if s.responses > 0 && s.lookedAt != s.recorded {
		return // something else is looked at by now
	}
	errorPage := slices.ContainsFunc(r.Exchanges, func(x capture.Exchange) bool { return x.Text != "" })
	switch {
	case r.Found() || errorPage:
	case r.Origin == wire.Listener:
		s.screen.showProblem(nobodyCame(r), s.current != nil)
		return
	default:
		s.screen.showProblem(nothingSeen(r), s.current != nil)
		return
	}
	s.look(fromRecording(r, s.recorded, s.version))
	if len(r.Notes) > 0 {
		words := r.Notes[0]
		for _, n := range r.Notes[1:] {
			words += " " + n
		}
		s.screen.showNotice(report.Clean(words))
	}
}

// flagOf finds the flag of the terminal program that a step names beside what to do.
var flagOf = regexp.MustCompile(` \(--[a-z]+ [A-Z]+\)`)

// withoutFlags leaves out what only the terminal program has; the window has a field or a button for it.
func withoutFlags(p report.Problem) report.Problem {
	p.Steps = slices.Clone(p.Steps)
	for i, s := range p.Steps {
		p.Steps[i] = flagOf.ReplaceAllString(s, "")
	}
	return p
}

// nothingSeen says that a capture came to its end without a message.
func nothingSeen(r capture.Recording) report.Problem {
	p := report.Problem{
		Sentence: lang.L("problem.nothing-seen"), Expected: lang.L("problem.response-seen"), Actual: lang.L("problem.closed"),
		Owner: report.Helpdesk, Steps: []string{lang.L("problem.sign-in-again"), lang.L("problem.other-url")},
	}
	switch r.Reason {
	case capture.TimedOut:
		p.Actual = lang.L("problem.timed-out")
	case capture.Cancelled:
		p.Actual = lang.L("problem.stopped")
	case capture.Broken:
		p.Actual = lang.L("problem.broken")
	}
	p.Steps = append(p.Steps, byHand()...)
	return p
}

// byHand is how to record a sign-in without a capture, a step for each browser.
func byHand() []string {
	var steps []string
	for _, w := range capture.ByHand {
		steps = append(steps, w.String())
	}
	return steps
}

// signOnURL is where a sign-in to the chosen application begins: as the user entered it, else as its vendor
// publishes it.
func (s *session) signOnURL() string {
	p := s.profile()
	if p == nil {
		return ""
	}
	if own := s.settings.Applications[p.Name].SignOnURL; own != "" {
		return own
	}
	return p.SignOnURL
}

// rememberURL keeps where a sign-in begins, unless its vendor publishes it.
func (s *session) rememberURL(url string) {
	p := s.profile()
	if p == nil || url == s.signOnURL() {
		return
	}
	if url == p.SignOnURL {
		url = ""
	}
	s.change(func(a *application) { a.SignOnURL = url })
}

// close ends a capture under way, with its browser and the browser's profile.
func (s *session) close() {
	s.recording.stop()
	s.recording.finished.Wait()
}
