package signature

import (
	"context"
	"crypto"
	"slices"

	"github.com/beevik/etree"

	"claimcheck/decoder/tree"
)

// First verifies with the first witness alone; the second says err.
func First(ctx context.Context, d *tree.Doc, keys []Key, err error) []Result {
	return verify(ctx, d, keys, stub{err}, maxExperiment)
}

// stub says that, whatever it is asked.
type stub struct{ err error }

func (stub) begin() {}

func (w stub) ask(*signed, reading) <-chan testimony {
	answer := make(chan testimony, 1)
	answer <- testimony{"not asked", w.err}
	return answer
}

// Canonical gives the octets of an element as the first witness makes them.
func Canonical(apex, leave *tree.Node, uri, prefixList string) []byte {
	c := c14ns[uri]
	c.setList(prefixList)
	return c.octets(form{apex: apex, leave: leave})
}

// CanonicalOfBoth gives the octets of an element of d, which etree finds by the numbers of its elements
// from the root, as both witnesses make them; known is the fault that explains a difference.
func CanonicalOfBoth(d *tree.Doc, apex, leave *tree.Node, uri, prefixList string) (first, theirs []byte, known string, err error) {
	o := newSecond(d, nil)
	first = Canonical(apex, leave, uri, prefixList)
	c := c14ns[uri]
	c.setList(prefixList)
	p := part{c: c, form: form{apex: apex, leave: leave}, source: d.Source}
	if err := o.read(); err != nil {
		p = part{form: form{apex: d.Root}, whole: true}
		return first, nil, p.known(), err
	}
	theirs, err = o.octets(o.at(apex), o.at(leave), canonicalizer{uri, prefixList, c.comments})
	return first, theirs, p.known(), err
}

// at finds the element that stands where n does.
func (o *second) at(n *tree.Node) *etree.Element {
	if n == nil {
		return nil
	}
	if n.Parent == nil {
		return o.root
	}
	return o.at(n.Parent).ChildElements()[slices.Index(n.Parent.Elements("", ""), n)]
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

// Faults gives the names of the second witness's faults, and what they are.
func Faults() map[string]string {
	all := map[string]string{}
	for _, f := range faults {
		all[f.name] = f.what
	}
	return all
}

// MaxQuery is maxQuery.
const MaxQuery = maxQuery

// Escapings gives the ways to write a value into a URL that are tried.
func Escapings() []func(string) string {
	var all []func(string) string
	for _, e := range escapings {
		all = append(all, e.write)
	}
	return all
}

// FitsPSS says whether k made value over the octets with that digest, by RSA-PSS with these parameters.
func FitsPSS(k crypto.PublicKey, hash, mask crypto.Hash, salt int, digest, value []byte) bool {
	return method{family: rsaPSS, hash: hash, masks: []crypto.Hash{mask}, salt: salt}.fits(k, digest, value)
}
