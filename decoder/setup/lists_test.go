package setup

import (
	"slices"
	"strings"
	"testing"
)

const editorsPage = `Home > Enterprise applications | All applications > Upwork Enterprise | SAML-based Sign-on >
Attributes & Claims
Add new claim
Required claim
Claim name	Type	Value
Unique User Identifier (Name ID)	SAML	user.userprincipalname [nameid-format:emailAddress]	...
Additional claims
Claim name	Type	Value
Country	SAML	user.country	...
Email	SAML	user.userprincipalname	...
FirstName	SAML	user.givenname	...
http://schemas.xmlsoap.org/ws/2005/05/identity/claims/LastName	SAML	user.surname	...
Advanced settings
`

const cardOfClaims = "Attributes & Claims\nEdit\nFirstName\tuser.givenname\nLastName\tuser.surname\nCountry\tuser.country\nEmail\tuser.userprincipalname\nUnique User Identifier\tuser.userprincipalname\n"

// Lists of claims that stand one after the other in one text are no claims configured twice: the editor's, which shows whole
// names, counts, and of two that are the same, one.
func TestListsInOneText(t *testing.T) {
	const uri = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
	page := portalPage(t)
	want := []string{
		"Unique User Identifier (Name ID) whole", "Country whole", "Email whole", "FirstName whole", uri + "LastName whole",
	}
	short := []string{"FirstName", "LastName", "Country", "Email", "Unique User Identifier"}
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"card, editor":                        {cardOfClaims + editorsPage, want},
		"card, editor without its title":      {cardOfClaims + editorsPage[strings.Index(editorsPage, "Required claim"):], want},
		"editor, card":                        {editorsPage + cardOfClaims, want},
		"one cell a line":                     {strings.ReplaceAll(cardOfClaims+editorsPage, "\t", "\n"), want},
		"the editor twice":                    {editorsPage + "\n" + editorsPage, want},
		"the card twice":                      {cardOfClaims + cardOfClaims, short},
		"a claim that stands twice in a card": {cardOfClaims + "Country\tuser.country\n", append(slices.Clone(short), "Country")},
	} {
		var got []string
		for _, k := range read(t, "text", c.text).Claims {
			full := k.Full()
			if k.Whole {
				full += " whole"
			}
			got = append(got, full)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\nexpected %q\nfound    %q", name, c.want, got)
		}
	}
	// The page shows Entra's own claims too, which this editor's page does not: they stay, short.
	both := read(t, "text", page+"\n"+editorsPage)
	count := map[string]int{}
	for _, k := range both.Claims {
		count[k.bare()]++
	}
	for name, n := range count {
		if n > 1 {
			t.Errorf("page and editor: %s is there %d times", name, n)
		}
	}
}
