package report

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// mostBars bounds the certificates of a drawing: more do not fit where one is looked at.
const mostBars = 100

// The measures of the time bars beside those of the flow, in the same units.
const (
	barWidth = 900
	barRow   = 92 // for one certificate
	barBare  = 52 // for one without a life that could be drawn
	barAxis  = 64 // for the years and the names of the instants
	barThick = 14
	barTicks = 10 // dates on the scale
)

// barStyle adds to svgStyle what time bars need.
const barStyle = `.bar{stroke-width:14px}.hatched{stroke-dasharray:3 3}.track,.tick{stroke:#8a8990}.tick{stroke-opacity:.35}.mark,.judged,.now{stroke:#1c1b1f}.judged,.now{stroke-width:2px}.now{stroke-dasharray:4 3}.e{text-anchor:end}.k{paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}.gap{stroke:#ffffff;stroke-width:6px}
@media (prefers-color-scheme:dark){.mark,.judged,.now{stroke:#ececf1}.k,.gap{stroke:#1d1c21}}
`

// TimeBarOptions are the manners of the drawing of time bars.
type TimeBarOptions struct {
	Now time.Time // marked where it is on the scale; zero: not marked
}

// WriteTimeBarSVG draws the certificates of a metadata message as a standalone SVG 1.1, all on one scale: the life of
// each with the marks 60, 30 and 7 days before its end, the instant they were judged at, and now. An expired one is
// hatched, and a word says what every colour does. It has no script and refers to nothing outside. The error is that
// of w, or says that there is no certificate.
func WriteTimeBarSVG(w io.Writer, m Message, o TimeBarOptions) error {
	if m.Metadata == nil || len(m.Metadata.Certificates) == 0 {
		return errors.New("there is no certificate whose time could be drawn")
	}
	list, more := firstOf(m.Metadata.Certificates, mostBars)
	d := &timeBars{svg: svg{width: barWidth}, scale: ScaleOf(list, m.JudgedAt, o.Now), judged: m.JudgedAt, name: judgedWords(m.JudgedAt, o.Now)}
	if d.scale.marked(o.Now, m.JudgedAt) {
		d.now = o.Now
	}
	title := "Certificates of " + fileTitle(m.Metadata)
	d.y = svgMargin + svgLine
	d.text(svgMargin, d.y, "h", title, barWidth-2*svgMargin, 9)
	d.lines("", "Thin lines on a bar: 60, 30 and 7 days before its end. Hatched: expired. ‹ and ›: it goes on.")
	d.y += svgLine
	d.axis(list)
	var told strings.Builder
	for _, c := range list {
		d.certificate(c)
		fmt.Fprintf(&told, "%s: %s. ", value(c.Name()), c.Left())
	}
	if more > 0 {
		d.lines("b", moreWords(more))
	}
	for _, n := range m.Notes {
		d.lines("", "Left out: "+prose(n))
	}
	d.y += svgMargin
	return d.write(w, title, told.String(), svgStyle+barStyle)
}

// fileTitle names what a metadata file is about.
func fileTitle(md *Metadata) string {
	if len(md.Entities) == 1 {
		return value(md.Entities[0].ID)
	}
	return thousands(len(md.Entities)) + " entities"
}

// timeBars is a drawing of time bars while it is made.
type timeBars struct {
	svg
	scale       TimeScale
	judged, now time.Time // now is zero when it is not marked
	name        string    // of the instant that was judged at
}

// row is the height of a certificate.
func (d *timeBars) row(c Certificate) int {
	if _, _, _, _, ok := d.scale.Span(c); !ok {
		return barBare
	}
	return barRow
}

// x is where a share of the scale stands.
func (d *timeBars) x(share float64) float64 { return svgMargin + share*(barWidth-2*svgMargin) }

func (d *timeBars) line(class string, x1, y1, x2, y2 float64) {
	fmt.Fprintf(d, `<line class="%s" x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f"/>`+"\n", class, x1, y1, x2, y2)
}

// axis draws the dates of the scale, and the instants, above and through the rows.
func (d *timeBars) axis(list []Certificate) {
	top, bottom := float64(d.y+barAxis-8), float64(d.y+barAxis)
	for _, c := range list {
		bottom += float64(d.row(c))
	}
	layout, ticks := d.scale.ticks()
	for _, t := range ticks {
		x := d.x(d.scale.At(t))
		d.line("tick", x, top, x, bottom)
		d.text(int(x), int(top)-4, "s m", t.Format(layout), 100, svgSmall)
	}
	d.instant("judged", d.name, d.judged, d.y+8, bottom)
	if !d.now.IsZero() {
		d.instant("now", "now, "+date(d.now), d.now, d.y+26, bottom)
	}
	d.y += barAxis
}

// instant draws a line through all rows, with its name where it begins.
func (d *timeBars) instant(class, name string, t time.Time, y int, bottom float64) {
	const half = 92 // of the widest name
	x := d.x(d.scale.At(t))
	d.line(class, x, float64(y+4), x, bottom)
	d.text(int(min(max(x, svgMargin+half), barWidth-svgMargin-half)), y, "b m", name, 2*half, svgBold)
}

// certificate draws one certificate: its name and words, its life and what it is for.
func (d *timeBars) certificate(c Certificate) {
	const room = barWidth - 2*svgMargin
	about := nonEmpty(value(c.SHA1))
	if c.DaysLeft != nil {
		about = append(about, date(c.NotBefore)+" to "+date(c.NotAfter))
	}
	if c.SignedFile {
		about = append(about, "signed this file")
	}
	if c.SameKeyAs != "" {
		about = append(about, "same public key as "+value(c.SameKeyAs))
	}
	use := c.UseWords()
	from, to, before, after, ok := d.scale.Span(c)
	if !ok { // there is no bar to stand below
		about, use = append(about, use), ""
	}
	fmt.Fprintf(d, "<g><title>%s</title>\n", esc(prose(c.Words)))
	d.text(svgMargin, d.y+18, "k b "+c.Term.tone(), c.Term.Mark()+" "+value(c.Name())+": "+c.Left(), room, svgBold)
	d.text(svgMargin, d.y+36, "k s", strings.Join(about, ", "), room, svgSmall)
	if ok {
		d.life(c, float64(d.y+56), from, to)
		if before {
			d.text(svgMargin-4, d.y+61, "b e", "‹", svgMargin, svgBold)
		}
		if after {
			d.text(barWidth-svgMargin+4, d.y+61, "b", "›", svgMargin, svgBold)
		}
		d.text(svgMargin, d.y+78, "k s", use, room, svgSmall)
	}
	d.WriteString("</g>\n")
	d.y += d.row(c)
}

// life draws the bar of a certificate, with its marks and the instants over it.
func (d *timeBars) life(c Certificate, y, from, to float64) {
	const least, room = 6, 12 // that are seen, and where an instant within is seen
	d.line("track", d.x(0), y, d.x(1), y)
	class := "line bar " + c.Term.tone()
	if c.Term == ExpiredKey {
		class += " hatched"
	}
	wide := max(d.x(to)-d.x(from), least)
	d.line(class, d.x(from), y, d.x(from)+wide, y)
	over := func(class string, share float64) {
		d.line(class, d.x(share), y-barThick/2-3, d.x(share), y+barThick/2+3)
	}
	for _, at := range d.scale.Marks(c) {
		over("mark", at)
	}
	instant := func(class string, t time.Time) {
		if wide >= room {
			over("gap", d.scale.At(t))
		}
		over(class, d.scale.At(t))
	}
	instant("judged", d.judged)
	if !d.now.IsZero() {
		instant("now", d.now)
	}
}

// ticks gives the dates that stand on the scale, so many that they can be read, and how they are written.
func (s TimeScale) ticks() (layout string, list []time.Time) {
	for _, step := range []struct {
		layout              string
		years, months, days int
	}{
		{"2006-01-02", 0, 0, 1}, {"2006-01-02", 0, 0, 7}, {"2006-01", 0, 1, 0}, {"2006-01", 0, 3, 0}, {"2006", 1, 0, 0}, {"2006", 2, 0, 0}, {"2006", 5, 0, 0},
	} {
		list = nil
		t := time.Date(s.From.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		for ; !t.After(s.To) && len(list) <= barTicks; t = t.AddDate(step.years, step.months, step.days) {
			if !t.Before(s.From) {
				list = append(list, t)
			}
		}
		if layout = step.layout; len(list) <= barTicks {
			break
		}
	}
	return layout, list
}
