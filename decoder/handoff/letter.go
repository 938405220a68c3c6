package handoff

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

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

// vendors is a value that is the vendor's own.
func (l *letter) vendors(s string) string {
	return report.Clean(report.Brief(mailTo.ReplaceAllString(s, "(address left out)")))
}

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

// idp is the role of the file that signs users in.
const idp = "IDPSSODescriptor"

func (l *letter) urls() section {
	s := section{title: "URLS TO COPY OR COMPARE"}
	add := func(label, value string) {
		s.lines = append(s.lines, "  "+label+":", "    "+cmp.Or(value, "not in the file"))
	}
	add("Microsoft Entra Identifier (issuer, identity provider's entity ID)", report.Clean(report.Brief(l.entity.ID)))
	for _, of := range []struct{ label, service string }{
		{"Login URL (single sign-on)", "SingleSignOnService"},
		{"Logout URL (single logout)", "SingleLogoutService"},
	} {
		found := l.endpoints(of.service)
		if len(found) == 0 {
			add(of.label, "")
		}
		for _, e := range found {
			add(of.label+", by "+e.Binding, e.Location)
		}
	}
	if t := tenant(l.entity.ID); t != "" {
		add("Tenant ID, for Microsoft's support", t)
	}
	if id := l.application(); id != "" {
		add("Application ID, for Microsoft's support", id)
	}
	if u := l.field(metadataURL); u != "" {
		add(metadataURL+" (the current file, for programs that fetch it)", l.said(u))
	}
	return s
}

// metadataURL is how the portal calls the address of the application's metadata.
const metadataURL = "App Federation Metadata Url"

var ofApplication = regexp.MustCompile(`(?i)[?&]appid=(` + guid.String() + `)`)

// application is the application's ID, as far as the set-up shows it.
func (l *letter) application() string {
	if id := guid.FindString(l.field("Application ID")); id != "" {
		return id
	}
	if m := ofApplication.FindStringSubmatch(l.field(metadataURL)); m != nil {
		return m[1]
	}
	return ""
}

// endpoints are the addresses of a service, each once, with the short names of its bindings.
func (l *letter) endpoints(service string) []report.Endpoint {
	const most = 20 // of an identity provider's; a vendor needs one
	var list []report.Endpoint
	for _, r := range l.entity.Roles {
		for _, e := range r.Endpoints {
			if r.Kind != idp || e.Service != service || len(list) == most {
				continue
			}
			location := report.Clean(report.Brief(e.Location))
			binding := report.Clean(report.Brief(e.Binding[strings.LastIndexByte(e.Binding, ':')+1:]))
			i := slices.IndexFunc(list, func(x report.Endpoint) bool { return x.Location == location })
			switch {
			case i < 0:
				list = append(list, report.Endpoint{Location: location, Binding: binding})
			case !strings.Contains(list[i].Binding, binding):
				list[i].Binding += " or " + binding
			}
		}
	}
	return list
}

// signing are the certificates that sign answers, in the order of the file.
func (l *letter) signing() []report.Certificate {
	if l.Metadata.Metadata == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(l.Metadata.Metadata.Certificates), func(c report.Certificate) bool {
		return !slices.ContainsFunc(c.Uses, func(u report.KeyUse) bool { return u.Role == idp && u.Use != "encryption" })
	})
}

func (l *letter) certificates() section {
	const most = 50 // an identity provider has one or two
	s := section{title: "CERTIFICATES THAT SIGN OUR ANSWERS (take in all of them)"}
	for i, c := range l.signing() {
		if i == most {
			s.lines = append(s.lines, "  … and more: the file holds all of them.")
			break
		}
		lines := []string{"SHA-1 thumbprint, as Entra shows it: " + c.SHA1, "SHA-256: " + c.SHA256}
		if c.SHA1 == "" {
			lines = []string{"a key without a certificate, or one that could not be read"}
		}
		if !c.NotAfter.IsZero() {
			lines = append(lines, "Valid from "+day(c.NotBefore)+" to "+day(c.NotAfter)+" (UTC), "+c.Left())
		}
		if l.active(c.SHA1) {
			lines = append(lines, "Active: it signs now")
		}
		for n, line := range lines {
			before := "     "
			if n == 0 {
				before = fmt.Sprintf("  %d. ", i+1)
			}
			s.lines = append(s.lines, before+line)
		}
	}
	if len(s.lines) == 0 {
		s.lines = []string{"  The file announces none that could be read."}
	}
	return s
}

// active says whether the set-up shows that a certificate is the one that signs.
func (l *letter) active(sha1 string) bool {
	if sha1 == "" || l.Setup == nil || l.Setup.Setup == nil {
		return false
	}
	return slices.ContainsFunc(l.Setup.Setup.Fields, func(f report.SetupField) bool {
		return f.Name == "Certificate" && slices.Contains(f.Values, "Active") && slices.Contains(f.Values, sha1)
	})
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

// configured are the claims as the set-up shows them; nil when none shows.
func (l *letter) configured() []report.SetupClaim {
	if l.Setup == nil || l.Setup.Setup == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(l.Setup.Setup.Claims), func(c report.SetupClaim) bool { return c.State == report.Missing })
}

func (l *letter) claims() section {
	s := section{title: "CLAIMS WE SEND (as configured in our Entra)"}
	claims := l.configured()
	if claims == nil {
		claims = l.App.Claims
		s.title = "CLAIMS WE SEND (as " + l.title() + " wants them; not read from our Entra)"
	}
	longest := 0
	names := make([]string, len(claims))
	for i, c := range claims {
		names[i] = c.Name
		if c.Namespace != "" {
			names[i] = strings.TrimSuffix(c.Namespace, "/") + "/" + c.Name
		}
		names[i] = l.said(names[i])
		if n := len([]rune(names[i])); n <= 30 {
			longest = max(longest, n)
		}
	}
	for i, name := range names {
		pad := strings.Repeat(" ", max(0, longest-len([]rune(name))))
		s.lines = append(s.lines, "  "+name+pad+"   from "+source(claims[i].Source))
	}
	return s
}

// attribute is how Entra names the source of a claim.
var attribute = regexp.MustCompile(`^[A-Za-z]+\.[A-Za-z0-9_.]+$`)

// source tells where a claim comes from. A fixed value and the parts of a transformation stay at home: they may be of
// a person.
func source(s string) string {
	switch {
	case s == "":
		return "a source that was not given"
	case attribute.MatchString(s):
		return report.Clean(report.Brief(s))
	case strings.HasPrefix(s, `"`):
		return "a fixed value"
	}
	return "a value that Entra computes"
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
