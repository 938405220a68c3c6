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
	EntityID string
	ACS      string
	Expect   []Expectation
	Verdict  string // expected verdict of the chosen message; empty: not said
	Cause    string // expected check of the cause; "none" for accepted; empty: not said
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

// Absent is the level of an expectation that the check has no finding but a pass, or none at all.
const Absent = "absent"

// Expectation is one line "expect: LEVEL CHECK [SUBJECT]". Level is a word of report.Level, or Absent.
type Expectation struct {
	Level, Check, Subject string
}
