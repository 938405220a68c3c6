package wire

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"time"
)

// forms is every wrapping that is peeled, in the order in which it is tried. Order is meaning:
//
//   - what can be told by its first bytes comes first;
//   - XML inside a text comes before the escapes, which would resolve what is the XML's own, and after
//     the marks that mails put into it;
//   - shell quoting before the escapes it contains, escapes before the query they would cut short;
//   - Base64 after whatever could leave Base64 behind, or damage it;
//   - Base64 inside a text last, and the text of an error page after that.
//
// A form that opens to nothing in the end leaves the word to the next.
var forms = []form{
	{"encoding", openEncoding},
	{"hex", openHex},
	{"line-numbers", openNumbered},
	{"log-prefix", openPrefixed},
	{"spreadsheet", openSpreadsheet},
	{"conversation", openConversation},
	{"json", openJSON},
	{"doubled-quotes", openDoubled},
	{"typographic", openTypographic},
	{"envelope", openEnvelope},
	{"xml", openXML},
	{"html", openHTML},
	{"inflate", openInflate},
	{"mail", openQuoted},
	{"quoted-printable", openQuotedPrintable},
	{"inline", openInline},
	{"multipart", openMultipart},
	{"curl", openCurl},
	{"powershell", openPowerShell},
	{"string-literal", openLiteral},
	{"json-string", openJSONString},
	{"query", openQuery},
	{"xml-escape", openEscaped},
	{"percent", openPercent},
	{"base64", openBase64},
	{"label", openLabelled},
	{"text", openText},
	{"error-page", openErrorPage},
}

// form recognises one kind of wrapping. open gives what is inside, or nothing when p is not of this
// kind; it looks at each byte a bounded number of times.
type form struct {
	name string
	open func(o *opener, p part) []part
}

// part is something to peel further, or a message when kind is set.
type part struct {
	data []byte
	kind Kind
	page *Page // for ErrorPage
	stop bool  // recognised, with nothing in it: no other form shall be tried on what it came from
	way
}

// way is what was learned on the way to a part.
type way struct {
	layers   []string
	param    string
	relay    string
	hasRelay bool
	binding  string
	guessed  bool // binding is that of a form body, which a query looks the same as
	url      string
	time     time.Time
	redirect *Redirect
	oddities []Oddity
	chars    int  // Base64 characters that the data was decoded from
	sent     bool // Base64 or a parameter was taken off: the data is the message to the byte, as it was sent
	decoded  bool // its encoding is settled, whatever the XML declaration says
	request  bool // of an export: part of a request, so it was really sent
	hop      int  // of an export: which of the opener's hops it belongs to, counted from 1; 0 for none
}

// in gives p's way with new data, one layer deeper.
func (p part) in(data []byte, layers ...string) part {
	p.data = data
	p.layers = append(slices.Clip(p.layers), layers...)
	return p
}

// odd adds an oddity.
func (p part) odd(code, detail string) part {
	p.oddities = append(slices.Clip(p.oddities), Oddity{Code: code, Detail: detail})
	return p
}

// opener is the state of one Open.
type opener struct {
	ctx      context.Context
	limits   Limits
	origin   Origin
	budget   int // bytes that may still be looked at, over all layers and attempts
	inflated int // bytes inflated so far
	total    int // bytes of the messages kept
	payloads []Payload
	requests []bool                    // beside payloads: it stood in a request
	seen     map[[sha256.Size]byte]int // XML to its payload
	notes    []Oddity
	hints    []*Nothing
	hops     []Hop
	streamed bool
	full     bool // a form took as many values as it may out of a text
	files    files
}

// peel takes the layers off p until messages appear, and says whether one did.
func (o *opener) peel(p part, depth int) bool {
	if len(bytes.TrimSpace(p.data)) == 0 || o.ctx.Err() != nil {
		return false
	}
	if depth == 0 {
		o.note("too-many-layers", "a value is wrapped in more layers than are peeled")
		return false
	}
	// Trying form after form could double the work with each layer. The budget keeps it linear.
	cost := len(p.data) + attempt
	if cost > o.budget {
		o.note("too-many-candidates", "the search was ended: too much of it looks like a message and is none")
		return false
	}
	o.budget -= cost
	mark := len(o.hints)
	for _, f := range forms {
		tried := len(o.hints)
		found := false
		o.full = false
		parts := f.open(o, p)
		full := o.full
		for _, in := range parts {
			switch {
			case in.stop:
				return false
			case in.kind != "":
				found = o.keep(in) || found
			case o.peel(in, depth-1):
				found = true
			}
		}
		if found {
			// What the forms before took it for does not matter any more.
			o.hints = slices.Delete(o.hints, mark, tried)
			return true
		}
		if full {
			return false
		}
	}
	return false
}

// keep takes a message in. The same message met again counts once; a request shows where and when it
// was sent, so it is preferred to the page that prepared it.
func (o *opener) keep(p part) bool {
	size := len(p.data)
	if p.kind == ErrorPage {
		size = 0 // of its text no more is held than what page says
		for i, was := range o.payloads {
			if was.Error != nil && slices.Equal(was.Error.Codes, p.page.Codes) && was.Error.RequestID == p.page.RequestID && was.Error.CorrelationID == p.page.CorrelationID {
				o.tie(i, p)
				return true
			}
		}
	}
	if p.kind == XML {
		key := sha256.Sum256(p.data)
		if i, ok := o.seen[key]; ok {
			o.again(i, p)
			o.tie(i, p)
			return true
		}
		if len(o.payloads) < o.limits.Messages && o.total+size <= o.limits.Total {
			o.seen[key] = len(o.payloads)
		}
	}
	switch {
	case len(o.payloads) >= o.limits.Messages:
		o.note("too-many-messages", "more than "+thousands(o.limits.Messages)+" messages; the rest was left out")
		return true
	case o.total+size > o.limits.Total:
		o.note("too-many-messages", "messages of more than "+thousands(o.limits.Total)+" bytes in all; what went beyond that was left out")
		return true
	}
	o.total += size
	o.tie(len(o.payloads), p)
	o.payloads = append(o.payloads, p.payload())
	o.requests = append(o.requests, p.request)
	return true
}

// again deals with a message that was met before, as payload i.
func (o *opener) again(i int, p part) {
	was := &o.payloads[i]
	switch {
	case p.request && !o.requests[i], p.redirect != nil && was.Redirect == nil && !o.requests[i]:
		*was = p.payload()
		o.requests[i] = p.request
	case p.request && (p.url != was.URL || !p.time.Equal(was.Time)):
		for _, odd := range was.Oddities {
			if odd.Code == "sent-again" {
				return
			}
		}
		was.Oddities = append(was.Oddities, Oddity{"sent-again", "the same message was sent once more, to " + p.url})
	}
}

// payload turns a message and its way into the contract's type, and names what is odd about the way.
func (p part) payload() Payload {
	y := Payload{
		Kind: p.kind, Layers: p.layers, Param: p.param, RelayState: p.relay, HasRelay: p.hasRelay,
		Binding: p.binding, URL: p.url, Time: p.time, Hop: -1, Redirect: p.redirect, Error: p.page, Oddities: p.oddities,
	}
	if p.kind != XML {
		return y
	}
	y.XML = p.data
	packed := ""
	for _, l := range p.layers {
		switch l {
		case "deflate", "zlib", "gzip":
			packed = l
		case "base64", "form", "url", "html", "har", "saml-tracer": // what stands outside them was done to the capture
			packed = ""
		}
	}
	if p.guessed && (packed != "" || p.redirect != nil) {
		y.Binding = "redirect"
	}
	odd := func(code, detail string) { y.Oddities = append(slices.Clip(y.Oddities), Oddity{code, detail}) }
	if y.HasRelay && len(y.RelayState) >= minMask && isMasked(y.RelayState) {
		y.RelayState, y.HasRelay = "", false
		odd("relay-masked", "the value of RelayState was taken out of the capture")
	}
	switch {
	case y.Binding == "post" && packed != "":
		odd("deflate-in-post", "the posted message is compressed ("+packed+"); the POST binding sends plain Base64")
	case y.Binding == "redirect" && (packed == "zlib" || packed == "gzip"):
		odd(packed+"-in-redirect", "the message is compressed as "+packed+"; the Redirect binding wants raw DEFLATE")
	case y.Binding == "redirect" && packed == "":
		odd("raw-in-redirect", "the message in the URL is not compressed; the Redirect binding wants raw DEFLATE")
	}
	root, _ := rootName(p.data)
	name := localName(root)
	switch {
	case p.param == "SAMLResponse" && (name == "AuthnRequest" || name == "LogoutRequest"):
		odd("wrong-parameter", name+" was sent as SAMLResponse; a request goes into SAMLRequest")
	case p.param == "SAMLRequest" && (name == "Response" || name == "LogoutResponse"):
		odd("wrong-parameter", name+" was sent as SAMLRequest; a response goes into SAMLResponse")
	}
	return y
}

// enough says whether a form has taken n values, as many as it may, out of one text. It is told then, and no
// other form is tried on the text.
func (o *opener) enough(n int) bool {
	if n < maxValues {
		return false
	}
	o.full = true
	o.note("too-many-candidates", "of a text with more than "+thousands(maxValues)+" values that may be messages, the rest was left out")
	return true
}

// note adds a note on the whole capture, each once.
func (o *opener) note(code, detail string) {
	n := Oddity{code, detail}
	if !slices.Contains(o.notes, n) {
		o.notes = append(o.notes, n)
	}
}

// hint remembers what a value is instead of a message, each once.
func (o *opener) hint(n *Nothing) {
	for _, h := range o.hints {
		if h.What == n.What && h.Found == n.Found {
			return
		}
	}
	if len(o.hints) == maxHints {
		o.note("too-many-values", "more than "+thousands(maxHints)+" values hold no message; the rest of them is not told")
		return
	}
	o.hints = append(o.hints, n)
}
