package mint

import "strings"

// spoiledSchema each break one rule of the SAML 2.0 metadata schema. Their signatures are good.
func spoiledSchema() []Spoiled {
	const (
		namespace = ` xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`
		redirect  = ` Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"`
		name      = `<OrganizationName xml:lang="en">Contoso</OrganizationName>`
		display   = `<OrganizationDisplayName xml:lang="en">Contoso</OrganizationDisplayName>`
		home      = `<OrganizationURL xml:lang="en">https://example.com/</OrganizationURL>`
		artifact  = `<ArtifactResolutionService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://idp.example.com/artifact" index="0"/>`
		attribute = `<Attribute xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Name="x"/>`
		contact   = `<ContactPerson contactType="technical"><GivenName>B.Simon</GivenName><EmailAddress>mailto:` + User + `</EmailAddress></ContactPerson>`
	)
	cert := Active().Base64()
	key := signingKey(Active())
	organization := func(content string) string { return `<Organization>` + content + `</Organization>` }
	end := func(content string) []byte { return app(entityEnd, content+entityEnd) }
	start := func(content string) []byte { return app(namespace, namespace+content) }
	inIDP := func(content string) []byte { return app(idpEnd, content+idpEnd) }
	first := func(content string) []byte { return app(idpStart, idpStart+content) }
	idp := func(attributes string) []byte { return app(idpStart, edit(idpStart, ">", " "+attributes+">")) }
	entity := func(attributes string) []byte { return app(entityIs, entityIs+" "+attributes) }
	return []Spoiled{
		{"schema-good-organization", end(organization(name+display+home) + contact)},
		{"schema-good-rest", first(`<Extensions><x:X xmlns:x="urn:example:x">any</x:X></Extensions>`)},
		{"schema-good-idp", app(sloRedirect, artifact+sloRedirect+`<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>`, idpEnd, attribute+idpEnd)},
		{"schema-good-foreign-attribute", entity(`x:y="z" xmlns:x="urn:example:x"`)},

		{"schema-entity-id-missing", app(entityIs, "")},
		{"schema-entity-id-too-long", app(entityIs, ` entityID="https://idp.example.com/`+strings.Repeat("x", 1001)+`"`)},
		{"schema-protocols-missing", app(idpStart, "<IDPSSODescriptor>")},
		{"schema-protocols-empty", app(idpStart, `<IDPSSODescriptor protocolSupportEnumeration="">`)},
		{"schema-binding-missing", app(redirect, "")},
		{"schema-location-missing", app(` Location="`+LoginURL+`"`, "")},
		{"schema-index-missing", app(sloRedirect, edit(artifact, ` index="0"`, "")+sloRedirect)},
		{"schema-index-not-a-number", app(sloRedirect, edit(artifact, `"0"`, `"one"`)+sloRedirect)},
		{"schema-index-too-large", app(sloRedirect, edit(artifact, `"0"`, `"65536"`)+sloRedirect)},
		{"schema-default-not-boolean", app(sloRedirect, edit(artifact, `"0"`, `"0" isDefault="yes"`)+sloRedirect)},
		{"schema-use-unknown", app(`use="signing"`, `use="Signing"`)},
		{"schema-contact-type-unknown", end(edit(contact, "technical", "helpdesk"))},
		{"schema-contact-type-missing", end(edit(contact, ` contactType="technical"`, ""))},
		{"schema-requests-signed-not-boolean", idp(`WantAuthnRequestsSigned="yes"`)},
		{"schema-valid-until", entity(`validUntil="31.12.2026"`)},
		{"schema-valid-until-on-role", idp(`validUntil="2026-02-30T00:00:00Z"`)},
		{"schema-cache-duration", entity(`cacheDuration="6h"`)},
		{"schema-id-form", []byte(BOM + strings.ReplaceAll(AppMetadata().unsigned(), ` ID="`+MetadataID+`"`, ` ID="1-a b"`))},
		{"schema-id-twice", app(idpStart, edit(idpStart, ">", ` ID="_a">`), `xsi:type="fed:ApplicationServiceType"`, `ID="_a" xsi:type="fed:ApplicationServiceType"`)},
		{"schema-address-not-a-uri", app(ssoPost, edit(ssoPost, LoginURL, "https://idp.example.com/%zz"))},
		{"schema-error-url", idp(`errorURL="%%"`)},

		{"schema-attribute-unknown", entity(`entityId="x"`)},
		{"schema-attribute-unknown-on-endpoint", app(ssoPost, edit(ssoPost, `"/>`, `" index="0"/>`))},
		{"schema-element-unknown", inIDP(`<SingleSignOnServices/>`)},
		{"schema-element-in-wrong-place", end(`<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>`)},
		{"schema-foreign-element", inIDP(`<x:X xmlns:x="urn:example:x"/>`)},
		{"schema-text", inIDP(`-`)},
		{"schema-text-in-key-descriptor", app(`<KeyDescriptor use="signing">`, `<KeyDescriptor use="signing">key:`)},
		{"schema-content-in-endpoint", app(ssoPost, edit(ssoPost, "/>", "><Extensions/></SingleSignOnService>"))},

		{"schema-order-key-after-endpoint", app(idpStart+key, idpStart, sloRedirect, sloRedirect+key)},
		{"schema-order-logout-after-sign-on", app(sloRedirect, "", idpEnd, sloRedirect+idpEnd)},
		{"schema-order-organization-before-role", start(organization(name + display + home))},
		{"schema-order-contact-before-organization", end(contact + organization(name+display+home))},
		{"schema-order-extensions-last", end(`<Extensions><x:X xmlns:x="urn:example:x"/></Extensions>`)},
		{"schema-order-name-id-format-last", inIDP(`<NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress</NameIDFormat>`)},
		{"schema-order-in-organization", end(organization(display + name + home))},
		{"schema-order-in-contact", end(`<ContactPerson contactType="technical"><SurName>Simon</SurName><GivenName>B.</GivenName></ContactPerson>`)},
		{"schema-order-encryption-method-first", first(`<KeyDescriptor use="encryption"><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/>` + `<KeyInfo xmlns="` + nsDsig + `"><X509Data><X509Certificate>` + cert + `</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`)},
		{"schema-organization-url-missing", end(organization(name + display))},
		{"schema-organization-without-language", end(organization(edit(name, ` xml:lang="en"`, "") + display + home))},
		{"schema-two-organizations", end(organization(name+display+home) + organization(name+display+home))},
		{"schema-two-extensions", first(`<Extensions><x:X xmlns:x="urn:example:x"/></Extensions><Extensions><x:X xmlns:x="urn:example:x"/></Extensions>`)},
		{"schema-extensions-empty", first(`<Extensions/>`)},
		{"schema-key-info-missing", first(`<KeyDescriptor use="signing"/>`)},
		{"schema-key-info-empty", first(`<KeyDescriptor use="signing"><KeyInfo xmlns="` + nsDsig + `"/></KeyDescriptor>`)},
		{"schema-no-sign-on-service", app(ssoRedirect, "", ssoPost, "")},
		{"schema-no-role", []byte(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"` + entityIs + `/>`)},
		{"schema-consumer-service-missing", end(`<SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"/>`)},
		{"schema-affiliation-beside-roles", end(`<AffiliationDescriptor affiliationOwnerID="https://idp.example.com/"><AffiliateMember>https://sp.example.com/saml</AffiliateMember></AffiliationDescriptor>`)},
		{"schema-type-missing", app(` xsi:type="fed:ApplicationServiceType"`, "")},
		{"schema-signature-last", signedLast()},
		{"schema-two-signatures", twoSignatures()},
	}
}

// signedLast has its signature behind the roles.
func signedLast() []byte {
	x := original()
	from := strings.Index(x, "<Signature ")
	to := strings.Index(x, "</Signature>") + len("</Signature>")
	return []byte(BOM + edit(x[:from]+x[to:], entityEnd, x[from:to]+entityEnd))
}

// twoSignatures has its signature twice.
func twoSignatures() []byte {
	x := original()
	from := strings.Index(x, "<Signature ")
	to := strings.Index(x, "</Signature>") + len("</Signature>")
	return []byte(BOM + x[:to] + x[from:])
}
