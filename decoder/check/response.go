package check

import (
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
)

// responseChecks ask about the envelope: the response itself, without its assertion.
var responseChecks = []Check{
	{
		ID: "response.assertion", Facts: []string{"RSP-04"}, on: onResponse, Rank: rankAssertion, Run: responseAssertion,
		Title: "The response holds an assertion", Spec: "SAML Profiles 4.1.4.2", Owner: report.EntraAdmin,
		Steps: []string{
			"Capture the sign-in again and make sure that the POST to the application was taken, not another one.",
			portal + ": press Test and compare.",
		},
		Hides: []string{"signature.present", "signature.covers"},
	},
	{
		ID: "response.version", Facts: []string{"RSP-01"}, on: onResponse, Rank: rankForm, Run: responseVersion,
		Title: "The response is of SAML version 2.0", Spec: "SAML Core 3.2.2", Owner: report.EntraAdmin, Steps: readAgain,
	},
	{
		ID: "response.id", Facts: []string{"RSP-01"}, on: onResponse, Rank: rankForm, Run: responseID,
		Title: "The response has an ID", Spec: "SAML Core 3.2.2, 1.3.4", Owner: report.EntraAdmin, Steps: readAgain,
	},
	{
		ID: "response.destination", Facts: []string{"RSP-05"}, on: onResponse, Rank: rankAudience, Run: responseDestination,
		Title: "The response is addressed to the application's Reply URL (ACS)", Spec: "SAML Core 3.2.2; SAML Bindings 3.5.5.2",
		Owner: report.EntraAdmin, Steps: compareReplyURL, Hides: []string{"subject.recipient"},
	},
	{
		ID: "response.in-response-to", Facts: []string{"RSP-06"}, on: onResponse, Rank: rankSubject, Run: responseInResponseTo,
		Title: "The response answers the request that was sent", Spec: "SAML Core 3.2.2; SAML Profiles 4.1.4.3, 4.1.5", Owner: report.User,
		Steps: startAfresh, Hides: []string{"subject.in-response-to"},
	},
	{
		ID: "response.issuer", Facts: []string{"RSP-07"}, on: onResponse, Rank: rankIssuer, Run: responseIssuer,
		Title: "Response and assertion name the same issuer", Spec: "SAML Profiles 4.1.4.2", Owner: report.EntraAdmin, Steps: readAgain,
	},
	{
		ID: "response.issuer-form", Facts: []string{"RSP-07"}, on: onResponse, Rank: rankForm, Run: responseIssuerForm,
		Title: "The response names its issuer where it must, and as an entity", Spec: "SAML Profiles 4.1.4.2; SAML Core 2.2.5", Owner: report.EntraAdmin,
		Steps: readAgain,
	},
	{
		ID: "response.binding", Facts: []string{"RSP-08"}, on: onResponse, Rank: rankForm, Run: responseBinding,
		Title: "The response came by HTTP-POST", Spec: "SAML Profiles 4.1.2", Owner: report.Vendor,
		Steps: []string{"Tell {short} support: the response must be asked for and sent by HTTP-POST; a URL is too short and stays in logs."},
	},
}

var (
	compareReplyURL = []string{
		basicSAML + ": compare Reply URL (Assertion Consumer Service URL) with the address shown here, character by character.",
		"Ask {short} support which address is theirs; it is not published. Correct Reply URL and press Save.",
	}
	startAfresh = []string{
		"Close all sign-in tabs, open a private window and start afresh in one tab: from {short}'s sign-in page, or from My Apps.",
		"If it happens again, ask {short} support whether sign-in from My Apps (IdP-initiated) is allowed for your company.",
	}
)

func responseAssertion(c *Case) []Outcome {
	n := len(c.Sent.Assertions) + len(c.Sent.Encrypted)
	success := c.Sent.Status == nil || c.Sent.Status.Success()
	switch {
	case n > 0:
		return []Outcome{{Level: report.Pass, Detail: "It does."}}
	case success || len(strays(c)) > 0:
		return []Outcome{{
			Level: report.Fail, Detail: "The status is Success, and there is no assertion directly in the response: nothing says who signed in.",
			Sentence: "the response holds no assertion, so nothing says who signed in", Expected: "one assertion", Actual: "none", Node: c.Sent.Node,
		}}
	}
	return []Outcome{{
		Level: report.Fail, Detail: "An error answer holds none.", Sentence: "the response holds no assertion",
		Expected: "one assertion", Actual: "none", Node: c.Sent.Node,
	}}
}

func responseVersion(c *Case) []Outcome {
	return version(c.Envelope.Version, "response", Outcome{Node: c.Sent.Node})
}

// version judges a Version attribute.
func version(v, of string, o Outcome) []Outcome {
	if v == "2.0" {
		return []Outcome{{Level: report.Pass, Detail: "It is."}}
	}
	o.Level, o.Expected, o.Actual = report.Fail, "2.0", v
	o.Detail = "The " + of + " says that it is of another version."
	o.Sentence = "the " + of + " is not of SAML version 2.0"
	if v == "" {
		o.Actual, o.Detail = "none", "The "+of+" does not say of which version it is."
	}
	return []Outcome{o}
}

func responseID(c *Case) []Outcome {
	return identifier(c.Envelope.ID, "response", Outcome{Node: c.Sent.Node})
}

// identifier judges an ID attribute: it is an xs:ID, so it starts with a letter or an underscore.
func identifier(id, of string, o Outcome) []Outcome {
	if id == "" {
		o.Level, o.Detail, o.Sentence = report.Fail, "The "+of+" has no ID.", "the "+of+" has no ID"
		o.Expected, o.Actual = "an ID", "none"
		return []Outcome{o}
	}
	if strings.ContainsAny(id[:1], "0123456789-.") || strings.ContainsAny(id, ": \t\r\n") {
		o.Level, o.Detail = report.Warn, "An ID must start with a letter or an underscore and hold no colon or space; strict readers refuse it."
		o.Expected, o.Actual = "an xs:ID", id
		return []Outcome{o}
	}
	return []Outcome{{Level: report.Pass, Detail: "It has."}}
}

func responseDestination(c *Case) []Outcome {
	d := c.Envelope.Destination
	o := Outcome{Node: c.Sent.Node, Actual: d.Text}
	if !d.Set || d.Text == "" {
		if c.carries(c.Sent.Node) {
			o.Level, o.Expected, o.Actual = report.Fail, "a Destination", "none"
			o.Detail, o.Sentence = "A signed response must say where it is going.", "the signed response does not say where it is going (Destination)"
			return []Outcome{o}
		}
		return []Outcome{{Level: report.Info, Detail: "The response names no Destination. It need not: it is not signed itself."}}
	}
	if c.ACS != "" && d.Text != c.ACS {
		o.Level, o.Expected = report.Fail, c.ACS
		o.Detail = "The response is addressed to another URL than the application's Reply URL" + because(c.ACS, d.Text) + "."
		o.Sentence = "it is addressed to another Reply URL (ACS)" + because(c.ACS, d.Text)
		return []Outcome{o}
	}
	if posted := c.postedTo(); posted != "" && d.Text != posted && d.Text != c.Payload.URL {
		o.Level, o.Expected = report.Fail, posted
		o.Detail = "The response was sent to another address than the one it names" + because(posted, d.Text) + "."
		o.Sentence = "it names another address than the one it was sent to" + because(posted, d.Text)
		return []Outcome{o}
	}
	switch {
	case c.ACS != "":
		o.Level, o.Detail = report.Pass, "It is, byte for byte."
	case c.postedTo() != "":
		o.Level, o.Detail = report.Pass, "It was sent to the address it names. Whether this is the Reply URL the application expects is not known: not entered."
	default:
		o.Level, o.Detail = report.NotChecked, c.notEntered(theACS)
		o.Owner, o.Steps = report.EntraAdmin, enterACS
	}
	return []Outcome{o}
}

// postedTo gives the address that the message was sent to, without its query; empty when that is not
// known as a whole URL.
func (c *Case) postedTo() string {
	u, _, _ := strings.Cut(c.Payload.URL, "?")
	if !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "http://") {
		return ""
	}
	return u
}

func responseInResponseTo(c *Case) []Outcome {
	return c.inResponseTo(c.Envelope.InResponseTo, Outcome{Node: c.Sent.Node})
}

// inResponseTo compares an InResponseTo with the request of the capture.
func (c *Case) inResponseTo(v saml.Value, o Outcome) []Outcome {
	o.Actual = v.Text
	request := c.Request
	if request == nil {
		request = c.rival()
	}
	switch {
	case !v.Set:
		o.Level, o.Detail = report.Info, "It names no request: the sign-in was started at the identity provider (IdP-initiated), for instance from My Apps."
		return []Outcome{o}
	case request == nil:
		o.Level = report.NotChecked
		o.Detail = "The request is not in the capture; only the application remembers its ID."
		o.Owner, o.Steps = report.Helpdesk, captureAnswer
		return []Outcome{o}
	case request.ID == v.Text:
		o.Level, o.Detail = report.Pass, "It names the request of the same capture."
		return []Outcome{o}
	}
	o.Level, o.Expected = report.Fail, request.ID
	o.Detail = "The response answers another request than the one captured before it: an old tab, the Back button, or a response that was replayed."
	o.Sentence = "it answers another request than the one that was sent"
	return []Outcome{o}
}

// rival gives a request of the capture that the same application sent, when none has the ID that the
// response answers; nil when there is no such request.
func (c *Case) rival() *saml.Message {
	for _, m := range c.Others {
		if m == nil || m.Kind != saml.AuthnRequest || m.Request == nil {
			continue
		}
		if acs := m.Request.ACS.Text; acs != "" && (acs == c.Envelope.Destination.Text || acs == c.ACS) {
			return m
		}
		if m.Issuer != nil && m.Issuer.Text != "" && (m.Issuer.Text == c.EntityID || c.names(m.Issuer.Text)) {
			return m
		}
	}
	return nil
}

// names says whether the assertion is made out for that audience.
func (c *Case) names(entityID string) bool {
	if c.Assertion == nil || c.Assertion.Conditions == nil {
		return false
	}
	for _, restriction := range c.Assertion.Conditions.Audiences {
		for _, v := range restriction {
			if v.Text == entityID {
				return true
			}
		}
	}
	return false
}

func responseIssuer(c *Case) []Outcome {
	is, a := c.Envelope.Issuer, c.Assertion
	if is == nil || a == nil || a.Issuer == nil {
		return nil
	}
	if a.Issuer.Text != is.Text {
		return []Outcome{{
			Level: report.Fail, Detail: "Response and assertion name two issuers" + because(is.Text, a.Issuer.Text) + ".",
			Sentence: "response and assertion name two issuers", Expected: is.Text, Actual: a.Issuer.Text, Node: a.Issuer.Node,
		}}
	}
	return []Outcome{{Level: report.Pass, Detail: "They do.", Node: is.Node}}
}

func responseIssuerForm(c *Case) []Outcome {
	const entity = "urn:oasis:names:tc:SAML:2.0:nameid-format:entity"
	is := c.Envelope.Issuer
	switch {
	case is != nil && is.Format != "" && is.Format != entity:
		return []Outcome{{
			Level: report.Fail, Subject: "Format", Detail: "An issuer is an entity; no other format is allowed here.",
			Sentence: "its issuer has a format that is not allowed", Expected: entity + ", or none", Actual: is.Format, Node: is.Node,
		}}
	case is != nil:
		return []Outcome{{Level: report.Pass, Detail: "It does.", Node: is.Node}}
	case c.carries(c.Sent.Node) || len(c.Sent.Encrypted) > 0:
		return []Outcome{{
			Level: report.Fail, Detail: "A response that is signed or holds an encrypted assertion must name its issuer.",
			Sentence: "the response does not name its issuer", Expected: "an Issuer", Actual: "none", Node: c.Sent.Node,
		}}
	}
	return []Outcome{{Level: report.Info, Detail: "The response names none; it need not: the assertion does."}}
}

func responseBinding(c *Case) []Outcome {
	switch c.Payload.Binding {
	case "redirect":
		return []Outcome{{
			Level: report.Fail, Detail: "It came in a URL. The web sign-in profile allows HTTP-POST and HTTP-Artifact for the response.",
			Sentence: "the response came in a URL instead of a POST", Expected: "HTTP-POST", Actual: "HTTP-Redirect",
		}}
	case "post":
		return []Outcome{{Level: report.Pass, Detail: "It did."}}
	}
	return []Outcome{{
		Level: report.NotChecked, Detail: "The input does not show how the response travelled.", Owner: report.Helpdesk, Steps: captureAnswer,
	}}
}
