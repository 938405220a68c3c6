package signature

import (
	"context"

	"claimcheck/decoder/tree"
)

// First verifies with the first witness alone; the second says err.
func First(ctx context.Context, d *tree.Doc, keys []Key, err error) []Result {
	return verify(ctx, d, keys, func(*signed, reading) (string, error) { return "not asked", err })
}

// Canonical gives the octets of the element as both witnesses make them; known is the fault that explains a
// difference.
func Canonical(apex, leave *tree.Node, uri, prefixList string) (first, second []byte, known string, err error) {
	c := c14ns[uri]
	c.setList(prefixList)
	f, work := form{apex: apex, leave: leave}, 0
	second, err = c.goxmldsig(f, &work)
	return c.octets(f), second, c.wrong(f), err
}

// MaxExperiment is the bound of the octets that experiments write for a document.
const MaxExperiment = maxExperiment

// Experimented gives the octets that experiments wrote for the first signature.
func Experimented(d *tree.Doc) (spent int) {
	n := d.Root.All(nsDsig, "Signature")[0]
	s, _ := open(&Result{Node: n, Parent: n.Parent}, d, nil)
	s.spent = &spent
	s.experiment(context.Background(), s.read())
	return spent
}

// Join and WithoutDots are what xml:base is made with.
var (
	Join        = joinURI
	WithoutDots = withoutDots
)
