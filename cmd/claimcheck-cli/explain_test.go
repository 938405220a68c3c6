package main

import (
	"context"
	"strings"
	"testing"

	"claimcheck/assets"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
)

// Every row of the table is explained: what the code means, who can mend it and how, whose advice that is, whose
// identity provider it is about, where it is from, and where Microsoft says more.
func TestExplainEveryCode(t *testing.T) {
	rows := strings.Split(strings.TrimSpace(assets.AADSTS), "\n")[1:]
	if len(rows) < 148 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, line := range rows {
		row := strings.Split(line, "\t")
		var out, errOut strings.Builder
		if code := run(context.Background(), []string{"explain", "AADSTS" + row[0]}, strings.NewReader(""), &out, &errOut, environment{now: mint.Now}); code != exitAccepted {
			t.Errorf("%s: exit code %d, %q", row[0], code, errOut.String())
		}
		want := []string{"AADSTS" + row[0], row[1], row[2], row[4], row[7], lookUp + row[0]}
		for _, owner := range strings.Split(row[3], ",") {
			want = append(want, report.Owner(owner).Words())
		}
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: expected %q, found %q", row[0], w, out.String())
			}
		}
		if told := strings.Contains(out.String(), "our advice, not Microsoft's"); told != (row[5] == "yes") {
			t.Errorf("%s: inferred %s, told %t", row[0], row[5], told)
		}
		if told := strings.Contains(out.String(), "own federated identity provider"); told != (row[6] == "yes") {
			t.Errorf("%s: own identity provider %s, told %t", row[0], row[6], told)
		}
	}
}
