package wire

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"slices"
	"strings"
	"time"
)

// This file reads HAR 1.2 files, exports of SAML-tracer and any other JSON in a stream. What is kept
// is one exchange at a time, and of it only what may hold a message.

// role is what a JSON container is for.
type role uint8

const (
	roleAny role = iota // of an unknown export: searched
	roleRoot
	roleLog
	roleEntries
	roleEntry
	roleRequest
	rolePostData
	roleParams
	roleParam
	roleQuery
	roleQueryParam
	roleResponse
	roleHeaders
	roleHeader
	roleContent
	roleTraces // SAML-tracer's "requests"
	roleTrace
	rolePairs // its "post" and "get": arrays of [name, value]
	rolePair
	roleIgnored
)

// inside gives the role of a container that stands under key in one of the role r.
func inside(r role, key string) role {
	switch r {
	case roleRoot:
		switch key {
		case "log":
			return roleLog
		case "requests":
			return roleTraces
		}
	case roleLog:
		if key == "entries" {
			return roleEntries
		}
		return roleIgnored
	case roleEntries:
		return roleEntry
	case roleEntry:
		switch key {
		case "request":
			return roleRequest
		case "response":
			return roleResponse
		}
		return roleIgnored
	case roleRequest:
		switch key {
		case "postData":
			return rolePostData
		case "queryString":
			return roleQuery
		}
		return roleIgnored
	case rolePostData:
		if key == "params" {
			return roleParams
		}
		return roleIgnored
	case roleParams:
		return roleParam
	case roleQuery:
		return roleQueryParam
	case roleResponse:
		switch key {
		case "content":
			return roleContent
		case "headers":
			return roleHeaders
		}
		return roleIgnored
	case roleHeaders:
		return roleHeader
	case roleTraces:
		return roleTrace
	case roleTrace:
		switch key {
		case "post", "get":
			return rolePairs
		case "responseHeaders":
			return roleHeaders
		case "requestHeaders":
			return roleIgnored
		}
	case rolePairs:
		return rolePair
	case roleIgnored, roleContent, roleParam, roleQueryParam, roleHeader, rolePair:
		return roleIgnored
	}
	return roleAny
}

// frame is an open container.
type frame struct {
	role    role
	key     string // under which it stands
	strings int    // read in it so far
	pending int    // of found, when it began
	context way    // what its own members say about the messages in it
	name    string // of a name and value pair
}

// found is a value that may hold a message, until its container ends and says more about it.
type foundValue struct {
	param string
	text  string
}

// export collects what an export holds and hands it on.
type export struct {
	o       *opener
	base    part
	emit    func(part)
	frames  []frame
	name    string // the key of the value that comes next
	found   []foundValue
	foundSz int
	har     bool
	tracer  bool
	entries int
	entry   exchange
}

// exchange is what is kept of one request and its response.
type exchange struct {
	method, url, started []byte
	post                 string // the body, if it may hold a message
	params, query        []pair // of these, the values are not percent-encoded for certain
	name, value          []byte // of the pair that is being read
	location             string
	date                 string
	mime                 []byte
	encoding             []byte
	body                 []byte
	saml                 string // SAML-tracer's own decoded copy
}

func (x *exchange) reset() {
	*x = exchange{
		method: x.method[:0], url: x.url[:0], started: x.started[:0], name: x.name[:0], value: x.value[:0],
		mime: x.mime[:0], encoding: x.encoding[:0], body: x.body[:0],
	}
}

// names are the keys that mean something; all others share one string.
var names = []string{
	"log", "requests", "entries", "request", "response", "postData", "queryString", "params", "content", "headers", "post", "get",
	"responseHeaders", "requestHeaders", "method", "url", "startedDateTime", "text", "name", "value", "redirectURL", "mimeType",
	"encoding", "saml", "RelayState", "SAMLRequest", "SAMLResponse", "SAMLart", "wresult",
}

var knownNames = func() map[string]string {
	m := make(map[string]string, len(names))
	for _, n := range names {
		m[n] = n
	}
	return m
}()

func (e *export) key(raw []byte) { e.name = knownNames[string(raw)] }

func (e *export) top() *frame { return &e.frames[len(e.frames)-1] }

func (e *export) begin(object bool) {
	r := roleRoot
	if len(e.frames) > 0 {
		r = inside(e.top().role, e.name)
	}
	if !object && r == roleRoot {
		r = roleAny
	}
	switch r {
	case roleEntry, roleTrace:
		e.entries++
		e.entry.reset()
	case roleEntries:
		e.har = true
	case roleTraces:
		if object {
			r = roleAny
		}
	case roleParam, roleQueryParam, roleHeader, rolePair:
		e.entry.name, e.entry.value = e.entry.name[:0], e.entry.value[:0]
	}
	e.frames = append(e.frames, frame{role: r, key: e.name, pending: len(e.found)})
	e.name = ""
}

func (e *export) end(bool) {
	f := *e.top()
	x := &e.entry
	switch f.role {
	case roleParam, roleQueryParam, rolePair:
		if isCarried(string(x.name)) {
			kv := pair{string(x.name), string(x.value)}
			if f.role == roleQueryParam || f.role == rolePair && e.frames[len(e.frames)-2].key == "get" {
				x.query = append(x.query, kv)
			} else {
				x.params = append(x.params, kv)
			}
		}
	case roleHeader:
		switch {
		case bytes.EqualFold(x.name, []byte("location")) && mayHold(x.value):
			x.location = string(x.value)
		case bytes.EqualFold(x.name, []byte("date")):
			x.date = string(x.value)
		}
	case roleEntry:
		e.flushEntry()
	case roleTrace:
		e.flushTrace()
		e.flush(f)
	case roleAny, roleRoot:
		e.flush(f)
	}
	e.frames = e.frames[:len(e.frames)-1]
	if len(e.frames) > 0 {
		e.name = ""
	}
}

// wants says whether the next string can matter; bodies of pictures, fonts and scripts are passed over.
func (e *export) wants() bool {
	f := e.top()
	switch f.role {
	case roleIgnored, roleEntries, roleLog:
		return false
	case roleContent:
		return e.name != "text" || !isAsset(e.entry.mime)
	}
	return true
}

func isAsset(mime []byte) bool {
	for _, kind := range []string{"image/", "font/", "video/", "audio/", "text/css", "text/javascript", "application/javascript", "application/x-javascript", "application/wasm", "application/font"} {
		if bytes.HasPrefix(mime, []byte(kind)) {
			return true
		}
	}
	return false
}

// isCarried says whether a parameter is a message or goes with one.
func isCarried(name string) bool {
	return slices.Contains(messageParams, name) || name == "RelayState" || name == "wctx" || name == "SigAlg" || name == "Signature"
}

func (e *export) text(raw []byte) {
	f := e.top()
	f.strings++
	x := &e.entry
	name := e.name
	switch f.role {
	case roleEntry:
		if name == "startedDateTime" {
			x.started = append(x.started[:0], raw...)
		}
	case roleRequest:
		switch name {
		case "url":
			x.url = appendText(x.url[:0], raw)
		case "method":
			x.method = append(x.method[:0], raw...)
		}
	case rolePostData:
		if name == "text" && mayHold(raw) {
			x.post = string(appendText(nil, raw))
		}
	case roleParam, roleQueryParam, roleHeader:
		switch name {
		case "name":
			x.name = append(x.name[:0], raw...)
		case "value":
			x.value = appendText(x.value[:0], raw)
		}
	case rolePair:
		switch f.strings {
		case 1:
			x.name = append(x.name[:0], raw...)
		case 2:
			x.value = appendText(x.value[:0], raw)
		}
	case roleResponse:
		if name == "redirectURL" && mayHold(raw) {
			x.location = string(appendText(nil, raw))
		}
	case roleContent:
		switch name {
		case "mimeType":
			x.mime = append(x.mime[:0], raw...)
		case "encoding":
			x.encoding = append(x.encoding[:0], raw...)
		case "text":
			if mayHold(raw) || looksBase64(raw) {
				x.body = appendText(x.body[:0], raw)
			}
		}
	case roleTrace:
		switch name {
		case "url":
			x.url = appendText(x.url[:0], raw)
		case "method":
			x.method = append(x.method[:0], raw...)
		case "saml":
			x.saml = string(appendText(nil, raw))
		default:
			e.search(f, name, raw)
		}
	case roleAny, roleRoot, roleTraces:
		e.search(f, name, raw)
	}
}

// search looks at a value of an export that is not known.
func (e *export) search(f *frame, name string, raw []byte) {
	switch name {
	case "RelayState":
		f.context.relay, f.context.hasRelay = string(appendText(nil, raw)), true
		return
	case "name":
		f.name = ""
		if len(raw) <= len("SAMLResponse") && slices.Contains(messageParams, string(raw)) {
			f.name = string(raw)
		}
	case "value":
		name = f.name
	case "url":
		if !mayHold(raw) && len(raw) < 4096 {
			f.context.url = string(appendText(nil, raw))
		}
	}
	if !slices.Contains(messageParams, name) {
		name = ""
	}
	if name == "" && !mayHold(raw) && !beginsMessage(raw) || len(raw) == 0 {
		return
	}
	e.found = append(e.found, foundValue{name, string(appendText(nil, raw))})
	e.foundSz += len(raw)
	if e.foundSz > e.o.limits.Message {
		e.flush(frame{}) // so many values are not kept until their container ends
	}
}

// flush hands on what was found in f.
func (e *export) flush(f frame) {
	for _, v := range e.found[f.pending:] {
		p := e.base.in([]byte(v.text), "json")
		if p.url == "" {
			p.url = f.context.url
		}
		if !p.hasRelay {
			p.relay, p.hasRelay = f.context.relay, f.context.hasRelay
		}
		if v.param == "" {
			e.emit(p)
			continue
		}
		for _, in := range e.o.param(p, v.param, v.text) {
			e.emit(in)
		}
	}
	e.found = e.found[:f.pending]
	if len(e.found) == 0 {
		e.foundSz = 0
	}
}

// flushEntry hands on what one entry of a HAR file holds: first what was sent, then what came back.
func (e *export) flushEntry() {
	x := &e.entry
	p := e.base.in(nil, "har")
	p.time, _ = time.Parse(time.RFC3339Nano, string(x.started))
	e.sent(p)

	p.request = false
	if x.location != "" {
		e.emit(p.in([]byte(x.location)))
	}
	body := x.body
	if string(x.encoding) == "base64" {
		d, err := base64.StdEncoding.DecodeString(string(body))
		if err != nil || !mayHold(d) {
			return
		}
		body = d
		p = p.in(nil, "base64")
	}
	if mayHold(body) {
		p.url = ""
		if isErrorPage(body) {
			p.url = string(x.url)
		}
		e.emit(p.in(body))
	}
}

// sent hands on the URL and the body of a request. A body is better than its parsed copy, as it has
// the octets that were sent, and so is a URL.
func (e *export) sent(p part) {
	x := &e.entry
	p.request = true
	if mayHold(x.url) {
		e.emit(p.in(slices.Clone(x.url)))
	} else {
		e.pairs(p, x.query, "redirect", "url")
	}
	p.url = string(x.url)
	switch {
	case x.post != "":
		p.binding = "post"
		e.emit(p.in([]byte(x.post)))
	default:
		e.pairs(p, x.params, "post", "form")
	}
}

// pairs hands on parameters that the export holds apart.
func (e *export) pairs(p part, pairs []pair, binding, layer string) {
	p = p.in(nil, layer)
	p.binding, p.url = binding, string(e.entry.url)
	for _, kv := range pairs {
		if kv.name == "RelayState" || kv.name == "wctx" {
			p.relay, p.hasRelay = unescape(kv.raw, false), true
		}
	}
	for _, kv := range pairs {
		if slices.Contains(messageParams, kv.name) {
			for _, in := range e.o.param(p, kv.name, kv.raw) {
				e.emit(in)
			}
		}
	}
}

// flushTrace hands on what one request of a SAML-tracer export holds. Its masks, which are on unless
// they are taken off, spare the URL and the tracer's own decoded copy.
func (e *export) flushTrace() {
	x := &e.entry
	if len(x.url) == 0 {
		return
	}
	e.tracer = true
	p := e.base.in(nil, "saml-tracer")
	p.time, _ = time.Parse(time.RFC1123, x.date)
	given := mayHold(x.url)
	ofMasked := "" // the parameter whose value is masked
	for _, kv := range slices.Concat(x.params, x.query) {
		switch {
		case !slices.Contains(messageParams, kv.name):
			if kv.name == "RelayState" && !isMasked(kv.raw) {
				p.relay, p.hasRelay = kv.raw, true
			}
		case isMasked(kv.raw):
			ofMasked = kv.name
		default:
			given = true
		}
	}
	if given || x.saml == "" {
		e.sent(p)
	}
	if given || x.saml == "" || isMasked(x.saml) {
		return
	}
	p = p.in([]byte(x.saml))
	p.request, p.url, p.param, p.sent = true, string(x.url), ofMasked, true
	p.binding = "post"
	if string(x.method) == "GET" {
		p.binding = "redirect"
	}
	if ofMasked != "" {
		p = p.odd("tracer-copy", "the posted value is masked; this is the copy that SAML-tracer decoded")
	}
	e.emit(p)
}

// mayHold says by a quick look whether a text may hold a message or an error.
func mayHold(b []byte) bool {
	return bytes.Contains(b, []byte("SAML")) || bytes.Contains(b, []byte("AADSTS")) || bytes.Contains(b, []byte("wresult"))
}

// beginsMessage says whether a value begins as XML does, plain or in Base64: '<' and the next six bits
// give 'P' and one of the first sixteen letters.
func beginsMessage(b []byte) bool {
	if len(b) < 64 {
		return false
	}
	return b[0] == '<' || b[0] == 'P' && b[1] >= 'A' && b[1] <= 'P' && looksBase64(b)
}

// looksBase64 says whether a value begins with characters of Base64 only.
func looksBase64(b []byte) bool {
	if len(b) < minBase64 {
		return false
	}
	for _, c := range b[:min(len(b), 64)] {
		if base64Class[c] >= 64 && c != '=' && c != '\\' {
			return false
		}
	}
	return true
}

// appendText resolves the escapes of a JSON string.
func appendText(dst, raw []byte) []byte {
	for {
		i := bytes.IndexByte(raw, '\\')
		if i < 0 {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:i]...)
		var n int
		dst, n = appendEscape(dst, raw[i:])
		raw = raw[i+n:]
	}
}

// stream reads an export as it comes and peels what may hold a message.
func (o *opener) stream(r io.Reader) error {
	o.streamed = true
	e := &export{o: o, emit: func(p part) {
		o.budget = 64*len(p.data) + 1<<20
		o.peel(p, o.limits.Layers)
	}}
	s := newJSONScanner(r, o.limits.Message+o.limits.Message/2)
	err := s.scan(e)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.finish()
		o.note("truncated-export", "the file ends in the middle; it was read as far as it goes")
	case errors.Is(err, errJSON):
		e.finish()
		o.note("damaged-export", "the file is damaged; it was read as far as it goes: "+err.Error())
		_, err = io.Copy(io.Discard, r) // size and hash are those of the whole capture
		if err != nil {
			return err
		}
	case err != nil:
		return err
	}
	if s.skipped > 0 {
		o.note("skipped-values", thousands(s.skipped)+" values larger than a message may be were passed over")
	}
	if len(o.payloads) == 0 {
		e.instead()
	}
	return nil
}

// finish hands on what stands in containers that a cut-off file leaves open.
func (e *export) finish() {
	for len(e.frames) > 0 {
		e.end(false)
	}
}

// instead says what an export without a message is.
func (e *export) instead() {
	what, hint := "a JSON file", "Open the HAR file of the whole sign-in, or paste the SAML message itself."
	kind := "json"
	switch {
	case e.har:
		kind, what = "har-without-saml", "a HAR file of "+thousands(e.entries)+" requests"
		hint = "Record again: open the developer tools, tick Preserve log, then sign in from the start and save all as HAR with content."
	case e.tracer:
		kind, what = "har-without-saml", "a SAML-tracer export of "+thousands(e.entries)+" requests"
		hint = "Record again: open SAML-tracer first, then sign in from the start and export."
	}
	for _, h := range e.o.hints {
		if h.What == "masked" && kind == "har-without-saml" {
			h.What = "har-sanitised"
			h.Found = what + " with the SAML messages taken out"
		}
	}
	e.o.hint(&Nothing{What: kind, Found: what + " without a SAML message in it", Expected: expected, Hint: hint})
}

// isJSON says whether a capture that begins with head is JSON; whole says that head is all of it.
func isJSON(head []byte, whole bool) bool {
	t := bytes.TrimLeft(bytes.TrimPrefix(head, bomUTF8), " \t\r\n")
	if len(t) < 2 || t[0] != '{' && t[0] != '[' {
		return false
	}
	if first := bytes.TrimLeft(t[1:], " \t\r\n"); bytes.HasPrefix(first, []byte(`"log"`)) || bytes.HasPrefix(first, []byte(`"requests"`)) {
		return true // a HAR file or an export of SAML-tracer, in whatever state
	}
	err := newJSONScanner(bytes.NewReader(t), len(t)).scan(deaf{})
	return err == nil || errors.Is(err, io.ErrUnexpectedEOF) && (!whole || strings.ContainsRune("\"}]", rune(t[1])) || bytes.IndexByte(t, ':') > 0)
}

// deaf hears nothing.
type deaf struct{}

func (deaf) begin(bool)  {}
func (deaf) end(bool)    {}
func (deaf) key([]byte)  {}
func (deaf) wants() bool { return false }
func (deaf) text([]byte) {}

// openJSON opens JSON that was inside something else.
func openJSON(o *opener, p part) []part {
	if !isJSON(p.data, true) {
		return nil
	}
	var parts []part
	e := &export{o: o, base: p, emit: func(in part) { parts = append(parts, in) }}
	e.base.data = nil
	err := newJSONScanner(bytes.NewReader(p.data), len(p.data)).scan(e)
	if err != nil {
		e.finish()
	}
	return parts
}
