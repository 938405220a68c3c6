package metadata

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/tree"
)

// signedEntity is an entity of a federation that has a signature of its own, made over the entity as it
// stands there: its prefixes are declared by the federation.
func signedEntity(id, c14n string) string {
	x := entities(`<md:EntityDescriptor ID="_e" entityID="` + id + `">` + role(idp, certificate("signing", mint.Active()),
		`<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="https://idp.example.com/sso"/>`) + `</md:EntityDescriptor>`)
	x = mint.Sign(x, "_e", mint.Signing{Prefix: "ds", C14N: c14n})
	return x[strings.Index(x, "<md:EntityDescriptor"):strings.Index(x, "</md:EntitiesDescriptor>")]
}

func TestPick(t *testing.T) {
	const open = `<md:EntityDescriptor entityID="`
	b := []byte(mint.BOM + entities(
		`<md:Extensions>`+open+`hidden"/></md:Extensions><!-- `+open+`hidden"/> -->`,
		open+`a"/>`, signedEntity("b", mint.Exclusive), signedEntity("c", mint.Inclusive),
		`<md:EntitiesDescriptor validUntil="2026-06-01T00:00:00Z" xmlns:x="urn:example:&quot;x&amp;">`+open+`d" x:y="z"/>`+open+`e" validUntil="2026-05-01T00:00:00Z"/>`+
			open+`f" validUntil='2026-07-01T00:00:00Z' />`+signedEntity("g", mint.Exclusive)+`</md:EntitiesDescriptor>`,
		`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:md="urn:example:other" entityID="h"><md:x xmlns:md="urn:x"/></EntityDescriptor>`,
		open+`twice"/>`+open+`twice"/>`, open+`https://idp.example.com/"/>`,
	))
	ids, err := EntityIDs(b)
	if want := []string{"a", "b", "c", "d", "e", "f", "g", "h", "twice", "twice", "https://idp.example.com/"}; err != nil || !slices.Equal(ids, want) {
		t.Fatalf("entities are %q, %v", ids, err)
	}
	for _, id := range ids {
		if id == "twice" {
			continue
		}
		picked, others, err := Pick(b, id)
		if err != nil || others != 10 {
			t.Fatalf("%s: %v, %d others", id, err, others)
		}
		f := read(t, picked)
		if len(f.Entities) != 1 || f.Entities[0].ID != id {
			t.Errorf("%s: %s", id, picked)
		}
		until, _ := f.Doc.Root.Attr("validUntil")
		if want := map[string]string{"d": "2026-06-01T00:00:00Z", "e": "2026-05-01T00:00:00Z", "f": "2026-06-01T00:00:00Z"}[id]; until != want {
			t.Errorf("%s: validUntil is %q, expected %q", id, until, want)
		}
		var causes []string
		for _, r := range f.Verify(context.Background(), nil) {
			causes = append(causes, string(r.Cause))
		}
		if want := map[string][]string{"b": {"good"}, "c": {"good"}, "g": {"good"}}[id]; !slices.Equal(causes, want) {
			t.Errorf("%s: signatures are %q, expected %q", id, causes, want)
		}
	}
	for _, c := range []struct{ id, want string }{
		{"hidden", `expected the entity "hidden", found none of that name among 11`},
		{"twice", `expected one entity "twice", found 2 of that name`},
		{"HTTPS://idp.example.com", `found it written as "https://idp.example.com/"`},
		{"", "found none"},
	} {
		if picked, _, err := Pick(b, c.id); picked != nil || err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, expected %q", c.id, err, c.want)
		}
	}
}

func TestPickWholeFile(t *testing.T) {
	app := mint.AppMetadata().XML()
	if picked, _, err := Pick(app, mint.Issuer); err != nil || !bytes.Equal(picked, app) {
		t.Errorf("the application's file is another one: %v", err)
	}
	for _, c := range wrongFiles(t) {
		_, readErr := Read("x", []byte(c.in))
		if _, _, err := Pick([]byte(c.in), "x"); err == nil || err.Error() != readErr.Error() && c.kind != BrowserView {
			t.Errorf("%s: %v, expected %v", c.name, err, readErr)
		}
	}
}

// A federation's file that is too large to be read as a whole is told as such, and an entity can be taken out of it.
func TestAggregate(t *testing.T) {
	var all strings.Builder
	for i := range 3000 {
		all.WriteString(entity(fmt.Sprintf("https://idp%d.example.com/", i), role(idp, certificate("signing", mint.Active()))) + "<!--" + strings.Repeat("x", 12_000) + "-->")
	}
	b := []byte(entities(all.String()))
	_, err := Read("x", b)
	if w := (*Wrong)(nil); !errors.As(err, &w) || w.Kind != Aggregate || !strings.Contains(w.What, "3000 entities") {
		t.Fatalf("expected an aggregate, found %v", err)
	}
	picked, _, err := Pick(b, "https://idp2999.example.com/")
	if err != nil {
		t.Fatal(err)
	}
	if f := read(t, picked); len(SigningKeys([]*File{f}, "https://idp2999.example.com/")) != 1 {
		t.Errorf("picked %s", picked)
	}
	_, err = Read("x", b[:len(b)-5])
	if w := (*Wrong)(nil); !errors.As(err, &w) || w.Kind != CutOff {
		t.Errorf("expected it to be cut off, found %v", err)
	}
	_, err = EntityIDs(make([]byte, tree.AggregateLimits.Bytes+1))
	if w := (*Wrong)(nil); !errors.As(err, &w) || w.Kind != Empty {
		t.Errorf("expected an empty file, found %v", err)
	}
}
