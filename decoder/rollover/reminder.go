package rollover

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/report"
)

// mostReminded bounds the certificates that a calendar reminds of, those that end first: a calendar takes a file of
// a megabyte at most (Google Calendar), and an application has one or two.
const mostReminded = 50

// noEnd is the year of a certificate that is meant to have no end (RFC 5280, 4.1.2.5).
const noEnd = 9999

// Reminders gives the days that Entra warns at as well and the end of each certificate of a report that signs users
// in, from the day of the setting's instant on, with what is to be done by then. left counts the certificates that
// have not ended and are left out for their number.
func Reminders(listed []report.Certificate, s Setting) (list []report.Reminder, left int) {
	var certs []certificate
	for _, c := range listed {
		of := certificate{id: c.SHA256, print: c.SHA1, from: c.NotBefore, until: c.NotAfter}
		if c.SHA256 != "" && !of.over(s.At) && slices.ContainsFunc(c.Uses, func(u report.KeyUse) bool { return u.Role == idp && u.Use != "encryption" }) {
			certs = append(certs, of)
		}
	}
	slices.SortStableFunc(certs, func(a, b certificate) int { return a.until.Compare(b.until) })
	left = max(0, len(certs)-mostReminded)
	certs = certs[:len(certs)-left]
	for i, c := range certs {
		for _, days := range []int{beginBefore, sendBefore, activateBefore, 0} {
			day := before(c.until, days)
			if day.Before(s.today()) || day.IsZero() || day.Year() == noEnd {
				continue
			}
			then := s
			then.At = day
			plan := planned(certs[i:], nil, then) // those that end earlier have had their own reminders
			list = append(list, report.Reminder{
				ID:    fmt.Sprintf("%s-%d", strings.ToLower(c.id), days),
				Day:   day,
				Title: s.Short + ": the SAML certificate ends " + until(days),
				Text:  text(c, plan),
			})
		}
	}
	return list, left
}

// until says how far off the end is on the day of a reminder.
func until(days int) string {
	if days == 0 {
		return "today"
	}
	return in(days)
}

// text says of which certificate a reminder is, and what to do.
func text(c certificate, plan *report.Plan) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The certificate with the thumbprint %s ends on %s.\n", c.print, c.until.UTC().Format("2006-01-02 15:04:05 UTC"))
	b.WriteString(plan.Sentence + "\n")
	for i, s := range plan.Steps {
		fmt.Fprintf(&b, "\n%d. %s (%s)", i+1, s.Text, s.When())
	}
	return b.String()
}
