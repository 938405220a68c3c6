package wire

import (
	"bytes"
	"html"
	"slices"
	"strings"
)

// control is one control of a form. Its value has its entities resolved.
type control struct{ name, value string }

// htmlForm is one form of a page, or the controls that stand outside any: those that carry a message or
// go with one.
type htmlForm struct {
	action, method string
	controls       []control
}

// parts gives the messages of a form that was read to its end.
func (f htmlForm) parts(o *opener, p part) []part {
	in := p.in(nil, "html")
	in.url = f.action
	in.binding = "post"
	if strings.EqualFold(f.method, "get") {
		in.binding = "redirect"
	}
	for _, c := range f.controls {
		if c.name == "RelayState" || c.name == "wctx" {
			in.relay, in.hasRelay = c.value, true
		}
	}
	var parts []part
	for _, c := range f.controls {
		if slices.Contains(messageParams, c.name) {
			parts = append(parts, o.param(in, c.name, c.value)...)
		}
	}
	return parts
}

// openHTML opens the forms of a page or of a piece of one, and the links in it. It is no HTML parser: it
// looks at tags and their attributes, which is what survives copying, in whatever state the rest is.
func openHTML(o *opener, p part) []part {
	t := p.data
	if bytes.IndexByte(t, '<') < 0 {
		return nil
	}
	if at, _ := nextName(t, 0); at < 0 {
		return nil
	}
	var form htmlForm
	var parts, links []part
	add := func(name, value string) {
		if isCarried(name) && !o.enough(len(form.controls)) {
			form.controls = append(form.controls, control{name, value})
		}
	}
	for i := 0; i < len(t) && !o.full && !o.enough(len(parts)+len(links)); {
		j := bytes.IndexByte(t[i:], '<')
		if j < 0 {
			break
		}
		i += j
		rest := t[i:]
		if len(rest) < 2 || !isNameStart(rest[1]) {
			switch {
			case bytes.HasPrefix(rest, []byte("<!--")):
				i += skipTo(rest, "-->")
			case bytes.HasPrefix(rest, []byte("</form")):
				parts = append(parts, form.parts(o, p)...)
				form = htmlForm{}
				fallthrough
			default:
				i++
			}
			continue
		}
		name := nameAt(rest[1:])
		i += 1 + len(name)
		tag := tagName(name)
		switch tag {
		case "":
			continue
		case "script", "style":
			i += skipTo(t[i:], "</"+tag)
			continue
		}
		attrs, n := readAttributes(t[i:])
		i += n
		switch tag {
		case "form":
			parts = append(parts, form.parts(o, p)...)
			form = htmlForm{action: attrs.get("action"), method: attrs.get("method")}
		case "input", "button":
			add(attrs.get("name"), attrs.get("value"))
		case "textarea":
			n := bytes.IndexByte(t[i:], '<')
			if n < 0 {
				n = len(t) - i
			}
			add(attrs.get("name"), html.UnescapeString(strings.TrimSpace(string(t[i:i+n]))))
			i += n
		default:
			for _, a := range []string{"href", "src", "content"} {
				link := attrs.get(a)
				if nextParam([]byte(link), 0) < 0 {
					continue
				}
				if k := strings.Index(strings.ToLower(link), "url="); a == "content" && k >= 0 {
					link = strings.Trim(link[k+4:], "'\" ")
				}
				links = append(links, o.query(p.in(nil, "html"), link)...)
			}
		}
	}
	return slices.Concat(parts, form.parts(o, p), links)
}

// tagName gives the name in lower case of a tag that is looked at, or "".
func tagName(name []byte) string {
	for _, tag := range []string{"input", "form", "a", "script", "style", "textarea", "button", "meta", "iframe", "frame"} {
		if len(tag) == len(name) && bytes.EqualFold(name, []byte(tag)) {
			return tag
		}
	}
	return ""
}

// attributeNames are those of the attributes that are looked at.
var attributeNames = [...]string{"name", "value", "action", "method", "href", "src", "content"}

// attributes are the values of attributeNames as written; nil when the tag has none of that name.
type attributes [len(attributeNames)][]byte

func (a *attributes) get(name string) string {
	return html.UnescapeString(string(a[slices.Index(attributeNames[:], name)]))
}

// readAttributes reads the attributes behind a tag's name and gives the offset behind the tag. Of two
// alike the first counts, as in browsers.
func readAttributes(t []byte) (attrs attributes, n int) {
	i := 0
	for i < len(t) {
		c := t[i]
		if c == '>' {
			return attrs, i + 1
		}
		if isBlank(c) || c == '/' || c == '"' || c == '\'' {
			i++
			continue
		}
		begin := i
		for i < len(t) && !isBlank(t[i]) && t[i] != '=' && t[i] != '>' && t[i] != '/' {
			i++
		}
		name := t[begin:i]
		for i < len(t) && isBlank(t[i]) {
			i++
		}
		value := []byte{}
		if i < len(t) && t[i] == '=' {
			i++
			for i < len(t) && isBlank(t[i]) {
				i++
			}
			if i < len(t) && (t[i] == '"' || t[i] == '\'') {
				end := bytes.IndexByte(t[i+1:], t[i])
				if end < 0 {
					end = len(t) - i - 1 // cut off inside the value
				}
				value = t[i+1 : i+1+end]
				i = min(i+2+end, len(t))
			} else {
				begin := i
				for i < len(t) && !isBlank(t[i]) && t[i] != '>' {
					i++
				}
				value = t[begin:i]
			}
		}
		for k, known := range attributeNames {
			if len(known) == len(name) && attrs[k] == nil && bytes.EqualFold(name, []byte(known)) {
				attrs[k] = value
			}
		}
	}
	return attrs, i
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\n' }

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
