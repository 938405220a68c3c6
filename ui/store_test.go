package ui

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
)

func TestMetadataIsKeptByteForByte(t *testing.T) {
	s := store{filepath.Join(t.TempDir(), "new", "claimcheck")}
	bom := append([]byte("\xef\xbb\xbf"), mint.AppMetadata().XML()...)
	name, err := s.keep("/somewhere/Upwork Enterprise.xml", bom)
	if err != nil || name != "Upwork Enterprise.xml" {
		t.Fatalf("found %q, %v", name, err)
	}
	path := filepath.Join(s.metadataDir(), name)
	if b, err := os.ReadFile(path); err != nil || !bytes.Equal(b, bom) {
		t.Errorf("the bytes differ: %v", err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("found mode %v, expected 0600", info.Mode())
	}
	if again, err := s.keep("Upwork Enterprise.xml", bom); err != nil || again != name {
		t.Errorf("the same bytes again: found %q, %v", again, err)
	}
	if other, err := s.keep(`C:\x\Upwork Enterprise.xml`, mint.TenantMetadata().XML()); err != nil || other != "Upwork Enterprise 2.xml" {
		t.Errorf("other bytes of that name: found %q, %v", other, err)
	}
	entries, err := os.ReadDir(s.metadataDir())
	if err != nil || len(entries) != 2 {
		t.Errorf("found %d files, expected two and no temporary ones", len(entries))
	}

	all := s.metadata()
	if len(all) != 2 || all[0].Err != nil || all[0].File == nil || len(all[0].File.Entities) == 0 {
		t.Fatalf("found %+v, expected two readable files", all)
	}
	if err := s.forget("../../metadata/" + name); err != nil {
		t.Error(err)
	}
	if left := s.metadata(); len(left) != 1 || left[0].Name != "Upwork Enterprise 2.xml" {
		t.Errorf("found %+v, expected the other file", left)
	}
}

func TestUnreadableMetadataIsTold(t *testing.T) {
	s := store{t.TempDir()}
	if got := s.metadata(); got != nil {
		t.Errorf("an empty store holds %+v", got)
	}
	if err := os.MkdirAll(filepath.Join(s.metadataDir(), "folder.xml"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"a.xml": []byte("not XML"), "b.xml": mint.AppMetadata().XML(), "note.txt": []byte("x"), ".claimcheck-1": []byte("x")} {
		if err := os.WriteFile(filepath.Join(s.metadataDir(), name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := s.metadata()
	if len(got) != 2 || got[0].Err == nil || got[0].File != nil || got[1].Err != nil {
		t.Errorf("found %+v, expected a.xml with its error and b.xml", got)
	}
}

func TestFileStem(t *testing.T) {
	for in, want := range map[string]string{
		"Upwork.xml": "Upwork", "../../etc/passwd": "passwd", `..\..\boot.ini`: "boot", "": "metadata", "...": "metadata", ".xml": "metadata",
		"CON.xml": "CON_", "com1.xml": "com1_", "a:b*c?.xml": "a_b_c_", "a\x00b\u202e.xml": "a_b_", "paste": "paste", "Zürich.xml": "Zürich", " . x . .xml": "x",
	} {
		if got := fileStem(in); got != want {
			t.Errorf("fileStem(%q): found %q, expected %q", in, got, want)
		}
	}
	if got := fileStem(strings.Repeat("ü", 300)); len(got) > 100 || strings.Trim(got, "ü") != "" {
		t.Errorf("found %q of %d bytes, expected whole letters and at most 100 bytes", got, len(got))
	}
}

func TestSettings(t *testing.T) {
	s := store{filepath.Join(t.TempDir(), "claimcheck")}
	if got, err := s.settings(); err != nil || got.Profile != "" {
		t.Errorf("no file: found %+v, %v", got, err)
	}
	want := settings{Profile: "p", Look: dark, Applications: map[string]application{"p": {EntityID: "https://sp.example.com/saml", ACS: "https://sp.example.com/acs"}}}
	if err := s.saveSettings(want); err != nil {
		t.Fatal(err)
	}
	got, err := s.settings()
	if err != nil || got.Profile != want.Profile || got.Look != dark || got.Applications["p"] != want.Applications["p"] {
		t.Errorf("found %+v, %v", got, err)
	}
	if err := os.WriteFile(filepath.Join(s.dir, "settings.json"), []byte(`{"profile":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := s.settings(); err == nil || got.Profile != "" {
		t.Errorf("a broken file: found %+v, %v, expected the defaults and the reason", got, err)
	}
}

func TestProfiles(t *testing.T) {
	s := store{t.TempDir()}
	builtin, unreadable := s.profiles()
	if len(builtin) == 0 || len(unreadable) != 0 {
		t.Fatalf("found %d profiles, %v", len(builtin), unreadable)
	}
	dir := filepath.Join(s.dir, "profiles")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	own := `{"name":"acme","title":"Acme","short":"Acme","vendor":"Acme","support":"","entity_id":"","acs":"","sign_on_url":"","name_limit":0,"source":"","claims":[{"name":"mail","source":"user.mail","required":true,"form":"address","synonyms":[],"defaults":[],"translations":[],"where":"Email"}]}`
	for name, text := range map[string]string{"acme.json": own, "broken.json": "{"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, unreadable := s.profiles()
	var names []string
	for _, p := range all {
		names = append(names, p.Name)
	}
	if !slices.Contains(names, "acme") || len(all) != len(builtin)+1 {
		t.Errorf("found %v, expected the built-in ones and acme", names)
	}
	if len(unreadable) != 1 || !strings.Contains(unreadable[0].Error(), "broken.json") {
		t.Errorf("found %v, expected broken.json to be told", unreadable)
	}
}
