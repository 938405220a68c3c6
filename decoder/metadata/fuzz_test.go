package metadata

import (
	"errors"
	"slices"
	"testing"

	"claimcheck/decoder/mint"
)

// small are seeds: the fuzzer spends its time on making large ones smaller.
func small() [][]byte {
	return [][]byte{
		[]byte(entities(entity("a", role(idp, certificate("", mint.ECDSA()), descriptor("", `<ds:KeyName>k</ds:KeyName>`))), entities(entity("b")))),
		[]byte(entity("a", role(idp, descriptor("signing", `<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>wQ==</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue>`)))),
		[]byte(entity("a", `<md:RoleDescriptor xsi:type="x:T"><T:PassiveRequestorEndpoint xmlns:T="t" xmlns:w="`+nsAddressing+`"><w:EndpointReference><w:Address>u</w:Address></w:EndpointReference></T:PassiveRequestorEndpoint></md:RoleDescriptor>`)),
		[]byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" validUntil="2026-01-01T00:00:00Z" xmlns:x="u"><EntityDescriptor entityID="a" validUntil='2027-01-01T00:00:00Z'/><EntityDescriptor entityID="b" x:y=""/><EntityDescriptor entityID="a"/></EntitiesDescriptor>`),
		[]byte(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="a" cacheDuration="P"><Organization><OrganizationURL>%</OrganizationURL></Organization>x<SPSSODescriptor ID="1"/></EntityDescriptor>`),
		[]byte("<!DOCTYPE html><html>"),
		[]byte("\xff\xfe<\x00a\x00/\x00>\x00"),
	}
}

// What Read gives is whole, and what it refuses is named.
func FuzzRead(f *testing.F) {
	for _, b := range small() {
		f.Add(b)
	}
	for _, c := range wrongFiles(f) {
		if len(c.in) < 1000 {
			f.Add([]byte(c.in))
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Read("fuzz", b)
		if err != nil {
			w := (*Wrong)(nil)
			if !errors.As(err, &w) || w.Kind == "" || w.What == "" || file != nil {
				t.Errorf("error is %q, %+v", err, w)
			}
			return
		}
		files := []*File{file}
		for _, k := range AllSigningKeys(files) {
			if k.Public == nil {
				t.Error("a signing key without a key")
			}
		}
		for _, e := range file.Entities {
			if e.Node == nil || len(Entities(files, e.ID)) == 0 || len(SigningKeys(files, e.ID)) > len(AllSigningKeys(files)) {
				t.Errorf("entity %q", e.ID)
			}
			for _, r := range e.Roles {
				for _, k := range r.Keys {
					if k.Secret() && k.Public != nil {
						t.Error("a key is private and was read")
					}
				}
			}
		}
		faults := file.Faults()
		if len(faults) > mostFaults {
			t.Errorf("%d faults", len(faults))
		}
		for _, x := range faults {
			if x.Node == nil || x.Expected == "" || x.Actual == "" || x.Rule == "" || x.Place.Line < 1 || x.Place.Column < 1 || x.Place.Offset < x.Node.Start || x.Place.Offset >= x.Node.End {
				t.Errorf("fault %+v", x)
			}
		}
	})
}

// EntityIDs and Pick find what Read finds, and what is picked is that entity alone.
func FuzzPick(f *testing.F) {
	for _, b := range small() {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := Read("fuzz", b)
		if err != nil {
			return
		}
		var want []string
		count := map[string]int{}
		for _, e := range file.Entities {
			want = append(want, e.ID)
			count[e.ID]++
		}
		if ids, err := EntityIDs(b); err != nil || !slices.Equal(ids, want) {
			t.Fatalf("entities %q, %v, expected %q", ids, err, want)
		}
		for id, n := range count {
			picked, _, err := Pick(b, id)
			if (err == nil) != (n == 1) {
				t.Fatalf("%q, which stands there %d times: %v", id, n, err)
			}
			if err != nil {
				continue
			}
			one, err := Read("picked", picked)
			if err != nil || len(one.Entities) != 1 || one.Entities[0].ID != id || len(one.Entities[0].Roles) != len(rolesOf(file, id)) {
				t.Errorf("picked %q for %q: %v", picked, id, err)
			}
		}
	})
}

func rolesOf(f *File, id string) []Role { return Entities([]*File{f}, id)[0].Roles }
