package check

import (
	"strings"

	"claimcheck/decoder/report"
)

// encryptionChecks ask whether what is encrypted could be read.
var encryptionChecks = []Check{
	{
		ID: "encryption.readable", Facts: []string{"ENC-01"}, on: onAnswer, Rank: rankAssertion, Run: encryptionReadable,
		Title: "Nothing is encrypted, or it could be opened", Spec: "SAML Core 2.3.4, 6.1", Owner: report.EntraAdmin, Steps: decrypt,
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
		return "The assertion is encrypted, and no private key of the application was given."
	}
	for _, o := range c.Opened {
		if o.Err != nil {
			return "The assertion is encrypted, and the key that was given does not open it: " + stop(o.Err.Error())
		}
	}
	return "The assertion is encrypted, and the key that was given does not open it."
}

func sealedSentence(c *Case) string {
	if !c.HasSPKey {
		return "the assertion is encrypted, and no private key of the application was given"
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
		} else {
			o.Level, o.Detail = report.Info, "It was opened with the private key that was given. Encryption says nothing about who sent it."
			o.Actual = c.ciphers()
		}
		out = append(out, o)
	}
	if c.Assertion != nil {
		for _, n := range c.Assertion.EncryptedIDs {
			o := Outcome{
				Level: report.NotChecked, Node: n, Subject: n.Local, Detail: "This part of the assertion is encrypted by itself and was not read.",
				Expected: "readable content", Actual: "encrypted",
			}
			for _, opened := range c.Opened {
				if opened.Node == n && opened.Plain != nil {
					o.Level, o.Detail, o.Actual = report.Info, "It was opened with the private key that was given.", opened.Content
				}
			}
			out = append(out, o)
		}
	}
	if out == nil {
		return []Outcome{{Level: report.Pass, Detail: "Nothing is encrypted."}}
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
