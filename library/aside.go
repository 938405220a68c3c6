package library

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/whole"
)

// settling is how long a look waits whether a file that is no metadata is being written just now.
const settling = 250 * time.Millisecond

// young is the age up to which a file may be that.
const young = time.Minute

// spoiltFile is a file among the entries that is no metadata.
type spoiltFile struct {
	entry Entry
	info  fs.FileInfo
	wrong *metadata.Wrong
}

// setAside moves files away that are no metadata, under the lock. What cannot be moved, or is being written
// just now, stays as an entry that says so; cannot says that nothing can be moved.
func (l *Library) setAside(files []spoiltFile, found *Contents, cannot error) {
	for _, f := range files {
		if time.Since(f.info.ModTime()) < young {
			time.Sleep(settling)
			break
		}
	}
	if len(files) > 0 && cannot == nil {
		cannot = os.MkdirAll(l.aside, 0o700)
	}
	for _, f := range files {
		now, err := os.Stat(f.entry.Path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // another program took it away meanwhile
		case err != nil || !same(now, f.info):
			f.entry.Trouble = unfinished(f.entry, f.wrong)
		case cannot != nil:
			f.entry.Trouble = notMetadata(f.entry, f.wrong, cannot)
		default:
			to, err := l.moveAside(f.entry.Path)
			if err == nil {
				found.SetAside = append(found.SetAside, setAside(f.entry, f.wrong, to))
				continue
			}
			f.entry.Trouble = notMetadata(f.entry, f.wrong, err)
		}
		found.Entries = append(found.Entries, f.entry)
	}
	if len(files) > 0 {
		found.Aside = lying(l.aside)
		found.sort()
	}
}

// moveAside gives a file a name in the folder aside that is free there.
func (l *Library) moveAside(path string) (to string, err error) {
	name := filepath.Base(path)
	stem, ext := name[:len(name)-len(extension)], name[len(name)-len(extension):]
	for n := 1; n <= mostOfAName; n++ {
		to = filepath.Join(l.aside, numbered(stem, n)+ext)
		if err = whole.Move(path, to); !errors.Is(err, fs.ErrExist) {
			break
		}
	}
	return to, err
}
