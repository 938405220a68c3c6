package profile

import (
	"slices"
	"strings"
	"testing"
)

const small = `{"name": "app", "title": "App", "claims": [{"name": "Mail", "form": "address"}]}`

func TestReadSmall(t *testing.T) {
	for _, in := range []string{small, "\ufeff" + small, small + "\r\n"} {
		p, err := Read([]byte(in))
		if err != nil {
			t.Fatal(err)
		}
		if p.Name != "app" || p.Short != "App" || len(p.Claims) != 1 || p.Claims[0].Form != Address {
			t.Errorf("got %+v", p)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	replaced := func(old, now string) string { return strings.Replace(small, old, now, 1) }
	for _, c := range []struct{ name, in, want string }{
		{"nothing", "", "found nothing"},
		{"blank", " \n", "found nothing"},
		{"cut off", small[:20], "cut off"},
		{"not JSON", "<xml/>", "line 1: expected JSON"},
		{"line of the error", "{\n\"name\": \"app\",\n,\n}", "line 3: expected JSON"},
		{"an array", "[]", "expected a JSON object, found array"},
		{"null", "null", `field "name"`},
		{"not UTF-8", replaced("App", "\xff"), "UTF-8"},
		{"too large", `{"name": "` + strings.Repeat("a", 300<<10) + `"}`, "256 KiB"},
		{"more after it", small + "{}", "more after it"},
		{"unknown field", replaced(`"title"`, `"tittle"`), `unknown field "tittle"`},
		{"unknown field of a claim", replaced(`"form"`, `"from"`), `unknown field "from"`},
		{"field twice", replaced(`"title": "App"`, `"title": "App", "title": "Other"`), `field "title": expected once`},
		{"field twice in another case", replaced(`"title": "App"`, `"title": "App", "Title": "Other"`), `field "Title": expected once`},
		{"field of a claim twice", replaced(`"name": "Mail"`, `"name": "Mail", "name": "Other"`), `field "name": expected once`},
		{"wrong type", replaced(`"App"`, `5`), `field "title": expected string, found number`},
		{"wrong type in a claim", replaced(`"Mail"`, `true`), `field "claims.name": expected string, found bool`},
		{"no name", replaced(`"app"`, `""`), `field "name"`},
		{"name with a path", replaced(`"app"`, `"../app"`), `field "name"`},
		{"name in capitals", replaced(`"app"`, `"App"`), `field "name"`},
		{"no title", replaced(`"App"`, `" "`), `field "title"`},
		{"title with a control character", replaced(`"App"`, `"A\u001bpp"`), "U+001B"},
		{"title with an invisible character", replaced(`"App"`, `"A\u202epp"`), "U+202E"},
		{"negative limit", replaced(`"claims"`, `"name_limit": -1, "claims"`), `field "name_limit"`},
		{"negative upload", replaced(`"claims"`, `"upload": {"most_bytes": -1}, "claims"`), `field "upload.most_bytes"`},
		{"an answer with a line break", replaced(`"claims"`, `"upload": {"malformed": "no\ngood"}, "claims"`), `field "upload.malformed"`},
		{"a step with a line break", replaced(`"claims"`, `"upload": {"steps": ["one", "no\ngood"]}, "claims"`), `field "upload.steps[1]"`},
		{"ACS is no URL", replaced(`"claims"`, `"acs": "app.example.com/acs", "claims"`), `field "acs"`},
		{"ACS is a script", replaced(`"claims"`, `"acs": "javascript:alert(1)", "claims"`), `field "acs"`},
		{"sign-on URL", replaced(`"claims"`, `"sign_on_url": "https://", "claims"`), `field "sign_on_url"`},
		{"entityID with a blank", replaced(`"claims"`, `"entity_id": "https://app.example.com ", "claims"`), `field "entity_id"`},
		{"no claims", `{"name": "app", "title": "App", "claims": []}`, `field "claims"`},
		{"claim without a name", replaced(`"Mail"`, `""`), `field "claims[0].name"`},
		{"claim twice", replaced(`[{`, `[{"name": "Mail"}, {`), `field "claims[1].name"`},
		{"unknown form", replaced(`"address"`, `"phone"`), `field "claims[0].form"`},
		{"empty synonym", replaced(`"form"`, `"synonyms": ["mail", ""], "form"`), `field "claims[0].synonyms"`},
		{"default with white space", replaced(`"form"`, `"defaults": [" mail"], "form"`), `field "claims[0].defaults"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := Read([]byte(c.in))
			if err == nil {
				t.Fatalf("accepted: %+v", p)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %q, expected %q in it", err, c.want)
			}
		})
	}
}

func TestBuiltin(t *testing.T) {
	if !slices.Contains(Names(), "upwork-enterprise") {
		t.Fatalf("names are %q", Names())
	}
	for _, name := range Names() {
		p, err := Builtin(name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if p.Name != name {
			t.Errorf("%s names itself %q", name, p.Name)
		}
	}
	for _, name := range []string{"", "upwork", "../profiles/upwork-enterprise", "upwork-enterprise.json"} {
		if _, err := Builtin(name); err == nil || !strings.Contains(err.Error(), "upwork-enterprise") {
			t.Errorf("%q: error is %v", name, err)
		}
	}
}

func TestUpwork(t *testing.T) {
	p, err := Builtin("upwork-enterprise")
	if err != nil {
		t.Fatal(err)
	}
	if p.EntityID != "" || p.ACS != "" {
		t.Error("entityID and ACS are not published and must be left empty")
	}
	if p.SignOnURL != "https://www.upwork.com/ab/account-security/login" || p.NameLimit != 50 || p.Short != "Upwork" {
		t.Errorf("got %+v", p)
	}
	if u := p.Upload; u.MostBytes != 2_000_000 || u.Malformed != "Metadata is not formatted properly" || u.Duplicate != "Identity provider already exists" {
		t.Errorf("upload: %+v", u)
	}
	sources := []string{"FirstName user.givenname", "LastName user.surname", "Country user.country", "Email user.userprincipalname"}
	for i, c := range p.Claims {
		if c.Name+" "+c.Source != sources[i] || !c.Required || c.Where == "" || len(c.Synonyms) == 0 || len(c.Translations) == 0 {
			t.Errorf("claim %d: %+v", i, c)
		}
		if len(c.Name) >= p.NameLimit {
			t.Errorf("%s is too long for the application itself", c.Name)
		}
	}
	// A word that stands for two claims would be taken for the first in silence.
	seen := map[string]string{}
	for _, c := range p.Claims {
		for _, word := range append(append([]string{c.Name}, c.Synonyms...), c.Translations...) {
			q := unaccented(squash(word))
			if strings.Contains(word, ":") {
				q = word
			}
			if other, ok := seen[q]; ok && other != c.Name {
				t.Errorf("%q stands for %s and %s", word, other, c.Name)
			}
			seen[q] = c.Name
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"name":1}`))
	f.Add([]byte(`{"a":[{"b":{}}],"a":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Read(b)
		if err != nil {
			return
		}
		if p.Title == "" || len(p.Claims) == 0 {
			t.Errorf("accepted %q", b)
		}
		Match(p, good())
	})
}
