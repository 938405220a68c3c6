package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
	"claimcheck/library"
)

func (p *program) libraryReplace() *cobra.Command {
	var yes bool
	c := p.libraryDoes("replace NAME FILE", "Put a fresh file in the place of an entry", `Prints what differs between the entry and FILE, asks whether to go on, and puts FILE in
the place of the entry, byte for byte. The name stays; the former bytes are not kept:
export them first if they may be needed. Without a terminal to ask at, --yes is needed.`, 2, func(ctx context.Context, s *shelf, args []string) error {
		e, err := s.find(args[0])
		if err != nil {
			return err
		}
		f, err := p.metadataBytes(ctx, args[1])
		if err != nil {
			return err
		}
		given, fresh := f.Name, f.Body
		if _, err := metadata.Read(given, fresh); err != nil {
			return s.refuse(notMetadata(args[1], fresh, err))
		}
		if e.File != nil && e.File.SHA256 == sha256.Sum256(fresh) {
			return s.print(result{Done: known, contents: only(e)})
		}
		r, err := s.compare(ctx, e, given, fresh)
		if err != nil {
			return err
		}
		if !yes {
			switch why, err := s.declined(ctx, args[1], "Replace "+quote(e.Name)+"?"); {
			case err != nil:
				return err
			case why != nil:
				return s.undone(*why, result{Done: compared, contents: only(e), Comparison: r.Comparison})
			}
		}
		if e, err = s.Replace(e, fresh); err != nil {
			return err
		}
		return s.print(result{Done: replaced, contents: only(e), Warnings: unfit(r), Comparison: r.Comparison})
	})
	c.Flags().BoolVar(&yes, "yes", false, "replace without asking")
	return c
}

// compare tells what differs between an entry and a fresh file, and prints it as text. There is nothing to compare
// with an entry that cannot be opened.
func (s *shelf) compare(ctx context.Context, e library.Entry, name string, fresh []byte) (r report.Report, err error) {
	if e.Trouble != nil {
		say(s.p.err, e.Trouble.Problem)
		return report.Report{Chosen: -1}, nil
	}
	b, err := s.Export(e)
	if err != nil {
		return r, err
	}
	r, err = decoder.Compare(ctx, decoder.MetadataFile{Name: filepath.Base(e.Path), Origin: wire.File, Body: b},
		decoder.MetadataFile{Name: name, Origin: wire.File, Body: fresh}, decoder.Options{Version: version(), Now: s.p.env.now})
	if err == nil && s.format == formatText {
		s.p.write(report.Report{Comparison: r.Comparison, Chosen: -1}, formatText, false)
	}
	return r, err
}

// declined asks at the terminal, and says why the answer is not yes; nil when it is.
func (s *shelf) declined(ctx context.Context, file, question string) (why *report.Problem, err error) {
	no := report.Problem{
		Check: library.Check, Sentence: "Nothing was done: there is no terminal to ask at.", Expected: "--yes, or a terminal to answer at", Actual: "neither",
		Owner: report.Helpdesk, Steps: []string{"Look at the comparison, and run the command again with --yes."},
	}
	if !s.p.env.typed || file == stdin {
		return &no, nil
	}
	fmt.Fprintf(s.p.err, "%s [y/N] ", report.Clean(question))
	in := stoppable(ctx, func() (io.Reader, error) { return s.p.in, nil })
	line, _ := bufio.NewReader(in).ReadString('\n') // without an answer it is no
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if answer := strings.ToLower(strings.TrimSpace(line)); answer == "y" || answer == "yes" {
		return nil, nil
	}
	no.Sentence, no.Actual = "Nothing was done: the answer was not yes.", "another answer"
	return &no, nil
}

// undone tells that nothing was done, and prints what was found out until then.
func (s *shelf) undone(why report.Problem, r result) error {
	say(s.p.err, why)
	s.p.code = exitRefused
	if s.format != formatJSON {
		return nil
	}
	r.Problems = append(r.Problems, why)
	return s.print(r)
}
