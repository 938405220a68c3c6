package check

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha1" // the thumbprint that portals show
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
)

// keyChecks ask about keys and algorithms of signatures, good or not.
var keyChecks = []Check{
	{
		ID: "signature.keys", Facts: []string{"SIG-08"}, on: onXML, Run: keysTried,
		Title: "Every signing key of the metadata was tried", Spec: "Kantara IIP-MD07; SAML2Int SDP-IDP32", Owner: report.Vendor,
	},
	{
		ID: "signature.sha1", Facts: []string{"SIG-09"}, on: onXML, Run: keySHA1,
		Title: "The signature algorithm is SHA-256 or better", Spec: "SAML2Int SDP-ALG01; Microsoft Entra: certificate signing options", Owner: report.EntraAdmin,
		Steps: []string{signingKey + " > Edit: set Signing Algorithm to SHA-256 unless {short} asked for SHA-1. Press Save."},
	},
	{
		ID: "signature.key-size", Facts: []string{"SIG-10"}, on: onXML, Run: keySize,
		Title: "An RSA key has at least 2048 bits", Spec: "SAML2Int SDP-MD06; AADSTS50032", Owner: report.EntraAdmin,
		Steps: []string{signingKey + " > Edit > New Certificate > Save; then make it active and give the new Federation Metadata XML to {short}."},
	},
	{
		ID: "signature.key-dates", Facts: []string{"SIG-07"}, on: onXML, Run: keyDates,
		Title: "The certificate of the signing key was in date", Spec: "SAML2Int SDP-MD05; Kantara IIP-MD12", Owner: report.EntraAdmin,
		Steps: []string{
			signingKey + " > Edit > New Certificate > Save.",
			"Give the new Federation Metadata XML to {short} and agree on a time; then make the new certificate active.",
		},
	},
	{
		ID: "signature.embedded", Facts: []string{"SIG-13", "ENT-07"}, on: onXML, Run: keyEmbedded,
		Title: "The certificate in the message is one of the metadata", Spec: "SAML Core 5.4.5", Owner: report.EntraAdmin,
	},
}

// thumbprint is a certificate's as the portal shows it: SHA-1, upper-case hex, no colons.
func thumbprint(cert *x509.Certificate) string {
	if cert == nil {
		return ""
	}
	return strings.ToUpper(fmt.Sprintf("%x", sha1.Sum(cert.Raw)))
}

// describe names a key in a sentence.
func describe(k signature.Key) string {
	what := "a bare key"
	if k.Cert != nil {
		what = "the certificate " + thumbprint(k.Cert)
	}
	if k.Source != "" {
		what += " of " + k.Source
	}
	return what
}

// tried lists the thumbprints of keys, the first few of them.
func tried(keys []signature.Key) []string {
	var prints []string
	for _, k := range keys {
		if p := thumbprint(k.Cert); p != "" {
			prints = append(prints, p)
		} else {
			prints = append(prints, "a bare key")
		}
	}
	return first(prints, 5)
}

func keysTried(c *Case) []Outcome {
	if len(c.Signatures) == 0 || len(c.Keys) == 0 {
		return nil
	}
	var names []string
	for _, k := range c.Keys {
		names = append(names, describe(k))
	}
	return []Outcome{{
		Level: report.Info, Detail: fmt.Sprintf("Trusted for this issuer: %d. %s.", len(names), joined(first(names, 5))), Actual: joined(tried(c.Keys)),
	}}
}

func keySHA1(c *Case) []Outcome {
	var out []Outcome
	judged := false
	for _, r := range c.Signatures {
		var weak []string
		for _, uri := range []string{r.Algorithm, r.ParameterDigest, r.Digest} {
			a, ok := signature.Look(uri)
			judged = judged || ok
			if ok && a.Level == signature.Weak {
				weak = append(weak, a.Name)
			}
		}
		if weak != nil {
			out = append(out, Outcome{
				Level: report.Warn, Subject: carrier(r), Node: r.Node, Detail: "SHA-1 is weak. Many applications still take it; some refuse.",
				Expected: "SHA-256 or better", Actual: joined(weak),
			})
		}
	}
	if out == nil && judged {
		return []Outcome{{Level: report.Pass, Detail: "It is."}}
	}
	return out
}

func keySize(c *Case) []Outcome {
	var out []Outcome
	judged := false
	for _, r := range c.Signatures {
		if r.Key == nil {
			continue
		}
		key, ok := r.Key.Public.(*rsa.PublicKey)
		if !ok {
			continue
		}
		judged = true
		if bits := key.N.BitLen(); bits < 2048 {
			out = append(out, Outcome{
				Level: report.Warn, Subject: carrier(r), Node: r.Node,
				Detail:   "The signature is good, but a key this short can be broken. The standard allows it; many applications refuse it.",
				Expected: "at least 2048 bits", Actual: fmt.Sprintf("%d bits", bits),
			})
		}
	}
	if out == nil && judged {
		return []Outcome{{Level: report.Pass, Detail: "It has."}}
	}
	return out
}

func keyDates(c *Case) []Outcome {
	var out []Outcome
	judged := false
	for _, r := range c.Signatures {
		if r.Key == nil || r.Key.Cert == nil {
			continue
		}
		judged = true
		cert := r.Key.Cert
		o := Outcome{Level: report.Warn, Subject: carrier(r), Node: r.Node, Actual: when(c.At)}
		switch {
		case c.At.After(cert.NotAfter):
			o.Detail = "The signature is good, and the certificate of its key had expired. The standard allows this; in practice many applications refuse it."
			o.Expected = "no later than " + when(cert.NotAfter)
		case c.At.Before(cert.NotBefore):
			o.Detail = "The signature is good, and the certificate of its key was not valid yet. The standard allows this; in practice many applications refuse it."
			o.Expected = "no earlier than " + when(cert.NotBefore)
		default:
			continue
		}
		out = append(out, o)
	}
	if out == nil && judged {
		return []Outcome{{Level: report.Pass, Detail: "It was."}}
	}
	return out
}

// when writes an instant as reports show it.
func when(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func keyEmbedded(c *Case) []Outcome {
	var out []Outcome
	for _, r := range c.Signatures {
		if len(r.Embedded) == 0 || len(c.Keys) == 0 {
			continue
		}
		o := Outcome{Subject: carrier(r), Node: r.Node, Actual: thumbprint(r.Embedded[0]), Expected: joined(tried(c.Keys))}
		o.Level, o.Detail = report.Info, "It is not: the signing certificate was rolled over, or the metadata is of another tenant or application. The certificate in the message is a hint only."
		for _, cert := range r.Embedded {
			if holds(c.Keys, cert.PublicKey) {
				o.Level, o.Detail = report.Pass, "It is. This is a hint only: anybody can put a certificate into a message."
				break
			}
		}
		out = append(out, o)
	}
	return out
}

// holds says whether one of the keys is that public key.
func holds(keys []signature.Key, public crypto.PublicKey) bool {
	for _, k := range keys {
		if e, ok := k.Public.(interface{ Equal(crypto.PublicKey) bool }); ok && e.Equal(public) {
			return true
		}
	}
	return false
}
