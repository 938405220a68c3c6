package check

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"

	"claimcheck/decoder/report"
	"claimcheck/decoder/setup"
)

// blankEntry says whether a field was shown, and shown without a value.
func (c *Case) blankEntry(f setup.Field) bool {
	e := c.Setup.Entry(f)
	return e != nil && len(e.Values) == 0
}

func setupSaved(c *Case) []Outcome {
	if !c.blankEntry(setup.Identifier) || !c.blankEntry(setup.ReplyURL) {
		if c.Setup.Entry(setup.Identifier) == nil && c.Setup.Entry(setup.ReplyURL) == nil {
			return nil // what was not given is told by the two checks on them
		}
		return []Outcome{{Level: report.Pass, Detail: "The page shows values."}}
	}
	return []Outcome{{
		Level: report.Fail, Place: c.Setup.Entry(setup.Identifier).Place, Expected: "an Identifier and a Reply URL", Actual: "neither",
		Detail:   "The page shows neither an Identifier nor a Reply URL. What the gallery fills in counts only after Save was pressed.",
		Sentence: "Basic SAML Configuration was not saved: press Save there",
	}}
}

func setupIdentifier(c *Case) []Outcome {
	return c.entered(setup.Identifier, theEntityID, c.EntityID, "--sp-entity-id", textFault)
}

func setupReplyURL(c *Case) []Outcome {
	return c.entered(setup.ReplyURL, "Reply URL", c.ACS, "--acs", replyFault)
}

// askExpected says where what the application expects is learnt, and where to enter it.
func askExpected(name, flag string) []string {
	return []string{
		"Leave what the gallery filled in, or ask {short} support for the " + name + " that they expect, and enter it in the profile here (" + flag + " in the terminal).",
		"A captured sign-in that starts at {short} names it as well.",
	}
}

// entered judges a field that holds one or several addresses of the application. What is expected is known only when
// it was entered or learnt: it is not guessed.
func (c *Case) entered(f setup.Field, name, expected, flag string, fault func(string) string) []Outcome {
	e := c.Setup.Entry(f)
	if e == nil {
		return notGiven("The "+name, true, givePage...)
	}
	if len(e.Values) == 0 {
		return []Outcome{{
			Level: report.Fail, Place: e.Place, Expected: "a value", Actual: "none", Detail: "It is empty. What the gallery fills in counts only after Save was pressed.",
			Sentence: name + " is empty",
		}}
	}
	var out []Outcome
	fits := false
	for _, v := range e.Values {
		fits = fits || v.Text == expected
		if why := fault(v.Text); why != "" {
			out = append(out, Outcome{Level: report.Fail, Subject: v.Text, Place: v.Place, Actual: v.Text, Expected: expected, Detail: upperFirst(why) + ".", Sentence: name + ": " + why})
		}
	}
	if len(e.Values) > 1 {
		out = append(out, Outcome{
			Level: report.Warn, Place: e.Values[1].Place, Actual: fmt.Sprintf("%d values", len(e.Values)),
			Sentence: name + " has several values",
			Detail:   "There are several. The one that is marked as Default is taken when a sign-in starts at Microsoft; look whether that is the application's.",
		})
	}
	first := e.Values[0]
	switch {
	case expected == "":
		detail := "Whether it is the one that {short} expects could not be compared: that was not given."
		if c.upwork() {
			detail = "Whether it is the one that {short} expects could not be compared: {short} does not publish it."
		}
		out = append(out, Outcome{Level: report.NotChecked, Place: first.Place, Actual: first.Text, Detail: c.name(detail), Steps: askExpected(name, flag)})
	case fits && out == nil:
		out = append(out, Outcome{Level: report.Pass, Place: first.Place, Actual: expected, Detail: "It is what was entered for the application."})
	case !fits && !failed(out):
		out = append(out, Outcome{
			Level: report.Fail, Subject: first.Text, Place: first.Place, Expected: expected, Actual: first.Text,
			Detail:   "It differs from what was entered for the application" + because(expected, first.Text) + ".",
			Sentence: name + " differs from what was entered for the application" + because(expected, first.Text),
		})
	}
	return out
}

func failed(out []Outcome) bool {
	for _, o := range out {
		if o.Level == report.Fail {
			return true
		}
	}
	return false
}

func upperFirst(s string) string {
	for i, r := range s {
		return string(unicode.ToUpper(r)) + s[i+len(string(r)):]
	}
	return s
}

// textFault says what is wrong with an address as a text.
func textFault(s string) string {
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return fmt.Sprintf("an invisible character (U+%04X) stands in it", r)
		}
	}
	switch {
	case strings.TrimSpace(s) != s:
		return "white space stands around it"
	case strings.ContainsAny(s, "<>*{}") || strings.Contains(s, "…"):
		return "it is a pattern with a placeholder and no address"
	}
	if u, err := url.Parse(s); err == nil && issuerHosts[strings.ToLower(u.Host)] {
		return "it is an address of Entra itself and not of the application"
	}
	return ""
}

func replyFault(s string) string {
	if why := textFault(s); why != "" {
		return why
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "" || u.Scheme == "":
		return "it is no absolute address"
	case u.Scheme != "https":
		return "it does not begin with https://, so the sign-in would be sent unprotected"
	}
	return ""
}

func setupSignOnURL(c *Case) []Outcome {
	want := c.Profile.SignOnURL
	if want == "" {
		return nil
	}
	v, at, shown := c.value(setup.SignOnURL)
	o := Outcome{Place: at, Expected: want, Actual: v, Steps: []string{basicSAML + " > Edit: set Sign on URL to " + want + ", then Save."}}
	switch {
	case !shown:
		return notGiven("The Sign on URL", false, givePage...)
	case v == "":
		o.Level, o.Actual = report.Warn, "none"
		o.Detail = c.name("Sign on URL is empty: My Apps, Microsoft 365 and Test start the sign-in at Microsoft then, without a request of {short}. It is needed where they are to start it at {short} (SP-initiated).")
		o.Sentence = c.name("Sign on URL is empty, so My Apps and Test do not start the sign-in at {short}")
	case v != want && strings.TrimSuffix(v, "/") != want:
		o.Level = report.Warn
		o.Detail = c.name("Sign on URL is not that of {short}") + because(want, v) + c.name(". My Apps, Microsoft 365 and Test go there instead of to the sign-in of {short}.")
		o.Sentence = c.name("Sign on URL is not that of {short}, so My Apps and Test go elsewhere")
	default:
		o.Level, o.Detail = report.Pass, "It is."
	}
	return []Outcome{o}
}

// setupWelcome is the sentence of a set-up that nothing failed in, with what is to be mended all the same (a Sign on URL
// that is missing keeps the sign-in from nothing but its beginning at the application) and what could not be compared.
func setupWelcome(c *Case, answers []asked) string {
	sentence := "Nothing in this set-up keeps a sign-in from working"
	if warnings, _ := warned(c, answers); warnings != "" {
		sentence += ", but " + warnings
	}
	sentence += "."
	var missing []string
	if len(c.Files) == 0 {
		missing = append(missing, "the metadata")
	}
	if c.EntityID == "" {
		missing = append(missing, "the "+theEntityID+" that "+c.name("{short}")+" expects")
	}
	if c.ACS == "" {
		missing = append(missing, "the "+theACS+" that "+c.name("{short}")+" expects")
	}
	if len(missing) > 0 {
		sentence += " Not compared, because not given: " + list(missing) + "."
	}
	return sentence
}

func setupAudienceOverride(c *Case) []Outcome {
	v, at, _ := c.value(setup.AudienceOverride)
	if v == "" || v == string(setup.No) {
		return nil
	}
	o := Outcome{Place: at, Expected: c.EntityID, Actual: v}
	switch {
	case v == c.EntityID, c.EntityID == "" && v == c.Setup.First(setup.Identifier):
		o.Level, o.Detail = report.Pass, "It is overridden by the same."
	case c.EntityID != "":
		o.Level, o.Sentence = report.Fail, "the audience is overridden by another than was entered for the application"
		o.Detail = "With an own signing key Entra puts this audience into every assertion, in place of the Identifier."
	default:
		o.Level, o.Sentence = report.Warn, "the audience is overridden by another than the Identifier"
		o.Detail = "With an own signing key Entra puts this audience into every assertion, in place of the Identifier. The application must expect it."
	}
	return []Outcome{o}
}
