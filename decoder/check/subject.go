package check

import (
	"slices"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
)

// subjectChecks ask whether whoever carries the assertion may use it here.
var subjectChecks = []Check{
	{
		ID: "subject.bearer", Facts: []string{"AST-04"}, on: onAnswer, Rank: rankSubject, Run: subjectBearer,
		Title: "The subject is confirmed as bearer", Spec: "SAML Profiles 4.1.4.2, 3.3", Owner: report.EntraAdmin, Steps: notWebSSO,
		Hides: []string{"name-id.present"},
	},
	{
		ID: "subject.recipient", Facts: []string{"AST-05"}, on: onAnswer, Rank: rankAudience, Run: subjectRecipient,
		Title: "The recipient is the application's Reply URL (ACS)", Spec: "SAML Profiles 4.1.4.2, 4.1.4.3", Owner: report.EntraAdmin,
		Steps: compareReplyURL,
	},
	{
		ID: "subject.not-before", Facts: []string{"AST-07"}, on: onAnswer, Run: subjectNotBefore,
		Title: "SubjectConfirmationData has no NotBefore", Spec: "SAML Profiles 4.1.4.2", Owner: report.EntraAdmin, Steps: readAgain,
	},
	{
		ID: "subject.in-response-to", Facts: []string{"AST-08"}, on: onAnswer, Rank: rankSubject, Run: subjectInResponseTo,
		Title: "The confirmation answers the request that was sent", Spec: "SAML Profiles 4.1.4.2, 4.1.4.3, 4.1.5", Owner: report.User, Steps: startAfresh,
	},
	{
		ID: "subject.address", Facts: []string{"AST-09"}, on: onAnswer, Run: subjectAddress,
		Title: "Whether the confirmation names a network address", Spec: "SAML Profiles 4.1.4.3", Owner: report.Vendor,
	},
}

var notWebSSO = []string{
	"Make sure that the capture is of the browser's sign-in to {app}: this assertion is not made for that.",
	"Capture the sign-in again and open the HAR here.",
}

// bearersOf lists the bearer confirmations.
func bearersOf(a *saml.Assertion) []saml.Confirmation {
	if a == nil || a.Subject == nil {
		return nil
	}
	var list []saml.Confirmation
	for _, s := range a.Subject.Confirmations {
		if s.Bearer() {
			list = append(list, s)
		}
	}
	return list
}

// recipient is the address that a confirmation must be made out for, as far as that is known.
func (c *Case) recipient() string {
	if c.ACS != "" {
		return c.ACS
	}
	return c.postedTo()
}

// meant says whether a confirmation is made out for the application's address.
func (c *Case) meant(s saml.Confirmation) bool {
	expected := c.recipient()
	return expected != "" && (s.Recipient.Text == expected || c.ACS == "" && s.Recipient.Text == c.Payload.URL)
}

// addressed lists the bearer confirmations that can confirm here: those made out for the application's
// address, else all of them. One has to hold as a whole, so that the others' times say nothing.
func (c *Case) addressed() []saml.Confirmation { return those(bearersOf(c.Assertion), c.meant) }

// timely lists those of them that are in time, else all of them: what the others answer says nothing.
func (c *Case) timely() []saml.Confirmation {
	return those(c.addressed(), func(s saml.Confirmation) bool {
		return s.NotOnOrAfter.OK && !over(c, s.NotOnOrAfter) && !early(c, s.NotBefore)
	})
}

// those keeps the confirmations that hold; when none does, all are kept, to say what is wrong with them.
func those(all []saml.Confirmation, hold func(saml.Confirmation) bool) []saml.Confirmation {
	var kept []saml.Confirmation
	for _, s := range all {
		if hold(s) {
			kept = append(kept, s)
		}
	}
	if kept == nil {
		return all
	}
	return kept
}

func subjectBearer(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	o := Outcome{Level: report.Fail, Expected: "a bearer SubjectConfirmation", Actual: "none", Node: c.Assertion.Node}
	switch {
	case c.Assertion.Subject == nil:
		o.Detail, o.Sentence = "The assertion speaks of nobody.", "the assertion has no subject"
	case len(bearersOf(c.Assertion)) == 0:
		o.Detail = "Web sign-in needs a bearer confirmation: whoever carries the assertion is the subject."
		o.Sentence = "the assertion is not made for web sign-in (no bearer confirmation)"
		o.Node = c.Assertion.Subject.Node
		if len(c.Assertion.Subject.Confirmations) > 0 {
			o.Actual = c.Assertion.Subject.Confirmations[0].Method
		}
	default:
		return []Outcome{{Level: report.Pass, Detail: "It is.", Node: c.Assertion.Subject.Node}}
	}
	return []Outcome{o}
}

func subjectRecipient(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	expected := c.recipient()
	var out []Outcome
	for _, s := range bearersOf(c.Assertion) {
		o := Outcome{Node: s.Node, Expected: expected, Actual: s.Recipient.Text}
		switch {
		case !s.Recipient.Set || s.Recipient.Text == "":
			o.Level, o.Actual = report.Fail, "none"
			o.Detail = "A bearer confirmation must name the address it is for."
			o.Sentence = "the assertion does not name the address it is for (Recipient)"
		case expected == "" && c.Envelope.Destination.Text != "" && c.Envelope.Destination.Text != s.Recipient.Text:
			o.Level, o.Expected = report.Warn, c.Envelope.Destination.Text
			o.Detail = "The response names one address (Destination) and the assertion another" + because(o.Expected, s.Recipient.Text) + ". The application has one Reply URL."
		case expected == "":
			o.Level, o.Detail, o.Steps = report.NotChecked, c.notEntered(theACS), enterACS
		case c.meant(s):
			return []Outcome{{Level: report.Pass, Detail: "It is, byte for byte.", Expected: expected, Actual: s.Recipient.Text, Node: s.Node}}
		default:
			o.Level = report.Fail
			o.Detail = "The assertion is made out for delivery to another address" + because(expected, s.Recipient.Text) + "."
			o.Sentence = "it is made out for another Reply URL (Recipient)" + because(expected, s.Recipient.Text)
		}
		out = append(out, o)
	}
	return out
}

func subjectNotBefore(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	for _, s := range bearersOf(c.Assertion) {
		if s.NotBefore.Set {
			return []Outcome{{
				Level: report.Warn, Detail: "A bearer confirmation must have none. Entra sends none: suspect an edit, or another identity provider.",
				Expected: "none", Actual: s.NotBefore.Raw, Node: s.Node,
			}}
		}
	}
	return []Outcome{{Level: report.Pass, Detail: "It has none."}}
}

func subjectInResponseTo(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	if c.kind() != onResponse {
		return nil
	}
	var best []Outcome
	for _, s := range c.timely() {
		out := c.answered(s)
		if best == nil || slices.Index(mildness, out[0].Level) < slices.Index(mildness, best[0].Level) {
			best = out // one confirmation that holds is enough (Core 2.4.1)
		}
	}
	return best
}

var mildness = []report.Level{report.Pass, report.Info, report.NotChecked, report.Warn, report.Fail}

// answered judges what one confirmation answers, against the response around it and the request.
func (c *Case) answered(s saml.Confirmation) []Outcome {
	response, o := c.Envelope.InResponseTo, Outcome{Node: s.Node, Expected: c.Envelope.InResponseTo.Text, Actual: s.InResponseTo.Text}
	switch {
	case !response.Set && s.InResponseTo.Set && c.rival() == nil:
		o.Level, o.Expected, o.Actual = report.Warn, "the same in both", "only "+s.InResponseTo.Text
		o.Detail = "The confirmation answers a request and the response names none. An application that looks at both refuses it."
		return []Outcome{o}
	case response.Set && !s.InResponseTo.Set:
		o.Level, o.Actual = report.Warn, "none"
		o.Detail = "The response answers a request and the confirmation names none. Strict applications refuse it."
		return []Outcome{o}
	case c.Request == nil && response.Set && s.InResponseTo.Text != response.Text:
		o.Level, o.Sentence = report.Fail, "its response and its assertion answer two requests"
		o.Detail = "Response and confirmation answer two requests. Each must be the request that the application sent, and it sent one."
		return []Outcome{o}
	}
	out := c.inResponseTo(s.InResponseTo, Outcome{Node: s.Node})
	for i := range out {
		if out[i].Level == report.Fail {
			out[i].Detail = "The assertion's confirmation answers another request than the one captured before it: it was made for another sign-in."
			out[i].Sentence = "its assertion answers another request than the one that was sent"
		}
	}
	return out
}

func subjectAddress(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	for _, s := range bearersOf(c.Assertion) {
		if s.Address.Set {
			return []Outcome{{
				Level: report.Info, Detail: "An application may compare it with the address the browser comes from. Behind proxies these differ.",
				Actual: s.Address.Text, Node: s.Node,
			}}
		}
	}
	return []Outcome{{Level: report.Pass, Detail: "It names none."}}
}
