package capture

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// told is a browser made of words: it hears commands and tells events.
type told struct {
	*watch
	t     *testing.T
	heard []string // commands, with the request they are about
	now   time.Time
	last  int
}

func newTold(t *testing.T, hold bool) *told {
	b := &told{t: t, now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	b.watch = newWatch(func(_, method string, values params) (int, error) {
		b.last++
		if id, ok := values["requestId"]; ok {
			method += fmt.Sprint(" ", id)
		}
		b.heard = append(b.heard, method)
		return b.last, nil
	}, hold, func(Exchange) {})
	b.tell("", "Target.attachedToTarget", params{"sessionId": "tab", "targetInfo": params{"targetId": "frame", "type": "page"}})
	return b
}

func (b *told) tell(session, method string, values params) bool {
	b.t.Helper()
	raw, err := json.Marshal(values)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.handle(message{Session: session, Method: method, Params: raw}, b.now)
}

// posts tells that a form is posted, and as Fetch tells it when it is on.
func (b *told) posts(id, to string, form url.Values) {
	b.t.Helper()
	request := params{
		"url": to, "method": "POST", "hasPostData": true, "headers": params{"Content-Type": "application/x-www-form-urlencoded"},
		"postDataEntries": []params{{"bytes": base64.StdEncoding.EncodeToString([]byte(form.Encode()))}},
	}
	b.tell("tab", "Network.requestWillBeSent", params{"requestId": id, "loaderId": id, "frameId": "frame", "type": "Document", "request": request})
	if b.hold {
		b.tell("tab", "Fetch.requestPaused", params{"requestId": "fetch-" + id, "networkId": id, "frameId": "frame", "resourceType": "Document", "request": request})
	}
}

func (b *told) goes(id, to string) {
	b.t.Helper()
	b.tell("tab", "Network.requestWillBeSent", params{"requestId": id, "loaderId": id, "frameId": "frame", "type": "Document", "request": params{"url": to, "method": "GET"}})
}

// A federated domain: Entra asks AD FS, whose answer goes to Entra. It must neither be held nor be the end.
func TestAnswerToAnotherProviderGoesOn(t *testing.T) {
	for _, inner := range []struct{ ask, answer, param string }{
		{"https://adfs.example.com/adfs/ls/?wa=wsignin1.0&wtrealm=urn:federation:MicrosoftOnline", "https://login.microsoftonline.com/login.srf", "wresult"},
		{"https://idp.example.com/sso?SAMLRequest=b", "https://broker.example.com/acs", "SAMLResponse"},
	} {
		b := newTold(t, true)
		b.goes("1", "https://broker.example.com/saml2?SAMLRequest=a")
		b.goes("2", inner.ask)
		b.posts("3", inner.answer, url.Values{inner.param: {"inner"}})
		b.posts("4", "https://app.example.com/acs", url.Values{"SAMLResponse": {"outer"}})
		got := slices.DeleteFunc(slices.Clone(b.heard), func(s string) bool { return !strings.Contains(s, "Request ") })
		if want := []string{"Fetch.continueRequest fetch-3", "Fetch.fulfillRequest fetch-4"}; !slices.Equal(got, want) {
			t.Errorf("%s: the browser was told %q, expected %q", inner.param, got, want)
		}
		if x := b.rec.Exchanges; x[2].Held || !x[3].Held {
			t.Errorf("%s: held are %v and %v, expected the last alone", inner.param, x[2].Held, x[3].Held)
		}
	}
}

// Fetch may tell of a request before Network does: it is one exchange.
func TestHeldIsToldOnce(t *testing.T) {
	b := newTold(t, true)
	request := params{"url": "https://app.example.com/acs?SAMLart=a", "method": "GET"}
	b.tell("tab", "Fetch.requestPaused", params{"requestId": "f", "networkId": "1", "frameId": "frame", "resourceType": "Document", "request": request})
	b.goes("1", "https://app.example.com/acs?SAMLart=a")
	b.tell("tab", "Network.responseReceived", params{"requestId": "1", "response": params{"status": 200, "statusText": "OK"}})
	if len(b.rec.Exchanges) != 1 || !b.rec.Exchanges[0].Held || b.rec.Exchanges[0].Status != 0 {
		t.Fatalf("recorded %+v, expected one, held, whose answer is not the application's", b.rec.Exchanges)
	}
	if b.tick(b.now); b.rec.Reason != Held {
		t.Errorf("ended as %q, expected held", b.rec.Reason)
	}
}

func TestScriptIsNotHeld(t *testing.T) {
	b := newTold(t, true)
	b.tell("tab", "Network.requestWillBeSent", params{"requestId": "1", "type": "Fetch", "request": params{"url": "https://app.example.com/acs?SAMLart=a", "method": "GET"}})
	if len(b.rec.Exchanges) != 1 || !b.rec.Exchanges[0].Script || len(b.rec.Notes) != 1 {
		t.Errorf("recorded %+v with notes %q, expected the exchange and that it was not held", b.rec.Exchanges, b.rec.Notes)
	}
}

func TestAnswerWithoutEnd(t *testing.T) {
	b := newTold(t, false)
	b.posts("1", "https://app.example.com/acs", url.Values{"SAMLResponse": {"a"}})
	b.tell("tab", "Network.responseReceived", params{"requestId": "1", "response": params{"status": 200}})
	if b.tick(b.now.Add(loading - 1)); b.rec.Reason != "" {
		t.Errorf("ended as %q before the page was shown", b.rec.Reason)
	}
	if b.tick(b.now.Add(loading)); b.rec.Reason != Answered {
		t.Errorf("ended as %q, expected answered: the page is never shown", b.rec.Reason)
	}
}

// The page that was gone to last is where a sign-in ends, also when another tab is read after it.
func TestEndIsTheLastPage(t *testing.T) {
	b := newTold(t, false)
	b.tell("", "Target.attachedToTarget", params{"sessionId": "pop-up", "targetInfo": params{"targetId": "other", "type": "page"}})
	for _, s := range []string{"tab", "pop-up"} {
		b.tell(s, "Page.frameNavigated", params{"frame": params{"loaderId": s, "url": "https://" + s + ".example.com/"}})
		b.tell(s, "Page.loadEventFired", nil)
	}
	b.tick(b.now)
	for id, l := range b.looking {
		b.handle(message{ID: id, Result: json.RawMessage(`{"result":{"value":{"url":"https://` + l.session + `.example.com/?code=secret","title":"` + l.session + `","text":""}}}`)}, b.now)
	}
	if want := (Page{"https://pop-up.example.com/?code=", "pop-up"}); b.rec.End != want {
		t.Errorf("ended at %+v, expected %+v", b.rec.End, want)
	}
	if len(b.looking) != 0 {
		t.Errorf("%d replies are waited for, expected none", len(b.looking))
	}
}

// A busy browser may tell in no event that the first page has arrived: it is read all the same.
func TestFirstPageWithoutItsEvent(t *testing.T) {
	b := newTold(t, false)
	b.begin("tab", "https://app.example.com/login")
	b.goes("1", "https://login.microsoftonline.com/saml2")
	b.handle(message{ID: b.begun, Result: json.RawMessage(`{"frameId":"frame","loaderId":"1"}`)}, b.now)
	b.tick(b.now)
	for id := range b.looking {
		b.handle(message{ID: id, Result: json.RawMessage(`{"result":{"value":{"url":"https://login.microsoftonline.com/saml2","title":"Sign in","text":"AADSTS50105: not assigned"}}}`)}, b.now)
	}
	if text := b.rec.Exchanges[0].Text; text != "AADSTS50105: not assigned" || b.rec.End.Title != "Sign in" {
		t.Errorf("recorded %q, ended at %+v, expected the words of the page", text, b.rec.End)
	}
}

func TestNoPageIsLeft(t *testing.T) {
	b := newTold(t, false)
	b.tell("", "Target.detachedFromTarget", params{"sessionId": "tab"})
	b.tick(b.now)
	if b.tick(b.now.Add(settling)); b.rec.Reason != Closed {
		t.Errorf("ended as %q, expected closed", b.rec.Reason)
	}
}

func TestFloods(t *testing.T) {
	t.Run("tabs", func(t *testing.T) {
		b := newTold(t, false)
		for i := range 2 * maxTargets {
			b.tell("", "Target.attachedToTarget", params{"sessionId": fmt.Sprint("s", i), "targetInfo": params{"type": "page"}})
		}
		if len(b.targets) != maxTargets || len(b.rec.Notes) != 1 {
			t.Errorf("%d targets are watched with notes %q, expected %d and a note", len(b.targets), b.rec.Notes, maxTargets)
		}
	})
	t.Run("pages", func(t *testing.T) {
		b := newTold(t, false)
		for i := range 2 * maxPages {
			b.goes(fmt.Sprint("p", i), "https://app.example.com/")
		}
		b.posts("r", "https://app.example.com/acs", url.Values{"SAMLResponse": {"a"}})
		if len(b.rec.Exchanges) != maxPages+1 || len(b.rec.Notes) != 1 {
			t.Errorf("%d exchanges with notes %q, expected %d pages, the message and a note", len(b.rec.Exchanges), b.rec.Notes, maxPages)
		}
	})
	t.Run("messages", func(t *testing.T) {
		b := newTold(t, true)
		for i := range maxMessages + 1 {
			b.posts(fmt.Sprint("m", i), "https://login.microsoftonline.com/login.srf", url.Values{"SAMLResponse": {"a"}})
		}
		if len(b.rec.Exchanges) != maxMessages || len(b.rec.Notes) != 1 {
			t.Errorf("%d exchanges with notes %q, expected %d and a note", len(b.rec.Exchanges), b.rec.Notes, maxMessages)
		}
		if last := b.heard[len(b.heard)-1]; !strings.HasPrefix(last, "Fetch.failRequest") {
			t.Errorf("the browser was told %s, expected that what is not recorded does not go through", last)
		}
	})
	t.Run("bytes", func(t *testing.T) {
		b := newTold(t, false)
		large := url.Values{"SAMLResponse": {strings.Repeat("a", maxBody-len("SAMLResponse="))}}
		for i := range 5 {
			b.posts(fmt.Sprint("b", i), "https://login.microsoftonline.com/login.srf", large)
		}
		if b.kept > maxKept || len(b.rec.Exchanges) != 3 || len(b.rec.Notes) != 1 {
			t.Errorf("%d bytes of %d exchanges with notes %q, expected three of 16 MiB and a note", b.kept, len(b.rec.Exchanges), b.rec.Notes)
		}
	})
	t.Run("withheld", func(t *testing.T) {
		b := newTold(t, false)
		b.tell("tab", "Network.requestWillBeSent", params{"requestId": "1", "frameId": "frame", "type": "Document", "request": params{"url": "https://app.example.com/acs", "method": "POST", "hasPostData": true}})
		if len(b.rec.Notes) != 1 {
			t.Errorf("notes %q, expected that a form was withheld", b.rec.Notes)
		}
	})
}

// Texts of any length are kept to a bound, and never with half a character at the end.
func TestLimitsOfTexts(t *testing.T) {
	b := newTold(t, false)
	b.begin("tab", "https://app.example.com/")
	b.goes("1", "https://app.example.com/"+strings.Repeat("a", 2*maxURL))
	b.handle(message{ID: b.begun, Result: json.RawMessage(`{"loaderId":"1"}`)}, b.now)
	b.tick(b.now)
	for id := range b.looking {
		b.handle(message{ID: id, Result: json.RawMessage(`{"result":{"value":{"url":"https://app.example.com/","title":"` + strings.Repeat("é", maxPageTitle) +
			`","text":"AADSTS50105` + strings.Repeat("é", maxPageText) + `"}}}`)}, b.now)
	}
	x := b.rec.Exchanges[0]
	if len(x.URL) > maxURL || len(x.URL) < maxURL-10 {
		t.Errorf("%d bytes of a URL are kept, expected %d", len(x.URL), maxURL)
	}
	for what, c := range map[string]struct {
		text string
		most int
	}{"the title": {b.rec.End.Title, maxPageTitle}, "the page": {x.Text, maxPageText}} {
		if len(c.text) > c.most || len(c.text) < c.most-1 || !utf8.ValidString(c.text) {
			t.Errorf("%d bytes of %s are kept, expected %d and whole characters", len(c.text), what, c.most)
		}
	}
	said := &tail{}
	for range 3 {
		if _, err := said.Write(bytes.Repeat([]byte("a"), maxTail-1)); err != nil {
			t.Fatal(err)
		}
	}
	if n, _ := said.Write([]byte("end")); n != 3 || len(said.text()) != maxTail || !bytes.HasSuffix(said.text(), []byte("aend")) {
		t.Errorf("%d bytes of what a browser said are kept, expected the last %d", len(said.text()), maxTail)
	}
}

// Whatever a browser tells, it is taken in or passed over.
func TestOddEvents(t *testing.T) {
	b := newTold(t, true)
	for method := range handlers {
		for _, text := range []string{"", "null", "{}", "[]", `{"requestId":1}`, `{"request":{"url":"https://a/?SAMLart=1"},"type":"Document","frameId":"frame"}`, `{"frame":{"loaderId":"x"}}`, `{"wallTime":1e300,"timestamp":-1e300,"request":{"url":"http://[::1"}}`} {
			b.handle(message{Session: "tab", Method: method, Params: json.RawMessage(text)}, b.now)
			b.handle(message{Session: "none", Method: method, Params: json.RawMessage(text)}, b.now)
			b.tick(b.now)
		}
	}
	if b.handle(message{skipped: true}, b.now); len(b.rec.Notes) == 0 {
		t.Error("a message that was too large is not noted")
	}
}

func TestPipe(t *testing.T) {
	in := strings.NewReader(`{"id":1}` + "\x00" + "no JSON\x00" + `{"method":"` + strings.Repeat("a", maxEvent) + `"}` + "\x00" + `{"id":2}` + "\x00" + `{"id":3}`)
	var out bytes.Buffer
	p := newPipe(in, &out)
	defer p.close()
	var got []string
	for m := range p.in {
		got = append(got, fmt.Sprint(m.ID, m.skipped))
	}
	if want := []string{"1 false", "0 true", "2 false"}; !slices.Equal(got, want) {
		t.Errorf("read %q, expected %q: the last has no end", got, want)
	}
}

// A browser that reads nothing is not waited for.
func TestHungPipe(t *testing.T) {
	p := &pipe{out: make(chan []byte, 2)}
	for range 2 {
		if _, err := p.send("", "a", nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := p.send("", "a", nil); err == nil {
		t.Error("a third command is queued, expected that the browser is hung")
	}
}
