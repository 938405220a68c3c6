// Package claimcheck holds no code: this file holds the rules of the house as tests. They read the
// sources themselves, so that a cached test result cannot pass over a change.
package claimcheck

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const module = "claimcheck"

// floors: a package imports only packages of a lower floor. Every folder with Go sources has its line.
var floors = map[string]int{
	"cmd/claimcheck": 6, "cmd/claimcheck-cli": 6,
	"ui":      5,
	"decoder": 4, "capture": 4, "library": 4,
	"ui/codeview": 3, "decoder/check": 3, "decoder/rollover": 3,
	"decoder/profile": 2, "decoder/metadata": 2,
	"decoder/saml": 1, "decoder/flow": 1, "decoder/signature": 1, "decoder/encryption": 1, "decoder/explain": 1, "decoder/setup": 1, "decoder/handoff": 1,
	"assets": 0, "decoder/report": 0, "decoder/wire": 0, "decoder/tree": 0, "decoder/scenario": 0, "decoder/mint": 0, "capture/lab": 0, "whole": 0,
}

// barred imports by the folders they are barred from; a trailing "/" bars everything below.
var barred = []struct{ under, imports string }{
	{"decoder", "fyne.io/"},
	{"decoder", "os"},
	{"decoder", "os/"},
	{"decoder", "net"},
	{"decoder", "net/http"},
	{"decoder", "log"},
	{"decoder", "log/"},
	{"decoder", "unsafe"},
	{"decoder", "C"},
	{"library", "fyne.io/"},
	{"library", "net"},
	{"library", "net/http"},
	{"assets", module + "/"},
	{"assets", "fyne.io/"},
	{"ui", "fyne.io/fyne/v2/app"},
	{"ui", "github.com/beevik/etree"},
	{"ui", "github.com/russellhaering/goxmldsig"},
	{"ui", "crypto/"},
	{"ui", "net/http"},
	{"cmd/claimcheck-cli", "fyne.io/"},
	{"cmd/claimcheck-cli", module + "/ui"},
}

// source is one parsed Go file.
type source struct {
	name  string
	file  *ast.File
	lines int
}

func sources(t *testing.T, tests bool) []source {
	t.Helper()
	var all []source
	root := os.DirFS(".")
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := d.Name()
		if d.IsDir() && name != "." && (strings.HasPrefix(base, ".") || base == "bin" || base == "out" || base == "tools" || base == "testdata") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go") != tests {
			return nil
		}
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, text, parser.ParseComments)
		if err != nil {
			return err
		}
		if strings.HasPrefix(string(text), "//go:build ignore") {
			return nil // a generator, run by hand
		}
		all = append(all, source{name, f, strings.Count(string(text), "\n")})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 20 {
		t.Fatalf("found %d sources, expected the whole house", len(all))
	}
	return all
}

func imports(f *ast.File) []string {
	var paths []string
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

func TestFloors(t *testing.T) {
	for _, s := range sources(t, false) {
		folder := path.Dir(s.name)
		floor, known := floors[folder]
		if !known {
			t.Errorf("%s: the folder %s stands on no floor", s.name, folder)
			continue
		}
		for _, imported := range imports(s.file) {
			room, ours := strings.CutPrefix(imported, module+"/")
			if !ours {
				continue
			}
			if below, known := floors[room]; !known || below >= floor {
				t.Errorf("%s: floor %d imports %s, which is not on a lower floor", s.name, floor, room)
			}
		}
	}
}

func TestBarredImports(t *testing.T) {
	for _, s := range sources(t, false) {
		for _, imported := range imports(s.file) {
			for _, b := range barred {
				if !under(path.Dir(s.name), b.under) {
					continue
				}
				if imported == b.imports || strings.HasSuffix(b.imports, "/") && strings.HasPrefix(imported, b.imports) {
					t.Errorf("%s: %s is barred below %s", s.name, imported, b.under)
				}
			}
			if imported == "fyne.io/fyne/v2/app" && path.Dir(s.name) != "cmd/claimcheck" {
				t.Errorf("%s: only cmd/claimcheck imports %s", s.name, imported)
			}
			if imported == module+"/decoder/mint" || imported == module+"/capture/lab" {
				t.Errorf("%s: %s serves tests and generators, and no program links it", s.name, imported)
			}
		}
	}
}

func under(folder, top string) bool { return folder == top || strings.HasPrefix(folder, top+"/") }

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	said := map[string]bool{}
	for _, s := range sources(t, false) {
		folder := path.Dir(s.name)
		said[folder] = said[folder] || s.file.Doc != nil && len(s.file.Doc.Text()) > 40
	}
	for folder, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment", folder)
		}
	}
}

func TestNoFileIsOverlong(t *testing.T) {
	for _, s := range sources(t, false) {
		if s.lines > 500 {
			t.Errorf("%s has %d lines; over 500 there is a second thing in it", s.name, s.lines)
		}
	}
}

func TestMainIsWiring(t *testing.T) {
	for _, s := range sources(t, false) {
		if s.name == "cmd/claimcheck/main.go" && s.lines > 40 {
			t.Errorf("%s has %d lines, expected at most 40", s.name, s.lines)
		}
	}
}

// Limits are constants with a name, and CONTRIBUTING.md says what each bounds.
func TestLimitsAreListed(t *testing.T) {
	text, err := os.ReadFile("CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	limit := regexp.MustCompile(`^(max|most)[A-Z]`)
	found := 0
	for _, s := range sources(t, false) {
		for _, d := range s.file.Decls {
			decl, ok := d.(*ast.GenDecl)
			if !ok || decl.Tok != token.CONST || !under(path.Dir(s.name), "decoder") && path.Dir(s.name) != "capture" {
				continue
			}
			for _, spec := range decl.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					if !limit.MatchString(name.Name) {
						continue
					}
					found++
					if listed := "`" + s.file.Name.Name + "." + name.Name + "`"; !strings.Contains(string(text), listed) {
						t.Errorf("%s: CONTRIBUTING.md does not list %s", s.name, listed)
					}
				}
			}
		}
	}
	if found < 15 {
		t.Errorf("found %d limits, expected more", found)
	}
}

// init() hides order, and a global seam hides a clock: both are handed in instead.
func TestNoInitAndNoClockInDecoder(t *testing.T) {
	for _, s := range sources(t, false) {
		if !under(path.Dir(s.name), "decoder") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				if n.Recv == nil && n.Name.Name == "init" {
					t.Errorf("%s has an init function", s.name)
				}
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Name == "time" && (n.Sel.Name == "Now" || n.Sel.Name == "Since" || n.Sel.Name == "Until") {
					t.Errorf("%s reads the clock with time.%s", s.name, n.Sel.Name)
				}
			}
			return true
		})
	}
}

// A test that asserts elapsed time fails on a busy machine and proves nothing on a quiet one.
func TestNoTestAssertsTime(t *testing.T) {
	for _, s := range sources(t, true) {
		ast.Inspect(s.file, func(n ast.Node) bool {
			if sel, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && sel.Sel.Name == "Since" {
					t.Errorf("%s measures time in a test; benchmarks do that", s.name)
				}
			}
			return true
		})
	}
}
