package main

import (
	"net/url"
	"strings"

	"claimcheck/decoder/mint"
)

// spMetadata is the application's own metadata, which announces the key that it signs requests with.
func spMetadata() []byte {
	return []byte(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="` + mint.EntityID +
		`"><SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>` +
		mint.SP().Base64() + `</X509Certificate></X509Data></KeyInfo></KeyDescriptor><AssertionConsumerService index="0" Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="` + mint.ACS +
		`"/></SPSSODescriptor></EntityDescriptor>`)
}

// asked is the usual request in a URL, its text changed.
func asked(pairs ...string) string {
	return mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(swap(mint.AuthnRequest().XML(), pairs...)), "abc", nil)
}

// query is the query of the usual request, unsigned, with its RelayState; then its SigAlg.
func query() (message, algorithm string) {
	_, message, _ = strings.Cut(mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "", nil), "?")
	return message, "SigAlg=" + url.QueryEscape(string(mint.RSASHA256))
}

// small writes the escapes of a URL in small letters, as .NET does.
func small(s string) string {
	parts := strings.Split(s, "%")
	for i := range parts[1:] {
		parts[i+1] = strings.ToLower(parts[i+1][:2]) + parts[i+1][2:]
	}
	return strings.Join(parts, "%")
}

// requestCases are sign-in requests that Microsoft Entra would refuse, and signatures that stand in URLs.
func requestCases() []vector {
	open := func(name, comment, capture string, expect ...string) vector {
		return vector{name: "request-" + name, comment: comment, capture: capture, ext: "txt", verdict: "undetermined", cause: "message.kind", expect: expect}
	}
	bad := func(name, comment, cause, capture string, expect ...string) vector {
		return vector{name: "request-" + name, comment: comment, capture: capture, ext: "txt", verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	const policy = `<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"/>`
	after := func(more string) string { return asked(policy, policy+more) }
	attribute := func(more string) string { return asked(` Version="2.0"`, ` Version="2.0"`+more) }
	context := func(comparison, class string) string {
		return after(`<samlp:RequestedAuthnContext` + comparison + `><saml:AuthnContextClassRef xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">` + class + `</saml:AuthnContextClassRef></samlp:RequestedAuthnContext>`)
	}
	const classes = "urn:oasis:names:tc:SAML:2.0:ac:classes:"
	everything := []string{
		"pass request.version", "pass request.issued", "pass request.id", "pass request.destination", "pass request.issuer", "pass request.acs", "pass request.acs-once", "pass request.binding",
		"pass request.name-id-format", "pass request.context", "pass request.subject", "pass request.scoping", "pass request.passive", "absent request.enforced",
	}
	noSP := open("nothing-entered", "the application's identifiers are not entered, so that nothing is compared with them", asked(), "not-checked request.issuer", "not-checked request.acs", "pass request.destination")
	noSP.noSP = true
	noMetadata := open("no-metadata", "no metadata is imported: the Destination is compared with the address it was sent to", asked(), "pass request.destination")
	noMetadata.noMetadata = true
	sentElsewhere := bad("sent-elsewhere", "the request is sent to another tenant than it names, and no metadata is imported", "request.destination",
		mint.Redirect(strings.Replace(mint.LoginURL, mint.Tenant, "55555555-1111-2222-3333-444444444444", 1), "SAMLRequest", []byte(mint.AuthnRequest().XML()), "", nil))
	sentElsewhere.noMetadata = true
	alone := open("xml-alone", "the XML of the request, without a URL and without metadata: nobody can tell which tenant it is for", mint.AuthnRequest().XML(), "not-checked request.destination")
	alone.noMetadata, alone.ext = true, "xml"
	fromEntra := open("from-entra", "Entra's own request to the identity provider that the user's domain is federated with",
		mint.Redirect("https://idp.example.com/sso", "SAMLRequest", []byte(swap(mint.AuthnRequest().XML(), mint.EntityID, "urn:federation:MicrosoftOnline", mint.LoginURL, "https://idp.example.com/sso", mint.ACS, "https://login.microsoftonline.com/login.srf")), "", nil),
		"info request.issuer", "absent request.destination", "absent request.acs")
	stranger := open("to-somebody-else", "a request to another identity provider: what only Entra demands is not asked of it",
		mint.Redirect("https://idp.example.com/sso", "SAMLRequest", []byte(swap(mint.AuthnRequest().XML(), mint.LoginURL, "https://idp.example.com/sso", "nameid-format:emailAddress", "nameid-format:X509SubjectName")), "", nil),
		"absent request.name-id-format", "absent request.context", "pass request.issuer")
	stranger.noMetadata = true
	elsewhere := func(pairs ...string) string {
		return mint.Redirect("https://idp.example.com/sso", "SAMLRequest", []byte(swap(mint.AuthnRequest().XML(), append(pairs, mint.LoginURL, "https://idp.example.com/sso")...)), "", nil)
	}
	enforced := vector{
		name: "request-enforced", comment: "signed requests are enforced, and My Apps sends none", ext: "txt", verdict: "refused", cause: "status.aadsts",
		capture: "Sorry, but we're having trouble signing you in.\nAADSTS76021: The request sent by client is not signed while the application requires signed requests.",
		expect:  []string{"fail status.aadsts AADSTS76021", "warn request.enforced"}, says: []string{"request.enforced My Apps"},
	}
	return append([]vector{
		open("good", "a request as Entra takes it", asked(), append(everything, "info signature.present", "absent redirect.octets", "absent redirect.place", "absent request.algorithm")...),
		bad("version", "a request of another version", "request.version", asked(`Version="2.0"`, `Version="1.1"`)),
		bad("issued-none", "a request that does not say when it was issued", "request.issued", asked(` IssueInstant="`+mint.Stamp(mint.AuthnRequest().IssueInstant)+`"`, "")),
		bad("issued-no-date", "a request whose time is no date", "request.issued", asked(mint.Stamp(mint.AuthnRequest().IssueInstant), "yesterday")),
		open("issued-elsewhere", "a request whose time is of another zone", asked(mint.Stamp(mint.AuthnRequest().IssueInstant), "2026-01-02T04:03:35+01:00"), "warn request.issued"),
		bad("id-digit", "an ID that begins with a digit", "request.id", asked(`ID="`+mint.RequestID, `ID="6c1c178c166d486687be4aaf5e482730`)),
		bad("id-none", "no ID at all", "request.id", asked(` ID="`+mint.RequestID+`"`, "")),
		bad("other-tenant", "the request goes to another tenant, which explains that its issuer is not known there", "request.destination",
			asked(mint.Tenant, "55555555-1111-2222-3333-444444444444", mint.EntityID, mint.EntityID+"/"), "fail request.issuer"),
		bad("other-host", "the request is addressed to an identity provider that nobody has heard of", "request.destination", asked(mint.LoginURL, "https://idp.example.com/sso")),
		open("destination-path", "the right tenant and another path: Microsoft's two pages differ on whether that matters", asked(mint.LoginURL, mint.LoginURL+"/"), "warn request.destination"),
		open("destination-tenant-name", "the tenant by its domain name", asked(mint.Tenant, "contoso.example.com"), "warn request.destination"),
		open("destination-none", "no Destination", asked(` Destination="`+mint.LoginURL+`"`, ""), "info request.destination"),
		bad("issuer-slash", "a slash too many at the end of the issuer", "request.issuer", asked(mint.EntityID, mint.EntityID+"/")),
		bad("issuer-none", "no issuer", "request.issuer", asked(`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">`+mint.EntityID+`</Issuer>`, "")),
		bad("acs", "the answer is asked for elsewhere", "request.acs", asked(mint.ACS, "https://sp.example.com/other")),
		open("acs-none", "the answer is asked for at the default address", asked(` AssertionConsumerServiceURL="`+mint.ACS+`"`, ""), "info request.acs"),
		open("acs-twice", "the address for the answer by itself and by its number", attribute(` AssertionConsumerServiceIndex="0"`), "warn request.acs-once"),
		bad("binding-artifact", "the answer is asked for as an artifact", "request.binding", attribute(` ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"`)),
		open("binding-post", "the answer is asked for by POST", attribute(` ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"`), "pass request.binding"),
		bad("name-id-format", "a format of the NameID that Entra does not give", "request.name-id-format", asked("1.1:nameid-format:emailAddress", "1.1:nameid-format:X509SubjectName")),
		bad("name-id-format-email-2.0", "the format for addresses, of a version that has none", "request.name-id-format", asked("1.1:nameid-format:emailAddress", "2.0:nameid-format:emailAddress")),
		open("name-id-format-persistent", "a format that Entra gives", asked("1.1:nameid-format:emailAddress", "2.0:nameid-format:persistent"), "pass request.name-id-format"),
		open("context-minimum", "ways of signing in are compared by a minimum", context(` Comparison="minimum"`, classes+"Password"), "warn request.context"),
		open("context-unlisted", "a way of signing in that Entra does not list", context(` Comparison="exact"`, classes+"PasswordProtectedTransport"), "warn request.context"),
		open("context-password", "a password is demanded, and a new sign-in is not", context("", classes+"Password"), "info request.context"),
		bad("subject", "the request names the user", "request.subject", asked("<samlp:NameIDPolicy", `<saml:Subject xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:NameID>`+mint.User+`</saml:NameID></saml:Subject><samlp:NameIDPolicy`)),
		open("scoping", "the request limits the identity providers on the way", after(`<samlp:Scoping ProxyCount="1"><samlp:RequesterID>https://other.example.com</samlp:RequesterID></samlp:Scoping>`), "warn request.scoping"),
		open("scoping-empty", "a Scoping that limits nothing", after(`<samlp:Scoping/>`), "pass request.scoping"),
		open("passive", "a new sign-in, and silently", attribute(` ForceAuthn="true" IsPassive="1"`), "warn request.passive"),
		open("force", "a new sign-in", attribute(` ForceAuthn="true" IsPassive="false"`), "pass request.passive"),
		open("of-another-application", "another application's request to another identity provider, in the same capture: it is none of this sign-in", elsewhere(mint.EntityID, "https://other.example.com"),
			"info request.issuer", "absent request.acs", "absent request.destination"),
		bad("to-another-provider", "the application's own request goes to another identity provider than the metadata's", "request.destination", elsewhere()),
		noSP, noMetadata, sentElsewhere, alone, fromEntra, stranger, enforced,
	}, detachedCases()...)
}

// detachedCases are signatures in URLs. The application's own metadata is imported besides.
func detachedCases() []vector {
	both := [][]byte{usual(), spMetadata()}
	by := mint.Signing{Key: mint.SP()}
	sent := func(name, comment, query string, expect ...string) vector {
		return vector{
			name: "redirect-" + name, comment: comment, capture: mint.LoginURL + "?" + query, ext: "txt", metadata: both, verdict: "undetermined", cause: "message.kind", expect: expect,
		}
	}
	// over is the query of which another form was signed.
	over := func(received, signed string) string { return received + "&Signature=" + mint.SignQuery(signed, by) }
	message, algorithm := query()
	const relay = "RelayState=https%3A%2F%2Fsp.example.com%2Fa%20b"
	usually := message + "&" + relay + "&" + algorithm
	unknown := sent("unknown-key", "a stranger signed the URL", usually+"&Signature="+mint.SignQuery(usually, mint.Signing{Key: mint.Foreign()}), "not-checked signature.trusted AuthnRequest", "absent redirect.octets")
	noTrust := sent("no-trust", "the application's metadata is not imported", over(usually, usually), "not-checked signature.trusted AuthnRequest")
	noTrust.metadata = nil
	lout := vector{
		name: "redirect-logout-response", comment: "Entra's answer to a sign-out, signed in the URL; it names itself otherwise than in its metadata", ext: "txt",
		capture: mint.Redirect("https://sp.example.com/logout", "SAMLResponse", []byte(mint.LogoutResponse()), "abc", &mint.Signing{}),
		verdict: "undetermined", cause: "message.kind", expect: []string{"pass signature.trusted LogoutResponse", "pass redirect.octets", "pass redirect.place"},
	}
	posted := vector{
		name: "redirect-posted", comment: "a posted request whose signature stands in the URL", ext: "har", metadata: both, verdict: "undetermined", cause: "message.kind",
		capture: har(exchange{method: "POST", url: mint.LoginURL + "?" + algorithm + "&Signature=AAAA", post: mint.Post("SAMLRequest", []byte(mint.AuthnRequest().XML()), "abc"), at: mint.Now}),
		expect:  []string{"warn redirect.place"},
	}
	inBody := posted
	inBody.name, inBody.comment = "redirect-posted-in-body", "a posted request whose signature stands in the form, beside it"
	inBody.capture = har(exchange{method: "POST", url: mint.LoginURL, post: mint.Post("SAMLRequest", []byte(mint.AuthnRequest().XML()), "abc") + "&" + algorithm + "&Signature=AAAA", at: mint.Now})
	enveloped := mint.Sign(mint.AuthnRequest().XML(), mint.RequestID, by)
	inXML := mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(enveloped), "", nil)
	_, inXML, _ = strings.Cut(inXML, "?")
	sha1 := mint.Signing{Key: mint.SP(), Algorithm: mint.RSASHA1}
	_, weak, _ := strings.Cut(mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "", &sha1), "?")
	return []vector{
		sent("good", "the application signed the URL", over(usually, usually), "pass signature.trusted AuthnRequest", "pass signature.present", "pass redirect.octets", "pass redirect.place", "pass request.algorithm", "absent signature.disputed"),
		sent("no-relay-state", "there is no RelayState to sign", over(message+"&"+algorithm, message+"&"+algorithm), "pass signature.trusted AuthnRequest", "pass redirect.octets"),
		sent("small-escapes", "escapes in small letters, as .NET and ADFS write them, are signed as they stand", over(small(usually), small(usually)), "pass signature.trusted AuthnRequest", "pass redirect.octets"),
		sent("parameters-moved", "the parameters stand in another order; they were signed in theirs", over(algorithm+"&"+relay+"&"+message, usually), "pass signature.trusted AuthnRequest", "pass redirect.octets"),
		sent("escaped-again", "signed with escapes in small letters, and escaped in capitals since", over(usually, small(usually)), "warn redirect.octets AuthnRequest", "warn signature.altered AuthnRequest"),
		sent("blank-escaped-again", "a blank was signed as a plus and became %20", over(usually, strings.ReplaceAll(usually, "%20", "+")), "warn redirect.octets AuthnRequest", "warn signature.altered AuthnRequest"),
		sent("signed-unescaped", "the values were signed before they were escaped", over(usually, unescaped(usually)), "warn redirect.octets AuthnRequest"),
		sent("signed-other-order", "the parameters were signed in the order of their names", over(usually, relay+"&"+message+"&"+algorithm), "warn redirect.octets AuthnRequest"),
		sent("relay-state-added", "RelayState came in after signing", over(usually, message+"&"+algorithm), "warn redirect.octets AuthnRequest"),
		sent("relay-state-lost", "an empty RelayState was signed and did not arrive", over(message+"&"+algorithm, message+"&RelayState=&"+algorithm), "warn redirect.octets AuthnRequest"),
		sent("relay-state-changed", "RelayState is another than the signed one", over(message+"&RelayState=other&"+algorithm, usually), "not-checked signature.trusted AuthnRequest", "absent redirect.octets"),
		sent("twice", "two requests, of which one is signed: nobody knows which one is read", over(usually, usually)+"&"+strings.Replace(asked(`ID="`+mint.RequestID, `ID="_other`), mint.LoginURL+"?", "", 1), "warn signature.malformed AuthnRequest", "absent redirect.octets"),
		sent("no-algorithm", "a signature without its algorithm", over(message, message), "warn signature.malformed AuthnRequest"),
		sent("hmac", "an algorithm for which anybody knows the key", over(message+"&SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23hmac-sha256", message), "warn signature.unsupported AuthnRequest", "warn request.algorithm"),
		sent("sha1", "a weak algorithm, which Entra takes only where it was admitted", weak, "pass signature.trusted AuthnRequest", "warn request.algorithm", "warn signature.sha1"),
		sent("in-the-xml", "a signature inside the XML of a message in a URL", inXML, "warn redirect.place", "pass signature.trusted AuthnRequest", "absent redirect.octets"),
		sent("both", "a signature inside the XML and one in the URL, both good", over(inXML+"&"+algorithm, inXML+"&"+algorithm), "pass signature.trusted AuthnRequest", "warn redirect.place", "pass redirect.octets"),
		sent("both-one-bad", "a good signature inside the XML, and one in the URL of something else: every signature must verify", over(inXML+"&"+algorithm, usually), "not-checked signature.trusted AuthnRequest", "pass signature.trusted AuthnRequest"),
		unknown, noTrust, lout, posted, inBody,
	}
}

// unescaped decodes the values of a query.
func unescaped(query string) string {
	parts := strings.Split(query, "&")
	for i, p := range parts {
		name, value, _ := strings.Cut(p, "=")
		decoded, err := url.QueryUnescape(value)
		if err != nil {
			panic(err)
		}
		parts[i] = name + "=" + decoded
	}
	return strings.Join(parts, "&")
}
