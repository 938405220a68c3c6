package setup

import (
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/report"
)

// pending is a label whose value has not come yet.
type pending struct {
	label
	at    *report.Place
	first bool  // nothing but the label was read so far
	found int   // values that came
	doubt Value // a word that looks like no value of its kind and stands where one would: taken when no other comes
}

// page is one reading of the portal's text.
type page struct {
	r       *reader
	s       *Sheet
	section string
	open    *pending
	last    string // the line before, when nothing took it: a claim's name may stand above its source
	lastAt  *report.Place
	list    int  // which list of claims is read: a text may hold the card's and the editor's
	from    int  // the first claim of that list in s.Claims
	editor  bool // it is the editor's, with whole names
	claim   Claim
	cert    Certificate
	logins  int // addresses of Entra's endpoint seen: Login URL first, then Logout URL
}

// portal reads lines as text of the portal.
func (r *reader) portal(s *Sheet, rest []line) {
	p := &page{r: r, s: s, section: sectionOther}
	for _, l := range rest {
		if c := l.cells(); len(c) > 0 {
			p.line(l, c)
		}
	}
	p.close()
	p.endClaim()
	p.endList()
	p.endCertificate()
}

// endList ends a list of claims. Its names are whole when it is the editor's, which one name with its namespace shows.
func (p *page) endList() {
	list := p.s.Claims[p.from:]
	for _, c := range list {
		p.editor = p.editor || strings.Contains(c.Name, "://")
	}
	for i := range list {
		list[i].Whole, list[i].list = list[i].Whole || p.editor, p.list
	}
	p.list, p.from, p.editor = p.list+1, len(p.s.Claims), false
}

// line reads one line: a claim, a heading, a label with or without its value, or the value of the label before it.
func (p *page) line(l line, c []cell) {
	at := l.place(p.r.file, c[0])
	if p.row(l, c) {
		return
	}
	if p.heading(c, at) {
		p.last = ""
		return
	}
	for i := 0; i < len(c); {
		n := p.labelled(l, c[i:])
		if n == 0 {
			p.value(c[i].text, c[i].folded, l.place(p.r.file, c[i]))
			n = 1
		}
		i += n
	}
}

// headingBefore and headingAfter are the words around an application's name in the heading of the fourth card.
var (
	headingBefore = []string{"set up ", "einrichten von ", "configurer ", "configurar ", "configura "}
	headingAfter  = []string{" einrichten", " のセットアップ", " 설정", " instellen"}
)

// heading reads a heading, and the application's name where it stands in one.
func (p *page) heading(c []cell, at *report.Place) bool {
	f := c[0].folded
	section, known := headings[f]
	switch {
	case known:
	case len(c) > 1 && (c[1].folded == "saml-based sign-on" || c[1].folded == "single sign-on" || c[1].folded == "saml-basierte anmeldung"):
		p.s.add(AppName, c[0].text, at)
		return true
	case strings.HasPrefix(f, "test single sign-on with"):
		section = sectionOther
	default:
		if f == "set up single sign-on with saml" {
			return p.mode(at)
		}
		name := around(c[0])
		if name == "" || len(c) > 1 && !noise[c[1].folded] || strings.Contains(f, "saml") {
			return false
		}
		p.s.add(AppName, name, at)
		section = sectionSetUp
	}
	p.close()
	p.endClaim()
	if section == SectionClaims {
		if p.section != SectionClaims || f != "additional claims" {
			p.endList()
		}
		p.editor = p.editor || f == "manage claim"
		p.s.ClaimsShown = p.s.ClaimsShown || f != "manage claim" // that is the page of one claim
	}
	p.section = section
	if section == sectionBasic || section == SectionClaims || section == SectionCertificates {
		p.mode(at)
	}
	if section == SectionCertificates {
		p.s.CertificatesShown = true
	} else {
		p.endCertificate()
	}
	return true
}

// around gives the application's name in the heading of the fourth card, "" in another text.
func around(c cell) string {
	if len(c.text) > 100 || len(c.text) != len(c.folded) && !strings.HasSuffix(c.text, ":") {
		return ""
	}
	for _, w := range headingBefore {
		if strings.HasPrefix(c.folded, w) {
			return strings.TrimSpace(c.text[len(w):])
		}
	}
	for _, w := range headingAfter {
		if rest, ok := strings.CutSuffix(c.text, w); ok {
			return rest
		}
	}
	return ""
}

// mode notes that the page is that of SAML: the portal shows it only where that was chosen.
func (p *page) mode(at *report.Place) bool {
	p.s.add(Mode, "saml", at)
	return true
}

// labelled reads a label at the first of the cells, with its value where that stands behind it. It gives how many cells
// it took; none when there is no label.
func (p *page) labelled(l line, c []cell) int {
	f := c[0].folded
	r, _ := utf8.DecodeRuneInString(f)
	if rest, ok := strings.CutPrefix(f, "required"); ok && p.section == sectionVerification {
		p.wait(label{field: SignedRequests, form: answer}, l.place(p.r.file, c[0]))
		if rest != "" {
			p.value(strings.TrimLeft(rest, ": "), strings.TrimLeft(rest, ": "), l.place(p.r.file, c[0]))
		}
		return 1
	}
	for _, lead := range labels[r] {
		rest, ok := strings.CutPrefix(f, lead.text)
		if !ok || !p.allowed(lead) {
			continue
		}
		rest = afterParentheses(rest)
		if rest == "" {
			p.wait(lead, l.place(p.r.file, c[0]))
			return 1
		}
		value := behind(c[0].text, lead.text)
		if value == "" || !strings.ContainsAny(rest[:1], ": =") {
			continue
		}
		colon := strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, " :") || strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, " =")
		if !colon && !lead.form.fits(value) && !without[fold(value)] && !(lead.part == certStatus && status(fold(value)) != NotShown) {
			continue
		}
		place := l.place(p.r.file, c[0])
		if i := strings.LastIndex(c[0].text, value); i > 0 {
			place.Column += i
		}
		p.wait(lead, l.place(p.r.file, c[0]))
		p.value(value, fold(value), place)
		return 1
	}
	return 0
}

// allowed says whether a label is looked for where the reading stands: short words are labels only in their section.
func (p *page) allowed(l label) bool {
	switch l.part {
	case certStatus:
		return p.section == SectionCertificates || p.section == sectionOther && p.cert.Thumbprint != ""
	case claimName, claimNamespace, claimSource, claimFormat:
		return p.section == SectionClaims
	case passedOver:
		return p.section != sectionOther
	}
	return true
}

// afterParentheses drops what stands in parentheses behind a label: "(optional)", "(assertion consumer service url)".
func afterParentheses(s string) string {
	t := strings.TrimLeft(s, " *")
	for strings.HasPrefix(t, "(") {
		i := strings.IndexByte(t, ')')
		if i < 0 {
			return s
		}
		if t = strings.TrimLeft(t[i+1:], "*"); strings.TrimSpace(t) == "" {
			return ""
		}
		if !strings.HasPrefix(strings.TrimLeft(t, " "), "(") {
			return t
		}
		t = strings.TrimLeft(t, " ")
	}
	if t == "" {
		return ""
	}
	return s
}

// behind gives what stands behind a label in a text as it was written.
func behind(raw, label string) string {
	lower := strings.ToLower(folding.Replace(raw))
	rest := raw
	if strings.HasPrefix(lower, label) && len(lower) == len(raw) {
		rest = raw[len(label):]
	} else { // other lengths when folded: go by the words
		for range strings.Fields(label) {
			_, rest, _ = strings.Cut(strings.TrimLeft(strings.ReplaceAll(rest, "\u00a0", " "), " "), " ")
		}
	}
	rest = strings.TrimLeftFunc(rest, blank)
	for strings.HasPrefix(rest, "(") {
		i := strings.IndexByte(rest, ')')
		if i < 0 {
			break
		}
		rest = strings.TrimLeftFunc(rest[i+1:], blank)
	}
	return clean(strings.TrimLeft(rest, ":=* \u00a0：\t"))
}

// wait notes a label whose value comes next.
func (p *page) wait(l label, at *report.Place) {
	p.close()
	p.last = ""
	switch {
	case l.field == SignOnURL && p.section == sectionSetUp:
		l.field = LoginURL
	case l.field == LogoutURL && p.section == sectionSetUp:
		l.field = EntraLogoutURL
	}
	if l.part == ofField {
		p.s.show(l.field, at)
	}
	p.open = &pending{label: l, at: at, first: true}
}

// close ends the label before; without a value it stays shown and empty.
func (p *page) close() {
	switch o := p.open; {
	case o == nil:
	case o.part == claimNamespace:
		p.claim.Whole = true
	case o.found == 0 && o.doubt.Text != "":
		p.s.add(o.field, o.doubt.Text, o.doubt.Place)
	}
	p.open = nil
}

// many are the fields that the portal shows several values of.
func many(f Field) bool { return f == Identifier || f == ReplyURL || f == NotificationEmail }
