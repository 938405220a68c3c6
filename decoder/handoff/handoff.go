// Package handoff makes what an Entra admin hands to an application's vendor to have single sign-on set up: a mail
// draft, or the files for an upload form in a folder or an archive. The metadata file goes in byte for byte. The
// package makes bytes and opens no file; whether the metadata is fit to be handed on is judged in decoder/check.
//
// Nothing in a kit speaks of a person: no response is looked at, names of files and of certificates are left out, who
// to ask is left blank for the admin, and addresses that stand in a text are masked.
package handoff

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"

	"claimcheck/decoder/report"
)

// Form is what a kit is made as.
type Form string

// The forms.
const (
	Mail   Form = "mail"   // a draft (.eml), which the admin sends
	Folder Form = "folder" // for an upload form, or to put into a ticket
	Zip    Form = "zip"    // the same files in one
)

// The names of the files of a kit, alike in every form. That of the metadata file as it was given is left out: it may
// name a person, and a vendor has many files.
const (
	metadataName     = "federation-metadata.xml"
	summaryName      = "SUMMARY.txt"
	urlsName         = "URLS.txt"
	claimsName       = "CLAIMS.txt"
	certificatesName = "CERTIFICATES.txt"
	sumsName         = "SHA256SUMS"
)

// App is the application as its vendor wants it set up.
type App struct {
	Name          string // of its profile, for the names of files
	Title, Short  string // "Upwork Enterprise", "Upwork"
	Support       string // where its support is reached; an address of a page
	Claims        []report.SetupClaim
	EntityID, ACS string   // empty: not known
	MostBytes     int      // that its upload form takes; 0: it has none, as far as is known
	Upload        []string // how the form is used, step by step
}

// Facts are all that a kit is made of.
type Facts struct {
	App      App
	File     []byte          // the metadata file, as received
	Metadata report.Message  // what the pre-flight says of it
	Setup    *report.Message // what is said of the set-up; nil: none was given
	Anyway   bool            // the file is not fit, and the kit is wanted all the same
	Beside   []File          // what else goes into a folder, a drawing and a calendar
}

// File is one file.
type File struct {
	Name  string
	Bytes []byte
}

// Kit is what is to be written: one file, or the files of one new folder.
type Kit struct {
	Form  Form
	Name  string // to write it under when nobody names another, with its ending; safe on every system
	Files []File
}

// Make makes a kit, and says what is in it.
func Make(f Facts, form Form) (Kit, *report.Handoff, error) {
	l := letter{Facts: f, form: form, entity: entityOf(f.Metadata)}
	l.known = []string{tenant(l.entity.ID), l.application()}
	kit := Kit{Form: form, Name: l.name()}
	told := &report.Handoff{Form: string(form), Anyway: f.Anyway, Notes: l.notes(), Next: l.next()}
	switch form {
	case Mail:
		b, err := draft(l.subject(), l.text(), File{metadataName, f.File})
		if err != nil {
			return Kit{}, nil, err
		}
		kit.Files = []File{{kit.Name, b}}
		told.Files = append(tell(kit.Files, ""), tell([]File{{metadataName, f.File}}, kit.Name)...)
	case Folder, Zip:
		files := l.files()
		kit.Files, told.Files = files, tell(files, "")
		if form == Zip {
			b, err := archive(files, f.Metadata.JudgedAt)
			if err != nil {
				return Kit{}, nil, err
			}
			kit.Files = []File{{kit.Name, b}}
			told.Files = append(tell(kit.Files, ""), tell(files, kit.Name)...)
		}
	default:
		return Kit{}, nil, fmt.Errorf("expected a hand-off as %s, %s or %s, found %q", Mail, Folder, Zip, form)
	}
	return kit, told, nil
}

// files are those of a folder.
func (l *letter) files() []File {
	files := []File{
		{metadataName, l.File},
		{summaryName, []byte(l.text())},
		{urlsName, []byte(l.page(l.urls()))},
		{claimsName, []byte(l.page(l.claims()))},
		{certificatesName, []byte(l.page(l.certificates()))},
	}
	files = append(files, l.Beside...)
	var sums strings.Builder
	for _, f := range files {
		sums.WriteString(sum(f.Bytes) + "  " + f.Name + "\n") // as sha256sum writes it, and reads it with -c
	}
	return append(files, File{sumsName, []byte(sums.String())})
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func tell(files []File, in string) []report.HandoffFile {
	var list []report.HandoffFile
	for _, f := range files {
		list = append(list, report.HandoffFile{Name: f.Name, In: in, Size: len(f.Bytes), SHA256: sum(f.Bytes)})
	}
	return list
}

// entityOf is the identity provider that a file is of; empty when it holds none, or several.
func entityOf(m report.Message) report.Entity {
	if m.Metadata == nil || len(m.Metadata.Entities) != 1 {
		return report.Entity{}
	}
	return m.Metadata.Entities[0]
}

var (
	guid     = regexp.MustCompile(`[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
	mailTo   = regexp.MustCompile(`[\pL\pN._%+'&=/!#$*?^{|}~-]+@[\pL\pN-]+(?:\.[\pL\pN-]+)+`)
	notPlain = regexp.MustCompile(`[^a-z0-9.]+`)
)

// tenant is how Entra names a tenant in an entityID.
func tenant(entityID string) string { return strings.ToLower(guid.FindString(entityID)) }

// mask takes out of a text what may be of a person: e-mail addresses, and identifiers that are of neither the tenant
// nor the application.
func (l *letter) mask(s string) string {
	s = mailTo.ReplaceAllString(s, "(address left out)")
	return guid.ReplaceAllStringFunc(s, func(id string) string {
		for _, known := range l.known {
			if strings.EqualFold(id, known) {
				return id
			}
		}
		return "(ID left out)"
	})
}

// name is the name of a kit.
func (l *letter) name() string {
	const longest = 80
	of := tenant(l.entity.ID)
	if of == "" {
		of = strings.TrimPrefix(strings.ToLower(mailTo.ReplaceAllString(l.entity.ID, "")), "https://")
	}
	base := notPlain.ReplaceAllString(l.App.Name+"-handoff-"+of, "-")
	base = strings.Trim(base[:min(len(base), longest)], "-.")
	switch l.form {
	case Mail:
		return base + ".eml"
	case Zip:
		return base + ".zip"
	}
	return base
}
