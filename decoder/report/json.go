package report

import (
	"bytes"
	"encoding/json"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// WriteJSON writes the report as one indented JSON object, its fields in the order of the contract. An
// empty list is [], never null. Every value is kept exactly; characters that a terminal would obey or
// not show stand as \u escapes, which JSON reads back as the same text.
func WriteJSON(w io.Writer, r Report) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(lists(r)); err != nil {
		return err
	}
	_, err := w.Write(escape(b.Bytes()))
	return err
}

// escape writes what is not shown in JSON text as \u escapes. Outside ASCII such characters stand in
// strings only, and encoding/json has escaped the control characters below the space already.
func escape(text []byte) []byte {
	const digits = "0123456789abcdef"
	out := make([]byte, 0, len(text)+len(text)/64)
	unit := func(u uint16) {
		out = append(out, '\\', 'u', digits[u>>12], digits[u>>8&15], digits[u>>4&15], digits[u&15])
	}
	for i := 0; i < len(text); {
		if c := text[i]; c < 0x7f {
			out = append(out, c)
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case shown(r):
			out = append(out, text[i:i+size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			unit(uint16(high))
			unit(uint16(low))
		default:
			unit(uint16(r))
		}
		i += size
	}
	return out
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
		if m.Metadata != nil {
			m.Metadata = &Metadata{Entities: each(m.Metadata.Entities, func(e *Entity) {
				e.Roles = each(e.Roles, func(role *Role) {
					role.Protocols = full(role.Protocols)
					role.Endpoints = full(role.Endpoints)
					role.Keys = full(role.Keys)
				})
			})}
		}
	})
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

func (p *Problem) full() *Problem {
	if p == nil {
		return nil
	}
	q := *p
	q.Steps = full(q.Steps)
	return &q
}
