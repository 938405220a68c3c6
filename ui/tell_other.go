//go:build !windows

package ui

import (
	"fmt"
	"io"
)

// tell says words to the user.
func tell(errOut io.Writer, words string) { fmt.Fprintln(errOut, words) }
