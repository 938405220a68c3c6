package capture

import (
	"encoding/base64"
	"time"
)

// This file stops the response before it reaches the application. The browser asks before each request
// for a document; all but that one go on at once. In the mode that only watches, nothing is asked.

var documentRequests = []params{{"urlPattern": "*", "resourceType": "Document", "requestStage": "Request"}}

// heldPage is what the browser shows in place of the application's page.
const heldPage = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Stopped by ClaimCheck</title>
<meta name="viewport" content="width=device-width"><style>body{font:1.1em/1.5 sans-serif;max-width:40em;margin:4em auto;padding:0 1em}</style>
<h1>The response was stopped</h1><p>ClaimCheck stopped the response of the sign-in. It never reached the application: it is unspent, and nobody
was signed in there.</p><p>This window can be closed. ClaimCheck shows what the response says.</p></html>`

// paused decides on a request that the browser holds.
func (w *watch) paused(session string, e *event, now time.Time) bool {
	changed := false
	index, known := w.sent[e.NetworkID]
	url, _ := cutURL(e.Request.URL)
	if !known || w.rec.Exchanges[index].URL != url {
		as := *e
		as.Type = e.Resource
		changed = w.take(session, e.NetworkID, e.NetworkID, &as, now, now) // a document's loader has the request's number
		index, known = w.sent[e.NetworkID]
	}
	if w.full { // what cannot be recorded does not go through either
		w.send(session, "Fetch.failRequest", params{"requestId": e.RequestID, "errorReason": "BlockedByClient"})
		return changed
	}
	if !known || index != w.final {
		w.send(session, "Fetch.continueRequest", params{"requestId": e.RequestID})
		return changed
	}
	w.rec.Exchanges[index].Held = true
	w.send(session, "Fetch.fulfillRequest", params{
		"requestId": e.RequestID, "responseCode": 200,
		"responseHeaders": []params{
			{"name": "Content-Type", "value": "text/html; charset=utf-8"},
			{"name": "Content-Security-Policy", "value": "default-src 'none'; style-src 'unsafe-inline'"},
			{"name": "Cache-Control", "value": "no-store"},
		},
		"body": base64.StdEncoding.EncodeToString([]byte(heldPage)),
	})
	return true
}
