package report

import "time"

// furthest is how many years from the judging instant a time scale goes at most: a certificate that is dated to the
// year 9999 must not make all others invisible.
const furthest = 10

// TimeScale is the span of time that certificates are drawn on, the same for all of them.
type TimeScale struct{ From, To time.Time }

// ScaleOf gives the scale on which the certificates and the other instants are drawn. What lies further off than ten
// years from the instant that was judged at does not stretch it, unless there is nothing nearer.
func ScaleOf(list []Certificate, judged time.Time, others ...time.Time) TimeScale {
	s := TimeScale{judged, judged}
	first, last := judged.AddDate(-furthest, 0, 0), judged.AddDate(furthest, 0, 0)
	var before, after bool // something lies further off
	for _, c := range list {
		if c.Term != Undated {
			others = append(others, c.NotBefore, c.NotAfter)
		}
	}
	for _, t := range others {
		switch {
		case t.IsZero():
		case t.Before(first):
			before = true
		case t.After(last):
			after = true
		case t.Before(s.From):
			s.From = t
		case t.After(s.To):
			s.To = t
		}
	}
	if before && s.From.Equal(judged) {
		s.From = first
	}
	if after && s.To.Equal(judged) {
		s.To = last
	}
	edge := max(s.To.Sub(s.From)/50, 12*time.Hour) // so that nothing stands at the very edge
	return TimeScale{s.From.Add(-edge).UTC(), s.To.Add(edge).UTC()}
}

// At says where an instant stands on the scale, from 0 at its beginning to 1 at its end; less or more when it is not
// on it.
func (s TimeScale) At(t time.Time) float64 {
	return float64(t.Unix()-s.From.Unix()) / float64(s.To.Unix()-s.From.Unix())
}

// Span says where the life of a certificate begins and ends on the scale, and whether it goes on beyond either end.
// ok is false when it has no dates, or ends before it begins.
func (s TimeScale) Span(c Certificate) (from, to float64, before, after, ok bool) {
	if c.Term == Undated || c.NotAfter.Before(c.NotBefore) {
		return 0, 0, false, false, false
	}
	from, to = s.At(c.NotBefore), s.At(c.NotAfter)
	return min(max(from, 0), 1), min(max(to, 0), 1), from < 0, to > 1, true
}

// warnings are the days before its end at which Entra warns of a certificate.
var warnings = []int{60, 30, 7}

// Marks gives the places of those that lie within the scale and the certificate's life.
func (s TimeScale) Marks(c Certificate) []float64 {
	var list []float64
	if c.Term == Undated {
		return nil
	}
	for _, n := range warnings {
		t := c.NotAfter.AddDate(0, 0, -n)
		if at := s.At(t); t.After(c.NotBefore) && at >= 0 && at <= 1 {
			list = append(list, at)
		}
	}
	return list
}

// judgedWords names the instant that was judged at.
func judgedWords(judged, now time.Time) string {
	if date(judged) == date(now) {
		return "judged now, " + date(judged)
	}
	return "judged at " + date(judged)
}

// marked says whether now is marked: where it is on the scale, and another day than the one that was judged at.
func (s TimeScale) marked(now, judged time.Time) bool {
	at := s.At(now)
	return !now.IsZero() && date(now) != date(judged) && at >= 0 && at <= 1
}
