package check

import (
	"strings"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// soonOver is how long before its end a file is too old to be handed on: the vendor needs days to take it in.
const soonOver = 7 * 24 * time.Hour

// fileValidity judges validUntil of all that holds the entity, and of its roles, and tells of cacheDuration.
// Entra sets neither.
func fileValidity(c *Case) []Outcome {
	if c.Doc == nil {
		return nil
	}
	var out []Outcome
	for _, n := range c.lived() {
		if value, given := n.Attr("validUntil"); given {
			out = append(out, c.validUntil(n, value))
		}
		if value, given := n.Attr("cacheDuration"); given {
			o := Outcome{Level: report.Info, Subject: "cacheDuration", Place: c.attr(n, "cacheDuration"), Actual: value, Detail: "An application that loads the file by itself loads it anew after this time. Entra sets none."}
			if c.misformed(n, "cacheDuration") {
				o.Level, o.Expected, o.Detail = report.Warn, "a duration, such as PT6H", "It is not a duration, so an application may refuse the file or never load it anew."
				o.Sentence = "its cacheDuration is not a duration"
			}
			out = append(out, o)
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Info, Detail: "The file says nothing of how long it is valid (validUntil, cacheDuration). Entra never does; where an application insists on it, tell its vendor so."}}
	}
	return out
}

// lived gives the elements whose validUntil counts for what is judged: the entity with all that holds it and its
// roles, else the root.
func (c *Case) lived() []*tree.Node {
	nodes := []*tree.Node{c.Doc.Root}
	if e := c.entity(); e != nil {
		nodes = nil
		for n := e.Node; n != nil; n = n.Parent {
			nodes = append([]*tree.Node{n}, nodes...)
		}
		for _, r := range e.Roles {
			nodes = append(nodes, r.Node)
		}
	}
	return nodes
}

func (c *Case) validUntil(n *tree.Node, value string) Outcome {
	o := Outcome{Level: report.Pass, Subject: "validUntil", Detail: "It is.", Place: c.attr(n, "validUntil"), Actual: value}
	end, _, ok := saml.Time(value)
	switch {
	case !ok:
		o.Level, o.Expected = report.Warn, "a date and time in UTC, such as 2026-01-02T03:04:05Z"
		o.Detail, o.Sentence = "It is no date and time, so an application may refuse the file.", "its validUntil is no date and time"
	case !c.At.Before(end):
		o.Level, o.Expected = report.Fail, "a time after "+when(c.At)
		o.Detail = "Metadata past its validUntil must not be used any more."
		o.Sentence = "the file itself was valid until " + end.Format(time.DateOnly) + " only; get a fresh one"
	case end.Sub(c.At) < soonOver:
		o.Level, o.Expected = report.Warn, "a time well after "+when(c.At)
		o.Detail = "It is over so soon that the vendor may not take it in before."
		o.Sentence = "the file itself is valid until " + end.Format(time.DateOnly) + " only"
	}
	return o
}

// schemaFaults gives the faults of the file against its schema, found once.
func (c *Case) schemaFaults() []metadata.Fault {
	if c.faults == nil {
		c.faults = append([]metadata.Fault{}, c.File.Faults()...)
	}
	return c.faults
}

// misformed says whether the value of an attribute has not the form that the schema wants.
func (c *Case) misformed(n *tree.Node, attr string) bool {
	for _, f := range c.schemaFaults() {
		if f.Node == n && f.Attr == attr {
			return true
		}
	}
	return false
}

func fileSchema(c *Case) []Outcome {
	if c.Doc == nil {
		return nil
	}
	var out []Outcome
	for _, f := range c.schemaFaults() {
		out = append(out, Outcome{
			Level: report.Fail, Subject: strings.TrimSuffix(f.Node.Local+" "+f.Attr, " "), Expected: f.Expected, Actual: f.Actual,
			Detail:   "The schema wants " + f.Expected + " (SAML Metadata " + f.Rule + ")." + c.answers("may"),
			Sentence: "it breaks the schema of SAML metadata: expected " + f.Expected + ", found " + f.Actual,
			Place:    &report.Place{Line: f.Place.Line, Column: f.Place.Column, Path: f.Place.Path, Offset: f.Place.Offset},
		})
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "It is, as far as the rules go that matter: required attributes, order, identifiers, dates, durations and addresses."}}
	}
	return out
}
