package saml

import (
	"strings"
	"time"
)

// Time reads an xs:dateTime (XML Schema Part 2, 3.2.7): fractions of any length, of which nanoseconds
// are kept; offsets up to 14 hours; 24:00:00 as the start of the next day; white space around it. The
// result is in UTC. Without a zone the time is read as UTC and zone is false.
//
// Years before 0001 or after 9999, which RFC 3339 and JSON cannot write, are not ok.
func Time(s string) (t time.Time, zone, ok bool) {
	c := cursor(strings.Trim(s, space))
	year, ok1 := c.number(4, '-')
	month, ok2 := c.number(2, '-')
	day, ok3 := c.number(2, 'T')
	hour, ok4 := c.number(2, ':')
	minute, ok5 := c.number(2, ':')
	second, ok6 := c.number(2, 0)
	nanos, ok7 := c.fraction()
	offset, zone, ok8 := c.zone()
	if !ok1 || !ok2 || !ok3 || !ok4 || !ok5 || !ok6 || !ok7 || !ok8 || c != "" {
		return time.Time{}, false, false
	}
	midnight := hour == 24 && minute == 0 && second == 0 && nanos == 0
	if year < 1 || month < 1 || month > 12 || day < 1 || hour > 23 && !midnight || minute > 59 || second > 59 {
		return time.Time{}, false, false
	}
	// time.Date would carry 30 February over to March.
	if time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() != day {
		return time.Time{}, false, false
	}
	t = time.Date(year, time.Month(month), day, hour, minute-offset, second, nanos, time.UTC)
	if t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}, false, false
	}
	return t, zone, true
}

// cursor is what is left to read of a date.
type cursor string

// number takes exactly that many digits and the mark after them, if there is to be one.
func (c *cursor) number(digits int, mark byte) (n int, ok bool) {
	size := digits
	if mark != 0 {
		size++
	}
	if len(*c) < size || mark != 0 && (*c)[digits] != mark {
		return 0, false
	}
	for i := range digits {
		d := (*c)[i]
		if d < '0' || d > '9' {
			return 0, false
		}
		n = 10*n + int(d-'0')
	}
	*c = (*c)[size:]
	return n, true
}

// fraction takes a fraction of a second, if there is one.
func (c *cursor) fraction() (nanos int, ok bool) {
	if len(*c) == 0 || (*c)[0] != '.' {
		return 0, true
	}
	i, unit := 1, int(time.Second)/10
	for ; i < len(*c) && (*c)[i] >= '0' && (*c)[i] <= '9'; i++ {
		nanos += int((*c)[i]-'0') * unit
		unit /= 10
	}
	ok = i > 1
	*c = (*c)[i:]
	return nanos, ok
}

// zone takes a zone, if there is one; the offset is in minutes east of UTC.
func (c *cursor) zone() (offset int, given, ok bool) {
	switch {
	case *c == "":
		return 0, false, true
	case *c == "Z":
		*c = ""
		return 0, true, true
	}
	sign := (*c)[0]
	*c = (*c)[1:]
	hours, ok1 := c.number(2, ':')
	minutes, ok2 := c.number(2, 0)
	offset = 60*hours + minutes
	if sign == '-' {
		offset = -offset
	}
	return offset, true, (sign == '+' || sign == '-') && ok1 && ok2 && minutes < 60 && 60*hours+minutes <= 14*60
}
