package mint

import (
	"bytes"
	"strings"
	"testing"
)

// Each file has a name of its own, is the same on each call, and is not the original unless it says so.
func TestSpoiledMetadata(t *testing.T) {
	first, second := SpoiledMetadata(), SpoiledMetadata()
	if len(first) < 150 {
		t.Errorf("%d files, expected at least 150", len(first))
	}
	original := AppMetadata().XML()
	names, files := map[string]bool{}, map[string]string{}
	for i, s := range first {
		if names[s.Name] {
			t.Errorf("two files of the name %s", s.Name)
		}
		names[s.Name] = true
		if !bytes.Equal(s.File, second[i].File) {
			t.Errorf("%s is another file on each call", s.Name)
		}
		if bytes.Equal(s.File, original) != (s.Name == "good-original") {
			t.Errorf("%s: equal to the original: %v", s.Name, bytes.Equal(s.File, original))
		}
		schema := strings.HasPrefix(s.Name, "schema-") // breaks a rule that another file breaks for another reason
		if other, known := files[string(s.File)]; known && schema == strings.HasPrefix(other, "schema-") {
			t.Errorf("%s is the same file as %s", s.Name, other)
		}
		files[string(s.File)] = s.Name
	}
	if !bytes.Equal(SpoiledAs("empty"), nil) || len(SpoiledAs("over-2-mb")) <= 2<<20 {
		t.Error("SpoiledAs gives another file")
	}
}
