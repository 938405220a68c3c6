package check

import (
	"strings"

	"claimcheck/decoder/encryption"
	"claimcheck/decoder/report"
	"claimcheck/decoder/tree"
)

// encryptionChecks ask whether what is encrypted could be read.
var encryptionChecks = []Check{
	{
		ID: "encryption.readable", Facts: []string{"ENC-01"}, on: onAnswer | onLogout, Rank: rankAssertion, Run: encryptionReadable,
		Title: "Nothing is encrypted, or it could be opened", Spec: "SAML Core 2.3.4, 6.1", Owner: report.EntraAdmin, Steps: decrypt,
	},
	{
		ID: "encryption.signature", Facts: []string{"ENC-02"}, on: onResponse, Run: encryptionSignature,
		Title: "The signature can be seen without opening the encryption", Spec: "SAML Core 6.1", Owner: report.Vendor,
	},
	{
		ID: "encryption.strength", Facts: []string{"ENC-03"}, on: onAnswer | onLogout, Run: encryptionStrength,
		Title: "What is encrypted is encrypted as well as today's algorithms can", Spec: "XML Encryption 1.1, 5.2, 5.5; SAML2Int SDP-ALG01", Owner: report.EntraAdmin,
		Steps: []string{
			"Nothing to do when Entra sent it: it encrypts by AES-256 in CBC mode and RSA-OAEP, and that cannot be chosen.",
			"At another identity provider: set the encryption to this application to AES-256-GCM, else AES-256-CBC, and RSA-OAEP.",
		},
	},
}

var decrypt = []string{
	"For a test only: Entra admin center > Enterprise apps > {app} > Token encryption: deactivate the certificate, sign in again, capture, and activate it again.",
	"Or hand in the application's private key here, if it is yours to hand in (Settings > Application key in the window, --sp-key FILE in the terminal).",
	"Or send the capture's time to {short} support: they can decrypt it.",
}

// sealedDetail says why an encrypted assertion was not read.
func sealedDetail(c *Case) string {
	if !c.HasSPKey {
		return "The assertion is encrypted, and no private key of the application was given." + outside(c.Opened)
	}
	if o := c.hollow(); o != nil {
		return "The key that was given opens what is encrypted, and it is no assertion: " + stop(o.Err.Error())
	}
	for _, o := range c.Opened {
		if o.Err != nil {
			return "The assertion is encrypted, and the key that was given does not open it: " + stop(o.Err.Error())
		}
	}
	return "The assertion is encrypted, and the key that was given does not open it."
}

// hollow gives what was opened in an assertion's place and holds none; nil when there is no such thing.
func (c *Case) hollow() *encryption.Opened {
	for i := range c.Opened {
		if o := &c.Opened[i]; o.Doc != nil && o.Err != nil {
			return o
		}
	}
	return nil
}

// outside says what an encrypted element shows without a key.
func outside(opened []encryption.Opened) string {
	for _, o := range opened {
		if len(o.To) > 0 {
			return " It says that it was encrypted to " + strings.Join(o.To, ", ") + "."
		}
	}
	return ""
}

func sealedSentence(c *Case) string {
	if !c.HasSPKey {
		return "the assertion is encrypted, and no private key of the application was given"
	}
	if c.hollow() != nil {
		return "what is encrypted in it is no assertion"
	}
	return "the assertion is encrypted, and the key that was given does not open it"
}

func encryptionReadable(c *Case) []Outcome {
	var out []Outcome
	for _, n := range c.Sent.Encrypted {
		o := Outcome{Level: report.NotChecked, Node: n, Subject: n.Local, Expected: "readable content", Actual: "encrypted"}
		opened := c.opening(n)
		switch {
		case opened != nil && opened.Err == nil:
			o.Level, o.Actual = report.Info, opened.Key+", "+opened.Content
			o.Detail = "It was opened with the private key that was given. Encryption says nothing about who sent it."
		case c.sealed():
			o.Open, o.Detail, o.Sentence = true, sealedDetail(c)+" Nothing inside was judged.", sealedSentence(c)
			if opened != nil && opened.Doc != nil {
				o.Level, o.Open, o.Actual, o.Expected = report.Fail, false, opened.Doc.Root.Local, "an Assertion"
				o.Owner, o.Steps = report.Helpdesk, treatAsForged
			}
		default:
			o.Detail = "It stands beside the assertion that was judged, and was not read."
		}
		out = append(out, o)
	}
	for _, n := range c.encryptedParts() {
		o := Outcome{Level: report.NotChecked, Node: n, Subject: n.Local, Expected: "readable content", Actual: "encrypted"}
		opened := c.opening(n)
		switch {
		case opened != nil && opened.Err == nil:
			o.Level, o.Actual, o.Detail = report.Info, opened.Key+", "+opened.Content, "It was opened with the private key that was given."
		case opened != nil && opened.Doc != nil:
			o.Level, o.Actual, o.Expected = report.Fail, opened.Doc.Root.Local, "what belongs in "+n.Local
			o.Detail = "The key that was given opens what is encrypted, and it is not what belongs there: " + stop(opened.Err.Error())
			o.Sentence, o.Owner, o.Steps = "what is encrypted in its "+n.Local+" does not belong there", report.Helpdesk, treatAsForged
		default:
			o.Open, o.Detail = true, "This part is encrypted by itself and was not read."
			o.Sentence = "a part of the message (" + n.Local + ") is encrypted, and no private key that opens it was given"
			if opened != nil && c.HasSPKey {
				o.Detail += " The key that was given does not open it: " + stop(opened.Err.Error())
			} else if opened != nil {
				o.Detail += outside([]encryption.Opened{*opened})
			}
		}
		out = append(out, o)
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "Nothing is encrypted."}}
	}
	return out
}

func encryptionSignature(c *Case) []Outcome {
	if len(c.Sent.Encrypted) == 0 {
		return nil
	}
	o := Outcome{Level: report.Info, Node: c.Sent.Encrypted[0]}
	switch {
	case c.carries(c.Sent.Node):
		o.Level, o.Detail = report.Pass, "The response around it is signed."
	case c.Inner != nil && len(c.Signatures) > 0:
		o.Detail = "The only signature is inside the encryption. An application that looks for one before it decrypts finds none; it needs Sign SAML response and assertion."
	case c.Inner != nil:
		return nil // signature.present says so
	default:
		o.Detail = c.name("The response is not signed itself. Whether the assertion inside is cannot be seen from outside; {short} sees it once it has decrypted it.")
	}
	return []Outcome{o}
}

// encryptedParts are what is encrypted by itself: name IDs and attributes.
func (c *Case) encryptedParts() []*tree.Node {
	if c.Assertion != nil {
		return c.Assertion.EncryptedIDs
	}
	if c.Envelope != nil && c.Envelope.Logout != nil && c.Envelope.Logout.EncryptedID != nil {
		return []*tree.Node{c.Envelope.Logout.EncryptedID}
	}
	return nil
}

// opening gives what came of opening n; nil when that was not tried.
func (c *Case) opening(n *tree.Node) *encryption.Opened {
	for i := range c.Opened {
		if c.Opened[i].Node == n {
			return &c.Opened[i]
		}
	}
	return nil
}

// unread says whether an encrypted part of that name was not opened.
func (c *Case) unread(local string) bool {
	for _, n := range c.encryptedParts() {
		if o := c.opening(n); n.Local == local && (o == nil || o.Err != nil) {
			return true
		}
	}
	return false
}

func encryptionStrength(c *Case) []Outcome {
	var out []Outcome
	told := map[string]bool{}
	tell := func(level report.Level, detail string, o *encryption.Opened) {
		if !told[detail] {
			told[detail] = true
			out = append(out, Outcome{
				Level: level, Subject: o.Node.Local, Node: o.Node, Detail: detail, Expected: "AES in GCM mode, its key by RSA-OAEP", Actual: o.Key + ", " + o.Content,
			})
		}
	}
	for i := range c.Opened {
		o := &c.Opened[i]
		for _, weak := range o.Weak {
			tell(report.Warn, strings.ToUpper(weak[:1])+stop(weak[1:]), o)
		}
		switch {
		case len(o.Weak) > 0:
		case strings.HasSuffix(o.Content, "-gcm"):
			tell(report.Pass, "AES in GCM mode, its key by RSA-OAEP.", o)
		case strings.HasSuffix(o.Content, "-cbc"):
			tell(report.Info, "AES in CBC mode hides the content and does not notice when it is changed: that is left to the signature. Entra uses it.", o)
		}
	}
	return out
}
