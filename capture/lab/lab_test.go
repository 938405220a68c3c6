package lab

import (
	"context"
	"errors"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

var (
	formPattern  = regexp.MustCompile(`(?s)<form[^>]*>.*?</form>`)
	tagPattern   = regexp.MustCompile(`<(?:form|input)[^>]*>`)
	valuePattern = regexp.MustCompile(`([a-z]+)="([^"]*)"`)
)

// walk signs in as a browser does, without one: it follows redirects, fills the form of the identity provider
// and sends every form that sends itself. It gives the last page.
func walk(t *testing.T, client *http.Client, from string) (last *http.Response, body string) {
	t.Helper()
	last, err := client.Get(from)
	for range 20 {
		if err != nil {
			t.Fatal(err)
		}
		b, err2 := io.ReadAll(last.Body)
		if err2 = errors.Join(err2, last.Body.Close()); err2 != nil {
			t.Fatal(err2)
		}
		form := formPattern.Find(b)
		if form == nil {
			return last, string(b)
		}
		action, fields := fill(string(form))
		to, err2 := last.Request.URL.Parse(action)
		if err2 != nil {
			t.Fatal(err2)
		}
		last, err = client.PostForm(to.String(), fields)
	}
	t.Fatalf("more than 20 forms, the last from %s", last.Request.URL)
	return nil, ""
}

// fill reads a form and gives the fields that it sends, with the person's name and password.
func fill(form string) (action string, fields url.Values) {
	fields = url.Values{}
	for _, tag := range tagPattern.FindAllString(form, -1) {
		at := map[string]string{}
		for _, m := range valuePattern.FindAllStringSubmatch(tag, -1) {
			at[m[1]] = html.UnescapeString(m[2])
		}
		if strings.HasPrefix(tag, "<form") {
			action = at["action"]
		} else if at["name"] != "" {
			fields.Set(at["name"], at["value"])
		}
	}
	if fields.Has("password") {
		fields.Set("username", User)
		fields.Set("password", Password)
	}
	return action, fields
}

func client(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

// delivered is what reached the consumer service of an application, in order.
func delivered(l *Lab, name string) []Request {
	var d []Request
	for _, r := range l.Reached() {
		if r.Method == http.MethodPost && r.Path == "/"+name+"/acs" {
			d = append(d, r)
		}
	}
	return d
}

func inspect(t *testing.T, l *Lab, app Application, text string) report.Message {
	t.Helper()
	file, err := metadata.Read("idp.xml", l.Metadata)
	if err != nil {
		t.Fatalf("the metadata: %v\n%s", err, l.Metadata)
	}
	rep, err := decoder.Inspect(context.Background(), wire.Capture{Name: "response", Origin: wire.Paste, Body: strings.NewReader(text)}, decoder.Options{
		Now: time.Now(), Skew: decoder.DefaultSkew, Metadata: []*metadata.File{file}, EntityID: app.EntityID, ACS: app.ACS,
	})
	if err != nil {
		t.Fatal(err)
	}
	return rep.Messages[rep.Chosen]
}

func TestSignIn(t *testing.T) {
	l := Start(t)
	for _, c := range []struct {
		name, application string
		from              func(Application) string
		verdict           report.Verdict
		cause             string
	}{
		{"by redirect", Plain, func(a Application) string { return a.ByRedirect }, report.Accepted, ""},
		{"by POST", Plain, func(a Application) string { return a.ByPost }, report.Accepted, ""},
		{"unasked", Plain, func(a Application) string { return a.Unasked }, report.Accepted, ""},
		{"signed response", SignedResponse, func(a Application) string { return a.ByRedirect }, report.Accepted, ""},
		{"many groups", Groups, func(a Application) string { return a.ByRedirect }, report.Accepted, ""},
		{"misnamed", Misnamed, func(a Application) string { return a.ByRedirect }, report.Refused, "claim.misnamed"},
		{"no session", Plain, func(a Application) string { return a.Passive }, report.Refused, "status.success"},
	} {
		t.Run(c.name, func(t *testing.T) {
			app, before := l.Application(c.application), len(delivered(l, c.application))
			last, _ := walk(t, client(t), c.from(app))
			if last.StatusCode != http.StatusOK || last.Request.URL.String() != app.ACS {
				t.Errorf("ended at %s with %s, expected 200 at %s", last.Request.URL, last.Status, app.ACS)
			}
			d := delivered(l, c.application)[before:]
			if len(d) != 1 || d[0].RelayState != RelayState {
				t.Fatalf("expected one response with relay state %q, found %+v", RelayState, d)
			}
			if c.application == Groups && len(d[0].SAMLResponse) <= 64<<10 {
				t.Errorf("the response has %d bytes, expected over 64 KiB", len(d[0].SAMLResponse))
			}
			m := inspect(t, l, app, d[0].SAMLResponse)
			cause := ""
			if m.Cause != nil {
				cause = m.Cause.Check
			}
			if m.Verdict != c.verdict || cause != c.cause {
				t.Errorf("%s, cause %q: %s\nexpected %s, cause %q", m.Verdict, cause, m.Sentence, c.verdict, c.cause)
			}
		})
	}
}

func TestBehaviour(t *testing.T) {
	l := Start(t)
	app := l.Application(Plain)
	for _, c := range []struct {
		name      string
		behaviour Behaviour
		status    int
		end       string
		responses int
		says      string
	}{
		{"landing", Behaviour{Status: http.StatusFound}, http.StatusOK, l.sp + "/landing", 1, "Welcome"},
		{"broken application", Behaviour{Status: http.StatusInternalServerError}, http.StatusInternalServerError, app.ACS, 1, "Error 7f3a"},
		{"loop", Behaviour{Loops: 3}, http.StatusOK, app.ACS, 4, "Signed in"},
		{"Entra's error", Behaviour{EntraError: true}, http.StatusOK, "", 0, "AADSTS50105"},
	} {
		t.Run(c.name, func(t *testing.T) {
			l.Behave(c.behaviour)
			before := len(delivered(l, Plain))
			last, body := walk(t, client(t), app.ByRedirect)
			if last.StatusCode != c.status || c.end != "" && last.Request.URL.String() != c.end || !strings.Contains(body, c.says) {
				t.Errorf("ended at %s with %s, expected %d at %s with %q:\n%s", last.Request.URL, last.Status, c.status, c.end, c.says, body)
			}
			if n := len(delivered(l, Plain)) - before; n != c.responses {
				t.Errorf("%d responses reached the application, expected %d", n, c.responses)
			}
			if c.behaviour.EntraError {
				m := inspect(t, l, app, body)
				if p := m.ErrorPage; p == nil || m.Verdict != report.Refused || p.RequestID != EntraRequestID || p.CorrelationID != EntraCorrelationID || p.Timestamp.IsZero() {
					t.Errorf("%s, error page %+v", m.Sentence, p)
				}
			}
		})
	}
}

// A person who leaves in mid-request leaves no process behind, and the end of the test no server and no file.
func TestNothingIsLeft(t *testing.T) {
	var l *Lab
	t.Run("lab", func(t *testing.T) {
		l = Start(t)
		left, leave := context.WithCancel(context.Background())
		defer leave()
		asked, err := http.NewRequestWithContext(left, http.MethodGet, l.Application(Plain).Unasked, nil)
		if err != nil {
			t.Fatal(err)
		}
		over := make(chan error, 1)
		go func() {
			answer, err := http.DefaultClient.Do(asked)
			if err == nil {
				err = answer.Body.Close()
			}
			over <- err
		}()
		for len(children(t)) == 0 {
			select {
			case err := <-over:
				t.Fatalf("the request was over before its php-cgi was seen: %v", err)
			default:
			}
		}
		leave()
		if err := <-over; !errors.Is(err, context.Canceled) {
			t.Fatalf("expected that the request was given up, found %v", err)
		}
	})
	if l == nil {
		t.Skip("the lab was skipped")
	}
	if c := children(t); len(c) != 0 {
		t.Errorf("processes are left: %s", c)
	}
	if _, err := os.Stat(l.temp); !os.IsNotExist(err) {
		t.Errorf("%s is left", l.temp)
	}
	for _, origin := range []string{l.idp, l.sp} {
		if _, err := fetch(origin); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("%s: %v, expected that nobody listens", origin, err)
		}
	}
}

// children lists the processes that this one started and that have not ended.
func children(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || all == nil {
		t.Skip("the system does not list its processes in /proc")
	}
	var ours []string
	for _, name := range all {
		b, err := os.ReadFile(name)
		if err != nil {
			continue // ended meanwhile
		}
		_, rest, _ := strings.Cut(string(b), ") ") // its name may hold spaces
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			ours = append(ours, string(b))
		}
	}
	return ours
}

// What the lab's pages do is done by the browser alone: nobody clicks and nobody types.
func TestBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium was not found; on Debian tools/install lab installs it")
	}
	l := Start(t)
	l.Behave(Behaviour{FillForm: true})
	for name, from := range map[string]func(Application) string{
		"by redirect": func(a Application) string { return a.ByRedirect },
		"by POST":     func(a Application) string { return a.ByPost },
		"unasked":     func(a Application) string { return a.Unasked },
		"pop-up":      func(a Application) string { return a.PopUp },
		"frame":       func(a Application) string { return a.Frame },
	} {
		t.Run(name, func(t *testing.T) {
			before := len(delivered(l, Groups))
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			c := exec.CommandContext(ctx, chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-popup-blocking",
				"--no-first-run", "--disable-background-networking", "--user-data-dir="+t.TempDir(),
				"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1", from(l.Application(Groups)))
			c.Cancel = func() error { return c.Process.Signal(os.Interrupt) } // it ends its own processes
			c.WaitDelay = 10 * time.Second
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			for len(delivered(l, Groups)) == before && ctx.Err() == nil {
				time.Sleep(10 * time.Millisecond)
			}
			cancel()
			_ = c.Wait() // it was interrupted
			d := delivered(l, Groups)[before:]
			if len(d) != 1 || d[0].RelayState != RelayState || len(d[0].SAMLResponse) <= 64<<10 {
				t.Errorf("%d responses reached the application, expected one of over 64 KiB with its relay state", len(d))
			}
		})
	}
}
