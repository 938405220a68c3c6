package wire

import (
	"bytes"
	"encoding/base64"
	"slices"
	"time"
)

// This file hands on what export collected, an exchange or an object at a time.

// flush hands on what was found in f.
func (e *export) flush(f frame) {
	for _, v := range e.found[f.pending:] {
		p := e.base.in([]byte(v.text), "json")
		if p.url == "" {
			p.url = f.url
		}
		if !p.hasRelay {
			p.relay, p.hasRelay = f.relay, f.hasRelay
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
	if x.packed {
		x.post = x.unpacked([]byte(x.post))
	} else if !mayHold([]byte(x.post)) {
		x.post = ""
	}
	packed := bytes.EqualFold(x.encoding, []byte("base64"))
	holds := x.post != "" || len(x.params)+len(x.query)+len(x.body) > 0 || mayHold(x.url) || x.location != ""
	if !holds && !x.isDocument() {
		return
	}
	body := x.body
	if packed {
		body = []byte(x.unpacked(body))
		if x.isDocument() {
			x.title = titleOf(body)
		}
	}
	p := e.base.in(nil, "har")
	p.time = x.time()
	p.hop = e.hop()
	e.sent(e.ofCut(p))

	if mayHold([]byte(x.location)) {
		e.emit(p.in([]byte(x.location)))
	}
	if mayHold(body) {
		if packed {
			p = p.in(nil, "base64")
		}
		p.url = ""
		if isErrorPage(body) {
			p.url = string(x.url)
		}
		e.emit(p.in(body))
	}
	e.left(p.hop)
}

// ofCut marks what a request carried when the file ends in the middle of it: what stood beside it may be lost.
func (e *export) ofCut(p part) part {
	if !e.cut {
		return p
	}
	return p.odd("request-cut", "the file ends, or is damaged, in the middle of the request that carried it")
}

// unpacked decodes a body that the export keeps in Base64; it is empty when it holds no message.
func (x *exchange) unpacked(b []byte) string {
	d := make([]byte, base64.StdEncoding.DecodedLen(len(b)))
	n, err := base64.StdEncoding.Decode(d, b)
	if err != nil || !mayHold(d[:n]) && !x.isDocument() {
		return ""
	}
	return string(d[:n])
}

// time gives when the request began.
func (x *exchange) time() time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700"} {
		if t, err := time.Parse(layout, string(x.started)); err == nil {
			return t
		}
	}
	t, _ := time.Parse(time.RFC1123, x.date) // of SAML-tracer, the answer's
	return t
}

// sent hands on the URL and the body of a request. A body is better than its parsed copy, as it has
// the octets that were sent, and so is a URL.
func (e *export) sent(p part) {
	x := &e.entry
	p.request = true
	switch {
	case nextParam(x.url, 0) >= 0:
		for _, in := range e.o.query(p, string(x.url)) {
			e.emit(in)
		}
	case mayHold(x.url):
		e.emit(p.in(slices.Clone(x.url)))
	default:
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
	p.time = x.time()
	p.hop = e.hop()
	defer func() { e.left(p.hop) }()
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
	p = e.ofCut(p)
	if given || x.saml == "" {
		e.sent(p)
	}
	if mayHold([]byte(x.location)) {
		e.emit(p.in([]byte(x.location)))
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
	if len(b) < sampleValue {
		return false
	}
	return b[0] == '<' || b[0] == 'P' && b[1] >= 'A' && b[1] <= 'P' && looksBase64(b)
}

// looksBase64 says whether a value begins with characters of Base64 only.
func looksBase64(b []byte) bool {
	if len(b) < minBase64 {
		return false
	}
	for _, c := range b[:min(len(b), sampleValue)] {
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
