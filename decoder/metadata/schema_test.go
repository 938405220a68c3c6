package metadata

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
)

func TestFaults(t *testing.T) {
	said := map[string]string{ // of the first fault of each file: path, section, expected, found
		"entity-id-missing":                 "/EntityDescriptor 2.3.2: expected the attribute entityID on EntityDescriptor, found none",
		"entity-id-too-long":                "/EntityDescriptor/@entityID 2.3.2: expected at most 1024 characters as entityID",
		"protocols-missing":                 "/EntityDescriptor/IDPSSODescriptor 2.4.3: expected the attribute protocolSupportEnumeration",
		"protocols-empty":                   "/EntityDescriptor/IDPSSODescriptor/@protocolSupportEnumeration 2.4.3: expected the address (URI) of a protocol",
		"binding-missing":                   "/EntityDescriptor/IDPSSODescriptor/SingleLogoutService 2.2.2: expected the attribute Binding on SingleLogoutService",
		"location-missing":                  "/EntityDescriptor/IDPSSODescriptor/SingleLogoutService 2.2.2: expected the attribute Location",
		"index-missing":                     "/ArtifactResolutionService 2.2.3: expected the attribute index",
		"index-not-a-number":                `/ArtifactResolutionService/@index 2.2.3: expected a whole number from 0 to 65535 as index, found "one"`,
		"index-too-large":                   `found "65536"`,
		"default-not-boolean":               `/@isDefault 2.2.3: expected true or false as isDefault, found "yes"`,
		"use-unknown":                       `/EntityDescriptor/RoleDescriptor[1]/KeyDescriptor/@use 2.4.1.1: expected encryption or signing as use, found "Signing"`,
		"contact-type-unknown":              "/@contactType 2.3.2.2: expected technical, support, administrative, billing or other",
		"contact-type-missing":              "2.3.2.2: expected the attribute contactType",
		"requests-signed-not-boolean":       "/@WantAuthnRequestsSigned 2.4.3: expected true or false",
		"valid-until":                       "/EntityDescriptor/@validUntil 2.3.2: expected a date and time in UTC",
		"valid-until-on-role":               "/EntityDescriptor/IDPSSODescriptor/@validUntil 2.4.3: expected a date and time in UTC",
		"cache-duration":                    `expected a duration (PT6H, P1D) as cacheDuration, found "6h"`,
		"id-form":                           `/EntityDescriptor/@ID 2.3.2: expected an XML name (a letter or _ first, no colon and no space) as ID, found "1-a b"`,
		"id-twice":                          `/EntityDescriptor/IDPSSODescriptor/@ID 2.4.3: expected an ID that no other element has, found "_a", which RoleDescriptor of line 1 has`,
		"address-not-a-uri":                 "/SingleSignOnService[2]/@Location 2.2.2: expected an address (URI)",
		"error-url":                         "/@errorURL 2.4.3: expected an address (URI)",
		"attribute-unknown":                 "/EntityDescriptor/@entityId 2.3.2: expected no attribute entityId on EntityDescriptor",
		"attribute-unknown-on-endpoint":     "/SingleSignOnService[2]/@index 2.2.2: expected no attribute index",
		"element-unknown":                   "expected only elements that belong in IDPSSODescriptor, found SingleSignOnServices, which SAML metadata does not know",
		"element-in-wrong-place":            "/EntityDescriptor/NameIDFormat 2.3.2: expected only elements that belong in EntityDescriptor, found NameIDFormat",
		"foreign-element":                   `found X of the namespace "urn:example:x", which may stand in Extensions only`,
		"text":                              `/EntityDescriptor/IDPSSODescriptor 2.4.3: expected elements only in IDPSSODescriptor, found the text "-"`,
		"text-in-key-descriptor":            `2.4.1.1: expected elements only in KeyDescriptor, found the text "key:"`,
		"content-in-endpoint":               "2.2.2: expected only elements that belong in SingleSignOnService, found Extensions",
		"order-key-after-endpoint":          "2.4.3: expected KeyDescriptor before SingleLogoutService in IDPSSODescriptor, found KeyDescriptor behind it",
		"order-logout-after-sign-on":        "expected SingleLogoutService before SingleSignOnService",
		"order-organization-before-role":    "2.3.2: expected RoleDescriptor before Organization",
		"order-contact-before-organization": "2.3.2: expected Organization before ContactPerson",
		"order-extensions-last":             "2.3.2: expected Extensions before IDPSSODescriptor",
		"order-name-id-format-last":         "2.4.3: expected NameIDFormat before SingleSignOnService",
		"order-in-organization":             "2.3.2.1: expected OrganizationName before OrganizationDisplayName",
		"order-in-contact":                  "2.3.2.2: expected GivenName before SurName",
		"order-encryption-method-first":     "2.4.1.1: expected KeyInfo before EncryptionMethod",
		"organization-url-missing":          "/EntityDescriptor/Organization 2.3.2.1: expected OrganizationURL in Organization, found none",
		"organization-without-language":     "2.2.4: expected the attribute xml:lang on OrganizationName",
		"two-organizations":                 "/EntityDescriptor/Organization[2] 2.3.2: expected at most one Organization in EntityDescriptor, found another",
		"two-extensions":                    "expected at most one Extensions in IDPSSODescriptor",
		"extensions-empty":                  "2.4.3: expected an element of another namespace in Extensions, found none",
		"key-info-missing":                  "2.4.1.1: expected ds:KeyInfo in KeyDescriptor, found none",
		"key-info-empty":                    "expected an element in KeyInfo, found none",
		"no-sign-on-service":                "/EntityDescriptor/IDPSSODescriptor 2.4.3: expected SingleSignOnService in IDPSSODescriptor, found none",
		"no-role":                           "2.3.2: expected a role, such as IDPSSODescriptor, in EntityDescriptor, found none",
		"consumer-service-missing":          "2.4.4: expected AssertionConsumerService in SPSSODescriptor, found none",
		"affiliation-beside-roles":          "2.3.2: expected either roles or one AffiliationDescriptor in EntityDescriptor, found both",
		"type-missing":                      "/EntityDescriptor/RoleDescriptor[2] 2.4.1: expected the attribute xsi:type",
		"signature-last":                    "/EntityDescriptor/Signature 2.3.2: expected Signature before IDPSSODescriptor",
		"two-signatures":                    "/EntityDescriptor/Signature[2] 2.3.2: expected at most one Signature",
	}
	for _, s := range mint.SpoiledMetadata() {
		rule, schema := strings.CutPrefix(s.Name, "schema-")
		good := strings.HasPrefix(rule, "good-")
		if !schema && !good {
			continue
		}
		want, known := said[rule]
		delete(said, rule)
		if good == known {
			t.Errorf("%s: what is said of it is not known", s.Name)
		}
		faults := read(t, s.File).Faults()
		switch {
		case !known && len(faults) > 0:
			t.Errorf("%s: %s", s.Name, faultWords(faults[0]))
		case known && (len(faults) == 0 || !strings.Contains(faultWords(faults[0]), want)):
			t.Errorf("%s: %+v, expected %q", s.Name, faults, want)
		}
	}
	if len(said) > 0 {
		t.Errorf("no such files: %v", slices.Collect(maps.Keys(said)))
	}
}

func faultWords(f Fault) string {
	return fmt.Sprintf("%s %s: expected %s, found %s", f.Place.Path, f.Rule, f.Expected, f.Actual)
}

func TestFaultPlaces(t *testing.T) {
	x := strings.Join([]string{
		`<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"`,
		`    entityID="urn:example" validUntil="tomorrow">`,
		`  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`,
		``,
		`    words`,
		`    <md:SingleSignOnService Binding="b"`,
		`      Location="https://idp.example.com:port/"/>`,
		`    <md:KeyDescriptor/>`,
		`    <md:NameIDFormat> a b %</md:NameIDFormat><md:NameIDFormat><x/></md:NameIDFormat>`,
		`  </md:IDPSSODescriptor>`,
		`</md:EntityDescriptor>`,
	}, "\n")
	var got []string
	for _, f := range read(t, []byte(x)).Faults() {
		got = append(got, fmt.Sprintf("%d:%d %s %s", f.Place.Line, f.Place.Column, f.Node.Local, f.Attr))
	}
	want := []string{
		"2:28 EntityDescriptor validUntil", "5:5 IDPSSODescriptor ", "7:7 SingleSignOnService Location", "8:5 KeyDescriptor ", "8:5 KeyDescriptor ",
		"9:5 NameIDFormat ", "9:5 NameIDFormat ", "9:63 x ",
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q, expected %q", got, want)
	}
}

func TestFaultsBounded(t *testing.T) {
	for name, x := range map[string]string{
		"elements":   entity("e", strings.Repeat("<x/>", 10_000)),
		"attributes": entity("e", strings.Repeat(`<md:ContactPerson a="" b="" c=""/>`, 10_000)),
		"text":       entity("e", strings.Repeat("x<y/>", 10_000)),
		"entities":   entities(strings.Repeat(`<md:EntityDescriptor/>`, 10_000)),
	} {
		if got := len(read(t, []byte(x)).Faults()); got != mostFaults {
			t.Errorf("%s: %d faults, expected %d", name, got, mostFaults)
		}
	}
}

func TestForms(t *testing.T) {
	for name, c := range map[string]struct{ good, bad []string }{
		"ID":            {[]string{"_a", "a.b-c", " _x ", "é1", "a·"}, []string{"", "1a", "a:b", "a b", "-a", ".a"}},
		"boolean":       {[]string{"true", "false", "1", "0", " true "}, []string{"", "True", "yes", "2"}},
		"unsignedShort": {[]string{"0", "65535", "+1", "007", "-0"}, []string{"", "-1", "65536", "1.0", "1e3", "99999999999999999999"}},
		"anyURI": {
			[]string{"", "https://idp.example.com:8443/a?b#c", "urn:x", "../x", "https://[::1]:80/", "https://sts.windows.net/{tenantid}/", "a b", "https://x.example.com:", "http:/a:b", "/a//b:c"},
			[]string{"%", "%4", "%zz", "a#b#c", "https://x.example.com:port/", "a\x01", ":a", "//x:y"},
		},
		"dateTime": {
			[]string{"2026-01-02T03:04:05Z", "2026-01-02T03:04:05.123456789012Z", "2024-02-29T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T03:04:05+00:00", "9999-12-31T23:59:59Z", " 2026-01-02T03:04:05Z\n"},
			[]string{"", "2026-01-02", "2026-01-02T03:04:05", "2026-01-02T03:04:05+01:00", "0000-01-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-02 03:04:05Z", "2026-01-02T03:04:05,5Z", "2026-01-02T25:00:00Z"},
		},
		"duration":           {[]string{"PT6H", "P1D", "P1Y2M3DT4H5M6.7S", "-P1D", "PT0S"}, []string{"", "P", "PT", "P1DT", "6h", "PT6", "P1H", "PT1.5H", "P-1D", "1D"}},
		"entityID":           {[]string{strings.Repeat("ä", 1024)}, []string{strings.Repeat("a", 1025)}},
		"anyURIs":            {[]string{"a b\tc"}, []string{"", " ", "a %"}},
		"signing|encryption": {[]string{"signing"}, []string{"", " signing", "Signing"}},
	} {
		form := formOf(name)
		for _, v := range c.good {
			if expected := form(v); expected != "" {
				t.Errorf("%s: %q is refused: expected %s", name, v, expected)
			}
		}
		for _, v := range c.bad {
			if form(v) == "" {
				t.Errorf("%s: %q is taken", name, v)
			}
		}
	}
}

// stricter says where Faults and a validator differ on purpose.
var stricter = map[string]string{
	"entity-id-control":        "control characters in an entityID, which a validator takes for spaces",
	"valid-until-without-zone": "SAML wants UTC (Core 1.3.3), the schema any dateTime",
	"schema-protocols-empty":   "the text of Metadata 2.4.1 wants a protocol, the schema does not",
	"TestMetadataValidatesUrlSchemeForProtocolBinding_metadata.xml": "validUntil without a time zone",

	"certificate-with-pem-lines": "what is in a certificate is told of the key",
}

// xmllint with the schemas of OASIS finds faults in the same files, but for those of stricter.
func TestFaultsAgreeWithXmllint(t *testing.T) {
	const schemas = "/usr/share/simplesamlphp/vendor/simplesamlphp/saml2/schemas" // Debian's package simplesamlphp
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed")
	}
	if _, err := os.Stat(schemas); err != nil {
		t.Skip("the schemas of SAML are not installed")
	}
	types, err := os.ReadFile(filepath.Join("testdata", "federation.xsd"))
	if err != nil {
		t.Fatal(err)
	}
	driver := filepath.Join(t.TempDir(), "federation.xsd")
	if err := os.WriteFile(driver, []byte(strings.Replace(string(types), "SCHEMAS", schemas, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, s := range mint.SpoiledMetadata() {
		files[s.Name] = s.File
	}
	if manifest, err := os.ReadFile(filepath.Join(corpus, "MANIFEST.tsv")); err == nil && len(manifest) > 0 {
		for name := range corpusFiles(t) {
			if files[name], err = os.ReadFile(filepath.Join(corpus, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	agreed := 0
	for name, b := range files {
		f, err := Read(name, b)
		if err != nil {
			if w := (*Wrong)(nil); !errors.As(err, &w) {
				t.Error(err)
			}
			continue
		}
		text := filepath.Join(t.TempDir(), "metadata.xml")
		if err := os.WriteFile(text, []byte(strings.Replace(f.Doc.Source, `encoding="utf-16"`, `encoding="utf-8"`, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(xmllint, "--nonet", "--huge", "--noout", "--schema", driver, text).CombinedOutput()
		faults := f.Faults()
		switch _, known := stricter[filepath.Base(name)]; {
		case (err == nil) == (len(faults) == 0):
			agreed++
			if known {
				t.Errorf("%s: they agree", name)
			}
		case !known:
			t.Errorf("%s: %+v, xmllint: %s", name, faults, out)
		}
	}
	t.Logf("%d files, agreed on %d", len(files), agreed)
}
