// Package signature verifies the enveloped signatures of a document, one key at a time, and gives every
// outcome its own Cause. Two witnesses must find a signature good: a canonicalization of our own with the
// cryptography of the standard library, and goxmldsig's canonicalization of what it reads itself, with
// etree, from the same octets. Structure, algorithms and keys are decided before either is asked, and a key
// from the message is never trusted.
//
// It does not say which keys to trust, whether a certificate is in date or whether an algorithm is
// weak: decoder/metadata finds the keys, decoder/check judges the rest.
//
// goxmldsig's own ValidationContext is not asked: it gives a rotated key and no key at all the same
// answer, wants a certificate in date, refuses ECDSA values as XMLDSig writes them and cannot tell an
// altered message from a damaged signature. Tests hold its verdict against the one given here.
package signature

import (
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"strings"

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

// Result is the outcome of one ds:Signature element, or of the signature in a URL.
type Result struct {
	Cause  Cause
	Detail string     // for experts: what was expected and what was found
	Node   *tree.Node // the ds:Signature; nil for one in a URL
	Parent *tree.Node // the element that carries it; nil when the ds:Signature is the root
	ID     string     // the parent's ID

	Algorithm        string // URIs as written; empty when absent
	Digest           string
	ParameterDigest  string // that the parameters of RSA-PSS name
	Canonicalization string // of the last transform, else of SignedInfo
	Transforms       []string

	Key      *Key                // the key that fits; nil when none does
	Embedded []*x509.Certificate // certificates in KeyInfo: a hint, never trusted
	KeyName  string
	Signer   *x509.Certificate // the one of Embedded whose key made the signature, when no given key did: never trusted

	Stranger *Key // the key of somebody else that Trace found to have made it: never trusted

	Verified *tree.Node // copy of Parent as it was signed, without the signature; nil unless Good.
	// Its nodes carry the places (Start, End) of the nodes that were sent.
	SelfConsistent bool     // the key in KeyInfo verifies it: it was not altered after that key signed it
	WholeDocument  bool     // the reference is empty: it means the whole document, and Core 5.4.2 wants the ID
	Accident       Accident // why it is Altered, when an accident explains it
	Besides        Accident // a second one, where it takes two to explain it
	Second         string   // what the second witness, goxmldsig, says when the first finds it good: "agrees", "cannot judge: …" or "disagrees: …"
	Disputed       bool     // Unsupported because the two witnesses disagree
	Limit          bool     // Unsupported because of a limit of this program, not because nobody should take it

	Detached bool      // it stands in the query of the Redirect binding: there is no Node, and Parent is the root
	Rewrites []Rewrite // what was done to the query since, when that explains a detached one that is Altered
}

// Limits of one call: a sender decides how many signatures there are, a federation how many keys.
const (
	maxSignatures = 10
	maxKeys       = 200
)

// Verify judges every ds:Signature in the document, in document order.
//
// An empty list of keys gives NoTrust where the rest is sound; where the content does not fit its own
// signature it gives Altered or Damaged all the same. Without keys, Altered rests on the key in the
// message or on the digest alone. When ctx ends, the signatures not yet judged are Unsupported.
func Verify(ctx context.Context, d *tree.Doc, keys []Key) []Result {
	return VerifyOneOf(ctx, d, keys, 1, nil)
}

// VerifyOneOf is Verify for one of so many documents that are judged together: each has its share of the search
// for accidents. What was read ahead of it may be nil.
func VerifyOneOf(ctx context.Context, d *tree.Doc, keys []Key, documents int, ahead *Ahead) []Result {
	return verify(ctx, d, keys, newSecond(d, ahead), maxExperiment/max(documents, 1))
}

func verify(ctx context.Context, d *tree.Doc, keys []Key, second witness, search int) []Result {
	sigs := d.Root.All(nsDsig, "Signature")
	if len(sigs) == 0 {
		return nil
	}
	shared := map[*tree.Node]bool{}
	for _, n := range d.DuplicateIDs() {
		shared[n] = true
	}
	tooMany := ours(fmt.Sprintf("only the first %d signatures of a document are judged", maxSignatures))
	spent := maxExperiment - search
	results := make([]Result, len(sigs))
	for i, n := range sigs {
		results[i] = Result{Node: n, Parent: n.Parent}
		r := &results[i]
		if i >= maxSignatures { // nor is it opened: that looks at all that stands around it
			r.Cause, r.Detail, r.Limit = Unsupported, tooMany, true
			continue
		}
		s, refusal := open(r, d, shared)
		switch {
		case refusal != nil:
			r.Cause, r.Detail = refusal.cause, refusal.detail
		case ctx.Err() != nil:
			r.Cause, r.Detail = Unsupported, ours("it was not judged: "+ctx.Err().Error())
		default:
			s.number, s.spent, s.witness = i, &spent, second
			if len(keys) > 0 {
				second.begin()
			}
			guarded(ctx, r, s, keys)
		}
		r.Limit = r.Cause == Unsupported && strings.HasPrefix(r.Detail, limit)
	}
	return results
}

// guarded judges and turns a panic of the library into an answer.
func guarded(ctx context.Context, r *Result, s *signed, keys []Key) {
	defer func() {
		if p := recover(); p != nil {
			r.Cause, r.Detail = Malformed, "the signature could not be processed"
			r.Key, r.Verified, r.Signer, r.SelfConsistent, r.Accident, r.Besides = nil, nil, nil, false, "", ""
		}
	}()
	s.judge(ctx, r, keys)
}

// limit begins the detail of a limit of this program, lest the message be blamed for it.
const limit = "this program is the limit, not the message: "

func ours(what string) string { return limit + what }
