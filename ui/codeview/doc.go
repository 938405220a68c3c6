// Package codeview is a read-only view of XML text for Fyne that stays quick at 20 MB.
//
// A Doc is the text with an index of its rows; it never changes and may be built on any goroutine. A View shows a Doc
// and holds canvas objects for the visible rows and columns only. Find looks for text off the UI goroutine, and a
// SearchBar joins the two. All places are byte offsets into the text as it was given.
//
// Characters that would be invisible, or would reorder what stands beside them, are never drawn raw: a boxed name
// stands in their place, so that nobody is fooled by what a message looks like.
//
// The package does not edit, format, fold or wrap text, does not parse XML, and knows nothing of SAML.
package codeview

import (
	"math"
	"sort"
	"strings"
)

const (
	// rowCells is where a long line is split into continuation rows. A canvas text is rasterised whole, so a
	// certificate or a minified document on one line must never become one text.
	rowCells = 512
	// rowLimit bounds the rows of a document. Positions on screen are float32: a whole pixel is exact up to 2^24, an
	// even one up to 2^25, and rows have an even height. 900,000 rows are exact up to 36 pixels a row.
	rowLimit = 900_000
)

// Doc is an immutable text with an index of its rows. The zero value is not usable; NewDoc makes one.
type Doc struct {
	text    string
	rows    []row
	end     int // byte offset of the first byte that no row shows; len(text) unless rowLimit cut the text
	lines   int // lines in the rows
	columns int // cells of the widest row
}

// row is what is known of one row; 12 bytes, for there are many.
type row struct {
	offset uint32 // of its first byte
	line   uint32 // 1-based, with continued set when the row does not start its line
	state  state  // of the lexer before the first byte
}

const continued = 1 << 31

// NewDoc indexes text in one pass. Lines end at LF; a CR before it is not shown. Lines wider than 512 cells take
// several rows. What lies beyond 900,000 rows is not shown, but is still found and copied.
func NewDoc(text string) *Doc { return newDoc(text, rowLimit) }

func newDoc(text string, limit int) *Doc {
	shown := text
	if uint64(len(shown)) > math.MaxUint32 {
		shown = shown[:math.MaxUint32]
	}
	d := &Doc{text: text, end: len(shown), lines: 1}
	d.rows = make([]row, 0, min(limit, strings.Count(shown, "\n")+len(shown)/rowCells+1))
	d.rows = append(d.rows, row{line: 1})
	var st state
	columns := 0
	for i := 0; i < len(shown); {
		c := shown[i]
		if c == '\n' {
			d.columns = max(d.columns, columns)
			st = step(st, shown, i)
			i++
			columns = 0
			if len(d.rows) == limit {
				d.end = i
				return d
			}
			d.lines++
			d.rows = append(d.rows, row{uint32(i), uint32(d.lines), st})
			continue
		}
		n, cells := 1, 1
		if c < ' ' || c > '~' || i+1 < len(shown) && shown[i+1] > '~' {
			g := glyphAt(shown, i)
			n, cells = g.bytes, g.cells
			if c == '\r' && i+1 < len(shown) && shown[i+1] == '\n' {
				cells = 0
			}
		}
		if columns+cells > rowCells {
			d.columns = max(d.columns, columns)
			columns = 0
			if len(d.rows) == limit {
				d.end = i
				return d
			}
			d.rows = append(d.rows, row{uint32(i), uint32(d.lines) | continued, st})
		}
		st = step(st, shown, i)
		columns += cells
		i += n
	}
	d.columns = max(d.columns, columns)
	return d
}

// Text is the text as it was given to NewDoc.
func (d *Doc) Text() string { return d.text }

// Lines is the number of lines that can be shown, at least 1.
func (d *Doc) Lines() int { return d.lines }

// Unshown is the number of bytes at the end of the text that no row shows, because the document has too many rows.
func (d *Doc) Unshown() int { return len(d.text) - d.end }

// Line is the 1-based number of the line that holds the byte at offset. An offset outside of the text, or in the part
// that is not shown, gives the nearest line that is.
func (d *Doc) Line(offset int) int {
	line, _ := d.rowLine(d.rowAt(offset))
	return line
}

// LineRange is the span of a 1-based line without its line end. A line outside of the text gives the nearest one.
func (d *Doc) LineRange(line int) Range {
	first := d.rowOfLine(line)
	start, end := d.rowSpan(first)
	for r := first + 1; r < len(d.rows) && d.rows[r].line&continued != 0; r++ {
		_, end = d.rowSpan(r)
	}
	return Range{start, end}
}

// rowSpan is the span of a row in bytes, without its line end.
func (d *Doc) rowSpan(r int) (start, end int) {
	start, end = int(d.rows[r].offset), d.end
	if r+1 < len(d.rows) {
		end = int(d.rows[r+1].offset)
	}
	if end > start && d.text[end-1] == '\n' {
		end--
		if end > start && d.text[end-1] == '\r' {
			end--
		}
	}
	return start, end
}

// rowLine is the 1-based line number of a row, and whether the row starts that line.
func (d *Doc) rowLine(r int) (line int, starts bool) {
	l := d.rows[r].line
	return int(l &^ continued), l&continued == 0
}

// rowAt is the row that holds the byte at offset, the nearest row for an offset that none holds.
func (d *Doc) rowAt(offset int) int {
	return max(0, sort.Search(len(d.rows), func(i int) bool { return int(d.rows[i].offset) > offset })-1)
}

// rowOfLine is the first row of a 1-based line.
func (d *Doc) rowOfLine(line int) int {
	line = max(1, min(line, d.lines))
	return sort.Search(len(d.rows), func(i int) bool { return int(d.rows[i].line&^continued) >= line })
}

// column is the cell at which the byte at offset starts in row r.
func (d *Doc) column(r, offset int) int {
	start, end := d.rowSpan(r)
	return cellsOf(d.text[start:max(start, min(offset, end))])
}

// offsetAt is the offset of the character that covers a cell of row r; past the row it is the row's end.
func (d *Doc) offsetAt(r, column int) int {
	start, end := d.rowSpan(r)
	for i := start; i < end; {
		g := glyphAt(d.text[:end], i)
		if column < g.cells {
			return i
		}
		column -= g.cells
		i += g.bytes
	}
	return end
}

// clamp brings a range into the text.
func (d *Doc) clamp(r Range) Range {
	start := max(0, min(r.Start, len(d.text)))
	return Range{start, max(start, min(r.End, len(d.text)))}
}
