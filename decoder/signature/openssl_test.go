package signature_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

// TestOpenssl verifies what openssl digested and signed: xmlsec1 1.2 knows neither RSA-PSS nor SHA-3.
func TestOpenssl(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	run := func(in []byte, args ...string) []byte {
		t.Helper()
		c := exec.Command(openssl, args...)
		c.Stdin = bytes.NewReader(in)
		var told bytes.Buffer
		c.Stderr = &told
		out, err := c.Output()
		if err != nil {
			t.Fatalf("openssl %v: %v\n%s", args, err, told.Bytes())
		}
		return out
	}
	dir := t.TempDir()
	file := func(name string, b []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	active := file("rsa.pem", mint.Active().PrivatePEM())
	// signs signs as openssl does, and holds its digest of the octets against the one of this program.
	signs := func(hash, key string, options ...string) func([]byte) []byte {
		return func(octets []byte) []byte {
			if d := run(octets, "dgst", "-"+hash, "-binary"); !bytes.Equal(d, sum(digests[hash].hash, octets)) {
				t.Errorf("%s: openssl has another digest", hash)
			}
			return run(octets, append([]string{"dgst", "-" + hash, "-sign", key}, options...)...)
		}
	}
	pss := func(hash, mask string, salt int) func([]byte) []byte {
		return signs(hash, active, "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_mgf1_md:"+mask, "-sigopt", fmt.Sprintf("rsa_pss_saltlen:%d", salt))
	}
	params := func(hash, mask string, salt int) string {
		return fmt.Sprintf(`<p:RSAPSSParams xmlns:p="%s"><DigestMethod Algorithm="%s"/><p:MaskGenerationFunction Algorithm="%[1]sMGF1"><DigestMethod Algorithm="%[3]s"/></p:MaskGenerationFunction><p:SaltLength>%d</p:SaltLength></p:RSAPSSParams>`,
			more2007, digests[hash].uri, digests[mask].uri, salt)
	}
	good := func(name, x string, key signature.Key) {
		t.Helper()
		if r := one(t, x, []signature.Key{key}); r.Cause != signature.Good {
			t.Errorf("%s: %s: %s", name, r.Cause, r.Detail)
		}
	}
	for name, d := range digests {
		key := trust(mint.Active())[0]
		good("digest and rsa-pss "+name, signedAs(t, more2007+name+"-rsa-MGF1", "", d.uri, d.hash, pss(name, name, d.hash.Size())), key)
		for _, salt := range []int{0, 1, 20, 256 - d.hash.Size() - 2} {
			good(fmt.Sprintf("rsa-pss %s, salt %d", name, salt), signedAs(t, more2007+"rsa-pss", params(name, name, salt), d.uri, d.hash, pss(name, name, salt)), key)
		}
		if strings.HasPrefix(name, "sha3") {
			continue
		}
		uri := more2001
		if name == "sha1" {
			uri = nsDsig
		}
		good("rsa "+name, signedAs(t, uri+"rsa-"+name, "", d.uri, d.hash, signs(name, active)), key)
		for _, curve := range []elliptic.Curve{elliptic.P256(), elliptic.P384(), elliptic.P521()} {
			k := must(ecdsa.GenerateKey(curve, rand.Reader))
			private := file("ec.pem", pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: must(x509.MarshalECPrivateKey(k))}))
			good("ecdsa "+name+" "+curve.Params().Name, signedAs(t, more2001+"ecdsa-"+name, "", d.uri, d.hash, func(octets []byte) []byte {
				var v struct{ R, S *big.Int }
				if _, err := asn1.Unmarshal(signs(name, private)(octets), &v); err != nil {
					t.Fatal(err)
				}
				size := (curve.Params().BitSize + 7) / 8
				return append(v.R.FillBytes(make([]byte, size)), v.S.FillBytes(make([]byte, size))...)
			}), signature.Key{Public: k.Public()})
		}
	}
	for _, c := range [][2]string{{"sha512", "sha256"}, {"sha256", "sha1"}, {"sha384", "sha512"}, {"sha1", "sha224"}, {"sha3-256", "sha256"}} {
		key, d, mask := trust(mint.Active())[0], digests[c[0]], digests[c[1]].hash
		size := d.hash.Size()
		for _, salt := range []int{0, 20, size, 256 - size - 2} {
			name := fmt.Sprintf("rsa-pss %s, mask %s, salt %d", c[0], c[1], salt)
			var made, value []byte
			good(name, signedAs(t, more2007+"rsa-pss", params(c[0], c[1], salt), d.uri, d.hash, func(octets []byte) []byte {
				made, value = sum(d.hash, octets), pss(c[0], c[1], salt)(octets)
				return value
			}), key)
			for _, other := range []int{salt - 1, salt + 1, 0, 20, size} {
				if fits := signature.FitsPSS(key.Public, d.hash, mask, other, made, value); fits != (other == salt) {
					t.Errorf("%s: read with a salt of %d: %v", name, other, fits)
				}
			}
			if signature.FitsPSS(key.Public, d.hash, d.hash, salt, made, value) {
				t.Errorf("%s: good with another mask", name)
			}
			for i := range value {
				value[i] ^= 1
				if signature.FitsPSS(key.Public, d.hash, mask, salt, made, value) {
					t.Errorf("%s: good with another octet %d", name, i)
				}
				value[i] ^= 1
			}
			if signature.FitsPSS(key.Public, d.hash, mask, salt, made, append([]byte{0}, value...)) {
				t.Errorf("%s: good with an octet more", name)
			}
		}
	}
	// A mask without a digest of its own is with SHA-256 by the letter, and with the digest of the message in Java.
	d := digests["sha512"]
	for _, mask := range []string{"sha256", "sha512"} {
		alone := fmt.Sprintf(`<p:RSAPSSParams xmlns:p="%s"><DigestMethod Algorithm="%s"/></p:RSAPSSParams>`, more2007, d.uri)
		good("SHA-512 alone, mask "+mask, signedAs(t, more2007+"rsa-pss", alone, d.uri, d.hash, pss("sha512", mask, 64)), trust(mint.Active())[0])
	}
}
