package profile

import (
	"unicode"
	"unicode/utf8"
)

// distanceOf is the Damerau-Levenshtein distance with adjacent transpositions.
func distanceOf(a, b []rune) int {
	var space [3 * 64]int
	rows := space[:]
	n := len(b) + 1
	if 3*n > len(rows) {
		rows = make([]int, 3*n)
	}
	before, last, now := rows[:n], rows[n:2*n], rows[2*n:3*n]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		for j := 1; j < n; j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				d++
			}
			d = min(d, last[j]+1, now[j-1]+1)
			if swapped(a, b, i, j) {
				d = min(d, before[j-2]+1)
			}
			now[j] = d
		}
		before, last, now = last, now, before
	}
	return last[n-1]
}

// The costs of an alignment that reads as a person would put it: another case is the smallest change,
// and a letter too many or too few is smaller than another letter.
const (
	caseCost   = 1
	gapCost    = 2
	swapCost   = 3
	letterCost = 3
)

func letters(x, y rune) int {
	switch {
	case x == y:
		return 0
	case unicode.ToLower(x) == unicode.ToLower(y):
		return caseCost
	}
	return letterCost
}

// table fills the costs of turning each beginning of a into each beginning of b.
func table(a, b []rune) [][]int {
	t := make([][]int, len(a)+1)
	for i := range t {
		t[i] = make([]int, len(b)+1)
		t[i][0] = i * gapCost
	}
	for j := range t[0] {
		t[0][j] = j * gapCost
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			t[i][j] = min(t[i-1][j-1]+letters(a[i-1], b[j-1]), t[i-1][j]+gapCost, t[i][j-1]+gapCost)
			if swapped(a, b, i, j) {
				t[i][j] = min(t[i][j], t[i-2][j-2]+swapCost)
			}
		}
	}
	return t
}

// swapped says whether the two letters before i in a are those before j in b, the other way round.
func swapped(a, b []rune, i, j int) bool {
	return i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] && a[i-1] != a[i-2]
}

// align gives the byte ranges of sent that are not as in wanted. A letter that is missing in sent marks
// the one after the gap, or the last one.
func align(sent, wanted string) [][2]int {
	if len(sent) > maxName || len(wanted) > maxName {
		return [][2]int{{0, len(sent)}}
	}
	a, b := []rune(sent), []rune(wanted)
	t := table(a, b)
	differs := make([]bool, len(a))
	mark := func(i int) {
		if i = min(i, len(a)-1); i >= 0 {
			differs[i] = true
		}
	}
	for i, j := len(a), len(b); i > 0 || j > 0; {
		switch {
		case i > 0 && j > 0 && t[i][j] == t[i-1][j-1]+letters(a[i-1], b[j-1]):
			i, j = i-1, j-1
			if a[i] != b[j] {
				mark(i)
			}
		case swapped(a, b, i, j) && t[i][j] == t[i-2][j-2]+swapCost:
			i, j = i-2, j-2
			mark(i)
			mark(i + 1)
		case i > 0 && t[i][j] == t[i-1][j]+gapCost:
			i--
			mark(i)
		default:
			j--
			mark(i)
		}
	}
	var spans [][2]int
	offset := 0
	for i := range a {
		// A byte that is no UTF-8 counts as one rune of one byte.
		_, width := utf8.DecodeRuneInString(sent[offset:])
		if differs[i] {
			spans = append(spans, [2]int{offset, offset + width})
		}
		offset += width
	}
	return joined(spans)
}
