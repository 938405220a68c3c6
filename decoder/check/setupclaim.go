package check

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/setup"
)

// setupClaimChecks ask whether the claims as configured are those that the application wants.
var setupClaimChecks = []Check{
	{
		ID: "setup.claims-policy", on: onSetup, Run: setupClaimsPolicy,
		Title: "No claims mapping policy overrides what the portal shows", Spec: "Microsoft Entra: claims customization using PowerShell", Owner: report.EntraAdmin,
		Steps: []string{
			"Take the policy off, unless you need it: in Graph DELETE https://graph.microsoft.com/v1.0/servicePrincipals/OBJECT-ID/claimsMappingPolicies/POLICY-ID/$ref; then the page Attributes & Claims counts again.",
			"If you keep it, change claims in the policy: changes on the page have no effect.",
		},
	},
	{
		ID: "setup.claim", Facts: []string{"UPW-01", "UPW-02", "UPW-03", "UPW-04"}, on: onSetup, Rank: rankClaim, Run: setupClaim,
		Title: "Every wanted claim is configured", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin, Many: "%s are not configured as claims",
		Steps: []string{claimsPage + " > Add new claim: Name as {short} wants it, Namespace empty, then Save."},
	},
	{
		ID: "setup.claim-namespace", Facts: []string{"UPW-05"}, on: onSetup, Rank: rankClaim, Run: setupClaimNamespace,
		Title: "No wanted claim has a namespace", Spec: "Microsoft Entra: customize SAML token claims", Owner: report.EntraAdmin, Many: "%s have a namespace left in",
		Steps: []string{claimsPage + " > Edit: open the claim, empty the field Namespace, then Save."},
	},
	{
		ID: "setup.claim-name", Facts: []string{"UPW-05"}, on: onSetup, Rank: rankClaim, Run: setupClaimName,
		Title: "Every wanted claim has exactly the wanted name", Spec: "Microsoft's tutorial for {app}; SAML Core 2.7.3.1", Owner: report.EntraAdmin, Many: "%s are configured under other names",
		Steps: []string{claimsPage + " > Edit: open the claim, set Name to the wanted name exactly, Namespace empty, then Save."},
	},
	{
		ID: "setup.claim-twice", on: onSetup, Rank: rankClaim, Run: setupClaimTwice,
		Title: "No claim is configured twice", Spec: "SAML Core 2.7.3.1", Owner: report.EntraAdmin, Many: "%s are configured twice",
		Steps: []string{claimsPage + " > Edit: delete one of the two claims of that name."},
	},
	{
		ID: "setup.claim-source", on: onSetup, Rank: rankClaim, Run: setupClaimSource,
		Title: "Every wanted claim comes from the right attribute", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin, Many: "%s come from the wrong attributes",
		Steps: []string{claimsPage + " > Edit: open the claim, set Source attribute to the one wanted, then Save."},
	},
	{
		ID: "setup.claim-name-length", Facts: []string{"UPW-06"}, on: onSetup, Run: setupClaimNameLength,
		Title: "Claim names fit the application's mapping fields", Spec: "Upwork help 360043138893", Owner: report.EntraAdmin,
		Steps: []string{claimsPage + " > Edit: open the claim, empty the field Namespace, then Save."},
	},
	{
		ID: "setup.name-id", on: onSetup, Rank: rankSubject, Run: setupNameID,
		Title: "The user is named by an attribute that everybody has", Spec: "Microsoft Entra: customize SAML token claims; AADSTS501241", Owner: report.EntraAdmin,
		Steps: []string{claimsPage + " > Edit > Unique User Identifier (Name ID): set Source attribute to user.userprincipalname, then Save."},
	},
	{
		ID: "setup.transformations", on: onSetup, Run: setupTransformations,
		Title: "Claims are made without many transformations and conditions", Spec: "Microsoft Entra: customize SAML token claims", Owner: report.EntraAdmin,
		Steps: []string{claimsPage + " > Edit: open the claim and look at Transformation and Claim conditions."},
	},
	{
		ID: "setup.groups", on: onSetup, Run: setupGroups,
		Title: "Whether groups are sent", Spec: "Microsoft Entra: configure group claims", Owner: report.EntraAdmin,
	},
}

// giveClaims is how to come by the claims with their whole names.
var giveClaims = []string{
	claimsPage + " > Edit: press Ctrl+A and Ctrl+C on that page, which shows names with their namespaces, and give that text here as well.",
	"Or, in Graph Explorer: GET https://graph.microsoft.com/beta/servicePrincipals/OBJECT-ID/claimsPolicy.",
}

// configured is the configured claims held against the wanted ones, as if each were sent with a value.
type configured struct {
	sent   []profile.Sent
	claims map[string][]setup.Claim // by the name that they are sent under
}

// sentWith is a value that fits every form: what is looked at here is the name.
const sentWith = "user@example.com"

// configuredClaims matches the claims that tokens are made with.
func (c *Case) configuredClaims() configured {
	m := configured{claims: map[string][]setup.Claim{}}
	defaults := map[string]string{} // as the portal's card shows them, older ones with a capital letter → whole
	for _, w := range c.Profile.Claims {
		for _, name := range w.Defaults {
			defaults[name[strings.LastIndexAny(name, "/:#")+1:]] = name
		}
	}
	var attributes []saml.Attribute
	for _, k := range c.Setup.Effective() {
		if k.Kind != setup.Attribute {
			continue
		}
		name := k.Full()
		if whole, ok := defaults[strings.ToLower(name)]; ok && !k.Whole {
			name = whole
		}
		m.claims[name] = append(m.claims[name], k)
		if len(m.claims[name]) == 1 { // what stands there twice is asked for by itself
			attributes = append(attributes, saml.Attribute{Name: name, Values: []saml.AttributeValue{{Text: sentWith}}})
		}
	}
	m.sent = profile.Match(c.Profile, attributes)
	return m
}

// of gives the configured claims that were matched with a wanted one.
func (m configured) of(s profile.Sent) []setup.Claim {
	if len(s.Attributes) == 0 {
		return nil
	}
	return m.claims[s.Attributes[0].Name]
}

// listGiven says whether all claims that tokens are made with were shown; claimsGiven, whether at least one was, as the
// portal's page on one claim shows it.
func (c *Case) listGiven() bool   { return c.Setup.ClaimsShown || c.Setup.Mapped == setup.Yes }
func (c *Case) claimsGiven() bool { return c.listGiven() || len(c.Setup.Claims) > 0 }

// ofWanted makes an outcome of every wanted claim that make has one for; when there is none it passes.
func (c *Case) ofWanted(make func(profile.Sent, []setup.Claim) *Outcome) []Outcome {
	if !c.claimsGiven() {
		return nil
	}
	var out []Outcome
	looked := 0
	m := c.configuredClaims()
	for _, s := range m.sent {
		claims := m.of(s)
		if s.Wanted == nil || len(claims) == 0 && !c.listGiven() {
			continue
		}
		looked++
		o := make(s, claims)
		if o == nil {
			continue
		}
		o.Subject = s.Wanted.Name
		if c.Setup.Mapped == setup.Yes {
			o.Steps = inPolicy(s.Wanted.Name, s.Wanted.Source)
		}
		if o.Level == report.Fail && !s.Wanted.Required {
			o.Level = report.Info
		}
		if o.Place == nil && len(claims) > 0 {
			o.Place = claims[0].Place
		}
		out = append(out, *o)
	}
	if out == nil && looked > 0 {
		return []Outcome{{Level: report.Pass, Detail: fmt.Sprintf("Wanted claims looked at: %d.", looked)}}
	}
	return out
}

// inPolicy are the steps to mend a claim of a claims mapping policy, beside which the portal's page has no effect.
func inPolicy(claim, source string) []string {
	from, id, _ := strings.Cut(source, ".")
	return []string{
		fmt.Sprintf("The claims mapping policy, not the page Attributes & Claims: its ClaimsSchema needs an entry with Source %s, ID %s and SamlClaimType %s.", from, id, claim),
		"In Graph: PATCH https://graph.microsoft.com/v1.0/policies/claimsMappingPolicies/POLICY-ID with the whole definition; or take the policy off the application, so that the page counts again.",
	}
}

func setupClaimsPolicy(c *Case) []Outcome {
	switch c.Setup.Mapped {
	case setup.Yes:
		o := Outcome{
			Level: report.Warn, Actual: fmt.Sprintf("%d claims in the policy", len(c.Setup.Policy)),
			Sentence: "a claims mapping policy overrides the page Attributes & Claims",
			Detail:   "A claims mapping policy is assigned. Tokens are made with its claims, and what the page Attributes & Claims shows has no effect. The checks below look at the policy.",
		}
		if len(c.Setup.Policy) > 0 {
			o.Place = c.Setup.Policy[0].Place
		}
		return []Outcome{o}
	case setup.No:
		return []Outcome{{Level: report.Pass, Detail: "None is assigned."}}
	}
	return notGiven("Whether a claims mapping policy is assigned", false,
		"Somebody must have made one with PowerShell or Graph. To be sure, in Graph Explorer: GET https://graph.microsoft.com/v1.0/servicePrincipals/OBJECT-ID/claimsMappingPolicies, and give that JSON here as well.")
}

func setupClaim(c *Case) []Outcome {
	if !c.listGiven() {
		return notGiven("The list of claims", true, giveClaims...)
	}
	return c.ofWanted(func(s profile.Sent, _ []setup.Claim) *Outcome {
		if s.State != string(report.Missing) {
			return nil
		}
		o := &Outcome{
			Level: report.Fail, Expected: s.Wanted.Name + " from " + s.Wanted.Source, Actual: "none",
			Detail: "No claim of that name is configured.", Sentence: s.Wanted.Name + " is not configured as a claim", Steps: addClaim(s.Wanted),
		}
		if s.Default != "" {
			o.Detail += " Entra's default claim of the same attribute goes under another name, which the application does not read."
		}
		return o
	})
}

func addClaim(w *profile.Claim) []string {
	return []string{claimsPage + " > Edit > Add new claim: Name " + w.Name + ", Namespace empty, Source Attribute, Source attribute " + w.Source + ", then Save."}
}

func setupClaimNamespace(c *Case) []Outcome {
	m := c.configuredClaims()
	for _, s := range m.sent {
		if k := m.of(s); s.Wanted != nil && len(k) > 0 && !k[0].Whole {
			return []Outcome{{
				Level: report.NotChecked, Open: true, Steps: giveClaims, Place: k[0].Place,
				Detail:   "The page Single sign-on shows the names of claims without their namespaces, so one that was left in does not show there.",
				Sentence: "the page Single sign-on does not show whether a namespace was left in the claims",
			}}
		}
	}
	return c.ofWanted(func(s profile.Sent, _ []setup.Claim) *Outcome {
		if s.State == string(report.Misnamed) && s.Namespace {
			name := s.Attributes[0].Name
			return &Outcome{
				Level: report.Fail, Expected: s.Wanted.Name, Actual: name,
				Detail:   "The namespace becomes part of the name: the claim would be sent as " + name + ", which the application does not read.",
				Sentence: s.Wanted.Name + " has a namespace left in: it would be sent as " + name,
				Steps:    []string{claimsPage + " > Edit: open " + name + ", empty the field Namespace, set Name to " + s.Wanted.Name + ", then Save."},
			}
		}
		return nil
	})
}

func setupClaimName(c *Case) []Outcome {
	return c.ofWanted(func(s profile.Sent, _ []setup.Claim) *Outcome {
		if s.State != string(report.Misnamed) || s.Namespace {
			return nil
		}
		name := s.Attributes[0].Name
		return &Outcome{
			Level: report.Fail, Expected: s.Wanted.Name, Actual: name, Detail: "The name differs: " + s.Why + ".",
			Sentence: s.Wanted.Name + " is configured under another name, " + name,
			Steps:    []string{claimsPage + " > Edit: open " + name + ", set Name to " + s.Wanted.Name + " exactly, Namespace empty, then Save."},
		}
	})
}

func setupClaimTwice(c *Case) []Outcome {
	if !c.claimsGiven() {
		return nil
	}
	var out []Outcome
	m := c.configuredClaims()
	for _, s := range m.sent {
		claims := m.of(s)
		if len(claims) < 2 {
			continue
		}
		o := Outcome{
			Level: report.Warn, Subject: claims[0].Full(), Place: claims[1].Place, Expected: "once", Actual: fmt.Sprintf("%d times", len(claims)),
			Detail: "Which of the values an application takes nobody can tell.", Sentence: claims[0].Full() + " is configured twice",
		}
		if s.Wanted != nil {
			o.Level, o.Subject = report.Fail, s.Wanted.Name
		}
		out = append(out, o)
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "None is."}}
	}
	return out
}

func setupClaimNameLength(c *Case) []Outcome {
	if c.Profile.NameLimit == 0 {
		return nil
	}
	return c.ofWanted(func(s profile.Sent, _ []setup.Claim) *Outcome {
		if len(s.Attributes) == 0 {
			return nil
		}
		n := utf8.RuneCountInString(s.Attributes[0].Name)
		if n < c.Profile.NameLimit {
			return nil
		}
		return &Outcome{
			Level: report.Warn, Expected: fmt.Sprintf("less than %d characters", c.Profile.NameLimit), Actual: fmt.Sprintf("%d characters", n),
			Sentence: c.name("the name of " + s.Wanted.Name + " is too long for the mapping fields of {short}"),
			Detail:   c.name("The name is too long for the mapping fields of {short}, so it cannot even be entered there."),
		}
	})
}
