package signature_test

import (
	"context"
	"strings"
	"testing"

	"claimcheck/decoder/mint"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

func TestWrapping(t *testing.T) {
	assertion := func(x string) (whole, bare, sig string) {
		a, b := strings.Index(x, "<Assertion "), strings.Index(x, "</Assertion>")+len("</Assertion>")
		whole = x[a:b]
		s, e := strings.Index(whole, "<Signature "), strings.Index(whole, "</Signature>")+len("</Signature>")
		return whole, whole[:s] + whole[e:], whole[s:e]
	}
	forge := func(x, id string) string {
		return strings.ReplaceAll(strings.ReplaceAll(x, "b.simon@", "mallory@"), mint.AssertionID, id)
	}
	byResponse, byAssertion := minted(mint.SignResponse, mint.Signing{}), minted(mint.SignAssertion, mint.Signing{})
	sigOf := func(x string) string {
		return x[strings.Index(x, "<Signature ") : strings.Index(x, "</Signature>")+len("</Signature>")]
	}
	rSig := sigOf(byResponse)
	rBare := strings.Replace(byResponse, rSig, "", 1)
	evilResponse := strings.ReplaceAll(forge(rBare, "_evil2"), mint.ResponseID, "_evil")
	object := func(sig, content string) string {
		return strings.Replace(sig, "</Signature>", "<Object>"+content+"</Object></Signature>", 1)
	}
	into := func(x, before, what string) string { return strings.Replace(x, before, what+before, 1) }
	whole, bare, sig := assertion(byAssertion)
	evil := forge(bare, "_evil")
	head, tail, _ := strings.Cut(byAssertion, whole)
	for name, x := range map[string]string{
		"1: forged Response around, the genuine in its Signature": into(evilResponse, "<samlp:Status>", object(rSig, rBare)),
		"2: forged Response around, the genuine beside":           into(evilResponse, "<samlp:Status>", rSig+rBare),
		"3: forged Assertion in front":                            head + evil + whole + tail,
		"4: the genuine inside the forged":                        head + into(evil, "</Assertion>", whole) + tail,
		"5: forged one keeps the Signature, the genuine behind":   head + into(evil, "<Subject>", sig) + bare + tail,
		"6: the genuine inside the Signature of the forged":       head + into(evil, "<Subject>", object(sig, bare)) + tail,
		"7: forged Assertion in Extensions":                       into(byAssertion, "<samlp:Status>", "<samlp:Extensions>"+evil+"</samlp:Extensions>"),
		"8: the genuine in an Object of the forged":               head + into(evil, "<Subject>", object(sig, "<x>"+bare+"</x>")) + tail,
	} {
		t.Run(name, func(t *testing.T) {
			d := parse(t, x)
			for _, r := range signature.Verify(context.Background(), d, trust(mint.Active())) {
				if r.Cause != signature.Good {
					continue
				}
				if id := r.Verified; r.ID != mint.AssertionID || strings.Contains(text(id), "mallory") {
					t.Errorf("%s %s is good and holds %q", r.Parent.Local, r.ID, text(id))
				}
			}
		})
	}
}

func text(n *tree.Node) string {
	var b strings.Builder
	for _, c := range n.Children {
		if c.Kind == tree.Text {
			b.WriteString(c.Data)
		} else {
			b.WriteString(text(c))
		}
	}
	return b.String()
}

func TestVerified(t *testing.T) {
	x := minted(mint.SignBoth, mint.Signing{})
	x = strings.Replace(x, ">"+mint.User+"</NameID>", ">b.simon<!-- .evil -->@example<![CDATA[.]]>com</NameID>", 1)
	rs := verify(t, x, trust(mint.Active()))
	if len(rs) != 2 {
		t.Fatal(len(rs))
	}
	for _, r := range rs {
		if r.Cause != signature.Good {
			t.Fatal(r.Cause, r.Detail)
		}
		sigs := 0
		var walk func(n *tree.Node)
		walk = func(n *tree.Node) {
			if n.Kind == tree.Element && !strings.HasPrefix(x[n.Start:], "<"+qualified(n)) {
				t.Errorf("%s stands at %q", n.Local, x[n.Start:n.Start+10])
			}
			if n.Is("http://www.w3.org/2000/09/xmldsig#", "Signature") {
				sigs++
			}
			if n.Local == "NameID" {
				if n.Text() != mint.User || n.Odd() || len(n.Children) != 1 {
					t.Errorf("NameID is %q in %d parts", n.Text(), len(n.Children))
				}
				if got := x[n.Children[0].Start:n.Children[0].End]; got != "b.simon<!-- .evil -->@example<![CDATA[.]]>com" {
					t.Errorf("its text stands at %q", got)
				}
			}
			for _, a := range n.Attrs {
				if !strings.HasPrefix(x[a.Start:a.End], a.Local+"=") {
					t.Errorf("attribute %s stands at %q", a.Local, x[a.Start:a.End])
				}
			}
			for _, c := range n.Children {
				if c.Parent != n {
					t.Error("parent lost")
				}
				walk(c)
			}
		}
		walk(r.Verified)
		if want := map[string]int{"Response": 1}[r.Parent.Local]; sigs != want {
			t.Errorf("%s: %d signatures in the copy", r.Parent.Local, sigs)
		}
	}
}

func qualified(n *tree.Node) string {
	if n.Prefix == "" {
		return n.Local
	}
	return n.Prefix + ":" + n.Local
}
