package wire

import (
	"bytes"
	"html"
	"slices"
	"strings"
)

// field is one control of a form. Its value has its entities resolved.
type field struct{ name, value string }

// htmlForm is one form of a page, or the controls that stand outside any.
type htmlForm struct {
	action, method string
	fields         []field
}

// openHTML opens the forms of a page or of a piece of one, and the links in it.
func openHTML(o *opener, p part) []part {
	forms, links := readHTML(p.data)
	var parts []part
	for _, f := range forms {
		in := p.in(nil, "html")
		in.url = f.action
		in.binding = "post"
		if strings.EqualFold(f.method, "get") {
			in.binding = "redirect"
		}
		for _, kv := range f.fields {
			if kv.name == "RelayState" || kv.name == "wctx" {
				in.relay, in.hasRelay = kv.value, true
			}
		}
		for _, kv := range f.fields {
			if slices.Contains(messageParams, kv.name) {
				parts = append(parts, o.param(in, kv.name, kv.value)...)
			}
		}
	}
	for _, link := range links {
		parts = append(parts, o.query(p.in(nil, "html"), link)...)
	}
	return parts
}

// readHTML finds forms, and links that carry a message. It is no HTML parser: it looks at tags and
// their attributes, which is what survives copying, in whatever state the rest is.
func readHTML(t []byte) (forms []htmlForm, links []string) {
	forms = []htmlForm{{}}
	for i := 0; i < len(t); {
		j := bytes.IndexByte(t[i:], '<')
		if j < 0 {
			break
		}
		i += j
		rest := t[i:]
		if bytes.HasPrefix(rest, []byte("<!--")) {
			i += skipTo(rest, "-->")
			continue
		}
		name := strings.ToLower(string(nameAt(rest[1:])))
		if name == "" {
			if bytes.HasPrefix(rest, []byte("</form")) {
				forms = append(forms, htmlForm{})
			}
			i++
			continue
		}
		i += 1 + len(name)
		switch name {
		case "form", "input", "textarea", "button", "a", "meta", "iframe", "frame":
		case "script", "style":
			i += skipTo(t[i:], "</"+name)
			continue
		default:
			continue
		}
		attrs, n := readAttributes(t[i:])
		i += n
		last := &forms[len(forms)-1]
		switch name {
		case "form":
			forms = append(forms, htmlForm{action: attrs["action"], method: attrs["method"]})
		case "input", "button":
			last.fields = append(last.fields, field{attrs["name"], attrs["value"]})
		case "textarea":
			n := bytes.IndexByte(t[i:], '<')
			if n < 0 {
				n = len(t) - i
			}
			last.fields = append(last.fields, field{attrs["name"], html.UnescapeString(strings.TrimSpace(string(t[i : i+n])))})
			i += n
		default:
			for _, a := range []string{"href", "src", "content"} {
				if link := attrs[a]; nextParam([]byte(link), 0) >= 0 {
					if k := strings.Index(strings.ToLower(link), "url="); a == "content" && k >= 0 {
						link = strings.Trim(link[k+4:], "'\" ")
					}
					links = append(links, link)
				}
			}
		}
	}
	return forms, links
}

// readAttributes reads the attributes behind a tag's name and gives the offset behind the tag.
// Names are in lower case; of two alike the first counts, as in browsers.
func readAttributes(t []byte) (attrs map[string]string, n int) {
	attrs = map[string]string{}
	i := 0
	for i < len(t) {
		c := t[i]
		if c == '>' {
			return attrs, i + 1
		}
		if c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '/' || c == '"' || c == '\'' {
			i++
			continue
		}
		begin := i
		for i < len(t) && !bytes.ContainsRune([]byte(" \t\r\n=>/"), rune(t[i])) {
			i++
		}
		name := strings.ToLower(string(t[begin:i]))
		for i < len(t) && (t[i] == ' ' || t[i] == '\t' || t[i] == '\r' || t[i] == '\n') {
			i++
		}
		value := ""
		if i < len(t) && t[i] == '=' {
			i++
			for i < len(t) && (t[i] == ' ' || t[i] == '\t' || t[i] == '\r' || t[i] == '\n') {
				i++
			}
			if i < len(t) && (t[i] == '"' || t[i] == '\'') {
				end := bytes.IndexByte(t[i+1:], t[i])
				if end < 0 {
					end = len(t) - i - 1 // cut off inside the value
				}
				value = string(t[i+1 : i+1+end])
				i = min(i+2+end, len(t))
			} else {
				begin := i
				for i < len(t) && !bytes.ContainsRune([]byte(" \t\r\n>"), rune(t[i])) {
					i++
				}
				value = string(t[begin:i])
			}
		} else if i == begin {
			i++ // a stray '='
		}
		if _, ok := attrs[name]; !ok {
			attrs[name] = html.UnescapeString(value)
		}
	}
	return attrs, i
}

// openEscaped resolves character references: XML that was written as text, a value copied out of a
// page's source.
func openEscaped(_ *opener, p part) []part {
	if i := bytes.IndexByte(p.data, '&'); i < 0 || bytes.IndexByte(p.data[i:], ';') < 0 {
		return nil
	}
	if isErrorPage(p.data) && bytes.Contains(p.data, []byte("</")) {
		return nil // openErrorPage resolves them where the tags are gone
	}
	s := html.UnescapeString(string(p.data))
	if s == string(p.data) {
		return nil
	}
	return []part{p.in([]byte(s), "xml-escape")}
}
