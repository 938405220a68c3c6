package check

import (
	"context"
	"crypto/x509"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
)

const stranger = "https://sts.windows.net/77777777-1111-2222-3333-444444444444/"

// importing judges a message signed with key against other files.
func importing(t *testing.T, key *mint.Key, files ...mint.Metadata) *Case {
	t.Helper()
	r := mint.EntraResponse()
	r.Signing.Key = key
	c := caseOf(t, string(r.Signed()))
	c.Files = nil
	for _, m := range files {
		f, err := metadata.Read(m.EntityID+".xml", m.XML())
		if err != nil {
			t.Fatal(err)
		}
		c.Files = append(c.Files, f)
	}
	c.Keys, c.Entities = metadata.SigningKeys(c.Files, c.issuer()), metadata.Entities(c.Files, c.issuer())
	c.Signatures = signature.Verify(context.Background(), c.Doc, c.Keys)
	c.AssertionVerified = false
	return c
}

func announces(entity string, keys ...*mint.Key) mint.Metadata {
	return mint.Metadata{EntityID: entity, Keys: keys}
}

// Where no trusted key made the signature, the one that did is told, and how it stands to what is imported.
func TestOrigin(t *testing.T) {
	for name, tc := range map[string]struct {
		key      *mint.Key
		files    []mint.Metadata
		detail   string
		sentence string
		step     string
	}{
		"rolled over":             {mint.Active(), []mint.Metadata{announces(mint.Issuer, mint.Expired())}, "the imported file is the older one", "the imported metadata does not hold", "Press Download"},
		"signs with the old one":  {mint.Expired(), []mint.Metadata{announces(mint.Issuer, mint.Active())}, "still signs with the old certificate", "the imported metadata does not hold", "Press Download"},
		"same dates":              {mint.Next(), []mint.Metadata{announces(mint.Issuer, mint.Active())}, "may also be that of another application", "the imported metadata does not hold", "Press Download"},
		"another name":            {mint.SP(), []mint.Metadata{announces(mint.Issuer, mint.Active())}, "No trusted certificate has its name (CN=sp.example.com)", "the imported metadata does not hold", "do not trust"},
		"tenant-wide message":     {mint.Wide(), []mint.Metadata{announces(mint.Issuer, mint.Active())}, "has the name of the tenant-wide one", "signed with the key of the whole tenant", "New Certificate"},
		"tenant-wide metadata":    {mint.Active(), []mint.Metadata{mint.TenantMetadata()}, "the message is signed with the certificate of one application", "the imported metadata is that of the whole tenant", "appid="},
		"another tenant's":        {mint.Next(), []mint.Metadata{announces(mint.Issuer, mint.Active()), announces(stranger, mint.Next())}, "for another entity, " + stranger, "signed with the key of another", "tell your security team"},
		"tenant-wide, shared":     {mint.Wide(), []mint.Metadata{announces(mint.Issuer, mint.Active()), announces(stranger, mint.Wide())}, "has the name of the tenant-wide one", "signed with the key of the whole tenant", "New Certificate"},
		"nothing of the issuer's": {mint.Next(), []mint.Metadata{announces(stranger, mint.Next())}, "for another entity, " + stranger, "", ""},
	} {
		j := Judge(importing(t, tc.key, tc.files...))
		f := find(j, "signature.trusted")
		if f == nil || f.Level == report.Pass {
			t.Fatalf("%s: %+v", name, f)
		}
		if !strings.Contains(f.Detail, tc.detail) || !strings.Contains(j.Sentence, tc.sentence) || !strings.Contains(strings.Join(f.Steps, "\n"), tc.step) {
			t.Errorf("%s: %q\n%q\n%q", name, f.Detail, j.Sentence, f.Steps)
		}
	}
}

// A key that the issuer announces for another purpose is told as such.
func TestOriginOtherPurpose(t *testing.T) {
	c := importing(t, mint.Next(), announces(mint.Issuer, mint.Active()))
	role := &c.Files[0].Entities[0].Roles[0]
	role.Keys = append(role.Keys, metadata.Key{Use: "encryption", Public: mint.Next().Cert.PublicKey})
	if f := find(Judge(c), "signature.trusted"); f == nil || !strings.Contains(f.Detail, "for encryption only") {
		t.Errorf("%+v", f)
	}
}

// Without a key that is proven to have signed, nothing is said of its origin.
func TestOriginUnproven(t *testing.T) {
	c := importing(t, mint.Next(), announces(mint.Issuer, mint.Active()))
	c.Signatures[0].Signer = nil
	if f := find(Judge(c), "signature.trusted"); f == nil || !strings.Contains(f.Detail, "Either the signing certificate was rolled over") {
		t.Errorf("%+v", f)
	}
}

// Of several certificates of one name the newest is compared.
func TestNewestNamed(t *testing.T) {
	var keys []signature.Key
	for _, year := range []int{2021, 2025, 2023} {
		keys = append(keys, signature.Key{Cert: &x509.Certificate{NotBefore: time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)}})
	}
	if got := newestNamed(append(keys, signature.Key{}), ""); got == nil || got.NotBefore.Year() != 2025 {
		t.Errorf("%+v", got)
	}
	if got := newestNamed(keys, "CN=x"); got != nil {
		t.Errorf("%+v", got)
	}
}

// Every accident has words for the helpdesk, which name no person's values and end as sentences do.
func TestAccidentWords(t *testing.T) {
	for _, a := range signature.Accidents {
		c := good(t)
		r := &c.Signatures[0]
		r.Cause, r.Accident, r.Verified, r.Detail = signature.Altered, a, nil, a.Words()
		c.AssertionVerified = false
		j := Judge(c)
		words := accidents[a]
		f := find(j, "signature.altered")
		if words.what == "" || words.sentence == "" || words.actual == "" || f == nil || !strings.Contains(f.Detail, words.what) || !strings.Contains(f.Detail, a.Words()) {
			t.Fatalf("%s: %+v", a, f)
		}
		if !strings.HasSuffix(words.what, ".") || strings.HasSuffix(words.sentence, ".") || f.Actual != words.actual {
			t.Errorf("%s: %+v", a, words)
		}
		if j.Verdict != report.Refused || j.Cause.Check != "signature.altered" || !strings.Contains(j.Sentence, words.sentence) {
			t.Errorf("%s: %s, %q", a, j.Verdict, j.Sentence)
		}
		if steps := strings.Join(f.Steps, "\n"); !strings.Contains(steps, "Paste the original value") || !strings.Contains(steps, words.step) {
			t.Errorf("%s: steps %q", a, f.Steps)
		}
	}
	c := good(t)
	r := &c.Signatures[0]
	r.Cause, r.Accident, r.Besides, r.Verified = signature.Altered, signature.LineEnds, signature.Typographic, nil
	c.AssertionVerified = false
	j := Judge(c)
	if f := find(j, "signature.altered"); !strings.Contains(f.Detail, accidents[r.Accident].what) || !strings.Contains(f.Detail, accidents[r.Besides].what) ||
		!strings.Contains(strings.Join(f.Steps, "\n"), accidents[r.Accident].step) || !strings.Contains(strings.Join(f.Steps, "\n"), accidents[r.Besides].step) {
		t.Errorf("two: %+v", f)
	}
	if !strings.Contains(j.Sentence, "two things break its signature: its line ends were changed after it was signed, and its plain quotes") {
		t.Errorf("two: %q", j.Sentence)
	}
	if len(accidents) != len(signature.Accidents) {
		t.Errorf("%d accidents have words, %d are known", len(accidents), len(signature.Accidents))
	}
}
