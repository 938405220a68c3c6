package decoder_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"claimcheck/decoder"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// What was left unread of a capture is told: a HAR that ends in the middle may have held the answer.
func TestUnreadIsTold(t *testing.T) {
	entry := `{"startedDateTime":"2026-01-02T03:04:06Z","request":{"method":"POST","url":"https://sp.example.com/acs","postData":{"mimeType":"application/x-www-form-urlencoded","text":"` +
		mint.Post("SAMLResponse", mint.EntraResponse().Signed(), "") + `"}},"response":{"status":200}}`
	for _, c := range []struct {
		name, capture string
		told          string
	}{
		{"whole", `{"log":{"entries":[` + entry + `]}}`, ""},
		{"cut", `{"log":{"entries":[` + entry + `,{"startedDateTime":"2026-01-`, "ends in the middle"},
	} {
		r, err := decoder.Inspect(context.Background(), wire.Capture{Name: "x.har", Origin: wire.File, Body: strings.NewReader(c.capture)},
			decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew})
		if err != nil || len(r.Messages) != 1 {
			t.Fatalf("%s: %d messages, %v", c.name, len(r.Messages), err)
		}
		var text bytes.Buffer
		if err := report.WriteText(&text, r, report.TextOptions{Width: 100}); err != nil {
			t.Fatal(err)
		}
		if told := strings.Join(r.Input.Notes, " "); (c.told == "") != (told == "") || !strings.Contains(told, c.told) || !strings.Contains(text.String(), c.told) {
			t.Errorf("%s: told %q, expected %q", c.name, told, c.told)
		}
	}
}

// When the answer was taken out, cut off or not saved, the sentence says so: to say that a request is no answer, and to
// record a HAR file, sends people in a circle.
func TestMissingAnswerIsTold(t *testing.T) {
	to := mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "abc", nil)
	asked := `{"startedDateTime":"2026-01-02T03:04:00Z","request":{"method":"GET","url":"` + to + `"},"response":{"status":200}}`
	form := mint.Post("SAMLResponse", mint.EntraResponse().Signed(), "")
	posted := func(data string) string {
		return `,{"startedDateTime":"2026-01-02T03:04:06Z","request":{"method":"POST","url":"` + mint.ACS + `"` + data + `},"response":{"status":302,"redirectURL":"https://sp.example.com/"}}`
	}
	body := func(text string) string { return posted(`,"postData":{"text":"` + text + `"}`) }
	for _, c := range []struct{ name, rest, says, step string }{
		{"nothing", "", "it shows what", "Press F12"},
		{"sanitised", body("SAMLResponse=[SAMLResponse redacted]"), "taken out by Cloudflare", "untick SAMLRequest and SAMLResponse"},
		{"request sanitised", `,{"request":{"method":"GET","url":"https://idp.example.com/?SAMLRequest=[SAMLRequest redacted]"}}`, "it shows what", "Press F12"},
		{"no form data", posted(""), "the POST to " + mint.ACS + " without what was posted", "Firefox"},
		{"a post elsewhere", `,{"request":{"method":"POST","url":"https://sp.example.com/other"},"response":{"content":{"mimeType":"text/html"}}}`, "it shows what", "Press F12"},
		{"cut", body(form)[:800], "the file ends in the middle", "Save the file again"},
		{"answered", body(form) + body("SAMLResponse=[SAMLResponse redacted]"), "Upwork", ""},
	} {
		capture := `{"log":{"entries":[` + asked + c.rest
		if c.name != "cut" {
			capture += `]}}`
		}
		r, err := decoder.Inspect(context.Background(), wire.Capture{Name: "x.har", Origin: wire.File, Body: strings.NewReader(capture)},
			decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew})
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		m := r.Messages[r.Chosen]
		steps := ""
		if m.Cause != nil {
			steps = strings.Join(m.Cause.Steps, " ")
		}
		if !strings.Contains(m.Sentence, c.says) || !strings.Contains(steps, c.step) || (c.name == "answered") != (m.Kind == "Response") {
			t.Errorf("%s: %s: %q, %q, expected %q and %q", c.name, m.Kind, m.Sentence, steps, c.says, c.step)
		}
	}
}

// A RelayState is called lost when the capture would show it: not when it was masked, or stood behind the place at which
// the file is cut off.
func TestRelayStateThatIsNotShown(t *testing.T) {
	to := mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "abc", nil)
	response := mint.EntraResponse().Signed()
	har := func(data string) string {
		return `{"log":{"entries":[{"startedDateTime":"2026-01-02T03:04:00Z","request":{"method":"GET","url":"` + to + `"},"response":{"status":200}},
		{"startedDateTime":"2026-01-02T03:04:06Z","request":{"method":"POST","url":"` + mint.ACS + `","postData":{` + data
	}
	quoted := func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	param := `"params":[{"name":"SAMLResponse","value":"` + base64.StdEncoding.EncodeToString(response) + `"},{"name":"Rel`
	tracer := `{"requests":[{"method":"GET","url":"` + to + `","responseStatus":200},{"method":"POST","url":"` + mint.ACS + `","responseStatus":200,
		"post":[["SAMLResponse","{obf:1}"],["RelayState","{obf:2}"]],"saml":` + quoted(string(response)) + `}]}`
	for _, c := range []struct {
		name, capture string
		lost          bool
	}{
		{"lost", har(`"text":"` + mint.Post("SAMLResponse", response, "") + `"}}}]}}`), true},
		{"kept", har(`"text":"` + mint.Post("SAMLResponse", response, "abc") + `"}}}]}}`), false},
		{"sanitised", har(`"text":"` + mint.Post("SAMLResponse", response, "[RelayState redacted]") + `"}}}]}}`), false},
		{"cut", har(param), false},
		{"masked by SAML-tracer", tracer, false},
	} {
		r, err := decoder.Inspect(context.Background(), wire.Capture{Name: "x.har", Origin: wire.File, Body: strings.NewReader(c.capture)},
			decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew})
		if err != nil || r.Messages[r.Chosen].Kind != "Response" {
			t.Fatalf("%s: %v", c.name, err)
		}
		warned := slices.ContainsFunc(r.Messages[r.Chosen].Findings, func(f report.Finding) bool { return f.Check == "input.relay-state" && f.Level == report.Warn })
		if told := r.Flow.SignIns[0].RelayState; warned != c.lost || (told == report.RelayLost) != c.lost || told == report.RelayChanged {
			t.Errorf("%s: warned %v, the flow says %q", c.name, warned, told)
		}
	}
}

// A folder may hold the same recording twice, by itself and in an archive: it is one sign-in, and nothing in it was
// sent again.
func TestSameRecordingTwice(t *testing.T) {
	one, err := os.ReadFile("../testdata/captures/lab-good.har")
	if err != nil {
		t.Fatal(err)
	}
	var flows []*report.Flow
	for _, folder := range []fstest.MapFS{
		{"a.har": {Data: one}},
		{"a.har": {Data: one}, "b.har": {Data: one}, "c.har": {Data: one}},
	} {
		r, err := decoder.Inspect(context.Background(), wire.Capture{Name: "x", Origin: wire.File, Folder: folder},
			decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew})
		if err != nil {
			t.Fatal(err)
		}
		flows = append(flows, r.Flow)
	}
	if len(flows[0].SignIns) != 1 || !reflect.DeepEqual(flows[0], flows[1]) {
		t.Errorf("the flow differs: %+v, %+v", *flows[0], *flows[1])
	}
}

// An exchange without an address, as a file that is cut off may end with, is told by what it carried.
func TestExchangeWithoutAddress(t *testing.T) {
	capture := `{"log":{"entries":[{"startedDateTime":"2026-01-02T03:04:06Z","request":{"method":"POST","postData":{"text":"` +
		mint.Post("SAMLResponse", mint.EntraResponse().Signed(), "abc") + `"`
	r, err := decoder.Inspect(context.Background(), wire.Capture{Name: "x.har", Origin: wire.File, Body: strings.NewReader(capture)},
		decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew})
	if err != nil || r.Flow == nil {
		t.Fatal(err)
	}
	s := r.Flow.SignIns[0]
	if len(s.Steps) != 1 || s.Steps[0].To != report.AtApplication || !strings.Contains(s.Reached, "whose address is not in the capture") {
		t.Errorf("found %+v", s)
	}
}
