package rollover

import (
	"fmt"
	"slices"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
)

// The days before the end of a certificate that a plan goes by. Entra mails the admin at these (Microsoft's
// tutorial-manage-certificates-for-federated-single-sign-on.md): the change begins with the first mail; the file is
// sent with the second at the latest, which leaves the vendor's support three weeks; and with the third the new
// certificate is active, while the old one, still in date, can be gone back to for a week.
const (
	beginBefore    = 60
	sendBefore     = 30
	activateBefore = 7
)

// Plan says how to change the signing certificate of the one identity provider in a file, by that file alone. It is
// nil when the file holds none or several, or announces no certificate for signing.
func Plan(f *metadata.File, s Setting) *report.Plan {
	e, ok := provider(f)
	if !ok {
		return nil
	}
	return planned(signing(e), nil, s)
}

// planner makes the plan for one identity provider.
type planner struct {
	Setting
	live   []certificate   // not ended, the one that ends first at the front
	ended  []certificate   // ended, or never in date
	vendor map[string]bool // certificates that the vendor was sent, and their keys; nil: not known
	steps  []report.PlanStep
}

// planned makes the plan for the certificates that are announced now; had are those of the file that the vendor was
// sent, nil when that is not known.
func planned(now, had []certificate, s Setting) *report.Plan {
	if len(now) == 0 {
		return nil
	}
	p := &planner{Setting: s}
	for _, c := range now {
		if c.over(s.At) {
			p.ended = append(p.ended, c)
		} else {
			p.live = append(p.live, c)
		}
	}
	byEnd := func(a, b certificate) int { return a.until.Compare(b.until) }
	slices.SortStableFunc(p.live, byEnd)
	slices.SortStableFunc(p.ended, byEnd)
	if had != nil {
		p.vendor = holding(had)
	}
	sentence := p.plan(now)
	if len(now) > 1 {
		sentence += " The file does not show which of its certificates is active; SAML Certificates in the portal does."
	}
	return &report.Plan{Sentence: sentence, Steps: p.steps}
}

// plan chooses the steps and gives the sentence above them.
func (p *planner) plan(now []certificate) string {
	switch next := p.successor(); {
	case len(p.live) == 0:
		return p.tooLate()
	case len(p.vendor) > 0 && !slices.ContainsFunc(now, func(c certificate) bool { return p.vendor[c.key] }):
		return p.replaced()
	case len(p.live) == 1 && len(p.ended) > 0 && p.left() > beginBefore && !p.due().from.After(p.At):
		return p.overlapMissed()
	case next != nil:
		return p.announced(next)
	}
	return p.onlyDue()
}

// sent says whether the vendor was sent a certificate.
func (p *planner) sent(c *certificate) bool { return p.vendor[c.id] }

// due is the certificate in date that ends first: as long as the active one is not known, it may be that.
func (p *planner) due() *certificate { return &p.live[0] }

// left counts the whole days until then.
func (p *planner) left() int { return report.DaysLeft(p.due().until, p.At) }

// successor is the certificate that is to carry on when the first one ends: the one that lasts longest, if it begins
// before that end and lasts long enough beyond it for the next change.
func (p *planner) successor() *certificate {
	if len(p.live) < 2 {
		return nil
	}
	end := p.due().until
	for i := len(p.live) - 1; i > 0; i-- {
		if c := &p.live[i]; !c.from.After(end) && before(c.until, beginBefore).After(end) {
			return c
		}
	}
	return nil
}

// by is a number of days before the end, or, where that day is past, the last that is left.
func (p *planner) by(days int) time.Time {
	day := before(p.due().until, days)
	if day.Before(p.today()) && days < sendBefore {
		day = before(p.due().until, 1)
	}
	return later(day, p.today())
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

func (p *planner) add(s report.PlanStep) {
	if s.Done {
		s.From, s.By = time.Time{}, time.Time{} // what is done has no date any more
	}
	p.steps = append(p.steps, s)
}

// page is where the portal shows the certificates.
func (p *planner) page() string {
	return "Entra admin center > Enterprise apps > " + p.App + " > Single sign-on > SAML Certificates"
}

// onlyDue is the plan when no announced certificate carries on after the first one that ends.
func (p *planner) onlyDue() string {
	due := p.due()
	p.add(report.PlanStep{
		Owner: report.EntraAdmin, From: before(due.until, beginBefore), By: p.by(sendBefore),
		Text: "Create a new certificate and leave it inactive: " + p.page() + " > Edit > New Certificate, then Save. The old one goes on signing.",
	})
	p.send(due, nil)
	p.confirm()
	p.activate(nil)
	p.test(nil)
	p.remove(append(slices.Clone(p.ended), p.live...), due.until)

	what := "The certificate (" + due.print + ")"
	if n := len(p.live); n > 1 && date(p.live[n-1].until) == date(due.until) {
		what = fmt.Sprintf("Each of %d certificates", n)
	} else if n > 1 {
		what = fmt.Sprintf("The first of %d certificates (%s)", n, due.print)
	}
	sentence := fmt.Sprintf("%s ends on %s, %s: ", what, date(due.until), in(p.left()))
	if due.from.After(p.At) {
		sentence = fmt.Sprintf("%s begins on %s only and ends on %s, %s: ", what, date(due.from), date(due.until), in(p.left()))
	}
	switch left := p.left(); {
	case left > beginBefore:
		return sentence + "begin with a new one on " + date(before(due.until, beginBefore)) + "."
	case left > sendBefore:
		return sentence + "create a new one now and send the new file to " + p.Short + " by " + date(p.by(sendBefore)) + "."
	case left > activateBefore:
		return sentence + "create a new one and send the new file to " + p.Short + " today."
	}
	return sentence + "create a new one and send the new file to " + p.Short + " today, and agree with " + p.Short + " on the hour of the change."
}

// announced is the plan when the file announces the next certificate beside the first that ends.
func (p *planner) announced(next *certificate) string {
	due := p.due()
	p.created(next)
	p.send(due, next)
	p.confirm()
	p.activate(next)
	p.test(next)
	p.remove(append(slices.Clone(p.ended), slices.DeleteFunc(slices.Clone(p.live), func(c certificate) bool { return c.id == next.id })...), due.until)

	sentence := fmt.Sprintf("The certificate %s ends on %s, %s; %s, until %s, is to follow it: ", due.print, date(due.until), in(p.left()), next.print, date(next.until))
	if p.sent(next) {
		sentence += "make that one active once " + p.Short + " has confirmed it, by " + date(p.by(activateBefore)) + "."
	} else {
		sentence += "send the file to " + p.Short + " by " + date(p.by(sendBefore)) + ", and make that one active once " + p.Short + " has confirmed it, by " + date(p.by(activateBefore)) + "."
	}
	if due.from.After(next.from) {
		sentence += " The one that was made last ends first: if it was meant to follow the other, create another with a later end."
	}
	return sentence
}

// overlapMissed is the plan when the old certificate has ended and one in date stands beside it.
func (p *planner) overlapMissed() string {
	next, old := p.due(), &p.ended[len(p.ended)-1]
	p.created(next)
	step := p.sending(next)
	step.By = p.today()
	p.add(step)
	p.add(report.PlanStep{Owner: report.Vendor, By: p.today(), Text: "Wait until " + p.Short + " confirms that it takes what the new certificate signs."})
	p.activateAt(next, p.today())
	p.test(next)
	p.remove(p.ended, time.Time{})

	sentence := fmt.Sprintf("The certificate %s %s, and %s, until %s, stands beside it: Entra signs with the one in date even while it is inactive. ",
		old.print, over(old), next.print, date(next.until))
	if p.sent(next) {
		return sentence + p.Short + " was sent it: make it active, and remove the old one."
	}
	return sentence + "Send the file to " + p.Short + " today, unless that was done."
}

// tooLate is the plan when no certificate is in date.
func (p *planner) tooLate() string {
	p.add(report.PlanStep{
		Owner: report.EntraAdmin, By: p.today(),
		Text: "Agree with " + p.Short + " on an hour for the change. Sign-ins may go on working until then: an application that does not check dates takes what the old certificate signs.",
	})
	p.add(report.PlanStep{
		Owner: report.EntraAdmin,
		Text:  "Create a new certificate at that hour, not before: " + p.page() + " > Edit > New Certificate, then Save. Entra signs with it from then on, even while it is inactive, because the old one has ended.",
	})
	p.add(p.sending(nil))
	p.add(report.PlanStep{Owner: report.Vendor, Text: "Wait until " + p.Short + " confirms that it has taken in the new file."})
	p.activateAt(nil, time.Time{})
	p.test(nil)
	p.remove(p.ended, time.Time{})

	last := &p.ended[len(p.ended)-1]
	what := "The only certificate (" + last.print + ") "
	if len(p.ended) > 1 {
		what = fmt.Sprintf("No certificate of %d is in date; the last (%s) ", len(p.ended), last.print)
	}
	return what + over(last) + ": agree with " + p.Short + " on an hour before you create a new one, for Entra signs with a new one at once."
}

// replaced is the plan when the file announces none of the certificates that the vendor was sent.
func (p *planner) replaced() string {
	next := &p.live[len(p.live)-1]
	p.created(next)
	p.add(report.PlanStep{Owner: report.EntraAdmin, Done: true, Text: "Make the new certificate (" + next.print + ") active: the fresh file announces none of the old ones, so Entra signs with none of them."})
	step := p.sending(next)
	step.By = p.today()
	p.add(step)
	p.add(report.PlanStep{Owner: report.Vendor, By: p.today(), Text: "Wait until " + p.Short + " confirms that it has taken in the fresh file."})
	p.test(next)
	return fmt.Sprintf("Entra has none of the certificates any more that %s was sent: every sign-in fails until %s has the fresh file with %s, until %s. Send it now.",
		p.Short, p.Short, next.print, date(next.until))
}
