package report

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func timeBarsOf(t *testing.T, m Message, now time.Time) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteTimeBarSVG(&b, m, TimeBarOptions{Now: now}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTimeBarGoldens(t *testing.T) {
	for name, drawing := range map[string]string{
		"timebar": timeBarsOf(t, fit().Messages[0], noon), "timebar-rollover": timeBarsOf(t, rollover().Messages[0], noon.AddDate(0, 6, 0)),
	} {
		golden := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(golden, []byte(drawing), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if drawing != string(want) {
			t.Errorf("the drawing differs from %s (go test -update writes it anew)", golden)
		}
		parts(t, drawing)
	}
}

// The scale is that of the dates near the judging instant; what is far off goes on beyond it.
func TestScale(t *testing.T) {
	for _, c := range []struct {
		name       string
		from, to   time.Time
		scale      string
		begin, end float64
		before     bool
		after      bool
	}{
		{"three years", noon.AddDate(-1, 0, 0), noon.AddDate(2, 0, 0), "2024-12-11 2028-01-24", 0.019, 0.981, false, false},
		{"to the year 9999", noon.AddDate(-1, 0, 0), noon.AddDate(7973, 0, 0), "2024-10-14 2036-03-22", 0.02, 1, false, true},
		{"thirty years", noon.AddDate(-15, 0, 0), noon.AddDate(15, 0, 0), "2015-08-09 2036-05-27", 0, 1, true, true},
		{"long past", noon.AddDate(-2000, 0, 0), noon.AddDate(-30, 0, 0), "2015-10-21 2026-03-16", 0, 0, true, false},
		{"a day", noon, noon.AddDate(0, 0, 1), "2026-01-02 2026-01-04", 0.25, 0.75, false, false},
		{"a second", noon, noon.Add(time.Second), "2026-01-02 2026-01-03", 0.5, 0.5, false, false},
	} {
		k := certificate("1", c.from, c.to, Beside{})
		s := ScaleOf([]Certificate{k, {Term: Undated}}, noon)
		from, to, before, after, ok := s.Span(k)
		near := func(a, b float64) bool { return a-b < 0.03 && b-a < 0.03 }
		if got := date(s.From) + " " + date(s.To); got != c.scale || !ok || !near(from, c.begin) || !near(to, c.end) || before != c.before || after != c.after {
			t.Errorf("%s: scale %s, from %.3f to %.3f, %v %v %v", c.name, got, from, to, before, after, ok)
		}
		if at := s.At(noon); at <= 0 || at >= 1 {
			t.Errorf("%s: the judging instant is at %f", c.name, at)
		}
		if layout, ticks := s.ticks(); len(ticks) > barTicks || layout == "" {
			t.Errorf("%s: %d ticks", c.name, len(ticks))
		}
	}
	inverted := certificate("1", noon, noon.AddDate(-1, 0, 0), Beside{})
	if _, _, _, _, ok := ScaleOf([]Certificate{inverted}, noon).Span(inverted); ok {
		t.Error("a certificate that ends before it begins is drawn")
	}
	if s := ScaleOf(nil, noon, noon.AddDate(0, 0, 10), time.Time{}); date(s.To) != "2026-01-13" || date(s.From) != "2026-01-02" {
		t.Errorf("the scale of two instants is %v", s)
	}
	if marks := ScaleOf(nil, noon, noon.AddDate(1, 0, 0)).Marks(certificate("1", noon, noon.AddDate(0, 0, 40), Beside{})); len(marks) != 2 {
		t.Errorf("%d marks of a certificate of 40 days, want those of 30 and 7 days", len(marks))
	}
}

// Whatever stands in a certificate, the drawing runs nothing, asks nobody and stays what it is.
func TestTimeBarsAreHarmless(t *testing.T) {
	for _, attack := range []string{
		`</text><script>alert(1)</script>`, `"><image href="https://evil.example/x"/>`, "a\n\x00\x1b[2J\u202e]]>&#x0;&xx;\xff\ufffe",
		strings.Repeat("ä", 5000), "", "<!--", `' onload='alert(1)`,
	} {
		m := hostile(attack).Messages[0]
		m.Notes = []string{attack}
		names, values := parts(t, timeBarsOf(t, m, noon))
		for n := range names {
			if !drawingElements[n] {
				t.Errorf("%.40q: an element %s in the drawing", attack, n)
			}
		}
		for _, v := range values {
			if strings.Contains(v, ":") || strings.Contains(v, "alert") || strings.Contains(v, "NaN") || strings.Contains(v, "Inf") {
				t.Errorf("%.40q: an attribute %q", attack, v)
			}
		}
	}
}

// Of very many certificates a drawing, a page and a text show some, and say how many there are beyond.
func TestMostBars(t *testing.T) {
	r := rollover()
	m := &r.Messages[0]
	one := m.Metadata.Certificates[0]
	m.Metadata.Certificates = nil
	for i := range 10_000 {
		one.Serial = fmt.Sprintf("%04X", i)
		m.Metadata.Certificates = append(m.Metadata.Certificates, one)
	}
	drawing := timeBarsOf(t, *m, noon)
	if n := strings.Count(drawing, "<g>"); n != mostBars || !strings.Contains(drawing, "… and 9,900 more") {
		t.Errorf("%d certificates are drawn", n)
	}
	page, shown := htmlOf(t, r), text(t, r, TextOptions{})
	if n := strings.Count(page, `<svg class="bar"`); n != mostEntities || !strings.Contains(page, "… and 9,980 more") {
		t.Errorf("%d certificates are on the page", n)
	}
	if n := strings.Count(shown, "thumbprint:   1"); n != mostEntities || !strings.Contains(shown, "… and 9,980 more") {
		t.Errorf("%d certificates are in the text", n)
	}
}

func TestNoTimeBars(t *testing.T) {
	for name, m := range map[string]Message{"a response": accepted().Messages[0], "no certificate": metadataFile().Messages[0]} {
		if err := WriteTimeBarSVG(io.Discard, m, TimeBarOptions{}); err == nil {
			t.Errorf("%s was drawn", name)
		}
	}
	if err := WriteTimeBarSVG(failing{}, fit().Messages[0], TimeBarOptions{}); err == nil {
		t.Error("a drawing that cannot be written is no error")
	}
}

// Now is marked where it is another day than the one that was judged at, and on the scale.
func TestNowIsMarked(t *testing.T) {
	for name, c := range map[string]struct {
		now  time.Time
		want bool
	}{"later": {noon.AddDate(0, 1, 0), true}, "the same day": {noon.Add(time.Hour), false}, "not known": {time.Time{}, false}, "in a hundred years": {noon.AddDate(100, 0, 0), false}} {
		var b bytes.Buffer
		if err := WriteHTML(&b, fit(), HTMLOptions{Now: c.now}); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(b.String(), `class="now"`); got != c.want || strings.Contains(b.String(), "Dashed line: now") != c.want {
			t.Errorf("%s: now is marked: %v, want %v", name, got, c.want)
		}
	}
}
