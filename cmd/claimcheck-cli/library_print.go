package main

import (
	"encoding/hex"
	"fmt"
	"time"

	"claimcheck/decoder/report"
	"claimcheck/library"
)

// librarySchema names the object that the commands of the library print.
const librarySchema = "claimcheck.library/v1"

// What a command of the library did.
const (
	listed   = "listed"
	added    = "added"
	known    = "known"
	compared = "compared"
	replaced = "replaced"
	renamed  = "renamed"
	removed  = "removed"
	exported = "exported"
)

// result is what a command of the library prints, as JSON with these fields.
type result struct {
	Schema     string             `json:"schema"`
	Folder     string             `json:"folder"`
	Done       string             `json:"done"`
	Entries    []entry            `json:"entries"`
	Aside      []string           `json:"aside"`
	Problems   []report.Problem   `json:"problems"`
	Warnings   []string           `json:"warnings"`
	Comparison *report.Comparison `json:"comparison,omitempty"`

	contents library.Contents
}

// entry is one file of the library.
type entry struct {
	Name      string          `json:"name"`
	File      string          `json:"file"`
	Entities  int             `json:"entities"`
	EntityIDs []string        `json:"entity_ids"`
	Tenants   []string        `json:"tenants"`
	Imported  time.Time       `json:"imported"`
	Size      int64           `json:"size"`
	SHA256    string          `json:"sha256"`
	Problem   *report.Problem `json:"problem,omitempty"`
}

func entryOf(e library.Entry) entry {
	out := entry{
		Name: e.Name, File: e.Path, EntityIDs: append([]string{}, e.EntityIDs()...), Tenants: append([]string{}, e.Tenants()...),
		Imported: e.Imported.UTC().Truncate(time.Second), Size: e.Size,
	}
	out.Entities = len(out.EntityIDs)
	if e.File != nil {
		out.SHA256 = hex.EncodeToString(e.File.SHA256[:])
	}
	if e.Trouble != nil {
		out.Problem = &e.Trouble.Problem
	}
	return out
}

// only is the contents of a command that is about one entry.
func only(e library.Entry) library.Contents { return library.Contents{Entries: []library.Entry{e}} }

// print prints what was done.
func (s *shelf) print(r result) error {
	if s.format == formatJSON {
		return s.printJSON(r)
	}
	for i, e := range r.contents.Entries {
		if r.Done == listed {
			s.p.between(i)
			s.p.printEntry(entryOf(e), report.Clean(e.Name))
		} else {
			s.p.printEntry(entryOf(e), doneWords[r.Done]+" "+quote(e.Name)+".")
		}
	}
	if r.Done == listed {
		s.p.between(len(r.contents.Entries))
		s.printFolder(r.contents)
	}
	for _, w := range r.Warnings {
		s.p.tell(w)
	}
	return nil
}

func (s *shelf) printJSON(r result) error {
	r.Schema, r.Folder, r.Entries = librarySchema, s.Folder(), []entry{}
	for _, e := range r.contents.Entries {
		r.Entries = append(r.Entries, entryOf(e))
	}
	for _, t := range r.contents.SetAside {
		r.Problems = append(r.Problems, t.Problem)
	}
	r.Aside = append([]string{}, r.contents.Aside...)
	r.Problems, r.Warnings = append([]report.Problem{}, r.Problems...), append([]string{}, r.Warnings...)
	if err := report.WriteObject(s.p.out, r); err != nil {
		return unreadable("output", "standard output", err)
	}
	return nil
}

// doneWords begin the line that says what was done.
var doneWords = map[string]string{
	added: "Added", known: "Nothing to do: the library has this very file already, as", replaced: "Replaced", renamed: "It is now",
	removed: "Removed", exported: "Exported, byte for byte as it was imported:",
}

func (p *program) printEntry(e entry, heading string) {
	fmt.Fprintln(p.out, report.Clean(heading))
	for i, id := range e.EntityIDs {
		if i == 3 {
			p.row("and:", fmt.Sprint(e.Entities-i)+" more entities")
			break
		}
		p.row("entity ID:", report.Clean(report.Brief(id)))
	}
	for i, t := range e.Tenants {
		if i == 3 {
			p.row("and:", fmt.Sprint(len(e.Tenants)-i)+" more tenants")
			break
		}
		p.row("tenant:", t)
	}
	if e.Problem != nil {
		p.row("cannot be used:", report.Clean(e.Problem.Actual))
	}
	p.row("imported:", e.Imported.In(p.env.zone).Format("2006-01-02 15:04 MST"))
	if e.SHA256 != "" {
		p.row("SHA-256:", e.SHA256)
	}
	p.row("file:", report.Clean(e.File)+" ("+fmt.Sprint(int(e.Size))+" bytes)")
}

func (s *shelf) printFolder(c library.Contents) {
	switch n := len(c.Entries); n {
	case 0:
		fmt.Fprintln(s.p.out, "The library is empty.")
		s.p.row("import a file:", "claimcheck-cli library add FILE")
	case 1:
		fmt.Fprintln(s.p.out, "One entry.")
	default:
		fmt.Fprintln(s.p.out, n, "entries.")
	}
	s.p.row("folder:", report.Clean(s.Folder()))
	for i, name := range c.Aside {
		if i == 10 {
			s.p.row("and:", fmt.Sprint(len(c.Aside)-i)+" more files")
			break
		}
		if i == 0 {
			s.p.row("set aside, in "+report.Clean(s.Library.Aside())+":", "these files are not used; look what they are, and delete them when nobody misses them")
		}
		s.p.row("-", report.Clean(name))
	}
}
