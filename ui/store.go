package ui

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/whole"
)

// store is the user's folder: imported metadata byte for byte, profiles of the user's own, and the
// settings. Nothing of a message is ever written there.
//
//	metadata/*.xml   imported federation metadata
//	profiles/*.json  applications the user added by hand
//	settings.json    profile choice, light or dark, and the identifiers of each application
type store struct{ dir string }

// defaultStore is the store in the user's configuration folder.
func defaultStore() (store, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return store{}, fmt.Errorf("finding the configuration folder: %w", err)
	}
	return store{filepath.Join(dir, "claimcheck")}, nil
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

// kept is one imported metadata file. Either File or Err is set.
type kept struct {
	Name string
	File *metadata.File
	Err  error
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

func (s store) metadataDir() string { return filepath.Join(s.dir, "metadata") }

// metadata reads every imported file. One that cannot be read is told beside the others, never fatal.
func (s store) metadata() []kept {
	entries, err := os.ReadDir(s.metadataDir())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return []kept{{Name: "metadata", Err: err}}
	}
	var all []kept
	for _, e := range entries {
		if e.IsDir() || !strings.EqualFold(filepath.Ext(e.Name()), ".xml") {
			continue
		}
		k := kept{Name: e.Name()}
		b, err := os.ReadFile(filepath.Join(s.metadataDir(), e.Name()))
		if err == nil {
			k.File, err = safely(func() (*metadata.File, error) { return metadata.Read(e.Name(), b) })
		}
		if err != nil {
			k.File, k.Err = nil, err
		}
		all = append(all, k)
	}
	slices.SortFunc(all, byName)
	return all
}

func byName(a, b kept) int { return strings.Compare(a.Name, b.Name) }

// keep stores a metadata file byte for byte and tells the name it got. The same bytes are kept once;
// another file of the same name gets a number.
func (s store) keep(name string, b []byte) (string, error) {
	if err := os.MkdirAll(s.metadataDir(), 0o700); err != nil {
		return "", err
	}
	stem := fileStem(name)
	for n := 1; ; n++ {
		final := stem + ".xml"
		if n > 1 {
			final = fmt.Sprintf("%s %d.xml", stem, n)
		}
		path := filepath.Join(s.metadataDir(), final)
		old, err := os.ReadFile(path)
		if err == nil && bytes.Equal(old, b) {
			return final, nil
		}
		if errors.Is(err, fs.ErrNotExist) {
			return final, whole.File(path, whole.Bytes(b))
		}
		if n == 1000 {
			return "", fmt.Errorf("keeping %s: expected a free name, found 1,000 files of that name", stem)
		}
	}
}

// forget removes an imported file.
func (s store) forget(name string) error {
	return os.Remove(filepath.Join(s.metadataDir(), filepath.Base(name)))
}

// fileStem makes a file name without its ending from a name that may come from anywhere: no folder,
// no characters that a system refuses, no reserved device name of Windows.
func fileStem(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSuffix(name, filepath.Ext(name))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, name)
	for len(name) > 100 {
		r := []rune(name)
		name = string(r[:len(r)-1])
	}
	name = strings.Trim(name, ". ")
	switch upper := strings.ToUpper(name); {
	case name == "":
		return "metadata"
	case upper == "CON", upper == "PRN", upper == "AUX", upper == "NUL",
		len(upper) == 4 && (strings.HasPrefix(upper, "COM") || strings.HasPrefix(upper, "LPT")) && unicode.IsDigit(rune(upper[3])):
		return name + "_"
	}
	return name
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
