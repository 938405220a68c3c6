package main

import (
	"strings"
	"time"

	"claimcheck/decoder/mint"
)

// addressCases are made out for somebody else: audience, destination, recipient, request.
func addressCases() []vector {
	bad := func(name, comment, capture, cause string, expect ...string) vector {
		return vector{name: "address-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	audience := func(a string) string { return signed(func(r *mint.Response) { r.Assertion.Audience = a }) }
	inHAR := func(v vector) vector { v.ext = "har"; return v }
	spn := vector{
		name: "address-spn-known", comment: "an Identifier that is no URI, entered as Entra sends it", entityID: "spn:upwork", capture: audience("spn:upwork"),
		verdict: "accepted", cause: "none", expect: []string{"warn audience.spn", "pass audience.match"},
	}
	two := signedText("</AudienceRestriction>", "</AudienceRestriction><AudienceRestriction><Audience>https://other.example.com</Audience></AudienceRestriction>")
	twoMet := vector{
		name: "address-audience-two-met", comment: "two restrictions, and the application is in both",
		capture: signedText("</AudienceRestriction>", "</AudienceRestriction><AudienceRestriction><Audience>https://other.example.com</Audience><Audience>"+mint.EntityID+"</Audience></AudienceRestriction>"),
		verdict: "accepted", cause: "none", expect: []string{"pass audience.match", "pass audience.present"},
	}
	emptyRestriction := signedText("</AudienceRestriction>", "</AudienceRestriction><AudienceRestriction/>")
	other := mint.AuthnRequest()
	other.ID = "id00000000000000000000000000000bad"
	posted2 := inHAR(bad("posted-elsewhere", "posted to another address than the one it names", har(posted(signed(nil), "https://sp.example.com/other")), "response.destination"))
	posted2.noSP = true
	apart := vector{
		name: "address-two", comment: "response and assertion name two addresses, and the Reply URL is not entered", noSP: true,
		capture: signed(func(r *mint.Response) { r.Assertion.Recipient += "/" }), verdict: "accepted", cause: "none", expect: []string{"warn subject.recipient"},
	}
	return []vector{
		bad("audience", "made out for another application", audience("https://other.example.com/saml"), "audience.match"),
		bad("audience-slash", "a slash too many in the audience", audience(mint.EntityID+"/"), "audience.match"),
		bad("audience-case", "another case in the audience", audience("https://sp.example.com/SAML"), "audience.match"),
		bad("audience-spn", "Entra put spn: before it", audience("spn:"+mint.EntityID), "audience.match", "warn audience.spn"),
		bad("audience-none", "no audience at all", audience(""), "audience.present", "absent audience.match"),
		bad("audience-two-restrictions", "two restrictions, of which one is not met", two, "audience.match"),
		twoMet, bad("audience-empty-restriction", "a second restriction that names nobody", emptyRestriction, "audience.match", "pass audience.present"),
		spn,
		bad("destination", "addressed to another Reply URL", signed(func(r *mint.Response) {
			r.Destination = "https://sp.example.com/acs/"
			r.Assertion.Recipient = r.Destination
		}), "response.destination", "fail subject.recipient"),
		bad("destination-none", "a signed response that does not say where it goes", signed(func(r *mint.Response) { r.Part, r.Destination = mint.SignResponse, "" }), "response.destination"),
		{
			name: "address-destination-none-unsigned", comment: "only the assertion is signed: the response need not say where it goes",
			capture: signed(func(r *mint.Response) { r.Destination = "" }), verdict: "accepted", cause: "none", expect: []string{"info response.destination"},
		},
		bad("recipient", "made out for delivery elsewhere", signed(func(r *mint.Response) { r.Assertion.Recipient = "http://sp.example.com/acs" }), "subject.recipient"),
		bad("recipient-none", "the confirmation names no address", signed(func(r *mint.Response) { r.Assertion.Recipient = "" }), "subject.recipient"),
		posted2, apart,
		bad("two-requests", "response and confirmation answer two requests", signed(func(r *mint.Response) { r.Assertion.InResponseTo = "id0" }), "subject.in-response-to"),
		inHAR(bad("other-request", "it answers another request than the one before it", har(flow(signed(nil), other.XML())...), "response.in-response-to", "fail subject.in-response-to")),
	}
}

// subjectCases are about the person, the confirmation and the form of the assertion.
func subjectCases() []vector {
	bad := func(name, comment, capture, cause string, expect ...string) vector {
		return vector{name: "subject-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	told := func(name, comment, capture string, expect ...string) vector {
		return vector{name: "subject-" + name, comment: comment, capture: capture, verdict: "accepted", cause: "none", expect: expect}
	}
	named := func(name, format string) string {
		return signed(func(r *mint.Response) { r.Assertion.NameID, r.Assertion.NameIDFormat = name, format })
	}
	const persistent, transient = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	const mail = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"
	const bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
	contexts := swap(mint.AuthnRequest().XML(), "</samlp:AuthnRequest>",
		`<samlp:RequestedAuthnContext><AuthnContextClassRef xmlns="urn:oasis:names:tc:SAML:2.0:assertion">urn:oasis:names:tc:SAML:2.0:ac:classes:X509</AuthnContextClassRef></samlp:RequestedAuthnContext></samlp:AuthnRequest>`)
	asked := told("context", "the request asked for another way of signing in", har(flow(signed(nil), contexts)...), "warn authn.context")
	asked.ext = "har"
	const x509, password = "urn:oasis:names:tc:SAML:2.0:ac:classes:X509", "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"
	askedFor := func(name, comment, comparison, class string, expect ...string) vector {
		edits := []string{x509, class}
		if comparison != "" {
			edits = append(edits, "<samlp:RequestedAuthnContext>", `<samlp:RequestedAuthnContext Comparison="`+comparison+`">`)
		}
		v := told(name, comment, har(flow(signed(nil), swap(contexts, edits...))...), expect...)
		v.ext = "har"
		return v
	}
	// other is the answer to the request before it, with another confirmation; nil: with two.
	other := func(name, comment string, edit func(*mint.Assertion), cause string, expect ...string) vector {
		r := mint.EntraResponse()
		text := r.XML()
		if edit != nil {
			edit(r.Assertion)
			text = r.XML()
		} else {
			text = swap(text, `<SubjectConfirmationData InResponseTo="`+mint.RequestID, `<SubjectConfirmationData InResponseTo="_another`,
				"</SubjectConfirmation>", "</SubjectConfirmation>"+confirmation("2026-01-02T02:00:00Z", mint.ACS))
		}
		v := bad(name, comment, har(flow(r.Finish(text), mint.AuthnRequest().XML())...), cause, expect...)
		v.ext = "har"
		return v
	}
	again := swap(signed(nil), mint.ResponseID, "_8a2d3d6f-1c0f-4e58-b7b6-2a1d9b5b3a12")
	twice := told("replay", "the capture holds the same assertion twice", har(posted(signed(nil), mint.ACS), posted(again, mint.ACS)), "warn assertion.replay")
	twice.ext = "har"
	return []vector{
		bad("no-bearer", "confirmed by a key, not by bearing it", signedText(bearer, "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"), "subject.bearer", "absent subject.recipient"),
		told("not-before", "the confirmation has a beginning, which it should not", signedText("<SubjectConfirmationData ", `<SubjectConfirmationData NotBefore="`+mint.Stamp(mint.Now)+`" `), "warn subject.not-before"),
		told("address", "the confirmation names a network address", signedText("<SubjectConfirmationData ", `<SubjectConfirmationData Address="192.0.2.7" `), "info subject.address"),
		bad("two-confirmations", "two confirmations: one for another address, one that is over; none holds", signedText(` Recipient="`+mint.ACS+`"`, ` Recipient="https://other.example.com/acs"`,
			"</SubjectConfirmation>", "</SubjectConfirmation>"+confirmation("2026-01-02T02:00:00Z", mint.ACS)), "time.confirmation", "pass subject.recipient"),
		told("one-confirmation-holds", "two confirmations, of which one is over and for another address",
			signedText("<SubjectConfirmation ", confirmation("2026-01-02T02:00:00Z", "https://other.example.com/acs")+"<SubjectConfirmation "), "pass time.confirmation", "pass subject.recipient"),
		bad("no-name-id", "the NameID is missing", named("", ""), "name-id.present"),
		bad("blank-name-id", "the NameID is white space", named("  ", mail), "name-id.present"),
		bad("name-id-format", "the NameID says that it is an e-mail address and is none", named("bsimon", mail), "name-id.format"),
		told("name-id-long", "a persistent NameID of more than 256 characters", named(strings.Repeat("a", 257), persistent), "warn name-id.length"),
		told("name-id-transient", "a NameID that is new each time", named("_x1", transient), "warn name-id.stable"),
		bad("no-authn-statement", "the assertion does not say that anybody signed in", signed(func(r *mint.Response) { r.Assertion.AuthnInstant = time.Time{} }), "authn.statement"),
		told("no-session-index", "the session has no index", signedText(` SessionIndex="`+mint.AssertionID+`"`, ""), "info authn.session"),
		asked,
		bad("version", "another version of SAML", signedText(`Version="2.0" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"`, `Version="1.1" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"`), "assertion.version"),
		bad("response-version", "the response says that it is of another version", swap(signed(nil), `Version="2.0" IssueInstant="`+mint.Stamp(mint.Now)+`" Destination`, `Version="2.1" IssueInstant="`+mint.Stamp(mint.Now)+`" Destination`), "response.version"),
		bad("no-response-id", "the response has no ID", swap(signed(nil), ` ID="`+mint.ResponseID+`"`, ""), "response.id"),
		bad("no-assertion-id", "the assertion has no ID", finishResponse(`<Assertion ID="`+mint.AssertionID+`" `, `<Assertion `), "assertion.id"),
		{
			name: "subject-odd-condition", comment: "a condition that is not of the standard: whether it is met nobody can tell from outside",
			capture: signedText("<AudienceRestriction>", `<Condition xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="x:Later" xmlns:x="urn:example"/><AudienceRestriction>`),
			verdict: "undetermined", cause: "assertion.conditions", expect: []string{"warn assertion.conditions Condition"},
		},
		told("one-time-use", "a condition that the assertion is used once", signedText("<AudienceRestriction>", "<OneTimeUse/><AudienceRestriction>"), "info assertion.conditions OneTimeUse"),
		told("one-time-use-twice", "that condition twice", signedText("<AudienceRestriction>", "<OneTimeUse/><OneTimeUse/><AudienceRestriction>"), "warn assertion.conditions OneTimeUse"),
		told("proxy-restriction", "a condition on vouching for the user towards others", signedText("</AudienceRestriction>", `</AudienceRestriction><ProxyRestriction Count="0"/>`), "info assertion.conditions ProxyRestriction"),
		told("proxy-restriction-twice", "that condition twice", signedText("</AudienceRestriction>", `</AudienceRestriction><ProxyRestriction Count="0"/><ProxyRestriction Count="1"/>`), "warn assertion.conditions ProxyRestriction"),
		told("session-open", "the session at the identity provider ends later", signedText("<AuthnStatement ", `<AuthnStatement SessionNotOnOrAfter="`+mint.Stamp(mint.Now.Add(time.Hour))+`" `), "pass time.session"),
		askedFor("context-same", "the request asked for the way of signing in that was used", "", password, "pass authn.context"),
		askedFor("context-minimum", "the request asked for at least another way of signing in: which is better only the identity provider knows", "minimum", x509, "not-checked authn.context"),
		other("other-request", "the response answers the request before it, its confirmation another one", func(a *mint.Assertion) { a.InResponseTo = "_another" }, "subject.in-response-to", "pass response.in-response-to", "pass subject.recipient", "pass time.confirmation"),
		other("three-causes", "a confirmation for another address, too late, and of another request: each is told by itself",
			func(a *mint.Assertion) {
				a.InResponseTo, a.Recipient, a.ConfirmUntil = "_another", "https://other.example.com/acs", mint.Now.Add(-time.Hour)
			}, "time.confirmation", "fail subject.recipient", "fail subject.in-response-to", "pass subject.bearer"),
		other("none-as-a-whole", "two confirmations for the address: one in time and of another request, one of this request and over; none holds",
			nil, "subject.in-response-to", "pass subject.recipient", "pass time.confirmation"),
		bad("begins-later", "the confirmation begins only after it was delivered", signedText("<SubjectConfirmationData ", `<SubjectConfirmationData NotBefore="`+mint.Stamp(mint.Now.Add(time.Hour))+`" `), "time.confirmation", "warn subject.not-before"),
		bad("no-data", "the confirmation has no data: no address and no end", signedText(
			` InResponseTo="`+mint.RequestID+`" NotOnOrAfter="`+mint.Stamp(mint.Now.Add(time.Hour))+`" Recipient="`+mint.ACS+`"/></SubjectConfirmation>`, "/></SubjectConfirmation>",
			"<SubjectConfirmationData/>", ""), "time.confirmation", "fail subject.recipient"),
		told("answer-inside-only", "the confirmation answers a request, the response none", swap(signed(nil), ` InResponseTo="`+mint.RequestID+`" xmlns:samlp`, " xmlns:samlp"), "warn subject.in-response-to", "info response.in-response-to"),
		twice,
	}
}

// confirmation is a bearer confirmation that answers the usual request.
func confirmation(until, recipient string) string {
	return `<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData InResponseTo="` + mint.RequestID +
		`" NotOnOrAfter="` + until + `" Recipient="` + recipient + `"/></SubjectConfirmation>`
}
