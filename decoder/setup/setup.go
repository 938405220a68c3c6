// Package setup reads an application as its admin set it up: the text of the portal's page Set up Single
// Sign-On with SAML, or the JSON of Microsoft Graph for a servicePrincipal, an application and their claims
// policies. It reads in whatever state the text is and notes what it could not read; whether a sign-in would
// work with it is judged in decoder/check.
//
// The portal prints no form for machines: a value is found by the label before it, in the languages whose
// labels Microsoft's documentation shows, or by its own shape (a thumbprint, an address of Entra, a source such
// as user.givenname), which no language changes. Addresses of persons are never kept.
package setup

import (
	"strings"
	"time"

	"claimcheck/decoder/report"
)

// Bounds of what is read: no application has near as much.
const (
	maxInput        = 32 << 20  // bytes of one file or paste
	maxDepth        = 64        // of JSON
	maxNodes        = 1_000_000 // values of JSON: a tenant's list of applications has some hundred thousand
	maxValue        = 8 << 10   // bytes of a value that is kept
	maxValues       = 100       // of one field
	maxClaims       = 500
	maxCertificates = 100
	maxApps         = 5_000 // of a list
	maxNotes        = 50
)

// Source is what something was read from, in the words of report.Setup.
type Source string

// The sources.
const (
	PortalText       Source = "portal-text"
	ServicePrincipal Source = "service-principal"
	Application      Source = "application"
	ClaimsPolicy     Source = "claims-policy"
	Typed            Source = "entered"
)

// Sheet is the set-up of one application, from one source or assembled from several.
type Sheet struct {
	Sources []Source
	Fields  map[Field]*Entry // those that were shown

	Claims      []Claim // as the portal has them, or the custom claims policy behind it
	ClaimsShown bool    // the claims were shown, even when there are none
	Policy      []Claim // of the claims mapping policy, which stands over Claims
	Mapped      Answer  // whether a claims mapping policy is assigned

	Certificates      []Certificate // for signing
	CertificatesShown bool

	Notes   []string // what was left unread, and why
	Choices []*Sheet // the applications of a list, when it holds several; nothing else is set then
}

// Answer is yes, no, or not shown.
type Answer string

// The answers. A field of this kind has Yes or No as its value.
const (
	NotShown Answer = ""
	Yes      Answer = "yes"
	No       Answer = "no"
)

// Entry is one field that was shown.
type Entry struct {
	Values []Value       // none: it was shown without a value
	Place  *report.Place // of its label; nil when it was typed
}

// Value is one value of a field, with white space as it was given where the source keeps it.
type Value struct {
	Text  string
	Place *report.Place
}

// Kind tells claims apart.
type Kind string

// The kinds of claim.
const (
	Attribute Kind = ""
	NameID    Kind = "name-id"
	Groups    Kind = "groups"
)

// Claim is one claim as configured.
type Claim struct {
	Kind            Kind
	Name            string // without its namespace when that is known by itself
	Namespace       string
	Whole           bool   // the name is whole: the portal's card leaves the namespace away, its editor does not
	Source          string // user.givenname; with a transformation the portal's words for it; empty: none
	Constant        bool   // Source is a fixed value, in quotation marks
	Transformations int
	Conditions      int    // configurations that hold for some users only
	Format          string // of the name, or of the NameID
	From            Source
	Place           *report.Place
	list            int // which list of its text it stands in
}

// Full is the name of the attribute as it will be sent, as far as it is known: namespace and name with a slash between
// them (Entra: customize SAML token claims).
func (c Claim) Full() string {
	if c.Namespace == "" {
		return c.Name
	}
	return strings.TrimSuffix(c.Namespace, "/") + "/" + c.Name
}

// Certificate is one signing certificate as the portal or Graph lists it.
type Certificate struct {
	Thumbprint string      // SHA-1, upper-case hex; empty: not shown
	Active     Answer      // the one that signs
	Start      time.Time   // zero: not shown
	Ends       []time.Time // its end; two when the date can be read as day or month first; none: not shown
	Written    string      // the end as it was written, when that was a date of the portal
	Place      *report.Place
}

// Entry gives the entry of a field, or nil when it was not shown.
func (s *Sheet) Entry(f Field) *Entry { return s.Fields[f] }

// First gives the first value of a field, or "".
func (s *Sheet) First(f Field) string {
	if e := s.Fields[f]; e != nil && len(e.Values) > 0 {
		return e.Values[0].Text
	}
	return ""
}

// Effective gives the claims that tokens are made with: a claims mapping policy supersedes what the portal shows
// (Entra: claims customization using PowerShell).
func (s *Sheet) Effective() []Claim {
	if s.Mapped == Yes {
		return s.Policy
	}
	return s.Claims
}

func newSheet(from Source) *Sheet {
	return &Sheet{Sources: []Source{from}, Fields: map[Field]*Entry{}}
}

// show notes that a field was shown.
func (s *Sheet) show(f Field, at *report.Place) *Entry {
	e := s.Fields[f]
	if e == nil {
		e = &Entry{Place: at}
		s.Fields[f] = e
	}
	return e
}

// add adds a value to a field. One that stands there already is not added again.
func (s *Sheet) add(f Field, text string, at *report.Place) {
	e := s.show(f, at)
	text = kept(text)
	if f == NotificationEmail {
		text = "given"
	}
	for _, v := range e.Values {
		if v.Text == text {
			return
		}
	}
	if len(e.Values) == maxValues {
		s.note("more values of one field than the first 100")
		return
	}
	e.Values = append(e.Values, Value{Text: text, Place: at})
}

func (s *Sheet) addClaim(to *[]Claim, c Claim) {
	if len(*to) == maxClaims {
		s.note("more claims than the first 500")
		return
	}
	c.Name, c.Namespace, c.Source, c.Format = kept(c.Name), kept(c.Namespace), kept(c.Source), kept(c.Format)
	*to = append(*to, c)
}

func (s *Sheet) addCertificate(c Certificate) {
	if len(s.Certificates) == maxCertificates {
		s.note("more certificates than the first 100")
		return
	}
	s.Certificates = append(s.Certificates, c)
}

// note adds a note, once.
func (s *Sheet) note(text string) {
	text = kept(text)
	for _, n := range s.Notes {
		if n == text {
			return
		}
	}
	if len(s.Notes) < maxNotes {
		s.Notes = append(s.Notes, text)
	}
}

// empty says whether nothing at all was read.
func (s *Sheet) empty() bool {
	return len(s.Notes) == 0 && len(s.Fields) == 0 && len(s.Claims) == 0 && !s.ClaimsShown && s.Mapped == NotShown && len(s.Certificates) == 0 &&
		!s.CertificatesShown && len(s.Choices) == 0
}
