//go:build !windows

package whole

import "os"

func rename(from, to string) error { return os.Rename(from, to) }
