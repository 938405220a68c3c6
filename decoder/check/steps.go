package check

// The places of the Entra admin center that steps start from.
const (
	portal     = "Entra admin center > Enterprise apps > {app} > Single sign-on"
	basicSAML  = portal + " > Basic SAML Configuration"
	claimsPage = portal + " > Attributes & Claims"
	signingKey = portal + " > SAML Certificates"
	userPage   = "Entra admin center > Users > the user > Properties"
	signInLog  = "Entra admin center > Monitoring & health > Sign-in logs"
)

var (
	signInAgain = []string{
		"Close the tab, open a private window and start the sign-in afresh; do not use the Back button or a bookmark of the sign-in page.",
		"If it happens again at once, tell {short}: its clock or its tolerance is off.",
	}
	treatAsForged = []string{
		"Do not use anything this message says: it is built like a forgery.",
		"Keep the original value, tell your security team, and capture a clean sign-in in a private window.",
	}
	sendMetadata = []string{
		signingKey + ": next to Federation Metadata XML press Download.",
		"Import that file here and check the message again.",
		"If the message is good then, give the same file, unchanged, to {short}: it still holds the old one.",
	}
	pasteOriginal = []string{
		"Paste the original value of SAMLResponse (the Base64 text), not XML that a viewer, an editor or a ticket system has re-indented or cut.",
		"If the original fails as well, something between the identity provider and the browser changes the message: try without browser extensions and without an inspecting proxy.",
	}
	pasteOrForged = []string{
		pasteOriginal[0], pasteOriginal[1],
		"If the original is built like this where it comes from, do not trust it: forgers build signatures like this. Tell your security team.",
	}
	reportDispute = []string{
		"Report it to the makers of this program, as its SECURITY.md says: the detail of this finding and the algorithms, without the message.",
		"Until then ask {short} support whether they take the message.",
	}
	askVendor = []string{"Send this finding to {short} support; they can read what the application expects."}
	readAgain = []string{"Capture the sign-in again. If this is the same in a fresh capture, tell whoever runs the identity provider."}
)
