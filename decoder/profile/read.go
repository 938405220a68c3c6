package profile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"claimcheck/assets"
)

// Bounds of a profile file: many times what an application needs.
const (
	maxBytes  = 256 << 10
	maxClaims = 100
)

const folder = "profiles"

var namePattern = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,63}$`)

// Read reads a profile. The error tells the field and what was expected of it.
func Read(b []byte) (*Profile, error) {
	if len(b) > maxBytes {
		return nil, fmt.Errorf("expected a profile of at most %d KiB, found %d KiB", maxBytes>>10, len(b)>>10)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		return nil, errors.New("expected UTF-8, found other bytes")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	p := &Profile{}
	if err := d.Decode(p); err != nil {
		return nil, explain(b, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("expected one JSON object, found more after it")
	}
	if err := once(b); err != nil {
		return nil, err
	}
	if p.Short == "" {
		p.Short = p.Title
	}
	return p, p.validate()
}

// Builtin gives a profile of the program by its name. It is shared: nobody changes it.
func Builtin(name string) (*Profile, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("expected a built-in profile (%s), found %q", strings.Join(Names(), ", "), name)
	}
	read, _ := builtin.LoadOrStore(name, sync.OnceValues(func() (*Profile, error) {
		b, err := assets.Profiles.ReadFile(path.Join(folder, name+".json"))
		if err != nil {
			return nil, err
		}
		return Read(b)
	}))
	return read.(func() (*Profile, error))()
}

// builtin holds the profiles read so far: the program's own files do not change while it runs.
var builtin sync.Map

// Names lists the names of the program's own profiles.
func Names() []string {
	files, err := assets.Profiles.ReadDir(folder)
	if err != nil {
		return nil
	}
	var names []string
	for _, f := range files {
		names = append(names, strings.TrimSuffix(f.Name(), ".json"))
	}
	return names
}

// explain puts the decoder's errors into the words of this program.
func explain(b []byte, err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("expected a JSON object, found %s", kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("field %q: expected %s, found %s", kind.Field, kind.Type, kind.Value)
	case errors.As(err, &syntax):
		before := b[:min(int(syntax.Offset), len(b))]
		return fmt.Errorf("line %d: expected JSON: %w", bytes.Count(before, []byte("\n"))+1, err)
	case errors.Is(err, io.EOF):
		return errors.New("expected a JSON object, found nothing")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errors.New("expected a whole JSON object, found it cut off")
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// once refuses an object that has a field twice: encoding/json would take the last one in silence, and
// a reader of the file may believe the first.
func once(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	type object struct {
		seen map[string]bool // nil in an array
		key  bool            // the next token is a key
	}
	var open []object
	for {
		t, err := d.Token()
		if err != nil {
			return nil // the document was decoded before: this is its end
		}
		if len(open) > 0 && open[len(open)-1].key {
			if key, ok := t.(string); ok {
				top := &open[len(open)-1]
				folded := strings.ToLower(key)
				if top.seen[folded] {
					return fmt.Errorf("field %q: expected once, found twice", key)
				}
				top.seen[folded] = true
				top.key = false
				continue
			}
		}
		switch t {
		case json.Delim('{'):
			open = append(open, object{seen: map[string]bool{}, key: true})
			continue
		case json.Delim('['):
			open = append(open, object{})
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:len(open)-1]
		}
		if len(open) > 0 && open[len(open)-1].seen != nil {
			open[len(open)-1].key = true
		}
	}
}

func (p *Profile) validate() error {
	if !namePattern.MatchString(p.Name) {
		return fmt.Errorf(`field "name": expected small letters, digits and hyphens (at most 64), found %q`, p.Name)
	}
	if strings.TrimSpace(p.Title) == "" {
		return errors.New(`field "title": expected the application's name, found nothing`)
	}
	if p.NameLimit < 0 {
		return fmt.Errorf(`field "name_limit": expected zero or more, found %d`, p.NameLimit)
	}
	if p.Upload.MostBytes < 0 {
		return fmt.Errorf(`field "upload.most_bytes": expected zero or more, found %d`, p.Upload.MostBytes)
	}
	type text struct{ field, value string }
	for _, t := range []text{{"acs", p.ACS}, {"sign_on_url", p.SignOnURL}} {
		if err := absolute(t.value); err != nil {
			return fmt.Errorf("field %q: %w", t.field, err)
		}
	}
	for _, t := range []text{
		{"title", p.Title},
		{"short", p.Short},
		{"vendor", p.Vendor},
		{"support", p.Support},
		{"entity_id", p.EntityID},
		{"source", p.Source},
		{"upload.malformed", p.Upload.Malformed},
		{"upload.duplicate", p.Upload.Duplicate},
	} {
		if err := plain(t.value); err != nil {
			return fmt.Errorf("field %q: %w", t.field, err)
		}
	}
	for i, s := range p.Upload.Steps {
		if err := plain(s); err != nil {
			return fmt.Errorf(`field "upload.steps[%d]": %w`, i, err)
		}
	}
	if len(p.Claims) == 0 || len(p.Claims) > maxClaims {
		return fmt.Errorf(`field "claims": expected 1 to %d claims, found %d`, maxClaims, len(p.Claims))
	}
	names := map[string]bool{}
	for i, c := range p.Claims {
		field := fmt.Sprintf("claims[%d]", i)
		if err := c.validate(field); err != nil {
			return err
		}
		if names[c.Name] {
			return fmt.Errorf("field %q: expected each claim once, found %q twice", field+".name", c.Name)
		}
		names[c.Name] = true
	}
	return nil
}

func (c Claim) validate(field string) error {
	if c.Name == "" {
		return fmt.Errorf("field %q: expected the claim's name, found nothing", field+".name")
	}
	if c.Form != "" && c.Form != Address {
		return fmt.Errorf("field %q: expected %q or nothing, found %q", field+".form", Address, c.Form)
	}
	for _, f := range []struct {
		name   string
		values []string
	}{
		{"name", []string{c.Name}},
		{"source", []string{c.Source}},
		{"where", []string{c.Where}},
		{"synonyms", c.Synonyms},
		{"defaults", c.Defaults},
		{"translations", c.Translations},
	} {
		for _, v := range f.values {
			if err := plain(v); err != nil {
				return fmt.Errorf("field %q: %w", field+"."+f.name, err)
			}
			if v == "" && f.name != "source" && f.name != "where" {
				return fmt.Errorf("field %q: expected a name, found nothing", field+"."+f.name)
			}
		}
	}
	return nil
}

// plain refuses what would make one text look like another: control and format characters, and white
// space around it.
func plain(s string) error {
	if s != strings.TrimSpace(s) {
		return fmt.Errorf("expected no white space around it, found %q", s)
	}
	for _, r := range s {
		if unicode.IsControl(r) || invisible(r) {
			return fmt.Errorf("expected visible characters, found U+%04X", r)
		}
	}
	return nil
}

// absolute refuses what is not an http or https URL; empty is allowed.
func absolute(s string) error {
	if s == "" {
		return nil
	}
	u, err := url.Parse(s)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" {
		return fmt.Errorf("expected a URL with https:// in front, found %q", s)
	}
	return plain(s)
}
