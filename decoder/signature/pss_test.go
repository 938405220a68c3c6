package signature_test

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"math/big"
	"testing"

	"claimcheck/decoder/signature"
)

// encoded is EMSA-PSS-ENCODE (RFC 8017, 9.1.1).
func encoded(digest []byte, emBits int, hash, mask crypto.Hash, salt []byte) []byte {
	h := sum(hash, bytes.Join([][]byte{make([]byte, 8), digest, salt}, nil))
	em := make([]byte, (emBits+7)/8)
	db := em[:len(em)-len(h)-1]
	copy(db[len(db)-len(salt)-1:], append([]byte{1}, salt...))
	for i := range db {
		size := mask.Size()
		db[i] ^= sum(mask, binary.BigEndian.AppendUint32(bytes.Clone(h), uint32(i/size)))[i%size]
	}
	db[0] &= 0xff >> (8*len(em) - emBits)
	copy(em[len(db):], append(h, 0xbc))
	return em
}

// TestEncodingOfPSS changes each octet of what a key signed; none may be good. The first octet of the encoding has 7 bits
// with a key of 1,024, is full with 1,025, and has but one bit with 1,026.
func TestEncodingOfPSS(t *testing.T) {
	for _, bits := range []int{1024, 1025, 1026} {
		k := must(rsa.GenerateKey(rand.Reader, bits))
		for _, c := range []struct {
			hash, mask crypto.Hash
			salt       int
		}{{crypto.SHA256, crypto.SHA256, 0}, {crypto.SHA256, crypto.SHA1, 0}, {crypto.SHA512, crypto.SHA256, 32}, {crypto.SHA1, crypto.SHA256, (bits+6)/8 - 20 - 2}} {
			salt := make([]byte, c.salt)
			rand.Read(salt)
			var digest, em []byte
			for i := byte(0); ; i++ { // until the bit above the encoding can be changed within the modulus
				digest = sum(c.hash, []byte{i})
				em = encoded(digest, bits-1, c.hash, c.mask, salt)
				if m := new(big.Int).SetBytes(em); m.SetBit(m, bits-1, 1).Cmp(k.N) < 0 {
					break
				}
			}
			fits := func(m *big.Int) bool {
				value := new(big.Int).Exp(m, k.D, k.N).FillBytes(make([]byte, k.Size()))
				return signature.FitsPSS(k.Public(), c.hash, c.mask, c.salt, digest, value)
			}
			if !fits(new(big.Int).SetBytes(em)) {
				t.Errorf("%d bits, %v: not good", bits, c)
			}
			for bit := range bits {
				if bit%8 > 0 && bit < bits-8 { // a bit of each octet, and every one of the first
					continue
				}
				m := new(big.Int).SetBytes(em)
				m.SetBit(m, bit, m.Bit(bit)^1)
				if fits(m) {
					t.Errorf("%d bits, %v: good with another bit %d", bits, c, bit)
				}
			}
			if fits(new(big.Int).Sub(k.N, big.NewInt(1))) { // longer than the encoding of 1,025 bits
				t.Errorf("%d bits, %v: the largest value is good", bits, c)
			}
		}
	}
	// Every value fits a key whose exponent is 1.
	k := must(rsa.GenerateKey(rand.Reader, 1024))
	digest := sum(crypto.SHA256, []byte("octets"))
	em := encoded(digest, 1023, crypto.SHA256, crypto.SHA1, nil)
	for _, e := range []int{-1, 0, 1} {
		if signature.FitsPSS(&rsa.PublicKey{N: k.N, E: e}, crypto.SHA256, crypto.SHA1, 0, digest, em) {
			t.Errorf("good with the exponent %d", e)
		}
	}
}
