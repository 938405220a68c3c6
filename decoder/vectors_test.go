package decoder_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"claimcheck/decoder"
	"claimcheck/decoder/check"
	"claimcheck/decoder/report"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/wire"
)

//go:generate go run ../testdata/vectors/generate ../testdata/vectors ../assets/examples

// inspected is a scenario with what Inspect said about it.
type inspected struct {
	file string
	*scenario.Scenario
	report report.Report
	chosen report.Message
}

// inspectAll runs every scenario that matches the pattern and holds something to look at.
func inspectAll(t *testing.T, pattern string) []inspected {
	t.Helper()
	return slices.DeleteFunc(inspectEvery(t, pattern), func(v inspected) bool { return v.Problem != "" })
}

// inspectEvery runs every scenario that matches the pattern.
func inspectEvery(t *testing.T, pattern string) []inspected {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenario matches %s: %v", pattern, err)
	}
	all := make([]inspected, 0, len(files))
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := scenario.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		c, o, err := decoder.Setting(s)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r, err := inspect(s, c, o)
		if none := r.Problem != nil; none != (s.Problem != "") || err != nil && !none {
			t.Errorf("%s: expected nothing to look at: %t, found %v", filepath.Base(name), s.Problem != "", err)
			continue
		}
		v := inspected{file: filepath.Base(name), Scenario: s, report: r}
		if r.Chosen >= 0 {
			v.chosen = r.Messages[r.Chosen]
		}
		all = append(all, v)
	}
	return all
}

// inspect judges the capture of a scenario as what it is said to be.
func inspect(s *scenario.Scenario, c wire.Capture, o decoder.Options) (report.Report, error) {
	switch s.Kind {
	case scenario.MetadataFile:
		return decoder.InspectMetadata(context.Background(), c.Name, c.Origin, s.Capture.Data, o)
	case scenario.SetupSheet:
		return decoder.InspectSetup(context.Background(), []decoder.SetupInput{{Name: c.Name, Origin: c.Origin, Bytes: s.Capture.Data}}, o)
	}
	return decoder.Inspect(context.Background(), c, o)
}

// met says whether the chosen message has what a line of the header expects. A finding that is absent
// may stand as a pass.
func met(m report.Message, e scenario.Expectation) bool {
	for _, f := range m.Findings {
		if f.Check != e.Check || e.Subject != "" && f.Subject != e.Subject {
			continue
		}
		if e.Level == scenario.Absent && f.Level != report.Pass {
			return false
		}
		if string(f.Level) == e.Level {
			return true
		}
	}
	return e.Level == scenario.Absent
}

func levels(m report.Message, check string) string {
	var found []string
	for _, f := range m.Findings {
		if f.Check == check {
			found = append(found, strings.TrimSpace(string(f.Level)+" "+f.Subject))
		}
	}
	if found == nil {
		return "nothing"
	}
	return strings.Join(found, ", ")
}

// words is what a check says to a reader: its findings other than a pass, and the sentence where it is the
// cause, as they are shown.
func words(m report.Message, check string) string {
	var parts []string
	if m.Cause != nil && m.Cause.Check == check {
		parts = append(parts, m.Sentence)
		parts = append(parts, m.Cause.Steps...)
	}
	for _, f := range m.Findings {
		if f.Check == check && f.Level != report.Pass {
			parts = append(parts, f.Detail, f.Expected, f.Actual)
			if f.Place != nil {
				parts = append(parts, f.Place.Path)
			}
		}
	}
	for i, p := range parts {
		parts[i] = report.Clean(p)
	}
	return strings.Join(parts, "\n")
}

func TestVectors(t *testing.T) {
	vectors := inspectAll(t, "../testdata/vectors/*.txtar")
	if len(vectors) < 80 {
		t.Errorf("expected at least 80 vectors, found %d", len(vectors))
	}
	for _, v := range append(vectors, inspectAll(t, "../assets/examples/*.txtar")...) {
		t.Run(v.file, func(t *testing.T) {
			if len(v.Expect) == 0 || v.Verdict == "" || v.Cause == "" {
				t.Error("expected a verdict, a cause and what the checks say in the header")
			}
			if string(v.chosen.Verdict) != v.Verdict {
				t.Errorf("expected %s, found %s: %s", v.Verdict, v.chosen.Verdict, v.chosen.Sentence)
			}
			cause := "none"
			if v.chosen.Cause != nil {
				cause = v.chosen.Cause.Check
			}
			if cause != v.Cause {
				t.Errorf("expected the cause %s, found %s: %s", v.Cause, cause, v.chosen.Sentence)
			}
			for _, e := range v.Expect {
				if !met(v.chosen, e) {
					t.Errorf("expected %s %s %s, found %s", e.Level, e.Check, e.Subject, levels(v.chosen, e.Check))
				}
			}
			for _, s := range v.Says {
				if text := words(v.chosen, s.Check); !strings.Contains(text, s.Text) {
					t.Errorf("expected %s to say %q, found %q", s.Check, s.Text, text)
				}
			}
		})
	}
}

// Where a capture holds nothing to look at, the problem says what was found instead.
func TestProblemVectors(t *testing.T) {
	for _, v := range inspectEvery(t, "../testdata/vectors/*.txtar") {
		if v.Problem == "" {
			continue
		}
		if v.Verdict != "" || v.Cause != "" || len(v.Expect) != 0 {
			t.Errorf("%s: expected a problem alone, found a verdict, a cause or checks as well", v.file)
		}
		p := v.report.Problem
		if p == nil || len(v.report.Messages) != 0 || p.Owner == "" || len(p.Steps) == 0 {
			t.Errorf("%s: expected a problem that somebody can mend, found %+v", v.file, p)
			continue
		}
		if text := strings.Join(append([]string{p.Sentence, p.Expected, p.Actual}, p.Steps...), "\n"); !strings.Contains(text, v.Problem) {
			t.Errorf("%s: expected the problem to say %q, found %q", v.file, v.Problem, text)
		}
	}
}

// Every check fires in some vector and stays quiet in another, by what the headers expect.
func TestEveryCheckFiresAndIsQuiet(t *testing.T) {
	fires, quiet := map[string]bool{}, map[string]bool{}
	for _, v := range inspectEvery(t, "../testdata/vectors/*.txtar") {
		if v.Problem != "" {
			fires[v.report.Problem.Check] = true
		}
		for _, e := range v.Expect {
			if e.Level == scenario.Absent || e.Level == string(report.Pass) {
				quiet[e.Check] = true
			} else {
				fires[e.Check] = true
			}
			if _, known := check.Find(e.Check); !known {
				t.Errorf("%s: %s is no check", v.file, e.Check)
			}
		}
	}
	for _, c := range check.All() {
		if !fires[c.ID] {
			t.Errorf("%s fires in no vector", c.ID)
		}
		if !quiet[c.ID] {
			t.Errorf("%s is quiet in no vector", c.ID)
		}
	}
}

// The rails that keep forged messages out, each shown on both sides: refused is what is never accepted, and
// beside it stands the nearest correct message, which is. rails is how many there are.
func TestEveryRailOnBothSides(t *testing.T) {
	const rails = 23
	var shown [rails + 1]map[bool]int
	for i := range shown {
		shown[i] = map[bool]int{}
	}
	for _, v := range inspectEvery(t, "../testdata/vectors/*.txtar") {
		for _, r := range v.Rails {
			if r.Number > rails {
				t.Errorf("%s: there is no rail %d", v.file, r.Number)
				continue
			}
			shown[r.Number][r.Passes]++
			if r.Passes != (v.chosen.Verdict == report.Accepted) {
				t.Errorf("%s: expected to see rail %d, passes %t, found %s", v.file, r.Number, r.Passes, v.chosen.Verdict)
			}
		}
	}
	for number := 1; number <= rails; number++ {
		if shown[number][false] == 0 || shown[number][true] == 0 {
			t.Errorf("rail %d: expected vectors on both sides, found %d refused and %d that pass", number, shown[number][false], shown[number][true])
		}
	}
}

// Every finding that fails says who mends it and how, and so does every cause.
func TestEveryFailureHasOwnerAndSteps(t *testing.T) {
	for _, v := range inspectAll(t, "../testdata/vectors/*.txtar") {
		for _, m := range v.report.Messages {
			for _, f := range m.Findings {
				if f.Level == report.Fail && (f.Owner == "" || len(f.Steps) == 0 || f.Detail == "" || f.Spec == "") {
					t.Errorf("%s: %s fails without owner, steps, detail or source", v.file, f.Check)
				}
			}
			switch {
			case m.Verdict == report.Accepted && m.Cause != nil:
				t.Errorf("%s: accepted, and yet there is a cause", v.file)
			case m.Verdict != report.Accepted && (m.Cause == nil || m.Cause.Owner == "" || len(m.Cause.Steps) == 0):
				t.Errorf("%s: %s without a cause that somebody can mend: %+v", v.file, m.Verdict, m.Cause)
			}
		}
	}
}

// What the JSON output says follows the contract.
func TestVectorsFollowTheSchema(t *testing.T) {
	const name = "../assets/report-v1.schema.json"
	compiler := jsonschema.NewCompiler()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	contract, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiler.AddResource("report.json", contract); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range inspectAll(t, "../testdata/vectors/*.txtar") {
		var out strings.Builder
		if err := report.WriteJSON(&out, v.report); err != nil {
			t.Fatal(err)
		}
		var data any
		if err := json.Unmarshal([]byte(out.String()), &data); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(data); err != nil {
			t.Errorf("%s: %v", v.file, err)
		}
	}
}
