//go:build !windows

package main

import "os"

// obeysColours says whether f is a terminal: every one of today obeys ANSI colours.
func obeysColours(f *os.File) bool { return isTerminal(f) }

// openTerminal opens the terminal that the program was started at.
func openTerminal() (in, out *os.File, err error) {
	if in, err = os.Open("/dev/tty"); err != nil {
		return nil, nil, err
	}
	if out, err = os.OpenFile("/dev/tty", os.O_WRONLY, 0); err != nil {
		_ = in.Close() // only read
		return nil, nil, err
	}
	return in, out, nil
}
