package decoder_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"claimcheck/decoder"
	"claimcheck/decoder/mint"
	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// What was left unread of a capture is told: a HAR that ends in the middle may have held the answer.
func TestUnreadIsTold(t *testing.T) {
	entry := `{"startedDateTime":"2026-01-02T03:04:06Z","request":{"method":"POST","url":"https://sp.example.com/acs","postData":{"mimeType":"application/x-www-form-urlencoded","text":"` +
		mint.Post("SAMLResponse", mint.EntraResponse().Signed(), "") + `"}},"response":{"status":200}}`
	for _, c := range []struct {
		name, capture string
		told          string
	}{
		{"whole", `{"log":{"entries":[` + entry + `]}}`, ""},
		{"cut", `{"log":{"entries":[` + entry + `,{"startedDateTime":"2026-01-`, "ends in the middle"},
	} {
		r, err := decoder.Inspect(context.Background(), wire.Capture{Name: "x.har", Origin: wire.File, Body: strings.NewReader(c.capture)},
			decoder.Options{Now: mint.Now, Skew: decoder.DefaultSkew})
		if err != nil || len(r.Messages) != 1 {
			t.Fatalf("%s: %d messages, %v", c.name, len(r.Messages), err)
		}
		var text bytes.Buffer
		if err := report.WriteText(&text, r, report.TextOptions{Width: 100}); err != nil {
			t.Fatal(err)
		}
		if told := strings.Join(r.Input.Notes, " "); (c.told == "") != (told == "") || !strings.Contains(told, c.told) || !strings.Contains(text.String(), c.told) {
			t.Errorf("%s: told %q, expected %q", c.name, told, c.told)
		}
	}
}
