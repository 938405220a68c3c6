package rollover

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/report"
)

// reported is a certificate of a report that ends so many days from at.
func reported(id string, until int) report.Certificate {
	return report.Certificate{
		Key:  report.Key{SHA1: "A" + id, SHA256: id, NotBefore: at.AddDate(0, 0, -100), NotAfter: at.AddDate(0, 0, until)},
		Uses: []report.KeyUse{{Role: "SecurityTokenServiceType", Use: "signing"}, {Role: idp, Use: "signing"}},
	}
}

func days(list []report.Reminder) string {
	var out []string
	for _, r := range list {
		out = append(out, r.ID+" "+r.Day.Format("2006-01-02"))
	}
	return strings.Join(out, ", ")
}

// Each certificate has four days, those that are past are left out, and the words are those of the plan on that day.
func TestReminders(t *testing.T) {
	list, left := Reminders([]report.Certificate{reported("B", 100), reported("C", 20)}, setting)
	if want := "c-7 2026-12-07, c-0 2026-12-14, b-60 2027-01-03, b-30 2027-02-02, b-7 2027-02-25, b-0 2027-03-04"; days(list) != want || left != 0 {
		t.Errorf("found %s (%d left out), expected %s", days(list), left, want)
	}
	for i, says := range map[int]string{
		0: "ends on 2026-12-14, in 7 days; AB, until 2027-03-04, is to follow it: send the file to Upwork by 2026-12-07",
		2: "(AB) ends on 2027-03-04, in 60 days: create a new one now and send the new file to Upwork by 2027-02-02.\n\n1. Create a new certificate",
		3: "in 30 days: create a new one and send the new file to Upwork today.",
		4: "in 7 days: create a new one and send the new file to Upwork today, and agree with Upwork on the hour of the change.",
	} {
		if !strings.Contains(list[i].Text, says) {
			t.Errorf("reminder %d is %q, expected %q in it", i, list[i].Text, says)
		}
	}
	if want := "The certificate with the thumbprint AB ends on 2027-03-04 09:30:00 UTC.\n"; !strings.HasPrefix(list[2].Text, want) || list[2].Title != "Upwork: the SAML certificate ends in 60 days" || list[5].Title != "Upwork: the SAML certificate ends today" {
		t.Errorf("found %q, %q, %q", list[2].Text, list[2].Title, list[5].Title)
	}
	later := setting
	later.At = at.AddDate(0, 0, 30)
	if again, _ := Reminders([]report.Certificate{reported("B", 100)}, later); again[0].ID != "b-60" {
		t.Errorf("a reminder made later is %s", again[0].ID)
	}
}

// What signs nobody in, has ended, has no end or is never in date is not reminded of.
func TestNoReminders(t *testing.T) {
	encrypts, elsewhere, bare, endless, never := reported("A", 100), reported("B", 100), reported("", 100), reported("C", 100), reported("D", 100)
	encrypts.Uses[1].Use, elsewhere.Uses = "encryption", elsewhere.Uses[:1]
	endless.NotAfter = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	never.NotBefore = never.NotAfter.AddDate(0, 0, 1)
	list, left := Reminders([]report.Certificate{encrypts, elsewhere, bare, endless, never, reported("E", -1), {Unreadable: "x"}}, setting)
	if len(list) != 0 || left != 0 {
		t.Errorf("found %s (%d left out)", days(list), left)
	}
	if list, _ := Reminders([]report.Certificate{reported("A", 0)}, setting); days(list) != "a-0 2026-11-24" {
		t.Errorf("found %s", days(list))
	}
	for _, year := range []int{0, 1, 1969, 9998} {
		c, s := reported("A", 0), setting
		c.NotBefore, c.NotAfter, s.At = time.Time{}.AddDate(-1, 0, 0), time.Date(year, 3, 1, 0, 0, 0, 0, time.UTC), time.Time{}.AddDate(-1, 0, 0)
		list, _ := Reminders([]report.Certificate{c}, s)
		if err := report.WriteCalendar(&bytes.Buffer{}, list, at); err != nil || year > 0 && len(list) < 3 {
			t.Errorf("year %d: %s, %v", year, days(list), err)
		}
	}
}

// Of ten thousand certificates those that end first are reminded of, and the calendar stays below the megabyte that
// Google Calendar takes.
func TestMostReminded(t *testing.T) {
	var certs []report.Certificate
	for i := range 10_000 {
		certs = append(certs, reported(fmt.Sprintf("%064X", i), 10_100-i))
	}
	list, left := Reminders(certs, setting)
	if len(list) != 4*mostReminded || left != 10_000-mostReminded || list[0].ID != fmt.Sprintf("%064x-60", 9999) {
		t.Errorf("%d reminders, %d left out, the first %s", len(list), left, list[0].ID)
	}
	var b bytes.Buffer
	if err := report.WriteCalendar(&b, list, at); err != nil || b.Len() > 1_000_000 {
		t.Errorf("%d bytes: %v", b.Len(), err)
	}
}
