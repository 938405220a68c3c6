package capture

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// This file is the other live source: an assertion consumer on loopback that takes one response, for an
// administrator who adds a second Reply URL for a test. It is open only for as long as a person waits for it.

// The times of the listener.
const (
	asking    = 10 * time.Second // until the head of a request has come
	sending   = time.Minute      // until all of a request has come
	answering = 10 * time.Second // until the answer is taken
)

// maxHead bounds the head of a request: a browser sends every cookie of localhost along.
const maxHead = 64 << 10 // bytes

// PortTaken is the cause when nothing can listen at the port.
const PortTaken Cause = "port-taken"

// acsPath is the path of the assertion consumer.
const acsPath = "/acs"

// UsualPort is the port when none is chosen: always the same, because the Reply URL names it.
const UsualPort = 8642

// ListenOptions say where to wait for a response.
type ListenOptions struct {
	Port int // 0: any that is free; UsualPort is the one to begin with
	// Page makes the HTML page that the sender is shown. It is called at most once, by another goroutine, and
	// the sender waits for it.
	Page func(Recording) []byte
}

// Listener is an assertion consumer that waits for one response.
type Listener struct {
	url      string
	hosts    []string // that a request may name
	page     func(Recording) []byte
	crowd    *crowd
	server   *http.Server
	serving  sync.WaitGroup
	stop     context.CancelFunc
	answered chan struct{} // closed when the one response has its answer
	done     chan struct{}

	mu    sync.Mutex // guards what follows, and that one form is read after the other
	taken bool       // the response has come, or none is waited for any more
	rec   Recording
}

// Listen waits on loopback, and on nothing else, until one response was posted and answered, or ctx ends, or
// half an hour is over. Of what is posted it keeps what a capture in a browser keeps, in the Recording. The
// error is a *Trouble.
func Listen(ctx context.Context, o ListenOptions) (*Listener, error) {
	open, port, err := loopback(o.Port)
	if err != nil {
		return nil, portTaken(o.Port, err)
	}
	at := strconv.Itoa(port)
	l := &Listener{
		url: "http://localhost:" + at + acsPath, page: o.Page, crowd: newCrowd(),
		answered: make(chan struct{}), done: make(chan struct{}),
	}
	for _, host := range []string{"localhost", "127.0.0.1", "[::1]"} {
		l.hosts = append(l.hosts, host+":"+at)
		if port == 80 {
			l.hosts = append(l.hosts, host)
		}
	}
	l.rec = Recording{Origin: wire.Listener, Started: time.Now(), End: Page{URL: l.url}}
	l.server = &http.Server{
		Handler: http.HandlerFunc(l.serve), ReadHeaderTimeout: asking, ReadTimeout: sending, MaxHeaderBytes: maxHead,
		ErrorLog:    log.New(io.Discard, "", 0), // it would quote what is sent
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, visitorKey{}, c) },
	}
	l.server.SetKeepAlivesEnabled(false)
	ctx, l.stop = context.WithTimeout(ctx, Longest)
	for _, at := range open {
		l.serving.Go(func() { _ = l.server.Serve(door{at, l.crowd}) }) // it ends with Shutdown
	}
	go l.run(ctx)
	return l, nil
}

// loopback listens on both loopback addresses at one port: a browser tries either for localhost. A computer
// may have no IPv6.
func loopback(port int) (open []net.Listener, at int, err error) {
	for range 10 { // a port that is free on one may be taken on the other
		four, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
		if err != nil {
			return nil, 0, err
		}
		at = four.Addr().(*net.TCPAddr).Port
		six, err := net.Listen("tcp6", net.JoinHostPort("::1", strconv.Itoa(at)))
		if err == nil {
			return []net.Listener{four, six}, at, nil
		}
		probe, none := net.Listen("tcp6", "[::1]:0")
		if none != nil {
			return []net.Listener{four}, at, nil
		}
		err = errors.Join(err, probe.Close(), four.Close())
		if port != 0 {
			return nil, 0, err
		}
	}
	return nil, 0, errors.New("no port is free on both loopback addresses")
}

func portTaken(port int, err error) *Trouble {
	return &Trouble{Cause: PortTaken, err: err, Problem: report.Problem{
		Check: Check, Sentence: fmt.Sprintf("Nothing can be listened for at port %d of this computer.", port), Expected: "a port that is free",
		Actual: err.Error(), Owner: report.Helpdesk,
		Steps: []string{"Another program uses the port, or it is reserved: end that program, or choose another port (--port N) and write it in the Reply URL as well."},
	}}
}

// run waits for the end and closes everything.
func (l *Listener) run(ctx context.Context) {
	defer close(l.done)
	defer l.stop()
	reason := Answered
	select {
	case <-l.answered:
	case <-ctx.Done():
		l.mu.Lock()
		come := l.taken
		l.taken = true
		l.mu.Unlock()
		if come { // what has come is not thrown away
			<-l.answered
			break
		}
		reason = Cancelled
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			reason = TimedOut
		}
	}
	l.crowd.clear()
	limit, cancel := context.WithTimeout(context.Background(), answering)
	defer cancel()
	_ = l.server.Shutdown(limit) // else Close ends it
	_ = l.server.Close()
	l.serving.Wait()
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rec.Reason, l.rec.Ended = reason, time.Now()
}

// URL is the Reply URL to add at the identity provider.
func (l *Listener) URL() string { return l.url }

// Stop ends the waiting; Wait tells when it did. It may be called more than once.
func (l *Listener) Stop() { l.stop() }

// Wait waits until the listener is closed, and gives what was posted to it.
func (l *Listener) Wait() Recording {
	<-l.done
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.rec
}

// serve answers one request. What it refuses is not kept, and the listener goes on waiting.
func (l *Listener) serve(w http.ResponseWriter, r *http.Request) {
	mode := r.Header.Get("Sec-Fetch-Mode")
	switch {
	// A page elsewhere whose name was turned to this computer must not read the report.
	case !slices.Contains(l.hosts, strings.ToLower(r.Host)):
		refuse(w, http.StatusMisdirectedRequest, "Not this address", "This listener answers to localhost alone.")
	case r.URL.Path != acsPath:
		refuse(w, http.StatusNotFound, "Nothing is here", "The Reply URL is "+l.url+".")
	case r.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		refuse(w, http.StatusMethodNotAllowed, "ClaimCheck waits for a sign-in", "The response has to be posted here by the browser that signs in. "+
			"Add "+l.url+" as a Reply URL at the identity provider and sign in.")
	case mode != "" && mode != "navigate":
		refuse(w, http.StatusForbidden, "Not from a script", "The response has to be posted by a form, as a sign-in does.")
	default:
		l.receive(w, r)
	}
}

// receive takes in a form.
func (l *Listener) receive(w http.ResponseWriter, r *http.Request) {
	v := r.Context().Value(visitorKey{}).(*visitor)
	body, err := v.read(http.MaxBytesReader(w, r.Body, maxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		refuse(w, http.StatusRequestEntityTooLarge, "Too large", "A form of at most 16 MiB was expected.")
		return
	case v.isGone():
		panic(http.ErrAbortHandler) // without a word, and without the server's wait for one that is slow to read it
	case err != nil:
		refuse(w, http.StatusBadRequest, "Not whole", "The form did not come to its end.")
		return
	}
	switch rec, status := l.take(r, body); status {
	case http.StatusOK:
		defer close(l.answered)
		v.keep()
		answer(w, status, l.page(rec))
	case http.StatusConflict:
		refuse(w, status, "Taken already", "One response has come before. Start the listener again for another one.")
	default:
		refuse(w, status, "No SAML response", "A form with a SAMLResponse was expected.")
	}
}

// take records the form if it is the first one with a response.
func (l *Listener) take(r *http.Request, body []byte) (Recording, int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	form, sent := cutBody(r.Header.Get("Content-Type"), body)
	switch {
	case isMessage(sent) != "SAMLResponse":
		return Recording{}, http.StatusBadRequest
	case l.taken:
		return Recording{}, http.StatusConflict
	}
	l.taken = true
	shown, _ := cutURL((&url.URL{Scheme: "http", Host: r.Host, Path: r.URL.Path}).String())
	l.rec.Exchanges = []Exchange{{
		Time: time.Now(), Method: r.Method, URL: shown, Param: "SAMLResponse", Body: form, Status: http.StatusOK, StatusText: "OK",
	}}
	return l.rec, http.StatusOK
}

// refuse answers with a short page of our own.
func refuse(w http.ResponseWriter, status int, title, text string) {
	answer(w, status, []byte("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>"+title+"</title></head>\n<body><main><h1>"+title+"</h1>\n<p>"+
		text+"</p></main></body></html>\n"))
}

// answer sends a page that no browser keeps, frames or runs anything of.
func answer(w http.ResponseWriter, status int, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(page)))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(answering)) // without it ReadTimeout's end bounds it
	w.WriteHeader(status)
	_, _ = w.Write(page) // the sender may be gone
}
