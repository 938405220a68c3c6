package handoff

import (
	"fmt"
	"strings"

	"claimcheck/decoder/report"
)

// notes tell the admin what to know before the kit goes out.
func (l *letter) notes() []string {
	var notes []string
	if l.Anyway {
		notes = append(notes, "The check advises against sending this file; the text says so at its top: "+report.Brief(l.Metadata.Sentence))
	}
	if of := l.persons(); of != "" {
		notes = append(notes, "The metadata file itself holds "+of+". It goes out byte for byte, for a change would break its signature: see whether the vendor may read that.")
	}
	if l.tooLarge() {
		notes = append(notes, fmt.Sprintf("%s's upload form does not take the file: it has %d bytes, and the form takes %d at most. Send it by mail.", l.short(), len(l.File), l.App.MostBytes))
	}
	if l.configured() == nil {
		notes = append(notes, "The claims as configured were not given: the text lists those that "+l.title()+" wants, and says so.")
	}
	if l.Setup != nil && l.Setup.Verdict != report.Accepted {
		notes = append(notes, "The set-up: "+report.Brief(l.Setup.Sentence))
	}
	return notes
}

// persons says what in the metadata file may be of a person, and where the first of it stands.
func (l *letter) persons() string {
	text := l.Metadata.XML
	line := func(at int) int { return 1 + strings.Count(text[:at], "\n") }
	var found []string
	if at := mailTo.FindStringIndex(text); at != nil {
		found = append(found, fmt.Sprintf("an e-mail address (line %d)", line(at[0])))
	}
	for _, of := range []struct{ mark, words string }{
		{"ContactPerson", "a contact person"}, {"<!--", "a comment"},
	} {
		if at := strings.Index(text, of.mark); at >= 0 {
			found = append(found, fmt.Sprintf("%s (line %d)", of.words, line(at)))
		}
	}
	for _, c := range l.signing() {
		if mailTo.MatchString(c.Subject) {
			found = append(found, "a certificate with an e-mail address ("+c.SHA1+")")
			break
		}
	}
	return strings.Join(found, ", ")
}

// next are the admin's steps, once the kit is written.
func (l *letter) next() []string {
	support := l.short() + " support"
	if l.App.Support != "" {
		support += " (" + l.App.Support + ")"
	}
	confirmed := "Wait until " + l.short() + " confirms that single sign-on is active, then test it with one user before you assign the others."
	if l.form == Mail {
		return []string{
			"Open the draft. Classic Outlook and current Thunderbird open it to be sent. A program that shows it for reading only: " +
				"Edit As New Message in Thunderbird, Send Again in Apple Mail; else make a folder and write a new mail with its files.",
			"Enter the address that " + support + " gave you: none is published. Without one, open a ticket there and paste the text.",
			"Fill in every place marked [FILL-IN], delete the paragraph in brackets, and send the mail yourself: nothing was sent.",
			confirmed,
		}
	}
	steps := []string{}
	if l.form == Zip {
		steps = append(steps, "Unpack the archive. "+sumsName+" tells whether the files are whole: sha256sum -c "+sumsName)
	}
	if l.App.MostBytes > 0 && !l.tooLarge() {
		steps = append(steps, "Upload "+metadataName+" in "+l.short()+"'s form.")
		steps = append(steps, l.App.Upload...)
	}
	return append(steps, "Or open a ticket at "+support+": fill in and paste "+summaryName+", and attach "+metadataName+".", confirmed)
}
