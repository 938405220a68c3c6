package capture

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"
)

// asked finds the host of each request and look-up in the browser's log of its network.
var asked = regexp.MustCompile(`"url":"(?:http|ws)s?://([^"/:?]+)|"host":"(?:(?:http|ws)s?://)?([^"/:?]+)`)

// leftAlone is how long the browser is left alone on a page. It asks for updates and accounts at once, after a
// second, and again after four.
const leftAlone = 8 * time.Second

// TestBrowserIsQuiet holds that the browser asks for nobody but the host of the page it was sent to.
func TestBrowserIsQuiet(t *testing.T) {
	inParallel(t)
	log := filepath.Join(t.TempDir(), "net.json")
	server := serve(t, map[string]http.HandlerFunc{"/": func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<title>Sign in</title><form method=post><input name=user><input type=password name=password></form>`)
	}})
	s := start(t, Options{URL: server.URL, flags: []string{"--log-net-log=" + log}})
	time.Sleep(leftAlone)
	s.Stop()
	s.Wait()
	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	hosts := map[string]int{}
	for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
		hosts[m[1]+m[2]]++
	}
	const page = "127.0.0.1"
	if hosts[page] == 0 {
		t.Errorf("the log of %d bytes tells of no request to the page, expected it", len(text))
	}
	for host, times := range hosts {
		if host != page {
			t.Errorf("the browser asked for %s, which its log names %d times; expected the page's host alone", host, times)
		}
	}
}
