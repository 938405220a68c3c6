package library

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

const otherTenant = "99999999-8888-7777-6666-555555555555"

// fabrikam is the metadata of another tenant, with a key of its own.
func fabrikam() []byte {
	m := mint.AppMetadata()
	m.EntityID = "https://sts.windows.net/" + otherTenant + "/"
	m.Keys, m.Signing = []*mint.Key{mint.Foreign()}, &mint.Signing{Key: mint.Foreign()}
	return m.XML()
}

// contoso is the application's file; contosoNext is that of later, with another key.
func contoso() []byte { return mint.AppMetadata().XML() }

func contosoNext() []byte {
	m := mint.AppMetadata()
	m.Keys, m.Signing = []*mint.Key{mint.Next()}, &mint.Signing{Key: mint.Next()}
	return m.XML()
}

func list(t *testing.T, l *Library) Contents {
	t.Helper()
	c, err := l.List()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func names(c Contents) []string {
	var all []string
	for _, e := range c.Entries {
		all = append(all, e.Name)
	}
	return all
}

func add(t *testing.T, l *Library, name string, b []byte) Entry {
	t.Helper()
	e, added, err := l.Add(name, b)
	if err != nil || !added {
		t.Fatalf("%s: added %v, %v", name, added, err)
	}
	return e
}

// cause gives the cause of a *Trouble, and holds that it says what happened, what was expected and what to do.
func cause(t *testing.T, err error) Cause {
	t.Helper()
	var told *Trouble
	if !errors.As(err, &told) {
		t.Errorf("found %v, expected a trouble", err)
		return ""
	}
	if told.Check != Check || told.Sentence == "" || told.Expected == "" || told.Actual == "" || len(told.Steps) == 0 || !strings.HasSuffix(told.Sentence, ".") {
		t.Errorf("found %+v, expected every part of it", told.Problem)
	}
	return told.Cause
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestByteForByte(t *testing.T) {
	home := filepath.Join(t.TempDir(), "new", "claimcheck")
	l := In(home)
	if c := list(t, l); len(c.Entries) != 0 {
		t.Fatalf("found %v in a new library", names(c))
	}
	b := contoso()
	e := add(t, l, "/somewhere/Upwork Enterprise.xml", b)
	if e.Name != "Upwork Enterprise" || e.Path != filepath.Join(home, "metadata", "Upwork Enterprise.xml") || e.Size != int64(len(b)) || e.File.SHA256 != sha256.Sum256(b) {
		t.Errorf("found %+v", e)
	}
	if got, err := os.ReadFile(e.Path); err != nil || !bytes.Equal(got, b) {
		t.Errorf("the bytes differ: %v", err)
	}
	if info, err := os.Stat(e.Path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("found mode %v, expected 0600", info.Mode())
	}
	if got, err := l.Export(e); err != nil || !bytes.Equal(got, b) {
		t.Errorf("the exported bytes differ: %v", err)
	}
	for _, l := range []*Library{l, In(home)} {
		c := list(t, l)
		if len(c.Entries) != 1 || len(c.Files()) != 1 || len(c.Troubles()) != 0 {
			t.Fatalf("found %+v", c)
		}
		got := c.Entries[0]
		if got.Name != e.Name || got.File.SHA256 != e.File.SHA256 || !got.Imported.Equal(e.Imported) || got.Imported.Before(time.Now().Add(-time.Hour)) ||
			!slices.Equal(got.EntityIDs(), []string{mint.Issuer}) || !slices.Equal(got.Tenants(), []string{mint.Tenant}) {
			t.Errorf("found %+v", got)
		}
	}
}

func TestAddKnowsWhatIsThere(t *testing.T) {
	l := In(t.TempDir())
	first := add(t, l, "Upwork.xml", contoso())
	if e, added, err := l.Add("other.xml", contoso()); err != nil || added || e.Name != "Upwork" {
		t.Errorf("the same bytes: found %q, added %v, %v", e.Name, added, err)
	}
	_, _, err := l.Add("fresh.xml", contosoNext())
	var told *Trouble
	if cause(t, err) != Known || !errors.As(err, &told) || told.Entry.Name != "Upwork" || !strings.Contains(err.Error(), mint.Issuer) {
		t.Errorf("the same entity: found %v", err)
	}
	var wrong *metadata.Wrong
	if _, _, err := l.Add("x.html", []byte("<html><title>Contoso</title></html>")); !errors.As(err, &wrong) || wrong.Kind != metadata.HTML {
		t.Errorf("an HTML page: found %v", err)
	}
	if got := names(list(t, l)); !slices.Equal(got, []string{"Upwork"}) {
		t.Errorf("found %v, expected nothing added", got)
	}

	beside, added, err := l.AddBeside(`C:\x\upwork.xml`, contosoNext())
	if err != nil || !added || beside.Name != "upwork 2" {
		t.Errorf("beside: found %q, %v", beside.Name, err)
	}
	if n := len(metadata.SigningKeys(list(t, l).Files(), mint.Issuer)); n != 2 {
		t.Errorf("found %d keys, expected those of both", n)
	}
	if _, err := l.Replace(first, contosoNext()); cause(t, err) != Known {
		t.Errorf("bytes of another entry: found %v", err)
	}
}

func TestReplaceRenameRemove(t *testing.T) {
	home := t.TempDir()
	l, second := In(home), In(home)
	was := add(t, l, "Upwork.xml", contoso())
	seen := list(t, second).Entries[0]

	now, err := l.Replace(was, contosoNext())
	if err != nil || now.Name != "Upwork" || now.File.SHA256 != sha256.Sum256(contosoNext()) {
		t.Fatalf("found %+v, %v", now, err)
	}
	if got, err := os.ReadFile(was.Path); err != nil || !bytes.Equal(got, contosoNext()) {
		t.Errorf("the bytes differ: %v", err)
	}
	// The other window saw the former file: it may neither replace, rename, remove nor export what it never saw.
	for what, do := range map[string]func() error{
		"replace": func() error { _, err := second.Replace(seen, fabrikam()); return err },
		"rename":  func() error { _, err := second.Rename(seen, "x"); return err },
		"remove":  func() error { _, err := second.Remove(seen); return err },
		"export":  func() error { _, err := second.Export(seen); return err },
	} {
		if err := do(); cause(t, err) != Changed {
			t.Errorf("%s: found %v", what, err)
		}
	}
	seen = list(t, second).Entries[0]
	if seen.File.SHA256 != now.File.SHA256 {
		t.Error("the other window does not see the change")
	}
	if same, err := l.Replace(now, contosoNext()); err != nil || same.Name != "Upwork" {
		t.Errorf("the same bytes again: found %v", err)
	}

	other := add(t, l, "Fabrikam.xml", fabrikam())
	for name, want := range map[string]Cause{
		"fabrikam": Taken, "FABRIKAM.XML": Taken, "a/b": BadName, `..\x`: BadName, "..": BadName, "": BadName, "CON": BadName, "a\x07b": BadName,
		"a\u202eb": BadName, ".hidden": BadName, "x.": BadName, strings.Repeat("x", 300): BadName,
	} {
		if _, err := l.Rename(now, name); cause(t, err) != want {
			t.Errorf("rename to %q: found %v, expected %s", name, err, want)
		}
	}
	for _, name := range []string{"upwork", "Upwork Enterprise 2026.11", "Zu\u0308rich.xml"} {
		if now, err = l.Rename(now, name); err != nil {
			t.Fatal(err)
		}
	}
	if now.Name != "Zürich" || now.File.SHA256 != sha256.Sum256(contosoNext()) {
		t.Errorf("found %q", now.Name)
	}
	if got := names(list(t, second)); !slices.Equal(got, []string{"Fabrikam", "Zürich"}) {
		t.Errorf("found %v", got)
	}
	for _, name := range []string{"zürich", "Zu\u0308rich", "Zürich.xml", "ZÜRICH.XML"} {
		if e, err := list(t, second).Find(name); err != nil || e.Name != "Zürich" {
			t.Errorf("find %q: found %q, %v", name, e.Name, err)
		}
	}

	gone, err := l.Remove(now)
	if err != nil || gone.Name != "Zürich" || gone.File == nil {
		t.Errorf("found %+v, %v", gone, err)
	}
	for what, do := range map[string]func() error{
		"replace": func() error { _, err := second.Replace(now, contoso()); return err },
		"rename":  func() error { _, err := second.Rename(now, "x"); return err },
		"remove":  func() error { _, err := second.Remove(now); return err },
		"export":  func() error { _, err := second.Export(now); return err },
		"find":    func() error { _, err := list(t, second).Find("Zürich"); return err },
	} {
		if err := do(); cause(t, err) != NotThere {
			t.Errorf("%s of what is gone: found %v", what, err)
		}
	}
	if got := list(t, second).Entries; len(got) != 1 || got[0].Name != other.Name {
		t.Errorf("found %+v, expected the other entry", got)
	}
}

// Windows and terminals that change one library at a time do not harm each other: nothing is lost, nothing
// is there twice, and no look ever finds half a file.
func TestManyAtATime(t *testing.T) {
	home := t.TempDir()
	const each = 8
	file := func(i int) []byte {
		return bytes.ReplaceAll(fabrikam(), []byte(otherTenant), fmt.Appendf(nil, "%08d-0000-0000-0000-000000000000", i))
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			l := In(home)
			for i := range each {
				if _, _, err := l.Add("metadata.xml", file(i)); err != nil {
					t.Error(err)
				}
				if c, err := l.List(); err != nil || len(c.Troubles()) > 0 {
					t.Errorf("found %v, %v", c.Troubles(), err)
				}
			}
		})
	}
	all.Wait()
	l := In(home)
	c := list(t, l)
	if len(c.Entries) != each {
		t.Fatalf("found %v, expected each file once", names(c))
	}
	removed := make(chan string, 4*each)
	for range 4 {
		all.Go(func() {
			for _, e := range c.Entries {
				if _, err := In(home).Remove(e); err == nil {
					removed <- e.Name
				} else if cause(t, err) != NotThere {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := len(list(t, l).Entries); n != 0 || len(removed) != each {
		t.Errorf("found %d entries, %d removed", n, len(removed))
	}
}

// A response is verified with the keys of the entry that its issuer names, and with no other.
func TestTheIssuerPicksTheEntry(t *testing.T) {
	l := In(t.TempDir())
	add(t, l, "Contoso.xml", contoso())
	add(t, l, "Fabrikam.xml", fabrikam())
	response := func(tenant string, key *mint.Key) []byte {
		r := mint.EntraResponse()
		r.Issuer = "https://sts.windows.net/" + tenant + "/"
		r.Assertion.Issuer = r.Issuer
		r.Signing.Key = key
		return r.Signed()
	}
	for _, c := range []struct {
		name, tenant string
		key          *mint.Key
		want         report.Signature
		source       string
	}{
		{"Contoso's", mint.Tenant, mint.Active(), report.Valid, "Contoso.xml"},
		{"Fabrikam's", otherTenant, mint.Foreign(), report.Valid, "Fabrikam.xml"},
		{"Contoso's name and Fabrikam's key", mint.Tenant, mint.Foreign(), report.Invalid, ""},
		{"Fabrikam's name and Contoso's key", otherTenant, mint.Active(), report.Invalid, ""},
	} {
		b := response(c.tenant, c.key)
		r, err := decoder.Inspect(context.Background(), wire.Capture{Name: "r.xml", Origin: wire.File, Body: bytes.NewReader(b)},
			decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew, Metadata: list(t, l).Files()})
		if err != nil {
			t.Fatal(err)
		}
		m := r.Messages[r.Chosen]
		if m.Signature != c.want || m.Verdict == report.Accepted && c.want != report.Valid {
			t.Errorf("%s: found signature %s, verdict %s", c.name, m.Signature, m.Verdict)
		}
		if c.source != "" && (m.Signatures[0].Key == nil || m.Signatures[0].Key.Source != c.source) {
			t.Errorf("%s: found %+v, expected a key of %s", c.name, m.Signatures[0].Key, c.source)
		}
	}
}

// A file that is given by name counts for its entities, and the library for all others.
func TestFilesBeside(t *testing.T) {
	l := In(t.TempDir())
	both := "<EntitiesDescriptor xmlns=\"urn:oasis:names:tc:SAML:2.0:metadata\">" + element(contoso()) + element(fabrikam()) + "</EntitiesDescriptor>"
	add(t, l, "both.xml", []byte(both))
	if _, _, err := l.AddBeside("Contoso.xml", contoso()); err != nil {
		t.Fatal(err)
	}
	given, err := metadata.Read("given.xml", contosoNext())
	if err != nil {
		t.Fatal(err)
	}
	c := list(t, l)
	files := c.FilesBeside([]*metadata.File{given})
	keys := metadata.SigningKeys(files, mint.Issuer)
	if len(files) != 2 || files[0] != given || len(keys) != 1 || !keys[0].Cert.Equal(mint.Next().Cert) {
		t.Errorf("found %d files, keys %v", len(files), keys)
	}
	if keys := metadata.SigningKeys(files, "https://sts.windows.net/"+otherTenant+"/"); len(keys) != 1 {
		t.Errorf("found %d keys of the other tenant, expected 1", len(keys))
	}
	if n := len(metadata.SigningKeys(c.FilesBeside(nil), mint.Issuer)); n != 1 || len(c.Files()[0].Entities)+len(c.Files()[1].Entities) != 3 {
		t.Errorf("found %d keys without a file; and the library has to be as it was", n)
	}
}

// element is a metadata file without what stands before its root.
func element(file []byte) string {
	return string(file[bytes.Index(file, []byte("<EntityDescriptor")):])
}

// Names that another system wrote are found as they are typed here, and none is taken for another.
func TestNamesOfOtherSystems(t *testing.T) {
	home := t.TempDir()
	in := func(name string) string { return filepath.Join(home, "metadata", name) }
	write(t, in("Zu\u0308rich.xml"), contoso())
	write(t, in("Bern.XML"), fabrikam())
	l := In(home)
	c := list(t, l)
	for name, want := range map[string]string{"Zürich": "Zu\u0308rich", "zürich.xml": "Zu\u0308rich", "bern.xml": "Bern.XML", "Bern.XML": "Bern.XML"} {
		if e, err := c.Find(name); err != nil || e.Name != want {
			t.Errorf("find %q: found %q, %v", name, e.Name, err)
		}
	}
	e, err := c.Find("Bern.XML")
	if err != nil {
		t.Fatal(err)
	}
	if e, err = l.Rename(e, "Bern"); err != nil || e.Path != in("Bern.xml") {
		t.Errorf("found %q, %v", e.Path, err)
	}
	if e, _, err = l.AddBeside("Zürich.xml", contosoNext()); err != nil || e.Name != "Zürich 2" {
		t.Errorf("found %q, %v, expected a number: on some systems the two names are one", e.Name, err)
	}
}

func TestHugeLibrary(t *testing.T) {
	home := t.TempDir()
	for i := range 1000 {
		write(t, filepath.Join(home, "metadata", fmt.Sprintf("tenant %04d.xml", i)),
			bytes.ReplaceAll(fabrikam(), []byte(otherTenant), fmt.Appendf(nil, "%08d-0000-0000-0000-000000000000", i)))
	}
	l := In(home)
	c := list(t, l)
	if len(c.Files()) != 1000 || c.Entries[999].Name != "tenant 0999" {
		t.Errorf("found %d files", len(c.Files()))
	}
	again := list(t, l)
	for i := range again.Entries {
		if again.Entries[i].File != c.Entries[i].File {
			t.Fatal("a file that has not changed was read again")
		}
	}
	add(t, l, "tenant 0001.xml", contoso())
}
