package report

import "time"

// Flow is what a capture shows of the way of its messages, as sign-ins that each have their steps in
// order. It ties messages and judges none: a verdict in it is that of the message. Every text in it is
// one line without values of persons; a URL has no query and no fragment.
type Flow struct {
	Parties []Party  `json:"parties"`           // the lifelines, in the order they are drawn; only those that a step touches
	SignIns []SignIn `json:"sign_ins"`          // in the order they began; never empty
	Issuers []string `json:"issuers,omitempty"` // who issued the responses, each once; several are told in Notes
	Notes   []string `json:"notes,omitempty"`   // about all sign-ins together: which failed and which worked, what was left out
}

// Lane is a party's part in a sign-in, and its lifeline.
type Lane string

// The lanes, in the order their lifelines are drawn: what goes through the browser stays beside it.
const (
	AtApplication Lane = "application"
	AtBrowser     Lane = "browser"
	AtIdP         Lane = "idp"
	AtOther       Lane = "other" // a host that is neither: a company's own sign-in page, a portal
)

// Party is one lifeline.
type Party struct {
	Lane  Lane     `json:"lane"`
	Name  string   `json:"name"`            // as people call it: "Upwork", "browser", "Entra", "identity provider", "other hosts"
	Hosts []string `json:"hosts,omitempty"` // with port where it is not the usual one; empty for the browser, and where the capture shows none
}

// FlowKind says what a group of steps was for.
type FlowKind string

// The kinds of group.
const (
	SigningIn  FlowKind = "sign-in"
	SigningOut FlowKind = "sign-out"
)

// Initiated says which side began a sign-in.
type Initiated string

// The sides; empty where the capture does not show it.
const (
	BySP  Initiated = "sp"  // the application sent a request
	ByIdP Initiated = "idp" // the response answers no request (SAML Profiles 4.1.5)
)

// Relay says what became of the RelayState between request and response. Its value is in the messages
// and never here.
type Relay string

// The fates of a RelayState; empty where not both messages were captured with their parameters.
const (
	RelayKept    Relay = "kept"
	RelayChanged Relay = "changed"
	RelayLost    Relay = "lost"  // the request had one and the response has none
	RelayAdded   Relay = "added" // the other way round
	RelayNone    Relay = "none"  // neither has one
)

// SignIn is one try to sign in, or to sign out, with what belongs to it. A browser that is sent back
// and forth without its user doing anything is one try with Loops.
type SignIn struct {
	Kind       FlowKind  `json:"kind"`
	Initiated  Initiated `json:"initiated,omitempty"`
	RelayState Relay     `json:"relay_state,omitempty"`
	Started    time.Time `json:"started,omitzero"`     // of its first step that has a time
	Message    int       `json:"message"`              // index into Report.Messages of the one that explains how it ended
	Verdict    Verdict   `json:"verdict"`              // of that message
	Loops      int       `json:"loops,omitempty"`      // how often the application sent the browser back with another request after a response
	Asked      *Asked    `json:"asked,omitempty"`      // what its request says; nil without one
	Reached    string    `json:"reached,omitempty"`    // where the browser ended, a sentence: "The browser ended at https://… (application), which answered 200."
	Correlated string    `json:"correlated,omitempty"` // correlation ID of its last error page, which Microsoft's support asks for
	Steps      []Step    `json:"steps"`                // in order; never empty
	Notes      []string  `json:"notes,omitempty"`      // sentences about this one alone: loops, a response sent twice, a request without an answer
}

// Asked is what a sign-in request says of its application. Nobody vouches for it: it is as the capture
// has it, to be compared with Basic SAML Configuration before it is kept.
type Asked struct {
	EntityID string `json:"entity_id,omitempty"` // Issuer: Entra's Identifier
	ACS      string `json:"acs,omitempty"`       // AssertionConsumerServiceURL: Entra's Reply URL
	Sent     string `json:"sent_to,omitempty"`   // where the request went: Entra's Login URL; without query
}

// Step is one arrow between two lifelines that the capture shows.
type Step struct {
	Kind    string    `json:"kind"` // a Message.Kind; StepPage or StepRedirect for what carried no message
	From    Lane      `json:"from"`
	To      Lane      `json:"to"`
	Time    time.Time `json:"time,omitzero"`
	Message *int      `json:"message,omitempty"` // index into Report.Messages; nil for a page or a redirect
	Answers *int      `json:"answers,omitempty"` // index into Report.Messages of the request whose ID its InResponseTo names
	Binding string    `json:"binding,omitempty"` // post, redirect, or empty when the capture does not show it
	Method  string    `json:"method,omitempty"`  // of HTTP
	URL     string    `json:"url,omitempty"`     // that was asked for; of an error page, where it stood
	Status  int       `json:"status,omitempty"`  // of HTTP; 0: the capture has no answer
	Code    string    `json:"code,omitempty"`    // of an error page, the first: "AADSTS50105"
	Verdict Verdict   `json:"verdict,omitempty"` // of its message; of a request only that it is refused: there is nothing to accept about it
	Text    string    `json:"text"`              // for people: "Entra sends the response to Upwork (POST), answered 302"
}

// The kinds of step that carry no message.
const (
	StepPage     = "Page"
	StepRedirect = "Redirect"
)
