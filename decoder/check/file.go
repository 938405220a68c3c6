package check

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/tree"
)

// fileChecks ask of a metadata file whether it can be read, and whether it is whole and small enough to be sent.
var fileChecks = []Check{
	{
		ID: "input.metadata", Facts: []string{"MD-02", "MD-03"}, on: onFile, Rank: rankInput, Run: fileRecognised,
		Title: "The file is federation metadata", Spec: "SAML Metadata 2.3", Owner: report.EntraAdmin, Steps: downloadFile,
	},
	{
		ID: "metadata.readable", Facts: []string{"MD-01"}, on: onFile, Rank: rankInput, Run: fileReadable,
		Title: "The file is whole and its XML can be read", Spec: "XML 1.0; SAML2Int SDP-G03", Owner: report.EntraAdmin, Steps: downloadFile,
		Hides: []string{"input.metadata"},
	},
	{
		ID: "metadata.secret", Facts: []string{"MD-15"}, on: onFile, Rank: rankAttack, Run: fileSecret,
		Title: "The file holds no private key and no password", Spec: "SAML Metadata 2.4.1.1", Owner: report.EntraAdmin,
		Steps: []string{
			"Do not hand the file on, and take it back where it was handed on already.",
			"Whoever has seen the key or the password can use it: have it replaced where it is used. For the signing key: " + signingKey + " > Edit > New Certificate > Save.",
			downloadFile[0],
		},
	},
	{
		ID: "metadata.encoding", Facts: []string{"MD-01"}, on: onFile, Rank: rankForm, Run: fileEncoding,
		Title: "The file is UTF-8, as Entra writes it", Spec: "Microsoft Entra: federation metadata; XML 1.0 4.3.3", Owner: report.EntraAdmin, Steps: downloadFile,
	},
	{
		ID: "metadata.size", Facts: []string{"MD-17"}, on: onFile, Run: fileSize,
		Title: "The file is small enough for the vendor's upload form", Spec: "Upwork help 17979502043923", Owner: report.EntraAdmin,
		Steps: []string{
			"The file of one application has a few thousand bytes. " + downloadFile[0],
			"If it is as large then, send it to {short} support by mail.",
		},
	},
	{
		ID: "metadata.schema", Facts: []string{"MD-03"}, on: onFile, Rank: rankForm, Run: fileSchema,
		Title: "The file is built as the schema of SAML 2.0 metadata wants it", Spec: "SAML Metadata 2.2 to 2.4, saml-schema-metadata-2.0.xsd", Owner: report.EntraAdmin, Steps: downloadFile,
	},
}

// downloadFile says how to come by the file that is meant.
var downloadFile = []string{
	signingKey + ": next to Federation Metadata XML press Download.",
	"Check that file here and give it to {short} as it was downloaded: an editor, a browser or a mail program that shows it may change its bytes.",
}

const andDownload = "; download it again and don't open it in an editor"

// entity gives the entity that is judged; nil when the file holds several, and none was picked, or none at all.
func (c *Case) entity() *metadata.Entity {
	if len(c.File.Entities) == 1 {
		return &c.File.Entities[0]
	}
	return nil
}

// The kinds of role that say what an entity is for (Metadata 2.4.3, 2.4.4).
const (
	idpRole = "IDPSSODescriptor"
	spRole  = "SPSSODescriptor"
)

// plays says whether an entity has a role of that kind: an entity may have thousands.
func plays(e *metadata.Entity, kind string) bool {
	return e != nil && slices.ContainsFunc(e.Roles, func(r metadata.Role) bool { return r.Kind == kind })
}

// rolesOf gives the roles of that kind.
func rolesOf(e *metadata.Entity, kind string) []metadata.Role {
	var found []metadata.Role
	if e != nil {
		for _, r := range e.Roles {
			if r.Kind == kind {
				found = append(found, r)
			}
		}
	}
	return found
}

// attr gives where an attribute stands: its own place, which is more than that of its element.
func (c *Case) attr(n *tree.Node, name string) *report.Place {
	for _, a := range n.Attrs {
		if a.Local == name && a.Space == "" {
			return c.at(n, a.Start)
		}
	}
	return c.Place(n)
}

// at gives the place of an offset within n.
func (c *Case) at(n *tree.Node, offset int) *report.Place {
	p := c.Place(n)
	p.Line, p.Column = c.Doc.At(offset)
	p.Offset = offset
	return p
}

// answers says what the vendor's form answers to a file that it cannot read: what it would answer, or may.
func (c *Case) answers(how string) string {
	if c.Profile == nil || c.Profile.Upload.Malformed == "" {
		return ""
	}
	return c.name(" Uploaded like this, {short} " + how + ` answer "` + c.Profile.Upload.Malformed + `".`)
}

// What stands in place of steps in Entra's portal, for the file of another identity provider.
const (
	fromProvider = "Get the metadata file afresh from whoever runs your identity provider, and give it to {short} as it comes."
	newAtOthers  = "Have a new certificate made at your identity provider."
)

// providerSteps are the steps of a check for the file of another identity provider than Entra.
func (c *Case) providerSteps(steps []string) []string {
	if c.File == nil || !plays(c.entity(), idpRole) || c.entraFile() {
		return steps
	}
	var others []string
	for _, s := range steps {
		switch {
		case s == newCertificate[0]:
			s = newAtOthers
		case s == otherCertificate[1]:
			s = "Then have your identity provider sign with the one that lasts longer."
		case s == downloadFile[1]:
			continue
		case strings.Contains(s, "Entra admin center"):
			s = fromProvider
		}
		if !slices.Contains(others, s) {
			others = append(others, s)
		}
	}
	return others
}

func fileRecognised(c *Case) []Outcome {
	if c.Doc == nil {
		return nil // metadata.readable says why
	}
	return []Outcome{{Level: report.Pass, Detail: "Its root is " + c.Doc.Root.Local + " of SAML 2.0 metadata.", Node: c.Doc.Root}}
}

// happened words a metadata file that something happened to, by what it is.
var happened = map[metadata.Kind]struct{ sentence, expected string }{
	metadata.CutOff:    {"the file is cut off: its beginning or its end is missing; download it again", "the whole file"},
	metadata.Damaged:   {"the file was damaged after download: its XML is broken", "well-formed XML"},
	metadata.Reencoded: {"the file was changed after download: it was saved in another encoding than its first line names", "the encoding that the XML declaration names"},
	metadata.Aggregate: {"the file describes many entities, and only one of them signs your users in", "one entity"},
	metadata.DocType:   {"its XML has a DOCTYPE, which no metadata may have", "no DOCTYPE"},
}

func fileReadable(c *Case) []Outcome {
	w := c.Wrong
	if w == nil {
		return []Outcome{{Level: report.Pass, Detail: "It is."}}
	}
	words := happened[w.Kind]
	o := Outcome{Level: report.Fail, Detail: "This is " + stop(w.What), Sentence: words.sentence, Expected: words.expected, Actual: w.What}
	if w.Err != nil {
		o.Actual = w.Err.Error()
		o.Detail = stop(o.Detail) + " In detail: " + stop(o.Actual)
	}
	if w.Kind == metadata.Aggregate {
		o.Steps = takeOne
	} else {
		o.Detail += c.answers("would")
	}
	if w.Line > 0 {
		o.Place = &report.Place{Line: w.Line, Column: w.Column}
		if w.Kind == metadata.Damaged {
			o.Sentence += fmt.Sprintf(" at line %d, column %d", w.Line, w.Column)
		}
	}
	if w.Kind == metadata.Damaged || w.Kind == metadata.Reencoded {
		o.Sentence += andDownload
	}
	return []Outcome{o}
}

// secretWords begin, behind their first letter, what may be a secret in any text of the file; secretForm says
// whether one is.
var (
	secretWords = []string{"RIVATE KEY", "uTTY-User-Key-File", "ecret", "ECRET", "assword", "ASSWORD", "assphrase", "ASSPHRASE"}
	secretForms = []struct {
		form *regexp.Regexp
		what string
	}{
		{regexp.MustCompile(`BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY|PuTTY-User-Key-File`), "a private key"},
		{regexp.MustCompile(`(?i)client[_-]?secret["']?\s*[=:>]\s*["']?[^\s"'<>]{4}`), "a client secret"},
		{regexp.MustCompile(`(?i)\b(?:password|passphrase)["']?\s*[=:]\s*["']?[^\s"'<>]{4}`), "what looks like a password"},
	}
)

// mostLooks bounds the places of a file that are looked at for each of secretWords.
const mostLooks = 1000

// fileSecret looks for what only its owner may have. The key of a certificate is not looked for: that it is none
// makes metadata.certificate fail, and a private key in its place is told here.
func fileSecret(c *Case) []Outcome {
	var out kept
	found := func(what string, place *report.Place) {
		out.add(Outcome{
			Level: report.Fail, Detail: "The file holds " + what + ", which must not leave its owner. Metadata needs certificates only.",
			Sentence: "the file holds " + what + ", which must not leave its owner", Expected: "public keys alone", Actual: what, Place: place,
		})
	}
	for _, word := range secretWords {
		c.look(word, found)
	}
	if c.Doc == nil { // the rest is looked for in the elements
		return out.outcomes()
	}
	c.Doc.Root.Walk(func(n *tree.Node) {
		if n.Kind == tree.Element && (n.Local == "RSAKeyValue" || n.Local == "RSAKeyPair") && slices.ContainsFunc(n.Children, privatePart) {
			found("a private key", c.Place(n))
		}
	})
	for _, r := range c.rolesJudged() {
		for _, k := range r.Keys {
			if k.Secret() {
				found("a private key in the place of a certificate", c.Place(k.Node))
			}
		}
	}
	if out.list == nil {
		return []Outcome{{Level: report.Pass, Detail: "Nothing of the kind was found."}}
	}
	return out.outcomes()
}

// look finds the secrets that a word begins.
func (c *Case) look(word string, found func(what string, place *report.Place)) {
	const before, behind = 48, 64
	doc := cmp.Or(c.Doc, c.Text)
	if doc == nil {
		return
	}
	text, from := doc.Source, 0
	for range mostLooks {
		at := strings.Index(text[from:], word)
		if at < 0 {
			return
		}
		at += from
		around := text[max(from, at-before):min(len(text), at+behind)]
		from = at + len(word)
		for _, s := range secretForms {
			if s.form.MatchString(around) {
				line, column := doc.At(at)
				found(s.what, &report.Place{Line: line, Column: column, Offset: at})
				break
			}
		}
	}
}

// privatePart says whether an element belongs to a private RSA key (XML Key Management 2.0, RSAKeyPair).
func privatePart(n *tree.Node) bool {
	return n.Kind == tree.Element && slices.Contains([]string{"D", "P", "Q", "DP", "DQ", "InverseQ", "PrivateExponent"}, n.Local)
}

func fileEncoding(c *Case) []Outcome {
	if c.Doc == nil {
		return nil
	}
	family, _, bom := strings.Cut(c.File.Encoding, ", ")
	o := Outcome{Level: report.Info, Actual: c.File.Encoding}
	switch {
	case strings.HasPrefix(c.Doc.Source, "\ufeff"):
		o.Level, o.Expected, o.Actual = report.Fail, "one byte order mark at most", "two"
		o.Detail = "It begins with two byte order marks: a program put one before the one that was there. That is no XML to most readers." + c.answers("would")
		o.Sentence = "the file was changed after download: it begins with two byte order marks" + andDownload
	case family != "utf-8" && family != "us-ascii" && c.entraFile():
		o.Level, o.Expected = report.Fail, "utf-8, bom"
		o.Detail = "Entra writes UTF-8. An editor, a script or a mail program has saved the file in another encoding since; not every application reads that."
		o.Sentence = "the file was changed after download: it was saved as " + strings.ToUpper(family) + andDownload
	case family != "utf-8" && family != "us-ascii":
		o.Level, o.Expected = report.Warn, "utf-8"
		o.Detail = "Metadata may be in any encoding that its XML declares, and not every application reads another than UTF-8."
		o.Sentence = "it is in " + strings.ToUpper(family) + " and not in UTF-8"
	case bom && c.entraFile():
		o.Detail = "It begins with a byte order mark (EF BB BF), as Entra writes it. Leave it as it is; an application that trips over it must mend that itself."
	case bom:
		o.Detail = "It begins with a byte order mark (EF BB BF), which XML allows. An application that trips over it must mend that itself."
	case c.entraFile():
		o.Detail = "It is UTF-8 without the byte order mark that Entra writes: a program has saved it since. That alone harms nothing, and the signature does not cover it."
	default:
		o.Level, o.Detail = report.Pass, "It is UTF-8."
	}
	return []Outcome{o}
}

func fileSize(c *Case) []Outcome {
	if c.Profile == nil || c.Profile.Upload.MostBytes == 0 {
		return nil
	}
	most := c.Profile.Upload.MostBytes
	o := Outcome{Level: report.Pass, Detail: fmt.Sprintf("It has %d bytes.", c.Size)}
	if c.Size > most {
		o.Level = report.Warn
		o.Detail = c.name("{short} refuses larger files in its upload form.")
		o.Sentence = c.name(fmt.Sprintf("the file is larger than the %d MB that {short}'s upload form takes", most/1_000_000))
		o.Expected, o.Actual = fmt.Sprintf("at most %d bytes", most), fmt.Sprintf("%d bytes", c.Size)
	}
	return []Outcome{o}
}

// hostOf gives the host of an address in small letters, without a port; empty when it is none.
func hostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Hostname())
}
