package tree

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestScan(t *testing.T) {
	x := `<r><!-- c --><a i="1">one<b>two</b></a><a i="2"/><k><a i="3"/>three</k></r>`
	var seen []string
	d, err := Scan([]byte(x), MessageLimits, func(n *Node) bool {
		seen = append(seen, fmt.Sprintf("%s %d %s", n.Local, len(n.Children), x[n.Start:n.End]))
		return n.Local == "a"
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{`b 1 <b>two</b>`, `a 2 <a i="1">one<b>two</b></a>`, `a 0 <a i="2"/>`, `a 0 <a i="3"/>`, `k 1 <k><a i="3"/>three</k>`, "r 2 " + x}
	if !slices.Equal(seen, want) {
		t.Errorf("seen %q, expected %q", seen, want)
	}
	if c := d.Root.Children; len(c) != 2 || c[0].Kind != Comment || c[1].Local != "k" || c[1].AllText() != "three" {
		t.Errorf("kept %+v", c)
	}
	if d, err := Scan([]byte("<r/>"), MessageLimits, func(*Node) bool { return true }); err != nil || d.Root == nil {
		t.Errorf("the root was dropped: %v", err)
	}
}

// What was dropped does not count.
func TestScanLimits(t *testing.T) {
	l := Limits{Bytes: 1 << 20, Depth: 10, Nodes: 10, Attributes: 1, Namespaces: 1}
	drop := func(n *Node) bool { return n.Local == "a" }
	if _, err := Scan([]byte("<r>"+strings.Repeat("<a><b/>x<b/></a>", 1000)+"</r>"), l, drop); err != nil {
		t.Error(err)
	}
	for _, x := range []string{"<r>" + strings.Repeat("<b/>", 10) + "</r>", "<r><a>" + strings.Repeat("<b/>", 9) + "</a></r>"} {
		var e *Error
		if _, err := Scan([]byte(x), l, drop); !errors.As(err, &e) || e.Code != TooMany {
			t.Errorf("%s: %v", x, err)
		}
	}
}
