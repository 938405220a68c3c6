// Package mint makes SAML messages as Microsoft Entra ID makes them and signs them with fixed test keys,
// for tests, vectors and practice cases. No program links it.
//
// Every output is the same byte for byte on each call. A message is text on one line, as Entra sends it;
// what the fields do not offer is done by editing that text, before Sign (the signature then covers the
// edit) or after it (the signature is then broken):
//
//	x := mint.EntraResponse().XML()                  // unsigned text
//	x = strings.Replace(x, "FirstName", "firstname", 1)
//	x = mint.Sign(x, mint.AssertionID, mint.Signing{})
//
// Mint panics when it is asked for something that cannot be: only tests call it.
package mint

import "time"

// The setting that all messages share. The application's addresses are made up on purpose.
const (
	Tenant     = "00000000-1111-2222-3333-444444444444"
	Issuer     = "https://sts.windows.net/" + Tenant + "/"
	LoginURL   = "https://login.microsoftonline.com/" + Tenant + "/saml2"
	ACS        = "https://sp.example.com/acs"
	EntityID   = "https://sp.example.com/saml"
	AppID      = "99999999-8888-7777-6666-555555555555"
	User       = "b.simon@example.com"
	ResponseID = "_7f1c2c5e-0b9e-4d47-a6a5-1f0c8a4a2f01"
	// AssertionID is also the SessionIndex, as with Entra.
	AssertionID = "_3a4d1f2b-6c0e-4c58-9a2d-77c1b1d2e302"
	RequestID   = "id6c1c178c166d486687be4aaf5e482730"
	MetadataID  = "_5b8e0d1c-93a7-4b61-8f0e-2d6c4e1a7b03"
)

// Now is the instant at which every message is issued.
var Now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// Stamp writes an instant as Entra does: UTC with milliseconds.
func Stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
