package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/theme"

	"claimcheck/decoder/report"
)

// roleRow is one role of an entity, with its addresses.
type roleRow struct {
	title     string
	endpoints []endpointRow
	more      int
}

type endpointRow struct{ service, location string }

// entityRow is one entity of a metadata file.
type entityRow struct {
	id    string
	roles []roleRow
	more  int
}

// mostParts is how many entities of a file are listed, roles of an entity, and addresses of a role: the file of an
// application has a handful, a federation thousands.
const mostParts = 20

func few[T any](list []T) (shown []T, more int) {
	n := min(len(list), mostParts)
	return list[:n], len(list) - n
}

// contentRows gives the entities of a file, and how many are left out.
func contentRows(md *report.Metadata) (rows []entityRow, more int) {
	if md == nil {
		return nil, 0
	}
	entities, more := few(md.Entities)
	for _, e := range entities {
		row := entityRow{id: shown(e.ID)}
		roles, left := few(e.Roles)
		row.more = left
		for _, r := range roles {
			var protocols []string
			for _, p := range r.Protocols {
				protocols = append(protocols, protocolWord(p))
			}
			role := roleRow{title: joined("  ·  ", shown(r.Kind), strings.Join(protocols, ", "))}
			endpoints, left := few(r.Endpoints)
			role.more = left
			for _, p := range endpoints {
				binding := p.Binding[strings.LastIndex(p.Binding, ":")+1:]
				role.endpoints = append(role.endpoints, endpointRow{joined(" · ", shown(p.Service), shown(binding)), shown(p.Location)})
			}
			row.roles = append(row.roles, role)
		}
		rows = append(rows, row)
	}
	return rows, more
}

// protocolWord is the name of a protocol that people know.
func protocolWord(uri string) string {
	switch uri {
	case "urn:oasis:names:tc:SAML:2.0:protocol":
		return "SAML 2.0"
	case "http://docs.oasis-open.org/wsfed/federation/200706":
		return "WS-Federation"
	}
	return shown(uri)
}

// contents shows what a metadata file announces: its entities, their roles and addresses.
type contents struct {
	onCopy func(s string)
	list   *fyne.Container
	scroll *container.Scroll
}

func newContents(onCopy func(s string)) *contents {
	c := &contents{onCopy: onCopy, list: vertical(12)}
	c.scroll = container.NewVScroll(inset(10, 4, c.list))
	return c
}

func (c *contents) content() fyne.CanvasObject { return c.scroll }

func (c *contents) show(md *report.Metadata) {
	rows, more := contentRows(md)
	c.list.Objects = nil
	for _, e := range rows {
		c.list.Add(c.entity(e))
	}
	if more > 0 {
		c.list.Add(quietNotice(lang.N("library.more", more, fill{"Count": count(more)})))
	}
	if len(rows) == 0 {
		c.list.Add(quietNotice(lang.L("contents.none")))
	}
	c.list.Refresh()
	c.scroll.ScrollToTop()
}

func (c *contents) entity(e entityRow) fyne.CanvasObject {
	box := vertical(10, vertical(2, caption(lang.L("contents.entity")), copyable(e.id, c.onCopy)))
	for _, r := range e.roles {
		box.Add(c.role(r))
	}
	if e.more > 0 {
		box.Add(muted(lang.N("contents.roles", e.more, fill{"Count": count(e.more)})))
	}
	return card(inset(12, 14, box))
}

func (c *contents) role(r roleRow) fyne.CanvasObject {
	box := vertical(4, strong(r.title))
	for _, p := range r.endpoints {
		box.Add(inset(0, 12, vertical(0, newText(wrap, theme.SizeNameCaptionText, span{text: p.service, color: colorMuted}), copyable(p.location, c.onCopy))))
	}
	if r.more > 0 {
		box.Add(inset(0, 12, muted(lang.N("contents.addresses", r.more, fill{"Count": count(r.more)}))))
	}
	return box
}
