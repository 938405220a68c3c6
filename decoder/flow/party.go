package flow

import (
	"net/url"
	"slices"
	"strings"

	"claimcheck/decoder/report"
)

// microsoft are the hosts at which Microsoft Entra signs people in and issues, in its clouds, and those of
// the portal that applications are started from.
var microsoft = map[string]bool{
	"login.microsoftonline.com": true, "login.windows.net": true, "sts.windows.net": true, "login.microsoft.com": true,
	"login.microsoftonline.us": true, "login.partner.microsoftonline.cn": true, "login.chinacloudapi.cn": true, "sts.chinacloudapi.cn": true,
	"myapps.microsoft.com": true, "launcher.myapps.microsoft.com": true, "account.activedirectory.windowsazure.com": true,
}

// parties knows which host plays which part, and how people call them.
type parties struct {
	lane   map[string]report.Lane
	names  map[report.Lane]string
	signOn string
	hosts  map[report.Lane][]string // that a step touched
	used   map[report.Lane]bool
}

// newParties tells the parts by what is known: an application is where responses go, an identity provider
// where requests go and who issues responses.
func newParties(s Setting, messages []report.Message) *parties {
	p := &parties{
		lane: map[string]report.Lane{}, signOn: withoutQuery(s.SignOn), hosts: map[report.Lane][]string{}, used: map[report.Lane]bool{},
		names: map[report.Lane]string{
			report.AtApplication: s.Application, report.AtBrowser: "browser", report.AtIdP: "identity provider", report.AtOther: "other hosts",
		},
	}
	if s.Application == "" {
		p.names[report.AtApplication] = "application"
	}
	is := func(lane report.Lane, addresses ...string) {
		for _, a := range addresses {
			if h := hostOf(a); h != "" && p.lane[h] == "" {
				p.lane[h] = lane
			}
		}
	}
	is(report.AtApplication, s.At...)
	for _, m := range messages {
		switch m.Kind {
		case response, assertion, wsFedToken:
			if !microsoft[hostOf(m.SentTo)] {
				is(report.AtApplication, m.SentTo)
			}
		case authnRequest:
			is(report.AtApplication, m.Summary.ACS)
			is(report.AtIdP, m.SentTo)
		}
	}
	is(report.AtIdP, s.IdP...)
	for _, m := range messages {
		switch m.Kind {
		case response, assertion, wsFedToken:
			is(report.AtIdP, m.Summary.Issuer)
			if microsoft[hostOf(m.Summary.Issuer)] {
				p.names[report.AtIdP] = "Entra"
			}
		case authnRequest:
			if microsoft[hostOf(m.SentTo)] || microsoft[hostOf(m.Summary.Destination)] {
				p.names[report.AtIdP] = "Entra"
			}
		case errorPage: // only Entra has AADSTS codes
			is(report.AtIdP, m.SentTo)
			p.names[report.AtIdP] = "Entra"
		}
	}
	return p
}

// at gives the lane of a URL, and notes its host as seen there.
func (p *parties) at(raw string) report.Lane {
	h := hostOf(raw)
	lane := p.lane[h]
	switch {
	case lane != "":
	case microsoft[h]:
		lane = report.AtIdP
	default:
		lane = report.AtOther
	}
	if h != "" && !slices.Contains(p.hosts[lane], h) {
		p.hosts[lane] = append(p.hosts[lane], h)
	}
	return lane
}

// name is how sentences call who stands at a lane.
func (p *parties) name(lane report.Lane) string {
	switch lane {
	case report.AtBrowser:
		return "the browser"
	case report.AtOther:
		return "another host"
	case report.AtIdP:
		if p.names[lane] != "Entra" {
			return "the identity provider"
		}
	case report.AtApplication:
		if p.names[lane] == "application" {
			return "the application"
		}
	}
	return p.names[lane]
}

// uses notes the ends of a step.
func (p *parties) uses(s report.Step) {
	p.used[s.From], p.used[s.To] = true, true
}

// mostHosts bounds the hosts that are told of one party.
const mostHosts = 20

// list gives the lifelines in the order they are drawn. What is sent passes the browser, so that one
// stands among any two others.
func (p *parties) list() []report.Party {
	var all []report.Party
	for _, lane := range []report.Lane{report.AtApplication, report.AtBrowser, report.AtIdP, report.AtOther} {
		if p.used[lane] {
			hosts := p.hosts[lane]
			all = append(all, report.Party{Lane: lane, Name: p.names[lane], Hosts: hosts[:min(len(hosts), mostHosts)]})
		}
	}
	return all
}

// hostOf is the host of a URL in small letters, with a port that is not the usual one; empty when there
// is none.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return ""
	}
	h := strings.ToLower(u.Host)
	switch u.Scheme {
	case "https":
		h = strings.TrimSuffix(h, ":443")
	case "http":
		h = strings.TrimSuffix(h, ":80")
	}
	return h
}

// withoutQuery drops what may hold a message or a token.
func withoutQuery(raw string) string {
	if i := strings.IndexAny(raw, "?#"); i >= 0 {
		raw = raw[:i]
	}
	return raw
}
