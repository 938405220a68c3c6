package decoder

import (
	"context"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// fit are the spoiled files that may be sent, by the check that warns; empty: none does.
var fit = map[string]string{
	"": `good-original good-bom-removed good-empty-tags-written-out good-line-end-added good-61-days-left good-key-without-use good-post-only
		tenant-other certificate-of-year-9999 certificate-own-subject several-signing-certificates key-ecdsa valid-until-future cache-duration
		requests-signed binding-unknown logout-over-soap schema-good-organization schema-good-rest schema-good-idp schema-good-foreign-attribute`,
	"metadata.comment":           "good-comment-added",
	"metadata.signature":         "signature-removed signed-by-another-key",
	"metadata.size":              "over-2-mb",
	"metadata.cloud":             "cloud-us cloud-china",
	"metadata.application-id":    "entity-id-with-app-id",
	"metadata.issuer":            "not-entra",
	"metadata.key-dates":         "certificate-60-days certificate-30-days certificate-7-days certificate-last-day certificate-expired-and-new",
	"metadata.key-size":          "key-weak",
	"metadata.roles-agree":       "keys-differ keys-missing-in-ws-federation",
	"metadata.response-location": "response-location",
	"metadata.validity":          "valid-until-near",
}

// unfit are those that must not be sent, by the check that says why. A file of the schema that is not listed breaks it.
var unfit = map[string]string{
	"metadata.signature": `re-indented re-indented-with-tabs re-indented-with-crlf certificate-wrapped-with-crlf attributes-edited entity-id-edited
		address-edited certificate-swapped certificate-swapped-in-saml-role role-removed signature-value-damaged schema-two-signatures`,
	"metadata.readable": `utf-16 latin-1 cut-off-in-first-tag cut-off-in-signature cut-off-in-certificate cut-off-between-roles cut-off-before-end
		beginning-missing tag-damaged text-behind`,
	"metadata.encoding":    "utf-16-declared latin-1-declared",
	"metadata.tenant-wide": "tenant-wide certificate-tenant-wide-subject",
	"metadata.all-tenants": "common common-in-addresses",
	"metadata.cloud":       "cloud-mixed cloud-mixed-china",
	"metadata.tenant":      "tenants-mixed tenants-mixed-in-logout",
	"metadata.idp-role":    "sp-metadata ws-federation-only saml-1-only schema-protocols-missing schema-protocols-empty schema-no-role",
	"metadata.one-entity":  "several-entities no-entity",
	"metadata.entity-once": "same-entity-twice",
	"metadata.key-dates":   "certificate-expired certificate-expired-years-ago certificate-not-yet certificate-ends-before-it-begins",
	"metadata.signing-key": "no-signing-key encryption-key-only schema-use-unknown",
	"metadata.certificate": `key-name-only certificate-damaged certificate-cut-short certificate-not-base64 certificate-with-pem-lines
		schema-key-info-missing schema-key-info-empty`,
	"metadata.secret":   "private-key-for-certificate private-key-in-extension",
	"metadata.sign-on":  "address-http address-relative no-address address-of-other-bindings schema-location-missing schema-no-sign-on-service",
	"metadata.validity": "valid-until-past",
	"metadata.schema":   "valid-until-without-zone valid-until-nonsense cache-duration-nonsense",
	"metadata.entity-id": `entity-id-missing entity-id-empty entity-id-relative entity-id-1025 entity-id-control entity-id-right-to-left entity-id-space
		schema-entity-id-missing schema-entity-id-too-long`,
}

// noMetadata are those that are none, with words that name each.
var noMetadata = map[string]string{
	"browser-view-chrome": "browser's XML view", "browser-view-without-xml": "browser's XML view", "browser-view-with-marks": "browser's XML view",
	"browser-view-marks-inside": "browser's XML view", "escaped": "&lt; and &gt;", "base64": "Base64", "empty": "empty",
	"html-sign-in-page": "Microsoft's sign-in page", "html-page": "an HTML page (Contoso intranet)", "certificate-pem": "a certificate (CN=", "certificate-base64": "a certificate (CN=",
	"certificate-der": "a certificate (CN=", "private-key": "a private key", "pfx": "PKCS #12", "p7b": "PKCS #7", "certificate-request": ".csr",
	"openid-configuration": "OpenID configuration", "jwks": "JSON Web Key Set", "service-principal": "Microsoft Graph", "har": "HAR file", "saml-response": "SAML message (Response)",
	"zip": "ZIP", "docx": "Word", "pdf": "PDF", "rtf": "word processor", "mail": "mail", "address": "App Federation Metadata Url", "words": "a text",
	"role-alone": "a part of federation metadata", "namespace-missing": "not those of SAML 2.0 metadata",
}

// saidOf are the words of the sentence where a reader goes by them.
var saidOf = map[string]string{
	"good-original": "Fit to send.", "tenant-wide": "Do not send: this is the tenant-wide file, not the app's.",
	"role-removed": "Do not send: the file was changed after download; download it again and don't open it in an editor.",
	"re-indented":  "(it was re-indented)", "re-indented-with-tabs": "(it was re-indented)", "re-indented-with-crlf": "(it was re-indented)",
	"certificate-wrapped-with-crlf": "broken into lines", "attributes-edited": "validUntil was added", "entity-id-edited": "an application ID was appended to its entityID",
	"address-edited": "Location was edited", "certificate-swapped-in-saml-role": "a certificate in it was replaced", "utf-16": "another encoding",
	"latin-1": "another encoding", "utf-16-declared": "UTF-16", "latin-1-declared": "ISO-8859-1", "cut-off-before-end": "cut off", "cut-off-in-first-tag": "cut off",
	"beginning-missing": "cut off", "tag-damaged": "its XML is broken at line 1, column", "cloud-us": "the US Government cloud", "cloud-china": "the Chinese cloud",
	"sp-metadata": "of an application (service provider)", "certificate-7-days": "in 6 days", "certificate-last-day": "within a day", "key-weak": "1024 bits",
	"certificate-expired-and-new": "another one is in date", "entity-id-control": "U+0085", "entity-id-right-to-left": "turns the direction of writing (U+202E)",
	"over-2-mb": "2 MB that Upwork's upload form takes", "not-entra": "another identity provider than Microsoft Entra", "common": "the file for all tenants",
}

// listed turns a table of names around.
func listed(table map[string]string) map[string]string {
	by := map[string]string{}
	for check, names := range table {
		for _, name := range strings.Fields(names) {
			by[name] = check
		}
	}
	return by
}

// Every file that is known to be sent in place of the right one gets its answer: what it is, whose turn it is, and why.
func TestSpoiledMetadata(t *testing.T) {
	warns, fails := listed(fit), listed(unfit)
	seen := 0
	for _, s := range mint.SpoiledMetadata() {
		t.Run(s.Name, func(t *testing.T) {
			seen++
			r, err := InspectMetadata(context.Background(), "contoso.xml", wire.File, s.File, Options{Now: mint.Now})
			if none, other := noMetadata[s.Name]; other {
				if err == nil || r.Problem == nil || !strings.HasPrefix(r.Problem.Sentence, "Do not send: ") || !strings.Contains(r.Problem.Sentence, none) {
					t.Fatalf("expected a problem that says %q, found %+v, %v", none, r.Problem, err)
				}
				if p := r.Problem; p.Owner != report.EntraAdmin || len(p.Steps) < 2 || p.Expected == "" || p.Actual == "" || p.Check != "input.metadata" {
					t.Errorf("expected a way on, found %+v", p)
				}
				return
			}
			if err != nil || len(r.Messages) != 1 {
				t.Fatalf("expected an answer, found %v", err)
			}
			m := r.Messages[0]
			warn, good := warns[s.Name]
			cause, bad := fails[s.Name]
			if !good && !bad {
				cause, bad = "metadata.schema", strings.HasPrefix(s.Name, "schema-")
			}
			switch {
			case good == bad:
				t.Fatalf("expected the file in one of the lists, found %s: %s", m.Verdict, m.Sentence)
			case good && (m.Verdict != report.Accepted || m.Cause != nil || !strings.HasPrefix(m.Sentence, "Fit to send")):
				t.Errorf("expected it to be fit, found %s: %s", m.Verdict, m.Sentence)
			case bad && (m.Verdict != report.Refused || m.Cause == nil || m.Cause.Check != cause || m.Cause.Owner == "" || len(m.Cause.Steps) == 0):
				t.Errorf("expected it to be unfit because of %s, found %s: %+v", cause, m.Verdict, m.Cause)
			case bad && !strings.HasPrefix(m.Sentence, "Do not send: "), !strings.Contains(m.Sentence, saidOf[s.Name]):
				t.Errorf("expected %q in the sentence, found %q", saidOf[s.Name], m.Sentence)
			}
			heldFindings(t, m, good, warn)
		})
	}
	if seen != len(warns)+len(noMetadata)+len(fails)+brokenSchemas() {
		t.Errorf("a file is listed that is not made: %d made", seen)
	}
}

// brokenSchemas counts the files of the schema that are in none of the lists.
func brokenSchemas() int {
	n := 0
	for _, s := range mint.SpoiledMetadata() {
		if strings.HasPrefix(s.Name, "schema-") && listed(fit)[s.Name]+listed(unfit)[s.Name] == "" && !strings.HasPrefix(s.Name, "schema-good-") {
			n++
		}
	}
	return n
}

// heldFindings holds that what is wrong is told with its place, its owner and a way on, and that a file in which
// nothing is wrong warns of nothing.
func heldFindings(t *testing.T, m report.Message, good bool, warn string) {
	t.Helper()
	warned := false
	for _, f := range m.Findings {
		warned = warned || f.Level == report.Warn && f.Check == warn
		switch {
		case good && (f.Level == report.Fail || f.Level == report.Warn && warn == ""):
			t.Errorf("a fit file, and %s %s: %s", f.Level, f.Check, f.Detail)
		case f.Level == report.Fail && (f.Owner == "" || len(f.Steps) == 0 || f.Detail == "" || f.Spec == "" || f.Expected == "" || f.Actual == ""):
			t.Errorf("%s fails without owner, steps, detail, source, expected or actual: %+v", f.Check, f)
		case (f.Level == report.Fail || f.Level == report.Warn) && f.Place == nil && f.Check != "metadata.size" && f.Check != "metadata.encoding" && f.Check != "metadata.readable":
			t.Errorf("%s tells no place", f.Check)
		case f.Place != nil && (f.Place.Line < 1 || f.Place.Column < 1):
			t.Errorf("%s stands at %+v", f.Check, f.Place)
		}
	}
	if warned != (warn != "") {
		t.Errorf("expected a warning of %q: %t", warn, warned)
	}
}
