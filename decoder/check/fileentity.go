package check

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

// fileEntityChecks ask what the entity of a metadata file is, and where it may be reached.
var fileEntityChecks = []Check{
	{
		ID: "metadata.one-entity", Facts: []string{"MD-03"}, on: onFile, Rank: rankKind, Run: fileOneEntity,
		Title: "The file describes one entity", Spec: "SAML Metadata 2.3.1, 2.3.2", Owner: report.EntraAdmin,
		Steps: takeOne,
	},
	{
		ID: "metadata.entity-once", Facts: []string{"MD-04"}, on: onFile, Rank: rankIssuer, Run: fileEntityOnce,
		Title: "No entityID stands twice", Spec: "SAML Metadata 2.3.2; SAML Core 8.3.6", Owner: report.EntraAdmin, Steps: downloadFile,
	},
	{
		ID: "metadata.idp-role", Facts: []string{"MD-05"}, on: onFile, Rank: rankKind, Run: fileIDPRole,
		Title: "The file describes an identity provider for SAML 2.0", Spec: "SAML Metadata 2.4.1, 2.4.3; SAML Profiles 4.1.6", Owner: report.EntraAdmin,
		Steps: downloadFile, Hides: []string{"metadata.signing-key", "metadata.sign-on", "metadata.certificate", "metadata.key-dates", "metadata.schema"},
	},
	{
		ID: "metadata.entity-id", Facts: []string{"MD-04"}, on: onFile, Rank: rankIssuer, Run: fileEntityID,
		Title: "The entityID is an absolute URI of at most 1024 characters", Spec: "SAML Metadata 2.2.1, 2.3.2; SAML Core 8.3.6", Owner: report.EntraAdmin, Steps: downloadFile,
	},
	{
		ID: "metadata.sign-on", Facts: []string{"MD-09"}, on: onFile, Rank: rankSubject, Run: fileSignOn,
		Title: "There is a sign-in address over https, by HTTP-Redirect or HTTP-POST", Spec: "SAML Metadata 2.4.3; SAML2Int SDP-IDP02, SDP-IDP03", Owner: report.EntraAdmin, Steps: downloadFile,
	},
	{
		ID: "metadata.response-location", Facts: []string{"MD-10"}, on: onFile, Run: fileResponseLocation,
		Title: "No sign-in address has a ResponseLocation", Spec: "SAML Metadata 2.4.3", Owner: report.EntraAdmin,
		Steps: []string{"A sign-in service has no other address for responses: the attribute was put in by hand. " + downloadFile[0]},
	},
	{
		ID: "metadata.validity", Facts: []string{"MD-11"}, on: onFile, Rank: rankTime, Run: fileValidity,
		Title: "The file itself is still valid", Spec: "SAML Metadata 2.3.2; SAML2Int SDP-MD03; Kantara IIP-MD04", Owner: report.EntraAdmin, Steps: downloadFile,
	},
	{
		ID: "metadata.signed-requests", Facts: []string{"MD-13"}, on: onFile, Run: fileSignedRequests,
		Title: "Whether the identity provider wants signed requests", Spec: "SAML Metadata 2.4.3", Owner: report.Vendor,
	},
}

var takeOne = []string{
	downloadFile[0] + " That file describes one identity provider.",
	"To look at one entity of this file: choose it here, or --entity ENTITYID in the terminal.",
}

func fileOneEntity(c *Case) []Outcome {
	if c.Doc == nil {
		return nil
	}
	n := len(c.File.Entities)
	if n > 1 && !slices.ContainsFunc(c.File.Entities, func(e metadata.Entity) bool { return e.ID != c.File.Entities[0].ID }) {
		return nil // metadata.entity-once says so
	}
	o := Outcome{Level: report.Pass, Detail: "It does.", Node: c.Doc.Root}
	switch {
	case n == 0:
		o.Level, o.Detail = report.Fail, "It is a list of entities, and the list is empty."
		o.Sentence, o.Expected, o.Actual = "the file describes nobody: its list of entities is empty", "one entity", "none"
	case n > 1:
		o.Level, o.Expected, o.Actual = report.Fail, "one entity", fmt.Sprintf("%d entities", n)
		o.Detail = fmt.Sprintf("It describes %d entities, as the file of a federation does. {short} needs the identity provider that signs your users in, and no other. Keys and addresses are judged once one entity is chosen.", n)
		o.Detail = c.name(o.Detail)
		o.Sentence = fmt.Sprintf("the file describes %d entities, and only one of them signs your users in", n)
	case c.Left > 0:
		o.Level, o.Expected, o.Actual = report.Warn, "one entity", fmt.Sprintf("%d entities", c.Left+1)
		o.Detail = fmt.Sprintf("It describes %d entities, of which only the chosen one was judged.", c.Left+1)
		o.Sentence = fmt.Sprintf("the file describes %d entities, and only the chosen one was judged", c.Left+1)
	}
	return []Outcome{o}
}

func fileEntityOnce(c *Case) []Outcome {
	if len(c.File.Entities) < 2 {
		return nil
	}
	var out kept
	first := make(map[string]*tree.Node, len(c.File.Entities))
	for _, e := range c.File.Entities {
		before, again := first[e.ID]
		switch {
		case !again:
			first[e.ID] = e.Node
		case e.ID != "":
			at := c.attr(before, "entityID")
			out.add(Outcome{
				Level: report.Fail, Subject: e.ID, Place: c.attr(e.Node, "entityID"), Actual: e.ID, Expected: "each entityID once",
				Detail:   fmt.Sprintf("This entityID stands already at line %d, column %d. Which of the two an application goes by is chance.", at.Line, at.Column),
				Sentence: "the same entityID stands in it twice",
			})
		}
	}
	if out.list == nil {
		return []Outcome{{Level: report.Pass, Detail: "None does."}}
	}
	return out.outcomes()
}

func fileIDPRole(c *Case) []Outcome {
	e := c.entity()
	if e == nil {
		return nil
	}
	o := Outcome{Level: report.Fail, Node: e.Node, Expected: "an IDPSSODescriptor for SAML 2.0"}
	idps := rolesOf(e, idpRole)
	for _, r := range idps {
		if slices.Contains(r.Protocols, "urn:oasis:names:tc:SAML:2.0:protocol") {
			return []Outcome{{Level: report.Pass, Detail: "It does.", Node: r.Node}}
		}
	}
	var kinds []string
	for _, r := range e.Roles {
		if !slices.Contains(kinds, r.Kind) {
			kinds = append(kinds, r.Kind)
		}
	}
	o.Actual = joined(kinds)
	switch {
	case len(idps) > 0:
		o.Place, o.Actual = c.attr(idps[0].Node, "protocolSupportEnumeration"), or(joined(idps[0].Protocols), "none")
		o.Detail = "Its identity provider does not announce SAML 2.0 (protocolSupportEnumeration)."
		o.Sentence = "its identity provider does not announce SAML 2.0"
	case plays(e, spRole) && c.ofApplication(e):
		o.Detail = "This describes the application, which takes sign-ins. {short} has it already, and needs the metadata of your identity provider."
		o.Sentence = "this is {short}'s own metadata, not that of your identity provider"
	case plays(e, spRole):
		o.Detail = "This describes an application, which takes sign-ins (SPSSODescriptor). {short} needs the metadata of the identity provider, which makes them."
		o.Sentence = "this is the metadata of an application (service provider), not of the identity provider"
	case len(e.Roles) == 0:
		o.Actual, o.Detail = "no role at all", "It names an entity and says nothing about it."
		o.Sentence = "the file describes no identity provider"
	default:
		o.Detail = "It has other roles only (" + joined(kinds) + "), as for WS-Federation. {short} needs an IDPSSODescriptor."
		o.Sentence = "the file describes no identity provider for SAML 2.0, only other roles"
	}
	o.Detail, o.Sentence = c.name(o.Detail)+c.answers("may"), c.name(o.Sentence)
	return []Outcome{o}
}

// ofApplication says whether an entity is the application of the profile: its identifier or address is known to be
// the application's, or stands at the host of its sign-in page.
func (c *Case) ofApplication(e *metadata.Entity) bool {
	addresses := []string{e.ID}
	for _, r := range rolesOf(e, spRole) {
		for _, p := range r.Endpoints {
			addresses = append(addresses, p.Location)
		}
	}
	own := ""
	if c.Profile != nil {
		own = strings.TrimPrefix(hostOf(c.Profile.SignOnURL), "www.")
	}
	return slices.ContainsFunc(addresses, func(a string) bool {
		host := hostOf(a)
		return a != "" && (a == c.EntityID || a == c.ACS) || own != "" && (host == own || strings.HasSuffix(host, "."+own))
	})
}

// longestEntityID is the most characters of an entityID (SAML Core 8.3.6).
const longestEntityID = 1024

func fileEntityID(c *Case) []Outcome {
	if c.Doc == nil {
		return nil
	}
	var out kept
	for i := range c.File.Entities {
		if o, bad := c.entityIDFault(&c.File.Entities[i]); bad {
			out.add(o)
		}
	}
	if out.list == nil && len(c.File.Entities) > 0 {
		return []Outcome{{Level: report.Pass, Detail: "It is.", Actual: c.File.Entities[0].ID, Place: c.attr(c.File.Entities[0].Node, "entityID")}}
	}
	return out.outcomes()
}

// entityIDFault says what is wrong with an entityID, if anything.
func (c *Case) entityIDFault(e *metadata.Entity) (o Outcome, bad bool) {
	o = Outcome{
		Level: report.Fail, Actual: e.ID, Expected: "an absolute URI, such as https://sts.windows.net/TENANT-ID/",
		Detail: "An application compares it with the Issuer of every response, character by character.",
	}
	if len(c.File.Entities) > 1 {
		o.Subject = e.ID
	}
	u, err := url.Parse(e.ID)
	hidden := strings.IndexFunc(e.ID, invisible)
	switch _, given := e.Node.Attr("entityID"); {
	case !given:
		o.Actual, o.Sentence = "none", "its entityID is missing"
	case strings.TrimSpace(e.ID) == "":
		o.Actual, o.Sentence = "nothing", "its entityID is empty"
	case hidden >= 0:
		r, _ := utf8.DecodeRuneInString(e.ID[hidden:])
		o.Actual = fmt.Sprintf("U+%04X at byte %d of %q", r, hidden+1, e.ID)
		o.Sentence = fmt.Sprintf("its entityID holds a character that nobody sees (U+%04X)", r)
		if unicode.In(r, unicode.Bidi_Control) {
			o.Sentence = fmt.Sprintf("its entityID holds a character that turns the direction of writing (U+%04X)", r)
		}
	case strings.IndexFunc(e.ID, unicode.IsSpace) >= 0:
		o.Actual, o.Sentence = fmt.Sprintf("%q", e.ID), "its entityID holds white space"
	case utf8.RuneCountInString(e.ID) > longestEntityID:
		o.Expected, o.Actual = fmt.Sprintf("at most %d characters", longestEntityID), fmt.Sprintf("%d characters", utf8.RuneCountInString(e.ID))
		o.Sentence = fmt.Sprintf("its entityID is longer than %d characters", longestEntityID)
	case err != nil || !u.IsAbs() || u.Opaque == "" && u.Host == "":
		o.Sentence = "its entityID is no absolute URI"
	default:
		return o, false
	}
	o.Place = c.attr(e.Node, "entityID")
	return o, true
}

// invisible says whether a character has no shape of its own: control and format characters, among them those that
// turn the direction of writing.
func invisible(r rune) bool {
	return r != '\t' && r != '\n' && r != '\r' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) || r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0
}

// bindings are those that a browser can start a sign-in by (SAML Profiles 4.1.3).
var bindings = map[string]string{
	"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect": "HTTP-Redirect",
	"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST":     "HTTP-POST",
}

func fileSignOn(c *Case) []Outcome {
	idps := rolesOf(c.entity(), idpRole)
	if len(idps) == 0 {
		return nil
	}
	var found []string
	insecure, secure := false, ""
	var place *report.Place
	for _, r := range idps {
		for _, p := range r.Endpoints {
			if p.Service != "SingleSignOnService" {
				continue
			}
			u, err := url.Parse(p.Location)
			browser := bindings[p.Binding] != ""
			switch {
			case browser && err == nil && u.Scheme == "https" && u.Host != "":
				secure = or(secure, p.Location)
			case browser && place == nil:
				insecure, place = true, c.endpoint(r.Node, p)
			}
			found = append(found, strings.TrimPrefix(p.Binding, "urn:oasis:names:tc:SAML:2.0:bindings:")+" "+p.Location)
		}
	}
	o := Outcome{Level: report.Fail, Node: idps[0].Node, Place: place, Expected: "a SingleSignOnService with HTTP-Redirect or HTTP-POST at https://", Actual: joined(found)}
	switch {
	case insecure && secure != "":
		o.Level, o.Expected = report.Warn, "https:// in each"
		o.Detail = "An application that takes this one sends your users over a way on which anybody reads and changes the sign-in."
		o.Sentence = "one of its sign-in addresses does not begin with https://"
	case secure != "":
		return []Outcome{{Level: report.Pass, Detail: "There is.", Actual: secure, Node: idps[0].Node}}
	case len(found) == 0:
		o.Actual, o.Detail = "none", "An application would not know where to send your users."
		o.Sentence = "it names no sign-in address (SingleSignOnService)"
	case insecure:
		o.Detail = "A sign-in address must begin with https://, or anybody on the way reads and changes the sign-in."
		o.Sentence = "its sign-in address does not begin with https://"
	default:
		o.Detail = "Its sign-in addresses are for other programs than browsers."
		o.Sentence = "none of its sign-in addresses can be used by a browser"
	}
	return []Outcome{o}
}

// endpoint gives the place of an endpoint's address.
func (c *Case) endpoint(role *tree.Node, p metadata.Endpoint) *report.Place {
	for _, n := range role.Children {
		if n.Kind == tree.Element && n.Local == p.Service {
			if at, _ := n.Attr("Location"); at == p.Location {
				return c.attr(n, "Location")
			}
		}
	}
	return c.Place(role)
}

func fileResponseLocation(c *Case) []Outcome {
	var out kept
	judged := false
	for _, r := range rolesOf(c.entity(), idpRole) {
		for _, n := range r.Node.Elements(saml.NSMetadata, "SingleSignOnService") {
			judged = true
			if at, given := n.Attr("ResponseLocation"); given {
				out.add(Outcome{
					Level: report.Warn, Place: c.attr(n, "ResponseLocation"), Actual: at, Expected: "no ResponseLocation",
					Detail:   "A sign-in service must not have one: an application may send your users to the wrong address, or refuse the file.",
					Sentence: "a sign-in address has a ResponseLocation, which Entra does not write",
				})
			}
		}
	}
	if out.list == nil && judged {
		return []Outcome{{Level: report.Pass, Detail: "None has."}}
	}
	return out.outcomes()
}

func fileSignedRequests(c *Case) []Outcome {
	for _, r := range rolesOf(c.entity(), idpRole) {
		if v, given := r.Node.Attr("WantAuthnRequestsSigned"); given {
			o := Outcome{Level: report.Pass, Detail: "It takes requests that are not signed.", Actual: v, Place: c.attr(r.Node, "WantAuthnRequestsSigned")}
			if v = strings.TrimSpace(v); v == "true" || v == "1" {
				o.Level, o.Detail = report.Info, c.name("It wants signed requests: {short} must sign each one, and you must have its certificate.")
			}
			return []Outcome{o}
		}
	}
	if !plays(c.entity(), idpRole) {
		return nil
	}
	return []Outcome{{Level: report.Pass, Detail: "The file says nothing about it, so requests need no signature."}}
}
