package mint

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"math/big"
	"strings"
	"time"
)

// otherMetadata is metadata, and not the application's.
func otherMetadata() []Spoiled {
	const other = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	tenant := TenantMetadata()
	common := tenant
	common.EntityID = "https://sts.windows.net/{tenantid}/"
	china := strings.NewReplacer("https://sts.windows.net/", "https://sts.chinacloudapi.cn/", "https://login.microsoftonline.com/", "https://login.partner.microsoftonline.cn/")
	u := AppMetadata().unsigned()
	saml := func(x string) []byte { return []byte(BOM + Sign(x, MetadataID, Signing{})) }
	sp := `<?xml version="1.0"?><md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" ID="` + MetadataID + `" entityID="` + EntityID + `">` +
		`<md:SPSSODescriptor AuthnRequestsSigned="true" WantAssertionsSigned="true" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` +
		`<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="` + nsDsig + `"><ds:X509Data><ds:X509Certificate>` + SP().Base64() + `</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>` +
		`<md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</md:NameIDFormat>` +
		`<md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="` + ACS + `" index="0" isDefault="true"/>` +
		`</md:SPSSODescriptor></md:EntityDescriptor>`
	two := edit(u, `<?xml version="1.0" encoding="utf-8"?>`, "", ` ID="`+MetadataID+`"`, "")
	return []Spoiled{
		{"tenant-wide", tenant.XML()},
		{"common", common.with("microsoftonline.com/"+Tenant+"/wsfed", "microsoftonline.com/common/wsfed", LoginURL, "https://login.microsoftonline.com/common/saml2")},
		{"common-in-addresses", app(LoginURL, "https://login.microsoftonline.com/common/saml2")},
		{"cloud-us", app("https://login.microsoftonline.com/", "https://login.microsoftonline.us/")},
		{"cloud-china", saml(china.Replace(u))},
		{"cloud-mixed", app(ssoPost, edit(ssoPost, "login.microsoftonline.com", "login.microsoftonline.us"))},
		{"cloud-mixed-china", app(entityIs, ` entityID="https://sts.chinacloudapi.cn/`+Tenant+`/"`)},
		{"tenants-mixed", app(LoginURL, "https://login.microsoftonline.com/"+other+"/saml2")},
		{"tenants-mixed-in-logout", app(sloRedirect, edit(sloRedirect, Tenant, other))},
		{"tenant-other", saml(strings.ReplaceAll(u, Tenant, other))},
		{"entity-id-with-app-id", app(entityIs, ` entityID="`+Issuer+AppID+`/"`)},
		{"not-entra", saml(edit(u, Issuer, "https://idp.example.com/", "https://login.microsoftonline.com/"+Tenant, "https://idp.example.com"))},
		{"sp-metadata", []byte(sp)},
		{"ws-federation-only", saml(u[:strings.Index(u, idpStart)] + entityEnd)},
		{"saml-1-only", app(`"urn:oasis:names:tc:SAML:2.0:protocol"`, `"urn:oasis:names:tc:SAML:1.1:protocol"`)},
		{"several-entities", []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + two + edit(two, Tenant, other) + `</EntitiesDescriptor>`)},
		{"same-entity-twice", []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + two + two + `</EntitiesDescriptor>`)},
		{"no-entity", []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>`)},
	}
}

// Dated is the key with another certificate over it, of that life and subject; an empty subject is Entra's.
func (k *Key) Dated(from, to time.Time, subject string) *Key {
	if subject == "" {
		subject = "Microsoft Azure Federated SSO Certificate"
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(from.Unix()), Subject: pkix.Name{CommonName: subject}, NotBefore: from, NotAfter: to}
	der := must(x509.CreateCertificate(zeros{}, template, template, k.Private.Public(), k.Private))
	return &Key{Name: k.Name, Private: k.Private, Cert: must(x509.ParseCertificate(der))}
}

// spoiledKeys differ in their keys.
func spoiledKeys() []Spoiled {
	announcing := func(keys ...*Key) []byte {
		return Metadata{EntityID: Issuer, Keys: keys, Signing: &Signing{Key: keys[0]}, BOM: true}.XML()
	}
	const day = 24 * time.Hour
	ending := func(left time.Duration) []byte {
		return announcing(Active().Dated(Now.Add(left-3*365*day), Now.Add(left), ""))
	}
	cert := Active().Base64()
	keyIn := func(x string) (before, key, after string) { // the KeyDescriptor of the SAML role
		at := strings.Index(x, idpStart) + len(idpStart)
		end := strings.Index(x, sloRedirect)
		return x[:at], x[at:end], x[end:]
	}
	samlKey := func(change func(key string) string) []byte {
		before, key, rest := keyIn(AppMetadata().unsigned())
		return []byte(BOM + Sign(before+change(key)+rest, MetadataID, Signing{}))
	}
	return []Spoiled{
		{"good-61-days-left", ending(61*day + time.Hour)},
		{"certificate-60-days", ending(60*day - time.Hour)},
		{"certificate-30-days", ending(30*day - time.Hour)},
		{"certificate-7-days", ending(7*day - time.Hour)},
		{"certificate-last-day", ending(time.Hour)},
		{"certificate-expired", ending(-time.Hour)},
		{"certificate-expired-years-ago", announcing(Expired())},
		{"certificate-not-yet", announcing(Active().Dated(Now.Add(day), Now.Add(365*day), ""))},
		{"certificate-expired-and-new", announcing(Expired(), Next())},
		{"certificate-ends-before-it-begins", announcing(Active().Dated(Now.Add(day), Now.Add(-day), ""))},
		{"certificate-of-year-9999", announcing(Active().Dated(Now, time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), ""))},
		{"certificate-tenant-wide-subject", announcing(Active().Dated(Now.Add(-day), Now.Add(365*day), "accounts.accesscontrol.windows.net"))},
		{"certificate-own-subject", announcing(Active().Dated(Now.Add(-day), Now.Add(365*day), "sso.example.com"))},
		{"several-signing-certificates", announcing(Active(), Next())},
		{"key-weak", announcing(Weak())},
		{"key-ecdsa", announcing(ECDSA())},
		{"keys-differ", samlKey(func(string) string { return signingKey(Next()) })},
		{"keys-missing-in-ws-federation", samlKey(func(key string) string { return key + signingKey(Next()) })},
		{"no-signing-key", samlKey(func(string) string { return "" })},
		{"encryption-key-only", samlKey(func(key string) string { return edit(key, `use="signing"`, `use="encryption"`) })},
		{"good-key-without-use", samlKey(func(key string) string { return edit(key, ` use="signing"`, "") })},
		{"key-name-only", samlKey(func(string) string {
			return `<KeyDescriptor use="signing"><KeyInfo xmlns="` + nsDsig + `"><KeyName>active</KeyName></KeyInfo></KeyDescriptor>`
		})},
		{"certificate-damaged", samlKey(func(key string) string { return edit(key, cert[100:140], strings.Repeat("A", 40)) })},
		{"certificate-cut-short", samlKey(func(key string) string { return edit(key, cert, cert[:600]) })},
		{"certificate-not-base64", samlKey(func(key string) string { return edit(key, cert[:8], "%%%%%%%%") })},
		{"certificate-with-pem-lines", samlKey(func(key string) string { return edit(key, cert, string(Active().CertPEM())) })},
		{"signed-by-another-key", AppMetadata().signedBy(Foreign())},
		{"private-key-for-certificate", samlKey(func(key string) string {
			return edit(key, cert, base64.StdEncoding.EncodeToString(must(x509.MarshalPKCS8PrivateKey(Active().Private))))
		})},
		{"private-key-in-extension", app(`xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`, `xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><Extensions><x:Key xmlns:x="urn:example:x">`+string(Active().PrivatePEM())+`</x:Key></Extensions>`)},
	}
}

func signingKey(k *Key) string {
	return `<KeyDescriptor use="signing"><KeyInfo xmlns="` + nsDsig + `"><X509Data><X509Certificate>` + k.Base64() + `</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
}

func (m Metadata) signedBy(k *Key) []byte {
	m.Signing = &Signing{Key: k}
	return m.XML()
}

// spoiledValues have a value that is allowed by the schema, or is not, and should not be there.
func spoiledValues() []Spoiled {
	entity := func(attributes string) []byte { return app(entityIs, entityIs+" "+attributes) }
	named := func(id string) []byte { return app(entityIs, ` entityID="`+id+`"`) }
	const soap = "urn:oasis:names:tc:SAML:2.0:bindings:SOAP"
	return []Spoiled{
		{"address-http", app(`"`+LoginURL+`"`, `"`+strings.Replace(LoginURL, "https", "http", 1)+`"`)},
		{"address-relative", app(`"`+LoginURL+`"`, `"/saml2"`)},
		{"no-address", app(ssoRedirect, "", ssoPost, "")},
		{"address-of-other-bindings", app(ssoRedirect, "", "bindings:HTTP-POST", "bindings:SOAP")},
		{"good-post-only", app(ssoRedirect, "")},
		{"response-location", app(ssoPost, edit(ssoPost, `"/>`, `" ResponseLocation="https://sso.example.com/answer"/>`))},
		{"valid-until-past", entity(`validUntil="2025-12-31T00:00:00Z"`)},
		{"valid-until-near", entity(`validUntil="2026-01-05T00:00:00Z"`)},
		{"valid-until-future", entity(`validUntil="2026-12-31T00:00:00Z"`)},
		{"valid-until-without-zone", entity(`validUntil="2026-12-31T00:00:00"`)},
		{"valid-until-nonsense", entity(`validUntil="next year"`)},
		{"cache-duration", entity(`cacheDuration="PT6H"`)},
		{"cache-duration-nonsense", entity(`cacheDuration="6 hours"`)},
		{"requests-signed", app(idpStart, strings.Replace(idpStart, " ", ` WantAuthnRequestsSigned="true" `, 1))},
		{"entity-id-missing", app(entityIs, "")},
		{"entity-id-empty", named("")},
		{"entity-id-relative", named("contoso")},
		{"entity-id-1025", named("https://idp.example.com/" + strings.Repeat("x", 1025-len("https://idp.example.com/")))},
		{"entity-id-control", named("https://idp.example.com/&#9;&#x85;x")},
		{"entity-id-right-to-left", named("https://idp.example.com/&#x202E;moc.elpmaxe")},
		{"entity-id-space", named(Issuer + " ")},
		{"over-2-mb", []byte(strings.Replace(original(), entityEnd, "<!--"+strings.Repeat("x", 2<<20)+"-->"+entityEnd, 1))},
		{"binding-unknown", app("bindings:HTTP-POST", "bindings:HTTP-PUT")},
		{"logout-over-soap", app(sloRedirect, edit(sloRedirect, "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect", soap))},
	}
}
