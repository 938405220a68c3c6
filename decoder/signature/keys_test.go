package signature_test

import (
	"crypto/x509"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

func TestLook(t *testing.T) {
	for uri, want := range map[string]signature.Level{
		"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256": signature.Strong,
		"http://www.w3.org/2000/09/xmldsig#rsa-sha1":        signature.Weak,
		"http://www.w3.org/2000/09/xmldsig#sha1":            signature.Weak,
		"http://www.w3.org/2000/09/xmldsig#hmac-sha1":       signature.Refused,
		"http://www.w3.org/2001/04/xmldsig-more#rsa-md5":    signature.Refused,
		"": "", "none": "",
	} {
		a, ok := signature.Look(uri)
		if a.Level != want || ok != (want != "") || ok && a.Level != signature.Strong && a.Why == "" {
			t.Errorf("%q: %+v, %v", uri, a, ok)
		}
	}
}

func TestCertificates(t *testing.T) {
	pem := string(mint.Active().CertPEM())
	noBreaks := strings.ReplaceAll(pem, "\n", "")
	for name, c := range map[string]struct {
		text string
		want int
		fail string // part of the error
	}{
		"PEM":             {pem, 1, ""},
		"PEM, CRLF":       {strings.ReplaceAll(pem, "\n", "\r\n"), 1, ""},
		"two":             {pem + string(mint.Old().CertPEM()), 2, ""},
		"with words":      {"Bag Attributes\n  friendlyName: x\n" + pem, 1, ""},
		"no line breaks":  {noBreaks, 1, ""},
		"two on one line": {noBreaks + noBreaks, 2, ""},
		"JSON":            {strings.ReplaceAll(pem, "\n", `\n`), 1, ""},
		"BOM":             {mint.BOM + pem, 1, ""},
		"DER":             {string(mint.Active().Cert.Raw), 1, ""},
		"Base64":          {mint.Active().Base64(), 1, ""},
		"Base64, wrapped": {mint.Active().Base64()[:64] + "\r\n  " + mint.Active().Base64()[64:], 1, ""},
		"key and cert":    {string(mint.Active().PrivatePEM()) + pem, 1, ""},
		"nothing":         {" \n", 0, "found nothing"},
		"private key":     {string(mint.Active().PrivatePEM()), 0, "PRIVATE KEY"},
		"cut":             {pem[:200], 0, "END CERTIFICATE"},
		"not Base64":      {"-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----", 0, "Base64"},
		"not DER":         {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", 0, "expected a certificate"},
		"metadata":        {string(mint.AppMetadata().XML()), 0, "found XML"},
		"PFX":             {"\x30\x82\x09\x00\x02\x01\x03\x30\x82\x08\xF0\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01\xA0\x82", 0, "PKCS #12"},
		"text":            {"0 is a number", 0, "expected a certificate"},
	} {
		ks, err := signature.Certificates("f.cer", []byte(c.text))
		if len(ks) != c.want || (err != nil) != (c.want == 0) || err != nil && !strings.Contains(err.Error(), c.fail) {
			t.Errorf("%s: %d keys, %v", name, len(ks), err)
		}
		for _, k := range ks {
			if k.Source != "f.cer" || k.Public == nil || k.Cert == nil {
				t.Errorf("%s: %+v", name, k)
			}
		}
	}
}

func TestRefusedCertificate(t *testing.T) {
	der := append([]byte{}, mint.Active().Cert.Raw...)
	at := strings.Index(string(der), "\x02\x01\x01\x30") // serial 1
	if at < 0 {
		t.Fatal("serial not found")
	}
	der[at+2] = 0xff // -1
	if _, err := x509.ParseCertificate(der); err == nil {
		t.Skip("crypto/x509 takes a negative serial number")
	}
	k, err := signature.Certificate(der)
	if err != nil || k.Cert != nil {
		t.Fatal(k, err)
	}
	if r := one(t, minted(mint.SignAssertion, mint.Signing{}), []signature.Key{k}); r.Cause != signature.Good {
		t.Error(r.Cause, r.Detail)
	}
}
