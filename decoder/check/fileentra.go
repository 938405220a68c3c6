package check

import (
	"slices"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
)

// fileEntraChecks ask what is particular to the files of Microsoft Entra. Files of other identity providers are
// none the worse for being theirs: metadata.issuer says that they are, and the rest is quiet.
var fileEntraChecks = []Check{
	{
		ID: "metadata.all-tenants", Facts: []string{"ENT-02"}, on: onFile, Rank: rankKind, Run: fileAllTenants,
		Title: "The file is of one tenant, not the one for all tenants", Spec: "Microsoft Entra: federation metadata", Owner: report.EntraAdmin, Steps: downloadFile,
		Hides: []string{"metadata.tenant-wide", "metadata.issuer", "metadata.entity-id", "metadata.tenant", "metadata.schema", "metadata.key-dates"},
	},
	{
		ID: "metadata.tenant-wide", Facts: []string{"ENT-03"}, on: onFile, Rank: rankKind, Run: fileTenantWide,
		Title: "The certificates are the application's, not the tenant's", Spec: "Microsoft Entra: federation metadata, manage certificates for federated single sign-on", Owner: report.EntraAdmin,
		Steps: []string{
			downloadFile[0] + " The address of the right file ends in ?appid= and the application ID.",
			downloadFile[1],
		},
		Hides: []string{"metadata.key-dates"},
	},
	{
		ID: "metadata.issuer", Facts: []string{"ENT-01"}, on: onFile, Rank: rankIssuer, Run: fileIssuer,
		Title: "The entityID has the form of Microsoft Entra", Spec: "Microsoft Entra: federation metadata, single sign-on SAML protocol", Owner: report.EntraAdmin,
		Steps: []string{
			portal + " > Set up {app}: copy Microsoft Entra Identifier and compare it with the entityID shown here.",
			downloadFile[0],
		},
	},
	{
		ID: "metadata.application-id", Facts: []string{"ENT-09"}, on: onFile, Rank: rankIssuer, Run: fileApplicationID,
		Title: "The entityID carries no application ID", Spec: "Microsoft Entra: customize SAML token claims, configure app multi-instancing", Owner: report.EntraAdmin,
		Steps: []string{
			claimsPage + " > Advanced SAML claims options: see whether Append application ID to issuer is on.",
			"If it is off, the file does not fit what Entra sends: " + downloadFile[0],
			"If it is on, tell {short} the longer issuer.",
		},
	},
	{
		ID: "metadata.tenant", Facts: []string{"ENT-04"}, on: onFile, Rank: rankIssuer, Run: fileTenant,
		Title: "entityID and addresses are of one tenant", Spec: "Microsoft Entra: federation metadata", Owner: report.EntraAdmin, Steps: downloadFile,
	},
	{
		ID: "metadata.cloud", Facts: []string{"ENT-06"}, on: onFile, Rank: rankIssuer, Run: fileCloud,
		Title: "entityID and addresses are of one Microsoft cloud", Spec: "Microsoft Entra: authentication in national clouds", Owner: report.EntraAdmin,
		Steps: []string{
			"Sign in to the admin center of the cloud that your users sign in to (global: entra.microsoft.com; US Government: entra.microsoft.us; China: entra.microsoftonline.cn).",
			downloadFile[0],
		},
	},
}

func fileAllTenants(c *Case) []Outcome {
	if !c.entraFile() {
		return nil
	}
	for _, a := range c.addresses() {
		if word, ok := tenantWord(a.value); ok && slices.Contains(everyTenant, word) {
			return []Outcome{{
				Level: report.Fail, Place: a.place, Expected: "your tenant's ID in place of " + word, Actual: a.value,
				Detail:   "This is the file that Microsoft has for all tenants, or an address of it: its " + a.name + " holds " + word + " where the tenant's ID belongs. No sign-in of yours fits it.",
				Sentence: "this is the file for all tenants (" + word + "), not your tenant's and not the app's",
			}}
		}
	}
	return []Outcome{{Level: report.Pass, Detail: "It is."}}
}

// The subjects of the certificates that Entra makes.
const (
	appSubject    = "Microsoft Azure Federated SSO Certificate"
	tenantSubject = "accounts.accesscontrol.windows.net"
)

func fileTenantWide(c *Case) []Outcome {
	keys := slices.DeleteFunc(c.signers(), func(k metadata.Key) bool { return k.Cert == nil })
	if len(keys) == 0 || !c.entraFile() {
		return nil
	}
	var wide, apps, others []metadata.Key
	for _, k := range keys {
		switch k.Cert.Subject.CommonName {
		case tenantSubject:
			wide = append(wide, k)
		case appSubject:
			apps = append(apps, k)
		default:
			others = append(others, k)
		}
	}
	o := Outcome{Level: report.Pass, Detail: "They are: Entra made them for one application.", Node: keys[0].Node, Actual: keys[0].Cert.Subject.String()}
	switch {
	case len(wide) > 0:
		o.Level, o.Node, o.Expected, o.Actual = report.Fail, wide[0].Node, "CN="+appSubject, wide[0].Cert.Subject.String()
		o.Detail = c.name("Its certificate is the one that a tenant signs other tokens with (" + tenantSubject + "). Sign-ins to {app} are signed with the application's own certificate, which is not in this file.")
		o.Sentence = "this is the tenant-wide file, not the app's"
		if len(apps) > 0 {
			o.Detail = "It holds a certificate of the tenant-wide file (" + tenantSubject + ") beside the application's: it was put together from two files."
			o.Sentence = "it holds a certificate of the tenant-wide file beside the app's"
		}
	case len(others) > 0:
		o.Level, o.Node, o.Expected, o.Actual = report.Info, others[0].Node, "CN="+appSubject, others[0].Cert.Subject.String()
		o.Detail = "Entra did not make this certificate. That is right when your company imported one of its own: compare its thumbprint with the portal."
	}
	return []Outcome{o}
}

func fileIssuer(c *Case) []Outcome {
	e := c.entity()
	if e == nil || !plays(e, idpRole) || strings.TrimSpace(e.ID) == "" {
		return nil // metadata.entity-id says so
	}
	o := Outcome{Expected: "https://sts.windows.net/TENANT-ID/", Actual: e.ID, Place: c.attr(e.Node, "entityID")}
	host := hostOf(e.ID)
	word, entra := tenantWord(e.ID)
	exact := (host == "sts.windows.net" || host == "sts.chinacloudapi.cn") && guid.MatchString(word) && e.ID == "https://"+host+"/"+word+"/" // in small letters
	switch {
	case exact:
		o.Level, o.Detail, o.Expected = report.Pass, "It has.", ""
	case c.carriesApplicationID() != "":
		return nil // metadata.application-id
	case !c.entraFile():
		o.Level = report.Warn
		o.Detail = "This file is not Microsoft Entra's. That is no fault when your users sign in with another identity provider."
		o.Sentence = "it is the file of another identity provider than Microsoft Entra"
		o.Steps = []string{"If your users sign in with that identity provider, nothing is to be done. Else take the file of Entra."}
	case !entra:
		o.Level = report.Fail
		o.Detail = "The sign-in addresses are Microsoft's and the entityID is not, so it differs from the Issuer of every response that Entra sends."
		o.Sentence = "its entityID is not the one that Entra sends as Issuer"
	case word == "" || !guid.MatchString(word):
		o.Level = report.Fail
		o.Detail = "Entra sends the tenant's ID (a GUID) in the Issuer, never a name or a domain, and applications compare the two character by character."
		o.Sentence = "its entityID holds no tenant ID where one belongs"
	default:
		o.Level = report.Fail
		o.Detail = "Entra names itself https://sts.windows.net/, the tenant ID and a slash, and applications compare that with the entityID character by character: " + or(difference(entraIssuerOf(word), e.ID), "this one differs") + "."
		o.Expected = entraIssuerOf(word)
		o.Sentence = "its entityID is not written as Entra sends it"
	}
	return []Outcome{o}
}

// entraIssuerOf is how Entra names itself in a tenant.
func entraIssuerOf(tenant string) string { return "https://sts.windows.net/" + tenant + "/" }

func or(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

// pathTenant is the tenant in an entityID as it is written.
func pathTenant(id string) string {
	parts := strings.SplitN(id, "/", 5)
	if len(parts) < 4 {
		return ""
	}
	return parts[3]
}

// carriesApplicationID gives the application ID that stands behind the tenant in the entityID, if one does.
func (c *Case) carriesApplicationID() string {
	e := c.entity()
	if e == nil || Tenant(e.ID) == "" {
		return ""
	}
	_, rest, _ := strings.Cut(strings.TrimPrefix(e.ID, "https://"+hostOf(e.ID)+"/"), "/")
	if rest = strings.Trim(rest, "/"); guid.MatchString(rest) {
		return rest
	}
	return ""
}

func fileApplicationID(c *Case) []Outcome {
	e := c.entity()
	if e == nil || Tenant(e.ID) == "" {
		return nil
	}
	id := c.carriesApplicationID()
	if id == "" {
		return []Outcome{{Level: report.Pass, Detail: "It carries none."}}
	}
	o := Outcome{
		Level: report.Warn, Place: c.attr(e.Node, "entityID"), Actual: e.ID, Expected: strings.SplitAfter(e.ID, pathTenant(e.ID))[0] + "/",
		Detail:   "Entra writes the entityID without an application ID. This one fits only while Append application ID to issuer is switched on for the application, which the file does not show; else every sign-in is refused for its Issuer.",
		Sentence: "its entityID carries an application ID, which fits only while Append application ID to issuer is switched on",
	}
	if overall(c) == report.Invalid {
		o.Level = report.Fail
		o.Detail = "An application ID was appended to the entityID by hand, as some vendors' guides have it. Entra writes none there, and the change breaks the file's signature. It was edited, not forged."
		o.Sentence = "an application ID was appended to its entityID by hand"
	}
	return []Outcome{o}
}
