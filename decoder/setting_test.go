package decoder

import "testing"

func TestPracticeCases(t *testing.T) {
	cases, err := PracticeCases()
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) < 12 || cases[0].Name != "missing-country" {
		t.Fatalf("found %d cases, the first of them %+v; expected 12 at least, missing-country first", len(cases), cases[:min(1, len(cases))])
	}
	names := map[string]bool{}
	for _, c := range cases {
		if c.Name == "" || c.Name[0] < 'a' || c.Name[0] > 'z' || names[c.Name] {
			t.Errorf("found the name %q, expected one of its own without a number", c.Name)
		}
		names[c.Name] = true
		if c.Title == "" || c.Comment == "" || c.Verdict == "" || len(c.Capture.Data) == 0 {
			t.Errorf("%s: expected a title, a comment, a verdict and a capture, found %q, %q, %q and %d bytes", c.Name, c.Title, c.Comment, c.Verdict, len(c.Capture.Data))
		}
	}
}
