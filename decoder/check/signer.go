package check

import (
	"crypto"
	"crypto/x509"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/signature"
)

// The names that Microsoft Entra gives its certificates: one for the whole tenant, one an application. Anybody
// can write a certificate with such a name, so that it is a hint only.
const (
	tenantWide  = "accounts.accesscontrol.windows.net"
	application = "Microsoft Azure Federated SSO Certificate"
)

// origin is where the key that made a signature seems to come from, when it is none of the trusted ones.
type origin struct {
	detail   string
	sentence string   // empty: nothing more than that the key is unknown
	steps    []string // empty: the usual ones
}

// origin holds the certificate in the message whose key made the signature against what is imported.
func (c *Case) origin(r signature.Result) origin {
	if r.Stranger != nil && c.kind()&(onRequest|onLogout) == 0 { // it is announced: that is how it was found
		elsewhere, _ := c.announcedElsewhere(r.Stranger.Public)
		return elsewhere
	}
	if r.Signer == nil {
		return origin{}
	}
	subject, named := r.Signer.Subject.String(), r.Signer.Subject.CommonName
	elsewhere, known := c.announcedElsewhere(r.Signer.PublicKey)
	switch {
	case named == tenantWide && len(c.Keys) > 0 && !everyKey(c.Keys, tenantWide):
		return origin{
			"The certificate in the message has the name of the tenant-wide one (" + tenantWide + "): it was not made with the certificate of this application.",
			"it is signed with the key of the whole tenant, not with the application's own",
			[]string{
				signingKey + ": there must be an Active certificate of this application; press New Certificate > Save and make it active if there is none.",
				"Check that the sign-in was started at this application, and not at an app registration of the same name.",
			},
		}
	case named != tenantWide && everyKey(c.Keys, tenantWide):
		return origin{
			"The certificates that are imported have the name of the tenant-wide ones (" + tenantWide + "); the message is signed with the certificate of one application.",
			"it is signed with the application's own key, and the imported metadata is that of the whole tenant",
			[]string{
				signingKey + ": press Download next to Federation Metadata XML (its address ends in appid=…) and import that file here in place of the one for the tenant.",
				"If the signature is good then, give the same file, unchanged, to {short}.",
			},
		}
	}
	if known {
		return elsewhere
	}
	newest := newestNamed(c.Keys, subject)
	if newest == nil {
		return origin{detail: "No trusted certificate has its name (" + subject + "): the metadata is of another provider, tenant or application, or the message is not genuine."}
	}
	o := origin{detail: "A trusted certificate has the same name (" + subject + ") and another key"}
	switch {
	case r.Signer.NotBefore.After(newest.NotBefore):
		o.detail += ", and starts earlier (" + when(newest.NotBefore) + "; that of the message " + when(r.Signer.NotBefore) + "): most likely the signing certificate was rolled over and the imported file is the older one"
	case r.Signer.NotBefore.Before(newest.NotBefore):
		o.detail += ", and starts later (" + when(newest.NotBefore) + "; that of the message " + when(r.Signer.NotBefore) + "): most likely the provider still signs with the old certificate, which the imported file does not hold any more"
	default:
		o.detail += ": the signing certificate was rolled over, or the metadata is of another tenant or application"
	}
	if named == application {
		o.detail += ". Entra gives the certificate of every application that name, so it may also be that of another application or tenant"
	}
	o.detail += "."
	return o
}

// announcedElsewhere looks for the key among all that is imported, where it is not trusted for this issuer;
// what the issuer's own metadata says of it comes first, and there what it says as an identity provider.
func (c *Case) announcedElsewhere(key crypto.PublicKey) (found origin, known bool) {
	ours := false
	for _, f := range c.Files {
		for _, e := range f.Entities {
			for _, role := range e.Roles {
				for _, k := range role.Keys {
					if public, ok := k.Public.(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(key) {
						continue
					}
					switch own := e.ID == c.issuer(); {
					case own && role.Kind == "IDPSSODescriptor":
						return announcedOtherwise(f.Name, role, k), true
					case own && !ours:
						found, known, ours = announcedOtherwise(f.Name, role, k), true, true
					case !known:
						found, known = announcedFor(f.Name, e.ID, c.issuer()), true
					}
				}
			}
		}
	}
	return found, known
}

// announcedOtherwise words a key that the issuer announces, and not for signing messages.
func announcedOtherwise(file string, role metadata.Role, k metadata.Key) origin {
	use, short := "in its "+role.Kind+" only, which is not for this kind of message", "for another role only"
	if !k.Signs() {
		use = "for encryption only"
		short = use
	}
	return origin{
		"The metadata of the issuer in " + file + " announces the key that made the signature " + use + ".",
		"it is signed with a key that the metadata announces " + short,
		[]string{
			signingKey + ": press Download next to Federation Metadata XML and import that file here; check that the signature is good then.",
			"If it is announced " + short + " there as well, tell whoever runs the identity provider: it signs with a key that is not for signing.",
		},
	}
}

// announcedFor words a key that is another entity's.
func announcedFor(file, entity, issuer string) origin {
	return origin{
		"The key that made the signature is announced in " + file + " for another entity, " + entity + ", while the message says that it comes from " + issuer + ".",
		"it names one issuer and is signed with the key of another",
		[]string{
			portal + " > Set up: compare the Microsoft Entra Identifier there with the issuer of the message; is this the right tenant and application?",
			"If the message is not of a sign-in that you know, tell your security team.",
		},
	}
}

// everyKey says whether all the keys, at least one, are of certificates with that common name.
func everyKey(keys []signature.Key, name string) bool {
	for _, k := range keys {
		if k.Cert == nil || k.Cert.Subject.CommonName != name {
			return false
		}
	}
	return len(keys) > 0
}

// newestNamed gives the certificate of that subject that starts last; nil when none has it.
func newestNamed(keys []signature.Key, subject string) *x509.Certificate {
	var newest *x509.Certificate
	for _, k := range keys {
		if k.Cert != nil && k.Cert.Subject.String() == subject && (newest == nil || k.Cert.NotBefore.After(newest.NotBefore)) {
			newest = k.Cert
		}
	}
	return newest
}
