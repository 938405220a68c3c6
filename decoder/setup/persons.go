package setup

import (
	"regexp"
	"strings"
)

// address is an e-mail address or a user principal name in a text.
var address = regexp.MustCompile(`[^\s"'<>()\[\]{}:/\\,;|=?&]+@[^\s"'<>()\[\]{}:/\\,;|=?&@]+\.[^\s"'<>()\[\]{}:/\\,;|=?&@.]{2,}`)

// kept is a text as it is kept: bounded, and without the addresses of persons.
func kept(s string) string {
	if len(s) > maxValue {
		s = strings.ToValidUTF8(s[:maxValue], "") + "…"
	}
	if !strings.Contains(s, "@") {
		return s
	}
	return address.ReplaceAllString(s, "(an address)")
}
