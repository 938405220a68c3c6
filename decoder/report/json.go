package report

import (
	"bufio"
	"encoding/json"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// WriteJSON writes the report as one indented JSON object, its fields in the order of the contract. An
// empty list is [], never null. Every value is kept exactly; characters that a terminal would obey or
// not show stand as \u escapes, which JSON reads back as the same text.
func WriteJSON(w io.Writer, r Report) error { return WriteObject(w, lists(r)) }

// WriteObject writes another value in the form of WriteJSON.
func WriteObject(w io.Writer, v any) error {
	out := &indenter{w: bufio.NewWriterSize(w, 1<<16)}
	enc := json.NewEncoder(out) // its own indentation holds the whole text twice
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	return out.w.Flush()
}

// indenter writes JSON without white space on lines of its own, two blanks a level, as json.Indent does,
// and with escapes for what is not shown.
type indenter struct {
	w      *bufio.Writer
	depth  int
	quoted bool // inside a string
	begun  bool // an object or list was opened, and nothing stands in it yet
}

// Write takes whole tokens: an Encoder writes a value at once. Errors are kept by the buffer until Flush.
func (o *indenter) Write(text []byte) (int, error) {
	for i := 0; i < len(text); {
		if o.quoted {
			i += o.string(text[i:])
			continue
		}
		c := text[i]
		i++
		if o.begun && c != '}' && c != ']' {
			o.begun = false
			o.line(1)
		}
		switch c {
		case '{', '[':
			o.begun = true
			o.w.WriteByte(c)
		case '}', ']':
			if o.begun {
				o.begun = false
			} else {
				o.line(-1)
			}
			o.w.WriteByte(c)
		case ',':
			o.w.WriteByte(c)
			o.line(0)
		case ':':
			o.w.WriteString(": ")
		default:
			o.quoted = c == '"'
			o.w.WriteByte(c)
		}
	}
	return len(text), nil
}

// line begins a line, so many levels deeper.
func (o *indenter) line(deeper int) {
	o.depth += deeper
	o.w.WriteByte('\n')
	for range o.depth {
		o.w.WriteString("  ")
	}
}

// string writes what is left of a string, and gives its length. Outside ASCII characters stand in strings
// only, and encoding/json has escaped the control characters below the blank already.
func (o *indenter) string(text []byte) int {
	const digits = "0123456789abcdef"
	unit := func(u uint16) {
		o.w.Write([]byte{'\\', 'u', digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15]})
	}
	from := 0 // what is written as it is
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\\':
			i += 2
			continue
		case c == '"':
			o.quoted = false
			o.w.Write(text[from : i+1])
			return i + 1
		case c < 0x7f:
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if !shown(r) {
			o.w.Write(text[from:i])
			if r > 0xffff {
				high, low := utf16.EncodeRune(r)
				unit(uint16(high))
				unit(uint16(low))
			} else {
				unit(uint16(r))
			}
			from = i + size
		}
		i += size
	}
	o.w.Write(text[from:])
	return len(text)
}

// lists gives the report with an empty list for every absent one that the contract requires. The
// report that was handed in is not touched: a window may be reading it.
func lists(r Report) Report {
	if r.Schema == "" {
		r.Schema = Schema
	}
	r.Problem = r.Problem.full()
	r.Inputs = each(r.Inputs, func(in *Input) { in.Problem = in.Problem.full() })
	if len(r.Inputs) == 0 {
		r.Inputs = nil
	}
	r.Messages = each(r.Messages, func(m *Message) {
		m.Layers = full(m.Layers)
		m.Signatures = full(m.Signatures)
		m.Findings = full(m.Findings)
		if len(m.Coverage) > 0 {
			m.Coverage = each(m.Coverage, func(c *Coverage) { c.Values = full(c.Values) })
		}
		m.Claims = each(m.Claims, func(c *Claim) { c.Values = full(c.Values) })
		if m.Cause != nil {
			cause := *m.Cause
			cause.Steps = full(cause.Steps)
			m.Cause = &cause
		}
		if m.ErrorPage != nil {
			page := *m.ErrorPage
			page.Codes = full(page.Codes)
			m.ErrorPage = &page
		}
		m.Metadata, m.Setup = m.Metadata.full(), m.Setup.full()
	})
	r.Comparison, r.Handoff = r.Comparison.full(), r.Handoff.full()
	if r.Flow != nil {
		f := *r.Flow
		f.Parties = full(f.Parties)
		f.SignIns = each(f.SignIns, func(s *SignIn) { s.Steps = full(s.Steps) })
		r.Flow = &f
	}
	return r
}

// full gives an empty list for nil.
func full[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// each gives a copy of a list with every element completed.
func each[T any](list []T, complete func(*T)) []T {
	out := append([]T{}, list...)
	for i := range out {
		complete(&out[i])
	}
	return out
}

func (md *Metadata) full() *Metadata {
	if md == nil {
		return nil
	}
	out := *md
	out.Entities = each(md.Entities, func(e *Entity) {
		e.Roles = each(e.Roles, func(role *Role) {
			role.Protocols = full(role.Protocols)
			role.Endpoints = full(role.Endpoints)
			role.Keys = full(role.Keys)
		})
	})
	if len(md.Certificates) > 0 {
		out.Certificates = each(md.Certificates, func(c *Certificate) { c.Uses = full(c.Uses) })
	}
	out.Plan = md.Plan.full()
	return &out
}

func (p *Plan) full() *Plan {
	if p == nil {
		return nil
	}
	q := *p
	q.Steps = full(q.Steps)
	return &q
}

func (c *Comparison) full() *Comparison {
	if c == nil {
		return nil
	}
	d := *c
	d.Changes, d.Plan = full(d.Changes), d.Plan.full()
	return &d
}

func (s *Setup) full() *Setup {
	if s == nil {
		return nil
	}
	out := *s
	out.Sources, out.Claims = full(s.Sources), full(s.Claims)
	out.Fields = each(s.Fields, func(f *SetupField) { f.Values = full(f.Values) })
	return &out
}

func (h *Handoff) full() *Handoff {
	if h == nil {
		return nil
	}
	out := *h
	out.Files = full(h.Files)
	return &out
}

func (p *Problem) full() *Problem {
	if p == nil {
		return nil
	}
	q := *p
	q.Steps = full(q.Steps)
	return &q
}
