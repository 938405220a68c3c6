package report

import (
	"fmt"
	"strings"
)

// signatures writes what was signed, by which key, and what came of it.
func (p *page) signatures(m Message) {
	if m.Signature == "" || m.Setup != nil {
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

func nonEmpty(parts ...string) []string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
