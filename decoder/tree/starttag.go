package tree

import (
	"strings"
	"unicode/utf8"
)

// declaration reads the XML declaration, if there is one (XML 1.0, 2.8). The encoding it names is not
// looked at: the caller has decoded.
func (p *parser) declaration() *Error {
	const open = "<?xml"
	rest := p.src[p.pos:]
	if !strings.HasPrefix(rest, open) || len(rest) > len(open) && !isSpace(rest[len(open)]) && rest[len(open)] != '?' {
		return nil
	}
	at := p.pos + len(open)
	for _, want := range []struct {
		name     string
		must     bool
		expected string
		good     func(string) bool
	}{
		{"version", true, `"1.0"`, func(v string) bool { return v == "1.0" }},
		{"encoding", false, "the name of an encoding", isEncodingName},
		{"standalone", false, `"yes" or "no"`, func(v string) bool { return v == "yes" || v == "no" }},
	} {
		i := p.skipSpace(at)
		if i == len(p.src) {
			return p.ended("the XML declaration")
		}
		if !strings.HasPrefix(p.src[i:], want.name) {
			if strings.HasPrefix(want.name, p.src[i:]) {
				return p.ended("the XML declaration")
			}
			if want.must {
				return fail(NotWellFormed, i, "expected %s in the XML declaration, found %s", want.name, p.found(i))
			}
			continue
		}
		if i == at {
			return fail(NotWellFormed, i, "expected white space before %s in the XML declaration", want.name)
		}
		value, end, err := p.attrValue(i+len(want.name), want.name)
		if err != nil {
			return err
		}
		if !want.good(value) {
			return fail(NotWellFormed, i, "expected %s as %s in the XML declaration, found %q", want.expected, want.name, clip(value))
		}
		at = end
	}
	at = p.skipSpace(at)
	rest = p.src[at:]
	switch {
	case strings.HasPrefix(rest, "?>"):
		p.pos = at + 2
		return nil
	case strings.HasPrefix("?>", rest):
		return p.ended("the XML declaration")
	default:
		return fail(NotWellFormed, at, "expected ?> at the end of the XML declaration, found %s", p.found(at))
	}
}

func isEncodingName(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || (s[i] < '0' || s[i] > '9') && s[i] != '.' && s[i] != '_' && s[i] != '-') {
			return false
		}
	}
	return s != ""
}

// name reads a qualified name.
func (p *parser) name(at int, what string) (n name, end int, err *Error) {
	end = at
	for end < len(p.src) {
		if c := p.src[end]; c < utf8.RuneSelf {
			if asciiName[c] == 0 {
				break
			}
			end++
			continue
		}
		r, size := utf8.DecodeRuneInString(p.src[end:])
		if !isNameChar(r) {
			break
		}
		end += size
	}
	if end == len(p.src) {
		return n, end, p.ended(what)
	}
	n.full = p.src[at:end]
	if n.full == "" || !startsName(n.full) {
		return n, end, fail(NotWellFormed, at, "expected %s, found %s", what, p.found(at))
	}
	n.local = n.full
	if colon := strings.IndexByte(n.full, ':'); colon >= 0 {
		n.prefix, n.local = n.full[:colon], n.full[colon+1:]
		if n.prefix == "" || n.local == "" || !startsName(n.local) || strings.IndexByte(n.local, ':') >= 0 {
			return n, end, fail(Namespace, at, "expected %s with a name on either side of one colon, found %s", what, clip(n.full))
		}
	}
	return n, end, nil
}

func startsName(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isNameStart(r)
}

func (p *parser) startTag() *Error {
	if len(p.open) == 0 && p.root != nil {
		return p.outside("an element")
	}
	if len(p.open) >= p.limits.Depth {
		return fail(TooDeep, p.pos, "elements are nested more than %d deep, the limit", p.limits.Depth)
	}
	tag, at, err := p.name(p.pos+1, "the name of an element")
	if err != nil {
		return err
	}
	at, empty, err := p.attributes(at, tag)
	if err != nil {
		return err
	}
	n, err := p.add(Element, at)
	if err != nil {
		return err
	}
	if p.root == nil {
		p.root = n
	}
	p.open = append(p.open, frame{node: n, name: tag.full, kids: len(p.pending), scope: len(p.scope)})
	if err := p.declare(n); err != nil {
		return err
	}
	n.Prefix, n.Local = tag.prefix, tag.local
	if b, ok := p.bound[tag.prefix]; ok {
		n.Space = p.scope[b].uri
	} else if tag.prefix != "" {
		return p.unbound(p.pos+1, tag)
	}
	if err := p.resolve(n); err != nil {
		return err
	}
	p.pos = at
	if empty {
		p.closeElement()
	}
	return nil
}

func (p *parser) unbound(at int, n name) *Error {
	return fail(Namespace, at, "the prefix %q of %s is not bound to a namespace", clip(n.prefix), clip(n.full))
}

// attributes reads what stands between the name and the end of a start tag into p.attrs and p.decls.
func (p *parser) attributes(at int, tag name) (end int, empty bool, err *Error) {
	p.attrs, p.decls = p.attrs[:0], p.decls[:0]
	for {
		i := p.skipSpace(at)
		if i == len(p.src) {
			return i, false, p.ended("a tag")
		}
		switch {
		case p.src[i] == '>':
			return i + 1, false, nil
		case p.src[i] == '/':
			if i+1 == len(p.src) {
				return i, false, p.ended("a tag")
			}
			if p.src[i+1] != '>' {
				return i, false, fail(NotWellFormed, i, "expected /> at the end of <%s, found '/' and %s", clip(tag.full), p.found(i+1))
			}
			return i + 2, true, nil
		case i == at:
			return i, false, fail(NotWellFormed, i, "expected white space, '>' or /> in <%s, found %s", clip(tag.full), p.found(i))
		}
		attr, after, err := p.name(i, "the name of an attribute")
		if err != nil {
			return i, false, err
		}
		value, after, err := p.attrValue(after, attr.full)
		if err != nil {
			return i, false, err
		}
		switch {
		case attr.full == "xmlns":
			p.decls = append(p.decls, Decl{"", value})
		case attr.prefix == "xmlns":
			p.decls = append(p.decls, Decl{attr.local, value})
		default:
			p.attrs = append(p.attrs, Attr{Prefix: attr.prefix, Local: attr.local, Value: value, Start: i, End: after})
		}
		if len(p.attrs) > p.limits.Attributes {
			return i, false, fail(TooMany, i, "<%s> has more than %d attributes, the limit", clip(tag.full), p.limits.Attributes)
		}
		if len(p.decls) > p.limits.Namespaces {
			return i, false, fail(TooMany, i, "<%s> has more than %d namespace declarations, the limit", clip(tag.full), p.limits.Namespaces)
		}
		at = after
	}
}

// attrValue reads '=' and a quoted value, and normalises it.
func (p *parser) attrValue(at int, attr string) (value string, end int, err *Error) {
	i := p.skipSpace(at)
	if i < len(p.src) && p.src[i] != '=' {
		return "", i, fail(NotWellFormed, i, "expected '=' after %s, found %s", clip(attr), p.found(i))
	}
	i = p.skipSpace(i + 1)
	if i >= len(p.src) {
		return "", i, p.ended("an attribute")
	}
	quote := p.src[i]
	if quote != '"' && quote != '\'' {
		return "", i, fail(NotWellFormed, i, "expected a quoted value of %s, found %s", clip(attr), p.found(i))
	}
	from, plain := i+1, true
	for i = from; i < len(p.src); i++ {
		switch c := p.src[i]; {
		case c == quote:
			if value = p.src[from:i]; !plain {
				value, err = p.expand(value, from, true)
			}
			return value, i + 1, err
		case c == '<':
			return "", i, fail(NotWellFormed, i, "'<' is not allowed in the value of %s", clip(attr))
		case c == '&' || c < ' ':
			plain = false
		}
	}
	return "", i, p.ended("the value of an attribute")
}

// declare puts the namespace declarations of the start tag at hand in force (Namespaces in XML 1.0, 2 and 3).
func (p *parser) declare(n *Node) *Error {
	for _, d := range p.decls {
		switch {
		case d.Prefix == "xmlns":
			return fail(Namespace, p.pos, "the prefix xmlns cannot be declared")
		case d.URI == xmlnsSpace:
			return fail(Namespace, p.pos, "the namespace %s cannot be bound, found it bound to %q", xmlnsSpace, clip(d.Prefix))
		case (d.Prefix == "xml") != (d.URI == xmlSpace):
			return fail(Namespace, p.pos, "the prefix xml and the namespace %s belong together, found %q bound to %q", xmlSpace, clip(d.Prefix), clip(d.URI))
		case d.URI == "" && d.Prefix != "":
			return fail(Namespace, p.pos, "the prefix %q is bound to an empty namespace", clip(d.Prefix))
		}
		if b, ok := p.bound[d.Prefix]; ok && b >= p.open[len(p.open)-1].scope {
			return fail(NotWellFormed, p.pos, "<%s> declares the prefix %q twice", clip(p.open[len(p.open)-1].name), clip(d.Prefix))
		}
		p.bind(d.Prefix, d.URI)
	}
	n.Decls = keep(&p.declSlab, p.decls)
	return nil
}

func (p *parser) bind(prefix, uri string) {
	number, ok := p.uris[uri]
	if !ok {
		number = len(p.uris)
		p.uris[uri] = number
	}
	outer, ok := p.bound[prefix]
	if !ok {
		outer = -1
	}
	p.bound[prefix] = len(p.scope)
	p.scope = append(p.scope, binding{prefix: prefix, uri: uri, number: number, outer: outer})
}

// unbind takes the bindings made since there were only so many out of force.
func (p *parser) unbind(to int) {
	for i := len(p.scope) - 1; i >= to; i-- {
		if b := p.scope[i]; b.outer < 0 {
			delete(p.bound, b.prefix)
		} else {
			p.bound[b.prefix] = b.outer
		}
	}
	p.scope = p.scope[:to]
}

// resolve gives the attributes of the start tag at hand their namespaces and refuses doubles.
func (p *parser) resolve(n *Node) *Error {
	p.spaces = p.spaces[:0]
	for i := range p.attrs {
		a := &p.attrs[i]
		number := 0
		if a.Prefix != "" {
			b, ok := p.bound[a.Prefix]
			if !ok {
				return p.unbound(a.Start, name{prefix: a.Prefix, full: a.Prefix + ":" + a.Local})
			}
			a.Space, number = p.scope[b].uri, p.scope[b].number
		}
		p.spaces = append(p.spaces, number)
	}
	if at := p.double(); at >= 0 {
		a := p.attrs[at]
		return fail(NotWellFormed, a.Start, "the attribute %s stands twice in <%s>", clip(a.Local), clip(p.open[len(p.open)-1].name))
	}
	n.Attrs = keep(&p.attrSlab, p.attrs)
	return nil
}

// double gives the index of an attribute that has the namespace and local name of one before it, or -1.
// Equal qualified names are among these.
func (p *parser) double() int {
	if len(p.attrs) <= fewAttrs {
		for i := range p.attrs {
			for j := range i {
				if p.spaces[i] == p.spaces[j] && p.attrs[i].Local == p.attrs[j].Local {
					return i
				}
			}
		}
		return -1
	}
	if p.seen == nil {
		p.seen = map[expanded]struct{}{}
	}
	clear(p.seen)
	for i := range p.attrs {
		key := expanded{p.spaces[i], p.attrs[i].Local}
		if _, twice := p.seen[key]; twice {
			return i
		}
		p.seen[key] = struct{}{}
	}
	return -1
}

// lineEnds makes every line end one LF (XML 1.0, 2.11).
func lineEnds(s string) string {
	if strings.IndexByte(s, '\r') < 0 {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// expand resolves references and normalises line ends; in an attribute value literal white space
// becomes spaces (XML 1.0, 2.11 and 3.3.3).
func (p *parser) expand(s string, offset int, attr bool) (string, *Error) {
	var b strings.Builder
	b.Grow(len(s))
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c != '&' && c != '\r' && (!attr || c >= ' ') {
			i++
			continue
		}
		b.WriteString(s[from:i])
		switch {
		case c == '&':
			r, size, err := p.reference(s[i:], offset+i)
			if err != nil {
				return "", err
			}
			b.WriteRune(r)
			i += size
		default:
			if c == '\r' && i+1 < len(s) && s[i+1] == '\n' {
				i++
			}
			i++
			if attr {
				b.WriteByte(' ')
			} else {
				b.WriteByte('\n')
			}
		}
		from = i
	}
	b.WriteString(s[from:])
	return b.String(), nil
}

// reference reads the reference that s begins with. Only the five predefined entities exist.
func (p *parser) reference(s string, offset int) (r rune, size int, err *Error) {
	end := strings.IndexByte(s, ';')
	if end < 0 || strings.ContainsAny(s[:end], " \t\r\n\"'") {
		return 0, 0, fail(NotWellFormed, offset, "expected a reference that ends with ';' after '&'")
	}
	body, size := s[1:end], end+1
	switch body {
	case "lt":
		return '<', size, nil
	case "gt":
		return '>', size, nil
	case "amp":
		return '&', size, nil
	case "quot":
		return '"', size, nil
	case "apos":
		return '\'', size, nil
	}
	digits, ok := strings.CutPrefix(body, "#")
	if !ok {
		return 0, 0, fail(NotWellFormed, offset, "the entity &%s; is not defined", clip(body))
	}
	base := rune(10)
	if hex, ok := strings.CutPrefix(digits, "x"); ok {
		digits, base = hex, 16
	}
	if digits == "" {
		return 0, 0, fail(NotWellFormed, offset, "expected digits in the character reference &%s;", body)
	}
	for i := range len(digits) {
		d := rune(digits[i])
		switch {
		case d >= '0' && d <= '9':
			d -= '0'
		case base == 16 && d|0x20 >= 'a' && d|0x20 <= 'f':
			d = d | 0x20 - 'a' + 10
		default:
			return 0, 0, fail(NotWellFormed, offset, "expected digits in the character reference &%s;", clip(body))
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, 0, fail(Encoding, offset, "the character of &%s; is not allowed in XML", clip(body))
		}
	}
	if !isChar(r) {
		return 0, 0, fail(Encoding, offset, "the character of &%s; is not allowed in XML", clip(body))
	}
	return r, size, nil
}
