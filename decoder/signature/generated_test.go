package signature_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// generator writes well-formed documents that make canonicalization hard: few names and namespaces, which
// meet in every combination. No namespace holds an "&": libxml2 writes it without escaping it, against C14N
// 1.0 (2.3); TestCanonical has that case.
type generator struct {
	*rand.Rand
	out    strings.Builder
	scopes []map[string]string // prefix to URI, the innermost last
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
		g.out.WriteString(g.any(" ", "\n\t") + p + local + g.any("=", " = ") + `"` + g.any("", "1", "&quot;&lt;", "a > 'b'", "&#9;&#xA;&#13;", " \t\n ", "&amp;amp;", "ä😀") + `"`)
	}
	if g.chance(10) {
		g.out.WriteString(g.any(` xml:lang="de"`, ` xml:space='preserve'`, ` xml:lang="" xml:space="default"`))
	}
}

func (g *generator) element(depth int) {
	// The name must be bound by what the element itself declares: write that first, and put the name in front.
	before := g.out.String()
	g.out.Reset()
	g.declare()
	name := g.any("e", "f", "g")
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
			g.out.WriteString(g.any("<!-- c -->", "<!---->", "<?p?>", "<?p  d e ?>", "<![CDATA[<&>]]>", "<![CDATA[]]>"))
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
	g.out.WriteString(g.any("", ` xml:lang="en"`, ` xml:space="preserve" xml:lang="fr"`) + ">")
	g.out.WriteString(`<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_g"`)
	g.declare()
	g.out.WriteString(">")
	g.content(3)
	g.out.WriteString(signature)
	g.content(2)
	g.out.WriteString("</p:Response></w>")
	return g.out.String()
}

// unsignedSignature is a Signature element for xmlsec1 to fill in.
func unsignedSignature(uri, list, infoURI string) string {
	inner := ""
	if list != "" {
		inner = `<i:InclusiveNamespaces xmlns:i="` + exclusive + `" PrefixList="` + list + `"/>`
	}
	return `<Signature xmlns="` + nsDsig + `"><SignedInfo><CanonicalizationMethod Algorithm="` + infoURI + `"/><SignatureMethod Algorithm="` + string(mint.RSASHA256) +
		`"/><Reference URI="#_g"><Transforms><Transform Algorithm="` + nsDsig + `enveloped-signature"/><Transform Algorithm="` + uri + `">` + inner +
		`</Transform></Transforms><DigestMethod Algorithm="` + enc + `sha256"/><DigestValue/></Reference></SignedInfo><SignatureValue/></Signature>`
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
	g := &generator{Rand: rand.New(rand.NewPCG(1, 2))}
	agreed := 0
	for i := range documents {
		uri, list := allC14N[i%len(allC14N)], ""
		if strings.HasPrefix(uri, exclusive) {
			list = g.any(prefixLists...)
		}
		x := g.message(unsignedSignature(uri, list, exclusive))
		d := parse(t, x)
		apex, leave := apexOf(d)
		first, second, known, err := signature.CanonicalOfBoth(d, apex, leave, uri, list)
		switch {
		case err == nil && bytes.Equal(first, second):
			agreed++
		case known == "":
			t.Fatalf("%s %q: %v\n%s\n--- first\n%s\n--- second\n%s", uri, list, err, x, first, second)
		}
		// A canonical form is its own canonical form.
		again := signature.Canonical(parse(t, string(first)).Root, nil, uri, list)
		if !bytes.Equal(first, again) {
			t.Fatalf("%s %q: not stable\n%s\n--- then\n%s", uri, list, first, again)
		}
	}
	t.Logf("%d of %d agree", agreed, documents)
	if agreed < documents/4 {
		t.Errorf("expected the witnesses to agree on a quarter of %d documents at least, found %d", documents, agreed)
	}
}

// TestXmlsec1Generated takes xmlsec1 as the third: it signs generated documents; what it digested are the
// octets here, and the signature is good here; changed, it is good for neither.
func TestXmlsec1Generated(t *testing.T) {
	xmlsec1, err := exec.LookPath("xmlsec1")
	if err != nil {
		t.Skip("xmlsec1 is not installed")
	}
	documents := 40
	if testing.Short() {
		documents = 12
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
	g := &generator{Rand: rand.New(rand.NewPCG(3, 4))}
	said := map[string]int{}
	for i := range documents {
		uri, list := allC14N[i%len(allC14N)], ""
		if strings.HasPrefix(uri, exclusive) {
			list = g.any(prefixLists...)
		}
		x := g.message(unsignedSignature(uri, list, g.any(allC14N...)))
		args := append([]string{"--sign", "--store-references", "--privkey-pem", key, "--output", out}, id...)
		if told, err := exec.Command(xmlsec1, append(args, file("in.xml", []byte(x)))...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s\n%s", err, told, x)
		}
		signed := must(os.ReadFile(out))
		args = append([]string{"--verify", "--store-references", "--print-debug", "--pubkey-cert-pem", cert}, id...)
		told, err := exec.Command(xmlsec1, append(args, out)...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, told, signed)
		}
		r := one(t, string(signed), trust(mint.Active()))
		if r.Cause != signature.Good {
			t.Errorf("%s %q: %s: %s\n%s", uri, list, r.Cause, r.Detail, signed)
			continue
		}
		said[r.Second]++
		apex, leave := apexOf(parse(t, string(signed)))
		first := signature.Canonical(apex, leave, withoutComments(uri), list) // "#id" selects none
		_, digested, ok := bytes.Cut(told, []byte("== PreDigest data - start buffer:\n"))
		if digested, _, _ = bytes.Cut(digested, []byte("\n== PreDigest data - end buffer")); !ok || !bytes.Equal(digested, first) {
			t.Errorf("%s %q: xmlsec1 digested\n%s\nhere\n%s", uri, list, digested, first)
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
