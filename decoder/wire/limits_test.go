package wire_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"claimcheck/decoder/wire"
)

// told is all that an answer says: what was found and what it is instead, oddities and notes.
func told(opened wire.Opened, err error) string {
	var b strings.Builder
	if err != nil {
		fmt.Fprintln(&b, err)
	}
	for _, p := range opened.Payloads {
		fmt.Fprintf(&b, "message %.200s… of %d bytes\n", p.XML, len(p.XML))
		if p.URL != "" {
			fmt.Fprintln(&b, "url of", len(p.URL))
		}
		if p.Error != nil {
			fmt.Fprintln(&b, "page:", p.Error.Text)
		}
		for _, o := range p.Oddities {
			fmt.Fprintln(&b, o.Code, o.Detail)
		}
	}
	for _, n := range opened.Notes {
		fmt.Fprintln(&b, n.Code, n.Detail)
	}
	return b.String()
}

// Each number of limits.go that a capture can meet, at its real value: within it the capture is read, over it
// the answer says what was left out.
func TestLimitsAtTheirValues(t *testing.T) {
	long := `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">` + strings.Repeat("x", 4000) + `</samlp:Response>`
	large := func(n int) string { return strings.Replace(long, "xxx", strings.Repeat("x", n), 1) }
	found := "message <samlp:Response"
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, c := range []struct {
		limit        string
		capture      func(n int) string
		within, over int
		read         string // is said within the limit
		told         string // is said over it
	}{
		{"Message", large, 15 << 20, 16 << 20, found, "a message of 16,7"},
		{"Document", func(n int) string { return strings.Repeat("a. ", n/3) + message }, 63 << 20, 64 << 20, found, "67,10"},
		{"Layers", func(n int) string {
			s := message
			for range n {
				s = b64(s)
			}
			return s
		}, 11, 12, found, "too-many-layers"},
		{"Messages", func(n int) string { return numbered(n, "<samlp:Response ID='%d'/>\n") }, 500, 501, found, "more than 500 messages"},
		{"Total", func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, "<samlp:Response ID='%d'>%s</samlp:Response>\n", i, strings.Repeat("x", 1<<20-100))
			}
			return b.String()
		}, 20, 21, found, "more than 20,971,520 bytes in all"},
		{"minWork", func(n int) string {
			return numbered(n, `{"SAMLResponse":"%d"}`) + `{"SAMLResponse":"` + b64(message) + `"}`
		}, 30_000, 35_000, found, "too-many-candidates"},
		{"maxInflated", func(n int) string {
			return strings.Repeat("SAMLResponse="+q(b64(deflate(strings.Repeat("a ", 15<<19))))+"&", n) + "SAMLResponse=" + q(b64(deflate(large(6<<20))))
		}, 3, 4, found, "67,108,864 with all before it"},
		{"maxValues", func(n int) string { return strings.Repeat("SAMLResponse=PHNh&", n) + "SAMLResponse=" + q(b64(message)) }, 16<<10 - 1, 16 << 10, found, "more than 16,384 values"},
		{"maxHints", func(n int) string {
			var b strings.Builder
			for i := range n {
				b.WriteString("SAMLResponse=" + b64(long)[:400+4*i] + "&")
			}
			return b.String() + "SAMLResponse=" + q(b64(message))
		}, 50, 51, found, "more than 50 values hold no message"},
		{"maxCodes", func(n int) string { return strings.Repeat("AADSTS50105 ", n) }, 64, 65, "page:", "more than 64 times"},
		{"maxSentence", func(n int) string { return "AADSTS50105: " + strings.Repeat("é", n) }, 1000, 1001, "page: ", "é…\n"},
		{"maxIssuer", func(n int) string {
			return "eyJhbGciOiJSUzI1NiJ9." + base64.RawURLEncoding.EncodeToString([]byte(`{"iss":"`+strings.Repeat("i", n)+`"}`)) + ".c2ln"
		}, 200, 201, "i)", "i…)"},
		{"maxJSONDepth", func(n int) string {
			return `{"log":{"entries":[],"x":` + strings.Repeat("[", n-2) + strings.Repeat("]", n-2) + `}}`
		}, 512, 513, "0 requests without", "no more than 512 levels"},
		{"maxDecl", func(n int) string {
			const begin, end = `<?xml version="1.0"`, ` encoding="utf-8"?>`
			return begin + strings.Repeat(" ", n-len(begin)-len(end)) + end + message
		}, 512, 513, "message <?xml", "XML declaration without end"},
		{"maxErrorText", func(n int) string {
			const id = "Correlation Id: 0000aaaa-11bb-cccc-dd22-eeeeee333333"
			return id + strings.Repeat(".", n-len(id))
		}, 16 << 10, 16<<10 + 1, "identifiers of an Entra error page", "a text without"},
		{"maxMask", func(n int) string { return "SAMLResponse=" + strings.Repeat("*", n) }, 200, 201, "its value taken out", "a text without"},
		{"maxWord", func(n int) string { return strings.Repeat("é", n/2) }, 64, 66, "a single word", "a text without"},
		{"maxContext", func(n int) string {
			return `{"url":"` + strings.Repeat("u", n) + `","x":"` + b64(message) + `"}`
		}, 4096, 4097, "url of 4096", "a URL of more than 4,096 bytes"},
	} {
		t.Run(c.limit, func(t *testing.T) {
			for _, n := range []int{c.within, c.over} {
				opened, err := wire.Open(context.Background(), wire.Capture{Origin: wire.File, Body: strings.NewReader(c.capture(n))}, wire.DefaultLimits, nil)
				text := told(opened, err)
				if strings.Contains(text, c.told) != (n == c.over) || n == c.within && !strings.Contains(text, c.read) {
					t.Errorf("with %d: expected %q: %t, found %.800s", n, c.told, n == c.over, text)
				}
			}
		})
	}
}

// A line of more than maxWrapped characters is one that was not wrapped: a word below it is no part of it.
func TestWordBelow(t *testing.T) {
	root := func(n int) string { // of n characters of Base64 without padding
		const begin, end = `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">`, `</samlp:Response>`
		return begin + strings.Repeat("x", n/4*3-len(begin)-len(end)) + end
	}
	for n, apart := range map[int]bool{256: false, 260: true} {
		m := root(n)
		opened, err := open(t, "The value:\n\n"+b64(m)+"\nThanks\n", wire.Paste)
		if whole := err == nil && len(opened.Payloads) == 1 && string(opened.Payloads[0].XML) == m; whole != apart {
			t.Errorf("%d characters: expected the word below left out: %t, found %s", n, apart, told(opened, err))
		}
	}
}

// stalled gives nothing n times, and then what r gives.
type stalled struct {
	n int
	r io.Reader
}

func (s *stalled) Read(b []byte) (int, error) {
	if s.n > 0 {
		s.n--
		return 0, nil
	}
	return s.r.Read(b)
}

func TestStalledReader(t *testing.T) {
	for n, read := range map[int]bool{99: true, 100: false} {
		begin := `{"log":{"entries":[],"x":"` + strings.Repeat("x", 64<<10) // more than is read before it is known as JSON
		body := io.MultiReader(strings.NewReader(begin), &stalled{n: n, r: strings.NewReader(`"}}`)})
		_, err := wire.Open(context.Background(), wire.Capture{Body: body}, wire.DefaultLimits, nil)
		if errors.Is(err, io.ErrNoProgress) == read {
			t.Errorf("%d reads that give nothing: %v", n, err)
		}
	}
}
