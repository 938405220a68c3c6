package check

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/setup"
)

// setupKeyChecks ask about the signing certificate, and hold the set-up against the imported metadata.
var setupKeyChecks = []Check{
	{
		ID: "setup.certificate", on: onSetup, Rank: rankSignature, Run: setupCertificate,
		Title: "One signing certificate is active", Spec: "Microsoft Entra: manage certificates for federated single sign-on; Microsoft Graph: preferredTokenSigningKeyThumbprint", Owner: report.EntraAdmin,
		Steps: []string{signingKey + " > Edit: New Certificate > Save if there is none; then Make certificate active."},
		Hides: []string{"setup.certificate-dates"},
	},
	{
		ID: "setup.certificate-in-metadata", Facts: []string{"ENT-07"}, on: onSetup, Rank: rankSignature, Run: setupCertificateInMetadata,
		Title: "The active certificate is in the metadata", Spec: "Microsoft Entra: manage certificates for federated single sign-on", Owner: report.EntraAdmin, Steps: sendMetadata,
	},
	{
		ID: "setup.certificate-dates", on: onSetup, Rank: rankTime, Run: setupCertificateDates,
		Title: "The active certificate is in date", Spec: "SAML2Int SDP-MD05; Microsoft Entra: manage certificates for federated single sign-on", Owner: report.EntraAdmin,
		Steps: []string{
			signingKey + " > Edit: New Certificate > Save. Do not make it active yet.",
			"Download Federation Metadata XML, which announces both, and give it to {short}.",
			"When they say that they took it in, make the new certificate active.",
		},
	},
	{
		ID: "setup.certificate-newest", Facts: []string{"ENT-08"}, on: onSetup, Run: setupCertificateNewest,
		Title: "The newest certificate is the active one", Spec: "Microsoft Entra: manage certificates for federated single sign-on", Owner: report.EntraAdmin,
		Steps: []string{
			"Ask {short} whether they hold the new certificate. If so: " + signingKey + " > Edit: Make certificate active.",
			"If not, give them Federation Metadata XML first.",
		},
	},
	{
		ID: "setup.certificate-agrees", on: onSetup, Run: setupCertificateAgrees,
		Title: "Set-up and metadata agree on when the certificate ends", Spec: "Microsoft Entra: manage certificates for federated single sign-on", Owner: report.EntraAdmin, Steps: sendMetadata,
	},
	{
		ID: "setup.signing", Facts: []string{"SIG-09"}, on: onSetup, Run: setupSigning,
		Title: "What is signed, and how", Spec: "Microsoft Entra: certificate signing options; SAML2Int SDP-ALG01", Owner: report.EntraAdmin,
		Steps: []string{signingKey + " > Edit: set Signing Algorithm to SHA-256, unless {short} support demands SHA-1, then Save."},
	},
	{
		ID: "setup.tenant", on: onSetup, Rank: rankIssuer, Run: setupTenant,
		Title: "Set-up and metadata are of one tenant and one Microsoft cloud", Spec: "Microsoft Entra: federation metadata, authentication in national clouds", Owner: report.EntraAdmin,
		Steps: []string{
			"Compare with Entra admin center > Overview > Tenant ID: one of them is of a test tenant, or of another company.",
			signingKey + ": in the right tenant, next to Federation Metadata XML press Download, and give that file with the set-up.",
		},
		Hides: []string{"setup.certificate-in-metadata", "setup.login-url", "setup.issuer"},
	},
	{
		ID: "setup.login-url", on: onSetup, Run: setupLoginURL,
		Title: "Login URL and Logout URL are those of the metadata", Spec: "SAML Metadata 2.4.3; Microsoft Entra: configure SAML-based single sign-on", Owner: report.EntraAdmin,
		Steps: []string{"Copy Login URL and Logout URL again from the card Set up {app} of the page Single sign-on, and download Federation Metadata XML there."},
	},
	{
		ID: "setup.issuer", Facts: []string{"ENT-09"}, on: onSetup, Run: setupIssuer,
		Title: "The issuer carries an application ID only when the metadata does", Spec: "Microsoft Entra: customize SAML token claims", Owner: report.EntraAdmin,
		Steps: []string{
			claimsPage + " > Edit > Advanced settings > Advanced SAML claims options: switch off Append application ID to issuer, then Save.",
			"Or, if you need it, give {short} the longer issuer.",
		},
	},
}

// activeCertificate gives the certificate that signs, or nil when that is not shown.
func (c *Case) activeCertificate() *setup.Certificate {
	for i := range c.Setup.Certificates {
		if c.Setup.Certificates[i].Active == setup.Yes {
			return &c.Setup.Certificates[i]
		}
	}
	return nil
}

func setupCertificate(c *Case) []Outcome {
	s := c.Setup
	if !s.CertificatesShown {
		return notGiven("The signing certificate", true, givePage...)
	}
	if len(s.Certificates) == 0 {
		return []Outcome{{
			Level: report.Fail, Expected: "an active certificate", Actual: "none", Detail: "Without one Entra cannot sign what it sends.", Sentence: "the application has no signing certificate",
		}}
	}
	active, unknown := 0, 0
	for _, k := range s.Certificates {
		switch k.Active {
		case setup.Yes:
			active++
		case setup.NotShown:
			unknown++
		}
	}
	o := Outcome{Place: s.Certificates[0].Place, Expected: "one active certificate", Actual: fmt.Sprintf("%d active of %d", active, len(s.Certificates))}
	switch {
	case active == 1:
		a := c.activeCertificate()
		o.Level, o.Detail, o.Place = report.Pass, "One is.", a.Place
		if a.Thumbprint != "" {
			o.Actual = a.Thumbprint
		}
	case active > 1:
		o.Level, o.Sentence = report.Warn, "more than one certificate is said to be active"
		o.Detail = "More than one is said to be active, as of different times: only one can be. Give the page as it is now."
	case unknown > 0:
		o.Level, o.Open, o.Steps = report.NotChecked, true, givePage
		o.Detail, o.Sentence = "Which certificate is active was not given.", "which signing certificate is active was not given"
	default:
		o.Level, o.Detail, o.Sentence = report.Fail, "All certificates are inactive: none is there to sign with.", "no signing certificate is active"
	}
	return []Outcome{o}
}

// setupEntities gives the entities of the imported metadata that the set-up is held against: those with the set-up's
// issuer, or else with its tenant, or else all with an identity provider's role.
func (c *Case) setupEntities() []metadata.Entity {
	var all []metadata.Entity
	for _, f := range c.Files {
		for _, e := range f.Entities {
			if len(idpRoles(e)) > 0 {
				all = append(all, e)
			}
		}
	}
	issuer := c.Setup.First(setup.EntraIdentifier)
	for _, fits := range []func(metadata.Entity) bool{
		func(e metadata.Entity) bool { return e.ID == issuer },
		func(e metadata.Entity) bool { return Tenant(issuer) != "" && Tenant(e.ID) == Tenant(issuer) },
	} {
		if found := slices.DeleteFunc(slices.Clone(all), func(e metadata.Entity) bool { return !fits(e) }); len(found) > 0 {
			return found
		}
	}
	return all
}

// idpRoles gives an entity's roles that sign sign-ins.
func idpRoles(e metadata.Entity) []metadata.Role {
	return slices.DeleteFunc(slices.Clone(e.Roles), func(r metadata.Role) bool { return r.Kind != "IDPSSODescriptor" })
}

// announced gives the metadata's signing certificates by their thumbprints.
func (c *Case) announced() map[string]metadata.Key {
	keys := map[string]metadata.Key{}
	for _, e := range c.setupEntities() {
		for _, r := range idpRoles(e) {
			for _, k := range r.Keys {
				if k.Signs() && k.Cert != nil {
					keys[thumbprint(k.Cert)] = k
				}
			}
		}
	}
	return keys
}

func setupCertificateInMetadata(c *Case) []Outcome {
	a := c.activeCertificate()
	if a == nil || a.Thumbprint == "" {
		return nil
	}
	keys := c.announced()
	o := Outcome{Place: a.Place, Actual: a.Thumbprint}
	switch _, found := keys[a.Thumbprint]; {
	case len(c.Files) == 0:
		return notGiven("The metadata", false, signingKey+": next to Federation Metadata XML press Download, and give that file with the set-up (--metadata in the terminal).")
	case found:
		o.Level, o.Detail = report.Pass, "It is."
	default:
		var thumbs []string
		for t := range keys {
			thumbs = append(thumbs, t)
		}
		slices.Sort(thumbs)
		o.Level, o.Expected = report.Fail, joined(thumbs)
		o.Detail = c.name("The metadata does not announce the certificate that Entra signs with. {short} would verify with the ones in the metadata and refuse every sign-in.")
		o.Sentence = "the active certificate is not in the metadata: download it again"
	}
	return []Outcome{o}
}

// endsOf gives when a certificate begins and ends. The metadata knows best; two ends remain when the portal's date can be
// read in two ways.
func (c *Case) endsOf(k *setup.Certificate) (start time.Time, ends []time.Time) {
	if announced, found := c.announced()[k.Thumbprint]; found {
		return announced.Cert.NotBefore, []time.Time{announced.Cert.NotAfter}
	}
	return k.Start, k.Ends
}

func setupCertificateDates(c *Case) []Outcome {
	a := c.activeCertificate()
	if a == nil {
		return nil
	}
	start, ends := c.endsOf(a)
	if len(ends) == 0 {
		return notGiven("When the active certificate ends", true, givePage...)
	}
	o := Outcome{Place: a.Place, Subject: a.Thumbprint}
	terms := make([]report.Term, len(ends))
	for i, end := range ends {
		terms[i] = report.TermOf(start, end, c.At)
		o.Actual = strings.TrimPrefix(o.Actual+" or "+end.Format("2006-01-02"), " or ")
	}
	if len(ends) > 1 && terms[0] != terms[1] {
		o.Level, o.Open = report.NotChecked, true
		o.Detail = fmt.Sprintf("The date %s can be read with the day or with the month first, and the two say different things of the certificate.", a.Written)
		o.Sentence = "the end of the active certificate can be read in two ways"
		o.Steps = []string{"Give the metadata with the set-up, or the JSON of the application: there the date stands without doubt.", giveProperties}
		return []Outcome{o}
	}
	days := report.DaysLeft(ends[0], c.At)
	switch terms[0] {
	case report.ExpiredKey:
		o.Level, o.Sentence = report.Fail, "the active signing certificate has expired"
		o.Detail = "It has expired. An application that looks at the date refuses every sign-in. If a new certificate is there and inactive, Entra may sign with that one already, which an application that does not hold it refuses as well."
	case report.NotYet:
		o.Level, o.Sentence = report.Warn, "the active signing certificate is not valid yet"
		o.Detail = "It is not valid yet. Applications that look at the date refuse what is signed with it until then."
	case report.Current:
		o.Level, o.Detail = report.Pass, fmt.Sprintf("It has %d days left.", days)
	default:
		o.Level, o.Sentence = report.Warn, fmt.Sprintf("the active signing certificate has %d days left", days)
		o.Detail = fmt.Sprintf("It has %d days left. Entra warns 60, 30 and 7 days before the end; change it before, in the order below.", days)
	}
	if len(ends) > 1 {
		o.Detail += fmt.Sprintf(" The date %s can be read with the day or with the month first; that makes no difference today.", a.Written)
	}
	return []Outcome{o}
}

func setupCertificateNewest(c *Case) []Outcome {
	a := c.activeCertificate()
	if a == nil || len(c.Setup.Certificates) < 2 {
		return nil
	}
	newest, last := a, time.Time{}
	for i := range c.Setup.Certificates {
		k := &c.Setup.Certificates[i]
		if _, ends := c.endsOf(k); len(ends) > 0 && slices.MinFunc(ends, time.Time.Compare).After(last) {
			newest, last = k, slices.MinFunc(ends, time.Time.Compare)
		}
	}
	if newest == a || newest.Active == setup.Yes {
		return []Outcome{{Level: report.Pass, Place: a.Place, Detail: "It is."}}
	}
	return []Outcome{{
		Level: report.Warn, Place: newest.Place, Expected: newest.Thumbprint, Actual: a.Thumbprint,
		Sentence: "a newer signing certificate is there and inactive",
		Detail:   "A newer certificate is there and inactive. When the active one has expired, Entra may sign with the new one without being asked: every vendor must hold it by then.",
	}}
}

func setupCertificateAgrees(c *Case) []Outcome {
	var out []Outcome
	keys := c.announced()
	for _, k := range c.Setup.Certificates {
		announced, found := keys[k.Thumbprint]
		if !found || len(k.Ends) == 0 {
			continue
		}
		end := announced.Cert.NotAfter
		near := func(t time.Time) bool { return t.Sub(end).Abs() <= 36*time.Hour } // the portal writes local time
		o := Outcome{Subject: k.Thumbprint, Place: k.Place, Expected: end.UTC().Format("2006-01-02"), Actual: k.Ends[0].Format("2006-01-02")}
		if slices.ContainsFunc(k.Ends, near) {
			o.Level, o.Detail = report.Pass, "They do."
		} else {
			o.Level, o.Sentence = report.Warn, "set-up and metadata name different ends of one certificate"
			o.Detail = "The set-up names another end for this certificate than the certificate itself. One of the two was mistyped, or is of another certificate."
		}
		out = append(out, o)
	}
	return out
}

func setupSigning(c *Case) []Outcome {
	algorithm, at, _ := c.value(setup.SigningAlgorithm)
	option, place, _ := c.value(setup.SigningOption)
	if algorithm == "" && option == "" {
		return nil
	}
	o := Outcome{Level: report.Info, Place: at, Actual: strings.TrimPrefix(option+", "+algorithm, ", ")}
	if at == nil {
		o.Place = place
	}
	o.Detail = "That is what the page shows."
	if flat := strings.ReplaceAll(strings.ToUpper(algorithm), "-", ""); strings.Contains(flat, "SHA1") {
		o.Level, o.Expected, o.Sentence = report.Warn, "SHA-256", "SHA-1 is chosen to sign with"
		o.Detail = "SHA-1 is broken as a hash; Entra's own choice is SHA-256, and many applications refuse SHA-1."
	}
	return []Outcome{o}
}
