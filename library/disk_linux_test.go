package library

import (
	"bytes"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// asNobody runs do as a user who may not write to the test's folders, also where the test is run by root:
// on a thread that gives the right up and is not used again.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // until the goroutine ends, and the thread with it
		if os.Geteuid() == 0 {
			if _, _, err := syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0); err != 0 {
				t.Error(err)
			}
		}
		do()
	}()
	<-done
}

func TestFolderThatIsReadOnly(t *testing.T) {
	home := t.TempDir()
	l := In(home)
	e := add(t, l, "a.xml", contoso())
	write(t, filepath.Join(home, "metadata", "spoilt.xml"), []byte("x"))
	write(t, filepath.Join(home, "metadata", "shut.xml"), fabrikam())
	for path, mode := range map[string]os.FileMode{"metadata/a.xml": 0o444, "metadata/spoilt.xml": 0o444, "metadata/shut.xml": 0, "metadata/.lock": 0o444, "metadata": 0o555, ".": 0o555, "..": 0o755} {
		if err := os.Chmod(filepath.Join(home, path), mode); err != nil {
			t.Fatal(err)
		}
	}
	defer func() { // for the one who tidies up
		_, _ = os.Chmod(home, 0o700), os.Chmod(l.Folder(), 0o700)
	}()
	asNobody(t, func() {
		c, err := l.List()
		if err != nil || !slices.Equal(names(c), []string{"a", "shut", "spoilt"}) || len(c.Files()) != 1 || len(c.SetAside) != 0 {
			t.Errorf("found %v, %v", names(c), err)
			return
		}
		if cause(t, c.Entries[1].Trouble) != Unreadable || cause(t, c.Entries[2].Trouble) != NotMetadata {
			t.Errorf("found %v and %v", c.Entries[1].Trouble, c.Entries[2].Trouble)
		}
		for what, do := range map[string]func() error{
			"add":     func() error { _, _, err := l.AddBeside("b.xml", contosoNext()); return err },
			"replace": func() error { _, err := l.Replace(e, contosoNext()); return err },
			"rename":  func() error { _, err := l.Rename(e, "b"); return err },
			"remove":  func() error { _, err := l.Remove(e); return err },
		} {
			if err := do(); cause(t, err) != Unwritable || !errors.Is(err, os.ErrPermission) {
				t.Errorf("%s: found %v", what, err)
			}
		}
	})
	if got, err := os.ReadFile(e.Path); err != nil || !bytes.Equal(got, contoso()) {
		t.Errorf("the entry has changed: %v", err)
	}
}

// full runs do while no file may grow beyond 1 KiB, as on a full disk: the write itself fails.
func full(t *testing.T, do func()) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	now := before
	now.Cur = 1 << 10
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &now); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &before); err != nil {
			t.Error(err)
		}
	}()
	do()
}

func TestDiskThatIsFull(t *testing.T) {
	l := In(t.TempDir())
	e := add(t, l, "a.xml", contoso())
	full(t, func() {
		if _, _, err := l.Add("b.xml", fabrikam()); cause(t, err) != Unwritable || !errors.Is(err, unix.EFBIG) {
			t.Errorf("add: found %v", err)
		}
		if _, err := l.Replace(e, contosoNext()); cause(t, err) != Unwritable || !errors.Is(err, unix.EFBIG) {
			t.Errorf("replace: found %v", err)
		}
	})
	c := list(t, l)
	if len(c.Entries) != 1 || c.Entries[0].File.SHA256 != e.File.SHA256 {
		t.Errorf("found %v, expected what was there", names(c))
	}
	if left, err := os.ReadDir(l.Folder()); err != nil || len(left) != 2 { // the entry and the lock
		t.Errorf("found %v, expected no temporary file", left)
	}
	add(t, l, "b.xml", fabrikam())
}

// A real file system without room; only where one may be mounted.
func TestFileSystemThatIsFull(t *testing.T) {
	home := t.TempDir()
	if err := unix.Mount("tmpfs", home, "tmpfs", 0, "size=16k,nr_inodes=64"); err != nil {
		t.Skip(err)
	}
	defer func() {
		if err := unix.Unmount(home, 0); err != nil {
			t.Error(err)
		}
	}()
	l := In(home)
	e := add(t, l, "a.xml", contoso())
	if err := os.WriteFile(filepath.Join(home, "filling"), make([]byte, 16<<10), 0o600); !errors.Is(err, unix.ENOSPC) {
		t.Fatal(err)
	}
	if _, _, err := l.Add("b.xml", fabrikam()); cause(t, err) != Unwritable || !errors.Is(err, unix.ENOSPC) {
		t.Errorf("found %v", err)
	}
	if c := list(t, l); len(c.Entries) != 1 || c.Entries[0].File.SHA256 != e.File.SHA256 {
		t.Errorf("found %v, expected what was there", names(c))
	}
	if _, err := l.Remove(e); err != nil {
		t.Errorf("removing makes room: %v", err)
	}
}

// What cannot be opened stays where it is and is told; nothing waits for it.
func TestWhatIsNoFileStays(t *testing.T) {
	l := In(t.TempDir())
	add(t, l, "a.xml", contoso())
	for name, make := range map[string]func(path string) error{
		"pipe.xml":     func(path string) error { return unix.Mkfifo(path, 0o600) },
		"loop.xml":     func(path string) error { return os.Symlink(path, path) },
		"dangling.xml": func(path string) error { return os.Symlink(path+".none", path) },
		"folder.xml":   func(path string) error { return os.Symlink(l.Folder(), path) },
		"link.xml":     func(path string) error { return os.Symlink(filepath.Join(l.Folder(), "a.xml"), path) },
	} {
		if err := make(filepath.Join(l.Folder(), name)); err != nil {
			t.Fatal(err)
		}
	}
	c := list(t, l)
	if want := []string{"a", "dangling", "folder", "link", "loop", "pipe"}; !slices.Equal(names(c), want) || len(c.SetAside) != 0 || len(c.Files()) != 2 {
		t.Fatalf("found %v", names(c))
	}
	for _, e := range slices.Backward(c.Entries) { // the link before what it leads to
		if e.File == nil && cause(t, e.Trouble) != Unreadable {
			t.Errorf("%s: found %v", e.Name, e.Trouble)
		}
		if _, err := l.Remove(e); err != nil {
			t.Errorf("%s: found %v, expected that it can be removed", e.Name, err)
		}
	}
	if left := list(t, l); len(left.Entries) != 0 {
		t.Errorf("found %v", names(left))
	}
}
