package ui

import (
	"sort"
	"strings"
)

// prettyXML is a copy of XML for reading: a line for each element, indented. It never replaces what was
// verified; offsets lead from one to the other.
type prettyXML struct {
	text string
	runs []run
}

// run is a stretch that both texts share, byte for byte.
type run struct{ raw, pretty, length int }

// prettyPrint lays xml out in lines. White space between tags is replaced; text beside text stays as it
// is. What is not well-formed is copied as it stands.
func prettyPrint(xml string) prettyXML {
	var b strings.Builder
	b.Grow(len(xml) + len(xml)/8)
	p := prettyXML{}
	keep := func(start, end int) {
		if start == end {
			return
		}
		if n := len(p.runs); n > 0 && p.runs[n-1].raw+p.runs[n-1].length == start && p.runs[n-1].pretty+p.runs[n-1].length == b.Len() {
			p.runs[n-1].length += end - start
		} else {
			p.runs = append(p.runs, run{start, b.Len(), end - start})
		}
		b.WriteString(xml[start:end])
	}
	depth := 0
	closed := true // the last thing written was a tag that may be followed by a line break
	for at := 0; at < len(xml); {
		if xml[at] != '<' {
			end := at + strings.IndexByte(xml[at:], '<')
			if end < at {
				end = len(xml)
			}
			if text := xml[at:end]; strings.TrimLeft(text, " \t\r\n") != "" {
				keep(at, end)
				closed = false
			} else if !closed && end < len(xml) && strings.HasPrefix(xml[end:], "</") {
				keep(at, end) // white space is all that this element holds
			}
			at = end
			continue
		}
		end := tagEnd(xml, at)
		tag := xml[at:end]
		ends := strings.HasPrefix(tag, "</")
		if ends {
			depth = max(0, depth-1)
		}
		if closed && b.Len() > 0 {
			b.WriteByte('\n')
			b.WriteString(strings.Repeat("  ", min(depth, 60)))
		}
		keep(at, end)
		closed = true
		switch {
		case strings.HasPrefix(tag, "<![CDATA["):
			closed = false
		case ends, strings.HasPrefix(tag, "<?"), strings.HasPrefix(tag, "<!"), strings.HasSuffix(tag, "/>"):
		default:
			depth++
			closed = opensElement(xml, end)
		}
		at = end
	}
	p.text = b.String()
	return p
}

// opensElement tells whether the next thing that is not white space is a tag that opens, so that the
// content starts in a line of its own.
func opensElement(xml string, at int) bool {
	rest := strings.TrimLeft(xml[at:], " \t\r\n")
	return strings.HasPrefix(rest, "<") && !strings.HasPrefix(rest, "</") && !strings.HasPrefix(rest, "<![CDATA[")
}

// tagEnd is the offset after the markup that starts at at.
func tagEnd(xml string, at int) int {
	until := func(s string) int {
		if i := strings.Index(xml[at:], s); i >= 0 {
			return at + i + len(s)
		}
		return len(xml)
	}
	switch rest := xml[at:]; {
	case strings.HasPrefix(rest, "<!--"):
		return until("-->")
	case strings.HasPrefix(rest, "<![CDATA["):
		return until("]]>")
	case strings.HasPrefix(rest, "<?"):
		return until("?>")
	}
	quote := byte(0)
	for i := at + 1; i < len(xml); i++ {
		switch c := xml[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1
		}
	}
	return len(xml)
}

// fromRaw is the place in the pretty text of a place in the raw one; white space that was dropped maps
// to what follows it.
func (p prettyXML) fromRaw(offset int) int {
	i := sort.Search(len(p.runs), func(i int) bool { return p.runs[i].raw+p.runs[i].length > offset })
	if i == len(p.runs) {
		return len(p.text)
	}
	return p.runs[i].pretty + max(0, offset-p.runs[i].raw)
}

// toRaw is the place in the raw text of a place in the pretty one.
func (p prettyXML) toRaw(offset int) int {
	i := sort.Search(len(p.runs), func(i int) bool { return p.runs[i].pretty+p.runs[i].length > offset })
	if i == len(p.runs) {
		if i == 0 {
			return 0
		}
		return p.runs[i-1].raw + p.runs[i-1].length
	}
	return p.runs[i].raw + max(0, offset-p.runs[i].pretty)
}
