package check

import (
	"net/url"
	"slices"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
)

// entraRequest is Microsoft's page on what Entra takes of a request.
const entraRequest = "Microsoft Entra: single sign-on SAML protocol"

// requestChecks ask whether Microsoft Entra would take the application's sign-in request. What Entra alone
// demands is not asked of a request that goes to somebody else.
var requestChecks = []Check{
	{
		ID: "request.version", Facts: []string{"REQ-01"}, on: onRequest, Rank: rankForm, Run: requestVersion,
		Title: "The request is of SAML version 2.0", Spec: "SAML Core 3.2.1", Owner: report.Vendor, Steps: tellVendor,
	},
	{
		ID: "request.issued", Facts: []string{"REQ-01"}, on: onRequest, Rank: rankForm, Run: requestIssued,
		Title: "The request says when it was issued, in UTC", Spec: "SAML Core 3.2.1, 1.3.3", Owner: report.Vendor, Steps: tellVendor,
	},
	{
		ID: "request.id", Facts: []string{"REQ-01", "REQ-02"}, on: onRequest, Rank: rankForm, Run: requestID,
		Title: "The request has an ID that is a valid XML ID", Spec: "SAML Core 3.2.1, 1.3.4; AADSTS7500529", Owner: report.Vendor,
		Steps: []string{"Ask {short} support to put a letter or an underscore in front of the ID of their requests."},
	},
	{
		ID: "request.destination", Facts: []string{"REQ-07"}, on: onRequest, Rank: rankIssuer, Run: requestDestination,
		Title: "The request is addressed to the tenant's sign-in endpoint", Spec: "SAML Core 3.2.1; " + entraRequest + "; AADSTS75008", Owner: report.Vendor,
		Steps: []string{
			portal + " > Set up: copy the Login URL.",
			"Ask {short} support to send their requests to that address, and to take it as Destination.",
		},
		Hides: []string{"request.issuer"},
	},
	{
		ID: "request.issuer", Facts: []string{"REQ-03"}, on: onRequest, Rank: rankIssuer, Run: requestIssuer,
		Title: "The request's issuer is the Identifier (Entity ID) registered in Entra", Spec: "SAML Core 3.4.1; " + entraRequest + "; AADSTS700016, AADSTS70001, AADSTS650056",
		Owner: report.EntraAdmin,
		Steps: []string{
			basicSAML + ": compare Identifier (Entity ID) with the issuer shown here, character by character, slash at the end and case too.",
			"Ask {short} support which one is theirs. Correct Identifier and press Save, or add it as a further one.",
		},
	},
	{
		ID: "request.acs", Facts: []string{"REQ-04"}, on: onRequest, Rank: rankAudience, Run: requestACS,
		Title: "The answer is asked for at a registered Reply URL (ACS)", Spec: "SAML Core 3.4.1; SAML2Int SDP-SP06; AADSTS50011", Owner: report.EntraAdmin,
		Steps: []string{
			basicSAML + ": compare Reply URL (Assertion Consumer Service URL) with the address shown here, character by character.",
			"Ask {short} support whether that address is theirs. Only if they confirm it, add it as a Reply URL and press Save.",
		},
	},
	{
		ID: "request.acs-once", Facts: []string{"REQ-05"}, on: onRequest, Run: requestACSOnce,
		Title: "The request names the address for the answer in one way", Spec: "SAML Core 3.4.1", Owner: report.Vendor, Steps: tellVendor,
	},
	{
		ID: "request.binding", Facts: []string{"REQ-06"}, on: onRequest, Rank: rankAudience, Run: requestBinding,
		Title: "The answer is asked for by HTTP-POST", Spec: "SAML Profiles 4.1.2; AADSTS75003", Owner: report.Vendor,
		Steps: []string{"Ask {short} support to set ProtocolBinding to " + httpPOST + ", or to leave it out."},
	},
	{
		ID: "request.name-id-format", Facts: []string{"REQ-08"}, on: onRequest, Rank: rankSubject, Run: requestNameIDFormat,
		Title: "The format that is asked for the NameID is one that Entra gives", Spec: "SAML Core 3.4.1.1; " + entraRequest + "; AADSTS75016", Owner: report.Vendor,
		Steps: []string{"Ask {short} support to ask for persistent, emailAddress, unspecified or transient, or to leave NameIDPolicy out."},
	},
	{
		ID: "request.context", Facts: []string{"REQ-09"}, on: onRequest, Run: requestContext,
		Title: "No way of signing in is demanded that Entra does not know", Spec: "SAML Core 3.3.2.2.1; SAML2Int SDP-SP07; " + entraRequest + "; AADSTS75011, AADSTS900235", Owner: report.Vendor,
		Steps: []string{"Ask {short} support to leave RequestedAuthnContext out; or to send Comparison=exact, a class that Entra lists, and ForceAuthn=true."},
	},
	{
		ID: "request.subject", Facts: []string{"REQ-10"}, on: onRequest, Rank: rankSubject, Run: requestSubject,
		Title: "The request names no user", Spec: entraRequest + "; AADSTS900236", Owner: report.Vendor,
		Steps: []string{"Ask {short} support to leave Subject out of their requests, and to send the name as login_hint in the URL instead."},
	},
	{
		ID: "request.scoping", Facts: []string{"REQ-11"}, on: onRequest, Run: requestScoping,
		Title: "The request asks for no proxies", Spec: entraRequest, Owner: report.Vendor,
		Steps: []string{"Ask {short} support to leave ProxyCount, IDPList and RequesterID out of Scoping."},
	},
	{
		ID: "request.passive", Facts: []string{"REQ-12"}, on: onRequest, Run: requestPassive,
		Title: "The request does not demand a new sign-in and silence at once", Spec: "SAML Core 3.4.1", Owner: report.Vendor,
		Steps: []string{"Ask {short} support to decide for IsPassive or ForceAuthn."},
	},
}

var tellVendor = []string{"Send this finding to {short} support: they must correct the request that their application sends."}

const httpPOST = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"

// signInHosts are those of Entra's sign-in pages, in all clouds.
var signInHosts = map[string]bool{
	"login.microsoftonline.com": true, "login.windows.net": true, "login.microsoftonline.us": true, "login.partner.microsoftonline.cn": true,
	"login.chinacloudapi.cn": true,
}

// goesToEntra says whether the request is for Microsoft Entra, as far as it names an address; one that names
// none is taken for such.
func (c *Case) goesToEntra() bool {
	host, _ := c.receiver()
	return host == "" || signInHosts[host]
}

// receiver gives the host that the request was sent to, else that it is addressed to, and the address.
func (c *Case) receiver() (host, address string) {
	for _, address := range []string{c.postedTo(), c.Sent.Destination.Text} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			return strings.ToLower(u.Host), address
		}
	}
	return "", ""
}

// foreign says why the request is none of this sign-in: Entra's own, or one of another application to another
// identity provider. It is empty for any other.
func (c *Case) foreign() string {
	_, address := c.receiver()
	switch {
	case c.fromEntra():
		return c.name("Microsoft Entra sent this request itself, to the identity provider that the user's domain is federated with. It is not {short}'s.")
	case !c.goesToEntra() && c.issuer() != c.EntityID && !slices.Contains(c.endpoints(), address):
		return c.name("The request goes to another identity provider (" + address + "), so it is not compared with the set-up of {short} in Entra.")
	}
	return ""
}

// fromEntra says whether Microsoft Entra sent the request itself: to the identity provider that a domain of the
// tenant is federated with.
func (c *Case) fromEntra() bool {
	is := c.issuer()
	u, err := url.Parse(is)
	return is == "urn:federation:MicrosoftOnline" || err == nil && issuerHosts[u.Host]
}

// unlessTaken is the level of what Entra refuses. Where the capture holds the answer that Entra gave to this
// very request, it was not refused.
func (c *Case) unlessTaken() report.Level {
	for _, m := range c.Others {
		if m.Kind == saml.Response && m.InResponseTo.Set && m.InResponseTo.Text == c.Sent.ID && m.Status.Success() {
			return report.Warn
		}
	}
	return report.Fail
}

// asked passes a check of the request, or gives what it makes of it.
func (c *Case) asked(good bool, fine string, o Outcome) []Outcome {
	if good {
		return []Outcome{{Level: report.Pass, Detail: fine}}
	}
	if o.Level == "" {
		o.Level = c.unlessTaken()
	}
	if o.Node == nil {
		o.Node = c.Sent.Node
	}
	return []Outcome{o}
}

func requestVersion(c *Case) []Outcome {
	out := version(c.Sent.Version, "request", Outcome{Node: c.Sent.Node})
	if out[0].Level == report.Fail {
		out[0].Level = c.unlessTaken()
	}
	return out
}

func requestIssued(c *Case) []Outcome {
	i := c.Sent.IssueInstant
	o := Outcome{Expected: "a time in UTC, ending in Z", Actual: i.Raw}
	switch {
	case !i.Set:
		o.Actual, o.Detail, o.Sentence = "none", "The request does not say when it was issued.", "the request does not say when it was issued (IssueInstant)"
	case !i.OK:
		o.Detail, o.Sentence = "The time of the request cannot be read as a date.", "the time of the request (IssueInstant) is no date"
	case !i.Zone || !strings.HasSuffix(i.Raw, "Z"):
		o.Level, o.Detail = report.Warn, "SAML times are in UTC. Entra says that it does not look at this one; strict receivers refuse it."
	}
	return c.asked(o.Detail == "", "It does.", o)
}

func requestID(c *Case) []Outcome {
	out := identifier(c.Sent.ID, "request", Outcome{Node: c.Sent.Node})
	o := &out[0]
	if o.Level != report.Pass {
		o.Level = c.unlessTaken()
		if c.Sent.ID != "" {
			o.Detail, o.Sentence = o.Detail+" Entra refuses it.", "the ID of the request is no valid XML ID"
		}
	}
	return out
}

func requestIssuer(c *Case) []Outcome {
	is := c.Sent.Issuer
	if why := c.foreign(); why != "" {
		return []Outcome{{Level: report.Info, Node: c.Sent.Node, Actual: c.issuer(), Detail: why}}
	}
	if is == nil || is.Text == "" {
		return c.asked(false, "", Outcome{
			Detail: "The request does not say which application it comes from.", Sentence: "the request names no issuer", Owner: report.Vendor, Steps: tellVendor,
			Expected: "an Issuer", Actual: "none",
		})
	}
	o := Outcome{Node: is.Node, Expected: c.EntityID, Actual: is.Text}
	if c.EntityID == "" {
		o.Level, o.Detail, o.Owner, o.Steps = report.NotChecked, c.notEntered(theEntityID), report.EntraAdmin, enterEntityID
		return []Outcome{o}
	}
	why := because(c.EntityID, is.Text)
	o.Detail = "The request names another issuer than the Identifier (Entity ID) that was entered" + why + ". " + c.refuser() + " finds no application of that name and stops the sign-in."
	o.Sentence = "the request's issuer is not the registered Identifier (Entity ID)" + why
	return c.asked(is.Text == c.EntityID, "It is, byte for byte.", o)
}

func requestACS(c *Case) []Outcome {
	acs := c.Sent.Request.ACS
	switch {
	case c.foreign() != "":
		return nil
	case !acs.Set || acs.Text == "":
		return []Outcome{{Level: report.Info, Detail: "The request names no address for the answer; Entra takes the default Reply URL."}}
	case c.ACS == "":
		return []Outcome{{
			Level: report.NotChecked, Detail: c.notEntered(theACS), Node: c.Sent.Node, Actual: acs.Text, Owner: report.EntraAdmin, Steps: enterACS,
		}}
	}
	why := because(c.ACS, acs.Text)
	return c.asked(acs.Text == c.ACS, "It is, byte for byte.", Outcome{
		Expected: c.ACS, Actual: acs.Text,
		Detail:   "The request asks for the answer at another address than the Reply URL that was entered" + why + ". Unless that address is registered as well, " + c.refuser() + " stops the sign-in (in Entra: AADSTS50011).",
		Sentence: "it asks for the answer at another address than the registered Reply URL (ACS)" + why,
	})
}

func requestACSOnce(c *Case) []Outcome {
	q := c.Sent.Request
	return c.asked(!q.ACSIndex.Set || !q.ACS.Set && !q.ProtocolBinding.Set, "It does.", Outcome{
		Level: report.Warn, Expected: "AssertionConsumerServiceURL, or AssertionConsumerServiceIndex", Actual: "both",
		Detail: "The request names the address for the answer by its number and by itself, or by its number and with a binding. The standard allows one of the two; Entra goes by the address.",
	})
}

func requestBinding(c *Case) []Outcome {
	b := c.Sent.Request.ProtocolBinding
	if !c.goesToEntra() {
		return nil
	}
	return c.asked(!b.Set || b.Text == httpPOST, "It is, or Entra chooses it.", Outcome{
		Expected: httpPOST, Actual: b.Text, Detail: "The request asks for the answer by another way than HTTP-POST, which is the only one that Entra uses.",
		Sentence: "it asks for the answer by another way than HTTP-POST",
	})
}

// endpoints are the addresses for requests of the imported metadata, each once.
func (c *Case) endpoints() []string {
	var all []string
	for _, f := range c.Files {
		for _, e := range f.Entities {
			for _, role := range e.Roles {
				for _, p := range role.Endpoints {
					if role.Kind == "IDPSSODescriptor" && p.Service == "SingleSignOnService" && !slices.Contains(all, p.Location) {
						all = append(all, p.Location)
					}
				}
			}
		}
	}
	return all
}

func requestDestination(c *Case) []Outcome {
	d := c.Sent.Destination
	known, from := c.endpoints(), "the imported metadata"
	if sent := c.postedTo(); len(known) == 0 && sent != "" {
		known, from = []string{sent}, "the address it was sent to"
	}
	switch {
	case c.foreign() != "":
		return nil
	case !d.Set || d.Text == "":
		return []Outcome{{Level: report.Info, Detail: "The request names no Destination; it need not."}}
	case len(known) == 0:
		return []Outcome{{
			Level: report.NotChecked, Detail: "No metadata is imported to compare with.", Node: c.Sent.Node, Actual: d.Text, Owner: report.EntraAdmin, Steps: sendMetadata,
		}}
	}
	o := Outcome{Expected: joined(first(known, 3)), Actual: d.Text}
	near := ""
	for _, k := range known {
		if sameTenant(k, d.Text) {
			near = because(k, d.Text)
			o.Level = report.Warn
		}
	}
	if o.Level == report.Warn {
		o.Detail = "The request is addressed to the right host and tenant, and not to the address of " + from + near + ". Microsoft's page says that Entra ignores Destination, and its list of errors has one for it (AADSTS75008)."
	} else {
		o.Detail = "The request is addressed to another host or tenant than " + from + ": the application's Login URL is of another tenant or provider, or the metadata is."
		o.Sentence = "it is addressed to another tenant or identity provider than " + from
	}
	return c.asked(slices.Contains(known, d.Text), "It is, byte for byte.", o)
}

// sameTenant says whether two addresses of Entra are of one host and one tenant. A tenant that is written by one
// of its names may be the same.
func sameTenant(a, b string) bool {
	u, err1 := url.Parse(a)
	v, err2 := url.Parse(b)
	if err1 != nil || err2 != nil || !strings.EqualFold(u.Host, v.Host) || !strings.EqualFold(u.Scheme, v.Scheme) {
		return false
	}
	one, _, _ := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/")
	other, _, _ := strings.Cut(strings.TrimPrefix(v.Path, "/"), "/")
	return strings.EqualFold(one, other) || guid.MatchString(one) != guid.MatchString(other) && strings.Contains(one+other, ".")
}

// nameIDFormats are those that Entra takes in NameIDPolicy.
var nameIDFormats = []string{
	"urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
	"urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
}

func requestNameIDFormat(c *Case) []Outcome {
	f := c.Sent.Request.NameIDFormat
	if !c.goesToEntra() {
		return nil
	}
	return c.asked(!f.Set || slices.Contains(nameIDFormats, f.Text), "It is, or none is asked for.", Outcome{
		Expected: "persistent, emailAddress, unspecified, transient, or none", Actual: f.Text, Node: f.Node,
		Detail:   "The request asks for a NameID in a format that Entra does not give. Entra refuses any other than those it lists.",
		Sentence: "it asks for a NameID in a format that Entra does not give",
	})
}

// classes are the ways of signing in that Entra lists for requests.
var classes = map[string]bool{
	"urn:oasis:names:tc:SAML:2.0:ac:classes:Kerberos": true, "urn:oasis:names:tc:SAML:2.0:ac:classes:Password": true,
	"urn:oasis:names:tc:SAML:2.0:ac:classes:PGP": true, "urn:oasis:names:tc:SAML:2.0:ac:classes:SecureRemotePassword": true,
	"urn:oasis:names:tc:SAML:2.0:ac:classes:XMLDSig": true, "urn:oasis:names:tc:SAML:2.0:ac:classes:SPKI": true,
	"urn:oasis:names:tc:SAML:2.0:ac:classes:Smartcard": true, "urn:oasis:names:tc:SAML:2.0:ac:classes:SmartcardPKI": true,
	"urn:oasis:names:tc:SAML:2.0:ac:classes:TLSClient": true, "urn:oasis:names:tc:SAML:2.0:ac:classes:Unspecified": true,
	"urn:oasis:names:tc:SAML:2.0:ac:classes:X509": true, "urn:federation:authentication:windows": true,
}

func requestContext(c *Case) []Outcome {
	n := c.Sent.Node.Child(saml.NSProtocol, "RequestedAuthnContext")
	if !c.goesToEntra() {
		return nil
	}
	q := c.Sent.Request
	unlisted := slices.DeleteFunc(slices.Clone(q.Contexts), func(class string) bool { return classes[class] })
	o := Outcome{Level: report.Warn, Node: n}
	switch {
	case n == nil:
		return []Outcome{{Level: report.Pass, Detail: "None is demanded."}}
	case q.Comparison != "" && q.Comparison != "exact": // exact is the default
		o.Expected, o.Actual = "Comparison exact", q.Comparison
		o.Detail = "The request compares ways of signing in by something else than exact. Entra takes exact only (AADSTS900235)."
	case len(unlisted) > 0:
		o.Expected, o.Actual = "a class that Entra lists", joined(unlisted)
		o.Detail = "The request demands a way of signing in that Entra does not list."
	case !isTrue(q.ForceAuthn):
		o.Level, o.Actual = report.Info, joined(q.Contexts)
		o.Detail = "The request demands a way of signing in. A user who already signed in in another way, for instance without a password, is stopped with AADSTS75011."
	default:
		return []Outcome{{Level: report.Pass, Detail: "What is demanded is on Entra's list, and the user signs in anew.", Node: n}}
	}
	return []Outcome{o}
}

func requestSubject(c *Case) []Outcome {
	n := c.Sent.Request.Subject
	if !c.goesToEntra() {
		return nil
	}
	return c.asked(n == nil, "It names none.", Outcome{
		Expected: "no Subject", Actual: "a Subject", Node: n, Detail: "The request names the user in a Subject element. Entra refuses such a request (AADSTS900236).",
		Sentence: "it names the user in a Subject element, which Entra does not allow",
	})
}

func requestScoping(c *Case) []Outcome {
	n := c.Sent.Node.Child(saml.NSProtocol, "Scoping")
	if !c.goesToEntra() {
		return nil
	}
	var found []string
	if n != nil {
		if _, set := n.Attr("ProxyCount"); set {
			found = append(found, "ProxyCount")
		}
		for _, local := range []string{"IDPList", "RequesterID"} {
			if n.Child(saml.NSProtocol, local) != nil {
				found = append(found, local)
			}
		}
	}
	return c.asked(found == nil, "It asks for none.", Outcome{
		Level: report.Warn, Expected: "no ProxyCount, IDPList or RequesterID", Actual: joined(found), Node: n,
		Detail: "The request limits the identity providers on the way. Entra does not support that.",
	})
}

func requestPassive(c *Case) []Outcome {
	q := c.Sent.Request
	return c.asked(!isTrue(q.IsPassive) || !isTrue(q.ForceAuthn), "It does not.", Outcome{
		Level: report.Warn, Expected: "IsPassive or ForceAuthn, or neither", Actual: "both are true",
		Detail: "The request wants the user to sign in anew and without being asked anything. That cannot succeed for most users.",
	})
}

// isTrue reads an xs:boolean.
func isTrue(v saml.Value) bool {
	text := strings.TrimSpace(v.Text)
	return text == "true" || text == "1"
}
