package handoff

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"claimcheck/decoder/report"
)

// idp is the role of the file that signs users in.
const idp = "IDPSSODescriptor"

func (l *letter) urls() section {
	s := section{title: "URLS TO COPY OR COMPARE"}
	add := func(label, value string) {
		s.lines = append(s.lines, "  "+label+":", "    "+cmp.Or(value, "not in the file"))
	}
	add("Microsoft Entra Identifier (issuer, identity provider's entity ID)", l.vendors(l.entity.ID))
	for _, of := range []struct{ label, service string }{
		{"Login URL (single sign-on)", "SingleSignOnService"},
		{"Logout URL (single logout)", "SingleLogoutService"},
	} {
		found := l.endpoints(of.service)
		if len(found) == 0 {
			add(of.label, "")
		}
		for _, e := range found {
			add(of.label+", by "+e.Binding, e.Location)
		}
	}
	if t := tenant(l.entity.ID); t != "" {
		add("Tenant ID, for Microsoft's support", t)
	}
	if id := l.application(); id != "" {
		add("Application ID, for Microsoft's support", id)
	}
	if u := l.field(metadataURL); u != "" {
		add(metadataURL+" (the current file, for programs that fetch it)", l.said(u))
	}
	return s
}

// metadataURL is how the portal calls the address of the application's metadata.
const metadataURL = "App Federation Metadata Url"

var ofApplication = regexp.MustCompile(`(?i)[?&]appid=(` + guid.String() + `)`)

// application is the application's ID, as far as the set-up shows it.
func (l *letter) application() string {
	if id := guid.FindString(l.field("Application ID")); id != "" {
		return id
	}
	if m := ofApplication.FindStringSubmatch(l.field(metadataURL)); m != nil {
		return m[1]
	}
	return ""
}

// endpoints are the addresses of a service, each once, with the short names of its bindings.
func (l *letter) endpoints(service string) []report.Endpoint {
	const most = 20 // of an identity provider's; a vendor needs one
	var list []report.Endpoint
	for _, r := range l.entity.Roles {
		for _, e := range r.Endpoints {
			if r.Kind != idp || e.Service != service || len(list) == most {
				continue
			}
			location := l.vendors(e.Location)
			binding := report.Clean(report.Brief(e.Binding[strings.LastIndexByte(e.Binding, ':')+1:]))
			i := slices.IndexFunc(list, func(x report.Endpoint) bool { return x.Location == location })
			switch {
			case i < 0:
				list = append(list, report.Endpoint{Location: location, Binding: binding})
			case !strings.Contains(list[i].Binding, binding):
				list[i].Binding += " or " + binding
			}
		}
	}
	return list
}

// signing are the certificates that sign answers, in the order of the file.
func (l *letter) signing() []report.Certificate {
	if l.Metadata.Metadata == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(l.Metadata.Metadata.Certificates), func(c report.Certificate) bool {
		return !slices.ContainsFunc(c.Uses, func(u report.KeyUse) bool { return u.Role == idp && u.Use != "encryption" })
	})
}

func (l *letter) certificates() section {
	const most = 50 // an identity provider has one or two
	s := section{title: "CERTIFICATES THAT SIGN OUR ANSWERS (take in all of them)"}
	for i, c := range l.signing() {
		if i == most {
			s.lines = append(s.lines, "  … and more: the file holds all of them.")
			break
		}
		lines := []string{"SHA-1 thumbprint, as Entra shows it: " + c.SHA1, "SHA-256: " + c.SHA256}
		if c.SHA1 == "" {
			lines = []string{"a key without a certificate, or one that could not be read"}
		}
		if !c.NotAfter.IsZero() {
			lines = append(lines, "Valid from "+day(c.NotBefore)+" to "+day(c.NotAfter)+" (UTC), "+c.Left())
		}
		if l.active(c.SHA1) {
			lines = append(lines, "Active: it signs now")
		}
		for n, line := range lines {
			before := "     "
			if n == 0 {
				before = fmt.Sprintf("  %d. ", i+1)
			}
			s.lines = append(s.lines, before+line)
		}
	}
	if len(s.lines) == 0 {
		s.lines = []string{"  The file announces none that could be read."}
	}
	return s
}

// active says whether the set-up shows that a certificate is the one that signs.
func (l *letter) active(sha1 string) bool {
	if sha1 == "" || l.Setup == nil || l.Setup.Setup == nil {
		return false
	}
	return slices.ContainsFunc(l.Setup.Setup.Fields, func(f report.SetupField) bool {
		return f.Name == "Certificate" && slices.Contains(f.Values, "Active") && slices.Contains(f.Values, sha1)
	})
}

func day(t time.Time) string { return t.UTC().Format("2006-01-02") }

// configured are the claims as the set-up shows them; nil when it shows none, or single ones only.
func (l *letter) configured() []report.SetupClaim {
	if l.Setup == nil || l.Setup.Setup == nil || slices.ContainsFunc(l.Setup.Findings, func(f report.Finding) bool { return f.Check == "setup.claim" && f.Level == report.NotChecked }) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(l.Setup.Setup.Claims), func(c report.SetupClaim) bool { return c.State == report.Missing })
}

func (l *letter) claims() section {
	s := section{title: "CLAIMS WE SEND (as configured in our Entra)"}
	claims := l.configured()
	if claims == nil {
		claims = l.App.Claims
		s.title = "CLAIMS WE SEND (as " + l.title() + " wants them; not read from our Entra)"
	}
	longest := 0
	names := make([]string, len(claims))
	for i, c := range claims {
		names[i] = c.Name
		if c.Namespace != "" {
			names[i] = strings.TrimSuffix(c.Namespace, "/") + "/" + c.Name
		}
		names[i] = l.said(names[i])
		if n := len([]rune(names[i])); n <= 30 {
			longest = max(longest, n)
		}
	}
	for i, name := range names {
		pad := strings.Repeat(" ", max(0, longest-len([]rune(name))))
		s.lines = append(s.lines, "  "+name+pad+"   from "+source(claims[i].Source))
	}
	return s
}

// attribute is how Entra names the source of a claim.
var attribute = regexp.MustCompile(`^[A-Za-z]+\.[A-Za-z0-9_.]+$`)

// source tells where a claim comes from. A fixed value and the parts of a transformation stay at home: they may be of
// a person.
func source(s string) string {
	switch {
	case s == "":
		return "a source that was not given"
	case attribute.MatchString(s):
		return report.Clean(report.Brief(s))
	case strings.HasPrefix(s, `"`):
		return "a fixed value"
	}
	return "a value that Entra computes"
}
