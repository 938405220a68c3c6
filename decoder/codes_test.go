package decoder

import (
	"slices"
	"strings"
	"testing"

	"claimcheck/assets"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// Every row of the table is told by both programs when its code is pasted: what it means, who can mend it and
// how, whose advice that is, and whether it is about the tenant's own identity provider.
func TestEveryCodeIsExplained(t *testing.T) {
	for _, line := range strings.Split(strings.TrimSpace(assets.AADSTS), "\n")[1:] {
		row := strings.Split(line, "\t")
		owners := strings.Split(row[3], ",")
		m := inspectedText(t, "AADSTS"+row[0]+": Something happened.", Options{Now: mint.Now}).Messages[0]
		i := slices.IndexFunc(m.Findings, func(f report.Finding) bool { return f.Check == "status.aadsts" })
		if i < 0 || m.Verdict != report.Refused || m.Cause.Check != "status.aadsts" || !strings.Contains(m.Sentence, "(AADSTS"+row[0]+")") {
			t.Errorf("%s: %s: %s", row[0], m.Verdict, m.Sentence)
			continue
		}
		f := m.Findings[i]
		if f.Subject != "AADSTS"+row[0] || !strings.Contains(f.Detail, strings.TrimRight(row[2], ".")) || f.Owner != report.Owner(owners[0]) || m.Cause.Owner != f.Owner {
			t.Errorf("%s: %+v", row[0], f)
		}
		if !strings.HasPrefix(f.Steps[0], strings.TrimRight(row[4], ".")) || strings.Contains(f.Steps[0], "not Microsoft's") != (row[5] == "yes") {
			t.Errorf("%s: steps %q", row[0], f.Steps)
		}
		if strings.Contains(f.Detail, "your own domain is federated with") != (row[6] == "yes") {
			t.Errorf("%s: own identity provider %s: %s", row[0], row[6], f.Detail)
		}
		for _, next := range owners[1:] {
			if !strings.Contains(f.Detail, report.Owner(next).Words()) {
				t.Errorf("%s: nobody says that %s may mend it as well: %s", row[0], next, f.Detail)
			}
		}
	}
	m := inspectedText(t, "AADSTS999999: Something happened.", Options{Now: mint.Now}).Messages[0]
	if m.Verdict != report.Refused || !strings.Contains(strings.Join(m.Cause.Steps, "\n"), "https://login.microsoftonline.com/error?code=999999") || !strings.Contains(detailOf(m), "not among the codes") {
		t.Errorf("unknown: %s: %+v", m.Sentence, m.Cause)
	}
}

func detailOf(m report.Message) string {
	for _, f := range m.Findings {
		if f.Check == "status.aadsts" {
			return f.Detail
		}
	}
	return ""
}
