package wire

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"regexp"
	"strconv"
	"strings"
)

// This file looks into mails (.eml, RFC 5322 and 2045) and saved web pages (.mhtml, RFC 2557): each part is a file.

// isMail says whether a text is a mail or a saved page as programs write it: headers, one of which names MIME.
func isMail(head []byte) bool {
	if bytes.IndexByte(head, ':') < 0 {
		return false
	}
	line, h, _ := message(head)
	_, ok := h["mime-version"]
	return ok && line == "" && (h["content-type"] != "" || h["content-transfer-encoding"] != "")
}

// openMail looks at the parts of a mail. One in which nothing is found, as its structure was damaged when it was
// forwarded or copied, is looked at as a text.
func openMail(o *opener, f file) ([]byte, error) {
	b, err := o.hold(f)
	if err != nil {
		return nil, err
	}
	o.files.held += len(b)
	defer func() { o.files.held -= len(b) }()
	_, h, body := message(b)
	layer, what := "eml", "a mail"
	if h["snapshot-content-location"] != "" || strings.Contains(strings.ToLower(h["from"]), "saved by") || h["content-location"] != "" {
		layer, what = "mhtml", "a saved web page (MHTML)"
	}
	o.several(what, "part")
	found := len(o.payloads)
	if err := o.entity(f.below(layer, nil), h, bytes.NewReader(body), 1); err != nil {
		return nil, err
	}
	if len(o.payloads) == found && len(b) <= maxTexts-o.files.texts {
		o.files.texts += len(b)
		o.budget += workPerByte * len(b)
		o.paste(b, f.layers)
	}
	return nil, o.ctx.Err()
}

var boundaryPattern = regexp.MustCompile(`(?i)boundary\s*=\s*"?([^";\s]+)`)

// entity looks at part number n of a mail: a file, or parts again.
func (o *opener) entity(f file, h map[string]string, body io.Reader, n int) error {
	kind, params, err := mime.ParseMediaType(h["content-type"])
	if err != nil {
		kind, params = strings.ToLower(h["content-type"]), map[string]string{}
		if at := boundaryPattern.FindStringSubmatch(kind); at != nil {
			params["boundary"] = boundaryPattern.FindStringSubmatch(h["content-type"])[1]
		}
	}
	name := partName(h, params, n)
	if boundary := params["boundary"]; strings.HasPrefix(kind, "multipart/") && boundary != "" {
		if f.depth <= 0 {
			o.leave(leftDeep, f.join(name))
			return nil
		}
		f.depth--
		r := multipart.NewReader(body, boundary)
		for n := 1; ; n++ {
			p, err := r.NextRawPart()
			if err != nil {
				return o.ctx.Err() // the end, or what cannot be told apart any more
			}
			if n > maxParts {
				o.leave(leftMany, f.join(name))
				return nil
			}
			in := map[string]string{}
			for key, values := range p.Header {
				in[strings.ToLower(key)] = values[0]
			}
			if err := o.entity(f, in, p, n); err != nil {
				return err
			}
		}
	}
	switch strings.ToLower(h["content-transfer-encoding"]) {
	case "base64":
		f = f.below("base64", nil)
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		f = f.below("quoted-printable", nil)
		body = quotedprintable.NewReader(bufio.NewReaderSize(body, sampleExport))
	}
	return o.member(f, member{name: name, open: func() (io.ReadCloser, error) { return io.NopCloser(body), nil }})
}

// partName gives the name of a part: that of the attached file, or where a saved page had it from.
func partName(h, params map[string]string, n int) string {
	_, of, err := mime.ParseMediaType(h["content-disposition"])
	if err != nil {
		of = map[string]string{}
	}
	where, _, _ := strings.Cut(h["content-location"], "?") // a query may carry tokens
	where, _, _ = strings.Cut(where, "#")
	name := cmp.Or(of["filename"], params["name"], where)
	if d, err := new(mime.WordDecoder).DecodeHeader(name); err == nil {
		name = d
	}
	return cmp.Or(name, "part "+strconv.Itoa(n))
}
