package profile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest name, in bytes, that is compared by more than its bytes. A longer one is no
// slip of the keyboard.
const maxName = 256

// maxSegments is how many of a name's last segments may make up the bare name: translated names such
// as 国家/地区 hold a separator themselves.
const maxSegments = 3

// rank puts the differences in the order they are tried.
var rank = map[Difference]int{Namespaced: 1, Case: 2, Punctuation: 3, Synonym: 4, Translated: 5, Spelling: 6}

// wantedName is a wanted name made ready for comparing.
type wantedName struct {
	names        []string // the name, and its last segment when it has a namespace itself
	squashed     []string // of names
	synonyms     map[string]bool
	whole        map[string]bool // synonyms that are URIs, in lower case
	translations map[string]bool
	longer       []string // squashed synonyms long enough to be misspelt and still be known
}

func newWantedName(c *Claim) wantedName {
	w := wantedName{names: []string{c.Name}, synonyms: map[string]bool{}, whole: map[string]bool{}, translations: map[string]bool{}}
	if i := strings.LastIndexAny(c.Name, separators); i >= 0 && i+1 < len(c.Name) {
		w.names = append(w.names, c.Name[i+1:])
	}
	for _, n := range w.names {
		w.squashed = append(w.squashed, squash(n))
	}
	for _, s := range c.Synonyms {
		if strings.Contains(s, ":") {
			w.whole[strings.ToLower(s)] = true
			continue
		}
		q := squash(s)
		w.synonyms[q] = true
		if len(q) >= 8 {
			w.longer = append(w.longer, q)
		}
	}
	for _, t := range c.Translations {
		w.translations[unaccented(squash(t))] = true
	}
	return w
}

// separators part a namespace from a name, in URLs and URNs.
const separators = "/:#"

// sentName is a sent name made ready for comparing.
type sentName struct {
	raw   string
	lower string
	parts []part // the whole name first, then what follows one of its last separators, longest first
}

// part is the end of a sent name.
type part struct {
	start    int // byte offset in the sent name
	text     string
	squashed string
}

func newSentName(raw string) sentName {
	n := sentName{raw: raw, lower: strings.ToLower(raw)}
	starts := []int{}
	for i := len(raw); len(starts) < maxSegments; {
		i = strings.LastIndexAny(raw[:i], separators)
		if i < 0 {
			break
		}
		if i+1 < len(raw) {
			starts = append(starts, i+1)
		}
	}
	starts = append(starts, 0)
	for i := len(starts) - 1; i >= 0; i-- {
		text := raw[starts[i]:]
		if len(text) <= maxName {
			n.parts = append(n.parts, part{start: starts[i], text: text, squashed: squash(text)})
		}
	}
	return n
}

// candidate is a sent name that may have been meant for a wanted one.
type candidate struct {
	attribute, claim int
	difference       Difference
	distance         int    // of a misspelling
	start            int    // where the bare name begins
	against          string // the wanted name to mark differences against; empty: the whole name differs
}

// nearer says whether c is a better match than o.
func (c *candidate) nearer(o *candidate) bool {
	if c.difference != o.difference {
		return rank[c.difference] < rank[o.difference]
	}
	return c.distance < o.distance
}

// compare tells how n misses the wanted name, or nil when it is another name altogether.
func (w *wantedName) compare(n sentName) *candidate {
	var best *candidate
	offer := func(c candidate) {
		if best == nil || c.nearer(best) {
			best = &c
		}
	}
	for _, p := range n.parts {
		for i, name := range w.names {
			switch {
			case p.text == name && (p.start > 0 || i > 0):
				offer(candidate{difference: Namespaced, start: p.start, against: name})
			case strings.EqualFold(p.text, name):
				offer(candidate{difference: Case, start: p.start, against: name})
			case p.squashed == w.squashed[i] && p.squashed != "":
				offer(candidate{difference: Punctuation, start: p.start, against: name})
			default:
				if d, ok := misspelt(p.squashed, w.squashed[i]); ok {
					offer(candidate{difference: Spelling, distance: d, start: p.start, against: name})
				}
			}
		}
		switch {
		case p.squashed == "":
		case w.synonyms[p.squashed]:
			offer(candidate{difference: Synonym, start: p.start})
		case w.translations[unaccented(p.squashed)]:
			offer(candidate{difference: Translated, start: p.start})
		}
		for _, s := range w.longer {
			if d, ok := misspelt(p.squashed, s); ok && d <= 1 {
				offer(candidate{difference: Spelling, distance: d, start: p.start})
			}
		}
	}
	if w.whole[n.lower] {
		offer(candidate{difference: Synonym})
	}
	return best
}

// differs gives the byte ranges of the sent name that are not as wanted.
func (c *candidate) differs(sent string) [][2]int {
	var spans [][2]int
	if c.against == "" {
		spans = [][2]int{{0, len(sent)}}
	} else {
		if c.start > 0 {
			spans = append(spans, [2]int{0, c.start})
		}
		for _, s := range align(sent[c.start:], c.against) {
			spans = append(spans, [2]int{s[0] + c.start, s[1] + c.start})
		}
	}
	return joined(spans)
}

// joined merges ranges that touch.
func joined(spans [][2]int) [][2]int {
	var out [][2]int
	for _, s := range spans {
		if last := len(out) - 1; last >= 0 && out[last][1] >= s[0] {
			out[last][1] = max(out[last][1], s[1])
		} else if s[0] < s[1] {
			out = append(out, s)
		}
	}
	return out
}

// why says how the sent name differs, in words.
func (c *candidate) why(sent string) string {
	var words []string
	if c.start > 0 {
		words = append(words, "a namespace was left on")
	}
	switch c.difference {
	case Namespaced:
		if c.start == 0 {
			words = append(words, "the namespace is missing")
		}
	case Case:
		words = append(words, "capital and small letters differ")
	case Punctuation:
		words = append(words, punctuationWords(sent))
	case Synonym:
		words = append(words, "it is another word for the same thing")
	case Translated:
		words = append(words, "the name was translated")
	case Spelling:
		if r, ok := foreign(sent); ok {
			words = append(words, fmt.Sprintf("a letter of another script stands in it that looks alike (U+%04X)", r))
		} else {
			words = append(words, "the spelling differs")
		}
	}
	return strings.Join(words, ", and ")
}

func punctuationWords(sent string) string {
	for _, r := range sent {
		if invisible(r) {
			return fmt.Sprintf("an invisible character (U+%04X) stands in the name", r)
		}
	}
	if sent != strings.TrimSpace(sent) {
		return "white space stands around the name"
	}
	return "spaces or punctuation differ"
}

// squash leaves of a name what speech leaves: letters and digits, in small letters, compatibility
// forms such as full-width letters made plain.
func squash(s string) string {
	if !ascii(s) {
		s = norm.NFKC.String(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) && !invisible(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// unaccented drops accents: a translated name is known with and without them.
func unaccented(s string) string {
	if ascii(s) {
		return s
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// lookalikes are Cyrillic and Greek letters that pass for Latin ones, capital or small (UTS 39), by
// their small form.
var lookalikes = map[rune]rune{
	'а': 'a', 'в': 'b', 'е': 'e', 'к': 'k', 'м': 'm', 'н': 'h', 'о': 'o', 'р': 'p', 'с': 'c', 'т': 't', 'у': 'y', 'х': 'x',
	'і': 'i', 'ѕ': 's', 'ј': 'j', 'һ': 'h', 'ԁ': 'd', 'ԛ': 'q', 'ԝ': 'w',
	'α': 'a', 'β': 'b', 'ε': 'e', 'ζ': 'z', 'η': 'h', 'ι': 'i', 'κ': 'k', 'μ': 'm', 'ν': 'n', 'ο': 'o', 'ρ': 'p', 'τ': 't',
	'υ': 'y', 'χ': 'x', 'ı': 'i',
}

// foreign gives the first letter of s that passes for a Latin one.
func foreign(s string) (rune, bool) {
	for _, r := range s {
		if _, ok := lookalikes[unicode.ToLower(r)]; ok {
			return r, true
		}
	}
	return 0, false
}

func latinised(s string) string {
	return strings.Map(func(r rune) rune {
		if l, ok := lookalikes[r]; ok {
			return l
		}
		return r
	}, s)
}

// misspelt says whether a is b with a slip of the keyboard: one change, or two in a name of seven
// letters and more that begins with the right one. Names under four letters are too short to tell.
func misspelt(a, b string) (distance int, ok bool) {
	n := utf8.RuneCountInString(b)
	if n < 4 || a == "" {
		return 0, false
	}
	if !ascii(a) && a != b && latinised(a) == b {
		return 0, true
	}
	limit := 1
	if n >= 7 {
		limit = 2
	}
	// Short cuts, for a message may hold very many names: one change leaves the first or the last letter.
	first, _ := utf8.DecodeRuneInString(a)
	last, _ := utf8.DecodeLastRuneInString(a)
	if !strings.HasPrefix(b, string(first)) && !strings.HasSuffix(b, string(last)) || len(a) > utf8.UTFMax*(n+limit) {
		return 0, false
	}
	ra, rb := []rune(a), []rune(b)
	if len(ra) > len(rb)+limit || len(rb) > len(ra)+limit {
		return 0, false
	}
	d := distanceOf(ra, rb)
	return d, d > 0 && (d == 1 || d <= limit && ra[0] == rb[0])
}
