// Package check holds the checks, a theme a file: a table of checks on top, their functions below.
// It also chooses the one cause of a message and its verdict. It reads nothing itself.
package check

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"claimcheck/decoder/encryption"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/setup"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

// Case is everything known about one message, or about one metadata file, when it is judged.
type Case struct {
	Payload    wire.Payload
	Doc        *tree.Doc     // nil when the XML was refused
	TreeError  *tree.Error   // why it was refused
	Duplicates []*tree.Node  // elements whose ID is not unique
	Sent       *saml.Message // as sent; nil when Doc is
	Signatures []signature.Result
	Opened     []encryption.Opened // encrypted elements, opened or not
	HasSPKey   bool
	Inner      *tree.Doc // the decrypted assertion's own document, when Assertion was read from one
	Broken     string    // why reading or verifying stopped (time limit, a panic); empty when it did not

	// What may be believed. Assertion is read from the verified copy where a good signature covers it
	// (AssertionVerified), else from what was sent. Envelope likewise for the response's own fields.
	Assertion         *saml.Assertion // nil: none, or encrypted
	AssertionVerified bool
	Envelope          *saml.Message
	EnvelopeVerified  bool

	Files    []*metadata.File  // imported metadata
	Keys     []signature.Key   // keys that were trusted for this message
	Entities []metadata.Entity // of the message's issuer
	Certs    int               // keys among Keys that came from certificate files

	Profile  *profile.Profile // never nil
	EntityID string           // of the application: profile, entered, or learnt from a request of the capture
	ACS      string
	Learnt   bool // EntityID or ACS was learnt from a request of the capture
	Claims   []profile.Sent

	Request *saml.Message   // the AuthnRequest of the same capture that this message answers; nil when not captured
	Others  []*saml.Message // the other messages of the capture
	// RequestRelay is the RelayState that was sent with Request; nil when none was, or Request is nil.
	RequestRelay *string

	Missing *wire.Nothing // of a request: why the answer is not in the capture; nil when it is, or nothing shows of it

	// What a recording shows beside the messages (decoder/flow).
	Loops    int // how often the application sent the browser back in the sign-in of this response
	Answered int // status of HTTP with which the application answered this response; 0: not known

	At   time.Time // the instant that times are judged at
	By   report.JudgedBy
	Now  time.Time
	Skew time.Duration

	// File is the metadata file that is judged itself, when no message is. Doc is then its document, Signatures are
	// the file's own, and Keys are those that were given to verify it with, of Files and certificate files.
	File  *metadata.File
	Wrong *metadata.Wrong // why it could not be read; Doc is nil then
	Text  *tree.Doc       // where Doc is nil: the text of the file and no element; nil where it is too large
	Size  int             // bytes as received
	Left  int             // its entities that are not judged, because one was picked
	Edit  *Edit           // what was changed by hand, where that is proven

	// Setup is the set-up that is judged, when neither a message nor a file is; Files is what it is held against.
	Setup *setup.Sheet

	faults   []metadata.Fault    // of File, found when first asked for
	byEntra  *bool               // whether File looks like Entra's, likewise
	carriers map[*tree.Node]bool // elements that carry a signature; true: a good one. Made when first asked for
}

// Place says where n stands in the message as sent. A node of a verified copy stands where its original
// does; a node of a decrypted assertion stands where the encrypted one does.
func (c *Case) Place(n *tree.Node) *report.Place {
	if n == nil || c.Doc == nil {
		return nil
	}
	// The last opened stand deepest: a part of the assertion may have been encrypted by itself.
	for i := len(c.Opened) - 1; i >= 0; i-- {
		if o := &c.Opened[i]; o.Doc != nil && topOf(n) == o.Doc.Root {
			n = o.Node
		}
	}
	if c.Inner != nil && c.Assertion != nil && topOf(n) == c.Assertion.Node {
		for i := range c.Opened {
			if o := &c.Opened[i]; o.Doc == c.Inner {
				n = o.Node
			}
		}
	}
	p := c.Doc.Place(c.original(n))
	return &report.Place{Line: p.Line, Column: p.Column, Path: p.Path, Offset: p.Offset}
}

func topOf(n *tree.Node) *tree.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

// original finds the sent node that starts where n does: a verified copy keeps the offsets and not
// the ancestors.
func (c *Case) original(n *tree.Node) *tree.Node {
	at := c.Doc.Root
	for at.Start != n.Start {
		i := sort.Search(len(at.Children), func(i int) bool { return at.Children[i].End > n.Start })
		if i == len(at.Children) || at.Children[i].Start > n.Start {
			return at
		}
		at = at.Children[i]
	}
	return at
}

// Check is one row of a theme's table. In Title and Steps {app} stands for the profile's title and
// {short} for its short name.
type Check struct {
	ID    string       // theme.fact; never renamed once released
	Facts []string     // rows of the facts it stands for: "RSP-05"
	Title string       // what is checked, as a short statement of the good state
	Spec  string       // section or source
	Owner report.Owner // who mends it, unless the outcome names another
	Steps []string     // how, unless the outcome names others
	Hides []string     // checks whose failure is a mere consequence of this one failing; "theme.*" takes a theme
	Rank  int          // of two failures that do not hide each other, the lower rank is the cause
	Many  string       // for the banner when several subjects fail: "%s are missing"
	Run   func(*Case) []Outcome

	on kinds // the kinds of message it is asked of
}

// Outcome is what a check's function says about one subject. No outcome at all means that the check
// has nothing to look at in this message, and is left out of the report.
type Outcome struct {
	Level    report.Level
	Subject  string
	Detail   string // a sentence or two; may hold values of the message
	Sentence string // for the banner, after "would refuse this sign-in: ", without full stop and without values of persons
	Expected string
	Actual   string
	Node     *tree.Node    // where
	Place    *report.Place // where, when there is no node
	Owner    report.Owner
	Steps    []string
	Verbatim bool // Sentence is the whole sentence of the banner
	Open     bool // not checked, and the message cannot be called accepted while that is so
}

// The ranks of causes: what was tampered with comes first, then what kept the sign-in from being
// answered at all, then what an application asks in the order it asks.
const (
	rankAttack = iota + 1 // 0 is for checks that never fail
	rankInput
	rankStatus
	rankKind
	rankAssertion
	rankBroken // what the message says cannot be relied on any more, its issuer neither
	rankIssuer
	rankSignature
	rankTime
	rankAudience
	rankSubject
	rankClaims // no claim at all
	rankClaim
	rankForm // versions, identifiers and other matters of form
)

// kinds is a set of kinds of message.
type kinds uint16

const (
	onResponse kinds = 1 << iota
	onAssertion
	onToken
	onRequest
	onLogout
	onMetadata
	onOther
	onPage    // the text of an error page
	onRefused // XML that was refused, or not read to its end
	onFile    // a metadata file that somebody means to send
	onSetup   // the application as its admin set it up

	onAnswer = onResponse | onAssertion
	onXML    = onAnswer | onToken | onRequest | onLogout | onMetadata | onOther
	onAny    = onXML | onPage | onRefused
)

// kind says what kind of message is judged.
func (c *Case) kind() kinds {
	if c.File != nil {
		return onFile
	}
	if c.Setup != nil {
		return onSetup
	}
	if c.Payload.Kind == wire.ErrorPage {
		return onPage
	}
	if c.Sent == nil {
		return onRefused
	}
	switch c.Sent.Kind {
	case saml.Response:
		return onResponse
	case saml.AssertionAlone:
		return onAssertion
	case saml.WSFedToken:
		return onToken
	case saml.AuthnRequest:
		return onRequest
	case saml.LogoutRequest, saml.LogoutResponse:
		return onLogout
	case saml.Metadata:
		return onMetadata
	}
	return onOther
}

// themes in the order they are asked; order is meaning: the findings keep it.
var themes = [][]Check{
	inputChecks, messageChecks, structureChecks, statusChecks, responseChecks, requestChecks, assertionChecks,
	signatureChecks, redirectChecks, keyChecks, encryptionChecks, entraChecks, timeChecks, audienceChecks, subjectChecks,
	nameIDChecks, authnChecks, claimChecks, valueChecks, flowChecks, applicationChecks,
	setupChecks, setupClaimChecks, setupKeyChecks,
	fileChecks, fileSignatureChecks, fileEntityChecks, fileEntraChecks, fileKeyChecks,
}

var all = slices.Concat(themes...)

// All lists every check in order.
func All() []Check { return slices.Clone(all) }

// Find gives the check of that ID.
func Find(id string) (Check, bool) {
	for _, c := range all {
		if c.ID == id {
			return c, true
		}
	}
	return Check{}, false
}

// ask runs one check; a check that panics is recovered into a finding, so that it cannot take the
// report down. What it would have said is not known, so the message is not called accepted either.
func ask(c *Check, on *Case) (out []Outcome) {
	defer func() {
		if r := recover(); r != nil {
			out = []Outcome{{
				Level: report.NotChecked, Open: true,
				Detail:   fmt.Sprintf("This check broke: %v.", r),
				Sentence: "a check of this program broke (" + c.ID + ")",
			}}
		}
	}()
	return c.Run(on)
}
