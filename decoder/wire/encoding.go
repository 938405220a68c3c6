package wire

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	bomUTF8    = []byte("\xEF\xBB\xBF")
	bomUTF16BE = []byte("\xFE\xFF")
	bomUTF16LE = []byte("\xFF\xFE")
)

// UTF8 decodes b by its byte order mark, its shape or its XML declaration: UTF-8, UTF-16 in either
// order, US-ASCII, ISO-8859-1 and windows-1252. It gives UTF-8 without byte order mark and the name of
// the encoding with ", bom" where there was one.
func UTF8(b []byte) (text []byte, encoding string, err error) {
	text, encoding, err = byShape(b)
	if err != nil {
		return nil, "", err
	}
	declared := declaredEncoding(text)
	family, _, _ := strings.Cut(encoding, ",")
	if strings.HasPrefix(family, "utf-16") {
		// A UTF-16 text was read as such: only its own name fits (XML 1.0, 4.3.3).
		if declared != "" && declared != "utf-16" && declared != family {
			return nil, "", fmt.Errorf("expected the encoding that the XML declaration names, %q, found %s", declared, family)
		}
		return text, encoding, nil
	}
	switch declared {
	case "", "utf-8", "utf8":
		if err := validUTF8(text); err != nil {
			return nil, "", err
		}
		return text, encoding, nil
	}
	if encoding != "utf-8" {
		return nil, "", fmt.Errorf("expected the encoding that the XML declaration names, %q, found a UTF-8 byte order mark", declared)
	}
	switch declared {
	case "us-ascii", "ascii":
		for i, c := range text {
			if c >= 0x80 {
				return nil, "", fmt.Errorf("expected US-ASCII as declared, found byte 0x%02X at offset %s", c, thousands(i))
			}
		}
		return text, "us-ascii", nil
	case "iso-8859-1", "iso_8859-1", "latin1", "latin-1", "l1":
		return fromBytes(text, func(c byte) rune { return rune(c) }), "iso-8859-1", nil
	case "windows-1252", "cp1252", "cp-1252":
		for i, c := range text {
			if c >= 0x80 && windows1252(c) == utf8.RuneError {
				return nil, "", fmt.Errorf("expected windows-1252 as declared, found byte 0x%02X at offset %s, which has no meaning there", c, thousands(i))
			}
		}
		return fromBytes(text, windows1252), "windows-1252", nil
	case "utf-16", "utf-16le", "utf-16be":
		return nil, "", fmt.Errorf("expected UTF-16 as declared, found one byte a character")
	}
	return nil, "", fmt.Errorf("expected UTF-8, UTF-16, US-ASCII, ISO-8859-1 or windows-1252, found the declared encoding %q", declared)
}

// byShape decodes what a byte order mark or the pattern of zero bytes gives away; all else is left
// as it is and called utf-8.
func byShape(b []byte) (text []byte, encoding string, err error) {
	switch {
	case bytes.HasPrefix(b, []byte("\x00\x00\xFE\xFF")), bytes.HasPrefix(b, []byte("\xFF\xFE\x00\x00")),
		bytes.HasPrefix(b, []byte("\x00\x00\x00<")), bytes.HasPrefix(b, []byte("<\x00\x00\x00")):
		return nil, "", errors.New("expected UTF-8 or UTF-16, found UTF-32")
	case bytes.HasPrefix(b, []byte("\x4C\x6F\xA7\x94")): // "<?xm" in EBCDIC
		return nil, "", errors.New("expected UTF-8 or UTF-16, found EBCDIC")
	case bytes.HasPrefix(b, bomUTF8):
		return b[len(bomUTF8):], "utf-8, bom", nil
	case bytes.HasPrefix(b, bomUTF16BE):
		text, err = fromUTF16(b[2:], true)
		return text, "utf-16be, bom", err
	case bytes.HasPrefix(b, bomUTF16LE):
		text, err = fromUTF16(b[2:], false)
		return text, "utf-16le, bom", err
	}
	switch zeros(b) {
	case 0:
		text, err = fromUTF16(b, true)
		return text, "utf-16be", err
	case 1:
		text, err = fromUTF16(b, false)
		return text, "utf-16le", err
	}
	return b, "utf-8", nil
}

// zeros says whether the first characters have their zero bytes at even (0) or odd (1) offsets, as
// ASCII has in UTF-16 of either order; -1 when neither is so.
func zeros(b []byte) int {
	n := min(len(b), 32) &^ 1
	switch {
	case n < 4:
		return -1
	case b[0] == '<' && b[1] == 0 && b[2] != 0 && b[3] == 0: // XML 1.0, appendix F.1
		return 1
	case b[0] == 0 && b[1] == '<' && b[2] == 0 && b[3] != 0:
		return 0
	}
	var at [2]int
	for i, c := range b[:n] {
		if c == 0 {
			at[i&1]++
		}
	}
	switch {
	case at[0] == n/2 && at[1] == 0:
		return 0
	case at[1] == n/2 && at[0] == 0:
		return 1
	}
	return -1
}

func fromUTF16(b []byte, bigEndian bool) ([]byte, error) {
	if len(b)%2 != 0 {
		return nil, fmt.Errorf("expected an even number of bytes in UTF-16, found %s", thousands(len(b)))
	}
	out := make([]byte, 0, len(b)/2+len(b)/8)
	unit := func(i int) rune {
		if bigEndian {
			return rune(b[i])<<8 | rune(b[i+1])
		}
		return rune(b[i+1])<<8 | rune(b[i])
	}
	for i := 0; i < len(b); i += 2 {
		r := unit(i)
		if utf16.IsSurrogate(r) {
			low := utf8.RuneError
			if i+3 < len(b) {
				low = unit(i + 2)
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return nil, fmt.Errorf("expected a surrogate pair in UTF-16, found half of one at offset %s", thousands(i))
			}
			i += 2
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

func validUTF8(b []byte) error {
	if utf8.Valid(b) {
		return nil
	}
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n <= 1 {
			return fmt.Errorf("expected UTF-8, found byte 0x%02X at offset %s", b[i], thousands(i))
		}
		i += n
	}
	return nil
}

func fromBytes(b []byte, char func(byte) rune) []byte {
	out := make([]byte, 0, len(b)+len(b)/16)
	for _, c := range b {
		if c < utf8.RuneSelf {
			out = append(out, c)
		} else {
			out = utf8.AppendRune(out, char(c))
		}
	}
	return out
}

// high1252 holds 0x80 to 0x9F of windows-1252; the five bytes without a meaning are utf8.RuneError.
var high1252 = [32]rune{
	'€', utf8.RuneError, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', utf8.RuneError, 'Ž', utf8.RuneError,
	utf8.RuneError, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', utf8.RuneError, 'ž', 'Ÿ',
}

func windows1252(c byte) rune {
	if c >= 0x80 && c <= 0x9F {
		return high1252[c-0x80]
	}
	return rune(c)
}

// declPattern finds the encoding that an XML declaration names.
var declPattern = regexp.MustCompile(`[ \t\r\n]encoding[ \t\r\n]*=[ \t\r\n]*(?:"([^"]*)"|'([^']*)')`)

// declaredEncoding gives the encoding that the XML declaration names, in lower case, or "". It gives
// "an XML declaration without end" where the declaration is longer than it may be: what it names is not known.
func declaredEncoding(text []byte) string {
	if len(text) < 6 || !bytes.HasPrefix(text, []byte("<?xml")) || !isBlank(text[5]) {
		return ""
	}
	decl, _, ended := bytes.Cut(text[:min(len(text), maxDecl)], []byte("?>"))
	if !ended && len(text) > maxDecl {
		return "an XML declaration without end"
	}
	m := declPattern.FindSubmatch(decl)
	if m == nil {
		return ""
	}
	return strings.ToLower(string(m[1]) + string(m[2]))
}

// openEncoding takes off a byte order mark and decodes UTF-16. The XML declaration is looked at when
// the message is handed on.
func openEncoding(o *opener, p part) []part {
	if p.decoded {
		return nil
	}
	text, encoding, err := byShape(p.data)
	if err != nil {
		o.hint(badEncoding(err))
		return []part{{stop: true}}
	}
	family, bom, _ := strings.Cut(encoding, ", ")
	if strings.HasPrefix(family, "utf-16") {
		if _, _, err := UTF8(p.data); err != nil && p.strict(o) {
			o.hint(badEncoding(err))
			return []part{{stop: true}}
		}
		p.decoded = true
		if bom != "" {
			return []part{p.in(text, bom, "utf-16")}
		}
		return []part{p.in(text, "utf-16")}
	}
	if bom != "" {
		if _, _, err := UTF8(p.data); err != nil && declaredEncoding(text) != "" && p.strict(o) {
			o.hint(badEncoding(err))
			return []part{{stop: true}}
		}
		return []part{p.in(text, bom)}
	}
	return nil
}

// strict says whether the XML declaration must agree with the bytes. It need not in a text that went
// through a clipboard or was written into another text: those have an encoding of their own, and it
// overrules the declaration (XML 1.0, 4.3.3 and appendix F.2).
func (p part) strict(o *opener) bool {
	return p.sent || o.origin != Paste
}
