package capture

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestPlaces(t *testing.T) {
	env := func(name string) string {
		return map[string]string{"ProgramFiles": `C:\Program Files`, "ProgramFiles(x86)": `C:\Program Files (x86)`, "LocalAppData": `C:\Users\b\AppData\Local`, "HOME": "/home/b"}[name]
	}
	for system, want := range map[string][]string{
		"windows": {`C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe`, `C:\Users\b\AppData\Local\Google\Chrome\Application\chrome.exe`, `C:\Program Files\BraveSoftware\Brave-Browser\Application\brave.exe`},
		"darwin":  {"/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "/home/b/Applications/Brave Browser.app/Contents/MacOS/Brave Browser"},
		"linux":   {"/usr/bin/microsoft-edge-stable", "/snap/bin/chromium", "/usr/bin/chromium"},
	} {
		paths := map[string]Browser{}
		names := map[string]bool{}
		for _, b := range places(system, env) {
			if _, twice := paths[b.Path]; twice {
				t.Errorf("%s: %s is listed twice", system, b.Path)
			}
			paths[b.Path], names[b.Name] = b, true
		}
		for _, path := range want {
			if _, found := paths[path]; !found {
				t.Errorf("%s: %s is not looked for", system, path)
			}
		}
		if len(names) != 4 {
			t.Errorf("%s: %d browsers, expected Edge, Chrome, Brave and Chromium", system, len(names))
		}
		if system == "linux" && paths["/snap/bin/chromium"].home != "/home/b/snap/chromium/common" {
			t.Errorf("the snap writes to %q, expected its own folder", paths["/snap/bin/chromium"].home)
		}
	}
}

// script makes a program that stands for a browser.
func script(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "browser")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+text+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestTroubles(t *testing.T) {
	if _, err := os.Stat("/bin/sh"); err != nil {
		t.Skip("the browsers of this test are shell scripts")
	}
	folder := t.TempDir()
	for _, c := range []struct {
		cause Cause
		o     Options
		temp  string
	}{
		{BadURL, Options{URL: "upwork.com"}, ""},
		{BadURL, Options{URL: "file:///etc/passwd"}, ""},
		{BadURL, Options{URL: "javascript:alert(1)"}, ""},
		{NotStarted, Options{Browser: Browser{Name: "Brave", Path: filepath.Join(folder, "none")}}, ""},
		{EndedAtOnce, Options{Browser: Browser{Name: "Brave", Path: script(t, "exit 0")}}, ""},
		{EndedAtOnce, Options{Browser: Browser{Name: "Brave", Path: script(t, "exec 3<&- 4>&-; sleep 1")}}, ""},
		{Forbidden, Options{Browser: Browser{Name: "Brave", Path: script(t, "echo DevTools remote debugging is disallowed by the system admin. >&2; exec sleep 100")}}, ""},
		{NoProfile, Options{Browser: Browser{Name: "Brave", Path: script(t, "exit 0")}}, "/dev/null/none"},
	} {
		if c.o.URL == "" {
			c.o.URL = "http://localhost/"
		}
		if c.temp != "" {
			t.Setenv("TMPDIR", c.temp)
		}
		s, err := Start(t.Context(), c.o)
		if err == nil {
			s.Stop()
			s.Wait()
		}
		var trouble *Trouble
		if !errors.As(err, &trouble) || trouble.Cause != c.cause {
			t.Errorf("%+v gives %v, expected %s", c.o, err, c.cause)
			continue
		}
		p := trouble.Problem
		if p.Check != Check || p.Sentence == "" || p.Expected == "" || p.Actual == "" || p.Owner == "" || len(p.Steps) == 0 {
			t.Errorf("%s says too little: %+v", c.cause, p)
		}
	}
	for _, o := range []*Trouble{noBrowser(), noPages(Browser{Name: "Brave"}), silent(Browser{Name: "Brave"})} {
		if all := strings.Join(o.Steps, " "); !strings.Contains(all, "In Firefox: ") || !strings.Contains(all, "In Safari: ") || !strings.Contains(all, "In Edge") {
			t.Errorf("%s: %q, expected how to record by hand in each browser", o.Cause, all)
		}
	}
}

func TestAt(t *testing.T) {
	if b, err := At(script(t, "")); err != nil || b.Name != "browser" {
		t.Errorf("found %+v, %v, expected the program", b, err)
	}
	for _, path := range []string{"", t.TempDir(), "/none"} {
		var trouble *Trouble
		if _, err := At(path); !errors.As(err, &trouble) || trouble.Cause != NoBrowser {
			t.Errorf("%q gives %v, expected no-browser", path, err)
		}
	}
}

var someRecording = Recording{
	Browser: "Chrome/156.0", Started: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Reason: Held, End: Page{"https://app.example.com/", "App"}, Notes: []string{"Something is missing."},
	Exchanges: []Exchange{
		{Time: time.Date(2026, 1, 2, 4, 4, 6, 7_000_000, time.FixedZone("", 3600)), Took: 1500 * time.Microsecond, Method: "GET", URL: "https://idp.example.com/?SAMLRequest=a%2Bb&x=", Param: "SAMLRequest", Status: 200, StatusText: "OK", Text: "AADSTS50105: <no> & \"not\""},
		{Method: "POST", URL: "https://app.example.com/acs", Param: "SAMLResponse", Body: []byte("SAMLResponse=c%2Bd"), Held: true},
	},
}

func TestHAR(t *testing.T) {
	var out bytes.Buffer
	if err := someRecording.HAR(&out, "1.2.3"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`"creator":{"name":"ClaimCheck","version":"1.2.3"}`, `"browser":{"name":"Chrome","version":"156.0"}`, `"startedDateTime":"2026-01-02T03:04:06.007Z"`, `"time":1.5`,
		`"url":"https://idp.example.com/?SAMLRequest=a%2Bb&x="`, `{"name":"SAMLRequest","value":"a+b"}`, `"text":"SAMLResponse=c%2Bd"`, `"cookies":[]`, `"headers":[]`,
		`"text":"AADSTS50105: <no> & \"not\""`, heldComment, `"comment":"Something is missing."`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in %s", want, out.String())
		}
	}
	if !json.Valid(out.Bytes()) {
		t.Error("the HAR is no JSON")
	}
}

func TestSave(t *testing.T) {
	folder := t.TempDir()
	name := filepath.Join(folder, "sign-in.har")
	for range 2 { // the second replaces the first
		if err := someRecording.Save(name, "1"); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("saved as %v, %v, expected a file for its owner alone", info.Mode(), err)
	}
	taken := filepath.Join(folder, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "in"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := someRecording.Save(taken, "1"); err == nil {
		t.Error("a folder is replaced, expected an error")
	}
	if err := someRecording.Save(filepath.Join(folder, "none", "a.har"), "1"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("saved to no folder: %v, expected that it is absent", err)
	}
	if left, _ := os.ReadDir(folder); len(left) != 2 {
		t.Errorf("%d files are left, expected the recording and the folder", len(left))
	}
}
