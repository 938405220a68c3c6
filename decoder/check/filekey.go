package check

import (
	"crypto/ecdsa"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
)

// fileKeyChecks ask about the keys that a metadata file announces.
var fileKeyChecks = []Check{
	{
		ID: "metadata.signing-key", Facts: []string{"MD-06"}, on: onFile, Rank: rankSignature, Run: fileSigningKey,
		Title: "The identity provider announces a key that it signs with", Spec: "SAML Metadata 2.4.1.1; Kantara IIP-MD11; SAML2Int SDP-MD08", Owner: report.EntraAdmin,
		Steps: []string{
			signingKey + " > Edit: one certificate must be Active. If there is none, New Certificate > Save, then make it active.",
			downloadFile[0],
		},
	},
	{
		ID: "metadata.certificate", Facts: []string{"MD-07"}, on: onFile, Rank: rankSignature, Run: fileCertificate,
		Title: "Every certificate can be read and holds a public key", Spec: "SAML Metadata 2.4.1.1; SAML2Int SDP-MD05", Owner: report.EntraAdmin, Steps: downloadFile,
		Hides: []string{"metadata.signing-key"},
	},
	{
		ID: "metadata.key-size", Facts: []string{"MD-07"}, on: onFile, Rank: rankSignature, Run: fileKeySize,
		Title: "Every signing key is strong enough", Spec: "SAML2Int SDP-MD05, SDP-MD06; AADSTS50032", Owner: report.EntraAdmin, Steps: newCertificate,
	},
	{
		ID: "metadata.key-dates", Facts: []string{"MD-08"}, on: onFile, Rank: rankTime, Run: fileKeyDates,
		Title: "Every signing certificate is in date", Spec: "SAML2Int SDP-MD05; Microsoft Entra: manage certificates for federated single sign-on", Owner: report.EntraAdmin, Steps: newCertificate,
	},
	{
		ID: "metadata.several-keys", Facts: []string{"MD-14"}, on: onFile, Run: fileSeveralKeys,
		Title: "The application takes in every signing key", Spec: "Kantara IIP-MD07", Owner: report.EntraAdmin,
	},
	{
		ID: "metadata.newest-key", Facts: []string{"ENT-08"}, on: onFile, Run: fileNewestKey,
		Title: "The newest certificate is the active one", Spec: "Microsoft Entra: manage certificates for federated single sign-on", Owner: report.EntraAdmin,
		Steps: []string{
			signingKey + " > Edit: compare the Thumbprint of the Active certificate with those shown here.",
			"Ask {short} whether they took in every certificate of the file; then make the new one active, and remove the old one when sign-ins work.",
		},
	},
	{
		ID: "metadata.roles-agree", Facts: []string{"MD-16"}, on: onFile, Run: fileRolesAgree,
		Title: "The WS-Federation roles and the SAML role announce the same keys", Spec: "Microsoft Entra: federation metadata", Owner: report.EntraAdmin, Steps: downloadFile,
	},
}

var newCertificate = []string{
	signingKey + " > Edit > New Certificate > Save.",
	downloadFile[0] + " It announces the new certificate beside the old one.",
	"Give that file to {short}, wait until they say that they took it in, and only then make the new certificate active.",
}

// otherCertificate are the steps where the certificate that carries on is in the file already.
var otherCertificate = []string{
	"Ask {short} whether they took in every certificate of this file; if not, give it to them and wait until they say so.",
	signingKey + " > Edit: then make the one that lasts longer active, and remove this one when sign-ins work.",
}

// signers gives the keys of the identity provider that may sign, readable or not, each certificate once.
func (c *Case) signers() []metadata.Key {
	var keys []metadata.Key
	seen := map[string]bool{}
	for _, r := range rolesOf(c.entity(), idpRole) {
		for _, k := range r.Keys {
			if k.Use == "encryption" {
				continue
			}
			if k.Cert != nil {
				if seen[string(k.Cert.Raw)] {
					continue
				}
				seen[string(k.Cert.Raw)] = true
			}
			keys = append(keys, k)
		}
	}
	return keys
}

// keyName names a key in a sentence.
func keyName(k metadata.Key) string {
	if k.Cert != nil {
		return thumbprint(k.Cert)
	}
	return "a bare key"
}

func fileSigningKey(c *Case) []Outcome {
	idps := rolesOf(c.entity(), idpRole)
	if len(idps) == 0 {
		return nil
	}
	for _, k := range c.signers() {
		if k.Signs() {
			return []Outcome{{Level: report.Pass, Detail: "It does.", Node: k.Node, Actual: keyName(k)}}
		}
	}
	o := Outcome{
		Level: report.Fail, Node: idps[0].Node, Expected: `a KeyDescriptor with use="signing" or without use`, Actual: "none",
		Detail: "Without a signing key an application can verify nothing that the identity provider sends.", Sentence: "it announces no certificate that sign-ins are signed with",
	}
	if len(idps[0].Keys) > 0 {
		o.Actual = "keys for encryption, or none that can be read"
	}
	return []Outcome{o}
}

func fileCertificate(c *Case) []Outcome {
	var out kept
	keys := 0
	for _, r := range c.rolesJudged() {
		for i, k := range r.Keys {
			if keys++; k.Problem == nil {
				continue
			}
			o := Outcome{
				Level: report.Fail, Subject: fmt.Sprintf("%s, key %d", r.Kind, i+1), Node: k.Node, Expected: "the Base64 of a certificate", Actual: k.Problem.Error(),
				Detail:   "A certificate cannot be read: the file was damaged on the way, or edited." + c.answers("may"),
				Sentence: "a certificate in it cannot be read: the file was damaged after download" + andDownload,
			}
			switch {
			case errors.Is(k.Problem, signature.ErrKeyKind):
				o.ofAnotherKind()
			case k.Node.Local == "KeyDescriptor":
				o.Detail, o.Sentence = "It announces a key and holds none that can be verified with.", "it announces a key without a certificate"
			}
			out.add(o)
		}
	}
	if out.list == nil && keys > 0 {
		return []Outcome{{Level: report.Pass, Detail: "Each can."}}
	}
	return out.outcomes()
}

// ofAnotherKind words a certificate that is whole, with a key that nothing is verified with.
func (o *Outcome) ofAnotherKind() {
	o.Expected, o.Steps = "an RSA key, or one on the curve P-256, P-384 or P-521", newCertificate
	o.Detail = "The certificate is whole, and its key of a kind that most applications verify nothing with, nor does this program."
	o.Sentence = "the key of a certificate in it is of a kind that most applications do not take"
}

// rolesJudged gives every role of the entity that is judged.
func (c *Case) rolesJudged() []metadata.Role {
	if e := c.entity(); e != nil {
		return e.Roles
	}
	return nil
}

func fileKeySize(c *Case) []Outcome {
	var out kept
	judged := false
	for _, k := range c.signers() {
		judged = judged || k.Public != nil
		key, ok := k.Public.(*rsa.PublicKey)
		if _, curve := k.Public.(*ecdsa.PublicKey); !ok && !curve && k.Public != nil {
			o := Outcome{Level: report.Fail, Subject: keyName(k), Node: k.Node, Actual: or(report.KeyOf(k.Public, k.Cert).Algorithm, "another")}
			o.ofAnotherKind()
			out.add(o)
		}
		if !ok {
			continue
		}
		bits := key.N.BitLen()
		o := Outcome{Level: report.Fail, Subject: keyName(k), Node: k.Node, Expected: "RSA with at least 2048 bits", Actual: fmt.Sprintf("%d bits, exponent %d", bits, key.E)}
		switch {
		case key.E < 3 || key.E%2 == 0:
			o.Expected, o.Detail = "an odd exponent of at least 3", "With this exponent anybody can forge signatures, or none can be made."
			o.Sentence = "the key of a certificate in it is no key that can be used safely"
		case bits < 1024:
			o.Detail, o.Sentence = "A key this short is broken in hours; no application should take it.", fmt.Sprintf("its signing key has only %d bits", bits)
		case bits < 2048:
			o.Level = report.Warn
			o.Detail = "A key this short can be broken with effort; the standard allows it, and many applications refuse it. Entra makes keys of 2048 bits."
			o.Sentence = fmt.Sprintf("its signing key has only %d bits, which many applications refuse", bits)
		case bits > 16384:
			o.Level, o.Expected, o.Actual = report.Warn, "RSA with 2048 to 4096 bits", fmt.Sprintf("%d bits", bits)
			o.Detail = "A key this long is refused by many programs, by this one too when it verifies signatures."
			o.Sentence = fmt.Sprintf("its signing key has %d bits, more than many programs take", bits)
		default:
			continue
		}
		out.add(o)
	}
	if out.list == nil && judged {
		return []Outcome{{Level: report.Pass, Detail: "Each is."}}
	}
	return out.outcomes()
}

// fileKeyDates judges the certificates as the portal warns: 60, 30 and 7 days before the end. The standard gives the
// dates no meaning (Kantara IIP-MD12), and many applications enforce them. A certificate out of date is no fault of
// its own while another one is in date: Entra signs with that one.
func fileKeyDates(c *Case) []Outcome {
	var out kept
	dated, lasting, all := false, false, report.Beside{Entra: c.entraFile()}
	keys := slices.DeleteFunc(c.signers(), func(k metadata.Key) bool { return k.Cert == nil })
	for _, k := range keys {
		all = all.With(c.termOf(k), 1)
		lasting = lasting || c.termOf(k) == report.Current
	}
	for _, k := range keys {
		dated = true
		if o, worth := c.keyDate(k, all.With(c.termOf(k), -1)); worth {
			if lasting && o.Steps == nil {
				o.Steps = otherCertificate
			}
			out.add(o)
		}
	}
	if out.list == nil && dated {
		return []Outcome{{Level: report.Pass, Detail: "All are in date.", Actual: keys[0].Cert.NotAfter.UTC().Format(time.DateOnly), Node: keys[0].Node}}
	}
	return out.outcomes()
}

// termOf lets a certificate begin as much later as clocks may differ: one that was made a minute ago is in date.
func (c *Case) termOf(k metadata.Key) report.Term {
	return report.TermOf(k.Cert.NotBefore.Add(-c.Skew), k.Cert.NotAfter, c.At)
}

// keyDate words the dates of one certificate, where they are worth it.
func (c *Case) keyDate(k metadata.Key, beside report.Beside) (o Outcome, worth bool) {
	from, to := k.Cert.NotBefore.UTC(), k.Cert.NotAfter.UTC()
	term := c.termOf(k)
	cert := report.Certificate{Key: report.Key{NotBefore: from, NotAfter: to}, Term: term}
	day := to.Format(time.DateOnly)
	o = Outcome{
		Level: report.Warn, Subject: keyName(k), Node: k.Node, Detail: cert.Explain(c.At, true, beside),
		Expected: "a certificate that is in date for more than 60 days", Actual: from.Format(time.DateOnly) + " to " + day,
	}
	begin := from.Format(time.DateOnly)
	if begin == c.At.UTC().Format(time.DateOnly) {
		begin = from.Format("2006-01-02 15:04 UTC")
	}
	alone := beside.Valid == 0
	switch term {
	case report.Current, report.Undated:
		return o, false
	case report.ExpiredKey:
		o.Sentence = "one of its certificates expired on " + day + ", and another one is in date"
		if alone {
			o.Level, o.Sentence = report.Fail, "its certificate expired on "+day+": make a new one and download the file again"
		}
	case report.NotYet:
		o.Sentence = "one of its certificates is valid from " + begin + " only, and another one is in date"
		o.Steps = []string{signingKey + " > Edit: see which certificate is Active. Do not make one active that is not valid yet."}
		if alone {
			o.Level, o.Sentence = report.Fail, "its certificate is not valid before "+begin
		}
	default:
		days := max(report.DaysLeft(to, c.At), 0)
		left := fmt.Sprintf("in %d days", days)
		switch days {
		case 0:
			left = "within a day"
		case 1:
			left = "in a day"
		}
		o.Sentence = "its certificate ends on " + day + ", " + left
		if !alone {
			o.Sentence = "one of its certificates ends on " + day + ", " + left + ", and another one stands beside it"
		}
	}
	if from.After(to) {
		o.Sentence = "a certificate in it ends before it begins"
	}
	return o, true
}

// signedBy gives the thumbprint of the key that made the file's own signature, when it is good.
func (c *Case) signedBy() string {
	for i := range c.Signatures {
		if r := &c.Signatures[i]; r.Key != nil && r.Verified != nil {
			return thumbprint(r.Key.Cert)
		}
	}
	return ""
}

func fileSeveralKeys(c *Case) []Outcome {
	keys := c.signers()
	if len(keys) == 0 {
		return nil
	}
	if len(keys) == 1 {
		return []Outcome{{Level: report.Pass, Detail: "There is one.", Actual: keyName(keys[0])}}
	}
	var names []string
	for _, k := range keys {
		names = append(names, keyName(k))
	}
	o := Outcome{Level: report.Info, Node: keys[0].Node, Actual: joined(first(names, 10))}
	o.Detail = c.name(fmt.Sprintf("The file announces %d signing keys. {short} should take in all of them: the file does not show which one is active.", len(keys)))
	if by := c.signedBy(); by != "" {
		o.Detail += " The file itself is signed with " + by + ", which is probably the active one: only the portal shows it for certain."
	}
	return []Outcome{o}
}

func fileNewestKey(c *Case) []Outcome {
	keys := slices.DeleteFunc(c.signers(), func(k metadata.Key) bool { return k.Cert == nil })
	if len(keys) < 2 || !c.entraFile() {
		return nil
	}
	newest := slices.MaxFunc(keys, func(a, b metadata.Key) int { return a.Cert.NotAfter.Compare(b.Cert.NotAfter) })
	o := Outcome{
		Level: report.Info, Node: newest.Node, Expected: "the active certificate is the newest", Actual: keyName(newest),
		Detail: "The newest certificate is " + keyName(newest) + ". Whether it is the active one only the portal shows. While an expired one is active, Entra may already sign with the new one although that is inactive.",
	}
	switch by := c.signedBy(); by {
	case "":
		o.Level = report.NotChecked
	case keyName(newest):
		o.Level, o.Detail = report.Pass, "It signed the file, so it is probably the active one: only the portal shows that for certain."
	default:
		o.Level = report.Warn
		o.Sentence = "its newest certificate did not sign the file, so it is probably not active yet"
	}
	return []Outcome{o}
}

func fileRolesAgree(c *Case) []Outcome {
	e := c.entity()
	if e == nil {
		return nil
	}
	var saml, others map[string]metadata.Key
	for _, r := range e.Roles {
		into := &others
		switch {
		case r.Kind == idpRole:
			into = &saml
		case !strings.HasSuffix(r.Kind, "ServiceType"):
			continue
		}
		if *into == nil {
			*into = map[string]metadata.Key{}
		}
		for _, k := range r.Keys {
			if mark := k.SameKey(); mark != "" && k.Use != "encryption" {
				(*into)[mark] = k
			}
		}
	}
	if saml == nil || others == nil {
		return nil
	}
	for _, pair := range []struct {
		in, lacks map[string]metadata.Key
		detail    string
	}{
		{saml, others, "The SAML role announces %s, and the WS-Federation roles do not."},
		{others, saml, "The WS-Federation roles announce %s, and the SAML role does not."},
	} {
		var odd []metadata.Key
		for mark, k := range pair.in {
			if _, both := pair.lacks[mark]; !both {
				odd = append(odd, k)
			}
		}
		if odd == nil {
			continue
		}
		k := slices.MinFunc(odd, func(a, b metadata.Key) int { return a.Node.Start - b.Node.Start })
		return []Outcome{{
			Level: report.Warn, Node: k.Node, Expected: "the same keys in every role", Actual: keyName(k),
			Detail:   fmt.Sprintf(pair.detail, keyName(k)) + " Entra writes the same certificates into both: the file was edited, or put together from two.",
			Sentence: "its WS-Federation part and its SAML part announce different certificates",
		}}
	}
	return []Outcome{{Level: report.Pass, Detail: "They do."}}
}
