package wire_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/wire"
)

// response gives a message of about n bytes.
func response(n int) []byte {
	var b bytes.Buffer
	b.WriteString(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0">` + "\n<saml:Assertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\">")
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, `<saml:Attribute Name="group%d"><saml:AttributeValue>B.Simon é %d</saml:AttributeValue></saml:Attribute>`, i, i)
	}
	b.WriteString("</saml:Assertion></samlp:Response>")
	return b.Bytes()
}

func BenchmarkOpenBase64(b *testing.B) {
	for _, kb := range []int{10, 200} {
		b.Run(fmt.Sprintf("%dKB", kb), func(b *testing.B) {
			paste := base64.StdEncoding.EncodeToString(response(kb << 10))
			b.SetBytes(int64(len(paste)))
			b.ReportAllocs()
			for b.Loop() {
				opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(paste)}, wire.DefaultLimits, nil)
				if err != nil || len(opened.Payloads) != 1 {
					b.Fatal(err)
				}
			}
		})
	}
}

// harReader makes a HAR file of size bytes as it is read: three posted responses among entries as
// browsers write them, of many small headers and of a body with escapes.
func harReader(size int) io.Reader {
	var headers strings.Builder
	for i := range 20 {
		fmt.Fprintf(&headers, `{"name": "x-header-%d", "value": "some value of a header, %d"},`, i, i*7919)
	}
	page := strings.Repeat(`<div class=\"tile\" data-id=\"42\">\n\t<a href=\"https://portal.example.com/item\">Contoso<\/a>\n<\/div>`, 200)
	filler := fmt.Sprintf(`{"startedDateTime": "2026-01-02T03:04:05.678Z", "time": 12.5, "request": {"method": "GET", "url": "https://portal.example.com/assets/app.js?v=3", `+
		`"httpVersion": "h2", "headers": [%[1]s{"name": "accept", "value": "*/*"}], "queryString": [{"name": "v", "value": "3"}], "cookies": [], "headersSize": -1, "bodySize": 0}, `+
		`"response": {"status": 200, "statusText": "", "headers": [%[1]s{"name": "date", "value": "Fri, 02 Jan 2026 03:04:05 GMT"}], "cookies": [], `+
		`"content": {"size": 100, "mimeType": "text/html", "text": "%[2]s"}, "redirectURL": ""}, "cache": {}, "timings": {"send": 0, "wait": 1.5, "receive": 0.25}},`+"\n", headers.String(), page)
	message := func(i int) string {
		xml := strings.Replace(string(response(10<<10)), `ID="_1"`, fmt.Sprintf(`ID="_%d"`, i), 1)
		body := "SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(xml))) + "&RelayState=%2Fhome"
		return fmt.Sprintf(`{"startedDateTime": "2026-01-02T03:04:0%d.000Z", "request": {"method": "POST", "url": "https://sp.example.com/acs", "headers": [], "queryString": [], `+
			`"postData": {"mimeType": "application/x-www-form-urlencoded", "text": "%s", "params": []}}, "response": {"status": 302, "headers": [], "content": {"size": 0, "mimeType": ""}, "redirectURL": "https://sp.example.com/home"}},`+"\n", i, body)
	}
	parts := []io.Reader{strings.NewReader(`{"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "537.36"}, "pages": [], "entries": [` + "\n")}
	n := size / len(filler)
	for i := range 3 {
		parts = append(parts, &repeated{s: filler, n: n / 3}, strings.NewReader(message(i)))
	}
	parts = append(parts, &repeated{s: filler, n: n % 3}, strings.NewReader(strings.TrimSuffix(filler, ",\n")+`]}}`))
	return io.MultiReader(parts...)
}

// repeated reads s, n times over.
type repeated struct {
	s      string
	n, pos int
}

func (r *repeated) Read(b []byte) (int, error) {
	if r.n == 0 {
		return 0, io.EOF
	}
	n := copy(b, r.s[r.pos:])
	if r.pos += n; r.pos == len(r.s) {
		r.pos = 0
		r.n--
	}
	return n, nil
}

func BenchmarkOpenHAR(b *testing.B) {
	const size = 100 << 20
	b.SetBytes(size)
	b.ReportAllocs()
	var peak uint64
	for b.Loop() {
		opened, err := wire.Open(context.Background(), wire.Capture{Body: harReader(size)}, wire.DefaultLimits, func(int64) {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapSys-m.HeapReleased)
		})
		if err != nil || len(opened.Payloads) != 3 || opened.Payloads[2].Time.IsZero() || opened.Payloads[2].RelayState != "/home" {
			b.Fatal(len(opened.Payloads), err)
		}
		if opened.Payloads[2].Time.Sub(opened.Payloads[0].Time) != 2*time.Second {
			b.Fatal("times of the messages")
		}
	}
	b.ReportMetric(float64(peak)/(1<<20), "peak-MB")
}
