package report

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"":                   "",
		"B. Simon":           "B. Simon",
		"日本 Ünï":             "日本 Ünï",
		"a\nb\r\tc":          `a\nb\r\tc`,
		"\x1b[31mred":        `\u001b[31mred`,
		"\u009b":             `\u009b`,
		"\u202eevil\u2066":   `\u202eevil\u2066`,
		"zero\u200bwidth":    `zero\u200bwidth`,
		"no\u00a0break":      `no\u00a0break`,
		"\u2028\u2029":       `\u2028\u2029`,
		"tag\U000e0041":      `tag\U000e0041`,
		"filler\u3164\u2800": `filler\u3164\u2800`,
		"\xff\xc3":           `\xff\xc3`,
		"sent as \ufffd":     "sent as \ufffd",
		"soft\u00adhyphen":   `soft\u00adhyphen`,
		"\ufeffbom":          `\ufeffbom`,
		"CONTOSO\\b.simon":   `CONTOSO\b.simon`,
	} {
		if got := Clean(in); got != want {
			t.Errorf("Clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "a\nb", "\x1b[2J", "\u202e", "\xff", "\U000e0041"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) {
			t.Fatalf("Clean(%q) = %q is not UTF-8", s, got)
		}
		for _, r := range got {
			if !shown(r) {
				t.Fatalf("Clean(%q) keeps %q", s, r)
			}
		}
		if again := Clean(got); again != got {
			t.Fatalf("Clean(%q) = %q, and again %q", s, got, again)
		}
	})
}

// A text of 64 KiB stands whole, a longer one is cut between characters and its length is told.
func TestBrief(t *testing.T) {
	whole := strings.Repeat("é", maxQuoted/2)
	for in, want := range map[string]string{
		whole:             whole,
		"x" + whole:       "x" + whole[:maxQuoted-2] + "… (65,537 bytes)",
		whole + whole[:2]: whole + "… (65,538 bytes)",
	} {
		if got := Brief(in); got != want {
			t.Errorf("of %d bytes: expected %d bytes, found %d: …%s", len(in), len(want), len(got), got[max(len(got)-30, 0):])
		}
	}
}
