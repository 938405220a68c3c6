package signature

import (
	"bytes"
	"context"
	"crypto"
	"encoding/base64"
	"errors"
	"fmt"

	"claimcheck/decoder/tree"
)

// reading is one way to look at the message: as it was sent, or without the white space of a pretty-printer.
type reading struct {
	info    []byte // digest of SignedInfo, which the signature value is over
	content []byte // canonical octets of the signed element
	intact  bool   // the content has the digest that SignedInfo names
	limit   error  // why the content could not be canonicalized here; an errLimit
}

// read canonicalizes. An error or an empty result is never digested (CVE-2025-66568).
func (s *signed) read(sp spacing) (v reading, ref *refusal) {
	octets, err := s.infoC14N.octets(form{apex: s.info, spacing: sp, work: s.work})
	if err != nil {
		return v, void("SignedInfo", err)
	}
	v.info = hash(s.method.hash, octets)
	v.content, err = s.contentC14N.octets(form{apex: s.parent, leave: s.node, spacing: sp, work: s.work})
	if errors.As(err, new(errLimit)) {
		v.limit = err
	} else if err != nil {
		return v, void(name(s.parent), err)
	}
	v.intact = err == nil && bytes.Equal(hash(s.digestMethod, v.content), s.digest)
	return v, nil
}

// unprinted looks for the reading that a pretty-printer was given: the one whose content is intact, else
// the message without white space between elements.
func (s *signed) unprinted(sent reading) reading {
	first, ref := s.read(tight)
	if ref != nil {
		return sent
	}
	if !first.intact {
		if second, ref := s.read(trimmed); ref == nil && second.intact {
			return second
		}
	}
	return first
}

func void(what string, err error) *refusal {
	if errors.As(err, new(errLimit)) {
		return refuse(Unsupported, "%v", err)
	}
	return refuse(Malformed, "%s could not be canonicalized: %v", what, err)
}

// judge verifies SignedInfo with each key, and the content with the digest that SignedInfo names. Only
// when that fails does it look further for the reason.
func (s *signed) judge(ctx context.Context, r *Result, keys []Key) {
	told := ""
	if len(keys) > maxKeys {
		told = fmt.Sprintf("; only the first %d of %d keys were tried", maxKeys, len(keys))
		keys = keys[:maxKeys]
	}
	sent, ref := s.read(asSent)
	if ref != nil {
		r.Cause, r.Detail = ref.cause, ref.detail
		return
	}
	r.Key = s.trusted(ctx, keys, sent.info)
	r.SelfConsistent = sent.intact && s.embeddedFits(sent.info)
	switch {
	case r.Key == nil && ctx.Err() != nil:
		r.Cause, r.Detail = Unsupported, ours("it was not judged to the end: "+ctx.Err().Error())
	case r.Key == nil:
		s.diagnose(ctx, r, keys, sent)
		if r.Key == nil {
			r.Detail += told
		}
	case sent.limit != nil:
		r.Cause, r.Detail, r.Key = Unsupported, sent.limit.Error(), nil
	case sent.intact:
		s.verified(r, sent.content)
	default:
		s.altered(r, sent, s.unprinted(sent).intact)
	}
}

// diagnose names the cause when no given key made SignedInfo as it was sent.
func (s *signed) diagnose(ctx context.Context, r *Result, keys []Key, sent reading) {
	bare := s.unprinted(sent)
	if r.Key = s.trusted(ctx, keys, bare.info); r.Key != nil {
		s.altered(r, sent, sent.intact || bare.intact)
		return
	}
	made := s.embeddedFits(sent.info)
	reformatted := !r.SelfConsistent && bare.intact && s.embeddedFits(bare.info)
	none := fmt.Sprintf("none of the %d given keys made it", len(keys))
	switch {
	case len(keys) == 0 && r.SelfConsistent:
		r.Cause, r.Detail = NoTrust, "the key in the message made the signature; no key was given to say whether to trust it"
	case len(keys) == 0 && made && sent.limit != nil:
		r.Cause, r.Detail = NoTrust, "the key in the message made the signature, and its content was not looked at: "+sent.limit.Error()
	case len(keys) == 0 && (made || reformatted):
		s.altered(r, sent, reformatted)
		r.Detail += "; no key was given to say whose signature it is"
	case made && !sent.intact && sent.limit == nil || reformatted:
		r.Cause, r.Detail = UnknownKey, none+"; the key in the message did, and the content was changed afterwards"
	case made:
		r.Cause, r.Detail = UnknownKey, none+"; the key in the message did"
	case len(s.embedded) > 0:
		s.misfit(r)
	case len(keys) == 0 && sent.intact:
		r.Cause, r.Detail = NoTrust, "the content has the digest that the signature names; no key was given to verify the signature with"
	case len(keys) == 0 && sent.limit == nil:
		r.Cause, r.Detail = Altered, "the content does not have the digest that the signature names, whichever key made it"
	case len(keys) == 0:
		r.Cause, r.Detail = NoTrust, "no key was given to verify the signature with"
	case sent.intact || sent.limit != nil:
		r.Cause, r.Detail = UnknownKey, none+", and the message holds none"
	default:
		r.Cause, r.Detail = UnknownKey, none+", the message holds none, and the content does not have the digest that the signature names"
	}
	if r.Cause == UnknownKey {
		r.Detail += s.leftOut(keys)
	}
}

// altered says that the content was changed after it was signed, and whether only its white space was.
func (s *signed) altered(r *Result, sent reading, reformatted bool) {
	r.Cause, r.Reformatted = Altered, reformatted
	if reformatted {
		r.Detail = "with the added white space taken out the signature is sound: the message was pretty-printed after it was signed"
		return
	}
	found := "another"
	if sent.limit == nil {
		found = base64.StdEncoding.EncodeToString(hash(s.digestMethod, sent.content))
	}
	r.Detail = fmt.Sprintf("expected the digest %s, which the signature names, found %s: the content was changed after it was signed",
		base64.StdEncoding.EncodeToString(s.digest), found)
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
func (s *signed) trusted(ctx context.Context, keys []Key, info []byte) *Key {
	for _, first := range []bool{true, false} {
		for i := range keys {
			if ctx.Err() != nil {
				return nil
			}
			if s.hinted(keys[i].Public) == first && s.method.fits(keys[i].Public, info, s.value) {
				k := keys[i]
				return &k
			}
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

// embeddedFits says whether a key in the message made the signature.
func (s *signed) embeddedFits(info []byte) bool {
	for _, k := range s.embedded {
		if s.method.fits(k, info, s.value) {
			return true
		}
	}
	return false
}

// verified reads the octets that were digested, and makes the signature good when they hold what was sent.
func (s *signed) verified(r *Result, content []byte) {
	limits := tree.Limits{Bytes: len(content), Depth: 1 << 10, Nodes: 2 * maxNodes, Attributes: 1 << 10, Namespaces: 1 << 20}
	d, err := tree.Parse(content, limits)
	if err == nil {
		err = place(d.Root, s.parent, s.node)
	}
	if err != nil {
		r.Key, r.SelfConsistent = nil, false
		r.Cause, r.Detail = Malformed, "what was signed could not be read back: "+err.Error()
		return
	}
	r.Cause, r.Verified = Good, d.Root
}

func hash(h crypto.Hash, octets []byte) []byte {
	w := h.New()
	w.Write(octets) // a hash never fails to write
	return w.Sum(nil)
}
