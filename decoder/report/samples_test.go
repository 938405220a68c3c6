package report

import "time"

var noon = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)

var countrySteps = []string{
	"Entra admin center > Enterprise apps > Upwork Enterprise > Single sign-on > Attributes & Claims > Add new claim",
	"Name: Country, Namespace: empty, Source attribute: user.country",
}

func sampleKey() *Key {
	return &Key{
		Subject: "CN=Microsoft Azure Federated SSO Certificate", SHA1: "0123456789ABCDEF0123456789ABCDEF01234567",
		SHA256:    "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF",
		NotBefore: noon.AddDate(-1, 0, 0), NotAfter: noon.AddDate(2, 0, 0), Bits: 2048, Algorithm: "RSA",
		InMetadata: true, Source: "contoso.xml",
	}
}

// refused is a response without Country and with a namespace left on FirstName; its values try to forge
// lines of the report.
func refused() Report {
	m := Message{
		Kind: "Response", Layers: []string{"har", "form", "base64"}, XMLSHA256: sum64, RelayState: "token-of-b.simon",
		Binding: "post", SentTo: "https://www.example.com/acs", JudgedAt: noon, JudgedBy: ByCapture,
		Verdict: Refused, Sentence: "Upwork would refuse this sign-in: Country is missing.",
		Cause: &Cause{
			Check: "claim.missing", Sentence: "Upwork would refuse this sign-in: Country is missing.",
			Owner: EntraAdmin, Steps: countrySteps, Spec: "Microsoft's tutorial for Upwork Enterprise",
		},
		Signature: Valid,
		Signatures: []Signed{{
			Element: "Assertion", ID: "_a1", Cause: "good", Algorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
			Digest: "http://www.w3.org/2001/04/xmlenc#sha256", Canonicalization: "http://www.w3.org/2001/10/xml-exc-c14n#",
			Key: sampleKey(),
		}},
		Summary: Summary{
			ID: "_r1", Issuer: "https://sts.windows.net/11111111-2222-3333-4444-555555555555/", NameID: "b.simon@example.com",
			NameIDFormat: "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress", Audience: []string{"https://www.example.com/sp"},
			Destination: "https://www.example.com/acs", Recipient: []string{"https://www.example.com/acs"}, InResponseTo: "_q1",
			Issued: noon, NotBefore: noon.Add(-5 * time.Minute), NotOnOrAfter: noon.Add(time.Hour),
			Status: []string{"urn:oasis:names:tc:SAML:2.0:status:Success"}, SessionIndex: "_s1",
			AuthnContext: "urn:oasis:names:tc:SAML:2.0:ac:classes:Password",
		},
		Claims: []Claim{
			{
				Name: "FirstName", State: Misnamed, SentAs: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName",
				Differs: []Span{{0, 54}}, Why: "the namespace was left on", Values: []string{"B."}, Verified: true, Owner: EntraAdmin,
				Steps: []string{"Entra admin center > Enterprise apps > Upwork Enterprise > Single sign-on > Attributes & Claims > FirstName: empty the Namespace field"},
			},
			{Name: "LastName", State: Present, Values: []string{"Simon"}, Verified: true},
			{Name: "Country", State: Missing, Values: nil, Owner: EntraAdmin, Steps: countrySteps},
			{
				Name: "Email", State: Present, Flags: []string{"invisible"}, Verified: true, Owner: EntraAdmin,
				Values: []string{"b.simon@example.com\r\n✓ ACCEPTED\x1b[2J\u202e"},
			},
			{Name: "http://schemas.microsoft.com/identity/claims/displayname", State: Extra, Values: []string{"B. Simon"}, Verified: true},
			{Name: "groups", State: Extra, Values: []string{"a", "b", "c", "d", "e", "f", "g"}, Verified: true},
		},
		Findings: []Finding{
			{Check: "input.recognised", Level: Pass, Title: "The input is recognised", Detail: "A HAR with one response."},
			{Check: "status.success", Level: Pass, Title: "The status is Success", Detail: "Success."},
			{
				Check: "claim.missing", Subject: "Country", Level: Fail, Title: "Every wanted claim was sent",
				Detail:   "Country was not sent. Entra leaves a claim out when its source attribute is empty.",
				Expected: "an attribute with the name Country", Actual: "none",
				Place: &Place{Line: 1, Column: 2345, Path: "/Response/Assertion/AttributeStatement"},
				Owner: EntraAdmin, Steps: countrySteps, Spec: "Microsoft's tutorial for Upwork Enterprise",
			},
			{
				Check: "claim.misnamed", Subject: "FirstName", Level: Fail, Title: "Every wanted claim has its exact name",
				Detail: "FirstName was sent with a namespace.", Owner: EntraAdmin, Steps: []string{"Empty the Namespace field"},
			},
			{
				Check: "claim.value", Subject: "Country", Level: NotChecked, Title: "The value has the wanted form",
				Detail: "There is no Country to look at.", BecauseOf: "claim.missing",
			},
			{
				Check: "signature.sha1", Level: Warn, Title: "The signature uses SHA-256 or better", Detail: "It uses SHA-1.",
				Owner: EntraAdmin, Steps: []string{"Entra admin center > … > SAML Signing Certificate > Edit > Signing Algorithm: SHA-256"},
			},
			{Check: "time.expired-by-now", Level: Info, Title: "The message is still valid", Detail: "It expired by now, which is normal."},
			{Check: "audience.match", Level: NotChecked, Title: "The audience is the application", Detail: "The application's entity ID is not known: give it with --sp-entity-id."},
		},
	}
	other := Message{
		Index: 1, Kind: "AuthnRequest", Layers: []string{"har", "url", "base64", "deflate"}, JudgedAt: noon, JudgedBy: ByCapture,
		Verdict: Undetermined, Sentence: "This is the request that the application sent to Entra.\nNot an answer.", Signature: Unsigned,
		Summary: Summary{Issued: noon.Add(-time.Minute)},
	}
	return Report{
		Schema: Schema, Tool: Tool{"claimcheck", "1.0.0"}, Input: Input{Name: "case.har", Origin: "har", SHA256: sum64},
		JudgedAt: noon, JudgedBy: ByCapture, Chosen: 0, Messages: []Message{m, other},
	}
}

const sum64 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func accepted() Report {
	return Report{
		Schema: Schema, Tool: Tool{"claimcheck", "1.0.0"}, Input: Input{Name: "paste", Origin: "paste", SHA256: sum64},
		JudgedAt: noon, JudgedBy: ByIssueInstant,
		Messages: []Message{{
			Kind: "Response", Layers: []string{"base64"}, XMLSHA256: sum64, JudgedAt: noon, JudgedBy: ByIssueInstant, Verdict: Accepted,
			Sentence: "Upwork would accept this sign-in.", Signature: Valid,
			Claims: []Claim{{Name: "Country", State: Present, Values: []string{"日本"}, Verified: true}},
			Findings: []Finding{
				{Check: "claim.missing", Level: Pass, Title: "Every wanted claim was sent", Detail: "All four."},
			},
		}},
	}
}

// errorPage is the text of a page that names the user.
func errorPage() Report {
	return Report{
		Schema: Schema, Tool: Tool{"claimcheck", "1.0.0"}, Input: Input{Name: "paste", Origin: "paste", SHA256: sum64},
		JudgedAt: noon, JudgedBy: ByCapture,
		Messages: []Message{{
			Kind: "ErrorPage", JudgedAt: noon, JudgedBy: ByCapture, Verdict: Refused, Signature: Unsigned,
			Sentence: "Entra refused this sign-in: b.simon@example.com is not assigned to the application.",
			Cause: &Cause{
				Check: "status.error", Sentence: "Entra refused this sign-in: b.simon@example.com is not assigned to the application.",
				Owner: EntraAdmin, Steps: []string{"Entra admin center > Enterprise apps > Upwork Enterprise > Users and groups > Add user/group: B. Simon"},
			},
			Claims: []Claim{{Name: "displayname", State: Extra, Values: []string{"B. Simon"}}},
			ErrorPage: &ErrorPage{
				Codes: []string{"50105"}, RequestID: "aaaaaaaa-1111-2222-3333-444444444444",
				CorrelationID: "bbbbbbbb-1111-2222-3333-444444444444", Timestamp: noon,
				Text: "The signed in user 'b.simon@example.com' is not assigned to a role for the application.",
			},
		}},
	}
}

func metadataFile() Report {
	return Report{
		Schema: Schema, Tool: Tool{"claimcheck", "1.0.0"}, Input: Input{Name: "contoso.xml", Origin: "file", SHA256: sum64},
		JudgedAt: noon, JudgedBy: ByNow,
		Messages: []Message{{
			Kind: "Metadata", XMLSHA256: sum64, JudgedAt: noon, JudgedBy: ByNow, Verdict: Undetermined,
			Sentence: "This is federation metadata of one entity; it is signed and intact.", Signature: Valid,
			Signatures: []Signed{{Element: "EntityDescriptor", ID: "_m", Cause: "good", Key: sampleKey()}},
			Metadata: &Metadata{Entities: []Entity{{
				ID: "https://sts.windows.net/11111111-2222-3333-4444-555555555555/",
				Roles: []Role{{
					Kind: "IDPSSODescriptor", Protocols: []string{"urn:oasis:names:tc:SAML:2.0:protocol"},
					Endpoints: []Endpoint{{
						Service: "SingleSignOnService", Binding: "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
						Location: "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/saml2",
					}},
					Keys: []Key{*sampleKey()},
				}},
			}}},
		}},
	}
}

func nothing() Report {
	return Report{
		Schema: Schema, Tool: Tool{"claimcheck", "1.0.0"}, Input: Input{Name: "cut.txt", Origin: "file", SHA256: sum64}, Chosen: -1,
		Problem: &Problem{
			Check: "input.truncated", Sentence: "The Base64 stops in mid-message after 3,412 characters.",
			Expected: "a whole SAML response", Actual: "the beginning of one", Owner: Helpdesk,
			Steps: []string{"Copy the whole value again"},
		},
	}
}

// forged is a response with a second assertion beside the signed one, and an issuer that nobody signed.
func forged() Report {
	return Report{
		Schema: Schema, Tool: Tool{"claimcheck", "1.0.0"}, Input: Input{Name: "paste", Origin: "paste", SHA256: sum64},
		JudgedAt: noon, JudgedBy: ByIssueInstant,
		Messages: []Message{{
			Kind: "Response", XMLSHA256: sum64, JudgedAt: noon, JudgedBy: ByIssueInstant, Verdict: Refused, Signature: Invalid,
			Sentence:   "Upwork would refuse this sign-in: it holds 2 assertions instead of one.",
			Cause:      &Cause{Check: "structure.single", Sentence: "Upwork would refuse this sign-in: it holds 2 assertions instead of one.", Owner: Helpdesk, Steps: []string{"Treat it as forged."}},
			Signatures: []Signed{{Element: "Assertion", ID: "_a1", Cause: "good", Key: sampleKey()}},
			Coverage: []Coverage{
				{Field: "issuer", Element: "Response", Values: []string{"https://idp.example.com/"}, Mark: Repeats},
				{Field: "in_response_to", Element: "Response", Values: []string{"_q2"}, Mark: Differs},
				{Field: "status", Element: "Response", Values: []string{"urn:oasis:names:tc:SAML:2.0:status:Success"}},
				{Field: "issuer", Element: "Assertion", Values: []string{"https://idp.example.com/"}, Covered: true, By: "Assertion"},
				{Field: "name_id", Element: "Assertion", Values: []string{"b.simon@example.com"}, Covered: true, By: "Assertion"},
				{Field: "in_response_to", Element: "Assertion", Values: []string{"_q1"}, Covered: true, By: "Assertion"},
				{Field: "claim", Name: "Country", Element: "Assertion", Values: []string{"日本"}, Covered: true, By: "Assertion"},
				{Field: "issuer", Element: "Assertion", Values: []string{"https://idp.example.com/"}, Mark: Forged},
				{Field: "name_id", Element: "Assertion", Values: []string{"eve@example.com"}, Mark: Forged, Place: &Place{Line: 1, Column: 9, Path: "/Response/Assertion[2]/Subject/NameID"}},
				{Field: "claim", Name: "Country", Element: "Assertion", Values: nil, Mark: Forged},
			},
		}},
	}
}

// samples are the hand-made reports that every writer is tried on.
func samples() map[string]Report {
	return map[string]Report{
		"refused": refused(), "accepted": accepted(), "error-page": errorPage(), "metadata": metadataFile(),
		"forged": forged(), "rollover": rollover(), "fit": fit(), "compared": compared(), "set-up": setUp(),
		"nothing": nothing(), "several": Merge([]Report{accepted(), nothing(), refused()}),
	}
}
