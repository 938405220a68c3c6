package check

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/report"
)

// facts are the rows of the facts about what is received and what is sent: input, response, assertion, signature,
// request, metadata, and of encryption, Entra and Upwork what a message or a file can trip.
var facts = []string{
	"INP-01", "INP-02", "INP-03", "INP-04", "INP-05", "INP-06", "INP-07", "INP-08",
	"RSP-01", "RSP-02", "RSP-03", "RSP-04", "RSP-05", "RSP-06", "RSP-07", "RSP-08", "RSP-09",
	"AST-01", "AST-02", "AST-03", "AST-04", "AST-05", "AST-06", "AST-07", "AST-08", "AST-09", "AST-10", "AST-11", "AST-12",
	"AST-13", "AST-14", "AST-15", "AST-16", "AST-17", "AST-18", "AST-19", "AST-20", "AST-21", "AST-22", "AST-23", "AST-24",
	"SIG-01", "SIG-02", "SIG-03", "SIG-04", "SIG-05", "SIG-06", "SIG-07", "SIG-08", "SIG-09", "SIG-10", "SIG-11", "SIG-12", "SIG-13",
	"ENC-01", "ENC-02", "ENC-03", "ENT-01", "ENT-02", "ENT-03", "ENT-04", "ENT-05", "ENT-06", "ENT-07", "ENT-08", "ENT-09", "ENT-10", "ENT-11", "ENT-12", "ENT-13",
	"REQ-01", "REQ-02", "REQ-03", "REQ-04", "REQ-05", "REQ-06", "REQ-07", "REQ-08", "REQ-09", "REQ-10", "REQ-11", "REQ-12", "REQ-13",
	"MD-01", "MD-02", "MD-03", "MD-04", "MD-05", "MD-06", "MD-07", "MD-08", "MD-09", "MD-10", "MD-11", "MD-12", "MD-13", "MD-14", "MD-15", "MD-16", "MD-17",
	"REQ-14", "REQ-15", "REQ-16", "UPW-01", "UPW-02", "UPW-03", "UPW-04", "UPW-05", "UPW-06", "UPW-07", "UPW-08", "UPW-09", "UPW-10",
}

// otherLevel are the rows that are judged harder or softer than the facts have it, with the reason.
var otherLevel = map[string]string{
	"AST-15": "a condition that nobody knows keeps the message from being accepted (Core 2.5.1)",
	"AST-17": "a session that is over ends the sign-in at once (Core 2.7.2)",
	"AST-21": "a wanted claim that is empty is refused (UPW-01 to UPW-04)",
	"ENC-01": "what cannot be read cannot be accepted; what was opened and is no assertion fails",
	"ENT-01": "the Issuer is compared letter by letter; the file of another identity provider only warns",
	"ENT-03": "sign-ins of the application are signed with another key than the tenant-wide file announces",
	"MD-01":  "a file that cannot be read cannot be taken in; a byte order mark is only told",
	"MD-11":  "metadata past its validUntil must not be used (Metadata 2.3.2)",
	"MD-12":  "a file that is not as Entra made it is not the one to send, and a good one is a click away",
	"REQ-05": "Entra goes by the URL and does not read the index",
	"REQ-13": "Entra verifies the signature of a request only where that is enforced, which a message does not show",
	"REQ-14": "as REQ-13",
	"SIG-10": "the signature is good; many applications refuse it and the standard does not",
}

// otherOwner are the rows whose check names another owner than the facts, with the reason.
var otherOwner = map[string]string{
	"AST-03": "two persons in one message are no set-up: the helpdesk treats it as forged",
	"AST-21": "the helpdesk fills the user's properties",
	"AST-22": "the claim's name is set in Entra",
	"AST-23": "the user pressed Back; the application cannot mend that",
	"ENC-03": "the identity provider chooses the algorithm",
}

func judging(fact string) []Check {
	return slices.DeleteFunc(All(), func(c Check) bool { return !slices.Contains(c.Facts, fact) })
}

func TestEveryFactHasACheck(t *testing.T) {
	for _, c := range All() {
		for _, f := range c.Facts {
			if !slices.Contains(facts, f) {
				t.Errorf("%s stands for %s, which is no known row", c.ID, f)
			}
		}
	}
	for _, f := range facts {
		if len(judging(f)) == 0 {
			t.Errorf("no check stands for %s", f)
		}
	}
}

// The list of facts itself, where it is at hand: each of its rows has a check, whose level, owner and
// sections are the row's.
func TestFactsAsListed(t *testing.T) {
	text, err := os.ReadFile("../../../shared/facts/checks.tsv")
	if err != nil {
		t.Skip("the list of facts is not here: ", err)
	}
	section := regexp.MustCompile(`\d+(\.\d+)+|SDP-\w+|IIP-\w+|AADSTS\d+|\d{9,}`)
	owners := map[report.Owner]string{report.User: "user", report.Helpdesk: "helpdesk", report.EntraAdmin: "Entra admin", report.Vendor: "vendor"}
	listed := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		row := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		id := row[0]
		if id == "id" {
			continue
		}
		if len(row) != 6 {
			t.Fatalf("expected six columns, found %q", line)
		}
		listed[id] = true
		if !slices.Contains(facts, id) {
			t.Errorf("%s (%s) is not judged", id, row[1])
			continue
		}
		checks := judging(id)
		specs, fails, warns, owned := "", false, false, false
		for _, c := range checks {
			specs += c.Spec + " "
			fails = fails || c.Rank != 0
			warns = warns || c.Rank == 0
			owned = owned || strings.Contains(row[4], owners[c.Owner])
		}
		if as := row[2] == "error" && fails || row[2] != "error" && warns && !fails; as == (otherLevel[id] != "") {
			t.Errorf("%s is an %s, its checks can fail: %v; said to be another: %q", id, row[2], fails, otherLevel[id])
		}
		if owned == (otherOwner[id] != "") {
			t.Errorf("%s is for %s, and no check says so; said to be another's: %q", id, row[4], otherOwner[id])
		}
		for _, s := range section.FindAllString(row[3], -1) {
			if !strings.Contains(specs, s) {
				t.Errorf("%s: no check cites %s, only %s", id, s, specs)
			}
		}
	}
	for _, id := range slices.Concat(facts, slices.Collect(maps.Keys(otherLevel)), slices.Collect(maps.Keys(otherOwner))) {
		if !listed[id] {
			t.Errorf("%s is no row of the list", id)
		}
	}
}
