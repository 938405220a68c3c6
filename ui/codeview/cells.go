package codeview

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// look says how a character is drawn.
type look uint8

const (
	plain  look = iota // in one text with its plain neighbours: the monospace font holds it
	alone              // in a text of its own, so that another width than its cells moves nothing else
	rtl                // with right-to-left neighbours only: words are shaped, but keep their places in the row
	blank              // not at all
	marked             // as a boxed name, because it would be invisible or would reorder text
)

// glyph is one character as it is drawn, with the combining marks it carries.
type glyph struct {
	bytes int
	cells int
	look  look
}

const (
	tabCells      = 4
	combiningsMax = 4 // more than that on one base is drawn over other rows to hide them
)

// widths fixes what the package default would take from the locale, so that a document has one layout everywhere.
var widths = &runewidth.Condition{StrictEmojiNeutral: true}

// glyphAt is the glyph that starts at byte i of s.
func glyphAt(s string, i int) glyph {
	c := s[i]
	if c >= ' ' && c <= '~' && (i+1 == len(s) || s[i+1] < utf8.RuneSelf) {
		return glyph{1, 1, plain}
	}
	if c == '\t' {
		return glyph{1, tabCells, blank}
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	if hidden(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) {
		return glyph{n, len(markName(r, s[i:i+n])) + 1, marked}
	}
	g := glyph{n, 1, alone}
	switch {
	case r < 0x300 || r >= 0x370 && r < 0x590:
		g.look = plain // Latin, Greek, Cyrillic, Armenian
	case rightToLeft(r):
		g.look = rtl
	case widths.RuneWidth(r) == 2:
		g.cells = 2
	}
	if unicode.IsLetter(r) || unicode.IsNumber(r) {
		if m := combinings(s[i+n:]); m > 0 {
			g.bytes += m
			if g.look == plain {
				g.look = alone
			}
		}
	}
	return g
}

// combinings is the length of the combining marks at the start of s, at most combiningsMax of them.
func combinings(s string) int {
	n := 0
	for range combiningsMax {
		r, m := utf8.DecodeRuneInString(s[n:])
		if hidden(r) || !unicode.Is(unicode.Mn, r) && !unicode.Is(unicode.Me, r) {
			break
		}
		n += m
	}
	return n
}

// hidden says that a rune would be drawn as nothing, as a blank, or would reorder text: controls, format and bidi
// controls, blanks other than the space, unassigned and private runes, fillers, variation selectors, invalid bytes.
func hidden(r rune) bool {
	if r < 0x7f {
		return r < ' '
	}
	switch {
	case r == utf8.RuneError, !unicode.IsGraphic(r), unicode.Is(unicode.Zs, r):
		return true
	case r == 0x034f, r == 0x115f, r == 0x1160, r == 0x17b4, r == 0x17b5, r == 0x2800, r == 0x3164, r == 0xffa0:
		return true
	case r >= 0x180b && r <= 0x180f, r >= 0xfe00 && r <= 0xfe0f, r >= 0xe0100 && r <= 0xe01ef:
		return true
	}
	return false
}

func rightToLeft(r rune) bool {
	return r >= 0x0590 && r <= 0x08ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfeff ||
		r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
}

// controlNames are the abbreviations of U+0000 to U+001F (Unicode Standard, C0 controls).
var controlNames = strings.Fields("NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI " +
	"DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US")

// formatNames are the Unicode abbreviations of characters that people meet; all others get their number.
var formatNames = map[rune]string{
	0x7f: "DEL", 0x85: "NEL", 0xa0: "NBSP", 0xad: "SHY", 0x61c: "ALM",
	0x200b: "ZWSP", 0x200c: "ZWNJ", 0x200d: "ZWJ", 0x200e: "LRM", 0x200f: "RLM", 0x2028: "LS", 0x2029: "PS",
	0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO", 0x202e: "RLO", 0x202f: "NNBSP", 0x2060: "WJ",
	0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0xfeff: "BOM",
}

// markName names a rune that is not drawn; raw are its bytes. An invalid byte is "x" and two hex digits.
func markName(r rune, raw string) string {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf("x%02X", raw[0])
	case int(r) < len(controlNames):
		return controlNames[r]
	}
	if name, ok := formatNames[r]; ok {
		return name
	}
	return fmt.Sprintf("%04X", r)
}

// cellsOf is the width of s in cells.
func cellsOf(s string) int {
	cells := 0
	for i := 0; i < len(s); {
		g := glyphAt(s, i)
		cells += g.cells
		i += g.bytes
	}
	return cells
}

// piece is a part of a token that is drawn as one text at its own column.
type piece struct {
	column, cells int
	text          string
	mark          bool // text is the name of a character that is not drawn
}

// pieces cuts s, which starts at column, into what can be seen between the columns from and to. Pieces of blanks are
// left out.
func pieces(s string, column, from, to int, out []piece) []piece {
	out = out[:0]
	start, first, gathered := -1, 0, plain // the run being gathered: its byte or -1, its column, its look
	flush := func(end int) {
		if start >= 0 && strings.Trim(s[start:end], " ") != "" {
			out = append(out, piece{first, column - first, s[start:end], false})
		}
		start = -1
	}
	i := 0
	for i < len(s) && column < to {
		g := glyphAt(s, i)
		switch {
		case g.look == blank || column+g.cells <= from:
			flush(i)
		case g.look == marked:
			flush(i)
			r, n := utf8.DecodeRuneInString(s[i:])
			out = append(out, piece{column, g.cells, markName(r, s[i:i+n]), true})
		default:
			if g.look != gathered || g.look == alone {
				flush(i)
			}
			if start < 0 {
				start, first, gathered = i, column, g.look
			}
		}
		i += g.bytes
		column += g.cells
	}
	flush(i)
	return out
}
