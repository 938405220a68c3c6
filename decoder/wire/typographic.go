package wire

import (
	"bytes"
	"unicode/utf8"
)

// openTypographic puts back the quotes around attribute values that a word processor or a chat program
// replaced. What stands between plain quotes or outside a tag is left as it is.
func openTypographic(_ *opener, p part) []part {
	t := p.data
	if p.sent || !bytes.Contains(t, []byte("=\xE2\x80")) {
		return nil
	}
	out := make([]byte, 0, len(t))
	replaced := 0
	var tag bool
	var quote byte // that the value began with
	for i := 0; i < len(t); i++ {
		c := t[i]
		switch {
		case !tag:
			tag = c == '<' && i+1 < len(t) && (isNameStart(t[i+1]) || t[i+1] == '?')
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			tag = false
		case c == '"' || c == '\'':
			quote = c
		default:
			if n := typographic(t[i:]); n > 0 {
				replaced++
				out = append(out, '"')
				i += n - 1
				continue
			}
		}
		out = append(out, c)
	}
	if replaced == 0 {
		return nil
	}
	return []part{p.in(out).odd("typographic-quotes", thousands(replaced)+" quotes were curly, as word processors write them, and were put back; other characters may have changed with them")}
}

// typographic gives the length of the curly quote that b begins with, or 0.
func typographic(b []byte) int {
	if len(b) < 3 || b[0] != 0xE2 {
		return 0
	}
	switch r, n := utf8.DecodeRune(b); r {
	case '“', '”', '„', '‟', '‘', '’', '‚', '‛', '″':
		return n
	}
	return 0
}
