package check

import (
	"net/url"
	"slices"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
)

// address is one of the file's own: its entityID, or that of a service.
type address struct {
	name  string // as a reader calls it
	value string
	place *report.Place
}

// addresses gives the entityID and the addresses of the services that Entra has, in order. What is no address at all
// is told by metadata.sign-on and metadata.schema.
func (c *Case) addresses() []address {
	e := c.entity()
	if e == nil {
		return nil
	}
	all := []address{{"entityID", e.ID, c.attr(e.Node, "entityID")}}
	for _, r := range e.Roles {
		if r.Kind != idpRole && !strings.HasSuffix(r.Kind, "ServiceType") {
			continue
		}
		for _, p := range r.Endpoints {
			if len(all) < mostOutcomes && hostOf(p.Location) != "" && (r.Kind != idpRole || p.Service == "SingleSignOnService" || p.Service == "SingleLogoutService") {
				all = append(all, address{p.Service, p.Location, c.endpoint(r.Node, p)})
			}
		}
	}
	return all
}

// entraFile says whether the file looks as if Microsoft Entra wrote it: the host of its entityID or of a sign-in
// address is Microsoft's.
func (c *Case) entraFile() bool {
	if c.byEntra == nil {
		e := c.entity()
		is := e != nil && OfEntra(e)
		c.byEntra = &is
	}
	return *c.byEntra
}

// OfEntra says whether an entity looks as if it were Microsoft Entra's, as entraFile does of a file.
func OfEntra(e *metadata.Entity) bool {
	if _, known := metadata.Cloud(e.ID); known {
		return true
	}
	for _, r := range rolesOf(e, idpRole) {
		for _, p := range r.Endpoints {
			if _, known := metadata.Cloud(p.Location); known {
				return true
			}
		}
	}
	return false
}

// everyTenant are the words that stand in place of a tenant where an address is for all of them.
var everyTenant = []string{"common", "organizations", "consumers", "{tenant}", "{tenantid}"}

// tenantWord gives the first part of an address's path at a host of Microsoft, where the tenant stands; ok is false
// for any other address.
func tenantWord(value string) (word string, ok bool) {
	// Braces are no part of a URI, and url.Parse takes them all the same.
	u, err := url.Parse(strings.TrimSpace(value))
	if err != nil {
		return "", false
	}
	if _, known := metadata.Cloud(value); !known {
		return "", false
	}
	word, _, _ = strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	return strings.ToLower(word), true
}

func fileTenant(c *Case) []Outcome {
	if !c.entraFile() {
		return nil
	}
	var known []address
	var words []string
	for _, a := range c.addresses() {
		word, ok := tenantWord(a.value)
		if !ok || word == "" || slices.Contains(everyTenant, word) {
			continue
		}
		known = append(known, a)
		words = append(words, word)
	}
	for i := range known {
		if words[i] == words[0] {
			continue
		}
		if guid.MatchString(words[i]) != guid.MatchString(words[0]) {
			return []Outcome{{
				Level: report.Warn, Place: known[i].place, Expected: words[0], Actual: words[i],
				Detail:   "One of its addresses names the tenant by its ID and another by a domain, so they cannot be compared. Entra writes the ID into each.",
				Sentence: "its " + known[i].name + " names the tenant in another way than the " + known[0].name,
			}}
		}
		return []Outcome{{
			Level: report.Fail, Place: known[i].place, Expected: words[0], Actual: words[i],
			Detail:   "Its " + known[0].name + " is of the tenant " + words[0] + ", and its " + known[i].name + " of " + words[i] + ": the file was put together from two, or edited.",
			Sentence: "it mixes two tenants: the " + known[i].name + " is of another one than the " + known[0].name,
		}}
	}
	if len(known) < 2 {
		return nil
	}
	return []Outcome{{Level: report.Pass, Detail: "They are.", Actual: words[0]}}
}

func fileCloud(c *Case) []Outcome {
	if !c.entraFile() {
		return nil
	}
	cloud := ""
	var first, odd *address
	all := c.addresses()
	for i := range all {
		a := &all[i]
		of, known := metadata.Cloud(a.value)
		switch {
		case !known && i == 0: // the entityID: metadata.issuer says so
		case !known:
			return []Outcome{{
				Level: report.Fail, Place: a.place, Expected: "a host of Microsoft's", Actual: a.value,
				Detail:   "The file is Entra's, and its " + a.name + " leads to " + hostOf(a.value) + ", which is not Microsoft's. Somebody edited it, by mistake or to catch passwords. Do not open that address.",
				Sentence: "its " + a.name + " leads to a host that is not Microsoft's",
			}}
		case of == "" || of == cloud:
		case cloud == "":
			cloud, first = of, a
		case odd == nil:
			odd = a
		}
	}
	// An issuer of the global cloud beside addresses of China: China has its own.
	if cloud == metadata.ChinaCloud && odd == nil && hostOf(all[0].value) == "sts.windows.net" {
		odd, first = first, &all[0]
	}
	switch {
	case odd != nil:
		return []Outcome{{
			Level: report.Fail, Place: odd.place, Expected: "a host like " + hostOf(first.value), Actual: odd.value,
			Detail:   "Its " + first.name + " is at " + hostOf(first.value) + " and its " + odd.name + " at " + hostOf(odd.value) + ": these belong to two clouds of Microsoft, which know nothing of each other.",
			Sentence: "it mixes two clouds of Microsoft: " + hostOf(first.value) + " and " + hostOf(odd.value),
		}}
	case cloud == metadata.GermanyCloud:
		return []Outcome{{
			Level: report.Fail, Place: first.place, Expected: "a cloud that is there", Actual: first.value,
			Detail: "Microsoft closed the German cloud in 2021.", Sentence: "it is of the German cloud, which Microsoft closed in 2021",
		}}
	case cloud == metadata.USCloud || cloud == metadata.ChinaCloud:
		return []Outcome{{
			Level: report.Warn, Place: first.place, Expected: "the cloud that your users sign in to", Actual: first.value,
			Detail:   "The file is of " + cloud + ", which has tenants and registrations of its own. It is the right one only when your users sign in there.",
			Sentence: "it is of " + cloud + ", and right only when your users sign in there",
		}}
	}
	return []Outcome{{Level: report.Pass, Detail: "They are."}}
}
