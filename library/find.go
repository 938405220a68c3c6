package library

import (
	"slices"

	"claimcheck/decoder/metadata"
)

// Find gives the entry of that name, with or without .xml; where none has it to the letter, the only one
// that differs in small and capital letters or in how accents are encoded. The error is a *Trouble with the
// cause NotThere.
func (c Contents) Find(name string) (Entry, error) {
	for _, e := range c.Entries {
		if e.Name == name || e.Name+extension == name {
			return e, nil
		}
	}
	var like []Entry
	for _, e := range c.Entries {
		if n := folded(e.Name); n == folded(name) || n+extension == folded(name) {
			like = append(like, e)
		}
	}
	if len(like) == 1 {
		return like[0], nil
	}
	return Entry{}, notThere(name, c.Entries)
}

// named gives the entry whose name is the same to any file system.
func (c Contents) named(name string) (Entry, bool) {
	return c.first(func(e Entry) bool { return folded(e.Name) == folded(name) })
}

// bytes gives the entry with that SHA-256.
func (c Contents) bytes(sum [32]byte) (Entry, bool) {
	return c.first(func(e Entry) bool { return e.File != nil && e.File.SHA256 == sum })
}

func (c Contents) first(is func(Entry) bool) (Entry, bool) {
	if i := slices.IndexFunc(c.Entries, is); i >= 0 {
		return c.Entries[i], true
	}
	return Entry{}, false
}

// sharing gives the first entry that has an entity of f, and its entityID; empty when there is none.
func (c Contents) sharing(f *metadata.File) (e Entry, id string) {
	ids := make(map[string]bool, len(f.Entities))
	for i := range f.Entities {
		ids[f.Entities[i].ID] = true
	}
	delete(ids, "") // is none
	for _, e := range c.Entries {
		for _, id := range e.EntityIDs() {
			if ids[id] {
				return e, id
			}
		}
	}
	return Entry{}, ""
}

func has(e Entry, id string) bool { return slices.Contains(e.EntityIDs(), id) }

func (c Contents) without(e Entry) Contents {
	return Contents{Entries: slices.DeleteFunc(slices.Clone(c.Entries), func(o Entry) bool { return o.Path == e.Path })}
}

// unchanged gives the entry of that file as it is now. The error is a *Trouble when it is gone, or is not
// what was seen.
func (c Contents) unchanged(was Entry) (Entry, error) {
	now, ok := c.first(func(e Entry) bool { return e.Path == was.Path })
	switch {
	case !ok:
		return Entry{}, notThere(was.Name, c.Entries)
	case was.File != nil && (now.File == nil || now.File.SHA256 != was.File.SHA256):
		return Entry{}, changed(was)
	}
	return now, nil
}
