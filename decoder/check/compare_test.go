package check

import (
	"strings"
	"testing"
	"time"
)

func TestDifference(t *testing.T) {
	for _, tc := range []struct{ expected, actual, want string }{
		{"https://sp.example.com", "https://sp.example.com/", "slash too many"},
		{"https://sp.example.com/", "https://sp.example.com", "slash at the end is missing"},
		{"https://sp.example.com/SAML", "https://sp.example.com/saml", "upper and lower case"},
		{"https://sp.example.com/a", "http://sp.example.com/a", "http"},
		{"upwork", "spn:upwork", "spn:"},
		{"https://sp.example.com/a", "https://sp.example.com/a ", "white space"},
		{"https://sp.example.com/a", "https://sp.example.net/a", "host"},
		{"https://sp.example.com/a", "https://sp.example.com/b", "path"},
		{"urn:a", "urn:b", ""},
		{"same", "same", ""},
	} {
		got := difference(tc.expected, tc.actual)
		if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
			t.Errorf("difference(%q, %q) = %q", tc.expected, tc.actual, got)
		}
	}
}

func TestSpan(t *testing.T) {
	for d, want := range map[time.Duration]string{
		2 * time.Hour: "2 hours", 65 * time.Minute: "1 hour 5 minutes", 50 * time.Hour: "2 days 2 hours", time.Second: "1 second",
		24*time.Hour + time.Minute + time.Second: "1 day 1 minute", 10 * time.Millisecond: "less than a second",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%s): expected %q, found %q", d, want, got)
		}
	}
}

func TestClause(t *testing.T) {
	for in, want := range map[string]string{
		"The user is unknown.":                 "the user is unknown",
		"Entra could not issue a token. More.": "Entra could not issue a token",
		"MFA is required.":                     "MFA is required",
		"NameID could not be built.":           "NameID could not be built",
		"Policy demands a device.":             "policy demands a device",
		"":                                     "",
	} {
		if got := clause(in); got != want {
			t.Errorf("clause(%q): expected %q, found %q", in, want, got)
		}
	}
}
