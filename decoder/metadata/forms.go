package metadata

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"claimcheck/decoder/saml"
)

// form holds a value against a simple type: it gives what was expected, in words, and nothing where the
// value is right. White space around a value does not count (XML Schema Part 2, 4.3.6), but in a string.
type form func(value string) (expected string)

var forms = map[string]form{
	"string": func(string) string { return "" },
	"ID": func(v string) string {
		return unless(isNCName(v), "an XML name (a letter or _ first, no colon and no space)")
	},
	"boolean": func(v string) string {
		return unless(v == "true" || v == "false" || v == "1" || v == "0", "true or false")
	},
	"unsignedShort": func(v string) string { return unless(isUnsignedShort(v), "a whole number from 0 to 65535") },
	"anyURI":        func(v string) string { return unless(isURI(v), "an address (URI)") },
	"anyURIs":       uriList,
	"entityID":      entityID,
	"dateTime":      func(v string) string { return unless(isUTC(v), "a date and time in UTC (2026-01-02T03:04:05Z)") },
	"duration": func(v string) string {
		return unless(duration.MatchString(v) && v[len(v)-1] != 'P' && v[len(v)-1] != 'T', "a duration (PT6H, P1D)")
	},
}

func unless(ok bool, expected string) string {
	if ok {
		return ""
	}
	return expected
}

// formOf gives the form of that name, or that of an enumeration, its values between "|".
func formOf(name string) form {
	if known := forms[name]; known != nil {
		return func(v string) string { return known(strings.Trim(v, space)) }
	}
	values := strings.Split(name, "|")
	return func(v string) string {
		for _, allowed := range values {
			if v == allowed {
				return ""
			}
		}
		return strings.Join(values[:len(values)-1], ", ") + " or " + values[len(values)-1]
	}
}

// isNCName is production 4 of Namespaces in XML 1.0, by the classes of Unicode.
func isNCName(v string) bool {
	for i, r := range v {
		letter := unicode.IsLetter(r) || r == '_' || r >= utf8.RuneSelf && unicode.Is(unicode.Nl, r)
		if !letter && (i == 0 || !unicode.IsDigit(r) && r != '-' && r != '.' && r != '\u00b7' && !unicode.IsMark(r)) {
			return false
		}
	}
	return v != ""
}

func isUnsignedShort(v string) bool {
	n, err := strconv.ParseUint(strings.TrimPrefix(v, "+"), 10, 16)
	return (err == nil || v == "-0") && n <= 65535
}

// isURI is as loose as xs:anyURI is: it refuses what no escaping makes a URI reference of (RFC 3986).
func isURI(v string) bool {
	for i := range len(v) {
		switch c := v[i]; {
		case c < ' ', c == 0x7f:
			return false
		case c == '%' && (i+2 >= len(v) || !isHex(v[i+1]) || !isHex(v[i+2])):
			return false
		}
	}
	return strings.Count(v, "#") <= 1 && !strings.HasPrefix(v, ":") && hasNumericPort(v)
}

// hasNumericPort says whether the port of an address is a number, where it has one.
func hasNumericPort(v string) bool {
	at := strings.Index(v, "//")
	if at < 0 || at > 0 && v[at-1] != ':' || strings.ContainsAny(v[:at], "/?#") {
		return true
	}
	host := v[at+2:]
	if end := strings.IndexAny(host, "/?#"); end >= 0 {
		host = host[:end]
	}
	colon := strings.LastIndexByte(host, ':')
	return colon < strings.LastIndexByte(host, ']') || colon < 0 || strings.Trim(host[colon+1:], "0123456789") == ""
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

// uriList is protocolSupportEnumeration: the schema allows it to be empty, the text of 2.4.1 does not.
func uriList(v string) string {
	const expected = "the address (URI) of a protocol"
	uris := strings.Fields(v)
	for _, uri := range uris {
		if !isURI(uri) {
			return expected
		}
	}
	return unless(len(uris) > 0, expected)
}

// maxEntityID is the most characters of an entityID (Metadata 2.2.1; Core 8.3.6).
const maxEntityID = 1024

func entityID(v string) string {
	if n := utf8.RuneCountInString(v); n > maxEntityID {
		return "at most 1024 characters"
	}
	return unless(isURI(v), "an address (URI)")
}

// duration is xs:duration (XML Schema Part 2, 3.2.6), all parts of it optional.
var duration = regexp.MustCompile(`^-?P(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?(?:T(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+(?:\.[0-9]+)?)S)?)?$`)

// isUTC says whether a value is an xs:dateTime in UTC (Core 1.3.3).
func isUTC(v string) bool {
	_, zone, ok := saml.Time(v)
	return ok && zone && (strings.HasSuffix(v, "Z") || strings.HasSuffix(v, "00:00"))
}
