package check

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
)

// Judged says whether a file that could not be read is metadata all the same. One that something happened to is
// judged like any other; what is no metadata is a Problem.
func Judged(w *metadata.Wrong, b []byte) bool {
	if w.Kind == metadata.DocType {
		return bytes.Contains(b, []byte("EntityDescriptor")) || bytes.Contains(b, []byte("EntitiesDescriptor"))
	}
	_, known := happened[w.Kind]
	return known
}

// wrongFile is what there is to say about a file that is no metadata, beside what it is.
type wrongFile struct {
	sentence string   // in place of "this is not federation metadata but …"
	steps    []string // before those that say where the right file is
	secret   bool     // it must not leave its owner
}

var notTheFile = []string{"That is another link of the same card, or another page. Take the one that is called Federation Metadata XML."}

var wrongFiles = map[metadata.Kind]wrongFile{
	metadata.Empty:       {sentence: "the file is empty"},
	metadata.SignInPage:  {steps: []string{"The download was made without being signed in, so Microsoft's sign-in page was saved in place of the file. Sign in to the admin center first."}},
	metadata.HTML:        {steps: []string{"A web page was saved. Use the Download link, not Save page as."}},
	metadata.BrowserView: {steps: []string{"Use the Download link, and do not copy and paste from the browser: its view of XML is not the file, and breaks the signature."}},
	metadata.Escaped:     {sentence: "the file was changed after download: its tags are written as &lt; and &gt;", steps: []string{"It was copied from the source of a page or a ticket. Use the Download link."}},
	metadata.Encoded:     {sentence: "the file was changed after download: this is the Base64 text of it", steps: []string{"It was copied out of a mail or a script. Use the Download link, or save the attachment of the mail."}},
	metadata.Certificate: {steps: notTheFile},
	metadata.PublicKey:   {steps: notTheFile},
	metadata.PKCS7:       {steps: notTheFile},
	metadata.Request:     {steps: notTheFile},
	metadata.PFX:         {secret: true},
	metadata.PrivateKey:  {secret: true},
	metadata.OpenID:      {steps: []string{"The application signs in with SAML, and this is of OpenID Connect. " + notTheFile[0]}},
	metadata.JWKS:        {steps: []string{"The application signs in with SAML, and this is of OpenID Connect. " + notTheFile[0]}},
	metadata.Message:     {steps: []string{"It belongs to one sign-in and may name a person: do not send it as metadata. To find out why a sign-in failed, check it here as a message."}},
	metadata.HAR:         {steps: []string{"It may hold passwords and names: do not send it. To find out why a sign-in failed, check it here as a capture."}},
	metadata.Graph:       {steps: []string{"It is the application's set-up, and can be checked here as one (setup in the terminal)."}},
	metadata.ZIP:         {steps: []string{"If the metadata is inside, take it out and check it."}},
	metadata.Mail:        {steps: []string{"If the metadata is attached, save the attachment and check that."}},
	metadata.Address:     {steps: []string{"Open the address in a browser and save what it gives as a file, without copying from the browser's view."}},
	metadata.Namespace:   {sentence: "its elements are not those of SAML 2.0 metadata, although they are called so", steps: []string{"An editor or a script has changed or dropped the namespace urn:oasis:names:tc:SAML:2.0:metadata."}},
	metadata.TooLarge:    {sentence: "the file is far larger than that of an application, and larger than this program reads"},
	metadata.Part:        {sentence: "this is only a part of federation metadata", steps: []string{"Only a part of the file was copied."}},
	metadata.Text:        {sentence: "this is a text, not federation metadata"},
}

// NotMetadata words a file that is no metadata.
func NotMetadata(w *metadata.Wrong, p *profile.Profile) *report.Problem {
	words := wrongFiles[w.Kind]
	c := &Case{Profile: p}
	sentence := words.sentence
	if sentence == "" {
		sentence = "this is not federation metadata but " + w.What
	}
	sentence = stop("Do not send: " + sentence)
	actual := w.What
	if w.Line > 0 && w.Err == nil {
		actual += fmt.Sprintf(" (line %d, column %d)", w.Line, w.Column)
	}
	if w.Err != nil {
		actual += ": " + w.Err.Error()
	}
	k, _ := Find("input.metadata")
	steps := slices.Concat(words.steps, k.Steps)
	switch {
	case words.secret:
		leaked, _ := Find("metadata.secret")
		steps = leaked.Steps
	case w.Kind != metadata.TooLarge:
		sentence += c.answers("would")
	}
	owner, named := c.remedy(&k, &Outcome{Steps: steps})
	return &report.Problem{
		Check: k.ID, Sentence: report.Brief(sentence), Expected: "a federation metadata file (EntityDescriptor or EntitiesDescriptor)",
		Actual: report.Brief(strings.TrimSpace(actual)), Owner: owner, Steps: named,
	}
}

// NoEntity words that a file has no entity of the entityID that was asked for, or that it cannot be told which: ids
// are those that it has.
func NoEntity(ids []string, id string) *report.Problem {
	const few = 5
	shown := strings.Join(first(ids, few), ", ")
	p := &report.Problem{
		Check: "input.metadata", Sentence: report.Brief(stop("The file holds no entity " + id)), Expected: report.Brief("an entity whose entityID is " + id + ", letter for letter"),
		Actual: fmt.Sprintf("%d entities: %s", len(ids), report.Brief(shown)), Owner: report.EntraAdmin, Steps: []string{"Give the entityID exactly as it stands in the file. It holds " + report.Brief(shown) + "."},
	}
	for _, other := range ids {
		switch {
		case other == id:
			p.Sentence = report.Brief(stop("The file holds the entity " + id + " more than once"))
			p.Steps = []string{"Get the file of the identity provider itself, from whoever runs it."}
		case strings.EqualFold(strings.Trim(other, "/ "), strings.Trim(id, "/ ")):
			p.Steps = []string{"Give the entityID exactly as it stands in the file: " + report.Brief(other)}
		}
	}
	return p
}
