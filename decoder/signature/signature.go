// Package signature verifies the enveloped signatures of a document, one key at a time, and gives every
// outcome its own Cause. goxmldsig does the XML work, behind rails: structure, algorithms and keys are
// decided here before it is asked, and a key from the message is never trusted.
//
// It does not say which keys to trust, whether a certificate is in date or whether an algorithm is
// weak: decoder/metadata finds the keys, decoder/check judges the rest.
package signature

import (
	"context"
	"crypto"
	"crypto/x509"

	"claimcheck/decoder/tree"
)

// Key is a public key that the caller trusts to sign.
type Key struct {
	Public crypto.PublicKey
	Cert   *x509.Certificate // nil for a bare key
	Source string            // name of the metadata or certificate file
	Entity string            // entityID it belongs to; empty for a certificate file
}

// Cause is the outcome of one signature.
type Cause string

// The causes.
const (
	Good        Cause = "good"        // one of the keys signed exactly what Verified holds
	NoTrust     Cause = "no-trust"    // no key was given to verify with
	UnknownKey  Cause = "unknown-key" // intact as far as can be told, and none of the given keys made it
	Altered     Cause = "altered"     // a given key signed it, and the content was changed afterwards
	Damaged     Cause = "damaged"     // the signature value does not fit the key that is named for it
	Unsupported Cause = "unsupported" // an algorithm that is refused or not known here
	Malformed   Cause = "malformed"   // the signature is not built as Core 5.4 wants
	Misplaced   Cause = "misplaced"   // it stands in another place than directly in what it signs
)

// Result is the outcome of one ds:Signature element.
type Result struct {
	Cause  Cause
	Detail string     // for experts: what was expected and what was found
	Node   *tree.Node // the ds:Signature
	Parent *tree.Node // the element that carries it
	ID     string     // the parent's ID

	Algorithm        string // URIs as written; empty when absent
	Digest           string
	Canonicalization string // of the last transform, else of SignedInfo
	Transforms       []string

	Key      *Key                // the key that fits; nil when none does
	Embedded []*x509.Certificate // certificates in KeyInfo: a hint, never trusted
	KeyName  string

	Verified *tree.Node // copy of Parent as it was signed, without the signature; nil unless Good.
	// Its nodes carry the places (Start, End) of the nodes that were sent.
	SelfConsistent bool // the key in KeyInfo verifies it: it was not altered after that key signed it
}

// Verify judges every ds:Signature in the document, in document order.
// An empty list of keys gives NoTrust where the rest is sound.
func Verify(ctx context.Context, d *tree.Doc, keys []Key) []Result { panic("not built yet") }

// Algorithm is one row of the allow-list.
type Algorithm struct {
	URI   string
	Name  string // short: rsa-sha256
	Level Level
	Why   string
}

// Level says how far an algorithm is taken.
type Level string

// The levels.
const (
	Strong  Level = "good"
	Weak    Level = "weak"    // verified, and told
	Refused Level = "refused" // never verified
)

// Look finds a signature or digest algorithm; ok is false for one that is not known.
func Look(uri string) (a Algorithm, ok bool) { panic("not built yet") }

// Certificates reads PEM (one or more) or DER certificates, or the bare Base64 of one.
func Certificates(name string, b []byte) ([]Key, error) { panic("not built yet") }
