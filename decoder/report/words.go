package report

import (
	"strings"
	"time"
)

// Words says who an owner is, as it stands after "who can mend it".
func (o Owner) Words() string {
	switch o {
	case User:
		return "the user"
	case Helpdesk:
		return "the helpdesk"
	case EntraAdmin:
		return "an Entra admin"
	case Vendor:
		return "the application's vendor"
	}
	return Clean(string(o))
}

// Words says a verdict in the words of the banner.
func (v Verdict) Words() string {
	switch v {
	case Accepted:
		return "accepted"
	case Refused:
		return "refused"
	case Undetermined:
		return "cannot tell"
	}
	return Clean(string(v))
}

// VerdictWords says the verdict on m: a file that is accepted is fit to send, with a set-up that is a sign-in should work.
func (m Message) VerdictWords() string {
	switch m.Kind + " " + string(m.Verdict) {
	case "Metadata accepted":
		return "fit to send"
	case "Metadata refused":
		return "do not send"
	case "Setup accepted":
		return "a sign-in should work"
	case "Setup refused":
		return "not set up right"
	}
	return m.Verdict.Words()
}

// Mark is a sign that goes with the word of a verdict, for those who do not see its colour.
func (v Verdict) Mark() string {
	switch v {
	case Accepted:
		return "✓"
	case Refused:
		return "✗"
	}
	return "?"
}

// Words says where the judging instant came from.
func (by JudgedBy) Words() string {
	switch by {
	case ByGiven:
		return "as given"
	case ByCapture:
		return "when it was captured"
	case ByIssueInstant:
		return "just after it was issued"
	case ByNow:
		return "now: the input tells no time"
	}
	return Clean(string(by))
}

// Words says a claim's state.
func (s ClaimState) Words() string {
	switch s {
	case Duplicated:
		return "sent twice"
	case Multiple:
		return "several values"
	}
	return Clean(string(s))
}

// layerWords names what was peeled, as people know it.
var layerWords = map[string]string{
	"har": "HAR", "saml-tracer": "SAML-tracer export", "html": "HTML page", "form": "form post", "url": "URL",
	"curl": "cURL line", "powershell": "PowerShell line", "json-string": "JSON string", "mail": "mail",
	"quoted-printable": "quoted-printable", "percent": "percent-encoding", "base64": "Base64",
	"deflate": "DEFLATE", "gzip": "gzip", "zlib": "zlib", "xml-escape": "escaped XML", "utf-16": "UTF-16",
	"bom": "byte order mark", "error-page": "error page",
}

// kindWords names the kinds that are not a name of the specification.
var kindWords = map[string]string{
	"ErrorPage": "Entra error page", "WSFedToken": "WS-Federation token", "Metadata": "federation metadata", "Setup": "set-up sheet",
}

// Recognised says what a message was wrapped in and what it is, outermost first:
// "HAR → form post → Base64 → Response".
func (m Message) Recognised() string {
	parts := make([]string, 0, len(m.Layers)+1)
	for _, l := range m.Layers {
		if w, ok := layerWords[l]; ok {
			l = w
		}
		parts = append(parts, Clean(l))
	}
	return strings.Join(append(parts, m.kind()), " → ")
}

func (m Message) kind() string {
	if w, ok := kindWords[m.Kind]; ok {
		return w
	}
	return Clean(m.Kind)
}

// when is the time that tells one message of a capture from another; zero when there is none.
func (m Message) when() time.Time {
	switch {
	case m.JudgedBy == ByCapture:
		return m.JudgedAt
	case !m.Summary.Issued.IsZero():
		return m.Summary.Issued
	case m.ErrorPage != nil:
		return m.ErrorPage.Timestamp
	}
	return time.Time{}
}

// tone is the class of a verdict's colour, in the style sheets of the page and of the drawing.
func tone(v Verdict) string {
	switch v {
	case Accepted:
		return "good"
	case Refused:
		return "bad"
	}
	return "unsure"
}
