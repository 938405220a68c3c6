//go:build !windows

package main

import "os"

// obeysColours says whether f is a terminal: every one of today obeys ANSI colours.
func obeysColours(f *os.File) bool { return isTerminal(f) }
