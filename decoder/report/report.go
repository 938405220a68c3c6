// Package report is the answer: plain data that the window, the terminal and the JSON output share,
// and the writers that print it. It does not judge; every word in it was chosen by decoder/check.
//
// The shape is the contract "claimcheck.report/v1": fields may be added; a field that stands is never
// renamed or given another meaning. assets/report-v1.schema.json says the same as a JSON Schema.
package report

import (
	"strings"
	"time"
)

// Schema names the contract and its version.
const Schema = "claimcheck.report/v1"

// Report is what one run has to say about one capture.
type Report struct {
	Schema   string    `json:"schema"`
	Tool     Tool      `json:"tool"`
	Input    Input     `json:"input"`              // with several inputs, the one of the chosen message
	Inputs   []Input   `json:"inputs,omitempty"`   // every input of a run, in the order given, when there are several
	JudgedAt time.Time `json:"judged_at,omitzero"` // of the chosen message
	JudgedBy JudgedBy  `json:"judged_by,omitempty"`
	Chosen   int       `json:"chosen"` // index into Messages of the one that explains the outcome; -1 when there is none
	Messages []Message `json:"messages"`
	Flow     *Flow     `json:"flow,omitempty"`    // how the messages went; nil when there is none to tell
	Problem  *Problem  `json:"problem,omitempty"` // set when there was nothing to look at

	Comparison *Comparison `json:"comparison,omitempty"` // of two metadata files, which are then Messages 0 (sent) and 1 (fresh)
	Handoff    *Handoff    `json:"handoff,omitempty"`    // what was made for the vendor
}

// Tool is the program that made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Input is what was given.
type Input struct {
	Name   string `json:"name"`
	Origin string `json:"origin"` // paste, file, har, browser, listener
	SHA256 string `json:"sha256"` // of the bytes given, lower-case hex

	// Notes say what of it was left unread: a file that ends in the middle, a value cut off, a limit.
	Notes []string `json:"notes,omitempty"`

	// Problem is set on an entry of Report.Inputs that held nothing to look at, when others did.
	Problem *Problem `json:"problem,omitempty"`
}

// Problem says why there was nothing to look at, and what to do instead.
type Problem struct {
	Check    string   `json:"check"` // always a check of the theme "input"
	Sentence string   `json:"sentence"`
	Expected string   `json:"expected"`
	Actual   string   `json:"actual"`
	Owner    Owner    `json:"owner"`
	Steps    []string `json:"steps"`
}

// JudgedBy says where the instant came from that times were judged at.
type JudgedBy string

// The sources of the judging instant, strongest first.
const (
	ByGiven        JudgedBy = "given"
	ByCapture      JudgedBy = "capture"
	ByIssueInstant JudgedBy = "issue-instant"
	ByNow          JudgedBy = "now"
)

// Verdict answers: would the application of the profile take this message?
type Verdict string

// The verdicts. Undetermined is never shown as accepted.
const (
	Accepted     Verdict = "accepted"
	Refused      Verdict = "refused"
	Undetermined Verdict = "undetermined"
)

// Signature sums up the signatures of one message.
type Signature string

// Valid means that a key of the imported metadata signed what the claims were read from.
const (
	Valid        Signature = "valid"
	Invalid      Signature = "invalid"
	Unsigned     Signature = "unsigned"
	Unverifiable Signature = "unverifiable"
)

// Level is the outcome of one check.
type Level string

// The levels. Fail means that an application of the profile would trip over it.
const (
	Pass       Level = "pass"
	Info       Level = "info"
	Warn       Level = "warn"
	Fail       Level = "fail"
	NotChecked Level = "not-checked"
)

// Owner is who can mend something.
type Owner string

// The owners.
const (
	User       Owner = "user"
	Helpdesk   Owner = "helpdesk"
	EntraAdmin Owner = "entra-admin"
	Vendor     Owner = "vendor"
)

// Message is one SAML message (or error page, or metadata file) found in the capture.
type Message struct {
	Index      int         `json:"index"`
	Input      string      `json:"input,omitempty"`  // name of the input it came from, when there are several
	Member     string      `json:"member,omitempty"` // the file of the input it was found in, when the input holds several
	Kind       string      `json:"kind"`             // Response, Assertion, AuthnRequest, LogoutRequest, LogoutResponse, Metadata, ErrorPage, WSFedToken, Setup
	Layers     []string    `json:"layers"`           // outermost first
	XMLSHA256  string      `json:"xml_sha256,omitempty"`
	RelayState string      `json:"relay_state,omitempty"`
	Binding    string      `json:"binding,omitempty"` // post, redirect, or empty when the capture does not show it
	SentTo     string      `json:"sent_to,omitempty"` // the URL it was sent to, without its query
	JudgedAt   time.Time   `json:"judged_at,omitzero"`
	JudgedBy   JudgedBy    `json:"judged_by,omitempty"`
	Verdict    Verdict     `json:"verdict"`
	Sentence   string      `json:"sentence"` // the one sentence, whatever the verdict
	Cause      *Cause      `json:"cause"`    // null when accepted
	Signature  Signature   `json:"signature"`
	Signatures []Signed    `json:"signatures"`
	Summary    Summary     `json:"summary"`
	Coverage   []Coverage  `json:"coverage,omitempty"` // in document order of the elements the fields stand in, the message first
	Claims     []Claim     `json:"claims"`
	ErrorPage  *ErrorPage  `json:"error_page,omitempty"`
	Metadata   *Metadata   `json:"metadata,omitempty"` // of a metadata file; its verdict is accepted when it is fit to send
	Setup      *Setup      `json:"setup,omitempty"`    // of a set-up sheet; its verdict is accepted when nothing in it keeps a sign-in from working
	Findings   []Finding   `json:"findings"`
	Notes      []string    `json:"notes,omitempty"` // what of the message is not listed here, for its number
	XML        string      `json:"-"`               // the decoded XML for the window; never printed
	Covered    []ByteRange `json:"-"`               // the parts of XML under a good signature
}

// ByteRange is a half-open range of byte offsets in Message.XML.
type ByteRange struct{ Start, End int }

// maxListed bounds a list of values, of one field or one claim: no application sends or reads more.
const maxListed = 500

// Few gives the values of a list that a report shows; the report notes how many there are beyond.
func Few[T any](list []T) []T { return list[:min(len(list), maxListed):min(len(list), maxListed)] }

// maxQuoted bounds a value of the message, in bytes, where it stands in words for people or is listed a second
// time. No value that means anything is near it; that of a claim stands whole, once.
const maxQuoted = 64 << 10

// Brief gives a text that may quote a value of the message, cut where it is longer than people read, and its
// length then.
func Brief(s string) string {
	if len(s) <= maxQuoted {
		return s
	}
	return strings.ToValidUTF8(s[:maxQuoted], "") + "… (" + thousands(len(s)) + " bytes)"
}

// Cause is the one reason a message was not accepted.
type Cause struct {
	Check    string   `json:"check"`
	Sentence string   `json:"sentence"`
	Owner    Owner    `json:"owner"`
	Steps    []string `json:"steps"`
	Spec     string   `json:"spec"`
}

// Signed is the outcome of one signature.
type Signed struct {
	Element          string `json:"element"` // local name of the element that carries it
	ID               string `json:"id"`
	Cause            string `json:"cause"` // good, no-trust, unknown-key, altered, damaged, unsupported, malformed, misplaced
	Detail           string `json:"detail,omitempty"`
	Algorithm        string `json:"algorithm"`
	Digest           string `json:"digest"`
	Canonicalization string `json:"canonicalization"`
	Key              *Key   `json:"key,omitempty"` // the key that fits; else the one that the message names as a hint
}

// Coverage says of one field of the message whether a good signature covers it. A field that stands in
// several elements is listed once for each.
type Coverage struct {
	Field   string   `json:"field"`          // issuer, destination, in_response_to, status, name_id, recipient, conditions, audience, authn, claim
	Name    string   `json:"name,omitempty"` // of a claim: the attribute's Name
	Element string   `json:"element"`        // local name of the message or assertion it stands in
	Values  []string `json:"values"`
	Covered bool     `json:"covered"`
	By      string   `json:"by,omitempty"` // local name of the element whose signature covers it
	Mark    Mark     `json:"mark,omitempty"`
	Place   *Place   `json:"place,omitempty"`
}

// Mark compares a field that no good signature covers with the same field where one does; it is empty
// where nothing of the kind is signed.
type Mark string

// The marks.
const (
	Repeats Mark = "repeats" // says what the signed one says
	Differs Mark = "differs" // says something else
	Forged  Mark = "forged"  // stands in an unsigned message or assertion beside a signed one, or in none
)

// Key is a public key with its certificate's particulars.
type Key struct {
	Subject    string    `json:"subject"`
	SHA1       string    `json:"sha1"`             // thumbprint of the certificate as the portal shows it: upper-case hex, no colons
	SHA256     string    `json:"sha256"`           // likewise
	Serial     string    `json:"serial,omitempty"` // serial number of the certificate: upper-case hex, an even number of digits
	NotBefore  time.Time `json:"not_before,omitzero"`
	NotAfter   time.Time `json:"not_after,omitzero"`
	Bits       int       `json:"bits,omitempty"`
	Algorithm  string    `json:"algorithm,omitempty"` // RSA, ECDSA P-256 …
	InMetadata bool      `json:"in_metadata"`
	Source     string    `json:"source,omitempty"` // name of the metadata or certificate file it was found in
	Use        string    `json:"use,omitempty"`    // signing, encryption, or empty for both
}

// Summary is the message at a glance. What a good signature covers was read from the verified copy.
type Summary struct {
	ID           string    `json:"id,omitempty"`
	Issuer       string    `json:"issuer,omitempty"`
	NameID       string    `json:"name_id,omitempty"`
	NameIDFormat string    `json:"name_id_format,omitempty"`
	Audience     []string  `json:"audience,omitempty"`
	Destination  string    `json:"destination,omitempty"`
	Recipient    []string  `json:"recipient,omitempty"`
	InResponseTo string    `json:"in_response_to,omitempty"`
	Issued       time.Time `json:"issued,omitzero"`
	NotBefore    time.Time `json:"not_before,omitzero"`
	NotOnOrAfter time.Time `json:"not_on_or_after,omitzero"`
	Status       []string  `json:"status,omitempty"` // outermost code first
	StatusMsg    string    `json:"status_message,omitempty"`
	SessionIndex string    `json:"session_index,omitempty"`
	AuthnContext string    `json:"authn_context,omitempty"`
	ACS          string    `json:"acs,omitempty"` // AssertionConsumerServiceURL of an AuthnRequest
}

// ClaimState is how a wanted claim arrived.
type ClaimState string

// The states of a claim.
const (
	Present    ClaimState = "present"
	Missing    ClaimState = "missing"
	Misnamed   ClaimState = "misnamed"
	Empty      ClaimState = "empty"
	Duplicated ClaimState = "duplicated" // the same attribute twice
	Multiple   ClaimState = "multiple"   // one attribute with several values where one is wanted
	Malformed  ClaimState = "malformed"
	Extra      ClaimState = "extra" // sent, not wanted
)

// Claim is one wanted claim as it arrived, or an extra one.
type Claim struct {
	Name     string     `json:"name"`
	State    ClaimState `json:"state"`
	Flags    []string   `json:"flags,omitempty"`   // whitespace, invisible, homoglyph, guest, onmicrosoft
	SentAs   string     `json:"sent_as,omitempty"` // the attribute's Name as sent, when it differs from Name
	Differs  []Span     `json:"differs,omitempty"` // the parts of SentAs that differ from Name
	Why      string     `json:"why,omitempty"`     // how SentAs differs, in words
	Friendly string     `json:"friendly_name,omitempty"`
	Values   []string   `json:"values"`
	Verified bool       `json:"verified"` // read from under a good signature
	Owner    Owner      `json:"owner,omitempty"`
	Steps    []string   `json:"steps,omitempty"`
	Place    *Place     `json:"place,omitempty"`
}

// Span is a half-open range of byte offsets in a string.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// ErrorPage is what the text of an Entra error page holds.
type ErrorPage struct {
	Codes         []string  `json:"codes"` // digits only, in the order found
	RequestID     string    `json:"request_id,omitempty"`
	CorrelationID string    `json:"correlation_id,omitempty"`
	Timestamp     time.Time `json:"timestamp,omitzero"`
	Text          string    `json:"text,omitempty"` // the sentence after the first code
}

// Finding is the outcome of one check for one subject.
type Finding struct {
	Check     string   `json:"check"`             // theme.fact
	Subject   string   `json:"subject,omitempty"` // what the check is about where there are several: a claim's name, an element
	Level     Level    `json:"level"`
	Title     string   `json:"title"`
	Detail    string   `json:"detail"`
	Expected  string   `json:"expected,omitempty"`
	Actual    string   `json:"actual,omitempty"`
	Place     *Place   `json:"place,omitempty"`
	Owner     Owner    `json:"owner,omitempty"`
	Steps     []string `json:"steps,omitempty"`
	Spec      string   `json:"spec,omitempty"`
	BecauseOf string   `json:"because_of,omitempty"` // the failed check that this one is a mere consequence of
}

// Place is where in the decoded XML something stands.
type Place struct {
	Line   int    `json:"line"`   // 1-based
	Column int    `json:"column"` // 1-based, in bytes
	Path   string `json:"path"`
	Offset int    `json:"-"` // byte offset in Message.XML
}
