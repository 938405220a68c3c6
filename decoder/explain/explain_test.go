package explain

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"claimcheck/assets"
)

func TestTables(t *testing.T) {
	n := 0
	for row := range rows(assets.AADSTS) {
		n++
		if len(row) != 8 {
			t.Fatalf("row %d has %d columns: %q", n, len(row), row)
		}
		if strings.Trim(row[0], "0123456789") != "" || row[0] == "" || len(row[0]) > maxDigits {
			t.Errorf("row %d: code %q is not a number", n, row[0])
		}
		for i, cell := range row {
			if cell == "" || cell != strings.TrimSpace(cell) {
				t.Errorf("code %s: column %d is %q", row[0], i+1, cell)
			}
		}
		for _, flag := range row[5:7] {
			if flag != "yes" && flag != "no" {
				t.Errorf("code %s: expected yes or no, found %q", row[0], flag)
			}
		}
		for _, sentence := range []string{row[2], row[4]} {
			if !strings.HasSuffix(sentence, ".") && !strings.HasSuffix(sentence, ").") {
				t.Errorf("code %s: %q is no sentence", row[0], sentence)
			}
		}
	}
	if n != 148 || len(codes()) != 148 {
		t.Errorf("%d rows, %d codes, expected 148 of both", n, len(codes()))
	}
	owners := []string{"user", "helpdesk", "entra-admin", "vendor"}
	inferred, own := 0, 0
	for digits, c := range codes() {
		if c.Code != "AADSTS"+digits || c.Name == "" || c.Meaning == "" || c.Remedy == "" || c.Source == "" {
			t.Errorf("%s: a word is missing: %+v", digits, c)
		}
		if len(c.Owners) == 0 || len(c.Owners) > 2 {
			t.Errorf("%s: owners %q", digits, c.Owners)
		}
		for _, o := range c.Owners {
			if !slices.Contains(owners, o) {
				t.Errorf("%s: owner %q", digits, o)
			}
		}
		if strings.Contains(c.Source, "|") {
			t.Errorf("%s: source %q", digits, c.Source)
		}
		if c.Inferred {
			inferred++
		}
		if c.OwnIdP {
			own++
		}
	}
	if inferred != 68 || own != 8 {
		t.Errorf("%d remedies inferred, %d codes of the own identity provider, expected 68 and 8", inferred, own)
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"no digits", "AADSTS codes are explained here", nil},
		{"plain", "AADSTS50105: Your administrator has configured", []string{"AADSTS50105"}},
		{"lower case", "aadsts50105", []string{"AADSTS50105"}},
		{"mixed case", "AadSts50105", []string{"AADSTS50105"}},
		{"blank", "AADSTS 50105", []string{"AADSTS50105"}},
		{"line break", "AADSTS\r\n50105", []string{"AADSTS50105"}},
		{"no-break space", "AADSTS\u00a050105", []string{"AADSTS50105"}},
		{"colon", "AADSTS:50105", []string{"AADSTS50105"}},
		{"colon and blank", "AADSTS: 50105", []string{"AADSTS50105"}},
		{"dash", "AADSTS-50105", []string{"AADSTS50105"}},
		{"in a URL", "https://login.example.com/?error_description=AADSTS50105%3a+Your", []string{"AADSTS50105"}},
		{"blank in a URL", "error=AADSTS%2050105", []string{"AADSTS50105"}},
		{"colon in a URL", "error=aadsts%3a50105", []string{"AADSTS50105"}},
		{"in HTML", "<b>AADSTS&nbsp;50105</b>", []string{"AADSTS50105"}},
		{"in JSON", `"strServiceExceptionMessage":"AADSTS700016: Application"`, []string{"AADSTS700016"}},
		{"inside a word", "xAADSTS50105y", []string{"AADSTS50105"}},
		{"longest digits", "AADSTS5000819 and AADSTS50008", []string{"AADSTS5000819", "AADSTS50008"}},
		{"order kept, each once", "AADSTS75011 AADSTS50105 AADSTS75011 aadsts50105", []string{"AADSTS75011", "AADSTS50105"}},
		{"two in a row", "AADSTS75006: An error occurred. AADSTS90011: The SAML property", []string{"AADSTS75006", "AADSTS90011"}},
		{"glued", "AADSTS75006AADSTS90011", []string{"AADSTS75006", "AADSTS90011"}},
		{"unknown", "AADSTS399284", []string{"AADSTS399284"}},
		{"too many digits", "AADSTS" + strings.Repeat("5", 40), nil},
		{"digits as entities", "AADSTS&#53;0105", []string{"AADSTS50105"}},
		{"broken digits", "AADSTS501\r\n05: Your", []string{"AADSTS50105"}},
		{"look-up", "https://login.microsoftonline.com/error?code=50105", []string{"AADSTS50105"}},
		{"the way of a page of Conditional Access", "Error Code: 53003\nRequest Id: 0000aaaa-11bb-cccc-dd22-eeeeee333333\nCorrelation Id: aaaa0000-bb11-2222-33cc-444444dddddd", []string{"AADSTS53003"}},
		{"misread", "AADST550105: Your", nil},
		{"code further on", "AADSTS error 50105", nil},
		{"broken text", "\xff\xfeAADSTS50105\xc3", []string{"AADSTS50105"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, code := range Find(c.in) {
				got = append(got, code.Code)
			}
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestFindUnknownHasNoWords(t *testing.T) {
	got := Find("AADSTS399284")
	if want := []Code{{Code: "AADSTS399284"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
}

func TestFindKnown(t *testing.T) {
	got := Find("AADSTS50105")[0]
	if got.Name != "EntitlementGrantsNotFound" || !reflect.DeepEqual(got.Owners, []string{"entra-admin"}) ||
		!strings.Contains(got.Meaning, "neither assigned") || !strings.Contains(got.Remedy, "Users and groups") || got.Inferred || got.OwnIdP {
		t.Errorf("got %+v", got)
	}
	if c := Find("AADSTS50053")[0]; !reflect.DeepEqual(c.Owners, []string{"helpdesk", "entra-admin"}) {
		t.Errorf("owners in another order: %q", c.Owners)
	}
	if c := Find("AADSTS50008")[0]; !c.OwnIdP {
		t.Error("50008 concerns the own identity provider")
	}
}

func TestLook(t *testing.T) {
	for _, code := range []string{"AADSTS50105", "50105", "aadsts50105", "aadsts 50105", " AADSTS:50105 "} {
		if c, ok := Look(code); !ok || c.Code != "AADSTS50105" {
			t.Errorf("%q: got %+v, %v", code, c, ok)
		}
	}
	for _, code := range []string{"", "AADSTS", "5010", "AADSTS501055", "claim.missing", "50105x", "AADSTS50105: text"} {
		if c, ok := Look(code); ok {
			t.Errorf("%q: got %+v", code, c)
		}
	}
}

func TestStatus(t *testing.T) {
	const prefix = "urn:oasis:names:tc:SAML:2.0:status:"
	for _, name := range []string{
		"Success", "Requester", "Responder", "VersionMismatch",
		"AuthnFailed", "InvalidAttrNameOrValue", "InvalidNameIDPolicy", "NoAuthnContext", "NoAvailableIDP", "NoPassive",
		"NoSupportedIDP", "PartialLogout", "ProxyCountExceeded", "RequestDenied", "RequestUnsupported", "RequestVersionDeprecated",
		"RequestVersionTooHigh", "RequestVersionTooLow", "ResourceNotRecognized", "TooManyResponses", "UnknownAttrProfile",
		"UnknownPrincipal", "UnsupportedBinding",
	} {
		words, ok := Status(prefix + name)
		if !ok || len(words) < 15 || strings.HasSuffix(words, ".") {
			t.Errorf("%s: %q, %v", name, words, ok)
		}
	}
	if len(statuses()) != 23 {
		t.Errorf("%d statuses, expected 23", len(statuses()))
	}
	for _, uri := range []string{"", "Success", prefix, prefix + "success", prefix + "Success "} {
		if words, ok := Status(uri); ok {
			t.Errorf("%q: %q", uri, words)
		}
	}
}
