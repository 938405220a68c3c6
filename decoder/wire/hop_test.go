package wire_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"claimcheck/decoder/wire"
)

// exchanged is one request of a sign-in and its answer, which writers put down as different programs do.
type exchanged struct {
	method, url, body string
	status            int
	location, mime    string
	page              string
	kind              string // as Chromium names it
}

// signIn is a sign-in that the application starts: it redirects, the page of the identity provider posts itself,
// the application redirects to its home. A picture, a script and a request of the script are loaded on the way.
func signIn() []exchanged {
	sso := "https://idp.example.com/sso?SAMLRequest=" + q(b64(deflate(request))) + "&RelayState=r"
	form := "SAMLResponse=" + q(b64(message)) + "&RelayState=r"
	page := "<html><head>\n<title>Working&hellip; \n B.Simon</title></head><body><form method=\"POST\" action=\"https://sp.example.com/acs\">" +
		`<input type="hidden" name="SAMLResponse" value="` + b64(message) + `"/><input type="hidden" name="RelayState" value="r"/></form></body></html>`
	return []exchanged{
		{"GET", "https://sp.example.com/home?token=secret", "", 302, sso, "", "", "document"},
		{"GET", sso, "", 200, "", "text/html; charset=utf-8", page, "document"},
		{"GET", "https://idp.example.com/logo.png", "", 200, "", "image/png", "", "image"},
		{"GET", "https://idp.example.com/app.js", "", 302, "https://cdn.example.com/app.js", "application/javascript", "", "script"},
		{"POST", "https://idp.example.com/api", "{}", 200, "", "application/json", `{"a":1}`, "xhr"},
		{"POST", "https://sp.example.com/acs", form, 302, "/welcome?session=secret#top", "", "", "document"},
		{"GET", "https://sp.example.com/welcome?session=secret", "", 200, "", "text/html", "<html><TITLE>Welcome</TITLE></html>", "document"},
	}
}

// hops are those of signIn, as one text.
const hops = `03:04:05 GET https://sp.example.com/home 302 → https://idp.example.com/sso "" document, returned [0]
03:04:06 GET https://idp.example.com/sso 200 → "Working… B.Simon" document, sent [0] returned [1]
03:04:10 POST https://sp.example.com/acs 302 → https://sp.example.com/welcome "" document, sent [1]
03:04:11 GET https://sp.example.com/welcome 200 → "Welcome" document,
`

func hopText(hops []wire.Hop) string {
	var b strings.Builder
	for _, h := range hops {
		fmt.Fprintf(&b, "%s %s %s %d →", h.Time.UTC().Format("15:04:05"), h.Method, h.URL, h.Status)
		if h.Location != "" {
			b.WriteString(" " + h.Location)
		}
		fmt.Fprintf(&b, " %q", h.Title)
		if h.Document {
			b.WriteString(" document")
		}
		b.WriteString(",")
		if h.Sent != nil {
			fmt.Fprintf(&b, " sent %v", h.Sent)
		}
		if h.Returned != nil {
			fmt.Fprintf(&b, " returned %v", h.Returned)
		}
		b.WriteString("\n")
	}
	return b.String()
}

type object = map[string]any

// fields gives a list of names and values as HAR has them.
func fields(pairs ...string) []object {
	list := []object{}
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, object{"name": pairs[i], "value": pairs[i+1]})
	}
	return list
}

// recorder writes an exchange as one program does.
type recorder struct {
	creator object
	entry   func(x exchanged, n int) object
}

// entryOf writes an exchange as HAR 1.2 wants it, and no more.
func entryOf(x exchanged, n int) object {
	request := object{"method": x.method, "url": x.url, "httpVersion": "HTTP/1.1", "cookies": []any{}, "headers": fields("Host", "example.com"), "queryString": fields(), "headersSize": -1, "bodySize": len(x.body)}
	if x.body != "" {
		request["postData"] = object{"mimeType": "application/x-www-form-urlencoded", "text": x.body, "params": fields()}
	}
	headers := fields("Content-Type", x.mime, "Date", "Fri, 02 Jan 2026 03:04:05 GMT")
	if x.location != "" {
		headers = append(headers, fields("Location", x.location)...)
	}
	return object{
		"startedDateTime": fmt.Sprintf("2026-01-02T03:04:%02d.000Z", 5+n), "time": 12.5, "cache": object{}, "timings": object{"send": 0, "wait": 12, "receive": 0.5},
		"request": request,
		"response": object{
			"status": x.status, "statusText": "", "httpVersion": "HTTP/1.1", "cookies": []any{}, "headers": headers, "redirectURL": x.location, "headersSize": -1, "bodySize": -1,
			"content": object{"size": len(x.page), "mimeType": x.mime, "text": x.page},
		},
	}
}

// mode adds the header that tells a navigation from a script's request.
func mode(entry object, x exchanged) {
	value := "navigate"
	if x.kind != "document" {
		value = "no-cors"
	}
	r := entry["request"].(object)
	r["headers"] = append(r["headers"].([]object), fields("sec-fetch-mode", value)...)
}

func post(entry object) object {
	if p, ok := entry["request"].(object)["postData"].(object); ok {
		return p
	}
	return object{}
}

func responseOf(entry object) object { return entry["response"].(object) }
func content(entry object) object    { return responseOf(entry)["content"].(object) }

var recorders = map[string]recorder{
	"chrome": {object{"name": "WebInspector", "version": "537.36"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		e["_resourceType"], e["_initiator"], e["_priority"] = x.kind, object{"type": "other"}, "VeryHigh"
		if x.body != "" && x.kind == "document" {
			post(e)["params"] = fields("SAMLResponse", q(b64(message)), "RelayState", "r")
		}
		return e
	}},
	"edge, without cookies and content": {object{"name": "WebInspector", "version": "537.36"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		e["_resourceType"] = x.kind
		if x.kind != "document" {
			delete(content(e), "text")
		}
		return e
	}},
	"firefox": {object{"name": "Firefox", "version": "140.0"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		e["startedDateTime"] = fmt.Sprintf("2026-01-02T04:04:%02d.000+01:00", 5+n)
		e["pageref"], e["_securityState"] = "page_1", "secure"
		mode(e, x)
		if x.body != "" && x.kind == "document" {
			post(e)["params"] = fields("SAMLResponse", b64(message), "RelayState", "r")
			post(e)["text"] = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n" + x.body
		}
		content(e)["comment"] = "Response bodies are not included."
		return e
	}},
	"safari": {object{"name": "WebKit Web Inspector", "version": "1.0"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		mode(e, x)
		e["_fetchType"], e["_priority"], e["time"] = "Network Load", "high", 12.3456789
		if x.body != "" {
			post(e)["params"] = []any{}
		} else {
			delete(e["request"].(object), "queryString")
		}
		if x.page == "" {
			delete(responseOf(e), "content")
		}
		return e
	}},
	"fiddler": {object{"name": "Fiddler", "version": "5.0.20251", "comment": "exported @ 02/01/2026 03:04:05"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		e["startedDateTime"] = fmt.Sprintf("2026-01-02T03:04:%02d.0000000+00:00", 5+n)
		e["comment"], e["_fiddler"] = "[#1]", object{"clientIP": "127.0.0.1"}
		if x.body != "" && x.kind == "document" {
			p := post(e)
			delete(p, "text")
			p["params"] = fields("SAMLResponse", q(b64(message)), "RelayState", "r")
		}
		return e
	}},
	"charles": {object{"name": "Charles Proxy", "version": "5.0"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		c := content(e)
		c["text"], c["encoding"] = b64(x.page), "base64"
		responseOf(e)["headers"] = fields("content-type", x.mime, "location", x.location)
		delete(responseOf(e), "redirectURL")
		return e
	}},
	"mitmproxy": {object{"name": "mitmproxy", "version": "0.1"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		e["startedDateTime"] = fmt.Sprintf("2026-01-02T03:04:%02d.000000+00:00", 5+n)
		if x.body != "" && x.kind == "document" {
			post(e)["params"] = fields("SAMLResponse", b64(message), "RelayState", "r")
		}
		return e
	}},
	"body in base64": {object{"name": "a proxy"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		if x.body != "" {
			post(e)["text"], post(e)["encoding"] = b64(x.body), "base64"
		}
		return e
	}},
	"wrong types": {object{"name": "a program"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		e["startedDateTime"] = fmt.Sprintf("2026-01-02T03:04:%02d+0000", 5+n)
		responseOf(e)["status"], responseOf(e)["headers"] = fmt.Sprint(x.status), object{"location": x.location, "Date": nil}
		responseOf(e)["redirectURL"], responseOf(e)["bodySize"] = nil, "12"
		if x.body != "" {
			e["request"].(object)["postData"] = x.body
		}
		e["request"].(object)["headers"] = nil
		return e
	}},
	"parameters as an object": {object{"name": "a program"}, func(x exchanged, n int) object {
		e := entryOf(x, n)
		if x.body != "" && x.kind == "document" {
			e["request"].(object)["postData"] = object{"params": object{"SAMLResponse": b64(message), "RelayState": "r"}}
		}
		return e
	}},
}

// recorded gives signIn as a program writes it.
func recorded(t *testing.T, r recorder) string {
	t.Helper()
	entries := []object{}
	for n, x := range signIn() {
		entries = append(entries, r.entry(x, n))
	}
	b, err := json.MarshalIndent(object{"log": object{"version": "1.2", "creator": r.creator, "pages": []any{}, "entries": entries}}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Each program's HAR file of the same sign-in gives the same messages and the same hops.
func TestRecorders(t *testing.T) {
	for name, r := range recorders {
		t.Run(name, func(t *testing.T) {
			opened, err := open(t, recorded(t, r), wire.File)
			if err != nil || len(opened.Payloads) != 2 {
				t.Fatalf("expected two messages, found %s", told(opened, err))
			}
			if got := hopText(opened.Hops); got != hops {
				t.Errorf("expected the hops\n%sfound\n%s", hops, got)
			}
			sent, answer := opened.Payloads[0], opened.Payloads[1]
			if string(sent.XML) != request || sent.Binding != "redirect" || sent.RelayState != "r" || sent.Hop != 1 {
				t.Errorf("the request: %+v", sent)
			}
			if string(answer.XML) != message || answer.Binding != "post" || answer.RelayState != "r" || answer.URL != "https://sp.example.com/acs" || answer.Hop != 2 || len(answer.Oddities) > 0 {
				t.Errorf("the response: %+v", answer)
			}
			if len(opened.Notes) > 0 {
				t.Errorf("notes: %v", opened.Notes)
			}
		})
	}
}

// TestLimitsOfExports trips what bounds the hops and the reading on behind damage, at their values.
func TestLimitsOfExports(t *testing.T) {
	page := `{"startedDateTime": "2026-01-02T03:04:05Z", "request": {"method": "GET", "url": "https://sp.example.com/home"}, "response": {"status": 200, "content": {"mimeType": "text/html", "text": "<title>%s</title>"}}}`
	answer := posted("2026-01-02T03:04:05Z", `, "text": `+jsonString("SAMLResponse="+q(b64(message))), "", "")
	pages := func(n int) string { return strings.Repeat(fmt.Sprintf(page, "Home")+",", n) }
	damaged := func(n int) string {
		return strings.Repeat(`{"startedDateTime" "", "request": {}},`, n)
	}
	for _, c := range []struct {
		limit, within, over, told string
	}{
		{"maxHops", har(answer, pages(1999)+"{}"), har(answer, pages(2000)+"{}"), "too-many-hops"},
		{"maxTitle", har(answer, fmt.Sprintf(page, strings.Repeat("t", 200))), har(answer, fmt.Sprintf(page, strings.Repeat("t", 201))), "t…"},
		{"maxDamaged", har(damaged(1000) + answer), har(damaged(1001) + answer), "no further than that"},
	} {
		for _, over := range []bool{false, true} {
			capture := c.within
			if over {
				capture = c.over
			}
			opened, err := open(t, capture, wire.File)
			text := told(opened, err) + hopText(opened.Hops) + fmt.Sprint(opened.Notes)
			if strings.Contains(text, c.told) != over || !over && (err != nil || len(opened.Payloads) != 1) {
				t.Errorf("%s: expected %q: %t, found %.600s", c.limit, c.told, over, text)
			}
		}
	}
}

// cloudflare takes out of a HAR file what Cloudflare's sanitizer does, in the way in which it does.
func cloudflare(har string) string {
	for _, word := range []string{"SAMLRequest", "SAMLResponse", "code", "state"} {
		query := regexp.MustCompile(`([\s",&?]` + word + `=)[^&"\\]+`)
		param := regexp.MustCompile(`("name": "` + word + `",\s*"value": ")[^"]+`)
		har = param.ReplaceAllString(query.ReplaceAllString(har, "${1}["+word+" redacted]"), "${1}["+word+" redacted]")
	}
	return har
}

// What a program that sanitises took out is told as such, with the name of the program; what it left is read.
func TestSanitised(t *testing.T) {
	left := cloudflare(recorded(t, recorders["chrome"]))
	opened, err := open(t, left, wire.File)
	if err != nil || len(opened.Payloads) != 1 || string(opened.Payloads[0].XML) != message || opened.Payloads[0].Hop != 1 {
		t.Errorf("expected the message that its page still holds, found %s", told(opened, err))
	}
	if notes := fmt.Sprint(opened.Notes); !strings.Contains(notes, "SAMLRequest with its value taken out by Cloudflare") || !strings.Contains(notes, "SAMLResponse with its value taken out by Cloudflare") {
		t.Errorf("expected both to be told, found %v", opened.Notes)
	}
	const tracer = `{"requests": [{"method": "POST", "url": "https://sp.example.com/acs", "post": [["SAMLResponse", "{overwritten}"]], "protocol": "SAML-P"}], "timestamp": ""}`
	for name, c := range map[string]struct{ capture, found, hint string }{
		"cloudflare": {strings.ReplaceAll(left, b64(message), ""), "a HAR file of 7 requests with the SAML messages taken out by Cloudflare's HAR sanitizer", "as the browser saved it"},
		"tracer":     {tracer, "a SAML-tracer export of 1 request with the SAML messages taken out by SAML-tracer", "choose None"},
		"stars":      {har(posted("2026-01-02T03:04:05Z", `, "text": "SAMLResponse=*****&RelayState=r"`, "", "")), "a HAR file of 1 request with the SAML messages taken out", "without removing"},
	} {
		_, err := open(t, c.capture, wire.File)
		var n *wire.Nothing
		if !errors.As(err, &n) || n.What != "har-sanitised" || n.Found != c.found || !strings.Contains(n.Hint, c.hint) {
			t.Errorf("%s: found %+v", name, err)
		}
	}
}

// TestTracerHops holds that an export of SAML-tracer gives the hops that it shows.
func TestTracerHops(t *testing.T) {
	var requests []object
	for n, x := range signIn() {
		r := object{
			"method": x.method, "url": x.url, "requestId": fmt.Sprint(n), "responseStatus": x.status, "responseStatusText": "HTTP/1.1",
			"requestHeaders":  fields("Accept", "*/*"),
			"responseHeaders": fields("Content-Type", x.mime, "Location", x.location, "Date", fmt.Sprintf("Fri, 02 Jan 2026 03:04:%02d GMT", 5+n)),
		}
		if x.kind != "document" {
			r["requestHeaders"] = fields("Sec-Fetch-Mode", "cors")
		}
		if x.body != "" && x.kind == "document" {
			r["post"], r["protocol"] = [][]string{{"SAMLResponse", b64(message)}, {"RelayState", "r"}}, "SAML-P"
		}
		requests = append(requests, r)
	}
	b, err := json.Marshal(object{"requests": requests, "timestamp": "2026-01-02T04:00:00.000Z"})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := open(t, string(b), wire.File)
	want := strings.NewReplacer(" returned [1]", "", `"Working… B.Simon"`, `""`, `"Welcome"`, `""`).Replace(hops)
	if got := hopText(opened.Hops); err != nil || got != want {
		t.Errorf("expected the hops\n%sfound\n%s%v", want, got, err)
	}
}

// Damage costs the request in which it stands and no more, and is told. Bodies beside the file are told as well.
func TestDamaged(t *testing.T) {
	whole := recorded(t, recorders["firefox"])
	at := strings.Index(whole, "logo.png")
	for name, dirt := range map[string]string{
		"raw line end and NUL": "logo\n\x00.png", "backslash before the quote": `logo.png\`, "quote": `logo".png`, "binary dirt": "\x80\x81\",\xFF{[\"", "brackets": `logo"}]}`,
	} {
		opened, err := open(t, whole[:at]+dirt+whole[at+len("logo.png"):], wire.File)
		if got := hopText(opened.Hops); err != nil || len(opened.Payloads) != 2 || got != hops {
			t.Errorf("%s: expected the hops of the sign-in, found %v, %d messages\n%s%v", name, err, len(opened.Payloads), got, opened.Notes)
		}
		if harmless := name == "raw line end and NUL"; (len(opened.Notes) == 0) != harmless || !harmless && opened.Notes[0].Code != "damaged-export" {
			t.Errorf("%s: notes %v", name, opened.Notes)
		}
	}
	opened, err := open(t, har(`{"request": {"url": "https://sp.example.com/"}, "response": {"content": {"mimeType": "text/html", "_file": "0a1b.html"}}}`,
		posted("2026-01-02T03:04:05Z", `, "text": `+jsonString("SAMLResponse="+q(b64(message))), "", "")), wire.File)
	if err != nil || len(opened.Notes) != 1 || opened.Notes[0].Code != "attached-bodies" {
		t.Errorf("bodies in files: %v, %v", opened.Notes, err)
	}
}

// TestHugeExports holds that a file of ten million entries and bodies of 100 MB get an answer, in memory that does
// not grow with the file.
func TestHugeExports(t *testing.T) {
	const head = `{"log": {"entries": [`
	entries, blocks := 10_000_000, 100_000
	if testing.Short() {
		entries, blocks = 500_000, 30_000
	}
	answer := posted("2026-01-02T03:04:05Z", `, "text": `+jsonString("SAMLResponse="+q(b64(message))), "", "")
	body := func(text string) io.Reader {
		return io.MultiReader(strings.NewReader(`{"request":{"url":"https://sp.example.com/"},"response":{"content":{"mimeType":"text/html","text":"`), &repeated{s: text, n: blocks}, strings.NewReader(`"}}},`))
	}
	for name, c := range map[string]struct {
		body io.Reader
		note string
	}{
		"entries": {&repeated{s: `{"request":{"url":"https://sp.example.com/"}},`, n: entries}, ""},
		"bodies":  {io.MultiReader(body(strings.Repeat("A", 1000)), body(strings.Repeat(`<b>SAML\n`, 110))), "skipped-values"},
	} {
		var peak uint64
		opened, err := wire.Open(context.Background(), wire.Capture{Body: io.MultiReader(strings.NewReader(head), c.body, strings.NewReader(answer+"]}}"))}, wire.DefaultLimits, func(done int64) {
			if done>>20%16 == 0 {
				var m runtime.MemStats
				runtime.GC() // what other tests left behind does not count
				runtime.ReadMemStats(&m)
				peak = max(peak, m.HeapAlloc)
			}
		})
		if err != nil || len(opened.Payloads) != 1 || len(opened.Payloads) > 0 && string(opened.Payloads[0].XML) != message {
			t.Errorf("%s: %v, %d messages", name, err, len(opened.Payloads))
		}
		if c.note == "" != (len(opened.Notes) == 0) || c.note != "" && opened.Notes[0].Code != c.note {
			t.Errorf("%s: expected the note %q, found %v", name, c.note, opened.Notes)
		}
		if peak > 96<<20 {
			t.Errorf("%s: %d MB of memory in use", name, peak>>20)
		}
	}
}
