package wire

import (
	"bytes"
	"slices"
	"strings"
)

// This file takes off what mails, logs and notes do to a value, and finds it inside running text.

// openQuoted takes the marks of a quoted mail off its lines. A tag may end at the beginning of a line,
// too: so three lines in a row or half of all must have the mark.
func openQuoted(_ *opener, p part) []part {
	mark := byte('>')
	if p.data[0] == '|' {
		mark = '|' // of some mail programs, and of a table in a ticket
	}
	if p.data[0] != mark && !bytes.Contains(p.data, []byte("\n>")) {
		return nil
	}
	out := make([]byte, 0, len(p.data))
	lines, marked, row, longest := 0, 0, 0, 0
	for line := range bytes.Lines(p.data) {
		lines++
		row++
		if line[0] != mark {
			row = 0
		} else {
			marked++
		}
		longest = max(longest, row)
		for len(line) > 0 && line[0] == mark {
			line = bytes.TrimPrefix(line[1:], []byte(" "))
		}
		out = append(out, line...)
	}
	if longest < 3 && 2*marked < lines {
		return nil
	}
	return []part{p.in(out, "mail").odd("quote-marks", "the marks '"+string(mark)+"' before "+counted(marked, "line")+" were taken off")}
}

// openQuotedPrintable decodes quoted-printable (RFC 2045, 6.7). Base64 may end in '=' before a line
// end, too: so a soft line break counts in a line of the length that mail programs break at only.
func openQuotedPrintable(_ *opener, p part) []part {
	t := p.data
	if !bytes.Contains(t, []byte("=3D")) && !hasSoftBreak(t) {
		return nil
	}
	out := make([]byte, 0, len(t))
	for i := 0; i < len(t); i++ {
		switch {
		case t[i] != '=':
			out = append(out, t[i])
		case i+2 < len(t) && isHex(t[i+1]) && isHex(t[i+2]):
			out = append(out, unhex(t[i+1])<<4|unhex(t[i+2]))
			i += 2
		case i+1 < len(t) && t[i+1] == '\n':
			i++
		case i+2 < len(t) && t[i+1] == '\r' && t[i+2] == '\n':
			i += 2
		default:
			out = append(out, '=')
		}
	}
	return []part{p.in(out, "quoted-printable")}
}

func hasSoftBreak(t []byte) bool {
	for i := 0; ; i++ {
		j := bytes.IndexByte(t[i:], '=')
		if j < 0 {
			return false
		}
		i += j
		if rest := t[i+1:]; !bytes.HasPrefix(rest, []byte("\n")) && !bytes.HasPrefix(rest, []byte("\r\n")) {
			continue
		}
		before := t[max(0, i-mailLine):i]
		if n := len(before) - bytes.LastIndexByte(before, '\n'); n >= minMailLine && n <= mailLine && t[i-1] != '=' {
			return true
		}
	}
}

// openJSONString resolves the escapes of a string that was cut out of JSON or of a program.
func openJSONString(_ *opener, p part) []part {
	if bytes.IndexByte(p.data, '\\') < 0 {
		return nil
	}
	t := bytes.TrimSpace(p.data)
	if len(t) > 1 && (t[0] == '"' || t[0] == '\'') && t[len(t)-1] == t[0] {
		t = t[1 : len(t)-1]
	}
	s := appendText(make([]byte, 0, len(t)), t)
	if len(s) == len(t) {
		return nil
	}
	return []part{p.in(s, "json-string")}
}

// openLabelled finds values behind their names: "SAMLResponse: PHN…", "SAMLResponse" = "PHN…", the
// form data as developer tools copy it.
func openLabelled(o *opener, p part) []part {
	t := p.data
	at, name := nextName(t, 0)
	if at < 0 {
		return nil
	}
	relay, hasRelay := "", false
	if i := bytes.Index(t, []byte("RelayState")); i >= 0 {
		if begin, end := labelled(t, i+len("RelayState")); begin > 0 {
			relay, hasRelay = string(t[begin:end]), true
		}
	}
	var parts []part
	rest := make([]byte, 0, len(t))
	from := 0
	for i := 0; at >= 0 && !o.enough(len(parts)); at, name = nextName(t, i) {
		i = at + len(name)
		begin, end := labelled(t, i)
		if begin < 0 {
			continue
		}
		in := p
		if !in.hasRelay {
			in.relay, in.hasRelay = relay, hasRelay
		}
		i = wrappedEnd(t, begin, end, isURLByte)
		parts = append(parts, o.param(in, name, withoutBreaks(t[begin:i]))...)
		rest = append(append(rest, t[from:at]...), '\n')
		from = i
	}
	if len(parts) == 0 {
		return nil
	}
	return append(parts, remaining(p, append(rest, t[from:]...))...)
}

// nextName gives the next name of a parameter that may carry a message, and its offset or -1.
func nextName(t []byte, from int) (at int, name string) {
	for i := from; i+1 < len(t); i++ {
		switch [2]byte{t[i] | 0x20, t[i+1] | 0x20} {
		case [2]byte{'s', 'a'}, [2]byte{'w', 'r'}:
		default:
			continue
		}
		for _, name := range messageParams {
			if len(t)-i >= len(name) && strings.EqualFold(string(t[i:i+len(name)]), name) {
				return i, name
			}
		}
	}
	return -1, ""
}

// labelled gives the value that stands behind a name that ends at i: behind a colon, '=', "=>" or a
// blank, in quotes or up to the next blank; begin is -1 when there is none.
func labelled(t []byte, i int) (begin, end int) {
	from := i
	for i < len(t) && i-from < sampleGap && bytes.IndexByte([]byte(" \t\r\n:=\"'>,"), t[i]) >= 0 {
		i++
	}
	if i == from || i == len(t) {
		return -1, 0
	}
	begin = i
	if q := t[i-1]; q == '"' || q == '\'' {
		if n := bytes.IndexByte(t[i:], q); n >= 0 {
			return begin, i + n
		}
		return begin, len(t)
	}
	for i < len(t) && isURLByte(t[i]) {
		i++
	}
	return begin, i
}

// openText finds Base64 inside running text, percent-encoded or not.
func openText(o *opener, p part) []part {
	t := p.data
	var parts []part
	for i := 0; i < len(t); {
		begin := i
		for i < len(t) && isRunByte(t[i]) {
			i++
		}
		end := i
		if begin == 0 || t[begin-1] == '\n' {
			end = max(end, spacedEnd(t, begin))
			i = end
		}
		if end-begin < minWrapped {
			i++
			continue
		}
		wrapped := wrappedEnd(t, begin, end, isRunByte)
		if wrapped-begin >= minRun && wrapped-begin < len(p.data) && !isErrorPage(t[begin:wrapped]) {
			if o.enough(len(parts)) {
				o.full = false // it may still be an error page
				break
			}
			parts = append(parts, p.in(t[begin:wrapped]))
		}
		i = wrapped + 1
	}
	return parts
}

// spacedEnd gives the end of wrapped Base64 in which spaces stand for '+': lines of the same width but for the
// last, from begin on, with few spaces in them and nothing else; 0 when it is none.
func spacedEnd(t []byte, begin int) int {
	width, spaces, end := 0, 0, 0
	for i := begin; i < len(t); {
		from := i
		for i < len(t) && (isRunByte(t[i]) || t[i] == ' ') {
			if t[i] == ' ' {
				spaces++
			}
			i++
		}
		n := i - from
		if width == 0 {
			width = n
		}
		if n == 0 || n > width || width < minWrapped || i < len(t) && t[i] != '\r' && t[i] != '\n' || 16*spaces > i-begin || spaces == 0 && i-begin > sampleText {
			break
		}
		end = i
		if n < width {
			break
		}
		for i < len(t) && (t[i] == '\r' || t[i] == '\n') && i-end < 2 {
			i++
		}
	}
	if spaces == 0 {
		return 0
	}
	return end
}

func isRunByte(c byte) bool { return runBytes[c] }

var runBytes = func() (t [256]bool) {
	for c := range t {
		t[c] = base64Class[c] < 64 || c == '=' || c == '%'
	}
	return t
}()

// withoutViewer takes out what browsers show around XML without a style sheet: their sentence above
// it, and the marks to fold elements with.
func withoutViewer(t []byte) []byte {
	for _, mark := range [][]byte{[]byte("▼"), []byte("▶"), []byte("\n- <"), []byte("\n-<")} {
		if bytes.Contains(t, mark) {
			to := []byte{}
			if mark[0] == '\n' {
				to = []byte("\n<")
			}
			t = bytes.ReplaceAll(t, mark, to)
		}
	}
	return t
}

// isViewer says whether a text is what a browser shows of an XML file.
func isViewer(t []byte) bool {
	head := t[:min(len(t), sampleViewer)]
	return slices.ContainsFunc([]string{"does not appear to have any style information", "keine Style-Informationen", "aucune information de style"},
		func(s string) bool { return bytes.Contains(head, []byte(s)) })
}
