// Package profile knows what an application wants of a sign-in and holds it against what was sent.
// A profile is a JSON file: applications are added without a build.
package profile

import "claimcheck/decoder/saml"

// Profile is what one application wants.
type Profile struct {
	Name      string  `json:"name"`      // "upwork-enterprise"
	Title     string  `json:"title"`     // "Upwork Enterprise"
	Short     string  `json:"short"`     // as sentences name it: "Upwork"
	Vendor    string  `json:"vendor"`    // who runs it
	Support   string  `json:"support"`   // where its support is reached
	EntityID  string  `json:"entity_id"` // empty: not known; never guessed
	ACS       string  `json:"acs"`       // likewise
	SignOnURL string  `json:"sign_on_url"`
	NameLimit int     `json:"name_limit"` // characters an attribute name must stay below; 0: none
	Claims    []Claim `json:"claims"`
	Source    string  `json:"source"` // where the facts come from
}

// Claim is one wanted claim.
type Claim struct {
	Name         string   `json:"name"`
	Source       string   `json:"source"` // the attribute Entra fills it from: "user.givenname"
	Required     bool     `json:"required"`
	Form         string   `json:"form"`     // "address", or empty for any text
	Synonyms     []string `json:"synonyms"` // names others send for it, full or bare
	Defaults     []string `json:"defaults"` // the Entra default claim of the same source: its presence shows that the source is filled
	Translations []string `json:"translations"`
	Where        string   `json:"where"` // how the portal calls the source: "Given name"
}

// Difference says how a sent name misses the wanted one.
type Difference string

// The differences, in the order they are tried.
const (
	Same        Difference = ""
	Namespaced  Difference = "namespace" // the wanted name with a namespace left on
	Case        Difference = "case"
	Punctuation Difference = "punctuation" // spaces or punctuation
	Synonym     Difference = "synonym"
	Translated  Difference = "translated"
	Spelling    Difference = "spelling"      // near
	Friendly    Difference = "friendly-name" // only the FriendlyName is right; never a match
)

// Sent is one wanted claim as it arrived, or an extra one.
type Sent struct {
	Wanted     *Claim // nil for an extra claim
	State      string // the words of report.ClaimState
	Flags      []string
	Attributes []saml.Attribute // exact matches; for a misnamed claim the nearest one
	Difference Difference
	Differs    [][2]int // byte ranges of the sent name that differ
	Friendly   string   // FriendlyName of an attribute that carries the wanted name only there
	Values     []string
	Problem    string   // for malformed: what is wrong with the value
	Evidence   Evidence // for missing
}

// Evidence tells why a claim may be absent.
type Evidence string

// The kinds of evidence.
const (
	EitherWay     Evidence = ""               // cannot be told
	SourceEmpty   Evidence = "source-empty"   // the other claims are configured, and the source's default claim is absent as well
	NotConfigured Evidence = "not-configured" // the source is filled (its default claim arrived) and the claim did not
	NoAttributes  Evidence = "no-attributes"  // no attribute at all
)

// Read reads a profile. The error tells the field and what was expected of it.
func Read(b []byte) (*Profile, error) { panic("not built yet") }

// Builtin gives a profile of the program by its name.
func Builtin(name string) (*Profile, error) { panic("not built yet") }

// Names lists the names of the program's own profiles.
func Names() []string { panic("not built yet") }

// Match holds the attributes of a message against the wanted claims: first the wanted ones in the
// profile's order, then the extra ones in the message's order. An attribute serves one claim at most.
func Match(p *Profile, attributes []saml.Attribute) []Sent { panic("not built yet") }
