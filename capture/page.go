package capture

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// This file looks at the pages that are shown: when a sign-in has come to its end, and what an error
// page says.

// look is a page that is being read.
type look struct{ session, loader string }

// lookTimes are when a page is read after it said that it is shown: Entra writes its error a moment later.
var lookTimes = []time.Duration{0, 500 * time.Millisecond, time.Second, 4 * time.Second}

// readPage gives what a page shows. What stands in a field that is typed into is no part of it.
const readPage = `({url:location.href,title:document.title,text:document.body?document.body.innerText.slice(0,65536):""})`

// errorText knows an error page by its words: the codes of Entra and of AD FS, and SimpleSAMLphp.
var errorText = regexp.MustCompile(`AADSTS\d{4,9}|\bMSIS\d{4}\b|\bSimpleSAML`)

func (w *watch) navigated(session string, e *event, _ time.Time) bool {
	t := w.targets[session]
	if t == nil || !t.page || e.Frame.ParentID != "" {
		return false
	}
	t.loader, t.loaded, t.looks = e.Frame.LoaderID, time.Time{}, 0
	shown, _ := cutURL(e.Frame.URL)
	if !strings.HasPrefix(shown, "http") {
		return false // the browser's own
	}
	w.rec.End, w.endIn = Page{URL: shown}, session
	return true
}

// begin sends the first page on its way.
func (w *watch) begin(session, to string) {
	w.begun, w.begunIn = w.send(session, "Page.navigate", params{"url": to}), session
}

// wentFirst takes in the reply that the first page has arrived. A browser that is busy may tell of its
// arrival in no event: then the page is known, and read, by this.
func (w *watch) wentFirst(m message, now time.Time) bool {
	var r struct {
		LoaderID string `json:"loaderId"`
	}
	t := w.targets[w.begunIn]
	if json.Unmarshal(m.Result, &r) == nil && t != nil && t.loader == "" {
		t.loader, t.loaded, t.looks, w.endIn = r.LoaderID, now, 0, w.begunIn
	}
	return false
}

func (w *watch) loadFired(session string, _ *event, now time.Time) bool {
	if t := w.targets[session]; t != nil {
		t.loaded, t.looks = now, 0
	}
	return false
}

// looked takes in what a page shows.
func (w *watch) looked(m message) bool {
	l, known := w.looking[m.ID]
	delete(w.looking, m.ID)
	t := w.targets[l.session]
	if !known || t == nil || t.loader != l.loader {
		return false // another page by now
	}
	var r struct {
		Result struct {
			Value struct{ URL, Title, Text string }
		}
	}
	if json.Unmarshal(m.Result, &r) != nil || m.Error != nil {
		return false
	}
	page := r.Result.Value
	shown, _ := cutURL(page.URL)
	if strings.HasPrefix(shown, "http") && l.session == w.endIn {
		w.rec.End = Page{URL: shown, Title: upTo(page.Title, maxPageTitle)}
	}
	index, known := w.shown[t.loader]
	if !known {
		return true
	}
	x := &w.rec.Exchanges[index]
	if !x.Held && (x.Status >= 400 || errorText.MatchString(page.Text)) {
		x.Text = upTo(page.Text, maxPageText)
	}
	return true
}

// upTo gives at most n bytes of s, without a broken character at the end.
func upTo(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// tick reads the pages that are due and sees whether the sign-in has come to its end.
func (w *watch) tick(now time.Time) bool {
	pages := 0
	for s, t := range w.targets {
		if !t.page {
			continue
		}
		pages++
		if !t.loaded.IsZero() && t.looks < len(lookTimes) && now.Sub(t.loaded) >= lookTimes[t.looks] {
			t.looks++
			id := w.send(s, "Runtime.evaluate", params{"expression": readPage, "returnByValue": true, "timeout": 1000, "silent": true})
			w.looking[id] = look{s, t.loader}
		}
	}
	switch {
	case pages > 0:
		w.alone = time.Time{}
	case w.alone.IsZero():
		w.alone = now
	case now.Sub(w.alone) >= settling:
		w.rec.Reason = Closed // on macOS the program outlives its last window
	}
	if w.final >= 0 && w.atEnd(now) {
		w.rec.Reason = Answered
		if w.rec.Exchanges[w.final].Held {
			w.rec.Reason = Held
		}
	}
	return w.rec.Reason != ""
}

// atEnd says whether the response was answered and what followed is shown.
func (w *watch) atEnd(now time.Time) bool {
	if w.responses >= maxResponses {
		w.note("The application was sent 10 responses in a row: the sign-in goes in a circle.")
		return true
	}
	if w.answered.IsZero() {
		return false
	}
	if w.rec.Exchanges[w.final].Held {
		return true
	}
	if now.Sub(w.activity) < settling {
		return false
	}
	t := w.targets[w.finalIn]
	shown := t == nil || !t.loaded.IsZero() && now.Sub(t.loaded) >= settling
	return shown || now.Sub(w.activity) >= loading
}

// productOf reads the reply to Browser.getVersion.
func productOf(m message) string {
	var r struct{ Product string }
	if json.Unmarshal(m.Result, &r) != nil || r.Product == "" {
		return "unknown"
	}
	return upTo(r.Product, maxPageTitle)
}
