package wire

import "time"

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
