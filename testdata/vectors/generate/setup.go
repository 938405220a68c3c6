package main

import (
	"strings"
	"time"

	"claimcheck/decoder/mint"
)

// setUpCases are messages that a mistake in the set-up made, and what stands beside each of them when there
// is none: one cause, one finding.
func setUpCases() []vector {
	told := func(name, comment, capture string, expect ...string) vector {
		return vector{name: "setup-" + name, comment: comment, capture: capture, verdict: "accepted", cause: "none", expect: expect}
	}
	bad := func(name, comment, capture, cause string, expect ...string) vector {
		return vector{name: "setup-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: append([]string{"fail " + cause}, expect...)}
	}
	value := func(claim, v string) string { return signed(func(r *mint.Response) { r.Set(claim, v) }) }
	const other = "</AudienceRestriction><AudienceRestriction><Audience>https://other.example.com</Audience></AudienceRestriction>"
	unknown := bad("audiences-contradict", "two restrictions without a common audience: no application is in both, whichever it is", signedText("</AudienceRestriction>", other), "audience.match", "pass audience.present")
	unknown.noSP = true
	common := vector{
		name: "setup-audiences-common", comment: "two restrictions with a common audience, and the Identifier is not entered", noSP: true, verdict: "accepted", cause: "none",
		capture: signedText("</AudienceRestriction>", "</AudienceRestriction><AudienceRestriction><Audience>https://other.example.com</Audience><Audience>"+mint.EntityID+"</Audience></AudienceRestriction>"),
		expect:  []string{"not-checked audience.match", "pass audience.present"},
	}
	confirmed := signedText(` NotOnOrAfter="`+mint.Stamp(mint.Now.Add(time.Hour))+`" Recipient="`+mint.ACS+`"/></SubjectConfirmation>`,
		` NotBefore="`+mint.Stamp(mint.Now.Add(-2*time.Hour))+`" NotOnOrAfter="`+mint.Stamp(mint.Now.Add(-time.Hour))+`" Recipient="https://other.example.com/acs"/></SubjectConfirmation>`,
		`<SubjectConfirmationData InResponseTo="`+mint.RequestID, `<SubjectConfirmationData InResponseTo="_another`)
	four := bad("confirmation-four-causes", "a confirmation for another address, with a beginning, over, and of another request: four findings", har(flow(confirmed, mint.AuthnRequest().XML())...),
		"time.confirmation", "fail subject.recipient", "warn subject.not-before", "fail subject.in-response-to", "pass subject.bearer", "pass response.in-response-to")
	four.ext = "har"
	two := bad("confirmations-two-requests", "two confirmations, of which neither answers what the response answers", signedText(`<SubjectConfirmationData InResponseTo="`+mint.RequestID, `<SubjectConfirmationData InResponseTo="_another`,
		"</SubjectConfirmation>", `</SubjectConfirmation><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData InResponseTo="_third" NotOnOrAfter="`+mint.Stamp(mint.Now.Add(time.Hour))+`" Recipient="`+mint.ACS+`"/></SubjectConfirmation>`), "subject.in-response-to")
	one := told("confirmations-one-request", "two confirmations, of which the first answers what the response answers", signedText(
		"</SubjectConfirmation>", `</SubjectConfirmation><SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><SubjectConfirmationData InResponseTo="_third" NotOnOrAfter="`+mint.Stamp(mint.Now.Add(time.Hour))+`" Recipient="`+mint.ACS+`"/></SubjectConfirmation>`),
		"not-checked subject.in-response-to", "pass subject.recipient")
	transient := signed(func(r *mint.Response) {
		r.Assertion.NameID, r.Assertion.NameIDFormat = strings.Repeat("a", 257), "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
	})
	return []vector{
		bad("typed-source", "the e-mail claim holds the name of its source, typed as text", value("Email", "user.mail"), "claim.malformed", "fail claim.malformed Email", "warn claim.placeholder Email"),
		told("typed-source-country", "the country claim holds the name of its source, typed as text with its quotes", value("Country", `"user.country"`), "warn claim.placeholder Country"),
		told("typed-source-first-name", "the first name is the name of its source", value("FirstName", "user.givenname"), "warn claim.placeholder FirstName"),
		told("null", "the last name is the word null", value("LastName", "null"), "warn claim.placeholder LastName"),
		told("not-available", "the country is N/A", value("Country", "N/A"), "warn claim.placeholder Country"),
		told("dash", "the country is a dash", value("Country", "-"), "warn claim.placeholder Country"),
		told("identifier", "the first name is the object ID", value("FirstName", "00aa00aa-bb11-cc22-dd33-44ee44ee44ee"), "warn claim.placeholder FirstName"),
		told("address-for-a-name", "the last name is an address", value("LastName", mint.User), "warn claim.placeholder LastName"),
		told("short-names", "names that only resemble fillers", signed(func(r *mint.Response) {
			r.Set("FirstName", "Nil-Anne")
			r.Set("LastName", "Na")
			r.Set("Country", "NA")
		}), "pass claim.placeholder"),
		unknown, common, four, two, one,
		bad("value-nil", "the country is marked as none", signedText("<AttributeValue>United States", `<AttributeValue xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true">`), "claim.empty", "fail claim.empty Country"),
		told("context-none", "the way of signing in is not named", signedText("<AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:Password</AuthnContextClassRef>", ""), "warn authn.context"),
		told("transient-long", "a transient NameID of more than 256 characters", transient, "warn name-id.length", "warn name-id.stable"),
		told("issuer-named-entity", "the response names its issuer as an entity, as the standard has it", finishResponse(`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">`, `<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity">`), "pass response.issuer-form"),
	}
}
