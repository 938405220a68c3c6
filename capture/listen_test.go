package capture

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"claimcheck/decoder"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/wire"
)

// waiting starts a listener on any port and ends it with the test.
func waiting(t *testing.T, page func(Recording) []byte) *Listener {
	t.Helper()
	if page == nil {
		page = func(Recording) []byte { return []byte("<p>the report</p>") }
	}
	l, err := Listen(t.Context(), ListenOptions{Page: page})
	if err != nil {
		t.Fatal(words(err))
	}
	t.Cleanup(func() { l.Stop(); l.Wait() })
	return l
}

const formType = "application/x-www-form-urlencoded"

// ask sends one request as the parts say and gives the status and the page; 0 when the connection was closed.
func ask(t *testing.T, method, to, kind, body string, header http.Header) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, to, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	for name, values := range header {
		r.Header[name] = values
	}
	if host := header.Get("Host"); host != "" {
		r.Host = host
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(r)
	if err != nil {
		return 0, err.Error(), nil
	}
	text, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil && answer.StatusCode == http.StatusOK { // of a refused form the rest is not read
		t.Fatal(err)
	}
	return answer.StatusCode, string(text), answer.Header
}

// One response is taken, judged as any other, answered with its report and kept nowhere else; then the port
// is closed.
func TestListen(t *testing.T) {
	form := mint.Post("SAMLResponse", mint.EntraResponse().Signed(), "state")
	l := waiting(t, func(r Recording) []byte {
		c, err := r.Capture("0")
		if err != nil {
			return []byte(err.Error())
		}
		rep, err := decoder.Inspect(t.Context(), c, decoder.Options{Now: time.Now(), Skew: decoder.DefaultSkew})
		if err != nil || len(rep.Messages) != 1 {
			return fmt.Appendf(nil, "%v %+v", err, rep)
		}
		m := rep.Messages[0]
		return fmt.Appendf(nil, "%s %s %s %s %s %s", rep.Input.Origin, m.Kind, m.Binding, m.SentTo, m.RelayState, rep.JudgedBy)
	})
	status, text, header := ask(t, "POST", l.URL(), formType, form+"&password=secret", http.Header{"Sec-Fetch-Mode": {"navigate"}, "Origin": {"https://login.microsoftonline.com"}})
	if want := "listener Response post " + l.URL() + " state capture"; status != 200 || text != want {
		t.Errorf("answered %d %q, expected %q", status, text, want)
	}
	if header.Get("Cache-Control") != "no-store" || !strings.HasPrefix(header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("answered with %v, expected a page that is not stored and runs nothing", header)
	}
	r := l.Wait()
	if r.Reason != Answered || r.Origin != wire.Listener || len(r.Exchanges) != 1 || strings.Contains(string(r.Exchanges[0].Body), "secret") {
		t.Errorf("recorded %+v, expected the response, and of the form nothing else", r)
	}
	for _, host := range []string{"127.0.0.1", "[::1]"} {
		if c, err := net.Dial("tcp", strings.Replace(strings.TrimSuffix(strings.TrimPrefix(l.URL(), "http://"), acsPath), "localhost", host, 1)); err == nil {
			t.Errorf("somebody listens at %s, expected nobody", c.RemoteAddr())
		}
	}
}

// A browser posts to it from another site, as an identity provider has it do, and shows the report.
func TestListenInABrowser(t *testing.T) {
	inParallel(t)
	testBrowser(t)
	l := waiting(t, func(Recording) []byte {
		return []byte("<!DOCTYPE html><html><head><title>The report</title></head><body>refused</body></html>")
	})
	idp := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<form method="post" action="%s"><input name="SAMLResponse" value="PHg+PC94Pg=="></form><script>document.forms[0].submit()</script>`, l.URL())
	}))
	defer idp.Close()
	r := start(t, Options{URL: idp.URL}).Wait()
	if got := theResponse(t, r); got.Status != http.StatusOK || r.End != (Page{l.URL(), "The report"}) {
		t.Errorf("answered %d, ended at %+v, expected the report", got.Status, r.End)
	}
	if taken := l.Wait(); taken.Reason != Answered || string(taken.Exchanges[0].Body) != "SAMLResponse=PHg%2BPC94Pg%3D%3D" {
		t.Errorf("taken %+v, expected the response as it was sent", taken)
	}
}

// What is refused is not taken: the listener goes on waiting for the sign-in.
func TestListenRefuses(t *testing.T) {
	l := waiting(t, nil)
	u, err := url.Parse(l.URL())
	if err != nil {
		t.Fatal(err)
	}
	good := "SAMLResponse=PHg%2BPC94Pg%3D%3D"
	for _, c := range []struct {
		name, method, path, kind, body string
		header                         http.Header
		status                         int
	}{
		{"a name turned to this computer", "POST", acsPath, formType, good, http.Header{"Host": {"attacker.example.com:" + u.Port()}}, 421},
		{"another port", "POST", acsPath, formType, good, http.Header{"Host": {"localhost:1"}}, 421},
		{"no port", "POST", acsPath, formType, good, http.Header{"Host": {"localhost"}}, 421},
		{"a name that only begins so", "POST", acsPath, formType, good, http.Header{"Host": {"localhost.example.com:" + u.Port()}}, 421},
		{"GET", "GET", acsPath, "", "", nil, 405},
		{"GET with a message", "GET", acsPath + "?" + good, "", "", nil, 405},
		{"OPTIONS", "OPTIONS", acsPath, "", "", nil, 405},
		{"PUT", "PUT", acsPath, formType, good, nil, 405},
		{"another path", "POST", "/", formType, good, nil, 404},
		{"a script", "POST", acsPath, formType, good, http.Header{"Sec-Fetch-Mode": {"cors"}}, 403},
		{"no form", "POST", acsPath, "application/json", "{}", nil, 400},
		{"a form of another kind", "POST", acsPath, "text/plain", good, nil, 400},
		{"a form without a response", "POST", acsPath, formType, "SAMLRequest=a&password=b", nil, 400},
		{"an empty response", "POST", acsPath, formType, "SAMLResponse=&RelayState=a", nil, 400},
		{"nothing", "POST", acsPath, formType, "", nil, 400},
		{"too large", "POST", acsPath, formType, "SAMLResponse=" + strings.Repeat("a", maxBody), nil, 413},
		{"a head too large", "POST", acsPath, formType, good, http.Header{"Cookie": {strings.Repeat("a", 2*maxHead)}}, 431},
	} {
		if status, text, _ := ask(t, c.method, "http://127.0.0.1:"+u.Port()+c.path, c.kind, c.body, c.header); status != c.status {
			t.Errorf("%s is answered %d %s, expected %d", c.name, status, text, c.status)
		}
	}
	if status, text, _ := ask(t, "POST", l.URL(), formType, good, nil); status != 200 {
		t.Errorf("the response is answered %d %s, expected that it is taken after all that", status, text)
	}
}

// A form may come in pieces, and slowly, and of two that come together one is taken.
func TestListenTakesOne(t *testing.T) {
	var shown sync.WaitGroup
	shown.Add(1)
	pages := 0
	l := waiting(t, func(Recording) []byte { pages++; shown.Wait(); return []byte("taken") })
	host := strings.TrimSuffix(strings.TrimPrefix(l.URL(), "http://"), acsPath)
	statuses := make(chan int)
	for range 8 {
		go func() {
			c, err := net.Dial("tcp", host)
			if err != nil {
				statuses <- 0
				return
			}
			defer func() { _ = c.Close() }()
			fmt.Fprintf(c, "POST /acs HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n", host, formType)
			for _, part := range strings.SplitAfter("SAMLResponse=PHg%2BPC94Pg%3D%3D", "P") {
				fmt.Fprintf(c, "%x\r\n%s\r\n", len(part), part)
				time.Sleep(time.Millisecond)
			}
			fmt.Fprint(c, "0\r\n\r\n")
			answer, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err != nil {
				statuses <- 0
				return
			}
			_ = answer.Body.Close()
			statuses <- answer.StatusCode
		}()
	}
	count := map[int]int{}
	for i := range 8 {
		count[<-statuses]++
		if i == 6 {
			shown.Done() // the others have their answer, and the first is shown its page now
		}
	}
	if pages != 1 || count[200] != 1 || count[409] != 7 {
		t.Errorf("%d pages were made, answers by status: %v; expected one taken and seven refused", pages, count)
	}
}

func TestListenEnds(t *testing.T) {
	page := func(Recording) []byte { return nil }
	short, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	for reason, ctx := range map[Reason]context.Context{TimedOut: short, Cancelled: t.Context()} {
		l, err := Listen(ctx, ListenOptions{Page: page})
		if err != nil {
			t.Fatal(words(err))
		}
		if reason == Cancelled {
			l.Stop()
			l.Stop()
		}
		if r := l.Wait(); r.Reason != reason || len(r.Exchanges) != 0 || r.Ended.IsZero() {
			t.Errorf("ended as %q with %d exchanges, expected %s without", r.Reason, len(r.Exchanges), reason)
		}
	}
}

func TestListenPortTaken(t *testing.T) {
	for network, address := range map[string]string{"tcp4": "127.0.0.1:0", "tcp6": "[::1]:0"} {
		other, err := net.Listen(network, address)
		if err != nil {
			continue // no IPv6 here
		}
		defer func() { _ = other.Close() }()
		_, err = Listen(t.Context(), ListenOptions{Port: other.Addr().(*net.TCPAddr).Port})
		var trouble *Trouble
		if !errors.As(err, &trouble) || trouble.Cause != PortTaken || len(trouble.Steps) == 0 {
			t.Errorf("with %s taken the answer is %v, expected that the port is taken, and what to do", network, err)
		}
	}
}

// Forms that come together are bounded together: the one that is on its way longest goes.
func TestListenFloodedWithForms(t *testing.T) {
	l := waiting(t, nil)
	host := strings.TrimSuffix(strings.TrimPrefix(l.URL(), "http://"), acsPath)
	part := bytes.Repeat([]byte("a"), 1<<20)
	var clients []net.Conn
	for range 2 * maxArriving / maxBody {
		c, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = c.Close() }()
		clients = append(clients, c)
		fmt.Fprintf(c, "POST /acs HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", host, formType, maxBody)
		for range maxBody/len(part) - 1 {
			if _, err := c.Write(part); err != nil {
				break // sent away
			}
		}
	}
	await(t, func() bool {
		l.crowd.mu.Lock()
		defer l.crowd.mu.Unlock()
		return l.crowd.visitors.Len() < len(clients)
	})
	l.crowd.mu.Lock()
	if l.crowd.arriving > maxArriving {
		t.Errorf("%d bytes are on the way, expected at most %d", l.crowd.arriving, maxArriving)
	}
	l.crowd.mu.Unlock()
	if status, text, _ := ask(t, "POST", l.URL(), formType, "SAMLResponse=PHg%2BPC94Pg%3D%3D", nil); status != 200 {
		t.Errorf("beside the forms the sign-in is answered %d %s, expected its report", status, text)
	}
}
