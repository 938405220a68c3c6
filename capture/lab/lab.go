// Package lab sets up a whole sign-in on this machine for the tests of capture: the identity provider is
// Debian's SimpleSAMLphp, as installed, with a key and a configuration of its own; the application is a
// small server that notes what reaches it. They stand on two sites, 127.0.0.1 and localhost, as an identity
// provider and an application do. No program links it.
//
// It does not stand for Entra ID: what it answers is what a real provider answers and no more, save for the
// one page that looks like Entra's (Behaviour.EntraError).
package lab

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// The person who signs in. RelayState is what the application sends along and wants back.
const (
	User       = "b.simon@example.com"
	Password   = "correct horse battery staple"
	RelayState = "https://sp.example.com/jobs?a=1&b=ü"
)

// The applications that the identity provider knows; simplesamlphp/metadata/saml20-sp-remote.php has their settings.
const (
	Plain          = "plain"           // the four claims by their bare names, the assertion signed
	SignedResponse = "signed-response" // the response signed as well
	Misnamed       = "misnamed"        // the four claims in Microsoft's namespace
	Groups         = "groups"          // and 1,000 groups: over 64 KiB
)

// Behaviour is what the two servers do from now on. The zero value: the form waits for a person, and the
// application answers 200.
type Behaviour struct {
	FillForm   bool // the sign-in form fills and sends itself, without a word to the browser
	Status     int  // what the application answers to a response: 200, 302 (to its landing page) or 500; 0 is 200
	Loops      int  // how many times the application first sends the person back to the identity provider
	EntraError bool // the identity provider answers requests with a page that looks like Entra's AADSTS50105
}

// Request is one request that reached the application.
type Request struct {
	Method, Path             string
	SAMLResponse, RelayState string // the fields of the form, Base64 as sent
}

// Lab is the running pair.
type Lab struct {
	Metadata []byte // of the identity provider, as it serves it

	idp, sp string // origins
	temp    string // the identity provider's configuration, key, sessions and log

	mu        sync.Mutex
	behaviour Behaviour
	loops     int // still to do
	reached   []Request
}

// Start starts both servers and stops them at the end of the test. Without SimpleSAMLphp and php-cgi the
// test is skipped.
func Start(t testing.TB) *Lab {
	t.Helper()
	php, err := exec.LookPath("php-cgi")
	if err != nil {
		t.Skip("php-cgi was not found; on Debian tools/install lab installs it")
	}
	if _, err := os.Stat(www); err != nil {
		t.Skip("SimpleSAMLphp was not found; on Debian tools/install lab installs it")
	}
	idp, sp := httptest.NewUnstartedServer(nil), httptest.NewUnstartedServer(nil)
	l := &Lab{
		idp:  origin("127.0.0.1", idp),
		sp:   origin("localhost", sp),
		temp: t.TempDir(),
	}
	if err := l.configure(); err != nil {
		t.Fatalf("configuring the identity provider: %v", err)
	}
	idp.Config.Handler, sp.Config.Handler = l.provider(php), l.application()
	for _, s := range []*httptest.Server{idp, sp} {
		s.Start()
		t.Cleanup(func() {
			s.CloseClientConnections()
			s.Close() // waits for the requests under way, and so for their php-cgi
		})
	}
	t.Cleanup(func() {
		if t.Failed() {
			log, _ := os.ReadFile(filepath.Join(l.temp, logName))
			t.Logf("the identity provider's log: %s", log)
		}
	})
	if l.Metadata, err = fetch(l.EntityID()); err != nil {
		t.Fatalf("the identity provider's metadata: %v", err)
	}
	return l
}

func origin(host string, s *httptest.Server) string {
	return fmt.Sprintf("http://%s:%d", host, s.Listener.Addr().(*net.TCPAddr).Port)
}

func fetch(url string) ([]byte, error) {
	answer, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(answer.Body)
	err = errors.Join(err, answer.Body.Close())
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("expected status 200, found %s: %.2000s", answer.Status, b)
	}
	return b, err
}

// EntityID is the identity provider's, and where its metadata is served.
func (l *Lab) EntityID() string { return l.idp + "/simplesaml/saml2/idp/metadata.php" }

// Behave sets what the servers do from now on.
func (l *Lab) Behave(b Behaviour) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.behaviour, l.loops = b, b.Loops
}

func (l *Lab) behaves() Behaviour {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.behaviour
}

// Reached is every request that the application received, in order.
func (l *Lab) Reached() []Request {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.reached)
}

// Application is one of the applications that the identity provider knows.
type Application struct {
	EntityID, ACS string

	// Where a sign-in starts. The application asks by Redirect or by POST; Passive asks for an answer without
	// a form, which a provider that has no session refuses (Core 3.4.1: status NoPassive); the provider sends
	// unasked; a page opens the sign-in in a new window or shows it in a frame. A new window opens for a
	// person's click, or by itself where pop-ups are allowed.
	ByRedirect, ByPost, Passive, Unasked, PopUp, Frame string
}

// Application gives the addresses of one application, by its name above.
func (l *Lab) Application(name string) Application {
	sp, login := l.sp+"/"+name, l.sp+"/"+name+"/login"
	return Application{
		EntityID: sp, ACS: sp + "/acs",
		ByRedirect: login, ByPost: login + "?binding=post", Passive: login + "?passive=1", PopUp: sp + "/popup",
		Unasked: l.idp + "/simplesaml/saml2/idp/SSOService.php?" + url.Values{"spentityid": {sp}, "RelayState": {RelayState}}.Encode(),
		Frame:   l.idp + "/frame/" + name,
	}
}
