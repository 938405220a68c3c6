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
	"Or hand in the application's private key here, if it is yours to hand in (--sp-key FILE in the terminal).",
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
		o := Outcome{Node: n, Subject: n.Local, Expected: "readable content"}
		if c.sealed() {
			o.Level, o.Open, o.Actual = report.NotChecked, true, "encrypted"
			o.Detail, o.Sentence = sealedDetail(c)+" Nothing inside was judged.", sealedSentence(c)
			if opened := c.hollow(); opened != nil && opened.Node == n {
				o.Level, o.Actual, o.Expected = report.Fail, opened.Doc.Root.Local, "an Assertion"
				o.Owner, o.Steps = report.Helpdesk, treatAsForged
			}
		} else {
			o.Level, o.Detail = report.Info, "It was opened with the private key that was given. Encryption says nothing about who sent it."
			o.Actual = c.ciphers()
		}
		out = append(out, o)
	}
	for _, n := range c.encryptedParts() {
		o := Outcome{
			Level: report.NotChecked, Node: n, Subject: n.Local, Detail: "This part is encrypted by itself and was not read.",
			Expected: "readable content", Actual: "encrypted", Open: true,
			Sentence: "a part of the message (" + n.Local + ") is encrypted, and no private key that opens it was given",
		}
		for i := range c.Opened {
			opened := &c.Opened[i]
			switch {
			case opened.Node != n:
			case opened.Doc != nil:
				o = Outcome{
					Level: report.Info, Node: n, Subject: n.Local, Detail: "It was opened with the private key that was given.",
					Expected: o.Expected, Actual: opened.Key + ", " + opened.Content,
				}
			case c.HasSPKey && opened.Err != nil:
				o.Detail += " The key that was given does not open it: " + stop(opened.Err.Error())
			default:
				o.Detail += outside(c.Opened[i : i+1])
			}
		}
		out = append(out, o)
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "Nothing is encrypted."}}
	}
	return out
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

// unread says whether an encrypted part of that name was not opened.
func (c *Case) unread(local string) bool {
	for _, n := range c.encryptedParts() {
		open := false
		for i := range c.Opened {
			open = open || c.Opened[i].Node == n && c.Opened[i].Doc != nil
		}
		if n.Local == local && !open {
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

// ciphers names the algorithms of the elements that were opened.
func (c *Case) ciphers() string {
	var names []string
	for _, o := range c.Opened {
		if o.Plain != nil {
			names = append(names, o.Key+", "+o.Content)
		}
	}
	return strings.Join(names, "; ")
}
