package signature_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/signature"
)

// ledAround are correct messages that goxmldsig by itself refuses, and with which it is asked in a way that
// it agrees.
var ledAround = []string{
	"ecdsa", "no-key-info", "key-name", "chain", "reissued", "white-space-in-values", "prefix-list-of-method",
	"comments", "rsa-pss", "1000-elements", "inclusive",
}

// TestFaults holds that each message which goxmldsig gets wrong has a vector of its name: the second witness
// agrees with it, or says what it cannot judge; and that there is no vector beside.
func TestFaults(t *testing.T) {
	want := map[string]string{}
	for _, name := range ledAround {
		want[name] = "agrees"
	}
	for name, what := range signature.Faults() {
		want[name] = "cannot judge: " + what
	}
	const prefix = "../../testdata/vectors/signature-second-"
	files, err := filepath.Glob(prefix + "*.txtar")
	if err != nil || len(files) != len(want) {
		t.Errorf("expected %d vectors, found %d: %v", len(want), len(files), err)
	}
	for name, said := range want {
		b, err := os.ReadFile(prefix + name + ".txtar")
		if err != nil {
			t.Error(err)
			continue
		}
		s, err := scenario.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		r := one(t, strings.TrimSuffix(string(s.Capture.Data), "\n"), trust(mint.Active(), mint.ECDSA()))
		if r.Cause != signature.Good || r.Second != said {
			t.Errorf("%s: expected %q of the second witness, found %s, %q: %s", name, said, r.Cause, r.Second, r.Detail)
		}
	}
}
