package codeview

import (
	"cmp"
	"slices"
	"sort"
)

// Range is a half-open span of byte offsets.
type Range struct{ Start, End int }

// Level says how bad a finding is.
type Level uint8

// The levels, least first.
const (
	Info Level = iota
	Warn
	Fail
)

// Finding is a place in the text that something is known about. It is underlined and tinted, and its first line gets
// a mark in the margin. An empty range marks the character behind it.
type Finding struct {
	Range
	Level Level
}

// layers are the highlights of a view, each in the order of the text.
type layers struct {
	signed   []Range // not overlapping
	findings []Finding
	reach    []int // reach[i] is the greatest End of findings[:i+1]
	matches  []Range
	current  int           // index into matches, -1 for none
	marks    map[int]Level // worst level by line
}

// merge sorts ranges and joins those that touch.
func merge(d *Doc, ranges []Range) []Range {
	sorted := make([]Range, 0, len(ranges))
	for _, r := range ranges {
		if r = d.clamp(r); r.End > r.Start {
			sorted = append(sorted, r)
		}
	}
	slices.SortFunc(sorted, func(a, b Range) int { return cmp.Compare(a.Start, b.Start) })
	out := sorted[:0]
	for _, r := range sorted {
		if n := len(out); n > 0 && r.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, r.End)
			continue
		}
		out = append(out, r)
	}
	return out
}

func (l *layers) setFindings(d *Doc, findings []Finding) {
	l.findings = make([]Finding, len(findings))
	l.reach = make([]int, len(findings))
	l.marks = make(map[int]Level)
	for i, f := range findings {
		f.Range = d.clamp(f.Range)
		if f.End == f.Start {
			f.End++
		}
		l.findings[i] = f
		line := d.Line(f.Start)
		l.marks[line] = max(l.marks[line], f.Level)
	}
	// the worst comes last where two start together, so that it is drawn on top
	slices.SortStableFunc(l.findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.Level, b.Level))
	})
	reach := 0
	for i, f := range l.findings {
		reach = max(reach, f.End)
		l.reach[i] = reach
	}
}

// findingsIn are the findings that may touch the bytes from start to end.
func (l *layers) findingsIn(start, end int) []Finding {
	from := sort.SearchInts(l.reach, start+1)
	to := from
	for to < len(l.findings) && l.findings[to].Start <= end {
		to++
	}
	return l.findings[from:to]
}

// within are the indexes of the ordered, disjoint ranges that touch the bytes from start to end.
func within(ranges []Range, start, end int) (from, to int) {
	from = sort.Search(len(ranges), func(i int) bool { return ranges[i].End > start })
	to = from
	for to < len(ranges) && ranges[to].Start <= end {
		to++
	}
	return from, to
}
