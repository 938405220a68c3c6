// Package profile knows what an application wants of a sign-in and holds it against what was sent.
// A profile is a JSON file: applications are added without a build.
//
// It tells how each wanted claim arrived; whether that makes a sign-in fail is judged in decoder/check.
package profile

import "claimcheck/decoder/saml"

// Profile is what one application wants.
type Profile struct {
	Name      string  `json:"name"`      // "upwork-enterprise"
	Title     string  `json:"title"`     // "Upwork Enterprise"
	Short     string  `json:"short"`     // as sentences name it: "Upwork"; the title when the file leaves it empty
	Vendor    string  `json:"vendor"`    // who runs it
	Support   string  `json:"support"`   // where its support is reached
	EntityID  string  `json:"entity_id"` // empty: not known; never guessed
	ACS       string  `json:"acs"`       // likewise
	SignOnURL string  `json:"sign_on_url"`
	NameLimit int     `json:"name_limit"` // characters an attribute name must stay below; 0: none
	Claims    []Claim `json:"claims"`
	Upload    Upload  `json:"upload"`
	Source    string  `json:"source"` // where the facts come from
}

// Upload is what is known of the form that an application's vendor takes metadata by.
type Upload struct {
	MostBytes int    `json:"most_bytes"` // of a file; 0: not known
	Malformed string `json:"malformed"`  // what it answers to a file that it cannot read
	Duplicate string `json:"duplicate"`  // what it answers to an identity provider that it has already

	Steps []string `json:"steps"` // how it is used
}

// Claim is one wanted claim.
type Claim struct {
	Name         string   `json:"name"`
	Source       string   `json:"source"` // the attribute Entra fills it from: "user.givenname"
	Required     bool     `json:"required"`
	Form         string   `json:"form"`         // Address, or empty for any text
	Synonyms     []string `json:"synonyms"`     // names others send for it; one with a colon in it counts as a whole, others with any namespace before them
	Defaults     []string `json:"defaults"`     // the Entra default claims of the same source, the most telling first: their presence shows that the source is filled
	Translations []string `json:"translations"` // names a translated guide or portal may have led to
	Where        string   `json:"where"`        // how the portal calls the source: "Given name"
}

// Address is the Form of a claim that has to hold one e-mail address.
const Address = "address"

// Difference says how a sent name misses the wanted one.
type Difference string

// The differences, in the order they are tried.
const (
	Same        Difference = ""
	Namespaced  Difference = "namespace" // the wanted name with a namespace left on, or without its own
	Case        Difference = "case"
	Punctuation Difference = "punctuation" // spaces, punctuation or invisible characters
	Synonym     Difference = "synonym"
	Translated  Difference = "translated"
	Spelling    Difference = "spelling"      // near, or with letters of another script that look alike
	Friendly    Difference = "friendly-name" // only the FriendlyName is right; never a match
)

// The flags of a claim's values, as report.Claim.Flags has them. On a misnamed claim Invisible and
// Homoglyph may speak of the name as well.
const (
	Whitespace  = "whitespace"  // around a value, or line feeds, tabs and odd spaces inside
	Invisible   = "invisible"   // zero width, bidirectional or control characters
	Homoglyph   = "homoglyph"   // Latin letters mixed with Cyrillic or Greek ones in one word
	Guest       = "guest"       // #EXT#: the user principal name of a guest
	OnMicrosoft = "onmicrosoft" // an address of the tenant's first domain
)

// Sent is one wanted claim as it arrived, or an extra one.
type Sent struct {
	Wanted     *Claim // nil for an extra claim
	State      string // the words of report.ClaimState
	Flags      []string
	NameFlags  []string         // misnamed: those of Flags that the name earned and the value did not
	Attributes []saml.Attribute // exact matches; for a misnamed claim the nearest one; for an extra claim itself
	Difference Difference
	Namespace  bool     // misnamed: a namespace was left on, whatever else differs
	Differs    [][2]int // byte ranges of the sent name that differ; a missing letter marks the one after it
	Why        string   // how the sent name differs, in words
	Friendly   string   // FriendlyName of an attribute that carries the wanted name only there
	FriendlyOf string   // that attribute's Name
	Values     []string
	Problem    string   // for malformed: what is wrong with the value
	NotAddress bool     // malformed: the form itself is broken, beyond what the flags guest and onmicrosoft say
	Evidence   Evidence // for missing
	Default    string   // for missing: the name of the Entra default claim that did arrive
}

// Evidence tells why a claim may be absent.
type Evidence string

// The kinds of evidence. Entra leaves out an attribute whose source is empty, and sends its default
// claims beside the configured ones.
const (
	EitherWay     Evidence = ""               // cannot be told
	SourceEmpty   Evidence = "source-empty"   // the other claims are configured, and the source's default claim is absent as well
	NotConfigured Evidence = "not-configured" // the source is filled (its default claim arrived) and the claim did not
	NoAttributes  Evidence = "no-attributes"  // no attribute at all
)
