package wire_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"claimcheck/decoder/wire"
)

// hostile are captures made of one piece over and over, n bytes long, and the answer that each gets: what it is
// instead of a message, or "message".
var hostile = []struct{ unit, what string }{
	{" ", "empty"},
	{"\x00", "empty"},
	{"\n", "empty"},
	{"\u200B", "empty"},
	{"&", "text"},
	{"%", "text"},
	{"A", "text"},
	{"<", "text"},
	{"=", "text"},
	{"\\", "text"},
	{"\"", "text"},
	{"'", "text"},
	{"+", "text"},
	{">", "text"},
	{"{", "text"},
	{"1", "text"},
	{"é", "text"},
	{"\u00A0", "empty"},
	{"“", "text"},
	{"%25", "text"},
	{"%3C", "text"},
	{"PHNh", "truncated"},
	{"<form>", "html"},
	{"<input ", "text"},
	{"<input name=SAMLResponse value=PHNh>", "text"},
	{"<a href=\"?SAMLResponse=PHNh\">", "text"},
	{"--boundary\r\n", "text"},
	{"form-data;", "text"},
	{"form-data; name=SAMLResponse\n\nPHNh\n", "text"},
	{"=3D", "text"},
	{"=3D=\n", "text"},
	{"{\"a\":\"SAML\"}", "json"},
	{"{\"SAMLResponse\":\"PHNh\"}\n", "json"},
	{"{}", "json"},
	{"[1,", "text"},
	{"{\"a\":", "text"},
	{"1 a\n", "text"},
	{"> a\n", "text"},
	{"curl ", "text"},
	{"curl -d 'SAMLResponse=PHNh' ", "text"},
	{"$'\\x41' ", "text"},
	{"^\"", "text"},
	{"\\u0041", "text"},
	{"&amp;", "text"},
	{"&lt;", "text"},
	{"SAMLResponse", "text"},
	{"SAMLResponse=&", "empty"},
	{"SAMLResponse=PHNh&", "text"},
	{"SAMLResponse=PHNh\n", "text"},
	{"SAMLResponse: PHNh\n", "text"},
	{"SAMLart=a&", "artifact"},
	{"https://a?", "url"},
	{"https://a?to=https://b?SAMLRequest=PHNh ", "text"},
	{"<!--", "text"},
	{"<a>", "text"},
	{"<samlp:Response/>", "message"},
	{"AADSTS50105 ", "message"},
	{"eyJhbGciOiJSUzI1NiJ9.eyJh.a ", "jwt"},
	{"Invoke-WebRequest -Body '", "text"},
	{"2026-01-02T03:04:05Z a\n", "text"},
	{"Jan  2 03:04:05 a b: c\n", "text"},
	{"a | b\n", "text"},
	{"\"A\" + \"", "text"},
	{"\"\n\"", "text"},
	{"xmlns=\"\"", "text"},
	{"_x000D_", "text"},
	{"SAMLResponse=aHTTP/1.1 200 \n", "text"},
	{"00000000: 41\n", "text"},
	{"<\u00A0", "message"},
	{"<items>", "message"},
	{"{\"SAMLResponse\":\"PHNh&\"}\n", "json"},
	{"{\"m\":\"SAMLResponse=PHNh&\"}\n", "json"},
	{"eyJ", "text"},
	{"eyJ.", "text"},
	{"AADSTS ", "text"},
	{" code=state=", "text"},
	{"AADSTS50105 1111bbbb-22cc-dddd-ee33-ffffff444444 ", "message"},
	{"AADSTS50105 <", "message"},
	{"AADSTS50105 2026-01-02x03:04:05 </a>", "message"},
	{"a=\n", "text"},
	{strings.Repeat("A", 64) + "\n", "text"},
	{strings.Repeat("PHNh", 20) + "=\n", "truncated"},
	{strings.Repeat("AB+/", 18) + "A AA\n", "text"},
}

// TestHostile holds that each gets its answer, alone and below Base64, compression, UTF-16, JSON and a form.
// It asserts no time: work that is not linear would run into the test's deadline.
func TestHostile(t *testing.T) {
	const n = 256 << 10
	for _, c := range hostile {
		capture := strings.Repeat(c.unit, n/len(c.unit))
		opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(capture)}, wire.DefaultLimits, nil)
		what := "message"
		var nothing *wire.Nothing
		if errors.As(err, &nothing) {
			what = nothing.What
		}
		if what != c.what || (err == nil) != (len(opened.Payloads) > 0) || len(opened.Payloads) > wire.DefaultLimits.Messages {
			t.Errorf("%q: expected %s, found %s, %d payloads: %v", c.unit, c.what, what, len(opened.Payloads), err)
		}
		for _, covered := range []string{b64(capture), gzipped(gzipped(capture)), utf16Bytes(capture, false, true), "[" + jsonString("SAML"+capture) + "]", "SAMLResponse=" + q(b64(deflate(capture))), message + capture} {
			opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(covered)}, wire.DefaultLimits, nil)
			if (err == nil) != (len(opened.Payloads) > 0) || err != nil && !errors.As(err, &nothing) {
				t.Errorf("%q in %.30q: no answer: %v", c.unit, covered, err)
			}
		}
	}
}

func BenchmarkOpenHostile(b *testing.B) {
	for _, unit := range []string{"SAMLResponse=PHNh&", "\\", "A", "<", "{}", "--boundary\r\n", "eyJ", "a | b\n", "{\"SAMLResponse\":\"PHNh&\"}\n", "AADSTS ", "The quick brown fox.\n"} {
		b.Run(fmt.Sprintf("%q", unit), func(b *testing.B) {
			capture := strings.Repeat(unit, 60<<20/len(unit))
			b.SetBytes(int64(len(capture)))
			b.ReportAllocs()
			for b.Loop() {
				if opened, err := wire.Open(context.Background(), wire.Capture{Body: strings.NewReader(capture)}, wire.DefaultLimits, nil); err == nil {
					b.Fatal(len(opened.Payloads))
				}
			}
		})
	}
}
