package check

import (
	"net/url"
	"slices"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/setup"
)

// cloudOf names the Microsoft cloud of an address, "" when the host does not tell: sts.windows.net serves two.
func cloudOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	switch host := strings.ToLower(u.Host); {
	case host == "login.microsoftonline.com":
		return "global"
	case host == "login.microsoftonline.us":
		return "US Government"
	case strings.HasSuffix(host, ".cn"):
		return "China"
	}
	return ""
}

func setupTenant(c *Case) []Outcome {
	type named struct{ name, text string }
	var given []named
	for _, f := range []setup.Field{setup.EntraIdentifier, setup.LoginURL, setup.EntraLogoutURL, setup.MetadataURL} {
		if e := c.Setup.Entry(f); e != nil {
			for _, v := range e.Values {
				given = append(given, named{string(f), v.Text})
			}
		}
	}
	if len(given) == 0 {
		return notGiven("The card with Login URL and Microsoft Entra Identifier", false, givePage...)
	}
	var ids, clouds []string
	note := func(list []string, v string) []string {
		if v != "" && !slices.Contains(list, v) {
			list = append(list, v)
		}
		return list
	}
	for _, g := range given {
		ids, clouds = note(ids, Tenant(g.text)), note(clouds, cloudOf(g.text))
	}
	_, at, _ := c.value(setup.EntraIdentifier)
	o := Outcome{Place: at, Actual: joined(append(slices.Clone(ids), clouds...))}
	if len(ids) > 1 || len(clouds) > 1 {
		o.Level, o.Expected = report.Fail, "one tenant and one cloud"
		o.Detail = "Login URL, Microsoft Entra Identifier, Logout URL and the metadata address name different tenants or clouds: the set-up was put together from two."
		o.Sentence = "its addresses of Entra are of different tenants or clouds"
		return []Outcome{o}
	}
	var theirs, theirClouds []string
	for _, e := range c.setupEntities() {
		theirs = note(theirs, Tenant(e.ID))
		for _, r := range idpRoles(e) {
			for _, p := range r.Endpoints {
				theirClouds = note(theirClouds, cloudOf(p.Location))
			}
		}
	}
	o.Expected = joined(append(slices.Clone(theirs), theirClouds...))
	switch {
	case len(c.Files) == 0:
		o.Level, o.Detail = report.Pass, "The addresses of the set-up agree. No metadata was given to hold them against."
	case len(ids) > 0 && len(theirs) > 0 && !slices.Contains(theirs, ids[0]):
		o.Level, o.Detail = report.Fail, "The set-up is of one tenant and the metadata of another."
		o.Sentence = "the metadata is of another tenant than the set-up"
	case len(clouds) > 0 && len(theirClouds) > 0 && !slices.Contains(theirClouds, clouds[0]):
		o.Level, o.Detail = report.Fail, "The set-up is in one Microsoft cloud and the metadata of another."
		o.Sentence = "the metadata is of another Microsoft cloud than the set-up"
	case len(theirs) == 0:
		o.Level, o.Detail, o.Steps = report.NotChecked, "The metadata is not of Microsoft Entra, so tenants cannot be compared.", sendMetadata[:1]
	default:
		o.Level, o.Detail = report.Pass, "They are."
	}
	return []Outcome{o}
}

func setupIssuer(c *Case) []Outcome {
	entities := c.setupEntities()
	appends, at, shown := c.value(setup.IssuerWithAppID)
	is, place, _ := c.value(setup.EntraIdentifier)
	if len(entities) == 0 || !shown && is == "" {
		return nil
	}
	carries := slices.ContainsFunc(entities, func(e metadata.Entity) bool { return appended("https://sts.windows.net/"+Tenant(e.ID)+"/", e.ID) })
	o := Outcome{Place: place, Actual: is, Expected: entities[0].ID}
	switch {
	case is != "" && slices.ContainsFunc(entities, func(e metadata.Entity) bool { return appended(e.ID, is) }) && !carries, appends == string(setup.Yes) && !carries:
		o.Level, o.Sentence = report.Warn, "the issuer carries an application ID that the metadata lacks"
		if is == "" {
			o.Place, o.Actual = at, "Append application ID to issuer: Yes"
		}
		o.Detail = "With an own signing key Entra would put the application ID behind the issuer, and the entityID of the metadata lacks it: the application would refuse the issuer."
	case is != "" && !slices.ContainsFunc(entities, func(e metadata.Entity) bool { return e.ID == is }):
		o.Level, o.Sentence = report.Warn, "Microsoft Entra Identifier is not the entityID of the metadata"
		o.Detail = "Microsoft Entra Identifier of the set-up is not the entityID of the metadata, to the letter." + upperFirst(strings.TrimPrefix(because(entities[0].ID, is), ": "))
	default:
		o.Level, o.Detail = report.Pass, "They agree."
	}
	return []Outcome{o}
}

// setupLoginURL holds the two addresses of the page's fourth card against the endpoints of the metadata, to the letter.
func setupLoginURL(c *Case) []Outcome {
	var out []Outcome
	for _, of := range []struct {
		field         setup.Field
		name, service string
	}{
		{setup.LoginURL, "Login URL", "SingleSignOnService"},
		{setup.EntraLogoutURL, "Logout URL", "SingleLogoutService"},
	} {
		v, at, _ := c.value(of.field)
		var announced []string
		for _, e := range c.setupEntities() {
			for _, r := range idpRoles(e) {
				for _, p := range r.Endpoints {
					if p.Service == of.service && !slices.Contains(announced, p.Location) {
						announced = append(announced, p.Location)
					}
				}
			}
		}
		if v == "" || len(announced) == 0 {
			continue
		}
		o := Outcome{Level: report.Pass, Subject: of.name, Place: at, Expected: joined(announced), Actual: v, Detail: "It is."}
		if !slices.Contains(announced, v) {
			o.Level, o.Sentence = report.Warn, of.name+" is not the one of the metadata"+because(announced[0], v)
			o.Detail = "The metadata names another address" + because(announced[0], v) + ". Whoever enters both gives the application two ways to Entra, of which one may lead nowhere."
		}
		out = append(out, o)
	}
	return out
}
