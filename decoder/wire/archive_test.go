package wire_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"claimcheck/decoder/wire"
)

// zipped makes a ZIP file of names and contents in turns. What stands behind '|' in a name is its method or flag.
func zipped(of ...string) string {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(of); i += 2 {
		name, how, _ := strings.Cut(of[i], "|")
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if how == "" {
			w, _ := z.CreateHeader(h) // into memory, as all here
			_, _ = io.WriteString(w, of[i+1])
			continue
		}
		h.Method = map[string]uint16{"stored": zip.Store, "password": zip.Store, "deflate64": 9, "lzma": 14, "aes": 99}[how]
		if how == "password" {
			h.Flags |= 1
		}
		h.CRC32 = crc32.ChecksumIEEE([]byte(of[i+1]))
		h.UncompressedSize64, h.CompressedSize64 = uint64(len(of[i+1])), uint64(len(of[i+1]))
		w, _ := z.CreateRaw(h)
		_, _ = io.WriteString(w, of[i+1])
	}
	_ = z.Close()
	return b.String()
}

func tarred(of ...string) string {
	var b bytes.Buffer
	t := tar.NewWriter(&b)
	for i := 0; i < len(of); i += 2 {
		_ = t.WriteHeader(&tar.Header{Name: of[i], Mode: 0o600, Size: int64(len(of[i+1]))})
		_, _ = io.WriteString(t, of[i+1])
	}
	_ = t.Close()
	return b.String()
}

// mailed makes a mail of parts: headers and content in turns.
func mailed(of ...string) string {
	var b strings.Builder
	b.WriteString("Return-Path: <b.simon@example.com>\r\nFrom: B. Simon <b.simon@example.com>\r\nSubject: sign-in\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"=_x\"\r\n\r\nThis is a message in parts.\r\n")
	for i := 0; i < len(of); i += 2 {
		b.WriteString("--=_x\r\n" + of[i] + "\r\n\r\n" + of[i+1] + "\r\n")
	}
	return b.String() + "--=_x--\r\n"
}

func attached(name, content string) []string {
	return []string{"Content-Type: application/octet-stream; name=\"" + name + "\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n filename=\"" + name + "\"", wrap(b64(content), 76, "", "\r\n")}
}

// form is the body of a sign-in as it is posted.
func form() string { return "SAMLResponse=" + q(b64(message)) + "&RelayState=x" }

// harOf is a HAR file with one posted form.
func harOf(form string) string { return har(posted("", `, "text": `+jsonString(form), "", "")) }

const raw = "POST https://sp.example.com/acs HTTP/1.1\r\nHost: sp.example.com\r\nContent-Type: application/x-www-form-urlencoded\r\nCookie: a=b\r\n\r\n"

// page is a web page that posts a message.
func page() string {
	return `<html><form method="post" action="https://sp.example.com/acs"><input name="SAMLResponse" value="` + b64(message) + `"></form></html>`
}

// archives are captures that hold files, with the member and the layers of each message in them.
var archives = []struct{ name, capture, found, notes string }{
	{"zip", zipped("a.txt", "nothing here", "b/form.txt", form()), "b/form.txt: zip form percent base64", ""},
	{"stored", zipped("form.txt|stored", form()), "form.txt: zip form percent base64", ""},
	{"order", zipped("b.txt", request, "a.txt", message), "a.txt: zip, b.txt: zip", ""},
	{"the same twice", zipped("a.txt", message, "b.txt", message), "a.txt: zip", ""},
	{"har", zipped("case.har", harOf(form())), "case.har: zip har form percent base64", ""},
	{"zip in zip", zipped("in.zip|stored", zipped("form.txt", form())), "in.zip/form.txt: zip zip form percent base64", ""},
	{"gzip of har", gzipped(harOf(form())), ": gzip har form percent base64", ""},
	{"gzip in two members", gzipped(form()[:50]) + gzipped(form()[50:]), ": gzip form percent base64", ""},
	{"gzip in zip", zipped("case.gz", gzipped(form())), "case.gz: zip gzip form percent base64", ""},
	{"gzip cut off", gzipped(message + strings.Repeat("0123456789", 9000))[:480], ": gzip", "damaged or cut off"},
	{"tar", tarred("./x/form.txt", form()), "x/form.txt: tar form percent base64", ""},
	{"tar.gz", gzipped(tarred("a", "nothing", "form.txt", form())), "form.txt: gzip tar form percent base64", ""},
	{"mail", mailed("Content-Type: text/plain", "see below", "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable", quoted(page())), "part 2: eml quoted-printable html base64", ""},
	{"mail with a zip", mailed(attached("case.zip", zipped("form.txt", form()))...), "case.zip/form.txt: eml base64 zip form percent base64", ""},
	{"mail with a har", mailed(attached("=?utf-8?q?Fl=C3=BCge.har?=", harOf(form()))...), "Flüge.har: eml base64 har form percent base64", ""},
	{"mail without its end", strings.TrimSuffix(mailed(attached("a.txt", message)...), "--=_x--\r\n"), "a.txt: eml base64", "damaged or cut off"},
	{"mail in a mail", mailed("Content-Type: message/rfc822", strings.ReplaceAll(mailed("Content-Type: text/plain", message), "=_x", "=_y")), "part 1/part 1: eml eml", ""},
	{"mail of one part", "From: a@example.com\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + wrap(b64(page()), 76, "", "\n"), "part 1: eml base64 html base64", ""},
	{"mail with a wrong boundary", strings.Replace(mailed("Content-Type: text/plain", message), "boundary=\"=_x\"", "boundary=y", 1), ": ", ""},
	{
		"saved page", "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://login.example.com/\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"--b\"\r\n\r\n" +
			"----b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://login.example.com/sign?token=secret\r\n\r\n" + quoted(page()) + "\r\n----b--\r\n",
		"https://login.example.com/sign: mhtml quoted-printable html base64", "",
	},
	{"password", zipped("a.har|password", "x", "form.txt", form()), "form.txt: zip form percent base64", "1 file left unread: protected by a password (a.har)"},
	{"methods", zipped("a|deflate64", "x", "b|lzma", "x", "c|aes", "x", "form.txt", form()), "form.txt: zip form percent base64", "3 files left unread: compressed by a method that is not read here (a and others)"},
	{"hidden", zipped("__MACOSX/._form.txt", request, ".x/form.txt", request, "form.txt", form()), "form.txt: zip form percent base64", "2 files left unread: hidden"},
	{"bad checksum", strings.Replace(zipped("a.txt|stored", message), "Destination", "destination", 1), "a.txt: zip", "damaged or cut off"},
	{"names", zipped("../../etc/a.txt", message, `C:\b.txt`, request, "/c\x00\u202Etxt.\xff", token), "../../etc/a.txt: zip, /c\x00\u202Etxt.?: zip, C:\\b.txt: zip", ""},
	{"long name", zipped(strings.Repeat("n", 300)+".txt", message), "…" + strings.Repeat("n", 196) + ".txt: zip", ""},
	{"saz", zipped("[Content_Types].xml", "<Types/>", "_index.htm", page(), "raw/2_c.txt", raw+form(), "raw/2_m.xml", `<Session><SessionTimers ClientBeginRequest="2026-01-02T04:04:05.1234567+01:00"/></Session>`, "raw/2_s.txt", "HTTP/1.1 302 Found\r\nLocation: https://sp.example.com/\r\n\r\n"), "raw/2_c.txt: saz har form percent base64", ""},
	{"saz, in order of numbers", zipped("raw/10_c.txt", raw+form(), "raw/9_c.txt", raw+"SAMLResponse="+q(b64(request))), "raw/9_c.txt: saz har form percent base64, raw/10_c.txt: saz har form percent base64", ""},
	{"saz, an answer in chunks and gzip", zipped("raw/1_c.txt", "GET /sso HTTP/1.1\r\nHost: login.example.com\r\n\r\n", "raw/1_s.txt", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"+chunked(gzipped(page()))), "raw/1_c.txt: saz har html base64", ""},
	{"saz, decoded before", zipped("raw/1_c.txt", "GET /sso HTTP/1.1\r\nHost: login.example.com\r\n\r\n", "raw/1_s.txt", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br\r\nTransfer-Encoding: chunked\r\n\r\n"+page()), "raw/1_c.txt: saz har html base64", ""},
	{"saz, brotli", zipped("raw/1_c.txt", raw+form(), "raw/1_s.txt", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\x1b\x8f\x00\x00"), "raw/1_c.txt: saz har form percent base64", "Brotli"},
	{"trace of Playwright", zipped("trace.network", `{"type":"resource-snapshot","snapshot":{"request":{"url":"https://login.example.com/?SAMLRequest=`+q(b64(deflate(request)))+`"}}}`+"\n", "resources/a.dat", form()), "resources/a.dat: zip form percent base64, trace.network: zip json url percent base64 deflate", ""},
	{"document", zipped("[Content_Types].xml", "<Types/>", "word/document.xml", "<w:document><w:t>"+b64(message)+"</w:t></w:document>"), "word/document.xml: zip base64", ""},
	{"network log", `{"constants": {"logEventTypes": {"X": 1}}, "events": [{"params": {"url": "https://login.example.com/?SAMLRequest=` + q(b64(deflate(request))) + `"}}]}`, ": json url percent base64 deflate", "a network log of Chrome, which holds no bodies"},
}

func chunked(s string) string {
	var b strings.Builder
	for c := range slices.Chunk([]byte(s), 50) {
		fmt.Fprintf(&b, "%x;a=b\r\n%s\r\n", len(c), c)
	}
	return b.String() + "0\r\n\r\n"
}

// members tells where the messages were found.
func members(opened wire.Opened) string {
	var all []string
	for _, p := range opened.Payloads {
		all = append(all, p.Member+": "+strings.Join(p.Layers, " "))
	}
	return strings.Join(all, ", ")
}

func TestArchives(t *testing.T) {
	for _, c := range archives {
		opened, err := open(t, c.capture, wire.File)
		if err != nil || members(opened) != c.found || !strings.Contains(told(opened, nil), c.notes) || c.notes == "" && len(opened.Notes) > 0 {
			t.Errorf("%s: expected %s and %q, found %s\n%s", c.name, c.found, c.notes, members(opened), told(opened, err))
		}
	}
}

// The time, the place and the answer of a session of Fiddler are those of its files.
func TestSession(t *testing.T) {
	i := slices.IndexFunc(archives, func(c struct{ name, capture, found, notes string }) bool { return c.name == "saz" })
	opened, err := open(t, archives[i].capture, wire.File)
	if err != nil {
		t.Fatal(err)
	}
	p := opened.Payloads[0]
	if p.URL != "https://sp.example.com/acs" || p.Binding != "post" || p.RelayState != "x" || !p.Time.Equal(time.Date(2026, 1, 2, 3, 4, 5, 123456700, time.UTC)) || string(p.XML) != message {
		t.Errorf("found %+v", p)
	}
}

// An archive without a message is told with what was looked into, and with what of it can be mended.
func TestArchivesWithNothing(t *testing.T) {
	for _, c := range []struct{ name, capture, what, found, hint string }{
		{"zip", zipped("a.txt", "some words to read", "b.bin", "\x01\x00\x02"), "archive", "a ZIP file of 2 files, none with a SAML message in it; the largest is a.txt (18 bytes)", "HAR"},
		{"empty zip", zipped(), "archive", "a ZIP file with no file in it", "HAR"},
		{"password", zipped("a.har|password", "x"), "left-out", "a ZIP file with 1 file left unread: protected by a password (a.har)", "Take the password off"},
		{"cut off", zipped("a.txt", message)[:100], "left-out", "a ZIP file: damaged or cut off", "again"},
		{"cut-off value", zipped("a.txt", "SAMLResponse="+b64(message)[:200]), "truncated", "(in a.txt)", "again"},
		{"saz", zipped("raw/1_c.txt", "GET / HTTP/1.1\r\n\r\n", "raw/2_c.txt", "GET / HTTP/1.1\r\n\r\n"), "archive", "an archive of Fiddler (SAZ) of 2 sessions, none with a SAML message in it", "HAR"},
		{"har", zipped("a.har", harOf("a=b")), "har-without-saml", "a HAR file of 1 request without a SAML message in it (in a.har)", "Preserve log"},
		{"rar in a mail", mailed(attached("a.rar", "Rar!\x1A\x07\x00more of it")...), "archive", "a RAR archive, not a text (in a.rar)", "Unpack"},
		{"mail", mailed("Content-Type: text/plain", "some words to read"), "archive", "a mail of 1 part, none", "HAR"},
		{"outlook", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 600), "archive", "an Outlook message (.msg)", ".eml"},
		{"7z", "7z\xBC\xAF\x27\x1C\x00\x04", "archive", "a 7z archive", "Unpack"},
		{"pcapng", "\x0A\x0D\x0D\x0A\x6C\x00\x00\x00M<+\x1A", "archive", "a packet capture", "HAR"},
		{"network log", `{"constants":{"logEventTypes":{"X":1}},"events":[]}`, "left-out", "a network log of Chrome, which holds no bodies", "HAR"},
		{"deep", func() string {
			s := message
			for range 13 {
				s = gzipped(s)
			}
			return s
		}(), "left-out", "packed in more layers than are taken off", "Unpack"},
		{"private key", zipped("a.txt", "x", "key.pem", "-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n"), "private-key", "a private key (in key.pem)", "Do not"},
	} {
		_, err := open(t, c.capture, wire.File)
		var n *wire.Nothing
		if !errors.As(err, &n) || n.What != c.what || !strings.Contains(n.Found, c.found) || !strings.Contains(n.Hint, c.hint) {
			t.Errorf("%s: expected %s, %q, %q, found %+v", c.name, c.what, c.found, c.hint, n)
		}
	}
}

// A folder is looked into as an archive is; it has a size and no hash.
func TestFolder(t *testing.T) {
	in := fstest.MapFS{
		"b/form.txt":       {Data: []byte(form())},
		"a.zip":            {Data: []byte(zipped("r.txt", request))},
		".git/config":      {Data: []byte(token)},
		"link":             {Mode: 1<<27 | 0o777, Data: []byte("/etc/passwd")}, // fs.ModeSymlink
		"huge.log":         {Data: []byte(strings.Repeat("a. ", 22<<20))},
		"photo.jpg":        {Data: []byte("\xFF\xD8\xFF\x00")},
		"__MACOSX/._a.txt": {Data: []byte(token)},
	}
	opened, err := wire.Open(context.Background(), wire.Capture{Name: "case", Origin: wire.File, Folder: in}, wire.DefaultLimits, nil)
	all := told(opened, err)
	if err != nil || members(opened) != "a.zip/r.txt: folder zip, b/form.txt: folder form percent base64" || opened.SHA256 != [32]byte{} || opened.Size == 0 {
		t.Error(members(opened), all)
	}
	for _, want := range []string{"a link, which is not followed (link)", "hidden (.git and others)", "larger than what is held in memory (huge.log)"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not told:\n%s", want, all)
		}
	}
	delete(in, "b/form.txt")
	delete(in, "a.zip")
	delete(in, "huge.log")
	_, err = wire.Open(context.Background(), wire.Capture{Origin: wire.File, Folder: in}, wire.DefaultLimits, nil)
	var n *wire.Nothing
	if !errors.As(err, &n) || n.What != "archive" || n.Found != "a folder of 1 file, none with a SAML message in it; the largest is photo.jpg (4 bytes)" {
		t.Errorf("%+v", n)
	}
	unzipped := fstest.MapFS{"raw/1_c.txt": {Data: []byte(raw + form())}}
	opened, err = wire.Open(context.Background(), wire.Capture{Origin: wire.File, Folder: unzipped}, wire.DefaultLimits, nil)
	if err != nil || members(opened) != "raw/1_c.txt: saz har form percent base64" {
		t.Error(members(opened), err)
	}
}

// A ZIP file that can be read in place is, and its hash is that of the whole file all the same.
func TestInPlace(t *testing.T) {
	s := zipped("x|stored", strings.Repeat("\x00\x01", 40<<20), "form.txt", form())
	var last int64
	opened, err := wire.Open(context.Background(), wire.Capture{Origin: wire.File, Body: strings.NewReader(s), Size: int64(len(s))}, wire.DefaultLimits, func(done int64) {
		if done < last || done > int64(len(s)) {
			t.Errorf("progress went from %d to %d of %d", last, done, len(s))
		}
		last = done
	})
	if err != nil || members(opened) != "form.txt: zip form percent base64" || opened.Size != int64(len(s)) {
		t.Error(members(opened), err, opened.Size)
	}
	if opened, err = wire.Open(context.Background(), wire.Capture{Origin: wire.File, Body: strings.NewReader(s)}, wire.DefaultLimits, nil); err == nil {
		t.Error("held in memory beyond the limit:", members(opened))
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = wire.Open(ctx, wire.Capture{Body: strings.NewReader(s), Size: int64(len(s))}, wire.DefaultLimits, func(int64) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Error("not cancelled:", err)
	}
	_, err = wire.Open(context.Background(), wire.Capture{Body: struct {
		io.Reader
		io.ReaderAt
	}{strings.NewReader(s), brokenAt{}}, Size: int64(len(s))}, wire.DefaultLimits, nil)
	if err == nil || !strings.Contains(err.Error(), "disk") {
		t.Error("the reader's error is lost:", err)
	}
}

type brokenAt struct{}

func (brokenAt) ReadAt([]byte, int64) (int, error) { return 0, errors.New("disk") }

// Hostile archives each end in an answer, within the limits.
func TestHostileArchives(t *testing.T) {
	zeros := strings.Repeat("\x00", 1<<20)
	for _, c := range []struct{ name, capture, told string }{
		{"gzip bomb", gzipped(strings.Repeat(" ", 200<<20)), "no more than 67,108,864 bytes"},
		{"zip of bombs", zipped("a", strings.Repeat("a b ", 20<<20), "b", strings.Repeat("a b ", 20<<20)), "2 files left unread: larger than"},
		{"zip in zip in zip …", func() string {
			s := zipped("0.txt", strings.Repeat("word ", 1000))
			for i := range 14 {
				s = zipped(fmt.Sprint(i, ".zip"), s)
			}
			return s
		}(), "packed in more layers"},
		{"many below many", func() string { // 16 to the power of 5, each with 1 MiB
			s := gzipped(zeros)
			for range 5 {
				var of []string
				for i := range 16 {
					of = append(of, fmt.Sprint(i), s)
				}
				s = zipped(of...)
			}
			return s
		}(), "beyond the number"},
		{"overlapping members", overlapping(2000, zeros), "a ZIP file"},
		{"a million members", overlapping(1_000_000, ""), "a ZIP file: beyond the number that is looked at"},
		{"quine", quine, "a ZIP file"},
		{"mail below mail", func() string {
			s := "words"
			for i := range 14 {
				s = strings.ReplaceAll(mailed("Content-Type: message/rfc822", s), "=_x", fmt.Sprint("=_", i, "_"))
			}
			return s
		}(), "packed in more layers"},
		{"endless boundary", "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" + strings.Repeat("--x\n\n", 100_000), "a mail"},
		{"headers without end", "MIME-Version: 1.0\nContent-Type: text/plain\n" + strings.Repeat("a: b\n c\n", 1<<20), "mail"},
		{"tar of nothing", strings.Repeat(tarred("a", "")[:512], 60_000), "beyond the number"},
	} {
		var n *wire.Nothing
		opened, err := open(t, c.capture, wire.File)
		if !errors.As(err, &n) || !strings.Contains(n.Found+n.Expected+told(opened, nil), c.told) {
			t.Errorf("%s: expected %q, found %s", c.name, c.told, told(opened, err))
		}
	}
}

// overlapping makes a ZIP file whose members are all the same bytes.
func overlapping(n int, content string) string {
	s := zipped("a", content)
	begin := strings.Index(s, "PK\x01\x02")
	end := strings.Index(s, "PK\x05\x06")
	return s[:begin] + strings.Repeat(s[begin:end], n) + endAt(n, begin, n*(end-begin))
}

func endAt(n, begin, size int) string {
	b := []byte("PK\x05\x06\x00\x00\x00\x00")
	b = binary.LittleEndian.AppendUint16(b, uint16(n))
	b = binary.LittleEndian.AppendUint16(b, uint16(n))
	b = binary.LittleEndian.AppendUint32(b, uint32(size))
	b = binary.LittleEndian.AppendUint32(b, uint32(begin))
	return string(append(b, 0, 0))
}

// quine is a ZIP file that holds itself.
var quine = func() string {
	s := zipped("r.zip|stored", strings.Repeat("x", 200))
	at := strings.Index(s, "xxxx")
	return s[:at] + s[:200] + s[at+200:]
}()

// Each limit of a capture with several files, at its value.
func TestLimitsOfFiles(t *testing.T) {
	many := func(n int) string {
		var b bytes.Buffer
		w := tar.NewWriter(&b)
		for range n {
			_ = w.WriteHeader(&tar.Header{Name: "a", Size: 2})
			_, _ = io.WriteString(w, "a ")
		}
		_ = w.WriteHeader(&tar.Header{Name: "b", Size: int64(len(message))})
		_, _ = io.WriteString(w, message)
		_ = w.Close()
		return b.String()
	}
	folders := func(n int) string {
		return strings.Repeat(func() string {
			var b bytes.Buffer
			_ = tar.NewWriter(&b).WriteHeader(&tar.Header{Name: "a/", Typeflag: tar.TypeDir})
			return b.String()
		}(), n) + tarred("a", message)
	}
	texts := func(n int) string {
		var of []string
		for i := range n {
			of = append(of, fmt.Sprint(i), strings.Repeat("a b.", 8<<20))
		}
		return zipped(append(of, "z", message)...)
	}
	export := `{"log":{"entries":[` + strings.Repeat(" ", 255<<20) + `]}}`
	unpacked := func(n int) string { return overlapping(n, export) }
	parts := func(n int) string {
		var of []string
		for range n {
			of = append(of, "Content-Type: text/plain", "words")
		}
		return mailed(append(of, "Content-Type: text/plain", message)...)
	}
	for _, c := range []struct {
		limit        string
		capture      func(n int) string
		within, over int
		told         string
	}{
		{"mostMembers", many, 19_999, 20_000, "beyond the number"},
		{"maxEntries", folders, 199_999, 200_000, "beyond the number"},
		{"maxTexts", texts, 7, 8, "larger than what is held"},
		{"maxUnpacked", unpacked, 7, 9, "beyond what is unpacked"},
		{"maxParts", parts, 999, 1000, "beyond the number"},
	} {
		for _, n := range []int{c.within, c.over} {
			s := c.capture(n)
			if c.limit == "mostMembers" || c.limit == "maxEntries" { // more than is held in memory when it is not streamed
				s = gzipped(s)
			}
			opened, err := wire.Open(context.Background(), wire.Capture{Origin: wire.File, Body: strings.NewReader(s)}, wire.DefaultLimits, nil)
			all := told(opened, err)
			if strings.Contains(all, c.told) != (n == c.over) || c.limit != "maxUnpacked" && n == c.within && err != nil {
				t.Errorf("%s at %d: %s", c.limit, n, all)
			}
		}
	}
}

// FuzzArchive holds that whatever is in an archive ends in an answer.
func FuzzArchive(f *testing.F) {
	for _, c := range archives {
		f.Add([]byte(c.capture))
	}
	f.Add([]byte(overlapping(20, "words")))
	f.Add([]byte(quine))
	f.Add([]byte("PK\x03\x04PK\x01\x02000000000000000000000000\x05\x00\x00\x00\x00\x0000000000000000000000PK\x01\x02000000\b\x000000000000000000\x05\x00\x00\x00\x00\x00000000000\x01\x00\x0000000PK\x05\x06000000\x02\x00f\x00\x00\x000000\x00\x00")) // members before the beginning
	limits := wire.Limits{Message: 64 << 10, Document: 256 << 10, Layers: 6, Messages: 20}
	f.Fuzz(func(t *testing.T, b []byte) {
		opened, err := wire.Open(context.Background(), wire.Capture{Origin: wire.File, Body: bytes.NewReader(b), Size: int64(len(b))}, limits, nil)
		var n *wire.Nothing
		if (err == nil) != (len(opened.Payloads) > 0) || err != nil && (!errors.As(err, &n) || n.Found == "" || n.Expected == "" || n.Hint == "") {
			t.Fatalf("no answer: %d payloads, %v", len(opened.Payloads), err)
		}
		if opened.Size != int64(len(b)) {
			t.Fatalf("size %d of %d", opened.Size, len(b))
		}
	})
}

// The exchanges of a recording in an archive name its file, as its messages do.
func TestHopsNameTheirFile(t *testing.T) {
	har := `{"log":{"entries":[{"startedDateTime":"2026-01-02T03:04:05Z","_resourceType":"document",` +
		`"request":{"method":"GET","url":"https://login.example.com/saml2?SAMLRequest=` + url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(request))) + `"},` +
		`"response":{"status":200,"content":{"mimeType":"text/html"}}}]}}`
	body := zipped("case/sign-in.har", har)
	opened, err := wire.Open(t.Context(), wire.Capture{Name: "case.zip", Origin: wire.File, Body: strings.NewReader(body), Size: int64(len(body))}, wire.DefaultLimits, nil)
	if err != nil || len(opened.Hops) != 1 || opened.Hops[0].Member != "case/sign-in.har" {
		t.Errorf("expected one exchange of case/sign-in.har, got %+v, %v", opened.Hops, err)
	}
}

// Of an error page nothing but what it says is held, so its size is no message's.
func TestLongErrorPage(t *testing.T) {
	text := strings.Repeat("AADSTS50105 ", wire.DefaultLimits.Total/12+1)
	opened, err := wire.Open(t.Context(), wire.Capture{Origin: wire.Paste, Body: strings.NewReader(text)}, wire.DefaultLimits, nil)
	if err != nil || len(opened.Payloads) != 1 || opened.Payloads[0].Error == nil {
		t.Errorf("expected an error page, got %d payloads, %v", len(opened.Payloads), err)
	}
}
