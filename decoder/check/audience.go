package check

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// audienceChecks ask whether the assertion is made out for this application.
var audienceChecks = []Check{
	{
		ID: "audience.present", Facts: []string{"AST-13"}, on: onAnswer, Rank: rankAudience, Run: audiencePresent,
		Title: "The assertion names an audience", Spec: "SAML Profiles 4.1.4.2", Owner: report.EntraAdmin, Steps: compareIdentifier,
		Hides: []string{"audience.match"},
	},
	{
		ID: "audience.match", Facts: []string{"AST-13"}, on: onAnswer, Rank: rankAudience, Run: audienceMatch,
		Title: "The audience is the application's Identifier (Entity ID)", Spec: "SAML Profiles 4.1.4.2; SAML Core 2.5.1.4",
		Owner: report.EntraAdmin, Steps: compareIdentifier,
	},
	{
		ID: "audience.spn", Facts: []string{"AST-14"}, on: onAnswer, Run: audienceSPN,
		Title: "The audience has no prefix spn:", Spec: "Microsoft Entra: single sign-on SAML protocol", Owner: report.EntraAdmin,
		Steps: []string{basicSAML + ": Identifier (Entity ID) should be a URI as {short} gives it. Entra puts spn: before anything else."},
	},
}

var compareIdentifier = []string{
	basicSAML + ": compare Identifier (Entity ID) with the value that {short} expects, to the last character; upper and lower case and a slash at the end count.",
	"Take the value from {short} support; it is not published. Correct it, make it the default, and press Save.",
}

var oneRestriction = []string{
	"Entra sends one audience restriction. Find what adds another (a claims mapping policy, a gateway on the way) and take it out, or let it name the application as well.",
	compareIdentifier[0],
}

// notEntered says that an address of the application is not known here, and where it is found.
func (c *Case) notEntered(what string) string {
	detail := "The application's " + what + " is not entered. "
	if c.upwork() {
		detail += "Upwork does not publish it; take it from Entra's Basic SAML Configuration."
	} else {
		detail += "Take it from Entra's Basic SAML Configuration."
	}
	return detail
}

const (
	theEntityID = "Identifier (Entity ID)"
	theACS      = "Reply URL (ACS)"
)

var (
	enterEntityID = []string{basicSAML + ": copy Identifier (Entity ID) and enter it in the profile here (--sp-entity-id in the terminal)."}
	enterACS      = []string{basicSAML + ": copy Reply URL (Assertion Consumer Service URL) and enter it in the profile here (--acs in the terminal)."}
)

func audiencePresent(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	k := c.Assertion.Conditions
	if k != nil && len(k.Audiences) > 0 {
		for _, restriction := range k.Audiences {
			for _, v := range restriction {
				if v.Text != "" {
					return []Outcome{{Level: report.Pass, Detail: "It does.", Node: k.Node}}
				}
			}
		}
	}
	return []Outcome{{
		Level: report.Fail, Detail: "Without an audience the assertion is made out for nobody in particular; an application must not take it.",
		Sentence: "it does not say which application it is for (no audience)", Expected: "an AudienceRestriction with an Audience", Actual: "none", Node: c.Assertion.Node,
	}}
}

func audienceMatch(c *Case) []Outcome {
	k := conditionsOf(c)
	if k == nil || len(k.Audiences) == 0 {
		return noAssertion(c)
	}
	o := Outcome{Node: k.Node, Expected: c.EntityID}
	n := len(k.Audiences)
	if n > 1 && len(inEach(k.Audiences)) == 0 {
		o.Level, o.Actual = report.Fail, restrictions(k.Audiences)
		o.Detail = fmt.Sprintf("It holds %d audience restrictions, and an application must be named in each of them. No application is.", n)
		o.Steps = oneRestriction
		o.Sentence = "its audience restrictions contradict each other: no application is named in all of them"
		return []Outcome{o}
	}
	if c.EntityID == "" {
		o.Level, o.Detail, o.Steps = report.NotChecked, c.notEntered(theEntityID), enterEntityID
		o.Actual = joined(inEach(k.Audiences))
		return []Outcome{o}
	}
	for i, restriction := range k.Audiences {
		found := texts(restriction)
		if slices.Contains(found, c.EntityID) {
			continue
		}
		why := ""
		for _, a := range found {
			if why = because(c.EntityID, a); why != "" {
				break
			}
		}
		o.Level, o.Actual = report.Fail, joined(found)
		o.Node = firstNode(restriction, k.Node)
		o.Detail = "The assertion is made out for another application" + why + "."
		if n > 1 {
			o.Detail = fmt.Sprintf("It holds %d audience restrictions, and the application must be named in each of them. It is not in number %d%s.", n, i+1, why)
		}
		o.Sentence = "it is made out for another audience" + why
		return []Outcome{o}
	}
	o.Level, o.Detail, o.Actual = report.Pass, "It is, byte for byte.", c.EntityID
	if c.Learnt {
		o.Detail = "It is the one that the request of the same capture came from."
	}
	return []Outcome{o}
}

// inEach lists the audiences that every restriction names: all of them must be met (Core 2.5.1.4).
func inEach(all [][]saml.Value) []string {
	var named []string
	for _, a := range texts(all[0]) {
		if !slices.ContainsFunc(all[1:], func(other []saml.Value) bool { return !slices.Contains(texts(other), a) }) {
			named = append(named, a)
		}
	}
	return named
}

// restrictions writes each restriction in brackets.
func restrictions(all [][]saml.Value) string {
	parts := make([]string, len(all))
	for i, restriction := range all {
		parts[i] = "[" + joined(texts(restriction)) + "]"
	}
	return strings.Join(parts, " ")
}

func texts(values []saml.Value) []string {
	var list []string
	for _, v := range values {
		list = append(list, v.Text)
	}
	return list
}

func firstNode(values []saml.Value, otherwise *tree.Node) *tree.Node {
	for _, v := range values {
		if v.Node != nil {
			return v.Node
		}
	}
	return otherwise
}

func audienceSPN(c *Case) []Outcome {
	k := conditionsOf(c)
	if k == nil || len(k.Audiences) == 0 {
		return noAssertion(c)
	}
	for _, restriction := range k.Audiences {
		for _, v := range restriction {
			if strings.HasPrefix(v.Text, "spn:") {
				return []Outcome{{
					Level: report.Warn, Detail: "Entra puts spn: before an Identifier that is no URI. The application must expect it with the prefix.",
					Expected: strings.TrimPrefix(v.Text, "spn:"), Actual: v.Text, Node: v.Node,
				}}
			}
		}
	}
	return []Outcome{{Level: report.Pass, Detail: "It has none."}}
}
