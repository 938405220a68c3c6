package check

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/report"
)

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
