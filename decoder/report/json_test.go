package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

func contract(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	s, err := c.Compile("../../assets/report-v1.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func encoded(t *testing.T, r Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJSON(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestJSONKeepsTheContract(t *testing.T) {
	schema := contract(t)
	for name, r := range samples() {
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded(t, r)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := schema.Validate(doc); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestContractRefuses(t *testing.T) {
	schema := contract(t)
	for name, spoil := range map[string]func(*Report){
		"verdict":             func(r *Report) { r.Messages[0].Verdict = "fine" },
		"refused, no cause":   func(r *Report) { r.Messages[0].Cause = nil },
		"accepted with cause": func(r *Report) { r.Messages[0].Verdict = Accepted },
		"owner":               func(r *Report) { r.Messages[0].Cause.Owner = "" },
		"level":               func(r *Report) { r.Messages[0].Findings[0].Level = "bad" },
		"claim state":         func(r *Report) { r.Messages[0].Claims[0].State = "wrong" },
		"flag":                func(r *Report) { r.Messages[0].Claims[0].Flags = []string{"odd"} },
		"signature cause":     func(r *Report) { r.Messages[0].Signatures[0].Cause = "bad" },
		"thumbprint":          func(r *Report) { r.Messages[0].Signatures[0].Key.SHA1 = "01:23" },
		"schema":              func(r *Report) { r.Schema = "claimcheck.report/v2" },
		"no message":          func(r *Report) { r.Messages = nil },
		"fail without way":    func(r *Report) { r.Messages[0].Findings[2].Steps = nil },
	} {
		r := refused()
		spoil(&r)
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded(t, r)))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("%s: the schema lets it pass", name)
		}
	}
	for name, spoil := range map[string]func(*Coverage){
		"field":              func(c *Coverage) { c.Field = "colour" },
		"covered by nothing": func(c *Coverage) { c.By = "" },
		"covered and forged": func(c *Coverage) { c.Mark = Forged },
		"not covered, by":    func(c *Coverage) { c.Covered = false },
	} {
		r := forged()
		spoil(&r.Messages[0].Coverage[4])
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded(t, r)))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(doc) == nil {
			t.Errorf("coverage, %s: the schema lets it pass", name)
		}
	}
}

// A report that is as empty as can be has no null but the cause of its message.
func TestJSONHasListsNotNulls(t *testing.T) {
	r := Report{
		Messages: []Message{{
			Claims: []Claim{{}}, Coverage: []Coverage{{}}, ErrorPage: &ErrorPage{}, Metadata: &Metadata{Entities: []Entity{{Roles: []Role{{}}}}},
		}, {Metadata: &Metadata{Entities: []Entity{{}}}}, {Metadata: &Metadata{}, Cause: &Cause{}}},
		Problem: &Problem{}, Inputs: []Input{{Problem: &Problem{}}},
	}
	before := r.Messages[0].Claims[0].Values
	for _, line := range strings.Split(string(encoded(t, r)), "\n") {
		if strings.Contains(line, "null") && strings.TrimSpace(line) != `"cause": null,` {
			t.Errorf("null in %q", line)
		}
	}
	if before != nil || r.Messages[0].Layers != nil || r.Problem.Steps != nil {
		t.Error("writing changed the report")
	}
	if got := encoded(t, Report{}); !strings.Contains(string(got), `"messages": []`) {
		t.Errorf("no empty list of messages in %s", got)
	}
}

func TestJSONKeepsEveryValue(t *testing.T) {
	r := refused()
	value := "\x00\x1b\u007f\u0085\u202e\u2028\U000e0041</script>&日本\"\\"
	r.Messages[0].Claims[0].Values = []string{value}
	out := encoded(t, r)
	var back Report
	if err := json.Unmarshal(out, &back); err != nil {
		t.Fatal(err)
	}
	if got := back.Messages[0].Claims[0].Values[0]; got != value {
		t.Errorf("the value came back as %q, want %q", got, value)
	}
	if !bytes.Contains(out, []byte(`\udb40\udc41</script>&日本`)) {
		t.Errorf("expected escapes for what is not shown and nothing else:\n%s", out)
	}
	if !reflect.DeepEqual(back.Messages[0].Summary, r.Messages[0].Summary) {
		t.Errorf("the summary came back as %+v", back.Messages[0].Summary)
	}
}

func TestMerge(t *testing.T) {
	one := accepted()
	if got := Merge([]Report{one}); !reflect.DeepEqual(got, one) {
		t.Error("one report is not itself")
	}
	got := Merge([]Report{accepted(), nothing(), refused()})
	if len(got.Messages) != 3 || got.Chosen != 1 || got.Input.Name != "case.har" || got.JudgedBy != ByCapture {
		t.Errorf("chosen %d of %d messages, input %q, judged by %q", got.Chosen, len(got.Messages), got.Input.Name, got.JudgedBy)
	}
	for i, name := range []string{"paste", "case.har", "case.har"} {
		if m := got.Messages[i]; m.Index != i || m.Input != name {
			t.Errorf("message %d has index %d and input %q, want %q", i, m.Index, m.Input, name)
		}
	}
	if len(got.Inputs) != 3 || got.Inputs[1].Problem == nil || got.Problem != nil {
		t.Errorf("inputs %+v, problem %v", got.Inputs, got.Problem)
	}
	if got := Merge([]Report{nothing(), nothing()}); got.Problem == nil || got.Chosen != -1 {
		t.Errorf("two inputs with nothing: problem %v, chosen %d", got.Problem, got.Chosen)
	}
}
