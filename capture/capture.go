// Package capture starts a browser for one sign-in and takes down the SAML messages that pass through it.
//
// It is the one room with a started program in it, and with a socket: Listen takes one response on loopback
// for as long as a person waits for it. The browser is Edge, Chrome, Brave or Chromium as
// installed, with a throw-away profile that is deleted afterwards. It is spoken to over the DevTools
// protocol through two pipes: no port is opened that another program could ask. What a person types, a
// cookie, or the body of any request that carries no message is never kept; see keep.go.
//
// capture does not read a message: a Recording turns into a HAR, and decoder.Inspect opens that like
// any other.
package capture

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"sync"
	"time"

	"claimcheck/decoder/wire"
)

// The time limits of a capture.
// Longest is how long a capture or a listener waits at most, whatever its context says.
const Longest = 30 * time.Minute

const (
	starting = 30 * time.Second // until the browser answers; a virus scanner reads it first
	showing  = 10 * time.Second // from then on until it tells of its first page
	closing  = 3 * time.Second  // until the browser is killed that was asked to end
	ticking  = 100 * time.Millisecond
)

// Options say what to capture.
type Options struct {
	URL     string  // where the sign-in begins; a My Apps link begins one at the identity provider
	Browser Browser // the zero value is the first that Find gives
	// Hold stops the response before it reaches the application, which then has neither seen nor spent
	// it. Otherwise the sign-in goes through.
	Hold bool
	// Headless shows no window. It is for tests: nobody can sign in.
	Headless bool
	// Observe is called for each message as it is sent, before an answer to it is known. It may be nil.
	// It is called from one goroutine, and the capture stands still until it returns.
	Observe func(Exchange)

	flags []string // further ones, of tests
}

// Session is a capture under way.
type Session struct {
	browser *browser
	watch   *watch
	stop    context.CancelFunc
	done    chan struct{}

	mu   sync.Mutex // guards what follows
	last Recording
}

// Start opens the browser at o.URL and returns when its first page is on the way there. The capture ends
// when the response was held, or was answered and the page after it shown; when the browser is closed;
// or with ctx. The error is a *Trouble, or that of ctx.
func Start(ctx context.Context, o Options) (*Session, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, badURL(o.URL)
	}
	if o.Browser.Path == "" {
		found := Find()
		if len(found) == 0 {
			return nil, noBrowser()
		}
		o.Browser = found[0]
	}
	_ = Sweep() // a profile that cannot be deleted hinders no new one

	ctx, stop := context.WithTimeout(ctx, Longest)
	b, err := launch(o)
	if err != nil {
		stop()
		return nil, err
	}
	s := &Session{browser: b, stop: stop, done: make(chan struct{})}
	s.watch = newWatch(b.pipe.send, o.Hold, func(x Exchange) {
		s.keep()
		if o.Observe != nil {
			o.Observe(x)
		}
	})
	s.watch.rec.Origin, s.watch.rec.Started = wire.Browser, time.Now()
	if err := s.open(ctx, o); err != nil {
		stop()
		_, _ = b.end() // what went wrong first is told
		return nil, err
	}
	go s.run(ctx)
	return s, nil
}

// open waits for the browser's first page and sends it to the URL.
func (s *Session) open(ctx context.Context, o Options) error {
	w := s.watch
	version := w.send("", "Browser.getVersion", params{})
	attach := w.send("", "Target.setAutoAttach", autoAttach)
	limit := time.After(starting)
	tick := time.NewTicker(ticking)
	defer tick.Stop()
	for {
		select {
		case m, open := <-s.browser.pipe.in:
			if !open {
				return endedAtOnce(o.Browser)
			}
			w.handle(m, time.Now())
			switch {
			case m.ID == version:
				w.rec.Browser = productOf(m)
			case m.ID == attach:
				limit = time.After(showing)
			}
			page, last := w.firstPage()
			if page != "" && m.Method == "Target.attachedToTarget" {
				limit = time.After(starting)
			}
			// A page that goes elsewhere before it has taken in what it was told forgets that.
			if last != 0 && m.ID == last {
				w.begin(page, o.URL)
				s.keep()
				return w.broken
			}
		case <-tick.C:
			if s.browser.forbidden() {
				return forbidden(o.Browser)
			}
		case <-limit:
			if page, _ := w.firstPage(); page == "" && w.rec.Browser != "" {
				return noPages(o.Browser)
			}
			return silent(o.Browser)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// run watches until the capture ends, and cleans up.
func (s *Session) run(ctx context.Context) {
	defer close(s.done)
	defer s.stop()
	tick := time.NewTicker(ticking)
	defer tick.Stop()
	w := s.watch
	for w.rec.Reason == "" {
		select {
		case m, open := <-s.browser.pipe.in:
			if !open {
				w.rec.Reason = Closed
				break
			}
			if w.handle(m, time.Now()) {
				s.keep()
			}
		case <-tick.C:
			if w.tick(time.Now()) {
				s.keep()
			}
		case <-ctx.Done():
			w.rec.Reason = Cancelled
			if errors.Is(ctx.Err(), context.DeadlineExceeded) {
				w.rec.Reason = TimedOut
			}
		}
		if w.broken != nil {
			w.rec.Reason = Broken
		}
	}
	w.rec.Ended = time.Now()
	ended, err := s.browser.end()
	if err != nil {
		w.note("The throw-away profile could not be deleted and is deleted before the next capture: " + err.Error() + ".")
	}
	if w.rec.Reason == Closed && ended != nil {
		w.rec.Reason = Broken
	}
	s.keep()
}

// keep makes what was recorded visible to others.
func (s *Session) keep() {
	r := s.watch.rec
	r.Exchanges, r.Notes = slices.Clone(r.Exchanges), slices.Clone(r.Notes)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = r
}

// Recording gives what was recorded so far. An Observe sees the exchange that it is told of in it.
func (s *Session) Recording() Recording {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// Stop ends the capture; Wait tells when it did. It may be called more than once.
func (s *Session) Stop() { s.stop() }

// Wait waits until the capture has ended, the browser is gone and its profile deleted.
func (s *Session) Wait() Recording {
	<-s.done
	return s.Recording()
}
