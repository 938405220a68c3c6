package check

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
)

// assertionChecks ask about the assertion's own fields and its conditions other than time and audience.
var assertionChecks = []Check{
	{
		ID: "assertion.version", Facts: []string{"AST-01"}, on: onAnswer, Rank: rankForm, Run: assertionVersion,
		Title: "The assertion is of SAML version 2.0", Spec: "SAML Core 2.3.3", Owner: report.EntraAdmin, Steps: readAgain,
	},
	{
		ID: "assertion.id", Facts: []string{"AST-01"}, on: onAnswer, Rank: rankForm, Run: assertionID,
		Title: "The assertion has an ID", Spec: "SAML Core 2.3.3, 1.3.4", Owner: report.EntraAdmin, Steps: readAgain,
	},
	{
		ID: "assertion.issuer", Facts: []string{"AST-02"}, on: onAnswer, Rank: rankIssuer, Run: assertionIssuer,
		Title: "The issuer is the entityID of the imported metadata", Spec: "SAML Profiles 4.1.4.2, 4.1.4.3; SAML Core 2.2.5",
		Owner: report.EntraAdmin, Steps: compareIssuer, Hides: []string{"signature.trusted"},
	},
	{
		ID: "assertion.conditions", Facts: []string{"AST-15"}, on: onAnswer, Rank: rankSubject, Run: assertionConditions,
		Title: "The conditions are known and occur at most once", Spec: "SAML Core 2.5.1, 2.5.1.5, 2.5.1.6", Owner: report.Vendor, Steps: askVendor,
	},
	{
		ID: "assertion.replay", Facts: []string{"AST-23"}, on: onAnswer, Run: assertionReplay,
		Title: "The assertion was not sent before", Spec: "SAML Profiles 4.1.4.5", Owner: report.User,
		Steps: []string{"Do not press Back or reload the page after signing in: an application takes each assertion once. Start afresh instead."},
	},
}

var compareIssuer = []string{
	portal + " > Set up {app}: compare Microsoft Entra Identifier with the issuer shown here, to the last slash.",
	signingKey + ": download Federation Metadata XML again and import it here.",
	"If the message is good then, give the same file, unchanged, to {short}.",
}

// noAssertion is the reason that checks of the assertion give when there is none to read.
func noAssertion(c *Case) []Outcome {
	if !c.sealed() {
		return nil
	}
	return []Outcome{{Level: report.NotChecked, Detail: sealedDetail(c), Owner: report.EntraAdmin, Steps: decrypt}}
}

func assertionVersion(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	if c.Assertion.SAML11 {
		return version("1.1", "assertion", Outcome{Node: c.Assertion.Node})
	}
	return version(c.Assertion.Version, "assertion", Outcome{Node: c.Assertion.Node})
}

func assertionID(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	return identifier(c.Assertion.ID, "assertion", Outcome{Node: c.Assertion.Node})
}

// issuer gives the issuer that keys are looked up by: the assertion's, else the response's.
func (c *Case) issuer() string {
	if c.Assertion != nil && c.Assertion.Issuer != nil {
		return c.Assertion.Issuer.Text
	}
	if c.Envelope != nil && c.Envelope.Issuer != nil {
		return c.Envelope.Issuer.Text
	}
	return ""
}

// known lists the identity providers of the imported metadata by entityID, each once.
func (c *Case) known() []string {
	var ids []string
	seen := map[string]bool{}
	for _, f := range c.Files {
		for _, e := range f.Entities {
			if !seen[e.ID] && isIdP(e) {
				seen[e.ID] = true
				ids = append(ids, e.ID)
			}
		}
	}
	return ids
}

func isIdP(e metadata.Entity) bool {
	for _, r := range e.Roles {
		if r.Kind == "IDPSSODescriptor" {
			return true
		}
	}
	return false
}

func assertionIssuer(c *Case) []Outcome {
	if c.Assertion == nil && !c.sealed() {
		return nil
	}
	is := c.issuer()
	if c.Assertion != nil && issuerOf(c.Assertion) == "" {
		return []Outcome{{
			Level: report.Fail, Detail: "An assertion must name who made it.", Sentence: "the assertion does not name its issuer",
			Expected: "an Issuer", Actual: "none", Node: c.Assertion.Node,
		}}
	}
	o := Outcome{Actual: is, Node: issuerNode(c)}
	known := c.known()
	switch {
	case is == "":
		return noAssertion(c)
	case len(known) == 0:
		o.Level, o.Detail = report.NotChecked, "No federation metadata of an identity provider is imported."
		o.Steps = sendMetadata
	case slices.Contains(known, is):
		o.Level, o.Detail, o.Expected = report.Pass, "The imported metadata has an entity of exactly that name.", is
	default:
		o.Level = report.Fail
		o.Expected = joined(first(known, 3))
		why := ""
		for _, id := range known {
			if why = because(id, is); why != "" {
				o.Expected = id
				break
			}
		}
		o.Detail = "The imported metadata names another issuer" + why + ". An application that holds this metadata does not know who made the assertion."
		o.Sentence = "its issuer is not the one of the imported metadata" + why
	}
	return []Outcome{o}
}

func first(list []string, n int) []string {
	if len(list) > n {
		return append(append([]string{}, list[:n]...), fmt.Sprintf("and %d more", len(list)-n))
	}
	return list
}

func assertionConditions(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	k := c.Assertion.Conditions
	if k == nil {
		return nil
	}
	var out []Outcome
	warn := func(subject, detail, expected, actual string) {
		out = append(out, Outcome{Level: report.Warn, Subject: subject, Detail: detail, Expected: expected, Actual: actual, Node: k.Node})
	}
	tell := func(subject, detail string) {
		out = append(out, Outcome{Level: report.Info, Subject: subject, Detail: detail, Node: k.Node})
	}
	switch {
	case k.OneTimeUse == 1:
		tell("OneTimeUse", "The application may use the assertion at once and only once; it must not keep it for later. A sign-in does no more than that.")
	case k.OneTimeUse > 1:
		warn("OneTimeUse", "It may occur once.", "at most 1", fmt.Sprint(k.OneTimeUse))
	}
	switch {
	case k.Proxy == 1:
		tell("ProxyRestriction", "It limits whether the application may vouch for the user towards others. It does not bear on this sign-in.")
	case k.Proxy > 1:
		warn("ProxyRestriction", "It may occur once.", "at most 1", fmt.Sprint(k.Proxy))
	}
	for _, name := range k.Unknown {
		out = append(out, Outcome{
			Level: report.Warn, Open: true, Subject: name, Node: k.Node, Expected: "AudienceRestriction, OneTimeUse, ProxyRestriction", Actual: name,
			Detail:   "An application that does not know a condition must not call the assertion valid; one that knows it may.",
			Sentence: "the assertion holds a condition that is not of the standard (" + name + ")",
		})
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "They are.", Node: k.Node}}
	}
	return out
}

func assertionReplay(c *Case) []Outcome {
	if c.Assertion == nil || c.Assertion.ID == "" {
		return noAssertion(c)
	}
	for _, m := range c.Others {
		if m == nil || m.Kind != saml.Response {
			continue
		}
		for _, a := range m.Assertions {
			if a.ID == c.Assertion.ID {
				return []Outcome{{
					Level: report.Warn, Detail: "The capture holds the same assertion twice: it was posted again. Applications take an assertion once.",
					Expected: "each assertion once", Actual: strings.TrimSpace("twice " + a.ID), Node: c.Assertion.Node,
				}}
			}
		}
	}
	return []Outcome{{Level: report.Info, Detail: "It occurs once in this capture. Whether it was used before only the application remembers."}}
}
