// Package scenario reads one case in a file: a capture, the setting it is judged in, and what is
// expected of the verdict. Vectors and practice cases are both of this form (txtar).
package scenario

import "time"

// Scenario is one case.
type Scenario struct {
	Title    string // practice cases only
	Comment  string // what went wrong, in a sentence
	Now      time.Time
	At       time.Time     // zero: not given
	Skew     time.Duration // counts when HasSkew is true
	HasSkew  bool
	Profile  string // name of a built-in profile; empty: upwork-enterprise
	Kind     string // MetadataFile or SetupSheet: the capture is a metadata file, or a set-up, which is judged itself; empty: any capture
	Entity   string // entityID of the one entity of a metadata file that is judged; empty: the whole file
	EntityID string
	ACS      string
	Expect   []Expectation
	Says     []Saying
	Rails    []Rail
	Verdict  string // expected verdict of the chosen message; empty: not said
	Cause    string // expected check of the cause; "none" for accepted; empty: not said
	Problem  string // words of why there is nothing to look at; empty: there is
	Metadata []File // files named metadata*.xml
	Certs    []File // files named *.pem
	Keys     []File // files named *.key: private keys of the application
	Profiles []File // a file named profile.json replaces Profile
	Capture  File   // the file named capture.*
}

// File is one file of the case.
type File struct {
	Name string
	Data []byte
}

// The kinds of case: about a metadata file that somebody means to send, and about an application as its admin set it up.
const (
	MetadataFile = "metadata"
	SetupSheet   = "setup"
)

// Absent is the level of an expectation that the check has no finding but a pass, or none at all.
const Absent = "absent"

// Expectation is one line "expect: LEVEL CHECK [SUBJECT]". Level is a word of report.Level, or Absent.
type Expectation struct {
	Level, Check, Subject string
}

// Saying is one line "says: CHECK TEXT": a finding of that check has the text in one of its own.
type Saying struct {
	Check, Text string
}

// Rail is one line "rail: NUMBER refused" or "rail: NUMBER passes": what the case proves. A rail is a rule
// that keeps a forged message out; beside what it refuses stands the nearest message that it must let pass.
type Rail struct {
	Number int
	Passes bool
}
