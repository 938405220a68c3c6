package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
)

// largestSetup is the largest text or JSON of a set-up that is read.
const largestSetup = 32 << 20

func (p *program) setupCommand() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use:   "setup [flags] FILE|-...",
		Short: "Say whether an application is set up right in Entra, before the first sign-in",
		Long: `Looks at an application as it is set up in Microsoft Entra and says in one sentence
whether a sign-in would work, and if not, why and who can mend it.

A FILE holds the text of the portal's page Single sign-on (Ctrl+A, Ctrl+C), or of
its page Attributes & Claims; or JSON of Microsoft Graph: the servicePrincipal,
the application, the claims policy (Graph Explorer, az ad sp show, or
Get-MgServicePrincipal | ConvertTo-Json -Depth 10). Several files are one set-up.
- is standard input.

With --metadata the set-up is held against the file that goes to the vendor.
E-mail addresses that stand in a FILE are not shown.

Exit codes: 0 nothing keeps a sign-in from working; 1 something does; 2 it cannot
be told, for something was not given; 3 no set-up, or wrong usage.`,
		Example: `  claimcheck-cli setup page.txt
  claimcheck-cli setup --metadata contoso.xml servicePrincipal.json claimsPolicy.json
  az ad sp show --id APPLICATION-ID | claimcheck-cli setup -`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(s.format); err != nil {
				return err
			}
			names, err := p.inputNames(args, 0)
			if err != nil {
				return err
			}
			o := decoder.Options{Version: version(), Now: p.env.now, Skew: decoder.DefaultSkew}
			if err := s.apply(c.Context(), &o, p); err != nil {
				return err
			}
			var inputs []decoder.SetupInput
			for _, name := range names {
				in, err := p.setupInput(c.Context(), name)
				if err != nil {
					return err
				}
				inputs = append(inputs, in)
			}
			r, err := decoder.InspectSetup(c.Context(), inputs, o)
			if err != nil && r.Problem == nil {
				return err
			}
			p.present([]report.Report{r}, s)
			return nil
		},
	}
	f := c.Flags()
	f.StringArrayVar(&s.metadata, "metadata", nil, "federation metadata `FILE` that goes to the vendor, to hold the set-up against; may be repeated")
	f.StringVar(&s.profile, "profile", "", "built-in profile `NAME` or profile file (default "+decoder.DefaultProfile+")")
	f.StringVar(&s.entityID, "sp-entity-id", "", "entity `ID` of the application, as its vendor names it (Entra: Identifier)")
	f.StringVar(&s.acs, "acs", "", "`URL` that the application takes responses at, as its vendor names it (Entra: Reply URL)")
	f.StringVar(&s.at, "at", "", "`TIME` to hold the certificates' dates against instead of now")
	f.StringVar(&s.format, "format", formatText, "`FORMAT` of the report: text, json or html")
	return c
}

// setupInput reads one file of a set-up.
func (p *program) setupInput(ctx context.Context, name string) (decoder.SetupInput, error) {
	capture, body, err := p.capture(ctx, name)
	if err != nil {
		return decoder.SetupInput{}, err
	}
	defer func() { _ = body.Close() }() // only read
	if capture.Folder != nil {
		return decoder.SetupInput{}, unreadable("file", name, errFolder)
	}
	b, err := io.ReadAll(io.LimitReader(capture.Body, largestSetup+1))
	switch {
	case ctx.Err() != nil:
		return decoder.SetupInput{}, ctx.Err()
	case err != nil:
		return decoder.SetupInput{}, unreadable("file", name, err)
	case len(b) > largestSetup:
		return decoder.SetupInput{}, tooLarge("file", name, largestSetup)
	}
	return decoder.SetupInput{Name: capture.Name, Origin: capture.Origin, Bytes: b}, nil
}
