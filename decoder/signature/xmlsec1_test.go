package signature_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

func TestXmlsec1(t *testing.T) {
	xmlsec1, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("xmlsec1 is not installed")
	}
	dir := t.TempDir()
	cert := filepath.Join(dir, "cert.pem")
	if err := os.WriteFile(cert, mint.Active().CertPEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	edits := map[string]func(string) string{
		"as sent":         func(x string) string { return x },
		"comment":         replace("b.simon@", "b.simon<!--x-->@"),
		"CDATA":           replace("<AttributeValue>Simon<", "<AttributeValue><![CDATA[Simon]]><"),
		"reference":       replace("<AttributeValue>Simon<", "<AttributeValue>&#83;imon<"),
		"attribute order": replace(`NotBefore="2026-01-02T02:59:05.000Z" NotOnOrAfter="2026-01-02T04:04:05.000Z"`, `NotOnOrAfter="2026-01-02T04:04:05.000Z"  NotBefore='2026-01-02T02:59:05.000Z' `),
		"empty element":   replace(`</AuthnContextClassRef>`, ` </AuthnContextClassRef>`),
		"unused prefix":   replace("<Conditions ", `<Conditions xmlns:unused="urn:u" `),
		"text":            replace("Simon", "Simeon"),
		"line break":      replace("<Subject>", "\n<Subject>"),
		"CR":              replace("<AttributeValue>Simon<", "<AttributeValue>Simon&#13;<"),
		"xml:lang":        replace("<Subject>", `<Subject xml:lang="en">`),
	}
	for name, s := range map[string]mint.Signing{
		"exclusive": {}, "inclusive": {C14N: mint.Inclusive}, "list": {PrefixList: "samlp unused"}, "sha1": {Algorithm: mint.RSASHA1},
	} {
		for edit, f := range edits {
			for _, part := range []mint.Part{mint.SignAssertion, mint.SignResponse} {
				x := f(minted(part, s))
				doc := filepath.Join(dir, "doc.xml")
				if err := os.WriteFile(doc, []byte(x), 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := exec.Command(xmlsec1, "--verify", "--pubkey-cert-pem", cert,
					"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion",
					"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response", doc).CombinedOutput()
				if r := one(t, x, trust(mint.Active())); (r.Cause == signature.Good) != (err == nil) {
					t.Errorf("%s, %s, %s: %s here (%s), xmlsec1: %v\n%s", name, edit, part, r.Cause, r.Detail, err, out)
				}
			}
		}
	}
}
