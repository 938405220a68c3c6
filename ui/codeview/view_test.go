package codeview

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

const sample = `<?xml version="1.0"?>
<!-- a comment -->
<Response xmlns="urn:example" ID='_r1'>
	<Assertion ID="_a1">
		<Value>B.` + "\u00a0" + `Sim` + "\u202e" + `on</Value>
		<![CDATA[data]]>
	</Assertion>
</Response>
`

// place is the range of the first s in text.
func place(t testing.TB, text, s string) Range {
	i := strings.Index(text, s)
	if i < 0 {
		t.Fatalf("no %q in the text", s)
	}
	return Range{i, i + len(s)}
}

func TestGolden(t *testing.T) {
	for _, tt := range []struct {
		name         string
		variant      fyne.ThemeVariant
		highContrast bool
	}{
		{"light", theme.VariantLight, false},
		{"dark", theme.VariantDark, false},
		{"contrast", theme.VariantDark, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			newApp(t, tt.variant)
			v, w := newView(t, sample, 420, 200)
			v.SetHighContrast(tt.highContrast)
			start, end := place(t, sample, "<Assertion"), place(t, sample, "</Assertion>")
			v.SetSigned([]Range{{start.Start, end.End}})
			v.SetFindings([]Finding{
				{place(t, sample, "ID='_r1'"), Info}, {place(t, sample, `ID="_a1"`), Warn}, {place(t, sample, "<Value>"), Fail},
			})
			v.SetMatches([]Range{place(t, sample, "comment"), place(t, sample, "urn")}, 1)
			v.ShowRange(place(t, sample, "data"))
			v.Select(place(t, sample, "xml version"))
			test.AssertRendersToMarkup(t, "view_"+tt.name+".xml", w.Canvas())
		})
	}
}

// objects counts what the view draws.
func objects(v *View) int { return len(v.content.renderer.objects) + len(v.margin.renderer.objects) }

// shown is the text in sight, row by row, without blanks.
func shown(v *View) []string {
	var out []string
	last := float32(-1)
	for _, o := range v.content.renderer.objects {
		text, ok := o.(*canvas.Text)
		if !ok {
			continue
		}
		if y := text.Position().Y; y != last {
			out, last = append(out, ""), y
		}
		out[len(out)-1] += strings.ReplaceAll(text.Text, " ", "")
	}
	return out
}

// large is a document of at least size bytes with about 90 bytes a line.
func large(size int) string {
	line := `  <Attribute Name="FirstName" Format="urn:oasis:names:tc"><Value>B.Simon</Value></Attribute>` + "\n"
	return "<Response>\n" + strings.Repeat(line, size/len(line)+1) + "</Response>"
}

func TestLargeDocumentStaysSmall(t *testing.T) {
	newApp(t, theme.VariantLight)
	const size = 20 << 20
	for name, text := range map[string]string{
		"pretty":    large(size),
		"one line":  strings.ReplaceAll(large(size), "\n", ""),
		"all tags":  strings.Repeat("<a b='c'/>", size/10),
		"all marks": strings.Repeat("\u200b", size/3),
		"all wide":  strings.Repeat("国", size/3),
		"all lines": strings.Repeat("\n", size),
	} {
		t.Run(name, func(t *testing.T) {
			v, _ := newView(t, text, 1000, 700)
			v.SetSigned([]Range{{10, len(text) - 10}})
			most := 0
			for step := range 40 {
				v.scroll.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(float32(step%3-1)*500, -137)})
				most = max(most, objects(v))
			}
			for _, offset := range []int{len(text), len(text) / 2, 0, len(text) / 3} {
				v.ShowOffset(offset)
				most = max(most, objects(v))
			}
			r := v.content.renderer
			if pool := len(r.texts) + len(r.rectangles); most > 4000 || pool > 4*4000 || most < 40 {
				t.Errorf("%d objects drawn, %d kept", most, pool)
			}
		})
	}
}

func TestTooManyLinesEndInANote(t *testing.T) {
	newApp(t, theme.VariantLight)
	v, _ := newView(t, "", 400, 200)
	v.SetDoc(newDoc(strings.Repeat("x\n", 100), 50))
	v.ShowOffset(150)
	rows := shown(v)
	if got := rows[len(rows)-1]; !strings.Contains(got, "100more") {
		t.Errorf("the last row says %q, want the number of bytes that are not shown", got)
	}
	v.ShowLine(50)
	v.SelectAll()
	if len(v.Selected()) != 200 {
		t.Errorf("%d bytes selected, want all 200", len(v.Selected()))
	}
}

func TestJump(t *testing.T) {
	newApp(t, theme.VariantLight)
	var b strings.Builder
	for i := 1; i <= 1000; i++ {
		fmt.Fprintf(&b, "<line n='%d'/>\n", i)
	}
	text := b.String()
	v, _ := newView(t, text, 400, 210)
	inSight := v.scroll.Size().Height / v.cell.Height
	for _, tt := range []struct {
		name string
		jump func()
		line int // in the middle
	}{
		{"line", func() { v.ShowLine(500) }, 500},
		{"range", func() { v.ShowRange(place(t, text, "n='321'")) }, 321},
		{"offset", func() { v.ShowOffset(place(t, text, "n='77'").Start) }, 77},
		{"first", func() { v.ShowLine(1) }, int(inSight/2) + 1},
		{"before the first", func() { v.ShowLine(-3) }, int(inSight/2) + 1},
	} {
		tt.jump()
		middle := int((v.scroll.Offset.Y+v.scroll.Size().Height/2)/v.cell.Height) + 1
		if middle != tt.line {
			t.Errorf("%s: line %d is in the middle, want %d", tt.name, middle, tt.line)
		}
	}
	v.ShowLine(99999)
	if end := v.content.MinSize().Height - v.scroll.Size().Height; v.scroll.Offset.Y != end {
		t.Errorf("offset %v behind the last line, want %v", v.scroll.Offset.Y, end)
	}
	v.ShowOffset(len(text) + 5)
	v.SetMatches([]Range{place(t, text, "n='900'")}, 0)
	if top := v.TopLine(); top < 880 || top > 900 {
		t.Errorf("top line is %d, but line 900 has the current match", top)
	}
	before := v.scroll.Offset
	v.SetMatches([]Range{place(t, text, "n='901'")}, 0)
	if v.scroll.Offset != before {
		t.Error("a match that is in sight made the view scroll")
	}
}

func TestJumpSideways(t *testing.T) {
	newApp(t, theme.VariantLight)
	text := strings.Repeat("x", 400) + "here" + strings.Repeat("y", 50)
	v, _ := newView(t, text, 300, 100)
	v.ShowRange(place(t, text, "here"))
	x := 400*v.cell.Width - v.scroll.Offset.X
	if x < 0 || x > v.scroll.Size().Width-4*v.cell.Width {
		t.Errorf("the place is at %v of a view %v wide", x, v.scroll.Size().Width)
	}
	v.ShowOffset(3)
	if v.scroll.Offset.X != 0 {
		t.Errorf("offset %v, want the row's start", v.scroll.Offset.X)
	}
}

func TestJumpBeforeTheViewIsShown(t *testing.T) {
	newApp(t, theme.VariantLight)
	v := New(func(int) {}, func(string) {})
	v.SetDoc(NewDoc(strings.Repeat("line\n", 1000)))
	v.ShowLine(500)
	w := test.NewTempWindow(t, v)
	for _, height := range []float32{200, 600, 300} {
		w.Resize(fyne.NewSize(400, height))
		middle := int((v.scroll.Offset.Y+v.scroll.Size().Height/2)/v.cell.Height) + 1
		if middle != 500 {
			t.Errorf("line %d is in the middle of a window of height %v, want line 500", middle, height)
		}
	}
	v.content.TypedKey(&fyne.KeyEvent{Name: fyne.KeyPageDown})
	before := v.scroll.Offset
	w.Resize(fyne.NewSize(400, 400))
	if v.scroll.Offset != before {
		t.Error("a resize scrolled back to a place that was left")
	}
}

func TestSetDocStartsAnew(t *testing.T) {
	newApp(t, theme.VariantLight)
	v, _ := newView(t, large(100_000), 400, 200)
	v.SetFindings([]Finding{{Range{50_000, 50_010}, Fail}})
	v.SetSigned([]Range{{0, 90_000}})
	v.ShowOffset(50_000)
	v.SelectAll()
	v.SetDoc(NewDoc("<b/>"))
	if got := shown(v); len(got) != 1 || got[0] != "<b/>" || v.Selected() != "" || v.TopLine() != 1 {
		t.Errorf("shows %q from line %d, selected %q", got, v.TopLine(), v.Selected())
	}
	for _, o := range v.content.renderer.objects {
		if _, ok := o.(*canvas.Rectangle); ok {
			t.Error("a highlight of the last document is left")
		}
	}
}

func TestHostileRangesAreClamped(t *testing.T) {
	newApp(t, theme.VariantLight)
	v, _ := newView(t, "<a>\n", 300, 100)
	odd := []Range{{-9, 2}, {3, 1}, {4, 4}, {2, 1 << 40}, {1 << 40, 1 << 41}}
	v.SetSigned(odd)
	v.SetMatches(odd, 77)
	for _, r := range odd {
		v.SetFindings([]Finding{{r, Fail}})
		v.ShowRange(r)
		v.Select(r)
		if s := v.Selected(); len(s) > 4 {
			t.Errorf("%v selects %q", r, s)
		}
	}
}

func TestMarginMarks(t *testing.T) {
	newApp(t, theme.VariantLight)
	var tapped []int
	v := New(func(line int) { tapped = append(tapped, line) }, func(string) {})
	w := test.NewTempWindow(t, v)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(300, 200))
	v.SetDoc(NewDoc(strings.Repeat("x\n", 100)))
	v.SetFindings([]Finding{{Range{2, 3}, Warn}, {Range{120, 121}, Info}})
	at := func(line int) fyne.Position {
		return fyne.NewPos(10, (float32(line)-0.5)*v.cell.Height-v.scroll.Offset.Y)
	}
	test.TapCanvas(w.Canvas(), at(2))
	test.TapCanvas(w.Canvas(), at(3))
	v.ShowLine(61)
	test.TapCanvas(w.Canvas(), at(61))
	if want := "[2 61]"; fmt.Sprint(tapped) != want {
		t.Errorf("tapped %v, want %v", tapped, want)
	}
	top := v.TopLine()
	v.margin.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -100)})
	if v.TopLine() <= top {
		t.Error("the wheel over the margin does not scroll")
	}
}
