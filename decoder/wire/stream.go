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
	e := &export{o: o, base: part{way: way{layers: layers}}, streams: true, emit: func(p part) {
		o.budget += workPerByte * len(p.data)
		o.peel(p, o.limits.Layers)
	}}
	s := newJSONScanner(r, o.limits.Message+o.limits.Message/2)
	err := s.scan(e)
	damage, resumed := err, false
	for isDamage(err) {
		e.damaged++
		e.finish()
		stack := e.resume(s)
		if stack == nil {
			_, err = io.Copy(io.Discard, r) // size and hash are those of the whole capture
			break
		}
		resumed = true
		s.stack = stack
		if err = s.within(e, false); err == nil {
			err = s.scan(e)
		}
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		e.finish()
		o.note("truncated-export", "the file ends in the middle; it was read as far as it goes")
	case err != nil:
		return err
	}
	if e.damaged > 0 {
		how := "as far as it goes"
		if resumed {
			how = "on from the next request behind it"
		}
		if e.damaged > maxDamaged {
			how = "no further than that"
		}
		o.note("damaged-export", "the file is damaged in "+counted(e.damaged, "place")+"; it was read "+how+": "+damage.Error())
	}
	if e.attached > 0 {
		o.note("attached-bodies", "the bodies of "+counted(e.attached, "request")+" stand in files beside this one, which were not given; open the folder or the archive that holds them all")
	}
	if s.skipped > 0 {
		o.note("skipped-values", thousands(s.skipped)+" values larger than a message may be were passed over")
	}
	if len(o.payloads) == 0 {
		e.instead()
	}
	return nil
}

// isDamage says whether err is about the text, and the text goes on behind it.
func isDamage(err error) bool {
	return errors.Is(err, errJSON) && !errors.Is(err, io.ErrUnexpectedEOF)
}

// resume goes on to the next request of an export whose text is damaged, and opens the containers in which a request
// stands. It gives them as the scanner keeps them, nil when there is no more.
func (e *export) resume(s *jsonScanner) []bool {
	members, roles := []string{"startedDateTime", "request"}, []role{roleRoot, roleLog, roleEntries, roleEntry}
	if e.traces {
		members, roles = []string{"method"}, []role{roleRoot, roleTraces, roleTrace}
	}
	if !e.har && !e.traces || e.damaged > maxDamaged || !s.find(members...) {
		return nil
	}
	var stack []bool
	for _, r := range roles {
		e.open(r)
		stack = append(stack, r != roleEntries && r != roleTraces)
	}
	return stack
}

// finish hands on what stands in containers that a cut-off file leaves open.
func (e *export) finish() {
	e.cut = true
	defer func() { e.cut = false }()
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
	if e.o.origin == Browser {
		what = "a recording of " + counted(e.entries, "request")
		hint = "Capture again, and let the sign-in go on until the application shows its page or an error does."
	}
	for _, h := range e.o.hints {
		if h.What == "masked" && kind == "har-without-saml" {
			h.What = "har-sanitised"
			_, by, _ := strings.Cut(h.Found, "taken out")
			h.Found = what + " with the SAML messages taken out" + by
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
func (deaf) number(int)  {}

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
