package ui

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"claimcheck/decoder/profile"
	"claimcheck/library"
	"claimcheck/whole"
)

// store is the user's folder: profiles of the user's own and the settings, beside the library of imported
// metadata. Nothing of a message is ever written there.
//
//	metadata, aside  the library
//	profiles/*.json  applications the user added by hand
//	settings.json    profile choice, light or dark, and the identifiers of each application
type store struct{ dir string }

// defaultStore is the store in the program's folder of this user.
func defaultStore() (store, error) {
	dir, err := library.Home()
	return store{dir}, err
}

// settings is what is remembered over restarts.
type settings struct {
	Profile      string                 `json:"profile,omitempty"`
	Look         variant                `json:"look,omitempty"`
	Applications map[string]application `json:"applications,omitempty"` // by profile name
}

// application is what an admin entered about one application: values that its vendor does not publish.
type application struct {
	EntityID  string `json:"entity_id,omitempty"`
	ACS       string `json:"acs,omitempty"`
	SignOnURL string `json:"sign_on_url,omitempty"` // where a sign-in begins
}

// settings reads the settings; a missing file is not an error, an unreadable one gives the defaults
// and the reason.
func (s store) settings() (settings, error) {
	var out settings
	b, err := os.ReadFile(filepath.Join(s.dir, "settings.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return out, nil
	}
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		return settings{}, fmt.Errorf("reading settings.json: %w", err)
	}
	return out, nil
}

func (s store) saveSettings(v settings) error {
	b, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	return whole.File(filepath.Join(s.dir, "settings.json"), whole.Bytes(append(b, '\n')))
}

// profiles gives the program's own applications and then the user's, and tells which files of the
// user's could not be read. A file of the user's with the name of a built-in application replaces it.
func (s store) profiles() (all []*profile.Profile, unreadable []error) {
	index := map[string]int{}
	add := func(p *profile.Profile) {
		if i, ok := index[p.Name]; ok {
			all[i] = p
			return
		}
		index[p.Name] = len(all)
		all = append(all, p)
	}
	for _, name := range profile.Names() {
		p, err := profile.Builtin(name)
		if err != nil {
			unreadable = append(unreadable, fmt.Errorf("%s: %w", name, err))
			continue
		}
		add(p)
	}
	files, err := filepath.Glob(filepath.Join(s.dir, "profiles", "*.json"))
	if err != nil {
		unreadable = append(unreadable, err)
	}
	for _, path := range files {
		b, err := os.ReadFile(path)
		var p *profile.Profile
		if err == nil {
			p, err = profile.Read(b)
		}
		if err != nil {
			unreadable = append(unreadable, fmt.Errorf("%s: %w", filepath.Base(path), err))
			continue
		}
		add(p)
	}
	return all, unreadable
}
