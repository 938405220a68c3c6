package codeview

import (
	"fmt"
	"strings"
	"testing"
)

var kindNames = [kinds]string{"text", "punct", "name", "attr", "value", "comment", "pi", "cdata"}

// lexed writes the tokens of all rows of d, blanks inside a tag left out.
func lexed(d *Doc) string {
	var out []string
	for r := range d.rows {
		for _, t := range d.tokens(r, nil) {
			if s := d.text[t.Start:t.End]; t.Kind != Punct || strings.TrimSpace(s) != "" {
				out = append(out, fmt.Sprintf("%s:%s", kindNames[t.Kind], strings.TrimSpace(s)))
			}
		}
	}
	return strings.Join(out, " ")
}

func TestTokens(t *testing.T) {
	tests := []struct{ text, want string }{
		{"", ""},
		{"plain", "text:plain"},
		{"<a>b</a>", "punct:< name:a punct:> text:b punct:</ name:a punct:>"},
		{"<a/>", "punct:< name:a punct:/>"},
		{`<s:a b="c>d" e='"'/>`, `punct:< name:s:a attr:b punct:= value:"c>d" attr:e punct:= value:'"' punct:/>`},
		{"<a\nb\n=\n'c\nd'>", "punct:< name:a attr:b punct:= value:'c value:d' punct:>"},
		{"<!-- <a> -->b", "comment:<!-- <a> --> text:b"},
		{"<!--a\n-->b", "comment:<!--a comment:--> text:b"},
		{"<!---->b", "comment:<!----> text:b"},
		{"<!-->b", "comment:<!-->b"},
		{"<!--->b", "comment:<!--->b"},
		{"<![CDATA[<a>]]]>]]>b", "cdata:<![CDATA[<a>]]]> text:]]>b"},
		{`<?xml version="1.0"?><a>`, `pi:<?xml version="1.0"?> punct:< name:a punct:>`},
		{"<?>a?>b", "pi:<?>a?> text:b"},
		{"<!DOCTYPE a>", "punct:< name:!DOCTYPE attr:a punct:>"},
		{"<a", "punct:< name:a"},
		{`<a b="c`, `punct:< name:a attr:b punct:= value:"c`},
		{"a]]>b", "text:a]]>b"},
		{"<", "punct:<"},
		{"<国 家='é'>", "punct:< name:国 attr:家 punct:= value:'é' punct:>"},
	}
	for _, tt := range tests {
		if got := lexed(NewDoc(tt.text)); got != tt.want {
			t.Errorf("%q\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
}

func TestTokenAt(t *testing.T) {
	long := strings.Repeat("x", 2000)
	tests := []struct {
		text   string
		offset int
		want   string
	}{
		{"<a b='c'>d</a>", 1, "a"},
		{"<a b='c'>d</a>", 3, "b"},
		{"<a b='c'>d</a>", 6, "'c'"},
		{"<a b='c'>d</a>", 9, "d"},
		{"<a>" + long + "</a>", 1500, long},
		{"<a>" + long + "</a>", 4, long},
		{"<a>" + long + "\nnext</a>", 1999, long},
		{"", 0, ""},
		{"a\n\nb", 2, ""},
	}
	for _, tt := range tests {
		d := NewDoc(tt.text)
		got, ok := d.tokenAt(tt.offset)
		if s := d.text[got.Start:got.End]; s != tt.want || ok != (tt.want != "") {
			t.Errorf("%.20q at %d: %.20q %v, want %.20q", tt.text, tt.offset, s, ok, tt.want)
		}
	}
}

// FuzzTokens holds that rows cover the text, that the tokens of a row cover it exactly once and in order, that a row
// lexed alone takes up where the row before left off, and that what is drawn stays in its cells.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		"", "<a b='c'>d</a>", "<!-- x --><![CDATA[ y ]]><?z?>", "a\r\nb\rc\n", "\xff\xed\xa0\x80\u202e国\u0301e\u0301",
		"<a " + strings.Repeat("x", 600) + "='" + strings.Repeat("\u200b", 200) + "'>", "שלום\t مرحبا", "<!-->-->", "</",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d := NewDoc(text)
		next := 0
		for r := range d.rows {
			start, end := d.rowSpan(r)
			if gap := text[next:start]; strings.Trim(gap, "\r\n") != "" {
				t.Fatalf("no row holds %q", gap)
			}
			next = end
			at, column := start, 0
			for _, tok := range d.tokens(r, nil) {
				if tok.Start != at || tok.End <= at || tok.End > end {
					t.Fatalf("row %d (%d-%d): token %v, the one before ended at %d", r, start, end, tok, at)
				}
				s := text[tok.Start:tok.End]
				last := column
				for _, p := range pieces(s, column, 0, rowCells, nil) {
					if p.column < last || p.text == "" {
						t.Fatalf("piece %+v starts before column %d", p, last)
					}
					last = p.column + p.cells
				}
				at = tok.End
				column += cellsOf(s)
			}
			if at != end {
				t.Fatalf("row %d: tokens end at %d, the row at %d", r, at, end)
			}
			if column > rowCells {
				t.Fatalf("row %d has %d cells", r, column)
			}
		}
		if strings.Trim(text[next:], "\r\n") != "" {
			t.Fatalf("no row holds %q", text[next:])
		}
		for r := 1; r < len(d.rows); r++ {
			st := d.rows[r-1].state
			for i := int(d.rows[r-1].offset); i < int(d.rows[r].offset); i++ {
				st = step(st, text, i)
			}
			if st != d.rows[r].state {
				t.Fatalf("row %d starts in state %d, the row before ends in %d", r, d.rows[r].state, st)
			}
		}
	})
}
