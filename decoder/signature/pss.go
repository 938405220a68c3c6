package signature

import (
	"crypto"
	"strconv"
	"strings"

	"claimcheck/decoder/tree"
)

// parameters reads the RSAPSSParams of a SignatureMethod (RFC 9231, 2.3.9). All of them may be left out:
// the digest is SHA-256 then, the mask generation MGF1 with SHA-256, the salt as long as the digest, and
// the trailer 1.
func (m *method) parameters(n *tree.Node, r *Result) *refusal {
	given := n.Elements("", "")
	if len(given) == 0 {
		return nil
	}
	if len(given) > 1 || !given[0].Is(more2007, "RSAPSSParams") || strayText(given[0]) != "" {
		return refuse(Malformed, "expected one RSAPSSParams in %s, found %s", n.Local, name(given[len(given)-1]))
	}
	mask := m.hash
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
			mask, ref = readMask(p, mask)
		case p.Is(more2007, "SaltLength"):
			order = 3
			if m.salt, ref = number(p); ref == nil && m.salt == 0 { // which lets crypto/rsa take a salt of any length
				ref = refuse(Unsupported, "%s", ours("RSA-PSS without a salt is not verified"))
			}
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
	if mask != m.hash {
		return refuse(Unsupported, "%s", ours("RSA-PSS with one digest for the message and another for the mask is not verified"))
	}
	return nil
}

// readMask finds the hash of a MaskGenerationFunction; it is fallback where none is named.
func readMask(n *tree.Node, fallback crypto.Hash) (crypto.Hash, *refusal) {
	if uri, named := n.Attr("Algorithm"); named && uri != more2007+"MGF1" {
		return 0, refuse(Unsupported, "expected the mask generation function MGF1, found %s", show(uri))
	}
	if ref := sequence(n, "DigestMethod?"); ref != nil {
		return 0, ref
	}
	if d := n.Child(nsDsig, "DigestMethod"); d != nil {
		return readDigestMethod(d)
	}
	return fallback, nil
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
