package encryption_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"hash"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"claimcheck/decoder/encryption"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

const (
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	enc         = "http://www.w3.org/2001/04/xmlenc#"
	enc11       = "http://www.w3.org/2009/xmlenc11#"
)

func parse(t testing.TB, x string) *tree.Doc {
	t.Helper()
	d, err := tree.Parse([]byte(x), tree.MessageLimits)
	if err != nil {
		t.Fatalf("%v\n%s", err, x)
	}
	return d
}

func keys(ks ...*mint.Key) []crypto.PrivateKey {
	var out []crypto.PrivateKey
	for _, k := range ks {
		out = append(out, k.Private)
	}
	return out
}

// TestEntra opens what Entra encrypts, and what comes out is verified like anything else.
func TestEntra(t *testing.T) {
	r := mint.EntraResponse()
	want := mint.Sign(r.Assertion.XML(), mint.AssertionID, mint.Signing{})
	r.Encrypt = mint.SP()
	d := parse(t, string(r.Signed()))
	n := d.Root.Child(nsAssertion, "EncryptedAssertion")

	o := encryption.Open(n, keys(mint.Active(), mint.ECDSA(), mint.SP()))
	if o.Err != nil || string(o.Plain) != want || o.Node != n || o.Key != enc+"rsa-oaep-mgf1p" || o.Content != enc+"aes256-cbc" {
		t.Fatalf("%+v", o)
	}
	cert := mint.Active().Cert
	rs := signature.Verify(context.Background(), parse(t, string(o.Plain)), []signature.Key{{Public: cert.PublicKey, Cert: cert}})
	if len(rs) != 1 || rs[0].Cause != signature.Good {
		t.Error(rs)
	}
	if o := encryption.Open(n, nil); o.Err == nil || o.Err.Cause != encryption.NoKey || o.Plain != nil {
		t.Errorf("%+v", o)
	}
	if o := encryption.Open(n, keys(mint.Active())); o.Err == nil || !strings.Contains(o.Err.Error(), "sp.example.com") {
		t.Errorf("%+v", o)
	}
	if o := encryption.Open(n, keys(mint.ECDSA())); o.Err == nil || !strings.Contains(o.Err.Error(), "an ECDSA key of P-256") {
		t.Errorf("%+v", o)
	}
}

// sealed is an EncryptedAssertion put together from its parts.
type sealed struct {
	key, method, content string
	secret, octets       []byte // encrypted content key, encrypted content
	place                string // of EncryptedKey: inside, beside, elsewhere
}

func (s sealed) String() string {
	ek := `<e:EncryptedKey Id="k"><e:EncryptionMethod Algorithm="` + s.key + `">` + s.method + `</e:EncryptionMethod><e:CipherData><e:CipherValue>` +
		base64.StdEncoding.EncodeToString(s.secret) + `</e:CipherValue></e:CipherData></e:EncryptedKey>`
	info, beside, elsewhere := "", "", ""
	switch s.place {
	case "beside":
		beside = ek
	case "elsewhere":
		info, elsewhere = `<d:RetrievalMethod URI="#k"/>`, ek
	default:
		info = ek
	}
	return `<r xmlns:d="http://www.w3.org/2000/09/xmldsig#" xmlns:e="` + enc + `" xmlns:f="` + enc11 + `" xmlns:p="urn:p"><EncryptedAssertion xmlns="` + nsAssertion +
		`"><e:EncryptedData><e:EncryptionMethod Algorithm="` + s.content + `"/><d:KeyInfo>` + info + `</d:KeyInfo><e:CipherData><e:CipherValue>` +
		base64.StdEncoding.EncodeToString(s.octets) + "\n</e:CipherValue></e:CipherData></e:EncryptedData>" + beside + `</EncryptedAssertion>` + elsewhere + `</r>`
}

func (s sealed) open(t testing.TB, k ...crypto.PrivateKey) encryption.Opened {
	return encryption.Open(parse(t, s.String()).Root.Child(nsAssertion, "EncryptedAssertion"), k)
}

func oaep(t testing.TB, digest, mask hash.Hash, secret, label []byte) []byte {
	out, err := rsa.EncryptOAEPWithOptions(rand.Reader, mint.SP().Cert.PublicKey.(*rsa.PublicKey), secret,
		&rsa.OAEPOptions{Hash: byHash[digest.Size()], MGFHash: byHash[mask.Size()], Label: label})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var byHash = map[int]crypto.Hash{20: crypto.SHA1, 32: crypto.SHA256}

func cbc(b cipher.Block, plain string) []byte {
	size := b.BlockSize()
	pad := size - len(plain)%size
	padded := append([]byte(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	out := make([]byte, size+len(padded))
	cipher.NewCBCEncrypter(b, out[:size]).CryptBlocks(out[size:], padded)
	return out
}

func gcm(b cipher.Block, plain string) []byte {
	g, _ := cipher.NewGCM(b)
	nonce := make([]byte, 12)
	return append(nonce, g.Seal(nil, nonce, []byte(plain), nil)...)
}

func block(b cipher.Block, err error) cipher.Block {
	if err != nil {
		panic(err)
	}
	return b
}

// TestCiphers takes every content encryption, key encryption and place of the key.
func TestCiphers(t *testing.T) {
	const plain = `<a xmlns="urn:a">text</a>`
	k16, k24, k32 := []byte("0123456789abcdef"), []byte("0123456789abcdef01234567"), []byte("0123456789abcdef0123456789abcdef")
	const sha256Digest = `<d:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>`
	//lint:ignore SA1019 senders still use it
	pkcs1, err := rsa.EncryptPKCS1v15(rand.Reader, mint.SP().Cert.PublicKey.(*rsa.PublicKey), k32)
	if err != nil {
		t.Fatal(err)
	}
	aes256 := block(aes.NewCipher(k32))
	good := sealed{key: enc + "rsa-oaep-mgf1p", content: enc + "aes256-cbc", secret: oaep(t, sha1.New(), sha1.New(), k32, nil), octets: cbc(aes256, plain)}
	with := func(edit func(*sealed)) sealed { s := good; edit(&s); return s }
	for name, s := range map[string]sealed{
		"aes256-cbc, inside": good,
		"beside":             with(func(s *sealed) { s.place = "beside" }),
		"elsewhere":          with(func(s *sealed) { s.place = "elsewhere" }),
		"aes128-cbc": with(func(s *sealed) {
			s.content, s.secret, s.octets = enc+"aes128-cbc", oaep(t, sha1.New(), sha1.New(), k16, nil), cbc(block(aes.NewCipher(k16)), plain)
		}),
		"aes192-cbc": with(func(s *sealed) {
			s.content, s.secret, s.octets = enc+"aes192-cbc", oaep(t, sha1.New(), sha1.New(), k24, nil), cbc(block(aes.NewCipher(k24)), plain)
		}),
		"tripledes-cbc": with(func(s *sealed) {
			s.content, s.secret, s.octets = enc+"tripledes-cbc", oaep(t, sha1.New(), sha1.New(), k24, nil), cbc(block(des.NewTripleDESCipher(k24)), plain)
		}),
		"aes256-gcm": with(func(s *sealed) { s.content, s.octets = enc11+"aes256-gcm", gcm(aes256, plain) }),
		"aes128-gcm": with(func(s *sealed) {
			s.content, s.secret, s.octets = enc11+"aes128-gcm", oaep(t, sha1.New(), sha1.New(), k16, nil), gcm(block(aes.NewCipher(k16)), plain)
		}),
		"rsa-1_5": with(func(s *sealed) { s.key, s.secret = enc+"rsa-1_5", pkcs1 }),
		"mgf1p, sha256 and the mask sha1": with(func(s *sealed) {
			s.method, s.secret = sha256Digest, oaep(t, sha256.New(), sha1.New(), k32, nil)
		}),
		"mgf1p, sha256 for both": with(func(s *sealed) { s.method, s.secret = sha256Digest, oaep(t, sha256.New(), sha256.New(), k32, nil) }),
		"rsa-oaep with a mask": with(func(s *sealed) {
			s.key, s.method, s.secret = enc11+"rsa-oaep", sha256Digest+`<f:MGF Algorithm="`+enc11+`mgf1sha256"/>`, oaep(t, sha256.New(), sha256.New(), k32, nil)
		}),
		"rsa-oaep with SHA-3": with(func(s *sealed) {
			s.key, s.method = enc11+"rsa-oaep", `<d:DigestMethod Algorithm="http://www.w3.org/2007/05/xmldsig-more#sha3-256"/>`
			s.secret, err = rsa.EncryptOAEPWithOptions(rand.Reader, mint.SP().Cert.PublicKey.(*rsa.PublicKey), k32, &rsa.OAEPOptions{Hash: crypto.SHA3_256, MGFHash: crypto.SHA1})
			if err != nil {
				t.Fatal(err)
			}
		}),
		"sha384 as XML Encryption spells it": with(func(s *sealed) {
			s.key, s.method = enc11+"rsa-oaep", `<d:DigestMethod Algorithm="`+enc+`sha384"/>`
			s.secret, err = rsa.EncryptOAEPWithOptions(rand.Reader, mint.SP().Cert.PublicKey.(*rsa.PublicKey), k32, &rsa.OAEPOptions{Hash: crypto.SHA384, MGFHash: crypto.SHA1})
			if err != nil {
				t.Fatal(err)
			}
		}),
		"OAEPparams": with(func(s *sealed) {
			s.method, s.secret = "<e:OAEPparams>bGFiZWw=</e:OAEPparams>", oaep(t, sha1.New(), sha1.New(), k32, []byte("label"))
		}),
	} {
		if o := s.open(t, mint.Old().Private, mint.SP().Private); o.Err != nil || string(o.Plain) != plain {
			t.Errorf("%s: %q, %v", name, o.Plain, o.Err)
		}
	}

	t.Run("refused", func(t *testing.T) {
		for name, c := range map[string]struct {
			s     sealed
			cause encryption.Cause
			want  string
		}{
			"empty":              {with(func(s *sealed) { s.octets = nil }), encryption.Damaged, "at least 32 octets"},
			"only the IV":        {with(func(s *sealed) { s.octets = s.octets[:16] }), encryption.Damaged, "at least 32 octets"},
			"part of a block":    {with(func(s *sealed) { s.octets = s.octets[:31] }), encryption.Damaged, "at least 32 octets"},
			"padding":            {with(func(s *sealed) { s.octets = append(bytes.Clone(s.octets[:31]), s.octets[31]^0x80) }), encryption.Damaged, "changed or cut"},
			"gcm, short":         {with(func(s *sealed) { s.content, s.octets = enc11+"aes256-gcm", make([]byte, 27) }), encryption.Damaged, "at least 28"},
			"gcm, changed":       {with(func(s *sealed) { s.content, s.octets = enc11+"aes256-gcm", make([]byte, 28) }), encryption.Damaged, "changed or cut"},
			"key of another AES": {with(func(s *sealed) { s.content = enc + "aes128-cbc" }), encryption.Damaged, "content key of 16 octets in EncryptedKey, found 32"},
			"no key":             {with(func(s *sealed) { s.secret = nil }), encryption.Damaged, "at least 128 octets"},
			"another size":       {with(func(s *sealed) { s.secret = make([]byte, 128) }), encryption.OtherKey, "RSA private key of 1024 bits"},
			"another key":        {with(func(s *sealed) { s.secret = make([]byte, 256) }), encryption.OtherKey, "to another key, or changed"},
			"unknown content":    {with(func(s *sealed) { s.content = "urn:x" }), encryption.Unsupported, `found "urn:x"`},
			"unknown transport":  {with(func(s *sealed) { s.key = "urn:x" }), encryption.Unsupported, `found "urn:x"`},
			"unknown digest":     {with(func(s *sealed) { s.method = `<d:DigestMethod Algorithm="urn:x"/>` }), encryption.Unsupported, "digest"},
			"unknown mask":       {with(func(s *sealed) { s.key, s.method = enc11+"rsa-oaep", `<f:MGF Algorithm="urn:x"/>` }), encryption.Unsupported, "mask"},
			"bad label":          {with(func(s *sealed) { s.method = `<e:OAEPparams>%</e:OAEPparams>` }), encryption.Damaged, "OAEPparams"},
			"no XML":             {with(func(s *sealed) { s.octets = cbc(aes256, "text") }), encryption.Damaged, "what is none"},
			"no XML, sealed":     {with(func(s *sealed) { s.content, s.octets = enc11+"aes256-gcm", gcm(aes256, "text") }), encryption.Unfit, "can be read"},
			"a document type":    {with(func(s *sealed) { s.octets = cbc(aes256, "<!DOCTYPE a>"+plain) }), encryption.Unfit, "<!DOCTYPE"},
			"two elements":       {with(func(s *sealed) { s.octets = cbc(aes256, plain+plain) }), encryption.Unfit, "nothing after the root"},
		} {
			if o := c.s.open(t, mint.SP().Private); o.Err == nil || o.Plain != nil || o.Doc != nil || o.Err.Cause != c.cause || !strings.Contains(o.Err.Msg, c.want) {
				t.Errorf("%s: %q, %+v", name, o.Plain, o.Err)
			}
			// What the message itself shows is told without a key.
			seen := c.cause == encryption.Unsupported || strings.Contains(c.want, "at least") || name == "bad label"
			if o := c.s.open(t); o.Err == nil || (o.Err.Cause == c.cause) != seen || !seen && o.Err.Cause != encryption.NoKey {
				t.Errorf("%s, without a key: %+v", name, o.Err)
			}
		}
	})

	t.Run("structure", func(t *testing.T) {
		for name, c := range map[string]struct {
			from, to string
			cause    encryption.Cause
		}{
			"no EncryptedData":    {"e:EncryptedData>", "e:Other>", encryption.Damaged},
			"another key":         {"e:EncryptedKey", "e:Other", encryption.Unsupported},
			"no KeyInfo":          {"d:KeyInfo", "d:Other", encryption.Damaged},
			"reference for value": {"e:CipherValue", "e:CipherReference", encryption.Unsupported},
			"no value":            {"e:CipherValue", "e:Other", encryption.Damaged},
			"two values":          {"</e:CipherData>", "<e:CipherValue/></e:CipherData>", encryption.Damaged},
			"not Base64":          {"<e:CipherValue>", "<e:CipherValue>%", encryption.Damaged},
			"no method":           {"e:EncryptionMethod", "e:Other", encryption.Unsupported},
		} {
			n := parse(t, strings.ReplaceAll(good.String(), c.from, c.to)).Root.Child(nsAssertion, "EncryptedAssertion")
			for _, ks := range [][]crypto.PrivateKey{nil, keys(mint.SP())} {
				if o := encryption.Open(n, ks); o.Err == nil || o.Err.Cause != c.cause || o.Plain != nil {
					t.Errorf("%s, %d keys: %+v", name, len(ks), o.Err)
				}
			}
		}
	})

	t.Run("namespace of the surroundings", func(t *testing.T) {
		for inside, want := range map[string]string{`<a/>`: nsAssertion, `<a xmlns=""/>`: "", `<a xmlns="urn:a"/>`: "urn:a"} {
			s := good
			s.octets = cbc(aes256, inside)
			if o := s.open(t, mint.SP().Private); o.Err != nil || o.Doc.Root.Space != want {
				t.Errorf("%s: %+v", inside, o)
			}
		}
	})

	t.Run("prefix of the surroundings", func(t *testing.T) {
		s := good
		s.octets = cbc(aes256, `<p:a b="1"><p:c/></p:a>`)
		o := s.open(t, mint.SP().Private)
		d, err := tree.Parse(o.Plain, tree.MessageLimits)
		if err != nil || d.Root.Space != "urn:p" {
			t.Errorf("%s: %v", o.Plain, err)
		}
	})
}

func TestKeys(t *testing.T) {
	private := mint.SP().Private.(*rsa.PrivateKey)
	pkcs1 := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)})
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		b    []byte
		want int
		fail string
	}{
		"PKCS#1":            {pkcs1, 1, ""},
		"PKCS#8":            {mint.SP().PrivatePEM(), 1, ""},
		"DER":               {pkcs8, 1, ""},
		"DER, PKCS#1":       {x509.MarshalPKCS1PrivateKey(private), 1, ""},
		"EC":                {mint.ECDSA().PrivatePEM(), 1, ""},
		"with certificates": {append(mint.SP().CertPEM(), append(pkcs1, mint.ECDSA().PrivatePEM()...)...), 2, ""},
		"certificate":       {mint.SP().CertPEM(), 0, "found CERTIFICATE"},
		"encrypted":         {pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte{0}}), 0, "encrypted PKCS#8"},
		"encrypted, old":    {pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED"}, Bytes: []byte{0}}), 0, "passphrase"},
		"cut":               {pkcs1[:300], 0, "no complete PEM block"},
		"broken":            {pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: []byte{0}}), 0, "PKCS#8"},
		"nothing":           {nil, 0, "an empty file"},
		"text":              {[]byte("hello!"), 0, "something else"},
		"DER, certificate":  {mint.SP().Cert.Raw, 0, "found a certificate"},
		"DER, public":       {x509.MarshalPKCS1PublicKey(&private.PublicKey), 0, "found a public key"},
		"UTF-16":            {[]byte("\xff\xfe-\x00"), 0, "UTF-16"},
		"JSON Web Key":      {[]byte(`{"kty":"RSA"}`), 0, "JSON Web Key"},
		"PuTTY":             {[]byte("PuTTY-User-Key-File-3: ssh-rsa\n"), 0, "PuTTY"},
		"Base64 alone":      {[]byte(base64.StdEncoding.EncodeToString(pkcs8)), 0, "BEGIN PRIVATE KEY"},
		"OpenSSH":           {pem.EncodeToMemory(&pem.Block{Type: "OPENSSH PRIVATE KEY", Bytes: []byte("openssh-key-v1\x00")}), 0, "ssh-keygen"},
		"another algorithm": {[]byte("\x30\x10\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x71\x04\x04\x04\x02\x00\x00"), 0, "1.3.101.113"},
	} {
		ks, _, err := encryption.Keys("sp.key", c.b, nil)
		if len(ks) != c.want || (err != nil) != (c.want == 0) || err != nil && (!strings.Contains(err.Error(), c.fail) || !strings.HasPrefix(err.Error(), "sp.key: ")) {
			t.Errorf("%s: %d keys, %v", name, len(ks), err)
		}
	}
}

// TestCorpus opens every encrypted document of the corpus for which there is a key.
func TestCorpus(t *testing.T) {
	const corpus = "../../../shared/corpus"
	manifest, err := os.ReadFile(filepath.Join(corpus, "MANIFEST.tsv"))
	if err != nil {
		t.Skip("the shared corpus is not here: ", err)
	}
	var column map[string]int
	opened := 0
	for line := range strings.Lines(string(manifest)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if column == nil {
			column = map[string]int{}
			for i, name := range f {
				column[name] = i
			}
			continue
		}
		if f[column["decrypt_key"]] == "" {
			continue
		}
		file := f[column["file"]]
		var private []crypto.PrivateKey
		for _, name := range strings.Split(f[column["decrypt_key"]], ";") {
			b, err := os.ReadFile(filepath.Join(corpus, name))
			if err != nil {
				t.Fatal(err)
			}
			ks, _, err := encryption.Keys(name, b, nil)
			if err != nil {
				t.Fatal(err)
			}
			private = append(private, ks...)
		}
		b, err := os.ReadFile(filepath.Join(corpus, file))
		if err != nil {
			t.Fatal(err)
		}
		w, err := wire.Open(context.Background(), wire.Capture{Origin: wire.File, Body: bytes.NewReader(b)}, wire.DefaultLimits, nil)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		before := opened
		for _, p := range w.Payloads {
			for _, o := range openAll(t, parse(t, string(p.XML)).Root, private) {
				if o.Err != nil {
					t.Errorf("%s: %s with %s, %s: %v", file, o.Node.Local, o.Key, o.Content, o.Err)
					continue
				}
				opened++
			}
		}
		if opened == before {
			t.Errorf("%s: nothing was opened", file)
		}
	}
	t.Logf("%d elements opened", opened)
}

// openAll opens what is encrypted below n, and what is encrypted in that.
func openAll(t *testing.T, n *tree.Node, private []crypto.PrivateKey) []encryption.Opened {
	var out []encryption.Opened
	for _, local := range []string{"EncryptedAssertion", "EncryptedID"} {
		for _, e := range n.All(nsAssertion, local) {
			o := encryption.Open(e, private)
			out = append(out, o)
			if o.Err != nil {
				continue
			}
			d, err := tree.Parse(o.Plain, tree.MessageLimits)
			if err != nil {
				t.Errorf("%v\n%s", err, o.Plain)
				continue
			}
			out = append(out, openAll(t, d.Root, private)...)
		}
	}
	return out
}

// FuzzOpen holds that no structure and no length panics.
func FuzzOpen(f *testing.F) {
	r := mint.EntraResponse()
	r.Encrypt = mint.SP()
	x := string(r.Signed())
	f.Add(x)
	f.Add(strings.Replace(x, "aes256-cbc", "tripledes-cbc", 1))
	f.Add(strings.Replace(x, enc+"aes256-cbc", enc11+"aes256-gcm", 1))
	f.Add(strings.Replace(x, "rsa-oaep-mgf1p", "rsa-1_5", 1))
	f.Add(`<EncryptedData xmlns="` + enc + `"><CipherData><CipherValue/></CipherData></EncryptedData>`)
	for _, name := range []string{"aes128-gcm", "tripledes-cbc", "rsa-1_5", "rsa-oaep"} {
		f.Add(string(file(f, "values/"+name+".xml")))
	}
	private := keys(mint.SP())
	f.Fuzz(func(t *testing.T, x string) {
		d, err := tree.Parse([]byte(x), tree.MessageLimits)
		if err != nil {
			return
		}
		for _, n := range d.Root.All("", "") {
			if o := encryption.Open(n, private); (o.Err == nil) != (o.Plain != nil) || (o.Err == nil) != (o.Doc != nil) {
				t.Errorf("%q and %v", o.Plain, o.Err)
			}
		}
	})
}
