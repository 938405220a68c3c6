package flow

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

// reached says where the browser ended; empty without a recording.
func reached(t *try, p *parties) string {
	h := lastHop(t)
	if h == nil {
		return ""
	}
	s := "The browser ended at a page whose address is not in the capture"
	if h.URL != "" {
		s = "The browser ended at " + h.URL + " (" + strings.TrimPrefix(p.name(p.at(h.URL)), "the ") + ")"
	}
	switch {
	case h.Status == 0:
		return s + "; the capture has no answer of it."
	case h.Location != "":
		return s + fmt.Sprintf(", which answered %d and sent it on; what came then is not in the capture.", h.Status)
	}
	return s + fmt.Sprintf(", which answered %d.", h.Status)
}

func lastHop(t *try) *wire.Hop {
	for _, q := range slices.Backward(t.pieces) {
		if q.hop != nil {
			return q.hop
		}
	}
	return nil
}

// notes are the sentences about one sign-in. They tell and judge not: what follows from them is in the
// findings of its messages.
func (b *book) notes(t *try, s report.SignIn, p *parties) []string {
	var notes []string
	add := func(format string, args ...any) { notes = append(notes, fmt.Sprintf(format, args...)) }
	app, idp := p.name(report.AtApplication), p.name(report.AtIdP)
	if t.loops > 0 {
		add("After the response %s sent the browser back to %s with another request, %s, as it does when it does not keep its session.", app, idp, times(t.loops))
	}
	for _, i := range t.messages {
		if n := t.repeats[i]; n > 1 && b.messages[i].Kind == response {
			add("The same response was sent %s; an application takes it once.", times(n))
		}
	}
	switch s.RelayState {
	case report.RelayLost:
		add("RelayState was lost: the request had one and the response has none, so %s may not know which page to go on to.", app)
	case report.RelayChanged:
		add("The response brings back another RelayState than the request had.")
	case report.RelayAdded:
		add("The response has a RelayState and the request had none.")
	case report.RelayKept, report.RelayNone:
	}
	notes = append(notes, b.ending(t, p)...)
	if len(t.messages) == 1 && lastHop(t) == nil {
		add("This is the only message of this sign-in in the capture: what went before and after it is not known.")
	}
	return notes
}

// ending tells what became of the last request or response.
func (b *book) ending(t *try, p *parties) []string {
	app := p.name(report.AtApplication)
	last := t.messages[len(t.messages)-1]
	m := &b.messages[last]
	if isRequest(m.Kind) && (len(t.messages) > 1 || lastHop(t) != nil) {
		return []string{"The capture shows no answer to the last request."}
	}
	if m.Kind != response {
		return nil
	}
	at := slices.IndexFunc(t.pieces, func(q piece) bool { return slices.Contains(q.sent, last) })
	if at < 0 || t.pieces[at].hop == nil {
		if b.payloads[last].Hop >= 0 && at < 0 {
			return []string{"The capture does not show that the response was sent on to " + app + "."}
		}
		return nil
	}
	switch landed := lastHop(t); {
	case t.pieces[at].hop.Status >= 400:
		return []string{fmt.Sprintf("%s answered the response with an error, %d.", capital(app), t.pieces[at].hop.Status)}
	case landed == t.pieces[at].hop:
	case landed.Status >= 400:
		return []string{fmt.Sprintf("After the response the browser came to a page with an error, %d.", landed.Status)}
	case landed.Status > 0 && p.signOn != "" && withoutQuery(landed.URL) == p.signOn:
		return []string{capital(app) + " took the response and showed its sign-in page again."}
	case landed.Status > 0 && p.at(landed.URL) == report.AtIdP:
		return []string{fmt.Sprintf("After the response the browser came back to a page of %s.", p.name(report.AtIdP))}
	}
	return nil
}

// times says how often in words.
func times(n int) string {
	switch n {
	case 1:
		return "once"
	case 2:
		return "twice"
	}
	return fmt.Sprintf("%d times", n)
}

// outcomes tells of several sign-ins which failed and which did not.
func outcomes(all []report.SignIn) []string {
	of := map[report.Verdict][]string{}
	worst, count := 0, 0
	last := report.Verdict("")
	for i, s := range all {
		if s.Kind != report.SigningIn {
			continue
		}
		count, last = count+1, s.Verdict
		of[s.Verdict] = append(of[s.Verdict], fmt.Sprint(i+1))
		if s.Verdict == report.Refused {
			worst = i + 1
		}
	}
	if count < 2 {
		return nil
	}
	var parts []string
	for _, v := range []report.Verdict{report.Refused, report.Accepted, report.Undetermined} {
		const few = 10
		list := of[v]
		if len(list) == 0 {
			continue
		}
		words := map[report.Verdict]string{report.Refused: "failed", report.Accepted: "would be accepted", report.Undetermined: "cannot be told"}[v]
		text := strings.Join(list[:min(len(list), few)], ", ")
		if len(list) > few {
			text += fmt.Sprintf(" and %d more", len(list)-few)
		}
		number := "number "
		if len(list) > 1 {
			number = "numbers "
		}
		parts = append(parts, number+text+" "+words)
	}
	notes := []string{fmt.Sprintf("The capture holds %d sign-ins: %s.", count, strings.Join(parts, "; "))}
	if worst > 0 && last == report.Accepted {
		notes = append(notes, fmt.Sprintf("A later try would be accepted; what is explained first is number %d, which failed.", worst))
	}
	return notes
}

// issuers tells that several identity providers or tenants answered.
func issuers(list []string) []string {
	if len(list) < 2 {
		return nil
	}
	const few = 5
	text := strings.Join(list[:min(len(list), few)], ", ")
	if len(list) > few {
		text += fmt.Sprintf(" and %d more", len(list)-few)
	}
	return []string{fmt.Sprintf("The responses come from %d identity providers or tenants: %s. Each is judged by the metadata of its own.", len(list), text)}
}
