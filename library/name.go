package library

import (
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxName bounds a name, in bytes: with a number and an extension it fits every file system.
const maxName = 100

// clean makes a name that every system takes from one that may come from anywhere: no folder, no
// characters that a system refuses or that are not shown, no device of Windows.
func clean(name string) string {
	name = norm.NFC.String(strings.ToValidUTF8(name, "_"))
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSuffix(name, filepath.Ext(name))
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"|?*`, r) || !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, name)
	if name = short(name); device(name) {
		before, after, dotted := strings.Cut(name, ".")
		if name = strings.TrimRight(before, " ") + "_"; dotted {
			name += "." + after
		}
		name = short(name)
	}
	if name == "" {
		return "metadata"
	}
	return name
}

// short cuts a name behind a letter, and takes away what Windows takes from its ends.
func short(name string) string {
	for len(name) > maxName {
		_, last := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-last]
	}
	return strings.Trim(name, ". ")
}

// device says whether Windows takes a name for one of its devices, whatever follows a dot in it.
func device(name string) bool {
	name, _, _ = strings.Cut(strings.ToUpper(name), ".")
	switch name = strings.TrimRight(name, " "); name {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	port, ok := strings.CutPrefix(name, "COM")
	if !ok {
		port, ok = strings.CutPrefix(name, "LPT")
	}
	return ok && len([]rune(port)) == 1 && strings.Contains("0123456789¹²³", port)
}

// CheckName says whether an entry can have that name. The error is a *Trouble with the cause BadName.
func CheckName(name string) error {
	_, err := asGiven(name)
	return err
}

// asGiven gives the name that a person chose, without .xml. The error is a *Trouble with the cause BadName
// when it would have to be changed.
func asGiven(name string) (string, error) {
	stem := name
	if strings.EqualFold(filepath.Ext(name), extension) {
		stem = name[:len(name)-len(extension)]
	}
	if would := clean(stem + extension); would != norm.NFC.String(stem) {
		return "", badName(name, would)
	}
	return norm.NFC.String(stem), nil
}

// folded is equal for names that some file system takes for one.
func folded(name string) string { return norm.NFC.String(cases.Fold().String(norm.NFC.String(name))) }
