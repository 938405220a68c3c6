package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
)

func TestXMLView(t *testing.T) {
	w, q := newTestWindow(t, light)
	r := readReport(t, "missing-country")
	w.showReport(r, source{title: "x"}, "Upwork")
	settleWindow(w, fyne.NewSize(900, 600))
	if w.xml.view.Doc().Text() != "" {
		t.Error("the XML is laid out before its tab is opened")
	}
	w.jump(strings.Index(sampleXML, "<AttributeStatement"))
	q.drain()
	if w.tabs.SelectedIndex() != tabXML || w.xml.view.Doc().Text() != sampleXML {
		t.Fatal("a jump does not open the XML as it was sent")
	}
	w.xml.toggle(true)
	copied := w.xml.view.Doc().Text()
	if copied == sampleXML || !strings.Contains(copied, "\n  <Assertion") {
		t.Errorf("found %q, expected a laid-out copy", copied)
	}
	if at := w.xml.place(strings.Index(sampleXML, "<AttributeStatement")); !strings.HasPrefix(copied[at:], "<AttributeStatement") {
		t.Errorf("the place of a finding leads to %q in the copy", copied[at:min(len(copied), at+20)])
	}
	if w.xml.message.XML != sampleXML {
		t.Error("the copy took the place of what was verified")
	}
	if len(w.xml.findings()) == 0 {
		t.Error("no finding is marked")
	}
	w.xml.toggle(false)
	if w.xml.view.Doc().Text() != sampleXML {
		t.Error("there is no way back to the text as sent")
	}
	w.markTapped(1)
	if w.tabs.SelectedIndex() != tabChecks {
		t.Error("a mark in the margin does not lead to its check")
	}

	w.showReport(readReport(t, "error-page"), source{title: "x"}, "Upwork")
	w.tabs.SelectIndex(tabXML)
	if !w.xml.none.Visible() || w.xml.view.Visible() {
		t.Error("an error page has no XML, and the tab does not say so")
	}
	w.showReport(r, source{title: "x"}, "Upwork")
	w.tabs.SelectIndex(tabXML)
	if w.xml.none.Visible() || !w.xml.view.Visible() || w.xml.isCopy {
		t.Error("the next message is not shown as sent")
	}
}

// A large text is laid out off the goroutine of the widgets, and what is asked for meanwhile is kept.
func TestLargeXMLIsLaidOutInTheBackground(t *testing.T) {
	w, q := newTestWindow(t, light)
	settleWindow(w, fyne.NewSize(900, 600))
	large := strings.Replace(sampleXML, "B.", strings.Repeat("<x>B.</x>\n", atOnce/8), 1)
	r := readReport(t, "missing-country")
	r.Messages[0].XML = large
	w.showReport(r, source{title: "x"}, "Upwork")
	w.jump(strings.Index(large, "</AttributeValue>"))
	if w.xml.view.Doc().Text() != "" || w.xml.view.Visible() || !strings.Contains(w.xml.wait.String(), "Laying out") {
		t.Fatalf("found a view of %d bytes and %q, expected to be told to wait", len(w.xml.view.Doc().Text()), w.xml.wait.String())
	}
	w.tabs.SelectIndex(tabClaims)
	w.tabs.SelectIndex(tabXML)
	laid := func() {
		t.Helper()
		w.xml.work.finished.Wait()
		q.drain()
		if w.xml.work.busy() || !w.xml.view.Visible() || w.xml.wait.String() != "" {
			t.Fatalf("found %q, expected the text", w.xml.wait.String())
		}
	}
	laid()
	if got := w.xml.view.Doc().Text(); got != large || w.xml.view.TopLine() < 1000 || w.xml.jump != -1 {
		t.Errorf("found %d bytes from line %d, expected %d bytes at the place that was asked for", len(got), w.xml.view.TopLine(), len(large))
	}
	w.xml.toggle(true)
	w.xml.toggle(false) // before the copy is ready
	w.xml.toggle(true)
	laid()
	if got := w.xml.view.Doc().Text(); got != prettyPrint(large).text || w.xml.view.TopLine() < 1000 {
		t.Errorf("found %d bytes from line %d, expected the copy at the same place", len(got), w.xml.view.TopLine())
	}
	w.xml.toggle(false)
	w.showReport(readReport(t, "error-page"), source{title: "x"}, "Upwork") // before the text is ready
	w.xml.work.finished.Wait()
	q.drain()
	if w.xml.view.Visible() || w.xml.wait.String() != "" {
		t.Errorf("found %q, expected nothing of the message before", w.xml.wait.String())
	}
}

func TestMarkLength(t *testing.T) {
	for _, c := range []struct {
		s    string
		at   int
		want int
	}{
		{`<a b="c">`, 0, 2}, {`<saml:Issuer>x`, 0, 12}, {"text", 1, 1}, {"", 0, 1}, {"<a>", 99, 1}, {"<a>", -1, 1}, {"<" + strings.Repeat("a", 200), 0, 1},
	} {
		if got := markLength(c.s, c.at); got != c.want {
			t.Errorf("markLength(%q, %d): found %d, expected %d", c.s, c.at, got, c.want)
		}
	}
}
