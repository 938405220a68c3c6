package ui

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/report"
)

func catalogue(t *testing.T) map[string]any {
	t.Helper()
	b, err := translations.ReadFile("translations/en.json")
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]any
	if err := json.Unmarshal(b, &words); err != nil {
		t.Fatal(err)
	}
	return words
}

// calls finds the keys that the sources hand to lang, by the function's name.
func calls(t *testing.T) map[string]string {
	t.Helper()
	used := map[string]string{}
	for _, dir := range []string{".", "codeview"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("found no sources in %s: %v", dir, err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			f, err := parser.ParseFile(token.NewFileSet(), name, src, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(f, func(n ast.Node) bool {
				call, ok := n.(*ast.CallExpr)
				if !ok {
					return true
				}
				sel, ok := call.Fun.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := sel.X.(*ast.Ident); !ok || x.Name != "lang" || len(sel.Sel.Name) > 2 {
					return true
				}
				lit, ok := call.Args[0].(*ast.BasicLit)
				if !ok {
					t.Errorf("%s: lang.%s is called with something else than a literal key", name, sel.Sel.Name)
					return true
				}
				key, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				used[key] = sel.Sel.Name
				return true
			})
		}
	}
	return used
}

func TestBrief(t *testing.T) {
	if got := brief("capture.har"); got != "capture.har" {
		t.Errorf("found %q, expected a short name as it is", got)
	}
	got := brief(strings.Repeat("ä", 100) + " 2026.har")
	if len([]rune(got)) != 48 || !strings.HasPrefix(got, "ää") || !strings.HasSuffix(got, " 2026.har") || !strings.Contains(got, "ä…ä") {
		t.Errorf("found %q, expected 48 characters without the middle", got)
	}
}

func TestCatalogueIsComplete(t *testing.T) {
	words, used := catalogue(t), calls(t)
	for key, function := range used {
		w, ok := words[key]
		if !ok {
			t.Errorf("%q is used and not in the catalogue", key)
			continue
		}
		_, plural := w.(map[string]any)
		if want := function == "N" || function == "XN"; plural != want {
			t.Errorf("%q is called with lang.%s, and its plural forms: %v", key, function, plural)
		}
	}
	for key := range words {
		if used[key] == "" {
			t.Errorf("%q is in the catalogue and not used", key)
		}
	}
}

func TestStandInHasEveryPluralForm(t *testing.T) {
	b, err := standIn()
	if err != nil {
		t.Fatal(err)
	}
	var words map[string]any
	if err := json.Unmarshal(b, &words); err != nil {
		t.Fatal(err)
	}
	forms, ok := words["level.pass"].(map[string]any)
	if !ok {
		t.Fatal("level.pass has no plural forms")
	}
	for _, category := range []string{"zero", "one", "two", "few", "many", "other"} {
		if forms[category] == nil {
			t.Errorf("found no form %q", category)
		}
	}
}

func TestNumbersAndTimes(t *testing.T) {
	for n, want := range map[int]string{0: "0", 7: "7", 999: "999", 1000: "1,000", 3412: "3,412", 1234567: "1,234,567", -1000: "-1,000", -100: "-100"} {
		if got := count(n); got != want {
			t.Errorf("count(%d): found %q, expected %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{12: "12 B", 2048: "2 KB", 200 << 20: "200.0 MB"} {
		if got := bytesOf(n); got != want {
			t.Errorf("bytesOf(%d): found %q, expected %q", n, got, want)
		}
	}
	at := time.Date(2026, 1, 2, 13, 3, 22, 0, time.UTC)
	if got, want := clock(at, time.UTC), "2 Jan 2026, 13:03:22 UTC"; got != want {
		t.Errorf("found %q, expected %q", got, want)
	}
	if got, want := clock(at, time.FixedZone("CET", 3600)), "2 Jan 2026, 14:03:22 CET (13:03:22 UTC)"; got != want {
		t.Errorf("found %q, expected %q", got, want)
	}
}

func TestShownIsSafeAndShort(t *testing.T) {
	newTestWindow(t, light)
	for in, want := range map[string]string{
		"plain": "plain", "a\u202eb": `a\u202eb`, "two\nlines": `two\nlines`, "": "",
	} {
		if got := shown(in); got != want {
			t.Errorf("shown(%q): found %q, expected %q", in, got, want)
		}
	}
	long := strings.Repeat("ä", 5000)
	got := shown(long)
	if !strings.HasPrefix(got, strings.Repeat("ä", longest)) || !strings.Contains(got, "5,000 characters") || len([]rune(got)) > longest+60 {
		t.Errorf("found %q, expected %d characters and the number of all of them", got, longest)
	}
}

func TestOwnerLine(t *testing.T) {
	newTestWindow(t, light)
	for o, want := range map[report.Owner]string{
		report.User: "The user can mend it", report.EntraAdmin: "An Entra admin can mend it", report.Vendor: "Upwork can mend it", "": "",
	} {
		if got := ownerLine(o, "Upwork"); got != want {
			t.Errorf("%q: found %q, expected %q", o, got, want)
		}
	}
}
