package main

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/base64"
	"encoding/json"
	"html"
	"log"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode/utf16"

	"claimcheck/decoder/mint"
)

// wrapCases show every form of wrapping once. The message inside is the good one, so each is accepted
// unless the way itself is wrong.
func wrapCases() []vector {
	x := signed(nil)
	return []vector{
		wrapped("base64-lines", "txt", "Base64, broken over lines", strings.Join(lines(b64(x), 76), "\n")),
		wrapped("base64-url", "txt", "URL-safe Base64 without padding", base64.RawURLEncoding.EncodeToString([]byte(x))),
		wrapped("mail-quoted", "txt", "Base64 in a mail that was answered", "Hello,\nthis is what I get:\n> "+strings.Join(lines(b64(x), 60), "\n> ")+"\n\nRegards, B.Simon"),
		wrapped("quoted-printable", "txt", "a form body in quoted-printable", quotedPrintable("SAMLResponse="+url.QueryEscape(b64(x)))),
		wrapped("form", "txt", "a form body with RelayState first", "RelayState=abc&SAMLResponse="+url.QueryEscape(b64(x)), "pass input.relay-state", "info input.recognised"),
		wrapped("percent-twice", "txt", "a form body that was percent-encoded twice", "SAMLResponse="+url.QueryEscape(url.QueryEscape(b64(x))), "info input.wrapping"),
		wrapped("html", "html", "the page that posts the form by itself", autoPost(x), "pass response.binding"),
		wrapped("json-string", "json", "a JSON string", quote(x)),
		wrapped("xml-escaped", "txt", "XML with its angle brackets escaped", html.EscapeString(x)),
		wrapped("curl-bash", "txt", "Copy as cURL (bash)", "curl '"+mint.ACS+"' -H 'content-type: application/x-www-form-urlencoded' --data-raw '"+mint.Post("SAMLResponse", []byte(x), "")+"' --compressed"),
		wrapped("curl-cmd", "txt", "Copy as cURL (cmd)", "curl ^\""+mint.ACS+"^\" ^\n  -H ^\"content-type: application/x-www-form-urlencoded^\" ^\n  --data-raw ^\""+strings.ReplaceAll(mint.Post("SAMLResponse", []byte(x), ""), "%", "^%^")+"^\""),
		wrapped("powershell", "txt", "Copy as PowerShell", "Invoke-WebRequest -UseBasicParsing -Uri \""+mint.ACS+"\" `\n-Method \"POST\" `\n-ContentType \"application/x-www-form-urlencoded\" `\n-Body \""+mint.Post("SAMLResponse", []byte(x), "")+"\""),
		wrapped("har", "har", "a HAR of Chrome: request and response of one sign-in", har(flow(x, mint.AuthnRequest().XML())...), "pass response.in-response-to", "pass subject.in-response-to", "pass application.sign-on-url", "pass response.binding"),
		wrapped("har-base64", "har", "a HAR whose page body is in Base64", har(exchange{method: "GET", url: mint.LoginURL, body: b64(autoPost(x)), encoding: "base64", at: mint.Now.Add(time.Second)})),
		wrapped("saml-tracer", "json", "an export of SAML-tracer", tracer(x)),
		wrapped("log-line", "log", "a log line with the value somewhere inside", "2026-01-02 03:04:07 INFO sso: POST /acs SAMLResponse="+url.QueryEscape(b64(x))+" status=403"),
		wrapped("gzip", "gz", "compressed with gzip", zipped(x)),
		wrapped("zlib", "txt", "zlib inside Base64", base64.StdEncoding.EncodeToString(deflated(x))),
		wrapped("utf-16", "xml", "UTF-16 with a byte order mark", sixteen(x)),
		wrapped("bom", "xml", "UTF-8 with a byte order mark and an XML declaration", []byte("\ufeff<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n"+x)),
		{
			name: "wrap-redirect-response", comment: "a response that came in a URL, which the web sign-in profile does not allow",
			capture: mint.Redirect(mint.ACS, "SAMLResponse", []byte(x), "", nil), ext: "txt",
			verdict: "refused", cause: "response.binding", expect: []string{"fail response.binding", "pass input.deflate", "pass signature.trusted"},
		},
		{
			name: "wrap-wrong-parameter", comment: "a response in the parameter of requests",
			capture: mint.Post("SAMLRequest", []byte(x), ""), ext: "txt",
			verdict: "refused", cause: "input.parameter", expect: []string{"fail input.parameter"},
		},
		{
			name: "wrap-relay-state", comment: "a RelayState of more than 80 bytes",
			capture: mint.Post("SAMLResponse", []byte(x), strings.Repeat("state-", 20)), ext: "txt",
			verdict: "accepted", cause: "none", expect: []string{"warn input.relay-state", "pass input.parameter"},
		},
		{
			name: "wrap-relay-state-changed", comment: "the answer brings back another RelayState than the request sent",
			capture: har(
				exchange{method: "GET", url: mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(mint.AuthnRequest().XML()), "xyz", nil), at: mint.Now.Add(-20 * time.Second)},
				posted(x, mint.ACS)), ext: "har",
			verdict: "accepted", cause: "none", expect: []string{"warn input.relay-state", "pass response.in-response-to"},
		},
		{
			name: "wrap-request-url", comment: "a request in a URL that is not compressed and far too long",
			capture: mint.LoginURL + "?SAMLRequest=" + url.QueryEscape(b64(mint.AuthnRequest().XML())) + "&RelayState=" + strings.Repeat("x", 8000), ext: "txt",
			verdict: "undetermined", cause: "message.kind", expect: []string{"warn input.url-length", "warn input.deflate", "warn input.relay-state"},
		},
		{
			name: "wrap-latin-1", comment: "XML in ISO-8859-1, as its declaration says: read here, refused elsewhere",
			capture: []byte(`<?xml version="1.0" encoding="ISO-8859-1"?>` + x),
			verdict: "accepted", cause: "none", expect: []string{"warn input.encoding"},
		},
		{
			name: "input-cut", comment: "the paste ends inside the message", capture: x[:len(x)-400],
			verdict: "refused", cause: "input.well-formed", expect: []string{"fail input.well-formed", "absent signature.trusted"},
		},
		{
			name: "input-control-character", comment: "a character that XML does not allow", capture: swap(x, "United States", "United\x01States"),
			verdict: "refused", cause: "input.encoding", expect: []string{"fail input.encoding"},
		},
		{
			name: "input-deep", comment: "elements nested deeper than any message needs",
			capture: swap(x, "<samlp:Status>", "<samlp:Extensions>"+strings.Repeat("<x>", 120)+strings.Repeat("</x>", 120)+"</samlp:Extensions><samlp:Status>"),
			verdict: "refused", cause: "input.limits", expect: []string{"fail input.limits"},
		},
	}
}

// wrapped is a case that is accepted, whatever it is wrapped in.
func wrapped(name, ext, comment string, capture any, expect ...string) vector {
	return vector{
		name: "wrap-" + name, comment: comment, capture: capture, ext: ext, verdict: "accepted", cause: "none",
		expect: append([]string{"pass signature.trusted Assertion", "pass input.well-formed"}, expect...),
	}
}

func autoPost(x string) string {
	return `<html><head><title>Working...</title></head><body><form method="POST" name="hiddenform" action="` + mint.ACS + `">` +
		`<input value="` + html.EscapeString(b64(x)) + `" name="SAMLResponse" type="hidden"/><input type="hidden" name="RelayState" value="abc"/>` +
		`<noscript><p>Script is disabled.</p><input type="submit" value="Submit"/></noscript></form>` +
		`<script>window.setTimeout('document.forms[0].submit()', 0);</script></body></html>`
}

// exchange is one entry of a HAR.
type exchange struct {
	method, url    string
	post           string // form body
	body, encoding string // of the answer
	at             time.Time
	status         int    // of the answer; 0 means 200
	to             string // where the answer redirects to
}

// flow is a sign-in that the application starts: a request by redirect, the answer by POST.
func flow(response, request string) []exchange {
	return []exchange{
		{method: "GET", url: mint.Redirect(mint.LoginURL, "SAMLRequest", []byte(request), "abc", nil), at: mint.Now.Add(-20 * time.Second)},
		posted(response, mint.ACS),
	}
}

func posted(response, to string) exchange {
	return exchange{method: "POST", url: to, post: mint.Post("SAMLResponse", []byte(response), "abc"), at: mint.Now.Add(2 * time.Second)}
}

func har(entries ...exchange) string {
	type object = map[string]any
	list := []object{}
	for _, e := range entries {
		request := object{"method": e.method, "url": e.url, "httpVersion": "HTTP/2", "headers": []object{}, "cookies": []object{}}
		if e.post != "" {
			form, err := url.ParseQuery(e.post)
			if err != nil {
				log.Fatal(err)
			}
			params := []object{}
			for _, name := range []string{"SAMLResponse", "RelayState"} {
				params = append(params, object{"name": name, "value": url.QueryEscape(form.Get(name))})
			}
			request["postData"] = object{"mimeType": "application/x-www-form-urlencoded", "text": e.post, "params": params}
		}
		status, text := 200, "OK"
		if e.status != 0 {
			status, text = e.status, http.StatusText(e.status)
		}
		content := object{"size": len(e.body), "mimeType": "text/html"}
		if e.body != "" {
			content["text"], content["encoding"] = e.body, e.encoding
		}
		list = append(list, object{
			"startedDateTime": mint.Stamp(e.at), "time": 12.5, "request": request,
			"response": object{"status": status, "statusText": text, "headers": []object{}, "content": content, "redirectURL": e.to},
		})
	}
	return indent(object{"log": object{
		"version": "1.2", "creator": object{"name": "WebInspector", "version": "537.36"}, "pages": []object{}, "entries": list,
	}})
}

func tracer(x string) string {
	type object = map[string]any
	return indent(object{"timestamp": mint.Stamp(mint.Now), "requests": []object{{
		"method": "POST", "url": mint.ACS, "requestId": "1",
		"requestHeaders": []object{}, "responseHeaders": []object{},
		"post": [][]string{{"SAMLResponse", b64(x)}, {"RelayState", "abc"}}, "get": [][]string{}, "protocol": "SAML-P", "saml": x,
	}}})
}

func indent(v any) string {
	out, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		log.Fatal(err)
	}
	return string(out)
}

func quote(s string) string {
	out, err := json.Marshal(s)
	if err != nil {
		log.Fatal(err)
	}
	return string(out)
}

func quotedPrintable(s string) string {
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	return b.String()
}

func zipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}

func deflated(s string) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := w.Write([]byte(s)); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	return b.Bytes()
}

func sixteen(s string) []byte {
	out := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}
