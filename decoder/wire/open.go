package wire

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"
)

// Open peels c. The error is a *Nothing, ctx's error, or the reader's. progress may be nil; it is
// told the bytes read so far.
func Open(ctx context.Context, c Capture, l Limits, progress func(done int64)) (Opened, error) {
	if progress == nil {
		progress = func(int64) {}
	}
	m := &meter{ctx: ctx, r: c.Body, sum: sha256.New(), progress: progress}
	o := &opener{ctx: ctx, limits: l, origin: c.Origin, budget: minWork, seen: map[[sha256.Size]byte]int{}, files: files{source: m}}
	f := file{r: m, depth: l.Layers}
	var text []byte // what the answer "what it is instead" is given for
	var err error
	if c.Folder != nil {
		err = o.folder(f, c.Folder)
	} else {
		if at, ok := c.Body.(io.ReaderAt); ok && c.Size > 0 {
			f.at, f.size = &place{m: m, at: at, size: c.Size}, c.Size
		}
		text, err = o.look(f)
		if errors.Is(err, errHeld) || err == nil {
			// What was not looked at is read all the same: size and hash are those of the whole capture. One that is
			// too large may have no end, though.
			rest := io.Reader(m)
			if err != nil {
				rest = io.LimitReader(m, maxRest*int64(l.Document))
			}
			if _, err := io.Copy(io.Discard, rest); err != nil {
				return Opened{}, err
			}
		}
	}
	if m.failed != nil {
		err = m.failed
	}
	if err == nil {
		err = ctx.Err()
	}
	if err != nil && !errors.Is(err, errHeld) {
		return Opened{}, err
	}
	opened := m.opened()
	if c.Folder != nil {
		opened.Size, opened.SHA256 = o.files.unpacked, [sha256.Size]byte{}
	}
	if err != nil {
		most := thousands(l.Document) + " bytes"
		found := "more than " + most
		if size := max(c.Size, m.done); size > int64(l.Document) && (m.ended || c.Size > 0) {
			found = thousands(int(size)) + " bytes"
		}
		n := tooLarge(found, "no more than "+most)
		if !m.ended {
			opened.Size, opened.SHA256 = c.Size, [sha256.Size]byte{}
		}
		n.Opened = opened
		return opened, n
	}
	o.tellLeft()
	o.tidyHops()
	opened.Payloads, opened.Hops, opened.Har, opened.Notes = o.payloads, o.hops, o.streamed && o.files.what == "", o.notes
	if len(o.payloads) == 0 {
		nothing := o.instead(text)
		nothing.Opened = opened
		return opened, nothing
	}
	opened.Missing = o.missing()
	for _, h := range o.hints {
		opened.Notes = append(opened.Notes, Oddity{Code: h.What, Detail: h.Found})
	}
	return opened, nil
}

// missing says what stands in the place of an answer, the surest first.
func (o *opener) missing() *Nothing {
	for _, h := range o.hints {
		if h.What == "masked" && (h.param == "SAMLResponse" || h.param == "wresult") {
			return h
		}
	}
	if slices.ContainsFunc(o.notes, func(n Oddity) bool { return n.Code == "truncated-export" }) {
		return &Nothing{
			What: "truncated", Found: "the file ends in the middle", Expected: "the whole file",
			Hint: "Save the file again and wait until the browser has written it, or have it sent again as a ZIP file.",
		}
	}
	for _, h := range o.hints {
		if h.What == "truncated" {
			return h
		}
	}
	return nil
}

// paste peels a text that lay below layers. An error page around a message counts as well as the message (the
// address bar and the text of the page, copied together): neither is left out.
func (o *opener) paste(text []byte, layers []string) {
	p := part{data: text, way: way{layers: layers}}
	before := len(o.payloads)
	if !o.peel(p, o.limits.Layers) || !isErrorPage(text) {
		return
	}
	for _, was := range o.payloads[min(before, len(o.payloads)):] {
		if was.Kind == ErrorPage || isErrorPage(was.XML) {
			return
		}
	}
	for _, in := range openErrorPage(o, p) {
		o.keep(in)
	}
}

// meter counts and hashes what is read, tells the progress and gives up when ctx is done, all in the
// one pass that reads the capture.
type meter struct {
	ctx      context.Context
	r        io.Reader
	sum      hash.Hash
	done     int64
	told     int64
	progress func(int64)
	half     int64 // the progress when all was read in place, before it is hashed; 0 when it was not
	failed   error // of r, which is not the end
	ended    bool  // r was read to its end
}

func (m *meter) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(b)
	m.sum.Write(b[:n]) // never fails, as hash.Hash says
	m.done += int64(n)
	if m.done-m.told >= 1<<20 || err != nil && m.done > m.told {
		m.told = m.done
		done := m.done
		if m.half > 0 {
			done = m.half + m.done/2
		}
		m.progress(done)
	}
	m.ended = errors.Is(err, io.EOF)
	if err != nil && !m.ended {
		m.failed = err
	}
	return n, err
}

func (m *meter) opened() Opened {
	o := Opened{Size: m.done}
	m.sum.Sum(o.SHA256[:0])
	return o
}

// counted writes n things of a kind: 1 request, 2 requests.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return thousands(n) + " " + thing + "s"
}

// thousands writes n with separators: 3,412.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
