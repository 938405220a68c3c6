package report

import (
	"strings"
	"time"
)

const contoso = "https://sts.windows.net/11111111-2222-3333-4444-555555555555/"

// certificate makes one with the words and days that decoder gives it, judged at noon.
func certificate(digit string, from, to time.Time, beside Beside, uses ...KeyUse) Certificate {
	c := Certificate{
		Key: Key{
			Subject: "CN=Microsoft Azure Federated SSO Certificate", SHA1: strings.Repeat(digit, 40), SHA256: strings.Repeat(digit, 64), Serial: "0" + digit,
			NotBefore: from, NotAfter: to, Bits: 2048, Algorithm: "RSA", InMetadata: true, Source: "contoso.xml",
		},
		Uses: uses, Places: len(uses), Term: TermOf(from, to, noon),
	}
	days := DaysLeft(to, noon)
	c.DaysLeft = &days
	c.Words = c.Explain(noon, true, beside)
	return c
}

func uses(use string, roles ...string) []KeyUse {
	var list []KeyUse
	for i, r := range roles {
		list = append(list, KeyUse{EntityID: contoso, Role: r, Use: use, Place: &Place{Line: 1, Column: 100 * (i + 1), Path: "/EntityDescriptor/" + r + "/KeyDescriptor"}})
	}
	return list
}

func samplePlan() *Plan {
	return &Plan{
		Sentence: "Change the certificate before 2026-01-20.",
		Steps: []PlanStep{
			{Text: "Make a new certificate, and leave it inactive.", Owner: EntraAdmin, Done: true},
			{Text: "Send the new file to Upwork.", Owner: EntraAdmin, From: noon, By: noon.AddDate(0, 0, 4)},
			{Text: "Say that the new file is taken in.", Owner: Vendor, By: noon.AddDate(0, 0, 11)},
			{Text: "Make the new certificate active.", Owner: EntraAdmin, From: noon.AddDate(0, 0, 11)},
		},
	}
}

// rollover is a file with a certificate of every term, told as not fit to send.
func rollover() Report {
	r := metadataFile()
	m := &r.Messages[0]
	all := []string{"SecurityTokenServiceType", "ApplicationServiceType", "IDPSSODescriptor"}
	m.Verdict, m.Sentence = Refused, "Do not send: the file was changed after download; download it again and don't open it in an editor."
	m.Cause = &Cause{Check: "metadata.signature", Sentence: m.Sentence, Owner: EntraAdmin, Steps: []string{"Download the file again."}, Spec: "Metadata 3"}
	m.Signature = Invalid
	m.Signatures[0].Cause = "altered"
	expired := certificate("1", noon.AddDate(-3, 0, 0), noon.AddDate(0, 0, -4), Beside{Entra: true, Valid: 2}, uses("signing", all...)...)
	signer := certificate("2", noon.AddDate(-1, 0, 0), noon.AddDate(2, 0, 0), Beside{Entra: true, Valid: 1, Expired: 1}, uses("signing", all[2])...)
	signer.SignedFile = true
	again := certificate("3", noon.AddDate(-3, 0, 18), noon.AddDate(0, 0, 18), Beside{Entra: true, Valid: 1, Expired: 1}, uses("", all[2])...)
	again.SameKeyAs = signer.SHA1
	bare := Certificate{Key: Key{Algorithm: "ECDSA P-256", Bits: 256, InMetadata: true}, Uses: uses("signing", all[2]), Places: 1, Term: Undated}
	bare.Words = bare.Explain(noon, true, Beside{})
	broken := Certificate{Key: Key{InMetadata: true}, Uses: uses("signing", all[2]), Places: 1, Term: Undated, Unreadable: "expected a certificate as Base64: found nothing"}
	broken.Words = broken.Explain(noon, true, Beside{})
	m.Metadata.Certificates = []Certificate{
		expired, signer, again,
		certificate("4", noon.AddDate(0, 0, 5), noon.AddDate(3, 0, 5), Beside{}, uses("signing", all[2])...),
		certificate("5", noon.AddDate(-1, 0, 0), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC), Beside{}, uses("encryption", all[2])...),
		certificate("6", time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC), Beside{}, uses("signing", all[2])...),
		certificate("7", noon.AddDate(2, 0, 0), noon.AddDate(1, 0, 0), Beside{}, uses("signing", all[2])...),
		bare, broken,
	}
	m.Metadata.Plan = samplePlan()
	m.Findings = []Finding{
		{Check: "metadata.signature", Level: Fail, Title: "The file's own signature is good", Detail: "It was changed after it was signed.", Owner: EntraAdmin, Steps: []string{"Download the file again."}, Spec: "Metadata 3"},
		{Check: "metadata.root", Level: Pass, Title: "It is metadata", Detail: "It is."},
	}
	return r
}

// fit is an application's file that is fit to send, and the draft that was made with it.
func fit() Report {
	r := metadataFile()
	m := &r.Messages[0]
	m.Verdict, m.Sentence = Accepted, "Fit to send."
	c := certificate("0", noon.AddDate(-1, 0, 0), noon.AddDate(2, 0, 0), Beside{}, uses("signing", "SecurityTokenServiceType", "ApplicationServiceType", "IDPSSODescriptor")...)
	c.Key, c.SignedFile = *sampleKey(), true
	c.Serial = "1F"
	m.Metadata.Certificates = []Certificate{c}
	r.Handoff = &Handoff{
		Form: "mail", To: "upwork.eml", Notes: []string{"The claims were not given."}, Next: []string{"Open the draft.", "Fill in the contact."},
		Files: []HandoffFile{{Name: "upwork.eml", Size: 23456, SHA256: sum64}, {Name: "contoso.xml", In: "upwork.eml", Size: 12345, SHA256: sum64}},
	}
	return r
}

// compared is what came of the file sent last and a fresh one.
func compared() Report {
	sent, fresh := fit().Messages[0], rollover().Messages[0]
	fresh.Index = 1
	sent.Input, fresh.Input = "sent.xml", "fresh.xml"
	return Report{
		Schema: Schema, Tool: Tool{"claimcheck", "1.0.0"}, Input: Input{Name: "fresh.xml", Origin: "file", SHA256: sum64},
		Inputs:   []Input{{Name: "sent.xml", Origin: "file", SHA256: sum64}, {Name: "fresh.xml", Origin: "file", SHA256: sum64}},
		JudgedAt: noon, JudgedBy: ByNow, Chosen: 1, Messages: []Message{sent, fresh},
		Comparison: &Comparison{
			Sent: "sent.xml", Fresh: "fresh.xml", Resend: true, Sentence: "A signing certificate was added: Upwork needs the fresh file.",
			Changes: []Change{
				{What: "key", Kind: "added", Where: "IDPSSODescriptor", After: sampleKey().SHA1, Text: "A signing certificate was added.", Matters: true, Key: sampleKey()},
				{What: "dates", Kind: "changed", Before: "2027-01-02", After: "2028-01-02", Text: "The last certificate ends later."},
			},
			Plan: samplePlan(),
		},
	}
}

// setUp is an application whose claim has a namespace left on and whose sign-on URL was not filled in; the mail
// address of an admin stands in it.
func setUp() Report {
	return Report{
		Schema: Schema, Tool: Tool{"claimcheck", "1.0.0"}, Input: Input{Name: "portal.txt", Origin: "file", SHA256: sum64},
		JudgedAt: noon, JudgedBy: ByNow,
		Messages: []Message{{
			Kind: "Setup", JudgedAt: noon, JudgedBy: ByNow, Verdict: Refused, Signature: Unsigned,
			Sentence: "A sign-in would fail: FirstName has a namespace.",
			Cause:    &Cause{Check: "setup.claim", Sentence: "A sign-in would fail: FirstName has a namespace.", Owner: EntraAdmin, Steps: []string{"Empty the Namespace field."}},
			Setup: &Setup{
				Sources: []string{"portal-text", "claims-policy"},
				Fields: []SetupField{
					{Section: "Basic SAML Configuration", Name: "Identifier (Entity ID)", Values: []string{"https://www.example.com/sp"}, State: "given", Place: &Place{Line: 2, Column: 1, Path: ""}},
					{Section: "Basic SAML Configuration", Name: "Sign on URL", State: "empty"},
					{Section: "SAML Certificates", Name: "Thumbprint", Values: []string{sampleKey().SHA1}, State: "given"},
					{Section: "SAML Certificates", Name: "Expiration", Values: []string{"1/2/2028, 12:00:00 PM"}, State: "given"},
					{Section: "SAML Certificates", Name: "Notification Email", Values: []string{"b.simon@example.com"}, State: "given"},
					{Section: "Set up", Name: "Login URL", State: "missing"},
				},
				Claims: []SetupClaim{
					{Name: "FirstName", Namespace: "http://schemas.xmlsoap.org/ws/2005/05/identity/claims", Source: "user.givenname", State: Misnamed, Why: "the namespace was left on"},
					{Name: "LastName", Source: "user.surname", State: Present},
					{Name: "Country", State: Missing},
				},
			},
			Findings: []Finding{{Check: "setup.claim", Subject: "FirstName", Level: Fail, Title: "Each claim has its name", Detail: "It has a namespace.", Owner: EntraAdmin, Steps: []string{"Empty the Namespace field."}}},
		}},
	}
}
