package report

import (
	"strings"
	"testing"
)

// personal are the values of the samples that belong to a person.
var personal = []string{"b.simon", "B. Simon", "Simon", "b.simon@example.com", "日本", "token-of"}

func TestNoteHoldsNoPerson(t *testing.T) {
	for name, r := range samples() {
		note := Note(r)
		for _, p := range personal {
			if strings.Contains(strings.ToLower(note), strings.ToLower(p)) {
				t.Errorf("%s: the note holds %q:\n%s", name, p, note)
			}
		}
	}
}

func TestNoteSaysWhatSupportNeeds(t *testing.T) {
	for name, want := range map[string][]string{
		"refused": {
			"refused", "Country is missing", "claim.missing, claim.misnamed", "FirstName misnamed, Country missing", "an Entra admin",
			"user.country", "sts.windows.net/11111111-2222-3333-4444-555555555555", "0123456789ABCDEF0123456789ABCDEF01234567",
			sum64, "claimcheck 1.0.0", "2026-01-02 12:00:00 UTC",
		},
		"error-page": {"AADSTS50105", "bbbbbbbb-1111-2222-3333-444444444444", "status.error"},
		"nothing":    {"nothing to look at", "stops in mid-message", "input.truncated"},
		"accepted":   {"accepted", "Upwork would accept"},
		"fit": {
			"verdict:      fit to send", "entity:       " + contoso,
			"certificate:  0123456789ABCDEF0123456789ABCDEF01234567, 2025-01-02 to 2028-01-02, 730 days left, signing in", "handed on:    contoso.xml, sha-256 " + sum64,
		},
		"rollover": {
			"verdict:      do not send", "changed after download", "failed:       metadata.signature", "expired since 2025-12-29", "no dates",
			"plan:         Change the certificate before 2026-01-20.",
		},
		"compared": {"compared:     A signing certificate was added", "changed:      The last certificate ends later.", "verdict:      do not send"},
		"set-up": {
			"verdict:      not set up right", "certificate:  Thumbprint: 0123456789ABCDEF0123456789ABCDEF01234567", "certificate:  Expiration: 1/2/2028, 12:00:00 PM",
			"claim:        http://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName misnamed", "claim:        Country missing",
		},
	} {
		note := Note(samples()[name])
		for _, w := range want {
			if !strings.Contains(note, w) {
				t.Errorf("%s: the note does not say %q:\n%s", name, w, note)
			}
		}
	}
}

func TestNoteTakesValuesOutOfSentences(t *testing.T) {
	r := refused()
	m := &r.Messages[0]
	m.Claims[1].Values = []string{"US"}
	m.Claims[2].Values = []string{" Malaga "}
	m.Sentence = `USERS of "Malaga" and US, b_simon#EXT#@contoso.onmicrosoft.com: ` + m.Summary.Issuer
	m.Claims[4].Values = []string{m.Summary.Issuer}
	note := Note(r)
	want := `USERS of "(left out)" and (left out), (left out): ` + m.Summary.Issuer
	if !strings.Contains(note, want) {
		t.Errorf("the note does not say %s:\n%s", want, note)
	}
}

// What went wrong between the messages stands in the note, and no address that was asked for.
func TestNoteTellsTheFlow(t *testing.T) {
	got := Note(tried())
	for _, want := range []string{"flow:         The capture holds 2 sign-ins", "flow:         RelayState was lost"} {
		if !strings.Contains(got, want) {
			t.Errorf("the note lacks %q:\n%s", want, got)
		}
	}
	if strings.Contains(got, "/login") {
		t.Errorf("the note has an address of the flow:\n%s", got)
	}
}
