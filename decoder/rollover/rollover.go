// Package rollover tells two metadata files of an identity provider apart, the one that the application's vendor has
// and a fresh one, and says in which order a signing certificate is changed without a sign-in failing. Which
// certificate is active stands in no metadata file, and it claims none to be; whether a file is fit to send it does
// not judge.
package rollover

import (
	"crypto/x509"
	"fmt"
	"slices"
	"strings"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
)

// Setting is what a comparison and a plan are made for.
type Setting struct {
	App   string    // the application as the portal lists it: "Upwork Enterprise"
	Short string    // as sentences name it: "Upwork"
	At    time.Time // the instant that dates are held against
}

// today is the day of the instant, at midnight UTC, as the dates of a plan are.
func (s Setting) today() time.Time { return before(s.At, 0) }

// The role that signs a user in, and the protocol that it must speak (Metadata 2.4.3).
const (
	idp   = "IDPSSODescriptor"
	saml2 = "urn:oasis:names:tc:SAML:2.0:protocol"
)

// maxQuoted bounds a value of a file where it stands in a sentence, in bytes.
const maxQuoted = 200

func clip(s string) string {
	if len(s) <= maxQuoted {
		return s
	}
	return strings.ToValidUTF8(s[:maxQuoted], "") + "…"
}

// certificate is what a plan needs of one.
type certificate struct {
	id, print   string // SHA-256, and SHA-1 as the portal shows it
	key         string // of its public key; empty when only the report on the certificate is at hand
	from, until time.Time
}

func certificateOf(c *x509.Certificate) certificate {
	k := report.KeyOf(c.PublicKey, c)
	return certificate{id: k.SHA256, print: k.SHA1, key: string(c.RawSubjectPublicKeyInfo), from: k.NotBefore, until: k.NotAfter}
}

// named names a certificate with its end, to stand in brackets.
func (c certificate) named() string {
	return fmt.Sprintf("thumbprint %s, until %s", c.print, date(c.until))
}

// over says whether a certificate is of no use at an instant: it has ended, or is never in date.
func (c certificate) over(at time.Time) bool { return c.until.Before(at) || c.until.Before(c.from) }

// signing gives the certificates that an entity announces for signing a user in, each once, in document order.
func signing(e metadata.Entity) []certificate {
	var list []certificate
	known := map[string]bool{}
	for _, r := range e.Roles {
		if r.Kind != idp {
			continue
		}
		for _, k := range r.Keys {
			if k.Cert != nil && k.Signs() && !known[string(k.Cert.Raw)] {
				known[string(k.Cert.Raw)] = true
				list = append(list, certificateOf(k.Cert))
			}
		}
	}
	return list
}

// provider gives the one identity provider of a file; ok is false when there is none, or more than one.
func provider(f *metadata.File) (e metadata.Entity, ok bool) {
	for _, of := range f.Entities {
		if slices.ContainsFunc(of.Roles, func(r metadata.Role) bool { return r.Kind == idp }) {
			if ok {
				return metadata.Entity{}, false
			}
			e, ok = of, true
		}
	}
	return e, ok
}

// date writes a day as every report does.
func date(t time.Time) string { return t.UTC().Format("2006-01-02") }

// before gives midnight UTC of the day so many days before t; the zero time for what lies before the year 1, which
// no report can hold.
func before(t time.Time, days int) time.Time {
	y, m, d := t.UTC().Date()
	if t = time.Date(y, m, d-days, 0, 0, 0, 0, time.UTC); t.Year() < 1 {
		return time.Time{}
	}
	return t
}

// holding gives a set of certificates, and of their keys.
func holding(certs []certificate) map[string]bool {
	set := make(map[string]bool, 2*len(certs))
	for _, c := range certs {
		set[c.id], set[c.key] = true, true
	}
	return set
}
