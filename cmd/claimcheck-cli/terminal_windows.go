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

// openTerminal opens the console that the program was started at.
func openTerminal() (in, out *os.File, err error) {
	if in, err = os.OpenFile("CONIN$", os.O_RDWR, 0); err != nil { // its mode is set by writing
		return nil, nil, err
	}
	if out, err = os.OpenFile("CONOUT$", os.O_RDWR, 0); err != nil {
		_ = in.Close() // only read
		return nil, nil, err
	}
	return in, out, nil
}
