package handoff

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/emersion/go-message"
)

// odd are metadata files whose bytes something on the way may be tempted to change.
func odd() map[string][]byte {
	of := map[string][]byte{
		"plain": []byte("<a/>\n"), "bom": []byte("\ufeff<a/>\n"), "crlf": []byte("<a>\r\n\r\n</a>\r\n"), "lone-cr": []byte("<a>\r\r\n\n\r</a>"),
		"nul": []byte("<a>\x00\x00</a>"), "no-end": []byte("<a/>"), "blanks-at-end": []byte("<a/> \t \n \n"), "empty": {},
		"dots": []byte(".\n..\n.\r\nFrom x\nFrom y\r\n>From z\n"), "boundary": []byte("--" + boundary + "\r\n--" + boundary + "--\r\n=_=\n"),
		"long-line": bytes.Repeat([]byte("a"), 100_000), "not-utf-8": {0xff, 0xfe, 0xc3, 0x28, 0x80},
	}
	for _, u := range utf16.Encode([]rune("\ufeff<ä/>\r\n")) {
		of["utf-16"] = append(of["utf-16"], byte(u), byte(u>>8))
	}
	for i := range 256 {
		of["every-byte"] = append(of["every-byte"], byte(i))
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 2_000_000 {
		of["two-mb"] = append(of["two-mb"], byte(r.Uint32()))
	}
	for n := range 120 { // every place that a line of Base64 can end at
		of["length-"+strings.Repeat("i", n)] = bytes.Repeat([]byte{byte(n)}, n)
	}
	return of
}

const letterText = "Hello,\n\n.\nFrom here on: ä ö = =3D\n--" + boundary + "\nend \n"

// tool gives the path of a program, or skips the test.
func tool(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skip("skipped: the program " + name + " is not installed")
	}
	return path
}

func written(t *testing.T, folder, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func made(t *testing.T, name string, b []byte) []byte {
	t.Helper()
	d, err := draft("Set up", letterText, File{name, b})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A mail reader that others wrote gives back the bytes of the file, and the text.
func TestDraftThroughGoMessage(t *testing.T) {
	for name, b := range odd() {
		e, err := message.Read(bytes.NewReader(made(t, metadataName, b)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if e.Header.Get("X-Unsent") != "1" || e.Header.Has("From") || e.Header.Has("To") || e.Header.Has("Date") {
			t.Errorf("%s: found the header %v", name, e.Header)
		}
		parts, found := e.MultipartReader(), [][]byte(nil)
		for {
			p, err := parts.NextPart()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			body, err := io.ReadAll(p.Body)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if found = append(found, body); len(found) == 2 {
				if how, with, err := p.Header.ContentDisposition(); err != nil || how != "attachment" || with["filename"] != metadataName {
					t.Errorf("%s: found %q %v %v", name, how, with, err)
				}
			}
		}
		if len(found) != 2 || string(found[0]) != strings.ReplaceAll(letterText, "\n", "\r\n") || sum(found[1]) != sum(b) {
			t.Errorf("%s: %d parts, or the text or the file is not as it was", name, len(found))
		}
	}
}

// python reads every draft of a folder, or every archive, the ways Python knows.
const python = `
import email, email.policy, hashlib, io, json, os, sys, zipfile
out = {}
for name in os.listdir(sys.argv[1]):
    b = open(os.path.join(sys.argv[1], name), 'rb').read()
    if name.endswith('.zip'):
        z = zipfile.ZipFile(io.BytesIO(b))
        assert z.testzip() is None
        out[name] = {i.filename: [hashlib.sha256(z.read(i)).hexdigest(), list(i.date_time)] for i in z.infolist()}
        continue
    for p in ('default', 'compat32', 'SMTP'):
        m = email.message_from_bytes(b, policy=getattr(email.policy, p))
        assert not m.defects and not any(x.defects for x in m.walk()), (name, p, m.defects)
        text, file = m.get_payload()
        out[name + ' ' + p] = [hashlib.sha256(file.get_payload(decode=True)).hexdigest(), file.get_filename(), text.get_payload(decode=True).decode('utf-8'), str(m['Subject'])]
json.dump(out, sys.stdout)
`

func pythonReads(t *testing.T, folder string, into any) {
	t.Helper()
	out, err := exec.Command(tool(t, "python3"), "-I", "-c", python, folder).Output()
	if err != nil {
		var failed *exec.ExitError
		errors.As(err, &failed)
		t.Fatalf("%v: %s", err, failed.Stderr)
	}
	if err := json.Unmarshal(out, into); err != nil {
		t.Fatal(err)
	}
}

func TestDraftThroughPython(t *testing.T) {
	folder, all := t.TempDir(), odd()
	for name, b := range all {
		written(t, folder, name+".eml", made(t, metadataName, b))
	}
	var found map[string][]string
	pythonReads(t, folder, &found)
	if len(found) != 3*len(all) {
		t.Errorf("Python read %d drafts, expected %d", len(found), 3*len(all))
	}
	for at, is := range found {
		name, _, _ := strings.Cut(at, ".eml ")
		if is[0] != sum(all[name]) || is[1] != metadataName || strings.ReplaceAll(is[2], "\r\n", "\n") != letterText || is[3] != "Set up" {
			t.Errorf("%s: found %q", at, is)
		}
	}
}

// Names that need RFC 2231 and subjects that need RFC 2047 are read as they were written, too.
func TestNamesThroughPython(t *testing.T) {
	names := map[string]string{
		"a": "Metadaten für Zürich.xml", "b": `with "quotes" and \ and ;.xml`, "c": "連邦メタデータ.xml", "d": "rtl \u202Elmx.exe", "e": strings.Repeat("lang ", 30) + ".xml", "f": "it's 100%.xml",
	}
	folder := t.TempDir()
	for at, name := range names {
		b, err := draft(name, "text", File{name, []byte("<a/>")})
		if err != nil {
			t.Fatal(err)
		}
		lawful(t, b)
		written(t, folder, at+".eml", b)
	}
	var found map[string][]string
	pythonReads(t, folder, &found)
	for at, name := range names {
		for _, policy := range []string{"default", "SMTP"} {
			if is := found[at+".eml "+policy]; len(is) != 4 || is[1] != name || is[3] != name {
				t.Errorf("%s: found %q, expected %q", policy, is, name)
			}
		}
	}
}

// lawful holds the bounds of a mail on the way: lines of at most 998 characters, CRLF alone, 7 bits (RFC 5322 2.1.1).
func lawful(t *testing.T, b []byte) {
	t.Helper()
	for _, line := range strings.SplitAfter(string(b), "\n") {
		if line != "" && (!strings.HasSuffix(line, "\r\n") || len(line) > 1000 || strings.Contains(strings.TrimSuffix(line, "\r\n"), "\r")) {
			t.Fatalf("found the line %.100q", line)
		}
	}
	for _, c := range b {
		if c > 0x7e || c < ' ' && c != '\r' && c != '\n' {
			t.Fatalf("found the byte %#x", c)
		}
	}
}

func TestDraftIsLawful(t *testing.T) {
	for name, b := range odd() {
		d := made(t, metadataName, b)
		lawful(t, d)
		for _, line := range strings.Split(string(d), "\r\n") {
			if len(line) > 78 {
				t.Fatalf("%s: a line of %d characters", name, len(line))
			}
		}
		if strings.Count(string(d), boundary) != 4 { // in the header, before each of two parts, and at the end
			t.Errorf("%s: the boundary stands in a part", name)
		}
	}
}

// munpack and ripmime have each their own reader.
func TestDraftThroughUnpackers(t *testing.T) {
	for _, with := range [][]string{{"munpack", "-q", "draft.eml"}, {"ripmime", "-i", "draft.eml", "-d", "."}} {
		t.Run(with[0], func(t *testing.T) {
			path := tool(t, with[0])
			for name, b := range odd() {
				if len(b) == 0 {
					continue // they make no file of nothing
				}
				folder := t.TempDir()
				written(t, folder, "draft.eml", made(t, metadataName, b))
				c := exec.Command(path, with[1:]...)
				c.Dir = folder
				if out, err := c.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v: %s", name, err, out)
				}
				if got, err := os.ReadFile(filepath.Join(folder, metadataName)); err != nil || sum(got) != sum(b) {
					t.Errorf("%s: %v, or the file is not as it was", name, err)
				}
			}
		})
	}
}

var when = time.Date(2026, 1, 2, 3, 4, 6, 0, time.UTC)

func TestArchiveThroughOthers(t *testing.T) {
	folder, all := t.TempDir(), odd()
	var files []File
	for name, b := range all {
		files = append(files, File{name + ".xml", b})
	}
	b, err := archive(files, when)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := archive(files, when); err != nil || !bytes.Equal(b, again) {
		t.Error("the same files make another archive")
	}
	path := written(t, folder, "kit.zip", b)
	t.Run("Python", func(t *testing.T) {
		var found map[string]map[string][2]any
		pythonReads(t, folder, &found)
		if len(found["kit.zip"]) != len(all) {
			t.Errorf("found %d files, expected %d", len(found["kit.zip"]), len(all))
		}
		for name, b := range all {
			is := found["kit.zip"][name+".xml"]
			date, _ := json.Marshal(is[1])
			if is[0] != sum(b) || string(date) != "[2026,1,2,3,4,6]" {
				t.Errorf("%s: found %v", name, is)
			}
		}
	})
	t.Run("unzip", func(t *testing.T) {
		into := t.TempDir()
		if out, err := exec.Command(tool(t, "unzip"), "-q", path, "-d", into).CombinedOutput(); err != nil || len(out) > 0 {
			t.Fatalf("%v: %s", err, out)
		}
		for name, b := range all {
			if got, err := os.ReadFile(filepath.Join(into, name+".xml")); err != nil || sum(got) != sum(b) {
				t.Errorf("%s: %v, or the file is not as it was", name, err)
			}
		}
	})
}

// A time that no ZIP file can tell leaves the time out.
func TestArchiveWithoutTime(t *testing.T) {
	for _, at := range []time.Time{{}, time.Date(1979, 12, 31, 0, 0, 0, 0, time.UTC), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
		b, err := archive([]File{{"a", []byte("a")}}, at)
		if err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil || z.File[0].ModifiedDate != 0 || len(z.File[0].Extra) != 0 {
			t.Errorf("%v: found %v, %v", at, z.File[0].Modified, err)
		}
	}
}
