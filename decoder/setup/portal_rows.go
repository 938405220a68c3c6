package setup

import (
	"regexp"
	"strings"

	"claimcheck/decoder/report"
)

// A source as the portal writes it: an attribute of something, with the NameID's format or the kind of groups behind it;
// a fixed value in quotation marks; or a transformation with what goes into it.
var (
	attributeSource = regexp.MustCompile(`(?i)^(?:user|application|resource|audience|company|device)\.[a-z0-9_.]{1,200}(?:\s*[\[(][^\])]{1,100}[\])])?$`)
	fixedSource     = regexp.MustCompile(`^["“”].*["“”]$`)
	transformed     = regexp.MustCompile(`^[A-Z][A-Za-z]{2,30}\s?\(\s*(?:"|user\.|[A-Z][A-Za-z]+\s?\().*\)$`)
	nameIDFormat    = regexp.MustCompile(`\s*\[(?:nameid-format:|urn:oasis:[a-zA-Z0-9:.]*nameid-format:)([^\]]{1,60})\]$`)
)

// uniqueUser are the portal's words for the NameID in its list of claims, folded.
var uniqueUser = words("unique user identifier|eindeutige benutzer-id|eindeutigen benutzer-id|identificateur unique de l'utilisateur|identificador de usuario único|identificatore univoco dell'utente|" +
	"identificador de usuário exclusivo|unieke gebruikers-id|一意のユーザー識別子|唯一的用户标识符|唯一用户标识符|고유한 사용자 id|unikatowy identyfikator użytkownika|unik användaridentifierare|" +
	"name identifier value|nameid|name id|nameidentifier")

// isSource says whether a cell is where a claim comes from.
func (p *page) isSource(c cell) bool {
	return attributeSource.MatchString(c.text) || p.section == SectionClaims && (fixedSource.MatchString(c.text) || transformed.MatchString(c.text))
}

// row reads a line of the list of claims: name and source, the editor's with SAML between them; or a source by itself below
// its name.
func (p *page) row(l line, c []cell) bool {
	if p.open != nil && p.open.part == claimSource {
		return false
	}
	if len(c) > 0 && (c[0].folded == "claim name" || c[0].folded == "anspruchsname") && len(c) < 5 {
		if p.section != SectionClaims {
			p.endList()
		}
		p.editor = p.editor || len(c) > 1
		p.section, p.s.ClaimsShown = SectionClaims, true
		return true
	}
	for len(c) > 1 && noise[c[len(c)-1].folded] {
		c = c[:len(c)-1]
	}
	namespace := ""
	if n := len(c); n > 2 && strings.Contains(c[n-1].text, "://") && p.isSource(c[n-2]) { // name, source, namespace
		namespace, p.editor = c[n-1].text, true
		c = c[:n-1]
	}
	last := c[len(c)-1]
	if len(c) == 1 {
		if name, source, found := cutLast(last.text); found && p.isSource(cell{text: source}) {
			last.at += strings.LastIndex(last.text, source)
			c = []cell{{text: name, folded: fold(name), at: c[0].at}, {text: source, folded: fold(source), at: last.at}}
			last = c[1]
		}
	}
	if !p.isSource(last) {
		if len(c) == 1 && (last.folded == "saml" || last.folded == "jwt") && p.last != "" {
			p.editor = true // the column Type, on a line of its own
			return true
		}
		return false
	}
	name, at := p.last, p.lastAt
	for i := len(c) - 2; i >= 0; i-- {
		if f := c[i].folded; f == "saml" || f == "jwt" {
			p.editor = true
			continue
		}
		name, at = c[0].text, l.place(p.r.file, c[0])
	}
	if f := fold(name); f == "source attribute" || f == "source" {
		return false // the editor of one claim
	}
	if p.open != nil && p.open.part == claimName && len(c) == 1 { // a claim that is called "name"
		name, at = "name", p.open.at
	}
	p.open, p.last = nil, ""
	if name == "" {
		p.s.note("a source of a claim without the claim's name before it: " + shortened(last.text))
		return true
	}
	p.s.ClaimsShown = true
	made := claimOf(name, last.text, at)
	made.Namespace = namespace
	p.s.addClaim(&p.s.Claims, made)
	return true
}

// cutLast parts the last word of a text from the rest; a source with something in brackets counts as one word.
func cutLast(s string) (rest, last string, found bool) {
	for _, mark := range []string{" user.", " application.", " company.", ` "`} {
		if i := strings.LastIndex(s, mark); i > 0 && !strings.ContainsAny(s[:i], "(\"") {
			return strings.TrimRight(s[:i], " :=→>–—-"), s[i+1:], true
		}
	}
	return "", "", false
}

// claimOf makes a claim of a row.
func claimOf(name, source string, at *report.Place) Claim {
	c := Claim{Name: strings.TrimSuffix(name, ":"), Source: source, From: PortalText, Place: at}
	if m := nameIDFormat.FindStringSubmatch(source); m != nil {
		c.Source, c.Format = strings.TrimSuffix(source, m[0]), m[1]
	}
	switch {
	case fixedSource.MatchString(c.Source):
		c.Constant = true
	case transformed.MatchString(c.Source):
		c.Transformations = min(strings.Count(c.Source, "("), 9)
	}
	f := fold(c.Name)
	if i := strings.IndexByte(f, '('); i > 0 {
		f = strings.TrimSpace(f[:i])
	}
	if c.Kind = kindOf(c); uniqueUser[f] || uniqueUser[fold(c.Name)] {
		c.Kind = NameID
	}
	return c
}

// form reads the fields of the claim editor, where they were typed out.
func (p *page) form(part part, text, folded string) {
	if without[folded] {
		text = ""
	}
	switch part {
	case claimName:
		p.endClaim()
		p.claim.Name, p.claim.Place = text, p.open.at
	case claimNamespace:
		p.claim.Namespace, p.claim.Whole = text, true
	case claimFormat:
		p.claim.Format = text
	case claimSource:
		p.claim.Source = text
		p.endClaim()
	}
}

// endClaim keeps the claim of the editor that was read, if there is one.
func (p *page) endClaim() {
	if c := p.claim; c.Name != "" && (c.Source != "" || c.Whole) {
		made := claimOf(c.Name, c.Source, c.Place)
		made.Namespace, made.Whole = c.Namespace, c.Whole
		if made.Format == "" {
			made.Format = c.Format
		}
		p.s.addClaim(&p.s.Claims, made)
	}
	p.claim = Claim{}
}

// status reads the state of a certificate.
func status(folded string) Answer {
	switch folded {
	case "active", "aktiv", "actif", "activo", "attivo", "ativo", "actief", "アクティブ", "活动", "활성", "aktywne", "aktywny":
		return Yes
	case "inactive", "inaktiv", "inactif", "inactivo", "inattivo", "inativo", "inactief", "非アクティブ", "非活动", "비활성", "nieaktywne", "nieaktywny":
		return No
	}
	return NotShown
}

// certificate reads a piece of a certificate: its state, thumbprint or end. A piece that is there already begins the next.
func (p *page) certificate(text, folded string, at *report.Place) bool {
	if p.section == sectionVerification || p.section == sectionEncryption {
		return false
	}
	bare := strings.NewReplacer(" ", "", ":", "", "\u00a0", "").Replace(text)
	s := status(folded)
	switch {
	case hexSHA1.MatchString(bare):
		if p.cert.Thumbprint != "" {
			p.endCertificate()
		}
		p.cert.Thumbprint, p.cert.Place = strings.ToUpper(bare), at
	case p.section != SectionCertificates && (p.open == nil || p.open.part != certStatus && p.open.part != certEnd):
		return false
	case s != NotShown:
		if p.cert.Active != NotShown {
			p.endCertificate()
		}
		p.cert.Active = s
	default:
		ends := readDate(text)
		if ends == nil {
			return false
		}
		if p.cert.Ends != nil {
			p.endCertificate()
		}
		p.cert.Ends, p.cert.Written = ends, text
	}
	if p.cert.Place == nil {
		p.cert.Place = at
	}
	return true
}

// endCertificate keeps the certificate that was read, if there is one.
func (p *page) endCertificate() {
	if c := p.cert; c.Thumbprint != "" || c.Active != NotShown || c.Ends != nil {
		p.s.CertificatesShown = true
		p.s.addCertificate(c)
	}
	p.cert = Certificate{}
}
