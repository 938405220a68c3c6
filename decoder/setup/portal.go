package setup

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"claimcheck/decoder/report"
)

// pending is a label whose value has not come yet.
type pending struct {
	label
	at    *report.Place
	first bool // nothing but the label was read so far
	found int  // values that came
}

// page is one reading of the portal's text.
type page struct {
	r       *reader
	s       *Sheet
	section string
	open    *pending
	last    string // the line before, when nothing took it: a claim's name may stand above its source
	lastAt  *report.Place
	editor  bool // the list of claims is the editor's, with whole names
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
	p.endCertificate()
	for i := range s.Claims {
		p.editor = p.editor || strings.Contains(s.Claims[i].Name, "://")
	}
	for i := range s.Claims {
		s.Claims[i].Whole = s.Claims[i].Whole || p.editor
	}
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
		if f == "manage claim" {
			p.editor = true
		}
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
	if p.section = section; section == sectionClaims {
		p.s.ClaimsShown = true
	}
	if section == sectionBasic || section == sectionClaims || section == SectionCertificates {
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

// noise are words of buttons and hints, folded.
var noise = words("edit|bearbeiten|modifier|editar|modifica|bewerken|編集|编辑|편집|edytuj|redigera|download|herunterladen|télécharger|descargar|scarica|transferir|" +
	"copy to clipboard|copied|copy|in zwischenablage kopieren|learn more|default|add identifier|add reply url|save|discard|close|" +
	"add new claim|add a group claim|columns|got feedback?|new certificate|import certificate|view step-by-step instructions|advanced settings|1|2|3|4|5|...|…|·|view")

// without are the words that stand where a field has no value, folded.
var without = words("optional|required|erforderlich|facultatif|obligatoire|requis|opcional|obligatorio|obrigatório|optioneel|vereist|facoltativo|obbligatorio|obbligatoria|" +
	"オプション|省略可能|必須|可选|必选|必需|선택 사항|필수|opcjonalne|wymagane|valfritt|obligatorisk|none|null|(none)|-|--|—|{}|[]|not set|enter a url|add identifier|no reply urls")

func words(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.SplitSeq(s, "|") {
		out[w] = true
	}
	return out
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
		return p.section == sectionClaims
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
	if p.open != nil && p.open.part == claimNamespace {
		p.claim.Whole = true
	}
	p.open = nil
}

// many are the fields that the portal shows several values of.
func many(f Field) bool { return f == Identifier || f == ReplyURL || f == NotificationEmail }

// value reads a cell that is no label: the value of the label before it, or a piece that tells by itself what it is.
func (p *page) value(text, folded string, at *report.Place) {
	if p.entra(text, at) {
		p.last = ""
		return
	}
	o := p.open
	switch {
	case noise[folded], strings.HasPrefix(folded, "patterns:"), strings.HasPrefix(folded, "pattern:"):
		return
	case o == nil:
		if p.certificate(text, folded, at) {
			p.last = ""
			return
		}
		p.last, p.lastAt = text, at
		return
	case o.part == passedOver:
		p.open = nil
		return
	case o.part == certStatus || o.part == certThumb || o.part == certPreferred || o.part == certEnd:
		if p.certificate(text, folded, at) {
			if o.part == certPreferred {
				p.cert.Active = Yes
			}
			p.open = nil
		}
		return
	case o.part != ofField:
		p.form(o.part, text, folded)
		p.open = nil
		return
	case without[folded]:
		o.first = false
		return
	}
	for _, v := range unbraced(text) {
		p.take(o, v, at)
	}
}

// take gives a value to the open label when it looks like one.
func (p *page) take(o *pending, text string, at *report.Place) {
	fits := o.form.fits(text)
	switch {
	case o.form == answer && fits:
		text = string(yesNo(fold(text)))
	case o.form == token && !fits, o.form == link && !fits && (!o.first || strings.ContainsAny(text, " \t")), o.form == answer:
		o.first = false
		return
	case o.form == token && !o.first && !strings.ContainsAny(text, ":./"):
		return
	case o.text == "serviceprincipalnames" && !strings.ContainsAny(text, ":./"):
		return // the application's own ID stands among its names
	}
	p.s.add(o.field, text, at)
	o.first = false
	if o.found++; !many(o.field) {
		p.open = nil
	}
}

// unbraced takes a list of PowerShell apart: {https://…, https://…}.
func unbraced(s string) []string {
	inner, ok := strings.CutPrefix(s, "{")
	if inner, ok2 := strings.CutSuffix(inner, "}"); ok && ok2 {
		var out []string
		for v := range strings.SplitSeq(inner, ", ") {
			if v = strings.TrimSpace(v); v != "" {
				out = append(out, v)
			}
		}
		return out
	}
	return []string{s}
}

// fits says whether a text looks like a value of that form.
func (f form) fits(s string) bool {
	switch f {
	case token:
		return s != "" && !strings.ContainsAny(s, " \t\u00a0")
	case link:
		return !strings.ContainsAny(s, " \t\u00a0") && (strings.Contains(s, "://") || strings.HasPrefix(s, "urn:") || strings.HasPrefix(s, "www."))
	case answer:
		return yesNo(fold(s)) != NotShown
	case date:
		return readDate(s) != nil
	case mail:
		return address.MatchString(s)
	case thumb:
		return hexSHA1.MatchString(strings.NewReplacer(" ", "", ":", "").Replace(s))
	}
	return false
}

func yesNo(folded string) Answer {
	switch folded {
	case "yes", "true", "on", "enabled", "ja", "oui", "sí", "sì", "sim", "はい", "是", "예", "tak":
		return Yes
	case "no", "false", "off", "disabled", "nein", "non", "não", "nee", "いいえ", "否", "아니요", "nie", "nej":
		return No
	}
	return NotShown
}

// endpoint is the path of Entra's SAML endpoint; guidPath that of an issuer.
var (
	endpoint = regexp.MustCompile(`^/[^/]+/(?:saml2|wsfed)/?$`)
	issuer   = regexp.MustCompile(`^/[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}/`)
)

// hosts of Entra, as they stand in Login URL and Microsoft Entra Identifier.
var hosts = words("sts.windows.net|sts.chinacloudapi.cn|login.microsoftonline.com|login.microsoftonline.us|login.partner.microsoftonline.cn|login.chinacloudapi.cn")

// entra reads an address that is plainly one of Entra's own, whatever the language of its label; not where the label says
// that it was entered as the application's.
func (p *page) entra(text string, at *report.Place) bool {
	u, err := url.Parse(text)
	if err != nil || !hosts[u.Host] || strings.ContainsAny(text, " \t") {
		return false
	}
	if o := p.open; o != nil && (p.section == sectionBasic || p.section != sectionSetUp && (o.field == Identifier || o.field == ReplyURL)) {
		return false
	}
	switch {
	case strings.Contains(strings.ToLower(u.Path), "/federationmetadata/"):
		p.s.add(MetadataURL, text, at)
	case endpoint.MatchString(u.Path):
		f := LoginURL
		if p.open != nil && (p.open.field == LogoutURL || p.open.field == EntraLogoutURL) || (p.open == nil || p.open.field == "") && p.logins > 0 {
			f = EntraLogoutURL
		}
		p.logins++
		p.drop(p.open)
		p.s.add(f, text, at)
	case issuer.MatchString(u.Path):
		p.drop(p.open)
		p.s.add(EntraIdentifier, text, at)
	default:
		return false
	}
	p.open = nil
	return true
}

// drop takes back a field that was noted as empty, when its value turns out to be another's: in several languages
// Sign on URL and Login URL have one label.
func (p *page) drop(o *pending) {
	if o == nil || o.found > 0 {
		return
	}
	if e := p.s.Fields[o.field]; e != nil && len(e.Values) == 0 && e.Place == o.at {
		delete(p.s.Fields, o.field)
	}
}
