package main

import (
	"io"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/report"
)

func (p *program) metadataCommand() *cobra.Command {
	var s settings
	c := &cobra.Command{
		Use:   "metadata [flags] FILE|-",
		Short: "List what a federation metadata file holds and verify its signature",
		Long: `Lists the entities of a federation metadata file with their roles, addresses and
keys (dates and thumbprints as the portal shows them), and verifies the file's
own signature: with --cert or the keys of another --metadata file, or else with
the keys that the file announces, which shows that it is intact and not where it
comes from.

Exit codes: 0 the signature is good, or there is none; 1 it does not hold, or a
certificate given did not make it; 2 it cannot be verified; 3 not metadata.`,
		Example: `  claimcheck-cli metadata contoso.xml
  claimcheck-cli metadata --cert publisher.pem --format json federation.xml`,
		RunE: func(c *cobra.Command, args []string) error {
			if err := checkFormat(s.format); err != nil {
				return err
			}
			names, err := p.inputNames(args, 1)
			if err != nil {
				return err
			}
			o := decoder.Options{Version: version(), Now: p.env.now}
			if err := s.apply(c.Context(), &o, p); err != nil {
				return err
			}
			capture, body, err := p.capture(c.Context(), names[0])
			if err != nil {
				return err
			}
			defer func() { _ = body.Close() }() // only read
			if capture.Folder != nil {
				return unreadable("metadata file", names[0], errFolder)
			}
			b, err := io.ReadAll(io.LimitReader(capture.Body, largestMetadata+1))
			if err != nil {
				return unreadable("metadata file", names[0], err)
			}
			if len(b) > largestMetadata {
				return tooLarge("metadata file", names[0], largestMetadata)
			}
			r, err := decoder.InspectMetadata(c.Context(), capture.Name, capture.Origin, b, o)
			if err != nil && r.Problem == nil {
				return err
			}
			p.presentMetadata(r, s.format)
			return nil
		},
	}
	f := c.Flags()
	f.StringArrayVar(&s.certs, "cert", nil, "certificate `FILE` that must have signed the file; may be repeated")
	f.StringArrayVar(&s.metadata, "metadata", nil, "metadata `FILE` that holds the key that must have signed the file; may be repeated")
	f.StringVar(&s.at, "at", "", "`TIME` to hold the certificates' dates against instead of now")
	f.StringVar(&s.format, "format", formatText, "`FORMAT` of the report: text, json or html")
	return c
}

// presentMetadata prints a report on a metadata file. Its exit code tells of the file's signature: its
// verdict is never "accepted" while fitness to send is not judged.
func (p *program) presentMetadata(r report.Report, format string) {
	p.present([]report.Report{r}, settings{format: format})
	if p.code == exitUndetermined && r.Messages[0].Signature != report.Unverifiable {
		p.code = exitAccepted
	}
}
