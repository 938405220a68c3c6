package rollover

import (
	"fmt"
	"strings"
	"time"

	"claimcheck/decoder/report"
)

func (p *planner) created(next *certificate) {
	p.add(report.PlanStep{Owner: report.EntraAdmin, Done: true, Text: "Create a new certificate: the file announces it (" + next.named() + ")."})
}

// send adds the step that hands the file on, with the days it is due by the end of a certificate.
func (p *planner) send(due, next *certificate) {
	step := p.sending(next)
	step.From, step.By = before(due.until, beginBefore), p.by(sendBefore)
	p.add(step)
}

// sending is the step that hands the file on. next is nil while the certificate is still to be made.
func (p *planner) sending(next *certificate) report.PlanStep {
	if next != nil && p.sent(next) {
		return report.PlanStep{Owner: report.EntraAdmin, Done: true, Text: "Give " + p.Short + " the file with the new certificate: the one that was sent announces it."}
	}
	// That the file holds inactive certificates is Microsoft's word in its azure-docs pull request 111432.
	return report.PlanStep{Owner: report.EntraAdmin, Text: "Send the new file to " + p.Short + ": under SAML Certificates press Download next to Federation Metadata XML, check here that the file announces " +
		theNew(next) + ", and hand it on unchanged. It holds the inactive certificates too."}
}

// theNew names the certificate that is to follow; nil is one that is still to be made.
func theNew(next *certificate) string {
	if next == nil {
		return "the new certificate"
	}
	return next.print
}

func (p *planner) confirm() {
	p.add(report.PlanStep{
		Owner: report.Vendor, By: p.by(activateBefore),
		Text: "Wait until " + p.Short + " confirms that it takes both certificates. If it can hold only one, agree on an hour at which both sides change.",
	})
}

// activate adds the step that makes the new certificate active; next is nil while it is still to be made.
func (p *planner) activate(next *certificate) { p.activateAt(next, p.by(activateBefore)) }

func (p *planner) activateAt(next *certificate, by time.Time) {
	step := report.PlanStep{Owner: report.EntraAdmin, By: by, Text: "Make " + theNew(next) + " active, not before " + p.Short +
		" has confirmed: under SAML Certificates press Edit, open the menu (…) of the certificate and choose Make certificate active."}
	if next != nil && next.from.After(p.At) {
		step.From = before(next.from, -1) // whole days: the day after it begins
		step.By = later(step.By, step.From)
	}
	p.add(step)
}

func (p *planner) test(next *certificate) {
	last := p.steps[len(p.steps)-1] // it follows at once
	p.add(report.PlanStep{
		Owner: report.EntraAdmin, From: last.From, By: last.By,
		Text: "Test it: sign in to " + p.Short + " in a private window, capture it and look at it here. The response must be signed with " + theNew(next) + ", and " + p.Short + " must take it.",
	})
}

// remove adds the step that clears the old certificates away, from the end of the last that can be gone back to.
func (p *planner) remove(old []certificate, from time.Time) {
	step := report.PlanStep{Owner: report.EntraAdmin}
	if !from.IsZero() {
		step.From = before(from, 0)
	}
	const most = 3
	var names []string
	for _, c := range old[:min(len(old), most)] {
		names = append(names, c.print)
	}
	which := "the old certificate (" + strings.Join(names, ", ")
	if len(old) > 1 {
		which = strings.Replace(which, "certificate", "certificates", 1)
	}
	if more := len(old) - most; more > 0 {
		which += fmt.Sprintf(" and %d more", more)
	}
	step.Text = "Remove " + which + ") in Entra once that works, and ask " + p.Short + " to remove it as well."
	if !from.IsZero() {
		step.Text += " Until it ends it can be made active again."
	}
	p.add(step)
}

// in says how far off the end is, in whole days.
func in(days int) string {
	switch days {
	case 0:
		return "in less than a day"
	case 1:
		return "in 1 day"
	}
	return fmt.Sprintf("in %d days", days)
}

// over says since when a certificate is of no use.
func over(c *certificate) string {
	if c.until.Before(c.from) {
		return "is never in date (it ends on " + date(c.until) + ", before it begins)"
	}
	return "ended on " + date(c.until)
}
