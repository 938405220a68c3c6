package decoder_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/report"
)

// told writes a field as the table below has it: "field@Element", "=By" when it is covered, "!mark".
func told(c report.Coverage) string {
	s := c.Field + "@" + c.Element
	if c.Covered {
		s += "=" + c.By
	}
	if c.Mark != "" {
		s += "!" + string(c.Mark)
	}
	return s
}

func TestCoverage(t *testing.T) {
	for file, want := range map[string]struct {
		has, lacks string
	}{
		"good-assertion-signed":             {"issuer@Response!repeats destination@Response in_response_to@Response!repeats status@Response issuer@Assertion=Assertion name_id@Assertion=Assertion recipient@Assertion=Assertion conditions@Assertion=Assertion audience@Assertion=Assertion authn@Assertion=Assertion claim@Assertion=Assertion", "claim@Assertion"},
		"good-response-signed":              {"issuer@Response=Response destination@Response=Response status@Response=Response claim@Assertion=Response", "issuer@Response!repeats claim@Assertion"},
		"good-both-signed":                  {"status@Response=Response name_id@Assertion=Assertion", "claim@Assertion=Response"},
		"encryption-opened":                 {"status@Response claim@Assertion=Assertion", "claim@Assertion"},
		"encryption-opened-response-signed": {"status@Response=Response claim@Assertion=Response", "claim@Assertion"},
		"encryption-opened-unsigned":        {"claim@Assertion", "claim@Assertion=Assertion claim@Assertion=Response"},
		"encryption-no-key":                 {"issuer@Response", "claim@Assertion name_id@Assertion"},
		"address-two-requests":              {"in_response_to@Response!differs in_response_to@Assertion=Assertion", ""},
		"signature-altered":                 {"issuer@Response claim@Assertion", "claim@Assertion=Assertion issuer@Response!repeats"},
		"signature-no-metadata":             {"claim@Assertion", "claim@Assertion=Assertion"},
		"signature-one-of-two":              {"claim@Assertion=Response status@Response=Response", "claim@Assertion=Assertion"},
		"attack-xsw3":                       {"name_id@Assertion!forged claim@Assertion!forged name_id@Assertion=Assertion claim@Assertion=Assertion", "claim@Assertion"},
		"attack-xsw4":                       {"name_id@Assertion!forged", ""},
		"attack-xsw7":                       {"name_id@Assertion!forged name_id@Assertion=Assertion", ""},
		"attack-hidden-in-key-info":         {"name_id@Assertion!forged name_id@Assertion=Assertion", ""},
		"attack-hidden-in-advice":           {"name_id@Assertion=Assertion", "name_id@Assertion!forged"},
		"attack-signature-moved":            {"name_id@Assertion", "name_id@Assertion=Assertion"},
		"attack-own-key":                    {"name_id@Assertion", "name_id@Assertion=Assertion"},
		"attack-second-name-id":             {"name_id@Assertion=Assertion name_id@Subject=Assertion", ""},
		"rail-16-claim-outside":             {"claim@Assertion=Assertion claim@AttributeStatement!forged", "claim@AttributeStatement claim@AttributeStatement=Assertion"},
		"subject-proxy-restriction":         {"audience@Assertion=Assertion", ""},
		"kind-assertion":                    {"claim@Assertion=Assertion", "claim@Assertion"},
	} {
		m := inspectAll(t, "../testdata/vectors/"+file+".txtar")[0].chosen
		var found []string
		for _, c := range m.Coverage {
			found = append(found, told(c))
		}
		for _, w := range strings.Fields(want.has) {
			if !slices.Contains(found, w) {
				t.Errorf("%s: expected %s, found %v", file, w, found)
			}
		}
		for _, w := range strings.Fields(want.lacks) {
			if slices.Contains(found, w) {
				t.Errorf("%s: expected no %s, found %v", file, w, found)
			}
		}
	}
}

// Both values of a field that stands twice are listed, with the forged one marked.
func TestForgedValuesAreShownBesideTheSigned(t *testing.T) {
	m := inspectAll(t, "../testdata/vectors/attack-unsigned-behind.txtar")[0].chosen
	shown := map[string]string{}
	for _, c := range m.Coverage {
		if c.Field == "name_id" {
			shown[c.Values[0]] = fmt.Sprint(c.Covered, c.By, c.Mark)
			if c.Place == nil || c.Place.Line == 0 {
				t.Errorf("%q stands nowhere", c.Values[0])
			}
		}
	}
	want := map[string]string{"b.simon@example.com": "trueAssertion", "eve@example.com": "false" + string(report.Forged)}
	for v, state := range want {
		if strings.ReplaceAll(shown[v], " ", "") != state {
			t.Errorf("%s: expected %s, found %s", v, state, shown[v])
		}
	}
}

// In an accepted message a good signature covers everything that was believed, and coverage never says
// more than the table of claims.
func TestCoverageAgreesWithTheVerdict(t *testing.T) {
	for _, v := range inspectAll(t, "../testdata/vectors/*.txtar") {
		verified := map[string]bool{}
		for _, c := range v.chosen.Claims {
			if len(c.Values) > 0 {
				verified[c.Name+c.SentAs] = c.Verified
			}
		}
		for _, c := range v.chosen.Coverage {
			if c.Covered != (c.By != "") || c.Covered && c.Mark != "" {
				t.Errorf("%s: %+v contradicts itself", v.file, c)
			}
			if v.chosen.Verdict == report.Accepted && !c.Covered && c.Element == "Assertion" {
				t.Errorf("%s: accepted, and no good signature covers %s", v.file, told(c))
			}
			if v.chosen.Signature != report.Valid {
				continue
			}
			if is, known := verified[c.Name]; known && c.Field == "claim" && is != c.Covered && c.Mark != report.Forged {
				t.Errorf("%s: the claim %s is verified %v, covered %v", v.file, c.Name, is, c.Covered)
			}
		}
	}
}

// What is shaded in the XML is what is listed as covered: neither more nor less. What was decrypted is not
// in the XML.
func TestShadingAgreesWithCoverage(t *testing.T) {
	shaded := 0
	for _, v := range inspectAll(t, "../testdata/vectors/*.txtar") {
		for _, c := range v.chosen.Coverage {
			if c.Place == nil || strings.Contains(v.chosen.XML[c.Place.Offset:][:20], "Encrypted") {
				continue
			}
			in := slices.ContainsFunc(v.chosen.Covered, func(r report.ByteRange) bool { return r.Start <= c.Place.Offset && c.Place.Offset < r.End })
			if in != c.Covered {
				t.Errorf("%s: %s is shaded: %v", v.file, told(c), in)
			}
			if in {
				shaded++
			}
		}
	}
	if shaded == 0 {
		t.Error("nothing is shaded")
	}
}

// Of two messages in one paste none is picked silently: both are in the report.
func TestTwoMessagesInOnePasteAreBothShown(t *testing.T) {
	for file, verdicts := range map[string]string{"rail-23-two": "accepted refused", "rail-23-two-good": "accepted accepted"} {
		r := inspectAll(t, "../testdata/vectors/"+file+".txtar")[0].report
		var found []string
		for _, m := range r.Messages {
			found = append(found, string(m.Verdict))
		}
		slices.Sort(found)
		if strings.Join(found, " ") != verdicts {
			t.Errorf("%s: expected %s, found %v", file, verdicts, found)
		}
	}
}
