package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"claimcheck/capture"
	"claimcheck/decoder/check"
	"claimcheck/decoder/report"
	"claimcheck/library"
)

// trouble is what keeps a command from doing its work: what happened, what was expected, what to do.
type trouble struct {
	report.Problem
	cause error // nil when it is the command line's own
}

func (t *trouble) Error() string { return t.Sentence }
func (t *trouble) Unwrap() error { return t.cause }

// The checks of the command line itself, for "explain".
var ownChecks = []check.Check{
	{
		ID: "input.usage", Title: "The command line is understood", Owner: report.Helpdesk,
		Steps: []string{"claimcheck-cli help lists the commands, claimcheck-cli help COMMAND the flags of one."},
	},
	{
		ID: "input.unreadable", Title: "Every file that is named can be read", Owner: report.Helpdesk,
		Steps: []string{"Check the name, the folder and your permission to read the file."},
	},
	{
		ID: library.Check, Title: "The library of imported metadata can be read and changed", Owner: report.Helpdesk,
		Steps: []string{"claimcheck-cli library list says where it lies, what is in it and what is wrong with it."},
	},
	{
		ID: capture.Check, Title: "A sign-in can be captured on this computer", Owner: report.Helpdesk,
		Steps: []string{"Record the sign-in by hand instead.", capture.ByHand[0].String(), capture.ByHand[1].String()},
	},
}

// usage is the trouble of a command line that is not understood.
func usage(sentence, expected string, steps ...string) *trouble {
	if len(steps) == 0 {
		steps = ownChecks[0].Steps
	}
	return &trouble{Problem: report.Problem{
		Check: ownChecks[0].ID, Sentence: sentence, Expected: expected, Actual: sentence, Owner: report.Helpdesk, Steps: steps,
	}}
}

// uncaptured is the trouble of a capture; another error is as it was.
func uncaptured(err error) error {
	var t *capture.Trouble
	if errors.As(err, &t) {
		return &trouble{Problem: t.Problem, cause: t}
	}
	return err
}

// unreadable is the trouble of a file that cannot be opened or read. what says which kind of file it is.
func unreadable(what, name string, err error) *trouble {
	reason := err
	var pe *fs.PathError
	if errors.As(err, &pe) {
		reason = pe.Err
	}
	steps := ownChecks[1].Steps
	if errors.Is(err, fs.ErrNotExist) {
		steps = []string{"Check the name and the folder: names are exact to the letter."}
	}
	return &trouble{cause: err, Problem: report.Problem{
		Check: ownChecks[1].ID, Sentence: fmt.Sprintf("The %s %s cannot be read: %v.", what, quote(name), reason),
		Expected: "a file that can be read", Actual: reason.Error(), Owner: report.Helpdesk, Steps: steps,
	}}
}

// unwritable is the trouble of a file that cannot be written anew.
func unwritable(name string, err error) *trouble {
	reason := err
	var pe *fs.PathError
	if errors.As(err, &pe) {
		reason = pe.Err
	}
	steps := []string{"Check the folder and your permission to write in it."}
	switch {
	case errors.Is(err, fs.ErrExist):
		steps = []string{"Name a file that is not there yet: none is written over."}
	case errors.Is(err, fs.ErrNotExist):
		reason = errors.New("there is no such folder")
	}
	return &trouble{cause: err, Problem: report.Problem{
		Check: ownChecks[1].ID, Sentence: fmt.Sprintf("The file %s cannot be written: %v.", quote(name), reason),
		Expected: "a new file", Actual: reason.Error(), Owner: report.Helpdesk, Steps: steps,
	}}
}

// wrong is the trouble of a file that can be read and is not what its flag wants.
func wrong(what, name string, err error, expected string, steps ...string) *trouble {
	return &trouble{cause: err, Problem: report.Problem{
		Check: ownChecks[1].ID, Sentence: fmt.Sprintf("The %s %s cannot be used: %v.", what, quote(name), strings.TrimSuffix(err.Error(), ".")),
		Expected: expected, Actual: err.Error(), Owner: report.Helpdesk, Steps: steps,
	}}
}

// broken is the trouble of a fault in this program.
func broken(fault any) *trouble {
	return &trouble{Problem: report.Problem{
		Check: ownChecks[1].ID, Sentence: fmt.Sprintf("The program broke: %v.", fault), Expected: "an answer", Actual: "a fault in the program",
		Owner: report.Helpdesk, Steps: []string{"Report it to the project with the command line, never with a live response."},
	}}
}

// read gives the content of a file of at most limit bytes.
func read(what, name string, limit int64) ([]byte, error) {
	f, err := open(what, name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, unreadable(what, name, err)
	}
	if int64(len(b)) > limit {
		return nil, tooLarge(what, name, limit)
	}
	return b, nil
}

// tooLarge is the trouble of a file of more bytes than its kind ever has.
func tooLarge(what, name string, limit int64) *trouble {
	return wrong(what, name, fmt.Errorf("it is larger than %d MiB", limit>>20), "a smaller file",
		"Check that this is the right file.")
}

var errFolder = errors.New("it is a folder")

// open opens a file for reading; a folder is trouble.
func open(what, name string) (*os.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, unreadable(what, name, err)
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errFolder
	}
	if err != nil {
		_ = f.Close() // only read
		return nil, unreadable(what, name, err)
	}
	return f, nil
}

// say writes a problem to standard error.
func say(w io.Writer, p report.Problem) {
	fmt.Fprintf(w, "claimcheck-cli: %s\n", report.Clean(p.Sentence))
	if p.Expected != "" {
		fmt.Fprintf(w, "expected: %s\n", report.Clean(p.Expected))
	}
	for _, s := range p.Steps {
		fmt.Fprintf(w, "what to do: %s\n", report.Clean(s))
	}
}
