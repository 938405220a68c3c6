package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"claimcheck/capture"
	"claimcheck/capture/lab"
	"claimcheck/decoder/mint"
)

// outcome is what a run gave.
type outcome struct {
	code        int
	out, errOut string
}

// running runs a command line, calls said with each line of its standard error, and gives the outcome.
func running(ctx context.Context, args []string, said func(line string)) <-chan outcome {
	lines, w := io.Pipe()
	done := make(chan outcome, 1)
	go func() {
		var o outcome
		var out bytes.Buffer
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			all := bufio.NewScanner(lines)
			for all.Scan() {
				o.errOut += all.Text() + "\n"
				said(all.Text())
			}
		}()
		o.code = run(ctx, args, nil, &out, w, environment{now: time.Now(), zone: time.UTC, headless: true})
		_ = w.Close()
		<-ended
		o.out = out.String()
		done <- o
	}()
	return done
}

// A response that is posted to the listener, and made out for it, is answered with its report, which is
// printed as well.
func TestListen(t *testing.T) {
	metadata := filepath.Join(t.TempDir(), "contoso.xml")
	if err := os.WriteFile(metadata, mint.AppMetadata().XML(), 0o600); err != nil {
		t.Fatal(err)
	}
	replyURL := regexp.MustCompile(`http://localhost:\d+/acs`)
	for _, c := range []struct {
		name     string
		response *mint.Response
		code     int
		says     string
	}{
		{"accepted", mint.EntraResponse(), exitAccepted, "ACCEPTED"},
		{"without Country", mint.EntraResponse().Remove("Country"), exitRefused, "REFUSED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			url := make(chan string, 1)
			args := []string{"listen", "--port", "0", "--metadata", metadata, "--sp-entity-id", mint.EntityID, "--at", mint.Now.Format(time.RFC3339)}
			done := running(t.Context(), args, func(line string) {
				if at := replyURL.FindString(line); at != "" {
					url <- at
				}
			})
			at := <-url
			c.response.Destination, c.response.Assertion.Recipient = at, at
			form := mint.Post("SAMLResponse", c.response.Signed(), "state")
			answer, err := http.Post(at, "application/x-www-form-urlencoded", strings.NewReader(form))
			if err != nil {
				t.Fatal(err)
			}
			page, err := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			if err != nil || !strings.HasPrefix(string(page), "<!DOCTYPE html>") || !strings.Contains(string(page), c.says) {
				t.Errorf("the sender was shown %.2000s, %v, expected the report with %q", page, err, c.says)
			}
			if o := <-done; o.code != c.code || !strings.Contains(o.out, c.says) {
				t.Errorf("ended with %d, printed %q and %q, expected %d and %q", o.code, o.out, o.errOut, c.code, c.says)
			}
		})
	}
}

func TestListenPortTaken(t *testing.T) {
	other, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = other.Close() }()
	_, port, _ := net.SplitHostPort(other.Addr().String())
	o := <-running(t.Context(), []string{"listen", "--port", port}, func(string) {})
	if o.code != exitNothing || !strings.Contains(o.errOut, "port "+port) || !strings.Contains(o.errOut, "choose another port") {
		t.Errorf("ended with %d and %q, expected that the port is taken and what to do", o.code, o.errOut)
	}
}

func TestListenStopped(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	o := <-running(ctx, []string{"listen", "--port", "0"}, func(string) { stop() })
	if o.code != exitNothing || !strings.Contains(o.errOut, "Stopped. No response came.") || o.out != "" {
		t.Errorf("ended with %d and %q, expected that nothing came", o.code, o.errOut)
	}
}

// The whole way: a browser signs in at a real identity provider, the response is held, and the verdict is
// printed; a sign-in that is stopped is looked at as far as it went.
func TestCapture(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if len(capture.Find()) == 0 {
		t.Skip("no browser was found; on Debian tools/install lab installs Chromium")
	}
	l := lab.Start(t)
	folder := t.TempDir()
	metadata, out := filepath.Join(folder, "idp.xml"), filepath.Join(folder, "sign-in.har")
	if err := os.WriteFile(metadata, l.Metadata, 0o600); err != nil {
		t.Fatal(err)
	}
	app := l.Application(lab.Plain)
	settings := []string{"--metadata", metadata, "--sp-entity-id", app.EntityID, "--acs", app.ACS}

	l.Behave(lab.Behaviour{FillForm: true})
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	o := <-running(ctx, append([]string{"capture", "--hold", "--url", app.ByRedirect, "--out", out}, settings...), func(string) {})
	if o.code != exitAccepted || !strings.Contains(o.out, "✓ ACCEPTED") || !strings.Contains(o.errOut, "The response was held") {
		t.Errorf("ended with %d, printed %q and %q, expected that the response is held and accepted", o.code, o.out, o.errOut)
	}
	for _, r := range l.Reached() {
		if r.SAMLResponse != "" {
			t.Error("the application received a response, expected that it is held")
		}
	}
	info, err := os.Stat(out)
	if err != nil || info.Mode().Perm() != 0o600 || !strings.Contains(o.errOut, "For about an hour the file signs its owner in") {
		t.Errorf("saved as %v, %v, said %q, expected a file for its owner alone, and a warning", info, err, o.errOut)
	}
	again := <-running(ctx, append([]string{"check", out}, settings...), func(string) {})
	if again.code != exitAccepted || strings.Contains(again.out, lab.Password) {
		t.Errorf("the saved file is judged %d: %q, expected accepted", again.code, again.out)
	}

	l.Behave(lab.Behaviour{}) // the form waits for a person
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	o = <-running(ctx, append([]string{"capture", "--url", app.ByRedirect}, settings...), func(line string) {
		if strings.Contains(line, "Seen: SAMLRequest") {
			stop()
		}
	})
	if o.code != exitUndetermined || !strings.Contains(o.out, "AuthnRequest") || !strings.Contains(o.errOut, "Stopped.") {
		t.Errorf("ended with %d, printed %q and %q, expected that the request is looked at", o.code, o.out, o.errOut)
	}
}
