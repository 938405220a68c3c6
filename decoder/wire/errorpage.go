package wire

import "bytes"

func isErrorPage(b []byte) bool { return bytes.Contains(b, []byte("AADSTS")) }
