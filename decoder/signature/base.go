package signature

import (
	"regexp"
	"strings"

	"claimcheck/decoder/tree"
)

// bases gives the xml:base of the apex as C14N 1.1 (2.4) writes it: joined with those above it, where
// there are any; joined says whether there are. An empty one is not written.
func bases(apex, top *tree.Node) (base string, joined bool) {
	known := false
	for n := apex; n != nil; n = n.Parent {
		if a := baseOf(n); a != nil {
			if known {
				base = joinURI(a.Value, base)
			} else {
				base, known = a.Value, true
			}
			joined = joined || n != apex
		}
		if n == top {
			break
		}
	}
	return base, joined
}

// maxBase bounds the xml:base values above what is signed, in octets all together.
const maxBase = 64 << 10

// baseAbove counts the octets of the xml:base values of n and its ancestors.
func baseAbove(n *tree.Node) (octets int) {
	for ; n != nil; n = n.Parent {
		if a := baseOf(n); a != nil {
			octets += len(a.Value)
		}
	}
	return octets
}

func baseOf(n *tree.Node) *tree.Attr {
	for i := range n.Attrs {
		if isBase(&n.Attrs[i]) {
			return &n.Attrs[i]
		}
	}
	return nil
}

func isBase(a *tree.Attr) bool { return a.Prefix == "xml" && a.Local == "base" }

// uri splits a reference into its parts, each with its delimiter (RFC 3986, appendix B).
var uri = regexp.MustCompile(`^([^:/?#]+:)?(//[^/?#]*)?([^?#]*)(\?[^#]*)?(?s:#.*)?$`)

// joinURI is the function join-URI-References of C14N 1.1 (2.4): RFC 3986 (5.2) for bases that may be
// relative themselves, without the fragment of the reference.
func joinURI(base, reference string) string {
	b, r := uri.FindStringSubmatch(base), uri.FindStringSubmatch(reference)
	scheme, authority, path, query := b[1], b[2], r[3], r[4]
	above := b[3]
	if above == ".." || strings.HasSuffix(above, "/..") {
		above += "/"
	}
	switch {
	case r[1] != "":
		scheme, authority = r[1], r[2]
	case r[2] != "":
		authority = r[2]
	case path == "":
		if query == "" {
			query = b[4]
		}
		return scheme + authority + above + query
	case path[0] == '/':
	case authority != "" && above == "":
		path = "/" + path
	default:
		path = above[:strings.LastIndexByte(above, '/')+1] + path
	}
	return scheme + authority + withoutDots(path) + query
}

// withoutDots takes "." and ".." out of a path, as RFC 3986 (5.2.4) with the changes of C14N 1.1 (2.4): ".."
// at the start is kept, one at the end gets a "/", and several "/" become one.
func withoutDots(path string) string {
	var kept []string
	end := "" // what follows the last segment that is kept
	for s := range strings.SplitSeq(path, "/") {
		end = "/"
		switch last := len(kept) - 1; {
		case s == "" || s == ".":
		case s != "..":
			kept, end = append(kept, s), ""
		case last >= 0 && kept[last] != "..":
			kept = kept[:last]
		case !strings.HasPrefix(path, "/"):
			kept = append(kept, s)
		}
	}
	out := strings.Join(kept, "/")
	if out != "" {
		out += end
	}
	if strings.HasPrefix(path, "/") {
		out = "/" + out
	}
	return out
}
