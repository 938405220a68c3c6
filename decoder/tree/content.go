package tree

import "strings"

// text reads character data. Outside the root only white space may stand.
func (p *parser) text() *Error {
	end := len(p.src)
	if n := strings.IndexByte(p.src[p.pos:], '<'); n >= 0 {
		end = p.pos + n
	}
	if len(p.open) == 0 {
		at := p.skipSpace(p.pos)
		switch {
		case at >= end:
			p.pos = end
			return nil
		case p.root != nil:
			return fail(Trailing, at, "expected nothing after the root element, found %s", p.found(at))
		case strings.IndexByte(p.src[at:], '<') < 0:
			return fail(NoElement, at, "expected an XML element, found text without any")
		default:
			return fail(NotWellFormed, at, "expected '<' of the root element, found %s", p.found(at))
		}
	}
	if end == len(p.src) {
		return p.ended("character data")
	}
	raw := p.src[p.pos:end]
	if n := strings.Index(raw, "]]>"); n >= 0 {
		return fail(NotWellFormed, p.pos+n, "]]> is not allowed in character data")
	}
	n, err := p.add(Text, end)
	if err != nil {
		return err
	}
	n.Data = raw
	if strings.IndexByte(raw, '&') >= 0 || strings.IndexByte(raw, '\r') >= 0 {
		if n.Data, err = p.expand(raw, p.pos, false); err != nil {
			return err
		}
	}
	p.pos = end
	return nil
}

// bang reads a comment or a CDATA section and refuses everything else that begins with "<!".
func (p *parser) bang() *Error {
	const comment, cdata = "<!--", "<![CDATA["
	rest := p.src[p.pos:]
	switch {
	case strings.HasPrefix(rest, comment):
		return p.comment()
	case strings.HasPrefix(rest, cdata):
		if len(p.open) == 0 {
			return p.outside("a CDATA section")
		}
		from := p.pos + len(cdata)
		n := strings.Index(p.src[from:], "]]>")
		if n < 0 {
			return p.ended("a CDATA section")
		}
		end := from + n + len("]]>")
		node, err := p.add(Text, end)
		if err != nil {
			return err
		}
		node.Data = lineEnds(p.src[from : from+n])
		p.pos = end
		return nil
	case strings.HasPrefix(comment, rest), strings.HasPrefix(cdata, rest):
		return p.ended("markup")
	}
	for _, kind := range []string{"DOCTYPE", "ENTITY", "ELEMENT", "ATTLIST", "NOTATION"} {
		if word := rest[2:min(2+len(kind), len(rest))]; strings.EqualFold(word, kind) {
			return fail(DocType, p.pos, "a document type declaration is not allowed in SAML, found <!%s", word)
		} else if len(word) == len(rest)-2 && strings.EqualFold(word, kind[:len(word)]) {
			return p.ended("markup")
		}
	}
	return fail(NotWellFormed, p.pos, "expected a comment or a CDATA section after <!, found %s", p.found(p.pos+2))
}

func (p *parser) comment() *Error {
	from := p.pos + len("<!--")
	n := strings.Index(p.src[from:], "--")
	if n < 0 || from+n+2 == len(p.src) {
		return p.ended("a comment")
	}
	end := from + n + len("-->")
	if p.src[end-1] != '>' {
		return fail(NotWellFormed, from+n, "-- is not allowed inside a comment")
	}
	node, err := p.add(Comment, end)
	if err != nil {
		return err
	}
	node.Data = lineEnds(p.src[from : from+n])
	p.pos = end
	return nil
}

// procInst reads a processing instruction; Node.Local is its target, Node.Data what follows it.
func (p *parser) procInst() *Error {
	from := p.pos + len("<?")
	target, at, err := p.name(from, "the target of a processing instruction")
	switch {
	case err != nil:
		return err
	case target.prefix != "":
		return fail(Namespace, from, "the target of a processing instruction has no colon, found %s", clip(target.full))
	case strings.EqualFold(target.full, "xml"):
		return fail(NotWellFormed, p.pos, "an XML declaration stands only at the very start")
	}
	n := strings.Index(p.src[at:], "?>")
	if n < 0 {
		return p.ended("a processing instruction")
	}
	end := at + n + len("?>")
	data := p.skipSpace(at)
	if n > 0 && data == at {
		return fail(NotWellFormed, at, "expected white space or ?> after %s, found %s", clip(target.full), p.found(at))
	}
	node, err := p.add(ProcInst, end)
	if err != nil {
		return err
	}
	node.Local, node.Data = target.full, lineEnds(p.src[min(data, end-2):end-2])
	p.pos = end
	return nil
}

// outside is the refusal of markup that stands outside the root element.
func (p *parser) outside(what string) *Error {
	if p.root != nil {
		return fail(Trailing, p.pos, "expected nothing after the root element, found %s", what)
	}
	return fail(NotWellFormed, p.pos, "expected the root element, found %s", what)
}

func (p *parser) endTag() *Error {
	if len(p.open) == 0 {
		return p.outside("an end tag")
	}
	f := p.open[len(p.open)-1]
	from := p.pos + len("</")
	at := from + len(f.name)
	if at < len(p.src) && p.src[from:at] == f.name {
		if at = p.skipSpace(at); at == len(p.src) {
			return p.ended("an end tag")
		}
	}
	if at >= len(p.src) || p.src[at] != '>' || p.src[from:from+len(f.name)] != f.name {
		return p.wrongEnd(f)
	}
	p.pos = at + 1
	p.closeElement()
	return nil
}

// wrongEnd says what is wrong with an end tag that does not match.
func (p *parser) wrongEnd(f frame) *Error {
	from := p.pos + len("</")
	got, at, err := p.name(from, "the name of an end tag")
	if err != nil {
		return err
	}
	if got.full == f.name {
		return fail(NotWellFormed, at, "expected '>' at the end of </%s, found %s", clip(f.name), p.found(p.skipSpace(at)))
	}
	line, _ := lineColumn(p.src, f.node.Start)
	return fail(NotWellFormed, p.pos, "expected </%s> for the element of line %d, found </%s>", clip(f.name), line, clip(got.full))
}

// closeElement ends the innermost open element at p.pos.
func (p *parser) closeElement() {
	last := len(p.open) - 1
	f := p.open[last]
	f.node.End = p.pos
	f.node.Children = keep(&p.childSlab, p.pending[f.kids:])
	p.pending = p.pending[:f.kids]
	p.unbind(f.scope)
	p.open = p.open[:last]
	if p.each != nil && p.each(f.node) && last > 0 {
		p.pending = p.pending[:len(p.pending)-1]
		p.drop(f)
	}
}
