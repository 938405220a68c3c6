package report

import (
	"strings"
	"testing"
	"time"
)

// A mark is passed at its very second, and a certificate is in date up to and with its last.
func TestTermAtItsBoundaries(t *testing.T) {
	end := time.Date(2028, 7, 29, 10, 20, 30, 0, time.UTC)
	begin := end.AddDate(-3, 0, 0)
	before := func(days int, d time.Duration) time.Time { return end.AddDate(0, 0, -days).Add(-d) }
	for _, c := range []struct {
		name string
		at   time.Time
		term Term
		days int
		left string
	}{
		{"61 days", before(61, 0), Current, 61, "61 days left"},
		{"a second less than 61 days", before(61, -time.Second), Within60, 60, "60 days left"},
		{"60 days and a nanosecond", before(60, time.Nanosecond), Within60, 60, "60 days left"},
		{"61 days", before(61, 0), Current, 61, "61 days left"},
		{"31 days", before(31, 0), Within60, 31, "31 days left"},
		{"8 days", before(8, 0), Within30, 8, "8 days left"},
		{"60 days", before(60, 0), Within60, 60, "60 days left"},
		{"a nanosecond less than 60 days", before(60, -time.Nanosecond), Within60, 59, "59 days left"},
		{"30 days and a second", before(30, time.Second), Within30, 30, "30 days left"},
		{"30 days", before(30, 0), Within30, 30, "30 days left"},
		{"7 days and a second", before(7, time.Second), Within7, 7, "7 days left"},
		{"7 days", before(7, 0), Within7, 7, "7 days left"},
		{"a day", before(1, 0), Within7, 1, "1 day left"},
		{"a second less than a day", before(1, -time.Second), Within7, 0, "less than a day left"},
		{"its last instant", end, Within7, 0, "less than a day left"},
		{"a nanosecond after it", end.Add(time.Nanosecond), ExpiredKey, -1, "expired since 2028-07-29"},
		{"a day after it", end.AddDate(0, 0, 1), ExpiredKey, -1, "expired since 2028-07-29"},
		{"a day and a second after it", end.AddDate(0, 0, 1).Add(time.Second), ExpiredKey, -2, "expired since 2028-07-29"},
		{"its first instant", begin, Current, 1096, "1,096 days left"},
		{"a nanosecond before it", begin.Add(-time.Nanosecond), NotYet, 1096, "begins on 2025-07-29"},
		{"in another zone", before(60, 0).In(time.FixedZone("CET", 3600)), Within60, 60, "60 days left"},
	} {
		k := Certificate{Key: Key{NotBefore: begin, NotAfter: end}, Term: TermOf(begin, end, c.at)}
		days := DaysLeft(end, c.at)
		k.DaysLeft = &days
		if k.Term != c.term || days != c.days || k.Left() != c.left {
			t.Errorf("%s: %s, %d days, %q; want %s, %d, %q", c.name, k.Term, days, k.Left(), c.term, c.days, c.left)
		}
	}
}

// Dates beyond the 292 years of a time.Duration are counted as any other.
func TestTermOfAbsurdDates(t *testing.T) {
	for _, c := range []struct {
		before, after int
		term          Term
		days          int
		words         string
	}{
		{2020, 9999, Current, 2912076, "It ends on 9999-01-01, in 2,912,076 days."},
		{0, 1, ExpiredKey, -739618, "It ended on 0001-01-01, 739,617 days ago."},
		{9000, 9999, NotYet, 2912076, "It begins on 9000-01-01, in 2,547,199 days."},
		{2030, 2020, ExpiredKey, -2194, "It ends on 2020-01-01, before it begins on 2030-01-01: it is never in date."},
		{2040, 2030, NotYet, 1459, "It ends on 2030-01-01, before it begins on 2040-01-01: it is never in date."},
	} {
		year := func(y int) time.Time { return time.Date(y, 1, 1, 0, 0, 0, 0, time.UTC) }
		k := Certificate{Key: Key{NotBefore: year(c.before), NotAfter: year(c.after)}, Term: TermOf(year(c.before), year(c.after), noon)}
		if days := DaysLeft(k.NotAfter, noon); k.Term != c.term || days != c.days {
			t.Errorf("%d to %d: %s, %d days; want %s, %d", c.before, c.after, k.Term, days, c.term, c.days)
		}
		if got := k.Explain(noon, false, Beside{}); !strings.HasPrefix(got, c.words) {
			t.Errorf("%d to %d: %q, want %q first", c.before, c.after, got, c.words)
		}
	}
}

// What a term means for the sign-in depends on what stands beside the certificate.
func TestExplain(t *testing.T) {
	const (
		takes   = "does not check dates still takes"
		already = "Entra signs with this one, even if it is inactive"
		other   = "Entra signs with the one in date, even if that is inactive"
		several = "a new one is inactive until an admin makes it active"
		unknown = "Which one is active the file does not show"
		no      = "no sign-in is verified with it"
		renew   = "Make a new certificate"
		change  = "Before that day another one has to be active"
	)
	all := []string{takes, already, other, several, unknown, no, renew, change}
	for _, c := range []struct {
		name   string
		term   Term
		signs  bool
		beside Beside
		want   []string
	}{
		{"expired alone", ExpiredKey, true, Beside{}, []string{takes}},
		{"expired beside a new one", ExpiredKey, true, Beside{Valid: 1, Entra: true}, []string{takes, other, unknown}},
		{"expired beside an expired one", ExpiredKey, true, Beside{Expired: 1, Entra: true}, []string{takes, unknown}},
		{"new beside an expired one", Current, true, Beside{Expired: 1, Entra: true}, []string{already, unknown}},
		{"new beside one in date", Current, true, Beside{Valid: 1, Entra: true}, []string{several, unknown}},
		{"not yet, beside an expired one", NotYet, true, Beside{Expired: 1, Entra: true}, []string{unknown}},
		{"expired beside a new one, elsewhere", ExpiredKey, true, Beside{Valid: 1}, []string{takes}},
		{"new beside an expired one, elsewhere", Current, true, Beside{Expired: 1}, nil},
		{"new beside one in date, elsewhere", Current, true, Beside{Valid: 1}, nil},
		{"alone", Current, true, Beside{}, nil},
		{"60 days", Within60, true, Beside{}, []string{renew}},
		{"7 days beside a new one", Within7, true, Beside{Valid: 1, Entra: true}, []string{change, several, unknown}},
		{"for encryption", Current, false, Beside{}, []string{no}},
		{"expired, for encryption", ExpiredKey, false, Beside{}, []string{no}},
	} {
		k := Certificate{Key: Key{NotBefore: noon.AddDate(-3, 0, 0), NotAfter: noon.AddDate(0, 0, 5)}, Term: c.term}
		got := k.Explain(noon, c.signs, c.beside)
		for _, part := range all {
			want := false
			for _, w := range c.want {
				want = want || w == part
			}
			if strings.Contains(got, part) != want {
				t.Errorf("%s: %q in it: %v, want %v:\n%s", c.name, part, !want, want, got)
			}
		}
	}
	if got := (Certificate{Unreadable: "x", Term: Undated}).Explain(noon, true, Beside{}); !strings.HasPrefix(got, "It could not be read") {
		t.Error(got)
	}
	if got := (Certificate{Term: Undated}).Explain(noon, true, Beside{}); !strings.Contains(got, "no dates") {
		t.Error(got)
	}
}
