//go:build window

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The window on a real display server: the built program loads a practice case, and what stands in its
// banner must be what the terminal program says of the same case. The pictures stay in out/window for
// people to look at.

// repository is the top folder, seen from here.
const repository = "../.."

func TestWindow(t *testing.T) {
	display := startDisplay(t, "+extension", "GLX")
	pictures := filepath.Join(repository, "out", "window")
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ example, theme, size string }{
		{"01-missing-country", "light", "1280x800"},
		{"01-missing-country", "dark", "900x600"},
		{"12-good", "light", "900x600"},
		{"11-not-assigned", "dark", "1280x800"},
	} {
		name := c.example + "-" + c.theme + "-" + c.size
		t.Run(name, func(t *testing.T) {
			state := filepath.Join(t.TempDir(), "state.json")
			stderr := start(t, display, "--example", c.example, "--theme", c.theme, "--size", c.size, "--dump-state", state)
			shown := waitForState(t, state)
			said := engine(t, c.example)
			if shown.Sentence != said.Sentence || shown.Verdict != said.Verdict {
				t.Errorf("the banner says %q (%s), the engine %q (%s)", shown.Sentence, shown.Verdict, said.Sentence, said.Verdict)
			}
			if said.Cause != nil && (shown.Owner == "" || len(shown.Steps) != len(said.Cause.Steps)) {
				t.Errorf("the banner shows owner %q and %d steps, expected one and %d", shown.Owner, len(shown.Steps), len(said.Cause.Steps))
			}
			picture(t, display, filepath.Join(pictures, name+".png"))
			if strings.Contains(stderr.String(), "Error in Fyne call thread") {
				t.Errorf("a widget was touched outside the window's goroutine:\n%s", stderr)
			}
		})
	}
}

// A remote desktop has a display and no OpenGL; a server has neither. Both get one clear sentence.
func TestWindowWithoutOpenGL(t *testing.T) {
	for _, c := range []struct{ name, display string }{
		{"no display", ""},
		{"a display that is not there", ":4711"},
		{"no OpenGL", startDisplay(t, "-extension", "GLX")},
	} {
		t.Run(c.name, func(t *testing.T) {
			cmd := program(c.display, "--example", "01-missing-country")
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Errorf("it ended as if all were well; it printed %q", out)
			}
			if !bytes.Contains(out, []byte("claimcheck-cli check")) {
				t.Errorf("it does not name the terminal program; it printed %q", out)
			}
			if bytes.Contains(out, []byte("panic:")) || bytes.Contains(out, []byte("goroutine ")) {
				t.Errorf("it panicked:\n%s", out)
			}
		})
	}
}

// state is the part of --dump-state that is compared.
type state struct {
	Verdict  string   `json:"verdict"`
	Sentence string   `json:"sentence"`
	Owner    string   `json:"owner"`
	Steps    []string `json:"steps"`
}

type verdict struct {
	Verdict, Sentence string
	Cause             *struct{ Steps []string }
}

// engine asks the terminal program.
func engine(t *testing.T, example string) verdict {
	t.Helper()
	out, err := exec.Command(filepath.Join(repository, "bin", "claimcheck-cli"), "check", "--format", "json", "--example", example).Output()
	var report struct {
		Chosen   int
		Messages []verdict
	}
	if e := json.Unmarshal(out, &report); e != nil || len(report.Messages) == 0 {
		t.Fatalf("the terminal program said %q (%v, %v)", out, err, e)
	}
	return report.Messages[report.Chosen]
}

func program(display string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(repository, "bin", "claimcheck"), args...)
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "DISPLAY=") && !strings.HasPrefix(v, "WAYLAND_DISPLAY=") && !strings.HasPrefix(v, "XDG_CONFIG_HOME=") {
			cmd.Env = append(cmd.Env, v)
		}
	}
	cmd.Env = append(cmd.Env, "XDG_CONFIG_HOME="+filepath.Join(os.TempDir(), "claimcheck-window-test"))
	if display != "" {
		cmd.Env = append(cmd.Env, "DISPLAY="+display)
	}
	return cmd
}

func start(t *testing.T, display string, args ...string) *bytes.Buffer {
	t.Helper()
	cmd := program(display, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return &stderr
}

func waitForState(t *testing.T, path string) state {
	t.Helper()
	for range 300 {
		var s state
		if b, err := os.ReadFile(path); err == nil && json.Unmarshal(b, &s) == nil && s.Sentence != "" {
			return s
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("the window did not show the case within 30 seconds")
	return state{}
}

// picture takes the screen and holds that it is not blank: a window of one colour shows nobody anything.
func picture(t *testing.T, display, path string) {
	t.Helper()
	time.Sleep(700 * time.Millisecond) // the frame after the state was written
	cmd := exec.Command("import", "-window", "root", path)
	cmd.Env = append(os.Environ(), "DISPLAY="+display)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("no picture: %v: %s", err, out)
	}
	out, err := exec.Command("identify", "-format", "%k", path).Output()
	var colours int
	if _, e := fmt.Sscan(string(out), &colours); err != nil || e != nil || colours < 50 {
		t.Errorf("the picture %s has %q colours, expected a window full of text", path, out)
	}
}

// startDisplay starts a virtual display on a number of its own choice.
func startDisplay(t *testing.T, args ...string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-screen", "0", "1280x800x24", "-nolisten", "tcp"}, args...)...)
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		t.Fatalf("Xvfb did not start: %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	w.Close()
	var number int
	if _, err := fmt.Fscan(r, &number); err != nil {
		t.Fatalf("Xvfb named no display: %v", err)
	}
	return fmt.Sprintf(":%d", number)
}
