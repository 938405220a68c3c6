package setup

import (
	"fmt"
	"strings"
)

// nameIdentifier is the claim type of the NameID in a claims mapping policy.
const nameIdentifier = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/nameidentifier"

// holds says whether an object is a policy of that name, or its definition.
func holds(n *node, policy string) bool {
	if n.has(policy) {
		return true
	}
	for _, d := range n.get("definition").list() {
		if strings.Contains(d.string(), policy) || d.has(policy) {
			return true
		}
	}
	return false
}

// mapping says whether an object is a claims mapping policy, or its definition.
func mapping(n *node) bool { return n.has("ClaimsSchema") || holds(n, "ClaimsMappingPolicy") }

// definitions gives the policies of that name in an object, each with the node that it stands in: a definition is JSON
// in a string (Graph: stsPolicy).
func (r *reader) definitions(s *Sheet, n *node, policy string) (inside, in []*node) {
	list := n.get("definition").list()
	if len(list) == 0 {
		list = []*node{n}
	}
	for i, d := range list {
		content := d
		if d.kind == str {
			var p *jsonReader
			if content, p = parseJSON(d.text, 0, &r.nodes); p.fault != "" {
				s.note(fmt.Sprintf("definition[%d]: the policy in it is damaged: %s", i, p.fault))
			}
		}
		if p := content.get(policy); p != nil {
			content = p
		}
		inside, in = append(inside, content), append(in, d)
	}
	return inside, in
}

// mapping reads a claims mapping policy (Graph: claimsMappingPolicy; Entra: claims customization using a policy).
func (r *reader) mapping(n *node) *Sheet {
	s := newSheet(ClaimsPolicy)
	s.Mapped = Yes
	policies, in := r.definitions(s, n, "ClaimsMappingPolicy")
	for i, p := range policies {
		methods := map[string]int{}
		for _, t := range append(p.get("ClaimsTransformation").list(), p.get("ClaimsTransformations").list()...) {
			methods[strings.ToLower(t.get("ID").string())]++
		}
		for _, e := range p.get("ClaimsSchema").list() {
			r.schema(s, e, methods, in[i])
		}
	}
	return s
}

// signingOptions are the words of the portal for those of a token issuance policy (Graph: tokenIssuancePolicy).
var signingOptions = map[string]string{
	"tokenonly": "Sign SAML assertion", "responseonly": "Sign SAML response", "responseandtoken": "Sign SAML response and assertion",
}

// issuance reads a token issuance policy: what is signed, and how.
func (r *reader) issuance(n *node) *Sheet {
	s := newSheet(ServicePrincipal)
	policies, in := r.definitions(s, n, "TokenIssuancePolicy")
	for i, p := range policies {
		at := r.at(in[i], "definition")
		option, algorithm := p.get("TokenResponseSigningPolicy").string(), p.get("SigningAlgorithm").string()
		if words, known := signingOptions[strings.ToLower(option)]; known {
			option = words
		}
		switch {
		case strings.HasSuffix(algorithm, "rsa-sha256"):
			algorithm = "SHA-256"
		case strings.HasSuffix(algorithm, "rsa-sha1"):
			algorithm = "SHA-1"
		}
		for f, text := range map[Field]string{SigningOption: option, SigningAlgorithm: algorithm} {
			if text != "" {
				s.add(f, text, at)
			}
		}
	}
	return s
}

// schema reads one entry of a claims schema. One without SamlClaimType is for other tokens, or an input of a
// transformation.
func (r *reader) schema(s *Sheet, e *node, methods map[string]int, in *node) {
	if e.kind != object {
		return
	}
	kind := strings.TrimRight(e.get("SamlClaimType").string(), "\x00")
	if kind == "" {
		return
	}
	c := Claim{Name: kind, Whole: true, From: ClaimsPolicy, Format: e.get("SAMLNameForm").string(), Place: r.at(in, "definition")}
	source, id := strings.ToLower(strings.TrimSpace(e.get("Source").string())), strings.TrimSpace(e.get("ID").string())
	switch {
	case e.get("Value").string() != "":
		c.Source, c.Constant = `"`+e.get("Value").string()+`"`, true
	case source == "transformation":
		c.Source = "transformation " + e.get("TransformationID").string()
		c.Transformations = max(methods[strings.ToLower(e.get("TransformationID").string())], 1)
	case e.get("ExtensionID").string() != "":
		c.Source = source + "." + e.get("ExtensionID").string()
	case id != "":
		c.Source = source + "." + strings.ToLower(id)
	}
	c.Kind = kindOf(c)
	s.addClaim(&s.Policy, c)
}

// kindOf tells a claim's kind by its name and source.
func kindOf(c Claim) Kind {
	switch source := strings.ToLower(c.Source); {
	case strings.EqualFold(c.Full(), nameIdentifier):
		return NameID
	case strings.HasPrefix(source, "user.groups"), strings.HasSuffix(strings.ToLower(c.Full()), "/identity/claims/groups"):
		return Groups
	}
	return Attribute
}

// custom reads a custom claims policy (Graph beta: customClaimsPolicy), which the portal's page writes too.
func (r *reader) custom(n *node) *Sheet {
	s := newSheet(ClaimsPolicy)
	for _, p := range []property{{"includeApplicationIdInIssuer", IssuerWithAppID}, {"audienceOverride", AudienceOverride}} {
		if v := n.get(p.path); v != nil {
			s.show(p.field, r.at(v, p.path))
			text := v.string()
			if a := v.answer(); a != NotShown {
				text = string(a)
			}
			if text != "" {
				s.add(p.field, text, r.at(v, p.path))
			}
		}
	}
	list := n.get("claims")
	s.ClaimsShown = list != nil
	for i, e := range list.list() {
		if e.kind != object {
			if abridged(e.string()) {
				s.note("claims: they were left out when the JSON was written; run ConvertTo-Json with -Depth 10")
				s.ClaimsShown = false
			}
			continue
		}
		if formats := e.get("tokenFormat").list(); len(formats) > 0 {
			saml := false
			for _, f := range formats {
				saml = saml || strings.EqualFold(f.string(), "saml")
			}
			if !saml {
				continue
			}
		}
		c := Claim{
			Name: e.get("name").string(), Namespace: e.get("namespace").string(), Whole: true, From: ClaimsPolicy,
			Format: e.get("samlAttributeNameFormat").string(), Place: r.at(e, fmt.Sprintf("claims[%d]", i)),
		}
		r.configurations(&c, e.get("configurations").list())
		c.Kind = kindOf(c)
		if strings.Contains(strings.ToLower(e.get("@odata.type").string()), "nameid") || e.has("nameIdFormat") {
			c.Kind, c.Name, c.Format = NameID, "Unique User Identifier (Name ID)", e.get("nameIdFormat").string()
		}
		s.addClaim(&s.Claims, c)
	}
	return s
}

// configurations reads where a claim comes from: the configuration without a condition holds for everybody.
func (r *reader) configurations(c *Claim, list []*node) {
	for _, k := range list {
		conditional := k.get("condition") != nil && !k.get("condition").null()
		if conditional {
			c.Conditions++
		}
		if conditional && c.Source != "" {
			continue
		}
		steps := k.get("transformations").list()
		source, constant := attribute(k.get("attribute"))
		if len(steps) > 0 {
			words := make([]string, 0, len(steps))
			for _, t := range steps {
				_, name, _ := strings.Cut(t.get("@odata.type").string(), "microsoft.graph.")
				words = append(words, name)
			}
			source, constant = strings.TrimSpace("transformation "+strings.Join(words, ", ")), false
		}
		c.Source, c.Constant, c.Transformations = source, constant, len(steps)
	}
}

// attribute gives the source of a customClaimAttribute: sourcedAttribute or valueBasedAttribute.
func attribute(n *node) (source string, constant bool) {
	if n == nil || n.kind != object {
		return "", false
	}
	if v := n.get("value"); v != nil && !v.null() {
		return `"` + v.string() + `"`, true
	}
	id := strings.TrimSpace(n.get("id").string())
	if id == "" {
		return "", false
	}
	from := strings.ToLower(strings.TrimSpace(n.get("source").string()))
	if from == "" {
		from = "user"
	}
	return from + "." + strings.ToLower(id), false
}
