package setup

import (
	"fmt"
	"strings"
	"testing"
)

// hostile are inputs that nobody gives in good faith. Each is read within bounds.
func hostile() map[string]string {
	const sp = `{"servicePrincipalNames":[],"displayName":"Upwork","x":`
	claims := strings.Repeat("Claim\tuser.givenname\n", 100_000)
	return map[string]string{
		"10 MB in one string":      sp + `"` + strings.Repeat("a", 10<<20) + `"}`,
		"10 MB in one value":       `{"servicePrincipalNames":[],"displayName":"` + strings.Repeat("a@b.example.com ", 700_000) + `"}`,
		"10 MB in one line":        strings.Repeat("a", 10<<20),
		"10 MB of labels":          strings.Repeat("Identifier (Entity ID)\n", 450_000),
		"many lines of values":     "Reply URL\n" + strings.Repeat("https://sp.example.com/acs\n", 50_000),
		"many values":              "Reply URL\n" + many500("https://sp%d.example.com/acs\n"),
		"many claims":              "Attributes & Claims\n" + claims,
		"many thumbprints":         "SAML Certificates\n" + strings.Repeat(print+"\n", 30_000),
		"many dates":               "SAML Certificates\n" + strings.Repeat("1/2/2028, 10:00:00 AM\n", 50_000),
		"very many brackets":       sp + strings.Repeat("[", 1<<17),
		"brackets at line starts":  strings.Repeat("[\n", 1<<17),
		"strings without an end":   strings.Repeat("[\"\n", 1<<17),
		"objects without an end":   strings.Repeat("{\"a\":\n", 1<<17),
		"very many values":         sp + "[" + strings.Repeat("1,", 1<<17) + "1]}",
		"very many properties":     `{"servicePrincipalNames":[]` + strings.Repeat(`,"a":1`, 1<<17) + "}",
		"many apps":                `{"value":[` + strings.Repeat(`{"appId":"a","displayName":"Box","replyUrls":[]},`, 100_000) + `]}`,
		"stars":                    strings.Repeat("*", 1<<19),
		"brackets of Markdown":     strings.Repeat("[a](b", 1<<18),
		"bars":                     strings.Repeat("|", 1<<19),
		"parentheses":              "Reply URL " + strings.Repeat("(a) ", 1<<18),
		"gaps":                     strings.Repeat("a    ", 1<<17),
		"marks of mail":            strings.Repeat("> ", 1<<19),
		"tags":                     "<div>" + strings.Repeat("<div><span></p>", 60_000),
		"a tag without an end":     "</div><div>" + strings.Repeat("<div ", 1<<17),
		"attributes":               "</div><div><input " + strings.Repeat("value=a ", 1<<17) + ">",
		"policies within policies": `{"definition":[` + strings.Repeat(`"{\"ClaimsMappingPolicy\":{\"ClaimsSchema\":[]}}",`, 50_000) + `]}`,
		"control characters":       strings.Repeat("\x00\x01\x1b[31m\u202e\u2066Reply URL\u202e\n", 10_000),
		"no UTF-8":                 strings.Repeat("\xff\xfe\xfd", 100_000),
		"key credentials":          `{"keyCredentials":[` + strings.Repeat(`{"usage":"Sign","customKeyIdentifier":"x"},`, 50_000) + `],"servicePrincipalNames":[]}`,
		"addresses":                "Reply URL\thttps://" + strings.Repeat("a@", 1<<17) + "\n",
	}
}

func many500(format string) string {
	var out strings.Builder
	for i := range 500 {
		fmt.Fprintf(&out, format, i)
	}
	return out.String()
}

func TestHostile(t *testing.T) {
	for name, text := range hostile() {
		s, err := Read(name, []byte(text))
		if err != nil {
			continue
		}
		lawful(t, name, s)
		if s, err = Assemble("Upwork", []*Sheet{s}); err == nil {
			lawful(t, name, s)
		}
	}
}

// lawful holds that a sheet stays within its bounds and holds no address of a person.
func lawful(t testing.TB, name string, s *Sheet) {
	t.Helper()
	if len(s.Claims) > maxClaims || len(s.Policy) > maxClaims || len(s.Certificates) > maxCertificates || len(s.Choices) > maxApps || len(s.Notes) > maxNotes {
		t.Errorf("%s: %d claims, %d of the policy, %d certificates, %d applications, %d notes", name, len(s.Claims), len(s.Policy), len(s.Certificates), len(s.Choices), len(s.Notes))
	}
	hold := func(text string) {
		if len(text) > maxValue+len("…") {
			t.Errorf("%s: a value of %d bytes", name, len(text))
		}
		if found := address.FindString(text); found != "" {
			t.Errorf("%s: the address %q was kept", name, found)
		}
	}
	for _, e := range s.Fields {
		if len(e.Values) > maxValues {
			t.Errorf("%s: %d values of one field", name, len(e.Values))
		}
		for _, v := range e.Values {
			hold(v.Text)
		}
	}
	for _, list := range [][]Claim{s.Claims, s.Policy} {
		for _, c := range list {
			hold(c.Name)
			hold(c.Namespace)
			hold(c.Source)
			hold(c.Format)
		}
	}
	for _, n := range s.Notes {
		hold(n)
	}
}

// At each limit something is still read, and a note says that there is more.
func TestLimits(t *testing.T) {
	if _, err := Read("x", make([]byte, maxInput+1)); err == nil || !strings.Contains(err.Error(), "at most 32 MiB") {
		t.Errorf("a file over the limit: %v", err)
	}
	list := func(n int, item string) string {
		return strings.TrimSuffix(strings.Repeat(item+",", n), ",")
	}
	names := func(n int) string {
		var out []string
		for i := range n {
			out = append(out, fmt.Sprintf(`{"name":"c%d","configurations":[]}`, i))
		}
		return strings.Join(out, ",")
	}
	for name, tc := range map[string]struct{ text, want string }{
		"maxValues":       {"Reply URL\n" + many500("https://sp%d.example.com/acs\n"), "more values of one field"},
		"maxClaims":       {`{"includeBasicClaimSet":true,"claims":[` + names(maxClaims+1) + `]}`, "more claims"},
		"maxCertificates": {"SAML Certificates\n" + many500("Active\t%040d\n"), "more certificates"},
		"maxApps":         {`[` + list(maxApps+1, `{"appId":"a","displayName":"Upwork","replyUrls":[]}`) + `]`, "more than the first 5000 objects"},
		"maxDepth":        {`{"replyUrls":[],"x":` + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth) + `}`, "nested deeper"},
		"maxNodes":        {`{"replyUrls":[],"x":[` + list(maxNodes, "1") + `]}`, "more than 1000000 values"},
	} {
		if s := read(t, name, tc.text); !strings.Contains(strings.Join(s.Notes, "\n"), tc.want) {
			t.Errorf("%s: expected a note with %q, found %q", name, tc.want, s.Notes)
		}
	}
	long := "https://sp.example.com/" + strings.Repeat("a", maxValue)
	if got := read(t, "maxValue", "Reply URL: "+long).First(ReplyURL); len(got) != maxValue+len("…") {
		t.Errorf("a value over the limit has %d bytes", len(got))
	}
	sheet := newSheet(PortalText)
	for i := range maxNotes + 1 {
		sheet.note(fmt.Sprint(i))
	}
	if len(sheet.Notes) != maxNotes {
		t.Errorf("%d notes", len(sheet.Notes))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(portalPage(f)))
	f.Add([]byte(servicePrincipal(f)))
	f.Add([]byte(`{"definition":["{\"ClaimsMappingPolicy\":{\"ClaimsSchema\":[{\"Value\":\"b.simon@example.com\",\"SamlClaimType\":\"Email\"}]}}"]}`))
	f.Add([]byte("<div><h3>Attributes &amp; Claims</h3><td>Country</td><td>user.country</td></div>"))
	f.Add([]byte(`{"definition":["{\"ClaimsMappingPolicy\":{\"ClaimsSchema\":b.simon@example.com}}"]}`)) // an address in what is said of the damage
	f.Add([]byte("Manage claim\nName: Email\nNamespace:\nSource attribute: \"b.simon@example.com\"\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := Read("x", b)
		if err != nil {
			return
		}
		lawful(t, "read", s)
		if s, err = Assemble("Upwork Enterprise", []*Sheet{s}); err == nil {
			lawful(t, "assembled", s)
		}
	})
}
