package decoder

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

const mintedNameID = `<NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">b.simon@example.com</NameID>`

// sealedPart puts plain into an element of that name, encrypted to the application (Core 2.2.4, 2.7.3.2).
func sealedPart(t *testing.T, local, plain string) string {
	t.Helper()
	secret := []byte("0123456789abcdef")
	key, err := rsa.EncryptOAEP(sha1.New(), rand.Reader, mint.SP().Cert.PublicKey.(*rsa.PublicKey), secret, nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(secret)
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	nonce := make([]byte, gcm.NonceSize())
	text := base64.StdEncoding.EncodeToString
	const enc, enc11 = "http://www.w3.org/2001/04/xmlenc#", "http://www.w3.org/2009/xmlenc11#"
	return `<` + local + ` xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><e:EncryptedData xmlns:e="` + enc + `"><e:EncryptionMethod Algorithm="` + enc11 +
		`aes128-gcm"/><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><e:EncryptedKey><e:EncryptionMethod Algorithm="` + enc +
		`rsa-oaep-mgf1p"/><KeyInfo><X509Data><X509Certificate>` + mint.SP().Base64() + `</X509Certificate></X509Data></KeyInfo><e:CipherData><e:CipherValue>` +
		text(key) + `</e:CipherValue></e:CipherData></e:EncryptedKey></KeyInfo><e:CipherData><e:CipherValue>` +
		text(gcm.Seal(nonce, nonce, []byte(plain), nil)) + `</e:CipherValue></e:CipherData></e:EncryptedData></` + local + `>`
}

func inspectXML(t *testing.T, xml string, keys ...crypto.PrivateKey) report.Message {
	t.Helper()
	app, err := metadata.Read("contoso.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	r, err := Inspect(context.Background(), wire.Capture{Origin: wire.File, Body: bytes.NewReader([]byte(xml))}, Options{
		Now: mint.Now, Skew: DefaultSkew, Metadata: []*metadata.File{app}, EntityID: mint.EntityID, ACS: mint.ACS, SPKeys: keys,
	})
	if err != nil || len(r.Messages) != 1 {
		t.Fatalf("%v, %d messages", err, len(r.Messages))
	}
	return r.Messages[0]
}

// find gives the finding of a check about a subject; its level is empty when there is none.
func find(m report.Message, check, subject string) report.Finding {
	for _, f := range m.Findings {
		if f.Check == check && f.Subject == subject {
			return f
		}
	}
	return report.Finding{}
}

func claimOf(m report.Message, name string) report.Claim {
	for _, c := range m.Claims {
		if c.Name == name {
			return c
		}
	}
	return report.Claim{}
}

// parted is a signed response whose name ID and Country are encrypted by themselves.
func parted(t *testing.T, edit func(x string) string, part mint.Part) string {
	t.Helper()
	const country = `<Attribute Name="Country"><AttributeValue>United States</AttributeValue></Attribute>`
	r := mint.EntraResponse()
	r.Part = part
	x := r.XML()
	for plain, local := range map[string]string{mintedNameID: "EncryptedID", country: "EncryptedAttribute"} {
		if strings.Count(x, plain) != 1 {
			t.Fatalf("expected one %s in %s", plain, x)
		}
		x = strings.Replace(x, plain, sealedPart(t, local, strings.Replace(plain, " ", ` xmlns="urn:oasis:names:tc:SAML:2.0:assertion" `, 1)), 1)
	}
	return r.Finish(edit(x))
}

func same(x string) string { return x }

func TestPartsEncryptedByThemselves(t *testing.T) {
	for _, part := range []mint.Part{mint.SignAssertion, mint.SignResponse} {
		m := inspectXML(t, parted(t, same, part), mint.SP().Private)
		country := claimOf(m, "Country")
		if m.Verdict != report.Accepted || m.Summary.NameID != mint.User || country.State != report.Present || !country.Verified {
			t.Errorf("%s: %s, name ID %q, %+v: %s", part, m.Verdict, m.Summary.NameID, country, m.Sentence)
		}
		for _, local := range []string{"EncryptedID", "EncryptedAttribute"} {
			if f := find(m, "encryption.readable", local); f.Level != report.Info {
				t.Errorf("%s: %+v", part, f)
			}
		}
		at := strings.Index(m.XML, "<EncryptedAttribute")
		if p := country.Place; p == nil || p.Offset != at {
			t.Errorf("%s: the place of Country is %+v, want offset %d", part, p, at)
		}
	}

	// Unsigned, it is opened, shown and not believed.
	m := inspectXML(t, parted(t, same, mint.SignNone), mint.SP().Private)
	if m.Verdict != report.Refused || m.Summary.NameID != mint.User || claimOf(m, "Country").Verified {
		t.Errorf("%s, name ID %q, %+v", m.Verdict, m.Summary.NameID, claimOf(m, "Country"))
	}

	// An encrypted part that was put in after signing breaks the signature.
	forged := strings.Replace(string(mint.EntraResponse().Signed()), mintedNameID,
		sealedPart(t, "EncryptedID", `<NameID xmlns="urn:oasis:names:tc:SAML:2.0:assertion">admin@example.com</NameID>`), 1)
	if m := inspectXML(t, forged, mint.SP().Private); m.Verdict != report.Refused || m.Signature != report.Invalid {
		t.Errorf("%s, %s", m.Verdict, m.Signature)
	}

	// What is inside must be what belongs there, and holds no message of its own.
	for name, c := range map[string]struct {
		plain string
		want  report.Level
	}{
		"another element":   {`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">x</Issuer>`, report.Fail},
		"a whole assertion": {mint.EntraResponse().Assertion.XML(), report.Fail},
		"a document type":   {`<!DOCTYPE NameID>` + mintedNameID, report.Fail},
	} {
		r := mint.EntraResponse()
		m := inspectXML(t, r.Finish(strings.Replace(r.XML(), mintedNameID, sealedPart(t, "EncryptedID", c.plain), 1)), mint.SP().Private)
		if f := find(m, "encryption.readable", "EncryptedID"); f.Level != c.want || m.Summary.NameID != "" || m.Verdict == report.Accepted {
			t.Errorf("%s: %+v, name ID %q", name, f, m.Summary.NameID)
		}
	}
	hidden := `<Attribute xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Name="x"><AttributeValue>` + mint.EntraResponse().Assertion.XML() + `</AttributeValue></Attribute>`
	r := mint.EntraResponse()
	x := strings.Replace(r.XML(), "<AttributeStatement>", "<AttributeStatement>"+sealedPart(t, "EncryptedAttribute", hidden), 1)
	if m := inspectXML(t, r.Finish(x), mint.SP().Private); m.Verdict == report.Accepted {
		t.Error("accepted with an assertion hidden in an encrypted attribute")
	}
}

func TestPartsWithoutAKey(t *testing.T) {
	x := parted(t, same, mint.SignAssertion)
	for name, keys := range map[string][]crypto.PrivateKey{"no key": nil, "another key": {mint.Foreign().Private}} {
		m := inspectXML(t, x, keys...)
		f := find(m, "encryption.readable", "EncryptedID")
		if f.Level != report.NotChecked || !strings.Contains(f.Detail, "CN=sp.example.com") || m.Summary.NameID != "" || m.Verdict != report.Undetermined {
			t.Errorf("%s: %s, name ID %q, %+v", name, m.Verdict, m.Summary.NameID, f)
		}
		if got := claimOf(m, "FirstName"); got.State != report.Present || !got.Verified {
			t.Errorf("%s: what is not encrypted is not shown: %+v", name, got)
		}
		if f := find(m, "claim.missing", "Country"); f.Level != report.NotChecked || len(claimOf(m, "Country").Steps) > 0 {
			t.Errorf("%s: what may be encrypted is called missing: %+v", name, f)
		}
		r := mint.EntraResponse()
		m = inspectXML(t, r.Finish(strings.Replace(r.XML(), mintedNameID, sealedPart(t, "EncryptedID", mintedNameID), 1)), keys...)
		if m.Verdict != report.Undetermined || m.Cause == nil || m.Cause.Check != "encryption.readable" {
			t.Errorf("%s, only the name ID: %s: %s", name, m.Verdict, m.Sentence)
		}
	}
}

func TestEncryptedIDInLogout(t *testing.T) {
	const plain = `<NameID xmlns="urn:oasis:names:tc:SAML:2.0:assertion">` + mint.User + `</NameID>`
	x := strings.Replace(mint.LogoutRequest(), plain, sealedPart(t, "EncryptedID", plain), 1)
	if m := inspectXML(t, x, mint.SP().Private); m.Summary.NameID != mint.User || find(m, "encryption.readable", "EncryptedID").Level != report.Info {
		t.Errorf("name ID %q, %+v", m.Summary.NameID, find(m, "encryption.readable", "EncryptedID"))
	}
	if m := inspectXML(t, x); m.Summary.NameID != "" || find(m, "encryption.readable", "EncryptedID").Level != report.NotChecked {
		t.Errorf("name ID %q, %+v", m.Summary.NameID, find(m, "encryption.readable", "EncryptedID"))
	}
}

// TestWeakEncryption holds that weak algorithms are told with and without a key, and good ones are not.
func TestWeakEncryption(t *testing.T) {
	for file, want := range map[string]report.Level{"tripledes-cbc": report.Warn, "rsa-1_5": report.Warn, "aes192-cbc": report.Info, "aes192-gcm": report.Pass} {
		b, err := os.ReadFile("encryption/testdata/values/" + file + ".xml")
		if err != nil {
			t.Fatal(err)
		}
		_, id, _ := strings.Cut(string(b), "?>")
		r := mint.EntraResponse()
		x := r.Finish(strings.Replace(r.XML(), mintedNameID, strings.TrimSpace(id), 1))
		for _, keys := range [][]crypto.PrivateKey{nil, {mint.SP().Private}} {
			m := inspectXML(t, x, keys...)
			if f := find(m, "encryption.strength", "EncryptedID"); f.Level != want {
				t.Errorf("%s: expected %s, found %+v", file, want, f)
			}
			if keys != nil && (m.Summary.NameID != "B.Simon@example.com" || m.Verdict != report.Accepted) {
				t.Errorf("%s: %s, name ID %q", file, m.Verdict, m.Summary.NameID)
			}
		}
	}
}

// Of what is encrypted by itself only so much is opened; what is left shut is not taken for absent.
func TestMostOpened(t *testing.T) {
	other := sealedPart(t, "EncryptedAttribute", `<Attribute xmlns="urn:oasis:names:tc:SAML:2.0:assertion" Name="x"><AttributeValue>y</AttributeValue></Attribute>`)
	for n, opened := range map[int]bool{mostOpened - 2: true, mostOpened - 1: false} { // and the name ID, and Country
		m := inspectXML(t, parted(t, func(x string) string {
			return strings.Replace(x, "<AttributeStatement>", "<AttributeStatement>"+strings.Repeat(other, n), 1)
		}, mint.SignAssertion), mint.SP().Private)
		if (claimOf(m, "Country").State == report.Present) != opened || (m.Verdict == report.Accepted) != opened {
			t.Errorf("%d others: Country is %s, %s: %s", n, claimOf(m, "Country").State, m.Verdict, m.Sentence)
		}
		if !opened && m.Verdict != report.Undetermined {
			t.Errorf("expected an open answer, found %s: %s", m.Verdict, m.Sentence)
		}
	}
}
