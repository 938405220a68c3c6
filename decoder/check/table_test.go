package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/report"
)

// facts are the rows of the facts that the checks stand for: input, response, assertion, signature and
// of encryption, Entra and Upwork what a message can trip.
var facts = []string{
	"INP-01", "INP-02", "INP-03", "INP-04", "INP-05", "INP-06", "INP-07", "INP-08",
	"RSP-01", "RSP-02", "RSP-03", "RSP-04", "RSP-05", "RSP-06", "RSP-07", "RSP-08", "RSP-09",
	"AST-01", "AST-02", "AST-03", "AST-04", "AST-05", "AST-06", "AST-07", "AST-08", "AST-09", "AST-10", "AST-11", "AST-12",
	"AST-13", "AST-14", "AST-15", "AST-16", "AST-17", "AST-18", "AST-19", "AST-20", "AST-21", "AST-22", "AST-23", "AST-24",
	"SIG-01", "SIG-02", "SIG-03", "SIG-04", "SIG-05", "SIG-06", "SIG-07", "SIG-08", "SIG-09", "SIG-10", "SIG-11", "SIG-12", "SIG-13",
	"ENC-01", "ENC-02", "ENC-03", "ENT-01", "ENT-05", "ENT-06", "ENT-07", "ENT-09", "ENT-10", "ENT-11", "ENT-12", "ENT-13",
	"UPW-01", "UPW-02", "UPW-03", "UPW-04", "UPW-05", "UPW-06", "UPW-07", "UPW-08", "UPW-09", "UPW-10",
}

func TestEveryFactHasACheck(t *testing.T) {
	covered := map[string]bool{}
	for _, c := range All() {
		for _, f := range c.Facts {
			covered[f] = true
			if !slices.Contains(facts, f) {
				t.Errorf("%s stands for %s, which is no known row", c.ID, f)
			}
		}
	}
	for _, f := range facts {
		if !covered[f] {
			t.Errorf("no check stands for %s", f)
		}
	}
}

func TestTables(t *testing.T) {
	id := regexp.MustCompile(`^[a-z]+(-[a-z]+)*\.[a-z0-9]+(-[a-z0-9]+)*$`)
	owners := []report.Owner{report.User, report.Helpdesk, report.EntraAdmin, report.Vendor}
	seen := map[string]bool{}
	for _, c := range All() {
		switch {
		case !id.MatchString(c.ID):
			t.Errorf("%q is not theme.fact", c.ID)
		case seen[c.ID]:
			t.Errorf("%s stands twice", c.ID)
		case c.Title == "" || strings.HasSuffix(c.Title, "."):
			t.Errorf("%s: expected a title without a full stop, found %q", c.ID, c.Title)
		case c.Run == nil || c.on == 0:
			t.Errorf("%s is asked of nothing", c.ID)
		case !slices.Contains(owners, c.Owner):
			t.Errorf("%s has no owner", c.ID)
		case c.Rank != 0 && len(c.Steps) == 0:
			t.Errorf("%s can fail and says nothing about how to mend it", c.ID)
		case c.Many != "" && strings.Count(c.Many, "%s") != 1:
			t.Errorf("%s: Many must hold one %%s", c.ID)
		}
		seen[c.ID] = true
	}
	for _, c := range All() {
		for _, h := range c.Hides {
			theme, isTheme := strings.CutSuffix(h, "*")
			known := seen[h]
			for other := range seen {
				known = known || isTheme && strings.HasPrefix(other, theme)
			}
			if !known {
				t.Errorf("%s hides %s, which is none", c.ID, h)
			}
		}
	}
}

// A check may only hide what comes after it by rank, or by order within the rank: so hiding never goes
// in a circle, and a failure that hides others is never less of a cause than they are.
func TestHidingIsAcyclic(t *testing.T) {
	checks := All()
	for i := range checks {
		for k := range checks {
			if !checks[i].hides(checks[k].ID) {
				continue
			}
			if i == k {
				t.Errorf("%s hides itself", checks[i].ID)
			}
			if checks[i].Rank > checks[k].Rank && checks[k].Rank != 0 {
				t.Errorf("%s (rank %d) hides %s (rank %d)", checks[i].ID, checks[i].Rank, checks[k].ID, checks[k].Rank)
			}
			if checks[k].hides(checks[i].ID) {
				t.Errorf("%s and %s hide each other", checks[i].ID, checks[k].ID)
			}
		}
	}
}

func TestFind(t *testing.T) {
	if c, ok := Find("time.expired"); !ok || c.ID != "time.expired" || !slices.Contains(c.Facts, "AST-11") {
		t.Errorf("Find(time.expired) = %v, %v", c.ID, ok)
	}
	if _, ok := Find("time.travel"); ok {
		t.Error("Find knows time.travel")
	}
}
