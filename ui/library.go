package ui

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"claimcheck/decoder/metadata"
	"claimcheck/library"
)

// shelf is the imported metadata as the window saw it last. The folder is looked at in the background at
// the start, and again before each use: other windows and the terminal program change it too. What changes
// the folder, and files, may take a while and belongs to a job; the rest answers at once.
type shelf struct {
	library *library.Library
	ui      Dispatcher
	changed func() // what was seen has changed; on the goroutine of the widgets
	ready   chan struct{}

	mu   sync.Mutex
	seen library.Contents
	err  error // why the folder cannot be read
	news []*library.Trouble
	away []*library.Trouble // what was set aside so far
}

// openShelf begins to read the library of a home folder; changed is called when it has been read, and each
// time that something else is found in it.
func openShelf(home string, ui Dispatcher, changed func()) *shelf {
	s := &shelf{library: library.In(home), ui: ui, changed: changed, ready: make(chan struct{})}
	go func() {
		s.look()
		close(s.ready)
		ui.Do(changed)
	}()
	return s
}

// look reads the folder again and says whether anything in it has changed.
func (s *shelf) look() bool {
	seen, err := s.library.List()
	s.mu.Lock()
	defer s.mu.Unlock()
	other := fmt.Sprint(err) != fmt.Sprint(s.err)
	different := other || !slices.EqualFunc(seen.Entries, s.seen.Entries, func(a, b library.Entry) bool {
		return a.Path == b.Path && a.File == b.File
	})
	var trouble *library.Trouble
	if errors.As(err, &trouble) && other {
		s.news = append(s.news, trouble)
	}
	s.news = append(s.news, seen.SetAside...)
	s.away = append(s.away, seen.SetAside...)
	s.seen, s.err = seen, err
	return different || len(s.news) > 0
}

// reload looks at the folder in the background; then is called when anything in it has changed.
func (s *shelf) reload(then func()) {
	go func() {
		<-s.ready
		if s.look() {
			s.ui.Do(s.changed)
			s.ui.Do(then)
		}
	}()
}

// contents gives what was seen last, nothing while that is being read, or why the folder cannot be read.
func (s *shelf) contents() (library.Contents, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen, s.err
}

// list gives every entry, readable or not.
func (s *shelf) list() []library.Entry {
	seen, _ := s.contents()
	return seen.Entries
}

// told gives what is wrong with the library and was not told yet: what was set aside, and, when the folder
// cannot be read, why.
func (s *shelf) told() []*library.Trouble {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := s.news
	s.news = nil
	return news
}

// setAside gives what was set aside since the start.
func (s *shelf) setAside() []*library.Trouble {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.away
}

// files gives what to judge with, as it is in the folder now.
func (s *shelf) files() []*metadata.File {
	<-s.ready
	if s.look() {
		s.ui.Do(s.changed)
	}
	seen, _ := s.contents()
	return seen.Files()
}

// add keeps a file byte for byte; one that is there already gives its entry. The error is that of
// library.Add; Known means that it may replace an entry, after a comparison, or stand beside it.
func (s *shelf) add(name string, b []byte) (library.Entry, error) {
	return s.change(func() (library.Entry, error) {
		e, _, err := s.library.Add(name, b)
		return e, err
	})
}

// addBeside is add for a file whose entity another entry has too.
func (s *shelf) addBeside(name string, b []byte) (library.Entry, error) {
	return s.change(func() (library.Entry, error) {
		e, _, err := s.library.AddBeside(name, b)
		return e, err
	})
}

// replace gives an entry other bytes. was is the one that the comparison was made with.
func (s *shelf) replace(was library.Entry, b []byte) (library.Entry, error) {
	return s.change(func() (library.Entry, error) { return s.library.Replace(was, b) })
}

// rename gives an entry another name.
func (s *shelf) rename(was library.Entry, name string) (library.Entry, error) {
	return s.change(func() (library.Entry, error) { return s.library.Rename(was, name) })
}

// remove deletes an entry.
func (s *shelf) remove(was library.Entry) error {
	_, err := s.change(func() (library.Entry, error) { return s.library.Remove(was) })
	return err
}

// export gives the bytes of an entry as they were imported.
func (s *shelf) export(e library.Entry) ([]byte, error) {
	<-s.ready
	return s.library.Export(e)
}

// change does something to the folder and sees what it holds then, also where that failed.
func (s *shelf) change(do func() (library.Entry, error)) (library.Entry, error) {
	<-s.ready
	e, err := do()
	s.look()
	return e, err
}
