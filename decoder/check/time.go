package check

import (
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
)

// timeChecks compare the message's times with the instant it is judged at, within the tolerance.
var timeChecks = []Check{
	{
		ID: "time.judged", on: onAnswer, Run: timeJudged,
		Title: "The instant that times are judged at", Spec: "SAML2Int SDP-G01", Owner: report.Helpdesk,
	},
	{
		ID: "time.date", Facts: []string{"AST-01", "RSP-01"}, on: onAnswer, Rank: rankTime, Run: timeDate,
		Title: "Every time is a date that can be read", Spec: "SAML Core 1.3.3", Owner: report.EntraAdmin, Steps: readAgain,
	},
	{
		ID: "time.window", Facts: []string{"AST-12"}, on: onAnswer, Rank: rankTime, Run: timeWindow,
		Title: "The time window begins before it ends", Spec: "SAML Core 2.4.1.2, 2.5.1.2", Owner: report.EntraAdmin, Steps: readAgain,
		Hides: []string{"time.early", "time.expired", "time.confirmation"},
	},
	{
		ID: "time.early", Facts: []string{"AST-10"}, on: onAnswer, Rank: rankTime, Run: timeEarly,
		Title: "The assertion was already valid (NotBefore)", Spec: "SAML Core 2.5.1.2; SAML2Int SDP-G01", Owner: report.Vendor,
		Steps: []string{
			"Tell {short}: the clock of the application is slow, or it allows no tolerance; SAML2Int asks for 3 to 5 minutes.",
			"Check that the time of the capture is right: the clock of the computer it was taken on may be slow.",
		},
	},
	{
		ID: "time.expired", Facts: []string{"AST-11"}, on: onAnswer, Rank: rankTime, Run: timeExpired,
		Title: "The assertion had not expired (NotOnOrAfter)", Spec: "SAML Core 2.5.1.2", Owner: report.User, Steps: signInAgain,
		Hides: []string{"time.confirmation", "time.session"},
	},
	{
		ID: "time.confirmation", Facts: []string{"AST-06"}, on: onAnswer, Rank: rankTime, Run: timeConfirmation,
		Title: "The assertion was delivered in time (SubjectConfirmationData)", Spec: "SAML Profiles 4.1.4.2, 4.1.4.3; SAML2Int SDP-G01",
		Owner: report.User, Steps: signInAgain,
	},
	{
		ID: "time.session", Facts: []string{"AST-17"}, on: onAnswer, Rank: rankTime, Run: timeSession,
		Title: "The session at the identity provider had not ended", Spec: "SAML Core 2.7.2; SAML Profiles 4.1.4.3", Owner: report.User, Steps: signInAgain,
	},
	{
		ID: "time.issued", Facts: []string{"RSP-01", "AST-01"}, on: onAnswer, Rank: rankTime, Run: timeIssued,
		Title: "Response and assertion say when they were issued, in UTC and not in the future", Spec: "SAML Core 1.3.3, 2.3.3, 3.2.2",
		Owner: report.EntraAdmin, Steps: readAgain,
	},
	{
		ID: "time.now", on: onAnswer, Run: timeNow,
		Title: "Whether it is still valid now", Spec: "SAML Core 2.5.1.2", Owner: report.User,
	},
}

// conditionsOf gives the conditions, or nil.
func conditionsOf(c *Case) *saml.Conditions {
	if c.Assertion == nil {
		return nil
	}
	return c.Assertion.Conditions
}

func timeJudged(c *Case) []Outcome {
	detail := "Times are judged at this instant, "
	switch c.By {
	case report.ByGiven:
		detail += "as given"
	case report.ByCapture:
		detail += "when the capture says that the message was sent"
	case report.ByIssueInstant:
		detail += "just after the message was issued, because the input does not show when it was delivered"
	default:
		detail += "which is now, because the message does not say when it was issued"
	}
	return []Outcome{{Level: report.Info, Detail: detail + ", with a tolerance of " + tolerance(c.Skew) + ".", Actual: when(c.At)}}
}

// instant is a time of the message with its name.
type instant struct {
	name string
	saml.Instant
}

// instants lists the times that a message may carry.
func instants(c *Case) []instant {
	var list []instant
	if c.kind() == onResponse {
		list = append(list, instant{"Response IssueInstant", c.Envelope.IssueInstant})
	}
	a := c.Assertion
	if a == nil {
		return list
	}
	list = append(list, instant{"Assertion IssueInstant", a.IssueInstant})
	if k := a.Conditions; k != nil {
		list = append(list, instant{"Conditions NotBefore", k.NotBefore}, instant{"Conditions NotOnOrAfter", k.NotOnOrAfter})
	}
	if a.Subject != nil {
		for _, s := range a.Subject.Confirmations {
			list = append(list, instant{"SubjectConfirmationData NotBefore", s.NotBefore}, instant{"SubjectConfirmationData NotOnOrAfter", s.NotOnOrAfter})
		}
	}
	for _, s := range a.Authn {
		list = append(list, instant{"AuthnInstant", s.Instant}, instant{"SessionNotOnOrAfter", s.SessionNotOnOrAfter})
	}
	return list
}

func timeDate(c *Case) []Outcome {
	var out []Outcome
	for _, i := range instants(c) {
		if i.Set && !i.OK {
			out = append(out, Outcome{
				Level: report.Fail, Subject: i.name, Node: i.Node, Expected: "a date like 2026-01-02T03:04:05Z", Actual: i.Raw,
				Detail: "The value is not a date, so nothing can be said about this time.", Sentence: i.name + " is not a date",
			})
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "It is."}}
	}
	return out
}

func timeWindow(c *Case) []Outcome {
	k := conditionsOf(c)
	if k == nil || !k.NotBefore.OK || !k.NotOnOrAfter.OK {
		return nil
	}
	if k.NotBefore.Time.Before(k.NotOnOrAfter.Time) {
		return []Outcome{{Level: report.Pass, Detail: "It is open for " + span(k.NotOnOrAfter.Time.Sub(k.NotBefore.Time)) + ".", Node: k.Node}}
	}
	return []Outcome{{
		Level: report.Fail, Detail: "NotBefore does not lie before NotOnOrAfter, so the assertion is never valid: it was damaged or altered.",
		Sentence: "its time window ends before it begins", Expected: "NotBefore before " + when(k.NotOnOrAfter.Time), Actual: when(k.NotBefore.Time), Node: k.Node,
	}}
}

func timeEarly(c *Case) []Outcome {
	k := conditionsOf(c)
	if k == nil {
		return noAssertion(c)
	}
	if !k.NotBefore.Set {
		return []Outcome{{Level: report.Info, Detail: "No beginning is set.", Node: k.Node}}
	}
	if !k.NotBefore.OK {
		return nil
	}
	o := Outcome{Expected: "at or after " + when(k.NotBefore.Time), Actual: when(c.At), Node: k.Node}
	if early(c, k.NotBefore) {
		o.Level = report.Fail
		o.Detail = "The assertion becomes valid " + span(k.NotBefore.Time.Sub(c.At)) + " after the instant it is judged at."
		o.Sentence = "it was not valid yet when it arrived"
	} else {
		o.Level, o.Detail = report.Pass, "It was."
	}
	return []Outcome{o}
}

func timeExpired(c *Case) []Outcome {
	k := conditionsOf(c)
	if k == nil {
		return noAssertion(c)
	}
	if !k.NotOnOrAfter.Set {
		return []Outcome{{Level: report.Info, Detail: "No end is set.", Node: k.Node}}
	}
	if !k.NotOnOrAfter.OK {
		return nil
	}
	o := Outcome{Expected: "before " + when(k.NotOnOrAfter.Time), Actual: when(c.At), Node: k.Node}
	if over(c, k.NotOnOrAfter) {
		o.Level = report.Fail
		o.Detail = "The assertion expired " + span(c.At.Sub(k.NotOnOrAfter.Time)) + " before the instant it is judged at."
		o.Sentence = "it had expired when it arrived"
	} else {
		o.Level, o.Detail = report.Pass, "It had not."
	}
	return []Outcome{o}
}

// over says whether an end has passed, tolerance included: NotOnOrAfter is the first instant at which
// the thing is no longer valid.
func over(c *Case, i saml.Instant) bool { return i.OK && !c.At.Add(-c.Skew).Before(i.Time) }

// early says whether a beginning has not come yet, tolerance included.
func early(c *Case, i saml.Instant) bool { return i.OK && c.At.Add(c.Skew).Before(i.Time) }

func timeConfirmation(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	bearers := c.addressed()
	if len(bearers) == 0 {
		return nil // subject.bearer says so
	}
	// One confirmation that holds is enough (Core 2.4.1).
	var out []Outcome
	for _, s := range bearers {
		o := Outcome{Node: s.Node, Actual: when(c.At)}
		switch {
		case !s.NotOnOrAfter.Set:
			o.Level, o.Expected, o.Actual = report.Fail, "NotOnOrAfter", "none"
			o.Detail = "A bearer confirmation must say until when it may be delivered."
			o.Sentence = "it does not say until when it may be delivered (SubjectConfirmationData NotOnOrAfter)"
			o.Owner, o.Steps = report.EntraAdmin, readAgain
		case !s.NotOnOrAfter.OK:
			continue
		case over(c, s.NotOnOrAfter):
			o.Level, o.Expected = report.Fail, "before "+when(s.NotOnOrAfter.Time)
			o.Detail = "It was delivered " + span(c.At.Sub(s.NotOnOrAfter.Time)) + " too late."
			o.Sentence = "it was delivered too late"
		case early(c, s.NotBefore):
			o.Level, o.Expected = report.Fail, "at or after "+when(s.NotBefore.Time)
			o.Detail = "It was delivered " + span(s.NotBefore.Time.Sub(c.At)) + " too early. A bearer confirmation should have no beginning at all."
			o.Sentence = "it was delivered before its confirmation is valid"
			o.Owner, o.Steps = report.EntraAdmin, readAgain
		default:
			return []Outcome{{Level: report.Pass, Detail: "It was.", Expected: "before " + when(s.NotOnOrAfter.Time), Actual: when(c.At), Node: s.Node}}
		}
		out = append(out, o)
	}
	return out
}

func timeSession(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	for _, s := range c.Assertion.Authn {
		if !s.SessionNotOnOrAfter.OK {
			continue
		}
		o := Outcome{Expected: "before " + when(s.SessionNotOnOrAfter.Time), Actual: when(c.At), Node: s.Node}
		if over(c, s.SessionNotOnOrAfter) {
			o.Level, o.Detail, o.Sentence = report.Fail, "The session it rests on was over.", "the session at the identity provider was over"
		} else {
			o.Level, o.Detail = report.Pass, "It had not."
		}
		out = append(out, o)
	}
	return out
}

func timeIssued(c *Case) []Outcome {
	var out []Outcome
	for _, i := range instants(c) {
		if !strings.HasSuffix(i.name, " IssueInstant") {
			continue
		}
		o := Outcome{Subject: strings.TrimSuffix(i.name, " IssueInstant"), Node: i.Node, Actual: i.Raw}
		switch {
		case !i.Set:
			o.Level, o.Expected, o.Actual = report.Fail, "an IssueInstant", "none"
			o.Detail, o.Sentence = "It does not say when it was issued.", "the "+strings.ToLower(o.Subject)+" does not say when it was issued"
		case !i.OK:
			continue // time.date says so
		case i.Time.After(c.At.Add(c.Skew)):
			o.Level, o.Expected = report.Warn, "at or before "+when(c.At)
			o.Detail = "It was issued after the instant it is judged at: a clock is off."
		case i.name == "Response IssueInstant" && c.Assertion != nil && c.Assertion.IssueInstant.OK && c.Assertion.IssueInstant.Time.After(i.Time.Add(c.Skew)):
			o.Level, o.Expected = report.Warn, "at or after "+when(c.Assertion.IssueInstant.Time)
			o.Detail = "It says that it was issued before the assertion in it: a clock is off, or the time was changed."
		case !i.Zone || !strings.HasSuffix(i.Raw, "Z"):
			o.Level, o.Expected = report.Warn, "a time in UTC, ending in Z"
			o.Detail = "SAML times are in UTC. Strict readers refuse another form."
		default:
			continue
		}
		out = append(out, o)
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "They do."}}
	}
	return out
}

func timeNow(c *Case) []Outcome {
	k := conditionsOf(c)
	if k == nil || !k.NotOnOrAfter.OK {
		return nil
	}
	o := Outcome{Level: report.Info, Expected: "before " + when(k.NotOnOrAfter.Time), Actual: when(c.Now), Node: k.Node}
	if c.Now.Before(k.NotOnOrAfter.Time) {
		o.Detail = "It is still valid now: whoever holds this text can sign in with it. Do not pass it on."
	} else {
		o.Detail = "It has expired by now, which is normal for a captured message."
	}
	return []Outcome{o}
}
