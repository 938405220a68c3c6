package codeview

import (
	"context"
	"errors"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFind(t *testing.T) {
	tests := []struct {
		name  string
		text  string
		query Query
		limit int
		want  []Range
		more  bool
	}{
		{"nothing asked", "abc", Query{}, 9, nil, false},
		{"no text", "", Query{Text: "a"}, 9, nil, false},
		{"any case", "Ab aB ba", Query{Text: "ab"}, 9, []Range{{0, 2}, {3, 5}}, false},
		{"exact", "Ab aB ba", Query{Text: "aB", MatchCase: true}, 9, []Range{{3, 5}}, false},
		{"no overlap", "aaaaa", Query{Text: "aa"}, 9, []Range{{0, 2}, {2, 4}}, false},
		{"limit", "aaaa", Query{Text: "a"}, 2, []Range{{0, 1}, {1, 2}}, true},
		{"limit reached", "aa", Query{Text: "a", MatchCase: true}, 2, []Range{{0, 1}, {1, 2}}, false},
		{"limit of a pattern", "aaaa", Query{Text: "a", Regexp: true}, 2, []Range{{0, 1}, {1, 2}}, true},
		{"umlaut", "ZOË Zoë", Query{Text: "zoë"}, 9, []Range{{0, 4}, {5, 9}}, false},
		{"cases of other lengths", "K\u212a k", Query{Text: "k"}, 9, []Range{{0, 1}, {1, 4}, {5, 6}}, false},
		{"long s", "Me\u017fs", Query{Text: "MESS"}, 9, []Range{{0, 5}}, false},
		{"dotless i is no i", "ı", Query{Text: "i"}, 9, nil, false},
		{"cut off at the end", "xab", Query{Text: "abc"}, 9, nil, false},
		{"false start", "aab", Query{Text: "ab"}, 9, []Range{{1, 3}}, false},
		{"invalid bytes", "\xfe\xff\xfe", Query{Text: "\xff"}, 9, []Range{{1, 2}}, false},
		{"replacement character is no invalid byte", "\xff\ufffd", Query{Text: "\ufffd"}, 9, []Range{{1, 4}}, false},
		{"pattern characters are text", "a.b axb", Query{Text: "a.b"}, 9, []Range{{0, 3}}, false},
		{"pattern", "ID=\"_1\" id='_2'", Query{Text: `id=.(_\d)`, Regexp: true}, 9, []Range{{0, 6}, {8, 14}}, false},
		{"pattern, exact", "ID=1 id=2", Query{Text: `id=\d`, Regexp: true, MatchCase: true}, 9, []Range{{5, 9}}, false},
		{"alternatives", "B a", Query{Text: `a|b`, Regexp: true}, 9, []Range{{0, 1}, {2, 3}}, false},
		{"line ends", "ab\r\nb\nab", Query{Text: `b$`, Regexp: true}, 9, []Range{{1, 2}, {4, 5}, {7, 8}}, false},
		{"line starts", "ab\nab", Query{Text: `^a`, Regexp: true}, 9, []Range{{0, 1}, {3, 4}}, false},
		{"within a line", "a\nb", Query{Text: `a\s*b`, Regexp: true}, 9, nil, false},
		{"word edges keep their context", "aa", Query{Text: `\ba`, Regexp: true}, 9, []Range{{0, 1}}, false},
		{"empty matches", "bab", Query{Text: `a*`, Regexp: true}, 9, []Range{{1, 2}}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, more, err := Find(context.Background(), tt.text, tt.query, tt.limit)
			if err != nil || more != tt.more || len(got)+len(tt.want) > 0 && !reflect.DeepEqual(got, tt.want) {
				t.Errorf("Find = %v %v %v, want %v %v", got, more, err, tt.want, tt.more)
			}
		})
	}
}

func TestFindRefuses(t *testing.T) {
	for _, pattern := range []string{"(", "a)(b", "[", "a{2000}", "(?<", strings.Repeat("(", 5000)} {
		_, _, err := Find(context.Background(), "text", Query{Text: pattern, Regexp: true}, 9)
		if err == nil || !strings.HasPrefix(err.Error(), "not a regular expression: ") || len(err.Error()) > 100 {
			t.Errorf("%.20q: error is %v", pattern, err)
		}
	}
}

func TestFindEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	text := strings.Repeat("some text\n", 100_000)
	for _, q := range []Query{{Text: "absent"}, {Text: "t", MatchCase: true}, {Text: "absent", Regexp: true}} {
		if _, _, err := Find(ctx, text, q, 1<<30); !errors.Is(err, context.Canceled) {
			t.Errorf("%+v: error is %v, want context.Canceled", q, err)
		}
	}
}

// FuzzFind holds the search in any case against Go's regular expressions, which fold alike.
func FuzzFind(f *testing.F) {
	f.Add("Ab aB\nba \u212a \u017f", "k")
	f.Add("aaaa\xff", "aa")
	f.Add("ΣσςÅ\u00e5", "σ")
	f.Fuzz(func(t *testing.T, text, q string) {
		if q == "" || !utf8.ValidString(text) || !utf8.ValidString(q) {
			t.Skip("regular expressions see invalid bytes as U+FFFD")
		}
		got, _, err := Find(context.Background(), text, Query{Text: q}, 1<<30)
		if err != nil {
			t.Fatal(err)
		}
		var want []Range
		for _, m := range regexp.MustCompile("(?i)"+regexp.QuoteMeta(q)).FindAllStringIndex(text, -1) {
			want = append(want, Range{m[0], m[1]})
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("Find(%q, %q) = %v, want %v", text, q, got, want)
		}
	})
}
