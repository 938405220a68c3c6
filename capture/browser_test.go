package capture

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder"
)

// testFlags keep the browser of a test on loopback, and let a page open a pop-up without a click.
var testFlags = []string{"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1", "--disable-popup-blocking"}

// testBrowser gives the browser to test with.
func testBrowser(t *testing.T) Browser {
	t.Helper()
	found := Find()
	if len(found) == 0 {
		t.Skip("no browser is installed here: tools/install test installs Chromium")
	}
	return found[0]
}

// ownFolder gives the test a folder of its own for temporary files. Not t.TempDir: its names are longer
// than a socket's path may be.
func ownFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.MkdirTemp("", "t")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", folder)
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return folder
}

// start starts one capture and ends it with the test.
func start(t *testing.T, o Options) *Session {
	t.Helper()
	if o.Browser.Path == "" {
		o.Browser = testBrowser(t)
	}
	o.Headless, o.flags = true, append(slices.Clone(testFlags), o.flags...)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	s, err := Start(ctx, o)
	if err != nil {
		cancel()
		t.Fatal(words(err))
	}
	t.Cleanup(func() { cancel(); s.Wait() })
	return s
}

// words gives everything that a trouble says.
func words(err error) string {
	var trouble *Trouble
	if errors.As(err, &trouble) {
		return fmt.Sprintf("%s %s; %s; %q; %v", trouble.Cause, trouble.Sentence, trouble.Actual, trouble.Steps, trouble.err)
	}
	return err.Error()
}

// messages gives the parameters that carried a message, in order.
func messages(r Recording) (params []string) {
	for _, x := range r.Exchanges {
		if x.Param != "" {
			params = append(params, x.Param)
		}
	}
	return params
}

// theResponse gives the one exchange with a response.
func theResponse(t *testing.T, r Recording) Exchange {
	t.Helper()
	i := slices.IndexFunc(r.Exchanges, func(x Exchange) bool { return x.Param == "SAMLResponse" })
	if i < 0 {
		t.Fatalf("no response was recorded; %s; notes %q; exchanges %+v", r.Reason, r.Notes, r.Exchanges)
	}
	return r.Exchanges[i]
}

func TestWatchedSignIn(t *testing.T) {
	inParallel(t)
	for _, c := range []struct {
		name, target string
		size         int
	}{
		{"in one tab", "", 4000},
		{"over 64 KiB", "", 100_000},
		{"over 3 MB", "", 3_000_000},
		{"in a pop-up", "_blank", 4000},
		{"in a frame of another site", "frame", 4000},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			site := newSite(t)
			site.target, site.size = c.target, c.size
			var seen []Exchange
			r := start(t, Options{URL: site.sp.URL + "/login", Observe: func(x Exchange) { seen = append(seen, x) }}).Wait()
			if r.Reason != Answered || len(r.Notes) > 0 {
				t.Errorf("ended as %q with notes %q, expected answered without notes", r.Reason, r.Notes)
			}
			got := theResponse(t, r)
			sent, _ := site.received()
			want := "SAMLResponse=" + escaped(site.response()) + "&RelayState=%2Fjobs%3Fa%3D1%26b%3D2"
			if string(got.Body) != want {
				t.Errorf("recorded %d bytes, expected the %d that were sent, octet by octet", len(got.Body), len(want))
			}
			if !slices.Equal(sent, []string{site.response()}) {
				t.Errorf("the application received %d responses, expected the one", len(sent))
			}
			if got.Status != 302 || got.Location != site.sp.URL+"/home?token=" || got.Held {
				t.Errorf("answered %d to %q, expected 302 to /home without the token's value", got.Status, got.Location)
			}
			if c.target != "frame" && (r.End != Page{site.sp.URL + "/home?token=", "Home"}) {
				t.Errorf("ended at %+v, expected the application's page", r.End)
			}
			if i := slices.IndexFunc(seen, func(x Exchange) bool { return x.Param == "SAMLResponse" }); i < 0 || seen[0].Param != "SAMLRequest" {
				t.Errorf("observed %d messages, expected the request first and the response", len(seen))
			}
			asRead(t, r, site)
		})
	}
}

// asRead opens the recording as both programs do.
func asRead(t *testing.T, r Recording, site *site) {
	t.Helper()
	c, err := r.Capture("0")
	if err != nil {
		t.Fatal(err)
	}
	rep, err := decoder.Inspect(t.Context(), c, decoder.Options{Now: time.Now(), Skew: decoder.DefaultSkew})
	if err != nil {
		t.Fatal(err)
	}
	if rep.Input.Origin != "browser" || len(rep.Messages) < 2 {
		t.Fatalf("read %d messages of the origin %q, expected the request and the response", len(rep.Messages), rep.Input.Origin)
	}
	last := rep.Messages[len(rep.Messages)-1]
	if last.Kind != "Response" || last.RelayState != "/jobs?a=1&b=2" || last.SentTo != site.sp.URL+"/acs" {
		t.Errorf("the last message is %s with %q sent to %q, expected the response with its RelayState and URL", last.Kind, last.RelayState, last.SentTo)
	}
}

// What a person types must not be found afterwards: not in the recording, not in what an observer was
// told, and in no file. The provider's form carries a SAMLRequest beside the password.
func TestPasswordIsNotKept(t *testing.T) {
	site := newSite(t)
	browser, folder := testBrowser(t), ownFolder(t)
	var observed []string
	r := start(t, Options{URL: site.sp.URL + "/login", Browser: browser, Observe: func(x Exchange) {
		observed = append(observed, fmt.Sprintf("%+v %s", x, x.Body))
	}}).Wait()
	if _, typed := site.received(); !slices.Equal(typed, []string{password}) {
		t.Fatalf("the provider received %q, expected the password", typed)
	}
	name := filepath.Join(folder, "saved.har")
	if err := r.Save(name, "0"); err != nil {
		t.Fatal(err)
	}
	var har bytes.Buffer
	if err := r.HAR(&har, "0"); err != nil {
		t.Fatal(err)
	}
	held := strings.Join(observed, "\n") + har.String() + fmt.Sprintf("%+v", r)
	for _, x := range r.Exchanges {
		held += string(x.Body)
	}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		held += string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{password, "Correct", "horse", "battery", "Staple", "B.Simon", "cookie-value", "secret-token", "secret-tenant", "someone"} {
		if strings.Contains(held, secret) {
			t.Errorf("%q is kept, expected none of it", secret)
		}
	}
	if !strings.Contains(held, "SAMLResponse") {
		t.Error("the response is not kept, expected it: else nothing was proved")
	}
}

func TestHeldSignIn(t *testing.T) {
	inParallel(t)
	for _, target := range []string{"", "_blank", "frame"} {
		t.Run("target "+target, func(t *testing.T) {
			t.Parallel()
			site := newSite(t)
			site.target, site.size = target, 100_000
			r := start(t, Options{URL: site.sp.URL + "/login", Hold: true}).Wait()
			got := theResponse(t, r)
			if r.Reason != Held || !got.Held || got.Status != 0 || len(got.Body) < 100_000 {
				t.Errorf("ended as %q with %d bytes and status %d, expected the whole response, held", r.Reason, len(got.Body), got.Status)
			}
			if sent, _ := site.received(); len(sent) != 0 {
				t.Errorf("the application received %d responses, expected none", len(sent))
			}
			if target == "" {
				asRead(t, r, site)
			}
		})
	}
}

func TestSignInBegunAtTheProvider(t *testing.T) {
	inParallel(t)
	site := newSite(t)
	r := start(t, Options{URL: site.idp.URL + "/respond"}).Wait()
	if r.Reason != Answered || !slices.Equal(messages(r), []string{"SAMLResponse"}) {
		t.Errorf("ended as %q with %q, expected the response alone", r.Reason, messages(r))
	}
}

func TestPageOfAnError(t *testing.T) {
	inParallel(t)
	t.Run("of the application", func(t *testing.T) {
		t.Parallel()
		site := newSite(t)
		site.acs = "/acs?fail=1"
		r := start(t, Options{URL: site.idp.URL + "/respond"}).Wait()
		if got := theResponse(t, r); got.Status != 500 || got.Text != "The response could not be read." || r.End.Title != "Error" {
			t.Errorf("recorded %d %q %+v, expected the application's error page", got.Status, got.Text, r.End)
		}
	})
	t.Run("of the provider", func(t *testing.T) {
		t.Parallel()
		site := newSite(t)
		s := start(t, Options{URL: site.idp.URL + "/denied"})
		await(t, func() bool { r := s.Recording(); return len(r.Exchanges) == 1 && r.Exchanges[0].Text != "" })
		s.Stop()
		r := s.Wait()
		if text := r.Exchanges[0].Text; r.Reason != Cancelled || !strings.HasPrefix(text, "AADSTS50105: ") || strings.Contains(text, "not shown") {
			t.Errorf("ended as %q with %q, expected the visible words alone", r.Reason, text)
		}
		c, err := r.Capture("0")
		if err != nil {
			t.Fatal(err)
		}
		rep, err := decoder.Inspect(t.Context(), c, decoder.Options{Now: time.Now()})
		if err != nil || len(rep.Messages) != 1 {
			t.Errorf("read %d messages, %v, expected the error page", len(rep.Messages), err)
		}
	})
	t.Run("of nobody: the application is down", func(t *testing.T) {
		t.Parallel()
		site := newSite(t)
		site.sp.Close()
		r := start(t, Options{URL: site.idp.URL + "/respond"}).Wait()
		if got := theResponse(t, r); r.Reason != Answered || got.Failed != "net::ERR_CONNECTION_REFUSED" {
			t.Errorf("ended as %q, failed as %q, expected a refused connection", r.Reason, got.Failed)
		}
	})
}

// await waits until something is so.
func await(t *testing.T, so func() bool) {
	t.Helper()
	for range 300 {
		if so() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("waited half a minute in vain")
}

func TestEnds(t *testing.T) {
	browser := testBrowser(t)
	site := newSite(t)
	t.Run("killed", func(t *testing.T) {
		t.Parallel()
		s := start(t, Options{URL: site.sp.URL + "/home", Browser: browser})
		if err := s.browser.cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		r := s.Wait()
		if trouble := r.Trouble(); r.Reason != Broken || trouble == nil || trouble.Cause != Crashed || len(trouble.Steps) < 3 {
			t.Errorf("ended as %q, expected broken, and what to do", r.Reason)
		}
		r.Exchanges = append(r.Exchanges, Exchange{Param: "SAMLRequest"})
		if r.Trouble() != nil {
			t.Error("a recording with a message is trouble, expected that it is looked at")
		}
	})
	t.Run("closed", func(t *testing.T) {
		t.Parallel()
		s := start(t, Options{URL: site.sp.URL + "/home", Browser: browser})
		s.browser.pipe.out <- []byte(`{"id":1000000,"method":"Browser.close"}` + "\x00")
		if r := s.Wait(); r.Reason != Closed {
			t.Errorf("ended as %q, expected closed", r.Reason)
		}
	})
	t.Run("in time", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		s, err := Start(ctx, Options{URL: site.idp.URL + "/loop", Browser: browser, Headless: true, flags: testFlags})
		if err != nil {
			t.Fatal(words(err))
		}
		if r := s.Wait(); r.Reason != TimedOut {
			t.Errorf("ended as %q, expected timed-out: the page works without end", r.Reason)
		}
	})
}

func TestNoPortIsOpen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("reads /proc")
	}
	site := newSite(t)
	s := start(t, Options{URL: site.sp.URL + "/home"})
	await(t, func() bool { return s.Recording().End.Title == "Home" })
	if n := len(processes(t, s.browser.profile.folder)); n < 2 {
		t.Errorf("%d processes were looked at, expected those of a browser", n)
	}
	for _, pid := range processes(t, s.browser.profile.folder) {
		if ports := listening(t, pid); len(ports) > 0 {
			t.Errorf("process %s listens on %q, expected no port", pid, ports)
		}
	}
}

// processes gives those whose command line names the folder.
func processes(t *testing.T, folder string) (found []string) {
	t.Helper()
	all, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		if line, err := os.ReadFile(name); err == nil && bytes.Contains(line, []byte(folder)) {
			found = append(found, filepath.Base(filepath.Dir(name)))
		}
	}
	return found
}

// listening gives the TCP ports that a process listens on: sockets in state 0A.
func listening(t *testing.T, pid string) (ports []string) {
	t.Helper()
	names, _ := filepath.Glob("/proc/" + pid + "/fd/*") // it may have ended
	sockets := map[string]bool{}
	for _, name := range names {
		if to, err := os.Readlink(name); err == nil {
			sockets[to] = true
		}
	}
	for _, table := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		text, err := os.ReadFile(table)
		if err != nil {
			continue // no IPv6 here
		}
		for line := range strings.Lines(string(text)) {
			if f := strings.Fields(line); len(f) > 9 && f[3] == "0A" && sockets["socket:["+f[9]+"]"] {
				ports = append(ports, f[1])
			}
		}
	}
	return ports
}

// The policies are those of an administrator, seen by this one browser: machine-wide ones would lock out
// the browsers of other tests.
func TestBrowserLockedByPolicy(t *testing.T) {
	t.Parallel()
	browser := testBrowser(t)
	const etc = "/etc/chromium"
	etcOfTest := t.TempDir()
	sees := []string{"--mount", "sh", "-c", `mount --bind "$0" ` + etc + ` && exec "$@"`, etcOfTest}
	if browser.Path != "/usr/bin/chromium" || exec.Command("unshare", append(sees, "true")...).Run() != nil {
		t.Skip("only Chromium's place for policies is known here, and only root can show it another one")
	}
	policies := filepath.Join(etcOfTest, "policies", "managed")
	if err := os.MkdirAll(policies, 0o755); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(t.TempDir(), "browser")
	line := "#!/bin/sh\nexec unshare --mount sh -c '" + sees[3] + "' " + etcOfTest + " " + browser.Path + " --test=" + etcOfTest + " \"$@\"\n"
	if err := os.WriteFile(script, []byte(line), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, policy := range []string{`{"RemoteDebuggingAllowed": false}`, `{"DeveloperToolsAvailability": 2}`} {
		if err := os.WriteFile(filepath.Join(policies, "test.json"), []byte(policy), 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Start(t.Context(), Options{URL: "http://localhost/", Browser: Browser{Name: "Chromium", Path: script}, Headless: true, flags: testFlags})
		if err == nil {
			s.Stop()
			s.Wait()
		}
		var trouble *Trouble
		if !errors.As(err, &trouble) || trouble.Cause != Forbidden || !strings.Contains(strings.Join(trouble.Steps, " "), "Export HAR") {
			t.Errorf("with %s the answer is %v, expected that it is forbidden, and how to record by hand", policy, err)
		}
		if left := processes(t, etcOfTest); len(left) > 0 {
			t.Errorf("with %s %d processes are left, expected none", policy, len(left))
		}
	}
}

// inParallel has a test that mostly waits for pages run beside others; a short run passes over it.
func inParallel(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a short run has TestPasswordIsNotKept and TestManyCaptures alone in the browser")
	}
	t.Parallel()
}

// TestMain is also the program that is killed in TestOwnerKilled. Of all tests together nothing may be left
// in the folder for temporary files.
func TestMain(m *testing.M) {
	if url := os.Getenv("CLAIMCHECK_TEST_OWNER"); url != "" {
		s, err := Start(context.Background(), Options{URL: url, Headless: true, flags: testFlags})
		if err != nil {
			fmt.Println(words(err))
			os.Exit(1)
		}
		fmt.Println(s.browser.profile.folder)
		s.Wait()
		os.Exit(0)
	}
	os.Exit(runIn(m))
}

func runIn(m *testing.M) int {
	folder, err := os.MkdirTemp("", "cc")
	if err == nil {
		err = os.Setenv("TMPDIR", folder)
	}
	if err != nil {
		fmt.Println(err)
		return 1
	}
	flag.Parse()
	// A browser that signs in waits more than it works.
	if err := flag.Set("test.parallel", strconv.Itoa(2*runtime.GOMAXPROCS(0))); err != nil {
		fmt.Println(err)
		return 1
	}
	code := m.Run()
	left, err := os.ReadDir(folder)
	for _, entry := range left {
		fmt.Printf("%s is left behind, expected nothing\n", entry.Name())
		code = 1
	}
	if err != nil || os.RemoveAll(folder) != nil {
		fmt.Println("the folder of the tests cannot be deleted:", folder, err)
		code = 1
	}
	return code
}
