package capture

import "strings"

// Way is how to record a sign-in in a browser by hand.
type Way struct {
	Browsers string
	Steps    []string // each an order, without a full stop
}

// ByHand lists the ways that always work, for a computer where the capture does not: the terminal and the
// window show the same.
var ByHand = []Way{
	{"Edge, Chrome or Brave", []string{
		"open a new InPrivate or Incognito window", "press F12 and choose Network", "tick Preserve log", "sign in until it fails",
		"click the download arrow (Export HAR) and save the file", "open the file in ClaimCheck",
	}},
	{"Firefox", []string{
		"open a new private window", "press F12 and choose Network", "click the gear and tick Persist Logs", "sign in until it fails",
		"click the gear and choose Save All As HAR", "open the file in ClaimCheck",
	}},
	{"Safari", []string{
		"in Settings, Advanced, tick Show features for web developers", "open a new private window", "choose Develop, Show Web Inspector, then Network",
		"tick Preserve Log", "sign in until it fails", "click Export and save the file", "open the file in ClaimCheck",
	}},
}

// String gives the way in one sentence.
func (w Way) String() string { return "In " + w.Browsers + ": " + strings.Join(w.Steps, "; ") + "." }
