package decoder_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	"claimcheck/decoder/tree"
)

// mutator makes bad inputs of good and bad ones. The same random numbers give the same input.
type mutator struct {
	*rand.Rand
	others []specimen // to take parts from
	donors []specimen // those that parts were taken from
}

// other is a case to take parts from.
func (m *mutator) other() specimen {
	m.donors = append(m.donors, pick(m, m.others))
	return m.donors[len(m.donors)-1]
}

// mutant is one bad input and how it was made: the capture with damage to its bytes, or a message of it
// with damage to its parts, in a wrapping that is right.
func (m *mutator) mutant(s specimen) (body []byte, how []string) {
	if len(s.messages) == 0 || m.IntN(4) == 0 {
		body = s.body
		for range 1 + m.IntN(3) {
			name := pick(m, byteMutations)
			how = append(how, name)
			body = damage[name](m, body)
		}
		return body, how
	}
	xml := pick(m, s.messages)
	for range 1 + m.IntN(3) {
		name := pick(m, xmlMutations)
		how = append(how, name)
		xml = restructure[name](m, xml)
	}
	name := pick(m, wrappings)
	return wrap[name](m, xml), append(how, name)
}

func pick[T any](m *mutator, from []T) T { return from[m.IntN(len(from))] }

// names gives the keys in an order that is the same on every run.
func names[V any](of map[string]V) []string {
	var all []string
	for name := range of {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

var (
	byteMutations = names(damage)
	xmlMutations  = names(restructure)
	wrappings     = names(wrap)
)

// span is a random part of so many bytes, of at most a bound.
func (m *mutator) span(size, most int) (start, end int) {
	if size == 0 {
		return 0, 0
	}
	start = m.IntN(size)
	return start, min(size, start+1+m.IntN(most))
}

func splice(b []byte, start, end int, with ...byte) []byte {
	return slices.Concat(b[:start], with, b[end:])
}

// damage is what happens to bytes, whatever they mean.
var damage = map[string]func(m *mutator, b []byte) []byte{
	"bit flipped": func(m *mutator, b []byte) []byte {
		b = slices.Clone(b)
		for range 1 + m.IntN(3) {
			if len(b) > 0 {
				b[m.IntN(len(b))] ^= 1 << m.IntN(8)
			}
		}
		return b
	},
	"byte replaced": func(m *mutator, b []byte) []byte {
		start, end := m.span(len(b), 1)
		return splice(b, start, end, pick(m, []byte("<>&\"'=/+%;:#!-[]{}\\ \t\r\n\x00\x7f\x80\xc0\xed\xff0Az")))
	},
	"cut off": func(m *mutator, b []byte) []byte { _, end := m.span(len(b), 1); return b[:end] },
	"begun late": func(m *mutator, b []byte) []byte {
		start, _ := m.span(len(b), 1)
		return b[start:]
	},
	"part removed": func(m *mutator, b []byte) []byte {
		start, end := m.span(len(b), 200)
		return splice(b, start, end)
	},
	"part doubled": func(m *mutator, b []byte) []byte {
		start, end := m.span(len(b), 2000)
		return splice(b, end, end, b[start:end]...)
	},
	"part moved": func(m *mutator, b []byte) []byte {
		start, end := m.span(len(b), 500)
		rest := splice(b, start, end)
		to, _ := m.span(len(rest), 1)
		return splice(rest, to, to, b[start:end]...)
	},
	"all of it twice": func(_ *mutator, b []byte) []byte { return slices.Concat(b, []byte("\n"), b) },
	"two captures": func(m *mutator, b []byte) []byte {
		return slices.Concat(b, []byte("\n"), m.other().body)
	},
	"Base64 damaged": func(m *mutator, b []byte) []byte {
		runs := base64Run.FindAllIndex(b, -1)
		if runs == nil {
			return b
		}
		run := pick(m, runs)
		at := run[0] + m.IntN(run[1]-run[0])
		return splice(b, at, min(at+m.IntN(4), run[1]), []byte(pick(m, []string{"", "=", "==", "\n", " ", "-", "_", "%2B", "A", "====", "\u00a0", "*", "&#10;"}))...)
	},
	"lines broken": func(m *mutator, b []byte) []byte {
		every := 20 + m.IntN(80)
		var out []byte
		for piece := range slices.Chunk(b, every) {
			out = append(append(out, piece...), '\n')
		}
		return out
	},
	"UTF-16": func(m *mutator, b []byte) []byte { return toUTF16(string(b), m.IntN(2) == 0, m.IntN(3) > 0) },
	"long run": func(m *mutator, b []byte) []byte {
		at, _ := m.span(len(b), 1)
		return splice(b, at, at, bytes.Repeat([]byte(pick(m, []string{"A", "<", "<a>", "&", "&amp;", " ", "%25", "=", "[", "{\"a\":", "\xff"})), 1+m.IntN(20_000))...)
	},
	"percent-encoded again": func(_ *mutator, b []byte) []byte { return []byte("SAMLResponse=" + url.QueryEscape(string(b))) },
}

var base64Run = regexp.MustCompile(`[A-Za-z0-9+/]{40,}`)

func toUTF16(s string, big, mark bool) []byte {
	var out []byte
	units := utf16.Encode([]rune(s))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	for _, u := range units {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return out
}

// wrap brings XML to the program the ways that people do.
var wrap = map[string]func(m *mutator, xml string) []byte{
	"as it is":   func(_ *mutator, xml string) []byte { return []byte(xml) },
	"Base64":     func(_ *mutator, xml string) []byte { return []byte(base64.StdEncoding.EncodeToString([]byte(xml))) },
	"Base64 URL": func(_ *mutator, xml string) []byte { return []byte(base64.RawURLEncoding.EncodeToString([]byte(xml))) },
	"form":       func(_ *mutator, xml string) []byte { return form(base64.StdEncoding.EncodeToString([]byte(xml))) },
	"JSON string": func(_ *mutator, xml string) []byte {
		text, _ := json.Marshal(map[string]string{"SAMLResponse": xml})
		return text
	},
	"escaped": func(_ *mutator, xml string) []byte { return []byte("<pre>" + html.EscapeString(xml) + "</pre>") },
	"UTF-16":  func(m *mutator, xml string) []byte { return toUTF16(xml, m.IntN(2) == 0, m.IntN(3) > 0) },
	"byte order mark": func(_ *mutator, xml string) []byte {
		return []byte("\ufeff" + xml)
	},
	"declared otherwise": func(m *mutator, xml string) []byte {
		name := pick(m, []string{"UTF-8", "utf-8", "ISO-8859-1", "windows-1252", "UTF-16", "UTF-7", "US-ASCII", "EBCDIC-CP-US", "x"})
		return []byte(`<?xml version="1.0" encoding="` + name + `"?>` + xml)
	},
	"Redirect": func(_ *mutator, xml string) []byte {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestSpeed)
		_, _ = w.Write([]byte(xml))
		_ = w.Close()
		return []byte("https://sp.example.com/acs?SAMLResponse=" + url.QueryEscape(base64.StdEncoding.EncodeToString(b.Bytes())))
	},
}

func form(value string) []byte { return []byte(url.Values{"SAMLResponse": {value}}.Encode()) }

// restructure is what happens to the parts of a document. What is no document any more stays as it is.
var restructure = map[string]func(m *mutator, xml string) string{
	"element moved": func(m *mutator, xml string) string {
		return m.withElement(xml, func(e *tree.Node, part string) string {
			return m.insert(xml[:e.Start]+xml[e.End:], part)
		})
	},
	"element copied": func(m *mutator, xml string) string {
		return m.withElement(xml, func(_ *tree.Node, part string) string { return m.insert(xml, part) })
	},
	"element removed": func(m *mutator, xml string) string {
		return m.withElement(xml, func(e *tree.Node, _ string) string { return xml[:e.Start] + xml[e.End:] })
	},
	"element doubled": func(m *mutator, xml string) string {
		return m.withElement(xml, func(e *tree.Node, part string) string { return xml[:e.End] + part + xml[e.End:] })
	},
	"elements swapped": func(m *mutator, xml string) string {
		return m.withElement(xml, func(a *tree.Node, first string) string {
			return m.withElement(xml, func(b *tree.Node, second string) string {
				if a.Start > b.Start {
					a, b, first, second = b, a, second, first
				}
				if a.End > b.Start {
					return xml
				}
				return xml[:a.Start] + second + xml[a.End:b.Start] + first + xml[b.End:]
			})
		})
	},
	"element of another message": func(m *mutator, xml string) string {
		other := m.other()
		if len(other.messages) == 0 {
			return xml
		}
		return m.withElement(pick(m, other.messages), func(_ *tree.Node, part string) string { return m.insert(xml, part) })
	},
	"nested": func(m *mutator, xml string) string {
		return m.withElement(xml, func(e *tree.Node, part string) string {
			times := pick(m, []int{1, 2, 90, 200, 5000})
			around := pick(m, [][2]string{
				{"<a>", "</a>"},
				{`<saml:Advice xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">`, "</saml:Advice>"},
				{`<samlp:Extensions xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">`, "</samlp:Extensions>"},
				{`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_outer" Version="2.0">`, "</samlp:Response>"},
				{`<ds:Object xmlns:ds="http://www.w3.org/2000/09/xmldsig#">`, "</ds:Object>"},
			})
			return xml[:e.Start] + strings.Repeat(around[0], times) + part + strings.Repeat(around[1], times) + xml[e.End:]
		})
	},
	"attribute values swapped": func(m *mutator, xml string) string {
		found := attributeValue.FindAllStringSubmatchIndex(xml, -1)
		if len(found) < 2 {
			return xml
		}
		a, b := pick(m, found), pick(m, found)
		if a[2] > b[2] {
			a, b = b, a
		}
		if a[3] > b[2] {
			return xml
		}
		return xml[:a[2]] + xml[b[2]:b[3]] + xml[a[3]:b[2]] + xml[a[2]:a[3]] + xml[b[3]:]
	},
	"attribute removed": func(m *mutator, xml string) string {
		return m.at(xml, attributeValue, func(string) string { return "" })
	},
	"attribute doubled": func(m *mutator, xml string) string {
		return m.at(xml, attributeValue, func(a string) string { return a + a })
	},
	"attribute value changed": func(m *mutator, xml string) string {
		return m.at(xml, attributeValue, func(a string) string {
			name, _, _ := strings.Cut(a, "=")
			return name + `="` + pick(m, []string{"", "x", "#", "urn:x", "_a", "9999-12-31T23:59:59Z", "2026-01-02T03:04:05Z", "-1", "&#x200B;", "urn:oasis:names:tc:SAML:2.0:assertion", "http://www.w3.org/2000/09/xmldsig#"}) + `"`
		})
	},
	"ID taken": func(m *mutator, xml string) string {
		ids := identifier.FindAllStringSubmatch(xml, -1)
		if ids == nil {
			return xml
		}
		return m.withElement(xml, func(e *tree.Node, part string) string {
			at := 1 + strings.IndexAny(part[1:], " \t\n/>")
			return xml[:e.Start] + part[:at] + ` ` + pick(m, []string{"ID", "Id", "id", "xml:id"}) + `="` + pick(m, ids)[1] + `"` + part[at:] + xml[e.End:]
		})
	},
	"text changed": func(m *mutator, xml string) string {
		return m.at(xml, content, func(string) string {
			return ">" + pick(m, []string{"", " ", "attacker@example.com", "AAAA", "\u200b", "&#0;", "&lt;x&gt;", "&x;", "]]>", "\u202e"}) + "<"
		})
	},
	"text cut": func(m *mutator, xml string) string {
		return m.at(xml, content, func(text string) string {
			at := 1 + m.IntN(len(text)-1)
			return text[:at] + pick(m, []string{"<!---->", "<!--x-->", "<?x?>", "<![CDATA[]]>", "<x/>", "<![CDATA[x]]>", "\r\n", "&#13;"}) + text[at:]
		})
	},
	"prefix renamed": func(m *mutator, xml string) string {
		return strings.ReplaceAll(xml, pick(m, []string{"samlp:", "saml:", "ds:", "xmlns:", "<", "\""}), pick(m, []string{"x:", "", "saml:", "xml:", "<x:", "'"}))
	},
	"document type": func(m *mutator, xml string) string {
		return pick(m, []string{`<!DOCTYPE x>`, `<!DOCTYPE x [<!ENTITY x "y">]>`, `<!DOCTYPE x SYSTEM "https://example.com/x">`}) + xml
	},
	"re-indented": func(_ *mutator, xml string) string { return strings.ReplaceAll(xml, "><", ">\n  <") },
	"namespaces":  func(m *mutator, xml string) string { return m.many(xml, " xmlns:n%d='urn:x'", 100) },
	"attributes":  func(m *mutator, xml string) string { return m.many(xml, " a%d=''", 500) },
	"bytes":       func(m *mutator, xml string) string { return string(damage[pick(m, byteMutations)](m, []byte(xml))) },
}

var (
	attributeValue = regexp.MustCompile(`\s[\w:.-]+="([^"<]*)"`)
	identifier     = regexp.MustCompile(`\sID="([^"]*)"`)
	content        = regexp.MustCompile(`>[^<>]+<`)
)

// withElement hands a random element and its text to edit. XML that does not parse comes back as it is.
func (m *mutator) withElement(xml string, edit func(e *tree.Node, part string) string) string {
	d, err := tree.Parse([]byte(xml), tree.MessageLimits)
	if err != nil || d.Source != xml {
		return xml
	}
	var all []*tree.Node
	var walk func(n *tree.Node)
	walk = func(n *tree.Node) {
		if n.Kind == tree.Element {
			all = append(all, n)
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(d.Root)
	// Every second time one of the few elements that carry the message, of the many that there are.
	if large := slices.DeleteFunc(slices.Clone(all), func(n *tree.Node) bool { return n.End-n.Start < 400 }); len(large) > 0 && m.IntN(2) == 0 {
		all = large
	}
	e := pick(m, all)
	return edit(e, xml[e.Start:e.End])
}

// insert puts a part between two tags of the document.
func (m *mutator) insert(xml, part string) string {
	return m.at(xml, between, func(tags string) string { return tags[:1] + part + tags[1:] })
}

var between = regexp.MustCompile(`><|>\s+<`)

// at edits one of the places that the pattern finds.
func (m *mutator) at(xml string, pattern *regexp.Regexp, edit func(string) string) string {
	found := pattern.FindAllStringIndex(xml, -1)
	if found == nil {
		return xml
	}
	p := pick(m, found)
	return xml[:p[0]] + edit(xml[p[0]:p[1]]) + xml[p[1]:]
}

// many puts attributes into a start tag, up to so many and more than any limit.
func (m *mutator) many(xml, format string, most int) string {
	return m.withElement(xml, func(e *tree.Node, part string) string {
		at := 1 + strings.IndexAny(part[1:], " \t\n/>")
		var b strings.Builder
		for i := range 1 + m.IntN(most) {
			fmt.Fprintf(&b, format, i)
		}
		return xml[:e.Start] + part[:at] + b.String() + part[at:] + xml[e.End:]
	})
}
