package wire_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"claimcheck/decoder/wire"
)

// wrapping is one layer put on by a test.
type wrapping struct {
	name string
	put  func(s string, r *rand.Rand) string
}

var (
	packings = []wrapping{
		{"none", func(s string, _ *rand.Rand) string { return s }},
		{"deflate", func(s string, _ *rand.Rand) string { return deflate(s) }},
		{"zlib", func(s string, _ *rand.Rand) string { return zlibbed(s) }},
		{"gzip", func(s string, _ *rand.Rand) string { return gzipped(s) }},
	}
	encodings = []wrapping{
		{"base64", func(s string, _ *rand.Rand) string { return b64(s) }},
		{"base64, unpadded", func(s string, _ *rand.Rand) string { return base64.RawStdEncoding.EncodeToString([]byte(s)) }},
		{"base64, url-safe", func(s string, _ *rand.Rand) string { return base64.URLEncoding.EncodeToString([]byte(s)) }},
		{"base64 twice", func(s string, _ *rand.Rand) string { return b64(b64(s)) }},
	}
	carriers = []wrapping{
		{"alone", func(s string, _ *rand.Rand) string { return s }},
		{"form", func(s string, _ *rand.Rand) string { return "RelayState=r&SAMLResponse=" + q(s) }},
		{"form, percent twice", func(s string, _ *rand.Rand) string { return "SAMLResponse=" + q(q(s)) + "&RelayState=" }},
		{"url", func(s string, _ *rand.Rand) string {
			return "https://idp.example.com/sso?a=b&SAMLRequest=" + q(s) + "&RelayState=r"
		}},
		{"html", func(s string, _ *rand.Rand) string {
			return `<html><body><form action="/acs" method="post"><input value="` + html.EscapeString(s) + `" name="SAMLResponse" type="hidden"><input name=RelayState value=r></form></body></html>`
		}},
		{"multipart", func(s string, _ *rand.Rand) string {
			return "--B\r\nContent-Disposition: form-data; name=\"RelayState\"\r\n\r\nr\r\n--B\r\nContent-Disposition: form-data; name=\"SAMLResponse\"\r\n\r\n" + s + "\r\n--B--\r\n"
		}},
		{"curl", func(s string, _ *rand.Rand) string {
			return "curl 'https://sp.example.com/acs' \\\n  --data-raw 'SAMLResponse=" + q(s) + "' \\\n  --compressed"
		}},
		{"powershell", func(s string, _ *rand.Rand) string {
			return "Invoke-WebRequest -Uri \"https://sp.example.com/acs\" `\n-Method \"POST\" `\n-Body \"SAMLResponse=" + q(s) + "\""
		}},
		{"har", func(s string, _ *rand.Rand) string {
			return har(posted("2026-01-02T03:04:05Z", `, "text": `+jsonString("SAMLResponse="+q(s)), "", ""))
		}},
		{"json", func(s string, _ *rand.Rand) string { return `{"event": {"SAMLResponse": ` + jsonString(s) + `}}` }},
		{"log line", func(s string, _ *rand.Rand) string {
			return "2026-01-02 03:04:05 DEBUG [main] SAMLResponse=" + q(s) + " (192.0.2.1)"
		}},
		{"label", func(s string, _ *rand.Rand) string { return "SAMLResponse: " + s + "\nRelayState: r" }},
	}
	coverings = []wrapping{
		{"none", func(s string, _ *rand.Rand) string { return s }},
		{"json string", func(s string, _ *rand.Rand) string { return jsonString(s) }},
		{"entities", func(s string, _ *rand.Rand) string { return html.EscapeString(s) }},
		{"percent", func(s string, _ *rand.Rand) string { return q(s) }},
		{"quoted-printable", func(s string, _ *rand.Rand) string { return quoted(s) }},
		{"mail", func(s string, _ *rand.Rand) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") }},
		{"utf-16", func(s string, r *rand.Rand) string { return utf16Bytes(s, r.IntN(2) == 0, r.IntN(2) == 0) }},
		{"bom", func(s string, _ *rand.Rand) string { return "\uFEFF" + s }},
		{"white space", func(s string, _ *rand.Rand) string { return "\r\n  " + s + " \n" }},
		{"base64", func(s string, _ *rand.Rand) string { return wrap(b64(s), 76, "", "\r\n") }},
		{"gzip", func(s string, _ *rand.Rand) string { return gzipped(s) }},
	}
)

// TestStacks wraps messages in random stacks of layers and wants them back byte for byte.
func TestStacks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	pick := func(from []wrapping) wrapping { return from[r.IntN(len(from))] }
	for range 2000 {
		m := string(randomMessage(r))
		packing, encoding, carrier, covering := pick(packings), pick(encodings), pick(carriers), pick(coverings)
		capture := covering.put(carrier.put(encoding.put(packing.put(m, r), r), r), r)
		opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(capture)}, wire.DefaultLimits, nil)
		stack := strings.Join([]string{covering.name, carrier.name, encoding.name, packing.name}, " > ")
		if err != nil || len(opened.Payloads) != 1 {
			t.Fatalf("%s: found %d payloads, %v\n%q", stack, len(opened.Payloads), err, capture)
		}
		if p := opened.Payloads[0]; string(p.XML) != m {
			t.Fatalf("%s: found %q, want %q", stack, p.XML, m)
		}
	}
}

// randomMessage gives XML of random length, so that all paddings and bits occur.
func randomMessage(r *rand.Rand) []byte {
	b := []byte(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_` + strings.Repeat("x", r.IntN(5)) + `">`)
	for range r.IntN(400) {
		b = utf8.AppendRune(b, []rune("ab +/=%&;\"'>?~\n\tÄ€😀")[r.IntN(18)])
	}
	b = bytes.ReplaceAll(b, []byte("&"), []byte("&amp;"))
	return append(b, "</samlp:Response>"...)
}

// TestLinear holds that hostile repetitions are answered. It asserts no time: quadratic work would run
// into the test's deadline.
func TestLinear(t *testing.T) {
	const n = 256 << 10
	for _, unit := range []string{
		"<", "<a", "<a ", "<!--", "<?", "<![CDATA[", "<!DOCTYPE [", "<input ", "<form>", "<samlp:Response ", "<samlp:Response>", "</", "&lt;", "&amp;", "&", "%", "%25", "%3C",
		"SAMLResponse=", "SAMLResponse=a&", "SAMLResponse ", "SAMLResponse: \"", "wresult=", "SAMLart=a ", "=3D", "=\n", "> ", ">\n", "\n>", "\\", "\\\"", "\\u", "'", "\"", "$'", "^\"",
		"curl ", "curl -d ", "Invoke-WebRequest -Body '", "form-data; name=a\n\n", "A", "A ", "A\n", "PHNhbWxw", strings.Repeat("A", 63) + " ", strings.Repeat("A", 64) + "\n", strings.Repeat("PHNh", 20) + " ",
		"AADSTS50105 ", "Correlation ", "eyJhbGciOiJSUzI1NiJ9.", "-----BEGIN CERTIFICATE-----\n", "{", "[", "{\"a\":", "[\"SAML\",", "{\"SAMLResponse\":\"a\"}", "{\"log\":{\"entries\":[", "▼", "\n-<", "http", "https://a?", "\x00", "<\x00", "\u200B", "é",
	} {
		capture := strings.Repeat(unit, n/len(unit))
		opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(capture)}, wire.DefaultLimits, nil)
		if err == nil && len(opened.Payloads) == 0 {
			t.Errorf("%q: no answer", unit)
		}
	}
}

func FuzzOpen(f *testing.F) {
	for _, c := range single {
		f.Add([]byte(c.capture))
	}
	for _, s := range []string{
		"", "{", "[1", `{"log": {"entries": [{"request": {"url": "x?SAMLRequest=a"}}]}}`, `{"requests": [{"url": "x", "post": [["SAMLResponse", "{obf:1}"]], "saml": "<a/>"}]}`,
		har(posted("2026-01-02T03:04:05Z", `, "text": "SAMLResponse=PHNhbWxwOlJlc3BvbnNlLz4%3D"`, "", "")), jwt, "AADSTS50105: no. Trace ID: 0000aaaa-11bb-cccc-dd22-eeeeee333333 Timestamp: 2026-01-02 03:04:05Z",
		"code=abcdefghij&state=1", "-----BEGIN PRIVATE KEY-----", "\x1f\x8b\x08\x00", "\xff\xfe<\x00", "SAMLart=x", "curl -d", "curl ^\"", "-Body \"`", "<input name=SAMLResponse value=", "=3D=\n",
		"https://idp.example.com/?SAMLResponse=" + b64(ending) + "++%2\x80", "SAMLResponse=" + b64(ending) + "+%", "SAMLResponse=" + b64(ending) + "%09...", // white space before a cut
	} {
		f.Add([]byte(s))
	}
	limits := wire.Limits{Message: 1 << 16, Document: 1 << 18, Layers: 8, Messages: 20, Total: 1 << 20}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, origin := range []wire.Origin{wire.Paste, wire.File} {
			opened, err := wire.Open(context.Background(), wire.Capture{Origin: origin, Body: bytes.NewReader(b)}, limits, nil)
			if opened.Size != int64(len(b)) || opened.SHA256 != sha256.Sum256(b) {
				t.Fatal("size or hash of the capture")
			}
			var n *wire.Nothing
			if err != nil && (!errors.As(err, &n) || n.What == "" || n.Found == "" || n.Expected == "" || n.Hint == "") {
				t.Fatalf("expected a whole answer, found %#v", err)
			}
			if (err == nil) != (len(opened.Payloads) > 0) || len(opened.Payloads) > limits.Messages {
				t.Fatalf("%d payloads and %v", len(opened.Payloads), err)
			}
			for _, p := range opened.Payloads {
				switch p.Kind {
				case wire.XML:
					if !utf8.Valid(p.XML) || len(p.XML) > 3*limits.Message || len(p.XML) == 0 {
						t.Fatalf("a payload of %d bytes", len(p.XML))
					}
				case wire.ErrorPage:
					if p.Error == nil || len(p.Error.Codes) == 0 {
						t.Fatal("an error page without a code")
					}
				default:
					t.Fatalf("a payload of kind %q", p.Kind)
				}
			}
		}
	})
}
