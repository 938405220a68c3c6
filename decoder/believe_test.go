package decoder

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"claimcheck/decoder/check"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/profile"
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/scenario"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// verified gives the cases of a vector as they are before they are judged.
func verified(t *testing.T, name string) []*check.Case {
	t.Helper()
	text, err := os.ReadFile("../testdata/vectors/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	c, o, err := Setting(s)
	if err != nil {
		t.Fatal(err)
	}
	if o.Profile == nil {
		if o.Profile, err = profile.Builtin(DefaultProfile); err != nil {
			t.Fatal(err)
		}
	}
	opened, err := open(context.Background(), c, o)
	if err != nil {
		t.Fatal(err)
	}
	all := read(opened, o)
	for _, on := range all {
		verify(context.Background(), on, all, o)
	}
	return all
}

// copies are the roots of what good signatures cover, read from the octets that were digested.
func copies(on *check.Case) map[*tree.Node]bool {
	all := map[*tree.Node]bool{}
	for _, r := range on.Signatures {
		if r.Cause == signature.Good {
			all[r.Verified] = true
		}
	}
	return all
}

// What is believed is read from the verified copy, and from nothing else; what no good signature covers is
// read as it was sent and is not called verified (rail 16).
func TestBelieved(t *testing.T) {
	for _, c := range []struct {
		vector              string
		assertion, envelope bool // what is verified
	}{
		{"good-assertion-signed", true, false},
		{"good-response-signed", true, true},
		{"good-both-signed", true, true},
		{"kind-assertion", true, false},
		{"encryption-opened", true, false},
		{"encryption-opened-response-signed", true, true},
		{"encryption-opened-unsigned", false, false},
		{"signature-unsigned", false, false},
		{"signature-altered", false, false},
		{"signature-damaged", false, false},
		{"signature-no-metadata", false, false},
		{"signature-rollover", false, false},
		{"signature-one-of-two", true, true}, // the response's is good; signature.altered refuses it
		{"attack-own-key", false, false},
		{"attack-xsw1", false, false},
		{"attack-xsw2", false, false},
		{"attack-xsw3", false, false},
		{"attack-xsw4", false, false},
		{"attack-xsw5", false, false},
		{"attack-xsw6", false, false},
		{"attack-xsw7", true, false},
		{"attack-xsw8", false, false},
		{"attack-unsigned-behind", true, false},
		{"attack-comment", false, false},
		{"rail-05-encrypted-beside", true, false},
		{"rail-18-altered", false, false},
		{"rail-18-lent", false, false},
		{"rail-18-other-entity", false, false},
	} {
		on := verified(t, c.vector)[0]
		if on.AssertionVerified != c.assertion || on.EnvelopeVerified != c.envelope {
			t.Errorf("%s: expected the assertion verified: %t, the envelope: %t; found %t and %t",
				c.vector, c.assertion, c.envelope, on.AssertionVerified, on.EnvelopeVerified)
		}
		good := copies(on)
		if c.envelope != good[on.Envelope.Node] {
			t.Errorf("%s: expected the envelope of a verified copy: %t", c.vector, c.envelope)
		}
		if !c.envelope && on.Envelope != on.Sent {
			t.Errorf("%s: expected the envelope as it was sent", c.vector)
		}
		if on.Assertion == nil {
			t.Errorf("%s: expected an assertion", c.vector)
			continue
		}
		// Inside a verified envelope the assertion is a part of its copy, or, if it is signed itself, a copy of its own.
		n := on.Assertion.Node
		sealed := on.Inner != nil && n == on.Inner.Root && c.envelope
		if c.assertion != (good[n] || n.Parent != nil && good[n.Parent] || sealed) {
			t.Errorf("%s: expected the assertion of a verified copy: %t", c.vector, c.assertion)
		}
	}
}

// Beside an assertion that can be read, nothing encrypted is opened: only one is read.
func TestBesideAnAssertionNothingIsOpened(t *testing.T) {
	text, err := os.ReadFile("../testdata/vectors/encryption-opened.txtar")
	if err != nil {
		t.Fatal(err)
	}
	s, err := scenario.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	_, o, err := Setting(s)
	if err != nil {
		t.Fatal(err)
	}
	on := verified(t, "rail-05-encrypted-beside")[0]
	on.Opened = nil
	believe(context.Background(), on, o)
	if len(on.Sent.Encrypted) != 1 || len(on.Opened) != 0 {
		t.Errorf("expected one encrypted and none opened, found %d and %d", len(on.Sent.Encrypted), len(on.Opened))
	}
}

// A name that stands in plain text is not replaced by an encrypted one beside it, which nobody else may read.
func TestPlainNameBesideAnEncryptedOne(t *testing.T) {
	r := mint.EntraResponse()
	sealed := sealedPart(t, "EncryptedID", strings.Replace(mintedNameID, "b.simon@", "eve@", 1))
	m := inspectXML(t, r.Finish(strings.Replace(r.XML(), "<NameID ", sealed+"<NameID ", 1)), mint.SP().Private)
	if m.Summary.NameID != mint.User {
		t.Errorf("expected the name %q, found %q", mint.User, m.Summary.NameID)
	}
}

// What the application calls itself is learnt from a request only where one application alone asked, and
// never in place of what was entered.
func TestLearntFromRequests(t *testing.T) {
	request := func(id, issuer, acs string) *check.Case {
		return &check.Case{Sent: &saml.Message{
			Kind: saml.AuthnRequest, ID: id, Issuer: &saml.Name{Text: issuer},
			Request: &saml.Request{ACS: saml.Value{Text: acs, Set: true}},
		}}
	}
	a, other := request("_a", "https://a.example.com", "https://a.example.com/acs"), request("_b", "https://b.example.com", "https://b.example.com/acs")
	for _, c := range []struct {
		name, answers, entered string
		requests               []*check.Case
		want                   string
		tied                   bool
	}{
		{"the only one", "", "", []*check.Case{a}, "https://a.example.com", false},
		{"the one it answers", "_a", "", []*check.Case{a, other}, "https://a.example.com", true},
		{"the other one", "_b", "", []*check.Case{a, other}, "https://b.example.com", true},
		{"two applications, and neither is answered", "_c", "", []*check.Case{a, other}, "", false},
		{"one application, and another request is answered", "_c", "", []*check.Case{a}, "https://a.example.com", false},
		{"entered", "_a", "https://entered.example.com", []*check.Case{a}, "https://entered.example.com", true},
	} {
		on := &check.Case{EntityID: c.entered, ACS: c.entered, Sent: &saml.Message{
			Kind: saml.Response, InResponseTo: saml.Value{Text: c.answers, Set: c.answers != ""},
		}}
		answer(on, append(c.requests, on))
		acs := c.want
		if acs != "" && c.entered == "" {
			acs += "/acs"
		}
		if on.EntityID != c.want || on.ACS != acs || (on.Request != nil) != c.tied {
			t.Errorf("%s: found %q and %q, tied to a request: %t", c.name, on.EntityID, on.ACS, on.Request != nil)
		}
	}
}

// What a report marks as covered, and what it tells of a key, is so of good signatures and of what was sent alone.
func TestMarkedAsCovered(t *testing.T) {
	first := func(name string) report.Message { return message(0, verified(t, name)[0]) }
	for name, ranges := range map[string]int{
		"good-assertion-signed": 2, "good-both-signed": 4, // before and behind each signature
		"signature-altered": 0, "signature-no-metadata": 0,
		"encryption-opened": 0, // the signature is inside the encryption
	} {
		if m := first(name); len(m.Covered) != ranges {
			t.Errorf("%s: expected %d covered ranges, found %v", name, ranges, m.Covered)
		}
	}
	for name, in := range map[string]bool{"good-assertion-signed": true, "good-certificate-only": false} {
		if m := first(name); m.Signatures[0].Key == nil || m.Signatures[0].Key.InMetadata != in {
			t.Errorf("%s: expected the key in metadata: %t, found %+v", name, in, m.Signatures[0].Key)
		}
	}
	inside := 0
	for _, c := range first("rail-05-response-inside").Coverage {
		if c.Element == "Response" && c.Field == "destination" {
			inside++
		}
	}
	if inside != 2 {
		t.Errorf("expected the destinations of both responses, found %d", inside)
	}
	m := inspectXML(t, parted(t, same, mint.SignAssertion), mint.SP().Private)
	if !slices.ContainsFunc(m.Coverage, func(c report.Coverage) bool { return c.Field == "name_id" && c.Covered && c.Values[0] == mint.User }) {
		t.Errorf("expected the name that was decrypted among the covered fields, found %+v", m.Coverage)
	}
}

// No field of a message is listed twice.
func TestCoverageListsEachFieldOnce(t *testing.T) {
	for _, name := range []string{"good-both-signed", "rail-05-response-inside", "attack-xsw1", "attack-xsw4", "encryption-opened"} {
		type row struct {
			field, name string
			place       report.Place
		}
		seen := map[row]bool{}
		for _, c := range message(0, verified(t, name)[0]).Coverage {
			if c.Place == nil {
				continue
			}
			r := row{c.Field, c.Name, *c.Place}
			if seen[r] {
				t.Errorf("%s: %s %s at %s stands twice", name, c.Field, c.Name, c.Place.Path)
			}
			seen[r] = true
		}
	}
}

func TestWithoutQuery(t *testing.T) {
	for raw, want := range map[string]string{
		"": "", "https://sp.example.com/acs": "https://sp.example.com/acs",
		"https://b.simon:secret@sp.example.com/acs?SAMLResponse=x#y": "https://sp.example.com/acs",
		"https://sp.example.com/%zz?SAMLResponse=x":                  "https://sp.example.com/%zz",
	} {
		if got := withoutQuery(raw); got != want {
			t.Errorf("%q: expected %q, found %q", raw, want, got)
		}
	}
}
