package setup

import (
	"slices"
	"strings"
)

// combine puts the objects of one file together: those of one appId are one application, and a policy, which names
// none, is that of the only one. Several applications stay apart.
func combine(s *Sheet, objects []*Sheet) *Sheet {
	var apps, rest []*Sheet
	index := map[string]int{}
	for _, o := range objects {
		id := strings.ToLower(o.First(AppID))
		at, known := index[id]
		switch {
		case o.Fields[AppName] == nil && id == "":
			rest = append(rest, o)
		case known && id != "":
			apps[at] = join(apps[at], o)
		default:
			index[id] = len(apps)
			apps = append(apps, o)
		}
	}
	for _, o := range rest {
		s = join(s, o)
	}
	switch len(apps) {
	case 0:
	case 1:
		s = join(s, apps[0])
	default:
		s.Choices = apps
	}
	return s
}

// Assemble makes one sheet of several. Of a list of applications it takes the one that carries the wanted name, in its
// own or that of its gallery's template; the error is a *Several when that leaves none or more than one.
func Assemble(app string, sheets []*Sheet) (*Sheet, error) {
	if len(sheets) == 0 {
		return nil, errNothing
	}
	out := &Sheet{Fields: map[Field]*Entry{}}
	ids := map[string]bool{}
	for _, s := range sheets {
		if id := s.First(AppID); id != "" {
			ids[strings.ToLower(id)] = true
		}
	}
	for _, s := range sheets {
		if len(s.Choices) > 0 {
			chosen, err := choose(app, ids, s.Choices)
			if err != nil {
				return nil, err
			}
			out = join(out, chosen)
		}
		out = join(out, s)
	}
	out.settle()
	return out, nil
}

func choose(app string, ids map[string]bool, choices []*Sheet) (*Sheet, error) {
	squash := func(s string) string {
		return strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(" -_.", r) }), ""))
	}
	wanted := squash(app)
	for _, fits := range []func(*Sheet) bool{
		func(c *Sheet) bool { return ids[strings.ToLower(c.First(AppID))] },
		func(c *Sheet) bool { return squash(c.First(AppName)) == wanted },
		func(c *Sheet) bool { return strings.Contains(squash(c.First(AppName)), wanted) },
		func(c *Sheet) bool { return strings.Contains(squash(c.First(Gallery)), wanted) },
	} {
		var found []*Sheet
		for _, c := range choices {
			if fits(c) {
				found = append(found, c)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			choices = found
			break
		}
	}
	names := make([]string, 0, len(choices))
	for _, c := range choices[:min(len(choices), 20)] {
		names = append(names, c.First(AppName)+" ("+c.First(AppID)+")")
	}
	return nil, &Several{Names: names, Count: len(choices)}
}

// join adds what b holds to a.
func join(a, b *Sheet) *Sheet {
	for _, from := range b.Sources {
		if !slices.Contains(a.Sources, from) {
			a.Sources = append(a.Sources, from)
		}
	}
	for _, f := range Fields() {
		if e := b.Fields[f.Field]; e != nil {
			a.show(f.Field, e.Place)
			for _, v := range e.Values {
				a.add(f.Field, v.Text, v.Place)
			}
		}
	}
	for _, c := range b.Claims {
		a.addClaim(&a.Claims, c)
	}
	for _, c := range b.Policy {
		a.addClaim(&a.Policy, c)
	}
	a.ClaimsShown = a.ClaimsShown || b.ClaimsShown
	if a.Mapped != Yes && b.Mapped != NotShown {
		a.Mapped = b.Mapped
	}
	a.CertificatesShown = a.CertificatesShown || b.CertificatesShown
	for _, c := range b.Certificates {
		a.addCertificate(c)
	}
	for _, n := range b.Notes {
		a.note(n)
	}
	return a
}

// standing orders the sources of claims: first those with whole names, and of these a policy, then what was typed.
func standing(c Claim) int {
	at := slices.Index([]Source{ClaimsPolicy, Typed, PortalText}, c.From)
	if !c.Whole {
		at += 10
	}
	return at
}

// settle makes one list of what several sources tell: of claims, those of one source, without those that another text of the
// portal shows better; of certificates with one thumbprint, one that has what either shows.
func (s *Sheet) settle() {
	s.settleClaims()
	index := map[string]int{}
	var kept []Certificate
	for _, c := range s.Certificates {
		at, known := index[c.Thumbprint]
		if c.Thumbprint == "" || !known {
			index[c.Thumbprint] = len(kept)
			kept = append(kept, c)
			continue
		}
		k := &kept[at]
		if k.Active == NotShown {
			k.Active = c.Active
		}
		if k.Start.IsZero() {
			k.Start = c.Start
		}
		if len(k.Ends) != 1 && len(c.Ends) > 0 {
			k.Ends = c.Ends
		}
		if k.Written == "" {
			k.Written = c.Written
		}
	}
	s.Certificates = kept
}

// settleClaims leaves the claims of the source that knows most. The portal's card and its editor, or a page that was copied
// twice, show the same claims.
func (s *Sheet) settleClaims() {
	if len(s.Claims) == 0 {
		return
	}
	best := slices.MinFunc(s.Claims, func(a, b Claim) int { return standing(a) - standing(b) })
	twice := slices.ContainsFunc(s.Claims, func(c Claim) bool { return c.From != best.From && c.Whole && best.Whole })
	s.Claims = slices.DeleteFunc(s.Claims, func(c Claim) bool { return c.From != best.From })
	if twice {
		s.note("the claims were given twice; those of the claims policy were taken, else those that were typed")
	}
	type mark struct{ name, source string }
	type list struct {
		file   string
		number int
	}
	first := map[mark]list{}   // the list that showed a claim first
	whole := map[string]bool{} // names without their namespaces, of claims with whole names
	for _, c := range s.Claims {
		if c.Whole {
			whole[c.bare()] = true
		}
	}
	s.Claims = slices.DeleteFunc(s.Claims, func(c Claim) bool {
		if !c.Whole && whole[c.bare()] {
			return true
		}
		if c.From != PortalText || c.Place == nil {
			return false
		}
		m := mark{c.Full(), strings.ToLower(c.Source)}
		in := list{c.Place.Path, c.list}
		before, seen := first[m]
		if !seen {
			first[m] = in
		}
		return seen && before != in
	})
}

// bare is the name of a claim without its namespace, one for all that name the user.
func (c Claim) bare() string {
	if c.Kind == NameID {
		return string(NameID)
	}
	return c.Name[strings.LastIndexAny(c.Name, "/:#")+1:]
}

// Enter makes a sheet of what was typed: values by field, several of one field on lines of their own, an empty text for a
// field that the portal shows without a value; the claims and the certificates, nil when none were typed.
func Enter(values map[Field]string, claims []Claim, certificates []Certificate) *Sheet {
	s := newSheet(Typed)
	for _, f := range Fields() {
		text, given := values[f.Field]
		if !given {
			continue
		}
		s.show(f.Field, nil)
		for v := range strings.Lines(text) {
			if v = strings.TrimRight(v, "\r\n"); v != "" {
				s.add(f.Field, v, nil)
			}
		}
	}
	for _, c := range claims {
		c.From, c.Whole = Typed, true
		c.Constant = strings.HasPrefix(c.Source, `"`)
		if c.Kind == Attribute {
			c.Kind = kindOf(c)
		}
		s.addClaim(&s.Claims, c)
	}
	for _, c := range certificates {
		s.addCertificate(c)
	}
	s.ClaimsShown, s.CertificatesShown = claims != nil, certificates != nil
	return s
}
