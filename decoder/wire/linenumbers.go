package wire

import "bytes"

// openNumbered takes the numbers off lines that an editor, a terminal or a ticket system counted. Every
// line that is not blank must have its number, each one more than the one before. Blanks that all lines
// have behind the number go with it.
func openNumbered(_ *opener, p part) []part {
	if c := bytes.TrimLeft(p.data, " \t\r\n"); len(c) == 0 || c[0] < '0' || c[0] > '9' {
		return nil
	}
	n, indent := numbered(p.data, -1, func([]byte) {})
	if n < minNumbered {
		return nil
	}
	out := make([]byte, 0, len(p.data))
	numbered(p.data, indent, func(line []byte) { out = append(out, line...) })
	return []part{p.in(out, "line-numbers").odd("line-numbers", "the numbers before the lines were taken off")}
}

// numbered gives the lines of t without their numbers to yield, less indent blanks. n is how many there are, 0
// when one of them has not the number that follows; least is the number of blanks that all of them begin with.
func numbered(t []byte, indent int, yield func([]byte)) (n, least int) {
	last := 0
	least = -1
	for line := range bytes.Lines(t) {
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
		if digits == 0 || n > 0 && number != last+1 {
			return 0, 0
		}
		last = number
		if len(rest) > 0 {
			switch rest[0] {
			case ':', '.', '|', ')':
				rest = rest[1:]
			case ' ', '\t', '\r', '\n':
			default:
				return 0, 0
			}
		}
		blank := len(rest) - len(bytes.TrimLeft(rest, " \t"))
		if len(bytes.TrimSpace(rest)) > 0 && (least < 0 || blank < least) {
			least = blank
		}
		n++
		yield(rest[min(max(indent, 0), len(rest)):])
	}
	return n, least
}
