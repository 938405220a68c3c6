package capture

import (
	"encoding/base64"
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxTargets bounds the tabs, pop-ups and frames that are watched at once. A further one is left waiting:
// a page that opens so many is no sign-in.
const maxTargets = 200

// The times that say when a sign-in has come to its end.
const (
	settling = 1500 * time.Millisecond // a page is shown and nothing new was asked for
	loading  = 10 * time.Second        // a page that was answered and never says that it is shown
)

// autoAttach has the browser stop every new tab, pop-up and frame before its first request, until it is
// told to go on: so none is missed.
var autoAttach = params{"autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true}

// target is a tab, a pop-up, or a frame in a process of its own.
type target struct {
	frame  string // its main frame, which has the target's name
	page   bool
	last   int       // the command that lets it go on
	loader string    // of the document that is shown
	loaded time.Time // when it said that it is shown; zero before
	looks  int       // at its text, since then
}

// watch turns the browser's events into a recording. It belongs to one goroutine.
type watch struct {
	sendTo   func(session, method string, values params) (int, error)
	observe  func(Exchange)
	hold     bool
	rec      Recording
	broken   error // the browser cannot be spoken to any more
	targets  map[string]*target
	sent     map[string]int     // requests under way, by the browser's number, and their exchange
	sentAt   map[string]float64 // and the browser's clock then, in seconds
	shown    map[string]int     // documents and their exchange, by loader
	looking  map[int]look       // commands that read a page, by number
	begun    int                // the command that sends the first page on its way
	begunIn  string             // its session
	kept     int                // bytes
	full     bool               // a message was dropped for want of room
	messages int
	pages    int

	asked     map[string]bool // hosts that were asked to sign the user in
	final     int             // the exchange with the response to the application, or -1
	finalIn   string          // its session
	responses int             // to the application
	answered  time.Time       // when final was answered, or failed
	activity  time.Time       // the last time a page was asked for
	endIn     string          // the session of the page that was gone to last
	alone     time.Time       // since when there is no page; zero while there is one
}

func newWatch(send func(string, string, params) (int, error), hold bool, observe func(Exchange)) *watch {
	return &watch{
		sendTo: send, observe: observe, hold: hold, final: -1,
		targets: map[string]*target{}, sent: map[string]int{}, sentAt: map[string]float64{}, shown: map[string]int{},
		looking: map[int]look{}, asked: map[string]bool{},
	}
}

func (w *watch) send(session, method string, values params) int {
	id, err := w.sendTo(session, method, values)
	if err != nil {
		w.broken = err
	}
	return id
}

func (w *watch) note(sentence string) {
	if !slices.Contains(w.rec.Notes, sentence) {
		w.rec.Notes = append(w.rec.Notes, sentence)
	}
}

// event is what is read of the parameters of all events together.
type event struct {
	SessionID  string `json:"sessionId"`
	TargetInfo struct {
		ID   string `json:"targetId"`
		Type string `json:"type"`
	} `json:"targetInfo"`
	RequestID string   `json:"requestId"`
	NetworkID string   `json:"networkId"` // of Fetch.requestPaused: the other's requestId
	LoaderID  string   `json:"loaderId"`
	FrameID   string   `json:"frameId"`
	Type      string   `json:"type"`
	Resource  string   `json:"resourceType"`
	WallTime  float64  `json:"wallTime"`  // seconds since 1970
	Timestamp float64  `json:"timestamp"` // seconds of another clock
	Request   request  `json:"request"`
	Response  response `json:"response"`
	Redirect  *struct {
		response
	} `json:"redirectResponse"`
	ErrorText string `json:"errorText"`
	Frame     struct {
		ID       string `json:"id"`
		ParentID string `json:"parentId"`
		LoaderID string `json:"loaderId"`
		URL      string `json:"url"`
	} `json:"frame"`
}

type request struct {
	URL     string `json:"url"`
	Method  string `json:"method"`
	HasPost bool   `json:"hasPostData"`
	Entries []struct {
		Bytes string `json:"bytes"`
	} `json:"postDataEntries"`
	Headers struct {
		ContentType string `json:"Content-Type"` // the one header that is read
	} `json:"headers"`
}

type response struct {
	Status     int    `json:"status"`
	StatusText string `json:"statusText"`
}

// handle takes in one message of the browser and says whether the recording changed.
func (w *watch) handle(m message, now time.Time) bool {
	if m.skipped {
		w.note("The browser reported something too large to be read: a request may be missing.")
		return true
	}
	switch m.ID {
	case 0:
	case w.begun:
		return w.wentFirst(m, now)
	default:
		return w.looked(m)
	}
	handler, known := handlers[m.Method]
	if !known {
		return false
	}
	var e event
	if json.Unmarshal(m.Params, &e) != nil {
		return false // of a newer protocol, with something else under one of the names
	}
	return handler(w, m.Session, &e, now)
}

var handlers = map[string]func(w *watch, session string, e *event, now time.Time) bool{
	"Target.attachedToTarget":   (*watch).attached,
	"Target.detachedFromTarget": (*watch).detached,
	"Network.requestWillBeSent": (*watch).requestSent,
	"Network.responseReceived":  (*watch).responseReceived,
	"Network.loadingFailed":     (*watch).loadingFailed,
	"Page.frameNavigated":       (*watch).navigated,
	"Page.loadEventFired":       (*watch).loadFired,
	"Fetch.requestPaused":       (*watch).paused,
}

// attached arms a new target and lets it go on, in this order.
func (w *watch) attached(_ string, e *event, _ time.Time) bool {
	s := e.SessionID
	kind := e.TargetInfo.Type
	if kind == "page" || kind == "iframe" {
		if len(w.targets) >= maxTargets {
			w.note("More tabs, pop-ups and frames were opened than are watched at once; the others were left waiting.")
			return true
		}
		w.targets[s] = &target{frame: e.TargetInfo.ID, page: kind == "page"}
		w.send(s, "Network.enable", params{"maxPostDataSize": maxBody})
		w.send(s, "Page.enable", params{})
		if w.hold {
			w.send(s, "Fetch.enable", params{"patterns": documentRequests})
			w.send(s, "Network.setBypassServiceWorker", params{"bypass": true}) // a worker's request is no document's
		}
		w.send(s, "Target.setAutoAttach", autoAttach)
	}
	last := w.send(s, "Runtime.runIfWaitingForDebugger", params{})
	if t := w.targets[s]; t != nil {
		t.last = last
	}
	return false
}

func (w *watch) detached(_ string, e *event, _ time.Time) bool {
	delete(w.targets, e.SessionID)
	return false
}

// firstPage gives the session of a page and the last command that armed it, or nothing.
func (w *watch) firstPage() (session string, last int) {
	for s, t := range w.targets {
		if t.page {
			return s, t.last
		}
	}
	return "", 0
}

// requestSent takes in a request, and the end of the one that was redirected to it.
func (w *watch) requestSent(session string, e *event, now time.Time) bool {
	changed := false
	if before, known := w.sent[e.RequestID]; known {
		if e.Redirect == nil {
			return false // Fetch told of it first
		}
		x := &w.rec.Exchanges[before]
		x.Location, _ = cutURL(e.Request.URL)
		changed = w.answer(before, e.RequestID, e.Redirect.response, e.Timestamp)
	}
	at := now
	if e.WallTime > 0 && e.WallTime < math.MaxInt32 {
		at = time.UnixMicro(int64(e.WallTime * 1e6))
	}
	return w.take(session, e.RequestID, e.LoaderID, e, at, now) || changed
}

// take records a request if it is a page's or carries a message.
func (w *watch) take(session, id, loader string, e *event, at, now time.Time) bool {
	delete(w.sent, id)
	r := &e.Request
	document := e.Type == "Document"
	t := w.targets[session]
	if t == nil || !strings.HasPrefix(r.URL, "http:") && !strings.HasPrefix(r.URL, "https:") {
		return false
	}
	if document {
		w.activity = now
	}
	x := Exchange{Time: at, Method: r.Method, Script: !document}
	var sent []string
	if x.URL, sent = cutURL(r.URL); r.HasPost {
		body, inBody := w.body(r, document)
		x.Body, sent = body, append(sent, inBody...)
	}
	if x.Param = isMessage(sent); x.Param == "" {
		x.Body = nil
		if !document || !t.page || e.FrameID != t.frame {
			return false
		}
	}
	if !w.fits(&x) {
		return true
	}
	index := len(w.rec.Exchanges)
	w.rec.Exchanges = append(w.rec.Exchanges, x)
	w.sent[id], w.sentAt[id] = index, e.Timestamp
	if document && loader != "" {
		w.shown[loader] = index
	}
	if asksToSignIn(sent) {
		w.asked[hostOf(x.URL)] = true
	}
	if x.isResponse() && w.isForApplication(&x) {
		if w.hold && !document {
			w.note("The page sent the response by a script. That is not held: the application has received it.")
		}
		w.final, w.finalIn, w.answered = index, session, time.Time{}
		w.responses++
	}
	if x.Param != "" {
		w.observe(x)
	}
	return true
}

// body gives of a posted form what may be kept.
func (w *watch) body(r *request, document bool) (body []byte, sent []string) {
	if len(r.Entries) == 0 {
		if document {
			w.note("The browser withheld a posted form (over 16 MiB, or a file): a message in it is missing.")
		}
		return nil, nil
	}
	var whole []byte
	for _, e := range r.Entries {
		part, err := base64.StdEncoding.DecodeString(e.Bytes)
		if err != nil {
			return nil, nil
		}
		whole = append(whole, part...)
	}
	return cutBody(r.Headers.ContentType, whole)
}

// fits counts an exchange and says whether there is room for it.
func (w *watch) fits(x *Exchange) bool {
	size := len(x.URL) + len(x.Body)
	switch {
	case len(x.Body) > maxBody || w.kept+size > maxKept:
		w.note("More was sent than is recorded of one sign-in (16 MiB a form, 64 MiB in all): a message is missing.")
	case x.Param != "" && w.messages >= maxMessages:
		w.note("More than 500 messages were sent: the later ones are missing.")
	case x.Param == "" && w.pages >= maxPages:
		w.note("More than 500 pages were opened: the later ones are missing.")
	default:
		w.kept += size
		if x.Param != "" {
			w.messages++
		} else {
			w.pages++
		}
		return true
	}
	w.full = w.full || x.Param != ""
	return false
}

func (w *watch) responseReceived(_ string, e *event, _ time.Time) bool {
	index, known := w.sent[e.RequestID]
	return known && w.answer(index, e.RequestID, e.Response, e.Timestamp)
}

// answer notes what came back for an exchange.
func (w *watch) answer(index int, id string, r response, at float64) bool {
	x := &w.rec.Exchanges[index]
	if !x.Held { // the answer is ours then
		x.Status, x.StatusText = r.Status, r.StatusText
		if took := at - w.sentAt[id]; took > 0 && took < Longest.Seconds() {
			x.Took = time.Duration(took * float64(time.Second))
		}
	}
	w.close(index, id)
	return true
}

func (w *watch) loadingFailed(_ string, e *event, _ time.Time) bool {
	index, known := w.sent[e.RequestID]
	if !known {
		return false
	}
	if x := &w.rec.Exchanges[index]; !x.Held {
		x.Failed = e.ErrorText
	}
	w.close(index, e.RequestID)
	return true
}

// close ends a request.
func (w *watch) close(index int, id string) {
	delete(w.sent, id)
	delete(w.sentAt, id)
	if index == w.final {
		w.answered = w.activity
	}
}

func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

func (x *Exchange) isResponse() bool { return x.Param != "" && x.Param != "SAMLRequest" }

// brokers are hosts of Microsoft that take a response of another identity provider: a federated
// domain's AD FS answers to them, and only then does Entra answer to the application.
var brokers = []string{"login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.windows.net", "login.microsoft.com", "login.live.com"}

// isForApplication says of a response whether it goes to the application and not to an identity provider
// that asked another one. Such a provider was itself asked before; where only one was, it can stand on
// the application's own host.
func (w *watch) isForApplication(x *Exchange) bool {
	host := hostOf(x.URL)
	return !slices.Contains(brokers, host) && (!w.asked[host] || len(w.asked) < 2)
}
