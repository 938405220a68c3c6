package handoff

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"slices"
	"strings"
	"time"
)

// boundary parts a draft. "=_" stands neither in quoted-printable nor in Base64 (RFC 2045, 6.7), so no content can
// hold it, and the same kit has the same bytes.
const boundary = "=_claimcheck"

// draftHeader makes mail programs open the file to be sent instead of as received. X-Unsent is Outlook's, and
// Thunderbird's; the other is what Apple Mail marks its own drafts with. From, To and Date are left to the admin's
// program: the vendor publishes no address, and an empty To is not allowed (RFC 5322, 3.4).
const draftHeader = "X-Unsent: 1\r\nX-Uniform-Type-Identifier: com.apple.mail-draft\r\nMIME-Version: 1.0\r\n"

// draft makes a mail of a text and a file. The file goes as application/octet-stream in Base64: nothing on the way has
// a reason to break its lines anew or to write it in another encoding.
func draft(subject, text string, attached File) ([]byte, error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	if err := w.SetBoundary(boundary); err != nil {
		return nil, err
	}
	b.WriteString(folded("Subject: "+mime.QEncoding.Encode("utf-8", subject)) + draftHeader +
		"Content-Type: " + mime.FormatMediaType("multipart/mixed", map[string]string{"boundary": boundary}) + "\r\n\r\n")
	part, err := w.CreatePart(map[string][]string{
		"Content-Type":              {"text/plain; charset=utf-8"},
		"Content-Transfer-Encoding": {"quoted-printable"},
	})
	if err != nil {
		return nil, err
	}
	printable := quotedprintable.NewWriter(part)
	if _, err = io.WriteString(printable, text); err == nil {
		err = printable.Close()
	}
	if err != nil {
		return nil, err
	}
	if part, err = w.CreatePart(map[string][]string{
		"Content-Type":              {mime.FormatMediaType("application/octet-stream", map[string]string{"name": attached.Name})},
		"Content-Disposition":       {mime.FormatMediaType("attachment", map[string]string{"filename": attached.Name})},
		"Content-Transfer-Encoding": {"base64"},
	}); err != nil {
		return nil, err
	}
	const ofLine = 57 // bytes make a line of 76 characters (RFC 2045, 6.8)
	b.Grow(len(attached.Bytes)/ofLine*78 + 256)
	line := make([]byte, 0, 78)
	for chunk := range slices.Chunk(attached.Bytes, ofLine) {
		line = append(base64.StdEncoding.AppendEncode(line[:0], chunk), "\r\n"...)
		if _, err = part.Write(line); err != nil {
			return nil, err
		}
	}
	if err = w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// folded breaks a header field between words (RFC 5322, 2.2.3). A name is cut where it would leave no room to break.
func folded(field string) string {
	const most, longest = 76, 200
	line, lines := "", []string{}
	for i, word := range strings.Split(field, " ") {
		word = word[:min(len(word), longest)]
		if i > 1 && len(line)+1+len(word) > most {
			lines, line = append(lines, line), ""
		}
		if i > 0 {
			line += " "
		}
		line += word
	}
	return strings.Join(append(lines, line), "\r\n") + "\r\n"
}

// archive makes a ZIP file, with that time on every file where a ZIP file can tell it.
func archive(files []File, at time.Time) ([]byte, error) {
	const first, last = 1980, 2107 // years of an MS-DOS date (APPNOTE 4.4.6)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.Name, Method: zip.Deflate}
		h.SetMode(0o644)
		if year := at.UTC().Year(); year >= first && year <= last {
			h.Modified = at.UTC().Truncate(time.Second)
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(f.Bytes); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
