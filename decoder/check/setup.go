package check

import (
	"net/url"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/setup"
)

// setupChecks ask of an application, as its admin set it up, what would keep a sign-in from working. They come in the
// order in which the admin goes through the portal's page.
var setupChecks = []Check{
	{
		ID: "setup.application", on: onSetup, Run: setupApplication,
		Title: "It is the set-up of {app}", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin,
		Steps: []string{"Entra admin center > Enterprise apps: open {app} and copy its page Single sign-on."},
	},
	{
		ID: "setup.one-application", on: onSetup, Rank: rankInput, Run: setupOneApplication,
		Title: "Everything given is of one application", Spec: "Microsoft Graph: servicePrincipal", Owner: report.EntraAdmin,
		Steps: []string{"Give the page and the JSON of one application only: compare Application ID on Enterprise apps > {app} > Properties with appId."},
	},
	{
		ID: "setup.enabled", on: onSetup, Rank: rankInput, Run: setupEnabled,
		Title: "The application is switched on", Spec: "Microsoft Graph: servicePrincipal accountEnabled; AADSTS7000112", Owner: report.EntraAdmin,
		Steps: []string{"Entra admin center > Enterprise apps > {app} > Properties: set Enabled for users to sign-in to Yes, then Save."},
	},
	{
		ID: "setup.mode", on: onSetup, Rank: rankInput, Run: setupMode,
		Title: "SAML is chosen as the way to sign in", Spec: "Microsoft's tutorial for {app}; Microsoft Graph: servicePrincipal preferredSingleSignOnMode", Owner: report.EntraAdmin,
		Steps: []string{portal + ": on Select a single sign-on method choose SAML.", "Then press Save under Basic SAML Configuration."},
		Hides: []string{"setup.saved", "setup.certificate", "setup.claim"},
	},
	{
		ID: "setup.saved", on: onSetup, Rank: rankStatus, Run: setupSaved,
		Title: "Basic SAML Configuration was saved", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin,
		Steps: []string{
			basicSAML + " > Edit (the pencil): Identifier and Reply URL are filled in already by the gallery. Press Save all the same.",
			"What shows that it was not saved: Test is greyed out on that page.",
		},
		Hides: []string{"setup.identifier", "setup.reply-url"},
	},
	{
		ID: "setup.identifier", on: onSetup, Rank: rankAudience, Run: setupIdentifier,
		Title: "Identifier (Entity ID) is there and is the application's", Spec: "Microsoft's tutorial for {app}; SAML Core 8.3.6", Owner: report.EntraAdmin,
		Steps: []string{basicSAML + " > Edit: set Identifier (Entity ID) to what the gallery fills in or {short} support names, without white space, then Save."},
	},
	{
		ID: "setup.reply-url", on: onSetup, Rank: rankAudience, Run: setupReplyURL,
		Title: "Reply URL is there and is the application's", Spec: "Microsoft's tutorial for {app}; SAML Profiles 4.1.4.2", Owner: report.EntraAdmin,
		Steps: []string{basicSAML + " > Edit: set Reply URL (Assertion Consumer Service URL) to what the gallery fills in or {short} support names, without white space, then Save."},
	},
	{
		ID: "setup.sign-on-url", Facts: []string{"UPW-07"}, on: onSetup, Run: setupSignOnURL,
		Title: "Sign on URL is the one at which a sign-in starts at {short}", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin,
	},
	{
		ID: "setup.audience-override", on: onSetup, Rank: rankAudience, Run: setupAudienceOverride,
		Title: "The audience is not overridden by another", Spec: "Microsoft Entra: customize SAML token claims", Owner: report.EntraAdmin,
		Steps: []string{claimsPage + " > Edit > Advanced settings > Advanced SAML claims options: switch off Override audience claim, then Save."},
	},
	{
		ID: "setup.encryption", on: onSetup, Run: setupEncryption,
		Title: "Assertions are not encrypted without need", Spec: "Microsoft Entra: configure SAML token encryption", Owner: report.EntraAdmin,
		Steps: []string{"Entra admin center > Enterprise apps > {app} > Token encryption: deactivate the certificate, unless {short} support gave it to you and asked for encryption."},
	},
	{
		ID: "setup.signed-requests", on: onSetup, Run: setupSignedRequests,
		Title: "Signed requests are not demanded without need", Spec: "Microsoft Entra: enforce signed SAML authentication requests", Owner: report.EntraAdmin,
		Steps: []string{signingKey + " > Verification certificates > Edit: clear Require verification certificates, unless {short} support says that they sign their requests."},
	},
	{
		ID: "setup.assignment", on: onSetup, Run: setupAssignment,
		Title: "Who may sign in", Spec: "Microsoft Graph: servicePrincipal appRoleAssignmentRequired; AADSTS50105", Owner: report.EntraAdmin,
	},
}

// How to come by what was not given.
var (
	giveProperties = "Give the JSON of the application as well: in Graph Explorer GET https://graph.microsoft.com/v1.0/servicePrincipals(appId='APPLICATION-ID'), or az ad sp show --id APPLICATION-ID."
	givePage       = []string{portal + ": press Ctrl+A and Ctrl+C on the page and give that text here.", "Or give the JSON" + strings.TrimPrefix(giveProperties, "Give the JSON")}
)

// notGiven is the outcome about something that was not among what was given.
func notGiven(what string, open bool, steps ...string) []Outcome {
	return []Outcome{{
		Level: report.NotChecked, Open: open, Steps: steps, Detail: what + " was not given, so it could not be checked.", Sentence: lowerFirst(what) + " was not given",
	}}
}

func lowerFirst(s string) string {
	for _, word := range []string{"The ", "When ", "Whether "} {
		if rest, ok := strings.CutPrefix(s, word); ok {
			return strings.ToLower(word) + rest
		}
	}
	return s
}

// value gives the first value of a field of the set-up with its place.
func (c *Case) value(f setup.Field) (text string, at *report.Place, shown bool) {
	e := c.Setup.Entry(f)
	if e == nil {
		return "", nil, false
	}
	if len(e.Values) == 0 {
		return "", e.Place, true
	}
	return e.Values[0].Text, e.Values[0].Place, true
}

func setupApplication(c *Case) []Outcome {
	name, at, shown := c.value(setup.AppName)
	template, _, fromGallery := c.value(setup.Gallery)
	if !shown && !fromGallery {
		return notGiven("The name of the application", false, givePage...)
	}
	o := Outcome{Place: at, Expected: c.Profile.Title, Actual: name}
	short := strings.ToLower(c.Profile.Short)
	if strings.Contains(strings.ToLower(name), short) || strings.Contains(strings.ToLower(template), strings.ReplaceAll(short, " ", "")) {
		o.Level, o.Detail = report.Pass, "It is."
		return []Outcome{o}
	}
	o.Level, o.Open = report.Warn, true
	o.Detail = c.name("The application has another name than {app}. Its name can be chosen freely, so it may be the right one all the same.")
	o.Sentence = c.name("this looks like the set-up of another application than {app}")
	return []Outcome{o}
}

func setupOneApplication(c *Case) []Outcome {
	e := c.Setup.Entry(setup.AppID)
	var ids []string
	seen := map[string]bool{}
	note := func(id string) {
		if id != "" && !seen[strings.ToLower(id)] {
			seen[strings.ToLower(id)] = true
			ids = append(ids, id)
		}
	}
	if links := c.Setup.Entry(setup.MetadataURL); links != nil {
		for _, v := range links.Values {
			if u, err := url.Parse(v.Text); err == nil {
				note(u.Query().Get("appid"))
			}
		}
	}
	if e != nil {
		for _, v := range e.Values {
			note(v.Text)
		}
	}
	switch len(ids) {
	case 0:
		return nil
	case 1:
		return []Outcome{{Level: report.Pass, Detail: "It is.", Actual: joined(ids)}}
	}
	return []Outcome{{
		Level: report.Fail, Expected: "one Application ID", Actual: joined(ids),
		Detail:   "What was given names more than one Application ID: it is of different applications, or of a metadata address of another one.",
		Sentence: "what was given is of more than one application",
	}}
}

func setupEnabled(c *Case) []Outcome {
	v, at, shown := c.value(setup.Enabled)
	switch {
	case !shown || v == "":
		return notGiven("Whether the application is switched on", false, giveProperties)
	case v == string(setup.No):
		return []Outcome{{
			Level: report.Fail, Place: at, Expected: "Yes", Actual: "No", Detail: "Nobody can sign in to an application that is switched off in Entra.",
			Sentence: "the application is switched off in Entra",
		}}
	}
	return []Outcome{{Level: report.Pass, Place: at, Detail: "It is."}}
}

func setupMode(c *Case) []Outcome {
	v, at, shown := c.value(setup.Mode)
	o := Outcome{Place: at, Expected: "saml", Actual: v}
	switch {
	case !shown:
		return notGiven("The way to sign in", false, givePage...)
	case strings.EqualFold(v, "saml"):
		o.Level, o.Detail = report.Pass, "It is."
	case v == "" && len(c.Setup.Certificates) > 0:
		o.Level, o.Actual, o.Sentence = report.Warn, "none", "no way to sign in is set, although there is a signing certificate"
		o.Detail = "No way to sign in is set, but the application has a signing certificate, which is made when SAML is chosen. Look whether the page shows SAML."
	default:
		if v == "" {
			o.Actual = "none"
		}
		o.Level, o.Detail, o.Sentence = report.Fail, "Entra sends a SAML response only for an application whose way to sign in is SAML.", "SAML is not chosen as the way to sign in"
	}
	return []Outcome{o}
}

func setupEncryption(c *Case) []Outcome {
	v, at, shown := c.value(setup.TokenEncryption)
	switch {
	case !shown:
		return notGiven("Whether assertions are encrypted", false, giveProperties)
	case v == "":
		return []Outcome{{Level: report.Pass, Place: at, Detail: "They are not encrypted."}}
	}
	return []Outcome{{
		Level: report.Warn, Place: at, Actual: v,
		Sentence: c.name("assertions are encrypted, which {short} must have asked for"),
		Detail:   c.name("Token encryption is on: {short} must hold the private key of that certificate, or it cannot read a single assertion."),
	}}
}

func setupSignedRequests(c *Case) []Outcome {
	v, at, shown := c.value(setup.SignedRequests)
	switch {
	case !shown || v == "":
		return notGiven("Whether signed requests are demanded", false, givePage...)
	case v == string(setup.No):
		return []Outcome{{Level: report.Pass, Place: at, Detail: "They are not demanded."}}
	}
	return []Outcome{{
		Level: report.Warn, Place: at, Expected: "No", Actual: "Yes",
		Sentence: "signed requests are demanded, so a sign-in that starts at Microsoft fails",
		Detail:   c.name("Entra refuses every request that {short} does not sign with the uploaded certificate, and sign-ins that start at Microsoft, Test among them, fail."),
	}}
}

func setupAssignment(c *Case) []Outcome {
	v, at, shown := c.value(setup.AssignmentRequired)
	switch {
	case !shown || v == "":
		return notGiven("Whether users have to be assigned", false, giveProperties)
	case v == string(setup.Yes):
		return []Outcome{{
			Level: report.Info, Place: at,
			Detail: "Only users and groups that are assigned to the application can sign in; others get AADSTS50105. Assign them under Users and groups before the first sign-in.",
		}}
	}
	return []Outcome{{Level: report.Pass, Place: at, Detail: "Every user of the tenant can sign in, assigned or not."}}
}
