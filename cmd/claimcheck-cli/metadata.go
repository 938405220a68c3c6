package main

import (
	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
)

func (p *program) metadataCommand() *cobra.Command {
	var s settings
	var entity, timeBar, reminder string
	c := &cobra.Command{
		Use:   "metadata [flags] FILE|-",
		Short: "Say whether a federation metadata file is fit to be sent to the application's vendor",
		Long: `Looks at a federation metadata file before it is sent, and says in one sentence
whether it is fit, and if not, why and what to do. Lists its entities with their
roles, addresses and keys (dates and thumbprints as the portal shows them).

The file's own signature is verified over the bytes as received: with --cert or
the keys of another --metadata file, or else with the keys that the file
announces, which shows that it is intact and not where it comes from.

Exit codes: 0 fit to send; 1 not fit; 2 judging was stopped; 3 not metadata, or
wrong usage.`,
		Example: `  claimcheck-cli metadata contoso.xml
  claimcheck-cli metadata --at 2027-01-01T00:00:00Z contoso.xml
  claimcheck-cli metadata --time-bar certificates.svg --reminder certificates.ics contoso.xml
  claimcheck-cli metadata --entity https://idp.example.com/ federation.xml
  claimcheck-cli metadata --cert publisher.pem --format json federation.xml`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(s.format); err != nil {
				return err
			}
			names, err := p.inputNames(args, 1)
			if err != nil {
				return err
			}
			o := decoder.Options{Version: version(), Now: p.env.now, Entity: entity}
			if err := s.apply(c.Context(), &o, p); err != nil {
				return err
			}
			f, err := p.metadataBytes(c.Context(), names[0])
			if err != nil {
				return err
			}
			r, err := decoder.InspectMetadata(c.Context(), f.Name, f.Origin, f.Body, o)
			if err != nil && r.Problem == nil {
				return err
			}
			p.present([]report.Report{r}, settings{format: s.format})
			p.drawTimeBars(timeBar, r)
			p.remind(reminder, r, o)
			p.remember(s, r, names[0])
			return nil
		},
	}
	f := c.Flags()
	f.StringArrayVar(&s.certs, "cert", nil, "certificate `FILE` that must have signed the file; may be repeated")
	f.StringArrayVar(&s.metadata, "metadata", nil, "metadata `FILE` that holds the key that must have signed the file; may be repeated")
	f.StringVar(&entity, "entity", "", "judge the one entity with this `ENTITYID` of a file that holds several")
	f.StringVar(&s.profile, "profile", "", "built-in profile `NAME` or profile file of the application that the file is for (default "+decoder.DefaultProfile+")")
	f.BoolVar(&s.noLibrary, "no-library", false, "do not say what the library has of the entity")
	f.StringVar(&s.at, "at", "", "`TIME` to hold the certificates' dates against instead of now")
	f.StringVar(&timeBar, "time-bar", "", "draw how long each certificate lasts to a new `FILE` as well (.svg)")
	f.StringVar(&reminder, "reminder", "", reminderUsage)
	f.StringVar(&s.format, "format", formatText, "`FORMAT` of the report: text, json or html")
	return c
}
