package decoder

import (
	"context"
	"fmt"
	"io"

	"claimcheck/decoder/check"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/rollover"
	"claimcheck/decoder/wire"
)

// MetadataFile is a metadata file as it was given, not yet read.
type MetadataFile struct {
	Name   string
	Origin wire.Origin
	Body   []byte
}

// Compare tells two metadata files apart, the one that the vendor was sent last and a fresh one, and says whether the
// vendor needs the fresh one and in which order a certificate is changed. Message 0 is the pre-flight of the file that
// was sent, message 1, the chosen one, that of the fresh file, each as InspectMetadata gives it. Where one of them is
// no metadata, or cannot be read as such, the report carries the Problem and no comparison, and the error is what
// InspectMetadata gives, or says so; else it is that of ctx. Dates are held against o.At, or o.Now.
func Compare(ctx context.Context, sent, fresh MetadataFile, o Options) (report.Report, error) {
	var inspected [2]report.Report
	var cases [2]*check.Case
	for i, f := range []MetadataFile{sent, fresh} {
		r, on, err := inspectFile(ctx, f.Name, f.Origin, f.Body, o)
		if err != nil {
			return r, err
		}
		if on.Doc == nil {
			r.Problem = &report.Problem{
				Check: "input.metadata", Sentence: fmt.Sprintf("%s cannot be compared. %s", f.Name, r.Messages[0].Sentence),
				Expected: "two metadata files that can be read", Actual: on.Wrong.Error(),
				Owner: r.Messages[0].Cause.Owner, Steps: r.Messages[0].Cause.Steps,
			}
			r.Messages, r.Chosen = []report.Message{}, -1
			return r, on.Wrong
		}
		inspected[i], cases[i] = r, on
	}
	out := inspected[1]
	out.Chosen, out.Messages, out.Inputs = 1, nil, nil
	for i, r := range inspected {
		m := r.Messages[0]
		m.Index, m.Input = i, r.Input.Name
		out.Messages, out.Inputs = append(out.Messages, m), append(out.Inputs, r.Input)
	}
	out.Comparison = rollover.Compare(side(cases[0], out.Messages[0]), side(cases[1], out.Messages[1]), rolloverSetting(cases[1]))
	return out, nil
}

// WriteReminders writes as iCalendar when the certificates of the chosen file of a report end, and what is to be done
// 60, 30 and 7 days before. Nothing is written when no end is to come: count is then 0. left counts certificates that
// are left out for their number.
func WriteReminders(w io.Writer, r report.Report, o Options) (count, left int, err error) {
	if r.Chosen < 0 || r.Messages[r.Chosen].Metadata == nil {
		return 0, 0, nil
	}
	if o.Profile == nil {
		if o.Profile, err = profile.Builtin(DefaultProfile); err != nil {
			return 0, 0, err
		}
	}
	list, left := rollover.Reminders(r.Messages[r.Chosen].Metadata.Certificates, rollover.Setting{App: o.Profile.Title, Short: o.Profile.Short, At: r.JudgedAt})
	if len(list) == 0 {
		return 0, left, nil
	}
	return len(list), left, report.WriteCalendar(w, list, o.Now)
}

// side is one of the files as a comparison takes it.
func side(on *check.Case, m report.Message) rollover.Side {
	s := rollover.Side{File: on.File, Signature: m.Signature, Foreign: ofAnotherKind(m.Findings)}
	if m.Verdict == report.Refused {
		s.Unfit = m.Sentence
	}
	return s
}
