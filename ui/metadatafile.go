package ui

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/library"
)

// A metadata file that is given alone is looked at, and nothing is believed of it: that it is kept, and so
// trusted, is an act of its own. Import metadata is that act.

// mostMetadata bounds the files that are tried as metadata; eduGAIN's aggregate has about 80 MB.
const mostMetadata = 128 << 20

// looksLikeXML tells whether the first bytes may be those of XML in any encoding; it only saves reading
// what cannot be metadata.
func looksLikeXML(head []byte) bool {
	head = bytes.TrimLeft(head, "\xef\xbb\xbf\xff\xfe\x00 \t\r\n")
	return len(head) > 0 && head[0] == '<'
}

// mayBeMetadata gives the bytes of src when they are worth to be tried as metadata, else nil.
func mayBeMetadata(ctx context.Context, src source) ([]byte, error) {
	if src.judge || src.open == nil || src.size > mostMetadata && !src.file {
		return nil, nil
	}
	body, err := src.open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = body.Close() }() // only read
	head := make([]byte, 512)
	n, err := io.ReadFull(body, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if !src.file && !looksLikeXML(head[:n]) {
		return nil, nil
	}
	rest, err := io.ReadAll(io.LimitReader(body, mostMetadata)) // with the head more than is read of one, which is then said
	if err := cmp.Or(ctx.Err(), err); err != nil {
		return nil, err
	}
	return append(head[:n:n], rest...), nil
}

// lookAtFile judges src as a metadata file; ok is false when it is none. One that is to be kept is kept at once.
func (s *session) lookAtFile(ctx context.Context, src source, o decoder.Options) (out result, ok bool, err error) {
	b, err := mayBeMetadata(ctx, src)
	if b == nil || err != nil {
		return out, false, err
	}
	if out.report, err = decoder.InspectMetadata(ctx, src.name, src.origin, b, o); err != nil {
		if out.report.Problem != nil && !src.file {
			return out, false, nil // judged as what it is
		}
		return out, false, err
	}
	out.held = b
	if len(out.report.Messages[0].Metadata.Entities) != 1 {
		if ids, err := metadata.EntityIDs(b); err == nil && len(ids) > 1 {
			out.several = ids
		}
	}
	if o.Profile != nil {
		out.application = o.Profile.Short
	}
	if src.keep && isReadable(out.report.Messages[0]) {
		var e library.Entry
		if e, out.unkept = s.library.add(s.nameOf(src), b); out.unkept == nil {
			out.imported = &e
		}
	}
	return out, true, nil
}

// lookAtEntity looks at one entity of a file that has several, as a file of its own.
func (s *session) lookAtEntity(src source, id string) {
	one := src
	one.whole, one.file = &src, true
	one.title = lang.L("source.entity", fill{"Entity": brief(shown(id)), "Name": src.title})
	one.open = func() (io.ReadCloser, error) {
		b, _, err := metadata.Pick(src.held, id)
		return io.NopCloser(bytes.NewReader(b)), err
	}
	s.look(one)
}

// noMessage tells whether nothing was found that is surely of a sign-in.
func noMessage(r report.Report) bool {
	return !slices.ContainsFunc(r.Messages, func(m report.Message) bool {
		return m.ErrorPage != nil || m.Kind != "Metadata" && m.Summary.ID+m.Summary.Issuer != ""
	})
}

// mostAdminFile bounds what is looked at a second time, as what an admin may have taken for metadata.
const mostAdminFile = 16 << 20

// adminFiles are the kinds of files that are told as what they are in place of metadata, also where a message was
// looked for: nobody who has a sign-in at hand takes them for one.
var adminFiles = []metadata.Kind{
	metadata.CutOff, metadata.Damaged, metadata.Reencoded, metadata.BrowserView, metadata.Escaped, metadata.Encoded, metadata.DocType, metadata.Namespace,
	metadata.Part, metadata.Certificate, metadata.Request, metadata.PKCS7, metadata.PFX, metadata.OpenID, metadata.JWKS,
}

// adminFile looks at what holds no message as the metadata file that it may have been; ok is false when it is none.
func (s *session) adminFile(ctx context.Context, src source, o decoder.Options) (out result, ok bool, err error) {
	if src.open == nil || src.judge || src.size > mostAdminFile {
		return out, false, nil
	}
	src.file = true
	out, _, err = s.lookAtFile(ctx, src, o)
	var wrong *metadata.Wrong
	if err != nil && (!errors.As(err, &wrong) || !slices.Contains(adminFiles, wrong.Kind)) {
		return out, false, nil
	}
	return out, true, err
}

// isFile tells whether a message is a metadata file; isReadable, whether it could be read.
func isFile(m report.Message) bool     { return m.Kind == "Metadata" && m.Metadata != nil }
func isReadable(m report.Message) bool { return isFile(m) && len(m.Metadata.Entities) > 0 }

// nameOf is what a file is called in the library: what was pasted gets the name of the application, as Entra's
// download does.
func (s *session) nameOf(src source) string {
	if p := s.profile(); src.path == "" && p != nil {
		return p.Title + ".xml"
	}
	return src.name
}

// standing says how the file of a report stands to the library, and gives the entry that it is or that has its
// entity.
func (s *session) standing(r report.Report) (standing, library.Entry) {
	if r.Chosen < 0 || !isReadable(r.Messages[r.Chosen]) {
		return cannotBe, library.Entry{}
	}
	ids := map[string]bool{}
	for _, e := range r.Messages[r.Chosen].Metadata.Entities {
		ids[e.ID] = e.ID != ""
	}
	out, of := notKept, library.Entry{}
	for _, e := range s.library.list() {
		switch {
		case e.File != nil && fmt.Sprintf("%x", e.File.SHA256) == r.Input.SHA256:
			return isKept, e
		case out == notKept && slices.ContainsFunc(e.EntityIDs(), func(id string) bool { return ids[id] }):
			out, of = otherKept, e
		}
	}
	return out, of
}

// holding is src with the bytes that were looked at: what is kept is what was judged, whatever becomes of the file.
func (src source) holding(b []byte) source {
	src.held, src.keep = b, false
	src.open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
	return src
}

// keep puts a file that was looked at into the library: beside another of its entity, where that is wanted.
func (s *session) keep(src source, beside bool) {
	add, name := s.library.add, s.nameOf(src)
	if beside {
		add = s.library.addBeside
	}
	begin(s.work, src.title, src.size, func(context.Context, func(int64)) (library.Entry, error) { return add(name, src.held) }, s.kept)
}

// kept tells that a file is in the library, or why not.
func (s *session) kept(e library.Entry, err error) {
	s.screen.showSetting()
	if err != nil {
		s.screen.showNotice(lang.L("notice.not-kept", fill{"Reason": troubleOf(err)}))
		return
	}
	s.screen.showNotice(lang.L("notice.imported", fill{"Name": shown(e.Name)}), s.toFormer(action{lang.L("notice.undo"), func() { s.remove(e) }})...)
}

// toFormer adds the way back to what was looked at before the file, if anything was.
func (s *session) toFormer(actions ...action) []action {
	if s.former == nil {
		return actions
	}
	return append([]action{{lang.L("problem.back"), s.lookBack}}, actions...)
}

// lookBack looks again at what was on display before a metadata file.
func (s *session) lookBack() {
	if s.former != nil {
		s.look(*s.former)
	}
}

// replace gives an entry of the library the bytes of a file that was looked at, and offers to take that back.
func (s *session) replace(src source, was library.Entry) {
	type replaced struct {
		now library.Entry
		old []byte
	}
	begin(s.work, src.title, src.size, func(context.Context, func(int64)) (out replaced, err error) {
		if out.old, err = s.library.export(was); err != nil {
			return out, err
		}
		out.now, err = s.library.replace(was, src.held)
		return out, err
	}, func(out replaced, err error) {
		s.screen.showSetting()
		if err != nil {
			s.screen.showNotice(lang.L("notice.not-kept", fill{"Reason": troubleOf(err)}))
			return
		}
		s.screen.showNotice(lang.L("notice.replaced", fill{"Name": shown(out.now.Name)}), s.toFormer(action{lang.L("notice.undo"), func() { s.putBack(out.now, out.old) }})...)
	})
}

// putBack undoes a replacement.
func (s *session) putBack(now library.Entry, old []byte) {
	begin(s.work, now.Name, int64(len(old)), func(context.Context, func(int64)) (library.Entry, error) { return s.library.replace(now, old) }, s.kept)
}
