package wire

import (
	"bytes"
	"slices"
	"unicode/utf8"
)

// openTypographic puts back what a word processor or a chat program replaced inside tags: the quotes around
// attribute values, the spaces between them. What stands between plain quotes or outside a tag is left as it is.
func openTypographic(_ *opener, p part) []part {
	t := p.data
	if p.sent || !bytes.Contains(t, []byte("=\xE2\x80")) && !slices.ContainsFunc(misplaced, func(s string) bool { return bytes.Contains(t, []byte(s)) }) {
		return nil
	}
	out := make([]byte, 0, len(t))
	quotes, spaces := 0, 0
	var tag bool
	var quote byte // that the value began with
	for i := 0; i < len(t); i++ {
		c := t[i]
		switch {
		case !tag:
			tag = c == '<' && i+1 < len(t) && (isNameStart(t[i+1]) || t[i+1] == '?' || t[i+1] == '/')
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '>':
			tag = false
		case c == '"' || c == '\'':
			quote = c
		case c < utf8.RuneSelf:
		default:
			if n := typographic(t[i:]); n > 0 {
				quotes++
				out = append(out, '"')
				i += n - 1
				continue
			}
			if k := slices.IndexFunc(misplaced, func(s string) bool { return bytes.HasPrefix(t[i:], []byte(s)) }); k >= 0 {
				spaces++
				if k < visible {
					out = append(out, ' ')
				}
				i += len(misplaced[k]) - 1
				continue
			}
		}
		out = append(out, c)
	}
	if quotes+spaces == 0 {
		return nil
	}
	p = p.in(out)
	if quotes > 0 {
		p = p.odd("typographic-quotes", thousands(quotes)+" quotes were curly, as word processors write them, and were put back; other characters may have changed with them")
	}
	if spaces > 0 {
		p = p.odd("typographic-spaces", thousands(spaces)+" no-break or zero-width spaces stood inside tags, as chat programs write them, and were put back; other characters may have changed with them")
	}
	return []part{p}
}

// misplaced are characters that no tag has outside its quotes. The first stand for a space, the others for
// nothing.
var misplaced = []string{"\u00A0", "\u202F", "\u2007", "\u200B", "\u2060", "\uFEFF", "\u00AD"}

const visible = 3 // of misplaced

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
