package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/report"
	"claimcheck/library"
)

// The shape of what the commands of the library print is a promise: these fields and no others, and the help names
// each.
func TestLibraryObject(t *testing.T) {
	problem := &library.Trouble{}
	r := result{contents: only(library.Entry{Imported: time.Unix(0, 0), Trouble: problem}), Comparison: &report.Comparison{}}
	var out strings.Builder
	s := shelf{Library: library.In(t.TempDir()), p: &program{out: &out}, format: formatJSON}
	if err := s.print(r); err != nil {
		t.Fatal(err)
	}
	var printed map[string]json.RawMessage
	var entries []map[string]json.RawMessage
	if err := json.Unmarshal([]byte(out.String()), &printed); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(printed["entries"], &entries); err != nil || len(entries) != 1 {
		t.Fatalf("found %s, %v", printed["entries"], err)
	}
	help := strings.Join(strings.Fields((&program{}).libraryCommand().Long), " ")
	for _, c := range []struct {
		found map[string]json.RawMessage
		want  []string
	}{
		{printed, []string{"schema", "folder", "done", "entries", "aside", "problems", "warnings", "comparison"}},
		{entries[0], []string{"name", "file", "entities", "entity_ids", "tenants", "imported", "size", "sha256", "problem"}},
	} {
		for name, value := range c.found {
			if !slices.Contains(c.want, name) || !strings.Contains(help, " "+name) || string(value) == "null" {
				t.Errorf("found %s: %s, expected one of %q, in the help as well, and never null", name, value, c.want)
			}
		}
		if len(c.found) != len(c.want) {
			t.Errorf("found %d fields, expected %q", len(c.found), c.want)
		}
	}
	for _, done := range []string{listed, added, known, compared, replaced, renamed, removed, exported} {
		if !strings.Contains(help, done) {
			t.Errorf("the help does not name %q", done)
		}
	}
}
