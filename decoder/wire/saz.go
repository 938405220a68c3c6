package wire

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// This file reads the archives of Fiddler (SAZ, "session archive zip"). A session is a request and its answer as they went over
// the wire, each in a file of the folder raw. It is turned into an entry of a HAR file and read as that, so that
// there is one reader of exchanges.

// session is the files of one session; any of them may be missing.
type session struct{ request, response, about *member }

var sessionPattern = regexp.MustCompile(`(?i)^(?:.*[/\\])?raw[/\\]([0-9]{1,9})_([csm])\.(?:txt|xml)$`)

// sessionsOf gives the sessions in a list of files by their number; none for what is no such archive.
func sessionsOf(list []member) map[int]session {
	all := map[int]session{}
	for i := range list {
		at := sessionPattern.FindStringSubmatch(list[i].name)
		if at == nil {
			continue
		}
		n, _ := strconv.Atoi(at[1]) // the pattern has digits only
		s := all[n]
		switch at[2] {
		case "c", "C":
			s.request = &list[i]
		case "s", "S":
			s.response = &list[i]
		default:
			s.about = &list[i]
		}
		all[n] = s
	}
	maps.DeleteFunc(all, func(_ int, s session) bool { return s.request == nil })
	return all
}

// begunPattern is the time at which the browser began to send the request.
var begunPattern = regexp.MustCompile(`ClientBeginRequest="([^"]{1,64})"`)

// sessions looks at sessions in the order of their numbers.
func (o *opener) sessions(f file, all map[int]session) error {
	if o.files.what == "a ZIP file" || o.files.what == "a folder" {
		o.files.what, o.files.thing = "an archive of Fiddler (SAZ)", "session"
	}
	in := f.below("saz", nil)
	for _, n := range slices.Sorted(maps.Keys(all)) {
		s := all[n]
		if o.files.looked >= mostMembers {
			o.leave(leftMany, f.join(s.request.name))
			return nil
		}
		o.files.looked++
		name := f.join(s.request.name)
		request, err := o.content(f, s.request)
		if err != nil {
			return err
		}
		if request == nil {
			continue
		}
		response, err := o.content(f, s.response)
		if err != nil {
			return err
		}
		about, err := o.content(f, s.about)
		if err != nil {
			return err
		}
		begun := ""
		if at := begunPattern.FindSubmatch(about); at != nil {
			begun = string(at[1])
		}
		hints := len(o.hints)
		if err := o.stream(bytes.NewReader(o.entryOf(name, begun, request, response)), in.layers); err != nil {
			return err
		}
		// Each session is a small HAR file here: that it holds no message is no answer for the archive.
		o.hints = slices.Concat(o.hints[:hints], slices.DeleteFunc(slices.Clone(o.hints[min(hints, len(o.hints)):]),
			func(h *Nothing) bool { return h.What == "har-without-saml" }))
		o.settle(name, hints)
	}
	return nil
}

// content gives the bytes of a file of a session, nil when there are none or they are left out.
func (o *opener) content(f file, m *member) ([]byte, error) {
	if m == nil {
		return nil, nil
	}
	name := f.join(m.name)
	if m.left != nil {
		o.leave(m.left, name)
		return nil, nil
	}
	r, err := m.open()
	if err != nil {
		o.leave(leftDamaged, name)
		return nil, o.files.source.failed
	}
	defer func() { _ = r.Close() }() // only read
	b, err := io.ReadAll(io.LimitReader(o.bounded(r, name), int64(o.limits.Message+o.limits.Message/2)))
	if err != nil {
		return nil, err
	}
	if len(b) >= o.limits.Message+o.limits.Message/2 {
		o.leave(leftLarge, name)
		return nil, nil
	}
	return b, nil
}

// The parts of a HAR file that a session fills (HAR 1.2).
type (
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harText struct {
		MimeType string `json:"mimeType"`
		Encoding string `json:"encoding,omitempty"`
		Text     string `json:"text"`
	}
	harRequest struct {
		Method   string    `json:"method"`
		URL      string    `json:"url"`
		Headers  []harPair `json:"headers"`
		PostData *harText  `json:"postData,omitempty"`
	}
	harResponse struct {
		Status      int       `json:"status"`
		Headers     []harPair `json:"headers"`
		RedirectURL string    `json:"redirectURL"`
		Content     harText   `json:"content"`
	}
	harEntry struct {
		Started  string       `json:"startedDateTime"`
		Request  harRequest   `json:"request"`
		Response *harResponse `json:"response,omitempty"`
	}
)

// told are the headers that say something of a sign-in and nothing of a secret.
var told = []string{"location", "date", "content-type", "sec-fetch-dest", "sec-fetch-mode"}

// entryOf gives the HAR file of one session.
func (o *opener) entryOf(name, begun string, request, response []byte) []byte {
	line, h, body := message(request)
	method, target, _ := strings.Cut(line, " ")
	target, _, _ = strings.Cut(target, " ")
	if strings.HasPrefix(target, "/") { // as it went to a server, without a proxy
		target = "https://" + h["host"] + target
	}
	e := harEntry{Started: begun, Request: harRequest{Method: method, URL: target, Headers: pairsOf(h)}}
	if len(body) > 0 {
		e.Request.PostData = &harText{MimeType: h["content-type"], Text: string(o.decoded(name, h, body))}
	}
	if line, h, body = message(response); strings.HasPrefix(line, "HTTP/") {
		_, code, _ := strings.Cut(line, " ")
		code, _, _ = strings.Cut(code, " ")
		status, _ := strconv.Atoi(code) // 0: not known
		e.Response = &harResponse{Status: status, Headers: pairsOf(h), RedirectURL: h["location"], Content: harText{MimeType: h["content-type"]}}
		if !isAsset([]byte(h["content-type"])) {
			if body = o.decoded(name, h, body); utf8.Valid(body) {
				e.Response.Content.Text = string(body)
			} else {
				e.Response.Content.Encoding, e.Response.Content.Text = "base64", base64.StdEncoding.EncodeToString(body)
			}
		}
	}
	b, err := json.Marshal(map[string]any{"log": map[string]any{"entries": []harEntry{e}}})
	if err != nil {
		return nil // it is made of strings and a number
	}
	return b
}

func pairsOf(h map[string]string) []harPair {
	all := []harPair{}
	for _, name := range told {
		if v, ok := h[name]; ok {
			all = append(all, harPair{name, v})
		}
	}
	return all
}

// message splits a message of HTTP or of mail into its first line, its headers by their names in lower case, of each the
// first, and its body. A mail has no first line. It takes what net/mail and net/textproto refuse as a whole for one bad
// line: captures and mails went through many hands.
func message(b []byte) (line string, h map[string]string, body []byte) {
	h = map[string]string{}
	last := ""
	for first := true; len(b) > 0 && len(h) < maxParts; first = false {
		var raw []byte
		n := bytes.IndexByte(b, '\n') + 1
		if n == 0 {
			n = len(b)
		}
		raw, b = bytes.TrimRight(b[:n], "\r\n"), b[n:]
		if len(raw) == 0 {
			return line, h, b
		}
		key, value, ok := strings.Cut(string(raw), ":")
		switch {
		case raw[0] == ' ' || raw[0] == '\t':
			if last != "" && len(h[last]) < maxContext {
				h[last] += " " + strings.TrimSpace(string(raw))
			}
		case first && strings.Contains(cmp.Or(key, " "), " "):
			line = string(raw)
		case ok:
			last = strings.ToLower(key)
			if _, given := h[last]; given {
				last = ""
			} else {
				h[last] = strings.TrimSpace(value)
			}
		}
	}
	return line, h, b
}

// decoded takes off what HTTP did to a body for the way (RFC 9110, 8.4; RFC 9112, 7.1). Fiddler may have done so before and left the
// headers: a body that does not look encoded is left as it is.
func (o *opener) decoded(name string, h map[string]string, body []byte) []byte {
	if strings.Contains(strings.ToLower(h["transfer-encoding"]), "chunked") {
		if b, ok := unchunked(body); ok {
			body = b
		}
	}
	var r io.Reader
	var err error
	switch strings.ToLower(h["content-encoding"]) {
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(body, []byte("\x1F\x8B")) {
			return body
		}
		r, err = gzip.NewReader(bytes.NewReader(body))
	case "deflate":
		if contentOf(body) != "" {
			return body
		}
		r, err = zlib.NewReader(bytes.NewReader(body))
	case "", "identity":
		return body
	default:
		if contentOf(body) != "" {
			return body
		}
		o.leave(leftEncoded, name)
		return nil
	}
	if err != nil {
		o.leave(leftDamaged, name)
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(o.bounded(r, name), int64(o.limits.Message)+1))
	if err != nil || len(b) > o.limits.Message {
		o.leave(leftLarge, name)
		return nil
	}
	return b
}

// unchunked takes off the chunked coding; ok is false for what is not in it.
func unchunked(b []byte) (out []byte, ok bool) {
	for {
		line, rest, found := bytes.Cut(b, []byte("\n"))
		size, _, _ := strings.Cut(strings.TrimSpace(string(line[:min(len(line), sampleValue)])), ";")
		n, err := strconv.ParseUint(strings.TrimSpace(size), 16, 32)
		if err != nil || !found {
			return out, len(out) > 0
		}
		if n == 0 {
			return out, true
		}
		n = min(n, uint64(len(rest)))
		out = append(out, rest[:n]...)
		b = bytes.TrimPrefix(bytes.TrimPrefix(rest[n:], []byte("\r")), []byte("\n"))
	}
}
