package setup

import (
	"net/url"
	"regexp"
	"strings"

	"claimcheck/decoder/report"
)

// noise are words of buttons and hints, folded.
var noise = words("edit|bearbeiten|modifier|editar|modifica|bewerken|編集|编辑|편집|edytuj|redigera|download|herunterladen|télécharger|descargar|scarica|transferir|" +
	"copy to clipboard|copied|copy|in zwischenablage kopieren|learn more|default|add identifier|add reply url|save|discard|close|" +
	"add new claim|add a group claim|columns|got feedback?|index|new certificate|import certificate|view step-by-step instructions|advanced settings|1|2|3|4|5|...|…|·|view")

// without are the words that stand where a field has no value, folded.
var without = words("optional|required|erforderlich|facultatif|obligatoire|requis|opcional|obligatorio|obrigatório|optioneel|vereist|facoltativo|obbligatorio|obbligatoria|" +
	"オプション|省略可能|必須|可选|必选|必需|선택 사항|필수|opcjonalne|wymagane|valfritt|obligatorisk|none|null|(none)|-|--|—|{}|[]|not set|enter a url|enter a namespace uri|enter a sign on url|add identifier|no reply urls")

func words(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.SplitSeq(s, "|") {
		out[w] = true
	}
	return out
}

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
	first := o.first
	o.first = false
	switch {
	case o.form == answer && fits:
		text = string(yesNo(fold(text)))
	case o.text == "serviceprincipalnames" && !strings.ContainsAny(text, ":./"):
		return // the application's own ID stands among its names
	case o.form == link && !fits, o.form == token && !strings.ContainsAny(text, ":./"):
		if first && !strings.ContainsAny(text, " \t") {
			o.doubt = Value{text, at}
		}
		return
	case o.form == token && !fits, o.form == answer:
		return
	}
	p.s.add(o.field, text, at)
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

// endpoint is the path of Entra's SAML endpoint; issuer that of its identifier.
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
