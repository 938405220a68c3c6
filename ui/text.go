package ui

import (
	"math"
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// span is a run of text in one style.
type span struct {
	text  string
	style fyne.TextStyle
	color fyne.ThemeColorName // empty: the foreground
	under fyne.ThemeColorName // colour laid under the text, which is underlined too; empty: none
}

// fit says what a text does when it is wider than its place.
type fit int

const (
	wrap    fit = iota // onto more lines, at blanks and after / - & ?, else in mid-word
	natural            // asks for the width it needs
	cut                // ends in an ellipsis
	supple             // asks for the width it needs, and wraps when it gets less
)

// text is short text in several styles, without the toolkit's padding round it. It lays out a few
// hundred words; a document belongs in the code view.
type text struct {
	widget.BaseWidget
	spans []span
	size  fyne.ThemeSizeName
	fit   fit
	align fyne.TextAlign

	width float32 // the width that lines was made for
	lines [][]piece
}

// piece is a part of one span on one line.
type piece struct {
	span  int
	text  string
	x, w  float32
	style fyne.TextStyle
}

func newText(f fit, size fyne.ThemeSizeName, spans ...span) *text {
	t := &text{spans: spans, size: size, fit: f, width: -1}
	t.ExtendBaseWidget(t)
	return t
}

// body is plain wrapped text in the usual size.
func body(s string) *text { return newText(wrap, theme.SizeNameText, span{text: s}) }

// muted is wrapped second text.
func muted(s string) *text {
	return newText(wrap, theme.SizeNameText, span{text: s, color: colorMuted})
}

// caption is small second text on one line.
func caption(s string) *text {
	return newText(natural, theme.SizeNameCaptionText, span{text: s, color: colorMuted})
}

// strong is bold wrapped text.
func strong(s string) *text {
	return newText(wrap, theme.SizeNameText, span{text: s, style: fyne.TextStyle{Bold: true}})
}

// set shows other spans.
func (t *text) set(spans ...span) {
	t.spans, t.width = spans, -1
	t.Refresh()
}

// String is the text without its styles.
func (t *text) String() string {
	var b strings.Builder
	for _, s := range t.spans {
		b.WriteString(s.text)
	}
	return b.String()
}

func (t *text) textSize() float32 { return t.Theme().Size(t.size) }

func (t *text) lineHeight() float32 {
	return fyne.MeasureText("Mg", t.textSize(), fyne.TextStyle{}).Height
}

// lay breaks the spans into lines for the given width.
func (t *text) lay(width float32) {
	if t.width == width && t.lines != nil {
		return
	}
	t.width = width
	f := t.fit
	if f == supple {
		f = wrap
	}
	t.lines = breakLines(t.spans, t.textSize(), width, f)
}

// breakLines places spans on lines no wider than width. What is drawn at once is measured at once: letters
// that join, and letters that another font has, are wider or narrower beside each other than alone.
func breakLines(spans []span, size, width float32, f fit) [][]piece {
	lines := [][]piece{nil}
	x := float32(0) // where the next piece starts
	feed := func() { lines, x = append(lines, nil), 0 }
	place := func(i int, s string, w float32) {
		last := &lines[len(lines)-1]
		*last = append(*last, piece{span: i, text: s, x: x, w: w, style: spans[i].style})
		x += w
	}

	for i, sp := range spans {
		measure := func(s string) float32 { return fyne.MeasureText(s, size, sp.style).Width }
		bare := func(s string) float32 { return measure(strings.TrimRight(s, " ")) }
		for n, row := range strings.Split(sp.text, "\n") {
			if n > 0 && f == wrap {
				feed()
			}
			for _, run := range oneFont(row) {
				if f != wrap {
					place(i, run, measure(run))
					continue
				}
				for run != "" {
					end := wholeWords(run, width-x, bare)
					if end == 0 && x > 0 {
						feed()
						continue
					}
					if end == 0 {
						end = wordEnd(run)
						if width > 0 { // one word is wider than a line
							end = fitting(run[:end], width, bare)
						}
					}
					place(i, run[:end], measure(run[:end]))
					if run = run[end:]; run != "" {
						feed()
					}
				}
			}
		}
	}
	if f == cut && x > width {
		lines[0] = ellipsis(lines[0], spans, size, width)
	}
	return lines
}

// wholeWords is the length of the words at the start of s that fit together; 0 when the first does not.
func wholeWords(s string, width float32, measure func(string) float32) int {
	end := 0
	for end < len(s) {
		next := end + wordEnd(s[end:])
		if measure(s[:next]) > width {
			break
		}
		end = next
	}
	return end
}

// oneFont cuts text before a blank that follows a sign which the usual font may lack: the toolkit takes
// both from the other font, where the blank has no glyph.
func oneFont(s string) []string {
	var runs []string
	start, sign := 0, false
	for i, r := range s {
		if r == ' ' && sign {
			runs = append(runs, s[start:i])
			start = i
		}
		sign = r >= 0x2100
	}
	return append(runs, s[start:])
}

// wordEnd is the offset after the first word with the blanks that follow it. A line may also break
// after / - & and ?, as claim names and addresses are long and have no blanks.
func wordEnd(s string) int {
	for i := 1; i < len(s); i++ {
		before := s[i-1]
		if before == ' ' && s[i] != ' ' {
			return i
		}
		if strings.IndexByte("/-&?", before) >= 0 && strings.IndexByte("/-&? ", s[i]) < 0 {
			return i
		}
	}
	return len(s)
}

// fitting is the length of the longest start of s that fits, one rune at least.
func fitting(s string, width float32, measure func(string) float32) int {
	low, high := 0, len(s) // s[:low] fits, s[:high] does not
	for {
		mid := (low + high) / 2
		for mid > low && !utf8.RuneStart(s[mid]) {
			mid--
		}
		if mid == low {
			break
		}
		if measure(s[:mid]) <= width {
			low = mid
		} else {
			high = mid
		}
	}
	// The middle was rounded down to a rune's start, so a rune may still be left between the two.
	for low < high {
		_, n := utf8.DecodeRuneInString(s[low:])
		if low > 0 && measure(s[:low+n]) > width {
			break
		}
		low += n
		if low >= high {
			break
		}
	}
	return low
}

func ellipsis(line []piece, spans []span, size, width float32) []piece {
	for len(line) > 0 {
		last := &line[len(line)-1]
		measure := func(s string) float32 { return fyne.MeasureText(s, size, spans[last.span].style).Width }
		room := width - last.x - measure("…")
		if room > 0 {
			n := 0
			if measure(last.text) > room {
				n = fitting(last.text, room, measure)
			} else {
				n = len(last.text)
			}
			last.text = strings.TrimRight(last.text[:n], " ") + "…"
			last.w = measure(last.text)
			return line
		}
		if len(line) == 1 {
			last.text, last.w = "…", measure("…")
			return line
		}
		line = line[:len(line)-1]
	}
	return line
}

// MinSize implements fyne.CanvasObject: the height is that of the lines at the present width.
func (t *text) MinSize() fyne.Size {
	h := t.lineHeight()
	switch t.fit {
	case natural, supple:
		w := float32(0)
		for _, p := range breakLines(t.spans, t.textSize(), 0, natural)[0] {
			w += p.w
		}
		if t.fit == supple {
			w = float32(math.Ceil(float64(w))) // what is lost in adding up must not break the line
			if width := t.Size().Width; width > 0 {
				t.lay(width)
				h *= float32(len(t.lines))
			}
		}
		return fyne.NewSize(w, h)
	case cut:
		return fyne.NewSize(3*t.textSize(), h)
	}
	if width := t.Size().Width; width > 0 {
		t.lay(width)
		return fyne.NewSize(3*t.textSize(), h*float32(len(t.lines)))
	}
	return fyne.NewSize(3*t.textSize(), h)
}

// CreateRenderer implements fyne.Widget.
func (t *text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{text: t}
	r.Refresh()
	return r
}

type textRenderer struct {
	text    *text
	objects []fyne.CanvasObject
}

func (r *textRenderer) Destroy()                     {}
func (r *textRenderer) MinSize() fyne.Size           { return r.text.MinSize() }
func (r *textRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *textRenderer) Layout(size fyne.Size)        { r.draw(size) }
func (r *textRenderer) Refresh()                     { r.text.width = -1; r.draw(r.text.Size()); canvas.Refresh(r.text) }

func (r *textRenderer) colour(n fyne.ThemeColorName) fyne.ThemeColorName {
	if n == "" {
		return theme.ColorNameForeground
	}
	return n
}

func (r *textRenderer) draw(size fyne.Size) {
	t := r.text
	width := size.Width
	if t.fit == natural {
		width = 0
	}
	t.lay(width)
	th, v := t.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	h, ts := t.lineHeight(), t.textSize()
	top := float32(0)
	if t.fit == natural || t.fit == cut {
		top = (size.Height - h) / 2
	}
	r.objects = r.objects[:0]
	for n, line := range t.lines {
		shift := float32(0)
		if t.align != fyne.TextAlignLeading && len(line) > 0 {
			last := line[len(line)-1]
			end := last.x + fyne.MeasureText(strings.TrimRight(last.text, " "), ts, last.style).Width
			shift = size.Width - end
			if t.align == fyne.TextAlignCenter {
				shift /= 2
			}
		}
		y := top + h*float32(n)
		for _, p := range line {
			sp := t.spans[p.span]
			if sp.under != "" {
				mark := canvas.NewRectangle(th.Color(sp.under, v))
				mark.CornerRadius = 2
				mark.Move(fyne.NewPos(p.x+shift, y))
				mark.Resize(fyne.NewSize(p.w, h))
				line := canvas.NewRectangle(th.Color(r.colour(sp.color), v))
				line.Move(fyne.NewPos(p.x+shift, y+h-2))
				line.Resize(fyne.NewSize(p.w, 2))
				r.objects = append(r.objects, mark, line)
			}
			o := canvas.NewText(p.text, th.Color(r.colour(sp.color), v))
			o.TextSize, o.TextStyle = ts, sp.style
			o.Move(fyne.NewPos(p.x+shift, y))
			o.Resize(fyne.NewSize(p.w, h)) // the driver culls by size
			r.objects = append(r.objects, o)
		}
	}
}
