package signature_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
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

// Two accidents together are found, and both are told.
func TestTwoAccidents(t *testing.T) {
	for name, c := range map[string]struct {
		country string
		edit    func(string) string
		first   signature.Accident
		then    signature.Accident
	}{
		"CR LF and a byte order mark":      {"1 Main Street\nLima", every("1 Main Street\n", "\uFEFF1 Main Street&#13;\n"), signature.LineEnds, signature.Strays},
		"LF and a byte order mark":         {"1 Main Street&#13;\nLima", every("1 Main Street&#13;\n", "\uFEFF1 Main Street\n"), signature.LineEnds, signature.Strays},
		"re-encoded and indented":          {"Köln", every("ö", "Ã¶", "><", ">\n<"), signature.Reencoded, signature.Indented},
		"a byte order mark and re-encoded": {"Köln", every("Köln", "ï»¿KÃ¶ln"), signature.Strays, signature.Reencoded},
		"re-encoded and escaped":           {"Köln &amp; Bonn", every("Köln &amp;", "KÃ¶ln &amp;amp;"), signature.Reencoded, signature.Escaped},
		"no-break spaces and quotes":       {"Cote d'Ivoire", every("Cote d'Ivoire", "Cote\u00A0d’Ivoire"), signature.HardBlanks, signature.Typographic},
		"CR LF, a mark and indented":       {"1 Main Street\nLima", every("1 Main Street\n", "\uFEFF1 Main Street&#13;\n", "><", ">\n<"), signature.LineEnds, signature.Strays},
		"re-encoded twice":                 {"Müller", every("ü", "ÃƒÂ¼"), signature.Reencoded, ""},
		"re-encoded twice as Latin-1":      {"Müller", every("ü", "Ã\u0083Â¼"), signature.Reencoded, ""},
	} {
		x := c.edit(sealedText(mint.AssertionID, mint.Signing{}, c.country))
		r := one(t, x, trust(mint.Active()))
		if have, want := []signature.Accident{r.Accident, r.Besides}, []signature.Accident{c.first, c.then}; r.Cause != signature.Altered || !slices.Equal(have, want) && !slices.Equal(have, []signature.Accident{c.then, c.first}) {
			t.Errorf("%s: expected %s, found %s, %s: %s", name, want, r.Cause, have, r.Detail)
		}
		if !strings.Contains(r.Detail, c.first.Words()) || !strings.Contains(r.Detail, c.then.Words()) {
			t.Errorf("%s: detail %q", name, r.Detail)
		}
		if r := one(t, replace("Simon<", "Simom<")(x), trust(mint.Active())); r.Accident != "" || r.Cause != signature.Altered {
			t.Errorf("%s, edited: %s, %s", name, r.Cause, r.Accident)
		}
	}
}

// TestMaxRepeats holds that a signature's experiments end at so many times what is signed: a blank at the end
// of one of the first texts is missed, one of the last is not any more, and that is told.
func TestMaxRepeats(t *testing.T) {
	names := make([]string, 300)
	for i := range names {
		names[i] = fmt.Sprintf("group %d ", i)
	}
	r := mint.EntraResponse()
	r.Set(mint.ClaimGroups, names...)
	x := string(r.Signed())
	for group, want := range map[int]signature.Accident{10: signature.BlankCut, 290: ""} {
		cut := replace(fmt.Sprintf("group %d <", group), fmt.Sprintf("group %d<", group))(x)
		got := one(t, cut, trust(mint.Active()))
		if got.Accident != want || strings.Contains(got.Detail, "not brought to its end") != (want == "") {
			t.Errorf("group %d: expected %q, found %q: %s", group, want, got.Accident, got.Detail)
		}
	}
	d, err := tree.Parse([]byte(replace("Simon<", "Simom<")(x)), tree.MessageLimits)
	if err != nil {
		t.Fatal(err)
	}
	if spent := signature.Experimented(d); spent > 110*len(x) || spent < 80*len(x) {
		t.Errorf("expected about 100 times %d octets, found %d", len(x), spent)
	}
}

// TestMaxExperiment holds that the experiments of a document end at 64 MiB, in whatever number.
func TestMaxExperiment(t *testing.T) {
	message := func(octets int) string { // each of the accidents is ruled out at once, but for blanks
		return mint.Sign(replace("United States", strings.Repeat("g", octets)+" ")(mint.EntraResponse().XML()), mint.AssertionID, mint.Signing{})
	}
	for octets, want := range map[int]signature.Accident{100 << 10: signature.BlankCut, 4 << 20: ""} {
		x := replace("g </AttributeValue>", "g</AttributeValue>")(message(octets))
		got := one(t, x, trust(mint.Active()))
		if got.Accident != want || strings.Contains(got.Detail, "not brought to its end") != (want == "") {
			t.Errorf("%d octets: expected %q, found %q: %.300s", octets, want, got.Accident, got.Detail)
		}
	}
}

// TestMaxNamed holds that a SignedInfo which lost its line breaks is tried with the first four keys, where the
// message names none.
func TestMaxNamed(t *testing.T) {
	inside := func(edit func(string) string) func(string) string {
		return func(x string) string {
			before, after, _ := strings.Cut(x, "<SignedInfo>")
			info, after, _ := strings.Cut(after, "</SignedInfo>")
			return before + edit("<SignedInfo>"+info+"</SignedInfo>") + after
		}
	}
	x := resigned(t, inside(every("><", ">\n<"))(minted(mint.SignAssertion, mint.Signing{NoKeyInfo: true})))
	x = inside(every(">\n<", "><"))(x)
	for others, want := range map[int]signature.Cause{3: signature.Altered, 4: signature.UnknownKey} {
		keys := append(slices.Repeat(trust(mint.Old()), others), trust(mint.Active())...)
		if r := one(t, x, keys); r.Cause != want || (r.Accident == signature.Unindented) != (want == signature.Altered) {
			t.Errorf("behind %d keys: %s, %q: %s", others, r.Cause, r.Accident, r.Detail)
		}
	}
	for others, want := range map[int]signature.Cause{3: signature.Altered, 4: signature.Damaged} {
		const open, end = "<X509Data><X509Certificate>", "</X509Certificate></X509Data>"
		info := strings.Repeat(open+mint.Old().Base64()+end, others) + open + mint.Active().Base64() + end
		x := inside(every(">\n<", "><"))(resigned(t, inside(every("><", ">\n<"))(minted(mint.SignAssertion, mint.Signing{KeyInfo: info}))))
		if r := one(t, x, nil); r.Cause != want || (r.Signer != nil) != (want == signature.Altered) {
			t.Errorf("behind %d certificates: %s, %q: %s", others, r.Cause, r.Accident, r.Detail)
		}
	}
}

// TestVerifyOneOf holds that documents share the search, and that what is not searched is told.
func TestVerifyOneOf(t *testing.T) {
	x := replace("Simon <", "Simon<")(mint.Sign(replace("Simon<", "Simon <")(mint.EntraResponse().XML()), mint.AssertionID, mint.Signing{}))
	for documents, want := range map[int]signature.Accident{1: signature.BlankCut, 100_000: ""} {
		d, err := tree.Parse([]byte(x), tree.MessageLimits)
		if err != nil {
			t.Fatal(err)
		}
		got := signature.VerifyOneOf(context.Background(), d, trust(mint.Active()), documents, nil)[0]
		if got.Accident != want || strings.Contains(got.Detail, "not brought to its end") != (want == "") {
			t.Errorf("one of %d: expected %q, found %q: %s", documents, want, got.Accident, got.Detail)
		}
	}
}
