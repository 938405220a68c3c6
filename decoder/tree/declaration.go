package tree

import "strings"

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
