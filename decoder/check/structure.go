package check

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// structureChecks ask whether two readers could read two things in this message. What fails here is
// built like a forgery, so it comes before everything else.
var structureChecks = []Check{
	{
		ID: "structure.ids", Facts: []string{"SIG-04"}, on: onXML, Rank: rankAttack, Run: structureIDs,
		Title: "Every ID occurs once", Spec: "SAML Core 1.3.4", Owner: report.Helpdesk, Steps: treatAsForged,
		Hides: []string{"signature.*", "structure.single"},
	},
	{
		ID: "structure.stray", Facts: []string{"RSP-04"}, on: onAnswer, Rank: rankAttack, Run: structureStray,
		Title: "No assertion or response is hidden inside another element", Spec: "SAML Core 3.3.3; USENIX Security 2012 (signature wrapping)",
		Owner: report.Helpdesk, Steps: treatAsForged, Hides: []string{"signature.*", "structure.single", "structure.agree"},
	},
	{
		ID: "structure.single", Facts: []string{"RSP-04"}, on: onResponse, Rank: rankAttack, Run: structureSingle,
		Title: "The response holds no second assertion", Spec: "SAML2Int SDP-IDP10", Owner: report.Helpdesk, Steps: treatAsForged,
		Hides: []string{"signature.present", "signature.covers", "structure.agree"},
	},
	{
		ID: "structure.agree", Facts: []string{"AST-03"}, on: onResponse, Rank: rankAttack, Run: structureAgree,
		Title: "All assertions come from one issuer and speak of one person", Spec: "SAML Profiles 4.1.4.2", Owner: report.Helpdesk,
		Steps: treatAsForged,
	},
	{
		ID: "structure.once", Facts: []string{"AST-03"}, on: onAnswer, Rank: rankAttack, Run: structureOnce,
		Title: "What may stand once stands once", Spec: "SAML Core, schema; CVE-2025-29774", Owner: report.Helpdesk, Steps: treatAsForged,
	},
	{
		ID: "structure.schema", on: onAnswer, Run: structureSchema,
		Title: "Elements and values are as the schema has them", Spec: "SAML Core, schema", Owner: report.Vendor, Steps: readAgain,
	},
	{
		ID: "structure.text", Facts: []string{"SIG-12"}, on: onAnswer, Rank: rankAttack, Run: structureText,
		Title: "No comment or other node cuts a value in two", Spec: "SAML Core 5.4.3; CVE-2017-11427", Owner: report.Helpdesk,
		Steps: treatAsForged,
	},
}

func structureIDs(c *Case) []Outcome {
	if len(c.Duplicates) == 0 {
		return []Outcome{{Level: report.Pass, Detail: "No two elements share an ID."}}
	}
	last := c.Duplicates[len(c.Duplicates)-1]
	o := Outcome{Level: report.Fail, Expected: "each ID once", Node: last}
	if len(c.Duplicates) == 1 {
		o.Actual = "two IDs on " + last.Local
		o.Sentence = "its " + last.Local + " carries two IDs, as in a forged message"
		o.Detail = "The element " + last.Local + " carries two IDs: which of them a reader goes by is chance."
		return []Outcome{o}
	}
	names := make([]string, 0, len(c.Duplicates))
	for _, n := range c.Duplicates {
		names = append(names, n.Local)
	}
	o.Actual = "on " + joined(names)
	o.Sentence = "an ID occurs twice in it, as in a forged message"
	o.Detail = "An ID is not that of one element only (" + joined(names) + "): a signature over one can be shown for the other."
	return []Outcome{o}
}

func structureStray(c *Case) []Outcome {
	found := strays(c)
	if len(found) == 0 {
		return []Outcome{{Level: report.Pass, Detail: "There is none."}}
	}
	which := "a second"
	if len(c.Sent.Assertions)+len(c.Sent.Encrypted) == 0 {
		which = "a misplaced"
	}
	var out []Outcome
	for _, n := range found {
		detail := "It stands where none belongs. A reader that searches the whole document may take it for the one that was signed."
		if c.signedAt(n) {
			detail = "It is the one that carries the good signature, and it stands where none belongs: what stands in its place is what readers are meant to take."
		}
		out = append(out, Outcome{
			Level: report.Fail, Subject: n.Local, Node: n, Detail: detail,
			Sentence: which + " " + n.Local + " is hidden in it, inside " + parentName(n) + ", as in a forged message",
			Expected: "one assertion, directly in the response", Actual: "one more below " + parentName(n),
		})
	}
	return out
}

func parentName(n *tree.Node) string {
	if n.Parent == nil {
		return "nothing"
	}
	return n.Parent.Local
}

func structureSingle(c *Case) []Outcome {
	n := len(c.Sent.Assertions) + len(c.Sent.Encrypted)
	switch {
	case n == 0:
		return nil
	case n == 1:
		return []Outcome{{Level: report.Pass, Detail: "It holds one assertion."}}
	}
	o := Outcome{
		Level: report.Fail, Detail: fmt.Sprintf("It holds %d. Which of them an application reads is chance, so none is believed here.", n),
		Sentence: fmt.Sprintf("it holds %d assertions instead of one", n), Expected: "1 assertion", Actual: fmt.Sprintf("%d assertions", n),
	}
	which := c.whichSigned()
	if which != "" {
		o.Sentence += "; " + which + "; treat it as forged"
		o.Detail = fmt.Sprintf("It holds %d, and %s. Whoever put the other one in wants it to be read in place of the signed one; none is believed here.", n, which)
	}
	if len(c.Sent.Encrypted) > 0 {
		o.Node = c.Sent.Encrypted[0]
	}
	if len(c.Sent.Assertions) > 1 {
		o.Node = c.Sent.Assertions[1].Node
		if first := c.Sent.Assertions[0].Node; which != "" && !c.signedAt(first) && !c.signedAround(first) {
			o.Node = first // the forger's
		}
	}
	return []Outcome{o}
}

// whichSigned says which of several assertions a good signature covers; empty when that is all of them or
// none, and when one is encrypted, which shows nothing.
func (c *Case) whichSigned() string {
	if len(c.Sent.Encrypted) > 0 {
		return ""
	}
	ordinals := [...]string{"first", "second", "third", "fourth"}
	var signed []string
	for i, a := range c.Sent.Assertions {
		if c.signedAt(a.Node) || c.signedAround(a.Node) {
			if i >= len(ordinals) {
				return "not all of them are signed"
			}
			signed = append(signed, ordinals[i])
		}
	}
	switch len(signed) {
	case 0, len(c.Sent.Assertions):
		return ""
	case 1:
		return "only the " + signed[0] + " is signed"
	}
	return "only the " + list(signed) + " are signed"
}

func structureAgree(c *Case) []Outcome {
	if len(c.Sent.Assertions) < 2 {
		return nil
	}
	var out []Outcome
	first := c.Sent.Assertions[0]
	for _, a := range c.Sent.Assertions[1:] {
		if issuerOf(a) != issuerOf(first) {
			out = append(out, Outcome{
				Level: report.Fail, Subject: "Issuer", Detail: "Two assertions name two issuers.", Sentence: "its assertions name two issuers",
				Expected: issuerOf(first), Actual: issuerOf(a), Node: a.Node,
			})
		}
		if nameIDOf(a) != nameIDOf(first) {
			out = append(out, Outcome{
				Level: report.Fail, Subject: "Subject", Detail: "Two assertions speak of two persons.", Sentence: "its assertions speak of two persons",
				Expected: nameIDOf(first), Actual: nameIDOf(a), Node: a.Node,
			})
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "They do."}}
	}
	return out
}

func issuerOf(a *saml.Assertion) string {
	if a == nil || a.Issuer == nil {
		return ""
	}
	return a.Issuer.Text
}

func nameIDOf(a *saml.Assertion) string {
	if a == nil || a.Subject == nil || a.Subject.NameID == nil {
		return ""
	}
	return a.Subject.NameID.Text
}

// oddities are what saml noted while reading the message, and what was decrypted of it.
func (c *Case) oddities() []saml.Oddity {
	if c.Inner == nil {
		return c.Sent.Oddities
	}
	return append(slices.Clone(c.Sent.Oddities), saml.Read(c.Inner).Oddities...)
}

func structureOnce(c *Case) []Outcome {
	var out []Outcome
	for _, o := range c.oddities() {
		name, ok := strings.CutPrefix(o.Code, "second-")
		if !ok {
			continue
		}
		out = append(out, Outcome{
			Level: report.Fail, Subject: name, Node: o.Node, Expected: "one " + name, Actual: "more than one",
			Detail:   stop(o.Text) + " Another reader may take the second.",
			Sentence: "it holds a second " + name + ", and readers may take either",
		})
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "It does."}}
	}
	return out
}

func structureSchema(c *Case) []Outcome {
	var out []Outcome
	for _, o := range c.oddities() {
		switch o.Code {
		case "unknown-child", "structured-value", "space-around":
			out = append(out, Outcome{Level: report.Warn, Subject: o.Code, Node: o.Node, Detail: stop(o.Text)})
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "They are."}}
	}
	return out
}

// structureText looks at the values as they were sent: the verified copy has its comments removed, as
// canonicalization wants it.
func structureText(c *Case) []Outcome {
	assertions := slices.Clone(c.Sent.Assertions)
	if c.Inner != nil {
		assertions = append(assertions, saml.Read(c.Inner).Assertions...)
	}
	wanted := c.wantedNames()
	var out []Outcome
	look := func(subject string, n *tree.Node) {
		if n != nil && n.Odd() {
			before, what := interruption(n)
			out = append(out, Outcome{
				Level: report.Fail, Subject: subject, Node: n,
				Detail:   fmt.Sprintf("There is %s inside the text. A careless reader stops there and takes %q for the value.", what, before),
				Sentence: what + " interrupts the text of " + subject + ", which makes readers take another value than the one that was signed",
				Expected: "text only", Actual: n.Text(),
			})
		}
	}
	if c.Sent.Issuer != nil {
		look("Issuer", c.Sent.Issuer.Node)
	}
	for _, a := range assertions {
		if c.Sent.Kind == saml.Response && a.Issuer != nil || c.Sent.Issuer == nil && a.Issuer != nil {
			look("Issuer", a.Issuer.Node)
		}
		if a.Subject != nil && a.Subject.NameID != nil {
			look("NameID", a.Subject.NameID.Node)
		}
		if a.Conditions != nil {
			for _, restriction := range a.Conditions.Audiences {
				for _, v := range restriction {
					look("Audience", v.Node)
				}
			}
		}
		for _, at := range a.Attributes {
			if wanted[at.Name] {
				for _, v := range at.Values {
					look(at.Name, v.Node)
				}
			}
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "Issuer, NameID, audience and the wanted claims are plain text."}}
	}
	return out
}

// interruption gives the text before the first node that is none, and what that node is.
func interruption(n *tree.Node) (before, what string) {
	for _, c := range n.Children {
		switch c.Kind {
		case tree.Text:
			before += c.Data
		case tree.Comment:
			return before, "a comment"
		case tree.ProcInst:
			return before, "a processing instruction"
		default:
			return before, "an element"
		}
	}
	return before, "nothing"
}

// wantedNames holds the names of the wanted claims, and those that attributes taken for them have.
func (c *Case) wantedNames() map[string]bool {
	names := map[string]bool{}
	for _, s := range c.Claims {
		if s.Wanted == nil {
			continue
		}
		names[s.Wanted.Name] = true
		for _, a := range s.Attributes {
			names[a.Name] = true
		}
	}
	return names
}
