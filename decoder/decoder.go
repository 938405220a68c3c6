package decoder

import (
	"context"
	"crypto"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// DefaultSkew is the tolerance for clocks that differ (SAML2Int SDP-G01: 3 to 5 minutes).
const DefaultSkew = 3 * time.Minute

// Options are the setting that a capture is judged in.
type Options struct {
	Version  string // of the program, for the report
	Now      time.Time
	At       time.Time     // the instant to judge at; zero: found in the capture
	Skew     time.Duration // as it stands; DefaultSkew is the usual one
	Metadata []*metadata.File
	Certs    []signature.Key // trusted beside the metadata
	Profile  *profile.Profile
	EntityID string // of the application; overrides the profile's
	ACS      string
	SPKeys   []crypto.PrivateKey
	Progress func(done int64) // bytes read so far; may be nil
}

// Inspect says what there is to say about one capture. The error is a *wire.Nothing when there was
// nothing to look at (the report then carries the Problem), else of ctx or of the reader.
func Inspect(ctx context.Context, c wire.Capture, o Options) (report.Report, error) {
	panic("not built yet")
}
