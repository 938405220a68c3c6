// Package whole writes a file, or a folder of files, whole or not at all: what is written goes to a
// temporary neighbour, is flushed to the disk, and takes its name in one step. A reader, a crash or a
// full disk never leaves half a file under that name. Only the user can read what is written. It knows
// nothing of what the files hold.
package whole

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// prefix begins the names of temporary files and folders.
const prefix = ".claimcheck-"

// abandoned is the age at which a temporary file is nobody's any more: no write takes that long.
const abandoned = time.Hour

// File gives the file at path the content that write writes. A file of that name is replaced; when an
// error is returned it is as it was. The error is a *fs.PathError with path, and holds what the file
// system or write said.
func File(path string, write func(io.Writer) error) error {
	return at(path, write, rename)
}

// New is File for a file that must not be there yet: otherwise nothing is touched, and the error is
// fs.ErrExist.
func New(path string, write func(io.Writer) error) error {
	return at(path, write, place)
}

// Bytes writes b.
func Bytes(b []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	}
}

// Named is a file of a folder.
type Named struct {
	Name  string // without any folder
	Write func(io.Writer) error
}

// Folder makes a new folder at path that holds those files and nothing else. The error is a
// *fs.PathError with path: fs.ErrExist when anything of that name is there, fs.ErrInvalid for a file's
// name that is none.
func Folder(path string, files []Named) error {
	if _, err := os.Lstat(path); err == nil {
		return failed(path, fs.ErrExist)
	}
	temp, err := os.MkdirTemp(filepath.Dir(path), prefix+"*") // with mode 0700
	if err != nil {
		return failed(path, err)
	}
	if err = fill(temp, files); err == nil {
		err = rename(temp, path)
	}
	if err != nil {
		_ = os.RemoveAll(temp) // the first error is told
		return failed(path, err)
	}
	syncFolder(filepath.Dir(path))
	return nil
}

func fill(folder string, files []Named) error {
	for _, f := range files {
		if f.Name == "." || !filepath.IsLocal(f.Name) || strings.ContainsAny(f.Name, `/\`) {
			return fs.ErrInvalid
		}
		out, err := os.OpenFile(filepath.Join(folder, f.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return err
		}
		if err := flush(out, f.Write); err != nil {
			return err
		}
	}
	syncFolder(folder)
	return nil
}

// at writes a temporary file beside path and has settle give it that name.
func at(path string, write func(io.Writer) error, settle func(temp, path string) error) error {
	f, err := os.CreateTemp(filepath.Dir(path), prefix+"*") // with mode 0600
	if err != nil {
		return failed(path, err)
	}
	settled := false
	defer func() {
		if !settled {
			_, _ = f.Close(), os.Remove(f.Name()) // also when write panics; the first error is told
		}
	}()
	if err = flush(f, write); err == nil {
		err = settle(f.Name(), path)
	}
	if err != nil {
		return failed(path, err)
	}
	settled = true
	syncFolder(filepath.Dir(path))
	return nil
}

// flush writes f, brings it to the disk and closes it.
func flush(f *os.File, write func(io.Writer) error) error {
	err := write(f)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

// Move gives a file another name in its folder, which nothing may have yet: otherwise nothing is touched,
// and the error is fs.ErrExist. It is a *fs.PathError with the new name.
func Move(from, to string) error {
	move := func() error {
		old, err := os.Lstat(from)
		if err != nil {
			return err
		}
		// Where small and capital letters are one, the file itself may stand in the way.
		if there, err := os.Lstat(to); err == nil && os.SameFile(old, there) {
			return rename(from, to)
		}
		return place(from, to)
	}
	if err := move(); err != nil {
		return failed(to, err)
	}
	syncFolder(filepath.Dir(to))
	return nil
}

// place gives a file a name that nothing has. A link does so in one step; where the file system has none
// (FAT), the name is taken by an empty file first.
func place(from, to string) error {
	switch err := os.Link(from, to); {
	case err == nil:
		if err = os.Remove(from); err != nil {
			_ = os.Remove(to) // one file, one name
		}
		return err
	case errors.Is(err, fs.ErrExist):
		return err
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err = f.Close(); err == nil {
		err = rename(from, to)
	}
	if err != nil {
		_ = os.Remove(to) // the empty file
	}
	return err
}

// syncFolder brings a folder's list of names to the disk. Systems and file systems on which a folder
// cannot be flushed do so by themselves, or not at all.
func syncFolder(folder string) {
	if d, err := os.Open(folder); err == nil {
		_, _ = d.Sync(), d.Close()
	}
}

// failed names the file that was wanted instead of the temporary one.
func failed(path string, err error) error {
	var link *os.LinkError
	if errors.As(err, &link) {
		err = link.Err
	}
	var inner *fs.PathError
	if errors.As(err, &inner) {
		err = inner.Err
	}
	return &fs.PathError{Op: "write", Path: path, Err: err}
}

// Sweep deletes the temporary files that a crash left in a folder, once they are old.
func Sweep(folder string) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return // whoever needs the folder will be told
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), prefix) || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.Remove(filepath.Join(folder, e.Name())) // tried again the next time
		}
	}
}
