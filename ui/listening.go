package ui

import (
	"context"
	"html"
	"strconv"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2/lang"

	"claimcheck/capture"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// listener is a capture.Listener as a capture under way.
type listener struct {
	*capture.Listener
	took atomic.Pointer[capture.Recording]
}

// listen waits at a port of this computer for one response; told is called when it has come.
func listen(ctx context.Context, port int, told func()) (live, error) {
	l := &listener{}
	sender := thanks() // the words are asked for here: Page runs on a goroutine of the listener
	var err error
	l.Listener, err = capture.Listen(ctx, capture.ListenOptions{Port: port, Page: func(r capture.Recording) []byte {
		l.took.Store(&r)
		told()
		return sender
	}})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// Recording implements live. Before a response has come it says where it is waited for.
func (l *listener) Recording() capture.Recording {
	if r := l.took.Load(); r != nil {
		return *r
	}
	return capture.Recording{Origin: wire.Listener, End: capture.Page{URL: l.URL()}}
}

// thanks is the page that the sender is shown.
func thanks() []byte {
	return []byte("<!DOCTYPE html><meta charset=\"utf-8\"><title>ClaimCheck</title><p>" + html.EscapeString(lang.L("listen.taken")) + "</p>\n")
}

// listen waits for a response at a port.
func (s *session) listen(port int) {
	s.capture(func(ctx context.Context, told func()) (live, error) { return s.recorder.listen(ctx, port, told) })
}

// nobodyCame says that a listener ended without a response.
func nobodyCame(r capture.Recording) report.Problem {
	p := report.Problem{
		Sentence: lang.L("problem.nobody-came", fill{"URL": r.End.URL}), Expected: lang.L("problem.response-posted"), Actual: lang.L("problem.listen-stopped"),
		Owner: report.EntraAdmin, Steps: []string{lang.L("problem.reply-url", fill{"URL": r.End.URL}), lang.L("problem.this-computer")},
	}
	if r.Reason == capture.TimedOut {
		p.Actual = lang.L("problem.listen-timed-out")
	}
	return p
}

// startListening begins to wait at the port in the form.
func (w *window) startListening(port string) {
	n, err := strconv.Atoi(strings.TrimSpace(port))
	if err != nil || n < 1 || n > 65535 {
		w.notice.show(lang.L("listen.bad-port"))
		return
	}
	w.notice.hide()
	w.win.Canvas().Unfocus()
	w.session.listen(n)
	w.showSeen(capture.Recording{}, true)
}
