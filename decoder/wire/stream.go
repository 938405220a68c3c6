package wire

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// stream reads an export that lay below layers as it comes and peels what may hold a message.
func (o *opener) stream(r io.Reader, layers []string) error {
	o.streamed = true
	e := &export{o: o, base: part{way: way{layers: layers}}, emit: func(p part) {
		o.budget += workPerByte * len(p.data)
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
		kind, what = "har-without-saml", "a HAR file of "+counted(e.entries, "request")
		hint = "Record again: open the developer tools, tick Preserve log, then sign in from the start and save all as HAR with content."
	case e.tracer:
		kind, what = "har-without-saml", "a SAML-tracer export of "+counted(e.entries, "request")
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
