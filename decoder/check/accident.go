package check

import (
	"slices"
	"strings"

	"claimcheck/decoder/signature"
)

// accident words a change that nobody meant, for the helpdesk.
type accident struct {
	what     string // after "The assertion "
	sentence string
	actual   string
	step     string // where to get it unchanged; empty for the usual way
}

var accidents = map[signature.Accident]accident{
	signature.Indented: {
		what:     "was pretty-printed after it was signed: white space was put between its elements, which breaks the signature.",
		sentence: "it was pretty-printed after it was signed, which breaks the signature",
		actual:   "the same content with white space added",
	},
	signature.Unindented: {
		what:     "was signed with line breaks between its elements, and these were taken out or changed afterwards, which breaks the signature.",
		sentence: "the line breaks between its elements were taken out after it was signed, which breaks the signature",
		actual:   "the same content with other white space",
	},
	signature.LineEnds: {
		what:     "has other line ends than when it was signed (LF and CR LF), as an editor, mail or a transfer in text mode writes them. That breaks the signature.",
		sentence: "its line ends were changed after it was signed, which breaks the signature",
		actual:   "the same content with other line ends",
		step:     "Send the value as a file inside a ZIP, or paste the Base64 text: both keep line ends as they are.",
	},
	signature.Strays: {
		what:     "holds characters that nobody sees, such as a byte order mark, which came in after it was signed and break the signature.",
		sentence: "invisible characters came into it after it was signed, which breaks the signature",
		actual:   "the same content with invisible characters in it",
	},
	signature.Escaped: {
		what:     "had its references escaped twice after it was signed (&amp; became &amp;amp;), as a web page or a ticket system does. That breaks the signature.",
		sentence: "its special characters were escaped twice after it was signed, which breaks the signature",
		actual:   "the same content, escaped twice",
	},
	signature.Reencoded: {
		what:     "was read in the wrong encoding after it was signed: letters such as ü became Ã¼. That breaks the signature.",
		sentence: "its letters with accents were garbled after it was signed, which breaks the signature",
		actual:   "the same content, UTF-8 read as Windows-1252",
		step:     "If the original is garbled as well, the program that takes the SAMLResponse apart reads UTF-8 as Windows-1252: its makers must mend that.",
	},
	signature.HardBlanks: {
		what:     "has no-break spaces where it had blanks when it was signed, as a web page or a word processor puts them in. That breaks the signature.",
		sentence: "its blanks became no-break spaces after it was signed, which breaks the signature",
		actual:   "the same content with no-break spaces",
	},
	signature.Typographic: {
		what:     "has typographic quotes, dashes or dots where it had plain ones when it was signed, as mail and word processors put them in. That breaks the signature.",
		sentence: "its plain quotes or dashes became typographic ones after it was signed, which breaks the signature",
		actual:   "the same content with typographic characters",
		step:     "Send the value as a file, not as text in a mail or a chat.",
	},
	signature.Wrapped: {
		what:     "had long texts broken into lines after it was signed, as mail does. That breaks the signature.",
		sentence: "its long texts were broken into lines after it was signed, which breaks the signature",
		actual:   "the same content with line breaks in its texts",
		step:     "Send the value as a file, not as text in a mail or a chat.",
	},
	signature.BlankCut: {
		what:     "lost a blank at the end of one of its values after it was signed, as an editor or a form does. That breaks the signature.",
		sentence: "a blank at the end of a value was cut after it was signed, which breaks the signature",
		actual:   "the same content without that blank",
		step:     "Look at the user's properties in Entra for a value that ends with a blank, and take the blank away: it harms elsewhere as well.",
	},
	signature.Moved: {
		what:     "was signed by itself and then put into another document, whose namespaces it now inherits. The canonicalization of its signature takes them in, which breaks it.",
		sentence: "it was signed by itself and then put into another document, which breaks the signature",
		actual:   "the same content with namespaces of the document around it",
		step:     "If the original is the same, the identity provider must sign with Exclusive Canonicalization (SAML Core 5.4.3).",
	},
	signature.Lost: {
		what:     "was changed after it was signed. It holds the character that stands for unreadable ones (�): letters were lost when it was read in a wrong encoding, and whether more was changed cannot be told.",
		sentence: "its content was changed after it was signed, and letters in it were lost",
		actual:   "another content, with letters lost",
	},
}

// afterAccident words a signature that an accident broke, or two; anything else counts as an edit.
func afterAccident(r signature.Result) Outcome {
	o := Outcome{
		Detail:   "The " + carrier(r) + " was changed after it was signed: edited, redacted, or cut and pasted. Which part it was cannot be told: a signature holds a digest of the text, not the text.",
		Sentence: "its content was changed after it was signed",
		Expected: "the content as it was signed", Actual: "another content",
	}
	a, known := accidents[r.Accident]
	if !known {
		return o
	}
	steps := []string{a.step}
	o.Detail, o.Sentence, o.Actual = "The "+carrier(r)+" "+a.what, a.sentence, a.actual
	if b, two := accidents[r.Besides]; two {
		const tail = ", which breaks the signature"
		o.Detail += " Besides, it " + b.what
		o.Sentence = "two things break its signature: " + strings.TrimSuffix(a.sentence, tail) + ", and " + strings.TrimSuffix(b.sentence, tail)
		o.Actual += "; " + b.actual
		steps = append(steps, b.step)
	}
	if steps = slices.DeleteFunc(steps, func(s string) bool { return s == "" }); len(steps) > 0 {
		o.Steps = append(append([]string{pasteOriginal[0]}, slices.Compact(steps)...), pasteOriginal[1])
	}
	return o
}
