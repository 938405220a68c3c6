package report

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// invisible lists what the Unicode tables call a letter, a mark or a symbol and no font shows:
// fillers, joiners, variation selectors and the Braille blank. They make two names look alike.
var invisible = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x034f, Hi: 0x034f, Stride: 1},
		{Lo: 0x115f, Hi: 0x1160, Stride: 1},
		{Lo: 0x17b4, Hi: 0x17b5, Stride: 1},
		{Lo: 0x180b, Hi: 0x180d, Stride: 1},
		{Lo: 0x180f, Hi: 0x180f, Stride: 1},
		{Lo: 0x2800, Hi: 0x2800, Stride: 1},
		{Lo: 0x3164, Hi: 0x3164, Stride: 1},
		{Lo: 0xfe00, Hi: 0xfe0f, Stride: 1},
		{Lo: 0xffa0, Hi: 0xffa0, Stride: 1},
	},
	R32: []unicode.Range32{{Lo: 0xe0100, Hi: 0xe01ef, Stride: 1}},
}

// shown tells whether r is seen as what it is: no control, format, bidirectional or private character,
// no white space but the plain space, nothing unassigned.
func shown(r rune) bool {
	if r >= ' ' && r < 0x7f {
		return true
	}
	return unicode.IsPrint(r) && !unicode.Is(invisible, r)
}

// Clean makes a value safe to show in one line: a character that is not seen as
// what it is becomes a visible escape such as \n or \u202e, a byte that is not UTF-8 becomes \xff. No
// value can end a line, colour a terminal or turn the direction of the text.
func Clean(s string) string {
	clean := true
	for _, r := range s {
		if !shown(r) || r == utf8.RuneError {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b.WriteString(`\x` + hex(uint32(s[i]), 2))
		case shown(r):
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r > 0xffff:
			b.WriteString(`\U` + hex(uint32(r), 8))
		default:
			b.WriteString(`\u` + hex(uint32(r), 4))
		}
		i += size
	}
	return b.String()
}

// hex writes n in lower-case hexadecimal with at least the given number of digits.
func hex(n uint32, digits int) string {
	s := strconv.FormatUint(uint64(n), 16)
	if len(s) < digits {
		s = strings.Repeat("0", digits-len(s)) + s
	}
	return s
}
