package explain

import (
	"strings"
	"sync"

	"claimcheck/assets"
)

// vendor is the name in front of every code that is known here.
const vendor = "AADSTS"

// codes is the table of Entra's codes by their digits, read once.
var codes = sync.OnceValue(func() map[string]Code {
	m := map[string]Code{}
	for row := range rows(assets.AADSTS) {
		m[row[0]] = Code{
			Code:     vendor + row[0],
			Name:     row[1],
			Meaning:  row[2],
			Owners:   strings.Split(row[3], ","),
			Remedy:   row[4],
			Inferred: row[5] == "yes",
			OwnIdP:   row[6] == "yes",
			Source:   row[7],
		}
	}
	return m
})

// statuses is the table of SAML status codes by their URI, read once.
var statuses = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for row := range rows(assets.Status) {
		m[row[0]] = row[2]
	}
	return m
})

// rows gives the rows of a tab-separated table below its header line. A test holds the tables to
// their columns.
func rows(table string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		first := true
		for line := range strings.Lines(table) {
			if !first && !yield(strings.Split(strings.TrimSuffix(line, "\n"), "\t")) {
				return
			}
			first = false
		}
	}
}
