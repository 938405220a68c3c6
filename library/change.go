package library

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"

	"claimcheck/decoder/metadata"
	"claimcheck/whole"
)

// lockName is the file by which programs that change the folder wait for each other. Looking needs no lock:
// a file is there whole or not at all.
const lockName = ".lock"

// change runs do while no other program changes the folder, with what the folder holds now.
func (l *Library) change(do func(Contents) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := os.Stat(l.folder); errors.Is(err, fs.ErrNotExist) && len(l.last) > 0 {
		_, _, err := l.look()
		return err // a folder that vanished is told before another is made in its place
	}
	unlock, err := l.lock()
	if err != nil {
		return unwritable(l.folder, err)
	}
	defer unlock()
	whole.Sweep(l.folder)
	now, _, err := l.look() // what is no metadata is left for List, which tells of it
	if err != nil {
		return err
	}
	return do(now)
}

// lock makes the folder if it is not there and waits for its lock. Where the file system has none it does
// without: each step is whole by itself.
func (l *Library) lock() (unlock func(), err error) {
	if err := os.MkdirAll(l.folder, 0o700); err != nil {
		return nil, err
	}
	unlock, err = lockedfile.MutexAt(filepath.Join(l.folder, lockName)).Lock()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.ENOLCK) {
		return func() {}, nil
	}
	return unlock, err
}

// Add keeps b, byte for byte, under a name made from name. Bytes that are there already are not kept
// twice: their entry is given, and added is false. The error is a *metadata.Wrong when b is no metadata,
// else a *Trouble: with the cause Known it holds the entry that has the same entity, which Replace and
// AddBeside are for.
func (l *Library) Add(name string, b []byte) (e Entry, added bool, err error) {
	return l.add(name, b, false)
}

// AddBeside is Add for a file whose entity another entry has too, and where both count: the applications of
// one tenant have one entityID and each its own key.
func (l *Library) AddBeside(name string, b []byte) (e Entry, added bool, err error) {
	return l.add(name, b, true)
}

func (l *Library) add(name string, b []byte, beside bool) (e Entry, added bool, err error) {
	f, err := parse(name, b)
	if err != nil {
		return Entry{}, false, err
	}
	err = l.change(func(now Contents) error {
		if there, ok := now.bytes(f.SHA256); ok {
			e = there
			return nil
		}
		if there, id := now.sharing(f); id != "" && !beside {
			return sameEntity(there, id)
		}
		path, err := l.keep(clean(name), now, b)
		if err != nil {
			return err
		}
		e, added = l.remember(path, f), true
		return nil
	})
	return e, added, err
}

// mostOfAName bounds the numbers that are tried behind a name.
const mostOfAName = 10_000

// keep writes a new file of that stem, with a number where the name is taken.
func (l *Library) keep(stem string, now Contents, b []byte) (path string, err error) {
	for n := 1; n <= mostOfAName; n++ {
		name := numbered(stem, n)
		if _, taken := now.named(name); taken {
			continue
		}
		path = filepath.Join(l.folder, name+extension)
		if err = whole.New(path, whole.Bytes(b)); !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	if err != nil {
		return "", unkept("kept", stem, err)
	}
	return path, nil
}

func numbered(stem string, n int) string {
	if n == 1 {
		return stem
	}
	return fmt.Sprintf("%s %d", stem, n)
}

// remember makes the entry of a file that was just written, which need not be read again.
func (l *Library) remember(path string, f *metadata.File) Entry {
	name := filepath.Base(path)
	f.Name = name
	e := Entry{Name: nameOf(name), Path: path, File: f, Imported: time.Now()}
	if info, err := os.Stat(path); err == nil {
		e.Size, e.Imported = info.Size(), info.ModTime()
		l.last[name] = known{info, f, nil}
	}
	return e
}

// Replace gives an entry other bytes, byte for byte; its name stays. was is the entry as it was compared: if
// it has changed since, nothing is done, and the error is a *Trouble with the cause Changed. The other errors
// are those of Add.
func (l *Library) Replace(was Entry, b []byte) (Entry, error) {
	f, err := parse(was.Name, b)
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	err = l.change(func(now Contents) error {
		current, err := now.unchanged(was)
		if err != nil {
			return err
		}
		e = current
		if current.File != nil && current.File.SHA256 == f.SHA256 {
			return nil
		}
		if there, ok := now.bytes(f.SHA256); ok {
			return sameBytes(there)
		}
		if there, id := now.without(current).sharing(f); id != "" && !has(current, id) {
			return sameEntity(there, id)
		}
		if err := whole.File(current.Path, whole.Bytes(b)); err != nil {
			return unkept("replaced", current.Name, err)
		}
		e = l.remember(current.Path, f)
		return nil
	})
	return e, err
}

// Rename gives an entry another name. The error is a *Trouble: BadName, Taken, Changed, NotThere or
// Unwritable.
func (l *Library) Rename(was Entry, name string) (Entry, error) {
	stem, err := asGiven(name)
	if err != nil {
		return Entry{}, err
	}
	var e Entry
	err = l.change(func(now Contents) error {
		current, err := now.unchanged(was)
		if err != nil {
			return err
		}
		if there, ok := now.without(current).named(stem); ok {
			return nameTaken(there)
		}
		path := filepath.Join(l.folder, stem+extension)
		switch err := whole.Move(current.Path, path); {
		case errors.Is(err, fs.ErrExist):
			return nameTaken(Entry{Name: stem})
		case err != nil:
			return unkept("renamed", current.Name, err)
		}
		e, err = l.found(stem)
		return err
	})
	return e, err
}

// found is the entry of that name in a new look at the folder.
func (l *Library) found(name string) (Entry, error) {
	now, _, err := l.look()
	if err != nil {
		return Entry{}, err
	}
	return now.Find(name)
}

// Remove deletes an entry and gives it as it was. The error is a *Trouble: Changed, NotThere or Unwritable.
func (l *Library) Remove(was Entry) (Entry, error) {
	var e Entry
	err := l.change(func(now Contents) error {
		current, err := now.unchanged(was)
		if err != nil {
			return err
		}
		if err := os.Remove(current.Path); err != nil {
			return unkept("removed", current.Name, err)
		}
		delete(l.last, filepath.Base(current.Path))
		e = current
		return nil
	})
	return e, err
}

// Export gives the bytes of an entry as they were imported. The error is a *Trouble: it cannot be read, or
// has changed since the entry was listed.
func (l *Library) Export(e Entry) ([]byte, error) {
	b, err := content(e.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, notThere(e.Name, nil)
	case err != nil:
		return nil, unopened(e, err)
	case e.File != nil && sha256.Sum256(b) != e.File.SHA256:
		return nil, changed(e)
	}
	return b, nil
}
