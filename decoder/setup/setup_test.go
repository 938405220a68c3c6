package setup

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// page is what a person gets with Ctrl+A and Ctrl+C on Set up Single Sign-On with SAML.
func portalPage(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/page.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

const (
	tenant = "00000000-1111-2222-3333-444444444444"
	appID  = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
	print  = "A7D3C4626B8A84FDA868CCC67D274D402FFD0A10"
	saml2  = "https://login.microsoftonline.com/" + tenant + "/saml2"
)

// told writes a sheet down, a line for each thing that it shows.
func told(s *Sheet) []string {
	var out []string
	for _, f := range Fields() {
		if e := s.Entry(f.Field); e != nil {
			texts := []string{}
			for _, v := range e.Values {
				texts = append(texts, v.Text)
			}
			out = append(out, string(f.Field)+": "+strings.Join(texts, " + "))
		}
	}
	for _, c := range s.Effective() {
		line := "claim: " + c.Full() + " from " + c.Source
		if c.Kind != Attribute {
			line += ", " + string(c.Kind)
		}
		if !c.Whole {
			line += ", short"
		}
		if c.Constant {
			line += ", fixed"
		}
		if c.Transformations > 0 {
			line += fmt.Sprintf(", %d steps", c.Transformations)
		}
		if c.Conditions > 0 {
			line += fmt.Sprintf(", %d conditions", c.Conditions)
		}
		if c.Format != "" {
			line += ", " + c.Format
		}
		out = append(out, line)
	}
	for _, c := range s.Certificates {
		ends := []string{}
		for _, e := range c.Ends {
			ends = append(ends, e.Format("2006-01-02"))
		}
		out = append(out, strings.TrimSpace("certificate: "+c.Thumbprint+" active "+string(c.Active)+" ends "+strings.Join(ends, " or ")))
	}
	return out
}

func read(t testing.TB, name, text string) *Sheet {
	t.Helper()
	s, err := Read(name, []byte(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	s, err = Assemble("Upwork Enterprise", []*Sheet{s})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return s
}

var whole = []string{
	"app-name: Upwork Enterprise", "mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs",
	"sign-on-url: https://www.upwork.com/ab/account-security/login", "relay-state: ", "logout-url: ", "notification-email: given",
	"metadata-url: https://login.microsoftonline.com/" + tenant + "/federationmetadata/2007-06/federationmetadata.xml?appid=" + appID,
	"signed-requests: no", "login-url: " + saml2, "entra-identifier: https://sts.windows.net/" + tenant + "/", "entra-logout-url: " + saml2,
	"claim: givenname from user.givenname, short", "claim: surname from user.surname, short", "claim: emailaddress from user.mail, short",
	"claim: name from user.userprincipalname, short", "claim: FirstName from user.givenname, short", "claim: LastName from user.surname, short",
	"claim: Country from user.country, short", "claim: Email from user.userprincipalname, short",
	"claim: Unique User Identifier from user.userprincipalname, name-id, short", "certificate: " + print + " active yes ends 2028-11-24",
}

// The same page as it comes through a browser, a mail, a ticket, an editor: it is read the same.
func TestPageInEveryWrapping(t *testing.T) {
	page := portalPage(t)
	for name, wrap := range map[string]func(string) string{
		"as it is":        func(s string) string { return s },
		"CRLF":            func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"byte order mark": func(s string) string { return "\ufeff" + s },
		"UTF-16":          func(s string) string { return utf16LE(s) },
		"quoted mail":     func(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") },
		"quoted twice":    func(s string) string { return ">> " + strings.ReplaceAll(s, "\n", "\n>> ") },
		"next line":       func(s string) string { return strings.ReplaceAll(s, "\t", "\n") },
		"blank lines":     func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "\t", "\n"), "\n", "\n\n") },
		"one blank":       func(s string) string { return strings.ReplaceAll(s, "\t", " ") },
		"wide gaps":       func(s string) string { return strings.ReplaceAll(s, "\t", "        ") },
		"NBSP":            func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") },
		"trailing blanks": func(s string) string { return strings.ReplaceAll(s, "\n", " \t\u00a0\n") },
		"colons":          func(s string) string { return strings.ReplaceAll(s, "\t", ": ") },
		"list":            func(s string) string { return "- " + strings.ReplaceAll(s, "\n", "\n- ") },
		"icons":           func(s string) string { return strings.ReplaceAll(s, "\t", " \ue8c8\t") },
		"right to left":   func(s string) string { return strings.ReplaceAll(s, "\t", "\u200f\t\u200e") },
		"fence":           func(s string) string { return "```text\n" + s + "\n```\n" },
		"Markdown table":  func(s string) string { return markdown(s) },
		"angle brackets":  func(s string) string { return angled(s) },
		"after a mail":    func(s string) string { return "Hello,\n\nhere is what I see:\n\n" + s + "\n\nKind regards\nB. Simon\n" },
	} {
		if got := told(read(t, name, wrap(page))); !slices.Equal(got, whole) {
			t.Errorf("%s:\n%s", name, differing(whole, got))
		}
	}
}

func utf16LE(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func markdown(s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		if a, b, ok := strings.Cut(line, "\t"); ok {
			line = "| **" + a + "** | `" + b + "` |"
		}
		out.WriteString(line + "\n")
	}
	return out.String()
}

func angled(s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		if i := strings.Index(line, "https://"); i >= 0 && !strings.Contains(line, "@") {
			line = line[:i] + "<" + strings.TrimSpace(line[i:]) + ">\n"
		}
		out.WriteString(line)
	}
	return out.String()
}

func differing(want, got []string) string {
	var out []string
	for _, w := range want {
		if !slices.Contains(got, w) {
			out = append(out, "missing "+w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			out = append(out, "found   "+g)
		}
	}
	return strings.Join(out, "\n")
}

func TestPlaces(t *testing.T) {
	s := read(t, "page.txt", portalPage(t))
	for f, want := range map[Field]string{Identifier: "20:24 page.txt", SignOnURL: "22:13 page.txt", LoginURL: "59:1 page.txt"} {
		v := s.Entry(f).Values[0]
		if got := fmt.Sprintf("%d:%d %s", v.Place.Line, v.Place.Column, v.Place.Path); got != want {
			t.Errorf("%s stands at %s, found %s", f, want, got)
		}
	}
}

// What a portal in another language, an editor, a list of certificates or a person's own notes look like.
func TestTexts(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{
			"empty fields", "Basic SAML Configuration\nIdentifier (Entity ID)\tRequired\nReply URL (Assertion Consumer Service URL)\tRequired\nSign on URL\tOptional\nRelay State (Optional)\tOptional\n",
			[]string{"mode: saml", "identifier: ", "reply-url: ", "sign-on-url: ", "relay-state: "},
		},
		{
			"empty fields, next line", "Basic SAML Configuration\nEdit\nIdentifier (Entity ID)\nRequired\nReply URL (Assertion Consumer Service URL)\nRequired\nSign on URL (Optional)\nAttributes & Claims\n",
			[]string{"mode: saml", "identifier: ", "reply-url: ", "sign-on-url: "},
		},
		{
			"the editor's hints", "Basic SAML Configuration\nIdentifier (Entity ID) *\nThe unique ID that identifies your application to Microsoft Entra ID.\nDefault\nhttps://sp.example.com/saml\nAdd identifier\nPatterns: https://*.example.com\n" +
				"Reply URL (Assertion Consumer Service URL) *\nThe reply URL is where the application expects to receive the authentication token.\nIndex\tDefault\nhttps://sp.example.com/acs\nhttps://sp2.example.com/acs\n",
			[]string{"mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs + https://sp2.example.com/acs"},
		},
		{
			"German", "Grundlegende SAML-Konfiguration\nBearbeiten\nBezeichner (Entitäts-ID)\nhttps://sp.example.com/saml\nAntwort-URL (Assertionsverbraucherdienst-URL)\nhttps://sp.example.com/acs\nAnmelde-URL\nOptional\n" +
				"SAML-Signaturzertifikat\nStatus\nAktiv\n" + print + "\n24.11.2028, 10:15:30\nApp-Verbundmetadaten-URL\nUpwork Enterprise einrichten\nAnmelde-URL\n" + saml2 + "\nAbmelde-URL\n" + saml2 + "\n",
			[]string{
				"app-name: Upwork Enterprise", "mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs", "sign-on-url: ", "metadata-url: ",
				"login-url: " + saml2, "entra-logout-url: " + saml2, "certificate: " + print + " active yes ends 2028-11-24",
			},
		},
		{
			"French", "Configuration SAML de base\nModifier\nIdentificateur (ID d’entité)\thttps://sp.example.com/saml\nURL de réponse (URL Assertion Consumer Service)\thttps://sp.example.com/acs\nURL d’authentification\tFacultatif\n" +
				"Attributs et revendications\nFirstName\tuser.givenname\nIdentificateur unique de l’utilisateur\tuser.userprincipalname\nCertificat de signature SAML\nÉtat\tActif\nEmpreinte\t" + print + "\nDate d’expiration\t24/11/2028 10:15:30\n" +
				"Configurer Upwork Enterprise\nURL de connexion\t" + saml2 + "\nIdentificateur Azure AD\thttps://sts.windows.net/" + tenant + "/\nURL de déconnexion\t" + saml2 + "\n",
			[]string{
				"app-name: Upwork Enterprise", "mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs", "sign-on-url: ", "login-url: " + saml2,
				"entra-identifier: https://sts.windows.net/" + tenant + "/", "entra-logout-url: " + saml2, "claim: FirstName from user.givenname, short",
				"claim: Identificateur unique de l’utilisateur from user.userprincipalname, name-id, short", "certificate: " + print + " active yes ends 2028-11-24",
			},
		},
		{
			"Spanish", "Configuración básica de SAML\nIdentificador (identificador de entidad)\nhttps://sp.example.com/saml\nURL de respuesta\nhttps://sp.example.com/acs\nURL de inicio de sesión\nhttps://www.upwork.com/ab/account-security/login\n" +
				"Configurar Upwork Enterprise\nURL de inicio de sesión\n" + saml2 + "\nURL de cierre de sesión\n" + saml2 + "\n",
			[]string{
				"app-name: Upwork Enterprise", "mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs", "sign-on-url: https://www.upwork.com/ab/account-security/login",
				"login-url: " + saml2, "entra-logout-url: " + saml2,
			},
		},
		{
			"Japanese", "基本的な SAML 構成\n識別子 (エンティティ ID)\nhttps://sp.example.com/saml\n応答 URL (Assertion Consumer Service URL)\nhttps://sp.example.com/acs\nサインオン URL\nオプション\nSAML 署名証明書\n状態\nアクティブ\n" + print + "\n2028/11/24 10:15:30\n",
			[]string{"mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs", "sign-on-url: ", "certificate: " + print + " active yes ends 2028-11-24"},
		},
		{
			"words between label and value", "Basic SAML Configuration\nIdentifier (Entity ID)\nCopier\nhttps://sp.example.com/saml\nReply URL\nCopier\nhttps://sp.example.com/acs\nSign on URL\nfoo\nLogout Url\nsp.example.com/out\nRelay State\nhome\n",
			[]string{"mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs", "sign-on-url: foo", "relay-state: home", "logout-url: sp.example.com/out"},
		},
		{
			"as an old editor saves it", "Grundlegende SAML-Konfiguration\nBezeichner (Entit\xe4ts-ID)\nhttps://sp.example.com/saml\n",
			[]string{"mode: saml", "identifier: https://sp.example.com/saml"},
		},
		{
			"a language that is not known", "Yksinkertainen\nTunniste\nhttps://sp.example.com/saml\nFirstName\tuser.givenname\nJotain\n" + print + "\nLinkki\n" + saml2 + "\nToinen\nhttps://sts.windows.net/" + tenant + "/\nKolmas\n" + saml2 + "\n",
			[]string{
				"login-url: " + saml2, "entra-identifier: https://sts.windows.net/" + tenant + "/", "entra-logout-url: " + saml2, "claim: FirstName from user.givenname, short",
				"certificate: " + print + " active  ends",
			},
		},
		{
			"the editor of claims", "Attributes & Claims\nAdd new claim\nColumns\nRequired claim\nClaim name\tType\tValue\nUnique User Identifier (Name ID)\tSAML\tuser.userprincipalname [nameid-format:emailAddress]\t...\nAdditional claims\n" +
				"Claim name\tType\tValue\nhttp://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName\tSAML\tuser.givenname\t...\nLastName\nSAML\nuser.surname\n...\nCountry\tSAML\t\"US\"\t...\n" +
				"Email\tSAML\tToLowercase (user.mail)\t...\ngroups\tSAML\tuser.groups [SecurityGroup]\t...\n",
			[]string{
				"mode: saml", "claim: Unique User Identifier (Name ID) from user.userprincipalname, name-id, emailAddress", "claim: http://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName from user.givenname",
				"claim: LastName from user.surname", `claim: Country from "US", fixed`, "claim: Email from ToLowercase (user.mail), 1 steps", "claim: groups from user.groups [SecurityGroup], groups",
			},
		},
		{
			"a list with namespaces beside", "User Attributes & Claims\nName\tSource Attribute\tNamespace\nFirstName\tuser.givenname\thttp://schemas.xmlsoap.org/ws/2005/05/identity/claims\nLastName\tuser.surname\n",
			[]string{"mode: saml", "claim: http://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName from user.givenname", "claim: LastName from user.surname"},
		},
		{
			"the form of a claim", "Manage claim\nName *\tFirstName\nNamespace\thttp://schemas.xmlsoap.org/ws/2005/05/identity/claims\nSource *\tAttribute\nSource attribute *\tuser.givenname\nName: LastName\nNamespace:\nSource attribute: user.surname\n",
			[]string{"mode: saml", "claim: http://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName from user.givenname", "claim: LastName from user.surname"},
		},
		{
			"the list of certificates", "SAML Signing Certificate\nStatus\tExpiration Date\tThumbprint\nInactive\t11/24/2029, 10:00:00 AM\tB" + print[1:] + "\t...\nActive\t1/2/2027, 10:00:00 AM\t" + print + "\t...\nSigning Option\tSign SAML assertion\nSigning Algorithm\tSHA-1\n",
			[]string{
				"mode: saml", "signing-option: Sign SAML assertion", "signing-algorithm: SHA-1", "certificate: B" + print[1:] + " active no ends 2029-11-24",
				"certificate: " + print + " active yes ends 2027-01-02 or 2027-02-01",
			},
		},
		{
			"verification is no signing certificate", "SAML Certificates\nToken signing certificate\nStatus\tActive\nVerification certificates (optional)\nRequired\tYes\nActive\t1\nExpired\t0\n",
			[]string{"mode: saml", "signed-requests: yes", "certificate:  active yes ends"},
		},
		{
			"Entra's own identifier as Identifier", "Identifier (Entity ID): https://sts.windows.net/" + tenant + "/\nReply URL: " + saml2 + "\n",
			[]string{"identifier: https://sts.windows.net/" + tenant + "/", "reply-url: " + saml2},
		},
		{
			"Format-List", "AccountEnabled                      : True\nAppId                               : " + appID + "\nDisplayName                         : Upwork Enterprise\nLogoutUrl                           :\n" +
				"ReplyUrls                           : {https://sp.example.com/acs, https://sp2.example.com/acs}\nServicePrincipalNames               : {https://sp.example.com/saml, " + appID + "}\nPreferredTokenSigningKeyThumbprint  : " + print + "\n",
			[]string{
				"app-name: Upwork Enterprise", "app-id: " + appID, "enabled: yes", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs + https://sp2.example.com/acs", "logout-url: ",
				"certificate: " + print + " active yes ends",
			},
		},
		{
			"YAML", "displayName: Upwork Enterprise\nloginUrl: null\nreplyUrls:\n- https://sp.example.com/acs\nidentifierUris:\n- https://sp.example.com/saml\npreferredSingleSignOnMode: saml\n",
			[]string{"app-name: Upwork Enterprise", "mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs", "sign-on-url: "},
		},
		{
			"HTML", `<div><h3>Basic SAML Configuration</h3><button>Edit</button><div><span>Identifier (Entity ID)</span></div><div>https://sp.example.com/saml</div>` +
				`<table><tr><td>Reply URL (Assertion Consumer Service URL)</td><td>https://sp.example.com/acs?a=1&amp;b=2</td></tr><tr><td>Sign on URL</td><td><i>Optional</i></td></tr></table>` +
				`<script>"Relay State" user.x</script><h3>Attributes &amp; Claims</h3><table><tr><td>FirstName</td><td>user.givenname</td></tr></table>` +
				`<label>Name</label><input value="Country"><label>Namespace</label><input value=""><label>Source attribute</label><input value="user.country"></div>`,
			[]string{
				"mode: saml", "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs?a=1&b=2", "sign-on-url: ", "claim: FirstName from user.givenname, short", "claim: Country from user.country",
			},
		},
	} {
		if got := told(read(t, tc.name, tc.text)); !slices.Equal(got, tc.want) {
			t.Errorf("%s:\n%s", tc.name, differing(tc.want, got))
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"11/24/2028, 10:15:30 AM": "2028-11-24T10:15", "11/24/2028, 1:15:30 PM": "2028-11-24T13:15", "11/24/2028, 12:05:00 AM": "2028-11-24T00:05",
		"24.11.2028, 10:15:30": "2028-11-24T10:15", "24/11/2028 10:15:30": "2028-11-24T10:15", "2028-11-24 10:15:30": "2028-11-24T10:15", "2028/11/24 10:15:30": "2028-11-24T10:15",
		"2028. 11. 24. 오후 1:15:30": "2028-11-24T13:15", "24-11-2028 10:15": "2028-11-24T10:15", "2028-11-24T10:15:30Z": "2028-11-24T10:15",
		"3/4/2028, 1:00:00 AM": "2028-03-04T01:00 2028-04-03T01:00", "4/4/2028, 1:00:00 AM": "2028-04-04T01:00", "11/24/2028": "2028-11-24T00:00",
		"11/24/2028,\u202f10:15:30\u202fAM": "2028-11-24T10:15",
		"13/13/2028":                        "", "31.2.2028": "", "today": "", "1/2/28": "", "99999999/1/1": "",
	} {
		var got []string
		for _, d := range readDate(text) {
			got = append(got, d.Format("2006-01-02T15:04"))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: expected %q, found %q", text, want, got)
		}
	}
	for text, want := range map[string]string{"/Date(1735689600000)/": "2025-01-01", "2028-01-25T00:00:00.1234567Z": "2028-01-25", "2028-01-25T00:00:00": "2028-01-25", "x": "0001-01-01"} {
		if got := readInstant(text).Format(time.DateOnly); got != want {
			t.Errorf("%s: expected %s, found %s", text, want, got)
		}
	}
}

func TestUnrecognised(t *testing.T) {
	for text, want := range map[string]string{
		"": "nothing", " \n\t": "nothing", "Hello": "found neither", "\x89PNG\r\n": "a picture", "%PDF-1.7": "a PDF", "PK\x03\x04": "a ZIP archive", "\xff\xd8\xff\xe0": "a picture",
		`<EntityDescriptor entityID="x"/>`: "federation metadata", "-----BEGIN CERTIFICATE-----": "a certificate", "SAMLResponse=PHNhbWw": "a captured sign-in",
		`{"authorization_endpoint":"https://x"}`: "OpenID Connect", `{"error":{"code":"Authorization_RequestDenied"}}`: "an error of Microsoft Graph", "[]": "found neither", "{}": "found neither",
		"\xff\x00\x01binary": "found neither",
	} {
		_, err := Read("x", []byte(text))
		var u *Unrecognised
		if !errors.As(err, &u) || !strings.Contains(err.Error(), want) || u.Advice == "" {
			t.Errorf("%q: expected to be told that it is %s and what to do, found %v", text, want, err)
		}
	}
}
