package encryption_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"math/big"
	"strings"
	"testing"

	"claimcheck/decoder/encryption"
	"claimcheck/decoder/mint"
)

func der(t *testing.T, v any) []byte {
	t.Helper()
	b, err := asn1.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func algorithmOf(t *testing.T, params any, oid ...int) pkix.AlgorithmIdentifier {
	return pkix.AlgorithmIdentifier{Algorithm: oid, Parameters: asn1.RawValue{FullBytes: der(t, params)}}
}

// pbes2 is a PKCS#8 key encrypted by PBES2 with that key derivation; what it holds is noise.
func pbes2(t *testing.T, derivation pkix.AlgorithmIdentifier, octets int) []byte {
	aes := algorithmOf(t, make([]byte, 16), 2, 16, 840, 1, 101, 3, 4, 1, 42)
	scheme := struct{ Derivation, Encryption pkix.AlgorithmIdentifier }{derivation, aes}
	return der(t, struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{algorithmOf(t, scheme, 1, 2, 840, 113549, 1, 5, 13), make([]byte, octets)})
}

func pbkdf2(t *testing.T, rounds int) pkix.AlgorithmIdentifier {
	return algorithmOf(t, struct {
		Salt   []byte
		Rounds int
	}{[]byte("salt"), rounds}, 1, 2, 840, 113549, 1, 5, 12)
}

func scrypt(t *testing.T, cost, block, lanes int) pkix.AlgorithmIdentifier {
	return algorithmOf(t, struct {
		Salt               []byte
		Cost, Block, Lanes int
	}{[]byte("salt"), cost, block, lanes}, 1, 3, 6, 1, 4, 1, 11591, 4, 11)
}

func inPEM(keys ...[]byte) []byte {
	var b bytes.Buffer
	for _, k := range keys {
		b.Write(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: k}))
	}
	return b.Bytes()
}

// TestLimitsOfPassphrases holds that a passphrase is asked for as long as the work after it is within the
// limits, for all keys of a file together, and not beyond.
func TestLimitsOfPassphrases(t *testing.T) {
	const rounds = 10_000_000
	asked := errors.New("asked")
	for name, c := range map[string]struct {
		b    []byte
		asks bool
	}{
		"rounds":                       {pbes2(t, pbkdf2(t, rounds), 1024), true},
		"a round too many":             {pbes2(t, pbkdf2(t, rounds+1), 1024), false},
		"no round":                     {pbes2(t, pbkdf2(t, 0), 1024), false},
		"scrypt, 128 MiB":              {pbes2(t, scrypt(t, 1<<17, 8, 1), 1024), true},
		"scrypt, 128 MiB, 9 lanes":     {pbes2(t, scrypt(t, 1<<17, 8, 9), 1024), true},
		"scrypt, 128 MiB, 10 lanes":    {pbes2(t, scrypt(t, 1<<17, 8, 10), 1024), false},
		"scrypt, 256 MiB":              {pbes2(t, scrypt(t, 1<<18, 8, 1), 1024), false},
		"scrypt, 128 MiB in one block": {pbes2(t, scrypt(t, 2, 1<<19, 1), 1024), true},
		"scrypt, 256 MiB of lanes":     {pbes2(t, scrypt(t, 2, 1<<19, 4), 1024), false},
		"scrypt, a huge block":         {pbes2(t, scrypt(t, 2, 1<<30, 1), 1024), false},
		"scrypt, huge lanes":           {pbes2(t, scrypt(t, 2, 1, 1<<30), 1024), false},
		"scrypt, no lane":              {pbes2(t, scrypt(t, 2, 1, 0), 1024), false},
		"a key of 16 KiB":              {pbes2(t, pbkdf2(t, 2048), 16<<10), true},
		"a key of more":                {pbes2(t, pbkdf2(t, 2048), 16<<10+16), false},
	} {
		_, _, err := encryption.Keys("sp.key", c.b, func(string) ([]byte, error) { return nil, asked })
		if err == nil || errors.Is(err, asked) != c.asks {
			t.Errorf("%s: %v", name, err)
		}
	}

	// Two keys that are each within the limit, and over it together.
	b := inPEM(file(t, "keys/pkcs8-aes256-sha256.der"), pbes2(t, pbkdf2(t, rounds-2047), 1024)) // the first has 2048 rounds
	if _, _, err := encryption.Keys("sp.pem", b, passphrase("correct horse", new(int))); err == nil || !strings.Contains(err.Error(), "rounds") {
		t.Error(err)
	}
}

// TestLimitsOfKeys holds that a key which decrypts nothing, or only after a long time, is refused by its size.
func TestLimitsOfKeys(t *testing.T) {
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"17 KiB":        {x509.MarshalPKCS1PrivateKey(composite(t, 30720)), "16384 octets"},
		"16,392 bits":   {x509.MarshalPKCS1PrivateKey(composite(t, 16392)), "found one of 16392"},
		"a PFX of more": {append([]byte("\x30\x83\x02\x00\x00\x02\x01\x03"), make([]byte, 128<<10)...), "131072 octets"},
	} {
		for _, b := range [][]byte{c.b, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: c.b})} {
			if strings.Contains(name, "PFX") {
				b = c.b
			}
			if ks, _, err := encryption.Keys("sp.key", b, nil); err == nil || len(ks) > 0 || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %d keys, %v", name, len(ks), err)
			}
		}
	}
	if ks, _, err := encryption.Keys("sp.key", x509.MarshalPKCS1PrivateKey(composite(t, 16384)), nil); err != nil || len(ks) != 1 {
		t.Errorf("16,384 bits: %d keys, %v", len(ks), err)
	}
}

// composite is a key of that length whose primes are none: making real ones takes minutes, and a hostile
// file has no need of them.
func composite(t *testing.T, bits int) *rsa.PrivateKey {
	t.Helper()
	one, e := big.NewInt(1), big.NewInt(65537)
	for {
		var p [2]*big.Int
		var phi [2]*big.Int
		for i := range p {
			n, err := rand.Int(rand.Reader, new(big.Int).Lsh(one, uint(bits/2-2)))
			if err != nil {
				t.Fatal(err)
			}
			p[i] = n.SetBit(n.SetBit(n.SetBit(n, bits/2-1, 1), bits/2-2, 1), 0, 1)
			phi[i] = new(big.Int).Sub(p[i], one)
		}
		d := new(big.Int).ModInverse(e, new(big.Int).Mul(phi[0], phi[1]))
		inverse := new(big.Int).ModInverse(p[1], p[0])
		if d == nil || inverse == nil {
			continue
		}
		return &rsa.PrivateKey{
			PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p[0], p[1]), E: 65537}, D: d, Primes: p[:],
			Precomputed: rsa.PrecomputedValues{Dp: new(big.Int).Mod(d, phi[0]), Dq: new(big.Int).Mod(d, phi[1]), Qinv: inverse},
		}
	}
}

// TestSeveralKeysInAPFX opens a PFX with two keys, as a keystore of Java is.
func TestSeveralKeysInAPFX(t *testing.T) {
	type bag struct {
		ID    asn1.ObjectIdentifier
		Value asn1.RawValue
	}
	in := func(v any, oid ...int) bag {
		b, whole := v.([]byte)
		if !whole {
			b = der(t, v)
		}
		return bag{oid, asn1.RawValue{Class: asn1.ClassContextSpecific, IsCompound: true, Bytes: b}}
	}
	data := func(v any) bag { return in(der(t, der(t, v)), 1, 2, 840, 113549, 1, 7, 1) }
	key := in(file(t, "keys/without-passphrase.der"), 1, 2, 840, 113549, 1, 12, 10, 1, 2)
	cert := in(in(der(t, mint.SP().Cert.Raw), 1, 2, 840, 113549, 1, 9, 22, 1), 1, 2, 840, 113549, 1, 12, 10, 1, 3)
	pfx := der(t, struct {
		Version int
		Safe    bag
	}{3, data([]bag{data([]bag{key, key}), data([]bag{cert})})})
	ks, _, err := encryption.Keys("store.p12", pfx, nil)
	if err != nil || len(ks) != 2 || !mint.SP().Private.(*rsa.PrivateKey).Equal(ks[1]) {
		t.Errorf("%d keys, %v", len(ks), err)
	}
}
