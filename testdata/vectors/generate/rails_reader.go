package main

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/mint"
)

// refused and passes are a case on either side of a rail; the name begins with the rail's number. What is
// refused names its cause and what the finding says of it.
func refused(name, comment string, capture any, cause string, says ...string) vector {
	v := vector{name: "rail-" + name, comment: comment, capture: capture, verdict: "refused", cause: cause, expect: []string{"fail " + cause}}
	for _, s := range says {
		v.says = append(v.says, cause+" "+s)
	}
	return v
}

// unreadable is a case in which there is nothing to look at.
func unreadable(name, comment string, capture any, problem string) vector {
	return vector{name: "rail-" + name, comment: comment, capture: capture, problem: problem}
}

func passes(name, comment string, capture any, expect ...string) vector {
	return vector{name: "rail-" + name, comment: comment, capture: capture, verdict: "accepted", cause: "none", expect: append(expect, "pass signature.trusted")}
}

const status = "<samlp:Status>"

// beside puts text into the response where its signature does not reach.
func beside(x, text string) string { return swap(x, status, text+status) }

func extension(content string) string {
	return "<samlp:Extensions>" + content + "</samlp:Extensions>"
}

// readerRails hold what is done before there is a document: how much is read, as which characters, as which
// XML (rails 1 to 4).
func readerRails() []vector {
	x := signed(nil)
	compressed := func(v vector) vector { v.ext = "gz"; return v }
	posted := func(v vector) vector {
		v.capture, v.ext = mint.Post("SAMLResponse", bytesOf(v.capture), ""), "txt"
		return v
	}
	declared := func(encoding, text string) string { return `<?xml version="1.0" encoding="` + encoding + `"?>` + text }
	country := func(v string) string { return signed(func(r *mint.Response) { r.Set("Country", v) }) }
	many := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	comments := func(n int) string { return swap(x, "<SignedInfo>", "<SignedInfo>"+strings.Repeat("<!---->", n)) }
	spaced := signedText(`<Attribute Name="Country">`, `<Attribute Name="Country" FriendlyName="of birth">`)
	two := func(second string) string {
		return beside(x, extension(`<e xmlns:a="urn:example:a" xmlns:b="`+second+`" a:x="1" b:x="2"/>`))
	}
	return []vector{
		compressed(unreadable("01-inflated", "a file of some kilobytes that inflates to more than any message", zipped(beside(x, "<!--"+strings.Repeat(" ", 17<<20)+"-->")), "no more than 16,777,216 bytes")),
		compressed(passes("01-inflated-large", "a megabyte once inflated: large, and within the limit", zipped(beside(x, "<!--"+strings.Repeat(" ", 1<<20)+"-->")), "pass input.limits")),

		passes("02-windows-1252", "windows-1252, as declared", []byte(declared("windows-1252", strings.Replace(country("Österreich"), "Ö", "\xd6", 1))), "pass claim.invisible"),
		passes("02-us-ascii", "US-ASCII, as declared, with a letter as a reference", declared("US-ASCII", strings.Replace(country("Österreich"), "Ö", "&#214;", 1))),
		posted(unreadable("02-utf-7", "declared as UTF-7, in which other readers see other markup", declared("UTF-7", x), "utf-7")),
		posted(unreadable("02-utf-32", "UTF-32, four bytes a character", thirtyTwo(x), "UTF-32")),
		posted(unreadable("02-declared-utf-16", "declared as UTF-16, and it is one byte a character", declared("UTF-16", x), "UTF-16 as declared")),
		posted(unreadable("02-not-ascii", "declared as US-ASCII, with a byte above it", []byte(declared("US-ASCII", strings.Replace(country("Österreich"), "Ö", "\xd6", 1))), "US-ASCII")),
		posted(unreadable("02-overlong", "an angle bracket in two bytes, which careless decoders take for one", []byte(beside(x, "<!-- \xc0\xbc -->")), "UTF-8")),

		posted(refused("03-declaration-late", "the XML declaration after a comment", "<!-- -->"+declared("utf-8", x), "input.well-formed")),
		refused("03-second-root", "a second element behind the first", x+"<more/>", "input.well-formed", "follows the end"),
		posted(refused("03-text-behind", "text behind the message", x+"more", "input.well-formed", "follows the end")),
		refused("03-attributes-touch", "no white space between two attributes", beside(x, extension(`<e a="1"b="2"/>`)), "input.well-formed", "white space"),
		refused("03-less-than", "an angle bracket in an attribute", beside(x, extension(`<e a="<"/>`)), "input.well-formed"),
		refused("03-section-end", "the end of a CDATA section in plain text", beside(x, extension(`<e>]]></e>`)), "input.well-formed", "]]>"),
		refused("03-two-colons", "a name with two colons", beside(x, extension(`<e xmlns:a="urn:example:a"><a:b:c/></e>`)), "input.well-formed"),
		refused("03-attribute-twice", "an attribute twice", beside(x, extension(`<e a="1" a="2"/>`)), "input.well-formed", "twice"),
		refused("03-same-namespace", "two attributes that are one: two prefixes for one namespace", two("urn:example:a"), "input.well-formed"),
		passes("03-two-namespaces", "two attributes of one local name and two namespaces", two("urn:example:b"), "pass input.well-formed"),
		refused("03-unbound", "a prefix that nothing binds", beside(x, extension(`<a:e/>`)), "input.well-formed"),
		refused("03-xml-prefix", "the prefix xml bound to something else", beside(x, extension(`<e xmlns:xml="urn:example:a"/>`)), "input.well-formed"),
		refused("03-entity", "an entity that nothing declares", beside(x, extension(`<e>&who;</e>`)), "input.well-formed", "who"),
		refused("03-system", "a document type that names a file", `<!DOCTYPE r SYSTEM "file:///etc/passwd">`+x, "input.doctype", "DOCTYPE"),
		passes("03-outside", "a declaration before, a comment, an instruction and a line break around the root", declared("utf-8", "<!-- from a log -->"+x+"<?end?>\n")),
		passes("03-section", "a CDATA section in a signed value", signedText(">United States<", "><![CDATA[United States]]><"), "pass claim.missing", "pass structure.text"),
		passes("03-line-in-attribute", "a line break in an attribute, which XML reads as the blank that was signed", swap(spaced, "of birth", "of\nbirth")),
		refused("03-line-reference", "a line break as a reference in an attribute: that is none of the blanks that were signed", swap(spaced, "of birth", "of&#10;birth"), "signature.altered"),

		passes("04-deep", "as deep as may be", beside(x, extension(strings.Repeat("<x>", 98)+strings.Repeat("</x>", 98))), "pass input.limits"),
		refused("04-attributes", "301 attributes", beside(x, extension("<x"+many(" a%d=''", 301)+"/>")), "input.limits", "300 attributes"),
		passes("04-attributes-many", "300 attributes", beside(x, extension("<x"+many(" a%d=''", 300)+"/>")), "pass input.limits"),
		refused("04-namespaces", "65 namespace declarations", beside(x, extension("<x"+many(" xmlns:a%d='u'", 65)+"/>")), "input.limits", "64 namespace declarations"),
		passes("04-namespaces-many", "64 namespace declarations", beside(x, extension("<x"+many(" xmlns:a%d='u'", 64)+"/>")), "pass input.limits"),
		refused("04-signed-info", "a comment too many in SignedInfo", comments(13), "signature.malformed", "at most 20 elements and comments"),
		passes("04-signed-info-full", "as many comments in SignedInfo as may be", comments(12), "absent signature.malformed"),
		refused("04-odd-elements", "a second issuer behind more unknown elements than are told: none of them hides it",
			beside(x, strings.Repeat(`<x xmlns="urn:example:x"/>`, 250)+`<Issuer xmlns="urn:oasis:names:tc:SAML:2.0:assertion">`+otherTenant+"</Issuer>"), "structure.once", "a second Issuer"),
		passes("04-odd-elements-many", "more unknown elements than are told", beside(x, strings.Repeat(`<x xmlns="urn:example:x"/>`, 250)), "warn structure.schema", "pass structure.once"),
		compressed(refused("04-elements", "400,000 elements", zipped(beside(x, extension(strings.Repeat("<x/>", 400_000)))), "input.limits", "400000 nodes")),
		compressed(passes("04-elements-many", "390,000 elements", zipped(beside(x, extension(strings.Repeat("<x/>", 390_000)))), "pass input.limits")),
	}
}

func bytesOf(capture any) []byte {
	if b, binary := capture.([]byte); binary {
		return b
	}
	return []byte(capture.(string))
}

// thirtyTwo is UTF-32, low byte first, with a byte order mark.
func thirtyTwo(s string) []byte {
	out := []byte{0xff, 0xfe, 0, 0}
	for _, r := range s {
		out = append(out, byte(r), byte(r>>8), byte(r>>16), 0)
	}
	return out
}

// marked gives every case the rails that it shows: by its name, and by the table below.
func marked(all []vector) []vector {
	known := map[string]bool{}
	for i := range all {
		v := &all[i]
		known[v.name] = true
		side := " refused"
		if v.verdict == "accepted" {
			side = " passes"
		}
		numbers := alsoShows[v.name]
		var own int
		if n, _ := fmt.Sscanf(v.name, "rail-%d-", &own); n == 1 {
			numbers = append([]int{own}, numbers...)
		}
		for _, n := range numbers {
			v.rails = append(v.rails, fmt.Sprint(n, side))
		}
		v.says = slices.Concat(v.says, sayings[v.name])
	}
	for name := range alsoShows {
		if !known[name] {
			panic("no case " + name)
		}
	}
	for name := range sayings {
		if !known[name] {
			panic("no case " + name)
		}
	}
	return all
}
