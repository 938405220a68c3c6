package check

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
)

// signatureChecks ask who signed what. Each cause of decoder/signature has a check of its own.
var signatureChecks = []Check{
	{
		ID: "signature.misplaced", Facts: []string{"SIG-06"}, on: onXML, Rank: rankAttack, Run: signatureMisplaced,
		Title: "Every signature stands directly in what it signs", Spec: "SAML Core 5, 5.4.1", Owner: report.Helpdesk, Steps: treatAsForged,
		Hides: []string{"signature.present", "signature.covers", "signature.reference", "signature.malformed"},
	},
	{
		ID: "signature.reference", Facts: []string{"SIG-03"}, on: onXML, Rank: rankAttack, Run: signatureReference,
		Title: "Every signature points at the element that carries it, and at nothing else", Spec: "SAML Core 5.4.2", Owner: report.Helpdesk,
		Steps: treatAsForged, Hides: []string{"signature.malformed", "signature.covers"},
	},
	{
		ID: "signature.present", Facts: []string{"SIG-01"}, on: onXML, Rank: rankSignature, Run: signaturePresent,
		Title: "The response or its assertion is signed", Spec: "SAML Profiles 4.1.4.5 (E26)", Owner: report.EntraAdmin,
		Steps: []string{
			"Make sure that this is the original: a viewer or a redacting tool may have taken the signature out. Paste the Base64 value of SAMLResponse.",
			signingKey + " > Edit: Signing Option must be Sign SAML assertion, Sign SAML response, or both. Press Save.",
		},
		Hides: []string{"signature.covers"},
	},
	{
		ID: "signature.scope", Facts: []string{"SIG-02"}, on: onXML, Run: signatureScope,
		Title: "What is signed", Spec: "Microsoft Entra: certificate signing options", Owner: report.EntraAdmin,
	},
	{
		ID: "signature.disputed", on: onXML, Rank: rankBroken, Run: signatureDisputed,
		Title: "Two independent verifications agree about every signature", Spec: "XML Signature 3.2", Owner: report.Helpdesk, Steps: reportDispute,
	},
	{
		ID: "signature.unsupported", Facts: []string{"SIG-11"}, on: onXML, Rank: rankBroken, Run: signatureUnsupported,
		Title: "The algorithms are known and none is forgeable", Spec: "SAML2Int SDP-ALG01", Owner: report.Helpdesk, Steps: treatAsForged,
		Hides: []string{"signature.covers"},
	},
	{
		ID: "signature.transforms", Facts: []string{"SIG-05"}, on: onXML, Rank: rankBroken, Run: signatureTransforms,
		Title: "Only the enveloped-signature and exclusive canonicalization transforms are used", Spec: "SAML Core 5.4.3, 5.4.4", Owner: report.EntraAdmin,
		Steps: readAgain, Hides: []string{"signature.malformed", "signature.unsupported", "signature.covers"},
	},
	{
		ID: "signature.malformed", Facts: []string{"SIG-03"}, on: onXML, Rank: rankBroken, Run: signatureMalformed,
		Title: "Every signature is built as the standard wants it", Spec: "SAML Core 5.4", Owner: report.Helpdesk, Steps: pasteOrForged,
		Hides: []string{"signature.covers"},
	},
	{
		ID: "signature.altered", Facts: []string{"SIG-07"}, on: onXML, Rank: rankBroken, Run: signatureAltered,
		Title: "Nothing was changed after signing", Spec: "SAML Core 5.4.5; XML Signature 3.2.1", Owner: report.Helpdesk, Steps: pasteOriginal,
		Hides: []string{"signature.covers"},
	},
	{
		ID: "signature.damaged", Facts: []string{"SIG-07"}, on: onXML, Rank: rankBroken, Run: signatureDamaged,
		Title: "The signature value fits the key that is named for it", Spec: "XML Signature 3.2.2", Owner: report.Helpdesk, Steps: pasteOriginal,
		Hides: []string{"signature.covers"},
	},
	{
		ID: "signature.trusted", Facts: []string{"SIG-07", "ENT-07"}, on: onXML, Rank: rankSignature, Run: signatureTrusted,
		Title: "A key of the imported metadata made the signature", Spec: "SAML Core 5.4.5; Kantara IIP-MD06, IIP-MD07", Owner: report.EntraAdmin,
		Steps: sendMetadata, Hides: []string{"signature.covers"},
	},
	{
		ID: "signature.covers", Facts: []string{"SIG-07"}, on: onAnswer | onToken, Rank: rankSignature, Run: signatureCovers,
		Title: "A trusted signature covers what the claims are read from", Spec: "SAML Core 5.3, 5.4.2", Owner: report.EntraAdmin, Steps: sendMetadata,
	},
}

// bad is the level of a signature that does not verify: a failure in the answer to a sign-in, a warning
// in what the application does not take as one anyway.
func (c *Case) bad() report.Level {
	if c.kind()&onAnswer != 0 {
		return report.Fail
	}
	return report.Warn
}

// carrier names the element that a signature stands in.
func carrier(r signature.Result) string {
	if r.Parent == nil {
		return "the document"
	}
	return r.Parent.Local
}

// each makes an outcome of every signature of that cause; when there is none it passes if the others
// could be judged that far.
func (c *Case) each(cause signature.Cause, make func(signature.Result) Outcome, fine string) []Outcome {
	var out []Outcome
	good := false
	for _, r := range c.Signatures {
		good = good || r.Cause == signature.Good
		if r.Cause == cause && !r.Disputed { // signature.disputed tells of those
			o := make(r)
			o.Subject, o.Node = carrier(r), r.Node
			if o.Level == "" {
				o.Level = c.bad()
			}
			if r.Detail != "" {
				o.Detail = stop(o.Detail) + " In detail: " + stop(r.Detail)
			}
			out = append(out, o)
		}
	}
	if out == nil && good {
		return []Outcome{{Level: report.Pass, Detail: fine}}
	}
	return out
}

func signatureMisplaced(c *Case) []Outcome {
	return c.each(signature.Misplaced, func(r signature.Result) Outcome {
		if r.ID != "" {
			return Outcome{
				Detail:   "The signature in " + carrier(r) + " signs another element than the one it stands in. Forgers lend a genuine signature like this.",
				Sentence: "its signature belongs to another element, as in a forged message",
				Expected: "a signature of the " + carrier(r) + " it stands in", Actual: "a signature of another element",
			}
		}
		return Outcome{
			Detail:   "A signature stands in " + carrier(r) + ", where it says nothing about the assertion. Forgers move signatures like this.",
			Sentence: "a signature stands where it does not belong, as in a forged message",
			Expected: "directly in the Response or the Assertion it signs", Actual: "in " + carrier(r),
		}
	}, "They do.")
}

func signatureReference(c *Case) []Outcome {
	var out []Outcome
	for _, r := range c.Signatures {
		if r.Node == nil || r.ID == "" {
			continue // it stands in nothing that could be signed: signature.misplaced says so
		}
		info := r.Node.Child(saml.NSSignature, "SignedInfo")
		if info == nil {
			continue
		}
		references := info.Elements(saml.NSSignature, "Reference")
		actual := fmt.Sprintf("%d references", len(references))
		sentence := "its signature has " + actual + " instead of one, as in a forged message"
		if len(references) == 1 {
			uri, _ := references[0].Attr("URI")
			if uri == "#"+r.ID && r.ID != "" {
				continue
			}
			actual, sentence = "URI "+uri, "its signature points at something else than the element that carries it"
			if uri == "" {
				actual = "no URI, or an empty one"
			}
		}
		if r.WholeDocument {
			out = append(out, Outcome{
				Level: c.bad(), Subject: carrier(r), Node: r.Node, Steps: readAgain, Owner: report.EntraAdmin,
				Detail:   "It points at the whole document instead of naming the element that carries it. SAML wants the ID, and Entra always gives it.",
				Sentence: "its signature does not name the element it signs",
				Expected: "#" + r.ID, Actual: "an empty URI",
			})
			continue
		}
		out = append(out, Outcome{
			Level: c.bad(), Subject: carrier(r), Node: r.Node,
			Detail:   "It points elsewhere, or at several things: what it proves is not what is read.",
			Sentence: sentence, Expected: "one reference, #" + r.ID, Actual: actual,
		})
	}
	if out == nil && c.enveloped() {
		return []Outcome{{Level: report.Pass, Detail: "They do."}}
	}
	return out
}

// enveloped says whether a signature stands in the XML.
func (c *Case) enveloped() bool {
	return slices.ContainsFunc(c.Signatures, func(r signature.Result) bool { return !r.Detached })
}

func signaturePresent(c *Case) []Outcome {
	if len(c.Signatures) > 0 {
		return []Outcome{{Level: report.Pass, Detail: fmt.Sprintf("%d signature(s) found.", len(c.Signatures))}}
	}
	o := Outcome{Expected: "a signature in the Response or the Assertion", Actual: "none", Node: c.Sent.Node}
	kind := c.kind()
	switch {
	case detached(c):
		o.Level, o.Open = report.NotChecked, true
		o.Detail = "The signature stands in the URL (Redirect binding), where no answer to a sign-in may come from. It is not verified."
		o.Sentence = "its signature stands in the URL, where no answer to a sign-in may come from"
		o.Actual, o.Steps = "a signature in the query", askVendor
	case kind&(onRequest|onLogout|onMetadata|onOther) != 0:
		o.Level, o.Detail = report.Info, "It is not signed; it need not be."
	case c.sealed():
		o.Level, o.Open = report.NotChecked, true
		o.Detail = "The response is not signed itself; the assertion may be, inside the encryption."
		o.Sentence = "the only signature may be inside the encrypted assertion"
		o.Steps = decrypt
	case kind == onAssertion:
		o.Level, o.Open = report.NotChecked, true
		o.Detail = "The assertion is not signed itself; the response around it may be."
		o.Sentence = "the assertion is not signed, and the response around it is not here"
		o.Owner, o.Steps = report.Helpdesk, captureAnswer
	case kind == onResponse && len(c.Sent.Assertions) == 0 && c.Sent.Status != nil && !c.Sent.Status.Success():
		o.Level, o.Detail = report.Info, "An error answer holds no assertion and needs no signature."
	default:
		o.Level = c.bad()
		o.Detail = "Neither the response nor the assertion is signed: anybody could have written it."
		o.Sentence = "neither the response nor the assertion is signed"
	}
	return []Outcome{o}
}

func signatureScope(c *Case) []Outcome {
	if len(c.Signatures) == 0 {
		return nil
	}
	var parts []string
	for _, r := range c.Signatures {
		parts = append(parts, carrier(r))
	}
	return []Outcome{{
		Level: report.Info, Detail: "Signed: " + list(parts) + ". Which of them the application wants is set in Signing Option.", Actual: strings.Join(parts, ", "),
	}}
}

func signatureDisputed(c *Case) []Outcome {
	var out []Outcome
	agreed := false
	for _, r := range c.Signatures {
		switch why, silent := strings.CutPrefix(r.Second, "cannot judge: "); {
		case r.Disputed:
			out = append(out, Outcome{
				Level: report.NotChecked, Open: true, Subject: carrier(r), Node: r.Node,
				Detail:   "Two verifiers disagree about this signature, so it is called neither good nor forged. In detail: " + stop(r.Detail),
				Sentence: "two verifiers disagree about its signature; please report it, without the message",
				Expected: "the same answer from both", Actual: r.Second,
			})
		case r.Cause == signature.Good && silent:
			out = append(out, Outcome{
				Level: report.Info, Subject: carrier(r), Node: r.Node,
				Detail: "The signature is good by this program's own verification. The second one, goxmldsig, could not judge it: " + stop(why),
			})
		case r.Cause == signature.Good:
			agreed = agreed || !r.Detached // of one in a URL there is nothing to disagree about: no XML is canonicalized
		}
	}
	if out == nil && agreed {
		return []Outcome{{Level: report.Pass, Detail: "They do."}}
	}
	return out
}

func signatureUnsupported(c *Case) []Outcome {
	return c.each(signature.Unsupported, func(r signature.Result) Outcome {
		if r.Limit {
			return Outcome{
				Level: report.NotChecked, Open: true, Detail: "The algorithms are sound, but this program cannot verify this combination.",
				Sentence: "this program cannot verify this kind of signature", Actual: r.Algorithm + ", " + r.Canonicalization, Steps: askVendor,
			}
		}
		return Outcome{
			Detail:   "The signature names an algorithm that anybody can forge, that nobody knows, or that no identity provider uses.",
			Sentence: "it is signed with an algorithm that must not be trusted",
			Expected: "RSA or ECDSA with SHA-256 or better", Actual: strings.Trim(r.Algorithm+", "+r.Digest, ", "),
		}
	}, "They are.")
}

// The transforms that a signature of SAML may name (Core 5.4.4), and inclusive canonicalization, which
// is verified and told.
var transforms = map[string]report.Level{
	"http://www.w3.org/2000/09/xmldsig#enveloped-signature":        report.Pass,
	"http://www.w3.org/2001/10/xml-exc-c14n#":                      report.Pass,
	"http://www.w3.org/2001/10/xml-exc-c14n#WithComments":          report.Pass,
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315":              report.Warn,
	"http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": report.Warn,
	"http://www.w3.org/2006/12/xml-c14n11":                         report.Warn,
	"http://www.w3.org/2006/12/xml-c14n11#WithComments":            report.Warn,
}

// badTransforms lists the transforms that must be refused.
func badTransforms(r signature.Result) []string {
	var bad []string
	for _, t := range r.Transforms {
		if _, ok := transforms[t]; !ok {
			bad = append(bad, t)
		}
	}
	return bad
}

func signatureTransforms(c *Case) []Outcome {
	var out []Outcome
	for _, r := range c.Signatures {
		if bad := badTransforms(r); len(bad) > 0 {
			out = append(out, Outcome{
				Level: c.bad(), Subject: carrier(r), Node: r.Node, Detail: "Other transforms can make a signature cover nothing, or run for ever.",
				Sentence: "its signature uses a transform that is not allowed", Expected: "enveloped-signature, exclusive canonicalization", Actual: joined(bad),
			})
			continue
		}
		for _, t := range r.Transforms {
			if transforms[t] == report.Warn {
				out = append(out, Outcome{
					Level: report.Warn, Subject: carrier(r), Node: r.Node,
					Detail:   "Inclusive canonicalization breaks when the assertion is moved into another document; the standard asks for exclusive.",
					Expected: "exclusive canonicalization", Actual: t,
				})
			}
		}
	}
	if out == nil && c.enveloped() {
		return []Outcome{{Level: report.Pass, Detail: "They are the only ones."}}
	}
	return out
}

func signatureMalformed(c *Case) []Outcome {
	return c.each(signature.Malformed, func(r signature.Result) Outcome {
		if r.Detached {
			return Outcome{
				Detail:   "The signature in the URL is not complete, or it is not clear what it covers.",
				Sentence: "the signature in the URL is not built as the standard wants it", Expected: "SAMLRequest or SAMLResponse, RelayState, SigAlg and Signature, each once",
				Owner: report.Vendor, Steps: copyURL,
			}
		}
		return Outcome{
			Detail:   "The signature element is not complete, or holds what does not belong there.",
			Sentence: "its signature is not built as the standard wants it", Expected: "SignedInfo, SignatureValue and at most one KeyInfo",
		}
	}, "They are.")
}
