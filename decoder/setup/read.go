package setup

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"claimcheck/decoder/wire"
)

// Unrecognised says that nothing of a set-up was found in what was given.
type Unrecognised struct {
	Instead string // what it is; empty: not known
	Advice  string // what to do with it
}

func (u *Unrecognised) Error() string {
	if u.Instead == "" {
		return "expected the text of the portal's page or JSON of Microsoft Graph, found neither"
	}
	return "expected the text of the portal's page or JSON of Microsoft Graph, found " + u.Instead
}

// reader reads one file.
type reader struct {
	file  string
	lines []line
	text  string // the lines, each with its end
	ruler ruler  // over text
	nodes int    // values of JSON read so far
}

// Read reads one file or paste: text of the portal, JSON, or both one after the other. What it cannot read it notes. The
// error is an *Unrecognised when nothing of a set-up is in it, else says what keeps it from being read at all.
func Read(name string, b []byte) (*Sheet, error) {
	if len(b) > maxInput {
		return nil, fmt.Errorf("expected at most %d MiB, found %d MiB", maxInput>>20, len(b)>>20)
	}
	if u := instead(b); u != nil {
		return nil, u
	}
	given, _, err := wire.UTF8(b)
	if err != nil { // as an old editor of Windows saves it
		if given, err = charmap.Windows1252.NewDecoder().Bytes(b); err != nil {
			return nil, err
		}
	}
	r := &reader{file: name, lines: lines(string(given))}
	var all strings.Builder
	for _, l := range r.lines {
		all.WriteString(l.text)
		all.WriteByte('\n')
	}
	r.text = all.String()
	r.ruler = newRuler(r.text)

	apps, rest, notes := r.json()
	s := newSheet(PortalText)
	r.portal(s, rest)
	if s.empty() {
		s.Sources, s.Notes = nil, nil
	}
	s = combine(s, apps)
	for _, n := range notes {
		s.note(n)
	}
	if s.empty() {
		return nil, other(r.text)
	}
	return s, nil
}

// json reads every value of JSON that begins a line and is an object of Graph. It gives what is left for reading as text.
func (r *reader) json() (apps []*Sheet, rest []line, notes []string) {
	budget := 4*len(r.text) + 1024 // bytes that may be looked at, so that a text full of brackets is not read again and again
	for i := 0; i < len(r.lines); i++ {
		start := r.ruler.starts[i]
		trimmed := strings.TrimLeft(r.lines[i].text, " \t\u00a0\ufeff")
		if trimmed == "" || trimmed[0] != '{' && trimmed[0] != '[' || budget <= 0 {
			rest = append(rest, r.lines[i])
			continue
		}
		from := start + len(r.lines[i].text) - len(trimmed)
		n, p := parseJSON(r.text, from, &r.nodes)
		budget -= p.pos - from + 64
		found := r.objects(n, "", nil)
		if len(found) == 0 {
			rest = append(rest, r.lines[i])
			continue
		}
		if len(found) > maxApps {
			found = found[:maxApps]
			notes = append(notes, fmt.Sprintf("more than the first %d objects of the list", maxApps))
		}
		apps = append(apps, found...)
		if p.fault != "" {
			l, _ := r.ruler.at(min(p.where, len(r.text)-1))
			where := placeOf(r.lines, r.ruler, p.where, "")
			if p.stop {
				notes = append(notes, fmt.Sprintf("the JSON is damaged in line %d, column %d (%s): what follows was not read", where.Line, where.Column, shortened(p.fault)))
			} else {
				notes = append(notes, fmt.Sprintf("the JSON is not correct in line %d, column %d (%s); it was read all the same", where.Line, where.Column, shortened(p.fault)))
			}
			if p.stop {
				i = max(i, l)
				continue
			}
		}
		last, _ := r.ruler.at(max(p.pos-1, from))
		i = max(i, last)
	}
	return apps, rest, notes
}

// instead names files that are known at their first bytes.
func instead(b []byte) *Unrecognised {
	for _, k := range []struct{ magic, what, advice string }{
		{"\x89PNG", "a picture", picture},
		{"\xff\xd8\xff", "a picture", picture},
		{"GIF8", "a picture", picture},
		{"%PDF", "a PDF", picture},
		{"PK\x03\x04", "a ZIP archive or an Office document", "Copy the text out of it and give that."},
	} {
		if bytes.HasPrefix(b, []byte(k.magic)) {
			return &Unrecognised{k.what, k.advice}
		}
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return &Unrecognised{"nothing", copyPage}
	}
	return nil
}

const (
	picture  = "A picture cannot be read. " + copyPage
	copyPage = "Open the application's page Single sign-on in the portal, press Ctrl+A and Ctrl+C, and paste that."
)

// other names texts that are of use elsewhere.
func other(text string) error {
	head := text[:min(len(text), 64<<10)]
	for _, k := range []struct{ mark, what, advice string }{
		{"EntityDescriptor", "federation metadata", "Give it as metadata, to be compared with the set-up."},
		{"-----BEGIN CERTIFICATE", "a certificate", "Its thumbprint stands on the portal's page: copy that. " + copyPage},
		{"SAMLResponse", "a captured sign-in", "Look at it as a sign-in, not as a set-up."},
		{":protocol\"", "a SAML message", "Look at it as a sign-in, not as a set-up."},
		{"authorization_endpoint", "the configuration of OpenID Connect", "Give the servicePrincipal: GET https://graph.microsoft.com/v1.0/servicePrincipals(appId='…')."},
		{"\"error\"", "an error of Microsoft Graph", "Mend what it says (often a missing permission: Application.Read.All) and ask again."},
	} {
		if strings.Contains(head, k.mark) {
			return &Unrecognised{k.what, k.advice}
		}
	}
	return &Unrecognised{Advice: copyPage}
}

// Several says that a list holds several applications and none of them is plainly the one that is meant.
type Several struct {
	Names []string // of the first of them, with their application IDs
	Count int
}

func (s *Several) Error() string {
	return fmt.Sprintf("expected one application, found %d in the list", s.Count)
}

var errNothing = errors.New("expected something to read, found nothing")
