package codeview

import (
	"reflect"
	"strings"
	"testing"
)

func TestMerge(t *testing.T) {
	d := NewDoc(strings.Repeat("x", 100))
	got := merge(d, []Range{{50, 60}, {10, 20}, {15, 30}, {30, 31}, {90, 500}, {7, 7}, {-5, 2}, {40, 35}, {200, 300}})
	want := []Range{{0, 2}, {10, 31}, {50, 60}, {90, 100}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("merge = %v, want %v", got, want)
	}
}

func TestFindings(t *testing.T) {
	d := NewDoc("one\ntwo\nthree\nfour")
	var l layers
	l.setFindings(d, []Finding{
		{Range{8, 13}, Info}, {Range{0, 18}, Warn}, {Range{8, 9}, Fail}, {Range{4, 4}, Info}, {Range{900, 900}, Fail},
	})
	if want := map[int]Level{1: Warn, 2: Info, 3: Fail, 4: Fail}; !reflect.DeepEqual(l.marks, want) {
		t.Errorf("marks = %v, want %v", l.marks, want)
	}
	for _, tt := range []struct {
		start, end int
		want       []Finding
	}{
		{0, 3, []Finding{{Range{0, 18}, Warn}}},
		{4, 7, []Finding{{Range{0, 18}, Warn}, {Range{4, 5}, Info}}},
		{8, 13, []Finding{{Range{0, 18}, Warn}, {Range{4, 5}, Info}, {Range{8, 13}, Info}, {Range{8, 9}, Fail}}},
	} {
		if got := l.findingsIn(tt.start, tt.end); !reflect.DeepEqual(got, tt.want) {
			t.Errorf("findingsIn(%d, %d) = %v, want %v", tt.start, tt.end, got, tt.want)
		}
	}
}
