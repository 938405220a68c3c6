package check

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/explain"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
)

// afterStatus are the checks whose failure says nothing once the sign-in was stopped: an error answer
// has no assertion, and needs no signature.
var afterStatus = []string{
	"response.assertion", "response.destination", "assertion.*", "signature.present", "signature.covers", "claim.*",
	"time.*", "audience.*", "subject.*", "name-id.*", "authn.*",
}

// statusChecks ask whether the identity provider let the user in.
var statusChecks = []Check{
	{
		ID: "status.aadsts", Facts: []string{"RSP-02"}, on: onResponse | onPage, Rank: rankStatus, Run: statusAADSTS,
		Title: "Microsoft Entra reports no error", Spec: "Microsoft Entra error codes (AADSTS); SAML Core 3.2.2.3", Owner: report.EntraAdmin,
		Steps: lookUpCode, Hides: append([]string{"status.success"}, afterStatus...),
	},
	{
		ID: "status.success", Facts: []string{"RSP-02"}, on: onResponse, Rank: rankStatus, Run: statusSuccess,
		Title: "The status is Success", Spec: "SAML Core 3.2.2.1 to 3.2.2.3", Owner: report.EntraAdmin, Steps: lookUpCode, Hides: afterStatus,
	},
	{
		ID: "status.code", Facts: []string{"RSP-09"}, on: onResponse, Run: statusCode,
		Title: "The status code is one of the four of the standard", Spec: "SAML Core 3.2.2.2", Owner: report.Vendor, Steps: readAgain,
	},
	{
		ID: "status.no-assertion", Facts: []string{"RSP-03"}, on: onResponse, Run: statusNoAssertion,
		Title: "An error answer holds no assertion", Spec: "SAML Profiles 4.1.4.2", Owner: report.Vendor, Steps: treatAsForged,
	},
}

var lookUpCode = []string{
	signInLog + ": open the failed sign-in of this user at this time and read Failure reason.",
	"Microsoft's current text for a code is at https://login.microsoftonline.com/error?code=NUMBER.",
}

// aadsts lists the vendor codes of the message in the order they stand.
func aadsts(c *Case) []explain.Code {
	if c.kind() == onPage {
		var codes []explain.Code
		if c.Payload.Error != nil {
			for _, digits := range c.Payload.Error.Codes {
				code, ok := explain.Look(digits)
				if !ok {
					code = explain.Code{Code: "AADSTS" + digits}
				}
				codes = append(codes, code)
			}
		}
		return codes
	}
	if c.Sent.Status == nil {
		return nil
	}
	// Brief: Entra's status has some hundred characters.
	return explain.Find(report.Brief(c.Sent.Status.Message) + "\n" + report.Brief(c.Sent.Status.Detail))
}

func statusAADSTS(c *Case) []Outcome {
	codes := aadsts(c)
	if len(codes) == 0 {
		return nil
	}
	level := report.Fail
	if c.kind() == onResponse && c.Sent.Status.Success() {
		level = report.Info
	}
	// Entra wraps: an outer code says that the request was refused, the one after it says why (protocol
	// page, AADSTS75006 and AADSTS90011). An error page may quote more text after its own code.
	if c.kind() == onResponse {
		slices.Reverse(codes)
	}
	// A code that is explained says more than one that is not.
	slices.SortStableFunc(codes, func(a, b explain.Code) int { return rank(a) - rank(b) })
	out := make([]Outcome, len(codes))
	for i, code := range codes {
		out[i] = aadstsOutcome(c, code, level)
	}
	return out
}

func rank(c explain.Code) int {
	if c.Meaning == "" {
		return 1
	}
	return 0
}

func aadstsOutcome(c *Case, code explain.Code, level report.Level) Outcome {
	o := Outcome{Level: level, Subject: code.Code, Expected: "no error", Actual: code.Code, Verbatim: true}
	if c.kind() == onResponse {
		o.Node = c.Sent.Status.Node
	}
	stopped := c.name("Microsoft Entra stopped this sign-in before {short} saw it")
	doubt := c.hearsay()
	switch {
	case doubt != "":
		stopped = "The response says that Microsoft Entra refused this sign-in, " + doubt
	case c.kind() == onResponse:
		stopped = c.name("Microsoft Entra refused this sign-in and told {short} so")
	}
	if code.Meaning == "" {
		o.Detail = code.Code + " is not among the codes that this program explains."
		o.Sentence = stopped + " (" + code.Code + ")"
		o.Steps = []string{
			signInLog + ": open the failed sign-in of this user at this time and read Failure reason.",
			"Microsoft's current text for the code is at https://login.microsoftonline.com/error?code=" + strings.TrimPrefix(code.Code, "AADSTS") + ".",
		}
		if doubt != "" {
			o.Detail += distrust
		}
		return o
	}
	o.Detail = code.Code
	if code.Name != "" && !strings.HasPrefix(code.Name, "(") {
		o.Detail += " (" + code.Name + ")"
	}
	o.Detail += ": " + stop(code.Meaning)
	if code.OwnIdP {
		o.Detail += " It concerns the identity provider that your own domain is federated with, not the application."
	}
	o.Sentence = fmt.Sprintf("%s: %s (%s)", stopped, clause(code.Meaning), code.Code)
	o.Owner = report.Owner(code.Owners[0])
	for _, next := range code.Owners[1:] {
		o.Detail += " If that does not help, the next who may mend it: " + report.Owner(next).Words() + "."
	}
	o.Steps = []string{stop(code.Remedy)}
	if code.Inferred {
		o.Steps[0] = stop(code.Remedy) + " (Our advice, not Microsoft's.)"
	}
	if doubt != "" {
		// What nobody vouches for is no reason to change anything: the log says whether it is true.
		o.Detail += distrust
		o.Owner, o.Steps = report.EntraAdmin, append(slices.Clone(askLog), o.Steps...)
		return o
	}
	if o.Owner == report.EntraAdmin {
		by := "of this user"
		if c.Payload.Error != nil && c.Payload.Error.CorrelationID != "" {
			by = "with the Correlation ID of this page"
		}
		o.Steps = append(o.Steps, signInLog+": the failed sign-in "+by+" shows the same code with its particulars.")
	}
	return o
}

// distrust and askLog go with an error answer that is signed, and not well.
const distrust = " No good signature covers this, so anybody can have written it."

var askLog = []string{signInLog + ": look for the failed sign-in of this user at this time. Only if it shows the same error, go on; if not, treat the message as forged."}

// hearsay says why an error answer is not to be taken at its word: a signature in it is not good, or signs
// the assertion only. It is empty for an answer without any, as Entra sends it, and where no key is known
// to verify with.
func (c *Case) hearsay() string {
	if c.kind() != onResponse || c.signedAt(c.Sent.Node) {
		return ""
	}
	doubt := ""
	for _, r := range c.Signatures {
		switch r.Cause {
		case signature.NoTrust:
		case signature.Good:
			if doubt == "" {
				doubt = "and its signature does not cover that"
			}
		case signature.Altered, signature.Damaged, signature.Malformed, signature.Misplaced:
			return "and its signature is broken"
		default:
			doubt = "and its signature is not verified"
		}
	}
	return doubt
}

// clause makes the first sentence of a text fit after a colon: no full stop, and a small letter at the
// start unless the first word is a name.
func clause(s string) string {
	if i := strings.Index(s, ". "); i > 0 {
		s = s[:i]
	}
	s = strings.TrimRight(s, ".")
	first, _, _ := strings.Cut(s, " ")
	switch first {
	case "", "Entra", "Microsoft", "Azure", "Conditional", "Seamless":
		return s
	}
	if rest := first[1:]; rest != strings.ToLower(rest) { // MFA, NameID
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func statusSuccess(c *Case) []Outcome {
	s := c.Sent.Status
	if s == nil {
		return []Outcome{{
			Level: report.Fail, Detail: "A response must say how the request ended.", Sentence: "it has no status", Owner: report.Vendor,
			Expected: "a Status element", Actual: "none", Node: c.Sent.Node, Steps: readAgain,
		}}
	}
	if s.Success() {
		return []Outcome{{Level: report.Pass, Detail: "The identity provider let the user in.", Node: s.Node}}
	}
	o := Outcome{Level: report.Fail, Expected: "Success", Actual: strings.Join(shortCodes(s.Codes), " > "), Node: s.Node, Verbatim: true}
	words := "it did not say why"
	for i := len(s.Codes) - 1; i >= 0; i-- {
		if w, ok := explain.Status(s.Codes[i]); ok {
			words = clause(w)
			break
		}
	}
	o.Detail = "The identity provider answered with an error: " + words + "."
	if s.Message != "" {
		o.Detail += " It adds: " + s.Message
	}
	o.Sentence = c.idp() + c.name(" refused this sign-in and told {short} so: ") + words
	if doubt := c.hearsay(); doubt != "" {
		o.Sentence = "The response says that the sign-in was refused, " + doubt + ": " + words
		o.Detail += distrust
		o.Owner, o.Steps = report.EntraAdmin, askLog
		return []Outcome{o}
	}
	if len(s.Codes) > 0 && strings.HasSuffix(s.Codes[0], ":Requester") {
		o.Owner = report.Vendor
		o.Steps = []string{
			"Ask {short} support what their sign-in request asks for; the identity provider could not grant it.",
			signInLog + ": the failed sign-in of this user says which part of the request it was.",
		}
	}
	return []Outcome{o}
}

func shortCodes(uris []string) []string {
	var short []string
	for _, u := range uris {
		short = append(short, u[strings.LastIndex(u, ":")+1:])
	}
	return short
}

func statusCode(c *Case) []Outcome {
	s := c.Sent.Status
	if s == nil || len(s.Codes) == 0 {
		return nil
	}
	const prefix = "urn:oasis:names:tc:SAML:2.0:status:"
	switch s.Codes[0] {
	case prefix + "Success", prefix + "Requester", prefix + "Responder", prefix + "VersionMismatch":
		return []Outcome{{Level: report.Pass, Detail: "It is " + shortCodes(s.Codes[:1])[0] + ".", Node: s.Node}}
	}
	return []Outcome{{
		Level: report.Warn, Detail: "The outermost code must be Success, Requester, Responder or VersionMismatch; others may only stand inside one of these.",
		Expected: "Success, Requester, Responder or VersionMismatch", Actual: s.Codes[0], Node: s.Node,
	}}
}

func statusNoAssertion(c *Case) []Outcome {
	if c.Sent.Status == nil || c.Sent.Status.Success() {
		return nil
	}
	if len(c.Sent.Assertions)+len(c.Sent.Encrypted) == 0 {
		return []Outcome{{Level: report.Pass, Detail: "It holds none."}}
	}
	return []Outcome{{
		Level: report.Warn, Detail: "The status says that the sign-in failed, and yet there is an assertion. It must not be used.",
		Expected: "no assertion", Actual: "an assertion", Node: c.Sent.Node,
	}}
}
