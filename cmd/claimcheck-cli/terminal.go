package main

import (
	"os"
	"time"

	"golang.org/x/term"
)

// environment is what the program finds around it.
type environment struct {
	now     time.Time
	zone    *time.Location
	typed   bool // standard input is a terminal
	columns int  // of the terminal that standard output is; 0 when it is none
	colour  bool // standard output is a terminal that obeys colours, and the user wants them
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
