package handoff

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"claimcheck/decoder/report"
)

// width is the longest line of prose, in characters.
const width = 72

// letter is the text of a kit while it is written, for a support agent who does not know SAML.
type letter struct {
	Facts
	form   Form
	entity report.Entity
	known  []string // identifiers that are of no person
	b      strings.Builder
}

// section is a part of a letter that is a file of its own in a folder.
type section struct {
	title string
	lines []string
}

func (l *letter) subject() string {
	of := ""
	if t := tenant(l.entity.ID); t != "" {
		of = ", Entra tenant " + t
	}
	warning := ""
	if l.Anyway {
		warning = "DO NOT SEND AS IT IS: "
	}
	return warning + "SAML single sign-on for " + report.Clean(l.App.Title) + of
}

// text is the whole letter, with line feeds.
func (l *letter) text() string {
	l.b.Reset()
	if l.Anyway {
		l.prose("", "*** NOT FIT TO SEND *** The check of the metadata file says: "+l.said(l.Metadata.Sentence))
		l.prose("", "This text was made although the check advises against it.")
		l.b.WriteString("\n")
	}
	l.prose("", "[BEFORE SENDING: "+l.where()+" Fill in every place marked [FILL-IN], and delete this paragraph.]")
	l.b.WriteString("\n")
	l.prose("", "Hello "+l.short()+" support,")
	l.b.WriteString("\n")
	l.prose("", fmt.Sprintf("Please set up SAML single sign-on for our company at %s and switch it on. Our people sign in with Microsoft Entra ID (formerly Azure AD). "+
		"The file %s %s: it tells %s where our people sign in and which certificates sign the answers.", l.title(), metadataName, l.enclosed(), l.short()))
	for _, s := range []section{l.company(), l.steps(), l.answers(), l.urls(), l.certificates(), l.claims(), l.ahead(), l.file(), l.glossary()} {
		if len(s.lines) > 0 {
			l.b.WriteString("\n" + l.page(s))
		}
	}
	return l.b.String()
}

// where tells the admin where the text goes.
func (l *letter) where() string {
	at := ""
	if l.App.Support != "" {
		at = " (" + report.Clean(l.App.Support) + ")"
	}
	if l.form == Mail {
		return "this is a draft, nothing was sent. Enter the address that " + l.short() + " support" + at + " gave you, or paste this text into a ticket there and attach the file."
	}
	return "paste this text into a ticket at " + l.short() + " support" + at + " and attach the file " + metadataName + ", or upload that file yourself as step 2 says."
}

func (l *letter) enclosed() string {
	if l.form == Mail {
		return "is attached"
	}
	return "goes with this text"
}

func (l *letter) title() string { return report.Clean(l.App.Title) }
func (l *letter) short() string { return report.Clean(cmp.Or(l.App.Short, l.App.Title)) }

// said is a sentence of a report as it can stand in a letter.
func (l *letter) said(s string) string { return report.Clean(report.Brief(l.mask(s))) }

// prose writes a paragraph, its lines after the first moved in as the first is.
func (l *letter) prose(before, text string) {
	for _, line := range wrap(before, text) {
		l.b.WriteString(line + "\n")
	}
}

// page lays out one section.
func (l *letter) page(s section) string {
	return s.title + "\n" + strings.Join(s.lines, "\n") + "\n"
}

// wrap breaks a text between words. The first line begins with before, the others with as many blanks.
func wrap(before, text string) []string {
	var lines []string
	line, empty := before, true
	for _, word := range strings.Fields(text) {
		if !empty && len([]rune(line))+1+len([]rune(word)) > width {
			lines = append(lines, line)
			line, empty = strings.Repeat(" ", len(before)), true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	return append(lines, line)
}

func (l *letter) company() section {
	return section{"OUR COMPANY", []string{
		"  Company, as you know it:    [FILL-IN]",
		"  E-mail domain of our users: [FILL-IN]",
		"  Contact for this set-up:    [FILL-IN: name, e-mail, telephone]",
		"  When it suits us:           [FILL-IN, or: as soon as possible]",
	}}
}

func (l *letter) steps() section {
	s := section{title: "WHAT TO DO"}
	add := func(before, text string) { s.lines = append(s.lines, wrap(before, text)...) }
	add("  1. ", "Take the file as it is. Do not open it in an editor and save it: any change breaks its signature.")
	add("  2. ", "Enter it in our company's single sign-on settings. "+l.channels())
	if !l.tooLarge() {
		for _, step := range l.App.Upload {
			add("     - ", report.Clean(step))
		}
	}
	add("  3. ", "Compare the URLs and certificates that you then see with those below. Where a form asks for them one by one, copy them from below.")
	add("  4. ", "Read the claims below from our answers, by exactly those names.")
	add("  5. ", "Activate single sign-on and answer us.")
	return s
}

// tooLarge says whether the upload form does not take the file.
func (l *letter) tooLarge() bool { return l.App.MostBytes > 0 && len(l.File) > l.App.MostBytes }

// channels tells of the ticket and of the upload form.
func (l *letter) channels() string {
	text := "If you do it for us, this ticket is all that is needed."
	if l.App.MostBytes == 0 {
		return text
	}
	limit := strconv.FormatFloat(float64(l.App.MostBytes)/1e6, 'f', -1, 64) + " MB"
	if l.tooLarge() {
		return text + fmt.Sprintf(" The upload form does not take the file: it has %d bytes, and the form takes %s at most.", len(l.File), limit)
	}
	text += fmt.Sprintf(" Or tell us, and an admin of ours uploads it in the form, which takes files of %s at most (this one has %d bytes)", limit, len(l.File))
	if len(l.App.Upload) > 0 {
		return text + ":"
	}
	return text + "."
}

func (l *letter) answers() section {
	s := section{title: "PLEASE ANSWER"}
	add := func(text string) { s.lines = append(s.lines, wrap("  - ", text)...) }
	add("Is single sign-on active, and since when?")
	if n := len(l.signing()); n > 1 {
		add(fmt.Sprintf("Are all %d certificates taken in, not the first one alone?", n))
	}
	id := cmp.Or(l.field("Identifier (Entity ID)"), l.App.EntityID)
	acs := cmp.Or(l.field("Reply URL (Assertion Consumer Service URL)"), l.App.ACS)
	if id != "" && acs != "" {
		add("Are these two values of " + l.short() + " right? They are set in our Entra:")
		s.lines = append(s.lines, "      Entity ID: "+l.vendors(id), "      ACS URL:   "+l.vendors(acs))
		return s
	}
	add("What are your entity ID (Entra: Identifier) and your ACS URL (Entra: Reply URL) for us? We compare them with what Entra has.")
	return s
}

// vendors is a value to be compared, the vendor's or the file's own, but for an address of a person in it.
func (l *letter) vendors(s string) string {
	return report.Clean(report.Brief(WithoutAddresses(s)))
}

// WithoutAddresses gives a text with words in place of every e-mail address in it.
func WithoutAddresses(s string) string { return mailTo.ReplaceAllString(s, "(address left out)") }

// field is the first value of a field of the set-up.
func (l *letter) field(name string) string {
	if l.Setup == nil || l.Setup.Setup == nil {
		return ""
	}
	for _, f := range l.Setup.Setup.Fields {
		if f.Name == name && len(f.Values) > 0 {
			return f.Values[0]
		}
	}
	return ""
}

// ahead is the next step of the change of certificates.
func (l *letter) ahead() section {
	s := section{title: "WHAT COMES NEXT ON OUR SIDE"}
	if l.Metadata.Metadata == nil || l.Metadata.Metadata.Plan == nil {
		return section{}
	}
	plan := l.Metadata.Metadata.Plan
	s.lines = wrap("  ", l.said(plan.Sentence))
	if i := slices.IndexFunc(plan.Steps, func(p report.PlanStep) bool { return !p.Done }); i >= 0 {
		p := plan.Steps[i]
		s.lines = append(s.lines, wrap("  ", "Next step, "+p.When()+": "+l.said(p.Text))...)
	}
	return s
}

func (l *letter) file() section {
	return section{"THE FILE", []string{
		"  Name:    " + metadataName,
		fmt.Sprintf("  Size:    %d bytes", len(l.File)),
		"  SHA-256: " + sum(l.File),
	}}
}

func (l *letter) glossary() section {
	s := section{title: "WHAT THE WORDS MEAN"}
	for _, text := range []string{
		"SAML single sign-on: our people sign in at our company, and " + l.short() + " believes the signed answer.",
		"Metadata: the file with our addresses and certificates.",
		"Claim: a named value in the answer, such as the e-mail address.",
		"Entity ID, ACS URL: " + l.short() + "'s own name, and the address that it takes our answers at.",
	} {
		s.lines = append(s.lines, wrap("  - ", text)...)
	}
	return s
}
