package main

import (
	"strings"

	"claimcheck/decoder/mint"
)

// claimCases show every state of a claim.
func claimCases() []vector {
	bad := func(name, comment, cause string, edit func(*mint.Response), expect ...string) vector {
		return vector{name: "claim-" + name, comment: comment, capture: signed(edit), verdict: "refused", cause: cause, expect: expect}
	}
	renamed := func(name, comment, from, to string, more ...string) vector {
		return bad(name, comment, "claim.misnamed", func(r *mint.Response) { r.Rename(from, to) },
			append([]string{"fail claim.misnamed " + from, "absent claim.missing"}, more...)...)
	}
	optional := vector{
		name: "claim-other-profile", comment: "another application, which asks for one claim and allows another to be absent", capture: signed(nil),
		files:   []file{{"profile.json", []byte(otherProfile)}},
		verdict: "accepted", cause: "none",
		expect: []string{"info claim.missing Department", "absent claim.name-length", "absent application.instance", "absent application.sign-on-url", "absent application.metadata-upload", "absent application.country-notation"},
	}
	return []vector{
		bad("missing", "Country is not there", "claim.missing", func(r *mint.Response) { r.Remove("Country") }, "fail claim.missing Country", "pass claim.misnamed"),
		bad("missing-three", "three are not there", "claim.missing", func(r *mint.Response) { r.Remove("FirstName", "LastName", "Country") },
			"fail claim.missing FirstName", "fail claim.missing LastName", "fail claim.missing Country"),
		bad("source-empty", "the user has no surname: neither claim from it arrived", "claim.missing", func(r *mint.Response) { r.Remove("LastName", mint.ClaimSurname) }, "fail claim.missing LastName"),
		bad("not-configured", "only Entra's default claims arrived", "claim.missing", func(r *mint.Response) { r.Remove("FirstName", "LastName", "Country", "Email") }, "fail claim.missing FirstName", "fail claim.missing Email"),
		bad("none", "no attribute at all", "claim.none", func(r *mint.Response) { r.Assertion.Attributes = nil }, "fail claim.none", "fail claim.missing Country"),
		renamed("namespace", "the namespace was left on", "FirstName", mint.ClaimNamespace+"/FirstName", "warn claim.name-length"),
		renamed("case", "another case", "Email", "email"),
		renamed("punctuation", "a space in the name", "FirstName", "First Name"),
		renamed("synonym", "a synonym of directories", "Country", "co"),
		renamed("translated", "a translated name", "Country", "国家/地区"),
		renamed("name-white-space", "a space behind the name, which nobody sees", "Country", "Country "),
		renamed("name-invisible", "a zero-width space in the name; the value is clean", "FirstName", "\u200bFirstName", "pass claim.invisible"),
		renamed("name-homoglyph", "a Cyrillic letter in the name; the value is clean", "FirstName", "F\u0456rstName", "pass claim.homoglyph"),
		renamed("spelling", "a letter is missing", "LastName", "LastNme"),
		bad("friendly-name", "the name stands only in FriendlyName", "claim.missing", func(r *mint.Response) {
			r.Remove("Country")
			r.Assertion.Attributes = append(r.Assertion.Attributes, mint.Attribute{Name: "urn:example:1", Friendly: "Country", Values: []string{"United States"}})
		}, "fail claim.missing Country", "info claim.friendly-name Country"),
		bad("empty", "Email is empty", "claim.empty", func(r *mint.Response) { r.Set("Email", "") }, "fail claim.empty Email"),
		bad("no-value", "Email has no value at all", "claim.empty", func(r *mint.Response) { r.Set("Email") }, "fail claim.empty Email"),
		bad("blank", "Country is nothing but white space", "claim.empty", func(r *mint.Response) { r.Set("Country", "  ") }, "fail claim.empty Country"),
		bad("duplicated", "FirstName was sent twice", "claim.duplicated", func(r *mint.Response) {
			r.Assertion.Attributes = append(r.Assertion.Attributes, mint.Attribute{Name: "FirstName", Values: []string{"Bea"}})
		}, "fail claim.duplicated FirstName"),
		bad("multiple", "Email has two values", "claim.multiple", func(r *mint.Response) { r.Set("Email", mint.User, "simon@example.com") }, "fail claim.multiple Email"),
		bad("malformed", "Email is no address", "claim.malformed", func(r *mint.Response) { r.Set("Email", "b.simon") }, "fail claim.malformed Email"),
		bad("guest", "Email is the internal name of a guest", "claim.malformed", func(r *mint.Response) { r.Set("Email", guestName) }, "fail claim.malformed Email", "warn entra.guest Email"),
		optional,
	}
}

const guestName = "b.simon_example.com#EXT#@contoso.onmicrosoft.com"

const otherProfile = `{
  "name": "contoso-travel", "title": "Contoso Travel", "short": "Contoso Travel", "vendor": "Contoso", "support": "", "entity_id": "", "acs": "",
  "sign_on_url": "", "name_limit": 0, "source": "made up",
  "claims": [
    {"name": "FirstName", "source": "user.givenname", "required": true, "form": "", "synonyms": [], "defaults": [], "translations": [], "where": "First name"},
    {"name": "Department", "source": "user.department", "required": false, "form": "", "synonyms": [], "defaults": [], "translations": [], "where": "Department"}
  ]
}
`

// valueCases show what can be odd about a value.
func valueCases() []vector {
	bad := func(name, comment, cause, claim, value string) vector {
		return vector{
			name: "value-" + name, comment: comment, capture: signed(func(r *mint.Response) { r.Set(claim, value) }),
			verdict: "refused", cause: cause, expect: []string{"fail " + cause + " " + claim, "pass claim.missing"},
		}
	}
	told := func(name, comment, claim, value string, expect ...string) vector {
		return vector{
			name: "value-" + name, comment: comment, capture: signed(func(r *mint.Response) { r.Set(claim, value) }),
			verdict: "accepted", cause: "none", expect: expect,
		}
	}
	guest := vector{
		name: "value-guest-name-id", comment: "the NameID is the internal name of a guest, the claims are fine",
		capture: signed(func(r *mint.Response) { r.Assertion.NameID = guestName }), verdict: "accepted", cause: "none", expect: []string{"warn entra.guest NameID"},
	}
	return []vector{
		bad("white-space", "a space behind the country", "claim.whitespace", "Country", "United States "),
		bad("line-feed", "a line feed in the first name", "claim.whitespace", "FirstName", "B.\nSimon"),
		bad("invisible", "a zero-width space in the last name", "claim.invisible", "LastName", "Si\u200bmon"),
		bad("bidirectional", "a right-to-left override in the country", "claim.invisible", "Country", "United \u202eStates"),
		bad("homoglyph", "a Cyrillic letter in the last name", "claim.homoglyph", "LastName", "Sim\u043en"),
		told("groups-link", "a link in place of more than 150 groups", "http://schemas.microsoft.com/claims/groups.link", "https://graph.windows.net/"+mint.Tenant+"/users/1/getMemberObjects", "warn entra.groups"),
		told("groups", "the groups themselves", mint.ClaimGroups, "22223333-cccc-4444-dddd-5555eeee6666", "pass entra.groups"),
		told("on-microsoft", "the e-mail address is the technical name of the tenant", "Email", "b.simon@contoso.onmicrosoft.com", "warn entra.onmicrosoft Email", "warn claim.malformed Email"),
		told("long", "a value of more than 256 characters", "FirstName", strings.Repeat("B", 300), "warn claim.value-length FirstName"),
		guest,
	}
}
