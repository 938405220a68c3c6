package capture

import (
	"bytes"
	"io"
	"time"

	"claimcheck/decoder/wire"
	"claimcheck/whole"
)

// The limits of a recording. What exceeds one is not kept, and a note says so.
const (
	maxBody      = 16 << 20 // bytes of one posted form; wire reads no larger message
	maxKept      = 64 << 20 // bytes of all bodies and URLs
	maxMessages  = 500      // exchanges that carry a message
	maxPages     = 500      // pages without one
	maxResponses = 10       // responses to the application: it asks again and again
	maxURL       = 8 << 10  // bytes of a URL's host and path
	maxPageText  = 64 << 10 // bytes of an error page
	maxPageTitle = 300      // bytes
)

// Reason says what ended a capture.
type Reason string

// The reasons.
const (
	Held      Reason = "held"      // the response was stopped before it reached the application
	Answered  Reason = "answered"  // the application answered the response, and its page was shown; the listener did
	Closed    Reason = "closed"    // the person closed the browser
	TimedOut  Reason = "timed-out" // the context's time, or half an hour, was over
	Cancelled Reason = "cancelled"
	Broken    Reason = "broken" // the browser crashed, was killed, or answered no more
)

// Exchange is one request that was kept and what came back for it: a page that the browser went to, or
// any request that carries a message.
type Exchange struct {
	Time   time.Time     // when it was sent
	Took   time.Duration // until the head of the answer; 0 when none came
	Method string
	// URL is the request's, without fragment. Of its query the values are kept that belong to a message or
	// tell an error, octet by octet.
	URL    string
	Param  string // SAMLResponse, SAMLRequest, wresult or SAMLart; empty for a page without a message
	Body   []byte // application/x-www-form-urlencoded, cut in the same way; only beside a message
	Script bool   // sent by a script of the page, which Hold does not stop
	Held   bool   // stopped: the application has not seen it

	Status     int // of HTTP; 0 when no answer came
	StatusText string
	Location   string // where the answer sent the browser, cut as URL is
	Failed     string // why no answer came, as the browser names it (net::ERR_CONNECTION_REFUSED)
	// Text is what the page showed, if its status or its words are those of an error; otherwise empty.
	Text string
}

// Page is where the sign-in ended.
type Page struct {
	URL   string // cut as that of an Exchange
	Title string
}

// Recording is what a capture gave. It holds a bearer token for about an hour, and personal data.
type Recording struct {
	Origin         wire.Origin
	Browser        string // product and version, as it reports itself; empty for a listener's
	Started, Ended time.Time
	Reason         Reason // empty while the capture goes on
	Exchanges      []Exchange
	End            Page
	Notes          []string // sentences: what is missing, and why
}

// Found says whether a message was recorded.
func (r Recording) Found() bool {
	for _, x := range r.Exchanges {
		if x.Param != "" {
			return true
		}
	}
	return false
}

// Trouble says what to do when the browser broke down before a message was recorded; else it is nil.
func (r Recording) Trouble() *Trouble {
	if r.Reason != Broken || r.Found() {
		return nil
	}
	return trouble(Crashed, nil, "The browser broke down before a message was sent.", "a browser that stays open until the sign-in fails",
		"it crashed, was killed or answered no more", "Try again.", otherBrowser)
}

// Capture gives the recording as decoder.Inspect wants it, by the road of every other HAR.
func (r Recording) Capture(version string) (wire.Capture, error) {
	var har bytes.Buffer
	if err := r.HAR(&har, version); err != nil {
		return wire.Capture{}, err
	}
	return wire.Capture{Name: "sign-in.har", Origin: r.Origin, Body: &har, Size: int64(har.Len())}, nil
}

// Save writes the recording as a HAR file that only this user can read: the whole file, or none, in
// which case one of that name is as it was. The error is that of the file system.
func (r Recording) Save(name, version string) error {
	return whole.File(name, func(w io.Writer) error { return r.HAR(w, version) })
}
