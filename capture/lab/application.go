package lab

import (
	"bytes"
	"compress/flate"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"html"
	"net/http"
	"net/url"
	"time"
)

// application is the service provider: it asks, notes what it gets and believes all of it.
func (l *Lab) application() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/{application}/login", func(w http.ResponseWriter, r *http.Request) {
		l.ask(w, r, r.PathValue("application"))
	})
	mux.HandleFunc("/{application}/popup", func(w http.ResponseWriter, r *http.Request) {
		page(w, http.StatusOK, "Contoso Jobs", `<a id="open" target="_blank" rel="opener" href="login">Sign in</a>
<script>document.getElementById("open").click()</script>`)
	})
	mux.HandleFunc("POST /{application}/acs", func(w http.ResponseWriter, r *http.Request) {
		l.mu.Lock()
		again, status := l.loops > 0, l.behaviour.Status
		if again {
			l.loops--
		}
		l.mu.Unlock()
		switch {
		case again:
			l.ask(w, r, r.PathValue("application"))
		case status == http.StatusFound:
			http.Redirect(w, r, "/landing", http.StatusFound)
		case status == http.StatusInternalServerError:
			page(w, status, "Something went wrong", `<h1>Something went wrong</h1><p>We could not sign you in. Error 7f3a.</p>`)
		default:
			page(w, http.StatusOK, "Contoso Jobs", `<h1>Signed in</h1>`)
		}
	})
	mux.HandleFunc("/landing", func(w http.ResponseWriter, _ *http.Request) {
		page(w, http.StatusOK, "Contoso Jobs", `<h1>Welcome</h1>`)
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		note := Request{
			Method: r.Method, Path: r.URL.Path,
			SAMLResponse: r.FormValue("SAMLResponse"), RelayState: r.FormValue("RelayState"),
		}
		l.mu.Lock()
		l.reached = append(l.reached, note)
		l.mu.Unlock()
		mux.ServeHTTP(w, r)
	})
}

// ask sends the person to the identity provider with an AuthnRequest (Core 3.4.1), by Redirect or by POST
// (Bindings 3.4, 3.5).
func (l *Lab) ask(w http.ResponseWriter, r *http.Request, name string) {
	app := l.Application(name)
	passive := ""
	if r.URL.Query().Has("passive") {
		passive = ` IsPassive="true"`
	}
	to := l.idp + "/simplesaml/saml2/idp/SSOService.php"
	request := fmt.Sprintf(`<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_%s" Version="2.0" IssueInstant="%s"`+
		` Destination="%s"%s AssertionConsumerServiceURL="%s" ProtocolBinding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST">`+
		`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">%s</Issuer>`+
		`<samlp:NameIDPolicy Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress"/></samlp:AuthnRequest>`,
		rand.Text(), time.Now().UTC().Format(time.RFC3339), to, passive, app.ACS, app.EntityID)

	if r.URL.Query().Get("binding") == "post" {
		page(w, http.StatusOK, "Contoso Jobs", `<form method="post" action="`+to+`"><input type="hidden" name="SAMLRequest" value="`+
			base64.StdEncoding.EncodeToString([]byte(request))+`"><input type="hidden" name="RelayState" value="`+html.EscapeString(RelayState)+
			`"></form><script>document.forms[0].submit()</script>`)
		return
	}
	var deflated bytes.Buffer
	z, err := flate.NewWriter(&deflated, flate.DefaultCompression)
	if err == nil {
		_, err = z.Write([]byte(request))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	query := url.Values{"SAMLRequest": {base64.StdEncoding.EncodeToString(deflated.Bytes())}, "RelayState": {RelayState}}
	http.Redirect(w, r, to+"?"+query.Encode(), http.StatusFound)
}
