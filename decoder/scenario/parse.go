package scenario

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// words are the header words. Each stands at most once, but for those of repeated.
var words = map[string]func(s *Scenario, value string) error{
	"title":     func(s *Scenario, v string) error { s.Title = v; return nil },
	"comment":   func(s *Scenario, v string) error { s.Comment = v; return nil },
	"now":       func(s *Scenario, v string) (err error) { s.Now, err = instant(v); return err },
	"at":        func(s *Scenario, v string) (err error) { s.At, err = instant(v); return err },
	"skew":      skew,
	"profile":   func(s *Scenario, v string) error { s.Profile = v; return nil },
	"kind":      kind,
	"entity":    func(s *Scenario, v string) error { s.Entity = v; return nil },
	"entity-id": func(s *Scenario, v string) error { s.EntityID = v; return nil },
	"acs":       func(s *Scenario, v string) error { s.ACS = v; return nil },
	"expect":    expect,
	"says":      says,
	"verdict":   verdict,
	"cause":     cause,
	"problem":   func(s *Scenario, v string) error { s.Problem = v; return nil },
	"rail":      rail,
}

// repeated are the words that may stand more than once.
var repeated = []string{"expect", "says", "rail"}

// railForm is a rail's number and the side of it that a case stands on.
var railForm = regexp.MustCompile(`^([1-9][0-9]?) (refused|passes)$`)

// levels are the words of report.Level, and Absent.
var levels = []string{"pass", "info", "warn", "fail", "not-checked", Absent}

// checkID is the form of a check's name: theme.fact.
var checkID = regexp.MustCompile(`^[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+$`)

// Parse reads a case. Header lines are "word: value"; an unknown word is an error, as is a case without
// a capture, a file of another name, or an instant that is not RFC 3339. A file whose name ends in ".b64" holds Base64 of what
// is meant and loses that ending: for bytes that a text file cannot carry.
func Parse(b []byte) (*Scenario, error) {
	archive := txtar.Parse(b)
	s := &Scenario{}
	if err := s.header(string(archive.Comment)); err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, f := range archive.Files {
		file, err := content(f)
		if err != nil {
			return nil, err
		}
		if seen[file.Name] {
			return nil, fmt.Errorf("file %q: expected each file once, found it twice", file.Name)
		}
		seen[file.Name] = true
		if err := s.place(file); err != nil {
			return nil, err
		}
	}
	if s.Capture.Name == "" {
		return nil, errors.New(`expected a file named "capture.*", found none`)
	}
	return s, nil
}

func (s *Scenario) header(text string) error {
	given := map[string]bool{}
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		word, value, found := strings.Cut(line, ":")
		if !found {
			return fmt.Errorf(`header line %d: expected "word: value", found %q`, number, line)
		}
		value = strings.TrimSpace(value)
		set, known := words[word]
		switch {
		case !known:
			return fmt.Errorf("header line %d: unknown word %q", number, word)
		case value == "":
			return fmt.Errorf("header line %d: expected a value for %q, found none", number, word)
		case given[word] && !slices.Contains(repeated, word):
			return fmt.Errorf("header line %d: expected %q once, found it again", number, word)
		}
		given[word] = true
		if err := set(s, value); err != nil {
			return fmt.Errorf("header line %d: %s: %w", number, word, err)
		}
	}
	return nil
}

// place puts a file where its name says.
func (s *Scenario) place(f File) error {
	match := func(pattern string) bool { ok, _ := path.Match(pattern, f.Name); return ok }
	switch {
	case match("capture.*"):
		if s.Capture.Name != "" {
			return fmt.Errorf("file %q: expected one capture, found %q as well", f.Name, s.Capture.Name)
		}
		s.Capture = f
	case match("metadata*.xml"):
		s.Metadata = append(s.Metadata, f)
	case match("*.pem"):
		s.Certs = append(s.Certs, f)
	case match("*.key"):
		s.Keys = append(s.Keys, f)
	case f.Name == "profile.json":
		s.Profiles = append(s.Profiles, f)
	default:
		return fmt.Errorf("file %q: expected capture.*, metadata*.xml, *.pem, *.key or profile.json", f.Name)
	}
	return nil
}

// content gives a file of the archive as it is meant, out of its Base64 where its name says so.
func content(f txtar.File) (File, error) {
	name, encoded := strings.CutSuffix(f.Name, ".b64")
	if !encoded {
		return File{Name: f.Name, Data: f.Data}, nil
	}
	data, err := base64.StdEncoding.Strict().DecodeString(string(bytes.Join(bytes.Fields(f.Data), nil)))
	if err != nil {
		return File{}, fmt.Errorf("file %q: expected Base64: %w", f.Name, err)
	}
	return File{Name: name, Data: data}, nil
}

func instant(v string) (time.Time, error) {
	t, err := time.Parse(time.RFC3339, v)
	if err != nil {
		return time.Time{}, fmt.Errorf("expected an instant as RFC 3339 writes it, found %q", v)
	}
	return t, nil
}

func skew(s *Scenario, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 {
		return fmt.Errorf(`expected a duration of zero or more ("3m"), found %q`, v)
	}
	s.Skew, s.HasSkew = d, true
	return nil
}

func expect(s *Scenario, v string) error {
	level, rest, _ := strings.Cut(v, " ")
	check, subject, _ := strings.Cut(strings.TrimSpace(rest), " ")
	if !slices.Contains(levels, level) {
		return fmt.Errorf("expected a level (%s), found %q", strings.Join(levels, ", "), level)
	}
	if !checkID.MatchString(check) {
		return fmt.Errorf("expected the name of a check (theme.fact), found %q", check)
	}
	s.Expect = append(s.Expect, Expectation{Level: level, Check: check, Subject: strings.TrimSpace(subject)})
	return nil
}

func says(s *Scenario, v string) error {
	check, text, _ := strings.Cut(v, " ")
	text = strings.TrimSpace(text)
	if !checkID.MatchString(check) || text == "" {
		return fmt.Errorf("expected the name of a check (theme.fact) and words that it says, found %q", v)
	}
	s.Says = append(s.Says, Saying{Check: check, Text: text})
	return nil
}

func rail(s *Scenario, v string) error {
	parts := railForm.FindStringSubmatch(v)
	if parts == nil {
		return fmt.Errorf(`expected a rail's number and its side ("7 refused" or "7 passes"), found %q`, v)
	}
	number, err := strconv.Atoi(parts[1])
	s.Rails = append(s.Rails, Rail{Number: number, Passes: parts[2] == "passes"})
	return err
}

func verdict(s *Scenario, v string) error {
	if v != "accepted" && v != "refused" && v != "undetermined" {
		return fmt.Errorf("expected accepted, refused or undetermined, found %q", v)
	}
	s.Verdict = v
	return nil
}

func kind(s *Scenario, v string) error {
	if v != MetadataFile && v != SetupSheet {
		return fmt.Errorf("expected %s or %s, found %q", MetadataFile, SetupSheet, v)
	}
	s.Kind = v
	return nil
}

func cause(s *Scenario, v string) error {
	if v != "none" && !checkID.MatchString(v) {
		return fmt.Errorf("expected the name of a check (theme.fact) or none, found %q", v)
	}
	s.Cause = v
	return nil
}
