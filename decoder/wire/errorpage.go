package wire

import "bytes"

func isErrorPage(b []byte) bool              { return bytes.Contains(b, []byte("AADSTS")) }
func openErrorPage(o *opener, p part) []part { return nil }
