package check

import (
	"fmt"
	"slices"

	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
)

// mostExtra bounds the claims that are listed though nobody wants them. Entra sends 150 groups at most.
const mostExtra = 500

// claimRows gives the claims as they are listed, wanted ones first, and notes on what is not listed. When
// there is no assertion to read, nothing can be said of any claim and there are none.
func claimRows(c *Case) (rows []report.Claim, notes []string) {
	rows = []report.Claim{}
	if c.Assertion == nil {
		return rows, nil
	}
	extra := 0
	for _, s := range c.Claims {
		if s.Wanted == nil {
			if extra++; extra > mostExtra {
				continue
			}
		}
		row := report.Claim{
			State: report.ClaimState(s.State), Flags: s.Flags, Values: append([]string{}, report.Few(s.Values)...), Friendly: s.Friendly,
			Verified: c.AssertionVerified && c.Broken == "", Place: c.Place(nodeOf(s)),
		}
		sent := sentName(s)
		if s.Wanted == nil {
			row.Name = sent
		} else {
			row.Name = s.Wanted.Name
			if sent != row.Name {
				row.SentAs = sent
			}
		}
		if more := len(s.Values) - len(row.Values); more > 0 {
			notes = append(notes, fmt.Sprintf("%d more values of the claim %s", more, row.Name))
		}
		for _, d := range s.Differs {
			row.Differs = append(row.Differs, report.Span{Start: d[0], End: d[1]})
		}
		row.Why = s.Why
		if s.Problem != "" {
			row.Why = s.Problem
		}
		m, mistaken := mistakeIn(s)
		if row.Why == "" {
			row.Why = m.detail
		}
		if row.State == report.Missing && c.unread("EncryptedAttribute") {
			row.Why = mayBeEncrypted
			rows = append(rows, row)
			continue
		}
		if s.Wanted != nil && (row.State != report.Present || mistaken || failsBy(s.Flags)) && (row.State != report.Missing || s.Wanted.Required) {
			owner, steps := remedyOf(s)
			row.Owner = owner
			for _, step := range steps {
				row.Steps = append(row.Steps, c.name(step))
			}
		}
		rows = append(rows, row)
	}
	if more := extra - mostExtra; more > 0 {
		notes = append(notes, fmt.Sprintf("%d more claims that the application does not want", more))
	}
	return rows, notes
}

// failsBy says whether a flag makes a claim fail that is there otherwise.
func failsBy(flags []string) bool {
	return slices.Contains(flags, profile.Whitespace) || slices.Contains(flags, profile.Invisible) || slices.Contains(flags, profile.Homoglyph)
}

const again = "Sign in again in a private window."

// fillSource says who fills the directory attribute that a claim comes from, and how. Every account has
// a user principal name: a claim of it that is empty comes from another source than it should.
func fillSource(w *profile.Claim) (report.Owner, []string) {
	if w.Source == "user.userprincipalname" {
		return report.EntraAdmin, []string{
			claimsPage + ": open " + w.Name + " and look at Source attribute. " + w.Source + " is never empty; set it, or user.mail, then Save.",
			"If Source attribute is user.mail: " + userPage + " > Edit properties: fill Email, then Save.",
			again,
		}
	}
	return report.Helpdesk, []string{
		userPage + " > Edit properties: fill " + w.Where + ", then Save.",
		"If the user is synchronised from Active Directory, fill it there and wait for the next synchronisation.",
		again,
	}
}

// remedyOf says who mends a wanted claim, and how.
func remedyOf(s profile.Sent) (report.Owner, []string) {
	w := s.Wanted
	filler, fill := fillSource(w)
	add := []string{
		claimsPage + " > Add new claim: Name " + w.Name + ", Namespace empty, Source attribute " + w.Source + ", then Save.",
		again,
	}
	switch report.ClaimState(s.State) {
	case report.Missing:
		switch s.Evidence {
		case profile.SourceEmpty:
			return filler, fill
		case profile.NotConfigured, profile.NoAttributes:
			return report.EntraAdmin, add
		}
		if filler == report.EntraAdmin {
			return filler, add
		}
		return filler, []string{
			"First look at the user: " + fill[0],
			fill[1],
			"If it is filled there, an Entra admin adds the claim: " + add[0],
			again,
		}
	case report.Misnamed:
		return report.EntraAdmin, rename(s)
	case report.Empty:
		return filler, fill
	case report.Duplicated:
		return report.EntraAdmin, []string{
			claimsPage + ": delete one of the two claims named " + w.Name + " and keep the one from " + w.Source + ".",
			again,
		}
	case report.Multiple:
		return report.EntraAdmin, []string{
			claimsPage + ": open " + w.Name + " and set Source attribute to one that holds a single value (" + w.Source + "), then Save.",
			again,
		}
	case report.Malformed:
		return malformed(s)
	}
	if m, mistaken := mistakeIn(s); mistaken && !failsBy(s.Flags) {
		return m.owner, m.steps
	}
	return retype(s)
}

// rename says how a claim gets its right name.
func rename(s profile.Sent) []string {
	open := claimsPage + ": open the claim " + sentName(s)
	steps := []string{open + ", set Name to " + s.Wanted.Name + " exactly, leave Namespace empty, then Save."}
	switch {
	case looksRight(s):
		steps[0] = claimsPage + ": open the claim that looks like " + s.Wanted.Name + ", delete its Name wholly and type " + s.Wanted.Name + " by hand, do not paste it. Leave Namespace empty, then Save."
	case s.Difference == profile.Namespaced:
		steps[0] = open + ", empty the Namespace field, then Save. Name must be " + s.Wanted.Name + "."
	case s.Namespace:
		steps[0] = open + ", empty the Namespace field and set Name to " + s.Wanted.Name + " exactly, then Save."
	case s.Difference == profile.Synonym || s.Difference == profile.Translated:
		steps = append(steps, "If another application needs the old name, add a second claim instead: Name "+s.Wanted.Name+", Namespace empty, Source attribute "+s.Wanted.Source+".")
	}
	return append(steps, again)
}

func malformed(s profile.Sent) (report.Owner, []string) {
	m, mistaken := mistakeIn(s)
	switch {
	case mistaken:
		return m.owner, m.steps
	case slices.Contains(s.Flags, profile.Guest):
		return report.EntraAdmin, []string{
			claimsPage + ": open " + s.Wanted.Name + " and add a claim condition: User type External guests, Source user.mail. Save.",
			userPage + ": the guest must have an Email.",
			again,
		}
	case slices.Contains(s.Flags, profile.OnMicrosoft) && !s.NotAddress:
		return report.EntraAdmin, []string{
			claimsPage + ": open " + s.Wanted.Name + " and set Source attribute to user.mail, then Save.",
			userPage + ": Email must hold the user's mailbox address.",
		}
	}
	return report.EntraAdmin, []string{
		userPage + ": " + s.Wanted.Where + " and Email must be addresses like name@example.com.",
		claimsPage + ": open " + s.Wanted.Name + " and set Source attribute to user.mail if the user principal name is no mailbox address, then Save.",
		again,
	}
}
