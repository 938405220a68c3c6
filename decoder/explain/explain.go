// Package explain turns vendor codes in a text into meaning, owner and remedy. The codes are data in
// assets; nothing is looked up anywhere else.
package explain

import (
	"html"
	"regexp"
	"strings"

	"claimcheck/decoder/wire"
)

// Code is one vendor code.
type Code struct {
	Code     string // "AADSTS50105"
	Name     string // Microsoft's name, or a description in parentheses
	Meaning  string
	Owners   []string // words of report.Owner, first one first
	Remedy   string
	Inferred bool // the remedy is ours, not the source's
	OwnIdP   bool // it concerns the tenant's own federated identity provider, not the application
	Source   string
}

// pattern finds a code as people and programs write it: "AADSTS50105", "aadsts 50105", "AADSTS:50105",
// "AADSTS%3A50105", "AADSTS&nbsp;50105". Digits are taken as far as they go; what is too short for a code goes on
// in the next line, up to the colon.
var pattern = regexp.MustCompile(`(?i)AADSTS(?:[\s\x{a0}:：#_+-]|%20|%3A|%09){0,3}(?:([0-9]{1,4}\r?\n[0-9]{1,6}):|([0-9]+))`)

// maxDigits is more than any code has; a longer run of digits is something else.
const maxDigits = 12

// Find lists the AADSTS codes in a text in the order they stand, each once; where there are none, the one that
// the text names otherwise (wire.ErrorCode). A code that is not in the data comes with its number and empty words.
func Find(text string) []Code {
	text = html.UnescapeString(text)
	matches := pattern.FindAllStringSubmatch(text, -1)
	if code := wire.ErrorCode([]byte(text)); code != "" && matches == nil {
		matches = [][]string{{code, "", code}}
	}
	var found []Code
	seen := map[string]bool{}
	for _, m := range matches {
		digits := strings.Join(strings.Fields(m[1]), "") + m[2]
		if len(digits) > maxDigits || seen[digits] {
			continue
		}
		seen[digits] = true
		if c, ok := codes()[digits]; ok {
			found = append(found, c)
		} else {
			found = append(found, Code{Code: vendor + digits})
		}
	}
	return found
}

// Look finds one code: "AADSTS50105", "50105".
func Look(code string) (Code, bool) {
	code = strings.TrimSpace(code)
	if len(code) > len(vendor) && strings.EqualFold(code[:len(vendor)], vendor) {
		code = strings.TrimLeft(code[len(vendor):], " :")
	}
	c, ok := codes()[code]
	return c, ok
}

// Status says in words what a SAML status code URI means (Core 3.2.2.2). The words are a sentence
// without its full stop.
func Status(uri string) (words string, ok bool) {
	words, ok = statuses()[uri]
	return words, ok
}
