package check

import (
	"fmt"
	"net/url"
	"strings"
	"time"
)

// difference says in words how two addresses or identifiers miss each other; empty when there is no
// short way to say it.
func difference(expected, actual string) string {
	switch {
	case expected == actual:
		return ""
	case strings.TrimSpace(actual) == strings.TrimSpace(expected):
		return "only the white space around it differs"
	case strings.TrimSuffix(actual, "/") == expected:
		return "it has a slash too many at the end"
	case strings.TrimSuffix(expected, "/") == actual:
		return "the slash at the end is missing"
	case strings.EqualFold(expected, actual):
		return "only upper and lower case differ"
	case strings.TrimPrefix(actual, "spn:") == expected:
		return "it has the prefix spn:, which Entra puts before an Identifier that is no URI"
	case strings.TrimPrefix(expected, "spn:") == actual:
		return "the prefix spn: is missing"
	case strings.TrimPrefix(actual, "http://") == strings.TrimPrefix(expected, "https://"),
		strings.TrimPrefix(actual, "https://") == strings.TrimPrefix(expected, "http://"):
		return "one is http, the other https"
	}
	e, err1 := url.Parse(expected)
	a, err2 := url.Parse(actual)
	if err1 != nil || err2 != nil || e.Host == "" || a.Host == "" {
		return ""
	}
	switch {
	case e.Host != a.Host && e.Path == a.Path:
		return "the host differs"
	case e.Host == a.Host && e.Path == a.Path:
		return "only what follows the path differs"
	case e.Host == a.Host:
		return "the path differs"
	}
	return ""
}

// because is difference as it stands in a sentence.
func because(expected, actual string) string {
	if d := difference(expected, actual); d != "" {
		return ": " + d
	}
	return ""
}

// joined joins values for an Expected or Actual.
func joined(values []string) string {
	const few = 50
	return strings.Join(first(values, few), ", ")
}

func tolerance(d time.Duration) string {
	if d == 0 {
		return "nothing"
	}
	return span(d)
}

// span says a duration in words, in its two largest units.
func span(d time.Duration) string {
	var parts []string
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"day", 24 * time.Hour}, {"hour", time.Hour}, {"minute", time.Minute}, {"second", time.Second}} {
		n := d / unit.size
		d -= n * unit.size
		switch {
		case n == 1:
			parts = append(parts, "1 "+unit.name)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit.name))
		}
		if len(parts) == 2 {
			break
		}
	}
	if parts == nil {
		return "less than a second"
	}
	return strings.Join(parts, " ")
}
