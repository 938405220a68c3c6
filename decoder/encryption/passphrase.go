package encryption

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/pbkdf2"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"hash"
	"strings"

	"golang.org/x/crypto/scrypt"
)

// What a file may ask for before its keys open: both are more than any tool asks for, and take a few
// seconds. A file that wants more keeps its reader busy and is refused.
const (
	maxRounds = 10_000_000 // of PBKDF2; cost × block size × lanes of scrypt are about as much work
	maxScrypt = 1 << 20    // cost × block size, and lanes × block size: each 128 octets of memory
)

// The algorithms of PBES2 (RFC 8018, appendices A to C; RFC 7914, 7).
var (
	oidPBES2  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}
	oidScrypt = asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11591, 4, 11}

	oidPKCS5     = "1.2.840.113549.1.5"    // PBES1 is what of PKCS#5 is not PBES2 (RFC 8018, A.3)
	oidPKCS12PBE = "1.2.840.113549.1.12.1" // PBES1 with the key derivation of PKCS#12 (RFC 7292, C)

	prfs = map[string]func() hash.Hash{
		"1.2.840.113549.2.7":  sha1.New,
		"1.2.840.113549.2.8":  sha256.New224,
		"1.2.840.113549.2.9":  sha256.New,
		"1.2.840.113549.2.10": sha512.New384,
		"1.2.840.113549.2.11": sha512.New,
	}
	schemes = map[string]scheme{
		"2.16.840.1.101.3.4.1.2":  {16, aes.BlockSize, aes.NewCipher, false},
		"2.16.840.1.101.3.4.1.22": {24, aes.BlockSize, aes.NewCipher, false},
		"2.16.840.1.101.3.4.1.42": {32, aes.BlockSize, aes.NewCipher, false},
		"1.2.840.113549.3.7":      {24, des.BlockSize, des.NewTripleDESCipher, true},
	}
)

// scheme is a cipher in CBC mode.
type scheme struct {
	key, block int // lengths in octets
	cipher     func(key []byte) (cipher.Block, error)
	weak       bool
}

type encryptedPrivateKeyInfo struct { // RFC 5958, 3
	Algorithm pkix.AlgorithmIdentifier
	Data      []byte
}

type pbes2Params struct{ Derivation, Encryption pkix.AlgorithmIdentifier }

type pbkdf2Params struct {
	Salt   []byte
	Rounds int
	Length int                      `asn1:"optional"`
	PRF    pkix.AlgorithmIdentifier `asn1:"optional"`
}

type scryptParams struct {
	Salt                  []byte
	Cost, Block, Parallel int
	Length                int `asn1:"optional"`
}

// isEncrypted says whether der has the form of an encrypted PKCS#8 key.
func isEncrypted(der []byte) bool {
	var info encryptedPrivateKeyInfo
	rest, err := asn1.Unmarshal(der, &info)
	return err == nil && len(rest) == 0
}

// pkcs8 opens an encrypted PKCS#8 key. The standard library does not, and what others there are trust
// the lengths in the file.
func (f *keyFile) pkcs8(der []byte) (crypto.PrivateKey, error) {
	var info encryptedPrivateKeyInfo
	if err := whole(der, &info, "an encrypted PKCS#8 key"); err != nil {
		return nil, err
	}
	if !info.Algorithm.Algorithm.Equal(oidPBES2) {
		found := "the algorithm"
		if id := info.Algorithm.Algorithm.String(); strings.HasPrefix(id, oidPKCS5+".") || strings.HasPrefix(id, oidPKCS12PBE+".") {
			found = "PBES1, which is broken, by the algorithm"
		}
		return nil, fmt.Errorf(`expected a PKCS#8 key encrypted by PBES2, found %s %s ("openssl pkcs8 -topk8 -v2 aes-256-cbc" writes PBES2)`, found, info.Algorithm.Algorithm)
	}
	var p pbes2Params
	if err := whole(info.Algorithm.Parameters.FullBytes, &p, "the parameters of PBES2"); err != nil {
		return nil, err
	}
	s, known := schemes[p.Encryption.Algorithm.String()]
	if !known {
		return nil, fmt.Errorf("expected AES or Triple DES in CBC mode around the key, found the algorithm %s", p.Encryption.Algorithm)
	}
	var iv []byte
	if err := whole(p.Encryption.Parameters.FullBytes, &iv, "an initialisation vector"); err != nil {
		return nil, err
	}
	size := s.block
	if len(iv) != size || len(info.Data) == 0 || len(info.Data)%size != 0 || len(info.Data) > maxKey {
		return nil, fmt.Errorf("expected an initialisation vector of %d octets and a key of whole blocks and at most %d octets, found %d and %d octets", size, maxKey, len(iv), len(info.Data))
	}
	derive, err := f.derivation(p.Derivation, s.key)
	if err != nil {
		return nil, err
	}
	given, err := f.passphrase()
	if err != nil {
		return nil, err
	}
	key, err := derive(given)
	if err != nil {
		return nil, err
	}
	block, err := s.cipher(key)
	if err != nil {
		return nil, err
	}
	plain := make([]byte, len(info.Data))
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, info.Data)
	pad := int(plain[len(plain)-1])
	if pad < 1 || pad > size {
		return nil, ErrPassphrase
	}
	k, err := x509.ParsePKCS8PrivateKey(plain[:len(plain)-pad])
	if err != nil {
		return nil, ErrPassphrase
	}
	if err := usable(k); err != nil {
		return nil, err
	}
	if s.weak {
		f.notes = append(f.notes, f.name+` protects its key by Triple DES. "openssl pkcs8 -topk8 -v2 aes-256-cbc -in OLD -out NEW" writes it in the way of today.`)
	}
	return k, nil
}

// derivation reads how a key of length octets is made from the passphrase, and refuses what takes too
// long before anybody is asked for one.
func (f *keyFile) derivation(a pkix.AlgorithmIdentifier, length int) (func(passphrase []byte) ([]byte, error), error) {
	switch {
	case a.Algorithm.Equal(oidPBKDF2):
		var p pbkdf2Params
		if err := whole(a.Parameters.FullBytes, &p, "the parameters of PBKDF2"); err != nil {
			return nil, err
		}
		prf := sha1.New // the default
		if len(p.PRF.Algorithm) > 0 {
			if prf = prfs[p.PRF.Algorithm.String()]; prf == nil {
				return nil, fmt.Errorf("expected PBKDF2 with HMAC of SHA-1 or SHA-2, found the algorithm %s", p.PRF.Algorithm)
			}
		}
		if p.Rounds < 1 || p.Rounds > maxRounds-f.steps {
			return nil, errRounds
		}
		f.steps += p.Rounds
		return func(passphrase []byte) ([]byte, error) {
			return pbkdf2.Key(prf, string(passphrase), p.Salt, p.Rounds, length)
		}, nil
	case a.Algorithm.Equal(oidScrypt):
		var p scryptParams
		if err := whole(a.Parameters.FullBytes, &p, "the parameters of scrypt"); err != nil {
			return nil, err
		}
		if p.Cost < 2 || p.Block < 1 || p.Parallel < 1 || p.Block > maxScrypt/max(p.Cost, p.Parallel) || p.Parallel > (maxRounds-f.steps)/(p.Cost*p.Block) {
			return nil, fmt.Errorf("expected scrypt with at most 128 MiB of memory and %d steps, found cost %d, block size %d, %d lanes", maxRounds, p.Cost, p.Block, p.Parallel)
		}
		f.steps += p.Cost * p.Block * p.Parallel
		return func(passphrase []byte) ([]byte, error) {
			return scrypt.Key(passphrase, p.Salt, p.Cost, p.Block, p.Parallel, length)
		}, nil
	}
	return nil, fmt.Errorf("expected the key to be derived by PBKDF2 or scrypt, found the algorithm %s", a.Algorithm)
}

var errRounds = fmt.Errorf("expected 1 to %d rounds of key derivation, found others: it would never end", maxRounds)

// whole reads der as one value with nothing after it.
func whole(der []byte, into any, what string) error {
	rest, err := asn1.Unmarshal(der, into)
	if err == nil && len(rest) > 0 {
		err = errors.New("something follows it")
	}
	if err != nil {
		return fmt.Errorf("expected %s: %w", what, err)
	}
	return nil
}

// pfxHead is the beginning of a PFX (RFC 7292, 4).
type pfxHead struct {
	Version  int
	AuthSafe asn1.RawValue
	MAC      asn1.RawValue `asn1:"optional"`
}

// isPFX says whether der has the form of a PFX.
func isPFX(der []byte) bool {
	var head pfxHead
	_, err := asn1.Unmarshal(der, &head)
	return err == nil && head.Version == 3
}

// encryptedPFX says whether anything in a PFX depends on a passphrase.
func encryptedPFX(der []byte) bool {
	var head pfxHead
	if _, err := asn1.Unmarshal(der, &head); err != nil {
		return false
	}
	rounds := 0
	return len(head.MAC.FullBytes) > 0 || count(der, &rounds, 0) == nil && rounds > 0
}

// count refuses a PFX that asks for too many rounds of key derivation: the library does not look. It adds
// up the rounds in der, down into octet strings that hold DER themselves. In all of PKCS#5 and PKCS#12 they
// are the INTEGER right after the OCTET STRING of the salt, and no INTEGER of a key stands so.
func count(der []byte, rounds *int, depth int) error {
	const deepest = 32 // a PFX has about a dozen levels
	afterSalt := false
	for len(der) > 0 {
		var v asn1.RawValue
		rest, err := asn1.Unmarshal(der, &v)
		if err != nil {
			return nil // not DER: a ciphertext or a salt
		}
		der = rest
		universal := v.Class == asn1.ClassUniversal
		if universal && v.Tag == asn1.TagInteger && afterSalt {
			var n int
			if _, err := asn1.Unmarshal(v.FullBytes, &n); err != nil || n < 0 || n > maxRounds-*rounds {
				return errRounds
			}
			*rounds += n
		}
		afterSalt = universal && v.Tag == asn1.TagOctetString
		if v.IsCompound || afterSalt {
			if depth == deepest {
				return fmt.Errorf("expected at most %d levels of DER, found more", deepest)
			}
			if err := count(v.Bytes, rounds, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}
