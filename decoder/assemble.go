package decoder

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"claimcheck/decoder/check"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/wire"
)

// mostSigned bounds the signatures of one message that are listed; as many are judged as signature.Verify says.
const mostSigned = 100

// mostListed bounds the claims that nobody wants and the fields that are listed, for all messages of a capture
// together; each message may have mostAnyway of either beyond that. A sign-in has a hundred.
const (
	mostListed = 20_000
	mostAnyway = 50
)

// fewInAll keeps the lists of all messages within mostListed. The chosen message, which is looked at first, comes
// first.
func fewInAll(messages []report.Message, chosen int) {
	room := mostListed
	fit := func(m *report.Message) {
		wanted := 0
		for wanted < len(m.Claims) && m.Claims[wanted].State != report.Extra {
			wanted++
		}
		claims := min(len(m.Claims)-wanted, max(room, mostAnyway))
		fields := min(len(m.Coverage), max(room-claims, mostAnyway))
		if more := len(m.Claims) - wanted - claims + len(m.Coverage) - fields; more > 0 {
			m.Claims, m.Coverage = slices.Clone(m.Claims[:wanted+claims]), slices.Clone(m.Coverage[:fields])
			m.Notes = append(m.Notes, fmt.Sprintf("%d more claims and fields, for the capture holds many", more))
		}
		room = max(room-claims-fields, 0)
	}
	fit(&messages[chosen])
	for i := range messages {
		if i != chosen {
			fit(&messages[i])
		}
	}
}

// message judges a completed case and lays its answer out.
func message(index int, on *check.Case) report.Message {
	j := check.Judge(on)
	m := report.Message{
		Index:      index,
		Member:     on.Payload.Member,
		Kind:       kindOf(on),
		Layers:     append([]string{}, on.Payload.Layers...),
		XMLSHA256:  sum(on.Payload.XML),
		RelayState: on.Payload.RelayState,
		Binding:    on.Payload.Binding,
		SentTo:     withoutQuery(on.Payload.URL),
		JudgedAt:   on.At.UTC(),
		JudgedBy:   on.By,
		Verdict:    j.Verdict,
		Sentence:   j.Sentence,
		Cause:      j.Cause,
		Signature:  j.Signature,
		Signatures: []report.Signed{},
		Claims:     append([]report.Claim{}, j.Claims...),
		Findings:   j.Findings,
		Notes:      j.Notes,
	}
	if on.Doc != nil {
		m.XML = on.Doc.Source // the same text
	} else {
		m.XML = string(on.Payload.XML)
	}
	for i, r := range on.Signatures {
		if i < mostSigned {
			m.Signatures = append(m.Signatures, signed(r))
		}
		switch {
		case r.Detached && r.Cause == signature.Good:
			m.Covered = append(m.Covered, report.ByteRange{Start: r.Parent.Start, End: r.Parent.End})
		case isSent(on, r): // a signature does not cover itself
			m.Covered = append(m.Covered, report.ByteRange{Start: r.Parent.Start, End: r.Node.Start}, report.ByteRange{Start: r.Node.End, End: r.Parent.End})
		}
	}
	if more := len(on.Signatures) - mostSigned; more > 0 {
		m.Notes = append(m.Notes, fmt.Sprintf("%d more signatures", more))
	}
	if p := on.Payload.Error; p != nil {
		m.ErrorPage = &report.ErrorPage{
			Codes: append([]string{}, p.Codes...), RequestID: p.RequestID,
			CorrelationID: p.CorrelationID, Timestamp: p.Timestamp, Text: p.Text,
		}
	}
	if on.Sent != nil {
		m.Summary = summary(on)
		var left int
		if m.Coverage, left = coverage(on); left > 0 {
			m.Notes = append(m.Notes, fmt.Sprintf("%d more fields and values, of which it is not told here whether they are signed", left))
		}
	}
	return m
}

// isSent says whether a good signature stands in the message as sent, not in a decrypted part.
func isSent(on *check.Case, r signature.Result) bool {
	if r.Cause != signature.Good {
		return false
	}
	top := r.Parent
	for top.Parent != nil {
		top = top.Parent
	}
	return top == on.Doc.Root
}

// kindOf names the kind of a message. XML that was refused is named after the parameter it came in.
func kindOf(on *check.Case) string {
	switch {
	case on.Payload.Kind == wire.ErrorPage:
		return "ErrorPage"
	case on.Sent != nil && on.Sent.Kind != saml.Other:
		return string(on.Sent.Kind)
	case on.Payload.Param == "SAMLRequest":
		return string(saml.AuthnRequest)
	}
	return string(saml.Response)
}

func signed(r signature.Result) report.Signed {
	s := report.Signed{
		ID: r.ID, Cause: string(r.Cause), Detail: r.Detail,
		Algorithm: r.Algorithm, Digest: r.Digest, Canonicalization: r.Canonicalization,
	}
	if r.Parent != nil {
		s.Element = r.Parent.Local
	}
	switch {
	case r.Key != nil:
		k := report.KeyOf(r.Key.Public, r.Key.Cert)
		k.Source, k.InMetadata = r.Key.Source, r.Key.Entity != ""
		s.Key = &k
	case len(r.Embedded) > 0:
		k := report.KeyOf(r.Embedded[0].PublicKey, r.Embedded[0])
		s.Key = &k
	}
	return s
}

func summary(on *check.Case) report.Summary {
	m := on.Envelope
	s := report.Summary{
		ID: m.ID, Issuer: issuerOf(m), Destination: m.Destination.Text, InResponseTo: m.InResponseTo.Text,
		Issued: m.IssueInstant.Time,
	}
	if m.Status != nil {
		s.Status, s.StatusMsg = m.Status.Codes, report.Brief(m.Status.Message)
	}
	if m.Request != nil {
		s.ACS = m.Request.ACS.Text
	}
	if l := m.Logout; l != nil {
		if l.NameID != nil {
			s.NameID, s.NameIDFormat = l.NameID.Text, l.NameID.Format
		}
		s.SessionIndex, s.NotOnOrAfter = first(l.SessionIndex...), l.Until.Time
	}
	a := on.Assertion
	if a == nil {
		return s
	}
	if a.Issuer != nil {
		s.Issuer = a.Issuer.Text
	}
	if s.Issued.IsZero() {
		s.Issued = a.IssueInstant.Time
	}
	if a.Subject != nil {
		if a.Subject.NameID != nil {
			s.NameID, s.NameIDFormat = a.Subject.NameID.Text, a.Subject.NameID.Format
		}
		for _, c := range a.Subject.Confirmations {
			if c.Recipient.Set {
				s.Recipient = append(s.Recipient, c.Recipient.Text)
			}
		}
	}
	if c := a.Conditions; c != nil {
		s.NotBefore, s.NotOnOrAfter = c.NotBefore.Time, c.NotOnOrAfter.Time
		for _, restriction := range c.Audiences {
			for _, v := range restriction {
				s.Audience = append(s.Audience, v.Text)
			}
		}
	}
	for _, st := range a.Authn {
		s.SessionIndex = first(s.SessionIndex, st.SessionIndex.Text)
		if len(st.Contexts) > 0 {
			s.AuthnContext = first(s.AuthnContext, st.Contexts[0])
		}
	}
	s.Audience, s.Recipient = report.Few(s.Audience), report.Few(s.Recipient)
	return s
}

// withoutQuery drops what may hold the message itself, and a fragment with it.
func withoutQuery(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || raw == "" {
		before, _, _ := strings.Cut(raw, "?")
		return before
	}
	u.RawQuery, u.Fragment, u.User = "", "", nil
	return u.String()
}
