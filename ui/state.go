package ui

import (
	"encoding/json"
	"os"

	"fyne.io/fyne/v2/lang"

	"claimcheck/decoder/report"
)

// state is what is on display, for tests of the whole program.
type state struct {
	View       string         `json:"view"` // welcome, capture, capturing, problem, report, metadata, comparison, library, setting-up, setup or handed-off
	Recognised string         `json:"recognised,omitempty"`
	Verdict    *verdictRow    `json:"verdict,omitempty"`
	Problem    *problemRow    `json:"problem,omitempty"`
	Wanted     []claimRow     `json:"claims,omitempty"`
	Extra      []claimRow     `json:"extra_claims,omitempty"`
	Checks     []checkRow     `json:"checks,omitempty"`
	Signatures []signatureRow `json:"signatures,omitempty"`
	Coverage   []coverageRow  `json:"coverage,omitempty"`
	Messages   []messageRow   `json:"messages,omitempty"`
	Picked     int            `json:"picked"`
	Flow       []flowRow      `json:"flow,omitempty"`
	Seen       []seenRow      `json:"seen,omitempty"`

	File         *fileRow       `json:"file,omitempty"` // how a metadata file stands to the library
	Certificates []certRow      `json:"certificates,omitempty"`
	Plan         *planRow       `json:"plan,omitempty"`
	Comparison   *comparisonRow `json:"comparison,omitempty"`
	Library      []libraryRow   `json:"library,omitempty"`
	Setup        *setupRow      `json:"setup,omitempty"`
	Handoff      *handoffRow    `json:"handoff,omitempty"`
	Aside        []asideRow     `json:"set_aside,omitempty"`
}

// tell remembers what is on display and writes it where the user of --dump-state wants it.
func (w *window) tell(s state) {
	w.state = s
	if w.dump == "" || s.View == "welcome" {
		return
	}
	b, err := json.MarshalIndent(s, "", "\t")
	if err == nil {
		err = swap(w.dump, append(b, '\n'))
	}
	if err != nil {
		w.notice.show(lang.L("notice.not-saved", fill{"Reason": report.Clean(err.Error())}))
	}
}

// swap gives a file other contents, which a reader finds whole. Unlike whole.File it does not wait for the disk.
func swap(path string, b []byte) error {
	if err := os.WriteFile(path+".part", b, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".part", path)
}
