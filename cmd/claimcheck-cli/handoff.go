package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/handoff"
	"claimcheck/decoder/report"
	"claimcheck/whole"
)

func (p *program) handoffCommand() *cobra.Command {
	var s settings
	var out, form string
	var setups []string
	var anyway bool
	c := &cobra.Command{
		Use:   "handoff [flags] FILE|-",
		Short: "Make the mail draft or the folder that goes to the application's vendor",
		Long: `Makes what an Entra admin hands to the application's vendor to have single sign-on
set up: a mail draft (.eml), or a folder or ZIP file for the vendor's upload form.
It holds the federation metadata file byte for byte, its hash, the thumbprints and
dates of the certificates, the URLs, the claims, and a text for a support agent who
does not know SAML. Nothing is sent, and nobody is named: what only the admin knows
is left to fill in.

The file is judged first, as metadata does; one that is not fit makes no hand-off,
or with --anyway one that says so at its top. The name of the draft is made of the
application and the tenant, in the current folder; nothing is ever written over.

Classic Outlook and current Thunderbird open the draft to be sent. A program that
shows it for reading only: Edit As New Message in Thunderbird, Send Again in Apple
Mail; else write a new mail with the files of --form folder.

Exit codes: 0 made; 1 not fit to send; 3 not metadata, not written, or wrong usage.`,
		Example: `  claimcheck-cli handoff contoso.xml
  claimcheck-cli handoff --setup page.txt --out upwork.eml contoso.xml
  claimcheck-cli handoff --form zip contoso.xml`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(s.format); err != nil {
				return err
			}
			names, err := p.inputNames(args, 1)
			if err != nil {
				return err
			}
			h := decoder.HandoffOptions{Anyway: anyway}
			if h.Form, err = handoffForm(form, out); err != nil {
				return err
			}
			if out != "" {
				out = filepath.Clean(out)
			}
			if err := free(out); err != nil {
				return err
			}
			o := decoder.Options{Version: version(), Now: p.env.now, Skew: decoder.DefaultSkew}
			if err := s.apply(c.Context(), &o, p); err != nil {
				return err
			}
			for _, name := range setups {
				in, err := p.setupInput(c.Context(), name)
				if err != nil {
					return err
				}
				h.Setup = append(h.Setup, in)
			}
			file, err := p.metadataFile(c.Context(), names[0])
			if err != nil {
				return err
			}
			kit, r, err := decoder.Handoff(c.Context(), file.Name, file.Origin, file.Body, o, h)
			refused := errors.Is(err, decoder.ErrUnfit) || errors.Is(err, decoder.ErrSecret)
			if err != nil && r.Problem == nil && !refused {
				return err
			}
			if err == nil {
				if out == "" {
					out = kit.Name
				}
				if err := writeKit(kit, out); err != nil {
					return unwritable(out, err)
				}
				r.Handoff.Written(out, filepath.Base(out))
			}
			p.present([]report.Report{r}, settings{format: s.format})
			switch {
			case refused:
				p.code = exitRefused
				p.refuse(err)
			case r.Problem == nil:
				p.code = exitAccepted
			}
			return nil
		},
	}
	f := c.Flags()
	f.StringVar(&out, "out", "", "new `PATH` to write to")
	f.StringVar(&form, "form", "", "`FORM`: mail, folder or zip (default by the ending of --out, .zip or /; else mail)")
	f.StringArrayVar(&setups, "setup", nil, "`FILE` with the set-up of the application, as the command setup takes it; may be repeated")
	f.BoolVar(&anyway, "anyway", false, "make it although the file is not fit to send, and say so in it")
	f.StringVar(&s.profile, "profile", "", "built-in profile `NAME` or profile file of the application (default "+decoder.DefaultProfile+")")
	f.StringVar(&s.at, "at", "", "`TIME` to hold the certificates' dates against instead of now")
	f.StringVar(&s.format, "format", formatText, "`FORMAT` of the report: text, json or html")
	return c
}

// handoffForm is the form that is named, else the one that the ending of the path means.
func handoffForm(form, out string) (handoff.Form, error) {
	switch {
	case form != "":
	case strings.EqualFold(filepath.Ext(out), ".zip"):
		return handoff.Zip, nil
	case out != "" && os.IsPathSeparator(out[len(out)-1]):
		return handoff.Folder, nil
	default:
		return handoff.Mail, nil
	}
	for _, known := range []handoff.Form{handoff.Mail, handoff.Folder, handoff.Zip} {
		if form == string(known) {
			return known, nil
		}
	}
	return "", usage("There is no form "+quote(form)+".", "--form mail, folder or zip")
}

// writeKit writes a kit whole or not at all, to a path where nothing is yet.
func writeKit(kit handoff.Kit, path string) error {
	if kit.Form != handoff.Folder {
		return whole.New(path, whole.Bytes(kit.Files[0].Bytes))
	}
	var files []whole.Named
	for _, f := range kit.Files {
		files = append(files, whole.Named{Name: f.Name, Write: whole.Bytes(f.Bytes)})
	}
	return whole.Folder(path, files)
}

// refuse says that nothing was written, and what to do instead.
func (p *program) refuse(err error) {
	p.tell("No hand-off was made: " + err.Error() + ".")
	if errors.Is(err, decoder.ErrUnfit) {
		p.tell("Do first what the report says. --anyway makes it all the same, and says so in it.")
	}
}
