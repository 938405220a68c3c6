package tree

import (
	"errors"
	"fmt"
	"runtime"
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

// What was dropped gives its room back though texts between the elements stay: a file of many entities is read in
// the room of one.
func TestScanUsesRoomAgain(t *testing.T) {
	const many = 3000
	x := []byte("<r>" + strings.Repeat("<a>"+strings.Repeat("<b><c/></b>", 200)+"</a>\n", many) + "</r>")
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	d, err := Scan(x, Limits{Bytes: len(x), Depth: 10, Nodes: 10_000, Attributes: 1, Namespaces: 1}, func(n *Node) bool { return n.Local == "a" })
	runtime.ReadMemStats(&after)
	if err != nil || len(d.Root.Children) != many {
		t.Fatalf("%v, with %d texts", err, len(d.Root.Children))
	}
	for i, c := range d.Root.Children {
		if c.Kind != Text || c.Parent != d.Root || d.Source[c.Start:c.End] != "\n" {
			t.Fatalf("child %d is %+v", i, c)
		}
	}
	// A node takes over 100 bytes, so the nodes of all would be ten times the source.
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 6*uint64(len(x)) {
		t.Errorf("%d bytes were taken for a source of %d", taken, len(x))
	}
}
