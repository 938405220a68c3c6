package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"claimcheck/decoder"
	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
	"claimcheck/library"
	"claimcheck/whole"
)

func (p *program) libraryCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "library",
		Short: "Keep federation metadata for check, capture and listen, as the window does",
		Long: `Keeps imported federation metadata, byte for byte, in the folder that the window
uses too. check, capture and listen verify with it: the response's Issuer picks
the entry. What --metadata gives goes first; --no-library leaves it all out.

The files lie in metadata in the program's folder: claimcheck in the configuration
folder of the system, or the folder that CLAIMCHECK_HOME names. What is found among
them and is no metadata is put into the folder aside, and not deleted.

--format json prints one object:
  schema      claimcheck.library/v1: fields may be added, none is renamed
  folder      where the entries lie
  done        listed, added, known (it was there already), compared (replace: and
              nothing was done), replaced, renamed, removed, exported
  entries     of list all, else the one that it is about, each with name, file,
              entities, entity_ids, tenants, imported (or replaced last), size,
              sha256, and problem when it cannot be read now
  aside       names of the files that lie aside
  problems    what is wrong with single files, as the problem of a report
  warnings    sentences about what was added
  comparison  of replace: what differs, as in a report
What fails prints the object of check with its problem, and so does show.

Exit codes: 0 done, 1 refused or not done, 3 wrong usage or a file that cannot be read.
show: 0 fit to send, 1 not.`,
		Example: `  claimcheck-cli library add "Upwork Enterprise.xml"
  claimcheck-cli library list
  claimcheck-cli library replace "Upwork Enterprise" fresh.xml
  claimcheck-cli library export "Upwork Enterprise" copy.xml`,
		Args: func(_ *cobra.Command, args []string) error {
			said := "No command of the library was given."
			if len(args) > 0 {
				said = "The library has no command " + quote(args[0]) + "."
			}
			return usage(said, "list, add, show, replace, rename, remove or export", "claimcheck-cli library --help says what each does.")
		},
		RunE: func(*cobra.Command, []string) error { return nil }, // Args has refused everything
	}
	c.AddCommand(p.libraryList(), p.libraryAdd(), p.libraryShow(), p.libraryReplace(), p.libraryRename(), p.libraryRemove(), p.libraryExport())
	return c
}

// shelf is one run of a command of the library.
type shelf struct {
	*library.Library
	p      *program
	format string
}

// libraryDoes makes a command of the library with so many arguments.
func (p *program) libraryDoes(use, short, long string, arguments int, do func(ctx context.Context, s *shelf, args []string) error) *cobra.Command {
	s := &shelf{p: p}
	formats := []string{formatText, formatJSON}
	c := &cobra.Command{
		Use: use, Short: short, Long: long,
		RunE: func(c *cobra.Command, args []string) error {
			switch {
			case !slices.Contains(formats, s.format):
				return usage("There is no format "+quote(s.format)+" here.", "--format text or json")
			case len(args) != arguments || slices.Contains(args, ""):
				return usage(fmt.Sprintf("%s was given %d names.", c.CommandPath(), len(args)), "claimcheck-cli library "+use)
			case p.env.home == "":
				return usage("This computer names no folder for the library.", "a configuration folder of the user",
					"Name one in the environment variable CLAIMCHECK_HOME.")
			}
			s.Library = library.In(p.env.home)
			return s.outcome(do(c.Context(), s, args))
		},
	}
	c.Flags().StringVar(&s.format, "format", formatText, "`FORMAT` of what is printed: text or json")
	return c
}

// outcome tells the trouble of the library, and sets the exit code that says whether it was refused.
func (s *shelf) outcome(err error) error {
	var t *library.Trouble
	if !errors.As(err, &t) {
		return err
	}
	told := &trouble{Problem: t.Problem, cause: t}
	switch t.Cause {
	case library.Unreadable, library.Vanished, library.BadName:
		return told
	}
	return s.refuse(told)
}

// refuse tells why something was not done.
func (s *shelf) refuse(t *trouble) error {
	s.p.fail(t, s.format == formatJSON)
	s.p.code = exitRefused
	return nil
}

// find gives the entry of a name, in a new look at the folder.
func (s *shelf) find(name string) (library.Entry, error) {
	c, err := s.List()
	if err != nil {
		return library.Entry{}, err
	}
	return c.Find(name)
}

func (p *program) libraryList() *cobra.Command {
	return p.libraryDoes("list", "List what is imported", "", 0, func(_ context.Context, s *shelf, _ []string) error {
		c, err := s.List()
		if err != nil {
			return err
		}
		for _, t := range c.Troubles() {
			say(p.err, t.Problem)
		}
		return s.print(result{Done: listed, contents: c})
	})
}

func (p *program) libraryAdd() *cobra.Command {
	var name, entity string
	var beside bool
	c := p.libraryDoes("add FILE|-", "Import a metadata file", `Imports a federation metadata file, byte for byte. The same bytes are kept once. A file
whose entity the library has already is refused: replace puts it in the place of the
other, --beside keeps both.`, 1, func(ctx context.Context, s *shelf, args []string) error {
		if name != "" {
			if err := library.CheckName(name); err != nil {
				return err
			}
		}
		f, err := p.metadataBytes(ctx, args[0])
		if err != nil {
			return err
		}
		given, b := f.Name, f.Body
		if entity != "" {
			if b, _, err = metadata.Pick(b, entity); err != nil {
				return s.refuse(wrong("metadata file", args[0], err, "a file that holds the entity "+entity, whereIDs))
			}
		}
		add := s.Add
		if beside {
			add = s.AddBeside
		}
		if name != "" {
			given = name + ".xml"
		}
		e, isNew, err := add(given, b)
		var t *library.Trouble
		var other *metadata.Wrong
		switch {
		case errors.As(err, &other) && library.TooLarge(other):
			return s.refuse(wrong("metadata file", args[0], err, "a file that can be kept as a whole",
				"To import one entity of it alone: claimcheck-cli library add --entity ID "+argument(args[0]), whereIDs))
		case errors.As(err, &other):
			return s.refuse(notMetadata(args[0], b, err))
		case errors.As(err, &t) && t.Cause == library.Known:
			t.Steps = []string{
				"To put this file in its place, after a look at the comparison: claimcheck-cli library replace " + argument(t.Entry.Name) + " " + argument(args[0]),
				"To keep both, where two applications of one tenant each have their own key: claimcheck-cli library add --beside " + argument(args[0]),
			}
			return t
		case err != nil:
			return err
		}
		what := known
		if isNew {
			what = added
		}
		return s.print(result{Done: what, contents: only(e), Warnings: s.warnings(ctx, e, b)})
	})
	f := c.Flags()
	f.StringVar(&name, "name", "", "`NAME` of the entry (default that of the file)")
	f.StringVar(&entity, "entity", "", "import the entity of that `ID` alone, of a file that holds many")
	f.BoolVar(&beside, "beside", false, "keep the file beside an entry that has the same entity")
	return c
}

// whereIDs says where the ID of an entity is found.
const whereIDs = "The ID is the entityID of its EntityDescriptor in the file, and is compared letter by letter."

// metadataBytes reads a metadata file, or standard input.
func (p *program) metadataBytes(ctx context.Context, name string) (decoder.MetadataFile, error) {
	c, body, err := p.capture(ctx, name)
	if err != nil {
		return decoder.MetadataFile{}, err
	}
	defer func() { _ = body.Close() }() // only read
	if c.Folder != nil {
		return decoder.MetadataFile{}, unreadable("metadata file", name, errFolder)
	}
	b, err := io.ReadAll(io.LimitReader(c.Body, largestMetadata+1))
	switch {
	case ctx.Err() != nil:
		return decoder.MetadataFile{}, ctx.Err()
	case err != nil:
		return decoder.MetadataFile{}, unreadable("metadata file", name, err)
	case len(b) > largestMetadata:
		return decoder.MetadataFile{}, tooLarge("metadata file", name, largestMetadata)
	}
	return decoder.MetadataFile{Name: c.Name, Origin: c.Origin, Body: b}, nil
}

func (p *program) libraryShow() *cobra.Command {
	return p.libraryDoes("show NAME", "Say whether an entry is fit to be sent, and what is in it", `Prints what claimcheck-cli metadata says of the entry's file.`, 1, func(ctx context.Context, s *shelf, args []string) error {
		e, err := s.find(args[0])
		if err != nil {
			return err
		}
		b, err := s.Export(e)
		if err != nil {
			return err
		}
		r, err := s.inspect(ctx, e, b)
		if err != nil && r.Problem == nil {
			return err
		}
		p.present([]report.Report{r}, settings{format: s.format})
		return nil
	})
}

// inspect judges an entry by itself.
func (s *shelf) inspect(ctx context.Context, e library.Entry, b []byte) (report.Report, error) {
	return decoder.InspectMetadata(ctx, filepath.Base(e.Path), wire.File, b, decoder.Options{Version: version(), Now: s.p.env.now})
}

// warnings says what there is to say about a file that was imported. A file of many entities is none that is
// sent, and not judged.
func (s *shelf) warnings(ctx context.Context, e library.Entry, b []byte) []string {
	if n := len(e.File.Entities); n > 1 {
		return []string{fmt.Sprintf("The file holds %d entities. To import one of them alone: --entity ID.", n)}
	}
	r, err := s.inspect(ctx, e, b)
	if err != nil {
		return nil // the run was stopped, after the import
	}
	return unfit(r)
}

// unfit says that what was imported is not fit to be sent.
func unfit(r report.Report) []string {
	if r.Chosen < 0 || r.Messages[r.Chosen].Verdict == report.Accepted {
		return nil
	}
	return []string{"It is in the library, and not fit to be sent to the vendor. " + r.Messages[r.Chosen].Sentence}
}

func (p *program) libraryRename() *cobra.Command {
	return p.libraryDoes("rename NAME NEW-NAME", "Give an entry another name", "", 2, func(_ context.Context, s *shelf, args []string) error {
		e, err := s.find(args[0])
		if err != nil {
			return err
		}
		if e, err = s.Rename(e, args[1]); err != nil {
			return err
		}
		return s.print(result{Done: renamed, contents: only(e)})
	})
}

func (p *program) libraryRemove() *cobra.Command {
	return p.libraryDoes("remove NAME", "Delete an entry", `Deletes an entry and says what it was. It asks nothing, for it is named, and keeps no
copy: export it first if it may be needed.`, 1, func(_ context.Context, s *shelf, args []string) error {
		e, err := s.find(args[0])
		if err != nil {
			return err
		}
		if e, err = s.Remove(e); err != nil {
			return err
		}
		return s.print(result{Done: removed, contents: only(e)})
	})
}

func (p *program) libraryExport() *cobra.Command {
	return p.libraryDoes("export NAME FILE|-", "Write an entry to a new file, as it was imported", `Writes an entry to a new FILE, byte for byte as it was imported; - is standard output.`, 2, func(_ context.Context, s *shelf, args []string) error {
		e, err := s.find(args[0])
		if err != nil {
			return err
		}
		b, err := s.Export(e)
		if err != nil {
			return err
		}
		if args[1] == stdin {
			if s.format == formatJSON {
				return usage("The file itself and --format json cannot both go to standard output.", "a FILE, or --format text")
			}
			if _, err := p.out.Write(b); err != nil {
				return unreadable("output", "standard output", err)
			}
			return nil
		}
		if err := whole.New(args[1], whole.Bytes(b)); err != nil {
			return s.refuse(unwritable(args[1], err))
		}
		return s.print(result{Done: exported, contents: only(e)})
	})
}

// imported gives the library's files to judge with, beside those that were given by name, and tells what is wrong
// with it, which keeps nothing from being judged.
func (p *program) imported(s settings, given []*metadata.File) []*metadata.File {
	if s.noLibrary || p.env.home == "" {
		return given
	}
	return p.libraryNow().FilesBeside(given)
}

// libraryNow looks into the library and tells what is wrong with it.
func (p *program) libraryNow() library.Contents {
	c, err := library.In(p.env.home).List()
	var t *library.Trouble
	if errors.As(err, &t) {
		say(p.err, t.Problem)
	}
	for _, t := range c.Troubles() {
		say(p.err, t.Problem)
	}
	return c
}

// remember tells what the library has of the entity of a file that was judged by itself. It bears on no verdict:
// a fresh file may be signed with a key that the library does not know yet.
func (p *program) remember(s settings, r report.Report, file string) {
	if s.noLibrary || p.env.home == "" || r.Chosen < 0 || len(r.Messages[r.Chosen].Metadata.Entities) != 1 {
		return
	}
	id := r.Messages[r.Chosen].Metadata.Entities[0].ID
	for _, e := range p.libraryNow().Entries {
		switch {
		case e.File != nil && hex.EncodeToString(e.File.SHA256[:]) == r.Input.SHA256:
			p.tell("The library has this very file, as " + quote(e.Name) + ".")
		case slices.Contains(e.EntityIDs(), id):
			p.tell("The library has another file of this entity, " + quote(e.Name) + ". What differs: claimcheck-cli compare " + argument(fromLibrary+e.Name) + " " + argument(file))
		}
	}
}

// argument shows a name as it is typed on a command line.
func argument(name string) string {
	if strings.ContainsFunc(name, func(r rune) bool {
		return !strings.ContainsRune("._-+/:=,@", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}) {
		return quote(name)
	}
	return name
}
