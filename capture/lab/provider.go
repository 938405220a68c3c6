package lab

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"embed"
	"encoding/pem"
	"fmt"
	"html"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	www     = "/usr/share/simplesamlphp/www"
	logName = "simplesamlphp.log"
)

//go:embed simplesamlphp
var configuration embed.FS

// FillForm is the JavaScript that fills and sends the identity provider's form, on any page and as early as one likes.
const FillForm = `(function fill() {
	if (document.readyState === "loading") { document.addEventListener("DOMContentLoaded", fill); return; }
	var f = document.forms.f;
	if (!f || !f.password) { return; }
	f.username.value = "` + User + `";
	f.password.value = "` + Password + `";
	f.submit();
})();`

// configure writes what SimpleSAMLphp reads, with a new key.
func (l *Lab) configure() error {
	files, err := fs.Sub(configuration, "simplesamlphp")
	if err != nil {
		return err
	}
	if err := os.CopyFS(filepath.Join(l.temp, "config"), files); err != nil {
		return err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	now := time.Now()
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "idp.example.com"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(1, 0, 0),
	}
	cert, err := x509.CreateCertificate(rand.Reader, about, about, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	for name, b := range map[string]*pem.Block{
		"idp.key": {Type: "PRIVATE KEY", Bytes: private},
		"idp.crt": {Type: "CERTIFICATE", Bytes: cert},
	} {
		if err := os.WriteFile(filepath.Join(l.temp, name), pem.EncodeToMemory(b), 0o600); err != nil {
			return err
		}
	}
	return os.Mkdir(filepath.Join(l.temp, "sessions"), 0o700)
}

// provider serves SimpleSAMLphp: a request is one php-cgi that has ended when it is answered, so that
// nothing is left running.
func (l *Lab) provider(php string) http.Handler {
	const base = "/simplesaml/"
	static := http.StripPrefix(base, http.FileServer(http.Dir(www)))
	mux := http.NewServeMux()
	mux.HandleFunc(base, func(w http.ResponseWriter, r *http.Request) {
		script, _, is := strings.Cut(r.URL.Path, ".php")
		switch b := l.behaves(); {
		case !is:
			static.ServeHTTP(w, r)
		case b.EntraError && strings.HasSuffix(script, "/SSOService"):
			showEntraError(w)
		case b.FillForm && strings.HasSuffix(r.URL.Path, "/loginuserpass.php"):
			l.filled(w, r, l.cgi(php, script+".php"))
		default:
			l.cgi(php, script+".php").ServeHTTP(w, r)
		}
	})
	mux.HandleFunc("/fill.js", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, FillForm)
	})
	mux.HandleFunc("/frame/{application}", func(w http.ResponseWriter, r *http.Request) {
		page(w, http.StatusOK, "Contoso", `<iframe width="800" height="600" src="`+
			html.EscapeString(l.Application(r.PathValue("application")).Unasked)+`"></iframe>`)
	})
	return mux
}

// cgi runs one script of SimpleSAMLphp.
func (l *Lab) cgi(php, script string) http.Handler {
	return &cgi.Handler{
		Path: php, Root: script, Stderr: io.Discard,
		Env: []string{
			"SCRIPT_FILENAME=" + filepath.Join(www, strings.TrimPrefix(script, "/simplesaml")),
			"REDIRECT_STATUS=200", // php-cgi answers nobody but a server
			"SIMPLESAMLPHP_CONFIG_DIR=" + filepath.Join(l.temp, "config"),
			"LAB_TEMP=" + l.temp, "LAB_IDP=" + l.idp, "LAB_SP=" + l.sp, "LAB_USER=" + User, "LAB_PASSWORD=" + Password,
		},
	}
}

// filled serves the page of the form with a script that fills and sends it. The page's own policy lets
// scripts of its site run.
func (l *Lab) filled(w http.ResponseWriter, r *http.Request, form http.Handler) {
	answer := httptest.NewRecorder()
	form.ServeHTTP(answer, r)
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	fmt.Fprint(w, strings.Replace(answer.Body.String(), "</body>", `<script src="/fill.js"></script></body>`, 1))
}

// page writes a page of the lab's own.
func page(w http.ResponseWriter, status int, title, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<!DOCTYPE html>\n<html lang=\"en\"><head><title>%s</title></head>\n<body>\n%s\n</body></html>\n", title, body)
}

// What stands on the page that looks like Entra's.
const (
	EntraCode          = "50105"
	EntraRequestID     = "5b2f3d1c-0c9e-4f0b-9a44-3f5e7d0f1a00"
	EntraCorrelationID = "d4c0a6be-7a2b-4e15-8f55-0c1f0b8f6e21"
)

// showEntraError answers as Entra ID does when the person is not assigned to the application: with status
// 200, and with no SAML response.
func showEntraError(w http.ResponseWriter) {
	page(w, http.StatusOK, "Sign in to your account", `<div id="login_workload_logo_text">Sign in</div>
<div role="heading">Sorry, but we’re having trouble signing you in.</div>
<div id="exceptionMessageContainer">AADSTS`+EntraCode+`: Your administrator has configured the application Contoso Jobs
(&#39;99999999-8888-7777-6666-555555555555&#39;) to block users unless they are specifically granted (&#39;assigned&#39;) access to the
application. The signed-in user &#39;`+User+`&#39; is blocked because they are not a direct member of a group with access, nor had access
directly assigned by an administrator. Please contact your administrator to assign access to this application.</div>
<div>Troubleshooting details</div>
<div>Request Id: `+EntraRequestID+`</div>
<div>Correlation Id: `+EntraCorrelationID+`</div>
<div>Timestamp: `+time.Now().UTC().Format(time.RFC3339)+`</div>
<div>Message: AADSTS`+EntraCode+`: Your administrator has configured the application Contoso Jobs
(&#39;99999999-8888-7777-6666-555555555555&#39;) to block users unless they are specifically granted (&#39;assigned&#39;) access to the application.</div>`)
}
