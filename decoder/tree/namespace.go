package tree

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
	fewAttrs   = 16 // up to here attributes are compared pair by pair, beyond with a map
)

// expanded is a name with its namespace by number.
type expanded struct {
	space int
	local string
}

// binding is a prefix bound to a namespace.
type binding struct {
	prefix, uri string
	number      int // of the URI
	outer       int // the binding that this one hides, or -1
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
