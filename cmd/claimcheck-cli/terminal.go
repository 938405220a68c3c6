package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"
)

// environment is what the program finds around it.
type environment struct {
	now      time.Time
	home     string // the program's folder of this user, with the library; empty: there is none
	zone     *time.Location
	typed    bool // standard input is a terminal
	columns  int  // of the terminal that standard output is; 0 when it is none
	colour   bool // standard output is a terminal that obeys colours, and the user wants them
	headless bool // a browser that is started shows no window; for tests
	// ask asks for what must not be shown; nil, or errNoTerminal from it, when there is nobody to ask.
	ask func(ctx context.Context, prompt string) ([]byte, error)
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

// columns is the width of the terminal, cut to what reads well.
func columns(f *os.File) int {
	const widest = 120
	if !isTerminal(f) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return min(width, widest)
}

// errNoTerminal is the error when there is no terminal to ask at.
var errNoTerminal = errors.New("it is encrypted, and there is no terminal to ask for its passphrase at")

// askHidden asks at the terminal of the program, whatever standard input and output are, and does not
// show what is typed. When ctx ends first, the terminal is left as it was found.
func askHidden(ctx context.Context, prompt string) ([]byte, error) {
	in, out, err := openTerminal()
	if err != nil {
		return nil, errNoTerminal
	}
	defer func() {
		_ = in.Close() // nothing is kept in them
		_ = out.Close()
	}()
	fd := int(in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return nil, errNoTerminal
	}
	fmt.Fprint(out, prompt)
	defer fmt.Fprintln(out) // the one that was typed is not shown
	type answer struct {
		text []byte
		err  error
	}
	typed := make(chan answer, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		typed <- answer{text, err}
	}()
	select {
	case a := <-typed:
		if errors.Is(a.err, io.EOF) { // Ctrl+D: nothing
			return nil, nil
		}
		return a.text, a.err
	case <-ctx.Done():
		_ = term.Restore(fd, before) // the program ends in any case
		return nil, ctx.Err()
	}
}
