package check

import (
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// A second assertion is never accepted. The signature stays valid where it covers that one too.
func TestSignatureBesideASecondAssertion(t *testing.T) {
	second := `<Assertion ID="_second" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>`
	advice := func(x string) string {
		return strings.Replace(x, "<AttributeStatement>", "<Advice>"+second+"</Advice><AttributeStatement>", 1)
	}
	inKeyInfo := func(r *mint.Response) string {
		return strings.Replace(string(r.Signed()), "</KeyInfo>", second+"</KeyInfo>", 1)
	}
	whole := func() *mint.Response {
		r := mint.EntraResponse()
		r.Part = mint.SignResponse
		return r
	}
	beside := func(more string) string {
		return strings.Replace(string(mint.EntraResponse().Signed()), "</samlp:Response>", more+"</samlp:Response>", 1)
	}
	for name, c := range map[string]struct {
		xml  string
		want report.Signature
	}{
		"in the signed assertion":                  {mint.EntraResponse().Finish(advice(mint.EntraResponse().XML())), report.Valid},
		"in an assertion of the signed response":   {whole().Finish(advice(mint.EntraResponse().XML())), report.Valid},
		"in the KeyInfo of the assertion's own":    {inKeyInfo(mint.EntraResponse()), report.Invalid},
		"in the KeyInfo of the response's":         {inKeyInfo(whole()), report.Invalid},
		"beside the signed assertion":              {beside(second), report.Invalid},
		"encrypted, beside the signed assertion":   {beside(mint.Encrypt(second, mint.SP())), report.Invalid},
		"of another namespace, beside the signed":  {beside(`<Assertion ID="_second"/>`), report.Invalid},
		"in Extensions, beside a signed assertion": {strings.Replace(string(mint.EntraResponse().Signed()), "<samlp:Status>", "<samlp:Extensions>"+second+"</samlp:Extensions><samlp:Status>", 1), report.Invalid},
	} {
		j := Judge(caseOf(t, c.xml))
		if j.Signature != c.want || j.Verdict != report.Refused {
			t.Errorf("%s: expected the signature %s and refused, found %s and %s", name, c.want, j.Signature, j.Verdict)
		}
	}
}
