package check

import (
	"strings"
	"testing"

	"claimcheck/decoder/report"
	"claimcheck/decoder/signature"
)

// Where the two verifications disagree the message is neither accepted nor refused.
func TestDisputed(t *testing.T) {
	c := good(t)
	r := &c.Signatures[0]
	r.Cause, r.Disputed, r.Limit, r.Verified, r.Second = signature.Unsupported, true, true, nil, "disagrees: other octets"
	c.AssertionVerified = false
	j := Judge(c)
	if j.Verdict != report.Undetermined || j.Signature != report.Unverifiable || j.Cause == nil || j.Cause.Check != "signature.disputed" {
		t.Fatalf("%s, signature %s: %+v", j.Verdict, j.Signature, j.Cause)
	}
	if !strings.Contains(j.Sentence, "report it, without the message") {
		t.Errorf("sentence %q", j.Sentence)
	}
	if f := find(j, "signature.disputed"); f == nil || f.Level != report.NotChecked || len(f.Steps) == 0 || f.Actual != r.Second {
		t.Errorf("%+v", f)
	}
	if f := find(j, "signature.unsupported"); f != nil {
		t.Errorf("told twice: %+v", f)
	}
}

// A digest that only the parameters of RSA-PSS name is weak all the same.
func TestWeakParameters(t *testing.T) {
	c := good(t)
	if f := find(Judge(c), "signature.sha1"); f == nil || f.Level != report.Pass {
		t.Errorf("%+v", f)
	}
	c.Signatures[0].ParameterDigest = "http://www.w3.org/2000/09/xmldsig#sha1"
	if f := find(Judge(c), "signature.sha1"); f == nil || f.Level != report.Warn {
		t.Errorf("%+v", f)
	}
}
