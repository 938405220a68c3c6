package decoder_test

import (
	"context"
	"crypto/sha1"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder"
	"claimcheck/decoder/check"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/setup"
	"claimcheck/decoder/wire"
)

const (
	setupApp  = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	otherApp  = "ffffffff-bbbb-cccc-dddd-eeeeeeeeeeee"
	claimsURI = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
)

// A set-up with nothing wrong in it, in parts that the cases spoil.
type setUp struct {
	sp, policy, page string
	typed            *setup.Sheet
	at               time.Time
	metadata         []byte
	entityID, acs    string
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
"requestSignatureVerification":{"isSignedRequestRequired":false}}`, setupApp, sha1Of(mint.Active()), mint.ACS, setupApp, mint.EntityID, credential(mint.Active(), "", "")),
		policy: `{"includeBasicClaimSet":true,"includeApplicationIdInIssuer":false,"audienceOverride":null,"claims":[` + strings.Join([]string{
			`{"@odata.type":"#microsoft.graph.samlNameIdClaim","nameIdFormat":"emailAddress","configurations":[{"condition":null,"attribute":{"id":"userprincipalname","source":"user"},"transformations":[]}]}`,
			claim("FirstName", "givenname"), claim("LastName", "surname"), claim("Country", "country"), claim("Email", "userprincipalname"),
		}, ",\n") + `]}`,
		page: "Set up Upwork Enterprise\nLogin URL\n" + mint.LoginURL + "\nMicrosoft Entra Identifier\n" + mint.Issuer + "\nLogout URL\n" + mint.LoginURL + "\nSigning Option\tSign SAML assertion\nSigning Algorithm\tSHA-256\n" +
			"App Federation Metadata Url\thttps://login.microsoftonline.com/" + mint.Tenant + "/federationmetadata/2007-06/federationmetadata.xml?appid=" + setupApp + "\n",
		at: mint.Now, metadata: mint.AppMetadata().XML(), entityID: mint.EntityID, acs: mint.ACS,
	}
}

// inspect runs InspectSetup over the parts that there are.
func (s setUp) inspect(t testing.TB) (report.Report, error) {
	t.Helper()
	o := decoder.Options{Now: s.at, EntityID: s.entityID, ACS: s.acs}
	if s.metadata != nil {
		f, err := metadata.Read("metadata.xml", s.metadata)
		if err != nil {
			t.Fatal(err)
		}
		o.Metadata = []*metadata.File{f}
	}
	var inputs []decoder.SetupInput
	for name, text := range map[string]string{"sp.json": s.sp, "policy.json": s.policy, "page.txt": s.page} {
		if text != "" {
			inputs = append(inputs, decoder.SetupInput{Name: name, Origin: wire.File, Bytes: []byte(text)})
		}
	}
	slices.SortFunc(inputs, func(a, b decoder.SetupInput) int { return strings.Compare(a.Name, b.Name) })
	if s.typed != nil {
		inputs = append(inputs, decoder.SetupInput{Name: "entered", Origin: wire.Paste, Typed: s.typed})
	}
	return decoder.InspectSetup(context.Background(), inputs, o)
}

// swap makes an edit that puts one text for another, which must be there.
func swap(part func(*setUp) *string, old, now string) func(*setUp) {
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

// setups are set-ups spoiled in one way each: the verdict, the cause, what the checks say, and words of the sentence.
var setups = []struct {
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
		"pass setup.certificate-agrees", "info setup.signing", "pass setup.tenant", "pass setup.issuer", "absent setup.audience-override", "absent setup.transformations", "absent setup.groups", "absent setup.certificate-newest",
	}, "Nothing in this set-up keeps a sign-in from working."},

	{"switched off", swap(ofSP, `"accountEnabled":true`, `"accountEnabled":false`), "refused", "setup.enabled", nil, "switched off"},
	{"no mode", func(s *setUp) {
		swap(ofSP, `"preferredSingleSignOnMode":"saml"`, `"preferredSingleSignOnMode":null`)(s)
		swap(ofSP, credential(mint.Active(), "", ""), "")(s)
		swap(ofSP, `"`+sha1Of(mint.Active())+`"`, "null")(s)
		swap(ofSP, `"`+mint.ACS+`"`, "")(s)
		swap(ofSP, `,"`+mint.EntityID+`"`, "")(s)
		s.page = ""
	}, "refused", "setup.mode", []string{"fail setup.saved", "fail setup.certificate"}, "SAML is not chosen"},
	{"password mode", func(s *setUp) {
		swap(ofSP, `"preferredSingleSignOnMode":"saml"`, `"preferredSingleSignOnMode":"password"`)(s)
		s.page = ""
	}, "refused", "setup.mode", nil, "SAML is not chosen"},
	{"no mode and yet a certificate", func(s *setUp) {
		swap(ofSP, `"preferredSingleSignOnMode":"saml"`, `"preferredSingleSignOnMode":null`)(s)
		s.page = ""
	}, "accepted", "none", []string{"warn setup.mode"}, ""},
	{"not saved", func(s *setUp) {
		swap(ofSP, `"`+mint.ACS+`"`, "")(s)
		swap(ofSP, `,"`+mint.EntityID+`"`, "")(s)
	}, "refused", "setup.saved", []string{"fail setup.identifier", "fail setup.reply-url"}, "was not saved: press Save"},
	{"not saved, by the page", func(s *setUp) {
		s.sp = ""
		s.page = "Basic SAML Configuration\nIdentifier (Entity ID)\tRequired\nReply URL (Assertion Consumer Service URL)\tRequired\nSign on URL\tOptional\n"
	}, "refused", "setup.saved", []string{"warn setup.sign-on-url"}, "press Save"},
	{"no identifier", swap(ofSP, `,"`+mint.EntityID+`"`, ""), "refused", "setup.identifier", nil, "Identifier (Entity ID) is empty"},
	{"another identifier", swap(ofSP, mint.EntityID, mint.EntityID+"/"), "refused", "setup.identifier", nil, "slash too many"},
	{"a blank behind the identifier", swap(ofSP, mint.EntityID+`"`, mint.EntityID+` "`), "refused", "setup.identifier", nil, "white space stands around it"},
	{"an invisible character", swap(ofSP, mint.EntityID+`"`, mint.EntityID+"\u200b\""), "refused", "setup.identifier", nil, "U+200B"},
	{"Entra's identifier", swap(ofSP, mint.EntityID, mint.Issuer), "refused", "setup.identifier", nil, "of Entra itself"},
	{"several identifiers", swap(ofSP, `"`+mint.EntityID+`"`, `"https://old.example.com","`+mint.EntityID+`"`), "accepted", "none", []string{"warn setup.identifier"}, ""},
	{"identifiers not entered", func(s *setUp) { s.entityID, s.acs = "", "" }, "accepted", "none", []string{"not-checked setup.identifier", "not-checked setup.reply-url"},
		"Not compared, because not given: the Identifier (Entity ID) that Upwork expects and the Reply URL (ACS) that Upwork expects."},
	{"no reply URL", swap(ofSP, `"`+mint.ACS+`"`, ""), "refused", "setup.reply-url", nil, "Reply URL is empty"},
	{"reply URL by http", swap(ofSP, mint.ACS, strings.Replace(mint.ACS, "https", "http", 1)), "refused", "setup.reply-url", nil, "https://"},
	{"reply URL with a placeholder", swap(ofSP, mint.ACS, "https://*.example.com/acs"), "refused", "setup.reply-url", nil, "placeholder"},
	{"reply URL without a host", swap(ofSP, mint.ACS, "/acs"), "refused", "setup.reply-url", nil, "no absolute address"},
	{"another reply URL", swap(ofSP, mint.ACS, "https://sp.example.com/other"), "refused", "setup.reply-url", nil, "the path differs"},
	{"several reply URLs", swap(ofSP, `"`+mint.ACS+`"`, `"`+mint.ACS+`","https://sp2.example.com/acs"`), "accepted", "none", []string{"warn setup.reply-url"}, ""},
	{"no sign-on URL", swap(ofSP, `"loginUrl":"https://www.upwork.com/ab/account-security/login"`, `"loginUrl":null`), "accepted", "none", []string{"warn setup.sign-on-url"}, "Sign on URL needs mending"},
	{"another sign-on URL", swap(ofSP, `account-security/login"`, `account-security/"`), "accepted", "none", []string{"warn setup.sign-on-url"}, "Sign on URL needs mending"},
	{"audience override", swap(ofPolicy, `"audienceOverride":null`, `"audienceOverride":"https://other.example.com"`), "refused", "setup.audience-override", nil, "overridden"},
	{"audience override, not entered", func(s *setUp) {
		swap(ofPolicy, `"audienceOverride":null`, `"audienceOverride":"https://other.example.com"`)(s)
		s.entityID = ""
	}, "accepted", "none", []string{"warn setup.audience-override"}, ""},
	{"audience override, the same", swap(ofPolicy, `"audienceOverride":null`, `"audienceOverride":"`+mint.EntityID+`"`), "accepted", "none", []string{"pass setup.audience-override"}, ""},
	{"encryption", swap(ofSP, `"tokenEncryptionKeyId":null`, `"tokenEncryptionKeyId":"70883316-50be-4016-ba80-19d9fbad873d"`), "accepted", "none", []string{"warn setup.encryption"}, ""},
	{"signed requests", swap(ofSP, `"isSignedRequestRequired":false`, `"isSignedRequestRequired":true`), "accepted", "none", []string{"warn setup.signed-requests"}, ""},
	{"no assignment", swap(ofSP, `"appRoleAssignmentRequired":true`, `"appRoleAssignmentRequired":false`), "accepted", "none", []string{"pass setup.assignment"}, ""},
	{"another application", func(s *setUp) {
		swap(ofSP, `"displayName":"Upwork Enterprise"`, `"displayName":"Salesforce"`)(s)
		s.page = ""
	}, "undetermined", "setup.application", []string{"warn setup.application"}, "another application"},
	{"another name, and the gallery's own", func(s *setUp) {
		swap(ofSP, `"displayName":"Upwork Enterprise"`, `"displayName":"Freelancers","homepage":"https://www.upwork.com/?metadata=upworkenterprise|ISV9.1|primary|z"`)(s)
		s.page = ""
	}, "accepted", "none", []string{"pass setup.application"}, ""},
	{"two applications", swap(ofPage, setupApp, otherApp), "refused", "setup.one-application", nil, "more than one application"},

	{"claim missing", swap(ofPolicy, `"name":"Country"`, `"name":"Department"`), "refused", "setup.claim", []string{"fail setup.claim Country"}, "Country is not configured"},
	{"two claims missing", func(s *setUp) {
		swap(ofPolicy, `"name":"Country"`, `"name":"Department"`)(s)
		swap(ofPolicy, `"name":"LastName"`, `"name":"Division"`)(s)
	}, "refused", "setup.claim", []string{"fail setup.claim Country", "fail setup.claim LastName"}, "LastName and Country are not configured"},
	{"no claims", func(s *setUp) { s.policy = `{"includeBasicClaimSet":true,"claims":[]}` }, "refused", "setup.claim", []string{"not-checked setup.name-id"}, "are not configured"},
	{"claims not given", func(s *setUp) { s.policy = "" }, "undetermined", "setup.claim", []string{"not-checked setup.claim"}, "the list of claims was not given"},
	{"namespace", swap(ofPolicy, `"name":"FirstName","namespace":null`, namespaced), "refused", "setup.claim-namespace", []string{"fail setup.claim-namespace FirstName", "warn setup.claim-name-length FirstName"}, "has a namespace left in"},
	{"namespaces", func(s *setUp) {
		s.policy = strings.ReplaceAll(s.policy, `"namespace":null`, `"namespace":"`+claimsURI+`"`)
	}, "refused", "setup.claim-namespace", nil, "FirstName, LastName, Country and Email have a namespace left in"},
	{"namespace, by the editor's page", func(s *setUp) {
		s.policy, s.page = "", "Attributes & Claims\nClaim name\tType\tValue\n"+claimsURI+"/FirstName\tSAML\tuser.givenname\nLastName\tSAML\tuser.surname\nCountry\tSAML\tuser.country\nEmail\tSAML\tuser.userprincipalname\n"
	}, "refused", "setup.claim-namespace", nil, "FirstName has a namespace"},
	{"the page shows no namespaces", func(s *setUp) {
		s.policy, s.page = "", "Attributes & Claims\ngivenname\tuser.givenname\nname\tuser.userprincipalname\nFirstName\tuser.givenname\nLastName\tuser.surname\nCountry\tuser.country\nEmail\tuser.userprincipalname\n"
	}, "undetermined", "setup.claim-namespace", []string{"pass setup.claim"}, "does not show whether a namespace"},
	{"case", swap(ofPolicy, `"name":"FirstName"`, `"name":"firstname"`), "refused", "setup.claim-name", nil, "configured under another name, firstname"},
	{"translated", swap(ofPolicy, `"name":"Country"`, `"name":"Land"`), "refused", "setup.claim-name", nil, "Land"},
	{"misspelt", swap(ofPolicy, `"name":"LastName"`, `"name":"LastNmae"`), "refused", "setup.claim-name", nil, "LastNmae"},
	{"a blank in the name", swap(ofPolicy, `"name":"LastName"`, `"name":"Last Name"`), "refused", "setup.claim-name", nil, "Last Name"},
	{"twice", swap(ofPolicy, `"name":"Country"`, `"name":"Email"`), "refused", "setup.claim", []string{"fail setup.claim-twice Email"}, ""},
	{"two of another name", func(s *setUp) {
		extra := `{"name":"X","configurations":[{"attribute":{"id":"city","source":"user"}}]},`
		swap(ofPolicy, `{"name":"FirstName"`, extra+extra+`{"name":"FirstName"`)(s)
	}, "accepted", "none", []string{"warn setup.claim-twice X"}, ""},
	{"sources swapped", func(s *setUp) {
		swap(ofPolicy, `"id":"givenname"`, `"id":"X"`)(s)
		swap(ofPolicy, `"id":"surname"`, `"id":"givenname"`)(s)
		swap(ofPolicy, `"id":"X"`, `"id":"surname"`)(s)
	}, "refused", "setup.claim-source", nil, "FirstName and LastName come from the wrong attributes"},
	{"wrong source", swap(ofPolicy, `"id":"country"`, `"id":"city"`), "refused", "setup.claim-source", []string{"fail setup.claim-source Country"}, "Country comes from user.city instead of user.country"},
	{"display name", swap(ofPolicy, `"id":"givenname"`, `"id":"displayname"`), "refused", "setup.claim-source", nil, "user.displayname instead of user.givenname"},
	{"no source", swap(ofPolicy, `"attribute":{"id":"country","source":"user"}`, `"attribute":null`), "refused", "setup.claim-source", nil, "Country has no source"},
	{"mail", func(s *setUp) {
		s.policy = strings.Replace(s.policy, `"name":"Email","namespace":null,"tokenFormat":["saml"],"configurations":[{"condition":null,"attribute":{"id":"userprincipalname"`, `"name":"Email","configurations":[{"attribute":{"id":"mail"`, 1)
	}, "accepted", "none", []string{"info setup.claim-source Email"}, ""},
	{"extension attribute", swap(ofPolicy, `"id":"country"`, `"id":"extensionattribute1"`), "accepted", "none", []string{"warn setup.claim-source Country"}, ""},
	{"usage location", swap(ofPolicy, `"id":"country"`, `"id":"usagelocation"`), "accepted", "none", []string{"info setup.claim-source Country"}, ""},
	{"fixed country", swap(ofPolicy, `"attribute":{"id":"country","source":"user"}`, `"attribute":{"value":"US"}`), "accepted", "none", []string{"warn setup.claim-source Country"}, ""},
	{"fixed address", func(s *setUp) {
		s.policy = strings.Replace(s.policy, `"name":"Email","namespace":null,"tokenFormat":["saml"],"configurations":[{"condition":null,"attribute":{"id":"userprincipalname","source":"user"}`,
			`"name":"Email","configurations":[{"attribute":{"value":"b.simon@example.com"}`, 1)
	}, "refused", "setup.claim-source", nil, "the same fixed value"},
	{"NameID from mail", swap(ofPolicy, `"attribute":{"id":"userprincipalname","source":"user"}`, `"attribute":{"id":"mail","source":"user"}`), "accepted", "none", []string{"warn setup.name-id"}, ""},
	{"NameID without source", swap(ofPolicy, `"attribute":{"id":"userprincipalname","source":"user"}`, `"attribute":null`), "refused", "setup.name-id", nil, "has no source"},
	{"NameID fixed", swap(ofPolicy, `"attribute":{"id":"userprincipalname","source":"user"}`, `"attribute":{"value":"x"}`), "refused", "setup.name-id", nil, "same fixed value"},
	{"three transformations", swap(ofPolicy, `"attribute":{"id":"country","source":"user"},"transformations":[]`, `"attribute":null,"transformations":[{},{},{}]`), "accepted", "none", []string{"warn setup.transformations Country"}, ""},
	{"a condition", swap(ofPolicy, `[{"condition":null,"attribute":{"id":"country"`, `[{"condition":{"memberOf":[]},"attribute":{"id":"city","source":"user"}},{"condition":null,"attribute":{"id":"country"`), "accepted", "none", []string{"info setup.transformations Country"}, ""},
	{"groups", swap(ofPolicy, `{"name":"FirstName"`, `{"name":"groups","configurations":[{"attribute":{"id":"groups","source":"user"}}]},{"name":"FirstName"`), "accepted", "none", []string{"info setup.groups"}, ""},
	{"claims mapping policy over good claims", swap(ofSP, `"claimsMappingPolicies":[]`, `"claimsMappingPolicies":[{"definition":["{\"ClaimsMappingPolicy\":{\"ClaimsSchema\":[{\"Source\":\"user\",\"ID\":\"givenname\",\"SamlClaimType\":\"`+claimsURI+`/FirstName\"}]}}"]}]`),
		"refused", "setup.claim", []string{"warn setup.claims-policy", "fail setup.claim-namespace FirstName"}, "LastName, Country and Email are not configured"},

	{"no certificate", func(s *setUp) {
		swap(ofSP, credential(mint.Active(), "", ""), "")(s)
		swap(ofSP, `"`+sha1Of(mint.Active())+`"`, "null")(s)
	}, "refused", "setup.certificate", nil, "no signing certificate"},
	{"none active", swap(ofSP, `"`+sha1Of(mint.Active())+`"`, "null"), "refused", "setup.certificate", nil, "no signing certificate is active"},
	{"the certificate was not given", func(s *setUp) {
		swap(ofSP, `"keyCredentials"`, `"x"`)(s)
		swap(ofSP, `"preferredTokenSigningKeyThumbprint"`, `"y"`)(s)
	}, "undetermined", "setup.certificate", nil, "signing certificate was not given"},
	{"another one is active", swap(ofSP, `"`+sha1Of(mint.Active())+`"`, `"`+sha1Of(mint.Wide())+`"`), "refused", "setup.certificate-in-metadata", nil, "not in the metadata"},
	{"metadata of another key", func(s *setUp) {
		m := mint.AppMetadata()
		m.Keys, m.Signing = []*mint.Key{mint.Wide()}, nil
		s.metadata = m.XML()
	}, "refused", "setup.certificate-in-metadata", nil, "download it again"},
	{"no metadata", func(s *setUp) { s.metadata = nil }, "accepted", "none", []string{"not-checked setup.certificate-in-metadata", "absent setup.issuer"}, ""},
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
	{"a newer one is inactive", swap(ofSP, `"keyCredentials":[`, `"keyCredentials":[`+credential(mint.Wide(), "2026-01-01T00:00:00Z", "2039-01-01T00:00:00Z")+","), "accepted", "none", []string{"warn setup.certificate-newest"}, ""},
	{"an older one is inactive", swap(ofSP, `"keyCredentials":[`, `"keyCredentials":[`+credential(mint.Wide(), "2021-01-01T00:00:00Z", "2024-01-01T00:00:00Z")+","), "accepted", "none", []string{"pass setup.certificate-newest"}, ""},
	{"SHA-1", swap(ofPage, "SHA-256", "SHA-1"), "accepted", "none", []string{"warn setup.signing"}, ""},
	{"nothing of the signing", swap(ofPage, "Signing Option\tSign SAML assertion\nSigning Algorithm\tSHA-256\n", ""), "accepted", "none", []string{"absent setup.signing"}, ""},
	{"another tenant", func(s *setUp) {
		s.page = strings.ReplaceAll(s.page, mint.Tenant, "99999999-1111-2222-3333-444444444444")
	}, "refused", "setup.tenant", nil, "another tenant"},
	{"two tenants", swap(ofPage, mint.Tenant, "99999999-1111-2222-3333-444444444444"), "refused", "setup.tenant", nil, "different tenants"},
	{"another cloud", func(s *setUp) {
		s.page = strings.ReplaceAll(s.page, "login.microsoftonline.com", "login.microsoftonline.us")
	}, "refused", "setup.tenant", nil, "another Microsoft cloud"},
	{"two clouds", swap(ofPage, "login.microsoftonline.com", "login.microsoftonline.us"), "refused", "setup.tenant", nil, "tenants or clouds"},
	{"issuer with application ID", swap(ofPolicy, `"includeApplicationIdInIssuer":false`, `"includeApplicationIdInIssuer":true`), "accepted", "none", []string{"warn setup.issuer"}, ""},
	{"issuer with application ID, by the page", swap(ofPage, mint.Issuer, mint.Issuer+setupApp+"/"), "accepted", "none", []string{"warn setup.issuer"}, ""},
	{"typed", func(s *setUp) {
		s.sp, s.policy, s.page = "", "", ""
		s.typed = setup.Enter(map[setup.Field]string{setup.Identifier: mint.EntityID, setup.ReplyURL: mint.ACS, setup.SignOnURL: ""},
			[]setup.Claim{{Name: "FirstName", Source: "user.givenname"}, {Name: "LastName", Source: "user.surname"}, {Name: "Country", Source: "user.country"}, {Name: "Email", Namespace: claimsURI, Source: "user.mail"}}, nil)
	}, "refused", "setup.claim-namespace", []string{"warn setup.sign-on-url", "not-checked setup.certificate", "not-checked setup.mode"}, "Email has a namespace"},
	{"only a little", func(s *setUp) { s.sp, s.policy, s.page = "", "", "Login URL\t"+mint.LoginURL+"\n" }, "undetermined", "setup.certificate",
		[]string{"not-checked setup.identifier", "not-checked setup.reply-url", "not-checked setup.claim", "not-checked setup.certificate", "not-checked setup.application", "not-checked setup.enabled"}, "was not given"},
}

func TestSetups(t *testing.T) {
	for _, tc := range setups {
		t.Run(tc.name, func(t *testing.T) {
			s := goodSetUp()
			tc.edit(&s)
			r, err := s.inspect(t)
			if err != nil {
				t.Fatal(err)
			}
			m := r.Messages[0]
			cause := "none"
			if m.Cause != nil {
				cause = m.Cause.Check
			}
			if string(m.Verdict) != tc.verdict || cause != tc.cause || !strings.Contains(m.Sentence, tc.says) {
				t.Errorf("expected %s by %s with %q, found %s by %s: %s", tc.verdict, tc.cause, tc.says, m.Verdict, cause, m.Sentence)
			}
			for _, e := range tc.expect {
				level, rest, _ := strings.Cut(e, " ")
				id, subject, _ := strings.Cut(rest, " ")
				found := level == "absent"
				for _, f := range m.Findings {
					if f.Check == id && (subject == "" || f.Subject == subject) {
						found = string(f.Level) == level
						if found {
							break
						}
					}
				}
				if !found {
					t.Errorf("expected %s, found %s", e, levels(m, id))
				}
			}
			for _, f := range m.Findings {
				if !strings.HasPrefix(f.Check, "setup.") {
					t.Errorf("%s was asked of a set-up", f.Check)
				}
				if strings.ContainsAny(f.Title+strings.Join(f.Steps, "")+f.Spec, "{}") {
					t.Errorf("%s: a placeholder was left in", f.Check)
				}
				if (f.Level == report.Fail || f.Level == report.NotChecked || f.Level == report.Warn) && (f.Owner == "" || len(f.Steps) == 0 || f.Detail == "") {
					t.Errorf("%s, %s: no owner, no steps or no detail", f.Check, f.Level)
				}
			}
			if m.Cause != nil && (len(m.Cause.Steps) == 0 || m.Cause.Owner == "" || m.Cause.Sentence != m.Sentence) {
				t.Errorf("no cause worth the name: %+v", m.Cause)
			}
			nobody(t, r)
		})
	}
}

var anAddress = regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}`)

// nobody holds that no address of a person stands in a report in any of its forms.
func nobody(t *testing.T, r report.Report) {
	t.Helper()
	var out strings.Builder
	if err := errors.Join(report.WriteText(&out, r, report.TextOptions{}), report.WriteJSON(&out, r), report.WriteHTML(&out, r, report.HTMLOptions{})); err != nil {
		t.Fatal(err)
	}
	if found := anAddress.FindString(out.String()); found != "" {
		t.Errorf("the address %s stands in the report", found)
	}
}

// Every check of a set-up fires in one case and stays quiet in another.
func TestEverySetupCheckFiresAndIsQuiet(t *testing.T) {
	fires, quiet := map[string]bool{}, map[string]bool{}
	for _, tc := range setups {
		s := goodSetUp()
		tc.edit(&s)
		r, err := s.inspect(t)
		if err != nil {
			t.Fatal(err)
		}
		loud := map[string]bool{}
		for _, f := range r.Messages[0].Findings {
			loud[f.Check] = loud[f.Check] || f.Level != report.Pass
		}
		for _, c := range check.All() {
			fires[c.ID] = fires[c.ID] || loud[c.ID]
			quiet[c.ID] = quiet[c.ID] || !loud[c.ID]
		}
	}
	for _, c := range check.All() {
		if strings.HasPrefix(c.ID, "setup.") && (!fires[c.ID] || !quiet[c.ID]) {
			t.Errorf("%s fires: %t, is quiet: %t", c.ID, fires[c.ID], quiet[c.ID])
		}
	}
}

// What the report lists of a set-up: each field where it was found, what is missing, and the claims with what is wrong.
func TestSetupShown(t *testing.T) {
	s := goodSetUp()
	swap(ofPolicy, `"name":"FirstName","namespace":null`, namespaced)(&s)
	swap(ofPolicy, `"name":"Country"`, `"name":"Department"`)(&s)
	swap(ofPolicy, `"id":"surname"`, `"id":"city"`)(&s)
	r, err := s.inspect(t)
	if err != nil {
		t.Fatal(err)
	}
	shown := r.Messages[0].Setup
	fields := map[string]report.SetupField{}
	for _, f := range shown.Fields {
		fields[f.Name] = f
	}
	if f := fields["Identifier (Entity ID)"]; f.State != "given" || !slices.Equal(f.Values, []string{mint.EntityID}) || f.Section != "Basic SAML Configuration" || f.Place == nil || f.Place.Line != 7 || f.Place.Path != "sp.json servicePrincipalNames[1]" {
		t.Errorf("Identifier: %+v", f)
	}
	if f := fields["Logout Url"]; f.State != "empty" {
		t.Errorf("Logout Url: %+v", f)
	}
	if f := fields["Notification Email"]; f.State != "given" || !slices.Equal(f.Values, []string{"given"}) {
		t.Errorf("Notification Email: %+v", f)
	}
	if f := fields["Certificate"]; len(f.Values) != 3 || f.Values[0] != "Active" || f.Values[1] != sha1Of(mint.Active()) {
		t.Errorf("Certificate: %+v", f)
	}
	if !slices.Equal(shown.Sources, []string{"portal-text", "claims-policy", "service-principal"}) {
		t.Errorf("sources: %v", shown.Sources)
	}
	states := map[string]report.SetupClaim{}
	for _, c := range shown.Claims {
		states[c.Name] = c
	}
	if c := states["FirstName"]; c.State != report.Misnamed || c.Namespace != claimsURI || c.Source != "user.givenname" || !strings.Contains(c.Why, "wanted: FirstName; a namespace was left on") {
		t.Errorf("FirstName: %+v", c)
	}
	if c := states["Country"]; c.State != report.Missing || c.Source != "" {
		t.Errorf("Country: %+v", c)
	}
	if c := states["Department"]; c.State != report.Extra {
		t.Errorf("Department: %+v", c)
	}
	if c := states["Email"]; c.State != report.Present || !strings.Contains(c.Why, "#EXT#") {
		t.Errorf("Email: %+v", c)
	}
	if c := states["LastName"]; c.State != report.Malformed || c.Why == "" || c.Place == nil {
		t.Errorf("LastName: %+v", c)
	}
	if len(r.Inputs) != 3 || r.Inputs[2].Name != "sp.json" || len(r.Inputs[2].SHA256) != 64 || r.Input.Name != "page.txt" {
		t.Errorf("inputs: %+v", r.Inputs)
	}
	if b, err := json.Marshal(r); err != nil || !strings.Contains(string(b), `"kind":"Setup"`) {
		t.Errorf("%v: %s", err, b)
	}
}

// What holds no set-up, or several, is told with what to do.
func TestNoSetup(t *testing.T) {
	app := func(id, name string) string {
		return `{"appId":"` + id + `","displayName":"` + name + `","replyUrls":[]}`
	}
	for text, want := range map[string]string{
		"":                               "it is nothing",
		"\x89PNG\r\n":                    "it is a picture",
		string(mint.AppMetadata().XML()): "it is federation metadata",
		"Hello":                          "shows no set-up",
		"[" + app("a", "Upwork Enterprise") + "," + app("b", "Upwork Enterprise") + "]": "The list holds 2 applications",
	} {
		r, err := decoder.InspectSetup(context.Background(), []decoder.SetupInput{{Name: "x.txt", Bytes: []byte(text)}}, decoder.Options{Now: mint.Now})
		if err == nil || r.Problem == nil || !strings.Contains(r.Problem.Sentence, want) || len(r.Problem.Steps) == 0 || r.Problem.Owner == "" || len(r.Messages) != 0 || r.Chosen != -1 {
			t.Errorf("%.20q: expected %q, found %v, %+v", text, want, err, r.Problem)
		}
	}
	if r, err := decoder.InspectSetup(context.Background(), nil, decoder.Options{Now: mint.Now}); err == nil || r.Problem == nil {
		t.Error("of no input at all there is a set-up")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := decoder.InspectSetup(ctx, []decoder.SetupInput{{Name: "x", Bytes: []byte("Reply URL: https://sp.example.com")}}, decoder.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped, and yet %v", err)
	}
}
