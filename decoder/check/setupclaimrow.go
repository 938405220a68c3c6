package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/setup"
)

// free are attributes that a tenant fills as it likes: what they hold only its admin knows.
var free = regexp.MustCompile(`^user\.(?:extensionattribute\d+|extension_.*|onpremisesextensionattributes?.*|employeeid|othermail|customsecurityattributes?.*)$`)

// addressed are attributes that hold an address.
var addressed = []string{"user.mail", "user.userprincipalname", "user.localuserprincipalname", "user.onpremisesuserprincipalname", "user.othermail", "user.primaryauthoritativeemail"}

func setupClaimSource(c *Case) []Outcome {
	return c.ofWanted(sourceOf)
}

// sourceOf judges where a wanted claim comes from; nil when that is as wanted, or there is no claim.
func sourceOf(s profile.Sent, claims []setup.Claim) *Outcome {
	if len(claims) == 0 {
		return nil
	}
	k, w := claims[0], s.Wanted
	source, wanted := strings.ToLower(strings.TrimSpace(k.Source)), strings.ToLower(w.Source)
	address := w.Form == profile.Address
	o := &Outcome{
		Expected: w.Source, Actual: k.Source,
		Steps: []string{claimsPage + " > Edit: open " + w.Name + ", set Source attribute to " + w.Source + ", then Save."},
	}
	say := func(level report.Level, detail, sentence string) *Outcome {
		o.Level, o.Detail, o.Sentence = level, detail, w.Name+sentence
		return o
	}
	switch {
	case source == "":
		return say(report.Fail, "No source is set: Entra leaves out a claim without a value.", " has no source")
	case k.Constant && address:
		return say(report.Fail, "Everybody would be sent with the same address, and so with the same account.", " is the same fixed value for everybody")
	case k.Constant:
		return say(report.Warn, "It is a fixed value: everybody is sent with the same.", " is the same fixed value for everybody")
	case k.Transformations > 0:
		return say(report.Info, "It is made by a transformation; what comes out only a sign-in shows.", "")
	case address && source == "user.mail" && source != wanted:
		return say(report.Info, "It comes from user.mail: a user without a mailbox address is sent without "+w.Name+". Microsoft's tutorial names "+w.Source+".", "")
	case source == wanted && source == "user.userprincipalname":
		return say(report.Info, "It comes from "+w.Source+", as Microsoft's tutorial has it. A guest may be sent with an internal name (#EXT#), and where user names end in onmicrosoft.com they are no mailboxes: choose user.mail then.", "")
	case source == wanted:
		return nil
	case slices.Contains(w.Synonyms, source):
		return say(report.Info, "It comes from "+k.Source+" and not from "+w.Source+", which holds much the same.", "")
	case address && slices.Contains(addressed, source), free.MatchString(source), !strings.HasPrefix(source, "user."):
		return say(report.Warn, "It comes from another attribute than Microsoft's tutorial names. Only your tenant knows whether that holds the right value.", " comes from "+k.Source+" instead of "+w.Source)
	}
	return say(report.Fail, "That attribute holds something else than "+w.Name+".", " comes from "+k.Source+" instead of "+w.Source)
}

func setupNameID(c *Case) []Outcome {
	if !c.claimsGiven() {
		return nil
	}
	for _, k := range c.Setup.Effective() {
		if k.Kind != setup.NameID {
			continue
		}
		o := Outcome{Place: k.Place, Actual: strings.TrimSpace(k.Source + " " + k.Format)}
		switch source := strings.ToLower(k.Source); {
		case source == "":
			o.Level, o.Detail, o.Sentence = report.Fail, "Without a value Entra sends no response at all.", "Unique User Identifier (Name ID) has no source"
		case k.Constant:
			o.Level, o.Detail, o.Sentence = report.Fail, "Everybody would be the same user.", "Unique User Identifier (Name ID) is the same fixed value for everybody"
		case source == "user.userprincipalname" || k.Transformations > 0:
			o.Level, o.Detail = report.Info, c.name("Which name and format {short} wants is not published. The name must not change for a user, or a second account is made.")
		default:
			o.Level, o.Sentence = report.Warn, "Unique User Identifier (Name ID) comes from "+k.Source+", which may be empty"
			o.Detail = "A user for whom " + k.Source + " is empty gets no response at all, but AADSTS501241. user.userprincipalname is never empty."
		}
		return []Outcome{o}
	}
	return notGiven("Unique User Identifier (Name ID)", false, giveClaims...)
}

// entraTransformations is how many Entra takes for one claim.
const entraTransformations = 2

func setupTransformations(c *Case) []Outcome {
	if !c.claimsGiven() {
		return nil
	}
	var out []Outcome
	for _, k := range c.Setup.Effective() {
		switch {
		case k.Transformations > entraTransformations:
			out = append(out, Outcome{
				Level: report.Warn, Subject: k.Full(), Place: k.Place, Expected: "at most 2 transformations", Actual: fmt.Sprint(k.Transformations), Detail: "Entra takes two for a claim.",
				Sentence: k.Full() + " has more transformations than Entra takes",
			})
		case k.Conditions > 0:
			out = append(out, Outcome{
				Level: report.Info, Subject: k.Full(), Place: k.Place, Actual: fmt.Sprintf("%d conditions", k.Conditions),
				Detail: "It has another source for some users. Of several conditions the last that fits counts; who fits none and has no source is sent without the claim.",
			})
		}
	}
	return out
}

func setupGroups(c *Case) []Outcome {
	for _, k := range c.Setup.Effective() {
		if k.Kind == setup.Groups {
			return []Outcome{{
				Level: report.Info, Place: k.Place, Actual: k.Source,
				Detail: c.name("Groups are sent. {short} is not known to read them, and for a user in more than 150 groups Entra sends a link in their place."),
			}}
		}
	}
	return nil
}

// SetupClaims lists the claims of a set-up: the wanted ones in the profile's order, then the others.
func SetupClaims(c *Case) []report.SetupClaim {
	rows := []report.SetupClaim{}
	if c.Setup == nil || !c.claimsGiven() {
		return rows
	}
	row := func(k setup.Claim, state report.ClaimState, why string) report.SetupClaim {
		return report.SetupClaim{Name: k.Name, Namespace: k.Namespace, Source: k.Source, State: state, Why: why, Place: k.Place}
	}
	m := c.configuredClaims()
	for _, s := range m.sent {
		claims := m.of(s)
		state, why := report.ClaimState(s.State), ""
		switch {
		case s.Wanted == nil:
		case state == report.Missing && !c.listGiven():
			continue
		case state == report.Missing:
			rows = append(rows, report.SetupClaim{Name: s.Wanted.Name, State: report.Missing, Why: "wanted from " + s.Wanted.Source})
		case state == report.Misnamed:
			why = "wanted: " + s.Wanted.Name + "; " + s.Why
		default:
			if o := sourceOf(s, claims); o != nil {
				why = o.Detail
				if o.Level == report.Fail {
					state = report.Malformed
				}
				if claims[0].Source == "" {
					state = report.Empty
				}
			}
			if !claims[0].Whole {
				why = strings.TrimSpace("Whether a namespace was left in does not show. " + why)
			}
		}
		if len(claims) > 1 {
			state = report.Duplicated
		}
		for _, k := range claims {
			rows = append(rows, row(k, state, why))
		}
	}
	for _, k := range c.Setup.Effective() {
		if k.Kind != setup.Attribute {
			rows = append(rows, row(k, report.Extra, ""))
		}
	}
	return rows
}
