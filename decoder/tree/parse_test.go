package tree

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const corpus = "../../../shared/corpus"

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

// corpusXML gives the documents of the corpus that are XML as they stand.
func corpusXML(tb testing.TB) map[string][]byte {
	tb.Helper()
	root, err := os.OpenRoot(corpus)
	if err != nil {
		tb.Skip("the corpus of test documents is not here")
	}
	defer func() { _ = root.Close() }()
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
