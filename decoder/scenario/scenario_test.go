package scenario

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

const full = `title: Missing Country
comment: the country was never set: nothing to send
now: 2026-01-02T03:04:05Z
at: 2026-01-02T03:00:00+01:00
skew: 90s
profile: upwork-enterprise
kind: metadata
entity: https://idp.example.com/
entity-id: https://app.example.com/saml
acs: https://app.example.com/acs

expect: fail claim.missing Country
expect: pass signature.trusted
expect: absent time.expired
expect:  warn claim.extra  Display Name
says: claim.missing  the claim: Country
says: time.expired over
rail: 7 refused
rail: 23 passes
verdict: refused
cause: claim.missing

-- metadata.xml --
<a/>
-- metadata-old.xml --
<b/>
-- contoso.pem --
pem
-- sp.key --
key
-- profile.json --
{}
-- capture.txt --
SAMLResponse=abc
`

func TestParse(t *testing.T) {
	got, err := Parse([]byte(full))
	if err != nil {
		t.Fatal(err)
	}
	want := &Scenario{
		Title:    "Missing Country",
		Comment:  "the country was never set: nothing to send",
		Now:      time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		At:       got.At,
		Skew:     90 * time.Second,
		HasSkew:  true,
		Profile:  "upwork-enterprise",
		Kind:     MetadataFile,
		Entity:   "https://idp.example.com/",
		EntityID: "https://app.example.com/saml",
		ACS:      "https://app.example.com/acs",
		Expect: []Expectation{
			{"fail", "claim.missing", "Country"},
			{"pass", "signature.trusted", ""},
			{"absent", "time.expired", ""},
			{"warn", "claim.extra", "Display Name"},
		},
		Says:     []Saying{{"claim.missing", "the claim: Country"}, {"time.expired", "over"}},
		Rails:    []Rail{{7, false}, {23, true}},
		Verdict:  "refused",
		Cause:    "claim.missing",
		Metadata: []File{{"metadata.xml", []byte("<a/>\n")}, {"metadata-old.xml", []byte("<b/>\n")}},
		Certs:    []File{{"contoso.pem", []byte("pem\n")}},
		Keys:     []File{{"sp.key", []byte("key\n")}},
		Profiles: []File{{"profile.json", []byte("{}\n")}},
		Capture:  File{"capture.txt", []byte("SAMLResponse=abc\n")},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if !got.At.Equal(time.Date(2026, 1, 2, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("At is %v", got.At)
	}
}

func TestParseSmall(t *testing.T) {
	s, err := Parse([]byte("-- capture.har --\n{}"))
	if err != nil {
		t.Fatal(err)
	}
	if s.HasSkew || !s.Now.IsZero() || !s.At.IsZero() || s.Profile != "" || len(s.Expect) != 0 || string(s.Capture.Data) != "{}\n" {
		t.Errorf("got %+v", s)
	}
}

func TestParseProblem(t *testing.T) {
	s, err := Parse([]byte("problem: found: UTF-32\n-- capture.txt --\n"))
	if err != nil || s.Problem != "found: UTF-32" {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestParseSkewOfZero(t *testing.T) {
	s, err := Parse([]byte("skew: 0s\n-- capture.txt --\n"))
	if err != nil || !s.HasSkew || s.Skew != 0 {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestParseBase64(t *testing.T) {
	s, err := Parse([]byte("-- capture.bin.b64 --\n//48\nAGE=\n-- metadata.xml.b64 --\n77u/PGEvPg==\n"))
	if err != nil {
		t.Fatal(err)
	}
	if s.Capture.Name != "capture.bin" || string(s.Capture.Data) != "\xff\xfe<\x00a" {
		t.Errorf("capture is %q: %q", s.Capture.Name, s.Capture.Data)
	}
	if len(s.Metadata) != 1 || s.Metadata[0].Name != "metadata.xml" || string(s.Metadata[0].Data) != "\xef\xbb\xbf<a/>" {
		t.Errorf("metadata is %q", s.Metadata)
	}
}

func TestParseRefuses(t *testing.T) {
	const end = "\n-- capture.txt --\nx\n"
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "capture.*"},
		{"no capture", "comment: x\n-- metadata.xml --\n<a/>\n", "capture.*"},
		{"unknown word", "coment: x" + end, `unknown word "coment"`},
		{"word in capitals", "Now: 2026-01-02T03:04:05Z" + end, `unknown word "Now"`},
		{"no colon", "now 2026" + end, `expected "word: value"`},
		{"no value", "now:" + end, `expected a value for "now"`},
		{"word twice", "title: a\ntitle: b" + end, `expected "title" once`},
		{"line is told", "\ntitle: a\nnow: soon" + end, "header line 3"},
		{"now without a zone", "now: 2026-01-02T03:04:05" + end, "RFC 3339"},
		{"at is a day", "at: 2026-01-02" + end, "RFC 3339"},
		{"skew without a unit", "skew: 3" + end, "duration"},
		{"negative skew", "skew: -3m" + end, "duration"},
		{"expect without a check", "expect: fail" + end, "theme.fact"},
		{"expect with an unknown level", "expect: error time.expired" + end, `found "error"`},
		{"expect with no theme", "expect: fail expired" + end, `found "expired"`},
		{"says without words", "says: time.expired" + end, `found "time.expired"`},
		{"says without a check", "says: it is over" + end, `found "it is over"`},
		{"rail without a side", "rail: 7" + end, `found "7"`},
		{"rail with another side", "rail: 7 accepted" + end, `found "7 accepted"`},
		{"rail without a number", "rail: refused" + end, `found "refused"`},
		{"verdict", "verdict: rejected" + end, `found "rejected"`},
		{"kind", "kind: response" + end, `found "response"`},
		{"cause", "cause: nothing" + end, `found "nothing"`},
		{"two captures", "-- capture.txt --\nx\n-- capture.har --\nx\n", "one capture"},
		{"a file twice", "-- metadata.xml --\nx\n-- metadata.xml --\nx" + end, "twice"},
		{"a file twice, once as Base64", "-- a.pem --\nx\n-- a.pem.b64 --\neA==" + end, "twice"},
		{"a file of no use", "-- notes.txt --\nx" + end, `file "notes.txt"`},
		{"a folder", "-- old/metadata.xml --\nx" + end, `file "old/metadata.xml"`},
		{"not Base64", "-- capture.txt.b64 --\n***\n", "expected Base64"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := Parse([]byte(c.in))
			if err == nil {
				t.Fatalf("accepted: %+v", s)
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is %q, expected %q in it", err, c.want)
			}
		})
	}
}
