package signature_test

import (
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

const (
	exclusive   = "http://www.w3.org/2001/10/xml-exc-c14n#"
	inclusive   = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
	inclusive11 = "http://www.w3.org/2006/12/xml-c14n11"
)

// TestCanonical holds canonical forms that were written by hand after the standards. apex is the element
// <x:a> or <a>; the element <leave/> is left out.
func TestCanonical(t *testing.T) {
	for _, c := range []struct {
		name, doc, uri, list, want string
	}{
		// C14N 1.0, 2.3
		{"empty element", `<a/>`, exclusive, "", `<a></a>`},
		{"text", "<a>&amp;&lt;&gt;&quot;&#13;\r\n\t<![CDATA[<&]]></a>", exclusive, "", "<a>&amp;&lt;&gt;\"&#xD;\n\t&lt;&amp;</a>"},
		{"attribute values", "<a b='&amp;&lt;>\"&apos;&#9;&#10;&#13;\t\n'/>", exclusive, "", `<a b="&amp;&lt;>&quot;'&#x9;&#xA;&#xD;  "></a>`},
		{"processing instructions", "<a><?p?><?q  r s ?></a>", exclusive, "", "<a><?p?><?q r s ?></a>"},
		{"no comments", "<a>b<!--c-->d</a>", exclusive, "", "<a>bd</a>"},
		{"comments", "<a>b<!-- c&d -->e</a>", exclusive + "WithComments", "", "<a>b<!-- c&d -->e</a>"},
		{"comments, inclusive", "<a>b<!-- c -->d</a>", inclusive + "#WithComments", "", "<a>b<!-- c -->d</a>"},
		{"no comments, 1.1", "<a>b<!-- c -->d</a>", inclusive11, "", "<a>bd</a>"},
		{"beyond ASCII", "<a b='ä&#x1F600;'>&#xe4;😀</a>", exclusive, "", "<a b=\"ä😀\">ä😀</a>"},
		{"left out", "<a>b<leave><c/></leave>d</a>", exclusive, "", "<a>bd</a>"},

		{"namespaces are escaped like attributes", `<a xmlns="urn:a?b&amp;c&quot;&lt;"/>`, exclusive, "", `<a xmlns="urn:a?b&amp;c&quot;&lt;"></a>`},

		// C14N 1.0, 2.2: the order of attributes
		{
			"attributes by namespace", `<a xmlns:b="urn:z" xmlns:c="urn:y" b:a="1" c:z="2" z="3" a="4" xml:lang="en"/>`, exclusive, "",
			`<a xmlns:b="urn:z" xmlns:c="urn:y" a="4" z="3" xml:lang="en" c:z="2" b:a="1"></a>`,
		},
		{"two prefixes of a namespace", `<a xmlns:b="urn:z" xmlns:c="urn:z" b:z="1" c:a="2"/>`, exclusive, "", `<a xmlns:b="urn:z" xmlns:c="urn:z" c:a="2" b:z="1"></a>`},
		{"attributes by code point", `<a é="1" z="2" Z="3" _="4"/>`, exclusive, "", `<a Z="3" _="4" z="2" é="1"></a>`},

		// Exclusive C14N, 3: namespaces
		{"unused prefix", `<r xmlns:u="urn:u"><a xmlns:v="urn:v"><b/></a></r>`, exclusive, "", `<a><b></b></a>`},
		{"where it is used", `<r xmlns:u="urn:u"><a><u:b/><u:b/></a></r>`, exclusive, "", `<a><u:b xmlns:u="urn:u"></u:b><u:b xmlns:u="urn:u"></u:b></a>`},
		{"declared again", `<x:a xmlns:x="urn:x"><x:b xmlns:x="urn:x"/></x:a>`, exclusive, "", `<x:a xmlns:x="urn:x"><x:b></x:b></x:a>`},
		{
			"another and back", `<x:a xmlns:x="urn:x"><x:b xmlns:x="urn:y"><x:c xmlns:x="urn:x"/></x:b><x:d/></x:a>`, exclusive, "",
			`<x:a xmlns:x="urn:x"><x:b xmlns:x="urn:y"><x:c xmlns:x="urn:x"></x:c></x:b><x:d></x:d></x:a>`,
		},
		{"prefix of an attribute", `<r xmlns:u="urn:u"><a u:b="1"><u:c/></a></r>`, exclusive, "", `<a xmlns:u="urn:u" u:b="1"><u:c></u:c></a>`},
		{"prefix in a value is not used", `<a xmlns:u="urn:u" t="u:b"/>`, exclusive, "", `<a t="u:b"></a>`},
		{"prefix xml", `<a xml:lang="en" xmlns:xml="http://www.w3.org/XML/1998/namespace"/>`, exclusive, "xml", `<a xml:lang="en"></a>`},
		{"default from above", `<r xmlns="urn:r"><a/></r>`, exclusive, "", `<a xmlns="urn:r"></a>`},
		{"default taken back", `<a xmlns="urn:r"><b xmlns=""><c/></b></a>`, exclusive, "", `<a xmlns="urn:r"><b xmlns=""><c></c></b></a>`},
		{"default taken back at the apex", `<r xmlns="urn:r"><a xmlns=""/></r>`, exclusive, "", `<a></a>`},
		{"default taken back, not written", `<x:a xmlns:x="urn:x" xmlns="urn:r"><b xmlns=""/></x:a>`, exclusive, "", `<x:a xmlns:x="urn:x"><b></b></x:a>`},
		{
			"default taken back below an element that does not use it", `<a xmlns="urn:r"><x:b xmlns:x="urn:x" xmlns=""><c/></x:b></a>`, exclusive, "",
			`<a xmlns="urn:r"><x:b xmlns:x="urn:x"><c xmlns=""></c></x:b></a>`,
		},
		{"prefix list", `<r xmlns:u="urn:u" xmlns:v="urn:v"><a><b xmlns:u="urn:u"/><b xmlns:u="urn:w"/></a></r>`, exclusive, " u\tnone ", `<a xmlns:u="urn:u"><b></b><b xmlns:u="urn:w"></b></a>`},
		{"prefix list below the apex", `<a><b xmlns:u="urn:u"><u:c/></b></a>`, exclusive, "u", `<a><b xmlns:u="urn:u"><u:c></u:c></b></a>`},
		{"#default in the list", `<r xmlns="urn:r" xmlns:x="urn:x"><x:a><x:b xmlns=""/></x:a></r>`, exclusive, "#default", `<x:a xmlns="urn:r" xmlns:x="urn:x"><x:b xmlns=""></x:b></x:a>`},
		{"without #default in the list", `<r xmlns="urn:r" xmlns:x="urn:x"><x:a><x:b xmlns=""/></x:a></r>`, exclusive, "x", `<x:a xmlns:x="urn:x"><x:b></x:b></x:a>`},
		{"order of prefixes", `<x:a xmlns:x="urn:1" xmlns:b="urn:2" xmlns="urn:3" b:c=""/>`, exclusive, "#default", `<x:a xmlns="urn:3" xmlns:b="urn:2" xmlns:x="urn:1" b:c=""></x:a>`},

		// C14N 1.0, 2.3 and 2.4
		{"every prefix in force", `<r xmlns:u="urn:u" xmlns="urn:r"><a xmlns:v="urn:v"><b xmlns:u="urn:u" xmlns:w="urn:w"/></a></r>`, inclusive, "", `<a xmlns="urn:r" xmlns:u="urn:u" xmlns:v="urn:v"><b xmlns:w="urn:w"></b></a>`},
		{"the nearest", `<r xmlns:u="urn:1"><s xmlns:u="urn:2"><a/></s></r>`, inclusive, "", `<a xmlns:u="urn:2"></a>`},
		{"taken back, inclusive", `<r xmlns="urn:r"><a xmlns=""><b xmlns="urn:b"><c xmlns=""/></b></a></r>`, inclusive, "", `<a><b xmlns="urn:b"><c xmlns=""></c></b></a>`},
		{
			"xml:* of ancestors", `<r xml:lang="de" xml:space="preserve" xml:id="i" xml:base="urn:b" xml:x="y"><s xml:lang="en"><a xml:space="default"/></s></r>`, inclusive, "",
			`<a xml:base="urn:b" xml:id="i" xml:lang="en" xml:space="default" xml:x="y"></a>`,
		},
		{"xml:* of ancestors, 1.1", `<r xml:lang="de" xml:id="i" xml:x="y"><s xml:space="preserve"><a/></s></r>`, inclusive11, "", `<a xml:lang="de" xml:space="preserve"></a>`},
		{"xml:base of ancestors, 1.1", `<r xml:base="http://example.com/x/y"><s xml:base="../z"><a xml:base="b?c#d"/></s></r>`, inclusive11, "", `<a xml:base="http://example.com/b?c"></a>`},
		{"xml:base of an ancestor, 1.1", `<r xml:base="x#y"><a/></r>`, inclusive11, "", `<a xml:base="x#y"></a>`},
		{"xml:base joined to nothing, 1.1", `<r xml:base="x/"><a xml:base="../"/></r>`, inclusive11, "", `<a></a>`},
		{"xml:base where nothing is left out, 1.1", `<r><a xml:base=""><b xml:base="../c"/><b xml:base=""/></a></r>`, inclusive11, "", `<a xml:base=""><b xml:base="../c"></b><b xml:base=""></b></a>`},
		{"xml:* of ancestors, exclusive", `<r xml:lang="de"><a/></r>`, exclusive, "", `<a></a>`},
	} {
		d := parse(t, c.doc)
		apex, leave := d.Root, (*tree.Node)(nil)
		d.Root.Walk(func(n *tree.Node) {
			switch {
			case n.Local == "a" && n.Kind == tree.Element:
				apex = n
			case n.Local == "leave":
				leave = n
			}
		})
		first, second, known, err := signature.CanonicalOfBoth(d, apex, leave, c.uri, c.list)
		if string(first) != c.want {
			t.Errorf("%s: expected\n%s\ngot\n%s", c.name, c.want, first)
		}
		if err != nil || string(second) != c.want && known == "" {
			t.Errorf("%s: goxmldsig gives, for no known reason,\n%s: %v", c.name, second, err)
		}
	}
}

// TestSecond holds what the second witness says of messages that are sound: one or more for every kind
// that goxmldsig is known to refuse, or to get wrong.
func TestSecond(t *testing.T) {
	const xsi = ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xs="http://www.w3.org/2001/XMLSchema"`
	simon := func(attrs, content string) string {
		return `<AttributeValue` + attrs + `>` + content + `</AttributeValue>`
	}
	same := func(x string) string { return x }
	for _, c := range []struct {
		name, value string
		s           mint.Signing
		edit        func(string) string
		want        string // of Second
	}{
		{"plain", simon("", "Simon"), mint.Signing{}, same, "agrees"},
		{"no KeyInfo", simon("", "Simon"), mint.Signing{NoKeyInfo: true}, same, "agrees"},
		{"KeyInfo without a certificate", simon("", "Simon"), mint.Signing{KeyInfo: "<KeyName>k</KeyName>"}, same, "agrees"},
		{"the key's certificate is the second of a chain", simon("", "Simon"), mint.Signing{KeyInfo: "<X509Data><X509Certificate>" + mint.Foreign().Base64() +
			"</X509Certificate><X509Certificate>" + mint.Active().Base64() + "</X509Certificate></X509Data>"}, same, "agrees"},
		{"white space in DigestValue", simon("", "Simon"), mint.Signing{}, func(x string) string {
			before, after, _ := strings.Cut(x, "<DigestValue>")
			return before + "<DigestValue>\n" + after[:10] + "\t" + after[10:]
		}, "agrees"},
		{"comments, with a canonicalization that keeps them", simon("", "Si<!-- c -->mon"), mint.Signing{}, func(x string) string {
			return strings.Replace(x, `Transform Algorithm="`+exclusive, `Transform Algorithm="`+exclusive+"WithComments", 1)
		}, "agrees"},
		{"comments in SignedInfo, kept", simon("", "Simon"), mint.Signing{}, func(x string) string {
			return replace("<SignatureMethod", "<!-- c --><SignatureMethod")(replace(`nMethod Algorithm="`+exclusive, `nMethod Algorithm="`+exclusive+"WithComments")(x))
		}, "agrees"},
		{"references to line feeds and tabs in attributes", simon(" a=\"x&#10;&#9;y\"\n\tb=''", "Simon"), mint.Signing{}, same, "agrees"},
		{"a line feed in an attribute", simon(" a=\"x\ny\"", "Simon"), mint.Signing{}, same, "line break or a tab"},
		{"a tab in an attribute", simon(" a='x\ty'", "Simon"), mint.Signing{}, same, "line break or a tab"},
		{"a line feed in a namespace", simon(" xmlns:u='urn:u\n' u:a=''", "Simon"), mint.Signing{}, same, "line break or a tab"},
		{"a line feed in an attribute above, inclusive", simon("", "Simon"), mint.Signing{C14N: inclusive}, replace("<samlp:Response ", "<samlp:Response xml:lang='\nen' "), "line break or a tab"},
		{"a line feed in an attribute outside", simon("", "Simon"), mint.Signing{}, replace("<samlp:Response ", "<samlp:Response a='\n' "), "agrees"},
		{"a carriage return in a processing instruction", simon("", "Si<?x a\r\nb?>mon"), mint.Signing{}, same, "carriage returns"},
		{"a carriage return in a comment of SignedInfo, kept", simon("", "Simon"), mint.Signing{}, func(x string) string {
			return replace("<SignatureMethod", "<!-- \r\n --><SignatureMethod")(replace(`nMethod Algorithm="`+exclusive, `nMethod Algorithm="`+exclusive+"WithComments")(x))
		}, "carriage returns"},
		{"a carriage return in a comment", simon("", "Simon<!-- \r\n -->"), mint.Signing{}, same, "agrees"},
		{"names of the fifth edition", simon("", "Simon"), mint.Signing{}, replace("<AttributeValue>Simon</AttributeValue>", "<AttributeValue>Simon<𐀀 xmlns=''/></AttributeValue>"), "fifth edition"},
		{"names of the fifth edition, outside", simon("", "Simon"), mint.Signing{}, replace("<samlp:Response ", "<samlp:Response 𐀀='' "), "fifth edition"},
		{"names of the fourth edition", simon("", "<élément xmlns=''/>"), mint.Signing{}, same, "agrees"},
		{"the prefix xml declared", simon(` xmlns:xml="http://www.w3.org/XML/1998/namespace" xml:lang="en"`, "Simon"), mint.Signing{C14N: inclusive}, same, "agrees"},
		{"xml:base above", simon("", "Simon"), mint.Signing{C14N: inclusive11}, replace("<samlp:Response ", "<samlp:Response xml:base='a/' "), "xml:base"},
		{"xml:lang and xml:space above", simon("", "Simon"), mint.Signing{C14N: inclusive11}, replace("<samlp:Response ", "<samlp:Response xml:lang='en' xml:space='preserve' xml:id='i' "), "agrees"},
		{"xml:lang above an attribute of another namespace", simon("", "Simon"), mint.Signing{C14N: inclusive}, func(x string) string {
			return replace("<Assertion ", `<Assertion xmlns:a="urn:a" a:a="" `)(replace("<samlp:Response ", `<samlp:Response xml:lang="de" `)(x))
		}, "local names"},
		{"another encoding declared", simon("", "Köln"), mint.Signing{}, func(x string) string { return `<?xml version="1.0" encoding="windows-1252"?>` + x }, "agrees"},
		{"PrefixList of the CanonicalizationMethod", simon("", "Simon"), mint.Signing{}, replace(`nMethod Algorithm="`+exclusive+`"/>`,
			`nMethod Algorithm="`+exclusive+`"><InclusiveNamespaces xmlns="`+exclusive+`" PrefixList="samlp"/></CanonicalizationMethod>`), "agrees"},
		{"2,000 elements", simon("", strings.Repeat("<x/>", 2000)), mint.Signing{}, same, "agrees"},
		{"inclusive, with declarations above", simon("", "Simon"), mint.Signing{C14N: inclusive}, replace("<samlp:Response ", `<samlp:Response xmlns:u="urn:u" xml:lang="de" `), "agrees"},
		{"attributes of one namespace", simon(xsi+` xsi:type="xs:string" xsi:nil="false"`, "Simon"), mint.Signing{PrefixList: "xs"}, same, "agrees"},
		{"attributes of two namespaces", simon(xsi+` xmlns:z="urn:z" xsi:type="xs:string" z:a="t"`, "Simon"), mint.Signing{}, same, "local names"},
		{"attributes of two namespaces, inclusive", simon(xsi+` xmlns:z="urn:z" xsi:type="xs:string" z:a="t"`, "Simon"), mint.Signing{C14N: inclusive}, same, "local names"},
		{"same name in two namespaces", simon(xsi+` xmlns:z="urn:z" xsi:a="" z:b=""`, `<c z:type="t" xsi:type="xs:string"/>`), mint.Signing{}, same, "local names"},
		{"#default in PrefixList", simon("", `<z:a xmlns:z="urn:z" xmlns="urn:d"/>`), mint.Signing{PrefixList: "#default"}, same, "#default"},
		{"a default namespace that was not written is taken back", "", mint.Signing{Prefix: "ds"}, func(x string) string {
			x = strings.NewReplacer("<samlp:", "<samlp:", "</samlp:", "</samlp:", "<ds:", "<ds:", "</ds:", "</ds:", "</", "</saml:", "<", "<saml:").Replace(x)
			return strings.Replace(strings.Replace(x, ` xmlns="`, ` xmlns:saml="`, -1), "</saml:AttributeStatement>", `<saml:Attribute><z:a xmlns:z="urn:z" xmlns="urn:d"><b xmlns=""/></z:a></saml:Attribute></saml:AttributeStatement>`, 1)
		}, "not written"},
		{"a default namespace is taken back", simon("", `<a xmlns=""><b/></a>`), mint.Signing{}, same, "agrees"},
		{"a value of 5 MiB", simon("", strings.Repeat("x", 5<<20)), mint.Signing{}, same, "agrees"},
		{"a value of 7 MiB", simon("", strings.Repeat("x", 7<<20)), mint.Signing{}, same, "too large"},
		{"deep and full of prefixes", simon("", strings.Repeat("<x"+manyPrefixes()+">", 80)+strings.Repeat("<y/>", 20000)+strings.Repeat("</x>", 80)), mint.Signing{}, same, "too large"},
	} {
		x := resigned(t, c.edit(template(c.value, c.s)))
		r := one(t, x, trust(mint.Active()))
		if r.Cause != signature.Good || r.Disputed {
			t.Errorf("%s: %s: %s", c.name, r.Cause, r.Detail)
			continue
		}
		if c.want != "agrees" && !strings.HasPrefix(r.Second, "cannot judge: ") || !strings.Contains(r.Second, c.want) {
			t.Errorf("%s: expected %q of the second witness, got %q", c.name, c.want, r.Second)
		}
		bad := one(t, replace("B.Simon", "M.Mallory")(x), trust(mint.Active()))
		if bad.Cause != signature.Altered || bad.Second != "" {
			t.Errorf("%s, changed: %s, second witness %q", c.name, bad.Cause, bad.Second)
		}
	}
	for _, part := range []mint.Part{mint.SignAssertion, mint.SignResponse, mint.SignBoth} {
		for _, r := range verify(t, minted(part, mint.Signing{Key: mint.ECDSA()}), trust(mint.ECDSA())) {
			if r.Second != "agrees" {
				t.Errorf("ECDSA, %s: %q", part, r.Second)
			}
		}
	}
}
