// Package flow ties the messages of a capture into sign-ins: which response answers which request, where
// the browser went in between and where it ended, and which message explains the outcome.
//
// It judges nothing: verdicts are those of the messages, and who issued what is as they say it. It reads
// no XML.
package flow

import (
	"slices"
	"time"

	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// Setting is what is known of the parties beside the capture. Addresses are URLs; empty ones count for
// nothing.
type Setting struct {
	Application string   // as sentences name it: "Upwork"
	At          []string // addresses of the application: its ACS, where signing in starts
	SignOn      string   // of these, the page where signing in starts; empty when not known
	IdP         []string // addresses of identity providers: the services in their metadata
}

// prompt is the time within which a browser is sent on by a page: a person needs longer to try again.
const prompt = 5 * time.Second

// mostSteps bounds the steps that are told of one sign-in: nobody follows more, and its beginning and
// its end are kept.
const mostSteps = 200

// piece is what happened at one moment: an exchange of the recording, or a message without one.
type piece struct {
	at       time.Time // zero: not known
	hop      *wire.Hop // nil for a message alone
	sent     []int     // messages that went out in it
	returned []int     // messages and pages that came back in it, and that no later exchange sent on
	brought  []int     // everything that came back in it
}

// try is one sign-in while it is put together.
type try struct {
	kind     report.FlowKind
	pieces   []piece
	messages []int // in the order they were met, each once
	repeats  map[int]int
	asked    []int // requests among the messages
	answered []int // what ended it: responses, tokens and error pages among the messages
	loops    int
}

// book puts the tries together.
type book struct {
	payloads []wire.Payload
	messages []report.Message
	tries    []*try
	current  *try            // of the last message; exchanges without one go to it
	of       map[int]*try    // message index to its try
	byID     map[string]*try // request ID to its try
	request  map[string]int  // request ID to its message index
	pending  []piece         // exchanges before any message
}

// Of ties the messages of one capture. Of payloads and messages, which must be of one length, the same
// index is the same message. It is nil when there is no way to tell of: no message, or metadata alone.
func Of(hops []wire.Hop, payloads []wire.Payload, messages []report.Message, s Setting) *report.Flow {
	b := &book{payloads: payloads, messages: messages, of: map[int]*try{}, byID: map[string]*try{}, request: map[string]int{}}
	for i := range messages {
		if id := messages[i].Summary.ID; id != "" && isRequest(messages[i].Kind) {
			b.request[id] = i
		}
	}
	for _, p := range b.inOrder(hops) {
		b.take(p)
	}
	if len(b.tries) == 0 {
		return nil
	}
	return b.tell(newParties(s, messages))
}

func isRequest(kind string) bool { return kind == authnRequest || kind == logoutRequest }

// inOrder gives the pieces by their time, and what has none after what stands before it.
func (b *book) inOrder(hops []wire.Hop) []piece {
	pieces := make([]piece, 0, len(hops)+len(b.messages))
	alone := make([][]int, len(hops)+1) // by the hop before which they stand
	next := len(hops)
	for i := len(b.messages) - 1; i >= 0; i-- {
		if h := b.payloads[i].Hop; h >= 0 && h < len(hops) {
			next = h
		} else if b.messages[i].Kind != metadata {
			alone[next] = append(alone[next], i)
		}
	}
	for h := range len(hops) + 1 {
		for _, i := range slices.Backward(alone[h]) {
			pieces = append(pieces, piece{at: b.when(i), sent: []int{i}})
		}
		if h == len(hops) {
			break
		}
		p := piece{at: hops[h].Time, hop: &hops[h], sent: b.known(hops[h].Sent), brought: b.known(hops[h].Returned)}
		for _, i := range p.brought {
			if b.payloads[i].Hop == h && !slices.Contains(p.sent, i) {
				p.returned = append(p.returned, i)
			}
		}
		pieces = append(pieces, p)
	}
	last := time.Time{}
	order := make([]time.Time, len(pieces))
	index := make([]int, len(pieces))
	for i, p := range pieces {
		if !p.at.IsZero() {
			last = p.at
		}
		order[i], index[i] = last, i
	}
	slices.SortStableFunc(index, func(a, c int) int { return order[a].Compare(order[c]) })
	sorted := make([]piece, len(pieces))
	for i, from := range index {
		sorted[i] = pieces[from]
	}
	return sorted
}

// known drops indices that are no message with a way: metadata.
func (b *book) known(list []int) []int {
	return slices.DeleteFunc(slices.Clone(list), func(i int) bool {
		return i < 0 || i >= len(b.messages) || b.messages[i].Kind == metadata
	})
}

// when is the time of a message without an exchange: when it was sent, else when it says it was made.
func (b *book) when(i int) time.Time {
	m := &b.messages[i]
	switch {
	case !b.payloads[i].Time.IsZero():
		return b.payloads[i].Time
	case !m.Summary.Issued.IsZero():
		return m.Summary.Issued
	case m.ErrorPage != nil:
		return m.ErrorPage.Timestamp
	}
	return time.Time{}
}

// take puts one piece where it belongs. One that carries messages of several tries stands in each, with
// those alone.
func (b *book) take(p piece) {
	if len(p.sent)+len(p.returned) == 0 {
		if b.current == nil {
			b.pending = append(b.pending, p)
			return
		}
		b.current.pieces = append(b.current.pieces, p)
		return
	}
	parts := map[*try]int{} // to where it stands among the try's pieces
	put := func(i int, list func(*piece) *[]int) {
		t := b.tryOf(i, p)
		at, met := parts[t]
		if !met {
			at = len(t.pieces)
			parts[t] = at
			part := p
			part.sent, part.returned = nil, nil
			t.pieces = append(t.pieces, part)
		}
		own := list(&t.pieces[at])
		*own = append(*own, i)
		b.file(t, i)
		b.current = t
	}
	for _, i := range p.sent {
		put(i, func(q *piece) *[]int { return &q.sent })
	}
	for _, i := range p.returned {
		put(i, func(q *piece) *[]int { return &q.returned })
	}
}

// file notes that message i belongs to t.
func (b *book) file(t *try, i int) {
	t.repeats[i]++
	if b.of[i] != nil {
		return
	}
	b.of[i] = t
	t.messages = append(t.messages, i)
	switch kind := b.messages[i].Kind; {
	case isRequest(kind):
		t.asked = append(t.asked, i)
		if id := b.messages[i].Summary.ID; id != "" {
			b.byID[id] = t
		}
	default:
		t.answered = append(t.answered, i)
	}
}

// tryOf finds the try that message i belongs to, or begins one.
func (b *book) tryOf(i int, p piece) *try {
	if t := b.of[i]; t != nil {
		return t
	}
	last, m := b.current, &b.messages[i]
	kind := report.SigningIn
	if m.Kind == logoutRequest || m.Kind == logoutResponse {
		kind = report.SigningOut
	}
	if last != nil && last.kind != kind && m.Kind != errorPage {
		last = nil
	}
	switch {
	case isRequest(m.Kind):
		if last != nil && m.Kind == authnRequest && b.sentBack(last, i, p) {
			last.loops++
			return last
		}
	case m.Kind == errorPage:
		if last != nil && b.shownIn(last, m) {
			return last
		}
	case m.Summary.InResponseTo != "":
		if t := b.byID[m.Summary.InResponseTo]; t != nil {
			return t
		}
		// The request that it names was not captured; another one that still waits is what it came for.
		if last != nil && b.waits(last) {
			return last
		}
	}
	return b.begin(kind, i, p)
}

// shownIn says whether an error page belongs to a try: it does unless the try has ended another way, or
// with an error of another correlation ID.
func (b *book) shownIn(t *try, page *report.Message) bool {
	for _, i := range t.answered {
		m := &b.messages[i]
		if m.ErrorPage == nil || page.ErrorPage == nil || m.ErrorPage.CorrelationID != page.ErrorPage.CorrelationID {
			return b.waits(t) // a request after the response may have led to the page
		}
	}
	return true
}

// waits says whether the last message of a try is a request.
func (b *book) waits(t *try) bool { return isRequest(b.messages[t.messages[len(t.messages)-1]].Kind) }

// begin begins a try with message i, and gives it the exchanges that led there.
func (b *book) begin(kind report.FlowKind, i int, p piece) *try {
	t := &try{kind: kind, repeats: map[int]int{}}
	if before := b.current; before == nil {
		t.pieces, b.pending = b.pending, nil
	} else if p.hop != nil {
		from := len(before.pieces)
		to, carried := p.hop.URL, i
		for from > 0 {
			q := before.pieces[from-1]
			if q.hop == nil || len(q.sent)+len(q.returned) > 0 || q.hop.Location != to && !slices.Contains(q.brought, carried) {
				break
			}
			to = q.hop.URL
			from--
		}
		t.pieces = slices.Clone(before.pieces[from:])
		before.pieces = before.pieces[:from]
	}
	b.tries = append(b.tries, t)
	return t
}

// sentBack says whether request i, in p, is a loop of t: the application had a response and the browser
// came back with another request by redirects alone, or faster than a person tries again.
func (b *book) sentBack(t *try, i int, p piece) bool {
	last := t.messages[len(t.messages)-1]
	if b.messages[last].Kind != response || len(t.asked) > 0 && b.messages[t.asked[0]].Summary.Issuer != b.messages[i].Summary.Issuer {
		return false
	}
	at := slices.IndexFunc(t.pieces, func(q piece) bool { return slices.Contains(q.sent, last) })
	if at < 0 {
		return false
	}
	redirected := true
	for _, q := range t.pieces[at:] {
		if q.hop != nil && q.hop.Status >= 400 {
			return false // the application showed an error, and somebody tried again
		}
		redirected = redirected && q.hop != nil && q.hop.Location != ""
	}
	if redirected {
		return true
	}
	from := t.pieces[len(t.pieces)-1].at
	if from.IsZero() || p.at.IsZero() {
		return false
	}
	return !p.at.Before(from) && p.at.Sub(t.pieces[at].at) <= prompt
}

// explains gives the message of a try that explains how it ended, the last of its equals.
func (b *book) explains(t *try) int {
	best := t.messages[0]
	for _, i := range t.messages {
		if weight(b.messages[i]) >= weight(b.messages[best]) {
			best = i
		}
	}
	return best
}

// Choose gives the index of the message that explains the outcome of a capture: that of the last try
// that failed, else of the last one; -1 without messages. The flow may be nil.
func Choose(messages []report.Message, f *report.Flow) int {
	best := -1
	heaviest := 0
	consider := func(i, w int) {
		if best < 0 || w >= heaviest {
			best, heaviest = i, w
		}
	}
	if f == nil {
		for i := range messages {
			consider(i, weight(messages[i]))
		}
		return best
	}
	for _, s := range f.SignIns {
		w := weight(messages[s.Message])
		if messages[s.Message].Kind == response {
			w-- // of two tries, one that ended at an error page failed no less
		}
		consider(s.Message, w)
	}
	return best
}

// The kinds of message, as report.Message.Kind has them.
const (
	authnRequest   = "AuthnRequest"
	response       = "Response"
	assertion      = "Assertion"
	logoutRequest  = "LogoutRequest"
	logoutResponse = "LogoutResponse"
	metadata       = "Metadata"
	errorPage      = "ErrorPage"
	wsFedToken     = "WSFedToken"
)

// weight says how much a message explains: what ended the sign-in more than how it came to it, and
// then a response more than the page that may have followed it.
func weight(m report.Message) int {
	ended := map[report.Verdict]int{report.Refused: 20, report.Undetermined: 10}[m.Verdict]
	switch m.Kind {
	case response:
		return 101 + ended
	case errorPage:
		return 100 + ended
	case wsFedToken:
		return 4
	case assertion:
		return 3
	case metadata:
		return 1
	}
	return 2
}

// shorten keeps the first and the last of many, and says how many are left out in between.
func shorten[T any](list []T) (first, last []T, left int) {
	if len(list) <= mostSteps {
		return list, nil, 0
	}
	return list[:mostSteps/2], list[len(list)-mostSteps/2:], len(list) - mostSteps
}

// earliest is the first time that is known.
func earliest(pieces []piece) time.Time {
	for _, p := range pieces {
		if !p.at.IsZero() {
			return p.at
		}
	}
	return time.Time{}
}
