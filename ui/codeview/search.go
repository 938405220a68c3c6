package codeview

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Query says what to look for.
type Query struct {
	Text      string
	MatchCase bool // else letters match in either case (Unicode simple folding)
	Regexp    bool // Text is a regular expression of Go's syntax; it matches within one line, as grep does
}

// blockBytes is how much text is looked through between two looks at the context.
const blockBytes = 64 << 10

// lineMatches bounds the matches of a regular expression in one line, empty ones too, and so the memory they take.
const lineMatches = 1 << 20

// Find gives the first limit matches of q in text, in order and without overlap, and whether there are more. Empty
// matches do not count. It belongs off the UI goroutine: it takes some ten milliseconds for 20 MB, a regular
// expression up to seconds. The error is that of a pattern which does not compile, or of a context that ended.
func Find(ctx context.Context, text string, q Query, limit int) (found []Range, more bool, err error) {
	if q.Text == "" {
		return nil, false, nil
	}
	take := func(r Range) bool {
		if len(found) == limit {
			more = true
			return false
		}
		found = append(found, r)
		return true
	}
	switch {
	case q.Regexp:
		err = findRegexp(ctx, text, q, take)
	case q.MatchCase:
		err = findExact(ctx, text, q.Text, take)
	default:
		err = findFolded(ctx, text, q.Text, take)
	}
	return found, more, err
}

func findExact(ctx context.Context, text, q string, take func(Range) bool) error {
	for i := 0; ctx.Err() == nil; {
		j := strings.Index(text[i:], q)
		if j < 0 || !take(Range{i + j, i + j + len(q)}) {
			return nil
		}
		i += j + len(q)
	}
	return ctx.Err()
}

// findFolded compares at each byte that a character of the query's first could start with, in any case.
func findFolded(ctx context.Context, text, q string, take func(Range) bool) error {
	var want []rune
	for i := 0; i < len(q); {
		r, n := folded(q[i:])
		want = append(want, r)
		i += n
	}
	var starts [256]bool
	for _, s := range spellings(q) {
		starts[s] = true
	}
	for i := 0; i < len(text); {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		for end := min(i+blockBytes, len(text)); i < end; {
			if !starts[text[i]] {
				i++
				continue
			}
			n := foldedPrefix(text[i:], want)
			if n == 0 {
				i++
				continue
			}
			if !take(Range{i, i + n}) {
				return nil
			}
			i += n
		}
	}
	return nil
}

// foldedPrefix is the length of the prefix of s that equals want, 0 when none does.
func foldedPrefix(s string, want []rune) int {
	i := 0
	for _, w := range want {
		if i == len(s) {
			return 0
		}
		r, n := folded(s[i:])
		if r != w {
			return 0
		}
		i += n
	}
	return i
}

// folded is the first rune of s with all cases made one, and its length. An invalid byte equals itself only.
func folded(s string) (rune, int) {
	c := s[0]
	if c < utf8.RuneSelf {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		return rune(c), 1
	}
	r, n := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && n == 1 {
		return unicode.MaxRune + rune(c), 1
	}
	least := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		least = min(least, f)
	}
	return least, n
}

// spellings are the first bytes of the first rune of q in all its cases.
func spellings(q string) []byte {
	r, n := utf8.DecodeRuneInString(q)
	if r == utf8.RuneError && n == 1 {
		return []byte{q[0]}
	}
	out := []byte{q[0]}
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		out = append(out, string(f)[0])
	}
	return out
}

// findRegexp looks line by line, so that ^ and $ mean a line and a search can be ended between lines.
func findRegexp(ctx context.Context, text string, q Query, take func(Range) bool) error {
	if _, err := regexp.Compile(q.Text); err != nil {
		return patternError(err)
	}
	flags := ""
	if !q.MatchCase {
		flags = "(?i)"
	}
	re, err := regexp.Compile(flags + q.Text)
	if err != nil {
		return patternError(err)
	}
	looked := 0
	for start := 0; start < len(text); {
		line := text[start:]
		next := len(text)
		if j := strings.IndexByte(line, '\n'); j >= 0 {
			line, next = line[:j], start+j+1
		}
		line = strings.TrimSuffix(line, "\r")
		if looked += next - start; looked >= blockBytes {
			looked = 0
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		for _, m := range re.FindAllStringIndex(line, lineMatches) {
			if m[1] > m[0] && !take(Range{start + m[0], start + m[1]}) {
				return nil
			}
		}
		start = next
	}
	return ctx.Err()
}

func patternError(err error) error {
	var s *syntax.Error
	if errors.As(err, &s) {
		return fmt.Errorf("not a regular expression: %s", s.Code) // without the pattern, which may be long
	}
	return fmt.Errorf("not a regular expression: %w", err)
}
