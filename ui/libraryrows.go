package ui

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/library"
)

// libraryRow is what the library says about one entry.
type libraryRow struct {
	Name     string      `json:"name"`
	Entities []string    `json:"entities"` // entityIDs; of many the first, and how many more there are
	Tenant   string      `json:"tenant,omitempty"`
	Imported string      `json:"imported"`
	Keys     string      `json:"keys,omitempty"`
	Term     report.Term `json:"term,omitempty"` // of the certificate that ends next
	Left     string      `json:"left,omitempty"` // its term in a few words
	Problem  string      `json:"problem,omitempty"`
	Steps    []string    `json:"steps,omitempty"` // what to do about the problem
	tone     tone
	glyph    glyph
	entry    library.Entry
}

// mostEntities is how many entities of an entry are named, mostTenants how many tenants.
const mostEntities, mostTenants = 3, 3

func libraryRowOf(e library.Entry, now time.Time, zone *time.Location) libraryRow {
	r := libraryRow{Name: shown(e.Name), Entities: []string{}, entry: e, tone: toneQuiet, glyph: iconUnknown}
	if !e.Imported.IsZero() {
		r.Imported = lang.L("library.imported", fill{"Day": day(e.Imported, zone), "Size": bytesOf(e.Size)})
	}
	if e.Trouble != nil {
		r.Problem, r.tone, r.glyph = report.Clean(e.Trouble.Sentence), toneBad, iconRefused
		r.Steps = cleaned(e.Trouble.Steps)
		return r
	}
	ids := e.EntityIDs()
	for i, id := range ids {
		if i == mostEntities {
			r.Entities = append(r.Entities, lang.N("library.more", len(ids)-i, fill{"Count": count(len(ids) - i)}))
			break
		}
		r.Entities = append(r.Entities, shown(id))
	}
	if tenants := e.Tenants(); len(tenants) > 0 {
		names := slices.Clone(tenants[:min(len(tenants), mostTenants)])
		if more := len(tenants) - len(names); more > 0 {
			names = append(names, lang.N("library.more-tenants", more, fill{"Count": count(more)}))
		}
		r.Tenant = lang.N("library.tenant", len(tenants), fill{"Names": shown(strings.Join(names, ", "))})
	}
	keys := metadata.AllSigningKeys([]*metadata.File{e.File})
	r.Keys = lang.N("library.keys", len(keys), fill{"Count": count(len(keys))})
	var certs []report.Certificate
	ended := 0
	for _, k := range keys {
		if k.Cert == nil {
			continue
		}
		left := report.DaysLeft(k.Cert.NotAfter, now)
		c := report.Certificate{Key: report.Key{NotBefore: k.Cert.NotBefore, NotAfter: k.Cert.NotAfter}, Term: report.TermOf(k.Cert.NotBefore, k.Cert.NotAfter, now), DaysLeft: &left}
		if c.Term == report.ExpiredKey {
			ended++
		}
		certs = append(certs, c)
	}
	if ended > 0 && ended < len(keys) {
		r.Keys += ", " + lang.N("library.ended", ended, fill{"Count": count(ended)})
	}
	if next := endsNext(certs); next != nil {
		r.Term, r.Left = next.Term, report.Clean(next.Left())
		r.tone, r.glyph = termLook(*next)
	}
	return r
}

// endsNext is the certificate whose end comes next; where all have ended, the one that was the last to do so.
func endsNext(certs []report.Certificate) *report.Certificate {
	var next *report.Certificate
	for i := range certs {
		c := &certs[i]
		switch {
		case next == nil:
			next = c
		case (c.Term == report.ExpiredKey) != (next.Term == report.ExpiredKey):
			if next.Term == report.ExpiredKey {
				next = c
			}
		case c.NotAfter.Before(next.NotAfter) != (c.Term == report.ExpiredKey):
			next = c
		}
	}
	return next
}

// cleaned makes steps safe to be shown.
func cleaned(steps []string) []string {
	out := make([]string, 0, len(steps))
	for _, s := range steps {
		out = append(out, report.Clean(s))
	}
	return out
}

// asideRow is a file that was set aside, with the reason; or the others that lie there from before.
type asideRow struct {
	Words string   `json:"words"`
	Steps []string `json:"steps,omitempty"`
}

// mostAside is how many files that lie aside are named.
const mostAside = 10

// asideRows tells what was set aside in this run, and what else lies in the folder.
func asideRows(told []*library.Trouble, lying []string, folder string) []asideRow {
	var rows []asideRow
	for _, t := range told {
		rows = append(rows, asideRow{report.Clean(t.Sentence), cleaned(t.Steps)})
	}
	if more := len(lying) - len(told); more > 0 {
		names := slices.Clone(lying[:min(len(lying), mostAside)])
		if rest := len(lying) - len(names); rest > 0 {
			names = append(names, "…")
		}
		rows = append(rows, asideRow{lang.N("library.aside", len(lying), fill{"Count": count(len(lying)), "Folder": shown(folder), "Names": shown(strings.Join(names, ", "))}), nil})
	}
	return rows
}
