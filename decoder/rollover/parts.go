package rollover

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// cloudOf gives the cloud that an entity's users sign in to; empty when its addresses do not show one.
func cloudOf(e *metadata.Entity) string {
	for _, r := range e.Roles {
		for _, at := range r.Endpoints {
			if name, _ := metadata.Cloud(at.Location); name != "" && at.Service == signOn {
				return name
			}
		}
	}
	return ""
}

func (c *comparison) cloud(p pair, where string) {
	if from, to := cloudOf(p.sent), cloudOf(p.fresh); from != "" && to != "" && from != to {
		c.add(report.Change{What: "cloud", Kind: "changed", Where: where, Before: from, After: to, Matters: true, Text: "The sign-in moved from " + from + " of Microsoft to " + to + "."})
	}
}

// signOn is the service that a sign-in begins at (Metadata 2.4.3).
const signOn = "SingleSignOnService"

// addresses are the endpoints of a role by service and binding, and the order of those.
func addresses(r *metadata.Role) (order []string, of map[string][]string) {
	of = map[string][]string{}
	for _, e := range r.Endpoints {
		name := strings.TrimSpace(e.Service + " " + e.Binding[strings.LastIndexByte(e.Binding, ':')+1:])
		location := e.Location
		if e.ResponseLocation != "" {
			location += " (answers to " + e.ResponseLocation + ")"
		}
		if _, known := of[name]; !known {
			order = append(order, name)
		}
		of[name] = append(of[name], location)
	}
	return order, of
}

// endpoints compares the addresses of a role.
func (c *comparison) endpoints(r rolePair, where string) {
	names, sent := addresses(r.sent)
	more, fresh := addresses(r.fresh)
	for _, name := range more {
		if _, known := sent[name]; !known {
			names = append(names, name)
		}
	}
	for _, name := range names {
		a, b := lacking(sent[name], fresh[name]), lacking(fresh[name], sent[name])
		// Without an address that the application sends users to, a sign-in that it begins ends nowhere.
		matters := r.sent.Kind == idp && (strings.HasPrefix(name, signOn+" HTTP-Redirect") || strings.HasPrefix(name, signOn+" HTTP-POST"))
		for i := range max(len(a), len(b)) {
			ch := report.Change{What: "endpoint", Where: where}
			switch {
			case i >= len(a):
				ch.Kind, ch.After = "added", report.Brief(b[i])
				ch.Text = fmt.Sprintf("The address %s was added for %s.", clip(b[i]), name)
			case i >= len(b):
				ch.Kind, ch.Before, ch.Matters = "removed", report.Brief(a[i]), matters
				ch.Text = fmt.Sprintf("The address %s was removed for %s.", clip(a[i]), name)
			default:
				ch.Kind, ch.Before, ch.After, ch.Matters = "changed", report.Brief(a[i]), report.Brief(b[i]), matters
				ch.Text = fmt.Sprintf("The address for %s changed from %s to %s.", name, clip(a[i]), clip(b[i]))
			}
			c.add(ch)
		}
	}
}

// lacking gives the values of a that b does not have.
func lacking(a, b []string) []string {
	in := map[string]bool{}
	for _, v := range b {
		in[v] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(v string) bool { return in[v] })
}

// protocols compares what a role speaks.
func (c *comparison) protocols(r rolePair, where string) {
	for _, v := range lacking(r.sent.Protocols, r.fresh.Protocols) {
		c.add(report.Change{
			What: "option", Kind: "removed", Where: where, Before: report.Brief(v), Matters: r.sent.Kind == idp && v == saml2,
			Text: "The protocol " + clip(v) + " is not supported any more.",
		})
	}
	for _, v := range lacking(r.fresh.Protocols, r.sent.Protocols) {
		c.add(report.Change{
			What: "option", Kind: "added", Where: where, After: report.Brief(v), Matters: r.sent.Kind == idp && v == saml2,
			Text: "The protocol " + clip(v) + " is supported now.",
		})
	}
}

// options compares what else a role asks of the application.
func (c *comparison) options(r rolePair, where string) {
	a, _ := r.sent.Node.Attr("WantAuthnRequestsSigned")
	b, _ := r.fresh.Node.Attr("WantAuthnRequestsSigned")
	if from, to := isTrue(a), isTrue(b); from != to {
		text := "The identity provider wants signed requests no more (WantAuthnRequestsSigned)."
		if to {
			text = "The identity provider now wants the requests of " + c.Short + " signed (WantAuthnRequestsSigned): " + c.Short + " must sign them."
		}
		c.add(report.Change{What: "option", Kind: "changed", Where: where, Before: fmt.Sprint(from), After: fmt.Sprint(to), Matters: to, Text: text})
	}
	sent, fresh := texts(r.sent.Node, "NameIDFormat"), texts(r.fresh.Node, "NameIDFormat")
	for _, v := range lacking(sent, fresh) {
		c.add(report.Change{What: "option", Kind: "removed", Where: where, Before: report.Brief(v), Text: "The NameIDFormat " + clip(v) + " is offered no more."})
	}
	for _, v := range lacking(fresh, sent) {
		c.add(report.Change{What: "option", Kind: "added", Where: where, After: report.Brief(v), Text: "The NameIDFormat " + clip(v) + " is offered now."})
	}
}

// isTrue reads an xs:boolean.
func isTrue(s string) bool { s = strings.TrimSpace(s); return s == "true" || s == "1" }

func texts(n *tree.Node, local string) []string {
	var list []string
	for _, e := range n.Elements(saml.NSMetadata, local) {
		list = append(list, strings.TrimSpace(e.Text()))
	}
	return list
}

// validUntil reads the attribute (Metadata 2.3.2); the zero time when there is none that can be read.
func validUntil(n *tree.Node) time.Time {
	v, _ := n.Attr("validUntil")
	t, err := time.Parse(time.RFC3339, strings.TrimSpace(v))
	if err != nil {
		return time.Time{}
	}
	return t
}

// dates compares how long an element may be used, and kept.
func (c *comparison) dates(a, b *tree.Node, where string) {
	for _, name := range []string{"validUntil", "cacheDuration"} {
		from, _ := a.Attr(name)
		to, _ := b.Attr(name)
		if from = strings.TrimSpace(from); from == strings.TrimSpace(to) {
			continue
		}
		ch := report.Change{What: "dates", Where: where, Before: report.Brief(from), After: report.Brief(strings.TrimSpace(to))}
		switch {
		case from == "":
			ch.Kind, ch.Text = "added", fmt.Sprintf("%s was added: %s.", name, clip(to))
		case to == "":
			ch.Kind, ch.Text = "removed", fmt.Sprintf("%s was removed; it was %s.", name, clip(from))
		default:
			ch.Kind, ch.Text = "changed", fmt.Sprintf("%s changed from %s to %s.", name, clip(from), clip(to))
		}
		if until := validUntil(a); name == "validUntil" && !until.IsZero() {
			// A reader must not use metadata beyond its validUntil (Metadata 2.3.2).
			ch.Matters, ch.Text = true, ch.Text+" "+c.Short+" may use the file that was sent until "+date(until)+" only."
		}
		c.add(ch)
	}
}

// wsFederation compares a role of WS-Federation as a whole: no SAML sign-in depends on it.
func (c *comparison) wsFederation(r rolePair, where string) {
	var parts []string
	a, b := list(r.sent.Keys), list(r.fresh.Keys)
	if len(a.without(b))+len(b.without(a)) > 0 {
		parts = append(parts, "its certificates")
	}
	_, from := addresses(r.sent)
	_, to := addresses(r.fresh)
	if digest(from) != digest(to) {
		parts = append(parts, "its addresses")
	}
	if others := changedParts(r.sent.Node, r.fresh.Node); len(others) > 0 {
		parts = append(parts, strings.Join(others, ", "))
	}
	if len(parts) > 0 {
		c.add(report.Change{
			What: "ws-federation", Kind: "changed", Where: where,
			Text: "The WS-Federation part " + clip(r.sent.Kind) + " changed: " + strings.Join(parts, ", ") + ". No SAML sign-in depends on it.",
		})
	}
}

func digest(v map[string][]string) [sha256.Size]byte { return sha256.Sum256(fmt.Appendf(nil, "%q", v)) } // maps print sorted

// rest tells which parts of an element changed that are not compared one by one.
func (c *comparison) rest(a, b *tree.Node, where string) {
	if parts := changedParts(a, b); len(parts) > 0 {
		c.add(report.Change{
			What: "other", Kind: "changed", Where: where,
			Text: "Other parts changed: " + strings.Join(parts, ", ") + ". No sign-in depends on them.",
		})
	}
}
