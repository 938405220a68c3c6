package report

import "strconv"

// certificateRow is one certificate as the page shows it.
type certificateRow struct {
	Mark, Class, Name, Left, Words string
	About                          []row
	Bar                            *timeBar // nil without a life that could be drawn
}

// timeBar is the life of a certificate on the scale of all of them, with places in per cent.
type timeBar struct {
	Title         string // what it shows, in words
	Class         string
	From, To      string
	Before, After bool // it goes on beyond the scale
	Marks         []string
	Judged, Now   string // Now is empty when it is not marked
}

// scale gives the scale of the time bars, and the place of the present on it where that is marked.
func (s *sheet) scale(m Message) (scale TimeScale, now string) {
	list, _ := firstOf(m.Metadata.Certificates, mostEntities)
	scale = ScaleOf(list, m.JudgedAt, s.now)
	if scale.marked(s.now, m.JudgedAt) {
		now = percent(scale.At(s.now))
	}
	return scale, now
}

func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 2, 64) + "%" }

// TimeBars says how the time bars are to be read.
func (s *sheet) TimeBars(m Message) string {
	scale, now := s.scale(m)
	text := "Time bars from " + date(scale.From) + " to " + date(scale.To) + ": the life of each certificate, hatched when it has expired. " +
		"Thin lines: 60, 30 and 7 days before its end. Tall line: " + judgedWords(m.JudgedAt, s.now) + "."
	if now != "" {
		text += " Dashed line: now, " + date(s.now) + "."
	}
	return text
}

// Certificates gives the certificates that are shown.
func (s *sheet) Certificates(m Message) []certificateRow {
	list, _ := firstOf(m.Metadata.Certificates, mostEntities)
	scale, now := s.scale(m)
	rows := make([]certificateRow, 0, len(list))
	for _, c := range list {
		r := certificateRow{
			Mark: c.Term.Mark(), Class: c.Term.tone(), Name: value(c.Name()), Left: c.Left(), Words: prose(c.Words), About: s.aboutCertificate(c),
		}
		if from, to, before, after, ok := scale.Span(c); ok {
			r.Bar = &timeBar{
				Title: "From " + date(c.NotBefore) + " to " + date(c.NotAfter) + ", " + c.Left(), Class: c.Term.tone(),
				From: percent(from), To: percent(to), Before: before, After: after, Judged: percent(scale.At(m.JudgedAt)), Now: now,
			}
			if c.Term == ExpiredKey {
				r.Bar.Class += " hatched"
			}
			for _, at := range scale.Marks(c) {
				r.Bar.Marks = append(r.Bar.Marks, percent(at))
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// ComparedFacts name the files of a comparison.
func (s *sheet) ComparedFacts(c *Comparison) []row {
	return []row{{"sent", value(c.Sent)}, {"fresh", value(c.Fresh)}}
}

// ComparedTone is the class of a comparison's colour.
func (s *sheet) ComparedTone(c *Comparison) string { return c.tone() }

// Changes is their number, and MoreChanges says how many are not shown.
func (s *sheet) Changes(c *Comparison) string { return thousands(len(c.Changes) + c.More) }

func (s *sheet) MoreChanges(c *Comparison) string {
	return moreWords(max(0, len(c.Changes)-mostRows) + c.More)
}

// ChangeFacts are what a change says beside its sentence.
func (s *sheet) ChangeFacts(c Change) []row { return c.facts() }

// HandoffFacts say what was made for the vendor.
func (s *sheet) HandoffFacts(h *Handoff) []row { return h.facts() }

// SetupFacts say what a set-up was read from.
func (s *sheet) SetupFacts(set *Setup) []row { return []row{{"read from", set.SourceWords()}} }

// Cards gives the fields of a set-up by the card of the portal that they stand on.
func (s *sheet) Cards(set *Setup) []card { return set.cards() }

// SetupTone is the class of a claim's colour.
func (s *sheet) SetupTone(c SetupClaim) string {
	if c.right() {
		return "good"
	}
	return "bad"
}
