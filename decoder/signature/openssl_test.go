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
	pss := func(hash string, salt int) func([]byte) []byte {
		return signs(hash, active, "-sigopt", "rsa_padding_mode:pss", "-sigopt", fmt.Sprintf("rsa_pss_saltlen:%d", salt))
	}
	params := func(hash string, salt int) string {
		method := `<DigestMethod Algorithm="` + digests[hash].uri + `"/>`
		return fmt.Sprintf(`<p:RSAPSSParams xmlns:p="%s">%s<p:MaskGenerationFunction Algorithm="%[1]sMGF1">%[2]s</p:MaskGenerationFunction><p:SaltLength>%d</p:SaltLength></p:RSAPSSParams>`, more2007, method, salt)
	}
	good := func(name, x string, key signature.Key) {
		t.Helper()
		if r := one(t, x, []signature.Key{key}); r.Cause != signature.Good {
			t.Errorf("%s: %s: %s", name, r.Cause, r.Detail)
		}
	}
	for name, d := range digests {
		key := trust(mint.Active())[0]
		good("digest and rsa-pss "+name, signedAs(t, more2007+name+"-rsa-MGF1", "", d.uri, d.hash, pss(name, d.hash.Size())), key)
		for _, salt := range []int{1, 20, 256 - d.hash.Size() - 2} {
			good(fmt.Sprintf("rsa-pss %s, salt %d", name, salt), signedAs(t, more2007+"rsa-pss", params(name, salt), d.uri, d.hash, pss(name, salt)), key)
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
}
