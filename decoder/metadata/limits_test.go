package metadata

import (
	"fmt"
	"strings"
	"testing"
)

// Each limit of a metadata file at its value: what stays within it is read, what exceeds it is told.
// CONTRIBUTING.md lists the limits.
func TestLimits(t *testing.T) {
	file := func(inside string) string {
		return `<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:example">` + inside + `</EntityDescriptor>`
	}
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, c := range []struct {
		limit        string
		file         func(n int) string
		within, over int
		told         string
	}{
		{"Bytes", func(n int) string { return file("<!--" + strings.Repeat("x", n-len(file("<!---->"))) + "-->") }, 20 << 20, 20<<20 + 1, "20971521 bytes, the limit is 20971520"},
		{"Depth", func(n int) string { return file(strings.Repeat("<x>", n-1) + strings.Repeat("</x>", n-1)) }, 100, 101, "more than 100 deep"},
		{"Nodes", func(n int) string { return file(strings.Repeat("<x/>", n-1)) }, 400_000, 400_001, "more than 400000 nodes"},
		{"Attributes", func(n int) string { return file("<x" + many(" a%d=''", n) + "/>") }, 300, 301, "more than 300 attributes"},
		{"Namespaces", func(n int) string { return file("<x" + many(" xmlns:a%d='u'", n) + "/>") }, 64, 65, "more than 64 namespace declarations"},
	} {
		t.Run(c.limit, func(t *testing.T) {
			if f, err := Read("metadata.xml", []byte(c.file(c.within))); err != nil || len(f.Entities) != 1 {
				t.Errorf("%d: expected it to be read, found %v", c.within, err)
			}
			if _, err := Read("metadata.xml", []byte(c.file(c.over))); err == nil || !strings.Contains(err.Error(), c.told) {
				t.Errorf("%d: expected %q, found %v", c.over, c.told, err)
			}
		})
	}
}
