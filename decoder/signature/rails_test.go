package signature_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

func TestRails(t *testing.T) {
	const transforms = `<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>`
	const xpath = `<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"><XPath>1</XPath></Transform>`
	ref := `<Reference URI="#` + mint.AssertionID + `">`
	twoValues := func(x string) string {
		_, after, _ := strings.Cut(x, "<DigestValue>")
		value, _, _ := strings.Cut(after, "</DigestValue>")
		return strings.Replace(x, "<DigestValue>", "<DigestValue>"+value+"</DigestValue><DigestValue>", 1)
	}
	signatureOf := func(x string) string {
		a, b := strings.Index(x, "<Signature "), strings.Index(x, "</Signature>")+len("</Signature>")
		return x[a:b]
	}
	move := func(before string) func(string) string {
		return func(x string) string {
			sig := signatureOf(x)
			return replace(before, sig+before)(strings.Replace(x, sig, "", 1))
		}
	}
	for _, c := range []struct {
		name string
		edit func(string) string
		want signature.Cause
	}{
		{"as sent", func(x string) string { return x }, signature.Good},
		{"white space around the elements of Signature", replace("</SignatureValue><", "</SignatureValue>\n<"), signature.Good},
		{"last in the assertion", move("</Assertion>"), signature.Good},
		{"comment beside the signature", replace("<Signature ", "<!-- c --><Signature "), signature.Good},

		{"in Subject", move("<NameID"), signature.Misplaced},
		{"in Status", move("<samlp:StatusCode"), signature.Misplaced},
		{"in the Response, for the Assertion", move("<samlp:Status>"), signature.Misplaced},
		{"in KeyInfo of nothing", func(x string) string {
			sig := signatureOf(x)
			return strings.Replace(x, sig, `<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#">`+sig+"</KeyInfo>", 1)
		}, signature.Misplaced},
		{"refers to the Response", replace(ref, `<Reference URI="#`+mint.ResponseID+`">`), signature.Misplaced},
		{"refers to nothing", replace(ref, `<Reference URI="#_0">`), signature.Malformed},
		{"empty URI in a child", replace(ref, `<Reference URI="">`), signature.Malformed},
		{"no URI", replace(ref, `<Reference>`), signature.Malformed},
		{"external URI", replace(ref, `<Reference URI="https://example.com/">`), signature.Malformed},
		{"XPointer", replace(ref, `<Reference URI="#xpointer(id('`+mint.AssertionID+`'))">`), signature.Malformed},
		{"no #", replace(ref, `<Reference URI="`+mint.AssertionID+`">`), signature.Malformed},
		{"no ID", replace(` ID="`+mint.AssertionID+`"`, ""), signature.Malformed},
		{"ID twice, other case", replace("<samlp:Status>", `<samlp:Status id="`+mint.AssertionID+`">`), signature.Malformed},
		{"two IDs", replace(` ID="`+mint.AssertionID+`"`, ` ID="`+mint.AssertionID+`" Id="x"`), signature.Malformed},

		{"two SignedInfo", func(x string) string {
			a, b := strings.Index(x, "<SignedInfo>"), strings.Index(x, "</SignedInfo>")+len("</SignedInfo>")
			return x[:b] + x[a:b] + x[b:]
		}, signature.Malformed},
		{"no SignatureValue", func(x string) string {
			before, after, _ := strings.Cut(x, "<SignatureValue>")
			_, after, _ = strings.Cut(after, "</SignatureValue>")
			return before + after
		}, signature.Malformed},
		{"empty SignatureValue", func(x string) string {
			before, after, _ := strings.Cut(x, "<SignatureValue>")
			_, after, _ = strings.Cut(after, "</SignatureValue>")
			return before + "<SignatureValue/>" + after
		}, signature.Malformed},
		{"Object", replace("</Signature>", "<Object/></Signature>"), signature.Malformed},
		{"text in Signature", replace("</SignatureValue>", "</SignatureValue>x"), signature.Malformed},
		{"foreign element in SignedInfo", replace("</Reference>", `</Reference><x xmlns="urn:x"/>`), signature.Malformed},
		{"processing instruction in SignedInfo", replace("</Reference>", `</Reference><?x y?>`), signature.Malformed},
		{"two References", replace("</Reference>", "</Reference>"+ref+"</Reference>"), signature.Malformed},
		{"no Reference", func(x string) string {
			a, b := strings.Index(x, "<Reference "), strings.Index(x, "</Reference>")+len("</Reference>")
			return x[:a] + x[b:]
		}, signature.Malformed},
		{"comment in DigestValue", replace("<DigestValue>", "<DigestValue><!--x-->"), signature.Malformed},
		{"two DigestValues", twoValues, signature.Malformed},
		{"empty DigestValue", func(x string) string {
			before, after, _ := strings.Cut(x, "<DigestValue>")
			_, after, _ = strings.Cut(after, "</DigestValue>")
			return before + "<DigestValue></DigestValue>" + after
		}, signature.Malformed},
		{"many elements in SignedInfo", replace("</Transforms>", strings.Repeat("<Transform/>", 30)+"</Transforms>"), signature.Malformed},
		{"many comments in SignedInfo", replace("<Reference ", strings.Repeat("<!---->", 30)+"<Reference "), signature.Malformed},
		{"no transform", replace("<Transforms>"+transforms+"</Transforms>", "<Transforms></Transforms>"), signature.Malformed},
		{"no Transforms", replace("<Transforms>"+transforms+"</Transforms>", ""), signature.Malformed},
		{"enveloped twice", replace(transforms, strings.Repeat(transforms[:strings.Index(transforms, "/>")+2], 2)), signature.Malformed},
		{"only c14n", replace(transforms, transforms[strings.Index(transforms, "/>")+2:]), signature.Malformed},
		{"c14n first", replace(transforms, transforms[strings.Index(transforms, "/>")+2:]+transforms[:strings.Index(transforms, "/>")+2]), signature.Malformed},
		{"XPath", replace(transforms, transforms[:strings.Index(transforms, "/>")+2]+xpath), signature.Unsupported},
		{"XPath as third", replace(transforms, transforms+xpath), signature.Malformed},
		{"content in enveloped", replace(`enveloped-signature"/>`, `enveloped-signature"><XPath/></Transform>`), signature.Malformed},
		{"unknown canonicalization", replace(`Method Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"`, `Method Algorithm="urn:x"`), signature.Unsupported},
		{"hmac", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#hmac-sha1"), signature.Unsupported},
		{"hmac with a length", replace(`xmldsig-more#rsa-sha256"/>`, `xmldsig-more#rsa-sha256"><HMACOutputLength>1</HMACOutputLength></SignatureMethod>`), signature.Malformed},
		{"md5", replace("xmldsig-more#rsa-sha256", "xmldsig-more#rsa-md5"), signature.Unsupported},
		{"dsa", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#dsa-sha1"), signature.Unsupported},
		{"none", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "none"), signature.Unsupported},
		{"no algorithm", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", ""), signature.Malformed},
		{"digest for a signature", replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"), signature.Unsupported},
		{"signature for a digest", replace("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"), signature.Unsupported},
		{"sha1 for a digest of sha256", replace("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1"), signature.Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := one(t, c.edit(minted(mint.SignAssertion, mint.Signing{})), trust(mint.Active()))
			if r.Cause != c.want {
				t.Errorf("expected %s, got %s: %s", c.want, r.Cause, r.Detail)
			}
			if r.Cause != signature.Good && r.Detail == "" {
				t.Error("no detail")
			}
		})
	}
	t.Run("two signatures in one element", func(t *testing.T) {
		x := minted(mint.SignAssertion, mint.Signing{})
		x = replace("<Subject>", signatureOf(x)+"<Subject>")(x)
		rs := verify(t, x, trust(mint.Active()))
		if len(rs) != 2 || rs[0].Cause != signature.Malformed || rs[1].Cause != signature.Malformed {
			t.Error(rs)
		}
	})
	t.Run("small key", func(t *testing.T) {
		x := minted(mint.SignAssertion, mint.Signing{KeyInfo: `<KeyValue><RSAKeyValue><Modulus>` +
			strings.Repeat("7", 88) + `</Modulus><Exponent>AQAB</Exponent></RSAKeyValue></KeyValue>`})
		if r := one(t, x, trust(mint.Old())); r.Cause != signature.Unsupported || !strings.Contains(r.Detail, "1024") {
			t.Error(r.Cause, r.Detail)
		}
	})
}

func TestWholeDocument(t *testing.T) {
	const id = "_whole"
	x := mint.Sign(strings.Replace(mint.EntraResponse().Assertion.XML(), mint.AssertionID, id, 2), id, mint.Signing{})
	if r := one(t, x, trust(mint.Active())); r.Cause != signature.Good || r.WholeDocument {
		t.Fatal(r.Cause, r.Detail)
	}
	// the reference itself is signed: emptied afterwards the signature value cannot fit
	empty := strings.Replace(x, `URI="#`+id+`"`, `URI=""`, 1)
	if r := one(t, empty, trust(mint.Active())); r.Cause != signature.Damaged || !r.WholeDocument {
		t.Error(r.Cause, r.Detail)
	}
	if r := one(t, empty+"<?x y?>", trust(mint.Active())); r.Cause != signature.Malformed {
		t.Error(r.Cause, r.Detail)
	}
}

func TestLimits(t *testing.T) {
	groups := mint.EntraResponse()
	var ids []string
	for i := range 5000 {
		ids = append(ids, fmt.Sprintf("%08d-0000-0000-0000-000000000000", i))
	}
	groups.Set(mint.ClaimGroups, ids...)
	x := string(groups.Signed())
	if r := one(t, x, trust(mint.Active())); r.Cause != signature.Good {
		t.Errorf("5,000 groups: %s: %s", r.Cause, r.Detail)
	}
	sig := x[strings.Index(x, "<Signature ") : strings.Index(x, "</Signature>")+len("</Signature>")]
	late := strings.Replace(strings.Replace(x, sig, "", 1), "</Assertion>", sig+"</Assertion>", 1)
	if r := one(t, late, trust(mint.Active())); r.Cause != signature.Good {
		t.Errorf("5,000 groups in front of the signature: %s: %s", r.Cause, r.Detail)
	}

	many := "<m:EntitiesDescriptor xmlns:m=\"urn:oasis:names:tc:SAML:2.0:metadata\">"
	for i := range 12 {
		id := fmt.Sprintf("_e%d", i)
		many += mint.Sign(`<m:EntityDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata" ID="`+id+`"><m:Extensions/></m:EntityDescriptor>`, id, mint.Signing{})
	}
	rs := verify(t, many+"</m:EntitiesDescriptor>", trust(mint.Active()))
	if len(rs) != 12 || rs[9].Cause != signature.Good || rs[10].Cause != signature.Unsupported || !strings.Contains(rs[10].Detail, "this program") {
		t.Error("12 signatures:", rs)
	}

	keys := make([]signature.Key, 250)
	for i := range keys {
		keys[i] = trust(mint.Old())[0]
	}
	if r := one(t, minted(mint.SignAssertion, mint.Signing{}), keys); r.Cause != signature.UnknownKey || !strings.Contains(r.Detail, "first 200 of 250") {
		t.Error(r.Cause, r.Detail)
	}

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, r := range signature.Verify(ctx, parse(t, minted(mint.SignBoth, mint.Signing{})), trust(mint.Active())) {
		if r.Cause != signature.Unsupported || !strings.Contains(r.Detail, "canceled") {
			t.Error(r.Cause, r.Detail)
		}
	}
}

// manyPrefixes declares as many prefixes as an element may.
func manyPrefixes() string {
	var decls strings.Builder
	for i := range 60 {
		fmt.Fprintf(&decls, ` xmlns:p%d="urn:%d"`, i, i)
	}
	return decls.String()
}

// What stands beyond the bound is not opened: that would look at all that stands around it, each time.
func TestMaxSignatures(t *testing.T) {
	one := minted(mint.SignAssertion, mint.Signing{})
	from, to := strings.Index(one, "<Signature"), strings.Index(one, "</Signature>")+len("</Signature>")
	x := one[:from] + strings.Repeat(one[from:to], 12) + one[to:]
	for i, r := range verify(t, x, trust(mint.Active())) {
		opened := r.Algorithm != ""
		if opened != (i < 10) || r.Limit == opened || r.Parent == nil || !opened && !strings.Contains(r.Detail, "only the first 10 signatures") {
			t.Errorf("signature %d: opened: %t, limit: %t, %s", i, opened, r.Limit, r.Detail)
		}
	}
}
