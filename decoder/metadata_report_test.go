package decoder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

func TestInspectMetadata(t *testing.T) {
	signed := string(mint.AppMetadata().XML())
	plain := mint.AppMetadata()
	plain.Signing = nil
	unsigned := strings.TrimPrefix(string(plain.XML()), mint.BOM)
	body := unsigned[strings.Index(unsigned, "<EntityDescriptor"):]
	foreign := mint.AppMetadata()
	foreign.Signing = &mint.Signing{Key: mint.Foreign()}
	aggregate := func(entities ...string) string {
		return `<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + strings.Join(entities, "") + `</EntitiesDescriptor>`
	}
	signedBody := strings.TrimPrefix(signed, mint.BOM)
	signedBody = signedBody[strings.Index(signedBody, "<EntityDescriptor"):]
	other := strings.NewReplacer(mint.MetadataID, "_other", mint.Tenant, "00000000-1111-2222-3333-555555555555").Replace(body)

	active, wrong := []signature.Key{{Public: mint.Active().Private.Public(), Cert: mint.Active().Cert, Source: "active.pem"}},
		[]signature.Key{{Public: mint.Foreign().Private.Public(), Cert: mint.Foreign().Cert, Source: "foreign.pem"}}
	for _, c := range []struct {
		name      string
		file      string
		certs     []signature.Key
		signature report.Signature
		verdict   report.Verdict
		says      string
	}{
		{"signed by a key it announces", signed, nil, report.Valid, report.Accepted, "it does not show where it comes from"},
		{"signed by the certificate given", signed, active, report.Valid, report.Accepted, "a key that was given made it"},
		{"signed by another than given", signed, wrong, report.Invalid, report.Refused, "None of the keys given made its signature"},
		{"one of several certificates", signed, append(wrong[:1:1], active...), report.Valid, report.Accepted, "a key that was given made it"},
		{"changed", strings.Replace(signed, "/saml2", "/saml3", 1), nil, report.Invalid, report.Refused, "edited after it was signed: its SingleLogoutService Location was edited"},
		{"re-indented", strings.ReplaceAll(signed, "><", ">\n  <"), nil, report.Invalid, report.Refused, "It was re-indented"},
		{"unsigned", unsigned, nil, report.Unsigned, report.Accepted, "Entra signs every metadata file"},
		{"unsigned, certificate given", unsigned, active, report.Unsigned, report.Refused, "no key that was given vouches"},
		{"signed by a key it does not announce", string(foreign.XML()), nil, report.Unverifiable, report.Accepted, "it does not announce that key"},
		{"aggregate of signed entities", aggregate(signedBody), nil, report.Valid, report.Accepted, "is good"},
		{"aggregate, one entity unsigned", aggregate(signedBody, other), nil, report.Unverifiable, report.Refused, "part of it is not signed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := InspectMetadata(context.Background(), "contoso.xml", wire.File, []byte(c.file), Options{Now: mint.Now, Certs: c.certs})
			if err != nil {
				t.Fatal(err)
			}
			m := r.Messages[r.Chosen]
			said := ""
			for _, f := range m.Findings {
				if f.Check == "metadata.signature" {
					said = f.Detail
				}
			}
			if m.Signature != c.signature || m.Verdict != c.verdict || !strings.Contains(said, c.says) {
				t.Errorf("signature %s, verdict %s, %q; want %s, %s, %q", m.Signature, m.Verdict, said, c.signature, c.verdict, c.says)
			}
			if (m.Verdict == report.Accepted) != (m.Cause == nil) || m.Cause != nil && (len(m.Cause.Steps) == 0 || !strings.HasPrefix(m.Sentence, "Do not send: ")) {
				t.Errorf("expected a way on from what is not fit, and none from what is: %q, %+v", m.Sentence, m.Cause)
			}
			if r.JudgedBy != report.ByNow || !r.JudgedAt.Equal(mint.Now) {
				t.Errorf("judged at %v by %s", r.JudgedAt, r.JudgedBy)
			}
		})
	}
}

func TestInspectMetadataContents(t *testing.T) {
	r, err := InspectMetadata(context.Background(), "contoso.xml", wire.File, mint.AppMetadata().XML(), Options{Now: mint.Now})
	if err != nil {
		t.Fatal(err)
	}
	md := r.Messages[0].Metadata
	if len(md.Entities) != 1 || md.Entities[0].ID != mint.Issuer {
		t.Fatalf("entities %+v", md.Entities)
	}
	for _, role := range md.Entities[0].Roles {
		if role.Kind != "IDPSSODescriptor" {
			continue
		}
		if len(role.Keys) != 1 || role.Keys[0].SHA1 != mint.Active().Thumbprint() || role.Keys[0].Use != "signing" || !role.Keys[0].InMetadata {
			t.Errorf("keys %+v", role.Keys)
		}
		if len(role.Endpoints) == 0 || role.Endpoints[0].Location == "" {
			t.Errorf("endpoints %+v", role.Endpoints)
		}
		return
	}
	t.Error("there is no IDPSSODescriptor")
}

func TestInspectMetadataHoldsDatesAgainstTheInstant(t *testing.T) {
	for _, c := range []struct {
		at    time.Time
		level report.Level
	}{
		{mint.Now, report.Pass},
		{mint.Active().Cert.NotAfter.AddDate(0, 0, -61), report.Pass},
		{mint.Active().Cert.NotAfter.AddDate(0, 0, -61).Add(time.Second), report.Warn},
		{mint.Active().Cert.NotAfter, report.Warn},
		{mint.Active().Cert.NotAfter.Add(time.Second), report.Fail},
		{mint.Active().Cert.NotBefore, report.Pass},
		{mint.Active().Cert.NotBefore.Add(-time.Second), report.Fail},
	} {
		r, err := InspectMetadata(context.Background(), "contoso.xml", wire.File, mint.AppMetadata().XML(), Options{Now: mint.Now, At: c.at})
		if err != nil {
			t.Fatal(err)
		}
		var got []report.Level
		for _, f := range r.Messages[0].Findings {
			if f.Check == "metadata.key-dates" {
				got = append(got, f.Level)
			}
		}
		if len(got) != 1 || got[0] != c.level || r.JudgedBy != report.ByGiven {
			t.Errorf("at %v: key dates %v, judged by %s; want %s once", c.at, got, r.JudgedBy, c.level)
		}
	}
}

func TestInspectMetadataSaysWhatElseItIs(t *testing.T) {
	for name, file := range map[string]string{
		"empty": "", "response": string(mint.EntraResponse().Signed()), "certificate": string(mint.Active().CertPEM()),
		"page": "<!DOCTYPE html><html></html>",
	} {
		r, err := InspectMetadata(context.Background(), "x", wire.File, []byte(file), Options{Now: mint.Now})
		if err == nil || r.Problem == nil || r.Problem.Actual == "" || len(r.Problem.Steps) == 0 || !strings.HasPrefix(r.Problem.Sentence, "Do not send: ") || len(r.Messages) != 0 || r.Chosen != -1 {
			t.Errorf("%s: error %v, problem %+v", name, err, r.Problem)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := InspectMetadata(ctx, "x", wire.File, mint.AppMetadata().XML(), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("after a cancel: %v", err)
	}
}

// Of a federation's file one entity is judged by its entityID, whether the file can be read as a whole or not; its
// federation's signature counts as long as it can.
func TestInspectMetadataPicksAnEntity(t *testing.T) {
	entity := string(mint.Metadata{EntityID: mint.Issuer, Keys: []*mint.Key{mint.Active()}}.XML())
	entity = entity[strings.Index(entity, "<EntityDescriptor"):]
	federation := func(entities int) []byte {
		var b strings.Builder
		b.WriteString(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`)
		for i := range entities {
			b.WriteString(strings.NewReplacer(mint.Tenant, fmt.Sprintf("00000000-1111-2222-3333-%012d", i), mint.MetadataID, fmt.Sprintf("_%d", i)).Replace(entity))
		}
		return []byte(b.String() + `</EntitiesDescriptor>`)
	}
	const id = "https://sts.windows.net/00000000-1111-2222-3333-000000000002/"
	for _, c := range []struct {
		name   string
		file   []byte
		entity string
		says   string
	}{
		{"three", federation(3), "", "Do not send: the file describes 3 entities"},
		{"one of three", federation(3), id, "the file describes 3 entities, and only the chosen one was judged"},
		{"too many to read", federation(5000), "", "Do not send: the file describes many entities"},
		{"one of too many", federation(5000), id, "the file describes 5000 entities, and only the chosen one was judged"},
		{"one of none", federation(0), id, "The file holds no entity " + id},
		{"none of too many", federation(5000), mint.Issuer, "The file holds no entity " + mint.Issuer},
		{"almost", federation(3), strings.TrimSuffix(id, "/"), "exactly as it stands in the file: " + id},
		{"one of two of that name", bytes.ReplaceAll(federation(3), []byte("000000000001"), []byte("000000000002")), id, "the same entityID stands in it twice"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := InspectMetadata(context.Background(), "federation.xml", wire.File, c.file, Options{Now: mint.Now, Entity: c.entity})
			said := ""
			switch {
			case r.Problem != nil && err != nil:
				said = r.Problem.Sentence + " " + strings.Join(r.Problem.Steps, " ")
			case err != nil:
				t.Fatal(err)
			default:
				said = r.Messages[0].Sentence
			}
			if !strings.Contains(said, c.says) {
				t.Errorf("expected %q, found %q", c.says, said)
			}
			if err == nil && c.entity == id && strings.HasPrefix(said, "Fit") && len(r.Messages[0].Metadata.Entities) != 1 {
				t.Errorf("found %d entities", len(r.Messages[0].Metadata.Entities))
			}
		})
	}
	signed := mint.Sign(strings.Replace(string(federation(3)), `<EntitiesDescriptor `, `<EntitiesDescriptor ID="_federation" `, 1), "_federation", mint.Signing{Key: mint.Foreign()})
	r, err := InspectMetadata(context.Background(), "federation.xml", wire.File, []byte(signed), Options{
		Now: mint.Now, Entity: id, Certs: []signature.Key{{Public: mint.Foreign().Private.Public(), Cert: mint.Foreign().Cert}},
	})
	if err != nil || r.Messages[0].Signature != report.Valid {
		t.Errorf("a federation's signature holds for its entity: %+v, %v", r.Messages, err)
	}
}

// Microsoft's own files among the documents of other projects, where they are at hand.
func TestInspectMetadataOfEntra(t *testing.T) {
	const corpus = "../../shared/corpus/"
	for file, says := range map[string]string{
		"node-saml__xml-crypto/test/static/wsfederation_metadata.xml":                                                                                       "Do not send: this is the tenant-wide file, not the app's.",
		"AzureAD__azure-activedirectory-identitymodel-extensions-for-dotnet/test/Microsoft.IdentityModel.TestUtils/ReferenceMetadata/AADCommonMetadata.xml": "Do not send: this is the file for all tenants ({tenantid}), not your tenant's and not the app's.",
	} {
		b, err := os.ReadFile(corpus + file)
		if err != nil {
			t.Skip("the documents of other projects are not here: ", err)
		}
		r, err := InspectMetadata(context.Background(), "metadata.xml", wire.File, b, Options{Now: mint.Now})
		if err != nil || r.Messages[0].Sentence != says || r.Messages[0].Signature != report.Valid {
			t.Errorf("%s: expected %q, found %+v, %v", file, says, r.Messages, err)
		}
	}
}
