package ui

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// picked are several files and folders that were given at once, as one folder of them.
type picked map[string]string // the name it goes by to its path

// pick takes sources that are files or folders. Those of the same name are told apart by a number.
func pick(srcs []source) picked {
	all := picked{}
	for _, s := range srcs {
		name := filepath.Base(s.path)
		for n := 2; all[name] != ""; n++ {
			name = fmt.Sprintf("%s (%d)", filepath.Base(s.path), n)
		}
		all[name] = s.path
	}
	return all
}

// Open opens a file among them or below them; no link leads out of a folder.
func (p picked) Open(name string) (fs.File, error) {
	first, below, deep := strings.Cut(name, "/")
	switch path, ok := p[first]; {
	case name == ".":
		return &pickedNames{p}, nil
	case !ok:
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	case deep:
		return os.OpenInRoot(path, filepath.FromSlash(below))
	default:
		return os.Open(path)
	}
}

// pickedNames is the list of them.
type pickedNames struct{ picked }

func (p *pickedNames) Stat() (fs.FileInfo, error) { return nil, fs.ErrInvalid }
func (p *pickedNames) Read([]byte) (int, error)   { return 0, io.EOF }
func (p *pickedNames) Close() error               { return nil }

// ReadDir gives all of them, in one go; they were dropped one by one and are few.
func (p *pickedNames) ReadDir(int) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	for name, path := range p.picked {
		if info, err := os.Stat(path); err == nil {
			all = append(all, pickedEntry{fs.FileInfoToDirEntry(info), name})
		}
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return cmp.Compare(a.Name(), b.Name()) })
	return all, nil
}

// pickedEntry has the name that it goes by.
type pickedEntry struct {
	fs.DirEntry
	name string
}

func (e pickedEntry) Name() string { return e.name }
