package signature_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha3" // for crypto.Hash
	"encoding/base64"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

const nsDsig = "http://www.w3.org/2000/09/xmldsig#"

// resign makes the first signature of x sound again by the canonicalization of this package, which other
// tests hold against the standard and xmlsec1: goxmldsig, which mint signs with, gets some of it wrong.
func resign(t testing.TB, x string, digest crypto.Hash, sign func(octets []byte) []byte) string {
	t.Helper()
	set := func(n *tree.Node, value []byte) {
		inner := n.Children[0]
		x = x[:inner.Start] + base64.StdEncoding.EncodeToString(value) + x[inner.End:]
	}
	octets := func(apex, leave, method *tree.Node) []byte {
		uri, _ := method.Attr("Algorithm")
		if leave != nil {
			uri = withoutComments(uri)
		}
		list := ""
		if n := method.Child("http://www.w3.org/2001/10/xml-exc-c14n#", "InclusiveNamespaces"); n != nil {
			list, _ = n.Attr("PrefixList")
		}
		first := signature.Canonical(apex, leave, uri, list)
		return first
	}
	sig := parse(t, x).Root.All(nsDsig, "Signature")[0]
	transforms := sig.All(nsDsig, "Transform")
	set(sig.All(nsDsig, "DigestValue")[0], sum(digest, octets(sig.Parent, sig, transforms[len(transforms)-1])))
	sig = parse(t, x).Root.All(nsDsig, "Signature")[0]
	set(sig.Child(nsDsig, "SignatureValue"), sign(octets(sig.All(nsDsig, "SignedInfo")[0], nil, sig.All(nsDsig, "CanonicalizationMethod")[0])))
	return x
}

// withoutComments gives the canonicalization that a "#id" reference comes down to.
func withoutComments(uri string) string {
	return strings.NewReplacer("10315#WithComments", "10315", "c14n11#WithComments", "c14n11", "#WithComments", "#").Replace(uri)
}

func sum(h crypto.Hash, octets []byte) []byte {
	w := h.New()
	w.Write(octets)
	return w.Sum(nil)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func pkcs1(k *mint.Key, h crypto.Hash) func([]byte) []byte {
	return func(octets []byte) []byte {
		return must(rsa.SignPKCS1v15(nil, k.Private.(*rsa.PrivateKey), h, sum(h, octets)))
	}
}

func pss(k *mint.Key, h crypto.Hash, salt int) func([]byte) []byte {
	return func(octets []byte) []byte {
		return must(rsa.SignPSS(rand.Reader, k.Private.(*rsa.PrivateKey), h, sum(h, octets), &rsa.PSSOptions{SaltLength: salt, Hash: h}))
	}
}

func rs(k *ecdsa.PrivateKey, h crypto.Hash) func([]byte) []byte {
	return func(octets []byte) []byte {
		r, s, err := ecdsa.Sign(rand.Reader, k, sum(h, octets))
		if err != nil {
			panic(err)
		}
		size := (k.Curve.Params().BitSize + 7) / 8
		out := make([]byte, 2*size)
		r.FillBytes(out[:size])
		s.FillBytes(out[size:])
		return out
	}
}

// resigned is resign with the active key, RSA and SHA-256.
func resigned(t testing.TB, x string) string {
	t.Helper()
	return resign(t, x, crypto.SHA256, pkcs1(mint.Active(), crypto.SHA256))
}

// template is a message whose signature resign makes sound, with value as the element that holds Simon.
func template(value string, s mint.Signing) string {
	x := strings.Replace(mint.EntraResponse().XML(), "<AttributeValue>Simon</AttributeValue>", value, 1)
	return mint.Sign(x, mint.AssertionID, s)
}
