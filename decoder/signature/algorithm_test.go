package signature_test

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

const (
	more2001 = "http://www.w3.org/2001/04/xmldsig-more#"
	more2007 = "http://www.w3.org/2007/05/xmldsig-more#"
	enc      = "http://www.w3.org/2001/04/xmlenc#"
)

// signedAs signs a message with that algorithm, digest and content of SignatureMethod. KeyInfo is left out.
func signedAs(t *testing.T, algorithm, inner, digestURI string, digest crypto.Hash, sign func([]byte) []byte) string {
	t.Helper()
	x := template("<AttributeValue>Simon</AttributeValue>", mint.Signing{NoKeyInfo: true})
	x = replace(`<SignatureMethod Algorithm="`+string(mint.RSASHA256)+`"/>`, `<SignatureMethod Algorithm="`+algorithm+`">`+inner+`</SignatureMethod>`)(x)
	return resign(t, replace(`<DigestMethod Algorithm="`+enc+`sha256"/><DigestValue>`, `<DigestMethod Algorithm="`+digestURI+`"/><DigestValue>`)(x), digest, sign)
}

var digests = map[string]struct {
	uri  string
	hash crypto.Hash
}{
	"sha1": {nsDsig + "sha1", crypto.SHA1}, "sha224": {more2001 + "sha224", crypto.SHA224}, "sha256": {enc + "sha256", crypto.SHA256},
	"sha384": {more2001 + "sha384", crypto.SHA384}, "sha512": {enc + "sha512", crypto.SHA512},
	"sha3-224": {more2007 + "sha3-224", crypto.SHA3_224}, "sha3-256": {more2007 + "sha3-256", crypto.SHA3_256},
	"sha3-384": {more2007 + "sha3-384", crypto.SHA3_384}, "sha3-512": {more2007 + "sha3-512", crypto.SHA3_512},
}

func TestAlgorithms(t *testing.T) {
	// fine holds that the message is good with the key, and damaged once a byte of the value is another.
	fine := func(t *testing.T, x string, key crypto.PublicKey) {
		t.Helper()
		keys := append(trust(mint.Old()), signature.Key{Public: key})
		if r := one(t, x, keys); r.Cause != signature.Good || r.Second != "agrees" {
			t.Errorf("%s: %s, second witness %q", r.Cause, r.Detail, r.Second)
		}
		if r := one(t, x, keys[:1]); r.Cause != signature.UnknownKey {
			t.Errorf("with another key: %s: %s", r.Cause, r.Detail)
		}
		at := strings.Index(x, "<SignatureValue>") + len("<SignatureValue>") + 40
		other := "A"
		if x[at] == 'A' {
			other = "B"
		}
		if r := one(t, x[:at]+other+x[at+1:], keys); r.Cause != signature.UnknownKey {
			t.Errorf("with another value: %s: %s", r.Cause, r.Detail)
		}
		if r := one(t, replace("B.Simon", "M.Simon")(x), keys); r.Cause != signature.Altered {
			t.Errorf("with other content: %s: %s", r.Cause, r.Detail)
		}
	}
	active := mint.Active()
	for name, d := range digests {
		t.Run("digest "+name, func(t *testing.T) {
			fine(t, signedAs(t, more2001+"rsa-sha256", "", d.uri, d.hash, pkcs1(active, crypto.SHA256)), active.Cert.PublicKey)
		})
		t.Run("rsa-pss "+name, func(t *testing.T) {
			fine(t, signedAs(t, more2007+name+"-rsa-MGF1", "", enc+"sha256", crypto.SHA256, pss(active, d.hash, d.hash.Size())), active.Cert.PublicKey)
		})
		if strings.HasPrefix(name, "sha3") {
			continue
		}
		uri := more2001
		if name == "sha1" {
			uri = nsDsig
		}
		t.Run("rsa "+name, func(t *testing.T) {
			fine(t, signedAs(t, uri+"rsa-"+name, "", enc+"sha256", crypto.SHA256, pkcs1(active, d.hash)), active.Cert.PublicKey)
		})
		for _, curve := range []elliptic.Curve{elliptic.P224(), elliptic.P256(), elliptic.P384(), elliptic.P521()} {
			k := must(ecdsa.GenerateKey(curve, rand.Reader))
			t.Run("ecdsa "+name+" "+curve.Params().Name, func(t *testing.T) {
				x := signedAs(t, more2001+"ecdsa-"+name, "", enc+"sha256", crypto.SHA256, rs(k, d.hash))
				if curve == elliptic.P224() {
					if r := one(t, x, []signature.Key{{Public: k.Public()}}); r.Cause != signature.UnknownKey || !strings.Contains(r.Detail, "P-224") {
						t.Errorf("%s: %s", r.Cause, r.Detail)
					}
					return
				}
				fine(t, x, k.Public())
			})
		}
	}
}

// TestMisshapenValues holds that an ECDSA value that no key makes is called damaged, with a KeyInfo or without,
// and one that another curve may have made is not.
func TestMisshapenValues(t *testing.T) {
	k := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	value := func(edit func(v []byte) []byte) func([]byte) []byte {
		return func(octets []byte) []byte { return edit(rs(k, crypto.SHA256)(octets)) }
	}
	for name, c := range map[string]struct {
		sign  func([]byte) []byte
		cause signature.Cause
		want  string
	}{
		"DER": {func(octets []byte) []byte {
			h := crypto.SHA256.New()
			h.Write(octets)
			return must(ecdsa.SignASN1(rand.Reader, k, h.Sum(nil)))
		}, signature.Damaged, "ASN.1 DER"},
		"an octet less": {value(func(v []byte) []byte { return v[1:] }), signature.Damaged, "found 63"},
		"an octet more": {value(func(v []byte) []byte { return append(v, 0) }), signature.Damaged, "found 65"},
		"halves of another curve": {value(func(v []byte) []byte {
			return append(append(make([]byte, 16), v[:32]...), append(make([]byte, 16), v[32:]...)...)
		}), signature.UnknownKey, "did not make it"},
		"zeros":     {value(func(v []byte) []byte { return make([]byte, len(v)) }), signature.Damaged, "found 0"},
		"r is zero": {value(func(v []byte) []byte { return append(make([]byte, 32), v[32:]...) }), signature.Damaged, "found 0"},
		"s is zero": {value(func(v []byte) []byte { return append(v[:32], make([]byte, 32)...) }), signature.Damaged, "found 0"},
	} {
		x := signedAs(t, more2001+"ecdsa-sha256", "", enc+"sha256", crypto.SHA256, c.sign)
		for _, keys := range [][]signature.Key{{{Public: k.Public()}}, append(trust(mint.Old()), signature.Key{Public: k.Public()})} {
			if r := one(t, x, keys); r.Cause != c.cause || c.cause == signature.Damaged && !strings.Contains(r.Detail, c.want) {
				t.Errorf("%s: %s: %s", name, r.Cause, r.Detail)
			}
		}
	}
}

func TestPSSParameters(t *testing.T) {
	method := func(uri string) string { return `<DigestMethod Algorithm="` + uri + `"/>` }
	params := func(content string) string {
		return `<p:RSAPSSParams xmlns:p="` + more2007 + `">` + content + `</p:RSAPSSParams>`
	}
	mask := func(content string) string {
		return `<p:MaskGenerationFunction Algorithm="` + more2007 + `MGF1">` + content + `</p:MaskGenerationFunction>`
	}
	sha512, sha1 := method(digests["sha512"].uri), method(digests["sha1"].uri)
	for _, c := range []struct {
		name, inner string
		hash        crypto.Hash
		salt        int
		want        signature.Cause
	}{
		{"none", "", crypto.SHA256, 32, signature.Good},
		{"empty", params(""), crypto.SHA256, 32, signature.Good},
		{"all", params(sha512 + mask(sha512) + "<p:SaltLength>20</p:SaltLength><p:TrailerField>1</p:TrailerField>"), crypto.SHA512, 20, signature.Good},
		{"salt as long as the digest", params(sha512 + mask(sha512)), crypto.SHA512, 64, signature.Good},
		{"salt alone", params("<p:SaltLength> 16\n</p:SaltLength>"), crypto.SHA256, 16, signature.Good},
		{"another salt", params("<p:SaltLength>16</p:SaltLength>"), crypto.SHA256, 32, signature.UnknownKey},
		{"no salt, and there is one", params("<p:SaltLength>0</p:SaltLength>"), crypto.SHA256, 1, signature.UnknownKey},
		{"a salt longer than the key", params("<p:SaltLength>4095</p:SaltLength>"), crypto.SHA256, 32, signature.UnknownKey},
		{"mask without a digest", params(mask("")), crypto.SHA256, 32, signature.Good},
		{"SHA-1", params(sha1 + mask(sha1)), crypto.SHA1, 20, signature.Good},
		{"SHA-512 alone", params(sha512), crypto.SHA512, 64, signature.Good},
		{"SHA-512 and a mask without a digest", params(sha512 + mask("")), crypto.SHA512, 64, signature.Good},
		{"another digest for the mask", params(sha512 + mask(sha1)), crypto.SHA512, 64, signature.UnknownKey},
		{"another digest for the mask alone", params(mask(sha512)), crypto.SHA256, 32, signature.UnknownKey},
		{"another mask", params(`<p:MaskGenerationFunction Algorithm="urn:x"/>`), crypto.SHA256, 32, signature.Unsupported},
		{"another trailer", params("<p:TrailerField>2</p:TrailerField>"), crypto.SHA256, 32, signature.Unsupported},
		{"MD5", params(method(more2001 + "md5")), crypto.SHA256, 32, signature.Unsupported},
		{"HMAC for a digest", params(method(nsDsig + "hmac-sha1")), crypto.SHA256, 32, signature.Unsupported},
		{"a signature for a digest", params(method(more2001 + "rsa-sha256")), crypto.SHA256, 32, signature.Unsupported},
		{"out of order", params(mask(sha512) + sha512), crypto.SHA512, 64, signature.Malformed},
		{"twice", params("<p:SaltLength>32</p:SaltLength><p:SaltLength>32</p:SaltLength>"), crypto.SHA256, 32, signature.Malformed},
		{"foreign", params(`<p:Salt/>`), crypto.SHA256, 32, signature.Malformed},
		{"two of them", params("") + params(""), crypto.SHA256, 32, signature.Malformed},
		{"not a number", params("<p:SaltLength>-1</p:SaltLength>"), crypto.SHA256, 32, signature.Malformed},
		{"a huge number", params("<p:SaltLength>99999999999999999999</p:SaltLength>"), crypto.SHA256, 32, signature.Malformed},
		{"a comment in a number", params("<p:SaltLength>3<!-- -->2</p:SaltLength>"), crypto.SHA256, 32, signature.Malformed},
		{"text", params("x"), crypto.SHA256, 32, signature.Malformed},
	} {
		x := signedAs(t, more2007+"rsa-pss", c.inner, enc+"sha256", crypto.SHA256, pss(mint.Active(), c.hash, c.salt))
		r := one(t, x, trust(mint.Active()))
		if r.Cause != c.want {
			t.Errorf("%s: expected %s, got %s: %s", c.name, c.want, r.Cause, r.Detail)
		}
		if a, _ := signature.Look(r.ParameterDigest); c.name == "SHA-1" && a.Level != signature.Weak {
			t.Errorf("SHA-1 in the parameters is not weak: %+v", r)
		}
	}
	// Parameters belong to this algorithm alone.
	x := signedAs(t, more2007+"sha256-rsa-MGF1", params(""), enc+"sha256", crypto.SHA256, pss(mint.Active(), crypto.SHA256, 32))
	if r := one(t, x, trust(mint.Active())); r.Cause != signature.Malformed {
		t.Errorf("parameters of an algorithm without: %s", r.Cause)
	}
}

// TestRefusedAlgorithms holds that what is known and refused is named.
func TestRefusedAlgorithms(t *testing.T) {
	for uri, name := range map[string]string{
		nsDsig + "hmac-sha1": "hmac-sha1", more2001 + "hmac-sha256": "hmac-sha256", more2001 + "rsa-md5": "rsa-md5", nsDsig + "dsa-sha1": "dsa-sha1",
		more2001 + "rsa-ripemd160": "rsa-ripemd160", "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519": "eddsa-ed25519",
		"http://www.w3.org/2021/04/xmldsig-more#ecdsa-sha3-256": "ecdsa-sha3-256", "urn:none": `"urn:none"`,
	} {
		x := signedAs(t, uri, "", enc+"sha256", crypto.SHA256, pkcs1(mint.Active(), crypto.SHA256))
		if r := one(t, x, trust(mint.Active())); r.Cause != signature.Unsupported || r.Limit || !strings.Contains(r.Detail, name) {
			t.Errorf("%s: %s: %s", uri, r.Cause, r.Detail)
		}
	}
}

// TestDisputed holds that a signature which only one witness finds good is neither good nor forged.
func TestDisputed(t *testing.T) {
	d := parse(t, minted(mint.SignAssertion, mint.Signing{}))
	r := signature.First(context.Background(), d, trust(mint.Active()), errors.New("other octets"))[0]
	if r.Cause != signature.Unsupported || !r.Disputed || !r.Limit || r.Verified != nil || r.Key != nil || !strings.Contains(r.Detail, "other octets") {
		t.Errorf("%+v", r)
	}
	// What the first refuses the second is not asked about.
	bad := parse(t, replace("B.Simon", "M.Simon")(minted(mint.SignAssertion, mint.Signing{})))
	if r := signature.First(context.Background(), bad, trust(mint.Active()), errors.New("asked"))[0]; r.Cause != signature.Altered || r.Disputed {
		t.Errorf("%s: %s", r.Cause, r.Detail)
	}
}
