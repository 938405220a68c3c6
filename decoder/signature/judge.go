package signature

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"slices"

	"claimcheck/decoder/tree"
)

// reading is the message as it was sent, canonicalized and digested.
type reading struct {
	info    []byte // canonical octets of SignedInfo
	value   []byte // their digest, which the signature value is over
	content []byte // canonical octets of the signed element
	digest  []byte // their digest
	intact  bool   // it is the one that SignedInfo names
}

func (s *signed) read() reading {
	v := reading{
		info:    s.infoC14N.octets(form{apex: s.info}),
		content: s.contentC14N.octets(form{apex: s.parent, leave: s.node}),
	}
	v.value, v.digest = hash(s.method.hash, v.info), hash(s.digestMethod, v.content)
	v.intact = bytes.Equal(v.digest, s.digest)
	return v
}

// judge verifies SignedInfo with each key, and the content with the digest that SignedInfo names. Only
// when that fails does it look further for the reason.
func (s *signed) judge(ctx context.Context, r *Result, keys []Key) {
	told := ""
	if len(keys) > maxKeys {
		told = fmt.Sprintf("; only the first %d of %d keys were tried", maxKeys, len(keys))
		keys = keys[:maxKeys]
	}
	sent := s.read()
	r.Key = s.trusted(ctx, keys, sent.value)
	made := r.Key != nil && s.hinted(r.Key.Public) || s.made(ctx, s.embedded, sent.value)
	r.SelfConsistent = sent.intact && made
	switch {
	case r.Key == nil && ctx.Err() != nil:
		r.Cause, r.Detail = Unsupported, ours("it was not judged to the end: "+ctx.Err().Error())
	case r.Key == nil:
		s.diagnose(ctx, r, keys, sent, made)
		if r.Key == nil {
			r.Detail += told
		}
	case sent.intact:
		s.verified(ctx, r, sent)
	default:
		s.altered(r, sent, s.experiment(ctx, sent))
	}
}

// diagnose names the cause when no given key made SignedInfo as it was sent; made says whether a key in the
// message did.
func (s *signed) diagnose(ctx context.Context, r *Result, keys []Key, sent reading, made bool) {
	var content repair
	if !sent.intact {
		content = s.experiment(ctx, sent)
	}
	whole := sent.intact || content.accident != ""
	sure, others := s.infoRepairs(content, whole)
	var mended repair // of a message that the key inside it made
	for i, p := range append(sure, others...) {
		value, all, inside := s.infoValue(p), keys, s.embedded
		if i >= len(sure) {
			all, inside = s.named(keys), inside[:min(len(inside), maxNamed)]
		}
		var befell repair
		switch {
		case content.accident != "":
			befell = content
		case whole:
			befell = p
		}
		if r.Key = s.trusted(ctx, all, value); r.Key != nil {
			s.altered(r, sent, befell)
			return
		}
		if whole && mended.accident == "" && s.made(ctx, inside, value) {
			mended, r.Signer = befell, s.signer(r, value)
		}
	}
	if made {
		mended, r.Signer = content, s.signer(r, sent.value)
	}
	none := "the one given key did not make it"
	if len(keys) != 1 {
		none = fmt.Sprintf("none of the %d given keys made it", len(keys))
	}
	switch {
	case len(keys) == 0 && r.SelfConsistent:
		r.Cause, r.Detail = NoTrust, "the key in the message made the signature; no key was given to say whether to trust it"
	case len(keys) == 0 && (made || mended.accident != ""):
		s.altered(r, sent, mended)
		r.Detail += "; no key was given to say whose signature it is"
	case made && !sent.intact || mended.accident != "":
		r.Cause, r.Detail = UnknownKey, none+"; the key in the message did, and the content was changed afterwards"
	case made:
		r.Cause, r.Detail = UnknownKey, none+"; the key in the message did"
	case s.method.misshapen(s.value) != "":
		r.Cause, r.Detail = Damaged, s.method.misshapen(s.value)
	case len(s.embedded) > 0:
		s.misfit(r)
	case len(keys) == 0 && sent.intact:
		r.Cause, r.Detail = NoTrust, "the content has the digest that the signature names; no key was given to verify the signature with"
	case len(keys) == 0:
		r.Cause, r.Detail = Altered, "the content does not have the digest that the signature names, whichever key made it"
	case sent.intact:
		r.Cause, r.Detail = UnknownKey, none+", and the message holds none"
	default:
		r.Cause, r.Detail = UnknownKey, none+", the message holds none, and the content does not have the digest that the signature names"
	}
	if r.Cause == UnknownKey {
		r.Detail += s.leftOut(keys)
	}
}

// altered says that the content was changed after it was signed, and by which accident if by one.
func (s *signed) altered(r *Result, sent reading, befell repair) {
	r.Cause, r.Accident, r.Besides = Altered, befell.accident, befell.besides
	if befell.accident != "" {
		original := "paste the original Base64"
		if s.parent.Space == nsMetadata {
			original = "take the original file"
		}
		r.Detail = befell.words() + "; " + original
		return
	}
	r.Detail = fmt.Sprintf("expected the digest %s, which the signature names, found %s: the content was changed after it was signed",
		base64.StdEncoding.EncodeToString(s.digest), base64.StdEncoding.EncodeToString(sent.digest))
	if bytes.Contains(sent.content, []byte("\uFFFD")) {
		r.Accident = Lost
		r.Detail += "; " + Lost.Words()
	}
	if s.stopped {
		r.Detail += "; the search for an accident that explains it was not brought to its end"
	}
}

// misfit tells why the key in the message did not make the signature.
func (s *signed) misfit(r *Result) {
	r.Cause, r.Detail = Damaged, "neither a given key nor the key in the message made this signature value: SignedInfo or the value was changed"
	for _, k := range s.embedded {
		if err := s.method.usable(k); err != nil {
			r.Cause, r.Detail = Unsupported, "the key in the message cannot have made it: "+err.Error()
			return
		}
		if want := length(k); len(s.value) != want {
			r.Detail = fmt.Sprintf("expected a signature value of %d octets, found %d", want, len(s.value))
			return
		}
	}
}

// leftOut tells when a given key, which the message names or might name, is refused for its kind.
func (s *signed) leftOut(keys []Key) string {
	for _, k := range keys {
		if err := s.method.usable(k.Public); err != nil && (len(s.embedded) == 0 || s.hinted(k.Public)) {
			return "; a given key was left out: " + err.Error()
		}
	}
	return ""
}

// trusted finds the given key that made the signature; those that the message names are tried first.
func (s *signed) trusted(ctx context.Context, keys []Key, digest []byte) *Key {
	for _, first := range []bool{true, false} {
		for i := range keys {
			if ctx.Err() != nil {
				return nil
			}
			if s.hinted(keys[i].Public) == first && s.method.fits(keys[i].Public, digest, s.value) {
				k := keys[i]
				return &k
			}
		}
	}
	return nil
}

// maxNamed bounds the keys with which the less likely readings of SignedInfo are tried.
const maxNamed = 4

// named gives the given keys that the message names as well; where it names none, the first few.
func (s *signed) named(keys []Key) []Key {
	var out []Key
	for _, k := range keys {
		if len(out) < maxNamed && (len(s.embedded) == 0 || s.hinted(k.Public)) {
			out = append(out, k)
		}
	}
	return out
}

// signer gives the certificate in the message whose key made the signature, if one did.
func (s *signed) signer(r *Result, digest []byte) *x509.Certificate {
	for _, cert := range r.Embedded {
		if s.method.fits(cert.PublicKey, digest, s.value) {
			return cert
		}
	}
	return nil
}

// hinted says whether the message names the key as the one that signed.
func (s *signed) hinted(k crypto.PublicKey) bool {
	for _, e := range s.embedded {
		if eq, ok := e.(interface{ Equal(crypto.PublicKey) bool }); ok && eq.Equal(k) {
			return true
		}
	}
	return false
}

// made says whether one of those keys, which the message holds, made the signature.
func (s *signed) made(ctx context.Context, keys []crypto.PublicKey, digest []byte) bool {
	return slices.ContainsFunc(keys, func(k crypto.PublicKey) bool { return ctx.Err() == nil && s.method.fits(k, digest, s.value) })
}

// verified reads the octets that were digested, and makes the signature good when they hold what was sent
// and the second witness has nothing against it.
func (s *signed) verified(ctx context.Context, r *Result, sent reading) {
	answer := s.witness.ask(s, sent)
	n := len(sent.content)
	d, err := tree.Parse(sent.content, tree.Limits{Bytes: n, Depth: n, Nodes: n, Attributes: n, Namespaces: n})
	if err == nil {
		err = place(d.Root, s.parent, s.node, s.contentC14N.attrs(s.parent, nil))
	}
	key := r.Key
	r.Key = nil
	select {
	case <-ctx.Done():
		r.SelfConsistent = false
		r.Cause, r.Detail = Unsupported, ours("it was not judged to the end: "+ctx.Err().Error())
	case second := <-answer:
		r.Second = second.said
		switch {
		case err != nil:
			r.SelfConsistent = false
			r.Cause, r.Detail = Malformed, "what was signed could not be read back: "+err.Error()
		case second.err != nil:
			r.SelfConsistent, r.Disputed = false, true
			r.Cause, r.Detail = Unsupported, ours("its own verification finds the signature good, and goxmldsig does not: "+second.err.Error())
		default:
			r.Cause, r.Key, r.Verified = Good, key, d.Root
		}
	}
}

func hash(h crypto.Hash, octets []byte) []byte {
	w := h.New()
	w.Write(octets) // a hash never fails to write
	return w.Sum(nil)
}
