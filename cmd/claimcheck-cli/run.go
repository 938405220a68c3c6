package main

import (
	"context"
	"errors"
	"io"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"claimcheck/decoder/report"
)

// The exit codes.
const (
	exitAccepted     = 0 // all accepted; the command did its work
	exitRefused      = 1 // something refused
	exitUndetermined = 2 // something undetermined, nothing refused
	exitNothing      = 3 // nothing to look at, or wrong usage
)

// program is one run: where it reads and writes, and the code it ends with.
type program struct {
	in   io.Reader
	out  io.Writer
	err  io.Writer
	env  environment
	code int
}

// run runs one command line and gives its exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer, env environment) (code int) {
	p := &program{in: in, out: out, err: errOut, env: env}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	defer func() {
		// Left alone, a panic would end with 2, the code for a message that cannot be told.
		if r := recover(); r != nil {
			p.fail(broken(r), wantsJSON(args))
			code = p.code
		}
	}()
	if err := root.ExecuteContext(ctx); err != nil {
		p.fail(err, wantsJSON(args))
	}
	return p.code
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "claimcheck-cli",
		Short: "Says in one sentence why a SAML sign-in failed and who can mend it",
		Long: `ClaimCheck says in one sentence why a SAML sign-in failed and who can mend it.

It works offline, sends nothing anywhere and keeps nothing but the metadata that the
library is given; only capture starts a browser, and only listen opens a port, on this
computer alone. A response that is less than an hour old signs its owner in: treat its
file like a password.

Exit codes of check, capture and listen: 0 all accepted, 1 something refused, 2 something that
cannot be told, 3 nothing to look at or wrong usage.`,
		Example: `  claimcheck-cli check --metadata contoso.xml response.txt
  claimcheck-cli check --format json case.har
  claimcheck-cli capture --metadata contoso.xml --hold
  claimcheck-cli explain AADSTS50105`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("No command was given.", commands)
			}
			return unknownCommand(args[0])
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // Args has refused everything
	}
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		sentence := strings.ToUpper(err.Error()[:1]) + err.Error()[1:]
		return usage(strings.TrimSuffix(sentence, ".")+".", "the flags of "+c.CommandPath(), c.CommandPath()+" --help lists its flags.")
	})
	root.AddCommand(p.checkCommand(), p.captureCommand(), p.listenCommand(), p.metadataCommand(), p.compareCommand(), p.libraryCommand(), p.setupCommand(), p.handoffCommand(), p.explainCommand(), p.profilesCommand(), p.versionCommand())
	root.InitDefaultHelpCmd()
	for _, c := range root.Commands() {
		if c.Name() == "help" {
			c.Args = func(_ *cobra.Command, args []string) error {
				if about, _, err := root.Find(args); len(args) > 0 && (err != nil || about == root) {
					return unknownCommand(args[0])
				}
				return nil
			}
		}
	}
	return root
}

// commands names the commands for those who missed.
const commands = "a command: check, capture, listen, metadata, compare, library, setup, handoff, explain, profiles, version or help"

func unknownCommand(name string) *trouble {
	return usage("There is no command "+quote(name)+".", commands, "To look at a file: claimcheck-cli check FILE")
}

// fail says what went wrong: on standard error, and with --format json in the object on standard output
// too.
func (p *program) fail(err error, asJSON bool) {
	p.code = exitNothing
	var t *trouble
	switch {
	case errors.Is(err, context.Canceled):
		t = &trouble{Problem: report.Problem{
			Check: "input.unreadable", Sentence: "Stopped before the end.", Expected: "to come to the end of it",
			Actual: "a request to stop", Owner: report.Helpdesk, Steps: []string{},
		}}
	case errors.As(err, &t):
	default:
		t = usage(strings.TrimSuffix(err.Error(), ".")+".", "a command line that is understood")
	}
	say(p.err, t.Problem)
	if asJSON {
		p.write(report.Report{
			Schema: report.Schema, Tool: report.Tool{Name: "claimcheck", Version: version()},
			Input: report.Input{Origin: "file"}, Chosen: -1, Problem: &t.Problem,
		}, formatJSON, false)
	}
}

// wantsJSON looks for --format json in a command line that may not be understood.
func wantsJSON(args []string) bool {
	for i, a := range args {
		if a == "--" {
			break
		}
		if a == "--format=json" || a == "--format" && i+1 < len(args) && args[i+1] == "json" {
			return true
		}
	}
	return false
}

// The output formats.
const (
	formatText = "text"
	formatJSON = "json"
	formatHTML = "html"
)

func checkFormat(format string) error {
	if format != formatText && format != formatJSON && format != formatHTML {
		return usage("There is no format "+quote(format)+".", "--format text, json or html")
	}
	return nil
}

// write prints a report, in text with the whole flow when that is wanted. An output that cannot be written to makes the run fail, unless it failed
// already.
func (p *program) write(r report.Report, format string, flow bool) {
	var err error
	switch format {
	case formatJSON:
		err = report.WriteJSON(p.out, r)
	case formatHTML:
		err = report.WriteHTML(p.out, r, report.HTMLOptions{Location: p.env.zone, Now: p.env.now})
	default:
		err = report.WriteText(p.out, r, report.TextOptions{Colour: p.env.colour, Width: p.env.columns, Location: p.env.zone, Flow: flow})
	}
	if err != nil {
		say(p.err, unreadable("output", "standard output", err).Problem)
		p.code = exitNothing
	}
}

// version is the version that the build recorded.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// quote shows a piece of the command line between quotation marks.
func quote(s string) string { return `"` + report.Clean(s) + `"` }
