package ui

import (
	"fmt"
	"io"
	"syscall"
	"unsafe"
)

// tell says words to the user: a program with a window has no terminal on Windows.
func tell(errOut io.Writer, words string) {
	fmt.Fprintln(errOut, words)
	text, err1 := syscall.UTF16PtrFromString(words)
	title, err2 := syscall.UTF16PtrFromString("ClaimCheck")
	if err1 != nil || err2 != nil {
		return
	}
	const iconWarning = 0x30 // MB_ICONWARNING
	syscall.NewLazyDLL("user32.dll").NewProc("MessageBoxW").Call(0, uintptr(unsafe.Pointer(text)), uintptr(unsafe.Pointer(title)), iconWarning)
}
