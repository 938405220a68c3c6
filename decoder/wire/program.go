package wire

import (
	"bytes"
	"regexp"
)

// openLiteral joins the pieces of a string that a program or a note writes over several lines.
func openLiteral(_ *opener, p part) []part {
	t := p.data
	if p.sent || !bytes.ContainsAny(t, "\"'") {
		return nil
	}
	var out []byte
	joined, from := 0, 0
	for i := 0; i < len(t); {
		n := 0
		if c := t[i]; c == '"' || c == '\'' || c == '\\' {
			n = joinLength(t[i:])
		}
		if n == 0 {
			i++
			continue
		}
		joined++
		out = append(out, t[from:i]...)
		i += n
		from = i
	}
	if joined == 0 {
		return nil
	}
	return []part{p.in(append(out, t[from:]...), "string-literal").odd("string-literal", counted(joined+1, "piece")+" of a string were joined, as the program does in which they stood")}
}

// joinLength gives the length of the place that t begins with, if a string ends there and goes on: '+' of C#,
// Java and JavaScript, '.' of PHP, '&' of Visual Basic, nothing of Python and C, at the end of a line or the
// beginning of the next, and the backslash or underscore before a line end; else 0.
func joinLength(t []byte) int {
	quote := t[0]
	if quote == '\\' { // inside the string
		switch {
		case bytes.HasPrefix(t[1:], []byte("\n")):
			return 2
		case bytes.HasPrefix(t[1:], []byte("\r\n")):
			return 3
		}
		return 0
	}
	line, operator, last := false, byte(0), false
	for i := 1; i < min(len(t), sampleMargin); i++ {
		switch c := t[i]; {
		case c == '\n':
			line = true
		case isBlank(c):
		case (c == '+' || c == '.' || c == '&') && operator == 0:
			operator = c
		case (c == '_' || c == '\\') && !last && !line:
			last = true
		case (c == '@' || c == '$') && i+1 < len(t) && t[i+1] == quote:
		case c == quote && (line || operator == '+' && i > 2):
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

var doubledPattern = regexp.MustCompile(`xmlns(?::[A-Za-z0-9_.-]+)?=""[A-Za-z]`)

// openDoubled takes back the doubling of quotes that C#, Visual Basic, SQL and CSV files want inside a string.
// In XML a name or value never follows two quotes at once, so it cannot be the message's own.
func openDoubled(_ *opener, p part) []part {
	if p.sent || !bytes.Contains(p.data, []byte(`=""`)) || !doubledPattern.Match(p.data) {
		return nil
	}
	return []part{p.in(bytes.ReplaceAll(p.data, []byte(`""`), []byte(`"`)), "doubled-quotes").odd("doubled-quotes", "each quote stood twice, as in a string of a program or a CSV file, and was made one")}
}
