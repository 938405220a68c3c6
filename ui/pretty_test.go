package ui

import (
	"strings"
	"testing"
)

func TestPrettyPrint(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"nested", `<a><b>x</b><c/></a>`, "<a>\n  <b>x</b>\n  <c/>\n</a>"},
		{"laid out already", "<a>\n\t<b>x</b>\n</a>", "<a>\n  <b>x</b>\n</a>"},
		{"declaration and comment", `<?xml version="1.0"?><a><!-- <b> --><b/></a>`, "<?xml version=\"1.0\"?>\n<a>\n  <!-- <b> -->\n  <b/>\n</a>"},
		{"greater-than in an attribute", `<a b="x>y"><c d='/>'/></a>`, "<a b=\"x>y\">\n  <c d='/>'/>\n</a>"},
		{"white space that is a value", `<a> </a>`, `<a> </a>`},
		{"mixed text stays", `<a>x<b>y</b>z</a>`, "<a>x<b>y</b>z</a>"},
		{"CDATA is text", `<a><![CDATA[<b>]]></a>`, "<a><![CDATA[<b>]]></a>"},
		{"empty", "", ""},
		{"not XML", "hello", "hello"},
		{"cut off", `<a><b c="`, "<a>\n  <b c=\""},
		{"too many ends", `</a></b>`, "</a>\n</b>"},
	} {
		if got := prettyPrint(c.in).text; got != c.want {
			t.Errorf("%s: found %q, expected %q", c.name, got, c.want)
		}
	}
}

// holdPretty is what must be true of any text: nothing but white space is added or dropped, and places
// lead from one text to the other and back.
func holdPretty(t *testing.T, in string) {
	t.Helper()
	p := prettyPrint(in)
	squeeze := strings.NewReplacer(" ", "", "\t", "", "\r", "", "\n", "").Replace
	if squeeze(p.text) != squeeze(in) {
		t.Fatalf("%q became %q", in, p.text)
	}
	for at := range len(in) {
		to := p.fromRaw(at)
		if to < 0 || to > len(p.text) {
			t.Fatalf("place %d of %q leads to %d of %d", at, in, to, len(p.text))
		}
		if strings.ContainsRune(" \t\r\n", rune(in[at])) {
			continue
		}
		if to == len(p.text) || p.text[to] != in[at] || p.toRaw(to) != at {
			t.Fatalf("place %d of %q leads to %d of %q and back to %d", at, in, to, p.text, p.toRaw(to))
		}
	}
}

func TestPrettyPlaces(t *testing.T) {
	for _, in := range []string{sampleXML, "<a>\n <b>x</b>\n</a>", "", "<", "</", "<!--", "<a b='", "x<y", "<a/> <b/> tail"} {
		holdPretty(t, in)
	}
}

func FuzzPrettyPrint(f *testing.F) {
	for _, s := range []string{sampleXML, "<a>\n <b c='>'>x</b>\n</a>", "<![CDATA[", "<?x?><a/>", "a <b> c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < 4096 {
			holdPretty(t, s)
		}
	})
}

func BenchmarkPrettyPrint2MB(b *testing.B) {
	s := "<r>" + strings.Repeat(`<a b="c"><d>text</d></a>`, 2<<20/24) + "</r>"
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		prettyPrint(s)
	}
}
