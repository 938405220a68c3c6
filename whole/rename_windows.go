package whole

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// rename tries for two seconds: while another program, a virus scanner above all, has one of the files
// open, Windows refuses.
func rename(from, to string) error {
	const pause, tries = 20 * time.Millisecond, 100
	for n := 1; ; n++ {
		err := os.Rename(from, to)
		held := errors.Is(err, windows.ERROR_ACCESS_DENIED) || errors.Is(err, windows.ERROR_SHARING_VIOLATION)
		if !held || n == tries {
			return err
		}
		time.Sleep(pause)
	}
}
