package ui

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestFlags(t *testing.T) {
	f, err := parseFlags([]string{"--example", "missing-country", "--theme=dark", "--size", "900x600", "--dump-state", "s.json"})
	if err != nil || f.example != "missing-country" || f.look != dark || f.size != fyne.NewSize(900, 600) || f.dump != "s.json" {
		t.Errorf("found %+v, %v", f, err)
	}
	if f, err := parseFlags([]string{"a b.har"}); err != nil || f.way() != `claimcheck-cli check "a b.har"` {
		t.Errorf("found %q, %v", f.way(), err)
	}
	if f.way() != "claimcheck-cli check --example missing-country" {
		t.Errorf("found %q", f.way())
	}
	if f, _ := parseFlags(nil); f.way() != "claimcheck-cli check FILE" {
		t.Errorf("found %q", f.way())
	}
	for _, args := range [][]string{{"--theme", "pink"}, {"--size", "1x1"}, {"--size", "axb"}, {"--size", "99999x99999"}, {"a", "b"}, {"--example", "x", "a"}, {"--nothing"}} {
		if _, err := parseFlags(args); err == nil {
			t.Errorf("%q is taken", args)
		}
	}
}

func TestRunWithoutAWindow(t *testing.T) {
	t.Setenv("DISPLAY", "")
	t.Setenv("WAYLAND_DISPLAY", "")
	never := func() fyne.App { t.Error("the toolkit was started"); return nil }
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"--help"}, 0, "usage:"},
		{[]string{"--size", "0"}, 2, "usage:"},
	} {
		var out strings.Builder
		if code := Run(c.args, &out, "test", never); code != c.code || !strings.Contains(out.String(), c.says) {
			t.Errorf("%q: found exit code %d and %q", c.args, code, out.String())
		}
	}
}

// The three ways in which the toolkit fails where there is no OpenGL: it logs and panics, it logs and
// goes on without a window, it panics without a word.
func TestFailedStartIsOneSentence(t *testing.T) {
	for name, fail := range map[string]func() *window{
		"panic": func() *window { panic("NotInitialized: The GLFW library is not initialized") },
		"log and panic": func() *window {
			log.Println("Fyne error: ", "failed to initialise GLFW")
			panic("no monitor")
		},
		"log": func() *window {
			w, _ := newTestWindow(t, light)
			log.Println("Fyne error: ", "window creation error")
			return w
		},
	} {
		var out strings.Builder
		code := open(flags{file: "x.txt"}, &out, fail)
		log.SetOutput(os.Stderr)
		if code != 1 || strings.Count(out.String(), "\n") != 1 || !strings.Contains(out.String(), `claimcheck-cli check "x.txt"`) || strings.Contains(out.String(), "GLFW") {
			t.Errorf("%s: found exit code %d and %q, expected 1 and one sentence with the way to go on", name, code, out.String())
		}
	}
}

func TestStartLogIsPassedOnOnceTheWindowIsOpen(t *testing.T) {
	var out strings.Builder
	l := &startLog{out: &out}
	fmt.Fprint(l, "early\n")
	if out.String() != "" {
		t.Error("the log is not held back")
	}
	l.pass()
	fmt.Fprint(l, "late\n")
	if out.String() != "early\nlate\n" {
		t.Errorf("found %q", out.String())
	}
}

func TestBeginAndDumpState(t *testing.T) {
	w, q := newTestWindow(t, light)
	w.dump = filepath.Join(t.TempDir(), "state.json")
	w.begin(flags{example: "nobody"})
	if !strings.Contains(w.notice.words, "nobody") {
		t.Errorf("found notice %q, expected that there is no such case", w.notice.words)
	}
	w.begin(flags{example: "missing-country"})
	finish(w, q)
	b, err := os.ReadFile(w.dump)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	verdict, _ := got["verdict"].(map[string]any)
	if got["view"] != "report" || verdict["sentence"] != w.report.Messages[0].Sentence || verdict["verdict"] != "refused" || got["claims"] == nil || got["checks"] == nil {
		t.Errorf("found %s", b)
	}
	w.begin(flags{file: filepath.Join(t.TempDir(), "gone")})
	finish(w, q)
	if b, err = os.ReadFile(w.dump); err != nil || !strings.Contains(string(b), `"view": "problem"`) {
		t.Errorf("found %s, expected the problem", b)
	}
}

func TestMenuHasEveryShortcutOnce(t *testing.T) {
	w, _ := newTestWindow(t, light)
	seen := map[string]string{}
	items := 0
	for _, m := range w.menu().Items {
		for _, i := range m.Items {
			items++
			if i.Shortcut == nil {
				continue
			}
			if other := seen[i.Shortcut.ShortcutName()]; other != "" {
				t.Errorf("%q and %q have the same shortcut", other, i.Label)
			}
			seen[i.Shortcut.ShortcutName()] = i.Label
		}
	}
	if items < 15 || len(seen) < 12 || seen[(&fyne.ShortcutPaste{}).ShortcutName()] != "Paste" {
		t.Errorf("found %d items and shortcuts %v", items, seen)
	}
}

func TestDialogs(t *testing.T) {
	w, _ := newTestWindow(t, dark)
	settleWindow(w, fyne.NewSize(900, 600))
	for name, show := range map[string]func(){
		"examples": w.examples, "library": w.library, "application": w.application, "keys": w.keys, "open": w.open, "import": w.importMetadata, "add key": w.addKey,
		"passphrase": func() { w.askPassphrase("application.pfx", true, func(string) {}) },
	} {
		before := len(w.win.Canvas().Overlays().List())
		show()
		overlays := w.win.Canvas().Overlays().List()
		if len(overlays) != before+1 {
			t.Errorf("%s: found %d overlays, expected one more than %d", name, len(overlays), before)
			continue
		}
		top := overlays[len(overlays)-1]
		if size := top.MinSize(); size.Width > 900 || size.Height > 600 {
			t.Errorf("%s: wants %v and does not fit into the smallest window", name, size)
		}
		test.LaidOutObjects(top)
		w.win.Canvas().Overlays().Remove(top)
	}
}
