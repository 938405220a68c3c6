package decoder

import (
	"context"
	"strings"
	"testing"

	"claimcheck/decoder/check"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

// edited is the case of the application's file, edited after it was signed.
func edited(t *testing.T, given []signature.Key, pairs ...string) *check.Case {
	t.Helper()
	x := string(mint.AppMetadata().XML())
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(x, pairs[i]) {
			t.Fatalf("nothing to edit: %q", pairs[i])
		}
		x = strings.Replace(x, pairs[i], pairs[i+1], 1)
	}
	f, err := metadata.Read("contoso.xml", []byte(x))
	if err != nil {
		t.Fatal(err)
	}
	on := &check.Case{File: f, Doc: f.Doc}
	verifyFile(context.Background(), on, Options{Certs: given})
	return on
}

func TestFindEdit(t *testing.T) {
	const entity = ` entityID="` + mint.Issuer + `"`
	const end = "</IDPSSODescriptor>"
	active := []signature.Key{{Public: mint.Active().Private.Public(), Cert: mint.Active().Cert}}
	for _, c := range []struct {
		name  string
		kind  check.EditKind
		part  string
		pairs []string
	}{
		{"application ID", check.AppendedID, "entityID", []string{entity, ` entityID="` + mint.Issuer + mint.AppID + `/"`}},
		{"slash", check.ChangedText, "entityID", []string{entity, ` entityID="` + strings.TrimSuffix(mint.Issuer, "/") + `"`}},
		{"another entityID", check.ChangedText, "entityID", []string{entity, ` entityID="urn:contoso"`}},
		{"an address", check.ChangedText, "SingleLogoutService Location", []string{mint.LoginURL, "https://sso.example.com/?a=1&amp;b=2"}},
		{"an attribute on an address", check.AddedAttr, "ResponseLocation", []string{`Location="` + mint.LoginURL, `ResponseLocation="x" Location="` + mint.LoginURL}},
		{"a name format", check.AddedPart, "NameIDFormat", []string{end, "<NameIDFormat>x</NameIDFormat>" + end}},
	} {
		for _, given := range [][]signature.Key{nil, active} {
			if on := edited(t, given, c.pairs...); on.Edit == nil || on.Edit.Kind != c.kind || on.Edit.Name != c.part {
				t.Errorf("%s: expected %s of %s, found %+v", c.name, c.kind, c.part, on.Edit)
			}
		}
	}
	if on := edited(t, nil, entity, ` entityID="urn:contoso"`, end, "<NameIDFormat>x</NameIDFormat>"+end); on.Edit != nil {
		t.Errorf("two edits: one alone explains nothing, found %+v", on.Edit)
	}
	if on := edited(t, nil); on.Edit != nil {
		t.Errorf("no edit: found %+v", on.Edit)
	}
	foreign := []signature.Key{{Public: mint.Foreign().Private.Public(), Cert: mint.Foreign().Cert}}
	if on := edited(t, foreign, entity, ` entityID="urn:contoso"`); on.Edit != nil {
		t.Errorf("an edit is proven by a key that did not sign it: %+v", on.Edit)
	}
}

// The search ends where the file is larger than its share of the work.
func TestMaxEdits(t *testing.T) {
	const end = "</IDPSSODescriptor>"
	last := []string{end, "<NameIDFormat>x</NameIDFormat>" + end}
	for _, c := range []struct {
		padding int
		found   bool
	}{{0, true}, {maxEdits, false}} {
		pairs := append([]string{"<RoleDescriptor", "<!--" + strings.Repeat("x", c.padding) + "--><RoleDescriptor"}, last...)
		if on := edited(t, nil, pairs...); (on.Edit != nil) != c.found {
			t.Errorf("with %d bytes more: %+v", c.padding, on.Edit)
		}
	}
}
