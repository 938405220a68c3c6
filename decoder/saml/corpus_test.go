package saml

import (
	"bytes"
	"encoding/base64"
	"encoding/csv"
	"io/fs"
	"os"
	"strings"
	"testing"

	"claimcheck/decoder/tree"
)

// sample is a document of the corpus, with what its manifest says of it.
type sample struct {
	file, kind, root, encrypted string
	xml                         []byte
}

// corpusMessages gives the documents of the corpus that are XML or plain Base64; none when it is absent.
func corpusMessages(tb testing.TB) []sample {
	tb.Helper()
	dir, err := os.OpenRoot("../../../shared/corpus")
	if err != nil {
		return nil
	}
	defer func() { _ = dir.Close() }()
	manifest, err := fs.ReadFile(dir.FS(), "MANIFEST.tsv")
	if err != nil {
		tb.Fatal(err)
	}
	lines := csv.NewReader(bytes.NewReader(manifest))
	lines.Comma, lines.LazyQuotes, lines.FieldsPerRecord = '\t', true, -1
	rows, err := lines.ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var all []sample
	for _, row := range rows[1:] {
		encoding := row[column["encoding"]]
		if encoding != "xml" && encoding != "base64" {
			continue
		}
		s := sample{file: row[column["file"]], kind: row[column["kind"]], root: row[column["root"]], encrypted: row[column["encrypted"]]}
		if s.xml, err = fs.ReadFile(dir.FS(), s.file); err != nil {
			tb.Fatal(err)
		}
		if encoding == "base64" {
			plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(s.xml)), ""))
			if err != nil {
				continue
			}
			s.xml = plain
		}
		s.xml = bytes.TrimSpace(s.xml)
		all = append(all, s)
	}
	return all
}

func TestCorpus(t *testing.T) {
	samples := corpusMessages(t)
	if samples == nil {
		t.Skip("the corpus of test documents is not here")
	}
	kinds := map[string]Kind{
		"Response": Response, "Assertion": AssertionAlone, "AuthnRequest": AuthnRequest, "LogoutRequest": LogoutRequest,
		"LogoutResponse": LogoutResponse, "EntityDescriptor": Metadata, "EntitiesDescriptor": Metadata,
		"RequestSecurityTokenResponse": WSFedToken, "RequestSecurityTokenResponseCollection": WSFedToken,
	}
	read := 0
	for _, s := range samples {
		d, err := tree.Parse(s.xml, tree.MetadataLimits)
		if err != nil {
			continue
		}
		read++
		m := Read(d)
		want, known := kinds[s.root]
		if d.Root.Space == NSSAML11 || d.Root.Space == NSSAML11P {
			want = WSFedToken
		}
		if d.Root.Space == "" {
			want = Other // two templates of a message, without namespaces
		}
		if known && m.Kind != want {
			t.Errorf("%s: kind %q, the manifest says %s", s.file, m.Kind, s.root)
		}
		if m.Kind == Response && s.kind == "response" && s.encrypted == "n" && len(m.Assertions)+len(m.Stray) == 0 && m.Status.Success() {
			t.Errorf("%s: a response with success and without assertion", s.file)
		}
		if s.kind == "response" && s.encrypted == "y" && len(m.Encrypted)+len(m.Stray) == 0 && (len(m.Assertions) == 0 || len(m.Assertions[0].EncryptedIDs) == 0) {
			t.Errorf("%s: nothing encrypted was found", s.file)
		}
		if testing.Verbose() && s.kind != "attack" && m.Kind != Metadata {
			for _, o := range m.Oddities {
				t.Logf("%s: %s: %s", s.file, o.Code, o.Text)
			}
			if len(m.Stray) > 0 {
				t.Logf("%s: %d strays", s.file, len(m.Stray))
			}
		}
	}
	if read < 150 {
		t.Errorf("only %d documents were read", read)
	}
}
