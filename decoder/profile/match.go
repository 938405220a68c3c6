package profile

import (
	"slices"
	"strings"

	"claimcheck/decoder/saml"
)

// Match holds the attributes of a message against the wanted claims: first the wanted ones in the
// profile's order, then the extra ones in the message's order. An attribute serves one claim at most.
//
// Names are compared byte for byte; NameFormat is left out of it, since Entra sends none by default.
// A claim that no attribute carries takes the nearest misnamed one. Entra's default claims are no
// candidates for that: they come beside the configured ones whether those are there or not, so a
// claim of which only the default arrived was not configured and counts as missing.
func Match(p *Profile, attributes []saml.Attribute) []Sent {
	if p == nil {
		p = &Profile{}
	}
	m := &matcher{
		attributes: attributes,
		taken:      make([]bool, len(attributes)),
		byName:     map[string][]int{},
		defaults:   map[string]bool{},
	}
	known := map[string]bool{}
	for i := range p.Claims {
		known[p.Claims[i].Name] = true
		for _, name := range p.Claims[i].Defaults {
			m.defaults[name], known[name] = true, true
		}
	}
	for i := range attributes {
		if name := attributes[i].Name; known[name] {
			m.byName[name] = append(m.byName[name], i)
		}
	}
	sent := make([]Sent, len(p.Claims), len(p.Claims)+len(attributes))
	for i := range p.Claims {
		sent[i].Wanted = &p.Claims[i]
		m.exact(&sent[i])
	}
	m.misnamed(sent)
	m.missing(sent)
	for i := range attributes {
		if !m.taken[i] {
			s := Sent{State: "extra"}
			s.take(attributes[i : i+1 : i+1])
			sent = append(sent, s)
		}
	}
	return sent
}

// matcher is one run of Match.
type matcher struct {
	attributes []saml.Attribute
	taken      []bool           // by a wanted claim
	byName     map[string][]int // indices of the attributes of wanted names and default claims
	defaults   map[string]bool  // the default claims of all wanted ones
}

// take sets the attributes with their values, and the flags of all of these.
func (s *Sent) take(attributes []saml.Attribute) {
	s.Attributes = attributes
	for _, a := range attributes {
		for _, v := range a.Values {
			s.Values = append(s.Values, v.Text)
		}
	}
	s.Flags = flags(s.Values)
}

// exact fills s when attributes of exactly the wanted name arrived.
func (m *matcher) exact(s *Sent) {
	found := m.byName[s.Wanted.Name]
	if len(found) == 0 {
		return
	}
	same := make([]saml.Attribute, 0, len(found))
	for _, i := range found {
		m.taken[i] = true
		same = append(same, m.attributes[i])
	}
	s.take(same)
	filled := slices.ContainsFunc(s.Values, func(v string) bool { return !blank(v) })
	switch {
	case len(found) > 1:
		s.State = "duplicated"
	case !filled:
		s.State = "empty"
	case len(s.Values) > 1:
		s.State = "multiple"
	default:
		s.State = "present"
		s.form()
	}
}

// form judges the one value of a claim that has to be an address.
func (s *Sent) form() {
	if s.Wanted.Form != Address {
		return
	}
	switch problem := address(s.Values[0]); {
	case problem != "":
		s.Problem, s.NotAddress = problem, true
	case slices.Contains(s.Flags, Guest):
		s.Problem = "it is the user principal name of a guest account (#EXT#), not a mailbox address"
	case slices.Contains(s.Flags, OnMicrosoft):
		s.Problem = "it is an address in the tenant's onmicrosoft.com domain, which is seldom the user's mailbox"
	default:
		return
	}
	s.State = "malformed"
}

// misnamed gives every claim that is still open the nearest attribute that was meant for it.
func (m *matcher) misnamed(sent []Sent) {
	if !slices.ContainsFunc(sent, func(s Sent) bool { return s.State == "" }) {
		return
	}
	wanted := make([]wantedName, len(sent))
	for i := range sent {
		wanted[i] = newWantedName(sent[i].Wanted)
	}
	nearest := make([]*candidate, len(sent))
	for i, a := range m.attributes {
		if m.taken[i] || m.defaults[a.Name] {
			continue
		}
		name := newSentName(a.Name)
		var best *candidate
		for w := range wanted {
			// An attribute speaks for the claim it is nearest to, even when that one is served already.
			// Two claims in equal reach of a misspelling leave open which was meant.
			c := wanted[w].compare(name)
			switch {
			case c == nil:
			case best == nil || c.nearer(best):
				c.attribute, c.claim = i, w
				best = c
			case !best.nearer(c) && c.difference == Spelling:
				best.claim = -1
			case !best.nearer(c) && sent[best.claim].State != "":
				c.attribute, c.claim = i, w
				best = c
			}
		}
		if best == nil || best.claim < 0 || sent[best.claim].State != "" {
			continue
		}
		other := nearest[best.claim]
		if other == nil || best.nearer(other) || !other.nearer(best) && !m.filled(other.attribute) && m.filled(i) {
			nearest[best.claim] = best
		}
	}
	for w, c := range nearest {
		if c == nil {
			continue
		}
		a := m.attributes[c.attribute]
		m.taken[c.attribute] = true
		s := &sent[w]
		s.State = "misnamed"
		s.take([]saml.Attribute{a})
		s.Difference = c.difference
		s.Namespace = c.start > 0
		s.Differs = c.differs(a.Name)
		s.Why = c.why(a.Name)
		if hides(a.Name) && !slices.Contains(s.Flags, Invisible) {
			s.Flags, s.NameFlags = append(s.Flags, Invisible), append(s.NameFlags, Invisible)
		}
		if mixed(a.Name) && !slices.Contains(s.Flags, Homoglyph) {
			s.Flags, s.NameFlags = append(s.Flags, Homoglyph), append(s.NameFlags, Homoglyph)
		}
	}
}

// filled says whether an attribute has a value that shows.
func (m *matcher) filled(i int) bool {
	return slices.ContainsFunc(m.attributes[i].Values, func(v saml.AttributeValue) bool { return !blank(v.Text) })
}

// arrived says whether an attribute of exactly that name came with a value.
func (m *matcher) arrived(name string) bool { return slices.ContainsFunc(m.byName[name], m.filled) }

// sent says whether an attribute of that name, wanted or not, came with a value.
func (m *matcher) sent(name string) bool {
	for i := range m.attributes {
		if m.attributes[i].Name == name && m.filled(i) {
			return true
		}
	}
	return false
}

// missing closes what is still open, with the evidence of why it is absent, and looks for wanted names
// that stand only in a FriendlyName.
func (m *matcher) missing(sent []Sent) {
	configured := false // a wanted claim came under its own name
	for i := range sent {
		configured = configured || len(m.byName[sent[i].Wanted.Name]) > 0
	}
	unconfigured, open := 0, 0 // of the claims that have default claims
	for i := range sent {
		s := &sent[i]
		if s.State == "" || s.State == "misnamed" {
			m.friendly(s)
		}
		if s.State != "" {
			continue
		}
		s.State = "missing"
		s.Evidence = m.evidence(s, configured)
		if len(s.Wanted.Defaults) > 0 {
			open++
			if s.Evidence == NotConfigured {
				unconfigured++
			}
		}
	}
	// Nothing but default claims: then those without a default were not configured either.
	if !configured && unconfigured > 0 && unconfigured == open && open == withDefaults(sent) {
		for i := range sent {
			if sent[i].State == "missing" && len(sent[i].Wanted.Defaults) == 0 {
				sent[i].Evidence = NotConfigured
			}
		}
	}
}

func withDefaults(sent []Sent) int {
	n := 0
	for i := range sent {
		if len(sent[i].Wanted.Defaults) > 0 {
			n++
		}
	}
	return n
}

// evidence tells why the claim of s is absent, and which of its default claims arrived.
//
// The first default claim is the telling one: Entra fills it from the attribute that admins map the
// wanted claim to. Where only a later one arrived, the source may have been mapped to the empty
// attribute of the first, so both causes stay possible.
func (m *matcher) evidence(s *Sent, configured bool) Evidence {
	if len(m.attributes) == 0 {
		return NoAttributes
	}
	for i, name := range s.Wanted.Defaults {
		if m.arrived(name) {
			s.Default = name
			if i == 0 || !configured {
				return NotConfigured
			}
			return EitherWay
		}
	}
	if s.Difference == Friendly && m.sent(s.FriendlyOf) {
		return NotConfigured
	}
	if configured && len(s.Wanted.Defaults) > 0 {
		for name := range m.defaults {
			if m.arrived(name) {
				return SourceEmpty
			}
		}
	}
	return EitherWay
}

// friendly notes an attribute that carries the wanted name only as its FriendlyName, which is for
// people to read and never for matching (Core 2.7.3.1).
func (m *matcher) friendly(s *Sent) {
	for _, a := range m.attributes {
		if a.FriendlyName == "" || a.Name == s.Wanted.Name || !strings.EqualFold(a.FriendlyName, s.Wanted.Name) {
			continue
		}
		s.Friendly, s.FriendlyOf = a.FriendlyName, a.Name
		if s.State == "" {
			s.Difference = Friendly
		}
		return
	}
}
