package capture

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Names of throw-away profiles: a folder, and beside it a file that its owner holds a lock on for as
// long as it lives. A process number would not do for that: it is given again to another program.
const (
	profilePrefix = "claimcheck-browser-"
	lockSuffix    = ".lock"
)

// sweeping bounds how long a folder is tried to be deleted: the last processes of a browser write to it
// for a moment after it ended.
const sweeping = 5 * time.Second

// preferences keep the browser from offering to store what is typed, and from sending it for suggestions
// or, after a sign-in, to look for the password among leaked ones.
const preferences = `{"credentials_enable_service":false,"credentials_enable_autosignin":false,` +
	`"profile":{"password_manager_enabled":false,"password_manager_leak_detection":false},"autofill":{"profile_enabled":false,"credit_card_enabled":false},` +
	`"search":{"suggest_enabled":false},"translate":{"enabled":false}}`

// profile is a throw-away profile folder.
type profile struct {
	folder string
	lock   *os.File
}

// newProfile makes a profile that only this user can read, in top. The error is that of the file system.
func newProfile(top string) (*profile, error) {
	for range 10 {
		lock, err := os.CreateTemp(top, profilePrefix+"*"+lockSuffix)
		if err != nil {
			return nil, err
		}
		p := &profile{folder: strings.TrimSuffix(lock.Name(), lockSuffix), lock: lock}
		held, err := tryLock(lock)
		if err != nil {
			return nil, errors.Join(err, p.remove())
		}
		// A sweep may have deleted the file between its making and its lock.
		if now, err := os.Stat(lock.Name()); !held || err != nil || !isSame(lock, now) {
			_ = lock.Close() // nothing was written
			continue
		}
		defaults := filepath.Join(p.data(), "Default")
		err = os.Mkdir(p.folder, 0o700)
		if err == nil {
			err = errors.Join(os.MkdirAll(defaults, 0o700), os.Mkdir(p.temp(), 0o700))
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(defaults, "Preferences"), []byte(preferences), 0o600)
		}
		if err != nil {
			return nil, errors.Join(err, p.remove())
		}
		return p, nil
	}
	return nil, errors.New("a folder of its own was expected for the browser, and others were deleted as fast as they were made")
}

func isSame(f *os.File, named os.FileInfo) bool {
	info, err := f.Stat()
	return err == nil && os.SameFile(info, named)
}

// data is what the browser is told to use; temp is where it puts its own temporary files.
func (p *profile) data() string { return filepath.Join(p.folder, "data") }
func (p *profile) temp() string { return filepath.Join(p.folder, "t") }

// usedBy notes the browser's process, for a sweep after this program was killed.
func (p *profile) usedBy(pid int) error {
	_, err := p.lock.WriteAt([]byte(strconv.Itoa(pid)), 0)
	return err
}

// remove deletes the profile. The browser must have ended.
func (p *profile) remove() error {
	err := removeAll(p.folder)
	return errors.Join(err, p.lock.Close(), os.Remove(p.lock.Name()))
}

func removeAll(folder string) error {
	for limit := time.Now().Add(sweeping); ; time.Sleep(50 * time.Millisecond) {
		err := os.RemoveAll(folder)
		if _, there := os.Lstat(folder); err == nil && errors.Is(there, os.ErrNotExist) || time.Now().After(limit) {
			return err
		}
	}
}

// Sweep deletes the profiles that were left behind by a program that was killed, and ends browsers that
// still use them. Start does it first. Profiles of a running capture are passed over. The error tells
// what could not be deleted; nothing depends on it.
func Sweep() error {
	var failed error
	for _, top := range tops() {
		names, err := filepath.Glob(filepath.Join(top, profilePrefix+"*"))
		if err != nil {
			return err
		}
		for _, name := range names {
			failed = errors.Join(failed, sweep(strings.TrimSuffix(name, lockSuffix)))
		}
	}
	return failed
}

// tops are the folders that profiles are made in.
func tops() []string {
	all := []string{os.TempDir()}
	for _, b := range Find() {
		if b.home != "" {
			all = append(all, b.home)
		}
	}
	return all
}

// sweep deletes one profile if nobody holds its lock.
func sweep(folder string) error {
	if info, err := os.Lstat(folder); err == nil && !info.IsDir() {
		return nil // not ours: a profile is a folder
	}
	lock, err := os.OpenFile(folder+lockSuffix, os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return removeAll(folder)
	}
	if err != nil {
		return err
	}
	held, err := tryLock(lock)
	if err != nil || !held {
		return errors.Join(err, lock.Close())
	}
	text := make([]byte, 20)
	n, _ := lock.ReadAt(text, 0) // empty when the browser was not started
	if pid, err := strconv.Atoi(string(text[:n])); err == nil {
		killLeftover(pid, folder)
	}
	p := profile{folder: folder, lock: lock}
	if err := p.remove(); err != nil {
		return fmt.Errorf("the left-over profile %s could not be deleted: %w", folder, err)
	}
	return nil
}
