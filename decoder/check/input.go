package check

import (
	"bytes"
	"fmt"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/tree"
)

// inputChecks ask whether the capture holds a whole message, and how it was wrapped.
var inputChecks = []Check{
	{
		ID: "input.recognised", Facts: []string{"INP-01"}, on: onAny, Run: inputRecognised,
		Title: "The input was recognised", Owner: report.Helpdesk,
	},
	{
		ID: "input.doctype", Facts: []string{"INP-02"}, on: onAny, Rank: rankAttack, Run: inputDoctype,
		Title: "The XML has no DOCTYPE and no entity declaration", Spec: "SAML2Int SDP-G03", Owner: report.Vendor,
		Steps: []string{
			"Do not open this document in other programs: a DOCTYPE can make them read files or run out of memory.",
			"Capture the sign-in afresh. If the DOCTYPE is there again, tell whoever runs the identity provider: SAML messages must not have one.",
		},
	},
	{
		ID: "input.well-formed", Facts: []string{"INP-03"}, on: onAny, Rank: rankInput, Run: inputWellFormed,
		Title: "The input decodes to well-formed XML", Spec: "SAML Bindings 3.5.4, 3.4.4.1; XML 1.0", Owner: report.Helpdesk,
		Steps: copyAgain,
	},
	{
		ID: "input.encoding", Facts: []string{"INP-03"}, on: onAny, Rank: rankInput, Run: inputEncoding,
		Title: "The characters are what the XML declares", Spec: "XML 1.0 4.3.3", Owner: report.Helpdesk,
		Steps: copyAgain,
	},
	{
		ID: "input.limits", Facts: []string{"INP-08"}, on: onAny, Rank: rankInput, Run: inputLimits,
		Title: "The message stays within the limits of this program", Spec: "ClaimCheck: 16 MiB, 100 levels, 400,000 nodes", Owner: report.Helpdesk,
		Steps: []string{"Paste only the value of SAMLResponse, not the whole log or page.", "If this really is the message, treat it as an attempt to keep the reader busy: no sign-in answer needs this much."},
	},
	{
		ID: "input.deflate", Facts: []string{"INP-04"}, on: onXML, Rank: rankForm, Run: inputDeflate,
		Title: "A message in a URL is compressed as raw DEFLATE", Spec: "SAML Bindings 3.4.4.1", Owner: report.Vendor,
		Steps: []string{"Tell the sender: the Redirect binding wants raw DEFLATE (RFC 1951), without a zlib or gzip header."},
	},
	{
		ID: "input.wrapping", Facts: []string{"INP-03"}, on: onXML | onPage, Run: inputWrapping,
		Title: "The wrapping is as the binding describes it", Spec: "SAML Bindings 3.4.4.1, 3.5.4", Owner: report.Helpdesk,
		Steps: []string{"Nothing to do when the text was copied by hand. When it came from a HAR, tell the sender."},
	},
	{
		ID: "input.parameter", Facts: []string{"INP-05"}, on: onXML, Rank: rankForm, Run: inputParameter,
		Title: "The message is in the parameter of its kind", Spec: "SAML Bindings 3.4.4.1, 3.5.4", Owner: report.Vendor,
		Steps: []string{"Answers belong in SAMLResponse, requests in SAMLRequest. If the parameter name was typed by hand, ignore this; else tell the sender."},
	},
	{
		ID: "input.relay-state", Facts: []string{"INP-06"}, on: onXML, Run: inputRelayState,
		Title: "RelayState has at most 80 bytes", Spec: "SAML Bindings 3.4.3, 3.5.3", Owner: report.Vendor,
		Steps: []string{"Tell {short}: keep the state at the application's side and send a short handle as RelayState."},
	},
	{
		ID: "input.url-length", Facts: []string{"INP-07"}, on: onXML, Run: inputURLLength,
		Title: "The whole URL is short enough for every browser and server", Spec: "RFC 9110 4.1; SAML Profiles 4.1.2; AADSTS90015", Owner: report.Vendor,
		Steps: []string{"Tell the sender: shorten RelayState, or send the request by HTTP-POST."},
	},
}

var copyAgain = []string{
	"Copy the value again, from its first to its last character; it must not be edited or shortened.",
	"Best: press F12 in the browser, open Network, tick Preserve log, sign in again and save everything as HAR; open that file here.",
}

func inputRecognised(c *Case) []Outcome {
	if len(c.Payload.Layers) == 0 {
		return []Outcome{{Level: report.Pass, Detail: "It was given as it is, without wrapping."}}
	}
	return []Outcome{{Level: report.Info, Detail: "Peeled, from the outside in: " + strings.Join(c.Payload.Layers, ", ") + "."}}
}

// refusedAs gives the error of a document that was refused with one of the codes, else nil.
func refusedAs(c *Case, codes ...tree.Code) *tree.Error {
	if c.TreeError != nil {
		for _, code := range codes {
			if c.TreeError.Code == code {
				return c.TreeError
			}
		}
	}
	return nil
}

// spot is where a document was refused.
func spot(e *tree.Error) *report.Place {
	return &report.Place{Line: e.Line, Column: e.Column, Offset: e.Offset}
}

// endsAt says whether the tag that an error stands in is the last of the text and is not closed.
func (c *Case) endsAt(e *tree.Error) bool {
	xml := c.Payload.XML
	return e.Offset <= len(xml) && !bytes.ContainsRune(xml[e.Offset:], '>')
}

// onceRead passes a check of the XML when there is XML that was read.
func onceRead(c *Case, detail string) []Outcome {
	if c.Doc == nil {
		return nil
	}
	return []Outcome{{Level: report.Pass, Detail: detail}}
}

func inputDoctype(c *Case) []Outcome {
	e := refusedAs(c, tree.DocType)
	if e == nil {
		return onceRead(c, "There is none.")
	}
	return []Outcome{{
		Level: report.Fail, Detail: "The XML declares a document type or entities: " + e.Error() + ". It was not read.",
		Sentence: "its XML has a DOCTYPE, which no SAML message may have",
		Expected: "no DOCTYPE", Actual: e.Msg, Place: spot(e),
	}}
}

func inputWellFormed(c *Case) []Outcome {
	e := refusedAs(c, tree.NotWellFormed, tree.Namespace, tree.Truncated, tree.NoElement, tree.Trailing)
	if e == nil {
		return onceRead(c, "The XML is well-formed.")
	}
	o := Outcome{Level: report.Fail, Detail: "The XML breaks at " + e.Error() + ".", Expected: "well-formed XML", Actual: e.Msg, Place: spot(e)}
	switch {
	case e.Code == tree.Trailing:
		o.Sentence = "something follows the end of the message"
	case e.Code == tree.Truncated || c.endsAt(e):
		o.Sentence = "the message is cut off before its end"
	default:
		o.Sentence = fmt.Sprintf("its XML is broken at line %d, column %d", e.Line, e.Column)
	}
	return []Outcome{o}
}

func inputEncoding(c *Case) []Outcome {
	if e := refusedAs(c, tree.Encoding); e != nil {
		return []Outcome{{
			Level: report.Fail, Detail: "The characters cannot be read: " + e.Error() + ".",
			Sentence: fmt.Sprintf("a character at line %d, column %d is none that XML allows", e.Line, e.Column),
			Expected: "characters of XML 1.0 in the declared encoding", Actual: e.Msg, Place: spot(e),
		}}
	}
	var out []Outcome
	for _, o := range c.Payload.Oddities {
		if o.Code == "declared-encoding" || o.Code == "latin-1" {
			out = append(out, Outcome{Level: report.Warn, Subject: o.Code, Detail: stop(o.Detail)})
		}
	}
	if out == nil {
		return onceRead(c, "They are.")
	}
	return out
}

func inputLimits(c *Case) []Outcome {
	if c.Broken != "" {
		return []Outcome{{
			Level: report.NotChecked, Open: true, Detail: "Reading or verifying stopped: " + stop(c.Broken),
			Sentence: "the message could not be judged to its end",
		}}
	}
	e := refusedAs(c, tree.TooLarge, tree.TooDeep, tree.TooMany)
	if e == nil {
		return onceRead(c, "It does.")
	}
	sentence := "This message was not read: it is larger than a sign-in answer can be"
	switch e.Code {
	case tree.TooDeep:
		sentence = "This message was not read: its elements are nested deeper than in any sign-in answer"
	case tree.TooMany:
		sentence = "This message was not read: it has more parts than any sign-in answer"
	}
	return []Outcome{{
		Level: report.Fail, Detail: "The document was refused at " + e.Error() + ".", Sentence: sentence, Verbatim: true,
		Expected: "a message within the limits", Actual: e.Msg, Place: spot(e),
	}}
}

func inputDeflate(c *Case) []Outcome {
	if c.Payload.Binding != "redirect" {
		return nil
	}
	for _, o := range c.Payload.Oddities {
		if o.Code == "raw-in-redirect" || o.Code == "zlib-in-redirect" {
			level := report.Warn
			if c.kind() == onResponse {
				level = report.Fail
			}
			return []Outcome{{
				Level: level, Detail: stop(o.Detail), Sentence: "it is not compressed as the Redirect binding wants it",
				Expected: "raw DEFLATE", Actual: o.Detail,
			}}
		}
	}
	return []Outcome{{Level: report.Pass, Detail: "It is."}}
}

// elsewhere are the oddities that have a check of their own.
var elsewhere = map[string]bool{
	"declared-encoding": true, "latin-1": true, "raw-in-redirect": true, "zlib-in-redirect": true, "wrong-parameter": true,
}

func inputWrapping(c *Case) []Outcome {
	var out []Outcome
	for _, o := range c.Payload.Oddities {
		if !elsewhere[o.Code] {
			out = append(out, Outcome{Level: report.Info, Subject: o.Code, Detail: stop(o.Detail)})
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "Nothing odd about it."}}
	}
	return out
}

func inputParameter(c *Case) []Outcome {
	want := "SAMLResponse"
	switch c.kind() {
	case onRequest:
		want = "SAMLRequest"
	case onResponse:
	default:
		return nil // logout messages come either way; the rest has no parameter of its own
	}
	switch c.Payload.Param {
	case "":
		return nil
	case want:
		return []Outcome{{Level: report.Pass, Detail: "It came as " + want + "."}}
	}
	o := Outcome{
		Level: report.Warn, Detail: "The message is a " + string(c.Sent.Kind) + " and came as " + c.Payload.Param + ".",
		Sentence: "it was sent as " + c.Payload.Param + " instead of " + want, Expected: want, Actual: c.Payload.Param,
	}
	if c.kind() == onResponse {
		o.Level = report.Fail
	}
	return []Outcome{o}
}

func inputRelayState(c *Case) []Outcome {
	if !c.Payload.HasRelay {
		if c.RequestRelay != nil && c.kind() == onResponse && c.Payload.ShowsRelay() {
			return []Outcome{{
				Level: report.Warn, Detail: "The request sent a RelayState and the answer brings none back, so the application may not know which page to go on to.",
				Expected: *c.RequestRelay, Actual: "none",
			}}
		}
		return nil
	}
	if n := len(c.Payload.RelayState); n > 80 {
		return []Outcome{{
			Level: report.Warn, Detail: "A longer RelayState may be cut or refused on the way.",
			Expected: "at most 80 bytes", Actual: fmt.Sprintf("%d bytes", n),
		}}
	}
	if c.RequestRelay != nil && c.kind() == onResponse && *c.RequestRelay != c.Payload.RelayState {
		return []Outcome{{
			Level: report.Warn, Detail: "The answer brings back another RelayState than the request sent.",
			Expected: *c.RequestRelay, Actual: c.Payload.RelayState,
		}}
	}
	return []Outcome{{Level: report.Pass, Detail: fmt.Sprintf("It has %d bytes.", len(c.Payload.RelayState))}}
}

// urlLimit is the length of a URL that every server should take (RFC 9110 4.1).
const urlLimit = 8000

func inputURLLength(c *Case) []Outcome {
	if c.Payload.Binding != "redirect" || c.Payload.URL == "" {
		return nil
	}
	if n := len(c.Payload.URL); n > urlLimit {
		return []Outcome{{
			Level: report.Warn, Detail: "A browser or server on the way may cut or refuse it; Entra answers AADSTS90015.",
			Expected: fmt.Sprintf("at most %d characters", urlLimit), Actual: fmt.Sprintf("%d characters", n),
		}}
	}
	return []Outcome{{Level: report.Pass, Detail: fmt.Sprintf("The URL has %d characters.", len(c.Payload.URL))}}
}
