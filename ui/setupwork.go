package ui

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
	entra "claimcheck/decoder/setup"
	"claimcheck/decoder/wire"
)

// largestSetup is the largest file of a set-up that is read, in bytes.
const largestSetup = 32 << 20

// checkedSetup is the set-up that was looked at last, for the hand-off.
type checkedSetup struct {
	inputs   []decoder.SetupInput
	sentence string
}

// lookAtSetup judges an application as its admin set it up, with the library and the identifiers that were entered.
func (s *session) lookAtSetup(ctx context.Context, inputs []decoder.SetupInput, o decoder.Options) (result, error) {
	o.Metadata = s.library.files()
	r, err := decoder.InspectSetup(ctx, inputs, o)
	out := result{report: r, setup: inputs}
	if o.Profile != nil {
		out.application = o.Profile.Short
	}
	return out, err
}

// mayBeSetup looks at what holds no message as the text of the portal or JSON of Graph that it may be; ok is false when
// it is neither.
func (s *session) mayBeSetup(ctx context.Context, src source, o decoder.Options) (out result, ok bool, err error) {
	if src.open == nil || src.judge || src.file || src.size > mostAdminFile {
		return out, false, nil
	}
	b, err := readAll(src, mostAdminFile)
	if err != nil {
		return out, false, nil // it was read before; looking at it as a message says why
	}
	if _, err := entra.Read(src.name, b); err != nil {
		return out, false, nil
	}
	out, err = s.lookAtSetup(ctx, []decoder.SetupInput{{Name: src.name, Origin: src.origin, Bytes: b}}, o)
	return out, true, err
}

// together judges two set-ups that were given one after the other as one.
func (s *session) together(a, b []decoder.SetupInput) {
	s.look(source{name: "set-up", title: lang.L("source.setup"), origin: wire.Paste, setup: slices.Concat(a, b)})
}

// readAll reads a source, and one byte more than most at the most.
func readAll(src source, most int64) ([]byte, error) {
	body, err := src.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }() // only read
	return io.ReadAll(io.LimitReader(body, most+1))
}

// checkSetup judges what was given on the set-up page; failed is told why there is nothing to judge.
func (s *session) checkSetup(inputs []decoder.SetupInput, failed func(report.Problem)) {
	src := source{name: "set-up", title: lang.L("source.setup"), origin: wire.Paste, setup: inputs, entered: true}
	options := s.options()
	begin(s.work, src.title, 0, func(ctx context.Context, _ func(int64)) (result, error) { return s.lookAtSetup(ctx, inputs, options) }, func(r result, err error) {
		switch {
		case r.report.Problem != nil:
			failed(*r.report.Problem)
		case err != nil:
			failed(report.Problem{Sentence: err.Error()})
		default:
			s.looked(src, r, nil)
		}
	})
}

// readPiece reads a file of a set-up.
func (s *session) readPiece(path string, then func(decoder.SetupInput, error)) {
	name := filepath.Base(path)
	begin(s.work, shown(name), 0, func(context.Context, func(int64)) (decoder.SetupInput, error) {
		src := source{open: func() (io.ReadCloser, error) { return os.Open(path) }}
		b, err := readAll(src, largestSetup)
		return decoder.SetupInput{Name: name, Origin: wire.File, Bytes: b}, err
	}, then)
}
