package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
)

// joinLines is the text of the lines; widest is the right end of the longest, blanks at its end apart.
func joinLines(lines [][]piece) string {
	var b strings.Builder
	for _, l := range lines {
		for _, p := range l {
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// holdLines is what must be true of any text at any width: nothing is lost and nothing sticks out,
// unless a single letter is wider than the place.
func holdLines(t *testing.T, s string, width float32) [][]piece {
	t.Helper()
	lines := breakLines([]span{{text: s}}, 14, width, wrap)
	if got, want := joinLines(lines), strings.ReplaceAll(s, "\n", ""); got != want {
		t.Fatalf("width %.0f: %q became %q", width, want, got)
	}
	for _, l := range lines {
		if len(l) == 0 {
			continue
		}
		last := l[len(l)-1]
		end := last.x + fyne.MeasureText(strings.TrimRight(last.text, " "), 14, last.style).Width
		if width >= 20 && end > width+1 && len([]rune(strings.TrimSpace(joinLines([][]piece{l})))) > 1 {
			t.Fatalf("width %.0f: %q ends at %.1f", width, joinLines([][]piece{l}), end)
		}
	}
	return lines
}

func TestBreakLines(t *testing.T) {
	test.NewTempApp(t)
	for _, c := range []struct {
		s     string
		width float32
		lines int
	}{
		{"", 100, 1},
		{"short", 200, 1},
		{"two words", 50, 2},
		{"one\ntwo\n\nfour", 200, 4},
		{"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName", 240, 2},
		{"Donaudampfschifffahrtsgesellschaftskapitän", 120, 3},
		{"Base64 → Response", 300, 1},
	} {
		if lines := holdLines(t, c.s, c.width); len(lines) != c.lines {
			t.Errorf("%q at %.0f: found %d lines, expected %d", c.s, c.width, len(lines), c.lines)
		}
	}
	for _, s := range []string{"→ → →", "a\u0301bc", "日本語のとても長い文字列です", strings.Repeat("x", 3000), "  lead", "trail   ", "\xff\xfe bad UTF-8", joinedHebrew} {
		for _, width := range []float32{0, 1, 20, 46, 77, 400} {
			holdLines(t, s, width)
		}
	}
}

func TestBlankAfterASignIsDrawnApart(t *testing.T) {
	test.NewTempApp(t)
	line := breakLines([]span{{text: "Base64 → Response"}}, 14, 300, natural)[0]
	if len(line) != 2 || line[0].text != "Base64 →" || line[1].text != " Response" {
		t.Errorf("found %+v, expected the blank after the arrow with the word", line)
	}
}

func TestEllipsis(t *testing.T) {
	test.NewTempApp(t)
	for _, spans := range [][]span{
		{{text: "a sentence that is far too long for its place"}},
		{{text: "first "}, {text: "second span that is too long", style: fyne.TextStyle{Bold: true}}},
		{{text: "→ → → → → → → → → → → → →"}},
	} {
		line := breakLines(spans, 14, 90, cut)[0]
		last := line[len(line)-1]
		if !strings.HasSuffix(last.text, "…") || last.x+last.w > 91 {
			t.Errorf("%v: found %q ending at %.1f, expected an ellipsis within 90", spans, joinLines([][]piece{line}), last.x+last.w)
		}
	}
	if line := breakLines([]span{{text: "fits"}}, 14, 90, cut)[0]; joinLines([][]piece{line}) != "fits" {
		t.Errorf("found %q, expected the text as it is", joinLines([][]piece{line}))
	}
}

// joinedHebrew is wider as a whole than its parts together: which font a sign is taken from, and so its
// width, depends on its neighbours.
const joinedHebrew = "\xb7\xfbP֥\xa7\xb2ק"

func FuzzBreakLines(f *testing.F) {
	for _, s := range []string{"two words", "http://x/y-z?a&b", "→ a", "日本", "\n\n", "\xff", joinedHebrew} {
		f.Add(s, uint16(60))
	}
	f.Add(joinedHebrew, uint16(46))
	test.NewTempApp(f)
	f.Fuzz(func(t *testing.T, s string, width uint16) {
		if len(s) < 300 && !strings.ContainsAny(s, "\t\r\v\f") {
			holdLines(t, s, float32(width%500))
		}
	})
}

func TestTextTellsItsHeightAtItsWidth(t *testing.T) {
	test.NewTempApp(t)
	words := body("a sentence of several words that needs more than one line when it is narrow")
	one := words.MinSize().Height
	words.Resize(fyne.NewSize(120, one))
	if h := words.MinSize().Height; h < 3*one {
		t.Errorf("found a height of %.0f at a width of 120, expected several lines of %.0f", h, one)
	}
	words.Resize(fyne.NewSize(2000, one))
	if h := words.MinSize().Height; h != one {
		t.Errorf("found a height of %.0f at a width of 2000, expected one line of %.0f", h, one)
	}
	if caption("abc").MinSize().Width <= caption("a").MinSize().Width {
		t.Error("natural text does not ask for its width")
	}
	words.set(span{text: "other", color: theme.ColorNameError})
	if words.String() != "other" {
		t.Errorf("found %q", words.String())
	}
}

func TestLayouts(t *testing.T) {
	test.NewTempApp(t)
	long := func() *text { return body("words that wrap when the column is narrow enough for that") }
	box := vertical(4, long(), long())
	h := settle(box, 100)
	if want := 2*settle(long(), 100) + 4; h != want {
		t.Errorf("stack: found a height of %.1f, expected %.1f", h, want)
	}
	hidden := long()
	hidden.Hide()
	box.Add(hidden)
	if got := settle(box, 100); got != h {
		t.Errorf("stack: a hidden child changed the height from %.1f to %.1f", h, got)
	}
	a, b, c := long(), caption("natural"), long()
	row := columns{gap: 10, weights: []float32{1, 0, 3}}
	w := row.widths([]fyne.CanvasObject{a, b, c}, 400)
	if w[1] != b.MinSize().Width || w[2] < 2.9*w[0] || w[0]+w[1]+w[2]+20 != 400 {
		t.Errorf("columns: found widths %v of 400", w)
	}
	if w := row.widths([]fyne.CanvasObject{a, b, c}, 10); w[0] != 0 || w[2] != 0 {
		t.Errorf("columns: found widths %v where there is no room", w)
	}
	pills := []fyne.CanvasObject{caption("one"), caption("two"), caption("three")}
	flow{6}.Layout(pills, fyne.NewSize(40, 100))
	if flow.MinSize(flow{6}, pills).Height < 3*caption("x").MinSize().Height {
		t.Error("flow: narrow pills are not under each other")
	}
}
