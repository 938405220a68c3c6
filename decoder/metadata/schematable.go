package metadata

import (
	"slices"
	"strings"

	"claimcheck/decoder/saml"
	"claimcheck/decoder/tree"
)

const (
	nsXML       = "http://www.w3.org/XML/1998/namespace"
	affiliation = "AffiliationDescriptor"
)

// What several elements have in common (saml-schema-metadata-2.0.xsd). An attribute is name:form, with a
// "!" where it is required; "*" allows attributes of other namespaces. Content is in order, with the signs
// of a DTD: "?" at most one, "*" any number, "+" one or more; "other" is an element of another namespace,
// "any" one of any. What has neither signs nor content is text of that form.
const (
	lived     = "ID:ID validUntil:dateTime cacheDuration:duration "
	roleHas   = lived + "protocolSupportEnumeration:anyURIs! errorURL:anyURI * "
	endpoint  = "Binding:anyURI! Location:anyURI! ResponseLocation:anyURI * "
	indexed   = endpoint + "index:unsignedShort! isDefault:boolean"
	language  = "xml:lang:string!"
	begins    = "ds:Signature? Extensions? "
	roleHolds = begins + "KeyDescriptor* Organization? ContactPerson* "
	ssoHolds  = roleHolds + "ArtifactResolutionService* SingleLogoutService* ManageNameIDService* NameIDFormat* "
	roles     = "RoleDescriptor|IDPSSODescriptor|SPSSODescriptor|AuthnAuthorityDescriptor|AttributeAuthorityDescriptor|PDPDescriptor"
)

// schema is the table of elements. One that is not in it is not looked into.
var schema = compile([]struct{ name, section, attributes, content, text string }{
	{"EntitiesDescriptor", "2.3.1", lived + "Name:string", begins + "EntityDescriptor|EntitiesDescriptor+", ""},
	{"EntityDescriptor", "2.3.2", lived + "entityID:entityID! *", begins + roles + "|" + affiliation + "+ Organization? ContactPerson* AdditionalMetadataLocation*", ""},
	{"Extensions", "", "", "other+", ""},
	{"Organization", "2.3.2.1", "*", "Extensions? OrganizationName+ OrganizationDisplayName+ OrganizationURL+", ""},
	{"OrganizationName", "2.2.4", language, "", "string"},
	{"OrganizationDisplayName", "2.2.4", language, "", "string"},
	{"OrganizationURL", "2.2.5", language, "", "anyURI"},
	{"ContactPerson", "2.3.2.2", "contactType:technical|support|administrative|billing|other! *", "Extensions? Company? GivenName? SurName? EmailAddress* TelephoneNumber*", ""},
	{"Company", "", "", "", "string"},
	{"GivenName", "", "", "", "string"},
	{"SurName", "", "", "", "string"},
	{"EmailAddress", "", "", "", "anyURI"},
	{"TelephoneNumber", "", "", "", "string"},
	{"AdditionalMetadataLocation", "2.3.2.3", "namespace:anyURI!", "", "anyURI"},

	{"RoleDescriptor", "2.4.1", roleHas + "**", roleHolds, ""},
	{"KeyDescriptor", "2.4.1.1", "use:encryption|signing", "ds:KeyInfo EncryptionMethod*", ""},
	{"ds:KeyInfo", "", "Id:ID", "any+", "mixed"},
	{"EncryptionMethod", "", "Algorithm:anyURI!", "any*", "mixed"},
	{"IDPSSODescriptor", "2.4.3", roleHas + "WantAuthnRequestsSigned:boolean", ssoHolds + "SingleSignOnService+ NameIDMappingService* AssertionIDRequestService* AttributeProfile* saml:Attribute*", ""},
	{"SPSSODescriptor", "2.4.4", roleHas + "AuthnRequestsSigned:boolean WantAssertionsSigned:boolean", ssoHolds + "AssertionConsumerService+ AttributeConsumingService*", ""},
	{"AuthnAuthorityDescriptor", "2.4.5", roleHas, roleHolds + "AuthnQueryService+ AssertionIDRequestService* NameIDFormat*", ""},
	{"PDPDescriptor", "2.4.6", roleHas, roleHolds + "AuthzService+ AssertionIDRequestService* NameIDFormat*", ""},
	{"AttributeAuthorityDescriptor", "2.4.7", roleHas, roleHolds + "AttributeService+ AssertionIDRequestService* NameIDFormat* AttributeProfile* saml:Attribute*", ""},
	{affiliation, "2.5", lived + "affiliationOwnerID:entityID! *", begins + "AffiliateMember+ KeyDescriptor*", ""},
	{"AffiliateMember", "", "", "", "entityID"},

	{"ArtifactResolutionService", "2.2.3", indexed, "other*", ""},
	{"AssertionConsumerService", "2.2.3", indexed, "other*", ""},
	{"SingleLogoutService", "2.2.2", endpoint, "other*", ""},
	{"ManageNameIDService", "2.2.2", endpoint, "other*", ""},
	{"SingleSignOnService", "2.2.2", endpoint, "other*", ""},
	{"NameIDMappingService", "2.2.2", endpoint, "other*", ""},
	{"AssertionIDRequestService", "2.2.2", endpoint, "other*", ""},
	{"AuthnQueryService", "2.2.2", endpoint, "other*", ""},
	{"AuthzService", "2.2.2", endpoint, "other*", ""},
	{"AttributeService", "2.2.2", endpoint, "other*", ""},
	{"NameIDFormat", "", "", "", "anyURI"},
	{"AttributeProfile", "", "", "", "anyURI"},
	{"AttributeConsumingService", "2.4.4.1", "index:unsignedShort! isDefault:boolean", "ServiceName+ ServiceDescription* RequestedAttribute+", ""},
	{"ServiceName", "2.2.4", language, "", "string"},
	{"ServiceDescription", "2.2.4", language, "", "string"},
	{"RequestedAttribute", "", "Name:string! NameFormat:anyURI FriendlyName:string isRequired:boolean *", "saml:AttributeValue*", ""},
	{"saml:Attribute", "", "Name:string! NameFormat:anyURI FriendlyName:string *", "saml:AttributeValue*", ""},
})

// elementType is a row of the table, taken apart.
type elementType struct {
	section    string // empty: that of the element around it
	attributes []attributeType
	content    []particle
	text       form // of its text; nil when it has elements
	mixed      bool // text may stand between its elements
	foreign    bool // attributes of other namespaces may stand on it
	extended   bool // other standards derive types from it, which xsi:type names
}

type attributeType struct {
	name     string
	form     form
	must, id bool
}

// particle is one place in a sequence.
type particle struct {
	names      []string
	must, many bool
}

func (p particle) takes(n *tree.Node, name string) bool {
	switch p.names[0] {
	case "any":
		return true
	case "other":
		return n.Space != saml.NSMetadata
	}
	return slices.Contains(p.names, name)
}

func (p particle) words() string {
	switch {
	case p.names[0] == "any":
		return "an element"
	case p.names[0] == "other":
		return "an element of another namespace"
	case len(p.names) > 2:
		return "a role, such as IDPSSODescriptor,"
	}
	return strings.Join(p.names, " or ")
}

func compile(rows []struct{ name, section, attributes, content, text string }) map[string]*elementType {
	all := map[string]*elementType{}
	for _, row := range rows {
		typ := &elementType{section: row.section}
		if typ.mixed = row.text == "mixed"; !typ.mixed && row.text != "" {
			typ.text = formOf(row.text)
		}
		for _, word := range strings.Fields(row.attributes) {
			switch word {
			case "*":
				typ.foreign = true
				continue
			case "**":
				typ.extended = true
				continue
			}
			word, must := strings.CutSuffix(word, "!")
			colon := strings.LastIndexByte(word, ':')
			form := word[colon+1:]
			typ.attributes = append(typ.attributes, attributeType{name: word[:colon], form: formOf(form), must: must, id: form == "ID"})
		}
		for _, word := range strings.Fields(row.content) {
			names := strings.TrimRight(word, "?*+")
			sign := word[len(names):]
			typ.content = append(typ.content, particle{names: strings.Split(names, "|"), must: sign == "" || sign == "+", many: sign == "*" || sign == "+"})
		}
		all[row.name] = typ
	}
	return all
}
