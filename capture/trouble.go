package capture

import (
	"errors"
	"fmt"
	"io/fs"

	"claimcheck/decoder/report"
)

// Check names the trouble of a capture in a report.
const Check = "input.capture"

// Cause is why a capture could not start.
type Cause string

// The causes.
const (
	BadURL      Cause = "bad-url"
	NoBrowser   Cause = "no-browser"
	NotStarted  Cause = "not-started"
	NoProfile   Cause = "no-profile"
	EndedAtOnce Cause = "ended-at-once"
	Forbidden   Cause = "forbidden" // by a policy
	Silent      Cause = "silent"    // perhaps by a policy
	Crashed     Cause = "crashed"   // later on, before a message was sent
)

// Trouble is why a capture could not start: what happened, what was expected, what to do. Its steps end
// with the ways to record a sign-in by hand.
type Trouble struct {
	report.Problem
	Cause Cause
	err   error // of the system; may be nil
}

func (t *Trouble) Error() string { return t.Sentence }
func (t *Trouble) Unwrap() error { return t.err }

// trouble makes one whose steps are followed by those of ByHand.
func trouble(cause Cause, err error, sentence, expected, actual string, steps ...string) *Trouble {
	for _, w := range ByHand {
		steps = append(steps, w.String())
	}
	return &Trouble{Cause: cause, err: err, Problem: report.Problem{
		Check: Check, Sentence: sentence, Expected: expected, Actual: actual, Owner: report.Helpdesk, Steps: steps,
	}}
}

func badURL(given string) *Trouble {
	return &Trouble{Cause: BadURL, Problem: report.Problem{
		Check: Check, Sentence: "The sign-in cannot begin at this address.", Expected: "an address that begins with https:// or http://",
		Actual: given, Owner: report.Helpdesk,
		Steps: []string{"Copy the address from the browser's address bar, or the link of the application in My Apps."},
	}}
}

const anyBrowser = "Microsoft Edge, Google Chrome, Brave or Chromium"

func noBrowser() *Trouble {
	return trouble(NoBrowser, nil, "No browser was found that a sign-in can be captured in.", anyBrowser, "none at the places where they are installed",
		"If one of them is installed elsewhere, name its program (--browser PATH).")
}

func noSuchBrowser(path string) *Trouble {
	return trouble(NoBrowser, nil, "There is no program at the browser's path.", "the program of "+anyBrowser, path,
		"Check the path. On macOS the program lies inside the application, in Contents/MacOS.")
}

func noProfile(folder string, err error) *Trouble {
	return trouble(NoProfile, err, "The browser's throw-away profile could not be made in "+folder+".", "a folder that can be written to", reason(err),
		"Free some space, or set another folder for temporary files (TMPDIR, on Windows TEMP).")
}

func notStarted(b Browser, err error) *Trouble {
	return trouble(NotStarted, err, b.Name+" could not be started.", "a browser that starts", reason(err),
		"Check whether "+b.Name+" opens by itself, and whether a policy forbids to start it from another program.", otherBrowser)
}

func endedAtOnce(b Browser) *Trouble {
	return trouble(EndedAtOnce, nil, b.Name+" ended as soon as it was started.", "a browser that stays open", "it closed before its first page",
		"Check whether "+b.Name+" opens by itself. A policy that sets its profile folder (UserDataDir) has this effect while it is open: close it and try again.",
		otherBrowser)
}

const otherBrowser = "Try another browser (--browser PATH): policies are set for each browser apart."

func forbidden(b Browser) *Trouble {
	return trouble(Forbidden, nil, "A policy of this computer forbids "+b.Name+" to be watched.", "the policy RemoteDebuggingAllowed not set to false",
		b.Name+" says that remote debugging is disallowed by its administrator", otherBrowser)
}

func noPages(b Browser) *Trouble {
	return trouble(Forbidden, nil, b.Name+" does not let its pages be watched.", "the policy DeveloperToolsAvailability not set to 2 (never)",
		b.Name+" answers, and shows no page", otherBrowser)
}

func silent(b Browser) *Trouble {
	return trouble(Silent, nil, b.Name+" was started and does not answer.", fmt.Sprintf("an answer within %.0f s", starting.Seconds()), "none",
		"A policy may forbid it (RemoteDebuggingAllowed set to false): edge://policy or chrome://policy shows it.", otherBrowser)
}

// reason gives what the system says, without the operation and path in front.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}
