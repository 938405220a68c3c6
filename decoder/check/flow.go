package check

import (
	"fmt"

	"claimcheck/decoder/report"
)

// flowChecks ask what the application did with the response, as far as a recording shows it. They warn and
// no more: whether the response is right is asked of the response.
var flowChecks = []Check{
	{
		ID: "flow.loop", on: onResponse, Run: flowLoop,
		Title: "The application does not send the browser back after the response", Spec: "SAML Profiles 4.1.3.6", Owner: report.Helpdesk,
		Steps: []string{
			"Sign in once in a private window. When that works, delete the cookies of {app} in the usual one.",
			"Allow cookies for {app} and switch off extensions that block them: without its cookie it forgets at once that somebody signed in.",
			"When it goes round in a private window too and everything else here is right, send the note to {short} support.",
		},
	},
	{
		ID: "flow.landing", on: onResponse, Run: flowLanding,
		Title: "The application answers the response without an error", Spec: "SAML Profiles 4.1.3.6", Owner: report.Vendor,
		Steps: []string{
			"Read what the page of {app} says, and mend what else is wrong here first.",
			"When nothing else is wrong here, send {short} support the note with the time: only they see why it was refused.",
		},
	},
}

func flowLoop(c *Case) []Outcome {
	switch {
	case c.Loops > 0:
		return []Outcome{{
			Level: report.Warn, Expected: "one request and one response", Actual: fmt.Sprintf("%d requests after a response", c.Loops),
			Detail: "In this sign-in the application sent the browser back with another request after a response, as it does when it does not keep its session.",
		}}
	case c.Answered > 0:
		return []Outcome{{Level: report.Pass, Detail: "The recording shows no request after it."}}
	}
	return nil
}

func flowLanding(c *Case) []Outcome {
	switch {
	case c.Answered >= 400:
		return []Outcome{{
			Level: report.Warn, Expected: "a page or a redirect", Actual: fmt.Sprint(c.Answered),
			Detail: fmt.Sprintf("The application answered the response with the error %d of HTTP.", c.Answered),
		}}
	case c.Answered > 0:
		return []Outcome{{Level: report.Pass, Detail: "It did.", Actual: fmt.Sprint(c.Answered)}}
	}
	return nil
}
