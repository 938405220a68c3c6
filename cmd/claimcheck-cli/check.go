package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
	"claimcheck/whole"
)

func (p *program) checkCommand() *cobra.Command {
	var s settings
	var example string
	c := &cobra.Command{
		Use:   "check [flags] FILE|FOLDER|-...",
		Short: "Say why a sign-in failed and who can mend it",
		Long: `Looks at what was captured of a sign-in and says in one sentence whether the
application would take it, and if not, why and who can mend it.

A FILE holds whatever there is, nobody asks which: XML, Base64, a form body, a
URL, a HAR or SAML-tracer export, a cURL line, an HTML page, the text of an
Entra error page, a mail with the value in it. An archive (ZIP, Fiddler's SAZ,
gzip, tar), a saved mail or page (.eml, .mhtml) and a FOLDER are looked into.
- is standard input.

Signatures are verified with --metadata, --cert and what the library has imported:
the issuer of the message picks the entry, and for an entity that a --metadata file
has the library does not count. Without any of them nothing is ever called accepted.`,
		Example: `  claimcheck-cli check --metadata contoso.xml response.txt
  claimcheck-cli check --metadata contoso.xml --format json case.har
  claimcheck-cli check --metadata contoso.xml a.saz mail.eml Downloads
  claimcheck-cli check --example missing-country`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(s.format); err != nil {
				return err
			}
			if c.Flags().Changed("example") {
				return p.practise(c.Context(), example, args, s)
			}
			names, err := p.inputNames(args, 0)
			if err != nil {
				return err
			}
			o := decoder.Options{Version: version(), Now: p.env.now, Skew: decoder.DefaultSkew}
			if err := s.apply(c.Context(), &o, p); err != nil {
				return err
			}
			o.Metadata = p.imported(s, o.Metadata)
			return p.check(c.Context(), names, o, s)
		},
	}
	s.register(c)
	c.Flags().StringVar(&example, "example", "", "look at the built-in practice case of that `NAME`; a wrong name lists them")
	return c
}

// check looks at every input and prints one report.
func (p *program) check(ctx context.Context, names []string, o decoder.Options, s settings) error {
	var reports []report.Report
	for _, name := range names {
		r, err := p.inspect(ctx, name, o)
		if err != nil {
			return err
		}
		if len(names) > 1 && name != stdin {
			r.Input.Name = name // base names may be equal
		}
		reports = append(reports, r)
	}
	p.present(reports, s)
	return nil
}

// inspect looks at one input. What keeps it from being looked at is in the report; the error is of ctx.
func (p *program) inspect(ctx context.Context, name string, o decoder.Options) (report.Report, error) {
	c, body, err := p.capture(ctx, name)
	r := report.Report{
		Schema: report.Schema, Tool: report.Tool{Name: "claimcheck", Version: o.Version},
		Input: report.Input{Name: name, Origin: string(wire.File)}, Chosen: -1,
	}
	if err == nil {
		r, err = judge(ctx, c, o)
		_ = body.Close() // only read
	}
	if err == nil || ctx.Err() != nil {
		return r, err
	}
	var t *trouble
	if !errors.As(err, &t) {
		t = unreadable("file", name, err)
	}
	r.Problem, r.Messages, r.Chosen = &t.Problem, nil, -1
	return r, nil
}

// judge looks at one capture; that it holds nothing to look at is no error, and told in the report.
func judge(ctx context.Context, c wire.Capture, o decoder.Options) (report.Report, error) {
	r, err := decoder.Inspect(ctx, c, o)
	var nothing *wire.Nothing
	if ctx.Err() != nil {
		return r, ctx.Err()
	}
	if errors.As(err, &nothing) {
		return r, nil
	}
	return r, err
}

// present prints what was found and sets the exit code.
func (p *program) present(reports []report.Report, s settings) {
	p.code = exitCode(reports)
	for _, r := range reports {
		if r.Problem == nil {
			continue
		}
		problem := *r.Problem
		if len(reports) > 1 {
			problem.Sentence = r.Input.Name + ": " + problem.Sentence
		}
		say(p.err, problem)
	}
	all := report.Merge(reports)
	if s.format != formatText || len(all.Messages) > 0 {
		p.write(all, s.format, s.flow)
	}
	if s.flowSVG != "" && all.Flow != nil {
		if err := p.drawFlow(s.flowSVG, all); err != nil {
			say(p.err, unwritable(s.flowSVG, err).Problem)
			p.code = exitNothing
		}
	}
}

// drawFlow writes the drawing to a new file only: a slip of the hand must not cost the capture.
func (p *program) drawFlow(name string, r report.Report) error {
	return whole.New(name, func(w io.Writer) error { return report.WriteFlowSVG(w, r, p.env.zone) })
}

// exitCode sums up. A request that stands beside an answer does not count as undetermined: there is
// nothing to accept about it.
func exitCode(reports []report.Report) int {
	var refused, undetermined, nothing bool
	for _, r := range reports {
		nothing = nothing || r.Problem != nil
		for i, m := range r.Messages {
			request := strings.HasSuffix(m.Kind, "Request")
			refused = refused || m.Verdict == report.Refused
			undetermined = undetermined || m.Verdict != report.Accepted && (!request || i == r.Chosen)
		}
	}
	switch {
	case refused:
		return exitRefused
	case nothing:
		return exitNothing
	case undetermined:
		return exitUndetermined
	}
	return exitAccepted
}

// practise looks at a built-in practice case; flags that are given stand over what the case says.
func (p *program) practise(ctx context.Context, name string, args []string, s settings) error {
	if len(args) > 0 {
		return usage("--example was given together with a file.", "either --example NAME or FILE")
	}
	cases, err := decoder.PracticeCases()
	if err != nil {
		return err
	}
	i := slices.IndexFunc(cases, func(c decoder.PracticeCase) bool { return c.Name == name })
	if i < 0 {
		names := make([]string, 0, len(cases))
		for _, c := range cases {
			names = append(names, c.Name)
		}
		return usage("There is no practice case "+quote(name)+".", "one of "+strings.Join(names, ", "))
	}
	c, o, err := decoder.Setting(cases[i].Scenario)
	if err != nil {
		return err
	}
	o.Version = version()
	if o.Now.IsZero() {
		o.Now = p.env.now
	}
	if err := s.apply(ctx, &o, p); err != nil {
		return err
	}
	c.Name = name
	r, err := judge(ctx, c, o)
	if err != nil {
		return err
	}
	p.present([]report.Report{r}, s)
	return nil
}
