package wire


func openHTML(*opener, part) []part            { return nil }
func openMultipart(*opener, part) []part       { return nil }
func openCurl(*opener, part) []part            { return nil }
func openPowerShell(*opener, part) []part      { return nil }
func openJSONString(*opener, part) []part      { return nil }
func openQuoted(*opener, part) []part          { return nil }
func openQuotedPrintable(*opener, part) []part { return nil }
func openEscaped(*opener, part) []part         { return nil }
func openLabelled(*opener, part) []part        { return nil }
func openText(*opener, part) []part            { return nil }
func openErrorPage(*opener, part) []part       { return nil }
