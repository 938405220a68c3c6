package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// claimChecks ask whether each claim that the application wants arrived, under its own name and once.
var claimChecks = []Check{
	{
		ID: "claim.none", on: onAnswer, Rank: rankClaims, Run: claimNone, Facts: []string{"UPW-01", "UPW-02", "UPW-03", "UPW-04"},
		Title: "The assertion has attributes", Spec: "Microsoft's tutorial for {app}; SAML Core 2.7.3", Owner: report.EntraAdmin,
		Steps: []string{
			claimsPage + ": FirstName, LastName, Country and Email must be listed under Additional claims, each with an empty Namespace. Save.",
			"If they are listed, a claims mapping policy overrides the page: ask whoever runs Microsoft Graph or PowerShell for your tenant.",
		},
		Hides: []string{"claim.missing"},
	},
	{
		ID: "claim.missing", Facts: []string{"UPW-01", "UPW-02", "UPW-03", "UPW-04"}, on: onAnswer, Rank: rankClaim, Run: claimMissing,
		Title: "Every wanted claim arrived", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin, Many: "%s are missing",
		Steps: []string{
			userPage + " > Edit properties: fill the attribute that the claim comes from; Entra leaves out a claim whose source is empty.",
			claimsPage + " > Add new claim, when it is not listed there: Namespace empty. Save.",
		},
	},
	{
		ID: "claim.misnamed", Facts: []string{"UPW-05"}, on: onAnswer, Rank: rankClaim, Run: claimMisnamed,
		Title: "Every wanted claim has exactly the wanted name", Spec: "Microsoft's tutorial for {app}; SAML Core 2.7.3.1", Owner: report.EntraAdmin,
		Many:  "%s arrived under other names",
		Steps: []string{claimsPage + ": open the claim, set Name to the wanted name exactly, empty the Namespace field, then Save."},
	},
	{
		ID: "claim.empty", Facts: []string{"AST-21", "UPW-01", "UPW-02", "UPW-03", "UPW-04"}, on: onAnswer, Rank: rankClaim, Run: claimEmpty,
		Title: "No wanted claim is empty", Spec: "SAML Core 2.7.3.1, 2.7.3.1.1", Owner: report.Helpdesk, Many: "%s are empty",
		Steps: []string{userPage + " > Edit properties: fill the attribute that the claim comes from, then Save."},
	},
	{
		ID: "claim.duplicated", on: onAnswer, Rank: rankClaim, Run: claimDuplicated,
		Title: "No wanted claim was sent twice", Spec: "SAML Core 2.7.3.1", Owner: report.EntraAdmin, Many: "%s were sent twice",
		Steps: []string{claimsPage + ": delete one of the two claims of that name."},
	},
	{
		ID: "claim.multiple", on: onAnswer, Rank: rankClaim, Run: claimMultiple,
		Title: "Every wanted claim has one value", Spec: "SAML Core 2.7.3.1.1", Owner: report.EntraAdmin, Many: "%s have several values",
		Steps: []string{claimsPage + ": open the claim and set Source attribute to one that holds a single value, then Save."},
	},
	{
		ID: "claim.malformed", Facts: []string{"UPW-04"}, on: onAnswer, Rank: rankClaim, Run: claimMalformed,
		Title: "Every wanted claim has the form it needs", Spec: "Upwork help 360043138893", Owner: report.EntraAdmin, Many: "%s are malformed",
		Steps: []string{claimsPage + ": open the claim and set Source attribute to one that holds an address (user.mail), then Save."},
	},
	{
		ID: "claim.friendly-name", Facts: []string{"AST-22"}, on: onAnswer, Run: claimFriendlyName,
		Title: "No wanted name stands only in a FriendlyName", Spec: "SAML Core 2.7.3.1", Owner: report.EntraAdmin,
		Steps: []string{claimsPage + ": the wanted name belongs into Name, not into the friendly name."},
	},
	{
		ID: "claim.name-length", Facts: []string{"UPW-06"}, on: onAnswer, Run: claimNameLength,
		Title: "Claim names fit the application's mapping fields", Spec: "Upwork help 360043138893", Owner: report.EntraAdmin,
		Steps: []string{claimsPage + ": open the claim, empty the Namespace field, then Save."},
	},
	{
		ID: "claim.extra", on: onAnswer, Run: claimExtra,
		Title: "What was sent beyond the wanted claims", Spec: "Microsoft's tutorial for {app}", Owner: report.EntraAdmin,
	},
}

// ofState makes an outcome of every wanted claim in a state; when there is none it passes.
func ofState(c *Case, state report.ClaimState, make func(profile.Sent) Outcome) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	wanted := 0
	for _, s := range c.Claims {
		if s.Wanted == nil {
			continue
		}
		wanted++
		if report.ClaimState(s.State) != state {
			continue
		}
		o := make(s)
		o.Subject = s.Wanted.Name
		if o.Level == "" {
			o.Level = report.Fail
			if !s.Wanted.Required {
				o.Level = report.Info
			}
		}
		if o.Node == nil {
			o.Node = nodeOf(s)
		}
		if o.Owner == "" {
			o.Owner, o.Steps = remedyOf(s)
		}
		out = append(out, o)
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: fmt.Sprintf("Wanted claims looked at: %d.", wanted)}}
	}
	return out
}

// nodeOf gives the first attribute of a claim, or nil.
func nodeOf(s profile.Sent) *tree.Node {
	if len(s.Attributes) > 0 {
		return s.Attributes[0].Node
	}
	return nil
}

func claimNone(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	if n := len(c.Assertion.Attributes); n > 0 {
		return []Outcome{{Level: report.Pass, Detail: fmt.Sprintf("It has %d.", n)}}
	}
	for _, n := range c.Assertion.EncryptedIDs {
		if n.Local == "EncryptedAttribute" {
			return []Outcome{{
				Level: report.NotChecked, Open: true, Detail: "The attributes are encrypted by themselves and were not read.",
				Sentence: "its attributes are encrypted", Node: n, Steps: decrypt,
			}}
		}
	}
	return []Outcome{{
		Level: report.Fail, Detail: "There is not one attribute, so every wanted claim is missing. Nothing was configured, or the wrong application was used.",
		Sentence: "it holds no claims at all", Expected: "attributes", Actual: "none", Node: c.Assertion.Node,
	}}
}

const mayBeEncrypted = "An attribute is encrypted by itself and was not read; it may be this one."

func claimMissing(c *Case) []Outcome {
	return ofState(c, report.Missing, func(s profile.Sent) Outcome {
		o := Outcome{Sentence: s.Wanted.Name + " is missing", Expected: s.Wanted.Name, Actual: "no such attribute"}
		if c.Assertion != nil {
			o.Node = c.Assertion.Node
		}
		if c.unread("EncryptedAttribute") {
			o.Level, o.Open, o.Detail, o.Steps = report.NotChecked, true, mayBeEncrypted, decrypt
			o.Owner, o.Sentence = report.EntraAdmin, s.Wanted.Name+" may be in an attribute that is encrypted and was not read"
			return o
		}
		switch s.Evidence {
		case profile.SourceEmpty:
			o.Detail = "Entra leaves out a claim whose source is empty: other claims are configured, and nothing else from the same source arrived. The user's " + s.Wanted.Where + " is empty."
		case profile.NotConfigured:
			if s.Default == "" {
				o.Detail = "Nothing but Entra's default claims arrived, so this claim is not configured."
				break
			}
			o.Detail = "Its source is filled, as another claim shows (" + s.Default + "), but this claim is not configured."
		case profile.NoAttributes:
			o.Detail = "No attribute arrived at all."
		default:
			o.Detail = "Entra leaves out a claim whose source is empty, so there are two possible causes: the user's " + s.Wanted.Where + " is empty, or the claim is not configured."
		}
		if s.Friendly != "" {
			o.Detail += " An attribute carries the name only as FriendlyName, which nobody matches."
		}
		return o
	})
}

func claimMisnamed(c *Case) []Outcome {
	return ofState(c, report.Misnamed, func(s profile.Sent) Outcome {
		sent := sentName(s)
		detail := "The claim arrived under another name"
		if s.Why != "" {
			detail += ": " + s.Why
		}
		return Outcome{
			Detail: stop(detail), Sentence: misnamedSentence(s, sent),
			Expected: s.Wanted.Name, Actual: sent,
		}
	})
}

// misnamedSentence names the sent name, or says what is wrong with it when the eye cannot tell it from
// the wanted one.
func misnamedSentence(s profile.Sent, sent string) string {
	if looksRight(s) {
		return s.Wanted.Name + " arrived under a name that only looks the same: " + s.Why
	}
	return s.Wanted.Name + " arrived under another name, " + sent
}

// looksRight says whether a misnamed claim differs from the wanted name in what nobody sees: white space
// around it, invisible characters, letters of another script.
func looksRight(s profile.Sent) bool {
	return !s.Namespace && s.Why != "" && (len(s.NameFlags) > 0 && (s.Difference == profile.Punctuation || s.Difference == profile.Spelling) ||
		strings.TrimSpace(sentName(s)) == s.Wanted.Name)
}

func sentName(s profile.Sent) string {
	if len(s.Attributes) > 0 {
		return s.Attributes[0].Name
	}
	return ""
}

func claimEmpty(c *Case) []Outcome {
	return ofState(c, report.Empty, func(s profile.Sent) Outcome {
		o := Outcome{Sentence: s.Wanted.Name + " is empty", Expected: "a value", Actual: "empty"}
		o.Detail = "The attribute is there and its value is empty."
		switch {
		case len(s.Values) == 0:
			o.Detail, o.Actual = "The attribute is there and has no value at all.", "no AttributeValue"
		case null(s.Attributes):
			o.Detail, o.Actual = "The attribute is there and its value is marked as none (xsi:nil).", "xsi:nil"
		case strings.Join(s.Values, "") != "":
			o.Detail, o.Actual = "The attribute is there and its value is nothing but white space.", "white space"
		}
		return o
	})
}

// null says whether every value is marked as none (Core 2.7.3.1.1).
func null(attributes []saml.Attribute) bool {
	for _, a := range attributes {
		if slices.ContainsFunc(a.Values, func(v saml.AttributeValue) bool { return !v.Nil }) {
			return false
		}
	}
	return true
}

func claimDuplicated(c *Case) []Outcome {
	return ofState(c, report.Duplicated, func(s profile.Sent) Outcome {
		return Outcome{
			Detail:   "Two attributes have the same name. Which of them the application reads is chance.",
			Sentence: s.Wanted.Name + " was sent twice", Expected: "one attribute", Actual: fmt.Sprintf("%d attributes", len(s.Attributes)),
		}
	})
}

func claimMultiple(c *Case) []Outcome {
	return ofState(c, report.Multiple, func(s profile.Sent) Outcome {
		return Outcome{
			Detail:   "One value is wanted. Which of them the application reads is chance.",
			Sentence: s.Wanted.Name + " has several values", Expected: "one value", Actual: fmt.Sprintf("%d values", len(s.Values)),
		}
	})
}

func claimMalformed(c *Case) []Outcome {
	return ofState(c, report.Malformed, func(s profile.Sent) Outcome {
		o := Outcome{
			Detail: "The value is not as it should be: " + stop(s.Problem), Sentence: s.Wanted.Name + " is not an e-mail address",
			Expected: "an e-mail address", Actual: joined(s.Values),
		}
		m, mistaken := mistakeIn(s)
		switch {
		case mistaken:
			o.Sentence = s.Wanted.Name + " is " + m.what + ", not an e-mail address"
		case s.NotAddress:
		case slices.Contains(s.Flags, profile.Guest):
			o.Sentence = s.Wanted.Name + " is the internal name of a guest account (#EXT#), not an e-mail address"
		case slices.Contains(s.Flags, profile.OnMicrosoft):
			o.Level = report.Warn // it is an address, and in a test tenant often the only one
		}
		return o
	})
}

func claimFriendlyName(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	for _, s := range c.Claims {
		if s.Wanted != nil && s.Friendly != "" && report.ClaimState(s.State) != report.Present {
			out = append(out, Outcome{
				Level: report.Info, Subject: s.Wanted.Name, Expected: "Name " + s.Wanted.Name, Actual: "FriendlyName " + s.Friendly + " of " + s.FriendlyOf,
				Detail: "An attribute carries the wanted name only as its FriendlyName. That is for people to read; applications match the Name.",
			})
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "None does."}}
	}
	return out
}

func claimNameLength(c *Case) []Outcome {
	if c.Profile == nil || c.Profile.NameLimit == 0 {
		return nil
	}
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	for _, s := range c.Claims {
		if s.Wanted == nil {
			continue
		}
		for _, a := range s.Attributes {
			if n := utf8.RuneCountInString(a.Name); n >= c.Profile.NameLimit {
				out = append(out, Outcome{
					Level: report.Warn, Subject: s.Wanted.Name, Node: a.Node,
					Detail:   c.name("The name is too long for the mapping fields of {short}, so it cannot even be entered there."),
					Expected: fmt.Sprintf("less than %d characters", c.Profile.NameLimit), Actual: fmt.Sprintf("%d characters", n),
				})
			}
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "They do."}}
	}
	return out
}

func claimExtra(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var names []string
	for _, s := range c.Claims {
		if s.Wanted == nil {
			names = append(names, sentName(s))
		}
	}
	if names == nil {
		return []Outcome{{Level: report.Pass, Detail: "Nothing."}}
	}
	return []Outcome{{
		Level: report.Info, Detail: fmt.Sprintf("%d more attribute(s), which the application does not ask for. Entra's default claims are among them as a rule.", len(names)),
		Actual: joined(names),
	}}
}
