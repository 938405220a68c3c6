package profile

import (
	"fmt"
	"strings"
	"testing"

	"claimcheck/decoder/saml"
)

// Names are compared up to a length and by a few of their last segments: what goes beyond is another name.
// CONTRIBUTING.md lists the limits.
func TestLimitsOfNames(t *testing.T) {
	long := func(n int) string { return strings.Repeat("a", n) }
	path := func(n int) string {
		var segments []string
		for i := range n {
			segments = append(segments, fmt.Sprintf("word%c", 'a'+i))
		}
		return strings.Join(segments, "/")
	}
	for _, c := range []struct {
		limit        string
		claim        func(n int) Claim
		sent         func(n int) string
		within, over int
	}{
		{
			"maxName", func(n int) Claim { return Claim{Name: long(n)} },
			func(n int) string { return strings.ToUpper(long(n)) }, maxName, maxName + 1,
		},
		{
			"maxSegments", func(n int) Claim { return Claim{Name: "Country", Translations: []string{path(n)}} },
			func(n int) string { return "https://contoso.example.com/claims/" + path(n) }, maxSegments, maxSegments + 1,
		},
	} {
		for _, n := range []int{c.within, c.over} {
			sent := Match(&Profile{Claims: []Claim{c.claim(n)}}, []saml.Attribute{attr(c.sent(n), "x")})
			if found := sent[0].State == "misnamed"; found != (n == c.within) {
				t.Errorf("%s, %d: expected it to be found misnamed: %t, found %s", c.limit, n, n == c.within, sent[0].State)
			}
		}
	}
}

// An address of 64 KiB is read for what is wrong with it; of a longer value the length is.
func TestMaxText(t *testing.T) {
	for n, want := range map[int]string{maxText: "there are several addresses", maxText + 1: "it is longer than an address can be"} {
		if got := address(strings.Repeat("a@b;", maxText)[:n]); got != want {
			t.Errorf("%d bytes: expected %q, found %q", n, want, got)
		}
	}
}
