package report

import "time"

// Metadata is the contents of a federation metadata file.
type Metadata struct {
	Entities     []Entity      `json:"entities"`
	Certificates []Certificate `json:"certificates,omitempty"` // every key of every role, each once, in document order
	Plan         *Plan         `json:"plan,omitempty"`         // how to change its certificate in time; nil when no end is known
}

// Entity is one EntityDescriptor.
type Entity struct {
	ID    string `json:"entity_id"`
	Roles []Role `json:"roles"`
}

// Role is one role descriptor of an entity.
type Role struct {
	Kind      string     `json:"kind"` // local name, or xsi:type of a RoleDescriptor
	Protocols []string   `json:"protocols"`
	Endpoints []Endpoint `json:"endpoints"`
	Keys      []Key      `json:"keys"`
}

// Endpoint is one service address of a role.
type Endpoint struct {
	Service  string `json:"service"` // SingleSignOnService …
	Binding  string `json:"binding"`
	Location string `json:"location"`
}

// Certificate is a key of a metadata file with all that an admin asks of it.
type Certificate struct {
	Key
	Uses       []KeyUse `json:"uses"`                  // where in the file it stands, in document order; the first of very many
	Places     int      `json:"places"`                // the number of all of them
	SameKeyAs  string   `json:"same_key_as,omitempty"` // SHA-1 thumbprint of the first other certificate that has the same public key
	DaysLeft   *int     `json:"days_left,omitempty"`   // whole days from the judging instant to NotAfter, negative after it; nil without dates
	Term       Term     `json:"term"`
	Words      string   `json:"words"`                // the term as a sentence, with what it means for the sign-in
	SignedFile bool     `json:"signed_file"`          // it made the signature of the whole file, and that is good
	Unreadable string   `json:"unreadable,omitempty"` // why it could not be read
}

// KeyUse is one place that announces a key.
type KeyUse struct {
	EntityID string `json:"entity_id"`
	Role     string `json:"role"`          // as Role.Kind
	Use      string `json:"use,omitempty"` // signing, encryption, or empty for both
	Place    *Place `json:"place,omitempty"`
}

// Term is how far a certificate is from its end, in the steps that Entra warns at
// (tutorial-manage-certificates-for-federated-single-sign-on.md: 60, 30 and 7 days).
type Term string

// The terms.
const (
	Undated    Term = "undated" // a bare key, or one that could not be read
	NotYet     Term = "not-yet"
	Current    Term = "current" // more than 60 days left
	Within60   Term = "within-60"
	Within30   Term = "within-30"
	Within7    Term = "within-7"
	ExpiredKey Term = "expired"
)

// Plan is the order in which a certificate is changed without a sign-in failing.
type Plan struct {
	Sentence string     `json:"sentence"`
	Steps    []PlanStep `json:"steps"`
}

// PlanStep is one step of a plan.
type PlanStep struct {
	Text  string    `json:"text"`
	Owner Owner     `json:"owner"`
	From  time.Time `json:"from,omitzero"` // not before
	By    time.Time `json:"by,omitzero"`   // at the latest
	Done  bool      `json:"done"`          // the files show that it was done
}

// Comparison tells two metadata files apart: the one sent last and a fresh one.
type Comparison struct {
	Sent      string   `json:"sent"`                // name of the file
	Fresh     string   `json:"fresh"`               // likewise
	Identical bool     `json:"identical"`           // byte for byte
	Resend    bool     `json:"resend"`              // the vendor needs the fresh file
	Unrelated string   `json:"unrelated,omitempty"` // why the files are not of one identity provider, or not of the application; empty when they are
	Swapped   bool     `json:"swapped,omitempty"`   // the one that was sent seems to be the fresher one
	Unfit     bool     `json:"unfit,omitempty"`     // the fresh file is not fit to send
	Sentence  string   `json:"sentence"`
	Changes   []Change `json:"changes"`        // the gravest first
	More      int      `json:"more,omitempty"` // changes beyond those
	Plan      *Plan    `json:"plan,omitempty"`
}

// Change is one difference between two metadata files.
type Change struct {
	What    string `json:"what"`            // entity-id, entity, cloud, role, key, endpoint, option, dates, signature, ws-federation, other, form
	Kind    string `json:"kind"`            // added, removed, changed
	Where   string `json:"where,omitempty"` // the entity or role
	Before  string `json:"before,omitempty"`
	After   string `json:"after,omitempty"`
	Text    string `json:"text"`    // the difference as a sentence
	Matters bool   `json:"matters"` // the application's sign-in depends on it
	Key     *Key   `json:"key,omitempty"`
}

// Setup is the application as its admin set it up, read from the portal's pages or from Microsoft Graph.
type Setup struct {
	Sources []string     `json:"sources"` // what it was read from: portal-text, service-principal, application, claims-policy, entered
	Fields  []SetupField `json:"fields"`  // in the order of the portal
	Claims  []SetupClaim `json:"claims"`
}

// SetupField is one field of the portal's page.
type SetupField struct {
	Section string   `json:"section"` // the card of the page: Basic SAML Configuration, SAML Certificates …
	Name    string   `json:"name"`    // as the portal calls it: Identifier (Entity ID) …
	Values  []string `json:"values"`
	State   string   `json:"state"` // given, empty (shown without a value), missing (not among what was given)
	Place   *Place   `json:"place,omitempty"`
}

// SetupClaim is one claim as configured.
type SetupClaim struct {
	Name      string     `json:"name"`
	Namespace string     `json:"namespace,omitempty"`
	Source    string     `json:"source,omitempty"` // user.givenname, or a constant in quotation marks
	State     ClaimState `json:"state"`
	Why       string     `json:"why,omitempty"`
	Place     *Place     `json:"place,omitempty"`
}

// Handoff is what was made for the vendor.
type Handoff struct {
	Form   string        `json:"form"`             // mail, folder, zip
	To     string        `json:"to,omitempty"`     // where it was written
	Anyway bool          `json:"anyway,omitempty"` // it was made although the file is not fit to send, and says so
	Files  []HandoffFile `json:"files"`
	Notes  []string      `json:"notes,omitempty"` // what the admin should know before it goes out
	Next   []string      `json:"next,omitempty"`  // what the admin does now, step by step
}

// Written says where a hand-off was written, and under which name in its folder.
func (h *Handoff) Written(to, name string) {
	h.To = to
	if h.Form == "folder" {
		return
	}
	for i := range h.Files {
		if f := &h.Files[i]; f.In == "" {
			f.Name = name
		} else {
			f.In = name
		}
	}
}

// HandoffFile is one file of a hand-off.
type HandoffFile struct {
	Name   string `json:"name"`
	In     string `json:"in,omitempty"` // the draft or archive that holds it; empty: it is a file of its own
	Size   int    `json:"size"`         // bytes
	SHA256 string `json:"sha256"`
}
