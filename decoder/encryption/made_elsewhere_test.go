package encryption_test

import (
	"crypto/rsa"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"claimcheck/decoder/encryption"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/tree"
)

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestValues opens what xmlsec1 and openssl encrypted (testdata/README.md).
func TestValues(t *testing.T) {
	for name, want := range map[string]struct {
		opened int
		weak   string
	}{
		"aes128-cbc": {1, ""}, "aes192-cbc": {1, ""}, "aes256-cbc": {1, ""},
		"aes128-gcm": {1, ""}, "aes192-gcm": {1, ""}, "aes256-gcm": {1, ""},
		"tripledes-cbc": {1, "Triple DES"},
		"rsa-1_5":       {1, "PKCS#1 1.5"},
		"rsa-oaep":      {25, ""},
	} {
		d := parse(t, string(file(t, "values/"+name+".xml")))
		opened := 0
		for _, n := range d.Root.All(nsAssertion, "EncryptedID") {
			o := encryption.Open(n, keys(mint.Foreign(), mint.SP()))
			if o.Err != nil || !o.Doc.Root.Is(nsAssertion, "NameID") || o.Doc.Root.Text() != "B.Simon@example.com" {
				t.Errorf("%s: %+v", name, o)
				continue
			}
			if weak := strings.Join(o.Weak, "; "); (weak == "") != (want.weak == "") || !strings.Contains(weak, want.weak) {
				t.Errorf("%s: weak: %q, want %q", name, weak, want.weak)
			}
			opened++
		}
		if opened != want.opened {
			t.Errorf("%s: opened %d, want %d", name, opened, want.opened)
		}
	}
}

// TestOutside holds that a value says whom it is for without a key, and that another key is told of it.
func TestOutside(t *testing.T) {
	n := parse(t, string(file(t, "values/aes256-gcm.xml"))).Root
	o := encryption.Open(n, nil)
	if o.Err == nil || o.Err.Cause != encryption.NoKey || o.Content != enc11+"aes256-gcm" || o.Key != enc+"rsa-oaep-mgf1p" ||
		len(o.To) != 2 || !strings.Contains(o.To[0], "CN=sp.example.com") || !strings.Contains(o.To[1], "https://sp.example.com/saml") {
		t.Errorf("%+v", o)
	}
	o = encryption.Open(n, keys(mint.Foreign(), mint.ECDSA()))
	for _, want := range []string{"CN=sp.example.com", "an RSA key of 2048 bits", "an ECDSA key of P-256"} {
		if o.Err == nil || !strings.Contains(o.Err.Error(), want) {
			t.Errorf("expected %q, found %v", want, o.Err)
		}
	}
}

// TestDamage holds that a value that was changed anywhere is called damaged, and no other key is asked for,
// where the message names the certificate whose key was given.
func TestDamage(t *testing.T) {
	for _, name := range []string{"aes256-cbc", "aes256-gcm", "tripledes-cbc", "rsa-1_5"} {
		x := string(file(t, "values/"+name+".xml"))
		opened, shut := 0, 0
		for _, part := range strings.SplitAfter(x, "<e:CipherValue>")[1:] {
			value, _, _ := strings.Cut(part, "<")
			for at := 0; at < len(value)-5; at += 7 {
				changed := []byte(value)
				if changed[at] == '\n' {
					continue
				}
				changed[at] = map[bool]byte{true: 'B', false: 'A'}[changed[at] == 'A']
				n := parse(t, strings.Replace(x, value, string(changed), 1)).Root
				o := encryption.Open(n, keys(mint.Foreign(), mint.SP()))
				switch {
				case o.Err == nil:
					opened++ // CBC does not notice a change of the vector or of a block, where it leaves XML
				case o.Err.Cause != encryption.Damaged:
					t.Errorf("%s, octet %d: %+v", name, at, o.Err)
				default:
					shut++
				}
			}
		}
		if shut == 0 || opened > 0 && name == "aes256-gcm" {
			t.Errorf("%s: %d damaged, %d opened", name, shut, opened)
		}
	}
}

// passphrase answers with the one given and counts how often it was asked.
func passphrase(given string, asked *int) encryption.Passphrase {
	return func(string) ([]byte, error) { *asked++; return []byte(given), nil }
}

// TestKeyForms opens the same key in every form that openssl writes.
func TestKeyForms(t *testing.T) {
	for name, want := range map[string]struct {
		asked int
		note  string
	}{
		"pkcs8-aes128-sha1.pem":   {1, ""},
		"pkcs8-aes192-sha512.pem": {1, ""},
		"pkcs8-aes256-sha256.pem": {1, ""},
		"pkcs8-aes256-sha256.der": {1, ""},
		"pkcs8-scrypt.pem":        {1, ""},
		"pkcs8-des3.pem":          {1, "Triple DES"},
		"old-aes128.pem":          {1, "MD5"},
		"old-aes256.pem":          {1, "MD5"},
		"old-des3.pem":            {1, "MD5"},
		"aes256.pfx":              {1, ""},
		"3des.pfx":                {1, ""},
		"rc2.pfx":                 {1, ""},
		"chain.pfx":               {1, ""},
		"empty.pfx":               {0, ""},
		"open.pfx":                {0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			b := file(t, "keys/"+name)
			asked := 0
			ks, notes, err := encryption.Keys(name, b, passphrase("correct horse", &asked))
			if err != nil || len(ks) != 1 || !mint.SP().Private.(*rsa.PrivateKey).Equal(ks[0]) {
				t.Fatalf("%d keys, %v", len(ks), err)
			}
			if said := strings.Join(notes, " "); asked != want.asked || (said == "") != (want.note == "") || !strings.Contains(said, want.note) {
				t.Errorf("asked %d times, notes %q", asked, said)
			}
			if want.asked == 0 {
				return
			}
			for _, other := range []string{"", "wrong", "correct hors", "correct horse "} {
				if ks, _, err := encryption.Keys(name, b, passphrase(other, new(int))); !errors.Is(err, encryption.ErrPassphrase) || ks != nil || !strings.HasPrefix(err.Error(), name) {
					t.Errorf("passphrase %q: %d keys, %v", other, len(ks), err)
				}
			}
			if _, _, err := encryption.Keys(name, b, nil); !errors.Is(err, encryption.ErrEncrypted) {
				t.Errorf("nobody to ask: %v", err)
			}
			gone := errors.New("no terminal")
			if _, _, err := encryption.Keys(name, b, func(string) ([]byte, error) { return nil, gone }); !errors.Is(err, gone) {
				t.Errorf("the asking failed: %v", err)
			}
		})
	}
	asked := 0
	both := append(file(t, "keys/pkcs8-aes128-sha1.pem"), file(t, "keys/old-des3.pem")...)
	if ks, _, err := encryption.Keys("both.pem", both, passphrase("correct horse", &asked)); err != nil || len(ks) != 2 || asked != 1 {
		t.Errorf("%d keys, asked %d times, %v", len(ks), asked, err)
	}
}

// TestKeysRefused holds that a file is refused before anybody is asked, when it cannot be opened or
// would keep its reader busy.
func TestKeysRefused(t *testing.T) {
	der := file(t, "keys/pkcs8-aes256-sha256.der")
	pfx := file(t, "keys/aes256.pfx")
	change := func(b []byte, from, to string) []byte {
		t.Helper()
		if strings.Count(string(b), from) == 0 {
			t.Fatalf("there is no %x", from)
		}
		return []byte(strings.Replace(string(b), from, to, 1))
	}
	const rounds, many = "\x02\x02\x08\x00", "\x02\x02\x7f\xff" // 2048, 32767
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"PBES1":             {file(t, "keys/pkcs8-pbes1.pem"), "PBES2"},
		"unknown cipher":    {change(der, "\x60\x86\x48\x01\x65\x03\x04\x01\x2a", "\x60\x86\x48\x01\x65\x03\x04\x01\x2e"), "CBC mode"},
		"unknown PRF":       {change(der, "\x2a\x86\x48\x86\xf7\x0d\x02\x09", "\x2a\x86\x48\x86\xf7\x0d\x02\x05"), "PBKDF2 with HMAC"},
		"unknown KDF":       {change(der, "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c", "\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0b"), "PBKDF2 or scrypt"},
		"no rounds":         {change(der, rounds, "\x02\x02\x80\x00"), "rounds"},
		"cut":               {der[:len(der)-1], "something else"},
		"trailing":          {append(der[:len(der):len(der)], 0), "something else"},
		"too large":         {make([]byte, 1<<20+1), "at most"},
		"PFX, cut":          {pfx[:len(pfx)-1], "something else"},
		"PFX, many rounds":  {[]byte(endless), "rounds"},
		"PFX, too deep":     {deep(), "levels"},
		"PFX, nothing else": {[]byte("\x30\x05\x02\x01\x03\x30\x00"), "PFX"},
	} {
		asked := 0
		ks, _, err := encryption.Keys("sp.key", c.b, passphrase("correct horse", &asked))
		if err == nil || ks != nil || asked != 0 || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %d keys, asked %d times, %v", name, len(ks), asked, err)
		}
	}
	// The nearest that is taken: more rounds than usual open nothing here, but are worked off.
	if _, _, err := encryption.Keys("sp.key", change(der, rounds, many), passphrase("correct horse", new(int))); !errors.Is(err, encryption.ErrPassphrase) {
		t.Error(err)
	}
}

// endless is the frame of a PFX whose MAC wants 2^31-1 rounds.
const endless = "\x30\x12\x02\x01\x03\x30\x00\x30\x0b\x30\x00\x04\x01s\x02\x04\x7f\xff\xff\xff"

// deep is the frame of a PFX with SEQUENCEs in each other.
func deep() []byte {
	inner := []byte{}
	for range 40 {
		inner = append([]byte{0x30, byte(len(inner))}, inner...)
	}
	body := append([]byte("\x02\x01\x03"), inner...)
	return append([]byte{0x30, byte(len(body))}, body...)
}

// FuzzKeys holds that no file panics, and that what it gives is a key or an error.
func FuzzKeys(f *testing.F) {
	for _, pattern := range []string{"testdata/keys/*"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			f.Fatal("no seeds: ", err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(b)
		}
	}
	f.Add(mint.SP().PrivatePEM())
	f.Fuzz(func(t *testing.T, b []byte) {
		ks, _, err := encryption.Keys("sp.key", b, passphrase("correct horse", new(int)))
		if (err == nil) != (len(ks) > 0) {
			t.Errorf("%d keys and %v", len(ks), err)
		}
		for _, k := range ks {
			if k == nil {
				t.Error("a key that is none")
			}
		}
	})
}

// recipients is an EncryptedID with several EncryptedKeys in several places, all of the same content.
func recipients(t *testing.T, build func(foreign, own, data string) string) *tree.Node {
	t.Helper()
	x := string(file(t, "values/aes256-gcm.xml"))
	start, end := strings.Index(x, "<e:EncryptedKey"), strings.Index(x, "</e:EncryptedKey>")+len("</e:EncryptedKey>")
	own := strings.Replace(x[start:end], "<e:EncryptedKey", `<e:EncryptedKey xmlns:e="`+enc+`" xmlns:d="http://www.w3.org/2000/09/xmldsig#" Id="own"`, 1)
	value := own[strings.LastIndex(own, "<e:CipherValue>")+len("<e:CipherValue>") : strings.LastIndex(own, "</e:CipherValue>")]
	foreign := strings.NewReplacer(`Id="own"`, `Id="foreign"`, value, strings.Repeat("QUJD", 85)+"QQ==", "https://sp.", "https://other.").Replace(own)
	at := strings.Index(x, "<EncryptedID")
	return parse(t, build(foreign, own, x[at:start]+"%s"+x[end:])).Root
}

func TestPlacesOfTheKey(t *testing.T) {
	in := func(data, inside string) string { return strings.Replace(data, "%s", inside, 1) }
	beside := func(data, inside, next string) string {
		return strings.Replace(in(data, inside), "</EncryptedID>", next+"</EncryptedID>", 1)
	}
	const retrieve = `<d:RetrievalMethod Type="http://www.w3.org/2001/04/xmlenc#EncryptedKey" URI="#own"/>`
	for name, c := range map[string]struct {
		build func(foreign, own, data string) string
		opens bool
	}{
		"several inside, ours last":      {func(f, o, d string) string { return in(d, f+f+o) }, true},
		"several beside":                 {func(f, o, d string) string { return beside(d, "", f+o) }, true},
		"another inside, ours beside":    {func(f, o, d string) string { return beside(d, f, o) }, true},
		"a name inside, ours beside":     {func(f, o, d string) string { return beside(d, "<d:KeyName>k</d:KeyName>", o) }, true},
		"ours by reference":              {func(f, o, d string) string { return "<r>" + in(d, retrieve) + f + o + "</r>" }, true},
		"a reference that leads nowhere": {func(f, o, d string) string { return in(d, retrieve) }, false},
		"a reference to another file": {func(f, o, d string) string {
			return "<r>" + in(d, strings.Replace(retrieve, "#own", "k.xml#own", 1)) + o + "</r>"
		}, false},
		"ours elsewhere, without a reference": {func(f, o, d string) string { return "<r>" + in(d, "") + o + "</r>" }, false},
		"ours only after more than are tried": {func(f, o, d string) string { return in(d, strings.Repeat(f, 10)+o) }, false},
		"another's alone":                     {func(f, o, d string) string { return in(d, f) }, false},
		"key agreement":                       {func(f, o, d string) string { return in(d, `<e:AgreementMethod Algorithm="urn:ecdh"/>`) }, false},
	} {
		n := recipients(t, c.build)
		if n.Local == "r" {
			n = n.Child(nsAssertion, "EncryptedID")
		}
		o := encryption.Open(n, keys(mint.SP()))
		if (o.Err == nil) != c.opens {
			t.Errorf("%s: %v", name, o.Err)
		}
		if name == "key agreement" && !strings.Contains(o.Err.Error(), "urn:ecdh") {
			t.Errorf("%s: %v", name, o.Err)
		}
		if name == "several beside" && len(o.To) != 3 {
			t.Errorf("%s: encrypted to %q", name, o.To)
		}
	}
}
