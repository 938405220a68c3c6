package decoder_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

// sized is a signed response of about that many bytes: values of a few claims are filled up, the number of
// elements stays that of a real one. Entra sends at most 150 groups.
func sized(bytes int) []byte {
	r := mint.EntraResponse()
	plain := len(r.XML()) + 3000 // what the signature adds
	if missing := bytes - plain; missing > 0 {
		const groups = 150
		values := make([]string, groups)
		for i := range values {
			values[i] = strings.Repeat("g", max(missing/groups-len("<AttributeValue></AttributeValue>"), 1))
		}
		r.Assertion.Attributes = append(r.Assertion.Attributes, mint.Attribute{Name: mint.ClaimGroups, Values: values})
	}
	return []byte(mint.Sign(r.XML(), mint.AssertionID, mint.Signing{}))
}

var sizes = []struct {
	name  string
	bytes int
}{{"5KB", 5 << 10}, {"10KB", 10 << 10}, {"40KB", 40 << 10}, {"160KB", 160 << 10}, {"200KB", 200 << 10}, {"1MB", 1 << 20}}

// keep writes a benchmark's document where tools/bench wants it, for others to verify in the same run.
func keep(b *testing.B, name string, document []byte) {
	dir := os.Getenv("CLAIMCHECK_BENCH_DOCUMENTS")
	if dir == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(dir, name+".xml"), document, 0o600); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "cert.pem"), mint.Active().CertPEM(), 0o600); err != nil {
		b.Fatal(err)
	}
}

func options(b *testing.B) decoder.Options {
	f, err := metadata.Read("metadata.xml", mint.AppMetadata().XML())
	if err != nil {
		b.Fatal(err)
	}
	return decoder.Options{
		Now: mint.Now, Skew: decoder.DefaultSkew, Metadata: []*metadata.File{f},
		EntityID: mint.EntityID, ACS: mint.ACS,
	}
}

// BenchmarkInspect is the whole way from a form's Base64 to the report.
func BenchmarkInspect(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			document := sized(size.bytes)
			keep(b, size.name, document)
			capture, o := base64.StdEncoding.EncodeToString(document), options(b)
			b.SetBytes(int64(len(document)))
			b.ReportAllocs()
			for b.Loop() {
				rep, err := decoder.Inspect(context.Background(), wire.Capture{Name: "paste", Origin: wire.Paste, Body: strings.NewReader(capture)}, o)
				if err != nil || rep.Messages[0].Verdict != report.Accepted {
					b.Fatalf("expected accepted, got %v: %v", rep.Messages, err)
				}
			}
		})
	}
}

// BenchmarkDecode is Base64 to model, without a signature.
func BenchmarkDecode(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			document := sized(size.bytes)
			capture := base64.StdEncoding.EncodeToString(document)
			b.SetBytes(int64(len(document)))
			b.ReportAllocs()
			for b.Loop() {
				opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(capture)}, wire.DefaultLimits, nil)
				if err != nil {
					b.Fatal(err)
				}
				d, err := tree.Parse(opened.Payloads[0].XML, tree.MessageLimits)
				if err != nil || len(saml.Read(d).Assertions) != 1 {
					b.Fatal("the message was not read")
				}
			}
		})
	}
}

// BenchmarkChecked is what libraries do for an application: a form's Base64 to claims that both witnesses
// found signed, without a word to anybody.
func BenchmarkChecked(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			document := sized(size.bytes)
			capture := base64.StdEncoding.EncodeToString(document)
			keys := metadata.SigningKeys(options(b).Metadata, mint.Issuer)
			b.SetBytes(int64(len(document)))
			b.ReportAllocs()
			for b.Loop() {
				xml, err := base64.StdEncoding.DecodeString(capture)
				if err != nil {
					b.Fatal(err)
				}
				d, err := tree.Parse(xml, tree.MessageLimits)
				if err != nil {
					b.Fatal(err)
				}
				r := signature.Verify(context.Background(), d, keys)
				if r[0].Second != "agrees" || len(saml.ReadAssertion(r[0].Verified).Attributes) == 0 {
					b.Fatal(r[0].Detail, r[0].Second)
				}
			}
		})
	}
}

// BenchmarkVerify is the signature alone, from a parsed document.
func BenchmarkVerify(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			document := sized(size.bytes)
			d, err := tree.Parse(document, tree.MessageLimits)
			if err != nil {
				b.Fatal(err)
			}
			keys := metadata.SigningKeys(options(b).Metadata, mint.Issuer)
			b.SetBytes(int64(len(document)))
			b.ReportAllocs()
			for b.Loop() {
				if r := signature.Verify(context.Background(), d, keys); r[0].Cause != signature.Good {
					b.Fatal(r[0].Detail)
				}
			}
		})
	}
}

// BenchmarkGoxmldsig is the yardstick: goxmldsig's Validate alone on a parsed element of the same document.
func BenchmarkGoxmldsig(b *testing.B) {
	for _, size := range sizes {
		b.Run(size.name, func(b *testing.B) {
			document := sized(size.bytes)
			doc := etree.NewDocument()
			if err := doc.ReadFromBytes(document); err != nil {
				b.Fatal(err)
			}
			v := dsig.NewDefaultValidationContext(&dsig.MemoryX509CertificateStore{Roots: []*x509.Certificate{mint.Active().Cert}})
			v.Clock = dsig.NewFakeClockAt(mint.Now)
			assertion := doc.Root().SelectElement("Assertion")
			b.SetBytes(int64(len(document)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Validate(assertion); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkHAR reads a HAR of 100 MB with three messages and prints the largest heap that was seen.
func BenchmarkHAR(b *testing.B) {
	const size = 100 << 20
	var messages [3]string // the same message met again would count once
	for i := range messages {
		message := strings.Replace(string(sized(10<<10)), mint.ResponseID, fmt.Sprint(mint.ResponseID, i), 1)
		messages[i] = base64.StdEncoding.EncodeToString([]byte(message))
	}
	o := options(b)
	b.SetBytes(size)
	var most atomic.Uint64
	b.ReportAllocs()
	for b.Loop() {
		debug.FreeOSMemory()
		stop := watchHeap(&most)
		rep, err := decoder.Inspect(context.Background(), wire.Capture{Name: "capture.har", Origin: wire.File, Body: har(messages, size)}, o)
		stop()
		if err != nil || len(rep.Messages) != 3 {
			b.Fatalf("expected 3 messages, got %d: %v", len(rep.Messages), err)
		}
	}
	b.ReportMetric(float64(most.Load())/(1<<20), "MB-peak-heap")
}

// BenchmarkHostile judges and writes what is made to cost time or memory, as large as the limits let it be, and
// prints the largest heap that was seen. TestHostile has the other shapes.
func BenchmarkHostile(b *testing.B) {
	for _, h := range battery() {
		switch h.name {
		case "attributes, signed", "XML attributes, signed", "near-names, other script, signed", "confirmations, late, signed", "value of invisibles, signed",
			"attributes, empty", "IDs", "value of tags", "signatures at their place", "codes", "500 messages":
		default:
			continue
		}
		b.Run(h.name, func(b *testing.B) {
			body := h.body()
			var most atomic.Uint64
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				debug.FreeOSMemory()
				stop := watchHeap(&most)
				r, err := h.inspect(b, body)
				if err == nil {
					err = report.WriteJSON(io.Discard, r)
				}
				stop()
				if err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(most.Load())/(1<<20), "MB-peak-heap")
		})
	}
}

// watchHeap notes the largest heap in use until stopped.
func watchHeap(most *atomic.Uint64) (stop func()) {
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			if m.HeapSys-m.HeapReleased > most.Load() {
				most.Store(m.HeapSys - m.HeapReleased)
			}
			select {
			case <-done:
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	return func() { close(done); <-ended }
}

// har is a HAR as a browser writes it, made while it is read: pages of script with a sign-in in three places.
func har(messages [3]string, size int) io.Reader {
	entry := func(method, post, content string) string {
		return fmt.Sprintf(`{"startedDateTime":"2026-01-02T03:04:06.000Z","time":12.5,"request":{"method":%q,"url":"https://sp.example.com/acs","httpVersion":"h2","headers":[{"name":"accept","value":"*/*"}],"queryString":[]%s,"bodySize":0},"response":{"status":200,"content":{"size":1,"mimeType":"text/javascript","text":"%s"},"headers":[],"redirectURL":""}},`, method, post, content)
	}
	script := strings.Repeat(`function f(a){return \"<b>\"+a+\"</b>\";}\n/* `+strings.Repeat("x", 180)+` */`, 400)
	filler := entry("GET", "", script)
	signIn := func(message string) string {
		return entry("POST", fmt.Sprintf(`,"postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"SAMLResponse","value":%q}]}`, message), "ok")
	}
	const head, tail = `{"log":{"version":"1.2","entries":[`, `{}]}}`
	n := (size - len(head) - len(tail) - 3*len(signIn(messages[0]))) / len(filler)
	parts := []io.Reader{strings.NewReader(head)}
	for i := range n {
		for j, at := range [3]int{n / 4, n / 2, n - 1} {
			if i == at {
				parts = append(parts, strings.NewReader(signIn(messages[j])))
			}
		}
		parts = append(parts, strings.NewReader(filler))
	}
	return io.MultiReader(append(parts, bytes.NewReader([]byte(tail)))...)
}
