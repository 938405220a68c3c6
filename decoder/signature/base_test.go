package signature_test

import (
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
)

// TestWithoutDots is the table of C14N 1.1, appendix A.
func TestWithoutDots(t *testing.T) {
	for _, row := range strings.Split(strings.TrimSpace(`
no/.././/pseudo-netpath/seg/file.ext pseudo-netpath/seg/file.ext
no/..//.///pseudo-netpath/seg/file.ext pseudo-netpath/seg/file.ext
yes/no//..//.///pseudo-netpath/seg/file.ext yes/pseudo-netpath/seg/file.ext
no/../yes yes
no/../yes/ yes/
no/../yes/no/.. yes/
../../no/../.. ../../../
no/../.. ../
no/.. -
no/../ -
/a/b/c/./../../g /a/g
mid/content=5/../6 mid/6
../../.. ../../../
no/../../ ../
..yes/..no/..no/..no/../../../..yes ..yes/..yes
..yes/..no/..no/..no/../../../..yes/ ..yes/..yes/
../.. ../../
../../../ ../../../
. -
./ -
./. -
//no/.. /
../../no/.. ../../
../../no/../ ../../
yes/no/../ yes/
yes/no/no/../.. yes/
yes/no/no/no/../../.. yes/
yes/no/../yes/no/no/../.. yes/yes/
yes/no/no/no/../../../yes yes/yes
yes/no/no/no/../../../yes/ yes/yes/
/no/../ /
/yes/no/../ /yes/
/yes/no/no/../.. /yes/
/yes/no/no/no/../../.. /yes/
../../..no/.. ../../
../../..no/../ ../../
..yes/..no/../ ..yes/
..yes/..no/..no/../.. ..yes/
..yes/...no/..no/..no/../../.. ..yes/
..yes/..no/../..yes/..no/..no/../.. ..yes/..yes/
/..no/../ /
/..yes/..no/../ /..yes/
/..yes/..no/..no/../.. /..yes/
/..yes/..no/..no/..no/../../.. /..yes/
/ /
/. /
/./ /
/./. /
/././ /
/.. /
/../.. /
/../../.. /
//.. /
//..//.. /
//..//..//.. /
/./.. /
/./.././.. /
/./.././.././.. /
.. ../
../ ../`), "\n") {
		path, want, _ := strings.Cut(row, " ")
		if got := signature.WithoutDots(path); got != strings.TrimPrefix(want, "-") {
			t.Errorf("%s: expected %s, got %q", path, want, got)
		}
	}
}

// TestJoin holds the examples of C14N 1.1 (2.4 and 3.8) and of RFC 3986 (5.4).
func TestJoin(t *testing.T) {
	const rfc = "http://a/b/c/d;p?q"
	for _, c := range [][3]string{
		{"abc/", "../", ""},
		{"../", "../", "../../"},
		{"..", "..", "../../"},
		{"..", "../x", "../../x"},
		{"bar/", "foo", "bar/foo"},
		{"something/else", "bar/foo", "something/bar/foo"},
		{"a/", "b#f", "a/b"},
		{"a/", "#f", "a/"},
		{"a//b/", "c", "a/b/c"},
		{"http://a", "b", "http://a/b"},
		{"something/else", "urn:x", "urn:x"},
		{"x", "http://example.org/a/b", "http://example.org/a/b"},
		{rfc, "g:h", "g:h"},
		{rfc, "g", "http://a/b/c/g"},
		{rfc, "./g", "http://a/b/c/g"},
		{rfc, "g/", "http://a/b/c/g/"},
		{rfc, "/g", "http://a/g"},
		{rfc, "//g", "http://g"},
		{rfc, "?y", "http://a/b/c/d;p?y"},
		{rfc, "g?y", "http://a/b/c/g?y"},
		{rfc, ";x", "http://a/b/c/;x"},
		{rfc, "", rfc},
		{rfc, ".", "http://a/b/c/"},
		{rfc, "..", "http://a/b/"},
		{rfc, "../g", "http://a/b/g"},
		{rfc, "../..", "http://a/"},
		{rfc, "../../../g", "http://a/g"},
		{rfc, "g?y/../x", "http://a/b/c/g?y/../x"},
		{"a\n#b\n", "c#\nd", "c"},
	} {
		if got := signature.Join(c[0], c[1]); got != c[2] {
			t.Errorf("%s and %s: expected %s, got %s", c[0], c[1], c[2], got)
		}
	}
}

// What is written at the apex is the base with those above it; the copy that is read back holds it.
func TestBaseIsSigned(t *testing.T) {
	for name, c := range map[string]struct{ above, own, c14n string }{
		"joined":         {` xml:base="a/b"`, ` xml:base="c"`, inclusive11},
		"inherited":      {` xml:base="a/b"`, "", inclusive11},
		"joined to none": {` xml:base="a/"`, ` xml:base="../"`, inclusive11},
		"nearest":        {` xml:base="a/b"`, ` xml:base="c"`, inclusive},
	} {
		x := replace("<samlp:Response ", "<samlp:Response"+c.above+" ")(template("<AttributeValue>Simon</AttributeValue>", mint.Signing{C14N: c.c14n}))
		x = resigned(t, replace("<Assertion ", "<Assertion"+c.own+" ")(x))
		if r := one(t, x, trust(mint.Active())); r.Cause != signature.Good {
			t.Errorf("%s: %s: %s", name, r.Cause, r.Detail)
		}
		if r := one(t, replace(c.above, ` xml:base="x/y/z"`)(x), trust(mint.Active())); (r.Cause == signature.Good) != (name == "nearest") {
			t.Errorf("%s, changed above: %s", name, r.Cause)
		}
	}
}

// TestMaxBase trips the bound of the xml:base values.
func TestMaxBase(t *testing.T) {
	for octets, want := range map[int]bool{64 << 10: false, 64<<10 + 1: true} {
		x := replace("<samlp:Response ", `<samlp:Response xml:base="`+strings.Repeat("a", octets)+`" `)(template("<AttributeValue>Simon</AttributeValue>", mint.Signing{C14N: inclusive11}))
		r := one(t, resigned(t, x), trust(mint.Active()))
		if r.Limit != want || (r.Cause == signature.Good) == want {
			t.Errorf("%d octets: %s: %s", octets, r.Cause, r.Detail)
		}
	}
}
