package flow

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"claimcheck/decoder/report"
	"claimcheck/decoder/wire"
)

const (
	app    = "https://sp.example.com/"
	acs    = "https://sp.example.com/acs"
	login  = "https://login.microsoftonline.com/contoso/saml2"
	issuer = "https://sts.windows.net/00000000-1111-2222-3333-444444444444/"
)

var began = time.Date(2026, 1, 2, 14, 5, 0, 0, time.UTC)

// made is a capture that a test makes up, exchange by exchange.
type made struct {
	hops     []wire.Hop
	payloads []wire.Payload
	messages []report.Message
}

// hop adds an exchange at a second. What it carries is added behind it.
func (c *made) hop(second int, method, url string, status int, location string) *made {
	c.hops = append(c.hops, wire.Hop{Time: began.Add(time.Duration(second) * time.Second), Method: method, URL: url, Status: status, Location: location, Document: true})
	return c
}

// alone adds a message without an exchange.
func (c *made) alone(m report.Message, relay string) *made {
	p := wire.Payload{Kind: wire.XML, Hop: -1, Param: "SAMLResponse", Binding: m.Binding, RelayState: relay, HasRelay: relay != ""}
	c.payloads, c.messages = append(c.payloads, p), append(c.messages, m)
	return c
}

// sends makes a message one that the last exchange sent.
func (c *made) sends(m report.Message, relay string) *made {
	h := len(c.hops) - 1
	m.SentTo, m.Binding = c.hops[h].URL, "post"
	if c.hops[h].Method == "GET" {
		m.Binding = "redirect"
	}
	c.hops[h].Sent = append(c.hops[h].Sent, len(c.messages))
	c.alone(m, relay)
	c.payloads[len(c.payloads)-1].Hop = h
	return c
}

// returns makes a message one that the last exchange brought back.
func (c *made) returns(m report.Message) *made {
	h := len(c.hops) - 1
	c.hops[h].Returned = append(c.hops[h].Returned, len(c.messages))
	c.alone(m, "")
	c.payloads[len(c.payloads)-1].Hop = h
	return c
}

// again makes the last exchange send message i once more.
func (c *made) again(i int) *made {
	c.hops[len(c.hops)-1].Sent = []int{i}
	return c
}

func request(id string) report.Message {
	return report.Message{Kind: authnRequest, Verdict: report.Undetermined, Summary: report.Summary{ID: id, Issuer: "https://sp.example.com/saml", ACS: acs, Destination: login, Issued: began}}
}

func answer(id, to string, v report.Verdict) report.Message {
	return report.Message{Kind: response, Verdict: v, Summary: report.Summary{ID: id, InResponseTo: to, Issuer: issuer, Destination: acs, Issued: began.Add(time.Second)}}
}

func failure(code, correlation string) report.Message {
	return report.Message{Kind: errorPage, Verdict: report.Refused, ErrorPage: &report.ErrorPage{Codes: []string{code}, CorrelationID: correlation}}
}

func from(m report.Message, issuer string) report.Message {
	m.Summary.Issuer = issuer
	return m
}

// started is the way of a sign-in to the identity provider.
func started(c *made, second int, id string) *made {
	return c.hop(second, "GET", app, 302, login).hop(second+1, "GET", login, 200, "").sends(request(id), "state")
}

// brief is a flow in a line for each sign-in, with its steps and notes below.
func brief(f *report.Flow, chosen int) string {
	if f == nil {
		return "none"
	}
	var b strings.Builder
	for _, s := range f.SignIns {
		fmt.Fprintf(&b, "%s by=%s relay=%s loops=%d message=%d %s\n", s.Kind, s.Initiated, s.RelayState, s.Loops, s.Message, s.Verdict)
		for _, step := range s.Steps {
			fmt.Fprintf(&b, " %s %s>%s %d", step.Kind, step.From, step.To, step.Status)
			if step.Message != nil {
				fmt.Fprintf(&b, " m%d", *step.Message)
			}
			if step.Answers != nil {
				fmt.Fprintf(&b, " answers m%d", *step.Answers)
			}
			b.WriteByte('\n')
		}
		for _, n := range s.Notes {
			b.WriteString(" ! " + n + "\n")
		}
	}
	for _, n := range f.Notes {
		b.WriteString("! " + n + "\n")
	}
	fmt.Fprintf(&b, "chosen %d", chosen)
	return b.String()
}

var cases = []struct {
	name string
	made *made
	want string
}{
	{
		"started at the application",
		started(&made{}, 0, "q1").hop(9, "POST", acs, 302, app+"home").sends(answer("r1", "q1", report.Accepted), "state").hop(10, "GET", app+"home", 200, ""),
		`sign-in by=sp relay=kept loops=0 message=1 accepted
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 302 m1 answers m0
 Page browser>application 200
chosen 1`,
	},
	{
		"started at the identity provider, from My Apps",
		(&made{}).hop(0, "GET", "https://myapps.microsoft.com/signin", 302, login).hop(1, "GET", login, 200, "").hop(2, "POST", acs, 200, "").sends(answer("r1", "", report.Refused), ""),
		`sign-in by=idp relay= loops=0 message=0 refused
 Redirect browser>idp 302
 Page browser>idp 200
 Response browser>application 200 m0
chosen 0`,
	},
	{
		"an error page of Entra",
		started(&made{}, 0, "q1").returns(failure("50105", "c1")),
		`sign-in by=sp relay= loops=0 message=1 refused
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 ErrorPage idp>browser 0 m1
chosen 1`,
	},
	{
		"a loop of redirects, then the person gives up",
		started(&made{}, 0, "q1").hop(2, "POST", acs, 302, app).sends(answer("r1", "q1", report.Accepted), "state").
			hop(2, "GET", app, 302, login).hop(3, "GET", login, 200, "").sends(request("q2"), "state").
			hop(9, "POST", acs, 302, app).sends(answer("r2", "q2", report.Accepted), "state").
			hop(9, "GET", app, 302, login).hop(10, "GET", login, 200, "").sends(request("q3"), "state"),
		`sign-in by=sp relay=kept loops=2 message=3 accepted
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 302 m1 answers m0
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m2
 Response browser>application 302 m3 answers m2
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m4
 ! After the response Upwork sent the browser back to Entra with another request, twice, as it does when it does not keep its session.
 ! The capture shows no answer to the last request.
chosen 3`,
	},
	{
		"a loop by a script of the application",
		started(&made{}, 0, "q1").hop(2, "POST", acs, 200, "").sends(answer("r1", "q1", report.Accepted), "state").
			hop(4, "GET", login, 200, "").sends(request("q2"), "state").hop(5, "POST", acs, 200, "").sends(answer("r2", "q2", report.Accepted), "state"),
		`sign-in by=sp relay=kept loops=1 message=3 accepted
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 200 m1 answers m0
 AuthnRequest browser>idp 200 m2
 Response browser>application 200 m3 answers m2
 ! After the response Upwork sent the browser back to Entra with another request, once, as it does when it does not keep its session.
chosen 3`,
	},
	{
		"tried again at once after an error of the application: no loop",
		started(started(&made{}, 0, "q1").hop(2, "POST", acs, 403, "").sends(answer("r1", "q1", report.Accepted), "state"), 3, "q2"),
		`sign-in by=sp relay=kept loops=0 message=1 accepted
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 403 m1 answers m0
 ! Upwork answered the response with an error, 403.
sign-in by=sp relay= loops=0 message=2 undetermined
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m2
 ! The capture shows no answer to the last request.
! The capture holds 2 sign-ins: number 1 would be accepted; number 2 cannot be told.
chosen 1`,
	},
	{
		"two tries, and the second works: the first is explained",
		started(started(&made{}, 0, "q1").hop(9, "POST", acs, 403, "").sends(answer("r1", "q1", report.Refused), "state"), 120, "q2").
			hop(129, "POST", acs, 200, "").sends(answer("r2", "q2", report.Accepted), "state"),
		`sign-in by=sp relay=kept loops=0 message=1 refused
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 403 m1 answers m0
 ! Upwork answered the response with an error, 403.
sign-in by=sp relay=kept loops=0 message=3 accepted
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m2
 Response browser>application 200 m3 answers m2
! The capture holds 2 sign-ins: number 1 failed; number 2 would be accepted.
! A later try would be accepted; what is explained first is number 1, which failed.
chosen 1`,
	},
	{
		"an error page after a try that was refused: the last failure is explained",
		started(started(&made{}, 0, "q1").hop(9, "POST", acs, 403, "").sends(answer("r1", "q1", report.Refused), "state"), 120, "q2").
			returns(failure("50105", "c1")),
		`sign-in by=sp relay=kept loops=0 message=1 refused
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 403 m1 answers m0
 ! Upwork answered the response with an error, 403.
sign-in by=sp relay= loops=0 message=3 refused
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m2
 ErrorPage idp>browser 0 m3
! The capture holds 2 sign-ins: numbers 1, 2 failed.
chosen 3`,
	},
	{
		"two tabs at once: each response goes to its own request",
		(&made{}).hop(0, "GET", login, 200, "").sends(request("q1"), "a").hop(1, "GET", login, 200, "").sends(request("q2"), "b").
			hop(8, "POST", acs, 200, "").sends(answer("r1", "q1", report.Accepted), "a").hop(9, "POST", acs, 200, "").sends(answer("r2", "q2", report.Refused), "a"),
		`sign-in by=sp relay=kept loops=0 message=2 accepted
 AuthnRequest browser>idp 200 m0
 Response browser>application 200 m2 answers m0
sign-in by=sp relay=changed loops=0 message=3 refused
 AuthnRequest browser>idp 200 m1
 Response browser>application 200 m3 answers m1
 ! The response brings back another RelayState than the request had.
! The capture holds 2 sign-ins: number 2 failed; number 1 would be accepted.
chosen 3`,
	},
	{
		"two tenants in one file",
		(&made{}).alone(answer("r1", "", report.Accepted), "").alone(from(answer("r2", "", report.Undetermined), "https://sts.windows.net/99999999-1111-2222-3333-444444444444/"), ""),
		`sign-in by=idp relay= loops=0 message=0 accepted
 Response idp>application 0 m0
 ! This is the only message of this sign-in in the capture: what went before and after it is not known.
sign-in by=idp relay= loops=0 message=1 undetermined
 Response idp>application 0 m1
 ! This is the only message of this sign-in in the capture: what went before and after it is not known.
! The capture holds 2 sign-ins: number 1 would be accepted; number 2 cannot be told.
! The responses come from 2 identity providers or tenants: https://sts.windows.net/00000000-1111-2222-3333-444444444444/, https://sts.windows.net/99999999-1111-2222-3333-444444444444/. Each is judged by the metadata of its own.
chosen 1`,
	},
	{
		"a request without an answer",
		started(&made{}, 0, "q1").hop(3, "POST", login, 500, ""),
		`sign-in by=sp relay= loops=0 message=0 undetermined
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Page browser>idp 500
 ! The capture shows no answer to the last request.
chosen 0`,
	},
	{
		"a request by POST, RelayState lost on the way",
		(&made{}).hop(0, "POST", login, 200, "").sends(request("q1"), "state").hop(3, "POST", acs, 200, "").sends(answer("r1", "q1", report.Accepted), ""),
		`sign-in by=sp relay=lost loops=0 message=1 accepted
 AuthnRequest browser>idp 200 m0
 Response browser>application 200 m1 answers m0
 ! RelayState was lost: the request had one and the response has none, so Upwork may not know which page to go on to.
chosen 1`,
	},
	{
		"the same response twice, then the sign-in page again",
		started(&made{}, 0, "q1").hop(2, "POST", acs, 200, "").sends(answer("r1", "q1", report.Accepted), "state").hop(5, "POST", acs, 302, app+"login").again(1).
			hop(6, "GET", app+"login", 200, ""),
		`sign-in by=sp relay=kept loops=0 message=1 accepted
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 200 m1 answers m0
 Response browser>application 302 m1 answers m0
 Page browser>application 200
 ! The same response was sent twice; an application takes it once.
 ! Upwork took the response and showed its sign-in page again.
chosen 1`,
	},
	{
		"a response in a page that was never sent on",
		started(&made{}, 0, "q1").returns(answer("r1", "q1", report.Accepted)),
		`sign-in by=sp relay= loops=0 message=1 accepted
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response idp>browser 0 m1 answers m0
 ! The capture does not show that the response was sent on to Upwork.
chosen 1`,
	},
	{
		"signing in, then signing out",
		started(&made{}, 0, "q1").hop(2, "POST", acs, 200, "").sends(answer("r1", "q1", report.Accepted), "state").
			hop(60, "GET", login, 302, app+"logout").sends(report.Message{Kind: logoutRequest, Summary: report.Summary{ID: "l1", Destination: login}}, "").
			hop(61, "GET", app+"logout", 200, "").sends(report.Message{Kind: logoutResponse, Verdict: report.Undetermined, Summary: report.Summary{ID: "l2", InResponseTo: "l1", Destination: app + "logout"}}, ""),
		`sign-in by=sp relay=kept loops=0 message=1 accepted
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 200 m1 answers m0
sign-out by= relay= loops=0 message=3 undetermined
 LogoutRequest browser>idp 302 m2
 LogoutResponse browser>application 200 m3 answers m2
chosen 1`,
	},
	{
		"a response to a request that was not captured, beside one that waits",
		started(&made{}, 0, "q1").hop(2, "POST", acs, 500, "").sends(answer("r1", "q0", report.Refused), "state"),
		`sign-in by=sp relay= loops=0 message=1 refused
 Redirect browser>application 302
 AuthnRequest browser>idp 200 m0
 Response browser>application 500 m1
 ! Upwork answered the response with an error, 500.
chosen 1`,
	},
	{
		"error pages of two tries, by their correlation IDs",
		(&made{}).alone(failure("50105", "c1"), "").alone(failure("50105", "c1"), "").alone(failure("50126", "c2"), ""),
		`sign-in by= relay= loops=0 message=1 refused
 ErrorPage idp>browser 0 m0
 ErrorPage idp>browser 0 m1
sign-in by= relay= loops=0 message=2 refused
 ErrorPage idp>browser 0 m2
 ! This is the only message of this sign-in in the capture: what went before and after it is not known.
! The capture holds 2 sign-ins: numbers 1, 2 failed.
chosen 2`,
	},
	{
		"what the file has in another order than it happened",
		(&made{}).hop(9, "POST", acs, 200, "").sends(answer("r1", "q1", report.Accepted), "state").hop(1, "GET", login, 200, "").sends(request("q1"), "state"),
		`sign-in by=sp relay=kept loops=0 message=0 accepted
 AuthnRequest browser>idp 200 m1
 Response browser>application 200 m0 answers m1
chosen 0`,
	},
	{"metadata alone", (&made{}).alone(report.Message{Kind: metadata}, ""), "none"},
	{"nothing but pages", (&made{}).hop(0, "GET", app, 200, ""), "none"},
}

var setting = Setting{Application: "Upwork", SignOn: app + "login", At: []string{app}}

func (c *made) flow() *report.Flow { return Of(c.hops, c.payloads, c.messages, setting) }

func TestFlows(t *testing.T) {
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := c.made.flow()
			if got := brief(f, Choose(c.made.messages, f)); f != nil && got != c.want || f == nil && c.want != "none" {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if f == nil {
				return
			}
			// Nothing of it is lost or told twice.
			var told []int
			for _, s := range f.SignIns {
				for _, step := range s.Steps {
					if step.Message != nil && !slices.Contains(told, *step.Message) {
						told = append(told, *step.Message)
					}
					if step.Text == "" || strings.Contains(step.Text, "state") {
						t.Errorf("step %+v", step)
					}
				}
			}
			if len(told) != len(c.made.messages) {
				t.Errorf("%d messages are in a step, want %d", len(told), len(c.made.messages))
			}
		})
	}
}

func TestChooseWithoutFlow(t *testing.T) {
	messages := []report.Message{{Kind: metadata}, {Kind: metadata}}
	if got := Choose(messages, nil); got != 1 {
		t.Errorf("chose %d of two files of metadata, want the last", got)
	}
	if got := Choose(nil, nil); got != -1 {
		t.Errorf("chose %d of none, want -1", got)
	}
}

func TestReached(t *testing.T) {
	for _, c := range []struct {
		made *made
		want string
	}{
		{
			started(&made{}, 0, "q1").hop(2, "POST", acs, 302, app+"home").sends(answer("r1", "q1", report.Accepted), "state").hop(3, "GET", app+"home", 200, ""),
			"The browser ended at https://sp.example.com/home (Upwork), which answered 200.",
		},
		{
			started(&made{}, 0, "q1").hop(2, "POST", acs, 302, app+"home").sends(answer("r1", "q1", report.Accepted), "state"),
			"The browser ended at https://sp.example.com/acs (Upwork), which answered 302 and sent it on; what came then is not in the capture.",
		},
		{started(&made{}, 0, "q1").hop(2, "GET", "https://idp.example.net/x", 0, ""), "The browser ended at https://idp.example.net/x (another host); the capture has no answer of it."},
		{(&made{}).alone(answer("r1", "", report.Accepted), ""), ""},
	} {
		if got := c.made.flow().SignIns[0].Reached; got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestAskedAndParties(t *testing.T) {
	f := started(&made{}, 0, "q1").returns(failure("50105", "c1")).flow()
	if a := f.SignIns[0].Asked; a == nil || a.EntityID != "https://sp.example.com/saml" || a.ACS != acs || a.Sent != login {
		t.Errorf("asked %+v", a)
	}
	if got := f.SignIns[0].Correlated; got != "c1" {
		t.Errorf("correlation ID %q", got)
	}
	if got := fmt.Sprint(f.Parties); got != "[{application Upwork [sp.example.com]} {browser browser []} {idp Entra [login.microsoftonline.com]}]" {
		t.Errorf("parties %s", got)
	}
}

// A host counts by what is known of it, never by its name alone.
func TestHosts(t *testing.T) {
	p := newParties(Setting{At: []string{"https://sp.example.com:443/x"}, IdP: []string{"https://idp.example.com:8443/sso"}}, nil)
	for url, want := range map[string]report.Lane{
		"https://SP.example.com/y": report.AtApplication, "https://idp.example.com:8443/": report.AtIdP, "https://idp.example.com/": report.AtOther,
		"https://login.microsoftonline.com.example.com/": report.AtOther, "https://login.microsoftonline.com/common": report.AtIdP,
		"https://www.upwork.com/": report.AtOther, "": report.AtOther, "%zz": report.AtOther,
	} {
		if got := p.at(url); got != want {
			t.Errorf("%q stands at %s, want %s", url, got, want)
		}
	}
}

func TestLimits(t *testing.T) {
	c := started(&made{}, 0, "q1")
	for i := range mostSteps + mostHosts {
		c.hop(1, "GET", fmt.Sprintf("https://h%d.example.com/", i), 200, "")
	}
	f := c.flow()
	s := f.SignIns[0]
	if len(s.Steps) != mostSteps || s.Steps[1].Kind != authnRequest || s.Steps[mostSteps-1].URL != fmt.Sprintf("https://h%d.example.com/", mostSteps+mostHosts-1) {
		t.Errorf("%d steps, the last %+v", len(s.Steps), s.Steps[len(s.Steps)-1])
	}
	if want := fmt.Sprintf("%d steps in the middle are left out here.", mostHosts+2); !slices.Contains(s.Notes, want) {
		t.Errorf("notes %q, want %q", s.Notes, want)
	}
	if n := len(f.Parties[len(f.Parties)-1].Hosts); n != mostHosts {
		t.Errorf("%d other hosts, want %d", n, mostHosts)
	}
}
