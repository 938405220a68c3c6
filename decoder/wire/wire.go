// Package wire peels whatever a person pasted, opened or captured until a message appears.
//
// Nobody is asked what the paste is. Each form that is recognised is one layer, and the layers that
// were peeled are told, outermost first. wire does not parse the message: it hands on UTF-8 XML, or
// the text of an error page, or says what the input is instead.
package wire

import (
	"io"
	"io/fs"
	"slices"
	"time"
)

// Origin is how a capture came in.
type Origin string

// The origins.
const (
	Paste    Origin = "paste"
	File     Origin = "file"
	Browser  Origin = "browser"
	Listener Origin = "listener"
)

// Capture is what was given, untouched.
type Capture struct {
	Name   string // shown; a file's base name, or "paste"
	Origin Origin
	Body   io.Reader // read in place as well when it is an io.ReaderAt and Size is known
	Size   int64     // bytes; 0 when not known
	Folder fs.FS     // what was given is this folder; Body is nil then. It must not lead out of the folder
}

// Kind is what a payload holds.
type Kind string

// The kinds of payload.
const (
	XML       Kind = "xml"
	ErrorPage Kind = "error-page" // text with an AADSTS code
)

// Payload is one message found, and the way to it.
type Payload struct {
	Kind       Kind
	XML        []byte    // UTF-8 without byte order mark; line ends as sent
	Layers     []string  // outermost first: folder, zip, saz, gzip, tar, eml, mhtml, har, saml-tracer, json, html, multipart, form, url, curl, powershell, json-string, mail, line-numbers, quoted-printable, hex, log-prefix, string-literal, doubled-quotes, event-log, burp, percent, base64, deflate, gzip, zlib, xml-escape, utf-16, bom …
	Param      string    // SAMLRequest, SAMLResponse, wresult, or empty
	RelayState string    // as sent beside the message
	HasRelay   bool      // RelayState was sent, empty or not
	Binding    string    // "post", "redirect", or empty when the capture does not show it
	URL        string    // where it was sent to (request URL, form action), with its query; empty when not known
	Time       time.Time // when it was sent, from the capture; zero when not known
	Hop        int       // index into Opened.Hops of the exchange that sent it, else of the one that brought it; -1 when there is none
	Member     string    // the file it was found in, where the capture holds several: "mail.eml/case.zip/form.txt"; empty for one file
	Redirect   *Redirect // the detached signature of a Redirect message; nil when there is none. Beside a posted one it is out of place
	Error      *Page     // set for ErrorPage
	Oddities   []Oddity
}

// ShowsRelay says whether the capture shows if a RelayState was sent with the message: it has the parameters
// of the request, and they are whole.
func (p *Payload) ShowsRelay() bool {
	return p.Param != "" && p.Binding != "" && (p.HasRelay || !slices.ContainsFunc(p.Oddities, func(o Oddity) bool {
		return o.Code == "tracer-copy" || o.Code == "relay-masked" || o.Code == "request-cut"
	}))
}

// Redirect is the query of the Redirect binding as it was received (Bindings 3.4.4.1).
type Redirect struct {
	RawQuery  string // the octets as received
	SigAlg    string // decoded
	Signature string // Base64, decoded from percent-encoding
}

// Page is what the text of an Entra error page holds.
type Page struct {
	Codes         []string // digits only, in the order found, each once
	RequestID     string
	CorrelationID string
	Timestamp     time.Time
	Text          string // the sentence after the first code
}

// Oddity is something about the wrapping that works here and may not work elsewhere.
type Oddity struct {
	// Code is one of: percent-twice, plus-unescaped, space-for-plus, padding-missing, url-safe,
	// illegal-characters-dropped, deflate-in-post, raw-in-redirect, zlib-in-redirect, gzip-in-redirect,
	// wrong-parameter, declared-encoding, latin-1, text-around, browser-viewer, tracer-copy, typographic-quotes, sent-again,
	// typographic-spaces, string-literal, doubled-quotes, log-prefix, excel-line-ends, padding-wrong, characters-left-over,
	// bits-left-over, line-continuations, line-numbers, quote-marks, hex, event-log, burp, response-behind, relay-masked,
	// request-cut. Among the notes of an Opened: too-many-layers, too-many-candidates, too-many-messages, too-many-values,
	// truncated-export, damaged-export, attached-bodies, too-many-hops, skipped-values, left-out, and the kinds of Nothing.
	Code   string
	Detail string
}

// Opened is everything found in one capture.
type Opened struct {
	Payloads []Payload
	Hops     []Hop // of a recorded sign-in, in the order of the capture
	Size     int64
	SHA256   [32]byte // zero for a folder, and for what was not read to its end
	Har      bool     // the capture is a HAR or another streamed export
	Notes    []Oddity
	// Missing says why the capture has no answer to a sign-in although it shows something of one: a value that
	// was taken out or cut off. It is nil when it shows nothing of that kind.
	Missing *Nothing
}

// Nothing is the error for a capture with no message in it: what it is instead.
type Nothing struct {
	// What is one of: empty, truncated, damaged, encoding, too-large, artifact, masked, jwt, oidc-code,
	// left-out, archive, certificate, private-key, html, url, har-without-saml, har-sanitised, json, binary, identifier, word, text.
	What     string
	Found    string // what was found, in words: "a JSON Web Token (issuer …)", "the Base64 stops in mid-message after 3,412 characters"
	Expected string
	Hint     string // what to do
	Opened   Opened // size and hash of what was given
	member   string // the file it was found in
	param    string // the parameter whose value it was, when that is known
}

func (n *Nothing) Error() string { return n.Found }
