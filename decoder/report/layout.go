package report

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// cells counts the columns that text takes, the same in every locale.
var cells = &runewidth.Condition{StrictEmojiNeutral: true}

// How many characters of one value, and of one sentence around values, are shown; the JSON report has
// all of them.
const (
	longest         = 240
	longestSentence = 2000
)

// style is the parameters of an ANSI "select graphic rendition" sequence.
type style string

const (
	plain  style = ""
	strong style = "1"
	quiet  style = "2"
	bad    style = "1;31"
	good   style = "1;32"
	unsure style = "1;33"
)

// page collects lines of text of a limited width. What it is given must be clean already, or come
// through value, values or prose.
type page struct {
	bytes.Buffer
	width  int
	colour bool
	zone   *time.Location
}

// line writes text from column indent on; what does not fit goes on in the next line from column hang on.
func (p *page) line(indent, hang int, s style, text string) {
	hang = min(hang, p.width/2)
	for i, part := range wrap(text, p.width-indent, p.width-hang) {
		if i > 0 {
			indent = hang
		}
		p.WriteString(strings.Repeat(" ", indent))
		p.WriteString(p.paint(s, part))
		p.WriteByte('\n')
	}
}

func (p *page) paint(s style, text string) string {
	if !p.colour || s == plain {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

func (p *page) blank() { p.WriteByte('\n') }

// heading begins a section.
func (p *page) heading(text string) {
	p.blank()
	p.line(0, 2, strong, text)
}

// labelled writes "label  text" with the text in a column of its own; nothing when the text is empty.
func (p *page) labelled(indent int, label, text string) {
	if text == "" {
		return
	}
	const column = 14
	p.line(indent, indent+column, plain, pad(label, column)+text)
}

// numbered writes steps with their numbers.
func (p *page) numbered(indent int, steps []string) {
	for i, s := range steps {
		n := fmt.Sprintf("%d. ", i+1)
		p.line(indent, indent+len(n), plain, n+prose(s))
	}
}

// instant writes a time in UTC, and beside it in the reader's zone when one was given.
func (p *page) instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	const layout = "2006-01-02 15:04:05"
	s := t.UTC().Format(layout) + " UTC"
	if p.zone == nil {
		return s
	}
	local := t.In(p.zone)
	if _, offset := local.Zone(); offset == 0 {
		return s
	}
	if local.Format("2006-01-02") == t.UTC().Format("2006-01-02") {
		return s + " (" + local.Format("15:04:05 MST") + ")"
	}
	return s + " (" + local.Format(layout+" MST") + ")"
}

// value makes one value of a message fit to show: clean, and cut with its length told when it is long.
func value(s string) string { return cut(s, longest) }

// prose makes a sentence fit to show: it may quote values.
func prose(s string) string { return cut(s, longestSentence) }

func cut(s string, limit int) string {
	n := utf8.RuneCountInString(s)
	if n <= limit {
		return Clean(s)
	}
	end := 0
	for range limit {
		_, size := utf8.DecodeRuneInString(s[end:])
		end += size
	}
	return Clean(s[:end]) + "… (" + thousands(n) + " characters)"
}

// quoted shows a value between quotation marks, so that white space and emptiness are seen.
func quoted(s string) string {
	return `"` + strings.ReplaceAll(value(s), `"`, `\"`) + `"`
}

// values shows a few of a list, each as show has it, and tells how many more there are.
func values(list []string, show func(string) string) string {
	const few = 5
	var parts []string
	for i, v := range list {
		if i == few {
			parts = append(parts, fmt.Sprintf("… and %s more", thousands(len(list)-few)))
			break
		}
		parts = append(parts, show(v))
	}
	return strings.Join(parts, ", ")
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// pad fills text up with spaces to a number of columns, with one space at least.
func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(1, columns-cells.StringWidth(s)))
}

// wrap breaks text at spaces into a first line of so many columns and further ones of so many others. A
// word that is longer than a line is broken where the line ends.
func wrap(text string, first, rest int) []string {
	const narrowest = 16
	room := max(first, narrowest)
	rest = max(rest, narrowest)
	var lines []string
	var b strings.Builder
	used := 0
	next := func() {
		lines = append(lines, strings.TrimRight(b.String(), " "))
		b.Reset()
		used, room = 0, rest
	}
	for _, word := range strings.SplitAfter(text, " ") {
		bare := strings.TrimSuffix(word, " ")
		w := cells.StringWidth(bare)
		if used > 0 && used+w > room && (w <= rest || used > room/2) {
			next()
		}
		for used+w > room {
			head := cells.Truncate(bare, room-used, "")
			if head == "" {
				if used == 0 { // a character wider than the line
					_, size := utf8.DecodeRuneInString(bare)
					head = bare[:size]
				} else {
					next()
					continue
				}
			}
			b.WriteString(head)
			bare, word = bare[len(head):], word[len(head):]
			w = cells.StringWidth(bare)
			next()
		}
		b.WriteString(word)
		used += w + len(word) - len(bare)
	}
	if b.Len() > 0 || len(lines) == 0 {
		next()
	}
	return lines
}

// oneLine cuts text to a number of columns.
func oneLine(s string, columns int) string {
	return cells.Truncate(s, max(columns, 8), "…")
}
