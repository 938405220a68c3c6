package main

import (
	"fmt"
	"io"

	"claimcheck/decoder/report"
	"claimcheck/whole"
)

// drawTimeBars draws the certificates of a metadata file to a new file, where one is named.
func (p *program) drawTimeBars(name string, r report.Report) {
	if name == "" || r.Problem != nil {
		return
	}
	m := r.Messages[r.Chosen]
	if m.Metadata == nil || len(m.Metadata.Certificates) == 0 {
		fmt.Fprintf(p.err, "claimcheck-cli: %s was not written: the file has no certificate that could be drawn.\n", report.Clean(name))
		return
	}
	err := whole.New(name, func(w io.Writer) error { return report.WriteTimeBarSVG(w, m, report.TimeBarOptions{Now: p.env.now}) })
	if err != nil {
		say(p.err, unwritable(name, err).Problem)
		p.code = exitNothing
	}
}
