package profile

import (
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// flags tells what is odd about values, in the order of the constants.
func flags(values []string) []string {
	var found []string
	for _, f := range []struct {
		name string
		odd  func(string) bool
	}{
		{Whitespace, oddSpace},
		{Invisible, hides},
		{Homoglyph, func(s string) bool { return !printable(s) && mixed(s) }},
		{Guest, guest},
		{OnMicrosoft, onMicrosoft},
	} {
		if slices.ContainsFunc(values, f.odd) {
			found = append(found, f.name)
		}
	}
	return found
}

// printable says whether s is printable ASCII throughout, as nearly every value is: nothing is hidden in it.
func printable(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// oddSpace says whether white space stands around s, or a kind of it inside that a name has no use
// for. The ideographic space parts Japanese names and is left alone.
func oddSpace(s string) bool {
	if s != strings.TrimSpace(s) {
		return true
	}
	return !printable(s) && strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) && r != ' ' && r != '\u3000' || r == '\u2028' || r == '\u2029'
	})
}

// invisible says whether r leaves no mark where it stands. White space is told by oddSpace.
func invisible(r rune) bool {
	switch {
	case unicode.IsSpace(r) || r == '\u2028' || r == '\u2029':
		return false
	case unicode.Is(unicode.Cf, r), unicode.IsControl(r), unicode.Is(unicode.Variation_Selector, r):
		return true
	}
	switch r {
	case '\u034f', '\u115f', '\u1160', '\u17b4', '\u17b5', '\u2800', '\u3164', '\uffa0':
		return true
	}
	return false
}

// joining are the scripts that need the zero-width joiner and non-joiner for spelling (RFC 5892,
// appendix A): there they are letters like others.
var joining = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Nko, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi,
	unicode.Gujarati, unicode.Oriya, unicode.Tamil, unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala,
	unicode.Khmer, unicode.Tibetan, unicode.Myanmar,
}

// strip gives s without invisible characters, but for those that its script spells with: joiners in
// Arabic and Indic words, and variation selectors after an ideograph.
func strip(s string) string {
	if !hides(s) {
		return s
	}
	var b strings.Builder
	for from, to := range shown(s) {
		b.WriteString(s[from:to])
	}
	return b.String()
}

// hides says whether strip takes something out of s.
func hides(s string) bool {
	if printable(s) {
		return false
	}
	end := 0
	for from, to := range shown(s) {
		if from != end {
			return true
		}
		end = to
	}
	return end != len(s)
}

// shown gives the characters of s that strip leaves, each by where it begins and ends.
func shown(s string) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		before := rune(-1)
		for i := 0; i < len(s); {
			r, width := utf8.DecodeRuneInString(s[i:])
			spelt := (r == '\u200c' || r == '\u200d') && unicode.In(before, joining...) ||
				unicode.Is(unicode.Variation_Selector, r) && unicode.Is(unicode.Han, before)
			if (spelt || !invisible(r)) && !yield(i, i+width) {
				return
			}
			before = r
			i += width
		}
	}
}

// blank says whether there is nothing to see in a value.
func blank(v string) bool {
	for from, to := range shown(v) {
		if strings.TrimSpace(v[from:to]) != "" {
			return false
		}
	}
	return true
}

// mixed says whether one word of s holds Latin letters and Cyrillic or Greek ones (UTS 39, 5.1): they
// look alike, and a program compares them as different.
func mixed(s string) bool {
	latin, other := false, false
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.In(r, unicode.Cyrillic, unicode.Greek):
			other = true
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			latin, other = false, false
		}
		if latin && other {
			return true
		}
	}
	return false
}

// maxText is the longest value, in bytes, that is read for what keeps it from being an address.
const maxText = 64 << 10

// domainLimit is the length of the longest domain, in bytes (RFC 1035, 2.3.4).
const domainLimit = 255

// guest says whether s is the user principal name of a guest account.
func guest(s string) bool {
	const mark = "#EXT#"
	for {
		at := strings.IndexByte(s, mark[0])
		if at < 0 || len(s)-at < len(mark) {
			return false
		}
		if s = s[at:]; strings.EqualFold(s[:len(mark)], mark) {
			return true
		}
		s = s[1:]
	}
}

// onMicrosoft says whether s is an address in the first domain of a tenant, of any national cloud.
func onMicrosoft(s string) bool {
	_, domain, ok := strings.Cut(strings.TrimSpace(s), "@")
	if !ok || len(domain) > domainLimit {
		return false
	}
	domain = "." + strings.ToLower(domain)
	return slices.ContainsFunc([]string{".onmicrosoft.com", ".onmicrosoft.us", ".partner.onmschina.cn"}, func(suffix string) bool {
		return strings.HasSuffix(domain, suffix)
	})
}

// address says what keeps s from being one e-mail address, local@domain; empty when nothing does.
// It is soberer than RFC 5322: no quoted local parts, comments, display names or address literals,
// which no directory holds and applications refuse.
func address(s string) string {
	if s = strings.TrimSpace(s); len(s) > maxText {
		return "it is longer than an address can be"
	}
	s = strip(s)
	local, domain, _ := strings.Cut(s, "@")
	switch {
	case strings.ContainsAny(s, "<>"):
		return "there is a display name or angle brackets around the address"
	case strings.Count(s, "@") > 1 && strings.ContainsAny(s, ";, "):
		return "there are several addresses"
	case strings.HasPrefix(strings.ToLower(s), "mailto:"), strings.HasPrefix(strings.ToLower(s), "smtp:"):
		return "there is a prefix before the address"
	case !strings.Contains(s, "@"):
		return "there is no @ in it"
	case strings.Count(s, "@") > 1:
		return "there is more than one @ in it"
	case local == "":
		return "there is nothing before the @"
	case domain == "":
		return "there is nothing after the @"
	case strings.ContainsFunc(s, unicode.IsSpace):
		return "there is white space inside the address"
	case len(local) > 64, len(domain) > domainLimit:
		return "it is longer than an address can be"
	case strings.ContainsAny(local, `()[]\,;:"`), !utf8.ValidString(s):
		return "there is a character before the @ that an address cannot hold"
	case strings.HasPrefix(local, "."), strings.HasSuffix(local, "."), strings.Contains(local, ".."):
		return "a dot before the @ stands at an end or beside another"
	}
	return domainProblem(domain)
}

// domainProblem says what keeps s from being the domain of an address. Letters of any script are
// allowed (IDNA), a single label is not.
func domainProblem(s string) string {
	labels := strings.Split(s, ".")
	if len(labels) < 2 {
		return "there is no dot after the @"
	}
	for _, l := range labels {
		switch {
		case l == "":
			return "a dot after the @ stands at an end or beside another"
		case len(l) > 63, strings.HasPrefix(l, "-"), strings.HasSuffix(l, "-"):
			return "what stands after the @ is no domain"
		case strings.ContainsFunc(l, func(r rune) bool {
			return r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
		}):
			return "there is a character after the @ that a domain cannot hold"
		}
	}
	if strings.Trim(labels[len(labels)-1], "0123456789") == "" {
		return "what stands after the @ is no domain"
	}
	return ""
}
