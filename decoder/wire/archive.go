package wire

import (
	"archive/tar"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
)

// This file looks into what holds files. Whatever is found, a file is looked at as if it had been given alone, with
// its own layers. Names are told and nothing is ever written or opened by them.

// file is something to look into: the capture itself, a member of an archive, a part of a mail, a file of a folder.
type file struct {
	name   string   // the way to it, outermost first; empty: the capture itself
	layers []string // it lay below
	depth  int      // layers that may still be taken off
	r      io.Reader
	at     io.ReaderAt // the same bytes; nil where they can only be read in order
	size   int64       // of at
}

// below gives f with r, one layer deeper.
func (f file) below(layer string, r io.Reader) file {
	return file{name: f.name, layers: append(slices.Clip(f.layers), layer), depth: f.depth - 1, r: r}
}

// files is what looking into files has come to.
type files struct {
	source      *meter
	what, thing string // the outermost that holds several ("a ZIP file", "file"); empty: the capture is one file
	looked      int
	largest     string
	largestSize int64
	unpacked    int64 // bytes that came out, all together
	texts       int   // bytes of them that were looked at as text
	held        int   // bytes of archives in memory
	left        []leftOut
}

// leftOut counts what was not looked into, for one reason.
type leftOut struct {
	*reason
	n     int
	first string
}

// reason is why something is not looked into.
type reason struct {
	why  string // behind "2 files left unread:"
	hint string // empty: not worth naming when nothing was found
}

// The reasons.
var (
	leftPassword = &reason{"protected by a password", "Take the password off first: unpack it with the password, then give the files that come out."}
	leftMethod   = &reason{"compressed by a method that is not read here", "Unpack it, then give the files that come out."}
	leftLarge    = &reason{"larger than what is held in memory", "Unpack it, then give the one file with the sign-in, or save a shorter capture."}
	leftDamaged  = &reason{"damaged or cut off, from some point on", "Copy or download it again, then check that it opens."}
	leftDeep     = &reason{"packed in more layers than are taken off", "Unpack it, then give the files that come out."}
	leftMany     = &reason{"beyond the number that is looked at", "Give the one file with the sign-in."}
	leftTooMuch  = &reason{"beyond what is unpacked of one capture", "Unpack it, then give the one file with the sign-in."}
	leftEncoded  = &reason{"compressed with Brotli or another encoding that is not read here", "In Fiddler choose Decode before saving, or save the sign-in as a HAR file."}
	leftUnread   = &reason{"not readable", "Check your permission to read it."}
	leftLink     = &reason{"a link, which is not followed", ""}
	leftHidden   = &reason{"hidden", ""}
	leftNetLog   = &reason{"a network log of Chrome, which holds no bodies: a posted message is not in it", "Record again: open the developer tools, tick Preserve log, then sign in from the start and save all as HAR with content."}
)

func (o *opener) leave(why *reason, name string) {
	for i := range o.files.left {
		if l := &o.files.left[i]; l.reason == why {
			l.n++
			return
		}
	}
	o.files.left = append(o.files.left, leftOut{why, 1, name})
}

// tellLeft notes what was left out, and makes it an answer for the case that nothing was found.
func (o *opener) tellLeft() {
	f := &o.files
	for _, l := range f.left {
		found := cmp.Or(f.what, "a file") + ": " + l.why
		if l.first != "" {
			found = counted(l.n, cmp.Or(f.thing, "file")) + " left unread: " + l.why + " (" + l.first
			if l.n > 1 {
				found += " and others"
			}
			found += ")"
		}
		o.note("left-out", found)
		if l.first != "" {
			found = cmp.Or(f.what, "a file") + " with " + found
		}
		if l.hint != "" && len(o.payloads) == 0 {
			o.hint(&Nothing{What: "left-out", Found: found, Expected: expected, Hint: l.hint})
		}
	}
	if f.what == "" || len(o.payloads) > 0 {
		return
	}
	found := f.what + " with no " + f.thing + " in it"
	if f.looked > 0 {
		found = f.what + " of " + counted(f.looked, f.thing) + ", none with a SAML message in it"
	}
	if f.largest != "" {
		found += "; the largest is " + f.largest + " (" + thousands(int(f.largestSize)) + " bytes)"
	}
	o.hint(&Nothing{What: "archive", Found: found, Expected: expected, Hint: "Give the HAR file of the whole sign-in, or the text of the message or of the error page."})
}

// opens gives what looks into a file that holds others, by the beginning of its bytes; nil for any other file.
func opens(head []byte) func(*opener, file) (text []byte, err error) {
	switch {
	case begins(head, "PK\x03\x04"), begins(head, "PK\x05\x06"), begins(head, "PK\x07\x08"):
		return openZip
	case begins(head, "\x1F\x8B"):
		return openGzip
	case len(head) > 262 && begins(head[257:], "ustar"): // POSIX.1-1988
		return openTar
	case isMail(head):
		return openMail
	}
	return nil
}

func begins(head []byte, mark string) bool { return bytes.HasPrefix(head, []byte(mark)) }

// errHeld is the error for a text that is larger than what is held in memory.
var errHeld = errors.New("expected a smaller text")

// look looks at one file. It gives the text in which nothing was found, if it was one; the error is errHeld, ctx's or that of
// the reader of the capture.
func (o *opener) look(f file) (text []byte, err error) {
	head, whole, err := beginning(f.r)
	if err != nil {
		return nil, err
	}
	f.r = io.MultiReader(bytes.NewReader(head), f.r)
	if open := opens(head); open != nil && f.depth <= 0 {
		o.leave(leftDeep, f.name)
		return nil, nil
	} else if open != nil {
		return open(o, f)
	}
	found := len(o.payloads)
	if isJSON(head, whole) {
		if begins(head, `{"constants":`) && bytes.Contains(head, []byte(`"logEventTypes"`)) {
			o.leave(leftNetLog, f.name)
		}
		if err := o.stream(f.r, f.layers); err != nil || !whole || len(o.payloads) > found {
			return nil, err
		}
		text = head // as a text, a small export may still show something
	} else {
		if f.name != "" && isBinary(head) {
			return head, nil
		}
		room := o.limits.Document
		if f.name != "" {
			room = min(room-o.files.held, maxTexts-o.files.texts)
		}
		if text = head; !whole {
			if text, err = io.ReadAll(io.LimitReader(f.r, int64(room)+1)); err != nil {
				return nil, err
			}
		}
		if len(text) > room {
			return nil, errHeld
		}
	}
	o.files.texts += len(text)
	o.budget += workPerByte*len(text) + workPerFile
	o.paste(text, f.layers)
	if f.name != "" && o.foreign(found) {
		o.paste(textOf(text), f.layers)
	}
	return text, o.ctx.Err()
}

// beginning reads what the kind of a file is told by; whole says that it is all of it.
func beginning(r io.Reader) (head []byte, whole bool, err error) {
	for size := sampleFirst; err == nil && len(head) < sampleExport; size = sampleExport {
		had := len(head)
		head = append(make([]byte, 0, size), head...)[:size]
		var n int
		n, err = io.ReadFull(r, head[had:])
		head = head[:had+n]
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return head, true, nil
	}
	return head, false, err
}

// foreign takes back an XML file that has nothing to do with SAML, which stands among others by right (a document of
// Office is made of them) and which is a message where it was given alone. It says whether there was one.
func (o *opener) foreign(found int) bool {
	if len(o.payloads) != found+1 || o.payloads[found].Kind != XML || samlPattern.Match(o.payloads[found].XML) {
		return false
	}
	delete(o.seen, sha256.Sum256(o.payloads[found].XML))
	o.payloads, o.requests = o.payloads[:found], o.requests[:found]
	return true
}

var samlPattern = regexp.MustCompile(`(?i)saml|RequestSecurityToken|EntityDescriptor`)

// textOf gives the text of an XML file, in which a message may have been pasted.
func textOf(t []byte) []byte {
	out := make([]byte, 0, len(t))
	for len(t) > 0 {
		text, tag, _ := bytes.Cut(t, []byte("<"))
		out = append(out, text...)
		_, t, _ = bytes.Cut(tag, []byte(">"))
	}
	return out
}

// isBinary says whether a member need not be read, as its beginning is no text in any encoding.
func isBinary(head []byte) bool {
	return bytes.IndexByte(head[:min(len(head), sampleText)], 0) >= 0 && contentOf(head) != "wide"
}

// member is one of several files in another.
type member struct {
	name string
	size int64 // as the archive says, told and not relied on
	open func() (io.ReadCloser, error)
	left *reason // it is not looked into
}

// several begins on a file that holds others.
func (o *opener) several(what, thing string) {
	if o.files.what == "" {
		o.files.what, o.files.thing = what, thing
	}
}

// members looks at the files in f, in lexical order.
func (o *opener) members(f file, list []member) error {
	slices.SortStableFunc(list, func(a, b member) int { return strings.Compare(a.name, b.name) })
	for _, m := range list {
		if err := o.member(f, m); err != nil {
			return err
		}
	}
	return nil
}

// member looks at one of the files in f. The error is of ctx or of the reader of the capture.
func (o *opener) member(f file, m member) error {
	f.name = f.join(m.name)
	if err := o.ctx.Err(); err != nil {
		return err
	}
	switch {
	case m.left != nil:
	case o.files.looked >= mostMembers:
		m.left = leftMany
	case isHidden(m.name):
		m.left = leftHidden
	}
	if m.left != nil {
		o.leave(m.left, f.name)
		return nil
	}
	o.files.looked++
	if m.size > o.files.largestSize {
		o.files.largest, o.files.largestSize = f.name, m.size
	}
	r, err := m.open()
	if err != nil {
		o.leave(leftDamaged, f.name)
		return o.files.source.failed
	}
	defer func() { _ = r.Close() }() // only read
	f.r, f.at = o.bounded(r, f.name), nil
	if at, ok := r.(io.ReaderAt); ok {
		f.at, f.size = at, m.size
	}
	found, hints := len(o.payloads), len(o.hints)
	text, err := o.look(f)
	if errors.Is(err, errHeld) {
		o.leave(leftLarge, f.name)
		err = nil
	}
	if n := whatIs(text); text != nil && len(o.payloads) == found && slices.Contains(worthNaming, n.What) {
		o.hint(n)
	}
	o.settle(f.name, hints)
	return err
}

// worthNaming are the things without a message that a person can act on even when they are one file of many.
var worthNaming = []string{"private-key", "jwt", "oidc-code", "archive"}

// settle names the file in which messages and exchanges were found, and what is none.
func (o *opener) settle(name string, hints int) {
	for i := range o.payloads {
		if p := &o.payloads[i]; p.Member == "" {
			p.Member = name
		}
	}
	for i := range o.hops {
		if h := &o.hops[i]; h.Member == "" {
			h.Member = name
		}
	}
	for _, h := range o.hints[min(hints, len(o.hints)):] {
		if h.member == "" {
			h.member = name
			h.Found += " (in " + name + ")"
		}
	}
}

// join gives the way to a file in f, for people.
func (f file) join(name string) string {
	name = strings.ToValidUTF8(strings.TrimPrefix(name, "./"), "?")
	if f.name != "" {
		name = f.name + "/" + name
	}
	if len(name) > maxName {
		name = "…" + strings.ToValidUTF8(name[len(name)-maxName:], "")
	}
	return name
}

// isHidden says whether a name is that of a file which systems put beside others and do not show.
func isHidden(name string) bool {
	for _, s := range strings.FieldsFunc(name, func(r rune) bool { return r == '/' || r == '\\' }) {
		if s == "__MACOSX" || s == "Thumbs.db" || s == "desktop.ini" || s[0] == '.' && s != "." && s != ".." {
			return true
		}
	}
	return false
}

// bounded reads what comes out of an archive, within what may come out of a capture in all. What breaks ends there and
// is told; only ctx and the reader of the capture give an error.
func (o *opener) bounded(r io.Reader, name string) io.Reader {
	return &unpacked{o: o, r: r, name: name}
}

type unpacked struct {
	o     *opener
	r     io.Reader
	name  string
	ended bool
}

func (u *unpacked) Read(b []byte) (int, error) {
	f := &u.o.files
	if err := cmp.Or(u.o.ctx.Err(), f.source.failed); err != nil {
		return 0, err
	}
	if !u.ended && f.unpacked >= maxUnpacked {
		u.o.leave(leftTooMuch, u.name)
		u.ended = true
	}
	if u.ended {
		return 0, io.EOF
	}
	n, err := u.r.Read(b[:min(int64(len(b)), maxUnpacked-f.unpacked)])
	was := f.unpacked
	f.unpacked += int64(n)
	if f.source.r == nil && f.unpacked>>20 > was>>20 {
		f.source.progress(f.unpacked) // of a folder
	}
	if err != nil {
		u.ended = true
		if failed := cmp.Or(u.o.ctx.Err(), f.source.failed); failed != nil {
			return n, failed
		}
		if !errors.Is(err, io.EOF) {
			u.o.leave(leftDamaged, u.name)
		}
		err = io.EOF
	}
	return n, err
}

// hold reads a file into memory, with the archives that it lies in no more than a document.
func (o *opener) hold(f file) (b []byte, err error) {
	room := max(0, o.limits.Document-o.files.held)
	if b, err = io.ReadAll(io.LimitReader(f.r, int64(room)+1)); err == nil && len(b) > room {
		err = errHeld
	}
	return b, err
}

// openGzip looks into a gzip file of one member or several in a row, as it comes.
func openGzip(o *opener, f file) ([]byte, error) {
	z, err := gzip.NewReader(f.r)
	if err != nil {
		o.leave(leftDamaged, f.name)
		return nil, o.files.source.failed
	}
	return o.look(f.below("gzip", o.bounded(z, f.name)))
}

// openTar looks into a tar archive as it comes.
func openTar(o *opener, f file) ([]byte, error) {
	o.several("a tar archive", "file")
	t := tar.NewReader(f.r)
	in := f.below("tar", nil)
	for n := 1; ; n++ {
		h, err := t.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil, nil
		case err != nil:
			o.leave(leftDamaged, f.name)
			return nil, cmp.Or(o.ctx.Err(), o.files.source.failed)
		case n > maxEntries, o.files.looked >= mostMembers:
			o.leave(leftMany, f.name)
			return nil, nil
		case h.Typeflag != tar.TypeReg:
			continue
		}
		if err := o.member(in, member{name: path.Clean(h.Name), size: h.Size, open: func() (io.ReadCloser, error) { return io.NopCloser(t), nil }}); err != nil {
			return nil, err
		}
	}
}
