// Package library keeps imported federation metadata as plain files in the user's folder, byte for byte,
// for the window and the terminal program alike. The folder is the truth: each look reads it again, each
// change goes to it in one step, and what several programs do at a time does not mix. It judges no file
// and prints nothing.
//
//	metadata/NAME.xml  the entries
//	aside/NAME.xml     what was found among them and is no metadata; nothing is deleted
package library

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"claimcheck/decoder/check"
	"claimcheck/decoder/metadata"
)

// homeVariable names the environment variable that sets the program's folder.
const homeVariable = "CLAIMCHECK_HOME"

// Home is the program's folder of this user, which need not be there: CLAIMCHECK_HOME, else claimcheck in
// the configuration folder of the system (~/.config, %AppData%, ~/Library/Application Support).
func Home() (string, error) {
	if folder := os.Getenv(homeVariable); folder != "" {
		return filepath.Abs(folder)
	}
	folder, err := os.UserConfigDir()
	if err != nil {
		return "", fmt.Errorf("finding the configuration folder: %w", err)
	}
	return filepath.Join(folder, "claimcheck"), nil
}

// extension is that of an entry's file.
const extension = ".xml"

// maxFile bounds an entry, in bytes; eduGAIN's aggregate has about 80 MB.
const maxFile = 128 << 20

// Library is the imported metadata in a home folder. Its methods may be called on several goroutines, and
// while other programs use the same folder.
type Library struct {
	folder, aside string

	mu   sync.Mutex
	last map[string]known // by the file's name: as it was read last
}

// known is a file that was read, or found too large for that, and how it looked in the folder then.
type known struct {
	info    fs.FileInfo
	file    *metadata.File
	trouble *Trouble
}

// In gives the library of a home folder. Nothing is read or made before it is used.
func In(home string) *Library {
	return &Library{folder: filepath.Join(home, "metadata"), aside: filepath.Join(home, "aside")}
}

// Folder is where the entries lie.
func (l *Library) Folder() string { return l.folder }

// Aside is where files are put that are no metadata.
func (l *Library) Aside() string { return l.aside }

// Entry is one imported file.
type Entry struct {
	Name     string         // what it is called by: the file's name without .xml
	Path     string         // of its file
	Imported time.Time      // when it was imported, or replaced last: the time of its file
	Size     int64          // in bytes
	File     *metadata.File // its content, with its SHA-256; nil when it cannot be read now
	Trouble  *Trouble       // why it cannot; it is left where it is
}

// EntityIDs gives the entityID of each entity, in document order.
func (e Entry) EntityIDs() []string {
	if e.File == nil {
		return nil
	}
	ids := make([]string, len(e.File.Entities))
	for i := range e.File.Entities {
		ids[i] = e.File.Entities[i].ID
	}
	return ids
}

// Tenants gives the tenant IDs in its entityIDs, each once, in document order. An entity that is not of
// Microsoft Entra has none.
func (e Entry) Tenants() []string {
	var tenants []string
	seen := map[string]bool{"": true}
	for _, id := range e.EntityIDs() {
		if t := check.Tenant(id); !seen[t] {
			seen[t] = true
			tenants = append(tenants, t)
		}
	}
	return tenants
}

// Contents is what a look into the library found.
type Contents struct {
	Entries  []Entry    // by name
	SetAside []*Trouble // what was set aside by this very look, with the reason
	Aside    []string   // names of the files that lie aside, from earlier looks as well
}

// Files gives what can be judged with.
func (c Contents) Files() []*metadata.File {
	var files []*metadata.File
	for _, e := range c.Entries {
		if e.File != nil {
			files = append(files, e.File)
		}
	}
	return files
}

// FilesBeside gives what can be judged with beside files that were given otherwise: for an entity that one
// of those has, the library does not count.
func (c Contents) FilesBeside(given []*metadata.File) []*metadata.File {
	all := slices.Clone(given)
	has := map[string]bool{}
	for _, f := range given {
		for i := range f.Entities {
			has[f.Entities[i].ID] = true
		}
	}
	for _, f := range c.Files() {
		isGiven := func(e metadata.Entity) bool { return has[e.ID] }
		if slices.ContainsFunc(f.Entities, isGiven) {
			rest := *f
			rest.Entities = slices.DeleteFunc(slices.Clone(f.Entities), isGiven)
			f = &rest
		}
		if len(f.Entities) > 0 {
			all = append(all, f)
		}
	}
	return all
}

// Troubles gives all that is wrong with single files.
func (c Contents) Troubles() []*Trouble {
	told := slices.Clone(c.SetAside)
	for _, e := range c.Entries {
		if e.Trouble != nil {
			told = append(told, e.Trouble)
		}
	}
	return told
}

// List looks into the folder. A folder that is not there is an empty library, unless it was there before.
// A file that is no metadata is set aside; one that cannot be opened now, or is too large, stays, and its
// entry says why.
// Files that have not changed since the last look are not read again. The error is a *Trouble: the folder
// itself cannot be read.
func (l *Library) List() (Contents, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, spoilt, err := l.look()
	if len(spoilt) > 0 {
		unlock, cannot := l.lock()
		if cannot == nil {
			defer unlock()
		}
		l.setAside(spoilt, &found, cannot)
	}
	return found, err
}

// look reads the folder, and gives apart what is no metadata.
func (l *Library) look() (found Contents, spoilt []spoiltFile, err error) {
	names, err := os.ReadDir(l.folder)
	before := l.last
	l.last = make(map[string]known, len(names))
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(before) > 0:
		return Contents{}, nil, vanished(l.folder, len(before))
	case err != nil && !errors.Is(err, fs.ErrNotExist): // otherwise nothing was imported yet
		return Contents{}, nil, noFolder(l.folder, err)
	}
	for _, n := range names {
		if n.IsDir() || !isEntry(n.Name()) {
			continue
		}
		e, info, err := l.open(n.Name(), before)
		var wrong *metadata.Wrong
		switch {
		case errors.Is(err, errVanished):
			continue
		case errors.As(err, &wrong) && TooLarge(wrong):
			e.Trouble = tooLarge(e, wrong)
			l.last[n.Name()] = known{info, nil, e.Trouble}
		case errors.As(err, &wrong):
			spoilt = append(spoilt, spoiltFile{e, info, wrong})
			continue
		case err != nil:
			e.Trouble = unopened(e, err)
		default:
			l.last[n.Name()] = known{info, e.File, e.Trouble}
		}
		found.Entries = append(found.Entries, e)
	}
	found.Aside = lying(l.aside)
	found.sort()
	return found, spoilt, nil
}

func (c *Contents) sort() {
	slices.SortFunc(c.Entries, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
}

// isEntry says whether a file of that name is meant as an entry. Names that begin with a dot are those of
// temporary files, and of what systems put beside others (._NAME.xml).
func isEntry(name string) bool {
	return !strings.HasPrefix(name, ".") && strings.EqualFold(filepath.Ext(name), extension)
}

// nameOf is what the entry of a file is called by. Another extension, as .XML, stays: the name is the only one.
func nameOf(file string) string { return strings.TrimSuffix(file, extension) }

var errVanished = errors.New("it is gone")

// open reads one file, unless it is as it was before. The error is errVanished, a *metadata.Wrong, or why it
// cannot be opened.
func (l *Library) open(name string, before map[string]known) (Entry, fs.FileInfo, error) {
	e := Entry{Name: nameOf(name), Path: filepath.Join(l.folder, name)}
	info, err := os.Stat(e.Path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, gone := os.Lstat(e.Path); gone != nil {
			return e, nil, errVanished // another program took it away meanwhile
		}
		return e, nil, errors.New("it is a link to a file that is not there")
	}
	if err != nil {
		return e, nil, err
	}
	e.Size, e.Imported = info.Size(), info.ModTime()
	if !info.Mode().IsRegular() { // to open a pipe would wait for its other end
		return e, info, errors.New("it is not a file")
	}
	if b, ok := before[name]; ok && same(b.info, info) {
		e.File, e.Trouble = b.file, b.trouble
		return e, info, nil
	}
	text, err := content(e.Path)
	if err != nil {
		return e, info, err
	}
	e.File, err = parse(name, text)
	return e, info, err
}

// same says whether a file looks as it did.
func same(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

func content(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	return io.ReadAll(io.LimitReader(f, maxFile+1))
}

// parse reads metadata. Should that break, it is an error, and no verdict on the file.
func parse(name string, b []byte) (f *metadata.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, fmt.Errorf("reading it failed: %v", r)
		}
	}()
	if len(b) > maxFile {
		return nil, &metadata.Wrong{Kind: metadata.TooLarge, What: fmt.Sprintf("a file of more than %d MiB", maxFile>>20)}
	}
	return metadata.Read(name, b)
}

// TooLarge says whether a file is metadata, and only too large to be kept as a whole: metadata.Pick takes one
// entity out of it.
func TooLarge(w *metadata.Wrong) bool {
	return w.Kind == metadata.TooLarge || w.Kind == metadata.Aggregate
}

// lying gives the names of the files in a folder.
func lying(folder string) []string {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil // nothing was set aside yet; what cannot be put there is told by itself
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}
