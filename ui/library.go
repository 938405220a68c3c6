package ui

import (
	"slices"
	"sync"

	"claimcheck/decoder/metadata"
)

// library is the imported metadata, in memory. It is read in the background at the start and asked by
// jobs on other goroutines; asking waits until it has been read.
type library struct {
	store store
	ready chan struct{}

	mu  sync.Mutex
	all []kept
}

// openLibrary begins to read the library; loaded is called when it has been read, on the goroutine
// that ui brings it to.
func openLibrary(s store, ui Dispatcher, loaded func()) *library {
	l := &library{store: s, ready: make(chan struct{})}
	go func() {
		l.all = s.metadata()
		close(l.ready)
		ui.Do(loaded)
	}()
	return l
}

// list gives every imported file, readable or not; nil while they are being read.
func (l *library) list() []kept {
	select {
	case <-l.ready:
	default:
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

// files gives the readable ones and waits for them.
func (l *library) files() []*metadata.File {
	<-l.ready
	var out []*metadata.File
	for _, k := range l.list() {
		if k.File != nil {
			out = append(out, k.File)
		}
	}
	return out
}

// add keeps a file byte for byte and gives the name it got.
func (l *library) add(f *metadata.File, b []byte) (string, error) {
	<-l.ready
	name, err := l.store.keep(f.Name, b)
	if err != nil {
		return "", err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	f.Name = name
	l.all = slices.DeleteFunc(l.all, func(k kept) bool { return k.Name == name })
	l.all = append(l.all, kept{Name: name, File: f})
	slices.SortFunc(l.all, byName)
	return name, nil
}

// remove deletes a file.
func (l *library) remove(name string) error {
	<-l.ready
	if err := l.store.forget(name); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.DeleteFunc(l.all, func(k kept) bool { return k.Name == name })
	return nil
}
