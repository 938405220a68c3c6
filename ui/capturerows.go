package ui

import (
	"time"

	"fyne.io/fyne/v2/lang"

	"claimcheck/capture"
)

// seenRow is one thing that a capture saw.
type seenRow struct {
	When    string `json:"when"`
	Text    string `json:"text"`
	Message bool   `json:"message,omitempty"`
}

// mostSeen is how many rows of a capture under way are listed, the last ones.
const mostSeen = 40

// seenRows lists what was seen so far, and how much came before that.
func seenRows(r capture.Recording, zone *time.Location) (rows []seenRow, before int) {
	before = max(0, len(r.Exchanges)-mostSeen)
	for _, x := range r.Exchanges[before:] {
		where := fill{"Host": shown(host(x.URL))}
		row := seenRow{When: x.Time.In(zone).Format("15:04:05"), Message: x.Param != ""}
		switch {
		case x.Param == "":
			row.Text = lang.L("seen.page", where)
		case x.Param == "SAMLRequest":
			row.Text = lang.L("seen.request", where)
		case x.Held:
			row.Text = lang.L("seen.held", where)
		default:
			row.Text = lang.L("seen.response", where)
		}
		if x.Status > 0 {
			row.Text += lang.L("seen.answered", fill{"Status": x.Status})
		}
		if x.Failed != "" {
			row.Text += lang.L("seen.failed", fill{"Reason": shown(x.Failed)})
		}
		rows = append(rows, row)
	}
	return rows, before
}
