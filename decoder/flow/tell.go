package flow

import (
	"fmt"
	"slices"
	"strings"

	"claimcheck/decoder/report"
)

// tell lays out the tries.
func (b *book) tell(p *parties) *report.Flow {
	f := &report.Flow{}
	for _, t := range b.tries {
		f.SignIns = append(f.SignIns, b.signIn(t, p))
	}
	for i := range b.messages {
		if m := &b.messages[i]; m.Kind == response && m.Summary.Issuer != "" && !slices.Contains(f.Issuers, m.Summary.Issuer) && len(f.Issuers) < mostHosts {
			f.Issuers = append(f.Issuers, m.Summary.Issuer)
		}
	}
	f.Parties = p.list()
	f.Notes = append(outcomes(f.SignIns), issuers(f.Issuers)...)
	return f
}

// signIn lays out one try.
func (b *book) signIn(t *try, p *parties) report.SignIn {
	s := report.SignIn{Kind: t.kind, Started: earliest(t.pieces), Message: b.explains(t), Loops: t.loops}
	s.Verdict = b.messages[s.Message].Verdict
	s.Initiated = b.initiated(t)
	s.RelayState = b.relay(t)
	for _, i := range t.asked {
		if m := &b.messages[i]; m.Kind == authnRequest {
			s.Asked = &report.Asked{EntityID: m.Summary.Issuer, ACS: m.Summary.ACS, Sent: m.SentTo}
			break
		}
	}
	for _, i := range t.answered {
		if e := b.messages[i].ErrorPage; e != nil {
			s.Correlated = e.CorrelationID
		}
	}
	var steps []report.Step
	again := map[int]int{}
	for _, at := range t.pieces {
		steps = append(steps, b.steps(at, again, p)...)
	}
	first, last, left := shorten(steps)
	s.Steps = slices.Concat(first, last)
	for _, step := range s.Steps {
		p.uses(step)
	}
	s.Reached = reached(t, p)
	s.Notes = b.notes(t, s, p)
	if left > 0 {
		s.Notes = append(s.Notes, fmt.Sprintf("%d steps in the middle are left out here.", left))
	}
	return s
}

// initiated says which side began: a response of the Web Browser SSO profile names the request that it
// answers, and else there was none (Profiles 4.1.5).
func (b *book) initiated(t *try) report.Initiated {
	if t.kind != report.SigningIn {
		return ""
	}
	if len(t.asked) > 0 {
		return report.BySP
	}
	for _, i := range t.answered {
		m := &b.messages[i]
		if m.Kind == response && m.Summary.ID != "" { // it was read
			if m.Summary.InResponseTo != "" {
				return report.BySP
			}
			return report.ByIdP
		}
	}
	return ""
}

// relay compares the RelayState of the last response with that of the request it answers.
func (b *book) relay(t *try) report.Relay {
	for _, i := range slices.Backward(t.answered) {
		m := &b.messages[i]
		if m.Kind != response {
			continue
		}
		r, known := b.request[m.Summary.InResponseTo]
		if m.Summary.InResponseTo == "" || !known || !b.payloads[i].ShowsRelay() || !b.payloads[r].ShowsRelay() {
			return ""
		}
		sent, back := b.payloads[r], b.payloads[i]
		switch {
		case !sent.HasRelay && !back.HasRelay:
			return report.RelayNone
		case !sent.HasRelay:
			return report.RelayAdded
		case !back.HasRelay:
			return report.RelayLost
		case sent.RelayState != back.RelayState:
			return report.RelayChanged
		}
		return report.RelayKept
	}
	return ""
}

// steps are the arrows of one piece.
func (b *book) steps(at piece, again map[int]int, p *parties) []report.Step {
	var list []report.Step
	if h := at.hop; h != nil && len(at.sent) == 0 {
		s := report.Step{Kind: report.StepPage, From: report.AtBrowser, To: p.at(h.URL), Time: at.at, Method: h.Method, URL: h.URL, Status: h.Status}
		s.Text = "The browser asks " + p.name(s.To) + " for a page"
		if h.Location != "" {
			s.Kind = report.StepRedirect
			s.Text = capital(p.name(s.To)) + " sends the browser on to " + p.toward(h.Location, s.To)
		}
		s.Text += answeredWith(h.Status)
		list = append(list, s)
	}
	for _, i := range at.sent {
		s := b.message(i, p)
		s.Time = at.at
		if h := at.hop; h != nil {
			s.Method, s.Status = h.Method, h.Status
			if h.URL != "" {
				s.From, s.To, s.URL = report.AtBrowser, p.at(h.URL), h.URL
			}
		}
		s.Text = b.says(i, s, p)
		if again[i]++; again[i] > 1 {
			s.Text += ", once more"
		}
		s.Text += answeredWith(s.Status)
		list = append(list, s)
	}
	for _, i := range at.returned {
		s := b.message(i, p)
		s.Time, s.From, s.To, s.URL = at.at, p.at(at.hop.URL), report.AtBrowser, at.hop.URL
		s.Text = b.says(i, s, p)
		if s.Kind != errorPage {
			s.Text += ", in a page from which the capture does not show that it was sent on"
		}
		list = append(list, s)
	}
	return list
}

// message begins the step of message i as its own fields tell it.
func (b *book) message(i int, p *parties) report.Step {
	m := &b.messages[i]
	s := report.Step{Kind: m.Kind, Message: &i, Binding: m.Binding, URL: m.SentTo}
	if !isRequest(m.Kind) || m.Verdict == report.Refused { // there is nothing to accept about a request
		s.Verdict = m.Verdict
	}
	if r, known := b.request[m.Summary.InResponseTo]; known && m.Summary.InResponseTo != "" {
		s.Answers = &r
	}
	if m.ErrorPage != nil && len(m.ErrorPage.Codes) > 0 {
		s.Code = "AADSTS" + m.ErrorPage.Codes[0]
	}
	away, home := report.AtIdP, report.AtApplication // what an identity provider sends
	if m.Kind == authnRequest || m.Kind == logoutRequest && p.at(m.Summary.Destination) == report.AtIdP {
		away, home = home, away
	}
	s.From, s.To = away, home
	switch {
	case m.Kind == errorPage:
		s.To = report.AtBrowser
	case hostOf(m.SentTo) != "":
		s.From = report.AtBrowser
		if to := p.at(m.SentTo); to != report.AtOther {
			s.To = to
		}
	}
	return s
}

// says is the sentence of a step without its end.
func (b *book) says(i int, s report.Step, p *parties) string {
	m := &b.messages[i]
	how := map[string]string{"post": " (POST)", "redirect": " (Redirect)"}[m.Binding]
	app, idp := p.name(report.AtApplication), p.name(report.AtIdP)
	to := p.name(s.To)
	switch m.Kind {
	case authnRequest:
		if s.To == report.AtBrowser {
			to = idp
		}
		return capital(app) + " asks " + to + " to sign the user in" + how
	case response:
		if s.To == report.AtBrowser {
			to = app
		}
		return capital(idp) + " sends " + to + " the response" + how
	case assertion:
		return capital(idp) + " issued an assertion"
	case wsFedToken:
		return capital(idp) + " sends " + to + " a WS-Federation token" + how
	case logoutRequest:
		return "A request to sign the user out goes to " + to + how
	case logoutResponse:
		return "The answer to a request to sign out goes to " + to + how
	}
	if s.Code != "" {
		return capital(idp) + " shows an error page, " + s.Code
	}
	return capital(idp) + " shows an error page"
}

// toward names where a redirect of a party leads: to whom, or the host itself when it plays no part.
func (p *parties) toward(location string, from report.Lane) string {
	h := hostOf(location)
	lane := p.lane[h]
	if lane == "" && microsoft[h] {
		lane = report.AtIdP
	}
	switch {
	case h == "" || lane == from:
		return "another of its pages"
	case lane == "":
		return h
	}
	return p.name(lane)
}

// answeredWith tells the status of HTTP.
func answeredWith(status int) string {
	if status == 0 {
		return ""
	}
	return fmt.Sprintf(", answered %d", status)
}

func capital(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
