package profile

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/saml"
)

const (
	claims     = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/"
	defGiven   = claims + "givenname"
	defSurname = claims + "surname"
	defMail    = claims + "emailaddress"
	defName    = claims + "name"
)

func upwork(t testing.TB) *Profile {
	t.Helper()
	p, err := Builtin("upwork-enterprise")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func attr(name string, values ...string) saml.Attribute {
	a := saml.Attribute{Name: name}
	for _, v := range values {
		a.Values = append(a.Values, saml.AttributeValue{Text: v})
	}
	return a
}

// good are the four claims as they should arrive, without those that are named.
func good(without ...string) []saml.Attribute {
	var as []saml.Attribute
	for _, a := range []saml.Attribute{
		attr("FirstName", "B."),
		attr("LastName", "Simon"),
		attr("Country", "US"),
		attr("Email", "b.simon@example.com"),
	} {
		if !slices.Contains(without, a.Name) {
			as = append(as, a)
		}
	}
	return as
}

func find(t testing.TB, sent []Sent, claim string) Sent {
	t.Helper()
	for _, s := range sent {
		if s.Wanted != nil && s.Wanted.Name == claim {
			return s
		}
	}
	t.Fatalf("no result for %s", claim)
	return Sent{}
}

func TestMatchGood(t *testing.T) {
	as := append(good(), attr(defGiven, "B."), attr(defSurname, "Simon"), attr(defMail, "b.simon@example.com"), attr(defName, "b.simon@example.com"))
	sent := Match(upwork(t), as)
	if len(sent) != 8 {
		t.Fatalf("%d results, expected 8", len(sent))
	}
	for i, want := range []string{"FirstName", "LastName", "Country", "Email"} {
		s := sent[i]
		if s.Wanted == nil || s.Wanted.Name != want || s.State != "present" || len(s.Flags) != 0 || len(s.Attributes) != 1 || s.Difference != Same {
			t.Errorf("%s: %+v", want, s)
		}
	}
	for i, s := range sent[4:] {
		if s.Wanted != nil || s.State != "extra" || s.Attributes[0].Name != as[4+i].Name {
			t.Errorf("extra %d: %+v", i, s)
		}
	}
}

// TestNames holds sent names against the wanted ones. The marked part of the sent name stands in
// brackets; a row without any expects nothing to be marked.
func TestNames(t *testing.T) {
	for _, c := range []struct {
		sent  string // with the differing parts in brackets
		claim string
		diff  Difference
		ns    bool
	}{
		// a namespace left on
		{"[" + claims + "]FirstName", "FirstName", Namespaced, true},
		{"[" + claims + "]LastName", "LastName", Namespaced, true},
		{"[" + claims + "]Country", "Country", Namespaced, true},
		{"[" + claims + "]Email", "Email", Namespaced, true},
		{"[http://schemas.example.com/]Email", "Email", Namespaced, true},
		{"[urn:example:]Country", "Country", Namespaced, true},
		{"[http://example.com/claims#]LastName", "LastName", Namespaced, true},
		{"[/]FirstName", "FirstName", Namespaced, true},
		{"[https://www.upwork.com/claims//]FirstName", "FirstName", Namespaced, true},
		// case
		{"[f]irst[n]ame", "FirstName", Case, false},
		{"[f]irstName", "FirstName", Case, false},
		{"First[n]ame", "FirstName", Case, false},
		{"F[IRST]N[AME]", "FirstName", Case, false},
		{"[l]ast[n]ame", "LastName", Case, false},
		{"[c]ountry", "Country", Case, false},
		{"C[OUNTRY]", "Country", Case, false},
		{"[e]mail", "Email", Case, false},
		{"[eM]ail", "Email", Case, false},
		{"E[MAIL]", "Email", Case, false},
		{"[" + claims + "c]ountry", "Country", Case, true},
		{"[urn:example:e]mail", "Email", Case, true},
		// spaces and punctuation
		{"First[ ]Name", "FirstName", Punctuation, false},
		{"First[_]Name", "FirstName", Punctuation, false},
		{"First[-]Name", "FirstName", Punctuation, false},
		{"First[.]Name", "FirstName", Punctuation, false},
		{"First[/]Name", "FirstName", Punctuation, false},
		{"[f]irst[_n]ame", "FirstName", Punctuation, false},
		{"[ ]FirstName", "FirstName", Punctuation, false},
		{"FirstName[ ]", "FirstName", Punctuation, false},
		{"FirstName[\n]", "FirstName", Punctuation, false},
		{"FirstName[:]", "FirstName", Punctuation, false},
		{"[\"]FirstName[\"]", "FirstName", Punctuation, false},
		{"Last[ ]Name", "LastName", Punctuation, false},
		{"L[AST_]N[AME]", "LastName", Punctuation, false},
		{"E[-]mail", "Email", Punctuation, false},
		{"[e-]mail", "Email", Punctuation, false},
		{"Country[ ]", "Country", Punctuation, false},
		{"[" + claims + "]First[ ]Name", "FirstName", Punctuation, true},
		{"First[\u200b]Name", "FirstName", Punctuation, false},
		{"[\ufeff]Country", "Country", Punctuation, false},
		{"Email[\u202e]", "Email", Punctuation, false},
		{"First[\u00a0]Name", "FirstName", Punctuation, false},
		// synonyms
		{"[givenname]", "FirstName", Synonym, false},
		{"[givenName]", "FirstName", Synonym, false},
		{"[given_name]", "FirstName", Synonym, false},
		{"[Given Name]", "FirstName", Synonym, false},
		{"[first]", "FirstName", Synonym, false},
		{"[fname]", "FirstName", Synonym, false},
		{"[gn]", "FirstName", Synonym, false},
		{"[user.givenname]", "FirstName", Synonym, false},
		{"[User.FirstName]", "FirstName", Synonym, false},
		{"[urn:oid:2.5.4.42]", "FirstName", Synonym, false},
		{"[URN:OID:2.5.4.42]", "FirstName", Synonym, false},
		{"[urn:mace:dir:attribute-def:givenName]", "FirstName", Synonym, true},
		{"[" + claims + "GivenName]", "FirstName", Synonym, true},
		{"[surname]", "LastName", Synonym, false},
		{"[Surname]", "LastName", Synonym, false},
		{"[sn]", "LastName", Synonym, false},
		{"[family_name]", "LastName", Synonym, false},
		{"[lname]", "LastName", Synonym, false},
		{"[urn:oid:2.5.4.4]", "LastName", Synonym, false},
		{"[http://example.com/claims/sn]", "LastName", Synonym, true},
		{"[co]", "Country", Synonym, false},
		{"[c]", "Country", Synonym, false},
		{"[ctry]", "Country", Synonym, false},
		{"[countryOrRegion]", "Country", Synonym, false},
		{"[Country or region]", "Country", Synonym, false},
		{"[Country/Region]", "Country", Synonym, false},
		{"[country_code]", "Country", Synonym, false},
		{"[usageLocation]", "Country", Synonym, false},
		{"[urn:oid:2.5.4.6]", "Country", Synonym, false},
		{"[user.country]", "Country", Synonym, false},
		{"[mail]", "Email", Synonym, false},
		{"[emailaddress]", "Email", Synonym, false},
		{"[Email Address]", "Email", Synonym, false},
		{"[email_address]", "Email", Synonym, false},
		{"[user.mail]", "Email", Synonym, false},
		{"[upn]", "Email", Synonym, false},
		{"[userPrincipalName]", "Email", Synonym, false},
		{"[urn:oid:0.9.2342.19200300.100.1.3]", "Email", Synonym, false},
		{"[http://schemas.example.com/mail]", "Email", Synonym, true},
		// translated
		{"[Vorname]", "FirstName", Translated, false},
		{"[" + claims + "Vorname]", "FirstName", Translated, true},
		{"[Prénom]", "FirstName", Translated, false},
		{"[prenom]", "FirstName", Translated, false},
		{"[Pre\u0301nom]", "FirstName", Translated, false},
		{"[Nombre]", "FirstName", Translated, false},
		{"[Imię]", "FirstName", Translated, false},
		{"[名]", "FirstName", Translated, false},
		{"[이름]", "FirstName", Translated, false},
		{"[Nachname]", "LastName", Translated, false},
		{"[Nom de famille]", "LastName", Translated, false},
		{"[Apellidos]", "LastName", Translated, false},
		{"[Cognome]", "LastName", Translated, false},
		{"[Achternaam]", "LastName", Translated, false},
		{"[姓]", "LastName", Translated, false},
		{"[Фамилия]", "LastName", Translated, false},
		{"[Land]", "Country", Translated, false},
		{"[Land/Region]", "Country", Translated, false},
		{"[Pays]", "Country", Translated, false},
		{"[País]", "Country", Translated, false},
		{"[Kraj]", "Country", Translated, false},
		{"[国家/地区]", "Country", Translated, false},
		{"[" + claims + "国家/地区]", "Country", Translated, true},
		{"[국가]", "Country", Translated, false},
		{"[E-Mail-Adresse]", "Email", Translated, false},
		{"[Correo electrónico]", "Email", Translated, false},
		{"[Courriel]", "Email", Translated, false},
		{"[电子邮件]", "Email", Translated, false},
		{"[メール]", "Email", Translated, false},
		{"[이메일]", "Email", Translated, false},
		// near spelling
		{"Fi[s]tName", "FirstName", Spelling, false},
		{"First[M]ame", "FirstName", Spelling, false},
		{"Fir[ts]Name", "FirstName", Spelling, false},
		{"FirstName[1]", "FirstName", Spelling, false},
		{"LastNa[m]me", "LastName", Spelling, false},
		{"Las[N]ame", "LastName", Spelling, false},
		{"Cou[t]ry", "Country", Spelling, false},
		{"Coun[rt]y", "Country", Spelling, false},
		{"Em[ia]l", "Email", Spelling, false},
		{"Email[s]", "Email", Spelling, false},
		{"Emai[1]", "Email", Spelling, false},
		{"[EmailAdress]", "Email", Spelling, false},
		{"[" + claims + "]Countr[ie]", "Country", Spelling, true},
		{"FirstN[а]me", "FirstName", Spelling, false},
		{"[Е]mail", "Email", Spelling, false},
		{"C[ο]untry", "Country", Spelling, false},
	} {
		name, spans := unmark(c.sent)
		t.Run(name, func(t *testing.T) {
			sent := Match(upwork(t), append(good(c.claim), attr(name, "x")))
			got := find(t, sent, c.claim)
			if got.State != "misnamed" || got.Difference != c.diff || got.Namespace != c.ns {
				t.Fatalf("state %q, difference %q, namespace %v; expected misnamed, %q, %v", got.State, got.Difference, got.Namespace, c.diff, c.ns)
			}
			if !reflect.DeepEqual(got.Differs, spans) {
				t.Errorf("marked %v, expected %v", got.Differs, spans)
			}
			if len(got.Attributes) != 1 || got.Attributes[0].Name != name || got.Why == "" {
				t.Errorf("attributes %v, why %q", got.Attributes, got.Why)
			}
		})
	}
}

// unmark takes the brackets out of a name and gives the ranges they stood around.
func unmark(marked string) (name string, spans [][2]int) {
	var b strings.Builder
	for _, r := range marked {
		switch r {
		case '[':
			spans = append(spans, [2]int{b.Len()})
		case ']':
			spans[len(spans)-1][1] = b.Len()
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), spans
}

func TestNamesThatAreOthers(t *testing.T) {
	for _, name := range []string{
		"", " ", "Department", "displayname", "Company", "City", "State", "Title", "name", "FullName", "username", "hostname",
		"nickname", "TestName", "Mailbox", "groups", "tenantid", "employeeid", "/", ":", "///", "claims/", "x", "Em", "Nam",
		"http://schemas.microsoft.com/identity/claims/displayname",
		"http://schemas.microsoft.com/identity/claims/tenantid",
		"http://schemas.microsoft.com/claims/authnmethodsreferences",
		defGiven, defSurname, defMail, defName, claims + "upn",
		"\xff\xfe", strings.Repeat("FirstName", 100), strings.Repeat(":", 1000),
	} {
		sent := Match(upwork(t), []saml.Attribute{attr(name, "x")})
		for _, s := range sent[:4] {
			if s.State != "missing" {
				t.Errorf("%q was taken for %s: %s, %s", name, s.Wanted.Name, s.State, s.Difference)
			}
		}
		if len(sent) != 5 || sent[4].State != "extra" {
			t.Errorf("%q: %d results", name, len(sent))
		}
	}
}

// A first name is never taken for a last name, however it is misspelt.
func TestFirstNameIsNoLastName(t *testing.T) {
	for _, name := range []string{"FirstName", "firstname", "First Name", "Firstname1", "FistName", "FirtsName", "Frstname", "first_nam"} {
		for _, as := range [][]saml.Attribute{{attr(name, "B.")}, append(good("LastName"), attr(name, "B."))} {
			if s := find(t, Match(upwork(t), as), "LastName"); s.State != "missing" {
				t.Errorf("%q: LastName is %s", name, s.State)
			}
		}
	}
}

func TestMatchValues(t *testing.T) {
	for _, c := range []struct {
		name, claim string
		values      []string
		state       string
		flags       []string
		problem     string // part of it
		notAddress  bool
	}{
		{"plain", "FirstName", []string{"B."}, "present", nil, "", false},
		{"no value element", "FirstName", nil, "empty", nil, "", false},
		{"empty value", "FirstName", []string{""}, "empty", nil, "", false},
		{"two empty values", "FirstName", []string{"", " "}, "empty", []string{Whitespace}, "", false},
		{"white space only", "FirstName", []string{" \t"}, "empty", []string{Whitespace}, "", false},
		{"no-break space only", "Country", []string{"\u00a0"}, "empty", []string{Whitespace}, "", false},
		{"zero width only", "Country", []string{"\u200b"}, "empty", []string{Invisible}, "", false},
		{"Hangul filler only", "Country", []string{"\u3164"}, "empty", []string{Invisible}, "", false},
		{"two values", "Country", []string{"US", "United States"}, "multiple", nil, "", false},
		{"the same value twice", "Country", []string{"US", "US"}, "multiple", nil, "", false},
		{"a value and an empty one", "Country", []string{"US", ""}, "multiple", nil, "", false},
		{"space before", "LastName", []string{" Simon"}, "present", []string{Whitespace}, "", false},
		{"space after", "LastName", []string{"Simon "}, "present", []string{Whitespace}, "", false},
		{"line feed inside", "LastName", []string{"Si\nmon"}, "present", []string{Whitespace}, "", false},
		{"tab inside", "LastName", []string{"Si\tmon"}, "present", []string{Whitespace}, "", false},
		{"no-break space inside", "LastName", []string{"de\u00a0Simon"}, "present", []string{Whitespace}, "", false},
		{"blank inside", "LastName", []string{"de la Simon"}, "present", nil, "", false},
		{"ideographic space inside", "LastName", []string{"山田\u3000太郎"}, "present", nil, "", false},
		{"zero width space", "LastName", []string{"Si\u200bmon"}, "present", []string{Invisible}, "", false},
		{"byte order mark", "LastName", []string{"\ufeffSimon"}, "present", []string{Invisible}, "", false},
		{"soft hyphen", "LastName", []string{"Si\u00admon"}, "present", []string{Invisible}, "", false},
		{"right to left override", "Country", []string{"\u202eSU"}, "present", []string{Invisible}, "", false},
		{"isolate", "Country", []string{"\u2066US\u2069"}, "present", []string{Invisible}, "", false},
		{"tag characters", "Country", []string{"US\U000e0041"}, "present", []string{Invisible}, "", false},
		{"delete character", "Country", []string{"US\u007f"}, "present", []string{Invisible}, "", false},
		{"C1 control", "Country", []string{"US\u0085"}, "present", []string{Whitespace}, "", false},
		{"white space and invisible", "Country", []string{" US\u200b"}, "present", []string{Whitespace, Invisible}, "", false},
		{"Persian with a non-joiner", "FirstName", []string{"علی\u200cرضا"}, "present", nil, "", false},
		{"Sinhala with a joiner", "FirstName", []string{"ශ්\u200dරී"}, "present", nil, "", false},
		{"non-joiner between Latin letters", "FirstName", []string{"B\u200cS"}, "present", []string{Invisible}, "", false},
		{"variant of an ideograph", "LastName", []string{"葛\U000e0100城"}, "present", nil, "", false},
		{"Cyrillic letter in a Latin word", "LastName", []string{"Simоn"}, "present", []string{Homoglyph}, "", false},
		{"Greek letter in a Latin word", "Country", []string{"ΑT"}, "present", []string{Homoglyph}, "", false},
		{"Cyrillic word", "LastName", []string{"Симон"}, "present", nil, "", false},
		{"Greek word beside a Latin one", "LastName", []string{"Σίμων (Simon)"}, "present", nil, "", false},
		{"accents", "LastName", []string{"Müller-Lüdenscheidt"}, "present", nil, "", false},
		{"apostrophe", "LastName", []string{"O’Simon"}, "present", nil, "", false},
		{"Japanese", "LastName", []string{"サイモン"}, "present", nil, "", false},
		{"broken UTF-8", "LastName", []string{"Si\xffmon"}, "present", nil, "", false},
		{"guest marks in a name", "LastName", []string{"x#EXT#"}, "present", []string{Guest}, "", false},

		{"address", "Email", []string{"b.simon@example.com"}, "present", nil, "", false},
		{"plus address", "Email", []string{"b.simon+upwork@example.com"}, "present", nil, "", false},
		{"apostrophe in an address", "Email", []string{"o'simon@example.co.uk"}, "present", nil, "", false},
		{"international domain", "Email", []string{"b.simon@müller.example"}, "present", nil, "", false},
		{"international local part", "Email", []string{"b.símon@example.com"}, "present", nil, "", false},
		{"hash in an address", "Email", []string{"b#simon@example.com"}, "present", nil, "", false},
		{"white space around an address", "Email", []string{" b.simon@example.com "}, "present", []string{Whitespace}, "", false},
		{"invisible character in an address", "Email", []string{"b.simon@exam\u200bple.com"}, "present", []string{Invisible}, "", false},
		{"look-alike in an address", "Email", []string{"b.sіmon@example.com"}, "present", []string{Homoglyph}, "", false},
		{"no at", "Email", []string{"b.simon"}, "malformed", nil, "no @", true},
		{"two at", "Email", []string{"b@simon@example.com"}, "malformed", nil, "more than one @", true},
		{"nothing before the at", "Email", []string{"@example.com"}, "malformed", nil, "nothing before", true},
		{"nothing after the at", "Email", []string{"b.simon@"}, "malformed", nil, "nothing after", true},
		{"one label", "Email", []string{"b.simon@localhost"}, "malformed", nil, "no dot", true},
		{"address literal", "Email", []string{"b.simon@[192.0.2.1]"}, "malformed", nil, "domain", true},
		{"number as domain", "Email", []string{"b.simon@192.0.2.1"}, "malformed", nil, "domain", true},
		{"display name", "Email", []string{"B. Simon <b.simon@example.com>"}, "malformed", nil, "display name", true},
		{"two addresses", "Email", []string{"b@example.com; c@example.com"}, "malformed", nil, "several", true},
		{"mailto", "Email", []string{"mailto:b.simon@example.com"}, "malformed", nil, "prefix", true},
		{"SMTP prefix", "Email", []string{"SMTP:b.simon@example.com"}, "malformed", nil, "prefix", true},
		{"blank inside an address", "Email", []string{"b simon@example.com"}, "malformed", nil, "white space", true},
		{"dots in a row", "Email", []string{"b..simon@example.com"}, "malformed", nil, "dot", true},
		{"dot at the end", "Email", []string{"b.simon@example.com."}, "malformed", nil, "dot", true},
		{"hyphen at the end of a label", "Email", []string{"b.simon@example-.com"}, "malformed", nil, "domain", true},
		{"underscore in the domain", "Email", []string{"b.simon@exa_mple.com"}, "malformed", nil, "domain", true},
		{"quoted local part", "Email", []string{`"b simon"@example.com`}, "malformed", nil, "white space", true},
		{"comma in the local part", "Email", []string{"b,simon@example.com"}, "malformed", nil, "before the @", true},
		{"local part too long", "Email", []string{strings.Repeat("b", 65) + "@example.com"}, "malformed", nil, "longer", true},
		{"broken UTF-8 in an address", "Email", []string{"b\xff@example.com"}, "malformed", nil, "before the @", true},
		{
			"guest", "Email",
			[]string{"b.simon_example.com#EXT#@contoso.example.com"},
			"malformed",
			[]string{Guest},
			"guest",
			false,
		},
		{
			"guest of the first domain", "Email",
			[]string{"b.simon_example.com#ext#@contoso.onmicrosoft.com"},
			"malformed",
			[]string{Guest, OnMicrosoft},
			"guest",
			false,
		},
		{"first domain", "Email", []string{"b.simon@contoso.onmicrosoft.com"}, "malformed", []string{OnMicrosoft}, "onmicrosoft.com", false},
		{"first domain in capitals", "Email", []string{"B.Simon@Contoso.OnMicrosoft.COM"}, "malformed", []string{OnMicrosoft}, "onmicrosoft.com", false},
		{"first domain in China", "Email", []string{"b.simon@contoso.partner.onmschina.cn"}, "malformed", []string{OnMicrosoft}, "onmicrosoft.com", false},
		{"a domain that only ends alike", "Email", []string{"b.simon@notonmicrosoft.com"}, "present", nil, "", false},
		{"empty address", "Email", []string{""}, "empty", nil, "", false},
		{"two address values", "Email", []string{"b@example.com", "c@example.com"}, "multiple", nil, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			sent := Match(upwork(t), append(good(c.claim), attr(c.claim, c.values...)))
			got := find(t, sent, c.claim)
			if got.State != c.state || !slices.Equal(got.Flags, c.flags) {
				t.Errorf("state %q, flags %q; expected %q, %q", got.State, got.Flags, c.state, c.flags)
			}
			if (got.Problem == "") != (c.problem == "") || !strings.Contains(got.Problem, c.problem) || got.NotAddress != c.notAddress {
				t.Errorf("problem %q (form broken: %v), expected %q (%v)", got.Problem, got.NotAddress, c.problem, c.notAddress)
			}
			if !slices.Equal(got.Values, c.values) {
				t.Errorf("values %q, expected %q", got.Values, c.values)
			}
		})
	}
}

func TestMatchNil(t *testing.T) {
	a := saml.Attribute{Name: "Country", Values: []saml.AttributeValue{{Nil: true}}}
	if got := find(t, Match(upwork(t), append(good("Country"), a)), "Country"); got.State != "empty" {
		t.Errorf("state %q, expected empty", got.State)
	}
}

func TestMatchDuplicated(t *testing.T) {
	as := append(good(), attr("Country", "DE"))
	sent := Match(upwork(t), as)
	got := find(t, sent, "Country")
	if got.State != "duplicated" || len(got.Attributes) != 2 || !slices.Equal(got.Values, []string{"US", "DE"}) {
		t.Errorf("got %+v", got)
	}
	if len(sent) != 4 {
		t.Errorf("%d results, expected 4", len(sent))
	}
}

func TestExactBeatsMisnamed(t *testing.T) {
	sent := Match(upwork(t), append(good(), attr("country", "DE"), attr(claims+"Country", "FR")))
	if got := find(t, sent, "Country"); got.State != "present" || got.Values[0] != "US" {
		t.Errorf("got %+v", got)
	}
	if len(sent) != 6 {
		t.Errorf("%d results, expected 6", len(sent))
	}
}

func TestNearestIsChosen(t *testing.T) {
	for _, c := range []struct {
		name string
		as   []saml.Attribute
		want string
	}{
		{"namespace before case", []saml.Attribute{attr("country", "DE"), attr("urn:x:Country", "FR")}, "urn:x:Country"},
		{"case before synonym", []saml.Attribute{attr("co", "DE"), attr("country", "FR")}, "country"},
		{"synonym before translated", []saml.Attribute{attr("Land", "DE"), attr("co", "FR")}, "co"},
		{"translated before spelling", []saml.Attribute{attr("Contry", "DE"), attr("Land", "FR")}, "Land"},
		{"nearer spelling", []saml.Attribute{attr("Cuntri", "DE"), attr("Contry", "FR")}, "Contry"},
		{"filled before empty", []saml.Attribute{attr("co", ""), attr("c", "FR")}, "c"},
		{"first of equals", []saml.Attribute{attr("co", "DE"), attr("c", "FR")}, "co"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := find(t, Match(upwork(t), append(good("Country"), c.as...)), "Country")
			if got.State != "misnamed" || got.Attributes[0].Name != c.want {
				t.Errorf("got %s %v", got.State, got.Attributes)
			}
		})
	}
}

func TestMisnamedTellsWhatIsInTheName(t *testing.T) {
	for _, c := range []struct{ name, claim, flag, why string }{
		{"First\u200bName", "FirstName", Invisible, "U+200B"},
		{"LastN\u0430me", "LastName", Homoglyph, "U+0430"},
		{"Country ", "Country", "", "white space"},
		{claims + "email", "Email", "", "namespace was left on, and capital"},
	} {
		got := find(t, Match(upwork(t), append(good(c.claim), attr(c.name, "x"))), c.claim)
		if c.flag != "" && !slices.Contains(got.Flags, c.flag) || c.flag == "" && len(got.Flags) > 0 || !strings.Contains(got.Why, c.why) {
			t.Errorf("%q: flags %q, why %q", c.name, got.Flags, got.Why)
		}
	}
}

func TestEvidence(t *testing.T) {
	for _, c := range []struct {
		name, claim string
		as          []saml.Attribute
		want        Evidence
		deflt       string
	}{
		{"no attribute at all", "FirstName", nil, NoAttributes, ""},
		{"default arrived", "FirstName", append(good("FirstName"), attr(defGiven, "B.")), NotConfigured, defGiven},
		{"default absent, others there", "FirstName", append(good("FirstName"), attr(defSurname, "Simon")), SourceEmpty, ""},
		{"only the name default left", "LastName", append(good("LastName"), attr(defName, "b.simon@example.com")), SourceEmpty, ""},
		{"default came empty", "FirstName", append(good("FirstName"), attr(defGiven, ""), attr(defSurname, "Simon")), SourceEmpty, ""},
		{"no defaults at all", "FirstName", good("FirstName"), EitherWay, ""},
		{"no default for that source", "Country", append(good("Country"), attr(defGiven, "B.")), EitherWay, ""},
		{"mail arrived", "Email", append(good("Email"), attr(defMail, "b.simon@example.com")), NotConfigured, defMail},
		{"mail absent, name there", "Email", append(good("Email"), attr(defName, "b.simon@example.com"), attr(defGiven, "B.")), EitherWay, defName},
		{"neither mail nor name", "Email", append(good("Email"), attr(defGiven, "B.")), SourceEmpty, ""},
		{
			"only defaults", "Email",
			[]saml.Attribute{attr(defGiven, "B."), attr(defSurname, "Simon"), attr(defName, "b.simon@example.com")},
			NotConfigured, defName,
		},
		{
			"only defaults, claim without one", "Country",
			[]saml.Attribute{attr(defGiven, "B."), attr(defSurname, "Simon"), attr(defMail, "b.simon@example.com")},
			NotConfigured, "",
		},
		{
			"only some defaults, claim without one", "Country",
			[]saml.Attribute{attr(defGiven, "B."), attr(defMail, "b.simon@example.com")},
			EitherWay, "",
		},
		{"nothing known arrived", "FirstName", []saml.Attribute{attr("Department", "Sales")}, EitherWay, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := find(t, Match(upwork(t), c.as), c.claim)
			if got.State != "missing" || got.Evidence != c.want || got.Default != c.deflt {
				t.Errorf("state %q, evidence %q, default %q; expected missing, %q, %q", got.State, got.Evidence, got.Default, c.want, c.deflt)
			}
		})
	}
}

// Only the defaults arrived: that is no misnaming, the claims were never configured.
func TestDefaultsAreNoMisnamedClaims(t *testing.T) {
	sent := Match(upwork(t), []saml.Attribute{attr(defGiven, "B."), attr(defSurname, "Simon"), attr(defMail, "b.simon@example.com")})
	for _, s := range sent[:4] {
		if s.State != "missing" || s.Evidence != NotConfigured {
			t.Errorf("%s: %s, %s", s.Wanted.Name, s.State, s.Evidence)
		}
	}
}

func TestFriendlyName(t *testing.T) {
	oid := attr("urn:oid:1.2.3", "US")
	oid.FriendlyName = "Country"
	sent := Match(upwork(t), append(good("Country"), oid))
	got := find(t, sent, "Country")
	if got.State != "missing" || got.Difference != Friendly || got.Friendly != "Country" || got.FriendlyOf != "urn:oid:1.2.3" ||
		len(got.Attributes) != 0 || got.Evidence != NotConfigured {
		t.Errorf("got %+v", got)
	}
	if len(sent) != 5 || sent[4].State != "extra" {
		t.Errorf("the attribute itself is extra: %+v", sent[4:])
	}

	synonym := attr("urn:oid:2.5.4.6", "US")
	synonym.FriendlyName = "country"
	if got := find(t, Match(upwork(t), append(good("Country"), synonym)), "Country"); got.State != "misnamed" || got.Difference != Synonym || got.Friendly != "country" {
		t.Errorf("got %+v", got)
	}
	if got := find(t, Match(upwork(t), append(good(), oid)), "Country"); got.State != "present" || got.Friendly != "" {
		t.Errorf("got %+v", got)
	}
}

// A profile may want names with a namespace; then the bare name is the misnamed one.
func TestWantedNameWithNamespace(t *testing.T) {
	p := &Profile{Claims: []Claim{{Name: defGiven}, {Name: defSurname}}}
	got := Match(p, []saml.Attribute{attr("givenname", "B."), attr(claims+"Surname", "Simon")})
	if got[0].State != "misnamed" || got[0].Difference != Namespaced || got[0].Namespace || got[0].Why != "the namespace is missing" {
		t.Errorf("got %+v", got[0])
	}
	if got[1].State != "misnamed" || got[1].Difference != Case || !reflect.DeepEqual(got[1].Differs, [][2]int{{len(claims), len(claims) + 1}}) {
		t.Errorf("got %+v", got[1])
	}
}

func TestMatchWithoutProfile(t *testing.T) {
	if got := Match(nil, good()); len(got) != 4 || got[0].State != "extra" {
		t.Errorf("got %+v", got)
	}
}

// Whatever is sent, every attribute is told exactly once, and every marked range lies in its name.
func TestMatchKeepsEveryAttribute(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	p := upwork(t)
	words := []string{
		"FirstName", "LastName", "Country", "Email", "givenname", "sn", "co", "mail", claims, "urn:x:", "/", ":", "#", " ", "_", "\u200b", "\xff",
		"名", "国家/地区", "Vorname", "а", "é", "", "x", defGiven, defMail, strings.Repeat("a", 300),
	}
	values := []string{"", " ", "x", "b.simon@example.com", "@", "#EXT#", "\u202e", "\xff", "a@b@c", "Simоn"}
	for range 3000 {
		var as []saml.Attribute
		for i := range r.IntN(8) {
			var name strings.Builder
			for range r.IntN(4) {
				name.WriteString(words[r.IntN(len(words))])
			}
			b := []byte(name.String())
			if len(b) > 0 && r.IntN(3) == 0 {
				b[r.IntN(len(b))] ^= byte(1 << r.IntN(8))
			}
			a := attr(string(b))
			for range r.IntN(3) {
				a.Values = append(a.Values, saml.AttributeValue{Text: values[r.IntN(len(values))]})
			}
			a.FriendlyName = words[r.IntN(len(words))]
			a.NameFormat = fmt.Sprint(i) // tells the attributes apart
			as = append(as, a)
		}
		sent := Match(p, as)
		told := map[string]int{}
		for i, s := range sent {
			if (i < len(p.Claims)) != (s.Wanted != nil) || s.State == "" {
				t.Fatalf("result %d: %+v", i, s)
			}
			for _, a := range s.Attributes {
				told[a.NameFormat]++
			}
			for j, d := range s.Differs {
				if name := s.Attributes[0].Name; d[0] < 0 || d[0] >= d[1] || d[1] > len(name) || j > 0 && d[0] <= s.Differs[j-1][1] {
					t.Fatalf("%q is marked %v", name, s.Differs)
				}
			}
		}
		for i := range as {
			if told[fmt.Sprint(i)] != 1 {
				t.Fatalf("attribute %q is told %d times", as[i].Name, told[fmt.Sprint(i)])
			}
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	p := upwork(b)
	as := append(good("Country"), attr(defGiven, "B."), attr(defSurname, "Simon"), attr(defMail, "b.simon@example.com"), attr("countri", "US"))
	for b.Loop() {
		Match(p, as)
	}
}

// Very many names that are nearly right must not cost more than they are.
func BenchmarkMatchManyNames(b *testing.B) {
	p := upwork(b)
	var as []saml.Attribute
	for i := range 10_000 {
		as = append(as, attr(fmt.Sprintf("a/b/c/FirxtNa%d", i), "x"))
	}
	for b.Loop() {
		Match(p, as)
	}
}
