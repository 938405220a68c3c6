package wire

import (
	"errors"
	"io"
	"io/fs"
	"path"
)

// folder looks at the files of a folder and of those in it, in lexical order.
func (o *opener) folder(f file, in fs.FS) error {
	o.several("a folder", "file")
	var list []member
	o.walk(in, ".", f.depth, &list)
	if sessions := sessionsOf(list); len(sessions) > 0 {
		return o.sessions(f, sessions)
	}
	return o.members(f.below("folder", nil), list)
}

// walk lists the files of a folder. It asks for no more names than are looked at, which fs.WalkDir would, and
// follows no link.
func (o *opener) walk(in fs.FS, name string, depth int, list *[]member) {
	d, err := in.Open(name)
	if err != nil {
		o.leave(leftUnread, name)
		return
	}
	defer func() { _ = d.Close() }() // only read
	names, ok := d.(fs.ReadDirFile)
	if !ok {
		o.leave(leftUnread, name)
		return
	}
	entries, err := names.ReadDir(max(1, mostMembers-len(*list)+1))
	if err != nil && !errors.Is(err, io.EOF) {
		o.leave(leftUnread, name)
	}
	for _, e := range entries {
		full := path.Join(name, e.Name())
		switch {
		case o.ctx.Err() != nil:
			return
		case len(*list) > mostMembers:
			o.leave(leftMany, full)
			return
		case e.IsDir() && isHidden(e.Name()):
			o.leave(leftHidden, full)
		case e.IsDir() && depth <= 0:
			o.leave(leftDeep, full)
		case e.IsDir():
			o.walk(in, full, depth-1, list)
		default:
			*list = append(*list, fileOf(in, full, e))
		}
	}
}

// fileOf gives a file of a folder to look at.
func fileOf(in fs.FS, name string, e fs.DirEntry) member {
	m := member{name: name, open: func() (io.ReadCloser, error) { return in.Open(name) }}
	info, err := e.Info()
	switch {
	case e.Type()&fs.ModeSymlink != 0:
		m.left = leftLink
	case err != nil || !e.Type().IsRegular():
		m.left = leftUnread
	default:
		m.size = info.Size()
	}
	return m
}
