package rollover

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// summary is what a test asks of the changes: the gravest first, "!" where one matters.
func summary(c *report.Comparison) string {
	var list []string
	for _, ch := range c.Changes {
		mark := ""
		if ch.Matters {
			mark = "!"
		}
		list = append(list, mark+ch.What+" "+ch.Kind)
	}
	return strings.Join(list, ", ")
}

// Each edit of the application's metadata is told as what it is.
func TestChanges(t *testing.T) {
	x := string(mint.AppMetadata().XML())
	replace := func(old, with string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				t.Fatalf("the file has no %q", old)
			}
			return strings.Replace(s, old, with, 1)
		}
	}
	all := func(old, with string) func(string) string {
		return func(s string) string { return strings.ReplaceAll(s, old, with) }
	}
	role := "<IDPSSODescriptor"
	for _, c := range []struct {
		name        string
		sent, fresh func(string) string // nil: as it is
		changes     string
		sentence    string
		resend      bool
	}{
		{name: "byte for byte", sentence: "The two files are the same, byte for byte: nothing has to be sent."},
		{name: "another download", fresh: replace(`ID="_`, `ID="_f`), changes: "form changed", sentence: "Both files say the same, only their bytes differ"},
		{name: "no byte order mark", fresh: replace(mint.BOM, ""), changes: "form changed", sentence: "only their bytes differ"},
		{name: "re-indented", fresh: all("><", ">\n<"), changes: "form changed", sentence: "only their bytes differ"},
		{name: "indentation gone", sent: all("><", ">\n<"), changes: "form changed", sentence: "only their bytes differ"},
		{name: "line ends", sent: all("><", ">\n<"), fresh: all("><", ">\r\n<"), changes: "form changed", sentence: "only their bytes differ"},
		{name: "quotation marks", fresh: replace(`version="1.0"`, `version='1.0'`), changes: "form changed", sentence: "only their bytes differ"},
		{name: "other contacts", fresh: replace("</EntityDescriptor>", "<Organization/></EntityDescriptor>"), changes: "other changed", sentence: "Nothing changed that a sign-in depends on"},
		{name: "a detail", fresh: replace(`HTTP-POST" `, `HTTP-POST" isDefault="true" `), changes: "other changed", sentence: "Nothing changed that a sign-in depends on"},
		{name: "sign-in address", fresh: replace(`HTTP-POST" Location="https://login`, `HTTP-POST" Location="https://login2`), changes: "!endpoint changed", sentence: "Send the fresh file to Upwork.", resend: true},
		{name: "sign-in address gone", fresh: replace(`<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="`+mint.LoginURL+`"/>`, ""), changes: "!endpoint removed", sentence: "was removed for SingleSignOnService HTTP-Redirect. Send", resend: true},
		{name: "sign-out address", fresh: replace(`Service Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https`, `Service Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="http`), changes: "endpoint changed", sentence: "Nothing changed that"},
		{name: "another binding", fresh: replace(`</IDPSSODescriptor>`, `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:SOAP" Location="https://example.com/"/></IDPSSODescriptor>`), changes: "endpoint added", sentence: "Nothing changed that"},
		{name: "signed requests wanted", fresh: replace(role, role+` WantAuthnRequestsSigned="1"`), changes: "!option changed", sentence: "Upwork must sign them. Send", resend: true},
		{name: "signed requests no more", sent: replace(role, role+` WantAuthnRequestsSigned="true"`), changes: "option changed", sentence: "Nothing changed that"},
		{name: "the same in other words", sent: replace(role, role+` WantAuthnRequestsSigned="true"`), fresh: replace(role, role+` WantAuthnRequestsSigned="1"`), changes: "other changed", sentence: "Nothing changed that"},
		{name: "name format", fresh: replace("<SingleSignOnService", "<NameIDFormat>urn:oasis:names:tc:SAML:2.0:nameid-format:persistent</NameIDFormat><SingleSignOnService"), changes: "option added", sentence: "Nothing changed that"},
		{name: "protocol", fresh: replace(role+` protocolSupportEnumeration="`+saml2, role+` protocolSupportEnumeration="urn:oasis:names:tc:SAML:1.1:protocol`), changes: "!option removed, option added", sentence: "is not supported any more. Send", resend: true},
		{name: "role gone", fresh: func(s string) string { return s[:strings.Index(s, role)] + "</EntityDescriptor>" }, changes: "!role removed", sentence: "The role IDPSSODescriptor was removed", resend: true},
		{name: "role new", sent: func(s string) string { return s[:strings.Index(s, role)] + "</EntityDescriptor>" }, changes: "!role added", sentence: "The role IDPSSODescriptor was added", resend: true},
		{name: "valid for longer", sent: replace("<EntityDescriptor", `<EntityDescriptor validUntil="2027-01-01T00:00:00Z"`), fresh: replace("<EntityDescriptor", `<EntityDescriptor validUntil="2027-02-01T00:00:00Z"`), changes: "!dates changed", sentence: "Upwork may use the file that was sent until 2027-01-01 only. Send", resend: true},
		{name: "valid for a time", fresh: replace("<EntityDescriptor", `<EntityDescriptor validUntil="2027-02-01T00:00:00Z"`), changes: "dates added", sentence: "Nothing changed that"},
		{name: "kept for a time", fresh: replace(role, role+` cacheDuration="PT1H"`), changes: "dates added", sentence: "Nothing changed that"},
		{name: "cloud", fresh: all("login.microsoftonline.com", "login.microsoftonline.us"), changes: "!cloud changed, !endpoint changed, !endpoint changed, endpoint changed, ws-federation changed, ws-federation changed", sentence: "from the global cloud of Microsoft to the US Government cloud. Send the fresh file to Upwork. 2 more differences matter.", resend: true},
		{name: "slash of the entity ID", fresh: all(mint.Issuer, strings.TrimSuffix(mint.Issuer, "/")), changes: "!entity-id changed", sentence: "Upwork knows the identity provider by it. Send", resend: true},
		{name: "use", fresh: all(` use="signing"`, ""), changes: "key changed", sentence: "Nothing changed that"},
		{name: "use begins", sent: all(` use="signing"`, ` use="encryption"`), changes: "!key changed", sentence: "is now for signing; before, it was for encryption. Send", resend: true},
		{name: "claims of WS-Federation", fresh: replace(`Optional="true"`, `Optional="false"`), changes: "ws-federation changed", sentence: "Nothing changed that"},
	} {
		t.Run(c.name, func(t *testing.T) {
			made := func(edit func(string) string) []byte {
				if edit == nil {
					return []byte(x)
				}
				return []byte(edit(x))
			}
			got := compared(read(t, "sent.xml", made(c.sent)), read(t, "fresh.xml", made(c.fresh)))
			if summary(got) != c.changes {
				t.Errorf("changes are %q, expected %q", summary(got), c.changes)
			}
			if !strings.Contains(got.Sentence, c.sentence) {
				t.Errorf("the sentence is %q, expected %q in it", got.Sentence, c.sentence)
			}
			if got.Resend != c.resend || got.Identical != (c.changes == "") || got.Swapped || got.Unrelated != "" {
				t.Errorf("resend is %v, identical %v, swapped %v, unrelated %q", got.Resend, got.Identical, got.Swapped, got.Unrelated)
			}
		})
	}
}

// What was done to the form is named.
func TestForm(t *testing.T) {
	x := string(mint.AppMetadata().XML())
	for says, edit := range map[string]func(string) string{
		"the encoding is utf-8, and was utf-8, bom": func(s string) string { return strings.TrimPrefix(s, mint.BOM) },
		"it was re-indented":                        func(s string) string { return strings.ReplaceAll(s, "><", ">\n  <") },
		"another ID or another signature":           func(s string) string { return strings.Replace(s, "<SignatureValue>", "<SignatureValue>A", 1) },
		"prefixes or comments": func(s string) string {
			return strings.Replace(s, "<IDPSSODescriptor", "<!-- x --><IDPSSODescriptor", 1)
		},
	} {
		got := compared(read(t, "a", []byte(x)), read(t, "b", []byte(edit(x))))
		if len(got.Changes) != 1 || got.Changes[0].What != "form" || !strings.Contains(got.Changes[0].Text, says) {
			t.Errorf("%s: found %+v", says, got.Changes)
		}
	}
}

func TestKeys(t *testing.T) {
	old, next, ended := minted(t, -1050, 45), minted(t, -1, 1090), minted(t, -1100, -4)
	renewed := certified(t, shared, at.AddDate(0, 0, -2), at.AddDate(3, 0, 0))
	before := certified(t, shared, at.AddDate(-3, 0, 0), at.AddDate(0, 0, 20))
	for _, c := range []struct {
		name        string
		sent, fresh []*mint.Key
		changes     string
		sentence    string
		resend      bool
	}{
		{"added", []*mint.Key{old}, []*mint.Key{old, next}, "!key added", "A new certificate (thumbprint " + next.Thumbprint() + ", until 2029-11-18) was added; send the fresh file to Upwork before you make it active.", true},
		{"replaced", []*mint.Key{old}, []*mint.Key{next}, "!key added, key removed", "Every sign-in fails until Upwork has the fresh file: it announces none of the certificates that were sent, but another (thumbprint " + next.Thumbprint() + ", until 2029-11-18). Send it now.", true},
		{"added when the old one has ended", []*mint.Key{ended}, []*mint.Key{ended, next}, "!key added", "the old one has ended: Entra signs with the new one even while it is inactive. Send the fresh file to Upwork now.", true},
		{"added and ended", []*mint.Key{old}, []*mint.Key{old, ended}, "!key added", "A certificate that has ended (thumbprint " + ended.Thumbprint() + ", until 2026-11-20) was added. Look up in the portal which one is active", true},
		{"removed", []*mint.Key{old, next}, []*mint.Key{next}, "key removed", "Upwork can remove it as well. Nothing has to be sent.", false},
		{"another order", []*mint.Key{old, next}, []*mint.Key{next, old}, "key changed", "Nothing changed that", false},
		{"another certificate for the key", []*mint.Key{before}, []*mint.Key{renewed}, "!key changed", "is the same and its certificate another (thumbprint " + renewed.Thumbprint(), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := compared(file(t, "sent.xml", c.sent...), file(t, "fresh.xml", c.fresh...))
			saml := strings.TrimSuffix(strings.ReplaceAll(summary(got)+", ", "ws-federation changed, ", ""), ", ")
			if saml != c.changes || !strings.Contains(got.Sentence, c.sentence) || got.Resend != c.resend {
				t.Errorf("changes %q, resend %v, sentence %q", saml, got.Resend, got.Sentence)
			}
			if i := slices.IndexFunc(got.Changes, func(ch report.Change) bool { return ch.What == "key" }); got.Changes[i].Key == nil || got.Changes[i].Key.SHA1 == "" || got.Changes[i].Where != idp {
				t.Errorf("the change is without its key or place: %+v", got.Changes[i])
			}
		})
	}
}

// A fresh file that is not fit to send is not asked for.
func TestUnfit(t *testing.T) {
	old, next := minted(t, -1050, 45), minted(t, -1, 1090)
	got := Compare(Side{File: file(t, "a", old), Signature: report.Valid}, Side{File: file(t, "b", old, next), Signature: report.Invalid, Unfit: "Do not send: the file was changed."}, setting)
	if !strings.HasSuffix(got.Sentence, "was added. Do not send: the file was changed.") || !got.Unfit || got.Title() != "✗ THE FRESH FILE IS NOT FIT TO SEND" || !strings.Contains(summary(got), "signature changed") {
		t.Errorf("found %q, %s", got.Sentence, summary(got))
	}
}

func TestWrongOrder(t *testing.T) {
	old, next := minted(t, -1050, 45), minted(t, -1, 1090)
	got := compared(file(t, "a", old, next), file(t, "b", old))
	if !got.Swapped || got.Resend || got.Plan != nil || !strings.HasPrefix(got.Sentence, "The files seem to stand in the wrong order: the one given as sent last has a newer certificate (thumbprint "+next.Thumbprint()) {
		t.Errorf("found %+v", got)
	}
	if !strings.HasSuffix(got.Sentence, "If that certificate was deleted on purpose, nothing has to be sent.") {
		t.Errorf("found %q", got.Sentence)
	}
	if got := compared(file(t, "a", next), file(t, "b", old)); !got.Swapped || !strings.HasSuffix(got.Sentence, "If the order is right, Upwork needs the fresh file.") {
		t.Errorf("found %q", got.Sentence)
	}
	x := string(mint.AppMetadata().XML())
	until := func(day string) *metadata.File {
		return read(t, day, []byte(strings.Replace(x, "<EntityDescriptor", `<EntityDescriptor validUntil="`+day+`T00:00:00Z"`, 1)))
	}
	if got := compared(until("2027-02-01"), until("2027-01-01")); !got.Swapped || !strings.Contains(got.Sentence, "is valid until 2027-02-01, the fresh one until 2027-01-01") {
		t.Errorf("found %+v", got)
	}
	// A newer certificate that has ended was cleared away.
	if got := compared(file(t, "a", old, minted(t, -20, -3)), file(t, "b", old)); got.Swapped {
		t.Errorf("found %+v", got)
	}
}

func TestUnrelated(t *testing.T) {
	x := string(mint.AppMetadata().XML())
	of := func(id string) *metadata.File { return read(t, id, []byte(strings.ReplaceAll(x, mint.Issuer, id))) }
	for _, c := range []struct{ sent, fresh, says string }{
		{mint.Issuer, "https://sts.windows.net/11111111-1111-2222-3333-444444444444/", "The files are of different tenants, 00000000-1111-2222-3333-444444444444 and 11111111-1111-2222-3333-444444444444."},
		{mint.Issuer, "https://sts.windows.net/{tenantid}/", "The files are of different identity providers, " + mint.Issuer + " and https://sts.windows.net/{tenantid}/."},
		{mint.Issuer, "https://sts.windows.net/00000000-1111-2222-3333-444444444444/22222222-1111-2222-3333-444444444444", ""},
	} {
		got := compared(of(c.sent), of(c.fresh))
		if !strings.HasPrefix(got.Unrelated, c.says) || (c.says == "") != (got.Unrelated == "") || got.Resend != (c.says == "") || (got.Plan == nil) != (c.says != "") {
			t.Errorf("%s: found %+v", c.fresh, got)
		}
		if len(got.Changes) == 0 || got.Changes[0].What != "entity-id" || c.says != "" && got.Sentence != got.Unrelated {
			t.Errorf("%s: found %q", c.fresh, summary(got))
		}
	}
}

// aggregate is a federation of n entities, of which edit changes some.
func aggregate(t testing.TB, n int, edit func(i int, entity string) string) *metadata.File {
	t.Helper()
	x := strings.TrimPrefix(string(mint.Metadata{EntityID: "urn:example:ENTITY", Keys: []*mint.Key{mint.ECDSA()}}.XML()), `<?xml version="1.0" encoding="utf-8"?>`)
	var b strings.Builder
	b.WriteString(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`)
	for i := range n {
		b.WriteString(edit(i, strings.ReplaceAll(x, "ENTITY", fmt.Sprint(i))))
	}
	b.WriteString("</EntitiesDescriptor>")
	return read(t, "aggregate.xml", []byte(b.String()))
}

func same(_ int, entity string) string { return entity }

func TestAggregates(t *testing.T) {
	sent := aggregate(t, 600, same)
	fresh := aggregate(t, 601, func(i int, e string) string {
		if i == 7 {
			return strings.ReplaceAll(e, "/saml2", "/saml3")
		}
		return e
	})
	got := compared(sent, fresh)
	if summary(got) != "!endpoint changed, !endpoint changed, entity added, endpoint changed" || !strings.HasPrefix(got.Sentence, "In urn:example:7, IDPSSODescriptor: The address") || got.Plan != nil {
		t.Errorf("found %q, %q", summary(got), got.Sentence)
	}
	// Two of the same entityID are compared in their order, and one alone with its like in an aggregate.
	twice := func(i int, e string) string { return strings.ReplaceAll(e, "urn:example:1", "urn:example:0") }
	if got := compared(aggregate(t, 2, twice), aggregate(t, 3, twice)); summary(got) != "entity added" {
		t.Errorf("found %q", summary(got))
	}
	if got := compared(aggregate(t, 1, same), aggregate(t, 3, same)); summary(got) != "entity added, entity added" || got.Resend {
		t.Errorf("found %q", summary(got))
	}
	// Of one that was picked the others do not count.
	one, other := *sent, *fresh
	for entity, changes := range map[int]string{7: "!endpoint changed, !endpoint changed, endpoint changed", 8: ""} {
		one.Entities, other.Entities = sent.Entities[entity:entity+1], fresh.Entities[entity:entity+1]
		if got := compared(&one, &other); summary(got) != changes || got.Plan == nil {
			t.Errorf("found %q", summary(got))
		}
	}
	if got := compared(aggregate(t, 2, same), aggregate(t, 2, func(_ int, e string) string { return strings.Replace(e, "urn:example", "urn:other", 1) })); got.Unrelated == "" || got.Resend {
		t.Errorf("found %+v", got.Sentence)
	}
}

// What is beyond the bounds is counted.
func TestLimits(t *testing.T) {
	moved := func(_ int, e string) string { return strings.ReplaceAll(e, "/saml2", "/saml3") }
	got := compared(aggregate(t, 300, same), aggregate(t, 300, moved)) // two that matter and one that does not in each
	if len(got.Changes) != mostChanges || got.More != 900-mostChanges {
		t.Errorf("%d changes and %d more", len(got.Changes), got.More)
	}
	x := string(mint.AppMetadata().XML())
	many := func(location string) *metadata.File {
		var b strings.Builder
		for i := range mostKept + 5 {
			fmt.Fprintf(&b, `<ManageNameIDService Binding="urn:example" Location="%s%d"/>`, location, i)
		}
		return read(t, location, []byte(strings.Replace(x, "</IDPSSODescriptor>", b.String()+"</IDPSSODescriptor>", 1)))
	}
	if got := compared(many("a"), many("b")); len(got.Changes) != mostChanges || got.More != mostKept+5-mostChanges {
		t.Errorf("%d changes and %d more", len(got.Changes), got.More)
	}
	long := strings.Repeat("x", 2*maxQuoted)
	if got := compared(read(t, "a", []byte(strings.ReplaceAll(x, mint.Issuer, mint.Issuer+long))), read(t, "b", []byte(x))); len(got.Sentence) > 3*maxQuoted {
		t.Errorf("the sentence has %d bytes", len(got.Sentence))
	}
}

// Every document of the corpus is the same as itself, and compares with every other one.
func TestCorpus(t *testing.T) {
	var files []*metadata.File
	err := filepath.WalkDir("../../../shared/corpus", func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if f, err := metadata.Read(filepath.Base(name), b); err == nil {
			files = append(files, f)
		}
		return nil
	})
	if err != nil {
		t.Skip("the corpus is not at hand")
	}
	if len(files) < 30 {
		t.Fatalf("found %d metadata files", len(files))
	}
	pairs := 0
	for _, a := range files {
		if got := compared(a, a); !got.Identical || len(got.Changes) > 0 {
			t.Errorf("%s differs from itself: %s", a.Name, summary(got))
		}
		for _, b := range files {
			got := compared(a, b)
			if got.Sentence == "" || !got.Identical && got.Unrelated == "" && len(got.Changes) == 0 {
				t.Errorf("%s and %s: %+v", a.Name, b.Name, got)
			}
			if a.Entities[0].ID == b.Entities[0].ID && a != b {
				pairs++
			}
		}
	}
	if pairs == 0 {
		t.Error("no two files of the corpus are of one entity")
	}
}

// Pairs of the corpus whose difference is known.
func TestCorpusPairs(t *testing.T) {
	const simple, aad = "simplesamlphp__saml2/tests/resources/xml/metadata/",
		"AzureAD__azure-activedirectory-identitymodel-extensions-for-dotnet/test/Microsoft.IdentityModel.TestUtils/ReferenceMetadata/"
	for _, c := range []struct{ sent, fresh, changes, says string }{
		{simple + "valid-metadata-ca-signed.xml", simple + "valid-metadata-selfsigned.xml", "form changed", "Both files say the same"},
		{simple + "expired-metadata.xml", simple + "valid-metadata-ca-signed.xml", "!dates removed", "Upwork may use the file that was sent until 2019-07-19 only."},
		{"handnot2__samly/test/data/testshib_metadata.xml", "lightSAML__lightSAML/resources/sample/EntitiesDescriptor/testshib-providers.xml", "form changed", "Both files say the same"},
		{"crewjam__saml/samlsp/testdata/idp_metadata.xml", "handnot2__samly/test/data/testshib_metadata.xml", "!key added, entity added, key added, key removed, key removed, other changed, other changed", "Every sign-in fails until Upwork has the fresh file"},
		{aad + "AADCommonMetadata.xml", aad + "AADCommonMetadataFormated.xml", "", "The files are of different identity providers, https://sts.windows.net/{tenantid}/ and https://sts.windows.net/268da1a1-9db4-48b9-b1fe-683250ba90cc/."},
	} {
		var files [2]*metadata.File
		for i, name := range []string{c.sent, c.fresh} {
			b, err := os.ReadFile("../../../shared/corpus/" + name)
			if err != nil {
				t.Skip("the corpus is not at hand")
			}
			files[i] = read(t, filepath.Base(name), b)
		}
		got := compared(files[0], files[1])
		if !strings.HasPrefix(summary(got), c.changes) || !strings.Contains(got.Sentence, c.says) {
			t.Errorf("%s and %s: %s, %q", c.sent, c.fresh, summary(got), got.Sentence)
		}
	}
}

// FuzzCompare holds that two files of any kind are compared to an end, and that a file is like itself.
func FuzzCompare(f *testing.F) {
	x := mint.AppMetadata().XML()
	f.Add(x, x)
	f.Add(x, mint.TenantMetadata().XML())
	f.Add(x, []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"><EntityDescriptor entityID=""/><EntityDescriptor/></EntitiesDescriptor>`))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		sent, err := metadata.Read("a", a)
		if err != nil {
			return
		}
		fresh, err := metadata.Read("b", b)
		if err != nil {
			return
		}
		got := compared(sent, fresh)
		if got.Sentence == "" || got.Resend && (got.Identical || got.Swapped || got.Unrelated != "") {
			t.Errorf("found %+v", got)
		}
		if again := Compare(Side{File: fresh}, Side{File: fresh}, setting); !again.Identical {
			t.Error("a file differs from itself")
		}
	})
}

func BenchmarkCompareAggregates(b *testing.B) {
	sent, fresh := aggregate(b, 5000, same), aggregate(b, 5000, func(i int, e string) string {
		if i%10 == 0 {
			return strings.ReplaceAll(e, "/saml2", "/saml3")
		}
		return e
	})
	b.ReportAllocs()
	for b.Loop() {
		if got := compared(sent, fresh); got.More == 0 {
			b.Fatal(got.Sentence)
		}
	}
}

// The tenant-wide file shows nothing of the application's certificates, so nothing is asked for because of it.
func TestForeign(t *testing.T) {
	const unfit = "Do not send: this is the tenant-wide file, not the app's."
	app, wide := file(t, "a", minted(t, -100, 900)), Side{File: file(t, "b", minted(t, -1, 1090)), Signature: report.Valid, Unfit: unfit, Foreign: true}
	got := Compare(Side{File: app, Signature: report.Valid}, wide, setting)
	if got.Resend || got.Plan != nil || got.Unrelated == "" || !strings.HasSuffix(got.Sentence, unfit) || strings.Contains(got.Sentence, "fails") {
		t.Errorf("found %+v", got)
	}
	if got := Compare(wide, wide, setting); !got.Identical || got.Plan != nil {
		t.Errorf("found %+v", got)
	}
	// What was sent may have been the wrong file.
	if got := Compare(wide, Side{File: app, Signature: report.Valid}, setting); !got.Resend || got.Plan == nil {
		t.Errorf("found %+v", got)
	}
}

// Which entity of an aggregate is the vendor's does not show, so one that came or went is not said to be nothing.
func TestEntitiesCameAndWent(t *testing.T) {
	entity := func(id string) string {
		return strings.Replace(string(mint.Metadata{EntityID: id, Keys: []*mint.Key{mint.Active()}}.XML()), `<?xml version="1.0" encoding="utf-8"?>`, "", 1)
	}
	several := func(entities ...string) *metadata.File {
		return read(t, "list", []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`+strings.Join(entities, "")+`</EntitiesDescriptor>`))
	}
	both, one := several(entity("https://a.example.com/"), entity("https://b.example.com/")), several(entity("https://a.example.com/"))
	for _, pair := range [][2]*metadata.File{{both, one}, {one, both}} {
		if got := compared(pair[0], pair[1]); got.Resend || !strings.Contains(got.Sentence, "see whether yours is among them") {
			t.Errorf("found %q", got.Sentence)
		}
	}
}

// A signature that is there or not is no detail of a key or address.
func TestUnsignedAlike(t *testing.T) {
	m := mint.AppMetadata()
	signed := read(t, "signed", m.XML())
	m.Signing = nil
	got := Compare(Side{File: signed, Signature: report.Valid}, Side{File: read(t, "unsigned", m.XML()), Signature: report.Unsigned}, setting)
	if s := summary(got); s != "signature changed" && s != "signature changed, form changed" {
		t.Errorf("found %s: %q", s, got.Sentence)
	}
}
