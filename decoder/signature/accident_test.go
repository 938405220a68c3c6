package signature_test

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

var between = regexp.MustCompile(`>\s+<`)

// printedText puts elements on lines of their own, with an indent a level.
func printedText(x, newline, indent string) string {
	var b strings.Builder
	level := 0
	for i, part := range strings.SplitAfter(strings.ReplaceAll(x, "><", ">\x00<"), "\x00") {
		part = strings.TrimSuffix(part, "\x00")
		closing := strings.HasPrefix(part, "</")
		if closing {
			level--
		}
		if i > 0 {
			b.WriteString(newline + strings.Repeat(indent, level))
		}
		b.WriteString(part)
		if !closing && !strings.Contains(part, "</") && !strings.HasSuffix(part, "/>") {
			level++
		}
	}
	return b.String()
}

// sealedText signs the usual response, or its assertion, with the country replaced.
func sealedText(id string, s mint.Signing, country string) string {
	return mint.Sign(replace("United States", country)(mint.EntraResponse().XML()), id, s)
}

func every(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

var accidentCases = []struct {
	name   string
	sealed string
	edit   func(string) string
	want   signature.Accident
}{
	{"pretty-printed", sealedText(mint.AssertionID, mint.Signing{}, "Peru"), every("><", ">\n  <"), signature.Indented},
	{"pretty-printed with CR LF references", sealedText(mint.AssertionID, mint.Signing{}, "Peru"), every("><", ">&#13;\n<"), signature.Indented},
	{"signed alone, inclusive", mint.EntraResponse().Assertion.XML(), nil, signature.Moved},
	{"LF for CR LF", sealedText(mint.AssertionID, mint.Signing{}, "1 Main Street&#13;\nLima"), every("&#13;\n", "\n"), signature.LineEnds},
	{"CR LF for LF", sealedText(mint.AssertionID, mint.Signing{}, "1 Main Street\nLima"), every("Street\nLima", "Street&#13;\nLima"), signature.LineEnds},
	{"byte order mark", sealedText(mint.AssertionID, mint.Signing{}, "Peru"), every("Peru", "\uFEFFPeru"), signature.Strays},
	{"byte order mark as a reference", sealedText(mint.ResponseID, mint.Signing{}, "Peru"), every("Peru", "&#xFEFF;Peru"), signature.Strays},
	{"white space kept", sealedText(mint.AssertionID, mint.Signing{}, "Peru"), every("Peru", "\n      Peru\n    "), signature.Indented},
	{"read as Windows-1252", sealedText(mint.AssertionID, mint.Signing{}, "Österreich, Köln, €, à, Í"), every("Ö", "Ã–", "ö", "Ã¶", "€", "â‚¬", "à", "Ã\u00A0", "Í", "Ã\u008D"), signature.Reencoded},
	{"read as Latin-1", sealedText(mint.AssertionID, mint.Signing{}, "Österreich"), every("Ö", "Ã\u0096"), signature.Reencoded},
	{"read as Windows-1252 and indented", sealedText(mint.AssertionID, mint.Signing{}, "Köln"), every("ö", "Ã¶", "><", ">\n<"), signature.Reencoded},
	{"lost characters", sealedText(mint.AssertionID, mint.Signing{}, "Köln"), every("ö", "\uFFFD"), signature.Lost},
	{"escaped twice", sealedText(mint.AssertionID, mint.Signing{}, "Trinidad &amp; Tobago"), every("&amp; T", "&amp;amp; T"), signature.Escaped},
	{"escaped twice, lower than", sealedText(mint.AssertionID, mint.Signing{}, "a &lt; b"), every("a &lt; b", "a &amp;lt; b"), signature.Escaped},
	{"no-break spaces", sealedText(mint.AssertionID, mint.Signing{}, "United States of America"), every("d States of A", "d\u00A0States\u00A0of\u00A0A"), signature.HardBlanks},
	{"quotes", sealedText(mint.AssertionID, mint.Signing{}, `Cote d'Ivoire "CI"`), every(`d'Ivoire "CI"`, "d’Ivoire “CI”"), signature.Typographic},
	{"dashes and dots", sealedText(mint.AssertionID, mint.Signing{}, "a - b..."), every("a - b...", "a – b…"), signature.Typographic},
	{"long text wrapped", sealedText(mint.AssertionID, mint.Signing{}, strings.Repeat("MIIC", 40)), every(strings.Repeat("MIIC", 20), strings.Repeat("MIIC", 20)+"\n  "), signature.Wrapped},
	{"prose wrapped", sealedText(mint.AssertionID, mint.Signing{}, "Republic of Peru in South America"), every("Peru in ", "Peru\nin "), signature.Wrapped},
	{"soft line break", sealedText(mint.AssertionID, mint.Signing{}, "Republic of Peru"), every("Republic", "Repu=\nblic"), signature.Wrapped},
	{"trailing blank", sealedText(mint.AssertionID, mint.Signing{}, "Peru "), every("Peru ", "Peru"), signature.BlankCut},
	{"trailing blank and indented", sealedText(mint.ResponseID, mint.Signing{}, "Peru "), every("Peru ", "Peru", "><", ">\n<"), signature.BlankCut},
}

// signedAlone is an assertion that was signed in a document of its own, inside a response.
func signedAlone() string {
	r := mint.EntraResponse()
	alone := mint.Sign(r.Assertion.XML(), r.Assertion.ID, mint.Signing{C14N: mint.Inclusive})
	return strings.Replace(r.XML(), r.Assertion.XML(), alone, 1)
}

// brokenByAccident is what the table makes: the message that is sent, and the accident that is to be found.
func brokenByAccident(t *testing.T, yield func(name, x string, want signature.Accident)) {
	t.Helper()
	for _, c := range accidentCases {
		x := signedAlone()
		if c.edit != nil {
			if x = c.edit(c.sealed); x == c.sealed {
				t.Fatalf("%s: nothing was changed", c.name)
			}
		}
		yield(c.name, x, c.want)
	}
	for _, indent := range []string{"  ", "    ", "\t", ""} {
		for _, newline := range []string{"\n", "&#13;\n"} {
			for name, id := range map[string]string{"assertion": mint.AssertionID, "response": mint.ResponseID} {
				x := mint.Sign(printedText(mint.EntraResponse().XML(), newline, indent), id, mint.Signing{})
				if got := one(t, x, trust(mint.Active())); got.Cause != signature.Good {
					t.Fatalf("signed pretty: %s", got.Detail)
				}
				name += " signed pretty with " + strings.NewReplacer("\t", "tab", "\n", "LF", "&#13;", "CR").Replace(indent+newline)
				yield(name+", taken out", between.ReplaceAllString(strings.ReplaceAll(x, "&#13;", ""), "><"), signature.Unindented)
				if indent == "  " {
					yield(name+", printed anew", strings.ReplaceAll(between.ReplaceAllString(strings.ReplaceAll(x, "&#13;", ""), "><"), "><", ">\n       <"), signature.Unindented)
				}
			}
		}
	}
}

// Every accident is found, and nothing that was sent broken is good because of it.
func TestAccidents(t *testing.T) {
	found := map[signature.Accident]bool{}
	brokenByAccident(t, func(name, x string, want signature.Accident) {
		r := one(t, x, trust(mint.Old(), mint.Active()))
		if r.Cause != signature.Altered || r.Accident != want || r.Verified != nil || r.Second != "" {
			t.Errorf("%s: expected %s, found %s, %q: %s", name, want, r.Cause, r.Accident, r.Detail)
		}
		if want.Words() == "" || !strings.Contains(r.Detail, want.Words()) {
			t.Errorf("%s: detail %q", name, r.Detail)
		}
		found[r.Accident] = true
		if r := one(t, x, nil); r.Cause != signature.Altered || r.Accident != want || r.Verified != nil {
			t.Errorf("%s, no key: %s, %q: %s", name, r.Cause, r.Accident, r.Detail)
		}
		r = one(t, x, trust(mint.Old()))
		if r.Cause != signature.UnknownKey || r.Accident != "" || r.Verified != nil || r.Signer == nil {
			t.Errorf("%s, another key: %s, %q, signer %v: %s", name, r.Cause, r.Accident, r.Signer != nil, r.Detail)
		}
	})
	for _, a := range signature.Accidents {
		if !found[a] {
			t.Errorf("no case of %s", a)
		}
	}
}

// What somebody edited is no accident, alone or on top of one.
func TestEditIsNoAccident(t *testing.T) {
	for name, edit := range map[string][2]string{
		"a value":          {"b.simon@", "a.simon@"},
		"one letter":       {"<AttributeValue>Simon<", "<AttributeValue>Simom<"},
		"an attribute":     {"<Attribute Name=", `<Attribute NameFormat="urn:x" Name=`},
		"a value left out": {"<AttributeValue>Simon</AttributeValue>", "<AttributeValue></AttributeValue>"},
		"a blank inside":   {"<AttributeValue>Simon<", "<AttributeValue>Si mon<"},
		"an element":       {"<AttributeStatement>", `<AttributeStatement><Attribute Name="role"><AttributeValue>admin</AttributeValue></Attribute>`},
	} {
		edit := replace(edit[0], edit[1])
		r := one(t, edit(sealedText(mint.AssertionID, mint.Signing{}, "Peru")), trust(mint.Active()))
		if r.Cause != signature.Altered || r.Accident != "" {
			t.Errorf("%s: %s, %q", name, r.Cause, r.Accident)
		}
		brokenByAccident(t, func(befell, x string, want signature.Accident) {
			if want == signature.Lost { // it is told of an edited message as well: nothing can be proven
				return
			}
			if r := one(t, edit(x), trust(mint.Active())); r.Cause == signature.Good || r.Accident != "" {
				t.Errorf("%s and %s: %s, %q: %s", befell, name, r.Cause, r.Accident, r.Detail)
			}
		})
	}
}

// An accident of SignedInfo alone is found as well: some libraries sign it with line breaks inside.
func TestAccidentOfSignedInfo(t *testing.T) {
	for name, edit := range map[string]func(string) string{
		"line breaks put in": func(x string) string {
			before, after, _ := strings.Cut(x, "<SignedInfo>")
			info, after, _ := strings.Cut(after, "</SignedInfo>")
			return before + "<SignedInfo>\n" + strings.ReplaceAll(info, "><", ">\n<") + "\n</SignedInfo>" + after
		},
	} {
		r := one(t, edit(minted(mint.SignAssertion, mint.Signing{})), trust(mint.Active()))
		if r.Cause != signature.Altered || r.Accident != signature.Indented || r.Verified != nil {
			t.Errorf("%s: %s, %q: %s", name, r.Cause, r.Accident, r.Detail)
		}
	}
}

// The experiments end with the context, and write no more than their bound however deep the document is.
func TestExperimentsAreBounded(t *testing.T) {
	deep := strings.Repeat("<d>", 80) + strings.Repeat("<e/>", 30_000) + strings.Repeat("</d>", 80)
	x := mint.Sign(replace("<AttributeStatement>", `<AttributeStatement><x xmlns="urn:x">`+deep+"</x>")(mint.EntraResponse().XML()), mint.AssertionID, mint.Signing{})
	x = replace("Simon<", "Simom<")(x)
	d, err := tree.Parse([]byte(x), tree.MessageLimits)
	if err != nil {
		t.Fatal(err)
	}
	if got := signature.Experimented(d); got > signature.MaxExperiment+2*len(x) || got < len(x) {
		t.Errorf("%d octets were written for a message of %d", got, len(x))
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r := signature.Verify(ctx, d, trust(mint.Active()))[0]; r.Accident != "" || r.Cause == signature.Good {
		t.Errorf("after the end: %s, %q", r.Cause, r.Accident)
	}
}
