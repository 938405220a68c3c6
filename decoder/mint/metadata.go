package mint

import "strings"

// BOM is the UTF-8 byte order mark that Entra's metadata files begin with.
const BOM = "\ufeff"

// Metadata is a federation metadata file as Entra gives it.
type Metadata struct {
	EntityID string
	Keys     []*Key   // announced for signing, in the WS-Federation and in the SAML roles
	Signing  *Signing // nil: the file is not signed
	BOM      bool
}

// AppMetadata is the "Federation Metadata XML" of the application: the active key, signed with it.
func AppMetadata() Metadata {
	return Metadata{EntityID: Issuer, Keys: []*Key{Active()}, Signing: &Signing{}, BOM: true}
}

// TenantMetadata is the tenant-wide file, which announces other keys than the application's.
func TenantMetadata() Metadata {
	return Metadata{EntityID: Issuer, Keys: []*Key{Wide()}, Signing: &Signing{Key: Wide(), Prefix: "ds"}, BOM: true}
}

const (
	nsFed  = "http://docs.oasis-open.org/wsfed/federation/200706"
	nsAuth = "http://docs.oasis-open.org/wsfed/authorization/200706"
)

// XML is the file as it is downloaded.
func (m Metadata) XML() []byte {
	x := m.unsigned()
	if m.Signing != nil {
		x = Sign(x, MetadataID, *m.Signing)
	}
	if m.BOM {
		x = BOM + x
	}
	return []byte(x)
}

func (m Metadata) unsigned() string {
	var keys strings.Builder
	for _, k := range m.Keys {
		keys.WriteString(`<KeyDescriptor use="signing"><KeyInfo xmlns="` + nsDsig + `"><X509Data><X509Certificate>` + k.Base64() +
			`</X509Certificate></X509Data></KeyInfo></KeyDescriptor>`)
	}
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="utf-8"?><EntityDescriptor ID="` + MetadataID + `" entityID="` + escape(m.EntityID) +
		`" xmlns="urn:oasis:names:tc:SAML:2.0:metadata">`)

	wsfed := "https://login.microsoftonline.com/" + Tenant + "/wsfed"
	endpoint := func(name string) {
		b.WriteString(`<fed:` + name + `><wsa:EndpointReference xmlns:wsa="http://www.w3.org/2005/08/addressing"><wsa:Address>` + wsfed +
			`</wsa:Address></wsa:EndpointReference></fed:` + name + `>`)
	}
	role := func(kind string) {
		b.WriteString(`<RoleDescriptor xsi:type="fed:` + kind + `" protocolSupportEnumeration="` + nsFed +
			`" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:fed="` + nsFed + `">` + keys.String())
	}
	role("SecurityTokenServiceType")
	b.WriteString(`<fed:ClaimTypesOffered>`)
	for _, c := range []struct{ uri, name, text string }{
		{ClaimName, "Name", "The mutable display name of the user."},
		{ClaimGivenName, "Given Name", "First name of the user."},
		{ClaimSurname, "Surname", "Last name of the user."},
		{ClaimDisplayName, "Display Name", "Display name of the user."},
	} {
		b.WriteString(`<auth:ClaimType Uri="` + c.uri + `" Optional="true" xmlns:auth="` + nsAuth + `"><auth:DisplayName>` + c.name +
			`</auth:DisplayName><auth:Description>` + c.text + `</auth:Description></auth:ClaimType>`)
	}
	b.WriteString(`</fed:ClaimTypesOffered>`)
	endpoint("SecurityTokenServiceEndpoint")
	endpoint("PassiveRequestorEndpoint")
	b.WriteString(`</RoleDescriptor>`)
	role("ApplicationServiceType")
	endpoint("ApplicationServiceEndpoint")
	endpoint("PassiveRequestorEndpoint")
	b.WriteString(`</RoleDescriptor>`)

	const binding = "urn:oasis:names:tc:SAML:2.0:bindings:"
	b.WriteString(`<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">` + keys.String() +
		`<SingleLogoutService Binding="` + binding + `HTTP-Redirect" Location="` + LoginURL + `"/>` +
		`<SingleSignOnService Binding="` + binding + `HTTP-Redirect" Location="` + LoginURL + `"/>` +
		`<SingleSignOnService Binding="` + binding + `HTTP-POST" Location="` + LoginURL + `"/>` +
		`</IDPSSODescriptor></EntityDescriptor>`)
	return b.String()
}
