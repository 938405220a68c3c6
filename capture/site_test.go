package capture

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// password is typed into the identity provider's form in every sign-in of these tests.
const password = "Correct horse battery Staple"

// site is an identity provider and an application on loopback, as different sites to the browser.
type site struct {
	idp, sp *httptest.Server
	// target of the provider's form that carries the response: "", "_blank", or "frame" for a frame
	target string
	size   int    // of the response, in bytes
	acs    string // where it is posted to

	mu     sync.Mutex
	posted []string // SAMLResponse values that the application received
	typed  []string // passwords that the provider received
}

func newSite(t *testing.T) *site {
	s := &site{size: 4000, acs: "/acs?tenant=secret-tenant"}
	s.idp = serve(t, map[string]http.HandlerFunc{
		"/sso": s.form, "/signin": s.signIn, "/respond": s.respond,
		"/denied": func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `<title>Sign in</title><p id=p></p><script>var secret="not shown";setTimeout(function(){p.textContent="AADSTS50105: Your administrator has configured the application to block users."},300)</script>`)
		},
		"/loop": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `<script>for(;;);</script>`) },
	})
	s.sp = serve(t, map[string]http.HandlerFunc{
		"/login": s.ask, "/acs": s.take,
		"/home":    func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `<title>Home</title><p>Private words.`) },
		"/respond": s.respond,
	})
	return s
}

func serve(t *testing.T, pages map[string]http.HandlerFunc) *httptest.Server {
	mux := http.NewServeMux()
	for path, page := range pages {
		mux.HandleFunc(path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Set-Cookie", "session=cookie-value")
			page(w, r)
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// other names a loopback server by another host, so that it is another site with a process of its own.
func other(server *httptest.Server) string {
	return strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
}

const requestXML = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_1" Version="2.0" IssueInstant="2026-01-02T03:04:05Z"/>`

func (s *site) ask(w http.ResponseWriter, r *http.Request) {
	var deflated bytes.Buffer
	f, _ := flate.NewWriter(&deflated, 9)
	_, _ = io.WriteString(f, requestXML)
	_ = f.Close()
	q := url.Values{"SAMLRequest": {base64.StdEncoding.EncodeToString(deflated.Bytes())}, "RelayState": {"/jobs?a=1&b=2"}, "login_hint": {"someone@example.com"}}
	http.Redirect(w, r, s.idp.URL+"/sso?"+q.Encode()+"&to="+url.QueryEscape(r.URL.Query().Get("to")), http.StatusFound)
}

// form asks for the password, with the request in a hidden field beside it, as providers without a session do.
func (s *site) form(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintf(w, `<form method=post action="/signin?SAMLRequest=%s&user=B.Simon"><input type=hidden name=SAMLRequest value="%s"><input name=user value="B.Simon">
<input type=password name=password></form><script>document.forms[0].password.value=%q;document.forms[0].submit()</script>`,
		url.QueryEscape(r.FormValue("SAMLRequest")), html.EscapeString(r.FormValue("SAMLRequest")), password)
}

func (s *site) signIn(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.typed = append(s.typed, r.PostFormValue("password"))
	s.mu.Unlock()
	if s.target == "frame" {
		fmt.Fprintf(w, `<title>Frame</title><iframe src="%s/respond"></iframe>`, other(s.sp))
		return
	}
	s.respond(w, r)
}

// response is Base64 of a response of size bytes or a little more.
func (s *site) response() string {
	xml := `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_2" Version="2.0" IssueInstant="2026-01-02T03:04:06Z" Consent="` +
		strings.Repeat("x", s.size) + `"/>`
	return base64.StdEncoding.EncodeToString([]byte(xml))
}

func (s *site) respond(w http.ResponseWriter, _ *http.Request) {
	target := s.target
	if target == "frame" {
		target = ""
	}
	fmt.Fprintf(w, `<title>Working</title><body><form method=post target=%q action="%s"><input type=hidden name=SAMLResponse value="%s">
<input type=hidden name=RelayState value="/jobs?a=1&amp;b=2"></form><a id=a href=#>.</a><script>a.onclick=function(){document.forms[0].submit();return false};a.click()</script>`, target, s.sp.URL+s.acs, s.response())
}

func (s *site) take(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.posted = append(s.posted, r.PostFormValue("SAMLResponse"))
	s.mu.Unlock()
	if r.URL.Query().Has("fail") {
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprint(w, `<title>Error</title><p>The response could not be read.`)
		return
	}
	http.Redirect(w, r, "/home?token=secret-token", http.StatusFound)
}

func (s *site) received() (posted, typed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.posted...), append([]string{}, s.typed...)
}

// escaped writes a value as a browser's form does.
func escaped(value string) string { return url.QueryEscape(value) }
