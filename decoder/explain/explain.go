// Package explain turns vendor codes in a text into meaning, owner and remedy. The codes are data in
// assets; nothing is looked up anywhere else.
package explain

// Code is one vendor code.
type Code struct {
	Code     string // "AADSTS50105"
	Name     string // Microsoft's name, or a description in parentheses
	Meaning  string
	Owners   []string // words of report.Owner, first one first
	Remedy   string
	Inferred bool // the remedy is ours, not the source's
	OwnIdP   bool // it concerns the tenant's own federated identity provider, not the application
	Source   string
}

// Find lists the AADSTS codes in a text in the order they stand, each once. A code that is not in the
// data comes with its number and empty words.
func Find(text string) []Code { panic("not built yet") }

// Look finds one code: "AADSTS50105", "50105".
func Look(code string) (Code, bool) { panic("not built yet") }

// Status says in words what a SAML status code URI means (Core 3.2.2.2).
func Status(uri string) (words string, ok bool) { panic("not built yet") }
