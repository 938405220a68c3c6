package wire

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
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
		case "headers":
			return roleHeaders
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
		case "responseHeaders", "requestHeaders":
			return roleHeaders
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
	beside         // what its own members say about the messages in it
	name    string // of a name and value pair
}

// beside is what stands beside a message in its container.
type beside struct {
	url, relay string
	hasRelay   bool
}

// found is a value that may hold a message, until its container ends and says more about it.
type foundValue struct {
	param string
	text  string
}

// export collects what an export holds and hands it on.
type export struct {
	o        *opener
	base     part
	emit     func(part)
	frames   []frame
	name     string // the key of the value that comes next
	found    []foundValue
	foundSz  int
	har      bool
	traces   bool // an export of SAML-tracer, as its list of requests says
	tracer   bool // and one of them has a URL
	streams  bool // what is emitted is peeled at once
	damaged  int  // places at which the text was damaged
	cut      bool // what is handed on was cut off in the middle
	attached int  // bodies that stand in files of their own
	entries  int
	entry    exchange
}

// exchange is what is kept of one request and its response.
type exchange struct {
	method, url, started []byte
	post                 string // the body, if it may hold a message
	packed               bool   // the body is in Base64
	params, query        []pair // of these, the values are not percent-encoded for certain
	name, value          []byte // of the pair that is being read
	location             string // in full; what is longer than maxContext only when it may hold a message
	date                 string
	status               int
	kind                 []byte // of the resource, as Chromium names it: document, stylesheet, xhr …
	mode                 string // the header Sec-Fetch-Mode: navigate when the browser shows the answer
	title                string
	header               string // the name of the header that is being read, when it matters
	passed               bool   // the value of the pair that is being read does not matter
	mime                 []byte
	encoding             []byte
	body                 []byte
	saml                 string // SAML-tracer's own decoded copy
}

func (x *exchange) reset() {
	*x = exchange{
		method: x.method[:0], kind: x.kind[:0], url: x.url[:0], started: x.started[:0], name: x.name[:0], value: x.value[:0],
		mime: x.mime[:0], encoding: x.encoding[:0], body: x.body[:0],
	}
}

// names are the keys that mean something; all others share one string.
var names = []string{
	"log", "requests", "entries", "request", "response", "postData", "queryString", "params", "content", "headers", "post", "get",
	"responseHeaders", "requestHeaders", "method", "url", "startedDateTime", "text", "name", "key", "value", "redirectURL", "mimeType",
	"encoding", "saml", "status", "responseStatus", "_resourceType", "_file", "Location", "location", "RelayState", "SAMLRequest", "SAMLResponse", "SAMLart", "wresult",
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
	if r == roleTraces && object {
		r = roleAny
	}
	e.open(r)
}

// open enters a container.
func (e *export) open(r role) {
	switch r {
	case roleEntry, roleTrace:
		e.entries++
		e.entry.reset()
	case roleEntries:
		e.har = true
	case roleTraces:
		e.traces = true
	case roleParam, roleQueryParam, roleHeader, rolePair:
		x := &e.entry
		x.name, x.value, x.header, x.passed = x.name[:0], x.value[:0], "", false
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
		switch x.header {
		case "location":
			x.redirectsTo(x.value)
		case "date":
			x.date = string(x.value)
		case "sec-fetch-mode":
			x.mode = string(x.value)
		case "content-type":
			if e.frames[len(e.frames)-2].key == "responseHeaders" {
				x.mime = append(x.mime[:0], x.value...)
			}
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
	case roleEntry, roleRequest, roleResponse:
		return e.name != ""
	case roleParam, roleQueryParam, roleHeader:
		return e.name == "name" || e.name == "value" && !e.entry.passed
	case roleContent:
		return e.name != "text" || !isAsset(e.entry.mime)
	}
	return true
}

// headers are the names of those that matter, in lower case.
var headers = []string{"location", "date", "sec-fetch-mode", "content-type"}

// knownHeader gives the name in lower case of a header that matters, or "".
func knownHeader(name []byte) string {
	for _, known := range headers {
		if len(known) == len(name) && bytes.EqualFold(name, []byte(known)) {
			return known
		}
	}
	return ""
}

// redirectsTo remembers the value of a Location header.
func (x *exchange) redirectsTo(raw []byte) {
	if len(raw) > 0 && (len(raw) <= maxContext || mayHold(raw)) {
		x.location = string(raw)
	}
}

func (e *export) number(n int) {
	if e.name == "status" && e.top().role == roleResponse || e.name == "responseStatus" && e.top().role == roleTrace {
		e.entry.status = max(n, 0)
	}
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
		switch name {
		case "startedDateTime":
			x.started = append(x.started[:0], raw...)
		case "_resourceType":
			x.kind = append(x.kind[:0], raw...)
		}
	case roleRequest:
		switch name {
		case "url":
			x.url = appendText(x.url[:0], raw)
		case "method":
			x.method = append(x.method[:0], raw...)
		case "postData":
			x.posts(raw)
		}
	case rolePostData:
		switch {
		case name == "text":
			x.posts(raw)
		case name == "encoding":
			x.packed = string(raw) == "base64"
		case name == "_file":
			e.attached++
		}
	case roleParams: // an object of names and values
		if isCarried(name) {
			x.params = append(x.params, pair{name, string(appendText(nil, raw))})
		}
	case roleHeaders:
		if strings.EqualFold(name, "location") {
			x.redirectsTo(appendText(nil, raw))
		}
	case roleParam, roleQueryParam, roleHeader:
		switch name {
		case "name":
			x.name = append(x.name[:0], raw...)
			if f.role == roleHeader {
				x.header = knownHeader(raw)
				x.passed = x.header == ""
			} else {
				x.passed = !isCarried(string(raw))
			}
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
		switch name {
		case "redirectURL":
			x.redirectsTo(appendText(nil, raw))
		case "status":
			x.status, _ = strconv.Atoi(string(raw[:min(len(raw), 3)]))
		}
	case roleContent:
		switch name {
		case "mimeType":
			x.mime = append(x.mime[:0], raw...)
		case "encoding":
			x.encoding = append(x.encoding[:0], raw...)
		case "_file":
			e.attached++
		case "text":
			x.title = titleOf(raw)
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

// posts remembers the body of a request.
func (x *exchange) posts(raw []byte) {
	if mayHold(raw) || looksBase64(raw) {
		x.post = string(appendText(nil, raw))
	}
}

// search looks at a value of an export that is not known.
func (e *export) search(f *frame, name string, raw []byte) {
	switch name {
	case "RelayState":
		f.relay, f.hasRelay = string(appendText(nil, raw)), true
		return
	case "name", "key": // Postman says key
		f.name = ""
		if len(raw) <= len("SAMLResponse") && slices.Contains(messageParams, string(raw)) {
			f.name = string(raw)
		}
	case "value":
		name = f.name
	case "url":
		switch {
		case mayHold(raw):
		case len(raw) > maxContext:
			e.o.note("skipped-values", "a URL of more than "+thousands(maxContext)+" bytes was passed over")
		default:
			f.url = string(appendText(nil, raw))
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
