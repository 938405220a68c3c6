package tree

import (
	"strings"
	"unicode/utf8"
)

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
	p.open = append(p.open, frame{node: n, name: tag.full, kids: len(p.pending), scope: len(p.scope), count: p.count - 1, slab: p.slabs, at: len(p.nodeSlab) - 1})
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
