package check

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
)

// nameIDChecks ask about the name that the application knows the user by.
var nameIDChecks = []Check{
	{
		ID: "name-id.present", Facts: []string{"AST-19"}, on: onAnswer, Rank: rankSubject, Run: nameIDPresent,
		Title: "The subject has a NameID", Spec: "SAML Core 2.2.3", Owner: report.EntraAdmin, Steps: mendNameID,
		Hides: []string{"name-id.format"},
	},
	{
		ID: "name-id.format", Facts: []string{"AST-19"}, on: onAnswer, Rank: rankSubject, Run: nameIDFormat,
		Title: "The NameID is what its format says", Spec: "SAML Core 8.3.2", Owner: report.EntraAdmin, Steps: mendNameID,
	},
	{
		ID: "name-id.length", Facts: []string{"AST-20"}, on: onAnswer, Run: nameIDLength,
		Title: "A persistent or transient NameID has at most 256 characters", Spec: "SAML Core 8.3.7, 8.3.8", Owner: report.EntraAdmin, Steps: mendNameID,
	},
	{
		ID: "name-id.stable", Facts: []string{"AST-20"}, on: onAnswer, Run: nameIDStable,
		Title: "The NameID stays the same at every sign-in", Spec: "SAML Core 8.3.8", Owner: report.EntraAdmin, Steps: mendNameID,
	},
}

var mendNameID = []string{
	claimsPage + " > Unique User Identifier (Name ID): set Source attribute (user.userprincipalname or user.mail) and Name identifier format (Email address), then Save.",
	userPage + ": the source attribute must be filled and must be an address when the format is Email address.",
}

const (
	formatEmail      = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
	formatPersistent = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
	formatTransient  = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
)

func nameOf(c *Case) *saml.Name {
	if c.Assertion == nil || c.Assertion.Subject == nil {
		return nil
	}
	return c.Assertion.Subject.NameID
}

func nameIDPresent(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	n := nameOf(c)
	o := Outcome{Level: report.Fail, Expected: "a NameID", Actual: "none", Node: c.Assertion.Node}
	switch {
	case n == nil:
		for _, e := range c.Assertion.EncryptedIDs {
			if e.Local == "EncryptedID" {
				o.Level, o.Actual, o.Node, o.Steps = report.NotChecked, "encrypted", e, decrypt
				o.Detail = "The NameID is encrypted by itself and was not read."
				return []Outcome{o}
			}
		}
		o.Detail, o.Sentence = "Nothing names the user.", "the NameID is missing"
	case strings.TrimSpace(n.Text) == "":
		o.Detail, o.Sentence, o.Actual, o.Node = "The NameID is there and holds nothing.", "the NameID is empty", "empty", n.Node
	default:
		return []Outcome{{Level: report.Pass, Detail: "It has.", Node: n.Node}}
	}
	return []Outcome{o}
}

// isAddress says whether s has the form local@domain, without white space.
func isAddress(s string) bool {
	at := strings.LastIndex(s, "@")
	return at > 0 && at < len(s)-1 && !strings.ContainsAny(s, " \t\r\n<>") && strings.Count(s, "@") == 1
}

func nameIDFormat(c *Case) []Outcome {
	n := nameOf(c)
	if n == nil || strings.TrimSpace(n.Text) == "" {
		return noAssertion(c)
	}
	if n.Format == formatEmail && !isAddress(n.Text) {
		return []Outcome{{
			Level: report.Fail, Detail: "The format says that it is an e-mail address, and it is none.",
			Sentence: "the NameID says that it is an e-mail address and is none", Expected: "local@domain", Actual: n.Text, Node: n.Node,
		}}
	}
	format := n.Format
	if format == "" {
		format = "unspecified"
	}
	return []Outcome{{Level: report.Pass, Detail: "Format: " + format + ".", Node: n.Node}}
}

func nameIDLength(c *Case) []Outcome {
	n := nameOf(c)
	if n == nil {
		return noAssertion(c)
	}
	if length := utf8.RuneCountInString(n.Text); (n.Format == formatPersistent || n.Format == formatTransient) && length > 256 {
		return []Outcome{{
			Level: report.Warn, Detail: "Applications may cut or refuse it.", Expected: "at most 256 characters", Actual: fmt.Sprintf("%d characters", length), Node: n.Node,
		}}
	}
	return []Outcome{{Level: report.Pass, Detail: "It has, or is of another format."}}
}

func nameIDStable(c *Case) []Outcome {
	n := nameOf(c)
	if n == nil {
		return noAssertion(c)
	}
	if n.Format == formatTransient {
		return []Outcome{{
			Level: report.Warn, Detail: "A transient NameID is new at every sign-in. An application that knows accounts by it makes a new one each time.",
			Expected: "persistent, emailAddress or unspecified", Actual: n.Format, Node: n.Node,
		}}
	}
	return []Outcome{{Level: report.Pass, Detail: "It is not transient."}}
}
