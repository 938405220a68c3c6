package flow

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/report"
)

// random makes a capture in which anything may answer anything, at any time and in any order.
func random(r *rand.Rand) *made {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	c := &made{}
	for range r.IntN(12) {
		c.hop(r.IntN(20), pick("GET", "POST", ""), pick(app, acs, login, "https://other.example.net/", "%zz", ""), []int{0, 200, 302, 403, 500}[r.IntN(5)], pick("", "", app, login, acs))
		if r.IntN(4) == 0 {
			c.hops[len(c.hops)-1].Time = time.Time{}
		}
	}
	for range r.IntN(10) {
		m := report.Message{
			Kind:    pick(authnRequest, response, response, assertion, logoutRequest, logoutResponse, errorPage, wsFedToken, metadata),
			Verdict: report.Verdict(pick("accepted", "refused", "undetermined")), Binding: pick("", "post", "redirect"), SentTo: pick("", acs, login, "acs"),
			Summary: report.Summary{ID: pick("", "a", "b", "c"), InResponseTo: pick("", "a", "b", "z"), Issuer: pick("", issuer, app)},
		}
		if m.Kind == errorPage && r.IntN(2) == 0 {
			m.ErrorPage = &report.ErrorPage{CorrelationID: pick("", "c1", "c2")}
		}
		i := len(c.messages)
		c.alone(m, pick("", "state"))
		c.payloads[i].Hop = r.IntN(len(c.hops)+2) - 1
		for range r.IntN(3) {
			if len(c.hops) == 0 {
				break
			}
			h := &c.hops[r.IntN(len(c.hops))]
			if r.IntN(2) == 0 {
				h.Sent = append(h.Sent, r.IntN(i+1))
			} else {
				h.Returned = append(h.Returned, r.IntN(i+2)-1)
			}
		}
	}
	return c
}

// Whatever the recording says, the flow keeps its promises: each message that has a place in the recording
// belongs to one sign-in, indices are those of messages, and one that a request ties goes to its request.
func TestRandomFlows(t *testing.T) {
	for seed := range uint64(5000) {
		c := random(rand.New(rand.NewPCG(seed, 1)))
		f := c.flow()
		chosen := Choose(c.messages, f)
		if (chosen < 0) != (len(c.messages) == 0) {
			t.Fatalf("seed %d: chose %d of %d", seed, chosen, len(c.messages))
		}
		if f == nil {
			continue
		}
		of := map[int]int{}
		for n, s := range f.SignIns {
			if len(s.Steps) == 0 {
				t.Fatalf("seed %d: a sign-in without a step", seed)
			}
			for _, step := range s.Steps {
				if step.Text == "" || step.From == step.To {
					t.Fatalf("seed %d: step %+v", seed, step)
				}
				if step.Message == nil {
					continue
				}
				if was, known := of[*step.Message]; known && was != n {
					t.Fatalf("seed %d: message %d is in two sign-ins", seed, *step.Message)
				}
				of[*step.Message] = n
				if c.messages[*step.Message].Kind != step.Kind {
					t.Fatalf("seed %d: step %+v of a %s", seed, step, c.messages[*step.Message].Kind)
				}
			}
			if got, known := of[s.Message]; !known || got != n || s.Verdict != c.messages[s.Message].Verdict {
				t.Fatalf("seed %d: sign-in %d is explained by message %d, %s", seed, n, s.Message, s.Verdict)
			}
		}
		if text := brief(f, chosen); strings.Contains(text, "%!") {
			t.Fatalf("seed %d: %s", seed, text)
		}
	}
}

// The work grows with the capture, not with its square.
func BenchmarkFlow(b *testing.B) {
	for _, n := range []int{100, 1000} {
		c := &made{}
		for i := range n {
			started(c, 10*i, fmt.Sprint("q", i)).hop(10*i+2, "POST", acs, 302, app).sends(answer(fmt.Sprint("r", i), fmt.Sprint("q", i), report.Accepted), "state")
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if f := Of(c.hops, c.payloads, c.messages, setting); f == nil {
					b.Fatal("no flow")
				}
			}
		})
	}
}
