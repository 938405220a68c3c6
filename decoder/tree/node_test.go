package tree

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func parse(t *testing.T, in string) *Doc {
	t.Helper()
	d, err := Parse([]byte(in), MessageLimits)
	if err != nil {
		t.Fatalf("%q: %v", in, err)
	}
	return d
}

func TestPlace(t *testing.T) {
	d := parse(t, "\ufeff<a>\r\n  <b/>é<b><c/>x</b>\n<p:b xmlns:p='u'/><d><!-- e --></d>\n</a>")
	for _, c := range []struct {
		n    *Node
		want Place
	}{
		{d.Root, Place{1, 4, 3, "/a"}},
		{d.Root.Elements("", "b")[0], Place{2, 3, 10, "/a/b[1]"}},
		{d.Root.Elements("", "b")[1], Place{2, 9, 16, "/a/b[2]"}},
		{d.Root.Elements("", "b")[1].Child("", "c"), Place{2, 12, 19, "/a/b[2]/c"}},
		{d.Root.Elements("", "b")[1].Children[1], Place{2, 16, 23, "/a/b[2]"}},
		{d.Root.Child("u", "b"), Place{3, 1, 29, "/a/b[3]"}},
		{d.Root.Child("", "d").Children[0], Place{3, 22, 50, "/a/d"}},
	} {
		if got := d.Place(c.n); got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
}

func TestAt(t *testing.T) {
	d := parse(t, "<a>\n\r\n</a>\n")
	for offset, want := range [][2]int{
		{1, 1}, {1, 2}, {1, 3}, {1, 4}, {2, 1}, {2, 2}, {3, 1}, {3, 2}, {3, 3}, {3, 4}, {3, 5}, {4, 1}, {4, 1},
	} {
		if line, column := d.At(offset); line != want[0] || column != want[1] {
			t.Errorf("offset %d: %d:%d, want %d:%d", offset, line, column, want[0], want[1])
		}
	}
	if line, column := d.At(-5); line != 1 || column != 1 {
		t.Errorf("a negative offset is at %d:%d", line, column)
	}
}

func names(nodes []*Node) string {
	var all []string
	for _, n := range nodes {
		all = append(all, n.Local)
	}
	return strings.Join(all, " ")
}

func TestDuplicateIDs(t *testing.T) {
	const v11 = `xmlns='urn:oasis:names:tc:SAML:1.0:assertion'`
	for _, c := range []struct{ in, want string }{
		{"<a ID='1'><b ID='2'/><c/><d IDREF='1' Idea='1'/></a>", ""},
		{"<a ID='1'><b ID='2'/><c ID='1'/></a>", "a c"},
		{"<a ID='1'><b id='1'/><c Id='1'/><d xml:id='1'/><e xmlns:x='u' x:iD='1'/></a>", "a b c d e"},
		{"<a ID='1' Id='2'/>", "a"},
		{"<a ID='1' xml:id='1'/>", "a"},
		{"<a ID=''><b ID=''/></a>", "a b"},
		{"<a ID=' 1'><b ID='1&#10;'/><c ID='1 1'/></a>", "a b"},
		{"<a ID='x'><b ID='X'/></a>", ""},
		{"<Assertion " + v11 + " AssertionID='1'><b ResponseID='1'/><Id xmlns='u' ID='1'/></Assertion>", "Assertion b Id"},
		{"<Assertion " + v11 + " AssertionID='1' ID='2'/>", "Assertion"},
		{"<a AssertionID='1'><b AssertionID='1'/></a>", ""},
	} {
		if got := names(parse(t, c.in).DuplicateIDs()); got != c.want {
			t.Errorf("%s: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestFinders(t *testing.T) {
	root := parse(t, "<a xmlns='u' z='1' xmlns:p='v' p:y='2'>t<b/><p:b/><c><b n='3'><b/></b></c><b xmlns=''/></a>").Root
	for _, c := range []struct{ got, want string }{
		{names(root.Elements("", "")), "b b c b"},
		{names(root.Elements("u", "")), "b c"},
		{names(root.Elements("u", "b")), "b"},
		{names(root.Elements("", "b")), "b"},
		{names(root.All("u", "b")), "b b b"},
		{names(root.All("u", "")), "a b c b b"},
		{names(root.All("", "")), "a b b c b b b"},
		{names(root.All("w", "")), ""},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
	if root.Child("v", "b") != root.Children[2] || root.Child("u", "x") != nil || root.Child("", "c") != nil {
		t.Error("Child is not exact")
	}
	var none *Node
	if !root.Is("u", "a") || root.Is("", "a") || root.Is("u", "A") || root.Children[0].Is("", "") || none.Is("", "") {
		t.Error("Is is not exact")
	}
	if v, ok := root.Attr("z"); v != "1" || !ok {
		t.Errorf("attribute z is %q, %v", v, ok)
	}
	if v, ok := root.Attr("y"); ok {
		t.Errorf("attribute y without a namespace is %q", v)
	}
}

func TestTextAndOdd(t *testing.T) {
	for _, c := range []struct {
		in, text string
		odd      bool
	}{
		{"<a/>", "", false},
		{"<a>x</a>", "x", false},
		{"<a>x<![CDATA[y]]>z</a>", "xyz", false},
		{"<a>x<!-- c -->y</a>", "xy", true},
		{"<a>x<?p?>y</a>", "xy", true},
		{"<a>x<b>n</b>y</a>", "xy", true},
		{"<a><!-- c -->x</a>", "x", true},
		{"<a>x<!-- c --></a>", "x", false},
		{"<a>x<!-- c -->\n</a>", "x\n", false},
		{"<a>x<b/></a>", "x", true},
		{"<a>\n <b/>\n <!-- c -->\n</a>", "\n \n \n", false},
		{"<a><![CDATA[]]><!-- c --><![CDATA[x]]></a>", "x", true},
	} {
		root := parse(t, c.in).Root
		if got := root.Text(); got != c.text {
			t.Errorf("%s: text %q, want %q", c.in, got, c.text)
		}
		if got := root.Odd(); got != c.odd {
			t.Errorf("%s: odd %v, want %v", c.in, got, c.odd)
		}
	}
}

func TestAllText(t *testing.T) {
	for in, want := range map[string]string{
		"<a/>": "", "<a>x</a>": "x", "<a>1<b>2<c>3</c></b><!-- no -->4<?no no?><![CDATA[5]]></a>": "12345",
	} {
		if got := parse(t, in).Root.AllText(); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestInScope(t *testing.T) {
	root := parse(t, "<a xmlns='u' xmlns:p='v' xmlns:xml='http://www.w3.org/XML/1998/namespace'><b xmlns:p='w' xmlns:q='x'><c xmlns=''/></b></a>").Root
	b := root.Child("u", "b")
	for _, c := range []struct {
		n    *Node
		want []Decl
	}{
		{root, []Decl{{"", "u"}, {"p", "v"}}},
		{b, []Decl{{"p", "w"}, {"q", "x"}, {"", "u"}}},
		{b.Child("", "c"), []Decl{{"p", "w"}, {"q", "x"}}},
	} {
		if got := c.n.InScope(); !slices.Equal(got, c.want) {
			t.Errorf("<%s>: %v, want %v", c.n.Local, got, c.want)
		}
	}
}

// Bindings end with their element, at whatever depth and however often they are hidden.
func TestScopeEnds(t *testing.T) {
	var b strings.Builder
	for i := range 50 {
		fmt.Fprintf(&b, "<p:a xmlns:p='u%d' xmlns='d%d'>", i, i)
	}
	for i := range 50 {
		fmt.Fprintf(&b, "<p:z/><z/></p:a><!-- %d -->", i)
	}
	n := parse(t, b.String()).Root
	for i := range 50 {
		if want := fmt.Sprint("u", i); n.Space != want || n.Child(want, "z") == nil || n.Child(fmt.Sprint("d", i), "z") == nil {
			t.Fatalf("at depth %d the namespace is %q", i, n.Space)
		}
		if i < 49 {
			n = n.Elements("", "")[0]
		}
	}
}
