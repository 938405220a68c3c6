package decoder_test

import (
	"strings"
	"testing"
)

// What an error answer says is told as its own words, not as Entra's, when its signature is not good.
func TestErrorAnswersOfNobodyAreNotBelieved(t *testing.T) {
	for file, want := range map[string]string{
		"status-not-assigned":   "Microsoft Entra refused this sign-in and told ",
		"status-signed":         "Microsoft Entra refused this sign-in and told ",
		"status-altered":        "The response says that Microsoft Entra refused this sign-in, and its signature is broken: ",
		"status-with-assertion": "The response says that the sign-in was refused, and its signature does not cover that: ",
		"status-unknown-key":    "The response says that Microsoft Entra refused this sign-in, and its signature is not verified: ",
	} {
		m := inspectAll(t, "../testdata/vectors/"+file+".txtar")[0].chosen
		if !strings.HasPrefix(m.Sentence, want) {
			t.Errorf("%s: expected %q, found %q", file, want, m.Sentence)
		}
		if doubted := strings.Contains(m.Cause.Steps[0], "treat the message as forged"); doubted != strings.HasPrefix(want, "The response says") {
			t.Errorf("%s: the first step is %q", file, m.Cause.Steps[0])
		}
	}
}

// Where one of two assertions is signed, the sentence says which.
func TestSentenceSaysWhichAssertionIsSigned(t *testing.T) {
	for file, want := range map[string]string{
		"attack-xsw3":              "only the second is signed; treat it as forged.",
		"attack-unsigned-behind":   "only the first is signed; treat it as forged.",
		"attack-xsw5":              "it holds 2 assertions instead of one.",
		"rail-05-encrypted-beside": "it holds 2 assertions instead of one.",
	} {
		m := inspectAll(t, "../testdata/vectors/"+file+".txtar")[0].chosen
		if !strings.HasSuffix(m.Sentence, want) {
			t.Errorf("%s: expected %q, found %q", file, want, m.Sentence)
		}
	}
}
