package report

import (
	"bufio"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Reminder is a day to be reminded of.
type Reminder struct {
	ID    string // of no other reminder, and the same when it is made again: a calendar then keeps one of the two
	Day   time.Time
	Title string
	Text  string // may have several lines
}

// WriteCalendar writes reminders as iCalendar (RFC 5545), for a calendar to take in: events that last a day and keep
// nobody busy, each with an alarm at nine in the morning of the day before. now is when it is written. No person is
// named in it: of the organizer that a published calendar has (RFC 5546, 3.2.1) there is none, as in those that
// calendars themselves export.
//
// It is written here since the libraries at hand do not serve: github.com/emersion/go-ical does not fold lines, and
// github.com/arran4/golang-ical brings net/http into a room without a socket and leaves a CR in a text as it is.
func WriteCalendar(w io.Writer, list []Reminder, now time.Time) error {
	const day, instant = "20060102", "20060102T150405Z"
	out := bufio.NewWriter(w)
	line := func(name, value string) { out.WriteString(fold(name + ":" + value)) }
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//ClaimCheck//Certificate reminders//EN")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	for _, r := range list {
		line("BEGIN", "VEVENT")
		line("UID", textValue(r.ID+"@claimcheck"))
		line("DTSTAMP", now.UTC().Format(instant))
		line("SEQUENCE", "0")
		line("DTSTART;VALUE=DATE", r.Day.UTC().Format(day))
		line("DTEND;VALUE=DATE", r.Day.UTC().AddDate(0, 0, 1).Format(day)) // the day after the last (3.6.1)
		line("SUMMARY", textValue(r.Title))
		line("DESCRIPTION", textValue(r.Text))
		line("TRANSP", "TRANSPARENT")
		line("BEGIN", "VALARM")
		line("ACTION", "DISPLAY")
		line("DESCRIPTION", textValue(r.Title))
		line("TRIGGER", "-PT15H")
		line("END", "VALARM")
		line("END", "VEVENT")
	}
	line("END", "VCALENDAR")
	return out.Flush()
}

// textValue writes a value of type TEXT (3.3.11). Its lines are kept; any other character that is not seen as what it
// is becomes a visible escape.
func textValue(s string) string {
	lines := strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.NewReplacer(`\`, `\\`, `;`, `\;`, `,`, `\,`).Replace(Clean(l))
	}
	return strings.Join(lines, `\n`)
}

// fold breaks a content line into lines of at most 75 octets, never inside a character (3.1).
func fold(s string) string {
	const most = 75
	var b strings.Builder
	for room := most; len(s) > room; room = most - 1 { // the blank that begins the next line counts
		cut := room
		for !utf8.RuneStart(s[cut]) {
			cut--
		}
		b.WriteString(s[:cut] + "\r\n ")
		s = s[cut:]
	}
	return b.String() + s + "\r\n"
}
