package tree

import (
	"strings"
	"unicode/utf8"
)

// lineEnds makes every line end one LF (XML 1.0, 2.11).
func lineEnds(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// expand resolves references and normalises line ends; in an attribute value literal white space
// becomes spaces (XML 1.0, 2.11 and 3.3.3).
func (p *parser) expand(s string, offset int, attr bool) (string, *Error) {
	var b strings.Builder
	b.Grow(len(s))
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c != '&' && c != '\r' && (!attr || c >= ' ') {
			i++
			continue
		}
		b.WriteString(s[from:i])
		switch {
		case c == '&':
			r, size, err := p.reference(s[i:], offset+i)
			if err != nil {
				return "", err
			}
			b.WriteRune(r)
			i += size
		default:
			if c == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
			i++
			if attr {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
		}
		from = i
	}
	b.WriteString(s[from:])
	return b.String(), nil
}

// reference reads the reference that s begins with. Only the five predefined entities exist.
func (p *parser) reference(s string, offset int) (r rune, size int, err *Error) {
	end := strings.IndexByte(s, ';')
	if end < 0 || strings.ContainsAny(s[:end], " \t\r\n\"'") {
		return 0, 0, fail(NotWellFormed, offset, "expected a reference that ends with ';' after '&'")
	}
	body, size := s[1:end], end+1
	switch body {
	case "lt":
		return '<', size, nil
	case "gt":
		return '>', size, nil
	case "amp":
		return '&', size, nil
	case "quot":
		return '"', size, nil
	case "apos":
		return '\'', size, nil
	}
	digits, ok := strings.CutPrefix(body, "#")
	if !ok {
		return 0, 0, fail(NotWellFormed, offset, "the entity &%s; is not defined", clip(body))
	}
	base := rune(10)
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	if digits == "" {
		return 0, 0, fail(NotWellFormed, offset, "expected digits in the character reference &%s;", body)
	}
	for i := range len(digits) {
		d := rune(digits[i])
		switch {
		case d >= '0' && d <= '9':
			d -= '0'
		case base == 16 && d|0x20 >= 'a' && d|0x20 <= 'f':
			d = d | 0x20 - 'a' + 10
		default:
			return 0, 0, fail(NotWellFormed, offset, "expected digits in the character reference &%s;", clip(body))
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, 0, fail(Encoding, offset, "the character of &%s; is not allowed in XML", clip(body))
		}
	}
	if !isChar(r) {
		return 0, 0, fail(Encoding, offset, "the character of &%s; is not allowed in XML", clip(body))
	}
	return r, size, nil
}
