package decoder

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"claimcheck/decoder/check"
	"claimcheck/decoder/flow"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
	"claimcheck/decoder/wire"
)

// DefaultSkew is the tolerance for clocks that differ (SAML2Int SDP-G01: 3 to 5 minutes).
const DefaultSkew = 3 * time.Minute

// judging bounds the work on one message, whatever is in it.
const judging = 5 * time.Second

// delivery is what a browser needs to carry a response from Entra to the application: a message without
// a capture time is judged this long after it was issued.
const delivery = 2 * time.Second

// Options are the setting that a capture is judged in.
type Options struct {
	Version  string // of the program, for the report
	Now      time.Time
	At       time.Time     // the instant to judge at; zero: found in the capture
	Skew     time.Duration // as it stands; DefaultSkew is the usual one
	Metadata []*metadata.File
	Certs    []signature.Key  // trusted beside the metadata
	Profile  *profile.Profile // nil: DefaultProfile
	EntityID string           // of the application; overrides the profile's
	ACS      string
	Entity   string // entityID of the one entity of a metadata file that InspectMetadata judges; empty: the whole file
	SPKeys   []crypto.PrivateKey
	Progress func(done int64) // bytes read so far; may be nil

	documents int              // of the capture, set by Inspect
	ahead     *signature.Ahead // of its only message, set by Inspect
}

// DefaultProfile is the application that is assumed when none is named.
const DefaultProfile = "upwork-enterprise"

// Inspect says what there is to say about one capture. The error is a *wire.Nothing when there was
// nothing to look at (the report then carries the Problem), else of ctx or of the reader.
func Inspect(ctx context.Context, c wire.Capture, o Options) (report.Report, error) {
	if o.Profile == nil {
		p, err := profile.Builtin(DefaultProfile)
		if err != nil {
			return report.Report{}, err
		}
		o.Profile = p
	}
	rep := report.Report{
		Schema:   report.Schema,
		Tool:     report.Tool{Name: "claimcheck", Version: o.Version},
		Input:    report.Input{Name: c.Name, Origin: string(c.Origin)},
		Chosen:   -1,
		Messages: []report.Message{},
	}
	opened, err := open(ctx, c, o)
	var nothing *wire.Nothing
	if errors.As(err, &nothing) {
		opened = nothing.Opened
		rep.Problem = problem(nothing)
	} else if err != nil {
		return rep, err
	}
	if opened.SHA256 != [sha256.Size]byte{} {
		rep.Input.SHA256 = hex.EncodeToString(opened.SHA256[:])
	}
	if opened.Har && c.Origin == wire.File {
		rep.Input.Origin = "har"
	}
	rep.Input.Notes = unread(opened)
	if nothing != nil {
		return rep, nothing
	}

	reading, stop := context.WithCancel(ctx)
	defer stop()
	o.documents, o.ahead = len(opened.Payloads), ahead(reading, opened, o)
	cases := read(opened, o)
	follow(opened, cases, o)
	if none := missing(opened, cases, o); none != nil {
		for _, on := range cases {
			on.Missing = none
		}
	}
	for i, on := range cases {
		if err := ctx.Err(); err != nil {
			return rep, err
		}
		rep.Messages = append(rep.Messages, judge(ctx, i, on, cases, o))
	}
	if err := ctx.Err(); err != nil {
		return rep, err // the last message was cut short
	}
	rep.Flow = tie(opened, rep.Messages, o)
	rep.Chosen = flow.Choose(rep.Messages, rep.Flow)
	fewInAll(rep.Messages, rep.Chosen)
	rep.JudgedAt, rep.JudgedBy = rep.Messages[rep.Chosen].JudgedAt, rep.Messages[rep.Chosen].JudgedBy
	return rep, nil
}

// open opens the capture. Should that break, it is an error like that of a reader, and no end of the program.
func open(ctx context.Context, c wire.Capture, o Options) (opened wire.Opened, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reading it failed: %v", r)
		}
	}()
	return wire.Open(ctx, c, wire.DefaultLimits, o.Progress)
}

// ahead has the second witness begin on the only message of a capture, if it will be asked: it takes the longer
// of the two to read it. Of several messages each waits for its turn, lest all be held at once.
func ahead(ctx context.Context, opened wire.Opened, o Options) *signature.Ahead {
	if len(opened.Payloads) != 1 || len(o.Metadata)+len(o.Certs) == 0 {
		return nil
	}
	xml := opened.Payloads[0].XML
	if !bytes.Contains(xml, []byte("SignatureValue")) {
		return nil
	}
	return signature.ReadAhead(ctx, string(xml))
}

// read makes a case of every payload: parsed, not yet verified.
func read(opened wire.Opened, o Options) []*check.Case {
	cases := make([]*check.Case, 0, len(opened.Payloads))
	for _, p := range opened.Payloads {
		on := &check.Case{
			Payload: p, Profile: o.Profile, Now: o.Now, Skew: o.Skew,
			EntityID: first(o.EntityID, o.Profile.EntityID), ACS: first(o.ACS, o.Profile.ACS),
			Files: o.Metadata, Certs: len(o.Certs), HasSPKey: len(o.SPKeys) > 0,
		}
		parse(on)
		cases = append(cases, on)
	}
	return cases
}

// parse reads the payload's XML. Should that break, judge says so of this message and the others go on.
func parse(on *check.Case) {
	if on.Payload.Kind != wire.XML {
		return
	}
	defer func() {
		if r := recover(); r != nil {
			on.Doc, on.Sent, on.Broken = nil, nil, fmt.Sprintf("reading it failed: %v", r)
		}
	}()
	d, err := tree.Parse(on.Payload.XML, tree.MessageLimits)
	if err != nil {
		errors.As(err, &on.TreeError)
		return
	}
	on.Doc, on.Duplicates, on.Sent = d, d.DuplicateIDs(), saml.Read(d)
}

// judge verifies and judges one message within its time. What takes longer goes on alone until the
// next look at its context and its answer is dropped.
func judge(ctx context.Context, index int, on *check.Case, all []*check.Case, o Options) report.Message {
	ctx, cancel := context.WithTimeout(ctx, judging)
	defer cancel()
	done := make(chan report.Message, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- broken(index, on, o, fmt.Sprintf("reading it failed: %v", r))
			}
		}()
		verify(ctx, on, all, o)
		done <- message(index, on)
	}()
	select {
	case m := <-done:
		return m
	case <-ctx.Done():
		return broken(index, on, o, fmt.Sprintf("it was not finished within %s", judging))
	}
}

// broken is the answer for a message whose judging stopped. It is made from the payload alone: the
// case belongs to the goroutine that has not ended.
func broken(index int, on *check.Case, o Options, why string) report.Message {
	return message(index, &check.Case{
		Payload: on.Payload, Profile: o.Profile, Files: o.Metadata, Now: o.Now, Skew: o.Skew,
		At: o.Now, By: report.ByNow, Broken: why,
	})
}

// follow tells each response what became of it, before it is judged.
func follow(opened wire.Opened, cases []*check.Case, o Options) {
	messages := make([]report.Message, len(cases))
	for i, on := range cases {
		m := report.Message{Kind: kindOf(on), SentTo: withoutQuery(on.Payload.URL), Binding: on.Payload.Binding}
		if on.Sent != nil {
			m.Summary.ID, m.Summary.Issuer, m.Summary.InResponseTo, m.Summary.Issued = on.Sent.ID, issuerOf(on.Sent), on.Sent.InResponseTo.Text, on.Sent.IssueInstant.Time
		}
		if on.Payload.Error != nil {
			m.ErrorPage = &report.ErrorPage{CorrelationID: on.Payload.Error.CorrelationID, Timestamp: on.Payload.Error.Timestamp}
		}
		messages[i] = m
	}
	f := tie(opened, messages, o)
	if f == nil {
		return
	}
	for _, s := range f.SignIns {
		for _, step := range s.Steps {
			if step.Message != nil {
				cases[*step.Message].Loops, cases[*step.Message].Answered = s.Loops, step.Status
			}
		}
	}
}

// tie puts the messages in order. Should that break, the report goes without a flow: it judges nothing.
func tie(opened wire.Opened, messages []report.Message, o Options) (f *report.Flow) {
	defer func() {
		if recover() != nil {
			f = nil
		}
	}()
	s := flow.Setting{
		Application: o.Profile.Short, SignOn: o.Profile.SignOnURL,
		At: []string{o.ACS, o.Profile.ACS, o.Profile.SignOnURL},
	}
	asked := map[string]bool{}
	for i := range messages {
		issuer := messages[i].Summary.Issuer
		if asked[issuer] {
			continue
		}
		asked[issuer] = true
		for _, e := range metadata.Entities(o.Metadata, issuer) {
			for _, role := range e.Roles {
				for _, at := range role.Endpoints {
					if at.Service == "SingleSignOnService" {
						s.IdP = append(s.IdP, at.Location)
					}
				}
			}
		}
	}
	return flow.Of(opened.Hops, opened.Payloads, messages, s)
}

// sum is the SHA-256 of the decoded XML in lower-case hex.
func sum(xml []byte) string {
	if xml == nil {
		return ""
	}
	h := sha256.Sum256(xml)
	return hex.EncodeToString(h[:])
}

func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}
