package check

import (
	"claimcheck/decoder/report"
	"claimcheck/decoder/saml"
	"claimcheck/decoder/signature"
	"claimcheck/decoder/tree"
)

// overall sums up the signatures of the message in one word. It is valid only when every signature
// present is good, the structure leaves no doubt about what is read, and a trusted key signed what the
// claims are read from (or, in a message without claims, the message itself).
func overall(c *Case) report.Signature {
	switch c.kind() {
	case onPage:
		return report.Unsigned
	case onRefused:
		return report.Unverifiable
	case onFile:
		return c.fileState().signature
	}
	doubt := c.sealed() // the only signature may be inside the encryption
	for _, r := range c.Signatures {
		switch r.Cause {
		case signature.Good:
		case signature.NoTrust:
			doubt = true
		case signature.UnknownKey, signature.Altered, signature.Damaged, signature.Malformed, signature.Misplaced:
			return report.Invalid
		default:
			if !r.Limit {
				return report.Invalid
			}
			doubt = true
		}
	}
	if len(c.Signatures) == 0 {
		if doubt || detached(c) {
			return report.Unverifiable
		}
		return report.Unsigned
	}
	if len(c.Duplicates) > 0 {
		return report.Invalid
	}
	if !c.allCovered() {
		return report.Invalid
	}
	if c.covered() {
		return report.Valid
	}
	if doubt || c.Broken != "" {
		return report.Unverifiable
	}
	return report.Invalid
}

// covered says whether a trusted key signed what is read from the message.
func (c *Case) covered() bool {
	if c.Broken != "" || !c.allGood() {
		return false
	}
	switch c.kind() {
	case onResponse, onAssertion:
		if c.Assertion != nil {
			return c.AssertionVerified
		}
		return c.signedAt(c.Sent.Node) // encrypted, or an error without an assertion
	case onToken:
		if c.AssertionVerified || c.signedAt(c.Sent.Node) {
			return true
		}
		return len(c.Sent.Assertions) == 1 && c.signedAt(c.Sent.Assertions[0].Node)
	}
	return c.signedAt(c.Sent.Node) || c.Doc != nil && c.signedAt(c.Doc.Root)
}

// allGood says whether there are signatures and each is good.
func (c *Case) allGood() bool {
	for _, r := range c.Signatures {
		if r.Cause != signature.Good {
			return false
		}
	}
	return len(c.Signatures) > 0
}

// carrier says whether n itself carries a signature, and whether a good one. A message may have hundreds of
// thousands, and as many assertions to ask for: they are looked through once.
func (c *Case) carrier(n *tree.Node) (good, carries bool) {
	if c.carriers != nil {
		good, carries = c.carriers[n]
		return good, carries
	}
	c.carriers = make(map[*tree.Node]bool, len(c.Signatures))
	for i := range c.Signatures {
		r := &c.Signatures[i]
		if r.Parent != nil {
			c.carriers[r.Parent] = c.carriers[r.Parent] || r.Cause == signature.Good
		}
	}
	return c.carrier(n)
}

// signedAt says whether n itself carries a good signature.
func (c *Case) signedAt(n *tree.Node) bool {
	good, _ := c.carrier(n)
	return good
}

// allCovered says whether a good signature covers every assertion of the message, wherever it stands:
// an unsigned one beside a signed one is a forger's.
func (c *Case) allCovered() bool {
	for _, n := range strays(c) {
		if !c.signedAround(n) {
			return false
		}
	}
	if len(c.Sent.Assertions)+len(c.Sent.Encrypted) < 2 {
		return true
	}
	for _, a := range c.Sent.Assertions {
		if !c.signedAt(a.Node) && !c.signedAround(a.Node) {
			return false
		}
	}
	for _, n := range c.Sent.Encrypted { // what is signed inside only one of them shows, if any
		if !c.signedAround(n) {
			return false
		}
	}
	return true
}

// signedAround says whether a good signature of an element above n covers it: then the sender put it
// there. The message is refused all the same, but its signature is what it is. A signature does not
// cover itself: what stands in its KeyInfo anybody can have put there (XML Signature 6.6.4).
func (c *Case) signedAround(n *tree.Node) bool {
	for from, up := n, n.Parent; up != nil; from, up = up, up.Parent {
		if c.signedAt(up) && !from.Is(saml.NSSignature, "Signature") {
			return true
		}
	}
	return false
}

// carries says whether n itself carries a signature, good or not.
func (c *Case) carries(n *tree.Node) bool {
	_, carries := c.carrier(n)
	return carries
}

// proven says whether the claims may be believed: a good signature covers the one assertion of a
// response that holds nothing else a reader could take for it.
func (c *Case) proven() bool {
	return c.kind() == onResponse && c.Sent.Kind == saml.Response && c.Assertion != nil && c.AssertionVerified &&
		len(c.Sent.Assertions)+len(c.Sent.Encrypted) == 1 && len(strays(c)) == 0 && len(c.Duplicates) == 0
}

// sealed says whether an encrypted assertion stayed closed.
func (c *Case) sealed() bool {
	return c.Sent != nil && len(c.Sent.Encrypted) > 0 && c.Assertion == nil
}

// detached says whether the message came with a signature in the query of the Redirect binding.
func detached(c *Case) bool {
	return c.Payload.Redirect != nil && c.Payload.Redirect.Signature != "" && c.Payload.Binding == "redirect"
}

// strays lists assertions and responses at places where none belongs: below anything but the response,
// or inside the assertion that is read.
func strays(c *Case) []*tree.Node {
	if c.Sent == nil {
		return nil
	}
	found := c.Sent.Stray
	if c.Assertion != nil && c.Assertion.Node != nil && c.Inner != nil {
		for _, name := range []string{"Assertion", "EncryptedAssertion"} {
			for _, n := range c.Assertion.Node.All(saml.NSAssertion, name) {
				if n != c.Assertion.Node {
					found = append(found[:len(found):len(found)], n)
				}
			}
		}
	}
	return found
}
