package check

import (
	"slices"

	"claimcheck/decoder/report"
)

// authnChecks ask how the user signed in at the identity provider.
var authnChecks = []Check{
	{
		ID: "authn.statement", Facts: []string{"AST-16"}, on: onAnswer, Rank: rankSubject, Run: authnStatement,
		Title: "The assertion says when the user signed in", Spec: "SAML Profiles 4.1.4.2; SAML Core 2.7.2", Owner: report.EntraAdmin, Steps: notWebSSO,
	},
	{
		ID: "authn.session", Facts: []string{"AST-17"}, on: onAnswer, Run: authnSession,
		Title: "The session has an index", Spec: "SAML Profiles 4.1.4.2; SAML Core 2.7.2", Owner: report.Vendor,
	},
	{
		ID: "authn.context", Facts: []string{"AST-18"}, on: onAnswer, Run: authnContext,
		Title: "The way of signing in is named, and is the one that was asked for", Spec: "SAML Core 2.7.2.2, 3.3.2.2.1; AADSTS75011", Owner: report.Vendor,
		Steps: []string{"Ask {short} support to drop RequestedAuthnContext from the sign-in request; it is rarely needed."},
	},
}

func authnStatement(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	o := Outcome{Level: report.Fail, Expected: "an AuthnStatement with AuthnInstant", Actual: "none", Node: c.Assertion.Node}
	for _, s := range c.Assertion.Authn {
		if s.Instant.Set {
			return []Outcome{{Level: report.Pass, Detail: "It does.", Actual: s.Instant.Raw, Node: s.Node}}
		}
		o.Node, o.Actual = s.Node, "an AuthnStatement without AuthnInstant"
	}
	o.Detail = "Without an AuthnStatement the assertion does not say that anybody signed in."
	o.Sentence = "the assertion does not say that the user signed in (no AuthnStatement)"
	if len(c.Assertion.Authn) > 0 {
		o.Detail, o.Sentence = "The AuthnStatement does not say when.", "the assertion does not say when the user signed in"
	}
	return []Outcome{o}
}

func authnSession(c *Case) []Outcome {
	if c.Assertion == nil || len(c.Assertion.Authn) == 0 {
		return noAssertion(c)
	}
	for _, s := range c.Assertion.Authn {
		if s.SessionIndex.Set && s.SessionIndex.Text != "" {
			return []Outcome{{Level: report.Pass, Detail: "It has.", Node: s.Node}}
		}
	}
	return []Outcome{{Level: report.Info, Detail: "It has none: single sign-out will not work. Signing in does not need it.", Node: c.Assertion.Authn[0].Node}}
}

func authnContext(c *Case) []Outcome {
	if c.Assertion == nil || len(c.Assertion.Authn) == 0 {
		return noAssertion(c)
	}
	var sent []string
	for _, s := range c.Assertion.Authn {
		sent = append(sent, s.Contexts...)
	}
	node := c.Assertion.Authn[0].Node
	if len(sent) == 0 {
		return []Outcome{{Level: report.Warn, Detail: "It is not named.", Expected: "an AuthnContextClassRef", Actual: "none", Node: node}}
	}
	if c.Request != nil && c.Request.Request != nil {
		wanted := c.Request.Request
		exact := wanted.Comparison == "" || wanted.Comparison == "exact"
		if len(wanted.Contexts) > 0 && !exact && (wanted.Comparison == "better" || !shares(sent, wanted.Contexts)) {
			return []Outcome{{
				Level: report.NotChecked, Detail: "The request asked for a way of signing in by comparison (" + wanted.Comparison + "). Only the identity provider knows which ways it holds to be better.",
				Expected: wanted.Comparison + " " + joined(wanted.Contexts), Actual: joined(sent), Node: node,
			}}
		}
		if len(wanted.Contexts) > 0 && exact && !shares(sent, wanted.Contexts) {
			return []Outcome{{
				Level: report.Warn, Detail: "The request asked for another way of signing in. The application may refuse this one.",
				Expected: joined(wanted.Contexts), Actual: joined(sent), Node: node,
			}}
		}
	}
	return []Outcome{{Level: report.Pass, Detail: "It is.", Actual: joined(sent), Node: node}}
}

func shares(a, b []string) bool {
	for _, x := range a {
		if slices.Contains(b, x) {
			return true
		}
	}
	return false
}
