package capture

import (
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"time"
)

// The parts of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) that are filled here. Cookies
// and headers are empty lists: none is kept.
type (
	harLog struct {
		Version string     `json:"version"`
		Creator harNamed   `json:"creator"`
		Browser harNamed   `json:"browser"`
		Pages   []harPage  `json:"pages"`
		Entries []harEntry `json:"entries"`
		Comment string     `json:"comment,omitempty"`
	}
	harNamed struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	harPage struct {
		Started string   `json:"startedDateTime"`
		ID      string   `json:"id"`
		Title   string   `json:"title"`
		Timings struct{} `json:"pageTimings"`
		Comment string   `json:"comment,omitempty"`
	}
	harEntry struct {
		Page     string      `json:"pageref"`
		Started  string      `json:"startedDateTime"`
		Time     float64     `json:"time"` // milliseconds
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
		Cache    struct{}    `json:"cache"`
		Timings  harTimings  `json:"timings"`
		Comment  string      `json:"comment,omitempty"`
	}
	harRequest struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		Query       []harPair `json:"queryString"`
		Post        *harPost  `json:"postData,omitempty"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harPost struct {
		Type   string    `json:"mimeType"`
		Params []harPair `json:"params"`
		Text   string    `json:"text"`
	}
	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		HTTPVersion string     `json:"httpVersion"`
		Cookies     []harPair  `json:"cookies"`
		Headers     []harPair  `json:"headers"`
		Content     harContent `json:"content"`
		Redirect    string     `json:"redirectURL"`
		HeadersSize int        `json:"headersSize"`
		BodySize    int        `json:"bodySize"`
		Error       string     `json:"_error,omitempty"` // as Chrome's own HAR has it
	}
	harContent struct {
		Size int    `json:"size"`
		Type string `json:"mimeType"`
		Text string `json:"text,omitempty"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
)

// heldComment stands with an exchange that was stopped.
const heldComment = "Stopped by ClaimCheck. It never reached the application."

// HAR writes the recording as a HAR 1.2 file; version is that of the program. The error is that of w.
func (r Recording) HAR(w io.Writer, version string) error {
	name, number, _ := strings.Cut(r.Browser, "/")
	log := harLog{
		Version: "1.2", Creator: harNamed{"ClaimCheck", version}, Browser: harNamed{name, number},
		Pages: []harPage{{
			Started: harTime(r.Started), ID: "sign-in", Title: r.End.Title, Comment: "ended (" + string(r.Reason) + ") at " + r.End.URL,
		}},
		Entries: make([]harEntry, len(r.Exchanges)), Comment: strings.Join(r.Notes, " "),
	}
	for i, x := range r.Exchanges {
		log.Entries[i] = x.entry()
	}
	texts := json.NewEncoder(w)
	texts.SetEscapeHTML(false)
	return texts.Encode(map[string]harLog{"log": log})
}

func harTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func (x Exchange) entry() harEntry {
	milliseconds := float64(x.Took) / float64(time.Millisecond)
	e := harEntry{
		Page: "sign-in", Started: harTime(x.Time), Time: milliseconds, Timings: harTimings{Wait: milliseconds},
		Request: harRequest{
			Method: x.Method, URL: x.URL, HTTPVersion: "HTTP", Cookies: []harPair{}, Headers: []harPair{}, Query: []harPair{},
			HeadersSize: -1, BodySize: len(x.Body),
		},
		Response: harResponse{
			Status: x.Status, StatusText: x.StatusText, HTTPVersion: "HTTP", Cookies: []harPair{}, Headers: []harPair{},
			Content:  harContent{Size: len(x.Text), Type: "text/plain; charset=utf-8", Text: x.Text},
			Redirect: x.Location, HeadersSize: -1, BodySize: -1, Error: x.Failed,
		},
	}
	if x.Held {
		e.Comment = heldComment
	}
	if _, query, found := strings.Cut(x.URL, "?"); found {
		e.Request.Query = pairsOf(query)
	}
	if len(x.Body) > 0 {
		e.Request.Post = &harPost{Type: "application/x-www-form-urlencoded", Params: []harPair{}, Text: string(x.Body)}
	}
	return e
}

// pairsOf gives the pairs of a query as they were sent, which HAR has decoded.
func pairsOf(query string) []harPair {
	pairs := []harPair{}
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		if n, err := url.QueryUnescape(name); err == nil {
			name = n
		}
		if v, err := url.QueryUnescape(value); err == nil {
			value = v
		}
		pairs = append(pairs, harPair{name, value})
	}
	return pairs
}
