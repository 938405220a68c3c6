package check

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// entraChecks ask what is particular to Microsoft Entra. They are quiet about other identity providers.
var entraChecks = []Check{
	{
		ID: "entra.tenant", Facts: []string{"ENT-05"}, on: onAnswer, Rank: rankIssuer, Run: entraTenant,
		Title: "Message and metadata are of one tenant", Spec: "Microsoft Entra: federation metadata", Owner: report.EntraAdmin,
		Steps: []string{
			"Compare the two tenant IDs with Entra admin center > Overview > Tenant ID: one of them is a test tenant, or another company.",
			"Sign in with an account of the right tenant; or download Federation Metadata XML in the tenant that signs the users in.",
			"Import that file here; when the message is good, give it unchanged to {short}.",
		},
		Hides: []string{"entra.application-id", "assertion.issuer", "response.issuer", "signature.trusted"},
	},
	{
		ID: "entra.application-id", Facts: []string{"ENT-09"}, on: onAnswer, Rank: rankIssuer, Run: entraApplicationID,
		Title: "The issuer carries an application ID only when the metadata does", Spec: "Microsoft Entra: customize SAML token claims", Owner: report.EntraAdmin,
		Steps: []string{
			claimsPage + " > Advanced SAML claims options: switch off Append application ID to issuer, then Save.",
			"Or, if you need it, give {short} the longer issuer exactly as it stands in the message.",
		},
		Hides: []string{"assertion.issuer", "signature.trusted"},
	},
	{
		ID: "entra.issuer", Facts: []string{"ENT-01"}, on: onAnswer, Run: entraIssuer,
		Title: "The issuer has the form of Microsoft Entra", Spec: "Microsoft Entra: federation metadata, single sign-on SAML protocol", Owner: report.EntraAdmin,
		Steps: compareIssuer,
	},
	{
		ID: "entra.cloud", Facts: []string{"ENT-06"}, on: onAnswer, Run: entraCloud,
		Title: "Message and metadata are of one Microsoft cloud", Spec: "Microsoft Entra: authentication in national clouds", Owner: report.EntraAdmin,
		Steps: []string{
			"Sign in to the admin center of the cloud that your users sign in to (global: entra.microsoft.com; US Government: entra.microsoft.us; China: entra.microsoftonline.cn).",
			signingKey + ": download Federation Metadata XML there and import it here; when the message is good, give it unchanged to {short}.",
		},
	},
	{
		ID: "entra.window", Facts: []string{"ENT-10"}, on: onAnswer, Run: entraWindow,
		Title: "The assertion is valid for as long as Entra usually makes it", Spec: "Microsoft Entra: configurable token lifetimes", Owner: report.EntraAdmin,
	},
	{
		ID: "entra.groups", Facts: []string{"ENT-11"}, on: onAnswer, Run: entraGroups,
		Title: "The user's groups are not replaced by a link", Spec: "Microsoft Entra: SAML token claims reference", Owner: report.EntraAdmin,
		Steps: []string{
			claimsPage + ": open the groups claim (user.groups), choose Groups assigned to the application, then Save.",
			"Or remove the groups claim, if {short} does not read it.",
		},
	},
	{
		ID: "entra.guest", Facts: []string{"ENT-12"}, on: onAnswer, Run: entraGuest,
		Title: "No value is the internal name of a guest account", Spec: "Microsoft Entra: user claims mapping in B2B collaboration", Owner: report.EntraAdmin,
		Steps: []string{
			claimsPage + ": open the claim, set Source attribute to user.mail for guests (Claim conditions > User type: External guests), then Save.",
			userPage + ": the guest must have an Email.",
		},
	},
	{
		ID: "entra.onmicrosoft", Facts: []string{"ENT-13"}, on: onAnswer, Run: entraOnMicrosoft,
		Title: "The e-mail address is a mailbox, not an onmicrosoft.com name", Spec: "Microsoft Entra: user principal names", Owner: report.EntraAdmin,
		Steps: []string{
			claimsPage + ": open the e-mail claim, set Source attribute to user.mail, then Save.",
			userPage + ": Email must hold the user's mailbox address.",
		},
	},
}

// issuerHosts are the hosts that stand in issuers of Entra: the token service, that of China, and the
// sign-in page, which Microsoft's samples show.
var issuerHosts = map[string]bool{
	"sts.windows.net": true, "sts.chinacloudapi.cn": true, "login.microsoftonline.com": true,
	"login.microsoftonline.us": true, "login.partner.microsoftonline.cn": true,
}

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

// Tenant gives the tenant ID in an issuer of Entra, in small letters; empty for any other issuer.
func Tenant(issuer string) string {
	u, err := url.Parse(issuer)
	if err != nil || !issuerHosts[u.Host] {
		return ""
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	if !guid.MatchString(id) {
		return ""
	}
	return strings.ToLower(id)
}

// entra says whether the message looks as if Microsoft Entra sent it.
func (c *Case) entra() bool {
	if u, err := url.Parse(c.issuer()); err == nil && issuerHosts[u.Host] {
		return true
	}
	return c.attribute("http://schemas.microsoft.com/identity/claims/tenantid") != ""
}

// attribute gives the first value of the attribute of that exact name.
func (c *Case) attribute(name string) string {
	if c.Assertion != nil {
		for _, a := range c.Assertion.Attributes {
			if a.Name == name && len(a.Values) > 0 {
				return a.Values[0].Text
			}
		}
	}
	return ""
}

// idp names the identity provider in a sentence.
func (c *Case) idp() string {
	if c.entra() {
		return "Microsoft Entra"
	}
	return "The identity provider"
}

func issuerNode(c *Case) *tree.Node {
	if c.Assertion != nil && c.Assertion.Issuer != nil {
		return c.Assertion.Issuer.Node
	}
	if c.Envelope != nil && c.Envelope.Issuer != nil {
		return c.Envelope.Issuer.Node
	}
	return nil
}

// forAllTenants says whether an entityID is that of Microsoft's tenant-independent metadata, which
// holds "{tenant}" or "{tenantid}" as it stands.
func forAllTenants(entityID string) bool {
	return strings.HasPrefix(entityID, "https://sts.windows.net/{") || strings.HasPrefix(entityID, "https://login.microsoftonline.com/{")
}

func entraTenant(c *Case) []Outcome {
	sent := Tenant(c.issuer())
	if sent == "" {
		return nil
	}
	var tenants []string
	for _, id := range c.known() {
		if t := Tenant(id); t != "" && !slices.Contains(tenants, t) {
			tenants = append(tenants, t)
		}
	}
	o := Outcome{Actual: sent, Expected: joined(first(tenants, 3)), Node: issuerNode(c)}
	switch {
	case len(tenants) == 0 && slices.ContainsFunc(c.known(), forAllTenants):
		o.Level, o.Expected = report.Fail, "a tenant ID in the entityID of the metadata"
		o.Detail = "The imported metadata is Microsoft's for all tenants: its entityID holds a placeholder in place of a tenant ID. It is not the application's."
		o.Sentence = "the imported metadata is the one for all tenants, not the application's"
		o.Steps = sendMetadata
	case len(tenants) == 0:
		o.Level, o.Detail, o.Steps = report.NotChecked, "No metadata of Microsoft Entra is imported to compare with.", sendMetadata
	case slices.Contains(tenants, sent):
		o.Level, o.Detail = report.Pass, "They are."
	default:
		o.Level = report.Fail
		o.Detail = "The message comes from one tenant and the imported metadata from another: the metadata of a test tenant was handed over, or the user signed in elsewhere."
		o.Sentence = "it comes from another Entra tenant than the imported metadata"
	}
	return []Outcome{o}
}

func entraApplicationID(c *Case) []Outcome {
	is := c.issuer()
	if Tenant(is) == "" {
		return nil
	}
	known := c.known()
	if slices.Contains(known, is) {
		return []Outcome{{Level: report.Pass, Detail: "Message and metadata agree.", Node: issuerNode(c)}}
	}
	for _, id := range known {
		o := Outcome{Level: report.Fail, Expected: id, Actual: is, Node: issuerNode(c)}
		switch {
		case appended(id, is):
			o.Detail = "The issuer in the message ends in an application ID that the entityID of the metadata lacks."
			o.Sentence = "its issuer carries an application ID that the imported metadata lacks"
		case appended(is, id):
			o.Detail = "The entityID of the metadata ends in an application ID that the issuer in the message lacks. Someone added it to the file by hand, or the option was switched off since."
			o.Sentence = "its issuer lacks the application ID that the imported metadata carries"
			o.Steps = []string{
				claimsPage + " > Advanced SAML claims options: switch on Append application ID to issuer, then Save.",
				"Or download Federation Metadata XML again, import it here, and give it unchanged to {short}.",
			}
		default:
			continue
		}
		return []Outcome{o}
	}
	return nil
}

// appended says whether long is short with an application ID after it.
func appended(short, long string) bool {
	rest, ok := strings.CutPrefix(long, strings.TrimSuffix(short, "/")+"/")
	return ok && guid.MatchString(strings.TrimSuffix(rest, "/"))
}

func entraIssuer(c *Case) []Outcome {
	is := c.issuer()
	u, err := url.Parse(strings.TrimSpace(is))
	if err != nil || !issuerHosts[strings.ToLower(u.Host)] {
		return nil
	}
	o := Outcome{Expected: "https://sts.windows.net/TENANT-ID/", Actual: is, Node: issuerNode(c)}
	if t := Tenant(is); t != "" {
		for _, host := range []string{"sts.windows.net", "sts.chinacloudapi.cn"} {
			if strings.EqualFold(is, "https://"+host+"/"+t+"/") {
				o.Level, o.Detail, o.Expected = report.Pass, "It has.", ""
				return []Outcome{o}
			}
		}
	}
	o.Level = report.Warn
	o.Detail = "Entra names itself https://sts.windows.net/, the tenant ID and a slash. Another form means a hand edit, an appended application ID, or a message that only looks like Entra's."
	return []Outcome{o}
}

func entraGuest(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	look := func(subject, value string, n *tree.Node) {
		if strings.Contains(strings.ToUpper(value), "#EXT#") {
			out = append(out, Outcome{
				Level: report.Warn, Subject: subject, Node: n, Expected: "the person's own address", Actual: value,
				Detail: "The value is the name that Entra gives a guest inside your tenant (#EXT#). Mail to it arrives nowhere, and the application does not recognise the person by it.",
			})
		}
	}
	if s := c.Assertion.Subject; s != nil && s.NameID != nil {
		look("NameID", s.NameID.Text, s.NameID.Node)
	}
	c.eachWanted(func(name string, a saml.Attribute) {
		for _, v := range a.Values {
			look(name, v.Text, v.Node)
		}
	})
	if out == nil && c.entra() {
		return []Outcome{{Level: report.Pass, Detail: "None is."}}
	}
	return out
}

// eachWanted calls f with every attribute that stands for a wanted claim.
func (c *Case) eachWanted(f func(name string, a saml.Attribute)) {
	for _, s := range c.Claims {
		if s.Wanted != nil {
			for _, a := range s.Attributes {
				f(s.Wanted.Name, a)
			}
		}
	}
}

func entraOnMicrosoft(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	for _, s := range c.Claims {
		if s.Wanted == nil || s.Wanted.Form != "address" {
			continue
		}
		for _, a := range s.Attributes {
			for _, v := range a.Values {
				at := strings.LastIndex(v.Text, "@")
				host := strings.ToLower(strings.TrimSpace(v.Text[at+1:]))
				if at >= 0 && (host == "onmicrosoft.com" || strings.HasSuffix(host, ".onmicrosoft.com")) {
					out = append(out, Outcome{
						Level: report.Warn, Subject: s.Wanted.Name, Node: v.Node, Expected: "a mailbox address", Actual: v.Text,
						Detail: "It is the tenant's technical name of the user, which usually has no mailbox.",
					})
				}
			}
		}
	}
	if out == nil && c.entra() {
		return []Outcome{{Level: report.Pass, Detail: "It is not."}}
	}
	return out
}
