package ui

import (
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

// signatureRow is what the signature view says about one signature.
type signatureRow struct {
	Element   string  `json:"element"`
	ID        string  `json:"id,omitempty"`
	Cause     string  `json:"cause"`
	Words     string  `json:"words"`
	Detail    string  `json:"detail,omitempty"`
	Algorithm string  `json:"algorithm,omitempty"`
	Digest    string  `json:"digest,omitempty"`
	Canonical string  `json:"canonicalization,omitempty"`
	Key       *keyRow `json:"key,omitempty"`
	tone      tone
	glyph     glyph
}

// keyRow is the key of a signature.
type keyRow struct {
	Subject   string `json:"subject"`
	SHA1      string `json:"sha1"`
	SHA256    string `json:"sha256"`
	Kind      string `json:"kind,omitempty"`
	Known     bool   `json:"in_metadata"`
	KnownIn   string `json:"source,omitempty"`
	Good      bool   `json:"-"` // this key verified the signature; otherwise the message only names it
	notBefore time.Time
	notAfter  time.Time
}

func signatureRows(m report.Message) []signatureRow {
	rows := make([]signatureRow, 0, len(m.Signatures))
	for _, s := range m.Signatures {
		r := signatureRow{
			Element: shown(s.Element), ID: shown(s.ID), Cause: s.Cause, Detail: report.Clean(s.Detail),
			Algorithm: algorithm(s.Algorithm), Digest: algorithm(s.Digest), Canonical: algorithm(s.Canonicalization),
		}
		r.Words, r.tone, r.glyph = causeLook(s.Cause)
		if k := s.Key; k != nil {
			r.Key = &keyRow{
				Subject: shown(k.Subject), SHA1: shown(k.SHA1), SHA256: shown(k.SHA256), Kind: keyKind(*k),
				Known: k.InMetadata, KnownIn: shown(k.Source), Good: s.Cause == "good", notBefore: k.NotBefore, notAfter: k.NotAfter,
			}
		}
		rows = append(rows, r)
	}
	return rows
}

// keyKind is the algorithm of a key with its length.
func keyKind(k report.Key) string {
	if k.Bits == 0 || strings.Contains(k.Algorithm, strconv.Itoa(k.Bits)) {
		return shown(k.Algorithm)
	}
	return strings.TrimSpace(shown(k.Algorithm) + " " + strconv.Itoa(k.Bits))
}

func causeLook(cause string) (string, tone, glyph) {
	switch cause {
	case "good":
		return lang.L("cause.good"), toneGood, iconAccepted
	case "no-trust":
		return lang.L("cause.no-trust"), toneWarn, iconUnknown
	case "unknown-key":
		return lang.L("cause.unknown-key"), toneBad, iconRefused
	case "altered":
		return lang.L("cause.altered"), toneBad, iconRefused
	case "damaged":
		return lang.L("cause.damaged"), toneBad, iconRefused
	case "unsupported":
		return lang.L("cause.unsupported"), toneWarn, iconUnknown
	case "malformed":
		return lang.L("cause.malformed"), toneBad, iconRefused
	case "misplaced":
		return lang.L("cause.misplaced"), toneBad, iconRefused
	}
	return report.Clean(cause), toneQuiet, iconUnknown
}

// algorithm is the part of an algorithm's URI that people know it by, with the URI's own name kept
// when it is none of the usual ones.
func algorithm(uri string) string {
	if short, ok := algorithms[uri]; ok {
		return short
	}
	return shown(uri)
}

var algorithms = map[string]string{
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256":      "RSA-SHA256",
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha384":      "RSA-SHA384",
	"http://www.w3.org/2001/04/xmldsig-more#rsa-sha512":      "RSA-SHA512",
	"http://www.w3.org/2000/09/xmldsig#rsa-sha1":             "RSA-SHA1",
	"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256":    "ECDSA-SHA256",
	"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384":    "ECDSA-SHA384",
	"http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha512":    "ECDSA-SHA512",
	"http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1": "RSA-PSS-SHA256",
	"http://www.w3.org/2001/04/xmlenc#sha256":                "SHA-256",
	"http://www.w3.org/2001/04/xmlenc#sha512":                "SHA-512",
	"http://www.w3.org/2001/04/xmldsig-more#sha384":          "SHA-384",
	"http://www.w3.org/2000/09/xmldsig#sha1":                 "SHA-1",
	"http://www.w3.org/2001/10/xml-exc-c14n#":                "Exclusive C14N 1.0",
	"http://www.w3.org/2001/10/xml-exc-c14n#WithComments":    "Exclusive C14N 1.0 with comments",
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315":        "Inclusive C14N 1.0",
	"http://www.w3.org/2006/12/xml-c14n11":                   "Inclusive C14N 1.1",
}

// timeMark is a named instant on a time bar.
type timeMark struct {
	name string
	at   time.Time
}

// timeScale maps instants to places from 0 to 1, with the span of validity and every mark inside and
// a margin at both ends.
type timeScale struct{ start, end time.Time }

func newTimeScale(from, to time.Time, marks []timeMark) timeScale {
	s := timeScale{from, to}
	for _, m := range marks {
		if m.at.Before(s.start) {
			s.start = m.at
		}
		if m.at.After(s.end) {
			s.end = m.at
		}
	}
	margin := s.end.Sub(s.start) / 20
	return timeScale{s.start.Add(-margin), s.end.Add(margin)}
}

func (s timeScale) place(t time.Time) float32 {
	whole := s.end.Sub(s.start)
	if whole <= 0 {
		return 0.5
	}
	return min(1, max(0, float32(float64(t.Sub(s.start))/float64(whole))))
}
