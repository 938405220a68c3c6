package metadata

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"html"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/tree"
)

// wrongFiles are files that are not federation metadata, each with its kind and a part of what is said of it.
func wrongFiles(t testing.TB) []wrongFile {
	must := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	active := mint.Active()
	app := string(mint.AppMetadata().XML())
	plain := strings.TrimPrefix(app, mint.BOM)
	_, inside, _ := strings.Cut(plain, "?>")
	response := mint.EntraResponse().XML()
	wide := func(s string) string {
		out := []byte("\xff\xfe")
		for i := range len(s) {
			out = append(out, s[i], 0)
		}
		return string(out)
	}
	zipped := func(names ...string) string {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, n := range names {
			f, err := w.Create(n)
			if err == nil {
				_, err = f.Write([]byte(app))
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	request := must(x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: "sso.example.com"}}, active.Private))
	p7b := must(asn1.Marshal(struct {
		Type asn1.ObjectIdentifier
		Rest asn1.RawValue
	}{oidSignedData, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: []byte{0x30, 0}}}))
	sealed := must(asn1.Marshal(struct {
		Algorithm pkix.AlgorithmIdentifier
		Data      []byte
	}{pkix.AlgorithmIdentifier{Algorithm: oidPBES2}, make([]byte, 32)}))
	public := must(x509.MarshalPKIXPublicKey(active.Private.Public()))
	const pfx = "\x30\x82\x09\x00\x02\x01\x03\x30\x82\x08\xF0\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01\xA0\x82"
	armoured := func(label string, der []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))
	}
	based := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	const sentence = "This XML file does not appear to have any style information associated with it. The document tree is shown below.\n"
	const link = "https://login.microsoftonline.com/" + mint.Tenant + "/federationmetadata/2007-06/federationmetadata.xml"
	return []wrongFile{
		{"nothing", "", Empty, "file is empty"},
		{"white space", " \r\n", Empty, "file is empty"},
		{"only a byte order mark", mint.BOM, Empty, "file is empty"},
		{"zero bytes", strings.Repeat("\x00", 4096), Empty, "file is empty"},

		{"a certificate as PEM", string(active.CertPEM()), Certificate, "a certificate (CN="},
		{"a certificate as DER", string(active.Cert.Raw), Certificate, "a certificate (CN="},
		{"a certificate as Base64", active.Base64(), Certificate, "a certificate (CN="},
		{"a certificate with text before it", "Bag Attributes\n" + string(active.CertPEM()), Certificate, "a certificate (CN="},
		{"a certificate in UTF-16", wide(string(active.CertPEM())), Certificate, "a certificate (CN="},
		{"half a certificate", string(active.CertPEM()[:300]), Certificate, "that is damaged"},
		{"a certificate request as PEM", armoured("CERTIFICATE REQUEST", request), Request, ".csr"},
		{"an old certificate request", armoured("NEW CERTIFICATE REQUEST", request), Request, ".csr"},
		{"a certificate request as DER", string(request), Request, ".csr"},
		{"PKCS #7 as PEM", armoured("PKCS7", p7b), PKCS7, ".p7b"},
		{"PKCS #7 as DER", string(p7b), PKCS7, ".p7b"},
		{"a PFX file", pfx, PFX, "found a PKCS #12 file"},
		{"a Java key store", "\xFE\xED\xFE\xED\x00\x00\x00\x02", PFX, "Java key store"},
		{"a private key", string(active.PrivatePEM()), PrivateKey, "found a private key"},
		{"a certificate with its private key", string(active.CertPEM()) + string(active.PrivatePEM()), PrivateKey, "found a private key"},
		{"a private key as DER", string(must(x509.MarshalPKCS8PrivateKey(active.Private))), PrivateKey, "found a private key"},
		{"an encrypted private key as DER", string(sealed), PrivateKey, "found a private key"},
		{"a private key behind half a metadata file", plain[:500] + string(active.PrivatePEM()), PrivateKey, "found a private key"},
		{"a public key as PEM", armoured("PUBLIC KEY", public), PublicKey, "a public key"},
		{"a public key as DER", string(public), PublicKey, "a public key"},

		{"an HTML page", "<!DOCTYPE html><html><head><title>Contoso &amp;\n Sons</title><body><br></body></html>", HTML, "an HTML page (Contoso & Sons)"},
		{"an HTML page without a document type", "<html><body><br></body></html>", HTML, "an HTML page"},
		{"an XHTML page", `<html xmlns="http://www.w3.org/1999/xhtml"/>`, HTML, "an HTML page"},
		{"a page saved as an archive", "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example.com/\r\nSubject: x\r\nDate: x\r\nMIME-Version: 1.0\r\n\r\n<html>", HTML, ".mhtml"},
		{"Microsoft's sign-in page", `<!DOCTYPE html><html dir="ltr"><head><title>Bei Ihrem Konto anmelden</title><script>$Config={"pgid":"ConvergedSignIn"}</script><img></html>`, SignInPage, "Microsoft's sign-in page"},
		{"Microsoft's error page", `<!DOCTYPE html><html><head><title>Sign in to your account</title><p>AADSTS700016: Application not found<br></html>`, SignInPage, "AADSTS700016"},

		{"Chrome's view", sentence + inside, BrowserView, "browser's XML view"},
		{"Chrome's view cut off", sentence + "<EntityDescriptor", BrowserView, "browser's XML view"},
		{"Firefox's view in German", "Mit dieser XML-Datei sind anscheinend keine Style-Informationen verknüpft. Nachfolgend wird die Baum-Ansicht des Dokuments angezeigt.\n" + inside, BrowserView, "browser's XML view"},
		{"a view with marks", `<?xml version="1.0" encoding="UTF-8"?>` + "\n- " + strings.ReplaceAll(inside, "><", ">\n- <"), BrowserView, "browser's XML view"},
		{"a view with marks inside the root only", strings.ReplaceAll(inside, "<RoleDescriptor", "\n▼<RoleDescriptor"), BrowserView, "browser's XML view"},
		{"escaped", html.EscapeString(plain), Escaped, "&lt;"},
		{"Base64", based(plain), Encoded, "Base64 text of federation metadata"},
		{"Base64 with a byte order mark", based(app), Encoded, "Base64 text of federation metadata"},

		{"the address of the app's file", link + "?appid=" + mint.AppID, Address, "the App Federation Metadata Url"},
		{"the address of the tenant's file", link + "\n", Address, "the web address of federation metadata"},
		{"a web address", "https://sp.example.com/", Address, "a web address"},
		{"a short cut", "[InternetShortcut]\r\nURL=" + link, Address, "the web address of federation metadata"},

		{"an OpenID configuration", `{"token_endpoint":"https://x","issuer":"https://x","authorization_endpoint":"https://x","jwks_uri":"https://x"}`, OpenID, "OpenID Connect"},
		{"a set of keys", `{"keys":[{"kty":"RSA"}]}`, JWKS, "JSON Web Key Set"},
		{"a service principal", `{"@odata.context":"x","appId":"x","servicePrincipalType":"Application"}`, Graph, "Microsoft Graph"},
		{"a list of service principals", `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#servicePrincipals","value":[]}`, Graph, "Microsoft Graph"},
		{"a HAR file", `{"log": {"version": "1.2", "entries": [{"request": {"url": "https://sp.example.com/?SAMLRequest=x"}}]}}`, HAR, "found a HAR file"},
		{"JSON", `{"issuer": "https://idp.example.com"}`, JSON, "found JSON"},
		{"JSON cut off", `{"issuer": "https://idp`, JSON, "found JSON"},
		{"a JSON list", `[1, 2]`, JSON, "found JSON"},

		{"a ZIP archive", "PK\x03\x04\x14\x00", ZIP, "ZIP archive"},
		{"metadata in a ZIP archive", zipped("metadata.xml"), ZIP, "ZIP archive"},
		{"compressed data", "\x1F\x8B\x08\x00", ZIP, "gzip"},
		{"a Word document", zipped("[Content_Types].xml", "word/document.xml"), Office, "Word"},
		{"an Excel workbook", zipped("[Content_Types].xml", "xl/workbook.xml"), Office, "Excel"},
		{"RTF", `{\rtf1\ansi <EntityDescriptor`, Office, "RTF"},
		{"an old Word document", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + wide("WordDocument"), Office, "Office"},
		{"a PDF file", "%PDF-1.7\n\xE2\xE3", PDF, "found a PDF file"},
		{"a mail", "From: b.simon@example.com\r\nTo: x@example.com\r\nSubject: SSO\r\nMIME-Version: 1.0\r\n\r\nContent-Disposition: attachment; filename=\"Upwork Enterprise.xml\"\r\n\r\n" + based(app), Mail, "Upwork Enterprise.xml attached"},
		{"a mail of Outlook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + wide("__properties_version1.0"), Mail, ".msg"},
		{"words", "please find the metadata attached", Text, "no XML at all"},
		{"words and a tag", "see <EntityDescriptor> attached", Text, "not XML from its beginning"},
		{"a picture", "\x89PNG\r\n\x1a\n", Binary, "a picture"},

		{"a SAML response", response, Message, "a SAML message (Response)"},
		{"an assertion", `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion"/>`, Message, "a SAML message (Assertion)"},
		{"a SAML 1.1 assertion", `<Assertion xmlns="urn:oasis:names:tc:SAML:1.0:assertion"/>`, Message, "SAML 1.1"},
		{"an encoded response", based("<samlp:Response/>"), Message, "Base64"},
		{"a form", "SAMLResponse=PHNhbWxw", Message, "a SAML response"},
		{"a redirect", mint.LoginURL + "?SAMLRequest=fZ", Message, "a SAML request"},

		{"a role alone", `<IDPSSODescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata"/>`, Part, "a part of metadata (IDPSSODescriptor)"},
		{"a role alone that lost its namespace", `<IDPSSODescriptor><KeyDescriptor/></IDPSSODescriptor>`, Part, "a part of metadata (IDPSSODescriptor)"},
		{"no namespace", `<EntityDescriptor entityID="x"/>`, Namespace, "EntityDescriptor without a namespace"},
		{"the namespace of SAML 1.1", `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:metadata"/>`, Namespace, `"urn:oasis:names:tc:SAML:metadata"`},
		{"other XML", `<feed xmlns="http://www.w3.org/2005/Atom"/>`, OtherXML, "XML of another kind (feed"},
		{"other XML without a namespace", `<configuration/>`, OtherXML, "XML of another kind (configuration)"},
		{"other XML that is broken", `<configuration>`, BrokenXML, "line 1"},

		{"cut off", app[:len(app)-20], CutOff, "line 1"},
		{"cut off in a certificate", app[:2000], CutOff, "line 1"},
		{"cut off in the first tag", "<md:EntityDescriptor", CutOff, "line 1"},
		{"cut off in the first name", `<?xml version="1.0" encoding="utf-8"?><EntityDescr`, CutOff, "line 1"},
		{"cut off inside a character", `<EntityDescriptor entityID="` + "\xc3", CutOff, "inside a character"},
		{"cut off inside a character of UTF-16", wide(plain)[:2*400+1], CutOff, "inside a character"},
		{"its beginning missing", plain[700:], CutOff, "whose beginning is missing"},
		{"a no-break space in its first tag", strings.Replace(plain, "<EntityDescriptor ", "<EntityDescriptor\u00a0", 1), Damaged, "that is damaged"},
		{"words before it", "Here it is:\n" + plain, Damaged, "something else before it"},
		{"damaged in the middle", strings.Replace(app, "</KeyInfo>", "</KeyInf>", 1), Damaged, "line 1"},
		{"a text behind it", app + "\nBest regards", Damaged, "nothing after the root element"},
		{"a document type", `<!DOCTYPE EntityDescriptor [<!ENTITY x "y">]>` + inside, DocType, "line 1"},
		{"too deep", `<EntityDescriptor>` + strings.Repeat("<x>", 200), TooLarge, "nested more than 100 deep"},
		{"UTF-16 that declares UTF-8", wide(plain), Reencoded, `names, "utf-8", found utf-16le`},
		{"windows-1252 that declares UTF-8", strings.Replace(plain, "Display", "\xe4", 1), Reencoded, "0xE4"},
		{"an encoding that lies", `<?xml version="1.0" encoding="UTF-8"?><a>` + "\xe4</a>", Encoding, "cannot be read"},
	}
}

type wrongFile struct {
	name, in string
	kind     Kind
	what     string
}

func TestWrong(t *testing.T) {
	for _, c := range wrongFiles(t) {
		t.Run(c.name, func(t *testing.T) {
			f, err := Read("x", []byte(c.in))
			w := (*Wrong)(nil)
			if !errors.As(err, &w) || f != nil {
				t.Fatalf("expected a *Wrong, found %v", err)
			}
			if w.Kind != c.kind || !strings.Contains(err.Error(), c.what) || !strings.HasPrefix(err.Error(), "expected federation metadata, found "+w.What) {
				t.Errorf("%s: %q, expected %s with %q in it", w.Kind, err, c.kind, c.what)
			}
		})
	}
	_, err := Read("x", []byte("<a"))
	if te := (*tree.Error)(nil); !errors.As(err, &te) {
		t.Errorf("no *tree.Error within %v", err)
	}
	_, err = Read("x", []byte("<EntityDescriptor\n>\n<x>"))
	if w := (*Wrong)(nil); !errors.As(err, &w) || w.Line != 3 || w.Column != 4 {
		t.Errorf("expected line 3, column 4, found %+v", w)
	}
}

func TestSpoiled(t *testing.T) {
	for kind, want := range map[Kind]bool{CutOff: true, Reencoded: true, BrowserView: true, Certificate: false, HTML: false, Part: false} {
		if kind.Spoiled() != want {
			t.Errorf("%s: expected %v", kind, want)
		}
	}
}
