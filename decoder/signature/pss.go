package signature

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/subtle"
	"encoding/binary"
	"math/big"
	"strconv"
	"strings"

	"claimcheck/decoder/tree"
)

// parameters reads the RSAPSSParams of a SignatureMethod (RFC 9231, 2.3.9). All of them may be left out:
// the digest is SHA-256 then, the mask generation MGF1, the salt as long as the digest, and the trailer 1.
// A mask without a digest of its own is with the digest of the message as Java signs and reads it (the JDK's
// DOMRSAPSSSignatureMethod), and by the letter with SHA-256, the default of the algorithm: either is taken.
func (m *method) parameters(n *tree.Node, r *Result) *refusal {
	given := n.Elements("", "")
	if len(given) == 0 {
		return nil
	}
	if len(given) > 1 || !given[0].Is(more2007, "RSAPSSParams") || strayText(given[0]) != "" {
		return refuse(Malformed, "expected one RSAPSSParams in %s, found %s", n.Local, name(given[len(given)-1]))
	}
	var mask crypto.Hash
	order := 0 // how far the sequence of the schema has come
	for _, p := range given[0].Elements("", "") {
		var ref *refusal
		was := order
		switch {
		case p.Is(nsDsig, "DigestMethod"):
			order = 1
			r.ParameterDigest, _ = p.Attr("Algorithm")
			m.hash, ref = readDigestMethod(p)
		case p.Is(more2007, "MaskGenerationFunction"):
			order = 2
			mask, ref = readMask(p)
		case p.Is(more2007, "SaltLength"):
			order = 3
			m.salt, ref = number(p)
		case p.Is(more2007, "TrailerField"):
			order = 4
			var trailer int
			if trailer, ref = number(p); ref == nil && trailer != 1 {
				ref = refuse(Unsupported, "expected the trailer 1 of RSA-PSS, found %d", trailer)
			}
		default:
			order = 0
		}
		if ref == nil && order <= was {
			ref = refuse(Malformed, "expected DigestMethod, MaskGenerationFunction, SaltLength and TrailerField in RSAPSSParams, found %s", name(p))
		}
		if ref != nil {
			return ref
		}
	}
	switch {
	case mask != 0:
		m.masks = []crypto.Hash{mask}
	case m.hash != crypto.SHA256:
		m.masks = []crypto.Hash{m.hash, crypto.SHA256}
	}
	return nil
}

// readMask finds the hash of a MaskGenerationFunction; it is 0 where none is named.
func readMask(n *tree.Node) (crypto.Hash, *refusal) {
	if uri, named := n.Attr("Algorithm"); named && uri != more2007+"MGF1" {
		return 0, refuse(Unsupported, "expected the mask generation function MGF1, found %s", show(uri))
	}
	if ref := sequence(n, "DigestMethod?"); ref != nil {
		return 0, ref
	}
	if d := n.Child(nsDsig, "DigestMethod"); d != nil {
		return readDigestMethod(d)
	}
	return 0, nil
}

// number reads an element that holds a small whole number and nothing else.
func number(n *tree.Node) (int, *refusal) {
	if ref := leaf(n); ref != nil {
		return 0, ref
	}
	const bits = 12 // no salt is longer than a key
	v, err := strconv.ParseUint(strings.Trim(n.Text(), space), 10, bits)
	if err != nil {
		return 0, refuse(Malformed, "expected a small number in %s, found %s", n.Local, show(n.Text()))
	}
	return int(v), nil
}

// fitsPSS says whether k made value over the octets with that digest, the mask being MGF1 with mask (RFC 8017,
// 8.1.2).
func (m method) fitsPSS(k *rsa.PublicKey, mask crypto.Hash, digest, value []byte) bool {
	if mask == m.hash && m.salt != 0 {
		return rsa.VerifyPSS(k, m.hash, digest, value, &rsa.PSSOptions{SaltLength: m.salt, Hash: m.hash}) == nil
	}
	// crypto/rsa has one digest for both, and takes a salt length of 0 for any.
	s := new(big.Int).SetBytes(value)
	if len(value) != k.Size() || s.Cmp(k.N) >= 0 || !sound(k) {
		return false
	}
	emBits := k.N.BitLen() - 1
	emLen := (emBits + 7) / 8
	v := s.Exp(s, big.NewInt(int64(k.E)), k.N)
	if v.BitLen() > 8*emLen {
		return false
	}
	salt := m.salt
	if salt == rsa.PSSSaltLengthEqualsHash {
		salt = m.hash.Size()
	}
	return emsaPSS(v.FillBytes(make([]byte, emLen)), emBits, digest, m.hash, mask, salt)
}

// sound says whether the numbers of a key are such as crypto/rsa takes: every signature fits an exponent of 1.
func sound(k *rsa.PublicKey) bool {
	const maxE = 1<<31 - 1
	return k.N.Bit(0) == 1 && k.E > 2 && k.E <= maxE && k.E&1 == 1
}

// emsaPSS says whether em, of emBits bits, encodes the digest of a message made with hash, with a salt of that
// many octets and a mask of MGF1 with mask: EMSA-PSS-VERIFY, whose steps (RFC 8017, 9.1.2) are numbered here.
func emsaPSS(em []byte, emBits int, digest []byte, hash, mask crypto.Hash, salt int) bool {
	size := hash.Size()
	if len(digest) != size || len(em) < size+salt+2 || em[len(em)-1] != 0xbc { // 2 to 4
		return false
	}
	masked, h := em[:len(em)-size-1], em[len(em)-size-1:len(em)-1] // 5
	used := 0xff >> (8*len(em) - emBits)                           // the bits of the first octet that the encoding may set
	if int(masked[0])&^used != 0 {                                 // 6
		return false
	}
	db := mgf1(mask, h, len(masked)) // 7
	subtle.XORBytes(db, db, masked)  // 8
	db[0] &= byte(used)              // 9
	padding, rest := db[:len(db)-salt-1], db[len(db)-salt-1:]
	if !allZero(padding) || rest[0] != 1 { // 10
		return false
	}
	again := hash.New() // 11 to 13
	again.Write(make([]byte, 8))
	again.Write(digest)
	again.Write(rest[1:])
	return bytes.Equal(again.Sum(nil), h) // 14; there is no secret in it
}

// mgf1 makes a mask of n octets from seed (RFC 8017, B.2.1).
func mgf1(hash crypto.Hash, seed []byte, n int) []byte {
	var mask []byte
	for counter := uint32(0); len(mask) < n; counter++ {
		w := hash.New()
		w.Write(seed)
		w.Write(binary.BigEndian.AppendUint32(nil, counter))
		mask = w.Sum(mask)
	}
	return mask[:n]
}
