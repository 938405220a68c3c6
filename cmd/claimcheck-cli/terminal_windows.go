package main

import (
	"os"

	"golang.org/x/sys/windows"
)

// obeysColours asks the console to obey ANSI colours; one before Windows 10 does not.
func obeysColours(f *os.File) bool {
	var mode uint32
	h := windows.Handle(f.Fd())
	if windows.GetConsoleMode(h, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(h, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
