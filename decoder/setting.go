package decoder

import (
	"bytes"
	"fmt"

	"claimcheck/decoder/encryption"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// Setting turns a case in a file into what Inspect takes: the capture and the options it is judged
// with. The error names the file of the case that could not be read.
func Setting(s *scenario.Scenario) (wire.Capture, Options, error) {
	c := wire.Capture{Name: s.Capture.Name, Origin: wire.File, Body: bytes.NewReader(s.Capture.Data), Size: int64(len(s.Capture.Data))}
	o := Options{Now: s.Now, At: s.At, Skew: DefaultSkew, EntityID: s.EntityID, ACS: s.ACS}
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
