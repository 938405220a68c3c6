package report

import (
	"fmt"
	"strings"
)

// signatures writes what was signed, by which key, and what came of it.
func (p *page) signatures(m Message) {
	if m.Signature == "" {
		return
	}
	p.heading("Signature: " + Clean(string(m.Signature)))
	for _, s := range m.Signatures {
		st := bad
		if s.Cause == "good" {
			st = plain
		}
		text := value(s.Element) + ": " + Clean(s.Cause)
		if s.ID != "" {
			text += " (id " + value(s.ID) + ")"
		}
		p.line(2, 6, st, text)
		p.labelled(4, "detail:", prose(s.Detail))
		p.labelled(4, "algorithm:", value(s.Algorithm))
		p.labelled(4, "digest:", value(s.Digest))
		if s.Key != nil {
			p.key(4, *s.Key)
			if s.Key.InMetadata {
				p.labelled(4, "in metadata:", "yes")
			} else {
				p.labelled(4, "in metadata:", "no")
			}
		}
	}
	if len(m.Signatures) > 0 {
		p.coverage(m.Coverage)
	}
}

// key writes the particulars of a key.
func (p *page) key(indent int, k Key) {
	for _, r := range p.particulars(k) {
		p.labelled(indent, r.Label, r.Text)
	}
}

// particulars gives those of a key; the thumbprints as the Entra portal shows them.
func (p *page) particulars(k Key) []row {
	valid := ""
	if !k.NotBefore.IsZero() || !k.NotAfter.IsZero() {
		valid = p.instant(k.NotBefore) + " to " + p.instant(k.NotAfter)
	}
	return []row{
		{"key:", strings.Join(nonEmpty(value(k.Subject), keySize(k)), ", ")},
		{"thumbprint:", value(k.SHA1)},
		{"sha-256:", value(k.SHA256)},
		{"valid:", valid},
		{"from:", value(k.Source)},
	}
}

func keySize(k Key) string {
	if k.Bits == 0 || strings.ContainsAny(k.Algorithm, "0123456789") { // "ECDSA P-256" tells it
		return value(k.Algorithm)
	}
	return strings.TrimSpace(fmt.Sprintf("%s %d bits", value(k.Algorithm), k.Bits))
}

// metadata writes the contents of a federation metadata file.
func (p *page) metadata(md *Metadata) {
	if md == nil {
		return
	}
	const most = 20 // a federation can have thousands
	p.heading(fmt.Sprintf("Entities (%s)", thousands(len(md.Entities))))
	for i, e := range md.Entities {
		if i == most {
			p.line(2, 2, quiet, fmt.Sprintf("… and %s more", thousands(len(md.Entities)-most)))
			break
		}
		p.line(2, 4, strong, value(e.ID))
		told := map[string]bool{}
		for _, r := range e.Roles {
			p.role(r, told)
		}
	}
}

// role writes one role; told holds the thumbprints of the keys that were written whole already.
func (p *page) role(r Role, told map[string]bool) {
	text := value(r.Kind)
	if len(r.Protocols) > 0 {
		protocols := make([]string, len(r.Protocols))
		for i, v := range r.Protocols {
			protocols[i] = value(v)
		}
		text += " (" + strings.Join(protocols, " ") + ")"
	}
	p.line(4, 6, plain, text)
	for _, e := range r.Endpoints {
		binding := e.Binding[strings.LastIndex(e.Binding, ":")+1:]
		p.line(6, 10, plain, strings.Join(nonEmpty(value(e.Service), value(binding), value(e.Location)), "  "))
	}
	for _, k := range r.Keys {
		use := k.Use
		if use == "" {
			use = "signing and encryption"
		}
		if k.SHA1 != "" && told[k.SHA1] {
			p.line(6, 8, plain, "key for "+value(use)+": "+value(k.SHA1)+", as above")
			continue
		}
		told[k.SHA1] = true
		p.line(6, 8, plain, "key for "+value(use))
		p.key(8, k)
	}
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
