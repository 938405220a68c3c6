package wire

import "bytes"

// openNumbered takes the numbers off lines that an editor, a terminal or a ticket system counted. Every
// line that is not blank must have its number, each one more than the one before. Blanks that all lines
// have behind the number go with it.
func openNumbered(_ *opener, p part) []part {
	if c := bytes.TrimLeft(p.data, " \t\r\n"); len(c) == 0 || c[0] < '0' || c[0] > '9' {
		return nil
	}
	var lines [][]byte
	last, indent := 0, -1
	for line := range bytes.Lines(p.data) {
		rest := bytes.TrimLeft(line, " \t")
		if len(bytes.TrimSpace(rest)) == 0 {
			continue
		}
		number, digits := 0, 0
		for digits < len(rest) && digits < 7 && rest[digits] >= '0' && rest[digits] <= '9' {
			number = 10*number + int(rest[digits]-'0')
			digits++
		}
		rest = rest[digits:]
		if digits == 0 || len(lines) > 0 && number != last+1 || bytes.IndexByte([]byte(" \t\r\n:.|)"), append(rest, ' ')[0]) < 0 {
			return nil
		}
		last = number
		if bytes.IndexByte([]byte(":.|)"), append(rest, ' ')[0]) >= 0 {
			rest = rest[1:]
		}
		if n := len(rest) - len(bytes.TrimLeft(rest, " \t")); len(bytes.TrimSpace(rest)) > 0 && (indent < 0 || n < indent) {
			indent = n
		}
		lines = append(lines, rest)
	}
	if len(lines) < minNumbered {
		return nil
	}
	out := make([]byte, 0, len(p.data))
	for _, line := range lines {
		out = append(out, line[min(max(indent, 0), len(line)):]...)
	}
	return []part{p.in(out, "line-numbers")}
}
