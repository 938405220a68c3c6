package signature_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// generator writes well-formed documents that make canonicalization hard: few names and namespaces, which
// meet in every combination. No namespace holds an "&": libxml2 writes it without escaping it, against C14N
// 1.0 (2.3), and no xml:base is empty: libxml2 leaves it out where nothing was joined, against C14N 1.1 (2.4).
// TestCanonical has these cases.
type generator struct {
	*rand.Rand
	out    strings.Builder
	scopes []map[string]string // prefix to URI, the innermost last
	rare   bool                // with letters that not every reader takes
}

func (g *generator) any(of ...string) string { return of[g.IntN(len(of))] }

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

// declare writes declarations and puts them in force.
func (g *generator) declare() {
	scope := map[string]string{}
	for p, uri := range g.scopes[len(g.scopes)-1] {
		scope[p] = uri
	}
	g.scopes = append(g.scopes, scope)
	for _, p := range []string{"", "a", "b", "c"} {
		if !g.chance(25) {
			continue
		}
		uri := g.any("urn:1", "urn:2", "http://example.com/", "urn:3")
		if p == "" {
			uri = g.any("urn:1", "urn:2", "", "")
			fmt.Fprintf(&g.out, ` xmlns="%s"`, uri)
		} else {
			fmt.Fprintf(&g.out, ` xmlns:%s='%s'`, p, uri)
		}
		scope[p] = uri
	}
}

// prefix gives one that is bound; the empty one always is.
func (g *generator) prefix() string {
	bound := []string{""}
	for p := range g.scopes[len(g.scopes)-1] {
		if p != "" {
			bound = append(bound, p)
		}
	}
	slices.Sort(bound)
	return g.any(bound...)
}

func (g *generator) attributes() {
	seen := map[string]bool{}
	for range g.IntN(5) {
		p, local := g.prefix(), g.any("x", "y", "z", "Z", "é", "x-1")
		key := g.scopes[len(g.scopes)-1][p] + " " + local
		if p == "" {
			key = local
		} else {
			p += ":"
		}
		if seen[key] {
			continue
		}
		seen[key] = true
		value := g.any("", "1", "&quot;&lt;", "a > 'b'", "&#9;&#xA;&#13;", "&amp;amp;", "ä😀", "&#x1F600;\u2028\u0085")
		if g.chance(5) {
			value = g.any(" \t\n ", "\r\n")
		}
		g.out.WriteString(g.any(" ", "\n\t") + p + local + g.any("=", " = ") + `"` + value + `"`)
	}
	if g.chance(10) {
		g.out.WriteString(g.any(` xml:lang="de"`, ` xml:space='preserve'`, ` xml:lang="" xml:space="default"`, ` xml:base="b"`))
	}
}

// around writes the xml:* attributes of an element around the one that is signed, or of that one.
func (g *generator) around(id string) {
	g.out.WriteString(g.any("", "", ` xml:lang="en"`, ` xml:space="preserve" xml:lang="fr"`, ` xml:lang="a&#xA;b"`))
	if g.chance(30) {
		g.out.WriteString(` xml:base="` + g.any("a/b", "c/", "../d", "../", "e", "http://example.com/x/y", "/r/s", "f/../g", "./h", "http://example.com?q") + `"`)
	}
	if id != "" && g.chance(20) {
		g.out.WriteString(` xml:id="` + id + `"`)
	}
}

// deep writes elements inside each other, of which each may declare and take back.
func (g *generator) deep(levels int) {
	if levels == 0 {
		g.content(1)
		return
	}
	g.out.WriteString("<d")
	g.declare()
	g.attributes()
	g.out.WriteString(">")
	g.deep(levels - 1)
	g.out.WriteString("</d>")
	g.scopes = g.scopes[:len(g.scopes)-1]
}

func (g *generator) element(depth int) {
	// The name must be bound by what the element itself declares: write that first, and put the name in front.
	before := g.out.String()
	g.out.Reset()
	g.declare()
	name := g.any("e", "f", "g", "é", "e.1")
	if g.rare && g.chance(1) {
		name = "𐀀" // only XML 1.0 (fifth edition) has it
	}
	if p := g.prefix(); p != "" {
		name = p + ":" + name
	}
	g.attributes()
	rest := g.out.String()
	g.out.Reset()
	g.out.WriteString(before + "<" + name + rest)
	if g.chance(15) {
		g.out.WriteString(g.any("/>", " />"))
	} else {
		g.out.WriteString(">")
		g.content(depth)
		g.out.WriteString("</" + name + g.any(">", " >"))
	}
	g.scopes = g.scopes[:len(g.scopes)-1]
}

func (g *generator) content(depth int) {
	for range g.IntN(5) {
		switch {
		case depth > 0 && g.chance(60):
			g.element(depth - 1)
		case g.chance(30):
			g.out.WriteString(g.any("<!-- c -->", "<!---->", "t<!--\r\n-->u", "<?p?>", "<?p  d e ?>", "<?p a\r\nb\tc?>", "<![CDATA[\r\n]]>", "<![CDATA[<&>]]>", "<![CDATA[]]>"))
		default:
			g.out.WriteString(g.any("t", " ", "\n  ", "\r\n", "&#13;", "&lt;&gt;&amp;", "\"'", "&quot;&apos;", "ä😀", "&#x41;", "]]"))
		}
	}
}

// message gives a Response with generated content inside a generated element, and an empty signature.
func (g *generator) message(signature string) string {
	g.out.Reset()
	g.scopes = []map[string]string{{}}
	g.out.WriteString("<w")
	g.declare()
	g.around("w")
	g.out.WriteString("><v")
	g.declare()
	g.around("v")
	g.out.WriteString(`><p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_g"`)
	g.declare()
	g.around("") // it has an ID
	g.out.WriteString(">")
	g.content(3)
	g.out.WriteString(signature)
	g.content(2)
	if g.chance(10) {
		g.deep(60)
	}
	g.out.WriteString("</p:Response></v></w>")
	return g.out.String()
}

// method is a canonicalization with a list of prefixes.
type method struct{ uri, list string }

func (g *generator) method() method {
	m := method{uri: g.any(allC14N...)}
	return m.listed(g)
}

// listed gives an exclusive one a list.
func (m method) listed(g *generator) method {
	if strings.HasPrefix(m.uri, exclusive) {
		m.list = g.any(prefixLists...)
	}
	return m
}

// element writes it.
func (m method) element(name string) string {
	inner := ""
	if m.list != "" {
		inner = `<i:InclusiveNamespaces xmlns:i="` + exclusive + `" PrefixList="` + m.list + `"/>`
	}
	return "<" + name + ` Algorithm="` + m.uri + `">` + inner + "</" + name + ">"
}

// unsignedSignature is a Signature element for xmlsec1 to fill in.
func unsignedSignature(content, info method) string {
	return `<Signature xmlns="` + nsDsig + `"><SignedInfo>` + info.element("CanonicalizationMethod") + `<SignatureMethod Algorithm="` + string(mint.RSASHA256) +
		`"/><Reference URI="#_g"><Transforms><Transform Algorithm="` + nsDsig + `enveloped-signature"/>` + content.element("Transform") +
		`</Transforms><DigestMethod Algorithm="` + enc + `sha256"/><DigestValue/></Reference></SignedInfo><SignatureValue/></Signature>`
}

var allC14N = []string{
	exclusive, exclusive + "WithComments", inclusive, inclusive + "#WithComments", inclusive11, inclusive11 + "#WithComments",
}

var prefixLists = []string{"", "", "a", "#default", "b #default p", "c a none"}

// apexOf finds the Response and its Signature.
func apexOf(d *tree.Doc) (apex, leave *tree.Node) {
	apex = d.Root.All("urn:oasis:names:tc:SAML:2.0:protocol", "Response")[0]
	return apex, apex.Child(nsDsig, "Signature")
}

// TestGenerated feeds both witnesses with generated documents: the octets are the same, or goxmldsig is
// known to be wrong.
func TestGenerated(t *testing.T) {
	const documents = 3000
	g := &generator{Rand: rand.New(rand.NewPCG(1, 2)), rare: true}
	agreed := map[string]int{}
	for i := range documents {
		m := method{uri: allC14N[i%len(allC14N)]}.listed(g)
		uri, list := m.uri, m.list
		x := g.message(unsignedSignature(m, g.method()))
		d := parse(t, x)
		apex, leave := apexOf(d)
		first, second, known, err := signature.CanonicalOfBoth(d, apex, leave, uri, list)
		switch {
		case err == nil && bytes.Equal(first, second):
			agreed[uri]++
		case known == "":
			t.Fatalf("%s %q: %v\n%s\n--- first\n%s\n--- second\n%s", uri, list, err, x, first, second)
		}
		// A canonical form is its own canonical form.
		again := signature.Canonical(parse(t, string(first)).Root, nil, uri, list)
		if !bytes.Equal(first, again) {
			t.Fatalf("%s %q: not stable\n%s\n--- then\n%s", uri, list, first, again)
		}
	}
	t.Log(agreed)
	for _, uri := range allC14N {
		if agreed[uri] < documents/len(allC14N)/10 {
			t.Errorf("%s: expected the witnesses to agree on a tenth of %d documents at least, found %d", uri, documents/len(allC14N), agreed[uri])
		}
	}
}

// TestXmlsec1Generated takes xmlsec1 as the third: it signs generated documents; what it digested are the
// octets here, and the signature is good here; changed, it is good for neither.
func TestXmlsec1Generated(t *testing.T) {
	xmlsec1, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("xmlsec1 is not installed")
	}
	documents := 36
	if testing.Short() {
		documents = 12
	}
	if n, err := strconv.Atoi(os.Getenv("CLAIMCHECK_DOCUMENTS")); err == nil {
		documents = n
	}
	dir := t.TempDir()
	file := func(name string, b []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	key, cert, out := file("key.pem", mint.Active().PrivatePEM()), file("cert.pem", mint.Active().CertPEM()), filepath.Join(dir, "out.xml")
	id := []string{"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:protocol:Response"}
	g := &generator{Rand: rand.New(rand.NewPCG(3, 4)), rare: true}
	said := map[string]int{}
	for i := range documents {
		content, info := method{uri: allC14N[i%len(allC14N)]}.listed(g), g.method()
		x := g.message(unsignedSignature(content, info))
		args := append([]string{"--sign", "--store-references", "--privkey-pem", key, "--output", out}, id...)
		if told, err := exec.Command(xmlsec1, append(args, file("in.xml", []byte(x)))...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, told, x)
		}
		signed := must(os.ReadFile(out))
		args = append([]string{"--verify", "--store-references", "--store-signatures", "--print-debug", "--pubkey-cert-pem", cert}, id...)
		told, err := exec.Command(xmlsec1, append(args, out)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, told, signed)
		}
		d := parse(t, string(signed))
		apex, leave := apexOf(d)
		same := func(what string, apex, leave *tree.Node, m method) {
			here := signature.Canonical(apex, leave, m.uri, m.list)
			_, digested, ok := bytes.Cut(told, []byte("== "+what+" data - start buffer:\n"))
			if digested, _, _ = bytes.Cut(digested, []byte("\n== "+what+" data - end buffer")); !ok || !bytes.Equal(digested, here) {
				t.Errorf("%v: of %s\n%s\nxmlsec1 has\n%s\nhere\n%s", m, what, signed, digested, here)
			}
		}
		same("PreDigest", apex, leave, method{withoutComments(content.uri), content.list}) // "#id" selects none
		same("PreSigned", leave.Child(nsDsig, "SignedInfo"), nil, info)
		r := one(t, string(signed), trust(mint.Active()))
		said[r.Second]++
		if r.Cause != signature.Good {
			t.Errorf("%v, %v: %s: %s\n%s", content, info, r.Cause, r.Detail, signed)
		}
		changed := strings.Replace(string(signed), `ID="_g"`, `ID="_g" changed=""`, 1)
		if r := one(t, changed, trust(mint.Active())); r.Cause != signature.Altered {
			t.Errorf("changed: %s: %s", r.Cause, r.Detail)
		}
		if exec.Command(xmlsec1, append(args, file("changed.xml", []byte(changed)))...).Run() == nil {
			t.Error("xmlsec1 finds it good, changed")
		}
	}
	t.Log(said)
}
