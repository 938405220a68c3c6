package decoder

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"claimcheck/decoder/check"
	"claimcheck/decoder/encryption"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// mostOpened bounds the encrypted elements of a message that are opened: each may take ten tries of
// every key, and no sender encrypts so many.
const mostOpened = 50

// verify completes a case: keys, signatures, what may be believed, the request it answers, the instant
// it is judged at, and the claims.
func verify(ctx context.Context, on *check.Case, all []*check.Case, o Options) {
	on.At, on.By = instant(on, o)
	if on.Doc == nil {
		on.Claims = profile.Match(o.Profile, nil)
		return
	}
	verifySent(ctx, on, entityOf(on.Sent), o)
	believe(ctx, on, o)
	on.At, on.By = instant(on, o) // again: a signature may say which of the message's times to go by
	openParts(ctx, on, o)
	answer(on, all)
	if on.Assertion != nil {
		on.Claims = profile.Match(o.Profile, on.Assertion.Attributes)
	} else {
		on.Claims = profile.Match(o.Profile, nil)
	}
}

// verifySent finds the keys of issuer, and with them the good signatures of the message as sent.
func verifySent(ctx context.Context, on *check.Case, issuer string, o Options) {
	on.Entities = metadata.Entities(o.Metadata, issuer)
	on.Keys = append(signers(o.Metadata, on.Sent.Kind, issuer), o.Certs...)
	on.Signatures = signature.VerifyOneOf(ctx, on.Doc, on.Keys, o.documents, o.ahead)
	signature.Trace(ctx, on.Doc, on.Signatures, announced(o.Metadata))
	switch on.Sent.Kind {
	case saml.AuthnRequest, saml.LogoutRequest, saml.LogoutResponse: // a response must not come in a URL (response.binding)
		if p := on.Payload; p.Redirect != nil && p.Binding == "redirect" {
			on.Signatures = append(on.Signatures, signature.Detached(ctx, p.Redirect.RawQuery, p.XML, on.Doc.Root, on.Keys))
		}
	}
	on.Envelope, on.EnvelopeVerified = on.Sent, false
	if copied := signedCopy(on, on.Sent.Node); copied != nil && on.Sent.Kind != saml.AssertionAlone {
		on.Envelope, on.EnvelopeVerified = saml.ReadResponse(copied), true
	}
}

// signedCopy gives what a good signature in n covers, or nil.
func signedCopy(on *check.Case, n *tree.Node) *tree.Node {
	for i := range on.Signatures {
		if r := &on.Signatures[i]; r.Cause == signature.Good && r.Parent == n {
			return r.Verified
		}
	}
	return nil
}

// signers gives the keys that may sign a message of that kind in the name of issuer. Either side may start or
// answer a sign-out (Profiles 4.4).
func signers(files []*metadata.File, kind saml.Kind, issuer string) []signature.Key {
	switch kind {
	case saml.AuthnRequest:
		return metadata.SPSigningKeys(files, issuer)
	case saml.LogoutRequest, saml.LogoutResponse:
		return append(metadata.SigningKeys(files, issuer), metadata.SPSigningKeys(files, issuer)...)
	}
	return metadata.SigningKeys(files, issuer)
}

// entityOf names the entity whose metadata speaks for the message: its issuer. Entra names itself by the
// address of its sign-in page in a LogoutResponse, and by that of its token service in its metadata (Microsoft
// Entra: single sign-out SAML protocol); the tenant is the same.
func entityOf(m *saml.Message) string {
	issuer := issuerOf(m)
	if tenant, ok := strings.CutPrefix(issuer, "https://login.microsoftonline.com/"); ok && m.Kind == saml.LogoutResponse {
		return "https://sts.windows.net/" + tenant
	}
	return issuer
}

// announced gives every key of the metadata, whoever's it is and whatever for.
func announced(files []*metadata.File) iter.Seq[signature.Key] {
	return func(yield func(signature.Key) bool) {
		for _, f := range files {
			for _, e := range f.Entities {
				for _, role := range e.Roles {
					for _, k := range role.Keys {
						if k.Public != nil && !yield(signature.Key{Public: k.Public, Cert: k.Cert, Source: f.Name, Entity: e.ID}) {
							return
						}
					}
				}
			}
		}
	}
}

// issuerOf names who the message says it comes from: the assertion's issuer, whose claims they are,
// else the message's own. Where both stand and differ, decoder/check refuses the message.
func issuerOf(m *saml.Message) string {
	for _, a := range m.Assertions {
		if a.Issuer != nil {
			return a.Issuer.Text
		}
	}
	if m.Issuer != nil {
		return m.Issuer.Text
	}
	return ""
}

// believe fills in what may be believed: read from the verified copy where a good signature covers it,
// else from what was sent, and marked so (threats.md, rail 16).
func believe(ctx context.Context, on *check.Case, o Options) {
	if len(on.Envelope.Assertions) > 0 {
		on.Assertion, on.AssertionVerified = on.Envelope.Assertions[0], on.EnvelopeVerified
	}
	if len(on.Sent.Assertions) > 0 {
		if copied := signedCopy(on, on.Sent.Assertions[0].Node); copied != nil {
			on.Assertion, on.AssertionVerified = saml.ReadAssertion(copied), true
		}
		return
	}
	for _, n := range on.Sent.Encrypted {
		if len(on.Opened) == mostOpened || ctx.Err() != nil {
			break
		}
		opened := encryption.Open(n, o.SPKeys)
		on.Opened = append(on.Opened, opened)
		if opened.Doc != nil && on.Assertion == nil {
			inner(ctx, on, opened.Doc, o)
		}
	}
}

// inner reads a decrypted assertion. What was decrypted is read and verified like anything else; a good
// signature of the response around it covers it as well. Whose keys count is said by the assertion's issuer
// (threats.md, rail 10): where the response names another, the response is verified again with these.
func inner(ctx context.Context, on *check.Case, d *tree.Doc, o Options) {
	m := saml.Read(d)
	if len(m.Assertions) == 0 || m.Assertions[0].Node != d.Root { // Core 2.3.4: an Assertion, not a message around one
		last := &on.Opened[len(on.Opened)-1]
		last.Err = encryption.Shut(encryption.Unfit, "expected an Assertion in it, found %s", d.Root.Local)
		return
	}
	on.Inner = d
	on.Sent.Stray = append(on.Sent.Stray, m.Stray...)
	join(on, on.Opened[len(on.Opened)-1].Node, d)
	if issuer := issuerOf(m); m.Assertions[0].Issuer != nil && issuer != issuerOf(on.Sent) {
		verifySent(ctx, on, issuer, o)
	}
	results := signature.VerifyOneOf(ctx, d, on.Keys, o.documents, nil)
	signature.Trace(ctx, d, results, announced(o.Metadata))
	on.Signatures = append(on.Signatures, results...)
	on.Assertion, on.AssertionVerified = m.Assertions[0], on.EnvelopeVerified
	for i := range results {
		if results[i].Cause == signature.Good && results[i].Parent == m.Assertions[0].Node {
			on.Assertion, on.AssertionVerified = saml.ReadAssertion(results[i].Verified), true
		}
	}
}

// join looks for IDs that occur twice once d stands in the place of sealed, where an application may put
// it (threats.md, rail 6).
func join(on *check.Case, sealed *tree.Node, d *tree.Doc) {
	on.Duplicates = append(on.Duplicates, d.DuplicateIDs()...)
	own, replaced := d.Root.IDs(), sealed.IDs()
	for _, around := range []*tree.Doc{on.Doc, on.Inner} {
		if around == nil || around == d {
			continue
		}
		for id := range own {
			if !replaced[id] && around.HasID(id) {
				on.Duplicates = append(on.Duplicates, d.Root)
				return
			}
		}
	}
}

// openParts opens what is encrypted by itself in what is believed: the name ID and attributes. A
// signature over the encrypted form covers what was in it, so that they are as verified as what they
// stand in.
func openParts(ctx context.Context, on *check.Case, o Options) {
	part := func(n *tree.Node, local string) *tree.Node {
		if len(on.Opened) == mostOpened || ctx.Err() != nil {
			return nil
		}
		opened := encryption.Open(n, o.SPKeys)
		if opened.Doc != nil && !opened.Doc.Root.Is(saml.NSAssertion, local) {
			opened.Err = encryption.Shut(encryption.Unfit, "expected the element %s in it, found %s", local, opened.Doc.Root.Local)
		}
		on.Opened = append(on.Opened, opened)
		if opened.Err != nil {
			return nil
		}
		on.Sent.Stray = append(on.Sent.Stray, saml.Read(opened.Doc).Stray...)
		join(on, n, opened.Doc)
		return opened.Doc.Root
	}
	if l := on.Envelope.Logout; l != nil && l.NameID == nil && l.EncryptedID != nil {
		if n := part(l.EncryptedID, "NameID"); n != nil {
			envelope, logout := *on.Envelope, *l
			logout.NameID, envelope.Logout = saml.ReadNameID(n), &logout
			on.Envelope = &envelope
		}
	}
	if on.Assertion == nil || len(on.Assertion.EncryptedIDs) == 0 {
		return
	}
	a := *on.Assertion
	a.Attributes = slices.Clip(a.Attributes)
	for _, n := range a.EncryptedIDs {
		switch {
		case n.Local == "EncryptedAttribute":
			if at := part(n, "Attribute"); at != nil {
				a.Attributes = append(a.Attributes, saml.ReadAttribute(at))
			}
		case a.Subject != nil && n == a.Subject.EncryptedID && a.Subject.NameID == nil:
			if name := part(n, "NameID"); name != nil {
				subject := *a.Subject
				subject.NameID, a.Subject = saml.ReadNameID(name), &subject
			}
		default: // of a SubjectConfirmation
			part(n, "NameID")
		}
	}
	on.Assertion = &a
}

// answer ties a response to the request of the same capture, and learns from it what the application
// calls itself and where it wants the answer, unless that was entered.
func answer(on *check.Case, all []*check.Case) {
	var only *saml.Message
	several := false
	for _, other := range all {
		if other == on || other.Sent == nil {
			continue
		}
		on.Others = append(on.Others, other.Sent)
		if other.Sent.Kind != saml.AuthnRequest {
			continue
		}
		if on.Sent.InResponseTo.Set && other.Sent.ID == on.Sent.InResponseTo.Text {
			on.Request, on.RequestRelay = other.Sent, nil
			if other.Payload.HasRelay {
				on.RequestRelay = &other.Payload.RelayState
			}
		}
		several = several || only != nil && issuerOf(only) != issuerOf(other.Sent)
		only = other.Sent
	}
	from := on.Request
	if from == nil && !several {
		from = only // one application in the whole capture
	}
	if from == nil || on.Sent.Kind != saml.Response {
		return
	}
	if on.EntityID == "" && from.Issuer != nil {
		on.EntityID, on.Learnt = from.Issuer.Text, true
	}
	if on.ACS == "" && from.Request != nil && from.Request.ACS.Text != "" {
		on.ACS, on.Learnt = from.Request.ACS.Text, true
	}
}

// instant is when times are judged at: as given, else when the capture saw the message, else a moment
// after it was issued, else now. Where a good signature covers the assertion and not the response, the
// assertion says when that was: anybody can have written another time into the response.
func instant(on *check.Case, o Options) (time.Time, report.JudgedBy) {
	switch {
	case !o.At.IsZero():
		return o.At, report.ByGiven
	case !on.Payload.Time.IsZero():
		return on.Payload.Time, report.ByCapture
	case on.AssertionVerified && !on.EnvelopeVerified && on.Assertion.IssueInstant.OK:
		return on.Assertion.IssueInstant.Time.Add(delivery), report.ByIssueInstant
	case on.Sent != nil && on.Sent.IssueInstant.OK:
		issued := on.Sent.IssueInstant.Time
		if len(on.Sent.Assertions) > 0 {
			// No response is older than what it holds; where it says so, the assertion is believed.
			if inside := on.Sent.Assertions[0].IssueInstant; inside.OK && inside.Time.After(issued) {
				issued = inside.Time
			}
		}
		return issued.Add(delivery), report.ByIssueInstant
	case on.Sent != nil && len(on.Sent.Assertions) > 0 && on.Sent.Assertions[0].IssueInstant.OK: // a token has none of its own
		return on.Sent.Assertions[0].IssueInstant.Time.Add(delivery), report.ByIssueInstant
	case on.Payload.Error != nil && !on.Payload.Error.Timestamp.IsZero():
		return on.Payload.Error.Timestamp, report.ByCapture
	}
	return o.Now, report.ByNow
}
