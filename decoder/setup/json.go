package setup

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/report"
)

// node is one value of JSON with its place. encoding/json gives no places, and nothing of a text with one comma too
// many; people edit what they are given.
type node struct {
	kind  nodeKind
	text  string // of a string; of a number or a word as it stands
	names []string
	items []*node // of an array, or the values of names
	at    int     // byte offset in the text
}

type nodeKind byte

const (
	object nodeKind = iota
	array
	str
	word // a number, true, false, null, or what stands in place of one
)

// jsonReader reads one value and goes on where it can.
type jsonReader struct {
	src   string
	pos   int
	depth int
	nodes *int // values read so far, of all texts of a file
	fault string
	where int // of the first fault
	stop  bool
}

// parseJSON reads the value that begins at an offset. It gives what was read before a fault that it cannot read over.
func parseJSON(src string, at int, nodes *int) (*node, *jsonReader) {
	r := &jsonReader{src: src, pos: at, nodes: nodes}
	return r.value(), r
}

// damage notes the first fault.
func (r *jsonReader) damage(format string, args ...any) {
	if r.fault == "" {
		r.fault, r.where = fmt.Sprintf(format, args...), r.pos
	}
}

// end notes a fault that nothing is read behind.
func (r *jsonReader) end(format string, args ...any) {
	r.damage(format, args...)
	r.stop = true
}

func (r *jsonReader) space() {
	for r.pos < len(r.src) {
		switch r.src[r.pos] {
		case ' ', '\t', '\r', '\n':
			r.pos++
		default:
			if !strings.HasPrefix(r.src[r.pos:], "\u00a0") {
				return
			}
			r.pos += len("\u00a0")
		}
	}
}

func (r *jsonReader) peek() byte {
	r.space()
	if r.pos < len(r.src) {
		return r.src[r.pos]
	}
	return 0
}

func (r *jsonReader) value() *node {
	c := r.peek()
	if *r.nodes++; *r.nodes > maxNodes {
		r.end("there are more than %d values", maxNodes)
		return nil
	}
	n := &node{at: r.pos}
	switch c {
	case '{', '[':
		if r.depth++; r.depth > maxDepth {
			r.end("it is nested deeper than %d levels", maxDepth)
			return nil
		}
		n.kind = array
		if c == '{' {
			n.kind = object
		}
		r.pos++
		r.members(n)
		r.depth--
	case '"':
		n.kind, n.text = str, r.string()
	case 0:
		r.end("it ends in the middle")
		return nil
	default:
		n.kind, n.text = word, r.word()
		if n.text == "" {
			r.end("a value was expected")
			return nil
		}
		if !json.Valid([]byte(n.text)) {
			r.damage("%q is no value of JSON", n.text)
		}
	}
	return n
}

// members reads what stands in an object or an array, to its end.
func (r *jsonReader) members(n *node) {
	closing := byte(']')
	if n.kind == object {
		closing = '}'
	}
	for comma := true; ; {
		switch c := r.peek(); {
		case c == closing:
			if comma && len(n.items) > 0 {
				r.damage("a comma stands before the %q", closing)
			}
			r.pos++
			return
		case c == 0:
			r.end("it ends in the middle")
			return
		case c == ',':
			if comma {
				r.damage("a comma stands where a value was expected")
			}
			comma = true
			r.pos++
			continue
		case !comma:
			r.damage("a comma is missing")
		}
		comma = false
		if n.kind == object {
			if r.peek() != '"' {
				r.end("the name of a property was expected")
				return
			}
			name := r.string()
			if r.peek() != ':' {
				r.end("a colon was expected")
				return
			}
			r.pos++
			v := r.value()
			if v != nil {
				n.names, n.items = append(n.names, name), append(n.items, v)
			}
		} else if v := r.value(); v != nil {
			n.items = append(n.items, v)
		}
		if r.stop {
			return
		}
	}
}

// string reads a string; one with raw line ends or wrong escapes is read as far as it can be.
func (r *jsonReader) string() string {
	start := r.pos
	i := start + 1
	for i < len(r.src) && r.src[i] != '"' {
		if r.src[i] == '\\' {
			i++
		}
		i++
	}
	if i >= len(r.src) {
		r.end("a string does not end")
		r.pos = len(r.src)
		return ""
	}
	r.pos = i + 1
	raw := r.src[start:r.pos]
	var s string
	if json.Unmarshal([]byte(raw), &s) == nil {
		return s
	}
	raw = strings.Map(func(c rune) rune {
		if c < ' ' {
			return ' '
		}
		return c
	}, raw)
	if json.Unmarshal([]byte(raw), &s) == nil {
		return s
	}
	return raw[1 : len(raw)-1]
}

// word reads what is no string: up to what may follow a value.
func (r *jsonReader) word() string {
	start := r.pos
	for r.pos < len(r.src) && !strings.ContainsRune(" \t\r\n,]}:\"[{", rune(r.src[r.pos])) {
		r.pos++
	}
	if r.pos-start > 64 {
		return r.src[start:start+64] + "…"
	}
	return r.src[start:r.pos]
}

// get gives the property of a name, in whatever case (PowerShell writes capitals); the last where it stands twice, as
// other readers of JSON do.
func (n *node) get(name string) *node {
	if n == nil || n.kind != object {
		return nil
	}
	for i := len(n.names) - 1; i >= 0; i-- {
		if strings.EqualFold(n.names[i], name) {
			return n.items[i]
		}
	}
	return nil
}

// has says whether the object has one of the properties.
func (n *node) has(names ...string) bool {
	for _, name := range names {
		if n.get(name) != nil {
			return true
		}
	}
	return false
}

// list gives the items of an array; a value by itself is a list of one (PowerShell unrolls them), null is none.
func (n *node) list() []*node {
	switch {
	case n == nil || n.null():
		return nil
	case n.kind == array:
		return n.items
	}
	return []*node{n}
}

func (n *node) null() bool { return n.kind == word && n.text == "null" }

// string is the text of a string or a word, "" for null, an object or an array.
func (n *node) string() string {
	if n == nil || n.null() || n.kind != str && n.kind != word {
		return ""
	}
	return n.text
}

// answer reads true and false, as words or as strings.
func (n *node) answer() Answer {
	switch strings.ToLower(n.string()) {
	case "true":
		return Yes
	case "false":
		return No
	}
	return NotShown
}

// ruler tells lines and columns of offsets, asked in any order.
type ruler struct{ starts []int }

func newRuler(s string) ruler {
	r := ruler{starts: []int{0}}
	for i := range len(s) {
		if s[i] == '\n' {
			r.starts = append(r.starts, i+1)
		}
	}
	return r
}

func (r ruler) at(offset int) (lineIndex, column int) {
	lo, hi := 0, len(r.starts)
	for lo+1 < hi {
		if mid := (lo + hi) / 2; r.starts[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo, offset - r.starts[lo] + 1
}

// placeOf gives the place of an offset in lines joined with line ends.
func placeOf(lines []line, r ruler, offset int, path string) *report.Place {
	i, column := r.at(offset)
	if i >= len(lines) {
		return &report.Place{Line: i + 1, Column: column, Path: path}
	}
	return &report.Place{Line: lines[i].number, Column: lines[i].column + column - 1, Path: path}
}

// shortened is a hostile word as a note shows it.
func shortened(s string) string {
	if len(s) > 60 {
		s = s[:60]
		for !utf8.ValidString(s) && s != "" {
			s = s[:len(s)-1]
		}
		s += "…"
	}
	return kept(s)
}
