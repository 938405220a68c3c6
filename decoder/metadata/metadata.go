// Package metadata reads federation metadata (SAML Metadata 2.0): entities, roles, endpoints and keys,
// of one entity or of a federation. It does not decide whether a file is fit to send.
package metadata

import (
	"context"
	"crypto"
	"crypto/x509"

	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// File is one metadata file.
type File struct {
	Name     string
	SHA256   [32]byte // of the bytes as given
	Doc      *tree.Doc
	Encoding string   // as wire.UTF8 names it ("utf-8, bom")
	Entities []Entity // in document order, nested EntitiesDescriptors flattened
}

// Entity is one EntityDescriptor (Metadata 2.3.2).
type Entity struct {
	ID    string
	Roles []Role
	Node  *tree.Node
}

// Role is one role descriptor (Metadata 2.4.1). WS-Federation roles are kept: their keys are compared.
type Role struct {
	Kind      string // IDPSSODescriptor, SPSSODescriptor …; for a RoleDescriptor the local part of its xsi:type
	Protocols []string
	Keys      []Key
	Endpoints []Endpoint
	Node      *tree.Node
}

// Key is one certificate or bare key of a KeyDescriptor (Metadata 2.4.1.1). A KeyDescriptor with
// several certificates gives several.
type Key struct {
	Use     string            // "signing", "encryption", or empty for both
	Cert    *x509.Certificate // nil for a bare key, and for a certificate of which only the key could be read
	Public  any               // crypto.PublicKey; nil when it could not be read
	Problem error             // why it could not be read
	Node    *tree.Node        // the X509Certificate or KeyValue; the KeyDescriptor when it holds neither

	mark string // fingerprint
}

// Endpoint is one service address.
type Endpoint struct {
	Service, Binding, Location, ResponseLocation string
	Index                                        string
}

// The kinds of role whose keys sign the answers to sign-ins, and the requests (Metadata 2.4.3, 2.4.4).
const (
	idp = "IDPSSODescriptor"
	sp  = "SPSSODescriptor"
)

// Signs says whether the key may sign: its use is "signing" or absent (Metadata 2.4.1.1, errata E62),
// and it could be read.
func (k Key) Signs() bool { return k.Public != nil && (k.Use == "signing" || k.Use == "") }

// SigningKeys gives the keys that may sign in the name of issuer: of IDPSSODescriptors whose entity is
// issuer byte for byte, use "signing" or absent, each public key once. An unreadable certificate is
// skipped. Of several certificates for one key the one that lasts longest is given.
func SigningKeys(files []*File, issuer string) []signature.Key {
	return signing(files, func(e Entity, r Role) bool { return e.ID == issuer && r.Kind == idp })
}

// SPSigningKeys gives the keys that may sign requests in the name of issuer: of its SPSSODescriptors, else as
// SigningKeys does.
func SPSigningKeys(files []*File, issuer string) []signature.Key {
	return signing(files, func(e Entity, r Role) bool { return e.ID == issuer && r.Kind == sp })
}

// AllSigningKeys gives the signing keys of every IDPSSODescriptor of every file, each public key once
// an entity.
func AllSigningKeys(files []*File) []signature.Key {
	return signing(files, func(_ Entity, r Role) bool { return r.Kind == idp })
}

// Entities gives the entities of that entityID in all files.
func Entities(files []*File, id string) []Entity {
	var found []Entity
	for _, f := range files {
		for _, e := range f.Entities {
			if e.ID == id {
				found = append(found, e)
			}
		}
	}
	return found
}

// Verify verifies the file's own signature with keys, or, when there are none, with the signing keys
// the file announces in any role: that shows that it is intact, not where it comes from.
func (f *File) Verify(ctx context.Context, keys []signature.Key) []signature.Result {
	if len(keys) == 0 {
		keys = signing([]*File{f}, func(Entity, Role) bool { return true })
	}
	return signature.Verify(ctx, f.Doc, keys)
}

// signing collects the signing keys of the roles that take says.
func signing(files []*File, take func(Entity, Role) bool) []signature.Key {
	var keys []signature.Key
	at := map[string]int{} // entity and public key → index in keys
	for _, f := range files {
		for _, e := range f.Entities {
			for _, r := range e.Roles {
				if !take(e, r) {
					continue
				}
				for _, k := range r.Keys {
					if !k.Signs() {
						continue
					}
					key := signature.Key{Public: crypto.PublicKey(k.Public), Cert: k.Cert, Source: f.Name, Entity: e.ID}
					mark := k.mark + e.ID
					if i, known := at[mark]; !known {
						at[mark] = len(keys)
						keys = append(keys, key)
					} else if longer(key.Cert, keys[i].Cert) {
						keys[i] = key
					}
				}
			}
		}
	}
	return keys
}

// longer says whether a lasts longer than b; any certificate is better than none.
func longer(a, b *x509.Certificate) bool {
	return a != nil && (b == nil || a.NotAfter.After(b.NotAfter))
}
