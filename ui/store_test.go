package ui

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

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
