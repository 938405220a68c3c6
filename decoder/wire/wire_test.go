package wire_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"mime/quotedprintable"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"claimcheck/decoder/wire"
)

const (
	message = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Destination="https://sp.example.com/acs?x=1&amp;y=2">` + "\n" +
		`  <saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"><saml:Subject><saml:NameID>b.simon@example.com</saml:NameID></saml:Subject>` +
		`<saml:AttributeValue>Ärger &lt;100%&gt; + 50%25 "ok" 'x' >>> ~~~ ???</saml:AttributeValue></saml:Assertion>` + "\r\n" + `</samlp:Response>`
	request = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_2" Version="2.0"><saml:Issuer xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">https://sp.example.com</saml:Issuer></samlp:AuthnRequest>`
	token   = `<t:RequestSecurityTokenResponse xmlns:t="http://schemas.xmlsoap.org/ws/2005/02/trust"><t:RequestedSecurityToken>a+b/c==</t:RequestedSecurityToken></t:RequestSecurityTokenResponse>`
)

// ending has no padding in Base64, so that its last character is '+', and has more of them.
var ending = message[:len(message)-len("</samlp:Response>")] + strings.Repeat(" ", (3-len(message)%3)%3) + "</samlp:Response>"

// numbered puts a number before each line.
func numbered(s, format string) string {
	var b strings.Builder
	n := 0
	for line := range strings.Lines(s) {
		n++
		fmt.Fprintf(&b, format+"%s", n, line)
	}
	return b.String()
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func pack(s string, w func(io.Writer) io.WriteCloser) string {
	var b bytes.Buffer
	z := w(&b)
	_, _ = io.WriteString(z, s) // into memory
	_ = z.Close()
	return b.String()
}

func deflate(s string) string {
	return pack(s, func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 9); return z })
}

func zlibbed(s string) string {
	return pack(s, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func gzipped(s string) string {
	return pack(s, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func quoted(s string) string {
	return pack(s, func(w io.Writer) io.WriteCloser { return quotedprintable.NewWriter(w) })
}

func wrap(s string, width int, prefix, end string) string {
	var b strings.Builder
	for c := range slices.Chunk([]byte(s), width) {
		b.WriteString(prefix + string(c) + end)
	}
	return b.String()
}

func jsonString(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func utf16Bytes(s string, bigEndian, bom bool) string {
	if bom {
		s = "\uFEFF" + s
	}
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if bigEndian {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func open(t *testing.T, capture string, origin wire.Origin) (wire.Opened, error) {
	t.Helper()
	opened, err := wire.Open(context.Background(), wire.Capture{Name: "paste", Origin: origin, Body: strings.NewReader(capture)}, wire.DefaultLimits, nil)
	if opened.Size != int64(len(capture)) || opened.SHA256 != sha256.Sum256([]byte(capture)) {
		t.Errorf("size %d or hash is not that of the capture of %d bytes", opened.Size, len(capture))
	}
	var n *wire.Nothing
	if err != nil && (!errors.As(err, &n) || n.Found == "" || n.Expected == "" || n.Hint == "" || n.Opened.Size != opened.Size) {
		t.Errorf("expected a whole answer, found %#v", err)
	}
	return opened, err
}

var q = url.QueryEscape

// single are captures with one message in them. want "" is message.
var single = []struct {
	name, capture, layers string
	want                  string
	param, relay, binding string
	url                   string
	oddity                string
}{
	{name: "xml", capture: message},
	{name: "xml, white space around", capture: "\n  " + message + "\n", want: "\n  " + message + "\n"},
	{name: "xml declaration after a blank line", capture: "\n" + `<?xml version="1.0"?>` + message, want: `<?xml version="1.0"?>` + message},
	{name: "xml with bom", capture: "\uFEFF" + message, layers: "bom"},
	{name: "xml with declaration and bom", capture: "\uFEFF" + `<?xml version="1.0" encoding="utf-8"?>` + message, layers: "bom", want: `<?xml version="1.0" encoding="utf-8"?>` + message},
	{name: "utf-16le", capture: utf16Bytes(message, false, false), layers: "utf-16"},
	{name: "utf-16be", capture: utf16Bytes(message, true, false), layers: "utf-16"},
	{name: "utf-16le, bom", capture: utf16Bytes(message, false, true), layers: "bom utf-16"},
	{name: "utf-16be, bom, declared", capture: utf16Bytes(`<?xml version="1.0" encoding="UTF-16"?>`+message, true, true), layers: "bom utf-16", want: `<?xml version="1.0" encoding="UTF-16"?>` + message},
	{name: "utf-16 in base64", capture: b64(utf16Bytes(message, false, true)), layers: "base64 bom utf-16"},
	{name: "declared utf-16, pasted as text", capture: `<?xml version="1.0" encoding="utf-16"?>` + message, want: `<?xml version="1.0" encoding="utf-16"?>` + message, oddity: "declared-encoding"},
	{name: "latin-1 in base64", capture: b64(`<?xml version="1.0" encoding="ISO-8859-1"?><r>` + "\xC4" + `</r>`), layers: "base64", want: `<?xml version="1.0" encoding="ISO-8859-1"?><r>Ä</r>`, oddity: "latin-1"},
	{name: "windows-1252 in base64", capture: b64(`<?xml version="1.0" encoding="windows-1252"?><r>` + "\x80" + `</r>`), layers: "base64", want: `<?xml version="1.0" encoding="windows-1252"?><r>€</r>`, oddity: "latin-1"},
	{name: "base64", capture: b64(message), layers: "base64"},
	{name: "base64, blanks around", capture: "  \n" + b64(message) + " \r\n", layers: "base64"},
	{name: "base64 in quotes", capture: `"` + b64(message) + `",`, layers: "base64"},
	{name: "base64, url-safe", capture: base64.URLEncoding.EncodeToString([]byte(message)), layers: "base64", oddity: "url-safe"},
	{name: "base64, unpadded", capture: strings.TrimRight(b64(message+" "), "="), layers: "base64", want: message + " ", oddity: "padding-missing"},
	{name: "base64 in lines", capture: wrap(b64(message), 76, "", "\r\n"), layers: "base64"},
	{name: "base64 in short lines", capture: wrap(b64(message), 30, "  ", "\n"), layers: "base64"},
	{name: "base64 in lines with spaces", capture: wrap(b64(message), 64, "", " "), layers: "base64"},
	{name: "base64, spaces for plus", capture: strings.ReplaceAll(b64(message), "+", " "), layers: "base64", oddity: "space-for-plus"},
	{name: "base64 with zero-width spaces", capture: wrap(b64(message), 50, "", "\u200B"), layers: "base64", oddity: "illegal-characters-dropped"},
	{name: "base64 twice", capture: b64(b64(message)), layers: "base64 base64"},
	{name: "base64, quoted mail", capture: wrap(b64(message), 70, "> ", "\n"), layers: "mail base64", oddity: "quote-marks"},
	{name: "base64, quoted twice", capture: wrap(b64(message), 70, ">> ", "\r\n"), layers: "mail base64", oddity: "quote-marks"},
	{name: "base64, quoted-printable", capture: quoted(b64(message)), layers: "quoted-printable base64"},
	{name: "xml, quoted-printable", capture: quoted(message), layers: "quoted-printable", want: strings.ReplaceAll(strings.ReplaceAll(message, "\r", ""), "\n", "\r\n")},
	{name: "form, quoted-printable", capture: quoted("SAMLResponse=" + q(b64(message)) + "&RelayState=abc"), layers: "quoted-printable form percent base64", param: "SAMLResponse", relay: "abc", binding: "post"},
	{name: "percent", capture: q(b64(message)), layers: "percent base64"},
	{name: "percent twice", capture: q(q(b64(message))), layers: "percent percent base64", oddity: "percent-twice"},
	{name: "percent, xml", capture: q(message), layers: "percent"},
	{name: "percent, xml, %20", capture: url.PathEscape(message), layers: "percent"},
	{name: "deflate", capture: b64(deflate(message)), layers: "base64 deflate"},
	{name: "gzip", capture: b64(gzipped(message)), layers: "base64 gzip"},
	{name: "zlib", capture: b64(zlibbed(message)), layers: "base64 zlib"},
	{name: "gzip file", capture: gzipped(b64(message)), layers: "gzip base64"},
	{name: "form", capture: "SAMLResponse=" + q(b64(message)) + "&RelayState=" + q("https://sp.example.com/?a=1&b=2"), layers: "form percent base64", param: "SAMLResponse", relay: "https://sp.example.com/?a=1&b=2", binding: "post"},
	{name: "form, other order", capture: "RelayState=ss%3Amem%3A1&foo=bar&SAMLResponse=" + q(b64(message)), layers: "form percent base64", param: "SAMLResponse", relay: "ss:mem:1", binding: "post"},
	{name: "form, not escaped", capture: "RelayState=x y&SAMLResponse=" + b64(message), layers: "form base64", param: "SAMLResponse", relay: "x y", binding: "post"},
	{name: "form, spaces for plus", capture: "SAMLResponse=" + strings.ReplaceAll(b64(message), "+", " "), layers: "form base64", param: "SAMLResponse", binding: "post", oddity: "space-for-plus"},
	{name: "form in lines", capture: wrap("SAMLResponse="+q(b64(message)), 72, "", "\n"), layers: "form percent base64", param: "SAMLResponse", binding: "post"},
	{name: "form, percent twice", capture: "SAMLResponse=" + q(q(b64(message))), layers: "form percent percent base64", param: "SAMLResponse", binding: "post", oddity: "percent-twice"},
	{name: "form, all encoded", capture: q("SAMLResponse=" + q(b64(message)) + "&RelayState=r"), layers: "percent form percent base64", param: "SAMLResponse", relay: "r", binding: "post"},
	{name: "form, entity", capture: "RelayState=r&amp;SAMLResponse=" + q(b64(message)), layers: "form percent base64", param: "SAMLResponse", relay: "r", binding: "post"},
	{name: "form or query, deflate", capture: "RelayState=r&SAMLResponse=" + q(b64(deflate(message))), layers: "form percent base64 deflate", param: "SAMLResponse", relay: "r", binding: "redirect"},
	{name: "wresult", capture: "wa=wsignin1.0&wresult=" + q(token) + "&wctx=rm%3D0", layers: "form percent", want: token, param: "wresult", relay: "rm=0", binding: "post"},
	{name: "url", capture: "https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(request))) + "&RelayState=r+1", layers: "url percent base64 deflate", want: request, param: "SAMLRequest", relay: "r 1", binding: "redirect", url: "https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(request))) + "&RelayState=r+1"},
	{name: "url, other parameters first", capture: "https://idp.example.com/sso?SAMLfoo=1&x=a?b&SAMLRequest=" + q(b64(deflate(request))), layers: "url percent base64 deflate", want: request, param: "SAMLRequest", binding: "redirect", url: "*"},
	{name: "form, url in relay state", capture: "RelayState=https://sp.example.com/?a=b&SAMLResponse=" + q(b64(message)), layers: "form percent base64", param: "SAMLResponse", relay: "https://sp.example.com/?a=b", binding: "post"},
	{name: "url, raw", capture: "https://idp.example.com/sso?SAMLRequest=" + q(b64(request)), layers: "url percent base64", want: request, param: "SAMLRequest", binding: "redirect", url: "*", oddity: "raw-in-redirect"},
	{name: "url, zlib", capture: "https://idp.example.com/sso?SAMLRequest=" + q(b64(zlibbed(request))), layers: "url percent base64 zlib", want: request, param: "SAMLRequest", binding: "redirect", url: "*", oddity: "zlib-in-redirect"},
	{name: "url in a mail", capture: "Hi Sam,\nthe link is <https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(request))) + ">\nBye", layers: "url percent base64 deflate", want: request, param: "SAMLRequest", binding: "redirect", url: "*"},
	{name: "url in a log line", capture: "2026-01-02T03:04:05Z INFO redirect to=\"https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(request))) + "\" status=302", layers: "url percent base64 deflate", want: request, param: "SAMLRequest", binding: "redirect", url: "*"},
	{name: "wrong parameter", capture: "https://idp.example.com/sso?SAMLResponse=" + q(b64(deflate(request))), layers: "url percent base64 deflate", want: request, param: "SAMLResponse", binding: "redirect", url: "*", oddity: "wrong-parameter"},
	{
		name:    "html form",
		capture: `<html><body onload="document.forms[0].submit()"><form method="POST" action="https://sp.example.com/acs?a=1&amp;b=2"><input type="hidden" name="SAMLResponse" value="` + b64(message) + `"/><input type=hidden value='a&#43;b' name=RelayState></form></body></html>`,
		layers:  "html base64", param: "SAMLResponse", relay: "a+b", binding: "post", url: "https://sp.example.com/acs?a=1&b=2",
	},
	{
		name:    "html form, entities in base64",
		capture: `<!DOCTYPE html><FORM ACTION='https://sp.example.com/acs' METHOD='post'><INPUT VALUE="` + strings.NewReplacer("+", "&#x2b;", "=", "&#61;").Replace(b64(message)) + `" NAME="SAMLResponse" TYPE="hidden"></FORM>`,
		layers:  "html base64", param: "SAMLResponse", binding: "post", url: "https://sp.example.com/acs",
	},
	{name: "html, xhtml", capture: `<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd"><html xmlns="http://www.w3.org/1999/xhtml"><form action="https://sp.example.com/acs" method="post"><div><input type="hidden" name="SAMLResponse" value="` + b64(message) + `"/></div></form></html>`, layers: "html base64", param: "SAMLResponse", binding: "post", url: "https://sp.example.com/acs"},
	{name: "html textarea", capture: `<form method=post action=/acs><textarea rows=3 name="SAMLResponse">` + wrap(b64(message), 60, "", "\n") + `</textarea></form>`, layers: "html base64", param: "SAMLResponse", binding: "post", url: "/acs"},
	{name: "html, wresult", capture: `<form method="POST" action="https://sp.example.com/"><input name="wa" value="wsignin1.0"><input name="wresult" value="` + html.EscapeString(token) + `"></form>`, layers: "html", want: token, param: "wresult", binding: "post", url: "https://sp.example.com/"},
	{name: "html input alone", capture: `<input name='SAMLResponse' type='hidden' value='` + b64(message) + `'>`, layers: "html base64", param: "SAMLResponse", binding: "post"},
	{name: "html link", capture: `<html><a href="https://idp.example.com/sso?SAMLRequest=` + q(b64(deflate(request))) + `&amp;RelayState=r">go</a></html>`, layers: "html url percent base64 deflate", want: request, param: "SAMLRequest", relay: "r", binding: "redirect", url: "*"},
	{name: "html, xml shown in a page", capture: "<html><body><pre>" + html.EscapeString(message) + "</pre></body></html>", layers: "xml-escape", oddity: "text-around"},
	{name: "xml escaped", capture: html.EscapeString(message), layers: "xml-escape"},
	{name: "json string", capture: jsonString(message), layers: "json-string"},
	{name: "json escapes without quotes", capture: strings.Trim(jsonString(message), `"`), layers: "json-string"},
	{name: "json escaped twice", capture: jsonString(jsonString(message)), layers: "json-string json-string"},
	{name: "json string, base64 with \\/", capture: strings.ReplaceAll(b64(message), "/", `\/`), layers: "json-string base64"},
	{name: "json object", capture: `{"SAMLResponse": ` + jsonString(b64(message)) + `, "RelayState": "r"}`, layers: "json base64", param: "SAMLResponse", relay: "r"},
	{name: "json, xml anywhere", capture: `[{"level": "info", "data": {"saml": ` + jsonString(message) + `}}]`, layers: "json"},
	{name: "json, base64 anywhere", capture: `{"event": {"body": "` + b64(message) + `"}}`, layers: "json base64"},
	{name: "json lines", capture: "{\"n\": 1}\n{\"msg\": \"SAMLResponse=" + q(b64(message)) + "&RelayState=r\"}\n", layers: "json form percent base64", param: "SAMLResponse", relay: "r", binding: "post"},
	{name: "object of a program", capture: `{ SAMLResponse: '` + b64(message) + `', RelayState: 'r' }`, layers: "base64", param: "SAMLResponse", relay: "r"},
	{
		name:    "curl, bash",
		capture: "curl 'https://sp.example.com/acs' \\\n  -H 'content-type: application/x-www-form-urlencoded' \\\n  --data-raw 'SAMLResponse=" + q(b64(message)) + "&RelayState=r' \\\n  --compressed",
		layers:  "curl form percent base64", param: "SAMLResponse", relay: "r", binding: "post", url: "https://sp.example.com/acs",
	},
	{
		name:    "curl, bash, $'…'",
		capture: "curl 'https://sp.example.com/acs' -X POST --data-raw $'SAMLResponse=" + q(b64(message)) + `\u0026RelayState=it\'s` + "'",
		layers:  "curl form percent base64", param: "SAMLResponse", relay: "it's", binding: "post", url: "https://sp.example.com/acs",
	},
	{
		name:    "curl, cmd",
		capture: "curl ^\"https://sp.example.com/acs^\" ^\r\n  -H ^\"content-type: application/x-www-form-urlencoded^\" ^\r\n  --data-raw ^\"SAMLResponse=" + strings.ReplaceAll(q(b64(message)), "%", "^%^") + "^&RelayState=r^\" ^\r\n  --compressed",
		layers:  "curl form percent base64", param: "SAMLResponse", relay: "r", binding: "post", url: "https://sp.example.com/acs",
	},
	{
		name:    "curl, older cmd",
		capture: "curl \"https://sp.example.com/acs\" -H \"accept: text/html\" --data-raw \"SAMLResponse=" + strings.ReplaceAll(q(b64(message)), "%", `"^%"`) + "&RelayState=r\" --compressed",
		layers:  "curl form percent base64", param: "SAMLResponse", relay: "r", binding: "post", url: "https://sp.example.com/acs",
	},
	{name: "curl, urlencode", capture: `curl --data-urlencode "SAMLResponse=` + b64(message) + `" --data-urlencode RelayState=r https://sp.example.com/acs`, layers: "curl form base64", param: "SAMLResponse", relay: "r", binding: "post", url: "https://sp.example.com/acs"},
	{name: "curl, get", capture: `curl 'https://idp.example.com/sso?SAMLRequest=` + q(b64(deflate(request))) + `' -H 'accept: */*'`, layers: "curl url percent base64 deflate", want: request, param: "SAMLRequest", binding: "redirect", url: "*"},
	{
		name:    "curl, multipart",
		capture: "curl 'https://sp.example.com/acs' --data-raw $'------B\\r\\nContent-Disposition: form-data; name=\"RelayState\"\\r\\n\\r\\nr\\r\\n------B\\r\\nContent-Disposition: form-data; name=\"SAMLResponse\"\\r\\n\\r\\n" + b64(message) + "\\r\\n------B--\\r\\n'",
		layers:  "curl multipart base64", param: "SAMLResponse", relay: "r", binding: "post", url: "https://sp.example.com/acs",
	},
	{
		name:    "powershell",
		capture: "$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession\nInvoke-WebRequest -UseBasicParsing -Uri \"https://sp.example.com/acs\" `\n-Method \"POST\" `\n-WebSession $session `\n-Headers @{\n\"accept\"=\"text/html\"\n} `\n-ContentType \"application/x-www-form-urlencoded\" `\n-Body \"SAMLResponse=" + q(b64(message)) + "&RelayState=`$r\"",
		layers:  "powershell form percent base64", param: "SAMLResponse", relay: "$r", binding: "post", url: "https://sp.example.com/acs",
	},
	{name: "powershell, table", capture: "$body = @{SAMLResponse=\"" + b64(message) + "\"; RelayState=\"r\"}\nInvoke-RestMethod -Uri https://sp.example.com/acs -Body $body", layers: "base64", param: "SAMLResponse", relay: "r"},
	{name: "fetch", capture: `fetch("https://sp.example.com/acs", {"headers": {}, "body": "SAMLResponse=` + q(b64(message)) + `&RelayState=r", "method": "POST"});`, layers: "form percent base64", param: "SAMLResponse", relay: "r", binding: "post"},
	{name: "http request", capture: "POST /acs HTTP/1.1\r\nHost: sp.example.com\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nSAMLResponse=" + q(b64(message)) + "&RelayState=r", layers: "form percent base64", param: "SAMLResponse", relay: "r", binding: "post"},
	{
		name:    "multipart",
		capture: "------B\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\nContent-Type: text/plain\r\n\r\n" + b64(message) + "\r\n------B\r\nContent-Disposition: form-data; name=\"RelayState\"\r\n\r\nr\r\n------B--\r\n",
		layers:  "multipart base64", param: "SAMLResponse", relay: "r", binding: "post",
	},
	{name: "labelled", capture: "SAMLResponse: " + b64(message) + "\nRelayState: https://sp.example.com/", layers: "base64", param: "SAMLResponse", relay: "https://sp.example.com/"},
	{name: "labelled in lines", capture: "SAMLResponse:\n" + wrap(b64(message), 64, "", "\n"), layers: "base64", param: "SAMLResponse"},
	{name: "labelled in a table", capture: "SAMLResponse\t" + b64(message) + "\nRelayState\tr", layers: "base64", param: "SAMLResponse", relay: "r"},
	{name: "log line", capture: "2026-01-02 03:04:05,678 DEBUG [http-nio-8080] o.example.Saml - response=[" + b64(message) + "] from 192.0.2.1", layers: "base64"},
	{name: "log line with xml", capture: "2026-01-02 03:04:05 DEBUG received " + message + " from 192.0.2.1", oddity: "text-around"},
	{name: "bracketed log line", capture: "[2026-01-02 03:04:05] SAMLResponse=" + q(b64(message)), layers: "form percent base64", param: "SAMLResponse", binding: "post"},
	{name: "mail", capture: "Hello,\n\nthe value is\n\n" + wrap(b64(message), 76, "", "\n") + "\nRegards,\nSam\n", layers: "base64"},
	{name: "quoted mail", capture: "On Friday Sam wrote:\n> Hello,\n>\n" + wrap(b64(message), 72, "> ", "\n") + ">\n> Regards\nYes.\n", layers: "mail base64", oddity: "quote-marks"},
	{name: "xml above a signature", capture: message + "\n\nRegards,\nSam", oddity: "text-around"},
	{name: "browser's viewer", capture: "This XML file does not appear to have any style information associated with it. The document tree is shown below.\n" + message, oddity: "browser-viewer"},
	{name: "mail with a part in base64", capture: "From: sam@example.com\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrap(b64("Hello,\n\n"+message+"\n\nSam"), 76, "", "\r\n"), layers: "base64", oddity: "text-around"},
	{name: "log line of json", capture: `2026-01-02 INFO {"user": "b.simon", "saml": ` + jsonString(message) + `}`, layers: "json-string", oddity: "text-around"},
	{name: "data url", capture: "data:text/xml;base64," + b64(message), layers: "base64"},
	{name: "url, percent twice", capture: "https://idp.example.com/sso?SAMLRequest=" + q(q(b64(deflate(request)))), layers: "url percent percent base64 deflate", want: request, param: "SAMLRequest", binding: "redirect", url: "*", oddity: "percent-twice"},
	{name: "url in a url", capture: "https://login.example.com/go?to=" + q("https://idp.example.com/sso?SAMLRequest="+q(b64(deflate(request)))), layers: "percent url percent base64 deflate", want: request, param: "SAMLRequest", binding: "redirect", url: "*"},
	{name: "form, bom", capture: "\uFEFFSAMLResponse=" + q(b64(message)) + "\r\n", layers: "bom form percent base64", param: "SAMLResponse", binding: "post"},
	{name: "cut-off xml", capture: message[:200], want: message[:200]},
	{name: "base64, '+' at the end became a space", capture: strings.ReplaceAll(b64(ending), "+", " "), layers: "base64", want: ending, oddity: "space-for-plus"},
	{name: "form, '+' at the end became a space", capture: "RelayState=r&SAMLResponse=" + strings.ReplaceAll(b64(ending), "+", " "), layers: "form base64", want: ending, param: "SAMLResponse", relay: "r", binding: "post", oddity: "space-for-plus"},
	{name: "base64, lines that go on in a shell", capture: wrap(b64(message), 76, "", "\\\n"), layers: "base64", oddity: "line-continuations"},
	{name: "base64, a word below", capture: b64(ending) + "\nThanks\n", layers: "base64", want: ending},
	{name: "labels on lines of their own", capture: "SAMLResponse\n" + b64(ending) + "\nRelayState\nr\n", layers: "base64", want: ending, param: "SAMLResponse", relay: "r"},
	{name: "name in lower case", capture: "samlresponse=" + q(b64(message)) + "&relaystate=r", layers: "form percent base64", param: "SAMLResponse", relay: "r", binding: "post"},
	{name: "name in upper case, labelled", capture: "POST SAMLRESPONSE: " + q(b64(message)), layers: "percent base64", param: "SAMLResponse"},
	{name: "numbered lines", capture: numbered(wrap(b64(message), 70, "", "\n"), "%4d  "), layers: "line-numbers base64", oddity: "line-numbers"},
	{name: "numbered lines, colon", capture: numbered(wrap(b64(message), 70, "", "\n"), "%d: "), layers: "line-numbers base64", oddity: "line-numbers"},
	{name: "numbered lines of XML keep their indentation", capture: numbered(strings.ReplaceAll(message, "\r", "")+"\n", "%d\t"), layers: "line-numbers", want: strings.ReplaceAll(message, "\r", "") + "\n", oddity: "line-numbers"},
	{name: "mail with bars", capture: wrap(b64(message), 70, "| ", "\n"), layers: "mail base64", oddity: "quote-marks"},
	{name: "xml escaped twice in a log line", capture: `INFO resp=` + strings.Trim(jsonString(jsonString(message)), `"`), layers: "json-string json-string", oddity: "text-around"},
	{name: "curly quotes", capture: strings.NewReplacer(`="`, "=“", `" `, "” ", `">`, "”>").Replace(message), oddity: "typographic-quotes", want: strings.ReplaceAll(message, `"ok" '`, `"ok” '`)},
	{name: "curly quotes in a text", capture: "<samlp:Response xmlns:samlp=\"x\" a='=“b”'>a=“b”</samlp:Response>", want: "<samlp:Response xmlns:samlp=\"x\" a='=“b”'>a=“b”</samlp:Response>"},
	{name: "gzip file of a form", capture: gzipped("SAMLResponse=" + q(b64(message))), layers: "gzip form percent base64", param: "SAMLResponse", binding: "post"},
	{
		name:    "curl, batch file",
		capture: "curl \"https://sp.example.com/acs\" ^\r\n  --data-raw \"SAMLResponse=" + strings.ReplaceAll(q(b64(message)), "%", "%%") + "&RelayState=r\"",
		layers:  "curl form percent base64", param: "SAMLResponse", relay: "r", binding: "post", url: "https://sp.example.com/acs",
	},
}

func TestOpen(t *testing.T) {
	for _, c := range single {
		t.Run(c.name, func(t *testing.T) {
			opened, err := open(t, c.capture, wire.Paste)
			if err != nil {
				t.Fatal(err)
			}
			if len(opened.Payloads) != 1 {
				t.Fatalf("expected one payload, found %d: %+v", len(opened.Payloads), opened.Payloads)
			}
			p := opened.Payloads[0]
			want := c.want
			if want == "" {
				want = message
			}
			if string(p.XML) != want {
				t.Errorf("expected the message byte for byte, found\n%q\nwant\n%q", p.XML, want)
			}
			if got := strings.Join(p.Layers, " "); got != c.layers {
				t.Errorf("expected the layers %q, found %q", c.layers, got)
			}
			if p.Param != c.param || p.RelayState != c.relay || p.HasRelay != (c.relay != "") || p.Binding != c.binding {
				t.Errorf("found param %q, relay %q %v, binding %q", p.Param, p.RelayState, p.HasRelay, p.Binding)
			}
			if c.url == "*" && !strings.HasPrefix(p.URL, "https://idp.example.com/sso?SAML") || c.url != "*" && p.URL != c.url {
				t.Errorf("found the url %q", p.URL)
			}
			codes := []string{}
			for _, o := range p.Oddities {
				codes = append(codes, o.Code)
			}
			if want := strings.Fields(c.oddity); !slices.Equal(codes, want) {
				t.Errorf("expected the oddities %q, found %v", want, p.Oddities)
			}
			if len(opened.Notes) > 0 {
				t.Errorf("expected no notes, found %v", opened.Notes)
			}
		})
	}
}

func ExampleOpen() {
	opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader("SAMLResponse=PHNhbWxwOlJlc3BvbnNlLz4%3D&RelayState=x")}, wire.DefaultLimits, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	p := opened.Payloads[0]
	fmt.Println(p.Layers, p.Param, p.RelayState, string(p.XML))
	// Output: [form percent base64] SAMLResponse x <samlp:Response/>
}
