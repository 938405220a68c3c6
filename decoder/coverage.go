package decoder

import (
	"slices"

	"claimcheck/decoder/check"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// mostElements bounds the messages and assertions whose fields are listed: a message has one of each,
// and what a forger puts in beside them is told after a few.
const mostElements = 20

// mostFields bounds the fields of one kind that are listed, signed or not.
const mostFields = 500

// coverage lists the fields of the message and of every assertion in it, the hidden ones too, and says
// of each whether a good signature covers it (threats.md, rail 15).
//
// What is repeated without end is left out, and how much that is told.
func coverage(on *check.Case) (list []report.Coverage, left int) {
	if on.Sent == nil || on.Sent.Kind == saml.Metadata || on.Sent.Kind == saml.Other {
		return nil, 0
	}
	l := covered{on: on, signed: map[*tree.Node]bool{}, wanted: map[string]bool{}, count: map[kind]int{}}
	for _, c := range on.Claims {
		if c.Wanted == nil {
			break // the wanted ones come first
		}
		l.wanted[c.Wanted.Name] = true
		for _, a := range c.Attributes {
			l.wanted[a.Name] = true
		}
	}
	for _, r := range on.Signatures {
		if r.Cause == signature.Good && on.Broken == "" {
			l.signed[r.Parent] = true
		}
	}
	if on.Sent.Kind != saml.AssertionAlone {
		l.message(on.Envelope, on.Sent.Node)
	}
	for i, a := range on.Sent.Assertions {
		if i == 0 && on.Assertion != nil {
			a = on.Assertion // what was decrypted of it included
		}
		l.assertion(a, on.Sent.Assertions[i].Node)
	}
	if on.Inner != nil && on.Assertion != nil {
		l.assertion(on.Assertion, on.Inner.Root)
	}
	for _, n := range on.Sent.Stray {
		switch {
		case l.elements >= mostElements:
		case n.Is(saml.NSAssertion, "Assertion"):
			l.assertion(saml.ReadAssertion(n), n)
		case n.Is(saml.NSProtocol, "Response"):
			m := saml.ReadResponse(n)
			l.message(m, n)
			for _, a := range m.Assertions {
				l.assertion(a, a.Node)
			}
		}
	}
	l.outside()
	l.mark()
	return l.list, l.left
}

// covered collects the fields of one message.
type covered struct {
	on       *check.Case
	signed   map[*tree.Node]bool // elements that carry a good signature
	list     []report.Coverage
	left     int             // fields and values that are not listed
	starts   []int           // of every field, listed or not
	wanted   map[string]bool // names of what a wanted claim is, or was taken for
	count    map[kind]int
	inPlace  int // entries of list that stand where they belong; the rest does not
	elements int
	seen     []*tree.Node

	element, by string // what fields are added of
}

// kind is what mostFields counts. Wanted claims have their own number, lest they be hidden behind others.
type kind struct {
	field, element  string
	covered, wanted bool
}

// enter begins a message or an assertion that stands at n. It says false for one that was listed, and
// for one too many.
func (l *covered) enter(n *tree.Node) bool {
	if l.elements >= mostElements || slices.Contains(l.seen, n) {
		return false
	}
	l.elements++
	l.seen = append(l.seen, n)
	l.element, l.by = n.Local, l.covering(n)
	return true
}

// covering names the element whose good signature covers n; empty when there is none. A signature does
// not cover what stands in itself, and one around something encrypted covers what was in it.
func (l *covered) covering(n *tree.Node) string {
	for from, up := (*tree.Node)(nil), n; up != nil; from, up = up, l.above(up) {
		if l.signed[up] && (from == nil || !from.Is(saml.NSSignature, "Signature")) {
			return up.Local
		}
	}
	return ""
}

// above is the element around n; around the root of what was decrypted stands the encrypted element.
func (l *covered) above(n *tree.Node) *tree.Node {
	if n.Parent != nil {
		return n.Parent
	}
	for i := range l.on.Opened {
		if o := &l.on.Opened[i]; o.Doc != nil && o.Doc.Root == n {
			return o.Node
		}
	}
	return nil
}

// add lists a field, unless it is repeated without end. Only what is listed gets its place.
func (l *covered) add(field, name string, at *tree.Node, values ...string) {
	start := at.Start
	if len(l.on.Opened) > 0 { // what was decrypted stands where it was encrypted
		start = l.on.Place(at).Offset
	}
	l.starts = append(l.starts, start)
	k := kind{field, l.element, l.by != "", l.wanted[name]}
	if l.count[k]++; l.count[k] > mostFields {
		l.left++
		return
	}
	few := append([]string{}, report.Few(values)...) // a list, if of none
	for i, v := range few {
		few[i] = report.Brief(v)
	}
	l.left += len(values) - len(few)
	l.list = append(l.list, report.Coverage{
		Field: field, Name: report.Brief(name), Element: l.element, Values: few, Covered: l.by != "", By: l.by, Place: l.on.Place(at),
	})
}

func (l *covered) value(field string, v saml.Value, at *tree.Node) {
	if v.Set {
		l.add(field, "", at, v.Text)
	}
}

func (l *covered) name(field string, n *saml.Name) {
	if n != nil {
		l.add(field, "", n.Node, n.Text)
	}
}

// message lists the fields of a message other than its assertions.
func (l *covered) message(m *saml.Message, n *tree.Node) {
	if !l.enter(n) {
		return
	}
	l.name("issuer", m.Issuer)
	l.value("destination", m.Destination, n)
	l.value("in_response_to", m.InResponseTo, n)
	if m.Status != nil {
		l.add("status", "", m.Status.Node, m.Status.Codes...)
	}
	if m.Logout != nil {
		l.name("name_id", m.Logout.NameID)
	}
}

// assertion lists the fields of an assertion, every claim with them.
func (l *covered) assertion(a *saml.Assertion, n *tree.Node) {
	if !l.enter(n) {
		return
	}
	l.name("issuer", a.Issuer)
	if s := a.Subject; s != nil {
		l.name("name_id", s.NameID)
		for _, c := range s.Confirmations {
			l.value("recipient", c.Recipient, c.Node)
			l.value("in_response_to", c.InResponseTo, c.Node)
		}
	}
	if k := a.Conditions; k != nil {
		var window []string
		for _, i := range []saml.Instant{k.NotBefore, k.NotOnOrAfter} {
			if i.Set {
				window = append(window, i.Raw)
			}
		}
		l.add("conditions", "", k.Node, window...)
		for _, restriction := range k.Audiences {
			for _, v := range restriction {
				l.add("audience", "", v.Node, v.Text)
			}
		}
	}
	for _, s := range a.Authn {
		l.add("authn", "", s.Node, append([]string{s.Instant.Raw}, s.Contexts...)...)
	}
	for _, at := range a.Attributes {
		values := make([]string, len(at.Values))
		for i, v := range at.Values {
			values[i] = v.Text
		}
		l.add("claim", at.Name, at.Node, values...)
	}
}

// named are the elements that say who, for whom and what, by the field that they are told as.
var named = map[string]string{"Issuer": "issuer", "NameID": "name_id", "Audience": "audience", "Attribute": "claim"}

// outside lists what stands where a message has none of its kind: a second one beside the one that was read,
// or outside of every assertion. Readers that search the whole document find it.
func (l *covered) outside() {
	slices.Sort(l.starts)
	here := l.starts[:len(l.starts):len(l.starts)]
	listed := func(n *tree.Node) bool {
		_, found := slices.BinarySearch(here, n.Start)
		return found
	}
	l.inPlace = len(l.list)
	for i, found := 0, l.on.Doc.Root.All(saml.NSAssertion, ""); i < len(found) && l.elements < mostElements; i++ {
		n := found[i]
		field, known := named[n.Local]
		if !known || listed(n) || n.Parent == nil {
			continue
		}
		l.elements++
		l.element, l.by = n.Parent.Local, l.covering(n)
		if field == "claim" {
			name, _ := n.Attr("Name")
			var values []string
			for _, v := range n.Elements(saml.NSAssertion, "AttributeValue") {
				values = append(values, v.Text())
			}
			l.add(field, name, n, values...)
		} else {
			l.add(field, "", n, n.Text())
		}
	}
}

// mark compares what no signature covers with what one does.
func (l *covered) mark() {
	type key struct{ field, name string }
	signed := map[key][][]string{}
	whole := map[string]bool{} // local names of the elements that are signed
	for _, c := range l.list {
		if c.Covered {
			k := key{c.Field, c.Name}
			signed[k] = append(signed[k], c.Values)
			whole[c.Element] = true
		}
	}
	for i := range l.list {
		c := &l.list[i]
		if c.Covered {
			continue
		}
		said := signed[key{c.Field, c.Name}]
		switch {
		case whole[c.Element], i >= l.inPlace && len(whole) > 0:
			c.Mark = report.Forged
		case len(said) == 0:
		case slices.ContainsFunc(said, func(v []string) bool { return slices.Equal(v, c.Values) }):
			c.Mark = report.Repeats
		default:
			c.Mark = report.Differs
		}
	}
}
