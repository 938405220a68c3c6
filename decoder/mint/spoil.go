package mint

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"html"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/beevik/etree"
	"software.sslmate.com/src/go-pkcs12"
)

// Spoiled is a file that an admin sends in place of the application's metadata, with one thing wrong
// with it. What the thing is stands in its name.
type Spoiled struct {
	Name string
	File []byte
}

// SpoiledMetadata is AppMetadata spoiled in every way that is known to happen: on its way, by taking
// another file, or because the identity provider is set up so. Judged at Now. The names of those in
// which nothing is wrong begin with "good-", of those that break one rule of the schema with "schema-".
func SpoiledMetadata() []Spoiled {
	return slices.Concat(spoiledAfterDownload(), otherFiles(), otherMetadata(), spoiledKeys(), spoiledValues(), spoiledSchema())
}

// SpoiledAs is the file of that name among SpoiledMetadata.
func SpoiledAs(name string) []byte {
	for _, s := range SpoiledMetadata() {
		if s.Name == name {
			return s.File
		}
	}
	panic("mint: no spoiled metadata of the name " + name)
}

// edit replaces every old by its new, in pairs. An old that is not there is a mistake of the caller.
func edit(x string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(x, pairs[i]) {
			panic("mint: nothing to edit: " + pairs[i])
		}
		x = strings.ReplaceAll(x, pairs[i], pairs[i+1])
	}
	return x
}

// app is the application's file as it would be with those edits: its signature covers them.
func app(pairs ...string) []byte { return AppMetadata().with(pairs...) }

func (m Metadata) with(pairs ...string) []byte {
	return []byte(BOM + Sign(edit(m.unsigned(), pairs...), MetadataID, m.Signing.orActive()))
}

func (s *Signing) orActive() Signing {
	if s == nil {
		return Signing{}
	}
	return *s
}

// original is the application's file without its byte order mark.
func original() string { return strings.TrimPrefix(string(AppMetadata().XML()), BOM) }

// after is the application's file edited after it was signed.
func after(pairs ...string) []byte { return []byte(BOM + edit(original(), pairs...)) }

const (
	ssoRedirect = `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="` + LoginURL + `"/>`
	ssoPost     = `<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="` + LoginURL + `"/>`
	sloRedirect = `<SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="` + LoginURL + `"/>`
	idpStart    = `<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">`
	idpEnd      = `</IDPSSODescriptor>`
	entityEnd   = `</EntityDescriptor>`
	entityIs    = ` entityID="` + Issuer + `"`
)

// spoiledAfterDownload are the files that an editor, a browser or a mail changed.
func spoiledAfterDownload() []Spoiled {
	x := original()
	written := func(s etree.WriteSettings, indent func(*etree.Document)) []byte {
		d := etree.NewDocument()
		if err := d.ReadFromString(x); err != nil {
			panic(err)
		}
		d.WriteSettings = s
		indent(d)
		return append([]byte(BOM), must(d.WriteToBytes())...)
	}
	indented := written(etree.WriteSettings{}, func(d *etree.Document) { d.Indent(2) })
	cut := func(after string, more int) []byte {
		at := strings.Index(x, after)
		if at < 0 {
			panic("mint: nothing to cut behind: " + after)
		}
		return []byte(BOM + x[:at+len(after)+more])
	}
	_, inside, _ := strings.Cut(x, "?>")
	lines := strings.ReplaceAll(inside, "><", ">\n<")
	cert := Active().Base64()
	var wrapped strings.Builder
	for line := range slices.Chunk([]byte(cert), 64) {
		wrapped.Write(append(line, '\r', '\n'))
	}
	return []Spoiled{
		{"good-original", AppMetadata().XML()},
		{"good-bom-removed", []byte(x)},
		{"good-empty-tags-written-out", written(etree.WriteSettings{CanonicalEndTags: true}, func(*etree.Document) {})},
		{"good-comment-added", after(entityEnd, "<!-- for Upwork -->"+entityEnd)},
		{"good-line-end-added", []byte(BOM + x + "\r\n")},

		{"re-indented", indented},
		{"re-indented-with-tabs", written(etree.WriteSettings{}, func(d *etree.Document) { d.IndentTabs() })},
		{"re-indented-with-crlf", bytes.ReplaceAll(indented, []byte("\n"), []byte("\r\n"))},
		{"certificate-wrapped-with-crlf", after(cert, wrapped.String())},
		{"attributes-edited", after(` xmlns="urn:oasis:names:tc:SAML:2.0:metadata"`, ` validUntil="2036-01-01T00:00:00Z" xmlns="urn:oasis:names:tc:SAML:2.0:metadata"`)},
		{"entity-id-edited", after(entityIs, ` entityID="`+Issuer+AppID+`"`)},
		{"address-edited", after(ssoPost, edit(ssoPost, LoginURL, "https://sso.example.com/saml2"))},
		{"certificate-swapped", after(cert, Foreign().Base64())},
		{"certificate-swapped-in-saml-role", swapInSAMLRole(x)},
		{"role-removed", []byte(BOM + x[:strings.Index(x, "<RoleDescriptor")] + x[strings.Index(x, idpStart):])},
		{"signature-removed", []byte(BOM + AppMetadata().unsigned())},
		{"signature-value-damaged", after("<SignatureValue>", "<SignatureValue>AAAA")},

		{"utf-16", recoded16(x)},
		{"utf-16-declared", recoded16(edit(x, `encoding="utf-8"`, `encoding="utf-16"`))},
		{"latin-1-declared", []byte(edit(x, `encoding="utf-8"`, `encoding="iso-8859-1"`))},
		{"latin-1", []byte(edit(x, "Display name of the user.", "Anzeigename f\xfcr die Person."))},

		{"cut-off-in-first-tag", cut("<EntityDescriptor", 10)},
		{"cut-off-in-signature", cut("<SignatureValue>", 40)},
		{"cut-off-in-certificate", cut("<KeyDescriptor", 400)},
		{"cut-off-between-roles", cut("</RoleDescriptor>", 0)},
		{"cut-off-before-end", cut(idpEnd, 0)},
		{"beginning-missing", []byte(x[strings.Index(x, idpStart):])},
		{"tag-damaged", after("</KeyInfo></KeyDescriptor>"+sloRedirect, "</KeyInf></KeyDescriptor>"+sloRedirect)},
		{"text-behind", []byte(BOM + x + "\r\nKind regards\r\nB.Simon")},

		{"browser-view-chrome", []byte("This XML file does not appear to have any style information associated with it. The document tree is shown below.\n" + lines)},
		{"browser-view-without-xml", []byte("This XML file does not appear to have any style information associated with it. The document tree is shown below.\n")},
		{"browser-view-with-marks", []byte(`<?xml version="1.0" encoding="utf-8"?>` + "\n- " + strings.ReplaceAll(inside, "><", ">\n- <"))},
		{"browser-view-marks-inside", []byte(strings.ReplaceAll(inside, "<RoleDescriptor", "\n-\n<RoleDescriptor"))},
		{"escaped", []byte(html.EscapeString(x))},
		{"base64", []byte(base64.StdEncoding.EncodeToString(AppMetadata().XML()))},
	}
}

// swapInSAMLRole changes the certificate of the IDPSSODescriptor alone.
func swapInSAMLRole(x string) []byte {
	at := strings.Index(x, idpStart)
	return []byte(BOM + x[:at] + edit(x[at:], Active().Base64(), Foreign().Base64()))
}

// recoded16 is a text in UTF-16 with its byte order mark, as Windows calls Unicode.
func recoded16(x string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(x)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// zeros is a source of randomness for files that are the same on each call.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// otherFiles are no metadata.
func otherFiles() []Spoiled {
	const address = "https://login.microsoftonline.com/" + Tenant + "/federationmetadata/2007-06/federationmetadata.xml?appid=" + AppID
	active, x := Active(), string(AppMetadata().XML())
	mail := strings.ReplaceAll("From: "+User+"\nTo: sso@sp.example.com\nSubject: Federation Metadata\nDate: Fri, 02 Jan 2026 03:04:05 +0000\nMIME-Version: 1.0\n"+
		"Content-Type: application/xml; name=\"Upwork Enterprise.xml\"\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=\"Upwork Enterprise.xml\"\n\n",
		"\n", "\r\n") + base64.StdEncoding.EncodeToString([]byte(x))
	return []Spoiled{
		{"empty", nil},
		{"html-sign-in-page", []byte(`<!DOCTYPE html><html dir="ltr" lang="en"><head><title>Sign in to your account</title>` +
			`<link href="https://aadcdn.msauth.net/shared/1.0/content/css/x.css" rel="stylesheet"><script>$Config={"pgid":"ConvergedSignIn"}</script></head><body><br></body></html>`)},
		{"html-page", []byte(`<!DOCTYPE html><html><head><title>Contoso intranet</title></head><body><p>Metadata<br></body></html>`)},
		{"certificate-pem", active.CertPEM()},
		{"certificate-base64", []byte(active.Base64())},
		{"certificate-der", active.Cert.Raw},
		{"private-key", active.PrivatePEM()},
		{"pfx", must(pkcs12.Modern2023.WithRand(zeros{}).Encode(active.Private, active.Cert, nil, "contoso"))},
		{"p7b", []byte("-----BEGIN PKCS7-----\nMAsGCSqGSIb3DQEHAg==\n-----END PKCS7-----\n")},
		{"certificate-request", []byte("-----BEGIN CERTIFICATE REQUEST-----\nMAsGCSqGSIb3DQEHAg==\n-----END CERTIFICATE REQUEST-----\n")},
		{"openid-configuration", []byte(`{"token_endpoint":"https://login.microsoftonline.com/` + Tenant + `/oauth2/v2.0/token","jwks_uri":"https://login.microsoftonline.com/` + Tenant +
			`/discovery/v2.0/keys","issuer":"https://login.microsoftonline.com/` + Tenant + `/v2.0","authorization_endpoint":"https://login.microsoftonline.com/` + Tenant + `/oauth2/v2.0/authorize"}`)},
		{"jwks", []byte(`{"keys":[{"kty":"RSA","use":"sig","kid":"1","n":"wQ","e":"AQAB"}]}`)},
		{"service-principal", []byte(`{"id":"1","appId":"` + AppID + `","displayName":"Upwork Enterprise","servicePrincipalType":"Application","preferredSingleSignOnMode":"saml"}`)},
		{"har", []byte(`{"log":{"version":"1.2","creator":{"name":"x","version":"1"},"entries":[]}}`)},
		{"saml-response", EntraResponse().Signed()},
		{"zip", zipped("Upwork Enterprise.xml", x)},
		{"docx", zipped("[Content_Types].xml", "<Types/>", "word/document.xml", "<w/>")},
		{"pdf", []byte("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n")},
		{"rtf", []byte(`{\rtf1\ansi ` + strings.ReplaceAll(original(), `"`, `\'22`) + `}`)},
		{"mail", []byte(mail)},
		{"address", []byte(address)},
		{"words", []byte("Please find the metadata attached.\r\n")},
		{"role-alone", []byte(x[strings.Index(x, idpStart):strings.Index(x, entityEnd)])},
		{"namespace-missing", []byte(edit(AppMetadata().unsigned(), ` xmlns="urn:oasis:names:tc:SAML:2.0:metadata"`, ""))},
	}
}

// zipped is a ZIP archive of names and contents, in pairs.
func zipped(pairs ...string) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		must(must(w.Create(pairs[i])).Write([]byte(pairs[i+1])))
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}
