// Package metadata reads federation metadata (SAML Metadata 2.0): entities, roles, endpoints and keys,
// of one entity or of a federation. It does not decide whether a file is fit to send.
package metadata

import (
	"context"
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

// Key is one certificate or bare key of a KeyDescriptor (Metadata 2.4.1.1).
type Key struct {
	Use     string // "signing", "encryption", or empty for both
	Cert    *x509.Certificate
	Public  any   // crypto.PublicKey; nil when it could not be read
	Problem error // why it could not be read
	Node    *tree.Node
}

// Endpoint is one service address.
type Endpoint struct {
	Service, Binding, Location, ResponseLocation string
	Index                                        string
}

// Read reads a metadata file; b may have a byte order mark and any encoding of wire.UTF8. The error
// tells what the file is instead: an HTML page, a certificate, a SAML response, not XML.
func Read(name string, b []byte) (*File, error) { panic("not built yet") }

// SigningKeys gives the keys that may sign in the name of issuer: of IDPSSODescriptors whose entity is
// issuer, use "signing" or absent, each public key once. An unreadable certificate is skipped.
func SigningKeys(files []*File, issuer string) []signature.Key { panic("not built yet") }

// AllSigningKeys gives the signing keys of every IDPSSODescriptor of every file.
func AllSigningKeys(files []*File) []signature.Key { panic("not built yet") }

// Entities gives the entities of that entityID in all files.
func Entities(files []*File, id string) []Entity { panic("not built yet") }

// Verify verifies the file's own signature with keys, or, when there are none, with the signing keys
// the file announces: that shows that it is intact, not where it comes from.
func (f *File) Verify(ctx context.Context, keys []signature.Key) []signature.Result {
	panic("not built yet")
}
