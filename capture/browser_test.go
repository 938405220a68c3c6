package capture

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"
)

// testFlags keep the browser of a test on loopback, and let a page open a pop-up without a click.
var testFlags = []string{"--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1", "--disable-popup-blocking"}

// testBrowser gives the browser to test with, in a temporary folder of its own.
func testBrowser(t *testing.T) Browser {
	t.Helper()
	found := Find()
	if len(found) == 0 {
		t.Skip("no browser is installed here: tools/install test installs Chromium")
	}
	// Not t.TempDir: its names are longer than a socket's path may be.
	folder, err := os.MkdirTemp("", "cc")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", folder)
	t.Cleanup(func() {
		left, err := os.ReadDir(folder)
		if err != nil {
			t.Error(err)
		}
		for _, entry := range left {
			t.Errorf("%s is left behind, expected nothing", entry.Name())
		}
		_ = os.RemoveAll(folder)
	})
	return found[0]
}

// record runs one capture to its end.
func record(t *testing.T, o Options) Recording {
	t.Helper()
	if o.Browser.Path == "" {
		o.Browser = testBrowser(t)
	}
	o.Headless, o.flags = true, testFlags
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	s, err := Start(ctx, o)
	if err != nil {
		var tr *Trouble
		if errors.As(err, &tr) {
			t.Fatalf("%v; %s; %v", err, tr.Actual, tr.err)
		}
		t.Fatal(err)
	}
	return s.Wait()
}

func TestTry(t *testing.T) {
	s := newSite(t)
	r := record(t, Options{URL: s.sp.URL + "/login"})
	for _, x := range r.Exchanges {
		x.Body = x.Body[:min(100, len(x.Body))]
		t.Logf("%+v %s", x, x.Body)
	}
	t.Log(r.Reason, r.End, r.Notes, r.Browser, r.Ended.Sub(r.Started))
	r = record(t, Options{URL: s.sp.URL + "/login", Hold: true})
	for _, x := range r.Exchanges {
		x.Body = x.Body[:min(100, len(x.Body))]
		t.Logf("%+v %s", x, x.Body)
	}
	t.Log(r.Reason, r.End, r.Notes, r.Browser, r.Ended.Sub(r.Started))
}
