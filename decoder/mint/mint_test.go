package mint

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/x509"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// goxmldsig, which had no part in where the signature was put, finds the messages good.
func TestSignedIsValid(t *testing.T) {
	for name, x := range map[string]string{
		"assertion":   string(EntraResponse().Signed()),
		"prefixed":    Sign(EntraResponse().Assertion.XML(), AssertionID, Signing{Prefix: "ds"}),
		"sha1":        Sign(EntraResponse().Assertion.XML(), AssertionID, Signing{Algorithm: RSASHA1}),
		"sha512":      Sign(EntraResponse().Assertion.XML(), AssertionID, Signing{Algorithm: RSASHA512}),
		"inclusive":   Sign(EntraResponse().Assertion.XML(), AssertionID, Signing{C14N: Inclusive}),
		"inclusive11": Sign(EntraResponse().Assertion.XML(), AssertionID, Signing{C14N: Inclusive11}),
		"request":     Sign(AuthnRequest().XML(), RequestID, Signing{}),
		"metadata":    string(AppMetadata().XML()),
	} {
		t.Run(name, func(t *testing.T) {
			d := etree.NewDocument()
			if err := d.ReadFromString(strings.TrimPrefix(x, BOM)); err != nil {
				t.Fatal(err)
			}
			e := d.Root()
			if e.Tag == "Response" {
				e = child(e, "Assertion")
			}
			ctx := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{Active().Cert}})
			ctx.Clock = dsig.NewFakeClockAt(Now)
			if _, err := ctx.Validate(e); err != nil {
				t.Error(err)
			}
		})
	}
}

// xmlsec1, an implementation of another family, finds them good as well, each signature of them.
func TestXmlsec1(t *testing.T) {
	xmlsec1, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("xmlsec1 is not installed")
	}
	both := EntraResponse()
	both.Part = SignBoth
	response := EntraResponse()
	response.Part, response.Signing = SignResponse, Signing{C14N: Inclusive}
	ec := EntraResponse()
	ec.Signing = Signing{Key: ECDSA()}
	list := EntraResponse()
	list.Signing = Signing{PrefixList: "samlp #default"}
	for name, r := range map[string]*Response{"both": both, "response": response, "ecdsa": ec, "prefix list": list} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			cert, doc := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "doc.xml")
			k := r.Signing.filled().Key
			if err := os.WriteFile(cert, k.CertPEM(), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(doc, r.Signed(), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(xmlsec1, "--verify", "--pubkey-cert-pem", cert,
				"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
				"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response", doc).CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

func TestSameEachTime(t *testing.T) {
	make := func() []byte {
		ec := EntraResponse()
		ec.Part, ec.Signing, ec.Encrypt = SignBoth, Signing{Key: ECDSA()}, SP()
		return bytes.Join([][]byte{EntraResponse().Signed(), ec.Signed(), AppMetadata().XML()}, nil)
	}
	if !bytes.Equal(make(), make()) {
		t.Error("two calls differ")
	}
}

func TestOAEP(t *testing.T) {
	secret := []byte("0123456789abcdef0123456789abcdef")
	c := oaep(SP().Private.Public().(*rsa.PublicKey), secret)
	got, err := rsa.DecryptOAEP(sha1.New(), rand.Reader, SP().Private.(*rsa.PrivateKey), c, nil)
	if err != nil || !bytes.Equal(got, secret) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestShape(t *testing.T) {
	for name, x := range map[string]string{
		"response": string(EntraResponse().Signed()),
		"metadata": string(AppMetadata().XML()),
	} {
		if strings.ContainsAny(x, "\n\r") {
			t.Errorf("%s: more than one line", name)
		}
	}
	if x := AppMetadata().XML(); !bytes.HasPrefix(x, []byte("\xef\xbb\xbf<?xml")) {
		t.Error("metadata: no byte order mark")
	}
	if x := string(ErrorResponse("RequestDenied", "m").Signed()); strings.Contains(x, "Assertion ") || strings.Contains(x, "Signature") {
		t.Error("error response with an assertion or a signature")
	}
}

func TestRedirect(t *testing.T) {
	u := Redirect(LoginURL, "SAMLRequest", []byte(AuthnRequest().XML()), "state", &Signing{Key: SP()})
	if !strings.HasPrefix(u, LoginURL+"?SAMLRequest=") || !strings.Contains(u, "&RelayState=state&SigAlg=http") || !strings.Contains(u, "&Signature=") {
		t.Error(u)
	}
	if body := Post("SAMLResponse", []byte("<a/>"), ""); body != "SAMLResponse=PGEvPg%3D%3D" {
		t.Error(body)
	}
}
