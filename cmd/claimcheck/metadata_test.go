//go:build window

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// fileState is the part of --dump-state that a metadata file is told in.
type fileState struct {
	state
	Certificates []struct{ SHA1, Left string }
	File         struct{ Standing string }
	Comparison   struct{ Sentence string }
}

// A metadata file that is opened shows its sentence and is believed only once it is kept; another file of the same
// provider is compared with it before it takes its place.
func TestWindowJudgesMetadata(t *testing.T) {
	at := display(t, "+extension", "GLX")
	out, err := filepath.Abs("../../out")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, theme, size string
		file              []byte
	}{
		{"fit", "light", "1120x760", mint.AppMetadata().XML()},
		{"re-indented", "dark", "900x600", mint.SpoiledAs("re-indented")},
		{"expired-and-new", "dark", "1120x760", mint.SpoiledAs("certificate-expired-and-new")},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, err := decoder.InspectMetadata(context.Background(), "x.xml", wire.File, c.file, decoder.Options{Now: time.Now(), Skew: decoder.DefaultSkew})
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			path, dump, home := filepath.Join(folder, "Upwork Enterprise.xml"), filepath.Join(folder, "state.json"), filepath.Join(folder, "home")
			if err := os.WriteFile(path, c.file, 0o600); err != nil {
				t.Fatal(err)
			}
			w := &capturing{dump: dump, running: startIn(t, append(environment(t, "DISPLAY="+at), "CLAIMCHECK_HOME="+home), "claimcheck-checked",
				"--theme", c.theme, "--size", c.size, "--dump-state", dump, path)}
			told := func() (s fileState) {
				if b, err := os.ReadFile(dump); err == nil {
					_ = json.Unmarshal(b, &s) // a file that is not there yet says nothing
				}
				return s
			}
			w.wait(t, "the file is judged", func() bool { return told().View == "metadata" })
			got := told()
			if m := want.Messages[0]; got.Verdict.Verdict != m.Verdict || got.Verdict.Sentence != m.Sentence || len(got.Checks) != len(m.Findings) || len(got.Certificates) != len(m.Metadata.Certificates) {
				t.Errorf("the window shows %s: %q\nthe engine said  %s: %q", got.Verdict.Verdict, got.Verdict.Sentence, m.Verdict, m.Sentence)
			}
			kept := filepath.Join(home, "metadata", "Upwork Enterprise.xml")
			if _, err := os.Stat(kept); err == nil || got.File.Standing != "not-kept" {
				t.Errorf("found %q, expected that nothing is kept unasked", got.File.Standing)
			}
			time.Sleep(700 * time.Millisecond) // a few frames for the picture
			picture := filepath.Join(out, "window-metadata-"+c.name+"-"+c.theme+".png")
			if b, err := exec.Command("import", "-display", at, "-window", "root", picture).CombinedOutput(); err != nil {
				t.Errorf("taking the picture: %v: %s", err, b)
			}
			for _, key := range []string{"ctrl+7", "ctrl+8", "ctrl+6", "ctrl+2", "ctrl+5", "ctrl+s"} {
				press(t, at, "key", key)
			}
			w.wait(t, "the file is kept", func() bool {
				b, err := os.ReadFile(kept)
				return err == nil && bytes.Equal(b, c.file)
			})
			w.wait(t, "the window says so", func() bool { return told().File.Standing == "kept" })
			if want.Messages[0].Verdict == report.Accepted {
				pasteInto(t, at, string(mint.Metadata{EntityID: mint.Issuer, Keys: []*mint.Key{mint.Active(), mint.Foreign()}, Signing: &mint.Signing{Key: mint.Active()}}.XML()))
				w.wait(t, "the pasted file is judged", func() bool { return told().File.Standing == "other" })
				press(t, at, "key", "ctrl+s")
				w.wait(t, "the two are compared", func() bool { return told().Comparison.Sentence != "" })
			}
			quiet(t, w.stop())
		})
	}
}

// pasteInto puts a text on the clipboard of a display and pastes it.
func pasteInto(t *testing.T, at, s string) {
	t.Helper()
	clip := exec.Command("xclip", "-selection", "clipboard", "-loops", "0", "-quiet") // stays, and serves the text
	clip.Env = append(os.Environ(), "DISPLAY="+at)
	clip.Stdin = strings.NewReader(s)
	if err := clip.Start(); err != nil {
		t.Fatalf("xclip: %v", err)
	}
	t.Cleanup(func() { clip.Process.Kill(); clip.Wait() })
	time.Sleep(500 * time.Millisecond) // until it owns the clipboard
	press(t, at, "key", "ctrl+v")
}
