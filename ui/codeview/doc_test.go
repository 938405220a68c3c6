package codeview

import (
	"slices"
	"strings"
	"testing"
)

// rowTexts is what the rows of d show.
func rowTexts(d *Doc) []string {
	var out []string
	for r := range d.rows {
		start, end := d.rowSpan(r)
		out = append(out, d.text[start:end])
	}
	return out
}

func TestRows(t *testing.T) {
	wide := strings.Repeat("国", 300)
	tests := []struct {
		name  string
		text  string
		rows  []string
		lines int
	}{
		{"empty", "", []string{""}, 1},
		{"one line", "<a/>", []string{"<a/>"}, 1},
		{"ends with LF", "a\n", []string{"a", ""}, 2},
		{"CRLF", "a\r\nb\r\n", []string{"a", "b", ""}, 3},
		{"lone CR stays", "a\rb", []string{"a\rb"}, 1},
		{"exactly one row", strings.Repeat("x", 512), []string{strings.Repeat("x", 512)}, 1},
		{"exactly one row and CRLF", strings.Repeat("x", 512) + "\r\n", []string{strings.Repeat("x", 512), ""}, 2},
		{"long line", strings.Repeat("x", 1030) + "\ny", []string{
			strings.Repeat("x", 512), strings.Repeat("x", 512), "xxxxxx", "y",
		}, 2},
		{"wide characters", wide, []string{wide[:256*3], wide[256*3:]}, 1},
		{"invalid bytes", "\xff\xfe", []string{"\xff\xfe"}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := NewDoc(tt.text)
			if got := rowTexts(d); !slices.Equal(got, tt.rows) {
				t.Errorf("rows = %q, want %q", got, tt.rows)
			}
			if d.Lines() != tt.lines {
				t.Errorf("Lines() = %d, want %d", d.Lines(), tt.lines)
			}
			if d.Text() != tt.text || d.Unshown() != 0 {
				t.Errorf("Text() = %q, Unshown() = %d", d.Text(), d.Unshown())
			}
			for r := range d.rows {
				start, end := d.rowSpan(r)
				if cells := cellsOf(d.text[start:end]); cells > rowCells || cells > d.columns {
					t.Errorf("row %d has %d cells, the widest %d", r, cells, d.columns)
				}
			}
		})
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 1030)
	d := NewDoc("a\r\n" + long + "\n\nend")
	for _, tt := range []struct{ offset, line int }{
		{-5, 1}, {0, 1}, {2, 1}, {3, 2}, {3 + 1029, 2}, {3 + 1030, 2}, {3 + 1031, 3}, {3 + 1032, 4}, {99999, 4},
	} {
		if got := d.Line(tt.offset); got != tt.line {
			t.Errorf("Line(%d) = %d, want %d", tt.offset, got, tt.line)
		}
	}
	for _, tt := range []struct {
		line int
		want string
	}{{-1, "a"}, {1, "a"}, {2, long}, {3, ""}, {4, "end"}, {5, "end"}} {
		r := d.LineRange(tt.line)
		if got := d.text[r.Start:r.End]; got != tt.want {
			t.Errorf("LineRange(%d) = %q, want %q", tt.line, got, tt.want)
		}
	}
}

func TestTooManyRows(t *testing.T) {
	for _, tt := range []struct {
		text    string
		rows    int
		unshown int
	}{
		{"1\n2\n3", 3, 0},
		{"1\n2\n3\n", 3, 0},
		{"1\n2\n3\n4", 3, 1},
		{"1\n" + strings.Repeat("x", 1100), 3, 1100 - 1024},
	} {
		d := newDoc(tt.text, 3)
		if len(d.rows) != tt.rows || d.Unshown() != tt.unshown {
			t.Errorf("%.10q: %d rows, %d bytes not shown, want %d and %d",
				tt.text, len(d.rows), d.Unshown(), tt.rows, tt.unshown)
		}
		if got := d.Line(len(tt.text)); got > d.Lines() {
			t.Errorf("%.10q: the end is on line %d of %d", tt.text, got, d.Lines())
		}
	}
}

func TestColumns(t *testing.T) {
	d := NewDoc("a\t国b\u00a0c")
	// a 1, tab 4, 国 2, b 1, NBSP 5, c 1
	for _, tt := range []struct{ column, offset int }{
		{-1, 0}, {0, 0}, {1, 1}, {4, 1}, {5, 2}, {6, 2}, {7, 5}, {8, 6}, {12, 6}, {13, 8}, {14, 9}, {99, 9},
	} {
		if got := d.offsetAt(0, tt.column); got != tt.offset {
			t.Errorf("offsetAt(%d) = %d, want %d", tt.column, got, tt.offset)
		}
	}
	for _, tt := range []struct{ offset, column int }{{0, 0}, {1, 1}, {2, 5}, {5, 7}, {6, 8}, {8, 13}, {9, 14}, {50, 14}} {
		if got := d.column(0, tt.offset); got != tt.column {
			t.Errorf("column(%d) = %d, want %d", tt.offset, got, tt.column)
		}
	}
}
