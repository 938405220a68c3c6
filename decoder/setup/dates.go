package setup

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// written is a date as the portal writes it in the language of its reader: three numbers with the year first or last, and a
// time of day that may follow.
var written = regexp.MustCompile(`^(\d{1,4})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{1,4})\.?(?:年|月|日)?,?(?:\s+(.{1,30}))?$`)

// clock is a time of day with or without its half.
var clock = regexp.MustCompile(`(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?`)

// readDate gives the instants that a written date may mean, in UTC for want of its zone; none when it is no date. Slashes
// stand between month, day and year in America and between day, month and year in most other places: where both can be,
// both are given.
func readDate(s string) []time.Time {
	s = strings.TrimSpace(strings.NewReplacer("\u00a0", " ", "\u202f", " ", "\u200e", "", "\u200f", "").Replace(s))
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return []time.Time{t.UTC()}
	}
	m := written.FindStringSubmatch(s)
	if m == nil || len(s) > 60 {
		return nil
	}
	a, _ := strconv.Atoi(m[1])
	b, _ := strconv.Atoi(m[3])
	c, _ := strconv.Atoi(m[4])
	h, min, sec := timeOfDay(m[5])
	var out []time.Time
	try := func(year, month, day int) {
		t := time.Date(year, time.Month(month), day, h, min, sec, 0, time.UTC)
		if year < 1000 || t.Month() != time.Month(month) || t.Day() != day {
			return
		}
		for _, o := range out {
			if o.Equal(t) {
				return
			}
		}
		out = append(out, t)
	}
	switch {
	case len(m[1]) == 4:
		try(a, b, c)
	case len(m[4]) != 4:
	case m[2] == "/":
		try(c, a, b)
		try(c, b, a)
	default:
		try(c, b, a) // dots and hyphens: the day comes first
	}
	return out
}

// afternoon are the words for the second half of the day.
var afternoon = []string{"pm", "p.m.", "p. m.", "오후", "午後", "下午"}

func timeOfDay(s string) (h, min, sec int) {
	m := clock.FindStringSubmatch(s)
	if m == nil {
		return 0, 0, 0
	}
	h, _ = strconv.Atoi(m[1])
	min, _ = strconv.Atoi(m[2])
	sec, _ = strconv.Atoi(m[3])
	s = strings.ToLower(s)
	for _, word := range afternoon {
		if strings.Contains(s, word) && h < 12 {
			h += 12
		}
	}
	if (strings.Contains(s, "am") || strings.Contains(s, "a.m.")) && h == 12 {
		h = 0
	}
	return h, min, sec
}

// milliseconds is an instant as Windows PowerShell writes it into JSON.
var milliseconds = regexp.MustCompile(`^/Date\((-?\d{1,15})\)/$`)

// readInstant gives an instant of Graph's JSON; zero when it is none.
func readInstant(s string) time.Time {
	if m := milliseconds.FindStringSubmatch(s); m != nil {
		ms, _ := strconv.ParseInt(m[1], 10, 64)
		return time.UnixMilli(ms).UTC()
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.9999999", "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	if d := readDate(s); len(d) == 1 {
		return d[0]
	}
	return time.Time{}
}
