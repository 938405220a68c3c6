package rollover

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
)

// mostChanges bounds the differences that are listed: the gravest. Two files of an application have a few, two
// aggregates have thousands. mostKept bounds those that are weighed, of what matters and of what does not: a file
// made for it has a million.
const (
	mostChanges = 500
	mostKept    = 10_000
)

// Side is one of the two files.
type Side struct {
	*metadata.File
	Signature report.Signature // what its own signatures came to
	Unfit     string           // the sentence that says not to send it; empty when it is fit to send
	Foreign   bool             // its keys are not those that sign a user in to the application: the tenant-wide file
}

// Compare tells what is different in a fresh file from the one that was sent last.
func Compare(sent, fresh Side, s Setting) *report.Comparison {
	c := &comparison{Setting: s, sent: sent, fresh: fresh, kept: map[bool]int{}}
	out := &report.Comparison{Sent: sent.Name, Fresh: fresh.Name, Changes: []report.Change{}}
	if sent.SHA256 == fresh.SHA256 {
		out.Identical, out.Sentence = true, "The two files are the same, byte for byte: nothing has to be sent."
		c.plan(out)
		return out
	}
	pairs := c.pair()
	out.Unrelated = cmp.Or(c.unrelated(pairs), c.foreign())
	c.files()
	for _, p := range pairs {
		c.entity(p)
	}
	c.form()
	slices.SortStableFunc(c.changes, graver)
	wrongOrder := ""
	if out.Unrelated == "" {
		wrongOrder = c.wrongOrder()
	}
	out.Swapped, out.Unfit = wrongOrder != "", c.fresh.Unfit != ""
	out.Sentence = cmp.Or(out.Unrelated, wrongOrder, c.sentence())
	related := out.Unrelated == "" && !out.Swapped
	out.Resend = related && slices.ContainsFunc(c.changes, func(ch report.Change) bool { return ch.Matters })
	out.Changes = append(out.Changes, c.changes[:min(len(c.changes), mostChanges)]...)
	out.More = c.more + len(c.changes) - len(out.Changes)
	if related {
		c.plan(out)
	}
	return out
}

// comparison collects what is different.
type comparison struct {
	Setting
	sent, fresh Side
	changes     []report.Change
	kept        map[bool]int // changes that matter, and that do not
	more        int          // changes beyond mostKept
	several     bool         // one of the files is an aggregate
}

func (c *comparison) add(ch report.Change) {
	if c.kept[ch.Matters] == mostKept {
		c.more++
		return
	}
	c.kept[ch.Matters]++
	c.changes = append(c.changes, ch)
}

// weights order the kinds of difference where they matter alike, the gravest first.
var weights = []string{"entity-id", "entity", "cloud", "role", "key", "endpoint", "option", "dates", "signature", "ws-federation", "other", "form"}

func graver(a, b report.Change) int {
	if a.Matters != b.Matters {
		return map[bool]int{true: -1, false: 1}[a.Matters]
	}
	if n := cmp.Compare(slices.Index(weights, a.What), slices.Index(weights, b.What)); n != 0 {
		return n
	}
	return cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind))
}

var kinds = []string{"added", "changed", "removed"}

// pair is one entity as both files have it; nil where one of them does not.
type pair struct{ sent, fresh *metadata.Entity }

// pair finds the entities that belong together: those of the same entityID, in document order where one file has
// several of it; and the only entity of each file, whatever its name.
func (c *comparison) pair() []pair {
	a, b := c.sent.Entities, c.fresh.Entities
	c.several = c.sent.Doc.Root.Local == "EntitiesDescriptor" || c.fresh.Doc.Root.Local == "EntitiesDescriptor"
	if len(a) == 1 && len(b) == 1 {
		return []pair{{&a[0], &b[0]}}
	}
	waiting := map[string][]*metadata.Entity{}
	for i := range b {
		waiting[b[i].ID] = append(waiting[b[i].ID], &b[i])
	}
	taken := map[*metadata.Entity]bool{}
	var pairs []pair
	for i := range a {
		p := pair{sent: &a[i]}
		if queue := waiting[a[i].ID]; len(queue) > 0 {
			p.fresh, waiting[a[i].ID] = queue[0], queue[1:]
			taken[p.fresh] = true
		}
		pairs = append(pairs, p)
	}
	for i := range b {
		if !taken[&b[i]] {
			pairs = append(pairs, pair{fresh: &b[i]})
		}
	}
	return pairs
}

// tenantID is how Entra names a tenant in an entityID.
var tenantID = regexp.MustCompile(`[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}`)

func tenant(e *metadata.Entity) string { return strings.ToLower(tenantID.FindString(e.ID)) }

// unrelated says why the files are not of the same identity provider; empty when they are.
func (c *comparison) unrelated(pairs []pair) string {
	const either = " If that is not meant, download the file of the right one; if it is, %s has to set up another identity provider."
	if len(pairs) == 1 && pairs[0].sent != nil && pairs[0].fresh != nil {
		a, b := pairs[0].sent, pairs[0].fresh
		from, to := tenant(a), tenant(b)
		switch {
		case a.ID == b.ID, from != "" && from == to:
			return ""
		case from != "" && to != "":
			return fmt.Sprintf("The files are of different tenants, %s and %s."+either, from, to, c.Short)
		}
		return fmt.Sprintf("The files are of different identity providers, %s and %s."+either, clip(a.ID), clip(b.ID), c.Short)
	}
	if slices.ContainsFunc(pairs, func(p pair) bool { return p.sent != nil && p.fresh != nil }) {
		return ""
	}
	return fmt.Sprintf("The files have no entity in common (%d in the one that was sent, %d in the fresh one): there is nothing to compare.",
		len(c.sent.Entities), len(c.fresh.Entities))
}

// foreign says that the fresh file is not the application's; empty when it is.
func (c *comparison) foreign() string {
	if !c.fresh.Foreign {
		return ""
	}
	return "The fresh file is not the application's, so it does not show whether anything changed. " + c.fresh.Unfit
}

// entity compares one entity.
func (c *comparison) entity(p pair) {
	switch {
	case p.fresh == nil:
		c.add(report.Change{
			What: "entity", Kind: "removed", Where: clip(p.sent.ID), Before: report.Brief(p.sent.ID),
			Text: "The entity " + clip(p.sent.ID) + " is in the fresh file no more: an application that takes in the fresh file refuses its sign-ins.",
		})
		return
	case p.sent == nil:
		c.add(report.Change{
			What: "entity", Kind: "added", Where: clip(p.fresh.ID), After: report.Brief(p.fresh.ID),
			Text: "The entity " + clip(p.fresh.ID) + " was added: sign-ins from it need the fresh file.",
		})
		return
	}
	where := ""
	if c.several {
		where = clip(p.sent.ID)
	}
	if p.sent.ID != p.fresh.ID {
		c.add(report.Change{
			What: "entity-id", Kind: "changed", Before: report.Brief(p.sent.ID), After: report.Brief(p.fresh.ID), Matters: true,
			Text: fmt.Sprintf("The entity ID changed from %s to %s: %s knows the identity provider by it.", clip(p.sent.ID), clip(p.fresh.ID), c.Short),
		})
	}
	c.cloud(p, where)
	c.dates(p.sent.Node, p.fresh.Node, where)
	for _, r := range pairRoles(p.sent.Roles, p.fresh.Roles) {
		c.role(r, where)
	}
	c.rest(p.sent.Node, p.fresh.Node, where)
}

// rolePair is one role as both files have it.
type rolePair struct{ sent, fresh *metadata.Role }

// pairRoles finds the roles that belong together: those of a kind, in document order.
func pairRoles(a, b []metadata.Role) []rolePair {
	waiting := map[string][]*metadata.Role{}
	for i := range b {
		waiting[b[i].Kind] = append(waiting[b[i].Kind], &b[i])
	}
	var pairs []rolePair
	for i := range a {
		p := rolePair{sent: &a[i]}
		if queue := waiting[a[i].Kind]; len(queue) > 0 {
			p.fresh, waiting[a[i].Kind] = queue[0], queue[1:]
		}
		pairs = append(pairs, p)
	}
	for i := range b {
		if queue := waiting[b[i].Kind]; len(queue) > 0 && queue[0] == &b[i] {
			pairs, waiting[b[i].Kind] = append(pairs, rolePair{fresh: &b[i]}), queue[1:]
		}
	}
	return pairs
}

// role compares one role.
func (c *comparison) role(r rolePair, where string) {
	kind := ""
	if r.sent != nil {
		kind = r.sent.Kind
	} else {
		kind = r.fresh.Kind
	}
	where = strings.TrimPrefix(where+", "+clip(kind), ", ")
	matters := kind == idp
	switch {
	case r.fresh == nil:
		c.add(report.Change{What: what(kind), Kind: "removed", Where: where, Before: report.Brief(kind), Matters: matters, Text: "The role " + clip(kind) + " was removed."})
		return
	case r.sent == nil:
		c.add(report.Change{What: what(kind), Kind: "added", Where: where, After: report.Brief(kind), Matters: matters, Text: "The role " + clip(kind) + " was added."})
		return
	case what(kind) == "ws-federation":
		c.wsFederation(r, where)
		return
	}
	c.keys(r, where)
	c.endpoints(r, where)
	c.protocols(r, where)
	c.options(r, where)
	c.dates(r.sent.Node, r.fresh.Node, where)
	c.rest(r.sent.Node, r.fresh.Node, where)
}

// what names a role among the differences: one of SAML, or a part of WS-Federation, which has a type for its kind
// (WS-Federation 1.2, 3.1.2).
func what(kind string) string {
	if strings.HasSuffix(kind, "Descriptor") {
		return "role"
	}
	return "ws-federation"
}

// plan adds the plan when both files are of one identity provider, and the fresh one is the application's.
func (c *comparison) plan(out *report.Comparison) {
	sent, ok := provider(c.sent.File)
	fresh, known := provider(c.fresh.File)
	if ok && known && !c.fresh.Foreign {
		out.Plan = planned(signing(fresh), signing(sent), c.Setting)
	}
}
