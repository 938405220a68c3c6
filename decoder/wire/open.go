package wire

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
)

// Open peels c. The error is a *Nothing, ctx's error, or the reader's. progress may be nil; it is
// told the bytes read so far.
func Open(ctx context.Context, c Capture, l Limits, progress func(done int64)) (Opened, error) {
	m := &meter{ctx: ctx, r: c.Body, sum: sha256.New(), progress: progress}
	o := &opener{ctx: ctx, limits: l, origin: c.Origin, budget: minWork, seen: map[[sha256.Size]byte]int{}}

	head := make([]byte, sampleExport) // a JSON export is streamed, a text is held in memory
	n, err := io.ReadFull(m, head)
	head = head[:n]
	short := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
	if err != nil && !short {
		return Opened{}, err
	}
	var text []byte // what the answer "what it is instead" is given for
	if isJSON(head, short) {
		if err := o.stream(io.MultiReader(bytes.NewReader(head), m)); err != nil {
			return Opened{}, err
		}
	} else {
		text = head
		if !short {
			rest, err := io.ReadAll(io.LimitReader(m, int64(l.Document-len(head)+1)))
			if err != nil {
				return Opened{}, err
			}
			text = append(text, rest...)
		}
		if len(text) > l.Document {
			// The rest is read all the same, so that size and hash are those of the whole capture.
			if _, err := io.Copy(io.Discard, m); err != nil {
				return Opened{}, err
			}
			n := tooLarge(fmt.Sprintf("%s bytes", thousands(int(m.done))), fmt.Sprintf("no more than %s bytes", thousands(l.Document)))
			n.Opened = m.opened()
			return n.Opened, n
		}
		o.budget += workPerByte * len(text)
		o.paste(text)
	}
	if err := ctx.Err(); err != nil {
		return Opened{}, err
	}
	if short && o.streamed && len(o.payloads) == 0 {
		text = head
		o.budget += workPerByte * len(text)
		o.paste(text) // as a text, a small export may still show something
	}
	opened := m.opened()
	opened.Payloads, opened.Har, opened.Notes = o.payloads, o.streamed, o.notes
	if len(o.payloads) == 0 {
		nothing := o.instead(text)
		nothing.Opened = opened
		return opened, nothing
	}
	for _, h := range o.hints {
		opened.Notes = append(opened.Notes, Oddity{Code: h.What, Detail: h.Found})
	}
	return opened, nil
}

// paste peels a text. An error page around a message counts as well as the message (the address bar and
// the text of the page, copied together): neither is left out.
func (o *opener) paste(text []byte) {
	if !o.peel(part{data: text}, o.limits.Layers) || !isErrorPage(text) {
		return
	}
	for _, p := range o.payloads {
		if p.Kind == ErrorPage || isErrorPage(p.XML) {
			return
		}
	}
	for _, p := range openErrorPage(o, part{data: text}) {
		o.keep(p)
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
}

func (m *meter) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := m.r.Read(b)
	m.sum.Write(b[:n]) // never fails, as hash.Hash says
	m.done += int64(n)
	if m.progress != nil && (m.done-m.told >= 1<<20 || err != nil && m.done > m.told) {
		m.told = m.done
		m.progress(m.done)
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
