package codeview

import (
	"reflect"
	"strings"
	"testing"
)

func TestPieces(t *testing.T) {
	tests := []struct {
		name string
		text string
		want []piece
	}{
		{"plain", "abc d", []piece{{0, 5, "abc d", false}}},
		{"blanks", "   ", nil},
		{"tab", "a\tb", []piece{{0, 1, "a", false}, {5, 1, "b", false}}},
		{"Latin, Greek, Cyrillic", "éΩЖ", []piece{{0, 3, "éΩЖ", false}}},
		{"wide", "a国家b", []piece{{0, 1, "a", false}, {1, 2, "国", false}, {3, 2, "家", false}, {5, 1, "b", false}}},
		{"emoji", "🎉", []piece{{0, 2, "🎉", false}}},
		{"other script", "ก→", []piece{{0, 1, "ก", false}, {1, 1, "→", false}}},
		{"combining", "ae\u0301b", []piece{{0, 1, "a", false}, {1, 1, "e\u0301", false}, {2, 1, "b", false}}},
		{"combining without a base", "'\u0301", []piece{{0, 1, "'", false}, {1, 5, "0301", true}}},
		{"too many combining", "e" + strings.Repeat("\u0301", 5), []piece{
			{0, 1, "e" + strings.Repeat("\u0301", 4), false}, {1, 5, "0301", true},
		}},
		{"right to left by word", "אב 12", []piece{{0, 2, "אב", false}, {2, 3, " 12", false}}},
		{"bidi override", "a\u202eb", []piece{{0, 1, "a", false}, {1, 4, "RLO", true}, {5, 1, "b", false}}},
		{"bidi isolate", "\u2066\u2069", []piece{{0, 4, "LRI", true}, {4, 4, "PDI", true}}},
		{"blanks that are not spaces", "\u00a0\u3000\u2003", []piece{
			{0, 5, "NBSP", true}, {5, 5, "3000", true}, {10, 5, "2003", true},
		}},
		{"zero width", "\u200b\ufeff\u00ad", []piece{{0, 5, "ZWSP", true}, {5, 4, "BOM", true}, {9, 4, "SHY", true}}},
		{"controls", "\x00\x1b\x7f\u0085\r", []piece{
			{0, 4, "NUL", true}, {4, 4, "ESC", true}, {8, 4, "DEL", true}, {12, 4, "NEL", true}, {16, 3, "CR", true},
		}},
		{"variation selector, tag, filler, private", "\ufe0f\U000e0041\u3164\ue000", []piece{
			{0, 5, "FE0F", true}, {5, 6, "E0041", true}, {11, 5, "3164", true}, {16, 5, "E000", true},
		}},
		{"line separators", "\u2028\u2029", []piece{{0, 3, "LS", true}, {3, 3, "PS", true}}},
		{"invalid bytes", "\xff\xc3", []piece{{0, 4, "xFF", true}, {4, 4, "xC3", true}}},
		{"surrogate", "\xed\xa0\x80", []piece{{0, 4, "xED", true}, {4, 4, "xA0", true}, {8, 4, "x80", true}}},
		{"replacement character", "\ufffd", []piece{{0, 5, "FFFD", true}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := pieces(tt.text, 0, 0, 100, nil)
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("pieces(%q)\n got %+v\nwant %+v", tt.text, got, tt.want)
			}
		})
	}
}

func TestPiecesInSight(t *testing.T) {
	for _, tt := range []struct {
		text             string
		column, from, to int
		want             []piece
	}{
		{"abcdef", 10, 12, 14, []piece{{12, 2, "cd", false}}},
		{"abcdef", 10, 0, 10, nil},
		{"abcdef", 10, 16, 20, nil},
		{"国国国", 0, 1, 3, []piece{{0, 2, "国", false}, {2, 2, "国", false}}},
		{"a\u202eb", 0, 2, 4, []piece{{1, 4, "RLO", true}}},
	} {
		got := pieces(tt.text, tt.column, tt.from, tt.to, nil)
		if len(got)+len(tt.want) > 0 && !reflect.DeepEqual(got, tt.want) {
			t.Errorf("pieces(%q, %d, %d, %d) = %v, want %v", tt.text, tt.column, tt.from, tt.to, got, tt.want)
		}
	}
}
