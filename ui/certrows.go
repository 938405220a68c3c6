package ui

import (
	"time"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

// certRow is what the certificates view says about one certificate or bare key of a metadata file.
type certRow struct {
	Name       string      `json:"name"`
	Term       report.Term `json:"term"`
	Left       string      `json:"left"` // the term in a few words
	Words      string      `json:"words"`
	SHA1       string      `json:"sha1,omitempty"`
	SHA256     string      `json:"sha256,omitempty"`
	Serial     string      `json:"serial,omitempty"`
	Kind       string      `json:"kind,omitempty"`
	Valid      string      `json:"valid,omitempty"` // its two dates
	For        string      `json:"for,omitempty"`   // where it stands
	SameKeyAs  string      `json:"same_key_as,omitempty"`
	Signed     bool        `json:"signed_file,omitempty"`
	Unreadable string      `json:"unreadable,omitempty"`
	tone       tone
	glyph      glyph
	cert       report.Certificate
	offset     int // place in the XML; -1: none
}

func certRows(m report.Message, zone *time.Location) []certRow {
	if m.Metadata == nil {
		return nil
	}
	rows := make([]certRow, 0, len(m.Metadata.Certificates))
	for _, c := range m.Metadata.Certificates {
		r := certRow{
			Name: shown(c.Name()), Term: c.Term, Left: c.Left(), Words: report.Clean(c.Words), SHA1: shown(c.SHA1), SHA256: shown(c.SHA256),
			Serial: shown(c.Serial), Kind: keyKind(c.Key), For: shown(c.UseWords()), SameKeyAs: shown(c.SameKeyAs), Signed: c.SignedFile,
			Unreadable: shown(c.Unreadable), cert: c, offset: -1,
		}
		if !c.NotAfter.IsZero() {
			r.Valid = lang.L("certificate.dates", fill{"From": day(c.NotBefore, zone), "To": day(c.NotAfter, zone)})
		}
		if len(c.Uses) > 0 && c.Uses[0].Place != nil {
			r.offset = c.Uses[0].Place.Offset
		}
		r.tone, r.glyph = termLook(c)
		rows = append(rows, r)
	}
	return rows
}

// termLook is the look of a certificate's term.
func termLook(c report.Certificate) (tone, glyph) {
	if c.Unreadable != "" || c.Term != report.Undated && c.NotAfter.Before(c.NotBefore) {
		return toneBad, iconRefused
	}
	switch c.Term {
	case report.Current:
		return toneGood, iconAccepted
	case report.NotYet:
		return toneNote, iconInfo
	case report.Within60, report.Within30:
		return toneWarn, iconWarning
	case report.Within7:
		return toneBad, iconWarning
	case report.ExpiredKey:
		return toneBad, iconRefused
	}
	return toneQuiet, iconUnknown
}

// second is the line below the bar of a certificate: what it is told by in the portal, and what it does.
func (r certRow) second() string {
	signed := ""
	if r.Signed {
		signed = lang.L("certificate.signed-short")
	}
	return joined("  ·  ", r.Valid, r.Kind, signed, r.SHA1)
}
