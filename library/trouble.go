package library

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"claimcheck/decoder/metadata"
	"claimcheck/decoder/report"
)

// Check names the trouble of the library in a report.
const Check = "input.library"

// Cause is what kind of trouble it is.
type Cause string

// The causes.
const (
	Unreadable  Cause = "unreadable"   // a file, or the folder, cannot be opened now
	NotMetadata Cause = "not-metadata" // a file among the entries is none
	Vanished    Cause = "vanished"     // the folder was there before
	Unwritable  Cause = "unwritable"   // the folder cannot be written to: nothing was done
	NotThere    Cause = "not-there"    // no entry of that name
	Changed     Cause = "changed"      // another program changed the entry meanwhile: nothing was done
	Known       Cause = "known"        // another entry has that entity, or those bytes: nothing was done
	Taken       Cause = "taken"        // another entry has that name
	BadName     Cause = "bad-name"
)

// Trouble is what keeps the library from its work: what happened, what was expected, what to do.
type Trouble struct {
	report.Problem
	Cause Cause
	Entry Entry // the other entry, with Known and Taken
	err   error // of the system, or a *metadata.Wrong; may be nil
}

func (t *Trouble) Error() string { return t.Sentence }
func (t *Trouble) Unwrap() error { return t.err }

func trouble(cause Cause, err error, sentence, expected, actual string, steps ...string) *Trouble {
	return &Trouble{Cause: cause, err: err, Problem: report.Problem{
		Check: Check, Sentence: sentence, Expected: expected, Actual: actual, Owner: report.Helpdesk, Steps: steps,
	}}
}

// reason gives what the system says, without the operation and path in front.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

func noFolder(folder string, err error) *Trouble {
	return trouble(Unreadable, err, fmt.Sprintf("The library's folder \"%s\" cannot be read: %s.", folder, reason(err)), "a folder that can be read", reason(err),
		"Check that it is a folder, that its drive is connected, and your permission to read it.", "Until then nothing that was imported is used.")
}

func vanished(folder string, n int) *Trouble {
	return trouble(Vanished, fs.ErrNotExist, fmt.Sprintf("The library's folder \"%s\" is not there any more.", folder), "the folder, with what was imported (files that were read before: "+fmt.Sprint(n)+")", "no folder",
		"Check that its drive is connected and that nobody moved it.", "Until then nothing that was imported is used; the next import makes a new folder.")
}

func unopened(e Entry, err error) *Trouble {
	return trouble(Unreadable, err, fmt.Sprintf("\"%s\" in the library cannot be opened: %s. It is not used, and stays where it is.", e.Name, reason(err)), "a file that can be read", reason(err),
		"Check "+e.Path+" and your permission to read it.")
}

func tooLarge(e Entry, wrong *metadata.Wrong) *Trouble {
	return trouble(Unreadable, wrong, fmt.Sprintf("\"%s\" in the library is too large to be read: found %s. It is not used, and stays where it is.", e.Name, found(wrong)), "a file of fewer entities", found(wrong),
		"Import the entity that is needed alone: claimcheck-cli library add --entity ID \""+e.Path+"\"", "Then remove this entry.")
}

const importAgain = "Import the metadata again as it was downloaded: Entra admin center > Enterprise apps > the application > Single sign-on > SAML Certificates > Federation Metadata XML > Download."

func setAside(e Entry, wrong *metadata.Wrong, to string) *Trouble {
	return trouble(NotMetadata, wrong, fmt.Sprintf("\"%s\" in the library is no metadata that can be read: found %s. It was set aside and not deleted.", e.Name, found(wrong)), "federation metadata", found(wrong),
		"It lies in "+to+" now. Look what it is; when nobody misses it, delete it.", importAgain)
}

func notMetadata(e Entry, wrong *metadata.Wrong, err error) *Trouble {
	return trouble(NotMetadata, wrong, fmt.Sprintf("\"%s\" in the library is no metadata that can be read: found %s. It could not be set aside: %s.", e.Name, found(wrong), reason(err)), "federation metadata", found(wrong),
		"It lies in "+e.Path+" and is not used. Look what it is; when nobody misses it, delete it.", importAgain)
}

func unfinished(e Entry, wrong *metadata.Wrong) *Trouble {
	return trouble(NotMetadata, wrong, fmt.Sprintf("\"%s\" in the library is no metadata that can be read: found %s. It is being written just now, and stays.", e.Name, found(wrong)), "federation metadata", found(wrong),
		"Look again when it is written.")
}

func found(w *metadata.Wrong) string {
	if w.Err != nil {
		return w.What + ": " + w.Err.Error()
	}
	return w.What
}

func unwritable(folder string, err error) *Trouble {
	return trouble(Unwritable, err, fmt.Sprintf("The library's folder \"%s\" cannot be changed: %s.", folder, reason(err)), "a folder that can be written to", reason(err), room...)
}

// unkept is the trouble of a change that failed; what happened to the entry stands in done.
func unkept(done, name string, err error) *Trouble {
	return trouble(Unwritable, err, fmt.Sprintf("\"%s\" could not be %s: %s. The library is as it was.", name, done, reason(err)), "a folder that can be written to", reason(err), room...)
}

var room = []string{"Check that the drive is connected, that it has room, and your permission to write to the folder."}

func notThere(name string, all []Entry) *Trouble {
	steps := []string{"The library is empty: import the file."}
	if len(all) > 0 {
		var names []string
		for _, e := range all {
			names = append(names, fmt.Sprintf("\"%s\"", e.Name))
		}
		if more := len(names) - 10; more > 0 {
			names = append(names[:10], fmt.Sprintf("and %d more", more))
		}
		steps = []string{"These are there: " + strings.Join(names, ", ") + "."}
	}
	return trouble(NotThere, fs.ErrNotExist, fmt.Sprintf("There is no \"%s\" in the library.", name), "the name of an entry", name, steps...)
}

func changed(e Entry) *Trouble {
	return trouble(Changed, nil, fmt.Sprintf("\"%s\" was changed meanwhile, by another window or program. Nothing was done.", e.Name), "the entry as it was listed", "another file of that name",
		"Look at the entry again, and decide again.")
}

func sameEntity(e Entry, id string) *Trouble {
	id = report.Brief(id)
	t := trouble(Known, nil, fmt.Sprintf("The library has metadata of %s already: \"%s\". Nothing was done.", id, e.Name), "an entity that the library does not have yet", id,
		fmt.Sprintf("To put this file in its place, replace \"%s\"; a comparison is shown first.", e.Name),
		"To keep both, add it beside the other: right where two applications of one tenant each have their own key.")
	t.Entry = e
	return t
}

func sameBytes(e Entry) *Trouble {
	t := trouble(Known, nil, fmt.Sprintf("The library has this very file already: \"%s\". Nothing was done.", e.Name), "a file that the library does not have yet", e.Name,
		"Remove one of the two entries.")
	t.Entry = e
	return t
}

func nameTaken(e Entry) *Trouble {
	t := trouble(Taken, fs.ErrExist, fmt.Sprintf("The name \"%s\" is taken. Nothing was done.", e.Name), "a name that no other entry has, in small or capital letters", e.Name,
		"Choose another name, or rename that entry first.")
	t.Entry = e
	return t
}

func badName(name, would string) *Trouble {
	return trouble(BadName, fs.ErrInvalid, fmt.Sprintf("\"%s\" cannot be the name of an entry.", name),
		fmt.Sprintf(`at most %d bytes of letters, digits and blanks, without / \ < > : " | ? *, not hidden, and no device of Windows such as CON`, maxName), `"`+name+`"`,
		fmt.Sprintf("This name can be taken: \"%s\".", would))
}
