package setup

import (
	"html"
	"regexp"
	"strings"
	"unicode"

	tokens "golang.org/x/net/html"

	"claimcheck/decoder/report"
)

// line is one line of a text as it is read: without what a mail, a ticket or an HTML page put around it.
type line struct {
	text   string
	number int // 1-based, of the text as given
	column int // 1-based, in bytes: where text begins in that line
}

// lines takes a text apart. It drops the marks of quoted mail and lists, and fences of code.
func lines(s string) []line {
	if markup(s) {
		return ofHTML(s)
	}
	var out []line
	number := 0
	for raw := range strings.Lines(s) {
		number++
		raw = strings.TrimRight(raw, "\r\n")
		rest := quoted.ReplaceAllString(raw, "")
		if strings.HasPrefix(strings.TrimSpace(rest), "```") {
			rest = ""
		}
		out = append(out, line{text: rest, number: number, column: len(raw) - len(rest) + 1})
	}
	return out
}

var (
	quoted = regexp.MustCompile(`^(?:[ \t]{0,8}>)+[ \t]?`)
	bullet = regexp.MustCompile(`^(?:[-*+•·▪◦–][ \t\x{a0}]+|\d{1,2}[.)][ \t\x{a0}]+|#{1,6}[ \t]+)`)
	tag    = regexp.MustCompile(`(?i)<(?:div|span|td|tr|table|html|body|li|ul|p|label|button|h[1-6])(?:\s[^<>]{0,900})?/?>`)
	hyper  = regexp.MustCompile(`\[([^\[\]]{0,900})\]\(([^()\s]{0,900})\)`)
)

// markup says whether a text is a piece of a page.
func markup(s string) bool {
	return strings.Contains(s, "</") && tag.MatchString(s[:min(len(s), 1<<20)])
}

// breaks are the elements that stand on lines of their own; cells go into one line with a tab between them.
var breaks = map[string]bool{
	"div": true, "p": true, "tr": true, "li": true, "br": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "table": true,
	"section": true, "label": true, "button": true, "input": true, "textarea": true, "ul": true, "dt": true, "dd": true, "pre": true,
}

// ofHTML gives the lines that a page shows. A value that stands in a form's control is a line of its own.
func ofHTML(s string) []line {
	z := tokens.NewTokenizer(strings.NewReader(s))
	z.SetMaxBuf(1 << 20)
	var out []line
	var now strings.Builder
	at, number, start := 0, 1, 0 // offset, line and where that line starts
	var first line
	end := func() {
		first.text = now.String()
		if strings.TrimSpace(first.text) != "" {
			out = append(out, first)
		}
		now.Reset()
	}
	put := func(text string) {
		if now.Len() == 0 {
			lead := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
			n := strings.Count(text[:lead], "\n")
			first = line{number: number + n, column: max(at+lead-start+1, 1)}
			if n > 0 {
				first.column = lead - strings.LastIndexByte(text[:lead], '\n')
			}
			text = text[lead:]
		}
		now.WriteString(text)
	}
	hidden := ""
	for {
		kind := z.Next()
		if kind == tokens.ErrorToken {
			end()
			return out
		}
		raw := string(z.Raw())
		switch kind {
		case tokens.TextToken:
			if hidden == "" {
				put(html.UnescapeString(strings.Join(strings.FieldsFunc(raw, func(r rune) bool { return r == '\n' || r == '\r' || r == '\t' }), " ")))
			}
		case tokens.StartTagToken, tokens.SelfClosingTagToken, tokens.EndTagToken:
			t := z.Token()
			switch name := t.Data; {
			case name == "script" || name == "style" || name == "svg":
				hidden = name
				if kind != tokens.StartTagToken {
					hidden = ""
				}
			case name == "td" || name == "th":
				if now.Len() > 0 {
					now.WriteByte('\t')
				}
			case breaks[name]:
				end()
				for _, a := range t.Attr {
					if name == "input" && a.Key == "value" {
						put(a.Val)
						end()
					}
				}
			}
		}
		if n := strings.Count(raw, "\n"); n > 0 {
			number += n
			start = at + strings.LastIndexByte(raw, '\n') + 1
		}
		at += len(raw)
	}
}

// cell is one cell of a line, clean.
type cell struct {
	text   string
	folded string
	at     int // byte offset in the line
}

// cells takes a line apart at tabs, at the bars of a Markdown table and at wide gaps, and drops what is only there for
// the eye. It gives none for a line without anything to read.
func (l line) cells() []cell {
	t := l.text
	lead := len(t) - len(strings.TrimLeftFunc(t, blank))
	if m := bullet.FindString(t[lead:]); m != "" {
		lead += len(m)
	}
	bars := strings.HasPrefix(t[lead:], "|") || strings.Contains(t, " | ")
	var out []cell
	begin := lead
	flush := func(end int) {
		c := clean(t[begin:end])
		if len(out) > 0 { // PowerShell's Format-List puts the colon behind the gap
			c = clean(strings.TrimLeft(c, ":="))
		}
		if c != "" {
			at := begin + max(strings.Index(t[begin:end], c), 0)
			c = spaces.Replace(c)
			out = append(out, cell{text: c, folded: fold(c), at: at})
		}
	}
	for i := lead; i < len(t); i++ {
		switch {
		case t[i] == '\t', bars && t[i] == '|':
			flush(i)
			begin = i + 1
		case strings.HasPrefix(t[i:], "    "):
			flush(i)
			begin = i + 4
			i += 3
		}
	}
	flush(len(t))
	return out
}

// place is where a cell stands.
func (l line) place(file string, c cell) *report.Place {
	return &report.Place{Line: l.number, Column: l.column + c.at, Path: file}
}

// clean takes off white space, marks of Markdown, angle brackets and the pictures of the portal's buttons.
func clean(s string) string {
	if strings.Contains(s, "](") {
		s = hyper.ReplaceAllString(s, "$1")
	}
	for {
		t := strings.TrimFunc(s, blank)
		for _, around := range [][2]string{{"**", "**"}, {"__", "__"}, {"`", "`"}, {"<", ">"}, {"*", "*"}} {
			if len(t) >= len(around[0])+len(around[1]) && strings.HasPrefix(t, around[0]) && strings.HasSuffix(t, around[1]) {
				t = t[len(around[0]) : len(t)-len(around[1])]
			}
		}
		if t == s {
			return s
		}
		s = t
	}
}

// blank says whether a character at an end of a text is only there for the eye: white space, what has no width, and the
// private use area, where the portal's font keeps its icons.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Cc, r)
}

// folded characters stand for others in a label.
var folding = strings.NewReplacer("\u00a0", " ", "\u202f", " ", "’", "'", "‘", "'", "（", "(", "）", ")", "：", ":", "＆", "&", "**", "", "\u200b", "", "\ufeff", "")

// spaces are those that a browser writes in place of others.
var spaces = strings.NewReplacer("\u00a0", " ", "\u202f", " ")

// fold makes a label comparable: small letters, one space between words, no colon or asterisk at its end.
func fold(s string) string {
	s = strings.Join(strings.Fields(strings.ToLower(folding.Replace(s[:min(len(s), 300)]))), " ")
	return strings.TrimRight(s, ":* ")
}
