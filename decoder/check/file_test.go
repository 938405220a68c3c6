package check

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// fileOf makes the case of a metadata file by hand.
func fileOf(t testing.TB, b []byte) *Case {
	t.Helper()
	f, err := metadata.Read("contoso.xml", b)
	if err != nil {
		t.Fatal(err)
	}
	wanted, err := profile.Builtin("upwork-enterprise")
	if err != nil {
		t.Fatal(err)
	}
	return &Case{File: f, Doc: f.Doc, Size: len(b), Profile: wanted, At: mint.Now, Now: mint.Now, Signatures: f.Verify(context.Background(), nil)}
}

// appFile is the application's file with edits, not signed.
func appFile(pairs ...string) []byte {
	x := strings.TrimPrefix(string(mint.Metadata{EntityID: mint.Issuer, Keys: []*mint.Key{mint.Active()}}.XML()), mint.BOM)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(x, pairs[i]) {
			panic("nothing to replace: " + pairs[i])
		}
		x = strings.ReplaceAll(x, pairs[i], pairs[i+1])
	}
	return []byte(x)
}

// What is done in Entra's portal is no step for the file of another identity provider.
func TestStepsOfOtherProviders(t *testing.T) {
	other := appFile(mint.Issuer, "https://idp.example.com/", "login.microsoftonline.com", "idp.example.com", mint.Active().Base64(), mint.Expired().Base64())
	j := Judge(fileOf(t, other))
	if j.Verdict != report.Refused || j.Cause.Check != "metadata.key-dates" {
		t.Fatalf("got %s, %+v", j.Verdict, j.Cause)
	}
	want := []string{newAtOthers, fromProvider, "Give that file to Upwork"}
	for i, s := range j.Cause.Steps {
		if i < len(want) && !strings.HasPrefix(s, strings.ReplaceAll(want[i], "{short}", "Upwork")) {
			t.Errorf("step %d is %q", i+1, s)
		}
	}
	for _, f := range j.Findings {
		if strings.Contains(strings.Join(f.Steps, " "), "Entra admin center") {
			t.Errorf("%s sends to Entra's portal: %q", f.Check, f.Steps)
		}
	}
}

func TestEntityIDs(t *testing.T) {
	for _, c := range []struct {
		id, check string
		level     report.Level
	}{
		{mint.Issuer, "metadata.issuer", report.Pass},
		{"https://sts.chinacloudapi.cn/" + mint.Tenant + "/", "metadata.issuer", report.Pass},
		{strings.TrimSuffix(mint.Issuer, "/"), "metadata.issuer", report.Fail},
		{strings.Replace(mint.Issuer, "https", "http", 1), "metadata.issuer", report.Fail},
		{"https://sts.windows.net/AAAABBBB-0000-1111-2222-333344445555/", "metadata.issuer", report.Fail},
		{"https://sts.windows.net/contoso.example.com/", "metadata.issuer", report.Fail},
		{"https://login.microsoftonline.com/" + mint.Tenant + "/", "metadata.issuer", report.Fail},
		{"https://idp.example.com/", "metadata.issuer", report.Fail},
		{mint.Issuer + "11111111-2222-3333-4444-555555555555/", "metadata.application-id", report.Warn},
		{mint.Issuer + "11111111-2222-3333-4444-555555555555", "metadata.application-id", report.Warn},
		{"urn:contoso:idp", "metadata.entity-id", report.Pass},
		{"contoso", "metadata.entity-id", report.Fail},
		{"https://idp.example.com/&#x200B;", "metadata.entity-id", report.Fail},
		{"https://idp.example.com/&#xAD;", "metadata.entity-id", report.Fail},
		{"https://idp.example.com/ x", "metadata.entity-id", report.Fail},
		{"https://idp.example.com/" + strings.Repeat("x", 1000), "metadata.entity-id", report.Pass},
		{"https://idp.example.com/" + strings.Repeat("x", 1001), "metadata.entity-id", report.Fail},
	} {
		j := Judge(fileOf(t, appFile(`entityID="`+mint.Issuer+`"`, `entityID="`+c.id+`"`)))
		if f := find(j, c.check); f == nil || f.Level != c.level {
			t.Errorf("%s: expected %s %s, found %+v", c.id, c.level, c.check, f)
		}
	}
}

// The application's own metadata is told from that of others by what is known of the application.
func TestOwnMetadata(t *testing.T) {
	sp := string(mint.SpoiledAs("sp-metadata"))
	for _, c := range []struct {
		file, entityID, own string
	}{
		{sp, "", "this is the metadata of an application"},
		{sp, mint.EntityID, "this is Upwork's own metadata"},
		{strings.ReplaceAll(sp, mint.ACS, "https://sso.upwork.com/acs"), "", "this is Upwork's own metadata"},
		{strings.ReplaceAll(sp, mint.ACS, "https://notupwork.com/acs"), "", "this is the metadata of an application"},
	} {
		on := fileOf(t, []byte(c.file))
		on.EntityID = c.entityID
		if j := Judge(on); !strings.Contains(j.Sentence, c.own) || j.Cause.Check != "metadata.idp-role" {
			t.Errorf("expected %q, found %q", c.own, j.Sentence)
		}
	}
}

// What may be a secret is looked at a bounded number of times, and told with its place.
func TestMostLooks(t *testing.T) {
	secret := "<Extensions><x:y xmlns:x=\"urn:example:x\">client_secret = abcdef</x:y></Extensions>"
	for _, c := range []struct {
		before int
		found  bool
	}{{0, true}, {mostLooks - 1, true}, {mostLooks, false}} {
		words := "<!--" + strings.Repeat("ecret,\n", c.before) + "-->"
		on := fileOf(t, appFile("<RoleDescriptor xsi:type=\"fed:Sec", words+secret+"<RoleDescriptor xsi:type=\"fed:Sec"))
		out := fileSecret(on)
		if found := out[0].Level == report.Fail; found != c.found {
			t.Errorf("after %d words: %+v", c.before, out[0])
		} else if found && out[0].Place.Line != c.before+1 {
			t.Errorf("after %d words: told at line %d", c.before, out[0].Place.Line)
		}
	}
}

func TestSecrets(t *testing.T) {
	for text, found := range map[string]bool{
		"-----BEGIN RSA PRIVATE KEY-----":                                true,
		"-- -- -BEGIN PRIVATE KEY-- -":                                   true,
		"<RSAKeyValue><Modulus/><D>x</D></RSAKeyValue>":                  true,
		"clientSecret: x8Q~abcdef":                                       true,
		"password=hunter22":                                              true,
		"-----BEGIN CERTIFICATE-----":                                    false,
		"urn:oasis:names:tc:SAML:2.0:ac:classes:Password":                false,
		"Used to display the time when the password expires":             false,
		"https://idp.example.com/password/reset":                         false,
		"<RSAKeyValue><Modulus/><Exponent>AQAB</Exponent></RSAKeyValue>": false,
	} {
		on := fileOf(t, appFile("<RoleDescriptor xsi:type=\"fed:Sec", "<Extensions><x:y xmlns:x=\"urn:example:x\">"+text+"</x:y></Extensions><RoleDescriptor xsi:type=\"fed:Sec"))
		if out := fileSecret(on); (out[0].Level == report.Fail) != found {
			t.Errorf("%q: %+v", text, out[0])
		}
	}
}

// Weak, long and absurd keys.
func TestFileKeySizes(t *testing.T) {
	for _, c := range []struct {
		key   *mint.Key
		level report.Level
	}{{mint.Active(), report.Pass}, {mint.Weak(), report.Warn}, {mint.ECDSA(), report.Pass}} {
		j := Judge(fileOf(t, appFile(mint.Active().Base64(), c.key.Base64())))
		if f := find(j, "metadata.key-size"); f == nil || f.Level != c.level {
			t.Errorf("%s: %+v", c.key.Name, f)
		}
	}
	// An exponent of 1 signs nothing: every value is its own signature.
	bare := "<KeyDescriptor><KeyInfo xmlns=\"http://www.w3.org/2000/09/xmldsig#\"><KeyValue><RSAKeyValue><Modulus>" +
		"wQ" + strings.Repeat("AA", 170) + "E=</Modulus><Exponent>AQ==</Exponent></RSAKeyValue></KeyValue></KeyInfo></KeyDescriptor>"
	const idp = `<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`
	j := Judge(fileOf(t, appFile(idp, idp+bare)))
	if j.Verdict != report.Refused || j.Cause.Check != "metadata.key-size" && j.Cause.Check != "metadata.certificate" {
		t.Errorf("a key with the exponent 1: %s, %+v", j.Verdict, j.Cause)
	}
}

// A second byte order mark is no XML to most readers, and this one reads on.
func TestTwoByteOrderMarks(t *testing.T) {
	for marks, want := range map[string]report.Level{mint.BOM: report.Info, mint.BOM + mint.BOM: report.Fail} {
		if f := find(Judge(fileOf(t, append([]byte(marks), appFile()...))), "metadata.encoding"); f == nil || f.Level != want {
			t.Errorf("%d marks: expected %s, found %+v", len(marks)/3, want, f)
		}
	}
}

// A tenant may be named by a domain, which says nothing about its ID.
func TestTenantByDomain(t *testing.T) {
	for word, want := range map[string]report.Level{
		mint.Tenant: report.Pass, "contoso.example.com": report.Warn, "99999999-1111-2222-3333-444444444444": report.Fail,
	} {
		login := strings.Replace(mint.LoginURL, mint.Tenant, word, 1)
		if f := find(Judge(fileOf(t, appFile(mint.LoginURL, login))), "metadata.tenant"); f == nil || f.Level != want {
			t.Errorf("%s: expected %s, found %+v", word, want, f)
		}
	}
}

// The clouds of Microsoft: each by itself is told, and two together fail.
func TestClouds(t *testing.T) {
	const global = "login.microsoftonline.com"
	for _, c := range []struct {
		pairs []string
		level report.Level
	}{
		{nil, report.Pass},
		{[]string{global, "login.windows.net"}, report.Pass},
		{[]string{global, "login.microsoftonline.us"}, report.Warn},
		{[]string{global, "login.partner.microsoftonline.cn", "sts.windows.net", "sts.chinacloudapi.cn"}, report.Warn},
		{[]string{global, "login.partner.microsoftonline.cn"}, report.Fail},
		{[]string{"sts.windows.net", "sts.chinacloudapi.cn"}, report.Fail},
		{[]string{global, "login.microsoftonline.de"}, report.Fail},
		{[]string{global, "login.microsoftonline.com.example.com"}, report.Fail},
	} {
		if f := find(Judge(fileOf(t, appFile(c.pairs...))), "metadata.cloud"); f == nil || f.Level != c.level {
			t.Errorf("%q: expected %s, found %+v", c.pairs, c.level, f)
		}
	}
}

// What is told of a secret does not repeat it.
func TestSecretsAreNotRepeated(t *testing.T) {
	key := string(mint.Active().PrivatePEM())
	for _, where := range []string{"<!--" + strings.ReplaceAll(key, "-", "=") + "-->", `<Extensions><x:y xmlns:x="urn:example:x">` + key + "</x:y></Extensions>"} {
		j := Judge(fileOf(t, appFile(`<RoleDescriptor xsi:type="fed:Sec`, where+`<RoleDescriptor xsi:type="fed:Sec`)))
		if j.Cause == nil || j.Cause.Check != "metadata.secret" {
			t.Errorf("got %+v", j.Cause)
		}
		for _, f := range j.Findings {
			for _, line := range strings.Split(key, "\n")[1:10] {
				if strings.Contains(f.Subject+f.Detail+f.Expected+f.Actual, line) {
					t.Errorf("%s repeats the key", f.Check)
				}
			}
		}
	}
}

// Of very many outcomes as many are told as are read, the failures among them, and the number of the others.
func TestKept(t *testing.T) {
	var k kept
	for range mostOutcomes + 10 {
		k.add(Outcome{Level: report.Warn, Detail: "a warning."})
	}
	k.add(Outcome{Level: report.Fail, Detail: "a failure."})
	out := k.outcomes()
	if len(out) != mostOutcomes || out[0].Level != report.Fail || !strings.HasSuffix(out[mostOutcomes-1].Detail, "There are 11 more like this.") {
		t.Errorf("%d outcomes, the first %+v, the last %+v", len(out), out[0], out[len(out)-1])
	}
}

// A file may announce ten thousand certificates, none of which can be read, and name ten thousand addresses.
func TestHostileFile(t *testing.T) {
	const many = 10_000
	const start = `<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`
	const key = `<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>AAAA</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`
	const address = `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="http://idp.example.com/" ResponseLocation="x"/>`
	j := Judge(fileOf(t, appFile(start, start+strings.Repeat(key, many), "</IDPSSODescriptor>", strings.Repeat(address, many)+"</IDPSSODescriptor>")))
	count := map[string]int{}
	said := map[string]string{}
	for _, f := range j.Findings {
		count[f.Check]++
		said[f.Check] = f.Detail
	}
	for _, id := range []string{"metadata.certificate", "metadata.response-location"} {
		if count[id] != mostOutcomes || !strings.HasSuffix(said[id], "There are 9900 more like this.") {
			t.Errorf("%s: %d findings, the last %q", id, count[id], said[id])
		}
	}
	if j.Verdict != report.Refused || len(j.Findings) > 1000 {
		t.Errorf("%s, %d findings", j.Verdict, len(j.Findings))
	}
}

// Where a certificate that carries on is in the file, nobody is sent to make another.
func TestOtherCertificate(t *testing.T) {
	steps := func(m mint.Metadata, edits ...string) string {
		x := strings.NewReplacer(edits...).Replace(string(m.XML()))
		f := find(Judge(fileOf(t, []byte(x))), "metadata.key-dates")
		if f == nil || f.Level == report.Pass {
			t.Fatalf("found %+v", f)
		}
		return strings.Join(f.Steps, " ")
	}
	m := mint.Metadata{EntityID: mint.Issuer, Keys: []*mint.Key{mint.Expired()}}
	if s := steps(m); !strings.Contains(s, "New Certificate") {
		t.Errorf("found %q", s)
	}
	m.Keys = append(m.Keys, mint.Active())
	if s := steps(m); strings.Contains(s, "New Certificate") || !strings.Contains(s, "make the one that lasts longer active") {
		t.Errorf("found %q", s)
	}
	if s := steps(m, mint.Issuer, "https://idp.example.com/", "login.microsoftonline.com", "idp.example.com"); strings.Contains(s, "Entra") || !strings.Contains(s, "have your identity provider sign with the one that lasts longer") {
		t.Errorf("found %q", s)
	}
}

// A certificate with a key that nothing here verifies with is whole, and not said to be damaged.
func TestKeysOfOtherKinds(t *testing.T) {
	for name, check := range map[string]string{"secp256k1": "metadata.certificate", "ed25519": "metadata.key-size"} {
		b, err := os.ReadFile("testdata/" + name + ".b64")
		if err != nil {
			t.Fatal(err)
		}
		f := find(Judge(fileOf(t, appFile(mint.Active().Base64(), strings.TrimSpace(string(b))))), check)
		if f == nil || f.Level != report.Fail || strings.Contains(f.Detail, "damaged") || !strings.Contains(f.Detail, "whole") || len(f.Steps) == 0 || f.Actual == "" {
			t.Errorf("%s: found %+v", name, f)
		}
	}
}

// A secret is found in a file whose XML is broken too: the lines of a PEM file in a comment break it.
func TestSecretInBroken(t *testing.T) {
	on := &Case{File: &metadata.File{}, Wrong: &metadata.Wrong{Kind: metadata.Damaged}, Text: &tree.Doc{Source: "<EntityDescriptor>\n<!-- -----BEGIN PRIVATE KEY-----"}}
	out := fileSecret(on)
	if len(out) != 1 || out[0].Level != report.Fail || out[0].Place == nil || out[0].Place.Line != 2 {
		t.Errorf("found %+v", out)
	}
	on.Text = nil
	if out := fileSecret(on); len(out) != 0 {
		t.Errorf("found %+v", out)
	}
}

// An address without https:// beside a good one is told, and keeps no file back.
func TestInsecureBeside(t *testing.T) {
	x := string(appFile())
	at := strings.LastIndex(x, `Location="https://`)
	x = x[:at] + strings.Replace(x[at:], "https://", "http://", 1)
	f := find(Judge(fileOf(t, []byte(x))), "metadata.sign-on")
	if f == nil || f.Level != report.Warn || !strings.HasPrefix(f.Actual, "HTTP-") {
		t.Errorf("found %+v", f)
	}
}

// A signature of Entra's file that cannot be verified, or is of a part, is told; where keys are given it keeps the file back.
func TestSignatureThatShowsNothing(t *testing.T) {
	x := string(mint.AppMetadata().XML())
	algorithm := strings.Replace(x, "xmldsig-more#rsa-sha256", "xmldsig-more#rsa-ripemd160", 1)
	for name, part := range map[string]bool{"algorithm": false, "part": true} {
		for _, c := range []struct {
			certs int
			level report.Level
		}{{0, report.Warn}, {1, report.Fail}} {
			on := fileOf(t, []byte(algorithm))
			if part {
				on.Signatures[0].Cause, on.Signatures[0].Parent = signature.Good, on.File.Entities[0].Roles[0].Node
			}
			on.Certs = c.certs
			if f := find(Judge(on), "metadata.signature"); f == nil || f.Level != c.level || f.Detail == "" {
				t.Errorf("%s with %d certificates: %+v", name, c.certs, f)
			}
		}
	}
}

// A certificate that was made a moment ago is in date for a clock that is a little slow, and one of today tells its hour.
func TestJustMade(t *testing.T) {
	on := fileOf(t, mint.AppMetadata().XML())
	from := mint.Active().Cert.NotBefore
	on.Skew = 5 * time.Minute
	for before, level := range map[time.Duration]report.Level{-on.Skew: report.Pass, -on.Skew - time.Second: report.Fail} {
		on.At = from.Add(before)
		if f := find(Judge(on), "metadata.key-dates"); f == nil || f.Level != level {
			t.Errorf("%s: %+v", before, f)
		}
	}
	on.At = time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	if on.Skew = -time.Hour; !strings.HasSuffix(Judge(on).Sentence, from.UTC().Format("not valid before 2006-01-02 15:04 UTC.")) {
		t.Errorf("found %q", Judge(on).Sentence)
	}
}
