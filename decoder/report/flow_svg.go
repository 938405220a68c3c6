package report

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"
	"time"
)

// The measures of the drawing, in its own units, which are pixels unless it is scaled.
const (
	svgMargin = 24
	svgClock  = 120 // the column of numbers and times
	svgEdge   = 120 // from the outer lifelines to the edge: half a name
	svgSpan   = 300 // between two lifelines
	svgRow    = 58  // for one step
	svgLine   = 20  // for one line of text
	svgGlyph  = 7.2 // a column of text of 13 units: fonts are not measured, so widely
	svgBold   = 8.2 // likewise in bold
	svgSmall  = 6.3 // likewise of 11 units
)

// svgStyle colours the drawing for light and for dark; each pair has a contrast of 4.5 to 1 at least.
const svgStyle = `text{font-family:system-ui,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;font-size:13px;fill:#1c1b1f}
.bg{fill:#ffffff}.h{font-size:17px;font-weight:700}.b{font-weight:700}.s{font-size:11px;fill:#55545c}.m{text-anchor:middle;paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}
.life{stroke:#8a8990;stroke-dasharray:5 4}.line{stroke:#3d3c44;stroke-width:1.6}.tip{fill:#3d3c44}
.good,text.good{fill:#14692f}.bad,text.bad{fill:#b3161b}.unsure,text.unsure{fill:#8a5200}
.line.good{stroke:#14692f}.line.bad{stroke:#b3161b}.line.unsure{stroke:#8a5200}.line{fill:none}
@media (prefers-color-scheme:dark){text{fill:#ececf1}.bg{fill:#1d1c21}.m{stroke:#1d1c21}.s{fill:#b4b3bd}.life{stroke:#7d7c86}.line{stroke:#d4d3db}.tip{fill:#d4d3db}
.good,text.good{fill:#6fd58c}.bad,text.bad{fill:#ff9a93}.unsure,text.unsure{fill:#f0b95a}
.line.good{stroke:#6fd58c}.line.bad{stroke:#ff9a93}.line.unsure{stroke:#f0b95a}}
`

// svg is a drawing while it is made: what it holds so far, how far down that goes, and how wide it is.
type svg struct {
	bytes.Buffer
	y, width int
	zone     *time.Location
}

// WriteFlowSVG draws the flow of a report as a standalone SVG 1.1: a lifeline for each party and an arrow
// for each step, with its time in the given zone (nil: UTC), on light or dark as the reader's system is
// set. It has no script and refers to nothing outside; no value of a person, RelayState or query is in
// it. The error is that of w, or says that the report has no flow.
func WriteFlowSVG(w io.Writer, r Report, zone *time.Location) error {
	f := r.Flow
	if f == nil || len(f.Parties) == 0 {
		return errors.New("there is no message whose way could be drawn")
	}
	if zone == nil {
		zone = time.UTC
	}
	d := &svg{y: svgMargin, zone: zone}
	d.width = max(2*svgMargin+svgClock+2*svgEdge+(len(f.Parties)-1)*svgSpan, 760)
	for _, n := range f.Notes {
		d.lines("b", prose(n))
	}
	var told strings.Builder
	for i, s := range f.SignIns {
		d.signIn(r, f, i, s)
		fmt.Fprintf(&told, "%s: %s. ", s.Title(i, len(f.SignIns)), s.Verdict.Words())
		for k, step := range s.Steps {
			fmt.Fprintf(&told, "%d. %s. ", k+1, prose(step.Text))
		}
	}
	d.y += svgMargin
	return d.write(w, "The flow of "+value(r.Input.Name), told.String(), svgStyle)
}

// write puts the drawing into its frame. The title and what is told of it must be clean already.
func (d *svg) write(w io.Writer, title, told, style string) error {
	var out bytes.Buffer
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="title desc">
<title id="title">%s</title>
<desc id="desc">%s</desc>
<style>%s</style>
<rect class="bg" width="100%%" height="100%%"/>
`, d.width, d.y, d.width, d.y, esc(title), esc(strings.TrimSpace(told)), style)
	out.Write(d.Bytes())
	out.WriteString("</svg>\n")
	_, err := w.Write(out.Bytes())
	return err
}

// esc makes text fit to stand in the drawing; it must be clean already.
func esc(s string) string { return html.EscapeString(s) }

// text writes text at a place; what is wider than the room is cut, and stands whole in its title.
func (d *svg) text(x, y int, class, s string, room float64, glyph float64) {
	shown := oneLine(s, int(room/glyph))
	fmt.Fprintf(d, `<text x="%d" y="%d" class="%s">`, x, y, class)
	if shown != s {
		fmt.Fprintf(d, "<title>%s</title>", esc(s))
	}
	fmt.Fprintf(d, "%s</text>\n", esc(shown))
}

// lines writes a clean sentence over the whole width, in as many lines as it takes.
func (d *svg) lines(class, s string) {
	room := int(float64(d.width-2*svgMargin) / svgBold)
	for _, part := range wrap(s, room, room) {
		d.y += svgLine
		d.text(svgMargin, d.y, class, part, float64(d.width), svgGlyph/2)
	}
}

// signIn draws one sign-in: what it is, its lifelines, its steps and its notes.
func (d *svg) signIn(r Report, f *Flow, index int, s SignIn) {
	if index > 0 || len(f.Notes) > 0 {
		d.y += svgLine
	}
	title := s.Verdict.Mark() + " " + s.Title(index, len(f.SignIns)) + ": " + s.Verdict.Words()
	d.y += svgLine
	d.text(svgMargin, d.y, "h "+tone(s.Verdict), title, float64(d.width-2*svgMargin), 9)
	if began := (&page{zone: d.zone}).began(s); began != "" {
		d.lines("s", began)
	}
	if s.Message >= 0 && s.Message < len(r.Messages) {
		m := r.Messages[s.Message]
		d.lines("", persons(Report{Messages: []Message{m}}).out(m.Sentence))
	}
	lanes := lanesOf(f, s)
	at := map[Lane]int{}
	d.y += svgLine + 8
	top := d.y
	for i, lane := range lanes {
		x := svgMargin + svgClock + svgEdge + i*svgSpan
		at[lane.Lane] = x
		d.text(x, top, "b m", Clean(lane.Name), 2*svgEdge, svgBold)
		d.text(x, top+16, "s m", values(lane.Hosts, value), 2*svgEdge, svgSmall)
	}
	d.y += 24
	bottom := d.y + len(s.Steps)*svgRow
	for _, lane := range lanes {
		fmt.Fprintf(d, `<line class="life" x1="%[1]d" y1="%[2]d" x2="%[1]d" y2="%[3]d"/>`+"\n", at[lane.Lane], d.y, bottom)
	}
	for i, step := range s.Steps {
		d.step(i, step, at)
	}
	d.y = bottom
	for _, n := range s.Notes {
		d.lines("b", "! "+prose(n))
	}
	if s.Reached != "" {
		d.lines("", prose(s.Reached))
	}
	if s.Correlated != "" {
		d.lines("", "Correlation ID "+value(s.Correlated))
	}
}

// step draws one arrow with what it carries above it and where it went below it.
func (d *svg) step(i int, s Step, at map[Lane]int) {
	y := d.y + svgRow/2
	d.y += svgRow
	tone := tone(s.Verdict)
	if s.Verdict == "" {
		tone = ""
	}
	from, to := at[s.From], at[s.To]
	middle, room := (from+to)/2, float64(max(from, to)-min(from, to)-24)
	whole := fmt.Sprintf("%d. %s", i+1, prose(s.Text))
	if s.URL != "" {
		whole += " – " + strings.TrimSpace(Clean(s.Method)+" "+value(s.URL))
	}
	fmt.Fprintf(d, "<g><title>%s</title>\n", esc(whole))
	clock := ""
	if !s.Time.IsZero() {
		clock = s.Time.In(d.zone).Format("15:04:05")
	}
	d.text(svgMargin, y+4, "s", fmt.Sprintf("%d", i+1), 40, svgSmall)
	d.text(svgMargin+32, y+4, "", clock, svgClock, svgGlyph)
	if from == to {
		fmt.Fprintf(d, `<circle class="tip %s" cx="%d" cy="%d" r="5"/>`+"\n", tone, from, y)
		room = svgSpan - 24
	} else {
		back := 10 // from the tip to where the line ends
		if from > to {
			back = -10
		}
		fmt.Fprintf(d, `<line class="line %s" x1="%d" y1="%d" x2="%d" y2="%d"/>`+"\n", tone, from, y, to-back, y)
		fmt.Fprintf(d, `<path class="tip %s" d="M%d %dl%d -5v10z"/>`+"\n", tone, to, y, -back)
	}
	weight := "m "
	if s.Message != nil {
		weight = "b m "
	}
	d.text(middle, y-8, weight+tone, s.Label(), room, svgBold)
	address := value(s.URL)
	if _, after, found := strings.Cut(address, "://"); found {
		address = after
	}
	d.text(middle, y+16, "s m", address, room, svgSmall)
	d.WriteString("</g>\n")
}

// lanesOf are the parties that a step of this sign-in touches.
func lanesOf(f *Flow, s SignIn) []Party {
	return slices.DeleteFunc(slices.Clone(f.Parties), func(q Party) bool {
		return !slices.ContainsFunc(s.Steps, func(step Step) bool { return step.From == q.Lane || step.To == q.Lane })
	})
}
