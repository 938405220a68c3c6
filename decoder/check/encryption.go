package check

import (
	"fmt"
	"strings"

	"claimcheck/decoder/encryption"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
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

// shutWords are what to say of an element that stayed shut, by what kept it so.
type shutWords struct {
	level    report.Level // what it is otherwise: not checked, and the verdict stays open
	detail   string       // in front of the reason
	sentence string       // of an assertion; of a part, with %s for its name
	part     string
	owner    report.Owner
	steps    []string
}

var shutBy = map[encryption.Cause]shutWords{
	encryption.NoKey: {
		report.NotChecked, "No private key of the application was given.",
		"the assertion is encrypted, and no private key of the application was given",
		"a part of the message (%s) is encrypted, and no private key of the application was given", report.EntraAdmin, decrypt,
	},
	encryption.OtherKey: {
		report.NotChecked, "The key that was given does not open it: ",
		"the assertion is encrypted, and the key that was given does not open it",
		"a part of the message (%s) is encrypted, and the key that was given does not open it", report.EntraAdmin, decrypt,
	},
	encryption.Unsupported: {
		report.NotChecked, "This program does not open it, whatever the key: ",
		"the assertion is encrypted in a way that this program does not open",
		"a part of the message (%s) is encrypted in a way that this program does not open", report.EntraAdmin, decrypt[:1:1],
	},
	encryption.Damaged: {
		report.Fail, "It is damaged, and no key opens it: ",
		"what is encrypted in it is damaged", "what is encrypted in its %s is damaged", report.Helpdesk, readAgain,
	},
	encryption.Unfit: {
		report.Fail, "The key that was given opens it, and what is inside cannot stand there: ",
		"what is encrypted in it is no assertion", "what is encrypted in its %s does not belong there", report.Helpdesk, treatAsForged,
	},
}

// shut tells of an encrypted element that was not opened, and why.
func (c *Case) shut(o *encryption.Opened) Outcome {
	w := shutBy[o.Err.Cause]
	out := Outcome{
		Level: w.level, Open: w.level == report.NotChecked, Node: o.Node, Subject: o.Node.Local, Expected: "readable content", Actual: "encrypted",
		Sentence: w.sentence, Detail: w.detail, Owner: w.owner, Steps: w.steps,
	}
	if o.Node.Local == "EncryptedID" || o.Node.Local == "EncryptedAttribute" {
		out.Sentence = fmt.Sprintf(w.part, o.Node.Local)
	}
	if o.Err.Cause != encryption.NoKey {
		out.Detail += stop(o.Err.Msg)
	}
	if len(o.To) > 0 && out.Open && !strings.Contains(o.Err.Msg, o.To[0]) {
		out.Detail += " It says that it was encrypted to " + strings.Join(o.To, ", ") + "."
	}
	if o.Doc != nil {
		out.Actual = o.Doc.Root.Local
	}
	return out
}

// unopened gives the encrypted assertion that stayed shut; nil when that was not tried.
func (c *Case) unopened() *encryption.Opened {
	for _, n := range c.Sent.Encrypted {
		if o := c.opening(n); o != nil && o.Err != nil {
			return o
		}
	}
	return nil
}

// sealedDetail says why an encrypted assertion was not read. Whom it is for and what else is known of it
// encryption.readable says.
func sealedDetail(c *Case) string {
	if o := c.unopened(); o != nil {
		return "Not read: " + shutBy[o.Err.Cause].sentence + "."
	}
	return "The assertion is encrypted and was not read."
}

func sealedSentence(c *Case) string {
	if o := c.unopened(); o != nil {
		return shutBy[o.Err.Cause].sentence
	}
	return "the assertion is encrypted and was not read"
}

func encryptionReadable(c *Case) []Outcome {
	var out []Outcome
	add := func(n *tree.Node, untried Outcome) {
		o := untried
		o.Level, o.Node, o.Subject, o.Expected, o.Actual = report.NotChecked, n, n.Local, "readable content", "encrypted"
		switch opened := c.opening(n); {
		case opened == nil:
		case opened.Err != nil:
			o = c.shut(opened)
		default:
			o.Level, o.Open, o.Actual = report.Info, false, opened.Key+", "+opened.Content
			o.Detail = "It was opened with the private key that was given. Encryption says nothing about who sent it."
		}
		out = append(out, o)
	}
	for _, n := range c.Sent.Encrypted {
		add(n, Outcome{Detail: "It stands beside the assertion that was judged, and was not read."})
	}
	for _, n := range c.encryptedParts() {
		add(n, Outcome{
			Open: true, Detail: "This part is encrypted by itself and was not read: it is one of too many.", Sentence: "a part of the message (" + n.Local + ") is encrypted and was not read",
		})
	}
	if out != nil {
		return out
	}
	if stray := c.Doc.Root.All(saml.NSEncrypted, "EncryptedData"); len(stray) > 0 {
		return []Outcome{{Level: report.NotChecked, Node: stray[0], Detail: "EncryptedData stands where SAML has none, and was not read.", Expected: "EncryptedAssertion around it", Actual: "none"}}
	}
	return []Outcome{{Level: report.Pass, Detail: "Nothing is encrypted."}}
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
