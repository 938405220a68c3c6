package check

import (
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
)

func signatureAltered(c *Case) []Outcome {
	return c.each(signature.Altered, func(r signature.Result) Outcome {
		if r.Detached {
			return Outcome{
				Detail:   "The URL was changed after it was signed, or was signed in another form than it was sent.",
				Sentence: "the URL is not as it was signed", Expected: "the URL as it was signed", Actual: "another form of it", Owner: report.Vendor, Steps: copyURL,
			}
		}
		return afterAccident(r)
	}, "It is as it was signed.")
}

func signatureDamaged(c *Case) []Outcome {
	return c.each(signature.Damaged, func(r signature.Result) Outcome {
		return Outcome{
			Detail:   "The key that the signature names did not make its value: the value, or the part of the signature that it seals, was changed or cut.",
			Sentence: "its signature is damaged", Expected: "a signature value of the key that is named", Actual: "another value",
		}
	}, "It does.")
}

func signatureTrusted(c *Case) []Outcome {
	var out []Outcome
	for _, r := range c.Signatures {
		o := Outcome{Subject: carrier(r), Node: r.Node}
		switch r.Cause {
		case signature.Good:
			o.Level, o.Detail = report.Pass, "Signed by a trusted key."
			if r.Key != nil {
				o.Detail = "Signed by " + describe(*r.Key) + "."
				o.Actual = thumbprint(r.Key.Cert)
			}
		case signature.UnknownKey:
			o = c.unknownKey(r, o)
		case signature.NoTrust:
			o = c.noTrust(r, o)
		default:
			continue
		}
		out = append(out, o)
	}
	return out
}

// unknownKey words a signature that none of the trusted keys made.
func (c *Case) unknownKey(r signature.Result, o Outcome) Outcome {
	o.Expected, o.Actual = joined(tried(c.Keys)), "another key"
	named := "The message names no certificate."
	if len(r.Embedded) > 0 {
		o.Actual = thumbprint(r.Embedded[0])
		named = "The certificate in the message has the thumbprint " + o.Actual + "."
		if !r.SelfConsistent && r.Stranger == nil {
			named += " Not even that one verifies the signature: the content may have been changed as well."
		}
	}
	o.Detail = "None of the trusted keys made this signature. " + named + " "
	from := c.origin(r)
	if from.detail != "" {
		o.Detail += from.detail
	} else {
		o.Detail += "Either the signing certificate was rolled over and the metadata is older, or the metadata is of another tenant or application."
	}
	if r.Detail != "" {
		o.Detail = stop(o.Detail) + " In detail: " + stop(r.Detail)
	}
	o.Sentence = "it is signed with a key that the imported metadata does not hold"
	if len(c.Files) == 0 {
		o.Sentence = "it is signed with another key than the certificates that were given"
	}
	o.Steps = []string{
		signingKey + ": compare the Thumbprint of the Active certificate with those shown here.",
		"Press Download next to Federation Metadata XML and import that file here; check that the signature is good then.",
		"Give the same file, unchanged, to {short}: it still holds the old certificate.",
		"If no certificate of the portal has the thumbprint of the message, do not trust the message.",
	}
	if from.sentence != "" {
		o.Sentence, o.Steps = from.sentence, append(from.steps, o.Steps[3])
	}
	if c.kind()&(onRequest|onLogout) != 0 {
		o.Level = report.NotChecked
		o.Detail = "None of the trusted keys made this signature; the key of the one who sent it is not imported."
		if r.Detached {
			o.Detail = "None of the trusted keys made this signature over the URL as it was received. Either the key of the one who sent it is not imported, or the URL was changed; the URL names no key that would tell."
		}
		if c.kind() == onRequest {
			o.Owner, o.Steps = report.Vendor, importSP
		}
	} else {
		o.Level = c.bad()
	}
	return o
}

// importSP says how to come by the key of requests.
var importSP = []string{"Ask {short} support for their SAML metadata or the certificate that they sign requests with, and import it here. Sign-ins can be judged without it."}

// noTrust words a signature that there is no key to verify with.
func (c *Case) noTrust(r signature.Result, o Outcome) Outcome {
	o.Level, o.Open, o.Expected = report.NotChecked, true, "a key of the issuer's metadata"
	switch {
	case c.kind() == onRequest:
		o.Detail, o.Sentence = "The key of the application is not imported.", "the key of the application is not imported"
		o.Owner, o.Steps = report.Vendor, importSP
	case len(c.Files) == 0:
		o.Detail = "No federation metadata is imported, so nobody vouches for the signature."
		o.Sentence = "no federation metadata is imported, so nobody vouches for the signature"
	case len(c.Entities) == 0:
		o.Detail = "The imported metadata says nothing about this issuer, so nobody vouches for the signature."
		o.Sentence = "the imported metadata says nothing about this issuer, so nobody vouches for the signature"
	default:
		o.Detail = "The imported metadata of this issuer holds no usable signing key."
		o.Sentence = "the imported metadata holds no usable signing key of this issuer"
	}
	o.Actual = "none"
	if r.Stranger != nil && c.kind()&(onRequest|onLogout) == 0 {
		if from, known := c.announcedElsewhere(r.Stranger.Public); known {
			o.Detail += " " + from.detail
			if from.sentence != "" {
				o.Sentence, o.Steps = from.sentence, from.steps
			}
		}
	}
	if r.SelfConsistent {
		o.Detail += " The signature fits the certificate inside the message; that shows that it is whole, not who made it."
		if r.Signer != nil {
			if from, known := c.announcedElsewhere(r.Signer.PublicKey); known {
				o.Detail += " " + from.detail
			}
		}
	}
	return o
}

func signatureCovers(c *Case) []Outcome {
	if c.Assertion == nil {
		if !c.sealed() {
			return nil
		}
		return []Outcome{{Level: report.NotChecked, Open: true, Detail: sealedDetail(c), Sentence: sealedSentence(c), Steps: decrypt}}
	}
	o := Outcome{Node: c.Assertion.Node, Expected: "a good signature over the assertion or the response around it"}
	switch {
	case c.AssertionVerified && c.Broken == "":
		o.Level, o.Detail = report.Pass, "Claims, name and conditions were read from what was signed."
	case c.allGood() && c.kind() == onResponse:
		o.Level, o.Actual = report.Fail, "a good signature over something else"
		o.Detail = "There is a good signature, and it does not cover the assertion. What the assertion says could be anybody's."
		o.Sentence = "the signature does not cover the assertion that holds the claims"
		o.Owner, o.Steps = report.Helpdesk, treatAsForged
	default:
		o.Level, o.Open, o.Actual = report.NotChecked, true, "none"
		o.Detail = "What the assertion says was read from the message as sent; no trusted signature covers it."
		o.Sentence = "no trusted signature covers what the claims were read from"
	}
	return []Outcome{o}
}
