// Command generate writes the vectors (testdata/vectors) and the practice cases (assets/examples): one
// scenario a file, made with fixed test keys, so that each run gives the same bytes.
//
//	go generate ./decoder
//
// What a case expects is written here by hand and never taken from the program's own output: the files
// are the proof, and the generator must not bend it.
package main

import (
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"claimcheck/decoder/mint"
)

// vector is one case. Name is theme-name; what is left empty takes the usual setting.
type vector struct {
	name, title, comment string
	now, at, skew        string
	noSP                 bool   // leave the application's identifiers out
	entityID, acs        string // others than the usual ones
	entity               string // of a metadata file
	file                 bool   // the capture is a metadata file that is judged itself
	sheet                bool   // the capture is a set-up of the application
	verdict, cause       string
	expect               []string
	says                 []string // CHECK TEXT: words of a finding
	rails                []string // NUMBER refused or NUMBER passes
	problem              string   // in place of verdict, cause and expect: words of why there is nothing to look at
	capture              any      // string or []byte: text; binary is written as Base64
	ext                  string   // of the capture; empty: xml
	files                []file   // keys, certificates, a profile
	metadata             [][]byte
	noMetadata           bool
}

type file struct {
	name string
	data []byte
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: generate VECTORS-FOLDER EXAMPLES-FOLDER")
	}
	write(os.Args[1], vectors())
	write(os.Args[2], examples())
}

func vectors() []vector {
	var all []vector
	for _, theme := range [][]vector{
		goodCases(), wrapCases(), kindCases(), statusCases(), requestCases(), pageCases(), attackCases(), signatureCases(), secondCases(), accidentCases(), strangerCases(), twiceCases(), issuerCases(),
		encryptionCases(), sealedCases(), timeCases(), addressCases(), subjectCases(), claimCases(), valueCases(), flowCases(), setUpCases(), railCases(), readerRails(), signatureRails(), fileCases(), sheetCases(),
	} {
		all = append(all, theme...)
	}
	return marked(all)
}

// write writes the cases and takes away files of cases that are no more.
func write(folder string, cases []vector) {
	old, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
	if err != nil {
		log.Fatal(err)
	}
	stale := map[string]bool{}
	for _, name := range old {
		stale[name] = true
	}
	for _, v := range cases {
		name := filepath.Join(folder, v.name+".txtar")
		if done, known := stale[name]; known && !done {
			log.Fatalf("%s: two cases of one name", v.name)
		}
		if err := os.WriteFile(name, []byte(v.text()), 0o644); err != nil {
			log.Fatal(err)
		}
		stale[name] = false
	}
	for name, gone := range stale {
		if gone {
			if err := os.Remove(name); err != nil {
				log.Fatal(err)
			}
		}
	}
	fmt.Printf("%d cases in %s\n", len(cases), folder)
}

// text writes the case as decoder/scenario reads it.
func (v vector) text() string {
	var b strings.Builder
	line := func(word, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", word, value)
		}
	}
	line("title", v.title)
	line("comment", v.comment)
	if v.now == "" {
		v.now = mint.Now.Add(time.Minute).Format(time.RFC3339)
	}
	line("now", v.now)
	line("at", v.at)
	line("skew", v.skew)
	if v.file {
		line("kind", "metadata")
	}
	if v.sheet {
		line("kind", "setup")
	}
	line("entity", v.entity)
	if !v.noSP {
		line("entity-id", either(v.entityID, mint.EntityID))
		line("acs", either(v.acs, mint.ACS))
	}
	for _, e := range v.expect {
		line("expect", e)
	}
	for _, s := range v.says {
		line("says", s)
	}
	for _, r := range v.rails {
		line("rail", r)
	}
	line("verdict", v.verdict)
	line("cause", v.cause)
	line("problem", v.problem)

	if !v.noMetadata {
		if v.metadata == nil {
			v.metadata = [][]byte{usual()}
		}
		for i, m := range v.metadata {
			name := "metadata.xml"
			if i > 0 {
				name = fmt.Sprintf("metadata-%d.xml", i+1)
			}
			entry(&b, name, m)
		}
	}
	for _, f := range v.files {
		entry(&b, f.name, f.data)
	}
	ext := either(v.ext, "xml")
	switch c := v.capture.(type) {
	case string:
		entry(&b, "capture."+ext, []byte(c))
	case []byte:
		wrapped := strings.Join(lines(base64.StdEncoding.EncodeToString(c), 120), "\n")
		entry(&b, "capture."+ext+".b64", []byte(wrapped))
	}
	return b.String()
}

func entry(b *strings.Builder, name string, data []byte) {
	b.WriteString("-- " + name + " --\n")
	b.Write(data)
	if len(data) > 0 && data[len(data)-1] != '\n' {
		b.WriteByte('\n')
	}
}

// usual is the application's metadata without its own signature, which keeps the files short.
func usual() []byte { return announcing(mint.Active()) }

func announcing(keys ...*mint.Key) []byte {
	return mint.Metadata{EntityID: mint.Issuer, Keys: keys}.XML()
}

func of(entityID string) []byte {
	return mint.Metadata{EntityID: entityID, Keys: []*mint.Key{mint.Active()}}.XML()
}

func either(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

// lines breaks s every n bytes.
func lines(s string, n int) []string {
	var out []string
	for len(s) > n {
		out, s = append(out, s[:n]), s[n:]
	}
	return append(out, s)
}

// signed is the usual response, changed by edit before it is signed.
func signed(edit func(*mint.Response)) string {
	r := mint.EntraResponse()
	if edit != nil {
		edit(r)
	}
	return string(r.Signed())
}

// signedText is the usual response whose text is changed before it is signed.
func signedText(pairs ...string) string {
	r := mint.EntraResponse()
	return r.Finish(swap(r.XML(), pairs...))
}

// swap replaces each old text by its new one, and dies when it is not there: an edit that changes
// nothing makes a vector that proves nothing.
func swap(x string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(x, pairs[i]) {
			log.Fatalf("nothing to replace: %q", pairs[i])
		}
		x = strings.Replace(x, pairs[i], pairs[i+1], 1)
	}
	return x
}

func b64(x string) string { return base64.StdEncoding.EncodeToString([]byte(x)) }

const day = 24 * time.Hour
