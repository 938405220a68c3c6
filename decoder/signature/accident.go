package signature

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/tree"
)

// Accident is what befell a message after it was signed, without anybody meaning to change it.
type Accident string

// The accidents. All but Lost are proven: with them taken back the digest is the one that was signed.
const (
	Indented    Accident = "indented"         // white space was put between elements or around text
	Unindented  Accident = "unindented"       // white space between elements was taken out, or is another
	LineEnds    Accident = "line-ends"        // the ends of lines were changed between LF and CR LF
	Strays      Accident = "stray-characters" // a byte order mark or characters without width came into the text
	Escaped     Accident = "escaped-twice"    // references such as &amp; were escaped again
	Reencoded   Accident = "re-encoded"       // UTF-8 was read as Windows-1252 or Latin-1
	HardBlanks  Accident = "hard-blanks"      // blanks became no-break spaces
	Typographic Accident = "typographic"      // straight quotes, hyphens or dots became typographic ones
	Wrapped     Accident = "wrapped"          // long text was broken into lines
	BlankCut    Accident = "blank-cut"        // a blank at the end of a value was cut
	Moved       Accident = "moved"            // it was signed by itself and stands in another document now
	Lost        Accident = "characters-lost"  // it holds U+FFFD, for a character that nobody can bring back
)

// Accidents lists all of them.
var Accidents = []Accident{Indented, Unindented, LineEnds, Strays, Escaped, Reencoded, HardBlanks, Typographic, Wrapped, BlankCut, Moved, Lost}

var accidentWords = map[Accident]string{
	Indented:    "the text was pretty-printed after it was signed",
	Unindented:  "the white space between its elements was taken out or changed after it was signed",
	LineEnds:    "the ends of its lines were changed after it was signed",
	Strays:      "a byte order mark or characters without width came into its text after it was signed",
	Escaped:     "its references (such as &amp;) were escaped a second time after it was signed",
	Reencoded:   "its UTF-8 was read as Windows-1252 or Latin-1 after it was signed",
	HardBlanks:  "its blanks were turned into no-break spaces after it was signed",
	Typographic: "its straight quotes, hyphens or dots were turned into typographic ones after it was signed",
	Wrapped:     "its long text was broken into lines after it was signed",
	BlankCut:    "a blank at the end of one of its values was cut after it was signed",
	Moved:       "it was signed by itself and then put into another document, which brings in namespaces that were not signed",
	Lost:        "it holds U+FFFD, which programs write for characters that they cannot read, and these cannot be brought back",
}

// Bounds of the experiments: octets that are read or written and digested again, for a document, and for a
// signature in multiples of what it signs.
const (
	maxExperiment = 64 << 20
	maxRepeats    = 100
)

// repair is a way to read what was sent as it was before an accident. The zero value reads it as sent.
type repair struct {
	accident Accident
	besides  Accident // a second one, where it takes two; empty is none
	spacing  spacing
	rewrite  func(string) string // of each text and attribute value; nil leaves them
	newline  string              // where spacing is printed: between elements, before the indent
	indent   string              // a level
	depth    int                 // levels of the apex
	line     bool                // the signature had a line of its own
	alone    bool                // nothing is inherited from outside the signed element
	blank    int                 // from 1: the text that gets a blank at its end; 0 is none
}

// rewriting is an accident of the characters in texts and values.
type rewriting struct {
	accident Accident
	back     func(string) string
}

var rewritings = []rewriting{
	{LineEnds, strings.NewReplacer("\r\n", "\r\n", "\n", "\r\n").Replace},
	{LineEnds, strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace},
	{Escaped, strings.NewReplacer(
		"&amp;", "&", "&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&#39;", "'", "&#34;", `"`, "&#13;", "\r", "&#xD;", "\r", "&#10;", "\n", "&#xA;", "\n",
	).Replace},
	{Reencoded, misread},
	{Reencoded, func(s string) string { return misread(misread(s)) }}, // twice, as on two ways
	{Strays, strings.NewReplacer("\uFEFF", "", "\u200B", "", "\u200C", "", "\u200D", "", "\u2060", "", "\u00AD", "", "\u200E", "", "\u200F", "").Replace},
	{HardBlanks, strings.NewReplacer("\u00A0", " ", "\u202F", " ", "\u2007", " ").Replace},
	{Typographic, strings.NewReplacer(quotes...).Replace},
	{Typographic, strings.NewReplacer(append(quotes, "–", "-", "—", "--", "…", "...")...).Replace},
	{Wrapped, func(s string) string { return unwrap(s, "") }},
	{Wrapped, func(s string) string { return unwrap(s, " ") }},
	{Wrapped, strings.NewReplacer("=\n", "").Replace}, // soft line breaks of mail (RFC 2045, 6.7)
}

var quotes = []string{"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "‘", "'", "’", "'", "‚", "'", "‛", "'"}

// unwrap joins the lines of a text that is more than white space.
func unwrap(s, with string) string {
	if !strings.Contains(s, "\n") || strings.Trim(s, space) == "" {
		return s
	}
	lines := strings.Split(strings.Trim(s, space), "\n")
	for i := range lines {
		lines[i] = strings.Trim(lines[i], space)
	}
	return strings.Join(lines, with)
}

// high1252 holds what Windows-1252 has at 0x80 to 0x9F; 0 where it has nothing.
var high1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// misread gives the UTF-8 that was read as Windows-1252 or Latin-1; s itself when it cannot have been.
func misread(s string) string {
	octets := make([]byte, 0, len(s))
	for _, r := range s {
		if r < 0x100 {
			octets = append(octets, byte(r))
			continue
		}
		at := -1
		for i, h := range high1252 {
			if h == r {
				at = 0x80 + i
			}
		}
		if at < 0 {
			return s
		}
		octets = append(octets, byte(at))
	}
	if !utf8.Valid(octets) {
		return s
	}
	return string(octets)
}

// repairs gives the ways back, the cheapest and likeliest first.
func (s *signed) repairs() iter.Seq[repair] {
	return func(yield func(repair) bool) {
		for _, sp := range []spacing{tight, trimmed} {
			if !yield(repair{accident: Indented, spacing: sp}) {
				return
			}
		}
		if s.parent.Parent != nil && (s.contentC14N.inclusive || s.contentC14N.listed != nil) && !yield(repair{accident: Moved, alone: true}) {
			return
		}
		for _, w := range s.changing(nil) {
			if !yield(repair{accident: w.accident, rewrite: w.back}) || !yield(repair{accident: w.accident, besides: Indented, spacing: tight, rewrite: w.back}) {
				return
			}
		}
		for p := range s.printed() {
			if !yield(p) {
				return
			}
		}
		for p := range s.pairs() {
			if !yield(p) {
				return
			}
		}
		for _, sp := range []spacing{asSent, tight} {
			for i := range s.texts() {
				if !yield(repair{accident: BlankCut, spacing: sp, blank: i + 1}) {
					return
				}
			}
		}
	}
}

// pairs gives two accidents that befell the texts one after the other. What came last is taken back first.
func (s *signed) pairs() iter.Seq[repair] {
	return func(yield func(repair) bool) {
		for _, last := range s.changing(nil) {
			for _, first := range s.changing(last.back) {
				if last.accident == first.accident {
					continue
				}
				back := func(text string) string { return first.back(last.back(text)) }
				for _, sp := range []spacing{asSent, tight} {
					if !yield(repair{accident: first.accident, besides: last.accident, spacing: sp, rewrite: back}) {
						return
					}
				}
			}
		}
	}
}

// changing gives the rewritings that change a text or a value of what is signed, as it is after another one.
func (s *signed) changing(after func(string) string) []rewriting {
	var out []rewriting
	for _, w := range rewritings {
		if *s.spent += len(s.source); *s.spent > maxExperiment {
			break // experiment says that it was stopped
		}
		if s.has(func(text string) bool {
			if after != nil {
				text = after(text)
			}
			return w.back(text) != text
		}) {
			out = append(out, w)
		}
	}
	return out
}

// has says whether a text or a value of what is signed is like that.
func (s *signed) has(like func(string) bool) bool {
	found := false
	s.parent.Walk(func(n *tree.Node) {
		switch {
		case found || n.Space == nsDsig || n.Parent != nil && n.Parent.Space == nsDsig:
		case n.Kind == tree.Text:
			found = like(n.Data)
		default:
			found = slices.ContainsFunc(n.Attrs, func(a tree.Attr) bool { return like(a.Value) })
		}
	})
	return found
}

// printed gives the usual ways to indent a message that was indented when it was signed.
func (s *signed) printed() iter.Seq[repair] {
	depths := []int{0}
	if s.parent.Parent != nil {
		above := 0
		for n := s.parent.Parent; n != nil; n = n.Parent {
			above++
		}
		depths = append(depths, above)
	}
	return func(yield func(repair) bool) {
		for _, newline := range []string{"\n", "\r\n"} {
			for _, indent := range []string{"  ", "    ", "\t", ""} {
				for i, depth := range depths {
					if i > 0 && indent == "" {
						continue
					}
					for _, line := range []bool{false, true} {
						if !yield(repair{accident: Unindented, spacing: printed, newline: newline, indent: indent, depth: depth, line: line}) {
							return
						}
					}
				}
			}
		}
	}
}

// texts counts the texts of what is signed that are more than white space.
func (s *signed) texts() int {
	count := 0
	s.parent.Walk(func(n *tree.Node) {
		if isValue(n) {
			count++
		}
	})
	return count
}

// isValue says whether n is text that is more than white space, and no part of a signature.
func isValue(n *tree.Node) bool {
	return n.Kind == tree.Text && (n.Parent == nil || n.Parent.Space != nsDsig) && strings.Trim(n.Data, space) != ""
}

// experiment looks for the repair that brings the signed digest back; its accident is empty when none
// does. It stops at the bounds above and when ctx ends, and notes that.
func (s *signed) experiment(ctx context.Context, sent reading) repair {
	repeats := maxRepeats * len(sent.content)
	var out []byte
	for p := range s.repairs() {
		left := min(maxExperiment-*s.spent, repeats)
		if s.stopped = ctx.Err() != nil || left < len(sent.content); s.stopped {
			break
		}
		out = s.contentC14N.write(form{apex: s.parent, leave: s.node, repair: p, top: s.top(p), most: left}, out)
		repeats -= len(out)
		*s.spent += len(out)
		if bytes.Equal(hash(s.digestMethod, out), s.digest) {
			return p
		}
	}
	return repair{}
}

// top is the element from outside which nothing is inherited.
func (s *signed) top(p repair) *tree.Node {
	if p.alone {
		return s.parent
	}
	return nil
}

// infoRepairs gives the ways back of SignedInfo, which a viewer changes together with the content. The
// sure ones are tried with every key, the others with the keys that the message names.
func (s *signed) infoRepairs(content repair, whole bool) (sure, others []repair) {
	sure = []repair{{accident: Indented, spacing: tight}}
	if content.accident != "" && content.spacing != tight {
		sure = append(sure, content)
	}
	if whole {
		for p := range s.printed() {
			if !p.line {
				others = append(others, p)
			}
		}
	}
	return sure, others
}

// infoValue is the digest of SignedInfo that the signature value is over.
func (s *signed) infoValue(p repair) []byte {
	if p.spacing == printed && p.depth > 0 {
		p.depth += 2 // below the element that is signed, and the signature
	}
	return hash(s.method.hash, s.infoC14N.octets(form{apex: s.info, repair: p, top: s.top(p)}))
}

// words says what happened, and what besides.
func (p repair) words() string {
	if p.besides == "" {
		return p.accident.Words()
	}
	return p.accident.Words() + ", and " + p.besides.Words()
}

// Words says what happened, as a clause: "the text was pretty-printed after it was signed".
func (a Accident) Words() string { return accidentWords[a] }
