//go:build window

// The built program on a real display server: what is on display is what the engine said. Needs Xvfb
// and ImageMagick's import; the pictures stay in out/ for people to look at.
package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
)

const patience = 60 * time.Second // until a step counts as failed

// display starts a display server and gives its name.
func display(t testing.TB, args ...string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-screen", "0", "1280x800x24"}, args...)...)
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatalf("starting Xvfb: %v", err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	w.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("Xvfb names no display: %v", err)
	}
	return ":" + strings.TrimSpace(line)
}

// program gives a built program.
func program(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("../../bin", name))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; build it with: make window", err)
	}
	return path
}

// environment is that of a user without settings of their own.
func environment(t testing.TB, more ...string) []string {
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".cache"), 0o700); err != nil {
		t.Fatal(err)
	}
	return append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_CONFIG_HOME=" + filepath.Join(home, ".config"), "LANG=C.UTF-8"}, more...)
}

// expected is what the engine says to a practice case.
func expected(t *testing.T, name string) report.Message {
	t.Helper()
	cases, err := decoder.PracticeCases()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(cases, func(c decoder.PracticeCase) bool { return c.Name == name })
	if i < 0 {
		t.Fatalf("there is no practice case %s", name)
	}
	capture, o, err := decoder.Setting(cases[i].Scenario)
	if err != nil {
		t.Fatal(err)
	}
	r, err := decoder.Inspect(context.Background(), capture, o)
	if err != nil {
		t.Fatal(err)
	}
	return r.Messages[r.Chosen]
}

// state is the part of --dump-state that is compared.
type state struct {
	View    string
	Verdict struct {
		Verdict  report.Verdict
		Sentence string
		Steps    []string
	}
	Claims []struct{ Name, State string }
	Checks []struct{ Check string }
}

func TestWindowShowsWhatTheEngineSaid(t *testing.T) {
	at := display(t, "+extension", "GLX")
	out, err := filepath.Abs("../../out")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ example, theme, size string }{
		{"missing-country", "light", "1280x800"},
		{"namespace-on-first-name", "dark", "1280x800"},
		{"good", "light", "900x600"},
		{"altered", "dark", "900x600"},
	} {
		t.Run(c.example, func(t *testing.T) {
			dump := filepath.Join(t.TempDir(), "state.json")
			run := start(t, at, "claimcheck", "--example", c.example, "--theme", c.theme, "--size", c.size, "--dump-state", dump)
			got := run.shown(t, dump)
			want := expected(t, c.example)
			if got.View != "report" || got.Verdict.Verdict != want.Verdict || got.Verdict.Sentence != want.Sentence {
				t.Errorf("the window shows %s: %q\nthe engine said  %s: %q", got.Verdict.Verdict, got.Verdict.Sentence, want.Verdict, want.Sentence)
			}
			if want.Cause != nil && strings.Join(got.Verdict.Steps, "\n") != strings.Join(want.Cause.Steps, "\n") {
				t.Errorf("the window shows steps %q, the engine said %q", got.Verdict.Steps, want.Cause.Steps)
			}
			if len(got.Claims) != 4 || len(got.Checks) != len(want.Findings) {
				t.Errorf("found %d claims and %d checks, expected 4 and %d", len(got.Claims), len(got.Checks), len(want.Findings))
			}
			time.Sleep(700 * time.Millisecond) // a few frames for the picture
			picture := filepath.Join(out, "window-"+c.example+"-"+c.theme+".png")
			if b, err := exec.Command("import", "-display", at, "-window", "root", picture).CombinedOutput(); err != nil {
				t.Errorf("taking the picture: %v: %s", err, b)
			}
			quiet(t, run.stop())
		})
	}
}

// running is a program that was started.
type running struct {
	cmd  *exec.Cmd
	log  bytes.Buffer // whole once over is closed
	over chan struct{}
}

// start starts a program on a display.
func start(t testing.TB, at, name string, args ...string) *running {
	t.Helper()
	return startIn(t, environment(t, "DISPLAY="+at), name, args...)
}

func startIn(t testing.TB, env []string, name string, args ...string) *running {
	t.Helper()
	r := &running{cmd: exec.Command(program(t, name), args...), over: make(chan struct{})}
	r.cmd.Env = env
	r.cmd.Stdout, r.cmd.Stderr = &r.log, &r.log
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		r.cmd.Wait()
		close(r.over)
	}()
	t.Cleanup(func() { r.stop() })
	return r
}

// stop ends the program and gives its log.
func (r *running) stop() string {
	r.cmd.Process.Kill()
	<-r.over
	return r.log.String()
}

// shown waits until the window shows something and says what.
func (r *running) shown(t *testing.T, dump string) (got state) {
	t.Helper()
	for deadline := time.After(patience); ; {
		select {
		case <-r.over:
			t.Fatalf("the program ended; its log: %s", r.log.String())
		case <-deadline:
			t.Fatalf("the window shows nothing; its log: %s", r.stop())
		case <-time.After(100 * time.Millisecond):
		}
		b, err := os.ReadFile(dump)
		if err != nil {
			continue
		}
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
		return got
	}
}

// quiet fails when a log tells of a fault.
func quiet(t testing.TB, log string) {
	t.Helper()
	if strings.Contains(log, "panic") || strings.Contains(log, "call thread") {
		t.Errorf("the log tells of a fault: %s", log)
	}
}

// The toolkit of a build without migrated_fynedo logs every call of a widget from a wrong goroutine.
func TestWindowTouchesWidgetsOnTheirGoroutine(t *testing.T) {
	at := display(t, "+extension", "GLX")
	cases, err := decoder.PracticeCases()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "capture.txt")
	if err := os.WriteFile(file, cases[0].Capture.Data, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, args := range map[string][]string{"example": {"--example", "missing-country"}, "file": {file}} {
		t.Run(name, func(t *testing.T) {
			dump := filepath.Join(t.TempDir(), "state.json")
			run := start(t, at, "claimcheck-checked", append([]string{"--dump-state", dump}, args...)...)
			if got := run.shown(t, dump); got.View != "report" {
				t.Errorf("found %q, expected a report", got.View)
			}
			time.Sleep(500 * time.Millisecond) // the bar of the progress is due after 250 ms
			for _, key := range []string{"ctrl+5", "ctrl+4", "ctrl+minus", "ctrl+3", "ctrl+k"} {
				press(t, at, "key", key)
			}
			time.Sleep(500 * time.Millisecond)
			quiet(t, run.stop())
		})
	}
}

// press sends keys to the window that has the focus.
func press(t testing.TB, at string, args ...string) {
	t.Helper()
	keys := exec.Command("xdotool", args...)
	keys.Env = append(os.Environ(), "DISPLAY="+at)
	if b, err := keys.CombinedOutput(); err != nil {
		t.Errorf("xdotool: %v: %s", err, b)
	}
}

func TestWindowThatCannotOpen(t *testing.T) {
	withoutGL := display(t, "-extension", "GLX")
	for name, env := range map[string][]string{
		"no OpenGL":      {"DISPLAY=" + withoutGL},
		"no display":     nil,
		"a display gone": {"DISPLAY=:65000"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			cmd := exec.CommandContext(ctx, program(t, "claimcheck"), "--example", "missing-country")
			cmd.Env = environment(t, env...)
			b, err := cmd.CombinedOutput()
			if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() != 1 {
				t.Fatalf("found %v, expected exit code 1: %s", err, b)
			}
			if !bytes.Contains(b, []byte("claimcheck-cli check --example missing-country\n")) || bytes.Contains(b, []byte("goroutine")) || bytes.Contains(b, []byte("panic")) {
				t.Errorf("found %q, expected one sentence and the way to go on", b)
			}
		})
	}
}
