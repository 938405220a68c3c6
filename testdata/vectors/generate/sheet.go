package main

import (
	"crypto/sha1"
	"fmt"
	"regexp"
	"strings"
	"time"

	"claimcheck/decoder/mint"
)

const (
	sheetApp  = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	otherApp  = "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"
	claimsURI = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
)

// A set-up with nothing wrong in it, in parts that the cases spoil.
type setUp struct {
	sp, policy, page string
	at               time.Time
	metadata         []byte // nil: none was given
	notEntered       bool   // what the application expects
}

// key gives a key credential of Graph for one of the test's certificates.
func credential(k *mint.Key, from, to string) string {
	if from == "" {
		from, to = k.Cert.NotBefore.UTC().Format(time.RFC3339), k.Cert.NotAfter.UTC().Format(time.RFC3339)
	}
	return fmt.Sprintf(`{"customKeyIdentifier":%q,"usage":"Verify","startDateTime":%q,"endDateTime":%q}`, sha1Of(k), from, to)
}

func sha1Of(k *mint.Key) string { return fmt.Sprintf("%X", sha1.Sum(k.Cert.Raw)) }

func goodSetUp() setUp {
	claim := func(name, source string) string {
		return fmt.Sprintf(`{"name":%q,"namespace":null,"tokenFormat":["saml"],"configurations":[{"condition":null,"attribute":{"id":%q,"source":"user"},"transformations":[]}]}`, name, source)
	}
	return setUp{
		sp: fmt.Sprintf(`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#servicePrincipals/$entity","accountEnabled":true,"appId":%q,"displayName":"Upwork Enterprise",
"appRoleAssignmentRequired":true,
"loginUrl":"https://www.upwork.com/ab/account-security/login","logoutUrl":null,"notificationEmailAddresses":["b.simon@example.com"],
"preferredSingleSignOnMode":"saml",
"preferredTokenSigningKeyThumbprint":%q,
"replyUrls":[%q],
"servicePrincipalNames":[%q,%q],
"samlSingleSignOnSettings":null,"tokenEncryptionKeyId":null,
"keyCredentials":[%s],
"claimsMappingPolicies":[],
"requestSignatureVerification":{"isSignedRequestRequired":false}}`, sheetApp, sha1Of(mint.Active()), mint.ACS, sheetApp, mint.EntityID, credential(mint.Active(), "", "")),
		policy: `{"includeBasicClaimSet":true,"includeApplicationIdInIssuer":false,"audienceOverride":null,"claims":[` + strings.Join([]string{
			`{"@odata.type":"#microsoft.graph.samlNameIdClaim","nameIdFormat":"emailAddress","configurations":[{"condition":null,"attribute":{"id":"userprincipalname","source":"user"},"transformations":[]}]}`,
			claim("FirstName", "givenname"), claim("LastName", "surname"), claim("Country", "country"), claim("Email", "userprincipalname"),
		}, ",\n") + `]}`,
		page: "Set up Upwork Enterprise\nLogin URL\n" + mint.LoginURL + "\nMicrosoft Entra Identifier\n" + mint.Issuer + "\nLogout URL\n" + mint.LoginURL + "\nSigning Option\tSign SAML assertion\nSigning Algorithm\tSHA-256\n" +
			"App Federation Metadata Url\thttps://login.microsoftonline.com/" + mint.Tenant + "/federationmetadata/2007-06/federationmetadata.xml?appid=" + sheetApp + "\n",
		at: mint.Now, metadata: usual(),
	}
}

// instead makes an edit that puts one text for another, which must be there.
func instead(part func(*setUp) *string, old, now string) func(*setUp) {
	return func(s *setUp) {
		p := part(s)
		if !strings.Contains(*p, old) {
			panic("the set-up holds no " + old)
		}
		*p = strings.Replace(*p, old, now, 1)
	}
}

func ofSP(s *setUp) *string     { return &s.sp }
func ofPolicy(s *setUp) *string { return &s.policy }
func ofPage(s *setUp) *string   { return &s.page }

const namespaced = `"name":"FirstName","namespace":"` + claimsURI + `"`

// sheetRows are set-ups spoiled in one way each: the verdict, the cause, what the checks say, and words of the cause.
var sheetRows = []struct {
	name           string
	edit           func(*setUp)
	verdict, cause string
	expect         []string
	says           string
}{
	{"good", func(*setUp) {}, "accepted", "none", []string{
		"pass setup.application", "pass setup.one-application", "pass setup.enabled", "pass setup.mode", "pass setup.saved", "pass setup.identifier", "pass setup.reply-url", "pass setup.sign-on-url",
		"pass setup.encryption", "pass setup.signed-requests", "info setup.assignment", "pass setup.claims-policy", "pass setup.claim", "pass setup.claim-namespace", "pass setup.claim-name", "pass setup.claim-twice",
		"info setup.claim-source", "pass setup.claim-name-length", "info setup.name-id", "pass setup.certificate", "pass setup.certificate-in-metadata", "pass setup.certificate-dates",
		"pass setup.certificate-agrees", "info setup.signing", "pass setup.tenant", "pass setup.login-url Login URL", "pass setup.login-url Logout URL", "pass setup.issuer", "absent setup.audience-override", "absent setup.transformations", "absent setup.groups", "absent setup.certificate-newest",
	}, ""},

	{"switched off", instead(ofSP, `"accountEnabled":true`, `"accountEnabled":false`), "refused", "setup.enabled", nil, "switched off"},
	{"no mode", func(s *setUp) {
		instead(ofSP, `"preferredSingleSignOnMode":"saml"`, `"preferredSingleSignOnMode":null`)(s)
		instead(ofSP, credential(mint.Active(), "", ""), "")(s)
		instead(ofSP, `"`+sha1Of(mint.Active())+`"`, "null")(s)
		instead(ofSP, `"`+mint.ACS+`"`, "")(s)
		instead(ofSP, `,"`+mint.EntityID+`"`, "")(s)
		s.page = ""
	}, "refused", "setup.mode", []string{"fail setup.saved", "fail setup.certificate"}, "SAML is not chosen"},
	{"password mode", func(s *setUp) {
		instead(ofSP, `"preferredSingleSignOnMode":"saml"`, `"preferredSingleSignOnMode":"password"`)(s)
		s.page = ""
	}, "refused", "setup.mode", nil, "SAML is not chosen"},
	{"no mode and yet a certificate", func(s *setUp) {
		instead(ofSP, `"preferredSingleSignOnMode":"saml"`, `"preferredSingleSignOnMode":null`)(s)
		s.page = ""
	}, "accepted", "none", []string{"warn setup.mode"}, ""},
	{"not saved", func(s *setUp) {
		instead(ofSP, `"`+mint.ACS+`"`, "")(s)
		instead(ofSP, `,"`+mint.EntityID+`"`, "")(s)
	}, "refused", "setup.saved", []string{"fail setup.identifier", "fail setup.reply-url"}, "was not saved: press Save"},
	{"not saved, by the page", func(s *setUp) {
		s.sp = ""
		s.page = "Basic SAML Configuration\nIdentifier (Entity ID)\tRequired\nReply URL (Assertion Consumer Service URL)\tRequired\nSign on URL\tOptional\n"
	}, "refused", "setup.saved", []string{"warn setup.sign-on-url"}, "press Save"},
	{"no identifier", instead(ofSP, `,"`+mint.EntityID+`"`, ""), "refused", "setup.identifier", nil, "Identifier (Entity ID) is empty"},
	{"another identifier", instead(ofSP, mint.EntityID, mint.EntityID+"/"), "refused", "setup.identifier", nil, "slash too many"},
	{"a blank behind the identifier", instead(ofSP, mint.EntityID+`"`, mint.EntityID+` "`), "refused", "setup.identifier", nil, "white space stands around it"},
	{"an invisible character", instead(ofSP, mint.EntityID+`"`, mint.EntityID+"\u200b\""), "refused", "setup.identifier", nil, "U+200B"},
	{"Entra's identifier", instead(ofSP, mint.EntityID, mint.Issuer), "refused", "setup.identifier", nil, "of Entra itself"},
	{"several identifiers", instead(ofSP, `"`+mint.EntityID+`"`, `"https://old.example.com","`+mint.EntityID+`"`), "accepted", "none", []string{"warn setup.identifier"}, ""},
	{
		"identifiers not entered", func(s *setUp) { s.notEntered = true }, "accepted", "none",
		[]string{"not-checked setup.identifier", "not-checked setup.reply-url"},
		"Not compared, because not given: the Identifier (Entity ID) that Upwork expects and the Reply URL (ACS) that Upwork expects.",
	},
	{"no reply URL", instead(ofSP, `"`+mint.ACS+`"`, ""), "refused", "setup.reply-url", nil, "Reply URL is empty"},
	{"reply URL by http", instead(ofSP, mint.ACS, strings.Replace(mint.ACS, "https", "http", 1)), "refused", "setup.reply-url", nil, "https://"},
	{"reply URL with a placeholder", instead(ofSP, mint.ACS, "https://*.example.com/acs"), "refused", "setup.reply-url", nil, "placeholder"},
	{"reply URL without a host", instead(ofSP, mint.ACS, "/acs"), "refused", "setup.reply-url", nil, "no absolute address"},
	{"another reply URL", instead(ofSP, mint.ACS, "https://sp.example.com/other"), "refused", "setup.reply-url", nil, "the path differs"},
	{"several reply URLs", instead(ofSP, `"`+mint.ACS+`"`, `"`+mint.ACS+`","https://sp2.example.com/acs"`), "accepted", "none", []string{"warn setup.reply-url"}, ""},
	{"no sign-on URL", instead(ofSP, `"loginUrl":"https://www.upwork.com/ab/account-security/login"`, `"loginUrl":null`), "accepted", "none", []string{"warn setup.sign-on-url"}, ""},
	{"another sign-on URL", instead(ofSP, `account-security/login"`, `account-security/"`), "accepted", "none", []string{"warn setup.sign-on-url"}, ""},
	{"audience override", instead(ofPolicy, `"audienceOverride":null`, `"audienceOverride":"https://other.example.com"`), "refused", "setup.audience-override", nil, "overridden"},
	{"audience override, not entered", func(s *setUp) {
		instead(ofPolicy, `"audienceOverride":null`, `"audienceOverride":"https://other.example.com"`)(s)
		s.notEntered = true
	}, "accepted", "none", []string{"warn setup.audience-override"}, ""},
	{"audience override, the same", instead(ofPolicy, `"audienceOverride":null`, `"audienceOverride":"`+mint.EntityID+`"`), "accepted", "none", []string{"pass setup.audience-override"}, ""},
	{"encryption", instead(ofSP, `"tokenEncryptionKeyId":null`, `"tokenEncryptionKeyId":"70883316-50be-4016-ba80-19d9fbad873d"`), "accepted", "none", []string{"warn setup.encryption"}, ""},
	{"signed requests", instead(ofSP, `"isSignedRequestRequired":false`, `"isSignedRequestRequired":true`), "accepted", "none", []string{"warn setup.signed-requests"}, ""},
	{"no assignment", instead(ofSP, `"appRoleAssignmentRequired":true`, `"appRoleAssignmentRequired":false`), "accepted", "none", []string{"pass setup.assignment"}, ""},
	{"another application", func(s *setUp) {
		instead(ofSP, `"displayName":"Upwork Enterprise"`, `"displayName":"Salesforce"`)(s)
		s.page = ""
	}, "undetermined", "setup.application", []string{"warn setup.application"}, "another application"},
	{"another name, and the gallery's own", func(s *setUp) {
		instead(ofSP, `"displayName":"Upwork Enterprise"`, `"displayName":"Freelancers","homepage":"https://www.upwork.com/?metadata=upworkenterprise|ISV9.1|primary|z"`)(s)
		s.page = ""
	}, "accepted", "none", []string{"pass setup.application"}, ""},
	{"two applications", instead(ofPage, sheetApp, otherApp), "refused", "setup.one-application", nil, "more than one application"},

	{"claim missing", instead(ofPolicy, `"name":"Country"`, `"name":"Department"`), "refused", "setup.claim", []string{"fail setup.claim Country"}, "Country is not configured"},
	{"two claims missing", func(s *setUp) {
		instead(ofPolicy, `"name":"Country"`, `"name":"Department"`)(s)
		instead(ofPolicy, `"name":"LastName"`, `"name":"Division"`)(s)
	}, "refused", "setup.claim", []string{"fail setup.claim Country", "fail setup.claim LastName"}, "LastName and Country are not configured"},
	{"no claims", func(s *setUp) { s.policy = `{"includeBasicClaimSet":true,"claims":[]}` }, "refused", "setup.claim", []string{"not-checked setup.name-id"}, "are not configured"},
	{"claims not given", func(s *setUp) { s.policy = "" }, "undetermined", "setup.claim", []string{"not-checked setup.claim", "absent setup.claim-source", "absent setup.name-id"}, "the list of claims was not given"},
	{"namespace", instead(ofPolicy, `"name":"FirstName","namespace":null`, namespaced), "refused", "setup.claim-namespace", []string{"fail setup.claim-namespace FirstName", "warn setup.claim-name-length FirstName"}, "has a namespace left in"},
	{"namespaces", func(s *setUp) {
		s.policy = strings.ReplaceAll(s.policy, `"namespace":null`, `"namespace":"`+claimsURI+`"`)
	}, "refused", "setup.claim-namespace", nil, "FirstName, LastName, Country and Email have a namespace left in"},
	{"namespace, by the editor's page", func(s *setUp) {
		s.policy, s.page = "", "Attributes & Claims\nClaim name\tType\tValue\n"+claimsURI+"/FirstName\tSAML\tuser.givenname\nLastName\tSAML\tuser.surname\nCountry\tSAML\tuser.country\nEmail\tSAML\tuser.userprincipalname\n"
	}, "refused", "setup.claim-namespace", nil, "FirstName has a namespace"},
	{"the page shows no namespaces", func(s *setUp) {
		s.policy, s.page = "", "Attributes & Claims\ngivenname\tuser.givenname\nname\tuser.userprincipalname\nFirstName\tuser.givenname\nLastName\tuser.surname\nCountry\tuser.country\nEmail\tuser.userprincipalname\n"
	}, "undetermined", "setup.claim-namespace", []string{"pass setup.claim"}, "does not show whether a namespace"},
	{"the older page with capital letters", func(s *setUp) {
		s.policy, s.page = "", "User Attributes & Claims\nGivenname\tuser.givenname\nSurname\tuser.surname\nEmailaddress\tUser.mail\nName\tuser.userprincipalname\nFirstName\tuser.givenname\nLastName\tuser.surname\nEmail\tuser.userprincipalname\n"
	}, "refused", "setup.claim", []string{"fail setup.claim Country", "pass setup.claim-name", "not-checked setup.claim-namespace"}, "Country is not configured"},
	{"case", instead(ofPolicy, `"name":"FirstName"`, `"name":"firstname"`), "refused", "setup.claim-name", nil, "configured under another name, firstname"},
	{"translated", instead(ofPolicy, `"name":"Country"`, `"name":"Land"`), "refused", "setup.claim-name", nil, "Land"},
	{"misspelt", instead(ofPolicy, `"name":"LastName"`, `"name":"LastNmae"`), "refused", "setup.claim-name", nil, "LastNmae"},
	{"a blank in the name", instead(ofPolicy, `"name":"LastName"`, `"name":"Last Name"`), "refused", "setup.claim-name", nil, "Last Name"},
	{"twice", instead(ofPolicy, `"name":"Country"`, `"name":"Email"`), "refused", "setup.claim", []string{"fail setup.claim-twice Email"}, ""},
	{"two of another name", func(s *setUp) {
		extra := `{"name":"X","configurations":[{"attribute":{"id":"city","source":"user"}}]},`
		instead(ofPolicy, `{"name":"FirstName"`, extra+extra+`{"name":"FirstName"`)(s)
	}, "accepted", "none", []string{"warn setup.claim-twice X"}, ""},
	{"sources swapped", func(s *setUp) {
		instead(ofPolicy, `"id":"givenname"`, `"id":"X"`)(s)
		instead(ofPolicy, `"id":"surname"`, `"id":"givenname"`)(s)
		instead(ofPolicy, `"id":"X"`, `"id":"surname"`)(s)
	}, "refused", "setup.claim-source", nil, "FirstName and LastName come from the wrong attributes"},
	{"wrong source", instead(ofPolicy, `"id":"country"`, `"id":"city"`), "refused", "setup.claim-source", []string{"fail setup.claim-source Country"}, "Country comes from user.city instead of user.country"},
	{"display name", instead(ofPolicy, `"id":"givenname"`, `"id":"displayname"`), "refused", "setup.claim-source", nil, "user.displayname instead of user.givenname"},
	{"no source", instead(ofPolicy, `"attribute":{"id":"country","source":"user"}`, `"attribute":null`), "refused", "setup.claim-source", nil, "Country has no source"},
	{"mail", func(s *setUp) {
		s.policy = strings.Replace(s.policy, `"name":"Email","namespace":null,"tokenFormat":["saml"],"configurations":[{"condition":null,"attribute":{"id":"userprincipalname"`, `"name":"Email","configurations":[{"attribute":{"id":"mail"`, 1)
	}, "accepted", "none", []string{"info setup.claim-source Email"}, ""},
	{"extension attribute", instead(ofPolicy, `"id":"country"`, `"id":"extensionattribute1"`), "accepted", "none", []string{"warn setup.claim-source Country"}, ""},
	{"usage location", instead(ofPolicy, `"id":"country"`, `"id":"usagelocation"`), "accepted", "none", []string{"info setup.claim-source Country"}, ""},
	{"fixed country", instead(ofPolicy, `"attribute":{"id":"country","source":"user"}`, `"attribute":{"value":"US"}`), "accepted", "none", []string{"warn setup.claim-source Country"}, ""},
	{"fixed address", func(s *setUp) {
		s.policy = strings.Replace(s.policy, `"name":"Email","namespace":null,"tokenFormat":["saml"],"configurations":[{"condition":null,"attribute":{"id":"userprincipalname","source":"user"}`,
			`"name":"Email","configurations":[{"attribute":{"value":"b.simon@example.com"}`, 1)
	}, "refused", "setup.claim-source", nil, "the same fixed value"},
	{"NameID from mail", instead(ofPolicy, `"attribute":{"id":"userprincipalname","source":"user"}`, `"attribute":{"id":"mail","source":"user"}`), "accepted", "none", []string{"warn setup.name-id"}, ""},
	{"NameID without source", instead(ofPolicy, `"attribute":{"id":"userprincipalname","source":"user"}`, `"attribute":null`), "refused", "setup.name-id", nil, "has no source"},
	{"NameID fixed", instead(ofPolicy, `"attribute":{"id":"userprincipalname","source":"user"}`, `"attribute":{"value":"x"}`), "refused", "setup.name-id", nil, "same fixed value"},
	{"three transformations", instead(ofPolicy, `"attribute":{"id":"country","source":"user"},"transformations":[]`, `"attribute":null,"transformations":[{},{},{}]`), "accepted", "none", []string{"warn setup.transformations Country"}, ""},
	{"a condition", instead(ofPolicy, `[{"condition":null,"attribute":{"id":"country"`, `[{"condition":{"memberOf":[]},"attribute":{"id":"city","source":"user"}},{"condition":null,"attribute":{"id":"country"`), "accepted", "none", []string{"info setup.transformations Country"}, ""},
	{"groups", instead(ofPolicy, `{"name":"FirstName"`, `{"name":"groups","configurations":[{"attribute":{"id":"groups","source":"user"}}]},{"name":"FirstName"`), "accepted", "none", []string{"info setup.groups"}, ""},
	{
		"claims mapping policy over good claims", instead(ofSP, `"claimsMappingPolicies":[]`, `"claimsMappingPolicies":[{"definition":["{\"ClaimsMappingPolicy\":{\"ClaimsSchema\":[{\"Source\":\"user\",\"ID\":\"givenname\",\"SamlClaimType\":\"`+claimsURI+`/FirstName\"}]}}"]}]`),
		"refused", "setup.claim",
		[]string{"warn setup.claims-policy", "fail setup.claim-namespace FirstName"},
		"LastName, Country and Email are not configured",
	},

	{"no certificate", func(s *setUp) {
		instead(ofSP, credential(mint.Active(), "", ""), "")(s)
		instead(ofSP, `"`+sha1Of(mint.Active())+`"`, "null")(s)
	}, "refused", "setup.certificate", nil, "no signing certificate"},
	{"none active", instead(ofSP, `"`+sha1Of(mint.Active())+`"`, "null"), "refused", "setup.certificate", nil, "no signing certificate is active"},
	{"the certificate was not given", func(s *setUp) {
		instead(ofSP, `"keyCredentials"`, `"x"`)(s)
		instead(ofSP, `"preferredTokenSigningKeyThumbprint"`, `"y"`)(s)
	}, "undetermined", "setup.certificate", nil, "signing certificate was not given"},
	{"another one is active", instead(ofSP, `"`+sha1Of(mint.Active())+`"`, `"`+sha1Of(mint.Wide())+`"`), "refused", "setup.certificate-in-metadata", nil, "not in the metadata"},
	{"metadata of another key", func(s *setUp) {
		m := mint.AppMetadata()
		m.Keys, m.Signing = []*mint.Key{mint.Wide()}, nil
		s.metadata = m.XML()
	}, "refused", "setup.certificate-in-metadata", nil, "download it again"},
	{"no metadata", func(s *setUp) { s.metadata = nil }, "accepted", "none", []string{"not-checked setup.certificate-in-metadata", "absent setup.login-url", "absent setup.issuer"}, ""},
	{"expired", func(s *setUp) { s.at = mint.Active().Cert.NotAfter.Add(time.Second) }, "refused", "setup.certificate-dates", nil, "has expired"},
	{"six days left", func(s *setUp) { s.at = mint.Active().Cert.NotAfter.AddDate(0, 0, -6) }, "accepted", "none", []string{"warn setup.certificate-dates"}, ""},
	{"thirty days left", func(s *setUp) { s.at = mint.Active().Cert.NotAfter.AddDate(0, 0, -30) }, "accepted", "none", []string{"warn setup.certificate-dates"}, ""},
	{"sixty-one days left", func(s *setUp) { s.at = mint.Active().Cert.NotAfter.AddDate(0, 0, -61) }, "accepted", "none", []string{"pass setup.certificate-dates"}, ""},
	{"not yet valid", func(s *setUp) { s.at = mint.Active().Cert.NotBefore.Add(-time.Hour) }, "accepted", "none", []string{"warn setup.certificate-dates"}, ""},
	{"a date that can be read twice", func(s *setUp) {
		s.sp, s.metadata, s.at = "", nil, time.Date(2027, 3, 20, 0, 0, 0, 0, time.UTC)
		s.page += "SAML Certificates\nStatus\tActive\nThumbprint\t" + sha1Of(mint.Active()) + "\nExpiration\t3/4/2027, 10:00:00 AM\n"
		s.page += "Basic SAML Configuration\nIdentifier (Entity ID)\t" + mint.EntityID + "\nReply URL\t" + mint.ACS + "\n"
	}, "undetermined", "setup.certificate-dates", nil, "two ways"},
	{"the metadata tells which", func(s *setUp) {
		s.sp = ""
		s.page += "SAML Certificates\nStatus\tActive\nThumbprint\t" + sha1Of(mint.Active()) + "\nExpiration\t3/4/2020, 10:00:00 AM\nBasic SAML Configuration\nIdentifier (Entity ID)\t" + mint.EntityID + "\nReply URL\t" + mint.ACS + "\n"
	}, "accepted", "none", []string{"pass setup.certificate-dates", "warn setup.certificate-agrees"}, ""},
	{"a newer one is inactive", instead(ofSP, `"keyCredentials":[`, `"keyCredentials":[`+credential(mint.Wide(), "2026-01-01T00:00:00Z", "2039-01-01T00:00:00Z")+","), "accepted", "none", []string{"warn setup.certificate-newest"}, ""},
	{"an older one is inactive", instead(ofSP, `"keyCredentials":[`, `"keyCredentials":[`+credential(mint.Wide(), "2021-01-01T00:00:00Z", "2024-01-01T00:00:00Z")+","), "accepted", "none", []string{"pass setup.certificate-newest"}, ""},
	{"SHA-1", instead(ofPage, "SHA-256", "SHA-1"), "accepted", "none", []string{"warn setup.signing"}, ""},
	{"nothing of the signing", instead(ofPage, "Signing Option\tSign SAML assertion\nSigning Algorithm\tSHA-256\n", ""), "accepted", "none", []string{"absent setup.signing"}, ""},
	{"another tenant", func(s *setUp) {
		s.page = strings.ReplaceAll(s.page, mint.Tenant, "99999999-1111-2222-3333-444444444444")
	}, "refused", "setup.tenant", nil, "another tenant"},
	{"two tenants", instead(ofPage, mint.Tenant, "99999999-1111-2222-3333-444444444444"), "refused", "setup.tenant", nil, "different tenants"},
	{"another cloud", func(s *setUp) {
		s.page = strings.ReplaceAll(s.page, "login.microsoftonline.com", "login.microsoftonline.us")
	}, "refused", "setup.tenant", nil, "another Microsoft cloud"},
	{"two clouds", instead(ofPage, "login.microsoftonline.com", "login.microsoftonline.us"), "refused", "setup.tenant", nil, "tenants or clouds"},
	{"login URL by WS-Federation", instead(ofPage, "Login URL\n"+mint.LoginURL, "Login URL\n"+strings.Replace(mint.LoginURL, "saml2", "wsfed", 1)), "accepted", "none", []string{"warn setup.login-url Login URL", "pass setup.login-url Logout URL"}, ""},
	{"issuer with application ID", instead(ofPolicy, `"includeApplicationIdInIssuer":false`, `"includeApplicationIdInIssuer":true`), "accepted", "none", []string{"warn setup.issuer"}, ""},
	{"issuer with application ID, by the page", instead(ofPage, mint.Issuer, mint.Issuer+sheetApp+"/"), "accepted", "none", []string{"warn setup.issuer"}, ""},
	{
		"only a little", func(s *setUp) { s.sp, s.policy, s.page = "", "", "Login URL\t"+mint.LoginURL+"\n" }, "undetermined", "setup.certificate",
		[]string{"not-checked setup.identifier", "not-checked setup.reply-url", "not-checked setup.claim", "not-checked setup.certificate", "not-checked setup.application", "not-checked setup.enabled"},
		"was not given",
	},
}

var noLetter = regexp.MustCompile(`[^a-z0-9]+`)

// sheetCases are set-ups of the application as an admin gives them: JSON of Graph and text of the portal in one paste.
func sheetCases() []vector {
	all := make([]vector, 0, len(sheetRows))
	for _, row := range sheetRows {
		s := goodSetUp()
		row.edit(&s)
		v := vector{
			name: "sheet-" + strings.Trim(noLetter.ReplaceAllString(strings.ToLower(row.name), "-"), "-"), comment: row.name, sheet: true, now: s.at.Format(time.RFC3339),
			noSP: s.notEntered, verdict: row.verdict, cause: row.cause, expect: row.expect, ext: "txt", capture: strings.TrimLeft(s.sp+"\n"+s.policy+"\n"+s.page, "\n"),
			noMetadata: s.metadata == nil, metadata: [][]byte{s.metadata},
		}
		switch {
		case row.verdict == "refused":
			v.expect = append(v.expect, "fail "+row.cause)
		case row.expect == nil:
			v.expect = []string{"not-checked " + row.cause}
		}
		if row.cause != "none" && row.says != "" {
			v.says = []string{row.cause + " " + row.says}
		}
		all = append(all, v)
	}
	return all
}
