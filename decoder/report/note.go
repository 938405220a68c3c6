package report

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Note is the note for a support ticket: plain text that says what is wrong and who can mend it, and
// holds no value about a person: no claim value, name ID, relay state or text of an error page. What
// identifies the case for support stays: issuer, audience, times, correlation ID, check IDs, certificates, key
// thumbprints and the hash of the XML.
func Note(r Report) string {
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-13s %s\n", label+":", text)
		}
	}
	person := persons(r)
	b.WriteString("ClaimCheck note (values about the person are left out)\n")
	noteComparison(line, person, r.Comparison)
	switch {
	case r.Chosen >= 0 && r.Chosen < len(r.Messages):
		m := r.Messages[r.Chosen]
		line("verdict", m.VerdictWords())
		line("reason", person.out(m.Sentence))
		if m.Cause != nil {
			line("check", Clean(m.Cause.Check))
			noteSteps(&b, line, person, m.Cause.Owner, m.Cause.Steps)
		}
		noteMessage(line, m)
		line("file sha-256", fileHash(r, m))
		noteMetadata(line, m.Metadata)
		noteSetup(line, person, m.Setup)
		if h := r.Handoff; h != nil {
			for _, f := range few(h.Files) {
				line("handed on", value(f.Name)+", sha-256 "+value(f.SHA256))
			}
		}
		if r.Flow != nil {
			noteFlow(line, r)
		}
	case r.Problem != nil:
		line("verdict", "nothing to look at")
		line("reason", person.out(r.Problem.Sentence))
		line("check", Clean(r.Problem.Check))
		noteSteps(&b, line, person, r.Problem.Owner, r.Problem.Steps)
	}
	line("program", Clean(strings.TrimSpace(r.Tool.Name+" "+r.Tool.Version)))
	return b.String()
}

func noteSteps(b *strings.Builder, line func(label, text string), person names, o Owner, steps []string) {
	if o != "" {
		line("who can mend", o.Words())
	}
	for i, s := range steps {
		fmt.Fprintf(b, "  %d. %s\n", i+1, person.out(s))
	}
}

// few is as much of a list as a note has room for.
func few[T any](list []T) []T {
	const most = 10
	short, _ := firstOf(list, most)
	return short
}

// noteComparison writes what changed between two metadata files.
func noteComparison(line func(label, text string), person names, c *Comparison) {
	if c == nil {
		return
	}
	line("compared", person.out(c.Sentence))
	for _, d := range few(c.Changes) {
		line("changed", person.out(d.Text))
	}
}

// noteMetadata writes whom a metadata file speaks for, and its certificates.
func noteMetadata(line func(label, text string), md *Metadata) {
	if md == nil {
		return
	}
	for _, e := range few(md.Entities) {
		line("entity", value(e.ID))
	}
	for _, c := range few(md.Certificates) {
		dates := ""
		if c.DaysLeft != nil {
			dates = date(c.NotBefore) + " to " + date(c.NotAfter)
		}
		line("certificate", strings.Join(nonEmpty(value(c.SHA1), dates, c.Left(), c.UseWords()), ", "))
	}
	if md.Plan != nil {
		line("plan", prose(md.Plan.Sentence))
	}
}

// noteSetup writes the certificates of a set-up and its claims.
func noteSetup(line func(label, text string), person names, s *Setup) {
	if s == nil {
		return
	}
	line("read from", s.SourceWords())
	for _, f := range s.Fields {
		if f.Section == "SAML Certificates" && f.State == "given" {
			line("certificate", value(f.Name)+": "+person.out(f.Words()))
		}
	}
	for _, c := range few(s.Claims) {
		if !c.right() {
			line("claim", person.out(value(c.Title())+" "+c.State.Words()))
		}
	}
}

// noteFlow writes what went wrong between the messages, of which no sentence names a person.
func noteFlow(line func(label, text string), r Report) {
	told := slices.Clone(r.Flow.Notes)
	for _, s := range r.Flow.SignIns {
		if s.Message == r.Chosen && len(s.Steps) > 1 {
			told = append(told, s.Notes...)
		}
	}
	for _, n := range told {
		line("flow", prose(n))
	}
}

// noteMessage writes what identifies the message and its failed checks.
func noteMessage(line func(label, text string), m Message) {
	utc := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format("2006-01-02 15:04:05 UTC")
	}
	var failed []string
	for _, f := range m.Findings {
		if f.Level == Fail && !slices.Contains(failed, f.Check) {
			failed = append(failed, f.Check)
		}
	}
	line("failed", Clean(strings.Join(failed, ", ")))
	var claims []string
	for _, c := range m.Claims {
		if c.State != Extra && c.State != Present {
			claims = append(claims, value(c.Name)+" "+string(c.State))
		}
	}
	line("claims", Clean(strings.Join(claims, ", ")))
	line("recognised", m.Recognised())
	line("issuer", value(m.Summary.Issuer))
	line("audience", values(m.Summary.Audience, value))
	line("issued", utc(m.Summary.Issued))
	line("valid from", utc(m.Summary.NotBefore))
	line("valid until", utc(m.Summary.NotOnOrAfter))
	line("judged at", utc(m.JudgedAt))
	line("status", values(m.Summary.Status, value))
	line("error codes", values(errorCodes(m), value))
	if e := m.ErrorPage; e != nil {
		line("request", guid.FindString(e.RequestID))
		line("correlation", guid.FindString(e.CorrelationID))
		line("timestamp", utc(e.Timestamp))
	}
	if m.Setup == nil {
		line("signature", Clean(string(m.Signature)))
	}
	for _, s := range m.Signatures {
		text := value(s.Element) + " " + Clean(s.Cause)
		if s.Key != nil && s.Key.SHA1 != "" {
			text += ", key " + value(s.Key.SHA1)
		}
		line("signed", text)
	}
	line("xml sha-256", xmlHash(m))
}

var (
	guid       = regexp.MustCompile(`[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}`)
	aadsts     = regexp.MustCompile(`AADSTS[0-9]{4,8}`)
	digitsOnly = regexp.MustCompile(`^[0-9]{1,8}$`)
	address    = regexp.MustCompile(`[^\s"'<>()\[\]{},;:]+@[^\s"'<>()\[\]{},;:]+`)
)

// errorCodes takes the codes alone from an error page and a status text: their sentences name people.
func errorCodes(m Message) []string {
	var codes []string
	if m.ErrorPage != nil {
		for _, c := range m.ErrorPage.Codes {
			if digitsOnly.MatchString(c) {
				codes = append(codes, "AADSTS"+c)
			}
		}
	}
	codes = append(codes, aadsts.FindAllString(m.Summary.StatusMsg, -1)...)
	slices.Sort(codes)
	return slices.Compact(codes)
}

// names are the values of a report that may be about a person, longest first.
type names []string

// persons collects what no note may repeat. What names the tenant or the application is left out of it,
// also where a claim repeats it.
func persons(r Report) names {
	var n names
	for _, m := range r.Messages {
		kept := append([]string{m.Summary.Issuer, m.Summary.Destination}, m.Summary.Audience...)
		add := func(list ...string) {
			for _, v := range list {
				for _, form := range []string{v, strings.TrimSpace(v)} {
					if utf8.RuneCountInString(form) > 1 && !slices.Contains(kept, form) {
						n = append(n, form, Clean(form))
					}
				}
			}
		}
		add(m.Summary.NameID, m.RelayState, m.Summary.StatusMsg, m.Summary.SessionIndex)
		if m.ErrorPage != nil {
			add(m.ErrorPage.Text)
		}
		for _, c := range m.Claims {
			add(c.Values...)
		}
	}
	slices.SortFunc(n, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(n)
}

// out takes the values and everything of the form of an address out of a sentence.
func (n names) out(s string) string {
	const gone = "(left out)"
	s = address.ReplaceAllString(s, gone)
	for _, v := range n {
		s = replaceWhole(s, v, gone)
	}
	return prose(s)
}

// replaceWhole replaces v where it stands as words of its own: the value "US" is not in "USER".
func replaceWhole(s, v, by string) string {
	var b strings.Builder
	for {
		i := strings.Index(s, v)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		after, _ := utf8.DecodeRuneInString(s[i+len(v):])
		end := i + len(v)
		if inWord(before) && startsWord(v) || inWord(after) && endsWord(v) {
			b.WriteString(s[:end])
		} else {
			b.WriteString(s[:i] + by)
		}
		s = s[end:]
	}
}

func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func startsWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return inWord(r)
}

func endsWord(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return inWord(r)
}
