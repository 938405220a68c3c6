package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
	"claimcheck/library"
	"claimcheck/whole"
)

// fromLibrary begins the name of an entry of the library where a file can be named as well.
const fromLibrary = "library:"

func (p *program) compareCommand() *cobra.Command {
	var s settings
	var entity, reminder string
	c := &cobra.Command{
		Use:   "compare [flags] SENT FRESH",
		Short: "Say what changed in a metadata file since it was sent, and whether the vendor needs it anew",
		Long: `Compares the federation metadata that the application's vendor was sent last (SENT)
with the one that Entra gives now (FRESH): says in one sentence whether the vendor
needs the fresh file, lists what changed, and gives the order in which a certificate
is changed without a sign-in failing, with its dates.

SENT or FRESH may be - for standard input, or library:NAME for an entry of the
library.

Exit codes: 0 nothing that the vendor needs has changed; 1 the vendor needs the
fresh file; 3 the files cannot be compared: one is no metadata or cannot be read,
they are of different identity providers, the fresh one is the tenant-wide file, or
they seem to stand in the wrong order.`,
		Example: `  claimcheck-cli compare sent.xml fresh.xml
  claimcheck-cli compare --format json "library:Upwork Enterprise" fresh.xml
  claimcheck-cli compare --reminder certificate.ics sent.xml fresh.xml`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(s.format); err != nil {
				return err
			}
			if len(args) != 2 {
				return usage(fmt.Sprintf("compare was given %d files.", len(args)), "two: the file that was sent, and the fresh one")
			}
			if _, err := p.inputNames(args, 2); err != nil {
				return err
			}
			o := decoder.Options{Version: version(), Now: p.env.now, Skew: decoder.DefaultSkew, Entity: entity}
			if err := s.apply(c.Context(), &o, p); err != nil {
				return err
			}
			var files [2]decoder.MetadataFile
			for i, name := range args {
				f, err := p.metadataFile(c.Context(), name)
				if err != nil {
					return err
				}
				files[i] = f
			}
			r, err := decoder.Compare(c.Context(), files[0], files[1], o)
			switch {
			case r.Problem != nil:
				p.present([]report.Report{r}, s)
				return nil
			case err != nil:
				return err
			}
			p.code = compareCode(r.Comparison)
			p.write(r, s.format, false)
			p.remind(reminder, r, o)
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&entity, "entity", "", "compare the one entity with this `ENTITYID` of files that hold several")
	f.StringVar(&s.profile, "profile", "", "built-in profile `NAME` or profile file of the application that the file is for (default "+decoder.DefaultProfile+")")
	f.StringVar(&s.at, "at", "", "`TIME` to hold the certificates' dates against instead of now")
	f.StringVar(&s.format, "format", formatText, "`FORMAT` of the report: text, json or html")
	f.StringVar(&reminder, "reminder", "", reminderUsage)
	return c
}

// compareCode is the exit code that says whether the vendor needs the fresh file.
func compareCode(c *report.Comparison) int {
	switch {
	case c.Unrelated != "" || c.Swapped:
		return exitNothing
	case c.Resend:
		return exitRefused
	}
	return exitAccepted
}

// metadataFile reads a file of a comparison, or an entry of the library.
func (p *program) metadataFile(ctx context.Context, name string) (decoder.MetadataFile, error) {
	entry, kept := strings.CutPrefix(name, fromLibrary)
	if !kept {
		f, err := p.metadataBytes(ctx, name)
		if name != stdin {
			f.Name = name // as given: base names may be equal
		}
		return f, err
	}
	if p.env.home == "" {
		return decoder.MetadataFile{}, usage("This computer names no folder for the library.", "a configuration folder of the user",
			"Name one in the environment variable CLAIMCHECK_HOME.")
	}
	l := &shelf{Library: library.In(p.env.home), p: p}
	var b []byte
	e, err := l.find(entry)
	if err == nil {
		b, err = l.Export(e)
	}
	var t *library.Trouble
	if errors.As(err, &t) {
		err = &trouble{Problem: t.Problem, cause: t}
	}
	return decoder.MetadataFile{Name: name, Origin: wire.File, Body: b}, err
}

// reminderUsage says what the flag --reminder does.
const reminderUsage = "write when the certificates end, and 60, 30 and 7 days before, to a new `FILE` for a calendar (.ics) as well"

// remind writes the reminders of a report to a new file, where one is named.
func (p *program) remind(name string, r report.Report, o decoder.Options) {
	if name == "" || r.Problem != nil {
		return
	}
	var b bytes.Buffer
	count, left, err := decoder.WriteReminders(&b, r, o)
	if err == nil && count > 0 {
		err = whole.New(name, whole.Bytes(b.Bytes()))
	}
	switch {
	case err != nil:
		say(p.err, unwritable(name, err).Problem)
		p.code = exitNothing
	case count == 0:
		fmt.Fprintf(p.err, "claimcheck-cli: %s was not written: no certificate has an end to be reminded of.\n", report.Clean(name))
	case left > 0:
		fmt.Fprintf(p.err, "claimcheck-cli: %s reminds of the certificates that end first; %d more are left out.\n", report.Clean(name), left)
	}
}
