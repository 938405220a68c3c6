package ui

import (
	"strings"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

// checkRow is what the checks view says about one finding.
type checkRow struct {
	Check     string       `json:"check"`
	Subject   string       `json:"subject,omitempty"`
	Level     report.Level `json:"level"`
	Title     string       `json:"title"`
	Detail    string       `json:"detail,omitempty"`
	Expected  string       `json:"expected,omitempty"`
	Actual    string       `json:"actual,omitempty"`
	Owner     string       `json:"owner,omitempty"`
	Steps     []string     `json:"steps,omitempty"`
	Spec      string       `json:"spec,omitempty"`
	Because   string       `json:"because_of,omitempty"` // title of the finding that this one is a consequence of
	place     *report.Place
	offscreen bool   // what the place is in cannot be shown
	words     string // everything searched, in lower case
}

// levels in the order of the list.
var levels = []report.Level{report.Fail, report.Warn, report.NotChecked, report.Info, report.Pass}

// checkRows sorts findings by level; a consequence follows its cause, whatever its own level.
func checkRows(m report.Message, vendor string) []checkRow {
	title := map[string]string{}
	for _, f := range m.Findings {
		if f.Level == report.Fail && f.BecauseOf == "" && title[f.Check] == "" {
			title[f.Check] = report.Clean(f.Title)
		}
	}
	consequences := map[string][]checkRow{}
	byLevel := map[report.Level][]checkRow{}
	for _, f := range m.Findings {
		r := checkRow{
			Check: f.Check, Subject: shown(f.Subject), Level: f.Level, Title: report.Clean(f.Title), Detail: report.Clean(f.Detail),
			Expected: shown(f.Expected), Actual: shown(f.Actual), Owner: ownerLine(f.Owner, vendor), Spec: report.Clean(f.Spec), place: f.Place,
		}
		for _, s := range f.Steps {
			r.Steps = append(r.Steps, report.Clean(s))
		}
		r.words = strings.ToLower(strings.Join([]string{r.Check, r.Subject, r.Title, r.Detail, r.Expected, r.Actual}, "\n"))
		if title[f.BecauseOf] != "" {
			r.Because = title[f.BecauseOf]
			consequences[f.BecauseOf] = append(consequences[f.BecauseOf], r)
		} else {
			byLevel[f.Level] = append(byLevel[f.Level], r)
		}
	}
	var rows []checkRow
	placed := map[string]bool{}
	for _, l := range levels {
		for _, r := range byLevel[l] {
			rows = append(rows, r)
			if l == report.Fail && !placed[r.Check] {
				placed[r.Check] = true
				rows = append(rows, consequences[r.Check]...)
			}
		}
	}
	return rows
}

// matching keeps the rows of the wanted levels that hold all words of the search. No level wanted
// means all of them.
func matching(rows []checkRow, wanted map[report.Level]bool, search string) []checkRow {
	words := strings.Fields(strings.ToLower(search))
	var out []checkRow
next:
	for _, r := range rows {
		if len(wanted) > 0 && !wanted[r.Level] {
			continue
		}
		for _, w := range words {
			if !strings.Contains(r.words, w) {
				continue next
			}
		}
		out = append(out, r)
	}
	return out
}

func tally(rows []checkRow) map[report.Level]int {
	n := map[report.Level]int{}
	for _, r := range rows {
		n[r.Level]++
	}
	return n
}

func levelLook(l report.Level) (tone, glyph) {
	switch l {
	case report.Fail:
		return toneBad, iconRefused
	case report.Warn:
		return toneWarn, iconWarning
	case report.Info:
		return toneNote, iconInfo
	case report.Pass:
		return toneGood, iconAccepted
	}
	return toneQuiet, iconSkipped
}

// levelCount says how many findings are of a level: "2 failed".
func levelCount(l report.Level, n int) string {
	f := fill{"Count": count(n)}
	switch l {
	case report.Fail:
		return lang.N("level.fail", n, f)
	case report.Warn:
		return lang.N("level.warn", n, f)
	case report.NotChecked:
		return lang.N("level.not-checked", n, f)
	case report.Info:
		return lang.N("level.info", n, f)
	}
	return lang.N("level.pass", n, f)
}
