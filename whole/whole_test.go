package whole

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

var errFull = errors.New("no space left on device")

// fails writes a part and then fails, as a full disk does.
func fails(w io.Writer) error {
	if _, err := io.WriteString(w, "half of it"); err != nil {
		return err
	}
	return errFull
}

// holds fails the test unless the folder holds exactly those files.
func holds(t *testing.T, folder string, want map[string]string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(folder, e.Name()))
		if text, ok := want[e.Name()]; err != nil || !ok || string(b) != text {
			t.Errorf("found %s with %q, %v", e.Name(), b, err)
		}
	}
	if len(entries) != len(want) {
		t.Errorf("found %d files, expected %d", len(entries), len(want))
	}
}

func TestFile(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.xml")
	for _, text := range []string{"first", "second"} {
		if err := File(path, Bytes([]byte(text))); err != nil {
			t.Fatal(err)
		}
		holds(t, folder, map[string]string{"a.xml": text})
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("found mode %v, %v, expected 0600", info.Mode(), err)
	}
	if err := New(path, Bytes([]byte("third"))); !errors.Is(err, fs.ErrExist) {
		t.Errorf("found %v, expected that the file exists", err)
	}
	holds(t, folder, map[string]string{"a.xml": "second"})
	if err := New(filepath.Join(folder, "b.xml"), Bytes(nil)); err != nil {
		t.Error(err)
	}
	holds(t, folder, map[string]string{"a.xml": "second", "b.xml": ""})
}

func TestAFailureLeavesWhatWasThere(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.xml")
	if err := File(path, Bytes([]byte("old"))); err != nil {
		t.Fatal(err)
	}
	for name, write := range map[string]func() error{
		"File":               func() error { return File(path, fails) },
		"New":                func() error { return New(filepath.Join(folder, "b.xml"), fails) },
		"Folder":             func() error { return Folder(filepath.Join(folder, "kit"), []Named{{"x", Bytes(nil)}, {"y", fails}}) },
		"a name with a path": func() error { return Folder(filepath.Join(folder, "kit"), []Named{{"../x", Bytes(nil)}}) },
	} {
		err := write()
		var told *fs.PathError
		if !errors.As(err, &told) || filepath.Dir(told.Path) != folder || strings.Contains(err.Error(), prefix) {
			t.Errorf("%s: found %v, expected an error with the name that was wanted", name, err)
		}
		if !errors.Is(err, errFull) && !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("%s: found %v, expected the cause", name, err)
		}
		holds(t, folder, map[string]string{"a.xml": "old"})
	}
	func() {
		defer func() { _ = recover() }()
		_ = File(path, func(io.Writer) error { panic("broken") })
	}()
	holds(t, folder, map[string]string{"a.xml": "old"})
	for name, path := range map[string]string{"no folder": filepath.Join(folder, "none", "b"), "a file as its folder": filepath.Join(path, "b")} {
		if err := File(path, Bytes(nil)); err == nil {
			t.Errorf("%s: written", name)
		}
	}
	taken := filepath.Join(folder, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := File(taken, Bytes(nil)); err == nil {
		t.Error("a file replaced a folder")
	}
	if entries, err := os.ReadDir(folder); err != nil || len(entries) != 2 {
		t.Errorf("found %d entries, expected no temporary file left", len(entries))
	}
}

func TestFolder(t *testing.T) {
	top := t.TempDir()
	path := filepath.Join(top, "kit")
	if err := Folder(path, []Named{{"a.xml", Bytes([]byte("a"))}, {"b.txt", Bytes([]byte("b"))}}); err != nil {
		t.Fatal(err)
	}
	holds(t, path, map[string]string{"a.xml": "a", "b.txt": "b"})
	if entries, err := os.ReadDir(top); err != nil || len(entries) != 1 {
		t.Errorf("found %d entries, expected the folder alone", len(entries))
	}
	if err := Folder(path, nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("found %v, expected that the folder exists", err)
	}
	if err := os.Mkdir(filepath.Join(top, "empty"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Folder(filepath.Join(top, "empty"), nil); !errors.Is(err, fs.ErrExist) {
		t.Errorf("found %v, expected that an empty folder is no free name", err)
	}
	for _, name := range []string{"", ".", "..", "x/y", `x\y`, "/x"} {
		if err := Folder(filepath.Join(top, "new"), []Named{{name, Bytes(nil)}}); !errors.Is(err, fs.ErrInvalid) {
			t.Errorf("a file %q: found %v", name, err)
		}
	}
	if err := Folder(filepath.Join(top, "new"), []Named{{"x", Bytes(nil)}, {"x", Bytes(nil)}}); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a name twice: found %v", err)
	}
}

func TestMove(t *testing.T) {
	folder := t.TempDir()
	a, b := filepath.Join(folder, "a.xml"), filepath.Join(folder, "b.xml")
	for path, text := range map[string]string{a: "a", b: "b"} {
		if err := File(path, Bytes([]byte(text))); err != nil {
			t.Fatal(err)
		}
	}
	if err := Move(a, b); !errors.Is(err, fs.ErrExist) {
		t.Errorf("found %v, expected that the name is taken", err)
	}
	if err := Move(filepath.Join(folder, "none"), filepath.Join(folder, "c")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("found %v, expected that there is no such file", err)
	}
	if err := Move(a, a); err != nil {
		t.Error(err)
	}
	holds(t, folder, map[string]string{"a.xml": "a", "b.xml": "b"})
	if err := Move(a, filepath.Join(folder, "A.xml")); err != nil {
		t.Error(err)
	}
	holds(t, folder, map[string]string{"A.xml": "a", "b.xml": "b"})
}

// Of many that want one name, one gets it, and its bytes stand there whole.
func TestNewIsForOneOnly(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "a.xml")
	var all sync.WaitGroup
	won := make(chan string, 20)
	for i := range cap(won) {
		all.Go(func() {
			text := strings.Repeat(string(rune('a'+i)), 10_000)
			if err := New(path, Bytes([]byte(text))); err == nil {
				won <- text
			} else if !errors.Is(err, fs.ErrExist) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(won) != 1 {
		t.Fatalf("%d got the name, expected 1", len(won))
	}
	holds(t, folder, map[string]string{"a.xml": <-won})
}

func TestSweep(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{prefix + "old", prefix + "new", "mine.tmp"} {
		if err := os.WriteFile(filepath.Join(folder, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * abandoned)
	for _, name := range []string{prefix + "old", "mine.tmp"} {
		if err := os.Chtimes(filepath.Join(folder, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	Sweep(folder)
	holds(t, folder, map[string]string{prefix + "new": "", "mine.tmp": ""})
}
