package metadata

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

const corpus = "../../../shared/corpus"

func read(t testing.TB, b []byte) *File {
	t.Helper()
	f, err := Read("metadata.xml", b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// certificate is a KeyDescriptor with the certificates of keys.
func certificate(use string, keys ...*mint.Key) string {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString("<ds:X509Data><ds:X509Certificate>" + k.Base64() + "</ds:X509Certificate></ds:X509Data>")
	}
	return descriptor(use, b.String())
}

// descriptor is a KeyDescriptor with that content of KeyInfo.
func descriptor(use, info string) string {
	if use != "" {
		use = ` use="` + use + `"`
	}
	return `<md:KeyDescriptor` + use + `><ds:KeyInfo>` + info + `</ds:KeyInfo></md:KeyDescriptor>`
}

const namespaces = ` xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`

func entity(id string, roles ...string) string {
	return `<md:EntityDescriptor entityID="` + id + `"` + namespaces + `>` + strings.Join(roles, "") + `</md:EntityDescriptor>`
}

func role(kind string, content ...string) string {
	return `<md:` + kind + ` protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` + strings.Join(content, "") + `</md:` + kind + `>`
}

func entities(content ...string) string {
	return `<md:EntitiesDescriptor` + namespaces + `>` + strings.Join(content, "") + `</md:EntitiesDescriptor>`
}

func TestReadEntraAppFile(t *testing.T) {
	b := mint.AppMetadata().XML()
	f := read(t, b)
	if f.Name != "metadata.xml" || f.SHA256 != sha256.Sum256(b) || f.Encoding != "utf-8, bom" || len(f.Entities) != 1 {
		t.Fatalf("got %q, %q, %d entities", f.Name, f.Encoding, len(f.Entities))
	}
	e := f.Entities[0]
	if e.ID != mint.Issuer || e.Node != f.Doc.Root {
		t.Errorf("entity is %q", e.ID)
	}
	var kinds []string
	for _, r := range e.Roles {
		kinds = append(kinds, r.Kind)
		if len(r.Keys) != 1 || r.Keys[0].Use != "signing" || r.Keys[0].Problem != nil || !r.Keys[0].Cert.Equal(mint.Active().Cert) || !r.Keys[0].Node.Is(r.Keys[0].Node.Space, "X509Certificate") {
			t.Errorf("%s: keys %+v", r.Kind, r.Keys)
		}
	}
	if want := []string{"SecurityTokenServiceType", "ApplicationServiceType", "IDPSSODescriptor"}; !slices.Equal(kinds, want) {
		t.Fatalf("roles are %q", kinds)
	}
	wsfed := "https://login.microsoftonline.com/" + mint.Tenant + "/wsfed"
	if got, want := e.Roles[0].Endpoints, []Endpoint{
		{Service: "SecurityTokenServiceEndpoint", Location: wsfed},
		{Service: "PassiveRequestorEndpoint", Location: wsfed},
	}; !slices.Equal(got, want) {
		t.Errorf("WS-Federation endpoints are %+v", got)
	}
	const binding = "urn:oasis:names:tc:SAML:2.0:bindings:"
	if got, want := e.Roles[2].Endpoints, []Endpoint{
		{Service: "SingleLogoutService", Binding: binding + "HTTP-Redirect", Location: mint.LoginURL},
		{Service: "SingleSignOnService", Binding: binding + "HTTP-Redirect", Location: mint.LoginURL},
		{Service: "SingleSignOnService", Binding: binding + "HTTP-POST", Location: mint.LoginURL},
	}; !slices.Equal(got, want) {
		t.Errorf("endpoints are %+v", got)
	}
	if !slices.Equal(e.Roles[2].Protocols, []string{"urn:oasis:names:tc:SAML:2.0:protocol"}) {
		t.Errorf("protocols are %q", e.Roles[2].Protocols)
	}
}

func TestReadEncodings(t *testing.T) {
	x := entity("https://idp.example.com/ä", role(idp, certificate("signing", mint.Active())))
	units := utf16.Encode([]rune("\ufeff" + x))
	var little []byte
	for _, u := range units {
		little = append(little, byte(u), byte(u>>8))
	}
	latin := append([]byte(`<?xml version="1.0" encoding="ISO-8859-1"?>`), bytes.ReplaceAll([]byte(x), []byte("ä"), []byte{0xe4})...)
	for name, b := range map[string][]byte{"utf-8": []byte(x), "utf-8 with a mark": []byte("\ufeff" + x), "utf-16": little, "latin-1": latin} {
		f := read(t, b)
		if f.Entities[0].ID != "https://idp.example.com/ä" || f.Encoding == "" || f.SHA256 != sha256.Sum256(b) {
			t.Errorf("%s: entity %q, encoding %q", name, f.Entities[0].ID, f.Encoding)
		}
	}
}

func TestReadNested(t *testing.T) {
	hidden := `<md:Extensions>` + entity("https://hidden.example.com") + `</md:Extensions>`
	f := read(t, []byte(entities(
		entity("a"), hidden, entities(entity("b"), entities(entity("c", `<md:Extensions>`+entity("hidden")+`</md:Extensions>`))), entities(), entity("d"), entity("a"),
	)))
	var ids []string
	for _, e := range f.Entities {
		ids = append(ids, e.ID)
	}
	if want := []string{"a", "b", "c", "d", "a"}; !slices.Equal(ids, want) {
		t.Errorf("entities are %q", ids)
	}
	if got := Entities([]*File{f, f}, "a"); len(got) != 4 || got[0].ID != "a" {
		t.Errorf("found %d entities, expected 4", len(got))
	}
	if got := Entities([]*File{f}, "hidden"); got != nil {
		t.Errorf("an entity of an extension was taken: %+v", got)
	}
}

func TestReadRoles(t *testing.T) {
	f := read(t, []byte(entity("e",
		role(idp), role("SPSSODescriptor", `<md:AssertionConsumerService Binding="b" Location="https://sp.example.com/acs" ResponseLocation="https://sp.example.com/r" index="1"/>`),
		role("AttributeAuthorityDescriptor"), role("RoleDescriptor"), role("Organization"), role("AffiliationDescriptor"),
		`<md:RoleDescriptor xsi:type="  QueryType " protocolSupportEnumeration=" a  b "/>`,
		`<IDPSSODescriptor xmlns="urn:example:other"/>`,
	)))
	var kinds []string
	for _, r := range f.Entities[0].Roles {
		kinds = append(kinds, r.Kind)
	}
	if want := []string{idp, "SPSSODescriptor", "AttributeAuthorityDescriptor", "RoleDescriptor", "QueryType"}; !slices.Equal(kinds, want) {
		t.Fatalf("roles are %q", kinds)
	}
	roles := f.Entities[0].Roles
	if want := (Endpoint{"AssertionConsumerService", "b", "https://sp.example.com/acs", "https://sp.example.com/r", "1"}); len(roles[1].Endpoints) != 1 || roles[1].Endpoints[0] != want {
		t.Errorf("endpoints are %+v", roles[1].Endpoints)
	}
	if !slices.Equal(roles[4].Protocols, []string{"a", "b"}) {
		t.Errorf("protocols are %q", roles[4].Protocols)
	}
}

func keyValue(k *rsa.PublicKey) string {
	number := func(n *big.Int) string { return base64.StdEncoding.EncodeToString(n.Bytes()) }
	return `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>` + number(k.N) + `</ds:Modulus><ds:Exponent>` + number(big.NewInt(int64(k.E))) + `</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`
}

func curveValue(t *testing.T, k *ecdsa.PublicKey) string {
	t.Helper()
	point, err := k.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return `<ds:KeyValue><dsig11:ECKeyValue xmlns:dsig11="http://www.w3.org/2009/xmldsig11#"><dsig11:NamedCurve URI="urn:oid:1.2.840.10045.3.1.7"/><dsig11:PublicKey>` +
		base64.StdEncoding.EncodeToString(point) + `</dsig11:PublicKey></dsig11:ECKeyValue></ds:KeyValue>`
}

func TestReadKeys(t *testing.T) {
	active, next := mint.Active(), mint.Next()
	rsaKey := active.Cert.PublicKey.(*rsa.PublicKey)
	spaced := "\n\t" + strings.Join(strings.SplitAfter(active.Base64(), "A"), " \r\n") + "\n"
	holding := func(cert string) string {
		return `<ds:X509Data><ds:X509Certificate>` + cert + `</ds:X509Certificate></ds:X509Data>`
	}
	for _, c := range []struct {
		name, xml string
		want      []string // "cert", "bare", or a part of the problem
	}{
		{"a certificate", certificate("signing", active), []string{"cert"}},
		{"two X509Data", certificate("signing", active, next), []string{"cert", "cert"}},
		{"two certificates in one X509Data", descriptor("", strings.ReplaceAll(holding(active.Base64())+holding(next.Base64()), "</ds:X509Data><ds:X509Data>", "")), []string{"cert", "cert"}},
		{"white space in it", descriptor("", holding(spaced)), []string{"cert"}},
		{"a comment in it", descriptor("", holding(active.Base64()[:40]+"<!-- x -->"+active.Base64()[40:])), []string{"cert"}},
		{"an elliptic curve", certificate("signing", mint.ECDSA()), []string{"cert"}},
		{"an RSA key value", descriptor("", keyValue(rsaKey)), []string{"bare"}},
		{"an elliptic curve key value", descriptor("", curveValue(t, mint.ECDSA().Cert.PublicKey.(*ecdsa.PublicKey))), []string{"bare"}},
		{"a key value beside its certificate", descriptor("", keyValue(rsaKey)+holding(active.Base64())), []string{"cert"}},
		{"a key value beside another certificate", descriptor("", keyValue(rsaKey)+holding(next.Base64())), []string{"cert", "bare"}},
		{"an empty certificate", descriptor("", holding(" \n")), []string{"found nothing"}},
		{"not Base64", descriptor("", holding("***")), []string{"Base64"}},
		{"Base64 of something else", descriptor("", holding("aGVsbG8=")), []string{"expected a certificate"}},
		{"a certificate cut off", descriptor("", holding(active.Base64()[:400])), []string{"expected a certificate"}},
		{"a PEM file", descriptor("", holding(string(active.CertPEM()))), []string{"PEM"}},
		{"one unreadable, one not", descriptor("", holding("***")+holding(active.Base64())), []string{"Base64", "cert"}},
		{"no KeyInfo", `<md:KeyDescriptor/>`, []string{"found neither"}},
		{"a key's name", descriptor("", `<ds:KeyName>idp.example.com</ds:KeyName>`), []string{`"idp.example.com"`}},
		{"a DSA key value", descriptor("", `<ds:KeyValue><ds:DSAKeyValue/></ds:KeyValue>`), []string{"found DSAKeyValue"}},
		{"an empty key value", descriptor("", `<ds:KeyValue/>`), []string{"found nothing"}},
		{"an RSA key value without a modulus", descriptor("", `<ds:KeyValue><ds:RSAKeyValue/></ds:KeyValue>`), []string{"found RSAKeyValue"}},
		{"another namespace", `<md:KeyDescriptor><KeyInfo xmlns="urn:x"><X509Data/></KeyInfo></md:KeyDescriptor>`, []string{"found neither"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			keys := read(t, []byte(entity("e", role(idp, c.xml)))).Entities[0].Roles[0].Keys
			if len(keys) != len(c.want) {
				t.Fatalf("%d keys, expected %d: %+v", len(keys), len(c.want), keys)
			}
			for i, k := range keys {
				if k.Node == nil || (k.Public == nil) == (k.Problem == nil) {
					t.Errorf("key %d: %+v", i, k)
				}
				switch c.want[i] {
				case "cert":
					if k.Cert == nil || k.Public == nil {
						t.Errorf("key %d is no certificate: %+v", i, k)
					}
				case "bare":
					if k.Cert != nil || k.Public == nil {
						t.Errorf("key %d is no bare key: %+v", i, k)
					}
				default:
					if k.Problem == nil || !strings.Contains(k.Problem.Error(), c.want[i]) {
						t.Errorf("key %d: problem %v, expected %q in it", i, k.Problem, c.want[i])
					}
				}
			}
		})
	}
}

func TestSecret(t *testing.T) {
	for _, s := range mint.SpoiledMetadata() {
		f, err := Read("x", s.File)
		if err != nil {
			continue
		}
		secret := false
		for _, e := range f.Entities {
			for _, r := range e.Roles {
				for _, k := range r.Keys {
					secret = secret || k.Secret()
				}
			}
		}
		if want := s.Name == "private-key-for-certificate"; secret != want {
			t.Errorf("%s: secret is %v", s.Name, secret)
		}
	}
	pasted := descriptor("signing", `<ds:X509Data><ds:X509Certificate>`+string(mint.Active().PrivatePEM())+`</ds:X509Certificate></ds:X509Data>`)
	if k := read(t, []byte(entity("e", role(idp, pasted)))).Entities[0].Roles[0].Keys[0]; !k.Secret() {
		t.Errorf("a private key with the lines of PEM is none: %v", k.Problem)
	}
}

// names tells keys by their names in mint.
func names(keys []signature.Key) string {
	var b strings.Builder
	for _, k := range keys {
		name := "?"
		for _, m := range []*mint.Key{mint.Active(), mint.Next(), mint.Old(), mint.Foreign(), mint.ECDSA(), mint.SP(), mint.Wide()} {
			if equal(m, k) {
				name = m.Name
			}
		}
		if k.Cert == nil {
			name += "(bare)"
		}
		b.WriteString(name + " ")
	}
	return strings.TrimSpace(b.String())
}

func equal(m *mint.Key, k signature.Key) bool {
	switch public := m.Private.Public().(type) {
	case *rsa.PublicKey:
		return public.Equal(k.Public)
	case *ecdsa.PublicKey:
		return public.Equal(k.Public)
	}
	return false
}

func TestSigningKeys(t *testing.T) {
	const id = "https://idp.example.com/"
	active := mint.Active()
	bare := descriptor("signing", keyValue(active.Cert.PublicKey.(*rsa.PublicKey)))
	one := read(t, []byte(entities(
		entity(id,
			role("SPSSODescriptor", certificate("signing", mint.SP())),
			role(idp, bare, certificate("signing", active, mint.Old()), certificate("encryption", mint.Foreign()), certificate("", mint.Next()),
				certificate("signing", active), descriptor("signing", `<ds:X509Data><ds:X509Certificate>***</ds:X509Certificate></ds:X509Data>`),
				certificate("Signing", mint.Wide())),
		),
		entity("https://idp.example.com", role(idp, certificate("signing", mint.Foreign()))),
		entity(strings.ToUpper(id), role(idp, certificate("signing", mint.Foreign()))),
	)))
	one.Name = "one.xml"
	two := read(t, []byte(entity(id, role(idp, certificate("signing", mint.ECDSA(), active)))))
	two.Name = "two.xml"

	got := SigningKeys([]*File{one, two}, id)
	if want := "active old next ecdsa"; names(got) != want {
		t.Errorf("keys are %q, expected %q", names(got), want)
	}
	for i, k := range got {
		source := "one.xml"
		if i == 3 {
			source = "two.xml"
		}
		if k.Source != source || k.Entity != id {
			t.Errorf("key %d is of %q, %q", i, k.Source, k.Entity)
		}
	}
	if got := SigningKeys([]*File{one, two}, "https://other.example.com/"); got != nil {
		t.Errorf("keys of another entity: %q", names(got))
	}
	if got := SigningKeys(nil, id); got != nil {
		t.Errorf("keys of no file: %q", names(got))
	}
	if got, want := names(AllSigningKeys([]*File{one, two})), "active old next foreign foreign ecdsa"; got != want {
		t.Errorf("all keys are %q, expected %q", got, want)
	}
	if got, want := names(SigningKeys([]*File{read(t, []byte(entity(id, role(idp, bare))))}, id)), "active(bare)"; got != want {
		t.Errorf("a bare key alone gives %q", got)
	}
}

func TestVerify(t *testing.T) {
	ctx := context.Background()
	app := mint.AppMetadata()
	cause := func(b []byte, keys ...signature.Key) string {
		var causes []string
		for _, r := range read(t, b).Verify(ctx, keys) {
			causes = append(causes, string(r.Cause))
		}
		return strings.Join(causes, " ")
	}
	key := func(k *mint.Key) signature.Key { return signature.Key{Public: k.Private.Public(), Cert: k.Cert} }
	unsigned := app
	unsigned.Signing = nil
	otherwise := app
	otherwise.Signing = &mint.Signing{Key: mint.Foreign()}
	for _, c := range []struct{ name, got, want string }{
		{"with the key it announces", cause(app.XML()), "good"},
		{"tenant-wide", cause(mint.TenantMetadata().XML()), "good"},
		{"with the right key", cause(app.XML(), key(mint.Active())), "good"},
		{"with another key", cause(app.XML(), key(mint.Foreign())), "unknown-key"},
		{"edited", cause(bytes.Replace(app.XML(), []byte(`entityID="`+mint.Issuer), []byte(`entityID="`+mint.Issuer+mint.AppID), 1)), "altered"},
		{"signed by a key it does not announce", cause(otherwise.XML()), "unknown-key"},
		{"not signed", cause(unsigned.XML()), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, expected %q", c.name, c.got, c.want)
		}
	}
}

// corpusFiles gives the metadata files of the corpus with the verdict on their signature.
func corpusFiles(t testing.TB) map[string]string {
	t.Helper()
	manifest, err := os.ReadFile(filepath.Join(corpus, "MANIFEST.tsv"))
	if err != nil {
		t.Skip("the corpus is not here")
	}
	files := map[string]string{}
	for line := range strings.Lines(string(manifest)) {
		if cells := strings.Split(line, "\t"); cells[5] == "metadata" {
			files[cells[0]] = cells[11]
		}
	}
	return files
}

func TestCorpus(t *testing.T) {
	files := corpusFiles(t)
	if len(files) < 30 {
		t.Fatalf("%d metadata files, expected at least 30", len(files))
	}
	for name := range files {
		b, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		f, err := Read(name, b)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(f.Entities) == 0 {
			t.Errorf("%s: no entity", name)
		}
		for _, r := range f.Verify(context.Background(), nil) {
			// The corpus was verified with the key in the document. Here only announced keys count, so
			// a good signature may be an unknown key's; a bad one is never good.
			if files[name] == "invalid-signature" && r.Cause == signature.Good {
				t.Errorf("%s: a bad signature is %s", name, r.Cause)
			}
		}
	}
}

func TestCorpusEntra(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(corpus, "node-saml__xml-crypto/test/static/wsfederation_metadata.xml"))
	if err != nil {
		t.Skip("the corpus is not here")
	}
	f := read(t, b)
	if f.Encoding != "utf-8, bom" || len(f.Entities) != 1 || !strings.HasPrefix(f.Entities[0].ID, "https://sts.windows.net/") {
		t.Fatalf("got %q, %+v", f.Encoding, f.Entities)
	}
	if keys := SigningKeys([]*File{f}, f.Entities[0].ID); len(keys) != 2 {
		t.Errorf("%d signing keys, expected 2", len(keys))
	}
	if results := f.Verify(context.Background(), nil); len(results) != 1 || results[0].Cause != signature.Good {
		t.Errorf("signature: %+v", results)
	}
}

// aggregate is a federation of about 1.5 MB: 700 entities with a key each.
func aggregate() []byte {
	var all []string
	for i := range 700 {
		all = append(all, entity(fmt.Sprintf("https://idp%d.example.com/", i), role(idp, certificate("signing", mint.Active()),
			`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>`)))
	}
	return []byte(entities(all...))
}

func BenchmarkReadAggregate(b *testing.B) {
	x := aggregate()
	b.SetBytes(int64(len(x)))
	for b.Loop() {
		if f, err := Read("aggregate.xml", x); err != nil || len(f.Entities) != 700 {
			b.Fatal(err)
		}
	}
}

func BenchmarkSigningKeysAggregate(b *testing.B) {
	f := read(b, aggregate())
	for b.Loop() {
		if keys := SigningKeys([]*File{f}, "https://idp699.example.com/"); len(keys) != 1 {
			b.Fatal(len(keys))
		}
	}
}
