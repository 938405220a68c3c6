package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
)

// valueChecks ask about the characters of what arrived.
var valueChecks = []Check{
	{
		ID: "claim.whitespace", on: onAnswer, Rank: rankClaim, Run: valueWhitespace,
		Title: "No wanted claim has white space around it or line feeds in it", Spec: "SAML Core 1.3.1", Owner: report.Helpdesk,
		Many:  "%s have white space around the value or line feeds in it",
		Steps: typeAnew,
	},
	{
		ID: "claim.invisible", on: onAnswer, Rank: rankClaim, Run: valueInvisible,
		Title: "No wanted claim has invisible characters", Spec: "Unicode UTS 39; CVE-2021-42574", Owner: report.Helpdesk,
		Many:  "%s have invisible characters",
		Steps: typeAnew,
	},
	{
		ID: "claim.homoglyph", on: onAnswer, Rank: rankClaim, Run: valueHomoglyph,
		Title: "No wanted claim mixes letters of scripts that look alike", Spec: "Unicode UTS 39", Owner: report.Helpdesk,
		Many:  "%s mix letters of scripts that look alike",
		Steps: typeAnew,
	},
	{
		ID: "claim.placeholder", on: onAnswer, Run: valuePlaceholder,
		Title: "No wanted claim holds a filler, the name of its source, or what comes from another source", Spec: "Microsoft Entra: customize SAML token claims", Owner: report.EntraAdmin,
		Steps: []string{claimsPage + ": open the claim and choose the right Source attribute from the list, then Save."},
	},
	{
		ID: "claim.value-length", Facts: []string{"AST-24"}, on: onAnswer, Run: valueLength,
		Title: "Values have at most 256 characters", Spec: "SAML2Int SDP-G02", Owner: report.EntraAdmin,
		Steps: []string{claimsPage + ": open the claim and shorten its value with a transformation, or shorten it at the user."},
	},
}

// flagged makes a failure of every wanted claim that carries a flag. An empty claim is told as empty.
func flagged(c *Case, flag, detail, sentence string) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	for _, s := range c.Claims {
		if s.Wanted == nil || !slices.Contains(s.Flags, flag) || report.ClaimState(s.State) == report.Empty {
			continue
		}
		if slices.Contains(s.NameFlags, flag) {
			continue // the value is clean: the name is mended as a misnamed one
		}
		o := Outcome{
			Level: report.Fail, Subject: s.Wanted.Name, Node: nodeOf(s), Detail: detail, Sentence: s.Wanted.Name + " " + sentence,
			Actual: joined(s.Values),
		}
		o.Owner, o.Steps = retype(s)
		out = append(out, o)
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "None does."}}
	}
	return out
}

func valueWhitespace(c *Case) []Outcome {
	return flagged(c, profile.Whitespace, "White space stands around the value, or a line feed or tab inside: it was copied with it into the directory.",
		"has white space around the value or a line feed in it")
}

func valueInvisible(c *Case) []Outcome {
	return flagged(c, profile.Invisible, "The value holds characters that nobody sees and every program compares.", "has invisible characters")
}

func valueHomoglyph(c *Case) []Outcome {
	return flagged(c, profile.Homoglyph, "One word mixes Latin letters with Cyrillic or Greek ones that look the same; programs compare them as different.",
		"mixes letters of scripts that look alike")
}

var typeAnew = []string{
	userPage + " > Edit properties: delete the attribute that the claim comes from wholly and type it anew by hand, do not paste it. Save.",
	"If the user is synchronised from Active Directory, correct it there and wait for the next synchronisation.",
}

// retype says how a value with odd characters is mended: at the user, by hand.
func retype(s profile.Sent) (report.Owner, []string) {
	return report.Helpdesk, []string{
		userPage + " > Edit properties: delete " + s.Wanted.Where + " wholly and type it anew by hand, do not paste it. Save.",
		"If the user is synchronised from Active Directory, correct it there and wait for the next synchronisation.",
		"Sign in again.",
	}
}

// valueLimit is the length that every application should take (SAML2Int SDP-G02).
const valueLimit = 256

func valueLength(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	for _, s := range c.Claims {
		if s.Wanted == nil {
			continue
		}
		for _, v := range s.Values {
			if n := utf8.RuneCountInString(v); n > valueLimit {
				out = append(out, Outcome{
					Level: report.Warn, Subject: s.Wanted.Name, Node: nodeOf(s), Detail: "Applications may cut or refuse it.",
					Expected: fmt.Sprintf("at most %d characters", valueLimit), Actual: fmt.Sprintf("%d characters", n),
				})
			}
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "They have."}}
	}
	return out
}

// mistake is what a value shows of how its claim was set up.
type mistake struct {
	what   string // the value is, for a sentence; holds no value of a person
	detail string
	owner  report.Owner
	steps  []string
}

// typedSource is the name of a source attribute that was typed as text: Entra sends it as it stands.
var typedSource = regexp.MustCompile(`(?i)^(user|application|company)\.[a-z][a-z0-9_]*$`)

// fillers are written into a directory where there is nothing to write.
var fillers = []string{"null", "nil", "none", "n/a", "#n/a", "undefined", "unknown", "not available", "not applicable", "not set", "tbd"}

// wordSources hold words, never an address and never an identifier.
var wordSources = []string{"user.givenname", "user.surname", "user.country", "user.displayname", "user.city", "user.state", "user.department", "user.companyname", "user.jobtitle"}

// mistakeIn gives what the values of a claim show of how it was set up. A name such as Null is somebody's,
// so that it is never more than a warning. Whether first and last name are swapped no value proves.
func mistakeIn(s profile.Sent) (mistake, bool) {
	if s.Wanted == nil {
		return mistake{}, false
	}
	w := s.Wanted
	open := claimsPage + ": open " + w.Name
	choose := open + " and set Source attribute to " + w.Source + ", then Save."
	for _, v := range s.Values {
		v = strings.Trim(v, " \t\r\n\"'“”‘’<>()[]{}")
		switch {
		case v == "", len(v) > valueLimit*utf8.UTFMax: // its length is told: none of these is so long
		case typedSource.MatchString(v):
			return mistake{
				what:   "the name of a source attribute",
				detail: "The value is the name of a source attribute. It was typed into the claim as text, so that every user gets these words instead of the value.",
				owner:  report.EntraAdmin, steps: []string{open + ": Source attribute shows the name as text. Delete it, choose " + w.Source + " from the list, then Save.", again},
			}, true
		case slices.Contains(fillers, strings.ToLower(v)), !strings.ContainsFunc(v, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
			return mistake{
				what:   "a filler",
				detail: "The value only says that there is none: the directory holds a filler, or the claim was set up with one. The application takes it for the real value.",
				owner:  report.Helpdesk, steps: []string{
					userPage + " > Edit properties: " + w.Where + " must hold the real value, not a filler. If it really is the person's name, nothing is wrong.",
					"If it is right there, an Entra admin looks at the claim: " + choose, again,
				},
			}, true
		case !slices.Contains(wordSources, w.Source):
		case guid.MatchString(v):
			return mistake{
				what:   "an identifier",
				detail: "The value is an identifier (GUID), where the user's " + w.Where + " is wanted: the claim comes from another source, such as user.objectid.",
				owner:  report.EntraAdmin, steps: []string{choose, again},
			}, true
		case isAddress(v):
			return mistake{
				what:   "an address",
				detail: "The value is an address, where the user's " + w.Where + " is wanted: the claim comes from another source, such as user.mail.",
				owner:  report.EntraAdmin, steps: []string{choose, again},
			}, true
		}
	}
	return mistake{}, false
}

func valuePlaceholder(c *Case) []Outcome {
	if c.Assertion == nil {
		return noAssertion(c)
	}
	var out []Outcome
	for _, s := range c.Claims {
		if m, found := mistakeIn(s); found {
			out = append(out, Outcome{
				Level: report.Warn, Subject: s.Wanted.Name, Node: nodeOf(s), Detail: m.detail, Expected: s.Wanted.Source, Actual: joined(s.Values), Owner: m.owner, Steps: m.steps,
			})
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "None does."}}
	}
	return out
}
