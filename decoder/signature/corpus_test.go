package signature_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"

	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

const corpus = "../../../shared/corpus"

// row is one document of the corpus.
type row map[string]string

func rows(t testing.TB) []row {
	f, err := os.Open(filepath.Join(corpus, "MANIFEST.tsv"))
	if err != nil {
		t.Skip("the shared corpus is not here: ", err)
	}
	defer func() { _ = f.Close() }()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	all, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out []row
	for _, line := range all[1:] {
		m := row{}
		for i, head := range all[0] {
			m[head] = line[i]
		}
		out = append(out, m)
	}
	return out
}

// docs gives the documents of one file.
func docs(t testing.TB, file string) []*tree.Doc {
	b, err := os.ReadFile(filepath.Join(corpus, file))
	if err != nil {
		t.Fatal(err)
	}
	opened, err := wire.Open(context.Background(), wire.Capture{Origin: wire.File, Body: bytes.NewReader(b)}, wire.DefaultLimits, nil)
	if err != nil {
		return nil
	}
	var out []*tree.Doc
	for _, p := range opened.Payloads {
		if d, err := tree.Parse(p.XML, tree.MetadataLimits); err == nil {
			out = append(out, d)
		}
	}
	return out
}

// keysOf reads the keys that the source of a document uses: certificate files, or metadata.
func keysOf(t testing.TB, r row) []signature.Key {
	var keys []signature.Key
	for _, file := range strings.Split(r["key_or_cert"], ";") {
		if file == "" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(corpus, file))
		if err != nil {
			continue
		}
		if ks, err := signature.Certificates(file, b); err == nil {
			keys = append(keys, ks...)
			continue
		}
		for _, d := range docs(t, file) {
			for _, kd := range d.Root.All("urn:oasis:names:tc:SAML:2.0:metadata", "KeyDescriptor") {
				if use, _ := kd.Attr("use"); use == "encryption" {
					continue
				}
				for _, c := range kd.All("http://www.w3.org/2000/09/xmldsig#", "X509Certificate") {
					der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.Text()), ""))
					if err != nil {
						continue
					}
					if k, err := signature.Certificate(der); err == nil {
						keys = append(keys, k)
					}
				}
			}
		}
	}
	return keys
}

// differs names the documents on which the verdict here departs from the corpus's, and why.
var differs = map[string]string{
	"crewjam__saml/testdata/TestSPCanProduceSignedRequestRedirectBinding/rsa-sha1_queryString":                          "detached signature of the Redirect binding",
	"node-saml__node-saml/test/static/sp_slo_redirect_failure.json":                                                     "detached signature of the Redirect binding",
	"node-saml__node-saml/test/static/signatures/invalid/response.root-signed.assertion-invalidly-signed-encrypted.xml": "the broken signature is inside the encryption",
	"tngan__samlify/test/misc/response_signed.xml":                                                                      "the signature in the Response refers to the Assertion",
	"tngan__samlify/test/misc/signed_request_sha256.xml":                                                                "the signature covers the Issuer alone",
}

// TestCorpus holds the verdicts against those of the test suites that the documents come from.
func TestCorpus(t *testing.T) {
	agreed, total := 0, 0
	for _, r := range rows(t) {
		switch r["kind"] {
		case "response", "assertion", "logout", "request", "metadata":
		default:
			continue
		}
		if r["signed"] == "none" || r["expected"] != "valid-signature" && r["expected"] != "invalid-signature" {
			continue
		}
		keys := keysOf(t, r)
		if len(keys) == 0 {
			continue
		}
		total++
		good, bad := 0, 0
		var causes []string
		for _, d := range docs(t, r["file"]) {
			for _, res := range signature.Verify(context.Background(), d, keys) {
				if (res.Cause == signature.Good) != (res.Verified != nil) || (res.Cause == signature.Good) != (res.Key != nil) && res.Cause != signature.Altered {
					t.Errorf("%s: %s with verified %v, key %v", r["file"], res.Cause, res.Verified != nil, res.Key != nil)
				}
				if res.Cause == signature.Good {
					good++
				} else {
					bad++
				}
				causes = append(causes, string(res.Cause)+": "+res.Detail)
			}
		}
		agree := good > 0 && bad == 0
		if r["expected"] == "invalid-signature" {
			agree = bad > 0 || good == 0
		}
		_, known := differs[r["file"]]
		if agree {
			agreed++
		}
		if agree == known {
			t.Errorf("%s (%s, %s)\n  expected %s (%s), got %s\n  %s", r["file"], r["kind"], r["alg"], r["expected"], r["xmlsec1_detail"], strings.Join(causes, "\n  "), r["note"])
		}
	}
	t.Logf("%d of %d agree", agreed, total)
}

// TestAttacks holds that no attack gets more under a good signature than one element, and that what is
// under it was digested: an attack that verifies does so on purpose, for readers who look elsewhere.
func TestAttacks(t *testing.T) {
	for _, r := range rows(t) {
		if r["kind"] != "attack" {
			continue
		}
		keys := keysOf(t, r)
		for _, d := range docs(t, r["file"]) {
			seen := map[string]bool{}
			for _, res := range signature.Verify(context.Background(), d, keys) {
				if res.Cause != signature.Good {
					continue
				}
				if seen[res.ID] {
					t.Errorf("%s: two good signatures for ID %q", r["file"], res.ID)
				}
				seen[res.ID] = true
				if res.Verified.Local != res.Parent.Local || res.Verified.Start != res.Parent.Start || res.Verified.End != res.Parent.End {
					t.Errorf("%s: what was verified is not what carries the signature", r["file"])
				}
			}
		}
	}
}

// TestWitness asks goxmldsig's own ValidationContext about the corpus: what it finds good is good here
// too, or refused by a rail, never called altered or of an unknown key.
func TestWitness(t *testing.T) {
	asked := 0
	for _, r := range rows(t) {
		keys := keysOf(t, r)
		for _, d := range docs(t, r["file"]) {
			for _, res := range signature.Verify(context.Background(), d, keys) {
				if res.Parent == nil || len(res.Embedded) == 0 || !contains(keys, res.Embedded[0]) {
					continue
				}
				err := validate(d.Source, res)
				if err == nil {
					asked++
				}
				switch res.Cause {
				case signature.Altered, signature.Damaged, signature.UnknownKey, signature.NoTrust:
					if err == nil {
						t.Errorf("%s: %s here (%s), good for goxmldsig", r["file"], res.Cause, res.Detail)
					}
				}
			}
		}
	}
	t.Logf("goxmldsig found %d signatures good", asked)
}

func contains(keys []signature.Key, c *x509.Certificate) bool {
	for _, k := range keys {
		if k.Cert != nil && k.Cert.Equal(c) {
			return true
		}
	}
	return false
}

// validate asks goxmldsig about the element that carries the signature.
func validate(source string, res signature.Result) error {
	doc := etree.NewDocument()
	if err := doc.ReadFromString(source); err != nil {
		return err
	}
	var e *etree.Element
	for _, c := range doc.FindElements("//" + res.Parent.Local) {
		if c.SelectAttrValue("ID", "") == res.ID {
			e = c
		}
	}
	if e == nil {
		return errors.New("not found")
	}
	ns, err := etreeutils.NSBuildParentContext(e)
	if err != nil {
		return err
	}
	if e, err = etreeutils.NSDetatch(ns, e); err != nil {
		return err
	}
	c := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: res.Embedded[:1]})
	c.Clock = dsig.NewFakeClockAt(res.Embedded[0].NotBefore.Add(time.Hour))
	_, err = c.Validate(e)
	return err
}
