package main

import (
	"strings"

	"claimcheck/decoder/mint"
)

// kindCases are what people paste in place of the response.
func kindCases() []vector {
	open := func(name, comment, capture, ext string, expect ...string) vector {
		return vector{
			name: "kind-" + name, comment: comment, capture: capture, ext: ext, verdict: "undetermined", cause: "message.kind",
			expect: append([]string{"not-checked message.kind"}, expect...),
		}
	}
	assertion := mint.Sign(mint.EntraResponse().Assertion.XML(), mint.AssertionID, mint.Signing{})
	bare := mint.EntraResponse().Remove("Country").Assertion.XML()
	return []vector{
		open("request", "the sign-in request in place of the answer", mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "abc", nil), "txt",
			"info signature.present", "pass input.deflate", "pass input.parameter", "pass input.url-length", "absent claim.missing", "absent claim.extra", "absent time.judged", "absent time.now",
			"absent assertion.replay", "absent application.instance"),
		open("request-signed-url", "a request whose signature stands in the URL", mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "", &mint.Signing{Key: mint.SP()}), "txt",
			"pass signature.present", "not-checked signature.trusted AuthnRequest"),
		open("assertion", "the assertion without the response around it", assertion, "xml", "pass signature.trusted", "pass claim.missing"),
		{
			name: "kind-assertion-missing", comment: "an assertion alone, and Country is missing in it", capture: bare,
			verdict: "refused", cause: "claim.missing", expect: []string{"fail claim.missing Country", "not-checked signature.present", "not-checked signature.covers"},
		},
		open("logout-request", "a request to sign out", mint.LogoutRequest(), "xml"),
		open("logout-response", "the answer to a sign-out", mint.LogoutResponse(), "xml"),
		open("metadata", "federation metadata in place of the response", strings.TrimPrefix(string(mint.AppMetadata().XML()), mint.BOM), "xml"),
		open("ws-federation", "a token of WS-Federation", wsfed(assertion), "xml"),
		open("saml-1.1", "a SAML 1.1 response, unsigned as well", saml11, "xml", "warn signature.present"),
		open("soap", "a response inside a SOAP envelope", `<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body>`+signed(nil)+`</S:Body></S:Envelope>`, "xml"),
	}
}

func wsfed(token string) string {
	return `<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"><t:RequestedSecurityToken>` + token +
		`</t:RequestedSecurityToken><t:TokenType>urn:oasis:names:tc:SAML:2.0:assertion</t:TokenType></t:RequestSecurityTokenResponse>`
}

const saml11 = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:1.0:protocol" MajorVersion="1" MinorVersion="1" ResponseID="_r1" IssueInstant="2026-01-02T03:04:05Z">` +
	`<samlp:Status><samlp:StatusCode Value="samlp:Success"/></samlp:Status><saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:1.0:assertion" MajorVersion="1" MinorVersion="1" ` +
	`AssertionID="_a1" Issuer="https://idp.example.com" IssueInstant="2026-01-02T03:04:05Z"><saml:AttributeStatement><saml:Subject><saml:NameIdentifier>b.simon@example.com</saml:NameIdentifier></saml:Subject>` +
	`<saml:Attribute AttributeName="FirstName" AttributeNamespace="x"><saml:AttributeValue>B.</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion></samlp:Response>`

const notAssigned = "AADSTS50105: Your administrator has configured the application Upwork Enterprise to block users unless they are specifically granted access to the application. The signed in user 'b.simon@example.com' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator."

// statusCases were stopped at the identity provider.
func statusCases() []vector {
	page := func(name, comment, text string, expect ...string) vector {
		return vector{name: "status-" + name, comment: comment, capture: text, ext: "txt", verdict: "refused", cause: "status.aadsts", expect: expect}
	}
	responder := mint.ErrorResponse("AuthnFailed", "")
	responder.Status[0], responder.StatusMessage = strings.Replace(responder.Status[0], "Requester", "Responder", 1), ""
	answered := mint.EntraResponse()
	answered.Status = []string{"urn:oasis:names:tc:SAML:2.0:status:Responder"}
	odd := mint.EntraResponse()
	odd.Status = []string{"urn:oasis:names:tc:SAML:2.0:status:RequestDenied"}
	answer := func(edit func(*mint.Response)) string {
		r := mint.ErrorResponse("RequestDenied", notAssigned)
		r.Part = mint.SignResponse
		edit(r)
		return string(r.Signed())
	}
	const tail = "\nRequest Id: 0000aaaa-11bb-cccc-dd22-eeeeee333333\nCorrelation Id: aaaa0000-bb11-2222-33cc-444444dddddd\nTimestamp: 2026-01-02T03:04:05Z\n"
	return []vector{
		page("error-page", "the text of Entra's error page: the user is not assigned", "Sorry, but we're having trouble signing you in.\n"+notAssigned+tail, "fail status.aadsts AADSTS50105"),
		page("error-page-unknown", "an error page with a code that nobody explains", "Sorry, but we're having trouble signing you in.\nAADSTS999999: Something else happened."+tail, "fail status.aadsts AADSTS999999"),
		{
			name: "status-not-assigned", comment: "an error answer with a code of Entra", capture: string(mint.ErrorResponse("RequestDenied", notAssigned).Signed()),
			verdict: "refused", cause: "status.aadsts",
			expect: []string{"fail status.aadsts AADSTS50105", "fail status.success", "fail response.assertion", "pass status.no-assertion", "info signature.present"},
		},
		{
			name: "status-signed", comment: "an error answer that is signed well", capture: answer(func(*mint.Response) {}),
			verdict: "refused", cause: "status.aadsts", expect: []string{"fail status.aadsts AADSTS50105", "pass signature.trusted Response"},
		},
		{
			name: "status-altered", comment: "an error answer whose code was changed after signing: its text proves nothing",
			capture: swap(answer(func(*mint.Response) {}), "AADSTS50105", "AADSTS50126"),
			verdict: "refused", cause: "status.aadsts", expect: []string{"fail status.aadsts AADSTS50126", "fail signature.altered Response"},
		},
		{
			name: "status-unknown-key", comment: "an error answer that a stranger signed", capture: answer(func(r *mint.Response) { r.Signing.Key = mint.Foreign() }),
			verdict: "refused", cause: "status.aadsts", expect: []string{"fail status.aadsts AADSTS50105", "fail signature.trusted Response"},
		},
		{
			name: "status-two-codes", comment: "Entra wraps the code that says why in one that does not",
			capture: string(mint.ErrorResponse("RequestUnsupported", "AADSTS75006: An error occurred while processing a SAML2 Authentication request. AADSTS90011: The SAML authentication request property 'NameIdentifierPolicy/SPNameQualifier' is not supported.").Signed()),
			verdict: "refused", cause: "status.aadsts", expect: []string{"fail status.aadsts AADSTS90011", "fail status.aadsts AADSTS75006"},
		},
		{
			name: "status-responder", comment: "an error answer without a code of Entra", capture: string(responder.Signed()),
			verdict: "refused", cause: "status.success", expect: []string{"fail status.success", "absent status.aadsts"},
		},
		{
			name: "status-with-assertion", comment: "an error answer that holds an assertion all the same", capture: string(answered.Signed()),
			verdict: "refused", cause: "status.success", expect: []string{"warn status.no-assertion"},
		},
		{
			name: "status-odd-code", comment: "a second-level code in the first place", capture: string(odd.Signed()),
			verdict: "refused", cause: "status.success", expect: []string{"warn status.code"},
		},
		{
			name: "status-none", comment: "no status at all",
			capture: signedText(`<samlp:Status><samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>`, ""),
			verdict: "refused", cause: "status.success", expect: []string{"fail status.success"},
		},
		{
			name: "status-no-assertion", comment: "success, and nobody in it",
			capture: signed(func(r *mint.Response) { r.Assertion, r.Part = nil, mint.SignResponse }),
			verdict: "refused", cause: "response.assertion", expect: []string{"fail response.assertion", "pass signature.trusted Response"},
		},
	}
}
