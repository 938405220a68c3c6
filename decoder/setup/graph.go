package setup

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"claimcheck/decoder/report"
)

// property is one property of Graph that leads to a field.
type property struct {
	path  string // with dots
	field Field
}

// The properties of a servicePrincipal and of an application (Microsoft Graph v1.0 and beta), and of the older
// manifest of an application.
var (
	ofServicePrincipal = []property{
		{"displayName", AppName},
		{"appId", AppID},
		{"homepage", Gallery},
		{"accountEnabled", Enabled},
		{"appRoleAssignmentRequired", AssignmentRequired},
		{"preferredSingleSignOnMode", Mode},
		{"servicePrincipalNames", Identifier},
		{"replyUrls", ReplyURL},
		{"loginUrl", SignOnURL},
		{"samlSingleSignOnSettings.relayState", RelayState},
		{"logoutUrl", LogoutURL},
		{"notificationEmailAddresses", NotificationEmail},
		{"samlMetadataUrl", MetadataURL},
		{"tokenEncryptionKeyId", TokenEncryption},
		{"requestSignatureVerification.isSignedRequestRequired", SignedRequests},
	}
	ofApplication = []property{
		{"displayName", AppName},
		{"appId", AppID},
		{"web.homePageUrl", Gallery},
		{"identifierUris", Identifier},
		{"web.redirectUris", ReplyURL},
		{"web.redirectUriSettings", ReplyURL},
		{"replyUrlsWithType", ReplyURL},
		{"web.logoutUrl", LogoutURL},
		{"tokenEncryptionKeyId", TokenEncryption},
		{"requestSignatureVerification.isSignedRequestRequired", SignedRequests},
	}
)

// objects reads every object of Graph below a node, one sheet each. odata is the context of a list around it.
func (r *reader) objects(n *node, odata string, out []*Sheet) []*Sheet {
	if n == nil || len(out) > maxApps {
		return out
	}
	if n.kind == array {
		for _, item := range n.items {
			out = r.objects(item, odata, out)
		}
		return out
	}
	if n.kind != object {
		return out
	}
	odata = strings.ToLower(odata + " " + n.get("@odata.context").string() + " " + n.get("@odata.type").string())
	list := n.get("value")
	switch {
	case list != nil && list.kind == array && len(list.items) == 0 && strings.Contains(odata, "claimsmappingpolic"):
		s := newSheet(ClaimsPolicy)
		s.Mapped = No
		return append(out, s)
	case list != nil && list.kind == array && strings.Contains(odata, "#policies/claimsmappingpolicies"):
		s := newSheet(ClaimsPolicy)
		s.note("the claims mapping policies of the whole tenant: which of them is assigned to the application they do not show; GET servicePrincipals/OBJECT-ID/claimsMappingPolicies does")
		return append(out, s)
	case list != nil && list.kind == array:
		return r.objects(list, odata, out)
	case n.has("servicePrincipal", "application") && !n.has("displayName"): // an answer of applicationTemplate: instantiate
		return r.objects(n.get("application"), odata, r.objects(n.get("servicePrincipal"), odata, out))
	case mapping(n):
		return append(out, r.mapping(n))
	case holds(n, "TokenIssuancePolicy"):
		return append(out, r.issuance(n))
	case n.has("includeApplicationIdInIssuer", "audienceOverride"), n.has("claims") && n.has("includeBasicClaimSet"), strings.Contains(odata, "customclaimspolicy"):
		return append(out, r.custom(n))
	case n.has("servicePrincipalNames", "servicePrincipalType", "preferredSingleSignOnMode", "preferredTokenSigningKeyThumbprint", "samlSingleSignOnSettings", "replyUrls"),
		strings.Contains(odata, "serviceprincipal"):
		return append(out, r.servicePrincipal(n))
	case n.has("identifierUris", "web", "replyUrlsWithType", "signInAudience", "requiredResourceAccess"), strings.Contains(odata, "#applications"):
		return append(out, r.application(n))
	}
	return out
}

// at is the place of a node under a path of properties.
func (r *reader) at(n *node, path string) *report.Place {
	return placeOf(r.lines, r.ruler, n.at, strings.TrimSpace(r.file+" "+path))
}

// properties reads the properties of an object that lead to fields.
func (r *reader) properties(s *Sheet, n *node, of []property) {
	for _, p := range of {
		at := n
		for step := range strings.SplitSeq(p.path, ".") {
			if strings.EqualFold(step, "relayState") && at != nil && at.null() {
				break // no settings at all: no relay state either
			}
			r.once(s, at, step)
			at = at.get(step)
		}
		if at == nil {
			continue
		}
		place := r.at(at, p.path)
		if p.field == Gallery {
			if name := gallery(at.string()); name != "" {
				s.add(Gallery, name, place)
			}
			continue
		}
		s.show(p.field, place)
		for i, item := range at.list() {
			text := item.string()
			for _, inside := range []string{"uri", "url"} { // redirectUriSettings, replyUrlsWithType
				if v := item.get(inside); v != nil {
					text = v.string()
				}
			}
			if a := item.answer(); a != NotShown && item.kind == word {
				text = string(a)
			}
			switch {
			case text == "":
				continue
			case item.kind == str && abridged(text):
				s.note(fmt.Sprintf("%s: its value was left out when the JSON was written; run ConvertTo-Json with -Depth 10", p.path))
				continue
			case p.field == Identifier && strings.EqualFold(text, n.get("appId").string()):
				continue // every servicePrincipal has its own ID among its names
			}
			path := p.path
			if at.kind == array {
				path = fmt.Sprintf("%s[%d]", p.path, i)
			}
			s.add(p.field, text, r.at(item, path))
		}
	}
}

// once notes a property that stands twice in an object.
func (r *reader) once(s *Sheet, n *node, name string) {
	if n == nil || n.kind != object {
		return
	}
	seen := 0
	for _, other := range n.names {
		if strings.EqualFold(other, name) {
			seen++
		}
	}
	if seen > 1 {
		s.note(fmt.Sprintf("the property %s stands %d times in one object; the last was read", name, seen))
	}
}

// abridged says whether a text is what ConvertTo-Json writes for an object that lies deeper than its -Depth.
func abridged(s string) bool {
	return strings.HasPrefix(s, "Microsoft.Graph.PowerShell.Models.") || strings.HasPrefix(s, "System.Object[]") || strings.HasPrefix(s, "System.Collections.")
}

// gallery gives the name of the gallery's template in the address that Entra sets as home page of an application made
// from it: "…?metadata=awssinglesignon|ISV9.1|primary|z".
func gallery(homepage string) string {
	u, err := url.Parse(homepage)
	if err != nil {
		_, query, _ := strings.Cut(homepage, "?")
		u = &url.URL{RawQuery: query}
	}
	values, _ := url.ParseQuery(u.RawQuery)
	name, _, found := strings.Cut(values.Get("metadata"), "|")
	if !found {
		return ""
	}
	return name
}

func (r *reader) servicePrincipal(n *node) *Sheet {
	s := newSheet(ServicePrincipal)
	r.properties(s, n, ofServicePrincipal)
	preferred := n.get("preferredTokenSigningKeyThumbprint")
	if keys := n.get("keyCredentials"); keys != nil || preferred != nil {
		s.CertificatesShown = true
		for _, k := range keys.list() {
			if k.kind == str && abridged(k.text) {
				s.note("keyCredentials: they were left out when the JSON was written; run ConvertTo-Json with -Depth 10")
				s.CertificatesShown = false // but for the active one, when it is named
			}
		}
		r.keys(s, keys, strings.ToUpper(clean(preferred.string())), preferred)
	}
	if p := n.get("claimsMappingPolicies"); p != nil {
		s.Mapped = No
		for _, item := range p.list() {
			if mapping(item) {
				s = join(s, r.mapping(item))
			}
		}
	}
	for _, item := range n.get("tokenIssuancePolicies").list() {
		if holds(item, "TokenIssuancePolicy") {
			s = join(s, r.issuance(item))
		}
	}
	if p := n.get("claimsPolicy"); p != nil && p.kind == object {
		s = join(s, r.custom(p))
	}
	return s
}

func (r *reader) application(n *node) *Sheet {
	s := newSheet(Application)
	r.properties(s, n, ofApplication)
	return s
}

// keys reads the key credentials that sign. The two of one certificate, for signing and for verifying, are one.
func (r *reader) keys(s *Sheet, list *node, preferred string, shown *node) {
	index := map[string]int{}
	for i, k := range list.list() {
		usage := k.get("usage").string()
		if k.kind != object || !strings.EqualFold(usage, "Sign") && !strings.EqualFold(usage, "Verify") {
			continue
		}
		c := Certificate{Thumbprint: thumbprint(k), Place: r.at(k, fmt.Sprintf("keyCredentials[%d]", i))}
		c.Start = readInstant(k.get("startDateTime").string())
		if end := readInstant(k.get("endDateTime").string()); !end.IsZero() {
			c.Ends = []time.Time{end}
		}
		if c.Thumbprint == "" && preferred != "" && hashed(k, preferred) {
			c.Thumbprint = preferred
		}
		if shown != nil {
			c.Active = No
			if preferred != "" && c.Thumbprint == preferred {
				c.Active = Yes
			}
		}
		mark := c.Thumbprint
		if mark == "" {
			mark = k.get("customKeyIdentifier").string() + c.Start.String()
		}
		if at, known := index[mark]; known {
			continue
		} else if _ = at; len(s.Certificates) < maxCertificates {
			index[mark] = len(s.Certificates)
		}
		s.addCertificate(c)
	}
	if _, known := index[preferred]; !known && preferred != "" {
		s.CertificatesShown = true
		s.addCertificate(Certificate{Thumbprint: preferred, Active: Yes, Place: r.at(shown, "preferredTokenSigningKeyThumbprint")})
	}
}

var (
	hexSHA1 = regexp.MustCompile(`^[0-9A-Fa-f]{40}$`)
	numbers = regexp.MustCompile(`^\d{1,3}(?: \d{1,3}){19}$`)
)

// thumbprint gives the SHA-1 of a key credential's certificate: of the certificate itself where it is there, else the
// customKeyIdentifier, which is the thumbprint unless somebody set another: as Base64, as hex (Azure CLI), as a list of
// numbers (PowerShell), or as those in one text.
func thumbprint(k *node) string {
	if raw, err := base64.StdEncoding.DecodeString(k.get("key").string()); err == nil && len(raw) > 100 && strings.EqualFold(k.get("usage").string(), "Verify") {
		sum := sha1.Sum(raw)
		return strings.ToUpper(hex.EncodeToString(sum[:]))
	}
	id := k.get("customKeyIdentifier")
	if id == nil {
		return ""
	}
	text := strings.TrimSpace(id.string())
	if id.kind == array && len(id.items) == sha1.Size {
		words := make([]string, len(id.items))
		for i, item := range id.items {
			words[i] = item.string()
		}
		text = strings.Join(words, " ")
	}
	if hexSHA1.MatchString(text) {
		return strings.ToUpper(text)
	}
	if numbers.MatchString(text) {
		var b []byte
		for f := range strings.FieldsSeq(text) {
			v, err := strconv.ParseUint(f, 10, 8)
			if err != nil {
				return ""
			}
			b = append(b, byte(v))
		}
		return strings.ToUpper(hex.EncodeToString(b))
	}
	if b, err := base64.StdEncoding.DecodeString(text); err == nil && len(b) == sha1.Size {
		return strings.ToUpper(hex.EncodeToString(b))
	}
	return ""
}

// hashed says whether the customKeyIdentifier is the SHA-256 of the thumbprint's letters, as Microsoft's article on
// configuring SAML by Graph makes it for an own certificate.
func hashed(k *node, thumbprint string) bool {
	sum := sha256.Sum256([]byte(thumbprint))
	return k.get("customKeyIdentifier").string() == base64.StdEncoding.EncodeToString(sum[:])
}
