package setup

import (
	"regexp"
	"strings"
)

// address is an e-mail address or a user principal name in a text.
var address = regexp.MustCompile(`[^\s"'<>()\[\]{}:/\\,;|=?&]+@[^\s"'<>()\[\]{}:/\\,;|=?&@]+\.[^\s"'<>()\[\]{}:/\\,;|=?&@.]{2,}`)

// kept is a text as it is kept: bounded, and without the addresses of persons. One that stands across the bound is
// taken out before the rest is cut.
func kept(s string) string {
	const around = 512
	long := len(s) > maxValue
	if long {
		s = s[:min(len(s), maxValue+around)]
	}
	if strings.Contains(s, "@") {
		s = address.ReplaceAllString(s, "(an address)")
	}
	if long {
		s = strings.ToValidUTF8(s[:min(len(s), maxValue)], "") + "…"
	}
	return s
}
