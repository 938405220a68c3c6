package wire

import (
	"bytes"
	"encoding/hex"
	"strconv"
)

// openHex opens bytes that were written as hexadecimal digits: bare, or as a dump with the offset before
// and the characters behind them.
func openHex(_ *opener, p part) []part {
	head := bytes.TrimLeft(p.data[:min(len(p.data), sampleText)], " \t\r\n")
	if len(head) < 4 || !isHex(head[0]) || !isHex(head[1]) && head[1] != 'x' || !isHex(head[2]) && !isBlank(head[2]) {
		return nil
	}
	d := bareHex(p.data)
	if d == nil {
		d = dumpedHex(p.data)
	}
	if len(d) < minRun {
		return nil
	}
	return []part{p.in(d, "hex").odd("hex", "the bytes were written as hexadecimal digits, and were read from them")}
}

// bareHex gives the bytes of a text that holds hexadecimal digits and white space only, or nil.
func bareHex(t []byte) []byte {
	t = bytes.TrimPrefix(bytes.TrimSpace(t), []byte("0x"))
	digits := make([]byte, 0, len(t))
	for _, c := range t {
		switch {
		case isHex(c):
			digits = append(digits, c)
		case !isBlank(c):
			return nil
		}
	}
	return unhexed(digits)
}

func unhexed(digits []byte) []byte {
	d := make([]byte, len(digits)/2)
	if n, err := hex.Decode(d, digits); err != nil || n*2 != len(digits) {
		return nil
	}
	return d
}

// dumpedHex gives the bytes of a dump, or nil. The offset of each line must be the number of bytes on the
// lines before, and the second says where the characters stand that are left out.
func dumpedHex(t []byte) []byte {
	var out, digits []byte
	begin, end := 0, 0 // the columns of the bytes
	var first []byte
	done := false
	add := func(line []byte) bool {
		digits = digits[:0]
		for _, c := range line[min(begin, len(line)):min(end, len(line))] {
			if isHex(c) {
				digits = append(digits, c)
			} else if c != ' ' {
				return false
			}
		}
		d := unhexed(digits)
		out = append(out, d...)
		return len(d) > 0
	}
	for line := range bytes.Lines(t) {
		line = bytes.TrimRight(line, " \t\r\n")
		if len(line) == 0 {
			continue
		}
		n := 0
		for n < len(line) && isHex(line[n]) {
			n++
		}
		offset, err := strconv.ParseUint(string(line[:min(n, 16)]), 16, 32)
		if err != nil || n < 4 || done {
			return nil
		}
		if first == nil {
			first, begin = line, n
			if n < len(line) && line[n] == ':' {
				begin++
			}
			if offset != 0 {
				return nil
			}
			continue
		}
		if end == 0 { // the second line
			end = begin
			for left := 2 * int(min(offset, 64)); left > 0 && end < len(first); end++ {
				if isHex(first[end]) {
					left--
				}
			}
			if !add(first) {
				return nil
			}
		}
		if int(offset) != len(out) {
			return nil
		}
		if len(line) <= n+1 { // the last line holds the length alone
			done = true
			continue
		}
		if !add(line) {
			return nil
		}
	}
	return out
}
