package decoder

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"claimcheck/assets"
	"claimcheck/decoder/encryption"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// PracticeCase is one built-in practice case.
type PracticeCase struct {
	Name string // of its file, without the ending and the number that orders it
	*scenario.Scenario
}

// PracticeCases reads the built-in practice cases, in order.
func PracticeCases() ([]PracticeCase, error) {
	files, err := fs.Glob(assets.Examples, "examples/*.txtar") // sorted
	if err != nil {
		return nil, err
	}
	all := make([]PracticeCase, 0, len(files))
	for _, f := range files {
		b, err := assets.Examples.ReadFile(f)
		if err != nil {
			return nil, err
		}
		s, err := scenario.Parse(b)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		name := strings.TrimSuffix(path.Base(f), ".txtar")
		all = append(all, PracticeCase{strings.TrimLeft(name, "0123456789-"), s})
	}
	return all, nil
}

// Setting turns a case in a file into what Inspect takes: the capture and the options it is judged
// with. The error names the file of the case that could not be read.
func Setting(s *scenario.Scenario) (wire.Capture, Options, error) {
	c := wire.Capture{Name: s.Capture.Name, Origin: wire.File, Body: bytes.NewReader(s.Capture.Data), Size: int64(len(s.Capture.Data))}
	o := Options{Now: s.Now, At: s.At, Skew: DefaultSkew, EntityID: s.EntityID, ACS: s.ACS, Entity: s.Entity}
	if s.HasSkew {
		o.Skew = s.Skew
	}
	var err error
	switch {
	case len(s.Profiles) > 0:
		o.Profile, err = profile.Read(s.Profiles[0].Data)
	case s.Profile != "":
		o.Profile, err = profile.Builtin(s.Profile)
	}
	if err != nil {
		return c, o, fmt.Errorf("profile: %w", err)
	}
	for _, f := range s.Metadata {
		file, err := metadata.Read(f.Name, f.Data)
		if err != nil {
			return c, o, fmt.Errorf("%s: %w", f.Name, err)
		}
		o.Metadata = append(o.Metadata, file)
	}
	for _, f := range s.Certs {
		keys, err := signature.Certificates(f.Name, f.Data)
		if err != nil {
			return c, o, fmt.Errorf("%s: %w", f.Name, err)
		}
		o.Certs = append(o.Certs, keys...)
	}
	for _, f := range s.Keys {
		keys, _, err := encryption.Keys(f.Name, f.Data, nil)
		if err != nil {
			return c, o, fmt.Errorf("%s: %w", f.Name, err)
		}
		o.SPKeys = append(o.SPKeys, keys...)
	}
	return c, o, nil
}
