package check

import (
	"claimcheck/decoder/report"
)

// applicationChecks are about the application's own set-up, of which a message shows little. What it
// does not show is listed all the same, with what to look at.
var applicationChecks = []Check{
	{
		ID: "application.sign-on-url", Facts: []string{"UPW-07"}, on: onResponse, Run: applicationSignOnURL,
		Title: "The sign-in can be started at the application", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin,
	},
	{
		ID: "application.identifiers", Facts: []string{"UPW-08"}, on: onResponse, Run: applicationIdentifiers,
		Title: "Identifier and Reply URL of the application are known here", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin,
		Steps: []string{
			basicSAML + ": copy Identifier (Entity ID) and Reply URL (Assertion Consumer Service URL) and enter both in the profile here.",
			"Gallery values count only after Save was pressed on that page.",
		},
	},
	{
		ID: "application.instance", Facts: []string{"UPW-09"}, on: onResponse, Run: applicationInstance,
		Title: "The tenant has one instance of the application", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin,
		Steps: []string{"Entra admin center > Enterprise apps: search for {app}. There must be one only, because its Identifier is fixed."},
	},
	{
		ID: "application.metadata-upload", Facts: []string{"UPW-10"}, on: onResponse | onFile, Run: applicationMetadata,
		Title: "The application holds this identity provider once", Spec: "Upwork help 360043138893", Owner: report.Vendor,
		Steps: []string{"When uploading answers Identity provider already exists, ask {short} support to replace the metadata."},
	},
	{
		ID: "application.country-notation", Facts: []string{"UPW-03"}, on: onResponse, Run: applicationCountry,
		Title: "Country is written as the application expects it", Spec: "Microsoft's tutorial for {app}", Owner: report.Vendor,
		Steps: []string{"If {short} refuses the sign-in although everything here is right, ask its support which notation of Country it expects, and compare with a user whose sign-in works."},
	},
}

func applicationSignOnURL(c *Case) []Outcome {
	if c.Profile == nil || c.Profile.SignOnURL == "" {
		return nil
	}
	o := Outcome{Expected: c.Profile.SignOnURL}
	switch {
	case c.Request != nil:
		o.Level, o.Detail = report.Pass, "The capture shows that the application started it."
	default:
		o.Level = report.NotChecked
		o.Detail = "A response does not show the Sign-on URL that is set in Entra."
		o.Steps = []string{basicSAML + ": Sign on URL must be " + c.Profile.SignOnURL + "."}
	}
	return []Outcome{o}
}

func applicationIdentifiers(c *Case) []Outcome {
	o := Outcome{Expected: "Identifier and Reply URL"}
	switch {
	case c.EntityID != "" && c.ACS != "" && c.Learnt:
		o.Level, o.Detail = report.Info, "They were learnt from the sign-in request of the same capture. Compare them with Basic SAML Configuration and enter them in the profile to keep them."
		o.Actual = c.EntityID + ", " + c.ACS
	case c.EntityID != "" && c.ACS != "":
		o.Level, o.Detail, o.Actual = report.Pass, "They are.", c.EntityID+", "+c.ACS
	case c.EntityID != "":
		o.Level, o.Detail, o.Steps = report.NotChecked, c.notEntered(theACS), enterACS
	case c.ACS != "":
		o.Level, o.Detail, o.Steps = report.NotChecked, c.notEntered(theEntityID), enterEntityID
	default:
		o.Level, o.Detail = report.NotChecked, "Neither is entered. Take them from Entra's Basic SAML Configuration."
	}
	return []Outcome{o}
}

// upwork says whether the profile is that of Upwork Enterprise, of which the last two facts are known.
func (c *Case) upwork() bool { return c.Profile != nil && c.Profile.Name == "upwork-enterprise" }

func applicationInstance(c *Case) []Outcome {
	if !c.upwork() {
		return nil
	}
	return []Outcome{{Level: report.NotChecked, Detail: "A message does not show how many there are."}}
}

func applicationMetadata(c *Case) []Outcome {
	switch {
	case c.File != nil && c.Profile != nil && c.Profile.Upload.Duplicate != "":
		return []Outcome{{
			Level: report.Info,
			Detail: c.name(`Where {short} has this identity provider already, its upload form answers "` + c.Profile.Upload.Duplicate +
				`". Then ask {short} support to replace the metadata.`),
		}}
	case c.File != nil || !c.upwork():
		return nil
	}
	return []Outcome{{Level: report.NotChecked, Detail: "A message does not show what the application holds."}}
}

// applicationCountry says what nobody outside can: the notation that Upwork expects is not published.
func applicationCountry(c *Case) []Outcome {
	if !c.upwork() {
		return nil
	}
	for _, s := range c.Claims {
		if s.Wanted != nil && s.Wanted.Name == "Country" && report.ClaimState(s.State) == report.Present {
			return []Outcome{{
				Level: report.NotChecked, Subject: "Country", Node: nodeOf(s),
				Detail: "Whether it should be the name of the country or a code of two letters is not published, so the value cannot be judged.",
			}}
		}
	}
	return nil
}
