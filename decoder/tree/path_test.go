package tree

import (
	"fmt"
	"strings"
	"testing"
)

// Among few siblings and among many, an element's path counts those of its name.
func TestPathAmongSiblings(t *testing.T) {
	for _, n := range []int{1, 2, manySiblings/2 - 1, manySiblings / 2, 1000} {
		d, err := Parse([]byte("<r><only/>"+strings.Repeat("<a/><!-- --><b/>", n)+"</r>"), MessageLimits)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.Place(d.Root.Elements("", "")[0]).Path; got != "/r/only" {
			t.Errorf("%d: expected /r/only, found %s", n, got)
		}
		for i, b := range d.Root.Elements("", "")[1:] {
			want := "/r/" + b.Local
			if n > 1 {
				want += fmt.Sprintf("[%d]", i/2+1)
			}
			if got := d.Place(b).Path; got != want {
				t.Errorf("%d: expected %s, found %s", n, want, got)
			}
		}
	}
}
