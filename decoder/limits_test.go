package decoder_test

import (
	"bytes"
	"context"
	"crypto/rsa"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder"
	"claimcheck/decoder/encryption"
	"claimcheck/decoder/explain"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// said is all that a report says, in one text.
func said(r report.Report) string {
	var b strings.Builder
	if r.Problem != nil {
		fmt.Fprintln(&b, r.Problem.Sentence, r.Problem.Expected, r.Problem.Actual)
	}
	for _, m := range r.Messages {
		fmt.Fprintln(&b, m.Sentence)
		for _, s := range m.Signatures {
			fmt.Fprintln(&b, s.Cause, s.Detail)
		}
		for _, f := range m.Findings {
			if f.Level != report.Pass {
				fmt.Fprintln(&b, f.Check, f.Detail, f.Actual)
			}
		}
	}
	return b.String()
}

// Each limit that a message or a capture can meet: what stays within it is read, what exceeds it is told.
// CONTRIBUTING.md lists the limits.
func TestLimits(t *testing.T) {
	good := string(mint.EntraResponse().Signed())
	into := func(mark, what string) string { // into the good message, where its signature does not reach
		return strings.Replace(good, mark, what+mark, 1)
	}
	const status = "<samlp:Status>"
	attributes := func(format string) func(n int) string {
		return func(n int) string {
			var b strings.Builder
			for i := range n {
				fmt.Fprintf(&b, format, i)
			}
			return into(status, "<samlp:Extensions><x"+b.String()+"/></samlp:Extensions>")
		}
	}
	assertion := regexp.MustCompile(`(?s)<Assertion .*</Assertion>`).FindString(good)
	for _, c := range []struct {
		limit   string
		capture func(n int) string
		within  int
		over    int
		told    string
	}{
		{"wire.DefaultLimits.Message", func(n int) string { return into(status, "<!--"+strings.Repeat("x", n)+"-->") }, 15 << 20, 17 << 20, "16,777,216 bytes"},
		{"wire.DefaultLimits.Document", func(n int) string { return good + strings.Repeat("\n", n) }, 60 << 20, 64 << 20, "67,108,864 bytes"},
		{"tree.MessageLimits.Depth", func(n int) string {
			return into(status, "<samlp:Extensions>"+strings.Repeat("<x>", n)+strings.Repeat("</x>", n)+"</samlp:Extensions>")
		}, 98, 99, "more than 100 deep"},
		{"tree.MessageLimits.Nodes", func(n int) string {
			return into(status, "<samlp:Extensions>"+strings.Repeat("<x/>", n)+"</samlp:Extensions>")
		}, 390_000, 400_000, "more than 400000 nodes"},
		{"tree.MessageLimits.Attributes", attributes(" a%d=''"), 300, 301, "more than 300 attributes"},
		{"tree.MessageLimits.Namespaces", attributes(" xmlns:a%d='u'"), 64, 65, "more than 64 namespace declarations"},
		{"signature.maxSignatures", func(n int) string {
			var b strings.Builder
			for i := range n {
				b.WriteString(strings.ReplaceAll(assertion, mint.AssertionID, fmt.Sprintf("%s-%d", mint.AssertionID, i)))
			}
			return strings.Replace(good, assertion, b.String(), 1)
		}, 10, 11, "only the first 10 signatures"},
		{"signature.maxSignedInfo", func(n int) string {
			return strings.Replace(good, "<SignedInfo>", "<SignedInfo>"+strings.Repeat("<!---->", n), 1)
		}, 10, 20, "at most 20 elements and comments in SignedInfo"},
	} {
		t.Run(c.limit, func(t *testing.T) {
			for _, n := range []int{c.within, c.over} {
				r, err := decoder.Inspect(context.Background(), wire.Capture{Body: strings.NewReader(c.capture(n))}, settled(t))
				var nothing *wire.Nothing
				if err != nil && !errors.As(err, &nothing) {
					t.Fatal(err)
				}
				if text := said(r); strings.Contains(text, c.told) != (n == c.over) {
					t.Errorf("with %d: expected %q: %t, found %.2000s", n, c.told, n == c.over, text)
				}
			}
		})
	}
}

// settled is the setting of a minted message.
func settled(t *testing.T) decoder.Options {
	t.Helper()
	f, err := metadata.Read("metadata.xml", mint.AppMetadata().XML())
	if err != nil {
		t.Fatal(err)
	}
	return decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew, Metadata: []*metadata.File{f}, EntityID: mint.EntityID, ACS: mint.ACS}
}

// The limits of what verifies: the number of keys, and their size.
func TestLimitsOfKeys(t *testing.T) {
	right := signature.Key{Public: mint.Active().Private.Public(), Cert: mint.Active().Cert}
	wrong := signature.Key{Public: mint.Foreign().Private.Public(), Cert: mint.Foreign().Cert}
	many := func(n int) []signature.Key {
		var keys []signature.Key
		for range n {
			keys = append(keys, wrong)
		}
		return append(keys, right)
	}
	bits := func(n uint) []signature.Key {
		return []signature.Key{{Public: &rsa.PublicKey{N: new(big.Int).Lsh(big.NewInt(1), n-1), E: 65537}}}
	}
	bare := regexp.MustCompile(`(?s)<KeyInfo.*</KeyInfo>`).ReplaceAllString(string(mint.EntraResponse().Signed()), "")
	for _, c := range []struct {
		limit        string
		within, over []signature.Key
		told         string
	}{
		{"signature.maxKeys", many(199), many(200), "only the first 200 of 201 keys"},
		{"signature.minRSA", bits(1024), bits(1023), "at least 1024 bits"},
		{"signature.maxRSA", bits(16384), bits(16385), "at most 16384"},
	} {
		t.Run(c.limit, func(t *testing.T) {
			for i, keys := range [][]signature.Key{c.within, c.over} {
				o := settled(t)
				o.Metadata, o.Certs = nil, keys
				r, err := decoder.Inspect(context.Background(), wire.Capture{Body: strings.NewReader(bare)}, o)
				if err != nil {
					t.Fatal(err)
				}
				if text := said(r); strings.Contains(text, c.told) != (i == 1) {
					t.Errorf("expected %q: %t, found %.2000s", c.told, i == 1, text)
				}
			}
		})
	}
}

// The limits of what is read beside the message: certificates in a KeyInfo, digits of an error code.
func TestLimitsOfHints(t *testing.T) {
	good := string(mint.EntraResponse().Signed())
	wrong := "<X509Data><X509Certificate>" + mint.Foreign().Base64() + "</X509Certificate></X509Data>"
	for n, found := range map[int]bool{19: true, 20: false} {
		o := settled(t)
		o.Metadata = nil
		capture := strings.Replace(good, "<X509Data>", strings.Repeat(wrong, n)+"<X509Data>", 1)
		r, err := decoder.Inspect(context.Background(), wire.Capture{Body: strings.NewReader(capture)}, o)
		if err != nil {
			t.Fatal(err)
		}
		if text := said(r); strings.Contains(text, "the key in the message made the signature") != found {
			t.Errorf("%d other certificates before the right one: expected it found: %t, found %.2000s", n, found, text)
		}
	}
	for n, found := range map[int]bool{12: true, 13: false} {
		if codes := explain.Find("AADSTS" + strings.Repeat("9", n)); len(codes) == 1 != found {
			t.Errorf("%d digits: %v", n, codes)
		}
	}
}

// The nesting of an export, and the memory that a key file may ask for.
func TestLimitsOfFiles(t *testing.T) {
	for n, read := range map[int]bool{500: true, 520: false} {
		export := `{"log":{"entries":[],"x":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}}`
		opened, _ := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(export)}, wire.DefaultLimits, nil)
		damaged := slices.ContainsFunc(opened.Notes, func(o wire.Oddity) bool { return o.Code == "damaged-export" && strings.Contains(o.Detail, "levels") })
		if damaged == read {
			t.Errorf("%d levels: %v", n, opened.Notes)
		}
	}
	file, err := os.ReadFile("encryption/testdata/keys/pkcs8-scrypt.pem")
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(file)
	const usual, costly = "\x02\x02\x40\x00\x02\x01\x08", "\x02\x02\x40\x00\x02\x01\x7f" // cost 16,384, block size 8 or 127
	for params, ok := range map[string]bool{usual: true, costly: false} {
		der := bytes.Replace(block.Bytes, []byte(usual), []byte(params), 1)
		_, _, err := encryption.Keys("sp.key", der, func(string) ([]byte, error) { return []byte("another"), nil })
		if errors.Is(err, encryption.ErrPassphrase) != ok || !ok && !strings.Contains(err.Error(), "128 MiB") {
			t.Errorf("%x: %v", params, err)
		}
	}
}

// The limits of an application's file: the number of its claims.
func TestLimitsOfProfiles(t *testing.T) {
	for n, ok := range map[int]bool{100: true, 101: false} {
		var claims []string
		for i := range n {
			claims = append(claims, fmt.Sprintf(`{"name": "Claim%d"}`, i))
		}
		_, err := profile.Read([]byte(`{"name": "app", "title": "App", "claims": [` + strings.Join(claims, ",") + `]}`))
		if (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "1 to 100 claims, found 101") {
			t.Errorf("%d claims: %v", n, err)
		}
	}
}

// The messages and assertions whose fields are listed: of a response with its assertion, and of hidden ones.
func TestLimitsOfCoverage(t *testing.T) {
	good := string(mint.EntraResponse().Signed())
	for hidden, last := range map[int]bool{18: true, 19: false} {
		var b strings.Builder
		for i := range hidden {
			fmt.Fprintf(&b, `<Assertion xmlns="urn:oasis:names:tc:SAML:2.0:assertion" ID="_hidden-%d"><Issuer>https://hidden-%d.example.com/</Issuer></Assertion>`, i, i)
		}
		capture := strings.Replace(good, "<samlp:Status>", "<samlp:Extensions>"+b.String()+"</samlp:Extensions><samlp:Status>", 1)
		r, err := decoder.Inspect(context.Background(), wire.Capture{Body: strings.NewReader(capture)}, settled(t))
		if err != nil {
			t.Fatal(err)
		}
		name := fmt.Sprintf("https://hidden-%d.example.com/", hidden-1)
		listed := slices.ContainsFunc(r.Messages[0].Coverage, func(c report.Coverage) bool { return slices.Contains(c.Values, name) })
		if listed != last || r.Messages[0].Verdict != report.Refused {
			t.Errorf("%d hidden: expected the last one listed: %t, found %t; %s", hidden, last, listed, r.Messages[0].Verdict)
		}
	}
}

// What breaks while a capture is opened is an error, and does not end the program.
func TestBrokenCapture(t *testing.T) {
	r, err := decoder.Inspect(context.Background(), wire.Capture{Body: breaking{}}, settled(t))
	if err == nil || !strings.Contains(err.Error(), "broken reader") || len(r.Messages) != 0 || r.Chosen != -1 {
		t.Errorf("expected an error, found %v and %d messages", err, len(r.Messages))
	}
}

type breaking struct{ io.Reader }

func (breaking) Read([]byte) (int, error) { panic("broken reader") }

// What all messages of a capture list is bounded together; the message that is shown first keeps its own.
func TestMostListed(t *testing.T) {
	var b strings.Builder
	for i := range 30 {
		r := mint.EntraResponse()
		r.ID = fmt.Sprint("_response-", i)
		b.WriteString(strings.Replace(r.XML(), inStatement, claims(700, "C%[1]d")()+inStatement, 1) + "\n")
	}
	r, err := decoder.Inspect(context.Background(), wire.Capture{Body: strings.NewReader(b.String())}, settled(t))
	if err != nil || len(r.Messages) != 30 {
		t.Fatalf("%d messages: %v", len(r.Messages), err)
	}
	all := 0
	for i, m := range r.Messages {
		all += len(m.Claims) + len(m.Coverage)
		switch told := strings.Contains(strings.Join(m.Notes, ";"), "for the capture holds many"); {
		case i == r.Chosen && (told || len(m.Claims) != 504):
			t.Errorf("of the chosen message %d claims are listed, notes %q", len(m.Claims), m.Notes)
		case told != (len(m.Claims) < 504 || len(m.Coverage) < 500):
			t.Errorf("message %d: %d claims, %d fields, notes %q", i, len(m.Claims), len(m.Coverage), m.Notes)
		}
	}
	if all < 20_000 || all > 20_000+30*(4+2*50) {
		t.Errorf("%d claims and fields are listed", all)
	}
}
