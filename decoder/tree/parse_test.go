package tree

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const corpus = "../../../shared/corpus"

var accepted = []struct{ name, in string }{
	{"smallest", `<a/>`},
	{"byte order mark", "\ufeff<a/>"},
	{"byte order mark and declaration", "\ufeff<?xml version='1.0'?><a/>"},
	{"declaration, whole", `<?xml version="1.0" encoding="UTF-8" standalone="no" ?><a/>`},
	{"declaration of another encoding", `<?xml version="1.0" encoding="utf-16"?><a/>`},
	{"declaration with white space around =", "<?xml\nversion = '1.0'\tencoding\n=\r'x'?><a/>"},
	{"white space, comments and instructions outside the root", " \n<!-- a --><?b c?>\r\n<a/> <!-- b -->\t<?d?>\n"},
	{"instruction whose target begins with xml", `<?xml-stylesheet href="x"?><a/>`},
	{"white space in tags", "<a\n b\t=\r'1' \n></a \t>"},
	{"either quote", `<a b="it's" c='"'/>`},
	{"> and ]] in data", `<a b=">]]>">> ]] ]>&gt;]]&gt;</a>`},
	{"references", `<a b="&#9;&#xA;&#13;&lt;&gt;&amp;&quot;&apos;">&#x10FFFF;&#0000000000000000000000000000000000000000000000000000000000000000000000000000065;</a>`},
	{"CDATA", `<a><![CDATA[<b>&amp;</b>]]]]><![CDATA[>]]></a>`},
	{"empty CDATA", `<a><![CDATA[]]></a>`},
	{"comments", `<a><!----><!-- - -><a>&b; --></a>`},
	{"instructions", "<a><?b?><?c ?><?d  e\r\n?f>?></a>"},
	{"line ends", "<a b='1\r\n2\r3\n4\t5'>1\r\n2\r3\n4\r</a>"},
	{"names beyond ASCII", `<Ünicode été.ß-9·="x"><名前/><𐐀/></Ünicode>`},
	{"a name of the fifth edition", "<\u0220\u203F/>"},
	{"characters beyond ASCII", "<a>é\u0085\u2028\uFFFD\U0001F600</a>"},
	{"delete", "<a>\x7f</a>"},
	{"namespaces", `<p:a xmlns:p="urn:p" xmlns="urn:d" p:b="1" b="2"><c p:b=""/><p:d xmlns:p="urn:q" xmlns=""><e p:x=""/></p:d><p:f/></p:a>`},
	{"prefix declared after its use", `<p:a p:b="" xmlns:p="urn:p"/>`},
	{"xml prefix", `<a xml:lang="en" xmlns:xml="http://www.w3.org/XML/1998/namespace"/>`},
	{"xml prefix of an element", `<xml:a/>`},
	{"two prefixes of one namespace", `<a xmlns:p="u" xmlns:q="u" p:b="" q:c=""/>`},
	{"names with xmlns in them", `<xmlnsa xmlnsb="" xmln=""/>`},
	{"many attributes", `<a` + attrs(200) + `/>`},
}

var refused = []struct {
	name, in string
	code     Code
}{
	{"nothing", "", NoElement},
	{"white space", " \n", NoElement},
	{"byte order mark alone", "\ufeff", NoElement},
	{"text alone", "hello", NoElement},
	{"comment alone", "<!-- a -->", NoElement},
	{"declaration alone", "<?xml version='1.0'?>", NoElement},
	{"text before the root", "a<a/>", NotWellFormed},
	{"reference before the root", "&#32;<a/>", NotWellFormed},
	{"CDATA before the root", "<![CDATA[ ]]><a/>", NotWellFormed},
	{"end tag before the root", "</a><a/>", NotWellFormed},
	{"text after the root", "<a/>b", Trailing},
	{"second root", "<a/><b/>", Trailing},
	{"CDATA after the root", "<a/><![CDATA[ ]]>", Trailing},
	{"end tag after the root", "<a></a></a>", Trailing},
	{"byte order mark after the root", "<a/>\ufeff", Trailing},
	{"two byte order marks", "\ufeff\ufeff<a/>", NotWellFormed},

	{"declaration after white space", " <?xml version='1.0'?><a/>", NotWellFormed},
	{"declaration inside", "<a><?xml version='1.0'?></a>", NotWellFormed},
	{"declaration twice", "<?xml version='1.0'?><?xml version='1.0'?><a/>", NotWellFormed},
	{"declaration in capitals", "<?XML version='1.0'?><a/>", NotWellFormed},
	{"declaration without version", "<?xml encoding='UTF-8'?><a/>", NotWellFormed},
	{"declaration, empty", "<?xml?><a/>", NotWellFormed},
	{"declaration of XML 1.1", "<?xml version='1.1'?><a/>", NotWellFormed},
	{"declaration in the wrong order", "<?xml version='1.0' standalone='yes' encoding='UTF-8'?><a/>", NotWellFormed},
	{"declaration with a bad encoding name", "<?xml version='1.0' encoding='-utf'?><a/>", NotWellFormed},
	{"declaration with an empty encoding name", "<?xml version='1.0' encoding=''?><a/>", NotWellFormed},
	{"declaration with a bad standalone", "<?xml version='1.0' standalone='YES'?><a/>", NotWellFormed},
	{"declaration with no white space", "<?xml version='1.0'encoding='UTF-8'?><a/>", NotWellFormed},
	{"declaration with another attribute", "<?xml version='1.0' a='b'?><a/>", NotWellFormed},
	{"declaration without its ?", "<?xml version='1.0'><a/>", NotWellFormed},
	{"declaration without =", "<?xml version '1.0'?><a/>", NotWellFormed},

	{"document type", "<!DOCTYPE a><a/>", DocType},
	{"document type with entities", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", DocType},
	{"document type in lower case", "<!doctype html><html/>", DocType},
	{"document type inside", "<a><!DOCTYPE a></a>", DocType},
	{"document type after", "<a/><!DOCTYPE a>", DocType},
	{"entity declaration", "<a><!ENTITY b 'c'></a>", DocType},
	{"element declaration", "<!ELEMENT a ANY><a/>", DocType},
	{"attribute list", "<!ATTLIST a b CDATA #IMPLIED><a/>", DocType},
	{"notation", "<!NOTATION a SYSTEM 'b'><a/>", DocType},
	{"conditional section", "<![INCLUDE[<a/>]]>", NotWellFormed},
	{"CDATA in lower case", "<a><![cdata[]]></a>", NotWellFormed},
	{"unknown declaration", "<!x><a/>", NotWellFormed},

	{"-- in a comment", "<a><!-- a -- b --></a>", NotWellFormed},
	{"--- at the end of a comment", "<a><!-- a ---></a>", NotWellFormed},
	{"comment cut by >", "<a><!--></a>", Truncated},
	{"]]> in text", "<a>]]></a>", NotWellFormed},
	{"< in a value", "<a b='<'/>", NotWellFormed},
	{"a quote forgotten", "<a b='c><d/></a>", NotWellFormed},
	{"no quotes", "<a b=c/>", NotWellFormed},
	{"no value", "<a b/>", NotWellFormed},
	{"no white space between attributes", "<a b='1'c='2'/>", NotWellFormed},
	{"no name", "< a/>", NotWellFormed},
	{"no name in the end tag", "<a></>", NotWellFormed},
	{"wrong end tag", "<a><b></a></b>", NotWellFormed},
	{"longer end tag", "<a></ab>", NotWellFormed},
	{"shorter end tag", "<ab></a>", NotWellFormed},
	{"end tag of another prefix", "<p:a xmlns:p='u' xmlns:q='u'></q:a>", NotWellFormed},
	{"end tag in another case", "<a></A>", NotWellFormed},
	{"end tag with an attribute", "<a></a b=''>", NotWellFormed},
	{"/ inside a tag", "<a / >", NotWellFormed},
	{"name that begins with a digit", "<1/>", NotWellFormed},
	{"name that begins with -", "<-a/>", NotWellFormed},
	{"name that begins with a combining mark", "<\u0301a/>", NotWellFormed},
	{"name with ×", "<a×/>", NotWellFormed},
	{"attribute name that begins with a digit", "<a 1=''/>", NotWellFormed},
	{"instruction without target", "<a><? b?></a>", NotWellFormed},
	{"instruction with xml for target", "<a><?xMl b?></a>", NotWellFormed},
	{"instruction whose target goes on", "<a><?b+c?></a>", NotWellFormed},

	{"unknown entity", "<a>&nbsp;</a>", NotWellFormed},
	{"unknown entity in a value", "<a b='&b;'/>", NotWellFormed},
	{"entity in another case", "<a>&AMP;</a>", NotWellFormed},
	{"bare &", "<a>b & c</a>", NotWellFormed},
	{"bare & in a value", "<a b='c&d=e'/>", NotWellFormed},
	{"reference without ;", "<a>&amp</a>", NotWellFormed},
	{"empty reference", "<a>&;</a>", NotWellFormed},
	{"empty character reference", "<a>&#;</a>", NotWellFormed},
	{"empty hexadecimal reference", "<a>&#x;</a>", NotWellFormed},
	{"reference with X", "<a>&#X41;</a>", NotWellFormed},
	{"reference with a sign", "<a>&#+65;</a>", NotWellFormed},
	{"hexadecimal digits in a decimal reference", "<a>&#4A;</a>", NotWellFormed},
	{"reference to zero", "<a>&#0;</a>", Encoding},
	{"reference to a control character", "<a b='&#x1;'/>", Encoding},
	{"reference to a surrogate", "<a>&#xD800;</a>", Encoding},
	{"reference to U+FFFE", "<a>&#xFFFE;</a>", Encoding},
	{"reference beyond Unicode", "<a>&#x110000;</a>", Encoding},
	{"reference that would overflow", "<a>&#x100000041;</a>", Encoding},

	{"zero byte", "<a>\x00</a>", Encoding},
	{"control character", "<a b='\x1b'/>", Encoding},
	{"form feed between attributes", "<a\fb=''/>", Encoding},
	{"Latin-1", "<a>Andr\xe9</a>", Encoding},
	{"overlong slash", "<a>\xc0\xaf</a>", Encoding},
	{"surrogate in UTF-8", "<a>\xed\xa0\x80</a>", Encoding},
	{"U+FFFF", "<a>\uffff</a>", Encoding},
	{"beyond Unicode", "<a>\xf4\x90\x80\x80</a>", Encoding},
	{"control character in a comment", "<a><!--\x02--></a>", Encoding},
	{"UTF-16", "\xff\xfe<\x00a\x00/\x00>\x00", Encoding},

	{"attribute twice", "<a b='' b=''/>", NotWellFormed},
	{"attribute twice by namespace", "<a xmlns:p='u' xmlns:q='u' p:b='' q:b=''/>", NotWellFormed},
	{"attribute twice by namespace with a reference", "<a xmlns:p='u' xmlns:q='&#x75;' p:b='' q:b=''/>", NotWellFormed},
	{"attribute twice among many", "<a" + attrs(100) + " a7=''/>", NotWellFormed},
	{"declaration of a prefix twice", "<a xmlns:p='u' xmlns:p='v'/>", NotWellFormed},
	{"default namespace twice", "<a xmlns='u' xmlns='u'/>", NotWellFormed},
	{"unbound prefix", "<p:a/>", Namespace},
	{"unbound prefix of an attribute", "<a p:b=''/>", Namespace},
	{"prefix bound in a sibling", "<a><b xmlns:p='u'/><p:c/></a>", Namespace},
	{"prefix bound in a child", "<p:a><b xmlns:p='u'/></p:a>", Namespace},
	{"empty namespace for a prefix", "<a xmlns:p=''/>", Namespace},
	{"xmlns declared", "<a xmlns:xmlns='http://www.w3.org/2000/xmlns/'/>", Namespace},
	{"xmlns declared to something", "<a xmlns:xmlns='u'/>", Namespace},
	{"the namespace of xmlns bound", "<a xmlns:p='http://www.w3.org/2000/xmlns/'/>", Namespace},
	{"the namespace of xmlns as default", "<a xmlns='http://www.w3.org/2000/xmlns/'/>", Namespace},
	{"xml bound elsewhere", "<a xmlns:xml='u'/>", Namespace},
	{"the namespace of xml bound", "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>", Namespace},
	{"the namespace of xml as default", "<a xmlns='http://www.w3.org/XML/1998/namespace'/>", Namespace},
	{"element xmlns:a", "<xmlns:a/>", Namespace},
	{"two colons", "<a:b:c xmlns:a='u'/>", Namespace},
	{"colon in front", "<:a/>", Namespace},
	{"colon at the end", "<a: xmlns:a='u'/>", Namespace},
	{"local part that begins with a digit", "<a:1 xmlns:a='u'/>", Namespace},
	{"two colons in an attribute", "<a xmlns:b:c='u'/>", Namespace},
	{"xmlns with nothing behind its colon", "<a xmlns:='u'/>", Namespace},
	{"colon in the target of an instruction", "<a><?b:c?></a>", Namespace},

	{"cut in a character", "<a>\xe2\x82", Truncated},
	{"nested too deep", strings.Repeat("<a>", 101) + strings.Repeat("</a>", 101), TooDeep},
	{"too many attributes", "<a" + attrs(301) + "/>", TooMany},
	{"too many namespaces", "<a" + strings.ReplaceAll(attrs(65), "a", "xmlns:a") + "/>", TooMany},
}

// attrs is that many attributes a0=” a1=” …
func attrs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d=''", i)
	}
	return b.String()
}

func TestParseAccepts(t *testing.T) {
	for _, c := range accepted {
		d, err := Parse([]byte(c.in), MessageLimits)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		checkShape(t, c.name, d)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range refused {
		d, err := Parse([]byte(c.in), MessageLimits)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s: accepted, want %s", c.name, c.code)
			continue
		}
		if d != nil || e.Code != c.code {
			t.Errorf("%s: %s (%v), want %s", c.name, e.Code, e, c.code)
		}
		if e.Line < 1 || e.Column < 1 || e.Offset < 0 || e.Offset > len(c.in) {
			t.Errorf("%s: place %d:%d (%d) is outside the document", c.name, e.Line, e.Column, e.Offset)
		}
	}
}

// checkShape holds for every document: parents, order of places, and elements that are found again in
// the source.
func checkShape(t *testing.T, name string, d *Doc) {
	t.Helper()
	if d.Root.Parent != nil {
		t.Errorf("%s: the root has a parent", name)
	}
	d.Root.Walk(func(n *Node) {
		if n.Kind != Element {
			return
		}
		src := d.Source[n.Start:n.End]
		tag := n.Local
		if n.Prefix != "" {
			tag = n.Prefix + ":" + n.Local
		}
		if !strings.HasPrefix(src, "<"+tag) || !strings.HasSuffix(src, "/>") && !strings.HasSuffix(strings.TrimRight(src, "> \t\r\n"), "</"+tag) {
			t.Errorf("%s: <%s> stands at %.40q", name, tag, src)
		}
		for _, a := range n.Attrs {
			if at := d.Source[a.Start:a.End]; !strings.Contains(at, a.Local) || strings.Count(at, at[len(at)-1:]) < 2 {
				t.Errorf("%s: attribute %s stands at %q", name, a.Local, at)
			}
		}
		last := n.Start
		for _, c := range n.Children {
			if c.Parent != n || c.Start < last || c.End <= c.Start || c.End > n.End {
				t.Errorf("%s: a child of <%s> at %d to %d is out of place", name, tag, c.Start, c.End)
			}
			last = c.End
		}
	})
}

func TestValues(t *testing.T) {
	for _, c := range []struct{ in, attr, text string }{
		{"<a b='1\r\n2\r3\n4\t5'>1\r\n2\r3\n4\t\r</a>", "1 2 3 4 5", "1\n2\n3\n4\t\n"},
		{"<a b='&#13;&#10;&#9;&#x20;'>&#13;&#10;&#9;</a>", "\r\n\t ", "\r\n\t"},
		{"<a b='&lt;&amp;lt;&gt;&quot;&apos;&#38;#60;'>&lt;&amp;lt;&gt;&quot;&apos;&#38;#60;</a>", `<&lt;>"'&#60;`, `<&lt;>"'&#60;`},
		{"<a b=''><![CDATA[&amp;\r\n]]>\r</a>", "", "&amp;\n\n"},
		{"<a b='&#x1F600;&#233;é'>1<!-- -->2<?x?>3<b>4</b>5</a>", "😀éé", "1235"},
		{"<a b='  x  '>  x  </a>", "  x  ", "  x  "},
	} {
		d, err := Parse([]byte(c.in), MessageLimits)
		if err != nil {
			t.Errorf("%q: %v", c.in, err)
			continue
		}
		if v, ok := d.Root.Attr("b"); !ok || v != c.attr {
			t.Errorf("%q: attribute %q, want %q", c.in, v, c.attr)
		}
		if v := d.Root.Text(); v != c.text {
			t.Errorf("%q: text %q, want %q", c.in, v, c.text)
		}
	}
	d, err := Parse([]byte("<a><!--1\r\n2--><?b  c\rd ?></a>"), MessageLimits)
	if err != nil {
		t.Fatal(err)
	}
	if c, p := d.Root.Children[0], d.Root.Children[1]; c.Data != "1\n2" || p.Local != "b" || p.Data != "c\nd " {
		t.Errorf("comment %q, instruction %q %q", c.Data, p.Local, p.Data)
	}
}

func TestLimits(t *testing.T) {
	small := Limits{Bytes: 60, Depth: 2, Nodes: 5, Attributes: 1, Namespaces: 1}
	for _, c := range []struct {
		in   string
		code Code
		msg  string
	}{
		{"<a><b/></a>", "", ""},
		{"<a>" + strings.Repeat(" ", 60) + "</a>", TooLarge, "the document has 67 bytes, the limit is 60"},
		{"<a><b><c/></b></a>", TooDeep, "elements are nested more than 2 deep, the limit"},
		{"<a>1<b/>2<b/></a>", "", ""},
		{"<a>1<b/>2<b/>3</a>", TooMany, "the document has more than 5 nodes, the limit"},
		{"<!----><?a?><a/><?a?><!----><!---->", TooMany, "the document has more than 5 nodes, the limit"},
		{"<a b='' c=''/>", TooMany, "<a> has more than 1 attributes, the limit"},
		{"<a xmlns='' xmlns:c='u'/>", TooMany, "<a> has more than 1 namespace declarations, the limit"},
	} {
		_, err := Parse([]byte(c.in), small)
		if c.code == "" {
			if err != nil {
				t.Errorf("%s: %v", c.in, err)
			}
			continue
		}
		var e *Error
		if !errors.As(err, &e) || e.Code != c.code || e.Msg != c.msg {
			t.Errorf("%s: %v, want %s %q", c.in, err, c.code, c.msg)
		}
	}
}

// Every beginning of a document is told to be cut off, unless it ends before the root element begins.
func TestTruncated(t *testing.T) {
	const in = "<?xml version='1.0' encoding=\"UTF-8\" standalone='no' ?>\n<!-- a -->\n<?b c?><p:a xmlns:p='u' b=\"é&amp;\">x&#65;é<!-- - --><![CDATA[ ]] ]]><?d e?><c f = '' /></p:a >"
	if _, err := Parse([]byte(in), MessageLimits); err != nil {
		t.Fatal(err)
	}
	for i := range len(in) {
		_, err := Parse([]byte(in[:i]), MessageLimits)
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: accepted", in[:i])
			continue
		}
		if want := Truncated; e.Code != want && e.Code != NoElement {
			t.Errorf("%q: %s (%v), want %s", in[:i], e.Code, e, want)
		}
		if i > strings.Index(in, "<p:a") && e.Code != Truncated {
			t.Errorf("%q: %s, want truncated", in[:i], e.Code)
		}
	}
}

// outline writes a document as encoding/xml sees it, so that the two readers can be compared.
func outline(d *Doc) string {
	var b strings.Builder
	var visit func(n *Node)
	visit = func(n *Node) {
		switch n.Kind {
		case Text:
			b.WriteString(n.Data)
		case Comment:
			fmt.Fprintf(&b, "\x01C%s\x01", n.Data)
		case ProcInst:
			fmt.Fprintf(&b, "\x01P%s %s\x01", n.Local, n.Data)
		case Element:
			fmt.Fprintf(&b, "\x01<%s|%s", n.Space, n.Local)
			for _, a := range n.Attrs {
				fmt.Fprintf(&b, " %s|%s=%q", a.Space, a.Local, a.Value)
			}
			b.WriteString(">\x01")
			for _, c := range n.Children {
				visit(c)
			}
			b.WriteString("\x01/\x01")
		}
	}
	visit(d.Root)
	return b.String()
}

func standardOutline(in []byte) (string, error) {
	dec := xml.NewDecoder(strings.NewReader(strings.TrimPrefix(string(in), "\ufeff")))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	// encoding/xml leaves the prefix xml unresolved.
	space := func(s string) string {
		if s == "xml" {
			return xmlSpace
		}
		return s
	}
	var b strings.Builder
	depth := 0
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			depth++
			fmt.Fprintf(&b, "\x01<%s|%s", space(tok.Name.Space), tok.Name.Local)
			for _, a := range tok.Attr {
				if a.Name.Space != "xmlns" && (a.Name.Space != "" || a.Name.Local != "xmlns") {
					fmt.Fprintf(&b, " %s|%s=%q", space(a.Name.Space), a.Name.Local, a.Value)
				}
			}
			b.WriteString(">\x01")
		case xml.EndElement:
			depth--
			b.WriteString("\x01/\x01")
		case xml.CharData:
			if depth > 0 {
				b.Write(tok)
			}
		case xml.Comment:
			if depth > 0 {
				fmt.Fprintf(&b, "\x01C%s\x01", tok)
			}
		case xml.ProcInst:
			if depth > 0 {
				fmt.Fprintf(&b, "\x01P%s %s\x01", tok.Target, tok.Inst)
			}
		}
	}
}

// sameAsStandard compares with encoding/xml. What it refuses is refused here, but for names of the
// fifth edition, of which it knows the fourth; it accepts much that is not well-formed.
func sameAsStandard(t *testing.T, name string, in []byte) {
	t.Helper()
	d, err := Parse(in, MessageLimits)
	if err != nil {
		return
	}
	want, err := standardOutline(in)
	if err != nil {
		for i := range len(in) {
			if in[i] >= 0x80 {
				return
			}
		}
		t.Errorf("%s: accepted, but encoding/xml says %v: %.200q", name, err, in)
		return
	}
	// White space counts as one here: encoding/xml normalises neither attribute values (XML 1.0, 3.3.3)
	// nor line ends of processing instructions. TestValues holds what is right.
	flat := strings.NewReplacer(`\t`, " ", `\n`, " ", `\r`, " ", "\t", " ", "\r\n", " ", "\n", " ", "\r", " ")
	got := outline(d)
	if flat.Replace(got) != flat.Replace(want) {
		t.Errorf("%s: read differently\n got %.400q\nwant %.400q", name, got, want)
	}
}

func TestAgainstStandard(t *testing.T) {
	for _, c := range accepted {
		sameAsStandard(t, c.name, []byte(c.in))
	}
}

// Documents with one byte put in, taken out or doubled are never accepted where encoding/xml refuses.
func TestNeverLaxer(t *testing.T) {
	for _, c := range accepted {
		if len(c.in) > 400 {
			continue
		}
		for i := range len(c.in) {
			sameAsStandard(t, c.name, []byte(c.in[:i]+c.in[i+1:]))
			for _, b := range "<>&'\" =/?!-]:;ax1\t\r" {
				sameAsStandard(t, c.name, []byte(c.in[:i]+string(b)+c.in[i:]))
			}
		}
	}
}

// corpusXML gives the documents of the corpus that are XML as they stand.
func corpusXML(tb testing.TB) map[string][]byte {
	tb.Helper()
	root, err := os.OpenRoot(corpus)
	if err != nil {
		tb.Skip("the corpus of test documents is not here")
	}
	defer root.Close()
	docs := map[string][]byte{}
	err = fs.WalkDir(root.FS(), ".", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || filepath.Ext(path) == ".pem" {
			return err
		}
		data, err := fs.ReadFile(root.FS(), path)
		if err == nil && strings.HasPrefix(strings.TrimLeft(string(data[:min(len(data), 200)]), "\ufeff \r\n\t"), "<") {
			docs[path] = data
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return docs
}

func TestCorpus(t *testing.T) {
	codes := map[Code]int{}
	for path, data := range corpusXML(t) {
		d, err := Parse(data, MetadataLimits)
		var e *Error
		if errors.As(err, &e) {
			codes[e.Code]++
			if _, err := standardOutline(data); err == nil && testing.Verbose() {
				t.Logf("%s: %s: %v; encoding/xml accepts it", path, e.Code, e)
			}
			continue
		}
		codes["accepted"]++
		checkShape(t, path, d)
		sameAsStandard(t, path, data)
	}
	t.Log(codes)
	if codes["accepted"] < 140 {
		t.Errorf("only %d documents were accepted", codes["accepted"])
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range accepted {
		f.Add([]byte(c.in))
	}
	for _, c := range refused {
		f.Add([]byte(c.in))
	}
	if _, err := os.Stat(corpus); err == nil {
		for _, data := range corpusXML(f) {
			if len(data) < 8<<10 {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		d, err := Parse(in, MessageLimits)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Code == "" || e.Offset > len(in) {
				t.Fatalf("%#v", err)
			}
			return
		}
		checkShape(t, "fuzz", d)
		sameAsStandard(t, "fuzz", in)
		// What was accepted stays so without what stands around the root element.
		if again, err := Parse([]byte(d.Source[d.Root.Start:d.Root.End]), MessageLimits); err != nil || outline(again) != outline(d) {
			t.Fatalf("the root element alone is read differently: %v", err)
		}
	})
}

// sampleXML is a message of about that many bytes, of the shape that Entra sends.
func sampleXML(size int) []byte {
	var b strings.Builder
	b.WriteString(`<samlp:Response ID="_1" Version="2.0" xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><Assertion ID="_2" xmlns="urn:oasis:names:tc:SAML:2.0:assertion"><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignatureValue>`)
	b.WriteString(strings.Repeat("c2lnbmVk", 160))
	b.WriteString("</ds:SignatureValue></ds:Signature><AttributeStatement>\n")
	for i := 0; b.Len() < size-80; i++ {
		fmt.Fprintf(&b, "<Attribute Name=\"http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name%d\"><AttributeValue>B.Simon@contoso.example.com</AttributeValue></Attribute>\n", i)
	}
	b.WriteString("</AttributeStatement></Assertion></samlp:Response>")
	return []byte(b.String())
}

func BenchmarkParse(b *testing.B) {
	for _, kb := range []int{10, 200, 1000} {
		b.Run(fmt.Sprintf("%dKB", kb), func(b *testing.B) {
			in := sampleXML(kb << 10)
			b.SetBytes(int64(len(in)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(in, MessageLimits); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
