package library

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/tree"
)

func TestUnreadableIsSetAside(t *testing.T) {
	home := t.TempDir()
	in := func(name string) string { return filepath.Join(home, "metadata", name) }
	good := contoso()
	spoilt := map[string][]byte{"a.xml": []byte("not XML"), "empty.xml": nil, "cut.XML": good[:len(good)/2], "page.xml": []byte("<html></html>")}
	for name, b := range spoilt {
		write(t, in(name), b)
	}
	write(t, in("Upwork.xml"), good)
	write(t, filepath.Join(home, "aside", "A.xml"), []byte("of earlier"))
	write(t, filepath.Join(home, "aside", "a.xml"), []byte("of earlier"))
	for _, name := range []string{".DS_Store", "._Upwork.xml", "note.txt", "Upwork.xml.bak", ".claimcheck-123"} {
		write(t, in(name), []byte("x"))
	}
	if err := os.MkdirAll(in("folder.xml"), 0o700); err != nil {
		t.Fatal(err)
	}
	l := In(home)
	c := list(t, l)
	if len(c.Entries) != 1 || c.Entries[0].Name != "Upwork" || len(c.SetAside) != len(spoilt) {
		t.Fatalf("found %v and %d set aside", names(c), len(c.SetAside))
	}
	for _, told := range c.SetAside {
		if cause(t, told) != NotMetadata || !strings.Contains(told.Steps[0], l.Aside()) {
			t.Errorf("found %+v", told.Problem)
		}
	}
	if !strings.Contains(c.SetAside[0].Sentence, `"a" in the library is no metadata`) {
		t.Errorf("found %q", c.SetAside[0].Sentence)
	}
	if want := []string{"A.xml", "a 2.xml", "a.xml", "cut.XML", "empty.xml", "page.xml"}; !slices.Equal(c.Aside, want) {
		t.Errorf("found %q aside, expected %q", c.Aside, want)
	}
	spoilt["a 2.xml"], spoilt["a.xml"] = spoilt["a.xml"], []byte("of earlier")
	for name, b := range spoilt {
		if got, err := os.ReadFile(filepath.Join(l.Aside(), name)); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%s: found %q, %v, expected its bytes", name, got, err)
		}
	}
	again := list(t, l)
	if len(again.SetAside) != 0 || !slices.Equal(again.Aside, c.Aside) {
		t.Errorf("found %d set aside again, and %q", len(again.SetAside), again.Aside)
	}
	if left, err := os.ReadDir(l.Folder()); err != nil || len(left) != 8 { // the entry, the others, the lock
		t.Errorf("found %v", left)
	}
}

// A federation's file that is too large to be kept as a whole is no mistake of the user: it stays, and is told each time.
func TestHugeFileStays(t *testing.T) {
	home := t.TempDir()
	entity := element(fabrikam())
	all := []byte(`<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">` + strings.Repeat(entity, tree.MetadataLimits.Bytes/len(entity)+1) + `</EntitiesDescriptor>`)
	write(t, filepath.Join(home, "metadata", "all.xml"), all)
	l := In(home)
	for range 2 {
		c := list(t, l)
		if len(c.Entries) != 1 || len(c.SetAside) != 0 || len(c.Files()) != 0 || cause(t, c.Entries[0].Trouble) != Unreadable || !strings.Contains(c.Entries[0].Trouble.Steps[0], "--entity") {
			t.Fatalf("found %+v", c)
		}
	}
	var wrong *metadata.Wrong
	if _, _, err := l.Add("all.xml", all); !errors.As(err, &wrong) || !TooLarge(wrong) {
		t.Errorf("found %v", err)
	}
	if got := names(list(t, l)); len(got) != 1 {
		t.Errorf("found %v", got)
	}
}

// A file that is being copied into the folder is not taken away in the middle of it.
func TestAFileThatIsBeingWrittenStays(t *testing.T) {
	home := t.TempDir()
	path := filepath.Join(home, "metadata", "a.xml")
	write(t, path, contoso()[:1000])
	l := In(home)
	c, spoilt, err := l.look()
	if err != nil || len(spoilt) != 1 {
		t.Fatalf("found %+v, %v", spoilt, err)
	}
	write(t, path, contoso()) // meanwhile
	l.setAside(spoilt, &c, nil)
	if len(c.SetAside) != 0 || len(c.Entries) != 1 || cause(t, c.Entries[0].Trouble) != NotMetadata {
		t.Errorf("found %+v", c)
	}
	if c := list(t, l); len(c.Files()) != 1 {
		t.Errorf("found %+v, expected the file when it is whole", c)
	}
}

func TestFolderThatIsNone(t *testing.T) {
	home := t.TempDir()
	write(t, filepath.Join(home, "metadata"), []byte("x"))
	l := In(home)
	if _, err := l.List(); cause(t, err) != Unreadable {
		t.Errorf("list: found %v", err)
	}
	if _, _, err := l.Add("a.xml", contoso()); cause(t, err) != Unwritable {
		t.Errorf("add: found %v", err)
	}
}

// What a window has read is not believed when the folder is gone, nor is that kept silent.
func TestFolderThatVanished(t *testing.T) {
	home := t.TempDir()
	l := In(home)
	e := add(t, l, "a.xml", contoso())
	vanish := func() {
		if err := os.RemoveAll(home); err != nil {
			t.Fatal(err)
		}
	}
	vanish()
	if _, err := l.Export(e); cause(t, err) != NotThere {
		t.Errorf("export: found %v", err)
	}
	if c, err := l.List(); cause(t, err) != Vanished || len(c.Files()) != 0 {
		t.Errorf("list: found %v", err)
	}
	if c := list(t, l); len(c.Entries) != 0 {
		t.Errorf("found %v", names(c))
	}
	add(t, l, "a.xml", contoso())
	vanish()
	if _, _, err := l.Add("b.xml", fabrikam()); cause(t, err) != Vanished {
		t.Errorf("add: found %v", err)
	}
	if _, err := os.Stat(home); err == nil {
		t.Error("a folder was made in the place of the one that vanished")
	}
	add(t, l, "b.xml", fabrikam())
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"Upwork.xml": "Upwork", "../../etc/passwd": "passwd", `..\..\boot.ini`: "boot", "": "metadata", "...": "metadata", ".xml": "metadata",
		"CON.xml": "CON_", "com1.xml": "com1_", "LPT³.xml": "LPT³_", "nul.a.xml": "nul_.a", "COM10.xml": "COM10", "a:b*c?.xml": "a_b_c_",
		"a\x00b\u202e.xml": "a_b_", "a\xff.xml": "a_", "paste": "paste", "Zürich.xml": "Zürich", "Zu\u0308rich.xml": "Zürich", " . x . .xml": "x",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q): found %q, expected %q", in, got, want)
		}
	}
	if got := clean(strings.Repeat("ü", 300)); len(got) > maxName || strings.Trim(got, "ü") != "" {
		t.Errorf("found %q of %d bytes, expected whole letters", got, len(got))
	}
	if folded("STRASSE É") != folded("straße e\u0301") {
		t.Error("names that are one to some file system are told apart")
	}
}

// A name that was made is one that a person could have given, and names one file of the folder on every system.
func FuzzNames(f *testing.F) {
	for _, name := range []string{"Upwork.xml", "../../x", "CON.a.xml", " . x . .xml", "Zu\u0308rich", "a\xff\u202e", strings.Repeat("ü", 80), "LPT¹ .xml", "x.xml.xml"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		made := clean(name)
		if err := CheckName(made + extension); err != nil {
			t.Errorf("%q makes %q: %v", name, made, err)
		}
		if !filepath.IsLocal(made+extension) || filepath.Base(made) != made || len(made) > maxName || !isEntry(made+extension) {
			t.Errorf("%q makes %q", name, made)
		}
	})
}

func TestLeftoversOfACrash(t *testing.T) {
	home := t.TempDir()
	old := filepath.Join(home, "metadata", ".claimcheck-1")
	write(t, old, []byte("half"))
	if err := os.Chtimes(old, time.Time{}, mint.Now.AddDate(-1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	add(t, In(home), "a.xml", contoso())
	if _, err := os.Stat(old); err == nil {
		t.Error("an old temporary file is left")
	}
}

func TestHome(t *testing.T) {
	t.Setenv(homeVariable, "some")
	if got, err := Home(); err != nil || !filepath.IsAbs(got) || filepath.Base(got) != "some" {
		t.Errorf("found %q, %v", got, err)
	}
	t.Setenv(homeVariable, "")
	if got, err := Home(); err == nil && filepath.Base(got) != "claimcheck" {
		t.Errorf("found %q", got)
	}
}
