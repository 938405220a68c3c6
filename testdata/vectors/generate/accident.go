package main

import (
	"regexp"
	"strings"

	"claimcheck/decoder/mint"
)

// accidentCases were changed after they were signed, without anybody meaning to: what happened is found by
// taking it back. The last ones are edits, of which no accident is told.
func accidentCases() []vector {
	accident := func(name, comment, country string, pairs ...string) vector {
		return altered("accident-"+name, comment, swap(signedText("United States", country), pairs...))
	}
	lines := regexp.MustCompile(`>\n *<`)
	printed := mint.Sign(strings.ReplaceAll(mint.EntraResponse().XML(), "><", ">\n<"), mint.AssertionID, mint.Signing{})
	alone := mint.EntraResponse()
	moved := swap(alone.XML(), alone.Assertion.XML(), mint.Sign(alone.Assertion.XML(), mint.AssertionID, mint.Signing{C14N: mint.Inclusive}))
	return []vector{
		accident("line-feed", "CR LF was signed as a reference and a line feed; LF was left of it", "1 Main Street&#13;\nLima", "&#13;\n", "\n"),
		accident("carriage-return", "LF was signed and CR LF made of it", "1 Main Street\nLima", "Street\nLima", "Street&#13;\nLima"),
		accident("byte-order-mark", "a byte order mark came into a value", "Peru", "Peru", "&#xFEFF;Peru"),
		accident("white-space-kept", "a viewer put a value on a line of its own", "Peru", "Peru", "\n    Peru\n  "),
		accident("re-encoded", "UTF-8 was read as Windows-1252", "Österreich", "Ö", "Ã–"),
		accident("re-encoded-latin-1", "UTF-8 was read as Latin-1", "Österreich", "Ö", "Ã&#x96;"),
		accident("characters-lost", "a letter was lost in a wrong encoding", "Österreich", "Ö", "\uFFFD"),
		accident("escaped-twice", "a web page escaped what was escaped", "Trinidad &amp; Tobago", "Trinidad &amp;", "Trinidad &amp;amp;"),
		accident("hard-blanks", "a web page made no-break spaces of blanks", "Costa Rica", "Costa Rica", "Costa\u00A0Rica"),
		accident("typographic", "mail made a typographic quote of a straight one", "Cote d'Ivoire", "d'Ivoire", "d’Ivoire"),
		accident("wrapped", "mail broke a long value into lines", "Republic of Peru", "Republic of", "Republic\nof"),
		accident("blank-cut", "a value ended with a blank", "Peru ", "Peru ", "Peru"),
		altered("accident-unindented", "it was signed with line breaks, which a tool took out", lines.ReplaceAllString(printed, "><")),
		altered("accident-moved", "the assertion was signed by itself, with inclusive canonicalization, and then put into the response", moved),
		altered("accident-none", "an accident and an edit: nothing is told that cannot be proven", swap(signedText("United States", "Österreich"), "Ö", "Ã–", "Simon<", "Simom<")),
	}
}

// altered is refused because the digest differs.
func altered(name, comment, capture string) vector {
	return vector{
		name: "signature-" + name, comment: comment, capture: capture,
		verdict: "refused", cause: "signature.altered", expect: []string{"fail signature.altered"},
	}
}
