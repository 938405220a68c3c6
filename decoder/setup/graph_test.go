package setup

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func servicePrincipal(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/servicePrincipal.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

var principal = []string{
	"app-name: Upwork Enterprise", "app-id: " + appID, "gallery: upworkenterprise", "enabled: yes", "assignment-required: yes", "mode: saml", "identifier: https://sp.example.com/saml",
	"reply-url: https://sp.example.com/acs", "sign-on-url: ", "relay-state: ", "logout-url: ", "notification-email: given", "token-encryption: ",
	"certificate: " + print + " active yes ends 2028-01-25",
}

// The JSON of one servicePrincipal in every form in which a tool writes it.
func TestServicePrincipal(t *testing.T) {
	sp := servicePrincipal(t)
	for name, text := range map[string]string{
		"as Graph gives it":     sp,
		"in a list":             `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#servicePrincipals","value":[` + sp + `]}`,
		"in an array":           "[" + sp + "]",
		"behind HTTP":           "HTTP/1.1 200 OK\nContent-type: application/json\n\n" + sp,
		"behind a warning":      "WARNING: this command is in preview\n" + sp,
		"fenced":                "```json\n" + sp + "\n```\n",
		"quoted":                "> " + strings.ReplaceAll(sp, "\n", "\n> "),
		"UTF-16":                utf16LE(sp),
		"one line":              strings.ReplaceAll(sp, "\n", " "),
		"a comma too many":      strings.Replace(sp, `"https://sp.example.com/acs"]`, `"https://sp.example.com/acs",]`, 1),
		"a comma too few":       strings.Replace(sp, `"accountEnabled": true,`, `"accountEnabled": true`, 1),
		"NaN":                   strings.Replace(sp, `"tokenEncryptionKeyId"`, `"x": NaN, "tokenEncryptionKeyId"`, 1),
		"PascalCase":            pascal(sp),
		"numbers for bytes":     strings.ReplaceAll(sp, `"p9PEYmuKhP2oaMzGfSdNQC/9ChA="`, `[167,211,196,98,107,138,132,253,168,104,204,198,125,39,77,64,47,253,10,16]`),
		"numbers in a string":   strings.ReplaceAll(sp, `"p9PEYmuKhP2oaMzGfSdNQC/9ChA="`, `"167 211 196 98 107 138 132 253 168 104 204 198 125 39 77 64 47 253 10 16"`),
		"hex (Azure CLI)":       strings.ReplaceAll(sp, `"p9PEYmuKhP2oaMzGfSdNQC/9ChA="`, `"`+print+`"`),
		"hash of thumbprint":    strings.ReplaceAll(sp, `"p9PEYmuKhP2oaMzGfSdNQC/9ChA="`, `"`+hashOfPrint+`"`),
		"dates of Windows":      strings.NewReplacer(`"2025-01-25T00:00:00Z"`, `"/Date(1737763200000)/"`, `"2028-01-25T00:00:00Z"`, `"/Date(1832371200000)/"`).Replace(sp),
		"lower-case thumbprint": strings.ReplaceAll(sp, print, strings.ToLower(print)),
	} {
		if got := told(read(t, name, text)); !slices.Equal(got, principal) {
			t.Errorf("%s:\n%s", name, differing(principal, got))
		}
	}
}

// hashOfPrint is the SHA-256 of the thumbprint's letters as Base64.
const hashOfPrint = "LucZHqK+yLSu8BcNNfO2R2hfK9iDIyiocXZrF/ztBy0="

// pascal writes the names of properties as PowerShell does.
func pascal(s string) string {
	var out strings.Builder
	for line := range strings.Lines(s) {
		if i := strings.IndexByte(line, '"'); i >= 0 && i+2 < len(line) && strings.Contains(line, `":`) {
			line = line[:i+1] + strings.ToUpper(line[i+1:i+2]) + line[i+2:]
		}
		out.WriteString(line)
	}
	return out.String()
}

func TestApplicationAndPolicies(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{
			"application", `{"appId":"` + appID + `","displayName":"Upwork Enterprise","identifierUris":["https://sp.example.com/saml"],"web":{"redirectUris":["https://sp.example.com/acs"],` +
				`"redirectUriSettings":[{"uri":"https://sp.example.com/acs","index":0},{"uri":"https://sp2.example.com/acs","index":null}],"logoutUrl":null},"tokenEncryptionKeyId":"70883316-50be-4016-ba80-19d9fbad873d","requestSignatureVerification":{"isSignedRequestRequired":true}}`,
			[]string{
				"app-name: Upwork Enterprise", "app-id: " + appID, "identifier: https://sp.example.com/saml", "reply-url: https://sp.example.com/acs + https://sp2.example.com/acs", "logout-url: ", "signed-requests: yes",
				"token-encryption: 70883316-50be-4016-ba80-19d9fbad873d",
			},
		},
		{
			"made from the gallery", `{"application":{"appId":"` + appID + `","displayName":"Upwork Enterprise","identifierUris":[],"web":{"redirectUris":[]}},` +
				`"servicePrincipal":{"appId":"` + appID + `","displayName":"Upwork Enterprise","preferredSingleSignOnMode":null,"replyUrls":[],"servicePrincipalNames":["` + appID + `"],"keyCredentials":[]}}`,
			[]string{"app-name: Upwork Enterprise", "app-id: " + appID, "mode: ", "identifier: ", "reply-url: "},
		},
		{
			"claims mapping policy", `{"definition":["{\"ClaimsMappingPolicy\":{\"Version\":1,\"IncludeBasicClaimSet\":\"true\",\"ClaimsSchema\":[{\"Source\":\"user\",\"ID\":\"givenname\",\"SamlClaimType\":\"FirstName\",\"JwtClaimType\":\"n\"},` +
				`{\"Value\":\"US\",\"SamlClaimType\":\"Country\"},{\"Source\":\"user\",\"ID\":\"extensionattribute1\"},{\"Source\":\"user\",\"ID\":\"mail\",\"JwtClaimType\":\"mail\"},{\"Source\":\"user\",\"ExtensionID\":\"extension_1_x\",\"SamlClaimType\":\"X\"},` +
				`{\"Source\":\"transformation\",\"ID\":\"DataJoin\",\"TransformationId\":\"J\",\"SamlClaimType\":\"LastName\"},{\"Source\":\"user\",\"ID\":\"userprincipalname\",\"SamlClaimType\":\"` + nameIdentifier + `\"}],` +
				`\"ClaimsTransformation\":[{\"ID\":\"J\",\"TransformationMethod\":\"Join\"}]}}"]}`,
			[]string{
				"claim: FirstName from user.givenname", `claim: Country from "US", fixed`, "claim: X from user.extension_1_x", "claim: LastName from transformation J, 1 steps",
				"claim: " + nameIdentifier + " from user.userprincipalname, name-id",
			},
		},
		{
			"the definition alone, with line ends in it", "{\"definition\":[\"{\\\"ClaimsMappingPolicy\\\":{\n  \\\"ClaimsSchema\\\":[\n {\\\"Source\\\":\\\"user\\\",\\\"ID\\\":\\\"surname\\\",\\\"SamlClaimType\\\":\\\"LastName\\\"},]\n}}\"]}",
			[]string{"claim: LastName from user.surname"},
		},
		{
			"not as a string", `{"ClaimsMappingPolicy":{"ClaimsSchema":[{"Source":"user","ID":"country","SamlClaimType":"Country"}]}}`,
			[]string{"claim: Country from user.country"},
		},
		{"no policy", `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#Collection(microsoft.graph.claimsMappingPolicy)/claimsMappingPolicies","value":[]}`, nil},
		{
			"token issuance policy", `{"definition":["{\"TokenIssuancePolicy\":{\"Version\":1,\"TokenResponseSigningPolicy\":\"ResponseAndToken\",\"SigningAlgorithm\":\"http://www.w3.org/2000/09/xmldsig#rsa-sha1\"}}"]}`,
			[]string{"signing-option: Sign SAML response and assertion", "signing-algorithm: SHA-1"},
		},
		{
			"policies of the servicePrincipal", `{"replyUrls":[],"claimsMappingPolicies":[{"definition":["{\"ClaimsMappingPolicy\":{\"ClaimsSchema\":[{\"Source\":\"user\",\"ID\":\"mail\",\"SamlClaimType\":\"Email\"}]}}"]}],` +
				`"tokenIssuancePolicies":[{"definition":["{\"TokenIssuancePolicy\":{\"TokenResponseSigningPolicy\":\"TokenOnly\"}}"]}]}`,
			[]string{"reply-url: ", "signing-option: Sign SAML assertion", "claim: Email from user.mail"},
		},
		{
			"custom claims policy", `{"value":[{"@odata.type":"#microsoft.graph.customClaimsPolicy","includeBasicClaimSet":true,"includeApplicationIdInIssuer":true,"audienceOverride":"https://other.example.com","claims":[` +
				`{"@odata.type":"#microsoft.graph.samlNameIdClaim","nameIdFormat":"emailAddress","configurations":[{"condition":null,"attribute":{"id":"userprincipalname","source":"user"},"transformations":[]}]},` +
				`{"name":"FirstName","namespace":"http://schemas.xmlsoap.org/ws/2005/05/identity/claims","tokenFormat":["saml"],"configurations":[{"condition":null,"attribute":{"id":" givenname","source":"user"},"transformations":[]}]},` +
				`{"name":"Country","namespace":null,"tokenFormat":["saml","jwt"],"configurations":[{"attribute":{"@odata.type":"#microsoft.graph.valueBasedAttribute","value":"US"}}]},` +
				`{"name":"employeeId","tokenFormat":["jwt"],"configurations":[]},` +
				`{"name":"Email","tokenFormat":["saml"],"configurations":[{"condition":{"memberOf":["x"]},"attribute":{"id":"mail","source":"user"},"transformations":[]},` +
				`{"condition":null,"attribute":null,"transformations":[{"@odata.type":"#microsoft.graph.joinTransformation"},{"@odata.type":"#microsoft.graph.toLowercaseTransformation"}]}]}]}]}`,
			[]string{
				"issuer-with-app-id: yes", "audience-override: https://other.example.com", "claim: Unique User Identifier (Name ID) from user.userprincipalname, name-id, emailAddress",
				"claim: http://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName from user.givenname", `claim: Country from "US", fixed`,
				"claim: Email from transformation joinTransformation, toLowercaseTransformation, 2 steps, 1 conditions",
			},
		},
	} {
		if got := told(read(t, tc.name, tc.text)); !slices.Equal(got, tc.want) {
			t.Errorf("%s:\n%s", tc.name, differing(tc.want, got))
		}
	}
}

func TestAssemble(t *testing.T) {
	one := func(name, text string) *Sheet {
		s, err := Read(name, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	app := func(id, name string) string {
		return `{"appId":"` + id + `","displayName":"` + name + `","replyUrls":["https://` + id + `.example.com/acs"],"servicePrincipalNames":[]}`
	}
	list := func(apps ...string) string { return `{"value":[` + strings.Join(apps, ",") + `]}` }
	policy := `{"ClaimsMappingPolicy":{"ClaimsSchema":[{"Source":"user","ID":"country","SamlClaimType":"Country"}]}}`

	t.Run("several files are one", func(t *testing.T) {
		s, err := Assemble("Upwork Enterprise", []*Sheet{one("page", portalPage(t)), one("sp", servicePrincipal(t)), one("policy", policy)})
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Certificates) != 1 || s.Certificates[0].Start.IsZero() || len(s.Effective()) != 1 || len(s.Claims) != 9 || len(s.Sources) != 3 || s.First(ReplyURL) != "https://sp.example.com/acs" {
			t.Errorf("found %q of %v", told(s), s.Sources)
		}
	})
	t.Run("of claims with whole names and without, the whole are taken", func(t *testing.T) {
		s, err := Assemble("", []*Sheet{one("page", portalPage(t)), one("claims", `{"includeBasicClaimSet":true,"claims":[{"name":"Country","configurations":[{"attribute":{"id":"country","source":"user"}}]}]}`)})
		if err != nil || len(s.Claims) != 1 || !s.Claims[0].Whole {
			t.Errorf("found %q, %v", told(s), err)
		}
	})
	t.Run("card and editor of the portal show the same claims", func(t *testing.T) {
		editor := "Claim name\tType\tValue\nhttp://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName\tSAML\tuser.givenname\nLastName\tSAML\tuser.mail\n"
		s, err := Assemble("", []*Sheet{one("page", portalPage(t)), one("editor", editor), one("again", editor)})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range s.Claims {
			names = append(names, c.Full())
		}
		want := []string{"givenname", "surname", "emailaddress", "name", "Country", "Email", "Unique User Identifier", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/FirstName", "LastName"}
		if !slices.Equal(names, want) {
			t.Errorf("expected %q, found %q", want, names)
		}
	})
	for name, tc := range map[string]struct {
		list string
		want string // application ID; empty: nobody can tell
	}{
		"by its name":         {list(app("a", "Salesforce"), app("b", "Upwork Enterprise")), "b"},
		"by a part of it":     {list(app("a", "Salesforce"), app("b", "Upwork Enterprise (test)")), "b"},
		"the exact one":       {list(app("a", "Upwork Enterprise old"), app("b", "Upwork Enterprise")), "b"},
		"two of one name":     {list(app("a", "Upwork Enterprise"), app("b", "Upwork Enterprise")), ""},
		"none of that name":   {list(app("a", "Salesforce"), app("b", "Box")), ""},
		"the same one twice":  {list(app("a", "Box"), app("a", "Box")), "a"},
		"one alone, as it is": {list(app("a", "Box")), "a"},
	} {
		s, err := Assemble("Upwork Enterprise", []*Sheet{one(name, tc.list)})
		var several *Several
		if tc.want == "" {
			if !errors.As(err, &several) || several.Count != 2 || len(several.Names) != 2 {
				t.Errorf("%s: expected to be asked which one, found %v", name, err)
			}
		} else if err != nil || s.First(AppID) != tc.want {
			t.Errorf("%s: expected %s, found %v, %v", name, tc.want, s, err)
		}
	}
	t.Run("by the page that was given with the list", func(t *testing.T) {
		s, err := Assemble("Upwork Enterprise", []*Sheet{one("list", list(app("a", "Box"), app("b", "Sales"))), one("notes", "Application ID: b\nReply URL: https://sp.example.com/acs\n")})
		if err != nil || s.First(AppName) != "Sales" {
			t.Errorf("found %v, %v", s, err)
		}
	})
	if _, err := Assemble("", nil); err == nil {
		t.Error("of nothing a set-up was made")
	}
}

func TestNotes(t *testing.T) {
	sp := servicePrincipal(t)
	for name, tc := range map[string]struct{ text, want string }{
		"cut off":                {sp[:len(sp)/2], "what follows was not read"},
		"a comma too many":       {strings.Replace(sp, `.com/acs"]`, `.com/acs",]`, 1), "line 13, column"},
		"twice":                  {strings.Replace(sp, `"loginUrl": null`, `"loginUrl": "https://a.example.com", "loginUrl": null`, 1), "the property loginUrl stands 2 times"},
		"too small a -Depth":     {strings.Replace(sp, `["https://sp.example.com/acs"]`, `["System.Object[]"]`, 1), "-Depth 10"},
		"no keys at that -Depth": {strings.Replace(sp, `"keyCredentials": [`, `"keyCredentials": ["Microsoft.Graph.PowerShell.Models.MicrosoftGraphKeyCredential"], "x": [`, 1), "keyCredentials: they were left out"},
		"nested":                 {strings.Replace(sp, `"samlSingleSignOnSettings": null`, `"x": `+strings.Repeat("[", 200)+strings.Repeat("]", 200), 1), "nested deeper than 64"},
		"a damaged policy":       {`{"definition":["{\"ClaimsMappingPolicy\":{\"ClaimsSchema\":[{\"Source\":\"user\",\"ID\":\"mail\",\"SamlClaimType\":\"Email\"}"]}`, "the policy in it is damaged"},
		"policies of the tenant": {`{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#policies/claimsMappingPolicies","value":[{"definition":["{\"ClaimsMappingPolicy\":{\"ClaimsSchema\":[]}}"]}]}`, "which of them is assigned"},
		"a source alone":         {"Attributes & Claims\nuser.givenname\n", "without the claim's name"},
	} {
		if s := read(t, name, tc.text); !strings.Contains(strings.Join(s.Notes, "\n"), tc.want) {
			t.Errorf("%s: expected a note with %q, found %q", name, tc.want, s.Notes)
		}
	}
}

func TestEnter(t *testing.T) {
	s := Enter(map[Field]string{Identifier: "https://sp.example.com/saml ", ReplyURL: "https://a.example.com\nhttps://b.example.com", SignOnURL: ""},
		[]Claim{{Name: "FirstName", Source: "user.givenname"}, {Name: "Country", Source: `"US"`}}, []Certificate{{Thumbprint: print, Active: Yes}})
	want := []string{
		"identifier: https://sp.example.com/saml ", "reply-url: https://a.example.com + https://b.example.com", "sign-on-url: ", "claim: FirstName from user.givenname", `claim: Country from "US", fixed`,
		"certificate: " + print + " active yes ends",
	}
	if got := told(s); !slices.Equal(got, want) || s.Entry(RelayState) != nil {
		t.Error(differing(want, got))
	}
}
