package wire_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"strings"
	"testing"

	"claimcheck/decoder/wire"
)

// certificate gives a self-made certificate and its key, in DER.
func certificate(t testing.TB) (cert, key []byte) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Contoso signing"}}
	cert, err = x509.CreateCertificate(rand.Reader, &c, &c, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	key, err = x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	return cert, key
}

func pemText(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

const jwt = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2xvZ2luLmV4YW1wbGUuY29tL3YyLjAiLCJzdWIiOiJiLnNpbW9uIn0.c2lnbmF0dXJl"

func TestInstead(t *testing.T) {
	cert, key := certificate(t)
	long := strings.Repeat(message, 8)
	long = `<r xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">` + long + "</r>"
	for _, c := range []struct{ name, capture, what, found string }{
		{"empty", "", "empty", "nothing"},
		{"white space", " \r\n\t\u00A0\u200B ", "empty", "nothing"},
		{"a bom alone", "\uFEFF", "empty", "nothing"},
		{"empty parameter", "SAMLResponse=&RelayState=r", "empty", "SAMLResponse"},
		{"cut-off base64", b64(long)[:3412], "truncated", "the Base64 stops in mid-message after 3,412 characters"},
		{"cut-off base64, odd", b64(long)[:3413], "truncated", "after 3,413 characters"},
		{"cut-off base64, dots", b64(long)[:1000] + "...", "truncated", "after 1,000 characters"},
		{"cut-off form", "RelayState=r&SAMLResponse=" + b64(long)[:2000], "truncated", "after 2,000 characters"},
		{"cut-off url", "https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(long))[:200]), "truncated", "after 200 characters"},
		{"cut-off inside an escape", "SAMLResponse=" + strings.ReplaceAll(b64(long)[:2000], "=", "") + "%2", "truncated", "after 2,000 characters"},
		{"cut-off url, inside an escape", "https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(long))[:200]) + "%", "truncated", "after 200 characters"},
		{"cut-off html", `<form action="/acs"><input name="SAMLResponse" value="` + b64(long)[:1500], "truncated", "after 1,500 characters"},
		{"cut-off in a mail", "Hello,\n\n" + wrap(b64(long)[:760], 76, "", "\n") + "\nBye", "truncated", "after 760 characters"},
		{"no beginning", b64(message)[40:], "truncated", "starts in mid-message"},
		{"no beginning, odd", b64(message)[41:], "truncated", "starts in mid-message"},
		{"no beginning in a form", "SAMLResponse=" + b64(message)[42:], "truncated", "starts in mid-message"},
		{"jwt", jwt, "jwt", "https://login.example.com/v2.0"},
		{"jwt in a header", "Authorization: Bearer " + jwt, "jwt", "issuer https://login.example.com/v2.0"},
		{"jwt in a url", "https://app.example.com/#id_token=" + jwt + "&state=1", "jwt", "issuer"},
		{"jwt in json", `{"access_token": "` + jwt + `"}`, "jwt", "issuer"},
		{"certificate", pemText("CERTIFICATE", cert), "certificate", "CN=Contoso signing"},
		{"certificate, der", string(cert), "certificate", "CN=Contoso signing"},
		{"certificate, base64", base64.StdEncoding.EncodeToString(cert), "certificate", "CN=Contoso signing"},
		{"private key", pemText("PRIVATE KEY", key), "private-key", "a private key"},
		{"certificate and key", pemText("CERTIFICATE", cert) + pemText("PRIVATE KEY", key), "private-key", "a private key"},
		{"pfx", "\x30\x82\x09\x00\x02\x01\x03\x30\x82\x08\xF0\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x01" + strings.Repeat("\xA0", 200), "private-key", ".pfx"},
		{"p7b", "\x30\x82\x03\x00\x06\x09\x2A\x86\x48\x86\xF7\x0D\x01\x07\x02" + strings.Repeat("\xA0", 200), "certificate", ".p7b"},
		{"lower part of an error page", "Request Id: 0000aaaa-11bb-cccc-dd22-eeeeee333333\nCorrelation Id: aaaa0000-bb11-2222-33cc-444444dddddd\nTimestamp: 2026-01-02T03:04:05Z", "identifier", "without its error code"},
		{"identifier alone", "0000aaaa-11bb-cccc-dd22-eeeeee333333\n", "identifier", "an identifier alone"},
		{"number alone", "50105", "word", "5 digits"},
		{"private key, base64", base64.StdEncoding.EncodeToString(key), "private-key", "a private key"},
		{"public key", pemText("PUBLIC KEY", []byte("abc")), "certificate", "public key"},
		{"oidc code", "https://app.example.com/callback?code=0.AXkAabcdefgh&state=xyz&session_state=1", "oidc-code", "OpenID Connect"},
		{"oidc code in a form", "code=0.AXkAabcdefgh&state=xyz", "oidc-code", "OpenID Connect"},
		{"artifact", "https://sp.example.com/acs?SAMLart=AAQAAMh48%2F1oXIM%2BsDo7Dh2qMp1HM4IF5DaRNmDj6RdUmllwn9jJHyEgIi8%3D", "artifact", "SAMLart"},
		{"html", "<!DOCTYPE html><html><body><p>Hello</p></body></html>", "html", "web page"},
		{"html with a form without saml", `<html><form><input name=user></form></html>`, "html", "web page"},
		{"url", "https://sp.example.com/home?id=3", "url", "URL"},
		{"word", "Hunter2!", "word", "8 characters"},
		{"text", "Dear helpdesk, the sign-in does not work since Monday.", "text", "a text"},
		{"a code without its prefix", "Error 50105 came up.", "text", "a text"},
		{"binary", "\x00\x01\x02\x03\xff\xfe\x00", "binary", "binary data"},
		{"picture", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary", "PNG"},
		{"zip", "PK\x03\x04\x14\x00", "left-out", "a ZIP file: damaged or cut off"},
		{"json", `{"a": 1}`, "json", "JSON"},
		{"empty json", `[]`, "json", "JSON"},
		{"har", `{"log": {"version": "1.2", "entries": [{"request": {"url": "https://sp.example.com/"}}, {"request": {"url": "https://sp.example.com/2"}}]}}`, "har-without-saml", "2 requests"},
		{"har, sanitised", `{"log": {"entries": [{"request": {"url": "https://sp.example.com/acs", "postData": {"text": "SAMLResponse=[SAMLResponse redacted]&RelayState=x", "params": [{"name": "SAMLResponse", "value": "[SAMLResponse redacted]"}]}}}]}}`, "har-sanitised", "1 request "},
		{"masked", "SAMLResponse=%5BREDACTED%5D&RelayState=r", "masked", "SAMLResponse"},
		{"utf-7", `<?xml version="1.0" encoding="utf-7"?>` + message, "encoding", "utf-7"},
		{"ebcdic", "\x4C\x6F\xA7\x94\x93\x40", "encoding", "EBCDIC"},
		{"utf-32", "\x00\x00\xFE\xFF\x00\x00\x00<", "encoding", "UTF-32"},
		{"not utf-8", "<r>\xE9</r>", "encoding", "0xE9"},
		{"not utf-8, base64", b64("<r>\xE9</r>" + strings.Repeat(" ", 20)), "encoding", "0xE9"},
		{"lying declaration", b64(`<?xml version="1.0" encoding="utf-16"?>` + message), "encoding", "UTF-16"},
		{"lying declaration, utf-16", utf16Bytes(`<?xml version="1.0" encoding="iso-8859-1"?>`+message, false, true), "encoding", "iso-8859-1"},
		{"lying bom", "\uFEFF" + `<?xml version="1.0" encoding="iso-8859-1"?>` + message, "encoding", "byte order mark"},
		{"half a surrogate pair", "\xFF\xFE<\x00r\x00>\x00\x00\xD8<\x00", "encoding", "surrogate"},
		{"odd utf-16", "\xFF\xFE<\x00r\x00>", "encoding", "even number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			opened, err := open(t, c.capture, wire.File)
			var n *wire.Nothing
			if !errors.As(err, &n) {
				t.Fatalf("expected nothing, found %d payloads, %v: %v", len(opened.Payloads), err, opened.Payloads)
			}
			if n.What != c.what || !strings.Contains(n.Found, c.found) {
				t.Errorf("expected %s with %q, found %s: %s", c.what, c.found, n.What, n.Found)
			}
			if strings.Contains(n.Found+n.Hint, "Hunter2") || strings.Contains(n.Found+n.Hint, "eyJ") {
				t.Error("the answer repeats a secret")
			}
		})
	}
}

// TestLimits holds that no capture makes the work or the memory grow out of bounds.
func TestLimits(t *testing.T) {
	bomb := deflate("<r>" + strings.Repeat(" ", 32<<20) + "</r>")
	l := wire.DefaultLimits
	small := wire.Limits{Message: 1000, Document: 5000, Layers: 4, Messages: 3, Total: 3000}
	deep := message
	for range 6 {
		deep = b64(deep)
	}
	for _, c := range []struct {
		name    string
		capture string
		limits  wire.Limits
		what    string
	}{
		{"deflate bomb", b64(bomb), l, "too-large"},
		{"deflate bomb in a url", "https://idp.example.com/?SAMLRequest=" + q(b64(bomb)), l, "too-large"},
		{"gzip bomb", b64(gzipped(strings.Repeat(" ", 32<<20))), l, "too-large"},
		{"large message", "<r>" + strings.Repeat(" ", 2000) + "</r>", small, "too-large"},
		{"large document", strings.Repeat("a ", 3000), small, "too-large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(c.capture)}, c.limits, nil)
			var n *wire.Nothing
			if !errors.As(err, &n) || n.What != c.what || n.Opened.Size != int64(len(c.capture)) {
				t.Fatalf("expected %s, found %#v", c.what, err)
			}
		})
	}
	t.Run("layers", func(t *testing.T) {
		small := small
		small.Document = 1 << 20
		opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(deep)}, small, nil)
		if err == nil || len(opened.Notes) != 1 || opened.Notes[0].Code != "too-many-layers" {
			t.Fatalf("expected a note on the layers, found %v, %v", opened.Notes, err)
		}
	})
	t.Run("messages", func(t *testing.T) {
		var b strings.Builder
		for i := range 5 {
			b.WriteString(strings.Replace(request, "_2", "_"+string(rune('a'+i)), 1) + "\n")
		}
		opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(b.String())}, small, nil)
		if err != nil || len(opened.Payloads) != 3 || len(opened.Notes) != 1 || opened.Notes[0].Code != "too-many-messages" {
			t.Fatalf("expected three payloads and a note, found %d, %v, %v", len(opened.Payloads), opened.Notes, err)
		}
	})
}

func TestSeveral(t *testing.T) {
	other := strings.Replace(message, `"_1"`, `"_other"`, 1)
	for _, c := range []struct {
		name, capture string
		want          []string
		notes         string
	}{
		{"two documents", message + "\n" + other, []string{message, other}, ""},
		{"two in base64", b64(message) + "\n\n" + b64(other), []string{message, other}, ""},
		{"base64 and url", "https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(request))) + "\n\n" + wrap(b64(message), 76, "", "\n"), []string{request, message}, ""},
		{"xml and base64", "request:\n" + request + "\nresponse:\n" + b64(message) + "\n", []string{request, message}, ""},
		{"xml first, then a form", request + "\nSAMLResponse=" + q(b64(message)), []string{request, message}, ""},
		{"both parameters", "SAMLRequest=" + q(b64(request)) + "&SAMLResponse=" + q(b64(message)), []string{request, message}, ""},
		{"a parameter twice", "SAMLResponse=" + q(b64(message)) + "&SAMLResponse=" + q(b64(other)), []string{message, other}, ""},
		{"the same twice", b64(message) + "\n\n" + b64(message), []string{message}, ""},
		{"one whole, one cut off", "SAMLResponse=" + q(b64(message)) + "\nSAMLRequest=" + b64(request)[:100], []string{message}, "truncated"},
		{"two labelled", "SAMLRequest: " + b64(request) + "\nSAMLResponse: " + b64(message), []string{request, message}, ""},
		{"two forms", "<form action=/a><input name=SAMLResponse value='" + b64(message) + "'></form><form action=/b><input name=SAMLResponse value='" + b64(other) + "'></form>", []string{message, other}, ""},
		{"two log lines", "a SAMLRequest=" + q(b64(deflate(request))) + " x\nb SAMLResponse=" + q(b64(message)) + " y", []string{request, message}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			opened, err := open(t, c.capture, wire.Paste)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range opened.Payloads {
				got = append(got, string(p.XML))
			}
			if strings.Join(got, "\x00") != strings.Join(c.want, "\x00") {
				t.Errorf("expected %d messages, found %d: %q", len(c.want), len(got), got)
			}
			var notes []string
			for _, n := range opened.Notes {
				notes = append(notes, n.Code)
			}
			if strings.Join(notes, " ") != c.notes {
				t.Errorf("expected the notes %q, found %v", c.notes, opened.Notes)
			}
		})
	}
}

// TestRedirect holds that the octets of a signed query stay as they were received.
func TestRedirect(t *testing.T) {
	query := "SAMLRequest=" + strings.ToLower(q(b64(deflate(request)))[:0]) + q(b64(deflate(request))) + "&RelayState=a%20b%2fc&SigAlg=http%3a%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256&Signature=" + q("ab+/cd==")
	for _, capture := range []string{
		"https://idp.example.com/sso?" + query,
		"https://idp.example.com/sso?" + query + "#top",
		query,
		"GET /sso?" + query + " HTTP/1.1\r\nHost: idp.example.com\r\n",
		`{"log": {"entries": [{"request": {"method": "GET", "url": "https://idp.example.com/sso?` + query + `"}}]}}`,
		`{"log": {"entries": [{"response": {"redirectURL": "https://idp.example.com/sso?` + query + `"}}]}}`,
		`<a href="https://idp.example.com/sso?` + strings.ReplaceAll(query, "&", "&amp;") + `">`,
	} {
		opened, err := open(t, capture, wire.Paste)
		if err != nil || len(opened.Payloads) != 1 {
			t.Fatalf("%s: %v", capture, err)
		}
		p := opened.Payloads[0]
		if p.Binding != "redirect" || p.RelayState != "a b/c" || p.Redirect == nil {
			t.Fatalf("%s: found %+v", capture, p)
		}
		if r := *p.Redirect; r.RawQuery != query || r.SigAlg != "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" || r.Signature != "ab+/cd==" {
			t.Errorf("%s: found %+v", capture, r)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	told := 0
	_, err := wire.Open(ctx, wire.Capture{Body: harReader(32 << 20)}, wire.DefaultLimits, func(done int64) {
		if told++; done >= 4<<20 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || told > 5 {
		t.Errorf("expected an end after 4 MiB and a call a MiB, found %v after %d calls", err, told)
	}
}

func TestReaderError(t *testing.T) {
	broken := errors.New("expected more of the file, found a broken disk")
	for _, begin := range []string{message, `{"log": {"entries": [`} {
		_, err := wire.Open(context.Background(), wire.Capture{Body: io.MultiReader(strings.NewReader(begin), brokenReader{broken})}, wire.DefaultLimits, nil)
		if !errors.Is(err, broken) {
			t.Errorf("expected the reader's error, found %v", err)
		}
	}
}

type brokenReader struct{ err error }

func (b brokenReader) Read([]byte) (int, error) { return 0, b.err }

func TestUTF8(t *testing.T) {
	for _, c := range []struct{ in, text, encoding, err string }{
		{"<r/>", "<r/>", "utf-8", ""},
		{"\uFEFF<r/>", "<r/>", "utf-8, bom", ""},
		{utf16Bytes("<r>ä😀</r>", true, true), "<r>ä😀</r>", "utf-16be, bom", ""},
		{utf16Bytes("<r>ä😀</r>", false, false), "<r>ä😀</r>", "utf-16le", ""},
		{`<?xml version='1.0' encoding = 'us-ascii'?><r/>`, `<?xml version='1.0' encoding = 'us-ascii'?><r/>`, "us-ascii", ""},
		{`<?xml version="1.0" encoding="ISO-8859-1"?><r>` + "\x80\xE4</r>", `<?xml version="1.0" encoding="ISO-8859-1"?><r>` + "\u0080ä</r>", "iso-8859-1", ""},
		{`<?xml version="1.0" encoding="Windows-1252"?><r>` + "\x80\xE4</r>", `<?xml version="1.0" encoding="Windows-1252"?><r>€ä</r>`, "windows-1252", ""},
		{`<?xml version="1.0" encoding="windows-1252"?><r>` + "\x81</r>", "", "", "0x81"},
		{`<?xml version="1.0" encoding="us-ascii"?><r>ä</r>`, "", "", "0xC3"},
		{`<?xml version="1.0" encoding="shift_jis"?><r/>`, "", "", `"shift_jis"`},
		{"<r>\xC0\xBC</r>", "", "", "0xC0 at offset 3"},
	} {
		text, encoding, err := wire.UTF8([]byte(c.in))
		if string(text) != c.text || encoding != c.encoding || (err == nil) != (c.err == "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%q: found %q, %q, %v", c.in, text, encoding, err)
		}
	}
}

func TestErrorPage(t *testing.T) {
	const request, correlation = "0000aaaa-11bb-cccc-dd22-eeeeee333333", "1111bbbb-22cc-dddd-ee33-ffffff444444"
	const sentence = "Your administrator has configured the application Upwork Enterprise ('aaaabbbb-0000-cccc-1111-dddd2222eeee') to block users unless they are specifically granted ('assigned') access."
	text := "Sorry, but we’re having trouble signing you in.\n\nAADSTS50105: " + sentence + "\n\nTroubleshooting details\nRequest Id: " + request + "\nCorrelation Id: " + correlation + "\nTimestamp: 2026-01-02T03:04:05Z\n"
	for _, c := range []struct{ name, capture, layers string }{
		{"text", text, ""},
		{"mail", wrap(text, 2000, "", ""), ""},
		{"html", "<html><body><div>Sorry</div><div>AADSTS50105: " + strings.ReplaceAll(sentence, "'", "&#39;") + "</div><p><b>Request Id:</b> <span>" + request + "</span></p><p>Correlation Id: " + correlation + "</p><p>Timestamp: 2026-01-02T03:04:05Z</p></body></html>", "html"},
		{"code in lower case", "error aadsts50105: " + sentence + "\nRequest Id: " + request + "\nCorrelation Id: " + correlation + "\nTimestamp: 2026-01-02T03:04:05Z", ""},
		{"german", "AADSTS50105: " + sentence + "\nAnforderungs-ID: " + request + "\nKorrelations-ID: " + correlation + "\nZeitstempel: 2026-01-02T03:04:05Z", ""},
		{"json", `{"error":"invalid_grant","error_description":"AADSTS50105: ` + sentence + `\r\nTrace ID: ` + request + `\r\nCorrelation ID: ` + correlation + `\r\nTimestamp: 2026-01-02 03:04:05Z","error_codes":[50105]}`, "json"},
		{"url", "https://app.example.com/?error=access_denied&error_description=" + q("AADSTS50105: "+sentence+"\r\nTrace ID: "+request+"\r\nCorrelation ID: "+correlation+"\r\nTimestamp: 2026-01-02 03:04:05Z") + "&state=1", "url percent"},
	} {
		t.Run(c.name, func(t *testing.T) {
			opened, err := open(t, c.capture, wire.Paste)
			if err != nil || len(opened.Payloads) != 1 || opened.Payloads[0].Kind != wire.ErrorPage {
				t.Fatalf("expected an error page, found %+v, %v", opened.Payloads, err)
			}
			p := opened.Payloads[0]
			if got := strings.Join(p.Layers, " "); got != c.layers {
				t.Errorf("expected the layers %q, found %q", c.layers, got)
			}
			e := p.Error
			if strings.Join(e.Codes, " ") != "50105" || e.RequestID != request || e.CorrelationID != correlation || e.Text != sentence || e.Timestamp.Format("2006-01-02T15:04:05Z07:00") != "2026-01-02T03:04:05Z" {
				t.Errorf("found %+v", e)
			}
		})
	}
	t.Run("two codes", func(t *testing.T) {
		opened, err := open(t, "AADSTS75006: An error occurred. AADSTS90011: Not supported. AADSTS75006\n    Trace ID: "+request+"\n    Timestamp: 2013-03-18 08:49:24Z", wire.Paste)
		if err != nil || strings.Join(opened.Payloads[0].Error.Codes, " ") != "75006 90011" || opened.Payloads[0].Error.Text != "An error occurred." {
			t.Errorf("found %+v, %v", opened.Payloads, err)
		}
	})
	t.Run("bare code", func(t *testing.T) {
		opened, err := open(t, "AADSTS50105", wire.Paste)
		if err != nil || strings.Join(opened.Payloads[0].Error.Codes, " ") != "50105" {
			t.Errorf("found %+v, %v", opened.Payloads, err)
		}
	})
	t.Run("message with a code", func(t *testing.T) {
		m := `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><samlp:Status><samlp:StatusMessage>AADSTS75006: no.</samlp:StatusMessage></samlp:Status></samlp:Response>`
		for _, capture := range []string{m, b64(m), "log: " + m} {
			opened, err := open(t, capture, wire.Paste)
			if err != nil || len(opened.Payloads) != 1 || opened.Payloads[0].Kind != wire.XML {
				t.Errorf("found %+v, %v", opened.Payloads, err)
			}
		}
	})
	t.Run("page and address bar", func(t *testing.T) {
		opened, err := open(t, "https://login.example.com/saml2?SAMLRequest="+q(b64(deflate(`<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"/>`)))+"\n"+text, wire.Paste)
		if err != nil || len(opened.Payloads) != 2 || opened.Payloads[0].Kind != wire.XML || opened.Payloads[1].Kind != wire.ErrorPage {
			t.Errorf("found %+v, %v", opened.Payloads, err)
		}
	})
}

func TestSpacesInsideLines(t *testing.T) {
	// Indented and wrapped Base64: no blank in it was a '+'.
	capture := "   " + strings.ReplaceAll(wrap(b64(message), 64, "", "\n"), "\n", " \n\t  ")
	opened, err := open(t, capture, wire.Paste)
	if err != nil || !bytes.Equal(opened.Payloads[0].XML, []byte(message)) {
		t.Errorf("found %v, %v", opened.Payloads, err)
	}
}

// endless gives a text that does not end.
type endless struct{ given int }

func (e *endless) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = 'x'
	}
	e.given += len(b)
	return len(b), nil
}

// A capture without an end gets its answer when it is known to be too large.
func TestEndless(t *testing.T) {
	l := wire.DefaultLimits
	l.Document = 1 << 20
	r := &endless{}
	var nothing *wire.Nothing
	if _, err := wire.Open(context.Background(), wire.Capture{Body: r}, l, nil); !errors.As(err, &nothing) || nothing.What != "too-large" {
		t.Fatalf("got %v", err)
	}
	if r.given > 20*l.Document || !strings.Contains(nothing.Found, "more than 1,048,576 bytes") || nothing.Opened.SHA256 != [32]byte{} {
		t.Errorf("read %d bytes, found %q", r.given, nothing.Found)
	}
}
