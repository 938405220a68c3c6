package signature

import (
	"context"
	"iter"

	"claimcheck/decoder/tree"
)

// Trace looks among keys that are not trusted for the one that made a signature, where neither a given key
// nor one of the message did, and puts it into the result as its Stranger. It tries each key with every such
// signature, maxKeys of them at most, and makes none of them good.
func Trace(ctx context.Context, d *tree.Doc, results []Result, others iter.Seq[Key]) {
	for i := range results {
		r := &results[i]
		switch r.Cause {
		case NoTrust, UnknownKey, Damaged:
		default:
			continue
		}
		if r.Signer != nil || r.SelfConsistent {
			continue
		}
		var again Result
		again.Node, again.Parent = r.Node, r.Parent
		s, refusal := open(&again, d, nil)
		if refusal != nil || s.made(ctx, s.embedded, s.infoValue(repair{})) {
			continue
		}
		r.Stranger = s.among(ctx, others)
		if r.Stranger != nil && r.Cause == Damaged {
			r.Cause, r.Detail = UnknownKey, "none of the given keys made it, and not the one in the message"
		}
	}
}

// among gives the key that made the signature.
func (s *signed) among(ctx context.Context, others iter.Seq[Key]) *Key {
	value, tried := s.infoValue(repair{}), 0
	for k := range others {
		if tried++; tried > maxKeys || ctx.Err() != nil {
			break
		}
		if s.method.fits(k.Public, value, s.value) {
			return &k
		}
	}
	return nil
}
