package check

import (
	"fmt"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// fileSignatureChecks ask whether a metadata file is as it was signed.
var fileSignatureChecks = []Check{
	{
		ID: "metadata.signature", Facts: []string{"MD-12"}, on: onFile, Rank: rankBroken, Run: fileSignature,
		Title: "The file's own signature is good", Spec: "SAML Metadata 3; SAML2Int SDP-MD02", Owner: report.EntraAdmin, Steps: downloadFile,
		Hides: []string{"metadata.entity-id", "metadata.issuer", "metadata.application-id", "metadata.tenant"},
	},
	{
		ID: "metadata.comment", Facts: []string{"MD-12"}, on: onFile, Run: fileComment,
		Title: "The file holds no comment", Spec: "SAML Metadata 3; Exclusive XML Canonicalization 1.0", Owner: report.EntraAdmin, Steps: downloadFile,
	},
}

// Edit is a change that was made to a metadata file by hand after it was signed, and is proven: with it taken back
// the signature is good.
type Edit struct {
	Kind EditKind
	Node *tree.Node // what was changed, or holds it
	Name string     // of the attribute or element
	Was  string     // the value before; empty where there was none
	Is   string     // the value as it stands
}

// EditKind says what was done by hand.
type EditKind string

// The kinds of edits.
const (
	AppendedID  EditKind = "appended-id" // an application ID was put behind the entityID
	ChangedText EditKind = "changed"     // an attribute has another value
	AddedAttr   EditKind = "added-attribute"
	AddedPart   EditKind = "added-element"
	SwappedKey  EditKind = "swapped-key"  // a certificate was replaced
	BrokenLines EditKind = "broken-lines" // certificates were broken into lines
)

// signatureState is what the signatures of a metadata file come to.
type signatureState struct {
	signature report.Signature
	Outcome
}

func fileSignature(c *Case) []Outcome {
	if c.Doc == nil {
		return nil
	}
	return []Outcome{c.fileState().Outcome}
}

// fileState sums up: a file is as good as the worst of its signatures, and signed only when a good one covers
// every entity that is judged.
func (c *Case) fileState() signatureState {
	if c.Doc == nil {
		return signatureState{signature: report.Unverifiable}
	}
	given := len(c.Files)+c.Certs > 0
	if len(c.Signatures) == 0 {
		return c.unsignedFile(given)
	}
	good := map[*tree.Node]bool{}
	for i := range c.Signatures {
		r := &c.Signatures[i]
		if r.Cause == signature.Good {
			good[r.Parent] = true
			continue
		}
		if c.Left > 0 && r.Parent != nil && !around(r.Parent, c.entityNode()) {
			continue // of an entity that is not judged
		}
		return c.badFile(r, given)
	}
	covered := 0
	for i := range c.File.Entities {
		for n := c.File.Entities[i].Node; n != nil; n = n.Parent {
			if good[n] {
				covered++
				break
			}
		}
	}
	s := signatureState{signature: report.Valid, Outcome: Outcome{Level: report.Pass, Node: c.Signatures[0].Node}}
	switch {
	case covered < len(c.File.Entities):
		s.signature, s.Level = report.Unverifiable, report.NotChecked
		s.Detail = "Its signatures are good, and part of it is not signed at all."
		if covered == 0 && len(c.File.Entities) == 1 {
			s.Detail = "No signature of the file covers this entity."
		}
		s.Expected, s.Actual = "a signature of the whole", "one of a part"
		switch {
		case given:
			s.Level, s.Sentence = report.Fail, "it is not signed as a whole, so no key that was given vouches for all of it"
		case c.entraFile():
			s.Level, s.Sentence = report.Warn, "it is not signed as a whole, and Entra signs every file so: somebody edited it or put it together by hand"
		}
		return s
	case given:
		s.Detail = "Its signature is good: a key that was given made it."
	default:
		s.Detail = "Its signature is good: it is as a key that it announces signed it. That shows that nobody changed it since; it does not show where it comes from."
	}
	if r := &c.Signatures[0]; r.Key != nil {
		s.Actual = thumbprint(r.Key.Cert)
	}
	return s
}

// fileComment asks for comments: the signature does not cover them, and Entra writes none.
func fileComment(c *Case) []Outcome {
	if !c.entraFile() {
		return nil
	}
	o := Outcome{Level: report.Pass, Detail: "It holds none."}
	c.Doc.Root.Walk(func(n *tree.Node) {
		if n.Kind == tree.Comment && o.Level == report.Pass {
			o = Outcome{
				Level: report.Warn, Node: n, Place: c.at(n, n.Start), Expected: "no comment", Actual: fmt.Sprintf("a comment of %d bytes", len(n.Data)), // it may hold a secret
				Detail:   "Entra writes no comments, so somebody edited the file. The signature does not cover comments: it says nothing of what stands in them.",
				Sentence: "a comment was put into the file, which its signature does not cover",
			}
		}
	})
	return []Outcome{o}
}

// entityNode gives the element of the entity that is judged, or nil.
func (c *Case) entityNode() *tree.Node {
	if e := c.entity(); e != nil {
		return e.Node
	}
	return nil
}

// around says whether n is e, or holds it, or stands in it.
func around(n, e *tree.Node) bool {
	return e == nil || n.Start <= e.Start && e.End <= n.End || e.Start <= n.Start && n.End <= e.End
}

func (c *Case) unsignedFile(given bool) signatureState {
	s := signatureState{signature: report.Unsigned, Outcome: Outcome{Level: report.Info, Node: c.Doc.Root, Expected: "a signature", Actual: "none"}}
	switch {
	case given:
		s.Level = report.Fail
		s.Detail = "It is not signed, so no key that was given vouches for it."
		s.Sentence = "it is not signed, so no key that was given vouches for it"
	case c.entraFile():
		s.Level = report.Warn
		s.Detail = "It is not signed. Entra signs every metadata file: somebody took the signature out, or put the file together by hand, and nothing shows whether the rest is as Entra wrote it."
		s.Sentence = "it is not signed, and Entra signs every file: somebody edited it or put it together by hand"
	default:
		s.Detail = "It is not signed: nothing shows who made it or whether it was changed."
	}
	return s
}

// badFile words a signature that is not good. That a file was changed is said in the same words throughout, with
// what happened to it where that is known: it is a slip of the hand far more often than a forgery.
func (c *Case) badFile(r *signature.Result, given bool) signatureState {
	s := signatureState{signature: report.Invalid, Outcome: Outcome{
		Level: report.Fail, Node: r.Node, Expected: "the file as it was signed", Actual: "another file",
	}}
	switch {
	case r.Cause == signature.Altered, r.Signer != nil && !r.SelfConsistent:
		c.changedFile(&s.Outcome, r)
	case r.Cause == signature.UnknownKey && given, r.Cause == signature.NoTrust && given:
		s.Detail = "None of the keys given made its signature: it comes from someone else, or they are old."
		s.Sentence = "none of the keys that were given made its signature"
		s.Expected, s.Actual = joined(tried(c.Keys)), "another key"
		if len(r.Embedded) > 0 {
			s.Actual = thumbprint(r.Embedded[0])
		}
	case r.Cause == signature.UnknownKey, r.Cause == signature.NoTrust:
		s.signature, s.Level = report.Unverifiable, report.NotChecked
		s.Expected, s.Actual = "a key that the file announces", "another key"
		s.Detail = "It is signed by a key that it does not hold: give the publisher's certificate to verify it."
		if c.entraFile() && r.Parent == c.entityNode() {
			s.Level, s.Sentence = report.Warn, "it is signed with a key that it does not announce, and Entra signs with one that it does"
		}
		if r.SelfConsistent {
			s.Detail = "It is as its key signed it, and it does not announce that key: give the publisher's certificate to verify it."
		}
		s.Steps = []string{"Get the certificate that the publisher signs metadata with from a source that you trust, and give it with --cert FILE."}
	case r.Cause == signature.Unsupported:
		s.signature, s.Level = report.Unverifiable, report.NotChecked
		s.Detail = "Its signature cannot be verified: " + stop(r.Detail)
		s.Expected, s.Actual = "a signature that this program verifies", r.Algorithm
		switch {
		case given:
			s.Level, s.Sentence = report.Fail, "its signature cannot be verified, so no key that was given vouches for it"
		case c.entraFile():
			s.Level, s.Sentence = report.Warn, "its signature cannot be verified, so nothing shows whether it is as Entra wrote it"
		}
	default:
		s.Detail = "Its signature is broken: " + stop(r.Detail) + " The value, or the part of the signature that it seals, was changed or cut."
		s.Sentence = "the file was changed after download: its signature is damaged" + andDownload
		s.Actual = string(r.Cause)
	}
	return s
}

// befallen words what happened to a file without anybody meaning to change it: in the sentence, and in the detail
// where it says more.
var befallen = map[signature.Accident]struct{ sentence, detail string }{
	signature.Indented:    {"it was re-indented", "It was re-indented (pretty-printed): an editor or a viewer put white space between its elements."},
	signature.Unindented:  {"the white space in it was changed", "The white space between its elements was taken out or changed, as an editor does."},
	signature.LineEnds:    {"its line ends were changed", "Its line ends were changed between LF and CR LF, as an editor or a transfer in text mode does."},
	signature.Strays:      {"invisible characters came into it", "Characters that nobody sees came into its text, such as a byte order mark in the middle."},
	signature.Escaped:     {"its references were escaped twice", "Its references were escaped a second time (&amp; became &amp;amp;), as a web page or a ticket system does."},
	signature.Reencoded:   {"it was re-encoded", "It was read in a wrong encoding and saved again: letters such as é became Ã©."},
	signature.HardBlanks:  {"its blanks became no-break spaces", "Its blanks became no-break spaces, as a web page or a word processor puts them in."},
	signature.Typographic: {"its quotes or dashes became typographic ones", "Its plain quotes, dashes or dots became typographic ones, as mail and word processors put them in."},
	signature.Wrapped:     {"long lines in it were broken", "Its long texts were broken into lines, as mail does."},
	signature.BlankCut:    {"a blank in it was cut", "A blank at the end of one of its values was cut."},
	signature.Moved:       {"it was put into another document", "It was signed by itself and then put into another document, whose namespaces it now inherits."},
	signature.Lost:        {"characters in it were lost", "It holds the character that stands for unreadable ones (\uFFFD): letters were lost when it was read in a wrong encoding."},
}

// changedFile words a file that is not as it was signed.
func (c *Case) changedFile(o *Outcome, r *signature.Result) {
	const changed = "the file was changed after download"
	o.Detail = "Its signature is broken: the file was changed after it was signed. Such files were edited or saved anew, and hardly ever forged; which part it was does not show."
	o.Sentence = changed + andDownload
	if a, known := befallen[r.Accident]; known {
		o.Detail = "Its signature is broken. " + a.detail
		o.Sentence = changed + " (" + a.sentence + ")" + andDownload
		o.Actual = "the same file, " + strings.TrimPrefix(a.sentence, "it was ")
		if b, two := befallen[r.Besides]; two {
			o.Detail += " Besides: " + b.detail
		}
	}
	if c.Edit != nil {
		c.edited(o)
	}
}

// edited words a change by hand that is known.
func (c *Case) edited(o *Outcome) {
	e := c.Edit
	o.Node, o.Expected, o.Actual = e.Node, or(e.Was, "nothing in its place"), e.Is
	if attr := strings.Fields(e.Name); len(attr) > 0 {
		o.Place = c.attr(e.Node, attr[len(attr)-1])
	}
	what := ""
	switch e.Kind {
	case AppendedID:
		what = "an application ID was appended to its entityID by hand"
		o.Steps = []string{
			downloadFile[0] + " Leave its entityID as it is.",
			claimsPage + " > Advanced SAML claims options: switch off Append application ID to issuer, unless {short} asked for it, then Save.",
			"If {short} needs the longer issuer, tell them so beside the file; some vendors' guides have the file edited, which breaks its signature.",
		}
	case ChangedText:
		what = "its " + e.Name + " was edited"
	case AddedAttr:
		what = e.Name + " was added to its " + e.Node.Local
	case AddedPart:
		what = "an element " + e.Name + " was added to it"
	case SwappedKey:
		what = "a certificate in it was replaced by another"
	case BrokenLines:
		what = "its certificates were broken into lines"
	}
	o.Detail = "Its signature is broken, because the file was edited after it was signed: " + what + ". With that taken back the signature is good, so nothing else was changed."
	o.Sentence = "the file was changed after download (" + what + ")" + andDownload
}
