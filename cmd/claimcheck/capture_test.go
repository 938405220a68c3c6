//go:build window

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/capture/lab"
	"claimcheck/decoder/report"
)

// capturing is the window beside a whole sign-in on this machine.
type capturing struct {
	*running
	lab      *lab.Lab
	at, dump string
	temp     string // folder for the browser's profiles
}

// openBesideLab starts the lab and the window, which trusts the lab's identity provider.
func openBesideLab(t testing.TB, program string) *capturing {
	t.Helper()
	if _, err := exec.LookPath("chromium"); err != nil {
		t.Skip("chromium was not found; on Debian tools/install lab installs it")
	}
	c := &capturing{lab: lab.Start(t), at: display(t, "+extension", "GLX"), dump: filepath.Join(t.TempDir(), "state.json"), temp: t.TempDir()}
	c.lab.Behave(lab.Behaviour{FillForm: true})
	config := t.TempDir()
	metadata := filepath.Join(config, "claimcheck", "metadata")
	if err := os.MkdirAll(metadata, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(metadata, "idp.xml"), c.lab.Metadata, 0o600); err != nil {
		t.Fatal(err)
	}
	c.running = startIn(t, environment(t, "DISPLAY="+c.at, "XDG_CONFIG_HOME="+config, "TMPDIR="+c.temp), program, "--dump-state", c.dump)
	visible := exec.Command("xdotool", "search", "--sync", "--onlyvisible", "--name", "ClaimCheck")
	visible.Env = append(os.Environ(), "DISPLAY="+c.at)
	if err := visible.Run(); err != nil {
		t.Fatalf("waiting for the window: %v", err)
	}
	return c
}

// form opens the form of a capture, once a former capture has ended.
func (c *capturing) form(t testing.TB) {
	t.Helper()
	for range 60 {
		press(t, c.at, "key", "ctrl+r")
		for range 50 {
			if c.view() == "capture" {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	}
	t.Fatalf("the form does not open; the window shows %q, its log: %s", c.view(), c.stop())
}

// told is what the window tells of itself.
type told struct {
	state
	Signatures []struct{ Cause string }
}

func (c *capturing) told() (s told) {
	if b, err := os.ReadFile(c.dump); err == nil {
		_ = json.Unmarshal(b, &s) // a file that is not there yet says nothing
	}
	return s
}

func (c *capturing) view() string { return c.told().View }

// posted tells how many responses reached the application.
func (c *capturing) posted() int {
	n := 0
	for _, r := range c.lab.Reached() {
		if r.SAMLResponse != "" {
			n++
		}
	}
	return n
}

// wait waits until something is so.
func (c *capturing) wait(t testing.TB, what string, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain until %s; the window shows %q, its log: %s", what, c.view(), c.stop())
		}
	}
}

// profiles lists what browsers left behind.
func (c *capturing) profiles(t testing.TB) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(c.temp, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(name string) bool { return strings.HasPrefix(filepath.Base(name), ".") })
}

// A sign-in at a real identity provider, in a real browser, begun by keyboard: its sentence appears by
// itself, the application has the response, and nothing is left of the browser.
func TestWindowCapturesASignIn(t *testing.T) {
	c := openBesideLab(t, "claimcheck-checked") // it logs calls of widgets from a wrong goroutine
	c.form(t)
	press(t, c.at, "key", "ctrl+a")
	press(t, c.at, "type", c.lab.Application(lab.Plain).ByRedirect)
	press(t, c.at, "key", "Return")
	c.wait(t, "the report is there", func() bool { return c.view() == "report" })
	got := c.told()
	if got.Verdict.Sentence == "" || len(got.Claims) < 4 || len(got.Signatures) == 0 || got.Signatures[0].Cause != "good" {
		t.Errorf("found %+v, expected a good signature and a sentence", got)
	}
	if got.Verdict.Verdict == report.Undetermined {
		t.Errorf("found %q, expected a verdict", got.Verdict.Sentence)
	}
	c.wait(t, "the application has the response", func() bool { return c.posted() == 1 })
	c.wait(t, "the browser's profile is deleted", func() bool { return len(c.profiles(t)) == 0 })

	// The window is closed while a browser is open: nobody signs in, so it stays until then.
	c.lab.Behave(lab.Behaviour{})
	c.form(t)
	press(t, c.at, "key", "Return")
	c.wait(t, "a browser is there", func() bool { return len(c.profiles(t)) > 0 })
	c.cmd.Process.Signal(os.Interrupt)
	<-c.over
	if left := c.profiles(t); len(left) > 0 {
		t.Errorf("found %v after the window was closed", left)
	}
	quiet(t, c.log.String())
}

// BenchmarkWindowCapture tells how long it takes from the response's arrival at the application until its
// sentence is on display and written for --dump-state. The browser sends it one or two milliseconds before.
func BenchmarkWindowCapture(b *testing.B) {
	c := openBesideLab(b, "claimcheck")
	c.form(b)
	press(b, c.at, "key", "ctrl+a")
	press(b, c.at, "type", c.lab.Application(lab.Plain).ByRedirect)
	var times []float64
	for b.Loop() {
		before := c.posted()
		press(b, c.at, "key", "Return")
		c.wait(b, "the response is sent", func() bool { return c.posted() > before })
		sent := b.Elapsed()
		c.wait(b, "the report is there", func() bool {
			shown, err := os.ReadFile(c.dump) // not parsed: the machine is busy enough
			return err == nil && bytes.Contains(shown, []byte(`"view": "report"`))
		})
		times = append(times, float64((b.Elapsed()-sent).Microseconds())/1000)
		c.form(b)
	}
	slices.Sort(times)
	b.ReportMetric(times[len(times)/2], "ms/sentence")
	b.ReportMetric(times[len(times)-1], "ms/slowest")
}
