package ui

import (
	"slices"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
	entra "claimcheck/decoder/setup"
)

// setupFieldRow is one field of the portal's page.
type setupFieldRow struct {
	Name   string   `json:"name"`
	Values []string `json:"values"`
	State  string   `json:"state"`
	Why    string   `json:"why,omitempty"`
	tone   tone
	glyph  glyph
}

// setupCard is one card of the portal's page.
type setupCard struct {
	Section string          `json:"section"`
	Fields  []setupFieldRow `json:"fields"`
}

// setupClaimRow is one claim as configured.
type setupClaimRow struct {
	Name   string `json:"name"`
	Source string `json:"source,omitempty"`
	State  string `json:"state"`
	Why    string `json:"why,omitempty"`
	tone   tone
	glyph  glyph
}

// setupRow is the set-up sheet.
type setupRow struct {
	From   string          `json:"from"` // what it was read from
	Cards  []setupCard     `json:"cards"`
	Claims []setupClaimRow `json:"claims"`
}

func setupRowOf(m report.Message) setupRow {
	out := setupRow{From: report.Clean(m.Setup.SourceWords()), Cards: []setupCard{}, Claims: []setupClaimRow{}}
	for _, f := range m.Setup.Fields {
		i := slices.IndexFunc(out.Cards, func(c setupCard) bool { return c.Section == report.Clean(f.Section) })
		if i < 0 {
			i, out.Cards = len(out.Cards), append(out.Cards, setupCard{Section: report.Clean(f.Section)})
		}
		out.Cards[i].Fields = append(out.Cards[i].Fields, setupFieldOf(f, m.Findings))
	}
	for _, c := range m.Setup.Claims {
		r := setupClaimRow{Name: shown(c.Title()), Source: shown(c.Source), State: claimState(c.State), Why: report.Clean(c.Why), tone: toneBad, glyph: iconRefused}
		switch c.State {
		case report.Present:
			r.tone, r.glyph = toneGood, iconAccepted
		case report.Extra:
			r.tone, r.glyph = toneQuiet, iconInfo
		case report.Malformed: // what is configured has a source in place of a value
			r.State = lang.L("setup.wrong-source")
		}
		out.Claims = append(out.Claims, r)
	}
	return out
}

// setupFieldOf tells a field with what the checks say of it.
func setupFieldOf(f report.SetupField, findings []report.Finding) setupFieldRow {
	r := setupFieldRow{Name: report.Clean(f.Name), Values: values(f.Values), tone: toneNote, glyph: iconInfo}
	switch f.State {
	case "given":
		r.State = lang.L("setup.given")
	case "empty":
		r.State, r.tone = lang.L("setup.empty"), toneQuiet
	default:
		r.State, r.tone, r.glyph = lang.L("setup.missing"), toneQuiet, iconUnknown
	}
	for _, found := range findings {
		if !isAbout(found, f) {
			continue
		}
		switch {
		case found.Level == report.Fail:
			r.tone, r.glyph, r.Why = toneBad, iconRefused, report.Clean(found.Detail)
			return r
		case found.Level == report.Warn:
			r.tone, r.glyph, r.Why = toneWarn, iconWarning, report.Clean(found.Detail)
		case found.Level == report.Pass && r.tone == toneNote:
			r.tone, r.glyph = toneGood, iconAccepted
		}
	}
	return r
}

// isAbout tells whether a finding is about a field: it has the field's name, or stands where the field does.
func isAbout(found report.Finding, f report.SetupField) bool {
	if found.Place != nil && f.Place != nil && found.Place.Line > 0 {
		return *found.Place == *f.Place
	}
	return slices.ContainsFunc(entra.Fields(), func(s entra.Shown) bool {
		return s.Section == f.Section && s.Name == f.Name && found.Check == "setup."+string(s.Field)
	})
}
