package tree

import (
	"encoding/binary"
	"unicode/utf8"
)

// Classes of ASCII bytes in names (XML 1.0, productions 4 and 4a).
const (
	nameChar  = 1 << iota // may stand in a name
	nameStart             // may begin a name
)

var asciiName = func() (t [utf8.RuneSelf]uint8) {
	for c := range t {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == ':':
			t[c] = nameChar | nameStart
		case c >= '0' && c <= '9', c == '-', c == '.':
			t[c] = nameChar
		}
	}
	return t
}()

func isNameStart(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return asciiName[r]&nameStart != 0
	case r < 0x370:
		return r >= 0xC0 && r != 0xD7 && r != 0xF7 && r < 0x300
	case r < 0x2000:
		return r != 0x37E
	case r < 0x3001:
		return r == 0x200C || r == 0x200D || r >= 0x2070 && r <= 0x218F || r >= 0x2C00 && r <= 0x2FEF
	default:
		return r <= 0xD7FF || r >= 0xF900 && r <= 0xFDCF || r >= 0xFDF0 && r <= 0xFFFD || r >= 0x10000 && r <= 0xEFFFF
	}
}

func isNameChar(r rune) bool {
	if r < utf8.RuneSelf {
		return asciiName[r]&nameChar != 0
	}
	return isNameStart(r) || r == 0xB7 || r >= 0x300 && r <= 0x36F || r == 0x203F || r == 0x2040
}

// isChar says whether XML 1.0 allows r in a document (production 2).
func isChar(r rune) bool {
	switch {
	case r < 0x20:
		return r == '\t' || r == '\n' || r == '\r'
	case r < 0xD800:
		return true
	default:
		return r >= 0xE000 && r != 0xFFFE && r != 0xFFFF && r <= utf8.MaxRune
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// badChar gives the offset of the first byte that does not begin an allowed character in UTF-8, or -1.
func badChar(s []byte) int {
	const high, ones = 0x8080808080808080, 0x0101010101010101
	for i := 0; i < len(s); {
		// Eight printable ASCII bytes at once: none at 0x80 or over, none under 0x20.
		if i+8 <= len(s) {
			if w := binary.LittleEndian.Uint64(s[i:]); (w|(w-0x20*ones))&high == 0 {
				i += 8
				continue
			}
		}
		if s[i] < utf8.RuneSelf {
			if !isChar(rune(s[i])) {
				return i
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		if r == utf8.RuneError && size == 1 || !isChar(r) {
			return i
		}
		i += size
	}
	return -1
}
