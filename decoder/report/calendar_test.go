package report

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
)

// unruly is a text with everything that iCalendar writes in another way, and what a calendar must not obey.
const unruly = "a;b,c\\d \"e\": 1\r\nEND:VEVENT\nBEGIN:VCALENDAR\rx\u202e\u0000 äöü€😀 " +
	"a line that is far longer than the seventy-five octets that a content line may have, with ünïcödé ünïcödé ünïcödé ünïcödé 😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"

// shownAs is the same text as a calendar shows it.
var shownAs = "a;b,c\\d \"e\": 1\nEND:VEVENT\nBEGIN:VCALENDAR\\rx\\u202e\\u0000 äöü€😀 " + unruly[strings.Index(unruly, "a line"):]

var reminders = []Reminder{
	{ID: "aa-60", Day: time.Date(2028, 2, 29, 0, 0, 0, 0, time.UTC), Title: "Upwork: the SAML certificate ends in 60 days", Text: unruly},
	{ID: "aa-0", Day: time.Date(2028, 12, 31, 0, 0, 0, 0, time.UTC), Title: unruly, Text: "One.\nTwo."},
}

var written = time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)

func calendar(t *testing.T, list []Reminder) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteCalendar(&b, list, written); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The content lines keep RFC 5545, 3.1 and 3.4 to 3.8.
func TestCalendarLines(t *testing.T) {
	b := calendar(t, reminders)
	text := string(b)
	if strings.Count(text, "\n") != strings.Count(text, "\r\n") || strings.Count(text, "\r") != strings.Count(text, "\r\n") || !strings.HasSuffix(text, "END:VCALENDAR\r\n") {
		t.Error("a line does not end in CR LF")
	}
	folded := 0
	for _, line := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(line) > 75 || line != strings.ToValidUTF8(line, "?") {
			t.Errorf("%d octets: %q", len(line), line)
		}
		if strings.HasPrefix(line, " ") {
			folded++
		}
	}
	if folded < 5 {
		t.Errorf("%d lines are folded", folded)
	}
	unfolded := strings.ReplaceAll(text, "\r\n ", "")
	known := regexp.MustCompile(`^(BEGIN|END|VERSION|PRODID|CALSCALE|METHOD|UID|DTSTAMP|SEQUENCE|DTSTART;VALUE=DATE|DTEND;VALUE=DATE|SUMMARY|DESCRIPTION|TRANSP|ACTION|TRIGGER):[^\x00-\x1f\x7f]+$`)
	for _, line := range strings.Split(strings.TrimSuffix(unfolded, "\r\n"), "\r\n") {
		if !known.MatchString(line) {
			t.Errorf("no such line is written: %q", line)
		}
	}
	for _, want := range []string{
		"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:", "METHOD:PUBLISH\r\n", "UID:aa-60@claimcheck\r\nDTSTAMP:20261124T093000Z\r\nSEQUENCE:0\r\n",
		"DTSTART;VALUE=DATE:20280229\r\nDTEND;VALUE=DATE:20280301\r\n", "DTSTART;VALUE=DATE:20281231\r\nDTEND;VALUE=DATE:20290101\r\n",
		"TRANSP:TRANSPARENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\n", `DESCRIPTION:a\;b\,c\\d "e": 1\nEND:VEVENT\nBEGIN:VCALENDAR\\rx\\u202e\\u0000 `,
	} {
		if !strings.Contains(unfolded, want) {
			t.Errorf("expected %q in\n%s", want, unfolded)
		}
	}
	if got := textValue("\\n"); got != `\\n` { // which the library icalendar reads as the end of a line
		t.Errorf("found %s", got)
	}
	if again := calendar(t, reminders); !bytes.Equal(again, b) {
		t.Error("it is not the same each time")
	}
}

// A reader of another make finds what was written.
func TestCalendarRead(t *testing.T) {
	cal, err := ical.NewDecoder(bytes.NewReader(calendar(t, reminders))).Decode()
	if err != nil {
		t.Fatal(err)
	}
	events := cal.Events()
	if len(events) != len(reminders) {
		t.Fatalf("%d events", len(events))
	}
	for i, e := range events {
		summary, _ := e.Props.Text(ical.PropSummary)
		description, _ := e.Props.Text(ical.PropDescription)
		start, err := e.DateTimeStart(time.UTC)
		if err != nil || !start.Equal(reminders[i].Day) {
			t.Errorf("event %d begins on %s: %v", i, start, err)
		}
		if end, err := e.DateTimeEnd(time.UTC); err != nil || end.Sub(start) != 24*time.Hour {
			t.Errorf("event %d ends on %s: %v", i, end, err)
		}
		if want := strings.Replace(reminders[i].Title, unruly, shownAs, 1); summary != want {
			t.Errorf("the title is %q, expected %q", summary, want)
		}
		if want := strings.Replace(reminders[i].Text, unruly, shownAs, 1); description != want {
			t.Errorf("the text is %q, expected %q", description, want)
		}
		if len(e.Children) != 1 || e.Children[0].Name != ical.CompAlarm {
			t.Errorf("event %d has the parts %v", i, e.Children)
		} else if d, err := e.Children[0].Props.Get(ical.PropTrigger).Duration(); err != nil || d != -15*time.Hour {
			t.Errorf("its alarm is %s: %v", d, err)
		}
	}
	if err := ical.NewEncoder(&bytes.Buffer{}).Encode(cal); err != nil { // it holds which properties a component has once
		t.Error(err)
	}
}

// readers are programs of two more makes that read a calendar into JSON.
var readers = map[string]string{
	"icalendar": `
import sys, json, icalendar
cal = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
assert not cal.errors and cal["VERSION"] == "2.0" and cal["METHOD"] == "PUBLISH"
out = []
for e in cal.walk("VEVENT"):
    assert not e.errors and e["TRANSP"] == "TRANSPARENT" and "ORGANIZER" not in e and "ATTENDEE" not in e
    alarm = e.walk("VALARM")[0]
    out.append([str(e["UID"]), e.decoded("DTSTART").isoformat(), e.decoded("DTEND").isoformat(), str(e["SUMMARY"]), str(e["DESCRIPTION"]), alarm.decoded("TRIGGER").total_seconds()])
json.dump(out, sys.stdout)`,
	"vobject": `
import sys, json, vobject
cal = vobject.readOne(sys.stdin.buffer.read().decode("utf-8"))
assert cal.validate(raiseException=True)
out = []
for e in cal.vevent_list:
    out.append([e.uid.value, e.dtstart.value.isoformat(), e.dtend.value.isoformat(), e.summary.value, e.description.value, e.valarm.trigger.value.total_seconds()])
json.dump(out, sys.stdout)`,
}

func TestCalendarReadElsewhere(t *testing.T) {
	python, err := exec.LookPath("/usr/bin/python3") // Debian's, which its packages belong to
	if err != nil {
		t.Skip("there is no python3 here")
	}
	for name, program := range readers {
		t.Run(name, func(t *testing.T) {
			if err := exec.Command(python, "-c", "import "+name).Run(); err != nil {
				t.Skip("python3 is without " + name)
			}
			run := exec.Command(python, "-c", program)
			run.Stdin = bytes.NewReader(calendar(t, reminders))
			var complaint strings.Builder
			run.Stderr = &complaint
			out, err := run.Output()
			if err != nil {
				t.Fatalf("%v: %s", err, &complaint)
			}
			var got [][]any
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatal(err)
			}
			if len(got) != len(reminders) {
				t.Fatalf("%d events", len(got))
			}
			for i, e := range got {
				r := reminders[i]
				want := []any{
					r.ID + "@claimcheck", r.Day.Format("2006-01-02"), r.Day.AddDate(0, 0, 1).Format("2006-01-02"),
					strings.Replace(r.Title, unruly, shownAs, 1), strings.Replace(r.Text, unruly, shownAs, 1), -54000.0,
				}
				for k := range want {
					if e[k] != want[k] {
						t.Errorf("event %d has %q, expected %q", i, e[k], want[k])
					}
				}
			}
		})
	}
}
