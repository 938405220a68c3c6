package main

import (
	"strings"
	"time"
	"unicode/utf8"

	"claimcheck/decoder/mint"
)

// fileCases are metadata files that somebody means to send.
func fileCases() []vector {
	return append(append(goodFiles(), badFiles()...), noFiles()...)
}

// sent is the case of a spoiled metadata file. What is text stands as such, with a line end behind it.
func sent(name, comment, spoiled, verdict, cause string, expect ...string) vector {
	v := vector{
		name: "metadata-" + name, comment: comment, file: true, noSP: true, noMetadata: true, now: mint.Now.Format(time.RFC3339),
		verdict: verdict, cause: cause, expect: expect, capture: mint.SpoiledAs(spoiled),
	}
	if b := mint.SpoiledAs(spoiled); utf8.Valid(b) && !strings.Contains(string(b), "\r") {
		v.capture = string(b)
	}
	return v
}

func goodFiles() []vector {
	good := func(name, comment, spoiled string, expect ...string) vector {
		return sent(name, comment, spoiled, "accepted", "none", expect...)
	}
	told := func(v vector, says ...string) vector { v.says = says; return v }
	picked := good("one-picked", "one of two entities is picked", "several-entities", "warn metadata.one-entity", "pass metadata.idp-role", "pass metadata.tenant")
	picked.entity = mint.Issuer
	small := good("upload-limit", "the file is larger than the vendor's form takes", "good-original", "warn metadata.size", "pass metadata.signature")
	small.files = []file{{"profile.json", []byte(`{"name":"acme","title":"Acme","upload":{"most_bytes":1000},"claims":[{"name":"mail","required":true}]}`)}}
	return []vector{
		good("good", "the file as Entra gives it", "good-original",
			"pass input.metadata", "pass metadata.readable", "pass metadata.secret", "info metadata.encoding", "pass metadata.size", "pass metadata.schema",
			"pass metadata.signature", "pass metadata.comment", "pass metadata.one-entity", "absent metadata.entity-once", "pass metadata.idp-role",
			"pass metadata.entity-id", "pass metadata.sign-on", "pass metadata.response-location", "info metadata.validity", "pass metadata.signed-requests",
			"pass metadata.all-tenants", "pass metadata.tenant-wide", "pass metadata.issuer", "pass metadata.application-id", "pass metadata.tenant",
			"pass metadata.cloud", "pass metadata.signing-key", "pass metadata.certificate", "pass metadata.key-size", "pass metadata.key-dates",
			"pass metadata.several-keys", "absent metadata.newest-key", "pass metadata.roles-agree", "absent message.kind", "absent signature.present",
			"info application.metadata-upload"),
		told(good("no-bom", "the byte order mark was taken off, which harms nothing", "good-bom-removed", "info metadata.encoding", "pass metadata.signature"),
			"metadata.encoding without the byte order mark"),
		good("comment", "a comment was put in, which no signature covers", "good-comment-added", "warn metadata.comment", "pass metadata.signature"),
		told(good("unsigned", "the signature was taken out", "signature-removed", "warn metadata.signature"), "metadata.signature Entra signs every metadata file"),
		good("signed-elsewhere", "the key that signed it is not announced in it", "signed-by-another-key", "warn metadata.signature"),
		told(good("other-provider", "the file of another identity provider is none the worse for it", "not-entra",
			"warn metadata.issuer", "absent metadata.cloud", "absent metadata.tenant", "absent metadata.tenant-wide", "absent metadata.all-tenants", "absent metadata.comment"),
			"metadata.issuer That is no fault"),
		good("us-government", "the cloud of the US Government, throughout", "cloud-us", "warn metadata.cloud", "pass metadata.tenant"),
		good("china", "the Chinese cloud, throughout", "cloud-china", "warn metadata.cloud", "pass metadata.issuer"),
		good("application-id", "the entityID carries an application ID, and the signature is good", "entity-id-with-app-id", "warn metadata.application-id", "absent metadata.issuer"),
		good("valid-until", "the file says how long it is valid, and still is", "valid-until-future", "pass metadata.validity"),
		good("valid-until-near", "the file is over in three days", "valid-until-near", "warn metadata.validity"),
		good("signed-requests", "signed requests are wanted", "requests-signed", "info metadata.signed-requests"),
		good("response-location", "a sign-in address has a ResponseLocation", "response-location", "warn metadata.response-location"),
		told(good("certificate-60-days", "the certificate ends within 60 days", "certificate-60-days", "warn metadata.key-dates"), "metadata.key-dates in 59 days"),
		told(good("certificate-7-days", "the certificate ends within a week", "certificate-7-days", "warn metadata.key-dates"), "metadata.key-dates in 6 days"),
		told(good("certificate-expired-beside-new", "the active certificate expired, and a new one stands beside it", "certificate-expired-and-new",
			"warn metadata.key-dates", "info metadata.several-keys", "warn metadata.newest-key"), "metadata.key-dates Entra signs with the one in date"),
		good("two-certificates", "two certificates, both in date", "several-signing-certificates", "info metadata.several-keys", "pass metadata.newest-key", "pass metadata.key-dates"),
		good("key-weak", "a key of 1024 bits", "key-weak", "warn metadata.key-size"),
		good("roles-differ", "the SAML role announces another certificate than the others", "keys-differ", "warn metadata.roles-agree"),
		picked, small,
	}
}

func badFiles() []vector {
	bad := func(name, comment, spoiled, cause string, says ...string) vector {
		v := sent(name, comment, spoiled, "refused", cause, "fail "+cause)
		v.says = says
		return v
	}
	with := func(v vector, expect ...string) vector { v.expect = append(v.expect, expect...); return v }
	const changed = "metadata.signature the file was changed after download"
	return []vector{
		with(bad("cut-off", "the second half is missing", "cut-off-in-certificate", "metadata.readable", "metadata.readable Metadata is not formatted properly"),
			"absent metadata.encoding", "absent input.metadata", "absent metadata.validity"),
		bad("damaged", "a tag is broken", "tag-damaged", "metadata.readable", "metadata.readable line 1, column"),
		bad("latin-1", "saved as Latin-1", "latin-1", "metadata.readable", "metadata.readable saved in another encoding"),
		with(bad("utf-16", "saved as UTF-16, with the declaration changed as well", "utf-16-declared", "metadata.encoding", "metadata.encoding saved as UTF-16"), "pass metadata.signature"),
		bad("re-indented", "re-indented by an editor", "re-indented", "metadata.signature", changed+" (it was re-indented)"),
		bad("wrapped", "the certificates were broken into lines", "certificate-wrapped-with-crlf", "metadata.signature", changed+" (its certificates were broken into lines)"),
		bad("edited", "the application ID was appended to the entityID by hand, as some guides have it", "entity-id-edited", "metadata.signature",
			changed+" (an application ID was appended to its entityID by hand)"),
		bad("attribute-added", "validUntil was added by hand", "attributes-edited", "metadata.signature", changed+" (validUntil was added to its EntityDescriptor)"),
		bad("address-edited", "a sign-in address was edited", "address-edited", "metadata.signature", changed+" (its SingleSignOnService Location was edited)"),
		bad("certificate-swapped", "another certificate was put in", "certificate-swapped-in-saml-role", "metadata.signature", changed+" (a certificate in it was replaced"),
		bad("role-removed", "the WS-Federation roles were taken out, which nothing can put back", "role-removed", "metadata.signature", changed+"; download it again"),
		bad("signature-damaged", "the signature value is damaged", "signature-value-damaged", "metadata.signature", "metadata.signature its signature is damaged"),
		bad("secret", "a private key stands in it", "private-key-in-extension", "metadata.secret", "metadata.secret a private key"),
		bad("secret-for-certificate", "a private key stands where a certificate belongs", "private-key-for-certificate", "metadata.secret", "metadata.secret in the place of a certificate"),
		bad("schema-order", "elements in another order", "schema-order-logout-after-sign-on", "metadata.schema", "metadata.schema SingleLogoutService before SingleSignOnService"),
		bad("schema-date", "validUntil is no date", "valid-until-nonsense", "metadata.schema", "metadata.schema next year"),
		with(bad("several", "two entities", "several-entities", "metadata.one-entity", "metadata.one-entity 2 entities"), "absent metadata.idp-role", "pass metadata.entity-once"),
		bad("entity-twice", "the same entity twice", "same-entity-twice", "metadata.entity-once", "metadata.entity-once stands in it twice"),
		bad("nobody", "an empty list of entities", "no-entity", "metadata.one-entity", "metadata.one-entity describes nobody"),
		bad("sp", "the metadata of an application", "sp-metadata", "metadata.idp-role", "metadata.idp-role of an application (service provider)"),
		bad("ws-federation", "roles of WS-Federation alone", "ws-federation-only", "metadata.idp-role", "metadata.idp-role only other roles"),
		bad("saml-1", "an identity provider for SAML 1.1", "saml-1-only", "metadata.idp-role", "metadata.idp-role does not announce SAML 2.0"),
		bad("entity-id-direction", "a character in the entityID turns the direction of writing", "entity-id-right-to-left", "metadata.entity-id", "metadata.entity-id U+202E"),
		bad("entity-id-relative", "the entityID is no address", "entity-id-relative", "metadata.entity-id", "metadata.entity-id no absolute URI"),
		bad("all-tenants", "Microsoft's file for all tenants", "common", "metadata.all-tenants", "metadata.all-tenants {tenantid}"),
		bad("tenant-wide", "the file of the tenant", "tenant-wide", "metadata.tenant-wide", "metadata.tenant-wide Do not send: this is the tenant-wide file, not the app's."),
		bad("tenants-mixed", "addresses of another tenant than the entityID", "tenants-mixed", "metadata.tenant"),
		bad("clouds-mixed", "an address of another cloud", "cloud-mixed", "metadata.cloud", "metadata.cloud login.microsoftonline.us"),
		bad("no-signing-key", "the SAML role announces no key", "no-signing-key", "metadata.signing-key"),
		bad("certificate-damaged", "a certificate that cannot be read", "certificate-damaged", "metadata.certificate", "metadata.certificate Metadata is not formatted properly"),
		bad("certificate-expired", "the only certificate expired", "certificate-expired", "metadata.key-dates", "metadata.key-dates expired on 2026-01-02"),
		bad("certificate-not-yet", "the only certificate is not valid yet", "certificate-not-yet", "metadata.key-dates", "metadata.key-dates not valid before 2026-01-03"),
		bad("address-http", "the sign-in addresses are not encrypted", "address-http", "metadata.sign-on", "metadata.sign-on does not begin with https://"),
		bad("valid-until-past", "the file is past its validUntil", "valid-until-past", "metadata.validity", "metadata.validity 2025-12-31"),
	}
}

// noFiles are sent in place of metadata.
func noFiles() []vector {
	no := func(name, comment, spoiled, problem string) vector {
		v := sent(name, comment, spoiled, "", "")
		v.problem = problem
		return v
	}
	lost := no("no-such-entity", "an entity is asked for that the file does not hold", "several-entities", "holds no entity https://idp.example.com/")
	lost.entity = "https://idp.example.com/"
	return []vector{
		no("not-sign-in-page", "Microsoft's sign-in page was saved", "html-sign-in-page", "Microsoft's sign-in page"),
		no("not-browser-view", "copied from a browser's view", "browser-view-chrome", "the text of a browser's XML view"),
		no("not-certificate", "the certificate alone", "certificate-der", "a certificate (CN=Microsoft Azure Federated SSO Certificate)"),
		no("not-pfx", "a key store", "pfx", "PKCS #12"),
		no("not-openid", "an OpenID configuration", "openid-configuration", "OpenID"),
		no("not-empty", "nothing at all", "empty", "the file is empty"),
		lost,
	}
}
