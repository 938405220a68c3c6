package wire

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// methods are the ways a member of a ZIP file is stored that are read (APPNOTE.TXT, 4.4.5).
var methods = []uint16{zip.Store, zip.Deflate}

// openZip looks into a ZIP file, by its directory: what stands between the members, and members that it does not
// name, are not looked at.
func openZip(o *opener, f file) ([]byte, error) {
	at, size := f.at, f.size
	if at == nil {
		b, err := o.hold(f)
		if err != nil {
			return nil, err
		}
		at, size = bytes.NewReader(b), int64(len(b))
		o.files.held += len(b)
		defer func() { o.files.held -= len(b) }()
	}
	o.several("a ZIP file", "file")
	dir := &quota{at: at, left: maxDirectory}
	z, err := zip.NewReader(dir, size)
	switch {
	case o.files.source.failed != nil:
		return nil, o.files.source.failed
	case dir.over:
		o.leave(leftMany, f.name)
		return nil, nil
	case err != nil:
		o.leave(leftDamaged, f.name)
		return nil, nil
	}
	dir.left = size * int64(1+mostMembers) // only the directory is bounded in this way
	var list []member
	for _, e := range z.File {
		if strings.HasSuffix(e.Name, "/") {
			continue
		}
		m := member{name: e.Name, size: int64(min(e.UncompressedSize64, 1<<62)), open: e.Open}
		switch {
		case e.Flags&1 != 0:
			m.left = leftPassword
		case !slices.Contains(methods, e.Method):
			m.left = leftMethod
		}
		list = append(list, m)
	}
	if sessions := sessionsOf(list); len(sessions) > 0 {
		return nil, o.sessions(f, sessions)
	}
	return nil, o.members(f.below("zip", nil), list)
}

// quota bounds the bytes that are read of a directory, as it is built in memory.
type quota struct {
	at   io.ReaderAt
	left int64
	over bool
}

func (q *quota) ReadAt(b []byte, off int64) (int, error) {
	if q.left -= int64(len(b)); q.left < 0 {
		q.over = true
		return 0, io.ErrUnexpectedEOF
	}
	return q.at.ReadAt(b, off)
}

// place reads the capture in place. It tells the first half of the progress; the second is of hashing it.
type place struct {
	m    *meter
	at   io.ReaderAt
	size int64
	done int64
}

func (p *place) ReadAt(b []byte, off int64) (int, error) {
	if err := p.m.ctx.Err(); err != nil {
		return 0, err
	}
	if off < 0 || off >= p.size {
		return 0, io.EOF // a damaged archive names such a place; that is no failure of the reader
	}
	n, err := p.at.ReadAt(b, off)
	if err != nil && !errors.Is(err, io.EOF) {
		p.m.failed = err
	}
	was := p.done
	p.done += int64(n)
	if p.done>>20 > was>>20 {
		p.m.half = p.size / 2
		p.m.progress(min(p.done, p.size) / 2)
	}
	return n, err
}
