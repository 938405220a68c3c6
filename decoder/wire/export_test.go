package wire_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"claimcheck/decoder/wire"
)

func har(entries ...string) string {
	return `{"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "pages": [{"title": "https://idp.example.com/sso?SAMLRequest=abc"}], "entries": [` + strings.Join(entries, ",") + `]}}`
}

// posted is an entry with a posted form, as Chrome (text, and params still encoded), Firefox (params
// decoded) or others write it.
func posted(time, text, params, response string) string {
	return fmt.Sprintf(`{"startedDateTime": %q, "request": {"method": "POST", "url": "https://sp.example.com/acs", "headers": [{"name": "Cookie", "value": "x"}], "queryString": [], "postData": {"mimeType": "application/x-www-form-urlencoded"%s%s}}, "response": {%s}}`,
		time, text, params, response)
}

func TestHAR(t *testing.T) {
	sso := "https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(request))) + "&RelayState=r"
	body := "SAMLResponse=" + q(b64(message)) + "&RelayState=" + q("https://sp.example.com/?a=b")
	text := `, "text": ` + jsonString(body)
	chrome := `, "params": [{"name": "SAMLResponse", "value": "` + q(b64(message)) + `"}, {"name": "RelayState", "value": "https%3A%2F%2Fsp.example.com%2F%3Fa%3Db"}]`
	firefox := `, "params": [{"name": "SAMLResponse", "value": "` + b64(message) + `"}, {"name": "RelayState", "value": "https://sp.example.com/?a=b"}]`
	page := `<html><form method="POST" action="https://sp.example.com/acs"><input type="hidden" name="SAMLResponse" value="` + b64(message) + `"/></form></html>`
	content := `{"startedDateTime": "2026-01-02T03:04:04.000Z", "request": {"method": "POST", "url": "https://idp.example.com/login"}, "response": {"content": {"mimeType": "text/html", "text": ` + jsonString(page) + `}}}`
	packed := `{"startedDateTime": "2026-01-02T03:04:04.000Z", "request": {"method": "POST", "url": "https://idp.example.com/login"}, "response": {"content": {"text": "` + b64(page) + `", "encoding": "base64", "mimeType": "text/html; charset=utf-8"}}}`
	redirected := `{"startedDateTime": "2026-01-02T03:04:03.000Z", "request": {"method": "GET", "url": "https://sp.example.com/"}, "response": {"status": 302, "headers": [{"name": "location", "value": ` + jsonString(sso) + `}], "redirectURL": ` + jsonString(sso) + `}}`
	followed := `{"startedDateTime": "2026-01-02T05:04:03.500+02:00", "request": {"method": "GET", "url": ` + jsonString(sso) + `, "queryString": [{"name": "SAMLRequest", "value": ` + jsonString(b64(deflate(request))) + `}]}, "response": {}}`
	asset := `{"request": {"url": "https://sp.example.com/app.js"}, "response": {"content": {"mimeType": "application/javascript", "text": "var x = '<input name=\"SAMLResponse\" value=\"` + b64(message) + `\">'"}}}`
	const at = "2026-01-02T03:04:05.678Z"

	type want struct{ xml, layers, binding, url, relay, time string }
	post := want{message, "har form percent base64", "post", "https://sp.example.com/acs", "https://sp.example.com/?a=b", at}
	plain := post
	plain.layers = "har form base64"
	sent := want{request, "har url percent base64 deflate", "redirect", sso, "r", "2026-01-02T03:04:03.5Z"}
	for _, c := range []struct {
		name, capture string
		want          []want
		notes         string
	}{
		{"text", har(posted(at, text, "", "")), []want{post}, ""},
		{"text and params", har(posted(at, text, chrome, "")), []want{post}, ""},
		{"params, encoded", har(posted(at, "", chrome, "")), []want{post}, ""},
		{"params, decoded", har(posted(at, "", firefox, "")), []want{plain}, ""},
		{"url", har(followed), []want{sent}, ""},
		{"location, then request", har(redirected, followed), []want{sent}, ""},
		{"location only", har(redirected), []want{{request, "har url percent base64 deflate", "redirect", sso, "r", "2026-01-02T03:04:03Z"}}, ""},
		{"page, then request", har(content, posted(at, text, "", "")), []want{post}, ""},
		{"page only", har(content), []want{{message, "har html base64", "post", "https://sp.example.com/acs", "", "2026-01-02T03:04:04Z"}}, ""},
		{"page in base64", har(packed), []want{{message, "har base64 html base64", "post", "https://sp.example.com/acs", "", "2026-01-02T03:04:04Z"}}, ""},
		{"whole flow", har(redirected, followed, content, asset, posted(at, text, chrome, "")), []want{sent, post}, ""},
		{"a script is passed over", har(asset, posted(at, text, "", "")), []want{post}, ""},
		{"cut off", har(followed, posted(at, text, "", ""))[:len(har(followed))+100], []want{sent}, "truncated-export"},
		{"cut off in the body", strings.TrimSuffix(har(followed, posted(at, text, "", "")), `"}}, "response": {}}]}}`)[:len(har(followed))+600], []want{sent}, "truncated-export truncated"},
		{"damaged", har(followed, strings.Repeat(asset+",", 60)+`{"request" {}}`, posted(at, text, "", "")), []want{sent, post}, "damaged-export"},
		{"bom", "\uFEFF" + har(followed), []want{sent}, ""},
		{"pretty", indented(t, har(followed, posted(at, text, chrome, ""))), []want{sent, post}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			opened, err := open(t, c.capture, wire.File)
			if err != nil {
				t.Fatal(err)
			}
			if !opened.Har {
				t.Error("not told as an export")
			}
			var got []want
			for _, p := range opened.Payloads {
				got = append(got, want{string(p.XML), strings.Join(p.Layers, " "), p.Binding, p.URL, p.RelayState, p.Time.UTC().Format(time.RFC3339Nano)})
			}
			if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
				t.Errorf("found\n%q\nwant\n%q", got, c.want)
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
	t.Run("sent again", func(t *testing.T) {
		opened, err := open(t, har(posted(at, text, "", ""), posted("2026-01-02T03:05:00Z", text, "", "")), wire.File)
		if err != nil || len(opened.Payloads) != 1 || len(opened.Payloads[0].Oddities) != 1 || opened.Payloads[0].Oddities[0].Code != "sent-again" {
			t.Errorf("found %+v, %v", opened.Payloads, err)
		}
	})
	t.Run("error page in a response", func(t *testing.T) {
		failed := `{"startedDateTime": "` + at + `", "request": {"method": "POST", "url": "https://login.example.com/t/login"}, "response": {"content": {"mimeType": "text/html", "text": ` +
			jsonString(`<html><script>$Config={"strServiceExceptionMessage":"AADSTS50105: Your administrator \u0027x\u0027.","correlationId":"1111bbbb-22cc-dddd-ee33-ffffff444444"};</script></html>`) + `}}}`
		opened, err := open(t, har(followed, failed, failed), wire.File)
		if err != nil || len(opened.Payloads) != 2 || opened.Payloads[1].Kind != wire.ErrorPage {
			t.Fatalf("found %+v, %v", opened.Payloads, err)
		}
		p := opened.Payloads[1]
		if p.Error.Text != "Your administrator 'x'." || p.Error.CorrelationID != "1111bbbb-22cc-dddd-ee33-ffffff444444" || p.URL != "https://login.example.com/t/login" || p.Time.IsZero() {
			t.Errorf("found %+v, %+v", p, p.Error)
		}
	})
	t.Run("one byte at a time", func(t *testing.T) {
		opened, err := wire.Open(context.Background(), wire.Capture{Body: iotest.OneByteReader(strings.NewReader(har(followed, posted(at, text, chrome, ""))))}, wire.DefaultLimits, nil)
		if err != nil || len(opened.Payloads) != 2 || string(opened.Payloads[1].XML) != message {
			t.Errorf("found %+v, %v", opened.Payloads, err)
		}
	})
}

func indented(t *testing.T, s string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(v, "", "    ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTracer(t *testing.T) {
	export := func(value string) string {
		return `{"requests": [{"method": "GET", "url": "https://sp.example.com/", "requestId": "r1", "requestHeaders": [], "get": [], "responseHeaders": []},
		{"method": "POST", "url": "https://sp.example.com/acs", "requestId": "r2", "requestHeaders": [{"name": "Cookie", "value": "{obf:alternative_1}"}],
		"postData": "{overwritten}", "post": [["SAMLResponse", ` + jsonString(value) + `], ["RelayState", "r"]], "protocol": "SAML-P", "saml": ` + jsonString(message) + `,
		"responseStatus": 302, "responseHeaders": [{"name": "Date", "value": "Fri, 02 Jan 2026 03:04:05 GMT"}]}], "timestamp": "2026-01-02T04:00:00.000Z"}`
	}
	for _, c := range []struct{ name, value, layers, relay, oddity string }{
		{"values kept", b64(message), "saml-tracer form base64", "r", ""},
		{"values masked", "{obf:alternative_0}", "saml-tracer", "r", "tracer-copy"},
		{"values hashed", "{hash:0123}", "saml-tracer", "r", "tracer-copy"},
		{"values removed", "{overwritten}", "saml-tracer", "r", "tracer-copy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			opened, err := open(t, export(c.value), wire.File)
			if err != nil || len(opened.Payloads) != 1 || !opened.Har || len(opened.Notes) > 0 {
				t.Fatalf("found %+v, %v", opened, err)
			}
			p := opened.Payloads[0]
			odd := ""
			for _, o := range p.Oddities {
				odd += o.Code
			}
			if string(p.XML) != message || strings.Join(p.Layers, " ") != c.layers || p.Binding != "post" || p.RelayState != c.relay || p.Param != "SAMLResponse" ||
				p.URL != "https://sp.example.com/acs" || p.Time.Format(time.RFC3339) != "2026-01-02T03:04:05Z" || odd != c.oddity {
				t.Errorf("found %+v", p)
			}
		})
	}
	_, err := open(t, `{"requests": [{"method": "GET", "url": "https://sp.example.com/"}], "timestamp": ""}`, wire.File)
	var n *wire.Nothing
	if !errors.As(err, &n) || n.What != "har-without-saml" || !strings.Contains(n.Found, "SAML-tracer") {
		t.Errorf("found %v", err)
	}
}

// TestLargeExport holds that a value over the cap is passed over, and told, without being kept.
func TestLargeExport(t *testing.T) {
	const entry = `{"request": {"url": "https://sp.example.com/big", "postData": {"text": "`
	body := "SAMLResponse=" + q(b64(message))
	big := func() io.Reader { return &repeated{s: strings.Repeat(`abc\"def\\`, 1000), n: 5000} }
	capture := io.MultiReader(strings.NewReader(`{"log": {"entries": [`+entry), big(), strings.NewReader(`"}}},`+posted("2026-01-02T03:04:05Z", `, "text": `+jsonString(body), "", "")+`]}}`))
	opened, err := wire.Open(context.Background(), wire.Capture{Body: capture}, wire.DefaultLimits, nil)
	if err != nil || len(opened.Payloads) != 1 || string(opened.Payloads[0].XML) != message {
		t.Fatalf("found %d payloads, %v", len(opened.Payloads), err)
	}
	if len(opened.Notes) != 1 || opened.Notes[0].Code != "skipped-values" {
		t.Errorf("expected a note, found %v", opened.Notes)
	}
}
