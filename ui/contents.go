package ui

import (
	"strings"

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
