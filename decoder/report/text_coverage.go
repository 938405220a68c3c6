package report

import (
	"fmt"
	"slices"
	"strings"
)

// fieldWords are the names of the fields as the rest of the report has them.
var fieldWords = map[string]string{
	"in_response_to": "in reply to", "name_id": "name ID", "conditions": "time window", "authn": "sign-in at the identity provider",
}

// coverage says in a few lines which fields a good signature covers, and shows what differs from them.
func (p *page) coverage(list []Coverage) {
	for _, r := range coverageRemarks(list) {
		switch r.s {
		case bad:
			p.line(4, 6, bad, r.text)
		case quiet:
			p.line(4, 4, quiet, r.text)
		default:
			p.line(2, 4, r.s, r.text)
		}
	}
}

// remark is one line and how it is to be taken.
type remark struct {
	s    style
	text string
}

// coverageRemarks says which fields a good signature covers, and what differs from them.
func coverageRemarks(list []Coverage) []remark {
	if len(list) == 0 {
		return nil
	}
	under, not := fields(list, true), fields(list, false)
	if under == "" {
		return []remark{{unsure, "Under a good signature: nothing of this message."}}
	}
	said := []remark{{plain, "Under a good signature: " + under + "."}}
	if not != "" {
		said = append(said, remark{plain, "Not: " + not + "."})
	}
	const most = 20
	n := 0
	signed := map[string]bool{}
	for _, c := range list {
		if c.Covered {
			signed[c.says()] = true
		}
	}
	for _, c := range list {
		// What a forger left as it was is no news.
		if c.Mark != Differs && c.Mark != Forged || signed[c.says()] {
			continue
		}
		if n++; n > most {
			continue
		}
		text := "! " + fieldName(c) + " in " + value(c.Element) + ": " + values(c.Values, quoted)
		if len(c.Values) == 0 {
			text += "no value"
		}
		if c.Mark == Forged {
			text += " (forged: it stands beside the signed one)"
		} else {
			text += " (not signed, and another value than the signed one)"
		}
		said = append(said, remark{bad, text})
	}
	if n > most {
		said = append(said, remark{quiet, fmt.Sprintf("… and %s more", thousands(n-most))})
	}
	return said
}

// says tells fields of one name and value from others.
func (c Coverage) says() string { return fmt.Sprintf("%q %q %q", c.Field, c.Name, c.Values) }

// fields names the fields that are covered, or are not: by element, each once, claims by their number.
func fields(list []Coverage, covered bool) string {
	var elements []string
	named := map[string][]string{}
	claims := map[string]int{}
	for _, c := range list {
		if c.Covered != covered {
			continue
		}
		e := c.Element
		if !slices.Contains(elements, e) {
			elements = append(elements, e)
		}
		if c.Field == "claim" {
			claims[e]++
		} else if word := fieldName(c); !slices.Contains(named[e], word) {
			named[e] = append(named[e], word)
		}
	}
	for i, e := range elements {
		words := named[e]
		switch n := claims[e]; {
		case n == 1:
			words = append(words, "1 claim")
		case n > 1:
			words = append(words, thousands(n)+" claims")
		}
		elements[i] = strings.Join(words, ", ") + " of the " + value(e)
	}
	return strings.Join(elements, "; ")
}

func fieldName(c Coverage) string {
	if c.Field == "claim" {
		return value(c.Name)
	}
	if w, ok := fieldWords[c.Field]; ok {
		return w
	}
	return value(c.Field)
}
