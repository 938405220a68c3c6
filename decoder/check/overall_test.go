package check

import (
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// Each ground of an acceptance counts by itself: where one is missing, what stands on it says so, whatever
// the other checks find.
func TestEachGroundCounts(t *testing.T) {
	beside := func(r signature.Result) func(*Case) {
		return func(c *Case) {
			r.Parent, r.Node = c.Sent.Node, c.Sent.Node
			c.Signatures = append(c.Signatures, r)
		}
	}
	for _, c := range []struct {
		name            string
		edit            func(*Case)
		signature       report.Signature
		covered, proven bool
	}{
		{"good", func(*Case) {}, report.Valid, true, true},
		{"a second signature is of an unknown key", beside(signature.Result{Cause: signature.UnknownKey}), report.Invalid, false, true},
		{"a second signature is altered", beside(signature.Result{Cause: signature.Altered}), report.Invalid, false, true},
		{"a second signature is damaged", beside(signature.Result{Cause: signature.Damaged}), report.Invalid, false, true},
		{"a second signature is malformed", beside(signature.Result{Cause: signature.Malformed}), report.Invalid, false, true},
		{"a second signature is misplaced", beside(signature.Result{Cause: signature.Misplaced}), report.Invalid, false, true},
		{"a second signature is refused", beside(signature.Result{Cause: signature.Unsupported}), report.Invalid, false, true},
		{"a second signature meets a limit", beside(signature.Result{Cause: signature.Unsupported, Limit: true}), report.Unverifiable, false, true},
		{"a second signature has no key to try", beside(signature.Result{Cause: signature.NoTrust}), report.Unverifiable, false, true},
		{"broken", func(c *Case) { c.Broken = "it stopped" }, report.Unverifiable, false, true},
		{"an ID twice", func(c *Case) { c.Duplicates = []*tree.Node{c.Sent.Node} }, report.Invalid, true, false},
		{"read as sent", func(c *Case) { c.AssertionVerified = false }, report.Invalid, false, false},
		{"a second assertion", func(c *Case) { c.Sent.Assertions = append(c.Sent.Assertions, c.Sent.Assertions[0]) }, report.Valid, true, false},
		{"an encrypted one beside it", func(c *Case) { c.Sent.Encrypted = append(c.Sent.Encrypted, c.Sent.Node) }, report.Invalid, true, false},
		{"a hidden assertion", func(c *Case) { c.Sent.Stray = append(c.Sent.Stray, c.Sent.Node) }, report.Invalid, true, false},
		{"no signature", func(c *Case) { c.Signatures = nil }, report.Unsigned, false, true},
	} {
		on := good(t)
		c.edit(on)
		if got := overall(on); got != c.signature {
			t.Errorf("%s: expected the signature %s, found %s", c.name, c.signature, got)
		}
		if on.covered() != c.covered || on.proven() != c.proven {
			t.Errorf("%s: expected covered %t and proven %t, found %t and %t", c.name, c.covered, c.proven, on.covered(), on.proven())
		}
		if Judge(on).Verdict == report.Accepted != (c.name == "good") {
			t.Errorf("%s: found %s", c.name, Judge(on).Verdict)
		}
	}
}

// What the signature covers is a failure where it is good for something else, and else a question left open.
func TestWhatIsCovered(t *testing.T) {
	for _, c := range []struct {
		name  string
		edit  func(*Case)
		level report.Level
		open  bool
	}{
		{"good", func(*Case) {}, report.Pass, false},
		{"broken", func(c *Case) { c.Broken, c.Signatures = "it stopped", nil }, report.NotChecked, true},
		{"good for something else", func(c *Case) { c.AssertionVerified = false }, report.Fail, false},
		{"none is good", func(c *Case) { c.AssertionVerified, c.Signatures[0].Cause = false, signature.NoTrust }, report.NotChecked, true},
		{"sealed", func(c *Case) { c.Assertion, c.Sent.Encrypted = nil, []*tree.Node{c.Sent.Node} }, report.NotChecked, true},
	} {
		on := good(t)
		c.edit(on)
		if o := signatureCovers(on)[0]; o.Level != c.level || o.Open != c.open {
			t.Errorf("%s: expected %s, open %t; found %s, open %t", c.name, c.level, c.open, o.Level, o.Open)
		}
	}
}

// An assertion inside the one that was decrypted is found, though it stands in another document.
func TestStraysInWhatWasDecrypted(t *testing.T) {
	on := good(t)
	x := on.Doc.Source[on.Assertion.Node.Start:on.Assertion.Node.End]
	for inside, found := range map[string]int{"": 0, `<Advice><Assertion ID="_second"/></Advice>`: 1, mint.Encrypt("x", mint.SP()): 1} {
		d, err := tree.Parse([]byte(x[:len(x)-len("</Assertion>")]+inside+"</Assertion>"), tree.MessageLimits)
		if err != nil {
			t.Fatal(err)
		}
		on.Inner, on.Assertion = d, saml.ReadAssertion(d.Root)
		if got := len(strays(on)); got != found {
			t.Errorf("%.60s: expected %d, found %d", inside, found, got)
		}
	}
}

// A question that failed is no open question.
func TestFirstOpen(t *testing.T) {
	k := &Check{}
	failed := asked{Outcome: &Outcome{Level: report.Fail, Open: true}, check: k}
	open := asked{Outcome: &Outcome{Level: report.NotChecked, Open: true}, check: k}
	if got := firstOpen([]asked{failed}); got != nil {
		t.Errorf("found %+v", got)
	}
	if got := firstOpen([]asked{failed, open}); got == nil || got.Outcome != open.Outcome {
		t.Errorf("found %+v", got)
	}
}
