package wire

import (
	"bytes"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Hop is one exchange of a recorded sign-in that matters to it: a page, a redirect on the way to one, and
// whatever carried or brought back a message. Pictures, scripts and the like are none.
type Hop struct {
	Time     time.Time // when it was asked for; zero when not known
	Method   string    // of HTTP, as written; empty when not known
	URL      string    // without query and fragment, which may carry tokens
	Status   int       // of HTTP; 0 when the capture shows no answer
	Location string    // where the answer redirected to, without query and fragment; empty when it did not
	Title    string    // of the page that came back; empty when it has none or the capture lacks the page
	Document bool      // the browser showed the answer: a navigation, as far as the capture tells
	Sent     []int     // indices into Opened.Payloads: the messages that the request carried
	Returned []int     // the messages and error pages found in its answer
	Member   string    // the file of the capture in which it stands; empty when the capture is one file
}

// matters says whether a hop is worth telling once it is known what it carried.
func (h Hop) matters() bool {
	return h.Document || len(h.Sent)+len(h.Returned) > 0
}

// hop takes the exchange down that was read. It gives the number by which parts name it, 0 when there are too many.
func (e *export) hop() int {
	x, o := &e.entry, e.o
	if len(o.hops) >= maxHops {
		o.note("too-many-hops", "more than "+thousands(maxHops)+" pages and redirects; the rest of them is not part of the flow")
		return 0
	}
	o.hops = append(o.hops, Hop{
		Time: x.time(), Method: string(x.method), URL: withoutQuery(string(x.url)), Status: x.status, Location: x.target(),
		Title: x.title, Document: x.isDocument(),
	})
	return len(o.hops)
}

// left is told that all of a hop was handed on, so that one that does not matter takes no room. What waits to be
// peeled may still make it matter.
func (e *export) left(hop int) {
	if o := e.o; e.streams && hop > 0 && !o.hops[hop-1].matters() {
		o.hops = o.hops[:hop-1]
	}
}

// isDocument says whether the browser showed the answer, or was sent on by it to what it showed.
func (x *exchange) isDocument() bool {
	switch {
	case len(x.kind) > 0: // Chromium
		return string(x.kind) == "document"
	case x.mode != "": // all browsers since 2023
		return x.mode == "navigate"
	case x.status >= 300 && x.status < 400:
		return x.location != "" && !isAsset(x.mime)
	}
	for _, page := range []string{"text/html", "application/xhtml+xml", "text/plain"} {
		if bytes.HasPrefix(x.mime, []byte(page)) {
			return true
		}
	}
	return false
}

// target gives where the answer redirected to.
func (x *exchange) target() string {
	if x.location == "" || x.status != 0 && (x.status < 300 || x.status > 399) {
		return ""
	}
	to := withoutQuery(x.location)
	base, err := url.Parse(withoutQuery(string(x.url)))
	if err != nil {
		return to
	}
	if u, err := base.Parse(to); err == nil {
		return u.String()
	}
	return to
}

func withoutQuery(s string) string {
	if i := strings.IndexAny(s, "?#"); i >= 0 {
		s = s[:i]
	}
	return s[:min(len(s), maxContext)]
}

// titleOf gives the title of a page, of which t is the text as it stands in a JSON string or by itself.
func titleOf(t []byte) string {
	t = t[:min(len(t), sampleTitle)]
	if bytes.Contains(t, []byte(`\u003`)) { // '<' as programs of .NET and Go write it in JSON
		t = appendText(nil, t)
	}
	i := bytes.Index(t, []byte("<title"))
	if i < 0 {
		if i = bytes.Index(t, []byte("<TITLE")); i < 0 {
			return ""
		}
	}
	_, title, _ := bytes.Cut(t[i:], []byte(">"))
	title, _, ended := bytes.Cut(title, []byte("<"))
	if !ended {
		return ""
	}
	s := strings.Join(strings.Fields(html.UnescapeString(string(appendText(nil, title)))), " ")
	if len(s) > maxTitle {
		s = strings.ToValidUTF8(s[:maxTitle], "") + "…"
	}
	return s
}

// tie notes in which hop payload i was met.
func (o *opener) tie(i int, p part) {
	if p.hop == 0 {
		return
	}
	met := &o.hops[p.hop-1].Returned
	if p.request {
		met = &o.hops[p.hop-1].Sent
	}
	if !slices.Contains(*met, i) {
		*met = append(*met, i)
	}
}

// tidyHops leaves out what does not matter and names in each payload the hop that sent it, else the one that
// brought it.
func (o *opener) tidyHops() {
	was := map[string]string{} // an exchange to the file that it stands in
	o.hops = slices.DeleteFunc(o.hops, func(h Hop) bool {
		if !h.matters() {
			return true
		}
		if h.Time.IsZero() {
			return false
		}
		// The same recording twice in a capture (beside its archive, in a mail and its answer) is one recording.
		at := h
		at.Member, at.Title = "", ""
		same := fmt.Sprintf("%v", at)
		in, met := was[same]
		if !met {
			was[same] = h.Member
		}
		return met && in != h.Member
	})
	name := func(i, hop int) {
		if o.payloads[i].Hop < 0 {
			o.payloads[i].Hop = hop
		}
	}
	for hop, h := range o.hops {
		for _, i := range h.Sent {
			name(i, hop)
		}
	}
	for hop, h := range o.hops {
		for _, i := range h.Returned {
			name(i, hop)
		}
	}
}
