package wire_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"claimcheck/decoder/wire"
)

const corpus = "../../../shared/corpus"

// TestCorpus opens every document of the corpus: each gives a message, but for the few that hold none.
func TestCorpus(t *testing.T) {
	manifest, err := os.ReadFile(filepath.Join(corpus, "MANIFEST.tsv"))
	if err != nil {
		t.Skip("the shared corpus is not here: ", err)
	}
	without := map[string]string{ // file to what it is instead
		"Versent__saml2aws/pkg/provider/aad/testdata/ADFStrust.html": "masked",
		"Versent__saml2aws/testdata/saml.html":                       "masked",
	}
	for line := range strings.Lines(string(manifest)) {
		f := strings.Split(line, "\t")
		name, kind, encoding := f[0], f[5], f[7]
		if name == "file" || kind == "key" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		opened, err := wire.Open(context.Background(), wire.Capture{Origin: wire.File, Body: bytes.NewReader(b)}, wire.DefaultLimits, nil)
		want := without[name]
		if kind == "cert" && encoding != "xml" {
			want = "certificate"
		}
		if want != "" {
			var n *wire.Nothing
			if !errors.As(err, &n) || n.What != want {
				t.Errorf("%s: expected nothing, %s, found %d payloads, %v", name, want, len(opened.Payloads), err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s (%s): %v", name, encoding, err)
			continue
		}
		for _, p := range opened.Payloads {
			t.Logf("%s (%s): %v %s %d %v", name, encoding, p.Layers, p.Binding, len(p.XML), p.Oddities)
		}
	}
}
